"""Tables that were just written, read as plain columns: to import pandas takes longer than to label a speech."""

from array import array
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import islice
from pathlib import Path
from typing import Any, NamedTuple, TypeAlias

import numpy as np

from research.arrays import Array
from research.csv_cells import iterate_written, restore
from research.labelling.choices import PROBABILITIES, SENTENCES, SHARES
from research.labelling.document_table import DOCUMENTS
from research.text.kinds import LABELLED_KINDS

Columns: TypeAlias = Mapping[str, Sequence[Any]]

_SHOWN = ("document_id", "sentence_id", "paragraph", "kind", "headings", "text", "domain", "terms", "mark")
_NUMBERS = ("sentence_id", "paragraph", "sentences", "documents")
_DECIMALS = ("prevalence", "low", "high", "unknown_words")


class WrittenSentences(NamedTuple):
    """Labelled sentences as the page shows them.

    Attributes
    ----------
    sentences
        The columns of sentences.csv that are shown.
    probabilities
        The probabilities of each row in codebook order, shape (n_rows, n_domains); 0 for kinds that are not labelled.
    """

    sentences: Columns
    probabilities: Array


def read_shown_sentences(folder: Path, domains: Sequence[str]) -> WrittenSentences:
    """Read what the page shows of sentences.csv, and the probabilities of each sentence.

    Parameters
    ----------
    folder
        Holds the tables as `research.labelling.output_tables` wrote them.
    domains
        The ids of all domains, in codebook order.
    """
    sentences = _read_columns(folder / SENTENCES, _SHOWN)
    rows = np.array([list(map(float, row[2:])) for row in _iterate_rows(folder / PROBABILITIES)])
    values = np.zeros((len(sentences["kind"]), len(domains)), order="F")  # so that domain is added to domain
    labelled = np.array([kind in LABELLED_KINDS for kind in sentences["kind"]], dtype=bool)
    values[labelled] = rows.reshape(-1, len(domains))
    return WrittenSentences(sentences, values / np.maximum(values.sum(axis=1, keepdims=True), 1e-12))


def read_shares(folder: Path, max_rows: int | None = None) -> Columns:
    """Read the columns of distribution.csv; ends of intervals that could not be estimated are nan.

    The first rows, as many as there are domains, are those of all documents together.
    """
    return _read_columns(folder / SHARES, max_rows=max_rows)


def read_document_shares(folder: Path, n_domains: int) -> Array:
    """Read the shares of single documents in distribution.csv, shape (n_documents, n_domains)."""
    shares = np.array(_read_columns(folder / SHARES, ("prevalence",))["prevalence"])
    return shares.reshape(-1, n_domains)[1:]  # those of all documents together come first


def read_titles(folder: Path) -> dict[str, str]:
    """Read the title of each document from documents.csv; documents without one are left out."""
    table = _read_columns(folder / DOCUMENTS, ("document_id", "title"))
    return {name: title for name, title in zip(table["document_id"], table["title"], strict=True) if title}


def _read_columns(path: Path, names: Iterable[str] | None = None, max_rows: int | None = None) -> Columns:
    """Read some columns of a table, by default all; equal texts share their memory."""
    rows = _iterate_rows(path, header=True)
    header = next(rows)
    places = {name: header.index(name) for name in names or header}
    columns: dict[str, Any] = {name: array("d") if name in _DECIMALS else [] for name in places}
    known: dict[str, str] = {}

    def take_text(cell: str) -> str:
        return known.setdefault(cell, restore(cell))

    def take_decimal(cell: str) -> float:
        return float(cell or "nan")

    adders: list[tuple[int, Callable[[Any], None], Callable[[str], object]]] = [
        (place, columns[name].append, int if name in _NUMBERS else take_decimal if name in _DECIMALS else take_text)
        for name, place in places.items()
    ]
    for row in islice(rows, max_rows):
        for place, add, convert in adders:
            add(convert(row[place]))
    return columns


def _iterate_rows(path: Path, *, header: bool = False) -> Iterator[list[str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = iterate_written(file)
        if not header:
            next(rows)
        yield from rows
