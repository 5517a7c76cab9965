"""What is learned from real documents."""

from collections import Counter

import numpy as np
import pytest

from research.model.features import WordVectors
from research.studies.real_text import LabelledWords, _count_lines, _join_key_words, measure_information
from research.text.tokens import make_tokenizer


def test_information_is_zero_for_a_word_of_every_document_and_one_for_an_unknown_word():
    labelled = [LabelledWords(str(n), "ab"[n % 2], Counter(["各地", "甲地" if n % 2 else "乙地"])) for n in range(40)]
    everywhere, one_sided, unknown = measure_information(["各地", "甲地", "丙地"], labelled, ["a", "b"])
    assert everywhere == pytest.approx(0.05)  # the least
    assert one_sided > 1
    assert unknown == 1


def test_lines_of_one_domain_give_key_words_where_there_are_two():
    text = "医院建设\n\n公路养护\n医院床位\n"
    found = list(_count_lines("d", text, {0: "health", 1: "roads", 2: "health"}, make_tokenizer()))
    assert [(part.domain, part.counts["医院"]) for part in found] == [("health", 2)]


def test_key_words_are_the_heaviest_in_the_order_of_words():
    vectors = WordVectors(("医院", "管理", "公路"), np.eye(3, dtype=np.float32), np.array([2, 1, 3], np.float32), {})
    assert _join_key_words(Counter({"医院": 2, "管理": 1, "公路": 1, "未知": 9}), vectors) == "公路，医院，管理"
