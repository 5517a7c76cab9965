"""Dates as documents write them."""

import pytest

from research.text.dates import find_dates, read_bare_date, read_date, read_year, read_year_of_title


@pytest.mark.parametrize(
    ("written", "date"),
    [
        ("二〇二一年三月", "2021-03"), ("二○二一年十二月三十一日", "2021-12-31"), ("二零二一年廿八月", ""), ("二零二一年一月廿八日", "2021-01-28"),
        ("２０１９ 年１ 月３日", "2019-01-03"), ("二 〇 二 一 年 三 月 五 日", "2021-03-05"), ("2021年3月1 2日", "2021-03-12"),
        ("2021.03.01", "2021-03-01"), ("2021/3/1", "2021-03-01"), ("2021-3.1", ""), ("二Ｏ二一年十月十日", "2021-10-10"),
        ("2021年2月30日", ""), ("2O21年3月l5日", "2021-03-15"), ("12021年3月1日", ""), ("2021年二十月", ""), ("2021年3月5日10时", "2021-03-05"),
    ],
)  # fmt: skip
def test_a_date_is_read_in_each_form(written, date):
    assert read_date(written) == date


@pytest.mark.parametrize(
    ("written", "date"),
    [("20210305", "2021-03-05"), ("2021-3", "2021-03"), ("2021.03", "2021-03"), ("20211305", ""), ("编号20210305", ""), ("", "")],
)  # fmt: skip
def test_a_cell_may_hold_a_date_without_separators(written, date):
    assert read_bare_date(written) == date


def test_each_date_of_a_text_is_found_at_its_place():
    text = "2003年5月28日通过，2010年7月30日修正"
    assert [(found.value, text[found.start : found.end]) for found in find_dates(text)] == [
        ("2003-05-28", "2003年5月28日"),
        ("2010-07-30", "2010年7月30日"),
    ]


@pytest.mark.parametrize(
    ("title", "year"),
    [
        ("2022年政府工作报告", "2022"), ("二〇二二年工作总结", "2022"), ("关于2022年预算执行情况和2023年预算草案的报告", "2023"),
        ("发展规划（2021—2025年）", ""), ("行动计划（2021年—2023年）", ""), ("第十四个五年规划和2035年远景目标纲要", ""), ("到2025年目标", ""),
        ("２０２４年任务分解表", "2024"), ("1998年以来的工作", ""), ("修路方案", ""),
    ],
)  # fmt: skip
def test_the_year_of_a_title_is_none_that_a_plan_is_for(title, year):
    assert read_year_of_title(title) == year


def test_the_year_of_a_masked_date_is_read():
    assert (read_year("2023年X月X日"), read_year("X年3月")) == ("2023", "")
