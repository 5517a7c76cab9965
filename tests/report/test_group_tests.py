"""Differences between groups are tested by their intervals."""

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from research.report.group_tests import adjust_p, compare_pairs, compare_to_mean, read_differences, spread_groups
from research.report.tables import GROUP


def make_table(half=0.0196):
    rows = [("x", "a", 0.30, 5), ("y", "a", 0.25, 5), ("x", "b", 0.70, 5), ("y", "b", 0.75, 5)]
    table = pd.DataFrame(rows, columns=[GROUP, "domain", "prevalence", "documents"])
    return table.assign(low=table["prevalence"] - half, high=table["prevalence"] + half)


def test_a_pair_is_tested_by_the_standard_errors_of_its_intervals():
    found, tests = compare_pairs(make_table(), ["x", "y"])  # errors 0.01, so z = 0.05 / 0.0141 = 3.54
    assert tests == 2
    assert [(one.more, one.less, one.domain) for one in found] == [("x", "y", "a"), ("y", "x", "b")]
    assert [one.difference for one in found] == pytest.approx([0.05, 0.05])
    assert compare_pairs(make_table(0.06), ["x", "y"]) == ([], 2)  # z = 1.15


def test_groups_of_few_documents_and_missing_intervals_are_not_tested():
    assert compare_pairs(make_table().assign(documents=2), ["x", "y"]) == ([], 0)
    assert compare_pairs(make_table().assign(low=np.nan), ["x", "y"]) == ([], 0)
    assert compare_pairs(make_table().drop(columns="low"), ["x", "y"]) == ([], 0)


def test_p_values_are_adjusted_where_they_are_known():
    p = np.array([0.01, np.nan, 0.04])
    assert adjust_p(p) == pytest.approx([0.02, np.nan, 0.04], nan_ok=True)
    assert adjust_p(p[[0, 2]]) == pytest.approx(stats.false_discovery_control(p[[0, 2]]))
    assert np.isnan(adjust_p(np.array([np.nan]))).all()


def test_a_group_is_tested_against_the_mean_of_all():
    table = make_table()
    sizes = table.drop_duplicates(GROUP).set_index(GROUP)
    boxed, tests = compare_to_mean(table, 100 * spread_groups(table, "prevalence"), sizes)  # 2.5 points, error 1 point
    assert tests == 4
    assert boxed.to_numpy().all()
    boxed, _ = compare_to_mean(make_table(0.04), 100 * spread_groups(table, "prevalence"), sizes)
    assert not boxed.to_numpy().any()


def test_small_differences_are_no_finding_even_where_they_are_significant():
    rows = {"first": "x", "second": "y", "domain": ["a", "b"], "difference": [0.009, -0.02], "p_adjusted": 0.001}
    [found], tests = read_differences(pd.DataFrame(rows))
    assert (found.more, found.less, found.domain, tests) == ("x", "y", "b", 2)
