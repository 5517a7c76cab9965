"""The figure of the learning curve."""

import pandas as pd
import pytest

from research.studies.plots.learning_curve import plot_learning_curve
from tests.studies.plots.findings import assert_states

CURVE = pd.DataFrame({
    "measured_on": ["gold"] * 6 + ["title"] * 6, "classifier": ["svm", "full"] * 6,
    "sentences": [800, 800, 3000, 3000, 9000, 9000] * 2, "n": [471] * 6 + [188] * 6,
    "accuracy": [0.5, 0.8, 0.6, 0.87, 0.7, 0.88, 0.4, 0.5, 0.45, 0.55, 0.5, 0.6],
    "accuracy_low": 0.35, "accuracy_high": 0.95,
})  # fmt: skip


def test_the_number_of_sentences_that_is_enough_on_reports_is_named():
    assert_states(plot_learning_curve, CURVE, "完整模型学习3 000句后，报告句子的准确率距其最高值不到2个百分点")


def test_each_register_has_a_panel_and_each_classifier_a_line_in_it():
    reports, titles = plot_learning_curve(CURVE, language="en").axes
    assert [line.get_ydata().tolist() for line in reports.get_lines()] == [[0.5, 0.6, 0.7], [0.8, 0.87, 0.88]]
    assert [line.get_ydata().tolist() for line in titles.get_lines()] == [[0.4, 0.45, 0.5], [0.5, 0.55, 0.6]]
    assert [text.get_text() for text in titles.texts] == ["Titles of policy documents (n = 188)"]
    assert reports.get_ylim() == titles.get_ylim() == pytest.approx((0.3, 1))


def test_an_interval_behind_another_is_seen():
    bands = [band for ax in plot_learning_curve(CURVE).axes for band in ax.collections]
    assert len(bands) == 4
    assert all(band.get_alpha() < 0.3 for band in bands)
