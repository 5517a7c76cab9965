"""Tables: a text in each row of a file of rows, read row by row; those of text files whatever their size."""

import csv
import importlib
import io
import json
import warnings
import zipfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from itertools import chain, islice
from pathlib import Path
from typing import Any, BinaryIO, NamedTuple, TypeAlias, TypeVar

from research.decoding import clean_cell, clean_text, detect_encoding, warn_of_lost
from research.errors import InputError, ReadingWarning
from research.plurals import count_noun
from research.text.archive import Archive
from research.text.files import check_regular, read_bytes, show_error, show_line, unreadable
from research.text.json_rows import find_json_rows, get_only_text, parse_json, parse_json_line
from research.text.limits import Limits
from research.text.table_columns import (
    HEADER_ROWS,
    MAX_NAME,
    NAME_OF_TEXT,
    Columns,
    NoColumnError,
    find_header,
    find_text_column,
    is_text_name,
    join_paragraphs,
    list_columns,
    report_no_column,
)
from research.text.table_kinds import DELIMITERS, HEAD_LENGTH, SAMPLED_ROWS, are_paragraphs
from research.workbook import check_sheet, open_workbook, simplify_cell

WORKBOOKS = (".xlsx", ".xlsm", ".xls", ".et", ".ods")
TABLES = (".csv", ".tsv", ".jsonl", ".ndjson", ".json", ".parquet", *WORKBOOKS)
_HEAD = 4_000_000
_MIN_FIELDS, _MAX_FIELDS = 2, 50  # rows of a table of which each is a field
_LONGEST_FIELD = 2**31 - 1
_SIGNS_A_CHARACTER = 8  # of a row: an escape of JSON has six, and there are other columns
_LONGEST_VALUE = 200  # characters: a longer one is a text, not what is known of a document
_MISSING = frozenset(("", "nan", "none", "null", "n/a", "#n/a", "na", "<na>", "nat"))


class Row(NamedTuple):
    """A text of a table.

    Attributes
    ----------
    number
        Of its row, from 1, the header and blank lines not counted.
    name
        What the document columns say, or None where there are none.
    text
        What the text column says.
    part
        What tells it from other texts of the row or of other sheets: the sheet, the column.
    metadata
        What the other columns say.
    error
        What is wrong with the row, whose text is then empty.
    """

    number: int
    name: str | None
    text: str
    part: tuple[str, ...] = ()
    metadata: Mapping[str, str] = {}
    error: InputError | None = None


Cells: TypeAlias = "Mapping[str, object] | InputError"


class _Sheet(NamedTuple):
    """Rows of a table with the place of each, and its name where a file has several."""

    rows: Iterator[tuple[int, Cells]]
    columns: list[str] | None
    name: str = ""


def read_rows(source: Path | bytes, place: str, kind: str, columns: Columns, limits: Limits) -> Iterator[Row]:
    """Read the texts of a table, one row at a time; a bad row carries its error and the next one follows.

    The encoding is found from the first four million bytes, the delimiter and the header of a CSV from its first
    rows: titles may stand above the header. Numbers of JSON are kept as they are written. A cell of a document column
    that is empty, as below a merged one, says what the one above it says.

    Parameters
    ----------
    source
        The file, or what it holds.
    place
        What messages call it.
    kind
        One of `TABLES`.
    columns
        What is read.
    limits
        The characters of a text.

    Raises
    ------
    InputError
        If a column is missing or stands twice, two columns may hold the text, or there are no rows.
    """
    with ExitStack() as stack:
        yield from _read_sheets(
            _open_sheets(_Source(source, place, limits, stack), kind, columns), place, columns, limits
        )


def read_page(cells: Sequence[Sequence[str]], place: str, columns: Columns, limits: Limits) -> Iterator[Row]:
    """Read the texts of the tables of a web page that has the name of a table, as buttons for export write it.

    Parameters
    ----------
    cells
        The rows of its tables (`research.text.web_page.read_page_rows`).
    place, columns, limits
        As for `read_rows`.

    Raises
    ------
    InputError
        As `read_rows` does.

    Examples
    --------
    >>> [row.text for row in read_page([["标题", "正文"], ["甲", "修路。"]], "a.xls", Columns(), Limits())]
    ['修路。']
    """
    sheet = _make_sheet(cells, columns, place)
    yield from _read_sheets([sheet] if sheet else [], place, columns, limits)


