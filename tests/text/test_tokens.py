"""Tokens are jieba's, with our words and signs."""

import pickle

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.base import clone
from sklearn.feature_extraction.text import TfidfVectorizer

from research.text.lines import remove_breaks
from research.text.segmenter import load_segmenter
from research.text.tokens import MASK, NUMBER, Tokenizer, make_tokenizer, normalise
from tests.text.signs import SIGNS


def test_blanks_between_justified_characters_are_left_out_and_others_kept():
    assert normalise("全 年 完 成 造 林 12 亩") == "全年完成造林 12 亩"
    assert normalise("工作回顾 过去一年") == "工作回顾 过去一年"
    assert normalise("许 某 某") == "许 某 某"


@given(st.lists(SIGNS, min_size=1, max_size=5))
def test_lines_cut_together_give_the_words_of_each(texts):
    assert Tokenizer().tokenize_all(texts) == [Tokenizer().tokenize(text) for text in texts]


@pytest.mark.slow
@given(SIGNS)
def test_raw_tokens_are_those_of_jieba_itself(text):
    line = remove_breaks(text)
    assert Tokenizer(normalising=False).tokenize(text) == load_segmenter().cut_by_reference(line)


def test_numbers_and_masked_names_become_one_token_each():
    tokens = Tokenizer().tokenize("××县投资1,200.5万元，增长８％，张XX出席")
    assert tokens.count(NUMBER) == 2
    assert tokens.count(MASK) == 2


def test_a_word_of_very_many_digits_is_looked_at_once():
    word = "1" * 300_000 + "a"  # minutes, if each way to read it as a number is tried
    assert Tokenizer().tokenize(word) == [word]


def test_one_character_words_stay():
    assert {"税", "法"} <= set(make_tokenizer().tokenize("税，法。"))


def test_traditional_and_full_width_text_gives_the_tokens_of_plain_text():
    assert make_tokenizer().tokenize("發展經濟，ＧＤＰ增長３％") == make_tokenizer().tokenize("发展经济，GDP增长3%")


def test_chinese_punctuation_survives_normalising():
    assert normalise("一、稳；进！“好”？（是）：") == "一、稳；进！“好”？（是）："


def test_the_tokenizer_clones_and_pickles():
    tokenizer = make_tokenizer()
    vectorizer = TfidfVectorizer(tokenizer=tokenizer.tokenize, token_pattern=None, lowercase=False)
    assert clone(vectorizer).fit_transform(["建设医院"]).shape[0] == 1
    assert pickle.loads(pickle.dumps(tokenizer)) == tokenizer  # noqa: S301 - our own bytes
