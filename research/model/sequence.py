"""Decoding along a document: what a sentence is about depends on what stands before and after it."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from research.text.sentences import HEADING, Sentence

WITHIN, AFTER_HEADING, NEW_PARAGRAPH, NEW_HEADING = range(4)
BORDERS = 4
START = -1

Array = NDArray[np.float64]


def find_borders(sentences: Sequence[Sentence | str]) -> NDArray[np.int64]:
    """Tell what lies between each sentence and the one before it.

    Parameters
    ----------
    sentences
        The sentences of a document together and in order; a string is a document of its own.

    Returns
    -------
    array of int, shape (n_sentences,)
        `START` at the start of a document, else `NEW_HEADING` before a heading, `AFTER_HEADING` behind one,
        `NEW_PARAGRAPH` or `WITHIN` a paragraph.

    Examples
    --------
    >>> def s(i, p, k): return Sentence("d", i, 0, 1, p, k, (), "文")
    >>> find_borders([s(0, 0, "heading"), s(1, 1, "body"), s(2, 1, "body"), s(3, 2, "body"), "别的"]).tolist()
    [-1, 1, 0, 2, -1]
    """
    borders = np.full(len(sentences), START, dtype=np.int64)
    for index in range(1, len(sentences)):
        before, sentence = sentences[index - 1], sentences[index]
        if isinstance(before, str) or isinstance(sentence, str) or before.document_id != sentence.document_id:
            continue
        if sentence.kind == HEADING:
            borders[index] = NEW_HEADING
        elif before.kind == HEADING:
            borders[index] = AFTER_HEADING
        else:
            borders[index] = WITHIN if before.paragraph == sentence.paragraph else NEW_PARAGRAPH
    return borders


def count_transitions(
    labels: NDArray[np.int64], borders: NDArray[np.int64], n_classes: int, smoothing: float = 20.0
) -> Array:
    """Count how often each domain follows each other one, across each kind of border.

    The transitions of one kind of border are smoothed towards those of all kinds, and these towards the shares of the
    domains.

    Parameters
    ----------
    labels
        The number of each sentence's domain, in document order.
    borders
        From `find_borders`.
    n_classes
        How many domains there are.
    smoothing
        How many sentences' worth of the more general distribution each row is mixed with.

    Returns
    -------
    array, shape (BORDERS, n_classes, n_classes)
        Rows sum to 1.

    Examples
    --------
    >>> transitions = count_transitions(np.array([0, 0, 1]), np.array([-1, 0, 0]), 2, smoothing=1.0)
    >>> transitions.shape, transitions.sum(axis=2).round(6).tolist()[0]
    ((4, 2, 2), [1.0, 1.0])
    """
    counts = np.zeros((BORDERS, n_classes, n_classes))
    inside = np.flatnonzero(borders != START)
    np.add.at(counts, (borders[inside], labels[inside - 1], labels[inside]), 1.0)
    prior: Array = np.bincount(labels, minlength=n_classes).astype(np.float64) + 1.0
    prior /= prior.sum()
    pooled = _mix(counts.sum(axis=0), prior[None, :], smoothing)
    return _mix(counts, pooled[None, :, :], smoothing)


def decode(
    probabilities: Array, borders: NDArray[np.int64], transitions: Array, prior: Array, *, strength: float, power: float
) -> Array:
    """Return the posterior probabilities of each sentence's domain given its whole document.

    Forward-backward (Rabiner 1989, equations 19 to 27) with the classifier's probabilities divided by the prior to
    the power `strength` in place of emission likelihoods, and transitions to the power `power` (both temper the
    assumption that sentences are independent given their domains). Documents are decoded side by side, so that the
    work is a few matrix products for each sentence number.

    Parameters
    ----------
    probabilities
        Of each sentence alone, shape (n_sentences, n_classes).
    borders
        From `find_borders`; `START` begins a document.
    transitions
        From `count_transitions`.
    prior
        Shares of the domains, shape (n_classes,).
    strength, power
        Exponents of the prior and of the transitions; with power 0 the transitions say nothing.

    Returns
    -------
    array, shape (n_sentences, n_classes)
        Rows sum to 1.

    Examples
    --------
    >>> sure, unsure = [0.9, 0.1], [0.5, 0.5]
    >>> stay = np.tile([[0.8, 0.2], [0.2, 0.8]], (4, 1, 1))
    >>> borders = np.array([-1, 0, 0])
    >>> found = decode(np.array([sure, unsure, sure]), borders, stay, np.array([0.5, 0.5]), strength=1, power=1)
    >>> found[1].round(2).tolist()
    [0.89, 0.11]
    """
    n_sentences = len(probabilities)
    if n_sentences == 0:
        return probabilities
    emission = np.maximum(probabilities, 1e-9) / prior**strength
    emission /= emission.max(axis=1, keepdims=True)
    steps = transitions**power
    starts = np.flatnonzero(borders == START)
    lengths = np.diff(np.append(starts, n_sentences))
    order = np.argsort(-lengths, kind="stable")
    starts, lengths = starts[order], lengths[order]
    active = [int(np.searchsorted(-lengths, -step, side="left")) for step in range(int(lengths[0]))]
    forward = np.empty_like(emission)
    backward = np.empty_like(emission)
    first = prior**strength * emission[starts]
    forward[starts] = first / first.sum(axis=1, keepdims=True)
    backward[starts + lengths - 1] = 1.0
    for step in range(1, int(lengths[0])):
        rows = starts[: active[step]] + step
        moved = _move(forward[rows - 1], steps, borders[rows]) * emission[rows]
        forward[rows] = moved / moved.sum(axis=1, keepdims=True)
    back = steps.transpose(0, 2, 1)
    for step in range(int(lengths[0]) - 2, -1, -1):
        rows = starts[: active[step + 1]] + step
        moved = _move(backward[rows + 1] * emission[rows + 1], back, borders[rows + 1])
        backward[rows] = moved / moved.sum(axis=1, keepdims=True)
    posterior = forward * backward
    result: Array = posterior / posterior.sum(axis=1, keepdims=True)
    return result


def _move(states: Array, steps: Array, borders: NDArray[np.int64]) -> Array:
    moved = np.empty_like(states)
    for border in range(BORDERS):
        there = borders == border
        if there.any():
            moved[there] = states[there] @ steps[border]
    return moved


def _mix(counts: Array, general: Array, smoothing: float) -> Array:
    mixed: Array = (counts + smoothing * general) / (counts.sum(axis=-1, keepdims=True) + smoothing)
    return mixed
