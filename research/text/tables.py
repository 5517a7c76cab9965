"""Tables: a text in each row of a file of rows, read row by row; those of text files whatever their size."""

import csv
import datetime
import importlib
import io
import json
import re
import warnings
import zipfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from itertools import chain, islice, pairwise
from pathlib import Path
from typing import Any, BinaryIO, NamedTuple, TypeAlias, TypeVar

from research.decoding import clean_cell, clean_text, detect_encoding, warn_of_lost
from research.errors import InputError, ReadingWarning
from research.text.archive import Archive
from research.text.boilerplate import is_salutation, is_title
from research.text.files import check_regular, read_bytes, show_error, show_line, unreadable
from research.text.limits import Limits
from research.text.web_page import read_page_rows
from research.workbook import check_sheet, open_workbook

WORKBOOKS = (".xlsx", ".xlsm", ".xls", ".et", ".ods")
TABLES = (".csv", ".tsv", ".jsonl", ".ndjson", ".json", ".parquet", *WORKBOOKS)
PAGE = "page of tables"
"""The kind of a web page that has the name of a table."""
TEXT_NAMES = (
    "正文",
    "内容",
    "全文",
    "文本",
    "正文内容",
    "报告内容",
    "报告正文",
    "文本内容",
    "原文",
    "text",
    "content",
    "fulltext",
    "body",
)

_TEXT_ENDINGS = re.compile(  # of names such as 发言内容, 政策文本, 报告全文, speech_text, fullText; not of context
    r"(正文|内容|全文|原文|文本)(\s*[（(][^）)]*[）)])?$|(?i:(^|[\s_.-])(text|content|body)$)|[a-z](Text|Content|Body)$"
)
_MIN_LONG = 40  # characters of the mean cell of a column that has no such name and yet holds texts
_BY_FAR = 3  # times as long as those of the next column
_MIN_LONG_IN_TEXT = 100  # as _MIN_LONG, where the file's name does not say that it is a table

_HEAD = 4_000_000
_HEADER = 4096
_HEADER_ROWS = 10  # of which one may be the header: titles and notes stand above it
_MIN_FIELDS, _MAX_FIELDS = 2, 50  # rows of a table of which each is a field
_SAMPLED_ROWS = 20  # by which the column of texts is found where no name says it
_SAMPLED = 65_536  # bytes by which a table is known from a text
_MAX_NAME = 20  # characters of the name of a column
_NAME_OF_TEXT = re.compile(r"[。！？；]|.{60}", re.DOTALL)  # what stands in no name of a column
_NOTE = re.compile(r"[：:]\s*\S")  # 填报单位：县府办, above the header
_MAY_BE_TABLE = re.compile(rb"[\t,;|{\[]")
_JSON = re.compile(r'\s*(\[\s*)?\{\s*"|\s*\[\s*"')
_PARAGRAPH_HEADING = re.compile(
    r"([一二三四五六七八九十]{1,3}、|[（(][一二三四五六七八九十]{1,3}[）)]|第.{1,3}[章节])[^。；]{1,40}$"
)
_DELIMITERS = "\t,;|"
_LONGEST_FIELD = 2**31 - 1
_SIGNS_A_CHARACTER = 8  # of a row: an escape of JSON has six, and there are other columns
_LONGEST_LIST = 200
_LONGEST_VALUE = 200  # characters: a longer one is a text, not what is known of a document
_CHINESE = re.compile("[\u4e00-\u9fff]")
_MISSING = frozenset(("", "nan", "none", "null", "n/a", "#n/a", "na", "<na>", "nat"))
_MAX_NESTED = 3  # objects around the list of rows of a JSON file


