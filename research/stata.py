"""Tables for Stata: names that it takes, and labels of variables and values."""

import datetime
import re
from collections.abc import Iterable, Mapping
from pathlib import Path

import pandas as pd
from pandas.api.types import is_numeric_dtype

_TIME = datetime.datetime(2000, 1, 1)  # so that the same table gives the same bytes
_MAX_NAME, _MAX_LABEL = 32, 80  # characters
_WORDS = frozenset({  # of its language
    "aggregate", "array", "boolean", "break", "byte", "case", "catch", "class", "colvector", "complex", "const",
    "continue", "default", "delegate", "delete", "do", "double", "else", "eltypedef", "end", "enum", "explicit",
    "export", "external", "float", "for", "friend", "function", "global", "goto", "if", "in", "inline", "int",
    "local", "long", "mata", "matrix", "namespace", "new", "null", "numeric", "nummat", "nummatrix", "operator",
    "orgtypedef", "pointer", "polymorphic", "pragma", "private", "protected", "public", "quad", "rclass", "real",
    "return", "rowvector", "scalar", "short", "sizeof", "static", "strL", "string", "struct", "super", "switch",
    "template", "this", "throw", "transmorphic", "try", "typedef", "typename", "union", "unsigned", "using", "vector",
    "version", "virtual", "void", "volatile", "while", "with", "_all", "_b", "_cons", "_coef", "_n", "_N", "_pi",
    "_pred", "_rc", "_skip", "_weight", "_se",
})  # fmt: skip


def name_variables(columns: Iterable[object]) -> dict[str, str]:
    """Return the name of each column in Stata: letters, digits and underscores, 32 at most, no word of its language.

    Examples
    --------
    >>> name_variables(["level", "GDP (万元)", "2018", "end", "GDP_(万元)"])
    {'level': 'level', 'GDP (万元)': 'GDP__万元_', '2018': '_2018', 'end': '_end', 'GDP_(万元)': 'GDP__万元__2'}
    """
    names: dict[str, str] = {}
    for column in map(str, columns):
        name = re.sub(r"\W", "_", column)
        if not name or name[0].isdigit() or name in _WORDS or re.fullmatch(r"str\d+", name):
            name = f"_{name}"
        name, number, taken = name[:_MAX_NAME], 1, set(names.values())
        first = name
        while name in taken:
            number += 1
            name = f"{first[: _MAX_NAME - len(f'_{number}')]}_{number}"
        names[column] = name
    return names


def write_stata(
    path: Path,
    table: pd.DataFrame,
    *,
    variable_labels: Mapping[str, str] | None = None,
    value_labels: Mapping[str, Mapping[float, str]] | None = None,
) -> None:
    """Write a table for Stata 14 and later; the same table gives the same bytes.

    Parameters
    ----------
    path
        The .dta file; one that exists is replaced.
    table
        Its columns; the index is not written. Columns without any value are left out.
    variable_labels
        What a column is, by its name; a column whose name is another in Stata has its own name for a label by default.
    value_labels
        The text of each number, by column.

    Examples
    --------
    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as folder:
    ...     write_stata(Path(folder, "a.dta"), pd.DataFrame({"x": [1, 2]}), value_labels={"x": {1: "市", 2: "县"}})
    ...     pd.read_stata(Path(folder, "a.dta"))["x"].tolist()
    ['市', '县']
    """
    table = table.dropna(axis="columns", how="all")
    names = name_variables(table.columns)
    labels = {column: column for column, name in names.items() if name != column} | dict(variable_labels or {})
    texts = [name for column, name in names.items() if not is_numeric_dtype(table[column])]
    table.rename(columns=names).to_stata(  # 118 is the format of Stata 14 and later, which hold Chinese
        path, write_index=False, version=118, time_stamp=_TIME,
        variable_labels={names[column]: label[:_MAX_LABEL] for column, label in labels.items() if column in names},
        value_labels={names[column]: dict(found) for column, found in (value_labels or {}).items() if column in names},
        convert_strl=[name for name in texts if table.rename(columns=names)[name].astype(str).str.len().max() > 500],
    )  # fmt: skip
