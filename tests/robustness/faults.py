"""Faults: processes that are killed, disks that are full, folders that cannot be written, journals that are torn.

Commands run as forks of a server that has imported the package, so that they begin at once. Batches are made small,
so that a short labelling has many, and figures are left out but where the
command is started as a user does.
"""

import hashlib
import multiprocessing
import os
import resource
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from tests.robustness.inputs import SPEECH, write_corpus

LABEL, LABEL_2, TRAIN = "research.label", "research.label --jobs 2", "research.train"
COMMANDS = (TRAIN, LABEL, LABEL_2)
WAIT = 120.0
_EVENTS = {"open", "os.rename", "os.remove", "os.rmdir", "os.mkdir", "os.truncate", "shutil.rmtree", "os.chmod"}


@dataclass(frozen=True)
class Found:
    """What became of a fault: what stood in the output folder after it, and whether the next run made it whole."""

    fault: str
    command: str
    old: bool
    new: bool
    next_works: bool
    trace: bool = False
    left: tuple[str, ...] = ()
    said: str = ""

    @property
    def mixture(self) -> bool:
        """Whether the output was neither the result before nor the new one."""
        return not (self.old or self.new)

    @property
    def fine(self) -> bool:
        """Whether nothing was lost."""
        return not self.mixture and self.next_works and not self.trace and not self.left


def run_small(
    arguments: Sequence[str], log: str, prepare: Callable[[], None] | None = None, *, drawing: bool = True
) -> None:
    """Run a command of the package in this process with small batches and few figures, and end the process."""
    with open(log, "ab", buffering=0) as file:  # noqa: PTH123 - a process that may be killed at any point
        for number in (1, 2):
            os.dup2(file.fileno(), number)
    from research import label, train
    from research.labelling import batch
    from research.report import plotter

    batch._BATCH = 4000
    if not drawing:
        train.write_figures = lambda *_: {}
        label._plots_elsewhere = lambda _: False  # another process would plot
        plotter.plot_distribution = lambda *_: None
    if prepare is not None:
        prepare()
    sys.exit({"research.label": label.main, "research.train": train.main}[arguments[0]](arguments[1:]))


