"""Shares from a sample are unbiased and covered by their intervals; half the width takes four times the labels."""

from itertools import permutations

import numpy as np
import pytest

from research.errors import InputError
from research.measure.sample_size import (
    CodedSample,
    SampledShares,
    describe_population,
    estimate_from_sample,
    find_size,
    plan_by_assumption,
    plan_labels,
)

DOMAINS = ["a", "b", "c"]
REPEATS = 300


def simulate_population(seed, strength, n=4000, shares=(0.6, 0.3, 0.1)):
    """Labels, and probabilities of a model that saw so much (0 nothing, 1 all) of each; calibrated throughout."""
    generator = np.random.default_rng(seed)
    gold = generator.choice(3, n, p=shares)
    seen = np.where(generator.random(n) < strength, gold, generator.choice(3, n, p=shares))
    return gold, strength * np.eye(3)[seen] + (1 - strength) * np.asarray(shares)


def sample_rows(chance, generator):
    """Sample systematically along a random order, each sentence with its probability."""
    order = generator.permutation(len(chance))
    steps = np.floor(np.cumsum(chance[order]) + generator.random())
    return order[np.diff(steps, prepend=0) > 0]


def draw_samples(gold, probabilities, size, aimed=False, repeats=REPEATS, counted=False):
    n = len(gold)
    doubt = 0.5 + np.sqrt((probabilities * (1 - probabilities)).sum(axis=1)) if aimed else np.ones(n)
    chance = np.minimum(size * doubt / doubt.sum(), 1)
    population = None if counted else describe_population(probabilities)
    for seed in range(repeats):
        rows = sample_rows(chance, np.random.default_rng(seed))
        sample = CodedSample(np.eye(3)[gold[rows]], probabilities[rows], chance[rows])
        yield estimate_from_sample(sample, population, n)


def measure_samples(gold, samples):
    truth = np.bincount(gold, minlength=3) / len(gold)
    found = list(samples)
    covered = np.mean([(one.low <= truth) & (truth <= one.high) for one in found], axis=0)
    widths = np.mean([one.high - one.low for one in found], axis=0)
    return np.array([one.estimate for one in found]) - truth, covered, widths


@pytest.mark.parametrize("aimed", [False, True])
@pytest.mark.parametrize("strength", [0.0, 0.5, 0.9])
def test_a_sample_gives_shares_without_bias_in_intervals_that_cover(strength, aimed):
    gold, probabilities = simulate_population(1, strength)
    off, covered, _ = measure_samples(gold, draw_samples(gold, probabilities, 200, aimed))
    assert (np.abs(off.mean(axis=0)) < 4 * off.std(axis=0) / np.sqrt(REPEATS)).all()
    assert (covered >= 0.92).all()
    assert covered.mean() <= 0.98


def test_counting_covers_about_as_often_as_it_says():
    gold, probabilities = simulate_population(1, 0.5)
    _, covered, _ = measure_samples(gold, draw_samples(gold, probabilities, 100, counted=True))
    assert (covered >= 0.92).all()
    assert covered.mean() <= 0.98


def test_a_wrong_model_does_no_harm_to_the_shares():
    gold, probabilities = simulate_population(2, 0.8)
    off, covered, _ = measure_samples(gold, draw_samples(gold, np.roll(probabilities, 1, axis=1), 200))
    assert (np.abs(off.mean(axis=0)) < 4 * off.std(axis=0) / np.sqrt(REPEATS)).all()
    assert (covered >= 0.92).all()


def test_of_a_small_population_the_interval_narrows_and_of_all_of_it_is_a_point():
    gold, probabilities = simulate_population(5, 0.5, n=400)
    widths = []
    for size in (100, 300):
        _, covered, width = measure_samples(gold, draw_samples(gold, probabilities, size, counted=True))
        assert 0.92 <= covered.mean() <= 0.985
        widths.append(width.mean())
    # without replacement the width falls by sqrt(100/300 * (1 - .75) / (1 - .25))
    assert widths[1] / widths[0] == pytest.approx(np.sqrt(1 / 9), rel=0.1)
    everything = CodedSample(np.eye(3)[gold], probabilities, np.ones(400))
    found = estimate_from_sample(everything, describe_population(probabilities), 400)
    assert found.low == pytest.approx(np.bincount(gold) / 400)
    assert found.high == pytest.approx(np.bincount(gold) / 400)


