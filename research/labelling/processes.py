"""Processes that share the work with this one, and end with it."""

import atexit
import os
import signal
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Executor, Future, ProcessPoolExecutor
from contextlib import contextmanager
from functools import partial
from multiprocessing import get_context, parent_process
from typing import Any, TypeVar

Result = TypeVar("Result")
Task = TypeVar("Task")

_MAX_WAITING = 2  # tasks of each other process, one of which it works on; with fewer it waits between two
_MAX_AHEAD = 4  # tasks of each process, that were begun and wait for one before them; so memory stays flat


class Pool:
    """Processes that share tasks with this one, which works, too.

    Parameters
    ----------
    executor
        The other processes; none where this process does all of the work.
    size
        The number of the other processes.

    Examples
    --------
    >>> list(Pool().map(pow, [2, 3], [2, 2]))
    [4, 9]
    """

    def __init__(self, executor: Executor | None = None, size: int = 0) -> None:
        self.executor = executor
        self.size = size

    def map(self, function: Callable[..., Result], *given: Iterable[Any]) -> Iterator[Result]:
        """Yield what a function of a module returns for each of the given, in order, as `map` does."""
        own = partial(_spread, function)
        return self.share(own, own, zip(*given, strict=False))

    def share(
        self, there: Callable[[Any], Result], here: Callable[[Any], Result], tasks: Iterable[Any]
    ) -> Iterator[Result]:
        """Yield the result of each task in order.

        Parameters
        ----------
        there
            Does a task in another process; a function of a module.
        here
            Does it in this process, while the others have enough to do.
        tasks
            Read as they are needed.
        """
        if self.executor is None:
            yield from map(here, tasks)
            return
        pending: deque[Future[Result]] = deque()
        for task, last in _mark_last(tasks, self.size):
            waiting = 1 if last else _MAX_WAITING  # so that at the end all have finished at about the same time
            if sum(not future.done() for future in pending) < waiting * self.size:
                pending.append(self.executor.submit(there, task))
            else:
                pending.append(_call(here, (task,)))
            while pending and (pending[0].done() or len(pending) > _MAX_AHEAD * (self.size + 1)):
                yield pending.popleft().result()
        while pending:
            yield pending.popleft().result()


@contextmanager
def open_processes(count: int, prepare: Callable[[], None]) -> Iterator[Pool]:
    """Start other processes; each gets ready at once, while this one goes on.

    Parameters
    ----------
    count
        Number of other processes; with none this process does all of the work.
    prepare
        Called first in each of them; a function of a module.
    """
    if count < 1:
        yield Pool()
        return
    with ProcessPoolExecutor(count, get_context("spawn"), _start, (prepare,)) as executor:
        executor.submit(_answer)  # the first task starts them all
        yield Pool(executor, count)


def _start(prepare: Callable[[], None]) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C reaches all processes; this one ends the others
    threading.Thread(target=_end_with_parent, daemon=True).start()
    atexit.register(os._exit, 0)  # at once: to take apart what was imported takes a third of a second
    prepare()


def _end_with_parent() -> None:
    """End this process when the parent ends: a worker of a killed parent would wait for work for ever."""
    parent = parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


def _answer() -> None:
    """Do nothing."""


def _call(function: Callable[..., Result], given: tuple[Any, ...]) -> "Future[Result]":
    done: Future[Result] = Future()
    done.set_result(function(*given))
    return done


def _mark_last(tasks: Iterable[Task], count: int) -> Iterator[tuple[Task, bool]]:
    """Yield each task, and whether it is one of the last so many, which are read ahead for that."""
    ahead: deque[Task] = deque()
    for task in tasks:
        ahead.append(task)
        if len(ahead) > count:
            yield ahead.popleft(), False
    while ahead:
        yield ahead.popleft(), True


def _spread(function: Callable[..., Result], given: tuple[Any, ...]) -> Result:
    return function(*given)
