"""Names and numbers in figures."""

import pandas as pd
import pytest

from research.codebook import Codebook, Domain
from research.errors import InputError
from research.report.captions import (
    choose,
    count_noun,
    describe_estimate,
    describe_size,
    describe_target,
    fill_title,
    format_percent,
    name_domains,
    order_domains,
)

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


def test_sizes_are_given_where_they_are_known():
    assert describe_size("zh", 3000, 1) == "1篇，3 000句。"
    assert describe_size("en", 3000, 1) == "1 document, 3,000 sentences."
    assert describe_size("en", 1) == "1 sentence."
    assert describe_size("zh", None) == ""
    assert count_noun(1, "sentence") == "1 sentence"


def test_the_target_of_intervals_is_named_in_the_language_of_the_figure():
    table = pd.DataFrame({"low": 0.1, "high": 0.2, "target": ["documents like these", "documents like these"]})
    assert describe_target(table, "zh") == "区间所指为同类文档的占比。"
    assert describe_target(table, "en") == "Intervals are of the shares in documents like these."
    assert describe_target(table.drop(columns="target"), "zh") == ""


def test_titles_have_as_many_names_as_fit():
    parts = [("county", ["a" * 20, "b" * 20, "c" * 20]), ("city", ["d" * 20])]
    assert (
        fill_title(parts, "{name}: {domains}", "en", "; ")
        == "County: " + "a" * 20 + " and " + "b" * 20 + "; city: " + "d" * 20
    )
    assert fill_title([], "", "en", "") == ""


def test_methods_are_said_to_correct_or_not():
    assert describe_estimate("count", "en") == "Shares count predicted labels."
    assert "EM" in describe_estimate("em", "zh")


@pytest.mark.parametrize(
    ("share", "shown"), [(0.0, "0%"), (0.001, "<1%"), (0.005, "<1%"), (0.006, "1%"), (1.0, "100%")]
)
def test_a_share_that_is_not_zero_is_not_written_as_zero(share, shown):
    assert format_percent(share) == shown


def test_names_of_domains_are_on_one_line_and_have_no_invisible_characters():
    names = ["a\n\tb", "c\u200b\ufeffd", " e "]
    odd = Codebook("odd", "1", tuple(Domain(f"d{place}", name, name) for place, name in enumerate(names)))
    assert name_domains(odd.ids, odd, "zh") == ["a b", "cd", "e"]
