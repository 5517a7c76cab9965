"""Bars over the years."""

import pandas as pd
import pytest

from research.codebook import Codebook, Domain
from research.report.history import Event, find_shown, plot_history
from tests.report.rendering import find_faults, read_texts
from tests.report.tables_to_plot import CODEBOOK, OWN, has_chinese

EVENT = Event("a", 2015, "疫情", "epidemic")


def make_years(seven=0.2):
    """Of three domains one is of the first ten years, one of the last, and one is small but for 2015."""
    rows = []
    for year in range(2000, 2020):
        small = 0.2 if year == 2015 else 0.05 + 0.001 * (year % 3)
        first = seven * (1 + (year < 2010)) + 0.001 * (year % 4)
        rows += [(str(year), "a", small), (str(year), "b", first), (str(year), "c", 1 - small - first)]
    return pd.DataFrame(rows, columns=["year", "domain", "prevalence"]).assign(sentences=10, documents=1)


def test_bars_are_scaled_to_the_peak_of_their_row_from_the_earliest_theme():
    ax = plot_history(make_years(), codebook=OWN)
    rows = [label.get_text() for label in ax.get_yticklabels()]
    assert rows[0] == "卫生"
    assert max(bar.get_height() for bar in ax.patches if bar.get_width() == pytest.approx(0.8)) == pytest.approx(0.62)
    assert "20篇，600句" in read_texts(ax).replace("\n", "")


def test_a_period_is_named_by_the_domains_that_it_has_more_of():
    ax = plot_history(make_years(), codebook=OWN, starts=(2010,))
    assert ax.figure.get_suptitle() == "从卫生，到农业"
    flat = make_years().assign(prevalence=1 / 3)
    assert plot_history(flat, codebook=OWN, starts=(2010,)).figure.get_suptitle() == "2000至2019年各领域的占比"


def test_an_event_is_annotated_only_where_its_bar_stands_out():
    assert "疫情" in read_texts(plot_history(make_years(), codebook=OWN, events=[EVENT]))
    [(event, share, before)] = find_shown(make_years(), [EVENT, EVENT._replace(year=2010), EVENT._replace(domain="x")])
    assert (event, share) == (EVENT, 0.2)
    assert before == pytest.approx(0.051, abs=0.001)
    usual = EVENT._replace(year=2010)
    assert "疫情" not in read_texts(plot_history(make_years(), codebook=OWN, events=[usual]))


@pytest.mark.slow
@pytest.mark.parametrize("language", ["zh", "en"])
def test_all_domains_of_the_shipped_codebook_have_room(language):
    parts = [
        pd.DataFrame(
            {
                "year": str(year),
                "domain": CODEBOOK.ids,
                "prevalence": [(1 + (place + year) % 7) / 84 for place in range(21)],
            }
        )
        for year in [*range(1950, 1960), *range(1970, 2026)]
    ]
    ax = plot_history(pd.concat(parts), language=language, starts=(1979, 1998))
    assert find_faults(ax) == []
    assert len(ax.get_yticklabels()) == 12
    assert has_chinese(read_texts(ax)) is (language == "zh")
    assert "1960" in read_texts(ax)  # the gap is named


def test_a_period_without_a_domain_of_its_own_says_so_and_names_with_commas_are_told_apart():
    flat = make_years().assign(prevalence=1 / 3)
    texts = read_texts(plot_history(flat, codebook=OWN, starts=(2010,)))
    assert texts.count("没有显著偏多的领域") == 2
    comma = Codebook("own", "1", (*OWN.domains[:2], Domain("c", "农业", "farms, fields")))
    table = pd.concat(
        [make_years(), make_years().assign(year=lambda rows: (rows["year"].astype(int) + 20).astype(str))]
    )
    late = table["year"].astype(int) >= 2020
    table.loc[late & table["domain"].isin(["a", "c"]), "prevalence"] += 0.2
    ax = plot_history(table, codebook=comma, starts=(2020,), language="en")
    assert any(";" in text.get_text() for text in ax.figure.texts if "farms, fields" in text.get_text())


def test_bars_have_no_intervals_and_the_footnote_speaks_of_none():
    table = make_years().assign(low=0.0, high=0.5, target="these documents")
    assert "区间" not in read_texts(plot_history(table, codebook=OWN))


def test_names_with_commas_are_listed_in_one_way_and_periods_divided_by_a_line():
    comma = Codebook("own", "1", (OWN.domains[0], Domain("b", "卫生", "hospitals, clinics"), OWN.domains[2]))
    ax = plot_history(make_years(), codebook=comma, starts=(2010,), language="en")
    assert ax.figure.get_suptitle() == "hospitals, clinics → farms"
    lines = [line for line in ax.get_lines() if list(line.get_xdata()) == [2009.5, 2009.5]]
    assert len(lines) == 1
