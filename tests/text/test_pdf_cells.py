"""The ruled tables of pages."""

from research.text.marks import CELL, TABLE, Line
from research.text.pdf_layout import Page, read_layout
from research.text.pdf_tables import Rule, find_grids
from tests.text.test_pdf_layout import set_line


def test_a_ruled_table_is_read_by_its_cells():
    """The label of a row stands between the two lines of the cell beside it."""
    across = [Rule(y, 50, 300) for y in (600, 560, 500)]
    grids = find_grids(across, [Rule(x, 500, 600) for x in (50, 100, 300)])
    rows = [
        set_line("任务", 55, 575), set_line("措施", 120, 575), set_line("新建水厂三座，改造管网八十", 102, 540), set_line("供水", 55, 530),
        set_line("八公里，覆盖十二个村。", 102, 520), set_line("请认真落实。", 50, 400),
    ]  # fmt: skip
    lines, _ = read_layout([Page(600, 800, [one for row in rows for one in row], grids)])
    assert [(line.text, line.role) for line in lines] == [
        ("任务\t措施", TABLE), ("供水", TABLE), ("新建水厂三座，改造管网八十八公里，覆盖十二个村。", CELL), ("请认真落实。", ""),
    ]  # fmt: skip


def test_a_label_that_is_written_from_above_is_one_word_and_a_frame_is_no_table():
    grids = find_grids([Rule(y, 50, 300) for y in (600, 560, 500)], [Rule(x, 500, 600) for x in (50, 100, 300)])
    rows = [set_line(sign, 60, 540 - 11 * number) for number, sign in enumerate("供水")] + [
        set_line("县水务局", 120, 540)
    ]
    assert read_layout([Page(600, 800, [one for row in rows for one in row], grids)])[0] == [
        Line("供水\t县水务局", TABLE)
    ]
    framed = set_line("本通知自印发之日起施行。", 120, 540)
    assert read_layout([Page(600, 800, framed, grids)])[0] == [Line("本通知自印发之日起施行。")]
