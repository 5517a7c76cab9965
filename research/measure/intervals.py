"""Intervals of prevalence for two targets: the documents given, and the documents that they are a sample of."""

from dataclasses import dataclass
from statistics import NormalDist
from typing import NamedTuple

import numpy as np

from research.arrays import Array
from research.errors import InputError
from research.measure.choices import LIKE, TARGETS, THESE

Z = 1.959963984540054  # the normal quantile of 95 % intervals
MAX_LEADING = 3  # domains that are named as leading; more of them are no finding
MIN_LEAD = 0.01  # shares; whole per cents would hide a smaller lead, which intervals without width make significant
# Weight of the variance of all domains together, in documents: of 3, 8, 12, 20 and 30, the lowest with which 94 % of
# the intervals for 40 documents cover; 5 documents need less, and lose nothing.
_PRIOR_DOCUMENTS = 20.0
_ROUNDING = 1e-20  # a smaller variance is a rounding error
_ROUNDED_SHARE = 1e-9  # a difference of shares by as much less is one of floating point


class Ends(NamedTuple):
    """Shares from 0 to 1 with the ends of their intervals: numbers, or arrays of one shape."""

    share: Array | float
    low: Array | float
    high: Array | float


@dataclass(frozen=True, eq=False)
class Shares:
    """The estimated shares of domains, with the influence of each document.

    Attributes
    ----------
    estimate
        The share of each domain, summing to 1, shape (n_domains,).
    influence
        The influence of each unit (a document, or a cluster of documents) on each share, centred and scaled so that the
        sum of squares is the variance of the share. The first `n_units` rows are the units themselves; further rows are
        the labelled documents that a correction was learned from. Shape (n_rows, n_domains).
    n_units
        The number of units that the shares were estimated on.
    n_sentences
        The number of sentences; with weights, the number of equally weighted sentences of the same precision.
    classification
        The standard error of each share from the errors of the classifier alone, shape (n_domains,); None where it is
        not known. It is 0 for gold labels.
    """

    estimate: Array
    influence: Array
    n_units: int
    n_sentences: float
    classification: Array | None = None

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


def find_interval(shares: Shares, target: str = LIKE, *, confidence_level: float = 0.95) -> tuple[Array, Array]:
    """Return the ends of the interval of each share.

    For these documents (``these``) the interval is the share plus and minus a multiple of its standard error from
    classification errors; which documents were chosen adds nothing.

    For documents like these (``like``) it starts from the interval of Wilson (1927) for the number of independent
    sentences that would have the variance found between documents, with a quantile of Student's distribution; Franco,
    Little, Louis and Slud (2019) compare it with others. Two things differ. The variance of a domain is moderated by
    that of all domains together, which counts as up to 20 more documents (Smyth 2004): a domain that few documents of
    a small sample have would otherwise have almost no variance. A share nearer to 0 or 1 than its standard error is
    treated as one standard error away, because a corrected share of 0.0001 with a standard error of 0.01 would
    otherwise have an interval from 0 to 1. The distances of the ends to the share and the error of classification are
    then added as squares.

    `research.studies.coverage` measures the coverage of both.

    Parameters
    ----------
    shares
        The estimated shares.
    target
        ``these`` or ``like``.
    confidence_level
        Nominal coverage of the intervals, between 0 and 1.

    Returns
    -------
    low, high
        Shape (n_domains,), from 0 to 1, or as far beyond as a share that was corrected lies; nan where the target is
        ``like`` and there is a single unit, and where it is ``these`` and the error of classification is not known.

    Raises
    ------
    InputError
        If there is no such target.

    Examples
    --------
    >>> influence = center_influence(np.array([[0.02, -0.02], [-0.03, 0.03], [0.01, -0.01]]))
    >>> shares = Shares(np.array([0.4, 0.6]), influence, 3, 300.0, np.array([0.01, 0.01]))
    >>> low, high = find_interval(shares)
    >>> low.round(2).tolist(), high.round(2).tolist()
    ([0.23, 0.4], [0.6, 0.77])
    >>> low, high = find_interval(shares, "these")
    >>> low.round(2).tolist(), high.round(2).tolist()
    ([0.38, 0.58], [0.42, 0.62])
    """
    if target not in TARGETS:
        raise InputError(f"target: got {target!r}, expected one of {', '.join(TARGETS)}")
    share = np.clip(shares.estimate, 0, 1)
    empty = np.full_like(share, np.nan)
    if shares.classification is None and target == THESE:
        return empty, empty.copy()
    half_width = NormalDist().inv_cdf((1 + confidence_level) / 2) * (
        np.zeros_like(share) if shares.classification is None else shares.classification
    )
    below = above = half_width
    if target == LIKE:
        if shares.n_units < 2:
            return empty, empty.copy()
        low, high = _find_sampling_interval(shares, share, confidence_level)
        below, above = np.hypot(share - low, half_width), np.hypot(high - share, half_width)
    least, most = np.maximum(share - below, 0), np.minimum(share + above, 1)
    return np.minimum(least, shares.estimate), np.maximum(most, shares.estimate)


