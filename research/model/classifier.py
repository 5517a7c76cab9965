"""The estimator that puts the stages together: sentences -> domain probabilities, along their documents."""

import warnings
from collections.abc import Mapping, Sequence
from itertools import chain, product
from typing import Any, NamedTuple, Self, TypeAlias

import numpy as np
from joblib import Parallel, delayed
from numpy.typing import NDArray
from scipy import sparse
from scipy.optimize import minimize_scalar
from sklearn.base import BaseEstimator, ClassifierMixin, clone
from sklearn.model_selection import StratifiedGroupKFold
from sklearn.svm import LinearSVC
from sklearn.utils import Tags
from sklearn.utils.validation import check_is_fitted

from research.arrays import Array, Integers
from research.corpus.document_groups import find_groups
from research.model.encoding import check_labels, order_classes
from research.model.features import START, Terms, Texts, find_boundaries, list_texts, weigh
from research.model.predictor import (
    SOFTMAX,
    Decoding,
    LinearPredictor,
    count_transitions,
    decode,
    make_probabilities,
    make_transitions,
    spread_columns,
)
from research.model.vectorizer import SentenceFeatures
from research.model.vectors import read_vectors
from research.text.sentences import Sentence
from research.text.tokens import Tokenizer

# Score of a class without an example in a fold: well below the margin, -1, of the other classes.
_MIN_SCORE = -3.0
# Temperature and decoding have three parameters, for which so many held-out sentences are enough.
_MAX_HELD_OUT = 3000
# The tolerance of liblinear, its own default: a tenth of it changes one label in 20,000. Where documents are held out
# five times as much changes the slope by a thousandth and takes two thirds of the time.
_TOLERANCE, _HELD_OUT_TOLERANCE = 0.1, 0.5
# Logarithms of the slopes that are tried: from nearly even probabilities to nearly certain ones.
_LOG_SLOPES = (-5.0, 5.0)
# With fewer pairs of neighbouring sentences than this, transitions are constants: see `make_transitions`.
_MIN_PAIRS = 200
# Exponents of the prior and of the transitions that are tried; see `decode`.
_STRENGTHS, _POWERS = (0.0, 0.25, 0.5, 0.75, 1.0), (0.2, 0.4, 0.6, 0.8, 1.0)

Rows: TypeAlias = sparse.csr_array | NDArray[np.float32]


class _Examples(NamedTuple):
    """Rows of features with the codes of their classes and their weights."""

    rows: Rows
    codes: Integers
    weights: Array

    def select(self, places: Integers) -> "_Examples":
        return _Examples(self.rows[places], self.codes[places], self.weights[places])


class _Split(NamedTuple):
    """The places of the training sentences and of the held-out sentences."""

    train: Integers
    test: Integers


