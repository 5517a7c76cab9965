"""Pools of labelled sentences, and their sums by document."""

import numpy as np
import pytest

from research.codebook import make_codebook
from research.corpus.labelled import Corpus
from research.measure.intervals import find_interval
from research.measure.prevalence import KIND_ERROR, estimate_shares
from research.studies.pools import make_pool as make_pool_of
from research.text.sentences import Sentence
from tests.studies.invented_pools import make_pool


def test_shares_of_summed_documents_are_those_of_their_sentences():
    pool = make_pool()
    held_out = pool.sum_held_out(np.arange(30, 60))
    rows = np.arange(10)
    fast = pool.sum().estimate(rows, held_out.count_ratio, KIND_ERROR)
    inside = pool.select(rows)
    whole = estimate_shares(pool.probabilities[inside], pool.documents[inside], held_out=held_out)
    assert fast.estimate == pytest.approx(whole.estimate)
    assert fast.classification == pytest.approx(whole.classification)
    assert np.allclose(find_interval(fast), find_interval(whole))


def test_a_pool_has_the_body_sentences_of_a_corpus_and_counts_what_is_predicted():
    """Of three sentences the heading is left out; both body sentences of d are predicted as b, one of them rightly."""
    sentences = [
        Sentence("d", number, 0, 2, number, kind, (), "句。") for number, kind in enumerate(("heading", "body", "body"))
    ]
    corpus = Corpus(tuple(sentences), ("a", "a", "b"), ("", "", ""), {"d": {"type": "plan"}})
    pool = make_pool_of(corpus, np.array([[1.0, 0.0], [0.25, 0.75], [0.0, 1.0]]), make_codebook(["a", "b"]))
    assert (pool.names, pool.kinds) == (("d",), ("plan",))
    assert pool.gold.tolist() == [0, 1]
    assert pool.sum().counted.tolist() == [[0, 2]]
    assert pool.sum().gold.tolist() == [[1, 1]]
    assert pool.sum().variances.tolist() == [[0.1875, 0.1875]]
