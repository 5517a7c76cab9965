"""Files as people receive them."""

import codecs
import hashlib
import io
import zipfile
from pathlib import Path

import docx
import pylopdf_fonts_zh_cn
import pytest
from fpdf import FPDF

from research.decoding import DecodingWarning, decode
from research.errors import InputError, ReadingWarning
from research.text.documents import Document, iterate_documents, read_document
from research.text.limits import Limits
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
    with pytest.warns(DecodingWarning, match="report.txt: 1 character could"):
        assert decode(data, "report.txt").replace("\ufffd", "") == "工作报告" * 50 + "增长" * 50


def test_big5_is_read_as_big5():
    text = "各位代表，現在我向大會報告政府工作，請予審議。" * 20
    assert decode(text.encode("big5"), "a.txt") == text


def test_a_missing_file_is_refused(tmp_path):
    with pytest.raises(InputError, match=r"gone\.txt: cannot be read"):
        read_document(tmp_path / "gone.txt")


def test_an_empty_folder_is_refused(tmp_path):
    with pytest.raises(InputError, match="no document in this folder"):
        list(iterate_documents([tmp_path]))


def test_a_table_gives_a_document_a_row_or_a_name(tmp_path):
    (tmp_path / "t.csv").write_text("name,words\nx,修路。\nx,治水。\ny,种树。\n", encoding="utf-8-sig")
    (tmp_path / "t2.jsonl").write_text('{"name": "z", "words": "开会。"}\n')
    rows = list(iterate_documents([tmp_path / "t.csv"], "words"))
    assert [(d.id, d.text) for d in rows] == [("t-1", "修路。"), ("t-2", "治水。"), ("t-3", "种树。")]
    named = list(iterate_documents([tmp_path], "words", "name"))
    assert [(d.id, d.text) for d in named] == [("x", "修路。\n治水。"), ("y", "种树。"), ("z", "开会。")]


def test_a_table_without_the_column_names_those_it_has(tmp_path):
    (tmp_path / "t.csv").write_text("name,words\nx,修路。\n")
    with pytest.raises(
        InputError, match=r"t\.csv: no column is called 正文, .*; it has name, words; name .* with --text-column"
    ):
        list(iterate_documents([tmp_path / "t.csv"]))


def test_json_that_is_none_is_refused_by_line(tmp_path):
    (tmp_path / "t.jsonl").write_text('{"text": "修路。"}\n{"text": \n')
    with pytest.raises(InputError, match="line 2: not JSON"):
        list(iterate_documents([tmp_path / "t.jsonl"]))


def test_what_describes_a_folder_is_no_document(tmp_path):
    for name in ("README.txt", "readme.md", "letter.txt"):
        (tmp_path / name).write_text("修路。", "utf-8")
    with pytest.warns(ReadingWarning, match="2 files are no documents and left out: README.txt, readme.md"):
        assert [document.id for document in iterate_documents([tmp_path])] == ["letter"]
    assert [document.id for document in iterate_documents([tmp_path / "README.txt"])] == ["README"]


def test_documents_are_named_by_several_columns(tmp_path):
    (tmp_path / "t.csv").write_text(
        "省份,年份,正文\n甲省,2022,修路。\n乙省,2022,治水。\n甲省,2023,种树。\n,2024,办学。\n"
    )
    documents = list(iterate_documents([tmp_path / "t.csv"], document_column=["省份", "年份"]))
    assert [d.id for d in documents] == ["甲省/2022", "乙省/2022", "甲省/2023", "甲省/2024"]
    assert documents[3].metadata == {"省份": "甲省", "年份": "2024"}


