"""Shares sum to one and do not depend on the order of sentences; corrections undo the held-out errors."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from research.errors import InputError
from research.measure.choices import METHOD_HELP, METHODS, THESE
from research.measure.gold_labels import GoldLabels
from research.measure.held_out import HeldOut, sum_held_out
from research.measure.intervals import find_interval
from research.measure.prevalence import (
    NEW_KIND_ERROR,
    count_distribution,
    estimate_shares,
    find_classification_error,
    group_units,
)
from tests.measure.strategies import Case, make_cases, separate_domains

FEW = settings(max_examples=30)
EVERY_METHOD = pytest.mark.parametrize("method", METHODS)

DOMAINS = ["a", "b", "c"]
GOOD = np.array([[0.8, 0.15, 0.05], [0.1, 0.85, 0.05], [0.1, 0.1, 0.8]])


def simulate(shares, n, seed, documents=30):
    """Sentences of documents with a classifier of known errors: gold labels, probabilities, documents."""
    generator = np.random.default_rng(seed)
    gold = generator.choice(3, n, p=shares)
    predicted = np.array([generator.choice(3, p=GOOD[label]) for label in gold])
    prior = np.full(3, 1 / 3)
    posterior = GOOD * prior[:, None] / (GOOD * prior[:, None]).sum(axis=0)
    return gold, posterior[:, predicted].T, [str(number % documents) for number in range(n)]


@pytest.fixture(scope="module")
def held_out():
    gold, probabilities, units = simulate([1 / 3] * 3, 6000, 0)
    return sum_held_out(GoldLabels([DOMAINS[k] for k in gold], units, DOMAINS), probabilities)


@given(st.lists(st.tuples(st.sampled_from(DOMAINS), st.sampled_from("wxyz")), min_size=1, max_size=40))
def test_shares_sum_to_one_and_stay_within_bounds(rows):
    labels, units = zip(*rows, strict=True)
    table = count_distribution(labels, units, DOMAINS)
    assert np.isclose(table["prevalence"].sum(), 1)
    assert table["prevalence"].between(0, 1).all()
    assert table["sentences"].sum() == len(rows)
    if len(set(units)) > 1:
        assert (table["low"] <= table["prevalence"]).all()
        assert (table["high"] >= table["prevalence"]).all()
        assert table["low"].min() >= 0
        assert table["high"].max() <= 1


@pytest.mark.parametrize("method", METHODS)
def test_the_order_of_sentences_changes_no_share(method, held_out):
    _, probabilities, units = simulate([0.5, 0.3, 0.2], 300, 1)
    forward = estimate_shares(probabilities, units, method=method, held_out=held_out)
    backward = estimate_shares(probabilities[::-1], units[::-1], method=method, held_out=held_out)
    assert np.isclose(forward.estimate.sum(), 1)
    assert np.allclose(forward.estimate, backward.estimate)
    assert np.allclose(forward.error, backward.error)


def test_characters_can_weigh_in_place_of_sentences():
    table = count_distribution(["a", "b"], ["x", "y"], DOMAINS, weights=np.array([30.0, 10.0]))
    assert table["prevalence"].tolist() == [0.75, 0.25, 0.0]


@pytest.mark.parametrize("method", ["adjusted", "adjusted_probabilistic", "em"])
def test_corrections_undo_known_errors_that_counting_leaves(method, held_out):
    gold, probabilities, units = simulate([0.85, 0.1, 0.05], 6000, 2)
    truth = np.bincount(gold, minlength=3) / len(gold)
    counted = estimate_shares(probabilities, units).estimate
    corrected = estimate_shares(probabilities, units, method=method, held_out=held_out).estimate
    assert np.abs(counted - truth).max() > 0.05
    assert np.abs(corrected - truth).max() < 0.025


@pytest.mark.parametrize("method", METHODS)
def test_the_influence_of_a_document_is_the_change_when_it_is_left_out(method, held_out):
    _, probabilities, units = simulate([0.5, 0.3, 0.2], 1200, 3, documents=40)
    whole = estimate_shares(probabilities, units, method=method, held_out=held_out)
    names = list(dict.fromkeys(units))
    changes = []
    for name in names:
        rest = [row for row, unit in enumerate(units) if unit != name]
        part = estimate_shares(probabilities[rest], [units[r] for r in rest], method=method, held_out=held_out)
        changes.append((len(names) - 1) * (whole.estimate - part.estimate) / len(names))
    target = whole.influence[: len(names)]
    assert np.allclose(target, np.array(changes), atol=0.06 * np.abs(target).max())


def test_a_correction_learned_from_few_documents_has_wider_intervals(held_out):
    _, probabilities, units = simulate([0.5, 0.3, 0.2], 3000, 4)
    few = HeldOut(held_out.counted[:4], held_out.summed[:4], held_out.spread[:4])
    wide = estimate_shares(probabilities, units, method="adjusted", held_out=few)
    narrow = estimate_shares(probabilities, units, method="adjusted", held_out=held_out)
    assert (wide.error > narrow.error).all()


def test_the_error_of_classification_is_that_of_each_document_and_that_of_their_kind(held_out):
    """Two documents of 25 sentences of 0.9 and 0.05: by hand from the scale, the ratio, and the mean of p (1 - p)."""
    probabilities, units = np.tile([0.9, 0.05, 0.05], (50, 1)), ["x"] * 25 + ["y"] * 25
    variances = probabilities[0] * (1 - probabilities[0])
    scale = (25 * variances + 25 * 0.002) / 5
    own = held_out.count_ratio * scale * np.sqrt(2) / 50
    found = estimate_shares(probabilities, units, held_out=held_out, kind_error=0.5).classification
    assert found == pytest.approx(np.hypot(own, 0.5 * variances))


def test_the_errors_of_many_documents_average_out_down_to_that_of_their_kind(held_out):
    probabilities = np.tile([0.9, 0.05, 0.05], (25, 1))
    errors = []
    for n in (1, 4, 10_000):
        units = np.repeat(np.arange(n), 25)
        shares = estimate_shares(np.tile(probabilities, (n, 1)), units, held_out=held_out, kind_error=0.0)
        errors.append(shares.classification)
    assert errors[0] / errors[1] == pytest.approx(np.full(3, 2.0))
    together = estimate_shares(np.tile(probabilities, (10_000, 1)), units, held_out=held_out, kind_error=0.3)
    assert together.classification == pytest.approx(np.hypot(errors[2], 0.3 * np.array([0.09, 0.0475, 0.0475])))


def test_weights_of_sentences_count_in_the_error_of_classification_as_copies_would(held_out):
    """A document with weight 3 among documents with weight 1 has three times its error."""
    probabilities, units = np.tile([0.9, 0.05, 0.05], (50, 1)), ["x"] * 25 + ["y"] * 25
    alone = estimate_shares(probabilities[:25], units[:25], held_out=held_out, kind_error=0.0).classification
    weights = np.repeat([3.0, 1.0], 25)
    both = estimate_shares(probabilities, units, held_out=held_out, weights=weights, kind_error=0.0).classification
    assert both == pytest.approx(alone * np.sqrt(3**2 + 1) / 4)


def test_em_that_does_not_converge_says_so(held_out, monkeypatch):
    monkeypatch.setattr("research.measure.prevalence._MAX_ITER", 2)
    _, probabilities, units = simulate([0.85, 0.1, 0.05], 300, 2)
    with pytest.warns(UserWarning, match="em did not converge in 2 iterations"):
        estimate_shares(probabilities, units, method="em", held_out=held_out)


def test_an_unknown_method_and_one_without_its_held_out_errors_are_refused():
    with pytest.raises(InputError, match="got 'guess', expected one of count, "):
        estimate_shares(np.eye(2), ["x", "y"], method="guess")
    with pytest.raises(InputError, match="requires held-out errors"):
        estimate_shares(np.eye(2), ["x", "y"], method="em")


@EVERY_METHOD
@FEW
@given(case=make_cases())
def test_shares_sum_to_one_and_lie_within_their_intervals(method, case):
    shares = case.estimate(method)
    low, high = find_interval(shares)
    assert np.isclose(shares.estimate.sum(), 1)
    assert (shares.estimate >= 0).all()
    assert np.isfinite(shares.influence).all()
    if len(set(case.units)) == 1:
        assert np.isnan([*low, *high]).all()
        low, high = find_interval(shares, THESE)
    else:
        narrow = find_interval(shares, THESE)
        assert (low <= narrow[0] + 1e-12).all()
        assert (narrow[1] <= high + 1e-12).all()
    assert (low >= 0).all()
    assert (low <= shares.estimate).all()
    assert (shares.estimate <= high + 1e-12).all()
    assert (high <= 1).all()


@EVERY_METHOD
@FEW
@given(case=make_cases().map(separate_domains), random=st.randoms(use_true_random=False))
def test_the_order_and_the_names_of_documents_change_nothing(method, case, random):
    order = list(range(len(case.units)))
    random.shuffle(order)
    weights = None if case.weights is None else case.weights[order]
    renamed = [f"document {case.units[place]}" for place in order]
    shuffled = Case(case.probabilities[order], renamed, weights, case.held_out).estimate(method)
    whole = case.estimate(method)
    assert np.allclose(whole.estimate, shuffled.estimate, atol=1e-6)
    assert np.allclose(whole.error, shuffled.error, atol=1e-6)
    assert np.allclose(find_interval(whole), find_interval(shuffled), atol=1e-5, equal_nan=True)


@EVERY_METHOD
@FEW
@given(case=make_cases().map(separate_domains), random=st.randoms(use_true_random=False))
def test_the_order_of_domains_orders_the_shares_and_changes_nothing_else(method, case, random):
    order = list(range(case.probabilities.shape[1]))
    random.shuffle(order)
    tables = (case.held_out.counted, case.held_out.summed)
    turned = [table[:, order][:, :, order] for table in tables]
    probabilities = case.probabilities + 1e-9 * np.arange(len(order))  # the first of equals wins: let there be none
    spread = case.held_out.spread
    one = Case(probabilities, case.units, case.weights, HeldOut(*tables, spread)).estimate(method)
    turned.append(spread[:, order])
    other = Case(probabilities[:, order], case.units, case.weights, HeldOut(*turned)).estimate(method)
    assert np.allclose(one.classification[order], other.classification, atol=1e-6)
    assert np.allclose(one.estimate[order], other.estimate, atol=1e-6)
    assert np.allclose(one.error[order], other.error, atol=1e-6)


@EVERY_METHOD
@FEW
@given(case=make_cases().map(separate_domains), factor=st.sampled_from([1e-3, 7.0, 1e6]))
def test_the_unit_of_weights_does_not_matter(method, case, factor):
    weights = np.ones(len(case.units)) if case.weights is None else case.weights
    one = Case(case.probabilities, case.units, weights, case.held_out).estimate(method)
    other = Case(case.probabilities, case.units, factor * weights, case.held_out).estimate(method)
    assert np.allclose(one.estimate, other.estimate, atol=1e-6)
    assert np.allclose(one.error, other.error, atol=1e-6)


@EVERY_METHOD
def test_weights_that_sum_to_nothing_are_refused(method):
    held_out = sum_held_out(GoldLabels(["a", "b"], ["x", "y"], ["a", "b"]), np.eye(2))
    with pytest.raises(InputError, match="weights of the 2 sentences sum to 0"):
        estimate_shares(np.eye(2), ["x", "y"], method=method, held_out=held_out, weights=np.zeros(2))


@pytest.mark.slow
@EVERY_METHOD
def test_twice_as_many_documents_make_intervals_narrower_by_the_root_of_two(method):
    """On average over twelve samples of 60 and of 120 documents from one distribution."""
    confusion = np.array([[0.8, 0.1, 0.1], [0.1, 0.8, 0.1], [0.1, 0.1, 0.8]])
    generator = np.random.default_rng(0)

    def make(documents):
        mixtures = generator.dirichlet([4.0, 3.0, 3.0], documents)
        gold = np.concatenate([generator.choice(3, 20, p=mixture) for mixture in mixtures])
        predicted = (generator.random(len(gold))[:, None] > confusion[gold].cumsum(axis=1)).sum(axis=1)
        return gold, confusion[predicted], np.repeat(np.arange(documents), 20)

    gold, probabilities, units = make(20_000)  # so many that the held-out errors add almost no variance
    held_out = sum_held_out(GoldLabels(gold.tolist(), units.tolist(), range(3)), probabilities)
    widths = {60: [], 120: []}
    for documents in [60, 120] * 12:
        _, probabilities, units = make(documents)
        shares = estimate_shares(probabilities, units, method=method, held_out=held_out, kind_error=0.0)
        low, high = find_interval(shares)
        widths[documents].append((high - low).mean())
    assert np.mean(widths[60]) / np.mean(widths[120]) == pytest.approx(2**0.5, rel=0.06)


@pytest.mark.parametrize("method", ["adjusted", "adjusted_probabilistic", "em"])
def test_the_labelled_documents_that_a_correction_was_learned_from_add_to_its_variance(method, held_out):
    """The influences are those of the 30 documents and then of the 30 labelled ones, which are not all 0."""
    _, probabilities, units = simulate([0.5, 0.3, 0.2], 300, 4)
    found = estimate_shares(probabilities, units, method=method, held_out=held_out)
    assert len(found.influence) == 60
    learned = np.sqrt((found.influence[30:] ** 2).sum(axis=0))
    assert (learned > 0.02 * found.error).all()
    assert found.error == pytest.approx(np.hypot(learned, np.sqrt((found.influence[:30] ** 2).sum(axis=0))))


def test_by_default_the_error_that_documents_of_a_kind_have_in_common_is_six_tenths_of_the_mean_variance(held_out):
    """In 40,000 documents that of each document has averaged out."""
    probabilities, units = np.tile([0.9, 0.05, 0.05], (40_000, 1)), np.arange(40_000)
    found = estimate_shares(probabilities, units, held_out=held_out).classification
    assert found == pytest.approx(0.6 * np.array([0.09, 0.0475, 0.0475]), rel=0.02)
    assert (find_interval(estimate_shares(probabilities, units, held_out=held_out), THESE)[1][0] - 1.0) == 0
    low = find_interval(estimate_shares(probabilities, units, held_out=held_out), THESE)[0]
    assert low[0] == pytest.approx(1 - 1.959964 * 0.6 * 0.09, rel=0.001)


def test_em_finds_the_same_shares_in_blocks_and_by_newton_steps(held_out, monkeypatch):
    _, probabilities, units = simulate([0.7, 0.2, 0.1], 900, 8)
    whole = estimate_shares(probabilities, units, method="em", held_out=held_out)
    monkeypatch.setattr("research.measure.prevalence._BLOCK_SIZE", 200)
    monkeypatch.setattr("research.measure.prevalence._SUBSAMPLE_SIZE", 100)
    blocks = estimate_shares(probabilities, units, method="em", held_out=held_out)
    assert blocks.estimate == pytest.approx(whole.estimate, abs=1e-5)
    assert blocks.error == pytest.approx(whole.error, rel=1e-3)


def test_the_help_names_every_method_with_its_name_in_the_literature():
    names = METHOD_HELP.removeprefix("how prevalence is estimated: ").split("; ")
    assert [name.split(", ")[0] for name in names] == list(METHODS)
    assert all(name.endswith((")", "prior")) for name in names)


def test_the_error_of_kinds_that_were_not_learned_from_is_not_below_the_one_that_was_measured():
    kinds = pd.read_csv(Path(__file__).parents[2] / "results" / "coverage" / "kinds.csv", index_col="population")
    measured = kinds.loc["one type, not learned from", "kind_error"]
    assert measured <= NEW_KIND_ERROR <= 1.5 * measured


def make_held_out(counted, summed=None):
    counted = np.array(counted, dtype=float)
    return HeldOut(counted, counted if summed is None else np.array(summed, dtype=float), np.ones(counted.shape[:2]))


def test_em_is_the_mean_posterior_with_a_prior_of_100_counted_sentences():
    """Of 50 sentences the posterior under the shares counts a third, and what was counted two thirds."""
    generator = np.random.default_rng(6)
    probabilities = generator.dirichlet([0.3, 0.3, 0.3], 50)
    probabilities[:5] = [1e-5, 0.2, 0.8 - 1e-5]
    held_out = make_held_out([np.diag([20, 30, 50])])
    counted, shares = np.bincount(probabilities.argmax(axis=1), minlength=3) / 50, np.full(3, 1 / 3)
    for _ in range(2000):
        posterior = probabilities * shares / (np.array([21, 31, 51]) / 103)
        shares = (posterior / posterior.sum(axis=1, keepdims=True)).mean(axis=0) / 3 + 2 * counted / 3
    found = estimate_shares(probabilities, range(50), method="em", held_out=held_out)
    assert found.estimate == pytest.approx(shares, abs=1e-6)


@pytest.mark.parametrize("method", METHODS)
def test_the_influence_of_a_document_is_the_slope_of_the_shares_over_its_weight(method):
    generator = np.random.default_rng(7)
    probabilities, units = generator.dirichlet([0.5, 0.5, 0.5], 60), np.arange(60) // 10
    held_out = make_held_out([np.diag([9, 8, 7]) + 1, np.diag([5, 8, 5]) + 1])
    step = 1e-4

    def estimate(unit, change):
        weights = np.where(units == unit, 1 + change, 1.0)
        return estimate_shares(probabilities, units, method=method, held_out=held_out, weights=weights)

    influence = estimate(0, 0.0).influence / np.sqrt(6 / 5)  # scaled to an unbiased variance
    for unit in range(6):
        slope = (estimate(unit, step).estimate - estimate(unit, -step).estimate) / (2 * step)
        assert influence[unit] == pytest.approx(slope, abs=1e-3 if method == "em" else 1e-6)


def test_a_labelled_document_counts_in_em_by_what_its_probabilities_lack():
    """Of 100 sentences that the model is sure of the data weigh a half, and no posterior moves with the shares."""
    held_out = make_held_out([[[6, 0], [0, 4]], [[3, 0], [0, 7]]], [[[5, 1], [1, 3]], [[2.5, 0.5], [0.5, 6.5]]])
    found = estimate_shares(np.eye(2)[[0, 1] * 50], np.arange(100) // 10, method="em", held_out=held_out)
    lacking = np.array([[6 - 6, 4 - 4], [3 - 3, 7 - 7]]) / 20  # predicted 5 + 1 and 1 + 3, as many as there are
    assert found.influence[10:] == pytest.approx(lacking)
    biased = make_held_out([[[6, 0], [0, 4]], [[3, 0], [0, 7]]], [[[5, 1], [0, 4]], [[3, 0], [2, 5]]])
    found = estimate_shares(np.eye(2)[[0, 1] * 50], np.arange(100) // 10, method="em", held_out=biased)
    lacking = np.array([[5 - 6, 5 - 4], [5 - 3, 5 - 7]]) / 20
    centred = np.sqrt(2) * (lacking - lacking.mean(axis=0))
    assert found.influence[10:] == pytest.approx(centred / 2)


def test_adjusted_shares_take_half_a_correct_sentence_more_of_each_domain():
    """8 of 10 a are a and 9 of 10 b are b: of a mean of .5 the rest is (.5 - 1 / 10.5) / (8.5 / 10.5 - 1 / 10.5)."""
    probabilities, held_out = np.eye(2)[[0, 1] * 10], make_held_out([[[8, 2], [1, 9]]])
    share = estimate_shares(probabilities, range(20), method="adjusted", held_out=held_out).estimate[0]
    assert share == pytest.approx((0.5 - 1 / 10.5) / (7.5 / 10.5))


def test_adjusted_shares_are_the_nearest_ones_that_sum_to_one():
    """Means that no shares have: those with the least squares among all that are not negative and sum to 1."""
    errors = np.array([[16, 4, 0], [3, 14, 3], [6, 0, 14]])
    probabilities = np.eye(3)[[0] * 18 + [1] * 1 + [2] * 1]
    found = estimate_shares(probabilities, range(20), method="adjusted", held_out=make_held_out([errors])).estimate
    rates = (errors + 0.5 * np.eye(3)) / (errors.sum(axis=1, keepdims=True) + 0.5)
    grid = np.linspace(0, 1, 401)
    first, second = (part.ravel() for part in np.meshgrid(grid, grid))
    shares = np.column_stack((first, second, 1 - first - second))[first + second <= 1]
    distances = ((shares @ rates - probabilities.mean(axis=0)) ** 2).sum(axis=1)
    assert found == pytest.approx(shares[distances.argmin()], abs=0.005)


def test_weighted_sentences_are_as_many_as_equally_weighted_ones_of_the_same_precision():
    found = estimate_shares(np.eye(2)[[0, 1, 1]], ["x", "y", "z"], weights=np.array([1.0, 1, 2]))
    assert found.n_sentences == pytest.approx(16 / 6)


def test_the_error_of_categories_that_are_the_domains_is_that_of_the_domains(held_out):
    _, probabilities, units = simulate([0.5, 0.3, 0.2], 300, 4)
    grouped = group_units(units, np.ones(300))
    own, crossed = (
        find_classification_error(probabilities, grouped, held_out.count_ratio, parts=parts)
        for parts in (None, np.eye(3))
    )
    assert crossed == pytest.approx(own)
