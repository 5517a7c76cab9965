"""The ruled tables of a PDF's pages: the lines on a page -> grids whose cells hold the text.

Lines that touch each other are one grid. Where no line parts two squares of it they are one cell, so that a cell may
span rows and columns. The outer lines at the sides may be missing, as in tables of statistics.
"""

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple, TypeAlias

from research.text.grid import lay_out_table
from research.text.marks import Line

TOLERANCE = 2.0  # points between lines that touch, or that are the two sides of one
MAX_STROKES = 20_000  # of a page: a figure has more
_STRAIGHT = 0.5  # points
_MAX_PAIRS = 500_000  # of lines across and down on a page: a figure has more
_MAX_SQUARES = 10_000  # of a grid
_MIN_LINES = 2  # across: what goes on from the page before may be a single row
_MIN_POSTS = 3  # down, the outer ones included: two columns


class Rule(NamedTuple):
    """A line across or down a page: where it stands on the other axis, where it begins and where it ends, in points."""

    place: float
    start: float
    end: float


class Cell(NamedTuple):
    """A cell of a grid by the row, from above, and the column in which it begins."""

    row: int
    column: int


@dataclass(frozen=True)
class Grid:
    """A ruled table.

    Attributes
    ----------
    across
        Where its columns begin, and where the last one ends, from the left.
    down
        Where its rows end, from below, and where the first one begins.
    cells
        The cell of each square, by the numbers of the column from the left and of the row from below.
    """

    across: tuple[float, ...]
    down: tuple[float, ...]
    cells: dict[tuple[int, int], Cell]

    def locate(self, x: float, y: float) -> Cell | None:
        """Return the cell in which a point stands, None outside of the grid."""
        column, row = bisect_right(self.across, x) - 1, bisect_right(self.down, y) - 1
        return self.cells.get((column, row))

    @property
    def is_row(self) -> bool:
        """Whether it has a single row, as what goes on from another page, or a frame or a figure."""
        return len(self.down) == _MIN_LINES


def have_same_columns(across: Sequence[float], other: Sequence[float]) -> bool:
    """Tell whether tables have their columns at the same places.

    Examples
    --------
    >>> have_same_columns((50, 100, 300), (50.4, 100, 299)), have_same_columns((50, 300), (50, 100, 300))
    (True, False)
    """
    return len(across) == len(other) and all(
        abs(one - two) <= TOLERANCE for one, two in zip(across, other, strict=True)
    )


Point: TypeAlias = tuple[float, float]
TableRow: TypeAlias = Mapping[int, Sequence[Line]]
"""The lines of the cells of a row that hold any, by their columns."""


@dataclass(frozen=True)
class Table:
    """What stands in a ruled table: its rows, and where its columns begin and the last one ends."""

    across: tuple[float, ...]
    rows: tuple[TableRow, ...]

    def lay_out(self) -> Iterator[Line]:
        """Yield its lines as they are read."""
        return lay_out_table([row[column] for column in sorted(row)] for row in self.rows)


def part_strokes(strokes: Iterable[tuple[Point, Point]]) -> tuple[list[Rule], list[Rule]]:
    """Return the lines across and down among the strokes of a page; none where there are more than tables have.

    Examples
    --------
    >>> part_strokes([((0, 5), (90, 5)), ((7, 0), (7, 40)), ((0, 0), (30, 30))])
    ([Rule(place=5.0, start=0, end=90)], [Rule(place=7.0, start=0, end=40)])
    """
    across: list[Rule] = []
    down: list[Rule] = []
    for count, ((x, y), (other_x, other_y)) in enumerate(strokes):
        if count > MAX_STROKES:
            return [], []
        if abs(y - other_y) < _STRAIGHT and abs(x - other_x) > TOLERANCE:
            across.append(Rule((y + other_y) / 2, min(x, other_x), max(x, other_x)))
        elif abs(x - other_x) < _STRAIGHT and abs(y - other_y) > TOLERANCE:
            down.append(Rule((x + other_x) / 2, min(y, other_y), max(y, other_y)))
    return across, down


def find_grids(across: Iterable[Rule], down: Iterable[Rule]) -> list[Grid]:
    """Find the ruled tables of a page, those of a single row, too.

    Parameters
    ----------
    across, down
        The lines in each direction.

    Examples
    --------
    >>> across = [Rule(y, 0, 100) for y in (0, 20, 40)]
    >>> (grid,) = find_grids(across, [Rule(50, 0, 40)])
    >>> grid.locate(10, 30), grid.locate(60, 10), grid.locate(60, 50)
    (Cell(row=0, column=0), Cell(row=1, column=1), None)
    """
    rows, columns = _join_rules(across), _join_rules(down)
    if len(rows) * len(columns) > _MAX_PAIRS:
        return []
    found = []
    for lines, posts in _find_groups(rows, columns):
        grid = _make_grid(lines, posts)
        if grid:
            found.append(grid)
    return found


