"""How many labels it takes: shares from a drawn and labelled sample, and the width to expect of more labels."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from research.arrays import Array
from research.errors import InputError
from research.measure.intervals import Shares, center_influence, find_interval
from research.model.encoding import encode_labels

if TYPE_CHECKING:
    import pandas as pd

COUNTED, WITH_MODEL = "counted", "with_model"
SIZES = (0.5, 1.0, 2.0, 4.0, 8.0)


def estimate_from_sample(
    gold: Sequence[str],
    probabilities: Array,
    inclusion: Array,
    n_population: int,
    mean_probabilities: Array,
    domains: Sequence[str],
) -> Shares:
    """Estimate the shares of all sentences from a sample of them, drawn with known probabilities and labelled.

    The difference estimator (Särndal, Swensson and Wretman 1992, chapter 6): the mean probability of all sentences,
    plus the weighted mean of what it misses on the sample. What the model says counts by a factor for each domain, the
    one of least variance (PPI++, Angelopoulos, Duchi and Zrnic 2023); with a useless model it is 0 and the labels speak
    alone. The weights are one by the inclusion, scaled to sum to 1 (Hájek 1971). Sentences that a person picked, or
    that a strategy without probabilities picked, are no such sample. Where the sample holds hardly a wrong prediction
    the interval is narrower than it should be: of 60 labels with one wrong it covers about 92 %.

    Parameters
    ----------
    gold
        The labels of the sample, length n_sample.
    probabilities
        Of the sample, by a model that was not trained on it, shape (n_sample, n_domains).
    inclusion
        With what probability each sentence of the sample was drawn, in (0, 1], shape (n_sample,).
    n_population
        How many sentences the sample was drawn from.
    mean_probabilities
        The mean probability of each domain over all these sentences, by the same model, shape (n_domains,).
    domains
        All domains in order.

    Returns
    -------
    Shares
        With the influence of each sentence of the sample; `find_interval` takes it.

    Raises
    ------
    InputError
        If fewer than two sentences came, more than the population has, or an inclusion outside (0, 1].

    Examples
    --------
    >>> flat = np.full((4, 2), 0.5)
    >>> drawn = estimate_from_sample(list("abbb"), flat, np.full(4, 0.1), 40, np.array([0.5, 0.5]), ["a", "b"])
    >>> drawn.estimate.tolist()
    [0.25, 0.75]
    """
    chance = np.asarray(inclusion, dtype=np.float64)
    if not 2 <= len(gold) <= n_population:
        raise InputError(f"the sample: {len(gold)} sentences of {n_population} came; expected 2 or more, and no more")
    wrong = np.flatnonzero(~((chance > 0) & (chance <= 1)))
    if len(wrong):
        raise InputError(
            f"the sample, sentence {wrong[0] + 1}: inclusion {chance[wrong[0]]:g} came; expected the probability that "
            "it was drawn with, over 0 and at most 1; draw the sample at random"
        )
    weights = 1 / chance
    truth = np.eye(len(domains))[encode_labels(gold, domains)] * weights[:, None]
    said = np.asarray(probabilities, dtype=np.float64) * weights[:, None]
    left = np.sqrt(1 - chance)[:, None]  # a sentence that is always drawn adds no doubt
    estimate, moved, gain = _correct(truth, said, weights, np.asarray(mean_probabilities, dtype=np.float64), left)
    return Shares(estimate, moved, len(gold), len(gold) * gain)


def plan_labels(
    gold: Sequence[str],
    probabilities: Array,
    document_ids: Sequence[str],
    domains: Sequence[str],
    sizes: Sequence[int],
    *,
    repeats: int = 200,
    seed: int = 0,
) -> "pd.DataFrame":
    """Simulate how wide the intervals of shares are with so many labelled sentences.

    Draws whole documents with replacement from those at hand, as many as have about so many sentences, and takes the
    95 % intervals of each such set: by counting its labels, and with the model, as `estimate_from_sample` for
    documents drawn at random from very many. The model stays as it is: one that also learned from the new labels
    would be somewhat better.

    Parameters
    ----------
    gold, document_ids
        Of the labelled sentences at hand, of equal length.
    probabilities
        By models that were not trained on the sentence's document, shape (n_sentences, n_domains).
    domains
        All domains in order.
    sizes
        In sentences, what is asked for; what is drawn is a whole number of documents, two at least.
    repeats, seed
        Of the simulation at each size.

    Returns
    -------
    DataFrame
        One row a size and domain: size (sentences drawn in the mean), domain, counted and with_model (the mean
        half-width of the interval, as a share from 0 to 1).

    Raises
    ------
    InputError
        If fewer than two documents are labelled.

    Examples
    --------
    >>> flat = np.full((40, 2), 0.5)
    >>> plan_labels(["a", "b"] * 20, flat, [str(i) for i in range(40)], ["a", "b"], [40, 160]).round(2)
       size domain  counted  with_model
    0  40.0      a     0.16        0.16
    1  40.0      b     0.16        0.16
    2 160.0      a     0.08        0.08
    3 160.0      b     0.08        0.08
    """
    names: dict[str, int] = {}
    numbers = np.array([names.setdefault(name, len(names)) for name in document_ids], dtype=np.int64)
    if len(names) < 2:
        raise InputError(f"the labelled sentences: {len(names)} documents came; expected 2 or more")
    lengths = np.bincount(numbers).astype(np.float64)
    truth, said = np.zeros((len(names), len(domains))), np.zeros((len(names), len(domains)))
    np.add.at(truth, (numbers, encode_labels(gold, domains)), 1.0)
    np.add.at(said, numbers, probabilities)
    mean = said.sum(axis=0) / lengths.sum()
    generator = np.random.default_rng(seed)
    parts = []
    import pandas as pd  # as in prevalence: whoever estimates shares needs no tables

    for size in sizes:
        count = max(round(size / lengths.mean()), 2)
        widths, drawn = np.zeros((2, len(domains))), 0.0
        for _ in range(repeats):
            rows = generator.integers(0, len(names), count)
            drawn += lengths[rows].sum()
            widths += _measure_widths(truth[rows], said[rows], lengths[rows], mean) / repeats
        parts.append(
            pd.DataFrame({"size": drawn / repeats, "domain": list(domains), COUNTED: widths[0], WITH_MODEL: widths[1]})
        )
    return pd.concat(parts, ignore_index=True)


def find_size(sizes: Sequence[float] | Array, half_widths: Sequence[float] | Array, target: float) -> float:
    """Find how many labels make the interval so narrow, between the simulated sizes on a log scale.

    Parameters
    ----------
    sizes, half_widths
        Simulated, sizes ascending.
    target
        The half-width wanted.

    Returns
    -------
    float
        The size; the least simulated one if that is already as narrow, infinity if the greatest is not.

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


