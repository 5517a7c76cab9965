"""Measure the errors of estimated shares and the coverage of their intervals, for both targets.

Example: python -m research.studies.coverage --repeats 100
"""

import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import numpy as np
import pandas as pd
from tqdm import tqdm

from research.arrays import Array, Integers
from research.cli import run_command
from research.codebook import Codebook, read_codebook
from research.corpus.labelled import Corpus, Fold, read_corpus, split_by_document
from research.measure.choices import LIKE, METHODS, TARGET_NAMES, THESE
from research.measure.evaluation import predict_out_of_fold
from research.measure.held_out import HeldOut, measure_scale
from research.measure.intervals import find_interval
from research.measure.prevalence import KIND_ERROR, NEW_KIND_ERROR, estimate_shares
from research.model.baselines import make_classifier
from research.model.examples import list_examples
from research.output import open_folder, write_table
from research.parser import OVERWRITE, count_jobs, flag, jobs_flag
from research.report.captions import choose
from research.studies.plots.coverage import plot_coverage, plot_methods
from research.studies.plots.style import read_result, write_both_languages
from research.studies.pools import MIN_SHARE, Pool, make_pool

SIZES = (1, 3, 5, 7, 10, 20, 40, 100)
MIXED, BY_TYPE = "all types", "one type"
NEW_TYPE, REAL = "one type, not learned from", "real reports, windows"

_BINS = (0.0, 0.01, 0.05, 1.0)  # shares in the sample, or in the population, for the coverage by the share's size
_MIN_GROUP = 5  # documents that others are like
_MAX_TIMES = 4  # documents in a sample over those in the group, which stand in for very many
_SETS = 8  # samples of each size from each half of the corpus
_SPEECH = (65, 5)  # sentences of the speech that is shown, and of the domain in it


@dataclass(frozen=True)
class CoverageConfig:
    """All settings of the study; they are its flags."""

    gold: Path = flag(
        Path("../shared/eval"), "folder with the sentences.csv of real sentences; not used where it does not exist"
    )
    output: Path = flag(Path("results/coverage"), "output folder")
    repeats: int = flag(100, "number of times that the corpus is divided into two halves", minimum=1)
    seed: int = flag(0, "seed of the random numbers", minimum=0)
    jobs: int = jobs_flag(-1)
    overwrite: bool = flag(False, OVERWRITE)
    plot_only: bool = flag(False, "only plot the figures again, from the tables in the output folder")