class SentenceClassifier(ClassifierMixin, BaseEstimator):
    """Classify the sentences of documents by their features and by their place in the document.

    A linear support vector machine scores each sentence. Its scores become probabilities by temperature scaling (Guo et
    al. 2017), with the temperature under which held-out documents are most probable. A bias for each class as well
    (Alexandari, Kundaje and Shrikumar 2020) made no held-out documents more probable, and those of types that were not
    learned from less. The probabilities are then decoded along the document (`research.model.predictor`), with the
    exponents under which the same held-out documents are most probable. Give the sentences of a document together and
    in order; `list_texts` says which forms they may have.

    Parameters
    ----------
    features
        Transformer from sentences to rows, such as `SentenceFeatures`; by default tokens, characters, and the shipped
        word vectors of the sentence, its neighbours and its headings.
    classes
        All labels in the order of the columns, such as ``codebook.ids``; by default the labels of `y` and of `terms`,
        sorted. A class without a labelled sentence and without terms has probability 0.
    terms
        Examples of each label that are no part of a labelled document: words and phrases of the codebook, names of
        laws, titles (`research.model.examples`); texts, or `Weighted` ones. The linear classifier is fitted on them as
        if they were labelled sentences; calibration and decoding are not.
    decoding
        Whether sentences are decoded along their documents.
    linear
        The linear classifier; by default a support vector machine.
    n_splits
        Number of folds in which documents are held out.
    random_state
        Seed of the linear classifier and of the folds.
    n_jobs
        Number of processes that fit the linear classifiers; None for one, -1 for all cores. The result is the same.

    Attributes
    ----------
    classes_
        The labels in the order of the columns.
    slope_
        The factor of the scores before they become probabilities by a softmax, 1 / temperature.
    decoding_
        Transitions, prior and the chosen exponents; see `decode`.

    Examples
    --------
    >>> model = SentenceClassifier(SentenceFeatures(), n_splits=2)
    >>> model.fit(["建设医院", "修建公路", "医院床位", "公路通车"], ["health", "roads", "health", "roads"])
    SentenceClassifier(features=SentenceFeatures(), n_splits=2)
    >>> model.predict(["医院"]).tolist()
    ['health']
    """

    def __init__(
        self,
        features: Any = None,  # noqa: ANN401 - any transformer of sentences
        *,
        classes: Sequence[Any] | None = None,
        terms: Mapping[str, Terms] | None = None,
        decoding: bool = True,
        linear: Any = None,  # noqa: ANN401 - scikit-learn has no types
        n_splits: int = 4,
        random_state: int | None = 0,
        n_jobs: int | None = None,
    ) -> None:
        self.features = features
        self.classes = classes
        self.terms = terms
        self.decoding = decoding
        self.linear = linear
        self.n_splits = n_splits
        self.random_state = random_state
        self.n_jobs = n_jobs

    def __sklearn_tags__(self) -> Tags:
        """Tell scikit-learn that the input is text."""
        tags = super().__sklearn_tags__()
        tags.input_tags.two_d_array, tags.input_tags.string = False, True
        return tags

    def fit(self, X: Texts, y: Sequence[Any]) -> Self:
        """Fit the classifier on labelled sentences.

        Raises
        ------
        ValueError
            If `X` holds anything else than sentences, `y` has another length, or a label is none of `classes`.
        """
        texts = list_texts(X)
        labels = check_labels(y, len(texts))
        terms = self.terms or {}
        order = order_classes(labels, self.classes, [name for name, found in terms.items() if found])
        self.classes_ = order.classes
        column_of = {label: column for column, label in enumerate(order.classes.tolist())}
        column_of_name = {name: column for column, name in enumerate(order.names)}
        said = [
            (*weigh(x), column_of_name[name]) for name, found in terms.items() if name in column_of_name for x in found
        ]
        columns = np.array([column_of[label] for label in labels.tolist()], dtype=np.int64)
        # Fitting numbers the classes by label, not by column: liblinear's random choices depend on the numbers, and
        # the order of a codebook changes no result.
        fitted = np.unique([*columns, *(column for *_, column in said)])
        fitted = fitted[np.argsort(order.classes[fitted], kind="stable")]
        code_of = np.zeros(len(order.classes), dtype=np.int64)
        code_of[fitted] = np.arange(len(fitted))
        codes, term_codes = code_of[columns], code_of[np.array([column for *_, column in said], dtype=np.int64)]
        weights = np.array([*(1.0 for _ in codes), *(weight for _, weight, _ in said)])

        self.features_ = clone(self.features) if self.features is not None else make_features()
        rows = self.features_.fit_transform([*texts, *(term for term, *_ in said)])
        examples = _Examples(rows, np.concatenate((codes, term_codes)), weights)
        splits = self._split(texts, codes)
        said_places = np.arange(len(codes), len(weights))
        kept = (np.concatenate((split.train, said_places)) for split in splits)
        trained = chain([(examples, _TOLERANCE)], ((examples.select(places), _HELD_OUT_TOLERANCE) for places in kept))
        # Term statistics are those of all documents, also where documents are held out: they use no labels.
        self.linear_, *apart = Parallel(n_jobs=self.n_jobs)(
            delayed(self._fit_linear)(part, tolerance) for part, tolerance in trained
        )
        held_out = self._score_held_out(rows[: len(codes)], splits, apart, len(fitted))
        scored = np.concatenate([split.test for split in splits]) if splits else np.arange(len(codes))
        self.slope_ = _fit_slope(held_out[scored], codes[scored])
        prior = np.maximum(np.bincount(codes, minlength=len(fitted)), 1.0)
        prior /= prior.sum()
        decoding = self._fit_decoding(texts, codes, make_probabilities(held_out * self.slope_, SOFTMAX), splits, prior)

        self._by_column = np.argsort(fitted)
        self._columns = fitted[self._by_column]
        transitions = decoding.transitions[:, self._by_column[:, None], self._by_column]
        self.decoding_ = Decoding(transitions, prior[self._by_column], decoding.strength, decoding.power)
        return self

    def predict_proba(self, X: Texts) -> Array:
        """Return probabilities given the sentence and its document, shape (n_sentences, n_classes)."""
        check_is_fitted(self, "linear_")
        texts = list_texts(X)
        if isinstance(self.features_, SentenceFeatures):
            return self.make_predictor().predict_proba(texts)
        alone = self.predict_alone(texts)
        return self._spread(self.decoding_.apply(find_boundaries(texts), alone[:, self._columns]))

    def predict_alone(self, X: Texts) -> Array:
        """Return probabilities before decoding, shape (n_sentences, n_classes)."""
        check_is_fitted(self, "linear_")
        texts = list_texts(X)
        if isinstance(self.features_, SentenceFeatures):
            return self.make_predictor().predict_alone(texts)
        scores = _score(self.linear_, self.features_.transform(texts), len(self._columns))
        return self._spread(make_probabilities(scores[:, self._by_column] * self.slope_, SOFTMAX))

    def make_predictor(self) -> LinearPredictor:
        """Return the fitted classifier as plain arrays.

        Raises
        ------
        TypeError
            If the features are not `SentenceFeatures`.
        """
        check_is_fitted(self, "linear_")
        if not isinstance(self.features_, SentenceFeatures):
            raise TypeError(f"features must be SentenceFeatures, got {type(self.features_).__name__}")
        weights, intercepts = spread_weights(self.linear_, len(self._columns))
        return LinearPredictor(
            tuple(map(str, self.classes_)),
            self.features_.fitted_,
            weights[self._by_column],
            intercepts[self._by_column],
            np.full(len(self._columns), self.slope_),
            np.zeros(len(self._columns)),
            decoding=self.decoding_,
            columns=self._columns,
        )

    def predict(self, X: Texts) -> NDArray[Any]:
        """Return the most probable label of each sentence."""
        best = self.predict_proba(X).argmax(axis=1)
        labels: NDArray[Any] = self.classes_[best]
        return labels

    def _spread(self, part: Array) -> Array:
        return spread_columns(part, self._columns, len(self.classes_))

    def _fit_linear(self, examples: _Examples, tolerance: float) -> Any:  # noqa: ANN401
        # dual=True: "auto" turns to the primal solver once rows exceed features and takes eight times as long
        default = LinearSVC(C=0.5, dual=True, tol=tolerance, random_state=self.random_state)
        linear = default if self.linear is None else clone(self.linear)
        weights = {} if (examples.weights == 1).all() else {"sample_weight": examples.weights}
        return linear.fit(examples.rows, examples.codes, **weights)

    def _split(self, texts: Texts, codes: Integers) -> list[_Split]:
        """Split by groups of documents that repeat each other; of a large corpus only as many folds as hold enough."""
        groups = _name_groups(texts, self.n_splits)
        n_splits = min(self.n_splits, len(set(groups)), int(np.bincount(codes).max()))
        if n_splits < 2:
            return []
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", UserWarning)  # a domain in fewer documents than folds is no error here
            splitter = StratifiedGroupKFold(n_splits, shuffle=True, random_state=self.random_state)
            parts = [_Split(*part) for part in splitter.split(codes, codes, groups)]
        parts = [part for part in parts if len(part.test) and len(np.unique(codes[part.train])) > 1]
        held_out = np.cumsum([len(part.test) for part in parts])
        return parts[: int(np.searchsorted(held_out, _MAX_HELD_OUT)) + 1]

    def _score_held_out(self, rows: Rows, splits: Sequence[_Split], apart: Sequence[Any], n_classes: int) -> Array:
        """Score sentences by the linear classifier that was fitted without their documents."""
        if not splits:
            return _score(self.linear_, rows, n_classes)
        scores = np.full((rows.shape[0], n_classes), _MIN_SCORE)
        for split, linear in zip(splits, apart, strict=True):
            scores[split.test] = _score(linear, rows[split.test], n_classes)
        return scores

    def _fit_decoding(
        self, texts: Texts, codes: Integers, probabilities: Array, splits: Sequence[_Split], prior: Array
    ) -> Decoding:
        boundaries = find_boundaries(texts)
        if not self.decoding or all(isinstance(x, str) for x in texts):
            return Decoding(make_transitions(prior), prior, 0.0, 0.0)
        if int((boundaries != START).sum()) < _MIN_PAIRS:
            return Decoding(make_transitions(prior), prior, 1.0, 1.0)
        strength, power = _choose_exponents(texts, probabilities, codes, splits, prior)
        return Decoding(count_transitions(codes, boundaries, len(prior)), prior, strength, power)


