"""Features: the tf-idf of a sentence's tokens, and what is joined to it."""

from collections.abc import Sequence
from itertools import pairwise
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from sklearn.base import BaseEstimator, TransformerMixin
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.preprocessing import normalize
from sklearn.utils.validation import check_is_fitted

from research.model.vectors import WordVectors
from research.text.sentences import Sentence
from research.text.tokens import Tokenizer, make_tokenizer

Texts = Sequence[Sentence | str]


class SentenceFeatures(TransformerMixin, BaseEstimator):
    """Turn sentences into rows of numbers, block beside block.

    Each block has rows of unit length, times its weight; a block of weight 0 is left out. Give the sentences of a
    document together and in order: neighbours are taken from there. Strings are sentences without a document.

    Parameters
    ----------
    tokenizer
        From sentence to tokens; the shipped one by default.
    words
        Weight of tf-idf over tokens and pairs of tokens.
    characters
        Weight of tf-idf over runs of 1 to 3 characters.
    headings
        Weight of the headings above the sentence (the same kinds of numbers, in columns of their own).
    neighbours
        Weight of the mean of the sentences before and after, in columns of their own.
    vectors
        Word vectors; the idf-weighted mean of a sentence's words, of its headings' and of its neighbours' are joined
        with their blocks. None leaves them out.
    vector_weight
        Weight of the vectors beside tf-idf.

    Examples
    --------
    >>> SentenceFeatures().fit_transform(["建设医院", "修建公路"]).shape[0]
    2
    """

    def __init__(
        self,
        tokenizer: Tokenizer | None = None,
        *,
        words: float = 1.0,
        characters: float = 0.0,
        headings: float = 0.0,
        neighbours: float = 0.0,
        vectors: WordVectors | None = None,
        vector_weight: float = 1.0,
    ) -> None:
        self.tokenizer = tokenizer
        self.words = words
        self.characters = characters
        self.headings = headings
        self.neighbours = neighbours
        self.vectors = vectors
        self.vector_weight = vector_weight

    def fit(self, X: Texts, y: object = None) -> Self:
        """Learn the vocabulary and the document frequencies."""
        self.fit_transform(X, y)
        return self

    def fit_transform(self, X: Texts, y: object = None) -> sparse.csr_array:  # noqa: ARG002 - scikit-learn's signature
        """Learn from sentences and return their rows, shape (n_sentences, n_features)."""
        self.tokenizer_ = self.tokenizer or make_tokenizer()
        tokens = self.tokenizer_.tokenize_all(map(get_text, X))
        self.word_tfidf_ = _make_tfidf((1, 2)).fit(tokens) if self.words else None
        self.character_tfidf_ = _make_tfidf((1, 3)).fit([list("".join(t)) for t in tokens]) if self.characters else None
        self.word_rows_ = {w: n for n, w in enumerate(self.vectors.words)} if self.vectors else {}
        return self._join(X, tokens)

    def transform(self, X: Texts) -> sparse.csr_array:
        """Return the rows of sentences, shape (n_sentences, n_features)."""
        check_is_fitted(self, "tokenizer_")
        return self._join(X, self.tokenizer_.tokenize_all(map(get_text, X)))

    def get_feature_names_out(self, input_features: Any = None) -> NDArray[np.object_]:  # noqa: ANN401, ARG002
        """Return the names of the columns of the blocks that have terms: tokens joined by a blank."""
        check_is_fitted(self, "tokenizer_")
        names = [tfidf.get_feature_names_out() for tfidf in (self.word_tfidf_, self.character_tfidf_) if tfidf]
        return np.concatenate(names) if names else np.array([], dtype=object)

    def _join(self, X: Texts, tokens: list[list[str]]) -> sparse.csr_array:
        own = self._describe(tokens)
        blocks = [own]
        if self.neighbours:
            blocks.append(self.neighbours * (link_neighbours(X) @ own))
        if self.headings:
            above = [" ".join(x.headings) if isinstance(x, Sentence) else "" for x in X]
            different = list(dict.fromkeys(above))
            rows = self._describe(self.tokenizer_.tokenize_all(different))
            place = {text: row for row, text in enumerate(different)}
            blocks.append(self.headings * rows[[place[text] for text in above]])
        return sparse.csr_array(sparse.hstack(blocks, format="csr")) if len(blocks) > 1 else own

    def _describe(self, tokens: list[list[str]]) -> sparse.csr_array:
        blocks = []
        if self.word_tfidf_ is not None:
            blocks.append(self.words * self.word_tfidf_.transform(tokens))
        if self.character_tfidf_ is not None:
            blocks.append(self.characters * self.character_tfidf_.transform([list("".join(t)) for t in tokens]))
        if self.vectors is not None:
            blocks.append(self.vector_weight * self._average_vectors(tokens))
        return sparse.csr_array(sparse.hstack(blocks, format="csr"))

    def _average_vectors(self, tokens: list[list[str]]) -> sparse.csr_array:
        assert self.vectors is not None  # noqa: S101 - for mypy; the caller has looked
        rows, columns = [], []
        for number, sentence in enumerate(tokens):
            known = [self.word_rows_[token] for token in sentence if token in self.word_rows_]
            rows += [number] * len(known)
            columns += known
        weights = self.vectors.idf[columns] if columns else np.zeros(0, dtype=np.float32)
        picked = sparse.coo_array((weights, (rows, columns)), shape=(len(tokens), len(self.vectors.words))).tocsr()
        return sparse.csr_array(normalize(picked @ self.vectors.matrix))


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
    joined = [n for n, (first, second) in enumerate(pairwise(ids)) if first is not None and first == second]
    before = np.array(joined, dtype=np.int32)
    links = sparse.coo_array((np.ones(len(joined)), (before, before + 1)), shape=(len(ids), len(ids)))
    both = sparse.csr_array(links + links.T)
    return sparse.csr_array(normalize(both, norm="l1"))


def same(tokens: list[str]) -> list[str]:
    """Return the tokens: what a `TfidfVectorizer` of tokens calls its tokenizer."""
    return tokens


def _make_tfidf(lengths: tuple[int, int]) -> TfidfVectorizer:
    return TfidfVectorizer(
        tokenizer=same, preprocessor=same, token_pattern=None, lowercase=False, ngram_range=lengths, sublinear_tf=True
    )
