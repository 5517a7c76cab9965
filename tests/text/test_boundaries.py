"""Where a line is cut into sentences, beyond the golden cases of test_sentences."""

import re
from unittest.mock import patch

import pytest
from hypothesis import given
from hypothesis import strategies as st

from research.text import boundaries
from research.text.boundaries import ends_with_points, is_duty_note, split_line

GOLDEN = [
    ("speech with who said it", "“先修路。”他说。大家同意。", ["“先修路。”他说。", "大家同意。"]),
    ("speech and a new sentence", "他问：“修不修？”村民答：“修！”", ["他问：“修不修？”", "村民答：“修！”"]),
    ("quotation of several sentences", "市长说：“去年新建卫生室12所。今年改造公路30公里。”会后，大家散去。", ["市长说：“去年新建卫生室12所。", "今年改造公路30公里。”", "会后，大家散去。"]),
    ("bracket of several sentences", "（一）农业（粮食总产18万吨。新建大棚1200亩。）", ["（一）农业（粮食总产18万吨。", "新建大棚1200亩。）"]),
    ("bracket that goes on", "建成泵站（含配电设施。含输水管网。）三座。", ["建成泵站（含配电设施。含输水管网。）三座。"]),
    ("note of duty behind a sentence", "开办时间缩短。（市数据局牵头，市税务局配合）推行一网通办。", ["开办时间缩短。", "（市数据局牵头，市税务局配合）", "推行一网通办。"]),
    ("note of duty inside the full stop", "新增减税2亿元（责任单位：市税务局）。", ["新增减税2亿元", "（责任单位：市税务局）。"]),
    ("note of duty with who leads", "评估价格。（市医保局、市卫健委负责，列第一位者为牵头单位，下同）改革支付。", ["评估价格。", "（市医保局、市卫健委负责，列第一位者为牵头单位，下同）", "改革支付。"]),
    ("bracket that is no note", "抓好供水（含管网）。", ["抓好供水（含管网）。"]),
    ("title with a mark", "学习《行动起来！》一文。", ["学习《行动起来！》一文。"]),
    ("straight quotes that go on", '喊出"修路！治水！"等口号。大家响应。', ['喊出"修路！治水！"等口号。', "大家响应。"]),
    ("title behind nested quotes", "他说：“记住‘稳。’字。”学习《怎么办？》一书。", ["他说：“记住‘稳。’字。”", "学习《怎么办？》一书。"]),
]  # fmt: skip


@pytest.mark.parametrize(("line", "expected"), [case[1:] for case in GOLDEN], ids=[case[0] for case in GOLDEN])
def test_golden_cases(line, expected):
    assert split_line(line) == expected


def test_full_stops_of_a_text_without_chinese_ones_end_sentences():
    assert split_line("去年,增长6.3%.新增企业17户.") == ["去年,增长6.3%.", "新增企业17户."]
    assert not ends_with_points("艾某.某某出席。")


@pytest.mark.parametrize(
    "text",
    [
        "责任单位：市财政局",
        "（责任单位：市财政局、市税务局）",
        "（市数据局负责）",
        "牵头单位：市水务局。",
        "（完成时限：2024年底）",
    ],
)
def test_a_note_of_duty_is_told(text):
    assert is_duty_note(text)


@pytest.mark.parametrize("text", ["（含管网）", "责任重于泰山。", "市财政局负责预算编制。", "（鼓掌。）"])
def test_other_brackets_and_sentences_are_no_notes_of_duty(text):
    assert not is_duty_note(text)


def test_nested_quotes_with_many_stops_take_linear_time():
    text = "“" * 20_000 + "要抓好粮食生产。" * 20_000 + "”" * 20_000
    assert "".join(split_line(text)) == text


def test_offices_in_brackets_behind_a_full_stop_are_a_sentence_of_their_own_and_others_are_not():
    assert split_line("修路五公里。（县交通局、县财政局；各乡镇）治水两处。") == [
        "修路五公里。", "（县交通局、县财政局；各乡镇）", "治水两处。",
    ]  # fmt: skip
    for whole in ("由主管部门（县教育局）负责。", "对象为企业（含县属公司）。", "印送县委办（县政府办）。"):
        assert split_line(whole) == [whole]


def test_speech_that_is_only_closed_stays_with_who_said_it():
    for stop in "。！":
        assert split_line(f"先修路{stop}”他说。大家同意。") == [f"先修路{stop}”他说。", "大家同意。"]


def test_a_mark_that_closes_nothing_leaves_the_pair_before_it_whole():
    assert split_line("办法（试行。修订。））印发。抓好落实。") == ["办法（试行。修订。））印发。", "抓好落实。"]


def test_blanks_between_sentences_are_in_none_of_them():
    assert split_line("修路。 治水。\u3000种树") == ["修路。", "治水。", "种树"]


@pytest.mark.parametrize(
    ("line", "sentences"),
    [
        ("以“实干。担当。”为主题开展活动。", 1),
        ("喊出“修路！治水！”等口号。", 1),
        ("写下“要实干。”一文。", 1),
        ("他说：“要修路。要治水。”会议结束。", 2),
    ],
)
def test_a_sentence_may_go_on_behind_a_quotation(line, sentences):
    assert len(split_line(line)) == sentences


def test_a_point_before_a_year_or_letters_ends_a_sentence_in_a_text_of_points():
    assert split_line("运行平稳.2023年增长6.2%.GDP居第二.") == ["运行平稳.", "2023年增长6.2%.", "GDP居第二."]
    assert len(split_line("执行标准.1.2版,共3页.")) == 1


@pytest.mark.parametrize("line", ["组织领导：成立由镇长任组长的领导小组。", "参加人员：各村种植大户"])
def test_who_leads_or_takes_part_is_no_note_of_duty(line):
    assert not is_duty_note(line)


def test_offices_with_a_deadline_behind_a_sentence_are_a_note_of_duty():
    assert split_line("新建公园8个。（市园林局；9月底前）改造危房。") == [
        "新建公园8个。",
        "（市园林局；9月底前）",
        "改造危房。",
    ]
    assert is_duty_note("（市住建局、各县区政府，年底前完成）")
    assert split_line("轮训干部6000人次。〔责任单位：市委组织部〕")[1] == "〔责任单位：市委组织部〕"
    assert not is_duty_note("（9月底前）")


def test_applause_inside_a_line_stands_alone_and_other_brackets_do_not():
    assert split_line("欢迎大家！（掌声）下面请提问。") == ["欢迎大家！", "（掌声）", "下面请提问。"]
    assert split_line("县长（微笑）：欢迎大家！下面请提问。") == ["县长（微笑）：欢迎大家！", "下面请提问。"]


@given(st.text('甲责办水。；！？!;"“”《》（）( 说', max_size=16))
def test_a_line_without_marks_that_interact_is_cut_as_any_other(line):
    with patch.object(boundaries, "_NOT_PLAIN", re.compile("")):
        expected = split_line(line)
    assert split_line(line) == expected
