"""Work on batches of documents, in this process or in several processes."""

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

_BATCH = 400_000  # characters; larger batches need more memory, smaller ones repeat the cost of a call
_worker: dict[str, Any] = {}


def make_batches(documents: Iterable[Document]) -> Iterator[list[Document]]:
    """Group documents into batches of about as many characters as are labelled together.

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
    """Start the processes that share the work; None where this process does all of it.

    Parameters
    ----------
    n_jobs
        Number of processes; 1 for this one alone.
    run
        The trained run; each process reads its model.
    min_probability
        Labels with a lower probability are marked as uncertain.
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
        A function of a module, called with a batch, the model and `min_probability`.
    model, min_probability
        As `label_batch` takes them; the processes of a pool have their own.
    pool
        From `open_pool`.
    n_jobs
        The number of its processes.
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
    """Label a batch of documents; return the bytes that it adds to each file, and the number of documents."""
    return format_documents(label_batch(batch, model, min_probability), model.codebook.ids), len(batch)


def _start_worker(run: Path, min_probability: float) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C reaches all processes; the parent ends the workers
    threading.Thread(target=_end_with_parent, daemon=True).start()
    threadpool_limits(1)  # the cores are shared already; threads of the linear algebra would wait for each other
    _worker.update(model=read_run_model(run), min_probability=min_probability)


def _end_with_parent() -> None:
    """End this process when the parent ends: a worker of a killed parent would wait for work for ever."""
    parent = parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


def _work(work: Work[Result], batch: list[Document]) -> Result:
    return work(batch, _worker["model"], _worker["min_probability"])
