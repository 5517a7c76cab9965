"""Simulate active learning: the scores by the number of labels and by the strategy that samples the sentences.

Example: python -m research.studies.active_learning --sizes 100 300 --repeats 3
"""

import sys
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import product
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
from joblib import Parallel, delayed
from matplotlib.figure import Figure
from numpy.typing import NDArray
from scipy import stats
from tqdm import tqdm

from research.arrays import Array
from research.cli import run_command
from research.codebook import Codebook, read_codebook
from research.corpus.labelled import Corpus, read_corpus, split_by_document
from research.corpus.sampling import sample_mixed, sample_random, sample_uncertain
from research.labelling.proposals import measure_vectors
from research.measure.bootstrap import Interval
from research.measure.evaluation import score_labels
from research.measure.gold_labels import GoldLabels
from research.model.baselines import FULL, make_classifier
from research.model.encoding import decode_labels
from research.model.zero_shot import fit_from_codebook
from research.output import open_folder, write_table
from research.parser import OVERWRITE, count_jobs, flag, jobs_flag
from research.report.captions import choose
from research.studies.plots.active_learning import plot_active_learning
from research.studies.plots.style import read_result, write_both_languages
from research.text.sentences import Sentence

RANDOM, UNCERTAIN, MIXED = "random", "uncertain", "mixed"
STRATEGIES = (RANDOM, UNCERTAIN, MIXED)
REST, GOLD = "corpus", "gold"


@dataclass(frozen=True)
class ReplayConfig:
    """All settings of the study; they are its flags."""

    gold: Path = flag(
        Path("../shared/eval"),
        "folder with the sentences.csv of real sentences; not used where it does not exist",
    )
    sizes: tuple[int, ...] = flag((50, 100, 200, 300, 500), "numbers of labels; each sample uses the previous model")
    classifiers: tuple[str, ...] = flag(("full", "logistic"), "classifiers to fit")
    repeats: int = flag(10, "number of splits into a pool and test documents", minimum=1)
    jobs: int = jobs_flag(-1)
    output: Path = flag(Path("results/replay"), "output folder")
    seed: int = flag(0, "seed of the splits and the samples", minimum=0)
    overwrite: bool = flag(False, OVERWRITE)
    plot_only: bool = flag(False, "only plot the figure again, from the table in the output folder")


class Task(NamedTuple):
    """One simulation."""

    classifier: str
    strategy: str
    repeat: int


