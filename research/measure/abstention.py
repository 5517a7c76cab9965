"""Abstention: from what probability on a label is right as often as somebody needs it to be."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True)
class Threshold:
    """A probability, and what keeping only the labels that reach it gives.

    Attributes
    ----------
    probability
        Labels that reach it are kept; above 1 where no threshold is good enough.
    precision
        The share of the kept labels that are right (nan if none is kept).
    coverage
        The share of all labels that are kept.
    """

    probability: float
    precision: float
    coverage: float


def choose_threshold(right: NDArray[np.bool_], probability: NDArray[np.float64], min_precision: float) -> Threshold:
    """Choose the lowest threshold from which the labels kept are right often enough.

    El-Yaniv and Wiener (2010) call the two ends risk and coverage. Give labels of documents that the classifier did not
    learn from, or the threshold promises too much.

    Parameters
    ----------
    right
        Whether each label is right, shape (n_sentences,).
    probability
        How sure the classifier is of it, same shape.
    min_precision
        The share of the kept labels that is to be right, between 0 and 1.

    Examples
    --------
    >>> right = np.array([True, True, False, True, False])
    >>> choose_threshold(right, np.array([0.9, 0.8, 0.7, 0.6, 0.5]), 0.75)
    Threshold(probability=0.6, precision=0.75, coverage=0.8)
    """
    order = np.argsort(-probability, kind="stable")
    kept = np.arange(1, len(order) + 1)
    precision = np.cumsum(right[order]) / kept
    last_of_its_value = np.append(probability[order][1:] < probability[order][:-1], True)
    good = np.flatnonzero((precision >= min_precision) & last_of_its_value)
    if not len(good):
        return Threshold(float("inf"), float("nan"), 0.0)
    at = good[-1]
    return Threshold(float(probability[order][at]), float(precision[at]), float(kept[at] / len(order)))


def apply_threshold(right: NDArray[np.bool_], probability: NDArray[np.float64], threshold: float) -> Threshold:
    """Tell what a threshold that was chosen elsewhere gives here.

    Examples
    --------
    >>> apply_threshold(np.array([True, False, True, True]), np.array([0.9, 0.8, 0.3, 0.7]), 0.7).coverage
    0.75
    """
    kept = probability >= threshold
    precision = float(right[kept].mean()) if kept.any() else float("nan")
    return Threshold(threshold, precision, float(kept.mean()))
