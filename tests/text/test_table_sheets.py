"""Sheets of rows of each kind of file."""

import contextlib
import importlib
import io
import zipfile

import pytest
import xlsxwriter

from research.errors import InputError, ReadingWarning
from research.text.documents import iterate_documents
from research.text.limits import Limits
from tests.text.test_tables import make_xlsx, read

SPEECH = "同志们：今天召开全县教育工作会议，总结工作，部署任务。今年新建小学两所，增加学位一千二百个，年底前投入使用。"
REPORT = "各位代表：过去一年，全县造林三万亩，改造农村公路八十公里，新增就业四千三百人，群众的满意度稳步提高。"


def test_a_hidden_sheet_is_left_out_and_named(tmp_path):
    with xlsxwriter.Workbook(tmp_path / "t.xlsx") as book:
        for name, text in (("一", "修路。"), ("旧", "治水。")):
            sheet = book.add_worksheet(name)
            sheet.write_column(0, 0, ["text", text])
        sheet.hide()
    with pytest.warns(ReadingWarning, match=r"t\.xlsx: 1 hidden sheet is left out: 旧; show what is to be read"):
        assert read(tmp_path / "t.xlsx") == ([("t-1/一", "修路。")], "")


def test_parquet_without_its_library_is_refused(tmp_path, monkeypatch):
    def fail(name: str) -> None:
        raise ModuleNotFoundError(name)

    monkeypatch.setattr(importlib, "import_module", fail)
    (tmp_path / "t.parquet").write_bytes(b"PAR1")
    with pytest.raises(
        InputError, match=r"t\.parquet: Parquet is read with pyarrow, .* run pip install pyarrow \(the extra parquet\)"
    ):
        list(iterate_documents([tmp_path]))


def test_a_workbook_is_read_with_its_title_row_merged_cells_and_numbers(tmp_path):
    rows: list[list[str | float]] = [
        ["各省报告汇总", "", ""],
        ["", "", ""],
        ["省份", "年份", "正文"],
        ["甲省", 2022.0, "修路。_x000D_\n治水。"],
        ["", 2023.0, "种树。"],
    ]
    (tmp_path / "t.xlsx").write_bytes(make_xlsx({"表": rows}, merged="A4:A5"))
    documents = list(iterate_documents([tmp_path / "t.xlsx"]))
    assert [(d.id, d.text, d.metadata) for d in documents] == [
        ("t-1", "修路。\n治水。", {"省份": "甲省", "年份": "2022"}), ("t-2", "种树。", {"省份": "甲省", "年份": "2023"}),
    ]  # fmt: skip


def test_what_is_merged_over_columns_stands_in_the_first_of_them(tmp_path):
    rows: list[list[str | float]] = [["序号", "正文", "", "单位"], ["1", "修路三公里。", "", "县府办"]]
    for merged in ("B1:C1", "B2:C2"):
        (tmp_path / "t.xlsx").write_bytes(make_xlsx({"表": rows}, merged=merged))
        (document,) = iterate_documents([tmp_path / "t.xlsx"])
        assert (document.text, document.metadata) == ("修路三公里。", {"序号": "1", "单位": "县府办"})
    rows = [["序号", "正文"], ["一、农业", ""], ["1", "修路。"]]
    (tmp_path / "t.xlsx").write_bytes(make_xlsx({"表": rows}, merged="A2:B2"))
    with pytest.warns(ReadingWarning, match=r"1 row without a text is left out \(row 1\)"):
        assert [d.text for d in iterate_documents([tmp_path / "t.xlsx"])] == ["修路。"]


def test_a_sheet_without_a_header_beside_others_is_left_out_and_named(tmp_path):
    sheets: dict[str, list[list[str | float]]] = {
        "说明": [["本表收集各县报告。"], ["来源：各县"]],
        "一": [["正文"], ["修路。"]],
    }
    (tmp_path / "t.xlsx").write_bytes(make_xlsx(sheets))
    with pytest.warns(ReadingWarning, match=r"t\.xlsx: 1 sheet without a column of texts is left out: 说明"):
        assert [d.text for d in iterate_documents([tmp_path / "t.xlsx"])] == ["修路。"]
    (tmp_path / "t.xlsx").write_bytes(make_xlsx({"说明": sheets["说明"], "二": sheets["说明"]}))
    with pytest.raises(InputError, match="first row holds a text"):
        list(iterate_documents([tmp_path / "t.xlsx"]))


