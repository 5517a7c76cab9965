"""The baselines, and the one door to every classifier by its name."""

from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray
from sklearn.base import BaseEstimator, ClassifierMixin
from sklearn.calibration import CalibratedClassifierCV
from sklearn.dummy import DummyClassifier
from sklearn.linear_model import LogisticRegression
from sklearn.naive_bayes import ComplementNB
from sklearn.pipeline import Pipeline
from sklearn.svm import LinearSVC
from sklearn.utils.validation import check_is_fitted

from research.arrays import Array
from research.codebook import Codebook
from research.errors import InputError
from research.model.classifier import SentenceClassifier, make_features
from research.model.features import Texts
from research.model.predictor import SIGMOID, SOFTMAX, KeywordPredictor, LinearPredictor, Predictor
from research.model.vectorizer import SentenceFeatures
from research.text.tokens import Tokenizer, make_tokenizer

FULL = "full"
MOST_FREQUENT = "majority"


class KeywordClassifier(ClassifierMixin, BaseEstimator):
    """Count the codebook's keywords in a sentence: the dictionary method that any classifier must beat.

    A sentence without a keyword gets the shares that the domains have in the labelled sentences.

    Parameters
    ----------
    keywords
        The keywords of each domain.
    tokenizer
        From sentence to tokens; the shipped one by default.

    Examples
    --------
    >>> model = KeywordClassifier({"health": ["医院"], "education": ["学校"]}, Tokenizer())
    >>> model.fit(["开会"], ["health"]).predict(["修建学校", "修建医院"]).tolist()
    ['education', 'health']
    """

    def __init__(self, keywords: Mapping[str, Sequence[str]] | None = None, tokenizer: Tokenizer | None = None) -> None:
        self.keywords = keywords
        self.tokenizer = tokenizer

    def fit(self, X: Texts, y: Sequence[str]) -> Self:  # noqa: ARG002 - a dictionary learns from labels alone
        """Learn the shares of the domains."""
        keywords = self.keywords or {}
        self.classes_ = np.array(sorted({*keywords, *y}))
        self.prior_ = np.array([(list(y).count(label) + 1) for label in self.classes_], dtype=np.float64)
        self.prior_ /= self.prior_.sum()
        self.tokenizer_ = self.tokenizer or make_tokenizer()
        return self

    def predict_proba(self, X: Texts) -> Array:
        """Return shares of keyword hits mixed with the prior, shape (n_sentences, n_classes)."""
        return self.make_predictor().predict_proba(X)

    def predict(self, X: Texts) -> NDArray[np.str_]:
        """Return the domain with most hits, the more frequent one where they tie."""
        return self.make_predictor().predict(X)

    def make_predictor(self) -> KeywordPredictor:
        """Return what predicts, without scikit-learn."""
        check_is_fitted(self, "classes_")
        classes = tuple(map(str, self.classes_))
        keywords = self.keywords or {}
        return KeywordPredictor(classes, tuple(tuple(keywords.get(label, ())) for label in classes), self.prior_)


def _make_logistic(seed: int) -> Any:  # noqa: ANN401 - scikit-learn has no types
    return LogisticRegression(C=10.0, solver="saga", tol=1e-3, max_iter=200, random_state=seed)


def _make_svm(seed: int) -> Any:  # noqa: ANN401
    # dual=True: "auto" turns to the primal solver once rows exceed features and takes eight times as long
    return CalibratedClassifierCV(LinearSVC(C=0.5, dual=True, random_state=seed), cv=3, ensemble=False)


def _make_bayes(seed: int) -> Any:  # noqa: ANN401, ARG001
    return ComplementNB(alpha=0.3)


_LINEAR: Mapping[str, Callable[[int], Any]] = MappingProxyType(
    {
        "logistic": _make_logistic,
        "svm": _make_svm,
        "bayes": _make_bayes,
    }
)
CLASSIFIERS = (FULL, *_LINEAR, "keywords", MOST_FREQUENT)


