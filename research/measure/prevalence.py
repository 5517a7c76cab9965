"""Prevalence: the share of each domain in the text, and what the errors of classification add to its error."""

import warnings
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from numpy.typing import NDArray

from research.arrays import Array, Integers
from research.errors import InputError
from research.measure.bootstrap import number_documents
from research.measure.categories import measure_variances
from research.measure.choices import ADJUSTED, ADJUSTED_PROBABILISTIC, COUNT, EM, LIKE, METHODS, PROBABILISTIC
from research.measure.held_out import HeldOut, measure_scale
from research.measure.intervals import Shares, center_influence, find_interval
from research.model.encoding import encode_labels
from research.plurals import count_noun

if TYPE_CHECKING:
    import pandas as pd

_COUNTING = (COUNT, ADJUSTED, EM)  # start from the most probable domain of each sentence
KIND_ERROR = 0.6  # of documents whose kind is not known to be new; see `find_classification_error`
NEW_KIND_ERROR = 1.0  # of documents of a kind that was not learned from

_PRIOR_SIZE = 100  # of the Dirichlet prior of EM in sentences: a short document keeps most of its counted shares

_MAX_ITER = 500  # limits the time where EM converges slowly
_MIN_PROBABILITY = 1e-12  # a domain that was given no probability may yet have a share
_TOLERANCE = 1e-7  # change of a share; results are written with 6 decimals
_BLOCK_SIZE = 1 << 16  # sentences in memory at once
_SUBSAMPLE_SIZE = 1 << 14  # sentences that larger inputs take their starting point from
_SUM_WEIGHT = 1e3  # weight of the equation that shares sum to 1, so large that it holds exactly
_PSEUDOCOUNT = 0.5  # correct predictions added to each domain, for domains without held-out sentences


def estimate_shares(
    probabilities: Array,
    units: Sequence[object] | NDArray[np.integer],
    *,
    method: str = COUNT,
    held_out: HeldOut | None = None,
    weights: Array | None = None,
    kind_error: float | None = KIND_ERROR,
) -> Shares:
    """Estimate the share of each domain.

    In `research.studies.coverage`, counting had the smallest error, or one within a tenth of it, on documents of all
    types and registers together, single ones and many. The adjusted methods and ``em`` assume that the errors of each
    gold domain are as frequent here as on the held-out documents (and ``em`` that nothing but the shares differs): this
    holds for sentences that are sampled from the same collection by their labels, and seldom for other documents.

    Parameters
    ----------
    probabilities
        Probabilities of each sentence, rows summing to 1, shape (n_sentences, n_domains).
    units
        The independent unit of each sentence: its document, or the cluster (a place, an author) of its document.
    method
        ``count`` (classify and count): the share of sentences with the domain as their most probable one.
        ``probabilistic``: the mean probability (Bella et al. 2010). ``adjusted`` and ``adjusted_probabilistic``: the
        two, adjusted by the held-out errors, as the nearest shares that are not negative and sum to 1 (Forman 2008;
        Bella et al. 2010). ``em``: the shares of maximum likelihood (Saerens, Latinne and Decaestecker 2002), with a
        Dirichlet prior at the counted shares worth 100 sentences, which keeps short documents from being
        overcorrected.
    held_out
        Held-out errors, from `sum_held_out`; required by the last three methods, and by the error of classification.
    weights
        Weight of each sentence, for example its number of characters; 1 by default.
    kind_error
        As `find_classification_error` takes it; None leaves the error of classification out.

    Returns
    -------
    Shares
        With the influence of each unit, and the error of classification where held-out errors are given;
        `find_interval` takes it.

    Warns
    -----
    UserWarning
        If ``em`` does not converge.

    Raises
    ------
    InputError
        If there is no such method, the method requires held-out errors and none are given, or the weights sum to 0.

    Examples
    --------
    >>> sure = np.array([[1.0, 0.0], [1.0, 0.0], [0.0, 1.0], [1.0, 0.0]])
    >>> estimate_shares(sure, ["x", "x", "y", "z"]).estimate.tolist()
    [0.75, 0.25]
    """
    if method not in METHODS:
        raise InputError(f"method: got {method!r}, expected one of {', '.join(METHODS)}")
    if held_out is None and method not in (COUNT, PROBABILISTIC):
        raise InputError(f"method {method!r} requires held-out errors; use a run of research.train, which has them")
    weight = np.ones(len(probabilities)) if weights is None else np.asarray(weights, dtype=np.float64)
    if not weight.sum() > 0:
        raise InputError(
            f"the weights of the {count_noun(len(weight), 'sentence')} sum to 0; at least one must be greater than 0"
        )
    grouped = group_units(units, weight)
    counting = method in _COUNTING
    estimate, influence = _average(_split_best(probabilities) if counting else _split(probabilities), grouped)
    if method in (ADJUSTED, ADJUSTED_PROBABILISTIC) and held_out is not None:
        errors = held_out.counted if method == ADJUSTED else held_out.summed
        estimate, influence = _adjust(estimate, influence, errors)
    elif method == EM and held_out is not None:
        estimate, influence = _maximise_likelihood(probabilities, (estimate, influence), grouped, held_out)
    size = float(weight.sum() ** 2 / max((weight**2).sum(), 1e-12))
    error = None
    if held_out is not None and kind_error is not None:
        error = find_classification_error(probabilities, grouped, find_error_ratio(held_out, method), kind_error)
    return Shares(estimate, influence, grouped.n_units, size, error)


