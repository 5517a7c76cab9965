"""Tf-idf of tokens, and of characters: what scikit-learn gives, whatever the text."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.feature_extraction.text import TfidfVectorizer

from research.model.tfidf import Places, count_in_rows, fit_character_tfidf, fit_token_tfidf, weigh_counts, weigh_rarity
from research.text.tokens import TokenBatch, Tokenizer

TEXTS = st.lists(st.text(alphabet="医院学校农田一二🌾<数>𠀀a", max_size=12), min_size=1, max_size=12)


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


def batch(*texts):
    """Sentences whose tokens are their characters."""
    words = tuple(dict.fromkeys("".join(texts)))
    numbers = [words.index(character) for text in texts for character in text]
    offsets = np.cumsum([0, *map(len, texts)])
    return TokenBatch(words, np.array(numbers, dtype=np.int32), offsets.astype(np.int32))


def reference(ngram_range, min_df, texts):
    return TfidfVectorizer(
        tokenizer=list, preprocessor=str, token_pattern=None, lowercase=False, ngram_range=ngram_range, min_df=min_df,
        sublinear_tf=True,
    ).fit(texts)  # fmt: skip


@given(TEXTS, TEXTS, st.sampled_from([(1, 1), (1, 2), (1, 3), (2, 2)]), st.sampled_from([1, 2]))
def test_products_of_rows_are_those_of_scikit_learn(texts, others, ngram_range, min_df):
    mine = fit_character_tfidf(batch(*texts), ngram_range, min_df=min_df)
    try:
        theirs = reference(ngram_range, min_df, texts)
    except ValueError:  # scikit-learn refuses an empty vocabulary
        assert mine.transform(batch(*others)).nnz == 0
        return
    assert len(mine.keys) == len(theirs.vocabulary_)
    rows, expected = mine.transform(batch(*others)), theirs.transform(others)
    assert np.allclose((rows @ rows.T).toarray(), (expected @ expected.T).toarray())
    assert np.allclose(rows.sum(axis=1), np.asarray(expected.sum(axis=1)).ravel())


@given(TEXTS, st.text(alphabet="医院学校农𠀀b", max_size=12))
def test_ngrams_are_located_where_they_begin(texts, text):
    tfidf = fit_character_tfidf(batch(*texts), (1, 2))
    found = {(start, length) for _, start, length in tfidf.locate(text)}
    known = "\n".join(texts)
    for start in range(len(text)):
        for length in (1, 2):
            run = text[start : start + length]
            assert ((start, length) in found) == (len(run) == length and run in known)
    row = tfidf.transform(batch(text))
    assert sorted(row.indices.tolist()) == sorted({column for column, _, _ in tfidf.locate(text)})


def test_no_text_at_all_has_no_ngrams():
    assert fit_character_tfidf(batch("")).transform(batch("医院", "")).shape == (2, 0)


def test_a_sentence_that_is_not_known_stays_empty():
    assert fit_character_tfidf(batch("医院")).transform(batch("学校")).sum() == pytest.approx(0)


def test_a_second_batch_of_other_words_gives_what_a_new_transformer_gives():
    texts, others = ["修建医院", "修建公路"], ["学校", "公路医院", "医"]
    used, new = (fit_character_tfidf(batch(*texts), (1, 2)) for _ in range(2))
    used.transform(batch("医院公路学校"))
    assert np.array_equal(used.transform(batch(*others)).toarray(), new.transform(batch(*others)).toarray())
    places = Places(["医院", "公路"])
    assert [places.find(words).tolist() for words in (["公路"], ["学校", "医院"])] == [[1], [-1, 0]]
