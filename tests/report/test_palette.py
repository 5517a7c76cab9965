"""Colors that people can tell apart: with normal eyes, with three kinds of color blindness, and in grey."""

import numpy as np
import pytest

from research.codebook import Codebook, Domain, read_codebook
from research.report.palette import (
    GROUPS,
    RESIDUAL,
    SEQUENCE,
    DomainStyle,
    choose_ink,
    interpolate,
    measure_contrast,
    style_domains,
)
from tests.report.color_vision import all_pairs, find_smallest, measure_difference, to_lab

CODEBOOK = read_codebook()
STYLES = style_domains(CODEBOOK.ids)
VISIONS = ("normal", "protan", "deutan", "tritan")


def test_the_difference_of_colors_is_that_of_the_published_examples():
    pairs = [((50, 2.6772, -79.7751), (50, 0, -82.7485), 2.0425), ((50, 2.5, 0), (73, 25, -18), 27.1492)]
    for first, second, expected in pairs:  # Sharma, Wu and Dalal (2005), table 1
        assert measure_difference(np.array(first), np.array(second)) == pytest.approx(expected, abs=1e-4)


@pytest.mark.parametrize(
    ("vision", "marks", "families", "anchors"),
    [("normal", 7.1, 22.2, 24.6), ("protan", 6.6, 7.5, 9.9), ("deutan", 6.4, 7.0, 13.9), ("tritan", 7.2, 7.5, 13.3)],
)
def test_domains_differ_also_to_color_blind_people(vision, marks, families, anchors):
    styles = list(STYLES.values())
    assert find_smallest(all_pairs([style.color for style in styles]), vision) > marks
    apart = [(a.color, b.color) for a, b in all_pairs(styles) if a.family != b.family]
    assert find_smallest(apart, vision) > families
    assert find_smallest(all_pairs([family.color for family in CODEBOOK.families]), vision) > anchors


@pytest.mark.parametrize("vision", VISIONS)
def test_the_sequence_for_other_codebooks_starts_with_the_most_different(vision):
    for count, least in ((6, 9.9), (8, 8.7), (20, 6.4)):
        assert find_smallest(all_pairs(SEQUENCE[:count]), vision) > least
    assert find_smallest(all_pairs(GROUPS), vision) > 10


def test_grey_print_keeps_families_apart_and_shades_in_order():
    lightness = sorted(to_lab(family.color)[0] for family in CODEBOOK.families)
    assert np.diff(lightness).min() > 2.5
    for family in CODEBOOK.families:
        shades = [to_lab(style.color)[0] for style in STYLES.values() if style.family == family.id]
        assert shades in (sorted(shades), sorted(shades, reverse=True))


def test_text_can_be_read_on_white_on_tints_and_on_marks():
    for style in STYLES.values():
        assert measure_contrast("#1a1a1a", style.tint) >= 11
        assert measure_contrast(style.ink, style.tint) >= 4.5
        assert measure_contrast(style.ink, "#ffffff") >= 4.5
        assert measure_contrast(choose_ink(style.color), style.color) >= 4.5
        assert measure_contrast(style.color, "#ffffff") >= 3 or style.residual


@pytest.mark.parametrize("count", [1, 2, 5, 7, 20])
def test_a_codebook_without_families_has_the_colors_of_the_sequence(count):
    ids = [f"d{number}" for number in range(count)]
    codebook = Codebook("own", "1", tuple(Domain(x, x, x) for x in [*ids, "other"]))
    styles = style_domains([*ids[::-1], "other"], codebook)
    assert [styles[x].color for x in ids] == list(SEQUENCE[:count])
    assert styles["other"].residual
    for style in styles.values():
        assert measure_contrast(style.ink, style.tint) >= 4.5


def test_of_more_domains_than_colors_the_largest_have_them():
    ids = [f"d{number:02d}" for number in range(40)]
    codebook = Codebook("own", "1", tuple(Domain(x, x, x) for x in ids))
    styles = style_domains(ids, codebook, {name: number for number, name in enumerate(ids)})
    assert [styles[x].color for x in ids] == [RESIDUAL] * 20 + list(SEQUENCE)
    assert not any(style.residual for style in styles.values())
    assert style_domains(["unknown"])["unknown"].color == SEQUENCE[0]
    assert style_domains([]) == {}


def test_a_domain_of_its_own_color_keeps_it():
    codebook = Codebook("own", "1", (Domain("a", "a", "a", color="#0000ff"), Domain("b", "b", "b")))
    assert isinstance(style_domains(["a"], codebook)["a"], DomainStyle)
    assert style_domains(["a", "b"], codebook)["a"].color == "#0000ff"


def test_a_scale_ends_at_its_ends():
    assert [interpolate(("#000000", "#808080", "#ffffff"), x) for x in (-1, 0.5, 1)] == [
        "#000000", "#808080", "#ffffff",
    ]  # fmt: skip
