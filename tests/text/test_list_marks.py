"""How headings and items are numbered."""

import pytest

from research.text.list_marks import OPENS_LINE, find_level, find_rank


@pytest.mark.parametrize(
    "line", ["一、农业", "1.修路", "一是修路", "（三）治水", "第一章 总则", "第二，治水", "①种树", "●种树", "各位代表"]
)
def test_list_marks_and_salutations_open_a_line(line):
    assert OPENS_LINE.match(line)


@pytest.mark.parametrize("line", ["农业", "十分重视", "第一批项目", "2024年"])
def test_numbers_that_are_no_list_marks_open_none(line):
    assert not OPENS_LINE.match(line)


def test_a_number_with_a_decimal_is_no_list_mark():
    assert find_level("3.5%的增长") == 5
    assert find_level("3. 修路") == 3


def test_marks_rank_from_parts_and_chapters_down_to_circled_numbers():
    marks = [
        "第一编 总论", "第一章 总则", "第一节 目标", "第一条 目的", "一、农业", "（一）粮食", "专栏1 指标", "1.修路", "一是修路", "第一，修路",
        "——修路", "（1）修路", "1）修路", "①修路",
    ]  # fmt: skip
    ranks = [find_rank(mark) for mark in marks]
    assert ranks == sorted(set(ranks))
    assert ranks[-1] < find_rank("修路")
