"""Probabilities against the share of labels that are right."""

import numpy as np
import pandas as pd
import pytest

from research.errors import InputError
from research.report.reliability import plot_calibration
from tests.report.rendering import find_faults, read_texts
from tests.report.tables_to_plot import make_evaluation

TABLE = pd.DataFrame({"confidence": [0.5, 0.9], "accuracy": [0.4, 0.9], "n": [30, 70]})


def test_the_calibration_error_is_the_mean_gap_weighted_by_sentences():
    assert "期望校准误差0.030" in read_texts(plot_calibration(TABLE)).replace("\n", "")  # 0.3 * 0.1
    texts = read_texts(plot_calibration(make_evaluation())).replace("\n", "")
    assert "期望校准误差0.033。3篇，6句" in texts  # 0.8 against 5 of 6


def test_a_gap_is_named_only_where_the_interval_leaves_it_out():
    assert plot_calibration(TABLE).figure.get_suptitle() == "概率与标对的比例没有显著差异"
    many = TABLE.assign(n=[3000, 7000])
    assert plot_calibration(many).figure.get_suptitle() == "概率为50%的标签，实际标对40%"
    assert plot_calibration(many.assign(n=[50, 70000])).figure.get_suptitle() == "概率与标对的比例没有显著差异"


def test_intervals_are_those_of_wilson():
    ax = plot_calibration(pd.DataFrame({"confidence": [0.5], "accuracy": [0.4], "n": [30]}))
    [segments] = [found.get_segments() for found in ax.collections if hasattr(found, "get_segments")]
    assert segments[0][:, 1] == pytest.approx([0.246, 0.577], abs=0.001)  # 12 of 30


@pytest.mark.parametrize("accuracy", [0.0, 0.1, 0.5, 1.0])
def test_any_gap_has_room_for_its_words(accuracy):
    table = pd.DataFrame({"confidence": [0.05, 0.5, 0.99], "accuracy": [accuracy] * 3, "n": [900, 900, 900]})
    for language in ("zh", "en"):
        assert find_faults(plot_calibration(table, language=language)) == []


def test_axes_given_have_the_error_inside():
    from matplotlib.figure import Figure

    ax = plot_calibration(TABLE, ax=Figure().subplots())
    assert "ECE 0.030" in [text.get_text() for text in ax.texts]
    assert np.allclose(ax.get_xlim(), (0, 1))


def test_the_diagonal_and_the_shade_are_explained_in_words_that_grey_print_keeps():
    said = read_texts(plot_calibration(TABLE)).replace("\n", "")
    assert "斜线上二者相等" in said
    assert "阴影为高估" in said
    assert "橙" not in said


def test_words_stand_beside_no_other_point_or_bar():
    table = pd.DataFrame({"confidence": [0.05, 0.1, 0.4], "accuracy": [0.9, 0.95, 0.99], "n": [300, 310, 300]})
    ax = plot_calibration(table, language="en")
    [words] = [text for text in ax.texts if "probability" in text.get_text()]
    assert words.get_position()[1] < 0.85
    assert "% of sentences" not in read_texts(ax)  # a bar is on either side of the highest
    alone = plot_calibration(table.assign(n=[10, 10, 900]), language="en")
    assert "98% of sentences" in read_texts(alone)


def test_bins_without_sentences_are_left_out_and_a_table_without_bins_is_an_error():
    empty = pd.DataFrame({"confidence": [np.nan], "accuracy": [np.nan], "n": [0]})
    ax = plot_calibration(pd.concat([TABLE, empty]))
    assert "期望校准误差0.030" in read_texts(ax).replace("\n", "")
    with pytest.raises(InputError, match="no rows"):
        plot_calibration(TABLE[:0])
