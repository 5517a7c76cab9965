"""Samples of sentences for coding: random, uncertain, diverse, or both."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from research.arrays import Array, Integers

STRATEGIES = ("random", "uncertain", "diverse", "mixed")

_BATCH = 256  # labelled sentences whose distances are computed at once
_ROUNDING = 1e-5  # squared distances below it are rounding errors of 32 bits


@dataclass(frozen=True, eq=False)
class Sample:
    """A sample of sentences.

    Attributes
    ----------
    rows
        Their positions among the candidates, each once, in the order of sampling.
    inclusion
        The inclusion probability of each; None where the sample is not random, so that no prevalence can be estimated
        from it.
    """

    rows: Integers
    inclusion: Array | None = None


def sample_random(n_sentences: int, number: int, random_state: int, documents: Sequence[str] | None = None) -> Sample:
    """Sample sentences at random, each with the same probability.

    Parameters
    ----------
    n_sentences
        Number of sentences.
    number
        Size of the sample; all sentences where there are no more.
    random_state
        Seed of the sample.
    documents
        The document of each sentence. With it the sample is stratified: each document gives its share of `number`,
        rounded up or down by chance such that every sentence keeps the same probability.

    Returns
    -------
    Sample
        With the probabilities.

    Examples
    --------
    >>> sample = sample_random(6, 2, random_state=0, documents=["a", "a", "a", "b", "b", "b"])
    >>> sorted(int(row) // 3 for row in sample.rows), sample.inclusion.round(3).tolist()
    ([0, 1], [0.333, 0.333])
    """
    number = min(number, n_sentences)
    rng = np.random.default_rng(random_state)
    order = rng.permutation(n_sentences)
    if documents is not None:
        strata = np.unique(np.asarray(documents), return_inverse=True)[1].reshape(-1)
        order = order[np.argsort(strata[order], kind="stable")]
    return _sample_systematically(np.full(n_sentences, number / max(n_sentences, 1)), number, order, rng)


def sample_uncertain(probabilities: Array, documents: Sequence[str], number: int) -> Sample:
    """Sample the sentences with the smallest margin between their two most probable domains.

    Margin sampling (Settles 2009, section 3.1). No document gives more than a tenth of `number` (and three), unless
    the others have no more sentences.

    Parameters
    ----------
    probabilities
        Of the domains, shape (n_sentences, n_domains).
    documents
        The document of each sentence.
    number
        Size of the sample; all sentences where there are no more.

    Examples
    --------
    >>> p = np.array([[0.9, 0.1], [0.5, 0.5], [0.4, 0.6]])
    >>> sample_uncertain(p, ["a", "a", "b"], 2).rows.tolist()
    [1, 2]
    """
    max_per_document = max(3, number // 10)
    given: Counter[str] = Counter()
    rows: list[int] = []
    left: list[int] = []
    for row in np.argsort(_measure_margins(probabilities), kind="stable").tolist():
        given[documents[row]] += 1
        (rows if given[documents[row]] <= max_per_document else left).append(row)
    return Sample(np.array([*rows, *left][:number], dtype=np.int64))


def sample_diverse(
    vectors: NDArray[np.float32], number: int, random_state: int, known: NDArray[np.float32] | None = None
) -> Sample:
    """Sample sentences that differ from each other and from those that are labelled.

    Each is sampled with a probability proportional to its squared distance to the nearest sampled or labelled one
    (k-means++: Arthur and Vassilvitskii 2007). That covers the sentences as a core-set does (Sener and Savarese
    2018), whose rule, always the farthest, would sample outliers first.

    Parameters
    ----------
    vectors
        Of the sentences, shape (n_sentences, dimension).
    number
        Size of the sample; all sentences where there are no more.
    random_state
        Seed of the sample.
    known
        Vectors of the labelled sentences, shape (n_labelled, dimension).

    Examples
    --------
    >>> vectors = np.array([[1, 0], [1, 0], [0, 1], [0, 1]], dtype=np.float32)
    >>> sorted(int(row) // 2 for row in sample_diverse(vectors, 2, random_state=0).rows)
    [0, 1]
    """
    return _sample_apart(vectors, np.ones(len(vectors)), number, random_state, known)


def sample_mixed(
    vectors: NDArray[np.float32],
    probabilities: Array,
    number: int,
    random_state: int,
    known: NDArray[np.float32] | None = None,
) -> Sample:
    """Sample sentences that are uncertain and differ from each other.

    As `sample_diverse`, but with probabilities proportional to one less the margin between the two most probable
    domains, too: a sentence with a certain label is not sampled for being different alone. Ash et al. (2020,
    BADGE) sample by k-means++ over vectors that are the longer the less sure the model is; this is that with the length
    taken from the margin.

    Parameters
    ----------
    vectors, number, random_state, known
        As for `sample_diverse`.
    probabilities
        Of the domains, shape (n_sentences, n_domains).

    Examples
    --------
    >>> vectors = np.array([[1, 0], [1, 0], [0, 1], [0, 1]], dtype=np.float32)
    >>> p = np.array([[1, 0], [0.5, 0.5], [1, 0], [0.5, 0.5]])
    >>> sorted(sample_mixed(vectors, p, 2, random_state=0).rows.tolist())
    [1, 3]
    """
    return _sample_apart(vectors, 1 - _measure_margins(probabilities), number, random_state, known)


def _measure_margins(probabilities: Array) -> Array:
    two = np.partition(probabilities, -2, axis=1)[:, -2:]
    margins: Array = two[:, 1] - two[:, 0]
    return margins


def _sample_systematically(inclusion: Array, number: int, order: Integers, rng: np.random.Generator) -> Sample:
    """Sample systematically: from a random start, take the sentence at each whole step of the summed probabilities.

    Each is sampled with exactly its probability, and always `number` of them (Särndal et al. 1992, section 3.6.2).
    """
    if not number:
        return Sample(np.zeros(0, dtype=np.int64), np.zeros(0))
    ends = np.cumsum(inclusion[order])
    ends *= number / ends[-1]
    ends[-1] = number
    rows = order[_find_steps(ends, rng.random() + np.arange(number, dtype=np.float64))]
    return Sample(rows, inclusion[rows])


def _find_steps(ends: Array, points: Array) -> Integers:
    """Return the step in which each point falls; the last one takes a point that was rounded to its end."""
    last = np.searchsorted(ends, ends[-1])
    steps: Integers = np.minimum(np.searchsorted(ends, points, side="right"), last)
    return steps


def _sample_apart(
    vectors: NDArray[np.float32], weights: Array, number: int, random_state: int, known: NDArray[np.float32] | None
) -> Sample:
    rng = np.random.default_rng(random_state)
    number = min(number, len(vectors))
    nearest = np.full(len(vectors), np.inf)
    for start in range(0, 0 if known is None else len(known), _BATCH):
        nearest = np.minimum(nearest, _measure_nearest(vectors, known[start : start + _BATCH]))  # type: ignore[index] # no step where it is None
    free = np.ones(len(vectors), dtype=bool)
    rows: list[int] = []
    while len(rows) < number:
        ends = np.cumsum(np.where(free, weights * np.where(np.isinf(nearest), 1.0, nearest), 0.0))
        if ends[-1] <= 0:
            ends = np.cumsum(free.astype(np.float64))
        row = int(_find_steps(ends, np.array([rng.random() * ends[-1]]))[0])
        rows.append(row)
        free[row] = False
        nearest = np.minimum(nearest, _measure_nearest(vectors, vectors[[row]]))
    return Sample(np.array(rows, dtype=np.int64))


def _measure_nearest(vectors: NDArray[np.float32], centres: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return the squared distance of each vector to the nearest centre; what is rounding only is 0."""
    lengths = [np.einsum("ij,ij->i", rows, rows) for rows in (vectors, centres)]
    distances: NDArray[np.float32] = (lengths[0][:, None] + lengths[1] - 2 * vectors @ centres.T).min(axis=1)
    distances[distances < _ROUNDING] = 0
    return distances
