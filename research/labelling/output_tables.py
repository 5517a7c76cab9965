"""Labelled documents on disk: rows that are appended to tables, and the theme distribution at the end."""

import json
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from research.arrays import Array, Integers32
from research.csv_cells import format_cell
from research.labelling.batch import COLUMNS, UNCERTAIN, LabelledDocument, label_batch
from research.labelling.document_table import write_document_table
from research.measure.held_out import HeldOut
from research.measure.intervals import find_interval
from research.measure.prevalence import estimate_shares
from research.model.storage import Model
from research.text.documents import Document
from research.text.sentences import BODY, LABELLED_KINDS

SENTENCES, PROBABILITIES, SHARES = "sentences.csv", "probabilities.csv", "distribution.csv"
# What `write_shares` needs: probabilities and paragraphs of body sentences, sizes of documents, what is known of them.
INTERMEDIATE = ("body.f64", "paragraphs.i32", "documents.jsonl", "about.jsonl")

ALL = "*"  # the document_id of all documents together

_BOM = "\ufeff"  # makes Excel read UTF-8


class DocumentCounts(NamedTuple):
    """The sizes of a labelled document.

    Attributes
    ----------
    id
        The id of the document.
    sentences, body, marked
        Number of sentences, of body sentences, and of body sentences that are marked as uncertain.
    words, unknown
        Number of tokens in the body sentences, and of those that the model does not know.
    """

    id: str
    sentences: int
    body: int
    marked: int
    words: int
    unknown: int


class Share(NamedTuple):
    """The share of a domain in a document, a row of distribution.csv.

    Attributes
    ----------
    document_id
        The document, or ``*`` for all together.
    domain
        The id of the domain.
    prevalence, low, high
        Its share of the body sentences, 0 to 1, with its 95 % interval.
    sentences
        Number of body sentences whose most probable domain it is.
    method
        How the share was estimated.
    unknown_words
        Share of the document's words that neither the labelled sentences nor the word vectors hold.
    """

    document_id: str
    domain: str
    prevalence: float
    low: float
    high: float
    sentences: int
    method: str
    unknown_words: float


def format_documents(documents: Sequence[LabelledDocument], domains: Sequence[str]) -> dict[str, bytes]:
    """Return the bytes that labelled documents add to each file.

    Parameters
    ----------
    documents
        From `label_batch`.
    domains
        All domains in order.

    Returns
    -------
    dict
        The bytes by the name of the file: `SENTENCES`, `PROBABILITIES`, and the intermediate files that `write_shares`
        reads.
    """
    body, paragraphs, sizes, about = INTERMEDIATE
    kept = [document.probabilities[document.find_body()] for document in documents]
    body_paragraphs = [row.paragraph for document in documents for row in document.rows if row.kind == BODY]
    counts = [json.dumps(_count(document), ensure_ascii=False) + "\n" for document in documents]
    return {
        SENTENCES: "".join(map(_format_sentences, documents)).encode(),
        PROBABILITIES: b"".join(map(_format_probabilities, documents)),
        body: np.vstack([np.zeros((0, len(domains))), *kept]).astype("<f8").tobytes(),
        paragraphs: np.array(body_paragraphs, dtype="<i4").tobytes(),
        sizes: "".join(counts).encode(),
        about: "".join(json.dumps(dict(one.about), ensure_ascii=False) + "\n" for one in documents).encode(),
    }


def format_batch(batch: list[Document], model: Model, min_probability: float) -> tuple[dict[str, bytes], int]:
    """Label a batch of documents; return the bytes that it adds to each file, and the number of documents."""
    return format_documents(label_batch(batch, model, min_probability), model.codebook.ids), len(batch)


def make_headers(domains: Sequence[str]) -> dict[str, bytes]:
    """Return the first lines of the tables, as bytes by the name of the file."""
    return {
        SENTENCES: (_BOM + format_rows([COLUMNS])).encode(),
        PROBABILITIES: (_BOM + format_rows([("document_id", "sentence_id", *domains)])).encode(),
    }


def write_shares(folder: Path, domains: Sequence[str], method: str, held_out: HeldOut | None) -> list[DocumentCounts]:
    """Write distribution.csv and documents.csv from the intermediate files; return the sizes of the documents.

    Parameters
    ----------
    folder
        Holds what `format_documents` returned for all documents.
    domains
        All domains in order.
    method, held_out
        As `estimate_shares` takes them.
    """
    body_file, paragraphs_file, counts_file, about_file = (folder / name for name in INTERMEDIATE)
    with counts_file.open(encoding="utf-8") as file:
        documents = [DocumentCounts(*json.loads(line)) for line in file]
    n_body = sum(document.body for document in documents)
    probabilities, paragraphs = np.zeros((0, len(domains))), np.zeros(0, dtype=np.int32)
    if n_body:  # an empty file cannot be mapped
        probabilities = np.memmap(body_file, dtype="<f8", mode="r", shape=(n_body, len(domains)))
        paragraphs = np.fromfile(paragraphs_file, dtype="<i4")
    with (folder / SHARES).open("w", encoding="utf-8-sig", newline="") as file:
        file.write(format_rows([Share._fields]))
        for row in list_shares(documents, probabilities, paragraphs, domains, method, held_out):
            file.write(_format_row(row))
    with about_file.open(encoding="utf-8") as lines:
        write_document_table(folder, lines, [(document.words, document.unknown) for document in documents])
    return documents


