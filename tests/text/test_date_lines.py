"""Lines that hold a date."""

import pytest

from research.text.date_lines import is_date, is_dated, is_day, is_occasion
from tests.text.line_cases import each_line

CASES = [
    (is_date, ["2024年6月12日", "二〇二四年六月十二日", "（2022年3月XX日）", "2024-06-12", "年   月   日", "申请人签字：    年  月  日", "2024年  月  日"], ["2024年工作", "6月12日开会"]),
    (is_occasion, ["——2025年1月9日省长 许某某在白川省第十四届人民代表大会第三次会议上的讲话", "2025年1月9日在白川市人大二次会议上市长周某作政府工作报告"], ["2013年3月，我县召开会议，选举产生新一届班子上任"]),
    (is_day, ["1月16日", "3月5日（星期二）上午"], ["1月16日召开", "2024年1月16日"]),
    (is_dated, ["2024-01-20　白川日报　要闻 A02版"], []),
]  # fmt: skip


@each_line(CASES)
def test_a_date_is_told_by_its_form(tell, line, expected):
    assert tell(line) is expected


@pytest.mark.parametrize(
    "line",
    [
        "2024年3月1日", "2024年3月1日在白川县第九届人民代表大会第三次会议上", "2024年3月1日白川县人民政府发布", "（2024年3月1日 县长 许某）",
    ],
)  # fmt: skip
def test_a_date_may_stand_with_its_occasion_its_act_or_its_speaker(line):
    assert is_dated(line)


def test_an_occasion_has_at_most_120_characters():
    assert is_occasion("——" * 55 + "在全县农业工作会议上")
    assert not is_occasion("——" * 55 + "在全县的农业工作会议上")


@pytest.mark.parametrize("dash", ["—", "―", "--", "－－"])
def test_a_rule_of_dashes_takes_linear_time(dash):
    rule = dash * 50
    assert not is_occasion(rule)
    assert not is_occasion(f"{rule}在")
    assert is_occasion(f"{dash}2025年1月9日在白川市人大二次会议上")
