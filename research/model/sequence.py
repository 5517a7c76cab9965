"""Decoding along a document: the domain of a sentence depends on the sentences before and after it."""

from collections.abc import Sequence
from operator import eq
from typing import NamedTuple

import numpy as np

from research.arrays import Array, Integers
from research.text.sentences import HEADING, Sentence

WITHIN, AFTER_HEADING, NEW_PARAGRAPH, NEW_HEADING = range(4)
BOUNDARY_KINDS = 4
START = -1
# The probability that a document keeps its domain within a paragraph, after a heading, at a new paragraph, and at a new
# heading; used where too few neighbouring sentences are labelled to count transitions.
STAYS = (0.5, 0.8, 0.35, 0.15)

# Sentences whose numbers differ by more than this are not taken for neighbours.
_MAX_GAP = 4
_UNPLACED = Sentence("", -2 * _MAX_GAP, 0, 0, 0, "", (), "")  # for a text without a document


def find_boundaries(sentences: Sequence[Sentence | str]) -> Integers:
    """Find the kind of boundary between each sentence and the one before it.

    Parameters
    ----------
    sentences
        The sentences of a document together and in order; a string is a document of its own. A few lines of
        boilerplate may be missing between two of them; a longer gap, as where only some sentences of a document are
        labelled, counts as the start of a document.

    Returns
    -------
    array of int, shape (n_sentences,)
        `START` at the start of a document, else `NEW_HEADING` before a heading, `AFTER_HEADING` behind one,
        `NEW_PARAGRAPH` or `WITHIN` a paragraph.

    Examples
    --------
    >>> def s(i, p, k): return Sentence("d", i, 0, 1, p, k, (), "文")
    >>> find_boundaries([s(0, 0, "heading"), s(1, 1, "body"), s(2, 1, "body"), s(3, 2, "body"), "别的"]).tolist()
    [-1, 1, 0, 2, -1]
    """
    if not sentences:
        return np.zeros(0, dtype=np.int64)
    placed = [x if isinstance(x, Sentence) else _UNPLACED for x in sentences]
    documents = [x.document_id for x in placed]
    together = np.fromiter(map(eq, documents[1:], documents), dtype=bool, count=len(placed) - 1)
    steps = np.diff(np.array([x.number for x in placed]))
    heading = np.array([x.kind == HEADING for x in placed])
    same = np.diff(np.array([x.paragraph for x in placed])) == 0
    inside = np.where(heading[:-1], AFTER_HEADING, np.where(same, WITHIN, NEW_PARAGRAPH))
    found = np.where(together & (steps > 0) & (steps <= _MAX_GAP), np.where(heading[1:], NEW_HEADING, inside), START)
    return np.concatenate(([START], found))


def make_transitions(prior: Array, stays: Sequence[float] = STAYS) -> Array:
    """Make transitions from constants: staying with the domain, or else moving to domains by their frequency.

    Parameters
    ----------
    prior
        Shares of the domains, shape (n_classes,).
    stays
        Probability of staying with the domain at each kind of boundary.

    Returns
    -------
    array, shape (BOUNDARY_KINDS, n_classes, n_classes)
        Rows sum to 1.

    Examples
    --------
    >>> make_transitions(np.array([0.5, 0.5]), [0.5] * 4)[0].tolist()
    [[0.75, 0.25], [0.25, 0.75]]
    """
    share = np.asarray(stays)[:, None, None]
    made: Array = share * np.eye(len(prior)) + (1 - share) * prior
    return made


def count_transitions(labels: Integers, boundaries: Integers, n_classes: int, smoothing: float = 20.0) -> Array:
    """Count how often each domain follows each other one, at each kind of boundary.

    The transitions of one kind of boundary are smoothed towards those of all kinds, and these towards the shares of the
    domains.

    Parameters
    ----------
    labels
        The column of each sentence's domain, in document order.
    boundaries
        From `find_boundaries`.
    n_classes
        Number of domains.
    smoothing
        Weight of the more general distribution in each row, in sentences.

    Returns
    -------
    array, shape (BOUNDARY_KINDS, n_classes, n_classes)
        Rows sum to 1.

    Examples
    --------
    >>> transitions = count_transitions(np.array([0, 0, 1]), np.array([-1, 0, 0]), 2, smoothing=1.0)
    >>> transitions.shape, transitions.sum(axis=2).round(6).tolist()[0]
    ((4, 2, 2), [1.0, 1.0])
    """
    counts = np.zeros((BOUNDARY_KINDS, n_classes, n_classes))
    inside = np.flatnonzero(boundaries != START)
    np.add.at(counts, (boundaries[inside], labels[inside - 1], labels[inside]), 1.0)
    prior: Array = np.bincount(labels, minlength=n_classes).astype(np.float64) + 1.0
    prior /= prior.sum()
    pooled = _mix(counts.sum(axis=0), prior[None, :], smoothing)
    return _mix(counts, pooled[None, :, :], smoothing)


