"""Regressions with clusters and with predicted labels, against identities and simulated populations."""

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from research.errors import InputError
from research.measure.regression import fit_clustered, fit_trend_line, make_design, make_pseudo_outcomes, tabulate_fit


def test_with_a_constant_alone_it_is_the_mean_with_its_students_interval():
    values = np.array([2.0, 3, 5, 9, 1])
    fit = fit_clustered(values[:, None], np.ones((5, 1)), np.ones(5), range(5))
    row = tabulate_fit(fit, ["mean"], ["a"]).iloc[0]
    expected = stats.ttest_1samp(values, 0)
    ends = expected.confidence_interval()
    assert row[["estimate", "low", "high", "freedom"]].tolist() == pytest.approx([4, ends.low, ends.high, 4])
    assert row["p"] == pytest.approx(expected.pvalue)


def test_of_two_groups_of_single_units_it_is_the_test_of_welch():
    """CR2 of a difference of means is s1^2/n1 + s2^2/n2; with equal sizes the freedom is 2 (n - 1) under equal variance."""
    one, other = np.array([1.0, 4, 2, 6, 3]), np.array([7.0, 9, 12, 8, 5])
    y, x = np.r_[one, other][:, None], np.column_stack((np.ones(10), np.repeat([0.0, 1], 5)))
    fit = fit_clustered(y, x, np.ones(10), range(10))
    welch = stats.ttest_ind(other, one, equal_var=False)
    assert fit.estimate[1, 0] / fit.error[1, 0] == pytest.approx(welch.statistic)
    assert fit.freedom[1] == pytest.approx(8)


def test_clusters_of_equal_rows_are_as_single_rows():
    generator = np.random.default_rng(0)
    y, x = generator.normal(size=(8, 2)), np.column_stack((np.ones(8), generator.normal(size=8)))
    once = fit_clustered(y, x, np.ones(8), range(8))
    thrice = fit_clustered(np.repeat(y, 3, axis=0), np.repeat(x, 3, axis=0), np.ones(24), np.repeat(np.arange(8), 3))
    for name in ("estimate", "error", "freedom"):
        assert getattr(thrice, name) == pytest.approx(getattr(once, name)), name


def test_rows_of_one_cluster_alone_have_no_error():
    fit = fit_clustered(np.arange(4.0)[:, None], np.ones((4, 1)), np.ones(4), ["x"] * 4)
    assert np.isnan(fit.error).all()


def make_panel(generator, n_places, years=6, drift=0.0):
    """Places that report every year: each keeps its level with a probability of .7, else takes a new one."""
    level, rows = generator.beta(2, 8, n_places), []
    for year in range(years):
        level = np.where(generator.random(n_places) < 0.7, level, generator.beta(2, 8, n_places))
        share = generator.binomial(50, np.clip(level + drift * year, 0, 1)) / 50
        rows += [(place, year, value) for place, value in enumerate(share)]
    return pd.DataFrame(rows, columns=["place", "year", "share"])


@pytest.mark.slow
@pytest.mark.parametrize("places", [5, 10, 20])
def test_places_that_report_every_year_show_no_trend_where_there_is_none(places):
    generator = np.random.default_rng(places)
    flagged = []
    for _ in range(200):
        panel = make_panel(generator, places)
        shares = np.column_stack((panel["share"], 1 - panel["share"]))
        years = panel["year"].to_numpy(float)
        table = fit_trend_line(shares, np.full(len(panel), 50.0), years, ["a", "b"], clusters=panel["place"].tolist())
        flagged.append((table["p_adjusted"] < 0.05).any())
    assert np.mean(flagged) < 0.08  # .05 and two standard errors of 200 panels


@pytest.mark.slow
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


def test_covariates_that_leave_no_change_over_years_leave_no_trend():
    years = np.array([2000.0, 2001, 2002, 2003])
    shares = np.column_stack((years - 2000, 2003 - years)) / 3
    table = fit_trend_line(shares, np.ones(4), years, ["a", "b"], covariates=pd.DataFrame({"time": years.astype(str)}))
    assert table.isna().all(axis=None)


