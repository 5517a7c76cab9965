"""The lines of a table that is a text file, whatever its size and its encoding."""

import io
import re
from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import BinaryIO, NamedTuple

from research.decoding import detect_encoding, warn_of_lost
from research.errors import InputError
from research.text.files import check_regular, read_bytes, unreadable
from research.text.limits import Limits
from research.text.patterns import compile_on_use

_HEAD = 4_000_000
_MARK = compile_on_use(r'""|\\?"')  # within a quoted cell
_SIGNS_A_CHARACTER = 8  # of a row: an escape of JSON has six, and there are other columns


class Source(NamedTuple):
    """A table to open; what is opened is closed with the stack."""

    file: Path | bytes
    place: str
    limits: Limits
    stack: ExitStack

    def open(self) -> BinaryIO:
        """Open it; it is closed with the stack."""
        if isinstance(self.file, bytes):
            return io.BytesIO(self.file)
        try:
            check_regular(self.file)
            return self.stack.enter_context(self.file.open("rb"))
        except (OSError, ValueError) as error:
            raise unreadable(self.place, error) from None

    def read(self) -> bytes:
        """Return all of its bytes, unless they are too many."""
        return self.file if isinstance(self.file, bytes) else read_bytes(self.file, self.limits)


class Lines:
    """The lines of a table, counted, and the characters taken since a row began."""

    def __init__(self, source: Source, newline: str) -> None:
        self.place = source.place
        self.number = self._taken = self._lost = self._began = 0
        self._most = _SIGNS_A_CHARACTER * source.limits.max_characters
        self._most_lines = source.limits.max_characters
        file = source.open()
        self.head = file.read(_HEAD)
        head = self.head
        if len(head) == _HEAD:
            head = head[: max(head.rfind(sign) for sign in (b"\n", b",", b'"', b" ")) + 1] or head
        file.seek(0)
        self.encoding = detect_encoding(head)
        self._file = source.stack.enter_context(
            io.TextIOWrapper(file, self.encoding, errors="replace", newline=newline)
        )
        self._ended = False

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        if self._ended:
            raise StopIteration
        line = self._file.readline(self._most - self._taken + 1)
        if not line:
            if self._taken:
                raise InputError(f"{self.place}, line {self._began + 1}: a quotation mark in this row is never closed")
            self._ended = True
            if self._lost:
                warn_of_lost(self.place, self._lost)
            raise StopIteration
        self.number += 1
        self._taken += len(line)
        self._lost += line.count("\ufffd")
        if self._taken > self._most or self.number - self._began > self._most_lines:
            raise InputError(
                f"{self.place}, line {self._began + 1}: more than {self._most} characters in one row (is a quotation mark "
                "never closed?); split it, or raise --max-characters, of which a row may have eight times as many"
            )
        return line

    def end_row(self) -> None:
        """Count the characters of the next row from 0."""
        self._taken = 0
        self._began = self.number

    def skip_line(self) -> None:
        """Go to the next line without keeping what is left of this one."""
        while (rest := self._file.readline(_HEAD)) and not rest.endswith("\n"):
            pass
        self.end_row()


def mend_quotes(lines: Iterable[str], delimiter: str) -> Iterator[str]:
    r"""Yield the lines of a CSV with those quotation marks doubled that its program wrote into cells as they are.

    A mark ends its cell only where the delimiter or the end of the line follows. ``\"`` stands for a mark, too. A cell
    that begins with a mark and does not end with one is a text that begins with a quotation.

    Parameters
    ----------
    lines
        With their ends; a quoted cell may go on in the next one.
    delimiter
        What parts the cells.

    Examples
    --------
    >>> list(mend_quotes(['甲,"他说"修路"。"\n', '乙,"a""b"\n'], ","))
    ['甲,"他说""修路""。"\n', '乙,"a""b"\n']
    """
    sign = re.escape(delimiter)
    opening = compile_on_use(rf'(?:^|{sign})"')
    closing = compile_on_use(rf'"[ ]*(?:{sign}|[\r\n]|$)')
    ends = compile_on_use(rf"{sign}|[\r\n]|$")
    quoted, strays = False, 0
    for line in lines:
        if '"' not in line:
            yield line
            continue
        parts: list[str] = []
        position = 0
        opened, before = -1, 0  # where the cell begins, and how many parts stand before it
        while found := (_MARK if quoted else opening).search(line, position):
            start, end = found.span()
            kept = line[start:end]
            if not quoted:
                quoted, strays = True, 0
                parts.append(line[position : end - 1])
                opened, before = end - 1, len(parts)
                position = end - 1
                start, kept = position, '"'
            elif kept == '""' and (strays % 2 == 0 or not closing.match(line, end - 1)):
                pass
            elif kept == '""':  # the second mark of a quotation, and the end of the cell
                kept, quoted = '"""', False
            elif closing.match(line, end - 1):
                quoted = False
            else:
                strays += kept == '"'
                kept = '""'
                last = ends.search(line, end)
                if last and opened >= 0 and strays % 2 and '"' not in line[end : last.start()]:
                    del parts[before:]
                    start = position = opened
                    end = last.start()
                    kept, quoted = '"' + line[opened:end].replace('"', '""') + '"', False
            parts += [line[position:start], kept]
            position = end
        yield "".join(parts) + line[position:]
