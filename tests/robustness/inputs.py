"""Bad inputs by kind, seeded: each case writes its files into a folder and says what to give to which command."""

import hashlib
import io
import json
import os
import pickle
import random
import shutil
import socket
import warnings
import zipfile
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache, partial
from pathlib import Path

import docx
import numpy as np

from tests.text.test_ofd import make_ofd
from tests.text.test_opendocument import pack as pack_odt
from tests.text.test_pdf import (
    FONT,
    FORM,
    PAGE,
    ROOT,
    TEXT,
    make_pdf,
    make_stream,
    write_pdf,
)  # fmt: skip
from tests.text.test_rtf import encode_rtf
from tests.text.test_tables import make_xlsx
from tests.text.test_word import BODY, make_body, repack

LABEL, TRAIN = "research.label", "research.train"
SENTENCE = "县人民医院新院区建成投用，新增床位三百张。"
SPEECH = f"一、抓好医疗卫生\n{SENTENCE}\n二、抓好农业生产\n粮食播种面积稳定，水利设施跟上。\n"
MODEL_FILES = ("model.npz", "model.npz.sha256", "held_out.npz", "metrics.json")
PAGES = "<</Type/Pages/Kids[3 0 R]/Count 1>>"

Make = Callable[[Path, Path], list[str | Path]]


@dataclass(frozen=True)
class Case:
    """A bad input: `make` fills a folder, may copy from a trained run, and returns what is given to the command."""

    kind: str
    name: str
    make: Make
    command: str = LABEL


def list_cases() -> list[Case]:
    """Return all cases, the same ones each time."""
    return [case for make in _KINDS for case in make()]


def _file(name: str, content: bytes | str | Callable[[], bytes]) -> Make:
    def make(folder: Path, _: Path) -> list[str | Path]:
        data = content() if callable(content) else content
        (folder / name).write_bytes(data.encode() if isinstance(data, str) else data)
        return [folder / name]

    return make


def _files(kind: str, ending: str, contents: Iterable[tuple[str, bytes | str | Callable[[], bytes]]]) -> Iterator[Case]:
    for name, content in contents:
        yield Case(kind, name, _file(f"bad{ending}", content))


def _cut(data: bytes, count: int) -> Iterator[tuple[str, bytes]]:
    for number in range(count):
        size = len(data) * number // count
        yield f"cut to {size} bytes", data[:size]


def _flip(data: bytes, count: int, seed: int) -> Iterator[tuple[str, bytes]]:
    chance = random.Random(seed)
    for number in range(count):
        changed = bytearray(data)
        for _ in range(1 + number % 5 * 4):
            changed[chance.randrange(len(data))] ^= 1 << chance.randrange(8)
        yield f"flip {number}", bytes(changed)


@lru_cache(maxsize=1)
def _word() -> bytes:
    document = docx.Document()
    for line in SPEECH.splitlines():
        document.add_paragraph(line)
    document.add_table(2, 2).cell(0, 0).text = "修路"
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


@lru_cache(maxsize=2)
def _paper(compress: bool) -> bytes:
    return make_pdf(compress=compress)


def _docx() -> Iterator[Case]:
    word = _word()
    with zipfile.ZipFile(io.BytesIO(word)) as packed:
        parts = {name: packed.read(name) for name in packed.namelist()}
    yield from _files("docx truncated", ".docx", _cut(word, 25))
    yield from _files("docx flipped bytes", ".docx", _flip(word, 30, 1))
    flipped = ((name, repack(word, lambda _, body=body: body)) for name, body in _flip(parts[BODY], 15, 2))
    yield from _files("docx flipped body", ".docx", flipped)
    missing = ((name, _pack({other: data for other, data in parts.items() if other != name})) for name in parts)
    yield from _files("docx missing parts", ".docx", missing)
    yield from _files("docx zip bombs", ".docx", _list_bombs(word))
    harm = {
        name: repack(word, **{name: b"harm"})
        for name in (
            "../out.txt",
            "/out.txt",
            "..\\out.txt",
            "word/../../out.txt",
            "a\nb",
            "C:\\out.txt",
            "../" * 40 + "out.txt",
        )
    }
    yield from _files("docx path tricks", ".docx", harm.items())
    yield from _files("docx entities", ".docx", _list_entities(word))
    yield from _files("docx odd XML", ".docx", _list_bodies(word))


