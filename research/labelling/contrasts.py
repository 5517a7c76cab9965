"""Contrasts of groups of labelled documents: differences, distances and trends, each with its test."""

from collections.abc import Sequence
from dataclasses import replace
from itertools import combinations
from typing import NamedTuple

import numpy as np
import pandas as pd

from research.errors import InputError
from research.labelling.groups import DOCUMENT, Estimator, Group, estimate_groups
from research.labelling.read_back import LabelledSentences
from research.measure.choices import ADJUSTED_PROBABILISTIC, PROBABILISTIC
from research.measure.contrast import (
    MIN_UNITS,
    UnitTotals,
    adjust_p_values,
    contrast_shares,
    find_p_values,
    measure_distance,
    sum_units,
)
from research.measure.regression import (
    fit_clustered,
    fit_trend_line,
    make_design,
    tabulate_fit,
)
from research.plurals import count_noun

_EVERY = "*"  # in place of a group's name: all groups
_MIN_YEARS = 3


class Contrast(NamedTuple):
    """Groups of documents with the units that their comparison is tested by.

    Attributes
    ----------
    groups
        At least two, in the order of their names.
    totals
        The documents (or clusters within groups), whose groups are numbered in this order.
    domains
        The ids of all domains, or the categories of the estimator's crosswalk.
    """

    groups: list[Group]
    totals: UnitTotals
    domains: tuple[str, ...]

    @property
    def untested(self) -> list[str]:
        """The names of the groups that have too few documents or clusters for a test."""
        counts = np.bincount(self.totals.groups, minlength=len(self.groups))
        return [group.name for group, count in zip(self.groups, counts.tolist(), strict=True) if count < MIN_UNITS]


def contrast_groups(
    labelled: LabelledSentences, values: pd.DataFrame, estimator: Estimator, clusters: pd.Series | None = None
) -> Contrast:
    """Estimate the groups and sum the units that their comparison is tested by.

    The tests compare the predicted labels (or the mean probabilities) of documents: where two groups do not differ,
    neither do the errors of their labels, so that no correction is needed for a test.

    Parameters
    ----------
    labelled
        All sentences.
    values
        The values of each document; see `research.labelling.groups.find_values`.
    estimator
        How shares are estimated.
    clusters
        The place or author of each document, index ``document_id``; documents of one cluster are dependent. By default
        each document is a cluster.
    """
    if clusters is not None:
        estimator = replace(estimator, clusters=clusters)
    labelled = _sort_documents(labelled)
    groups = estimate_groups(labelled, values, estimator)
    number = {group.values: place for place, group in enumerate(groups)}
    of_document = {
        name: number[key]
        for name, key in zip(values.index, values.itertuples(index=False, name=None), strict=True)
        if key in number
    }
    body = labelled.find_body()
    documents = labelled.sentences[DOCUMENT].iloc[body].astype(str)
    kept = documents.isin(of_document.keys()).to_numpy()
    documents = documents[kept]
    probabilities = labelled.probabilities[body[kept]]
    if estimator.method not in (PROBABILISTIC, ADJUSTED_PROBABILISTIC):
        probabilities = np.eye(probabilities.shape[1])[probabilities.argmax(axis=1)]
    if estimator.crosswalk is not None:
        probabilities = probabilities @ estimator.parts
    weights = estimator.weigh(labelled.sentences.iloc[body[kept]])
    totals = sum_units(
        probabilities, weights, documents.map(of_document).tolist(), estimator.find_units(documents).tolist()
    )
    return Contrast(groups, totals, estimator.classes)


def _sort_documents(labelled: LabelledSentences) -> LabelledSentences:
    """Sort by document: random orders are of units as they come, and files in another order are the same documents."""
    order = np.argsort(labelled.sentences[DOCUMENT].astype(str).to_numpy(), kind="stable")
    return LabelledSentences(labelled.sentences.iloc[order], labelled.probabilities[order])


