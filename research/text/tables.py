"""Tables: a text in each row of a .csv, .jsonl or .parquet file, read row by row whatever its size."""

import csv
import importlib
import io
import json
from collections.abc import Iterator, Mapping
from itertools import chain
from pathlib import Path
from typing import Any, NamedTuple

from research.decoding import detect_encoding, warn_of_lost
from research.errors import InputError
from research.text.characters import clean_text
from research.text.files import check_regular, show_error, show_line, show_path, unreadable
from research.text.limits import Limits

TABLES = (".csv", ".jsonl", ".ndjson", ".parquet")
_HEAD = 4_000_000
_HEADER = 4096
_LONGEST_FIELD = 2**31 - 1
_SIGNS_A_CHARACTER = 8  # of a row: an escape of JSON has six, and there are other columns
_LONGEST_LIST = 200


class Row(NamedTuple):
    """A row of a table.

    Attributes
    ----------
    number
        From 1, the header and blank lines not counted.
    name
        What the document column says, or None where there is none.
    text
        What the text column says.
    error
        What is wrong with the row, whose text is then empty.
    """

    number: int
    name: str | None
    text: str
    error: InputError | None = None


def read_rows(path: Path, text_column: str, document_column: str | None, limits: Limits) -> Iterator[Row]:
    """Read the texts of a table, one row at a time; a bad row carries its error and the next one follows.

    The encoding is found from the first four million bytes, the delimiter of a CSV from its first line. Numbers of
    JSON are kept as they are written.

    Parameters
    ----------
    path
        A table; its ending tells its kind.
    text_column, document_column
        The columns that hold the text and the document's name.
    limits
        The characters of a text.

    Yields
    ------
    Row
        In the order of the table.

    Raises
    ------
    InputError
        If the table cannot be read, has no rows or lacks a column, or its remaining rows cannot be told apart.
    """
    place = show_path(path)
    try:
        check_regular(path)
    except (OSError, ValueError) as error:
        raise unreadable(place, error) from None
    columns = [text_column] + ([document_column] if document_column else [])
    rows: Iterator[Mapping[str, object] | InputError]
    if path.suffix.lower() == ".parquet":
        rows = _read_parquet(path, columns)
    else:
        rows = _read_csv(path, columns, limits) if path.suffix.lower() == ".csv" else _read_jsonl(path, limits)
    number = 0
    for number, row in enumerate(rows, 1):
        yield _check_row(f"{place}, row {number}", number, row, text_column, document_column, limits)
    if number == 0:
        raise InputError(f"{place}: the table has no rows; give one with a column {text_column!r}")


def _check_row(
    place: str,
    number: int,
    row: Mapping[str, object] | InputError,
    text_column: str,
    document_column: str | None,
    limits: Limits,
) -> Row:
    if isinstance(row, InputError):
        return Row(number, None, "", row)
    name = None
    try:
        if document_column is not None:
            name = _read_value(place, row, document_column)
        text = _read_value(place, row, text_column)
        limits.check_characters(place, len(text))
    except InputError as error:
        return Row(number, name, "", error)
    return Row(number, name, text)


def _read_value(place: str, row: Mapping[str, object], column: str) -> str:
    value = row.get(column)
    if value is None:
        raise _no_column(place, column, [key for key, other in row.items() if other is not None])
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        raise InputError(f"{place}: {type(value).__name__} stands in column {column!r}; a text is expected")
    return clean_text(str(value))


def _no_column(place: str, column: str, columns: list[str]) -> InputError:
    has = show_line(", ".join(columns)[:_LONGEST_LIST])
    return InputError(f"{place}: no column {column!r}; it has {has} (see --text-column)")


