"""Abstention: the minimum probability from which labels reach a wanted precision."""

from dataclasses import dataclass

import numpy as np

from research.arrays import Array, Booleans


@dataclass(frozen=True)
class Threshold:
    """A minimum probability, with the precision and the coverage of the labels that reach it.

    Attributes
    ----------
    probability
        The minimum probability of a label that is kept; infinity where no threshold reaches the wanted precision.
    precision
        The share of correct labels among those that are kept (nan if none is kept).
    coverage
        The share of labels that are kept.
    """

    probability: float
    precision: float
    coverage: float


def choose_threshold(correct: Booleans, probability: Array, min_precision: float) -> Threshold:
    """Choose the lowest threshold whose labels reach a precision.

    This is the risk-coverage curve of El-Yaniv and Wiener (2010). Use labels of documents that the classifier was not
    fitted on: on its training documents the precision is too high.

    Parameters
    ----------
    correct
        Whether each label is correct, shape (n_sentences,).
    probability
        The predicted probability of each label, same shape.
    min_precision
        Minimum share of correct labels among those that are kept, between 0 and 1.

    Examples
    --------
    >>> correct = np.array([True, True, False, True, False])
    >>> choose_threshold(correct, np.array([0.9, 0.8, 0.7, 0.6, 0.5]), 0.75)
    Threshold(probability=0.6, precision=0.75, coverage=0.8)
    """
    order = np.argsort(-probability, kind="stable")
    kept = np.arange(1, len(order) + 1)
    precision = np.cumsum(correct[order]) / kept
    last_of_its_value = np.append(probability[order][1:] < probability[order][:-1], True)
    candidates = np.flatnonzero((precision >= min_precision) & last_of_its_value)
    if not len(candidates):
        return Threshold(float("inf"), float("nan"), 0.0)
    best = candidates[-1]
    return Threshold(float(probability[order][best]), float(precision[best]), float(kept[best] / len(order)))


def apply_threshold(correct: Booleans, probability: Array, threshold: float) -> Threshold:
    """Measure the precision and the coverage of a threshold on other labels than those it was chosen on.

    Examples
    --------
    >>> apply_threshold(np.array([True, False, True, True]), np.array([0.9, 0.8, 0.3, 0.7]), 0.7).coverage
    0.75
    """
    kept = probability >= threshold
    precision = float(correct[kept].mean()) if kept.any() else float("nan")
    return Threshold(threshold, precision, float(kept.mean()))
