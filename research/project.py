"""Make a study folder for a codebook and documents of your own.

Example: research project new my-study
"""

import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from research.cli import CODEBOOK, Finished, flag, print_message, run_command
from research.errors import InputError
from research.shipped import shipped_path

_NEW = "new"
_TEMPLATES = (CODEBOOK, "README.md", "documents/README.txt")
_EMPTY = ("coding",)
_STANDS_FOR_FOLDER = "--study STUDY"


@dataclass(frozen=True)
class ProjectConfig:
    """What to make; it is the command line."""

    request: tuple[Path, ...] = flag(
        (), "the word new and the folder to make, as in: new my-study", positional="*", metavar="new DIR"
    )


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command; 0, or 2 for what the user can fix."""
    return run_command(start, ProjectConfig, "research project", __doc__, arguments)


def start(config: ProjectConfig) -> Finished:
    """Make the folder that was asked for and say what comes next.

    Raises
    ------
    InputError
        If the words are not ``new`` and one folder, or the folder has something in it.
    """
    words = " ".join(map(str, config.request))
    if len(config.request) != 2 or str(config.request[0]) != _NEW:
        raise InputError(f"got {words!r}, expected the word new and one folder: research project new DIR")
    root = config.request[1]
    make_study(root)
    print_message(
        f"{root}: made; write your domains into {root / CODEBOOK}, put documents into {root / 'documents'}, then "
        f"follow {root / 'README.md'}: research review --study {_quote(root)}"
    )
    return Finished(root / "README.md")


def make_study(root: Path) -> None:
    """Make a study folder, in which the commands' ``--study`` looks for everything.

    Nothing that exists is overwritten.

    Parameters
    ----------
    root
        The folder: a new one, or an empty one. Commands in its README.md name it as it is given here, so they work
        from where it was made.

    Raises
    ------
    InputError
        If the folder has something in it, is a file, or cannot be written.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as parent:
    ...     make_study(Path(parent, "parks"))
    ...     sorted(path.name for path in Path(parent, "parks").iterdir())
    ['README.md', 'codebook.toml', 'coding', 'documents']
    """
    if root.exists() and not root.is_dir():
        raise InputError(f"{root}: is a file; give the name of a new folder")
    try:
        if root.exists() and any(root.iterdir()):
            raise InputError(f"{root}: has something in it, and nothing is overwritten; give the name of a new folder")
        for name in _EMPTY:
            (root / name).mkdir(parents=True)
        for name in _TEMPLATES:
            text = shipped_path(f"study/{name}").read_text("utf-8")
            (root / name).parent.mkdir(parents=True, exist_ok=True)
            (root / name).write_text(text.replace(_STANDS_FOR_FOLDER, f"--study {_quote(root)}"), "utf-8", newline="\n")
    except OSError as error:
        raise InputError(f"{root}: cannot be written ({error.strerror}); give a folder that can") from None


def _quote(path: Path) -> str:
    """Return a path as a command line takes it; double quotes are what every shell and Windows understand."""
    return f'"{path}"' if " " in str(path) else str(path)


if __name__ == "__main__":
    sys.exit(main())