def find_error_ratio(held_out: HeldOut, method: str) -> Array:
    """Return the standard error of a method's shares over its scale, as held-out documents show it."""
    return held_out.count_ratio if method in _COUNTING else held_out.sum_ratio


def find_classification_error(
    probabilities: Array, units: "Units", ratio: Array, kind_error: float = KIND_ERROR, parts: Array | None = None
) -> Array:
    """Return the standard error of each share that comes from the errors of classification.

    It has two parts. The errors of single documents are independent of each other and average out; see
    `research.measure.held_out.measure_scale`. Those that all documents of a kind have in common do not: their standard
    error is `kind_error` times the mean of p (1 - p) over the sentences. `research.studies.coverage` found 0.55 on
    types of documents that were learned from, 0.54 on real reports and 0.78 on types that were not learned from; with
    0.6, intervals of documents of one type that was learned from cover on average (of 40 documents, 92 % of them).
    Those of many documents of many types, whose errors cancel out, are too wide then (of 100 documents, 99 % cover).

    Parameters
    ----------
    probabilities
        Probabilities of each sentence, shape (n_sentences, n_domains).
    units
        The unit and the weight of each sentence.
    ratio
        The standard error over its scale, from `find_error_ratio`.
    kind_error
        The standard error that the documents have in common, over the mean of p (1 - p).
    parts
        The part of each domain in each category of another scheme, whose shares are meant then, shape (n_domains,
        n_categories); the ratio is that of `combine_held_out`, and `measure_variances` takes the place of p (1 - p).
    """
    variances = np.asarray(
        sum(
            units.add_up(block, part * (1 - part) if parts is None else measure_variances(part, parts))
            for block, part in _split(probabilities)
        )
    )
    squares = np.bincount(units.numbers, units.weights**2, minlength=units.n_units)
    independent = np.divide(units.sizes**2, squares, out=np.ones(units.n_units), where=squares > 0)
    scale = measure_scale(variances, units.sizes, independent)
    own = ratio * np.sqrt((scale**2).sum(axis=0))
    found: Array = np.hypot(own, kind_error * variances.sum(axis=0)) / units.weights.sum()
    return found


def tabulate_shares(
    shares: Shares, domains: Sequence[str], counts: Integers | Array, target: str = LIKE
) -> "pd.DataFrame":
    """Return a table of shares with their 95 % intervals.

    Parameters
    ----------
    shares
        The estimated shares.
    domains
        All domains in order.
    counts
        The number of sentences labelled with each domain, shape (n_domains,).
    target
        What the intervals are for, as `find_interval` takes it.

    Returns
    -------
    DataFrame
        Index ``domain``; columns ``prevalence`` (summing to 1), ``low``, ``high`` and ``sentences`` (the counts).
    """
    import pandas as pd  # a quarter of a second, which `research.label` need not spend

    low, high = find_interval(shares, target)

    columns = {"prevalence": shares.estimate, "low": low, "high": high, "sentences": counts}
    return pd.DataFrame(columns, index=pd.Index(domains, name="domain"))


