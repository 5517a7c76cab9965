"""Resampling of documents: where every interval of the package comes from."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

Statistic = Callable[[NDArray[np.float64]], NDArray[np.float64]]


@dataclass(frozen=True)
class Interval:
    """An estimate with its percentile interval; the three arrays have one shape.

    Attributes
    ----------
    estimate, low, high
        The statistic on all documents, and the lower and upper end of its interval.
    """

    estimate: NDArray[np.float64]
    low: NDArray[np.float64]
    high: NDArray[np.float64]


def sum_by_document(
    document_ids: Sequence[str], columns: NDArray[np.int64], n_columns: int, weights: NDArray[np.float64] | None = None
) -> sparse.csr_array:
    """Count for each document how many of its sentences fall into each column.

    Parameters
    ----------
    document_ids
        The document of each sentence.
    columns
        The column of each sentence, shape (n_sentences,).
    n_columns
        How many columns there are.
    weights
        What each sentence counts, shape (n_sentences,); 1 by default.

    Returns
    -------
    sparse array, shape (n_documents, n_columns)

    Examples
    --------
    >>> sum_by_document(["a", "a", "b"], np.array([0, 1, 1]), 2).toarray()
    array([[1., 1.],
           [0., 1.]])
    """
    numbers: dict[str, int] = {}
    rows = np.array([numbers.setdefault(name, len(numbers)) for name in document_ids], dtype=np.int64)
    values = np.ones(len(rows)) if weights is None else weights
    return sparse.csr_array(sparse.coo_array((values, (rows, columns)), shape=(len(numbers), n_columns)))


def bootstrap_documents(
    totals: sparse.csr_array, statistic: Statistic, *, repeats: int = 1000, level: float = 0.95, seed: int = 0
) -> Interval:
    """Estimate a statistic of document totals with its percentile interval.

    Sentences of one document resemble each other, so whole documents are drawn with replacement (the cluster
    bootstrap: Davison and Hinkley 1997, section 3.8). With a single document there is nothing to resample and the
    interval is empty (nan).

    Parameters
    ----------
    totals
        What each document adds to the totals, shape (n_documents, n_columns).
    statistic
        From totals of shape (n_columns,) to an array.
    repeats, level, seed
        Number of resamples, nominal coverage, and the seed of the drawing.

    Returns
    -------
    Interval

    Examples
    --------
    >>> totals = sum_by_document(["a", "b", "c", "d"], np.array([0, 1, 1, 1]), 2)
    >>> share = bootstrap_documents(totals, lambda total: total / total.sum(), repeats=200)
    >>> share.estimate
    array([0.25, 0.75])
    >>> bool(share.low[0] <= 0.25 <= share.high[0])
    True
    """
    documents = totals.shape[0]
    estimate = np.asarray(statistic(np.asarray(totals.sum(axis=0), dtype=np.float64)), dtype=np.float64)
    if documents < 2:
        empty = np.full_like(estimate, np.nan)
        return Interval(estimate, empty, empty.copy())
    values = np.stack([statistic(counts @ totals) for counts in sample_documents(documents, repeats, seed)])
    tail = (1 - level) / 2
    low, high = np.nanquantile(values, [tail, 1 - tail], axis=0)
    return Interval(estimate, low, high)


def sample_documents(documents: int, repeats: int, seed: int) -> Iterator[NDArray[np.float64]]:
    """Draw documents with replacement and yield how often each was drawn, `repeats` times shape (documents,)."""
    generator = np.random.default_rng(seed)
    for _ in range(repeats):
        yield np.bincount(generator.integers(0, documents, documents), minlength=documents).astype(np.float64)
