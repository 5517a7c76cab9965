"""The baselines, and `make_classifier`, which makes every classifier by its name."""

from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray
from sklearn.base import BaseEstimator, ClassifierMixin, clone
from sklearn.calibration import CalibratedClassifierCV
from sklearn.dummy import DummyClassifier
from sklearn.linear_model import LogisticRegression
from sklearn.naive_bayes import ComplementNB
from sklearn.pipeline import Pipeline
from sklearn.svm import LinearSVC
from sklearn.utils import Tags
from sklearn.utils.validation import check_is_fitted

from research.arrays import Array, Integers
from research.codebook import Codebook, read_codebook
from research.errors import InputError
from research.model.classifier import SentenceClassifier, make_features
from research.model.encoding import check_labels, order_classes
from research.model.examples import list_terms
from research.model.features import Terms, Texts, list_texts
from research.model.predictor import SIGMOID, SOFTMAX, KeywordPredictor, LinearPredictor, Predictor
from research.model.vectorizer import SentenceFeatures

FULL = "full"
SVM = "svm"
CALIBRATION_FOLDS = 3  # every one needs a sentence of each class
MOST_FREQUENT = "majority"


class KeywordClassifier(ClassifierMixin, BaseEstimator):
    """Count the codebook's keywords in a sentence: the dictionary method, which any classifier must beat.

    A sentence without a keyword gets the shares of the domains among the labelled sentences.

    Parameters
    ----------
    keywords
        The keywords of each domain.
    classes
        All labels in the order of the columns, such as ``codebook.ids``; by default those of the keywords and of `y`,
        sorted.

    Attributes
    ----------
    classes_
        The labels in the order of the columns.
    prior_
        The smoothed share of each class, shape (n_classes,).

    Examples
    --------
    >>> model = KeywordClassifier({"health": ["医院"], "education": ["学校"]})
    >>> model.fit(["开会"], ["health"]).predict(["修建学校", "修建医院"]).tolist()
    ['education', 'health']
    """

    def __init__(
        self, keywords: Mapping[str, Sequence[str]] | None = None, *, classes: Sequence[Any] | None = None
    ) -> None:
        self.keywords = keywords
        self.classes = classes

    def __sklearn_tags__(self) -> Tags:
        """Tell scikit-learn that the input is text."""
        return _mark_as_text(super().__sklearn_tags__())

    def fit(self, X: Texts, y: Sequence[Any]) -> Self:
        """Learn the shares of the domains; the sentences themselves are not used.

        Raises
        ------
        ValueError
            As from `SentenceClassifier.fit`.
        """
        labels = check_labels(y, len(list_texts(X)))
        keywords = self.keywords or {}
        order = order_classes(labels, self.classes, keywords)
        self.classes_ = order.classes
        given = labels.tolist()
        self.prior_ = np.array([given.count(label) + 1 for label in self.classes_.tolist()], dtype=np.float64)
        self.prior_ /= self.prior_.sum()
        names = order.names or ("",) * len(self.classes_)
        self._keywords = tuple(tuple(keywords.get(name, ())) for name in names)
        return self

    def predict_proba(self, X: Texts) -> Array:
        """Return shares of keyword hits mixed with the prior, shape (n_sentences, n_classes)."""
        return self.make_predictor().predict_proba(list_texts(X))

    def predict(self, X: Texts) -> NDArray[Any]:
        """Return the domain with most hits; of equal ones, the more frequent domain."""
        best = self.predict_proba(X).argmax(axis=1)
        labels: NDArray[Any] = self.classes_[best]
        return labels

    def make_predictor(self) -> KeywordPredictor:
        """Return the fitted classifier as plain values."""
        check_is_fitted(self, "classes_")
        return KeywordPredictor(tuple(map(str, self.classes_)), self._keywords, self.prior_)