def count_distribution(
    labels: Sequence[str], units: Sequence[str], domains: Sequence[str], *, weights: Array | None = None
) -> "pd.DataFrame":
    """Count gold labels and return their shares with 95 % intervals, which are for documents like these.

    Parameters
    ----------
    labels
        The domain of each sentence.
    units
        The independent unit of each sentence: its document.
    domains
        All domains in order; one without sentences keeps its row, with a share of 0.
    weights
        Weight of each sentence, for example its number of characters; 1 by default.

    Returns
    -------
    DataFrame
        As from `tabulate_shares`.

    Examples
    --------
    >>> count_distribution(["a", "a", "b", "a"], ["x", "x", "y", "z"], ["a", "b", "c"])["prevalence"].tolist()
    [0.75, 0.25, 0.0]
    """
    codes = encode_labels(labels, domains)
    shares = estimate_shares(np.eye(len(domains))[codes], units, weights=weights)
    return tabulate_shares(shares, domains, np.bincount(codes, minlength=len(domains)))


class Units(NamedTuple):
    """The number of each sentence's unit, and the weight of the sentence."""

    numbers: Integers
    n_units: int
    weights: Array

    @property
    def sizes(self) -> Array:
        """The summed weight of each unit's sentences, shape (n_units,)."""
        return np.bincount(self.numbers, self.weights, minlength=self.n_units).astype(np.float64)

    def add_up(self, block: slice, values: Array) -> Array:
        """Sum the values of a block of sentences by unit, weighted, shape (n_units, n_columns)."""
        numbers, weights = self.numbers[block], self.weights[block]
        if self.n_units == 1:  # as of a single document, of which there may be many thousands
            total: Array = weights @ values
            return total[None]
        cells = (numbers, np.arange(len(numbers)))
        from scipy import sparse  # a quarter of a second, which choosing a method need not spend

        summed: Array = sparse.csr_array((weights, cells), shape=(self.n_units, len(numbers))) @ values
        return summed


def group_units(units: Sequence[object] | NDArray[np.integer], weights: Array) -> Units:
    """Return the units of sentences by number, with the weight of each sentence."""
    if isinstance(units, np.ndarray):
        distinct, numbers = np.unique(units, return_inverse=True)
        return Units(numbers, len(distinct), weights)
    return Units(*number_documents(units), weights)


def _split(values: Array) -> Iterator[tuple[slice, Array]]:
    """Yield the values in blocks of sentences, so that a million of them in a file need little memory."""
    for start in range(0, max(len(values), 1), _BLOCK_SIZE):
        block = slice(start, start + _BLOCK_SIZE)
        yield block, np.asarray(values[block], dtype=np.float64)


def _split_best(probabilities: Array) -> Iterator[tuple[slice, Array]]:
    """Yield blocks that are 1 for the most probable domain of each sentence and 0 for the others."""
    for block, part in _split(probabilities):
        yield block, np.eye(part.shape[1])[part.argmax(axis=1)]


def _average(blocks: Iterable[tuple[slice, Array]], units: Units) -> tuple[Array, Array]:
    """Return the weighted mean over all sentences, and the influence of each unit on it (linearised ratio)."""
    by_unit = sum(units.add_up(block, values) for block, values in blocks)
    return _centre_units(np.asarray(by_unit), units)


def _centre_units(by_unit: Array, units: Units) -> tuple[Array, Array]:
    total = max(units.weights.sum(), 1e-12)
    mean = by_unit.sum(axis=0) / total
    return mean, center_influence((by_unit - units.sizes[:, None] * mean) / total)


def _adjust(means: Array, influence: Array, errors: Array) -> tuple[Array, Array]:
    """Return the shares that the errors turn into these means, and the influence of units and of labelled documents."""
    from scipy.optimize import nnls  # a quarter of a second, which other methods need not spend

    n = len(means)
    smoothed = errors.sum(axis=0) + _PSEUDOCOUNT * np.eye(n)
    sizes = smoothed.sum(axis=1)
    rates = smoothed / sizes[:, None]
    solution, _ = nnls(np.vstack((rates.T, np.full(n, _SUM_WEIGHT))), np.append(means, _SUM_WEIGHT))
    shares = solution / solution.sum()
    active = shares > 1e-9  # smaller ones are rounding errors
    inverse = np.zeros((n, n))
    inverse[active] = np.linalg.pinv(np.vstack((rates[active].T, np.full(active.sum(), _SUM_WEIGHT))))[:, :n]
    learned = -np.einsum("k,dkj->dj", shares / sizes, errors - errors.sum(axis=2, keepdims=True) * rates)
    return shares, np.vstack((influence @ inverse.T, center_influence(learned) @ inverse.T))