def tabulate_differences(contrast: Contrast) -> pd.DataFrame:
    """Return the differences of each later group to the first, and test whether there are any.

    Of more than two groups, each domain is first tested over all groups; those rows come first, with ``*`` in place of
    the groups' names. A difference to the first group is significant only where its domain differs over all groups,
    so that the probability of any adjusted p-value below .05, where nothing differs, is at most .05 for the table.

    Returns
    -------
    DataFrame
        Columns ``first``, ``second``, ``domain``, ``difference``, ``low``, ``high``, ``p`` and ``p_adjusted``
        (Benjamini and Hochberg 1995, over all rows of pairs; at least that of the domain over all groups). The p-values
        are nan where a group has fewer than five documents or clusters.
    """
    groups, totals, domains = contrast
    parts = []
    for place, group in enumerate(groups[1:], 1):
        table = contrast_shares(groups[0].shares, group.shares, domains).reset_index()
        p = find_p_values(totals.select([0, place]))
        parts.append(table.assign(first=groups[0].name, second=group.name, p=p))
    found = pd.concat(parts, ignore_index=True)
    found["p_adjusted"] = adjust_p_values(found["p"].to_numpy())
    if len(groups) > 2:
        tested = np.flatnonzero(np.bincount(totals.groups, minlength=len(groups)) >= MIN_UNITS).tolist()
        p = find_p_values(totals.select(tested)) if len(tested) > 1 else np.full(len(domains), np.nan)
        over_all = pd.DataFrame({"first": _EVERY, "second": _EVERY, "domain": list(domains), "p": p})
        over_all["p_adjusted"] = adjust_p_values(p)
        floor = np.tile(over_all["p_adjusted"], len(groups) - 1)
        found["p_adjusted"] = np.where(found["p"].isna(), np.nan, np.maximum(found["p_adjusted"], floor))
        found = pd.concat([over_all, found], ignore_index=True)
    return found[["first", "second", "domain", "difference", "low", "high", "p", "p_adjusted"]]


def tabulate_distances(contrast: Contrast) -> pd.DataFrame:
    """Return the Jensen-Shannon distance of each pair of groups; see `measure_distance`.

    Returns
    -------
    DataFrame
        Columns ``first``, ``second``, ``distance``, ``standard_error``, ``null_mean``, ``null_high``, ``p`` and
        ``p_adjusted`` (over all pairs).
    """
    rows = []
    for (place, first), (other, second) in combinations(enumerate(contrast.groups), 2):
        found = measure_distance(first.shares, second.shares, contrast.totals.select([place, other]))
        rows.append((first.name, second.name, *found))
    names = ["first", "second", "distance", "standard_error", "null_mean", "null_high", "p"]
    table = pd.DataFrame(rows, columns=names)
    return table.assign(p_adjusted=adjust_p_values(table["p"].to_numpy()))


class DocumentShares(NamedTuple):
    """The share of each domain in each document, ready for a regression.

    Attributes
    ----------
    shares
        Index ``document_id``, one column a domain.
    sizes
        The weight of each document's sentences, the same index.
    """

    shares: pd.DataFrame
    sizes: pd.Series


def estimate_documents(labelled: LabelledSentences, names: pd.Index, estimator: Estimator) -> DocumentShares:
    """Estimate the shares of some documents, each by itself; those without body sentences are left out."""
    values = pd.DataFrame({DOCUMENT: names}, index=names)
    groups = {group.values[0]: group for group in estimate_groups(labelled, values, estimator)}
    kept = pd.Index([name for name in names if name in groups], name=DOCUMENT)
    shares = np.array([groups[name].shares.estimate for name in kept]).reshape(len(kept), len(estimator.classes))
    sentences = labelled.sentences.iloc[labelled.find_body()]
    weights = pd.Series(estimator.weigh(sentences), index=sentences[DOCUMENT].astype(str).to_numpy())
    sizes = weights.groupby(level=0).sum().reindex(kept)
    return DocumentShares(pd.DataFrame(shares, index=kept, columns=list(estimator.classes)), sizes)


