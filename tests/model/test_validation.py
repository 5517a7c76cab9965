"""Predictors from a file whose parts may not fit."""

import copy
from dataclasses import replace

import numpy as np
import pytest

from research.model.baselines import make_classifier, make_predictor
from research.model.classifier import SentenceClassifier
from research.model.predictor import KeywordPredictor
from research.model.validation import check_predictor
from research.model.vectorizer import SentenceFeatures
from research.model.vectors import fit_vectors
from research.text.tokens import Tokenizer

DOMAINS = ("a", "b")
KEYWORDS = KeywordPredictor(DOMAINS, (("医院",), ("公路",)), np.array([0.5, 0.5]))


@pytest.fixture(scope="module")
def linear():
    texts, labels = ["建设医院", "修建公路", "建设小学"], ["health", "urban_infrastructure", "education"]
    return make_predictor(make_classifier("bayes").fit(texts, labels))


def test_a_predictor_of_ours_fits(linear):
    check_predictor(linear, linear.classes)
    check_predictor(KEYWORDS, DOMAINS)


@pytest.mark.parametrize("domains", [("b", "a"), ("a",), ("a", "b", "c")])
def test_classes_are_the_domains_in_order(domains):
    with pytest.raises(ValueError, match="not the domains of its codebook in order"):
        check_predictor(KEYWORDS, domains)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"prior": np.ones(3)}, r"prior has the shape \(3,\), expected \(2,\)"),
        ({"prior": np.array([0.5, np.inf])}, "prior holds other values than numbers"),
        ({"keywords": (("医院",),)}, "keywords are not of as many classes"),
    ],
)
def test_parts_of_a_dictionary_that_do_not_fit_are_refused(change, message):
    with pytest.raises(ValueError, match=message):
        check_predictor(replace(KEYWORDS, **change), DOMAINS)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"link": "probit"}, "the link 'probit' is unknown"),
        ({"biases": np.zeros(21)}, r"biases has the shape \(21,\), expected \(3,\)"),
        ({"columns": np.array([0, 2, 1])}, "columns do not ascend"),
        ({"columns": np.array([0, 1, 21])}, "columns are not numbers of classes"),
        ({"columns": np.array([0.0, 1.0, 2.0])}, "columns are not numbers of classes"),
        ({"columns": np.array([0, 1])}, r"weights has the shape"),
    ],
)
def test_parts_of_a_linear_predictor_that_do_not_fit_are_refused(linear, change, message):
    with pytest.raises(ValueError, match=message):
        check_predictor(replace(linear, **change), linear.classes)


@pytest.fixture(scope="module")
def full():
    """A predictor with characters and word vectors, of which all parts are looked at."""
    texts, labels = ["建设医院", "修建公路", "建设小学"] * 3, ["a", "b", "c"] * 3
    vectors = fit_vectors([["建设", "医院", "公路", "小学"]] * 5, dimension=2, min_count=2)
    features = SentenceFeatures(Tokenizer(), ngram_range=(1, 2), vectors=vectors, neighbours=0.3, headings=0.3)
    return SentenceClassifier(features).fit(texts, labels).make_predictor()


def test_characters_and_vectors_of_ours_fit(full):
    check_predictor(full, full.classes)


@pytest.mark.parametrize(
    ("part", "change", "message"),
    [
        ("character_tfidf", {"ngram_range": (1, 4)}, r"ngram_range must be within 1 and 3, got \(1, 4\)"),
        ("character_tfidf", {"ngram_range": (2, 1)}, "ngram_range must be within"),
        ("character_tfidf", {"starts": np.array([0, 9, 3])}, "character_starts do not lead through the keys"),
        ("character_tfidf", {"starts": np.array([0, 1])}, "character_starts has the shape"),
        ("character_tfidf", {"idf": np.zeros(2)}, "character_idf has the shape"),
        ("vectors", {"idf": np.zeros(2)}, "vector_idf has the shape"),
        ("vectors", {"matrix": np.zeros((2, 2), dtype=np.float32)}, "vector_matrix has the shape"),
    ],
)
def test_parts_of_characters_and_vectors_that_do_not_fit_are_refused(full, part, change, message):
    changed = copy.copy(getattr(full.features, part))
    for name, value in change.items():
        object.__setattr__(changed, name, value)
    features = copy.copy(full.features)
    object.__setattr__(features, part, changed)
    with pytest.raises(ValueError, match=message):
        check_predictor(replace(full, features=features), full.classes)
