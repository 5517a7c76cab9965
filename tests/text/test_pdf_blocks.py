"""Columns of text and tables without lines."""

from research.text.marks import CELL, TABLE
from research.text.pdf_layout import Page, read_layout
from tests.text.test_pdf_layout import read, set_line


def test_columns_of_running_text_are_read_one_after_the_other():
    left = ["全县新修公路二十公里，", "改造危桥六座，群众出行", "更加便捷。"]
    right = ["全县新建水厂三座，铺设", "管网八十公里，供水更加", "安全可靠。"]
    page = [
        set_line(line, at, 700 - 20 * n) for at, lines in ((50, left), (320, right)) for n, line in enumerate(lines)
    ]
    assert read(page) == [
        "全县新修公路二十公里，改造危桥六座，群众出行更加便捷。",
        "全县新建水厂三座，铺设管网八十公里，供水更加安全可靠。",
    ]


def test_rows_whose_gaps_stand_below_each_other_are_a_table_and_lines_without_a_label_go_on_in_their_cell():
    rows = [("任务", "措施"), ("供水", "新建水厂三座，改造管网八十"), ("", "八公里。"), ("修路", "新修公路二十公里。")]
    page = [
        set_line(cell, at, 700 - 20 * n)
        for n, row in enumerate(rows)
        for at, cell in zip((50, 200), row, strict=True)
        if cell
    ]
    lines, _ = read_layout([Page(600, 800, [one for line in page for one in line])])
    assert [(line.text, line.role) for line in lines] == [
        ("任务\t措施", TABLE), ("供水", TABLE), ("新建水厂三座，改造管网八十八公里。", CELL), ("修路", TABLE), ("新修公路二十公里。", CELL),
    ]  # fmt: skip


def test_a_line_of_a_table_that_lacks_its_first_cell_keeps_the_columns():
    rows = [
        ("序号", "任务", "单位"), ("1", "修缮古镇古建筑三十六处，完善消防", "县住建局、"), ("", "设施，落实管护责任。", "县文旅局"), ("2", "修路。", "县交通局"),
    ]  # fmt: skip
    page = [
        set_line(cell, at, 700 - 20 * n)
        for n, row in enumerate(rows)
        for at, cell in zip((50, 100, 400), row, strict=True)
        if cell
    ]
    assert read(page) == [
        "序号\t任务\t单位", "1", "修缮古镇古建筑三十六处，完善消防设施，落实管护责任。", "县住建局、县文旅局", "2\t修路。\t县交通局",
    ]  # fmt: skip


def test_rows_of_two_cells_are_a_table_where_one_column_is_of_figures_or_its_cells_end_anywhere():
    dates = ["2024-03-01", "2024-03-15", "2024-04-20", "2024-05-08"]
    titles = ["关于农村公路养护的通知", "关于农田水利建设的通知", "关于城乡供水一体的通知", "关于秋冬植树造林的通知"]
    tasks = ["农村公路养护", "城乡供水一体化建设工程项目", "植树", "义务教育学校"]
    offices = ["县交通运输局和各乡镇人民政府", "县水利局", "县林业局、县农业农村局", "县教育局"]
    for rows in (list(zip(titles, dates, strict=True)), list(zip(tasks, offices, strict=True))):
        page = [
            set_line(cell, at, 700 - 20 * n)
            for n, row in enumerate(rows)
            for at, cell in zip((50, 300), row, strict=True)
        ]
        assert read(page) == ["\t".join(row) for row in rows]
