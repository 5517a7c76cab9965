"""The theme distribution: what share of the text each domain holds, corrected for the classifier's errors."""

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from research.arrays import Array, Integers
from research.errors import InputError
from research.measure.held_out import HeldOut
from research.measure.intervals import Shares, center_influence, find_interval
from research.model.encoding import encode_labels

if TYPE_CHECKING:
    import pandas as pd

COUNT, PROBABILISTIC, ADJUSTED, ADJUSTED_PROBABILISTIC = "count", "probabilistic", "adjusted", "adjusted_probabilistic"
EM = "em"
METHODS = (COUNT, PROBABILISTIC, ADJUSTED, ADJUSTED_PROBABILISTIC, EM)
DEFAULT_METHOD = EM

ANCHOR = 100

_ROUNDS, _STILL = 500, 1e-7
_BLOCK, _SOME = 1 << 16, 1 << 14
_SURE = 1e3


def estimate_shares(
    probabilities: Array,
    units: Sequence[object] | NDArray[np.integer],
    *,
    method: str = COUNT,
    held_out: HeldOut | None = None,
    weights: Array | None = None,
) -> Shares:
    """Estimate the share of each domain.

    Parameters
    ----------
    probabilities
        Of each sentence, rows summing to 1, shape (n_sentences, n_domains).
    units
        What is independent of each other: the document of each sentence, or its paragraph in a single document.
    method
        ``count``: the share of sentences whose most probable domain it is. ``probabilistic``: the mean probability
        (Bella et al. 2010). ``adjusted`` and ``adjusted_probabilistic``: the shares on the simplex that, passed
        through the errors on held-out documents, come nearest to the two (Forman 2008; Bella et al. 2010). ``em``: the
        shares under which the predictions are most probable (Saerens, Latinne and Decaestecker 2002), with a Dirichlet
        prior at the counted shares worth 100 sentences, so that a short document is not overcorrected.
    held_out
        From `hold_out`; the last three methods need it.
    weights
        What a sentence counts, for example its characters; 1 by default.

    Raises
    ------
    InputError
        If there is no such method, or it needs held-out predictions and has none, or no sentence weighs anything.

    Examples
    --------
    >>> sure = np.array([[1.0, 0.0], [1.0, 0.0], [0.0, 1.0], [1.0, 0.0]])
    >>> estimate_shares(sure, ["x", "x", "y", "z"]).estimate.tolist()
    [0.75, 0.25]
    """
    if method not in METHODS:
        raise InputError(f"method: {method!r} came; expected one of {', '.join(METHODS)}")
    if held_out is None and method not in (COUNT, PROBABILISTIC):
        raise InputError(f"method {method!r} corrects by predictions on held-out documents; train a run that has them")
    weight = np.ones(len(probabilities)) if weights is None else np.asarray(weights, dtype=np.float64)
    if not weight.sum() > 0:
        raise InputError(f"the weights of the {len(weight)} sentences sum to 0; there is nothing to take shares of")
    grouped = _group(units, weight)
    counting = method in (COUNT, ADJUSTED, EM)
    means, moved = _average(_count_best(probabilities) if counting else _take(probabilities), grouped)
    if method in (ADJUSTED, ADJUSTED_PROBABILISTIC) and held_out is not None:
        errors = held_out.counted if method == ADJUSTED else held_out.summed
        means, moved = _adjust(means, moved, errors)
    elif method == EM and held_out is not None:
        means, moved = _maximise(probabilities, (means, moved), grouped, held_out)
    size = float(weight.sum() ** 2 / max((weight**2).sum(), 1e-12))
    return Shares(means, moved, grouped.n_units, size)


