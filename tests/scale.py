"""How long large inputs take and how much memory, under a limit of 2 GB of addresses a process.

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
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import pandas as pd

from research.corpus.labelled import Corpus, read_corpus
from research.studies.bench import cut_clauses
from research.studies.bench_worker import splice_documents

LIMIT = 2_000_000_000
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
    """Write a table of documents, spliced of the corpus' clauses, of so many sentences in all."""
    clauses = cut_clauses([sentence.text for sentence in corpus.sentences])
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["id", "text"])
        writer.writerows([document.id, document.text] for document in splice_documents(clauses, n, 0))


def measure_all(train_rows: int, label_rows: int) -> Iterator[tuple[str, int, Measured]]:
    """Train on short texts, then label documents by a model of the shipped corpus."""
    corpus = read_corpus()
    with TemporaryDirectory() as name:
        folder = Path(name)
        write_short_texts(folder / "texts.csv", train_rows, corpus)
        arguments = ["--corpus", str(folder / "texts.csv"), "--output", str(folder / "run")]
        yield "train, compare all classifiers", train_rows, run_limited(["research.train", *arguments])
        run_limited(["research.train", "--classifier", "full", "--output", str(folder / "full")])
        write_documents(folder / "documents.csv", label_rows, corpus)
        arguments = [str(folder / "documents.csv"), "--run", str(folder / "full"), "--document-column", "id"]
        for jobs in (1, 2):
            output = ["--output", str(folder / f"labelled-{jobs}"), "--jobs", str(jobs)]
            what = f"label documents, {jobs} process{'es' * (jobs - 1)}"
            yield what, label_rows, run_limited(["research.label", *arguments, *output])


def main() -> int:
    """Run the script."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--output", type=Path, default=Path("results/robustness"))
    parser.add_argument("--train-rows", type=int, default=53_000)
    parser.add_argument("--label-rows", type=int, default=1_000_000)
    config = parser.parse_args()
    config.output.mkdir(parents=True, exist_ok=True)
    rows = [
        (what, n, LIMIT // 10**6, round(found.seconds), round(found.megabytes), found.status)
        for what, n, found in measure_all(config.train_rows, config.label_rows)
    ]
    table = pd.DataFrame(rows, columns=["command", "rows", "limit_megabytes", "seconds", "megabytes", "status"])
    table.to_csv(config.output / "scale.csv", index=False)
    sys.stdout.write(table.to_string(index=False) + "\n")
    return int(table["status"].any())


if __name__ == "__main__":
    sys.exit(main())
