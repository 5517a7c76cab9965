"""Sentences as the estimators take them: strings or `Sentence` objects, in a list, an array or a table."""

from collections.abc import Iterable, Sequence
from typing import Any, TypeAlias

import numpy as np

from research.text.sentences import BODY, Sentence, split_headings

Texts: TypeAlias = Sequence[Sentence | str]

_TEXT, _DOCUMENT = "text", "document_id"


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
