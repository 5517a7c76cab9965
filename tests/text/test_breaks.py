"""Breaks within paragraphs."""

import pytest

from research.text.breaks import join_broken

LONG = "全县上下要把防汛备汛作为当前最重要的工作，提前做好水库塘坝和河道堤防的隐患排"


@pytest.mark.parametrize(
    "text",
    [
        "全县新修公路二十公里，方便\f群众出行。", "修路。各乡镇要把防汛摆上重\n要日程，抓好落实。", f"{LONG}\n查，确保安全。",
        "（一）修路。全年新修公路二十\n公里，改造危桥六座。", "各乡镇要把春耕生产摆上重\f要日程，\f抓紧抓实。",
    ],
)  # fmt: skip
def test_a_break_in_the_midst_of_a_sentence_is_taken_out(text):
    assert join_broken(text) == text.replace("\n", "").replace("\f", "")


@pytest.mark.parametrize(
    "text",
    [
        "一、水利，农业\n修渠。", "同志们：\n今天开会，", "春风吹，\n百花开，", "石溪县人民政府\n2025年3月1日", "前言\f今年，全县增产。",
        "关于加强全县春季农业生产工作的通知\f各乡镇，县直各单位：", "一是抓水利\n二是抓农机，抓种子。", "（一）稳住面积，提高单产和品质\f全年增产，",
        "已经完成。电话：一二三四五六\n地址：县城，",
    ],
)  # fmt: skip
def test_other_breaks_part_lines(text):
    assert join_broken(text) == text.replace("\f", "\n")


def test_words_of_latin_letters_stay_apart_and_breaks_around_the_text_are_none():
    assert join_broken("\f全县大力推广 smart\fgrid 技术，节约用电。\n") == "全县大力推广 smart grid 技术，节约用电。"


def test_letters_at_both_ends_of_a_paragraph_stay():
    assert join_broken("X光机12台\f新购CT，型号X\f") == "X光机12台\n新购CT，型号X"
