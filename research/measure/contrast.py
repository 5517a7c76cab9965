"""Differences and distances between the theme distributions of groups of documents, and trends over years."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import pandas as pd
from scipy import stats
from scipy.spatial.distance import jensenshannon

from research.arrays import Array
from research.measure.intervals import Shares, find_freedom


class Distance(NamedTuple):
    """The Jensen-Shannon distance between two theme distributions.

    Attributes
    ----------
    estimate
        From 0 for equal distributions to 1 for distributions without a common domain.
    error
        The standard error of the estimate.
    noise
        The mean distance of two samples of this size from one and the same distribution.
    """

    estimate: float
    error: float
    noise: float


def contrast_shares(
    first: Shares, second: Shares, domains: Sequence[str], confidence_level: float = 0.95
) -> pd.DataFrame:
    """Estimate the differences between the shares of two groups, second minus first.

    The intervals are those of Welch (1947), with degrees of freedom from `find_freedom`.

    Parameters
    ----------
    first, second
        Shares of two groups without a common document.
    domains
        All domains in order.
    confidence_level
        Nominal coverage of the intervals, between 0 and 1.

    Returns
    -------
    DataFrame
        Index ``domain``; columns ``difference``, ``low``, ``high``, ``p`` and ``p_adjusted`` (adjusted for multiple
        comparisons over the domains, Benjamini and Hochberg 1995). Intervals and p-values are nan where a group has a
        single document.

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
    half_width = stats.t.ppf((1 + confidence_level) / 2, freedom) * error
    with np.errstate(divide="ignore", invalid="ignore"):
        p = np.where(error > 0, 2 * stats.t.sf(np.abs(difference) / error, freedom), np.where(difference == 0, 1, 0.0))
    p = np.where(np.isnan(error), np.nan, p)
    adjusted = stats.false_discovery_control(p) if np.isfinite(p).all() else p
    ends = {"low": difference - half_width, "high": difference + half_width}
    columns = {"difference": difference, **ends, "p": p, "p_adjusted": adjusted}
    return pd.DataFrame(columns, index=pd.Index(domains, name="domain"))


def measure_distance(first: Shares, second: Shares, *, n_resamples: int = 500, random_state: int = 0) -> Distance:
    """Measure the Jensen-Shannon distance between two distributions.

    This is the square root of the divergence of Lin (1991), to base 2. A distance cannot be negative, so uncertain
    shares make it too large; compare it with ``noise``. The standard error and the noise are those of a multiplier
    bootstrap, in which the influence of each document is multiplied by a standard normal number (van der Vaart and
    Wellner 1996, section 2.9).

    Parameters
    ----------
    first, second
        Shares of two groups without a common document.
    n_resamples
        Number of resamples of the bootstrap.
    random_state
        Seed of the bootstrap.

    Examples
    --------
    >>> def make(*shares): return Shares(np.array(shares), np.zeros((4, 2)), 4, 200.0)
    >>> measure_distance(make(1.0, 0.0), make(0.0, 1.0)).estimate
    1.0
    >>> measure_distance(make(0.5, 0.5), make(0.5, 0.5)).estimate
    0.0
    """
    generator = np.random.default_rng(random_state)
    pooled = (first.estimate + second.estimate) / 2
    resampled, noise = [], []
    for _ in range(n_resamples):
        changes = [generator.standard_normal(len(group.influence)) @ group.influence for group in (first, second)]
        resampled.append(_distance(first.estimate + changes[0], second.estimate + changes[1]))
        noise.append(_distance(pooled + changes[0], pooled + changes[1]))
    return Distance(_distance(first.estimate, second.estimate), float(np.std(resampled)), float(np.mean(noise)))


def fit_trend_line(
    shares: Array, sizes: Array, years: Array, domains: Sequence[str], confidence_level: float = 0.95
) -> pd.DataFrame:
    """Fit a linear trend to the shares of documents over years, with heteroscedasticity-robust errors.

    The fit is least squares weighted by the number of sentences; the standard errors are those of White (1980), scaled
    by n / (n - 2).

    Parameters
    ----------
    shares
        The shares of each document, shape (n_documents, n_domains).
    sizes
        The number of sentences of each document, shape (n_documents,).
    years
        The year of each document, shape (n_documents,).
    domains
        All domains in order.
    confidence_level
        Nominal coverage of the intervals, between 0 and 1.

    Returns
    -------
    DataFrame
        Index ``domain``; columns ``per_decade`` (change of the share in ten years), ``low``, ``high``, ``p`` and
        ``p_adjusted`` (adjusted for multiple comparisons over the domains, Benjamini and Hochberg 1995); nan where
        there are fewer than three documents or a single year.

    Examples
    --------
    >>> shares = np.array([[0.1, 0.9], [0.2, 0.8], [0.3, 0.7], [0.4, 0.6]])
    >>> years = np.array([2000.0, 2010.0, 2020.0, 2030.0])
    >>> fit_trend_line(shares, np.full(4, 50.0), years, ["a", "b"])["per_decade"].round(3).tolist()
    [0.1, -0.1]
    """
    n, weight = len(years), sizes / sizes.sum()
    centred = years - weight @ years
    variance = weight @ centred**2
    if n < 3 or variance == 0:
        found = np.full((len(domains), 5), np.nan)
    else:
        slope = (weight * centred) @ shares / variance
        residuals = shares - weight @ shares - centred[:, None] * slope
        error = np.sqrt((((weight * centred)[:, None] * residuals / variance) ** 2).sum(axis=0) * n / (n - 2))
        half_width = stats.t.ppf((1 + confidence_level) / 2, n - 2) * error
        p = 2 * stats.t.sf(np.abs(slope) / np.maximum(error, 1e-12), n - 2)
        ends = (10 * (slope - half_width), 10 * (slope + half_width))
        found = np.column_stack((10 * slope, *ends, p, stats.false_discovery_control(p)))
    names = ["per_decade", "low", "high", "p", "p_adjusted"]
    return pd.DataFrame(found, index=pd.Index(domains, name="domain"), columns=names)


def _distance(first: Array, second: Array) -> float:
    sides = [np.maximum(side, 0) for side in (first, second)]
    return float(np.nan_to_num(jensenshannon(sides[0] / sides[0].sum(), sides[1] / sides[1].sum(), base=2)))
