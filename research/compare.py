"""Compare the theme shares of groups of labelled documents: by year, level, place or whatever is known of them.

Example: research compare results/speeches --metadata documents.csv --by level
"""

import json
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from research.cli import CODEBOOK, Finished, print_message, run_command
from research.codebook import Codebook, read_codebook
from research.corpus.tasks import find_table
from research.errors import InputError
from research.labelling.choices import CROSSWALK, SCHEME_HELP, SENTENCE, WEIGHTS
from research.labelling.contrasts import (
    Contrast,
    contrast_groups,
    describe_untested,
    estimate_trend,
    find_entering_groups,
    tabulate_differences,
    tabulate_distances,
)
from research.labelling.correction import correct_labels, read_coded, validate_labels
from research.labelling.crosswalk import (
    bound_categories,
    describe_bounds,
    name_categories,
    read_crosswalk,
    weigh_categories,
)
from research.labelling.document_table import DOCUMENTS
from research.labelling.groups import (
    DOCUMENT,
    Estimator,
    find_values,
    index_documents,
    join_numbers,
    read_metadata,
    tabulate_groups,
)
from research.labelling.predictions import read_predictions
from research.labelling.read_back import LabelledSentences, read_tables
from research.measure.choices import COUNT, DEFAULT_METHOD, HELD_OUT, LIKE, METHODS, PROBABILISTIC
from research.measure.contrast import MIN_UNITS
from research.output import open_folder, write_table
from research.parser import OVERWRITE, STUDY, flag, language_flag
from research.plurals import count_noun
from research.report import plots
from research.report.captions import choose, describe_estimate
from research.report.figures import write_print_figure
from research.report.methods_sheet import (
    MethodsSheet,
    describe_crosswalk,
    describe_run,
    describe_target,
    describe_unit,
    hash_crosswalk,
    hash_files,
    name_method,
)
from research.run import choose_method, resolve_run
from research.status import say_next

_MAX_GROUPS = 40  # more bars than a figure shows
_MIN_GROUPS = 2
_PLACE = "place"
_CROSSED_DIFFERENCES, _CROSSED_TREND = "crosswalk_differences.csv", "crosswalk_trend.csv"
_COMPOSITION = ("level", "type")  # columns whose values may enter or leave a time axis


