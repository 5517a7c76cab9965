"""A folder that grows batch by batch and goes on where it stopped: for work that may be killed."""

import contextlib
import json
import os
import shutil
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from research.errors import InputError
from research.output import lock_output, swap_folder, unwritable

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
        entries, whole = _read_journal(path / _JOURNAL)
        if entries and entries[0].get("settings") == said and self._goes_on(entries[1:]):
            self._cut(path / _JOURNAL, whole)
        else:
            shutil.rmtree(path, ignore_errors=True)
            path.mkdir(parents=True)
            _write_line(path / _JOURNAL, {"settings": said})
        for file in path.iterdir():
            if file.name != _JOURNAL:
                self._cut(file, self._sizes.get(file.name, 0))

    def _goes_on(self, entries: Sequence[Mapping[str, Any]]) -> bool:
        """Take the state of the last entry, unless a file is shorter than it says: then nothing can be relied on."""
        if not entries:
            return True
        try:
            state, sizes = dict(entries[-1]["state"]), dict(entries[-1]["sizes"])
            whole = all((self.path / name).stat().st_size >= size for name, size in sizes.items())
        except (OSError, KeyError, TypeError, ValueError):
            return False
        if whole:
            self.state, self._sizes = state, sizes
        return whole

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
    InputError
        If `output` exists and is not to be replaced, cannot be made, or is being made by another process.
    """
    path = output.parent / f".{output.name}-partial"
    try:
        with lock_output(output, overwrite=overwrite):
            partial = PartialFolder(path, settings)
            try:
                yield partial
            except InputError:
                if not any(partial.state.values()):  # nothing was done that one could go on from
                    shutil.rmtree(path, ignore_errors=True)
                raise
            partial.forget()
            swap_folder(partial.path, output)
    except OSError as error:
        raise unwritable(output, error) from None


def _read_journal(path: Path) -> tuple[list[dict[str, Any]], int]:
    """Return the first and the last whole line, and up to which byte the lines are whole."""
    found: list[dict[str, Any]] = []
    size = 0
    with contextlib.suppress(OSError), path.open("rb") as file:
        for line in file:
            if not line.endswith(b"\n"):
                break
            try:
                entry = json.loads(line)
            except (ValueError, RecursionError):
                break
            if not isinstance(entry, dict):
                break
            found = [*found[:1], entry]
            size += len(line)
    return found, size


def _write_line(path: Path, content: Mapping[str, Any]) -> None:
    with path.open("a", encoding="ascii") as file:
        file.write(json.dumps(content) + "\n")
        _settle(file.fileno(), file)


def _settle(number: int, file: Any) -> None:  # noqa: ANN401 - text or bytes
    file.flush()
    os.fsync(number)
