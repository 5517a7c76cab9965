"""Replay labelling: how fast a model learns by which sentences are labelled first.

Example: python -m research.studies.active_learning --sizes 100 300 --repeats 3
"""

import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd
from joblib import Parallel, delayed
from numpy.typing import NDArray
from scipy import stats
from tqdm import tqdm

from research.cli import OVERWRITE, flag, run_command
from research.codebook import Codebook, read_codebook
from research.corpus.labelled import Corpus, read_corpus, split_by_document
from research.corpus.sampling import sample_mixed, sample_random, sample_uncertain
from research.labelling.proposals import measure_vectors
from research.measure.evaluation import score_labels
from research.measure.gold_labels import GoldLabels
from research.model.baselines import FULL, make_classifier
from research.model.encoding import decode_labels
from research.model.zero_shot import fit_from_codebook
from research.output import open_folder, write_table
from research.report import figures
from research.studies import plots as study_plots
from research.text.sentences import Sentence

RANDOM = "random"
STRATEGIES = (RANDOM, "uncertain", "mixed")
REST, GOLD = "corpus", "gold"


@dataclass(frozen=True)
class ReplayConfig:
    """All settings of the replay; they are the script's flags."""

    gold: Path = flag(Path("../shared/eval"), "a folder with sentences.csv; left out where it does not exist")
    sizes: tuple[int, ...] = flag((50, 100, 200, 300, 500), "numbers of labels, each drawn with the model of the last")
    classifiers: tuple[str, ...] = flag(("full", "logistic"), "which ones learn")
    repeats: int = flag(10, "splits of the corpus into a pool and the rest")
    jobs: int = flag(-1, "processes side by side, -1 for all cores")
    output: Path = flag(Path("results/replay"), "the folder to write")
    seed: int = flag(0, "of splits and drawings")
    overwrite: bool = flag(False, OVERWRITE)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the script; 0, or 2 for what the user can fix."""
    return run_command(replay, ReplayConfig, "research.studies.active_learning", __doc__, arguments)


def replay(config: ReplayConfig) -> None:
    """Draw, label and learn again and again; write curve.csv, differences.csv and curve.png, print the differences."""
    codebook = read_codebook()
    corpus = read_corpus(None, codebook)
    gold = read_corpus(config.gold / "sentences.csv", codebook) if config.gold.is_dir() else None
    tasks = [(n, c, s) for n in range(config.repeats) for c in config.classifiers for s in STRATEGIES]
    with open_folder(config.output, overwrite=config.overwrite) as folder:
        runs = Parallel(n_jobs=config.jobs, return_as="generator")(
            delayed(_replay_one)(config, corpus, gold, codebook, *task) for task in tasks
        )
        rows = [row for run in tqdm(runs, total=len(tasks), desc="replay", disable=None) for row in run]
        table = pd.DataFrame(rows).sort_values(["measured_on", "classifier", "strategy", "labels", "repeat"])
        write_table(folder / "curve.csv", table, index=False)
        differences = compare_strategies(table)
        write_table(folder / "differences.csv", differences, index=False)
        figure, axes = figures.make_figure(5.5 * len(config.classifiers), 4.2, len(config.classifiers))
        for ax, name in zip(np.ravel(axes), config.classifiers, strict=True):
            part = table[(table["measured_on"] == REST) & (table["classifier"] == name)]
            study_plots.plot_active_learning(part, ax, f"{name}：先标哪些句子（{config.repeats}次重复，仿写语料）")
        figures.write_figure(folder / "curve.png", figure)
    print(differences.round(3).to_string(index=False))


def _replay_one(
    config: ReplayConfig,
    corpus: Corpus,
    gold: Corpus | None,
    codebook: Codebook,
    repeat: int,
    classifier: str,
    strategy: str,
) -> list[dict[str, object]]:
    """Replay one drawing: two thirds of the documents are the pool, the rest and the gold sentences are tests."""
    pool_rows, test_rows = split_by_document(corpus.sentences, corpus.labels, 3, config.seed + repeat)[0]
    pool = [corpus.sentences[row] for row in pool_rows]
    labels = [corpus.labels[row] for row in pool_rows]
    tests = {REST: ([corpus.sentences[row] for row in test_rows], [corpus.labels[row] for row in test_rows])}
    if gold is not None:
        tests[GOLD] = (list(gold.sentences), list(gold.labels))
    vectors = measure_vectors([sentence.text for sentence in pool])
    start = fit_from_codebook(codebook)
    probabilities = start.predict_proba(pool)
    drawn: list[int] = []
    about = {"classifier": classifier, "strategy": strategy, "repeat": repeat}
    rows = []
    if classifier == FULL:  # which knows the codebook before any label
        for name, (sentences, truth) in tests.items():
            found = start.predict_proba(sentences)
            rows.append(_score(sentences, truth, found, codebook) | about | {"measured_on": name, "labels": 0})
    for size in config.sizes:
        drawn += sample_more(strategy, size - len(drawn), pool, vectors, probabilities, drawn, config.seed + repeat)
        known = sorted(drawn)  # in the order of documents
        model = make_classifier(classifier, codebook, random_state=config.seed)
        model.fit([pool[row] for row in known], [labels[row] for row in known])
        probabilities = model.predict_proba(pool)
        for name, (sentences, truth) in tests.items():
            found = model.predict_proba(sentences)
            rows.append(_score(sentences, truth, found, codebook) | about | {"measured_on": name, "labels": size})
    return rows


def sample_more(
    strategy: str,
    number: int,
    pool: Sequence[Sentence],
    vectors: NDArray[np.float32],
    probabilities: NDArray[np.float64],
    drawn: Sequence[int],
    seed: int,
) -> list[int]:
    """Return the rows of the pool that a strategy draws next, none twice."""
    left = np.setdiff1d(np.arange(len(pool)), drawn)
    seed += len(drawn)
    if strategy == RANDOM:
        picked = sample_random(len(left), number, seed)
    elif strategy == "uncertain":
        picked = sample_uncertain(probabilities[left], [pool[row].document_id for row in left], number)
    else:
        picked = sample_mixed(vectors[left], probabilities[left], number, seed, vectors[list(drawn)])
    rows: list[int] = left[picked.rows].tolist()
    return rows


def compare_strategies(table: pd.DataFrame) -> pd.DataFrame:
    """Return by how much each strategy is ahead of random drawing, paired by repeat, with 95 % t intervals.

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
    for found, part in groups:
        row: dict[str, object] = dict(zip(("measured_on", "classifier", "strategy", "labels"), found, strict=True))
        row["repeats"] = len(part)
        mine = part.set_index(keys)[["accuracy", "macro_f1"]]
        ahead = mine - base.loc[mine.index, ["accuracy", "macro_f1"]]
        for name in ("accuracy", "macro_f1"):
            row |= dict(zip((name, f"{name}_low", f"{name}_high"), _find_interval(ahead[name].to_numpy()), strict=True))
        rows.append(row)
    return pd.DataFrame(rows)


def _find_interval(values: NDArray[np.float64]) -> Iterator[float]:
    mean, n = float(values.mean()), len(values)
    half = float(stats.t.ppf(0.975, n - 1) * values.std(ddof=1) / np.sqrt(n)) if n > 1 else float("nan")
    yield from (mean, mean - half, mean + half)


def _score(
    sentences: Sequence[Sentence], truth: Sequence[str], probabilities: NDArray[np.float64], codebook: Codebook
) -> dict[str, object]:
    gold = GoldLabels(truth, [sentence.document_id for sentence in sentences], codebook.ids)
    scores = score_labels(gold, decode_labels(probabilities, codebook.ids), n_resamples=2)
    estimates = {"accuracy": scores.accuracy.estimate, "macro_f1": scores.macro_f1.estimate}
    return {**estimates, "sentences": scores.n_sentences}


if __name__ == "__main__":
    sys.exit(main())
