"""Sheets: the rows of a file of rows of any kind, with the names of their columns."""

import csv
import importlib
import io
import json
import warnings
import zipfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain, islice
from typing import Any, NamedTuple, TypeAlias, TypeVar

from research.decoding import detect_encoding
from research.errors import InputError, ReadingWarning
from research.plurals import count_noun
from research.text.archive import Archive
from research.text.files import show_error, show_line
from research.text.json_rows import find_json_rows, flatten_row, get_only_text, parse_json, parse_json_line
from research.text.table_columns import (
    HEADER_ROWS,
    MAX_NAME,
    NAME_OF_TEXT,
    Columns,
    NoColumnError,
    find_header,
    is_text_name,
    list_columns,
)
from research.text.table_kinds import DELIMITERS, HEAD_LENGTH, are_paragraphs
from research.text.table_lines import Lines, Source, mend_quotes
from research.workbook import check_sheet, open_workbook, simplify_cell

WORKBOOKS = (".xlsx", ".xlsm", ".xls", ".et", ".ods")
TABLES = (".csv", ".tsv", ".jsonl", ".ndjson", ".json", ".parquet", *WORKBOOKS)
_MIN_FIELDS, _MAX_FIELDS = 2, 50  # rows of a table of which each is a field
_LONGEST_FIELD = 2**31 - 1


Cells: TypeAlias = "Mapping[str, object] | InputError"


class Sheet(NamedTuple):
    """Rows of a table with the place of each, and its name where a file has several."""

    rows: Iterator[tuple[int, Cells]]
    columns: list[str] | None
    name: str = ""


def open_sheets(source: Source, kind: str, columns: Columns) -> Iterator[Sheet]:
    """Yield the sheets of a table, one of those that have no sheets.

    Parameters
    ----------
    source
        Where it stands.
    kind
        One of `TABLES`.
    columns
        What is read of it; they tell the header.

    Raises
    ------
    InputError
        If it is no table of its kind, or the header cannot be used.
    """
    if kind in WORKBOOKS:
        yield from _open_workbook(source, columns)
    elif kind == ".parquet":
        yield _open_parquet(source)
    elif kind == ".json":
        yield _open_json(source)
    elif kind in (".jsonl", ".ndjson"):
        lines = Lines(source, "\n")
        is_list = lines.head.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"[")
        yield _open_json(source) if is_list else Sheet(enumerate(_read_jsonl(lines), 1), None)
    else:
        yield _open_csv(Lines(source, ""), kind, columns)


def _open_csv(lines: Lines, kind: str, columns: Columns) -> Sheet:
    csv.field_size_limit(_LONGEST_FIELD)
    first = ""
    for first in lines:
        if first.strip():
            break
        lines.end_row()
    delimiter = _find_delimiter(lines, first, kind)
    rows = _end_rows(csv.reader(mend_quotes(chain([first], lines), delimiter), delimiter=delimiter), lines)
    top, rows = peek(rows, _MAX_FIELDS)
    if len(top) < _MAX_FIELDS and (turned := _turn_fields(top, columns)):
        return turned
    top = top[:HEADER_ROWS]
    header, start = find_header(top, columns, f"{lines.place}, line 1")
    return Sheet(_make_rows(header, islice(rows, start, None), lines.place), header)


_T = TypeVar("_T")


def peek(rows: Iterator[_T], number: int) -> tuple[list[_T], Iterator[_T]]:
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


def _end_rows(rows: Iterator[list[str]], lines: Lines) -> Iterator[list[str]]:
    try:
        for row in rows:
            lines.end_row()
            if any(cell.strip("\x1a").strip() for cell in row):  # DOS ends a file so
                yield [cell[2:-1] if cell.startswith('="') and cell.endswith('"') else cell for cell in row]
    except csv.Error as error:
        raise InputError(f"{lines.place}, line {lines.number}: not CSV ({show_error(error)})") from None


def _turn_fields(rows: Sequence[Sequence[object]], columns: Columns) -> Sheet | None:
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
    return Sheet(iter(enumerate(documents, 1)), names)


