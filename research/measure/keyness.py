"""Which terms speak for a domain."""

from collections.abc import Sequence

import numpy as np
from scipy import sparse


def find_key_terms(
    tokens: Sequence[Sequence[str]],
    labels: Sequence[str],
    domains: Sequence[str],
    *,
    terms: int = 10,
    min_count: int = 3,
    prior: float = 500.0,
) -> dict[str, list[tuple[str, float]]]:
    """Find the tokens that each domain uses more than the others do.

    Log-odds ratios with an informative Dirichlet prior (Monroe, Colaresi and Quinn 2008, equations 15 to 22), so that
    neither rare nor everyday words come out on top.

    Parameters
    ----------
    tokens
        Of each sentence.
    labels
        The domain of each sentence.
    domains
        All domains in order; one without sentences has no terms.
    terms
        How many a domain.
    min_count
        Tokens that stand less often are left out; so are those of a single character without meaning of their own
        (punctuation, ``<数>``, ``<某>``).
    prior
        Tokens' worth of prior, spread as in the whole corpus.

    Returns
    -------
    dict
        For each domain its terms and their z-scores, highest first.

    Examples
    --------
    >>> tokens = [["医院", "建设"], ["医院", "病床"], ["公路", "建设"]]
    >>> found = find_key_terms(tokens, ["health", "health", "roads"], ["health", "roads"], terms=1, min_count=1)
    >>> [found[domain][0][0] for domain in ("health", "roads")]
    ['医院', '公路']
    """
    numbers: dict[str, int] = {}
    place = {domain: row for row, domain in enumerate(domains)}
    rows, columns = [], []
    for sentence, label in zip(tokens, labels, strict=True):
        for token in sentence:
            if token[0].isalpha():
                rows.append(place[label])
                columns.append(numbers.setdefault(token, len(numbers)))
    shape = (len(domains), len(numbers))
    counts = sparse.coo_array((np.ones(len(rows)), (rows, columns)), shape=shape).toarray()
    total = counts.sum(axis=0)
    alpha = prior * total / max(total.sum(), 1)
    mine, others = counts + alpha, (total - counts) + alpha
    all_mine, all_others = mine.sum(axis=1, keepdims=True), others.sum(axis=1, keepdims=True)
    rest_mine, rest_others = np.maximum(all_mine - mine, 1e-9), np.maximum(all_others - others, 1e-9)
    odds = np.log(mine / rest_mine) - np.log(others / rest_others)
    z = odds / np.sqrt(1 / mine + 1 / others)
    z[:, total < min_count] = -np.inf
    names = list(numbers)
    found = {}
    for domain, row in place.items():
        best = np.argsort(-z[row], kind="stable")[:terms]
        found[domain] = [(names[n], float(z[row, n])) for n in best if z[row, n] > 0 and counts[row, n] > 0]
    return found