def _correct(truth: Array, said: Array, sizes: Array, mean: Array, left: Array | float) -> tuple[Array, Array, float]:
    """Correct the mean probability by weighted sums of labels and of probabilities, a row a unit.

    Returns the shares, the influence of the units, and how many labels without the model say as much as one with it,
    in the domain where these are most.
    """
    total = sizes.sum()
    told, seen = truth.sum(axis=0) / total, said.sum(axis=0) / total
    told_moved = center_influence((truth - sizes[:, None] * told) / total) * left
    seen_moved = center_influence((said - sizes[:, None] * seen) / total) * left
    spread = (seen_moved**2).sum(axis=0)
    factor = np.clip((told_moved * seen_moved).sum(axis=0) / np.maximum(spread, 1e-18), 0, 1)
    estimate = np.clip(told + factor * (mean - seen), 0, None)
    moved = told_moved - factor * seen_moved
    alone, together = (told_moved**2).sum(axis=0), (moved**2).sum(axis=0)
    gain = np.max(alone[alone > 0] / np.maximum(together[alone > 0], 1e-18), initial=1.0)
    return estimate / estimate.sum(), moved, float(gain)


def _measure_widths(truth: Array, said: Array, lengths: Array, mean: Array) -> Array:
    """Return the half-widths by counting and with the model, shape (2, n_domains)."""
    widths = []
    for used in (np.zeros_like(said), said):
        estimate, moved, gain = _correct(truth, used, lengths, mean, 1.0)
        low, high = find_interval(Shares(estimate, moved, len(truth), float(lengths.sum()) * gain))
        widths.append((high - low) / 2)
    return np.stack(widths)
