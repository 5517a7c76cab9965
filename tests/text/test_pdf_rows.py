"""What stands at one height of a page."""

from research.text.pdf_rows import Character
from tests.text.test_pdf_layout import read, set_line


def test_a_small_sign_above_or_below_the_line_stands_in_it_and_digits_above_it_are_raised():
    for bottom, shown in ((505, "10²⁴"), (498, "1024")):
        signs = [*set_line("2", 70, bottom, 6), *set_line("4", 76, bottom, 6)]
        assert read([[*set_line("10", 50, 500), *signs, *set_line("公顷。", 82, 500)]]) == [f"{shown}公顷。"]


def test_a_character_half_a_line_lower_stands_on_the_next_line():
    assert read([[*set_line("上文。", 50, 500), *set_line("下文。", 90, 495)]]) == ["上文。", "下文。"]
    assert read([[*set_line("上文，", 50, 500), *set_line("下文。", 80, 496)]]) == ["上文，下文。"]


def test_a_blank_of_the_file_counts_where_there_is_a_gap_and_a_small_gap_alone_is_none():
    start, apart, close = set_line("修路", 50, 500), set_line("治水。", 73, 500), set_line("治水。", 70, 500)
    assert read([[*start, *apart]]) == ["修路治水。"]
    marked = [[one._replace(spaced=not n) for n, one in enumerate(line)] for line in (apart, close)]
    assert read([[*start, *marked[0]]]) == ["修路 治水。"]
    assert read([[*start, *marked[1]]]) == ["修路治水。"]


def test_narrow_letters_that_stand_twice_are_two_and_words_stay_apart():
    letters = [Character(sign, 50 + 2.8 * n, 500, 50 + 2.8 * n + 2, 510) for n, sign in enumerate("http")]
    assert read([[*letters, *set_line("网址。", 70, 500)]])[0].replace(" ", "") == "http网址。"
    twice = [one._replace(left=one.left + 0.4, right=one.right + 0.4) for one in letters]
    assert read([[*letters, *twice, *set_line("网址。", 70, 500)]])[0].replace(" ", "") == "http网址。"
    words = [*set_line("smart", 50, 500, step=5), *set_line("city", 77, 500, step=5)]
    marked = [one._replace(spaced=number == 5, right=one.left + 5) for number, one in enumerate(words)]
    assert read([marked]) == ["smart city"]


def test_figures_that_stand_equally_far_apart_are_cells_and_characters_of_a_title_are_none():
    cells = [("学校", 50), ("3", 130), ("3", 200), ("2", 270), ("1", 340)]
    assert read([[one for text, left in cells for one in set_line(text, left, 500)]]) == ["学校 3 3 2 1"]
    alone = [("3", 130), ("3", 200), ("2", 270), ("1", 340)]
    assert read([[one for text, left in alone for one in set_line(text, left, 500)]]) == ["3 3 2 1"]
    assert read([set_line("县政府文件", 50, 500, step=40)]) == ["县政府文件"]
