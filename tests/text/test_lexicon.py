"""Words found by a table of their code points are those of a dictionary."""

import numpy as np
from hypothesis import example, given
from hypothesis import strategies as st

from research.text.lexicon import LEFT_OUT, LINE_END, KeyTable, Lexicon

WORDS = st.lists(st.text("发展经济，a1\U00020bb7龥\uffff", min_size=1, max_size=7) | st.just("\n"), max_size=40)


@given(st.lists(WORDS, max_size=5))
@example([["a"], ["a𠮷"]])
@example([["a"], ["a\0"], ["\0"]])
def test_numbers_are_those_of_a_dictionary_however_the_lexicon_has_grown(batches):
    lexicon = Lexicon(lambda word: None if word == "，" else word.upper())
    for words in batches:
        found = lexicon.find(words, "".join(words)).tolist()
        known = {LINE_END: "\n", LEFT_OUT: "，"} | dict(enumerate(lexicon.tokens))
        assert [known[number] for number in found] == [word.upper() for word in words]
    assert len(set(lexicon.tokens)) == len(lexicon.tokens)


@given(st.sets(st.integers(1, 2**64 - 1), max_size=50), st.lists(st.integers(0, 2**64 - 1), max_size=20))
def test_a_table_finds_each_key_at_its_place_and_no_other(keys, others):
    table = KeyTable(np.array(sorted(keys), dtype=np.uint64), first=7)
    places = {key: 7 + place for place, key in enumerate(sorted(keys))} | {0: -1}
    wanted = [*sorted(keys), *others, 0]
    assert table.find(np.array(wanted, dtype=np.uint64)).tolist() == [places.get(key, -1) for key in wanted]


def test_keys_of_one_slot_are_told_apart():
    keys = np.arange(1, 2000, dtype=np.uint64) << np.uint64(50)
    assert KeyTable(keys).find(keys[::-1]).tolist() == list(range(len(keys)))[::-1]
