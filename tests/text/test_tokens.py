"""Tokens are jieba's, with our words and signs; their numbers are those of a dictionary."""

import pickle
import subprocess
import sys
from unittest.mock import patch

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from sklearn.base import clone
from sklearn.feature_extraction.text import TfidfVectorizer

from research.corpus.labelled import read_corpus
from research.shipped import shipped_path
from research.text.lines import remove_breaks
from research.text.tokens import (
    LEFT_OUT,
    LINE_END,
    MASK,
    NUMBER,
    KeyTable,
    Lexicon,
    Segmenter,
    Tokenizer,
    load_segmenter,
    make_tokenizer,
    normalise,
    normalise_lines,
)

WORDS = [line for line in shipped_path("words.txt").read_text("utf-8").splitlines() if line and line[0] != "#"]
FRAMES = ("{}", "要抓好{}。", "全面推进{}，取得成效", "以{}为重点", "全市{}工作会议")
FEW_WORDS = st.lists(st.text("发展经济，a1\U00020bb7龥\uffff", min_size=1, max_size=7) | st.just("\n"), max_size=40)


def test_blanks_between_justified_characters_are_left_out_and_others_kept():
    assert normalise("全 年 完 成 造 林 12 亩") == "全年完成造林 12 亩"
    assert normalise("工作回顾 过去一年") == "工作回顾 过去一年"
    assert normalise("许 某 某") == "许 某 某"


def test_the_policy_dictionary_has_hundreds_of_words_once_each():
    assert len(WORDS) == len(set(WORDS)) >= 500


@pytest.mark.parametrize("word", WORDS)
def test_each_policy_word_takes_effect(word):
    segment, plain = load_segmenter(tuple(WORDS)), load_segmenter()
    assert segment(word) == [word]
    others = [other for other in WORDS if other != word]
    split_somewhere = any(word not in plain(frame.format(word)) for frame in FRAMES)
    split_beside = any(word not in plain(word + other) or word not in plain(other + word) for other in others[::7])
    assert split_somewhere or split_beside, f"jieba knows {word} by itself"


def cut_both_ways(text):
    segment = load_segmenter(tuple(WORDS))
    return segment(text), segment.cut_by_reference(text)


SIGNS = st.text("发展经济二十大GDP5G 3.5%-+_#&@/\\～…—“”《》（）()①Ⅲ㎡乂囍𠮷発展\u200b\ufe0f😀\x00\x07éß", max_size=30)


@given(SIGNS)
@example("区区区+é")
@example("区区区%3医院")
@example("M12345678.5亿，B123456789.新城.城区")
def test_the_fast_segmenter_cuts_as_jieba_does(text):
    fast, reference = cut_both_ways(text)
    assert fast == reference


def assert_cut_alike(texts):
    segment = load_segmenter(tuple(WORDS))
    lines = normalise_lines(texts)
    expected = [word for line in lines.split("\n") for word in [*segment.cut_by_reference(line), "\n"]][:-1]
    assert segment(lines) == expected


@pytest.mark.slow
def test_the_fast_segmenter_cuts_the_whole_corpus_as_jieba_does():
    assert_cut_alike([sentence.text for sentence in read_corpus().sentences])


@pytest.mark.slow
def test_the_corpus_is_cut_without_the_dictionary_of_jieba_itself(monkeypatch):
    asked: list[str] = []  # the dictionary takes a second and 50 MB
    monkeypatch.setattr(Segmenter, "cut_by_reference", lambda _, block: asked.append(block) or [block])
    segment = load_segmenter(tuple(WORDS))
    for text in ["----.2000.。", *(sentence.text for sentence in read_corpus().sentences)]:
        segment(normalise_lines([text]))
    assert len(asked) <= 1  # 六六六, a pesticide


@pytest.mark.slow
def test_the_fast_segmenter_cuts_every_fourth_real_report_as_jieba_does(shared):
    for path in sorted((shared / "corpus" / "reports").glob("*.txt"))[::4]:  # jieba takes twenty seconds for all
        assert_cut_alike(path.read_text("utf-8").splitlines())


@pytest.mark.slow
def test_one_dictionary_is_loaded_and_the_package_of_the_segmenter_can_still_be_imported():
    code = "import sys; from research.text.tokens import Tokenizer; print(Tokenizer().tokenize('修建医院'))"
    code += "; print('rjieba' in sys.modules); import rjieba; print(rjieba.cut('修建医院'))"
    said = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert said.stdout.splitlines() == ["['修建', '医院']", "False", "['修建', '医院']"]


@pytest.mark.slow
@pytest.mark.parametrize("cut", ["Segmenter(())('甲-乙丙丁戊公司2-3个')", "Segmenter(()).cut_by_reference('医院')"])
def test_jieba_is_imported_without_pkg_resources(cut):
    code = f"import sys; from research.text.tokens import Segmenter; {cut}; print('jieba' in sys.modules, 'pkg_resources' in sys.modules)"
    said = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert said.stdout.split() == ["True", "False"]


def test_without_a_wheel_for_the_platform_jieba_cuts(monkeypatch):
    monkeypatch.delitem(sys.modules, "rjieba.rjieba", raising=False)
    monkeypatch.setattr("research.text.tokens.find_spec", lambda _: None)
    segment = Segmenter(WORDS)
    assert segment._fast is None
    assert segment("修建医院\n公路") == ["修建", "医院", "\n", "公路"]


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


@given(st.lists(FEW_WORDS, max_size=5))
@example([["a"], ["a𠮷"]])
@example([["a"], ["a\0"], ["\0"]])
def test_numbers_are_those_of_a_dictionary_however_the_lexicon_has_grown(batches):
    lexicon = Lexicon(lambda word: None if word == "，" else word.upper())
    for words in batches:
        with patch("research.text.tokens._MOST_WAITING", 2):
            found = lexicon.find(words, "".join(words)).tolist()
        known = {LINE_END: "\n", LEFT_OUT: "，"} | dict(enumerate(lexicon.tokens))
        assert [known[number] for number in found] == [word.upper() for word in words]
    assert len(set(lexicon.tokens)) == len(lexicon.tokens)


@given(st.sets(st.integers(1, 2**64 - 1), max_size=50), st.lists(st.integers(0, 2**64 - 1), max_size=20), st.data())
def test_a_table_finds_the_number_of_each_key_and_no_other_however_it_has_grown(keys, others, data):
    table = KeyTable(missing=-3)
    numbers = {key: 7 + place for place, key in enumerate(sorted(keys))}
    first = data.draw(st.integers(0, len(keys)))
    for part in (list(numbers)[:first], list(numbers)[first:]):
        table.add(np.array(part, dtype=np.uint64), np.array([numbers[key] for key in part], dtype=np.int64))
    wanted = [*numbers, *others, 0]
    assert table.find(np.array(wanted, dtype=np.uint64)).tolist() == [numbers.get(key, -3) for key in wanted]


def test_keys_of_one_slot_are_told_apart():
    keys = np.arange(1, 2000, dtype=np.uint64) << np.uint64(50)
    table = KeyTable()
    for start in range(0, len(keys), 300):
        table.add(keys[start : start + 300], np.arange(start, min(start + 300, len(keys))))
    assert table.find(keys[::-1]).tolist() == list(range(len(keys)))[::-1]
