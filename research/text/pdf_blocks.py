"""The blocks of a PDF's page: rows whose gaps stand one below the other are columns of text or a table."""

import math
from collections.abc import Iterator, Sequence
from itertools import pairwise

from research.text.grid import is_prose, lay_out_table
from research.text.lines import remove_breaks
from research.text.marks import Line
from research.text.pdf_paragraphs import Printed
from research.text.pdf_rows import Row, Segment

_MIN_COLUMN_ROWS = 3
_MAX_COLUMNS = 3
_MIN_COLUMN_CHARACTERS = 7
_FULL = 0.85  # of the width of a column: so wide are most lines of running text
_REACHES = 0.75  # of the width of the page: so far goes a line that the margin broke


def read_blocks(rows: Sequence[Row], place: tuple[int, int], width: float) -> Iterator[Printed]:
    """Yield the lines of a page as they are printed, column after column and table row after table row.

    Parameters
    ----------
    rows
        Of the page, from above.
    place
        The number of the page, and of the direction of writing on it.
    width
        Of the page, in points.
    """
    start = 0
    while start < len(rows):
        if table := rows[start].table:
            for line in table.lay_out():
                yield Printed(line.text, 0, 0, rows[start].em, ("table",), line.role)
            start += 1
            continue
        end, gutters = _find_block(rows, start)
        block = rows[start:end]
        columns = _part_columns(block, gutters)
        if len(columns) > 1 and _are_columns(columns):
            for number, column in enumerate(columns):
                for one in filter(None, column):
                    yield Printed(one.text, one.left, one.right, rows[start].em, (*place, start, number))
        elif len(columns) > 1 and _is_table(block, columns):
            for line in lay_out_table(_collect_cells(columns)):
                yield Printed(line.text, 0, 0, rows[start].em, ("table",), line.role)
        else:
            end = start + 1
            row = rows[start]
            reaches = row.right >= _REACHES * width
            yield Printed(row.text, row.left, row.right, row.em, ("page", place[1], round(width)), reaches=reaches)
        start = end


def _find_block(rows: Sequence[Row], start: int) -> tuple[int, list[tuple[float, float]]]:
    """Find where the rows end that leave the same gaps, and these gaps."""
    gutters = _list_gaps(rows[start])
    end = last = start + 1
    while gutters and end < len(rows):
        row = rows[end]
        if row.table:
            break
        if len(row.segments) > 1:
            around = [(-math.inf, row.left), *_list_gaps(row), (row.right, math.inf)]  # a row may lack its outer cells
            shared = _intersect(gutters, around, 0.3 * row.em)
            if not shared:
                break
            gutters = shared
            last = end + 1
        elif (
            any(row.left < (left + right) / 2 < row.right for left, right in gutters)
            or rows[end - 1].middle - row.middle > 2.5 * row.em
        ):
            break
        end += 1
    columns = _part_columns(rows[start:end], gutters)
    return (end if len(columns) > 1 and _are_columns(columns) else last), gutters


def _list_gaps(row: Row) -> list[tuple[float, float]]:
    return [(one.right, other.left) for one, other in pairwise(row.segments)]


def _intersect(
    gaps: Sequence[tuple[float, float]], others: Sequence[tuple[float, float]], least: float
) -> list[tuple[float, float]]:
    found = [(max(a, c), min(b, d)) for a, b in gaps for c, d in others]
    return [(left, right) for left, right in found if right - left > least]


def _part_columns(rows: Sequence[Row], gutters: Sequence[tuple[float, float]]) -> list[list[Segment | None]]:
    """Return for each column what it holds in each row."""
    columns: list[list[Segment | None]] = [[] for _ in range(len(gutters) + 1)]
    for row in rows:
        held: list[list[Segment]] = [[] for _ in columns]
        for segment in row.segments:
            held[sum((left + right) / 2 < segment.left for left, right in gutters)].append(segment)
        for column, found in zip(columns, held, strict=True):
            text = " ".join(segment.text for segment in found)
            column.append(Segment(text, found[0].left, found[-1].right) if found else None)
    return columns


def _are_columns(columns: Sequence[Sequence[Segment | None]]) -> bool:
    """Tell running text in columns from a table: long lines, most of them as wide as the column."""
    if len(columns) > _MAX_COLUMNS:
        return False
    for column in columns:
        held = [one for one in column if one]
        text = "".join(one.text for one in held)
        if len(held) < _MIN_COLUMN_ROWS or len(text) < _MIN_COLUMN_CHARACTERS * len(held):
            return False
        widest = max(one.right - one.left for one in held)
        full = sum(one.right - one.left >= _FULL * widest for one in held)
        digits = sum(character.isdigit() for character in text)
        if full < 0.5 * len(held) or digits > 0.4 * len(text):
            return False
    return True


def _is_table(rows: Sequence[Row], columns: Sequence[object]) -> bool:
    full = sum(len(row.segments) > 1 for row in rows)
    return full > 1 and (len(columns) > 2 or full > 2)


def _collect_cells(columns: Sequence[Sequence[Segment | None]]) -> Iterator[list[list[Line]]]:
    """Yield rows of cells; lines that only go on with a cell of the row above belong to that row."""
    prose = any(is_prose("".join(one.text for one in column if one)) for column in columns[1:]) and any(
        one is None for one in columns[0]
    )
    cells: list[str] = []
    for row in zip(*columns, strict=True):
        texts = [one.text if one else "" for one in row]
        if prose and cells and not texts[0]:
            cells = [
                remove_breaks(f"{cell}\n{text}") if text else cell for cell, text in zip(cells, texts, strict=True)
            ]
            continue
        if cells:
            yield [[Line(cell)] for cell in cells]
        cells = texts
    yield [[Line(cell)] for cell in cells]
