"""Numbers of lists."""

import pytest

from research.text.numbering import count_in_chinese, format_number, join_number


@pytest.mark.parametrize(
    ("style", "shown"),
    [
        ("chineseCounting", "二十一"), ("chineseCountingThousand", "二十一"), ("一, 二, 三, ...", "二十一"), ("ideographDigital", "二一"),
        ("chineseLegalSimplified", "贰拾壹"), ("decimal", "21"), ("1", "21"), ("unheardOf", "21"), ("decimalFullWidth", "２１"), ("upperRoman", "XXI"),
        ("lowerRoman", "xxi"), ("upperLetter", "U"), ("a", "u"), ("ideographTraditional", "甲"), ("ideographZodiac", "申"), ("decimalZero", "21"),
        ("decimalEnclosedCircle", "21"), ("bullet", ""), ("none", ""), ("", ""),
    ],
)  # fmt: skip
def test_twenty_one_is_written_in_each_format(style, shown):
    assert format_number(21, style) == shown


def test_enclosed_numbers_end_at_twenty():
    assert [format_number(n, "decimalEnclosedCircleChinese") for n in (1, 20)] == ["①", "⑳"]
    assert [format_number(n, style) for n, style in ((3, "decimalEnclosedParen"), (3, "decimalEnclosedFullstop"))] == [
        "⑶",
        "⒊",
    ]
    assert format_number(28, "upperLetter") == "BB"
    assert format_number(10, "chineseLegalSimplified") == "壹拾"


def test_numbers_that_no_list_has_are_written_in_digits():
    assert [format_number(n, "chineseCounting") for n in (0, -3, 10_000)] == ["0", "-3", "10000"]


def test_zeros_within_a_number_are_said_once():
    assert [count_in_chinese(n) for n in (9, 11, 100, 101, 1001, 1010, 1100)] == [
        "九", "十一", "一百", "一百零一", "一千零一", "一千零一十", "一千一百",
    ]  # fmt: skip


def test_a_number_runs_into_its_text_only_where_both_stay_readable():
    assert [join_number(*pair) for pair in (("1.", "修路"), ("1.", "3公里"), ("1", "修路"), ("（一）", "修路"), ("1.", ""))] == [
        "1.修路", "1. 3公里", "1 修路", "（一）修路", "1.",
    ]  # fmt: skip
