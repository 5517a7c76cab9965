"""The order in which people read characters on a page."""

from collections.abc import Sequence

from research.text.marks import ASIDE, CELL, TABLE, Line
from research.text.pdf_layout import Character, Page, _is_vertical, read_layout
from research.text.pdf_tables import Rule, find_grids


def set_line(text: str, left: float, bottom: float, size: float = 10, step: float | None = None) -> list[Character]:
    return [
        Character(sign, left + n * (step or size), bottom, left + n * (step or size) + size, bottom + size)
        for n, sign in enumerate(text)
    ]


def read(*pages: Sequence[list[Character]]) -> list[str]:
    lines, _ = read_layout([Page(600, 800, [one for line in page for one in line]) for page in pages])
    return [line.text for line in lines]


def test_rows_are_read_from_above_whatever_their_order_in_the_file():
    assert read([set_line("下文。", 50, 500), set_line("上文。", 50, 600)]) == ["上文。", "下文。"]


def test_a_small_sign_above_the_line_stands_in_it():
    sign = [Character("2", 80, 505, 84, 511)]
    assert read([[*set_line("面积三", 50, 500), *sign, *set_line("公顷。", 84, 500)]]) == ["面积三2公顷。"]


def test_upright_forms_of_vertical_text_are_the_usual_signs():
    column = [Character(sign, 500, 700 - 12 * n, 510, 710 - 12 * n) for n, sign in enumerate("修路︐治水︒")]
    assert read([column]) == ["修路，治水。"]


def test_no_page_and_an_empty_page_give_nothing():
    assert read() == []
    assert read([]) == []


def test_a_row_that_only_looks_like_a_header_is_kept():
    pages = [[set_line("全县农业生产形势稳定。", 50, 740), set_line(f"正文{n}。", 50, 700)] for n in range(3)]
    assert read(*pages).count("全县农业生产形势稳定。") == 3


def test_the_lines_of_a_signature_stand_apart():
    text = "各乡镇要抓紧落实，确保群众用上放心水，全年目标任务按期完成。"
    body = set_line(text, 50, 700)
    offices = ["青禾县农业农村和水利局", "青禾县财政局", "2024年6月12日"]
    right = [set_line(office, 560 - 10 * len(office), 660 - 30 * n) for n, office in enumerate(offices)]
    centred = [set_line(office, 480 - 5 * len(office), 660 - 15 * n) for n, office in enumerate(offices)]
    assert read([body, *right]) == [text, *offices]
    assert read([body, *centred]) == read([body], centred) == [text, *offices]


def test_a_date_goes_on_with_the_sentence_that_it_stands_in():
    page = [
        set_line("　　经县人民政府研究同意，本办法由县水利局负责解释并会同县财政局组织实施，施行日期为", 50, 700),
        set_line("2024年6月12日", 50, 680),
    ]
    assert read(page) == [
        "经县人民政府研究同意，本办法由县水利局负责解释并会同县财政局组织实施，施行日期为2024年6月12日"
    ]


def test_the_lines_of_a_short_last_page_are_kept_below_a_header():
    header = set_line("青禾县公报", 50, 770)
    pages = [[header, set_line(f"上文{n}，要点如下。", 50, 700), set_line("下文。", 50, 400)] for n in range(3)]
    last = [header, set_line("最后一页的第一行。", 50, 600), set_line("最后一页的最后一行。", 50, 500)]
    assert read(*pages, last)[-2:] == ["最后一页的第一行。", "最后一页的最后一行。"]


def test_footnotes_in_smaller_type_are_set_aside_at_the_end_and_do_not_cut_a_sentence():
    def page(end: str, *notes: str) -> list[list[Character]]:
        body = [set_line("粮食播种面积稳定在五十万亩以上。", 50, 600), set_line(end, 50, 580)]
        return body + [set_line(note, 50, 100 - 12 * number, 8) for number, note in enumerate(notes)]

    first = page("全县新修渠道一百二十公里①，改善灌溉面积", "① 含上年结转，", "数据为快报数。", "② 不含农垦。")
    found = read(first, [set_line("八万亩。", 50, 600)])
    assert found[-2:] == ["① 含上年结转，数据为快报数。", "② 不含农垦。"]
    assert "全县新修渠道一百二十公里①，改善灌溉面积" in "".join(found[:-2])
    lines, _ = read_layout([Page(600, 800, [one for line in first for one in line])])
    assert [line.role for line in lines][-2:] == [ASIDE, ASIDE]
    assert read(page("治水。", "印发单位：县政府办"))[-1] == "印发单位：县政府办"  # no mark
    same = [*page("治水。"), set_line("① 同样大小的字。", 50, 100)]
    assert [line.role for line in read_layout([Page(600, 800, [one for line in same for one in line])])[0]] == [
        "",
        "",
        "",
    ]


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


def test_a_line_of_larger_type_is_a_paragraph_of_its_own():
    page = [set_line("大字标题一直写到了页边的右侧为止", 50, 700, 30), set_line("正文从这里开始。", 50, 650)]
    assert read(page) == ["大字标题一直写到了页边的右侧为止", "正文从这里开始。"]


def test_four_characters_below_each_other_are_a_column_and_three_are_lines():
    column = [Character(sign, 500, 700 - 12 * n, 510, 710 - 12 * n) for n, sign in enumerate("修路治水")]
    assert _is_vertical(column)
    assert not _is_vertical(column[:3])
    assert not _is_vertical([*column, *set_line("都修好了。", 50, 500)])  # four beside each other


def test_a_character_half_a_line_lower_stands_on_the_next_line():
    assert read([[*set_line("上文。", 50, 500), *set_line("下文。", 90, 495)]]) == ["上文。", "下文。"]
    assert read([[*set_line("上文，", 50, 500), *set_line("下文。", 80, 496)]]) == ["上文，下文。"]


def test_a_blank_of_the_file_counts_where_there_is_a_gap_and_a_small_gap_alone_is_none():
    start, apart, close = set_line("修路", 50, 500), set_line("治水。", 73, 500), set_line("治水。", 70, 500)
    assert read([[*start, *apart]]) == ["修路治水。"]
    marked = [[one._replace(spaced=not n) for n, one in enumerate(line)] for line in (apart, close)]
    assert read([[*start, *marked[0]]]) == ["修路 治水。"]
    assert read([[*start, *marked[1]]]) == ["修路治水。"]
