"""A folder that grows batch by batch and goes on where it stopped: for work that may be killed."""

import contextlib
import json
import os
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from research.errors import DataError
from research.report.run import check_output, swap_folder

_JOURNAL = "journal.jsonl"


class PartialFolder:
    """Files that are appended to together, and a journal that says up to where they are whole.

    Parameters
    ----------
    path
        The folder.
    settings
        What the work is; a folder that was begun with other settings is begun anew.

    Attributes
    ----------
    state
        What was given to the last `append`, empty at the start.
    """

    def __init__(self, path: Path, settings: Mapping[str, Any]) -> None:
        self.path = path
        self.state: dict[str, Any] = {}
        self._sizes: dict[str, int] = {}
        said = json.dumps(settings, ensure_ascii=False, sort_keys=True)
        entries = _read_journal(path / _JOURNAL)
        if entries and entries[0].get("settings") == said:
            if len(entries) > 1:
                self.state, self._sizes = entries[-1]["state"], entries[-1]["sizes"]
        else:
            shutil.rmtree(path, ignore_errors=True)
            path.mkdir(parents=True)
            _write_line(path / _JOURNAL, {"settings": said})
        for file in path.iterdir():
            if file.name != _JOURNAL:
                self._cut(file, self._sizes.get(file.name, 0))

    def append(self, parts: Mapping[str, bytes], state: Mapping[str, Any]) -> None:
        """Append to the files, then note in the journal that it was done.

        Parameters
        ----------
        parts
            What to append to each file, by its name.
        state
            Plain values to find again after a stop.
        """
        for name, part in parts.items():
            with (self.path / name).open("ab") as file:
                file.write(part)
                _settle(file.fileno(), file)
                self._sizes[name] = file.tell()
        self.state = dict(state)
        _write_line(self.path / _JOURNAL, {"sizes": self._sizes, "state": self.state})

    def forget(self, *names: str) -> None:
        """Remove files that were only needed on the way, and the journal."""
        for name in (*names, _JOURNAL):
            (self.path / name).unlink(missing_ok=True)

    def _cut(self, file: Path, size: int) -> None:
        """Cut off what was written after the last entry of the journal."""
        if size == 0:
            file.unlink()
            return
        with file.open("r+b") as opened:
            opened.truncate(size)


@contextmanager
def open_partial(output: Path, settings: Mapping[str, Any], *, overwrite: bool) -> Iterator[PartialFolder]:
    """Give a folder beside `output` that becomes it when the block ends without an error.

    If the block ends early, or the process is killed, the folder stays, and the same settings go on with it.

    Parameters
    ----------
    output
        The folder to make.
    settings
        As `PartialFolder`.
    overwrite
        Whether an existing folder is replaced.

    Raises
    ------
    DataError
        If `output` exists and is not to be replaced, cannot be made, or is being made by another process.
    """
    check_output(output, overwrite=overwrite)
    path = output.parent / f".{output.name}-partial"
    try:
        output.parent.mkdir(parents=True, exist_ok=True)
        with _lock(output):
            partial = PartialFolder(path, settings)
            yield partial
            partial.forget()
            swap_folder(partial.path, output)
    except OSError as error:
        raise DataError(
            f"{output}: cannot be written ({error.strerror or error}); mend that, and the same command goes on "
            "where it stopped"
        ) from None


@contextmanager
def _lock(output: Path) -> Iterator[None]:
    """Hold a lock that the system gives back when the process ends, however it ends."""
    path = output.parent / f".{output.name}-lock"
    with path.open("w") as file:
        try:
            import fcntl

            fcntl.flock(file.fileno(), fcntl.LOCK_EX | fcntl.LOCK_NB)
        except ImportError:  # Windows, where an open file cannot be replaced anyway
            pass
        except OSError:
            raise DataError(f"{output}: another process is writing it; wait for it, or give another --output") from None
        yield
        path.unlink(missing_ok=True)


def _read_journal(path: Path) -> list[dict[str, Any]]:
    """Return the first and the last whole line."""
    found: list[dict[str, Any]] = []
    with contextlib.suppress(OSError, UnicodeDecodeError), path.open(encoding="utf-8") as file:
        for line in file:
            if not line.endswith("\n"):
                break
            try:
                found = [*found[:1], json.loads(line)]
            except json.JSONDecodeError:
                break
    return found


def _write_line(path: Path, content: Mapping[str, Any]) -> None:
    with path.open("a", encoding="utf-8") as file:
        file.write(json.dumps(content, ensure_ascii=False) + "\n")
        _settle(file.fileno(), file)


def _settle(number: int, file: Any) -> None:  # noqa: ANN401 - text or bytes
    file.flush()
    os.fsync(number)
