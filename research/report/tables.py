"""The tables that are plotted: their columns are checked, their rows put in order."""

from collections.abc import Sequence

import numpy as np
import pandas as pd

from research.errors import InputError
from research.report.captions import tidy_name
from research.text.kinds import BODY

GROUP = "_group"  # the column that names a group, whatever columns make it
_PREVALENCE = "prevalence"
_ROUNDED = 1e-6  # by which a share may exceed 1


def check_columns(data: pd.DataFrame, columns: Sequence[str]) -> None:
    """Check that a table has some columns.

    Raises
    ------
    InputError
        If it is no DataFrame or lacks a column.
    """
    if not isinstance(data, pd.DataFrame):
        raise InputError(f"expected a DataFrame with the columns {', '.join(columns)}; got {type(data).__name__}")
    missing = [column for column in columns if column not in data]
    if missing:
        raise InputError(
            f"the table has no column {', '.join(missing)}; got {', '.join(map(str, data.columns))}, expected "
            f"{', '.join(columns)}"
        )


def read_numbers(data: pd.DataFrame, columns: Sequence[str]) -> pd.DataFrame:
    """Return a table with rows whose columns hold numbers, nan for missing ones.

    Raises
    ------
    InputError
        If a column is missing or holds something else, a prevalence is above 1, or there is no row.
    """
    check_columns(data, columns)
    if not len(data):
        raise InputError("the table has no rows; there is nothing to plot")
    for column in columns:
        values = data[column]
        wrong = [] if pd.api.types.is_numeric_dtype(values) else [x for x in values.dropna() if isinstance(x, str)]
        if wrong:
            raise InputError(
                f"column {column}: must be numbers, got the text {wrong[0]!r}; convert it, as pd.to_numeric does"
            )
        data = data.assign(**{column: pd.to_numeric(values).to_numpy(dtype=np.float64, na_value=np.nan)})
        if column == _PREVALENCE and data[column].max() > 1 + _ROUNDED:
            raise InputError(
                f"column {column}: must be from 0 to 1, got {data[column].max():g}; divide per cent by 100"
            )
    return data


def index_by_domain(data: pd.DataFrame, columns: Sequence[str]) -> pd.DataFrame:
    """Return a table with one row a domain and the domain as its index.

    Raises
    ------
    InputError
        As `read_numbers`, or if a domain has more than one row.
    """
    data = read_numbers(data, columns)
    table = data.set_index("domain") if "domain" in data else data
    if isinstance(table.index, pd.RangeIndex):
        raise InputError(f"the table has no column domain; got {', '.join(map(str, data.columns))}")
    if table.index.has_duplicates:
        twice = table.index[table.index.duplicated()][0]
        raise InputError(
            f"the table has several rows of the domain {twice!r}; select the rows of one group or comparison, or use "
            "plot_groups or plot_trends"
        )
    return table


def name_groups(data: pd.DataFrame, columns: Sequence[str]) -> pd.DataFrame:
    """Add a column that names the group of each row, from the columns before ``domain``.

    Raises
    ------
    InputError
        As `read_numbers`, or if no column stands before ``domain``, or two groups differ only in blanks.
    """
    check_columns(data, ["domain", *columns])
    data = read_numbers(data, columns)
    by = find_group_columns(data)
    if not by:
        raise InputError(
            "the table has no column before domain that makes groups; use prevalence(by=...), or plot_prevalence"
        )
    parts = [_name_values(data[column]).tolist() for column in by]
    names = pd.Series([" · ".join(row) for row in zip(*parts, strict=True)], index=data.index, dtype=object)
    numbers = data.groupby(by, sort=False, dropna=False, observed=True).ngroup()
    groups = pd.DataFrame({"number": numbers.to_numpy(), "name": names.to_numpy()}).drop_duplicates()
    if groups["name"].duplicated().any():
        twice = groups.loc[groups["name"].duplicated(), "name"].iloc[0]
        raise InputError(
            f"column {', '.join(by)}: several groups are called {twice!r} and differ only in blanks or in how they are "
            "missing; make them one, for example with .str.strip(), before shares are computed"
        )
    return data.assign(**{GROUP: names})


def _name_values(column: pd.Series) -> pd.Series:
    """Return values as names: whole numbers without decimals, days without hours, missing ones empty."""
    known = column.dropna()
    if pd.api.types.is_datetime64_any_dtype(column):
        days = bool((known == known.dt.normalize()).all())
        text = column.dt.strftime("%Y-%m-%d" if days else "%Y-%m-%d %H:%M")
    elif pd.api.types.is_float_dtype(column) and bool((known % 1 == 0).all()):
        text = column.astype("Int64").astype(str)
    else:
        text = column.astype(str)
    text = text.astype(object).where(column.notna().to_numpy(), "")
    named: pd.Series = text.map({value: tidy_name(value) for value in text.unique()})
    return named


def find_group_columns(data: pd.DataFrame) -> list[str]:
    """Return the columns before ``domain``."""
    return [str(name) for name in data.columns[: list(data.columns).index("domain")]]


def count_of(table: pd.DataFrame, column: str) -> int | None:
    """Return the sum of sentences, or the number of documents (of each group once), where a table has the column."""
    if column not in table or table[column].isna().any():
        return None
    if column == "documents":
        table = table.drop_duplicates(GROUP) if GROUP in table else table.head(1)
    return int(table[column].sum())


def count_documents(data: object) -> int | None:
    """Return the number of documents of an evaluation; a table has none."""
    found = getattr(data, "n_documents", None)
    return found if isinstance(found, int) else None


def take_document(data: pd.DataFrame, columns: Sequence[str]) -> pd.DataFrame:
    """Return the body sentences of a document.

    Raises
    ------
    InputError
        If a column is missing, or the sentences are of several documents or none of them is body text.
    """
    check_columns(data, columns)
    ids = data["document_id"].unique().tolist() if "document_id" in data else []
    if len(ids) > 1:
        raise InputError(
            f"the sentences are of {len(ids)} documents; select one, for example "
            f"sentences[sentences['document_id'] == {ids[0]!r}]"
        )
    body = data[data["kind"] == BODY]
    if not len(body):
        raise InputError("none of the sentences is body text; there is nothing to plot")
    return body
