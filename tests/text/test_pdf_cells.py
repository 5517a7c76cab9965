"""The ruled tables of pages."""

from collections.abc import Sequence

from research.text.marks import CELL, TABLE, Line
from research.text.pdf_layout import Page, read_layout
from research.text.pdf_tables import Rule, find_grids
from tests.text.test_pdf_layout import set_line

POSTS = (50, 90, 300, 400)


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


def set_table(top: float, *rows: tuple[str, str, str], height: float = 60, posts: Sequence[float] = POSTS) -> Page:
    """Set a page with a ruled table of rows of one height; a break in a cell begins its next line."""
    places = [top - height * number for number in range(len(rows) + 1)]
    grids = find_grids([Rule(y, posts[0], posts[-1]) for y in places], [Rule(x, places[-1], top) for x in posts])
    lines = [
        set_line(line, x + 2, y - 15 - 12 * number)
        for y, row in zip(places, rows, strict=False)
        for x, cell in zip(posts, row, strict=False)
        for number, line in enumerate(cell.split("\n"))
        if line
    ]
    return Page(600, 800, [one for line in lines for one in line], grids)


HEADER = ("序号", "任务", "单位")


def test_a_row_that_a_page_break_cut_is_one_and_a_repeated_header_is_left_out_and_named():
    pages = [
        set_table(
            300,
            HEADER,
            ("1", "整修水库三座，清淤渠道十公\n里。", "水利局"),
            ("2", "新修公路二十公里，改造危\n桥六座，方便群", "交通局"),
        ),
        set_table(750, HEADER, ("", "众出行。", ""), ("3", "植树五十亩，种草八十亩。", "林业局")),
    ]
    lines, left_out = read_layout(pages)
    assert [(line.text, line.role) for line in lines] == [
        ("序号\t任务\t单位", TABLE), ("1", TABLE), ("整修水库三座，清淤渠道十公里。", CELL), ("水利局", TABLE), ("2", TABLE),
        ("新修公路二十公里，改造危桥六座，方便群众出行。", CELL), ("交通局", TABLE), ("3", TABLE), ("植树五十亩，种草八十亩。", CELL), ("林业局", TABLE),
    ]  # fmt: skip
    assert left_out == {"序号 任务 单位": 1}


def test_the_labels_of_a_cut_row_may_stand_on_the_second_page_and_its_last_part_be_a_row_alone():
    pages = [
        set_table(200, ("1", "治水。", "水利局"), ("", "新修公路二十公里，改造危\n桥六座，方便群", "")),
        set_table(750, ("2", "众出行，带动产业。", "交通局")),
    ]
    lines, _ = read_layout(pages)
    assert [line.text for line in lines] == [
        "1\t治水。\t水利局", "2", "新修公路二十公里，改造危桥六座，方便群众出行，带动产业。", "交通局",
    ]  # fmt: skip


def test_a_row_that_fills_a_page_goes_on_over_two_breaks():
    pages = [
        set_table(200, ("供水", "新建水厂三座，改造管网八\n十公里，受益群众两", "水利局")),
        set_table(750, ("", "万人，水质达标率提高五个百分点，\n全年完成投资", "")),
        set_table(750, ("", "一亿元。", ""), ("修路", "新修公路二十公里。", "交通局")),
    ]
    lines, _ = read_layout(pages)
    assert [line.text for line in lines[:3]] == [
        "供水", "新建水厂三座，改造管网八十公里，受益群众两万人，水质达标率提高五个百分点，全年完成投资一亿元。", "水利局",
    ]  # fmt: skip


def test_a_repeated_header_without_a_line_below_it_is_no_part_of_the_row_that_goes_on():
    pages = [
        set_table(300, HEADER, ("1", "新修公路二十公里，改造危\n桥六座，方便群", "交通局")),
        set_table(750, ("序号", "任务\n众出行。", "单位"), ("2", "治水。", "水利局")),
    ]
    lines, left_out = read_layout(pages)
    assert [line.text for line in lines] == [
        "序号\t任务\t单位", "1", "新修公路二十公里，改造危桥六座，方便群众出行。", "交通局", "2\t治水。\t水利局",
    ]  # fmt: skip
    assert left_out == {"序号 任务 单位": 1}


def test_a_caption_that_says_that_the_table_goes_on_does_not_part_it():
    first = set_table(200, HEADER, ("1", "新修公路二十公里，改造危\n桥六座，方便群", "交通局"))
    second = set_table(700, HEADER, ("", "众出行。", ""))
    for caption in ("续表1", "表1 任务清单（续）"):
        page = second._replace(characters=[*set_line(caption, 50, 710), *second.characters])
        lines, left_out = read_layout([first, page])
        assert [line.text for line in lines][1:] == ["1", "新修公路二十公里，改造危桥六座，方便群众出行。", "交通局"]
        assert left_out == {caption: 1, "序号 任务 单位": 1}
    page = second._replace(characters=[*set_line("二、续建项目", 50, 710), *second.characters])
    assert "二、续建项目" in [line.text for line in read_layout([first, page])[0]]


def test_rows_that_no_page_break_cut_and_other_tables_stay_as_they_are():
    whole = ("1", "新修公路二十公里，改造危桥", "交通局")
    for second in (
        set_table(750, ("2", "六座，已经完工。", "水利局"), HEADER),
        set_table(750, ("", "六座，完工。", ""), HEADER, posts=(50, 120, 300, 400)),
    ):
        lines, left_out = read_layout([set_table(200, HEADER, whole), second])
        assert "新修公路二十公里，改造危桥" in [line.text for line in lines]
        assert not left_out


def test_a_single_ruled_row_that_goes_on_from_no_page_is_no_table():
    page = set_table(700, ("甲", "新修公路二十公里，改造危桥。", "乙"))
    assert [line.role for line in read_layout([page])[0]] == [""]
