"""Word files and PDFs that were made to harm, or broken on the way."""

import io
import random
import re
import tracemalloc
import zipfile
import zlib
from collections.abc import Callable

import docx
import pytest
from fpdf import FPDF

from research.errors import InputError
from research.text.documents import READERS, read_document
from research.text.files import show_line
from research.text.limits import Limits
from research.text.office import read_docx, read_pdf

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
BODY = "word/document.xml"


@pytest.fixture(scope="module")
def word() -> bytes:
    document = docx.Document()
    document.add_paragraph("修路。治水。")
    table = document.add_table(3, 2)
    for row, cell in enumerate(table.column_cells(1)):
        cell.text = f"第{row}行"
    table.cell(0, 0).text = "甲"
    table.cell(0, 0).merge(table.cell(2, 0))
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


@pytest.fixture(scope="module")
def paper() -> bytes:
    return make_pdf()


def make_pdf(*, reader: str | None = None, compress: bool = True) -> bytes:
    pdf = FPDF()
    pdf.set_compression(compress)
    if reader is not None:
        pdf.set_encryption("owner", user_password=reader)
    for _ in range(2):
        pdf.add_page()
        pdf.set_font("Helvetica", size=12)
        pdf.multi_cell(0, 8, "Roads were built. Water was cleaned. " * 5)
    return bytes(pdf.output())


