"""Names and numbers in figures."""

import pytest

from research.codebook import Codebook, Domain
from research.errors import InputError
from research.report.captions import choose, count_noun, describe_size, name_domains, order_domains

OWN = Codebook("own", "1", (Domain("b", "乙", "second"), Domain("a", "甲", "first")))


def test_texts_are_chinese_or_english():
    assert [choose(language, "句", "sentence") for language in ("zh", "en", "id")] == ["句", "sentence", "sentence"]
    with pytest.raises(InputError, match="Got language='de'"):
        choose("de", "句", "sentence")


def test_domains_have_the_names_of_their_codebook_in_each_language():
    assert [name_domains(["a", "x"], OWN, language) for language in ("zh", "en", "id")] == [
        ["甲", "x"],
        ["first", "x"],
        ["a", "x"],
    ]


def test_domains_stand_in_codebook_order_and_unknown_ones_last():
    assert order_domains(["x", "a"], OWN) == ["b", "a", "x"]
    assert order_domains(["x", "a", "a"], OWN, only_found=True) == ["a", "x"]
    assert order_domains(["health", "x", "economy"], None) == ["economy", "health", "x"]


def test_sizes_are_told_where_they_are_known():
    assert describe_size("zh", 3, 1) == "（n=3句，1篇）"
    assert describe_size("en", 3, 1) == " (n = 3 sentences, 1 document)"
    assert describe_size("en", 0) == " (n = 0 sentences)"
    assert count_noun(1, "sentence") == "1 sentence"