def _make_rows(
    header: Sequence[str], rows: Iterable[Sequence[object]], place: str
) -> Iterator[tuple[int, Mapping[str, object] | InputError]]:
    names = list(header)
    for number, row in enumerate(rows, 1):
        if [str(cell or "").strip() for cell in row] == names:  # tables that were put below each other
            continue
        if len(row) > len(header) and any(str(cell or "").strip() for cell in row[len(header) :]):
            message = (
                f"{count_noun(len(row), 'cell')}, expected {len(header)}; a text that holds the delimiter needs quotes"
            )
            yield number, InputError(f"{place}, row {number}: {message}, a column without a name needs one")
            continue
        yield number, dict(zip(header, (*row, *[None] * (len(header) - len(row))), strict=False))


def _find_delimiter(lines: Lines, first: str, kind: str) -> str:
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


def _read_jsonl(lines: Lines) -> Iterator[Mapping[str, object] | InputError]:
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


def _open_json(source: Source) -> Sheet:
    """Open a file that is one JSON value: rows, an object around rows, columns, or a single row."""
    data, place = source.read(), source.place
    text = data.decode(detect_encoding(data), "replace").lstrip("\ufeff")
    try:
        value = parse_json(text)
    except json.JSONDecodeError as error:
        if error.msg == "Extra data":  # an object a line, under the name of .json
            return Sheet(enumerate(_read_jsonl(Lines(source, "\n")), 1), None)
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
    return Sheet(
        enumerate(
            (
                flatten_row(row)
                if isinstance(row, dict)
                else InputError(f"{place}: expected objects, got {type(row).__name__}")
                for row in rows
            ),
            1,
        ),
        None,
    )


def _open_parquet(source: Source) -> Sheet:
    try:
        parquet: Any = importlib.import_module("pyarrow.parquet")
    except ImportError:
        message = "Parquet is read with pyarrow, which is not here; run pip install pyarrow (the extra parquet), or save it as CSV"
        raise InputError(f"{source.place}: {message}") from None
    file = parquet.ParquetFile(source.open())
    batches = (batch.to_pylist() for batch in file.iter_batches(batch_size=256))
    rows = ({key: simplify_cell(value) for key, value in row.items()} for batch in batches for row in batch)
    return Sheet(enumerate(rows, 1), list(file.schema_arrow.names))


def _open_workbook(source: Source, columns: Columns) -> Iterator[Sheet]:
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
                row[left : right + 1] = [rows[top][left], *[None] * (right - left)]
        try:
            opened = make_sheet(rows, columns, f"{place}, sheet {name!r}")
        except NoColumnError as error:
            if not sheet.several:
                raise
            opened = Sheet(_fail(error), None)
        if opened:
            yield opened._replace(name=name if sheet.several else "")
    if hidden:
        left_out = count_noun(len(hidden), "hidden sheet is left out", "hidden sheets are left out")
        message = f"{place}: {left_out}: {list_columns(hidden)}; show what is to be read"
        warnings.warn(message, ReadingWarning, stacklevel=2)


def make_sheet(rows: Sequence[Sequence[object]], columns: Columns, place: str) -> Sheet | None:
    """Return the sheet of rows of cells below its header, None where nothing stands in them."""
    filled = [row for row in rows if any(str(cell or "").strip() for cell in row)]
    if not filled:
        return None
    if turned := _turn_fields(filled, columns):
        return turned
    paragraphs = [str(cell).strip() for row in filled for cell in row if str(cell or "").strip()]
    if len(paragraphs) == len(filled) and not any(columns) and are_paragraphs(paragraphs):
        return Sheet(iter([(1, {"text": "\n".join(paragraphs)})]), ["text"])
    top = [["" if cell is None else str(cell) for cell in row] for row in filled[:HEADER_ROWS]]
    header, start = find_header(top, columns, place)
    return Sheet(_make_rows(header, filled[start:], place), header)


def _check_sheets(archive: Archive, place: str) -> None:
    """Refuse a workbook whose cells stand so far apart, or are repeated so often, that they would fill the memory."""
    for name in archive.names:
        if not name.endswith((".xml", ".rels")):
            continue
        check_sheet(archive.read(name), f"{place}, {name}")