def test_a_sample_without_an_error_of_the_model_is_no_proof_that_it_makes_none():
    """With 50 labels that all agree with the model, its own doubts decide: .1 of all probabilities are .5."""
    probabilities = np.tile([1.0, 0.0], (1000, 1))
    probabilities[:100] = 0.5
    sample = CodedSample(np.eye(2)[[0] * 50], probabilities[100:150], np.full(50, 0.05))
    found = estimate_from_sample(sample, describe_population(probabilities), 1000)
    # p (1 - p) is .025 in the mean; the factor is 0, as the probabilities of the sample do not vary: their variance adds
    variance = (probabilities * (1 - probabilities)).mean(axis=0) + probabilities.var(axis=0)
    # no error in 50 labels leaves 10 / 60 of it, as it is worth 10 labels; then it counts like 200, the errors like 50
    assert found.error == pytest.approx(np.sqrt(10 / 60 * 200 / 250 * variance / 50 * 0.95))


def test_a_model_that_is_too_sure_is_held_to_its_errors_in_all_domains_together():
    """A model sure of itself errs in one sentence of ten; a domain without an error in the sample widens, too."""
    generator = np.random.default_rng(3)
    gold = generator.choice(4, 2000, p=[0.4, 0.3, 0.2, 0.1])
    wrong = generator.random(2000) < 0.1
    said = np.where(wrong, (gold + 1) % 4, gold)
    probabilities = np.eye(4)[said] * 0.98 + 0.005
    covered = []
    for repeat in range(REPEATS):
        rows = np.random.default_rng(repeat).choice(2000, 60, replace=False)
        sample = CodedSample(np.eye(4)[gold[rows]], probabilities[rows], np.full(60, 60 / 2000))
        found = estimate_from_sample(sample, describe_population(probabilities), 2000)
        truth = np.bincount(gold) / 2000
        covered.append((found.low <= truth) & (truth <= found.high))
    assert np.mean(covered) >= 0.93
    assert np.mean(covered, axis=0).min() >= 0.88


def test_the_variance_of_a_stratified_sample_is_that_within_documents():
    """Documents that speak of one domain each: one label a document says everything of it."""
    gold, documents = np.eye(2)[np.repeat([0, 1], 10)], np.repeat(np.arange(10), 2)
    sample = CodedSample(gold, gold, np.full(20, 0.1))
    plain = estimate_from_sample(sample, None, 200)
    within = estimate_from_sample(CodedSample(gold, gold, np.full(20, 0.1), documents), None, 200)
    # one of 19 successive differences is 1: n / (2 (n - 1)) / n^2, times 1 - .1
    assert within.error == pytest.approx([np.sqrt(0.9 * 20 / 38 / 400)] * 2)
    assert plain.error == pytest.approx([np.sqrt(0.9 * 0.25 / 19)] * 2)


def test_the_interval_of_a_large_collection_is_that_of_wilson_with_student_s_quantile():
    """Of 20 labels 6: the variance of a mean is .3 * .7 / 19, as of 19 independent labels; t(19)."""
    sample = CodedSample(np.eye(2)[[0] * 6 + [1] * 14], np.full((20, 2), 0.5), np.full(20, 1e-12))
    found = estimate_from_sample(sample, None, 2e13)
    for end in (found.low[0], found.high[0]):  # the roots x of (x - p)^2 = t^2 x (1 - x) / n
        assert (end - 0.3) ** 2 == pytest.approx(2.0930240544**2 * end * (1 - end) / 19, rel=1e-6)


def test_intervals_are_the_narrower_the_better_the_model():
    widths = []
    for strength in (0.0, 0.5, 0.9):
        gold, probabilities = simulate_population(4, strength)
        widths.append(measure_samples(gold, draw_samples(gold, probabilities, 200, repeats=50))[2])
    assert (widths[1] < 0.95 * widths[0]).all()
    assert (widths[2] < 0.65 * widths[1]).all()


def test_by_hand_with_unequal_chances():
    # weights 1, 2, 4 make 1/7, 2/7, 4/7: the label of the last is b, so b has 4/7 of what is counted
    sample = CodedSample(np.eye(2)[[0, 0, 1]], np.full((3, 2), 0.5), np.array([1, 0.5, 0.25]))
    assert estimate_from_sample(sample, None, 7).estimate == pytest.approx([3 / 7, 4 / 7])


