"""Compare the methods of estimating prevalence by their errors and the coverage of their intervals.

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
from research.cli import OVERWRITE, count_jobs, flag, jobs_flag, run_command
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
from research.report.captions import choose
from research.studies import plots as study_plots

_MAX_SAMPLED = 40  # documents in a sample
_MIN_DOCUMENTS = 16  # of a group, so that about half of them remain after the documents for the held-out errors
_N_SENTENCES = 1500  # of a sample of sentences
_SENTENCES_PER_UNIT = 50  # about as many as a document has
_MIN_TILT, _MAX_TILT = 1, 6  # of the exponent: from a weak to a strong preference for documents of a domain


@dataclass(frozen=True)
class PrevalenceConfig:
    """All settings of the study; they are its flags."""

    gold: Path = flag(
        Path("../shared/eval"), "folder with the sentences.csv of real sentences; not used where it does not exist"
    )
    output: Path = flag(Path("results/prevalence"), "output folder")
    repeats: int = flag(200, "number of samples of each kind", minimum=1)
    seed: int = flag(0, "seed of the random numbers", minimum=0)
    jobs: int = jobs_flag(-1)
    overwrite: bool = flag(False, OVERWRITE)
    language: str = flag("zh", "the language of the figure", choices=["zh", "en"])


@dataclass(frozen=True, eq=False)
class Pool:
    """Body sentences with gold labels and out-of-fold probabilities.

    Attributes
    ----------
    gold
        The number of the domain of each sentence, shape (n_sentences,).
    probabilities
        Shape (n_sentences, n_domains).
    documents
        The number of the document of each sentence, shape (n_sentences,).
    names
        The ids of the documents.
    """

    gold: Integers
    probabilities: Array
    documents: Integers
    names: tuple[str, ...]

    @property
    def counts(self) -> Array:
        """The number of sentences by document and gold domain, shape (n_documents, n_domains)."""
        table = np.zeros((len(self.names), self.probabilities.shape[1]))
        np.add.at(table, (self.documents, self.gold), 1.0)
        return table


@dataclass(frozen=True, eq=False)
class Sample:
    """A sample of sentences whose shares are estimated.

    Attributes
    ----------
    rows
        The rows of the pool.
    units
        The independent unit of each row.
    truth
        The shares of the population, shape (n_domains,).
    learned
        The numbers of the documents that give the held-out errors, none of which is in the sample.
    """

    rows: Integers
    units: list[str]
    truth: Array
    learned: Integers


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the study; return 0, or 2 for an error that the user can fix."""
    return run_command(study, PrevalenceConfig, "research.studies.coverage", __doc__, arguments)


def study(config: PrevalenceConfig) -> None:
    """Measure every method on every kind of sample; write study.csv, gold.csv and study.png."""
    codebook = read_codebook()
    corpus = read_corpus(None, codebook)
    folds = split_by_document(corpus.sentences, corpus.labels, 5, config.seed)
    make = partial(make_classifier, "full", codebook, random_state=config.seed)
    with open_folder(config.output, overwrite=config.overwrite) as folder:
        found = predict_out_of_fold(make(), corpus, folds, codebook.ids, n_jobs=count_jobs(config.jobs))
        pool = make_pool(corpus, found, codebook)
        rows = []
        kinds = list_kinds(pool, corpus)
        with tqdm(total=len(kinds) * config.repeats, desc="samples", disable=None) as bar:
            for kind, sample in kinds.items():
                generator = np.random.default_rng(config.seed)
                for _ in range(config.repeats):
                    rows += [row | {"sample": kind} for row in measure(pool, sample(generator), codebook)]
                    bar.update()
        table = summarise(pd.DataFrame(rows))
        write_table(folder / "study.csv", table, index=False)
        note = choose(
            config.language,
            f"合成语料，每种抽样重复{config.repeats}次。",
            f"Synthetic corpus, {config.repeats} samples of each kind.",
        )
        figure = study_plots.plot_coverage(table, language=config.language, note=note)
        figures.write_figure(folder / "study.png", figure)
        if (config.gold / "sentences.csv").exists():
            gold = read_corpus(config.gold / "sentences.csv", codebook)
            estimator = make().fit(corpus.sentences, corpus.labels)
            real = estimator.predict_proba(gold.sentences)
            write_table(folder / "gold.csv", measure_gold(gold, real, pool, codebook), index=False)
    print(table.round(4).to_string(index=False))


def make_pool(corpus: Corpus, probabilities: Array, codebook: Codebook) -> Pool:
    """Return the body sentences of the corpus."""
    body = np.array(corpus.find_body())
    names = [corpus.document_ids[row] for row in body]
    documents, _ = number_documents(names)
    gold = encode_labels(corpus.labels, codebook.ids)
    return Pool(gold[body], probabilities[body], documents, tuple(dict.fromkeys(names)))


