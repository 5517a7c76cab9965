"""Tasks that are shared with other processes."""

import os
import time
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from itertools import repeat
from types import SimpleNamespace

import pytest

from research.labelling import processes
from research.labelling.processes import Pool, open_processes
from tests.labelling.busy import Busy


def test_a_pool_gives_results_in_order():
    with ThreadPoolExecutor(2) as executor:
        assert list(Pool(executor, 2).map(pow, range(50), repeat(2))) == [number**2 for number in range(50)]


def test_what_another_process_raises_is_raised_here():
    with ThreadPoolExecutor(1) as executor, pytest.raises(ZeroDivisionError):
        list(Pool(executor, 1).map(divmod, [1, 1], [1, 0]))


def test_two_tasks_go_to_each_other_process_and_few_are_begun_ahead_of_the_first():
    read = []

    def list_tasks():
        for task in range(20):
            read.append(task)
            yield task

    found = Pool(Busy(), 1).share(lambda task: ("there", task), lambda task: ("here", task), list_tasks())
    assert next(found) == ("there", 0)
    assert len(read) == 10  # those that wait for it, four for each of two processes, and one more
    rest = list(found)
    assert [task for _, task in rest] == list(range(1, 20))
    assert rest[0] == ("there", 1)
    assert rest[1] == ("here", 2)


def test_of_the_last_tasks_one_waits_in_each_other_process():
    """Of four tasks two are begun by one other process, of two only one; of five, by two others, four but for the last."""
    for size, count, there in ((1, 4, 2), (1, 2, 1), (1, 1, 1), (2, 5, 3)):
        found = list(Pool(Busy(), size).share(lambda _: "there", lambda _: "here", range(count)))
        assert found == ["there"] * there + ["here"] * (count - there)


def test_without_other_processes_tasks_are_read_when_they_are_asked_for():
    read = []
    found = Pool().share(None, abs, (read.append(task) or task for task in range(3)))
    assert (next(found), len(read)) == (0, 1)


def test_no_process_is_started_where_none_is_asked_for():
    with open_processes(0, partial(os._exit, 1)) as pool:
        assert pool.executor is None


@pytest.mark.slow
def test_a_process_gets_ready_before_it_has_a_task(tmp_path):
    ready = tmp_path / "ready"
    with open_processes(1, partial(ready.mkdir)) as pool:
        while not ready.exists():  # else the tests end by their own limit of time
            time.sleep(0.01)
        assert pool.executor.submit(os.getpid).result() != os.getpid()


def test_a_process_leaves_interruptions_to_its_parent_watches_it_and_gets_ready(monkeypatch):
    done = []
    monkeypatch.setattr(
        processes, "signal", SimpleNamespace(SIGINT=2, SIG_IGN=1, signal=lambda *given: done.append(given))
    )
    thread = SimpleNamespace(start=lambda: done.append("watched"))
    monkeypatch.setattr(processes, "threading", SimpleNamespace(Thread=lambda **_: thread))
    monkeypatch.setattr(processes, "atexit", SimpleNamespace(register=lambda *given: done.append(given)))
    processes._start(lambda: done.append("ready"))
    assert done == [(2, 1), "watched", (os._exit, 0), "ready"]


def test_a_process_ends_with_its_parent_and_one_without_a_parent_goes_on(monkeypatch):
    done = []
    monkeypatch.setattr(processes, "os", SimpleNamespace(_exit=lambda status: done.append(status)))
    monkeypatch.setattr(processes, "parent_process", lambda: None)
    processes._end_with_parent()
    assert done == []
    monkeypatch.setattr(processes, "parent_process", lambda: SimpleNamespace(join=lambda: done.append("waited")))
    processes._end_with_parent()
    assert done == ["waited", 1]
