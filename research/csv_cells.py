"""The one reader of tables and writer of CSV: as spreadsheets save them, without cells that run as formulas."""

import csv
import io
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from os import PathLike
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, NamedTuple, TextIO

from research.decoding import decode, detect_encoding
from research.errors import InputError
from research.plurals import count_noun
from research.workbook import read_sheets

if TYPE_CHECKING:
    import pandas as pd

_FORMULA = re.compile(r"'*[=+\-@\t\r\n]")
_NEUTRALISED = re.compile(r"'+[=+\-@\t\r\n]")
_QUOTED = re.compile('[,"\r\n]')
_DELIMITERS = ",;\t"
_HEAD = 100_000  # bytes from which the dialect is found
_MAX_FIELD = 2**31 - 1  # the largest limit that Windows accepts
_WORKBOOK_BEGINNINGS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")  # of .xlsx and .ods, of .xls
_HEADER_ROWS = 10  # of a sheet, of which one is the header: titles and notes may stand above it

COLUMN_NAMES: Mapping[str, str] = MappingProxyType(
    {
        "文档": "document_id", "文档编号": "document_id", "文件编号": "document_id", "句子编号": "sentence_id",
        "句子": "text", "文本": "text", "领域": "domain", "政策领域": "domain", "第二领域": "secondary",
        "次要领域": "secondary", "段落": "paragraph", "上级标题": "headings", "语境": "context", "年份": "year",
        "年度": "year", "层级": "level", "级别": "level", "地区": "place", "标题": "title", "文种": "type",
        "编码员": "coder", "编码者": "coder", "备注": "note", "majortopic": "major_topic", "轮次": "round",
    }
)  # fmt: skip


class Row(NamedTuple):
    """A row of a table: its place as messages name it, and its cells by column."""

    place: str
    cells: dict[str, str]


class Table(NamedTuple):
    """A table as text: the names of its columns, and its rows."""

    columns: list[str]
    rows: list[Row]


class Dialect(NamedTuple):
    """The encoding and the delimiter of a CSV file."""

    encoding: str
    delimiter: str


def name_column(name: str) -> str:
    """Return the name under which a column is known, whatever its case and blanks, in English, Chinese or both.

    Examples
    --------
    >>> name_column(" Document ID"), name_column("领域"), name_column("领域 domain"), name_column("省份")
    ('document_id', 'domain', 'domain', '省份')
    """
    name = "_".join(name.replace("\ufeff", "").lower().split())
    chinese, _, english = name.partition("_")
    return COLUMN_NAMES.get(chinese if COLUMN_NAMES.get(chinese) == english else name, name)


def neutralise(text: str) -> str:
    """Put an apostrophe before a text that a spreadsheet would run as a formula.

    Those are texts that begin with ``=``, ``+``, ``-``, ``@``, a tab or a line break. One that begins with
    apostrophes before such a character gets one more, so that `restore` gives every text back.

    Parameters
    ----------
    text
        What the cell shall hold.

    Examples
    --------
    >>> neutralise("=HYPERLINK(A1)"), neutralise("'-5%"), neutralise("'十四五'规划")
    ("'=HYPERLINK(A1)", "''-5%", "'十四五'规划")
    """
    return f"'{text}" if _FORMULA.match(text) else text


def format_cell(text: str) -> str:
    r"""Return a text as a cell of a CSV file: neutralised, and in quotes where it needs them.

    Parameters
    ----------
    text
        What the cell shall hold.

    Examples
    --------
    >>> format_cell("一、教育"), format_cell("=1"), format_cell('a "b", c')
    ('一、教育', "'=1", '"a ""b"", c"')
    """
    text = neutralise(text)
    return '"' + text.replace('"', '""') + '"' if _QUOTED.search(text) else text


def restore(cell: str) -> str:
    """Take away the apostrophe that `neutralise` put there, and no other.

    Parameters
    ----------
    cell
        The cell as in the file.

    Examples
    --------
    >>> restore("'=HYPERLINK(A1)"), restore("-5%"), restore("'十四五'规划")
    ('=HYPERLINK(A1)', '-5%', "'十四五'规划")
    """
    return cell[1:] if _NEUTRALISED.match(cell) else cell


def format_rows(columns: Sequence[str], rows: Sequence[Mapping[str, object]]) -> str:
    r"""Return a table as CSV in which no text is a formula; numbers keep every digit, and None is an empty cell.

    Parameters
    ----------
    columns
        The header.
    rows
        A value for each column; others are left out.

    Examples
    --------
    >>> format_rows(["text", "share"], [{"text": "=1", "share": 0.1 + 0.2}, {"text": "", "share": None}])
    "text,share\r\n'=1,0.30000000000000004\r\n,\r\n"
    """
    lines = io.StringIO(newline="")
    write_rows(lines, columns, rows)
    return lines.getvalue()


