"""Features, block beside block."""

import numpy as np
import pytest
from sklearn.base import clone
from sklearn.feature_extraction.text import TfidfVectorizer

from research.model.features import WordVectors
from research.model.vectorizer import SentenceFeatures
from research.text.sentences import Sentence
from research.text.tokens import Tokenizer

TEXTS = ["建设医院", "修建公路", "医院医院医生", "公路税"]


@pytest.fixture
def vectors():
    matrix = np.array([[1.0, 0.0], [0.0, 1.0]], dtype=np.float32)
    return WordVectors(("医院", "公路"), matrix, np.array([2.0, 1.0], dtype=np.float32), {})


def sentence(number, text, headings=(), document="d"):
    return Sentence(document, number, 0, len(text), 0, "body", headings, text)


def test_the_first_block_is_scikit_learns_tf_idf_over_the_tokens():
    rows = SentenceFeatures(Tokenizer()).fit_transform(TEXTS)
    tfidf = TfidfVectorizer(tokenizer=Tokenizer().tokenize, token_pattern=None, lowercase=False, sublinear_tf=True)
    assert np.array_equal(rows.toarray(), tfidf.fit_transform(TEXTS).toarray())


def test_transform_gives_the_rows_of_fit_transform(vectors):
    features = SentenceFeatures(Tokenizer(), ngram_range=(1, 2), vectors=vectors, neighbours=0.3, headings=0.3)
    sentences = [sentence(n, text, ("一、医院",)) for n, text in enumerate(TEXTS)]
    assert np.allclose(features.fit_transform(sentences).toarray(), features.transform(sentences).toarray())


def test_the_vector_of_a_sentence_is_the_idf_weighted_mean_of_its_words(vectors):
    rows = SentenceFeatures(Tokenizer(), vectors=vectors).fit_transform(["医院公路", "公路", "学校"]).toarray()
    assert np.allclose(rows[:, -2:], [[2 / 5**0.5, 1 / 5**0.5], [0, 1], [0, 0]])


def test_neighbours_are_of_the_same_document_only(vectors):
    features = SentenceFeatures(Tokenizer(), vectors=vectors, neighbours=0.5)
    sentences = [sentence(0, "学校"), sentence(1, "医院"), sentence(0, "公路", document="e")]
    assert features.fit_transform(sentences).toarray()[:, -2:].tolist() == [[0.5, 0], [0, 0], [0, 0]]


def test_headings_have_columns_of_their_own(vectors):
    features = SentenceFeatures(Tokenizer(), vectors=vectors, headings=0.5)
    rows = features.fit_transform([sentence(0, "公路", ("一、医院",)), "公路"]).toarray()
    assert rows[:, -2:].tolist() == [[0.5, 0], [0, 0]]


def test_rows_are_stored_without_zeros_and_with_indices_as_liblinear_takes_them(vectors):
    features = SentenceFeatures(Tokenizer(), vectors=vectors, neighbours=0.5)
    rows = features.fit_transform([sentence(0, "学校"), sentence(1, "医院"), sentence(0, "公路", document="e")])
    assert np.all(rows.data)
    assert (rows.indices.dtype, rows.indptr.dtype, rows.dtype) == (np.int32, np.int32, np.float64)


def test_features_clone(vectors):
    copy = clone(SentenceFeatures(Tokenizer(("六稳",)), vectors=vectors))
    assert copy.tokenizer == Tokenizer(("六稳",))
    assert copy.vectors.words == vectors.words


def test_features_without_any_block_of_terms_know_their_columns():
    features = SentenceFeatures(tokens=False, ngram_range=(1, 2))
    rows = features.fit_transform(["建设医院", "修建公路"])
    assert features.fitted_.find_blocks() == {"characters": slice(0, rows.shape[1])}
