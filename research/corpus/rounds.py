"""Rounds of coding: which labelled sentences are a random sample, and of what."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from research.arrays import Array
from research.corpus.tasks import Task


@dataclass(frozen=True, eq=False)
class Coded:
    """The labelled body sentences of a collection of documents.

    Attributes
    ----------
    sample
        Those of the random sample.
    inclusion
        The probability with which each of the sample was sampled, shape (n_sample,).
    known
        Those that had been labelled before the sample was taken from the others; they stand for themselves.
    missing_sample, missing_known
        How many sampled sentences, and sentences sampled before them, have no label.
    """

    sample: list[Task]
    inclusion: Array
    known: list[Task]
    missing_sample: int
    missing_known: int


def divide_rounds(tasks: Sequence[Task], missing: Sequence[Task], n_body: int) -> Coded:
    """Divide labelled sentences into the random sample and those that were labelled before it was taken.

    A random sample is taken from the sentences that no earlier sample has. Several random samples in a row are one
    larger sample. Where a sample that was not random lies between, the sentences sampled until then stand for
    themselves, and the random samples after it for all others. A last one that was not random is not used.

    Parameters
    ----------
    tasks
        The labelled body sentences.
    missing
        The body sentences that were sampled and have no label.
    n_body
        The number of body sentences in the documents.
    """
    random = [task for task in tasks if task.inclusion is not None]
    chosen = [task for task in (*tasks, *missing) if task.inclusion is None]
    last = max(_number_round(task) for task in random)
    if any(task.round for task in random):
        before = max((_number_round(task) for task in chosen if _number_round(task) < last), default=-1)
    else:  # files without rounds: how many sentences the sample stands for tells what was labelled before it
        represented = sum(1 / task.inclusion for task in random if task.inclusion)
        labelled = sum(not task.round for task in chosen)
        before = 0 if abs(represented - (n_body - labelled)) < abs(represented - n_body) else -1
        random = [replace(task, round="1") for task in random]
    sample = [task for task in random if _number_round(task) > before]
    known = [task for task in (*chosen, *random) if _number_round(task) <= before]
    lost = [task for task in missing if task.inclusion is not None and _number_round(task) > before]
    without = {id(task) for task in missing}
    return Coded(
        sample,
        _join_inclusion(sample),
        [task for task in known if id(task) not in without],
        len(lost),
        sum(id(task) in without for task in known)
        + sum(task.inclusion is not None and _number_round(task) <= before for task in missing),
    )


def _number_round(task: Task) -> int:
    return int(task.round) if task.round.isdecimal() else 0


def _join_inclusion(sample: Sequence[Task]) -> Array:
    """Return the probability with which each sentence is in any of the random samples."""
    own = np.array([task.inclusion for task in sample], dtype=np.float64)
    rounds = np.array([_number_round(task) for task in sample])
    missed = {number: 1 - own[rounds == number].mean() for number in set(rounds.tolist())}
    others = [np.prod([value for number, value in missed.items() if number != mine]) for mine in rounds.tolist()]
    joined: Array = 1 - (1 - own) * np.array(others)
    return joined
