"""Measure how often groups and trends that do not differ are flagged, and what intervals of samples cover.

Example: python -m research.studies.coverage_groups --repeats 100
"""

import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd
from tqdm import tqdm

from research.arrays import Array, Integers
from research.cli import print_message, run_command
from research.codebook import read_codebook
from research.corpus.labelled import read_corpus, split_by_document
from research.measure.contrast import MIN_UNITS, UnitTotals, adjust_p_values, find_p_values
from research.measure.evaluation import predict_out_of_fold
from research.measure.regression import fit_trend_line
from research.measure.sample_size import (
    COUNTED,
    WITH_MODEL,
    CodedSample,
    describe_population,
    estimate_from_sample,
)
from research.model.baselines import make_classifier
from research.model.examples import list_examples
from research.output import open_folder, write_table
from research.parser import OVERWRITE, count_jobs, flag, jobs_flag
from research.report.captions import choose
from research.studies.plots.coverage_groups import plot_estimates, plot_flags
from research.studies.plots.style import read_result, write_both_languages
from research.studies.pools import MIN_SHARE, Pool, make_pool

_GROUPS = ((3, 40), (5, 40), (10, 120), (5,) * 20)
_PLACES = (5, 10, 20)
_YEARS = 6
_STAY = 0.7  # probability with which a place's report of a year resembles that of the year before
_SHIFT = 0.15  # share of all sentences that go to one domain, at the end of a trend or in a group, for the power
_SAMPLES = (50, 100, 200, 400)
_FIRST_ROUND = 50  # sentences of a round of uncertain ones before the random sample
_N_DOCUMENTS = 60  # of a collection whose shares are estimated
_N_COLLECTIONS = 10  # from each of which a tenth of the samples comes
_ALPHA = 0.05
_PERMUTATIONS = 999  # enough for 21 domains, and a tenth of the time


