"""Bytes and marks that no editor writes."""

import random

import pytest

from research.errors import InputError
from research.text.documents import read_document
from research.text.formats import read_html, read_markdown

MANY = 100_000


def test_nul_and_half_characters_are_taken_out_of_a_text(tmp_path):
    (tmp_path / "a.txt").write_bytes("修\0路。\u202e治水。".encode())
    assert read_document(tmp_path / "a.txt").text == "修路。\u202e治水。"


@pytest.mark.parametrize(
    "html",
    ["<div>" * MANY + "字" + "</div>" * MANY, "".join(f"<b id={i}>" for i in range(20_000)) + "<p>字" * 20_000],
    ids=["blocks", "formats that every paragraph takes up again"],
)
def test_tags_nested_too_deep_are_refused(html):
    with pytest.raises(InputError, match=r"a\.html: \d+ tags nested \d+ deep"):
        read_html(html.encode(), "a.html")


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        (f"<p title='{'a' * 10_000_000}'>字", "字"),
        ("<p>字" * MANY, "\n".join(["字"] * MANY)),
        ("<br>" * MANY + "字", "字"),
        ("<div>" * 1000 + "字", "字"),
        ("&lt;b&gt;&#x4fee;&nosuch;&#xD800;&#0;", "<b>修&nosuch;��"),
        ("<!--" * MANY + "字", ""),
        ("<script>" + "<p>" * MANY, ""),
        ("<style>p{}</style>字<script>alert('报')</script><template>告</template>", "字"),
        ("</b></p></div>字</table>", "字"),
    ],
    ids=["attribute", "never closed", "empty tags", "deep", "entities", "comments", "script", "unseen", "closing only"],
)
def test_html_that_is_none_is_read_as_browsers_do(html, expected):
    assert read_html(html.encode(), "a.html") == expected


@pytest.mark.parametrize("mark", ["[", "![", "[a](", "![a](", "**a ", "__a ", "> ", "# ", "- ", "*", "](", "**"])
def test_markdown_marks_that_never_close_take_linear_time(mark):
    assert len(read_markdown((mark * MANY).encode(), "a.md")) <= len(mark) * MANY


@pytest.mark.parametrize(
    ("markdown", "expected"),
    [
        ("[![图](a.png)](b)", "图"), ("[县政府](http://a.b/c?d=e) 见[1]", "县政府 见[1]"), ("**一**、__二__**三**", "一、二三"),
        ("** 一 ** 二**", "** 一 ** 二**"), ("2**3 和 4**5 倍", "23 和 45 倍"), ("**一\n二**", "**一\n二**"), ("![](a)", ""),
    ],
)  # fmt: skip
def test_markdown_marks_are_taken_away_and_other_signs_kept(markdown, expected):
    assert read_markdown(markdown.encode(), "a.md") == expected


def test_html_and_text_with_any_bytes_changed_give_text_or_one_line(tmp_path, mutate, survive):
    page = "<html><meta charset=gb2312><body><div><p>修路<b>3.5%</b>。</p><table><tr><td>甲</table><script>x()</script></div>"
    chance = random.Random(0)
    for name, data in {"a.html": page.encode(), "b.html": page.encode("gb18030"), "c.md": page.encode()}.items():
        for _ in range(200):
            (tmp_path / name).write_bytes(mutate(data, chance))
            survive(tmp_path / name)
