"""Agreement coefficients, from the literature and by hand."""

import numpy as np
import pytest
from sklearn.metrics import cohen_kappa_score

from research.corpus.agreement import compute_alpha, compute_kappa, measure_agreement

DOMAINS = ["a", "b", "c"]


def draw(agree, n=600, seed=0):
    generator = np.random.default_rng(seed)
    first = generator.choice(DOMAINS, n)
    second = np.where(generator.random(n) < agree, first, generator.choice(DOMAINS, n))
    return first.tolist(), second.tolist(), (np.arange(n) // 20).astype(str).tolist()


def test_kappa_is_that_of_scikit_learn():
    first, second, documents = draw(0.6)
    table = measure_agreement(first, second, documents, DOMAINS, repeats=20)
    assert table.loc["*", "kappa"] == pytest.approx(cohen_kappa_score(first, second))
    assert table.loc["b", "kappa"] == pytest.approx(
        cohen_kappa_score([x == "b" for x in first], [x == "b" for x in second])
    )


def test_alpha_of_krippendorffs_own_example():
    # Krippendorff (2011), "Computing Krippendorff's alpha-reliability", part A: binary data, two observers, ten units
    one, two = [0, 1, 0, 0, 0, 0, 0, 0, 1, 0], [1, 1, 1, 0, 0, 1, 0, 0, 0, 0]
    table = np.zeros((2, 2))
    np.add.at(table, (one, two), 1)
    assert compute_alpha(table) == pytest.approx(0.095, abs=0.001)


def test_coders_who_guess_agree_by_chance():
    table = measure_agreement(*draw(0.0, 6000), DOMAINS, repeats=200)
    assert abs(table.loc["*", "kappa"]) < 0.05
    assert table.loc["*", "alpha_low"] < 0 < table.loc["*", "alpha_high"]


def test_coders_who_always_agree_reach_one():
    labels, _, documents = draw(1.0)
    table = measure_agreement(labels, labels, documents, DOMAINS, repeats=20)
    assert (table[["kappa", "alpha", "agreement"]] == 1).all().all()


def test_a_domain_that_nobody_used_has_no_coefficient():
    table = measure_agreement(["a", "b"], ["a", "b"], ["x", "y"], DOMAINS, repeats=20)
    assert np.isnan(table.loc["c", "kappa"])
    assert table.loc["c", "sentences"] == 0


def test_kappa_of_one_shared_label_is_undefined():
    assert np.isnan(compute_kappa(np.array([[5.0, 0.0], [0.0, 0.0]])))
