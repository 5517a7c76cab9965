"""Output folders: written beside their place and renamed when they are whole, in files that a diff can read."""

import ctypes
import errno
import json
import math
import os
import shutil
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from research.csv_cells import neutralise
from research.errors import InputError

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
    InputError
        If `output` exists and is not to be replaced, cannot be written, or is being made by another process.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as parent:
    ...     with open_folder(Path(parent, "run"), overwrite=False) as folder:
    ...         _ = (folder / "a.txt").write_text("done")
    ...     Path(parent, "run", "a.txt").read_text()
    'done'
    """
    temporary = _place_beside(output, "new")
    try:
        with lock_output(output, overwrite=overwrite):
            _remove(temporary)  # of a run that was killed
            temporary.mkdir()
            try:
                yield temporary
                swap_folder(temporary, output)
            finally:
                _remove(temporary)
    except OSError as error:
        raise unwritable(output, error) from None


def write_json(path: Path, content: Mapping[str, object]) -> None:
    """Write JSON with sorted keys and numbers of 6 decimals, so that a diff shows what changed."""
    text = json.dumps(_round(content), ensure_ascii=False, indent=2, sort_keys=True)
    path.write_text(text + "\n", encoding="utf-8", errors="backslashreplace")  # names of files may be any bytes


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
    """Raise `InputError` if a folder cannot be made at `output`, or stands there and is not to be replaced."""
    try:
        above = next((place for place in (output, *output.parents) if place.exists()), output)
    except (OSError, ValueError) as error:  # too long, or with characters that no name may have
        reason = getattr(error, "strerror", None) or str(error)
        raise InputError(f"{output}: no folder can have this name ({reason}); give another --output") from None
    if above.exists() and not above.is_dir():
        raise InputError(f"{above}: is a file; give a folder to write to")
    if output.exists() and not overwrite and any(output.iterdir()):
        raise InputError(f"{output}: exists already; give another --output, or --overwrite to replace it")


def swap_folder(temporary: Path, output: Path) -> None:
    """Put a finished folder in the place of what stood there, in one step where the system can."""
    temporary.chmod(0o755)
    if not output.exists():
        temporary.rename(output)
        return
    if _exchange(temporary, output):
        _remove(temporary)
        return
    aside = _place_beside(output, "old")
    output.rename(aside)
    temporary.rename(output)
    _remove(aside)


@contextmanager
def lock_output(output: Path, *, overwrite: bool) -> Iterator[None]:
    """Hold a lock that the system gives back when the process ends, however it ends; first tidy what a killed one left.

    Raises
    ------
    InputError
        If another process holds it, or `output` exists and is not to be replaced.
    """
    from filelock import FileLock, Timeout  # only here: a command line is checked before anything is written

    check_output(output, overwrite=overwrite)
    output.parent.mkdir(parents=True, exist_ok=True)
    lock = FileLock(_place_beside(output, "lock"))
    try:
        lock.acquire(timeout=0)
    except Timeout:
        if not Path(lock.lock_file).exists():  # it could not be made
            raise unwritable(output, PermissionError(errno.EACCES, os.strerror(errno.EACCES))) from None
        raise InputError(f"{output}: another process is writing it; wait for it, or give another --output") from None
    try:
        _put_back(output)
        check_output(output, overwrite=overwrite)  # another may have made it since
        yield
    finally:
        _put_back(output)
        if sys.platform != "win32":  # there no open file is removed, and the lock removes it when it is released
            Path(lock.lock_file).unlink(missing_ok=True)  # while it is held: nobody takes a lock on a removed file
        lock.release()


@contextmanager
def replace_file(path: Path) -> Iterator[Path]:
    """Give a temporary path beside a file that replaces the file in one step when the block ends without an error.

    Parameters
    ----------
    path
        The file to write. If the block or the process ends early, it stays as it was.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     with replace_file(Path(folder, "a.txt")) as temporary:
    ...         _ = temporary.write_text("done")
    ...     [file.name for file in Path(folder).iterdir()]
    ['a.txt']
    """
    temporary = path.with_name(f".{path.stem}-{os.getpid()}{path.suffix}")
    try:
        yield temporary
        with temporary.open("rb+") as file:
            os.fsync(file.fileno())
        if path.exists():
            shutil.copymode(path, temporary)
        temporary.replace(path)
    finally:
        temporary.unlink(missing_ok=True)


def unwritable(output: Path, error: OSError) -> InputError:
    """Return what to say where the system refuses a write."""
    return InputError(f"{output}: cannot be written ({error.strerror or error}); mend that and give the command again")


def _place_beside(output: Path, what: str) -> Path:
    return output.parent / f".{output.name}-{what}"


def _put_back(output: Path) -> None:
    """Put an old folder back that was set aside by a run that ended before the new one stood in its place."""
    aside = _place_beside(output, "old")
    if aside.exists() and not output.exists():
        aside.rename(output)
    _remove(aside)


def _remove(folder: Path) -> None:
    if folder.is_symlink():
        folder.unlink()
    shutil.rmtree(folder, ignore_errors=True)


def _exchange(one: Path, other: Path) -> bool:
    """Let two folders change places in one step; False where the system has no such step."""
    try:
        rename = ctypes.CDLL(None, use_errno=True).renameat2
    except (AttributeError, OSError, TypeError):
        return False
    here, exchange = -100, 2  # AT_FDCWD, RENAME_EXCHANGE
    done: int = rename(here, os.fsencode(one), here, os.fsencode(other), exchange)
    return done == 0
