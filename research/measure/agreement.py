"""Agreement of coders: Krippendorff's alpha and Cohen's kappa, with intervals that resample documents."""

from collections.abc import Sequence
from itertools import combinations
from typing import NamedTuple

import numpy as np
import pandas as pd
from scipy.stats import binomtest

from research.arrays import Array, Integers
from research.measure.bootstrap import bootstrap_documents, number_documents


def measure_agreement(
    codings: Integers,
    document_ids: Sequence[str],
    domains: Sequence[str],
    *,
    n_resamples: int = 1000,
    random_state: int = 0,
) -> pd.DataFrame:
    """Measure the agreement of coders, over all domains and for each domain against the others.

    Parameters
    ----------
    codings
        The number of the domain that each coder gave to each sentence, -1 where there is no label, shape
        (n_sentences, n_coders). Sentences with fewer than two labels are not used.
    document_ids
        The document of each sentence.
    domains
        All domains in order.
    n_resamples
        Number of resamples of the bootstrap over documents.
    random_state
        Seed of the bootstrap.

    Returns
    -------
    DataFrame
        Index: ``*`` for all domains, then each domain. Columns: ``agreement`` (share of pairs of labels that are
        equal), ``kappa`` (Cohen 1960; of more than two coders the mean over pairs, Light 1971, weighted by the
        sentences that both labelled), ``alpha`` (Krippendorff 2011, nominal, with missing labels), the latter two with
        the ends of their 95 % intervals (``_low`` and ``_high``), and ``sentences`` (those with the domain from at
        least one coder).

    Examples
    --------
    >>> codings = np.array([[0, 0], [0, 0], [1, 1], [1, 2]])
    >>> table = measure_agreement(codings, list("wxyz"), ["a", "b", "c"], n_resamples=50)
    >>> float(table.loc["*", "agreement"]), round(float(table.loc["*", "kappa"]), 3)
    (0.75, 0.6)
    """
    n = len(domains)
    numbers, n_documents = number_documents(document_ids)
    margins = _Margins.of(_count_pairs(codings, numbers, n_documents, n))
    generator = np.random.default_rng(random_state)
    found = bootstrap_documents(
        np.stack(margins, axis=-2).swapaxes(0, 1).reshape(n_documents, -1),
        lambda total: _measure_all(_Margins(*total.reshape(-1, 3, n).swapaxes(0, 1))),
        # the published intervals of agreement were computed with these resamples
        resamples=generator.multinomial(n_documents, np.full(n_documents, 1 / n_documents), size=n_resamples),
    )
    compared = codings[(codings >= 0).sum(axis=1) > 1]
    sentences = [len(compared), *((compared == number).any(axis=1).sum() for number in range(n))]
    columns = {"agreement": found.estimate[0]}
    for row, name in ((1, "kappa"), (2, "alpha")):
        columns |= {name: found.estimate[row], f"{name}_low": found.low[row], f"{name}_high": found.high[row]}
    columns["sentences"] = np.array(sentences).astype(int)
    return pd.DataFrame(columns, index=pd.Index(["*", *domains], name="domain"))


