"""Calibration: how far probabilities are from shares of correct predictions, and how far chance alone puts them."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import pandas as pd

from research.arrays import Array, Integers
from research.model.encoding import encode_labels


class Calibration(NamedTuple):
    """How far the probability of the predicted domain is from the share of correct predictions.

    Attributes
    ----------
    table
        One row for each bin that is not empty, with its mean probability (``confidence``), the share of correct
        predictions (``accuracy``) and the number of sentences (``n``).
    error
        The expected calibration error, from 0 to 1.
    """

    table: pd.DataFrame
    error: float


class ChanceError(NamedTuple):
    """The calibration error of as many predictions whose probabilities are exact.

    Attributes
    ----------
    mean
        Its mean: the error is a mean of absolute gaps, so that few predictions have one by chance alone.
    highest
        Its 95 % quantile: a higher error tells of probabilities that are not exact.
    """

    mean: float
    highest: float


def measure_calibration(
    labels: Sequence[str], probabilities: Array, domains: Sequence[str], *, n_bins: int = 10
) -> Calibration:
    """Compare the probability of the predicted domain with the share of correct predictions.

    Parameters
    ----------
    labels
        Gold labels, length n_sentences.
    probabilities
        Shape (n_sentences, n_domains).
    domains
        All domains in the order of the columns.
    n_bins
        Number of bins of equal width over the probability of the predicted domain.

    Returns
    -------
    Calibration
        Table and expected calibration error: the mean gap between confidence and accuracy, weighted by the number of
        sentences (Guo et al. 2017, equation 3).

    Examples
    --------
    >>> table, error = measure_calibration(["a", "b"], np.array([[0.9, 0.1], [0.9, 0.1]]), ["a", "b"])
    >>> round(error, 3)
    0.4
    """
    confidence = probabilities.max(axis=1)
    correct = probabilities.argmax(axis=1) == encode_labels(labels, domains)
    bins = _find_bins(confidence, n_bins)
    table = (
        pd.DataFrame({"bin": bins, "confidence": confidence, "accuracy": correct})
        .groupby("bin")
        .agg(confidence=("confidence", "mean"), accuracy=("accuracy", "mean"), n=("accuracy", "size"))
    )
    error = float((table["n"] * (table["confidence"] - table["accuracy"]).abs()).sum() / len(labels))
    return Calibration(table, error)


def simulate_calibration(
    probabilities: Array, *, n_bins: int = 10, n_repeats: int = 1000, seed: int = 0
) -> ChanceError:
    """Simulate the calibration error that predictions would have if their probabilities were exact.

    Each prediction is correct with its probability, sampled anew in each repeat (consistency resampling, Bröcker and
    Smith 2007).

    Parameters
    ----------
    probabilities
        Shape (n_sentences, n_domains).
    n_bins
        As in `measure_calibration`.
    n_repeats, seed
        Number of repeats, and the seed of the random numbers.

    Examples
    --------
    >>> certain, even = np.array([[1.0, 0.0]] * 50), np.array([[0.5, 0.5]] * 50)
    >>> [round(simulate_calibration(rows).mean, 2) for rows in (certain, even, np.tile(even, (20, 1)))]
    [0.0, 0.06, 0.01]
    """
    confidence = probabilities.max(axis=1)
    _, bins = np.unique(_find_bins(confidence, n_bins), return_inverse=True)
    correct = np.random.default_rng(seed).random((n_repeats, len(confidence))) < confidence
    gaps = (correct - confidence) @ np.eye(bins.max(initial=-1) + 1)[bins]
    errors = np.abs(gaps).sum(axis=1) / len(confidence)
    return ChanceError(float(errors.mean()), float(np.quantile(errors, 0.95)))


def _find_bins(confidence: Array, n_bins: int) -> Integers:
    """Return the bin of each probability, of equal width."""
    return np.minimum((confidence * n_bins).astype(np.int64), n_bins - 1)
