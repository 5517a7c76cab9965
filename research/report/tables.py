"""Labelled sentences as tables: what the labelling script writes and the comparing script reads back."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from research.codebook import Codebook
from research.errors import DataError
from research.measure.heldout import HeldOut
from research.measure.prevalence import estimate_shares, tabulate_shares
from research.report.run import write_table
from research.text.sentences import BODY, BOILERPLATE, Sentence

COLUMNS = (
    "document_id", "sentence_id", "start", "end", "paragraph", "kind", "headings", "text", "domain", "probability",
    "second_domain", "second_probability", "terms", "words", "unknown_words", "mark",
)  # fmt: skip
UNCERTAIN = "uncertain"
ALL = "*"

_FEW_SECTIONS = 2

Array = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Labelled:
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

    def find_body(self) -> NDArray[np.int64]:
        """Return the rows of body sentences: what shares are counted over."""
        return np.flatnonzero(self.sentences["kind"].to_numpy() == BODY)


def tabulate_sentences(
    sentences: Sequence[Sentence],
    probabilities: Array,
    extra: Sequence[tuple[str, int, int]],
    domains: Sequence[str],
    least_probability: float,
) -> Labelled:
    """Put sentences, their labels and what explains them into a table.

    Parameters
    ----------
    sentences
        Of a document.
    probabilities
        Of those that are no boilerplate, in order.
    extra
        Of the same: terms, number of words, number of unknown words.
    domains
        Of the columns of `probabilities`.
    least_probability
        Labels with less are marked as uncertain.
    """
    order = np.argsort(-probabilities, axis=1, kind="stable")[:, :2]
    labelled = zip(order, probabilities, extra, strict=True)
    rows = []
    for sentence in sentences:
        place = (sentence.document_id, sentence.number, sentence.start, sentence.end, sentence.paragraph, sentence.kind)
        found: tuple[object, ...] = ("", None, "", None, "", 0, 0, "")
        if sentence.kind != BOILERPLATE:
            (first, second), row, (terms, words, unknown) = next(labelled)
            mark = UNCERTAIN if row[first] < least_probability else ""
            found = (domains[first], row[first], domains[second], row[second], terms, words, unknown, mark)
        rows.append((*place, " > ".join(sentence.headings), sentence.text, *found))
    whole = np.zeros((len(sentences), len(domains)))
    whole[[sentence.kind != BOILERPLATE for sentence in sentences]] = probabilities
    return Labelled(pd.DataFrame(rows, columns=list(COLUMNS)), whole)


def join_labelled(parts: Iterable[Labelled]) -> Labelled:
    """Put the sentences of several documents into one table."""
    found = list(parts)
    tables = pd.concat([part.sentences for part in found], ignore_index=True)
    return Labelled(tables, np.vstack([part.probabilities for part in found]))


def write_labelled(folder: Path, labelled: Labelled, domains: Sequence[str]) -> None:
    """Write sentences.csv, and probabilities.csv with every domain's probability for all but boilerplate."""
    write_table(folder / "sentences.csv", labelled.sentences, index=False)
    rows = labelled.sentences["kind"].to_numpy() != BOILERPLATE
    table = labelled.sentences.loc[rows, ["document_id", "sentence_id"]]
    values = pd.DataFrame(labelled.probabilities[rows], columns=list(domains), index=table.index)
    write_table(folder / "probabilities.csv", pd.concat([table, values], axis=1), index=False)


def read_labelled(folder: Path, domains: Sequence[str]) -> Labelled:
    """Read what `write_labelled` wrote; rows that were taken out of sentences.csv since are left out.

    Raises
    ------
    DataError
        If a file is missing, lacks a column, or a sentence has no probabilities.
    """
    try:
        sentences = pd.read_csv(folder / "sentences.csv", keep_default_na=False, dtype={"document_id": str})
        probabilities = pd.read_csv(folder / "probabilities.csv", dtype={"document_id": str})
        keys = ["document_id", "sentence_id"]
        joined = sentences[[*keys, "kind"]].merge(probabilities[[*keys, *domains]], on=keys, how="left", validate="1:1")
    except (OSError, ValueError, KeyError) as error:
        raise DataError(
            f"{folder}: not what research.label wrote ({error}); give its output folder, and the run it was made with"
        ) from None
    values = joined[list(domains)].to_numpy(dtype=np.float64)
    lacking = np.isnan(values).any(axis=1) & (joined["kind"].to_numpy() != BOILERPLATE)
    if lacking.any():
        row = joined[lacking].iloc[0]
        raise DataError(
            f"{folder / 'sentences.csv'}: sentence {row['sentence_id']} of {row['document_id']} has no row in "
            "probabilities.csv; label the documents again"
        )
    values[np.isnan(values)] = 0
    return Labelled(sentences, values / np.maximum(values.sum(axis=1, keepdims=True), 1e-12))


def tabulate_distribution(
    labelled: Labelled, codebook: Codebook, method: str, held_out: HeldOut | None = None
) -> pd.DataFrame:
    """Return the theme distribution of each document and of all, over body sentences.

    Intervals are over the paragraphs of a single document and over documents for all (document_id ``*``).
    ``unknown_words`` is the share of words that neither the labelled sentences nor the word vectors hold.

    Parameters
    ----------
    labelled
        Of one or more documents.
    codebook
        The domains in order.
    method, held_out
        As in `estimate_shares`.
    """
    body = labelled.find_body()
    sentences, probabilities = labelled.sentences.iloc[body].reset_index(drop=True), labelled.probabilities[body]
    documents = sentences.groupby("document_id", sort=False).indices
    pooled = "document_id" if len(documents) > 1 else "paragraph"
    tables = []
    for name, rows in [(ALL, np.arange(len(body))), *documents.items()]:
        part = sentences.iloc[rows]
        if not len(part):
            continue
        units = part[pooled if name == ALL else "paragraph"].astype(str).tolist()
        shares = estimate_shares(probabilities[rows], units, method=method, held_out=held_out)
        counts = np.bincount(probabilities[rows].argmax(axis=1), minlength=len(codebook))
        unknown = part["unknown_words"].sum() / max(part["words"].sum(), 1)
        table = tabulate_shares(shares, codebook.ids, counts).reset_index()
        tables.append(table.assign(document_id=str(name), method=method, unknown_words=unknown))
    columns = ["document_id", "domain", "prevalence", "low", "high", "sentences", "method", "unknown_words"]
    return pd.concat(tables, ignore_index=True)[columns] if tables else pd.DataFrame(columns=columns)


def count_sections(sentences: pd.DataFrame, codebook: Codebook) -> pd.DataFrame:
    """Count body sentences by domain (rows) and section (columns) of one document.

    The sections are the headings of the highest rank that divides the document: a title above all of it does not.
    """
    body = sentences[sentences["kind"] == BODY]
    paths = [tuple(path.split(" > ")) for path in body["headings"]]
    depth = next((depth for depth in range(4) if len({path[: depth + 1] for path in paths}) > _FEW_SECTIONS), 0)
    section = pd.Series([path[min(depth, len(path) - 1)] or "（无标题）" for path in paths], index=body.index)
    counts: pd.DataFrame = pd.crosstab(body["domain"], section)
    order = list(dict.fromkeys(section))
    return counts.reindex(index=list(codebook.ids), columns=order, fill_value=0)
