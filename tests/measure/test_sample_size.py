"""Shares from a sample are unbiased and covered by their intervals; half the width takes four times the labels."""

import numpy as np
import pytest

from research.errors import InputError
from research.measure.gold_labels import GoldLabels
from research.measure.intervals import find_interval
from research.measure.prevalence import count_distribution
from research.measure.sample_size import estimate_from_sample, find_size, plan_labels

DOMAINS = ["a", "b", "c"]
REPEATS = 400


def simulate_population(seed, strength, n=4000, shares=(0.6, 0.3, 0.1)):
    """Labels, and probabilities of a model that saw so much (0 nothing, 1 all) of each; calibrated throughout."""
    generator = np.random.default_rng(seed)
    gold = generator.choice(3, n, p=shares)
    seen = np.where(generator.random(n) < strength, gold, generator.choice(3, n, p=shares))
    return gold, strength * np.eye(3)[seen] + (1 - strength) * np.asarray(shares)


def draw_samples(gold, probabilities, size, aimed=False, repeats=REPEATS):
    """Samples drawn systematically, with equal chances or with greater ones where the model is unsure."""
    n = len(gold)
    doubt = 0.2 + np.sqrt((probabilities * (1 - probabilities)).sum(axis=1)) if aimed else np.ones(n)
    chance = np.minimum(size * doubt / doubt.sum(), 1)
    for seed in range(repeats):
        generator = np.random.default_rng(seed)
        order = generator.permutation(n)
        steps = np.floor(np.cumsum(chance[order]) + generator.random())
        rows = order[np.diff(steps, prepend=0) > 0]
        labels = [DOMAINS[code] for code in gold[rows]]
        yield estimate_from_sample(labels, probabilities[rows], chance[rows], n, probabilities.mean(axis=0), DOMAINS)


def measure_samples(gold, samples):
    truth = np.bincount(gold, minlength=3) / len(gold)
    estimates, covered, widths = [], [], []
    for shares in samples:
        low, high = find_interval(shares)
        estimates.append(shares.estimate)
        covered.append((low <= truth) & (truth <= high))
        widths.append(high - low)
    return np.array(estimates) - truth, np.mean(covered, axis=0), np.mean(widths, axis=0)


@pytest.mark.parametrize("aimed", [False, True])
@pytest.mark.parametrize("strength", [0.0, 0.5, 0.9])
def test_a_sample_gives_shares_without_bias_in_intervals_that_cover(strength, aimed):
    gold, probabilities = simulate_population(1, strength)
    off, covered, _ = measure_samples(gold, draw_samples(gold, probabilities, 200, aimed))
    assert (np.abs(off.mean(axis=0)) < 4 * off.std(axis=0) / np.sqrt(REPEATS)).all()
    assert (covered >= 0.925).all()
    assert covered.mean() <= (0.98 if strength < 0.9 else 0.99)  # where errors are few the interval is careful


def test_a_nearly_perfect_model_is_not_held_back_by_the_number_of_labels():
    gold, probabilities = simulate_population(1, 0.98, n=10000)
    off, covered, widths = measure_samples(gold, draw_samples(gold, probabilities, 1000))
    assert (widths < 1.5 * 2 * 1.96 * off.std(axis=0)).all()
    assert (covered >= 0.925).all()


@pytest.mark.parametrize("aimed", [False, True])
def test_a_wrong_model_does_no_harm_to_the_shares(aimed):
    gold, probabilities = simulate_population(2, 0.8)
    wrong = np.roll(probabilities, 1, axis=1)
    off, covered, _ = measure_samples(gold, draw_samples(gold, wrong, 200, aimed))
    assert (np.abs(off.mean(axis=0)) < 4 * off.std(axis=0) / np.sqrt(REPEATS)).all()
    assert (covered >= 0.925).all()


@pytest.mark.parametrize("turned", [0, 1])
def test_the_standard_error_is_how_much_samples_differ(turned):
    gold, probabilities = simulate_population(3, 0.7)
    for aimed in (False, True):
        samples = list(draw_samples(gold, np.roll(probabilities, turned, axis=1), 400, aimed))
        spread = np.std([shares.estimate for shares in samples], axis=0)
        said = np.sqrt(np.mean([shares.error**2 for shares in samples], axis=0))
        assert said == pytest.approx(spread, rel=0.12)  # a standard deviation of 400 is known to 3.5 %


def test_intervals_are_the_narrower_the_better_the_model():
    widths = []
    for strength in (0.0, 0.5, 0.9):
        gold, probabilities = simulate_population(4, strength)
        widths.append(measure_samples(gold, draw_samples(gold, probabilities, 200, repeats=50))[2])
    assert (widths[1] < 0.95 * widths[0]).all()
    assert (widths[2] < 0.6 * widths[1]).all()


