"""How headings and items are numbered."""

import pytest

from research.text.list_marks import ITEM, OPENS_LINE, UNMARKED, find_level, find_rank


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


@pytest.mark.parametrize("line", ["3.5亿元以上的项目", "6.2%", "1.5个百分点", "10.67 亿户", "7.12km", "2.4公里"])
def test_measures_open_no_line(line):
    assert not OPENS_LINE.match(line)


@pytest.mark.parametrize("line", ["2.1 安全风险", "1.1编制目的", "2.3.1　指挥部", "1、2023年任务", "十二、2022年评价"])
def test_decimal_numbers_before_words_open_a_line(line):
    assert OPENS_LINE.match(line)


@pytest.mark.parametrize(
    ("text", "rank"),
    [
        ("Ⅱ、步骤", 0.95), ("A. 普查", 4.3), ("b）填表", 4.3), ("●教育", 4.5), ("- 修路", 4.5), ("A.I.企业", 5), ("-3.5%", 5), ("1、2号泵站", 5),
        ("1、2023年", 3.0), ("ABC公司", 5),
    ],
)  # fmt: skip
def test_rank_of_rarer_marks(text, rank):
    assert find_rank(text) == rank


@pytest.mark.parametrize(
    ("mark", "like"),
    [
        ("㈡", "（二）"),
        ("㊂", "（三）"),
        ("⒊", "3."),
        ("⒛", "20."),
        ("⑷", "（4）"),
        ("❺", "⑤"),
        ("3️⃣", "3."),
        ("⭕️", "●"),
        ("➊", "①"),
        ("➓", "⑩"),
    ],
)
def test_numerals_in_one_character_are_marks_as_their_like_in_several(mark, like):
    assert find_rank(f"{mark} 修路。") == find_rank(f"{like}修路。") < UNMARKED
    assert find_level(f"{mark}修路") == find_level(f"{like}修路")


@pytest.mark.parametrize(
    ("level", "texts"),
    [
        (1, ["第二编 分则", "第三章 罚则", "Ⅱ、步骤", "二、工业", "专栏2 指标"]), (2, ["第一节 目标", "第二个问题，关于作风", "（二）稳粮"]),
        (3, ["3.修路", "二是治水", "二要治水", "第二，治水", "——治水", "二来，水源不足"]), (4, ["（1）申请", "2）受理", "②治水", "b）填表", "●教育", "- 修路"]),
        (5, ["第三条 办法如下", "治水", "二期工程"]),
    ],
)  # fmt: skip
def test_marks_have_four_levels_and_articles_and_words_none(level, texts):
    assert [find_level(text) for text in texts] == [level] * len(texts)


@pytest.mark.parametrize("line", ["1.招生办法", "（2）日程安排", "③任务表", "  4、名单", "（三）名单", "5）清单"])
def test_entries_of_a_list_of_annexes_have_marks(line):
    assert ITEM.match(line)


@pytest.mark.parametrize("line", ["招生办法", "2024年任务表", "一、总体要求"])
def test_other_lines_are_no_entries_of_a_list_of_annexes(line):
    assert not ITEM.match(line)
