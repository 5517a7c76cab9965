"""Files as people receive them."""

import codecs
import io
from pathlib import Path

import docx
import pylopdf_fonts_zh_cn
import pytest
from fpdf import FPDF

from research.decoding import DecodingWarning, decode
from research.errors import InputError
from research.text import documents
from research.text.documents import Document, iterate_documents, read_document
from research.text.formats import read_html
from research.text.sentences import split_sentences

LINES = [
    "在全县农业工作会议上的讲话",
    "同志们：",
    "一、肯定成绩",
    "去年全县粮食总产量达到36.5万吨，比上年增长3.2%，高标准农田建成4万亩；农民人均可支配收入增加1200元。" * 2,
    "（一）水利建设步伐加快。完成投资2.3亿元，新修渠道120公里，改善灌溉面积8万亩。",
    "二、明确任务",
    "今年要抓好“米袋子”“菜篮子”，落实《种子法》，确保播种面积稳定在50万亩以上，产量不低于去年。",
]  # fmt: skip
TEXT = "\n".join(LINES)
FONT = Path(pylopdf_fonts_zh_cn.__file__).with_name("NotoSansSC-Regular.otf")


def make_docx(lines: list[str]) -> bytes:
    document = docx.Document()
    for line in lines:
        document.add_paragraph(line)
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def make_pdf(lines: list[str]) -> bytes:
    pdf = FPDF()
    pdf.add_page()
    pdf.add_font("noto", fname=FONT)
    pdf.set_font("noto", size=14)
    for line in lines:
        pdf.multi_cell(0, 8, line, align="L", new_x="LMARGIN", new_y="NEXT")
    return bytes(pdf.output())


@pytest.fixture
def folder(tmp_path):
    """One text in every form."""
    (tmp_path / "utf8.txt").write_text(TEXT, encoding="utf-8")
    (tmp_path / "gb.txt").write_text(TEXT, encoding="gb18030")
    (tmp_path / "bom.txt").write_bytes(codecs.BOM_UTF8 + TEXT.encode())
    (tmp_path / "utf16.txt").write_text(TEXT, encoding="utf-16")
    (tmp_path / "crlf.txt").write_bytes(TEXT.replace("\n", "\r\n").encode())
    (tmp_path / "mark.md").write_text(f"# {LINES[0]}\n\n" + "\n\n".join(LINES[1:]))
    rows = "".join(f"<p>{line.replace('36.5', '<b>36.5</b>')}</p>\n" for line in LINES)
    page = f"<html><head><title>x</title><style>p {{}}</style></head><body>{rows}<script>var a=1</script></body></html>"
    (tmp_path / "page.html").write_text(page)
    (tmp_path / "word.docx").write_bytes(make_docx(LINES))
    (tmp_path / "paper.pdf").write_bytes(make_pdf(LINES))
    return tmp_path


FILES = ["utf8.txt", "gb.txt", "bom.txt", "utf16.txt", "crlf.txt", "mark.md", "page.html", "word.docx", "paper.pdf"]


@pytest.mark.parametrize("name", FILES)
def test_every_form_of_a_text_gives_the_same_sentences(folder, name):
    expected = [(s.text, s.kind, s.headings) for s in split_sentences(Document("d", TEXT))]
    assert len(expected) == 11
    found = [(s.text, s.kind, s.headings) for s in split_sentences(read_document(folder / name))]
    assert found == expected


def test_text_is_shown_as_it_was_read():
    text = "經濟增長３％。"
    assert [s.text for s in split_sentences(Document("d", text))] == [text]


def test_stray_bytes_are_counted_in_a_warning():
    data = "工作报告".encode() * 50 + b"\xff" + "增长".encode() * 50
    with pytest.warns(DecodingWarning, match="report.txt: 1 characters"):
        assert decode(data, "report.txt").replace("\ufffd", "") == "工作报告" * 50 + "增长" * 50


def test_big5_is_read_as_big5():
    text = "各位代表，現在我向大會報告政府工作，請予審議。" * 20
    assert decode(text.encode("big5"), "a.txt") == text


def test_html_keeps_words_apart_and_characters_together():
    assert (
        read_html("<p>GDP growth\n 增长 3%</p><div>下<i>一</i>段</div>".encode(), "a.html")
        == "GDP growth 增长 3%\n下一段"
    )


BAD = {
    "empty.txt": (b"", "empty"),
    "blank.txt": (b" \n\t", "empty"),
    "old.doc": (b"\xd0\xcf\x11\xe0", "save it as .docx"),
    "broken.docx": (b"PK\x03\x04 no zip", "not a Word file"),
    "text.docx": ("报告".encode(), "not a Word file"),
    "broken.pdf": (b"%PDF-1.4 no more", "not a PDF"),
    "sheet.xlsx": (b"PK", "save the sheet as CSV"),
    "picture.png": (b"\x89PNG", "are not read"),
}


@pytest.mark.parametrize("name", BAD)
def test_a_bad_file_is_refused_in_one_line_with_its_name(tmp_path, name):
    data, message = BAD[name]
    (tmp_path / name).write_bytes(data)
    with pytest.raises(InputError, match=message) as caught:
        read_document(tmp_path / name)
    assert name in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_scanned_pdf_is_refused(tmp_path):
    pdf = FPDF()
    pdf.add_page()
    (tmp_path / "scan.pdf").write_bytes(bytes(pdf.output()))
    with pytest.raises(InputError, match="OCR"):
        read_document(tmp_path / "scan.pdf")