def test_each_of_several_columns_of_texts_is_a_document(tmp_path):
    (tmp_path / "t.csv").write_text("省份,2022,2023\n甲省,修路。,治水。\n乙省,种树。,\n")
    with pytest.warns(ReadingWarning, match=r"1 row without a text is left out \(row 2\)"):
        documents = list(iterate_documents([tmp_path / "t.csv"], ["2022", "2023"], "省份"))
    assert [(d.id, d.text) for d in documents] == [
        ("甲省/2022", "修路。"),
        ("甲省/2023", "治水。"),
        ("乙省/2022", "种树。"),
    ]


def test_the_other_columns_are_metadata_where_all_rows_of_a_document_agree(tmp_path):
    (tmp_path / "t.csv").write_text(f"name,text,level,page,long\nx,修路。,县,1,{'长' * 300}\nx,治水。,县,2,短\n")
    (document,) = iterate_documents([tmp_path / "t.csv"], document_column="name")
    assert document.metadata == {"name": "x", "level": "县"}
    assert document.file == str(tmp_path / "t.csv")


def test_a_document_names_the_one_whose_text_it_repeats(tmp_path):
    for name, text in (("a", "修路。"), ("b", "治水。"), ("c", "修路。")):
        (tmp_path / f"{name}.txt").write_text(text)
    documents = list(iterate_documents([tmp_path]))
    assert [(d.id, d.duplicate_of) for d in documents] == [("a", ""), ("b", ""), ("c", "a")]
    assert documents[0].sha256 == documents[2].sha256 == hashlib.sha256("修路。".encode()).hexdigest()


def make_zip(**entries: bytes) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, content in entries.items():
            packed.writestr(name, content)
    return buffer.getvalue()


def test_the_documents_of_a_zip_file_are_read(tmp_path):
    entries = {
        "2022/甲.txt": "修路。".encode(), "b.docx": make_docx(LINES), "__MACOSX/._a.txt": b"x", "t.csv": "text\n治水。\n".encode(),
        "c.jpg": b"x", "../d.txt": "种树。".encode(),
    }  # fmt: skip
    (tmp_path / "a.zip").write_bytes(make_zip(**entries))
    with pytest.warns(ReadingWarning, match=r"a\.zip: 1 file is no document and left out: c\.jpg"):
        documents = list(iterate_documents([tmp_path]))
    assert [d.id for d in documents] == ["a/2022/甲", "a/b", "a/d", "a/t-1"]
    assert documents[0].file == str(tmp_path / "a.zip/2022/甲.txt")
    assert sorted(path.name for path in tmp_path.rglob("*")) == ["a.zip"]


def test_the_chapters_of_a_book_are_documents(tmp_path):
    pages = {f"OEBPS/{n}.xhtml": f"<html><body><p>第{n}章的正文。</p></body></html>" for n in (1, 2)}
    with zipfile.ZipFile(tmp_path / "年鉴.epub", "w") as packed:
        for name, content in {"mimetype": "application/epub+zip", **pages}.items():
            packed.writestr(name, content)
    with pytest.warns(ReadingWarning, match="1 file is no document and left out: mimetype"):
        found = list(iterate_documents([tmp_path]))
    assert [(d.id, d.text) for d in found] == [("年鉴/OEBPS/1", "第1章的正文。"), ("年鉴/OEBPS/2", "第2章的正文。")]
    (tmp_path / "年鉴.epub").write_bytes(b"PK\x03\x04 broken")
    with pytest.raises(InputError, match=r"年鉴\.epub: not a zip file or a broken one"):
        list(iterate_documents([tmp_path]))


def test_files_of_a_zip_file_with_a_password_are_refused_together_and_others_read(tmp_path):
    data = bytearray(make_zip(**{"a.txt": "修路。".encode(), "b.txt": "治水。".encode(), "c.txt": "种树。".encode()}))
    for name in (b"a.txt", b"b.txt"):
        local = data.find(name)
        central = data.find(name, local + 1)
        data[local - 24] |= 1
        data[central - 38] |= 1
    (tmp_path / "a.zip").write_bytes(data)
    errors: list[InputError] = []
    assert [document.text for document in iterate_documents([tmp_path / "a.zip"], skip=errors.append)] == ["种树。"]
    assert [str(error) for error in errors] == [
        f"{tmp_path / 'a.zip'}: 2 files in it have a password; unpack it and give the folder"
    ]


