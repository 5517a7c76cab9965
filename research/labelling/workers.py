"""Labelling batches of documents, in this process or in several side by side."""

import contextlib
import os
import signal
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import Executor, Future, ProcessPoolExecutor
from multiprocessing import get_context, parent_process
from pathlib import Path
from typing import Any, TypeAlias, TypeVar

from threadpoolctl import threadpool_limits

from research.labelling.batch import label_batch
from research.labelling.output_tables import format_documents
from research.model.storage import Model
from research.run import read_run_model
from research.text.documents import Document

Result = TypeVar("Result")
Work: TypeAlias = Callable[[list[Document], Model, float], Result]

_BATCH = 400_000  # characters: more would need memory, fewer would repeat the cost of a call
_worker: dict[str, Any] = {}


def make_batches(documents: Iterable[Document]) -> Iterator[list[Document]]:
    """Group documents so that each group has about enough characters for one go.

    Examples
    --------
    >>> short, long = Document("a", "文"), Document("b", "文" * 500_000)
    >>> [len(batch) for batch in make_batches([long, short, short])]
    [1, 2]
    """
    batch: list[Document] = []
    size = 0
    for document in documents:
        batch.append(document)
        size += len(document.text) + 1
        if size >= _BATCH:
            yield batch
            batch, size = [], 0
    if batch:
        yield batch


@contextlib.contextmanager
def open_pool(n_jobs: int, run: Path, min_probability: float) -> Iterator[Executor | None]:
    """Give processes that share the work, or None where this one does it all.

    Parameters
    ----------
    n_jobs
        Number of processes; 1 for this one alone.
    run
        The trained run whose model each holds.
    min_probability
        The probability below which labels are marked as uncertain.
    """
    if n_jobs < 2:
        yield None
        return
    with ProcessPoolExecutor(n_jobs, get_context("spawn"), _start_worker, (run, min_probability)) as pool:
        yield pool


def run_batches(
    batches: Iterable[list[Document]],
    work: Work[Result],
    model: Model,
    min_probability: float,
    pool: Executor | None,
    n_jobs: int = 1,
) -> Iterator[Result]:
    """Yield the result of the work on each batch, in order.

    Parameters
    ----------
    batches
        From `make_batches`.
    work
        A function of a module, called with a batch, the model and the probability below which labels are marked.
    model, min_probability
        As `label_batch` takes them; the processes of a pool have their own.
    pool, n_jobs
        From `open_pool`, and its number of processes.
    """
    if pool is None:
        with threadpool_limits(1):
            for batch in batches:
                yield work(batch, model, min_probability)
        return
    pending: deque[Future[Result]] = deque()
    for batch in batches:
        pending.append(pool.submit(_work, work, batch))
        if len(pending) > 2 * n_jobs:  # so that reading does not run away from labelling
            yield pending.popleft().result()
    while pending:
        yield pending.popleft().result()


def format_batch(batch: list[Document], model: Model, min_probability: float) -> tuple[Mapping[str, bytes], int]:
    """Label a batch of documents and return what is to be appended to each file, and the number of documents."""
    return format_documents(label_batch(batch, model, min_probability), model.codebook.ids), len(batch)


def _start_worker(run: Path, min_probability: float) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C reaches all; the parent ends the others
    threading.Thread(target=_end_with_parent, daemon=True).start()
    threadpool_limits(1)  # the cores are shared already: threads of the linear algebra would wait for each other
    _worker.update(model=read_run_model(run), min_probability=min_probability)


def _end_with_parent() -> None:
    """Wait for the parent to end, and do not outlive it if it was killed: a worker would wait for work for ever."""
    parent = parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


def _work(work: Work[Result], batch: list[Document]) -> Result:
    return work(batch, _worker["model"], _worker["min_probability"])
