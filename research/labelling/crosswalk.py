"""Crosswalks: the shares of domains in the categories of another scheme, with bounds where a domain is in several."""

from collections.abc import Sequence
from os import PathLike
from pathlib import Path

import numpy as np
import pandas as pd

from research.arrays import Array
from research.codebook import Codebook
from research.corpus.label_names import Naming
from research.csv_cells import read_frame
from research.errors import InputError
from research.labelling.choices import SCHEMES
from research.plurals import count_noun
from research.shipped import shipped_path

NONE = "none"  # the category of domains that the other scheme has nothing for

_MIN_WIDTH = 1e-9  # of bounds: what rounding leaves
_COLUMNS = ("domain", "category", "weight")
_NAME = "name"  # a column that a crosswalk may have: what a category is called
_FORM = "a table with the columns domain, category and weight"


def make_crosswalk(codebook: Codebook, scheme: str = "cap") -> pd.DataFrame:
    """Make a crosswalk of what a codebook says of its domains, in equal parts.

    Parameters
    ----------
    codebook
        Its domains have ``cap`` (major topics of the Comparative Agendas Project) or ``state_council`` (first-level
        categories of the State Council's policy documents). A domain without any is in the category ``none``.
    scheme
        ``cap`` or ``state_council``.

    Returns
    -------
    DataFrame
        Columns domain, category and weight: the part of the domain that is in the category, summing to 1 for each
        domain.

    Raises
    ------
    InputError
        If there is no such scheme.

    Examples
    --------
    >>> from research.codebook import read_codebook
    >>> table = make_crosswalk(read_codebook())
    >>> table[table["domain"] == "economy"].to_numpy().tolist()
    [['economy', '1', 0.5], ['economy', '15', 0.5]]
    """
    if scheme not in SCHEMES:
        raise InputError(f"scheme: got {scheme!r}, expected one of {', '.join(SCHEMES)}")
    rows = []
    for domain in codebook.domains:
        categories = [str(one) for one in (domain.cap if scheme == "cap" else domain.state_council)] or [NONE]
        rows += [(domain.id, category, 1 / len(categories)) for category in categories]
    return pd.DataFrame(rows, columns=list(_COLUMNS))


def cross_prevalence(
    prevalence: pd.DataFrame, crosswalk: "pd.DataFrame | str | PathLike[str] | None" = None
) -> pd.DataFrame:
    """Return the shares of the categories of another scheme.

    A domain that is in several categories is divided by the weights of the crosswalk. No label tells how its sentences
    divide, so each share comes with bounds that hold whatever the weights are: its least value counts the domains that
    are in the category alone, its greatest all that may be in it (Manski 1990). Bounds are not intervals: errors of
    sampling and of classification come on top.

    Parameters
    ----------
    prevalence
        Columns domain and prevalence, as `research.Labelled.prevalence` returns them.
    crosswalk
        From `make_crosswalk`, or a table with the columns domain, category and weight; by default
        data/crosswalk_cap.csv, which divides the shipped domains among CAP major topics in equal parts.

    Returns
    -------
    DataFrame
        Columns category, prevalence (summing to that of the domains), least and most, in the order of the crosswalk.

    Raises
    ------
    InputError
        If a column or a domain is missing in the crosswalk, or a weight is no number from 0 on.

    Examples
    --------
    >>> shares = pd.DataFrame({"domain": ["a", "b"], "prevalence": [0.6, 0.4]})
    >>> table = pd.DataFrame({"domain": ["a", "a", "b"], "category": ["x", "y", "y"], "weight": [0.5, 0.5, 1]})
    >>> cross_prevalence(shares, table).round(3).to_numpy().tolist()
    [['x', 0.3, 0.0, 0.6], ['y', 0.7, 0.4, 1.0]]
    """
    table, place = crosswalk, "the crosswalk"
    if not isinstance(table, pd.DataFrame):
        path = shipped_path("crosswalk_cap.csv") if table is None else table
        table, place = read_frame(path, _COLUMNS), str(path)
    table = _check(table, prevalence["domain"].tolist(), place)[list(_COLUMNS)]
    shares = prevalence.set_index("domain")["prevalence"].reindex(table["domain"].unique(), fill_value=0)
    return _cross(shares.to_numpy()[None], table, shares.index.tolist())