def test_a_header_that_stands_again_is_no_row(tmp_path):
    (tmp_path / "t.csv").write_text("标题,正文\n甲,修路。\n标题,正文\n乙,治水。\n")
    assert [(d.id, d.text) for d in iterate_documents([tmp_path / "t.csv"])] == [("t-1", "修路。"), ("t-3", "治水。")]


def test_each_sheet_that_has_texts_is_read(tmp_path):
    sheets: dict[str, list[list[str | float]]] = {
        "说明": [["注", "无"]],
        "一": [["正文"], ["修路。"]],
        "二": [["正文"], ["治水。"]],
    }
    (tmp_path / "t.xlsx").write_bytes(make_xlsx(sheets))
    with pytest.warns(ReadingWarning, match=r"t\.xlsx: 1 sheet without a column of texts is left out: 说明"):
        assert [(d.id, d.text) for d in iterate_documents([tmp_path])] == [("t-1/一", "修路。"), ("t-1/二", "治水。")]


def test_a_workbook_without_texts_and_one_that_is_none_are_refused(tmp_path):
    (tmp_path / "t.xlsx").write_bytes(make_xlsx({"表": [["a", "b"], ["c", "d"]]}))
    with pytest.raises(InputError, match=r"t\.xlsx: no column is called 正文, .*it has a, b"):
        list(iterate_documents([tmp_path / "t.xlsx"]))
    for data in (b"PK", b"PK\x03\x04" + bytes(100), b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)):
        (tmp_path / "t.xlsx").write_bytes(data)
        with pytest.raises(InputError, match=r"t\.xlsx: not a workbook or a broken one"):
            list(iterate_documents([tmp_path / "t.xlsx"]))


def test_a_workbook_that_grows_too_much_or_is_huge_is_refused(tmp_path):
    (tmp_path / "t.xlsx").write_bytes(make_xlsx({"表": [["正文"], ["字" * 30_000_000]]}))
    with pytest.raises(InputError, match=r"unpacked megabytes are read, got.*--max-expanded"):
        list(iterate_documents([tmp_path / "t.xlsx"], limits=Limits(max_expanded=20)))
    data = make_xlsx({"表": [["正文"], ["修路。"]]})
    far = repack_sheet(data, b'<c r="A2"', b'<c r="XFD1048576"')
    (tmp_path / "t.xlsx").write_bytes(far)
    with pytest.raises(InputError, match="more than 20000000 cells"):
        list(iterate_documents([tmp_path / "t.xlsx"]))


def repack_sheet(data: bytes, old: bytes, new: bytes) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as packed, zipfile.ZipFile(buffer, "w") as changed:
        for name in packed.namelist():
            changed.writestr(name, packed.read(name).replace(old, new))
    return buffer.getvalue()


def test_entities_in_a_workbook_are_not_followed(tmp_path):
    (tmp_path / "secret.txt").write_text("秘密")
    entity = f'<!DOCTYPE x [<!ENTITY a SYSTEM "{(tmp_path / "secret.txt").as_uri()}"><!ENTITY b "{"ha" * 1000}">]>'
    data = make_xlsx({"表": [["正文"], ["修路&a;&b;。"]]}, before=entity)
    (tmp_path / "t.xlsx").write_bytes(data)
    with contextlib.suppress(InputError):
        (document,) = iterate_documents([tmp_path / "t.xlsx"])
        assert "秘密" not in document.text
        assert "ha" not in document.text


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.tsv", "text\tpage\n修路,治水|种树;。\t3\n"), ("b.csv", "text;page\n修路,治水|种树。;3\n"), ("c.csv", "text|page\n修路，治水。|3\n"),
        ("d.csv", "text\tpage\n修路，治水。\t3\n"), ("e.csv", "text,page\n修路，治水。,3\n"),
    ],
)  # fmt: skip
def test_columns_are_parted_by_the_sign_of_the_header(tmp_path, name, content):
    (tmp_path / name).write_text(content, "utf-8")
    (document,) = iterate_documents([tmp_path / name])
    assert document.metadata["page"] == "3"
    assert document.text.startswith("修路")


