"""Intervals of shares, from what each document moved them."""

from dataclasses import dataclass

import numpy as np
from scipy.special import betaincinv, stdtrit

from research.arrays import Array

_LEAST_FREEDOM = 5.0  # lower ones cover no more in the study, and make small shares of few documents look unknown
_ROUNDING = 1e-20  # a variance below it is none


@dataclass(frozen=True, eq=False)
class Shares:
    """The shares of domains, with what their intervals need.

    Attributes
    ----------
    estimate
        Summing to 1, shape (n_domains,).
    influence
        By how much each independent unit (a document, or a paragraph of a single document) moved each share, centred
        and scaled so that the sum of squares is the variance, shape (n_units, n_domains).
    n_units
        How many units the shares were estimated on (rows of `influence` may also stand for labelled documents that
        a correction was learned from).
    n_sentences
        How many sentences, or how many equally weighted ones would say as much.
    """

    estimate: Array
    influence: Array
    n_units: int
    n_sentences: float

    @property
    def error(self) -> Array:
        """The standard error of each share, shape (n_domains,)."""
        found: Array = np.sqrt((self.influence**2).sum(axis=0))
        return found


def center_influence(moved: Array) -> Array:
    """Centre what units moved and scale it so that the sum of squares is an unbiased variance.

    Examples
    --------
    >>> center_influence(np.array([[0.0], [2.0]])).ravel().round(3).tolist()
    [-1.414, 1.414]
    """
    n = len(moved)
    centred: Array = (moved - moved.mean(axis=0)) * np.sqrt(n / max(n - 1, 1))
    return centred


def find_interval(shares: Shares, level: float = 0.95) -> tuple[Array, Array]:
    """Return the ends of the interval of each share.

    The interval of Korn and Graubard (1998): that of Clopper and Pearson for as many independent sentences as have the
    variance that the documents show. Their degrees of freedom, documents less one, are replaced by Satterthwaite's
    (1946) for the units' squared influences: where few documents make most of a share, few is what there is to go by.
    A share nearer to 0 or 1 than its standard error counts here as one that far away: else a corrected share of 0.0001
    with an error of 0.01 would be anything from 0 to 1.
    In `research.studies.coverage`, bootstrap percentiles over documents covered clearly less than their nominal level.

    Parameters
    ----------
    shares
        Estimated.
    level
        Nominal coverage.

    Returns
    -------
    low, high
        Shape (n_domains,); nan where there is a single unit and so nothing to go by.

    Examples
    --------
    >>> moved = center_influence(np.array([[0.02, -0.02], [-0.03, 0.03], [0.01, -0.01]]))
    >>> low, high = find_interval(Shares(np.array([0.4, 0.6]), moved, 3, 300.0))
    >>> low.round(2).tolist(), high.round(2).tolist()
    ([0.21, 0.38], [0.62, 0.79])
    """
    if shares.n_units < 2:
        empty = np.full_like(shares.estimate, np.nan)
        return empty, empty.copy()
    tail = (1 - level) / 2
    share = np.clip(shares.estimate, 0, 1)
    variance = shares.error**2
    error = np.minimum(shares.error, 0.5)
    inner = np.clip(share, error, 1 - error)
    independent = np.full_like(share, shares.n_units)
    np.divide(inner * (1 - inner), variance, out=independent, where=variance > _ROUNDING)
    independent = np.minimum(independent, shares.n_sentences)
    wide = stdtrit(find_freedom(shares), 1 - tail) / stdtrit(max(shares.n_sentences - 1, 1), 1 - tail)
    independent /= wide**2
    hits, misses = share * independent, (1 - share) * independent
    low = np.where(hits > 0, betaincinv(np.maximum(hits, 1e-12), misses + 1, tail), 0.0)
    high = np.where(misses > 0, betaincinv(hits + 1, np.maximum(misses, 1e-12), 1 - tail), 1.0)
    return np.minimum(low, share), np.maximum(high, share)


def find_freedom(shares: Shares) -> Array:
    """Return the degrees of freedom of each share's variance (Satterthwaite 1946), at most the units less one.

    What the labelled documents of a correction add to the variance counts as one term, with as many less one.

    Examples
    --------
    >>> even = Shares(np.array([0.5]), np.array([[0.1], [-0.1], [0.1], [-0.1]]), 4, 40.0)
    >>> find_freedom(even).tolist()
    [3.0]
    """
    squares = shares.influence**2
    own, learned = squares[: shares.n_units], squares[shares.n_units :]
    doubt = (own**2).sum(axis=0) + learned.sum(axis=0) ** 2 / max(len(learned) - 1, 1)
    most = max(float(shares.n_units - 1), 1.0)
    total = squares.sum(axis=0)
    freedom = np.divide(total**2, doubt, out=np.full_like(total, most), where=doubt > 0)
    found: Array = np.clip(freedom, min(_LEAST_FREEDOM, most), most)
    return found