def test_texts_become_columns_but_the_first_and_repeated_columns_are_left_out():
    table = pd.DataFrame({"level": ["b", "a", "b", "c"], "again": ["y", "x", "y", "z"], "n": ["1", "2", "4", "8"]})
    design = make_design(table)
    assert list(design) == ["(constant)", "level=b", "level=c", "n"]
    assert design["level=b"].tolist() == [1, 0, 1, 0]
    with pytest.raises(InputError, match="level: has the single value 'a'"):
        make_design(pd.DataFrame({"level": ["a", "a"]}))


@pytest.mark.slow
def test_predicted_labels_bias_a_regression_and_pseudo_outcomes_do_not():
    """The worked example: a classifier that sees a domain in the city twice as often as it is there, in the county not.

    The true shares are .2 in both; the naive difference is about .2 and its intervals never cover 0. With 300 of 4,000
    sentences coded at random, the difference is unbiased and its interval covers 0 as often as it says.
    """
    generator = np.random.default_rng(7)
    naive, corrected = [], []
    for repeat in range(300):
        document = np.repeat(np.arange(80), 50)
        city = (document < 40).astype(float)
        true = (generator.random(4000) < generator.beta(4, 16, 80)[document]).astype(float)
        predicted = np.maximum(true, (generator.random(4000) < 0.25 * city).astype(float))
        rows = generator.choice(4000, 300, replace=False)
        pseudo = make_pseudo_outcomes(predicted[:, None], rows, true[rows, None], np.full(300, 300 / 4000))
        design = np.column_stack((np.ones(80), city[::50]))
        outcomes = [(pseudo, corrected)]
        if repeat < 60:  # enough for a bias of ten standard errors
            outcomes.append((predicted[:, None], naive))
        for outcome, found in outcomes:
            means = outcome.reshape(80, 50).mean(axis=1, keepdims=True)
            row = tabulate_fit(fit_clustered(means, design, np.ones(80), range(80)), ["one", "city"], ["a"]).iloc[1]
            found.append((row["estimate"], row["low"] <= 0 <= row["high"]))
    assert np.mean([estimate for estimate, _ in naive]) == pytest.approx(0.2, abs=0.01)
    assert np.mean([covered for _, covered in naive]) < 0.01
    assert np.mean([estimate for estimate, _ in corrected]) == pytest.approx(0, abs=0.01)
    assert 0.92 < np.mean([covered for _, covered in corrected]) < 0.98


@pytest.mark.parametrize("chance", [0.0, -0.1, 1.1, np.nan])
def test_what_is_no_inclusion_probability_is_named(chance):
    with pytest.raises(InputError, match="sentence 2: inclusion"):
        make_pseudo_outcomes(np.eye(2), [0, 1], np.eye(2), np.array([0.5, chance]))


def test_a_number_does_not_end_the_covariates():
    design = make_design(pd.DataFrame({"year": ["2001", "2002", "2004"], "level": ["a", "b", "a"]}))
    assert design.to_dict("list") == {"(constant)": [1, 1, 1], "year": [2001, 2002, 2004], "level=b": [0, 1, 0]}


def test_the_constant_is_no_comparison_among_those_that_p_values_are_adjusted_for():
    """One slope a domain and two domains: of two p-values p and q, p < q, Benjamini and Hochberg give min(2p, q) and q."""
    generator = np.random.default_rng(1)
    x = np.column_stack((np.ones(12), np.arange(12.0)))
    y = np.column_stack((0.2 * x[:, 1], 0.05 * x[:, 1])) + 5 + generator.normal(0, 1, (12, 2))
    table = tabulate_fit(fit_clustered(y, x, np.ones(12), range(12)), ["(constant)", "slope"], ["a", "b"])
    assert table["p_adjusted"].isna().tolist() == [True, False, True, False]
    low, high = sorted(table["p"][[1, 3]])
    assert sorted(table["p_adjusted"][[1, 3]]) == pytest.approx([min(2 * low, high), high])
    assert table.dtypes["p_adjusted"] == np.float64


