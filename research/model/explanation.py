"""Why a sentence got its label: what its words, its headings, its neighbours and the decoding each added."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from research.model.blocks import Block, FittedFeatures, Texts
from research.model.predictor import LinearPredictor
from research.text.tokens import TokenBatch

Array = NDArray[np.float64]


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


def explain_sentences(
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
    >>> from research.model.features import SentenceFeatures
    >>> model = SentenceClassifier(SentenceFeatures(), folds=2)
    >>> _ = model.fit(["建设医院", "修建公路", "医院床位", "公路通车"], ["health", "roads", "health", "roads"])
    >>> _, (found,) = explain_sentences(model.make_predictor(), ["新建医院"])
    >>> found.label, found.terms[0][0]
    ('health', '医院')
    """
    features = predictor.features
    tokens = features.tokenize(X) if tokens is None else tokens
    blocks = features.make_blocks(X, tokens)
    alone = predictor.predict_blocks(blocks)
    probabilities = predictor.decode_documents(X, alone)
    place = {str(label): column for column, label in enumerate(predictor.classes)}
    chosen = probabilities.argmax(axis=1) if labels is None else np.array([place[label] for label in labels])
    weights, offsets = _centre_weights(predictor)
    context = {name: _multiply_rows(blocks, weights, features, name, chosen) for name in ("headings", "neighbours")}
    moved = _centre_logs(probabilities) - _centre_logs(alone)
    terms = _TermWeights(features, weights, blocks, tokens)
    explanations = [
        Explanation(
            label=predictor.classes[column],
            terms=terms.share_out(number, column),
            headings=float(context["headings"][number]),
            neighbours=float(context["neighbours"][number]),
            base=float(offsets[column]),
            decoding=float(moved[number, column]),
        )
        for number, column in enumerate(chosen)
    ]
    return probabilities, explanations


class _TermWeights:
    """Shares what tokens, characters and vectors added out among the tokens of each sentence."""

    def __init__(self, features: FittedFeatures, weights: Array, blocks: dict[str, Block], tokens: TokenBatch) -> None:
        columns = features.find_blocks()
        self.tokens = tokens.list_tokens()
        self.blocks = blocks
        self.token_columns: dict[str, int] = {}
        if features.token_tfidf is not None:
            self.token_columns = features.token_tfidf.places
            self.token_weights = weights[:, columns["tokens"]]
        self.characters = features.character_tfidf
        if self.characters is not None:
            self.character_weights = weights[:, columns["characters"]]
        self.vector_rows = features.vectors.places if features.vectors is not None and "own" in columns else {}
        if features.vectors is not None:
            self.idf = features.vectors.idf
            self.matrix = features.vectors.matrix
            self.vector_weights = weights[:, columns["own"]]

    def share_out(self, number: int, column: int) -> tuple[tuple[str, float], ...]:
        """Return what each token of a sentence added to a label, greatest first."""
        added: dict[str, float] = defaultdict(float)
        tokens = self.tokens[number]
        if self.token_columns:
            found = [
                (self.token_columns[token], start, 1)
                for start, token in enumerate(tokens)
                if token in self.token_columns
            ]
            _share_runs(
                added, found, tokens, sparse.csr_array(self.blocks["tokens"][[number], :]), self.token_weights[column]
            )
        if self.characters is not None:
            owners = [token for token in tokens for _ in token]
            found = self.characters.locate("".join(tokens))
            _share_runs(
                added,
                found,
                owners,
                sparse.csr_array(self.blocks["characters"][[number], :]),
                self.character_weights[column],
            )
        known = [token for token in tokens if token in self.vector_rows]
        if known:
            rows = [self.vector_rows[token] for token in known]
            weighted = self.idf[rows, None] * self.matrix[rows]
            length = max(float(np.linalg.norm(weighted.sum(axis=0))), 1e-12)
            for token, share in zip(known, weighted @ self.vector_weights[column] / length, strict=True):
                added[token] += float(share)
        return tuple(sorted(added.items(), key=lambda item: -item[1]))


def _share_runs(
    added: dict[str, float],
    found: Sequence[tuple[int, int, int]],
    owners: Sequence[str],
    row: sparse.csr_array,
    weights: Array,
) -> None:
    """Share what each run (column, start, length) added evenly among the tokens that own its parts."""
    values = dict(zip(row.indices.tolist(), row.data.tolist(), strict=True))
    times = Counter(column for column, _, _ in found)
    for column, start, length in found:
        share = values[column] * float(weights[column]) / (times[column] * length)
        for owner in owners[start : start + length]:
            added[owner] += share


def _centre_weights(predictor: LinearPredictor) -> tuple[Array, Array]:
    """Return the weights and offsets of each label less their mean over labels, in units of log probability."""
    weights = predictor.scales[:, None] * predictor.weights
    offsets = predictor.scales * predictor.intercepts + predictor.offsets
    return weights - weights.mean(axis=0), offsets - offsets.mean()


def _multiply_rows(
    blocks: dict[str, Block], weights: Array, features: FittedFeatures, name: str, chosen: NDArray[np.int64]
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
