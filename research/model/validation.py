"""Whether the parts of a predictor fit together: a file may hold any arrays."""

from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from research.model.char_tfidf import CharacterTfidf
from research.model.features import FittedFeatures
from research.model.predictor import SIGMOID, SOFTMAX, KeywordPredictor, Predictor
from research.model.sequence import BOUNDARY_KINDS

_LONGEST_RUN = 3

Part = tuple[str, NDArray[np.generic], tuple[int, ...]]


def check_predictor(predictor: Predictor, domains: Sequence[str]) -> None:
    """Refuse a predictor whose parts do not fit together or are no numbers.

    Parameters
    ----------
    predictor
        As put together from a file.
    domains
        Of its codebook.

    Raises
    ------
    ValueError
        That says which part does not fit.

    Examples
    --------
    >>> check_predictor(KeywordPredictor(("a", "b"), (("医院",), ("公路",)), np.ones(3)), ["a", "b"])
    Traceback (most recent call last):
    ValueError: prior has the shape (3,), expected (2,)
    """
    if not set(predictor.classes) <= set(domains) or len(set(predictor.classes)) < len(predictor.classes):
        raise ValueError("its classes are not domains of its codebook")
    for name, array, shape in _list_parts(predictor):
        if array.shape != shape:
            raise ValueError(f"{name} has the shape {array.shape}, expected {shape}")
        if array.dtype.kind not in "iuf" or not np.isfinite(array).all():
            raise ValueError(f"{name} holds something else than numbers")
    if isinstance(predictor, KeywordPredictor):
        if len(predictor.keywords) != len(predictor.classes):
            raise ValueError("keywords are of another number of classes")
    elif predictor.link not in (SOFTMAX, SIGMOID):
        raise ValueError(f"the link {predictor.link!r} is unknown")


def _list_parts(predictor: Predictor) -> Iterator[Part]:
    classes = len(predictor.classes)
    if isinstance(predictor, KeywordPredictor):
        yield "prior", predictor.prior, (classes,)
        return
    yield from _list_features(predictor.features)
    width = max((columns.stop for columns in predictor.features.find_blocks().values()), default=0)
    yield "weights", predictor.weights, (classes, width)
    for name in ("intercepts", "scales", "offsets"):
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
    shortest, longest = tfidf.runs
    if not 1 <= shortest <= longest <= _LONGEST_RUN:
        raise ValueError(f"runs of {shortest} to {longest} characters came, expected 1 to {_LONGEST_RUN}")
    yield "character_starts", tfidf.starts, (longest - shortest + 2,)
    starts = tfidf.starts.tolist()
    if starts != sorted(starts) or starts[0] != 0 or starts[-1] != len(tfidf.keys):
        raise ValueError("character_starts do not lead through the keys")
    yield "character_keys", tfidf.keys, (starts[-1],)
    yield "character_idf", tfidf.idf, (starts[-1],)
    yield "character_alphabet", tfidf.alphabet, (tfidf.alphabet.size,)
