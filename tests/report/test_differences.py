"""Differences of two groups, and trends."""

import numpy as np
import pandas as pd
import pytest

from research.report.differences import plot_differences
from tests.report.rendering import find_faults, read_texts
from tests.report.tables_to_plot import OWN, make_differences


def test_the_title_says_which_group_says_more_on_what():
    ax = plot_differences(make_differences(), codebook=OWN)
    assert ax.figure.get_suptitle() == "县多谈教育"
    assert [text.get_text() for text in ax.texts] == ["+10.0", "0.0", "−2.0"]
    assert "县减市" in read_texts(ax)
    assert find_faults(ax) == []


@pytest.mark.parametrize(
    ("column", "p", "title"),
    [
        ("difference", 0.9, "没有统计显著的差异"),
        ("difference", np.nan, "未作检验的差异"),
        ("per_decade", 0.9, "看不出持续的升降"),
        ("per_decade", 0.01, "上升：教育；下降：卫生"),
    ],
)
def test_the_title_says_what_the_tests_carry(column, p, title):
    table = make_differences().rename(columns={"difference": column}).assign(p_adjusted=p)
    table = table.drop(columns=["first", "second"]) if column == "per_decade" else table
    assert plot_differences(table, codebook=OWN).figure.get_suptitle() == title


def test_differences_that_are_not_significant_are_pale():
    ax = plot_differences(make_differences(), codebook=OWN)
    assert [label.get_color() for label in ax.get_yticklabels()] == ["#1a1a1a", "#6b6b6b", "#6b6b6b"]
    assert [bool(label.get_path_effects()) for label in ax.get_yticklabels()] == [True, False, False]


def test_missing_intervals_leave_the_values():
    table = make_differences().assign(low=np.nan, high=np.nan)
    ax = plot_differences(table, codebook=OWN)
    assert len([line for line in ax.get_lines() if line.get_marker() == "o"]) == 3
    assert plot_differences(table.assign(difference=0.0), codebook=OWN)
    assert plot_differences(pd.DataFrame(make_differences().iloc[:1]), codebook=OWN)
