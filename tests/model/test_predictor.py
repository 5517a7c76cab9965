"""Predictors: arrays that predict without scikit-learn."""

import math

import numpy as np
import pytest

from research.model.features import FittedFeatures
from research.model.predictor import (
    SIGMOID,
    SOFTMAX,
    Decoding,
    KeywordPredictor,
    LinearPredictor,
    make_probabilities,
    spread_columns,
)
from research.model.sequence import make_transitions
from research.model.tfidf import fit_token_tfidf
from research.text.sentences import Sentence
from research.text.tokens import Tokenizer

TERMS = fit_token_tfidf(Tokenizer().tokenize_batch(["医院", "公路"]))  # columns 公路, 医院
FEATURES = FittedFeatures(Tokenizer(), TERMS)


def make(link=SOFTMAX, decoding=None, classes=("health", "roads"), columns=(0, 1), scales=(1.0, 1.0)):
    weights = np.array([[0.0, 1.0], [1.0, 0.0]])
    return LinearPredictor(
        classes, FEATURES, weights, np.zeros(2), np.array(scales), np.zeros(2), link, decoding, np.array(columns)
    )


def test_softmax_of_the_scores_is_the_probability():
    assert make().predict_proba(["医院"])[0, 0] == pytest.approx(math.e / (math.e + 1))


def test_sigmoids_of_the_scores_are_divided_by_their_sum():
    on, off = 1 / (1 + math.exp(-1)), 0.5
    assert make(SIGMOID).predict_proba(["医院"])[0] == pytest.approx([on / (on + off), off / (on + off)])


def test_a_class_without_labelled_sentences_has_probability_0_and_the_others_keep_theirs():
    wide = make(classes=("parks", "health", "zoos", "roads"), columns=(1, 3))
    found = wide.predict_proba(["医院", "公路"])
    assert (found[:, [0, 2]] == 0).all()
    assert np.array_equal(found[:, [1, 3]], make().predict_proba(["医院", "公路"]))
    assert wide.predict(["医院", "公路"]).tolist() == ["health", "roads"]


def test_decoding_is_over_the_fitted_classes_only():
    even = np.array([0.5, 0.5])
    decoding = Decoding(make_transitions(even, [0.9] * 4), even, 1.0, 1.0)
    sentences = [Sentence("d", number, 0, 1, 0, "body", (), text) for number, text in enumerate(["医院", "", "医院"])]
    wide = make(decoding=decoding, classes=("health", "parks", "roads"), columns=(0, 2))
    found = wide.predict_proba(sentences)
    assert np.array_equal(found[:, [0, 2]], make(decoding=decoding).predict_proba(sentences))
    assert found[1, 0] > 0.6  # the empty sentence between two of health
    assert wide.predict_alone(sentences)[1].tolist() == [0.5, 0.0, 0.5]


def test_equal_scores_go_to_the_class_that_the_codebook_names_first():
    assert make(classes=("roads", "health")).predict([""]).tolist() == ["roads"]
    assert KeywordPredictor(("b", "a"), ((), ()), np.array([0.5, 0.5])).predict([""]).tolist() == ["b"]


def test_keywords_that_a_sentence_holds_count_twice_their_prior():
    predictor = KeywordPredictor(("health", "roads"), (("医院", "病床"), ("公路",)), np.array([0.5, 0.5]))
    assert predictor.predict_proba(["医院的病床，公路"]).tolist() == [[4.5 / 7, 2.5 / 7]]


@pytest.mark.parametrize("link", [SOFTMAX, SIGMOID])
def test_probabilities_of_enormous_scores_sum_to_one(link):
    found = make_probabilities(np.array([[1e4, -1e4], [-1e4, -1e4]]), link)
    assert found.sum(axis=1).tolist() == [1.0, 1.0]


def test_columns_that_are_all_there_are_not_copied():
    part = np.ones((1, 2))
    assert spread_columns(part, np.arange(2), 2) is part
