"""Differences between two classifiers on the same sentences."""

import numpy as np
import pytest

from research.measure.comparison import compare_labels
from research.measure.evaluation import score_labels
from research.measure.gold_labels import GoldLabels

DOMAINS = ["a", "b", "c"]


def simulate(seed=0, n_documents=40):
    """Two classifiers that are wrong in the same documents, the first on one sentence more in each second one."""
    generator = np.random.default_rng(seed)
    labels = generator.choice(DOMAINS, 10 * n_documents)
    wrong = np.roll(DOMAINS, 1)[np.searchsorted(DOMAINS, labels)]
    hard = np.repeat(generator.random(n_documents) < 0.5, 10)
    second = np.where(hard, wrong, labels)
    first = second.copy()
    first[::20] = wrong[::20]
    documents = np.repeat(np.arange(n_documents), 10).astype(str).tolist()
    return GoldLabels(labels.tolist(), documents, DOMAINS), first.tolist(), second.tolist()


def test_the_difference_is_that_of_the_scores():
    gold, first, second = simulate()
    found = compare_labels(gold, first, second, n_resamples=20)
    before, after = (score_labels(gold, labels, n_resamples=20) for labels in (first, second))
    assert found[0].estimate == pytest.approx(after.accuracy.estimate - before.accuracy.estimate)
    assert found[1].estimate == pytest.approx(after.macro_f1.estimate - before.macro_f1.estimate)


def test_what_is_hard_for_both_makes_no_interval_wide():
    gold, first, second = simulate()
    difference = compare_labels(gold, first, second)[0]
    accuracy = score_labels(gold, second).accuracy
    assert difference.high - difference.low < 0.3 * (accuracy.high - accuracy.low)
    assert 0 < difference.low <= difference.estimate <= difference.high


def test_the_order_of_the_two_gives_the_sign():
    gold, first, second = simulate()
    one, other = compare_labels(gold, first, second)[0], compare_labels(gold, second, first)[0]
    assert one == pytest.approx((-other.estimate, -other.high, -other.low))


def test_equal_labels_have_no_difference():
    gold, first, _ = simulate()
    found = compare_labels(gold, first, first, n_resamples=50)
    assert [*found[0], *found[1]] == [0] * 6


def test_macro_f1_leaves_out_domains_with_too_few_sentences():
    gold = GoldLabels(list("aaaab"), list("vwxyz"), ["a", "b"])
    found = compare_labels(gold, list("aaaaa"), list("aaaab"), min_support=2, n_resamples=20)
    assert found[1].estimate == pytest.approx(1 - 8 / 9)  # of domain a alone: 4 hits, then without the false one
