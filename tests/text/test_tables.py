"""Tables whose rows are broken, endless or not what they say."""

import contextlib
import importlib
import io
import json
import random
import tracemalloc
import warnings
import zipfile
from pathlib import Path

import pytest
import xlsxwriter

from research.decoding import DecodingWarning
from research.errors import InputError, ReadingWarning
from research.text.documents import iterate_documents
from research.text.files import show_line
from research.text.limits import Limits

SMALL = Limits(max_characters=100)


def make_xlsx(sheets: dict[str, list[list[str | float]]], merged: str = "", before: str = "") -> bytes:
    """Write a workbook of sheets; `merged` is a range of cells of each, `before` stands before the XML of each."""
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    kinds = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr(
            "[Content_Types].xml", '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>'
        )
        top = f'<Relationship Id="r1" Type="{kinds}/officeDocument" Target="xl/workbook.xml"/>'
        packed.writestr(
            "_rels/.rels",
            f'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{top}</Relationships>',
        )
        listed = "".join(f'<sheet name="{name}" sheetId="{n}" r:id="r{n}"/>' for n, name in enumerate(sheets, 1))
        packed.writestr(
            "xl/workbook.xml", f'<workbook xmlns="{main}" xmlns:r="{kinds}"><sheets>{listed}</sheets></workbook>'
        )
        targets = "".join(
            f'<Relationship Id="r{n}" Type="{kinds}/worksheet" Target="worksheets/s{n}.xml"/>'
            for n in range(1, len(sheets) + 1)
        )
        packed.writestr(
            "xl/_rels/workbook.xml.rels",
            f'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{targets}</Relationships>',
        )
        for n, rows in enumerate(sheets.values(), 1):
            cells = ""
            for r, row in enumerate(rows, 1):
                shown = "".join(
                    f'<c r="{chr(65 + c)}{r}"><v>{value}</v></c>'
                    if not isinstance(value, str)
                    else f'<c r="{chr(65 + c)}{r}" t="inlineStr"><is><t xml:space="preserve">{value}</t></is></c>'
                    if value
                    else ""
                    for c, value in enumerate(row)
                )
                cells += f'<row r="{r}">{shown}</row>'
            end = f'<mergeCells count="1"><mergeCell ref="{merged}"/></mergeCells>' if merged else ""
            packed.writestr(
                f"xl/worksheets/s{n}.xml",
                f'{before}<worksheet xmlns="{main}"><sheetData>{cells}</sheetData>{end}</worksheet>',
            )
    return buffer.getvalue()


def read(path: Path, document_column: str | None = None, limits: Limits = SMALL) -> tuple[list[tuple[str, str]], str]:
    """Read a table with its bad rows skipped: ids and texts, and what was said of the others."""
    errors: list[InputError] = []
    documents = iterate_documents([path], "text", document_column, limits=limits, skip=errors.append)
    found = [(document.id, document.text) for document in documents]
    assert all(str(error).startswith(str(path)) and show_line(str(error)) == str(error) for error in errors)
    return found, "\n".join(str(error).removeprefix(str(path)) for error in errors)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "big5", "utf-16", "utf-16-le"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_a_table_is_read_in_any_encoding_and_with_any_line_ends(tmp_path, encoding, end):
    text = end.join(["name;text", "x;各位代表，現在報告工作", 'y;"一,二;三"', ""]) * 1
    (tmp_path / "t.csv").write_bytes(text.encode(encoding))
    assert read(tmp_path / "t.csv") == ([("t-1", "各位代表，現在報告工作"), ("t-2", "一,二;三")], "")


def test_a_large_table_is_read_in_little_memory(tmp_path):
    with (tmp_path / "t.csv").open("w", encoding="utf-8") as file:
        file.write("name,text\n")
        for number in range(20_000):
            file.write(f"{number},{'修路治水。' * 50}\n")
    assert (tmp_path / "t.csv").stat().st_size > 15_000_000
    tracemalloc.start()
    documents = iterate_documents([tmp_path / "t.csv"], "text", "name", limits=Limits(max_megabytes=1))
    assert sum(len(document.text) for document in documents) == 20_000 * 250
    assert tracemalloc.get_traced_memory()[1] < 60_000_000  # the first 4 MB are decoded whole to find the encoding
    tracemalloc.stop()


