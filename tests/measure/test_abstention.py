"""Thresholds for labels that are right often enough."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from research.measure.abstention import apply_threshold, choose_threshold, choose_thresholds


@given(st.lists(st.tuples(st.booleans(), st.sampled_from([0.2, 0.4, 0.5, 0.7, 0.9])), min_size=1), st.floats(0.05, 1))
def test_a_threshold_keeps_its_promise_where_it_was_chosen_and_no_lower_one_does(pairs, least):
    right, probability = (np.array(column) for column in zip(*pairs, strict=True))
    found = choose_threshold(right, probability, least)
    if found.coverage:
        assert apply_threshold(right, probability, found.probability) == (found.precision, found.coverage)
        assert found.precision >= least
    for lower in set(probability[probability < found.probability].tolist()):
        assert apply_threshold(right, probability, lower).precision < least


def test_where_nothing_is_good_enough_nothing_is_kept():
    found = choose_threshold(np.array([False, False]), np.array([0.9, 0.8]), 0.5)
    assert found.coverage == 0
    assert apply_threshold(np.array([True]), np.array([1.0]), found.probability).coverage == 0


def make_labels(sizes, right, seed=0):
    """Labels of domains a, b and so on, with the chance of each to be right; more probable labels are oftener right."""
    generator = np.random.default_rng(seed)
    predicted = np.repeat(list("abcd")[: len(sizes)], sizes)
    probability = generator.random(len(predicted))
    correct = generator.random(len(predicted)) < np.repeat(right, sizes) * (0.5 + probability / 2)
    return np.where(correct, predicted, "z"), predicted, probability


def test_every_domain_keeps_the_precision_where_one_threshold_does_not():
    gold, predicted, probability = make_labels([400, 400], [1.0, 0.8])
    found = choose_thresholds(gold, predicted, probability, ["a", "b"], 0.75)
    easy, hard = found.domains
    assert min(easy.precision, hard.precision) >= 0.75
    assert hard.single_precision < 0.75 < easy.single_precision
    assert hard.probability > easy.probability
    kept = probability >= np.where(predicted == "a", easy.probability, hard.probability)
    assert found.kept == ((gold == predicted)[kept].mean(), kept.mean())


def test_a_rare_domain_takes_the_threshold_of_all_and_is_named():
    gold, predicted, probability = make_labels([400, 49, 50], [1.0, 0.8, 1.0])
    found = choose_thresholds(gold, predicted, probability, ["a", "b", "c", "none"], 0.75)
    single = choose_threshold(gold == predicted, probability, 0.75)
    assert [one.own for one in found.domains] == [True, False, True, False]
    assert found.probabilities["b"] == found.probabilities["none"] == single.probability
    assert next(found.list_warnings()).startswith("fewer than 50 held-out labels of b (49), none (0):")


def test_a_domain_that_never_reaches_the_precision_is_named_and_keeps_no_label():
    gold, predicted, probability = make_labels([400, 60], [1.0, 0.0])
    found = choose_thresholds(gold, predicted, probability, ["a", "b"], 0.75)
    assert found.domains[1].coverage == 0
    assert list(found.list_warnings()) == [
        "no minimum probability makes 75% of the labels right in b: all labels of these domains are marked"
    ]
