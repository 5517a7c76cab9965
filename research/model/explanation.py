"""Why a sentence got its label: what its words, its headings, its neighbours and the decoding each added."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from scipy import sparse

from research.arrays import Array, Integers
from research.model.char_tfidf import CharacterTfidf
from research.model.features import Block, FittedFeatures, Texts, sum_vectors
from research.model.predictor import LinearPredictor
from research.model.sequence import find_boundaries
from research.text.tokens import TokenBatch


@dataclass(frozen=True)
class Explanation:
    """What spoke for a label, in units of log probability above the mean of all labels.

    For the label k, log p(k) - mean of log p(j) over all labels j is the sum of the five parts, exactly.

    Attributes
    ----------
    label
        The label that is explained.
    terms
        What each token of the sentence added (as a token, by its characters and by its vector), greatest first.
    headings, neighbours
        What the headings above and the sentences before and after added.
    base
        What stands before a word is read: how frequent the label is.
    decoding
        What the sequence of labels along the document added; negative if it spoke against the label.
    """

    label: str
    terms: tuple[tuple[str, float], ...]
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

    The classifier's scores are linear in the features, so what a feature added is its value times its weight, less the
    mean weight over all labels, times the scale of the calibration. A run of characters is shared out evenly among its
    characters and so among their tokens; the vector of a sentence is a weighted sum of its tokens' vectors.

    Parameters
    ----------
    predictor
        Of a classifier whose probabilities are a softmax of its scores.
    X
        Sentences, those of a document together and in order.
    labels
        The labels to explain; by default the most probable ones.
    tokens
        Of each sentence, where they are known already.

    Returns
    -------
    probabilities, explanations
        As `predict_proba`, shape (n_sentences, n_classes), and one explanation a sentence.

    Examples
    --------
    >>> from research.model.classifier import SentenceClassifier
    >>> from research.model.vectorizer import SentenceFeatures
    >>> model = SentenceClassifier(SentenceFeatures(), folds=2)
    >>> _ = model.fit(["建设医院", "修建公路", "医院床位", "公路通车"], ["health", "roads", "health", "roads"])
    >>> _, (found,) = explain_predictions(model.make_predictor(), ["新建医院"])
    >>> found.label, found.terms[0][0]
    ('health', '医院')
    """
    features = predictor.features
    tokens = features.tokenize(X) if tokens is None else tokens
    boundaries = find_boundaries(X)
    blocks = features.make_blocks(X, tokens, boundaries)
    alone = predictor.predict_blocks(blocks)
    probabilities = predictor.decode_documents(boundaries, alone)
    place = {label: column for column, label in enumerate(predictor.classes)}
    chosen = probabilities.argmax(axis=1) if labels is None else np.array([place[label] for label in labels])
    weights, offsets = _centre_weights(predictor)
    context = {name: _multiply_rows(blocks, weights, features, name, chosen) for name in ("headings", "neighbours")}
    moved = _centre_logs(probabilities) - _centre_logs(alone)
    added = weigh_tokens(predictor, blocks, tokens, chosen)
    explanations = [
        Explanation(
            label=predictor.classes[column],
            terms=tuple(terms),
            headings=float(context["headings"][number]),
            neighbours=float(context["neighbours"][number]),
            base=float(offsets[column]),
            decoding=float(moved[number, column]),
        )
        for number, (column, terms) in enumerate(zip(chosen, added.list_terms(len(X)), strict=True))
    ]
    return probabilities, explanations


@dataclass(frozen=True, eq=False)
class TokenWeights:
    """What each distinct token of each sentence added to a label, greatest first in each sentence.

    Attributes
    ----------
    tokens
        The tokens of the sentences.
    rows, numbers
        The sentence and the token (its number in ``tokens.words``) of each pair.
    added
        In units of log probability above the mean of all labels.
    """

    tokens: TokenBatch
    rows: Integers
    numbers: Integers
    added: Array

    def list_terms(self, n_sentences: int) -> list[list[tuple[str, float]]]:
        """Return the tokens of each sentence with what they added."""
        words = [self.tokens.words[number] for number in self.numbers.tolist()]
        pairs = list(zip(words, self.added.tolist(), strict=True))
        ends = np.searchsorted(self.rows, np.arange(n_sentences + 1)).tolist()
        return [pairs[start:end] for start, end in pairwise(ends)]

    def name_best(self, n_sentences: int, most: int) -> list[str]:
        """Return the tokens that spoke most for each sentence's label, joined by blanks."""
        starts = np.searchsorted(self.rows, np.arange(n_sentences))
        rank = np.arange(len(self.rows)) - starts[self.rows]
        kept = (rank < most) & (self.added > 0)
        words = [self.tokens.words[number] for number in self.numbers[kept].tolist()]
        ends = np.searchsorted(self.rows[kept], np.arange(n_sentences + 1)).tolist()
        return [" ".join(words[start:end]) for start, end in pairwise(ends)]


