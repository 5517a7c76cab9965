"""Look-ups among the elements of Word files."""

import pytest
from lxml import etree

from research.text.word_elements import find_child, get_value, is_on, list_children, read_number

ROOT = etree.fromstring('<w:p xmlns:w="w"><w:a><w:b w:val="1"/><w:b w:val="off"/></w:a><w:c/></w:p>')


def test_children_are_found_by_their_names_in_any_namespace():
    assert get_value(find_child(ROOT, "a", "b")) == "1"
    assert find_child(ROOT, "a", "x", "b") is None
    assert get_value(None) == get_value(ROOT) == ""
    assert [get_value(one) for one in list_children(find_child(ROOT, "a"), "b")] == ["1", "off"]
    assert list_children(None, "b") == []


@pytest.mark.parametrize(
    ("inner", "on"), [("<b/>", True), ('<b val="1"/>', True), ('<b val="false"/>', False), ("", False)]
)
def test_a_property_is_on_unless_it_says_that_it_is_off(inner, on):
    assert is_on(etree.fromstring(f"<a>{inner}</a>"), "b") is on


def test_what_is_no_number_gives_the_default():
    assert [read_number(text, 7) for text in ("3", "-1", "x", "", "9" * 20)] == [3, -1, 7, 7, 7]


def test_a_number_that_is_not_given_is_nought():
    assert (read_number(""), read_number("2")) == (0, 2)
