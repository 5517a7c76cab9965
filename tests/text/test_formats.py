"""Bytes and marks that no editor writes."""

import base64
import quopri
import random

import pytest

from research.errors import InputError, ReadingWarning
from research.text.documents import read_document
from research.text.formats import (
    read_mail,
    read_markdown,
    read_text,
)

MANY = 100_000


def test_nul_and_half_characters_are_taken_out_of_a_text(tmp_path):
    (tmp_path / "a.txt").write_bytes("修\0路。\u202e治水。".encode())
    assert read_document(tmp_path / "a.txt").text == "修路。\u202e治水。"


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


def test_a_page_saved_with_its_pictures_is_read():
    page = quopri.encodestring("<html><body><p>修路。</p><p>治水。</p></body></html>".encode("gb2312")).decode()
    mail = (
        "From: <Saved by a browser>\r\nMIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=x\r\n\r\n--x\r\n"
        f"Content-Type: text/html; charset=gb2312\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n{page}\r\n--x\r\n"
        "Content-Type: image/png\r\nContent-Transfer-Encoding: base64\r\n\r\niVBO\r\n--x--\r\n"
    )
    assert read_mail(mail.encode(), "a.mht").text == "修路。\n治水。"
    deep = mail.replace(page, "<div>" * 100_000)
    with pytest.raises(InputError, match=r"^a\.mht: \d+ tags nested \d+ deep"):
        read_mail(deep.encode(), "a.mht")
    with pytest.raises(InputError, match=r"a\.mht: no page in it"):
        read_mail(b"MIME-Version: 1.0\r\nContent-Type: image/png\r\n\r\nx", "a.mht")


def make_mail(*parts: tuple[str, bytes], kind: str = "multipart/mixed", subject: str = "") -> bytes:
    """Make a mail of parts, each with what stands after its Content-Type."""
    head = f"Subject: {subject}\r\nMIME-Version: 1.0\r\nContent-Type: {kind}; boundary=x\r\n"
    inner = (
        f"\r\n--x\r\nContent-Type: {said}\r\nContent-Transfer-Encoding: base64\r\n\r\n".encode()
        + base64.encodebytes(body)
        for said, body in parts
    )
    return head.encode() + b"".join(inner) + b"\r\n--x--\r\n"


def test_of_a_page_of_frames_the_one_with_the_most_text_is_read():
    frames = b"<frameset><frame src=a><frame src=b></frameset>"
    parts = [
        ("text/html; charset=utf-8", page) for page in (frames, "<a>目录</a>".encode(), "<p>修路三公里。</p>".encode())
    ]
    assert read_mail(make_mail(*parts, kind="multipart/related"), "a.mht").text == "修路三公里。"
    with pytest.raises(InputError, match=r"^a\.mht: the page shows its text in a frame"):
        read_mail(make_mail(parts[0]), "a.mht")


def test_a_mail_is_read_with_its_subject_and_names_what_is_attached():
    text = ("text/plain; charset=gb2312", "各单位：\n请报送材料。".encode("gb2312"))
    subject = f"=?gb2312?B?{base64.b64encode('关于报送材料的通知'.encode('gb2312')).decode()}?="
    contents = read_mail(make_mail(text, subject=subject), "a.eml")
    assert (contents.text, contents.metadata) == ("各单位：\n请报送材料。", {"title": "关于报送材料的通知"})
    attached = [(f"application/octet-stream; name={name}", b"x") for name in ("a.doc", "b.png", "c.txt")]
    page = ("text/html; charset=gb2312", "<div>各单位：</div>".encode("gb2312"))
    with pytest.warns(ReadingWarning, match=r"a\.eml: 2 attached files are not read \(a\.doc, c\.txt\); save each"):
        assert read_mail(make_mail(text, page, *attached), "a.eml").text == "各单位："


def test_broken_words_of_a_header_stay_as_they_are():
    text = ("text/plain; charset=utf-8", "修路。".encode())
    assert read_mail(make_mail(text, subject="=?nosuch?B?xx?="), "a.eml").metadata == {"title": "=?nosuch?B?xx?="}


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
