"""The study of prevalence, on pools whose truth is known."""

import numpy as np
import pandas as pd
import pytest

from research.codebook import make_codebook
from research.studies.coverage import Pool, measure, sample_documents, sample_sentences, summarise

DOMAINS = make_codebook(["a", "b", "c"])


@pytest.fixture(scope="module")
def pool():
    generator = np.random.default_rng(0)
    gold = np.concatenate([generator.choice(3, 20, p=generator.dirichlet([1, 1, 1])) for _ in range(60)])
    return Pool(gold, np.eye(3)[gold] * 0.94 + 0.02, np.arange(len(gold)) // 20, tuple(map(str, range(60))))


def test_no_document_is_both_in_the_sample_and_in_the_held_out_errors(pool):
    generator = np.random.default_rng(1)
    for sample in (sample_documents(pool, np.arange(60), generator), sample_sentences(pool, generator)):
        assert not set(pool.documents[sample.rows]) & set(sample.learned.tolist())
        assert len(sample.units) == len(sample.rows)
        assert sample.truth.sum() == pytest.approx(1)


def test_a_document_that_is_sampled_twice_counts_as_two(pool):
    sample = sample_documents(pool, np.arange(60), np.random.default_rng(2), tilt=True)
    assert len(set(sample.units)) == 40
    assert len(set(pool.documents[sample.rows])) < 40


def test_counting_correct_labels_has_no_error(pool):
    generator = np.random.default_rng(3)
    rows = [
        row | {"sample": "x"}
        for _ in range(10)
        for row in measure(pool, sample_documents(pool, np.arange(60), generator), DOMAINS)
    ]
    table = summarise(pd.DataFrame(rows)).set_index("method")
    assert table.loc["count", "error"] == pytest.approx(0)
    assert table.loc["probabilistic", "error"] > 0.001
    assert table["coverage"].between(0.8, 1).all()
    assert (table["samples"] == 10).all()
