"""How far coders agree: Krippendorff's alpha and Cohen's kappa, with intervals that resample documents."""

from collections.abc import Sequence
from itertools import combinations

import numpy as np
import pandas as pd

from research.arrays import Array, Integers


def measure_agreement(
    codings: Integers,
    document_ids: Sequence[str],
    domains: Sequence[str],
    *,
    repeats: int = 1000,
    seed: int = 0,
) -> pd.DataFrame:
    """Measure the agreement of coders over all domains and for each domain against the rest.

    Parameters
    ----------
    codings
        The number of the domain that each coder gave to each sentence, -1 where none, shape (n_sentences, n_coders).
        Sentences with one label or none say nothing.
    document_ids
        The document of each sentence.
    domains
        All domains in order.
    repeats, seed
        Of the bootstrap over documents.

    Returns
    -------
    DataFrame
        Index: ``*`` for all domains, then each domain. Columns: ``agreement`` (share of pairs of labels that are
        equal), ``kappa`` (Cohen 1960; of more than two coders the mean over pairs, Light 1971, weighted by the
        sentences that both labelled), ``alpha`` (Krippendorff 2011, nominal, with missing labels), the latter two with
        ``_low`` and ``_high`` ends of the 95 % interval, and ``sentences`` (that at least one coder gave the domain).

    Examples
    --------
    >>> codings = np.array([[0, 0], [0, 0], [1, 1], [1, 2]])
    >>> table = measure_agreement(codings, list("wxyz"), ["a", "b", "c"], repeats=50)
    >>> float(table.loc["*", "agreement"]), round(float(table.loc["*", "kappa"]), 3)
    (0.75, 0.6)
    """
    n = len(domains)
    names: dict[str, int] = {}
    documents = np.array([names.setdefault(name, len(names)) for name in document_ids])
    counts = _count_pairs(codings, documents, len(names), n)
    several = codings[(codings >= 0).sum(axis=1) > 1]
    generator = np.random.default_rng(seed)
    drawn = generator.multinomial(len(names), np.full(len(names), 1 / len(names)), size=repeats)
    flat = counts.reshape(len(counts), len(names), n * n)
    samples = np.stack([_measure_all((weights @ flat).reshape(-1, n, n)) for weights in drawn])
    if len(names) < 2:
        samples = np.full_like(samples, np.nan)
    ends = pd.DataFrame(samples.reshape(repeats, -1)).quantile([0.025, 0.975]).to_numpy()  # undefined ones left out
    low, high = ends.reshape(2, *samples.shape[1:])
    estimate = _measure_all(counts.sum(axis=1))
    either = [(several == number).any(axis=1).sum() for number in range(n)]
    return pd.DataFrame(
        {
            "agreement": estimate[0],
            "kappa": estimate[1], "kappa_low": low[1], "kappa_high": high[1],
            "alpha": estimate[2], "alpha_low": low[2], "alpha_high": high[2],
            "sentences": np.array([len(several), *either]).astype(int),
        },
        index=pd.Index(["*", *domains], name="domain"),
    )  # fmt: skip


def measure_pairs(
    codings: Integers, coders: Sequence[str], document_ids: Sequence[str], domains: Sequence[str]
) -> pd.DataFrame:
    """Measure the agreement of each two coders.

    Parameters
    ----------
    codings, document_ids, domains
        As `measure_agreement`.
    coders
        Their names.

    Returns
    -------
    DataFrame
        Columns ``first``, ``second``, ``sentences`` (that both labelled), ``agreement``, ``kappa`` and its interval.

    Examples
    --------
    >>> pairs = measure_pairs(np.array([[0, 0, -1], [1, 0, -1]]), ["x", "y", "z"], ["d", "e"], ["a", "b"])
    >>> pairs[["first", "second", "sentences", "agreement"]].to_numpy().tolist()
    [['x', 'y', 2, 0.5]]
    """
    ids = np.array(document_ids, dtype=object)
    rows = []
    for one, other in combinations(range(len(coders)), 2):
        both = (codings[:, [one, other]] >= 0).all(axis=1)
        if both.any():
            table = measure_agreement(codings[both][:, [one, other]], ids[both].tolist(), domains)
            row = table.loc["*", ["sentences", "agreement", "kappa", "kappa_low", "kappa_high"]].to_dict()
            rows.append({"first": coders[one], "second": coders[other], **row, "sentences": int(both.sum())})
    return pd.DataFrame(rows)


