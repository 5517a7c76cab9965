"""A run's folder: written beside its place and renamed, in files that a diff can read."""

import json
import math
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from research.errors import DataError
from research.text.cells import neutralise

if TYPE_CHECKING:
    import pandas as pd


@contextmanager
def open_folder(output: Path, *, overwrite: bool) -> Iterator[Path]:
    """Give a temporary folder that becomes `output` when the block ends without an error.

    Parameters
    ----------
    output
        The folder to make. A stopped run leaves it as it was.
    overwrite
        Whether an existing folder is replaced.

    Raises
    ------
    DataError
        If `output` exists and is not to be replaced, or cannot be made.

    Examples
    --------
    >>> with tempfile.TemporaryDirectory() as parent:
    ...     with open_folder(Path(parent, "run"), overwrite=False) as folder:
    ...         _ = (folder / "a.txt").write_text("done")
    ...     Path(parent, "run", "a.txt").read_text()
    'done'
    """
    check_output(output, overwrite=overwrite)
    try:
        output.parent.mkdir(parents=True, exist_ok=True)
        temporary = Path(tempfile.mkdtemp(prefix=f".{output.name}-", dir=output.parent))
    except OSError as error:
        raise DataError(f"{output}: cannot be written ({error.strerror}); give a folder that can") from None
    try:
        yield temporary
        swap_folder(temporary, output)
    finally:
        shutil.rmtree(temporary, ignore_errors=True)


def write_json(path: Path, content: Mapping[str, object]) -> None:
    """Write JSON with sorted keys and numbers of 6 decimals, so that a diff shows what changed."""
    text = json.dumps(_round(content), ensure_ascii=False, indent=2, sort_keys=True)
    path.write_text(text + "\n", encoding="utf-8")


def write_table(path: Path, table: "pd.DataFrame", *, index: bool = True) -> None:
    """Write CSV that Excel opens right: UTF-8 with a byte order mark, numbers of 6 decimals, no text a formula."""
    safe = table.map(lambda cell: neutralise(cell) if isinstance(cell, str) else cell)
    safe.to_csv(path, index=index, encoding="utf-8-sig", float_format="%.6f", lineterminator="\n")


def _round(value: object) -> object:
    if isinstance(value, Mapping):
        return {str(key): _round(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [_round(item) for item in value]
    if isinstance(value, float):
        return round(value, 6) if math.isfinite(value) else None
    return value


def check_output(output: Path, *, overwrite: bool) -> None:
    """Raise `DataError` if a folder cannot be made at `output`, or stands there and is not to be replaced."""
    if output.exists() and not output.is_dir():
        raise DataError(f"{output}: is a file; give a folder to write to")
    if output.exists() and not overwrite and any(output.iterdir()):
        raise DataError(f"{output}: exists already; give another --output, or --overwrite to replace it")


def swap_folder(temporary: Path, output: Path) -> None:
    """Put a finished folder in its place; one that stood there goes once the new one is there."""
    temporary.chmod(0o755)
    if not output.exists():
        temporary.rename(output)
        return
    aside = Path(tempfile.mkdtemp(prefix=f".{output.name}-old-", dir=output.parent)) / "old"
    output.rename(aside)
    temporary.rename(output)
    shutil.rmtree(aside.parent, ignore_errors=True)
