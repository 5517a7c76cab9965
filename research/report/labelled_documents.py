"""What people look at of labelled documents: the figures, and the page to read them in."""

import json
from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass
from itertools import repeat
from pathlib import Path

import pandas as pd

from research.codebook import Codebook
from research.csv_cells import restore
from research.labelling.batch import UNCERTAIN
from research.labelling.distribution import ALL, DocumentCounts
from research.labelling.multilabel import read_min_probability, write_several
from research.labelling.output_tables import SENTENCES, SHARES, write_shares
from research.labelling.read_back import count_sections, read_sentences, read_tables
from research.measure.abstention import Threshold
from research.measure.held_out import HeldOut
from research.measure.prevalence import COUNT, PROBABILISTIC
from research.output import write_json
from research.report import group_plots, plots
from research.report.reading_page import write_reading_page
from research.text.sentences import BODY

RunAll = Callable[..., Iterable[None]]
_MAX_READ = 40_000  # sentences: a browser takes seconds for a page of more
_MAX_PLOTTED = 20  # documents with figures of their own
_EMPTY = {"low": "", "high": ""}


@dataclass(frozen=True, eq=False)
class Labelling:
    """How documents were labelled, and what the files say of it.

    Attributes
    ----------
    run
        The folder of the run whose model labelled them.
    method, held_out
        How shares are estimated, as `estimate_shares` takes them.
    min_probability
        Labels with a lower probability are marked as uncertain.
    threshold
        Where that probability comes from, if it was chosen for a precision.
    language
        The names of the domains in figures: ``zh``, ``en`` or ``id``.
    """

    run: Path
    method: str
    held_out: HeldOut | None = None
    min_probability: float = 0.0
    threshold: Threshold | None = None
    language: str = "zh"


def write_labelled(
    folder: Path, codebook: Codebook, labelling: Labelling, run_all: RunAll = map
) -> tuple[list[DocumentCounts], list[str]]:
    """Write all that follows from the labelled sentences: shares, label.json, sets of domains, figures and the page.

    Parameters
    ----------
    folder
        Holds what `format_documents` returned for all documents.
    codebook
        The domains.
    labelling
        How the documents were labelled.
    run_all
        Does the work of each document, as `map` does, or the `map` of a pool of processes.

    Returns
    -------
    documents, notes
        The counts of each document, and what was left out and why.
    """
    documents = write_shares(folder, codebook.ids, labelling.method, labelling.held_out)
    about = {"run": str(labelling.run), "method": labelling.method, "min_probability": labelling.min_probability}
    write_json(folder / "label.json", about)
    write_sets(folder, labelling.run, codebook)
    return documents, show_labelled(folder, codebook, documents, labelling, run_all)


def show_labelled(
    folder: Path,
    codebook: Codebook,
    documents: Sequence[DocumentCounts],
    labelling: Labelling,
    run_all: RunAll = map,
) -> list[str]:
    """Plot a labelled set, and write the page to read it in; return what was left out and why."""
    total = sum(document.sentences for document in documents)
    plotted = sum(document.sentences for document in documents[:_MAX_PLOTTED])
    distribution = pd.read_csv(folder / SHARES, dtype={"document_id": str}, keep_default_na=False, na_values=_EMPTY)
    distribution["document_id"] = [restore(name) for name in distribution["document_id"]]
    sentences = read_sentences(folder / SENTENCES, plotted)
    plot_labelled(folder, sentences, distribution, codebook, labelling.language, documents, run_all)
    notes = []
    if total <= _MAX_READ:
        write_reading_page(
            folder / "report.html",
            read_tables(folder, codebook.ids),
            distribution,
            codebook,
            title="标注结果 Labelled documents",
            method=describe_method(labelling),
            language=labelling.language,
        )
    else:
        notes.append(f"report.html left out: it is for reading, and {total} sentences are more than {_MAX_READ}")
    if len(documents) > _MAX_PLOTTED:
        notes.append(f"figures of single documents: the first {_MAX_PLOTTED} of {len(documents)} only")
    return notes


def write_sets(folder: Path, run: Path, codebook: Codebook) -> None:
    """Write the domains of each sentence and their mentions, if the run is one of several domains a sentence."""
    if read_min_probability(run) is not None:
        write_several(folder, run, read_tables(folder, codebook.ids), codebook.ids)


