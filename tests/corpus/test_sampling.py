"""Which sentences are drawn, and with what probability."""

from collections import Counter

import numpy as np
import pytest

from research.corpus.sampling import (
    sample_diverse,
    sample_mixed,
    sample_random,
    sample_uncertain,
)

DOCUMENTS = ["a"] * 5 + ["b"] * 2 + ["c"] * 3


def count_drawn(draw, n_sentences, times=6000):
    counts = np.zeros(n_sentences)
    for seed in range(times):
        rows = draw(seed).rows
        assert len(set(rows.tolist())) == len(rows)
        counts[rows] += 1
    return counts / times


@pytest.mark.slow
@pytest.mark.parametrize("documents", [None, DOCUMENTS])
def test_every_sentence_is_drawn_as_often_as_its_recorded_probability_says(documents):
    found = count_drawn(lambda seed: sample_random(10, 4, seed, documents), 10)
    assert np.abs(found - 0.4).max() < 4 * np.sqrt(0.24 / 6000)
    assert sample_random(10, 4, 0, documents).inclusion.tolist() == [0.4] * 4


def test_without_strata_every_pair_is_drawn_equally_often():
    pairs = Counter(frozenset(sample_random(4, 2, seed).rows.tolist()) for seed in range(6000))
    assert len(pairs) == 6
    assert max(abs(count / 6000 - 1 / 6) for count in pairs.values()) < 4 * np.sqrt(5 / 36 / 6000)


def test_each_document_gives_its_share_rounded_up_or_down():
    for seed in range(200):
        given = Counter(DOCUMENTS[row] for row in sample_random(10, 4, seed, DOCUMENTS).rows)
        assert (given["a"], given["b"] in (0, 1), given["c"] in (1, 2)) == (2, True, True)


def test_the_least_margins_are_drawn_first():
    p = np.array([[0.9, 0.05, 0.05], [0.4, 0.35, 0.25], [0.5, 0.5, 0], [0.34, 0.33, 0.33]])
    assert sample_uncertain(p, ["a", "b", "c", "d"], 3).rows.tolist() == [2, 3, 1]
    assert sample_uncertain(p, ["a", "b", "c", "d"], 3).inclusion is None


def test_one_document_gives_no_more_than_its_part_while_others_have_sentences():
    p = np.array([[0.5, 0.5]] * 10 + [[0.9, 0.1]] * 4)
    documents = ["long"] * 10 + ["other"] * 4
    assert sample_uncertain(p, documents, 5).rows.tolist() == [0, 1, 2, 10, 11]
    assert len(sample_uncertain(p, documents, 12).rows) == 12


def make_clusters(rng):
    """97 sentences of one kind and one of each of three others, on the unit sphere."""
    centres = np.eye(4)[[0] * 97 + [1, 2, 3]]
    rows = centres + rng.normal(0, 0.005, (100, 4))
    return (rows / np.linalg.norm(rows, axis=1, keepdims=True)).astype(np.float32)


def test_diverse_drawing_finds_the_rare_kinds():
    vectors = make_clusters(np.random.default_rng(0))
    kinds = [len(set(vectors[sample_diverse(vectors, 4, seed).rows].argmax(axis=1))) for seed in range(40)]
    assert np.mean(kinds) > 3.7
    at_random = [len(set(vectors[sample_random(100, 4, seed).rows].argmax(axis=1))) for seed in range(40)]
    assert np.mean(at_random) < 1.5


def test_diverse_drawing_keeps_away_from_what_is_labelled():
    vectors = make_clusters(np.random.default_rng(0))
    known = np.repeat(np.eye(4, dtype=np.float32)[:3], 200, axis=0)
    assert np.mean([sample_diverse(vectors, 1, seed, known).rows[0] == 99 for seed in range(60)]) > 0.9


def test_mixed_drawing_leaves_what_is_certain():
    vectors = make_clusters(np.random.default_rng(0))
    p = np.array([[0.5, 0.5]] * 97 + [[0.6, 0.4], [0.6, 0.4], [1.0, 0.0]])
    drawn = [sample_mixed(vectors, p, 3, seed).rows.tolist() for seed in range(40)]
    assert not any(99 in rows for rows in drawn)
    assert np.mean([{97, 98} <= set(rows) for rows in drawn]) > 0.8


@pytest.mark.parametrize("seed", range(5))
def test_no_more_is_drawn_than_there_is_and_each_once(seed):
    vectors = np.zeros((5, 3), dtype=np.float32)
    p = np.tile([1.0, 0.0], (5, 1))
    drawings = [
        sample_random(5, 9, seed),
        sample_uncertain(p, ["a"] * 5, 9),
        sample_diverse(vectors, 9, seed),
        sample_mixed(vectors, p, 9, seed),
    ]
    assert [sorted(drawing.rows.tolist()) for drawing in drawings] == [[0, 1, 2, 3, 4]] * 4
    assert drawings[0].inclusion.tolist() == [1.0] * 5
    assert len(sample_random(0, 3, seed).rows) == 0


def test_the_same_seed_draws_the_same():
    vectors = make_clusters(np.random.default_rng(3))
    assert sample_diverse(vectors, 9, 5).rows.tolist() == sample_diverse(vectors, 9, 5).rows.tolist()
    assert sample_random(50, 9, 5).rows.tolist() != sample_random(50, 9, 6).rows.tolist()