def make_classifier(name: str, codebook: Codebook, *, tokenizer: Tokenizer | None = None, seed: int = 0) -> Any:  # noqa: ANN401
    """Make an unfitted classifier of sentences.

    Parameters
    ----------
    name
        ``full``, the model of `research.model.classifier`; ``logistic``, ``svm`` (calibrated) or ``bayes`` (complement
        naive Bayes) on tf-idf over jieba tokens; ``keywords``, the codebook's dictionary; ``majority``, the most
        frequent domain whatever the sentence says.
    codebook
        Its keywords make the dictionary.
    tokenizer
        From sentence to tokens; the shipped one by default.
    seed
        Of whatever is random in the fit.

    Returns
    -------
    estimator
        With ``fit(sentences, labels)``, ``predict``, ``predict_proba`` and ``classes_``.

    Raises
    ------
    InputError
        If there is no classifier of that name.

    Examples
    --------
    >>> from research.codebook import read_codebook
    >>> model = make_classifier("bayes", read_codebook())
    >>> model.fit(["建设医院", "修建公路"], ["health", "urban_infrastructure"]).predict(["医院床位"]).tolist()
    ['health']
    """
    if name not in CLASSIFIERS:
        raise InputError(f"--classifier: {name!r} came; expected one of {', '.join(CLASSIFIERS)}")
    if name == FULL:
        return SentenceClassifier(make_features(tokenizer), terms=list_terms(codebook), seed=seed)
    if name == "keywords":
        return KeywordClassifier({d.id: list({*d.keywords, *d.counts}) for d in codebook.domains}, tokenizer)
    if name == MOST_FREQUENT:
        return Pipeline([("features", SentenceFeatures(tokenizer)), ("classifier", DummyClassifier(strategy="prior"))])
    return Pipeline([("features", SentenceFeatures(tokenizer)), ("classifier", _LINEAR[name](seed))])


def list_terms(codebook: Codebook) -> dict[str, list[str]]:
    """Return what a codebook says of each domain: what counts, keywords and examples, each once.

    Examples
    --------
    >>> from research.codebook import read_codebook
    >>> "粮食" in list_terms(read_codebook())["agriculture"]
    True
    """
    return {d.id: list(dict.fromkeys((*d.counts, *d.keywords, *d.examples))) for d in codebook.domains}


def make_predictor(estimator: Any) -> Predictor:  # noqa: ANN401
    """Return what predicts of a fitted classifier of this module, as plain arrays.

    Parameters
    ----------
    estimator
        From `make_classifier`, fitted.

    Examples
    --------
    >>> from research.codebook import read_codebook
    >>> model = make_classifier("svm", read_codebook())
    >>> texts, labels = ["建设医院", "修建公路"] * 3, ["health", "urban_infrastructure"] * 3
    >>> bool(np.allclose(make_predictor(model.fit(texts, labels)).predict_proba(texts), model.predict_proba(texts)))
    True
    """
    if isinstance(estimator, (SentenceClassifier, KeywordClassifier)):
        return estimator.make_predictor()
    classes = tuple(map(str, estimator.classes_))
    features, linear = estimator.named_steps["features"].fitted_, estimator.named_steps["classifier"]
    scales, offsets, link = np.ones(len(classes)), np.zeros(len(classes)), SOFTMAX
    if isinstance(linear, CalibratedClassifierCV):
        (found,) = linear.calibrated_classifiers_
        linear, link = found.estimator, SIGMOID
        slopes = np.array([(platt.a_, platt.b_) for platt in found.calibrators])
        scales, offsets = -slopes[:, 0], -slopes[:, 1]
        if len(slopes) == 1:
            scales, offsets = np.repeat(scales, 2), np.concatenate((-offsets, offsets))
    if isinstance(linear, DummyClassifier):
        width = next(iter(features.find_blocks().values())).stop
        weights, intercepts = np.zeros((len(classes), width)), np.log(linear.class_prior_)
    elif isinstance(linear, ComplementNB):
        weights, intercepts = linear.feature_log_prob_, np.zeros(len(classes))
    else:
        weights, intercepts = linear.coef_, linear.intercept_
        if len(weights) == 1:
            half = 1.0 if link == SIGMOID else 0.5
            weights = half * np.vstack((-weights, weights))
            intercepts = half * np.concatenate((-intercepts, intercepts))
    return LinearPredictor(classes, features, weights, intercepts, scales, offsets, link)
