"""The theme distribution of each document and of all, row by row."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from research.arrays import Array
from research.measure.held_out import HeldOut
from research.measure.intervals import find_interval
from research.measure.prevalence import estimate_shares

ALL = "*"
SHARE_COLUMNS = ("document_id", "domain", "prevalence", "low", "high", "sentences", "method", "unknown_words")


class DocumentCounts(NamedTuple):
    """What is known of a labelled document beside its probabilities.

    Attributes
    ----------
    id
        Of the document.
    sentences, body, marked
        How many sentences, body sentences, and body sentences marked as uncertain it has.
    words, unknown
        Tokens in its body sentences, and how many of them the model does not know.
    """

    id: str
    sentences: int
    body: int
    marked: int
    words: int
    unknown: int


def list_shares(
    documents: Sequence[DocumentCounts],
    probabilities: Array,
    paragraphs: NDArray[np.int32],
    domains: Sequence[str],
    method: str,
    held_out: HeldOut | None,
) -> Iterator[tuple[object, ...]]:
    """Estimate the theme distribution of all documents, then of each, over body sentences.

    Intervals are over the paragraphs of a single document and over documents for all (document_id ``*``).
    ``unknown_words`` is the share of words that neither the labelled sentences nor the word vectors hold.

    Parameters
    ----------
    documents
        In order; those without body sentences have no rows.
    probabilities
        Of their body sentences, one document after the other, shape (n_body, n_domains).
    paragraphs
        Of the same sentences, shape (n_body,).
    domains
        All domains in order.
    method, held_out
        As in `estimate_shares`.

    Yields
    ------
    tuple
        The columns of `SHARE_COLUMNS`, a row for each domain.
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
        for domain, share, least, most, count in table:
            yield document.id, domain, share, least, most, count, method, unknown