def test_with_useless_predictions_it_is_plain_counting():
    labels = list("aabacabbca")
    flat = np.full((10, 3), 1 / 3)
    found = estimate_from_sample(labels, flat, np.full(10, 1e-9), 10**10, flat[0], DOMAINS)
    counted = count_distribution(labels, [str(row) for row in range(10)], DOMAINS)
    low, high = find_interval(found)
    assert found.estimate == pytest.approx(counted["prevalence"])
    assert low == pytest.approx(counted["low"])
    assert high == pytest.approx(counted["high"])


def test_by_hand_with_unequal_chances():
    # weights 1, 2, 4 make 1/7, 2/7, 4/7: the label of the last is b, so b has 4/7 of what is counted
    flat = np.full((3, 2), 0.5)
    found = estimate_from_sample(list("aab"), flat, np.array([1, 0.5, 0.25]), 7, flat[0], ["a", "b"])
    assert found.estimate == pytest.approx([3 / 7, 4 / 7])
    assert found.influence[0].tolist() == [0, 0]
    assert found.influence.shape == (3, 2)


@pytest.mark.parametrize("chance", [0.0, -0.1, 1.1, np.nan])
def test_what_is_no_inclusion_probability_is_named(chance):
    with pytest.raises(InputError, match="sentence 2: inclusion"):
        estimate_from_sample(["a", "b"], np.eye(2), np.array([0.5, chance]), 9, np.array([0.5, 0.5]), ["a", "b"])


@pytest.mark.parametrize("population", [0, 1])
def test_a_sample_larger_than_its_population_is_an_error(population):
    with pytest.raises(InputError, match=rf"at most as many sentences as the population \({population}\), got 2"):
        estimate_from_sample(["a", "b"], np.eye(2), np.full(2, 0.5), population, np.array([0.5, 0.5]), ["a", "b"])


def test_a_sample_of_one_sentence_is_an_error():
    with pytest.raises(InputError, match="at least 2 labelled sentences, got 1"):
        estimate_from_sample(["a"], np.eye(2)[:1], np.full(1, 0.5), 9, np.array([0.5, 0.5]), ["a", "b"])


def test_half_the_width_by_counting_independent_sentences_takes_four_times_as_many():
    gold, probabilities = simulate_population(5, 0.9, n=2000)
    labels, alone = [DOMAINS[code] for code in gold], [str(row) for row in range(2000)]
    sizes = [1000, 2000, 4000, 8000, 16000]
    table = plan_labels(GoldLabels(labels, alone, DOMAINS), probabilities, sizes, n_repeats=60, random_state=1)
    means = table.groupby("size")[["counted", "with_model"]].mean()
    assert means.index.tolist() == [1000, 2000, 4000, 8000, 16000]
    for column in means:
        needed = find_size(means.index, means[column], means.loc[2000, column] / 2)
        assert needed == pytest.approx(8000, rel=0.04)
    assert (means["with_model"] < 0.6 * means["counted"]).all()


def test_one_label_a_document_says_as_much_as_many_equal_ones():
    rows = np.random.default_rng(6).choice(3, 100, p=[0.5, 0.3, 0.2])
    labels = [DOMAINS[code] for code in rows]
    flat = np.full((100, 3), 1 / 3)
    one_each = GoldLabels(labels, [str(n) for n in range(100)], DOMAINS)
    once = plan_labels(one_each, flat, [100], n_repeats=40)
    rows = np.repeat(np.arange(100), 5)
    five = plan_labels(one_each.select(rows), flat[rows], [500], n_repeats=40)
    assert five["size"].tolist() == [500] * 3
    assert five["counted"].to_numpy() == pytest.approx(once["counted"].to_numpy(), rel=0.03)


def test_today_is_about_the_interval_at_hand():
    gold, probabilities = simulate_population(7, 0.5, n=600)
    labels, documents = [DOMAINS[code] for code in gold], [str(row // 6) for row in range(600)]
    table = plan_labels(GoldLabels(labels, documents, DOMAINS), probabilities, [600], n_repeats=200)
    counted = count_distribution(labels, documents, DOMAINS)
    assert table["counted"].to_numpy() == pytest.approx(((counted["high"] - counted["low"]) / 2).to_numpy(), rel=0.1)


def test_one_seed_gives_one_plan_and_one_document_none():
    flat = np.full((6, 3), 1 / 3)
    gold = GoldLabels(list("abcabc"), list("uuvvww"), DOMAINS)
    first, again, other = (plan_labels(gold, flat, [6, 12], n_repeats=5, random_state=seed) for seed in (1, 1, 2))
    assert first.equals(again)
    assert not first.equals(other)
    with pytest.raises(InputError, match="must be of at least 2 documents, got 1"):
        plan_labels(GoldLabels(gold.labels, ["u"] * 6, DOMAINS), flat, [6])


def test_a_size_is_found_between_those_simulated_and_not_beyond():
    assert find_size([100, 400], [0.2, 0.1], np.sqrt(0.02)) == pytest.approx(200)
    assert find_size([100, 400], [0.2, 0.1], 0.5) == pytest.approx(100)
    assert find_size([100, 400], [0.2, 0.1], 0.09) == np.inf
