"""The forms in which sentences come, and blocks of their features."""

import numpy as np
import pandas as pd
import pytest
from scipy import sparse

from research.model.features import (
    START,
    FittedFeatures,
    WordVectors,
    find_boundaries,
    get_text,
    link_neighbours,
    list_texts,
    sum_vectors,
)
from research.model.tfidf import fit_character_tfidf, fit_token_tfidf
from research.text.sentences import Sentence
from research.text.tokens import Tokenizer

TEXTS = ["建设医院", "修建公路"]
SENTENCES = [Sentence("d", n, 0, len(text), n, "body", (), text) for n, text in enumerate(TEXTS)]
TOKENIZER = Tokenizer()


@pytest.mark.parametrize(
    "given",
    [
        TEXTS, tuple(TEXTS), np.array(TEXTS), np.array(TEXTS, dtype=object), np.array([[x] for x in TEXTS]),
        pd.Series(TEXTS, index=[7, 3]), pd.DataFrame({"anything": TEXTS}), pd.DataFrame({"year": [1, 2], "text": TEXTS}),
        iter(TEXTS),
    ],
    ids=["list", "tuple", "array", "objects", "column", "series", "frame", "frame with text", "iterator"],
)  # fmt: skip
def test_strings_come_in_many_forms(given):
    assert list_texts(given) == TEXTS


@pytest.mark.parametrize("give", [list, tuple, lambda x: np.array(x, dtype=object), pd.Series])
def test_sentences_come_in_many_forms(give):
    assert list_texts(give(SENTENCES)) == SENTENCES


def test_rows_of_a_frame_with_documents_are_their_sentences():
    frame = pd.DataFrame(
        {
            "document_id": ["a", "a", 5],
            "sentence_id": [0, 3, 1],
            "paragraph": [0, 1, 0],
            "kind": ["heading", "body", np.nan],
            "headings": [np.nan, "一、农业 > （一）粮食", ""],
            "text": ["一、农业", "粮食增产。", "修路。"],
        }
    )
    assert list_texts(frame) == [
        Sentence("a", 0, 0, 4, 0, "heading", (), "一、农业"),
        Sentence("a", 3, 0, 5, 1, "body", ("一、农业", "（一）粮食"), "粮食增产。"),
        Sentence("5", 1, 0, 3, 0, "body", (), "修路。"),
    ]


def test_sentences_of_a_frame_without_numbers_are_counted_in_each_document():
    frame = pd.DataFrame({"document_id": ["a", "a", "b"], "text": ["甲", "乙", "丙"]})
    assert [(s.document_id, s.number) for s in list_texts(frame)] == [("a", 0), ("a", 1), ("b", 0)]


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ("建设医院", "a single str"),
        (SENTENCES[0], "a single Sentence"),
        (["建设医院", None], "got None .* in row 1"),
        (pd.Series(["建设医院", np.nan]), r"got nan \(float\) in row 1"),
        (np.ones((2, 1)), r"got 1\.0 \(float\)"),
        (np.ones((2, 3)), r"shape \(2, 3\)"),
        (sparse.csr_array((2, 2)), "csr_array"),
        (pd.DataFrame({"a": TEXTS, "b": TEXTS}), "column 'text'"),
    ],
)
def test_what_is_no_list_of_texts_is_refused(given, message):
    with pytest.raises((TypeError, ValueError), match=message):
        list_texts(given)


def test_the_text_of_a_string_is_itself():
    assert [get_text(x) for x in (TEXTS[0], SENTENCES[1])] == TEXTS


@pytest.fixture
def vectors():
    matrix = np.array([[1.0, 0.0], [0.0, 1.0]], dtype=np.float32)
    return WordVectors(("医院", "公路"), matrix, np.array([2.0, 1.0], dtype=np.float32), {})


def test_strings_are_documents_of_their_own():
    sentence = Sentence("d", 0, 0, 1, 0, "body", (), "文")
    assert find_boundaries(["a", "b", sentence]).tolist() == [START] * 3


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


def test_no_sentences_have_no_boundaries():
    assert find_boundaries([]).tolist() == []


def test_the_block_of_characters_is_their_tfidf():
    tokens = TOKENIZER.tokenize_batch(TEXTS)
    characters = fit_character_tfidf(tokens, (1, 2))
    features = FittedFeatures(TOKENIZER, None, characters)
    blocks = features.make_blocks(TEXTS, tokens)
    assert list(blocks) == ["characters"]
    assert features.find_blocks() == {"characters": slice(0, len(characters.keys))}
    assert np.array_equal(blocks["characters"].toarray(), characters.transform(tokens).toarray())
