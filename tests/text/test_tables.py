"""Tables whose rows are broken, endless or not what they say."""

import io
import json
import random
import warnings
import zipfile
from pathlib import Path

import pytest

from research.errors import InputError, ReadingWarning
from research.text.documents import iterate_documents
from research.text.files import show_line
from research.text.limits import Limits
from research.text.table_columns import Columns
from research.text.tables import read_rows

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


@pytest.mark.slow
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


def test_cells_that_say_there_is_no_text_are_left_out_and_counted(tmp_path):
    (tmp_path / "t.csv").write_text("id,text\n1,修路。\n2,\n3,nan\n4, NULL \n5,治水。\n6,无\n7,—\n8,无为县修路。\n")
    with pytest.warns(ReadingWarning, match=r"t\.csv: 5 rows without a text are left out \(row 2, 3, 4, 6, 7\)"):
        assert [d.id for d in iterate_documents([tmp_path / "t.csv"])] == ["t-1", "t-5", "t-8"]


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        ("['修路。', '治水。']", "修路。\n治水。"),
        ('["修路。"]', "修路。"),
        ("['修路。', 3]", "['修路。', 3]"),
        ("['修路。' '治水。'", "['修路。' '治水。'"),
        ("[" * 3000 + "'a'" + "]" * 3000, "[" * 3000 + "'a'" + "]" * 3000),
    ],
)
def test_a_list_of_texts_that_a_program_wrote_into_a_cell_is_read_as_their_lines(tmp_path, cell, text):
    rows = [{"name": "x", "text": cell}]
    (tmp_path / "t.json").write_text(json.dumps(rows))
    assert [d.text for d in iterate_documents([tmp_path / "t.json"])] == [text]


def test_a_column_of_documents_that_is_missing_is_told_with_its_own_flag(tmp_path):
    (tmp_path / "t.csv").write_text("编号,正文\n1,修路。\n", "utf-8")
    with pytest.raises(InputError, match=r"t\.csv: no column '省'; it has 编号, 正文 \(see --document-column\)"):
        list(iterate_documents([tmp_path / "t.csv"], (), ("省",)))


def test_each_text_of_a_row_is_told_by_its_column_and_a_single_one_is_not():
    def read_parts(*texts: str) -> list[tuple[str | None, str, tuple[str, ...]]]:
        columns = Columns(texts=texts, documents=("省份",))
        rows = read_rows("省份,去年,今年\n东省,修路。,治水。\n".encode(), "t.csv", ".csv", columns, SMALL)
        return [(row.name, row.text, row.part) for row in rows]

    assert read_parts("去年", "今年") == [("东省/去年", "修路。", ("去年",)), ("东省/今年", "治水。", ("今年",))]
    assert read_parts("今年") == [("东省", "治水。", ())]


def test_sheets_without_texts_are_left_out_and_named(tmp_path):
    sheets: dict[str, list[list[str | float]]] = {"数": [["年份", "收入"], [2023, 5]], "文": [["text"], ["修路。"]]}
    (tmp_path / "t.xlsx").write_bytes(make_xlsx(sheets))
    with pytest.warns(ReadingWarning, match=r"t\.xlsx: 1 sheet without a column of texts is left out: 数"):
        assert [text for _, text in read(tmp_path / "t.xlsx")[0]] == ["修路。"]
