"""The estimator that puts the stages together: sentences -> domain probabilities, along their documents."""

import warnings
from collections.abc import Mapping, Sequence
from itertools import product
from typing import Any, Self, TypeAlias

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from scipy.optimize import minimize
from sklearn.base import BaseEstimator, ClassifierMixin, clone
from sklearn.model_selection import StratifiedGroupKFold
from sklearn.svm import LinearSVC
from sklearn.utils.validation import check_is_fitted

from research.arrays import Array, Integers
from research.model.features import Texts
from research.model.predictor import SOFTMAX, Decoding, LinearPredictor, make_probabilities
from research.model.sequence import START, count_transitions, decode, find_boundaries, make_transitions
from research.model.vectorizer import SentenceFeatures
from research.model.vectors import read_vectors
from research.text.sentences import Sentence
from research.text.tokens import Tokenizer

_SHRINKAGE = 0.001
_FLOOR, _ENOUGH, _FEW_PAIRS = -3.0, 8000, 200
_STRENGTHS, _POWERS = (0.0, 0.25, 0.5, 0.75, 1.0), (0.2, 0.4, 0.6, 0.8, 1.0)

Rows: TypeAlias = sparse.csr_array | NDArray[np.float32]


class SentenceClassifier(ClassifierMixin, BaseEstimator):
    """Classify the sentences of documents by their features and by what stands around them.

    A linear support vector machine scores each sentence; its scores are made probabilities on held-out documents
    (vector scaling: Guo et al. 2017, section 4.2) and decoded along the document (`research.model.sequence`), with
    exponents that are best for the same held-out documents. Give the sentences of a document together and in order.

    Parameters
    ----------
    features
        What turns sentences into rows, as `SentenceFeatures` does; by default tokens, characters, and the shipped word
        vectors of the sentence, its neighbours and its headings.
    terms
        What the codebook says of each label: words and phrases, which the linear classifier learns from as if they
        were labelled sentences. Calibration and decoding do not see them.
    decoding
        Whether sentences are decoded along their documents.
    linear
        The linear classifier; by default a support vector machine.
    folds
        How many parts the documents are held out in.
    seed
        Of whatever is random in the fit.

    Attributes
    ----------
    classes_
        The labels, sorted.
    decoding_
        Transitions, prior and the exponents that were found best; see `decode`.

    Examples
    --------
    >>> model = SentenceClassifier(SentenceFeatures(), folds=2)
    >>> model.fit(["建设医院", "修建公路", "医院床位", "公路通车"], ["health", "roads", "health", "roads"])
    SentenceClassifier(features=SentenceFeatures(), folds=2)
    >>> model.predict(["医院"]).tolist()
    ['health']
    """

    def __init__(
        self,
        features: Any = None,  # noqa: ANN401 - any transformer of sentences
        *,
        terms: Mapping[str, Sequence[str]] | None = None,
        decoding: bool = True,
        linear: Any = None,  # noqa: ANN401 - scikit-learn has no types
        folds: int = 4,
        seed: int = 0,
    ) -> None:
        self.features = features
        self.terms = terms
        self.decoding = decoding
        self.linear = linear
        self.folds = folds
        self.seed = seed

    def fit(self, X: Texts, y: Sequence[str]) -> Self:
        """Learn from labelled sentences."""
        self.classes_ = np.unique(np.array([*y, *(label for label, found in (self.terms or {}).items() if found)]))
        codes = np.searchsorted(self.classes_, np.asarray(y))
        self.features_ = clone(self.features) if self.features is not None else make_features()
        place = {str(label): code for code, label in enumerate(self.classes_)}
        said = [(term, place[label]) for label, found in (self.terms or {}).items() if label in place for term in found]
        rows = self.features_.fit_transform([*X, *(term for term, _ in said)])
        rows, term_rows = rows[: len(codes)], rows[len(codes) :]
        taught = (term_rows, np.array([code for _, code in said], dtype=np.int64))
        self.linear_ = self._fit_linear(rows, codes, taught)
        held_out, folds = self._score_held_out(X, rows, codes, taught)
        seen = np.concatenate([test for _, test in folds]) if folds else np.arange(len(codes))
        self.scaling_ = _fit_scaling(held_out[seen], codes[seen])
        prior = np.maximum(np.bincount(codes, minlength=len(self.classes_)), 1.0)
        prior /= prior.sum()
        self.decoding_ = self._fit_decoding(X, codes, _scale(held_out, self.scaling_), folds, prior)
        return self

    def predict_proba(self, X: Texts) -> Array:
        """Return probabilities given the sentence and its document, shape (n_sentences, n_classes)."""
        return self.decoding_.apply(find_boundaries(X), self.predict_alone(X))

    def predict_alone(self, X: Texts) -> Array:
        """Return probabilities before decoding, shape (n_sentences, n_classes)."""
        check_is_fitted(self, "linear_")
        if isinstance(self.features_, SentenceFeatures):
            return self.make_predictor().predict_alone(X)
        return _scale(_score(self.linear_, self.features_.transform(X), len(self.classes_)), self.scaling_)

    def make_predictor(self) -> LinearPredictor:
        """Return what predicts, as plain arrays.

        Raises
        ------
        TypeError
            If the features are not `SentenceFeatures`.
        """
        check_is_fitted(self, "linear_")
        if not isinstance(self.features_, SentenceFeatures):
            raise TypeError(f"only SentenceFeatures make a predictor, not {type(self.features_).__name__}")
        weights, intercepts = spread_weights(self.linear_, len(self.classes_))
        scales = np.full(len(self.classes_), np.exp(self.scaling_[0]))
        return LinearPredictor(
            tuple(map(str, self.classes_)), self.features_.fitted_, weights, intercepts, scales, self.scaling_[1:],
            decoding=self.decoding_,
        )  # fmt: skip

    def predict(self, X: Texts) -> NDArray[np.str_]:
        """Return the most probable domain of each sentence."""
        labels: NDArray[np.str_] = self.classes_[self.predict_proba(X).argmax(axis=1)]
        return labels

    def _fit_linear(self, rows: Rows, codes: Integers, taught: tuple[Rows, Integers]) -> Any:  # noqa: ANN401
        term_rows, term_codes = taught
        if len(term_codes):
            stack = sparse.vstack if sparse.issparse(rows) else np.vstack
            rows, codes = stack((rows, term_rows)), np.concatenate((codes, term_codes))
            rows = sparse.csr_array(rows) if sparse.issparse(rows) else rows
        if self.linear is not None:
            return clone(self.linear).fit(rows, codes)
        # dual=True: "auto" turns to the primal solver once rows exceed features and takes eight times as long
        return LinearSVC(C=0.5, dual=True, tol=1e-2, random_state=self.seed).fit(rows, codes)

    def _score_held_out(
        self, X: Texts, rows: Rows, codes: Integers, taught: tuple[Rows, Integers]
    ) -> tuple[Array, list[tuple[Integers, Integers]]]:
        """Score sentences by a machine that did not see their documents (term statistics excepted, unlabelled).

        All of them, or in a large corpus the first folds that hold enough to settle a few dozen numbers.
        """
        groups = [x.document_id if isinstance(x, Sentence) else f"#{n}" for n, x in enumerate(X)]
        folds = min(self.folds, len(set(groups)), int(np.bincount(codes).max()))
        scores = np.full((len(codes), len(self.classes_)), _FLOOR)
        if folds < 2:
            return _score(self.linear_, rows, len(self.classes_)), []
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", UserWarning)  # a domain in fewer documents than folds is no error here
            splitter = StratifiedGroupKFold(folds, shuffle=True, random_state=self.seed)
            parts = [(a, b) for a, b in splitter.split(rows, codes, groups) if len(b) and len(np.unique(codes[a])) > 1]
        enough = next((n for n in range(1, len(parts)) if sum(len(b) for _, b in parts[:n]) >= _ENOUGH), len(parts))
        for train, test in parts[:enough]:
            scores[test] = _score(self._fit_linear(rows[train], codes[train], taught), rows[test], len(self.classes_))
        return scores, parts[:enough]

    def _fit_decoding(
        self, X: Texts, codes: Integers, probabilities: Array, folds: Sequence[tuple[Integers, Integers]], prior: Array
    ) -> Decoding:
        boundaries = find_boundaries(X)
        pairs = int((boundaries != START).sum())
        if not self.decoding or all(isinstance(x, str) for x in X):
            return Decoding(make_transitions(prior), prior, 0.0, 0.0)
        if pairs < _FEW_PAIRS:  # labels that lie scattered tell nothing of what follows what
            return Decoding(make_transitions(prior), prior, 1.0, 1.0)
        strength, power = self._choose_exponents(X, probabilities, codes, folds, prior)
        return Decoding(count_transitions(codes, boundaries, len(self.classes_)), prior, strength, power)

    def _choose_exponents(
        self,
        X: Texts,
        probabilities: Array,
        codes: Integers,
        folds: Sequence[tuple[Integers, Integers]],
        prior: Array,
    ) -> tuple[float, float]:
        """Return the exponents under which held-out documents are most probable."""
        likelihood = dict.fromkeys(product(_STRENGTHS, _POWERS), 0.0)
        for train, test in folds:
            transitions = count_transitions(codes[train], find_boundaries([X[i] for i in train]), len(self.classes_))
            boundaries = find_boundaries([X[i] for i in test])
            for strength, power in likelihood:
                found = decode(probabilities[test], boundaries, transitions, prior, strength=strength, power=power)
                likelihood[strength, power] += float(
                    np.log(np.maximum(found[range(len(test)), codes[test]], 1e-9)).sum()
                )
        return max(likelihood, key=lambda exponents: likelihood[exponents])


