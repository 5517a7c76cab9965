"""The ruled tables of a PDF's page: the characters in the cells of its grids -> lines of tables."""

from collections.abc import Mapping, Sequence
from itertools import groupby
from statistics import median

from research.text.grid import lay_out_table
from research.text.lines import ENDS_LINE, remove_breaks
from research.text.list_marks import OPENS_LINE
from research.text.marks import Line
from research.text.pdf_rows import Character, Row, Segment, centre, find_rows
from research.text.pdf_tables import Cell, Grid

SLANTED = 0.1  # radians from the next quarter turn; a watermark stands aslant


def cut_tables(characters: Sequence[Character], grids: Sequence[Grid]) -> tuple[list[Character], list[Row]]:
    """Take the characters of ruled tables from those of a page, each table as one row that stands at its top."""
    left: list[Character] = []
    held: list[dict[Cell, list[Character]]] = [{} for _ in grids]
    for one in characters:
        x, y = centre(one.left, one.right), centre(one.bottom, one.top)
        located = ((number, grid.locate(x, y)) for number, grid in enumerate(grids) if abs(one.angle) < SLANTED)
        number, cell = next((pair for pair in located if pair[1]), (0, None))
        if cell:
            held[number].setdefault(cell, []).append(one)
        else:
            left.append(one)
    tables = []
    for grid, cells in zip(grids, held, strict=True):
        if len({cell.column for cell in cells}) > 1:
            tables.append(_read_grid(grid, cells))
        else:  # a frame around a text
            left += [one for found in cells.values() for one in found]
    return left, tables


def _read_grid(grid: Grid, cells: Mapping[Cell, Sequence[Character]]) -> Row:
    rows = [
        [_read_cell(cells[cell]) for cell in sorted(found)]
        for _, found in groupby(sorted(cells), key=lambda cell: cell.row)
    ]
    lines = tuple(lay_out_table(rows))
    text = " ".join(line.text for line in lines)
    em = median(one.top - one.bottom for found in cells.values() for one in found)
    return Row((Segment(text, grid.across[0], grid.across[-1]),), grid.down[-1], em, lines)


def _read_cell(characters: Sequence[Character]) -> list[Line]:
    """Return the paragraphs of a cell, whose lines the margins broke."""
    rows = find_rows(characters)
    if all(len(row.text) == 1 for row in rows):  # written from above
        return [Line("".join(row.text for row in rows))]
    paragraphs: list[list[str]] = []
    for row in rows:
        if not paragraphs or (paragraphs[-1][-1][-1] in ENDS_LINE and OPENS_LINE.match(row.text)):
            paragraphs.append([])
        paragraphs[-1].append(row.text)
    return [Line(remove_breaks("\n".join(lines))) for lines in paragraphs]
