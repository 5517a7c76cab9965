"""Which sentences say the same."""

import random
from itertools import pairwise

from research.corpus.near_duplicates import find_near_duplicates


def test_texts_are_grouped_that_differ_in_digits_punctuation_or_a_few_characters():
    texts = [
        "全县粮食总产量达到36万吨，比上年增长2.1%。",
        "加快建设县人民医院新院区。",
        "全县粮食总产量达到40.5万吨,比上年增长3%",
        "全县粮食总产量达到36万吨，比上年增长了2.1%。",
        "加快修建城区主干道路。",
    ]
    assert find_near_duplicates(texts).tolist() == [0, 1, 0, 0, 4]


def test_texts_without_letters_are_the_same_only_if_they_are():
    assert find_near_duplicates(["2020。", "2021。", "2020。", "", "好"]).tolist() == [0, 1, 0, 3, 4]


def test_every_near_duplicate_is_found_that_comparing_all_pairs_finds():
    rng = random.Random(0)
    words = ["粮食", "生产", "稳定", "医院", "学校", "道路", "建设", "推进", "改革", "全县", "投资", "增长", "服务"]
    texts = ["".join(rng.choices(words, k=rng.randint(1, 12))) for _ in range(150)]
    texts += [text.replace(rng.choice(words), rng.choice(words), 1) for text in texts]
    pairs = [set(map("".join, pairwise(text))) for text in texts]
    linked = [[len(a & b) >= 0.8 * len(a | b) for b in pairs] for a in pairs]
    expected = list(range(len(texts)))
    changed = True
    while changed:
        after = [min(expected[j] for j in range(len(texts)) if linked[i][j]) for i in range(len(texts))]
        changed, expected = after != expected, after
    assert len(set(expected)) < 270
    assert find_near_duplicates(texts).tolist() == expected


def test_a_form_filled_in_many_times_is_one_group():
    places = [chr(0x4E00 + 7 * number) + chr(0x5E00 + 3 * number) for number in range(2000)]
    texts = [f"{place}县完成固定资产投资同比增长居全省前列成效显著人民满意" for place in places]
    assert set(find_near_duplicates(texts).tolist()) == {0}
    assert len(set(texts)) == 2000
