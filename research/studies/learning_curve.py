"""Measure the learning curve: accuracy on real texts of each register by the number of labelled sentences.

Example: python -m research.studies.learning_curve --gold ../shared/eval --sizes 1600 3000 6000
"""

import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from tqdm import tqdm

from research.cli import run_command
from research.codebook import Codebook, read_codebook
from research.corpus.labelled import Corpus, read_corpus
from research.measure.bootstrap import Interval
from research.model.baselines import make_classifier
from research.output import open_folder, write_table
from research.parser import OVERWRITE, flag
from research.report import figures
from research.report.captions import choose
from research.studies.plots.learning_curve import plot_learning_curve
from research.studies.score import Item, evaluate_windows, measure_accuracy, predict_items, read_items

GOLD = "gold"


@dataclass(frozen=True)
class CurveConfig:
    """All settings of the study; they are its flags."""

    gold: Path = flag(
        Path("../shared/eval"),
        "folder with sentences.csv, real sentences with gold labels, and policy_documents.csv where it is there",
    )
    sizes: tuple[int, ...] = flag((800, 1600, 3000, 6000, 12000), "numbers of training sentences")
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
    policy = config.gold / "policy_documents.csv"
    items = read_items(policy, codebook) if policy.exists() else []
    corpus = read_corpus(None, codebook)
    sizes = [size for size in config.sizes if size < len(corpus.labels)] + [len(corpus.labels)]
    with open_folder(config.output, overwrite=config.overwrite) as folder:
        rows = []
        tasks = [(size, repeat) for size in sizes for repeat in range(config.repeats if size < sizes[-1] else 1)]
        for size, repeat in tqdm(tasks, desc="curve", disable=None):
            part = sample_documents(corpus, size, config.seed + repeat)
            for name in config.classifiers:
                estimator = make_classifier(name, codebook, random_state=config.seed).fit(part.sentences, part.labels)
                about = {
                    "size": size,
                    "repeat": repeat,
                    "sentences": len(part.labels),
                    "documents": len(part.documents),
                }
                rows += [about | row for row in score_registers(estimator, name, gold, items, codebook)]
        table = pd.DataFrame(rows)
        write_table(folder / "curve.csv", table, index=False)
        keys = ["measured_on", "classifier", "size"]
        means = table.groupby(keys, sort=False).mean(numeric_only=True).reset_index()
        note = choose(
            config.language,
            f"各点为{config.repeats}次抽样文档的均值（全部文档只有一次）；只学带标签的文档，不含其他样例。",
            f"Means of {config.repeats} samples of documents (all of them: one); learned from labelled documents.",
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


def score_registers(
    estimator: Any,  # noqa: ANN401 - any scikit-learn classifier
    name: str,
    gold: Corpus,
    items: Sequence[Item],
    codebook: Codebook,
) -> list[dict[str, object]]:
    """Return the accuracy of a fitted classifier on real sentences of reports, and on each kind of policy item.

    Returns
    -------
    list of dict
        ``measured_on`` (``gold`` or the kind of the items), ``classifier``, ``n``, ``accuracy``, ``accuracy_low``,
        ``accuracy_high``: 95 % intervals that resample documents, and items where each is one of its own.
    """
    found = evaluate_windows(gold, estimator.predict_proba(gold.sentences), codebook)
    rows = [_describe(GOLD, name, found.n_sentences, found.accuracy)]
    for kind in dict.fromkeys(item.kind for item in items):
        chosen = [item for item in items if item.kind == kind]
        best = predict_items(chosen, estimator.predict_proba).argmax(axis=1)
        correct = np.array([codebook.ids[column] == item.domain for column, item in zip(best, chosen, strict=True)])
        rows.append(_describe(kind, name, len(chosen), measure_accuracy(correct)))
    return rows


def _describe(where: str, name: str, n: int, accuracy: Interval) -> dict[str, object]:
    columns = ("accuracy", "accuracy_low", "accuracy_high")
    return {"measured_on": where, "classifier": name, "n": n} | dict(zip(columns, accuracy, strict=True))


if __name__ == "__main__":
    sys.exit(main())
