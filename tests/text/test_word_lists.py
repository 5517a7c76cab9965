"""The numbers that Word counts itself."""

import pytest

from tests.text.test_word import item, level, p, read

CHAPTERS = level(0, "chineseCounting", "第%1章") + level(1, "chineseCounting", "第%2条", "{restart}")
SECTIONS = level(2, "decimal", "%3.", "<w:lvlRestart w:val='1'/>")


@pytest.mark.parametrize(
    ("restart", "numbers"),
    [("<w:lvlRestart w:val='0'/>", "一二三"), ("<w:lvlRestart w:val='1'/>", "一二一"), ("", "一二一")],
)
def test_articles_are_counted_through_the_chapters_where_the_list_says_so(restart, numbers):
    part = f"<w:abstractNum w:abstractNumId='0'>{CHAPTERS.format(restart=restart)}</w:abstractNum><w:num w:numId='1'><w:abstractNumId w:val='0'/></w:num>"
    body = (
        item("总则", 1)
        + item("为了治水。", 1, 1)
        + item("适用全县。", 1, 1)
        + item("职责", 1)
        + item("各乡镇负责。", 1, 1)
    )
    found = [line for line, _ in read(body, {"numbering": part})]
    assert [line[1] for line in found if "条" in line] == [*numbers]


def test_a_level_without_a_number_shows_its_words_and_bullets_show_nothing():
    part = f"<w:abstractNum w:abstractNumId='0'>{level(0, 'none', '附：')}{level(1, 'bullet', '●')}{level(2, 'none', '.')}</w:abstractNum><w:num w:numId='1'><w:abstractNumId w:val='0'/></w:num>"
    assert [line for line, _ in read(item("名单", 1) + item("甲", 1, 1) + item("乙", 1, 2), {"numbering": part})] == [
        "附：名单", "甲", "乙",
    ]  # fmt: skip


def test_a_level_that_restarts_below_the_first_one_alone_is_counted_through_the_second():
    part = f"<w:abstractNum w:abstractNumId='0'>{CHAPTERS.format(restart='')}{SECTIONS}</w:abstractNum><w:num w:numId='1'><w:abstractNumId w:val='0'/></w:num>"
    depths = (0, 1, 2, 1, 2, 0, 2)
    found = [line for line, _ in read("".join(item("甲", 1, depth) for depth in depths), {"numbering": part})]
    assert [line for line in found if "." in line] == ["1.甲", "2.甲", "1.甲"]


LISTED = (
    "<w:abstractNum w:abstractNumId='0'>{}</w:abstractNum><w:num w:numId='1'><w:abstractNumId w:val='0'/>{}</w:num>"
)


def test_the_list_of_a_style_is_of_the_first_level_where_no_level_names_the_style():
    numbering = LISTED.format(CHAPTERS.format(restart=""), "")
    styles = "<w:style w:type='paragraph' w:styleId='a'><w:name w:val='甲'/><w:pPr><w:numPr><w:numId w:val='1'/></w:numPr></w:pPr></w:style>"
    body = p("总则", "<w:pStyle w:val='a'/>") + p("职责", "<w:pStyle w:val='a'/>")
    assert [line for line, _ in read(body, {"numbering": numbering, "styles": styles})] == [
        "第一章 总则",
        "第二章 职责",
    ]


def test_a_list_that_starts_one_level_elsewhere_starts_no_other_there():
    start = "<w:lvlOverride w:ilvl='1'><w:startOverride w:val='5'/></w:lvlOverride>"
    numbering = LISTED.format(CHAPTERS.format(restart=""), start)
    body = item("总则", 1) + item("适用全县。", 1, 1) + item("各乡镇负责。", 1, 1) + item("职责", 1)
    assert [line for line, _ in read(body, {"numbering": numbering})] == [
        "第一章 总则", "第五条 适用全县。", "第六条 各乡镇负责。", "第二章 职责",
    ]  # fmt: skip