def write_rows(file: TextIO, columns: Sequence[str], rows: Iterable[Mapping[str, object]]) -> None:
    """Write a table as `format_rows` does, one row after the other, to a file that was opened with ``newline=""``."""
    writer = csv.writer(file, lineterminator="\r\n")  # with \n alone, Python 3.11 leaves a \r without quotes
    writer.writerow(columns)
    for row in rows:
        cells = (row[column] for column in columns)
        writer.writerow([neutralise(cell) if isinstance(cell, str) else cell for cell in cells])


def read_table(path: str | PathLike[str], needed: Sequence[str] = ()) -> Table:
    """Read a CSV file of any encoding as `read_rows` does, or a sheet of a workbook.

    Parameters
    ----------
    path
        The file.
    needed
        The columns that it must have. Of a workbook the first sheet that has them is read.

    Raises
    ------
    InputError
        As from `read_rows`, or if the file cannot be read or lacks a column.
    """
    table = parse_table(_read_bytes(Path(path)), str(path), needed)
    for column in needed:
        if column not in table.columns:
            names = ", ".join(filter(None, table.columns)) or "no column"
            raise InputError(f"{path}, line 1: no column {column!r}; it has {names}; call the one that is it {column}")
    return table


def parse_table(
    data: bytes, place: str, wanted: Sequence[str] = (), names: Mapping[str, str] = MappingProxyType({})
) -> Table:
    """Read a table from the bytes of a CSV file or of a workbook, which their beginning tells.

    Parameters
    ----------
    data
        The bytes of the file.
    place
        What messages call it.
    wanted
        Columns by which the sheet of a workbook is chosen, and the header in it: the first that has them, else the
        first.
    names
        What columns of other names are called here, by the names that they have, as `name_column` gives them.

    Raises
    ------
    InputError
        As from `read_rows`, or if it is a workbook that cannot be read or is empty.
    """
    return next(_iterate_tables(data, place, [wanted], names))


def parse_tables(
    data: bytes, place: str, wanted: Sequence[Sequence[str]], names: Mapping[str, str] = MappingProxyType({})
) -> list[Table]:
    """Read as `parse_table` does, but every sheet of a workbook that has the columns wanted, else the first one.

    Parameters
    ----------
    data, place, names
        As for `parse_table`.
    wanted
        Sets of columns, of which a sheet needs one.

    Raises
    ------
    InputError
        As from `parse_table`.
    """
    return list(_iterate_tables(data, place, wanted, names))


def _iterate_tables(
    data: bytes, place: str, wanted: Sequence[Sequence[str]], names: Mapping[str, str]
) -> Iterator[Table]:
    if not data.startswith(_WORKBOOK_BEGINNINGS):
        yield read_rows(decode(data, place), place, names)
        return
    sheets = read_sheets(data, place)
    others: list[list[tuple[str, list[str]]]] = []
    n_found = 0
    for sheet in sheets:
        where = place if len(sheets) == 1 else f"{place}, sheet {sheet.name!r}"
        rows = [
            (f"{where}, row {number}", row)
            for number, row in enumerate(sheet.rows, 1)
            if any(cell.strip() for cell in row)
        ]
        headers = (set(_name_columns(row, names)) for _, row in rows[:_HEADER_ROWS])
        top = next((n for n, named in enumerate(headers) if any(named.issuperset(needs) for needs in wanted)), None)
        if top is None:
            others.append(rows)
        else:
            n_found += 1
            yield _make_table(rows[top:], names)
    if n_found:
        return
    if not others:
        raise InputError(f"{place}: the workbook is empty; give one with a header and rows")
    yield _make_table(others[0], names)


def read_frame(path: str | PathLike[str], needed: Sequence[str] = ()) -> "pd.DataFrame":
    r"""Read a CSV file as `read_table` does, into a DataFrame of texts.

    Examples
    --------
    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as folder:
    ...     path = Path(folder, "documents.csv")
    ...     _ = path.write_bytes("文档编号;Year\n001;2024".encode("gbk"))
    ...     read_frame(path).to_dict("records")
    [{'document_id': '001', 'year': '2024'}]
    """
    import pandas as pd  # a quarter of a second that other readers need not spend

    table = read_table(path, needed)
    return pd.DataFrame([row.cells for row in table.rows], columns=table.columns, dtype=str)