def _join_rules(rules: Iterable[Rule]) -> list[Rule]:
    """Join the pieces of dashed lines and the sides of thin boxes."""
    found = sorted(rules)
    places = _cluster(rule.place for rule in found)
    by_place: dict[float, list[Rule]] = {}
    for rule in found:
        place = places[bisect_right(places, rule.place) - 1]
        by_place.setdefault(place, []).append(rule._replace(place=place))
    joined: list[Rule] = []
    for pieces in by_place.values():
        first, *others = sorted(pieces)
        joined.append(first)
        for piece in others:
            last = joined[-1]
            if piece.start <= last.end + TOLERANCE:
                joined[-1] = last._replace(end=max(last.end, piece.end))
            else:
                joined.append(piece)
    return joined


def _cluster(places: Iterable[float]) -> list[float]:
    """Return the first of each group of places that are next to each other."""
    found: list[float] = []
    last = None
    for place in sorted(places):
        if last is None or place > last + TOLERANCE:
            found.append(place)
        last = place
    return found


def _find_groups(across: Sequence[Rule], down: Sequence[Rule]) -> list[tuple[list[Rule], list[Rule]]]:
    """Return the lines that touch each other, directly or by others."""
    heads = list(range(len(across) + len(down)))
    for number, line in enumerate(across):
        for other, post in enumerate(down, len(across)):
            meets = line.start - TOLERANCE <= post.place <= line.end + TOLERANCE
            if meets and post.start - TOLERANCE <= line.place <= post.end + TOLERANCE:
                heads[_find_head(heads, other)] = _find_head(heads, number)
    groups: dict[int, tuple[list[Rule], list[Rule]]] = {}
    for number, line in enumerate(across):
        groups.setdefault(_find_head(heads, number), ([], []))[0].append(line)
    for other, post in enumerate(down, len(across)):
        groups.setdefault(_find_head(heads, other), ([], []))[1].append(post)
    return list(groups.values())


def _find_head(heads: list[int], number: int) -> int:
    while heads[number] != number:
        heads[number] = heads[heads[number]]
        number = heads[number]
    return number


def _make_grid(lines: Sequence[Rule], posts: Sequence[Rule]) -> Grid | None:
    """Return the grid of lines that touch, None where they part too few or too many squares."""
    across = _cluster([post.place for post in posts] + [end for line in lines for end in (line.start, line.end)])
    down = _cluster([line.place for line in lines] + [end for post in posts for end in (post.start, post.end)])
    columns, rows = len(across) - 1, len(down) - 1
    if not posts or len(across) < _MIN_POSTS or len(down) < _MIN_LINES or columns * rows > _MAX_SQUARES:
        return None
    heads = list(range(columns * rows))  # of the square in a column and a row: column * rows + row
    for column, posted in enumerate(_list_ruled(posts, across[1:-1], down)):
        for row in set(range(rows)) - posted:
            heads[_find_head(heads, (column + 1) * rows + row)] = _find_head(heads, column * rows + row)
    for row, ruled in enumerate(_list_ruled(lines, down[1:-1], across)):
        for column in set(range(columns)) - ruled:
            heads[_find_head(heads, column * rows + row + 1)] = _find_head(heads, column * rows + row)
    first: dict[int, Cell] = {}
    squares = [(column, row) for column in range(columns) for row in range(rows)]
    for number, (column, row) in enumerate(squares):
        head = _find_head(heads, number)
        seen = first.get(head, Cell(rows, columns))
        first[head] = Cell(min(seen.row, rows - 1 - row), min(seen.column, column))
    cells = {square: first[_find_head(heads, number)] for number, square in enumerate(squares)}
    return Grid(tuple(across), tuple(down), cells)


def _list_ruled(rules: Sequence[Rule], places: Sequence[float], others: Sequence[float]) -> Iterator[set[int]]:
    """Yield for each place the numbers of the squares along it at whose side a line stands."""
    for place in places:
        near = [rule for rule in rules if abs(rule.place - place) <= TOLERANCE]
        yield {
            number
            for number, (low, high) in enumerate(pairwise(others))
            if any(rule.start <= (low + high) / 2 <= rule.end for rule in near)
        }