def weigh_tokens(
    predictor: LinearPredictor, blocks: dict[str, Block], tokens: TokenBatch, chosen: Integers
) -> TokenWeights:
    """Share what tokens, characters and vectors added out among the tokens of each sentence.

    Parameters
    ----------
    predictor
        As in `explain_predictions`.
    blocks, tokens
        Of the sentences.
    chosen
        The number of the label that is explained, shape (n_sentences,).
    """
    features = predictor.features
    weights, _ = _centre_weights(predictor)
    columns = features.find_blocks()
    shift = max(len(tokens.words).bit_length(), 1)
    keys, first, pair_of, counts = np.unique(
        (tokens.owners.astype(np.int64) << shift) | tokens.numbers,
        return_index=True, return_inverse=True, return_counts=True,
    )  # fmt: skip
    rows, numbers = keys >> shift, keys & ((1 << shift) - 1)
    added = np.zeros(len(keys))
    if features.token_tfidf is not None:
        place = features.token_tfidf.places.find(tokens.words)[numbers]
        there = place >= 0
        order = np.lexsort((place[there], rows[there]))  # as the entries of the block stand
        values = sparse.csr_array(blocks["tokens"]).data
        picked = np.flatnonzero(there)[order]
        added[picked] += values * weights[chosen[rows[picked]], columns["tokens"].start + place[picked]]
    if features.character_tfidf is not None:
        block = sparse.csr_array(blocks["characters"])
        added += _share_characters(
            features.character_tfidf, block, weights[:, columns["characters"]], tokens, pair_of, chosen
        )
    if features.vectors is not None:
        used = tokens.used
        place = features.vectors.places.find(tokens.words)[used]
        spoken = np.where(place >= 0, features.vectors.idf[place], 0)[:, None] * (
            features.vectors.matrix[place] @ weights[:, columns["own"]].T
        )
        lengths = np.maximum(np.linalg.norm(sum_vectors(features.vectors, tokens), axis=1), 1e-12)
        added += counts * spoken[np.searchsorted(used, numbers), chosen[rows]] / lengths[rows]
    order = np.lexsort((first, -added, rows))
    return TokenWeights(tokens, rows[order], numbers[order], added[order])


def _share_characters(
    characters: CharacterTfidf,
    block: sparse.csr_array,
    weights: Array,
    tokens: TokenBatch,
    pair_of: Integers,
    chosen: Integers,
) -> Array:
    """Share what each run of characters added evenly among its characters, and so among their tokens."""
    found = characters.find_ngrams(tokens)
    shift = max(block.shape[1].bit_length(), 1)
    standing = np.repeat(np.arange(block.shape[0]), np.diff(block.indptr))
    entries = (standing << shift) | block.indices
    entry = np.searchsorted(entries, (found.rows.astype(np.int64) << shift) | found.columns)
    value = block.data * weights[chosen[standing], block.indices] / np.bincount(entry, minlength=len(entries))
    share = value[entry] / found.lengths
    pair_of_letter = np.repeat(pair_of, characters.count_letters(tokens))
    added = np.zeros(pair_of.max(initial=-1) + 1)
    for step in range(int(found.lengths.max(initial=0))):
        here = found.lengths > step
        added += np.bincount(pair_of_letter[found.starts[here] + step], share[here], minlength=len(added))
    return added


def _centre_weights(predictor: LinearPredictor) -> tuple[Array, Array]:
    """Return the weights and offsets of each label less their mean over labels, in units of log probability."""
    weights = predictor.scales[:, None] * predictor.weights
    offsets = predictor.scales * predictor.intercepts + predictor.offsets
    return weights - weights.mean(axis=0), offsets - offsets.mean()


def _multiply_rows(
    blocks: dict[str, Block], weights: Array, features: FittedFeatures, name: str, chosen: Integers
) -> Array:
    if name not in blocks:
        return np.zeros(len(chosen))
    products = np.asarray(blocks[name] @ weights[:, features.find_blocks()[name]].T)
    picked: Array = products[np.arange(len(chosen)), chosen]
    return picked


def _centre_logs(probabilities: Array) -> Array:
    logs = np.log(np.maximum(probabilities, 1e-300))
    centred: Array = logs - logs.mean(axis=1, keepdims=True)
    return centred