def find_dialect(path: Path) -> Dialect:
    """Find the encoding and the delimiter of a CSV file by its beginning, for tables too large for `read_table`."""
    with path.open("rb") as file:
        head = file.read(_HEAD)
    complete = head.rpartition(b"\n")[0] or head  # a character may be cut at the end
    encoding = detect_encoding(complete)
    return Dialect(encoding, _find_delimiter(complete.decode(encoding, "replace")))


def iterate_written(file: Iterable[str]) -> Iterator[list[str]]:
    r"""Yield the rows of a CSV file that this package wrote, the header first, their cells as they are there.

    Parameters
    ----------
    file
        Opened with ``newline=""``. One row is in memory at once; cells may be of any length.

    Examples
    --------
    >>> list(iterate_written(['name,text\n', "a,'=1\n"]))
    [['name', 'text'], ['a', "'=1"]]
    """
    csv.field_size_limit(_MAX_FIELD)
    yield from csv.reader(file)


def read_rows(text: str, place: str, names: Mapping[str, str] = MappingProxyType({})) -> Table:
    r"""Read a CSV as people and spreadsheets save it.

    Commas, semicolons or tabs delimit; rows without content are left out; `name_column` names the columns; the
    apostrophes of `neutralise` are taken away.

    Parameters
    ----------
    text
        The decoded file.
    place
        What messages call it.
    names
        As for `parse_table`.

    Returns
    -------
    columns
        The names in the header.
    rows
        Each with its place (the line that it begins on) and its cells by column.

    Raises
    ------
    InputError
        If two columns have the same name, a row has more cells than the header, or quotes are broken.

    Examples
    --------
    >>> read_rows("Document ID;Text\r\na;'=1\r\n;\r\n", "a.csv")
    Table(columns=['document_id', 'text'], rows=[Row(place='a.csv, line 2', cells={'document_id': 'a', 'text': '=1'})])
    """
    table = _make_table(_split_rows(text, place), names)
    rows = [Row(row.place, {column: restore(cell) for column, cell in row.cells.items()}) for row in table.rows]
    return Table(table.columns, rows)


def _make_table(lines: Iterable[tuple[str, list[str]]], names: Mapping[str, str]) -> Table:
    """Make a table of rows with their places, of which the first is the header."""
    left = iter(lines)
    top, header = next(left, ("", []))
    columns = _name_columns(header, names)
    for column in columns:
        if column and columns.count(column) > 1:
            raise InputError(f"{top}: column {column!r} is there {columns.count(column)} times; keep one")
    rows = []
    for where, cells in left:
        if any(cell.strip() for cell in cells[len(columns) :]):
            raise InputError(
                f"{where}: {count_noun(len(cells), 'cell')}, expected {len(columns)}; a text that "
                "holds the delimiter needs quotes"
            )
        filled = cells + [""] * (len(columns) - len(cells))
        rows.append(Row(where, dict(zip(columns, filled, strict=False))))
    return Table(columns, rows)


def _name_columns(header: Sequence[str], names: Mapping[str, str]) -> list[str]:
    """Name the columns; a Chinese name whose English counterpart is there, too, is kept."""
    plain = ["_".join(name.replace("\ufeff", "").lower().split()) for name in header]
    plain = [names.get(name) or names.get(name_column(name), name) for name in plain]
    return [name if name_column(name) in plain else name_column(name) for name in plain]


def _find_delimiter(text: str) -> str:
    header = text.strip("\r\n").replace("\r", "\n").split("\n", 1)[0]
    return max(_DELIMITERS, key=header.count)


def _read_bytes(path: Path) -> bytes:
    try:
        if path.exists() and not path.is_file():  # a pipe would be waited for
            raise InputError(f"{path}: cannot be read (not a file); give a CSV file")
        data = path.read_bytes()
    except OSError as error:
        raise InputError(f"{path}: cannot be read ({error.strerror}); give a CSV file") from None
    if not data.strip():
        raise InputError(f"{path}: the file is empty; give a CSV file with a header and rows")
    return data


def _split_rows(text: str, place: str) -> Iterator[tuple[str, list[str]]]:
    csv.field_size_limit(_MAX_FIELD)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_find_delimiter(text), strict=True)
    line = 1
    try:
        for cells in reader:
            if any(cell.strip() for cell in cells):
                yield f"{place}, line {line}", cells
            line = reader.line_num + 1
    except csv.Error as error:
        raise InputError(f"{place}, line {line}: broken CSV ({error}); save it from a spreadsheet as CSV") from None
