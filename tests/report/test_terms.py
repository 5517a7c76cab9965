"""Key terms, and the number of labels."""

import pandas as pd

from research.report.terms import plot_plan, plot_terms
from tests.report.rendering import find_faults, read_texts
from tests.report.tables_to_plot import OWN

TERMS = pd.DataFrame([("b", "医院", 9.0), ("b", "病床", 7.5), ("a", "学校", 8.0)], columns=["domain", "term", "z"])
PLAN = pd.DataFrame(
    {"times": [1, 2, 4], "size": [100, 200, 400], "counted": [0.04, 0.03, 0.02], "with_model": [0.03, 0.02, 0.01]}
)


def test_domains_without_terms_keep_an_empty_panel_of_the_codebook():
    panels = plot_terms(TERMS, codebook=OWN)
    assert [[text.get_text() for text in ax.texts] for ax in panels] == [["学校"], ["医院", "病床"], []]
    assert len(plot_terms(TERMS)) == 2
    assert find_faults(panels[0]) == []


def test_a_term_that_is_too_long_is_cut_in_its_panel():
    long = TERMS.assign(term="一个非常非常非常长的词语" * 5)
    panels = plot_terms(pd.concat([long, long.assign(domain="c")]), codebook=OWN, width=3.5)
    assert find_faults(panels[0]) == []
    assert panels[0].texts[0].get_text().endswith("…")


def test_a_plan_says_how_many_labels_halve_the_intervals():
    assert plot_plan(PLAN).figure.get_suptitle() == "模型加标签时，标200句可使区间减半"
    assert plot_plan(PLAN.iloc[:1]).figure.get_suptitle() == "标到100句，区间也未减半"
    for language in ("zh", "en"):
        assert find_faults(plot_plan(PLAN, language=language)) == []
    assert "half of today's: ±2.00" in read_texts(plot_plan(PLAN, language="en"))


def test_a_plan_without_a_model_has_one_line_and_says_what_counting_needs():
    counted = PLAN.drop(columns="with_model")
    ax = plot_plan(counted, language="en")
    assert ax.figure.get_suptitle() == "400 labels halve today's intervals"
    assert [line.get_linewidth() for line in ax.lines].count(1.6) == 1
    assert "model" not in read_texts(ax)
    for language in ("zh", "en"):
        assert find_faults(plot_plan(counted, language=language)) == []


def test_a_plan_without_labels_says_how_wide_intervals_will_be_and_has_no_half_of_today():
    assumed = PLAN[["size", "counted"]]
    ax = plot_plan(assumed, language="en")
    assert ax.figure.get_suptitle() == "Intervals are ±4.0 points with 100 labels, ±2.0 with 400"
    assert "today" not in read_texts(ax)
    for language, rows in (("zh", 3), ("en", 3), ("zh", 1)):
        assert find_faults(plot_plan(assumed.iloc[:rows], language=language)) == []
