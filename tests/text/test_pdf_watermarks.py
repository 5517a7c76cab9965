"""Watermarks on pages."""

from research.text.pdf_layout import Page, read_layout
from research.text.pdf_rows import Character
from research.text.pdf_watermarks import drop_watermarks
from tests.text.test_pdf_layout import read, set_line

MARK = set_line("内部资料", 60, 570, 40)


def set_text(number: int) -> list[list[Character]]:
    return [set_line(f"第{number}项任务是修好渠道，治好水土，", 50, 600 - 16 * line) for line in range(4)]


def test_large_type_over_which_the_text_is_printed_is_left_out_and_named():
    pages = [[*set_text(0), MARK], [*set_text(1), MARK], [set_line("完。", 50, 500), set_line("好。", 50, 480), MARK]]
    assert not {"内", "部", "资", "料"} & {*"".join(read(*pages))}
    _, left_out = read_layout([Page(600, 800, [one for line in page for one in line]) for page in pages])
    assert left_out == {"内部资料": 3}  # on the last page, where nothing is printed over it, too


def test_titles_and_large_first_characters_stay():
    title = [set_line("工作报告", 60, 640, 24), *set_text(0)]
    assert read(title)[0] == "工作报告"
    first = [set_line("各", 50, 570, 30), *[set_line("乡镇要抓好落实，修好渠道。", 85, 580 - 16 * n) for n in range(2)]]
    assert drop_watermarks([[one for line in first for one in line]])[1] == {}


def test_pages_without_characters_and_posters_stay_as_they_are():
    poster = [one for n in range(80) for one in set_line("大字标题", 50, 5 * n, 40)] + set_line("小" * 700, 0, 200, 4)
    assert drop_watermarks([[], poster]) == ([[], poster], {})