def _pack(parts: dict[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, data in parts.items():
            packed.writestr(name, data)
    return buffer.getvalue()


def _list_bombs(word: bytes) -> Iterator[tuple[str, bytes | Callable[[], bytes]]]:
    yield "one entry of 300 MB", lambda: repack(word, **{"word/more.xml": bytes(300_000_000)})
    yield "ten entries of 30 MB", lambda: repack(word, **{f"word/{i}.xml": bytes(30_000_000) for i in range(10)})
    yield "a body of 100 MB", lambda: repack(word, lambda _: b"<w:p>" + bytes(100_000_000))
    yield "20,000 entries", lambda: repack(word, **{f"x{i}": b"" for i in range(20_000)})
    yield "a bomb in a bomb", lambda: repack(word, **{"word/in.docx": repack(word, a=bytes(90_000_000))})


def _list_entities(word: bytes) -> Iterator[tuple[str, bytes]]:
    laughs = '<!ENTITY a0 "ha">' + "".join(f'<!ENTITY a{i} "{f"&a{i - 1};" * 10}">' for i in range(1, 10))
    kinds = {"laughs": laughs, "file": '<!ENTITY a9 SYSTEM "file:///etc/hostname">', "loop": '<!ENTITY a9 "&a9;">',
             "net": '<!ENTITY a9 SYSTEM "http://127.0.0.1:9/x">', "parameter": '<!ENTITY % x "y"> %x;'}  # fmt: skip
    for name, entities in kinds.items():
        body = make_body("<w:p><w:r><w:t>&a9;</w:t></w:r></w:p>", f"<!DOCTYPE x [{entities}]>")
        yield name, repack(word, body)
        wide = body(b"").decode().replace('version="1.0"', 'version="1.0" encoding="utf-16"').encode("utf-16")
        yield f"{name}, UTF-16", repack(word, lambda _, wide=wide: wide)


def _list_bodies(word: bytes) -> Iterator[tuple[str, bytes]]:
    cell = '<w:tc><w:tcPr><w:gridSpan w:val="1000000000"/></w:tcPr><w:p><w:r><w:t>修路</w:t></w:r></w:p></w:tc>'
    inner = {
        "open paragraphs": "<w:p>" * 100_000, "content controls in each other": "<w:sdt>" * 1000 + "</w:sdt>" * 1000,
        "NUL": "\0", "rows without cells": "<w:tbl><w:tr/></w:tbl>", "a billion columns": f"<w:tbl><w:tr>{cell}</w:tr></w:tbl>",
        "tables in each other": "<w:tbl><w:tr><w:tc>" * 300 + "</w:tc></w:tr></w:tbl>" * 300, "empty": "",
        "200,000 paragraphs": f"<w:p><w:r><w:t>{SENTENCE}</w:t></w:r></w:p>" * 20_000,
    }  # fmt: skip
    for name, body in inner.items():
        yield name, repack(word, make_body(body))
    yield "a password", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)
    yield "a PDF", _paper(True)
    yield "no part", _pack({})
    yield "not XML", repack(word, lambda _: b"\xff" * 100)


def _other_documents() -> Iterator[Case]:
    odt = pack_odt(f"<text:p>{SENTENCE}</text:p>")
    rtf = f"{{\\rtf1\\ansicpg936 {encode_rtf(SENTENCE)}\\par}}".encode()
    mail = f"MIME-Version: 1.0\r\nContent-Type: text/html; charset=utf-8\r\n\r\n<p>{SENTENCE}</p>".encode()
    book = make_xlsx({"a": [["text"], [SENTENCE]]})
    inner = _pack({"a.txt": SENTENCE.encode()})
    yield from _files("odt damaged", ".odt", [*_cut(odt, 8), *_flip(odt, 12, 5)])
    yield from _files("odt bombs", ".odt", {"a text of 300 MB": lambda: pack_odt("0" * 300_000_000)}.items())
    ofd = make_ofd([[(20.0, 40.0, SENTENCE[:20])]])
    yield from _files("ofd damaged", ".ofd", [*_cut(ofd, 8), *_flip(ofd, 12, 10)])
    yield from _files(
        "ofd bombs",
        ".ofd",
        {
            "a page of 300 MB": lambda: make_ofd(["0" * 300_000_000]),
            "layers in each other": make_ofd(["<a>" * 100_000]),
        }.items(),
    )
    yield from _files(
        "rtf damaged", ".rtf", [*_cut(rtf, 8), *_flip(rtf, 12, 6), ("braces", b"{\\rtf1" + b"{" * 200_000)]
    )
    yield from _files("rtf groups", ".rtf", {
        **{piece: b"{\\rtf1 a" + piece.encode() * 50_000 for piece in ("{\\shptxt x", "{\\footnote x", "\\cell ", "\\row ", "\\itap9\\nestcell ", "}")},
        "bytes that are not there": b"{\\rtf1 a\\bin999999999 b}", "bytes less than none": b"{\\rtf1 a\\bin-5 b}", "no code page": b"{\\rtf1\\ansicpg99999 \\'d0\\'de}",
        "halves of pairs": b"{\\rtf1" + b"\\u55357?" * 1000 + b"}", "code of a field without end": b"{\\rtf1{\\field{\\*\\fldinst EQ " + b"\\o(" * 20_000,
    }.items())  # fmt: skip
    yield from _files("mht damaged", ".mht", [*_cut(mail, 5), *_flip(mail, 10, 7)])
    yield from _files("eml parts", ".eml", {
        "20,000 parts": b"Content-Type: multipart/mixed; boundary=x\r\n" + b"\r\n--x\r\n\r\na" * 20_000, "nothing": b"Subject: \r\n\r\n",
        "parts in each other": b"".join(b"Content-Type: multipart/mixed; boundary=%d\r\n\r\n--%d\r\n" % (i, i) for i in range(3000)) + SENTENCE.encode(),
        "a subject that is none": b"Subject: =?gbk?B?" + b"!" * 10_000 + b"?=\r\nContent-Type: text/plain; charset=klingon\r\n\r\n" + SENTENCE.encode(),
        "damaged text": b"Content-Type: text/html\r\nContent-Transfer-Encoding: base64\r\n\r\n" + b"PHA+" * 1000 + b"!",
    }.items())  # fmt: skip
    yield from _files("xlsx damaged", ".xlsx", [*_cut(book, 8), *_flip(book, 12, 8)])
    yield from _files("zip damaged", ".zip", [*_cut(inner, 5), *_flip(inner, 10, 9)])
    yield from _files("zip bombs", ".zip", {
        "one text of 300 MB": lambda: _pack({"a.txt": bytes(300_000_000)}), "a zip file in it": _pack({"b.zip": inner}),
        "20,000 texts": lambda: _pack({f"{i}.txt": b"a" for i in range(20_000)}), "paths": _pack({"../../out.txt": b"harm"}),
        "an entry with a password": inner.replace(b"PK\x01\x02\x14\x03\x14\0\0", b"PK\x01\x02\x14\x03\x14\0\1"), "a saved page": _pack({"a.html": b"<p>a", "a_files/b.html": b"<p>b"}),
    }.items())  # fmt: skip
    yield from _files(
        "doc odd", ".doc", {"old": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "text": SPEECH}.items()
    )


def _pdf() -> Iterator[Case]:
    paper = _paper(True)
    yield from _files("pdf truncated", ".pdf", _cut(paper, 25))
    yield from _files("pdf flipped bytes", ".pdf", [*_flip(paper, 15, 3), *_flip(_paper(False), 20, 4)])
    yield from _files("pdf looping", ".pdf", _list_loops())
    yield from _files("pdf page claims", ".pdf", {
        "says a million": write_pdf(ROOT, "<</Type/Pages/Kids[3 0 R]/Count 1000000>>", PAGE, TEXT, FONT),
        "says less than none": write_pdf(ROOT, "<</Type/Pages/Kids[3 0 R]/Count -1>>", PAGE, TEXT, FONT),
        "has 6,000": write_pdf(ROOT, f"<</Type/Pages/Kids[{'3 0 R ' * 6000}]/Count 1>>", PAGE, TEXT, FONT),
        "has a million": write_pdf(ROOT, f"<</Type/Pages/Kids[{'3 0 R ' * 1_000_000}]/Count 1>>", PAGE, TEXT, FONT),
        "has none": write_pdf(ROOT, "<</Type/Pages/Kids[]/Count 1>>"),
        "page of 300 MB": write_pdf(ROOT, PAGES, PAGE, make_stream(b" " * 300_000_000), FONT),
    }.items())  # fmt: skip
    inner = f"{FORM[: FORM.index('/BBox')]}/BBox[0 0 900 900]/Resources<</XObject<</X 6 0 R>>>>"
    lines = {
        "300 lines each way": b"".join(b"0 %d m 900 %d l S %d 0 m %d 900 l S " % ((3 * i,) * 4) for i in range(300)),
        "300,000 lines": b"0 0 m 900 0 l S " * 300_000, "a path of 300,000 lines": b"0 0 m " + b"9 9 l " * 300_000 + b"S",
        "numbers beyond all": b"1e38 0 m -1e38 0 l S " * 9,
    }  # fmt: skip
    yield from _files("pdf lines", ".pdf", {
        **{name: write_pdf(ROOT, PAGES, PAGE, make_stream(content + b"BT /F 9 Tf (Roads.) Tj ET"), FONT) for name, content in lines.items()},
        "lines in forms that place themselves": write_pdf(ROOT, PAGES, PAGE, make_stream(b"/X Do BT /F 9 Tf (Roads.) Tj ET"), FONT, make_stream(b"/X Do 0 0 m 9 0 l S " * 9, inner)),
    }.items())  # fmt: skip
    yield from _files("pdf encrypted", ".pdf", {
        "to read": make_pdf(reader="secret"), "to change": make_pdf(reader=""),
        "unknown cipher": make_pdf(reader="secret").replace(b"/V ", b"/V 9"),
    }.items())  # fmt: skip


def _list_loops() -> Iterator[tuple[str, bytes]]:
    draw = make_stream(b"/X Do " * 1000)
    yield "pages in themselves", write_pdf(ROOT, "<</Type/Pages/Kids[2 0 R]/Count 1>>")
    yield "pages in their pages", write_pdf(ROOT, PAGES, "<</Type/Pages/Kids[2 0 R]/Count 1>>")
    yield "a name for itself", write_pdf(ROOT, "2 0 R")
    yield "a page for itself", write_pdf(ROOT, PAGES, "3 0 R")
    yield "a parent in its child", write_pdf(ROOT, PAGES, PAGE.replace("/Parent 2 0 R", "/Parent 3 0 R"), TEXT, FONT)
    yield "a length that is the stream", write_pdf(ROOT, PAGES, PAGE, "<</Length 4 0 R>>stream\nx\nendstream", FONT)
    yield "brackets without end", write_pdf(ROOT, "[" * 50_000)
    yield "forms that draw themselves", write_pdf(ROOT, PAGES, PAGE, draw, FONT, make_stream(b"/X Do " * 9, FORM))
    yield "no pages", write_pdf("<</Type/Catalog>>")
    yield "a table that begins itself", _paper(False).replace(b"startxref\n", b"startxref\n1")


def _html() -> Iterator[Case]:
    page = "<html><head><title>x</title></head><body>{}</body></html>"
    yield from _files("html scripts and entities", ".html", {
        "script": page.format(f"<script>while(1);</script><p>{SENTENCE}"), "no text": page.format("<script>x()</script>"),
        "script that never closes": page.format(f"<p>{SENTENCE}</p><script>"), "entities": "&lt;" * 100_000 + SENTENCE,
        "unknown entities": "&nix;&#0;&#xD800;&#1114112;" * 1000 + SENTENCE, "doctype entities": f'<!DOCTYPE x [<!ENTITY a "b">]><p>{SENTENCE}&a;',
        "comment that never closes": f"<p>{SENTENCE}</p><!-- " + "x" * 10_000, "attributes": f"<p {'a=1 ' * 100_000}>{SENTENCE}",
        "one tag that never closes": "<" * 200_000, "frames": page.format('<iframe src="file:///etc/hostname"></iframe>' + SENTENCE),
        "20,000 hidden elements": page.format(f"<p style='display:none'>{SENTENCE}</p>" * 20_000), "hidden in hidden": page.format("<b hidden>" * 2000 + SENTENCE),
        "frames alone": "<frameset><frame src='a\n\u202e.html'></frameset>", "scripts alone": page.format("<div></div><script>x()</script>"),
        "image that runs": page.format(f"<img src=x onerror=alert(1)>{SENTENCE}<svg onload=x()>"), "CDATA": f"<![CDATA[{SENTENCE}",
    }.items())  # fmt: skip
    deep = ("div", "b", "table", "a", "font", "ul", "svg", "template")
    yield from _files(
        "html nested deep", ".html", ((f"100,000 {tag}", f"<{tag}>" * 100_000 + SENTENCE) for tag in deep)
    )
    meta = {"wrong charset": b'<meta charset="big5">' + SPEECH.encode("gb18030"), "gb": b"<meta charset=gb2312>" + SPEECH.encode(),
            "no such charset": b"<meta charset=klingon>" + SPEECH.encode("gb18030"), "utf-16": SPEECH.encode("utf-16-le")}  # fmt: skip
    yield from _files("html charsets", ".html", meta.items())


def _text() -> Iterator[Case]:
    yield from _files("txt odd bytes", ".txt", {
        "NUL between": SPEECH.replace("，", "，\0").encode(), "only NUL": bytes(10_000), "surrogates": SPEECH.encode() + b"\xed\xa0\x80\xed\xb0\x80",
        "half a surrogate": (SPEECH + "\ud800").encode("utf-8", "surrogatepass"), "control signs": bytes(range(32)) * 100 + SPEECH.encode(),
        "bidi": f"\u202e{SENTENCE}\u2066修路\u2069\u200b。", "only bidi": "\u202e\u202d\u2066" * 100, "random": random.Random(5).randbytes(5000),
        "all bytes": bytes(range(256)) * 50, "escapes": "\x1b[2J\x1b]0;x\x07" + SENTENCE, "noncharacters": "\ufffe\uffff" * 100 + SENTENCE,
        "combining": "修" + "\u0301" * 50_000 + "路。", "private": "\ue000\U000f0000\U0010ffff" * 500 + SENTENCE, "a mark and no more": b"\xef\xbb\xbf",
        "line ends": SPEECH.replace("\n", "\u2028\x85\r\r\n\x0b\x0c"), "blanks": "　\u00a0\u2003 \n" * 1000,
    }.items())  # fmt: skip
    names = (
        "utf-16-le",
        "utf-16-be",
        "utf-32",
        "utf-7",
        "cp037",
        "big5",
        "hz",
        "iso2022_jp",
        "euc_kr",
        "gb18030",
        "shift_jis",
    )
    encoded = {name: SPEECH.encode(name, "ignore") for name in names}
    encoded |= {
        "half UTF-8, half GB18030": SPEECH.encode() * 20 + SPEECH.encode("gb18030") * 20, "UTF-16 of odd length": SPEECH.encode("utf-16")[:-1],
        "line by line": b"\n".join(line.encode(code) for line in SPEECH.split("\n") for code in ("utf-8", "gb18030")),
        "torn character": SPEECH.encode()[:-2] + b"\n", "wrong mark": b"\xff\xfe" + SPEECH.encode(), "two marks": b"\xef\xbb\xbf" * 3 + SPEECH.encode(),
    }  # fmt: skip
    yield from _files("txt encodings", ".txt", encoded.items())
    yield from _files("txt endless patterns", ".txt", _list_patterns())
    marks = {"stars": "*" * 100_000, "links": "[" * 100_000, "images": "![](" * 50_000, "bold": "**a " * 50_000, "quotes": ">" * 100_000,
             "underscores": "__" * 50_000, "headings": "# " * 50_000, "links in links": "[a](" * 30_000 + SENTENCE}  # fmt: skip
    yield from _files("md marks", ".md", marks.items())


def _list_patterns() -> Iterator[tuple[str, str | Callable[[], bytes]]]:
    yield "50,000 list marks", "\n".join(f"（{'一二三四五六七八九'[i % 9]}）" for i in range(50_000))
    yield "50,000 list marks in a line", "一、" * 50_000
    yield "numbers", "".join(f"{i}." for i in range(20_000))
    yield "50,000 headings", "\n".join(f"第{'一二三四五六七八九'[i % 9]}章 修路{i}" for i in range(50_000))
    yield "quotes that never close", "“" * 100_000 + SENTENCE
    yield "quotes that never open", "”" * 100_000 + SENTENCE
    yield "brackets in brackets", "（" * 50_000 + "修路。" + "）" * 50_000
    yield "pairs that cross", "“（" * 30_000 + "”）" * 30_000
    yield "ends only", "。" * 500_000
    yield "straight quotes", '"修。' * 30_000
    yield "a line of 4 million", "修路架桥" * 1_000_000
    yield "a line of 12 million", lambda: ("修路架桥" * 3_000_000).encode()
    yield "20 million line ends", lambda: b"\n" * 20_000_000 + SENTENCE.encode()
    yield "60 MB", lambda: b"a" * 60_000_000
    yield "commas", "，" * 300_000 + SENTENCE
    yield "a word of Latin letters", "a" * 1_000_000
    yield "digits", "1234567890" * 100_000
    yield "blank line and blank line", " \n" * 300_000 + SENTENCE
    yield "bars", "|" * 100_000 + "\n" + "-" * 100_000
    yield "emoji", "😀" * 200_000


def _csv() -> Iterator[Case]:
    row = f"d1,{SENTENCE}\n"
    yield from _files("csv rows", ".csv", {
        "ragged": f"id,text\n{row}d2\nd3,修路,more,cells\n\n,,\n", "quote that never closes": f'id,text\n{row}d2,"修路\n' + row * 50,
        "no text column": f"id,body\n{row}", "no rows": "id,text\n", "empty": "", "one column": f"text\n{SENTENCE}\n", "text twice": f"text,text\n{row}",
        "no header": row * 3, "blank lines first": "\n\n\n" + f"id,text\n{row}", "semicolons": f"id;text\n{row.replace(',', ';', 1)}",
        "quotes inside": 'id,text\nd1,修"路"。\nd2,""修""路。\n', "lone carriage returns": f"id,text\r{row}".replace("\n", "\r"),
        "NUL": "id,text\nd1,修\0路。\n", "only separators": "," * 10_000, "a text row of the table alone": "text",
        "cells without text": "id,text\nd1,\nd2,　\n", "line ends in cells": 'id,text\nd1,"修路。\n\n治水。"\n',
    }.items())  # fmt: skip
    yield from _files("csv huge cells", ".csv", {
        "6 million": lambda: f"text\n{'修路' * 3_000_000}\n修路。\n".encode(), "50 million": lambda: b"text\n" + b"a" * 50_000_000 + b"\nx",
        "quoted 50 million": lambda: b'text\n"' + b"a\n" * 25_000_000, "10,000 columns": "text" + ",a" * 10_000 + f"\n{SENTENCE}\n",
        "huge header": "text," + "a" * 5_000_000 + f"\n{SENTENCE},1\n", "50,000 empty rows": "text\n" + '""\n' * 50_000,
    }.items())  # fmt: skip
    table = f"id,text\nd1,{SENTENCE}\nd2,修路架桥。\n"
    names = ("utf-16", "utf-16-le", "utf-32", "gb18030", "big5", "cp037", "utf-7")
    encoded = {name: table.encode(name, "ignore") for name in names} | {
        "mixed": table.encode() + "d3,修路。\n".encode("gb18030")
    }
    yield from _files("csv encodings", ".csv", encoded.items())
    for cell in ("=1+1", "=HYPERLINK(1)", "+1", "-1", "@SUM(1)", "\t=1", "'=1", "=cmd|' /C calc'!A0"):
        yield Case("csv formulas", cell, partial(_make_formula, cell))


def _make_formula(cell: str, folder: Path, _: Path) -> list[str | Path]:
    (folder / "bad.csv").write_text(f'id,text\n"{cell}","{cell}{SENTENCE}"\n', encoding="utf-8")
    return [folder / "bad.csv", "--document-column", "id"]


def _jsonl() -> Iterator[Case]:
    good = json.dumps({"text": SENTENCE}, ensure_ascii=False)
    lines = {
        "not JSON": "{", "an array": '["text"]', "a number": "1", "null": "null", "no text": '{"id": 1}', "text of null": '{"text": null}',
        "text of a list": '{"text": [1]}', "true": '{"text": true}', "NaN": '{"text": NaN}', "Infinity": '{"text": -Infinity}', "a long number": '{"text": ' + "9" * 10_000 + "}",
        "deep": '{"text": ' + "[" * 100_000, "deep objects": '{"a":' * 50_000, "a key twice": '{"text": "a", "text": "b"}', "half a surrogate": '{"text": "\\ud800修路。"}',
        "NUL": '{"text": "\\u0000"}', "two on a line": good + good, "blank": "", "not UTF-8": '{"text": "\udcff\udcfe"}', "a huge line": '{"text": "' + "a" * 45_000_000 + '"}',
        "a number of 10^999": '{"text": 1e999}', "a comma at the end": '{"text": "修路。",}',
    }  # fmt: skip
    for name, line in lines.items():
        yield Case("jsonl lines", name, _file("bad.jsonl", (line + "\n").encode("utf-8", "surrogateescape")))
        yield Case(
            "jsonl lines",
            f"{name}, with good ones",
            _file("bad.jsonl", f"{good}\n{line}\n{good}".encode("utf-8", "surrogateescape")),
        )


def _parquet() -> Iterator[Case]:
    try:
        import pyarrow as pa
        from pyarrow import parquet
    except ImportError:
        return

    def write(**columns: object) -> bytes:
        buffer = io.BytesIO()
        parquet.write_table(pa.table(columns), buffer)
        return buffer.getvalue()

    whole = write(text=[SENTENCE] * 500, id=[f"d{i}" for i in range(500)])
    yield from _files("parquet truncated", ".parquet", _cut(whole, 15))
    yield from _files("parquet flipped bytes", ".parquet", _flip(whole, 30, 6))
    yield from _files("parquet columns", ".parquet", {
        "no text": write(id=["a"]), "numbers": write(text=[1, 2]), "nulls": write(text=pa.array([None, SENTENCE])), "lists": write(text=[["a"]]),
        "bytes": write(text=[b"\xff\xfe"]), "no rows": write(text=pa.array([], pa.string())), "dates": write(text=pa.array([0], pa.date32())),
        "objects": write(text=[{"a": 1}]), "CSV": b"text\na\n", "not numbers": write(text=[float("nan")]),
    }.items())  # fmt: skip


NAMES = ("a\nb", "-dash", "--overwrite", "字" * 80, "a" * 250, "a\u202eb", "a\x1b[31mb", " ", "$\\frac{$", "a$b$c", "=1+1", "*", "a'b\"c", "&<b>", "%s%n",
         "COM1", ".hidden", "~$lock", "a,b;c", "\\", os.fsdecode(b"\xb1\xa8\xb8\xe6"), os.fsdecode(b"\xff\xfe"), "e\u0301", "README")  # fmt: skip


def _names() -> Iterator[Case]:
    for name in NAMES:
        yield Case("names of files", name, partial(_make_named, name))
    for name in ("a" * 300, "a" * 5000, "a/b/c/d", "gone"):
        yield Case("paths that are not there", name[:20], lambda folder, _, name=name: [folder / f"{name}.txt"])
        yield Case(
            "paths that are not there", f"{name[:20]}.csv", lambda folder, _, name=name: [folder / f"{name}.csv"]
        )


def _make_named(name: str, folder: Path, _: Path) -> list[str | Path]:
    (folder / "in").mkdir()
    (folder / "in" / f"{name}.txt").write_text(SPEECH, encoding="utf-8")
    return [folder / "in" / f"{name}.txt"]


def _no_files() -> Iterator[Case]:
    makers: dict[str, Callable[[Path], object]] = {
        "a folder": Path.mkdir, "a pipe": os.mkfifo, "a link to itself": lambda path: path.symlink_to(path), "a link to nothing": lambda path: path.symlink_to("nothing"),
        "a socket": _bind, "a device": lambda path: path.symlink_to("/dev/zero"), "a full device": lambda path: path.symlink_to("/dev/full"),
    }  # fmt: skip
    for name, make in makers.items():
        for ending in (".txt", ".csv", ".docx"):
            yield Case("no regular files", f"{name} {ending}", partial(_make_odd, make, ending, False))
            yield Case("no regular files", f"{name} {ending} in a folder", partial(_make_odd, make, ending, True))
    yield Case("folders", "empty", lambda folder, _: _make_folders(folder, []))
    yield Case("folders", "only hidden", lambda folder, _: _make_folders(folder, [".a.txt", "~$b.docx", "README.md"]))
    yield Case("folders", "only others", lambda folder, _: _make_folders(folder, ["a.py", "b", "c.jpg"]))
    yield Case("folders", "deep", lambda folder, _: _make_folders(folder, ["/".join("d" * 100) + "/a.txt"]))
    yield Case("folders", "up again", _make_circle)
    yield Case("folders", "one stem twice", lambda folder, _: _make_folders(folder, ["a.txt", "a.md", "b/a.txt"]))
    for ending in (".doc", ".xls", ".xlsx", ".wps", ".exe", "", ".TXT", ".txt.gz"):
        yield Case("other formats", ending, _file(f"bad{ending}", SPEECH))


def _bind(path: Path) -> None:
    here = Path.cwd()
    os.chdir(path.parent)  # the path of a socket may have 107 bytes only
    try:
        with socket.socket(socket.AF_UNIX) as opened:
            opened.bind(path.name)
    finally:
        os.chdir(here)


def _make_odd(make: Callable[[Path], object], ending: str, inside: bool, folder: Path, _: Path) -> list[str | Path]:
    (folder / "in").mkdir()
    make(folder / "in" / f"bad{ending}")
    return [folder / "in" if inside else folder / "in" / f"bad{ending}"]


def _make_folders(folder: Path, names: list[str]) -> list[str | Path]:
    (folder / "in").mkdir()
    for name in names:
        (folder / "in" / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / "in" / name).write_text(SPEECH, encoding="utf-8")
    return [folder / "in"]


def _make_circle(folder: Path, _: Path) -> list[str | Path]:
    (folder / "in" / "on").mkdir(parents=True)
    (folder / "in" / "on" / "up").symlink_to(folder / "in", target_is_directory=True)
    (folder / "in" / "a.txt").write_text(SPEECH, encoding="utf-8")
    return [folder / "in"]


def _models() -> Iterator[Case]:
    for number in range(25):
        yield Case("model flipped bytes", f"flip {number}", partial(_make_model, partial(_flip_one, number), False))
        yield Case(
            "model flipped bytes, new hash", f"flip {number}", partial(_make_model, partial(_flip_one, number), True)
        )
    for number in range(12):
        yield Case(
            "model truncated, new hash",
            f"{number} of 12",
            partial(_make_model, lambda data, number=number: data[: len(data) * number // 12], True),
        )
    others: dict[str, Callable[[bytes], bytes]] = {
        "a pickle": lambda _: pickle.dumps({"format": 4}), "a pickle that runs": lambda _: b"cos\nsystem\n(S'touch out.txt'\ntR.", "object arrays": lambda _: _save(about=np.array([{}], dtype=object)),
        "one array": lambda _: _save_one(), "text": lambda _: SPEECH.encode(), "a bomb": lambda _: _pack({"about.npy": bytes(300_000_000)}), "no array": lambda _: _pack({}),
        "format 1": lambda _: _save(about=_about({"format": 1})), "format of text": lambda _: _save(about=_about({"format": "4"})), "JSON without end": lambda _: _save(about=np.frombuffer(b"[" * 100_000, dtype=np.uint8)),
        "no JSON": lambda _: _save(about=np.zeros(3)), "a list": lambda _: _save(about=_about([])),
    }  # fmt: skip
    for name, change in others.items():
        yield Case("model of another make", name, partial(_make_model, change, True))
    for name, change in {
        "cut": lambda a: a[:-1],
        "one more axis": lambda a: a[None],
        "not a number": lambda a: a * np.nan,
        "of text": lambda a: a.astype("U9"),
        "none": None,
    }.items():
        for array in (
            "about",
            "weights",
            "intercepts",
            "scales",
            "biases",
            "token_idf",
            "token_words",
            "vector_matrix",
            "character_keys",
            "character_starts",
            "character_idf",
            "transitions",
            "prior",
        ):
            yield Case(
                "model of shapes that do not fit",
                f"{array} {name}",
                partial(_make_model, partial(_change_array, array, change), True),
            )
    hashes = {
        "missing": None,
        "empty": b"",
        "wrong": b"0" * 64,
        "not UTF-8": b"\xff\xfe",
        "a folder": "folder",
        "a pipe": "pipe",
        "blanks": b" \n ",
    }
    for name, content in hashes.items():
        yield Case("model hashes", name, partial(_make_hash, content))
    held: dict[str, bytes] = {"empty": b"", "text": SPEECH.encode(), "no arrays": _pack({}), "other arrays": _save(counted=np.ones(3), summed=np.ones(3)),
                              "objects": _save(counted=np.array([{}]), summed=np.array([{}])), "below 0": _save(counted=-np.ones((2, 3, 3)), summed=np.ones((2, 3, 3))), "none": _save(counted=np.ones((0, 3, 3)), summed=np.ones((0, 3, 3)))}  # fmt: skip
    for name, data in held.items():
        yield Case("run files", f"held out: {name}", partial(_make_run_file, "held_out.npz", data))
    for name, data in {
        "empty": b"",
        "a list": b"[]",
        "null": b"null",
        "deep": b"[" * 100_000,
        "not UTF-8": b"\xff",
    }.items():
        yield Case("run files", f"metrics: {name}", partial(_make_run_file, "metrics.json", data))


def _flip_one(number: int, data: bytes) -> bytes:
    changed = bytearray(data)
    at = (
        random.Random(number).randrange(len(data)) if number % 2 else len(data) - 1 - number * 40
    )  # the end lists the arrays
    changed[at] ^= 1 << number % 8
    return bytes(changed)


def _save(**arrays: np.ndarray) -> bytes:
    buffer = io.BytesIO()
    np.savez(buffer, **arrays)
    return buffer.getvalue()


def _save_one() -> bytes:
    buffer = io.BytesIO()
    np.save(buffer, np.ones(3))
    return buffer.getvalue()


def _about(content: object) -> np.ndarray:
    return np.frombuffer(json.dumps(content).encode(), dtype=np.uint8)


def _change_array(name: str, change: Callable[[np.ndarray], np.ndarray] | None, data: bytes) -> bytes:
    with np.load(io.BytesIO(data)) as file:
        arrays = dict(file)
    if change is None:
        del arrays[name]
    else:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            arrays[name] = change(arrays[name])
    return _save(**arrays)


def _copy_run(folder: Path, run: Path) -> Path:
    (folder / "run").mkdir()
    for name in MODEL_FILES:
        shutil.copyfile(run / name, folder / "run" / name)
    (folder / "speech.txt").write_text(SPEECH, encoding="utf-8")
    return folder / "run"


def _make_model(change: Callable[[bytes], bytes], sign: bool, folder: Path, run: Path) -> list[str | Path]:
    copied = _copy_run(folder, run)
    data = change((copied / "model.npz").read_bytes())
    (copied / "model.npz").write_bytes(data)
    if sign:
        (copied / "model.npz.sha256").write_text(f"{hashlib.sha256(data).hexdigest()}  model.npz\n")
    return [folder / "speech.txt", "--run", copied]


def _make_hash(content: bytes | str | None, folder: Path, run: Path) -> list[str | Path]:
    path = _copy_run(folder, run) / "model.npz.sha256"
    path.unlink()
    if isinstance(content, bytes):
        path.write_bytes(content)
    elif content == "folder":
        path.mkdir()
    elif content == "pipe":
        os.mkfifo(path)
    return [folder / "speech.txt", "--run", path.parent]


def _make_run_file(name: str, data: bytes, folder: Path, run: Path) -> list[str | Path]:
    copied = _copy_run(folder, run)
    (copied / name).write_bytes(data)
    return [folder / "speech.txt", "--run", copied, *(("--min-precision", "0.5") if name == "held_out.npz" else ())]


DOMAINS = "".join(f'[[domain]]\nid="{name}"\nname_zh="甲"\nname_en="A"\n' for name in ("health", "roads", "schools"))


def _codebooks() -> Iterator[Case]:
    more = {
        "keywords = 5": "keywords = 5", "keywords of numbers": "keywords = [1, 2]", "keywords of lists": 'keywords = [["a"]]', "keywords of tables": "keywords = {a = 1}",
        "cap of texts": 'cap = ["x"]', "cap of a text": 'cap = "12"', "cap of fractions": "cap = [1.5]", "a definition of numbers": "definition = 5", "a definition of lists": "definition = [1]",
        "examples of dates": "examples = [2020-01-01]", "an endless number": "cap = [inf]", "keys of another kind": "nix = 1", "domains in a domain": "[[domain.domain]]\nid = 1",
        "itself among what it excludes": 'excludes = ["schools"]', "a NUL": 'definition = "\\u0000"', "empty keywords": 'keywords = ["", ""]', "100,000 keywords": "keywords = [" + '"修",' * 100_000 + "]",
    }  # fmt: skip
    for name, line in more.items():
        yield _codebook("codebook values", name, f"{DOMAINS}{line}\n")
    for name, text in {
        "empty": "", "not TOML": "domain = [", "XML": "<x/>", "JSON": "{}", "brackets": "a = " + "[" * 100_000, "not UTF-8": "\udcff\udcfe", "a table": "[domain]\nid = 1",
        "a list": "domain = [1, 2, 3]", "a text": 'domain = "health"', "a date that is none": "a = 2020-99-99", "a key twice": "a = 1\na = 2", "UTF-16": DOMAINS.encode("utf-16").decode("utf-8", "surrogateescape"),
        "dotted keys": "a" + ".a" * 50_000 + " = 1",
    }.items():  # fmt: skip
        yield _codebook("codebook form", name, text)
    for name, text in {
        "one domain": DOMAINS.split("[[domain]]")[1].join(["[[domain]]", ""]), "an id twice": DOMAINS * 2, "an empty id": DOMAINS.replace('"roads"', '""'), "an id of blanks": DOMAINS.replace('"roads"', '"a b"'),
        "an id of a number": DOMAINS.replace('"roads"', "5"), "no names": '[[domain]]\nid="health"\n' * 2, "a name of a list": DOMAINS.replace('"甲"', "[1]"), "labels of a list": "labels = []\n" + DOMAINS,
        "labels of a table": DOMAINS + "[labels]\na = 1\n", "many labels": 'labels = "many"\n' + DOMAINS, "a star": DOMAINS.replace('"roads"', '"*"'), "20,000 domains": "".join(f'[[domain]]\nid="a{i}"\nname_zh="甲"\nname_en="A"\n' for i in range(20_000)),
        "an id of 100,000 signs": DOMAINS.replace('"roads"', f'"{"a" * 100_000}"'),
    }.items():  # fmt: skip
        yield _codebook("codebook domains", name, text)
    for name, make in {
        "a folder": Path.mkdir,
        "a pipe": os.mkfifo,
        "a link to itself": lambda path: path.symlink_to(path),
        "gone": lambda _: None,
    }.items():
        yield Case("codebook files", name, partial(_make_codebook_file, make), TRAIN)


def _codebook(kind: str, name: str, text: str) -> Case:
    return Case(kind, name, partial(_make_codebook, text.encode("utf-8", "surrogateescape")), TRAIN)


def _make_codebook(data: bytes, folder: Path, _: Path) -> list[str | Path]:
    (folder / "bad.toml").write_bytes(data)
    return ["--corpus", write_corpus(folder / "corpus.csv"), "--codebook", folder / "bad.toml"]


def _make_codebook_file(make: Callable[[Path], object], folder: Path, _: Path) -> list[str | Path]:
    make(folder / "bad.toml")
    return ["--corpus", write_corpus(folder / "corpus.csv"), "--codebook", folder / "bad.toml"]


def _corpora() -> Iterator[Case]:
    rows = _list_rows()
    whole = "\n".join(["text,domain", *rows])
    for name, content in {
        "empty": "", "blanks": " \n\n", "no rows": "text,domain\n", "no domain": "\n".join(["text,label", *rows]), "one label": "\n".join(["text,domain", *rows[::3]]), "no text in a row": whole + "\n,health\n",
        "no domain in a row": whole + "\n修路,\n", "ragged": whole + "\n修路\n修路,a,b,c\n", "quote that never closes": whole + '\n"修路,roads\n' + "\n".join(rows), "unknown kind": "\n".join(["text,domain,kind", *(f"{row},nix" for row in rows)]),
        "an id twice": "\n".join(["document_id,sentence_id,text,domain", *(f"d,1,{row}" for row in rows)]), "NUL": whole.replace("县", "\0县"), "UTF-16": whole.encode("utf-16"), "random": random.Random(7).randbytes(20_000),
        "one document": "\n".join(["document_id,text,domain", *(f"d,{row}" for row in rows)]), "lone carriage returns": whole.replace("\n", "\r"), "columns twice": whole.replace("text,domain", "text,text"),
        "numbers beyond all": "\n".join(["document_id,sentence_id,paragraph,text,domain", *(f"d{i},{'9' * 30},{'9' * 30},{row}" for i, row in enumerate(rows))]), "only separators": "," * 10_000,
        "half a surrogate": "\n".join(["text,domain", *(row.replace("县", "\ud800") for row in rows)]).encode("utf-8", "surrogatepass"), "a label of line ends": "\n".join(["text,domain", *(f'{row.split(",")[0]},"a\nb{i % 2}"' for i, row in enumerate(rows))]),
        "a label of dollars": "\n".join(["text,domain", *(row.replace("health", "$\\frac{$") for row in rows)]), "a label of 5,000 signs": "\n".join(["text,domain", *(row.replace("health", "h" * 5000) for row in rows)]),
    }.items():  # fmt: skip
        yield Case(
            "corpora", name, partial(_make_corpus, content.encode() if isinstance(content, str) else content), TRAIN
        )


def _make_corpus(data: bytes, folder: Path, _: Path) -> list[str | Path]:
    (folder / "bad.csv").write_bytes(data)
    return ["--corpus", folder / "bad.csv"]


def _list_rows() -> list[str]:
    words = {
        "health": "县医院门诊病床医生护士疫苗药品",
        "roads": "公路桥梁隧道路灯管网修建改造通车",
        "schools": "学校教师课程学生食堂操场入学招生",
    }
    chance = random.Random(8)
    return [
        f"{''.join(chance.sample(text, 9))}{chr(0x4E00 + chance.randrange(9000))},{label}"
        for _ in range(40)
        for label, text in words.items()
    ]


def write_corpus(path: Path, step: int = 1) -> Path:
    """Write a small corpus of three domains, each row a document; another step leaves others out."""
    path.write_text("\n".join(["text,domain", *_list_rows()[:: 1 if step == 1 else step]]), encoding="utf-8")
    return path


_KINDS = (
    _docx,
    _pdf,
    _other_documents,
    _html,
    _text,
    _csv,
    _jsonl,
    _parquet,
    _names,
    _no_files,
    _models,
    _codebooks,
    _corpora,
)
