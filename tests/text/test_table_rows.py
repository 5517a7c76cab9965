"""Tables that stand in plain lines."""

from research.text.layout import find_layout
from research.text.marks import CELL, TABLE, TEXT


def test_rows_of_figures_and_the_heads_of_their_columns_are_a_table():
    lines = [
        "一、指标完成情况",
        "指标 单位 数值 增长",
        "生产总值 亿元 186.2 4.9%",
        "城镇新增就业 人 4300 2.1%",
        "二、下一步工作",
    ]
    assert find_layout(lines).roles == [TEXT, TABLE, TABLE, TABLE, TEXT]


def test_cells_on_lines_of_their_own_are_a_table():
    lines = [
        "一、指标",
        "指标",
        "数值",
        "生产总值",
        "186.2",
        "就业",
        "4300",
        "二、打算",
        "今年继续增加就业，稳定增长。",
    ]
    assert find_layout(lines).roles[1:7] == [TABLE] * 6
    assert find_layout(lines).roles[7:] == [TEXT, TEXT]


def test_of_a_table_of_tasks_the_tasks_are_text_and_no_cell_is_a_heading():
    rows = [
        "1",
        "新建农村公路30公里，完成危桥改造2座。",
        "市交通局",
        "11月底",
        "2",
        "改造老旧小区4个，惠及居民230户。",
        "市住建局",
        "12月底",
    ]
    roles = find_layout(["白川市重点任务分工表", "序号", "工作任务", "责任单位", "完成时限", *rows]).roles
    assert roles[1:] == [TABLE] * 4 + [TABLE, CELL, TABLE, TABLE] * 2
