"""Intervals of prevalence, from the influence of each document."""

from dataclasses import dataclass

import numpy as np
from scipy.special import betaincinv, stdtrit

from research.arrays import Array

_MIN_FREEDOM = 5.0  # lower ones did not raise the coverage in the study, and made small shares of few documents useless
_ROUNDING = 1e-20  # a smaller variance is a rounding error


@dataclass(frozen=True, eq=False)
class Shares:
    """The estimated shares of domains, with the influence of each document.

    Attributes
    ----------
    estimate
        The share of each domain, summing to 1, shape (n_domains,).
    influence
        The influence of each unit (a document, or a paragraph of a single document) on each share, centred and scaled
        so that the sum of squares is the variance of the share. The first `n_units` rows are the units themselves;
        further rows are the labelled documents that a correction was learned from. Shape (n_rows, n_domains).
    n_units
        The number of units that the shares were estimated on.
    n_sentences
        The number of sentences; with weights, the number of equally weighted sentences of the same precision.
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


def center_influence(influence: Array) -> Array:
    """Centre influences and scale them so that the sum of squares is an unbiased variance.

    Examples
    --------
    >>> center_influence(np.array([[0.0], [2.0]])).ravel().round(3).tolist()
    [-1.414, 1.414]
    """
    n = len(influence)
    centred: Array = (influence - influence.mean(axis=0)) * np.sqrt(n / max(n - 1, 1))
    return centred


def find_interval(shares: Shares, confidence_level: float = 0.95) -> tuple[Array, Array]:
    """Return the ends of the interval of each share.

    This is the interval of Korn and Graubard (1998): the Clopper-Pearson interval for the number of independent
    sentences that would have the variance found between documents. Two things differ. The degrees of freedom are
    those of Satterthwaite (1946), see `find_freedom`, in place of the number of documents less one. A share nearer to
    0 or 1 than its standard error is treated as one standard error away, because a corrected share of 0.0001 with a
    standard error of 0.01 would otherwise have an interval from 0 to 1.

    In `research.studies.coverage`, percentile intervals of a bootstrap over documents had less than their nominal
    coverage.

    Parameters
    ----------
    shares
        The estimated shares.
    confidence_level
        Nominal coverage of the intervals, between 0 and 1.

    Returns
    -------
    low, high
        Shape (n_domains,); nan where there is a single unit.

    Examples
    --------
    >>> influence = center_influence(np.array([[0.02, -0.02], [-0.03, 0.03], [0.01, -0.01]]))
    >>> low, high = find_interval(Shares(np.array([0.4, 0.6]), influence, 3, 300.0))
    >>> low.round(2).tolist(), high.round(2).tolist()
    ([0.21, 0.38], [0.62, 0.79])
    """
    if shares.n_units < 2:
        empty = np.full_like(shares.estimate, np.nan)
        return empty, empty.copy()
    tail = (1 - confidence_level) / 2
    share = np.clip(shares.estimate, 0, 1)
    variance = shares.error**2
    error = np.minimum(shares.error, 0.5)
    inner = np.clip(share, error, 1 - error)
    independent = np.full_like(share, shares.n_units)
    np.divide(inner * (1 - inner), variance, out=independent, where=variance > _ROUNDING)
    independent = np.minimum(independent, shares.n_sentences)
    ratio = stdtrit(find_freedom(shares), 1 - tail) / stdtrit(max(shares.n_sentences - 1, 1), 1 - tail)
    independent /= ratio**2
    hits, misses = share * independent, (1 - share) * independent
    low = np.where(hits > 0, betaincinv(np.maximum(hits, 1e-12), misses + 1, tail), 0.0)
    high = np.where(misses > 0, betaincinv(hits + 1, np.maximum(misses, 1e-12), 1 - tail), 1.0)
    return np.minimum(low, share), np.maximum(high, share)


def find_freedom(shares: Shares) -> Array:
    """Return the degrees of freedom of each share's variance, at most the number of units less one.

    The approximation is that of Satterthwaite (1946). There are fewer degrees of freedom where a few documents have
    most of the influence. The labelled documents of a correction count as one term of the variance, with their number
    less one as its degrees of freedom.

    Examples
    --------
    >>> equal = Shares(np.array([0.5]), np.array([[0.1], [-0.1], [0.1], [-0.1]]), 4, 40.0)
    >>> find_freedom(equal).tolist()
    [3.0]
    """
    squares = shares.influence**2
    own, learned = squares[: shares.n_units], squares[shares.n_units :]
    denominator = (own**2).sum(axis=0) + learned.sum(axis=0) ** 2 / max(len(learned) - 1, 1)
    highest = max(float(shares.n_units - 1), 1.0)
    variance = squares.sum(axis=0)
    freedom = np.divide(variance**2, denominator, out=np.full_like(variance, highest), where=denominator > 0)
    found: Array = np.clip(freedom, min(_MIN_FREEDOM, highest), highest)
    return found
