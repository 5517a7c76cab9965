"""The segmenter cuts as jieba does."""

import subprocess
import sys

import pytest
from hypothesis import example, given

from research.corpus.labelled import read_corpus
from research.shipped import shipped_path
from research.text.segmenter import Segmenter, load_segmenter
from research.text.tokens import normalise_lines
from tests.text.signs import SIGNS

WORDS = [line for line in shipped_path("words.txt").read_text("utf-8").splitlines() if line and line[0] != "#"]
FRAMES = ("{}", "要抓好{}。", "全面推进{}，取得成效", "以{}为重点", "全市{}工作会议")


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
    code = f"import sys; from research.text.segmenter import Segmenter; {cut}; print('jieba' in sys.modules, 'pkg_resources' in sys.modules)"
    said = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert said.stdout.split() == ["True", "False"]


def test_without_a_wheel_for_the_platform_jieba_cuts(monkeypatch):
    monkeypatch.delitem(sys.modules, "rjieba.rjieba", raising=False)
    monkeypatch.setattr("research.text.segmenter.find_spec", lambda _: None)
    segment = Segmenter(WORDS)
    assert segment._fast is None
    assert segment("修建医院\n公路") == ["修建", "医院", "\n", "公路"]
