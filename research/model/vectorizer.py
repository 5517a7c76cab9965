"""Features that are learned: the tf-idf of a sentence's tokens, and what is joined to it."""

from typing import Self

from scipy import sparse
from sklearn.base import BaseEstimator, TransformerMixin
from sklearn.utils.validation import check_is_fitted

from research.model.features import FittedFeatures, Texts, WordVectors, get_text, list_texts
from research.model.tfidf import fit_character_tfidf, fit_token_tfidf
from research.text.tokens import Tokenizer, make_tokenizer

# With fewer sentences than this, n-grams that occur in only one sentence are kept, too.
_MAX_SMALL = 200


class SentenceFeatures(TransformerMixin, BaseEstimator):
    """Turn sentences into rows of numbers, block beside block.

    Blocks: tf-idf over tokens; tf-idf over character n-grams; the idf-weighted mean of the word vectors of the
    sentence itself, of its neighbours and of the headings above it. The rows of each block have unit length, times its
    weight. Give the sentences of a document together and in order: neighbours are taken from there. Strings are
    sentences without a document.

    Parameters
    ----------
    tokenizer
        From sentence to tokens; the shipped one by default.
    tokens
        Whether tokens are terms.
    ngram_range
        Shortest and longest character n-gram that is a term; None leaves them out.
    vectors
        Word vectors; None leaves the last three blocks out.
    neighbours, headings
        Weights of the vectors of the sentences before and after, and of the headings above.

    Attributes
    ----------
    fitted_
        The fitted transformer, which does not need scikit-learn.

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
        ngram_range: tuple[int, int] | None = None,
        vectors: WordVectors | None = None,
        neighbours: float = 0.0,
        headings: float = 0.0,
    ) -> None:
        self.tokenizer = tokenizer
        self.tokens = tokens
        self.ngram_range = ngram_range
        self.vectors = vectors
        self.neighbours = neighbours
        self.headings = headings

    def fit(self, X: Texts, y: object = None) -> Self:
        """Learn the terms and their inverse document frequencies."""
        self.fit_transform(X, y)
        return self

    def fit_transform(self, X: Texts, y: object = None) -> sparse.csr_array:  # noqa: ARG002 - scikit-learn's signature
        """Learn from sentences and return their rows, shape (n_sentences, n_features)."""
        tokenizer = self.tokenizer or make_tokenizer()
        texts = list_texts(X)
        tokens = tokenizer.tokenize_batch(map(get_text, texts))
        characters = None
        if self.ngram_range is not None:
            characters = fit_character_tfidf(tokens, self.ngram_range, min_df=1 if len(texts) < _MAX_SMALL else 2)
        self.fitted_ = FittedFeatures(
            tokenizer,
            fit_token_tfidf(tokens) if self.tokens else None,
            characters,
            self.vectors,
            self.neighbours,
            self.headings,
        )
        return self.fitted_.join_blocks(texts, tokens)

    def transform(self, X: Texts) -> sparse.csr_array:
        """Return the rows of sentences, shape (n_sentences, n_features)."""
        check_is_fitted(self, "fitted_")
        texts = list_texts(X)
        return self.fitted_.join_blocks(texts, self.fitted_.tokenize(texts))
