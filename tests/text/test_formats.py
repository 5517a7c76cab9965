"""Bytes and marks that no editor writes."""

import random

import pytest

from research.errors import InputError
from research.text.documents import read_document
from research.text.formats import (
    read_markdown,
    read_text,
)
from research.text.marks import LEVELS
from tests.text.roles import list_roles

MANY = 100_000


def test_nul_and_half_characters_are_taken_out_of_a_text(tmp_path):
    (tmp_path / "a.txt").write_bytes("修\0路。\u202e治水。".encode())
    assert read_document(tmp_path / "a.txt").text == "修路。\u202e治水。"


@pytest.mark.parametrize("line", ["\n", " \n", "-\n", "* \n", "1.\n", "#\n", "**\n", "---\n", "> \n"])
def test_very_many_lines_without_words_are_read_in_linear_time(tmp_path, line):
    text = line * 3 * MANY + "修建公路五十公里。"  # half an hour, if each line looks at all below it
    (tmp_path / "a.txt").write_text(text, encoding="utf-8")
    assert read_document(tmp_path / "a.txt").text.endswith("修建公路五十公里。")


@pytest.mark.parametrize("mark", ["[", "![", "[a](", "![a](", "**a ", "__a ", "> ", "# ", "- ", "*", "](", "**"])
def test_markdown_marks_that_never_close_take_linear_time(mark):
    assert len(read_markdown((mark * MANY).encode(), "a.md").text) <= len(mark) * MANY


@pytest.mark.parametrize(
    ("markdown", "expected"),
    [
        ("[![图](a.png)](b)", "图"), ("[县政府](http://a.b/c?d=e) 见[1]", "县政府 见[1]"), ("**一**、__二__**三**", "一、二三"),
        ("** 一 ** 二**", "** 一 ** 二**"), ("2**3 和 4**5 倍", "23 和 45 倍"), ("**一\n二**", "**一\n二**"), ("![](a)", ""),
    ],
)  # fmt: skip
def test_markdown_marks_are_taken_away_and_other_signs_kept(markdown, expected):
    assert read_markdown(markdown.encode(), "a.md").text == expected


def test_rows_of_markdown_are_rows_of_a_table():
    contents = read_markdown("一、指标\n\n| 指标 | 数值 |\n|---|--:|\n| 粮食 | 36 |\n\n修路。".encode(), "a.md")
    assert contents.text.split("\n") == ["一、指标", "指标\t数值", "粮食\t36", "修路。"]
    assert len(contents.marks) == 2


def test_what_a_crawler_left_of_html_is_read_as_characters_and_breaks():
    text = read_text("&emsp;修路<br>&lt;治水&gt;</p>&quot;种树&quot;_x000D_\n办学".encode(), "a.txt").text
    assert text == '\u2003修路\n<治水>\n"种树"\n办学'


@pytest.mark.parametrize("encoding", ["latin-1", "cp1252"])
def test_utf_8_that_was_saved_as_letters_of_latin_scripts_is_read_as_what_it_was(encoding):
    text = "各地要抓好农业生产。“三农”稳。"
    signs = "".join(
        bytes([one]).decode(encoding if one not in b"\x81\x8d\x8f\x90\x9d" else "latin-1") for one in text.encode()
    )
    assert signs != text
    assert read_text(signs.encode(), "a.txt").text == text
    assert read_text("Café déjà vu — Ünïcode".encode(), "a.txt").text == "Café déjà vu — Ünïcode"


@pytest.mark.parametrize(
    "data",
    [
        bytes(range(256)) * 8,
        bytes(range(1, 32)) * 40,
        "修路。".encode() * 20 + b"\xff\xfe\xfd" * 100,
        b"\0" * 50 + b"a",
    ],
)
def test_bytes_that_are_no_text_are_refused(data):
    with pytest.raises(InputError, match=r"a\.txt: not a text \(\d+ of \d+ characters are none\)"):
        read_text(data, "a.txt")