@pytest.mark.parametrize("factor", [1e-9, 1e6, 1e9])
def test_the_unit_of_a_covariate_changes_its_coefficient_alone(factor):
    generator = np.random.default_rng(3)
    income, clusters = generator.lognormal(size=30), np.arange(30) // 2
    y = (0.2 + 0.05 * income + generator.normal(0, 0.05, 30))[:, None]
    one, other = (
        tabulate_fit(fit_clustered(y, np.column_stack((np.ones(30), x)), np.ones(30), clusters), ["constant", "x"], "a")
        for x in (income, factor * income)
    )
    scale = np.array([1, factor])
    for name in ("estimate", "standard_error", "low", "high"):
        assert other[name].to_numpy() * scale == pytest.approx(one[name].to_numpy()), name
    for name in ("freedom", "p"):
        assert other[name].to_numpy() == pytest.approx(one[name].to_numpy()), name


def test_the_trend_of_a_share_that_never_changes_has_no_effect_and_no_p_value_below_1():
    """Of .2 in every document, the least squares leave errors of rounding, whose ratio to each other says nothing."""
    years = np.arange(2000.0, 2020)
    fit = fit_clustered(np.full((20, 1), 0.2), np.column_stack((np.ones(20), years)), np.ones(20), range(20))
    table = tabulate_fit(fit, ["(constant)", "year"], ["a"]).set_index("term")
    assert table.loc["(constant)", "estimate"] == pytest.approx(0.2)
    assert table.loc["year", ["estimate", "standard_error", "p"]].tolist() == [0, 0, 1]


def test_a_line_that_all_documents_are_on_is_certain():
    fit = fit_clustered(np.arange(6.0)[:, None], np.column_stack((np.ones(6), np.arange(6))), np.ones(6), range(6))
    table = tabulate_fit(fit, ["(constant)", "x"], ["a"]).set_index("term")
    assert table.loc["x", ["estimate", "standard_error", "p"]].tolist() == pytest.approx([1, 0, 0])


def test_weights_count_as_copies_in_the_estimate():
    generator = np.random.default_rng(5)
    y, x = generator.normal(size=(6, 1)), np.column_stack((np.ones(6), generator.normal(size=6)))
    copies = np.array([1, 2, 3, 1, 2, 3])
    rows = np.repeat(np.arange(6), copies)
    weighted = fit_clustered(y, x, copies.astype(float), range(6))
    copied = fit_clustered(y[rows], x[rows], np.ones(12), rows)
    assert weighted.estimate == pytest.approx(copied.estimate)


@pytest.mark.parametrize("weights", [np.ones(12), np.arange(1.0, 13), np.r_[np.ones(9), 40, 1, 1]])
def test_errors_and_freedom_are_those_of_the_definition(weights):
    """CR2 as Pustejovsky and Tipton (2018) write it: all matrices whole, the freedom from the quadratic form."""
    generator = np.random.default_rng(8)
    x, y = np.column_stack((np.ones(12), generator.normal(size=12))), generator.normal(size=12)
    clusters, w = np.array([0, 0, 0, 1, 1, 2, 2, 2, 2, 3, 4, 4]), np.sqrt(weights)
    x_, y_ = x * w[:, None], y * w
    bread = np.linalg.inv(x_.T @ x_)
    residual_maker = np.eye(12) - x_ @ bread @ x_.T
    pieces = []
    for cluster in range(5):
        rows = np.flatnonzero(clusters == cluster)
        values, vectors = np.linalg.eigh(residual_maker[np.ix_(rows, rows)])
        root = vectors @ np.diag(values**-0.5) @ vectors.T
        pieces.append(residual_maker[rows].T @ root @ x_[rows] @ bread[:, 1])  # of one cluster, on independent errors
    p = np.array(pieces)
    form = p.T @ p
    fit = fit_clustered(y[:, None], x, weights, clusters)
    assert fit.error[1, 0] ** 2 == pytest.approx(y_ @ form @ y_)
    assert fit.freedom[1] == pytest.approx(np.trace(form) ** 2 / np.trace(form @ form))


def test_documents_weigh_in_a_trend_as_much_as_their_sentences():
    years, sizes = np.array([2000.0, 2004, 2007, 2010]), np.array([10.0, 80, 30, 5])
    shares = np.array([0.1, 0.4, 0.2, 0.6])
    slope = np.polyfit(years - 2000, shares, 1, w=np.sqrt(sizes))[0]
    trend = fit_trend_line(shares[:, None], sizes, years, ["a"])
    assert trend.loc["a", "per_decade"] == pytest.approx(10 * slope)