@dataclass(frozen=True)
class CoverageGroupsConfig:
    """All settings of the study; they are its flags."""

    output: Path = flag(Path("results/coverage_groups"), "output folder")
    repeats: int = flag(400, "number of samples of each kind", minimum=1)
    seed: int = flag(0, "seed of the random numbers", minimum=0)
    jobs: int = jobs_flag(-1)
    overwrite: bool = flag(False, OVERWRITE)
    plot_only: bool = flag(False, "only plot the figures again, from the tables in the output folder")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the study; return 0, or 2 for an error that the user can fix."""
    return run_command(study, CoverageGroupsConfig, "research.studies.coverage_groups", __doc__, arguments)


def study(config: CoverageGroupsConfig) -> None:
    """Write flags.csv (groups and trends), estimates.csv (intervals of samples) and a figure of each."""
    if config.plot_only:
        write_figures(config.output)
        return
    codebook = read_codebook()
    corpus = read_corpus(None, codebook)
    folds = split_by_document(corpus.sentences, corpus.labels, 5, config.seed)
    classifier = make_classifier("full", codebook, terms=list_examples(codebook), random_state=config.seed)
    with open_folder(config.output, overwrite=config.overwrite) as folder:
        found = predict_out_of_fold(classifier, corpus, folds, codebook.ids, n_jobs=count_jobs(config.jobs))
        pool = make_pool(corpus, found, codebook)
        generator = np.random.default_rng(config.seed)
        flags = pd.DataFrame(tqdm(measure_flags(pool.sum().counted, config.repeats, generator), disable=None))
        write_table(folder / "flags.csv", flags, index=False)
        estimates = pd.DataFrame(tqdm(measure_estimates(pool, config.repeats, generator), disable=None))
        write_table(folder / "estimates.csv", estimates, index=False)
        write_figures(folder)
    for table in (flags, estimates):
        print_message(table.round(3).to_string(index=False))


def write_figures(folder: Path) -> None:
    """Plot flags.png and estimates.png, and their English forms, from the tables in a folder."""
    flags, estimates = (read_result(folder / f"{name}.csv") for name in ("flags", "estimates"))
    write_both_languages(
        folder,
        "flags",
        lambda language: plot_flags(flags, language=language, note=_describe_repeats(flags, language)),
    )
    write_both_languages(
        folder,
        "estimates",
        lambda language: plot_estimates(estimates, language=language, note=_describe_repeats(estimates, language)),
    )


def _describe_repeats(table: pd.DataFrame, language: str) -> str:
    repeats = int(table["repeats"].min())
    return choose(
        language,
        f"样本取自内置语料，标签为交叉验证的预测，每行重复{repeats}次。",
        f"Samples of the shipped corpus with cross-validated predictions, {repeats} of each row.",
    )


def measure_flags(counts: Array, repeats: int, generator: np.random.Generator) -> Iterator[dict[str, object]]:
    """Yield how often anything is flagged where nothing differs, and how often a real change of one domain is.

    Parameters
    ----------
    counts
        The sentences of each document by domain, shape (n_documents, n_domains).
    repeats
        Number of samples of each kind.
    generator
        Of the samples.
    """
    for sizes in _GROUPS:
        found = np.array([compare_groups(counts, sizes, generator) for _ in range(repeats)])
        name = " against ".join(map(str, sizes)) if len(sizes) == 2 else f"{len(sizes)} groups of {sizes[0]}"
        yield _describe("groups", name, found)
    for balanced in (True, False):
        for places in _PLACES:
            found = np.array([compare_years(counts, places, generator, balanced=balanced) for _ in range(repeats)])
            name = f"{places} places, {_YEARS} years" + ("" if balanced else ", entering and leaving")
            yield _describe("trend", name, found)


def compare_groups(counts: Array, sizes: Sequence[int], generator: np.random.Generator) -> tuple[bool, bool]:
    """Sample groups of documents; tell whether anything is flagged, and whether a shifted domain of the last one is."""
    rows = generator.choice(len(counts), sum(sizes), replace=False)
    groups = np.repeat(np.arange(len(sizes)), sizes)
    domain = int(generator.integers(counts.shape[1]))
    flagged = []
    for shifted in (None, domain):
        sums = counts[rows].copy()
        if shifted is not None:
            last = groups == len(sizes) - 1
            sums[last] = shift_domain(sums[last], shifted, np.full(last.sum(), _SHIFT))
        totals = UnitTotals(sums, sums.sum(axis=1), groups, np.arange(len(rows)))
        p = (
            adjust_p_values(find_p_values(totals, n_permutations=_PERMUTATIONS))
            if min(sizes) >= MIN_UNITS
            else np.full(counts.shape[1], np.nan)
        )
        flagged.append((p < _ALPHA).any() if shifted is None else p[domain] < _ALPHA)
    return bool(flagged[0]), bool(flagged[1])


def compare_years(counts: Array, n_places: int, generator: np.random.Generator, *, balanced: bool) -> tuple[bool, bool]:
    """Make a panel of places without a trend; tell whether any is flagged, and whether that of a shifted domain is."""
    rows, years, places = [], [], []
    for place in range(n_places):
        start, length = (0, _YEARS) if balanced else (generator.integers(_YEARS), generator.integers(2, _YEARS + 1))
        row = generator.integers(len(counts))
        for year in range(length):
            row = row if generator.random() < _STAY else generator.integers(len(counts))
            rows.append(row)
            years.append(start + year)
            places.append(place)
    sizes = counts[rows].sum(axis=1)
    sums = np.array([
        generator.multinomial(int(size), counts[row] / size) for row, size in zip(rows, sizes, strict=True)
    ], dtype=np.float64)  # fmt: skip
    times = np.array(years, dtype=np.float64)
    domain = int(generator.integers(counts.shape[1]))
    domains = [str(number) for number in range(counts.shape[1])]
    flagged = []
    for shifted in (None, domain):
        said = sums if shifted is None else shift_domain(sums, shifted, _SHIFT * times / max(times.max(), 1))
        p = fit_trend_line(said / sizes[:, None], sizes, times, domains, clusters=places)["p_adjusted"].to_numpy()
        flagged.append((p < _ALPHA).any() if shifted is None else p[domain] < _ALPHA)
    return bool(flagged[0]), bool(flagged[1])


def shift_domain(sums: Array, domain: int, parts: Array) -> Array:
    """Move a part of all sentences of each document to one domain.

    Examples
    --------
    >>> shift_domain(np.array([[4.0, 4.0]]), 0, np.array([0.5])).tolist()
    [[6.0, 2.0]]
    """
    shifted: Array = sums * (1 - parts[:, None])
    shifted[:, domain] += parts * sums.sum(axis=1)
    return shifted


def measure_estimates(pool: Pool, repeats: int, generator: np.random.Generator) -> Iterator[dict[str, object]]:
    """Yield the coverage of `estimate_from_sample` by the size of the sample, with one round and with two.

    The first of two rounds takes the sentences with the smallest margin between their two most probable domains; they
    stand for themselves, and the random sample for all others.
    """
    collections = [_Collection.choose(pool, generator) for _ in range(_N_COLLECTIONS)]
    for rounds in (1, 2):
        for size in _SAMPLES:
            covered: dict[str, list[Array]] = {COUNTED: [], WITH_MODEL: []}
            widths: dict[str, list[float]] = {COUNTED: [], WITH_MODEL: []}
            for repeat in range(repeats):
                one = collections[repeat % _N_COLLECTIONS]
                known = one.find_uncertain(_FIRST_ROUND if rounds == 2 else 0)
                rest = np.setdiff1d(np.arange(len(one.gold)), known)
                rows = rest[sample_by_document(one.documents[rest], size, generator)]
                inclusion = np.full(size, size / len(rest))
                sample = CodedSample(one.gold[rows], one.probabilities[rows], inclusion, one.documents[rows])
                truth = one.gold.mean(axis=0)
                common = truth > MIN_SHARE
                for name, model in ((COUNTED, None), (WITH_MODEL, describe_population(one.probabilities[rest]))):
                    found = estimate_from_sample(sample, model, len(rest))
                    found = found.add_known(one.gold[known].sum(axis=0), len(rest))
                    inside = (found.low <= truth) & (truth <= found.high)
                    covered[name].append(np.where(common, inside, np.nan))
                    widths[name].append(float((found.high - found.low)[common].mean() / 2))
            for name, values in covered.items():
                table = np.array(values)
                counted = np.isfinite(table).any(axis=0)  # a domain may be rare in all collections
                share = np.nanmean(table[:, counted], axis=0)
                yield {
                    "rounds": rounds, "sampled": size, "method": name, "coverage": float(np.nanmean(table)),
                    "worst_domain": float(share.min()), "half_width": float(np.mean(widths[name])),
                    "repeats": repeats,
                }  # fmt: skip


@dataclass(frozen=True, eq=False)
class _Collection:
    """The sentences of some documents: labels as 0 and 1, probabilities, and the number of the document."""

    gold: Array
    probabilities: Array
    documents: Integers

    @classmethod
    def choose(cls, pool: Pool, generator: np.random.Generator) -> "_Collection":
        chosen = generator.choice(pool.documents.max() + 1, _N_DOCUMENTS, replace=False)
        inside = np.flatnonzero(np.isin(pool.documents, chosen))
        gold = np.eye(pool.probabilities.shape[1])[pool.gold[inside]]
        return cls(gold, pool.probabilities[inside], pool.documents[inside])

    def find_uncertain(self, number: int) -> Integers:
        """Return the sentences with the smallest margin between their two most probable domains."""
        margin = np.diff(np.partition(self.probabilities, -2, axis=1)[:, -2:], axis=1)[:, 0]
        found: Integers = np.argsort(margin)[:number]
        return found


def sample_by_document(documents: Integers, number: int, generator: np.random.Generator) -> Integers:
    """Sample systematically along the documents, as `research.corpus.sampling.sample_random` does."""
    order = generator.permutation(len(documents))
    order = order[np.argsort(documents[order], kind="stable")]
    points = (generator.random() + np.arange(number)) * len(documents) / number
    rows: Integers = order[np.minimum(points.astype(np.int64), len(documents) - 1)]
    return rows


def _describe(kind: str, name: str, found: Array) -> dict[str, object]:
    any_flag, power = found.mean(axis=0).tolist()
    error = float(np.sqrt(any_flag * (1 - any_flag) / len(found)))
    return {"kind": kind, "sample": name, "any_flag": any_flag, "error": error, "power": power, "repeats": len(found)}


if __name__ == "__main__":
    sys.exit(main())
