"""What stands at the edges of pages."""

from research.text.marks import ASIDE
from research.text.pdf_layout import Page, read_layout
from research.text.pdf_rows import Character
from tests.text.test_pdf_layout import read, set_line


def test_a_row_that_only_looks_like_a_header_is_kept():
    pages = [[set_line("全县农业生产形势稳定。", 50, 740), set_line(f"正文{n}。", 50, 700)] for n in range(3)]
    assert read(*pages).count("全县农业生产形势稳定。") == 3


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


def test_a_gap_may_part_the_mark_of_a_footnote_from_its_text_and_columns_stay():
    def read_last(gap: float) -> tuple[str, str]:
        body = [set_line("粮食播种面积稳定在五十万亩以上①。", 50, 600 - 20 * number) for number in range(3)]
        note = [set_line("①", 50, 100, 8), set_line("数据为快报数。", 58 + gap, 100, 8)]
        lines, _ = read_layout([Page(600, 800, [one for line in [*body, *note] for one in line])])
        return lines[-1]

    assert read_last(9) == ("① 数据为快报数。", ASIDE)
    assert read_last(40)[1] == ""


def test_a_clause_that_each_page_repeats_at_its_edge_is_text():
    line = "覆盖率达到100%，参与学生不低于95%，每周五天"
    pages = [[set_line(line, 50, 770), set_line(f"正文{n}。", 50, 700)] for n in range(3)]
    assert "".join(read(*pages)).count("每周五天") == 3


def test_a_line_that_each_page_repeats_in_its_middle_is_kept():
    pages = [[set_line("工作任务", 50, 420), set_line(f"修好第{n}条渠道。", 50, 400)] for n in range(3)]
    assert read(*pages).count("工作任务") == 3


def test_pages_that_hold_nothing_but_what_they_repeat_keep_it():
    copy = [set_line("安全生产责任书", 50, 760), set_line("青禾县水利局", 50, 40)]
    assert read(copy, copy, copy) == ["安全生产责任书", "青禾县水利局"] * 3