def test_the_pictures_and_frames_of_a_saved_page_are_no_documents(tmp_path):
    entries = {
        "通知.html": "<p>修路。</p>".encode(), "通知_files/a.png": b"x", "通知_files/frame.html": "<p>广告。</p>".encode(), "b.htm": "<p>治水。</p>".encode(),
        "b.files/c.css": b"x", "d_files/e.html": "<p>种树。</p>".encode(),
    }  # fmt: skip
    for name, content in entries.items():
        (tmp_path / "in" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "in" / name).write_bytes(content)
    (tmp_path / "in.zip").write_bytes(make_zip(**entries))
    for path in (tmp_path / "in", tmp_path / "in.zip"):
        with pytest.warns(ReadingWarning, match=r": 1 file is no document and left out: frame\.html$") as caught:
            texts = [document.text for document in iterate_documents([path])]
        assert sorted(texts) == ["修路。", "治水。", "种树。"]
        assert len(caught) == 1


def test_names_of_a_zip_file_from_windows_are_read(tmp_path):
    data = make_zip(**{"xxxx.txt": "修路。".encode()})
    (tmp_path / "a.zip").write_bytes(data.replace(b"xxxx", "报告".encode("gbk")))
    assert [d.id for d in iterate_documents([tmp_path])] == ["a/报告"]


@pytest.mark.slow
def test_zip_files_that_hold_too_much_or_zip_files_are_refused(tmp_path):
    errors: list[InputError] = []
    inner = make_zip(**{"a.txt": "修路。".encode()})
    (tmp_path / "nested.zip").write_bytes(make_zip(**{"in.zip": inner, "b.txt": "治水。".encode()}))
    (tmp_path / "bomb.zip").write_bytes(make_zip(**{f"{n}.txt": b"a" * 9_000_000 for n in range(5)}))
    documents = list(
        iterate_documents([tmp_path], limits=Limits(max_expanded=20, max_characters=10_000_000), skip=errors.append)
    )
    assert documents[-1].text == "治水。"
    assert "unpacked megabytes are read, got" in str(errors[0])
    assert (
        str(errors[-1])
        == f"{tmp_path / 'nested.zip'}/in.zip: a zip file is not unpacked here; unpack it and give the folder"
    )


def test_a_table_that_a_spreadsheet_saved_as_text_is_read_as_one(tmp_path):
    (tmp_path / "t.txt").write_text('省份\t正文\r\n甲省\t"修路。\n治水。"\r\n', encoding="utf-16")
    (document,) = iterate_documents([tmp_path])
    assert (document.id, document.text, document.metadata) == ("t-1", "修路。\n治水。", {"省份": "甲省"})


def test_a_web_address_is_told_what_to_do():
    with pytest.raises(InputError, match=r"web addresses are not read; save the page as \.html"):
        list(iterate_documents([Path("https://www.example.cn/report.html")]))


def test_bad_files_are_skipped_and_told_where_asked(folder):
    (folder / "a-empty.txt").write_bytes(b"")
    (folder / "old.doc").write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")
    (folder / "z").mkdir()
    (folder / "z" / "t.csv").write_text("text\n修路。\n")
    errors: list[InputError] = []
    inputs = [folder / "gone.txt", folder]
    found = [document.id for document in iterate_documents(inputs, skip=errors.append)]
    assert found == ["bom", "crlf", "gb", "mark", "page", "paper", "utf16", "utf8", "word", "z/t-1"]
    assert [str(error).split(": ")[0] for error in errors] == [
        str(folder / name) for name in ("gone.txt", "a-empty.txt", "old.doc")
    ]


