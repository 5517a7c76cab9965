"""A few groups side by side."""

import pandas as pd
import pytest

from research.errors import InputError
from research.report.groups import plot_groups
from tests.report.rendering import find_faults, read_texts
from tests.report.tables_to_plot import OWN, make_groups, make_shares


def make_levels(low=0.02, documents=9):
    rows = [
        (level, name, share, share - low, share + low, documents)
        for level, shares in (("city", (0.5, 0.3, 0.2)), ("county", (0.2, 0.5, 0.3)))
        for name, share in zip("abc", shares, strict=True)
    ]
    return pd.DataFrame(rows, columns=["level", "domain", "prevalence", "low", "high", "documents"])


def test_rows_are_sorted_by_the_range_and_dots_stand_at_the_shares():
    ax = plot_groups(make_levels(), codebook=OWN)
    assert [label.get_text() for label in ax.get_yticklabels()] == ["教育", "卫生", "农业"]
    shares = {
        marker: [line.get_xdata()[0] for line in ax.get_lines() if line.get_marker() == marker] for marker in "os"
    }
    assert shares["o"] == pytest.approx([50, 30, 20])
    assert [x for x in shares["s"] if x] == pytest.approx([20, 50, 30])
    assert "市级（9篇）" in read_texts(ax)


def test_significant_differences_are_the_title_and_the_column_of_directions():
    ax = plot_groups(make_levels(), codebook=OWN)
    assert ax.figure.get_suptitle() == "市级多谈教育，县级多谈卫生和农业"
    assert "市级＞县级" in read_texts(ax)
    assert "两两检验3次" in read_texts(ax)
    english = plot_groups(make_levels(), codebook=OWN, language="en")
    assert english.figure.get_suptitle().replace("\n", " ") == (
        "Cities say more on schools; Counties say more on hospitals and farms"
    )


@pytest.mark.parametrize(
    ("table", "title"),
    [
        (make_levels(low=0.4), "各组差异均不显著"),
        (make_levels(documents=2), "教育相差最大（30个百分点），未作检验"),
        (make_levels().assign(low=float("nan")), "教育相差最大（30个百分点），未作检验"),
        (make_levels().query("level == 'city'"), "只有一组：市级"),
    ],
)
def test_without_a_significant_difference_the_title_says_so(table, title):
    assert plot_groups(table, codebook=OWN).figure.get_suptitle() == title


def test_tests_that_are_given_are_taken_and_rows_over_all_groups_left_out():
    tests = pd.DataFrame({
        "first": ["*", "city"], "second": ["*", "county"], "domain": "a", "difference": [float("nan"), -0.3],
        "p_adjusted": [0.001, 0.001],
    })  # fmt: skip
    ax = plot_groups(make_levels(), codebook=OWN, tests=tests)
    assert ax.figure.get_suptitle() == "市级多谈教育"
    assert "检验1次" in read_texts(ax)


def test_a_chain_of_groups_is_one_direction():
    rows = [
        (level, name, share, share - 0.01, share + 0.01, 9)
        for level, part in (("province", 0.6), ("city", 0.4), ("county", 0.2))
        for name, share in (("a", part), ("b", 1 - part))
    ]
    table = pd.DataFrame(rows, columns=["level", "domain", "prevalence", "low", "high", "documents"])
    texts = read_texts(plot_groups(table, codebook=OWN))
    assert "省级＞市级＞县级" in texts
    assert "县级＞市级＞省级" in texts


def test_a_group_of_several_columns_is_named_by_all():
    table = make_groups()
    table.insert(0, "level", "county")
    assert "县级 · 2010（2篇）" in read_texts(plot_groups(table, codebook=OWN))


def test_a_table_without_groups_is_an_error_whose_advice_works():
    from research.report.distribution import plot_prevalence

    with pytest.raises(InputError, match=r"no column before domain .* plot_prevalence$"):
        plot_groups(make_shares(OWN))
    assert plot_prevalence(make_shares(OWN))


def test_axes_given_have_a_legend_of_the_groups():
    from matplotlib.figure import Figure

    ax = plot_groups(make_levels(), codebook=OWN, ax=Figure().subplots())
    assert [text.get_text() for text in ax.get_legend().get_texts()] == ["市级（9篇）", "县级（9篇）"]
    assert find_faults(plot_groups(make_levels(), codebook=OWN)) == []


def test_the_footnote_speaks_of_intervals_only_where_they_are_tested():
    table = make_levels().assign(target="these documents")
    assert "检验依据各组占比的区间。区间所指为这些文档的占比。" in read_texts(plot_groups(table, codebook=OWN)).replace(
        "\n", ""
    )
    tests = pd.DataFrame(
        {"first": ["city"], "second": ["county"], "domain": "a", "difference": [-0.3], "p_adjusted": [0.001]}
    )
    for shown in (
        plot_groups(table, codebook=OWN, tests=tests),
        plot_groups(table.assign(documents=2), codebook=OWN),
        plot_groups(table.assign(low=table["prevalence"], high=table["prevalence"]), codebook=OWN),
    ):
        assert "区间" not in read_texts(shown)
