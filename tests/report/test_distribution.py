"""The plot of a theme distribution."""

import numpy as np
import pandas as pd
import pytest

from research.codebook import read_codebook
from research.errors import InputError
from research.report.distribution import plot_prevalence
from tests.report.rendering import find_faults, read_texts
from tests.report.tables_to_plot import OWN, make_groups, make_shares

CODEBOOK = read_codebook()


def make_table(shares, low, high, domains=("a", "b", "c"), **columns):
    return pd.DataFrame({"domain": domains[: len(shares)], "prevalence": shares, "low": low, "high": high, **columns})


def find_dots(ax):
    return [line for line in ax.get_lines() if line.get_marker() == "o"]


def test_rows_go_from_the_largest_share_to_the_smallest_with_the_residual_last():
    table = make_shares(CODEBOOK).sample(frac=1, random_state=0)
    table.loc[table["domain"] == "general", "prevalence"] = 0.9
    ax = plot_prevalence(table, language="id")
    names = [label.get_text() for label in ax.get_yticklabels()]
    expected = table[table["domain"] != "general"].sort_values("prevalence", ascending=False)["domain"].tolist()
    assert names == [*expected, "general"]
    assert ax.get_yticks()[-1] - ax.get_yticks()[-2] == 1.5
    assert ax.yaxis_inverted()


def test_dots_stand_at_the_shares_in_the_colors_of_the_codebook():
    table = make_table([0.2, 0.6, 0.1], 0.05, 0.7, ("health", "education", "poverty"))
    dots = find_dots(plot_prevalence(table))
    assert [dot.get_xdata()[0] for dot in dots] == pytest.approx([60, 20, 10])
    assert [dot.get_color() for dot in dots] == [CODEBOOK[name].color for name in ("education", "health", "poverty")]


@pytest.mark.parametrize(
    ("shares", "low", "zh", "en"),
    [
        ([0.6, 0.3, 0.1], [0.5, 0.2, 0.0], "教育明显居首，占60%", "schools clearly leads with 60%"),
        ([0.4, 0.4, 0.2], [0.3, 0.3, 0.1], "教育和卫生明显居前，合占80%", "schools and hospitals clearly lead, with 80% together"),
        ([0.4, 0.35, 0.25], [0.2, 0.2, 0.2], "没有哪个领域明显突出，居前的是教育（40.0%）和卫生（35.0%）", "No theme stands out; first come schools (40.0%) and hospitals (35.0%)"),
        ([0.4, 0.3, 0.3], [0.2, 0.2, 0.2], "没有哪个领域明显突出，居前的是教育（40.0%）、卫生（30.0%）和农业（30.0%）", "No theme stands out; first come schools (40.0%), hospitals (30.0%) and farms (30.0%)"),
        ([1 / 3] * 3, [0.2] * 3, "各领域占比相同", "All domains have the same share"),
        ([0.6, 0.3, 0.1], [np.nan] * 3, "占比最高的是教育（60.0%）和卫生（30.0%）", "Largest: schools (60.0%) and hospitals (30.0%)"),
        ([1.0], [1.0], "教育占100%", "schools: 100%"),
    ],
)  # fmt: skip
def test_the_title_says_what_the_intervals_carry(shares, low, zh, en):
    table = make_table(shares, low, [share + 0.1 for share in shares])
    assert plot_prevalence(table, codebook=OWN).figure.get_suptitle().replace("\n", "") == zh
    english = plot_prevalence(table, codebook=OWN, language="en").figure.get_suptitle()
    assert english.replace("\n", " ") == en


@pytest.mark.slow
def test_counted_shares_have_no_intervals_and_lead_only_by_more_than_rounding_hides():
    def entitle(*shares, **named):
        table = make_table(shares, shares, shares, tuple(CODEBOOK.ids), target="these documents")
        return plot_prevalence(table, **named)

    ax = entitle(0.059, 0.057, 0.056)
    assert ax.figure.get_suptitle() == "没有哪个领域明显突出，居前的是经济财金（5.9%）和产业项目（5.7%）"
    texts = read_texts(ax).replace("\n", "")
    assert "圆点为占比。" in texts
    assert "没有估计误差，因此没有区间" in texts
    assert "95%" not in texts
    assert "区间所指" not in texts
    english = entitle(0.059, 0.057, 0.056, language="en").figure.get_suptitle().replace("\n", " ")
    assert english == "No theme stands out; first come Economy & finance (5.9%) and Industry & projects (5.7%)"
    assert entitle(0.07, 0.06, 0.05).figure.get_suptitle() == "经济财金明显居首，占7%"
    ties = [0.3] + [0.1] * 6
    assert entitle(*ties[1:], 0.0).figure.get_suptitle() == "没有哪个领域明显突出，居前的是6个领域，同为10.0%"
    assert entitle(*ties).figure.get_suptitle() == "经济财金明显居首，占30%"
    table = make_table(ties, np.nan, np.nan, tuple(CODEBOOK.ids))
    assert plot_prevalence(table).figure.get_suptitle() == "占比最高的是经济财金（30.0%），其余都不超过10.0%"


