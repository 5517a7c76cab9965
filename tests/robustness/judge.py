"""What became of a bad input: refused, skipped, labelled, crashed or hung; and whether anything else was touched."""

import csv
import io
import os
import re
import shutil
import signal
import subprocess
import sys
import time
import warnings
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, redirect_stderr, redirect_stdout
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from unittest.mock import patch

from research import label, label_work, train
from research.model.storage import Model
from research.report import labelled_documents
from research.run import read_run_model
from tests.robustness.inputs import LABEL, SENTENCE, TRAIN, Case, write_corpus

LIMIT, LONGEST = 20.0, 120.0  # seconds of the processor, so that a busy machine makes no difference, and by the clock
REFUSED, SKIPPED, LABELLED, CRASHED, HUNG = "refused", "skipped", "labelled", "crashed", "hung"
DRAWN = {"names of files", "csv formulas", "txt odd bytes", "corpora"}  # kinds whose figures are drawn each time
_MAINS = {LABEL: label.main, TRAIN: train.main}
_OUTCOMES = {0: LABELLED, 2: REFUSED, 3: SKIPPED}
_NEIGHBOUR = f"二、抓好教育\n新建小学两所，教师全部到岗。\n{SENTENCE}\n"


@dataclass(frozen=True)
class Verdict:
    """What became of a case, what was said, how long it took, what was written elsewhere, and what of others was lost."""

    outcome: str
    said: str
    seconds: float
    outside: tuple[str, ...] = ()
    lost: bool = False


class Hung(BaseException):
    """Not an `Exception`, so that nothing takes it for a broken file."""


def train_run(output: Path) -> Path:
    """Train a small run of the full classifier, with all that a model file can hold."""
    corpus = write_corpus(output.with_name("small.csv"))
    arguments = ["--corpus", corpus, "--classifier", "full", "--folds", "2", "--jobs", "1", "--output", output]
    with redirect_stdout(io.StringIO()):
        assert train.main([str(argument) for argument in arguments]) == 0
    return output


def judge(case: Case, folder: Path, run: Path, *, beside: bool = False, real: bool = False) -> Verdict:
    """Try a case.

    Parameters
    ----------
    case
        From `list_cases`.
    folder
        To work in; it is made anew.
    run
        From `train_run`.
    beside
        Whether a good document is given, too; its rows have to be there unharmed.
    real
        Whether the command is started as a user does, not called in this process.
    """
    _remove(folder)
    (folder / "in").mkdir(parents=True)
    given = [str(argument) for argument in case.make(folder / "in", run)]
    beside = beside and case.command == LABEL and "--run" not in given
    if beside:
        given.insert(0, str(_write_neighbour(folder)))
    if case.command == TRAIN:
        given += ["--classifier", "svm", "--folds", "2", "--jobs", "1"]
    elif "--run" not in given:
        given += ["--run", str(run)]
    before = _list_files(folder)
    start = time.process_time()
    outcome, said = (_start if real else _call)(case, [*given, "--output", str(folder / "out")], run)
    seconds = time.process_time() - start
    outside = tuple(sorted(name for name in _list_files(folder) ^ before if name.split("/")[0] != "out"))
    if outcome == HUNG:
        outside = tuple(name for name in outside if not name.startswith(".out"))  # to go on from
    lost = (
        beside
        and outcome != REFUSED
        and _read_neighbour(folder / "out") != _label_neighbour(run, folder.parent / "neighbour")
    )
    return Verdict(outcome, said, seconds, outside, lost)


def _call(case: Case, arguments: list[str], run: Path) -> tuple[str, str]:
    said = io.StringIO()
    try:
        with ExitStack() as stack:
            stack.enter_context(warnings.catch_warnings())
            warnings.simplefilter("ignore")
            stack.enter_context(redirect_stdout(io.StringIO()))
            stack.enter_context(redirect_stderr(said))
            if str(run) in arguments:
                stack.enter_context(patch.object(label_work, "read_run_model", lambda _: _load(run)))
            if case.kind not in DRAWN:
                stack.enter_context(patch.object(labelled_documents, "show_labelled", lambda *_, **__: []))
                stack.enter_context(patch.object(train, "write_training", lambda *_, **__: None))
            stack.enter_context(_limit_time())
            status: object = _MAINS[case.command](arguments)
    except Hung:
        return HUNG, said.getvalue()
    except SystemExit as error:
        status = error.code
    except Exception as error:  # it is what is looked for
        return CRASHED, f"{said.getvalue()}{type(error).__name__}: {error}"
    return _name_outcome(status, said.getvalue()), said.getvalue()


def _start(case: Case, arguments: list[str], _: Path) -> tuple[str, str]:
    command = [sys.executable, "-m", case.command, *arguments]
    try:
        done = subprocess.run(command, capture_output=True, text=True, errors="replace", timeout=LONGEST, check=False)
    except subprocess.TimeoutExpired as error:
        return HUNG, str(error.stderr)
    return _name_outcome(done.returncode, done.stderr), done.stderr


def _name_outcome(status: object, said: str) -> str:
    lines = said.splitlines()
    if "Traceback" in said or status not in _OUTCOMES:
        return CRASHED
    errors = [line for line in lines if line.startswith("error: ")]
    if status == 2 and errors != lines[-1:]:
        return CRASHED
    return _OUTCOMES[status]


@contextmanager
def _limit_time() -> Iterator[None]:
    def stop(*_: object) -> None:
        raise Hung

    timers = {signal.SIGPROF: (signal.ITIMER_PROF, LIMIT), signal.SIGALRM: (signal.ITIMER_REAL, LONGEST)}
    before = {number: signal.signal(number, stop) for number in timers}
    for timer, seconds in timers.values():
        signal.setitimer(timer, seconds)
    try:
        yield
    finally:
        for timer, _ in timers.values():
            signal.setitimer(timer, 0)
        for number, handler in before.items():
            signal.signal(number, handler)


@lru_cache(maxsize=1)
def _load(run: Path) -> Model:
    return read_run_model(run)


def _write_neighbour(folder: Path) -> Path:
    (folder / "good").mkdir(parents=True)
    path = folder / "good" / "neighbour.txt"
    path.write_text(_NEIGHBOUR, encoding="utf-8")
    return path


@lru_cache(maxsize=1)
def _label_neighbour(run: Path, folder: Path) -> list[list[str]]:
    _remove(folder)
    arguments = [str(_write_neighbour(folder)), "--run", str(run), "--output", str(folder / "out")]
    assert _call(Case("", "", lambda *_: []), arguments, run)[0] == LABELLED
    return _read_neighbour(folder / "out")


def _read_neighbour(output: Path) -> list[list[str]]:
    csv.field_size_limit(2**31 - 1)
    try:
        with (output / "sentences.csv").open(encoding="utf-8-sig", newline="") as file:
            return [row for row in csv.reader(file) if row[0] == "neighbour"]
    except OSError:
        return []


def _list_files(folder: Path) -> set[str]:
    found = ((Path(place), [*folders, *files]) for place, folders, files in os.walk(folder))
    return {str((place / name).relative_to(folder)) for place, names in found for name in names}


def _remove(folder: Path) -> None:
    shutil.rmtree(folder, ignore_errors=True)


def show(verdict: Verdict) -> str:
    """Return a verdict on one line, paths left out."""
    return re.sub(r"\s+", " ", f"{verdict.outcome} {verdict.outside} {verdict.lost} {verdict.said[-300:]}")