def list_shares(
    documents: Sequence[DocumentCounts],
    probabilities: Array,
    paragraphs: Integers32,
    domains: Sequence[str],
    method: str,
    held_out: HeldOut | None,
) -> Iterator[Share]:
    """Estimate the theme distribution of all documents, then of each, over body sentences.

    Intervals are over the paragraphs of a single document, and over documents for all of them.

    Parameters
    ----------
    documents
        In order; those without body sentences have no shares.
    probabilities
        The probabilities of their body sentences, one document after the other, shape (n_body, n_domains).
    paragraphs
        The number of the paragraph of each body sentence, shape (n_body,).
    domains
        All domains in order.
    method, held_out
        As `estimate_shares` takes them.

    Yields
    ------
    Share
        One for each document and domain.
    """
    counted = [document for document in documents if document.body]
    ends = np.cumsum([0, *(document.body for document in counted)])
    owners = np.repeat(np.arange(len(counted)), [document.body for document in counted])
    groups: list[tuple[DocumentCounts, slice, NDArray[np.integer]]] = [
        (document, slice(*ends[n : n + 2].tolist()), paragraphs) for n, document in enumerate(counted)
    ]
    if counted:
        totals = np.array([document[1:] for document in counted]).sum(axis=0).tolist()
        whole = DocumentCounts(ALL, *totals)
        groups.insert(0, (whole, slice(0, len(owners)), owners if len(counted) > 1 else paragraphs))
    for document, rows, units in groups:
        part = probabilities[rows]
        shares = estimate_shares(part, units[rows], method=method, held_out=held_out)
        low, high = find_interval(shares)
        counts = np.bincount(part.argmax(axis=1), minlength=len(domains))
        unknown = document.unknown / max(document.words, 1)
        table = zip(domains, shares.estimate.tolist(), low.tolist(), high.tolist(), counts.tolist(), strict=True)
        for domain, share, start, end, count in table:
            yield Share(document.id, domain, share, start, end, count, method, unknown)


def format_rows(rows: Iterable[Sequence[object]]) -> str:
    r"""Return rows as CSV: numbers with 6 decimals, nothing for nan, no text that a spreadsheet would run as a formula.

    Examples
    --------
    >>> format_rows([("=1", 0.5, 3, None), ("a", float("nan"), 1, "")])
    "'=1,0.500000,3,\na,,1,\n"
    """
    return "".join(map(_format_row, rows))


def _format_row(row: Sequence[object]) -> str:
    return ",".join(map(_format_value, row)) + "\n"


def _format_value(value: object) -> str:
    if isinstance(value, str):
        return format_cell(value)
    if isinstance(value, float):
        return "" if value != value else f"{value:.6f}"
    return "" if value is None else str(value)


_format_name = lru_cache(maxsize=4096)(format_cell)  # ids and headings stand in many rows


def _format_sentences(document: LabelledDocument) -> str:
    """Return the rows as `format_rows` does, in a quarter of its time."""
    lines = []
    for (
        name, number, start, end, paragraph, kind, headings, text, domain, probability, second, second_probability,
        terms, words, unknown, mark,
    ) in document.rows:  # fmt: skip
        place = f"{_format_name(name)},{number},{start},{end},{paragraph},{kind},{_format_name(headings)}"
        if probability is None or second_probability is None:
            lines.append(f"{place},{format_cell(text)},,,,,,{words},{unknown},\n")
        else:
            best = f"{_format_name(domain)},{probability:.6f},{_format_name(second)},{second_probability:.6f}"
            lines.append(f"{place},{format_cell(text)},{best},{format_cell(terms)},{words},{unknown},{mark}\n")
    return "".join(lines)


def _format_probabilities(document: LabelledDocument) -> bytes:
    name = format_cell(document.id).encode()
    numbers = [row.sentence_id for row in document.rows if row.kind in LABELLED_KINDS]
    rows = zip(numbers, _format_decimals(document.probabilities), strict=True)
    return b"".join(b"%b,%d%b\n" % (name, number, values) for number, values in rows)


def _format_decimals(values: Array) -> list[bytes]:
    """Return rows of numbers from 0 to 1 with 6 decimals each, a comma before each number."""
    millionths = np.rint(values * 1e6).astype(np.int64)
    signs = np.empty((*values.shape, 9), dtype=np.uint8)
    signs[..., 0], signs[..., 2] = ord(","), ord(".")
    for place in (8, 7, 6, 5, 4, 3, 1):
        millionths, digits = np.divmod(millionths, 10)
        signs[..., place] = ord("0") + digits
    width = 9 * values.shape[1]
    found: list[bytes] = signs.reshape(len(values), width).view(f"S{width}").ravel().tolist()
    return found


def _count(document: LabelledDocument) -> DocumentCounts:
    body = [row for row in document.rows if row.kind == BODY]
    marked = sum(row.mark == UNCERTAIN for row in body)
    words, unknown = sum(row.words for row in body), sum(row.unknown_words for row in body)
    return DocumentCounts(document.id, len(document.rows), len(body), marked, words, unknown)
