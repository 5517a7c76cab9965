"""Held-out errors: predictions for documents outside of the training data, from which intervals are learned."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from research.arrays import Array, Integers
from research.errors import InputError
from research.measure.bootstrap import number_documents, sum_by_document
from research.measure.gold_labels import GoldLabels
from research.text.files import check_regular, show_error

_MAX_UNITS = 1000  # keeps the file and the memory small; a thousand groups give the variance well enough
_FLOOR = 0.002  # a sentence's variance at the least: labels that the model is sure of are wrong about that often
_PRIOR_DOCUMENTS = 30.0  # weight of the errors of all domains together against those of a domain's documents
_STEPS = 10**6  # of a stored probability: as many as 6 decimals tell apart
_LEVEL = 0.95
_NORMAL = 1.959964  # standard errors from the middle of a normal distribution to the ends of that level


@dataclass(frozen=True, eq=False)
class HeldOut:
    """Held-out errors of a classifier: its predictions for labelled sentences of documents that it was not fitted on.

    Attributes
    ----------
    counted
        Number of sentences by document, gold domain and predicted domain, shape (n_documents, n_domains, n_domains).
    summed
        Sum of the probabilities by document, gold domain and predicted domain, same shape.
    spread
        The square of the scale of each document's error by domain, see `measure_scale`, in sentences, shape
        (n_documents, n_domains).
    """

    counted: Array
    summed: Array
    spread: Array

    @property
    def prior(self) -> Array:
        """The smoothed share of each domain among the labelled sentences, shape (n_domains,)."""
        gold = self.counted.sum(axis=(0, 2)) + 1.0
        share: Array = gold / gold.sum()
        return share

    @property
    def variances(self) -> Array:
        """The sums of p (1 - p) by document and domain that `spread` was measured from, the same shape."""
        sizes = self.counted.sum(axis=(1, 2))[:, None]
        found: Array = np.maximum(np.sqrt(self.spread * sizes) - _FLOOR * sizes, 0)
        return found

    @cached_property
    def count_ratio(self) -> Array:
        """The standard error of counted sentences over the scale of the error, shape (n_domains,)."""
        return self._measure_ratio(self.counted)

    @cached_property
    def sum_ratio(self) -> Array:
        """The same of summed probabilities."""
        return self._measure_ratio(self.summed)

    def _measure_ratio(self, predicted: Array) -> Array:
        """Return the greater of two ratios: of single documents, and of sums of many.

        The first is that of split-conformal prediction (Lei et al. 2018): errors over their scale are exchangeable
        between documents, so their 95th percentile holds for the next document. The second is the root mean square,
        which governs sums of documents. Both are averaged with those of all domains together.
        """
        errors = self.counted.sum(axis=2) - predicted.sum(axis=1)
        relative = np.abs(errors) / np.sqrt(self.spread)
        n = len(errors)
        level = min(_LEVEL * (1 + 1 / n), 1.0)
        single = (np.quantile(relative, level, axis=0), np.quantile(relative, level))
        squares, scales = (errors**2).sum(axis=0), self.spread.sum(axis=0)
        many = (np.sqrt(squares / scales), np.sqrt(squares.sum() / scales.sum()))
        weight = n / (n + _PRIOR_DOCUMENTS)
        ratios = [weight * own + (1 - weight) * pooled for own, pooled in (single, many)]
        found: Array = np.maximum(ratios[0] / _NORMAL, ratios[1])
        return found


class HeldOutLabels(NamedTuple):
    """The label of each held-out sentence, from which minimum probabilities are chosen; all of shape (n_sentences,).

    Attributes
    ----------
    gold, predicted
        The numbers of the domains.
    probability
        The predicted probability of the predicted domain, rounded to 6 decimals.
    """

    gold: Integers
    predicted: Integers
    probability: Array


def measure_scale(variances: Array, sizes: Array, independent: Array) -> Array:
    """Return the scale of each document's error by domain, which is proportional to its standard error.

    Errors of one document depend on each other: a whole section, or a whole notice, is taken for another domain. On
    the corpus their standard error was proportional to the summed variances p (1 - p) of its sentences, not to their
    root, and fell with the root of the number of sentences; in `research.studies.coverage` the ratio was about the
    same for sure and for unsure documents, and for types of documents that were and that were not learned from.

    Parameters
    ----------
    variances
        The sum of p (1 - p) over the sentences of each document by domain, weighted, shape (n_documents, n_domains).
    sizes
        The summed weight of the sentences of each document, shape (n_documents,).
    independent
        The number of sentences of each document; with weights, of equally weighted ones.

    Examples
    --------
    >>> measure_scale(np.array([[1.0]]), np.array([25.0]), np.array([25.0])).round(3).tolist()
    [[0.21]]
    """
    scale: Array = (variances + _FLOOR * sizes[:, None]) / np.sqrt(np.maximum(independent, 1.0))[:, None]
    return scale


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
    numbers, n_documents = number_documents(gold.document_ids)
    variances, spread = np.zeros((n_documents, n)), np.zeros((min(n_documents, _MAX_UNITS), n))
    np.add.at(variances, numbers, probabilities * (1 - probabilities))
    sizes = np.bincount(numbers, minlength=n_documents).astype(np.float64)
    np.add.at(spread, np.arange(n_documents) % _MAX_UNITS, measure_scale(variances, sizes, sizes) ** 2)
    units = [str(number) for number in (numbers % _MAX_UNITS).tolist()]
    counted = sum_by_document(units, gold.codes * n + probabilities.argmax(axis=1), n * n).toarray()
    columns = (gold.codes[:, None] * n + np.arange(n)).ravel()
    summed = sum_by_document(np.repeat(units, n).tolist(), columns, n * n, probabilities.ravel()).toarray()
    return HeldOut(counted.reshape(-1, n, n), summed.reshape(-1, n, n), spread)


def write_held_out(path: Path, held_out: HeldOut, labels: HeldOutLabels | None = None) -> None:
    """Write held-out errors, and the labels that they were summed from, to an .npz file.

    The same errors give the same bytes.
    """
    arrays: dict[str, NDArray[np.generic]] = {
        "counted": held_out.counted.astype(np.min_scalar_type(int(held_out.counted.max(initial=256)))),
        "summed": np.round(held_out.summed, 4).astype(np.float32),
        "spread": np.round(held_out.spread, 8).astype(np.float32),
    }
    if labels is not None:
        code = np.min_scalar_type(held_out.counted.shape[1])
        arrays |= {"gold": labels.gold.astype(code), "predicted": labels.predicted.astype(code)}
        arrays["probability"] = np.round(labels.probability * _STEPS).astype(np.uint32)
    np.savez_compressed(path, **arrays)  # type: ignore[arg-type] # numpy takes the names for its own flags


def read_held_out(path: Path, n_domains: int) -> HeldOut | None:
    """Read held-out errors from a file of `write_held_out`; return None where there is no such file.

    Raises
    ------
    InputError
        If the file has another format, or another number of domains.
    """
    arrays = _read_arrays(path)
    if arrays is None:
        return None
    with _explain_damage(path):
        found = HeldOut(*(arrays[name].astype(np.float64) for name in ("counted", "summed", "spread")))
        _check_sums(found)
    if found.counted.shape[1:] != (n_domains, n_domains) or found.summed.shape != found.counted.shape:
        raise InputError(f"{path}: expected {n_domains} domains, got {found.counted.shape[1]}; train the run again")
    return found


def read_held_out_labels(path: Path, n_domains: int) -> HeldOutLabels | None:
    """Read the labels of held-out sentences from a file of `write_held_out`; return None where it has none.

    Raises
    ------
    InputError
        If the file has another format, or another number of domains.
    """
    arrays = _read_arrays(path)
    if arrays is None or "gold" not in arrays:
        return None
    with _explain_damage(path):
        gold, predicted, steps = (arrays[name].astype(np.int64) for name in ("gold", "predicted", "probability"))
        if not gold.shape == predicted.shape == steps.shape == (gold.size,):
            raise ValueError("expected two labels and a probability of each sentence")
        if not ((steps >= 0) & (steps <= _STEPS)).all():
            raise ValueError("expected probabilities between 0 and 1")
    if (most := max(gold.max(initial=0), predicted.max(initial=0)) + 1) > n_domains:
        raise InputError(f"{path}: expected {n_domains} domains, got {most}; train the run again")
    return HeldOutLabels(gold, predicted, steps / _STEPS)


def _read_arrays(path: Path) -> dict[str, NDArray[np.generic]] | None:
    if not path.exists():
        return None
    with _explain_damage(path):
        check_regular(path)
        with path.open("rb") as file, np.load(file, allow_pickle=False) as stored:
            return dict(stored)


@contextmanager
def _explain_damage(path: Path) -> Iterator[None]:
    """Turn what damaged files raise into an error that names the remedy."""
    try:
        yield
    except (InputError, ImportError):
        raise
    except Exception as error:  # numpy, zipfile and zlib raise many kinds of exceptions on damaged files
        raise InputError(
            f"{path}: not the held-out errors of a run ({show_error(error)}); train the run again"
        ) from None


def _check_sums(found: HeldOut) -> None:
    if found.counted.ndim != 3 or not len(found.counted):
        raise ValueError("expected a table for each document")
    if found.spread.shape != found.counted.shape[:2] or not (found.spread > 0).all():
        raise ValueError("expected the scale of the errors of each document")
    if not all((np.isfinite(sums) & (sums >= 0)).all() for sums in (found.counted, found.summed, found.spread)):
        raise ValueError("expected no counts below 0")
