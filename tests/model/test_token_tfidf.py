"""Tf-idf over tokens."""

import numpy as np
import pytest

from research.model.token_tfidf import Places, count_in_rows, fit_token_tfidf, weigh_counts, weigh_rarity
from research.text.tokens import Tokenizer


def test_a_word_in_every_sentence_has_the_least_idf():
    assert weigh_rarity(np.array([4, 1]), 4).tolist() == [1.0, np.log(5 / 2) + 1]


def test_counts_are_damped_weighed_and_of_unit_length():
    counts = count_in_rows(np.array([0, 0, 0, 0, 0]), np.array([1, 0, 1, 1, 1]), (1, 2))
    rows = weigh_counts(counts, np.array([1.0, 2.0])).toarray()
    expected = np.array([1.0, 2 * (1 + np.log(4))])
    assert rows[0] == pytest.approx(expected / np.linalg.norm(expected))


def test_unknown_tokens_and_empty_sentences_have_no_entries():
    tfidf = fit_token_tfidf(Tokenizer().tokenize_batch(["修建医院", "修建公路"]))
    assert tfidf.transform(Tokenizer().tokenize_batch(["学校", "", "医院学校"])).nnz == 1


def test_a_list_that_grows_is_looked_up_once():
    places, words = Places(["a", "b"]), ["b"]
    first = places.find(words)
    words += ["c", "a"]
    assert first.tolist() == [0 + 1]
    assert places.find(words).tolist() == [1, -1, 0]
    assert places.find(["a"]).tolist() == [0]  # another list