def _maximise_likelihood(
    probabilities: Array, counted: tuple[Array, Array], units: Units, held_out: HeldOut
) -> tuple[Array, Array]:
    """Return the shares of maximum likelihood, and the influence of each unit and each labelled document on them.

    The influence is that on the fixed point of `_iterate_em`. A labelled document has an influence through the
    calibration of the probabilities, which it shows.
    """
    prior = held_out.prior
    step = _Step(prior, counted[0], 1 / (1 + _PRIOR_SIZE / len(units.weights)))
    shares = _iterate_em(probabilities, units.weights, step, (step.anchor + prior / 100) / 1.01)
    by_unit, jacobian = np.zeros((units.n_units, len(prior))), np.zeros((len(prior), len(prior)))
    for block, posterior in _compute_posterior(probabilities, prior, shares):
        by_unit += units.add_up(block, posterior)
        jacobian += _differentiate(posterior, units.weights[block], shares)
    _, influence = _centre_units(by_unit, units)
    influence = step.factor * influence + (1 - step.factor) * counted[1]
    miscalibration = held_out.summed.sum(axis=1) - held_out.counted.sum(axis=2)
    learned = center_influence(miscalibration / max(held_out.counted.sum(), 1.0))
    inverse = np.linalg.pinv(np.eye(len(shares)) - step.factor * jacobian / units.weights.sum())
    return shares, np.vstack((influence, step.factor * learned)) @ inverse.T


class _Step(NamedTuple):
    """What an iteration of EM needs beside the data.

    Attributes
    ----------
    prior
        The shares that the probabilities were trained for.
    anchor
        The mean of the Dirichlet prior.
    factor
        The weight of the data against the Dirichlet prior, from 0 to 1.
    """

    prior: Array
    anchor: Array
    factor: float


def _iterate_em(probabilities: Array, weights: Array, step: _Step, shares: Array) -> Array:
    """Repeat expectation and maximisation until the shares converge.

    Large inputs start from the shares of a subsample and take Newton steps, which lead to the same fixed point.
    """
    newton = len(weights) > _BLOCK_SIZE
    if newton:
        subsample = slice(None, None, len(weights) // _SUBSAMPLE_SIZE)
        shares = _iterate_em(np.asarray(probabilities[subsample]), weights[subsample], step, shares)
    total, n = weights.sum(), len(shares)
    likely = None if newton else np.maximum(np.asarray(probabilities, dtype=np.float64), _MIN_PROBABILITY)
    for _ in range(_MAX_ITER):
        summed, jacobian = np.zeros(n), np.zeros((n, n))
        if likely is not None:  # the sum over sentences without the posterior of each
            ratio = shares / step.prior
            summed = ratio * ((weights / (likely @ ratio)) @ likely)
        else:
            for block, posterior in _compute_posterior(probabilities, step.prior, shares):
                summed += weights[block] @ posterior
                jacobian += _differentiate(posterior, weights[block], shares)
        new = step.factor * summed / total + (1 - step.factor) * step.anchor
        change = np.abs(new - shares).max()
        shares, last = new, shares
        if newton:
            further = last + np.linalg.solve(np.eye(n) - step.factor * jacobian / total, new - last)
            shares = further if further.min() > 0 else new
        if change < _TOLERANCE:
            return shares
    warnings.warn(
        f"em did not converge in {_MAX_ITER} iterations (the last changed a share by {change:.1g}); use count",
        stacklevel=2,
    )
    return shares


def _differentiate(posterior: Array, weights: Array, shares: Array) -> Array:
    """Return the derivative of the summed posterior with respect to the shares, shape (n_domains, n_domains)."""
    safe = np.maximum(shares, 1e-9)
    jacobian: Array = np.diag(weights @ posterior / safe) - (posterior * weights[:, None]).T @ (posterior / safe)
    return jacobian


def _compute_posterior(probabilities: Array, prior: Array, shares: Array) -> Iterator[tuple[slice, Array]]:
    """Yield the probabilities of each sentence's domain under these shares, in blocks of sentences."""
    for block, part in _split(probabilities):
        posterior = np.maximum(part, _MIN_PROBABILITY) * (shares / prior)
        posterior /= posterior.sum(axis=1, keepdims=True)
        yield block, posterior
