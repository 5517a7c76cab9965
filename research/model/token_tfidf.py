"""Tf-idf over tokens, straight to sparse matrices, and the steps that character n-grams share with it."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import repeat

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from research.arrays import Array, Integers
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
    often = counts.data.astype(np.int64)
    damped = np.log(np.arange(1, often.max(initial=0) + 1)) + 1
    counts.data = damped[often - 1] * idf[counts.indices]
    rows = np.repeat(np.arange(counts.shape[0]), np.diff(counts.indptr))
    lengths = np.sqrt(np.bincount(rows, counts.data**2, minlength=counts.shape[0]))
    counts.data /= lengths[rows]
    return counts
