"""Grids of lines on a page."""

import pytest

from research.text.pdf_tables import Cell, Rule, find_grids

ACROSS = [Rule(y, 0, 90) for y in (0, 20, 40, 60)]
DOWN = [Rule(x, 0, 60) for x in (0, 30, 60, 90)]


def test_a_point_is_in_the_cell_around_it():
    (grid,) = find_grids(ACROSS, DOWN)
    assert [grid.locate(x, y) for x, y in ((1, 59), (45, 30), (89, 1), (91, 1), (45, 61))] == [
        Cell(0, 0), Cell(1, 1), Cell(2, 2), None, None,
    ]  # fmt: skip


def test_squares_that_no_line_parts_are_one_cell():
    down = [Rule(0, 0, 60), Rule(30, 0, 60), Rule(60, 0, 40), Rule(90, 0, 60)]  # the upper right ones are merged
    across = [Rule(0, 0, 90), Rule(20, 30, 90), Rule(40, 0, 90), Rule(60, 0, 90)]  # and the lower left ones
    (grid,) = find_grids(across, down)
    assert grid.locate(45, 50) == grid.locate(75, 50) == Cell(0, 1)
    assert grid.locate(10, 10) == grid.locate(10, 30) == Cell(1, 0)
    assert grid.locate(45, 10) == Cell(2, 1)


def test_the_sides_of_a_table_may_be_open():
    (grid,) = find_grids(ACROSS, DOWN[1:3])
    assert [grid.locate(x, 10) for x in (10, 45, 80)] == [Cell(2, 0), Cell(2, 1), Cell(2, 2)]


def test_dashes_and_the_two_sides_of_thin_boxes_are_one_line():
    dashes = [Rule(y + side, x, x + 3) for y, _, _ in ACROSS for side in (0, 0.6) for x in range(0, 90, 4)]
    boxes = [Rule(x + side, 0, 60) for x, _, _ in DOWN for side in (0, 0.6)]
    (grid,) = find_grids(dashes, boxes)
    assert grid.across == (0, 30, 60, 90)
    assert grid.down == (0, 20, 40, 60)


@pytest.mark.parametrize(
    ("across", "down"),
    [
        (ACROSS, []), ([], DOWN), (ACROSS[::3], DOWN[::3]),  # a frame
        (ACROSS, DOWN[::3]),  # one column
        ([Rule(y, 200, 300) for y, _, _ in ACROSS], DOWN),  # apart
        ([Rule(10 * n, 0, 10_000) for n in range(800)], [Rule(10 * n, 0, 10_000) for n in range(800)]),  # a drawing
    ],
)  # fmt: skip
def test_lines_that_make_no_table_give_none(across, down):
    assert find_grids(across, down) == []


def test_a_single_row_is_told_from_tables():
    assert [grid.is_row for grid in find_grids(ACROSS[::3], DOWN)] == [True]
    assert [grid.is_row for grid in find_grids(ACROSS, DOWN)] == [False]


def test_two_tables_on_a_page_are_two():
    below = [Rule(y - 200, start, end) for y, start, end in ACROSS], [Rule(x, y - 200, end - 200) for x, y, end in DOWN]
    assert len(find_grids(ACROSS + below[0], DOWN + below[1])) == 2
