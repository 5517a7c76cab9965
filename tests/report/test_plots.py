"""Plots show what the tables say, in Chinese and in English; a missing glyph is a warning and so an error here."""

import matplotlib as mpl
import numpy as np
import pandas as pd
import pytest
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from research.codebook import Codebook, Domain, read_codebook
from research.errors import InputError
from research.measure.evaluation import evaluate
from research.measure.gold_labels import GoldLabels
from research.measure.prevalence import count_distribution
from research.report import plots
from research.report.figures import make_figure, render_png

CODEBOOK = read_codebook()
IDS = CODEBOOK.ids
OWN = Codebook(
    "own", "1", (Domain("a", "教育", "schools"), Domain("b", "卫生", "hospitals"), Domain("c", "农业", "farms"))
)


def make_prevalence() -> pd.DataFrame:
    generator = np.random.default_rng(0)
    labels = generator.choice(IDS, 400).tolist()
    return count_distribution(labels, generator.choice(list("abcdefgh"), 400).tolist(), IDS).reset_index()


def make_groups() -> pd.DataFrame:
    """The shares of three domains in four years, as `Labelled.prevalence(by="year")` returns them."""
    rows = [
        (year, domain, share, share / 2, share * 1.2, int(100 * share), documents)
        for year, documents in (("2000", 1), ("2010", 2), ("2020", 3), ("2024", 4))
        for domain, share in (("a", 0.2), ("b", 0.5), ("c", 0.3))
    ]
    columns = ["year", "domain", "prevalence", "low", "high", "sentences", "documents"]
    return pd.DataFrame(rows, columns=columns)


def make_sentences() -> pd.DataFrame:
    rows = [
        ("讲话", "heading", "a", 0.5, "讲话"), ("讲话", "body", "b", 0.9, "讲话 > 一、卫生"),
        ("讲话", "body", "a", 0.5, "讲话 > 二、教育"), ("讲话", "boilerplate", "", np.nan, ""),
        ("讲话", "body", "b", 1.0, "讲话 > 三、其他"),
    ]  # fmt: skip
    return pd.DataFrame(rows, columns=["document_id", "kind", "domain", "probability", "headings"])


def make_evaluation():
    """Six sentences of three documents, of which the second has a wrong label; each label has probability 0.8."""
    gold = GoldLabels(list("aabbcc"), ["x", "x", "y", "y", "z", "z"], OWN.ids)
    return evaluate(gold, np.eye(3)[[0, 1, 1, 1, 2, 2]] * 0.7 + 0.1)


def make_differences() -> pd.DataFrame:
    return pd.DataFrame(
        {
            "first": "市", "second": "县", "domain": list("abc"), "difference": [0.1, -0.02, 0.0],
            "low": [0.05, -0.1, -0.1], "high": [0.15, 0.1, 0.1], "p": [0.001, 0.5, 1], "p_adjusted": [0.01, 0.6, 1],
        }
    )  # fmt: skip


def make_trend() -> pd.DataFrame:
    table = make_differences().set_index("domain")[["difference", "low", "high", "p", "p_adjusted"]]
    return table.rename(columns={"difference": "per_decade"})


CALIBRATION = pd.DataFrame({"confidence": [0.5, 0.9], "accuracy": [0.4, 0.9], "n": [30, 70]})
TERMS = pd.DataFrame([("b", "医院", 9.0), ("b", "病床", 7.5), ("a", "学校", 8.0)], columns=["domain", "term", "z"])
PLAN = pd.DataFrame({"times": [1, 2], "size": [100, 200], "counted": [0.04, 0.03], "with_model": [0.03, 0.02]})
CASES = {
    "prevalence": (plots.plot_prevalence, make_prevalence()),
    "groups": (plots.plot_groups, make_groups()),
    "differences": (plots.plot_differences, make_differences()),
    "trend": (plots.plot_differences, make_trend()),
    "ribbon": (plots.plot_ribbon, make_sentences()),
    "sections": (plots.plot_sections, make_sentences()),
    "scores": (plots.plot_scores, make_evaluation()),
    "confusion": (plots.plot_confusion, make_evaluation()),
    "calibration": (plots.plot_calibration, CALIBRATION),
    "plan": (plots.plot_plan, PLAN),
}
PANELS = {"trends": (plots.plot_trends, make_groups()), "terms": (plots.plot_terms, TERMS)}


