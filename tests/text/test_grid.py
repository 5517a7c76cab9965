"""Tables inside documents as lines."""

import pytest

from research.text.grid import is_prose, lay_out_table
from research.text.marks import CELL, LEVELS, TABLE, Line


def lay_out(*rows: list[str]) -> list[tuple[str, str]]:
    return [tuple(line) for line in lay_out_table([[[Line(cell)] for cell in row] for row in rows])]


def test_empty_cells_leave_no_tabs():
    assert lay_out(["", "指标", ""], ["粮食", "", "36"]) == [("指标", TABLE), ("粮食\t36", TABLE)]


def test_sentences_keep_their_place_among_the_cells():
    assert lay_out(["序号", "任务", "单位"], ["1", "修好渠道，治好水土。", "水利局"])[1:] == [
        ("1", TABLE), ("修好渠道，治好水土。", CELL), ("水利局", TABLE),
    ]  # fmt: skip


def test_lines_of_a_short_cell_are_one():
    rows = [[[Line("地区"), Line("生产总值")], [Line("198.5")]], [[Line("增长")], [Line("6%")]]]
    assert [line.text for line in lay_out_table(rows)] == ["地区 生产总值\t198.5", "增长\t6%"]


@pytest.mark.parametrize(
    ("cell", "prose"),
    [
        ("", False), ("36.5", False), ("2024年11月底前", False), ("县发展改革委、县财政局、县交通运输局、县住房城乡建设局、各乡镇人民政府", False),
        ("地区生产总值（亿元）", False), ("修好渠道。", False), ("新建学校12所，增加学位8600个", True), ("改造老旧小区14个，惠及2300户。", True),
        ("推进青禾县城乡供水一体化工程建设并在年底前实现全部行政村通水目标", True), ("12.3，14.5，16.7", False),
    ],
)  # fmt: skip
def test_a_sentence_is_told_from_figures_and_names(cell, prose):
    assert is_prose(cell) == prose


def test_short_cells_before_a_sentence_are_one_row_and_those_behind_it_another():
    assert lay_out(["1", "甲县", "修好渠道，治好水土。", "水利局", "6月"]) == [
        ("1\t甲县", TABLE), ("修好渠道，治好水土。", CELL), ("水利局\t6月", TABLE),
    ]  # fmt: skip


@pytest.mark.parametrize(("length", "prose"), [(7, False), (8, True)])
def test_no_sentence_has_fewer_than_eight_characters(length, prose):
    assert is_prose("修" * (length - 1) + "。") is prose


@pytest.mark.parametrize(("length", "prose"), [(30, False), (31, True)])
def test_a_name_has_at_most_thirty_characters(length, prose):
    assert is_prose("修" * length) is prose
    assert not is_prose("修" * (length - 1) + "、")


def test_a_table_of_one_column_is_a_frame_around_its_text():
    assert lay_out(["修路"], ["治水"]) == [("修路", ""), ("治水", "")]


def test_cells_without_a_stop_are_body_in_a_column_of_sentences():
    rows = [
        ["1", "修好渠道，治好水土。", "水利局"],
        ["2", "改造农村公路46公里", "交通局"],
        ["3", "办好学校，招好教师。", "教育局"],
        ["4", "县大数据管理中心", "数据局"],
    ]
    found = lay_out(["序号", "任务是什么内容的列", "单位"], *rows)
    assert found[0] == ("序号\t任务是什么内容的列\t单位", TABLE)
    assert ("改造农村公路46公里", CELL) in found
    assert found[-1] == ("4\t县大数据管理中心\t数据局", TABLE)
    assert lay_out(*rows[1:2], *rows[1:2]) == [("2\t改造农村公路46公里\t交通局", TABLE)] * 2


def test_a_style_makes_no_heading_of_a_cell():
    assert list(lay_out_table([[[Line("指标", LEVELS[0])], [Line("数值")]], [[Line("粮食")], [Line("36")]]])) == [
        Line("指标\t数值", TABLE), Line("粮食\t36", TABLE),
    ]  # fmt: skip