def measure_pairs(
    codings: Integers, coders: Sequence[str], document_ids: Sequence[str], domains: Sequence[str]
) -> pd.DataFrame:
    """Measure the agreement of each pair of coders.

    Parameters
    ----------
    codings
        As in `measure_agreement`.
    coders
        The names of the coders.
    document_ids
        The document of each sentence.
    domains
        All domains in order.

    Returns
    -------
    DataFrame
        Columns ``first``, ``second``, ``sentences`` (that both labelled), ``agreement``, ``kappa``, ``kappa_low`` and
        ``kappa_high``.

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


def find_confusable_pairs(codings: Integers, domains: Sequence[str]) -> pd.DataFrame:
    """Rank pairs of domains by how often coders confuse them.

    Parameters
    ----------
    codings
        As in `measure_agreement`.
    domains
        All domains in order.

    Returns
    -------
    DataFrame
        One row for each pair of domains that was confused: ``first``, ``second``, ``confused`` (sentences with both
        domains), ``either`` (sentences with two or more labels, of which one is either domain), ``share`` (confused
        divided by either) and its 95 % interval ``low`` and ``high`` (Wilson 1927). The rows are sorted by ``low``,
        highest first, so that a pair does not come first because of a single sentence.

    Examples
    --------
    >>> codings = np.array([[0, 1], [0, 1], [0, 0], [2, 2]])
    >>> find_confusable_pairs(codings, ["a", "b", "c"])[["first", "second", "confused"]]
      first second  confused
    0     a      b         2
    """
    given = np.stack([(codings == number).any(axis=1) for number in range(len(domains))])
    compared = (codings >= 0).sum(axis=1) > 1
    rows = []
    for one, other in combinations(range(len(domains)), 2):
        confused = int((given[one] & given[other]).sum())
        if confused:
            either = int(((given[one] | given[other]) & compared).sum())
            ends = binomtest(confused, either).proportion_ci(method="wilson")
            pair = (domains[one], domains[other])
            rows.append((*pair, confused, either, confused / either, ends.low, ends.high))
    columns = ["first", "second", "confused", "either", "share", "low", "high"]
    return pd.DataFrame(rows, columns=columns).sort_values("low", ascending=False, kind="stable", ignore_index=True)


def _compute_kappas(equal: Array, first: Array, second: Array) -> Array:
    """Return kappas of the numbers of equal labels and of the labels of both coders, shape (..., n_values)."""
    total = np.maximum(first.sum(axis=-1), 1)
    return _correct_for_chance(equal / total, (first * second).sum(axis=-1) / total**2)


def _compute_alphas(equal: Array, values: Array) -> Array:
    """Return alphas of the equal coincidences and of all of them by value, shape (..., n_values)."""
    total = values.sum(axis=-1)
    expected = (values * (values - 1)).sum(axis=-1) / np.maximum(total * (total - 1), 1)
    return _correct_for_chance(equal / np.maximum(total, 1), expected)


def _correct_for_chance(observed: Array, expected: Array) -> Array:
    defined = expected < 1
    corrected: Array = np.where(defined, (observed - expected) / np.where(defined, 1 - expected, 1), np.nan)
    return corrected


def _count_pairs(codings: Integers, documents: Integers, n_documents: int, n: int) -> Array:
    """Count pairs of labels by document, of each pair of coders and, last, the coincidences of all coders.

    A sentence with m labels adds each ordered pair of them to the coincidences, with the weight 1 / (m - 1). The
    shape is (n_pairs + 1, n_documents, n_domains, n_domains).
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


class _Margins(NamedTuple):
    """What tables of counts, shape (..., n, n), say of each value: shape (..., n) each.

    Attributes
    ----------
    equal
        How often both coders gave it.
    first, second
        How often each coder gave it.
    """

    equal: Array
    first: Array
    second: Array

    @classmethod
    def of(cls, tables: Array) -> "_Margins":
        return cls(np.diagonal(tables, axis1=-2, axis2=-1), tables.sum(axis=-1), tables.sum(axis=-2))

    def set_apart(self) -> "_Margins":
        """Return the margins of each value set against all others, which count as one: `first`, shape (..., n, 2)."""
        total = self.first.sum(axis=-1, keepdims=True)
        equal = total - self.first - self.second + 2 * self.equal  # both gave the value, or both another
        first, second = (np.stack((given, total - given), axis=-1) for given in (self.first, self.second))
        return _Margins(equal, first, second)


def _measure_all(margins: _Margins) -> Array:
    """Return agreement, kappa and alpha, over all domains and for each domain against the others.

    The margins are those of `_count_pairs`, summed over documents; the result has the shape (3, 1 + n_domains).
    """
    both = margins.equal.sum(axis=-1)
    equal, first, second = margins.set_apart()
    alphas = np.r_[_compute_alphas(both[-1], margins.first[-1]), _compute_alphas(equal[-1], first[-1])]
    sizes = margins.first[:-1].sum(axis=-1)
    pairs = np.flatnonzero(sizes)
    if not len(pairs):
        return np.array([np.zeros_like(alphas), np.full_like(alphas, np.nan), alphas])
    kappas = np.column_stack(
        (_compute_kappas(both, margins.first, margins.second), _compute_kappas(equal, first, second))
    )
    shares = np.column_stack((both, equal))[pairs].sum(axis=0) / sizes.sum()
    return np.array([shares, np.average(kappas[pairs], axis=0, weights=sizes[pairs]), alphas])
