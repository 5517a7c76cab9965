"""Chinese text is broken into lines by its width, and punctuation stays with its word."""

import re

import pytest

from research.wrapping import measure_width, wrap_text

TEXT = "编码手册 codebook.toml（默认：内置编码手册）；见“说明”、`research label --help` 和 README，另有附录。"


def test_a_chinese_character_is_two_columns_wide():
    assert measure_width("ab") == 2
    assert measure_width("占比") == 4
    assert measure_width("：（") == 4


@pytest.mark.parametrize("width", [20, 21, 30, 43, 78])
def test_lines_are_not_wider_than_asked_and_nothing_is_lost(width):
    lines = wrap_text(TEXT, width)
    assert max(map(measure_width, lines)) <= width
    assert re.sub(" ", "", "".join(lines)) == TEXT.replace(" ", "")
    assert all(line == line.strip() for line in lines)


@pytest.mark.parametrize("width", range(16, 60))
def test_punctuation_does_not_begin_a_line_and_brackets_do_not_end_one(width):
    lines = wrap_text(TEXT, width)
    assert not [line for line in lines if line[0] in "，。；：、）”" or line[-1] in "（“"]


def test_a_latin_word_is_kept_whole():
    assert wrap_text("写入 distribution_wide.csv", 12) == ["写入", "distribution_wide.csv"]


def test_a_short_bracket_is_kept_whole_with_what_follows_it():
    assert wrap_text("模型（默认：无）。", 15) == ["模型", "（默认：无）。"]
    assert wrap_text("（甲乙丙丁甲乙丙丁甲乙丙丁甲乙丙丁）", 20) == ["（甲乙丙丁甲乙丙丁甲", "乙丙丁甲乙丙丁）"]


def test_the_last_character_that_fits_stands_on_the_line():
    assert wrap_text("甲乙丙丁", 4) == ["甲乙", "丙丁"]
    assert wrap_text("甲乙丙，丁", 6) == ["甲乙", "丙，丁"]


def test_an_empty_text_is_one_empty_line():
    assert wrap_text("", 10) == [""]
