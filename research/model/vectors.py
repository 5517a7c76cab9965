"""Word vectors from unlabelled documents, which relate words to those of labelled sentences."""

import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from research.errors import InputError
from research.model.features import WordVectors
from research.plurals import count_noun
from research.shipped import shipped_path

_CONTEXT_POWER = 0.75  # the context distribution smoothing of Levy, Goldberg and Dagan (2015)


def fit_vectors(
    paragraphs: Iterable[Sequence[str]],
    *,
    dimension: int = 200,
    window: int = 5,
    min_count: int = 5,
    power: float = 0.5,
    random_state: int = 0,
) -> WordVectors:
    """Fit word vectors: positive pointwise mutual information, truncated by SVD.

    Levy, Goldberg and Dagan (2015), sections 2.2 and 3: co-occurrences in a symmetric window weighted by 1/distance,
    context counts to the power 0.75, rows scaled by a power of the singular values and brought to unit length.

    Parameters
    ----------
    paragraphs
        The tokens of each paragraph; read once, windows do not cross paragraphs.
    dimension
        Length of the vectors.
    window
        Number of tokens on each side.
    min_count
        Minimum number of occurrences of a word; rarer ones are removed before windows are formed.
    power
        Exponent of the singular values.
    random_state
        Seed of the randomised SVD; the same input and seed give the same vectors.

    Raises
    ------
    InputError
        If fewer than dimension + 1 words are frequent enough.

    Examples
    --------
    >>> text = [["粮食", "生产", "农田"], ["医院", "医生", "病床"]] * 3
    >>> fit_vectors(text, dimension=2, min_count=2).matrix.shape
    (6, 2)
    """
    numbers: dict[str, int] = {}
    encoded = [
        np.array([numbers.setdefault(token, len(numbers)) for token in tokens], dtype=np.int32) for tokens in paragraphs
    ]
    counts = np.bincount(np.concatenate(encoded), minlength=len(numbers)) if encoded else np.zeros(0, dtype=np.int64)
    names = list(numbers)
    kept = [n for n in sorted(range(len(names)), key=lambda n: (-counts[n], names[n])) if counts[n] >= min_count]
    if len(kept) <= dimension:
        raise InputError(
            f"the documents: {count_noun(len(kept), 'word occurs', 'words occur')} {min_count} times "
            f"or more, too few for {dimension} dimensions; "
            "give more text or a smaller --dimension"
        )
    place = np.full(len(names), -1, dtype=np.int32)
    place[kept] = np.arange(len(kept), dtype=np.int32)
    rows = [found[found >= 0] for found in (place[paragraph] for paragraph in encoded)]
    present = Counter(int(word) for row in rows for word in np.unique(row))
    idf = np.log((1 + len(rows)) / (1 + np.array([present[n] for n in range(len(kept))]))) + 1
    from sklearn.utils.extmath import randomized_svd  # half a second that only fitting needs

    pmi = _weigh(_count_pairs(rows, len(kept), window))
    left, values, _ = randomized_svd(pmi, dimension, n_iter=7, random_state=random_state)
    matrix = left * values**power
    matrix /= np.maximum(np.linalg.norm(matrix, axis=1, keepdims=True), 1e-12)
    about: dict[str, object] = {"dimension": dimension, "window": window, "min_count": min_count, "seed": random_state}
    words = tuple(names[n] for n in kept)
    return WordVectors(words, matrix.astype(np.float32), idf.astype(np.float32), about)


def write_vectors(path: Path, vectors: WordVectors) -> None:
    """Write vectors to an .npz file of one byte a number; the same vectors give the same bytes."""
    scale = np.abs(vectors.matrix).max(axis=0) / 127
    np.savez_compressed(
        path,
        words=pack_words(vectors.words),
        matrix=np.round(vectors.matrix / scale).astype(np.int8),
        scale=scale.astype(np.float32),
        idf=vectors.idf.astype(np.float16),
        about=np.frombuffer(json.dumps(vectors.about, ensure_ascii=False, sort_keys=True).encode(), dtype=np.uint8),
    )


def read_vectors(path: Path | None = None) -> WordVectors:
    """Read vectors that `write_vectors` wrote, the shipped ones by default.

    Raises
    ------
    InputError
        If the file is missing or is not of that form.
    """
    path = shipped_path("vectors.npz") if path is None else path
    try:
        with np.load(path, allow_pickle=False) as file:
            words = unpack_words(file["words"])
            matrix = file["matrix"].astype(np.float32) * file["scale"]
            idf = file["idf"].astype(np.float32)
            about = json.loads(file["about"].tobytes())
    except (OSError, ValueError, KeyError) as error:
        raise InputError(f"{path}: no word vectors ({error}); train them with research.train_vectors") from None
    matrix /= np.maximum(np.linalg.norm(matrix, axis=1, keepdims=True), 1e-12)
    return WordVectors(words, matrix, idf, about)


def pack_words(words: Sequence[str]) -> NDArray[np.uint8]:
    """Return words as one array of bytes, which is read a hundred times as fast as a list of words.

    Examples
    --------
    >>> unpack_words(pack_words(("医院", "公路")))
    ('医院', '公路')
    """
    return np.frombuffer("\n".join(words).encode("utf-8", "surrogatepass"), dtype=np.uint8)


def unpack_words(packed: NDArray[np.uint8]) -> tuple[str, ...]:
    """Return the words that `pack_words` packed."""
    return tuple(packed.tobytes().decode("utf-8", "surrogatepass").split("\n")) if len(packed) else ()


def hash_text(text: str) -> str:
    """Return the SHA-256 of a text in UTF-8."""
    return hashlib.sha256(text.encode()).hexdigest()


def _count_pairs(rows: Sequence[NDArray[np.int32]], n_words: int, window: int) -> sparse.csr_array:
    total = sparse.csr_array((n_words, n_words), dtype=np.float64)
    batch, size = [], 0
    for index, row in enumerate(rows):
        batch.append(np.concatenate((row, np.full(window, -1, dtype=np.int32))))
        size += len(row)
        if size > 200_000 or index == len(rows) - 1:
            line = np.concatenate(batch)
            for distance in range(1, window + 1):
                left, right = line[:-distance], line[distance:]
                inside = (left >= 0) & (right >= 0)
                weights = np.full(int(inside.sum()), 1 / distance)
                total = total + sparse.coo_array((weights, (left[inside], right[inside])), shape=total.shape).tocsr()
            batch, size = [], 0
    return sparse.csr_array(total + total.T)


def _weigh(pairs: sparse.csr_array) -> sparse.csr_array:
    coordinates = pairs.tocoo()
    words = np.asarray(pairs.sum(axis=1)).ravel()
    contexts = words**_CONTEXT_POWER
    expected = words[coordinates.row] * contexts[coordinates.col] / contexts.sum()
    values = np.log(np.maximum(coordinates.data / np.maximum(expected, 1e-12), 1e-12))
    positive = values > 0
    return sparse.csr_array(
        (values[positive], (coordinates.row[positive], coordinates.col[positive])), shape=pairs.shape
    )