def repack(word: bytes, change: Callable[[bytes], bytes] = bytes, **added: bytes) -> bytes:
    """Pack a Word file anew with another body and more entries."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(word)) as old, zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(name, change(old.read(name)) if name == BODY else old.read(name))
        for name, content in added.items():
            new.writestr(name, content)
    return buffer.getvalue()


def make_body(inner: str, before: str = "") -> Callable[[bytes], bytes]:
    return lambda _: f'<?xml version="1.0"?>{before}<w:document {W}><w:body>{inner}</w:body></w:document>'.encode()


def refuse(tmp_path, name: str, data: bytes, match: str, limits: Limits | None = None) -> None:
    (tmp_path / name).write_bytes(data)
    with pytest.raises(InputError, match=match) as caught:
        read_document(tmp_path / name, limits=limits or Limits())
    assert str(caught.value).startswith(str(tmp_path / name))
    assert show_line(str(caught.value)) == str(caught.value)


def test_a_merged_cell_stands_in_every_row_that_it_spans(word):
    assert read_docx(word, "a.docx").split("\n") == ["修路。治水。", "甲", "第0行", "甲", "第1行", "甲", "第2行"]


def test_a_word_file_that_grows_too_much_is_refused_without_taking_the_memory(tmp_path, word):
    bomb = repack(word, **{"word/more.xml": b"0" * 100_000_000})
    assert len(bomb) < 200_000
    tracemalloc.start()
    refuse(tmp_path, "a.docx", bomb, r"unpacked megabytes came.*--max-expanded", Limits(max_expanded=10))
    refuse(tmp_path, "a.docx", bomb, r"times the size of the file when unpacked.*--max-ratio")
    assert tracemalloc.get_traced_memory()[1] < 60_000_000
    tracemalloc.stop()


def test_an_entry_that_is_larger_than_it_says_is_not_unpacked_whole(tmp_path, word):
    large = b"<w:p>" + b"0" * 150_000_000
    data = bytearray(repack(word, **{"word/more.xml": large}))
    said = len(large).to_bytes(4, "little")
    truth, lie = zlib.crc32(large).to_bytes(4, "little"), zlib.crc32(large[:10]).to_bytes(4, "little")
    assert data.count(said) == data.count(truth) == 2
    data = data.replace(said, (10).to_bytes(4, "little")).replace(truth, lie)
    (tmp_path / "a.docx").write_bytes(data)
    tracemalloc.start()
    read_document(tmp_path / "a.docx")
    assert tracemalloc.get_traced_memory()[1] < 20_000_000
    tracemalloc.stop()


def test_a_word_file_of_too_many_entries_is_refused(tmp_path, word):
    refuse(tmp_path, "a.docx", repack(word, **{f"x{i}": b"" for i in range(10_001)}), "more than 10000 files packed")


def test_files_inside_a_word_file_are_not_opened(word):
    inner = repack(word, **{"word/embeddings/bomb.zip": b"0" * 30_000_000, "word/media/a.png": b"0" * 30_000_000})
    nested = repack(word, **{"word/embeddings/inner.docx": inner})
    assert read_docx(nested, "a.docx") == read_docx(word, "a.docx") == read_docx(inner, "a.docx")


def test_paths_out_of_a_word_file_lead_nowhere(tmp_path, word):
    (tmp_path / "in").mkdir()
    names = ["../out.txt", "/out.txt", "..\\out.txt", "word/../../out.txt", "a\nb"]
    data = repack(word, **dict.fromkeys(names, b"harm"))
    (tmp_path / "in" / "a.docx").write_bytes(data)
    assert read_document(tmp_path / "in" / "a.docx").text == read_docx(word, "a.docx")
    assert sorted(path.name for path in tmp_path.rglob("*")) == ["a.docx", "in"]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_entities_in_a_word_file_are_refused(tmp_path, word, encoding):
    (tmp_path / "secret.txt").write_text("秘密")
    laughs = "".join(f'<!ENTITY a{i} "{f"&a{i - 1};" * 10}">' for i in range(1, 10))
    for entities in (f'<!ENTITY a0 "ha">{laughs}', f'<!ENTITY a9 SYSTEM "{(tmp_path / "secret.txt").as_uri()}">'):
        body = make_body("<w:p><w:r><w:t>&a9;</w:t></w:r></w:p>", f"<!DOCTYPE x [{entities}]>")(b"").decode()
        text = body.replace('version="1.0"', f'version="1.0" encoding="{encoding}"').encode(encoding)
        refuse(tmp_path, "a.docx", repack(word, lambda _, text=text: text), "defines entities")


def test_a_cell_that_says_it_spans_a_billion_columns_stands_once(word):
    cell = '<w:tc><w:tcPr><w:gridSpan w:val="1000000000"/></w:tcPr><w:p><w:r><w:t>甲</w:t></w:r></w:p></w:tc>'
    data = repack(word, make_body(f"<w:tbl><w:tr>{cell}</w:tr></w:tbl>"))
    assert read_docx(data, "a.docx") == "甲"


def test_a_cell_merged_down_thousands_of_rows_is_read(word):
    merged = "<w:tr><w:tc><w:tcPr><w:vMerge/></w:tcPr><w:p/></w:tc></w:tr>"
    first = '<w:tr><w:tc><w:tcPr><w:vMerge w:val="restart"/></w:tcPr><w:p><w:r><w:t>甲</w:t></w:r></w:p></w:tc></w:tr>'
    data = repack(word, make_body(f"<w:tbl>{first}{merged * 5000}</w:tbl>"))
    assert read_docx(data, "a.docx") == "\n".join(["甲"] * 5001)


def test_the_characters_of_a_word_file_are_counted_while_it_is_read(word):
    with pytest.raises(InputError, match=r"9 characters came, at most 7 .*--max-characters"):
        read_docx(word, "a.docx", Limits(max_characters=7))


@pytest.mark.parametrize(
    "inner", ["<w:p>" * 100_000, "<w:sdt>" * 1000 + "</w:sdt>" * 1000, "\0", "<w:tbl><w:tr/></w:tbl>"]
)
def test_xml_that_no_word_writes_gives_one_line(tmp_path, word, inner):
    refuse(tmp_path, "a.docx", repack(word, make_body(inner)), "not a Word file|no text in it")


def test_word_files_that_are_something_else_are_refused(tmp_path, word, paper):
    refuse(tmp_path, "a.docx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "has a password or is an old .doc")
    refuse(tmp_path, "a.docx", word[: len(word) // 2], "not a Word file")
    refuse(tmp_path, "a.docx", paper, "not a Word file")
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as packed:
        packed.writestr("report.txt", "报告")
    refuse(tmp_path, "a.docx", buffer.getvalue(), "not a Word file")
    secret = bytearray(repack(word))
    secret[6] |= 1  # the sign of a packed file with a password
    at = secret.find(b"PK\x01\x02")
    secret[at + 8] |= 1
    refuse(tmp_path, "a.docx", bytes(secret), "not a Word file .*RuntimeError")


def test_a_pdf_without_a_password_to_read_is_read(paper):
    assert read_pdf(make_pdf(reader=""), "a.pdf") == read_pdf(paper, "a.pdf")


def test_a_pdf_with_a_password_is_refused(tmp_path):
    refuse(tmp_path, "a.pdf", make_pdf(reader="secret"), "the PDF has a password; save it without one")


def write_pdf(*objects: str | bytes) -> bytes:
    """Write a PDF of these objects, numbered from 1; the first is the root."""
    parts, offsets = [b"%PDF-1.7\n"], []
    for number, content in enumerate(objects, 1):
        offsets.append(sum(map(len, parts)))
        data = content if isinstance(content, bytes) else content.encode()
        parts.append(b"%d 0 obj\n%s\nendobj\n" % (number, data))
    at = sum(map(len, parts))
    table = "".join(f"{offset:010} 00000 n \n" for offset in offsets)
    end = f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n{table}trailer\n<</Size {len(objects) + 1}/Root 1 0 R>>"
    return b"".join(parts) + f"{end}\nstartxref\n{at}\n%%EOF".encode()


ROOT = "<</Type/Catalog/Pages 2 0 R>>"
PAGE = "<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]/Contents 4 0 R/Resources<</Font<</F 5 0 R>>/XObject<</X 6 0 R>>>>>>"
FONT = "<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>"


def make_stream(content: bytes, more: str = "") -> bytes:
    data = zlib.compress(content)
    return f"<</Length {len(data)}/Filter/FlateDecode{more}>>stream\n".encode() + data + b"\nendstream"


TEXT = make_stream(b"BT /F 9 Tf (Roads.) Tj ET")
FORM = "/Type/XObject/Subtype/Form/BBox[0 0 9 9]/Resources<</Font<</F 5 0 R>>/XObject<</X 6 0 R>>>>"


@pytest.mark.parametrize(
    "objects",
    [
        [ROOT, "<</Type/Pages/Kids[2 0 R]/Count 1>>"],
        [ROOT, "<</Type/Pages/Kids[3 0 R]/Count 1>>", "<</Type/Pages/Kids[2 0 R]/Count 1>>"],
        [ROOT, "2 0 R"],
        [ROOT, "<</Type/Pages/Kids[3 0 R]/Count 1>>", "3 0 R"],
        [ROOT, f"<</Type/Pages/Kids[{'3 0 R ' * 110_000}]/Count 1>>", PAGE, TEXT, FONT],
        [ROOT, "[" * 50_000],
        [ROOT, "<</Type/Pages/Kids[3 0 R]/Count 1>>", PAGE, "<</Length 4 0 R>>stream\nx\nendstream", FONT],
        ["<</Type/Catalog>>"],
        ["null"],
    ],
)
def test_a_pdf_whose_objects_go_round_is_refused(tmp_path, objects):
    refuse(tmp_path, "a.pdf", write_pdf(*objects), "not a PDF or a broken one|holds no text")


def test_a_pdf_that_only_says_it_has_a_million_pages_is_read():
    assert read_pdf(write_pdf(ROOT, "<</Type/Pages/Kids[3 0 R]/Count 1000000>>", PAGE, TEXT, FONT), "a.pdf") == "Roads."


def test_a_pdf_of_too_many_pages_is_refused(tmp_path):
    data = write_pdf(ROOT, f"<</Type/Pages/Kids[{'3 0 R ' * 5001}]/Count 1>>", PAGE, TEXT, FONT)
    refuse(tmp_path, "a.pdf", data, "5001 pages came, at most 5000 are read.*--max-pages")


def test_pages_that_unpack_to_too_much_are_refused(tmp_path):
    data = write_pdf(ROOT, f"<</Type/Pages/Kids[{'3 0 R ' * 30}]/Count 1>>", PAGE, make_stream(b" " * 1_000_000), FONT)
    refuse(tmp_path, "a.pdf", data, "unpacked megabytes came.*--max-expanded", Limits(max_expanded=10))
    data = write_pdf(ROOT, "<</Type/Pages/Kids[3 0 R]/Count 1>>", PAGE, make_stream(b" " * 80_000_000), FONT)
    refuse(tmp_path, "a.pdf", data, "not a PDF or a broken one .*Limit")


def test_forms_that_draw_themselves_are_stopped(tmp_path):
    draw = make_stream(b"/X Do " * 1000)
    pages = "<</Type/Pages/Kids[3 0 R]/Count 1>>"
    (tmp_path / "a.pdf").write_bytes(write_pdf(ROOT, pages, PAGE, draw, FONT, make_stream(b"/X Do " * 9, FORM)))
    with pytest.raises(InputError):
        read_document(tmp_path / "a.pdf")
    steps = make_stream(b"q Q " * 100, FORM)
    data = write_pdf(ROOT, pages, PAGE, draw, FONT, steps)
    refuse(tmp_path, "a.pdf", data, "more than 4000 drawing steps.*--max-characters", Limits(max_characters=1000))


def test_the_characters_of_a_pdf_are_counted_while_it_is_read(tmp_path):
    data = write_pdf(ROOT, f"<</Type/Pages/Kids[{'3 0 R ' * 50}]/Count 1>>", PAGE, TEXT, FONT)
    refuse(tmp_path, "a.pdf", data, "105 characters came, at most 100.*--max-characters", Limits(max_characters=100))


def test_a_long_line_of_blanks_is_no_page_number():
    text = make_stream(b"BT /F 9 Tf (1" + b" " * 400_000 + b"x) Tj ET")
    pages = "<</Type/Pages/Kids[3 0 R]/Count 1>>"
    assert read_pdf(write_pdf(ROOT, pages, PAGE, text, FONT), "a.pdf").split() == ["1", "x"]


def test_what_a_library_remarks_stays_off_the_screen(caplog, paper):
    broken = re.sub(rb"startxref\n\d+", b"startxref\n1", paper)
    assert read_pdf(broken, "a.pdf") == read_pdf(paper, "a.pdf")
    assert caplog.records == []


def test_files_with_any_bytes_changed_give_text_or_one_line(tmp_path, word, paper, mutate, survive):
    chance = random.Random(0)
    with zipfile.ZipFile(io.BytesIO(word)) as packed:
        body = packed.read(BODY)
    kinds: list[tuple[str, Callable[[], bytes]]] = [
        ("a.docx", lambda: mutate(word, chance)),
        ("b.docx", lambda: repack(word, lambda _: mutate(body, chance))),
        ("c.pdf", lambda: mutate(paper, chance)),
        ("d.pdf", lambda: mutate(plain, chance)),
    ]
    plain = make_pdf(compress=False)
    assert {".docx", ".pdf"} <= set(READERS)
    for name, make in kinds:
        read = 0
        for _ in range(200):
            (tmp_path / name).write_bytes(make())
            read += survive(tmp_path / name)
        assert read < 200
