"""The ruled tables of a PDF: the characters in the cells of grids -> rows; those that go on over a page break, joined."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import groupby
from statistics import median

from research.text.grid import is_prose
from research.text.lines import ENDS_LINE, remove_breaks
from research.text.list_marks import OPENS_LINE
from research.text.marks import Line
from research.text.patterns import compile_on_use
from research.text.pdf_rows import Character, Row, Segment, centre, find_rows
from research.text.pdf_tables import Cell, Grid, Table, TableRow, have_same_columns

_CAPTION = compile_on_use(
    r"[（(]?续表?[\s\d一二三四五六七八九十.-]*[)）]?|[^。；，]{0,40}[（(]续表?\d*[)）]"
)  # 续表1, above what goes on
_MIN_CUT = 10  # characters: a shorter cell fits into its line
SLANTED = 0.1  # radians from the next quarter turn; a watermark stands aslant


def cut_tables(
    characters: Sequence[Character], grids: Sequence[Grid], around: Sequence[Grid] = ()
) -> tuple[list[Character], list[Row]]:
    """Take the characters of ruled tables from those of a page, each table as one row that stands at its top.

    Parameters
    ----------
    characters, grids
        Of the page.
    around
        The grids of the pages before and after. One of a single row, or with text in one column alone, is a table only
        where one of these has the same columns.
    """
    left: list[Character] = []
    going_on = [any(have_same_columns(grid.across, other.across) for other in around) for grid in grids]
    tried = [(number, grid) for number, grid in enumerate(grids) if going_on[number] or not grid.is_row]
    held: list[dict[Cell, list[Character]]] = [{} for _ in grids]
    for one in characters:
        x, y = centre(one.left, one.right), centre(one.bottom, one.top)
        located = ((number, grid.locate(x, y)) for number, grid in tried if abs(one.angle) < SLANTED)
        number, cell = next((pair for pair in located if pair[1]), (0, None))
        if cell:
            held[number].setdefault(cell, []).append(one)
        else:
            left.append(one)
    tables = []
    for number, grid in tried:
        cells = held[number]
        if len({cell.column for cell in cells}) > 1 or (cells and going_on[number]):
            tables.append(_read_grid(grid, cells))
        else:  # a frame around a text
            left += [one for found in cells.values() for one in found]
    return left, tables


def _read_grid(grid: Grid, cells: Mapping[Cell, Sequence[Character]]) -> Row:
    rows = (
        {cell.column: lines for cell in found if (lines := _read_cell(cells[cell]))}
        for _, found in groupby(sorted(cells), key=lambda cell: cell.row)
    )
    table = Table(grid.across, tuple(filter(None, rows)))
    text = " ".join(line.text for line in table.lay_out())
    em = median(one.top - one.bottom for found in cells.values() for one in found)
    return Row((Segment(text, grid.across[0], grid.across[-1]),), grid.down[-1], em, table)


def _read_cell(characters: Sequence[Character]) -> list[Line]:
    """Return the paragraphs of a cell, whose lines the margins broke."""
    rows = find_rows(characters)
    if rows and all(len(row.text) == 1 for row in rows):  # written from above
        return [Line("".join(row.text for row in rows))]
    paragraphs: list[list[str]] = []
    for row in rows:
        if not paragraphs or (paragraphs[-1][-1][-1] in ENDS_LINE and OPENS_LINE.match(row.text)):
            paragraphs.append([])
        paragraphs[-1].append(row.text)
    return [Line(remove_breaks("\n".join(lines))) for lines in paragraphs]


def join_tables(pages: Sequence[list[Row]]) -> Counter[str]:
    """Join the tables that end one page and begin the next one: a row that the page break cut, and its sentences.

    Rows of names of columns that are repeated on top of a page are left out.

    Parameters
    ----------
    pages
        The rows of each page, from above, without what stands at its edges. They are changed.

    Returns
    -------
    Counter
        The rows that were left out, and how often.
    """
    left_out: Counter[str] = Counter()
    above: list[Row] = []
    for rows in pages:
        first = above[-1].table if above else None
        caption = rows[0].text if first and len(rows) > 1 and _CAPTION.fullmatch(rows[0].text) else ""
        last = rows[bool(caption)].table if rows else None
        if first and last and have_same_columns(first.across, last.across):
            repeated, following = _cut_header(first.rows, last.rows)
            left_out.update([caption] if caption else [])
            left_out.update(map(_show_row, repeated))
            above[-1] = replace(above[-1], table=replace(first, rows=_join_rows(first.rows, following)))
            del rows[: 1 + bool(caption)]
        if rows:
            above = rows
    return left_out


def _cut_header(
    rows: tuple[TableRow, ...], following: tuple[TableRow, ...]
) -> tuple[tuple[TableRow, ...], tuple[TableRow, ...]]:
    """Part the rows that repeat those at the top of a table from those that go on with it.

    Some programs print no line below a repeated row where the next one goes on from the page before.
    """
    count = 0
    while count < min(len(rows), len(following)) - 1 and _show_row(rows[count]) == _show_row(following[count]):
        count += 1
    repeated, following = following[:count], following[count:]
    if not count and len(rows) > 1 and following and _opens_with(following[0], rows[0]):
        rest = {column: _cut_start(lines, rows[0].get(column, ())) for column, lines in following[0].items()}
        repeated, following = rows[:1], ({column: lines for column, lines in rest.items() if lines}, *following[1:])
    return repeated, following


def _opens_with(row: TableRow, header: TableRow) -> bool:
    return len(header) > 1 and all(
        column in row and row[column][0].text.startswith(header[column][0].text) for column in header
    )


def _cut_start(lines: Sequence[Line], start: Sequence[Line]) -> list[Line]:
    """Take the lines of a cell that repeats the name of its column from its beginning."""
    rest = "\n".join(line.text for line in lines)[len("\n".join(line.text for line in start)) :]
    return [Line(text) for text in rest.split("\n") if text.strip()]


def _show_row(row: TableRow) -> str:
    return " ".join(line.text for column in sorted(row) for line in row[column])


def _join_rows(rows: tuple[TableRow, ...], following: tuple[TableRow, ...]) -> tuple[TableRow, ...]:
    if not rows or not following or not _is_cut(rows[-1], following[0]):
        return rows + following
    joined = {**following[0], **rows[-1]}
    for column in _list_shared(rows[-1], following[0]):
        lines, rest = list(rows[-1][column]), list(following[0][column])
        if _goes_on(lines[-1].text, rest[0].text):
            lines[-1] = Line(remove_breaks(f"{lines[-1].text}\n{rest.pop(0).text}"))
        joined[column] = [*lines, *rest]
    return (*rows[:-1], joined, *following[1:])


def _is_cut(row: TableRow, following: TableRow) -> bool:
    """Tell whether a page break cut a row: a sentence goes on, and no other cell stands in both of its parts."""
    shared = _list_shared(row, following)
    texts = [("".join(line.text for line in row[column]), following[column][0].text) for column in shared]
    return (
        len(shared) < max(len(row), len(following))
        and all(is_prose(text) or len(text) >= _MIN_CUT for text, _ in texts)
        and any(_goes_on(text, rest) for text, rest in texts)
    )


def _list_shared(row: TableRow, following: TableRow) -> list[int]:
    return sorted({*row} & {*following})


def _goes_on(text: str, rest: str) -> bool:
    return text[-1] not in ENDS_LINE and not OPENS_LINE.match(rest)