def test_characters_lost_late_in_a_table_are_counted(tmp_path):
    head = "text\n" + "修路治水。\n" * 300_000
    (tmp_path / "t.csv").write_bytes(head.encode() + b"\xff\xfe\n")
    with pytest.warns(DecodingWarning, match=r"t\.csv: 2 characters"):
        assert sum(1 for _ in iterate_documents([tmp_path / "t.csv"])) == 300_001


def test_signs_that_only_look_like_line_ends_do_not_end_a_row(tmp_path):
    (tmp_path / "t.csv").write_text("name,text\nx,修\u2028路\x0b治\x85水\n", encoding="utf-8")
    assert read(tmp_path / "t.csv")[0] == [("t-1", "修\u2028路\n治\n水")]


def test_a_field_without_end_is_refused_before_it_is_read(tmp_path):
    for name, begin in (("t.csv", "name,text\nx,修路。\ny,"), ("t.jsonl", '{"text": "修路。"}\n{"text": "')):
        with (tmp_path / name).open("w", encoding="utf-8") as file:
            file.write(begin)
            for _ in range(100):
                file.write("a" * 1_000_000)
        tracemalloc.start()
        found, said = read(tmp_path / name, limits=Limits(max_characters=1_000_000))
        assert tracemalloc.get_traced_memory()[1] < 60_000_000
        tracemalloc.stop()
        assert found == [("t-1", "修路。")]
        assert "more than 8000000 characters in one row" in said
        assert "--max-characters" in said


def test_a_row_that_is_too_long_is_skipped_and_the_next_one_follows(tmp_path):
    (tmp_path / "t.csv").write_text(f"text\n修路。\n{'字' * 101}\n治水。\n")
    found, said = read(tmp_path / "t.csv")
    assert found == [("t-1", "修路。"), ("t-3", "治水。")]
    assert said == ", row 2: at most 100 characters are read, got 101; split it, or raise --max-characters"
    lines = ['{"text": "修路。"}', json.dumps({"text": "字" * 1000}), '{"text": "治水。"}']
    (tmp_path / "t.jsonl").write_text("\n".join(lines))
    found, said = read(tmp_path / "t.jsonl")
    assert found == [("t-1", "修路。"), ("t-3", "治水。")]
    assert "more than 800 characters in one row" in said


def test_a_quotation_mark_that_never_closes_does_not_swallow_the_rest(tmp_path):
    (tmp_path / "t.csv").write_text('name,text\nx,修路。\ny,"治水。\nz,种树。\n')
    found, said = read(tmp_path / "t.csv")
    assert found == [("t-1", "修路。")]
    assert said == ", line 3: a quotation mark in this row is never closed"


def test_empty_and_double_names_of_other_columns_do_no_harm(tmp_path):
    (tmp_path / "t.csv").write_text("a,a,,text,\n1,2,3,修路。,5\n")
    assert read(tmp_path / "t.csv") == ([("t-1", "修路。")], "")


def test_short_rows_are_skipped_and_those_that_are_too_long_refused(tmp_path):
    (tmp_path / "t.csv").write_text("name,text\nx\n\ny,修路,治水。\nz,种树。,,\n")
    with pytest.warns(ReadingWarning, match=r"t\.csv: 1 row without a text is left out \(row 1\)"):
        found, said = read(tmp_path / "t.csv")
    assert found == [("t-3", "种树。")]
    assert (
        said
        == ", row 2: 3 cells, expected 2; a text that holds the delimiter needs quotes, a column without a name needs one"
    )
    (tmp_path / "t.csv").write_text('name,text,\ny,"修路,治水。",x\n')
    assert read(tmp_path / "t.csv") == ([("t-1", "修路,治水。")], "")


def test_ids_that_spreadsheets_wrote_as_formulas_and_the_end_of_files_of_dos_are_read_as_such(tmp_path):
    (tmp_path / "t.csv").write_text('name,text\n="001",修路。\n\x1a')
    assert read(tmp_path / "t.csv", "name") == ([("001", "修路。")], "")


def test_a_hidden_sheet_is_left_out_and_named(tmp_path):
    with xlsxwriter.Workbook(tmp_path / "t.xlsx") as book:
        for name, text in (("一", "修路。"), ("旧", "治水。")):
            sheet = book.add_worksheet(name)
            sheet.write_column(0, 0, ["text", text])
        sheet.hide()
    with pytest.warns(ReadingWarning, match=r"t\.xlsx: 1 hidden sheet is left out: 旧; show what is to be read"):
        assert read(tmp_path / "t.xlsx") == ([("t-1/一", "修路。")], "")


