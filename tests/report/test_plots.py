"""Figures at all sizes: no text overlaps another or leaves the page, in Chinese and in English."""

import matplotlib as mpl
import numpy as np
import pandas as pd
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from research.codebook import Codebook, Domain
from research.errors import InputError
from research.report import plots
from research.report.figures import render_png
from research.report.layout import MIN_WIDTH
from tests.report.rendering import find_faults, read_texts
from tests.report.tables_to_plot import (
    CODEBOOK,
    OWN,
    has_chinese,
    make_codebook,
    make_confusion,
    make_differences,
    make_document,
    make_evaluation,
    make_group_shares,
    make_groups,
    make_scores,
    make_sentences,
    make_shares,
)

TERMS = pd.DataFrame([("b", "医院", 9.0), ("b", "病床", 7.5), ("a", "学校", 8.0)], columns=["domain", "term", "z"])
PLAN = pd.DataFrame({"times": [1, 2], "size": [100, 200], "counted": [0.04, 0.03], "with_model": [0.03, 0.02]})
CALIBRATION = pd.DataFrame({"confidence": [0.5, 0.9], "accuracy": [0.4, 0.9], "n": [30, 70]})
AGREEMENT = pd.DataFrame(
    {
        "domain": ["*", "a", "b"],
        "kappa": [0.8, 0.9, 0.7],
        "kappa_low": 0.6,
        "kappa_high": 0.95,
        "sentences": [50, 20, 30],
    }
)
CASES = {
    "prevalence": (plots.plot_prevalence, make_groups().query("year == '2000'").drop(columns="year")),
    "groups": (plots.plot_groups, make_groups()),
    "many groups": (plots.plot_groups, make_group_shares(OWN, list("uvwxyz"), "place")),
    "differences": (plots.plot_differences, make_differences()),
    "ribbon": (plots.plot_ribbon, make_sentences()),
    "sections": (plots.plot_sections, make_sentences()),
    "scores": (plots.plot_scores, make_evaluation()),
    "agreement": (plots.plot_agreement, AGREEMENT),
    "confusion": (plots.plot_confusion, make_evaluation()),
    "calibration": (plots.plot_calibration, CALIBRATION),
}
PANELS = {"trends": (plots.plot_trends, make_groups()), "terms": (plots.plot_terms, TERMS)}
ENGLISH = {"讲话": "speech", "市": "city", "县": "county"}


@pytest.mark.slow
@pytest.mark.parametrize("count", [1, 2, 5, 7, 21, 40])
@pytest.mark.parametrize("language", ["zh", "en"])
def test_any_number_of_domains_has_room(count, language):
    codebook = make_codebook(count)
    named = {"codebook": codebook, "language": language}
    shares = make_shares(codebook)
    figures = [
        plots.plot_prevalence(shares, **named),
        plots.plot_groups(make_group_shares(codebook, ["province", "city", "county"]), **named),
        plots.plot_confusion(make_confusion(codebook), **named),
        plots.plot_ribbon(make_document(codebook, 200), **named),
        plots.plot_sections(make_document(codebook, 200), **named),
        plots.plot_scores(make_scores(codebook), **named),
        plots.plot_trends(make_group_shares(codebook, [str(year) for year in range(1990, 2012)], "year"), **named)[0],
    ]
    assert [fault for ax in figures for fault in find_faults(ax)] == []


@pytest.mark.slow
@pytest.mark.parametrize("groups", [1, 3, 27, 60])
@pytest.mark.parametrize("language", ["zh", "en"])
def test_any_number_of_groups_has_room(groups, language):
    names = [f"第{number}县" if language == "zh" else f"County {number}" for number in range(groups)]
    ax = plots.plot_groups(make_group_shares(CODEBOOK, names, "place"), language=language)
    assert find_faults(ax) == []
    rows = [label.get_text() for label in ax.get_yticklabels()]
    assert len(rows) == (21 if groups <= 4 else 1 + min(groups, 40))
    panels = plots.plot_trends(make_group_shares(CODEBOOK, names, "place"), language=language)
    assert find_faults(panels[0]) == []


