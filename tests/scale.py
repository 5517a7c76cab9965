"""How long large inputs take and how much memory, by their size, under a limit of 2 GB of addresses a process.

Example: python -m tests.scale --output results/robustness
"""

import argparse
import csv
import os
import re
import resource
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from shutil import rmtree
from tempfile import TemporaryDirectory
from typing import NamedTuple

import numpy as np
import pandas as pd
from matplotlib.figure import Figure

from research.corpus.labelled import Corpus, read_corpus
from research.default_run import DEFAULT_RUN, find_run
from research.report.captions import choose
from research.studies.bench import cut_clauses
from research.studies.bench_worker import splice_sentences
from research.studies.plots.scale import plot_scale
from research.studies.plots.style import write_both_languages

LIMIT = 2_000_000_000
TRAIN, LABEL = "train, compare all classifiers", "label documents"
SENTENCES = 10  # of a document
CLASSES, NOISE = 15, 0.4


@dataclass(frozen=True)
class Measured:
    """What a command took.

    Attributes
    ----------
    seconds
        From start to end.
    megabytes
        The most memory of the command and its processes together, shared pages counted once.
    status
        How it ended.
    """

    seconds: float
    megabytes: float
    status: int


class Row(NamedTuple):
    """A command with its number of processes, what it was given, and what it took."""

    command: str
    processes: int
    documents: int
    sentences: int
    found: Measured


def run_limited(arguments: Sequence[str], limit: int = LIMIT) -> Measured:
    """Run a script of this package with at most so many bytes of addresses for each process."""
    begun = time.monotonic()
    process = subprocess.Popen(
        [sys.executable, "-m", *arguments],
        env=os.environ
        | {"ARROW_DEFAULT_MEMORY_POOL": "system"},  # its own pool reserves a gigabyte and leaves it empty
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_AS, (limit, limit)),
    )
    most = 0
    while process.poll() is None:
        most = max(most, sum(map(_measure, _list_family(process.pid))))
        time.sleep(0.2)
    return Measured(time.monotonic() - begun, most / 1e6, process.returncode)


def _list_family(pid: int) -> list[int]:
    try:
        children = [(task / "children").read_text().split() for task in Path(f"/proc/{pid}/task").iterdir()]
    except OSError:  # it has ended
        return [pid]
    return [pid, *(one for found in children for child in found for one in _list_family(int(child)))]


def _measure(pid: int) -> int:
    try:
        found = re.search(r"^Pss:\s+(\d+)", Path(f"/proc/{pid}/smaps_rollup").read_text(), re.MULTILINE)
    except OSError:
        return 0
    return int(found[1]) * 1024 if found else 0


def write_short_texts(path: Path, n: int, corpus: Corpus, seed: int = 0) -> None:
    """Write short synthetic texts in 15 classes without documents, four in ten labels drawn at random."""
    rng = np.random.default_rng(seed)
    classes = sorted(set(corpus.labels))[:CLASSES]
    clauses: dict[str, list[str]] = {name: [] for name in classes}
    for sentence, label in zip(corpus.sentences, corpus.labels, strict=True):
        if label in clauses:
            parts = sentence.text.replace("\n", "").split("，")
            clauses[label] += [part for part in parts if 4 <= len(part) <= 30]
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["text", "domain"])
        for name in rng.choice(classes, n):
            first, last = rng.choice(len(clauses[name]), 2)
            label = name if rng.random() >= NOISE else rng.choice(classes)
            writer.writerow([clauses[name][first] + clauses[name][last], label])


def write_documents(path: Path, n: int, corpus: Corpus) -> None:
    """Write a table of so many documents of ten sentences, spliced of the corpus' clauses."""
    clauses = cut_clauses([sentence.text for sentence in corpus.sentences])
    texts = (sentence.text for batch in splice_sentences(clauses, SENTENCES * n, 0) for sentence in batch)
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["id", "text"])
        writer.writerows([number, "".join(islice(texts, SENTENCES))] for number in range(n))


def measure_all(train_rows: int, documents: Sequence[int]) -> Iterator[Row]:
    """Train on short texts, then label more and more documents by the default model."""
    corpus = read_corpus()
    with TemporaryDirectory() as name:
        folder = Path(name)
        if train_rows:
            write_short_texts(folder / "texts.csv", train_rows, corpus)
            arguments = ["--corpus", str(folder / "texts.csv"), "--output", str(folder / "run")]
            found = run_limited(["research.train", *arguments])
            yield Row(TRAIN, os.cpu_count() or 1, train_rows, train_rows, found)
        run = find_run(DEFAULT_RUN, print)  # fitted outside of the limit, which the fit exceeds
        for n in documents:
            write_documents(folder / "documents.csv", n, corpus)
            arguments = [str(folder / "documents.csv"), "--run", str(run), "--document-column", "id"]
            for jobs in (1, 2):
                output = ["--output", str(folder / f"labelled-{n}-{jobs}"), "--jobs", str(jobs)]
                yield Row(LABEL, jobs, n, SENTENCES * n, run_limited(["research.label", *arguments, *output]))
                rmtree(folder / f"labelled-{n}-{jobs}")


def write_figures(folder: Path, table: pd.DataFrame) -> None:
    """Plot scale.png and scale-en.png from the table."""
    labelled = table[table["command"] == LABEL]

    def plot(language: str) -> Figure:
        note = choose(
            language,
            f"每篇{SENTENCES}句，由语料分句拼成，都在一个CSV文件中；各测一次。用时随机器而变。",
            f"Documents of {SENTENCES} sentences, spliced from clauses of the corpus, in one CSV; each measured once. "
            "Times depend on the machine.",
        )
        return plot_scale(labelled, language=language, note=note)

    write_both_languages(folder, "scale", plot)


def main() -> int:
    """Run the script."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--output", type=Path, default=Path("results/robustness"))
    parser.add_argument("--train-rows", type=int, default=53_000)
    parser.add_argument("--documents", type=int, nargs="+", default=[1_000, 10_000, 100_000])
    config = parser.parse_args()
    config.output.mkdir(parents=True, exist_ok=True)
    rows = [
        (*row[:-1], LIMIT // 10**6, round(row.found.seconds, 1), round(row.found.megabytes), row.found.status)
        for row in measure_all(config.train_rows, config.documents)
    ]
    columns = ["command", "processes", "documents", "sentences", "limit_megabytes", "seconds", "megabytes", "status"]
    table = pd.DataFrame(rows, columns=columns)
    table.to_csv(config.output / "scale.csv", index=False)
    write_figures(config.output, table)
    sys.stdout.write(table.to_string(index=False) + "\n")
    return int(table["status"].any())


if __name__ == "__main__":
    sys.exit(main())
