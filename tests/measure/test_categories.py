"""Shares of categories are those of sentences labelled with categories, errors of classification included."""

import numpy as np
import pytest

from research.measure.categories import combine_held_out, combine_shares, measure_variances
from research.measure.choices import METHODS
from research.measure.gold_labels import GoldLabels
from research.measure.held_out import HeldOut, sum_held_out
from research.measure.intervals import find_interval
from research.measure.prevalence import estimate_shares, find_classification_error, find_error_ratio, group_units

DOMAINS = ["a", "b", "c", "d"]
JOINED = np.eye(3)[[0, 0, 1, 2]]  # a and b are one category
DIVIDED = np.array([[1.0, 0.0, 0.0], [0.5, 0.5, 0.0], [0.0, 1.0, 0.0], [0.0, 0.0, 1.0]])


def simulate(n, seed, documents):
    """Calibrated probabilities of sentences, labels that they are right about on average, and documents."""
    generator = np.random.default_rng(seed)
    units = np.arange(n) % documents
    centres = generator.dirichlet(np.full(4, 1.0), documents)
    probabilities = np.array([generator.dirichlet(3 * centres[unit] + 0.05) for unit in units])
    gold = (probabilities.cumsum(axis=1) > generator.random((n, 1))).argmax(axis=1)
    return probabilities, gold, [str(unit) for unit in units]


@pytest.fixture(scope="module")
def predicted():
    return simulate(6000, 0, 60)


@pytest.fixture(scope="module")
def held_out(predicted):
    probabilities, gold, units = predicted
    return sum_held_out(GoldLabels([DOMAINS[code] for code in gold], units, DOMAINS), probabilities)


def test_categories_that_are_the_domains_have_their_held_out_errors(held_out):
    same = combine_held_out(held_out, np.eye(4))
    assert same.counted.tolist() == held_out.counted.tolist()
    assert same.count_ratio == pytest.approx(held_out.count_ratio)
    assert same.sum_ratio == pytest.approx(held_out.sum_ratio)


def test_held_out_errors_of_joined_domains_are_about_those_of_relabelled_sentences(predicted, held_out):
    probabilities, gold, units = predicted
    names = [["ab", "c", "d"][code] for code in JOINED[gold].argmax(axis=1)]
    relabelled = sum_held_out(GoldLabels(names, units, ["ab", "c", "d"]), probabilities @ JOINED)
    joined = combine_held_out(held_out, JOINED)
    assert joined.summed == pytest.approx(relabelled.summed)
    # the products of two probabilities are not kept: what they are on average is seen in the labels
    assert joined.spread.sum(axis=0) == pytest.approx(relabelled.spread.sum(axis=0), rel=0.08)  # squares
    assert joined.sum_ratio == pytest.approx(relabelled.sum_ratio, rel=0.1)


def test_the_variance_of_joined_domains_is_that_of_their_probability(predicted):
    probabilities, _, _ = predicted
    joined = probabilities @ JOINED
    assert measure_variances(probabilities, JOINED) == pytest.approx(joined * (1 - joined))
    assert measure_variances(probabilities, np.eye(4)) == pytest.approx(probabilities * (1 - probabilities))


def test_the_variance_of_a_divided_domain_is_that_of_what_its_labels_add(predicted):
    probabilities, _, _ = predicted
    draws = np.random.default_rng(1).choice(4, 200_000, p=probabilities[0])
    assert measure_variances(probabilities[:1], DIVIDED)[0] == pytest.approx(DIVIDED[draws].var(axis=0), abs=0.002)


@pytest.mark.parametrize("method", ["count", "probabilistic"])
def test_joined_domains_have_the_interval_of_relabelled_sentences(predicted, method):
    probabilities, _, units = predicted
    certain = np.eye(4)[probabilities.argmax(axis=1)]
    joined = combine_shares(estimate_shares(certain, units, method=method), JOINED)
    relabelled = estimate_shares(certain @ JOINED, units, method=method)
    assert joined.estimate == pytest.approx(relabelled.estimate)
    for one, other in zip(find_interval(joined), find_interval(relabelled), strict=True):
        assert one == pytest.approx(other)


@pytest.mark.parametrize("method", METHODS)
def test_the_error_of_classification_of_joined_domains_is_less_than_that_of_independent_ones(
    predicted, held_out, method
):
    probabilities, _, units = (part[:500] for part in predicted)
    shares = estimate_shares(probabilities, units, method=method, held_out=held_out)
    grouped, error = group_units(units, np.ones(500)), {}
    for name, parts in (("same", np.eye(4)), ("joined", JOINED)):
        ratio = find_error_ratio(combine_held_out(held_out, parts), method)
        error[name] = find_classification_error(probabilities, grouped, ratio, parts=parts)
    assert error["same"] == pytest.approx(shares.classification)
    assert error["joined"][1:] == pytest.approx(
        shares.classification[2:], rel=0.05
    )  # c and d, but for the pooled ratio
    assert 0 < error["joined"][0] < np.hypot(*shares.classification[:2])


def test_half_of_a_domain_has_a_quarter_of_its_variance():
    counted = np.tile(np.array([[20.0, 10.0], [2.0, 28.0]]), (4, 1, 1))
    held_out = HeldOut(counted, counted, np.full((4, 2), 9.0))
    joined = combine_held_out(held_out, np.array([[0.5, 0.5], [0.0, 1.0]]))
    assert (held_out.variances > 0).all()
    assert joined.variances[:, 0] == pytest.approx(held_out.variances[:, 0] / 4)