def _read_sheets(sheets: Iterable[_Sheet], place: str, columns: Columns, limits: Limits) -> Iterator[Row]:
    found = False
    first_error: InputError | None = None
    left_out: list[str] = []
    for sheet in sheets:
        try:
            for row in _read_sheet(sheet, place, columns, limits):
                found = True
                yield row
        except NoColumnError as error:
            if not sheet.name:
                raise
            first_error = first_error or error
            left_out.append(sheet.name)
    if not found:
        raise first_error or InputError(f"{place}: the table has no rows; give one with a row for each text")
    if left_out:
        without = ("sheet without a column of texts is", "sheets without a column of texts are")
        message = f"{place}: {count_noun(len(left_out), *without)} left out: {list_columns(left_out)}"
        warnings.warn(message, ReadingWarning, stacklevel=2)


class _Source(NamedTuple):
    """A table to open; what is opened is closed with the stack."""

    file: Path | bytes
    place: str
    limits: Limits
    stack: ExitStack

    def open(self) -> BinaryIO:
        if isinstance(self.file, bytes):
            return io.BytesIO(self.file)
        try:
            check_regular(self.file)
            return self.stack.enter_context(self.file.open("rb"))
        except (OSError, ValueError) as error:
            raise unreadable(self.place, error) from None

    def read(self) -> bytes:
        return self.file if isinstance(self.file, bytes) else read_bytes(self.file, self.limits)


def _open_sheets(source: _Source, kind: str, columns: Columns) -> Iterator[_Sheet]:
    if kind in WORKBOOKS:
        yield from _open_workbook(source, columns)
    elif kind == ".parquet":
        yield _open_parquet(source)
    elif kind == ".json":
        yield _open_json(source)
    elif kind in (".jsonl", ".ndjson"):
        lines = _Lines(source, "\n")
        is_list = lines.head.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"[")
        yield _open_json(source) if is_list else _Sheet(enumerate(_read_jsonl(lines), 1), None)
    else:
        yield _open_csv(_Lines(source, ""), kind, columns)


def _read_sheet(sheet: _Sheet, place: str, columns: Columns, limits: Limits) -> Iterator[Row]:
    above: dict[str, str] = {}
    part = (sheet.name,) if sheet.name else ()
    table = f"{place}{f', sheet {sheet.name!r}' * bool(sheet.name)}"
    if sheet.columns is not None and not any(column.strip("\0") for column in sheet.columns):
        return
    sample, rows = _peek(sheet.rows, SAMPLED_ROWS)
    texts = _choose_texts([row for _, row in sample if not isinstance(row, InputError)], sheet.columns, table, columns)
    for number, row in rows:
        where = f"{table}, row {number}"
        if isinstance(row, InputError):
            yield Row(number, None, "", part, error=row)
            continue
        texts = texts or (find_text_column(place, [key for key, value in row.items() if value is not None], [row]),)
        try:
            name = _read_name(where, row, columns.documents, above) if columns.documents else None
        except InputError as error:
            yield Row(number, None, "", part, error=error)
            continue
        metadata = _collect_metadata(row, texts) | {column: above[column] for column in columns.documents}
        for column in texts:
            several = (column,) if len(texts) > 1 else ()
            try:
                text = _read_text(where, row, column)
                limits.check_characters(where, len(text))
            except InputError as error:
                yield Row(number, _join_name(name, several), "", part + several, error=error)
                continue
            yield Row(number, _join_name(name, several), text, part + several, metadata)


def _choose_texts(
    sample: Sequence[Mapping[str, object]], names: Sequence[str] | None, place: str, columns: Columns
) -> tuple[str, ...]:
    """Return the columns of texts, none where the first rows of a file without a header do not tell."""
    texts = columns.texts
    if names is None:
        known = list(dict.fromkeys(key for row in sample for key, value in row.items() if value is not None))
        return texts or ((find_text_column(place, known, sample),) if known else ())
    texts = texts or (find_text_column(place, names, sample),)
    for column in (*texts, *columns.documents):
        if column not in names:
            raise report_no_column(place, column, names)
    return texts


def _join_name(name: str | None, several: tuple[str, ...]) -> str | None:
    return name if name is None else "/".join((name, *several))


def _read_name(place: str, row: Mapping[str, object], documents: Iterable[str], above: dict[str, str]) -> str:
    parts = []
    for column in documents:
        value = clean_text(_show_value(place, row, column)).strip()
        if value.lower() in _MISSING:
            if column not in above:
                raise InputError(f"{place}: nothing stands in column {column!r}, which names the document; fill it in")
            value = above[column]
        above[column] = value
        parts.append(value)
    return "/".join(parts)


def _read_text(place: str, row: Mapping[str, object], column: str) -> str:
    """Return a text, empty where a cell says in any way that there is none; a list of its paragraphs is joined."""
    text = clean_cell(join_paragraphs(row.get(column)) or _show_value(place, row, column))
    return "" if text.strip().lower() in _MISSING else text