def test_a_missing_file_is_refused(tmp_path):
    with pytest.raises(InputError, match=r"gone\.txt: cannot be read"):
        read_document(tmp_path / "gone.txt")


def test_an_empty_folder_is_refused(tmp_path):
    with pytest.raises(InputError, match="no document in this folder"):
        list(iterate_documents([tmp_path]))


def test_files_that_share_a_stem_keep_their_whole_names(tmp_path):
    (tmp_path / "a.txt").write_text("修路。")
    (tmp_path / "a.md").write_text("治水。")
    (tmp_path / "b.txt").write_text("种树。")
    assert [document.id for document in iterate_documents([tmp_path])] == ["a.md", "a.txt", "b"]


def test_a_table_gives_a_document_a_row_or_a_name(tmp_path):
    (tmp_path / "t.csv").write_text("name,words\nx,修路。\nx,治水。\ny,种树。\n", encoding="utf-8-sig")
    (tmp_path / "t2.jsonl").write_text('{"name": "z", "words": "开会。"}\n')
    rows = list(iterate_documents([tmp_path / "t.csv"], "words"))
    assert [(d.id, d.text) for d in rows] == [("t-1", "修路。"), ("t-2", "治水。"), ("t-3", "种树。")]
    named = list(iterate_documents([tmp_path], "words", "name"))
    assert [(d.id, d.text) for d in named] == [("x", "修路。\n治水。"), ("y", "种树。"), ("z", "开会。")]


def test_a_table_without_the_column_names_those_it_has(tmp_path):
    (tmp_path / "t.csv").write_text("name,words\nx,修路。\n")
    with pytest.raises(InputError, match=r"row 1: no column 'text'; it has name, words"):
        list(iterate_documents([tmp_path / "t.csv"]))


def test_json_that_is_none_is_refused_by_line(tmp_path):
    (tmp_path / "t.jsonl").write_text('{"text": "修路。"}\n{"text": \n')
    with pytest.raises(InputError, match="line 2: not JSON"):
        list(iterate_documents([tmp_path / "t.jsonl"]))


def test_what_describes_a_folder_is_no_document(tmp_path):
    for name in ("README.txt", "readme.md", "letter.txt"):
        (tmp_path / name).write_text("修路。", "utf-8")
    assert [document.id for document in iterate_documents([tmp_path])] == ["letter"]
    assert [document.id for document in iterate_documents([tmp_path / "README.txt"])] == ["README"]


def test_two_documents_of_one_id_are_refused(tmp_path):
    (tmp_path / "t.csv").write_text("name,text\nx,修路。\ny,治水。\nx,种树。\n")
    with pytest.raises(InputError, match="'x' stands twice"):
        list(iterate_documents([tmp_path / "t.csv"], document_column="name"))


def test_bad_files_are_skipped_and_told_where_asked(folder):
    (folder / "a-empty.txt").write_bytes(b"")
    (folder / "old.doc").write_bytes(b"\xd0\xcf\x11\xe0")
    (folder / "z").mkdir()
    (folder / "z" / "t.csv").write_text("text\n修路。\n")
    errors: list[InputError] = []
    inputs = [folder / "gone.txt", folder]
    found = [document.id for document in iterate_documents(inputs, skip=errors.append)]
    assert found == ["bom", "crlf", "gb", "mark", "page", "paper", "utf16", "utf8", "word", "t-1"]
    assert [str(error).split(": ")[0] for error in errors] == [
        str(folder / name) for name in ("gone.txt", "a-empty.txt", "old.doc")
    ]


def test_a_second_document_of_one_id_is_skipped_where_asked(tmp_path):
    (tmp_path / "t.csv").write_text("name,text\nx,修路。\ny,治水。\nx,种树。\n")
    errors: list[InputError] = []
    documents = list(iterate_documents([tmp_path / "t.csv"], document_column="name", skip=errors.append))
    assert [document.text for document in documents] == ["修路。", "治水。"]
    assert "'x' stands twice" in str(errors[0])


def test_nothing_but_bad_files_is_refused_even_where_they_are_skipped(tmp_path):
    (tmp_path / "a.txt").write_bytes(b"")
    (tmp_path / "in").mkdir()
    errors: list[InputError] = []
    with pytest.raises(InputError, match="none of the documents could be read; 2 were refused"):
        list(iterate_documents([tmp_path / "a.txt", tmp_path / "in"], skip=errors.append))
    assert len(errors) == 2


@pytest.mark.parametrize(
    "error", [RecursionError("deep"), MemoryError(), OverflowError("a\nb"), AssertionError(), UnicodeError("x")]
)
def test_whatever_a_parser_raises_is_said_in_one_line(tmp_path, monkeypatch, error):
    def fail(*_: object) -> None:
        raise error

    monkeypatch.setattr(documents, "READERS", {".docx": fail})
    (tmp_path / "a.docx").write_bytes(b"PK")
    with pytest.raises(
        InputError, match=rf"a\.docx: not a Word file or a broken one \({type(error).__name__}"
    ) as caught:
        read_document(tmp_path / "a.docx")
    assert str(caught.value).isprintable()
