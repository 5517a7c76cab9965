"""Differences between the theme shares of groups, their distance, and their trend over years."""

from collections.abc import Sequence

import numpy as np
import pandas as pd
from scipy import stats
from scipy.spatial.distance import jensenshannon

from research.arrays import Array
from research.measure.intervals import Shares, find_freedom


def contrast_shares(first: Shares, second: Shares, domains: Sequence[str], level: float = 0.95) -> pd.DataFrame:
    """Tell by how much the second group's shares are greater than the first's.

    Welch's (1947) interval with each group's degrees of freedom from its documents (see `find_freedom`).

    Parameters
    ----------
    first, second
        Shares of groups that have no document in common.
    domains
        In order.
    level
        Nominal coverage of the intervals.

    Returns
    -------
    DataFrame
        Index ``domain``; columns ``difference``, ``low``, ``high``, ``p`` and ``p_adjusted`` (Benjamini and Hochberg
        1995, over the domains); nan where a group has a single document.

    Examples
    --------
    >>> def make(share): return Shares(np.array([share, 1 - share]), np.array([[0.02, -0.02]] * 4), 4, 200.0)
    >>> contrast_shares(make(0.3), make(0.6), ["a", "b"])["difference"].round(2).tolist()
    [0.3, -0.3]
    """
    difference = second.estimate - first.estimate
    parts = [(group.error**2, find_freedom(group)) for group in (first, second)]
    variance = parts[0][0] + parts[1][0]
    freedom = variance**2 / np.maximum(sum(part**2 / df for part, df in parts), 1e-300)
    error = np.sqrt(variance)
    if min(first.n_units, second.n_units) < 2:
        error = np.full_like(error, np.nan)
    freedom = np.maximum(freedom, 1.0)
    reach = stats.t.ppf((1 + level) / 2, freedom) * error
    with np.errstate(divide="ignore", invalid="ignore"):
        p = np.where(error > 0, 2 * stats.t.sf(np.abs(difference) / error, freedom), np.where(difference == 0, 1, 0.0))
    p = np.where(np.isnan(error), np.nan, p)
    adjusted = stats.false_discovery_control(p) if np.isfinite(p).all() else p
    columns = {
        "difference": difference, "low": difference - reach, "high": difference + reach, "p": p, "p_adjusted": adjusted,
    }  # fmt: skip
    return pd.DataFrame(columns, index=pd.Index(domains, name="domain"))


def measure_distance(first: Shares, second: Shares, *, repeats: int = 500, seed: int = 0) -> tuple[float, float, float]:
    """Return the Jensen-Shannon distance of two distributions, its standard error, and what noise alone would give.

    Lin (1991), base 2, square root of the divergence: 0 for equal distributions, 1 for ones without a common domain.
    Distances cannot be negative and so are too great where shares are uncertain; the third number is the mean distance
    of two groups with one and the same distribution and the documents' scatter. Both come from drawing the documents'
    influence with random signs and sizes (the multiplier bootstrap: van der Vaart and Wellner 1996, section 2.9).

    Examples
    --------
    >>> def make(*shares): return Shares(np.array(shares), np.zeros((4, 2)), 4, 200.0)
    >>> measure_distance(make(1.0, 0.0), make(0.0, 1.0))[0], measure_distance(make(0.5, 0.5), make(0.5, 0.5))[0]
    (1.0, 0.0)
    """
    generator = np.random.default_rng(seed)
    pooled = (first.estimate + second.estimate) / 2
    found, noise = [], []
    for _ in range(repeats):
        moved = [generator.standard_normal(len(group.influence)) @ group.influence for group in (first, second)]
        found.append(_distance(first.estimate + moved[0], second.estimate + moved[1]))
        noise.append(_distance(pooled + moved[0], pooled + moved[1]))
    return _distance(first.estimate, second.estimate), float(np.std(found)), float(np.mean(noise))


def fit_trend_line(
    shares: Array, sizes: Array, years: Array, domains: Sequence[str], level: float = 0.95
) -> pd.DataFrame:
    """Fit a straight line through documents' shares over years, with errors that allow each document its own scatter.

    Least squares weighted by sentences, with the errors of White (1980) scaled for the two fitted numbers.

    Parameters
    ----------
    shares
        Of each document, shape (n_documents, n_domains).
    sizes
        Sentences of each document, shape (n_documents,).
    years
        Of each document.
    domains
        In order.
    level
        Nominal coverage of the intervals.

    Returns
    -------
    DataFrame
        Index ``domain``; columns ``per_decade`` (change of the share in ten years), ``low``, ``high``, ``p``,
        ``p_adjusted``; nan where there are fewer than three documents or one year.

    Examples
    --------
    >>> shares = np.array([[0.1, 0.9], [0.2, 0.8], [0.3, 0.7], [0.4, 0.6]])
    >>> years = np.array([2000.0, 2010.0, 2020.0, 2030.0])
    >>> fit_trend_line(shares, np.full(4, 50.0), years, ["a", "b"])["per_decade"].round(3).tolist()
    [0.1, -0.1]
    """
    n, weight = len(years), sizes / sizes.sum()
    apart = years - weight @ years
    spread = weight @ apart**2
    if n < 3 or spread == 0:
        found = np.full((len(domains), 5), np.nan)
    else:
        slope = (weight * apart) @ shares / spread
        rest = shares - weight @ shares - apart[:, None] * slope
        error = np.sqrt((((weight * apart)[:, None] * rest / spread) ** 2).sum(axis=0) * n / (n - 2))
        reach = stats.t.ppf((1 + level) / 2, n - 2) * error
        p = 2 * stats.t.sf(np.abs(slope) / np.maximum(error, 1e-12), n - 2)
        parts = (10 * slope, 10 * (slope - reach), 10 * (slope + reach), p, stats.false_discovery_control(p))
        found = np.column_stack(parts)
    names = ["per_decade", "low", "high", "p", "p_adjusted"]
    return pd.DataFrame(found, index=pd.Index(domains, name="domain"), columns=names)


def _distance(first: Array, second: Array) -> float:
    sides = [np.maximum(side, 0) for side in (first, second)]
    return float(np.nan_to_num(jensenshannon(sides[0] / sides[0].sum(), sides[1] / sides[1].sum(), base=2)))
