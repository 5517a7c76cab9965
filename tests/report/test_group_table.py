"""Many groups as rows of a table."""

import pandas as pd
import pytest
from matplotlib.collections import LineCollection

from research.report.groups import plot_groups
from tests.report.rendering import find_faults, read_texts
from tests.report.tables_to_plot import OWN


def make_places(count=6, documents=9, low=0.02):
    rows = [
        ("county" if number % 2 else "city", f"place {number}", name, share, share - low, share + low, documents)
        for number in range(count)
        for name, share in (("a", 0.8 if number == 0 else 0.3), ("b", 0.2 if number == 0 else 0.7))
    ]
    return pd.DataFrame(rows, columns=["level", "place", "domain", "prevalence", "low", "high", "documents"])


def test_rows_stand_in_blocks_of_their_first_column_below_the_mean():
    ax = plot_groups(make_places(), codebook=OWN)
    assert ax.get_yticklabels()[0].get_text() == "平均（%）"
    assert {label.get_text() for label in ax.get_yticklabels()[1:4]} == {"place 0", "place 2", "place 4"}
    assert {"市级", "县级"} <= {text.get_text() for text in ax.texts}
    assert find_faults(ax) == []


def test_the_most_different_group_is_the_title():
    ax = plot_groups(make_places(), codebook=OWN)  # of six groups one has 0.8, the mean is 0.3833
    assert ax.figure.get_suptitle().replace("\n", "") == "6组中6组偏离平均，最突出的是place 0的教育（+42点）"
    assert "+42" in {text.get_text() for text in ax.texts}


@pytest.mark.parametrize(
    ("table", "title"),
    [
        (make_places(low=0.5), "各组与平均的差异均不显著"),
        (make_places(documents=2), "各组与平均之差，未作检验"),
        (make_places().drop(columns=["low", "high"]), "各组与平均之差，未作检验"),
    ],
)
def test_without_a_significant_difference_the_title_says_so(table, title):
    assert plot_groups(table, codebook=OWN).figure.get_suptitle() == title


def test_years_keep_their_order():
    table = make_places().drop(columns="level")
    table["place"] = table["place"].map(lambda name: f"20{name[-1]}0")
    rows = [label.get_text() for label in plot_groups(table, codebook=OWN).get_yticklabels()]
    assert rows[1:] == ["2000", "2010", "2020", "2030", "2040", "2050"]


def test_of_too_many_groups_those_with_the_most_documents_are_shown():
    table = make_places(50)
    table.loc[table["place"] == "place 49", "documents"] = 30
    ax = plot_groups(table, codebook=OWN)
    assert len(ax.get_yticklabels()) == 41
    assert "place 49" in {label.get_text() for label in ax.get_yticklabels()}
    assert "共50组" in read_texts(ax)


def make_place_years():
    table = make_places().assign(place=lambda rows: "20" + rows["place"].str[-1] + "0")
    return table.sort_values("place", ascending=False, kind="stable")


def test_years_inside_places_keep_their_order_and_the_title_names_the_place():
    ax = plot_groups(make_place_years(), codebook=OWN)
    rows = [label.get_text() for label in ax.get_yticklabels()][1:]
    assert sorted(rows[:3]) == rows[:3]
    assert sorted(rows[3:]) == rows[3:]
    assert "行按年份或编号排列" in read_texts(ax).replace("\n", "")
    assert "最突出的是市级 · 2000的教育" in ax.figure.get_suptitle().replace("\n", "")
    assert "行按相似程度排列" in read_texts(plot_groups(make_places(), codebook=OWN)).replace("\n", "")


def test_frames_and_intervals_are_explained_only_where_there_are_any():
    tested = read_texts(plot_groups(make_places().assign(target="these documents"), codebook=OWN)).replace("\n", "")
    assert "加框为显著" in tested
    assert "区间所指为这些文档的占比" in tested
    few = read_texts(plot_groups(make_places(documents=2).assign(target="these documents"), codebook=OWN))
    assert "加框" not in few
    assert "区间" not in few


def test_one_group_that_differs_is_singular():
    table = make_places()
    table.loc[table["place"] != "place 0", ["low", "high"]] = [0.0, 1.0]
    title = plot_groups(table, codebook=OWN, language="en").figure.get_suptitle().replace("\n", " ")
    assert title.startswith("Of 6 groups, 1 differs from the mean")


def test_colors_that_end_before_the_differences_are_said_to():
    shares = [(str(year), name, share) for year in range(2000, 2006) for name, share in (("a", 0.5), ("b", 0.5))]
    table = pd.DataFrame(shares, columns=["year", "domain", "prevalence"])
    assert "颜色相同" not in read_texts(plot_groups(table, codebook=OWN))
    table.loc[0, "prevalence"], table.loc[1, "prevalence"] = 0.8, 0.2
    ax = plot_groups(table, codebook=OWN)
    assert "超过±10点的颜色相同" in read_texts(ax)
    assert find_faults(ax) == []


def test_the_sign_of_a_difference_is_known_without_color():
    shares = {f"p{number}": 0.5 + (number - 3) * 0.014 for number in range(7)}  # -4.2, -2.8, -1.4, 0, +1.4, ... points
    rows = [(place, name, share) for place, a in shares.items() for name, share in (("a", a), ("b", 1 - a))]
    ax = plot_groups(pd.DataFrame(rows, columns=["place", "domain", "prevalence"]), codebook=OWN)
    rows = {
        round(place, 3): label.get_text() for place, label in zip(ax.get_yticks(), ax.get_yticklabels(), strict=True)
    }
    [dashes] = [found for found in ax.collections if isinstance(found, LineCollection)]
    dashed = {(round(x.mean()), rows[round(float(y[0]), 3)]) for x, y in (part.T for part in dashes.get_segments())}
    assert dashed == {(0, "p0"), (0, "p1"), (0, "p2"), (1, "p4"), (1, "p5"), (1, "p6")}
    assert "褐或带短横为少于平均" in read_texts(ax).replace("\n", "")


def test_a_difference_with_a_number_has_its_sign_there_and_no_dash():
    ax = plot_groups(make_places(), codebook=OWN)
    written = [text.get_text() for text in ax.texts if text.get_text()[:1] in "+−" and text.get_text()[1:].isdigit()]
    assert len(written) == 12
    [dashes] = [found for found in ax.collections if isinstance(found, LineCollection)]
    assert dashes.get_segments() == []
