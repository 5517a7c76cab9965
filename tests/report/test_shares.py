"""The order of domains in figures, and the places of their rows."""

import pytest

from research.report.shares import group_by_family, place_rows, rank_domains
from tests.report.tables_to_plot import OWN


def test_families_stay_together_in_codebook_order_and_the_residual_comes_last():
    domains, styles, places = group_by_family(["general", "health", "economy", "education"], None)
    assert domains == ["economy", "education", "health", "general"]
    assert places == pytest.approx([0, 1.35, 2.35, 3.7])
    assert styles["general"].residual


def test_domains_are_ranked_by_their_values():
    domains, _, places = rank_domains(["a", "b", "c"], [0.1, float("nan"), 0.9], OWN)
    assert domains == ["c", "a", "b"]
    assert places == [0, 1, 2]


def test_a_gap_stands_wherever_the_kind_of_row_changes():
    assert place_rows(["a", "b", "b", "a"], 0.25) == [0.0, 1.25, 2.25, 3.5]
    assert place_rows([], 0.25) == []
