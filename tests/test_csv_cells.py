"""Cells that a spreadsheet does not run."""

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from research.csv_cells import (
    find_dialect,
    format_cell,
    format_rows,
    name_column,
    neutralise,
    read_frame,
    read_rows,
    read_table,
    restore,
)
from research.errors import InputError

TEXTS = st.text(st.sampled_from("'=+-@\t\r\n一a")) | st.text()


@given(TEXTS)
def test_a_cell_is_read_back_as_the_text_that_it_holds(text):
    (row,) = csv.reader(io.StringIO(f"{format_cell(text)},x", newline=""))
    assert [restore(cell) for cell in row] == [text, "x"]


@pytest.mark.slow
@given(TEXTS)
def test_every_text_is_read_back(text):
    assert restore(neutralise(text)) == text


@given(TEXTS)
def test_no_cell_begins_as_a_formula(text):
    assert not neutralise(text).startswith(("=", "+", "-", "@", "\t", "\r", "\n"))


@pytest.mark.parametrize("text", ["", "建医院。", "'十四五'规划", "''", "3=3", "’-", "“－5%”"])
def test_everyday_text_stays_as_it_is(text):
    assert neutralise(text) == text == restore(text)


def test_a_formula_that_somebody_typed_without_apostrophe_stays():
    assert restore("=1+1") == "=1+1"


ROWS = st.lists(st.tuples(TEXTS, TEXTS, st.just("x")))


@given(ROWS)
def test_a_table_is_read_back_whole(rows):
    records = [dict(zip("abc", row, strict=True)) for row in rows]
    columns, found = read_rows(format_rows(list("abc"), records), "a.csv")
    assert columns == ["a", "b", "c"]
    assert [row for _, row in found] == records


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_delimiters_and_line_ends_of_any_spreadsheet_are_read(delimiter, end):
    text = end.join(delimiter.join(row) for row in (["Text ", " Domain"], ["建医院。", "health"], ["", ""])) + end
    assert read_rows(text, "a.csv") == (
        ["text", "domain"],
        [("a.csv, line 2", {"text": "建医院。", "domain": "health"})],
    )


def test_a_row_is_named_by_the_line_that_it_begins_on():
    _, rows = read_rows('a,b\n"1\n2",x\n3,y\n', "a.csv")
    assert [place for place, _ in rows] == ["a.csv, line 2", "a.csv, line 4"]


BAD = {
    "a comma without quotes": ("text,domain\n建医院，,修路,health\n", "line 2: 3 cells, expected 2"),
    "a quote that stays open": ('text,domain\n"建医院。,health\n办学校。,education\n', "line 2: broken CSV"),
    "text after a quoted part": ('text,domain\n"一带"一路,health\n', "line 2: broken CSV"),
    "a column twice": ("domain,Domain \n", "line 1: column 'domain' is there 2 times"),
}


@pytest.mark.parametrize(("text", "message"), BAD.values(), ids=BAD)
def test_what_would_shift_or_swallow_cells_is_refused(text, message):
    with pytest.raises(InputError, match=message):
        read_rows(text, "a.csv")


AS_SAVED = [("utf-8", ","), ("utf-8-sig", ","), ("gbk", ","), ("gb18030", ";"), ("utf-16", "\t")]


@pytest.mark.parametrize(("encoding", "delimiter"), AS_SAVED)
@pytest.mark.parametrize("header", [("Document ID", "TEXT"), ("文档编号", "句子"), (" document_id ", "文本")])
def test_a_file_is_read_as_any_spreadsheet_saved_it(tmp_path, encoding, delimiter, header):
    path = tmp_path / "a.csv"
    lines = [header, ("001", "修建公路，改造桥梁。"), ("002", "新建医院，增加病床。")]
    path.write_bytes("".join(delimiter.join(f'"{cell}"' for cell in line) + "\r\n" for line in lines).encode(encoding))
    table = read_table(path, ["document_id", "text"])
    assert [row.cells["document_id"] for row in table.rows] == ["001", "002"]
    assert read_frame(str(path)).to_dict("records") == [row.cells for row in table.rows]
    assert find_dialect(path).delimiter == delimiter


def test_a_chinese_name_beside_the_english_one_keeps_its_own():
    assert read_rows("text,文本\na,b\n", "a.csv").columns == ["text", "文本"]
    assert read_rows("领域,Text\na,b\n", "a.csv").columns == ["domain", "text"]


def test_names_of_columns_ignore_case_blanks_and_marks():
    assert [name_column(name) for name in ("\ufeffYear", "Sentence  ID", "年份", "省份")] == [
        "year", "sentence_id", "year", "省份",
    ]  # fmt: skip


def test_a_table_without_a_column_is_refused_with_those_it_has(tmp_path):
    (tmp_path / "a.csv").write_text("text,year\n")
    with pytest.raises(InputError, match=r"a\.csv, line 1: no column 'domain'; it has text, year"):
        read_table(tmp_path / "a.csv", ["text", "domain"])


@pytest.mark.parametrize("content", [b"", b" \r\n"])
def test_an_empty_file_is_refused(tmp_path, content):
    (tmp_path / "a.csv").write_bytes(content)
    with pytest.raises(InputError, match="the file is empty"):
        read_table(tmp_path / "a.csv")


def test_a_file_that_is_not_there_or_is_a_folder_is_refused(tmp_path):
    with pytest.raises(InputError, match="cannot be read"):
        read_table(tmp_path / "none.csv")
    with pytest.raises(InputError, match="not a file"):
        read_table(tmp_path)


def test_the_dialect_of_a_large_file_is_that_of_its_beginning(tmp_path):
    path = tmp_path / "a.csv"
    path.write_bytes(("编号;文本\n" + "一;修建公路，改造桥梁。\n" * 20_000).encode("gb18030"))
    assert find_dialect(path) == ("gb18030", ";")
