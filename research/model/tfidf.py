"""Tf-idf straight to sparse matrices: over tokens, and what runs of characters share with it."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import repeat
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from research.text.tokens import TokenBatch

Integers = NDArray[np.int64]
Array = NDArray[np.float64]


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
    def places(self) -> dict[str, int]:
        """The column of each token."""
        return {word: column for column, word in enumerate(self.words)}

    def transform(self, batch: TokenBatch) -> sparse.csr_array:
        """Return the rows of sentences, shape (n_sentences, n_tokens)."""
        columns = find_places(self.places, batch.words)[batch.numbers]
        known = columns >= 0
        counts = count_in_rows(batch.owners[known], columns[known], (len(batch), len(self.words)))
        return weigh_counts(counts, self.idf)


def fit_token_tfidf(batch: TokenBatch) -> TokenTfidf:
    """Learn the tokens and how many sentences hold them."""
    order = sorted(range(len(batch.words)), key=batch.words.__getitem__)
    columns = np.empty(len(order), dtype=np.int64)
    columns[order] = np.arange(len(order))
    counts = count_in_rows(batch.owners, columns[batch.numbers], (len(batch), len(order)))
    idf = weigh_rarity(np.bincount(counts.indices, minlength=len(order)), len(batch))
    return TokenTfidf(tuple(batch.words[number] for number in order), idf)


def find_places(places: dict[str, int], words: Sequence[str]) -> Integers:
    """Return the place of each word, -1 where it has none, shape (n_words,).

    Examples
    --------
    >>> find_places({"医院": 3}, ("公路", "医院")).tolist()
    [-1, 3]
    """
    return np.fromiter(map(places.get, words, repeat(-1)), dtype=np.int64, count=len(words))


def count_in_rows(rows: NDArray[np.integer], columns: NDArray[np.integer], shape: tuple[int, int]) -> sparse.csr_array:
    """Count how often each column stands in each row.

    Parameters
    ----------
    rows, columns
        Of all occurrences, in any order.
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
    shift = max(int(shape[1]).bit_length(), 1)
    small = int(shape[0]).bit_length() + shift <= 32
    kind: Any = np.uint32 if small else np.uint64
    keys = np.sort((rows.astype(kind) << kind(shift)) | columns.astype(kind))  # values alone: no places to carry along
    starts = np.flatnonzero(np.append(True, keys[1:] != keys[:-1])) if len(keys) else np.zeros(0, dtype=np.int64)
    counts = np.diff(starts, append=len(keys)).astype(np.float64)
    distinct = keys[starts]
    owners = (distinct >> kind(shift)).astype(np.int64)
    borders = np.concatenate(([0], np.cumsum(np.bincount(owners, minlength=shape[0])))).astype(np.int32)
    places = (distinct & kind((1 << shift) - 1)).astype(np.int32)
    found = sparse.csr_array((counts, places, borders), shape=shape)
    found.has_canonical_format = True
    return found


def weigh_rarity(frequency: NDArray[np.integer], n_rows: int) -> Array:
    """Return the smoothed inverse document frequency of columns that stand in so many rows.

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
