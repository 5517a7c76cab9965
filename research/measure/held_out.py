"""What held-out documents tell of a classifier's errors: the sums that corrections of shares are learned from."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from research.arrays import Array
from research.errors import InputError
from research.measure.bootstrap import sum_by_document
from research.model.encoding import encode_labels
from research.text.files import check_regular, show_error

HELD_OUT = "held_out.npz"

_MOST_UNITS = 1000


@dataclass(frozen=True, eq=False)
class HeldOut:
    """What sentences of documents that the classifier did not learn from tell of its errors.

    Attributes
    ----------
    counted, summed
        For each document, gold domain and predicted domain: how many sentences, and the sum of their probabilities,
        shape (n_documents, n_domains, n_domains).
    """

    counted: Array
    summed: Array

    @property
    def prior(self) -> Array:
        """The share of each domain among the labelled sentences, none quite 0, shape (n_domains,)."""
        gold = self.counted.sum(axis=(0, 2)) + 1.0
        share: Array = gold / gold.sum()
        return share


def hold_out(gold: Sequence[str], probabilities: Array, document_ids: Sequence[str], domains: Sequence[str]) -> HeldOut:
    """Sum up out-of-fold predictions by document (by groups of documents where there are more than a thousand).

    Examples
    --------
    >>> found = hold_out(["a", "b"], np.array([[0.75, 0.25], [0.5, 0.5]]), ["x", "y"], ["a", "b"])
    >>> found.counted.sum(axis=0).tolist(), found.summed.sum(axis=0).tolist()
    ([[1.0, 0.0], [1.0, 0.0]], [[0.75, 0.25], [0.5, 0.5]])
    """
    n = len(domains)
    y = encode_labels(gold, domains)
    numbers: dict[str, int] = {}
    units = [str(numbers.setdefault(name, len(numbers)) % _MOST_UNITS) for name in document_ids]
    counted = sum_by_document(units, y * n + probabilities.argmax(axis=1), n * n).toarray()
    places = (y[:, None] * n + np.arange(n)).ravel()
    summed = sum_by_document(np.repeat(units, n).tolist(), places, n * n, probabilities.ravel()).toarray()
    return HeldOut(counted.reshape(-1, n, n), summed.reshape(-1, n, n))


def write_held_out(path: Path, held_out: HeldOut) -> None:
    """Write the sums to an .npz file; the same sums give the same bytes."""
    np.savez_compressed(
        path, counted=held_out.counted.astype(np.uint16), summed=np.round(held_out.summed, 4).astype(np.float32)
    )


def read_held_out(path: Path, n_domains: int) -> HeldOut | None:
    """Read what `write_held_out` wrote; nothing where there is no such file.

    Raises
    ------
    InputError
        If the file is not of that form, or of another number of domains.
    """
    if not path.exists():
        return None
    try:
        check_regular(path)
        with np.load(path, allow_pickle=False) as file:
            found = HeldOut(file["counted"].astype(np.float64), file["summed"].astype(np.float64))
        _check_sums(found)
    except (InputError, ImportError):
        raise
    except Exception as error:  # on broken bytes the libraries raise anything
        raise InputError(f"{path}: not the predictions of a run ({show_error(error)}); train the run again") from None
    if found.counted.shape[1:] != (n_domains, n_domains) or found.summed.shape != found.counted.shape:
        raise InputError(f"{path}: {found.counted.shape[1]} domains, expected {n_domains}; train it again")
    return found


def _check_sums(found: HeldOut) -> None:
    if found.counted.ndim != 3 or not len(found.counted):
        raise ValueError("no table for each document")
    if not all((np.isfinite(sums) & (sums >= 0)).all() for sums in (found.counted, found.summed)):
        raise ValueError("counts below 0")
