"""The files that follow from labelled sentences: the theme distribution, the figures, the page for reading."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import repeat
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from research.codebook import Codebook
from research.errors import InputError
from research.labelling.batch import UNCERTAIN
from research.labelling.choices import (
    CHARACTER,
    DEFAULT_FIGURES,
    DOCUMENT_WEIGHT,
    DOCUMENTS,
    FIGURES,
    NONE,
    SENTENCE,
    SENTENCES,
    SHARES,
)
from research.labelling.estimation import Estimation
from research.labelling.output_tables import DocumentCounts, measure_uncertainty, write_shares
from research.labelling.processes import Pool
from research.labelling.written import Columns, read_document_shares, read_shares, read_shown_sentences, read_titles
from research.measure.abstention import ABSTENTION, Thresholds
from research.measure.choices import METHOD_NAMES, THESE
from research.measure.prevalence import NEW_KIND_ERROR
from research.output import write_json, write_table
from research.plurals import count_noun
from research.report.captions import TARGET, choose
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
from research.report.plotter import Plotter
from research.report.shares import PlottedShares
from research.run import SET_SCORES
from research.text.kinds import BODY

if TYPE_CHECKING:  # nor are the modules that need them imported before they are used: each takes a quarter of a second
    import pandas as pd

    from research.arrays import Array

_HERE = Pool()
_PLOTTED_HERE = Plotter()
_MIN_COMPARED = 3  # documents that are shown one by one behind the shares of all
_MAX_READ = 40_000  # sentences; a browser takes seconds to show a page of more


@dataclass(frozen=True, eq=False)
class Labelling:
    """How documents were labelled.

    Attributes
    ----------
    run
        The folder of the run whose model labelled them.
    estimation
        How shares are estimated.
    min_probability
        The minimum probability of each domain; labels with a lower one are marked as uncertain.
    thresholds
        The choice of these probabilities, if they were chosen for a precision.
    language
        Of figures: ``zh``, ``en``, or ``id`` for English with the ids of domains.
    figures
        The figures to write: ``none``; ``all``, the theme distribution of all documents together; or ``documents``,
        also the sections and the course of each document.
    uncertainty
        The mean of p (1 - p) over the body sentences by domain, see `measure_uncertainty`.
    named
        What label.json calls the run: its path from the output folder, so that a study can lie anywhere; by default the
        path as it was given.
    unread
        The number of documents that could not be read.
    crosswalk
        The scheme or the table whose categories shares are written in, too; empty where none is asked for.

    Raises
    ------
    InputError
        If `figures` is none of these.
    """

    run: Path
    estimation: Estimation
    min_probability: Mapping[str, float] = field(default_factory=dict)
    thresholds: Thresholds | None = None
    language: str = "zh"
    figures: str = DEFAULT_FIGURES
    uncertainty: "Array | None" = None
    named: str = ""
    unread: int = 0
    crosswalk: str = ""

    def __post_init__(self) -> None:
        if self.figures not in FIGURES:
            raise InputError(f"figures: got {self.figures!r}, expected one of {', '.join(FIGURES)}")


def write_labelled(
    folder: Path, codebook: Codebook, labelling: Labelling, pool: Pool = _HERE, plotter: Plotter = _PLOTTED_HERE
) -> tuple[list[DocumentCounts], list[str]]:
    """Write the theme distribution, label.json, the label sets of a multilabel run, the figures and the page.

    Parameters
    ----------
    folder
        Holds what `format_documents` returned for all documents.
    codebook
        The domains.
    labelling
        How the documents were labelled.
    pool
        Plots the documents.
    plotter
        Plots all of them together while this process writes the page.

    Returns
    -------
    documents, notes
        The sizes of each document, and what was left out and why.
    """
    estimation = labelling.estimation
    documents = write_shares(folder, codebook.ids, estimation)
    labelling = replace(labelling, uncertainty=measure_uncertainty(folder, documents, len(codebook)))
    about = {
        "run": labelling.named or str(labelling.run),
        "method": estimation.method,
        "target": estimation.target,
        "weight": estimation.weight,
        "cluster": estimation.cluster,
        "crosswalk": Path(labelling.crosswalk).name,
        "min_probability": dict(labelling.min_probability) or 0.0,
    }
    write_json(folder / "label.json", about)
    if labelling.thresholds is not None:
        import pandas as pd  # a quarter of a second that labelling need not spend

        write_table(folder / ABSTENTION, pd.DataFrame(labelling.thresholds.domains), index=False)
    make_methods_sheet(folder, documents, labelling).write(folder, labelling.language)
    if (labelling.run / SET_SCORES).exists():
        from research.labelling.multilabel import write_label_sets

        write_label_sets(folder, labelling.run, codebook.ids)
    return documents, show_labelled(folder, codebook, documents, labelling, pool, plotter)


def make_methods_sheet(folder: Path, documents: Sequence[DocumentCounts], labelling: Labelling) -> MethodsSheet:
    """Say what labelled documents are and how they were labelled."""
    language, estimation = labelling.language, labelling.estimation
    run = describe_run(labelling.run, language)
    body, sentences = (sum(getattr(one, name) for one in documents) for name in ("body", "sentences"))
    marked, empty = sum(one.marked for one in documents), sum(not one.body for one in documents)
    counts = {
        (
            f"{sentences - body}句：标题、套话和表格",
            f"{count_noun(sentences - body, 'row')} of headings, boilerplate and tables",
        ): 1,
        (f"{empty}篇没有正文", f"{count_noun(empty, 'document')} without body sentences"): empty,
        (
            f"{labelling.unread}篇读不出",
            f"{count_noun(labelling.unread, 'document')} that could not be read",
        ): labelling.unread,
    }
    method = f"{run.classifier} {name_method(estimation.method, language)}"
    if labelling.thresholds is not None:
        wanted, reached = f"{labelling.thresholds.min_precision:.0%}", f"{labelling.thresholds.kept.precision:.1%}"
        method += choose(
            language,
            f"。概率低于本领域下限（{ABSTENTION}，要求正确率{wanted}，留出文档上{reached}）的{marked}句标为{UNCERTAIN}，仍计入占比",
            f". {count_noun(marked, 'label')} below the minimum probability of their domain "
            f"({ABSTENTION}; precision wanted "
            f"{wanted}, on held-out documents {reached}) are marked as {UNCERTAIN} and count in the shares",
        )
    if labelling.crosswalk:
        crossed = describe_crosswalk(labelling.crosswalk, language, intervals=False)
        method += choose(language, "。", ". ") + crossed
    cluster = estimation.cluster or choose(language, "文档", "documents")
    return MethodsSheet(
        choose(language, "方法说明：各领域的占比（research label）", "Methods: shares of domains (research label)"),
        choose(
            language,
            f"{len(documents)}篇文档的{body}个正文句",
            f"{count_noun(body, 'body sentence')} of {count_noun(len(documents), 'document')}",
        ),
        describe_target(estimation.target, language),
        describe_unit(estimation.weight, cluster, language),
        method,
        run.labels,
        [choose(language, *texts) for texts, count in counts.items() if count],
        choose(language, f"{run.seeds}；标注本身不含随机数", f"{run.seeds}; labelling itself is not random").lstrip(
            "；; "
        ),
        dict(run.hashes)
        | hash_files({name: folder / name for name in (SENTENCES, SHARES)})
        | hash_crosswalk(labelling.crosswalk),
    )


def show_labelled(
    folder: Path,
    codebook: Codebook,
    documents: Sequence[DocumentCounts],
    labelling: Labelling,
    pool: Pool = _HERE,
    plotter: Plotter = _PLOTTED_HERE,
) -> list[str]:
    """Plot labelled documents and write the page for reading them; return what was left out and why."""
    with_body = sum(document.body > 0 for document in documents)
    total = sum(document.sentences for document in documents)
    plotting, with_page = labelling.figures != NONE and with_body > 0, total <= _MAX_READ
    notes = [] if with_page else [f"report.html is left out: it holds at most {_MAX_READ} sentences, got {total}"]
    if not (plotting or with_page):
        return notes
    distribution = read_shares(folder, None if with_page else len(codebook))
    if plotting:
        pooled = _take_pooled(distribution, len(codebook), with_body)
        compared = read_document_shares(folder, len(codebook)) if with_body >= _MIN_COMPARED else None
        method = labelling.estimation.method
        plotter.begin(folder, pooled, compared, codebook, method, labelling.language)
    if with_page:
        _write_page(folder, codebook, distribution, labelling)
    if plotting:
        if labelling.figures == DOCUMENTS:
            plot_documents(folder, codebook, labelling.language, pool)
        plotter.wait()  # what another process raised is raised here
    return notes


def _take_pooled(distribution: Columns, n_domains: int, with_body: int) -> PlottedShares:
    """Return the shares of all documents together, which come first."""
    first = {name: values[:n_domains] for name, values in distribution.items()}
    prevalence, low, high = (np.array(first[name]) for name in ("prevalence", "low", "high"))
    targets = list(dict.fromkeys(first[TARGET]))
    return PlottedShares(first["domain"], prevalence, low, high, targets, sum(first["sentences"]), with_body)


def _write_page(folder: Path, codebook: Codebook, distribution: Columns, labelling: Labelling) -> None:
    from research.report.reading_page import LANGUAGES, write_reading_page

    write_reading_page(
        folder / "report.html",
        read_shown_sentences(folder, codebook.ids),
        distribution,
        codebook,
        method={language: describe_method(labelling, language) for language in LANGUAGES},
        language=labelling.language,
        titles=read_titles(folder),
    )


def plot_documents(folder: Path, codebook: Codebook, language: str, pool: Pool) -> None:
    """Plot and write the course and the sections of each document with body sentences."""
    from research.labelling.read_back import read_sentences

    sentences = read_sentences(folder / SENTENCES)
    body = sentences[sentences["kind"] == BODY]
    digits = max(2, len(str(sentences["document_id"].nunique())))
    found = [
        (f"{number:0{digits}d}", group) for number, (_, group) in enumerate(body.groupby("document_id", sort=False), 1)
    ]
    for _ in pool.map(_plot_document, repeat(folder), found, repeat(codebook), repeat(language)):
        pass  # what a process raised is raised here


def _plot_document(folder: Path, document: tuple[str, "pd.DataFrame"], codebook: Codebook, language: str) -> None:
    """Plot and write the course and the sections of a document: its number and its body sentences."""
    from research.report.course import plot_ribbon, plot_sections
    from research.report.figures import write_print_figure

    number, body = document
    write_print_figure(folder, f"ribbon-{number}", plot_ribbon(body, codebook=codebook, language=language))
    write_print_figure(folder, f"sections-{number}", plot_sections(body, codebook=codebook, language=language))


def describe_method(labelling: Labelling, language: str) -> list[str]:
    """Return paragraphs that say how labels and prevalence were made, with the scores of the run.

    Parameters
    ----------
    labelling
        How the documents were labelled.
    language
        ``zh`` or ``en``.
    """
    paragraphs = []
    try:
        metrics = json.loads((labelling.run / "metrics.json").read_text("utf-8"))
        kept = metrics["classifiers"][metrics["kept"]]
        accuracy, f1 = (
            f"{kept[score]['estimate']:.3f} [{kept[score]['low']:.3f}, {kept[score]['high']:.3f}]"
            for score in ("accuracy", "macro_f1")
        )
        error, size = f"{metrics['calibration_error']:.3f}", (kept["sentences"], kept["documents"])
        paragraphs.append(
            choose(
                language,
                f"标签由分类器{metrics['kept']}预测。在训练语料上按文档交叉验证（{size[0]}句，{size[1]}篇）：正确率{accuracy}，"
                f"宏F1 {f1}，校准误差{error}；方括号内为95%区间，按文档重抽样。",
                f"Labels are predicted by the classifier {metrics['kept']}. Cross-validated by document on the "
                f"corpus of the run ({count_noun(size[0], 'sentence')}, "
                f"{count_noun(size[1], 'document')}), its accuracy is {accuracy}, its macro-F1 "
                f"{f1}, and its calibration error {error}; the 95% intervals resample documents.",
            )
        )
    except (OSError, ValueError, RecursionError, KeyError, TypeError):
        paragraphs.append(
            choose(
                language,
                "标签由分类器预测；该模型的文件夹中没有记录得分的metrics.json。",
                "Labels are predicted; the run has no metrics.json with scores.",
            )
        )
    paragraphs += describe_shares(labelling, language)
    if labelling.crosswalk:
        paragraphs.append(describe_crosswalk(labelling.crosswalk, language, intervals=False))
    if (thresholds := labelling.thresholds) is not None:
        wanted, precision = f"{thresholds.min_precision:.0%}", f"{thresholds.kept.precision:.1%}"
        paragraphs.append(
            choose(
                language,
                f"概率低于本领域下限的标签标为{UNCERTAIN}；下限按领域选定，使留出文档上其余标签的正确率达到{wanted}"
                f"（合计{precision}，各领域见{ABSTENTION}）。",
                f"Labels with a probability below the minimum of their domain are marked as {UNCERTAIN}; the minimum "
                f"was chosen for each domain so that {wanted} of the other labels are right on held-out documents "
                f"({precision} of all, by domain in {ABSTENTION}).",
            )
        )
    return paragraphs


def describe_shares(labelling: Labelling, language: str) -> list[str]:
    """Return paragraphs that say how shares were estimated and what their intervals are for."""
    estimation = labelling.estimation
    name, weight = METHOD_NAMES[estimation.method], estimation.weight
    weighted = {SENTENCE: "每句权重相同", CHARACTER: "每字权重相同", DOCUMENT_WEIGHT: "每篇文档权重相同"}
    paragraphs = [
        choose(
            language,
            f"占比只计正文句，{weighted.get(weight, f'权重取自{weight}列')}，方法为{estimation.method}（{name}）。",
            f"Prevalence is the share of body sentences by the method {estimation.method}, {name}; the same weight for "
            f"each {weight}.",
        )
    ]
    if estimation.held_out is None:
        unknown = choose(
            language,
            "该模型的文件夹中没有留出误差，因此不知道分类误差有多大。",
            "The run has no held-out errors, so the error of classification is not known.",
        )
        return [*paragraphs, unknown]
    these = choose(
        language,
        "95%区间针对这些文档本身：文档已全部读到，只含分类误差，由留出文档的误差得出。",
        "The 95% intervals are for these documents: all of them were read, so that only errors of classification "
        "count, as measured on held-out documents.",
    )
    like = choose(
        language,
        "95%区间针对同类文档：这些文档视为从同类文档中抽取的样本，含抽样误差与分类误差。",
        "The 95% intervals are for documents like these, of which these are taken as a random sample: sampling and "
        "errors of classification count.",
    )
    paragraphs.append(these if estimation.target == THESE else like)
    if labelling.uncertainty is not None:
        margin = f"{196 * NEW_KIND_ERROR * float(labelling.uncertainty.max()):.1f}"
        paragraphs.append(
            choose(
                language,
                f"若文档属于训练语料没有的文种，最易错的领域的占比还可能偏离{margin}个百分点（95%）。",
                "If the documents are of a kind that the corpus of the run does not have, the share of the domain that "
                f"is hardest to tell can be off by {margin} points more (95%).",
            )
        )
    return paragraphs