def test_known_labels_stand_for_themselves_and_unknown_ones_for_anything():
    found = SampledShares(*(np.array(ends) for ends in ([0.5, 0.5], [0.1, 0.1], [0.3, 0.3], [0.7, 0.7])))
    joined = found.add_known(np.array([10.0, 0.0]), 30)
    assert joined.estimate == pytest.approx([25 / 40, 15 / 40])
    assert joined.error == pytest.approx([0.075] * 2)
    widened = found.allow_for_unknown(0.2)
    assert widened.low == pytest.approx([0.24] * 2)
    assert widened.high == pytest.approx([0.76] * 2)


@pytest.mark.parametrize("chance", [0.0, -0.1, 1.1, np.nan])
def test_what_is_no_inclusion_probability_is_named(chance):
    with pytest.raises(InputError, match="sentence 2: inclusion"):
        estimate_from_sample(CodedSample(np.eye(2), np.eye(2), np.array([0.5, chance])), None, 9)


@pytest.mark.parametrize("population", [0, 1])
def test_a_sample_larger_than_its_population_is_an_error(population):
    with pytest.raises(InputError, match=rf"at most as many sentences as the population \({population}\), got 2"):
        estimate_from_sample(CodedSample(np.eye(2), np.eye(2), np.full(2, 0.5)), None, population)


def test_a_sample_of_one_sentence_is_an_error():
    with pytest.raises(InputError, match="at least 2 labelled sentences, got 1"):
        estimate_from_sample(CodedSample(np.eye(2)[:1], np.eye(2)[:1], np.full(1, 0.5)), None, 9)


def test_half_the_width_takes_four_times_as_many_labels():
    gold, probabilities = simulate_population(5, 0.9, n=2000)
    sample = CodedSample(np.eye(3)[gold], probabilities, np.ones(2000))
    sizes = [1000, 2000, 4000, 8000, 16000]
    table = plan_labels(sample, describe_population(probabilities, np.inf), sizes, DOMAINS)
    means = table.groupby("size")[["counted", "with_model"]].mean()
    for column in means:
        needed = find_size(means.index, means[column], means.loc[2000, column] / 2)
        assert needed == pytest.approx(8000, rel=0.03)
    assert (means["with_model"] < 0.6 * means["counted"]).all()