def read_crosswalk(given: "str | PathLike[str] | pd.DataFrame", codebook: Codebook) -> pd.DataFrame:
    """Return the crosswalk from a codebook to a scheme, or that of a table.

    Parameters
    ----------
    given
        ``cap`` or ``state_council``, as for `make_crosswalk`, or a table with the columns domain (ids or names),
        category and weight, or its path; a column name says what a category is called.
    codebook
        The domains.

    Returns
    -------
    DataFrame
        As from `make_crosswalk`, and the column name where categories have names.

    Raises
    ------
    InputError
        If there is no such scheme or table, the codebook says nothing of the scheme, or the table is not as it should
        be.

    Examples
    --------
    >>> from research.codebook import read_codebook
    >>> table = read_crosswalk("cap", read_codebook())
    >>> table[table["domain"] == "health"].to_numpy().tolist()
    [['health', '3', 1.0, 'Health']]
    """
    if isinstance(given, pd.DataFrame):
        return _read_table(given, codebook, "the crosswalk")
    given = str(given)
    if given in SCHEMES:
        table = make_crosswalk(codebook, given)
        if set(table["category"]) == {NONE}:
            raise InputError(
                f"--crosswalk: no domain of the codebook {codebook.name!r} has {given} = [...]; write it there, or "
                f"give {_FORM}"
            )
        if given == "cap":
            known = read_frame(shipped_path("crosswalk_cap.csv")).drop_duplicates("category")
            names = known.set_index("category")[_NAME]
            table[_NAME] = table["category"].map(names).fillna("")
        return table
    if not Path(given).is_file():
        raise InputError(f"--crosswalk: got {given!r}, expected {', '.join(SCHEMES)} or {_FORM}")
    return _read_table(read_frame(given, _COLUMNS), codebook, given)


def _read_table(table: pd.DataFrame, codebook: Codebook, place: str) -> pd.DataFrame:
    naming = Naming(codebook)
    if "domain" in table:
        table = table.assign(domain=[naming.find_name(str(name)) for name in table["domain"]])
    return _check(table, codebook.ids, place)


def weigh_categories(crosswalk: pd.DataFrame, domains: Sequence[str]) -> pd.DataFrame:
    """Return the part of each domain in each category, as `research.labelling.groups.Estimator` takes it.

    Parameters
    ----------
    crosswalk
        From `read_crosswalk` or `make_crosswalk`, for these domains.
    domains
        All domains in order.

    Returns
    -------
    DataFrame
        Index domain, one column a category in the order of the crosswalk; rows sum to 1.

    Examples
    --------
    >>> table = pd.DataFrame({"domain": ["a", "a", "b"], "category": ["x", "y", "y"], "weight": [1, 3, 1]})
    >>> weigh_categories(table, ["a", "b"]).to_numpy().tolist()
    [[0.25, 0.75], [0.0, 1.0]]
    """
    table = _check(crosswalk, domains, "the crosswalk")
    wide = table.pivot_table("weight", "domain", "category").reindex(index=list(domains))
    return wide[table["category"].drop_duplicates().tolist()].fillna(0.0)


def name_categories(table: pd.DataFrame, crosswalk: pd.DataFrame) -> pd.DataFrame:
    """Rename the column ``domain`` of a table of categories, and add their names where the crosswalk has any.

    Examples
    --------
    >>> table = pd.DataFrame({"domain": ["3"], "difference": [0.1]})
    >>> names = pd.DataFrame({"domain": ["health"], "category": ["3"], "weight": [1], "name": ["Health"]})
    >>> list(name_categories(table, names))
    ['category', 'name', 'difference']
    """
    table = table.rename(columns={"domain": "category"})
    if _NAME in crosswalk:
        names = crosswalk.drop_duplicates("category").set_index("category")[_NAME]
        place = list(table.columns).index("category") + 1
        table.insert(place, _NAME, table["category"].map(names).fillna(""))
    return table


def bound_categories(
    table: pd.DataFrame, shares: Array, crosswalk: pd.DataFrame, domains: Sequence[str]
) -> pd.DataFrame:
    """Add to shares of categories the bounds that hold whatever the weights are; see `cross_prevalence`.

    Parameters
    ----------
    table
        Columns domain (the categories), prevalence, low, high and others: one row a category for each group.
    shares
        The shares of the domains in each group, shape (n_groups, n_domains).
    crosswalk
        From `read_crosswalk`, for these domains.
    domains
        All domains in order.

    Returns
    -------
    DataFrame
        The columns of `table`, with category in place of domain, its name where the crosswalk has names, and least and
        most after the interval; without ``sentences``, which are labelled with domains.
    """
    parts = weigh_categories(crosswalk, domains).to_numpy()
    table = name_categories(table.drop(columns="sentences", errors="ignore"), crosswalk)
    place = list(table.columns).index("high" if "high" in table else "prevalence") + 1
    may = parts > 0
    alone = may & (may.sum(axis=1, keepdims=True) == 1)
    table.insert(place, "most", (shares @ may).ravel())
    table.insert(place, "least", (shares @ alone).ravel())
    return table


