"""How far probabilities are from shares of correct predictions."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from research.measure.calibration import measure_calibration, simulate_calibration
from tests.measure.strategies import make_cases

DOMAINS = list("abcd")


def test_perfect_calibration_has_no_error():
    probabilities = np.array([[0.75, 0.25, 0.0, 0.0]] * 4)
    table, error = measure_calibration(["a", "a", "a", "b"], probabilities, DOMAINS)
    assert error == pytest.approx(0)
    assert table["n"].tolist() == [4]


@pytest.mark.slow
@given(case=make_cases(), data=st.data())
def test_calibration_counts_every_sentence_once(case, data):
    n, n_domains = case.probabilities.shape
    gold = data.draw(st.lists(st.integers(0, n_domains - 1), min_size=n, max_size=n))
    table, error = measure_calibration(gold, case.probabilities, range(n_domains))
    assert table["n"].sum() == n
    assert 0 <= error <= 1


def test_exact_probabilities_have_the_error_that_is_simulated():
    """The error of labels that are sampled from the probabilities themselves, in the mean and in one of twenty cases."""
    random = np.random.default_rng(1)
    probabilities = random.dirichlet([0.3] * 4, size=120)
    errors = []
    for _ in range(400):
        labels = [DOMAINS[place] for place in (random.random((120, 1)) > probabilities.cumsum(axis=1)).sum(axis=1)]
        errors.append(measure_calibration(labels, probabilities, DOMAINS).error)
    chance = simulate_calibration(probabilities)
    assert chance.mean == pytest.approx(np.mean(errors), abs=0.003)
    assert np.mean(np.array(errors) > chance.highest) == pytest.approx(0.05, abs=0.03)


def test_chance_errs_less_on_more_predictions_and_not_at_all_on_certain_ones():
    few = simulate_calibration(np.array([[0.7, 0.3]] * 50))
    many = simulate_calibration(np.array([[0.7, 0.3]] * 5000))
    assert few.mean > 5 * many.mean
    assert few.highest > few.mean
    assert simulate_calibration(np.array([[1.0, 0.0]] * 50)) == (0, 0)