def test_the_plan_for_as_many_labels_as_there_are_is_what_the_estimate_gives():
    gold, probabilities = simulate_population(7, 0.5, n=300)
    sample = CodedSample(np.eye(3)[gold], probabilities, np.full(300, 0.3), np.arange(300) // 6)
    population = describe_population(probabilities, 1000)
    plan = plan_labels(sample, population, [300], DOMAINS)
    for column, known in (("counted", None), ("with_model", population)):
        found = estimate_from_sample(sample, known, 1000)
        assert plan[column].to_numpy() == pytest.approx((found.high - found.low) / 2)


def test_of_all_sentences_nothing_is_left_to_estimate():
    gold, probabilities = simulate_population(7, 0.5, n=60)
    sample = CodedSample(np.eye(3)[gold], probabilities, np.ones(60))
    plan = plan_labels(sample, describe_population(probabilities, 60), [80], DOMAINS)
    assert plan["size"].tolist() == [60] * 3
    assert (plan["counted"] == 0).all()


def test_a_size_is_found_between_those_simulated_and_not_beyond():
    assert find_size([100, 400], [0.2, 0.1], np.sqrt(0.02)) == pytest.approx(200)
    assert find_size([100, 400], [0.2, 0.1], 0.5) == pytest.approx(100)
    assert find_size([100, 400], [0.2, 0.1], 0.09) == np.inf


def test_the_order_in_which_a_stratified_sample_is_given_changes_nothing():
    generator = np.random.default_rng(4)
    gold, strata = np.eye(2)[generator.integers(0, 2, 40)], np.arange(40) // 4
    gold[::4] = [1.0, 0.0]
    order = generator.permutation(40)
    one = estimate_from_sample(CodedSample(gold, gold, np.full(40, 0.1), strata), None, 400)
    sample = CodedSample(gold[order], gold[order], np.full(40, 0.1), strata[order])
    other = estimate_from_sample(sample, None, 400)
    assert other.estimate == pytest.approx(one.estimate)
    plain = estimate_from_sample(CodedSample(gold[order], gold[order], np.full(40, 0.1)), None, 400)
    assert other.error == pytest.approx(one.error)
    assert plain.error != pytest.approx(other.error)


def test_a_share_that_the_correction_makes_negative_counts_as_0():
    """Of 100 sentences 53 are b, of which the model calls 8 c; of the population it calls none c.

    The factor is the covariance of labels and predictions over the variance of predictions: .92 of them are equal, so
    (.92 - .45 * .45 - .53 * .45 - .02 * .10) / (1 - .45^2 - .45^2 - .10^2). Then c has .02 - .10 times the factor.
    """
    gold, predicted = np.eye(3)[[0] * 45 + [1] * 53 + [2] * 2], np.eye(3)[[0] * 45 + [1] * 45 + [2] * 10]
    population = describe_population(np.eye(3)[[0, 1]])
    found = estimate_from_sample(CodedSample(gold, predicted, np.full(100, 0.1)), population, 1000).estimate
    factor = 0.477 / 0.585
    first, second = 0.45 + 0.05 * factor, 0.53 + 0.05 * factor
    assert found == pytest.approx([first / (first + second), second / (first + second), 0])


def test_the_population_in_joined_categories_is_that_of_the_joined_probabilities():
    _, probabilities = simulate_population(3, 0.5)
    parts = np.eye(2)[[0, 1, 1]]
    joined, other = describe_population(probabilities).combine(parts), describe_population(probabilities @ parts)
    for one, expected in zip(joined[1:], other[1:], strict=True):
        assert one == pytest.approx(expected)


def test_intervals_of_joined_and_of_divided_categories_cover():
    gold, probabilities = simulate_population(4, 0.7)
    truth = np.bincount(gold, minlength=3) / len(gold)
    for parts in (np.eye(2)[[0, 1, 1]], np.array([[1.0, 0.0], [0.5, 0.5], [0.0, 1.0]])):
        population, covered = describe_population(probabilities), []
        for seed in range(REPEATS):
            rows = np.random.default_rng(seed).choice(len(gold), 150, replace=False)
            sample = CodedSample(np.eye(3)[gold[rows]], probabilities[rows], np.full(150, 150 / len(gold)))
            found = estimate_from_sample(sample, population, len(gold), parts)
            covered.append((found.low <= truth @ parts) & (truth @ parts <= found.high))
        assert (np.mean(covered, axis=0) > 0.92).all()


@pytest.mark.parametrize("counted", [True, False])
def test_half_of_a_domain_has_half_of_its_share_and_error(counted):
    gold, probabilities = simulate_population(5, 0.7)
    rows = np.arange(150)
    sample = CodedSample(np.eye(3)[gold[rows]], probabilities[rows], np.full(150, 150 / len(gold)))
    parts = np.array([[0.5, 0.5, 0.0], [0.0, 1.0, 0.0], [0.0, 0.0, 1.0]])
    population = None if counted else describe_population(probabilities)
    own, crossed = (estimate_from_sample(sample, population, len(gold), one) for one in (None, parts))
    assert crossed.estimate[[0, 2]] == pytest.approx([own.estimate[0] / 2, own.estimate[2]])
    # with the model, the errors of all categories together have a part in that of each
    assert crossed.error[[0, 2]] == pytest.approx([own.error[0] / 2, own.error[2]], rel=1e-9 if counted else 0.05)


def test_the_order_of_sentences_within_their_document_says_nothing():
    """Ten sentences of a, then ten of b: of one document the variance is that of a sample without strata."""
    gold = np.eye(2)[np.repeat([0, 1], 10)]
    plain, one = (
        estimate_from_sample(CodedSample(gold, gold, np.full(20, 0.1), strata), None, 200)
        for strata in (None, np.zeros(20, dtype=int))
    )
    assert one.error == pytest.approx(plain.error)


def test_the_variance_of_a_stratified_sample_is_the_mean_over_the_orders_within_documents():
    """Labels a, b, a | b | a, b: twelve orders, each with its squared differences of successive labels."""
    gold, strata = np.eye(2)[[0, 1, 0, 1, 0, 1]], np.array([0, 0, 0, 1, 2, 2])
    orders = [[*first, 3, *last] for first in permutations([0, 1, 2]) for last in permutations([4, 5])]
    squares = np.mean([(np.diff(gold[order, 0]) ** 2).sum() for order in orders])
    found = estimate_from_sample(CodedSample(gold, gold, np.full(6, 1e-12), strata), None, 1e13)
    assert found.error == pytest.approx([np.sqrt(squares * 6 / (2 * 5)) / 6] * 2)


def test_of_documents_in_sections_the_variance_is_that_of_the_samples_that_are_taken():
    """Three documents of three sections each, in one domain each, as the command gives them: in the order of the text."""
    generator = np.random.default_rng(11)
    strata, domains = np.repeat(np.arange(3), 90), np.repeat([0, 1, 2, 0, 2, 1, 1, 0, 2], 30)
    shares, variances = [], []
    for _ in range(400):
        order = generator.permutation(270)
        order = order[np.argsort(strata[order], kind="stable")]
        rows = np.sort(order[((generator.random() + np.arange(90)) * 3).astype(int)])
        gold = np.eye(3)[domains[rows]]
        found = estimate_from_sample(CodedSample(gold, gold, np.full(90, 1 / 3), strata[rows]), None, 270)
        shares.append(found.estimate)
        variances.append(found.error**2)
    assert np.mean(variances) == pytest.approx(np.var(shares, axis=0).mean(), rel=0.1)


@pytest.mark.parametrize("size", [100, 120])
def test_a_plan_for_all_sentences_leaves_nothing_to_estimate(size):
    table = plan_by_assumption(np.array([0.5, 0.5]), [50, size], 100, ["a", "b"])
    assert table["size"].tolist() == [50, 50, 100, 100]
    assert (table["counted"] > 0).tolist() == [True, True, False, False]


@pytest.mark.parametrize(("said", "factor"), [([[0.1, 0.9], [0.9, 0.1]], 0), ([[0.6, 0.4], [0.4, 0.6]], 1)])
def test_the_probabilities_enter_neither_turned_nor_enlarged(said, factor):
    """Of a model that takes each domain for the other nothing is used; of one that is too unsure, its own values."""
    gold = np.array([0] * 6 + [1] * 4)
    sample = CodedSample(np.eye(2)[gold], np.array(said)[gold], np.full(10, 0.1))
    population = describe_population(np.tile([[0.5, 0.5]], (100, 1)))
    found = estimate_from_sample(sample, population, 100).estimate
    assert found == pytest.approx([0.6, 0.4] + factor * (0.5 - sample.probabilities.mean(axis=0)))


def test_the_variance_with_a_model_is_that_of_the_labels_and_of_the_model_by_their_weights():
    """As the docstring has it: the expected variance, held to all errors, beside the observed one of each domain."""
    gold, probabilities = simulate_population(9, 0.6)
    probabilities = 0.5 * probabilities + 0.5 * np.eye(3)[np.random.default_rng(1).permutation(gold)]
    labels, n = np.eye(3)[gold[:80]], 80
    found = estimate_from_sample(CodedSample(labels, probabilities[:n], np.full(n, 0.02)),
                                 describe_population(probabilities), 4000)  # fmt: skip
    y, p = labels - labels.mean(axis=0), probabilities[:n] - probabilities[:n].mean(axis=0)
    factor = (y * p).sum() / (p**2).sum()
    assert 0.3 < factor < 0.9
    observed = (y - factor * p).var(axis=0, ddof=1)
    expected = (probabilities * (1 - probabilities)).mean(axis=0) + (1 - factor) ** 2 * probabilities.var(axis=0)
    expected *= (n * observed.sum() / expected.sum() + 10) / (n + 10)
    weight = 200 * np.minimum(expected / observed, 1) ** 2
    variance = (n * observed + weight * expected) / (n + weight)
    assert found.error**2 == pytest.approx(variance * 0.98 / n)


def test_a_size_that_widens_the_interval_again_is_no_way_to_the_target():
    """Half-widths of .1, .12 and .05: those of 200 labels are at most .1; .08 is at 200 * 2^(ln(.1 / .08) / ln 2)."""
    found = find_size([100, 200, 400], [0.1, 0.12, 0.05], 0.08)
    assert found == pytest.approx(200 * 2 ** (np.log(0.1 / 0.08) / np.log(2)))
