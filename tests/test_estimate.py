"""Shares of all sentences from those that were drawn by chance and labelled."""

import contextlib
import hashlib
import io
import shutil

import pandas as pd
import pytest

from research import estimate, merge, plan, review, train
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


@pytest.mark.slow
def test_shares_are_also_written_in_another_scheme_with_intervals(study, estimated, tmp_path, capsys):
    _, own = estimated
    ids = own["domain"].unique().tolist()
    rows = [f"{domain},{'first' if domain in ids[:2] else domain},1\n" for domain in ids]
    (tmp_path / "mine.csv").write_text("domain,category,weight\n" + "".join(rows), "utf-8")
    arguments = ["--study", str(study), "--output", str(tmp_path / "shares"), "--crosswalk", str(tmp_path / "mine.csv")]
    assert estimate.main(arguments) == 0
    table = pd.read_csv(tmp_path / "shares" / "crosswalk.csv").set_index(["method", "category"])
    domains = own.set_index(["method", "domain"])
    for method in ("counted", "with_model"):
        both = domains.loc[method].loc[ids[:2]]
        joined = table.loc[(method, "first")]
        assert joined["prevalence"] == pytest.approx(both["prevalence"].sum(), abs=2e-6)
        assert joined["high"] - joined["low"] < (both["high"] - both["low"]).sum()
        for domain in ids[2:]:
            assert table.loc[(method, domain), "prevalence"] == pytest.approx(
                domains.loc[(method, domain), "prevalence"]
            )
    digest = hashlib.sha256((tmp_path / "mine.csv").read_bytes()).hexdigest()
    sheet = (tmp_path / "shares" / "methods.md").read_text("utf-8")
    assert f"crosswalk `{digest}`" in sheet
    assert "对照表：mine.csv" in sheet
    assert f"crosswalk.csv: shares of {len(ids) - 1} categories" in capsys.readouterr().err


def test_a_bad_crosswalk_is_refused_before_anything_is_estimated(study, tmp_path, capsys):
    arguments = ["--study", str(study), "--output", str(tmp_path / "shares")]
    assert estimate.main([*arguments, "--crosswalk", "state_council"]) == 2
    assert "--crosswalk: no domain of the codebook" in (said := capsys.readouterr().err)
    assert said.count("\n") == 1
    assert not (tmp_path / "shares").exists()


@pytest.mark.slow
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
