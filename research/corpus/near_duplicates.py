"""Near-duplicates: sentences that differ in a number or a word, of which one is enough to label."""

import math
import re
from collections import Counter, defaultdict, deque
from collections.abc import Sequence

import numpy as np

from research.arrays import Integers

_NOT_LETTER = re.compile(r"[\W\d_]+")
_HELD = 50  # of each pair of characters: a form filled in by thousands must not cost their square


def find_near_duplicates(texts: Sequence[str], min_similarity: float = 0.8) -> Integers:
    """Group texts that differ only in digits, punctuation and a small share of their characters.

    Two texts are near-duplicates if the Jaccard similarity of their character bigrams (letters only) is at least
    `min_similarity`; groups are the connected components. They are found without comparing all texts: of each only the
    rarest pairs of characters, so many that one of them must be shared, are looked up (prefix filtering: Bayardo, Ma
    and Srikant 2007; Xiao et al. 2011), in the 50 texts next shorter that hold them.

    Parameters
    ----------
    texts
        Any number.
    min_similarity
        The Jaccard similarity from which texts are near-duplicates, above 0 to 1.

    Returns
    -------
    array of int, shape (n_texts,)
        For each text the position of the first one of its group.

    Examples
    --------
    >>> find_near_duplicates(["新建学校3所，改造校舍。", "修路。", "新建学校12所、改造校舍"]).tolist()
    [0, 1, 0]
    """
    keys = [_NOT_LETTER.sub("", text) or text for text in texts]
    places = {key: place for place, key in enumerate(dict.fromkeys(keys))}
    parents = _link_similar(list(places), min_similarity)
    first: dict[int, int] = {}
    groups = (_find_root(parents, places[key]) for key in keys)
    return np.array([first.setdefault(group, row) for row, group in enumerate(groups)], dtype=np.int64)


def _link_similar(keys: Sequence[str], min_similarity: float) -> list[int]:
    """Return a parent for each key; keys with one root are linked."""
    pairs = [{key[i : i + 2] for i in range(max(len(key) - 1, 1))} for key in keys]
    counts = Counter(pair for found in pairs for pair in found)
    rank = {pair: place for place, pair in enumerate(sorted(counts, key=lambda pair: (counts[pair], pair)))}
    ranked = [sorted(rank[pair] for pair in found) for found in pairs]
    sets = [frozenset(found) for found in ranked]
    parents = list(range(len(keys)))
    holders: dict[int, deque[int]] = defaultdict(lambda: deque(maxlen=_HELD))
    for key in sorted(range(len(keys)), key=lambda key: len(ranked[key])):
        size = len(ranked[key])
        looked_up: set[int] = set()
        for pair in ranked[key][: size - math.ceil(min_similarity * size) + 1]:
            held = holders[pair]
            while held and len(sets[held[0]]) < min_similarity * size:  # too short for this key and for all that follow
                held.popleft()
            looked_up.update(held)
        for other in looked_up:
            shared = len(sets[key] & sets[other])
            if shared >= min_similarity * (size + len(sets[other]) - shared):
                parents[_find_root(parents, other)] = _find_root(parents, key)
        for pair in ranked[key][: size - math.ceil(2 * min_similarity / (1 + min_similarity) * size) + 1]:
            holders[pair].append(key)
    return parents


def _find_root(parents: list[int], place: int) -> int:
    while parents[place] != place:
        parents[place] = parents[parents[place]]
        place = parents[place]
    return place
