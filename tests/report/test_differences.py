"""Differences of two groups, and trends."""

import numpy as np
import pandas as pd
import pytest
from matplotlib.colors import to_hex

from research.report.differences import plot_differences
from research.report.palette import measure_contrast
from tests.report.rendering import find_faults, read_texts
from tests.report.tables_to_plot import CODEBOOK, OWN, make_differences


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


def test_pale_intervals_can_be_told_from_the_grid():
    ids = list(CODEBOOK.ids)
    table = pd.DataFrame({"domain": ids, "per_decade": 0.01, "low": -0.02, "high": 0.04, "p_adjusted": 0.9})
    lines = [line for line in plot_differences(table).get_lines() if line.get_linewidth() == 1.7]
    assert len(lines) == len(ids)
    for line in lines:  # the lines of the grid have a contrast of 1.27 to the page
        assert measure_contrast(to_hex(line.get_color()), "#ffffff") > 1.5


def test_an_interval_past_the_axis_ends_in_an_arrowhead_and_a_footnote():
    wide = make_differences().assign(low=[-0.9, -0.1, -0.1])
    assert "箭头表示区间超出坐标轴" in read_texts(plot_differences(wide, codebook=OWN))
    assert "箭头" not in read_texts(plot_differences(make_differences(), codebook=OWN))


def test_missing_intervals_are_counted_and_the_difference_is_named_in_lower_case():
    table = make_differences().assign(low=[0.05, np.nan, -0.1])
    assert "有1个领域未给区间" in read_texts(plot_differences(table, codebook=OWN))
    assert "未给区间" not in read_texts(plot_differences(make_differences(), codebook=OWN))
    texts = " ".join(read_texts(plot_differences(table, codebook=OWN, language="en")).split())
    assert "县 minus 市: difference of shares" in texts
    assert "No interval for 1 of 3 domains" in texts
