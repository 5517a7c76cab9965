"""Mails and saved pages."""

import base64
import quopri

import pytest

from research.errors import InputError, ReadingWarning
from research.text.mail import read_mail
from research.text.marks import ASIDE
from tests.text.roles import list_roles


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
        assert read_mail(make_mail(text, page, *attached), "a.eml").text == "各单位：\n请报送材料。"


@pytest.mark.parametrize(
    ("headers", "sent"),
    [
        ("To: b@example.com\r\nDate: Tue, 09 Mar 2021 10:20:00 +0800\r\n", {"发送日期": "2021-03-09"}),
        ("To: b@example.com\r\nDate: yesterday\r\n", {}), ("To: b@example.com\r\n", {}),
        ("Date: Tue, 09 Mar 2021 10:20:00 +0800\r\n", {}),  # of a saved page, when it was saved
    ],
)  # fmt: skip
def test_a_mail_says_when_it_was_sent(headers, sent):
    text = ("text/plain; charset=utf-8", "修路。".encode())
    assert read_mail(headers.encode() + make_mail(text), "a.eml").metadata == sent


def test_broken_words_of_a_header_stay_as_they_are():
    text = ("text/plain; charset=utf-8", "修路。".encode())
    assert read_mail(make_mail(text, subject="=?nosuch?B?xx?="), "a.eml").metadata == {"title": "=?nosuch?B?xx?="}


def test_of_the_forms_of_a_text_the_page_is_read():
    parts = [
        ("text/plain; charset=utf-8", "各单位： [1] 报送".encode()),
        ("text/html; charset=utf-8", "<p>各单位：</p><p>报送。</p>".encode()),
    ]
    assert read_mail(make_mail(*parts, kind="multipart/alternative"), "a.eml").text == "各单位：\n报送。"


def test_texts_before_and_after_an_attached_file_are_read():
    parts = [("text/html; charset=utf-8", f"<p>{text}</p>".encode()) for text in ("请修路三公里。", "请治水两处。")]
    with pytest.warns(ReadingWarning, match="1 attached file is not read"):
        mail = read_mail(make_mail(parts[0], ("application/msword; name=a.doc", b"x"), parts[1]), "a.eml")
    assert mail.text == "请修路三公里。\n请治水两处。"


def test_a_part_that_stands_in_another_from_a_line_on_is_left_out_and_one_within_a_line_is_kept():
    texts = (
        "修路三公里。",
        "各单位：\n修路三公里。\n治水。",
        "治水。",
        "通知：治水。",
        "各单位：\n修路三公里。\n治水。",
    )
    parts = [("text/plain; charset=utf-8", text.encode()) for text in texts]
    assert read_mail(make_mail(*parts), "a.eml").text == "各单位：\n修路三公里。\n治水。\n通知：治水。"


def test_parts_that_begin_alike_and_go_on_otherwise_are_all_kept():
    parts = [
        ("text/plain; charset=utf-8", f"各乡镇人民政府，县政府各部门：\n请报送第{n}批材料。".encode())
        for n in range(99)
    ]
    assert read_mail(make_mail(*parts), "a.eml").text.count("请报送") == 99


def test_a_forwarded_mail_is_read_with_its_subject():
    inner = "Subject: =?utf-8?B?6Ziy5rGb?=\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n请备足物资。".encode()
    head = b"Subject: fw\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=x\r\n\r\n"
    text = "--x\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n转发如下。\r\n".encode()
    mail = head + text + b"--x\r\nContent-Type: message/rfc822\r\n\r\n" + inner + b"\r\n--x--\r\n"
    contents = read_mail(mail, "a.eml")
    assert contents.text == "转发如下。\n防汛\n请备足物资。"
    assert contents.metadata == {"title": "fw"}


def test_mails_in_each_other_without_end_are_named_and_end():
    mail = b"Content-Type: text/plain; charset=utf-8\r\n\r\nx"
    for _ in range(40):
        mail = b"Content-Type: message/rfc822\r\n\r\n" + mail
    with pytest.raises(InputError, match="no page in it"):
        read_mail(b"MIME-Version: 1.0\r\n" + mail, "a.eml")
    text = ("text/plain; charset=utf-8", "修路。".encode())
    nested = b"\r\n--x\r\n" + mail + b"\r\n--x--\r\n"
    with pytest.warns(ReadingWarning, match=r"1 attached file is not read \(mail\.eml\)"):
        assert read_mail(make_mail(text).removesuffix(b"\r\n--x--\r\n") + nested, "a.eml").text == "修路。"


def test_a_mail_of_plain_text_is_read_without_the_signs_of_quoted_lines_and_its_signature_set_aside():
    text = "同意。\n> 局长：\n> > 请批示。\n-- \n供水科\n电话：12\n\n> 附上材料。".encode()
    contents = read_mail(make_mail(("text/plain; charset=utf-8", text)), "a.eml")
    assert list_roles(contents) == [
        ("同意。", ""), ("局长：", ""), ("请批示。", ""), ("-- ", ASIDE), ("供水科", ASIDE), ("电话：12", ASIDE), ("附上材料。", ""),
    ]  # fmt: skip


def test_documents_of_every_kind_that_are_attached_are_named():
    endings = [
        "doc", "docx", "wps", "pdf", "ofd", "xls", "xlsx", "et", "rtf", "txt", "zip", "rar", "7z", "csv", "odt", "ods",
        "ppt", "pptx", "html", "htm", "mht", "eml", "md",
    ]  # fmt: skip
    attached = [(f"application/octet-stream; name=a.{ending.upper()}", b"x") for ending in endings]
    text = ("text/plain; charset=utf-8", "修路。".encode())
    with pytest.warns(ReadingWarning, match=f"a.eml: {len(endings)} attached files are not read"):
        read_mail(make_mail(text, *attached), "a.eml")


def test_of_a_mail_of_more_than_a_thousand_parts_the_rest_is_named():
    parts = [("text/plain; charset=utf-8", f"第{number}批。".encode()) for number in range(1, 1001)]
    with pytest.warns(ReadingWarning, match=r"1 attached file is not read \(mail\.eml\)"):
        assert read_mail(make_mail(*parts), "a.eml").text.split("\n")[-1] == "第999批。"  # the mail itself is a part
