"""Intervals of prevalence: their coverage, their width, and their degrees of freedom."""

from itertools import permutations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import binomtest
from scipy.stats import t as student_t

from research.errors import InputError
from research.measure.choices import LIKE, THESE
from research.measure.intervals import (
    Ends,
    Shares,
    center_influence,
    count_leading,
    find_difference,
    find_interval,
    find_wilson_interval,
)
from research.measure.prevalence import estimate_shares


def test_centred_influences_have_the_squared_sum_of_an_unbiased_variance():
    values = np.random.default_rng(0).normal(size=(7, 2))
    centred = center_influence(values / 7)  # the influence of each value on the mean
    assert centred.sum(axis=0) == pytest.approx(0)
    assert (centred**2).sum(axis=0) == pytest.approx(values.var(axis=0, ddof=1) / 7)


def test_independent_sentences_have_nearly_the_interval_of_wilson():
    """The variance between documents of one sentence each is that of independent sentences, times n / (n - 1)."""
    shares = estimate_shares(np.eye(2)[[0] * 300 + [1] * 700], [str(number) for number in range(1000)])
    low, high = find_interval(shares)
    wilson = binomtest(300, 1000).proportion_ci(method="wilson")
    assert (low[0], high[0]) == pytest.approx((wilson.low, wilson.high), abs=2e-4)


def test_the_interval_is_that_of_wilson_with_student_s_quantile_for_the_independent_sentences():
    """Shares .2, .4 and .6 of ten sentences: mean .4, variance .04 / 3, as of .24 / (.04 / 3) = 18 sentences; t(2)."""
    rows = [0] * 2 + [1] * 8 + [0] * 4 + [1] * 6 + [0] * 6 + [1] * 4
    low, high = find_interval(estimate_shares(np.eye(2)[rows], ["x"] * 10 + ["y"] * 10 + ["z"] * 10))
    t, n = 4.3026527, 18.0  # the ends are the roots x of (x - p)^2 = t^2 x (1 - x) / n
    for end in (low[0], high[0]):
        assert (end - 0.4) ** 2 == pytest.approx(t**2 * end * (1 - end) / n, rel=1e-6)


def test_other_domains_lend_their_variance_for_at_most_twenty_documents():
    """Five domains: of those that vary, all but two count, once for each degree of freedom, up to 20 in all."""
    generator = np.random.default_rng(2)
    for documents, prior in ((3, 6), (30, 20)):
        influence = center_influence(generator.normal(size=(documents, 5)) / 100)
        shares = Shares(np.full(5, 0.2), influence, documents, 1e15)
        low, high = find_interval(shares)
        variance, freedom = (influence**2).sum(axis=0), documents - 1
        moderated = (prior * variance.mean() + freedom * variance) / (prior + freedom)
        quantile = student_t.ppf(0.975, freedom + prior)
        assert (low - 0.2) ** 2 == pytest.approx(quantile**2 * moderated / 0.16 * low * (1 - low), rel=1e-6)
        assert (high - 0.2) ** 2 == pytest.approx(quantile**2 * moderated / 0.16 * high * (1 - high), rel=1e-6)


def test_the_interval_of_the_complement_is_mirrored():
    low, high = find_interval(estimate_shares(np.eye(2)[[0, 0, 0, 1, 1, 0]], list("uvwxyz")))
    assert low[0] == pytest.approx(1 - high[1])
    assert high[0] == pytest.approx(1 - low[1])


