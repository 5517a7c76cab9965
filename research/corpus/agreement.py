"""How far two coders agree: Krippendorff's alpha and Cohen's kappa, with intervals that resample documents."""

from collections.abc import Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray

Array = NDArray[np.float64]


def measure_agreement(
    first: Sequence[str],
    second: Sequence[str],
    document_ids: Sequence[str],
    domains: Sequence[str],
    *,
    repeats: int = 1000,
    seed: int = 0,
) -> pd.DataFrame:
    """Measure the agreement of two coders over all domains and for each domain against the rest.

    Parameters
    ----------
    first, second
        The labels of the two coders, of equal length.
    document_ids
        The document of each sentence.
    domains
        All domains in order.
    repeats, seed
        Of the bootstrap over documents.

    Returns
    -------
    DataFrame
        Index: ``*`` for all domains, then each domain. Columns: ``agreement`` (share of equal labels), ``kappa``
        (Cohen 1960), ``alpha`` (Krippendorff 2011, nominal, equation for two observers), the latter two with ``_low``
        and ``_high`` ends of the 95 % interval, and ``sentences`` (that at least one coder gave the domain).

    Examples
    --------
    >>> table = measure_agreement(list("aabb"), list("aabc"), list("wxyz"), ["a", "b", "c"], repeats=50)
    >>> float(table.loc["*", "agreement"]), round(float(table.loc["*", "kappa"]), 3)
    (0.75, 0.6)
    """
    n = len(domains)
    place = {domain: number for number, domain in enumerate(domains)}
    pairs = np.array([place[a] * n + place[b] for a, b in zip(first, second, strict=True)])
    names: dict[str, int] = {}
    documents = np.array([names.setdefault(name, len(names)) for name in document_ids])
    totals = np.zeros((len(names), n * n))
    np.add.at(totals, (documents, pairs), 1)
    generator = np.random.default_rng(seed)
    drawn = generator.multinomial(len(names), np.full(len(names), 1 / len(names)), size=repeats) @ totals
    table = totals.sum(axis=0).reshape(n, n)
    samples = np.stack([_measure_all(row.reshape(n, n)) for row in drawn])
    if len(names) < 2:
        samples = np.full_like(samples, np.nan)
    ends = pd.DataFrame(samples.reshape(repeats, -1)).quantile([0.025, 0.975]).to_numpy()  # undefined ones left out
    low, high = ends.reshape(2, *samples.shape[1:])
    estimate = _measure_all(table)
    either = table.sum(axis=0) + table.sum(axis=1) - np.diag(table)
    return pd.DataFrame(
        {
            "agreement": estimate[0],
            "kappa": estimate[1], "kappa_low": low[1], "kappa_high": high[1],
            "alpha": estimate[2], "alpha_low": low[2], "alpha_high": high[2],
            "sentences": np.concatenate(([table.sum()], either)).astype(int),
        },
        index=pd.Index(["*", *domains], name="domain"),
    )  # fmt: skip


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


def _measure_all(table: Array) -> Array:
    """Measure the whole table and each domain against the rest, shape (3, 1 + n_domains)."""
    tables = [table, *(_collapse(table, domain) for domain in range(len(table)))]
    return np.array(
        [
            [np.trace(t) / max(t.sum(), 1) for t in tables],
            [compute_kappa(t) for t in tables],
            [compute_alpha(t) for t in tables],
        ]
    )


def _collapse(table: Array, domain: int) -> Array:
    both = table[domain, domain]
    only_first, only_second = table[domain].sum() - both, table[:, domain].sum() - both
    return np.array([[both, only_first], [only_second, table.sum() - both - only_first - only_second]])
