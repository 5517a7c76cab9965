"""Predictors from a file whose parts may not fit."""

from dataclasses import replace

import numpy as np
import pytest

from research.model.baselines import make_classifier, make_predictor
from research.model.predictor import KeywordPredictor
from research.model.validation import check_predictor

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