def decode(
    probabilities: Array, boundaries: Integers, transitions: Array, prior: Array, *, strength: float, power: float
) -> Array:
    """Return the posterior probabilities of each sentence's domain given its whole document.

    Forward-backward (Rabiner 1989, equations 19 to 27) with the classifier's probabilities divided by the prior to
    the power `strength` in place of emission likelihoods, and transitions to the power `power` (both temper the
    assumption that sentences are independent given their domains). Documents are decoded side by side, so that the
    work is a few matrix products for each sentence number.

    Parameters
    ----------
    probabilities
        Probabilities of each sentence by itself, shape (n_sentences, n_classes).
    boundaries
        From `find_boundaries`; `START` begins a document.
    transitions
        From `count_transitions`.
    prior
        Shares of the domains, shape (n_classes,).
    strength, power
        Exponents of the prior and of the transitions; with power 0 the transitions have no influence.

    Returns
    -------
    array, shape (n_sentences, n_classes)
        Rows sum to 1.

    Examples
    --------
    >>> sure, unsure = [0.9, 0.1], [0.5, 0.5]
    >>> stay = np.tile([[0.8, 0.2], [0.2, 0.8]], (4, 1, 1))
    >>> boundaries = np.array([-1, 0, 0])
    >>> found = decode(np.array([sure, unsure, sure]), boundaries, stay, np.array([0.5, 0.5]), strength=1, power=1)
    >>> found[1].round(2).tolist()
    [0.89, 0.11]
    """
    if len(probabilities) == 0:
        return probabilities
    layout = _arrange_by_step(boundaries)
    places, active = layout.places, layout.active
    emission, kinds = np.empty_like(probabilities), np.empty_like(boundaries)
    emission[places], kinds[places] = np.maximum(probabilities, 1e-9) / prior**strength, boundaries
    emission /= emission.max(axis=1, keepdims=True)
    starts = np.cumsum([0, *active])
    tempered = transitions**power
    forward, backward = np.empty_like(emission), np.ones_like(emission)
    first = prior**strength * emission[: active[0]]
    forward[: active[0]] = first / first.sum(axis=1, keepdims=True)
    ahead, back = (np.hstack(list(steps)) for steps in (tempered, tempered.transpose(0, 2, 1)))
    for step in range(1, len(active)):
        here, before = _find_rows(starts, active, step)
        product = _multiply(forward[before], ahead, kinds[here]) * emission[here]
        forward[here] = product / np.add.reduce(product, axis=1, keepdims=True)
    for step in range(len(active) - 1, 0, -1):
        here, before = _find_rows(starts, active, step)
        product = _multiply(backward[here] * emission[here], back, kinds[here])
        backward[before] = product / np.add.reduce(product, axis=1, keepdims=True)
    posterior = forward * backward
    posterior /= posterior.sum(axis=1, keepdims=True)
    result: Array = posterior[places]
    return result


class _Layout(NamedTuple):
    """The order in which documents are decoded side by side: all first sentences, then all second ones, and so on.

    Longer documents come first, so that the documents with a further sentence are the first rows of each step.

    Attributes
    ----------
    places
        The row of each sentence in that order, shape (n_sentences,).
    active
        The number of documents at each step.
    """

    places: Integers
    active: list[int]


def _arrange_by_step(boundaries: Integers) -> _Layout:
    starts = np.flatnonzero(boundaries == START)
    lengths = np.diff(np.append(starts, len(boundaries)))
    rank = np.empty_like(lengths)
    rank[np.argsort(-lengths, kind="stable")] = np.arange(len(lengths))
    active = len(lengths) - np.cumsum(np.bincount(lengths))[:-1]
    steps = np.arange(len(boundaries)) - np.repeat(starts, lengths)
    return _Layout((np.cumsum(active) - active)[steps] + np.repeat(rank, lengths), active.tolist())


def _find_rows(starts: Integers, active: list[int], step: int) -> tuple[slice, slice]:
    """Return the rows of a step and those of the same documents in the step before."""
    first, last = int(starts[step]), int(starts[step - 1])
    return slice(first, first + active[step]), slice(last, last + active[step])


def _multiply(states: Array, steps: Array, boundaries: Integers) -> Array:
    """Multiply each state with the transitions across its boundary; `steps` holds those of all kinds side by side."""
    products = (states @ steps).reshape(len(states), BOUNDARY_KINDS, -1)
    chosen: Array = products[np.arange(len(states)), boundaries]
    return chosen


def _mix(counts: Array, general: Array, smoothing: float) -> Array:
    mixed: Array = (counts + smoothing * general) / (counts.sum(axis=-1, keepdims=True) + smoothing)
    return mixed
