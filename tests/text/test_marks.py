"""Marks of lines."""

from research.text.marks import ASIDE, CELL, TABLE, Line, Mark, join_lines


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