def _name_groups(texts: Texts, min_groups: int) -> list[str]:
    """Return the group of documents that repeat each other, of each text; its document where there are few groups."""
    documents = [text.document_id if isinstance(text, Sentence) else f"#{n}" for n, text in enumerate(texts)]
    sentences = [text for text in texts if isinstance(text, Sentence)]
    first: dict[int, str] = {}
    found = zip(sentences, find_groups(sentences), strict=True)
    group_of = {one.document_id: first.setdefault(int(group), one.document_id) for one, group in found}
    groups = [group_of.get(name, name) for name in documents]
    return groups if len(set(groups)) >= min_groups else documents


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
    full = np.full((len(scores), n_classes), _MIN_SCORE)
    full[:, linear.classes_] = scores
    return full


def spread_weights(linear: Any, n_classes: int) -> tuple[Array, Array]:  # noqa: ANN401
    """Return weights and intercepts of all classes, of a linear classifier that may know two or lack some."""
    weights, intercepts = linear.coef_, linear.intercept_
    if len(weights) == 1:
        weights, intercepts = np.vstack((-weights, weights)), np.concatenate((-intercepts, intercepts))
    every, base = np.zeros((n_classes, weights.shape[1])), np.full(n_classes, _MIN_SCORE)
    every[linear.classes_], base[linear.classes_] = weights, intercepts
    return every, base


