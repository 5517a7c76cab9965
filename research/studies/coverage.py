"""Study which estimate of theme shares errs least and whether its intervals cover what they claim.

Example: python -m research.studies.coverage --repeats 200
"""

import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import numpy as np
import pandas as pd
from tqdm import tqdm

from research.arrays import Array, Integers
from research.cli import OVERWRITE, flag, run_command
from research.codebook import Codebook, read_codebook
from research.corpus.labelled import Corpus, read_corpus, split_by_document
from research.measure.bootstrap import find_percentiles, number_documents, resample_documents
from research.measure.evaluation import predict_out_of_fold
from research.measure.gold_labels import GoldLabels
from research.measure.held_out import sum_held_out
from research.measure.intervals import find_interval
from research.measure.prevalence import DEFAULT_METHOD, METHODS, estimate_shares
from research.model.baselines import make_classifier
from research.model.encoding import encode_labels
from research.output import open_folder, write_table
from research.report import figures
from research.studies import plots as study_plots

_DRAWN = 40
_LEAST_DOCUMENTS = 8
_SENTENCES = 1500
_PER_UNIT = 50


@dataclass(frozen=True)
class PrevalenceConfig:
    """All settings of the study; they are the script's flags."""

    gold: Path = flag(Path("../shared/eval"), "a folder with sentences.csv; left out where it does not exist")
    output: Path = flag(Path("results/prevalence"), "the folder to write")
    repeats: int = flag(200, "drawings of each kind")
    seed: int = flag(0, "of whatever is random")
    jobs: int = flag(-1, "processes side by side in cross-validation, -1 for all cores")
    overwrite: bool = flag(False, OVERWRITE)


@dataclass(frozen=True, eq=False)
class Pool:
    """Body sentences with gold labels and out-of-fold probabilities.

    Attributes
    ----------
    gold
        The number of each sentence's domain.
    probabilities
        Shape (n_sentences, n_domains).
    documents
        The number of each sentence's document.
    names
        The documents' ids.
    """

    gold: Integers
    probabilities: Array
    documents: Integers
    names: tuple[str, ...]

    @property
    def counts(self) -> Array:
        """Sentences by document and gold domain."""
        table = np.zeros((len(self.names), self.probabilities.shape[1]))
        np.add.at(table, (self.documents, self.gold), 1.0)
        return table


