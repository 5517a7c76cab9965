"""Theme distributions compared: between groups of documents, over time, and by what is known of the documents."""

import warnings
from collections.abc import Sequence
from dataclasses import replace

import pandas as pd

from research.api.documents import Pathlike
from research.api.estimation import find_column, find_columns, make_estimator, to_table
from research.api.labelled import Labelled
from research.errors import InputError
from research.labelling.choices import SENTENCE
from research.labelling.contrasts import (
    Contrast,
    contrast_groups,
    describe_untested,
    estimate_trend,
    fit_shares,
    tabulate_differences,
    tabulate_distances,
)
from research.labelling.crosswalk import name_categories, read_crosswalk, weigh_categories
from research.labelling.groups import Estimator


def compare_prevalence(
    labelled: Labelled,
    by: str | Sequence[str],
    *,
    weight: str = SENTENCE,
    cluster: str | None = None,
    crosswalk: pd.DataFrame | Pathlike | None = None,
) -> pd.DataFrame:
    """Compare the share of each domain between groups of documents.

    Parameters
    ----------
    labelled
        The sentences and what is known of their documents.
    by
        A column, or several, whose values make the groups.
    weight
        As `Labelled.prevalence` takes it.
    cluster
        The column whose values are the independent units, such as the place or the author; by default each document is
        one.
    crosswalk
        Another scheme whose categories are compared in place of the domains, as `Labelled.prevalence` takes it.

    Returns
    -------
    DataFrame
        The difference of each later group to the first, by domain: ``first``, ``second``, ``domain``, ``difference``
        (0 to 1), ``low``, ``high``, ``p`` (permutation of documents or clusters) and ``p_adjusted`` (over everything
        that is compared; Benjamini and Hochberg 1995). Of more than two groups, the first rows, with ``*`` in place
        of the groups, test each domain over all groups. With a crosswalk, ``category`` (and ``name``, where the
        crosswalk has it) in place of ``domain``.

    Raises
    ------
    InputError
        If there are fewer than two groups, or the crosswalk is not as it should be.

    Warns
    -----
    UserWarning
        If a group has fewer than five documents or clusters; it has no test.

    Examples
    --------
    The work reports of the shipped corpus, cities against counties:

    >>> import research
    >>> corpus = research.read_corpus()
    >>> about = corpus.documents
    >>> reports = {name for name in about if about[name]["type"] == "work_report"}
    >>> local = {name for name in reports if about[name]["level"] in ("city", "county")}
    >>> labelled = research.Labelled.from_corpus(corpus.select(local))
    >>> table = research.compare_prevalence(labelled, "level").set_index("domain")
    >>> table.loc["agriculture", ["first", "second"]].tolist()
    ['city', 'county']
    >>> table.loc["agriculture", ["difference", "p_adjusted"]].astype(float).round(2).tolist()
    [0.03, 0.3]
    """
    crossed = _read_crosswalk(crosswalk, labelled)
    return _name_categories(tabulate_differences(_compare(labelled, by, weight, cluster, crossed)), crossed)


def measure_distances(
    labelled: Labelled,
    by: str | Sequence[str],
    *,
    weight: str = SENTENCE,
    cluster: str | None = None,
    crosswalk: pd.DataFrame | Pathlike | None = None,
) -> pd.DataFrame:
    """Measure how far the theme distributions of groups of documents are apart.

    Parameters
    ----------
    labelled
        The sentences and what is known of their documents.
    by
        A column, or several, whose values make the groups.
    weight
        As `Labelled.prevalence` takes it.
    cluster, crosswalk
        As `compare_prevalence` takes them.

    Returns
    -------
    DataFrame
        One row for each pair of groups: ``first``, ``second``, ``distance`` (Jensen-Shannon, base 2, from 0 to 1),
        ``standard_error``, ``null_mean`` and ``null_high`` (mean and 95 % quantile of the distances between documents
        that are assigned to the groups at random), ``p`` and ``p_adjusted``.

    Raises
    ------
    InputError
        If there are fewer than two groups, or the crosswalk is not as it should be.

    Examples
    --------
    >>> import research
    >>> corpus = research.read_corpus()
    >>> about = corpus.documents
    >>> kept = {name for name in about if about[name]["type"] in ("answer", "hotline")}
    >>> labelled = research.Labelled.from_corpus(corpus.select(kept))
    >>> research.measure_distances(labelled, "type")[["first", "second", "distance"]].round(2).to_numpy().tolist()
    [['answer', 'hotline', 0.26]]
    """
    return tabulate_distances(_compare(labelled, by, weight, cluster, _read_crosswalk(crosswalk, labelled)))


