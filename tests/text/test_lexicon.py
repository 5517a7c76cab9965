"""The numbers of words are those of a dictionary."""

from unittest.mock import patch

import numpy as np
from hypothesis import example, given
from hypothesis import strategies as st

from research.text.lexicon import LEFT_OUT, LINE_END, KeyTable, Lexicon

FEW_WORDS = st.lists(st.text("发展经济，a1\U00020bb7龥\uffff", min_size=1, max_size=7) | st.just("\n"), max_size=40)


@given(st.lists(FEW_WORDS, max_size=5))
@example([["a"], ["a𠮷"]])
@example([["a"], ["a\0"], ["\0"]])
def test_numbers_are_those_of_a_dictionary_however_the_lexicon_has_grown(batches):
    lexicon = Lexicon(lambda word: None if word == "，" else word.upper())
    for words in batches:
        with patch("research.text.lexicon._MOST_WAITING", 2):
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
