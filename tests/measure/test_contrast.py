"""Differences and distances: found where they are, not significant where they are not."""

from itertools import combinations

import numpy as np
import pytest
from hypothesis import given

from research.measure.contrast import (
    UnitTotals,
    adjust_p_values,
    contrast_shares,
    find_p_values,
    measure_distance,
    sum_units,
)
from research.measure.intervals import Shares, find_interval
from research.measure.prevalence import estimate_shares
from tests.measure.strategies import make_cases

DOMAINS = ["a", "b", "c"]


def simulate(mixture, documents, generator):
    """Sums by document and domain of documents that differ, 25 sentences each."""
    shares = generator.dirichlet(8 * np.array(mixture), documents)
    return np.array([generator.multinomial(25, share) for share in shares], dtype=float)


def estimate(sums):
    labels = np.concatenate([np.repeat(np.arange(3), row.astype(int)) for row in sums])
    return estimate_shares(np.eye(3)[labels], [str(number // 25) for number in range(len(labels))])


def put_together(*groups):
    sums = np.vstack(groups)
    numbers = np.repeat(np.arange(len(groups)), [len(group) for group in groups])
    return UnitTotals(sums, sums.sum(axis=1), numbers, np.arange(len(sums)))


@pytest.mark.slow
@pytest.mark.parametrize("sizes", [(5, 40), (10, 120), (5,) * 6])
def test_groups_of_one_population_differ_significantly_at_most_at_the_nominal_rate(sizes, monkeypatch):
    monkeypatch.setattr("research.measure.contrast._MAX_CELLS", 1)  # the smallest number of permutations
    generator = np.random.default_rng(0)
    p = np.array([
        find_p_values(put_together(*(simulate([0.6, 0.3, 0.1], size, generator) for size in sizes)), random_state=seed)
        for seed in range(100)
    ])  # fmt: skip
    assert 0.005 < (p < 0.05).mean() < 0.1
    assert np.mean([adjust_p_values(row).min() < 0.05 for row in p]) < 0.095  # .05 and two standard errors


def test_a_small_group_without_a_domain_does_not_differ_significantly():
    """What looks like no variance at all is no evidence: most documents of the large group lack the domain, too."""
    large = np.tile([20.0, 0.0, 5.0], (40, 1))
    large[:8, 1] = 5.0
    p = find_p_values(put_together(np.tile([20.0, 0.0, 5.0], (5, 1)), large))
    # 5 of 45 drawn at random miss the 8 documents in C(37, 5) / C(45, 5) = .357 of all orders
    assert p[1] > 0.3


def test_the_test_of_two_groups_is_that_over_all_orders():
    sums = np.array([[9, 1], [8, 2], [9, 1], [7, 3], [8, 2], [1, 9], [2, 8], [1, 9], [3, 7], [2, 8.0]])
    totals = UnitTotals(sums, np.full(10, 10.0), np.repeat([0, 1], 5), np.arange(10))

    def compare(chosen):
        other = [row for row in range(10) if row not in chosen]
        means = [sums[list(rows), 0].mean() / 10 for rows in (chosen, other)]
        variances = [sums[list(rows), 0].var(ddof=1) / 500 for rows in (chosen, other)]
        return (means[0] - means[1]) ** 2 / (sum(variances) * 1.1 + 1e-12)

    statistics = np.array([compare(rows) for rows in combinations(range(10), 5)])
    exact = np.mean(statistics >= compare((0, 1, 2, 3, 4)) - 1e-9)
    assert find_p_values(totals)[0] == pytest.approx(exact, abs=0.004)


def test_places_in_both_groups_exchange_their_own_documents_only():
    """Six places that all rise a little: paired, one of 2^5 signs each way; as if independent, far from significant."""
    levels = np.arange(1.0, 7.0)
    before, after = (np.column_stack((levels + change, 20 - levels - change)) for change in (0.0, 0.5))
    sums = np.vstack((before, after))
    groups, places = np.repeat([0, 1], 6), np.tile(np.arange(6), 2)
    paired = find_p_values(UnitTotals(sums, np.full(12, 20.0), groups, places))
    alone = find_p_values(UnitTotals(sums, np.full(12, 20.0), groups, np.arange(12)))
    assert paired[0] == pytest.approx(2 / 64, abs=0.01)
    assert alone[0] > 0.4


def test_a_real_difference_is_found_and_has_its_sign():
    generator = np.random.default_rng(1)
    one, other = simulate([0.6, 0.3, 0.1], 30, generator), simulate([0.2, 0.3, 0.5], 30, generator)
    table = contrast_shares(estimate(one), estimate(other), DOMAINS)
    assert table.loc["a", "high"] < 0
    assert table.loc["c", "low"] > 0
    assert (adjust_p_values(find_p_values(put_together(one, other)))[[0, 2]] < 0.05).all()


def test_the_interval_reaches_as_far_as_those_of_the_two_shares_together():
    generator = np.random.default_rng(6)
    one, other = (estimate(simulate([0.6, 0.3, 0.1], size, generator)) for size in (8, 20))
    table = contrast_shares(one, other, DOMAINS)
    assert table.index.name == "domain"
    (low, high), (other_low, other_high) = find_interval(one), find_interval(other)
    reach = np.sqrt((other_high - other.estimate) ** 2 + (one.estimate - low) ** 2)
    assert table["high"].to_numpy() == pytest.approx(table["difference"].to_numpy() + reach)
    reach = np.sqrt((other.estimate - other_low) ** 2 + (high - one.estimate) ** 2)
    assert table["low"].to_numpy() == pytest.approx(table["difference"].to_numpy() - reach)


def test_a_single_document_gives_no_interval_and_four_no_test():
    generator = np.random.default_rng(2)
    one, other = simulate([0.6, 0.3, 0.1], 4, generator), simulate([0.6, 0.3, 0.1], 9, generator)
    assert contrast_shares(estimate(one[:1]), estimate(other), DOMAINS)[["low", "high"]].isna().all(axis=None)
    assert np.isnan(find_p_values(put_together(one, other))).all()


def test_the_distance_of_equal_populations_is_about_that_of_random_groups():
    generator = np.random.default_rng(3)
    found = []
    for _ in range(20):
        pair = [simulate([0.5, 0.3, 0.2], 20, generator) for _ in range(2)]
        found.append(measure_distance(*map(estimate, pair), put_together(*pair), n_resamples=100))
    assert np.mean([one.estimate for one in found]) == pytest.approx(np.mean([one.null_mean for one in found]), rel=0.3)
    assert np.mean([one.p < 0.05 for one in found]) <= 0.2
    pair = [simulate([0.8, 0.1, 0.1], 20, generator), simulate([0.1, 0.1, 0.8], 20, generator)]
    far = measure_distance(*map(estimate, pair), put_together(*pair))
    assert far.estimate > far.null_high > far.null_mean
    assert far.p == pytest.approx(1 / 1000)


def test_p_values_are_adjusted_over_all_that_are_known():
    # 4 known: .01 * 4 / 1, .02 * 4 / 2, .04 * 4 / 3 and .5
    found = adjust_p_values(np.array([0.5, np.nan, 0.01, 0.04, 0.02]))
    assert found == pytest.approx([0.5, np.nan, 0.04, 0.16 / 3, 0.04], nan_ok=True)


def test_units_are_clusters_within_groups():
    totals = sum_units(np.eye(2)[[0, 1, 1, 0]], np.array([1.0, 2, 3, 4]), [0, 0, 1, 1], ["x", "y", "x", "x"])
    assert totals.sums.tolist() == [[1, 0], [0, 2], [4, 3]]
    assert totals.sizes.tolist() == [1, 2, 7]
    assert totals.groups.tolist() == [0, 0, 1]
    assert totals.clusters.tolist() == [0, 1, 0]


@pytest.mark.slow
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


def test_the_null_distribution_gives_its_mean_and_its_95th_percentile(monkeypatch):
    """Given 100 distances of 0.01 to 1 for the random orders: the mean is .505, the percentile .9505."""
    values = [np.array([0.3]), np.arange(1, 101) / 100]
    monkeypatch.setattr("research.measure.contrast._permute_distances", lambda *_: values.pop(0))
    monkeypatch.setattr("research.measure.contrast._permute_groups", lambda *_: [None])
    pair = [np.tile([0.5, 0.3, 0.2], (6, 1)) * 10, np.tile([0.2, 0.3, 0.5], (6, 1)) * 10]
    shares = [Shares(sums.sum(axis=0) / sums.sum(), np.zeros((6, 3)), 6, 60.0) for sums in pair]
    found = measure_distance(*shares, put_together(*pair))
    assert (found.null_mean, found.null_high) == pytest.approx((0.505, 0.9505))
    assert found.p == pytest.approx((71 + 1) / 101)  # .30 to 1 are as large or larger


def test_the_error_of_a_distance_is_that_of_500_resamples_unless_others_are_asked_for():
    pair = [np.tile([0.5, 0.3, 0.2], (6, 1)) * 10, np.tile([0.2, 0.3, 0.5], (6, 1)) * 10]
    influence = np.resize([[0.02, -0.01, -0.01], [-0.02, 0.01, 0.01]], (6, 3))
    shares = [Shares(sums.sum(axis=0) / sums.sum(), influence, 6, 60.0) for sums in pair]
    usual, same, fewer = (
        measure_distance(*shares, put_together(*pair), **asked).error
        for asked in ({}, {"n_resamples": 500}, {"n_resamples": 499})
    )
    assert usual == same != fewer


def test_the_distance_of_a_pure_and_a_mixed_distribution_is_that_of_lin():
    """Of (1, 0) and (1/2, 1/2) the middle is (3/4, 1/4): log2(4/3) and log2(2/3) / 2 + log2(2) / 2, halved and summed."""
    shares = [Shares(np.array(values), np.zeros((5, 2)), 5, 50.0) for values in ([1.0, 0.0], [0.5, 0.5])]
    totals = UnitTotals(np.eye(2)[[0, 1]].repeat(5, axis=0), np.ones(10), np.repeat([0, 1], 5), np.arange(10))
    divergence = (np.log2(4 / 3) + (np.log2(2 / 3) + 1) / 2) / 2
    assert measure_distance(*shares, totals).estimate == pytest.approx(np.sqrt(divergence))


def test_p_values_of_documents_without_variance_count_every_order_that_separates_them():
    """Of five and five documents 252 orders are possible, and 2 of them are as extreme, whatever the sizes are."""
    sizes = np.random.default_rng(0).uniform(1, 9, 10)
    sums = np.repeat([[0.1, 0.9], [0.9, 0.1]], 5, axis=0) * sizes[:, None]
    p = find_p_values(UnitTotals(sums, sizes, np.repeat([0, 1], 5), np.arange(10)))
    assert p == pytest.approx([2 / 252] * 2, abs=0.003)


def test_groups_of_equal_documents_have_no_difference_and_no_distance():
    sizes = np.random.default_rng(2).uniform(1, 9, 12)
    sums = np.array([[0.1, 0.7, 0.2]]) * sizes[:, None]
    totals = UnitTotals(sums, sizes, np.repeat([0, 1], 6), np.arange(12))
    shares = [
        Shares(sums[rows].sum(axis=0) / sizes[rows].sum(), np.zeros((6, 3)), 6, 60.0)
        for rows in (slice(0, 6), slice(6, 12))
    ]
    assert find_p_values(totals).tolist() == [1, 1, 1]
    assert measure_distance(*shares, totals).p == 1


def test_which_group_is_first_and_which_domain_changes_no_p_value():
    generator = np.random.default_rng(2)
    totals = put_together(simulate([0.3, 0.4, 0.3], 6, generator), simulate([0.5, 0.2, 0.3], 9, generator))
    p = find_p_values(totals)
    assert find_p_values(totals._replace(groups=1 - totals.groups)).tolist() == p.tolist()
    assert find_p_values(totals._replace(sums=totals.sums[:, [2, 0, 1]])).tolist() == p[[2, 0, 1]].tolist()
    assert find_p_values(totals._replace(sums=3 * totals.sums, sizes=3 * totals.sizes)) == pytest.approx(p)


def test_the_statistic_is_studentised_by_the_variance_of_a_domain_and_a_tenth_of_the_mean_over_domains(monkeypatch):
    """Of five and six documents of different lengths, whose 462 orders are all compared, one after the other."""
    generator = np.random.default_rng(19)
    sizes = generator.integers(3, 30, 11).astype(float)
    shares = generator.dirichlet([0.5, 3, 3], 11)
    sums = np.array([generator.multinomial(int(size), share) for size, share in zip(sizes, shares, strict=True)], float)

    def compare(chosen):
        means, variances = [], []
        for rows in (list(chosen), [row for row in range(11) if row not in chosen]):
            n, total = len(rows), sizes[rows].sum()
            means.append(sums[rows].sum(axis=0) / total)
            deviations = (sums[rows] - sizes[rows, None] * means[-1]) / total
            variances.append((deviations**2).sum(axis=0) * n / (n - 1))
        studentised = np.array(variances) + 0.1 * np.mean(variances, axis=1, keepdims=True)
        return (means[0] - means[1]) ** 2 / studentised.sum(axis=0)

    orders = list(combinations(range(11), 5))
    reached = (np.array([compare(rows) for rows in orders]) >= compare(range(5)) - 1e-9).sum(axis=0)
    groups = np.array([[int(unit not in rows) for unit in range(11)] for rows in orders])
    monkeypatch.setattr("research.measure.contrast._permute_groups", lambda *_: [groups])
    totals = UnitTotals(sums, sizes, np.repeat([0, 1], [5, 6]), np.arange(11))
    assert find_p_values(totals) == pytest.approx((reached + 1) / (462 + 1))


def test_the_observed_order_counts_among_those_that_are_drawn(monkeypatch):
    """Of 40 documents no random order separates the groups as well: one of 10,000, or of 1,000 of very many units."""
    sums = np.repeat([[9.0, 1.0], [1.0, 9.0]], 20, axis=0)
    totals = UnitTotals(sums, np.full(40, 10.0), np.repeat([0, 1], 20), np.arange(40))
    assert find_p_values(totals).tolist() == [1 / 10_000] * 2
    monkeypatch.setattr("research.measure.contrast._MAX_CELLS", 40)
    assert find_p_values(totals).tolist() == [1 / 1_000] * 2
