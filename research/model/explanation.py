"""The influence of words, headings, neighbours and decoding on the label of a sentence."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

import numpy as np
from scipy import sparse

from research.arrays import Array, Integers
from research.model.features import Block, Texts, find_boundaries, sum_vectors
from research.model.predictor import LinearPredictor
from research.model.tfidf import Ngrams, weigh_entries
from research.text.tokens import TokenBatch


class TermInfluence(NamedTuple):
    """The influence of a token on a label."""

    term: str
    influence: float


@dataclass(frozen=True)
class Explanation:
    """The influences on a label, in units of log probability above the label mean.

    The label mean is the mean of log p(j) over the fitted labels j. For the label k, log p(k) less the label mean is
    the sum of the five parts, exactly.

    Attributes
    ----------
    label
        The label that is explained.
    terms
        The influence of each token of the sentence (as a token, by its characters and by its vector), greatest first.
    headings, neighbours
        The influence of the headings above and of the sentences before and after.
    base
        The bias of the label, independent of the sentence: how frequent the label is.
    decoding
        The influence of the labels along the document; negative where they make the label less probable.
    """

    label: str
    terms: tuple[TermInfluence, ...]
    headings: float
    neighbours: float
    base: float
    decoding: float


def explain_predictions(
    predictor: LinearPredictor,
    X: Texts,
    labels: Sequence[str] | None = None,
    *,
    tokens: TokenBatch | None = None,
) -> tuple[Array, list[Explanation]]:
    """Predict sentences and explain a label of each.

    The classifier's scores are linear in the features: the influence of a feature is its value times its weight, less
    the mean weight over the fitted labels, times the slope of the calibration. The influence of an n-gram is divided
    evenly among its characters and so among their tokens; the vector of a sentence is a weighted sum of the vectors of
    its tokens.

    Parameters
    ----------
    predictor
        Predictor whose probabilities are a softmax of its scores.
    X
        Sentences, those of a document together and in order.
    labels
        The label to explain of each sentence; by default the most probable one.
    tokens
        The tokens of the sentences, where they are known already.

    Returns
    -------
    probabilities, explanations
        As `predict_proba`, shape (n_sentences, n_classes), and one explanation a sentence.

    Raises
    ------
    ValueError
        If a label is none of the fitted classes.

    Examples
    --------
    >>> from research.model.classifier import SentenceClassifier
    >>> from research.model.vectorizer import SentenceFeatures
    >>> model = SentenceClassifier(SentenceFeatures(), n_splits=2)
    >>> _ = model.fit(["建设医院", "修建公路", "医院床位", "公路通车"], ["health", "roads", "health", "roads"])
    >>> _, (found,) = explain_predictions(model.make_predictor(), ["新建医院"])
    >>> found.label, found.terms[0].term
    ('health', '医院')
    """
    features = predictor.features
    tokens = features.tokenize(X) if tokens is None else tokens
    boundaries, ngrams = find_boundaries(X), features.find_ngrams(tokens)
    blocks = features.make_blocks(X, tokens, boundaries, ngrams)
    alone = predictor.predict_blocks(blocks)
    probabilities = predictor.decode_documents(boundaries, alone)
    chosen = probabilities.argmax(axis=1) if labels is None else _find_columns(predictor, labels)
    biases = predictor.scales * predictor.intercepts + predictor.biases
    fitted = np.searchsorted(predictor.columns, chosen)
    context = {name: _multiply_rows(blocks, predictor, name, fitted) for name in ("headings", "neighbours")}
    decoding = _centre_logs(probabilities[:, predictor.columns]) - _centre_logs(alone[:, predictor.columns])
    terms = measure_influence(predictor, blocks, tokens, ngrams, chosen).list_terms(len(X))
    explanations = [
        Explanation(
            label=predictor.classes[column],
            terms=tuple(terms[number]),
            headings=float(context["headings"][number]),
            neighbours=float(context["neighbours"][number]),
            base=float(biases[fitted[number]] - biases.mean()),
            decoding=float(decoding[number, fitted[number]]),
        )
        for number, column in enumerate(chosen)
    ]
    return probabilities, explanations


@dataclass(frozen=True, eq=False)
class TokenInfluence:
    """The influence of each distinct token of each sentence on a label, in the order of the sentences.

    Attributes
    ----------
    tokens
        The tokens of the sentences.
    rows, numbers
        The sentence and the token (its number in ``tokens.words``) of each pair.
    first
        The place of the token's first occurrence among all tokens: of equal influences the first goes before.
    influence
        In units of log probability above the label mean.
    """

    tokens: TokenBatch
    rows: Integers
    numbers: Integers
    first: Integers
    influence: Array

    def list_terms(self, n_sentences: int) -> list[list[TermInfluence]]:
        """Return the tokens of each sentence with their influence, greatest first."""
        order = self._sort(np.arange(len(self.rows)))
        words = [self.tokens.words[number] for number in self.numbers[order].tolist()]
        terms = list(map(TermInfluence, words, self.influence[order].tolist()))
        offsets = np.searchsorted(self.rows, np.arange(n_sentences + 1)).tolist()
        return [terms[start:end] for start, end in pairwise(offsets)]

    def join_top_terms(self, n_sentences: int, max_terms: int) -> list[str]:
        """Return the tokens of each sentence with the greatest positive influence, joined by blanks."""
        order = self._sort(np.flatnonzero(self.influence > 0))
        rows = self.rows[order]
        kept = np.arange(len(rows)) - np.searchsorted(rows, rows) < max_terms
        words = np.array(self.tokens.words, dtype=object)[self.numbers[order[kept]]].tolist()
        offsets = np.searchsorted(rows[kept], np.arange(n_sentences + 1)).tolist()
        return [" ".join(words[start:end]) for start, end in pairwise(offsets)]

    def _sort(self, pairs: Integers) -> Integers:
        """Return pairs in the order of the sentences, the greatest influence of each first."""
        order: Integers = pairs[np.lexsort((self.first[pairs], -self.influence[pairs], self.rows[pairs]))]
        return order


def measure_influence(
    predictor: LinearPredictor, blocks: dict[str, Block], tokens: TokenBatch, ngrams: Ngrams | None, chosen: Integers
) -> TokenInfluence:
    """Divide the influence of tokens, characters and vectors among the tokens of each sentence.

    Parameters
    ----------
    predictor
        As in `explain_predictions`.
    blocks, tokens, ngrams
        Of the sentences.
    chosen
        The column of the label that is explained among the predictor's classes, shape (n_sentences,).
    """
    chosen = np.searchsorted(predictor.columns, chosen)
    features = predictor.features
    columns = features.find_blocks()
    shift = max(len(tokens.words).bit_length(), 1)
    keys, first, pair_of, counts = np.unique(
        (tokens.owners.astype(np.int64) << shift) | tokens.numbers,
        return_index=True, return_inverse=True, return_counts=True,
    )  # fmt: skip
    rows, numbers = keys >> shift, keys & ((1 << shift) - 1)
    influence = np.zeros(len(keys))
    if features.token_tfidf is not None:
        place = features.token_tfidf.places.find(tokens.words)[numbers]
        known = np.flatnonzero(place >= 0)
        values = weigh_entries(counts[known], rows[known], features.token_tfidf.idf[place[known]])
        features_of = columns["tokens"].start + place[known]
        influence[known] += values * _pick_weights(predictor, chosen[rows[known]], features_of)
    if features.character_tfidf is not None and ngrams is not None:
        pair_of_letter = np.repeat(pair_of, features.character_tfidf.count_letters(tokens))
        features_of = columns["characters"].start + ngrams.columns[ngrams.firsts]
        weights = _pick_weights(predictor, chosen[ngrams.rows[ngrams.firsts]], features_of)
        times = ngrams.counts
        values = sparse.csr_array(blocks["characters"]).data * weights / times
        influence += _divide_ngrams(np.repeat(values, times), ngrams, pair_of_letter, len(keys))
    if features.vectors is not None:
        used = tokens.used
        place = features.vectors.places.find(tokens.words)[used]
        of_vectors = np.where(place >= 0, features.vectors.idf[place], 0)[:, None] * (
            features.vectors.matrix[place] @ _centre_weights(predictor, columns["own"]).T
        )
        lengths = np.maximum(np.linalg.norm(sum_vectors(features.vectors, tokens), axis=1), 1e-12)
        influence += counts * of_vectors[np.searchsorted(used, numbers), chosen[rows]] / lengths[rows]
    return TokenInfluence(tokens, rows, numbers, first, influence)


def _divide_ngrams(values: Array, ngrams: Ngrams, pair_of_letter: Integers, n_pairs: int) -> Array:
    """Divide the influence of each occurrence of an n-gram evenly among its characters, and so among their tokens."""
    shares = values / ngrams.lengths
    influence = np.zeros(n_pairs)
    for step in range(int(ngrams.lengths.max(initial=0))):
        here = ngrams.lengths > step
        influence += np.bincount(pair_of_letter[ngrams.starts[here] + step], shares[here], minlength=n_pairs)
    return influence


def _find_columns(predictor: LinearPredictor, labels: Sequence[str]) -> Integers:
    place = {predictor.classes[column]: column for column in predictor.columns.tolist()}
    for label in labels:
        if label not in place:
            raise ValueError(f"label {label!r} must be one of the fitted classes, got {', '.join(place)}")
    return np.array([place[label] for label in labels], dtype=np.int64)


def _pick_weights(predictor: LinearPredictor, fitted: Integers, features: Integers) -> Array:
    """Return the weight of each feature for its label, less the mean over the labels, in units of log probability."""
    found: Array = predictor.scales[fitted] * predictor.weights[fitted, features] - predictor.mean_weights[features]
    return found


def _centre_weights(predictor: LinearPredictor, columns: slice) -> Array:
    """Return the weights of some columns for each fitted label, less their means, in units of log probability."""
    found: Array = predictor.scales[:, None] * predictor.weights[:, columns] - predictor.mean_weights[columns]
    return found


def _multiply_rows(blocks: dict[str, Block], predictor: LinearPredictor, name: str, chosen: Integers) -> Array:
    if name not in blocks:
        return np.zeros(len(chosen))
    products = np.asarray(blocks[name] @ _centre_weights(predictor, predictor.features.find_blocks()[name]).T)
    picked: Array = products[np.arange(len(chosen)), chosen]
    return picked


def _centre_logs(probabilities: Array) -> Array:
    logs = np.log(np.maximum(probabilities, 1e-300))
    centred: Array = logs - logs.mean(axis=1, keepdims=True)
    return centred