class Columns(NamedTuple):
    """Which columns of a table are read.

    Attributes
    ----------
    texts
        Those that hold texts, each text a document of its own; none where they are to be found by their names.
    documents
        Those that name the document together.
    """

    texts: tuple[str, ...] = ()
    documents: tuple[str, ...] = ()


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
    found = False
    first_error: InputError | None = None
    left_out: list[str] = []
    with ExitStack() as stack:
        for sheet in _open_sheets(_Source(source, place, limits, stack), kind, columns):
            try:
                for row in _read_sheet(sheet, place, columns, limits):
                    found = True
                    yield row
            except _NoColumnError as error:
                if not sheet.name:
                    raise
                first_error = first_error or error
                left_out.append(sheet.name)
    if not found:
        raise first_error or InputError(f"{place}: the table has no rows; give one with a row for each text")
    if left_out:
        message = f"{place}: {len(left_out)} sheets without a column of texts are left out: {_list(left_out)}"
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


def tell_table(data: bytes, columns: Columns) -> str:
    r"""Tell what table a text file is, or nothing where it is none.

    A table of tabs or commas has a header with a name for the texts, or in each row the same number of cells, those of
    one column far longer than the others.

    Parameters
    ----------
    data
        What the file holds.
    columns
        Those that are asked for.

    Returns
    -------
    str
        ``.json`` (a value or one a line), ``.tsv``, ``.csv`` or nothing.

    Examples
    --------
    >>> tell_table("标题,发言内容\n在全县大会上的发言,今天开会。\n".encode(), Columns()), tell_table(b"[1]", Columns())
    ('.csv', '')
    """
    if not _MAY_BE_TABLE.search(data[:_HEADER]):
        return ""
    head = data[:_SAMPLED]
    text = head.decode(detect_encoding(head[: len(head) // 2 * 2]), "replace").lstrip("\ufeff")
    if _JSON.match(text):
        return ".json" if _is_json(data) else ""
    lines = text.splitlines(keepends=True)[: -1 if len(data) > _SAMPLED else None]
    for delimiter, kind in (("\t", ".tsv"), (",", ".csv"), (";", ".csv"), ("|", ".csv")):
        if sum(delimiter in line for line in lines[:_SAMPLED_ROWS]) < 2:
            continue
        try:
            rows = list(islice(csv.reader(lines, delimiter=delimiter), 10 * _SAMPLED_ROWS))
        except csv.Error:
            continue
        if _are_rows_of_texts([row for row in rows if any(cell.strip() for cell in row)], columns):
            return kind
    return ""


def _is_json(data: bytes) -> bool:
    text = data.decode(detect_encoding(data), "replace").lstrip("\ufeff")
    try:
        _parse(text)
    except json.JSONDecodeError as error:
        lines = [line for line in text.split("\n") if line.strip()][:_SAMPLED_ROWS]
        return error.msg == "Extra data" and all(isinstance(_parse_line("", line), dict) for line in lines)
    except (ValueError, RecursionError):
        return False
    return True


def _are_rows_of_texts(rows: Sequence[list[str]], columns: Columns) -> bool:
    index = _find_header_row([[cell.strip() for cell in row] for row in rows[:_HEADER_ROWS]], columns)
    header, below = ([cell.strip() for cell in rows[index]], rows[index + 1 :]) if rows else ([], [])
    if len(header) < 2 or not below or any(_NAME_OF_TEXT.search(cell) for cell in header):
        return False
    if any(len(row) != len(header) for row in below):
        return False
    if {*columns.texts} <= {*header} if columns.texts else any(_is_text_name(cell) for cell in header):
        return True
    longest = _find_longest(_measure(header, [dict(zip(header, row, strict=True)) for row in below]), _MIN_LONG_IN_TEXT)
    return longest != "" and len(below) > 1 and all(0 < len(cell) <= _MAX_NAME for cell in header)


def is_text_of_paragraphs(head: bytes) -> bool:
    r"""Tell whether what is called a table is a text: nothing parts cells, and a title, a salutation or a heading stands.

    Parameters
    ----------
    head
        What the file holds, or its beginning.

    Examples
    --------
    >>> is_text_of_paragraphs("在全县大会上的讲话\n同志们：\n今天开会。".encode()), is_text_of_paragraphs(b"a,text\n1,b")
    (True, False)
    """
    text = head[: len(head) // 2 * 2].decode(detect_encoding(head[: len(head) // 2 * 2]), "replace").lstrip("\ufeff")
    lines = [line.strip() for line in text.splitlines() if line.strip()][:_SAMPLED_ROWS]
    if not lines or any(sign in lines[0] for sign in _DELIMITERS):
        return False
    if any(_is_text_name(cell) for line in lines for cell in re.split(r"[,\t;|]", line) if len(cell) <= _MAX_NAME):
        return False
    if any(above.count(sign) == line.count(sign) > 0 for above, line in pairwise(lines) for sign in _DELIMITERS):
        return False
    return _are_paragraphs(lines)


def _are_paragraphs(lines: Sequence[str]) -> bool:
    """Tell paragraphs of one document from documents: one is a title, a salutation or a heading, one a sentence."""
    heads = [bool(is_title(line) or is_salutation(line) or _PARAGRAPH_HEADING.match(line)) for line in lines]
    return (
        any(heads) and not all(heads) and any("。" in line for line in lines) and not any("\n" in one for one in lines)
    )


class _NoColumnError(InputError):
    pass


def _open_sheets(source: _Source, kind: str, columns: Columns) -> Iterator[_Sheet]:
    if kind in WORKBOOKS:
        yield from _open_workbook(source, columns)
    elif kind == PAGE:
        yield from _open_page(source, columns)
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
    sample, rows = _peek(sheet.rows, _SAMPLED_ROWS)
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
            raise _no_column(place, column, names)
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
    text = clean_cell(_join_paragraphs(row.get(column)) or _show_value(place, row, column))
    return "" if text.strip().lower() in _MISSING else text


def _show_value(place: str, row: Mapping[str, object], column: str) -> str:
    if column not in row:
        raise _no_column(place, column, [key for key, other in row.items() if other is not None])
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


def find_text_column(place: str, columns: Sequence[str], rows: Sequence[Mapping[str, object]] = ()) -> str:
    """Find the column of texts by its name (正文, 内容, text; names that end so, as 发言内容), else by its length.

    Parameters
    ----------
    place
        What messages call the table.
    columns
        The names of its columns.
    rows
        Some of its rows. Where no name tells, the column is taken whose texts are by far the longest.

    Raises
    ------
    InputError
        If none or several may be meant.

    Warns
    -----
    ReadingWarning
        If the length of its texts alone tells it.

    Examples
    --------
    >>> find_text_column("t.csv", ["省份", "年份", "正文"]), find_text_column("t.csv", ["会议", "发言内容"])
    ('正文', '发言内容')
    """
    found = [column for column in columns if _simplify(column) in TEXT_NAMES]
    if not found:
        lengths = _measure(columns, rows)
        longest = _find_longest(lengths)
        ending = [column for column in columns if _is_text_name(column)]
        found = [*ending, *([longest] if longest and longest not in ending else [])]
        if len(ending) > 1 and longest in ending:
            found = [longest]
        elif not ending and longest:
            message = f"texts are taken from column {longest!r}, by far the longest; name another with --text-column"
            warnings.warn(f"{place}: {message}", ReadingWarning, stacklevel=2)
        elif not ending:
            found = [column for column, length in lengths.items() if length >= _MIN_LONG]
            found = found if len(found) > 1 else []
    if len(found) == 1:
        return found[0]
    if found:
        raise InputError(f"{place}: texts may stand in {_list(found)}; name one with --text-column")
    message = f"no column is called {_list(TEXT_NAMES[:3])}, text or content; it has {_list(columns)}"
    alone = ", or save it as .txt where it is one text" if len(columns) == 1 else ""
    raise _NoColumnError(f"{place}: {message}; name the one that holds the texts with --text-column{alone}")


def _is_text_name(column: str) -> bool:
    return _simplify(column) in TEXT_NAMES or (len(column) <= _MAX_NAME and bool(_TEXT_ENDINGS.search(column.strip())))


def _measure(columns: Sequence[str], rows: Sequence[Mapping[str, object]]) -> dict[str, float]:
    """Return how many characters the mean cell with Chinese text has, of each column that has a name."""
    lengths = {}
    for column in filter(str.strip, columns):
        cells = [row.get(column) for row in rows]
        texts = [cell if isinstance(cell, str) else _join_paragraphs(cell) for cell in cells]
        chinese = [len(text) for text in texts if _CHINESE.search(text)]
        lengths[column] = sum(chinese) / len(chinese) if 2 * len(chinese) >= len(rows) > 0 else 0.0
    return lengths


def _find_longest(lengths: Mapping[str, float], least: int = _MIN_LONG) -> str:
    """Return the column whose texts are by far the longest, or nothing."""
    ordered = sorted(lengths, key=lambda column: -lengths[column])
    if len(ordered) < 2 or lengths[ordered[0]] < max(least, _BY_FAR * lengths[ordered[1]]):
        return ""
    return ordered[0]


def _join_paragraphs(value: object) -> str:
    return "\n".join(value) if isinstance(value, list) and all(isinstance(part, str) for part in value) else ""


def _simplify(column: str) -> str:
    return re.sub(r"[\s_\-]", "", column).lower()


def _no_column(place: str, column: str, columns: Sequence[str]) -> InputError:
    return _NoColumnError(f"{place}: no column {column!r}; it has {_list(columns)} (see --text-column)")


def _list(columns: Iterable[str]) -> str:
    return show_line(", ".join(columns)[:_LONGEST_LIST])


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
    top = top[:_HEADER_ROWS]
    header, start = _find_header(top, columns, f"{lines.place}, line 1")
    return _Sheet(_make_rows(header, islice(rows, start, None)), header)


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
            if any(cell.strip() for cell in row):
                yield row
    except csv.Error as error:
        raise InputError(f"{lines.place}, line {lines.number}: not CSV ({show_error(error)})") from None


def _turn_fields(rows: Sequence[Sequence[object]], columns: Columns) -> _Sheet | None:
    """Return a table whose rows are fields, with their names in the first column and a document in each other, turned."""
    if len(rows) > _MAX_FIELDS or any(columns) or len({len(row) for row in rows}) != 1:
        return None
    names = [str(row[0] or "").strip() for row in rows]
    texts = [row for row, name in zip(rows, names, strict=True) if _is_text_name(name)]
    if len(texts) != 1 or len({*names}) < len(names) or any(len(name) > _MAX_NAME for name in names):
        return None
    cells = [str(cell or "").strip() for cell in texts[0][1:]]
    if len(names) < _MIN_FIELDS or not any(_NAME_OF_TEXT.search(cell) for cell in cells):
        return None
    documents = [dict(zip(names, column, strict=True)) for column in zip(*[row[1:] for row in rows], strict=True)]
    return _Sheet(iter(enumerate(documents, 1)), names)


def _find_header(top: Sequence[Sequence[str]], columns: Columns, place: str) -> tuple[list[str], int]:
    """Return the header, which is among the first rows, and where the rows below it begin."""
    stripped = [[cell.replace("\ufeff", "").strip() for cell in row] for row in top]
    index = _find_header_row(stripped, columns)
    header = stripped[index] if stripped else []
    wanted = {*columns.texts, *columns.documents}
    for column in wanted or [cell for cell in header if _simplify(cell) in TEXT_NAMES]:
        if header.count(column) > 1:
            raise InputError(f"{place}: column {column!r} stands twice; rename one of them")
    if not wanted and len(header) > 1 and any(_NAME_OF_TEXT.search(cell) for cell in header):
        raise InputError(f"{place}: the first row holds a text, not names of columns; write a row of names above it")
    return header, index + 1


def _find_header_row(top: Sequence[Sequence[str]], columns: Columns) -> int:
    """Find the header: the first row that has the columns, or a name for texts, else the first below titles and notes."""
    wanted = {*columns.texts, *columns.documents}
    named = [wanted <= {*row} if wanted else any(_simplify(cell) in TEXT_NAMES for cell in row) for row in top]
    if any(named):
        return named.index(True)
    counts = [len({*row} - {""}) for row in top]
    most = max(counts, default=0)
    for index, (row, count) in enumerate(zip(top, counts, strict=True)):
        if 2 * count > most and not any(_NOTE.search(cell) for cell in row):
            return index
    return 0


def _make_rows(header: Sequence[str], rows: Iterable[Sequence[object]]) -> Iterator[tuple[int, Mapping[str, object]]]:
    for number, row in enumerate(rows, 1):
        yield number, dict(zip(header, (*row, *[None] * (len(header) - len(row))), strict=False))


def _find_delimiter(lines: _Lines, first: str, kind: str) -> str:
    if kind == ".tsv":
        return "\t"
    candidates = [first[:_HEADER], *lines.head[:_HEADER].decode(lines.encoding, "replace").splitlines()[:_HEADER_ROWS]]
    for line in candidates:
        if any(line.count(sign) for sign in _DELIMITERS):
            return max(_DELIMITERS, key=line.count)
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
            yield _parse_line(f"{lines.place}, line {lines.number}", line)


def _parse_line(place: str, line: str) -> Mapping[str, object] | InputError:
    try:
        row = _parse(line)
    except (ValueError, RecursionError) as error:
        return InputError(f"{place}: not JSON ({_show_fault(error)}); one object a line is expected")
    if not isinstance(row, dict):
        return InputError(f"{place}: expected one JSON object a line, got {type(row).__name__}")
    return row


def _parse(text: str) -> object:
    return json.loads(text, parse_int=str, parse_float=str, parse_constant=str, object_pairs_hook=_make_object)


def _show_fault(error: Exception) -> str:
    return error.msg if isinstance(error, json.JSONDecodeError) else show_error(error)


def _make_object(pairs: list[tuple[str, object]]) -> dict[str, object]:
    row = dict(pairs)
    if len(row) < len(pairs):
        raise ValueError("a key stands twice")
    return row


def _open_json(source: _Source) -> _Sheet:
    """Open a file that is one JSON value: rows, an object around rows, columns, or a single row."""
    data, place = source.read(), source.place
    text = data.decode(detect_encoding(data), "replace").lstrip("\ufeff")
    try:
        value = _parse(text)
    except json.JSONDecodeError as error:
        if error.msg == "Extra data":  # an object a line, under the name of .json
            return _Sheet(enumerate(_read_jsonl(_Lines(source, "\n")), 1), None)
        raise InputError(
            f"{place}, line {error.lineno}: not JSON ({error.msg}); a list of objects is expected"
        ) from None
    except (ValueError, RecursionError) as error:
        raise InputError(f"{place}: not JSON ({show_error(error)}); a list of objects is expected") from None
    rows = _find_json_rows(value)
    if rows is None:
        raise InputError(f"{place}: expected a list of JSON objects, got {type(value).__name__}")
    texts = [text for text in map(_get_only_text, rows) if text is not None]
    if len(texts) == len(rows) and _are_paragraphs(texts):
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


def _get_only_text(row: object) -> str | None:
    """Return a string, or that of an object that holds nothing else."""
    if isinstance(row, dict) and len(row) == 1:
        row = next((value for key, value in row.items() if _is_text_name(key)), None)
    return row if isinstance(row, str) else None


def _find_json_rows(value: object, depth: int = 0) -> list[Any] | None:
    if isinstance(value, list):
        return value
    if not isinstance(value, dict) or depth > _MAX_NESTED:
        return None
    values = list(value.values())
    if len(values) > 1 and all(
        isinstance(column, dict) and column.keys() == values[0].keys() for column in values
    ):  # of pandas
        keys = list(dict.fromkeys(key for column in values for key in column))
        return [{name: column.get(key) for name, column in value.items()} for key in keys]
    if (
        values
        and all(isinstance(column, list) for column in values)
        and len({len(column) for column in values}) == 1
        and len(values) > 1
    ):
        return [dict(zip(value, row, strict=True)) for row in zip(*values, strict=True)]
    if any(_is_text_name(key) and (isinstance(inner, str) or _join_paragraphs(inner)) for key, inner in value.items()):
        return [value]
    if len(values) > 1 and all(isinstance(inner, str) and len(inner) >= _MIN_LONG_IN_TEXT for inner in values):
        return [{"id": key, "text": inner} for key, inner in value.items()]
    inner_rows = (_find_json_rows(inner, depth + 1) for inner in values)
    return next((rows for rows in inner_rows if rows and isinstance(rows[0], dict)), None if depth else [value])


def _open_parquet(source: _Source) -> _Sheet:
    try:
        parquet: Any = importlib.import_module("pyarrow.parquet")
    except ImportError:
        message = "Parquet is read with pyarrow, which is not here; run pip install pyarrow (the extra parquet), or save it as CSV"
        raise InputError(f"{source.place}: {message}") from None
    file = parquet.ParquetFile(source.open())
    batches = (batch.to_pylist() for batch in file.iter_batches(batch_size=256))
    rows = ({key: _show_cell(value) for key, value in row.items()} for batch in batches for row in batch)
    return _Sheet(enumerate(rows, 1), list(file.schema_arrow.names))


def _open_workbook(source: _Source, columns: Columns) -> Iterator[_Sheet]:
    data, place = source.read(), source.place
    if zipfile.is_zipfile(io.BytesIO(data)):
        _check_sheets(Archive(data, place, source.limits), place)
    for sheet in open_workbook(data, place):
        name = show_line(sheet.name)
        rows = [[_show_cell(cell) for cell in row] for row in sheet.rows]
        for (top, left), (bottom, right) in sheet.merged:
            for row in rows[top : bottom + 1]:
                row[left : right + 1] = [rows[top][left]] * len(row[left : right + 1])
        opened = _make_sheet(rows, columns, f"{place}, sheet {name!r}")
        if opened:
            yield opened._replace(name=name if sheet.several else "")


def _open_page(source: _Source, columns: Columns) -> Iterator[_Sheet]:
    """Open the tables of a web page that has the name of a workbook, as buttons for export write them."""
    rows = read_page_rows(source.read(), source.place)
    opened = _make_sheet([list(row) for row in rows], columns, source.place)
    if opened:
        yield opened


def _make_sheet(rows: Sequence[Sequence[object]], columns: Columns, place: str) -> _Sheet | None:
    filled = [row for row in rows if any(str(cell or "").strip() for cell in row)]
    if not filled:
        return None
    if turned := _turn_fields(filled, columns):
        return turned
    paragraphs = [str(cell).strip() for row in filled for cell in row if str(cell or "").strip()]
    if len(paragraphs) == len(filled) and not any(columns) and _are_paragraphs(paragraphs):
        return _Sheet(iter([(1, {"text": "\n".join(paragraphs)})]), ["text"])
    top = [["" if cell is None else str(cell) for cell in row] for row in filled[:_HEADER_ROWS]]
    header, start = _find_header(top, columns, place)
    return _Sheet(_make_rows(header, filled[start:]), header)


def _check_sheets(archive: Archive, place: str) -> None:
    """Refuse a workbook whose cells stand so far apart, or are repeated so often, that they would fill the memory."""
    for name in archive.names:
        if not name.endswith((".xml", ".rels")):
            continue
        check_sheet(archive.read(name), f"{place}, {name}")


def _show_cell(value: object) -> object:
    """Return a cell as text or number, as a spreadsheet shows it."""
    if isinstance(value, float) and value.is_integer():
        return int(value)
    if isinstance(value, datetime.datetime) and value.time() == datetime.time():
        return value.date().isoformat()
    if isinstance(value, datetime.datetime | datetime.date | datetime.time):
        return value.isoformat(sep=" ") if isinstance(value, datetime.datetime) else value.isoformat()
    if value is None or isinstance(value, str | int | float | list | dict):
        return value
    return str(value)
