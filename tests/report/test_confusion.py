"""Confusions in per cent."""

import pandas as pd
import pytest

from research.errors import InputError
from research.report.confusion import plot_confusion
from tests.report.rendering import find_faults, read_texts
from tests.report.tables_to_plot import OWN, make_confusion, make_evaluation


def test_the_matrix_is_in_per_cent_of_the_rows_with_a_blank_diagonal():
    found = make_evaluation()
    for data in (found, found.scores, found.confusion, found.confusion.reset_index()):
        ax = plot_confusion(data, codebook=OWN)
        cells = {text.get_position(): text.get_text() for text in ax.texts if text.get_zorder() == 4}
        assert cells == {(1, 0): "50"}
        assert [text.get_text() for text in ax.get_yticklabels()] == ["教育", "卫生", "农业"]
        assert ax.figure.get_suptitle() == "最常见的混淆：教育的句子有50%被标成卫生"
    assert "教育 → 卫生" in read_texts(ax)
    assert "50.0% (1)" in read_texts(ax)


def test_labels_are_not_said_to_be_made_by_people():
    for language in ("zh", "en"):
        texts = read_texts(plot_confusion(make_confusion(OWN), codebook=OWN, language=language))
        assert "人工" not in texts
        assert "human" not in texts


def test_without_errors_there_is_no_list():
    table = pd.DataFrame([[9, 0], [0, 5]], index=["a", "b"], columns=["a", "b"])
    ax = plot_confusion(table, codebook=OWN)
    assert ax.figure.get_suptitle() == "没有混淆：全部标对"
    assert find_faults(ax) == []


def test_a_domain_without_sentences_has_no_per_cent():
    table = pd.DataFrame([[9, 1, 0], [2, 5, 0], [0, 0, 0]], index=list("abc"), columns=list("abc"))
    assert "–" in read_texts(plot_confusion(table, codebook=OWN)).split("\n")


def test_a_matrix_without_sentences_is_an_error_and_no_praise():
    with pytest.raises(InputError, match=r"^the confusion matrix counts no sentences; there is nothing to plot$"):
        plot_confusion(make_confusion(OWN) * 0, codebook=OWN)