def _show_value(place: str, row: Mapping[str, object], column: str) -> str:
    if column not in row:
        raise report_no_column(place, column, [key for key, other in row.items() if other is not None])
    value = row[column]
    if value is None:
        return ""
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        raise InputError(f"{place}: {type(value).__name__} stands in column {column!r}; a text is expected")
    return str(value)


def _collect_metadata(row: Mapping[str, object], texts: Sequence[str]) -> dict[str, str]:
    found = {}
    for key, value in row.items():
        if key and key not in texts and isinstance(value, str | int | float | bool):
            shown = " ".join(clean_text(str(value)).split())
            if shown.lower() not in _MISSING and len(shown) <= _LONGEST_VALUE:
                found[key] = shown
    return found


class _Lines:
    """The lines of a table, counted, and the characters taken since a row began."""

    def __init__(self, source: _Source, newline: str) -> None:
        self.place = source.place
        self.number = self._taken = self._lost = self._began = 0
        self._most = _SIGNS_A_CHARACTER * source.limits.max_characters
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


def _open_csv(lines: _Lines, kind: str, columns: Columns) -> _Sheet:
    csv.field_size_limit(_LONGEST_FIELD)
    first = ""
    for first in lines:
        if first.strip():
            break
        lines.end_row()
    delimiter = _find_delimiter(lines, first, kind)
    rows = _end_rows(csv.reader(chain([first], lines), delimiter=delimiter), lines)
    top, rows = _peek(rows, _MAX_FIELDS)
    if len(top) < _MAX_FIELDS and (turned := _turn_fields(top, columns)):
        return turned
    top = top[:HEADER_ROWS]
    header, start = find_header(top, columns, f"{lines.place}, line 1")
    return _Sheet(_make_rows(header, islice(rows, start, None), lines.place), header)


_T = TypeVar("_T")


def _peek(rows: Iterator[_T], number: int) -> tuple[list[_T], Iterator[_T]]:
    """Return the first rows, those before a bad one where there is one, and all rows."""
    first: list[_T] = []
    try:
        first.extend(islice(rows, number))
    except InputError as error:
        return first, chain(first, _fail(error))
    return first, chain(first, rows)


def _fail(fault: InputError) -> Iterator[Any]:
    """Raise the error when the next row is asked for, not before."""
    yield from map(_raise, [fault])


def _raise(fault: InputError) -> None:
    raise fault


def _end_rows(rows: Iterator[list[str]], lines: _Lines) -> Iterator[list[str]]:
    try:
        for row in rows:
            lines.end_row()
            if any(cell.strip("\x1a").strip() for cell in row):  # DOS ends a file so
                yield [cell[2:-1] if cell.startswith('="') and cell.endswith('"') else cell for cell in row]
    except csv.Error as error:
        raise InputError(f"{lines.place}, line {lines.number}: not CSV ({show_error(error)})") from None


def _turn_fields(rows: Sequence[Sequence[object]], columns: Columns) -> _Sheet | None:
    """Return a table whose rows are fields, with their names in the first column and a document in each other, turned."""
    if len(rows) > _MAX_FIELDS or any(columns) or len({len(row) for row in rows}) != 1:
        return None
    names = [str(row[0] or "").strip() for row in rows]
    texts = [row for row, name in zip(rows, names, strict=True) if is_text_name(name)]
    if len(texts) != 1 or len({*names}) < len(names) or any(len(name) > MAX_NAME for name in names):
        return None
    cells = [str(cell or "").strip() for cell in texts[0][1:]]
    if len(names) < _MIN_FIELDS or not any(NAME_OF_TEXT.search(cell) for cell in cells):
        return None
    documents = [dict(zip(names, column, strict=True)) for column in zip(*[row[1:] for row in rows], strict=True)]
    return _Sheet(iter(enumerate(documents, 1)), names)


def _make_rows(
    header: Sequence[str], rows: Iterable[Sequence[object]], place: str
) -> Iterator[tuple[int, Mapping[str, object] | InputError]]:
    for number, row in enumerate(rows, 1):
        if len(row) > len(header) and any(str(cell or "").strip() for cell in row[len(header) :]):
            message = (
                f"{count_noun(len(row), 'cell')}, expected {len(header)}; a text that holds the delimiter needs quotes"
            )
            yield number, InputError(f"{place}, row {number}: {message}, a column without a name needs one")
            continue
        yield number, dict(zip(header, (*row, *[None] * (len(header) - len(row))), strict=False))


def _find_delimiter(lines: _Lines, first: str, kind: str) -> str:
    if kind == ".tsv":
        return "\t"
    candidates = [
        first[:HEAD_LENGTH],
        *lines.head[:HEAD_LENGTH].decode(lines.encoding, "replace").splitlines()[:HEADER_ROWS],
    ]
    for line in candidates:
        if any(line.count(sign) for sign in DELIMITERS):
            return max(DELIMITERS, key=line.count)
    return ","


