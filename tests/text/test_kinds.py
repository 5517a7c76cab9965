"""The kinds of sentences."""

from research.text.kinds import KINDS, LABELLED_KINDS


def test_the_kinds_of_sentences_csv_are_those_of_the_manual_and_two_of_them_get_a_domain():
    assert KINDS == ("body", "heading", "boilerplate", "table")
    assert LABELLED_KINDS == ("body", "heading")