@pytest.mark.slow
@pytest.mark.parametrize("language", ["zh", "en"])
def test_names_of_sixty_characters_have_room(language):
    codebook = make_codebook(6, long=True)
    named = {"codebook": codebook, "language": language}
    long = "一个有着非常长名称的地方" * 5
    trend = make_shares(codebook).rename(columns={"prevalence": "per_decade"}).assign(p_adjusted=0.01)
    figures = [
        plots.plot_prevalence(make_shares(codebook), **named),
        plots.plot_prevalence(make_shares(codebook), width=plots.ONE_COLUMN, **named),
        plots.plot_groups(make_group_shares(codebook, [long, long + "二"]), **named),
        plots.plot_groups(make_group_shares(codebook, [f"{number}{long}" for number in range(6)]), **named),
        plots.plot_confusion(make_confusion(codebook), **named),
        plots.plot_sections(make_document(codebook, 60), **named),
        plots.plot_scores(make_scores(codebook), **named),
        plots.plot_differences(trend, **named),
        plots.plot_trends(make_group_shares(codebook, ["2001", "2002"], "year"), **named)[0],
        plots.plot_terms(pd.DataFrame({"domain": codebook.ids, "term": long, "z": 1.0}), **named)[0],
    ]
    assert [fault for ax in figures for fault in find_faults(ax)] == []


@pytest.mark.slow
@pytest.mark.parametrize("language", ["zh", "en"])
def test_names_of_any_characters_have_room(language):
    names = [
        "cost_$5_and_\\alpha", "line\nbreak and\ttab", "Donaudampfschifffahrtsgesellschaftskapitänsmützenabzeichen",
        "<b>&amp;", "100%", "^_{x}$$", "a" * 120,
    ]  # fmt: skip
    codebook = Codebook("odd", "1", tuple(Domain(f"d{place}", name, name) for place, name in enumerate(names)))
    named = {"codebook": codebook, "language": language}
    change = make_shares(codebook).rename(columns={"prevalence": "difference"})
    figures = [
        plots.plot_prevalence(make_shares(codebook), **named),
        plots.plot_groups(make_group_shares(codebook, ["a_$1", "b\nc"]), **named),
        plots.plot_groups(make_group_shares(codebook, names), **named),
        plots.plot_confusion(make_confusion(codebook), **named),
        plots.plot_ribbon(make_document(codebook, 60), **named),
        plots.plot_sections(make_document(codebook, 60), **named),
        plots.plot_scores(make_scores(codebook), **named),
        plots.plot_differences(change.assign(p_adjusted=0.01, first="a_$", second="b\nc"), **named),
        plots.plot_trends(make_group_shares(codebook, ["2001", "2002"], "year"), **named)[0],
        plots.plot_terms(pd.DataFrame({"domain": codebook.ids, "term": names, "z": 1.0}), **named)[0],
    ]
    assert [fault for ax in figures for fault in find_faults(ax)] == []


@pytest.mark.slow
@pytest.mark.parametrize("width", [MIN_WIDTH, plots.ONE_COLUMN])
@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_column_of_a_journal_has_room(language, width):
    named = {"language": language, "width": width}
    change = make_shares(CODEBOOK).rename(columns={"prevalence": "per_decade"}).assign(p_adjusted=0.01)
    agreement = make_scores(CODEBOOK).rename(columns={"f1": "kappa", "f1_low": "kappa_low", "f1_high": "kappa_high"})
    figures = [
        plots.plot_prevalence(make_shares(CODEBOOK), **named),
        plots.plot_groups(make_group_shares(CODEBOOK, ["province", "city", "county"]), **named),
        plots.plot_differences(change, **named),
        plots.plot_trends(make_group_shares(CODEBOOK, ["2001", "2005", "2010"], "year"), **named)[0],
        plots.plot_scores(make_scores(CODEBOOK), **named),
        plots.plot_agreement(agreement.assign(sentences=50), **named),
        plots.plot_calibration(CALIBRATION, **named),
        plots.plot_ribbon(make_document(CODEBOOK, 80), **named),
        plots.plot_terms(pd.DataFrame({"domain": CODEBOOK.ids, "term": "医院", "z": 1.0}), **named)[0],
        plots.plot_plan(PLAN, **named),
    ]
    assert [fault for ax in figures for fault in find_faults(ax)] == []
    assert {float(ax.figure.get_size_inches()[0]) for ax in figures} == {width}


