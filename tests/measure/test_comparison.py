"""Differences between classifiers on the same sentences, and the choice of one of them."""

import numpy as np
import pytest

from research.measure.comparison import choose_classifier, compare_labels
from research.measure.evaluation import evaluate, score_labels
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


def make_evaluation(gold, labels, sure):
    """Probabilities that give the labels, `sure` of them all."""
    probabilities = np.full((len(labels), len(DOMAINS)), (1 - sure) / (len(DOMAINS) - 1))
    probabilities[np.arange(len(labels)), np.searchsorted(DOMAINS, labels)] = sure
    return evaluate(gold, probabilities)


def test_log_loss_is_the_mean_surprise():
    gold, _, second = simulate()
    found = make_evaluation(gold, second, 0.8)
    right = found.accuracy.estimate
    assert found.log_loss == pytest.approx(-right * np.log(0.8) - (1 - right) * np.log(0.1))


def test_a_difference_within_the_noise_does_not_decide_which_classifier_is_kept():
    gold, _, second = simulate()
    labels = np.array(gold.labels)
    worse, better = np.array(second), np.array(second)
    # each is right where the other is wrong, in a few documents of its own; the other has one sentence more
    places = np.flatnonzero(np.array(second) != labels)
    worse[places[0]] = labels[places[0]]
    better[places[-2:]] = labels[places[-2:]]
    evaluated = {"better": make_evaluation(gold, better, 0.34), "worse": make_evaluation(gold, worse, 0.45)}
    assert evaluated["better"].macro_f1.estimate > evaluated["worse"].macro_f1.estimate
    assert evaluated["worse"].log_loss < evaluated["better"].log_loss
    assert choose_classifier(evaluated) == "worse"
    assert choose_classifier(dict(reversed(evaluated.items()))) == "worse"


def test_a_classifier_that_is_truly_worse_is_not_kept_for_its_probabilities():
    gold, first, second = simulate()
    evaluated = {"second": make_evaluation(gold, second, 0.34), "first": make_evaluation(gold, first, 0.45)}
    assert evaluated["first"].log_loss < evaluated["second"].log_loss
    assert choose_classifier(evaluated) == "second"


def test_by_default_a_domain_with_one_sentence_counts():
    gold = GoldLabels(list("aaaab"), list("vwxyz"), ["a", "b"])
    found = compare_labels(gold, list("aaaaa"), list("aaaab"), n_resamples=20)
    assert found[1].estimate == pytest.approx(1 - (8 / 9 + 0) / 2)


def test_intervals_are_those_of_a_thousand_resamples_and_change_with_the_seed():
    gold, first, second = simulate()
    found = compare_labels(gold, first, second)
    assert np.array_equal(found.low, compare_labels(gold, first, second, n_resamples=1000, random_state=0).low)
    assert not np.array_equal(found.low, compare_labels(gold, first, second, random_state=1).low)
    assert not np.array_equal(found.low, compare_labels(gold, first, second, n_resamples=1001).low)