def find_boundaries(codings: Integers, domains: Sequence[str]) -> pd.DataFrame:
    """Rank the borders between domains by how unclear they are to the coders.

    Parameters
    ----------
    codings, domains
        As `measure_agreement`.

    Returns
    -------
    DataFrame
        A row for each two domains that were ever confused, the least clear first: ``first``, ``second``, ``confused``
        (sentences that got both), ``either`` (sentences that two coders gave either), ``share`` of these that were
        confused, with its 95 % interval ``low`` and ``high`` (Wilson 1927). The order is that of ``low``: a border is
        not unclear for one slip.

    Examples
    --------
    >>> find_boundaries(np.array([[0, 1], [0, 1], [0, 0], [2, 2]]), ["a", "b", "c"])[["first", "second", "confused"]]
      first second  confused
    0     a      b         2
    """
    there = np.stack([(codings == number).any(axis=1) for number in range(len(domains))])
    several = (codings >= 0).sum(axis=1) > 1
    rows = []
    for one, other in combinations(range(len(domains)), 2):
        confused = int((there[one] & there[other]).sum())
        if confused:
            either = int(((there[one] | there[other]) & several).sum())
            low, high = _find_wilson(confused, either)
            rows.append((domains[one], domains[other], confused, either, confused / either, low, high))
    columns = ["first", "second", "confused", "either", "share", "low", "high"]
    return pd.DataFrame(rows, columns=columns).sort_values("low", ascending=False, kind="stable", ignore_index=True)


def compute_kappa(table: Array) -> float:
    """Return Cohen's kappa of a table of counts, first coder in rows.

    Examples
    --------
    >>> round(compute_kappa(np.array([[20.0, 5.0], [10.0, 15.0]])), 3)
    0.4
    """
    total = table.sum()
    expected = (table.sum(axis=0) * table.sum(axis=1)).sum() / max(total, 1) ** 2
    return _relate(np.trace(table) / max(total, 1), expected)


def compute_alpha(table: Array) -> float:
    """Return Krippendorff's alpha for nominal data of a table of counts of two coders.

    Examples
    --------
    >>> round(compute_alpha(np.array([[4.0, 1.0], [0.0, 5.0]])), 3)
    0.808
    """
    coincidences = table + table.T
    values = coincidences.sum(axis=0)
    total = values.sum()
    expected = (values * (values - 1)).sum() / max(total * (total - 1), 1)
    return _relate(np.trace(coincidences) / max(total, 1), expected)


def _relate(observed: float, expected: float) -> float:
    return float((observed - expected) / (1 - expected)) if expected < 1 else float("nan")


def _count_pairs(codings: Integers, documents: Integers, n_documents: int, n: int) -> Array:
    """Count pairs of labels by document: of each two coders, and last the coincidences of all.

    A sentence with m labels adds each ordered pair of them to the coincidences, with the weight 1 / (m - 1).
    """
    pairs = list(combinations(range(codings.shape[1]), 2))
    counts = np.zeros((len(pairs) + 1, n_documents, n, n))
    weights = 1 / np.maximum((codings >= 0).sum(axis=1) - 1, 1)
    for number, (one, other) in enumerate(pairs):
        rows = np.flatnonzero((codings[:, one] >= 0) & (codings[:, other] >= 0))
        first, second = codings[rows, one], codings[rows, other]
        np.add.at(counts[number], (documents[rows], first, second), 1)
        np.add.at(counts[-1], (documents[rows], first, second), weights[rows])
        np.add.at(counts[-1], (documents[rows], second, first), weights[rows])
    return counts


def _measure_all(counts: Array) -> Array:
    """Measure all domains and each against the rest, shape (3, 1 + n_domains), from what `_count_pairs` summed up."""
    tables, coincidences = counts[:-1], counts[-1]
    sizes = tables.sum(axis=(1, 2))
    known = sizes > 0
    found = []
    for domain in range(-1, coincidences.shape[0]):
        parts = [table if domain < 0 else _collapse(table, domain) for table in tables[known]]
        equal = sum(float(np.trace(part)) for part in parts) / max(sizes.sum(), 1)
        kappas = np.array([compute_kappa(part) for part in parts])
        kappa = float(np.average(kappas, weights=sizes[known])) if len(kappas) else float("nan")
        whole = coincidences if domain < 0 else _collapse(coincidences, domain)
        found.append((equal, kappa, compute_alpha(whole / 2)))
    return np.array(found).T


def _collapse(table: Array, domain: int) -> Array:
    both = table[domain, domain]
    only_first, only_second = table[domain].sum() - both, table[:, domain].sum() - both
    return np.array([[both, only_first], [only_second, table.sum() - both - only_first - only_second]])


def _find_wilson(hits: int, n: int) -> tuple[float, float]:
    z = 1.959964
    middle, half = (hits + z * z / 2) / (n + z * z), z * (hits * (n - hits) / n + z * z / 4) ** 0.5 / (n + z * z)
    return middle - half, middle + half