def _choose_exponents(
    texts: Texts, probabilities: Array, codes: Integers, splits: Sequence[_Split], prior: Array
) -> tuple[float, float]:
    """Return the exponents under which held-out documents are most probable."""
    likelihood = dict.fromkeys(product(_STRENGTHS, _POWERS), 0.0)
    for train, test in splits:
        transitions = count_transitions(codes[train], find_boundaries([texts[i] for i in train]), len(prior))
        boundaries = find_boundaries([texts[i] for i in test])
        for strength, power in likelihood:
            found = decode(probabilities[test], boundaries, transitions, prior, strength=strength, power=power)
            likelihood[strength, power] += float(np.log(np.maximum(found[range(len(test)), codes[test]], 1e-9)).sum())
    return max(likelihood, key=lambda exponents: likelihood[exponents])


def _fit_slope(scores: Array, codes: Integers) -> float:
    """Find the factor of the scores under which the labels are most probable."""

    def measure_loss(log_slope: float) -> float:
        probabilities = make_probabilities(scores * np.exp(log_slope), SOFTMAX)
        return -float(np.log(np.maximum(probabilities[range(len(codes)), codes], 1e-12)).mean())

    return float(np.exp(minimize_scalar(measure_loss, bounds=_LOG_SLOPES, method="bounded").x))
