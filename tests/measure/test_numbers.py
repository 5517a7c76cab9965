"""Shares, intervals and scores keep to their laws whatever the predictions, documents and weights."""

from itertools import permutations
from typing import NamedTuple

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from research.errors import InputError
from research.measure.contrast import contrast_shares, measure_distance
from research.measure.evaluation import measure_calibration, score_labels
from research.measure.held_out import HeldOut, hold_out
from research.measure.intervals import Shares, find_interval
from research.measure.prevalence import METHODS, estimate_shares, estimate_with_labels

FEW = settings(max_examples=30)
EVERY_METHOD = pytest.mark.parametrize("method", METHODS)


class Case(NamedTuple):
    """Predictions of sentences, their units and weights, and what held-out documents tell."""

    probabilities: np.ndarray
    units: list
    weights: np.ndarray | None
    held_out: HeldOut

    def estimate(self, method):
        return estimate_shares(
            self.probabilities, self.units, method=method, held_out=self.held_out, weights=self.weights
        )


def make_rows(n_domains):
    """A row of probabilities: sure, undecided, or anything between."""
    sure = st.integers(0, n_domains - 1).map(lambda place: np.eye(n_domains)[place])
    undecided = st.just(np.full(n_domains, 1 / n_domains))
    between = st.lists(st.integers(0, 99), min_size=n_domains, max_size=n_domains).filter(any)
    return st.one_of(sure, undecided, between.map(lambda row: np.array(row) / sum(row)))


def tell_apart(case):
    """Add right predictions to the held-out ones: of domains with the same errors, any may take what there is."""
    right = 20 * np.eye(case.probabilities.shape[1])
    return case._replace(held_out=HeldOut(case.held_out.counted + right, case.held_out.summed + right))


@st.composite
def draw_cases(draw):
    """Up to five domains, some of which held-out documents may lack; single sentences and units as well."""
    n_domains = draw(st.integers(2, 5))
    n, m = draw(st.integers(1, 12)), draw(st.integers(1, 12))
    rows = make_rows(n_domains)
    probabilities = np.array(draw(st.lists(rows, min_size=n, max_size=n)))
    units = draw(st.lists(st.integers(0, 4), min_size=n, max_size=n))
    weight = st.one_of(st.just(0.0), st.floats(1e-3, 1e4))
    weights = draw(st.none() | st.lists(weight, min_size=n, max_size=n).filter(any).map(np.array))
    gold = draw(st.lists(st.integers(0, n_domains - 1), min_size=m, max_size=m))
    seen = np.array(draw(st.lists(rows, min_size=m, max_size=m)))
    documents = draw(st.lists(st.sampled_from("pqr"), min_size=m, max_size=m))
    return Case(probabilities, units, weights, hold_out(gold, seen, documents, range(n_domains)))


@EVERY_METHOD
@FEW
@given(case=draw_cases())
def test_shares_sum_to_one_and_lie_within_their_intervals(method, case):
    shares = case.estimate(method)
    low, high = find_interval(shares)
    assert np.isclose(shares.estimate.sum(), 1)
    assert (shares.estimate >= 0).all()
    assert np.isfinite(shares.influence).all()
    if len(set(case.units)) == 1:
        assert np.isnan([*low, *high]).all()
        return
    assert (low >= 0).all()
    assert (low <= shares.estimate).all()
    assert (shares.estimate <= high + 1e-12).all()
    assert (high <= 1).all()


@EVERY_METHOD
@FEW
@given(case=draw_cases().map(tell_apart), random=st.randoms(use_true_random=False))
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
@given(case=draw_cases().map(tell_apart), random=st.randoms(use_true_random=False))
def test_the_order_of_domains_orders_the_shares_and_changes_nothing_else(method, case, random):
    order = list(range(case.probabilities.shape[1]))
    random.shuffle(order)
    tables = (case.held_out.counted, case.held_out.summed)
    turned = [table[:, order][:, :, order] for table in tables]
    probabilities = case.probabilities + 1e-9 * np.arange(len(order))  # the first of equals wins: let there be none
    one = Case(probabilities, case.units, case.weights, HeldOut(*tables)).estimate(method)
    other = Case(probabilities[:, order], case.units, case.weights, HeldOut(*turned)).estimate(method)
    assert np.allclose(one.estimate[order], other.estimate, atol=1e-6)
    assert np.allclose(one.error[order], other.error, atol=1e-6)


@EVERY_METHOD
@FEW
@given(case=draw_cases().map(tell_apart), factor=st.sampled_from([1e-3, 7.0, 1e6]))
def test_the_unit_of_weights_does_not_matter(method, case, factor):
    weights = np.ones(len(case.units)) if case.weights is None else case.weights
    one = Case(case.probabilities, case.units, weights, case.held_out).estimate(method)
    other = Case(case.probabilities, case.units, factor * weights, case.held_out).estimate(method)
    assert np.allclose(one.estimate, other.estimate, atol=1e-6)
    assert np.allclose(one.error, other.error, atol=1e-6)


@EVERY_METHOD
def test_weights_of_nothing_are_refused(method):
    held_out = hold_out(["a", "b"], np.eye(2), ["x", "y"], ["a", "b"])
    with pytest.raises(InputError, match="weights of the 2 sentences sum to 0"):
        estimate_shares(np.eye(2), ["x", "y"], method=method, held_out=held_out, weights=np.zeros(2))


def test_what_rounding_leaves_of_a_variance_makes_no_interval_wide():
    """Sentences of one domain whose weights do not sum to quite the same in each order."""
    found = set()
    for order in permutations([("x", 4096.0), ("y", 0.9), ("y", 0.9), ("z", 1 / 3), ("z", 0.1)]):
        units, weights = zip(*order, strict=True)
        shares = estimate_shares(np.tile([1.0, 0.0], (5, 1)), units, weights=np.array(weights))
        found.add(round(float(find_interval(shares)[0][0]), 6))
    assert len(found) == 1
    assert min(found) > 0


