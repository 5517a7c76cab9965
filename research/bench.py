"""Time the labelling of sentences side by side with the usual pipeline.

Example: python -m research.bench --sentences 20000
"""

import sys
import time
import warnings
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Any

import pandas as pd
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.pipeline import make_pipeline
from sklearn.svm import LinearSVC

from research.codebook import read_codebook
from research.command import OVERWRITE, flag, run_command
from research.corpus.labelled import read_corpus
from research.model.baselines import make_classifier
from research.report.run import open_folder, write_table
from research.text.segmenter import load_segmenter


@dataclass(frozen=True)
class BenchConfig:
    """All settings of the benchmark; they are the script's flags."""

    sentences: int = flag(100_000, "to label")
    rounds: int = flag(3, "alternating")
    output: Path = flag(Path("results/bench"), "the folder to write")
    overwrite: bool = flag(False, OVERWRITE)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the script; 0, or 2 for what the user can fix."""
    return run_command(measure, BenchConfig, "research.bench", __doc__, arguments)


def measure(config: BenchConfig) -> None:
    """Fit each pipeline once, label the corpus's sentences in alternating rounds, write medians and ratios."""
    corpus = read_corpus()
    repeated = list(corpus.sentences) * -(-config.sentences // len(corpus.sentences))
    sentences = repeated[: config.sentences]
    texts = [sentence.text for sentence in sentences]
    reference = load_segmenter().cut_by_reference
    codebook = read_codebook()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)  # the usual pipeline keeps its unused token_pattern
        usual = make_pipeline(TfidfVectorizer(tokenizer=reference), LinearSVC(dual=True))
        usual.fit([sentence.text for sentence in corpus.sentences], corpus.labels)
    plain, full = (make_classifier(name, codebook).fit(corpus.sentences, corpus.labels) for name in ("svm", "full"))
    runs: dict[str, tuple[Callable[[Any], Any], Sequence[object]]] = {
        "usual: jieba, TfidfVectorizer, LinearSVC": (usual.predict, texts),
        "svm": (plain.predict, sentences),
        "full": (full.predict, sentences),
    }
    times: dict[str, list[float]] = {name: [] for name in runs}
    for _ in range(config.rounds):
        for name, (predict, rows) in runs.items():
            start = time.perf_counter()
            predict(rows)
            times[name].append((time.perf_counter() - start) / len(rows) * 1e6)
    base = median(next(iter(times.values())))
    table = pd.DataFrame([
        {"pipeline": name, "microseconds": median(found), "least": min(found), "most": max(found),
         "times_as_fast": base / median(found)}
        for name, found in times.items()
    ])  # fmt: skip
    with open_folder(config.output, overwrite=config.overwrite) as folder:
        write_table(folder / "bench.csv", table, index=False)
    print(table.round(2).to_string(index=False))


if __name__ == "__main__":
    sys.exit(main())
