"""Workbooks that people fill in, and what is read of those that they give back."""

import datetime
import io
import zipfile

import pytest
import xlsxwriter

from research.errors import InputError
from research.workbook import LISTS, MAX_CELL, Column, Table, read_sheets, show_cell, simplify_cell, write_workbook

STRANGE = "行\n1\t\x01 _x0041_ =1+1 http://a.example 𠮷"


def read_part(path, name):
    with zipfile.ZipFile(path) as packed:
        return packed.read(name).decode()


@pytest.fixture
def path(tmp_path):
    return tmp_path / "a.xlsx"


def test_every_text_comes_back_as_it_was_written(path):
    texts = [STRANGE, "=1+1", "001", "3.0", "@a", "'x", "https://a.example"]
    write_workbook(path, [Table("甲", [Column("文本 text")], [[text] for text in texts])])
    (sheet,) = read_sheets(path.read_bytes(), "a.xlsx")
    assert sheet == ("甲", [["文本 text"], *([text] for text in texts)])


def test_the_same_tables_give_the_same_bytes_at_another_time(path, monkeypatch):
    tables = [Table("甲", [Column("x", choices=["乙"])], [["1"]])]
    write_workbook(path, tables)
    first = path.read_bytes()
    monkeypatch.setattr("time.time", lambda: 2e9)
    write_workbook(path, tables)
    assert path.read_bytes() == first


def test_choices_are_a_list_of_a_hidden_sheet_shared_by_the_columns(path):
    columns = [Column("a", choices=["甲", "乙"]), Column("b", choices=["甲", "乙"]), Column("c", choices=["丙"])]
    write_workbook(path, [Table("t", columns, [])])
    sheet = read_part(path, "xl/worksheets/sheet1.xml")
    assert sheet.count(f"{LISTS}!$A$1:$A$2") == 2
    assert sheet.count(f"{LISTS}!$B$1:$B$1") == 1
    assert 'state="hidden"' in read_part(path, "xl/workbook.xml")


def test_the_header_stays_in_view_texts_wrap_and_hidden_columns_are_hidden(path):
    write_workbook(path, [Table("t", [Column("text", 60), Column("id", hidden=True)], [["a", "b"]])])
    sheet = read_part(path, "xl/worksheets/sheet1.xml")
    assert 'ySplit="1"' in sheet
    assert 'state="frozen"' in sheet
    assert 'hidden="1"' in sheet
    assert 'wrapText="1"' in read_part(path, "xl/styles.xml")


def test_a_text_longer_than_a_cell_is_cut(path):
    write_workbook(path, [Table("t", [Column("text")], [["长" * (MAX_CELL + 1)]])])
    assert read_sheets(path.read_bytes(), "a")[0].rows[1] == ["长" * MAX_CELL]


def test_numbers_and_dates_read_as_a_spreadsheet_shows_them():
    moment = datetime.datetime(2024, 5, 1, 8, 30)
    assert [show_cell(value) for value in (12.0, 0.5, True, moment)] == ["12", "0.5", "True", "2024-05-01 08:30:00"]


def test_a_simplified_cell_stays_a_number_and_is_shown_as_the_same_text():
    kept = [12.0, 0.5, True, "a", None, ["a"], {"a": 1}]
    assert [simplify_cell(value) for value in kept] == [12, 0.5, True, "a", None, ["a"], {"a": 1}]
    assert simplify_cell(datetime.date(2024, 5, 1)) == simplify_cell(datetime.datetime(2024, 5, 1)) == "2024-05-01"
    assert simplify_cell(datetime.timedelta(hours=1)) == show_cell(datetime.timedelta(hours=1)) == "1:00:00"


@pytest.mark.parametrize("data", [b"PK\x03\x04broken", b"\xd0\xcf\x11\xe0broken", b"text"])
def test_what_is_no_workbook_is_refused_with_how_to_save_it(data):
    with pytest.raises(InputError, match=r"a\.xls: not a workbook or a broken one .*; save it anew"):
        read_sheets(data, "a.xls")


def test_cells_that_stand_so_far_apart_that_they_would_fill_the_memory_are_refused(path):
    write_workbook(path, [Table("t", [Column("a")], [["b"]])])
    packed = io.BytesIO()
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(packed, "w") as new:
        for name in old.namelist():
            new.writestr(name, old.read(name).replace(b'r="A2"', b'r="XFD1048576"'))
    with pytest.raises(InputError, match="more than 20000000 cells"):
        read_sheets(packed.getvalue(), "a.xlsx")


def test_cells_merged_over_rows_all_have_their_text_and_titles_over_columns_stand_once(tmp_path):
    path = tmp_path / "a.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet()
        sheet.merge_range(0, 0, 0, 1, "标题")
        sheet.merge_range(1, 0, 3, 0, "供水")
        for row in (1, 2, 3):
            sheet.write_string(row, 1, f"句{row}")
    rows = read_sheets(path.read_bytes(), "a.xlsx")[0].rows
    assert rows == [["标题", ""], ["供水", "句1"], ["供水", "句2"], ["供水", "句3"]]