class OrderedClassifier(ClassifierMixin, BaseEstimator):
    """Bring the columns of any scikit-learn classifier into a given order.

    Parameters
    ----------
    estimator
        A classifier with ``predict_proba`` and ``classes_``, such as a pipeline of `SentenceFeatures` and a linear
        classifier.
    classes
        All labels in the order of the columns, such as ``codebook.ids``; by default the labels of `y`, sorted. A class
        without a labelled sentence has probability 0.

    Attributes
    ----------
    classes_
        The labels in the order of the columns.
    estimator_
        The fitted classifier.

    Examples
    --------
    >>> pipeline = Pipeline([("features", SentenceFeatures()), ("classifier", ComplementNB())])
    >>> model = OrderedClassifier(pipeline, classes=["roads", "parks", "health"])
    >>> model.fit(["建设医院", "修建公路"], ["health", "roads"]).predict_proba(["医院"]).round(2).tolist()
    [[0.37, 0.0, 0.63]]
    """

    def __init__(self, estimator: Any = None, *, classes: Sequence[Any] | None = None) -> None:  # noqa: ANN401
        self.estimator = estimator
        self.classes = classes

    def __sklearn_tags__(self) -> Tags:
        """Tell scikit-learn that the input is text."""
        return _mark_as_text(super().__sklearn_tags__())

    def fit(self, X: Texts, y: Sequence[Any]) -> Self:
        """Fit a clone of the classifier on labelled sentences.

        Raises
        ------
        ValueError
            As from `SentenceClassifier.fit`.
        """
        texts = list_texts(X)
        labels = check_labels(y, len(texts))
        self.classes_ = order_classes(labels, self.classes).classes
        self.estimator_ = clone(self.estimator).fit(texts, labels)
        return self

    def predict_proba(self, X: Texts) -> Array:
        """Return probabilities, shape (n_sentences, n_classes)."""
        check_is_fitted(self, "estimator_")
        part = self.estimator_.predict_proba(list_texts(X))
        probabilities = np.zeros((len(part), len(self.classes_)))
        probabilities[:, self.find_columns()] = part
        return probabilities

    def predict(self, X: Texts) -> NDArray[Any]:
        """Return the most probable label of each sentence."""
        best = self.predict_proba(X).argmax(axis=1)
        labels: NDArray[Any] = self.classes_[best]
        return labels

    def find_columns(self) -> Integers:
        """Return the column of each class of the fitted classifier, shape (n_fitted,)."""
        place = {label: column for column, label in enumerate(self.classes_.tolist())}
        return np.array([place[label] for label in self.estimator_.classes_.tolist()], dtype=np.int64)


def _make_logistic(random_state: int) -> Any:  # noqa: ANN401 - scikit-learn has no types
    return LogisticRegression(C=10.0, solver="saga", tol=1e-3, max_iter=200, random_state=random_state)


def _make_svm(random_state: int) -> Any:  # noqa: ANN401
    # dual=True: "auto" turns to the primal solver once rows exceed features and takes eight times as long
    return CalibratedClassifierCV(
        LinearSVC(C=0.5, dual=True, random_state=random_state), cv=CALIBRATION_FOLDS, ensemble=False
    )


def _make_bayes(random_state: int) -> Any:  # noqa: ANN401, ARG001 - nothing is random in it
    return ComplementNB(alpha=0.3)


def _make_majority(random_state: int) -> Any:  # noqa: ANN401, ARG001 - nothing is random in it
    return DummyClassifier(strategy="prior")


_ON_TFIDF: Mapping[str, Callable[[int], Any]] = MappingProxyType(
    {
        "logistic": _make_logistic,
        SVM: _make_svm,
        "bayes": _make_bayes,
        MOST_FREQUENT: _make_majority,
    }
)
CLASSIFIERS: tuple[str, ...] = (FULL, "logistic", SVM, "bayes", "keywords", MOST_FREQUENT)


