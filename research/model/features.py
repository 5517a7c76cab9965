"""Features: sentences as the estimators take them, and the rows of numbers that are made of them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import chain
from operator import eq
from typing import Any, NamedTuple, TypeAlias

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from research.arrays import Integers
from research.model.tfidf import CharacterTfidf, Ngrams, Places, TokenTfidf
from research.text.kinds import BODY, HEADING
from research.text.sentences import Sentence, split_headings
from research.text.tokens import TokenBatch, Tokenizer

Texts: TypeAlias = Sequence[Sentence | str]
Terms: TypeAlias = Sequence["Sentence | str | Weighted"]
Block: TypeAlias = sparse.csr_array | NDArray[np.float32]

WITHIN, AFTER_HEADING, NEW_PARAGRAPH, NEW_HEADING = range(4)
BOUNDARY_KINDS = 4
START = -1

_TEXT, _DOCUMENT = "text", "document_id"
# Sentences whose numbers differ by more than this are not taken for neighbours.
_MAX_GAP = 4
_UNPLACED = Sentence("", -2 * _MAX_GAP, 0, 0, 0, "", (), "")  # for a text without a document


class Weighted(NamedTuple):
    """A text to learn from that counts more or less than a labelled sentence.

    Attributes
    ----------
    text
        A sentence or a string.
    weight
        The weight of its errors in fitting, above 0; that of a labelled sentence is 1.
    """

    text: Sentence | str
    weight: float


def weigh(example: Sentence | str | Weighted) -> Weighted:
    """Return an example with its weight, 1 where none is given.

    Examples
    --------
    >>> weigh("医院").weight, weigh(Weighted("医院", 0.3)).weight
    (1.0, 0.3)
    """
    return example if isinstance(example, Weighted) else Weighted(example, 1.0)


def get_text(sentence: Sentence | str) -> str:
    """Return the text of a sentence, or the string itself."""
    return sentence if isinstance(sentence, str) else sentence.text


def list_texts(X: Any) -> Texts:  # noqa: ANN401 - whatever scikit-learn passes on
    """Return sentences as a list.

    Parameters
    ----------
    X
        A list, tuple, array or pandas Series of strings or of `Sentence` objects; or a DataFrame. A DataFrame needs a
        column ``text``, or only one column. Where it has a column ``document_id``, its rows become sentences of
        documents, with ``sentence_id``, ``paragraph``, ``kind`` and ``headings`` where these columns are there; give
        the rows of a document together and in order.

    Raises
    ------
    TypeError
        If `X` is a single text or holds values other than texts.
    ValueError
        If it is not one-dimensional, or a DataFrame without a column of texts.

    Examples
    --------
    >>> list_texts(np.array([["建设医院"], ["修建公路"]], dtype=object))
    ['建设医院', '修建公路']
    """
    if isinstance(X, (str, bytes, Sentence)):
        raise TypeError(f"Expected a list of sentences, got a single {type(X).__name__}: give [text]")
    if hasattr(X, "columns") and hasattr(X, "iloc"):
        texts = _read_frame(X)
    elif hasattr(X, "shape"):
        texts = _read_array(X)
    else:
        texts = list(X)
    for number, text in enumerate(texts):
        if not isinstance(text, (str, Sentence)):
            raise TypeError(f"Expected strings or sentences, got {text!r:.50} ({type(text).__name__}) in row {number}")
    return texts


def find_boundaries(sentences: Texts) -> Integers:
    """Find the kind of boundary between each sentence and the one before it.

    Parameters
    ----------
    sentences
        The sentences of a document together and in order; a string is a document of its own. A few lines of
        boilerplate may be missing between two of them; a longer gap, as where only some sentences of a document are
        labelled, counts as the start of a document.

    Returns
    -------
    array of int, shape (n_sentences,)
        `START` at the start of a document, else `NEW_HEADING` before a heading, `AFTER_HEADING` behind one,
        `NEW_PARAGRAPH` or `WITHIN` a paragraph.

    Examples
    --------
    >>> def s(i, p, k): return Sentence("d", i, 0, 1, p, k, (), "文")
    >>> find_boundaries([s(0, 0, "heading"), s(1, 1, "body"), s(2, 1, "body"), s(3, 2, "body"), "别的"]).tolist()
    [-1, 1, 0, 2, -1]
    """
    if not sentences:
        return np.zeros(0, dtype=np.int64)
    placed = [x if isinstance(x, Sentence) else _UNPLACED for x in sentences]
    documents = [x.document_id for x in placed]
    together = np.fromiter(map(eq, documents[1:], documents), dtype=bool, count=len(placed) - 1)
    steps = np.diff(np.array([x.number for x in placed]))
    heading = np.array([x.kind == HEADING for x in placed])
    same = np.diff(np.array([x.paragraph for x in placed])) == 0
    inside = np.where(heading[:-1], AFTER_HEADING, np.where(same, WITHIN, NEW_PARAGRAPH))
    found = np.where(together & (steps > 0) & (steps <= _MAX_GAP), np.where(heading[1:], NEW_HEADING, inside), START)
    return np.concatenate(([START], found))


@dataclass(frozen=True, eq=False)
class WordVectors:
    """Vectors and inverse document frequencies of words.

    Attributes
    ----------
    words
        The words, most frequent first.
    matrix
        One row a word, of unit length, shape (n_words, dimension), float32.
    idf
        Inverse document frequency of each word over paragraphs, shape (n_words,).
    about
        Their parameters and sources: dimension, window, documents, characters, SHA-256 of each source.
    """

    words: tuple[str, ...]
    matrix: NDArray[np.float32]
    idf: NDArray[np.float32]
    about: dict[str, object]

    @cached_property
    def places(self) -> Places:
        """Finds the rows of words."""
        return Places(self.words)


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
        blocks = [
            _drop_zeros(block) if isinstance(block, np.ndarray) else block
            for block in self.make_blocks(X, tokens).values()
        ]
        return sparse.csr_array(sparse.hstack(blocks, format="csr")) if len(blocks) > 1 else blocks[0]

    def find_ngrams(self, tokens: TokenBatch) -> Ngrams | None:
        """Find the occurrences of known character n-grams; None where characters have no block."""
        return None if self.character_tfidf is None else self.character_tfidf.find_ngrams(tokens)

    def make_blocks(
        self, X: Texts, tokens: TokenBatch, boundaries: Integers | None = None, ngrams: Ngrams | None = None
    ) -> dict[str, Block]:
        """Return the blocks of `find_blocks`, sparse where they are mostly zeros, each of n_sentences rows.

        The tokens are those of `tokenize`; `boundaries` are those of `find_boundaries`, `ngrams` those of
        `find_ngrams`, where they are known already.
        """
        blocks: dict[str, Block] = {}
        if self.token_tfidf is not None:
            blocks["tokens"] = self.token_tfidf.transform(tokens)
        if self.character_tfidf is not None:
            blocks["characters"] = self.character_tfidf.transform(tokens, ngrams)
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


def _read_array(X: Any) -> list[Any]:  # noqa: ANN401
    if not hasattr(X, "tolist"):
        raise ValueError(f"Expected strings or sentences, got a {type(X).__name__} of shape {X.shape}")
    if len(X.shape) == 1 or (len(X.shape) == 2 and X.shape[1] == 1):
        found: list[Any] = np.asarray(X).ravel().tolist()
        return found
    raise ValueError(f"Expected one sentence a row, got an array of shape {X.shape}")


def _read_frame(frame: Any) -> list[Any]:  # noqa: ANN401
    columns = list(frame.columns)
    if _TEXT not in columns:
        if len(columns) != 1:
            raise ValueError(f"Expected a column {_TEXT!r} or one column alone, got {', '.join(map(str, columns))}")
        return list(frame[columns[0]])
    texts = list(frame[_TEXT])
    if _DOCUMENT not in columns:
        return texts
    documents = [str(value) for value in frame[_DOCUMENT]]
    numbers = _read_numbers(frame, "sentence_id", _count_within(documents))
    paragraphs = _read_numbers(frame, "paragraph", [0] * len(texts))
    kinds = [value if isinstance(value, str) and value else BODY for value in _read_column(frame, "kind")]
    headings = [
        split_headings(value) if isinstance(value, str) and value else () for value in _read_column(frame, "headings")
    ]
    columns_of_rows = zip(documents, numbers, paragraphs, kinds, headings, texts, strict=True)
    return [
        Sentence(document, number, 0, len(text), paragraph, kind, above, text) if isinstance(text, str) else text
        for document, number, paragraph, kind, above, text in columns_of_rows
    ]


def _read_column(frame: Any, name: str) -> Iterable[object]:  # noqa: ANN401
    return list(frame[name]) if name in frame.columns else [None] * len(frame)


def _read_numbers(frame: Any, name: str, instead: list[int]) -> list[int]:  # noqa: ANN401
    """Return a column of whole numbers; all of `instead` where a value is none."""
    values = [str(value) for value in _read_column(frame, name)]
    return [int(value) for value in values] if all(value.isdecimal() for value in values) else instead


def _count_within(documents: Sequence[str]) -> list[int]:
    counts: dict[str, int] = {}
    numbers = []
    for document in documents:
        numbers.append(counts.get(document, 0))
        counts[document] = numbers[-1] + 1
    return numbers


def _average_vectors(vectors: WordVectors, tokens: TokenBatch) -> NDArray[np.float32]:
    """Return the idf-weighted mean of the tokens' vectors, of unit length, shape (n_sentences, dimension)."""
    return _scale_rows(sum_vectors(vectors, tokens))


def _drop_zeros(rows: NDArray[np.float32]) -> sparse.csr_array:
    """Return the sparse form of a dense block; scipy takes three times as long, as it makes coordinates first."""
    filled = rows != 0
    columns = np.broadcast_to(np.arange(rows.shape[1], dtype=np.int32), rows.shape)[filled]
    offsets = np.concatenate(([0], np.cumsum(np.count_nonzero(filled, axis=1)))).astype(np.int32)  # as liblinear takes
    return sparse.csr_array((rows[filled].astype(np.float64), columns, offsets), shape=rows.shape)


def _scale_rows(rows: NDArray[np.float32]) -> NDArray[np.float32]:
    lengths = np.sqrt(np.einsum("ij,ij->i", rows, rows))
    rows /= np.where(lengths > 0, lengths, 1)[:, None]
    return rows
