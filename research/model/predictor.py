"""Predictors: fitted classifiers as plain arrays, which need neither scikit-learn nor the corpus, and their decoding.

Decoding along a document lets the domain of a sentence depend on the sentences before and after it.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from research.arrays import Array, Integers
from research.model.features import BOUNDARY_KINDS, START, Block, FittedFeatures, Texts, find_boundaries, get_text

SOFTMAX, SIGMOID = "softmax", "sigmoid"
# The probability that a document keeps its domain within a paragraph, after a heading, at a new paragraph, and at a new
# heading; used where too few neighbouring sentences are labelled to count transitions.
STAYS = (0.5, 0.8, 0.35, 0.15)
_UNSCALED = 8  # steps after which states are scaled: a double holds the product of as many small transitions


@dataclass(frozen=True, eq=False)
class Decoding:
    """The parameters of decoding along a document; see `decode`."""

    transitions: Array
    prior: Array
    strength: float
    power: float

    def apply(self, boundaries: Integers, alone: Array) -> Array:
        """Return the probabilities of sentences given their documents from those of each sentence alone."""
        if not self.power:
            return alone
        return decode(alone, boundaries, self.transitions, self.prior, strength=self.strength, power=self.power)


@dataclass(frozen=True, eq=False)
class LinearPredictor:
    """Predict the domains of sentences by a linear classifier, and decode them along their documents.

    Attributes
    ----------
    classes
        The labels, in the order of the codebook.
    features
        The transformer from sentences to rows.
    weights
        Of the fitted classes, shape (n_fitted, n_features).
    intercepts
        Shape (n_fitted,).
    scales
        The factor of each class's score, shape (n_fitted,); Platt's A with the opposite sign.
    biases
        Added to the scaled scores, shape (n_fitted,).
    link
        ``softmax`` over the classes, or the ``sigmoid`` of each, divided by their sum.
    decoding
        Over the fitted classes; None where each sentence is classified by itself.
    columns
        The place of each fitted class among `classes`, ascending; all of them by default. The others have no
        labelled sentence and probability 0.
    """

    classes: tuple[str, ...]
    features: FittedFeatures
    weights: Array
    intercepts: Array
    scales: Array
    biases: Array
    link: str = SOFTMAX
    decoding: Decoding | None = None
    columns: Integers = field(default_factory=lambda: np.zeros(0, dtype=np.int64))

    def __post_init__(self) -> None:
        """Store the weights by feature, as products with sparse rows need them, and the default columns."""
        object.__setattr__(self, "weights", np.asfortranarray(self.weights))
        if not len(self.columns):
            object.__setattr__(self, "columns", np.arange(len(self.classes)))

    @cached_property
    def mean_weights(self) -> Array:
        """The mean over the fitted classes of the scaled weights, shape (n_features,)."""
        found: Array = self.scales @ self.weights / len(self.scales)
        return found

    def predict_proba(self, X: Texts) -> Array:
        """Return probabilities given the sentence and its document, shape (n_sentences, n_classes)."""
        boundaries = find_boundaries(X)
        blocks = self.features.make_blocks(X, self.features.tokenize(X), boundaries)
        return self.decode_documents(boundaries, self.predict_blocks(blocks))

    def predict_alone(self, X: Texts) -> Array:
        """Return probabilities before decoding, shape (n_sentences, n_classes)."""
        return self.predict_blocks(self.features.make_blocks(X, self.features.tokenize(X)))

    def predict_blocks(self, blocks: dict[str, Block]) -> Array:
        """Return probabilities before decoding from blocks of features, shape (n_sentences, n_classes)."""
        return self._spread(make_probabilities(self._score(blocks), self.link))

    def _score(self, blocks: dict[str, Block]) -> Array:
        columns = self.features.find_blocks()
        parts = [np.asarray(block @ self.weights[:, columns[name]].T) for name, block in blocks.items()]
        scores: Array = (sum(parts[1:], parts[0]) + self.intercepts) * self.scales + self.biases
        return scores

    def decode_documents(self, boundaries: Integers, alone: Array) -> Array:
        """Return the probabilities of sentences given their documents from those of each sentence alone."""
        if self.decoding is None:
            return alone
        return self._spread(self.decoding.apply(boundaries, alone[:, self.columns]))

    def predict(self, X: Texts) -> NDArray[np.str_]:
        """Return the most probable domain of each sentence."""
        if self.decoding is None:  # the highest score has the highest probability
            best = self.columns[self._score(self.features.make_blocks(X, self.features.tokenize(X))).argmax(axis=1)]
        else:
            best = self.predict_proba(X).argmax(axis=1)
        labels: NDArray[np.str_] = np.array(self.classes)[best]
        return labels

    def _spread(self, part: Array) -> Array:
        return spread_columns(part, self.columns, len(self.classes))


@dataclass(frozen=True, eq=False)
class KeywordPredictor:
    """Predict by counting keywords; see `research.model.baselines.KeywordClassifier`.

    Attributes
    ----------
    classes
        The labels, in the order of the codebook.
    keywords
        Of each class.
    prior
        The share of each class, shape (n_classes,).
    """

    classes: tuple[str, ...]
    keywords: tuple[tuple[str, ...], ...]
    prior: Array

    def predict_proba(self, X: Texts) -> Array:
        """Return shares of keyword hits mixed with the prior, shape (n_sentences, n_classes)."""
        counts = np.tile(self.prior, (len(X), 1))
        for row, sentence in enumerate(X):
            text = get_text(sentence)
            for column, words in enumerate(self.keywords):
                counts[row, column] += 2.0 * sum(word in text for word in words)
        shares: Array = counts / counts.sum(axis=1, keepdims=True)
        return shares

    def predict(self, X: Texts) -> NDArray[np.str_]:
        """Return the domain with most hits, the more frequent one where they tie."""
        labels: NDArray[np.str_] = np.array(self.classes)[self.predict_proba(X).argmax(axis=1)]
        return labels


Predictor = LinearPredictor | KeywordPredictor


def make_probabilities(scores: Array, link: str) -> Array:
    """Return probabilities from scores, rows summing to 1.

    Examples
    --------
    >>> make_probabilities(np.array([[0.0, 0.0]]), SOFTMAX).tolist()
    [[0.5, 0.5]]
    >>> make_probabilities(np.array([[0.0, -800.0]]), SIGMOID).tolist()
    [[1.0, 0.0]]
    """
    found: Array = scores - scores.max(axis=1, keepdims=True) if link == SOFTMAX else -np.logaddexp(0, -scores)
    found = np.exp(found)
    total = found.sum(axis=1, keepdims=True)
    shares: Array = np.divide(found, total, out=np.full_like(found, 1 / found.shape[1]), where=total > 0)
    return shares


def spread_columns(part: Array, columns: Integers, n_columns: int) -> Array:
    """Return an array that has the columns of `part` at the given places, and zeros elsewhere.

    Parameters
    ----------
    part
        Shape (n_rows, n_part).
    columns
        Ascending places, shape (n_part,).
    n_columns
        Number of columns of the result.

    Examples
    --------
    >>> spread_columns(np.array([[0.3, 0.7]]), np.array([0, 2]), 3).tolist()
    [[0.3, 0.0, 0.7]]
    """
    if len(columns) == n_columns:
        return part
    full = np.zeros((len(part), n_columns))
    full[:, columns] = part
    return full


def make_transitions(prior: Array, stays: Sequence[float] = STAYS) -> Array:
    """Make transitions from constants: staying with the domain, or else moving to domains by their frequency.

    Parameters
    ----------
    prior
        Shares of the domains, shape (n_classes,).
    stays
        Probability of staying with the domain at each kind of boundary.

    Returns
    -------
    array, shape (BOUNDARY_KINDS, n_classes, n_classes)
        Rows sum to 1.

    Examples
    --------
    >>> make_transitions(np.array([0.5, 0.5]), [0.5] * 4)[0].tolist()
    [[0.75, 0.25], [0.25, 0.75]]
    """
    share = np.asarray(stays)[:, None, None]
    made: Array = share * np.eye(len(prior)) + (1 - share) * prior
    return made


def count_transitions(labels: Integers, boundaries: Integers, n_classes: int, smoothing: float = 20.0) -> Array:
    """Count how often each domain follows each other one, at each kind of boundary.

    The transitions of one kind of boundary are smoothed towards those of all kinds, and these towards the shares of the
    domains.

    Parameters
    ----------
    labels
        The column of each sentence's domain, in document order.
    boundaries
        From `find_boundaries`.
    n_classes
        Number of domains.
    smoothing
        Weight of the more general distribution in each row, in sentences.

    Returns
    -------
    array, shape (BOUNDARY_KINDS, n_classes, n_classes)
        Rows sum to 1.

    Examples
    --------
    >>> transitions = count_transitions(np.array([0, 0, 1]), np.array([-1, 0, 0]), 2, smoothing=1.0)
    >>> transitions.shape, transitions.sum(axis=2).round(6).tolist()[0]
    ((4, 2, 2), [1.0, 1.0])
    """
    counts = np.zeros((BOUNDARY_KINDS, n_classes, n_classes))
    inside = np.flatnonzero(boundaries != START)
    np.add.at(counts, (boundaries[inside], labels[inside - 1], labels[inside]), 1.0)
    prior: Array = np.bincount(labels, minlength=n_classes).astype(np.float64) + 1.0
    prior /= prior.sum()
    pooled = _mix(counts.sum(axis=0), prior[None, :], smoothing)
    return _mix(counts, pooled[None, :, :], smoothing)


def decode(
    probabilities: Array, boundaries: Integers, transitions: Array, prior: Array, *, strength: float, power: float
) -> Array:
    """Return the posterior probabilities of each sentence's domain given its whole document.

    Forward-backward (Rabiner 1989, equations 19 to 27) with the classifier's probabilities divided by the prior to
    the power `strength` in place of emission likelihoods, and transitions to the power `power` (both temper the
    assumption that sentences are independent given their domains). Documents are decoded side by side, so that the
    work is one matrix product for each sentence number.

    Parameters
    ----------
    probabilities
        Probabilities of each sentence by itself, shape (n_sentences, n_classes).
    boundaries
        From `find_boundaries`; `START` begins a document.
    transitions
        From `count_transitions`.
    prior
        Shares of the domains, shape (n_classes,).
    strength, power
        Exponents of the prior and of the transitions; with power 0 the transitions have no influence.

    Returns
    -------
    array, shape (n_sentences, n_classes)
        Rows sum to 1.

    Examples
    --------
    >>> sure, unsure = [0.9, 0.1], [0.5, 0.5]
    >>> stay = np.tile([[0.8, 0.2], [0.2, 0.8]], (4, 1, 1))
    >>> boundaries = np.array([-1, 0, 0])
    >>> found = decode(np.array([sure, unsure, sure]), boundaries, stay, np.array([0.5, 0.5]), strength=1, power=1)
    >>> found[1].round(2).tolist()
    [0.89, 0.11]
    """
    if len(probabilities) == 0:
        return probabilities
    starts = np.flatnonzero(boundaries == START)
    lengths = np.diff(np.append(starts, len(boundaries)))
    # Backwards, too, a state is one of the step before times the transitions, here transposed, and the emission: both
    # passes are one, over the documents and over the same documents from their ends.
    reversed_rows = np.repeat(2 * starts + lengths - 1, lengths) - np.arange(len(boundaries))
    kinds = np.stack((boundaries, np.append(boundaries[1:], START)[reversed_rows]))
    emission = np.maximum(probabilities, 1e-9) / prior**strength
    emission /= emission.max(axis=1, keepdims=True)
    states = np.stack((emission, emission[reversed_rows]))
    states[0, starts] *= prior**strength
    tempered = transitions**power
    steps = np.stack((np.hstack([*tempered]), np.hstack([*tempered.transpose(0, 2, 1)])))
    order, spans = _arrange_by_step(lengths)
    states, kinds = states[:, order], kinds[:, order]
    ways, numbers, last = np.arange(2)[:, None], np.arange(len(starts)), 0
    for step, (first, count) in enumerate(spans[1:], 1):
        products = (states[:, last : last + count] @ steps).reshape(2, count, BOUNDARY_KINDS, -1)
        here = states[:, first : first + count]
        here *= products[ways, numbers[:count], kinds[:, first : first + count]]
        if step % _UNSCALED == 0:
            here /= here.sum(axis=2, keepdims=True)
        last = first
    found = np.empty_like(states)
    found[:, order] = states
    posterior: Array = found[0] * found[1, reversed_rows] / emission  # which is in both
    posterior /= posterior.sum(axis=1, keepdims=True)
    return posterior


def _arrange_by_step(lengths: Integers) -> tuple[Integers, list[tuple[int, int]]]:
    """Order sentences so that documents are decoded side by side: all first sentences, then all second ones, and so on.

    Longer documents come first, so that the documents with a further sentence are the first of each step.

    Parameters
    ----------
    lengths
        The number of sentences of each document, shape (n_documents,).

    Returns
    -------
    order
        The sentence of each place, shape (n_sentences,).
    spans
        The first place of each step, and the number of documents that have it.
    """
    rank = np.empty_like(lengths)
    rank[np.argsort(-lengths, kind="stable")] = np.arange(len(lengths))
    active = len(lengths) - np.cumsum(np.bincount(lengths))[:-1]
    firsts = np.cumsum(active) - active
    numbers = np.arange(lengths.sum())
    steps = numbers - np.repeat(np.cumsum(lengths) - lengths, lengths)
    order = np.empty_like(numbers)
    order[firsts[steps] + np.repeat(rank, lengths)] = numbers
    return order, list(zip(firsts.tolist(), active.tolist(), strict=True))


def _mix(counts: Array, general: Array, smoothing: float) -> Array:
    mixed: Array = (counts + smoothing * general) / (counts.sum(axis=-1, keepdims=True) + smoothing)
    return mixed
