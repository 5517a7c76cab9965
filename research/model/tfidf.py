"""Tf-idf over tokens and over character n-grams, straight to sparse matrices."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise, repeat
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from research.arrays import Array, Booleans, Integers
from research.text.lexicon import KeyTable
from research.text.tokens import TokenBatch


@dataclass(frozen=True, eq=False)
class TokenTfidf:
    """Weigh the tokens of sentences as scikit-learn's `TfidfVectorizer` does, number for number, from a `TokenBatch`.

    Term counts are damped (1 + log), weighted by smoothed inverse document frequency, and rows have unit length.

    Attributes
    ----------
    words
        The token of each column, in the order of tokens.
    idf
        The inverse document frequency of each column.

    Examples
    --------
    >>> from research.text.tokens import Tokenizer
    >>> tfidf = fit_token_tfidf(Tokenizer().tokenize_batch(["修建医院", "修建公路"]))
    >>> tfidf.words
    ('修建', '公路', '医院')
    >>> tfidf.transform(Tokenizer().tokenize_batch(["医院"])).toarray().tolist()
    [[0.0, 0.0, 1.0]]
    """

    words: tuple[str, ...]
    idf: Array

    @cached_property
    def places(self) -> "Places":
        """Finds the columns of tokens."""
        return Places(self.words)

    def transform(self, batch: TokenBatch) -> sparse.csr_array:
        """Return the rows of sentences, shape (n_sentences, n_tokens)."""
        columns = self.places.find(batch.words)[batch.numbers]
        known = columns >= 0
        counts = count_in_rows(batch.owners[known], columns[known], (len(batch), len(self.words)))
        return weigh_counts(counts, self.idf)


def fit_token_tfidf(batch: TokenBatch) -> TokenTfidf:
    """Learn the tokens and their inverse document frequencies."""
    batch = batch.compact()
    order = sorted(range(len(batch.words)), key=batch.words.__getitem__)
    columns = np.empty(len(order), dtype=np.int64)
    columns[order] = np.arange(len(order))
    counts = count_in_rows(batch.owners, columns[batch.numbers], (len(batch), len(order)))
    idf = weigh_rarity(np.bincount(counts.indices, minlength=len(order)), len(batch))
    return TokenTfidf(tuple(batch.words[number] for number in order), idf)


class Places:
    """Finds the places of words in a list, and caches those of the words that batches share.

    Parameters
    ----------
    words
        All different.

    Examples
    --------
    >>> Places(["医院", "公路"]).find(["学校", "公路"]).tolist()
    [-1, 1]
    """

    def __init__(self, words: Sequence[str]) -> None:
        self._places = {word: place for place, word in enumerate(words)}
        self._shared: Sequence[str] = ()
        self._found: Integers = np.zeros(0, dtype=np.int64)

    def find(self, words: Sequence[str]) -> Integers:
        """Return the place of each word, -1 where it has none, shape (n_words,).

        The same list may come again with more words at its end; the others are not looked up again.
        """
        if words is not self._shared:
            self._shared, self._found = words, self._found[:0]
        new = words[len(self._found) :]
        if new:
            places = np.fromiter(map(self._places.get, new, repeat(-1)), dtype=np.int64, count=len(new))
            self._found = np.concatenate((self._found, places))
        return self._found


def count_in_rows(rows: NDArray[np.integer], columns: NDArray[np.integer], shape: tuple[int, int]) -> sparse.csr_array:
    """Count how often each column occurs in each row.

    Parameters
    ----------
    rows, columns
        The row and the column of each occurrence, in any order; fastest where the rows of each column ascend.
    shape
        (n_rows, n_columns)

    Returns
    -------
    sparse array of float, shape (n_rows, n_columns)
        With sorted columns.

    Examples
    --------
    >>> count_in_rows(np.array([1, 0, 1]), np.array([2, 0, 2]), (2, 3)).toarray().tolist()
    [[1.0, 0.0, 0.0], [0.0, 0.0, 2.0]]
    """
    occurrences = sparse.coo_array((np.ones(len(rows)), (rows.astype(np.int32), columns.astype(np.int32))), shape=shape)
    # Both conversions count places in one pass; sorting pairs took three times as long.
    return sparse.csr_array(occurrences.tocsc().tocsr())


def sort_in_rows(rows: NDArray[np.integer], columns: NDArray[np.integer], shape: tuple[int, int]) -> NDArray[np.int64]:
    """Return the order of occurrences by row and then by column; equal ones keep theirs.

    Takes what `count_in_rows` takes.

    Examples
    --------
    >>> sort_in_rows(np.array([1, 0, 1]), np.array([2, 0, 1]), (2, 3)).tolist()
    [1, 2, 0]
    """
    entries = (np.arange(len(rows)), (rows.astype(np.int32), columns.astype(np.int32)))
    occurrences = sparse.coo_array(entries, shape=shape)
    occurrences.has_canonical_format = True  # so that equal ones are not summed
    order: NDArray[np.int64] = occurrences.tocsc().tocsr().data
    return order


def weigh_rarity(frequency: NDArray[np.integer], n_rows: int) -> Array:
    """Return the smoothed inverse document frequency of columns that occur in so many rows.

    Examples
    --------
    >>> weigh_rarity(np.array([1, 3]), 3).round(2).tolist()
    [1.69, 1.0]
    """
    rarity: Array = np.log((1 + n_rows) / (1 + frequency)) + 1
    return rarity


def weigh_counts(counts: sparse.csr_array, idf: Array) -> sparse.csr_array:
    """Damp the counts, weigh them by `idf` and give the rows unit length, in place."""
    rows = np.repeat(np.arange(counts.shape[0]), np.diff(counts.indptr))
    counts.data = weigh_entries(counts.data.astype(np.int64), rows, idf[counts.indices])
    return counts


def weigh_entries(counts: Integers, rows: Integers, idf: Array) -> Array:
    """Damp counts and weigh them by `idf`, so that each row has unit length; all of shape (n_entries,).

    Examples
    --------
    >>> weigh_entries(np.array([1, 2, 1]), np.array([0, 0, 1]), np.ones(3)).round(2).tolist()
    [0.51, 0.86, 1.0]
    """
    damped = np.log(np.arange(1, counts.max(initial=0) + 1)) + 1
    weighed: Array = damped[counts - 1] * idf
    weighed /= np.sqrt(np.bincount(rows, weighed**2))[rows]
    return weighed


class Ngrams(NamedTuple):
    """Occurrences of character n-grams, by sentence and column, each of shape (n_occurrences,) but for the last.

    Attributes
    ----------
    rows, columns
        The sentence and the column.
    starts, lengths
        The place of its first character among all characters, and the number of its characters.
    firsts
        The first occurrence of each n-gram in each sentence, which are the entries of its row.
    """

    rows: Integers
    columns: Integers
    starts: Integers
    lengths: Integers
    firsts: Integers

    @property
    def counts(self) -> Integers:
        """How often each n-gram occurs in each sentence, shape (n_entries,)."""
        return np.diff(self.firsts, append=len(self.rows))


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

    def transform(self, batch: TokenBatch, ngrams: Ngrams | None = None) -> sparse.csr_array:
        """Return the rows of sentences, shape (n_sentences, n_ngrams).

        `ngrams` are those of `find_ngrams` where they are known already.
        """
        found = self.find_ngrams(batch) if ngrams is None else ngrams
        columns = found.columns[found.firsts].astype(np.int32)
        offsets = np.searchsorted(found.rows[found.firsts], np.arange(len(batch) + 1)).astype(np.int32)
        entries = (found.counts.astype(np.float64), columns, offsets)
        return weigh_counts(sparse.csr_array(entries, shape=(len(batch), len(self.keys))), self.idf)

    def find_ngrams(self, batch: TokenBatch) -> Ngrams:
        """Return all occurrences of known n-grams in sentences."""
        letters, owners = self._speller.spell(batch)
        parts = []
        for length, table in zip(self._lengths, self._tables, strict=True):
            place = table.find(_join(letters, length, len(self.alphabet)).view(np.uint64))
            starts = np.flatnonzero((place >= 0) & _find_inside(owners, length))
            parts.append((owners[starts], place[starts], starts, np.full(len(starts), length)))
        found = [np.concatenate(found) for found in zip(*parts, strict=True)]
        order = sort_in_rows(found[0], found[1], (len(batch), len(self.keys)))
        rows, columns, starts, lengths = (values[order] for values in found)
        new = (np.diff(rows, prepend=-1) != 0) | (np.diff(columns, prepend=-1) != 0)
        return Ngrams(rows, columns, starts, lengths, np.flatnonzero(new))

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