def estimate_with_labels(
    probabilities: Array, units: Sequence[str], gold: Sequence[str], rows: Sequence[int], domains: Sequence[str]
) -> Shares:
    """Estimate shares where a random part of the very documents has gold labels: prediction-powered inference.

    Angelopoulos, Duchi and Zrnic (2023), PPI++: the mean probability of all sentences, times a factor for each domain,
    plus the mean of what it misses on the labelled ones. The factor is the one with the least variance; with useless
    predictions it is 0 and the labelled sentences speak alone. Unbiased whatever the classifier does, as long as the
    labelled units were drawn at random.

    Parameters
    ----------
    probabilities, units
        Of all sentences, as in `estimate_shares`.
    gold, rows
        The labels, and the rows of `probabilities` that they belong to.
    domains
        All domains in order.

    Raises
    ------
    InputError
        If fewer than two units are labelled.

    Examples
    --------
    >>> flat = np.full((6, 2), 0.5)
    >>> estimate_with_labels(flat, list("uvwxyz"), ["a", "b", "b"], [0, 1, 2], ["a", "b"]).estimate.round(2).tolist()
    [0.33, 0.67]
    """
    chosen = np.asarray(rows, dtype=np.int64)
    labelled_units = [units[row] for row in chosen]
    if len(set(labelled_units)) < 2:
        raise InputError(f"{len(set(labelled_units))} labelled documents came; expected 2 or more, drawn at random")
    truth = np.eye(len(domains))[encode_labels(gold, domains)]
    some = _group(labelled_units, np.ones(len(chosen)))
    every = _group(units, np.ones(len(units)))
    told, told_moved = _average(_take(truth), some)
    seen, seen_moved = _average(_take(probabilities[chosen]), some)
    whole, whole_moved = _average(_take(probabilities), every)
    spread = (seen_moved**2).sum(axis=0) + (whole_moved**2).sum(axis=0)
    factor = np.clip((told_moved * seen_moved).sum(axis=0) / np.maximum(spread, 1e-12), 0, 1)
    estimate = np.clip(told + factor * (whole - seen), 0, None)
    moved = np.vstack((told_moved - factor * seen_moved, factor * whole_moved))
    return Shares(estimate / estimate.sum(), moved, some.n_units, float(len(chosen)))


def tabulate_shares(shares: Shares, domains: Sequence[str], counts: Integers) -> "pd.DataFrame":
    """Return a table of shares with their 95 % intervals.

    Returns
    -------
    DataFrame
        Index ``domain``; columns ``prevalence`` (summing to 1), ``low``, ``high`` and ``sentences`` (as counted).
    """
    low, high = find_interval(shares)
    import pandas as pd  # as above: labelling writes its rows without tables

    columns = {"prevalence": shares.estimate, "low": low, "high": high, "sentences": counts}
    return pd.DataFrame(columns, index=pd.Index(domains, name="domain"))


def count_distribution(
    labels: Sequence[str], units: Sequence[str], domains: Sequence[str], *, weights: Array | None = None
) -> "pd.DataFrame":
    """Count labels and give each share its interval: for gold labels, where there is nothing to correct.

    Parameters
    ----------
    labels
        The domain of each sentence.
    units
        The document (or, of a single document, the paragraph) of each sentence.
    domains
        All domains in order; one without sentences keeps its row, at 0.
    weights
        What a sentence counts, for example its characters; 1 by default.

    Returns
    -------
    DataFrame
        As `tabulate_shares`.

    Examples
    --------
    >>> count_distribution(["a", "a", "b", "a"], ["x", "x", "y", "z"], ["a", "b", "c"])["prevalence"].tolist()
    [0.75, 0.25, 0.0]
    """
    codes = encode_labels(labels, domains)
    shares = estimate_shares(np.eye(len(domains))[codes], units, weights=weights)
    return tabulate_shares(shares, domains, np.bincount(codes, minlength=len(domains)))


class _Units(NamedTuple):
    """The unit of each sentence, as a number, and what the sentence counts."""

    numbers: Integers
    n_units: int
    weights: Array

    @property
    def sizes(self) -> Array:
        return np.bincount(self.numbers, self.weights, minlength=self.n_units).astype(np.float64)

    def add_up(self, block: slice, values: Array) -> Array:
        """Sum the values of a block of sentences by unit, weighted, shape (n_units, n_columns)."""
        numbers, weights = self.numbers[block], self.weights[block]
        places = (numbers, np.arange(len(numbers)))
        summed: Array = sparse.csr_array((weights, places), shape=(self.n_units, len(numbers))) @ values
        return summed


def _group(units: Sequence[object] | NDArray[np.integer], weights: Array) -> _Units:
    if isinstance(units, np.ndarray):
        distinct, numbers = np.unique(units, return_inverse=True)
        return _Units(numbers, len(distinct), weights)
    names: dict[object, int] = {}
    found = np.array([names.setdefault(unit, len(names)) for unit in units], dtype=np.int64)
    return _Units(found, len(names), weights)


def _take(values: Array) -> Iterator[tuple[slice, Array]]:
    """Yield the values in blocks of sentences, so that a million of them in a file need little memory."""
    for start in range(0, max(len(values), 1), _BLOCK):
        block = slice(start, start + _BLOCK)
        yield block, np.asarray(values[block], dtype=np.float64)


def _count_best(probabilities: Array) -> Iterator[tuple[slice, Array]]:
    for block, part in _take(probabilities):
        yield block, np.eye(part.shape[1])[part.argmax(axis=1)]


def _average(blocks: Iterable[tuple[slice, Array]], units: _Units) -> tuple[Array, Array]:
    """Return the weighted mean over all sentences, and what each unit moved it (linearised ratio)."""
    by_unit = sum(units.add_up(block, values) for block, values in blocks)
    return _centre_units(np.asarray(by_unit), units)


