"""Features: the tf-idf of a sentence's tokens, and what is joined to it."""

from collections.abc import Sequence
from itertools import pairwise
from typing import Self, TypeAlias

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from sklearn.base import BaseEstimator, TransformerMixin
from sklearn.preprocessing import normalize
from sklearn.utils.validation import check_is_fitted

from research.model.characters import CharacterTfidf
from research.model.tfidf import TokenTfidf, find_places
from research.model.vectors import WordVectors
from research.text.sentences import Sentence
from research.text.tokens import TokenBatch, Tokenizer, make_tokenizer

Texts = Sequence[Sentence | str]
Block: TypeAlias = sparse.csr_array | NDArray[np.float32]

_FEW = 200


class SentenceFeatures(TransformerMixin, BaseEstimator):
    """Turn sentences into rows of numbers, block beside block.

    Blocks: tf-idf over tokens; tf-idf over runs of characters; the idf-weighted mean of the words' vectors, of the
    sentence itself, of its neighbours and of the headings above it. The rows of each block have unit length, times its
    weight. Give the sentences of a document together and in order: neighbours are taken from there. Strings are
    sentences without a document.

    Parameters
    ----------
    tokenizer
        From sentence to tokens; the shipped one by default.
    tokens
        Whether tokens are terms.
    character_runs
        Shortest and longest run of characters that is a term; none leaves them out.
    vectors
        Word vectors; none leaves the last three blocks out.
    neighbours, headings
        Weights of the vectors of the sentences before and after, and of the headings above.

    Examples
    --------
    >>> SentenceFeatures().fit_transform(["建设医院", "修建公路"]).shape[0]
    2
    """

    def __init__(
        self,
        tokenizer: Tokenizer | None = None,
        *,
        tokens: bool = True,
        character_runs: tuple[int, int] | None = None,
        vectors: WordVectors | None = None,
        neighbours: float = 0.0,
        headings: float = 0.0,
    ) -> None:
        self.tokenizer = tokenizer
        self.tokens = tokens
        self.character_runs = character_runs
        self.vectors = vectors
        self.neighbours = neighbours
        self.headings = headings

    def fit(self, X: Texts, y: object = None) -> Self:
        """Learn the terms and how many sentences hold them."""
        self.fit_transform(X, y)
        return self

    def fit_transform(self, X: Texts, y: object = None) -> sparse.csr_array:  # noqa: ARG002 - scikit-learn's signature
        """Learn from sentences and return their rows, shape (n_sentences, n_features)."""
        self.tokenizer_ = self.tokenizer or make_tokenizer()
        tokens = self.tokenizer_.tokenize_batch(map(get_text, X))
        self.token_tfidf_ = TokenTfidf().fit(tokens) if self.tokens else None
        self.character_tfidf_ = None
        if self.character_runs is not None:
            self.character_tfidf_ = CharacterTfidf(self.character_runs, least=1 if len(X) < _FEW else 2).fit(tokens)
        return self.join_blocks(X, tokens)

    def transform(self, X: Texts) -> sparse.csr_array:
        """Return the rows of sentences, shape (n_sentences, n_features)."""
        return self.join_blocks(X, self.tokenize(X))

    def tokenize(self, X: Texts) -> TokenBatch:
        """Return the tokens of each sentence."""
        check_is_fitted(self, "tokenizer_")
        return self.tokenizer_.tokenize_batch(map(get_text, X))

    def count_unknown(self, tokens: TokenBatch) -> list[int]:
        """Count in each sentence the tokens that neither the fitted terms nor the vectors hold."""
        unknown = np.ones(len(tokens.words), dtype=bool)
        if self.vectors is not None:
            unknown &= find_places(self.vectors.places, tokens.words) < 0
        if self.token_tfidf_ is not None:
            unknown &= find_places(self.token_tfidf_.vocabulary, tokens.words) < 0
        counts: list[int] = np.bincount(tokens.owners[unknown[tokens.numbers]], minlength=len(tokens)).tolist()
        return counts

    def find_blocks(self) -> dict[str, slice]:
        """Tell which columns each block has: of tokens, characters, own vectors, neighbours, headings."""
        check_is_fitted(self, "tokenizer_")
        widths = {
            "tokens": len(self.token_tfidf_.words_) if self.token_tfidf_ is not None else 0,
            "characters": len(self.character_tfidf_.keys_) if self.character_tfidf_ is not None else 0,
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

    def make_blocks(self, X: Texts, tokens: TokenBatch) -> dict[str, Block]:
        """Return the blocks of `find_blocks`, sparse where they are mostly zeros, each of n_sentences rows."""
        blocks: dict[str, Block] = {}
        if self.token_tfidf_ is not None:
            blocks["tokens"] = self.token_tfidf_.transform(tokens)
        if self.character_tfidf_ is not None:
            blocks["characters"] = self.character_tfidf_.transform(tokens)
        if self.vectors is not None:
            own = self._average_vectors(self.vectors, tokens)
            blocks["own"] = own
            if self.neighbours:
                blocks["neighbours"] = self.neighbours * (link_neighbours(X) @ own)
            if self.headings:
                blocks["headings"] = self.headings * self._describe_headings(self.vectors, X)
        return blocks

    def _describe_headings(self, vectors: WordVectors, X: Texts) -> NDArray[np.float32]:
        above = [" ".join(x.headings) if isinstance(x, Sentence) else "" for x in X]
        place = {text: row for row, text in enumerate(dict.fromkeys(above))}
        rows = self._average_vectors(vectors, self.tokenizer_.tokenize_batch(place))
        return rows[[place[text] for text in above]]

    def _average_vectors(self, vectors: WordVectors, tokens: TokenBatch) -> NDArray[np.float32]:
        columns = find_places(vectors.places, tokens.words)[tokens.numbers]
        known = columns >= 0
        borders = np.concatenate(([0], np.cumsum(known)))[tokens.borders].astype(np.int32)
        weights = sparse.csr_array(
            (vectors.idf[columns[known]], columns[known].astype(np.int32), borders),
            shape=(len(tokens), len(vectors.words)),
        )
        averaged: NDArray[np.float32] = normalize(weights @ vectors.matrix, copy=False)
        return averaged


def get_text(sentence: Sentence | str) -> str:
    """Return the text of a sentence, or the string itself."""
    return sentence if isinstance(sentence, str) else sentence.text


def link_neighbours(X: Texts) -> sparse.csr_array:
    """Return the matrix whose product with rows is the mean of each row's neighbours in its document.

    Examples
    --------
    >>> def s(i, d): return Sentence(d, i, 0, 1, 0, "body", (), "文")
    >>> link_neighbours([s(0, "a"), s(1, "a"), s(2, "a"), s(0, "b")]).toarray()
    array([[0. , 1. , 0. , 0. ],
           [0.5, 0. , 0.5, 0. ],
           [0. , 1. , 0. , 0. ],
           [0. , 0. , 0. , 0. ]])
    """
    ids = [x.document_id if isinstance(x, Sentence) else None for x in X]
    joined = [first is not None and first == second for first, second in pairwise(ids)]
    before = np.flatnonzero(joined)
    links = sparse.coo_array((np.ones(len(before)), (before, before + 1)), shape=(len(ids), len(ids)))
    both = sparse.csr_array(links + links.T)
    return sparse.csr_array(normalize(both, norm="l1"))
