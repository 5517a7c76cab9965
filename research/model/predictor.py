"""Predictors: fitted classifiers as plain arrays, which need neither scikit-learn nor the corpus."""

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from research.arrays import Array, Integers
from research.model.features import Block, FittedFeatures, Texts, get_text
from research.model.sequence import decode, find_boundaries

SOFTMAX, SIGMOID = "softmax", "sigmoid"


@dataclass(frozen=True, eq=False)
class Decoding:
    """The parameters of decoding along a document; see `research.model.sequence.decode`."""

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