def _centre_units(by_unit: Array, units: _Units) -> tuple[Array, Array]:
    total = max(units.weights.sum(), 1e-12)
    mean = by_unit.sum(axis=0) / total
    return mean, center_influence((by_unit - units.sizes[:, None] * mean) / total)


def _adjust(means: Array, moved: Array, errors: Array) -> tuple[Array, Array]:
    """Solve for the shares that give these means after the errors; labelled documents move the errors, too."""
    n = len(means)
    smoothed = errors.sum(axis=0) + 0.5 * np.eye(n)
    sizes = smoothed.sum(axis=1)
    rates = smoothed / sizes[:, None]
    from scipy.optimize import nnls  # a quarter of a second that other methods need not spend

    found, _ = nnls(np.vstack((rates.T, np.full(n, _SURE))), np.append(means, _SURE))
    shares = found / found.sum()
    active = shares > 1e-9  # what rounding leaves is none
    inverse = np.zeros((n, n))
    inverse[active] = np.linalg.pinv(np.vstack((rates[active].T, np.full(active.sum(), _SURE))))[:, :n]
    learned = -np.einsum("k,dkj->dj", shares / sizes, errors - errors.sum(axis=2, keepdims=True) * rates)
    return shares, np.vstack((moved @ inverse.T, center_influence(learned) @ inverse.T))


def _maximise(
    probabilities: Array, counted: tuple[Array, Array], units: _Units, held_out: HeldOut
) -> tuple[Array, Array]:
    """Raise the likelihood of the shares step by step; a unit's influence is that on the fixed point.

    Labelled documents have an influence, too: by what they show of how far probabilities are off.
    """
    prior = held_out.prior
    total = units.weights.sum()
    kept = 1 / (1 + ANCHOR / len(units.weights))
    anchor, anchor_moved = counted
    shares = _climb(probabilities, units.weights, prior, (anchor + prior / 100) / 1.01, anchor, kept)
    by_unit, slope = np.zeros((units.n_units, len(prior))), np.zeros((len(prior), len(prior)))
    for block, posterior in _find_posterior(probabilities, prior, shares):
        by_unit += units.add_up(block, posterior)
        slope += _find_slope(posterior, units.weights[block], shares)
    _, own_moved = _centre_units(by_unit, units)
    moved = kept * own_moved + (1 - kept) * anchor_moved
    off = (held_out.summed.sum(axis=1) - held_out.counted.sum(axis=2)) / max(held_out.counted.sum(), 1.0)
    return shares, np.vstack((moved, kept * center_influence(off))) @ np.linalg.pinv(
        np.eye(len(shares)) - kept * slope / total
    ).T


def _climb(probabilities: Array, weights: Array, prior: Array, shares: Array, anchor: Array, kept: float) -> Array:
    """Repeat expectation and maximisation until the shares stand still.

    Very many sentences start from the shares of some of them, and go on by Newton's steps to the same point.
    """
    newton = len(weights) > _BLOCK
    if newton:
        thin = slice(None, None, len(weights) // _SOME)
        shares = _climb(np.asarray(probabilities[thin]), weights[thin], prior, shares, anchor, kept)
    total = weights.sum()
    for _ in range(_ROUNDS):
        summed, slope = np.zeros(len(prior)), np.zeros((len(prior), len(prior)))
        for block, posterior in _find_posterior(probabilities, prior, shares):
            summed += weights[block] @ posterior
            if newton:
                slope += _find_slope(posterior, weights[block], shares)
        new = kept * summed / total + (1 - kept) * anchor
        change = np.abs(new - shares).max()
        further = shares + np.linalg.solve(np.eye(len(prior)) - kept * slope / total, new - shares)
        shares = further if newton and further.min() > 0 else new
        if change < _STILL:
            break
    return shares


def _find_slope(posterior: Array, weights: Array, shares: Array) -> Array:
    """Return how the summed posterior moves with the shares, shape (n_domains, n_domains)."""
    safe = np.maximum(shares, 1e-9)
    slope: Array = np.diag(weights @ posterior / safe) - (posterior * weights[:, None]).T @ (posterior / safe)
    return slope


def _find_posterior(probabilities: Array, prior: Array, shares: Array) -> Iterator[tuple[slice, Array]]:
    """Yield the probabilities of each sentence's domain under these shares, in blocks of sentences."""
    for block, part in _take(probabilities):
        posterior = np.maximum(part, 1e-12) * (shares / prior)
        posterior /= posterior.sum(axis=1, keepdims=True)
        yield block, posterior