def make_features(tokenizer: Tokenizer | None = None) -> SentenceFeatures:
    """Make the features of the full model.

    Examples
    --------
    >>> make_features().ngram_range
    (1, 2)
    """
    return SentenceFeatures(tokenizer, ngram_range=(1, 2), vectors=read_vectors(), neighbours=0.3, headings=0.3)


def _score(linear: Any, rows: Rows, n_classes: int) -> Array:  # noqa: ANN401
    return _spread(linear, linear.decision_function(rows), n_classes)


def _spread(linear: Any, scores: Array, n_classes: int) -> Array:  # noqa: ANN401
    """Give each class its column, also where the linear classifier knows two or lacks some."""
    scores = scores.reshape(len(scores), -1)
    if scores.shape[1] == 1:
        scores = np.hstack((-scores, scores))
    full = np.full((len(scores), n_classes), _FLOOR)
    full[:, linear.classes_] = scores
    return full


def spread_weights(linear: Any, n_classes: int) -> tuple[Array, Array]:  # noqa: ANN401
    """Return weights and intercepts of all classes, of a linear classifier that may know two or lack some."""
    weights, intercepts = linear.coef_, linear.intercept_
    if len(weights) == 1:
        weights, intercepts = np.vstack((-weights, weights)), np.concatenate((-intercepts, intercepts))
    every, offsets = np.zeros((n_classes, weights.shape[1])), np.full(n_classes, _FLOOR)
    every[linear.classes_], offsets[linear.classes_] = weights, intercepts
    return every, offsets


def _scale(scores: Array, scaling: Array) -> Array:
    return make_probabilities(scores * np.exp(scaling[0]) + scaling[1:], SOFTMAX)


def _fit_scaling(scores: Array, codes: Integers) -> Array:
    """Find the factor (its logarithm) and the offsets under which the labels are most probable."""
    gold = np.eye(scores.shape[1])[codes]
    shrinkage = max(_SHRINKAGE, 0.5 / len(codes))  # few labels do not outweigh what the codebook says

    def lose(parameters: Array) -> tuple[float, Array]:
        gap = (_scale(scores, parameters) - gold) / len(codes)
        chosen = _scale(scores, parameters)[range(len(codes)), codes]
        loss = -np.log(np.maximum(chosen, 1e-12)).mean() + shrinkage * (parameters[1:] ** 2).sum()
        slope = np.concatenate(
            (
                [(gap * scores).sum() * np.exp(parameters[0])],
                gap.sum(axis=0) + 2 * shrinkage * parameters[1:],
            )
        )
        return float(loss), slope

    found: Array = minimize(lose, np.zeros(scores.shape[1] + 1), jac=True, method="L-BFGS-B").x
    return found
