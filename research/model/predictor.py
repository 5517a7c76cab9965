"""What predicts: a fitted linear classifier as plain arrays, which needs neither scikit-learn nor the corpus."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from research.arrays import Array, Integers
from research.model.features import Block, FittedFeatures, Texts, get_text
from research.model.sequence import decode, find_boundaries

SOFTMAX, SIGMOID = "softmax", "sigmoid"


@dataclass(frozen=True, eq=False)
class Decoding:
    """What decoding along a document needs; see `research.model.sequence.decode`."""

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
        The labels, sorted.
    features
        What turns sentences into rows.
    weights
        Shape (n_classes, n_features).
    intercepts
        Shape (n_classes,).
    scales
        What a score is multiplied with, shape (n_classes,); its sign is the other way round in Platt's notation.
    offsets
        What is then added, shape (n_classes,).
    link
        ``softmax`` over the classes, or the ``sigmoid`` of each, divided by their sum.
    decoding
        None where each sentence stands alone.
    """

    classes: tuple[str, ...]
    features: FittedFeatures
    weights: Array
    intercepts: Array
    scales: Array
    offsets: Array
    link: str = SOFTMAX
    decoding: Decoding | None = None

    def __post_init__(self) -> None:
        """Lay the weights of a feature side by side, as products with sparse rows need them."""
        object.__setattr__(self, "weights", np.asfortranarray(self.weights))

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
        return make_probabilities(self._score(blocks), self.link)

    def _score(self, blocks: dict[str, Block]) -> Array:
        columns = self.features.find_blocks()
        parts = [np.asarray(block @ self.weights[:, columns[name]].T) for name, block in blocks.items()]
        scores: Array = (sum(parts[1:], parts[0]) + self.intercepts) * self.scales + self.offsets
        return scores

    def decode_documents(self, boundaries: Integers, alone: Array) -> Array:
        """Return the probabilities of sentences given their documents from those of each sentence alone."""
        return alone if self.decoding is None else self.decoding.apply(boundaries, alone)

    def predict(self, X: Texts) -> NDArray[np.str_]:
        """Return the most probable domain of each sentence."""
        if self.decoding is None:  # the highest score has the highest probability
            found = self._score(self.features.make_blocks(X, self.features.tokenize(X)))
        else:
            found = self.predict_proba(X)
        labels: NDArray[np.str_] = np.array(self.classes)[found.argmax(axis=1)]
        return labels


@dataclass(frozen=True, eq=False)
class KeywordPredictor:
    """Predict by counting keywords; see `research.model.baselines.KeywordClassifier`.

    Attributes
    ----------
    classes
        The labels, sorted.
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
