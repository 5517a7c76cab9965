"""Labelled sentences as tables: what the labelling script writes and the comparing script reads back."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import numpy as np
import pandas as pd

from research.arrays import Array, Integers
from research.codebook import Codebook
from research.csv_cells import restore
from research.errors import InputError
from research.labelling.batch import UNCERTAIN
from research.labelling.distribution import SHARE_COLUMNS, DocumentCounts, list_shares
from research.measure.held_out import HeldOut
from research.text.sentences import BODY, BOILERPLATE, split_headings

_FEW_SECTIONS = 2
_TEXTS = ("headings", "text", "terms")


@dataclass(frozen=True, eq=False)
class LabelledSentences:
    """Sentences with their labels.

    Attributes
    ----------
    sentences
        One row a sentence, the columns of `COLUMNS`; boilerplate keeps its row without a domain.
    probabilities
        Of each row, in codebook order, shape (n_rows, n_domains); 0 for boilerplate.
    """

    sentences: pd.DataFrame
    probabilities: Array

    @cached_property
    def document_ids(self) -> tuple[str, ...]:
        """The ids of the documents, in order."""
        return tuple(dict.fromkeys(self.sentences["document_id"].astype(str)))

    def find_body(self) -> Integers:
        """Return the rows of body sentences: what shares are counted over."""
        return np.flatnonzero(self.sentences["kind"].to_numpy() == BODY)


def read_sentences(path: Path, n_rows: int | None = None) -> pd.DataFrame:
    """Read sentences.csv, or its first rows; texts come back as they were before cells were neutralised."""
    types = dict.fromkeys(("document_id", *_TEXTS), str)
    sentences = pd.read_csv(path, keep_default_na=False, dtype=types, nrows=n_rows)
    for name in [name for name in types if name in sentences]:
        sentences[name] = [restore(cell) for cell in sentences[name]]
    return sentences


def read_tables(folder: Path, domains: Sequence[str]) -> LabelledSentences:
    """Read what `write_labelled` wrote; rows that were taken out of sentences.csv since are left out.

    Raises
    ------
    InputError
        If a file is missing, lacks a column, or a sentence has no probabilities.
    """
    try:
        sentences = read_sentences(folder / "sentences.csv")
        probabilities = pd.read_csv(folder / "probabilities.csv", keep_default_na=False, dtype={"document_id": str})
        probabilities["document_id"] = [restore(cell) for cell in probabilities["document_id"]]
        keys = ["document_id", "sentence_id"]
        joined = sentences[[*keys, "kind"]].merge(probabilities[[*keys, *domains]], on=keys, how="left", validate="1:1")
    except (OSError, ValueError, KeyError) as error:
        raise InputError(
            f"{folder}: not what research.label wrote ({error}); give its output folder, and the run it was made with"
        ) from None
    values = joined[list(domains)].to_numpy(dtype=np.float64)
    lacking = np.isnan(values).any(axis=1) & (joined["kind"].to_numpy() != BOILERPLATE)
    if lacking.any():
        row = joined[lacking].iloc[0]
        raise InputError(
            f"{folder / 'sentences.csv'}: sentence {row['sentence_id']} of {row['document_id']} has no row in "
            "probabilities.csv; label the documents again"
        )
    values[np.isnan(values)] = 0
    return LabelledSentences(sentences, values / np.maximum(values.sum(axis=1, keepdims=True), 1e-12))


def tabulate_distribution(
    labelled: LabelledSentences, codebook: Codebook, method: str, held_out: HeldOut | None = None
) -> pd.DataFrame:
    """Return the theme distribution of each document and of all, over body sentences; see `list_shares`."""
    body = labelled.find_body()
    sentences = labelled.sentences.iloc[body]
    documents = [
        DocumentCounts(
            str(name), len(part), len(part), int((part["mark"] == UNCERTAIN).sum()), int(part["words"].sum()),
            int(part["unknown_words"].sum()),
        )
        for name, part in sentences.groupby("document_id", sort=False)
    ]  # fmt: skip
    paragraphs = sentences["paragraph"].to_numpy(dtype=np.int32)
    rows = list_shares(documents, labelled.probabilities[body], paragraphs, codebook.ids, method, held_out)
    return pd.DataFrame(rows, columns=list(SHARE_COLUMNS))


def count_sections(sentences: pd.DataFrame, codebook: Codebook) -> pd.DataFrame:
    """Count body sentences by domain (rows) and section (columns) of one document.

    The sections are the headings of the highest rank that divides the document: a title above all of it does not.
    """
    body = sentences[sentences["kind"] == BODY]
    paths = [split_headings(path) for path in body["headings"]]
    depth = next((depth for depth in range(4) if len({path[: depth + 1] for path in paths}) > _FEW_SECTIONS), 0)
    section = pd.Series([path[min(depth, len(path) - 1)] if path else "（无标题）" for path in paths], index=body.index)
    counts: pd.DataFrame = pd.crosstab(body["domain"], section)
    order = list(dict.fromkeys(section))
    return counts.reindex(index=list(codebook.ids), columns=order, fill_value=0)
