"""Estimates from labelled documents, as the methods of `research.Labelled` and comparisons of groups return them."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Protocol

import numpy as np
import pandas as pd

from research.api.documents import Pathlike
from research.codebook import Codebook
from research.csv_cells import name_column
from research.errors import InputError
from research.labelling.choices import SENTENCE, WEIGHTS
from research.labelling.crosswalk import bound_categories, read_crosswalk, weigh_categories
from research.labelling.groups import DOCUMENT, Estimator, Group, estimate_groups, find_values, tabulate_groups
from research.labelling.panel import SENTENCES, WEIGHT
from research.labelling.read_back import LabelledSentences
from research.measure.choices import LIKE
from research.run import choose_method


class _Labelled(Protocol):
    """What estimates need of labelled documents; see `research.Labelled`."""

    @property
    def sentences(self) -> pd.DataFrame: ...
    @property
    def probabilities(self) -> pd.DataFrame: ...
    @property
    def documents(self) -> pd.DataFrame: ...
    @property
    def codebook(self) -> Codebook: ...
    @property
    def run(self) -> Path | None: ...
    @property
    def method(self) -> str: ...
    @property
    def gold(self) -> bool: ...


def to_table(labelled: _Labelled) -> LabelledSentences:
    """Return sentences and probabilities as the functions of `research.labelling` take them."""
    return LabelledSentences(labelled.sentences, labelled.probabilities.to_numpy())


def find_columns(labelled: _Labelled, columns: Sequence[str]) -> pd.DataFrame:
    """Return what columns say of each document that has a value in all of them, as `find_values` does.

    Raises
    ------
    InputError
        If a column is missing, or no document has a value in each.
    """
    known = labelled.documents.reset_index()
    metadata = None  # the sentences and the ids of the documents may tell
    if set(map(name_column, columns)) <= set(known) or not set(columns) <= {"year", *labelled.sentences.columns}:
        metadata = known.map(lambda cell: "" if pd.isna(cell) else str(cell))
    return find_values(to_table(labelled), columns, metadata, "the documents' metadata")


def find_column(labelled: _Labelled, column: str) -> pd.Series:
    """Return what a column says of each document that has a value in it; see `find_columns`."""
    return find_columns(labelled, [column]).iloc[:, 0]


def make_estimator(
    labelled: _Labelled, weight: str = SENTENCE, cluster: str | None = None, target: str = LIKE
) -> Estimator:
    """Return how the shares of these sentences are estimated.

    Parameters
    ----------
    labelled
        The sentences, their run, and what is known of their documents.
    weight, cluster, target
        As `research.Labelled.prevalence` takes them.

    Raises
    ------
    InputError
        If a column is missing or a document has no value in it.
    """
    method, held_out = (labelled.method, None)
    if labelled.run is not None:
        method, held_out = choose_method(labelled.run, labelled.method, labelled.codebook)
    design = None if weight in WEIGHTS else _find_complete(labelled, weight, "weight")
    clusters = None if cluster is None else _find_complete(labelled, cluster, "cluster")
    return Estimator(labelled.codebook.ids, method, held_out, weight, target, design, clusters, labelled.gold)


def estimate_prevalence(
    labelled: _Labelled, columns: Sequence[str], estimator: Estimator, crosswalk: pd.DataFrame | Pathlike | None = None
) -> pd.DataFrame:
    """Estimate the share of each domain, or of each category of another scheme, with 95 % intervals.

    Parameters
    ----------
    labelled
        The sentences and what is known of their documents.
    columns
        The columns whose values make groups; none for all documents together.
    estimator
        From `make_estimator`.
    crosswalk
        As `research.Labelled.prevalence` takes it.

    Returns
    -------
    DataFrame
        As from `research.Labelled.prevalence`.

    Raises
    ------
    InputError
        If a column is missing or no document has a value, there are no body sentences, or the crosswalk is not as it
        should be.
    """
    table = to_table(labelled)
    if not len(table.find_body()):
        raise InputError("no body sentence was labelled, so there is nothing to take shares of")
    together = pd.DataFrame({"all": "all"}, index=list(table.document_ids))
    values = find_columns(labelled, columns) if columns else together
    if crosswalk is None:
        return _tabulate(estimate_groups(table, values, estimator), columns)
    domains = labelled.codebook.ids
    crossed = read_crosswalk(crosswalk, labelled.codebook)
    groups = estimate_groups(table, values, replace(estimator, crosswalk=weigh_categories(crossed, domains)))
    shares = np.array([group.of_domains for group in groups])
    return bound_categories(_tabulate(groups, columns), shares, crossed, domains)


def make_panel(labelled: _Labelled, estimator: Estimator) -> pd.DataFrame:
    """Return one row a document: what is known of it, its number of body sentences, its weight and its shares.

    Parameters
    ----------
    labelled
        The sentences and what is known of their documents.
    estimator
        From `make_estimator`; it weighs the sentences, too.

    Returns
    -------
    DataFrame
        As from `research.Labelled.panel`.
    """
    long = estimate_prevalence(labelled, [DOCUMENT], estimator)
    wide = long.pivot_table(index=DOCUMENT, columns="domain", values="prevalence")[list(labelled.codebook.ids)]
    wide.columns.name = None
    sizes = long.groupby(DOCUMENT)["sentences"].sum()
    order = [name for name in labelled.documents.index if name in wide.index]
    table = to_table(labelled)
    body = table.sentences.iloc[table.find_body()]
    weights = pd.Series(estimator.weigh(body), index=body[DOCUMENT].astype(str))
    known = labelled.documents.assign(**{SENTENCES: sizes, WEIGHT: weights.groupby(level=0).sum()})
    return known.loc[order].join(wide).astype({SENTENCES: int})


def _tabulate(groups: Sequence[Group], columns: Sequence[str]) -> pd.DataFrame:
    """Return the shares of groups as a table; without columns, of all documents together."""
    return tabulate_groups([replace(group, values=group.values[: len(columns)]) for group in groups], columns)


def _find_complete(labelled: _Labelled, column: str, purpose: str) -> pd.Series:
    """Return what a column says of the documents, of which each must have a value."""
    found = find_column(labelled, column)
    missing = [name for name in to_table(labelled).document_ids if name not in found.index]
    if missing:
        raise InputError(f"{purpose} {column!r}: document {missing[0]!r} has no value; give each document one")
    return found