@pytest.mark.slow
def test_html_and_text_with_any_bytes_changed_give_text_or_one_line(tmp_path, mutate, survive):
    page = "<html><meta charset=gb2312><body><div><p>修路<b>3.5%</b>。</p><table><tr><td>甲</table><script>x()</script></div>"
    chance = random.Random(0)
    for name, data in {
        "a.html": page.encode(),
        "b.html": page.encode("gb18030"),
        "c.md": page.encode(),
    }.items():
        for _ in range(200):
            (tmp_path / name).write_bytes(mutate(data, chance))
            survive(tmp_path / name)


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("# 关于供水的通知\n\n## 一、建设\n- **新建**水厂两座。\n1. 改造管网。", "关于供水的通知\n一、建设\n新建水厂两座。\n1. 改造管网。"),
        ("**一、建设**\n新建水厂。\n**二、管护**\n落实专人。", "一、建设\n新建水厂。\n二、管护\n落实专人。"),
        ("- **建设**：新建水厂。\n- **管护**：落实专人。", "建设：新建水厂。\n管护：落实专人。"), ("### 指标\n| 项 | 值 |\n|---|---|\n| 甲 | 1 |", "指标\n项\t值\n甲\t1"),
        ("#稳粮保供#\n#春耕# 话题", "#稳粮保供#\n#春耕# 话题"), ("在**县大会上，**县委书记讲话。", "在**县大会上，**县委书记讲话。"), ("- 新建水厂。\n- 改造管网。", "- 新建水厂。\n- 改造管网。"),
        ("**县水利局：\n**镇人民政府：", "**县水利局：\n**镇人民政府："),
    ],
)  # fmt: skip
def test_markdown_in_a_text_file_is_read_without_its_marks_and_other_signs_stay(text, read):
    assert read_text(text.encode(), "a.txt").text == read


def test_fields_above_a_text_in_markdown_are_metadata():
    contents = read_markdown(
        '---\ntitle: "关于防火的通知"\nyear: 2024\ntags:\n---\n# 关于防火的通知\n加强值守。'.encode(), "a.md"
    )
    assert contents.text == "关于防火的通知\n加强值守。"
    assert contents.metadata == {"title": "关于防火的通知", "year": "2024"}
    assert read_markdown("---\n加强值守。\n---\n".encode(), "a.md").text == "---\n加强值守。\n---"


def test_of_subtitles_only_what_is_said_is_read():
    cues = "1\r\n00:00:01,200 --> 00:00:04,800\r\n各位代表，现在我\r\n\r\n2\r\n00:00:04,900 --> 00:00:08,300\r\n报告工作{}\r\n"
    assert read_text(cues.format("").encode(), "a.txt").text == "各位代表，现在我\n报告工作"
    contents = read_text(cues.format("。").encode(), "a.txt")
    assert (contents.text, [mark.role for mark in contents.marks]) == ("各位代表，现在我报告工作。", ["cell"])
    vtt = "WEBVTT\n\n00:01.000 --> 00:04.000 line:0\n修路。\n\n00:05.000 --> 00:06.000\n治水。"
    assert read_text(vtt.encode(), "a.txt").text == "修路。\n治水。"
    assert read_text("会议时间 09:00 --> 10:00\n修路。".encode(), "a.txt").text.startswith("会议时间")


@pytest.mark.parametrize(
    ("markdown", "expected"),
    [
        ("*注：数据截至11月。*", "注：数据截至11月。"), ("王*明、李*华", "王*明、李*华"), ("```markdown\n修路。\n```", "修路。"),
        ("1\\. 修路 \\*某\\*", "1. 修路 *某*"), ("![](images/a-1.jpg)\n修路", "修路"), ("增长$6.3 \\%$，达$12.5$亿元", "增长6.3%，达12.5亿元"),
        ("C:\\temp", "C:\\temp"), ("*修路", "*修路"),
    ],
)  # fmt: skip
def test_what_converters_and_language_models_write_in_markdown_is_read_without_its_marks(markdown, expected):
    assert read_markdown(markdown.encode(), "a.md").text == expected


def test_quoted_lines_footnotes_and_numbers_of_pages_of_a_text_are_told():
    assert (
        read_text("> 各股室：\n>\n> 请做好值班。\n> 办公室\n收到。".encode(), "a.txt").text
        == "各股室：\n\n请做好值班。\n办公室\n收到。"
    )
    assert read_text("人均 > 3万元。\n> 5万元的奖励。".encode(), "a.txt").text.endswith("> 5万元的奖励。")
    contents = read_markdown("修路[^1]。\n\n- 2 -\n\n[^1]: 截至11月。".encode(), "a.md")
    assert contents.text == "修路。\n- 2 -\n[^1]: 截至11月。"
    assert [mark.role for mark in contents.marks] == ["aside"]


def test_headings_of_markdown_have_their_levels_and_phrases_keep_the_mark_of_their_list():
    contents = read_markdown(
        "# 报告\n\n修路。\n## **治水** ##稳\n##\n- 抓培训\n* 修路，种树。\n- **一要**稳".encode(), "a.md"
    )
    assert list_roles(contents) == [
        ("报告", LEVELS[0]), ("修路。", ""), ("治水 ##稳", LEVELS[1]), ("- 抓培训", ""), ("修路，种树。", ""), ("一要稳", ""),
    ]  # fmt: skip
