"""Held-out errors: predictions for documents outside of the training data, from which corrections are learned."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from research.arrays import Array
from research.errors import InputError
from research.measure.bootstrap import number_documents, sum_by_document
from research.measure.gold_labels import GoldLabels
from research.text.files import check_regular, show_error

HELD_OUT = "held_out.npz"  # the file of a run's folder

_MAX_UNITS = 1000  # keeps the file and the memory small; a thousand groups give the variance well enough


@dataclass(frozen=True, eq=False)
class HeldOut:
    """Held-out errors of a classifier: its predictions for labelled sentences of documents that it was not fitted on.

    Attributes
    ----------
    counted
        Number of sentences by document, gold domain and predicted domain, shape (n_documents, n_domains, n_domains).
    summed
        Sum of the probabilities by document, gold domain and predicted domain, same shape.
    """

    counted: Array
    summed: Array

    @property
    def prior(self) -> Array:
        """The smoothed share of each domain among the labelled sentences, shape (n_domains,)."""
        gold = self.counted.sum(axis=(0, 2)) + 1.0
        share: Array = gold / gold.sum()
        return share


def sum_held_out(gold: GoldLabels, probabilities: Array) -> HeldOut:
    """Sum out-of-fold predictions by document.

    Where there are more than a thousand documents, the sums are those of a thousand groups of documents.

    Parameters
    ----------
    gold
        The gold labels.
    probabilities
        Out of fold, from `predict_out_of_fold`, shape (n_sentences, n_domains).

    Examples
    --------
    >>> gold = GoldLabels(["a", "b"], ["x", "y"], ["a", "b"])
    >>> found = sum_held_out(gold, np.array([[0.75, 0.25], [0.5, 0.5]]))
    >>> found.counted.sum(axis=0).tolist(), found.summed.sum(axis=0).tolist()
    ([[1.0, 0.0], [1.0, 0.0]], [[0.75, 0.25], [0.5, 0.5]])
    """
    n = len(gold.domains)
    numbers, _ = number_documents(gold.document_ids)
    units = [str(number) for number in (numbers % _MAX_UNITS).tolist()]
    counted = sum_by_document(units, gold.codes * n + probabilities.argmax(axis=1), n * n).toarray()
    columns = (gold.codes[:, None] * n + np.arange(n)).ravel()
    summed = sum_by_document(np.repeat(units, n).tolist(), columns, n * n, probabilities.ravel()).toarray()
    return HeldOut(counted.reshape(-1, n, n), summed.reshape(-1, n, n))


def write_held_out(path: Path, held_out: HeldOut) -> None:
    """Write held-out errors to an .npz file; the same errors give the same bytes."""
    np.savez_compressed(
        path, counted=held_out.counted.astype(np.uint16), summed=np.round(held_out.summed, 4).astype(np.float32)
    )


def read_held_out(path: Path, n_domains: int) -> HeldOut | None:
    """Read held-out errors from a file of `write_held_out`; return None where there is no such file.

    Raises
    ------
    InputError
        If the file has another format, or another number of domains.
    """
    if not path.exists():
        return None
    try:
        check_regular(path)
        with path.open("rb") as file, np.load(file, allow_pickle=False) as sums:
            found = HeldOut(sums["counted"].astype(np.float64), sums["summed"].astype(np.float64))
        _check_sums(found)
    except (InputError, ImportError):
        raise
    except Exception as error:  # numpy, zipfile and zlib raise many kinds of exceptions on damaged files
        raise InputError(
            f"{path}: not the held-out errors of a run ({show_error(error)}); train the run again"
        ) from None
    if found.counted.shape[1:] != (n_domains, n_domains) or found.summed.shape != found.counted.shape:
        raise InputError(f"{path}: expected {n_domains} domains, got {found.counted.shape[1]}; train the run again")
    return found


def _check_sums(found: HeldOut) -> None:
    if found.counted.ndim != 3 or not len(found.counted):
        raise ValueError("expected a table for each document")
    if not all((np.isfinite(sums) & (sums >= 0)).all() for sums in (found.counted, found.summed)):
        raise ValueError("expected no counts below 0")