class Sandbox:
    """A folder in which one command is run again and again, with an old result in place and with none.

    Parameters
    ----------
    folder
        To work in; the output and what it takes stand there.
    command
        `LABEL`, `LABEL_2` or `TRAIN`.
    run
        What labels; from `tests.robustness.judge.train_run`.
    place
        Of the output, if it is another folder.
    drawing
        Whether figures are drawn, which takes most of the time.
    """

    def __init__(
        self, folder: Path, command: str, run: Path, place: Path | None = None, *, drawing: bool = True
    ) -> None:
        self._drawing = drawing
        self.folder, self.command, self.run = folder, command, run
        self.parent = place or folder / "place"
        for path in (folder, self.parent):
            path.mkdir(parents=True, exist_ok=True)
        self.output = self.parent / "out"
        self.log = folder / "log.txt"
        self._context = _start_server()
        self._old = folder / "old"
        self._write_inputs()
        self.run_whole(self._list_arguments(old=True))
        shutil.copytree(self.output, self._old)
        self.old_digest = digest(self.output)
        self.clear(old=True)
        counter = folder / "operations.txt"
        start = time.monotonic()
        self.run_whole(prepare=partial(kill_at_operation, str(self.parent), -1, str(counter)))
        self.seconds = time.monotonic() - start
        self.new_digest = digest(self.output)
        self.drawn_digest = self.new_digest
        self.operations = counter.stat().st_size
        assert self.old_digest != self.new_digest
        assert self.operations > 20

    def _write_inputs(self) -> None:
        write_corpus(self.folder / "old.csv", 2)
        write_corpus(self.folder / "new.csv")
        (self.folder / "documents").mkdir()
        lines = [line.rpartition(",")[0] for line in (self.folder / "new.csv").read_text("utf-8").splitlines()[1:]]
        for number in range(30):
            text = "。\n".join(lines[(number + i) % len(lines)] + str(i) for i in range(40))
            (self.folder / "documents" / f"d{number:02d}.txt").write_text(SPEECH + text, encoding="utf-8")

    def _list_arguments(self, *, old: bool = False) -> list[str]:
        if self.command == TRAIN:
            corpus = self.folder / ("old.csv" if old else "new.csv")
            given = ["research.train", "--corpus", corpus, "--classifier", "svm", "--folds", "2", "--jobs", "1"]
        else:
            documents = self.folder / "documents"
            given = ["research.label", documents / "d00.txt" if old else documents, "--run", self.run]
            given += ["--jobs", "2" if self.command == LABEL_2 else "1"]
        return [str(argument) for argument in (*given, "--output", self.output, "--overwrite")]

    def start(self, prepare: Callable[[], None] | None = None, arguments: Sequence[str] = ()) -> Any:
        """Start the command as a process."""
        given = (arguments or self._list_arguments(), str(self.log), prepare)
        process = self._context.Process(target=run_small, args=given, kwargs={"drawing": self._drawing})
        process.start()
        return process

    def start_real(self) -> subprocess.Popen[bytes]:
        """Start the command as a user does, in a group of its own."""
        with self.log.open("ab") as log:
            return subprocess.Popen(
                [sys.executable, "-m", *self._list_arguments()], stdout=log, stderr=log, start_new_session=True
            )

    def run_whole(self, arguments: Sequence[str] = (), prepare: Callable[[], None] | None = None) -> None:
        """Run the command to its end; it has to succeed."""
        process = self.start(prepare, arguments)
        process.join(WAIT)
        if process.exitcode != 0:
            raise AssertionError(f"{self.command} ended with {process.exitcode}: {self.read_log()[-2000:]}")

    def clear(self, *, old: bool) -> None:
        """Begin anew, with an old result in place or with none."""
        for path in self.parent.iterdir():
            if path.is_dir() and not path.is_symlink():
                shutil.rmtree(path)
            else:
                path.unlink()
        if old:
            shutil.copytree(self._old, self.output)
        self.log.write_bytes(b"")

    def read_log(self) -> str:
        """Return what the command said since `clear`."""
        return self.log.read_text("utf-8", "replace")

    def judge(self, fault: str, *, old: bool) -> Found:
        """Look at the output after a fault, then give the command again."""
        trace = "Traceback" in self.read_log()
        stands = digest(self.output)
        before = self.old_digest if old else ""
        works, said = True, ""
        try:
            self.run_whole()
        except AssertionError as error:
            works, said = False, str(error)
        works = works and digest(self.output) == self.new_digest
        left = tuple(sorted(path.name for path in self.parent.iterdir() if path != self.output))
        return Found(
            fault,
            self.command,
            stands == before,
            stands in (self.new_digest, self.drawn_digest),
            works,
            trace,
            left,
            said,
        )


def kill_at_operation(place: str, wanted: int, counter: str) -> None:
    """Kill this process at the n-th operation on files in a place; with a negative n count them, a byte each."""
    number = os.open(counter, os.O_WRONLY | os.O_CREAT | os.O_APPEND) if wanted < 0 else -1
    count = 0

    def hook(event: str, given: tuple[Any, ...]) -> None:
        nonlocal count
        if event not in _EVENTS or not isinstance(given[0], str | bytes | os.PathLike):
            return
        path = os.fsdecode(given[0])
        if not path.startswith(place) or (event == "open" and given[1] in ("r", "rb")):
            return
        if number >= 0:
            os.write(number, b".")
        if count == wanted:
            os.kill(os.getpid(), signal.SIGKILL)
        count += 1

    sys.addaudithook(hook)


def limit_file_size(size: int) -> None:
    """Let no file of this process grow beyond so many bytes."""
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))


def digest(folder: Path) -> str:
    """Return the SHA-256 of all files of a folder with their names, or nothing where there is none."""
    if not folder.is_dir():
        return ""
    found = hashlib.sha256()
    for path in sorted(folder.rglob("*")):
        found.update(f"{path.relative_to(folder)}\0".encode())
        if path.is_file():
            found.update(hashlib.sha256(path.read_bytes()).digest())
    return found.hexdigest()


def _start_server() -> Any:
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["research.label_work", "research.train", "research.report.labelled_documents"])
    return context