def fit_trend(
    labelled: Labelled,
    time: str = "year",
    *,
    cluster: str | None = None,
    covariates: str | Sequence[str] = (),
    weight: str = SENTENCE,
    crosswalk: pd.DataFrame | Pathlike | None = None,
) -> pd.DataFrame:
    """Fit the change of each domain's share over time, by a line through the documents.

    Parameters
    ----------
    labelled
        The sentences and what is known of their documents.
    time
        The column that holds the time, in years.
    cluster
        The column whose values are the independent units: give the place where a place reports every year. By default
        each document is one.
    covariates
        Columns that are held constant, such as the level or the place.
    weight, crosswalk
        As `Labelled.prevalence` takes them.

    Returns
    -------
    DataFrame
        Index ``domain``; columns ``per_decade`` (change of the share in ten years), ``low``, ``high``, ``p`` and
        ``p_adjusted``. With a crosswalk, index ``category``, and a column ``name`` where the crosswalk has it.

    Raises
    ------
    InputError
        If a value is not a number, there are fewer than three different ones, or the crosswalk is not as it should be.

    Examples
    --------
    >>> import research
    >>> corpus = research.read_corpus()
    >>> reports = {name for name, about in corpus.documents.items() if about["type"] == "work_report"}
    >>> labelled = research.Labelled.from_corpus(corpus.select(reports))
    >>> trend = research.fit_trend(labelled, covariates="level")
    >>> trend.loc["ecology", ["per_decade", "low", "high"]].round(3).tolist()
    [0.004, -0.006, 0.014]
    """
    table = to_table(labelled)
    values = find_column(labelled, time)
    names = [covariates] if isinstance(covariates, str) else list(covariates)
    crossed = _read_crosswalk(crosswalk, labelled)
    found = estimate_trend(
        table,
        values,
        _make_estimator(labelled, weight, crossed),
        clusters=None if cluster is None else find_column(labelled, cluster),
        covariates=find_columns(labelled, names) if names else None,
    )
    if found is None:
        raise InputError(f"{time}: there must be at least 3 different numbers, got {sorted(set(values))[:5]}")
    return found if crossed is None else _name_categories(found.reset_index(), crossed).set_index("category")


def fit_regression(
    labelled: Labelled,
    covariates: str | Sequence[str],
    *,
    cluster: str | None = None,
    weight: str = SENTENCE,
    crosswalk: pd.DataFrame | Pathlike | None = None,
) -> pd.DataFrame:
    """Regress the share of each domain in a document on what is known of the document.

    Predicted labels whose errors depend on a covariate bias its coefficient. Labels that were corrected with a random
    sample of hand-coded sentences do not; see `Labelled.correct`.

    Parameters
    ----------
    labelled
        The sentences and what is known of their documents.
    covariates
        Columns of numbers or of texts; documents without a value in each are left out.
    cluster
        The column whose values are the independent units, such as the place; by default each document is one.
    weight
        As `Labelled.prevalence` takes it; a document weighs as much as its sentences.
    crosswalk
        As `Labelled.prevalence` takes it.

    Returns
    -------
    DataFrame
        One row a domain and term: ``domain``, ``term``, ``estimate``, ``standard_error`` (cluster-robust, CR2),
        ``low``, ``high``, ``freedom``, ``p`` and ``p_adjusted``. With a crosswalk, ``category`` (and ``name``, where
        the crosswalk has it) in place of ``domain``.

    Raises
    ------
    InputError
        If a column is missing or has a single value, there are too few documents, or the crosswalk is not as it should
        be.

    Examples
    --------
    >>> import research
    >>> corpus = research.read_corpus()
    >>> reports = {name for name, about in corpus.documents.items() if about["type"] == "work_report"}
    >>> labelled = research.Labelled.from_corpus(corpus.select(reports))
    >>> table = research.fit_regression(labelled, ["year", "level"])
    >>> health = table[table["domain"] == "health"].set_index("term")
    >>> health["estimate"].round(3).to_dict()
    {'(constant)': 0.166, 'year': -0.0, 'level=county': 0.005, 'level=national': 0.006, 'level=province': 0.003,
     'level=township': 0.037}
    """
    names = [covariates] if isinstance(covariates, str) else list(covariates)
    table = to_table(labelled)
    clusters = None if cluster is None else find_column(labelled, cluster)
    crossed = _read_crosswalk(crosswalk, labelled)
    estimator = _make_estimator(labelled, weight, crossed)
    return _name_categories(fit_shares(table, find_columns(labelled, names), estimator, clusters), crossed)


def _read_crosswalk(crosswalk: pd.DataFrame | Pathlike | None, labelled: Labelled) -> pd.DataFrame | None:
    return None if crosswalk is None else read_crosswalk(crosswalk, labelled.codebook)


def _name_categories(table: pd.DataFrame, crosswalk: pd.DataFrame | None) -> pd.DataFrame:
    return table if crosswalk is None else name_categories(table, crosswalk)


def _make_estimator(labelled: Labelled, weight: str, crosswalk: pd.DataFrame | None) -> Estimator:
    estimator = make_estimator(labelled, weight)
    if crosswalk is None:
        return estimator
    return replace(estimator, crosswalk=weigh_categories(crosswalk, labelled.codebook.ids))


def _compare(
    labelled: Labelled, by: str | Sequence[str], weight: str, cluster: str | None, crosswalk: pd.DataFrame | None
) -> Contrast:
    columns = [by] if isinstance(by, str) else list(by)
    table = to_table(labelled)
    clusters = None if cluster is None else find_column(labelled, cluster)
    estimator = _make_estimator(labelled, weight, crosswalk)
    found = contrast_groups(table, find_columns(labelled, columns), estimator, clusters)
    if len(found.groups) < 2:
        raise InputError(f"by {', '.join(columns)}: there must be at least 2 groups, got {len(found.groups)}")
    if untested := describe_untested(found, "documents" if cluster is None else f"values of {cluster}"):
        warnings.warn(untested, stacklevel=3)
    return found
