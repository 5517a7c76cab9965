"""Plots of the studies show what their tables say."""

import pandas as pd
import pytest

from research.report.figures import make_figure, write_figure
from research.studies import plots


def test_counts_are_bars_with_their_numbers():
    _, ax = make_figure(6, 3)
    plots.plot_counts([3, 12], ax, ["甲", "乙"], "题")
    assert [bar.get_width() for bar in ax.patches] == [3, 12]
    assert [text.get_text() for text in ax.texts] == ["3", "12"]


def test_variants_stand_in_order_with_a_line_at_the_full_model():
    table = pd.DataFrame(
        {
            "name": ["full", "without", "peer"], "kind": ["full", "without", "peer"], "macro_f1": [0.86, 0.85, 0.8],
            "macro_f1_low": [0.8, 0.8, 0.7], "macro_f1_high": [0.9, 0.9, 0.85],
        }
    )  # fmt: skip
    _, ax = make_figure(6, 3)
    plots.plot_ablation(table, ax, "题")
    assert [text.get_text() for text in ax.get_yticklabels()] == ["full", "without", "peer"]
    assert any(line.get_xdata()[0] == 0.86 and line.get_linestyle() == ":" for line in ax.get_lines())
    assert ax.get_xlim()[1] > 0.9


def test_the_study_shows_errors_in_points_and_coverage_in_per_cent():
    rows = [
        {"sample": drawing, "method": method, "error": 0.005, "error_low": 0.004, "error_high": 0.006, "coverage": 0.95}
        for drawing in ("x", "y") for method in ("count", "em")
    ]  # fmt: skip
    _, axes = make_figure(8, 3, 2)
    plots.plot_coverage(pd.DataFrame(rows), axes, "题")
    marks = [line.get_xdata()[0] for line in axes[1].get_lines() if line.get_marker() not in (None, "None", "")]
    assert marks == pytest.approx([95, 95])
    assert axes[0].get_xlim()[0] == 0
    assert [text.get_text() for text in axes[0].get_yticklabels()] == ["x", "y"]


def test_times_stand_on_a_scale_of_plain_numbers(tmp_path):
    table = pd.DataFrame(
        {"pipeline": ["a", "b"], "microseconds": [10.0, 4000.0], "least": [9.0, 3000.0], "most": [11.0, 5000.0],
         "times_as_fast": [1.0, 0.0025]}
    )  # fmt: skip
    figure, ax = make_figure(8, 4)
    plots.plot_times(table, ax, "题")
    write_figure(tmp_path / "a.png", figure)
    assert {"10", "1,000"} < {text.get_text() for text in ax.get_xticklabels()}
