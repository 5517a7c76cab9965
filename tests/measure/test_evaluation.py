"""Scores by hand and by scikit-learn, and cross-validation by document."""

from itertools import islice

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.base import BaseEstimator, ClassifierMixin, clone
from sklearn.metrics import f1_score, precision_recall_fscore_support

from research.codebook import make_codebook
from research.corpus.labelled import Corpus, read_corpus, split_by_document
from research.errors import InputError
from research.measure.evaluation import (
    cross_validate,
    fit_and_predict,
    measure_confusion,
    predict_out_of_fold,
    score_labels,
)
from research.measure.gold_labels import GoldLabels
from research.model.classifier import SentenceClassifier
from research.model.vectorizer import SentenceFeatures
from research.shipped import shipped_path
from research.text.documents import iterate_documents
from research.text.kinds import LABELLED_KINDS
from research.text.sentences import Sentence, split_sentences
from research.text.tokens import Tokenizer

DOMAINS = ["a", "b", "c", "d"]


def simulate(n=400, seed=0):
    generator = np.random.default_rng(seed)
    gold = generator.choice(DOMAINS[:3], n, p=[0.6, 0.3, 0.1])
    predicted = np.where(generator.random(n) < 0.7, gold, generator.choice(DOMAINS[:3], n))
    return gold.tolist(), predicted.tolist(), (np.arange(n) // 10).astype(str).tolist()


def test_scores_are_those_of_scikit_learn():
    gold, predicted, documents = simulate()
    scores = score_labels(GoldLabels(gold, documents, DOMAINS), predicted)
    expected = precision_recall_fscore_support(gold, predicted, labels=DOMAINS, zero_division=0)
    for column, values in zip(("precision", "recall", "f1", "support"), expected, strict=True):
        assert np.allclose(scores.domains[column], values)
    assert np.isclose(scores.macro_f1.estimate, f1_score(gold, predicted, labels=DOMAINS[:3], average="macro"))
    assert scores.n_documents == 40


def test_a_domain_that_does_not_occur_keeps_its_row():
    gold, predicted, documents = simulate()
    scores = score_labels(GoldLabels(gold, documents, DOMAINS), predicted)
    assert list(scores.domains.index) == DOMAINS
    assert scores.domains.loc["d", "f1"] == 0
    assert scores.confusion.shape == (4, 4)


def test_macro_f1_leaves_out_domains_with_too_few_sentences():
    gold, predicted = ["a"] * 9 + ["b"], ["a"] * 10
    scores = score_labels(GoldLabels(gold, list("xxxxxyyyyy"), ["a", "b"]), predicted, min_support=2)
    assert np.isclose(scores.macro_f1.estimate, 2 * 9 / (2 * 9 + 1))


def test_the_interval_holds_the_estimate_and_stays_in_bounds():
    gold, predicted, documents = simulate()
    accuracy = score_labels(GoldLabels(gold, documents, DOMAINS), predicted).accuracy
    assert 0 <= accuracy.low < accuracy.estimate < accuracy.high <= 1


LABELS = st.lists(
    st.tuples(st.sampled_from("abc"), st.sampled_from("abc"), st.sampled_from("vwxyz")), min_size=1, max_size=20
)


@pytest.mark.slow
@given(LABELS, st.permutations(range(4)))
def test_scores_lie_in_their_intervals_and_follow_the_order_of_domains(rows, order):
    gold, predicted, documents = (list(column) for column in zip(*rows, strict=True))
    domains = list("abcd")
    scores = score_labels(GoldLabels(gold, documents, domains), predicted, n_resamples=20)
    for estimate, low, high in (scores.accuracy, scores.macro_f1):
        assert 0 <= estimate <= 1
        if len(set(documents)) > 1:
            assert 0 <= low <= high <= 1
    assert scores.domains[["precision", "recall", "f1"]].ge(0).all(axis=None)
    assert scores.domains[["precision", "recall", "f1"]].le(1).all(axis=None)
    turned = GoldLabels(gold, documents, [domains[place] for place in order])
    other = score_labels(turned, predicted, n_resamples=20)
    assert np.allclose([*scores.accuracy, *scores.macro_f1], [*other.accuracy, *other.macro_f1], equal_nan=True)
    assert np.allclose(scores.domains, other.domains.loc[domains], equal_nan=True)
    assert np.array_equal(scores.confusion[np.ix_(order, order)], other.confusion)


class Memory(ClassifierMixin, BaseEstimator):
    """A classifier that refuses the documents it was fitted on and predicts the class of the first character."""

    def __init__(self, classes=None):
        self.classes = classes

    def fit(self, X, y):
        self.fitted_documents_ = {sentence.document_id for sentence in X}
        self.classes_ = np.array(sorted(set(y), reverse=True))
        return self

    def predict_proba(self, X):
        assert not self.fitted_documents_ & {sentence.document_id for sentence in X}
        return np.array([self.classes_ == sentence.text[0] for sentence in X], dtype=float)


def make_corpus(labels, codebook=None):
    """One sentence a document; its text begins with its label, and no two documents resemble each other."""
    characters = "天地玄黄宇宙洪荒日月盈昃辰宿列张寒来暑往"
    sentences = tuple(
        Sentence(f"d{number}", 0, 0, 9, 0, "body", (), label + 8 * character)
        for number, (label, character) in enumerate(zip(labels, characters, strict=False))
    )
    return Corpus(sentences, tuple(labels), ("",) * len(labels), {}, codebook)


def test_no_sentence_is_predicted_by_a_classifier_that_was_fitted_on_its_document():
    corpus = make_corpus("ab" * 6)
    folds = [(np.arange(6, 12), np.arange(6)), (np.arange(6), np.arange(6, 12))]
    found = predict_out_of_fold(Memory(), corpus, folds, DOMAINS)
    assert found.tolist() == [[1, 0, 0, 0], [0, 1, 0, 0]] * 6


def test_each_fold_is_reported_and_the_classifier_itself_is_not_fitted():
    classifier, reported = Memory(), []
    folds = [(np.arange(2, 4), np.arange(2)), (np.arange(2), np.arange(2, 4))]
    predict_out_of_fold(classifier, make_corpus("abab"), folds, DOMAINS, callback=lambda: reported.append(1))
    assert len(reported) == 2
    assert not hasattr(classifier, "classes_")


def test_the_first_classifier_is_fitted_on_all_sentences_where_that_is_asked_for():
    corpus, reported = make_corpus("abab"), []
    folds = [(np.array([0, 1]), np.array([2, 3])), (np.array([2, 3]), np.array([0, 1]))]
    found = fit_and_predict(
        [Memory(["a"]), Memory()], corpus, folds, DOMAINS, refit=True, callback=lambda: reported.append(1)
    )
    assert found.first.classes == ["a"]
    assert found.first.fitted_documents_ == set(corpus.document_ids)
    alone = predict_out_of_fold(Memory(), corpus, folds, DOMAINS)
    assert all(np.array_equal(one, alone) for one in found.probabilities)
    assert len(reported) == 5
    assert fit_and_predict([Memory()], corpus, folds, DOMAINS, refit=False).first is None


def test_cross_validation_scores_the_out_of_fold_predictions():
    evaluation = cross_validate(Memory(), make_corpus("ab" * 6), n_splits=3, random_state=1)
    assert evaluation.accuracy == (1, 1, 1)
    assert evaluation.predicted == list("ab" * 6)
    assert evaluation.correct.all()
    assert (evaluation.n_sentences, evaluation.n_documents) == (12, 12)
    assert evaluation.domains["support"].to_dict() == {"a": 6, "b": 6}
    assert evaluation.confusion.loc["a"].tolist() == [6, 0]
    assert evaluation.calibration_error == 0


@pytest.mark.parametrize(
    ("classes", "codebook", "expected"),
    [
        (None, None, ["a", "b"]),
        (None, make_codebook(["a", "b", "c"]), ["a", "b", "c"]),
        (["b", "c", "a"], make_codebook(["a", "b", "c"]), ["b", "c", "a"]),
    ],
    ids=["labels", "codebook", "classes"],
)
def test_domains_are_in_the_order_of_classes_then_codebook_then_labels(classes, codebook, expected):
    evaluation = cross_validate(Memory(classes), make_corpus("ab" * 4, codebook), n_splits=2)
    assert evaluation.domains.index.tolist() == evaluation.confusion.columns.tolist() == expected
    assert evaluation.accuracy.estimate == 1


@pytest.mark.slow
def test_cross_validation_gives_the_same_result_with_two_processes():
    one, two = (cross_validate(Memory(), make_corpus("ab" * 4), n_splits=2, n_jobs=n_jobs) for n_jobs in (None, 2))
    assert np.array_equal(one.probabilities, two.probabilities)


def test_a_single_fold_and_a_label_outside_of_the_classes_are_refused():
    with pytest.raises(InputError, match="n_splits: must be at least 2, got 1"):
        cross_validate(Memory(), make_corpus("ab" * 4), n_splits=1)
    with pytest.raises(InputError, match="label 'b' is not one of the 2 classes"):
        cross_validate(Memory(["a", "c"]), make_corpus("ab" * 4), n_splits=2)


@pytest.fixture(scope="module")
def letters():
    """The first forty letters, whole, with their labels."""
    documents = list(islice(iterate_documents([shipped_path("letters/documents/letters.csv")]), 40))
    corpus = read_corpus(shipped_path("letters/corpus/sentences.csv")).select({found.id for found in documents})
    return documents, corpus


CLASSIFIER = SentenceClassifier(SentenceFeatures(Tokenizer()), n_splits=2)


def test_a_labelled_sentence_is_predicted_in_its_whole_document_by_what_was_learned_from_other_documents(letters):
    documents, corpus = letters
    sampled = list(range(0, len(corpus.sentences), 2))
    sentences, labels = ([values[row] for row in sampled] for values in (corpus.sentences, corpus.labels))
    part = Corpus(tuple(sentences), tuple(labels), ("",) * len(sampled), {})
    folds, domains = split_by_document(sentences, labels, 2, 0), sorted(set(labels))
    expected = np.zeros((len(sampled), len(domains)))
    for train, test in folds:
        model = clone(CLASSIFIER).fit([sentences[row] for row in train], [labels[row] for row in train])
        for document in documents:
            whole = [sentence for sentence in split_sentences(document) if sentence.kind in LABELLED_KINDS]
            said = model.predict_proba(whole)
            for row in test:
                if sentences[row] in whole:
                    place = [domains.index(label) for label in model.classes_]
                    expected[row, place] = said[whole.index(sentences[row])]
    found = predict_out_of_fold(CLASSIFIER, part.place_in(documents), folds, domains)
    assert np.allclose(found, expected, atol=1e-6)
    alone = predict_out_of_fold(CLASSIFIER, part, folds, domains)
    assert np.abs(found - alone).max() > 1e-3


def test_whole_documents_change_no_bit_where_all_of_their_sentences_are_labelled(letters):
    documents, corpus = letters
    folds, domains = split_by_document(corpus.sentences, corpus.labels, 2, 0), sorted(set(corpus.labels))
    found, alone = (
        predict_out_of_fold(CLASSIFIER, one, folds, domains) for one in (corpus.place_in(documents), corpus)
    )
    assert found.tobytes() == alone.tobytes()


def test_the_f1_of_each_domain_lies_in_its_interval():
    gold, predicted, documents = simulate()
    table = score_labels(GoldLabels(gold, documents, DOMAINS), predicted).domains.loc[DOMAINS[:3]]
    assert list(table) == ["precision", "recall", "f1", "f1_low", "f1_high", "support", "predicted"]
    assert (table["f1_low"] < table["f1"]).all()
    assert (table["f1"] < table["f1_high"]).all()


def test_macro_f1_is_unknown_where_no_domain_that_counts_is_there():
    """In a resample that has only the first of two domains, of which only the second counts."""
    found = measure_confusion(np.array([[2.0, 0.0], [0.0, 0.0]]), np.array([False, True]))
    assert found.tolist() == pytest.approx([1, np.nan, 1, 0], nan_ok=True)


def test_rows_of_scores_are_called_by_the_domain():
    scores = score_labels(GoldLabels(["a", "b"], ["x", "y"], ["a", "b"]), ["a", "b"], n_resamples=10)
    assert scores.domains.reset_index()["domain"].tolist() == ["a", "b"]


def test_the_f1_of_a_domain_comes_from_resamples_that_have_it():
    """Of two documents the second has the only b, labelled right: in three of four resamples it is 1, else unknown."""
    labels, documents = ["a", "a", "b"], ["x", "x", "y"]
    table = score_labels(GoldLabels(labels, documents, ["a", "b", "c"]), labels, n_resamples=50).domains
    assert table.loc["b", ["f1", "f1_low", "f1_high"]].tolist() == [1, 1, 1]
    assert table.loc["c", ["f1", "f1_low", "f1_high"]].tolist() == [0, 0, 0]