def kill_at_times(box: Sandbox, count: int) -> Iterator[Found]:
    """Kill the command -9 at moments spread over its time."""
    for number in range(count):
        old = number % 2 == 0
        box.clear(old=old)
        process = box.start()
        time.sleep(box.seconds * (number + 0.5) / count)
        process.kill()
        process.join()
        yield box.judge("kill -9 at a moment", old=old)


def kill_at_operations(box: Sandbox, count: int) -> Iterator[Found]:
    """Kill the command -9 at operations on files: each of the last ones, and others spread over all."""
    last = min(count // 2, 12)
    spread = [(box.operations - last) * number // (count - last) for number in range(count - last)]
    for wanted in [*spread, *range(box.operations - last, box.operations)]:
        yield kill_once(box, wanted)


def kill_once(box: Sandbox, wanted: int) -> Found:
    """Kill the command -9 at its n-th operation on files."""
    box.clear(old=True)
    process = box.start(partial(kill_at_operation, str(box.parent), wanted, ""))
    process.join(WAIT)
    return box.judge("kill -9 at an operation on files", old=True)


def kill_workers(box: Sandbox, count: int) -> Iterator[Found]:
    """Kill one of the processes side by side."""
    for number in range(count):
        box.clear(old=True)
        process = box.start()
        workers: list[int] = []
        while process.is_alive() and not workers:
            workers = _list_workers(process.pid)
            time.sleep(0.01)
        time.sleep(0.8 * number / count)
        for worker in workers[:1]:
            with suppress(ProcessLookupError):
                os.kill(worker, signal.SIGKILL)
        process.join(WAIT)
        yield box.judge("kill -9 of a worker", old=True)


def _list_workers(number: int) -> list[int]:
    with suppress(OSError):
        children = Path(f"/proc/{number}/task/{number}/children").read_text().split()
        return [int(child) for child in children if b"spawn_main" in Path(f"/proc/{child}/cmdline").read_bytes()]
    return []


def send_signals(box: Sandbox, number: signal.Signals, count: int) -> Iterator[Found]:
    """Send a signal to the command, and as a terminal does to all of its processes, once it has begun to write."""
    if box.drawn_digest == box.new_digest:
        box.clear(old=False)
        assert box.start_real().wait(WAIT) == 0
        box.drawn_digest = digest(box.output)
    for step in range(count):
        box.clear(old=True)
        process = box.start_real()
        while process.poll() is None and not any(path.is_dir() and path != box.output for path in box.parent.iterdir()):
            time.sleep(0.01)
        time.sleep(box.seconds * 0.8 * step / count)
        with suppress(ProcessLookupError):
            os.killpg(process.pid, number)
        process.wait(WAIT)
        yield box.judge(f"{number.name}", old=True)


def fill_files(box: Sandbox, sizes: Sequence[int]) -> Iterator[Found]:
    """Let no file grow beyond a size, as on a full disk."""
    for size in sizes:
        box.clear(old=True)
        process = box.start(partial(limit_file_size, size))
        process.join(WAIT)
        yield box.judge("no file may grow (RLIMIT_FSIZE)", old=True)


def write_twice(box: Sandbox, count: int) -> Iterator[Found]:
    """Start the same command twice."""
    for number in range(count):
        box.clear(old=True)
        processes = [box.start()]
        time.sleep(box.seconds * number / count / 2)
        processes.append(box.start())
        for process in processes:
            process.join(WAIT)
        found = box.judge("two at once", old=True)
        ended = sorted(process.exitcode for process in processes)
        yield found if ended in ([0, 0], [0, 2]) else Found(found.fault, box.command, False, False, found.next_works)


def put_in_the_way(box: Sandbox) -> Iterator[Found]:
    """Let a file, a link to nothing and a folder that was left over stand where the output shall be."""
    ways: dict[str, Callable[[Path], object]] = {
        "the output is a file": lambda path: path.write_text("mine"),
        "the output is a link to nothing": lambda path: path.symlink_to("nothing"),
    }
    for fault, make in ways.items():
        box.clear(old=False)
        make(box.output)
        before = box.output.lstat().st_ino
        process = box.start()
        process.join(WAIT)
        kept = box.output.lstat().st_ino == before and process.exitcode == 2
        box.output.unlink()
        found = box.judge(fault, old=False)
        yield Found(fault, box.command, kept, False, found.next_works, found.trace, found.left)


def tear_journals(box: Sandbox, count: int) -> Iterator[Found]:
    """Cut the journal of a killed labelling at several places, then its tables; and put what is no journal there."""
    partial_folder = box.parent / ".out-partial"
    for number in range(count):
        box.clear(old=True)
        process = box.start()
        while process.is_alive() and _count_lines(partial_folder / "journal.jsonl") < 4 + number % 5:
            time.sleep(0.005)
        process.kill()
        process.join()
        fault = "the journal is cut" if number % 2 else "a table is cut"
        torn = partial_folder / ("journal.jsonl" if number % 2 else "sentences.csv")
        if torn.exists():
            os.truncate(torn, torn.stat().st_size * (number + 1) // (count + 1))
        if number % 5 == 1 and torn.exists():
            fault = "the journal holds something else"
            torn.write_bytes(torn.read_bytes() + b'[]\n{"state": 1}\n\xff')
        yield box.judge(fault, old=True)


def _count_lines(path: Path) -> int:
    with suppress(OSError):
        return path.read_bytes().count(b"\n")
    return 0


@contextmanager
def mount_disk(folder: Path, size: str) -> Iterator[None]:
    """Mount a small disk in memory; raises `PermissionError` where that is not allowed."""
    mount = shutil.which("mount")
    done = subprocess.run(
        [mount or "mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", str(folder)], capture_output=True, check=False
    )
    if done.returncode:
        raise PermissionError(done.stderr.decode())
    try:
        yield
    finally:
        subprocess.run([shutil.which("umount") or "umount", "--lazy", str(folder)], check=False)


def resize_disk(folder: Path, options: str) -> None:
    """Change what was mounted: its size, or whether it can be written."""
    subprocess.run([shutil.which("mount") or "mount", "-o", f"remount,{options}", str(folder)], check=True)


def fill_disks(box: Sandbox, free: Sequence[int]) -> Iterator[Found]:
    """Let the disk have so many kilobytes free, then make room; `box` stands on a disk of `mount_disk`."""
    for kilobytes in free:
        box.clear(old=True)
        filler = box.parent / "filler"
        room = shutil.disk_usage(box.parent).free - kilobytes * 1024
        filler.write_bytes(bytes(max(room, 0)))
        process = box.start()
        process.join(WAIT)
        filler.unlink()
        yield box.judge("a full disk (tmpfs)", old=True)


def forbid_writing(box: Sandbox) -> Iterator[Found]:
    """Let the disk be read-only from the start, or from a moment on; `box` stands on a disk of `mount_disk`."""
    for _ in range(2):
        box.clear(old=True)
        resize_disk(box.parent, "ro")
        process = box.start()
        process.join(WAIT)
        resize_disk(box.parent, "rw")
        yield box.judge("a read-only disk (tmpfs)", old=True)


def try_command(command: str, folder: Path, run: Path) -> Iterator[Found]:
    """Try every fault with a command; those of a small disk only where one may be mounted."""
    count = {TRAIN: 25, LABEL: 13, LABEL_2: 12}[command]
    box = Sandbox(folder / command.replace(" ", ""), command, run, drawing=False)
    yield from kill_at_times(box, count)
    yield from kill_at_operations(box, count)
    yield from send_signals(box, signal.SIGTERM, 2)
    yield from send_signals(box, signal.SIGINT, 2)
    yield from fill_files(box, (0, 100, 30_000))
    if command == LABEL_2:
        yield from kill_workers(box, 3)
    else:
        yield from write_twice(box, 2)
        yield from put_in_the_way(box)
    if command != TRAIN:
        yield from tear_journals(box, 6)
    with suppress(PermissionError):
        yield from _try_disks(folder, command, run)


def list_found(command: str, folder: Path, run: Path) -> list[Found]:
    """Return what `try_command` yields, to be called in another process."""
    return list(try_command(command, folder, run))


def _try_disks(folder: Path, command: str, run: Path) -> Iterator[Found]:
    place = folder / f"disk-{command.replace(' ', '')}"
    place.mkdir()
    with mount_disk(place, "40m"):
        box = Sandbox(folder / f"on-{place.name}", command, run, place, drawing=False)
        yield from fill_disks(box, (0, 40))
        yield from forbid_writing(box)
