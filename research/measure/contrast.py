"""Differences and distances between the theme distributions of groups of documents, tested by permutation."""

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

import numpy as np
import pandas as pd
from scipy import sparse, stats

from research.arrays import Array, Integers
from research.measure.bootstrap import number_documents
from research.measure.intervals import Ends, Shares, find_difference, find_interval

MIN_UNITS = 5  # of a group that is tested: of fewer, hardly any order is rarer than one in twenty after adjustment
MAX_PERMUTATIONS = 9999
_MIN_PERMUTATIONS = 999
_DISTANCE_PERMUTATIONS = 999  # of each pair of groups, of which there may be hundreds
_MAX_CELLS = 20_000_000  # permutations times units: about two seconds a pair of groups
_BATCH = 250  # permutations in memory at once
_ROUNDING = 1e-12  # part of a sum of squares that is an error of floating point
_TIE = 1e-9  # a statistic that is by this part lower is equal: the order of sums decides about its last digits
_REGULARISATION = 0.1  # part of the mean variance over domains that is added, against variances that are 0 by chance


class UnitTotals(NamedTuple):
    """What each independent unit of a comparison adds to the shares: a document, or a cluster within a group.

    Attributes
    ----------
    sums
        The weight of the sentences of each domain, shape (n_units, n_domains).
    sizes
        The weight of all sentences, shape (n_units,).
    groups
        The number of the unit's group, shape (n_units,).
    clusters
        The number of the unit's cluster, shape (n_units,); a cluster may have units in several groups.
    """

    sums: Array
    sizes: Array
    groups: Integers
    clusters: Integers

    def select(self, groups: Sequence[int]) -> "UnitTotals":
        """Return the units of some groups, which are numbered anew in this order."""
        rows = np.flatnonzero(np.isin(self.groups, groups))
        place = {group: number for number, group in enumerate(groups)}
        renamed = np.array([place[group] for group in self.groups[rows].tolist()], dtype=np.int64)
        return UnitTotals(self.sums[rows], self.sizes[rows], renamed, self.clusters[rows])


class Distance(NamedTuple):
    """The Jensen-Shannon distance between two theme distributions.

    Attributes
    ----------
    estimate
        From 0 for equal distributions to 1 for distributions without a common domain.
    error
        The standard error of the estimate.
    null_mean, null_high
        The mean and the 95 % quantile of the distances of the same documents, assigned to the groups at random.
    p
        The p-value of the permutation test; nan where a group is too small for a test.
    """

    estimate: float
    error: float
    null_mean: float
    null_high: float
    p: float


def sum_units(values: Array, weights: Array, groups: Sequence[object], clusters: Sequence[object]) -> UnitTotals:
    """Sum the sentences of each cluster within each group.

    Parameters
    ----------
    values
        What each sentence says of each domain: its label as 0 and 1, or its probabilities, shape (n_sentences,
        n_domains).
    weights
        The weight of each sentence, shape (n_sentences,).
    groups
        The number of each sentence's group, length n_sentences.
    clusters
        The document of each sentence, or the place or author of its document, length n_sentences.

    Examples
    --------
    >>> totals = sum_units(np.eye(2)[[0, 1, 1]], np.ones(3), [0, 0, 1], ["x", "x", "x"])
    >>> totals.sums.tolist(), totals.groups.tolist(), totals.clusters.tolist()
    ([[1.0, 1.0], [0.0, 1.0]], [0, 1], [0, 0])
    """
    names, _ = number_documents(clusters)
    units, n_units = number_documents(list(zip(groups, names.tolist(), strict=True)))
    first = np.unique(units, return_index=True)[1]
    members = sparse.csr_array((weights, (units, np.arange(len(units)))), shape=(n_units, len(units)))
    sizes = np.bincount(units, weights, minlength=n_units).astype(np.float64)
    return UnitTotals(members @ values, sizes, np.asarray(groups)[first].astype(np.int64), names[first])