def make_classifier(
    name: str = FULL,
    codebook: Codebook | None = None,
    *,
    terms: Mapping[str, Terms] | None = None,
    random_state: int = 0,
    n_jobs: int | None = None,
) -> Any:  # noqa: ANN401
    """Make an unfitted classifier of sentences.

    Parameters
    ----------
    name
        ``full``, the model of `research.model.classifier`; ``logistic``, ``svm`` (calibrated) or ``bayes`` (complement
        naive Bayes) on tf-idf of jieba tokens; ``keywords``, the codebook's dictionary; ``majority``, the most
        frequent domain for every sentence.
    codebook
        Its domains are the classes, in its order; ``full`` also learns from its terms, and ``keywords`` counts them.
        By default the shipped codebook.
    terms
        What ``full`` learns from beside the labelled sentences: by default the terms of the codebook. With the shipped
        corpus, `research.model.examples.list_examples` gives more.
    random_state
        Seed of the fit.
    n_jobs
        Number of processes that fit ``full``; None for one, -1 for all cores. The result is the same.

    Returns
    -------
    estimator
        A scikit-learn classifier with ``fit(sentences, labels)``, ``predict``, ``predict_proba`` and ``classes_``, the
        domain ids in codebook order. scikit-learn's `cross_val_predict` replaces labels by numbers, and so returns
        its columns in the order of the sorted ids.

    Raises
    ------
    InputError
        If there is no classifier of that name.

    Examples
    --------
    >>> model = make_classifier("bayes")
    >>> model.fit(["建设医院", "修建公路"], ["health", "urban_infrastructure"]).predict(["医院床位"]).tolist()
    ['health']
    """
    if name not in CLASSIFIERS:
        raise InputError(f"the classifier: got {name!r}, expected one of {', '.join(CLASSIFIERS)}")
    codebook = read_codebook() if codebook is None else codebook
    if name == FULL:
        return SentenceClassifier(
            make_features(),
            classes=codebook.ids,
            terms=list_terms(codebook) if terms is None else terms,
            random_state=random_state,
            n_jobs=n_jobs,
        )
    if name == "keywords":
        keywords = {d.id: list({*d.keywords, *d.counts}) for d in codebook.domains}
        return KeywordClassifier(keywords, classes=codebook.ids)
    pipeline = Pipeline([("features", SentenceFeatures()), ("classifier", _ON_TFIDF[name](random_state))])
    return OrderedClassifier(pipeline, classes=codebook.ids)


def make_predictor(estimator: Any) -> Predictor:  # noqa: ANN401
    """Return a fitted classifier of this module as plain arrays.

    Parameters
    ----------
    estimator
        From `make_classifier`, fitted.

    Examples
    --------
    >>> model = make_classifier("svm")
    >>> texts, labels = ["建设医院", "修建公路"] * 3, ["health", "urban_infrastructure"] * 3
    >>> bool(np.allclose(make_predictor(model.fit(texts, labels)).predict_proba(texts), model.predict_proba(texts)))
    True
    """
    if isinstance(estimator, (SentenceClassifier, KeywordClassifier)):
        return estimator.make_predictor()
    columns = estimator.find_columns()
    features, linear = (estimator.estimator_.named_steps[name] for name in ("features", "classifier"))
    features = features.fitted_
    scales, biases, link = np.ones(len(columns)), np.zeros(len(columns)), SOFTMAX
    if isinstance(linear, CalibratedClassifierCV):
        (found,) = linear.calibrated_classifiers_
        linear, link = found.estimator, SIGMOID
        platt = np.array([(sigmoid.a_, sigmoid.b_) for sigmoid in found.calibrators])
        scales, biases = -platt[:, 0], -platt[:, 1]
        if len(platt) == 1:
            scales, biases = np.repeat(scales, 2), np.concatenate((-biases, biases))
    if isinstance(linear, DummyClassifier):
        width = next(iter(features.find_blocks().values())).stop
        weights, intercepts = np.zeros((len(columns), width)), np.log(linear.class_prior_)
    elif isinstance(linear, ComplementNB):
        weights, intercepts = linear.feature_log_prob_, np.zeros(len(columns))
    else:
        weights, intercepts = linear.coef_, linear.intercept_
        if len(weights) == 1:
            half = 1.0 if link == SIGMOID else 0.5
            weights = half * np.vstack((-weights, weights))
            intercepts = half * np.concatenate((-intercepts, intercepts))
    by_column = np.argsort(columns)
    return LinearPredictor(
        tuple(map(str, estimator.classes_)),
        features,
        weights[by_column],
        intercepts[by_column],
        scales[by_column],
        biases[by_column],
        link,
        columns=columns[by_column],
    )


def _mark_as_text(tags: Tags) -> Tags:
    tags.input_tags.two_d_array, tags.input_tags.string = False, True
    return tags
