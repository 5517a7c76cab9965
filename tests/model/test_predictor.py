"""Predictors: arrays that predict without scikit-learn, and decoding along a document, against brute force."""

import math
from itertools import product

import numpy as np
import pytest

from research.model.features import BOUNDARY_KINDS, START, FittedFeatures
from research.model.predictor import (
    SIGMOID,
    SOFTMAX,
    Decoding,
    KeywordPredictor,
    LinearPredictor,
    count_transitions,
    decode,
    make_probabilities,
    make_transitions,
    spread_columns,
)
from research.model.tfidf import fit_token_tfidf
from research.text.sentences import Sentence
from research.text.tokens import Tokenizer

TERMS = fit_token_tfidf(Tokenizer().tokenize_batch(["医院", "公路"]))  # columns 公路, 医院
FEATURES = FittedFeatures(Tokenizer(), TERMS)
K = 3


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


def draw(lengths, seed=0):
    generator = np.random.default_rng(seed)
    n = sum(lengths)
    probabilities = generator.dirichlet(np.ones(K), n)
    boundaries = generator.integers(0, BOUNDARY_KINDS, n)
    boundaries[np.cumsum([0, *lengths[:-1]])] = START
    transitions = generator.dirichlet(np.ones(K), (BOUNDARY_KINDS, K))
    return probabilities, boundaries, transitions, generator.dirichlet(np.full(K, 5.0))


def decode_by_enumeration(probabilities, boundaries, transitions, prior, strength, power):
    """One document: sum over all sequences of domains."""
    emission = probabilities / prior**strength
    posterior = np.zeros_like(probabilities)
    for path in product(range(K), repeat=len(probabilities)):
        weight = prior[path[0]] ** strength * emission[0, path[0]]
        for t in range(1, len(path)):
            weight *= transitions[boundaries[t], path[t - 1], path[t]] ** power * emission[t, path[t]]
        posterior[range(len(path)), path] += weight
    return posterior / posterior.sum(axis=1, keepdims=True)


def test_posteriors_are_those_of_all_sequences_summed():
    lengths = [4, 1, 6, 2]
    probabilities, boundaries, transitions, prior = draw(lengths)
    found = decode(probabilities, boundaries, transitions, prior, strength=0.7, power=0.8)
    start = 0
    for length in lengths:
        part = slice(start, start + length)
        expected = decode_by_enumeration(probabilities[part], boundaries[part], transitions, prior, 0.7, 0.8)
        assert np.allclose(found[part], expected)
        start += length


def test_the_order_of_documents_changes_nothing():
    probabilities, boundaries, transitions, prior = draw([5, 3])
    swapped = np.r_[5:8, 0:5]
    one = decode(probabilities, boundaries, transitions, prior, strength=0.5, power=0.5)
    other = decode(probabilities[swapped], boundaries[swapped], transitions, prior, strength=0.5, power=0.5)
    assert np.allclose(one[swapped], other)


def test_without_transitions_a_sentence_keeps_its_own_probabilities():
    probabilities, boundaries, transitions, prior = draw([6, 2])
    assert np.allclose(decode(probabilities, boundaries, transitions, prior, strength=0, power=0), probabilities)


def test_a_sentence_without_a_document_keeps_its_own_probabilities():
    probabilities, _, transitions, prior = draw([3])
    boundaries = np.full(3, START)
    assert np.allclose(decode(probabilities, boundaries, transitions, prior, strength=1, power=1), probabilities)


def test_long_documents_do_not_underflow():
    probabilities, boundaries, transitions, prior = draw([20_000])
    found = decode(probabilities, boundaries, transitions, prior, strength=1, power=1)
    assert np.isfinite(found).all()
    assert np.allclose(found.sum(axis=1), 1)


def test_transitions_follow_the_counts_where_there_are_many():
    labels = np.array([0, 1] * 5000)
    boundaries = np.r_[START, np.zeros(9999, dtype=int)]
    transitions = count_transitions(labels, boundaries, 2)
    assert transitions[0, 0, 1] > 0.99
    assert np.allclose(transitions.sum(axis=2), 1)


def test_without_counts_a_domain_stays_by_the_constants_of_each_boundary():
    """Half of the rest comes back to the domain: within a paragraph .5 + .5 / 2, and so on."""
    made = make_transitions(np.array([0.5, 0.5]))
    assert made[:, 0, 0] == pytest.approx([0.75, 0.9, 0.675, 0.575])
    assert made.sum(axis=2) == pytest.approx(np.ones((4, 2)))


def test_counted_transitions_are_smoothed_towards_those_of_all_boundaries_and_these_towards_the_shares():
    """One step from 0 to 1 within a paragraph, smoothing of one sentence: the shares are (2, 2) / 4 with one added."""
    found = count_transitions(np.array([0, 1]), np.array([START, 0]), 2, smoothing=1.0)
    pooled = np.array([[0.5 / 2, (1 + 0.5) / 2], [0.5, 0.5]])
    assert found[0, 0] == pytest.approx([pooled[0, 0] / 2, (1 + pooled[0, 1]) / 2])
    assert found[0, 1] == pytest.approx(pooled[1])
    assert found[1:] == pytest.approx(np.tile(pooled, (3, 1, 1)))


def test_no_sentences_have_no_posteriors():
    _, _, transitions, prior = draw([1])
    empty = np.zeros((0, K))
    assert decode(empty, np.zeros(0, dtype=int), transitions, prior, strength=1, power=1).shape == (0, K)
