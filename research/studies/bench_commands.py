"""Time whole commands as a user gives them, from the start of Python to the last file, beside the usual script."""

import compileall
import csv
import json
import subprocess
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from statistics import median
from typing import NamedTuple

from tqdm import tqdm

from research.studies.bench_worker import splice_documents
from research.studies.usual_script import FASTTEXT, SVM
from research.text.documents import Document, iterate_documents
from research.text.kinds import LABELLED_KINDS
from research.text.sentences import split_sentences

USUAL = "usual script: jieba, TfidfVectorizer, LinearSVC"
LABEL = "research label"
_ONE = "research label --jobs 1"
_PEER = "usual script: fastText, same segmenter"
SPEECH, FILES, TABLE, MILLION = "one speech", "files", "one CSV", "one CSV of a million"
_PACKAGE = Path(__file__).parents[1]
_SPEECH_SIZE, _MILLION = 65, 1_000_000
# A command is started by a process that is small itself: until it has begun, it counts the memory of its parent.
_LAUNCHER = """
import json, os, sys, time
begun = time.perf_counter()
process = os.posix_spawnp(sys.argv[1], sys.argv[1:], os.environ)
_, status, usage = os.wait4(process, 0)
scale = 1 if sys.platform == "darwin" else 1024
print(json.dumps([time.perf_counter() - begun, os.waitstatus_to_exitcode(status), usage.ru_maxrss * scale / 1e6]))
"""


class Workload(NamedTuple):
    """What the inputs of commands are made of.

    Attributes
    ----------
    clauses
        What documents are spliced from.
    documents
        A folder of documents that are taken in place of spliced ones.
    size
        Number of sentences of the files and of the CSV.
    million
        Whether there is also a CSV of a million spliced sentences.
    """

    clauses: Sequence[str]
    documents: Path | None = None
    size: int = 60_000
    million: bool = False


class Source(NamedTuple):
    """What commands are given: the kind of input, its path, and its number of sentences of labelled kinds."""

    kind: str
    path: Path
    sentences: int


class CommandTime(NamedTuple):
    """How long a command took, a row of commands.csv.

    Attributes
    ----------
    command, input, sentences
        The command, the kind of its input, and the number of sentences in it.
    seconds, least, most
        The median over the rounds, and its range.
    times_as_fast
        The median of the usual script on the same input, divided by this one.
    megabytes
        The most memory of a single process.
    """

    command: str
    input: str
    sentences: int
    seconds: float
    least: float
    most: float
    times_as_fast: float
    megabytes: float


def time_commands(folder: Path, run: Path, workload: Workload, rounds: int, *, peers: bool) -> Iterator[CommandTime]:
    """Time each command on each input in alternating rounds.

    Parameters
    ----------
    folder
        For the inputs and what the commands write.
    run
        The trained run to label with.
    workload
        What the inputs are made of.
    rounds
        Number of rounds; a million sentences are labelled in the first alone.
    peers
        Whether fastText is timed, on the speech.
    """
    compile_package(_PACKAGE)
    for source in write_sources(folder, workload):
        commands = _list_commands(folder, run, source, peers=peers)
        times: dict[str, list[float]] = {name: [] for name in commands}
        memory = dict.fromkeys(commands, 0.0)
        for _ in tqdm(range(1 if source.kind == MILLION else rounds), desc=source.kind, disable=None):
            for name, command in commands.items():
                seconds, most = run_command_alone(command)
                times[name].append(seconds)
                memory[name] = max(memory[name], most)
        base = median(times[USUAL])
        for name, spent in times.items():
            ends = (median(spent), min(spent), max(spent))
            yield CommandTime(name, source.kind, source.sentences, *ends, base / ends[0], memory[name])


def compile_package(package: Path) -> None:
    """Compile the modules of a package, as pip does where it installs one.

    Commands from a clone would otherwise compile them at each start where Python may not write what it compiles
    (PYTHONDONTWRITEBYTECODE), which takes as long as all else that they import.
    """
    compileall.compile_dir(package, quiet=1)


def write_sources(folder: Path, workload: Workload) -> Iterator[Source]:
    """Write the inputs: a speech, a folder of documents, the same in one CSV, and a CSV of a million sentences."""
    clauses, documents, size, million = workload
    whole = splice_documents(clauses, size, 0) if documents is None else iterate_documents([documents])
    given = list(_take(whole, size))
    speech = next(splice_documents(clauses, _SPEECH_SIZE, 1)) if documents is None else given[0]
    (folder / "speech.txt").write_text(speech.text, "utf-8")
    yield Source(SPEECH, folder / "speech.txt", count_sentences([speech]))
    (folder / "files").mkdir()
    for number, document in enumerate(given):
        (folder / "files" / f"{number:05d}.txt").write_text(document.text, "utf-8")
    count = count_sentences(given)
    yield Source(FILES, folder / "files", count)
    yield Source(TABLE, _write_csv(folder / "documents.csv", given), count)
    if million:
        path = _write_csv(folder / "million.csv", splice_documents(clauses, _MILLION, 2))
        yield Source(MILLION, path, _MILLION)


def count_sentences(documents: Iterable[Document]) -> int:
    """Count the sentences of labelled kinds."""
    return sum(one.kind in LABELLED_KINDS for document in documents for one in split_sentences(document))


def _take(documents: Iterable[Document], size: int) -> Iterator[Document]:
    """Yield documents until they hold enough sentences."""
    count = 0
    for document in documents:
        if count >= size:
            return
        count += count_sentences([document])
        yield document


def _write_csv(path: Path, documents: Iterable[Document]) -> Path:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(("id", "text"))
        writer.writerows((document.id, document.text) for document in documents)
    return path


def _list_commands(folder: Path, run: Path, source: Source, *, peers: bool) -> Mapping[str, Sequence[str]]:
    output = folder / "labelled"
    label = [sys.executable, "-m", "research", "label", str(source.path), "--run", str(run), "--overwrite"]
    usual = [sys.executable, "-m", "research.studies.usual_script", str(source.path), f"{output}.csv"]
    commands = {
        USUAL: [*usual, SVM],
        LABEL: [*label, "--output", str(output)],
        _ONE: [*label, "--output", str(output), "--jobs", "1"],
    }
    if source.kind == SPEECH:  # too short to share
        del commands[_ONE]
        commands |= {_PEER: [*usual, FASTTEXT]} if peers else {}
    return commands


def run_command_alone(command: Sequence[str]) -> tuple[float, float]:
    """Run a command; return its seconds and the most megabytes that one of its processes held.

    Raises
    ------
    RuntimeError
        If the command fails.
    """
    launched = subprocess.run(  # noqa: S603 - commands of this package
        [sys.executable, "-c", _LAUNCHER, *command], capture_output=True, text=True, check=True, encoding="utf-8"
    )
    seconds, status, megabytes = json.loads(launched.stdout.splitlines()[-1])
    if status:
        raise RuntimeError(f"{' '.join(command)}: ended with status {status}\n{launched.stderr}")
    return seconds, megabytes
