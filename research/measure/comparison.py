"""Differences between two classifiers on the same sentences, with their intervals."""

from collections.abc import Sequence

import numpy as np
from scipy import sparse

from research.arrays import Array
from research.measure.bootstrap import Intervals, bootstrap_documents, sum_by_document
from research.measure.evaluation import measure_confusion
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