@dataclass(frozen=True, eq=False)
class Drawing:
    """A target: rows of the pool with their units, the population's true shares, and the documents to learn from."""

    rows: Integers
    units: list[str]
    truth: Array
    learned: Integers


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the script; 0, or 2 for what the user can fix."""
    return run_command(study, PrevalenceConfig, "research.studies.coverage", __doc__, arguments)


def study(config: PrevalenceConfig) -> None:
    """Measure every method on every kind of drawing; write study.csv, gold.csv and study.png."""
    codebook = read_codebook()
    corpus = read_corpus(None, codebook)
    folds = split_by_document(corpus.sentences, corpus.labels, 5, config.seed)
    make = partial(make_classifier, "full", codebook, random_state=config.seed)
    with open_folder(config.output, overwrite=config.overwrite) as folder:
        found = predict_out_of_fold(make(), corpus, folds, codebook.ids, n_jobs=config.jobs)
        pool = make_pool(corpus, found, codebook)
        rows = []
        kinds = list_kinds(pool, corpus)
        with tqdm(total=len(kinds) * config.repeats, desc="drawings", disable=None) as bar:
            for kind, draw in kinds.items():
                generator = np.random.default_rng(config.seed)
                for _ in range(config.repeats):
                    rows += [row | {"drawing": kind} for row in measure(pool, draw(generator), codebook)]
                    bar.update()
        table = summarise(pd.DataFrame(rows))
        write_table(folder / "study.csv", table, index=False)
        figure, axes = figures.make_figure(11, 5.2, 2)
        study_plots.plot_coverage(table, axes, f"主题比例估计方法的比较（仿写语料，每种{config.repeats}次抽样）")
        figures.write_figure(folder / "study.png", figure)
        if (config.gold / "sentences.csv").exists():
            gold = read_corpus(config.gold / "sentences.csv", codebook)
            estimator = make().fit(corpus.sentences, corpus.labels)
            real = estimator.predict_proba(gold.sentences)
            write_table(folder / "gold.csv", measure_gold(gold, real, pool, codebook), index=False)
    print(table.round(4).to_string(index=False))


def make_pool(corpus: Corpus, probabilities: Array, codebook: Codebook) -> Pool:
    """Keep the body sentences."""
    body = np.array(corpus.find_body())
    names = [corpus.document_ids[row] for row in body]
    documents, _ = number_documents(names)
    gold = encode_labels(corpus.labels, codebook.ids)
    return Pool(gold[body], probabilities[body], documents, tuple(dict.fromkeys(names)))


def list_kinds(pool: Pool, corpus: Corpus) -> dict[str, Callable[[np.random.Generator], Drawing]]:
    """Name the kinds of drawings: documents as they come, of one level, type or decade, tilted, and sentences."""
    groups: list[list[Integers]] = []
    for column in ("level", "type", "year"):
        values = [corpus.documents[name].get(column, "") for name in pool.names]
        keys = np.array([value[:3] if column == "year" else value for value in values])
        found = [np.flatnonzero(keys == key) for key in sorted(set(keys))]
        groups.append([group for group in found if len(group) >= 2 * _LEAST_DOCUMENTS])
    every = np.arange(len(pool.names))
    kinds: dict[str, Callable[[np.random.Generator], Drawing]] = {
        "documents at random": lambda generator: sample_documents(pool, every, generator)
    }
    for name, parts in zip(("of one level", "of one type", "of one decade"), groups, strict=True):
        if parts:
            kinds[f"documents {name}"] = partial(_plot_group, pool, parts)
    kinds["documents tilted to a domain"] = lambda generator: sample_documents(pool, every, generator, tilt=True)
    kinds["sentences, shares at random"] = lambda generator: sample_sentences(pool, generator)
    return kinds


def sample_documents(pool: Pool, group: Integers, generator: np.random.Generator, *, tilt: bool = False) -> Drawing:
    """Learn errors from one half of the documents; draw the target, with replacement, from the rest of a group.

    With ``tilt``, documents that speak much of one domain (drawn at random) are drawn more often.
    """
    half = generator.permutation(len(pool.names))
    learned, rest = half[: len(half) // 2], half[len(half) // 2 :]
    population = np.intersect1d(rest, group)
    if len(population) < 2:
        return sample_documents(pool, group, generator, tilt=tilt)
    counts = pool.counts
    weights = np.ones(len(population))
    if tilt:
        share = counts[population, generator.integers(counts.shape[1])] / counts[population].sum(axis=1)
        weights = np.exp(generator.uniform(1, 6) * share)
    weights /= weights.sum()
    truth = weights @ counts[population]
    drawn = generator.choice(population, min(_DRAWN, 2 * len(population)), p=weights)
    starts = {number: np.flatnonzero(pool.documents == number) for number in set(drawn.tolist())}
    rows = np.concatenate([starts[number] for number in drawn.tolist()])
    units = [str(place) for place, number in enumerate(drawn.tolist()) for _ in starts[number]]
    return Drawing(rows, units, truth / truth.sum(), learned)


def sample_sentences(pool: Pool, generator: np.random.Generator) -> Drawing:
    """Draw shares from a flat-tailed Dirichlet distribution, and sentences of the second half with these shares."""
    half = generator.permutation(len(pool.names))
    learned, rest = half[: len(half) // 2], half[len(half) // 2 :]
    inside = np.isin(pool.documents, rest)
    shares = generator.dirichlet(np.full(pool.probabilities.shape[1], 0.5))
    labels = generator.choice(len(shares), _SENTENCES, p=shares)
    by_domain = {label: np.flatnonzero(inside & (pool.gold == label)) for label in set(labels.tolist())}
    rows = np.array([generator.choice(by_domain[label]) for label in labels.tolist()])
    return Drawing(rows, [str(place // _PER_UNIT) for place in range(len(rows))], shares, learned)


def measure(pool: Pool, drawing: Drawing, codebook: Codebook) -> Iterator[dict[str, object]]:
    """Yield for each method how far it is from the gold shares of the target, and how often intervals cover."""
    learned = np.flatnonzero(np.isin(pool.documents, drawing.learned))
    gold = [codebook.ids[label] for label in pool.gold[learned]]
    documents = [str(number) for number in pool.documents[learned]]
    held_out = sum_held_out(GoldLabels(gold, documents, codebook.ids), pool.probabilities[learned])
    here = np.bincount(pool.gold[drawing.rows], minlength=len(codebook)) / len(drawing.rows)
    for method in METHODS:
        shares = estimate_shares(pool.probabilities[drawing.rows], drawing.units, method=method, held_out=held_out)
        low, high = find_interval(shares)
        yield {
            "method": method,
            "error": float(np.abs(shares.estimate - here).mean()),
            "largest": float(np.abs(shares.estimate - here).max()),
            "covered": float(((low <= drawing.truth) & (drawing.truth <= high)).mean()),
            "width": float((high - low).mean()),
        }


def summarise(rows: pd.DataFrame) -> pd.DataFrame:
    """Average over drawings.

    Returns
    -------
    DataFrame
        One row a kind of drawing and method: mean absolute error of a share with its 95 % interval over drawings,
        mean of the largest error, coverage of nominal 95 % intervals, their mean width, number of drawings.
    """
    table = rows.groupby(["drawing", "method"], sort=False).agg(
        error=("error", "mean"), spread=("error", "sem"), largest=("largest", "mean"),
        coverage=("covered", "mean"), width=("width", "mean"), drawings=("error", "size"),
    )  # fmt: skip
    table.insert(1, "error_low", table["error"] - 1.96 * table["spread"])
    table.insert(2, "error_high", table["error"] + 1.96 * table["spread"])
    return table.drop(columns="spread").reset_index()


def measure_gold(gold: Corpus, probabilities: Array, pool: Pool, codebook: Codebook) -> pd.DataFrame:
    """Return the mean absolute error of the shares of real gold sentences, headings included.

    The interval resamples documents; ``worse`` is the share of resamples in which the method is worse than counting.
    """
    documents = [str(number) for number in pool.documents]
    labels = [codebook.ids[label] for label in pool.gold]
    held_out = sum_held_out(GoldLabels(labels, documents, codebook.ids), pool.probabilities)
    truth = np.eye(len(codebook))[encode_labels(gold.labels, codebook.ids)]
    names = np.array([name.split("#")[0] for name in gold.document_ids])
    rows_of = [np.flatnonzero(names == name) for name in dict.fromkeys(names.tolist())]

    def measure_error(rows: Integers, method: str) -> float:
        units = names[rows].tolist()
        found = estimate_shares(probabilities[rows], units, method=method, held_out=held_out).estimate
        return float(np.abs(found - truth[rows].mean(axis=0)).mean())

    resamples = [
        np.concatenate([rows_of[number] for number in np.repeat(np.arange(len(rows_of)), counts.astype(int))])
        for counts in resample_documents(len(rows_of), n_resamples=200, random_state=0)
    ]
    errors = {method: np.array([measure_error(rows, method) for rows in resamples]) for method in METHODS}
    table = []
    for method in METHODS:
        low, high = find_percentiles(errors[method]).tolist()
        worse = float((errors[method] > errors[METHODS[0]]).mean())
        error = measure_error(np.arange(len(names)), method)
        table.append({"method": method, "error": error, "error_low": low, "error_high": high, "worse": worse})
    return pd.DataFrame(table).assign(sentences=len(names), documents=len(rows_of), default=DEFAULT_METHOD)


def _plot_group(pool: Pool, parts: Sequence[Integers], generator: np.random.Generator) -> Drawing:
    return sample_documents(pool, parts[int(generator.integers(len(parts)))], generator)


if __name__ == "__main__":
    sys.exit(main())
