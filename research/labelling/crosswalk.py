"""Crosswalks: the shares of domains in the categories of another scheme, with bounds where a domain is in several."""

from os import PathLike

import numpy as np
import pandas as pd

from research.codebook import Codebook
from research.csv_cells import read_frame
from research.errors import InputError
from research.shipped import shipped_path

SCHEMES = ("cap", "state_council")
NONE = "none"  # the category of domains that the other scheme has nothing for

_COLUMNS = ("domain", "category", "weight")


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
    for column in _COLUMNS:
        if column not in table:
            raise InputError(f"{place}: no column {column!r}; it has {', '.join(map(str, table.columns))}")
    weights = pd.to_numeric(table["weight"], errors="coerce")
    if not (np.isfinite(weights) & (weights >= 0)).all():
        wrong = table["weight"][~(weights >= 0)].iloc[0]
        raise InputError(f"{place}: weight must be a number from 0 on, got {wrong}")
    table = table.assign(weight=weights)[weights > 0]
    if missing := [one for one in prevalence["domain"] if one not in set(table["domain"])]:
        raise InputError(f"{place}: no row with a weight for domain {missing[0]!r}; give it a category, such as {NONE}")
    shares = table["domain"].map(prevalence.set_index("domain")["prevalence"]).fillna(0)
    by_domain = table.groupby("domain")["weight"]
    alone = by_domain.transform("size") == 1
    parts = pd.DataFrame(
        {"prevalence": shares * table["weight"] / by_domain.transform("sum"), "least": shares * alone, "most": shares}
    )
    return parts.groupby(table["category"], sort=False).sum().rename_axis("category").reset_index()
