"""Decoding along a document, against brute force."""

from itertools import product

import numpy as np

from research.model.sequence import BOUNDARY_KINDS, START, count_transitions, decode, find_boundaries
from research.text.sentences import Sentence

K = 3


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


def test_strings_are_documents_of_their_own():
    sentence = Sentence("d", 0, 0, 1, 0, "body", (), "文")
    assert find_boundaries(["a", "b", sentence]).tolist() == [START] * 3
