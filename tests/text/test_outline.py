"""Which numbers at the start of lines are those of an outline."""

import pytest

from research.text.marks import ASIDE, TEXT
from research.text.outline import find_numbers
from research.text.sentences import split_sentences


def ranks(lines, roles=None):
    return {index: mark.rank for index, mark in find_numbers(lines, roles or [TEXT] * len(lines)).items()}


def test_each_number_follows_on_those_before():
    lines = [
        "1 总则",
        "1.1 目的",
        "制定本预案。",
        "1.3 范围",
        "1.2 依据",
        "1.2.1 法律",
        "3 组织",
        "2 组织",
        "2.1 指挥部",
    ]
    assert ranks(lines) == {0: 0.71, 1: 0.72, 4: 0.72, 5: 0.73, 7: 0.71, 8: 0.72}


@pytest.mark.parametrize("line", ["1.1万亩耕地", "1.1个百分点", "1.1公里", "1.1元", "1.1%", "1.1"])
def test_measures_are_no_numbers_of_an_outline(line):
    assert 1 not in ranks(["1 总则", line, "1.1 目的", "1.2 依据"])


def test_numbers_of_one_part_need_a_blank_and_text_between():
    assert ranks(["1 总则", "制定本预案。", "2 组织", "县里负责。"]) == {0: 0.71, 2: 0.71}
    assert ranks(["1总则", "制定本预案。", "2组织", "县里负责。"]) == {}
    assert ranks(["1 总则", "2 组织", "县里负责。"]) == {}
    assert ranks(["1 总则", "制定本预案。"]) == {}


def test_numbers_below_chapters_begin_with_the_number_of_the_chapter():
    lines = ["1.1 目的", "制定本预案。", "第二章 组织", "2.1 指挥部", "县里负责。"]
    assert set(ranks(lines)) == {0, 3}


def test_in_a_text_with_other_marks_above_an_outline_stands_below_these():
    assert ranks(["一、要求", "1 总则", "1.1 目的", "1.2 依据"]) == {1: 3.0, 2: 3.01, 3: 3.01}


def test_lines_that_are_set_aside_are_not_counted():
    lines = ["1 总则", "1.1 目的", "1 总则", "1.1 目的", "1.2 依据"]
    assert set(ranks(lines, [ASIDE, ASIDE, TEXT, TEXT, TEXT])) == {2, 3, 4}


def test_a_numbered_sentence_closes_the_heading_of_its_sister():
    text = "关于演练的说明\n1 总则\n1.1 目的\n为了检验预案，开展演练。\n1.2 演练每年一次，由县应急局组织。\n2 评估\n逐项打分，限期整改。"
    assert {one.text: one.headings[1:] for one in split_sentences(text) if one.kind == "body"} == {
        "为了检验预案，开展演练。": ("1 总则", "1.1 目的"),
        "1.2 演练每年一次，由县应急局组织。": ("1 总则",),
        "逐项打分，限期整改。": ("2 评估",),
    }


def test_numbers_with_a_point_are_of_the_outline_where_it_goes_on_below_them():
    assert ranks(["1. 现状", "1.1 成就", "新建水库。", "1.2 问题", "2. 思路"]) == {0: 0.71, 1: 0.72, 3: 0.72, 4: 0.71}
    assert ranks(["1. 现状", "新建水库。", "2. 思路", "节水优先。"]) == {}


def test_numerals_before_a_blank_are_headings_where_they_follow_on_each_other():
    lines = ["乡规民约", "一 爱护公物", "不乱涂乱画。", "二 团结邻里", "互帮互助。", "三 农工作很重要。"]
    assert ranks(lines) == {1: 1.0, 3: 1.0}
    assert ranks(["一 定要努力", "二 团结"]) == ranks(["一 爱护公物", "互助。"]) == {}
    assert [one.headings for one in split_sentences("\n".join(lines[:5]))][2] == ("乡规民约", "一 爱护公物")
