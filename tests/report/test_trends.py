"""Shares over time."""

import numpy as np
import pandas as pd
import pytest

from research.report.trends import plot_trends
from tests.report.rendering import find_faults, read_texts
from tests.report.tables_to_plot import CODEBOOK, OWN, make_group_shares, make_groups


def make_years(shares, years=None):
    years = years or [str(2000 + number) for number in range(len(shares))]
    rows = [(year, name, part, part, part) for year, share in zip(years, shares, strict=True)
            for name, part in (("a", share), ("b", 1 - share))]  # fmt: skip
    return pd.DataFrame(rows, columns=["year", "domain", "prevalence", "low", "high"])


def find_line(ax):
    return next(line for line in ax.get_lines() if line.get_linewidth() == 1.7)


def test_few_years_are_a_line_through_the_shares_that_skips_what_is_missing():
    table = make_groups()
    table = table[~((table["domain"] == "a") & (table["year"] == "2010"))]
    panels = plot_trends(table, codebook=OWN)
    assert np.nanmax(find_line(panels[0]).get_ydata()) == pytest.approx(20)
    assert np.isnan(find_line(panels[0]).get_ydata()).any()
    assert panels[0].figure.get_suptitle() == "各领域的占比，2000至2024"


def test_many_years_are_a_mean_of_five_and_gaps_break_the_line():
    shares = [0.1, 0.2, 0.3, 0.4, 0.5, 0.5, 0.5, 0.5, 0.5, 0.5]
    years = [str(year) for year in (2000, 2001, 2002, 2003, 2004, 2015, 2016, 2017, 2018, 2019)]
    panels = plot_trends(make_years(shares, years), codebook=OWN)
    line = find_line(panels[0])
    assert line.get_ydata()[2] == pytest.approx(30)
    assert np.isnan(line.get_ydata()[5])
    assert "相邻5期平均" in read_texts(panels[0])


def test_gaps_break_bands_as_they_break_lines():
    table = make_years([0.1, 0.2, 0.3, 0.4], ["2000", "2001", "2015", "2016"])
    table = table.assign(low=table["prevalence"] - 0.05, high=table["prevalence"] + 0.05)
    [band] = plot_trends(table, codebook=OWN)[0].collections
    ends = [(path[:, 0].min(), path[:, 0].max()) for path in (found.vertices for found in band.get_paths())]
    assert ends == [(2000, 2001), (2015, 2016)]


def test_notes_speak_of_other_domains_and_of_clipped_values_only_where_there_are_any():
    one = make_years([1.0, 1.0, 1.0])
    texts = read_texts(plot_trends(one[one["domain"] == "a"])[0])
    assert "灰线" not in texts
    assert "排列" not in texts
    assert "上缘" not in texts
    wide = read_texts(plot_trends(make_groups().assign(high=1.0), codebook=OWN)[0])
    assert "灰线为同组其他领域" in wide
    assert "超出纵轴的画在上缘" in wide


def test_rise_and_fall_are_tested():
    rising = make_years([0.1, 0.2, 0.3, 0.35, 0.4, 0.5, 0.6])
    assert plot_trends(rising, codebook=OWN)[0].figure.get_suptitle() == "教育上升，卫生下降"
    flat = make_years([0.3, 0.31, 0.29, 0.3, 0.32, 0.28, 0.3])
    assert plot_trends(flat, codebook=OWN)[0].figure.get_suptitle() == "看不出持续的升降"
    english = plot_trends(rising, codebook=OWN, language="en")[0].figure.get_suptitle()
    assert english == "Rising: schools; falling: hospitals"


@pytest.mark.slow
def test_large_and_small_domains_have_axes_of_their_own():
    panels = plot_trends(make_group_shares(CODEBOOK, ["2001", "2002", "2003"], "year"))
    ends = {round(ax.get_ylim()[1], 6) for ax in panels}
    assert len(ends) == 2
    texts = read_texts(panels[0])
    assert "谈得多的领域：纵轴0—" in texts
    assert "谈得少的领域：纵轴0—" in texts


@pytest.mark.slow
@pytest.mark.parametrize("groups", [["2020"], ["2010-2019", "2020-2029"], ["甲", "乙", "丙"]])
def test_one_year_periods_and_names_have_room(groups):
    for language in ("zh", "en"):
        assert find_faults(plot_trends(make_group_shares(CODEBOOK, groups, "year"), language=language)[0]) == []


def test_a_table_without_intervals_is_plotted():
    table = make_groups().assign(low=np.nan, high=np.nan)
    assert find_faults(plot_trends(table, codebook=OWN)[0]) == []


def test_bands_are_explained_only_where_intervals_have_a_width():
    assert "色带为95%区间" in read_texts(plot_trends(make_groups(), codebook=OWN)[0])
    counted = make_years([0.1, 0.2, 0.3]).assign(target="these documents")
    texts = read_texts(plot_trends(counted, codebook=OWN)[0])
    assert "色带" not in texts
    assert "区间" not in texts


@pytest.mark.parametrize(
    "groups",
    [
        ["2020-02", "2020-10", "2020-01"],
        ["2020Q2", "2020Q3", "2020Q1"],
        ["2020年2月", "2020年10月", "2020年1月"],
    ],
)
def test_months_and_quarters_of_a_year_have_places_of_their_own_in_order(groups):
    panels = plot_trends(make_years([0.2, 0.3, 0.1], groups), codebook=OWN)
    line = find_line(panels[0])
    assert line.get_xdata().tolist() == [0, 1, 2]
    assert line.get_ydata() == pytest.approx([10, 20, 30])
    assert [label.get_text() for label in panels[0].get_xticklabels()] == [groups[2], groups[1]]
    assert panels[0].figure.get_suptitle() == f"各领域的占比，{groups[2]}至{groups[1]}"


def test_one_year_is_no_span():
    panels = plot_trends(make_years([0.2], ["2020"]), codebook=OWN)
    assert panels[0].figure.get_suptitle() == "2020各领域的占比"
    assert "2020，" in read_texts(panels[0])
    assert "2020—2020" not in read_texts(panels[0])
    english = plot_trends(make_years([0.2], ["2020"]), codebook=OWN, language="en")
    assert english[0].figure.get_suptitle() == "Shares of the domains, 2020"


def test_years_may_be_numbers_in_any_order():
    table = make_years([0.3, 0.1, 0.2]).assign(year=[2003.0, 2003.0, 2001.0, 2001.0, 2002.0, 2002.0])
    panels = plot_trends(table, codebook=OWN)
    assert find_line(panels[0]).get_ydata() == pytest.approx([10, 20, 30])
    assert panels[0].figure.get_suptitle() == "各领域的占比，2001至2003"


@pytest.mark.slow
def test_the_names_of_periods_stay_below_their_panel():
    table = make_group_shares(CODEBOOK, ["改革开放初期", "九十年代", "新时代以来的十年"], "period")
    panels = plot_trends(table)
    assert find_faults(panels[0]) == []
    first, last = panels[0].get_xticklabels()
    assert (first.get_ha(), last.get_ha()) == ("left", "right")


def test_shares_that_are_all_missing_or_zero_are_shown_without_a_warning():
    for value in (np.nan, 0.0):
        table = make_groups().assign(prevalence=value, low=value, high=value)
        assert find_faults(plot_trends(table, codebook=OWN)[0]) == []
