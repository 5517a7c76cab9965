"""Blocks of features of sentences."""

import numpy as np
import pytest

from research.model.features import FittedFeatures, link_neighbours, sum_vectors
from research.model.sequence import find_boundaries
from research.model.token_tfidf import fit_token_tfidf
from research.model.vectors import WordVectors
from research.text.sentences import Sentence
from research.text.tokens import Tokenizer

TOKENIZER = Tokenizer()


@pytest.fixture
def vectors():
    matrix = np.array([[1.0, 0.0], [0.0, 1.0]], dtype=np.float32)
    return WordVectors(("医院", "公路"), matrix, np.array([2.0, 1.0], dtype=np.float32), {})


def test_strings_have_no_neighbours():
    assert link_neighbours(find_boundaries(["a", "b"])).nnz == 0


def test_a_sentence_between_two_others_has_the_mean_of_both():
    sentences = [Sentence("d", number, 0, 1, 0, "body", (), "文") for number in range(3)]
    mean = link_neighbours(find_boundaries(sentences)) @ np.array([[2.0], [0.0], [4.0]])
    assert mean.ravel().tolist() == [0.0, 3.0, 0.0]


def test_vectors_are_summed_with_their_idf_and_unknown_words_left_out(vectors):
    tokens = TOKENIZER.tokenize_batch(["医院公路公路", "学校", ""])
    assert sum_vectors(vectors, tokens).tolist() == [[2.0, 2.0], [0.0, 0.0], [0.0, 0.0]]


def test_a_word_is_unknown_that_neither_the_terms_nor_the_vectors_hold(vectors):
    terms = fit_token_tfidf(TOKENIZER.tokenize_batch(["学校"]))
    features = FittedFeatures(TOKENIZER, terms, vectors=vectors)
    assert features.count_unknown(TOKENIZER.tokenize_batch(["学校医院", "桥梁学校", "桥梁"])) == [0, 1, 1]


def test_blocks_stand_side_by_side_and_a_weight_of_0_leaves_one_out(vectors):
    terms = fit_token_tfidf(TOKENIZER.tokenize_batch(["学校", "医院"]))
    features = FittedFeatures(TOKENIZER, terms, vectors=vectors, headings=0.5)
    assert features.find_blocks() == {"tokens": slice(0, 2), "own": slice(2, 4), "headings": slice(4, 6)}
    rows = features.join_blocks(["医院"], features.tokenize(["医院"])).toarray()
    assert rows.tolist() == [[1.0, 0.0, 1.0, 0.0, 0.0, 0.0]]  # 医院 sorts before 学校; a string has no headings
