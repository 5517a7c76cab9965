"""How good a classifier is: cross-validation by document, per-domain scores, calibration."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from joblib import Parallel, delayed
from numpy.typing import NDArray

from research.measure.bootstrap import bootstrap_documents, sum_by_document
from research.model.encoding import choose_domains, encode_labels
from research.text.sentences import Sentence

Folds = Sequence[tuple[NDArray[np.int64], NDArray[np.int64]]]


@dataclass(frozen=True)
class Scores:
    """What a set of predictions is worth.

    Attributes
    ----------
    n_sentences, n_documents
        What was scored.
    accuracy, macro_f1
        Estimate, lower and upper end of the 95 % interval that resamples documents.
    domains
        One row a domain, in the order given: precision, recall, f1, f1_low, f1_high, support, predicted.
    confusion
        Counts, shape (n_domains, n_domains), gold in rows.
    """

    n_sentences: int
    n_documents: int
    accuracy: tuple[float, float, float]
    macro_f1: tuple[float, float, float]
    domains: pd.DataFrame
    confusion: NDArray[np.int64]


def predict_out_of_fold(
    make_estimator: Callable[[], Any],
    sentences: Sequence[Sentence],
    labels: Sequence[str],
    folds: Folds,
    domains: Sequence[str],
    *,
    jobs: int = 1,
    report: Callable[[], object] = lambda: None,
) -> NDArray[np.float64]:
    """Predict every sentence by an estimator that was fitted without its document.

    Parameters
    ----------
    make_estimator
        Returns a new unfitted classifier whose ``classes_`` will be `domains`, as from `make_classifier`;
        `research.model.baselines.OrderedClassifier` makes one of any classifier of scikit-learn.
    sentences, labels
        The corpus.
    folds
        From `split_by_document`.
    domains
        The domains in order; one without a training sentence has probability 0.
    jobs
        How many processes work side by side; -1 for all cores. The result is the same.
    report
        Called after each fold.

    Returns
    -------
    array of float, shape (n_sentences, n_domains)
        Probabilities whose rows sum to 1.
    """
    tasks = (
        delayed(_predict_fold)(
            make_estimator(), [sentences[i] for i in train], [labels[i] for i in train], [sentences[i] for i in test]
        )
        for train, test in folds
    )
    probabilities = np.zeros((len(sentences), len(domains)))
    found = Parallel(n_jobs=jobs, return_as="generator")(tasks)
    for (_, test), (predicted, classes) in zip(folds, found, strict=True):
        if [str(label) for label in classes] != list(domains):
            raise ValueError(f"classes_ must be the domains in order, got {list(classes)}; set classes=")
        probabilities[test] = predicted
        report()
    return probabilities


def _predict_fold(
    estimator: Any,  # noqa: ANN401 - any estimator
    train: Sequence[Sentence],
    labels: Sequence[str],
    test: Sequence[Sentence],
) -> tuple[NDArray[np.float64], Sequence[str]]:
    estimator.fit(train, labels)
    return estimator.predict_proba(test), estimator.classes_


def score_labels(
    gold: Sequence[str],
    predicted: Sequence[str],
    document_ids: Sequence[str],
    domains: Sequence[str],
    *,
    min_support: int = 1,
    repeats: int = 1000,
    seed: int = 0,
) -> Scores:
    """Score predicted labels against gold ones, with intervals that resample documents.

    Parameters
    ----------
    gold, predicted, document_ids
        Of equal length, a sentence each.
    domains
        All domains in order.
    min_support
        Macro-F1 is the mean F1 of the domains with at least so many gold sentences (of all domains that occur, by
        default and where none has so many). Which these are is settled on all documents, not in each resample.
    repeats, seed
        Of the bootstrap.

    Examples
    --------
    >>> scores = score_labels(["a", "a", "b"], ["a", "b", "b"], ["x", "y", "y"], ["a", "b", "c"])
    >>> round(scores.accuracy[0], 3), round(scores.macro_f1[0], 3)
    (0.667, 0.667)
    >>> scores.domains.loc["c", "support"]
    np.int64(0)
    """
    n = len(domains)
    y, z = encode_labels(gold, domains), encode_labels(predicted, domains)
    totals = sum_by_document(document_ids, y * n + z, n * n)
    support = np.bincount(y, minlength=n)
    counted = choose_domains(support, min_support)
    interval = bootstrap_documents(
        totals, lambda total: measure_confusion(total.reshape(n, n), counted), repeats=repeats, seed=seed
    )
    accuracy, macro_f1 = (
        (float(interval.estimate[i]), float(interval.low[i]), float(interval.high[i])) for i in (0, 1)
    )
    confusion = np.asarray(totals.sum(axis=0)).reshape(n, n).astype(np.int64)
    hits = np.diag(confusion)
    table = pd.DataFrame(
        {
            "precision": hits / np.maximum(confusion.sum(axis=0), 1),
            "recall": hits / np.maximum(confusion.sum(axis=1), 1),
            "f1": interval.estimate[2:],
            "f1_low": interval.low[2:],
            "f1_high": interval.high[2:],
            "support": support,
            "predicted": confusion.sum(axis=0),
        },
        index=pd.Index(domains, name="domain"),
    )
    return Scores(len(y), totals.shape[0], accuracy, macro_f1, table, confusion)


def measure_confusion(confusion: NDArray[np.float64], counted: NDArray[np.bool_]) -> NDArray[np.float64]:
    """Return accuracy, macro-F1 over the domains counted, and the F1 of each domain, shape (2 + n_domains,).

    Examples
    --------
    >>> measure_confusion(np.array([[2.0, 0.0], [2.0, 0.0]]), np.array([True, True])).round(3).tolist()
    [0.5, 0.333, 0.667, 0.0]
    """
    f1 = compute_f1(confusion)
    here = counted & (confusion.sum(axis=1) > 0)  # a resample may miss a domain: it says nothing of its F1
    macro = f1[here].mean() if here.any() else np.nan
    return np.concatenate(([np.trace(confusion) / confusion.sum(), macro], f1))


def compute_f1(confusion: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the F1 of each domain, 0 for one that is neither gold nor predicted.

    Examples
    --------
    >>> compute_f1(np.array([[2.0, 0.0], [2.0, 0.0]])).round(3)
    array([0.667, 0.   ])
    """
    total = confusion.sum(axis=0) + confusion.sum(axis=1)
    f1: NDArray[np.float64] = 2 * np.diag(confusion) / np.maximum(total, 1e-12)
    return f1


