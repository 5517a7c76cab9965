"""Cells that a spreadsheet does not run."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from research.csv_cells import format_rows, neutralise, read_rows, restore
from research.errors import InputError

TEXTS = st.text(st.sampled_from("'=+-@\t\r\n一a")) | st.text()


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
