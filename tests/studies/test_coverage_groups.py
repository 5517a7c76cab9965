"""The study of flags and samples: its panels, shifts and samples are what they say."""

import numpy as np
import pytest

from research.studies.coverage_groups import (
    compare_groups,
    compare_years,
    measure_estimates,
    sample_by_document,
    shift_domain,
)
from research.studies.pools import Pool


def test_a_shift_moves_a_part_of_all_sentences_to_one_domain():
    sums = np.array([[6.0, 2.0, 2.0], [0.0, 0.0, 10.0]])
    assert shift_domain(sums, 2, np.array([0.5, 0.1])).tolist() == [[3, 1, 6], [0, 0, 10]]


def test_a_sample_takes_from_each_document_its_part():
    documents = np.repeat(np.arange(5), 20)
    rows = sample_by_document(documents, 10, np.random.default_rng(0))
    assert np.bincount(documents[rows]).tolist() == [2] * 5
    assert len(set(rows.tolist())) == 10


def test_groups_below_five_documents_are_never_flagged():
    counts = np.random.default_rng(1).multinomial(30, [0.5, 0.3, 0.2], 60).astype(float)
    assert compare_groups(counts, (3, 40), np.random.default_rng(0)) == (False, False)


@pytest.mark.parametrize("balanced", [True, False])
def test_a_panel_gives_two_answers(balanced):
    counts = np.random.default_rng(1).multinomial(30, [0.5, 0.3, 0.2], 60).astype(float)
    found = compare_years(counts, 5, np.random.default_rng(0), balanced=balanced)
    assert [type(one) for one in found] == [bool, bool]


def test_samples_of_a_perfect_model_cover(monkeypatch):
    monkeypatch.setattr("research.studies.coverage_groups._SAMPLES", (100,))
    generator = np.random.default_rng(2)
    gold = generator.integers(0, 3, 2400)
    names = tuple(map(str, range(80)))
    pool = Pool(gold, np.eye(3)[gold] * 0.94 + 0.02, np.repeat(np.arange(80), 30), names, names)
    rows = list(measure_estimates(pool, 20, generator))
    assert [(row["rounds"], row["method"]) for row in rows] == [
        (1, "counted"), (1, "with_model"), (2, "counted"), (2, "with_model"),
    ]  # fmt: skip
    assert all(row["coverage"] >= 0.85 for row in rows)
    assert rows[1]["half_width"] < rows[0]["half_width"]