def test_a_table_whose_rows_are_fields_is_turned(tmp_path):
    rows = [["标题", "甲", "乙"], ["年份", "2023", "2024"], ["正文", SPEECH, REPORT]]
    (tmp_path / "t.xlsx").write_bytes(make_xlsx({"表": rows}))
    (tmp_path / "t.csv").write_text("\n".join(",".join(row) for row in rows))
    for name in ("t.xlsx", "t.csv"):
        found = list(iterate_documents([tmp_path / name]))
        assert [(d.text, d.metadata) for d in found] == [
            (SPEECH, {"标题": "甲", "年份": "2023"}),
            (REPORT, {"标题": "乙", "年份": "2024"}),
        ]


def test_a_file_of_tabs_is_parted_by_them_whatever_else_stands_in_its_names(tmp_path):
    (tmp_path / "t.tsv").write_text("文号,年份,省份\ttext\n一号,2024,甲省\t修路。\n", "utf-8")
    (document,) = iterate_documents([tmp_path / "t.tsv"])
    assert (document.text, document.metadata) == ("修路。", {"文号,年份,省份": "一号,2024,甲省"})


OBJECTS = ['{"text": "修路。", "年份": 2023}', '{"text": "治水。", "年份": 2024}']


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.json", f"[{', '.join(OBJECTS)}]"), ("b.json", f'{{"data": [{", ".join(OBJECTS)}]}}'), ("c.json", "\n".join(OBJECTS)),
        ("d.jsonl", "\n\n".join(OBJECTS)), ("e.ndjson", "\n".join(OBJECTS)), ("f.jsonl", f"\ufeff\n [{', '.join(OBJECTS)}]"),
    ],
    ids=["a list", "an object around it", "an object a line", "blank lines", "ndjson", "a list under the name of lines"],
)  # fmt: skip
def test_objects_of_json_are_rows_however_they_are_put_together(tmp_path, name, content):
    (tmp_path / name).write_text(content, "utf-8")
    found = [(one.text, one.metadata) for one in iterate_documents([tmp_path / name])]
    assert found == [("修路。", {"年份": "2023"}), ("治水。", {"年份": "2024"})]


def test_texts_alone_in_json_are_rows_or_the_paragraphs_of_one_text_and_other_values_are_refused(tmp_path):
    (tmp_path / "t.json").write_text('["修路。", "治水。"]', "utf-8")
    assert read(tmp_path / "t.json") == ([("t-1", "修路。"), ("t-2", "治水。")], "")
    (tmp_path / "t.json").write_text('["在全县教育工作会议上的讲话", "同志们：", "今天开会。"]', "utf-8")
    assert read(tmp_path / "t.json") == ([("t-1", "在全县教育工作会议上的讲话\n同志们：\n今天开会。")], "")
    (tmp_path / "t.json").write_text('[{"text": "修路。"}, null]', "utf-8")
    assert read(tmp_path / "t.json") == ([("t-1", "修路。")], ": expected objects, got NoneType")
    for content in ("3", '"修路。"', "null"):
        (tmp_path / "t.json").write_text(content, "utf-8")
        with pytest.raises(InputError, match=r"t\.json: expected a list of JSON objects, got"):
            list(iterate_documents([tmp_path / "t.json"]))


def test_a_row_may_have_blank_cells_too_many_and_no_other_ones(tmp_path):
    (tmp_path / "t.csv").write_text("name,text\nx,修路。, ,\ny,治水。,,多\nz\nw,种树。\n", "utf-8")
    with pytest.warns(ReadingWarning, match=r"1 row without a text is left out \(row 3\)"):
        found, said = read(tmp_path / "t.csv")
    assert found == [("t-1", "修路。"), ("t-4", "种树。")]
    assert said.startswith(", row 2: 4 cells, expected 2; a text that holds the delimiter needs quotes")