@dataclass(frozen=True, eq=False)
class Population:
    """Documents to sample from, and those that the held-out errors come from.

    Attributes
    ----------
    name
        In the tables.
    pool
        The documents with their predictions.
    learned
        The documents whose held-out errors are used, with predictions of the classifier that learned from all types.
    halved
        Whether both are the same documents, so that one half of them gives the held-out errors.
    by_kind
        Whether each sample is of one type.
    """

    name: str
    pool: Pool
    learned: Pool
    halved: bool
    by_kind: bool


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the study; return 0, or 2 for an error that the user can fix."""
    return run_command(study, CoverageConfig, "research.studies.coverage", __doc__, arguments)


def study(config: CoverageConfig) -> None:
    """Write methods.csv, coverage.csv, domains.csv, kinds.csv and speech.csv, and their figures."""
    if config.plot_only:
        write_figures(config.output)
        return
    codebook = read_codebook()
    corpus = read_corpus(None, codebook)
    with open_folder(config.output, overwrite=config.overwrite) as folder:
        populations = predict_populations(config, corpus, codebook)
        known = populations[0].pool
        methods = compare_methods(populations, codebook, config)
        write_table(folder / "methods.csv", methods, index=False)
        measured = pd.concat([measure_coverage(one, codebook, config) for one in populations], ignore_index=True)
        coverage = summarise(measured)
        write_table(folder / "coverage.csv", coverage, index=False)
        write_table(folder / "domains.csv", summarise_domains(measured), index=False)
        write_table(folder / "kinds.csv", measure_kinds(populations), index=False)
        write_table(folder / "speech.csv", describe_speech(known, codebook), index=False)
        write_figures(folder)
    print(coverage.round(3).to_string(index=False))


def write_figures(folder: Path) -> None:
    """Plot coverage.png and methods.png, and their English forms, from the tables in a folder."""
    coverage, methods = (read_result(folder / f"{name}.csv") for name in ("coverage", "methods"))
    coverage = coverage[coverage["kind_error"] == KIND_ERROR]
    write_both_languages(
        folder,
        "coverage",
        lambda language: plot_coverage(coverage, language=language, note=_describe(coverage, language)),
    )
    write_both_languages(
        folder,
        "methods",
        lambda language: plot_methods(methods, language=language, note=_describe(methods, language)),
    )


def _describe(table: pd.DataFrame, language: str) -> str:
    least, most = int(table["samples"].min()), int(table["samples"].max())
    return choose(
        language,
        "语料反复分为两半，一半给出留出误差，另一半供抽样；真实报告的误差取自全部语料。"
        f"每点由{least}至{most}个样本算得。",
        "The corpus was divided into halves again and again: one gives the held-out errors, the other is sampled from; "
        f"for real reports, all of the corpus gives the errors. Each point is of {least} to {most} samples.",
    )


def predict_populations(config: CoverageConfig, corpus: Corpus, codebook: Codebook) -> list[Population]:
    """Predict the corpus by folds and by types left out, and other documents by a classifier of all of the corpus."""
    make = partial(make_classifier, "full", codebook, terms=list_examples(codebook), random_state=config.seed)
    n_jobs = count_jobs(config.jobs)
    folds = split_by_document(corpus.sentences, corpus.labels, 5, config.seed)
    kinds = np.array([corpus.documents[name].get("type", "") for name in corpus.document_ids])
    left_out = [Fold(np.flatnonzero(kinds != kind), np.flatnonzero(kinds == kind)) for kind in sorted(set(kinds))]
    with tqdm(total=len(folds) + len(left_out), desc="cross-validation", disable=None) as bar:
        found = [
            predict_out_of_fold(make(), corpus, parts, codebook.ids, n_jobs=n_jobs, callback=bar.update)
            for parts in (folds, left_out)
        ]
    known, new = (make_pool(corpus, probabilities, codebook) for probabilities in found)
    populations = [
        Population(MIXED, known, known, halved=True, by_kind=False),
        Population(BY_TYPE, known, known, halved=True, by_kind=True),
        Population(NEW_TYPE, new, known, halved=True, by_kind=True),
    ]
    path = config.gold / "sentences.csv"
    if path.exists():
        real = read_corpus(path, codebook)
        estimator = make().fit(corpus.sentences, corpus.labels)
        pool = make_pool(real, estimator.predict_proba(real.sentences), codebook)
        populations.append(Population(REAL, pool, known, halved=False, by_kind=False))
    return populations


def split_population(
    population: Population, generator: np.random.Generator
) -> tuple[Integers, list[tuple[str, Integers]]]:
    """Return the documents that give the held-out errors, and the groups of documents to sample from.

    The groups of documents of a type that was not learned from get no held-out errors of that type either, so that the
    first half is all of them; see `measure_coverage`.
    """
    order = generator.permutation(len(population.learned.names))
    learned, rest = order[: len(order) // 2], np.sort(order[len(order) // 2 :])
    if not population.halved:
        learned, rest = np.sort(order), np.arange(len(population.pool.names))
    kinds = np.array(population.pool.kinds)[rest]
    if not population.by_kind:
        return learned, [("", rest)]
    return learned, [(kind, rest[kinds == kind]) for kind in sorted(set(kinds.tolist()))]


def measure_coverage(population: Population, codebook: Codebook, config: CoverageConfig) -> pd.DataFrame:
    """Sample documents and tell which intervals cover the truth, for both targets.

    For these documents, samples are without replacement and the truth is that of the sample. For documents like these,
    samples are with replacement and the truth is that of the group that is sampled from.

    Returns
    -------
    DataFrame
        One row for each sample and domain: ``population``, ``target``, ``kind_error``, ``documents``, ``domain``,
        ``share`` (true share), ``common`` (whether the domain's share in the group is above 1 %), ``covered`` and
        ``half_width``.
    """
    totals = population.pool.sum()
    parts: list[pd.DataFrame] = []
    generator = np.random.default_rng(config.seed)
    new = population.name == NEW_TYPE
    for _ in tqdm(range(config.repeats), desc=population.name, disable=None):
        learned, groups = split_population(population, generator)
        ratio = population.learned.sum_held_out(learned).count_ratio
        for kind, group in groups:
            if new:
                others = learned[np.array(population.learned.kinds)[learned] != kind]
                ratio = population.learned.sum_held_out(others).count_ratio
            for target, rows in sample_documents(group, generator, 1 if population.by_kind else _SETS):
                truth = totals.measure_truth(rows if target == THESE else group)
                for kind_error in (KIND_ERROR, NEW_KIND_ERROR) if new else (KIND_ERROR,):
                    low, high = find_interval(totals.estimate(rows, ratio, kind_error), target)
                    columns = {
                        "domain": codebook.ids, "share": truth, "common": totals.measure_truth(group) > MIN_SHARE,
                        "covered": (low <= truth + 1e-9) & (truth <= high + 1e-9), "half_width": (high - low) / 2,
                    }  # fmt: skip
                    about = {"target": TARGET_NAMES[target], "kind_error": kind_error, "documents": len(rows)}
                    parts.append(pd.DataFrame(columns | about))
    return pd.concat(parts, ignore_index=True).assign(population=population.name)


def sample_documents(group: Integers, generator: np.random.Generator, repeats: int) -> Iterator[tuple[str, Integers]]:
    """Sample documents of each size, without replacement for these documents and with it for documents like these."""
    for size in SIZES:
        for _ in range(repeats):
            if size <= len(group):
                yield THESE, generator.choice(group, size, replace=False)
            if 1 < size <= _MAX_TIMES * len(group) and len(group) >= _MIN_GROUP:
                yield LIKE, generator.choice(group, size)


def summarise(measured: pd.DataFrame) -> pd.DataFrame:
    """Average over samples.

    Returns
    -------
    DataFrame
        One row for each population, target, error of the kind and number of documents: ``coverage`` over all domains
        whose share in their group is above 1 %, ``worst`` (that of the domain with the lowest), ``all_domains`` (also
        rare ones), the coverage by the true share, the mean ``half_width`` in points, and the number of ``samples``.
    """
    rows = []
    keys = ["population", "target", "kind_error", "documents"]
    for key, part in measured.groupby(keys, sort=False):
        common = part[part["common"]]
        size = pd.cut(part["share"], _BINS, include_lowest=True, labels=["to_1", "1_to_5", "from_5"])
        by_size = part["covered"].groupby(size, observed=False).mean()
        rows.append(
            dict(zip(keys, key, strict=True))
            | {
                "coverage": common["covered"].mean(),
                "worst": common.groupby("domain")["covered"].mean().min(),
                "all_domains": part["covered"].mean(),
            }
            | {f"share_{name}": value for name, value in by_size.items()}
            | {"half_width": 100 * common["half_width"].mean(), "samples": len(part) // part["domain"].nunique()}
        )
    return pd.DataFrame(rows).sort_values(["population", "target", "kind_error", "documents"], ignore_index=True)


def summarise_domains(measured: pd.DataFrame) -> pd.DataFrame:
    """Return the coverage and the mean half-width (points) of each domain whose share in its group is above 1 %."""
    common = measured[measured["common"]]
    keys = ["population", "target", "kind_error", "documents", "domain"]
    table = common.groupby(keys, sort=False).agg(
        coverage=("covered", "mean"), half_width=("half_width", "mean"), samples=("covered", "size")
    )
    table["half_width"] *= 100
    return table.reset_index()


def compare_methods(populations: Sequence[Population], codebook: Codebook, config: CoverageConfig) -> pd.DataFrame:
    """Compare the methods by the errors of their shares, document by document and for all documents of a type.

    Returns
    -------
    DataFrame
        One row for each population, kind of sample and method: ``sample``, ``method``, the mean absolute ``error`` of a
        share with its interval (resampled documents or groups), the mean ``largest`` error, the share of samples in
        which the method errs more than counting (``worse``), and the number of ``samples``.
    """
    rows: list[dict[str, object]] = []
    for population in populations:
        if population.name == MIXED:
            continue
        generator = np.random.default_rng(config.seed)
        learned, groups = split_population(population, generator)
        held_out = population.learned.sum_held_out(learned)
        units = {"documents": [np.array([one]) for _, group in groups for one in group]}
        units["groups"] = [group for _, group in groups]
        if len(groups) == 1:
            parents = pd.Series([name.split("#")[0] for name in population.pool.names])
            units["groups"] = [np.asarray(rows) for rows in parents.groupby(parents).indices.values()]
        for sample, sets in units.items():
            errors = np.array([_measure_errors(population.pool, one, held_out, codebook) for one in sets])
            for place, method in enumerate(METHODS):
                found = errors[:, place].mean(axis=1)
                spread = 1.96 * found.std(ddof=1) / np.sqrt(len(found))
                rows.append(
                    {
                        "sample": f"{population.name}: {sample}", "method": method, "error": found.mean(),
                        "error_low": found.mean() - spread, "error_high": found.mean() + spread,
                        "largest": errors[:, place].max(axis=1).mean(),
                        "worse": (found > errors[:, 0].mean(axis=1) + 1e-12).mean(), "samples": len(found),
                    }
                )  # fmt: skip
    return pd.DataFrame(rows)


def _measure_errors(pool: Pool, documents: Integers, held_out: HeldOut, codebook: Codebook) -> list[Array]:
    rows = np.flatnonzero(pool.select(documents))
    truth = np.bincount(pool.gold[rows], minlength=len(codebook)) / len(rows)
    part, units = pool.probabilities[rows], pool.documents[rows]
    return [
        np.abs(estimate_shares(part, units, method=method, held_out=held_out).estimate - truth) for method in METHODS
    ]


def measure_kinds(populations: Sequence[Population]) -> pd.DataFrame:
    """Measure the part of the errors that the documents of a type have in common.

    The squared error of a type's documents together, less the squares of the single documents' errors, over the same
    difference of the sums of p (1 - p): where the errors of documents are independent, it is 0 on average.

    Returns
    -------
    DataFrame
        One row for each population: ``kind_error``, the root of that, over all types and domains (0 where it is
        negative), and ``ratio``, the errors of single documents over their scale.
    """
    rows = []
    for population in populations:
        totals, kinds = population.pool.sum(), np.array(population.pool.kinds)
        errors = totals.gold - totals.counted
        scale = measure_scale(totals.variances, totals.sizes, totals.sizes)
        above = below = 0.0
        for kind in sorted(set(kinds.tolist())):
            inside = kinds == kind
            above += float((errors[inside].sum(axis=0) ** 2 - (errors[inside] ** 2).sum(axis=0)).sum())
            variances = totals.variances[inside]
            below += float((variances.sum(axis=0) ** 2 - (variances**2).sum(axis=0)).sum())
        ratio = np.sqrt((errors**2).sum() / (scale**2).sum())
        rows.append({"population": population.name, "kind_error": max(above / below, 0.0) ** 0.5, "ratio": ratio})
    return pd.DataFrame(rows)


def describe_speech(pool: Pool, codebook: Codebook) -> pd.DataFrame:
    """Show the interval of a domain that about 5 of 65 sentences of one document have, and what makes it.

    Returns
    -------
    DataFrame
        One row: the document, the domain, its counted sentences, the share, the interval for this document, the true
        share, the mean of p (1 - p), and the two parts of the standard error.
    """
    totals = pool.sum()
    sentences, counted = _SPEECH
    away = np.abs(totals.sizes[:, None] - sentences) + 100 * np.abs(totals.counted - counted)
    document, domain = np.unravel_index(int(away.argmin()), away.shape)
    rows = np.array([document])
    learned = np.delete(np.arange(len(pool.names)), document)
    ratio = pool.sum_held_out(learned).count_ratio
    shares = totals.estimate(rows, ratio, KIND_ERROR)
    low, high = find_interval(shares, THESE)
    own = totals.estimate(rows, ratio, 0.0).classification
    uncertainty = totals.variances[document] / totals.sizes[document]
    return pd.DataFrame(
        {
            "document_id": [pool.names[document]], "domain": [codebook.ids[domain]],
            "sentences": [int(totals.sizes[document])], "counted": [int(totals.counted[document, domain])],
            "prevalence": [shares.estimate[domain]], "low": [low[domain]], "high": [high[domain]],
            "gold": [totals.measure_truth(rows)[domain]], "uncertainty": [uncertainty[domain]],
            "error_of_document": [0.0 if own is None else own[domain]],
            "error_of_kind": [KIND_ERROR * uncertainty[domain]],
        }
    )  # fmt: skip


if __name__ == "__main__":
    sys.exit(main())
