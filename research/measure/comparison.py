"""Differences between classifiers on the same sentences, with their intervals, and the choice of one of them."""

from collections.abc import Mapping, Sequence

import numpy as np
from scipy import sparse

from research.arrays import Array
from research.measure.bootstrap import Intervals, bootstrap_documents, sum_by_document
from research.measure.evaluation import Evaluation, measure_confusion
from research.measure.gold_labels import GoldLabels
from research.model.encoding import choose_domains, encode_labels


def compare_labels(
    gold: GoldLabels,
    first: Sequence[str],
    second: Sequence[str],
    *,
    min_support: int = 1,
    n_resamples: int = 1000,
    random_state: int = 0,
) -> Intervals:
    """Measure the differences in accuracy and in macro-F1, second labels minus first labels.

    Each resample of documents holds the labels of both, so that what makes a document hard for both cancels out
    (paired data: Efron and Tibshirani 1993, section 8.3).

    Parameters
    ----------
    gold
        The gold labels.
    first, second
        The labels that each classifier predicted, length n_sentences.
    min_support
        As in `score_labels`.
    n_resamples
        Number of resamples of the bootstrap.
    random_state
        Seed of the bootstrap.

    Returns
    -------
    Intervals
        Of the differences in accuracy and in macro-F1, shape (2,).

    Examples
    --------
    >>> gold = GoldLabels(list("aabb"), list("wxyz"), ["a", "b"])
    >>> compare_labels(gold, list("abab"), list("aabb"), n_resamples=50).estimate
    array([0.5, 0.5])
    """
    n = len(gold.domains)
    parts = [
        sum_by_document(gold.document_ids, gold.codes * n + encode_labels(labels, gold.domains), n * n)
        for labels in (first, second)
    ]
    counted = choose_domains(gold.support, min_support)

    def measure(total: Array) -> Array:
        before, after = (measure_confusion(part.reshape(n, n), counted) for part in np.split(total, 2))
        return after[:2] - before[:2]

    totals = sparse.csr_array(sparse.hstack(parts))
    return bootstrap_documents(totals, measure, n_resamples=n_resamples, random_state=random_state)


def choose_classifier(evaluated: Mapping[str, Evaluation]) -> str:
    """Choose the classifier to keep by a rule that knows the noise of the scores.

    Of the classifiers whose macro-F1 is not distinguishable from the highest one (the 95 % interval of the paired
    difference contains 0), take the one with the lowest log loss: a proper score (Gneiting and Raftery 2007) that uses
    the probabilities of all sentences, and on which shares and thresholds rest.

    Parameters
    ----------
    evaluated
        Each classifier's out-of-fold evaluation on the same sentences, by name.

    Examples
    --------
    >>> from research.measure.evaluation import evaluate
    >>> gold = GoldLabels(list("abab"), list("wxyz"), ["a", "b"])
    >>> unsure, sure = (np.array([[p, 1 - p], [1 - p, p]] * 2) for p in (0.6, 0.9))
    >>> choose_classifier({"unsure": evaluate(gold, unsure), "sure": evaluate(gold, sure)})
    'sure'
    """
    best = max(evaluated.values(), key=lambda found: found.macro_f1.estimate)
    in_reach = [
        name
        for name, found in evaluated.items()
        if found is best or compare_labels(best.gold, found.predicted, best.predicted)[1].low <= 0
    ]
    return min(in_reach, key=lambda name: evaluated[name].log_loss)
