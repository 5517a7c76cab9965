"""Sample size: prevalence from a random sample of hand-coded sentences, and the intervals to expect from more labels.

The target is a fixed collection of sentences, of which a random sample is coded: *these documents*. Documents that were
not collected are no part of it.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from scipy.special import stdtrit

from research.arrays import Array, Integers
from research.errors import InputError
from research.measure.intervals import find_wilson_interval

if TYPE_CHECKING:
    import pandas as pd

COUNTED, WITH_MODEL = "counted", "with_model"
SIZES = (0.5, 1.0, 2.0, 4.0, 8.0)  # of the simulation, in multiples of the labelled sentences

FEW_LABELS = 30  # below it, intervals of shares are rough

_MODEL_LABELS = 200  # labels that the model's own uncertainty is worth beside the observed errors of a domain
_TRUST_LABELS = 10  # labels that its uncertainty in all domains together is worth beside their observed errors
_MIN_VARIANCE = 1e-18
_VERY_SMALL = 1e-9  # of an inclusion probability: a sample from very many sentences


class Population(NamedTuple):
    """The sentences whose shares are estimated, as the model sees them.

    Attributes
    ----------
    n_sentences
        Their number; infinity for a collection that is very large beside the sample.
    means, variances
        The mean and the variance of the probabilities of each domain, shape (n_domains,).
    doubts
        The mean of p (1 - p) of each domain: the variance of labels that the model expects, shape (n_domains,).
    products
        The means of the products of the probabilities of two domains, shape (n_domains, n_domains).
    """

    n_sentences: float
    means: Array
    variances: Array
    doubts: Array
    products: Array

    def combine(self, parts: Array) -> "Population":
        """Return the same in the categories of another scheme, of which each has these parts of the domains.

        Parameters
        ----------
        parts
            The part of each domain in each category, rows summing to 1, shape (n_domains, n_categories).

        Examples
        --------
        >>> population = describe_population(np.array([[0.5, 0.3, 0.2], [0.1, 0.1, 0.8]]))
        >>> joined = population.combine(np.eye(2)[[0, 0, 1]])
        >>> joined.means.round(3).tolist(), joined.doubts.round(3).tolist()
        ([0.5, 0.5], [0.16, 0.16])
        """
        means, products = self.means @ parts, parts.T @ self.products @ parts
        variances = np.maximum(np.diag(products) - means**2, 0)
        doubts = np.maximum(self.means @ parts**2 - np.diag(products), 0)
        return Population(self.n_sentences, means, variances, doubts, products)


@dataclass(frozen=True, eq=False)
class CodedSample:
    """A random sample of hand-coded sentences.

    Attributes
    ----------
    gold
        The labels as 0 and 1, shape (n_sample, n_domains).
    probabilities
        By a model that was not fitted on these sentences, shape (n_sample, n_domains).
    inclusion
        The inclusion probability of each sentence, greater than 0 and at most 1, shape (n_sample,).
    strata
        The document of each sentence where the sample was stratified by document, as `research review` does, numbered
        as the documents were gone through (by name); None for a sample without strata.
    """

    gold: Array
    probabilities: Array
    inclusion: Array
    strata: Integers | None = None


@dataclass(frozen=True, eq=False)
class SampledShares:
    """Shares that were estimated from a sample, with their intervals.

    Attributes
    ----------
    estimate, error, low, high
        The share of each domain, its standard error and the ends of its 95 % interval, shape (n_domains,).
    """

    estimate: Array
    error: Array
    low: Array
    high: Array

    def add_known(self, counts: Array, n_sentences: float) -> "SampledShares":
        """Join the shares of `n_sentences` with sentences whose labels are all known, counted by domain.

        Examples
        --------
        >>> half = SampledShares(*(np.array([value]) for value in (0.5, 0.1, 0.3, 0.7)))
        >>> half.add_known(np.array([10.0]), 30).low.round(3).tolist()  # (10 + 30 * .3) / 40, if 10 of 10 have it
        [0.475]
        """
        known = counts.sum()
        part = n_sentences / (n_sentences + known)
        ends = (part * end + counts / (n_sentences + known) for end in (self.estimate, self.low, self.high))
        estimate, low, high = ends
        return SampledShares(estimate, part * self.error, low, high)

    def allow_for_unknown(self, part: float, most: Array | float = 1.0) -> "SampledShares":
        """Widen the intervals so that they hold whatever the labels of a part of the sentences are (Manski 1990).

        Parameters
        ----------
        part
            The share of the sentences without a label.
        most
            How much a sentence can add to each share: 1 to that of a domain, less to a category that has no domain as
            a whole.
        """
        return SampledShares(self.estimate, self.error, (1 - part) * self.low, (1 - part) * self.high + part * most)


def describe_population(probabilities: Array, n_sentences: float | None = None) -> Population:
    """Summarise the probabilities of all sentences.

    Parameters
    ----------
    probabilities
        Shape (n_sentences, n_domains).
    n_sentences
        Number of sentences of the population that these stand for; by default their own.
    """
    doubts = (probabilities * (1 - probabilities)).mean(axis=0)
    size = len(probabilities) if n_sentences is None else n_sentences
    products = probabilities.T @ probabilities / len(probabilities)
    return Population(size, probabilities.mean(axis=0), probabilities.var(axis=0), doubts, products)


def estimate_from_sample(
    sample: CodedSample, population: Population | None, n_sentences: float, parts: Array | None = None
) -> SampledShares:
    """Estimate the shares of a population of sentences from a random sample of hand-coded ones.

    Without the model, the labels are counted. With it, this is the difference estimator (Särndal, Swensson and Wretman
    1992, chapter 6): the mean probability of the population, plus the mean difference between labels and probabilities
    in the sample. The probabilities enter with one factor for all domains that minimises the summed variance (PPI++,
    Angelopoulos, Duchi and Zrnic 2023); a factor for each domain would be fitted to very few labels of rare ones. The
    weights are the inverse inclusion probabilities, scaled to sum to 1 (Hájek 1971).

    The variance is that of a finite population, so it is 0 where every sentence is coded, and in a sample that is
    stratified by document it comes from differences between successive sentences (Wolter 2007, section 8.2), as they
    are on average over the orders in which the sentences of a document can be sampled. Few labels show few errors of
    the model, and none in most rare domains, so that the variance that the model itself expects counts, too. It is
    multiplied by the ratio of the errors that are observed in all domains together to those that are expected, which
    counts like 10 labels for being 1, as a model may be too sure of itself. Then it counts beside the observed errors
    of a domain like 200 labels, or fewer, by the square of expected over observed errors, where more are observed. The
    intervals are those of Wilson (1927) for as many independent labels as have this variance, with Student's quantile.
    `research.studies.coverage_groups` measures the coverage.

    Sentences that were chosen by hand, or by a strategy without inclusion probabilities, are no random sample.

    Parameters
    ----------
    sample
        The coded sentences; of a stratified sample in any order.
    population
        What the model predicts for all sentences; None to count the labels.
    n_sentences
        The number of sentences in the population.
    parts
        The part of each domain in each category of another scheme, rows summing to 1, shape (n_domains, n_categories).
        The shares are then those of the categories, sums of those of the domains, with the intervals of the sums.

    Raises
    ------
    InputError
        If the sample has fewer than two sentences or more than the population, or an inclusion probability is not
        greater than 0 and at most 1.

    Examples
    --------
    >>> sample = CodedSample(np.eye(2)[[0, 1, 1, 1]], np.full((4, 2), 0.5), np.full(4, 0.1))
    >>> estimate_from_sample(sample, None, 40).estimate.tolist()
    [0.25, 0.75]
    """
    sample = _check_sample(sample, n_sentences)
    n = len(sample.gold)
    found = _estimate(sample, population)
    if parts is not None:
        found = _combine(found, population, parts)
    spread = float((found.scale**2).sum())
    if spread <= _MIN_VARIANCE:  # every sentence is coded
        return SampledShares(found.share, np.zeros_like(found.share), found.share.copy(), found.share.copy())
    return _make_intervals(found, _sum_squares(found.influence, sample.strata) / spread, spread, n)


class _Estimate(NamedTuple):
    """Shares, the influence of each label on them, its scale, and the variance of a label that the model expects.

    The factor is that by which the probabilities enter.
    """

    share: Array
    influence: Array
    scale: Array
    expected: Array | None
    factor: float = 0.0


def _estimate(sample: CodedSample, population: Population | None) -> _Estimate:
    weights = 1 / sample.inclusion
    weights = weights / weights.sum()
    label_mean, predicted_mean = weights @ sample.gold, weights @ sample.probabilities
    labels, predicted = sample.gold - label_mean, sample.probabilities - predicted_mean
    factor, estimate, expected = 0.0, label_mean, None
    if population is not None:
        covariance = (weights @ (labels * predicted)).sum()
        factor = float(np.clip(covariance / max((weights @ predicted**2).sum(), _MIN_VARIANCE), 0, 1))
        estimate = label_mean + factor * (population.means - predicted_mean)
        expected = _expect_variance(population, factor)
    share = np.clip(estimate, 0, None)
    scale = weights * np.sqrt(np.maximum(1 - sample.inclusion, 0))
    return _Estimate(share / share.sum(), (labels - factor * predicted) * scale[:, None], scale, expected, factor)


def _expect_variance(population: Population, factor: float) -> Array:
    """Return the variance of a label, less the probability times the factor, that the model expects."""
    expected: Array = population.doubts + (1 - factor) ** 2 * population.variances
    return expected


def _combine(found: _Estimate, population: Population | None, parts: Array) -> _Estimate:
    """Return the sums of shares that the categories of another scheme are, with the influence of each label."""
    expected = None if population is None else _expect_variance(population.combine(parts), found.factor)
    return found._replace(share=found.share @ parts, influence=found.influence @ parts, expected=expected)


def _make_intervals(found: _Estimate, observed: Array, spread: float, n_labels: int) -> SampledShares:
    """Make the intervals of shares that `n_labels` estimate with these variances of a label, times the spread."""
    label_variance = observed
    if found.expected is not None:
        ratio = observed.sum() / max(found.expected.sum(), _MIN_VARIANCE)  # above 1 where the model is too sure
        expected = found.expected * (n_labels * ratio + _TRUST_LABELS) / (n_labels + _TRUST_LABELS)
        credible = np.minimum(expected / np.maximum(observed, _MIN_VARIANCE), 1)
        weight = _MODEL_LABELS * credible**2
        label_variance = (n_labels * observed + weight * expected) / (n_labels + weight)
    variance = label_variance * spread
    error = np.minimum(np.sqrt(variance), 0.5)
    inner = np.clip(found.share, error, 1 - error)
    size = np.full_like(found.share, 1 / spread)
    np.divide(inner * (1 - inner), variance, out=size, where=variance > _MIN_VARIANCE)
    ends = find_wilson_interval(found.share, size, stdtrit(n_labels - 1, 0.975))
    return SampledShares(found.share, np.sqrt(variance), *ends)


def check_inclusion(inclusion: Array) -> Array:
    """Return the inclusion probabilities of a sample as numbers.

    Raises
    ------
    InputError
        If one is not greater than 0 and at most 1.

    Examples
    --------
    >>> check_inclusion(np.array([1, 0]))
    Traceback (most recent call last):
    research.errors.InputError: the sample, sentence 2: inclusion must be greater than 0 and at most 1, got 0; ...
    """
    chance = np.asarray(inclusion, dtype=np.float64)
    wrong = np.flatnonzero(~((chance > 0) & (chance <= 1)))
    if len(wrong):
        raise InputError(
            f"the sample, sentence {wrong[0] + 1}: inclusion must be greater than 0 and at most 1, got "
            f"{chance[wrong[0]]:g}; it is the probability with which the sentence was sampled"
        )
    return chance


def _check_sample(sample: CodedSample, n_sentences: float) -> CodedSample:
    """Refuse what is no random sample; order the sentences by stratum."""
    if len(sample.gold) < 2:
        raise InputError(f"the sample: must have at least 2 labelled sentences, got {len(sample.gold)}")
    if len(sample.gold) > n_sentences:
        raise InputError(
            f"the sample: must have at most as many sentences as the population ({n_sentences:.0f}), got "
            f"{len(sample.gold)}"
        )
    chance = check_inclusion(sample.inclusion)
    order = np.arange(len(chance)) if sample.strata is None else np.argsort(sample.strata, kind="stable")
    gold, probabilities = np.asarray(sample.gold, dtype=np.float64), np.asarray(sample.probabilities, dtype=np.float64)
    strata = None if sample.strata is None else sample.strata[order]
    return CodedSample(gold[order], probabilities[order], chance[order], strata)


def _sum_squares(influence: Array, strata: Integers | None) -> Array:
    """Return the variance of a sum of influences, from successive differences where the sample was stratified.

    A stratum is sampled in random order, and its sentences come in that of the document, in which neighbours are alike.
    So each squared difference is its mean over all orders within strata: twice the variance within a stratum, or the
    variances of two successive strata and the squared difference of their means.
    """
    n = len(influence)
    if strata is None:
        strata = np.zeros(n, dtype=np.int64)
    starts = np.flatnonzero(np.diff(strata, prepend=strata[0] - 1))
    sizes = np.diff(starts, append=n)[:, None]
    means = np.add.reduceat(influence, starts) / sizes
    within = np.add.reduceat((influence - means.repeat(sizes[:, 0], axis=0)) ** 2, starts)
    variances = within / sizes
    between = variances[1:] + variances[:-1] + np.diff(means, axis=0) ** 2
    return np.asarray((2 * within.sum(axis=0) + between.sum(axis=0)) * n / (2 * (n - 1)))


def plan_labels(
    sample: CodedSample, population: Population, sizes: Sequence[int], domains: Sequence[str]
) -> "pd.DataFrame":
    """Compute the width of the intervals that `estimate_from_sample` would give for several numbers of labels.

    The labels at hand give the shares and the variance of a label. A random sample of another size, from the same
    population, is expected to have the same. The model is not fitted again; one fitted on the additional labels as
    well would be somewhat better.

    Parameters
    ----------
    sample
        The labelled sentences; their inclusion probabilities weight them.
    population
        What the model predicts for the sentences whose shares shall be estimated, and their number.
    sizes
        The numbers of labels.
    domains
        All domains in order.

    Returns
    -------
    DataFrame
        One row for each size and domain: size, domain, counted and with_model (half-widths of the intervals, as shares
        from 0 to 1). A size larger than the population is that of the whole population.

    Raises
    ------
    InputError
        If fewer than two sentences are labelled.

    Examples
    --------
    >>> sample = CodedSample(np.eye(2)[[0, 1] * 20], np.full((40, 2), 0.5), np.full(40, 0.1))
    >>> plan_labels(sample, describe_population(sample.probabilities, np.inf), [40, 160], ["a", "b"]).round(2)
       size domain  counted  with_model
    0    40      a     0.15        0.15
    1    40      b     0.15        0.15
    2   160      a     0.08        0.08
    3   160      b     0.08        0.08
    """
    import pandas as pd  # a quarter of a second, which `estimate_from_sample` need not spend

    n_sentences = population.n_sentences
    sample = _check_sample(sample, np.inf)
    parts = []
    for size in sizes:
        number = max(int(min(size, n_sentences)), 2)
        columns = {"size": number, "domain": list(domains)}
        for name, known in ((COUNTED, None), (WITH_MODEL, population)):
            found = _estimate(replace(sample, inclusion=sample.inclusion * _VERY_SMALL), known)
            observed = _sum_squares(found.influence, sample.strata) / float((found.scale**2).sum())
            unsampled = 1 - number / n_sentences
            low, high = found.share, found.share
            if unsampled > 0:
                planned = _make_intervals(found, observed, unsampled / number, number)
                low, high = planned.low, planned.high
            columns[name] = (high - low) / 2
        parts.append(pd.DataFrame(columns))
    return pd.concat(parts, ignore_index=True)


def plan_by_assumption(
    shares: Array, sizes: Sequence[int], n_sentences: float, domains: Sequence[str]
) -> "pd.DataFrame":
    """Compute the width of the intervals that counting would give if the shares were as assumed.

    Parameters
    ----------
    shares
        The assumed share of each domain, shape (n_domains,).
    sizes
        The numbers of labels.
    n_sentences
        The number of sentences that are sampled from; infinity for a very large collection.
    domains
        All domains in order.

    Returns
    -------
    DataFrame
        One row for each size and domain: size, domain and counted (half-widths of the intervals, as shares from 0 to
        1). A size larger than the population is that of the whole population, which leaves nothing to estimate.

    Examples
    --------
    Of a half in 100: 1.98 standard errors of .05.

    >>> plan_by_assumption(np.array([0.5, 0.5]), [100], np.inf, ["a", "b"]).round(2)
       size domain  counted
    0   100      a      0.1
    1   100      b      0.1
    """
    import pandas as pd  # a quarter of a second, which `estimate_from_sample` need not spend

    assumed = _Estimate(shares, np.zeros((0, len(shares))), np.zeros(0), None)
    parts = []
    for size in (int(min(size, n_sentences)) for size in sizes):
        half_widths = np.zeros(len(shares))
        if size < n_sentences:
            found = _make_intervals(assumed, shares * (1 - shares), (1 - size / n_sentences) / size, size)
            half_widths = (found.high - found.low) / 2
        parts.append(pd.DataFrame({"size": size, "domain": list(domains), COUNTED: half_widths}))
    return pd.concat(parts, ignore_index=True)


def find_size(sizes: Sequence[float] | Array, half_widths: Sequence[float] | Array, target: float) -> float:
    """Find the number of labels that gives a half-width, by interpolation on logarithmic scales.

    Parameters
    ----------
    sizes
        Simulated numbers of labels, ascending.
    half_widths
        The half-width of the interval at each size.
    target
        The wanted half-width.

    Returns
    -------
    float
        The number of labels; the smallest of `sizes` if its half-width is not larger than the target, infinity if
        that of the largest is.

    Examples
    --------
    >>> round(find_size([100, 200, 800], [0.1, 0.07, 0.035], 0.05))
    392
    >>> find_size([100, 200, 800], [0.1, 0.07, 0.035], 0.01)
    inf
    """
    reached = np.minimum.accumulate(np.log(np.maximum(np.asarray(half_widths), 1e-12)))
    if np.log(target) < reached[-1]:
        return float("inf")
    return float(np.exp(np.interp(np.log(target), reached[::-1], np.log(sizes)[::-1])))
