"""The bootstrap over documents: percentile intervals of scores and of agreement.

The intervals of prevalence are computed without resampling, in `research.measure.intervals`.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from research.arrays import Array, Integers

if TYPE_CHECKING:  # a quarter of a second, which choosing a method need not spend
    from scipy import sparse

Statistic = Callable[[Array], Array]


class Interval(NamedTuple):
    """An estimate with the lower and the upper end of its 95 % interval."""

    estimate: float
    low: float
    high: float


@dataclass(frozen=True, eq=False)
class Intervals:
    """Estimates with their percentile intervals; the three arrays have one shape.

    Attributes
    ----------
    estimate
        The statistic of all documents.
    low, high
        The lower and the upper end of each interval; nan where there is none.

    Examples
    --------
    >>> Intervals(np.array([0.5, 0.7]), np.array([0.4, 0.6]), np.array([0.6, 0.8]))[1]
    Interval(estimate=0.7, low=0.6, high=0.8)
    """

    estimate: Array
    low: Array
    high: Array

    def __getitem__(self, index: int | tuple[int, ...]) -> Interval:
        """Return one estimate with its interval."""
        return Interval(float(self.estimate[index]), float(self.low[index]), float(self.high[index]))


def sum_by_document(
    document_ids: Sequence[str], columns: Integers, n_columns: int, weights: Array | None = None
) -> "sparse.csr_array":
    """Count the sentences of each document in each column.

    Parameters
    ----------
    document_ids
        The document of each sentence.
    columns
        The column of each sentence, shape (n_sentences,).
    n_columns
        The number of columns.
    weights
        The weight of each sentence, shape (n_sentences,); 1 by default.

    Returns
    -------
    sparse array, shape (n_documents, n_columns)
        The documents in order of appearance.

    Examples
    --------
    >>> sum_by_document(["a", "a", "b"], np.array([0, 1, 1]), 2).toarray()
    array([[1., 1.],
           [0., 1.]])
    """
    rows, n_documents = number_documents(document_ids)
    values = np.ones(len(rows)) if weights is None else weights
    from scipy import sparse

    return sparse.csr_array(sparse.coo_array((values, (rows, columns)), shape=(n_documents, n_columns)))


def number_documents(document_ids: Sequence[object]) -> tuple[Integers, int]:
    """Return the number of each sentence's document, in order of appearance, and the number of documents.

    Examples
    --------
    >>> number_documents(["y", "x", "y"])
    (array([0, 1, 0]), 2)
    """
    import pandas as pd  # a quarter of a second, which `research.label` need not spend

    numbers, documents = pd.factorize(pd.Series(list(document_ids), dtype=object), use_na_sentinel=False)
    return numbers, len(documents)


def bootstrap_documents(
    totals: "sparse.csr_array | Array",
    statistic: Statistic,
    *,
    n_resamples: int = 1000,
    confidence_level: float = 0.95,
    random_state: int = 0,
    resamples: Iterable[Array] | None = None,
) -> Intervals:
    """Estimate a statistic of the documents' totals, with percentile intervals.

    Sentences of one document resemble each other, so whole documents are resampled with replacement (the cluster
    bootstrap: Davison and Hinkley 1997, section 3.8). With a single document there is nothing to resample and the
    ends of the intervals are nan. Resamples in which the statistic is undefined (nan) are left out.

    Parameters
    ----------
    totals
        What each document adds to the totals, shape (n_documents, n_columns).
    statistic
        Function of totals of shape (n_columns,) that returns an array.
    n_resamples
        Number of resamples.
    confidence_level
        Nominal coverage of the intervals, between 0 and 1.
    random_state
        Seed of the resampling.
    resamples
        How often each document is in each resample, instead of those of `resample_documents`.

    Returns
    -------
    Intervals
        With the shape of the statistic.

    Examples
    --------
    >>> totals = sum_by_document(["a", "b", "c", "d"], np.array([0, 1, 1, 1]), 2)
    >>> share = bootstrap_documents(totals, lambda total: total / total.sum(), n_resamples=200)
    >>> share.estimate
    array([0.25, 0.75])
    >>> bool(share.low[0] <= 0.25 <= share.high[0])
    True
    """
    n_documents = totals.shape[0]
    estimate = np.asarray(statistic(np.asarray(totals.sum(axis=0), dtype=np.float64)), dtype=np.float64)
    if n_documents < 2:
        empty = np.full_like(estimate, np.nan)
        return Intervals(estimate, empty, empty.copy())
    if resamples is None:
        resamples = resample_documents(n_documents, n_resamples, random_state)
    values = np.stack([statistic(counts @ totals) for counts in resamples])
    return Intervals(estimate, *find_percentiles(values, confidence_level))


def find_percentiles(values: Array, confidence_level: float = 0.95) -> Array:
    """Return the ends of the percentile intervals of resampled values, nan values left out.

    Parameters
    ----------
    values
        Of each resample, shape (n_resamples, ...).
    confidence_level
        Nominal coverage, between 0 and 1.

    Returns
    -------
    array, shape (2, ...)
        Lower and upper ends; nan where every value is nan.

    Examples
    --------
    >>> find_percentiles(np.array([[0.0, np.nan], [1.0, np.nan], [2.0, np.nan]]), 0.5)
    array([[0.5, nan],
           [1.5, nan]])
    """
    tail = (1 - confidence_level) / 2
    ends = np.full((2, *values.shape[1:]), np.nan)
    known = ~np.isnan(values).all(axis=0)
    ends[:, known] = np.nanquantile(values[:, known], [tail, 1 - tail], axis=0)
    return ends


def resample_documents(n_documents: int, n_resamples: int, random_state: int) -> Iterator[Array]:
    """Sample documents with replacement.

    Yields
    ------
    array, shape (n_documents,)
        How often each document is in the resample.
    """
    generator = np.random.default_rng(random_state)
    for _ in range(n_resamples):
        rows = generator.integers(0, n_documents, n_documents)
        yield np.bincount(rows, minlength=n_documents).astype(np.float64)
