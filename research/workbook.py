"""Workbooks: the sheets of .xlsx, .xls and .ods files as text, and .xlsx files that people fill in."""

import datetime
import io
import math
import numbers
import re
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

from research.errors import InputError

SUFFIXES = (".xlsx", ".xlsm", ".xls", ".ods")
MAX_CELL = 32_767  # characters that Excel keeps in a cell
LISTS = "_lists"  # the sheet of choices
MAX_CELLS = 20_000_000  # of a sheet, which says itself how large it is
_MAX_BYTES = 500_000_000  # of what is packed in a workbook
_MAX_REPEATED = 10_000
_CELL = re.compile(rb'\br="([A-Z]{1,3})(\d{1,7})"')
_REPEATED = re.compile(  # cells with content, or rows that hold such, in an OpenDocument sheet
    rb'number-(?:columns|rows)-repeated="(\d+)"[^<>]*[^<>/]>(?:<table:table-cell[^<>]*[^<>/]>)?<text:p'
)
_CREATED = datetime.datetime(2000, 1, 1)


class Sheet(NamedTuple):
    """A sheet as text: its name, and the cells of its rows, from the first row on."""

    name: str
    rows: list[list[str]]


class OpenSheet(NamedTuple):
    """A sheet as it is stored.

    Attributes
    ----------
    name
        Of the sheet.
    rows
        Its cells: text, numbers, dates, None.
    merged
        The first and the last cell of each range of merged cells, as (row, column) from 0.
    several
        Whether the workbook has more sheets.
    hidden
        Whether spreadsheets do not show it.
    """

    name: str
    rows: Sequence[Sequence[object]]
    merged: Sequence[tuple[tuple[int, int], tuple[int, int]]]
    several: bool
    hidden: bool


@dataclass(frozen=True)
class Column:
    """A column of a sheet to write.

    Attributes
    ----------
    header
        Its first cell.
    width
        In characters.
    hidden
        Whether it is there for programs only.
    choices
        What may be filled in, as a drop-down list; empty where anything may be.
    to_fill
        Whether empty cells of it are marked as such that wait for an answer.
    """

    header: str
    width: int = 14
    hidden: bool = False
    choices: Sequence[str] = ()
    to_fill: bool = False


@dataclass(frozen=True)
class Table:
    """A sheet to write: its name, its columns, and the cells of its rows."""

    name: str
    columns: Sequence[Column]
    rows: Sequence[Sequence[object]]


def read_sheets(data: bytes, place: str) -> list[Sheet]:
    """Read the sheets of a workbook that have any cell, as spreadsheets show them.

    Cells that are merged over rows all have the text that stands in the first.

    Parameters
    ----------
    data
        The bytes of the file.
    place
        What messages call it.

    Raises
    ------
    InputError
        If it is no workbook, has a password or more cells than memory holds.
    """
    _check_size(data, place)
    found = []
    for sheet in open_workbook(data, place):
        rows = [[show_cell(cell) for cell in row] for row in sheet.rows]
        _fill_merged(rows, sheet.merged)
        if any(any(row) for row in rows):
            found.append(Sheet(sheet.name, rows))
    return found


def _fill_merged(rows: list[list[str]], merged: Sequence[tuple[tuple[int, int], tuple[int, int]]]) -> None:
    """Give every row of merged cells the text of the first; over columns they are left, as titles are merged so."""
    for (top, left), (bottom, _) in merged:
        for row in rows[top + 1 : bottom + 1]:
            if left < len(row):
                row[left] = rows[top][left]


def open_workbook(data: bytes, place: str) -> Iterator[OpenSheet]:
    """Yield the sheets of a workbook as they are stored; how far it may be unpacked is for the caller to check.

    Parameters
    ----------
    data
        The bytes of the file.
    place
        What messages call it.

    Raises
    ------
    InputError
        If it is no workbook, has a password, or a sheet says that it has more cells than memory holds.
    """
    from python_calamine import CalamineError, CalamineWorkbook, PasswordError, SheetVisibleEnum

    try:
        workbook = CalamineWorkbook.from_filelike(io.BytesIO(data))
        sheets = [(about, workbook.get_sheet_by_name(about.name)) for about in workbook.sheets_metadata]
    except PasswordError:
        raise InputError(f"{place}: the workbook has a password; save it without one") from None
    except (CalamineError, zipfile.BadZipFile, OSError) as error:
        said = str(error).partition("\n")[0]
        raise InputError(f"{place}: not a workbook or a broken one ({said}); save it anew as .xlsx or as CSV") from None
    for about, sheet in sheets:
        name = about.name
        if sheet.total_height * sheet.total_width > MAX_CELLS:
            raise InputError(f"{place}, sheet {name!r}: more than {MAX_CELLS} cells; save its rows as CSV")
        merged = sheet.merged_cell_ranges or ()
        hidden = about.visible != SheetVisibleEnum.Visible
        yield OpenSheet(name, sheet.to_python(skip_empty_area=False), merged, len(sheets) > 1, hidden)


def show_cell(value: object) -> str:
    """Return a cell as a spreadsheet shows it: whole numbers without a decimal point, dates without midnight.

    Examples
    --------
    >>> show_cell(3.0), show_cell(0.25), show_cell(None), show_cell(datetime.datetime(2024, 5, 1))
    ('3', '0.25', '', '2024-05-01')
    """
    return "" if value is None else str(simplify_cell(value))


