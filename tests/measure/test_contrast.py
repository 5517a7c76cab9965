"""Differences, distances and trends: found where they are, not significant where they are not."""

import numpy as np
import pytest
from hypothesis import given

from research.measure.contrast import contrast_shares, fit_trend_line, measure_distance
from research.measure.prevalence import estimate_shares
from tests.measure.strategies import make_cases

DOMAINS = ["a", "b", "c"]


def simulate(mixture, documents, generator):
    shares = generator.dirichlet(8 * np.array(mixture), documents)
    rows = np.concatenate([generator.choice(3, 25, p=share) for share in shares])
    return estimate_shares(np.eye(3)[rows], [str(number // 25) for number in range(len(rows))])


def test_groups_of_one_population_differ_significantly_at_most_at_the_nominal_rate():
    generator = np.random.default_rng(0)
    tables = [
        contrast_shares(simulate([0.6, 0.3, 0.1], 15, generator), simulate([0.6, 0.3, 0.1], 25, generator), DOMAINS)
        for _ in range(200)
    ]
    covered = np.mean([(table["low"] <= 0) & (table["high"] >= 0) for table in tables])
    assert 0.92 < covered < 0.99
    assert np.mean([(table["p_adjusted"] < 0.05).any() for table in tables]) < 0.1


def test_a_real_difference_is_found_and_has_its_sign():
    generator = np.random.default_rng(1)
    table = contrast_shares(simulate([0.6, 0.3, 0.1], 30, generator), simulate([0.2, 0.3, 0.5], 30, generator), DOMAINS)
    assert table.loc["a", "high"] < 0
    assert table.loc["c", "low"] > 0
    assert (table.loc[["a", "c"], "p_adjusted"] < 0.05).all()


def test_a_single_document_gives_no_interval():
    generator = np.random.default_rng(2)
    table = contrast_shares(simulate([0.6, 0.3, 0.1], 1, generator), simulate([0.6, 0.3, 0.1], 5, generator), DOMAINS)
    assert table[["low", "high", "p_adjusted"]].isna().all(axis=None)


def test_the_distance_of_equal_populations_is_about_what_noise_gives():
    generator = np.random.default_rng(3)
    pairs = [(simulate([0.5, 0.3, 0.2], 20, generator), simulate([0.5, 0.3, 0.2], 20, generator)) for _ in range(20)]
    distances, _, noises = zip(*(measure_distance(*pair, n_resamples=100) for pair in pairs), strict=True)
    assert np.mean(distances) == pytest.approx(np.mean(noises), rel=0.3)
    far, error, noise = measure_distance(
        simulate([0.8, 0.1, 0.1], 20, generator), simulate([0.1, 0.1, 0.8], 20, generator)
    )
    assert far > noise + 3 * error


def test_a_trend_is_found_and_its_interval_covers():
    generator = np.random.default_rng(4)
    covered = []
    for _ in range(200):
        years = generator.integers(1995, 2025, 40).astype(float)
        mean = 0.2 + 0.01 * (years - 1995)
        first = np.clip(mean + generator.normal(0, 0.05, 40), 0, 1)
        table = fit_trend_line(np.column_stack((first, 1 - first)), generator.uniform(50, 300, 40), years, ["a", "b"])
        covered.append(table.loc["a", "low"] <= 0.1 <= table.loc["a", "high"])
        assert table.loc["a", "p_adjusted"] < 0.05
    assert 0.9 < np.mean(covered) < 0.99


def test_too_few_documents_have_no_trend():
    assert fit_trend_line(np.eye(2), np.ones(2), np.array([2000.0, 2010.0]), ["a", "b"]).isna().all(axis=None)


@given(first=make_cases(), second=make_cases())
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
    distance, error, noise = measure_distance(one, other, n_resamples=5)
    assert 0 <= distance <= 1
    assert np.isfinite([error, noise]).all()