def test_a_single_bad_file_is_refused_with_its_own_fault_even_where_it_is_skipped(tmp_path):
    (tmp_path / "a.txt").write_bytes(b"")
    errors: list[InputError] = []
    with pytest.raises(InputError, match=r"a\.txt: the file is empty; give a file with text"):
        list(iterate_documents([tmp_path / "a.txt"], skip=errors.append))
    assert len(errors) == 1


def test_nothing_but_bad_files_is_refused_even_where_they_are_skipped(tmp_path):
    (tmp_path / "a.txt").write_bytes(b"")
    (tmp_path / "in").mkdir()
    errors: list[InputError] = []
    with pytest.raises(InputError, match="none of the documents could be read; 2 were refused"):
        list(iterate_documents([tmp_path / "a.txt", tmp_path / "in"], skip=errors.append))
    assert len(errors) == 2


def test_documents_are_equal_wherever_they_were_read_from():
    assert Document("a", "修路。", file="x/a.txt") == Document("a", "修路。", file="y/a.txt")
    assert Document("a", "修路。") != Document("a", "治水。")


def test_the_error_of_a_document_of_a_table_that_is_too_long_is_handed_over(tmp_path):
    (tmp_path / "t.csv").write_text("name,text\nx,修路。\nx,治水。\ny,种树。\n", "utf-8")
    errors: list[InputError] = []
    found = list(
        iterate_documents(
            [tmp_path / "t.csv"], document_column="name", limits=Limits(max_characters=7), skip=errors.append
        )
    )
    assert [document.id for document in found] == ["y"]
    (error,) = errors
    assert "document 'x': at most 7 characters are read, got 8" in str(error)


def test_an_entry_of_a_zip_file_cannot_lead_out_of_it(tmp_path):
    (tmp_path / "a.zip").write_bytes(make_zip(**{"/etc/../../x/报告.txt": "修路。".encode()}))
    (document,) = iterate_documents([tmp_path])
    assert (document.id, document.file) == ("a/etc/x/报告", str(tmp_path / "a.zip/etc/x/报告.txt"))


def test_documents_packed_under_the_name_of_a_word_file_are_read(tmp_path):
    with zipfile.ZipFile(tmp_path / "材料.docx", "w") as packed:
        packed.writestr("一.txt", "修路。")
        packed.writestr("二.txt", "治水。")
    assert [document.id for document in iterate_documents([tmp_path])] == ["材料/一", "材料/二"]


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.csv", '{"text": "修路。"}\n{"text": "治水。"}\n'), ("a.json", "正文,年份\n修路。,2024\n治水。,2025\n"), ("a.jsonl", "正文\t年份\n修路。\t2024\n治水。\t2025\n"),
    ],
)  # fmt: skip
def test_a_table_under_the_name_of_another_one_is_read(tmp_path, name, content):
    (tmp_path / name).write_text(content, "utf-8")
    assert [document.text for document in iterate_documents([tmp_path / name])] == ["修路。", "治水。"]


def test_a_copy_with_other_line_ends_in_another_encoding_is_the_same_text(tmp_path):
    (tmp_path / "a.txt").write_bytes("关于防火的通知\n各乡镇要加强值守。\n".encode())
    (tmp_path / "b.txt").write_bytes("关于防火的通知\r\n　　各乡镇要加强值守。".encode("gb18030"))
    assert [document.duplicate_of for document in iterate_documents([tmp_path])] == ["", "a"]


def test_a_document_whose_rows_are_too_long_together_is_named_with_its_file(tmp_path):
    (tmp_path / "t.csv").write_text("name,text\nx,修路。\nx,治水。\n")
    with pytest.raises(InputError) as caught:
        list(iterate_documents([tmp_path / "t.csv"], document_column="name", limits=Limits(max_characters=5)))
    assert str(caught.value).startswith(f"{tmp_path / 't.csv'}, document 'x': at most 5 characters are read, got 8;")
