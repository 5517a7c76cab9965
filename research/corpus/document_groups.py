"""Groups of documents that repeat each other, which stay on one side of a split."""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from itertools import combinations, pairwise
from math import fsum

import numpy as np
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from research.arrays import Integers
from research.text.sentences import Sentence

_NOT_A_LETTER = re.compile(r"[\W\d_〇]+")
_COPIES = 10


def find_groups(sentences: Sequence[Sentence]) -> Integers:
    """Find the groups of documents that must stay on one side of a split.

    Reports repeat themselves from year to year, and one letter is sent in by many. Two documents belong together where
    they share half of the shorter one's text, or a tenth of it in two sentences or more; sentences are the same that
    differ in digits and punctuation alone. A sentence in more than ten documents is likely a formula, such as
    "please settle this soon", and counts less: the square root of ten by their number. So formulae join no documents
    that say little else in common, and copies stay together however many there are.

    Parameters
    ----------
    sentences
        All sentences of the corpus.

    Returns
    -------
    array of int, shape (n_sentences,)
        The group of each sentence's document, numbered as they come.

    Examples
    --------
    >>> def row(i, text): return Sentence(f"d{i}", 0, 0, len(text), 0, "body", (), text)
    >>> find_groups([row(0, "新建学校3所，改造校舍。"), row(1, "新建学校12所，改造校舍。"), row(2, "修路。")]).tolist()
    [0, 0, 1]
    """
    numbers: dict[str, int] = {}
    owners = np.array([numbers.setdefault(s.document_id, len(numbers)) for s in sentences], dtype=np.int64)
    contents: list[set[str]] = [set() for _ in numbers]
    places: dict[str, list[int]] = defaultdict(list)
    for owner, sentence in zip(owners.tolist(), sentences, strict=True):
        key = _NOT_A_LETTER.sub("", sentence.text) or sentence.text
        if key not in contents[owner]:
            contents[owner].add(key)
            places[key].append(owner)
    counts = {key: min(1.0, (_COPIES / len(found)) ** 0.5) for key, found in places.items()}
    sizes = [_measure(content, counts) for content in contents]
    joined = []
    for first, second in _find_candidates(places.values()):
        shared = contents[first] & contents[second]
        share = _measure(shared, counts) / max(min(sizes[first], sizes[second]), 1e-12)
        if share >= 0.5 or (share >= 0.1 and fsum(counts[key] for key in shared) >= 2):
            joined.append((first, second))
    rows, columns = np.array(joined, dtype=np.int64).reshape(-1, 2).T
    links = coo_array((np.ones(len(rows)), (rows, columns)), shape=(len(numbers), len(numbers)))
    groups = connected_components(links, directed=False)[1]
    found: Integers = groups[owners].astype(np.int64)
    return found


def _measure(keys: set[str], counts: Mapping[str, float]) -> float:
    """Return the characters of these sentences, formulae counting less; the same in whatever order."""
    return fsum(counts[key] * len(key) for key in keys)


def _find_candidates(places: Iterable[Sequence[int]]) -> set[tuple[int, int]]:
    """Pair the documents that share a sentence; of very many only neighbours, so that it takes no quadratic time."""
    pairs: set[tuple[int, int]] = set()
    for found in places:
        pairs.update(combinations(found, 2) if len(found) <= _COPIES else pairwise(found))
    return {(min(pair), max(pair)) for pair in pairs}
