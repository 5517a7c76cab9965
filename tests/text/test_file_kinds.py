"""What kind a file is of, and what is said of one that is not read."""

import subprocess
import sys

import pytest
from fpdf import FPDF

from research.errors import InputError
from research.text import file_kinds
from research.text.documents import iterate_documents, read_document
from research.text.file_kinds import READERS
from research.text.limits import Limits
from tests.text.test_documents import LINES, TEXT, make_docx

BAD = {
    "empty.txt": (b"", "empty"),
    "blank.txt": (b" \n\t", "empty"),
    "old.doc": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "save it as .docx"),
    "broken.docx": (b"PK\x03\x04 no zip", "not a Word file"),
    "text.docx": ("报告".encode(), "not a Word file"),
    "broken.pdf": (b"%PDF-1.4 no more", "not a PDF"),
    "sheet.xlsx": (b"PK", "a table holds several texts"),
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


@pytest.mark.parametrize("name", ["a.txt", "a.doc", "a.html", "a.wps", "a.pdf", "a.csv", "a.xlsx", "a", "a.docx_备份"])
def test_a_file_is_told_by_its_content(tmp_path, name):
    (tmp_path / name).write_bytes(make_docx(LINES))
    assert read_document(tmp_path / name).text == TEXT


@pytest.mark.parametrize(
    "error", [RecursionError("deep"), MemoryError(), OverflowError("a\nb"), AssertionError(), UnicodeError("x")]
)
def test_whatever_a_parser_raises_is_said_in_one_line(tmp_path, monkeypatch, error):
    def fail(*_: object) -> None:
        raise error

    monkeypatch.setattr(file_kinds, "READERS", {".docx": fail})
    (tmp_path / "a.docx").write_bytes(b"PK")
    with pytest.raises(
        InputError, match=rf"a\.docx: not a Word file or a broken one \({type(error).__name__}"
    ) as caught:
        read_document(tmp_path / "a.docx")
    assert str(caught.value).isprintable()


MODULES = {
    ".docx": ("word", "read_docx"), ".docm": ("word", "read_docx"), ".dotx": ("word", "read_docx"),
    ".odt": ("opendocument", "read_odt"), ".rtf": ("rtf", "read_rtf"), ".pdf": ("pdf", "read_pdf"), ".ofd": ("ofd", "read_ofd"),
    ".html": ("web_page", "read_html"), ".htm": ("web_page", "read_html"), ".shtml": ("web_page", "read_html"),
    ".xhtml": ("web_page", "read_html"), ".mht": ("mail", "read_mail"), ".mhtml": ("mail", "read_mail"),
    ".eml": ("mail", "read_mail"), ".doc": ("conversion", "convert"), ".wps": ("conversion", "convert"),
}  # fmt: skip


@pytest.mark.parametrize("ending", MODULES)
def test_each_ending_has_the_reader_of_its_format(monkeypatch, ending):
    module, name = MODULES[ending]
    monkeypatch.setattr(f"research.text.{module}.{name}", lambda *given: given)
    assert READERS[ending](b"x", "a", Limits()) == (b"x", "a", Limits())


def test_every_other_reader_is_of_plain_text():
    assert {ending: READERS[ending].__name__ for ending in {*READERS} - {*MODULES}} == {
        ".txt": "read_text",
        ".md": "read_markdown",
    }


def test_a_format_is_imported_only_when_a_file_of_it_is_read(tmp_path):
    (tmp_path / "a.txt").write_text(TEXT)
    code = "import sys; from pathlib import Path; from research.text.documents import iterate_documents\n"
    code += f"print(len(list(iterate_documents([Path({str(tmp_path / 'a.txt')!r})])))); print(*sys.modules)"
    said = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.split()
    assert said[0] == "1"
    assert not {f"research.text.{module}" for module, _ in MODULES.values()} & {*said}


def test_a_text_of_an_unknown_ending_is_refused_and_read_as_the_message_says(tmp_path):
    text = "print('修路。')  # a plan"
    (tmp_path / "报告.2024").write_text(text)
    with pytest.raises(
        InputError, match=r"files of the kind \.2024 are not read; .*, or call it \.txt where it is a text"
    ):
        read_document(tmp_path / "报告.2024")
    (tmp_path / "报告.2024").rename(tmp_path / "报告.txt")
    assert read_document(tmp_path / "报告.txt").text == text


@pytest.mark.parametrize("name", ["报告", "报告.2024", "报告.log", "报告.txt_备份"])
@pytest.mark.parametrize("encoding", ["utf-8", "gb18030", "utf-16"])
def test_chinese_text_under_any_ending_is_a_text(tmp_path, name, encoding):
    (tmp_path / name).write_text("修路治水。\n" * 9000, encoding=encoding)  # longer than what tells the kind
    assert read_document(tmp_path / name).text == "修路治水。\n" * 9000
    assert [document.text for document in iterate_documents([tmp_path / name])] == ["修路治水。\n" * 9000]


@pytest.mark.parametrize("name", ["a.docx", "a.pdf", "a.rtf", "a.html", "a.odt", "a.ofd"])
def test_chinese_text_under_the_name_of_another_kind_is_a_text(tmp_path, name):
    (tmp_path / name).write_bytes("关于防火的通知\n各乡镇要加强值守。\n".encode("gb18030"))
    (document,) = iterate_documents([tmp_path / name])
    assert (document.text, document.marks) == ("关于防火的通知\n各乡镇要加强值守。\n", ())