def test_the_subtitle_and_the_footnote_say_size_method_and_target():
    table = make_table([0.6, 0.4], 0.2, 0.9, sentences=[1200, 300], documents=8, target="documents like these")
    texts = read_texts(plot_prevalence(table, codebook=OWN, note="合成文本。"))
    assert "8篇，1 500句" in texts.replace("\n", "")
    assert "合成文本。区间所指为同类文档的占比。" in texts.replace("\n", "")
    english = read_texts(plot_prevalence(table.assign(documents=1), codebook=OWN, language="en")).replace("\n", " ")
    assert "Intervals are of the shares in documents like these." in english


def test_a_missing_interval_leaves_the_others():
    table = make_table([0.5, 0.3, 0.2], [0.4, np.nan, 0.1], [0.6, np.nan, 0.3])
    ax = plot_prevalence(table, codebook=OWN)
    assert len([line for line in ax.get_lines() if line.get_linewidth() == 1.7]) == 2
    assert len(find_dots(ax)) == 3
    assert "有1个领域未给区间" in read_texts(ax)
    assert find_faults(plot_prevalence(table.assign(low=np.nan, high=np.nan), codebook=OWN)) == []


def test_an_interval_past_the_axis_ends_in_an_arrowhead_and_a_footnote():
    table = make_table([0.02, 0.01], [0.0, 0.0], [0.9, 0.03])
    ax = plot_prevalence(table, codebook=OWN)
    assert ax.get_xlim()[1] == pytest.approx(6.12)
    assert [line.get_marker() for line in ax.get_lines()].count(">") == 1
    assert "箭头表示区间超出坐标轴" in read_texts(ax)
    assert find_faults(ax) == []


@pytest.mark.parametrize("shares", [[1.0, 0.0, 0.0], [0.0, 0.0, 0.0], [0.0], [1.0]])
def test_extreme_shares_have_room(shares):
    assert find_faults(plot_prevalence(make_table(shares, 0.0, 1.0), codebook=OWN)) == []


def test_single_documents_stand_behind_the_dots_and_many_are_a_band():
    table = make_table([0.5, 0.3, 0.2], 0.2, 0.6)
    single = [
        (f"{number}", name, share) for number in range(4) for name, share in zip("abc", (0.9, 0.1, 0.0), strict=True)
    ]
    documents = pd.DataFrame(single, columns=["document_id", "domain", "prevalence"])
    ax = plot_prevalence(table, codebook=OWN, documents=documents)
    ticks = [line for line in ax.get_lines() if line.get_marker() == "|"]
    assert [len(line.get_xdata()) for line in ticks] == [0, 4, 4]
    assert [text.get_text() for text in ax.texts if "→" in text.get_text()] == ["→4"]
    assert find_faults(ax) == []
    many = pd.concat([documents.assign(document_id=documents["document_id"] + f"-{n}") for n in range(40)])
    assert len(plot_prevalence(table, codebook=OWN, documents=many).collections) == 3


def test_several_rows_of_a_domain_are_an_error_whose_advice_works():
    from research.report.plots import plot_groups

    with pytest.raises(InputError, match=r"several rows of the domain 'a'; .* plot_groups or plot_trends$"):
        plot_prevalence(make_groups())
    assert plot_groups(make_groups())


def test_a_title_of_ones_own_or_none():
    table = make_table([0.5, 0.3, 0.2], 0.2, 0.6)
    assert plot_prevalence(table, codebook=OWN, title="题").figure.get_suptitle() == "题"
    assert plot_prevalence(table, codebook=OWN, title="").figure.get_suptitle() == ""


def test_the_intervals_of_a_single_document_are_those_of_this_document():
    table = make_shares(OWN).assign(target="these documents")
    assert "这些文档的占比" in read_texts(plot_prevalence(table, codebook=OWN))
    assert "这篇文档的占比" in read_texts(plot_prevalence(table.assign(documents=1), codebook=OWN))


def test_a_share_of_nothing_is_not_named_as_one_of_the_first():
    table = make_shares(OWN).assign(prevalence=[1.0, 0.0, 0.0], low=[0.03, 0, 0], high=[1, 0.97, 0.97])
    assert plot_prevalence(table, codebook=OWN).figure.get_suptitle() == "没有哪个领域明显突出，居前的是教育（100.0%）"


@pytest.mark.parametrize("value", [0.0, np.nan])
def test_without_any_share_the_title_says_so(value):
    table = make_shares(OWN).assign(prevalence=value, low=value, high=value)
    assert plot_prevalence(table, codebook=OWN).figure.get_suptitle() == "没有可以显示的占比"
    assert plot_prevalence(table, codebook=OWN, language="en").figure.get_suptitle() == "No shares to show"


def test_a_missing_share_leaves_the_others():
    table = make_shares(OWN).assign(prevalence=[np.nan, 0.4, 0.3])
    title = plot_prevalence(table, codebook=OWN).figure.get_suptitle()
    assert "卫生（40.0%）和农业（30.0%）" in title
    assert "nan" not in title


def test_documents_beyond_the_axis_are_explained_where_there_are_any():
    documents = pd.DataFrame({"document_id": ["x", "y"], "domain": "a", "prevalence": [0.1, 0.9]})
    table = make_shares(OWN).assign(prevalence=[0.1, 0.05, 0.02], low=0.0, high=0.12)
    assert "→后为超出坐标轴的文档数" in read_texts(plot_prevalence(table, codebook=OWN, documents=documents))
    assert "→" not in read_texts(plot_prevalence(table, codebook=OWN, documents=documents[:1]))
