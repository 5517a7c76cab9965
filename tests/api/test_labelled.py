"""The labels of documents: gold ones, plots and panels of them."""

from functools import partial

import matplotlib
import pandas as pd
import pytest

import research


@pytest.mark.parametrize("ending", ["csv", "dta", "xlsx"])
def test_a_panel_is_written_as_its_ending_says(labelled, tmp_path, ending):
    path = labelled.write_panel(str(tmp_path / f"panel.{ending}"), language="en")
    read = {"csv": pd.read_csv, "dta": pd.read_stata, "xlsx": partial(pd.read_excel, engine="calamine")}[ending]
    back = read(path).set_index("document_id")
    assert back["health"].to_numpy() == pytest.approx(labelled.panel()["health"].to_numpy(), abs=1e-6)


@pytest.mark.slow
def test_gold_labels_of_a_corpus_are_counted():
    corpus = research.read_corpus()
    labelled = research.Labelled.from_corpus(corpus)
    body = [label for sentence, label in zip(corpus.sentences, corpus.labels, strict=True) if sentence.kind == "body"]
    table = labelled.prevalence().set_index("domain")
    assert table.loc["health", "prevalence"] == pytest.approx(body.count("health") / len(body))
    assert labelled.prevalence(by="type")["type"].nunique() == len({d["type"] for d in corpus.documents.values()})


@pytest.mark.slow
def test_jupyter_shows_a_plot_that_is_the_value_of_a_cell(labelled):
    assert labelled.plot()._repr_png_().startswith(b"\x89PNG")
    assert research.plot_trends(labelled.prevalence(by="year"))[0]._repr_png_().startswith(b"\x89PNG")


def test_the_distribution_is_plotted_on_given_axes(labelled):
    figure = matplotlib.figure.Figure()
    ax = figure.subplots()
    assert labelled.plot(ax=ax, language="en") is ax
    assert labelled.plot() is not ax