def texts_of(ax: Axes) -> str:
    """The texts of an axes that a reader sees."""
    legend = ax.get_legend().get_texts() if ax.get_legend() else []
    ticks = [*ax.get_xticklabels(), *ax.get_yticklabels()]
    shown = [*ticks, *legend, ax.xaxis.label, ax.yaxis.label, *ax.texts]
    return "\n".join([*(text.get_text() for text in shown), ax.get_title(loc="left"), ax.get_title()])


def has_chinese(text: str) -> bool:
    return any("\u4e00" <= character <= "\u9fff" for character in text)


@pytest.mark.parametrize("language", ["zh", "en", "id"])
@pytest.mark.parametrize("name", CASES)
def test_a_plot_has_a_figure_of_its_own_with_all_glyphs(name, language):
    plot, data = CASES[name]
    ax = plot(data, language=language)
    assert render_png(ax).startswith(b"\x89PNG")
    assert ax.get_title(loc="left") or ax.get_title()


@pytest.mark.parametrize("name", CASES)
def test_a_plot_goes_into_the_axes_given_and_changes_nothing_global(name):
    plot, data = CASES[name]
    before = dict(mpl.rcParams)
    figure = Figure(figsize=(8, 8))
    left, right = figure.subplots(1, 2)
    assert plot(data, ax=right, title="题目") is right
    assert right.get_title(loc="left") + right.get_title() == "题目"
    assert not left.has_data()
    assert dict(mpl.rcParams) == before
    FigureCanvasAgg(figure).draw()  # as the user's own figure: the font of each text is set already


@pytest.mark.parametrize("name", PANELS)
@pytest.mark.parametrize("language", ["zh", "en", "id"])
def test_panels_have_a_figure_of_their_own_or_take_the_axes_given(name, language):
    plot, data = PANELS[name]
    panels = plot(data, language=language, codebook=OWN)
    titles = {"zh": ["教育", "卫生", "农业"], "en": ["schools", "hospitals", "farms"], "id": ["a", "b", "c"]}[language]
    assert [ax.get_title(loc="left") for ax in panels] == titles
    assert render_png(panels[0]).startswith(b"\x89PNG")
    figure = Figure(figsize=(8, 8))
    given = figure.subplots(2, 2)
    panels = plot(data, ax=given, codebook=OWN)
    assert [*panels] == [*given.ravel()[:3]]
    assert [ax.get_visible() for ax in given.ravel()] == [True, True, True, False]
    FigureCanvasAgg(figure).draw()


@pytest.mark.parametrize("name", PANELS)
def test_too_few_axes_are_an_error(name):
    plot, data = PANELS[name]
    with pytest.raises(InputError, match=r"^ax: must be at least 3 axes, one for each domain, got 2$"):
        plot(data, ax=make_figure(4, 4, 2)[1], codebook=OWN)


@pytest.mark.parametrize("name", [*CASES, *PANELS])
def test_english_figures_have_no_chinese(name):
    plot, data = (CASES | PANELS)[name]
    kept = {} if name in ("prevalence", "plan") else {"codebook": OWN}
    if isinstance(data, pd.DataFrame):
        data = data.replace({"讲话": "speech", "市": "city", "县": "county"})
        data = data.assign(**({"headings": "One"} if "headings" in data else {}))
        data = data.assign(**({"term": "hospital"} if "term" in data else {}))
    for ax in np.ravel(plot(data, language="en", **kept)):
        assert not has_chinese(texts_of(ax))
        assert not has_chinese(ax.figure.get_suptitle())


@pytest.mark.parametrize("name", [*CASES, *PANELS])
def test_another_language_is_an_error(name):
    plot, data = (CASES | PANELS)[name]
    with pytest.raises(InputError, match=r"^Got language='fr', expected one of 'zh', 'en', 'id'$"):
        plot(data, language="fr")


def test_names_are_those_of_the_shipped_codebook_and_ids_that_it_lacks_stay():
    table = pd.DataFrame({"domain": ["health", "sport"], "prevalence": [0.4, 0.6], "low": 0.1, "high": 0.8})
    names = [label.get_text() for label in plots.plot_prevalence(table).get_yticklabels()]
    assert names == ["卫生健康与疫情防控", "sport"]


def test_bars_are_as_long_as_the_shares_and_in_the_order_of_the_table():
    table = make_prevalence()
    ax = plots.plot_prevalence(table)
    assert np.allclose([bar.get_width() for bar in ax.patches], table["prevalence"] * 100)
    assert [label.get_text() for label in ax.get_yticklabels()] == list(CODEBOOK.names("zh"))
    assert ax.yaxis_inverted()
    assert ax.get_title(loc="left") == "主题分布（n=400句）"


