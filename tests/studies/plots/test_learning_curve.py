"""The figure of the learning curve."""

import pandas as pd
import pytest

from research.studies.plots.learning_curve import plot_learning_curve
from tests.studies.plots.findings import assert_states

CURVE = pd.DataFrame({
    "classifier": ["svm", "full"] * 3, "sentences": [800, 800, 3000, 3000, 9000, 9000],
    "macro_f1": [0.5, 0.8, 0.6, 0.87, 0.7, 0.88], "macro_f1_low": 0.4, "macro_f1_high": 0.95,
})  # fmt: skip


def test_the_number_of_sentences_that_is_enough_is_named():
    assert_states(plot_learning_curve, CURVE, "full学习3 000句后，宏F1离最高不到0.02")


def test_a_line_has_its_interval_and_ends_at_its_name():
    [ax] = plot_learning_curve(CURVE, language="en").axes
    assert [text.get_text() for text in ax.texts] == ["svm", "full"]
    assert [line.get_ydata().tolist() for line in ax.get_lines()] == [[0.5, 0.6, 0.7], [0.8, 0.87, 0.88]]
    assert ax.get_ylim() == pytest.approx((0.35, 1))
