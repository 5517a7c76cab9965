"""Marks of lines."""

import pytest

from research.errors import InputError
from research.text.limits import Limits
from research.text.marks import ASIDE, CELL, TABLE, Contents, Line, Mark, join_lines, limit_lines, list_lines


def test_the_offsets_of_marks_are_those_of_the_lines_in_the_cleaned_text():
    lines = [Line("a\0b", TABLE), Line(" "), Line("c"), Line("d\u200be\nf", CELL), Line("注", ASIDE)]
    contents = join_lines(lines)
    assert contents.text == "ab\nc\nde\nf\n注"
    assert [(contents.text[start:end], role) for start, end, role in contents.marks] == [
        ("ab", TABLE),
        ("de\nf", CELL),
        ("注", ASIDE),
    ]


def test_a_row_of_a_table_stays_on_one_line():
    assert join_lines([Line("甲\n乙\t丙", TABLE)]).marks == (Mark(0, 5, TABLE),)


def test_lines_are_read_until_they_hold_too_many_characters():
    lines = limit_lines([Line("四个字的"), Line("四个字的"), Line("")], "a.docx", Limits(max_characters=10))
    assert [next(lines).text, next(lines).text] == ["四个字的"] * 2  # five characters each, with the line's end
    with pytest.raises(InputError, match=r"^a\.docx: at most 10 characters are read, got 11"):
        next(lines)


def test_contents_have_no_marks_and_no_metadata_unless_a_reader_gives_them():
    assert (Contents("修路。").marks, Contents("修路。").metadata) == ((), {})


def test_contents_without_text_have_no_lines():
    assert list(list_lines(Contents(""))) == []


def test_the_lines_of_contents_are_those_they_were_joined_from():
    lines = [
        Line("型号X"),
        Line("指标\t数值", TABLE),
        Line("治水。"),
        Line("注", ASIDE),
        Line("X光机", CELL),
        Line("X年"),
        Line("完"),
    ]
    assert list(list_lines(join_lines(lines))) == lines
