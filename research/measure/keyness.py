"""Key terms: the terms that a domain uses more often than the other domains do."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from scipy import sparse

from research.model.encoding import encode_labels


class KeyTerm(NamedTuple):
    """A term with the z-score of its log-odds ratio."""

    term: str
    z: float


def find_key_terms(
    tokens: Sequence[Sequence[str]],
    labels: Sequence[str],
    domains: Sequence[str],
    *,
    n_terms: int = 10,
    min_count: int = 3,
    prior: float = 500.0,
) -> dict[str, list[KeyTerm]]:
    """Find the terms that each domain uses more often than the other domains do.

    The score is the log-odds ratio with an informative Dirichlet prior (Monroe, Colaresi and Quinn 2008, equations 15
    to 22), which ranks neither rare nor very frequent terms first.

    Parameters
    ----------
    tokens
        The tokens of each sentence.
    labels
        The domain of each sentence.
    domains
        All domains in order; one without sentences has no terms.
    n_terms
        Maximum number of terms of each domain.
    min_count
        Minimum number of occurrences in all sentences. Punctuation and placeholders (``<数>``, ``<某>``) are no terms.
    prior
        Size of the prior in tokens, distributed over the terms as in all sentences.

    Returns
    -------
    dict
        The terms of each domain with their z-scores, highest first.

    Examples
    --------
    >>> tokens = [["医院", "建设"], ["医院", "病床"], ["公路", "建设"]]
    >>> found = find_key_terms(tokens, ["health", "health", "roads"], ["health", "roads"], n_terms=1, min_count=1)
    >>> [found[domain][0].term for domain in ("health", "roads")]
    ['医院', '公路']
    """
    codes = encode_labels(labels, domains)
    pairs = [(code, token) for code, found in zip(codes, tokens, strict=True) for token in found if token[0].isalpha()]
    numbers: dict[str, int] = {}
    columns = [numbers.setdefault(token, len(numbers)) for _, token in pairs]
    rows = [code for code, _ in pairs]
    counts = sparse.coo_array((np.ones(len(rows)), (rows, columns)), shape=(len(domains), len(numbers))).toarray()
    total = counts.sum(axis=0)
    alpha = prior * total / max(total.sum(), 1)
    own, others = counts + alpha, (total - counts) + alpha
    all_own, all_others = own.sum(axis=1, keepdims=True), others.sum(axis=1, keepdims=True)
    rest_own, rest_others = np.maximum(all_own - own, 1e-9), np.maximum(all_others - others, 1e-9)
    log_odds = np.log(own / rest_own) - np.log(others / rest_others)
    z = log_odds / np.sqrt(1 / own + 1 / others)
    z[:, total < min_count] = -np.inf
    names = list(numbers)
    terms = {}
    for row, domain in enumerate(domains):
        best = np.argsort(-z[row], kind="stable")[:n_terms]
        terms[domain] = [KeyTerm(names[n], float(z[row, n])) for n in best if z[row, n] > 0 and counts[row, n] > 0]
    return terms
