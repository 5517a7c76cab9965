"""Shares of all sentences from those that were drawn by chance and labelled."""

import contextlib
import hashlib
import io
import shutil
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from research import estimate, merge, plan, review, train
from research.codebook import read_codebook
from research.corpus.labelled import read_corpus
from research.corpus.rounds import divide_rounds
from research.corpus.tasks import Task, write_tasks
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
    assert train.main(["--study", str(folder), "--classifier", "full", "--folds", "3", "--jobs", "1"]) == 0
    return folder


@pytest.fixture(scope="module")
def estimated(study):
    """What the estimate of the study says, and its table."""
    said = io.StringIO()
    with contextlib.redirect_stderr(said):
        assert estimate.main(["--study", str(study)]) == 0
    return said.getvalue(), pd.read_csv(study / "results" / "estimate" / "shares.csv")


def test_shares_come_from_what_was_drawn_by_chance(estimated):
    said, table = estimated
    assert "150 sampled and coded" in said
    assert "150 labelled sentences were not sampled at random" in said
    assert table.groupby("method")["prevalence"].sum().round(5).tolist() == [1, 1]
    gold = read_corpus(LETTERS / "corpus")
    body = gold.find_body()
    assert table["population"].unique().tolist() == [len(body)]
    true = pd.Series([gold.labels[row] for row in body]).value_counts(normalize=True)
    for _, part in table.groupby("method"):
        inside = (part["low"] <= part["domain"].map(true)) & (part["domain"].map(true) <= part["high"])
        assert inside.sum() >= 6
    counted, helped = (part for _, part in table.groupby("method"))
    assert (helped["high"] - helped["low"]).mean() < (counted["high"] - counted["low"]).mean()
    assert set(table["blind"]) == {"yes"}
    assert "labels given blind: 150" in said


def test_the_methods_sheet_of_an_estimate_is_of_what_it_counted(study, estimated):
    _, table = estimated
    sheet = (study / "results" / "estimate" / "methods.md").read_text("utf-8")
    assert f"{table['population'].iloc[0]}个正文句，其中随机抽取并编码150句" in sheet
    assert "计入的标签：150 盲编码" in sheet
    assert "150个标注句不是随机抽取" in sheet
    assert "分类器full" in sheet
    assert f"corpus `{hashlib.sha256((study / 'corpus' / 'sentences.csv').read_bytes()).hexdigest()}`" in sheet


def test_a_plan_for_the_same_documents_says_about_the_same_as_the_estimate(study, estimated, capsys):
    _, table = estimated
    assert plan.main(["--study", str(study), "--jobs", "1"]) == 0
    said = capsys.readouterr().err
    population = table["population"].iloc[0]
    assert f"the shares are those of these {population} body sentences" in said
    means = pd.read_csv(study / "results" / "plan" / "plan.csv").groupby("times")["counted"].mean()
    # the plan takes all 300 labels for a random sample, the estimate has 150 of them
    counted = table[table["method"] == "counted"]
    assert means[0.5] == pytest.approx((counted["high"] - counted["low"]).mean() / 2, rel=0.15)


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


def make_task(number, domain="a", **about):
    return Task("d", str(number), f"第{number}句。", domain=domain, **about)


def test_the_models_mistakes_are_corrected_with_the_labels():
    """A model that sees one domain everywhere does not move the shares that the labels show."""
    tasks = [make_task(n, "a" if n < 30 else "b", strategy="random", inclusion=0.1, round="1") for n in range(40)]
    coded = divide_rounds(tasks, [], 400)
    always_b = np.tile([0.0, 1.0], (400, 1))
    table = estimate.make_table(coded, np.arange(40), always_b, always_b, ["a", "b"])
    assert table["prevalence"].round(6).tolist() == [0.75, 0.25] * 2
    assert set(table["target"]) == {"these documents"}