def contrast_shares(
    first: Shares, second: Shares, domains: Sequence[str], confidence_level: float = 0.95
) -> pd.DataFrame:
    """Estimate the differences between the shares of two groups, second minus first, with intervals.

    The interval is that of `find_difference`, from the intervals of the two shares that `find_interval` gives. A small
    group without a sentence of a domain therefore has a wide interval, although no variance is seen in it.

    Parameters
    ----------
    first, second
        Shares of two groups.
    domains
        All domains in order.
    confidence_level
        Nominal coverage of the intervals, between 0 and 1.

    Returns
    -------
    DataFrame
        Index ``domain``; columns ``difference``, ``low`` and ``high``. Intervals are nan where a group has a single
        document.

    Examples
    --------
    >>> def make(share): return Shares(np.array([share, 1 - share]), np.array([[0.02, -0.02]] * 4), 4, 200.0)
    >>> contrast_shares(make(0.3), make(0.6), ["a", "b"])["difference"].round(2).tolist()
    [0.3, -0.3]
    """
    difference = second.estimate - first.estimate
    shares = [Ends(one.estimate, *find_interval(one, confidence_level=confidence_level)) for one in (first, second)]
    low, high = find_difference(shares[0], shares[1])
    columns = {"difference": difference, "low": low, "high": high}
    return pd.DataFrame(columns, index=pd.Index(domains, name="domain"))


def find_p_values(totals: UnitTotals, *, n_permutations: int = MAX_PERMUTATIONS, random_state: int = 0) -> Array:
    """Test by permutation whether groups have the same shares.

    Under the hypothesis that groups do not differ, every assignment of units to groups is equally probable. Of two
    groups the statistic is the studentised difference (Janssen 1997; Chung and Romano 2013), which keeps its level
    where the groups vary differently, too; of more than two, the studentised variance between groups. Units of one
    cluster in several groups exchange their groups among themselves; all others exchange theirs with each other.

    Parameters
    ----------
    totals
        The units of at least two groups.
    n_permutations
        The most random orders; of very many units there are fewer.
    random_state
        Seed of the permutations.

    Returns
    -------
    array, shape (n_domains,)
        The p-values; nan where a group has fewer than five units. Without a difference at all it is 1.

    Examples
    --------
    >>> sums = np.array([[9.0, 1.0]] * 6 + [[1.0, 9.0]] * 6)
    >>> totals = UnitTotals(sums, np.full(12, 10.0), np.repeat([0, 1], 6), np.arange(12))
    >>> bool((find_p_values(totals) < 0.01).all())
    True
    """
    if np.bincount(totals.groups).min() < MIN_UNITS:
        return np.full(totals.sums.shape[1], np.nan)
    extreme, number = np.zeros(totals.sums.shape[1]), 0
    observed = _compare_groups(totals, totals.groups[None])[0]
    reached = observed - _TIE * np.maximum(observed, 1)
    for groups in _permute_groups(totals, random_state, n_permutations):
        extreme += (_compare_groups(totals, groups) >= reached).sum(axis=0)
        number += len(groups)
    p: Array = (extreme + 1) / (number + 1)  # the order that was observed is one of them (Phipson and Smyth 2010)
    return p


def measure_distance(
    first: Shares, second: Shares, totals: UnitTotals, *, n_resamples: int = 500, random_state: int = 0
) -> Distance:
    """Measure the Jensen-Shannon distance between two distributions, and test it by permutation.

    This is the square root of the divergence of Lin (1991), to base 2. A distance cannot be negative, so uncertain
    shares make it too large; compare it with ``null_high``. The standard error is that of a multiplier bootstrap, in
    which the influence of each document is multiplied by a standard normal number (van der Vaart and Wellner 1996,
    section 2.9).

    Parameters
    ----------
    first, second
        Shares of two groups.
    totals
        The units of the two groups, for the test; see `find_p_values`.
    n_resamples
        Number of resamples of the bootstrap.
    random_state
        Seed of the bootstrap and of the permutations.

    Examples
    --------
    >>> def make(*shares): return Shares(np.array(shares), np.zeros((5, 2)), 5, 50.0)
    >>> totals = UnitTotals(np.eye(2)[[0, 1]].repeat(5, axis=0), np.ones(10), np.repeat([0, 1], 5), np.arange(10))
    >>> found = measure_distance(make(1.0, 0.0), make(0.0, 1.0), totals)
    >>> found.estimate, found.p < 0.02
    (1.0, True)
    """
    generator = np.random.default_rng(random_state)
    resampled = np.array([
        group.estimate + generator.standard_normal((n_resamples, len(group.influence))) @ group.influence
        for group in (first, second)
    ])  # fmt: skip
    error = float(np.std(_measure_distances(*resampled)))
    estimate = float(_measure_distances(first.estimate[None], second.estimate[None])[0])
    if np.bincount(totals.groups, minlength=2).min() < MIN_UNITS:
        return Distance(estimate, error, np.nan, np.nan, np.nan)
    observed = _permute_distances(totals, totals.groups[None])[0]
    permuted = _permute_groups(totals, random_state, _DISTANCE_PERMUTATIONS)
    null = np.concatenate([_permute_distances(totals, groups) for groups in permuted])
    p = float((null**2 >= observed**2 - _TIE).sum() + 1) / (len(null) + 1)  # the root makes errors of rounding large
    return Distance(estimate, error, float(null.mean()), float(np.quantile(null, 0.95)), p)