def measure_calibration(
    gold: Sequence[str], probabilities: NDArray[np.float64], domains: Sequence[str], bins: int = 10
) -> tuple[pd.DataFrame, float]:
    """Compare how sure the classifier is with how often it is right.

    Parameters
    ----------
    gold
        Labels, length n_sentences.
    probabilities
        Shape (n_sentences, n_domains).
    domains
        The columns' domains.
    bins
        Of equal width over the probability of the predicted domain.

    Returns
    -------
    table, error
        One row a bin that is not empty (confidence, accuracy, n), and the expected calibration error: the mean gap
        between the two, weighted by n (Guo et al. 2017, equation 3).

    Examples
    --------
    >>> table, error = measure_calibration(["a", "b"], np.array([[0.9, 0.1], [0.9, 0.1]]), ["a", "b"])
    >>> round(error, 3)
    0.4
    """
    y = encode_labels(gold, domains)
    confidence = probabilities.max(axis=1)
    right = probabilities.argmax(axis=1) == y
    number = np.minimum((confidence * bins).astype(int), bins - 1)
    table = (
        pd.DataFrame({"bin": number, "confidence": confidence, "accuracy": right})
        .groupby("bin")
        .agg(confidence=("confidence", "mean"), accuracy=("accuracy", "mean"), n=("accuracy", "size"))
    )
    error = float((table["n"] * (table["confidence"] - table["accuracy"]).abs()).sum() / len(y))
    return table, error
