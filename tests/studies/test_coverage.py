"""The study of shares and their intervals, on pools whose truth is known."""

import numpy as np
import pytest

from research.codebook import make_codebook
from research.measure.choices import METHODS
from research.measure.prevalence import KIND_ERROR, NEW_KIND_ERROR
from research.studies.coverage import (
    MIXED,
    NEW_TYPE,
    REAL,
    CoverageConfig,
    Population,
    compare_methods,
    describe_speech,
    measure_coverage,
    measure_kinds,
    sample_documents,
    split_population,
    summarise,
    summarise_domains,
)
from tests.studies.invented_pools import make_pool

DOMAINS = make_codebook(["a", "b", "c"])
CONFIG = CoverageConfig(repeats=4)


@pytest.fixture(scope="module")
def pool():
    return make_pool()


def test_no_document_is_both_in_the_sample_and_in_the_held_out_errors(pool):
    for by_kind in (False, True):
        population = Population(MIXED, pool, pool, halved=True, by_kind=by_kind)
        learned, groups = split_population(population, np.random.default_rng(1))
        assert len(learned) == 30
        assert not set(learned.tolist()) & {one for _, group in groups for one in group.tolist()}
        assert sum(len(group) for _, group in groups) == 30


def test_other_documents_are_all_sampled_from_and_all_of_the_corpus_gives_held_out_errors(pool):
    population = Population(REAL, pool, pool, halved=False, by_kind=False)
    learned, [(_, group)] = split_population(population, np.random.default_rng(1))
    assert (len(learned), len(group)) == (60, 60)


def test_these_documents_are_sampled_once_each_and_like_ones_may_stand_twice():
    samples = list(sample_documents(np.arange(5), np.random.default_rng(0), 1))
    assert [(target, len(rows)) for target, rows in samples] == [
        ("these", 1), ("these", 3), ("like", 3), ("these", 5), ("like", 5), ("like", 7), ("like", 10), ("like", 20),
    ]  # fmt: skip
    assert all(len(set(rows.tolist())) == len(rows) for target, rows in samples if target == "these")


@pytest.mark.slow
def test_intervals_cover_where_documents_err_alike(pool):
    population = Population(MIXED, pool, pool, halved=True, by_kind=False)
    measured = measure_coverage(population, DOMAINS, CONFIG)
    table = summarise(measured)
    assert set(table["target"]) == {"these documents", "documents like these"}
    assert table["coverage"].between(0.9, 1).all()
    by_domain = summarise_domains(measured)
    assert by_domain["coverage"].mean() == pytest.approx(measured[measured["common"]]["covered"].mean(), abs=0.02)
    half = table[table["target"] == "these documents"].set_index("documents")["half_width"]
    assert half[1] > half[5] > half[20]


def test_a_type_that_was_not_learned_from_is_measured_with_both_errors_of_a_kind(pool):
    population = Population(NEW_TYPE, pool, pool, halved=True, by_kind=True)
    table = summarise(measure_coverage(population, DOMAINS, CoverageConfig(repeats=1)))
    widths = table.groupby("kind_error")["half_width"].mean()
    assert widths.index.tolist() == [KIND_ERROR, NEW_KIND_ERROR]
    assert widths[NEW_KIND_ERROR] > widths[KIND_ERROR]


def test_errors_that_documents_of_a_type_share_are_told_from_those_of_single_documents():
    alike, apart = (
        measure_kinds([Population(MIXED, one, one, halved=True, by_kind=False)])["kind_error"].iloc[0]
        for one in (make_pool(0.0, 0.9), make_pool(0.05))
    )
    assert alike > 0.5
    assert apart < 0.3


@pytest.mark.slow
def test_counting_correct_labels_errs_less_than_any_other_method():
    correct = make_pool(0.0)
    table = compare_methods([Population(REAL, correct, correct, halved=False, by_kind=False)], DOMAINS, CONFIG)
    documents = table[table["sample"].str.endswith("documents")].set_index("method")["error"]
    assert list(documents.index) == list(METHODS)
    assert documents["count"] == pytest.approx(0)
    assert (documents.drop("count") >= 0).all()


def test_the_speech_that_is_shown_has_its_counts_and_both_parts_of_its_error(pool):
    row = describe_speech(pool, DOMAINS).iloc[0]
    assert row["prevalence"] == row["counted"] / row["sentences"]
    assert row["low"] <= row["prevalence"] <= row["high"]
    reach = 1.959964 * np.hypot(row["error_of_document"], row["error_of_kind"])
    assert row["high"] == pytest.approx(min(row["prevalence"] + reach, 1))
