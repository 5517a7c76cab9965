"""Sample size: prevalence from a labelled probability sample, and the interval widths to expect from more labels."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from research.arrays import Array, Integers
from research.errors import InputError
from research.measure.bootstrap import number_documents
from research.measure.gold_labels import GoldLabels
from research.measure.intervals import Shares, center_influence, find_interval
from research.model.encoding import encode_labels

if TYPE_CHECKING:
    import pandas as pd

COUNTED, WITH_MODEL = "counted", "with_model"
SIZES = (0.5, 1.0, 2.0, 4.0, 8.0)  # of the simulation, in multiples of the labelled sentences


def estimate_from_sample(
    labels: Sequence[str],
    probabilities: Array,
    inclusion: Array,
    n_population: int,
    mean_probabilities: Array,
    domains: Sequence[str],
) -> Shares:
    """Estimate the shares of a population of sentences from a labelled probability sample of them.

    This is the difference estimator (Särndal, Swensson and Wretman 1992, chapter 6): the mean probability of the
    population, plus the weighted mean difference between labels and probabilities in the sample. The probabilities
    enter with a factor for each domain that minimises the variance (PPI++, Angelopoulos, Duchi and Zrnic 2023); with
    uninformative probabilities it is 0, and the labels are counted. The weights are the inverse inclusion
    probabilities, scaled to sum to 1 (Hájek 1971).

    Sentences that were chosen by hand, or by a strategy without inclusion probabilities, are no probability sample.
    With very few wrong predictions in the sample, the interval is too narrow: with one in 60 labels, the coverage is
    about 92 %.

    Parameters
    ----------
    labels
        The gold labels of the sample, length n_sample.
    probabilities
        The probabilities of the sample, by a model that was not fitted on it, shape (n_sample, n_domains).
    inclusion
        The inclusion probability of each sentence of the sample, greater than 0 and at most 1, shape (n_sample,).
    n_population
        The number of sentences in the population.
    mean_probabilities
        The mean probability of each domain in the population, by the same model, shape (n_domains,).
    domains
        All domains in order.

    Returns
    -------
    Shares
        With the influence of each sentence of the sample; `find_interval` takes it.

    Raises
    ------
    InputError
        If the sample has fewer than two sentences or more than the population, or an inclusion probability is not
        greater than 0 and at most 1.

    Examples
    --------
    >>> flat = np.full((4, 2), 0.5)
    >>> found = estimate_from_sample(list("abbb"), flat, np.full(4, 0.1), 40, np.array([0.5, 0.5]), ["a", "b"])
    >>> found.estimate.tolist()
    [0.25, 0.75]
    """
    chance = np.asarray(inclusion, dtype=np.float64)
    if len(labels) < 2:
        raise InputError(f"the sample: must have at least 2 labelled sentences, got {len(labels)}")
    if len(labels) > n_population:
        raise InputError(
            f"the sample: must have at most as many sentences as the population ({n_population}), got {len(labels)}"
        )
    wrong = np.flatnonzero(~((chance > 0) & (chance <= 1)))
    if len(wrong):
        raise InputError(
            f"the sample, sentence {wrong[0] + 1}: inclusion must be greater than 0 and at most 1, got "
            f"{chance[wrong[0]]:g}; it is the probability with which the sentence was sampled"
        )
    weights = 1 / chance
    gold = np.eye(len(domains))[encode_labels(labels, domains)] * weights[:, None]
    predicted = np.asarray(probabilities, dtype=np.float64) * weights[:, None]
    scale = np.sqrt(1 - chance)[:, None]  # a sentence that is in every sample adds no variance
    found = _correct(_Totals(gold, predicted, weights), np.asarray(mean_probabilities, dtype=np.float64), scale)
    return Shares(found.estimate, found.influence, len(labels), len(labels) * found.gain)


def plan_labels(
    gold: GoldLabels,
    probabilities: Array,
    sizes: Sequence[int],
    *,
    n_repeats: int = 200,
    random_state: int = 0,
) -> "pd.DataFrame":
    """Simulate the width of the intervals of shares for several numbers of labelled sentences.

    For each size, whole documents are sampled with replacement from the labelled ones, as many as have about that
    number of sentences. The 95 % intervals of such a set are computed twice: by counting its labels, and with the
    model, as `estimate_from_sample` does for documents sampled from a very large number. The model is not fitted
    again; one fitted on the additional labels as well would be somewhat better.

    Parameters
    ----------
    gold
        The labelled sentences.
    probabilities
        Out of fold, from `predict_out_of_fold`, shape (n_sentences, n_domains).
    sizes
        The wanted numbers of sentences. A sample is a whole number of documents, at least two.
    n_repeats
        Number of samples at each size.
    random_state
        Seed of the sampling.

    Returns
    -------
    DataFrame
        One row for each size and domain: size (mean number of sentences in a sample), domain, counted and with_model
        (mean half-widths of the intervals, as shares from 0 to 1).

    Raises
    ------
    InputError
        If fewer than two documents are labelled.

    Examples
    --------
    >>> flat = np.full((40, 2), 0.5)
    >>> gold = GoldLabels(["a", "b"] * 20, [str(i) for i in range(40)], ["a", "b"])
    >>> plan_labels(gold, flat, [40, 160]).round(2)
       size domain  counted  with_model
    0  40.0      a     0.16        0.16
    1  40.0      b     0.16        0.16
    2 160.0      a     0.08        0.08
    3 160.0      b     0.08        0.08
    """
    import pandas as pd  # a quarter of a second, which `estimate_from_sample` need not spend

    numbers, n_documents = number_documents(gold.document_ids)
    if n_documents < 2:
        raise InputError(f"the labelled sentences: must be of at least 2 documents, got {n_documents}")
    n_domains = len(gold.domains)
    totals = _Totals(
        np.zeros((n_documents, n_domains)),
        np.zeros((n_documents, n_domains)),
        np.bincount(numbers).astype(np.float64),
    )
    np.add.at(totals.gold, (numbers, gold.codes), 1.0)
    np.add.at(totals.predicted, numbers, probabilities)
    mean = totals.predicted.sum(axis=0) / totals.sizes.sum()
    generator = np.random.default_rng(random_state)
    parts = []
    for size in sizes:
        count = max(round(size / totals.sizes.mean()), 2)
        widths, sampled = np.zeros((2, n_domains)), 0.0
        for _ in range(n_repeats):
            rows = generator.integers(0, n_documents, count)
            sampled += totals.sizes[rows].sum()
            widths += _measure_widths(totals.select(rows), mean) / n_repeats
        columns = {"size": sampled / n_repeats, "domain": list(gold.domains), COUNTED: widths[0], WITH_MODEL: widths[1]}
        parts.append(pd.DataFrame(columns))
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
    reached = np.minimum.accumulate(np.log(np.asarray(half_widths)))
    if np.log(target) < reached[-1]:
        return float("inf")
    return float(np.exp(np.interp(np.log(target), reached[::-1], np.log(sizes)[::-1])))


class _Totals(NamedTuple):
    """Weighted sums of labels and of probabilities, one row for each unit, and the weight of each unit."""

    gold: Array
    predicted: Array
    sizes: Array

    def select(self, rows: Integers) -> "_Totals":
        return _Totals(self.gold[rows], self.predicted[rows], self.sizes[rows])


class _Corrected(NamedTuple):
    """The corrected shares, the influence of each unit, and the gain from the model.

    The gain is how many labels without the model have the precision of one label with it, in the domain where the
    model helps most.
    """

    estimate: Array
    influence: Array
    gain: float


def _correct(totals: _Totals, mean_probabilities: Array, scale: Array | float = 1.0) -> _Corrected:
    """Correct the mean probabilities of the population with the labels of a sample."""
    total = totals.sizes.sum()
    label_mean, predicted_mean = totals.gold.sum(axis=0) / total, totals.predicted.sum(axis=0) / total
    sizes = totals.sizes[:, None]
    label_influence = center_influence((totals.gold - sizes * label_mean) / total) * scale
    predicted_influence = center_influence((totals.predicted - sizes * predicted_mean) / total) * scale
    predicted_variance = (predicted_influence**2).sum(axis=0)
    covariance = (label_influence * predicted_influence).sum(axis=0)
    factor = np.clip(covariance / np.maximum(predicted_variance, 1e-18), 0, 1)
    estimate = np.clip(label_mean + factor * (mean_probabilities - predicted_mean), 0, None)
    influence = label_influence - factor * predicted_influence
    without, with_model = (label_influence**2).sum(axis=0), (influence**2).sum(axis=0)
    gain = np.max(without[without > 0] / np.maximum(with_model[without > 0], 1e-18), initial=1.0)
    return _Corrected(estimate / estimate.sum(), influence, float(gain))


def _measure_widths(totals: _Totals, mean_probabilities: Array) -> Array:
    """Return the half-widths by counting and with the model, shape (2, n_domains)."""
    widths = []
    for used in (totals._replace(predicted=np.zeros_like(totals.predicted)), totals):
        found = _correct(used, mean_probabilities)
        shares = Shares(found.estimate, found.influence, len(used.sizes), float(used.sizes.sum()) * found.gain)
        low, high = find_interval(shares)
        widths.append((high - low) / 2)
    return np.stack(widths)
