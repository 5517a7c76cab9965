"""Tf-idf over character n-grams, from code points straight to a sparse matrix."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import NamedTuple

import numpy as np
from scipy import sparse

from research.arrays import Array, Booleans, Integers
from research.model.token_tfidf import count_in_rows, weigh_counts, weigh_rarity
from research.text.lexicon import KeyTable
from research.text.tokens import TokenBatch


class Ngrams(NamedTuple):
    """Occurrences of character n-grams: their sentences, columns, starts among all characters, and lengths."""

    rows: Integers
    columns: Integers
    starts: Integers
    lengths: Integers


@dataclass(frozen=True, eq=False)
class CharacterTfidf:
    """Weigh character n-grams as scikit-learn's `TfidfVectorizer` does, in a tenth of its time.

    The characters are those of a sentence's tokens one after the other, so that n-grams contain no stop words. Term
    counts are damped (1 + log), weighted by smoothed inverse document frequency, and rows have unit length.

    Attributes
    ----------
    ngram_range
        Shortest and longest n-gram, at most 3 characters.
    alphabet
        The known code points, sorted.
    keys
        The known n-grams, grouped by length and sorted: numbers whose digits are the places of the characters in the
        alphabet, from 1.
    starts
        The first column of each length, and the end of the last.
    idf
        The inverse document frequency of each n-gram.

    Examples
    --------
    >>> from research.text.tokens import Tokenizer
    >>> tfidf = fit_character_tfidf(Tokenizer().tokenize_batch(["医院", "学院"]), (1, 2))
    >>> tfidf.transform(Tokenizer().tokenize_batch(["医院"])).toarray().round(2).tolist()
    [[0.63, 0.0, 0.45, 0.63, 0.0]]
    >>> tfidf.locate("学校")
    [(1, 0, 1)]
    """

    ngram_range: tuple[int, int]
    alphabet: Integers
    keys: Integers
    starts: Integers
    idf: Array

    @cached_property
    def _tables(self) -> list[KeyTable]:
        keys = self.keys.astype(np.uint64)
        tables = []
        for start, end in pairwise(self.starts.tolist()):
            table = KeyTable()
            table.add(keys[start:end], np.arange(start, end))
            tables.append(table)
        return tables

    @cached_property
    def _speller(self) -> "_Speller":
        return _Speller(self.alphabet)

    @property
    def _lengths(self) -> range:
        return range(self.ngram_range[0], self.ngram_range[1] + 1)

    def transform(self, batch: TokenBatch) -> sparse.csr_array:
        """Return the rows of sentences, shape (n_sentences, n_ngrams)."""
        found = self.find_ngrams(batch)
        return weigh_counts(count_in_rows(found.rows, found.columns, (len(batch), len(self.keys))), self.idf)

    def find_ngrams(self, batch: TokenBatch) -> Ngrams:
        """Return all occurrences of known n-grams in sentences."""
        letters, owners = self._speller.spell(batch)
        parts = []
        for length, table in zip(self._lengths, self._tables, strict=True):
            place = table.find(_join(letters, length, len(self.alphabet)).view(np.uint64))
            starts = np.flatnonzero((place >= 0) & _find_inside(owners, length))
            parts.append((owners[starts], place[starts], starts, np.full(len(starts), length)))
        return Ngrams(*(np.concatenate(found) for found in zip(*parts, strict=True)))

    def count_letters(self, batch: TokenBatch) -> Integers:
        """Return how many characters each token has, shape (n_tokens,)."""
        return self._speller.measure(batch)

    def locate(self, text: str) -> list[tuple[int, int, int]]:
        """Return the column, the start and the length of each known n-gram of a text."""
        letters = _encode(_list_codes([text]), self.alphabet)
        found: list[tuple[int, int, int]] = []
        for length, table in zip(self._lengths, self._tables, strict=True):
            place = table.find(_join(letters, length, len(self.alphabet)).view(np.uint64))
            found += [(int(place[start]), int(start), length) for start in np.flatnonzero(place >= 0)]
        return found


def fit_character_tfidf(batch: TokenBatch, ngram_range: tuple[int, int] = (1, 2), *, min_df: int = 1) -> CharacterTfidf:
    """Learn the n-grams and their inverse document frequencies.

    Parameters
    ----------
    batch
        The tokens of sentences.
    ngram_range
        Shortest and longest n-gram, at most 3 characters.
    min_df
        Minimum number of sentences that contain an n-gram.
    """
    batch = batch.compact()
    alphabet = np.unique(_list_codes(batch.words))
    letters, owners = _Speller(alphabet).spell(batch)
    found, frequencies = [], []
    for length in range(ngram_range[0], ngram_range[1] + 1):
        starts = np.flatnonzero(_find_inside(owners, length))
        distinct, columns = np.unique(_join(letters, length, len(alphabet))[starts], return_inverse=True)
        counts = count_in_rows(owners[starts], columns, (len(batch), max(len(distinct), 1)))
        frequency = np.bincount(counts.indices, minlength=len(distinct))
        found.append(distinct[frequency >= min_df])
        frequencies.append(frequency[frequency >= min_df])
    idf = weigh_rarity(np.concatenate(frequencies), len(batch))
    return CharacterTfidf(ngram_range, alphabet, np.concatenate(found), np.cumsum([0, *map(len, found)]), idf)


class _Speller:
    """Spells tokens in the numbers of an alphabet, and caches those of the words that batches share."""

    def __init__(self, alphabet: Integers) -> None:
        self._alphabet = alphabet
        self._shared: Sequence[str] = ()
        self._letters = self._lengths = self._starts = np.zeros(0, dtype=np.int64)

    def spell(self, batch: TokenBatch) -> tuple[Integers, Integers]:
        """Return the letters of all tokens one after the other, and the number of each one's sentence."""
        lengths = self.measure(batch)
        before = np.cumsum(lengths) - lengths
        places = np.repeat(self._starts[batch.numbers] - before, lengths) + np.arange(lengths.sum())
        return self._letters[places], np.repeat(batch.owners, lengths)

    def measure(self, batch: TokenBatch) -> Integers:
        """Return how many letters each token has."""
        if batch.words is not self._shared:
            self._shared, self._letters, self._lengths = batch.words, self._letters[:0], self._lengths[:0]
        new = batch.words[len(self._lengths) :]
        if new:
            self._lengths = np.append(self._lengths, np.fromiter(map(len, new), dtype=np.int64, count=len(new)))
            self._letters = np.append(self._letters, _encode(_list_codes(new), self._alphabet))
            self._starts = np.cumsum(self._lengths) - self._lengths
        return self._lengths[batch.numbers]


def _encode(codes: Integers, alphabet: Integers) -> Integers:
    """Return the number of each character, from 1; 0 for unknown ones."""
    if not len(alphabet):
        return np.zeros(len(codes), dtype=np.int64)
    place = np.minimum(np.searchsorted(alphabet, codes), len(alphabet) - 1)
    return np.where(alphabet[place] == codes, place + 1, 0)


def _find_inside(owners: Integers, length: int) -> Booleans:
    """Return for each n-gram whether it lies within one sentence."""
    count = max(len(owners) - length + 1, 0)
    inside: Booleans = owners[:count] == owners[len(owners) - count :]
    return inside


def _join(letters: Integers, length: int, n_letters: int) -> Integers:
    """Return the key of each n-gram: a number with its letters as digits; one with an unknown letter matches no key."""
    count = max(len(letters) - length + 1, 0)
    keys = letters[:count]
    for shift in range(1, length):
        keys = keys * (n_letters + 1) + letters[shift : shift + count]
    return keys


def _list_codes(words: Sequence[str]) -> Integers:
    """Return all code points of words one after the other."""
    return np.frombuffer("".join(words).encode("utf-32-le", "surrogatepass"), dtype=np.uint32).astype(np.int64)
