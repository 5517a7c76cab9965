"""Labels and numbers: domains in the order of the codebook, and those that a classifier knows."""

from collections.abc import Sequence

import numpy as np

from research.arrays import Array, Booleans, Integers


def align_probabilities(probabilities: Array, classes: Sequence[str], domains: Sequence[str]) -> Array:
    """Bring an estimator's columns into the order of the domains; those it does not know are 0.

    Examples
    --------
    >>> align_probabilities(np.array([[0.3, 0.7]]), ["b", "a"], ["a", "b", "c"])
    array([[0.7, 0.3, 0. ]])
    """
    place = {domain: column for column, domain in enumerate(domains)}
    aligned = np.zeros((probabilities.shape[0], len(domains)))
    aligned[:, [place[str(label)] for label in classes]] = probabilities
    return aligned


def encode_labels(labels: Sequence[str], domains: Sequence[str]) -> Integers:
    """Return the number of each label's domain.

    Examples
    --------
    >>> encode_labels(["b", "a"], ["a", "b"])
    array([1, 0])
    """
    place = {domain: number for number, domain in enumerate(domains)}
    return np.array([place[label] for label in labels], dtype=np.int64)


def decode_labels(probabilities: Array, domains: Sequence[str]) -> list[str]:
    """Return the most probable domain of each row.

    Examples
    --------
    >>> decode_labels(np.array([[0.3, 0.7]]), ["a", "b"])
    ['b']
    """
    return [domains[column] for column in probabilities.argmax(axis=1)]


def choose_domains(support: Integers, min_support: int) -> Booleans:
    """Tell which domains count in macro-F1: those with support enough, or all that occur where none has.

    Examples
    --------
    >>> choose_domains(np.array([9, 3, 0]), 8), choose_domains(np.array([3, 0]), 8)
    (array([ True, False, False]), array([ True, False]))
    """
    counted = support >= max(min_support, 1)
    return counted if counted.any() else support > 0
