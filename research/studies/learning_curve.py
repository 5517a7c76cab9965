"""Measure the learning curve: scores on real sentences by the number of labelled sentences for training.

Example: python -m research.studies.learning_curve --gold ../shared/eval --sizes 1600 3000 5000
"""

import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd
from tqdm import tqdm

from research.cli import OVERWRITE, flag, run_command
from research.codebook import Codebook, read_codebook
from research.corpus.labelled import Corpus, read_corpus
from research.model.baselines import make_classifier
from research.output import open_folder, write_table
from research.report import figures
from research.report.captions import choose
from research.studies.plots.learning_curve import plot_learning_curve
from research.studies.score import evaluate_windows


@dataclass(frozen=True)
class CurveConfig:
    """All settings of the study; they are its flags."""

    gold: Path = flag(Path("../shared/eval"), "folder with sentences.csv, real sentences with gold labels")
    sizes: tuple[int, ...] = flag((800, 1600, 3000, 5000, 7500, 10000), "numbers of training sentences")
    classifiers: tuple[str, ...] = flag(("svm", "full"), "classifiers to fit")
    repeats: int = flag(3, "number of samples of documents at each size", minimum=1)
    output: Path = flag(Path("results/curve"), "output folder")
    seed: int = flag(0, "seed of the samples", minimum=0)
    overwrite: bool = flag(False, OVERWRITE)
    language: str = flag("zh", "the language of the figure", choices=["zh", "en"])


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the study; return 0, or 2 for an error that the user can fix."""
    return run_command(study, CurveConfig, "research.studies.learning_curve", __doc__, arguments)


def study(config: CurveConfig) -> None:
    """Measure the curve; write curve.csv and curve.png; print the means."""
    codebook = read_codebook()
    gold = read_corpus(config.gold / "sentences.csv", codebook)
    corpus = read_corpus(None, codebook)
    sizes = [size for size in config.sizes if size < len(corpus.labels)] + [len(corpus.labels)]
    with open_folder(config.output, overwrite=config.overwrite) as folder:
        rows = []
        tasks = [(size, repeat) for size in sizes for repeat in range(config.repeats if size < sizes[-1] else 1)]
        for size, repeat in tqdm(tasks, desc="curve", disable=None):
            part = sample_documents(corpus, size, config.seed + repeat)
            rows += [_measure(part, gold, name, codebook, config.seed) | {"size": size} for name in config.classifiers]
        table = pd.DataFrame(rows)
        write_table(folder / "curve.csv", table, index=False)
        means = table.groupby(["classifier", "size"], sort=False).mean().reset_index()
        note = choose(
            config.language,
            f"评测用{len(gold.labels)}个真实句子；区间按文档重抽样；各点为{config.repeats}次抽样的均值。",
            f"Scored on {len(gold.labels)} real sentences; intervals by document; means of {config.repeats} samples.",
        )
        figure = plot_learning_curve(means, language=config.language, note=note)
        figures.write_figure(folder / "curve.png", figure)
    print(means.round(3).to_string(index=False))


def sample_documents(corpus: Corpus, size: int, random_state: int) -> Corpus:
    """Sample whole documents until they have at least `size` sentences."""
    names = sorted(corpus.documents)
    np.random.default_rng(random_state).shuffle(names)
    counts = pd.Series(corpus.document_ids).value_counts()
    total, kept = 0, set()
    for name in names:
        if total >= size:
            break
        kept.add(name)
        total += int(counts.get(name, 0))
    return corpus.select(kept)


def _measure(part: Corpus, gold: Corpus, name: str, codebook: Codebook, seed: int) -> dict[str, object]:
    estimator = make_classifier(name, codebook, random_state=seed).fit(part.sentences, part.labels)
    probabilities = estimator.predict_proba(gold.sentences)
    found = evaluate_windows(gold, probabilities, codebook)
    f1 = found.macro_f1
    return {
        "classifier": name, "sentences": len(part.labels), "documents": len(part.documents),
        "accuracy": found.accuracy.estimate,
        "macro_f1": f1.estimate, "macro_f1_low": f1.low, "macro_f1_high": f1.high,
    }  # fmt: skip


if __name__ == "__main__":
    sys.exit(main())
