"""Agreement coefficients, from the literature and by hand."""

import numpy as np
import pytest
from sklearn.metrics import cohen_kappa_score

from research.measure.agreement import (
    find_confusable_pairs,
    measure_agreement,
    measure_pairs,
)

DOMAINS = ["a", "b", "c"]


def code(*labels):
    """Codings from the labels of each coder."""
    return np.array([[DOMAINS.index(label) for label in found] for found in labels]).T


def draw(agree, n=600, seed=0):
    generator = np.random.default_rng(seed)
    first = generator.choice(DOMAINS, n)
    second = np.where(generator.random(n) < agree, first, generator.choice(DOMAINS, n))
    return first.tolist(), second.tolist(), (np.arange(n) // 20).astype(str).tolist()


def test_kappa_is_that_of_scikit_learn():
    first, second, documents = draw(0.6)
    table = measure_agreement(code(first, second), documents, DOMAINS, n_resamples=20)
    assert table.loc["*", "kappa"] == pytest.approx(cohen_kappa_score(first, second))
    assert table.loc["b", "kappa"] == pytest.approx(
        cohen_kappa_score([x == "b" for x in first], [x == "b" for x in second])
    )


def test_alpha_of_krippendorffs_own_example():
    # Krippendorff (2011), "Computing Krippendorff's alpha-reliability", part A: binary data, two observers, ten units
    one, two = "abaaaaaaba", "bbbaabaaaa"
    table = measure_agreement(code(one, two), list(map(str, range(10))), DOMAINS, n_resamples=20)
    assert table.loc["*", "alpha"] == pytest.approx(0.095, abs=0.001)


def test_coders_who_guess_agree_by_chance():
    first, second, documents = draw(0.0, 6000)
    table = measure_agreement(code(first, second), documents, DOMAINS, n_resamples=200)
    assert abs(table.loc["*", "kappa"]) < 0.05
    assert table.loc["*", "alpha_low"] < 0 < table.loc["*", "alpha_high"]


def test_coders_who_always_agree_reach_one():
    labels, _, documents = draw(1.0)
    table = measure_agreement(code(labels, labels), documents, DOMAINS, n_resamples=20)
    assert (table[["kappa", "alpha", "agreement"]] == 1).all().all()


def test_a_domain_that_nobody_used_has_no_coefficient():
    table = measure_agreement(code("ab", "ab"), ["x", "y"], DOMAINS, n_resamples=20)
    assert np.isnan(table.loc["c", "kappa"])
    assert table.loc["c", "sentences"] == 0


def test_kappa_of_one_shared_label_is_undefined():
    table = measure_agreement(code("aaaaa", "aaaaa"), list("vwxyz"), DOMAINS, n_resamples=20)
    assert np.isnan(table.loc["*", "kappa"])


def test_alpha_of_krippendorffs_four_observers_with_missing_labels():
    # Krippendorff (2011), part C: nominal data, four observers, twelve units, many observers and incomplete data
    observers = [
        [1, 2, 3, 3, 2, 1, 4, 1, 2, None, None, None],
        [1, 2, 3, 3, 2, 2, 4, 1, 2, 5, None, 3],
        [None, 3, 3, 3, 2, 3, 4, 2, 2, 5, 1, None],
        [1, 2, 3, 3, 2, 4, 4, 1, 2, 5, 1, None],
    ]
    codings = np.array([[-1 if value is None else value - 1 for value in row] for row in observers]).T
    table = measure_agreement(codings, [str(n) for n in range(12)], list("abcde"), n_resamples=50)
    assert table.loc["*", "alpha"] == pytest.approx(0.743, abs=0.001)
    assert table.loc["*", "sentences"] == 11  # the last unit has one label


def test_a_coder_without_labels_changes_nothing():
    first, second, documents = draw(0.6)
    two = code(first, second)
    three = np.column_stack((two, np.full(len(two), -1)))
    tables = [measure_agreement(codings, documents, DOMAINS, n_resamples=20) for codings in (two, three)]
    assert np.allclose(*(table.to_numpy() for table in tables))


def test_pairs_are_ranked_by_the_lower_end_of_their_share():
    codings = np.array([[0, 1]] * 30 + [[0, 0]] * 30 + [[1, 2]] + [[2, 2]])
    pairs = find_confusable_pairs(codings, DOMAINS)
    assert pairs[["first", "second", "confused", "either"]].to_numpy().tolist() == [
        ["a", "b", 30, 61], ["b", "c", 1, 32],
    ]  # fmt: skip
    assert pairs["low"].is_monotonic_decreasing


def test_the_interval_of_a_confused_pair_is_that_of_wilson():
    # Wilson (1927): the ends are the roots x of (x - p)^2 = z^2 x (1 - x) / n, with p = 1/2, n = 2, z = 1.959964
    (pair,) = find_confusable_pairs(np.array([[0, 1], [0, 0]]), DOMAINS).to_dict("records")
    for end in (pair["low"], pair["high"]):
        assert (end - 0.5) ** 2 == pytest.approx(1.959964**2 * end * (1 - end) / 2)
    assert pair["low"] < pair["share"] == 0.5 < pair["high"]


def test_coders_that_never_differ_confuse_no_pair():
    assert find_confusable_pairs(np.array([[0, 0], [1, 1]]), DOMAINS).empty


def test_one_document_has_no_interval_of_agreement():
    table = measure_agreement(code("aab", "aba"), ["x", "x", "x"], DOMAINS, n_resamples=20)
    assert table.loc["*", ["kappa_low", "kappa_high", "alpha_low", "alpha_high"]].isna().all()


def test_each_pair_of_coders_is_measured_on_what_both_labelled():
    codings = np.array([[0, 0, -1], [1, 0, 1], [2, -1, 2]])
    pairs = measure_pairs(codings, ["anna", "bob", "cleo"], ["x", "y", "z"], DOMAINS)
    assert pairs[["first", "second", "sentences", "agreement"]].to_numpy().tolist() == [
        ["anna", "bob", 2, 0.5], ["anna", "cleo", 2, 1.0], ["bob", "cleo", 1, 0.0],
    ]  # fmt: skip


def test_documents_are_resampled_as_wholes():
    """Sentences of a document that all say the same: twenty of them are one, so intervals are sqrt(20) times as wide."""
    generator = np.random.default_rng(3)
    first = np.repeat(generator.integers(0, 3, 60), 20)
    second = np.where(np.repeat(generator.random(60) < 0.7, 20), first, (first + 1) % 3)
    codings = np.column_stack((first, second))
    ids = (np.arange(1200) // 20).astype(str).tolist()
    wide, narrow = (
        measure_agreement(codings, names, DOMAINS, n_resamples=400).loc["*"]
        for names in (ids, [str(number) for number in range(1200)])
    )
    (pair,) = measure_pairs(codings, ["anna", "bob"], ids, DOMAINS).to_dict("records")
    for coefficient in ("kappa", "alpha"):
        ratio = (wide[f"{coefficient}_high"] - wide[f"{coefficient}_low"]) / (
            narrow[f"{coefficient}_high"] - narrow[f"{coefficient}_low"]
        )
        assert ratio == pytest.approx(20**0.5, rel=0.2)
    assert pair["kappa_high"] - pair["kappa_low"] == pytest.approx(wide["kappa_high"] - wide["kappa_low"], rel=0.2)


def test_intervals_of_agreement_are_of_95_per_cent():
    """The share of equal labels is kappa's only part that varies: its normal interval is 1.96 errors to each side."""
    generator = np.random.default_rng(5)
    first = np.tile([0, 1], 500)
    second = np.where(generator.random(1000) < 0.9, first, 1 - first)
    table = measure_agreement(np.column_stack((first, second)), [str(n) for n in range(1000)], ["a", "b"])
    equal = float((first == second).mean())
    error = 2 * np.sqrt(equal * (1 - equal) / 1000)  # kappa is 2 (equal - 1/2) where both labels are half of all
    assert table.loc["*", "kappa_high"] - table.loc["*", "kappa_low"] == pytest.approx(2 * 1.959964 * error, rel=0.06)


def test_kappa_of_three_coders_is_the_mean_over_pairs_weighted_by_what_both_labelled():
    """Ann and Bob agree by chance on 4 sentences, Ann and Cleo wholly on 12: kappas 0 and 1, so 12/16; no label of Bob and Cleo."""
    with_bob = [[0, 0, -1], [0, 1, -1], [1, 0, -1], [1, 1, -1]]
    with_cleo = [[0, -1, 0]] * 6 + [[1, -1, 1]] * 6
    codings = np.array(with_bob + with_cleo)
    table = measure_agreement(codings, [str(n) for n in range(16)], ["a", "b"], n_resamples=20)
    for name in ("*", "a", "b"):  # of two domains each against the other is the same table
        assert table.loc[name, "kappa"] == pytest.approx(12 / 16)
        assert table.loc[name, "agreement"] == pytest.approx((2 + 12) / 16)
