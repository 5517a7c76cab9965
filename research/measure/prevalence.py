"""The theme distribution: what share of the text each domain holds, corrected for the classifier's errors."""

from collections.abc import Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import sparse
from scipy.optimize import nnls

from research.errors import DataError
from research.measure.bootstrap import sum_by_document
from research.measure.heldout import HeldOut
from research.measure.intervals import Shares, center_influence, find_interval
from research.model.labels import encode_labels

COUNT, PROBABILISTIC, ADJUSTED, ADJUSTED_PROBABILISTIC = "count", "probabilistic", "adjusted", "adjusted_probabilistic"
EM = "em"
METHODS = (COUNT, PROBABILISTIC, ADJUSTED, ADJUSTED_PROBABILISTIC, EM)
DEFAULT_METHOD = EM

ANCHOR = 100

_ROUNDS, _STILL = 500, 1e-7
_SURE = 1e3

Array = NDArray[np.float64]


def estimate_shares(
    probabilities: Array,
    units: Sequence[str],
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
    DataError
        If there is no such method, or it needs held-out predictions and has none.

    Examples
    --------
    >>> sure = np.array([[1.0, 0.0], [1.0, 0.0], [0.0, 1.0], [1.0, 0.0]])
    >>> estimate_shares(sure, ["x", "x", "y", "z"]).estimate.tolist()
    [0.75, 0.25]
    """
    if method not in METHODS:
        raise DataError(f"method: {method!r} came; expected one of {', '.join(METHODS)}")
    if held_out is None and method not in (COUNT, PROBABILISTIC):
        raise DataError(f"method {method!r} corrects by predictions on held-out documents; train a run that has them")
    weight = np.ones(len(probabilities)) if weights is None else np.asarray(weights, dtype=np.float64)
    sums = _sum_units(units, weight)
    counted = np.eye(probabilities.shape[1])[probabilities.argmax(axis=1)]
    values = counted if method in (COUNT, ADJUSTED) else probabilities
    means, moved = _average(values, sums)
    if method in (ADJUSTED, ADJUSTED_PROBABILISTIC) and held_out is not None:
        errors = held_out.counted if method == ADJUSTED else held_out.summed
        means, moved = _adjust(means, moved, errors)
    elif method == EM and held_out is not None:
        means, moved = _maximise(probabilities, _average(counted, sums), sums, held_out)
    size = float(weight.sum() ** 2 / max((weight**2).sum(), 1e-12))
    return Shares(means, moved, sums.shape[0], size)


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
    DataError
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
        raise DataError(f"{len(set(labelled_units))} labelled documents came; expected 2 or more, drawn at random")
    truth = np.eye(len(domains))[encode_labels(gold, domains)]
    some = _sum_units(labelled_units, np.ones(len(chosen)))
    every = _sum_units(units, np.ones(len(units)))
    told, told_moved = _average(truth, some)
    seen, seen_moved = _average(probabilities[chosen], some)
    whole, whole_moved = _average(probabilities, every)
    spread = (seen_moved**2).sum(axis=0) + (whole_moved**2).sum(axis=0)
    factor = np.clip((told_moved * seen_moved).sum(axis=0) / np.maximum(spread, 1e-12), 0, 1)
    estimate = np.clip(told + factor * (whole - seen), 0, None)
    moved = np.vstack((told_moved - factor * seen_moved, factor * whole_moved))
    return Shares(estimate / estimate.sum(), moved, some.shape[0], float(len(chosen)))


def tabulate_shares(shares: Shares, domains: Sequence[str], counts: NDArray[np.int64]) -> pd.DataFrame:
    """Return a table of shares with their 95 % intervals.

    Returns
    -------
    DataFrame
        Index ``domain``; columns ``prevalence`` (summing to 1), ``low``, ``high`` and ``sentences`` (as counted).
    """
    low, high = find_interval(shares)
    columns = {"prevalence": shares.estimate, "low": low, "high": high, "sentences": counts}
    return pd.DataFrame(columns, index=pd.Index(domains, name="domain"))


def count_distribution(
    labels: Sequence[str], units: Sequence[str], domains: Sequence[str], *, weights: Array | None = None
) -> pd.DataFrame:
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


def _sum_units(units: Sequence[str], weights: Array) -> sparse.csr_array:
    """Return the matrix whose product with sentences' values sums them by unit, weighted."""
    return sum_by_document(units, np.arange(len(units)), len(units), weights)


def _average(values: Array, sums: sparse.csr_array) -> tuple[Array, Array]:
    """Return the weighted mean over all sentences, and what each unit moved it (linearised ratio)."""
    by_unit, size = sums @ values, np.asarray(sums.sum(axis=1)).ravel()
    total = max(size.sum(), 1e-12)
    mean = by_unit.sum(axis=0) / total
    return mean, center_influence((by_unit - size[:, None] * mean) / total)


def _adjust(means: Array, moved: Array, errors: Array) -> tuple[Array, Array]:
    """Solve for the shares that give these means after the errors; labelled documents move the errors, too."""
    n = len(means)
    smoothed = errors.sum(axis=0) + 0.5 * np.eye(n)
    sizes = smoothed.sum(axis=1)
    rates = smoothed / sizes[:, None]
    found, _ = nnls(np.vstack((rates.T, np.full(n, _SURE))), np.append(means, _SURE))
    shares = found / found.sum()
    active = shares > 0
    inverse = np.zeros((n, n))
    inverse[active] = np.linalg.pinv(np.vstack((rates[active].T, np.full(active.sum(), _SURE))))[:, :n]
    learned = -np.einsum("k,dkj->dj", shares / sizes, errors - errors.sum(axis=2, keepdims=True) * rates)
    return shares, np.vstack((moved @ inverse.T, center_influence(learned) @ inverse.T))


def _maximise(
    probabilities: Array, counted: tuple[Array, Array], sums: sparse.csr_array, held_out: HeldOut
) -> tuple[Array, Array]:
    """Raise the likelihood of the shares step by step; a unit's influence is that on the fixed point.

    Labelled documents have an influence, too: by what they show of how far probabilities are off.
    """
    prior = held_out.prior
    likelihood = np.maximum(probabilities, 1e-12) / prior
    weight = np.asarray(sums.sum(axis=0)).ravel()
    total = weight.sum()
    kept = 1 / (1 + ANCHOR / len(weight))
    anchor, anchor_moved = counted
    shares = (anchor + prior / 100) / 1.01
    for _ in range(_ROUNDS):
        posterior = likelihood * shares
        posterior /= posterior.sum(axis=1, keepdims=True)
        new = kept * (weight @ posterior) / total + (1 - kept) * anchor
        change, shares = np.abs(new - shares).max(), new
        if change < _STILL:
            break
    safe = np.maximum(shares, 1e-9)
    slope = np.diag(weight @ posterior / safe) - (posterior * weight[:, None]).T @ (posterior / safe)
    by_unit, size = sums @ posterior, np.asarray(sums.sum(axis=1)).ravel()
    mean = weight @ posterior / total
    moved = kept * center_influence((by_unit - size[:, None] * mean) / total) + (1 - kept) * anchor_moved
    off = (held_out.summed.sum(axis=1) - held_out.counted.sum(axis=2)) / max(held_out.counted.sum(), 1.0)
    return shares, np.vstack((moved, kept * center_influence(off))) @ np.linalg.pinv(
        np.eye(len(shares)) - kept * slope / total
    ).T
