"""Fitted features: a sentence's tokens, and what is joined to them, as rows of numbers."""

from dataclasses import dataclass
from itertools import chain
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from research.arrays import Integers
from research.model.char_tfidf import CharacterTfidf
from research.model.sequence import START, find_boundaries
from research.model.texts import Texts, get_text
from research.model.token_tfidf import TokenTfidf
from research.model.vectors import WordVectors
from research.text.sentences import Sentence
from research.text.tokens import TokenBatch, Tokenizer

Block: TypeAlias = sparse.csr_array | NDArray[np.float32]


@dataclass(frozen=True, eq=False)
class FittedFeatures:
    """Turn sentences into rows of numbers, block beside block; what `SentenceFeatures` learned.

    Attributes
    ----------
    tokenizer
        From sentence to tokens.
    token_tfidf, character_tfidf, vectors
        What the blocks are made by; none leaves a block out.
    neighbours, headings
        Weights of the vectors of the sentences before and after, and of the headings above.
    """

    tokenizer: Tokenizer
    token_tfidf: TokenTfidf | None = None
    character_tfidf: CharacterTfidf | None = None
    vectors: WordVectors | None = None
    neighbours: float = 0.0
    headings: float = 0.0

    def tokenize(self, X: Texts) -> TokenBatch:
        """Return the tokens of each sentence."""
        return self.tokenizer.tokenize_batch(map(get_text, X))

    def count_unknown(self, tokens: TokenBatch) -> list[int]:
        """Count in each sentence the tokens that neither the fitted terms nor the vectors hold."""
        unknown = np.ones(len(tokens.words), dtype=bool)
        for known in (self.token_tfidf, self.vectors):
            if known is not None:
                unknown &= known.places.find(tokens.words) < 0
        counts: list[int] = np.bincount(tokens.owners[unknown[tokens.numbers]], minlength=len(tokens)).tolist()
        return counts

    def find_blocks(self) -> dict[str, slice]:
        """Tell which columns each block has: of tokens, characters, own vectors, neighbours, headings."""
        widths = {
            "tokens": len(self.token_tfidf.words) if self.token_tfidf is not None else 0,
            "characters": len(self.character_tfidf.keys) if self.character_tfidf is not None else 0,
        }
        if self.vectors is not None:
            width = self.vectors.matrix.shape[1]
            widths |= {
                "own": width,
                "neighbours": width * bool(self.neighbours),
                "headings": width * bool(self.headings),
            }
        ends = np.cumsum(list(widths.values())).tolist()
        return {name: slice(end - width, end) for (name, width), end in zip(widths.items(), ends, strict=True) if width}

    def join_blocks(self, X: Texts, tokens: TokenBatch) -> sparse.csr_array:
        """Return the rows of sentences whose tokens `tokenize` returned, shape (n_sentences, n_features)."""
        blocks = [sparse.csr_array(block) for block in self.make_blocks(X, tokens).values()]
        return sparse.csr_array(sparse.hstack(blocks, format="csr")) if len(blocks) > 1 else blocks[0]

    def make_blocks(self, X: Texts, tokens: TokenBatch, boundaries: Integers | None = None) -> dict[str, Block]:
        """Return the blocks of `find_blocks`, sparse where they are mostly zeros, each of n_sentences rows.

        The tokens are those of `tokenize`; `boundaries` are those of `find_boundaries` where they are known already.
        """
        blocks: dict[str, Block] = {}
        if self.token_tfidf is not None:
            blocks["tokens"] = self.token_tfidf.transform(tokens)
        if self.character_tfidf is not None:
            blocks["characters"] = self.character_tfidf.transform(tokens)
        if self.vectors is not None:
            own = _average_vectors(self.vectors, tokens)
            blocks["own"] = own
            if self.neighbours:
                blocks["neighbours"] = np.float32(self.neighbours) * (
                    link_neighbours(find_boundaries(X) if boundaries is None else boundaries) @ own
                )
            if self.headings:
                blocks["headings"] = np.float32(self.headings) * self._describe_headings(self.vectors, X)
        return blocks

    def _describe_headings(self, vectors: WordVectors, X: Texts) -> NDArray[np.float32]:
        """Average the vectors of all words in the headings above each sentence; each heading is segmented once."""
        paths = [x.headings if isinstance(x, Sentence) else () for x in X]
        distinct = dict.fromkeys(paths)
        place = {heading: row for row, heading in enumerate(dict.fromkeys(chain.from_iterable(distinct)))}
        summed = sum_vectors(vectors, self.tokenizer.tokenize_batch(place))
        columns = np.array([place[heading] for path in distinct for heading in path], dtype=np.int32)
        offsets = np.cumsum([0, *map(len, distinct)], dtype=np.int32)
        holds = sparse.csr_array(
            (np.ones(len(columns), dtype=np.float32), columns, offsets), shape=(len(distinct), len(place))
        )
        rows = _scale_rows(holds @ summed)
        number = {path: row for row, path in enumerate(distinct)}
        return rows[[number[path] for path in paths]]


def link_neighbours(boundaries: Integers) -> sparse.csr_array:
    """Return the matrix whose product with rows is the mean of each row's neighbours in its document.

    Parameters
    ----------
    boundaries
        From `find_boundaries`, shape (n_sentences,).

    Examples
    --------
    >>> link_neighbours(np.array([START, 0, 0, START])).toarray().tolist()
    [[0.0, 1.0, 0.0, 0.0], [0.5, 0.0, 0.5, 0.0], [0.0, 1.0, 0.0, 0.0], [0.0, 0.0, 0.0, 0.0]]
    """
    before = np.flatnonzero(boundaries[1:] != START)
    rows, columns = np.concatenate((before, before + 1)), np.concatenate((before + 1, before))
    weights = (1 / np.maximum(np.bincount(rows, minlength=len(boundaries)), 1)).astype(np.float32)
    return sparse.csr_array(
        sparse.coo_array((weights[rows], (rows, columns)), shape=(len(boundaries), len(boundaries)))
    )


def sum_vectors(vectors: WordVectors, tokens: TokenBatch) -> NDArray[np.float32]:
    """Return the idf-weighted sum of the tokens' vectors, shape (n_sentences, dimension)."""
    columns = vectors.places.find(tokens.words)[tokens.numbers]
    known = columns >= 0
    offsets = np.concatenate(([0], np.cumsum(known)))[tokens.offsets].astype(np.int32)
    shape = (len(tokens), len(vectors.words))
    weights = sparse.csr_array((vectors.idf[columns[known]], columns[known].astype(np.int32), offsets), shape=shape)
    summed: NDArray[np.float32] = weights @ vectors.matrix
    return summed


def _average_vectors(vectors: WordVectors, tokens: TokenBatch) -> NDArray[np.float32]:
    """Return the idf-weighted mean of the tokens' vectors, of unit length, shape (n_sentences, dimension)."""
    return _scale_rows(sum_vectors(vectors, tokens))


def _scale_rows(rows: NDArray[np.float32]) -> NDArray[np.float32]:
    lengths = np.sqrt(np.einsum("ij,ij->i", rows, rows))
    rows /= np.where(lengths > 0, lengths, 1)[:, None]
    return rows
