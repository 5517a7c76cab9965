"""Plots of groups: what stands in them is what the tables say."""

import numpy as np
import pandas as pd
import pytest

from research.report import group_plots, plots

NAMES = {"a": "教育", "b": "卫生", "c": "农业"}


def test_groups_are_bars_that_add_up_to_one_with_the_rest_together():
    shares = pd.DataFrame([[0.5, 0.3, 0.2], [0.1, 0.6, 0.3]], columns=list(NAMES), index=["甲", "乙"])
    figure, ax = plots.make_figure(6, 3)
    group_plots.plot_groups(shares, ax, NAMES, "题", most=2)
    widths = np.array([patch.get_width() for patch in ax.patches]).reshape(3, 2)
    assert widths.sum(axis=0) == pytest.approx([1, 1])
    assert [text.get_text() for text in ax.get_legend().get_texts()] == ["卫生", "教育", "其他 others"]
    assert plots.render_png(figure)


def test_differences_beyond_noise_are_filled():
    table = pd.DataFrame(
        {
            "difference": [0.1, -0.02, 0.0],
            "low": [0.05, -0.1, -0.1],
            "high": [0.15, 0.1, 0.1],
            "p_adjusted": [0.01, 0.6, 1],
        },
        index=list(NAMES),
    )
    _, ax = plots.make_figure(6, 3)
    group_plots.plot_differences(table, ax, NAMES, "题", "百分点")
    filled, open_ = (line.get_xdata().tolist() for line in ax.get_lines()[-2:])
    assert filled == pytest.approx([10])
    assert open_ == pytest.approx([-2, 0])


def test_each_domain_has_a_panel_of_its_own_and_left_over_ones_are_empty():
    rows = [(year, domain, 0.3, 0.2, 0.4) for year in ("2000", "2010", "2020") for domain in NAMES]
    table = pd.DataFrame(rows, columns=["group", "domain", "prevalence", "low", "high"])
    _, axes = plots.make_figure(6, 6, 2, 2)
    group_plots.plot_trends(table, np.ravel(axes).tolist(), NAMES)
    assert [ax.get_title(loc="left") for ax in np.ravel(axes)] == ["教育", "卫生", "农业", ""]
    assert not np.ravel(axes)[3].axison


def test_the_ribbon_has_a_tick_for_each_sentence_in_the_row_of_its_domain():
    _, ax = plots.make_figure(6, 3)
    group_plots.plot_ribbon(["b", "a", "b"], np.array([0.9, 0.5, 1.0]), ax, NAMES, "题")
    [bars] = ax.collections
    assert [tuple(path.get_extents().get_points().mean(axis=0)) for path in bars.get_paths()] == [
        (0.5, 1),
        (1.5, 0),
        (2.5, 1),
    ]
    assert bars.get_facecolor()[:, 3] == pytest.approx([0.925, 0.625, 1])
    assert [text.get_text() for text in ax.get_yticklabels()] == ["教育（1）", "卫生（2）"]