def adjust_p_values(p: Array) -> Array:
    """Adjust p-values for multiple comparisons (Benjamini and Hochberg 1995); nan values are left out of the family.

    Where nothing differs, the probability of any adjusted p-value below .05 is at most .05.

    Examples
    --------
    >>> adjust_p_values(np.array([0.01, np.nan, 0.03, 0.02])).round(3).tolist()
    [0.03, nan, 0.03, 0.03]
    """
    adjusted, known = np.full(p.shape, np.nan), np.isfinite(p)
    if known.any():
        adjusted[known] = stats.false_discovery_control(p[known])
    return adjusted


def _permute_groups(totals: UnitTotals, random_state: int, most: int = MAX_PERMUTATIONS) -> Iterator[Integers]:
    """Yield the groups of the units in batches of random orders, shape (n_orders, n_units)."""
    n_units = len(totals.sizes)
    left = int(np.clip(_MAX_CELLS // n_units, min(_MIN_PERMUTATIONS, most), most))
    generator = np.random.default_rng(random_state)
    alone = np.bincount(totals.clusters)[totals.clusters] == 1
    strata = np.where(alone, -1, totals.clusters)
    order = np.argsort(strata, kind="stable")
    bounds = [0, *np.flatnonzero(np.diff(strata[order])) + 1, n_units]
    blocks = [order[start:end] for start, end in pairwise(bounds)]
    while left > 0:
        size = min(_BATCH, left)
        groups = np.empty((size, n_units), dtype=np.int64)
        for block in blocks:
            groups[:, block] = generator.permuted(np.tile(totals.groups[block], (size, 1)), axis=1)
        left -= size
        yield groups


def _compare_groups(totals: UnitTotals, groups: Integers) -> Array:
    """Return the statistic of each order and domain, shape (n_orders, n_domains)."""
    sums, sizes = totals.sums, totals.sizes
    squares, products, size_squares = sums**2, sums * sizes[:, None], sizes**2
    means, precisions = [], []
    for group in range(int(totals.groups.max()) + 1):
        members = (groups == group).astype(np.float64)
        total, count = (members @ sizes)[:, None], members.sum(axis=1)[:, None]
        mean = members @ sums / total
        squared = members @ squares
        spread = squared - 2 * mean * (members @ products) + mean**2 * (members @ size_squares)[:, None]
        spread[spread <= _ROUNDING * squared] = 0
        variance = spread / total**2 * count / np.maximum(count - 1, 1)
        means.append(mean)
        precisions.append(variance)
    found, variances = np.array(means), np.array(precisions)
    variances += _REGULARISATION * variances.mean(axis=2, keepdims=True) + 1e-12
    weights = 1 / variances
    centre = (weights * found).sum(axis=0) / weights.sum(axis=0)
    statistic: Array = (weights * (found - centre) ** 2).sum(axis=0)  # of two groups the squared difference / variance
    return statistic


def _permute_distances(totals: UnitTotals, groups: Integers) -> Array:
    sides = []
    for group in (0, 1):
        members = (groups == group).astype(np.float64)
        sides.append(members @ totals.sums / (members @ totals.sizes)[:, None])
    return _measure_distances(*sides)


def _measure_distances(first: Array, second: Array) -> Array:
    """Return the Jensen-Shannon distance of each row to the other's, to base 2; negative shares count as 0."""
    sides = [np.maximum(side, 0) for side in (first, second)]
    sides = [side / np.maximum(side.sum(axis=1, keepdims=True), 1e-12) for side in sides]
    middle = (sides[0] + sides[1]) / 2
    divergence = np.zeros(len(first))
    for side in sides:
        with np.errstate(divide="ignore", invalid="ignore"):
            terms = np.where(side > 0, side * np.log2(side / middle), 0.0)
        divergence += terms.sum(axis=1) / 2
    distance: Array = np.sqrt(np.clip(divergence, 0, 1))
    return distance
