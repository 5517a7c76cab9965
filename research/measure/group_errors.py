"""Validation by group: how often labels are right within groups of documents, and whether their errors differ."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import pandas as pd

from research.arrays import Array, Integers
from research.measure.contrast import adjust_p_values
from research.measure.intervals import Shares, center_influence, find_interval
from research.measure.regression import fit_clustered, tabulate_fit


class CodedPredictions(NamedTuple):
    """Predictions for hand-coded sentences of a random sample.

    Attributes
    ----------
    gold, predicted
        The numbers of the domains, shape (n_sentences,).
    weights
        The inverse of the inclusion probability of each sentence, shape (n_sentences,).
    groups
        The group of each sentence.
    clusters
        The document of each sentence, or its place or author.
    """

    gold: Integers
    predicted: Integers
    weights: Array
    groups: Sequence[str]
    clusters: Sequence[str]


def validate_groups(coded: CodedPredictions, domains: Sequence[str]) -> pd.DataFrame:
    """Measure precision, recall and the error of the counted share of each domain, within groups.

    Parameters
    ----------
    coded
        The coded sentences.
    domains
        All domains in order.

    Returns
    -------
    DataFrame
        One row a group and domain: ``group``, ``domain``, ``sentences`` (with the domain as label or prediction),
        ``precision``, ``precision_low``, ``precision_high``, ``recall``, ``recall_low``, ``recall_high``, ``error``
        (counted share minus true share), ``error_low``, ``error_high``, and, but for the first group, ``differential``
        (its error minus that of the first group), ``differential_low``, ``differential_high``, ``p`` and
        ``p_adjusted`` (over all rows; Benjamini and Hochberg 1995). The intervals of precision and recall are those of
        shares by cluster (see `find_interval`), the others are cluster-robust (see `fit_clustered`); a difference
        between counted shares of two groups is biased by ``differential``.

    Examples
    --------
    Of three labels "a" in the city one is wrong; the county has no error.

    >>> gold, predicted = np.array([0, 0, 1, 1, 0, 0, 1, 1]), np.array([0, 0, 0, 1, 0, 0, 1, 1])
    >>> groups, documents = ["city"] * 4 + ["county"] * 4, list("uvuvwxwx")
    >>> table = validate_groups(CodedPredictions(gold, predicted, np.ones(8), groups, documents), ["a", "b"])
    >>> table.loc[0, ["precision", "recall", "error"]].astype(float).round(3).tolist()
    [0.667, 1.0, 0.25]
    """
    gold, predicted = (np.eye(len(domains))[codes] for codes in (coded.gold, coded.predicted))
    groups = np.asarray(coded.groups, dtype=object)
    clusters = np.asarray(coded.clusters, dtype=object)
    names = sorted(set(coded.groups))
    parts = []
    for name in names:
        rows = np.flatnonzero(groups == name)
        columns: dict[str, object] = {"group": name, "domain": list(domains)}
        columns["sentences"] = np.maximum(gold[rows], predicted[rows]).sum(axis=0).astype(int)
        inside, weights = clusters[rows].tolist(), coded.weights[rows]
        for measure, base in (("precision", predicted), ("recall", gold)):
            found = [
                _measure_ratio(gold[rows, code] * predicted[rows, code], base[rows, code], weights, inside)
                for code in range(len(domains))
            ]
            columns[measure], columns[f"{measure}_low"], columns[f"{measure}_high"] = np.array(found).T
        constant = np.ones((len(rows), 1))
        fit = tabulate_fit(
            fit_clustered(predicted[rows] - gold[rows], constant, weights / weights.mean(), inside), ["error"], domains
        )
        columns["error"], columns["error_low"], columns["error_high"] = fit[["estimate", "low", "high"]].to_numpy().T
        parts.append(pd.DataFrame(columns))
    table = pd.concat(parts, ignore_index=True)
    added = ["differential", "differential_low", "differential_high", "p"]
    table[added] = np.nan
    for place, name in enumerate(names[1:], 1):
        rows = np.flatnonzero((groups == names[0]) | (groups == name))
        design = np.column_stack((np.ones(len(rows)), groups[rows] == name)).astype(np.float64)
        weights = coded.weights[rows] / coded.weights[rows].mean()
        errors = fit_clustered(predicted[rows] - gold[rows], design, weights, clusters[rows].tolist())
        row = tabulate_fit(errors, ["(constant)", "differential"], domains)
        row = row[row["term"] == "differential"]
        there = slice(place * len(domains), (place + 1) * len(domains) - 1)
        table.loc[there, added] = row[["estimate", "low", "high", "p"]].to_numpy()
    table["p_adjusted"] = adjust_p_values(table["p"].to_numpy())
    return table


def _measure_ratio(hits: Array, base: Array, weights: Array, clusters: Sequence[str]) -> tuple[float, float, float]:
    """Return a weighted share of the base with its interval by cluster; nan where there is no base."""
    kept = np.flatnonzero(base > 0)
    if not len(kept):
        return np.nan, np.nan, np.nan
    inside = [clusters[row] for row in kept.tolist()]
    sizes = pd.Series(weights[kept]).groupby(inside).sum().to_numpy()
    sums = pd.Series(weights[kept] * hits[kept]).groupby(inside).sum().to_numpy()
    share = sums.sum() / sizes.sum()
    influence = center_influence(((sums - sizes * share) / sizes.sum())[:, None])
    effective = float(weights[kept].sum() ** 2 / (weights[kept] ** 2).sum())
    low, high = find_interval(Shares(np.array([share]), influence, len(sizes), effective))
    return float(share), float(low[0]), float(high[0])
