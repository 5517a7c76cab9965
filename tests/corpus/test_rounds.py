"""Which labelled sentences are a random sample, and which stand for themselves."""

from dataclasses import replace

import pytest

from research.corpus.rounds import divide_rounds
from research.corpus.tasks import Task


def make_task(number, domain="a", **about):
    return Task("d", str(number), f"第{number}句。", domain=domain, **about)


def test_a_choice_after_the_sample_is_not_counted():
    sampled = [make_task(n, strategy="random", inclusion=0.1, round="1") for n in range(10)]
    chosen = [make_task(10 + n, strategy="uncertain", round="2") for n in range(20)]
    for tasks in ([*sampled, *chosen], [replace(task, round="") for task in (*sampled, *chosen)]):
        coded = divide_rounds(tasks, [], 100)
        assert (len(coded.sample), len(coded.known)) == (10, 0)
        assert coded.inclusion.tolist() == pytest.approx([0.1] * 10)


def test_two_random_samples_in_a_row_are_one():
    first = [make_task(n, strategy="random", inclusion=0.2, round="1") for n in range(20)]
    second = [make_task(20 + n, strategy="random", inclusion=0.25, round="2") for n in range(20)]
    coded = divide_rounds([*first, *second], [], 100)
    assert coded.inclusion.tolist() == pytest.approx([0.4] * 40)  # .2 + .8 * .25: 40 of 100