def list_kinds(pool: Pool, corpus: Corpus) -> dict[str, Callable[[np.random.Generator], Sample]]:
    """Return functions that sample documents (of all kinds, of one level, type or decade, or tilted) or sentences."""
    groups: list[list[Integers]] = []
    for column in ("level", "type", "year"):
        values = [corpus.documents[name].get(column, "") for name in pool.names]
        keys = np.array([value[:3] if column == "year" else value for value in values])
        found = [np.flatnonzero(keys == key) for key in sorted(set(keys))]
        groups.append([group for group in found if len(group) >= _MIN_DOCUMENTS])
    every = np.arange(len(pool.names))
    kinds: dict[str, Callable[[np.random.Generator], Sample]] = {
        "documents at random": lambda generator: sample_documents(pool, every, generator)
    }
    for name, parts in zip(("of one level", "of one type", "of one decade"), groups, strict=True):
        if parts:
            kinds[f"documents {name}"] = partial(_sample_group, pool, parts)
    kinds["documents tilted to a domain"] = lambda generator: sample_documents(pool, every, generator, tilt=True)
    kinds["sentences, shares at random"] = lambda generator: sample_sentences(pool, generator)
    return kinds


def sample_documents(pool: Pool, group: Integers, generator: np.random.Generator, *, tilt: bool = False) -> Sample:
    """Sample documents of a group with replacement from one half of the pool; the other half gives held-out errors.

    With `tilt`, documents with a large share of one domain, chosen at random, have a greater probability.
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
        weights = np.exp(generator.uniform(_MIN_TILT, _MAX_TILT) * share)
    weights /= weights.sum()
    truth = weights @ counts[population]
    sampled = generator.choice(population, min(_MAX_SAMPLED, 2 * len(population)), p=weights).tolist()
    rows_of = {number: np.flatnonzero(pool.documents == number) for number in set(sampled)}
    rows = np.concatenate([rows_of[number] for number in sampled])
    units = [str(unit) for unit, number in enumerate(sampled) for _ in rows_of[number]]
    return Sample(rows, units, truth / truth.sum(), learned)


def sample_sentences(pool: Pool, generator: np.random.Generator) -> Sample:
    """Sample shares from a Dirichlet distribution, and sentences of one half of the documents with these shares."""
    half = generator.permutation(len(pool.names))
    learned, rest = half[: len(half) // 2], half[len(half) // 2 :]
    inside = np.isin(pool.documents, rest)
    shares = generator.dirichlet(np.full(pool.probabilities.shape[1], 0.5))
    labels = generator.choice(len(shares), _N_SENTENCES, p=shares)
    by_domain = {label: np.flatnonzero(inside & (pool.gold == label)) for label in set(labels.tolist())}
    rows = np.array([generator.choice(by_domain[label]) for label in labels.tolist()])
    units = [str(number // _SENTENCES_PER_UNIT) for number in range(len(rows))]
    return Sample(rows, units, shares, learned)


def measure(pool: Pool, sample: Sample, codebook: Codebook) -> Iterator[dict[str, object]]:
    """Yield the errors of each method on a sample, and the coverage and the width of its intervals."""
    learned = np.flatnonzero(np.isin(pool.documents, sample.learned))
    gold = [codebook.ids[label] for label in pool.gold[learned]]
    documents = [str(number) for number in pool.documents[learned]]
    held_out = sum_held_out(GoldLabels(gold, documents, codebook.ids), pool.probabilities[learned])
    here = np.bincount(pool.gold[sample.rows], minlength=len(codebook)) / len(sample.rows)
    for method in METHODS:
        shares = estimate_shares(pool.probabilities[sample.rows], sample.units, method=method, held_out=held_out)
        low, high = find_interval(shares)
        yield {
            "method": method,
            "error": float(np.abs(shares.estimate - here).mean()),
            "largest": float(np.abs(shares.estimate - here).max()),
            "covered": float(((low <= sample.truth) & (sample.truth <= high)).mean()),
            "width": float((high - low).mean()),
        }


def summarise(rows: pd.DataFrame) -> pd.DataFrame:
    """Average over samples.

    Returns
    -------
    DataFrame
        One row for each kind of sample and method: mean absolute error of a share with its 95 % interval over samples,
        mean of the largest error, coverage of the nominal 95 % intervals, their mean width, and number of samples.
    """
    table = rows.groupby(["sample", "method"], sort=False).agg(
        error=("error", "mean"), spread=("error", "sem"), largest=("largest", "mean"),
        coverage=("covered", "mean"), width=("width", "mean"), samples=("error", "size"),
    )  # fmt: skip
    table.insert(1, "error_low", table["error"] - 1.96 * table["spread"])
    table.insert(2, "error_high", table["error"] + 1.96 * table["spread"])
    return table.drop(columns="spread").reset_index()


def measure_gold(gold: Corpus, probabilities: Array, pool: Pool, codebook: Codebook) -> pd.DataFrame:
    """Return the mean absolute error of the shares of real sentences, headings included.

    The intervals resample documents; ``worse`` is the share of resamples in which the error is larger than that of
    counting.
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


def _sample_group(pool: Pool, parts: Sequence[Integers], generator: np.random.Generator) -> Sample:
    return sample_documents(pool, parts[int(generator.integers(len(parts)))], generator)


if __name__ == "__main__":
    sys.exit(main())
