"""Plots show what the numbers say, in Chinese; a missing glyph is a warning and so an error here."""

import matplotlib as mpl
import numpy as np
import pandas as pd
import pytest
from matplotlib.text import Text

from research.codebook import read_codebook
from research.measure.prevalence import count_distribution
from research.report import plots
from research.studies import plots as study_plots

NAMES = read_codebook().names("zh")
IDS = read_codebook().ids


@pytest.fixture
def table():
    generator = np.random.default_rng(0)
    labels = generator.choice(IDS, 400).tolist()
    return count_distribution(labels, generator.choice(list("abcdefgh"), 400).tolist(), IDS)


def test_bars_are_as_long_as_the_shares_and_in_codebook_order(table):
    _, ax = plots.make_figure(8, 8)
    plots.plot_prevalence(table, ax, NAMES, "主题分布")
    assert np.allclose([bar.get_width() for bar in ax.patches], table["prevalence"] * 100)
    assert [label.get_text() for label in ax.get_yticklabels()] == list(NAMES)
    assert ax.yaxis_inverted()


def test_figures_are_written_without_a_missing_glyph_and_twice_the_same(table, tmp_path):
    for name in ("one", "two"):
        figure, ax = plots.make_figure(8, 8)
        plots.plot_prevalence(table, ax, NAMES, "主题分布（n=400句）")
        for ending in ("png", "svg"):
            plots.write_figure(tmp_path / f"{name}.{ending}", figure)
    assert (tmp_path / "one.png").read_bytes() == (tmp_path / "two.png").read_bytes()
    assert (tmp_path / "one.svg").stat().st_size > 1000


def test_the_confusion_matrix_shows_every_count():
    confusion = np.arange(9).reshape(3, 3)
    _, ax = plots.make_figure(4, 4)
    plots.plot_confusion(confusion, ax, NAMES[:3], "混淆矩阵")
    shown = sorted(int(text.get_text()) for text in ax.texts)
    assert shown == list(range(1, 9))


def test_long_headings_are_shortened_but_sections_all_shown(tmp_path):
    counts = pd.DataFrame(np.eye(3), columns=["一、" + "很长的标题" * 6, "二、农业", "三、工业"])
    figure, ax = plots.make_figure(6, 4)
    plots.plot_sections(counts, ax, NAMES[:3], "各部分")
    labels = [label.get_text() for label in ax.get_xticklabels()]
    assert len(labels) == 3
    assert max(map(len, labels)) <= 14
    plots.write_figure(tmp_path / "a.png", figure)


def test_domain_scores_show_the_number_of_sentences(tmp_path):
    table = pd.DataFrame({
        "precision": [0.5, 1.0], "recall": [0.6, 1.0], "f1": [0.55, 1.0], "f1_low": [0.4, 0.9], "f1_high": [0.7, 1.0],
        "support": [20, 7],
    })  # fmt: skip
    figure, ax = plots.make_figure(6, 3)
    plots.plot_scores(table, ax, NAMES[:2], "得分")
    assert [label.get_text() for label in ax.get_yticklabels()] == [f"{NAMES[0]}（n=20）", f"{NAMES[1]}（n=7）"]
    plots.write_figure(tmp_path / "a.png", figure)


def test_key_terms_fill_a_panel_for_each_domain(tmp_path):
    figure, axes = plots.make_figure(6, 3, 3, 1)
    plots.plot_terms({"甲": [("医院", 3.0)], "乙": []}, axes.tolist())
    assert [ax.get_visible() for ax in axes] == [True, True, False]
    plots.write_figure(tmp_path / "a.png", figure)


def test_calibration_shows_its_error():
    _, ax = plots.make_figure(4, 4)
    plots.plot_calibration(pd.DataFrame({"confidence": [0.5], "accuracy": [0.4], "n": [9]}), 0.1, ax, "校准")
    assert "ECE 0.100" in [text.get_text() for text in ax.findobj(Text)]


def test_drawing_changes_nothing_global(table):
    before = dict(mpl.rcParams)
    _, ax = plots.make_figure(4, 4)
    plots.plot_prevalence(table, ax, NAMES, "主题分布")
    assert dict(mpl.rcParams) == before


def test_variants_stand_in_order_with_a_line_at_the_full_model():
    table = pd.DataFrame(
        {
            "name": ["full", "without", "peer"], "kind": ["full", "without", "peer"], "macro_f1": [0.86, 0.85, 0.8],
            "macro_f1_low": [0.8, 0.8, 0.7], "macro_f1_high": [0.9, 0.9, 0.85],
        }
    )  # fmt: skip
    _, ax = plots.make_figure(6, 3)
    study_plots.plot_ablation(table, ax, "题")
    assert [text.get_text() for text in ax.get_yticklabels()] == ["full", "without", "peer"]
    assert any(line.get_xdata()[0] == 0.86 and line.get_linestyle() == ":" for line in ax.get_lines())
    assert ax.get_xlim()[1] > 0.9


def test_the_study_shows_errors_in_points_and_coverage_in_per_cent():
    rows = [
        {"drawing": drawing, "method": method, "error": 0.005, "error_low": 0.004, "error_high": 0.006, "coverage": 0.95}
        for drawing in ("x", "y") for method in ("count", "em")
    ]  # fmt: skip
    _, axes = plots.make_figure(8, 3, 2)
    study_plots.plot_coverage(pd.DataFrame(rows), axes, "题")
    marks = [line.get_xdata()[0] for line in axes[1].get_lines() if line.get_marker() not in (None, "None", "")]
    assert marks == pytest.approx([95, 95])
    assert axes[0].get_xlim()[0] == 0
    assert [text.get_text() for text in axes[0].get_yticklabels()] == ["x", "y"]


def test_times_stand_on_a_scale_of_plain_numbers(tmp_path):
    table = pd.DataFrame(
        {"pipeline": ["a", "b"], "microseconds": [10.0, 4000.0], "least": [9.0, 3000.0], "most": [11.0, 5000.0],
         "times_as_fast": [1.0, 0.0025]}
    )  # fmt: skip
    figure, ax = plots.make_figure(8, 4)
    study_plots.plot_times(table, ax, "题")
    plots.write_figure(tmp_path / "a.png", figure)
    assert {"10", "1,000"} < {text.get_text() for text in ax.get_xticklabels()}


def test_dollar_signs_are_no_formula(table, tmp_path):
    figure, ax = plots.make_figure(8, 8)
    plots.plot_prevalence(table, ax, NAMES, "$\\frac{$")
    plots.write_figure(tmp_path / "a.png", figure)