class Pool(NamedTuple):
    """The sentences to sample from, with their vectors, shape (n_sentences, n_dimensions)."""

    sentences: Sequence[Sentence]
    vectors: NDArray[np.float32]


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the study; return 0, or 2 for an error that the user can fix."""
    return run_command(replay, ReplayConfig, "research.studies.active_learning", __doc__, arguments)


def replay(config: ReplayConfig) -> None:
    """Repeat sampling, labelling and fitting; write curve.csv, differences.csv and curve.png; print the differences."""
    if config.plot_only:
        write_figures(config.output)
        return
    codebook = read_codebook()
    corpus = read_corpus(None, codebook)
    gold = read_corpus(config.gold / "sentences.csv", codebook) if config.gold.is_dir() else None
    tasks = [
        Task(*which, repeat) for repeat in range(config.repeats) for which in product(config.classifiers, STRATEGIES)
    ]
    with open_folder(config.output, overwrite=config.overwrite) as folder:
        runs = Parallel(n_jobs=count_jobs(config.jobs), return_as="generator")(
            delayed(_replay)(config, corpus, gold, codebook, task) for task in tasks
        )
        rows = [row for run in tqdm(runs, total=len(tasks), desc="replay", disable=None) for row in run]
        table = pd.DataFrame(rows).sort_values(["measured_on", "classifier", "strategy", "labels", "repeat"])
        write_table(folder / "curve.csv", table, index=False)
        differences = compare_strategies(table)
        write_table(folder / "differences.csv", differences, index=False)
        write_figures(folder)
    print(differences.round(3).to_string(index=False))


def write_figures(folder: Path) -> None:
    """Plot curve.png, and its English form, from the table in a folder."""
    table = read_result(folder / "curve.csv")
    table = table[table["measured_on"] == REST]
    repeats = table["repeat"].nunique()

    def plot(language: str) -> Figure:
        note = choose(language, f"合成语料，{repeats}次重复。", f"Synthetic corpus, {repeats} repeats.")
        return plot_active_learning(table, language=language, note=note)

    write_both_languages(folder, "curve", plot)


def _replay(
    config: ReplayConfig, corpus: Corpus, gold: Corpus | None, codebook: Codebook, task: Task
) -> list[dict[str, object]]:
    """Sample from two thirds of the documents; test on the other documents and on the real sentences."""
    random_state = config.seed + task.repeat
    pool_rows, test_rows = split_by_document(corpus.sentences, corpus.labels, 3, random_state)[0]
    sentences = [corpus.sentences[row] for row in pool_rows]
    labels = [corpus.labels[row] for row in pool_rows]
    tests = {REST: ([corpus.sentences[row] for row in test_rows], [corpus.labels[row] for row in test_rows])}
    if gold is not None:
        tests[GOLD] = (list(gold.sentences), list(gold.labels))
    pool = Pool(sentences, measure_vectors([sentence.text for sentence in sentences]))
    start = fit_from_codebook(codebook)
    probabilities = start.predict_proba(sentences)
    rows: list[dict[str, object]] = []

    def score(model: Any, n_labels: int) -> None:  # noqa: ANN401 - any classifier
        for name, (texts, truth) in tests.items():
            scores = _score(texts, truth, model.predict_proba(texts), codebook)
            rows.append(scores | task._asdict() | {"measured_on": name, "labels": n_labels})

    if task.classifier == FULL:  # which learns from the codebook before there is any label
        score(start, 0)
    sampled: list[int] = []
    for size in config.sizes:
        sampled += sample_more(task.strategy, size - len(sampled), pool, probabilities, sampled, random_state)
        labelled = sorted(sampled)  # in the order of documents
        model = make_classifier(task.classifier, codebook, random_state=config.seed)
        model.fit([sentences[row] for row in labelled], [labels[row] for row in labelled])
        probabilities = model.predict_proba(sentences)
        score(model, size)
    return rows


def sample_more(
    strategy: str, number: int, pool: Pool, probabilities: Array, sampled: Sequence[int], random_state: int
) -> list[int]:
    """Sample further sentences of the pool.

    Parameters
    ----------
    strategy
        One of `STRATEGIES`.
    number
        How many sentences to sample.
    pool
        The sentences.
    probabilities
        By the current model, shape (n_sentences, n_domains).
    sampled
        The rows that were sampled before.
    random_state
        Seed of the sampling.

    Returns
    -------
    list of int
        Rows of the pool, none of which was sampled before.
    """
    rest = np.setdiff1d(np.arange(len(pool.sentences)), sampled)
    random_state += len(sampled)
    if strategy == RANDOM:
        found = sample_random(len(rest), number, random_state)
    elif strategy == UNCERTAIN:
        found = sample_uncertain(probabilities[rest], [pool.sentences[row].document_id for row in rest], number)
    else:
        known = pool.vectors[list(sampled)]
        found = sample_mixed(pool.vectors[rest], probabilities[rest], number, random_state, known)
    rows: list[int] = rest[found.rows].tolist()
    return rows


def compare_strategies(table: pd.DataFrame) -> pd.DataFrame:
    """Return the differences of each strategy to random sampling, paired by repeat, with 95 % t intervals.

    Parameters
    ----------
    table
        Columns measured_on, classifier, strategy, labels, repeat, accuracy and macro_f1.

    Returns
    -------
    DataFrame
        Columns measured_on, classifier, strategy, labels, repeats, and for both scores the difference with ``_low``
        and ``_high``.
    """
    keys = ["measured_on", "classifier", "labels", "repeat"]
    base = table[table["strategy"] == RANDOM].set_index(keys)
    rows = []
    groups = table[table["strategy"] != RANDOM].groupby(["measured_on", "classifier", "strategy", "labels"], sort=True)
    for values, part in groups:
        row: dict[str, object] = dict(zip(("measured_on", "classifier", "strategy", "labels"), values, strict=True))
        row["repeats"] = len(part)
        own = part.set_index(keys)[["accuracy", "macro_f1"]]
        differences = own - base.loc[own.index, ["accuracy", "macro_f1"]]
        for name in ("accuracy", "macro_f1"):
            found = _compute_interval(differences[name].to_numpy())
            row |= {name: found.estimate, f"{name}_low": found.low, f"{name}_high": found.high}
        rows.append(row)
    return pd.DataFrame(rows)


def _compute_interval(values: Array) -> Interval:
    mean, n = float(values.mean()), len(values)
    half_width = float(stats.t.ppf(0.975, n - 1) * values.std(ddof=1) / np.sqrt(n)) if n > 1 else float("nan")
    return Interval(mean, mean - half_width, mean + half_width)


def _score(
    sentences: Sequence[Sentence], labels: Sequence[str], probabilities: Array, codebook: Codebook
) -> dict[str, object]:
    gold = GoldLabels(labels, [sentence.document_id for sentence in sentences], codebook.ids)
    scores = score_labels(gold, decode_labels(probabilities, codebook.ids), n_resamples=2)
    estimates = {"accuracy": scores.accuracy.estimate, "macro_f1": scores.macro_f1.estimate}
    return {**estimates, "sentences": scores.n_sentences}


if __name__ == "__main__":
    sys.exit(main())