def plot_labelled(
    folder: Path,
    sentences: pd.DataFrame,
    distribution: pd.DataFrame,
    codebook: Codebook,
    language: str,
    documents: Sequence[DocumentCounts],
    run_all: RunAll = map,
) -> None:
    """Draw and write the figures of all documents together, and of each that `sentences` holds."""
    names = codebook.names(language)
    body = sentences[sentences["kind"] == BODY]
    pooled = distribution[distribution["document_id"] == ALL]
    if not len(pooled):
        return
    title = f"主题分布（n={sum(d.body for d in documents)}句，{sum(d.body > 0 for d in documents)}篇）"
    figure, ax = plots.make_figure(8, 1.6 + 0.3 * len(names))
    plots.plot_prevalence(pooled, ax, names, title)
    plots.write_print_figure(folder, "distribution", figure)
    found = [(number, name, group) for number, (name, group) in enumerate(body.groupby("document_id", sort=False), 1)]
    for _ in run_all(_plot_document, repeat(folder), found, repeat(codebook), repeat(language)):
        pass  # what a process raised is raised here


def _plot_document(
    folder: Path, document: tuple[int, Hashable, pd.DataFrame], codebook: Codebook, language: str
) -> None:
    """Draw and write the course and the sections of a document: its number, its name and its body sentences."""
    number, name, body = document
    names = codebook.names(language)
    figure, ax = plots.make_figure(10, 1.4 + 0.26 * body["domain"].nunique())
    title = f"逐句领域：{name}（n={len(body)}句）"
    named = dict(zip(codebook.ids, names, strict=True))
    group_plots.plot_ribbon(body["domain"].tolist(), body["probability"].to_numpy(dtype=float), ax, named, title)
    plots.write_print_figure(folder, f"ribbon-{number:02d}", figure)
    counts = count_sections(body, codebook)
    figure, ax = plots.make_figure(max(6, 3.2 + 0.62 * counts.shape[1]), 2.6 + 0.3 * len(names))
    plots.plot_sections(counts, ax, names, f"各部分的领域：{name}（n={len(body)}句）")
    plots.write_print_figure(folder, f"sections-{number:02d}", figure)


def describe_method(labelling: Labelling) -> list[str]:
    """Say in words how labels and shares were made, with the run's own numbers."""
    paragraphs = []
    try:
        metrics = json.loads((labelling.run / "metrics.json").read_text("utf-8"))
        kept = metrics["classifiers"][metrics["kept"]]
        accuracy, f1 = kept["accuracy"], kept["macro_f1"]
        paragraphs.append(
            f"标签由分类器 {metrics['kept']} 预测。按文档交叉验证（{kept['sentences']} 句，{kept['documents']} 篇）："
            f"正确率 {accuracy['estimate']:.3f} [{accuracy['low']:.3f}, {accuracy['high']:.3f}]，宏 F1 "
            f"{f1['estimate']:.3f} [{f1['low']:.3f}, {f1['high']:.3f}]，校准误差 {metrics['calibration_error']:.3f}。"
            "Labels are predicted; scores are cross-validated by document on the run's corpus, 95 % intervals resample "
            "documents."
        )
    except (OSError, ValueError, KeyError, TypeError):
        paragraphs.append("标签由分类器预测。Labels are predicted; the run has no metrics.json with scores.")
    method = labelling.method
    corrected = "未作校正 not corrected" if method in (COUNT, PROBABILISTIC) else "按留出文档上的误差校正 corrected"
    paragraphs.append(
        f"主题比例按正文句计算，方法 {method}（{corrected}）。95 % 区间：多篇按文档，单篇按段落。Shares are of body "
        "sentences; intervals are over documents, and over paragraphs for a single document."
    )
    if (threshold := labelling.threshold) is not None:
        paragraphs.append(
            f"概率低于 {threshold.probability:.3f} 的标签标为 {UNCERTAIN}；"
            f"留出文档上其余标签有 {threshold.precision:.1%} 正确。Labels below that probability are marked; of the "
            "others so many are right on held-out documents."
        )
    return paragraphs