@pytest.mark.slow
def test_intervals_cover_and_shrink_with_more_documents():
    generator = np.random.default_rng(5)
    covered, widths = [], {20: [], 80: []}
    for _ in range(200):
        for documents in (20, 80):
            mixtures = generator.dirichlet([2.0, 1.0, 0.5], documents)
            rows = np.concatenate([generator.choice(3, 30, p=mixture) for mixture in mixtures])
            shares = estimate_shares(np.eye(3)[rows], [str(n // 30) for n in range(len(rows))])
            low, high = find_interval(shares)
            truth = np.array([2.0, 1.0, 0.5]) / 3.5
            covered.append((low <= truth) & (truth <= high))
            widths[documents].append((high - low).mean())
    assert 0.93 < np.mean(covered) < 0.99
    assert np.mean(widths[80]) < 0.6 * np.mean(widths[20])


def test_a_single_unit_has_no_interval():
    low, high = find_interval(estimate_shares(np.eye(3), ["x"] * 3))
    assert np.isnan(low).all()
    assert np.isnan(high).all()


def test_a_variance_that_is_a_rounding_error_makes_no_interval_wide():
    """Sentences of one domain whose weights do not sum to quite the same in each order."""
    found = set()
    for order in permutations([("x", 4096.0), ("y", 0.9), ("y", 0.9), ("z", 1 / 3), ("z", 0.1)]):
        units, weights = zip(*order, strict=True)
        shares = estimate_shares(np.tile([1.0, 0.0], (5, 1)), units, weights=np.array(weights))
        found.add(round(float(find_interval(shares)[0][0]), 6))
    assert len(found) == 1
    assert min(found) > 0


@given(share=st.floats(0, 0.2), error=st.floats(1e-6, 0.05), turned=st.booleans())
def test_an_interval_spans_some_standard_errors_however_small_the_share_is(share, error, turned):
    """Between 1 and 6 standard errors above a small share, and below a large one, with many documents."""
    influence = np.resize([error, -error], (100, 1)) / 10
    shares = Shares(np.array([1 - share if turned else share]), influence, 100, 1e15)
    low, high = find_interval(shares)
    reach = shares.estimate - low if turned else high - shares.estimate
    assert error < reach[0] < 6 * error


def test_the_interval_for_these_documents_holds_nothing_but_the_error_of_classification():
    """1.96 standard errors to each side, within 0 and 1, however the documents differ."""
    influence = np.resize([0.1, -0.1], (20, 3))
    shares = Shares(np.array([0.5, 0.01, 0.99]), influence, 20, 100.0, np.array([0.1, 0.1, 0.1]))
    low, high = find_interval(shares, THESE)
    assert low == pytest.approx([0.5 - 0.196, 0, 0.99 - 0.196], abs=1e-5)
    assert high == pytest.approx([0.5 + 0.196, 0.01 + 0.196, 1], abs=1e-5)


def test_gold_labels_of_these_documents_have_no_error():
    shares = Shares(np.array([0.25, 0.75]), np.zeros((1, 2)), 1, 8.0, np.zeros(2))
    assert np.array(find_interval(shares, THESE)).tolist() == [[0.25, 0.75], [0.25, 0.75]]


def test_the_distances_of_the_ends_and_the_error_of_classification_add_as_squares():
    parts = (np.array([0.3, 0.7]), np.resize([0.01, -0.01], (30, 2)), 30, 900.0)
    sampling = find_interval(Shares(*parts))
    both = find_interval(Shares(*parts, np.array([0.02, 0.02])))
    for end, with_errors in zip(sampling, both, strict=True):
        assert (with_errors - parts[0]) ** 2 == pytest.approx((end - parts[0]) ** 2 + 0.0391993**2, abs=1e-6)


def test_a_domain_that_no_sampled_document_has_takes_the_variance_of_the_others():
    """Three documents, each wholly of one domain: as uncertain as three sentences, not as ninety."""
    rows = np.repeat([0, 1, 0], 30)
    shares = estimate_shares(np.eye(3)[rows], [str(number // 30) for number in range(90)])
    assert find_interval(shares)[1][2] > 0.5
    mixed = estimate_shares(np.eye(3)[np.tile([0, 1, 0], 30)], [str(number // 30) for number in range(90)])
    assert find_interval(mixed)[1][2] < 0.2


def test_an_unknown_target_is_refused():
    with pytest.raises(InputError, match="target: got 'all', expected one of these, like"):
        find_interval(Shares(np.ones(1), np.zeros((2, 1)), 2, 2.0), "all")


def test_without_held_out_errors_these_documents_have_no_interval():
    assert np.isnan(find_interval(estimate_shares(np.eye(2), ["x", "y"]), THESE)).all()


def test_the_interval_of_a_difference_has_the_summed_squares_of_the_distances():
    # 0.5 - 0.2 = 0.3; below: 0.04 of the second, 0.03 of the first; above: 0.06 and 0.08
    low, high = find_difference(Ends(0.2, 0.12, 0.23), Ends(0.5, 0.46, 0.56))
    assert (low, high) == (pytest.approx(0.3 - 0.05), pytest.approx(0.3 + 0.1))


def test_the_difference_of_two_shares_of_one_sample_has_the_error_of_a_multinomial_distribution():
    """The variance of p - q is (p + q - (p - q)^2) / n, where those of p and q are p (1 - p) / n and q (1 - q) / n."""
    p, q, n = 0.3, 0.2, 400
    first, second = (
        Ends(share, share - half, share + half)
        for share, half in ((share, 1.96 * np.sqrt(share * (1 - share) / n)) for share in (p, q))
    )
    low, high = find_difference(second, first, -np.sqrt(p * q / (1 - p) / (1 - q)))
    half = 1.96 * np.sqrt((p + q - (p - q) ** 2) / n)
    assert (low, high) == (pytest.approx(0.1 - half), pytest.approx(0.1 + half))


@pytest.mark.parametrize(
    ("shares", "half", "leading"),
    [
        ([0.5, 0.3, 0.2], 0.1, 1),  # the correlation is -sqrt(.5 / .5 * .3 / .7) = -.655, and 0.2 > .1 sqrt(2 * 1.655)
        ([0.5, 0.3, 0.2], 0.12, 0),  # 0.2 < 0.218, although it is above 0.170 of independent shares
        ([0.5, 0.3, 0.2], 0.15, 0),  # of the first two, 0.1 is below, too
        ([0.5, 0.45, 0.05], 0.1, 2),
        ([0.5, 0.3, 0.2], 0.3, 0),
        ([0.3, 0.3, 0.3, 0.1], 0.1, 3),
        ([0.2, 0.2, 0.2, 0.2, 0.01], 0.05, 0),  # four together are no finding
        ([1.0], 0.1, 0),
        ([], 0.1, 0),
        ([0.5, 0.3], np.nan, 0),
    ],
)
def test_domains_lead_where_each_is_larger_than_the_first_that_does_not(shares, half, leading):
    values = np.array(shares)
    assert count_leading(Ends(values, values - half, values + half)) == leading


def test_a_missing_interval_of_the_next_domain_leaves_nothing_to_lead():
    values = np.array([0.6, 0.1])
    assert count_leading(Ends(values, np.array([0.5, np.nan]), np.array([0.7, np.nan]))) == 0


@pytest.mark.parametrize("target", [THESE, LIKE])
def test_the_interval_of_a_corrected_share_below_0_or_above_1_is_that_of_0_or_1_and_holds_the_share(target):
    influence = np.array([[0.0, 0.0], [0.0, 0.0]])
    corrected, bounded = (
        Shares(np.array(estimate), influence, 2, 100.0, np.array([0.1, 0.1]))
        for estimate in ([-0.05, 1.05], [0.0, 1.0])
    )
    (low, high), (least, most) = (find_interval(one, target) for one in (corrected, bounded))
    assert (low[0], high[1]) == (-0.05, 1.05)
    assert (high[0], low[1]) == (most[0], least[1])
    assert (least[0], most[1]) == (0, 1)
    if target == THESE:
        assert (most[0], least[1]) == pytest.approx((0.1959964, 1 - 0.1959964))


def test_intervals_are_of_95_per_cent_by_default_and_of_the_level_that_is_asked_for():
    """Of .3 with 1,000 independent sentences: 1.96 and, at 90 %, 1.645 standard errors of .0145 to each side."""
    rows = np.eye(2)[[0] * 300 + [1] * 700]
    shares = estimate_shares(rows, [str(number) for number in range(1000)])
    error = np.sqrt(0.3 * 0.7 / 1000)
    for asked, z in (({}, 1.959964), ({"confidence_level": 0.95}, 1.959964), ({"confidence_level": 0.9}, 1.644854)):
        low, high = find_interval(shares, **asked)
        assert (high[0] - low[0]) / 2 == pytest.approx(z * error, rel=0.03)
    assert np.array_equal(find_interval(shares), find_interval(shares, confidence_level=0.95))


def test_two_documents_have_an_interval():
    """Shares .2 and .4 of ten sentences each: mean .3, its standard error .2 / 2."""
    low, high = find_interval(
        estimate_shares(np.eye(2)[[0] * 2 + [1] * 8 + [0] * 4 + [1] * 6], ["x"] * 10 + ["y"] * 10)
    )
    assert 0 < low[0] < 0.3 - 0.1
    assert 0.3 + 0.1 < high[0] < 1


@pytest.mark.parametrize(
    ("shares", "leading"),
    [([0.505, 0.49], 1), ([0.5, 0.49], 1), ([0.56, 0.55], 1), ([0.504, 0.496], 0)],
)
def test_a_lead_of_a_percentage_point_counts_and_a_smaller_one_does_not(shares, leading):
    counted = np.array(shares)
    assert count_leading(Ends(counted, counted, counted)) == leading


def test_a_standard_error_above_a_half_is_that_of_as_few_independent_sentences():
    """Of 100 documents, shares of .5 with an error of .8: .25 / .64 sentences, and Student's quantile of 99 degrees."""
    influence = np.tile([[0.08, -0.08], [-0.08, 0.08]], (50, 1))
    low, high = find_interval(Shares(np.array([0.5, 0.5]), influence, 100, 1000.0))
    expected = find_wilson_interval(np.array([0.5]), np.array([0.25 / 0.64]), student_t.ppf(0.975, 99))
    assert (low[0], high[0]) == (pytest.approx(expected[0][0]), pytest.approx(expected[1][0]))
