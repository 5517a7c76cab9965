"""Cross-validation by document, scores of each domain, and calibration."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
from joblib import Parallel, delayed
from sklearn.base import clone

from research.arrays import Array, Booleans, Integers
from research.corpus.labelled import Corpus, split_by_document
from research.corpus.whole_documents import Placed
from research.errors import InputError
from research.measure.bootstrap import Interval, bootstrap_documents, sum_by_document
from research.measure.calibration import measure_calibration
from research.measure.gold_labels import GoldLabels
from research.model.encoding import choose_domains, decode_labels, encode_labels
from research.text.sentences import Sentence

_MIN_PROBABILITY = 1e-6  # so that one domain that was thought impossible does not decide the log loss
Folds = Sequence[tuple[Integers, Integers]]  # the rows of the training and of the test sentences of each fold


@dataclass(frozen=True, eq=False)
class Scores:
    """Scores of predicted labels.

    Attributes
    ----------
    n_sentences, n_documents
        The numbers of sentences and of documents scored.
    accuracy, macro_f1
        With 95 % intervals that resample documents.
    domains
        One row for each domain, in order: precision, recall, f1, f1_low, f1_high, support, predicted.
    confusion
        Counts, shape (n_domains, n_domains), gold domains in rows.
    """

    n_sentences: int
    n_documents: int
    accuracy: Interval
    macro_f1: Interval
    domains: pd.DataFrame
    confusion: Integers


@dataclass(frozen=True, eq=False)
class Evaluation:
    """Predicted probabilities of sentences with gold labels, with their scores.

    Attributes
    ----------
    gold
        The gold labels.
    probabilities
        Shape (n_sentences, n_domains), columns in the order of ``gold.domains``.
    scores
        The scores of the most probable domains.
    calibration
        Table of confidence and accuracy, see `measure_calibration`.
    calibration_error
        The expected calibration error, from 0 to 1.

    Examples
    --------
    Three sentences of two documents; the second is labelled wrong, with the probability .6:

    >>> gold = GoldLabels(["health", "roads", "roads"], ["x", "x", "y"], ["health", "roads"])
    >>> found = evaluate(gold, np.array([[0.9, 0.1], [0.6, 0.4], [0.2, 0.8]]))
    >>> found.predicted, found.correct.tolist(), round(found.accuracy.estimate, 3)
    (['health', 'health', 'roads'], [True, False, True], 0.667)
    >>> found.confusion.to_numpy().tolist()
    [[1, 0], [1, 1]]
    """

    gold: GoldLabels
    probabilities: Array
    scores: Scores
    calibration: pd.DataFrame
    calibration_error: float

    @property
    def n_sentences(self) -> int:
        """The number of sentences scored."""
        return self.scores.n_sentences

    @property
    def n_documents(self) -> int:
        """The number of documents scored."""
        return self.scores.n_documents

    @property
    def accuracy(self) -> Interval:
        """The share of correct predictions, with its 95 % interval."""
        return self.scores.accuracy

    @property
    def macro_f1(self) -> Interval:
        """The mean F1 of the domains, with its 95 % interval."""
        return self.scores.macro_f1

    @property
    def domains(self) -> pd.DataFrame:
        """One row for each domain: precision, recall, f1, f1_low, f1_high, support, predicted."""
        return self.scores.domains

    @property
    def confusion(self) -> pd.DataFrame:
        """Counts of sentences, gold domains in rows and predicted ones in columns."""
        domains = list(self.gold.domains)
        return pd.DataFrame(self.scores.confusion, index=pd.Index(domains, name="gold"), columns=domains)

    @property
    def predicted(self) -> list[str]:
        """The most probable domain of each sentence."""
        return decode_labels(self.probabilities, self.gold.domains)

    @property
    def correct(self) -> Booleans:
        """Whether the most probable domain is the gold one, shape (n_sentences,)."""
        found: Booleans = self.probabilities.argmax(axis=1) == self.gold.codes
        return found

    @property
    def log_loss(self) -> float:
        """The mean of -log(p) over sentences, of the probability p of the gold domain."""
        chosen = self.probabilities[np.arange(self.n_sentences), self.gold.codes]
        return float(-np.log(np.maximum(chosen, _MIN_PROBABILITY)).mean())


def cross_validate(
    classifier: Any,  # noqa: ANN401 - any scikit-learn classifier
    corpus: Corpus,
    *,
    n_splits: int = 5,
    random_state: int = 0,
    n_jobs: int | None = None,
) -> Evaluation:
    """Evaluate a classifier by cross-validation that keeps each document on one side of a split.

    Parameters
    ----------
    classifier
        A scikit-learn classifier of sentences with ``predict_proba``; clones of it are fitted.
    corpus
        Labelled sentences. Where it has the whole documents (`Corpus.place_in`), these are predicted.
    n_splits
        Number of folds, at least 2.
    random_state
        Seed of the assignment of documents to folds.
    n_jobs
        Number of processes; -1 for all cores, None for one. The result is the same.

    Returns
    -------
    Evaluation
        Its domains are the ``classes`` parameter of the classifier where it has one, else those of the codebook of the
        corpus, else the labels of the corpus, sorted.

    Raises
    ------
    InputError
        If there are fewer than two folds, a domain is in fewer groups of documents than there are folds, or a label
        of the corpus is not one of the classes.

    Examples
    --------
    >>> from sklearn.dummy import DummyClassifier
    >>> sentences = tuple(Sentence(f"d{n}", 0, 0, 4, 0, "body", (), 4 * c) for n, c in enumerate("天地玄黄宇宙"))
    >>> corpus = Corpus(sentences, ("a", "a", "a", "a", "b", "b"), ("",) * 6, {})
    >>> found = cross_validate(DummyClassifier(strategy="prior"), corpus, n_splits=2)
    >>> round(found.accuracy.estimate, 3), found.domains["recall"].tolist()
    (0.667, [1.0, 0.0])
    """
    if n_splits < 2:
        raise InputError(f"n_splits: must be at least 2, got {n_splits}")
    domains = _list_domains(classifier, corpus)
    folds = split_by_document(corpus.sentences, corpus.labels, n_splits, random_state)
    probabilities = predict_out_of_fold(classifier, corpus, folds, domains, n_jobs=n_jobs)
    return evaluate(GoldLabels(corpus.labels, corpus.document_ids, domains), probabilities)


def evaluate(gold: GoldLabels, probabilities: Array, *, min_support: int = 1) -> Evaluation:
    """Score predicted probabilities against gold labels.

    Parameters
    ----------
    gold
        The gold labels.
    probabilities
        Shape (n_sentences, n_domains), by a classifier that was not fitted on these documents.
    min_support
        As in `score_labels`.
    """
    scores = score_labels(gold, decode_labels(probabilities, gold.domains), min_support=min_support)
    calibration = measure_calibration(gold.labels, probabilities, gold.domains)
    return Evaluation(gold, probabilities, scores, calibration.table, calibration.error)


def predict_out_of_fold(
    classifier: Any,  # noqa: ANN401 - any scikit-learn classifier
    corpus: Corpus,
    folds: Folds,
    domains: Sequence[str],
    *,
    n_jobs: int | None = None,
    callback: Callable[[], object] = lambda: None,
) -> Array:
    """Predict every sentence with a clone of the classifier that was fitted without its document.

    Parameters
    ----------
    classifier
        With ``fit``, ``predict_proba`` and ``classes_``; it is not fitted itself.
    corpus
        Labelled sentences. Where it has the whole documents (`Corpus.place_in`), these are predicted.
    folds
        From `split_by_document`.
    domains
        All domains in the order of the columns; one without a training sentence has probability 0.
    n_jobs
        Number of processes; -1 for all cores, None for one. The result is the same.
    callback
        Called after each fold.

    Returns
    -------
    array of float, shape (n_sentences, n_domains)
        Probabilities whose rows sum to 1.
    """
    found = fit_and_predict([classifier], corpus, folds, domains, refit=False, n_jobs=n_jobs, callback=callback)
    return found.probabilities[0]


class Compared(NamedTuple):
    """What `fit_and_predict` finds.

    Attributes
    ----------
    probabilities
        Those by each classifier, out of fold, arrays of shape (n_sentences, n_domains).
    first
        The first classifier, fitted on all sentences; None where that was not asked for.
    """

    probabilities: list[Array]
    first: Any


def fit_and_predict(
    classifiers: Sequence[Any],
    corpus: Corpus,
    folds: Folds,
    domains: Sequence[str],
    *,
    refit: bool,
    n_jobs: int | None = None,
    callback: Callable[[], object] = lambda: None,
) -> Compared:
    """Predict as `predict_out_of_fold` does, by several classifiers on the same folds.

    Parameters
    ----------
    classifiers
        The slowest first: processes that are done with it go on with the next.
    corpus, folds, domains, n_jobs
        As `predict_out_of_fold` takes them.
    refit
        Whether the first classifier is fitted on all sentences, too, while the others are on parts of them.
    callback
        Called after each fit.
    """
    sentences, labels = corpus.sentences, corpus.labels
    work = [(number, fold) for number in range(len(classifiers)) for fold in folds]
    on_folds = (
        delayed(_predict_fold)(
            clone(classifiers[number]),
            [sentences[i] for i in train], [labels[i] for i in train], corpus.find_context(test),
        )
        for number, (train, test) in work
    )  # fmt: skip
    on_all = [delayed(_fit)(clone(classifiers[0]), sentences, labels)] if refit else []
    found = [np.zeros((len(sentences), len(domains))) for _ in classifiers]
    results = Parallel(n_jobs=n_jobs, return_as="generator", batch_size=1)(chain(on_all, on_folds))
    first = None
    if refit:
        first = next(results)
        callback()
    for (number, (_, test)), (predicted, classes) in zip(work, results, strict=True):
        found[number][np.ix_(test, encode_labels(list(map(str, classes)), domains))] = predicted
        callback()
    return Compared(found, first)


def _fit(classifier: Any, sentences: Sequence[Sentence], labels: Sequence[str]) -> Any:  # noqa: ANN401
    return classifier.fit(sentences, labels)


def _predict_fold(
    classifier: Any,  # noqa: ANN401 - any scikit-learn classifier
    train: Sequence[Sentence],
    labels: Sequence[str],
    test: Placed,
) -> tuple[Array, Sequence[str]]:
    if len(set(labels)) == 1:  # of few documents; no classifier learns from one domain, and all that can be said is it
        return np.ones((len(test.places), 1)), labels[:1]
    classifier.fit(train, labels)
    return classifier.predict_proba(test.sentences)[test.places], classifier.classes_


def _list_domains(classifier: Any, corpus: Corpus) -> tuple[str, ...]:  # noqa: ANN401 - any scikit-learn classifier
    classes = getattr(classifier, "classes", None)
    if classes is None:
        return tuple(sorted(set(corpus.labels))) if corpus.codebook is None else corpus.codebook.ids
    domains = tuple(map(str, classes))
    unknown = sorted(set(corpus.labels) - set(domains))
    if unknown:
        raise InputError(
            f"the corpus: label {unknown[0]!r} is not one of the {len(domains)} classes of the classifier; "
            "make the classifier and read the corpus with the same codebook"
        )
    return domains


def score_labels(
    gold: GoldLabels,
    predicted: Sequence[str],
    *,
    min_support: int = 1,
    n_resamples: int = 1000,
    random_state: int = 0,
) -> Scores:
    """Score predicted labels against gold labels, with 95 % intervals that resample documents.

    The interval of the F1 of a domain comes from the resamples that have a gold sentence of it.

    Parameters
    ----------
    gold
        The gold labels.
    predicted
        The predicted label of each sentence.
    min_support
        Minimum number of gold sentences for a domain to count in macro-F1. Where no domain has so many, and by
        default, all domains with a gold sentence count. Resamples count these domains, too, but for those of which
        they have no gold sentence.
    n_resamples
        Number of resamples of the bootstrap.
    random_state
        Seed of the bootstrap.

    Examples
    --------
    >>> scores = score_labels(GoldLabels(["a", "a", "b"], ["x", "y", "y"], ["a", "b", "c"]), ["a", "b", "b"])
    >>> round(scores.accuracy.estimate, 3), round(scores.macro_f1.estimate, 3)
    (0.667, 0.667)
    >>> scores.domains.loc["c", "support"]
    np.int64(0)
    """
    n = len(gold.domains)
    totals = sum_by_document(gold.document_ids, gold.codes * n + encode_labels(predicted, gold.domains), n * n)
    counted, present = choose_domains(gold.support, min_support), gold.support > 0

    def measure(total: Array) -> Array:
        confusion = total.reshape(n, n)
        scores = measure_confusion(confusion, counted)
        scores[2:][present & (confusion.sum(axis=1) == 0)] = np.nan  # unknown in a resample without the domain
        return scores

    found = bootstrap_documents(totals, measure, n_resamples=n_resamples, random_state=random_state)
    confusion = np.asarray(totals.sum(axis=0)).reshape(n, n).astype(np.int64)
    hits = np.diag(confusion)
    table = pd.DataFrame(
        {
            "precision": hits / np.maximum(confusion.sum(axis=0), 1),
            "recall": hits / np.maximum(confusion.sum(axis=1), 1),
            "f1": found.estimate[2:],
            "f1_low": found.low[2:],
            "f1_high": found.high[2:],
            "support": gold.support,
            "predicted": confusion.sum(axis=0),
        },
        index=pd.Index(gold.domains, name="domain"),
    )
    return Scores(len(gold), totals.shape[0], found[0], found[1], table, confusion)


def measure_confusion(confusion: Array, counted: Booleans) -> Array:
    """Return accuracy, macro-F1 over the domains counted, and the F1 of each domain, shape (2 + n_domains,).

    Examples
    --------
    >>> measure_confusion(np.array([[2.0, 0.0], [2.0, 0.0]]), np.array([True, True])).round(3).tolist()
    [0.5, 0.333, 0.667, 0.0]
    """
    f1 = compute_f1(confusion)
    present = counted & (confusion.sum(axis=1) > 0)  # a resample may lack a domain, whose F1 is then unknown
    macro = f1[present].mean() if present.any() else np.nan
    return np.concatenate(([np.trace(confusion) / confusion.sum(), macro], f1))


def compute_f1(confusion: Array) -> Array:
    """Return the F1 of each domain, 0 for one that is neither gold nor predicted.

    Examples
    --------
    >>> compute_f1(np.array([[2.0, 0.0], [2.0, 0.0]])).round(3)
    array([0.667, 0.   ])
    """
    total = confusion.sum(axis=0) + confusion.sum(axis=1)
    f1: Array = 2 * np.diag(confusion) / np.maximum(total, 1e-12)
    return f1
