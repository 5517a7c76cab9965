"""Labelling batches of documents, in this process or in several side by side."""

import contextlib
import os
import signal
import threading
from collections import deque
from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import Executor, Future, ProcessPoolExecutor
from multiprocessing import get_context, parent_process
from pathlib import Path
from typing import Any

from threadpoolctl import threadpool_limits

from research.labelling.batch import label_batch
from research.labelling.output_tables import format_documents
from research.model.storage import Model
from research.run import read_run_model
from research.text.documents import Document

Parts = tuple[Mapping[str, bytes], int]

_BATCH = 400_000
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
def open_pool(jobs: int, run: Path, least: float) -> Iterator[Executor | None]:
    """Give processes that share the work, or nothing where this one is to do it all.

    Parameters
    ----------
    jobs
        How many; 1 for this one alone.
    run
        The trained run whose model each holds.
    least
        The probability below which labels are marked as uncertain.
    """
    if jobs < 2:
        yield None
        return
    with ProcessPoolExecutor(jobs, get_context("spawn"), _start_worker, (run, least)) as pool:
        yield pool


def label_batches(
    batches: Iterable[list[Document]], model: Model, least: float, pool: Executor | None, jobs: int
) -> Iterator[Parts]:
    """Yield what is to be appended to each file for each batch, in order, and how many documents that was.

    Parameters
    ----------
    batches
        From `make_batches`.
    model, least
        As `label_batch` takes them.
    pool, jobs
        From `open_pool`, and how many processes it has.
    """
    if pool is None:
        with threadpool_limits(1):
            for batch in batches:
                yield _format(batch, model, least)
        return
    under_way: deque[Future[Parts]] = deque()
    for batch in batches:
        under_way.append(pool.submit(_work, batch))
        if len(under_way) > 2 * jobs:  # so that reading does not run away from labelling
            yield under_way.popleft().result()
    while under_way:
        yield under_way.popleft().result()


def _start_worker(run: Path, least: float) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C reaches all; the parent ends the others
    threading.Thread(target=_end_with_parent, daemon=True).start()
    threadpool_limits(1)  # the cores are shared already: threads of the linear algebra would wait for each other
    _worker.update(model=read_run_model(run), least=least)


def _end_with_parent() -> None:
    """Wait for the parent to end, and do not outlive it if it was killed: a worker would wait for work for ever."""
    parent = parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


def _work(batch: list[Document]) -> Parts:
    return _format(batch, _worker["model"], _worker["least"])


def _format(batch: list[Document], model: Model, least: float) -> Parts:
    return format_documents(label_batch(batch, model, least), model.codebook.ids), len(batch)
