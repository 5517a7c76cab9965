"""Labelled documents as bytes that are appended to tables, and the shares that are estimated from them at the end."""

import csv
import io
import json
from collections.abc import Iterable, Sequence
from pathlib import Path

import numpy as np

from research.csv_cells import neutralise
from research.labelling.batch import COLUMNS, UNCERTAIN, LabelledDocument
from research.labelling.distribution import SHARE_COLUMNS, DocumentCounts, list_shares
from research.measure.held_out import HeldOut
from research.text.sentences import BODY, BOILERPLATE

SENTENCES, PROBABILITIES, SHARES = "sentences.csv", "probabilities.csv", "distribution.csv"
ON_THE_WAY = ("body.f64", "paragraphs.i32", "documents.jsonl")

_KIND, _PARAGRAPH, _MARK = COLUMNS.index("kind"), COLUMNS.index("paragraph"), COLUMNS.index("mark")
_WORDS, _UNKNOWN = COLUMNS.index("words"), COLUMNS.index("unknown_words")
_BOM = "\ufeff"


def format_documents(documents: Sequence[LabelledDocument], domains: Sequence[str]) -> dict[str, bytes]:
    """Return what is to be appended to each file for some documents.

    Parameters
    ----------
    documents
        Labelled.
    domains
        All domains in order.
    """
    body, paragraphs, about = ON_THE_WAY
    kept = [document.probabilities[document.find_body()] for document in documents]
    standing = [row[_PARAGRAPH] for document in documents for row in document.rows if row[_KIND] == BODY]
    counts = [json.dumps(_count(document), ensure_ascii=False) + "\n" for document in documents]
    return {
        SENTENCES: format_rows(row for document in documents for row in document.rows).encode(),
        PROBABILITIES: "".join(map(_format_probabilities, documents)).encode(),
        body: np.vstack([np.zeros((0, len(domains))), *kept]).astype("<f8").tobytes(),
        paragraphs: np.array(standing, dtype="<i4").tobytes(),
        about: "".join(counts).encode(),
    }


def make_headers(domains: Sequence[str]) -> dict[str, bytes]:
    """Return the first lines of the tables; the byte order mark makes Excel read them right."""
    return {
        SENTENCES: (_BOM + format_rows([COLUMNS])).encode(),
        PROBABILITIES: (_BOM + format_rows([("document_id", "sentence_id", *domains)])).encode(),
    }


def write_shares(folder: Path, domains: Sequence[str], method: str, held_out: HeldOut | None) -> list[DocumentCounts]:
    """Estimate shares from what was appended, write distribution.csv, and return the counts of the documents."""
    body, paragraphs, about = (folder / name for name in ON_THE_WAY)
    with about.open(encoding="utf-8") as file:
        documents = [DocumentCounts(*json.loads(line)) for line in file]
    n_body = sum(document.body for document in documents)
    probabilities, standing = np.zeros((0, len(domains))), np.zeros(0, dtype=np.int32)
    if n_body:  # an empty file cannot be mapped
        probabilities = np.memmap(body, dtype="<f8", mode="r", shape=(n_body, len(domains)))
        standing = np.fromfile(paragraphs, dtype="<i4")
    with (folder / SHARES).open("w", encoding="utf-8-sig", newline="") as file:
        file.write(format_rows([SHARE_COLUMNS]))
        for row in list_shares(documents, probabilities, standing, domains, method, held_out):
            file.write(format_rows([row]))
    return documents


def format_rows(rows: Iterable[Sequence[object]]) -> str:
    r"""Return rows as CSV: numbers of 6 decimals, nothing for nan, and no text that a spreadsheet runs as a formula.

    Examples
    --------
    >>> format_rows([("=1", 0.5, 3, None), ("a", float("nan"), 1, "")])
    "'=1,0.500000,3,\na,,1,\n"
    """
    lines = io.StringIO(newline="")
    plain, careful = (csv.writer(lines, lineterminator="\n", quoting=q) for q in (csv.QUOTE_MINIMAL, csv.QUOTE_ALL))
    for row in rows:
        cells = [_format_cell(value) for value in row]
        torn = any(isinstance(cell, str) and "\r" in cell for cell in cells)  # Python 3.11 would not quote it
        (careful if torn else plain).writerow(cells)
    return lines.getvalue()


def _format_cell(value: object) -> object:
    if isinstance(value, str):
        return neutralise(value)
    if isinstance(value, float):
        return "" if value != value else f"{value:.6f}"
    return value


def _format_probabilities(document: LabelledDocument) -> str:
    name = format_rows([(document.id,)]).removesuffix("\n")
    numbers = [row[1] for row in document.rows if row[_KIND] != BOILERPLATE]
    pattern = f"{name.replace('%', '%%')},%s," + ",".join(["%.6f"] * document.probabilities.shape[1]) + "\n"
    rows = zip(numbers, document.probabilities.tolist(), strict=True)
    return "".join(pattern % (number, *values) for number, values in rows)


def _count(document: LabelledDocument) -> DocumentCounts:
    body = [row for row in document.rows if row[_KIND] == BODY]
    marked = sum(row[_MARK] == UNCERTAIN for row in body)
    words, unknown = (sum(int(str(row[column])) for row in body) for column in (_WORDS, _UNKNOWN))
    return DocumentCounts(document.id, len(document.rows), len(body), marked, words, unknown)