def test_nul_characters_in_a_table_are_taken_out(tmp_path):
    (tmp_path / "t.csv").write_bytes("name,text\nx\0,修\0路。\n".encode())
    assert read(tmp_path / "t.csv", "name") == ([("x", "修路。")], "")


def test_the_document_of_a_bad_row_is_left_out_whole(tmp_path):
    rows = ["x,修路。", "x,治水。", "y,种树。", f"y,{'字' * 101}", "y,开会。", "z,办学。"]
    (tmp_path / "t.csv").write_text("\n".join(["name,text", *rows]))
    found, said = read(tmp_path / "t.csv", "name")
    assert found == [("x", "修路。\n治水。"), ("z", "办学。")]
    assert said.startswith(", row 4: at most 100 characters are read, got 101")


def test_a_bad_row_that_names_no_document_is_left_out_alone(tmp_path):
    lines = ['{"name": "x", "text": "修路。"}', "{", '{"name": "x", "text": "治水。"}']
    (tmp_path / "t.jsonl").write_text("\n".join(lines))
    found, said = read(tmp_path / "t.jsonl", "name")
    assert found == [("x", "修路。\n治水。")]
    assert "line 2: not JSON" in said


def test_the_rows_of_a_document_are_counted_together(tmp_path):
    rows = ["x," + "字" * 60] * 1000 + ["y,修路。"]
    (tmp_path / "t.csv").write_text("\n".join(["name,text", *rows]))
    found, said = read(tmp_path / "t.csv", "name")
    assert found == [("y", "修路。")]
    assert said == ", document 'x': at most 100 characters are read, got 122; split it, or raise --max-characters"


def test_a_table_of_nothing_is_refused(tmp_path):
    for content in (b"", b"\n\n", b"text\n", b"\xef\xbb\xbf", b"\0"):
        (tmp_path / "t.csv").write_bytes(content)
        with pytest.raises(InputError, match="the table has no rows"):
            list(iterate_documents([tmp_path / "t.csv"]))


def test_parquet_without_its_library_is_refused(tmp_path, monkeypatch):
    def fail(name: str) -> None:
        raise ModuleNotFoundError(name)

    monkeypatch.setattr(importlib, "import_module", fail)
    (tmp_path / "t.parquet").write_bytes(b"PAR1")
    with pytest.raises(
        InputError, match=r"t\.parquet: Parquet is read with pyarrow, .* run pip install pyarrow \(the extra parquet\)"
    ):
        list(iterate_documents([tmp_path]))


def test_tables_with_any_bytes_changed_give_texts_or_one_line(tmp_path, mutate):
    rows = "name,text\n" + '"x, 1","修路。\n治水。"\ny,种树。\n' * 5
    lines = '{"name": "x", "text": "修路。\\n治水\\u3002", "n": [1, {"a": 2.5}]}\n' * 5
    chance = random.Random(0)
    sources = {"a.csv": rows.encode(), "b.csv": rows.encode("gb18030"), "c.csv": rows.encode("utf-16")}
    for name, data in (sources | {"d.jsonl": lines.encode()}).items():
        for _ in range(200):
            (tmp_path / name).write_bytes(mutate(data, chance))
            with warnings.catch_warnings():
                warnings.simplefilter("ignore", ReadingWarning)
                errors: list[InputError] = []
                try:
                    for document in iterate_documents([tmp_path / name], document_column="name", skip=errors.append):
                        document.text.encode()
                except InputError as error:
                    errors.append(error)
            assert all(show_line(str(error)) == str(error) for error in errors)


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


def test_cells_that_say_there_is_no_text_are_left_out_and_counted(tmp_path):
    (tmp_path / "t.csv").write_text("id,text\n1,修路。\n2,\n3,nan\n4, NULL \n5,治水。\n")
    with pytest.warns(ReadingWarning, match=r"t\.csv: 3 rows without a text are left out \(row 2, 3, 4\)"):
        assert [d.id for d in iterate_documents([tmp_path / "t.csv"])] == ["t-1", "t-5"]


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


SPEECH = "同志们：今天召开全县教育工作会议，总结工作，部署任务。今年新建小学两所，增加学位一千二百个，年底前投入使用。"
REPORT = "各位代表：过去一年，全县造林三万亩，改造农村公路八十公里，新增就业四千三百人，群众的满意度稳步提高。"


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
