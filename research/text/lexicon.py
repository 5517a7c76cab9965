"""A lexicon: the numbers of words, found for many words at once."""

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

LINE_END, LEFT_OUT = -1, -2
_UNKNOWN = -3

_GOLDEN = np.uint64(0x9E3779B97F4A7C15)
_LONGEST, _GROWTH = 4, 1.1
# By the length of a word: which bits of a key are its own; none of those of a longer word.
_OWN = np.array([(1 << 16 * length) - 1 for length in range(_LONGEST + 1)] + [0], dtype=np.uint64)

Integers = NDArray[np.int64]
Keys = NDArray[np.uint64]


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
        found = self._values[self._table.find(_make_keys(text, lengths))]
        waiting = np.flatnonzero(found == _UNKNOWN).tolist()
        found[waiting] = [self._look_up(words[place]) for place in waiting]
        if len(self._numbers) > _GROWTH * self._filled:
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
        return number

    def _fill_table(self) -> None:
        words = list(self._numbers)
        keys = _make_keys("".join(words), np.fromiter(map(len, words), dtype=np.int64, count=len(words)))
        kept = keys > 0
        self._filled = len(words)
        self._table = KeyTable(keys[kept])
        numbers = np.fromiter(self._numbers.values(), dtype=np.int32, count=len(words))
        self._values = np.append(numbers[kept], np.int32(_UNKNOWN))  # the last one is that of place -1


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


class KeyTable:
    """Finds keys in an array by their hash (Knuth 1998, section 6.4, multiplicative, with linear probing), all at once.

    Parameters
    ----------
    keys
        All different, from 1.
    first
        The place of the first one.

    Examples
    --------
    >>> KeyTable(np.array([7, 40, 3], dtype=np.uint64)).find(np.array([3, 8, 7], dtype=np.uint64)).tolist()
    [2, -1, 0]
    """

    def __init__(self, keys: Keys, first: int = 0) -> None:
        bits = max(len(keys).bit_length() + 2, 4)
        self._shift = np.uint64(64 - bits)
        self._keys = np.zeros(1 << bits, dtype=np.uint64)
        self._places = np.full(1 << bits, -1, dtype=np.int32)
        waiting = np.arange(len(keys))
        slots = self._hash(keys)
        while len(waiting):
            free = self._keys[slots] == 0
            self._keys[slots[free]] = keys[waiting[free]]
            settled = self._keys[slots] == keys[waiting]
            self._places[slots[settled]] = waiting[settled] + first
            waiting, slots = waiting[~settled], (slots[~settled] + 1) & (len(self._keys) - 1)

    def find(self, keys: Keys) -> NDArray[np.int32]:
        """Return the place of each key, -1 where it has none, as 0 has."""
        slots = self._hash(keys)
        there = self._keys[slots]
        missed = np.flatnonzero((there != keys) & (there != 0))
        while len(missed):
            slots[missed] = (slots[missed] + 1) & (len(self._keys) - 1)
            there = self._keys[slots[missed]]
            missed = missed[(there != keys[missed]) & (there != 0)]
        places: NDArray[np.int32] = np.where(self._keys[slots] == keys, self._places[slots], np.int32(-1))
        return places

    def _hash(self, keys: Keys) -> Integers:
        return ((keys * _GOLDEN) >> self._shift).astype(np.int64)
