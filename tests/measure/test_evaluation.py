"""Scores, derived by hand."""

import numpy as np
import pytest
from sklearn.metrics import f1_score, precision_recall_fscore_support

from research.measure.evaluation import measure_calibration, predict_out_of_fold, score_labels
from research.text.sentences import Sentence

DOMAINS = ["a", "b", "c", "d"]


def draw(n=400, seed=0):
    generator = np.random.default_rng(seed)
    gold = generator.choice(DOMAINS[:3], n, p=[0.6, 0.3, 0.1])
    predicted = np.where(generator.random(n) < 0.7, gold, generator.choice(DOMAINS[:3], n))
    return gold.tolist(), predicted.tolist(), (np.arange(n) // 10).astype(str).tolist()


def test_scores_are_those_of_scikit_learn():
    gold, predicted, documents = draw()
    scores = score_labels(gold, predicted, documents, DOMAINS)
    expected = precision_recall_fscore_support(gold, predicted, labels=DOMAINS, zero_division=0)
    for column, values in zip(("precision", "recall", "f1", "support"), expected, strict=True):
        assert np.allclose(scores.domains[column], values)
    assert np.isclose(scores.macro_f1[0], f1_score(gold, predicted, labels=DOMAINS[:3], average="macro"))
    assert scores.n_documents == 40


def test_a_domain_that_does_not_occur_keeps_its_row():
    scores = score_labels(*draw(), DOMAINS)
    assert list(scores.domains.index) == DOMAINS
    assert scores.domains.loc["d", "f1"] == 0
    assert scores.confusion.shape == (4, 4)


def test_macro_f1_leaves_out_domains_with_too_few_sentences():
    gold, predicted = ["a"] * 9 + ["b"], ["a"] * 10
    scores = score_labels(gold, predicted, list("xxxxxyyyyy"), ["a", "b"], min_support=2)
    assert np.isclose(scores.macro_f1[0], 2 * 9 / (2 * 9 + 1))


def test_the_interval_holds_the_estimate_and_stays_in_bounds():
    accuracy, low, high = score_labels(*draw(), DOMAINS).accuracy
    assert 0 <= low < accuracy < high <= 1


def test_perfect_calibration_has_no_error():
    probabilities = np.array([[0.75, 0.25, 0.0, 0.0]] * 4)
    table, error = measure_calibration(["a", "a", "a", "b"], probabilities, DOMAINS)
    assert error == pytest.approx(0)
    assert table["n"].tolist() == [4]


class Memory:
    """An estimator that knows only what it was fitted on."""

    def fit(self, sentences, labels):
        self.seen = {s.document_id for s in sentences}
        self.classes_, self.known = DOMAINS, sorted(set(labels))
        return self

    def predict_proba(self, sentences):
        assert not self.seen & {s.document_id for s in sentences}
        return np.tile([(domain in self.known) / len(self.known) for domain in self.classes_], (len(sentences), 1))


def test_no_sentence_is_predicted_by_what_was_fitted_on_its_document():
    sentences = [Sentence(f"d{i // 3}", i, 0, 1, 0, "body", (), "文") for i in range(12)]
    folds = [(np.arange(6, 12), np.arange(6)), (np.arange(6), np.arange(6, 12))]
    found = predict_out_of_fold(Memory, sentences, ["a", "b"] * 6, folds, DOMAINS)
    assert np.allclose(found.sum(axis=1), 1)
    assert (found[:, 2:] == 0).all()


def test_columns_in_another_order_than_that_of_the_domains_are_refused():
    sentences = [Sentence(f"d{i // 3}", i, 0, 1, 0, "body", (), "文") for i in range(12)]
    folds = [(np.arange(6, 12), np.arange(6)), (np.arange(6), np.arange(6, 12))]
    with pytest.raises(ValueError, match="set classes="):
        predict_out_of_fold(Memory, sentences, ["a", "b"] * 6, folds, DOMAINS[::-1])
