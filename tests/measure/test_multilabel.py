"""Sets of domains."""

import numpy as np
import pytest

from research.codebook import make_codebook
from research.corpus.labelled import Corpus
from research.errors import InputError
from research.measure.intervals import find_interval
from research.measure.multilabel import (
    MEASURES,
    choose_min_probability,
    encode_sets,
    estimate_mentions,
    find_sets,
    find_sets_by_fold,
    score_sets,
)
from research.text.sentences import Sentence

CODEBOOK = make_codebook(["farms", "health", "roads"])


def make_corpus(*labels):
    sentences = tuple(Sentence("d", n, 0, 1, 0, "body", (), "文") for n in range(len(labels)))
    return Corpus(sentences, tuple(a for a, _ in labels), tuple(b for _, b in labels), {})


def test_a_second_label_equal_to_the_first_adds_nothing():
    corpus = make_corpus(("farms", "farms"), ("roads", "health"))
    assert encode_sets(corpus, CODEBOOK, "mine.csv").tolist() == [[True, False, False], [False, True, True]]


def test_a_corpus_without_second_labels_is_refused():
    with pytest.raises(InputError, match=r"mine\.csv: expected secondary labels for multilabel sentences, got none"):
        encode_sets(make_corpus(("farms", ""), ("roads", "")), CODEBOOK, "mine.csv")


def test_a_second_label_that_the_codebook_lacks_is_named_by_place():
    with pytest.raises(InputError, match=r"mine\.csv, document d, sentence 1: domain 'rods' .*'roads'"):
        encode_sets(make_corpus(("farms", ""), ("roads", "rods")), CODEBOOK, "mine.csv")


def test_a_set_is_never_empty_and_holds_the_most_probable_domain():
    probabilities = np.random.default_rng(0).dirichlet(np.full(5, 0.5), 200)
    sets = find_sets(probabilities, 0.4)
    assert sets[range(200), probabilities.argmax(axis=1)].all()
    assert (sets.sum(axis=1) > 1).any()
    assert np.array_equal(find_sets(probabilities, 1.0).sum(axis=1), np.ones(200))


def test_the_highest_of_equally_good_thresholds_is_chosen():
    """A second domain at 0.3 or more is right twice, one at 0.2 or less is wrong twice: 0.21 to 0.3 are all best."""
    probabilities = np.array([[0.7, 0.3], [0.65, 0.35], [0.8, 0.2], [0.81, 0.19]])
    gold = np.array([[True, True], [True, True], [True, False], [True, False]])
    assert choose_min_probability(probabilities, gold) == 0.3


def test_where_no_second_domain_is_right_sets_hold_one():
    probabilities = np.array([[0.6, 0.4], [0.55, 0.45]])
    assert choose_min_probability(probabilities, np.array([[True, False], [True, False]])) == 0.5


def test_a_fold_s_threshold_comes_from_the_other_folds():
    """The first fold alone would choose 0.3, the second alone 0.5: each gets what the other one chose."""
    probabilities = np.array([[0.7, 0.3], [0.7, 0.3], [0.7, 0.3], [0.7, 0.3]])
    gold = np.array([[True, True], [True, True], [True, False], [True, False]])
    one, two = np.array([0, 1]), np.array([2, 3])
    sets = find_sets_by_fold(probabilities, gold, [(two, one), (one, two)])
    assert sets.sum(axis=1).tolist() == [1, 1, 2, 2]


def test_scores_are_those_worked_out_by_hand():
    """Gold {a}, {a, b}, {c}; found {a, b}, {a, b}, {b}: 3 hits, 4 gold, 5 found; a 2/2/2, b 1/1/3, c 0/1/0."""
    gold = np.array([[1, 0, 0], [1, 1, 0], [0, 0, 1]], dtype=bool)
    found = np.array([[1, 1, 0], [1, 1, 0], [0, 1, 0]], dtype=bool)
    scores = score_sets(gold, found, ["x", "x", "y"], ["a", "b", "c"], n_resamples=50)
    estimates = {name: found.estimate for name, found in scores.overall.items()}
    by_hand = (6 / 9, (1 + 0.5 + 0) / 3, 1 / 3, 3 / 9, (1 / 2 + 1 + 0) / 3, 1.0)
    assert estimates == pytest.approx(dict(zip(MEASURES, by_hand, strict=True)))
    assert scores.domains["precision"].round(3).tolist() == [1.0, 0.333, 0.0]
    assert scores.domains["recall"].tolist() == [1.0, 1.0, 0.0]
    assert scores.domains["support"].tolist() == [2, 1, 1]
    assert scores.domains["predicted"].tolist() == [2, 3, 0]
    assert (scores.n_sentences, scores.n_documents, scores.n_multilabel) == (3, 2, 1)


def test_a_domain_that_never_occurs_does_not_lower_macro_f1():
    gold = np.array([[1, 0, 0], [1, 1, 0]], dtype=bool)
    assert score_sets(gold, gold, ["x", "y"], ["a", "b", "c"], n_resamples=50).overall["macro_f1"].estimate == 1


def test_intervals_hold_the_estimate_and_are_wider_for_fewer_documents():
    generator = np.random.default_rng(3)
    gold = np.eye(4, dtype=bool)[generator.integers(0, 4, 400)]
    right = np.repeat(generator.random(40) < 0.7, 10)
    found = np.where(right[:, None], gold, np.roll(gold, 1, axis=1))
    by_ten = score_sets(gold, found, [str(n // 10) for n in range(400)], list("abcd"), n_resamples=200)
    alone = score_sets(gold, found, [str(n) for n in range(400)], list("abcd"), n_resamples=200)
    for scores in (by_ten, alone):
        value, low, high = scores.overall["micro_f1"]
        assert value == pytest.approx(right.mean())
        assert low < value < high
    wide, narrow = (high - low for _, low, high in (by_ten.overall["micro_f1"], alone.overall["micro_f1"]))
    assert wide > 2 * narrow  # ten like sentences a document: the square root of ten


def test_mentions_are_counted_domain_by_domain_with_intervals_by_document():
    sets = np.array([[1, 1], [1, 1], [1, 0], [1, 0], [1, 1], [1, 0]], dtype=bool)
    shares = estimate_mentions(sets, list("aabbcc"))
    low, high = find_interval(shares)
    assert shares.estimate.tolist() == [1.0, 0.5]
    assert shares.n_units == 3
    assert low[1] < 0.5 < high[1]


def test_the_exact_matches_of_sentences_with_two_domains_are_a_share_of_these():
    gold = np.array([[1, 1], [1, 1], [1, 0]], dtype=bool)
    found = np.array([[1, 1], [1, 0], [1, 0]], dtype=bool)
    scores = score_sets(gold, found, ["x", "y", "z"], ["a", "b"], n_resamples=50)
    assert scores.overall["exact_match_of_multilabel"].estimate == 1 / 2
    assert scores.n_multilabel == 2


def test_the_f1_of_a_domain_comes_from_resamples_that_have_it():
    """Of two documents the second has the only b, which is found: in the resamples without it F1 is unknown."""
    gold = np.array([[True, False], [True, True]])
    table = score_sets(gold, gold, ["x", "y"], ["a", "b"], n_resamples=50).domains
    assert table.loc["b", ["f1", "f1_low", "f1_high"]].tolist() == [1, 1, 1]