@given(share=st.floats(0, 0.2), error=st.floats(1e-6, 0.05), turned=st.booleans())
def test_an_interval_reaches_some_standard_errors_however_near_to_nothing_the_share_is(share, error, turned):
    """Between 1 and 6 errors above a small share and, turned round, below a great one, with documents enough."""
    influence = np.resize([error, -error], (100, 1)) / 10
    shares = Shares(np.array([1 - share if turned else share]), influence, 100, 1e15)
    low, high = find_interval(shares)
    reach = shares.estimate - low if turned else high - shares.estimate
    assert error < reach[0] < 6 * error


@given(case=draw_cases(), data=st.data())
def test_shares_with_labels_keep_the_same_laws(case, data):
    n, n_domains = case.probabilities.shape
    units = list(range(n))
    rows = data.draw(st.lists(st.integers(0, n - 1), unique=True, max_size=n))
    if len(rows) < 2:
        return
    gold = data.draw(st.lists(st.integers(0, n_domains - 1), min_size=len(rows), max_size=len(rows)))
    shares = estimate_with_labels(case.probabilities, units, gold, rows, range(n_domains))
    low, high = find_interval(shares)
    assert np.isclose(shares.estimate.sum(), 1)
    assert ((low >= 0) & (low <= shares.estimate) & (shares.estimate <= high + 1e-12) & (high <= 1)).all()


@given(first=draw_cases(), second=draw_cases())
def test_differences_of_groups_change_sign_with_their_order(first, second):
    n_domains = min(first.probabilities.shape[1], second.probabilities.shape[1])
    one, other = (
        estimate_shares(np.eye(n_domains)[case.probabilities[:, :n_domains].argmax(axis=1)], case.units)
        for case in (first, second)
    )
    table, turned = contrast_shares(one, other, range(n_domains)), contrast_shares(other, one, range(n_domains))
    assert np.isclose(table["difference"].sum(), 0)
    assert np.allclose(table["difference"], -turned["difference"])
    assert np.allclose(table[["low", "high"]], -turned[["high", "low"]], equal_nan=True)
    known = table.dropna()
    assert ((known["low"] <= known["difference"]) & (known["difference"] <= known["high"])).all()
    assert known[["p", "p_adjusted"]].ge(0).all(axis=None)
    assert known[["p", "p_adjusted"]].le(1).all(axis=None)
    distance, error, noise = measure_distance(one, other, repeats=5)
    assert 0 <= distance <= 1
    assert np.isfinite([error, noise]).all()


LABELS = st.lists(
    st.tuples(st.sampled_from("abc"), st.sampled_from("abc"), st.sampled_from("vwxyz")), min_size=1, max_size=20
)


@given(LABELS, st.permutations(range(4)))
def test_scores_lie_in_their_intervals_and_follow_the_order_of_domains(rows, order):
    gold, predicted, documents = (list(column) for column in zip(*rows, strict=True))
    domains = list("abcd")
    scores = score_labels(gold, predicted, documents, domains, repeats=20)
    for estimate, low, high in (scores.accuracy, scores.macro_f1):
        assert 0 <= estimate <= 1
        if len(set(documents)) > 1:
            assert 0 <= low <= high <= 1
    assert scores.domains[["precision", "recall", "f1"]].ge(0).all(axis=None)
    assert scores.domains[["precision", "recall", "f1"]].le(1).all(axis=None)
    other = score_labels(gold, predicted, documents, [domains[place] for place in order], repeats=20)
    assert np.allclose([*scores.accuracy, *scores.macro_f1], [*other.accuracy, *other.macro_f1], equal_nan=True)
    assert np.allclose(scores.domains, other.domains.loc[domains], equal_nan=True)
    assert np.array_equal(scores.confusion[np.ix_(order, order)], other.confusion)


@given(case=draw_cases(), data=st.data())
def test_calibration_counts_every_sentence_once(case, data):
    n, n_domains = case.probabilities.shape
    gold = data.draw(st.lists(st.integers(0, n_domains - 1), min_size=n, max_size=n))
    table, error = measure_calibration(gold, case.probabilities, range(n_domains))
    assert table["n"].sum() == n
    assert 0 <= error <= 1


@EVERY_METHOD
def test_twice_as_many_documents_make_intervals_narrower_by_the_root_of_two(method):
    """On average over twelve draws of 60 and of 120 documents of one make."""
    confusion = np.array([[0.8, 0.1, 0.1], [0.1, 0.8, 0.1], [0.1, 0.1, 0.8]])
    generator = np.random.default_rng(0)

    def make(documents):
        mixtures = generator.dirichlet([4.0, 3.0, 3.0], documents)
        gold = np.concatenate([generator.choice(3, 20, p=mixture) for mixture in mixtures])
        seen = (generator.random(len(gold))[:, None] > confusion[gold].cumsum(axis=1)).sum(axis=1)
        return gold, confusion[seen], np.repeat(np.arange(documents), 20)

    gold, probabilities, units = make(20_000)  # so many that what is learned of errors adds next to nothing
    held_out = hold_out(gold.tolist(), probabilities, units.tolist(), range(3))
    widths = {60: [], 120: []}
    for documents in [60, 120] * 12:
        _, probabilities, units = make(documents)
        low, high = find_interval(estimate_shares(probabilities, units, method=method, held_out=held_out))
        widths[documents].append((high - low).mean())
    assert np.mean(widths[60]) / np.mean(widths[120]) == pytest.approx(2**0.5, rel=0.06)