def test_what_was_labelled_before_the_sample_stands_for_itself():
    """20 chosen sentences are all a; of the 80 others, 10 are sampled and half of them are a: 20 + 40 of 100."""
    chosen = [make_task(n, "a", strategy="uncertain", round="1") for n in range(20)]
    sampled = [make_task(20 + n, "ab"[n % 2], strategy="random", inclusion=10 / 80, round="2") for n in range(10)]
    coded = divide_rounds([*chosen, *sampled], [], 100)
    assert (len(coded.sample), len(coded.known)) == (10, 20)
    flat = np.full((100, 2), 0.5)
    places = np.r_[np.arange(20, 30), np.arange(20)]
    table = estimate.make_table(coded, places, flat, flat, ["a", "b"])
    assert table["prevalence"].round(6).tolist() == [0.6, 0.4] * 2
    assert (table["low"] >= 0.2 * (table["domain"] == "a")).all()
    without_rounds = divide_rounds([replace(task, round="") for task in (*chosen, *sampled)], [], 100)
    assert (len(without_rounds.sample), len(without_rounds.known)) == (10, 20)


def test_sentences_without_a_label_widen_the_intervals_by_their_part():
    tasks = [make_task(n, "ab"[n % 2], strategy="random", inclusion=0.5, round="1") for n in range(30)]
    missing = [make_task(30 + n, "", strategy="random", inclusion=0.5, round="1") for n in range(20)]
    flat = np.full((100, 2), 0.5)
    whole, part = (
        estimate.make_table(divide_rounds(tasks, lost, 100), np.arange(30), flat, flat, ["a", "b"])
        for lost in ([], missing)
    )
    assert part["missing"].tolist() == [20] * 4
    assert part["low"].to_numpy() == pytest.approx(0.6 * whole["low"])
    assert part["high"].to_numpy() == pytest.approx(0.6 * whole["high"] + 0.4)


def test_predictions_from_elsewhere_take_the_place_of_the_run(study, tmp_path, capsys):
    gold = read_corpus(LETTERS / "corpus")
    rows = [
        f"{sentence.document_id},{sentence.number},{domain}"
        for sentence, domain in zip(gold.sentences, gold.labels, strict=True)
        if sentence.kind == "body"
    ]
    (tmp_path / "llm.csv").write_text("\n".join(["document_id,sentence_id,domain", *rows]), "utf-8")
    arguments = ["--study", str(study), "--predictions", str(tmp_path / "llm.csv"), "--run", "nowhere"]
    assert estimate.main([*arguments, "--output", str(tmp_path / "shares")]) == 0
    table = pd.read_csv(tmp_path / "shares" / "shares.csv")
    true = pd.Series([gold.labels[row] for row in gold.find_body()]).value_counts(normalize=True)
    helped = table[table["method"] == "with_model"].set_index("domain")
    # labels that are all right: the shares are theirs
    assert (helped["prevalence"] - true.reindex(helped.index).fillna(0)).abs().max() < 1e-6
    (tmp_path / "llm.csv").write_text("\n".join(["document_id,sentence_id,domain", *rows[1:]]), "utf-8")
    assert estimate.main([*arguments, "--output", str(tmp_path / "other")]) == 2
    assert "1 of" in (said := capsys.readouterr().err)
    assert "body sentences have no row, first" in said


def describe(labels, population, inclusion):
    """The limits of shares that were counted from these labels."""
    tasks = [make_task(n, label, strategy="random", inclusion=inclusion, round="1") for n, label in enumerate(labels)]
    coded = divide_rounds(tasks, [], population)
    flat = np.full((population, 2), 0.5)
    return estimate.describe_limits(estimate.make_table(coded, np.arange(len(labels)), flat, flat, ["a", "b"]), coded)


def test_what_shares_do_not_tell_is_said():
    assert describe("ab" * 20, 400, 0.1) == []
    assert describe("ab" * 10, 200, 0.1) == [
        "20 sampled and coded sentences are few (below 30): the intervals are rough"
    ]
    assert describe("ab" * 10, 20, 1.0) == []  # every sentence is coded
    (only,) = describe("a" * 40, 400, 0.1)
    assert only.startswith("all labels are a, so nothing varies")


def test_documents_that_were_added_after_the_sample_are_noticed():
    (said,) = describe("ab" * 20, 440, 0.1)
    assert said.startswith("the sample was taken from 400 sentences and the documents have 440")
