"""The font that comes with a page."""

import io

from fontTools.ttLib import TTFont

from research.report.fonts import subset_font


def test_a_subset_holds_the_characters_asked_for_and_few_others():
    characters = "政策领域abc，。“”"
    found = TTFont(io.BytesIO(subset_font(characters))).getBestCmap()
    assert {ord(c) for c in characters} <= set(found)
    assert len(found) < 40


def test_the_same_characters_give_the_same_bytes():
    assert subset_font("政策") == subset_font("政策")
