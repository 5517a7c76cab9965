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


@pytest.fixture
def gold(tmp_path):
    """The gold labels of four sentences of a document."""
    table = pd.DataFrame({"text": ["修路。", "架桥。", "看病。", "打针。"], "document_id": "speech"})
    path = tmp_path / "sentences.csv"
    table.assign(domain=["roads", "roads", "roads", "health"]).to_csv(path, index=False)
    return research.Labelled.from_corpus(research.read_corpus(path))


def test_labels_that_others_predicted_are_no_gold_labels(gold, tmp_path):
    gold.sentences[["document_id", "sentence_id"]].assign(domain="roads").to_csv(tmp_path / "predictions.csv")
    predicted = gold.predict_from(tmp_path / "predictions.csv")
    assert gold.prevalence()[["low", "high"]].notna().all(axis=None)
    assert not predicted.gold
    assert predicted.prevalence()[["low", "high"]].isna().all(axis=None)


def test_labels_that_a_sample_corrects_are_no_gold_labels(gold, tmp_path):
    sample = gold.sentences.loc[[1, 2], ["document_id", "sentence_id", "text"]]
    sample.assign(domain=["roads", "health"], inclusion=0.5).to_csv(tmp_path / "coded.csv", index=False)
    corrected = gold.correct(tmp_path / "coded.csv")
    assert not corrected.gold
    assert corrected.prevalence()[["low", "high"]].isna().all(axis=None)
