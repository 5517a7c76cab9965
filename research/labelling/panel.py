"""Panels: a row a document, for regressions here, in Stata and in R, as files with a codebook."""

import re
from collections.abc import Mapping
from pathlib import Path

import numpy as np
import pandas as pd
from pandas.api.types import is_numeric_dtype

from research.codebook import Codebook
from research.errors import InputError
from research.labelling.groups import DOCUMENT
from research.output import write_table
from research.stata import name_variables, write_stata
from research.workbook import Column, Table, write_workbook

SENTENCES, WEIGHT = "sentences", "weight"  # columns of a panel
_ENDINGS = (".csv", ".dta", ".xlsx")
_NUMBER = re.compile(r"-?\d{1,15}(\.\d+)?")
_DESCRIPTIONS = {
    DOCUMENT: ("文档", "Document"),
    SENTENCES: ("正文句数", "Number of body sentences"),
    WEIGHT: ("权重：按它加权的均值即全部文档的占比", "Weight; weighted means are the shares of all documents"),
}
_SHARE = ("占比", "share")


def read_numbers(panel: pd.DataFrame) -> pd.DataFrame:
    """Return the panel with its index as a column, and numbers for texts where a column has nothing else.

    Examples
    --------
    >>> documents = pd.Index(["a", "b"], name="document_id")
    >>> read_numbers(pd.DataFrame({"year": ["2018", ""], "level": ["city", "3"]}, index=documents)).to_dict("list")
    {'document_id': ['a', 'b'], 'year': [2018.0, nan], 'level': ['city', '3']}
    """
    found = panel.reset_index()
    for column in found.columns.drop(DOCUMENT):
        cells = found[column]
        if not is_numeric_dtype(cells):
            texts = cells.fillna("").astype(str)
            if (texts != "").any() and all(_NUMBER.fullmatch(text) or not text for text in texts):
                found[column] = pd.to_numeric(texts, errors="coerce")
            else:
                found[column] = texts
    return found


def describe_columns(panel: pd.DataFrame, codebook: Codebook, language: str) -> dict[str, str]:
    """Return what the columns of a panel hold, in Chinese (``zh``) or English; what is known of documents is left out.

    Examples
    --------
    >>> from research.codebook import read_codebook
    >>> panel = pd.DataFrame(columns=["level", "sentences", "health"])
    >>> describe_columns(panel, read_codebook(), "en")
    {'document_id': 'Document', 'sentences': 'Number of body sentences', 'health': 'Health and epidemic control: share'}
    """
    chosen = 0 if language == "zh" else 1
    names = dict(zip(codebook.ids, codebook.names("zh" if language == "zh" else "en"), strict=True))
    between = "：" if language == "zh" else ": "
    described = {}
    for column in map(str, (DOCUMENT, *panel.columns)):
        if column in names:
            described[column] = f"{names[column]}{between}{_SHARE[chosen]}"
        elif column in _DESCRIPTIONS:
            described[column] = _DESCRIPTIONS[column][chosen]
    return described


def write_panel(path: Path, panel: pd.DataFrame, codebook: Codebook, language: str) -> None:
    """Write a panel as .csv, .dta or .xlsx, as the ending of the path says.

    A .dta file has the names of domains as labels of its variables, and texts that several documents share, such as
    places, as numbers with labels of their values, so that ``i.place`` can be written in Stata. An .xlsx file has the
    names on a second sheet.

    Parameters
    ----------
    path
        The file; one that exists is replaced.
    panel
        From `research.Labelled.panel`.
    codebook
        The domains.
    language
        Of the labels: ``zh`` or ``en``.

    Raises
    ------
    InputError
        If the ending is none of these, or the file cannot be written.
    """
    ending = path.suffix.lower()
    if ending not in _ENDINGS:
        raise InputError(f"{path}: got {ending or 'no ending'!r}, expected one of {', '.join(_ENDINGS)}")
    table, described = read_numbers(panel), describe_columns(panel, codebook, language)
    try:
        if ending == ".csv":
            write_table(path, table, index=False)
        elif ending == ".dta":
            _write_dta(path, table, described)
        else:
            _write_xlsx(path, table, described)
    except OSError as error:
        raise InputError(f"{path}: cannot be written ({error.strerror}); give another path") from None


def _write_dta(path: Path, table: pd.DataFrame, described: Mapping[str, str]) -> None:
    values: dict[str, Mapping[float, str]] = {}
    for column in table.columns.drop(DOCUMENT):
        cells = table[column]
        distinct = [] if is_numeric_dtype(cells) else sorted(set(cells) - {""})
        if distinct and len(distinct) < len(table):
            values[column] = {float(number): str(text) for number, text in enumerate(distinct, 1)}
            codes = {text: number for number, text in enumerate(distinct, 1)}
            table = table.assign(**{column: cells.map(codes).astype(np.float64)})
    write_stata(path, table, variable_labels=described, value_labels=values)


def _write_xlsx(path: Path, table: pd.DataFrame, described: Mapping[str, str]) -> None:
    columns = [Column(str(column)) for column in table.columns]
    rows = [["" if pd.isna(cell) else cell for cell in row] for row in table.itertuples(index=False)]
    names = name_variables(table.columns)
    about = [[column, described.get(column, ""), names[column]] for column in map(str, table.columns)]
    heads = [Column("column", 24), Column("label", 48), Column("Stata", 24)]
    write_workbook(path, [Table("panel", columns, rows), Table("codebook", heads, about)])
