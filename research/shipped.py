"""Where the files that the package ships lie, in a clone and in an installed wheel alike."""

from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent


def shipped_path(name: str) -> Path:
    """Return the path of a file under ``data/`` that comes with the package.

    Parameters
    ----------
    name
        Path relative to ``data/``, with forward slashes.

    Raises
    ------
    FileNotFoundError
        If no such file is shipped; this is a bug of the package, not of the user.

    Examples
    --------
    >>> shipped_path("codebook.toml").name
    'codebook.toml'
    """
    for root in (_PACKAGE / "data", _PACKAGE.parent / "data"):
        if (root / name).exists():
            return root / name
    raise FileNotFoundError(f"{name} is not shipped with the package")
