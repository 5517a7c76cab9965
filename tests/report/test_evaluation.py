"""Scores and agreement by domain."""

import numpy as np
import pandas as pd

from research.report.evaluation import plot_agreement, plot_scores
from tests.report.rendering import find_faults, read_texts
from tests.report.tables_to_plot import CODEBOOK, OWN, make_evaluation, make_scores


def test_scores_go_from_the_best_to_the_worst_with_their_numbers():
    found = make_evaluation()
    for data in (found, found.scores, found.domains, found.domains.reset_index()):
        ax = plot_scores(data, codebook=OWN)
        assert [label.get_text() for label in ax.get_yticklabels()] == ["农业", "卫生", "教育"]
        assert {"1.000", ".800", ".667"} <= set(read_texts(ax).split("\n"))
    assert "6 sentences" in read_texts(plot_scores(found, language="en", codebook=OWN))
    assert "3篇，6句" in read_texts(plot_scores(found, codebook=OWN))


def test_domains_are_called_hard_only_where_their_interval_ends_below_the_mean():
    table = make_scores(OWN)  # f1 of 0.55, 0.75 and 0.95, high of 0.6, 0.8 and 1
    assert plot_scores(table, codebook=OWN).figure.get_suptitle() == "各领域F1在0.55与0.95之间，教育最难"
    wide = table.assign(f1_high=1.0)
    assert plot_scores(wide, codebook=OWN).figure.get_suptitle() == "各领域F1在0.55与0.95之间，没有哪个领域明显偏低"


def test_the_axis_starts_below_the_lowest_score_and_missing_ones_are_left_out():
    table = make_scores(OWN)  # f1 of 0.55 and more, low of 0.45 and more
    assert plot_scores(table, codebook=OWN).get_xlim() == (0.4, 1)
    assert plot_scores(table.assign(f1_low=0.1), codebook=OWN).get_xlim() == (0.3, 1)  # with an arrowhead
    assert plot_scores(make_scores(OWN).assign(f1=0.8), codebook=OWN).get_xlim() == (0.6, 1)
    missing = make_scores(CODEBOOK)
    missing.loc[3, ["f1", "f1_low", "f1_high"]] = np.nan
    ax = plot_scores(missing)
    assert "–" in read_texts(ax).split("\n")
    assert find_faults(ax) == []
    assert plot_scores(missing.assign(f1=np.nan)).figure.get_suptitle() == "没有可以计算的F1"


def test_agreement_shows_all_domains_together_as_the_line():
    rows = [("*", 0.8, 0.7, 0.9, 50), ("a", 0.9, 0.8, 1.0, 20), ("b", 0.7, 0.5, 0.9, 30)]
    table = pd.DataFrame(rows, columns=["domain", "kappa", "kappa_low", "kappa_high", "sentences"])
    ax = plot_agreement(table, codebook=OWN)
    assert ax.figure.get_suptitle() == "编码员之间的kappa为0.80，各领域在0.70与0.90之间"
    assert [label.get_text() for label in ax.get_yticklabels()] == ["教育", "卫生"]
    assert "总体 .800" in read_texts(ax)
    assert "平均 .800" in read_texts(plot_agreement(table.iloc[1:], codebook=OWN))
    assert plot_agreement(table.iloc[:2], codebook=OWN).figure.get_suptitle() == "编码员之间的kappa为0.80"


def test_scores_that_are_alike_have_no_range_and_missing_ones_are_explained():
    row = {"precision": 1.0, "recall": 1.0, "f1": 1.0, "f1_low": 1.0, "f1_high": 1.0, "support": 30}
    table = pd.DataFrame([row, row], index=["a", "b"])
    assert plot_scores(table, codebook=OWN).figure.get_suptitle() == "各领域F1均为1.00"
    empty = pd.DataFrame([row, row | dict.fromkeys(["recall", "f1", "f1_low", "f1_high"], np.nan)], index=["a", "b"])
    ax = plot_scores(empty, codebook=OWN, language="en")
    assert ax.figure.get_suptitle() == "F1 is 1.00 wherever it can be computed"
    assert "–: no sentences to compute it from." in read_texts(ax)
    assert find_faults(ax) == []


def test_the_band_of_all_domains_is_explained_where_there_is_one():
    rows = [("*", 0.8, 0.7, 0.9, 50), ("a", 0.9, 0.8, 1.0, 20), ("b", 0.7, 0.5, 0.9, 30)]
    table = pd.DataFrame(rows, columns=["domain", "kappa", "kappa_low", "kappa_high", "sentences"])
    assert "灰带为其区间" in read_texts(plot_agreement(table, codebook=OWN))
    assert "灰带" not in read_texts(plot_agreement(table.iloc[1:], codebook=OWN))
    assert "灰带为其区间" in read_texts(plot_scores(make_evaluation(), codebook=OWN))
    assert "灰带" not in read_texts(plot_scores(make_scores(CODEBOOK)))


def test_an_interval_past_the_axis_of_scores_has_a_footnote():
    assert "箭头表示区间超出坐标轴" in read_texts(plot_scores(make_scores(OWN).assign(f1_low=0.1), codebook=OWN))
    assert "箭头" not in read_texts(plot_scores(make_scores(CODEBOOK)))


def test_a_negative_kappa_has_a_minus_and_the_documents_are_counted():
    rows = [("*", 0.4, 0.3, 0.5, 50, 7), ("a", 0.9, 0.8, 1.0, 20, 7), ("b", -0.1, -0.3, 0.1, 30, 7)]
    columns = ["domain", "kappa", "kappa_low", "kappa_high", "sentences", "documents"]
    texts = read_texts(plot_agreement(pd.DataFrame(rows, columns=columns), codebook=OWN))
    assert "各领域在−0.10与0.90之间" in texts
    assert "−.10" in texts.split("\n")
    assert "7篇，50句。" in texts
    assert "-" not in texts


def test_in_a_narrow_figure_precision_and_recall_are_left_out():
    table = make_scores(CODEBOOK)
    for language, named in (("zh", "右列为F1和句数"), ("en", "on the right F1 and sentences")):
        ax = plot_scores(table, language=language, width=3.9)
        assert named in " ".join(read_texts(ax).split("\n")).replace("右列为F1和句数 ", "右列为F1和句数")
        assert ax.get_position().width * 3.9 > 1.2
        assert find_faults(ax) == []