def _read_jsonl(lines: _Lines) -> Iterator[Mapping[str, object] | InputError]:
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
            yield parse_json_line(f"{lines.place}, line {lines.number}", line)


def _open_json(source: _Source) -> _Sheet:
    """Open a file that is one JSON value: rows, an object around rows, columns, or a single row."""
    data, place = source.read(), source.place
    text = data.decode(detect_encoding(data), "replace").lstrip("\ufeff")
    try:
        value = parse_json(text)
    except json.JSONDecodeError as error:
        if error.msg == "Extra data":  # an object a line, under the name of .json
            return _Sheet(enumerate(_read_jsonl(_Lines(source, "\n")), 1), None)
        raise InputError(
            f"{place}, line {error.lineno}: not JSON ({error.msg}); a list of objects is expected"
        ) from None
    except (ValueError, RecursionError) as error:
        raise InputError(f"{place}: not JSON ({show_error(error)}); a list of objects is expected") from None
    rows = find_json_rows(value)
    if rows is None:
        raise InputError(f"{place}: expected a list of JSON objects, got {type(value).__name__}")
    texts = [text for text in map(get_only_text, rows) if text is not None]
    if len(texts) == len(rows) and are_paragraphs(texts):
        rows = [{"text": "\n".join(texts)}]
    elif all(isinstance(row, str) for row in rows):
        rows = [{"text": text} for text in texts]
    return _Sheet(
        enumerate(
            (
                row if isinstance(row, dict) else InputError(f"{place}: expected objects, got {type(row).__name__}")
                for row in rows
            ),
            1,
        ),
        None,
    )


def _open_parquet(source: _Source) -> _Sheet:
    try:
        parquet: Any = importlib.import_module("pyarrow.parquet")
    except ImportError:
        message = "Parquet is read with pyarrow, which is not here; run pip install pyarrow (the extra parquet), or save it as CSV"
        raise InputError(f"{source.place}: {message}") from None
    file = parquet.ParquetFile(source.open())
    batches = (batch.to_pylist() for batch in file.iter_batches(batch_size=256))
    rows = ({key: simplify_cell(value) for key, value in row.items()} for batch in batches for row in batch)
    return _Sheet(enumerate(rows, 1), list(file.schema_arrow.names))


def _open_workbook(source: _Source, columns: Columns) -> Iterator[_Sheet]:
    data, place = source.read(), source.place
    if zipfile.is_zipfile(io.BytesIO(data)):
        _check_sheets(Archive(data, place, source.limits), place)
    hidden: list[str] = []
    for sheet in open_workbook(data, place):
        if sheet.hidden:
            hidden.append(sheet.name)
            continue
        name = show_line(sheet.name)
        rows = [[simplify_cell(cell) for cell in row] for row in sheet.rows]
        for (top, left), (bottom, right) in sheet.merged:
            for row in rows[top : bottom + 1]:
                row[left : right + 1] = [rows[top][left]] * len(row[left : right + 1])
        opened = _make_sheet(rows, columns, f"{place}, sheet {name!r}")
        if opened:
            yield opened._replace(name=name if sheet.several else "")
    if hidden:
        left_out = count_noun(len(hidden), "hidden sheet is left out", "hidden sheets are left out")
        message = f"{place}: {left_out}: {list_columns(hidden)}; show what is to be read"
        warnings.warn(message, ReadingWarning, stacklevel=2)


def _make_sheet(rows: Sequence[Sequence[object]], columns: Columns, place: str) -> _Sheet | None:
    filled = [row for row in rows if any(str(cell or "").strip() for cell in row)]
    if not filled:
        return None
    if turned := _turn_fields(filled, columns):
        return turned
    paragraphs = [str(cell).strip() for row in filled for cell in row if str(cell or "").strip()]
    if len(paragraphs) == len(filled) and not any(columns) and are_paragraphs(paragraphs):
        return _Sheet(iter([(1, {"text": "\n".join(paragraphs)})]), ["text"])
    top = [["" if cell is None else str(cell) for cell in row] for row in filled[:HEADER_ROWS]]
    header, start = find_header(top, columns, place)
    return _Sheet(_make_rows(header, filled[start:], place), header)


def _check_sheets(archive: Archive, place: str) -> None:
    """Refuse a workbook whose cells stand so far apart, or are repeated so often, that they would fill the memory."""
    for name in archive.names:
        if not name.endswith((".xml", ".rels")):
            continue
        check_sheet(archive.read(name), f"{place}, {name}")
