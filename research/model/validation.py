"""Whether the parts of a predictor fit together: a file may hold any arrays."""

from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from research.model.features import BOUNDARY_KINDS, FittedFeatures
from research.model.predictor import SIGMOID, SOFTMAX, KeywordPredictor, Predictor
from research.model.tfidf import CharacterTfidf

_MAX_LENGTH = 3  # three characters of an alphabet of a million fit in a key of 64 bits

Part = tuple[str, NDArray[np.generic], tuple[int, ...]]


def check_predictor(predictor: Predictor, domains: Sequence[str]) -> None:
    """Refuse a predictor whose parts do not fit together or are not numbers.

    Parameters
    ----------
    predictor
        As read from a file.
    domains
        The domains of its codebook.

    Raises
    ------
    ValueError
        If a part does not fit; the message names it.

    Examples
    --------
    >>> check_predictor(KeywordPredictor(("a", "b"), (("医院",), ("公路",)), np.ones(3)), ["a", "b"])
    Traceback (most recent call last):
    ValueError: prior has the shape (3,), expected (2,)
    """
    if predictor.classes != tuple(domains):
        raise ValueError("its classes are not the domains of its codebook in order")
    for name, array, shape in _list_parts(predictor):
        if array.shape != shape:
            raise ValueError(f"{name} has the shape {array.shape}, expected {shape}")
        if array.dtype.kind not in "iuf" or not np.isfinite(array).all():
            raise ValueError(f"{name} holds other values than numbers")
    if isinstance(predictor, KeywordPredictor):
        if len(predictor.keywords) != len(predictor.classes):
            raise ValueError("keywords are not of as many classes")
    elif predictor.link not in (SOFTMAX, SIGMOID):
        raise ValueError(f"the link {predictor.link!r} is unknown")


def _list_parts(predictor: Predictor) -> Iterator[Part]:
    classes = len(predictor.classes)
    if isinstance(predictor, KeywordPredictor):
        yield "prior", predictor.prior, (classes,)
        return
    yield from _list_features(predictor.features)
    yield "columns", predictor.columns, predictor.columns.shape[:1]
    if predictor.columns.dtype.kind != "i" or not set(predictor.columns.tolist()) <= set(range(classes)):
        raise ValueError("columns are not numbers of classes")
    if len(predictor.columns) == 0 or (np.diff(predictor.columns) <= 0).any():
        raise ValueError("columns do not ascend")
    classes = len(predictor.columns)
    width = max((columns.stop for columns in predictor.features.find_blocks().values()), default=0)
    yield "weights", predictor.weights, (classes, width)
    for name in ("intercepts", "scales", "biases"):
        yield name, getattr(predictor, name), (classes,)
    if predictor.decoding is not None:
        yield "transitions", predictor.decoding.transitions, (BOUNDARY_KINDS, classes, classes)
        yield "prior", predictor.decoding.prior, (classes,)
        yield "strength", np.asarray(predictor.decoding.strength), ()
        yield "power", np.asarray(predictor.decoding.power), ()


def _list_features(features: FittedFeatures) -> Iterator[Part]:
    yield "neighbours", np.asarray(features.neighbours), ()
    yield "headings", np.asarray(features.headings), ()
    if features.token_tfidf is not None:
        yield "token_idf", features.token_tfidf.idf, (len(features.token_tfidf.words),)
    if features.character_tfidf is not None:
        yield from _list_characters(features.character_tfidf)
    if features.vectors is not None:
        vectors = features.vectors
        yield "vector_matrix", vectors.matrix, (len(vectors.words), *vectors.matrix.shape[1:2])
        yield "vector_idf", vectors.idf, (len(vectors.words),)


def _list_characters(tfidf: CharacterTfidf) -> Iterator[Part]:
    shortest, longest = tfidf.ngram_range
    if not 1 <= shortest <= longest <= _MAX_LENGTH:
        raise ValueError(f"ngram_range must be within 1 and {_MAX_LENGTH}, got ({shortest}, {longest})")
    yield "character_starts", tfidf.starts, (longest - shortest + 2,)
    starts = tfidf.starts.tolist()
    if starts != sorted(starts) or starts[0] != 0 or starts[-1] != len(tfidf.keys):
        raise ValueError("character_starts do not lead through the keys")
    yield "character_keys", tfidf.keys, (starts[-1],)
    yield "character_idf", tfidf.idf, (starts[-1],)
    yield "character_alphabet", tfidf.alphabet, (tfidf.alphabet.size,)
