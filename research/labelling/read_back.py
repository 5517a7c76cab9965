"""Labelled sentences read back as tables, to compare and to plot them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import numpy as np
import pandas as pd

from research.arrays import Array, Integers
from research.csv_cells import find_dialect, restore
from research.errors import InputError
from research.labelling.choices import PROBABILITIES, SENTENCES, SHARES
from research.text.kinds import BODY, LABELLED_KINDS

_TEXTS = ("kind", "headings", "text", "domain", "second_domain", "terms", "mark")


@dataclass(frozen=True, eq=False)
class LabelledSentences:
    """Sentences with their labels.

    Attributes
    ----------
    sentences
        One row a sentence, the columns of `LabelledSentence`; kinds that are not labelled have no domain.
    probabilities
        The probabilities of each row in codebook order, shape (n_rows, n_domains); 0 for kinds that are not labelled.
    """

    sentences: pd.DataFrame
    probabilities: Array

    @cached_property
    def document_ids(self) -> tuple[str, ...]:
        """The ids of the documents, in order."""
        return tuple(dict.fromkeys(self.sentences["document_id"].astype(str)))

    def find_body(self) -> Integers:
        """Return the rows of body sentences: what prevalence is estimated on."""
        return np.flatnonzero(self.sentences["kind"].to_numpy() == BODY)


def read_sentences(path: Path, n_rows: int | None = None) -> pd.DataFrame:
    """Read sentences.csv, or its first rows; texts come back as they were before cells were neutralised."""
    types = dict.fromkeys(("document_id", *_TEXTS), str)
    sentences = _read_large(path, types, n_rows)
    for name in [name for name in types if name in sentences]:
        sentences[name] = [restore(cell) for cell in sentences[name]]
    return sentences


def _read_large(path: Path, types: Mapping[str, type], n_rows: int | None = None) -> pd.DataFrame:
    """Read a table of ours, also as a spreadsheet saved it; ids stay text."""
    dialect = find_dialect(path)
    return pd.read_csv(
        path, keep_default_na=False, dtype=types, nrows=n_rows, encoding=dialect.encoding, sep=dialect.delimiter
    )


def read_tables(folder: Path, domains: Sequence[str]) -> LabelledSentences:
    """Read the tables of labelled documents; sentences that were deleted from sentences.csv are left out.

    Parameters
    ----------
    folder
        The output folder of ``research label``.
    domains
        The ids of all domains, in codebook order.

    Raises
    ------
    InputError
        If a file is missing, lacks a column, or a sentence has no probabilities.
    """
    if not folder.exists():
        raise InputError(f"{folder}: there is no such folder; give the output folder of `research label`")
    for name in (SENTENCES, PROBABILITIES):
        if not (folder / name).is_file():
            raise InputError(
                f"{folder}: not the output of `research label` ({name} is missing); give its output folder"
            )
    try:
        sentences = read_sentences(folder / SENTENCES)
        probabilities = _read_large(folder / PROBABILITIES, {"document_id": str})
        probabilities["document_id"] = [restore(cell) for cell in probabilities["document_id"]]
        keys = ["document_id", "sentence_id"]
        joined = sentences[[*keys, "kind"]].merge(probabilities[[*keys, *domains]], on=keys, how="left", validate="1:1")
    except (OSError, ValueError, KeyError) as error:
        raise InputError(
            f"{folder}: not the output of `research label` with this codebook ({error}); give its output folder, and "
            "the codebook of the run that labelled the documents"
        ) from None
    values = joined[list(domains)].to_numpy(dtype=np.float64)
    missing = np.isnan(values).any(axis=1) & joined["kind"].isin(LABELLED_KINDS).to_numpy()
    if missing.any():
        row = joined[missing].iloc[0]
        raise InputError(
            f"{folder / 'sentences.csv'}: sentence {row['sentence_id']} of {row['document_id']} has no row in "
            "probabilities.csv; label the documents again"
        )
    values[np.isnan(values)] = 0
    return LabelledSentences(sentences, values / np.maximum(values.sum(axis=1, keepdims=True), 1e-12))


def read_distribution(folder: Path) -> pd.DataFrame:
    """Read distribution.csv, the columns of `Share`; ends of intervals that could not be estimated are nan."""
    empty = {"low": "", "high": ""}
    table = pd.read_csv(folder / SHARES, dtype={"document_id": str}, keep_default_na=False, na_values=empty)
    return table.assign(document_id=[restore(name) for name in table["document_id"]])
