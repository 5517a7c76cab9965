"""The difference between two classifiers on the same sentences, with its interval."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from research.measure.bootstrap import Interval, bootstrap_documents, sum_by_document
from research.measure.evaluation import measure_confusion
from research.model.encoding import choose_domains, encode_labels


def compare_labels(
    gold: Sequence[str],
    first: Sequence[str],
    second: Sequence[str],
    document_ids: Sequence[str],
    domains: Sequence[str],
    *,
    min_support: int = 1,
    repeats: int = 1000,
    seed: int = 0,
) -> Interval:
    """Measure by how much the second labels are better than the first.

    The two are resampled together, by document, so that what is hard for both cancels out (Efron and Tibshirani 1993,
    section 8.3, on paired data).

    Parameters
    ----------
    gold, first, second, document_ids
        Of equal length, a sentence each.
    domains
        All domains in order.
    min_support
        As in `score_labels`.
    repeats, seed
        Of the bootstrap.

    Returns
    -------
    Interval
        Of the differences in accuracy and in macro-F1, shape (2,).

    Examples
    --------
    >>> gold, documents = list("aabb"), list("wxyz")
    >>> compare_labels(gold, list("abab"), list("aabb"), documents, ["a", "b"], repeats=50).estimate
    array([0.5, 0.5])
    """
    n = len(domains)
    y = encode_labels(gold, domains)
    parts = [sum_by_document(document_ids, y * n + encode_labels(labels, domains), n * n) for labels in (first, second)]
    counted = choose_domains(np.bincount(y, minlength=n), min_support)

    def measure(total: NDArray[np.float64]) -> NDArray[np.float64]:
        before, after = (measure_confusion(part.reshape(n, n), counted) for part in np.split(total, 2))
        return after[:2] - before[:2]

    return bootstrap_documents(sparse.csr_array(sparse.hstack(parts)), measure, repeats=repeats, seed=seed)