def _find_sampling_interval(shares: Shares, share: Array, confidence_level: float) -> tuple[Array, Array]:
    from scipy.special import stdtrit  # a tenth of a second, which shares of these documents need not spend

    variance = np.where(shares.error**2 > _ROUNDING, shares.error**2, 0.0)
    error = np.minimum(np.sqrt(variance), 0.5)
    inner = np.clip(share, error, 1 - error)
    spread = inner * (1 - inner)
    pooled = variance.sum() / spread.sum() if variance.any() else 1 / shares.n_sentences
    own = np.divide(variance, spread, out=np.full_like(share, pooled), where=spread > 0)
    freedom = shares.n_units - 1
    # Of domains that vary, two tell nothing of the others: a share says its complement, and shares sum to 1.
    prior = min(_PRIOR_DOCUMENTS, freedom * max(int((variance > 0).sum()) - 2, 0))
    moderated = (prior * pooled + freedom * own) / (prior + freedom)
    independent = 1 / np.maximum(moderated, 1 / shares.n_sentences)
    return find_wilson_interval(share, independent, stdtrit(freedom + prior, (1 + confidence_level) / 2))


def find_wilson_interval(share: Array, size: Array, quantile: float = Z) -> tuple[Array, Array]:
    """Return the ends of the interval of Wilson (1927), which hold the share and lie between 0 and 1.

    Parameters
    ----------
    share
        Shares of independent trials.
    size
        The number of trials, above 0, of the same shape; it need not be a whole number.
    quantile
        Of the normal distribution, or of Student's where the variance was estimated.

    Examples
    --------
    >>> low, high = find_wilson_interval(np.array([0.4]), np.array([30.0]))
    >>> low.round(3).tolist(), high.round(3).tolist()
    ([0.246], [0.577])
    """
    square = quantile**2 / size
    centre = (share + square / 2) / (1 + square)
    reach = np.sqrt(square * (share * (1 - share) + square / 4)) / (1 + square)
    return np.clip(centre - reach, 0, share), np.clip(centre + reach, share, 1)


def find_difference(first: Ends, second: Ends, correlation: Array | float = 0.0) -> tuple[Array, Array]:
    """Return the ends of the interval of the difference of two shares, second minus first.

    The distance from the difference to an end is the root of the summed squares of the distances of the two shares to
    their own ends, less twice their product times the correlation (MOVER: Zou and Donner 2008, equation 4, and Zou 2007
    for shares that are not independent). The ends are nan where an end of a share is.

    Parameters
    ----------
    first, second
        Shares with their intervals, each value of the same shape.
    correlation
        Of the two estimates, 0 for those of different documents.

    Examples
    --------
    >>> low, high = find_difference(Ends(0.10, 0.06, 0.16), Ends(0.30, 0.27, 0.34))
    >>> round(float(low), 3), round(float(high), 3)
    (0.133, 0.257)
    """
    difference = np.subtract(second.share, first.share)
    ends = []
    for sign, one, other in ((-1, second.low, first.high), (1, second.high, first.low)):
        mine, its = np.abs(np.subtract(one, second.share)), np.abs(np.subtract(other, first.share))
        squares = mine**2 + its**2 - 2 * correlation * mine * its
        ends.append(difference + sign * np.sqrt(np.maximum(squares, 0)))
    return ends[0], ends[1]


def count_leading(ranked: Ends) -> int:
    """Return how many of the first domains clearly lead: each is larger than the first one that does not lead.

    This one rule decides what figures, pages and messages call clearly the largest. A share is larger than another
    where the 95 % interval of their difference is above 0 (`find_difference`) and the difference is at least
    `MIN_LEAD`: shares of gold labels that are only counted have intervals without width, so that the smallest lead
    would count. What one of two shares of the same documents gains the other partly loses, so that their difference
    is less certain than that of independent shares: their correlation is taken to be that of counts of sentences that
    have one domain each (of a multinomial distribution). At most `MAX_LEADING` domains lead; the answer is 0 where none
    stands out, or where an interval that the rule needs is missing.

    Parameters
    ----------
    ranked
        The shares of domains from the largest to the smallest, with their intervals, each of shape (n_domains,).

    Examples
    --------
    >>> shares = np.array([0.4, 0.35, 0.1])
    >>> count_leading(Ends(shares, shares - 0.05, shares + 0.05))
    2
    >>> count_leading(Ends(shares, shares - 0.2, shares + 0.2))
    0
    >>> counted = np.array([0.059, 0.057, 0.056, 0.055])
    >>> count_leading(Ends(counted, counted, counted))
    0
    """
    share, low, high = (np.asarray(values, dtype=np.float64) for values in ranked)
    for leading in range(1, min(MAX_LEADING, len(share) - 1) + 1):
        following = Ends(share[leading], low[leading], high[leading])
        odds = share[: leading + 1] / np.maximum(1 - share[: leading + 1], _ROUNDED_SHARE)
        leaders = Ends(share[:leading], low[:leading], high[:leading])
        lower = find_difference(following, leaders, -np.sqrt(odds[:leading] * odds[leading]))[0]
        if (lower > 0).all() and (share[:leading] - share[leading] >= MIN_LEAD - _ROUNDED_SHARE).all():
            return leading
    return 0
