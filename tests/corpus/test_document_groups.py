"""Documents that repeat each other are found, and formulae that many use join none."""

from collections import Counter

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from research.corpus.document_groups import find_groups
from research.corpus.labelled import read_corpus, split_by_document
from research.text.sentences import Sentence

STOCK = ["恳请有关部门尽快处理。", "希望引起重视并给予答复。", "请领导百忙之中予以关注。"]
OPENING = "尊敬的市长您好，打扰了！"


def make_sentences(documents):
    """Sentences of documents that are given as lists of texts."""
    return [
        Sentence(f"d{number}", place, 0, len(text), 0, "body", (), text)
        for number, texts in enumerate(documents)
        for place, text in enumerate(texts)
    ]


def group(documents):
    """The group of each document."""
    sentences = make_sentences(documents)
    return list(dict(zip((s.document_id for s in sentences), find_groups(sentences).tolist(), strict=True)).values())


def invent(generator, length=20):
    return "".join(map(chr, generator.integers(0x4E00, 0x8E00, length))) + "。"


def make_letters(generator, n, share):
    """Letters of three to five sentences, of which a share close with one of three stock sentences."""
    letters = [[invent(generator, 15) for _ in range(generator.integers(3, 6))] for _ in range(n)]
    for letter in letters:
        if generator.random() < share:
            letter[-1] = STOCK[generator.integers(3)]
    return letters


def test_reports_that_repeat_a_tenth_of_their_sentences_are_one_group():
    generator = np.random.default_rng(0)
    reports = []
    for year in range(2001, 2007):
        kept = reports[-1][:4] if reports else [f"年年{invent(generator)}" for _ in range(4)]
        new = [invent(generator, 19) + f"{year}年。" for _ in range(36)]
        reports.append([text.replace("年年", f"{year}年") for text in kept] + new)
    other = [[invent(generator) for _ in range(40)]]
    assert group([*reports, *other]) == [0] * 6 + [1]


@pytest.mark.parametrize("share", [0.1, 0.3, 0.6, 1.0])
def test_letters_with_stock_sentences_stay_apart(share):
    letters = make_letters(np.random.default_rng(1), 200, share)
    assert group(letters) == list(range(200))
    assert group([[OPENING, *letter] for letter in letters]) == list(range(200))


def test_letters_with_stock_sentences_can_be_split_into_folds():
    sentences = make_sentences(make_letters(np.random.default_rng(2), 200, 0.6))
    labels = [("roads", "schools", "water")[int(s.document_id[1:]) % 3] for s in sentences]
    assert all(30 <= len({sentences[i].document_id for i in test}) <= 50
               for _, test in split_by_document(sentences, labels, 5, 0))  # fmt: skip


@pytest.mark.parametrize("copies", [2, 10, 60])
def test_copies_are_one_group_however_many(copies):
    generator = np.random.default_rng(3)
    texts = [[invent(generator) for _ in range(5)] for _ in range(3)]
    assert group(texts * copies) == [0, 1, 2] * copies


def test_a_letter_that_many_send_in_with_a_sentence_of_their_own_is_one_group():
    generator = np.random.default_rng(4)
    core = [invent(generator) for _ in range(5)]
    letters = make_letters(generator, 100, 0.6)
    assert group([[invent(generator), *core] for _ in range(30)] + letters) == [0] * 30 + list(range(1, 101))


def test_lists_of_the_same_short_names_do_not_make_long_texts_one():
    generator = np.random.default_rng(5)
    names = [invent(generator, 4) for _ in range(20)]
    reports = [names + [invent(generator, 60) for _ in range(40)] for _ in range(3)]
    assert group(reports) == [0, 1, 2]


def test_single_sentences_that_differ_in_digits_alone_are_one_group():
    texts = ["修路3公里。", "停电", "修路12 公里", "停水", "停电！", "35", "36", "35", "རྩྭ", "རྩྭ"]
    assert group([[text] for text in texts]) == [0, 1, 0, 2, 1, 3, 4, 3, 5, 5]


def test_what_two_share_counts_by_the_shorter_one():
    generator = np.random.default_rng(6)
    long = [invent(generator) for _ in range(50)]
    half, third = [long[7], invent(generator)], [long[9], invent(generator), invent(generator)]
    assert group([long, half]) == [0, 0]
    assert group([long, third]) == [0, 1]


@pytest.mark.slow
def test_no_document_of_the_shipped_corpus_repeats_another():
    groups = find_groups(read_corpus().sentences)
    assert groups.max() + 1 == len(set(read_corpus().document_ids))


POOL = [f"{chr(0x4E00 + 50 * n)}{chr(0x5E00 + 70 * n)}项目进展顺利" for n in range(12)]
DOCUMENTS = st.lists(st.lists(st.sampled_from(POOL), min_size=1, max_size=6), min_size=1, max_size=10)


@given(DOCUMENTS, st.randoms(use_true_random=False))
def test_the_order_of_documents_changes_no_group(documents, random):
    order = list(range(len(documents)))
    random.shuffle(order)
    forward, shuffled = group(documents), group([documents[place] for place in order])
    together = {(a, b) for a in order for b in order if forward[a] == forward[b]}
    assert together == {
        (order[a], order[b]) for a in range(len(order)) for b in range(len(order)) if shuffled[a] == shuffled[b]
    }


@given(st.lists(st.lists(st.text(min_size=1, max_size=8), min_size=1, max_size=4), min_size=1, max_size=30))
def test_documents_of_the_same_text_are_in_one_group_whatever_the_text(documents):
    found = group(documents + documents)
    assert found[: len(documents)] == found[len(documents) :]


@pytest.mark.slow
@given(st.lists(st.tuples(st.integers(0, 20), st.sampled_from("ab")), min_size=24, max_size=60), st.integers(2, 4))
def test_no_group_of_documents_stands_on_both_sides_of_a_split(rows, folds):
    """Two documents of the same text for each number that came, one sentence a row; labels as they fall."""
    twins = [(f"{number}-{twin}", number, label) for number, label in rows for twin in "xy"]
    twins.sort()
    texts = [f"{chr(0x4E00 + 90 * number)}{chr(0x6E00 + 90 * number)}项目进展顺利" for _, number, _ in twins]
    sentences = [
        Sentence(name, 0, 0, len(text), 0, "body", (), text) for (name, *_), text in zip(twins, texts, strict=True)
    ]
    labels = [label for *_, label in twins]
    standing = Counter(label for _, label in {(number, label) for _, number, label in twins})
    assume(min(standing.values()) >= folds)
    found = split_by_document(sentences, labels, folds, 0)
    assert sorted(np.concatenate([test for _, test in found]).tolist()) == list(range(len(sentences)))
    for train, test in found:
        assert not {twins[i][1] for i in train} & {twins[i][1] for i in test}
        assert sorted([*train, *test]) == list(range(len(sentences)))