def test_the_title_counts_the_documents_of_all_groups_once():
    title = plots.plot_groups(make_groups(), codebook=OWN, language="en").get_title(loc="left")
    assert title == "Theme distribution by year (n = 400 sentences, 10 documents)"
    one = make_groups().query("year == '2000'").drop(columns="year")
    assert plots.plot_prevalence(one).get_title(loc="left") == "主题分布（n=100句，1篇）"
    assert plots.plot_prevalence(one, title="").get_title(loc="left") == ""


def test_a_distribution_without_intervals_has_no_lines():
    table = make_prevalence().assign(low=np.nan, high=np.nan)
    assert not plots.plot_prevalence(table).containers[1:]


def test_several_rows_of_a_domain_are_an_error_whose_advice_works():
    with pytest.raises(InputError, match=r"several rows of the domain 'a'; .* plot_groups or plot_trends$"):
        plots.plot_prevalence(make_groups())
    assert plots.plot_groups(make_groups())


def test_a_table_without_groups_is_an_error_whose_advice_works():
    with pytest.raises(InputError, match=r"no column before domain .* plot_prevalence$"):
        plots.plot_groups(make_prevalence())
    assert plots.plot_prevalence(make_prevalence())


def test_missing_columns_are_named():
    with pytest.raises(
        InputError, match=r"no column low, high; got domain, prevalence, expected prevalence, low, high$"
    ):
        plots.plot_prevalence(make_prevalence()[["domain", "prevalence"]])
    with pytest.raises(InputError, match=r"^expected a DataFrame with the columns .*; got list$"):
        plots.plot_ribbon([1, 2])
    with pytest.raises(InputError, match=r"no column domain; got prevalence, low, high$"):
        plots.plot_prevalence(make_prevalence()[["prevalence", "low", "high"]])


def test_groups_are_bars_that_add_up_to_one_with_the_rest_together():
    rows = [("甲", "a", 0.5), ("甲", "b", 0.3), ("甲", "c", 0.2), ("乙", "a", 0.1), ("乙", "b", 0.6), ("乙", "c", 0.3)]
    table = pd.DataFrame(rows, columns=["place", "domain", "prevalence"])
    ax = plots.plot_groups(table, codebook=OWN, max_domains=2)
    widths = np.array([patch.get_width() for patch in ax.patches]).reshape(3, 2)
    assert widths == pytest.approx(np.array([[0.3, 0.6], [0.5, 0.1], [0.2, 0.3]]))
    assert [text.get_text() for text in ax.get_legend().get_texts()] == ["卫生", "教育", "其他 others"]
    assert [text.get_text() for text in ax.get_yticklabels()] == ["甲", "乙"]


def test_a_group_of_several_columns_is_named_by_all_with_its_documents():
    table = make_groups()
    table.insert(0, "level", "county")
    ax = plots.plot_groups(table, codebook=OWN)
    assert ax.get_yticklabels()[1].get_text() == "county · 2010（2篇）"
    assert ax.get_title(loc="left").startswith("主题分布，按level、year（n=400句，10篇）")


def test_trends_pass_through_the_shares_and_skip_groups_without_the_domain():
    table = make_groups()
    table = table[~((table["domain"] == "a") & (table["year"] == "2010"))]
    panels = plots.plot_trends(table, codebook=OWN)
    line = panels[0].get_lines()[0].get_ydata()
    assert line == pytest.approx([20, np.nan, 20, 20], nan_ok=True)
    assert [text.get_text() for text in panels[1].get_xticklabels()] == ["2000", "2010", "2020", "2024"]
    assert panels[0].figure.get_suptitle() == "各领域占句子的百分比（n=380句，10篇）"


def test_significant_differences_are_filled():
    ax = plots.plot_differences(make_differences(), codebook=OWN, language="en")
    filled, hollow = ax.get_lines()[-2:]
    assert filled.get_xdata() == pytest.approx([10])
    assert hollow.get_xdata() == pytest.approx([-2, 0])
    assert hollow.get_markerfacecolor() == "white"
    labels = [text.get_text() for text in ax.get_legend().get_texts()]
    assert labels == ["statistically significant (adjusted for multiple comparisons)", "not significant"]
    assert ax.get_title(loc="left") == "县 − 市"