@pytest.mark.parametrize("name", CASES)
def test_a_width_that_is_none_is_an_error(name):
    plot, data = CASES[name]
    for width in (0, "3.5"):
        with pytest.raises(InputError, match=r"^width must be a number of inches and at least 3, got "):
            plot(data, width=width, codebook=OWN)


@pytest.mark.slow
@pytest.mark.parametrize("plot", [plots.plot_sections, plots.plot_confusion])
def test_a_width_without_room_for_the_domains_is_an_error_whose_advice_works(plot):
    data = make_document(CODEBOOK, 80) if plot is plots.plot_sections else make_confusion(CODEBOOK)
    with pytest.raises(
        InputError, match=r"^width must be at least (\d+\.\d) inches for \d+ domains, got 3\.5$"
    ) as caught:
        plot(data, width=3.5)
    assert plot(data, width=float(str(caught.value).split()[5]) + 0.1)


@pytest.mark.slow
@pytest.mark.parametrize("language", ["zh", "en", "id"])
@pytest.mark.parametrize("name", CASES)
def test_a_plot_has_a_figure_of_its_own_with_all_glyphs(name, language):
    plot, data = CASES[name]
    ax = plot(data, language=language, codebook=OWN)
    assert render_png(ax).startswith(b"\x89PNG")
    assert ax.figure.get_suptitle()
    assert find_faults(ax) == []


@pytest.mark.parametrize("name", CASES)
def test_a_plot_goes_into_the_axes_given_and_changes_nothing_global(name):
    plot, data = CASES[name]
    before = dict(mpl.rcParams)
    figure = Figure(figsize=(8, 8))
    left, right = figure.subplots(1, 2)
    assert plot(data, ax=right, title="题目", codebook=OWN) is right
    assert right.get_title(loc="left") == "题目"
    assert not left.has_data()
    assert dict(mpl.rcParams) == before
    FigureCanvasAgg(figure).draw()  # as the user's own figure: the font of each text is set already


@pytest.mark.parametrize("name", PANELS)
def test_panels_have_a_figure_of_their_own_or_take_the_axes_given(name):
    plot, data = PANELS[name]
    for language, titles in {"zh": ["教育", "卫生", "农业"], "en": ["schools", "hospitals", "farms"]}.items():
        panels = plot(data, language=language, codebook=OWN)
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
        plot(data, ax=Figure().subplots(1, 2), codebook=OWN)


@pytest.mark.parametrize("name", [*CASES, *PANELS, "plan"])
def test_english_figures_have_no_chinese_and_chinese_ones_no_english_words(name):
    plot, data = (CASES | PANELS | {"plan": (plots.plot_plan, PLAN)})[name]
    kept = {} if name == "plan" else {"codebook": OWN}
    if isinstance(data, pd.DataFrame):
        data = data.replace(ENGLISH)
        data = data.assign(**({"headings": "One"} if "headings" in data else {}))
        data = data.assign(**({"term": "hospital"} if "term" in data else {}))
    [first, *_] = np.ravel(plot(data, language="en", **kept))
    assert not has_chinese(read_texts(first))
    [first, *_] = np.ravel(plot(data, **kept))
    words = {word.lower() for word in read_texts(first).replace("-", " ").split() if word.isascii() and word.isalpha()}
    assert words <= {"kappa", "q", "f1", "one", "hospital", "speech", *"uvwxyz"}


@pytest.mark.parametrize("name", [*CASES, *PANELS])
def test_another_language_is_an_error(name):
    plot, data = (CASES | PANELS)[name]
    with pytest.raises(InputError, match=r"^Got language='fr', expected one of 'zh', 'en', 'id'$"):
        plot(data, language="fr")


@pytest.mark.slow
def test_no_text_is_smaller_than_eight_points_or_hard_to_read():
    from research.report.palette import measure_contrast
    from tests.report.rendering import find_texts

    figures = [
        plots.plot_confusion(make_confusion(CODEBOOK)),
        plots.plot_groups(make_group_shares(CODEBOOK, list("abc"))),
    ]
    for ax in figures:
        for text in find_texts(ax.figure):
            assert not text.get_text() or text.get_fontsize() >= 8
        for text in ax.figure.texts:
            assert measure_contrast(mpl.colors.to_hex(text.get_color()), "#ffffff") >= 4.5


def test_dollar_signs_are_no_formula():
    assert render_png(plots.plot_prevalence(make_shares(CODEBOOK), title="$\\frac{$"))
