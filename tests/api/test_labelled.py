"""The labels of documents: shares, metadata, files and plots of them."""

from functools import partial

import matplotlib
import numpy as np
import pandas as pd
import pytest

import research
from research import label
from tests.api.speeches import METADATA, TEXTS


def test_writing_gives_the_files_of_the_command_byte_for_byte(labelled, folder, run, tmp_path):
    assert label.main([str(folder), "--run", str(run), "--output", str(tmp_path / "command")]) == 0
    assert labelled.write(str(tmp_path / "api")) == tmp_path / "api"
    files = {path.name: path.read_bytes() for path in (tmp_path / "command").iterdir()}
    assert {path.name: path.read_bytes() for path in (tmp_path / "api").iterdir()} == files


def test_shares_sum_to_one_and_intervals_hold_the_estimate(labelled):
    table = labelled.prevalence()
    assert list(table) == ["domain", "prevalence", "low", "high", "sentences", "documents", "target"]
    assert table["prevalence"].sum() == pytest.approx(1)
    assert (table["low"] <= table["prevalence"]).all()
    assert (table["prevalence"] <= table["high"]).all()
    assert table["sentences"].sum() == 16


def test_shares_by_a_column_of_metadata_by_two_and_by_document(labelled):
    joined = labelled.join(METADATA)
    by_level = joined.prevalence(by="level").set_index(["level", "domain"])["prevalence"]
    assert by_level["county", "agriculture"] > 0.5
    assert by_level["city", "health"] > 0.5
    assert list(joined.prevalence(by=["level", "year"]))[:3] == ["level", "year", "domain"]
    assert joined.prevalence(by="document_id")["document_id"].nunique() == 4
    assert labelled.prevalence(by="year")["year"].unique().tolist() == ["2010", "2012", "2018", "2021"]


def test_a_panel_has_a_row_for_each_document_and_a_column_for_each_domain(labelled):
    panel = labelled.join(METADATA).panel()
    assert panel.index.tolist() == sorted(TEXTS)
    assert list(panel)[:4] == ["level", "year", "sentences", "weight"]
    assert panel[list(labelled.codebook.ids)].sum(axis=1).to_numpy() == pytest.approx(np.ones(4))
    assert panel.loc["city_2018", "level"] == "city"


@pytest.mark.parametrize("weight", ["sentence", "character", "document", "size"])
def test_the_weighted_means_of_a_panel_are_the_shares_of_all_documents(labelled, weight):
    joined = labelled.join(METADATA.assign(size=["3", "1", "2", "0.5"]))
    panel = joined.panel(weight=weight)
    together = joined.prevalence(weight=weight).set_index("domain")["prevalence"]
    means = panel[list(labelled.codebook.ids)].mul(panel["weight"], axis=0).sum() / panel["weight"].sum()
    assert means.to_numpy() == pytest.approx(together.to_numpy(), abs=1e-9)


@pytest.mark.parametrize("ending", ["csv", "dta", "xlsx"])
def test_a_panel_is_written_as_its_ending_says(labelled, tmp_path, ending):
    path = labelled.write_panel(str(tmp_path / f"panel.{ending}"), language="en")
    read = {"csv": pd.read_csv, "dta": pd.read_stata, "xlsx": partial(pd.read_excel, engine="calamine")}[ending]
    back = read(path).set_index("document_id")
    assert back["health"].to_numpy() == pytest.approx(labelled.panel()["health"].to_numpy(), abs=1e-6)


def test_metadata_may_be_a_file(labelled, tmp_path):
    METADATA.to_csv(tmp_path / "documents.csv", index=False, encoding="utf-8-sig")
    joined = labelled.join(str(tmp_path / "documents.csv"))
    assert joined.documents["level"].tolist() == ["city", "city", "county", "county"]


def test_documents_without_a_row_of_metadata_are_counted(labelled):
    with pytest.warns(UserWarning, match="no row for 1 document, city_2021 first"):
        labelled.join(METADATA.iloc[:3])


def test_metadata_of_other_documents_is_refused(labelled):
    with pytest.raises(research.InputError, match="they are called 'city_2018' and so on"):
        labelled.join(METADATA.assign(document_id=["a", "b", "c", "d"]))
    with pytest.raises(research.InputError, match="document_id 'city_2018' stands twice"):
        labelled.join(METADATA.assign(document_id="city_2018"))


def test_gold_labels_of_a_corpus_are_counted():
    corpus = research.read_corpus()
    labelled = research.Labelled.from_corpus(corpus)
    body = [label for sentence, label in zip(corpus.sentences, corpus.labels, strict=True) if sentence.kind == "body"]
    table = labelled.prevalence().set_index("domain")
    assert table.loc["health", "prevalence"] == pytest.approx(body.count("health") / len(body))
    assert labelled.prevalence(by="type")["type"].nunique() == len({d["type"] for d in corpus.documents.values()})


def test_jupyter_shows_a_plot_that_is_the_value_of_a_cell(labelled):
    assert labelled.plot()._repr_png_().startswith(b"\x89PNG")
    assert research.plot_trends(labelled.prevalence(by="year"))[0]._repr_png_().startswith(b"\x89PNG")


def test_the_distribution_is_plotted_on_given_axes(labelled):
    figure = matplotlib.figure.Figure()
    ax = figure.subplots()
    assert labelled.plot(ax=ax, language="en") is ax
    assert labelled.plot() is not ax


def test_a_missing_column_is_an_input_error(run):
    with pytest.raises(research.InputError, match="place"):
        research.label_documents(["、"], run).prevalence("place")
