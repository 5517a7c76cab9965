"""How shares are estimated from labelled sentences: method, target, weights and clusters."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from research.arrays import Array, Integers
from research.errors import InputError
from research.labelling.choices import CHARACTER, DOCUMENT_WEIGHT, SENTENCE, WEIGHTS
from research.measure.choices import DEFAULT_METHOD, THESE
from research.measure.held_out import HeldOut


@dataclass(frozen=True)
class Estimation:
    """How shares are estimated.

    Attributes
    ----------
    method, held_out
        As `estimate_shares` takes them.
    target
        What the intervals are for, as `find_interval` takes it.
    weight
        ``sentence``, ``character`` or ``document``, each of which counts the same, or the column of the documents'
        table that holds a design weight for each document.
    cluster
        The column of the documents' table whose values make the independent units; empty where documents are.
    """

    method: str = DEFAULT_METHOD
    held_out: HeldOut | None = None
    target: str = THESE
    weight: str = SENTENCE
    cluster: str = ""


def weigh_sentences(weight: str, documents: Integers, lengths: Array, design: Sequence[str] | None) -> Array | None:
    """Return the weight of each sentence; None where each counts 1.

    Parameters
    ----------
    weight
        As in `Estimation`.
    documents
        The number of the document of each sentence, from 0.
    lengths
        The number of characters of each sentence.
    design
        The cell of each document in the column that `weight` names; not needed by the other weights.

    Raises
    ------
    InputError
        If a cell is not a number greater than 0, or the documents have no such column.

    Examples
    --------
    >>> owners, lengths = np.array([0, 0, 1]), np.array([4.0, 8.0, 6.0])
    >>> weigh_sentences("document", owners, lengths, None).tolist()
    [0.5, 0.5, 1.0]
    >>> weigh_sentences("design", owners, lengths, ["10", "2.5"]).tolist()
    [10.0, 10.0, 2.5]
    """
    if weight == SENTENCE:
        return None
    if weight == CHARACTER:
        return lengths.astype(np.float64)
    if weight == DOCUMENT_WEIGHT:
        found: Array = 1 / np.bincount(documents)[documents]
        return found
    if design is None:
        raise InputError(
            f"weight: got {weight!r}, expected one of {', '.join(WEIGHTS)}, or a column of the documents' table"
        )
    by_document = np.array([_read_weight(cell, weight) for cell in design])
    return by_document[documents]


def _read_weight(cell: str, column: str) -> float:
    try:
        found = float(cell)
    except ValueError:
        found = -1.0
    if not 0 < found < float("inf"):
        raise InputError(f"weight {column}: must be a number greater than 0 for each document, got {cell!r}")
    return found
