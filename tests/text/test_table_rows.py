"""Tables that stand in plain lines."""

from research.text.layout import find_layout
from research.text.marks import CELL, TABLE, TEXT
from research.text.table_rows import mark_serial_rows


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


def test_rows_with_serial_numbers_are_a_table_though_no_figures_stand_in_them():
    rows = ["序号 事项 部门", "1 取水许可 县水务局", "2 居住证申领 县公安局"]
    assert find_layout(["青岭县事项目录", *rows, "本目录每年调整，由县里负责解释。"]).roles[1:4] == [TABLE] * 3
    for other in (
        ["1 取水许可", "2 居住证"],
        ["1 取水许可 县水务局"],
        ["1 取水许可 县水务局", "3 居住证申领 县公安局"],
    ):
        assert TABLE not in find_layout(["青岭县事项目录", *other, "本目录每年调整，由县里负责解释。"]).roles


def test_three_or_more_lines_of_persons_with_their_posts_are_a_table():
    persons = ["张某　县第一中学", "李某某（县财政局副局长）", "组长：王某　县水务局局长"]
    end = ["希望大家再接再厉，再创佳绩。"]
    assert find_layout(["关于表扬的通报", "名单如下，特此公布。", *persons, *end]).roles[2:5] == [TABLE] * 3
    assert TABLE not in find_layout(["关于表扬的通报", "名单如下，特此公布。", *persons[:2], *end]).roles


def test_numbers_of_pages_between_headings_make_no_table():
    lines = [
        "关于供水的意见",
        "为加强供水，提出以下意见。",
        "1",
        "一、目标",
        "普及率达到九成。",
        "2",
        "二、任务",
        "改造管网八公里。",
        "3",
    ]
    assert [role for line, role in zip(lines, find_layout(lines).roles, strict=True) if not line.isdecimal()][2:] == [
        TEXT
    ] * 4


def test_captions_and_units_are_rows():
    lines = [
        "关于经济的公报",
        "全年经济运行平稳向好。",
        "图1 生产总值",
        "表2-1　价格",
        "单位：万元",
        "图书馆 新建",
        "表1中的数据均为快报数，请核对",
    ]
    assert find_layout(lines).roles[2:] == [TABLE] * 3 + [TEXT] * 2


def test_a_short_task_in_a_table_of_cells_is_text():
    rows = ["1", "修路九公里。", "县交通局", "2", "治水两处。", "县水利局"]
    assert find_layout(["任务分工表", "序号", "任务", "单位", *rows]).roles[5::3] == [CELL] * 2


def test_a_table_may_stand_between_the_title_and_the_text():
    lines = ["青岭县财政支出情况的报告", "项目\t数额\t比率", "教育\t320\t10%", "以上为快报数，最终以决算为准。"]
    assert find_layout(lines).roles == ["title", TABLE, TABLE, TEXT]


def test_choices_of_a_form_are_a_table_and_items_with_a_box_are_text():
    lines = ["一、是否同意送达", "☑是 □否", "送达方式：□窗口 ☑网上 □邮寄", "二、材料", "□身份证复印件", "□住所证明"]
    assert find_layout(lines).roles == [TEXT, TABLE, TABLE, TEXT, TEXT, TEXT]


def test_numbers_with_a_nought_open_sections_and_no_rows():
    lines = [
        "实事完成情况",
        "01",
        "农村公路",
        "新改建农村公路126公里，投资2.3亿元。",
        "02",
        "义务教育",
        "新增学位2400个，改造校舍两处。",
    ]
    roles = find_layout(lines).roles
    assert [roles[index] for index in (2, 3, 5, 6)] == [TEXT] * 4
    assert TEXT not in (roles[1], roles[4])


def test_heads_of_columns_at_the_top_are_no_title():
    lines = ["年份 生产总值（亿元） 增速（%）", "2022 116.9 4.3", "2023 128.6 5.8", "上表显示，全县经济保持稳定增长。"]
    assert find_layout(lines).roles == [TABLE, TABLE, TABLE, TEXT]


def test_a_single_row_goes_on_with_the_numbers_of_those_above_and_items_are_no_rows():
    rows = ["1 青河大桥 全长长桥 县交通局", "2 县医院 新院区 县卫健局"]
    lines = ["一、续建", *rows, "二、新建", "3 石桥水厂 日供水 县水利局", "3 石桥水厂 日供水 县水利局"]
    mark_serial_rows(lines, roles := [TEXT] * 6, 0)
    assert roles == [TEXT, TABLE, TABLE, TEXT, TABLE, TEXT]
    items = ["1 、扩大资源. 2024年新建三所.", "2 、加强师资. 今年招聘教师."]
    mark_serial_rows(items, roles := [TEXT] * 2, 0)
    assert roles == [TEXT] * 2


def test_a_single_choice_between_two_boxes_is_a_row():
    assert find_layout(["一、供水方式", "☑自来水 □井水", "二、材料"]).roles == [TEXT, TABLE, TEXT]


def test_the_sentence_below_a_list_of_persons_is_text():
    persons = ["张某　县第一中学", "李某某（县财政局副局长）", "组长：王某　县水务局局长"]
    lines = ["关于表扬的通报", "名单如下，特此公布。", *persons, "希望大家再接再厉，再创佳绩。", "各单位要认真学习。"]
    assert find_layout(lines).roles[2:] == [TABLE] * 3 + [TEXT] * 2
