"""Shares of all sentences from those that were drawn by chance and labelled."""

import shutil

import numpy as np
import pandas as pd
import pytest

from research import estimate, merge, review, train
from research.codebook import read_codebook
from research.corpus.labelled import read_corpus
from research.corpus.tasks import write_tasks
from tests.letters import LETTERS, read_coded


@pytest.fixture(scope="module")
def study(tmp_path_factory):
    """A study whose sentences were drawn twice: by chance, and where the model is least sure."""
    folder = tmp_path_factory.mktemp("studies") / "letters"
    (folder / "coding").mkdir(parents=True)
    shutil.copy(LETTERS / "codebook.toml", folder)
    shutil.copytree(LETTERS / "documents", folder / "documents")
    codebook = read_codebook(folder / "codebook.toml")
    for strategy, name in (("random", "round-01"), ("uncertain", "round-02")):
        assert review.main(["--study", str(folder), "--number", "150", "--strategy", strategy]) == 0
        path = folder / "coding" / f"{name}.csv"
        write_tasks(path, read_coded(path, codebook), codebook)
    assert merge.main(["--study", str(folder)]) == 0
    assert train.main(["--study", str(folder), "--classifier", "full", "--folds", "3"]) == 0
    return folder


def test_shares_come_from_what_was_drawn_by_chance(study, capsys):
    capsys.readouterr()
    assert estimate.main(["--study", str(study)]) == 0
    said = capsys.readouterr().err
    assert "150 sampled and coded" in said
    assert "150 labelled sentences were not sampled at random" in said
    table = pd.read_csv(study / "results" / "estimate" / "shares.csv")
    assert table.groupby("method")["prevalence"].sum().round(6).tolist() == [1, 1]
    gold = read_corpus(LETTERS / "corpus")
    body = gold.find_body()
    assert table["population"].unique().tolist() == [len(body)]
    true = pd.Series([gold.labels[row] for row in body]).value_counts(normalize=True)
    for _, part in table.groupby("method"):
        inside = (part["low"] <= part["domain"].map(true)) & (part["domain"].map(true) <= part["high"])
        assert inside.sum() >= 6
    counted, helped = (part for _, part in table.groupby("method"))
    assert (helped["high"] - helped["low"]).mean() < 0.9 * (counted["high"] - counted["low"]).mean()


def test_other_documents_are_refused(study, tmp_path, capsys):
    (tmp_path / "other.txt").write_text("修路。", encoding="utf-8")
    arguments = [str(tmp_path / "other.txt"), "--study", str(study), "--output", str(tmp_path / "shares")]
    assert estimate.main(arguments) == 2
    said = capsys.readouterr().err
    assert "150 of 150 sampled sentences are not in the documents" in said
    assert said.count("\n") == 1
    assert not (tmp_path / "shares").exists()


def test_a_corpus_that_was_not_drawn_by_chance_is_refused(study, tmp_path, capsys):
    corpus = tmp_path / "corpus"
    shutil.copytree(study / "corpus", corpus)
    table = pd.read_csv(corpus / "sentences.csv", dtype=str, keep_default_na=False)
    table.assign(inclusion="").to_csv(corpus / "sentences.csv", index=False)
    arguments = ["--study", str(study), "--corpus", str(corpus), "--output", str(tmp_path / "shares")]
    assert estimate.main(arguments) == 2
    assert "0 body sentences with a known inclusion probability" in capsys.readouterr().err


def test_the_models_mistakes_are_made_good():
    """A model that sees one domain everywhere does not move the shares that the labels show."""
    labels = ["a"] * 30 + ["b"] * 10
    sample = estimate.Sample(labels, np.full(40, 0.1), np.arange(40), np.zeros(40, dtype=np.int64))
    always_b = np.tile([0.0, 1.0], (40, 1))
    table = estimate.make_table(sample, always_b, np.array([0.0, 1.0]), 400, ["a", "b"])
    assert table["prevalence"].round(6).tolist() == [0.75, 0.25] * 2
