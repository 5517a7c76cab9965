"""Key terms, and the number of labels."""

from itertools import pairwise

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
    assert plot_plan(PLAN).figure.get_suptitle() == "模型加标签时，标约200句，区间即为现在只数标签时的一半"
    assert plot_plan(PLAN.iloc[:1]).figure.get_suptitle() == "标到100句，区间也未减半"
    for language in ("zh", "en"):
        assert find_faults(plot_plan(PLAN, language=language)) == []
    assert "half of today's by counting: ±2.00" in read_texts(plot_plan(PLAN, language="en"))


def test_a_plan_without_a_model_has_one_line_and_says_what_counting_needs():
    counted = PLAN.drop(columns="with_model")
    ax = plot_plan(counted, language="en")
    assert ax.figure.get_suptitle() == "About 400 labels halve today's intervals"
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


def test_the_labels_of_close_sizes_do_not_touch():
    sizes = [100, 200, 369, 400, 553, 664, 737]
    widths = [0.065, 0.041, 0.025, 0.023, 0.014, 0.008, 0.001]
    ax = plot_plan(pd.DataFrame({"times": [0.5, 1, 1.8, 2, 2.8, 3.3, 3.7], "size": sizes, "counted": widths}))
    ax.figure.canvas.draw()
    boxes = [label.get_window_extent() for label in ax.get_xticklabels() if label.get_text()]
    assert [label.get_text() for label in ax.get_xticklabels()][0::6] == ["100", "737"]
    assert min(second.x0 - first.x1 for first, second in pairwise(boxes)) > 3  # pixels


def test_a_plan_names_the_size_that_the_message_of_the_command_names():
    means = pd.DataFrame({"times": [1, 2], "size": [100, 400], "counted": [0.04, 0.01], "with_model": [0.03, 0.005]})
    # the half of 0.04 lies between on logarithmic scales: a fall by 4 in counts by 4 is reached at 200 by counting
    assert plot_plan(means.drop(columns="with_model")).figure.get_suptitle() == "标约200句可使区间减半"


def test_half_widths_that_end_near_zero_stand_on_a_plain_axis():
    table = pd.DataFrame({"size": [100, 200, 700], "times": [0.5, 1, 3.5], "counted": [0.06, 0.04, 0.0009]})
    ax = plot_plan(table.assign(with_model=[0.04, 0.026, 0.0006]))
    assert (ax.get_xscale(), ax.get_yscale(), ax.get_ylim()[0]) == ("log", "linear", 0)
    assert "横轴为对数" in read_texts(ax)
    assert find_faults(ax) == []
    ax = plot_plan(table.assign(counted=[0.06, 0.04, 0.02]))
    assert (ax.get_yscale(), "两轴均为对数" in read_texts(ax)) == ("log", True)
