"""Crosswalks: the shares of domains in the categories of another scheme, with bounds where a domain is in several."""

from collections.abc import Sequence
from os import PathLike
from pathlib import Path

import numpy as np
import pandas as pd

from research.codebook import Codebook
from research.corpus.label_names import Naming
from research.csv_cells import read_frame
from research.errors import InputError
from research.shipped import shipped_path

SCHEMES = ("cap", "state_council")
NONE = "none"  # the category of domains that the other scheme has nothing for

_COLUMNS = ("domain", "category", "weight")
_NAME = "name"  # a column that a crosswalk may have: what a category is called
_SHARES = ("prevalence", "least", "most")
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
    parts = _divide(_check(table, prevalence["domain"].tolist(), place))
    shares = parts["domain"].map(prevalence.set_index("domain")["prevalence"]).fillna(0)
    crossed = parts[list(_SHARES)].mul(shares, axis=0)
    return crossed.groupby(parts["category"], sort=False).sum().rename_axis("category").reset_index()


def read_crosswalk(given: str, codebook: Codebook) -> pd.DataFrame:
    """Return the crosswalk from a codebook to a scheme, or that of a table.

    Parameters
    ----------
    given
        ``cap`` or ``state_council``, as for `make_crosswalk`, or the path of a table with the columns domain (ids or
        names), category and weight; a column name says what a category is called.
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
    table = read_frame(given, _COLUMNS)
    naming = Naming(codebook)
    table["domain"] = [naming.find_name(name) for name in table["domain"]]
    return _check(table, codebook.ids, given)


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
    parts = _divide(_check(crosswalk, domains, "the crosswalk"))
    categories = parts["category"].drop_duplicates().tolist()
    columns: dict[str, object] = {
        "document_id": np.repeat(np.array(documents, dtype=object), len(categories)),
        "category": categories * len(documents),
    }
    if _NAME in parts:
        names = parts.drop_duplicates("category").set_index("category")[_NAME]
        columns[_NAME] = names[categories].tolist() * len(documents)
    shares = distribution["prevalence"].to_numpy().reshape(len(documents), len(domains))
    for column in _SHARES:
        matrix = parts.pivot_table(column, "domain", "category").reindex(index=domains, columns=categories)
        columns[column] = (shares @ matrix.fillna(0).to_numpy()).ravel()
    return pd.DataFrame(columns)


def _divide(table: pd.DataFrame) -> pd.DataFrame:
    """Add to each row how much of its domain is in the category: by the weight, at least and at most."""
    alone = table.groupby("domain")["weight"].transform("size") == 1
    return table.assign(prevalence=table["weight"], least=alone.astype(float), most=1.0)


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