class _Lines:
    """The lines of a table, counted, and the characters taken since a row began."""

    def __init__(self, path: Path, newline: str, limits: Limits) -> None:
        self.place = show_path(path)
        self.number = self._taken = self._lost = self._began = 0
        self._limits = limits
        self._most = _SIGNS_A_CHARACTER * limits.max_characters
        file = path.open("rb")
        head = file.read(_HEAD)
        if len(head) == _HEAD:
            head = head[: max(head.rfind(sign) for sign in (b"\n", b",", b'"', b" ")) + 1] or head
        file.seek(0)
        self._file = io.TextIOWrapper(file, detect_encoding(head), errors="replace", newline=newline)

    def __enter__(self) -> "_Lines":
        return self

    def __exit__(self, *_: object) -> None:
        self._file.close()

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        line = self._file.readline(self._most - self._taken + 1)
        if not line:
            if self._taken:
                raise InputError(f"{self.place}, line {self._began + 1}: a quotation mark in this row is never closed")
            if self._lost:
                warn_of_lost(self.place, self._lost)
            raise StopIteration
        self.number += 1
        self._taken += len(line)
        self._lost += line.count("\ufffd")
        if self._taken > self._most:
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


def _read_csv(path: Path, columns: list[str], limits: Limits) -> Iterator[Mapping[str, object]]:
    csv.field_size_limit(_LONGEST_FIELD)
    with _Lines(path, "", limits) as lines:
        first = ""
        for first in lines:
            if first.strip():
                break
            lines.end_row()
        rows = csv.reader(chain([first], lines), delimiter=_find_delimiter(first))
        try:
            header = next(rows, [])
            for column in columns:
                if header.count(column) > 1:
                    raise InputError(f"{lines.place}, line 1: column {column!r} stands twice; rename one of them")
            lines.end_row()
            for row in rows:
                lines.end_row()
                if row and not set(columns) <= set(header):
                    missing = next(column for column in columns if column not in header)
                    raise _no_column(f"{lines.place}, row 1", missing, header)
                if row:
                    yield dict(zip(header, row, strict=False))
        except csv.Error as error:
            raise InputError(f"{lines.place}, line {lines.number}: not CSV ({show_error(error)})") from None


def _find_delimiter(header: str) -> str:
    try:
        return csv.Sniffer().sniff(header[:_HEADER], ",;\t").delimiter
    except csv.Error:
        return ","


def _read_jsonl(path: Path, limits: Limits) -> Iterator[Mapping[str, object] | InputError]:
    with _Lines(path, "\n", limits) as lines:
        while True:
            try:
                line = next(lines)
            except StopIteration:
                return
            except InputError as error:
                lines.skip_line()
                yield error
                continue
            lines.end_row()
            if line.strip():
                yield _parse_json(f"{lines.place}, line {lines.number}", line)


def _parse_json(place: str, line: str) -> Mapping[str, object] | InputError:
    try:
        row = json.loads(line, parse_int=str, parse_float=str, parse_constant=str, object_pairs_hook=_make_object)
    except (ValueError, RecursionError) as error:
        reason = error.msg if isinstance(error, json.JSONDecodeError) else show_error(error)
        return InputError(f"{place}: not JSON ({reason}); one object a line is expected")
    if not isinstance(row, dict):
        return InputError(f"{place}: {type(row).__name__} came; one JSON object a line is expected")
    return row


def _make_object(pairs: list[tuple[str, object]]) -> dict[str, object]:
    row = dict(pairs)
    if len(row) < len(pairs):
        raise ValueError("a key stands twice")
    return row


def _read_parquet(path: Path, columns: list[str]) -> Iterator[Mapping[str, object]]:
    try:
        parquet: Any = importlib.import_module("pyarrow.parquet")
    except ImportError:
        message = "Parquet is read with pyarrow, which is not here; install pyarrow, or save the table as CSV"
        raise InputError(f"{show_path(path)}: {message}") from None
    with parquet.ParquetFile(path) as file:
        for column in columns:
            if column not in file.schema_arrow.names:
                raise _no_column(show_path(path), column, file.schema_arrow.names)
        for batch in file.iter_batches(batch_size=256, columns=columns):
            yield from batch.to_pylist()
