"""Intervals resample documents."""

import numpy as np
import pytest

from research.measure.bootstrap import (
    bootstrap_documents,
    find_percentiles,
    number_documents,
    resample_documents,
    sum_by_document,
)


def share(total):
    return total / total.sum()


def make_totals(documents, sentences, seed=0):
    """Documents that each speak of one of two domains only: the sentences of one say all the same."""
    generator = np.random.default_rng(seed)
    domains = np.repeat(generator.integers(0, 2, documents), sentences)
    return sum_by_document(np.repeat(np.arange(documents), sentences).astype(str).tolist(), domains, 2)


@pytest.mark.slow
def test_the_interval_covers_the_truth_though_sentences_go_together():
    covered = 0
    for seed in range(100):
        interval = bootstrap_documents(make_totals(60, 20, seed), share, n_resamples=200, random_state=seed)
        covered += interval.low[0] <= 0.5 <= interval.high[0]
    assert 88 <= covered <= 100


def test_the_interval_is_as_wide_as_the_number_of_documents_says():
    for sentences in (1, 30):
        interval = bootstrap_documents(make_totals(100, sentences), share, n_resamples=500)
        assert np.isclose(interval.high[0] - interval.low[0], 2 * 1.96 * 0.5 / np.sqrt(100), rtol=0.25)


def test_more_documents_make_it_narrower():
    narrow, wide = (bootstrap_documents(make_totals(n, 5), share, n_resamples=300) for n in (800, 50))
    assert narrow.high[0] - narrow.low[0] < 0.5 * (wide.high[0] - wide.low[0])


def test_one_document_has_no_interval():
    interval = bootstrap_documents(make_totals(1, 5), share)
    assert np.isnan(interval.low).all()
    assert interval.estimate.sum() == 1


def test_each_resample_draws_as_many_documents_as_there_are():
    one, two = (np.stack(list(resample_documents(7, 50, random_state=1))) for _ in range(2))
    assert (one.sum(axis=1) == 7).all()
    assert (one == two).all()


def test_weights_count_in_place_of_sentences():
    totals = sum_by_document(["a", "a"], np.array([0, 1]), 2, np.array([3.0, 1.0]))
    assert bootstrap_documents(totals, share).estimate.tolist() == [0.75, 0.25]


def test_given_resamples_replace_those_of_the_seed():
    totals = sum_by_document(["a", "b"], np.array([0, 1]), 2)
    found = bootstrap_documents(totals, share, resamples=[np.array([2.0, 0.0])] * 3)
    assert found[0] == (0.5, 1.0, 1.0)


def test_resamples_without_a_value_are_left_out():
    values = np.array([[1.0, np.nan], [np.nan, np.nan], [3.0, np.nan]])
    assert np.array_equal(find_percentiles(values, 0.5), [[1.5, np.nan], [2.5, np.nan]], equal_nan=True)


def test_documents_are_numbered_as_they_appear_and_a_missing_id_is_one_of_them():
    numbers, n_documents = number_documents(["b", None, "a", "b", ("a", 1)])
    assert (numbers.tolist(), n_documents) == ([0, 1, 2, 0, 3], 4)


def test_by_default_the_ends_are_the_2_5_and_97_5_percentiles_of_a_thousand_resamples_of_seed_0():
    totals, seen = make_totals(30, 4), []
    found = bootstrap_documents(totals, lambda total: seen.append(total) or share(total))
    resampled = np.array([share(total) for total in seen[1:]])  # the first are the documents themselves
    assert len(resampled) == 1000
    assert np.array_equal(seen[1], next(resample_documents(30, 1, random_state=0)) @ totals)
    assert np.array_equal([found.low, found.high], np.quantile(resampled, [0.025, 0.975], axis=0))


def test_percentiles_leave_a_fortieth_on_each_side():
    assert np.allclose(find_percentiles(np.arange(1001.0)[:, None]), [[25.0], [975.0]])
