"""Labelled documents on disk: rows that are appended to tables, and the theme distribution at the end."""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

import numpy as np

from research.arrays import Array, Integers32
from research.csv_cells import format_cell
from research.errors import InputError
from research.labelling.batch import COLUMNS, UNCERTAIN, LabelledDocument, MinProbability, label_batch
from research.labelling.choices import PROBABILITIES, SENTENCES, SHARES, WEIGHTS
from research.labelling.document_table import write_document_table
from research.labelling.estimation import Estimation, weigh_sentences
from research.measure.bootstrap import number_documents
from research.measure.choices import TARGET_NAMES
from research.measure.intervals import find_interval
from research.measure.prevalence import estimate_shares
from research.model.storage import Model
from research.text.documents import Document
from research.text.kinds import BODY, LABELLED_KINDS

# What `write_shares` needs: probabilities and lengths of body sentences, sizes of documents, what is known of them.
INTERMEDIATE = ("body.f64", "characters.i32", "documents.jsonl", "about.jsonl")

ALL = "*"  # the document_id of all documents together

_BLOCK_SIZE = 1 << 16  # sentences in memory at once
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
    documents
        Number of documents with such a sentence.
    method
        How the share was estimated.
    target
        What the interval is for: ``these documents`` or ``documents like these``.
    weight
        What counts the same: ``sentence``, ``character``, ``document``, or the column of the design weights.
    unknown_words
        Share of the document's words that neither the labelled sentences nor the word vectors hold.
    """

    document_id: str
    domain: str
    prevalence: float
    low: float
    high: float
    sentences: int
    documents: int
    method: str
    target: str
    weight: str
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
    body, characters, sizes, about = INTERMEDIATE
    kept = [document.probabilities[document.find_body()] for document in documents]
    lengths = [len(row.text) for document in documents for row in document.rows if row.kind == BODY]
    counts = [json.dumps(_count(document), ensure_ascii=False) + "\n" for document in documents]
    return {
        SENTENCES: "".join(map(_format_sentences, documents)).encode(),
        PROBABILITIES: b"".join(map(_format_probabilities, documents)),
        body: np.vstack([np.zeros((0, len(domains))), *kept]).astype("<f8").tobytes(),
        characters: np.array(lengths, dtype="<i4").tobytes(),
        sizes: "".join(counts).encode(),
        about: "".join(json.dumps(dict(one.about), ensure_ascii=False) + "\n" for one in documents).encode(),
    }


def format_batch(batch: list[Document], model: Model, min_probability: MinProbability) -> tuple[dict[str, bytes], int]:
    """Label a batch of documents; return the bytes that it adds to each file, and the number of documents."""
    return format_documents(label_batch(batch, model, min_probability), model.codebook.ids), len(batch)


def make_headers(domains: Sequence[str]) -> dict[str, bytes]:
    """Return the first lines of the tables, as bytes by the name of the file."""
    return {
        SENTENCES: (_BOM + format_rows([COLUMNS])).encode(),
        PROBABILITIES: (_BOM + format_rows([("document_id", "sentence_id", *domains)])).encode(),
    }


def write_shares(folder: Path, domains: Sequence[str], estimation: Estimation) -> list[DocumentCounts]:
    """Write distribution.csv and documents.csv from the intermediate files; return the sizes of the documents.

    Parameters
    ----------
    folder
        Holds what `format_documents` returned for all documents.
    domains
        All domains in order.
    estimation
        How shares are estimated.

    Raises
    ------
    InputError
        If no document has the column that makes the weights or the clusters, or a weight is not a number.
    """
    _, characters_file, counts_file, about_file = (folder / name for name in INTERMEDIATE)
    with counts_file.open(encoding="utf-8") as file:
        documents = [DocumentCounts(*json.loads(line)) for line in file]
    about: list[Mapping[str, str]] = [{}] * len(documents)
    if estimation.cluster or estimation.weight not in WEIGHTS:
        with about_file.open(encoding="utf-8") as file:
            about = [json.loads(line) for line in file]
    probabilities = _map_body(folder, documents, len(domains))
    lengths = np.fromfile(characters_file, dtype="<i4") if len(probabilities) else np.zeros(0, dtype=np.int32)
    with (folder / SHARES).open("w", encoding="utf-8-sig", newline="") as file:
        file.write(format_rows([Share._fields]))
        file.writelines(map(_format_share, list_shares(documents, probabilities, lengths, about, domains, estimation)))
    write_document_table(folder, about_file, ((document.words, document.unknown) for document in documents))
    return documents


def measure_uncertainty(folder: Path, documents: Sequence[DocumentCounts], n_domains: int) -> Array:
    """Return the mean of p (1 - p) over all body sentences by domain, from the intermediate files."""
    probabilities = _map_body(folder, documents, n_domains)
    summed = np.zeros(n_domains)
    for start in range(0, len(probabilities), _BLOCK_SIZE):
        part = np.asarray(probabilities[start : start + _BLOCK_SIZE])
        summed += (part * (1 - part)).sum(axis=0)
    found: Array = summed / max(len(probabilities), 1)
    return found


def _map_body(folder: Path, documents: Sequence[DocumentCounts], n_domains: int) -> Array:
    n_body = sum(document.body for document in documents)
    if not n_body:  # an empty file cannot be mapped
        return np.zeros((0, n_domains))
    return np.memmap(folder / INTERMEDIATE[0], dtype="<f8", mode="r", shape=(n_body, n_domains))


def list_shares(
    documents: Sequence[DocumentCounts],
    probabilities: Array,
    lengths: Integers32,
    about: Sequence[Mapping[str, str]],
    domains: Sequence[str],
    estimation: Estimation,
) -> Iterator[Share]:
    """Estimate the theme distribution of all documents, then of each, over body sentences.

    Parameters
    ----------
    documents
        In order; those without body sentences have no shares.
    probabilities
        The probabilities of their body sentences, one document after the other, shape (n_body, n_domains).
    lengths
        The number of characters of each body sentence, shape (n_body,).
    about
        What is known of each document: where the columns of `estimation` are looked for.
    domains
        All domains in order.
    estimation
        How shares are estimated.

    Yields
    ------
    Share
        One for each document and domain.

    Raises
    ------
    InputError
        As `write_shares`.
    """
    kept = [number for number, document in enumerate(documents) if document.body]
    counted = [documents[number] for number in kept]
    if not counted:
        return
    sizes = [document.body for document in counted]
    ends, owners = np.cumsum([0, *sizes]), np.repeat(np.arange(len(counted)), sizes)
    design = None if estimation.weight in WEIGHTS else _list_cells(about, kept, estimation.weight)
    weights = weigh_sentences(estimation.weight, owners, lengths.astype(np.float64), design)
    units = owners
    if estimation.cluster:
        units = number_documents(_list_cells(about, kept, estimation.cluster))[0][owners]
    totals = np.array([document[1:] for document in counted]).sum(axis=0).tolist()
    groups = [(DocumentCounts(ALL, *totals), slice(0, len(owners)))]
    groups += [(document, slice(*ends[n : n + 2].tolist())) for n, document in enumerate(counted)]
    for document, rows in groups:
        part = probabilities[rows]
        shares = estimate_shares(
            part,
            units[rows],
            method=estimation.method,
            held_out=estimation.held_out,
            weights=None if weights is None else weights[rows],
        )
        low, high = find_interval(shares, estimation.target)
        labels = part.argmax(axis=1)
        counts = np.bincount(labels, minlength=len(domains))
        holders = np.bincount(np.unique(owners[rows] * len(domains) + labels) % len(domains), minlength=len(domains))
        unknown = document.unknown / max(document.words, 1)
        numbers = (values.tolist() for values in (shares.estimate, low, high, counts, holders))
        for domain, share, start, end, count, holder in zip(domains, *numbers, strict=True):
            yield Share(
                document.id, domain, share, start, end, count, holder, estimation.method,
                TARGET_NAMES[estimation.target], estimation.weight, unknown,
            )  # fmt: skip


def _list_cells(about: Sequence[Mapping[str, str]], kept: Sequence[int], column: str) -> list[str]:
    """Return what a column holds of each document.

    Raises
    ------
    InputError
        If it is empty for a document.
    """
    cells = [about[number].get(column, "") for number in kept]
    if "" in cells:
        name = about[kept[cells.index("")]].get("document_id", "")
        raise InputError(
            f"column {column!r}: document {name!r} has no value there; give the column in the documents' table, or "
            "label first and give the table to `research compare --metadata`"
        )
    return cells


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


def _format_share(row: Share) -> str:
    """Return the row as `format_rows` does, in a fraction of its time."""
    name, domain, prevalence, low, high, sentences, documents, method, target, weight, unknown = row
    ends = f"{low:.6f},{high:.6f}".replace("nan", "")
    return (
        f"{_format_name(name)},{_format_name(domain)},{prevalence:.6f},{ends},{sentences},{documents},{method},{target},"
        f"{_format_name(weight)},{unknown:.6f}\n"
    )


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