def simplify_cell(value: object) -> object:
    """Return a cell as text or number, whole numbers without a decimal point and dates without midnight.

    None and the lists and objects of formats that have them are kept.

    Examples
    --------
    >>> simplify_cell(3.0), simplify_cell(0.25), simplify_cell(None), simplify_cell(datetime.time(9, 30))
    (3, 0.25, None, '09:30:00')
    """
    if isinstance(value, float) and value.is_integer():
        return int(value)
    if isinstance(value, datetime.datetime) and value.time() == datetime.time():
        return value.date().isoformat()
    return value if value is None or isinstance(value, str | int | float | list | dict) else str(value)


def write_workbook(path: Path, tables: Sequence[Table]) -> None:
    """Write tables as the sheets of an .xlsx file; the same tables give the same bytes.

    The header stays in view, texts are wrapped, numbers stay numbers, and no text is taken as a formula or a link. A
    text longer than a cell holds is cut.

    Parameters
    ----------
    path
        The file; one that exists is replaced.
    tables
        The sheets in order; rows have a cell for each column.

    Examples
    --------
    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as folder:
    ...     path = Path(folder, "a.xlsx")
    ...     write_workbook(path, [Table("coding", [Column("domain", choices=["=1", "b"]), Column("n")], [["", 3]])])
    ...     read_sheets(path.read_bytes(), "a.xlsx")
    [Sheet(name='coding', rows=[['domain', 'n'], ['', '3']]), Sheet(name='_lists', rows=[['=1'], ['b']])]
    """
    import xlsxwriter  # only here, as few commands write a workbook

    with xlsxwriter.Workbook(path, {"in_memory": True}) as book:
        book.set_properties({"created": _CREATED})
        text = book.add_format({"text_wrap": True, "valign": "top"})
        head = book.add_format({"bold": True, "bg_color": "#D9E2EC", "text_wrap": True, "valign": "top"})
        waiting = book.add_format({"bg_color": "#FFF4CC"})
        sheets = [book.add_worksheet(table.name) for table in tables]
        lists = _Lists(book)
        for sheet, table in zip(sheets, tables, strict=True):
            sheet.freeze_panes(1, 0)
            sheet.set_landscape()
            sheet.fit_to_pages(1, 0)
            sheet.repeat_rows(0)
            for number, column in enumerate(table.columns):
                sheet.set_column(number, number, column.width, text, {"hidden": column.hidden})
                sheet.write_string(0, number, column.header, head)
                cells = (1, number, max(len(table.rows), 1), number)
                if column.choices:
                    sheet.data_validation(*cells, {
                        "validate": "list", "source": lists.add(column.choices), "error_title": column.header,
                        "error_message": "请从列表中选择。Choose one of the list.",
                    })  # fmt: skip
                if column.to_fill:
                    sheet.conditional_format(*cells, {"type": "blanks", "format": waiting})
            for row, values in enumerate(table.rows, 1):
                for number, value in enumerate(values):
                    _write_cell(sheet, row, number, value, text)


class _Lists:
    """The hidden sheet that holds the choices of drop-down lists: in the list itself Excel allows 255 characters."""

    def __init__(self, book: Any) -> None:  # noqa: ANN401 - xlsxwriter has no types
        self._book = book
        self._places: dict[tuple[str, ...], str] = {}
        self._sheet: Any = None

    def add(self, choices: Sequence[str]) -> str:
        """Write the choices, if they are not there yet, and return where they stand."""
        key = tuple(choices)
        if key not in self._places:
            if self._sheet is None:
                self._sheet = self._book.add_worksheet(LISTS)
                self._sheet.hide()
            number = len(self._places)
            for row, choice in enumerate(key):
                self._sheet.write_string(row, number, choice)
            column = chr(ord("A") + number)
            self._places[key] = f"={LISTS}!${column}$1:${column}${len(key)}"
        return self._places[key]


def _write_cell(sheet: Any, row: int, column: int, value: object, format_: object) -> None:  # noqa: ANN401 - as above
    if isinstance(value, bool | str):
        if value != "":
            sheet.write_string(row, column, str(value)[:MAX_CELL], format_)
    elif isinstance(value, numbers.Real) and math.isfinite(value):
        sheet.write_number(row, column, float(value), format_)


def check_sheet(content: bytes, place: str) -> None:
    """Refuse the XML of a sheet whose cells stand so far apart, or are repeated so often, that they fill the memory.

    Raises
    ------
    InputError
        If it has more than `MAX_CELLS` cells.
    """
    places = [(_count_column(column), int(row)) for column, row in set(_CELL.findall(content))]
    columns, rows = ([cell[axis] for cell in places] or [0] for axis in (0, 1))
    repeated = max((int(count) for count in _REPEATED.findall(content)), default=0)
    if (max(columns) - min(columns) + 1) * (max(rows) - min(rows) + 1) > MAX_CELLS or repeated > _MAX_REPEATED:
        raise InputError(f"{place}: more than {MAX_CELLS} cells; save its rows as CSV")


def _count_column(name: bytes) -> int:
    number = 0
    for letter in name:
        number = 26 * number + letter - ord("A") + 1
    return number


def _check_size(data: bytes, place: str) -> None:
    """Refuse a workbook whose cells stand so far apart, or are repeated so often, that they would fill the memory."""
    if not zipfile.is_zipfile(io.BytesIO(data)):
        return
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            if sum(entry.file_size for entry in packed.infolist()) > _MAX_BYTES:
                raise InputError(f"{place}: more than {_MAX_BYTES // 1_000_000} MB are packed in it; save it as CSV")
            for name in packed.namelist():
                if name.endswith(".xml"):
                    check_sheet(packed.read(name), f"{place}, {name}")
    except (zipfile.BadZipFile, OSError, ValueError, EOFError, NotImplementedError, RuntimeError) as error:
        said = f"not a workbook or a broken one ({error}); save it anew as .xlsx or as CSV"
        raise InputError(f"{place}: {said}") from None
