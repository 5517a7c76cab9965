"""The numbering of words: each gets the number of its token, many at once, by a table of their code points."""

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from research.arrays import Integers

LINE_END, LEFT_OUT = -1, -2

Keys = NDArray[np.uint64]

_UNKNOWN = -3

_GOLDEN = np.uint64(0x9E3779B97F4A7C15)
_LONGEST, _MOST_WAITING = 4, 1_000
# By the length of a word: which bits of a key are its own; none of those of a longer word.
_OWN = np.array([(1 << 16 * length) - 1 for length in range(_LONGEST + 1)] + [0], dtype=np.uint64)


class Lexicon:
    r"""Number tokens in the order in which they are met.

    Words of up to four characters are found by a table of their code points, whose accesses overlap; the others, and
    those met for the first time, one by one.

    Parameters
    ----------
    unify
        Returns the token of a word, None for what is no token.

    Attributes
    ----------
    tokens
        All different; `find` adds to the list.

    Examples
    --------
    >>> lexicon = Lexicon(lambda word: None if word == "，" else word)
    >>> lexicon.find(["医院", "，", "道路", "\n", "医院"], "医院，道路\n医院").tolist()
    [0, -2, 1, -1, 0]
    >>> lexicon.tokens
    ['医院', '道路']
    """

    def __init__(self, unify: Callable[[str], str | None]) -> None:
        self._unify = unify
        self._numbers = {"\n": LINE_END}
        self._places: dict[str, int] = {}
        self._table = KeyTable(missing=_UNKNOWN)
        self._new = ["\n"]
        self._fill_table()
        self.tokens: list[str] = []

    def __len__(self) -> int:
        """Return how many words are remembered."""
        return len(self._numbers)

    def find(self, words: Sequence[str], text: str) -> NDArray[np.int32]:
        """Return the number of each word's token, `LINE_END` or `LEFT_OUT`, shape (n_words,).

        Joined, the words are the text.
        """
        lengths = np.fromiter(map(len, words), dtype=np.int64, count=len(words))
        found = self._table.find(_make_keys(text, lengths))
        waiting = np.flatnonzero(found == _UNKNOWN).tolist()
        found[waiting] = [self._look_up(words[place]) for place in waiting]
        if len(self._new) > _MOST_WAITING:
            self._fill_table()
        return found

    def _look_up(self, word: str) -> int:
        number = self._numbers.get(word)
        if number is None:
            token = self._unify(word)
            number = LEFT_OUT if token is None else self._places.setdefault(token, len(self.tokens))
            if number == len(self.tokens) and token is not None:
                self.tokens.append(token)
            self._numbers[word] = number
            self._new.append(word)
        return number

    def _fill_table(self) -> None:
        """Give the words that were met since the last time their places in the table."""
        keys = _make_keys("".join(self._new), np.fromiter(map(len, self._new), dtype=np.int64, count=len(self._new)))
        numbers = np.array([self._numbers[word] for word in self._new], dtype=np.int32)
        self._table.add(keys[keys > 0], numbers[keys > 0])
        self._new = []


class KeyTable:
    """Finds numbers by keys: hashing (Knuth 1998, section 6.4, multiplicative, with linear probing), all keys at once.

    Parameters
    ----------
    missing
        What is found for a key that is not there.

    Examples
    --------
    >>> table = KeyTable()
    >>> table.add(np.array([7, 40, 3], dtype=np.uint64), np.arange(3))
    >>> table.find(np.array([3, 8, 7], dtype=np.uint64)).tolist()
    [2, -1, 0]
    """

    def __init__(self, missing: int = -1) -> None:
        self._missing = missing
        self._make_room(0)

    def add(self, keys: Keys, values: NDArray[np.integer]) -> None:
        """Add keys that are not there yet, all different, from 1, and the number of each."""
        if len(keys) > self._free:
            held = self._keys > 0
            keys, values = np.append(self._keys[held], keys), np.append(self._values[held], values)
            self._make_room(len(keys))
        self._free -= len(keys)
        slots = self._hash(keys)
        while len(keys):
            free = self._keys[slots] == 0
            self._keys[slots[free]] = keys[free]
            settled = self._keys[slots] == keys
            self._values[slots[settled]] = values[settled]
            keys, values, slots = keys[~settled], values[~settled], self._step(slots[~settled])

    def _make_room(self, count: int) -> None:
        bits = max(count.bit_length() + 1, 4)
        self._shift = np.uint64(64 - bits)
        self._keys = np.zeros(1 << bits, dtype=np.uint64)
        self._values = np.full(1 << bits, self._missing, dtype=np.int32)
        self._free = len(self._keys) // 2

    def find(self, keys: Keys) -> NDArray[np.int32]:
        """Return the number of each key, `missing` where it is not there, as 0 never is."""
        slots = self._hash(keys)
        there, values = self._keys.take(slots), self._values.take(slots)  # a free slot holds 0 and `missing`
        wrong = np.flatnonzero((there != keys) & (there != 0))
        while len(wrong):
            slots[wrong] = self._step(slots[wrong])
            there[wrong], values[wrong] = self._keys[slots[wrong]], self._values[slots[wrong]]
            wrong = wrong[(there[wrong] != keys[wrong]) & (there[wrong] != 0)]
        return values

    def _hash(self, keys: Keys) -> Integers:
        return ((keys * _GOLDEN) >> self._shift).view(np.int64)

    def _step(self, slots: Integers) -> Integers:
        return (slots + 1) & (len(self._keys) - 1)


def _make_keys(text: str, lengths: Integers) -> Keys:
    """Return a number for each word of a text; 0 for those that are too long, or hold rare characters."""
    codes = np.frombuffer((text + "\0" * _LONGEST).encode("utf-32-le", "surrogatepass"), dtype=np.uint32)
    rare = (codes > 0xFFFF) | (codes == 0)
    codes = codes.astype(np.uint64) & np.uint64(0xFFFF)
    pairs = codes[:-1] | (codes[1:] << np.uint64(16))
    runs = pairs[:-2] | (pairs[2:] << np.uint64(32))
    ends = np.cumsum(lengths)
    keys: Keys = runs[ends - lengths] & _OWN[np.minimum(lengths, _LONGEST + 1)]
    if np.count_nonzero(rare) > _LONGEST:
        before = np.concatenate(([0], np.cumsum(rare)))
        keys[before[ends] > before[ends - lengths]] = 0
    return keys