@dataclass(frozen=True)
class CompareConfig:
    """All settings of the comparison; they are the flags of the command."""

    labelled: Path = flag(
        Path("results/labelled"),
        "the output folder of `research label`",
        study="results/labelled",
        made_by="label",
        positional="?",
        metavar="LABELLED",
    )
    study: Path | None = flag(None, STUDY, type=Path)
    metadata: Path | None = flag(
        None,
        "a CSV with document_id and what is known of the documents (default: documents.csv of the labelled folder)",
        type=Path,
    )
    codebook: Path | None = flag(None, "a codebook.toml (default: the shipped one)", study=CODEBOOK, type=Path)
    run: Path | None = flag(
        None, "the run that labelled the documents (default: the one that label.json names)", type=Path
    )
    predictions: Path | None = flag(
        None,
        "a CSV with document_id, sentence_id and the labels (domain) or probabilities (a column a domain) that another "
        "classifier gave to every body sentence; it takes the place of the run",
        group="estimation",
        type=Path,
    )
    coded: Path | None = flag(
        None,
        "a corpus of a random sample of these sentences, as `research merge` writes it, from which no model learned: "
        "shares and differences are corrected with it, and the labels are validated by group",
        group="estimation",
        type=Path,
    )
    by: str = flag("year", "the column that makes the groups, or several, separated by commas", group="groups")
    cluster: str | None = flag(
        None,
        "the column whose values are the independent units, such as place or author (default: place where the "
        "documents are of five places or more, else document_id)",
        group="groups",
    )
    covariates: str | None = flag(
        None, "columns that the trend holds constant, separated by commas, such as level,place", group="groups"
    )
    every: int = flag(1, "number of years (or other numbers) in a group, as 10 for decades", group="groups", minimum=1)
    method: str = flag(DEFAULT_METHOD, "how prevalence is estimated", group="estimation", choices=METHODS)
    weight: str = flag(SENTENCE, "the unit that is counted", group="estimation", choices=WEIGHTS)
    crosswalk: str = flag(
        "",
        f"write shares, differences and the trend in another scheme, too, to {CROSSWALK}, {_CROSSED_DIFFERENCES} and "
        f"{_CROSSED_TREND}, with intervals: {SCHEME_HELP}",
        group="output",
        metavar="TABLE",
    )
    output: Path = flag(Path("results/compare"), "the folder to write", study="results/compare", group="output")
    overwrite: bool = flag(False, OVERWRITE, group="output")
    language: str = language_flag("figures")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command; 0, or 2 for what the user can fix."""
    return run_command(compare, CompareConfig, "research compare", __doc__, arguments, after=say_next)


class _Comparison(NamedTuple):
    """What is compared, and how: the sentences, the values and the groups of their documents, the independent units."""

    labelled: LabelledSentences
    values: pd.DataFrame
    bins: pd.DataFrame
    estimator: Estimator
    clusters: pd.Series | None
    unit: str
    covariates: pd.DataFrame | None

    def contrast(self) -> Contrast:
        return contrast_groups(self.labelled, self.bins, self.estimator, self.clusters)

    def fit_trend(self) -> pd.DataFrame | None:
        """Return the trend over the values; None where they are no numbers, or those of several columns."""
        if self.values.shape[1] > 1:
            return None
        times = self.values.iloc[:, 0]
        return estimate_trend(self.labelled, times, self.estimator, clusters=self.clusters, covariates=self.covariates)


def compare(config: CompareConfig) -> Finished:
    """Write shares.csv, differences.csv, distances.csv and, over numbers, trend.csv, each with its figure."""
    codebook = read_codebook(config.codebook)
    crosswalk = read_crosswalk(config.crosswalk, codebook) if config.crosswalk else None
    labelled = read_tables(config.labelled, codebook.ids)
    metadata = _read_metadata(config)
    values = _find_values(config, labelled, metadata)
    if config.predictions is not None:
        labelled = read_predictions(config.predictions, codebook).replace_in(labelled)
    estimator = _choose_estimator(config, codebook)
    clusters, unit = _find_clusters(config, labelled, metadata)
    bins = _join_years(values, config.every)
    validated = None
    if config.coded is not None:
        coded = read_coded(config.coded, codebook, len(labelled.find_body()))
        validated = validate_labels(labelled, coded, bins, replace(estimator, clusters=clusters))
        labelled = correct_labels(labelled, coded, codebook.ids)
        estimator = replace(estimator, method=PROBABILISTIC)
    covariates = None
    if config.covariates:
        covariates = find_values(labelled, config.covariates.split(","), metadata.table, metadata.place)
    comparison = _Comparison(labelled, values, bins, estimator, clusters, unit, covariates)
    contrast = comparison.contrast()
    groups = contrast.groups
    _check_number(len(groups), config.by)
    with open_folder(config.output, overwrite=config.overwrite) as folder:
        note = describe_estimate(estimator.method, config.language)
        about: dict[str, Any] = {"codebook": codebook, "language": config.language, "note": note}
        _write_groups(folder, contrast, about)
        if validated is not None:
            write_table(folder / "validation.csv", validated, index=False)
        trend = comparison.fit_trend()
        if trend is not None:
            write_table(folder / "trend.csv", trend)
            write_print_figure(folder, "trend", plots.plot_differences(trend, **about))
            _warn_of_composition(metadata, values.iloc[:, 0], bins.iloc[:, 0])
        bounds = ""
        if crosswalk is not None:
            crossed = _write_categories(folder, comparison, crosswalk)
            bounds = describe_bounds(crossed, config.crosswalk)
        make_methods_sheet(config, comparison, contrast, folder).write(folder, config.language)
    if untested := describe_untested(contrast, unit):
        print_message(f"warning: {untested}")
    if bounds:
        print_message(f"{config.output / CROSSWALK}: {bounds}")
    n_sentences = sum(int(group.table["sentences"].sum()) for group in groups)
    print_message(
        f"{config.output}: {count_noun(len(groups), 'group')} of {config.by}, {count_noun(n_sentences, 'sentence')} of "
        f"{count_noun(len(values), 'document')}, method {estimator.method}; the shares are "
        f"those of documents like these; independent units are {unit}"
    )
    return Finished(config.output / "shares.png")


def _check_number(n_groups: int, by: str) -> None:
    if not _MIN_GROUPS <= n_groups <= _MAX_GROUPS:
        raise InputError(
            f"--by {by}: got {count_noun(n_groups, 'group')}, expected {_MIN_GROUPS} to {_MAX_GROUPS}; "
            + ("give --every to join years" if n_groups > _MAX_GROUPS else "give a column with different values")
        )


def _write_groups(folder: Path, contrast: Contrast, about: Mapping[str, Any]) -> None:
    """Write the shares of the groups, their differences and distances, and the figures of these."""
    named = [replace(group, values=(group.name,)) for group in contrast.groups]
    shares = tabulate_groups(named, ["group"])
    differences = tabulate_differences(contrast)
    write_table(folder / "shares.csv", shares, index=False)
    write_table(folder / "differences.csv", differences, index=False)
    write_table(folder / "distances.csv", tabulate_distances(contrast), index=False)
    write_print_figure(folder, "domains", plots.plot_trends(shares, **about)[0])
    write_print_figure(folder, "shares", plots.plot_groups(shares, tests=differences, **about))
    if len(contrast.groups) == _MIN_GROUPS:
        write_print_figure(folder, "differences", plots.plot_differences(differences, **about))


def _write_categories(folder: Path, comparison: _Comparison, crosswalk: pd.DataFrame) -> pd.DataFrame:
    """Write shares, differences and the trend of the categories of another scheme; return the shares."""
    domains = comparison.estimator.domains
    weights = weigh_categories(crosswalk, domains)
    crossed = comparison._replace(estimator=replace(comparison.estimator, crosswalk=weights))
    found = crossed.contrast()
    table = tabulate_groups([replace(group, values=(group.name,)) for group in found.groups], ["group"])
    shares = np.array([group.of_domains for group in found.groups])
    table = bound_categories(table, shares, crosswalk, domains)
    write_table(folder / CROSSWALK, table, index=False)
    differences = name_categories(tabulate_differences(found), crosswalk)
    write_table(folder / _CROSSED_DIFFERENCES, differences, index=False)
    trend = crossed.fit_trend()
    if trend is not None:
        write_table(folder / _CROSSED_TREND, name_categories(trend.reset_index(), crosswalk), index=False)
    return table


def make_methods_sheet(
    config: CompareConfig, comparison: _Comparison, contrast: Contrast, folder: Path
) -> MethodsSheet:
    """Say what the groups are and how they were compared."""
    language, groups = config.language, contrast.groups
    labelled, estimator, unit = comparison.labelled, comparison.estimator, comparison.unit
    n_documents = len(comparison.values)
    elsewhere = config.predictions is not None
    known = config.run
    if known is None and not elsewhere and (config.labelled / "label.json").exists():
        known = _find_run(config.labelled)
    run = describe_run(known, language)
    sentences = sum(int(group.table["sentences"].sum()) for group in groups)
    without = len(labelled.document_ids) - n_documents
    described = (
        choose(language, "预测来自其他分类器。", "Predictions of another classifier.") if elsewhere else run.classifier
    )
    if config.coded is not None:
        described += choose(
            language,
            " 标签由随机抽取并编码的句子校正（伪结果）。",
            " The labels are corrected with a random sample of coded sentences (pseudo-outcomes).",
        )
    files = {"sentences.csv": config.labelled / "sentences.csv", "predictions": config.predictions}
    files |= {f"result {name}": folder / name for name in ("shares.csv", "differences.csv", "trend.csv")}
    if config.coded is not None:
        files["coded"] = find_table(config.coded)
    return MethodsSheet(
        choose(language, "方法说明：各组的比较（research compare）", "Methods: groups compared (research compare)"),
        choose(
            language,
            f"{n_documents}篇文档的{sentences}个正文句，按{config.by}分为{len(groups)}组",
            f"{count_noun(sentences, 'body sentence')} of {count_noun(n_documents, 'document')} in "
            f"{count_noun(len(groups), 'group')} of {config.by}",
        ),
        describe_target(LIKE, language),
        describe_unit(config.weight, unit, language),
        f"{described} {name_method(estimator.method, language)}"
        + choose(
            language,
            f"。差异：置换检验（各组至少{MIN_UNITS}个单位），Benjamini-Hochberg校正；区间MOVER。趋势：按单位聚类的CR2标准误"
            + (f"，协变量{config.covariates}" if config.covariates else ""),
            f". Differences: permutation tests of groups of {MIN_UNITS} units or more, adjusted by Benjamini and "
            "Hochberg; intervals by MOVER. Trends: CR2 errors clustered by unit"
            + (f", covariates {config.covariates}" if config.covariates else ""),
        )
        + (choose(language, "。", ". ") if config.crosswalk else "")
        + describe_crosswalk(config.crosswalk, language),
        run.labels or choose(language, "未知", "not known"),
        [choose(language, f"{without}篇没有{config.by}", f"{count_noun(without, 'document')} without {config.by}")]
        if without
        else [],
        "; ".join(filter(None, [run.seeds, choose(language, "置换0", "permutations 0")])),
        dict(run.hashes)
        | hash_files({name: path for name, path in files.items() if path is not None})
        | hash_crosswalk(config.crosswalk),
    )


def _choose_estimator(config: CompareConfig, codebook: Codebook) -> Estimator:
    if config.predictions is not None or config.coded is not None:
        return Estimator(codebook.ids, COUNT, None, config.weight)
    run = config.run or _find_run(config.labelled)
    method, held_out = choose_method(run, config.method, codebook)
    if method != config.method:
        print_message(
            f"warning: {run}: no {HELD_OUT} there, so labels are counted without a correction of errors; give --run, "
            "the run that labelled the documents"
        )
    return Estimator(codebook.ids, method, held_out, config.weight)


class _Metadata(NamedTuple):
    """What is known of the documents, and what messages call it."""

    table: pd.DataFrame | None
    place: str


def _read_metadata(config: CompareConfig) -> _Metadata:
    path = config.metadata
    if path is None and (config.labelled / DOCUMENTS).exists():
        path = config.labelled / DOCUMENTS
    metadata = None if path is None else read_metadata(path)
    if metadata is not None and config.metadata is None:
        said = metadata.columns[(metadata != "").any()]
        metadata = metadata if set(config.by.split(",")) <= set(said) else None  # else they may be elsewhere
    return _Metadata(metadata, str(path))


def _find_values(config: CompareConfig, labelled: LabelledSentences, metadata: _Metadata) -> pd.DataFrame:
    """Return the values of each document, and warn of the documents that have none."""
    values = find_values(labelled, config.by.split(","), metadata.table, metadata.place)
    missing = [name for name in labelled.document_ids if name not in values.index]
    if missing:
        print_message(
            f"warning: {count_noun(len(missing), 'document has', 'documents have')} no {config.by}, "
            f"{missing[0]} first; left out"
        )
    return values


def _find_clusters(
    config: CompareConfig, labelled: LabelledSentences, metadata: _Metadata
) -> tuple[pd.Series | None, str]:
    """Return the cluster of each document and what the units are called; the place where it is known and not asked."""
    table = metadata.table
    if config.cluster is not None:
        if config.cluster == DOCUMENT:
            return None, "documents"
        found = find_values(labelled, [config.cluster], table, metadata.place)
        return found.iloc[:, 0], f"the values of {config.cluster}"
    by = config.by.split(",")
    if table is None or _PLACE not in table or _PLACE in by:
        return None, "documents"
    places = index_documents(table, labelled.document_ids)[_PLACE].reindex(labelled.document_ids).fillna("")
    return (None, "documents") if len(set(places) - {""}) < MIN_UNITS else (places, "places")


def _warn_of_composition(metadata: _Metadata, times: pd.Series, bins: pd.Series) -> None:
    """Warn of groups of documents that enter or leave the time axis, which look like a trend."""
    if metadata.table is None:
        return
    known = index_documents(metadata.table, times.index).reindex(times.index)
    for column in _COMPOSITION:
        if column in known and column != times.name:
            found = find_entering_groups(known[column].fillna(""), pd.to_numeric(times), bins)
            if found:
                print_message(
                    f"warning: the documents of different years differ in {column} ({'; '.join(found)}); a trend may "
                    f"be a change of what is compared: give --covariates {column}"
                )


def _join_years(values: pd.DataFrame, every: int) -> pd.DataFrame:
    """Join the years (or other numbers) of the grouping columns; columns of texts beside them stay as they are."""
    numeric = [name for name in values if pd.to_numeric(values[name], errors="coerce").notna().all()]
    return values.assign(**{str(name): join_numbers(values[name], every) for name in numeric or values.columns})


def _find_run(labelled: Path) -> Path:
    try:
        return resolve_run(labelled, json.loads((labelled / "label.json").read_text("utf-8"))["run"])
    except (OSError, ValueError, RecursionError, KeyError):
        raise InputError(
            f"{labelled}: no label.json there, as `research label` writes it; give its output folder, and --run"
        ) from None


if __name__ == "__main__":
    sys.exit(main())