def describe_bounds(table: pd.DataFrame, given: str) -> str:
    """Say how far the shares of categories depend on the weights of domains that are in several.

    Parameters
    ----------
    table
        Columns category, least and most, and name where categories have names.
    given
        The scheme or the path of the crosswalk.

    Examples
    --------
    >>> describe_bounds(pd.DataFrame({"category": ["x"], "least": [0.25], "most": [0.25]}), "mine.csv")
    'shares of 1 category (mine.csv); none of them depends on the weights'
    """
    said = f"shares of {count_noun(table['category'].nunique(), 'category', 'categories')} ({given})"
    widths = table["most"] - table["least"]
    if not len(widths) or widths.max() < _MIN_WIDTH:
        return f"{said}; none of them depends on the weights"
    widest = table.iloc[int(widths.argmax())]
    name = " ".join(filter(None, (str(widest["category"]), widest.get(_NAME, ""))))
    return (
        f"{said}; the weights of domains that are in several are assumed, and least and most bound the shares whatever "
        f"they are: {name} has {widest['least']:.1%} to {widest['most']:.1%}, the widest"
    )


def cross_distribution(distribution: pd.DataFrame, crosswalk: pd.DataFrame) -> pd.DataFrame:
    """Return the shares of the categories of another scheme in each document.

    Parameters
    ----------
    distribution
        Columns document_id, domain and prevalence; all documents have the same domains in the same order.
    crosswalk
        From `read_crosswalk` or `make_crosswalk`, for these domains.

    Returns
    -------
    DataFrame
        Columns document_id, category, name (where the crosswalk has it), prevalence, least and most, as
        `cross_prevalence` explains them.

    Examples
    --------
    >>> shares = pd.DataFrame({"document_id": ["1", "1"], "domain": ["a", "b"], "prevalence": [0.6, 0.4]})
    >>> table = pd.DataFrame({"domain": ["a", "a", "b"], "category": ["x", "y", "y"], "weight": [0.5, 0.5, 1]})
    >>> cross_distribution(shares, table).round(3).to_numpy().tolist()
    [['1', 'x', 0.3, 0.0, 0.6], ['1', 'y', 0.7, 0.4, 1.0]]
    """
    documents = distribution["document_id"].drop_duplicates().tolist()
    domains = distribution["domain"].drop_duplicates().tolist()
    table = _cross(distribution["prevalence"].to_numpy().reshape(len(documents), -1), crosswalk, domains)
    table.insert(0, "document_id", np.repeat(np.array(documents, dtype=object), len(table) // len(documents)))
    return table


def _cross(shares: Array, crosswalk: pd.DataFrame, domains: Sequence[str]) -> pd.DataFrame:
    """Return the shares of the categories with their bounds, of one or more rows of shares of these domains."""
    parts = weigh_categories(crosswalk, domains)
    columns = {"domain": parts.columns.tolist() * len(shares), "prevalence": (shares @ parts.to_numpy()).ravel()}
    return bound_categories(pd.DataFrame(columns), shares, crosswalk, domains)


def _check(table: pd.DataFrame, domains: Sequence[str], place: str) -> pd.DataFrame:
    """Return one row for each domain and category that has a weight, the weights of a domain summing to 1."""
    for column in _COLUMNS:
        if column not in table:
            raise InputError(f"{place}: no column {column!r}; it has {', '.join(map(str, table.columns))}")
    weights = pd.to_numeric(table["weight"], errors="coerce")
    wrong = ~(np.isfinite(weights) & (weights >= 0))
    if wrong.any():
        row = table[wrong].iloc[0]
        raise InputError(
            f"{place}: weight must be a number from 0 on, got {row['weight']} for domain {row['domain']!r} and "
            f"category {row['category']!r}"
        )
    table = table.assign(weight=weights, category=table["category"].astype(str).str.strip())[weights > 0]
    if (empty := table[table["category"] == ""]).size:
        raise InputError(f"{place}: no category for domain {empty['domain'].iloc[0]!r}; write one, such as {NONE}")
    if missing := [one for one in domains if one not in set(table["domain"])]:
        raise InputError(f"{place}: no row with a weight for domain {missing[0]!r}; give it a category, such as {NONE}")
    how = {"weight": "sum"} | ({_NAME: "first"} if _NAME in table else {})
    table = table.groupby(["domain", "category"], sort=False).agg(how).reset_index()
    return table.assign(weight=table["weight"] / table.groupby("domain")["weight"].transform("sum"))