def test_differences_without_a_test_say_so():
    table = make_differences().assign(low=np.nan, high=np.nan, p_adjusted=np.nan)
    ax = plots.plot_differences(table, codebook=OWN)
    assert [text.get_text() for text in ax.get_legend().get_texts()] == ["未检验"]


def test_the_ribbon_has_a_tick_for_each_body_sentence_in_the_row_of_its_domain():
    ax = plots.plot_ribbon(make_sentences(), codebook=OWN)
    [bars] = ax.collections
    middles = [tuple(path.get_extents().get_points().mean(axis=0)) for path in bars.get_paths()]
    assert middles == [(0.5, 1), (1.5, 0), (2.5, 1)]
    assert bars.get_facecolor()[:, 3] == pytest.approx([0.925, 0.625, 1])
    assert [text.get_text() for text in ax.get_yticklabels()] == ["教育（1）", "卫生（2）"]
    assert ax.get_title(loc="left") == "逐句领域：讲话（n=3句）"


def test_sections_count_body_sentences_of_all_domains_of_a_codebook():
    ax = plots.plot_sections(make_sentences(), codebook=OWN)
    assert [text.get_text() for text in ax.get_yticklabels()] == ["教育", "卫生", "农业"]
    assert [text.get_text() for text in ax.get_xticklabels()] == ["一、卫生", "二、教育", "三、其他"]
    cells = {text.get_position(): text.get_text() for text in ax.texts}
    assert cells == {(0, 1): "1", (1, 0): "1", (2, 1): "1"}
    assert len(plots.plot_sections(make_sentences()).get_yticklabels()) == 2


def test_long_headings_are_shortened():
    sentences = make_sentences().assign(headings="一、" + "很长的标题" * 6)
    [label] = plots.plot_sections(sentences).get_xticklabels()
    assert label.get_text() == "一、很长的标题很长的标题很…"


def test_sentences_of_several_documents_are_an_error_whose_advice_works():
    sentences = pd.concat([make_sentences(), make_sentences().assign(document_id="b")])
    with pytest.raises(InputError, match=r"of 2 documents; select one.*\['document_id'\] == '讲话'\]$"):
        plots.plot_ribbon(sentences)
    assert plots.plot_ribbon(sentences[sentences["document_id"] == "讲话"])


def test_a_document_without_body_text_is_an_error():
    with pytest.raises(InputError, match="none of the sentences is body text"):
        plots.plot_sections(make_sentences().iloc[:1])


def test_the_confusion_matrix_shows_every_count_of_an_evaluation_or_a_table():
    expected = {(0, 0): "1", (1, 0): "1", (1, 1): "2", (2, 2): "2"}
    found = make_evaluation()
    for data in (found, found.scores, found.confusion, found.confusion.reset_index()):
        ax = plots.plot_confusion(data, codebook=OWN)
        assert {text.get_position(): text.get_text() for text in ax.texts} == expected
        assert [text.get_text() for text in ax.get_yticklabels()] == ["教育", "卫生", "农业"]


def test_scores_show_the_number_of_sentences():
    found = make_evaluation()
    for data in (found, found.scores, found.domains, found.domains.reset_index()):
        ax = plots.plot_scores(data, codebook=OWN)
        assert [label.get_text() for label in ax.get_yticklabels()] == ["教育（n=2）", "卫生（n=2）", "农业（n=2）"]
    assert plots.plot_scores(found, language="en").get_title(loc="left").endswith("(n = 6 sentences, 3 documents)")


def test_the_calibration_error_is_the_mean_gap_weighted_by_sentences():
    ax = plots.plot_calibration(CALIBRATION)
    assert ax.texts[0].get_text() == "ECE 0.030"  # 0.3 * 0.1
    assert ax.get_title() == "校准（n=100句）"
    ax = plots.plot_calibration(make_evaluation())
    assert ax.texts[0].get_text() == "ECE 0.033"  # 0.8 against 5 of 6
    assert ax.get_title() == "校准（n=6句，3篇）"


def test_domains_without_terms_keep_an_empty_panel_of_the_codebook():
    panels = plots.plot_terms(TERMS, codebook=OWN)
    assert [[text.get_text() for text in ax.texts] for ax in panels] == [[" 学校"], [" 医院", " 病床"], []]
    assert len(plots.plot_terms(TERMS)) == 2


def test_dollar_signs_are_no_formula():
    assert render_png(plots.plot_prevalence(make_prevalence(), title="$\\frac{$"))