def estimate_trend(
    labelled: LabelledSentences,
    years: pd.Series,
    estimator: Estimator,
    *,
    clusters: pd.Series | None = None,
    covariates: pd.DataFrame | None = None,
) -> pd.DataFrame | None:
    """Fit a line through the documents' shares over years (or other numbers); see `fit_trend_line`.

    Parameters
    ----------
    labelled
        All sentences.
    years
        The year of each document, as text or numbers; index ``document_id``.
    estimator
        How shares are estimated; a document weighs as much as its sentences.
    clusters
        The place or author of each document, index ``document_id``; by default each document is a cluster.
    covariates
        What else is held constant, index ``document_id``, one column each.

    Returns
    -------
    DataFrame or None
        None where a value is not a number, or there are fewer than three different ones.
    """
    numbers = pd.to_numeric(years, errors="coerce")
    if numbers.isna().any() or numbers.nunique() < _MIN_YEARS:
        return None
    if covariates is not None:
        numbers = numbers[numbers.index.isin(covariates.index)]
    shares, sizes = estimate_documents(labelled, numbers.index, estimator)
    return fit_trend_line(
        shares.to_numpy(),
        sizes.to_numpy(dtype=np.float64),
        numbers[shares.index].to_numpy(dtype=np.float64),
        estimator.classes,
        clusters=None if clusters is None else replace(estimator, clusters=clusters).find_units(shares.index).tolist(),
        covariates=None if covariates is None else covariates.loc[shares.index],
    )


def fit_shares(
    labelled: LabelledSentences, covariates: pd.DataFrame, estimator: Estimator, clusters: pd.Series | None = None
) -> pd.DataFrame:
    """Regress the shares of documents on covariates, with cluster-robust errors; see `fit_clustered`.

    Parameters
    ----------
    labelled
        All sentences.
    covariates
        Index ``document_id``; see `research.measure.regression.make_design`.
    estimator
        How shares are estimated; a document weighs as much as its sentences.
    clusters
        The place or author of each document, index ``document_id``; by default each document is a cluster.

    Returns
    -------
    DataFrame
        As from `tabulate_fit`.

    Raises
    ------
    InputError
        If there are not more documents than terms.
    """
    shares, sizes = estimate_documents(labelled, covariates.index, estimator)
    design = make_design(covariates.loc[shares.index])
    if len(shares) <= design.shape[1]:
        raise InputError(
            f"the regression: got {count_noun(len(shares), 'document')} and "
            f"{count_noun(design.shape[1], 'term')}, expected more documents than "
            "terms; leave covariates out"
        )
    weights = sizes.to_numpy(dtype=np.float64)
    units = replace(estimator, clusters=clusters).find_units(shares.index).tolist()
    fit = fit_clustered(shares.to_numpy(), design.to_numpy(), weights / weights.mean(), units)
    return tabulate_fit(fit, [str(name) for name in design], estimator.classes)


def find_entering_groups(values: pd.Series, years: pd.Series, bins: pd.Series) -> list[str]:
    """Find the values of a column whose documents enter or leave the time axis, which a trend mistakes for change.

    Parameters
    ----------
    values
        Of the column, such as the level, index ``document_id``.
    years
        The year of each document, as numbers, same index.
    bins
        The group of years that each document is in, same index.

    Returns
    -------
    list of str
        One line a value that is missing in the first or the last group of years: ``province: 1995 to 1999 only``.

    Examples
    --------
    >>> years = pd.Series([2001, 2002, 2003, 2003])
    >>> find_entering_groups(pd.Series(["county", "county", "county", "province"]), years, years)
    ['province: 2003 to 2003 only']
    """
    found: list[str] = []
    if len(set(values)) < 2:
        return found
    ends = {bins.iloc[years.argmin()], bins.iloc[years.argmax()]}
    for value, rows in values.groupby(values):
        if value and not ends <= set(bins[rows.index]):
            spanned = years[rows.index]
            found.append(f"{value}: {spanned.min():.0f} to {spanned.max():.0f} only")
    return found


def describe_untested(contrast: Contrast, unit: str = "documents") -> str:
    """Say which groups are too small for a test; nothing where none is."""
    small: Sequence[str] = contrast.untested
    if not small:
        return ""
    named = (f"group with fewer than {MIN_UNITS} {unit} has", f"groups with fewer than {MIN_UNITS} {unit} have")
    return (
        f"{count_noun(len(small), *named)} no test, {small[0]} first; their p-values are "
        "empty, and their intervals show what can be said of them"
    )
