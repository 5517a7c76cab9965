"""What a training run leaves beside its model: scores, tables, figures, cards and the page that shows them."""

from collections.abc import Mapping, Sequence
from contextlib import nullcontext, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from research.arrays import Array
from research.codebook import Codebook
from research.corpus.labelled import Corpus
from research.errors import InputError
from research.measure.abstention import ABSTENTION, Thresholds, choose_thresholds
from research.measure.choices import HELD_OUT
from research.measure.evaluation import Evaluation
from research.measure.held_out import HeldOutLabels, sum_held_out, write_held_out
from research.measure.keyness import find_key_terms
from research.measure.prevalence import count_distribution
from research.model.encoding import decode_labels, encode_labels
from research.output import write_json, write_table
from research.report import plots
from research.report.captions import choose, describe_size
from research.report.figures import find_figure, render_png, write_figure
from research.report.model_card import TrainingSummary, write_cards
from research.report.run_page import PageFigure, Table, write_page
from research.run import describe_scores
from research.text.tokens import make_tokenizer

_PRECISION = 0.9  # of the labels that abstention.csv keeps
_CAPTIONS = {
    "domains": ("各领域的F1、精确率和召回率", "F1, precision and recall by domain"),
    "confusion": ("混淆矩阵", "Confusion matrix"),
    "calibration": ("校准", "Calibration"),
    "distribution": ("语料的主题分布", "Theme distribution of the corpus"),
    "terms": ("各领域的特征词", "Key terms of each domain"),
}
_PHONE, _PHONE_MATRIX = 3.9, 6.2  # inches of a figure on a phone: its text there is of 11 px, or in the cells of 7
_PHONE_DPI = 160


@dataclass(frozen=True, eq=False)
class Trained:
    """What a training run was given and what its cross-validation found.

    Attributes
    ----------
    codebook
        The domains in order.
    corpus
        The labelled sentences.
    evaluated
        The evaluation of each classifier that was compared, by its name.
    kept
        The classifier that the run keeps.
    settings, environment
        The content of config.json and environment.json.
    labels
        The numbers of labels by how they were given; empty where the corpus does not say.
    """

    codebook: Codebook
    corpus: Corpus
    evaluated: Mapping[str, Evaluation]
    kept: str
    settings: Mapping[str, object]
    environment: Mapping[str, object]
    labels: Mapping[str, int]

    @property
    def best(self) -> Evaluation:
        """The evaluation of the classifier that the run keeps."""
        return self.evaluated[self.kept]


def write_training(folder: Path, trained: Trained, name: str, language: str) -> None:
    """Write configuration, environment, metrics, tables, figures and report.

    Parameters
    ----------
    folder
        The run's folder, which has the model.
    trained
        What was learned from, and how well.
    name
        What the report calls the run.
    language
        Of figures and report: ``zh``, ``en``, or ``id`` for English with the ids of domains.
    """
    write_json(folder / "config.json", dict(trained.settings))
    write_json(folder / "environment.json", dict(trained.environment))
    best = trained.best
    thresholds = choose_thresholds(
        best.gold.labels, best.predicted, best.probabilities.max(axis=1), trained.codebook.ids, _PRECISION
    )
    write_json(folder / "metrics.json", describe_metrics(trained, thresholds))
    scores = {name: found.scores for name, found in trained.evaluated.items()}
    summary = TrainingSummary(
        trained.codebook, scores, trained.kept, best.calibration_error, thresholds, trained.environment,
        trained.settings, trained.labels,
    )  # fmt: skip
    write_cards(folder, summary)
    tables = write_tables(folder, trained, thresholds)
    figures = write_figures(folder, trained, tables, language)
    _write_report(folder, summary, figures, name, language)


def describe_metrics(trained: Trained, thresholds: Thresholds) -> dict[str, object]:
    """Return the content of metrics.json."""
    evaluated = trained.evaluated.items()
    return {
        "kept": trained.kept,
        "calibration_error": trained.best.calibration_error,
        "classifiers": {
            name: describe_scores(found.scores) | {"log_loss": found.log_loss} for name, found in evaluated
        },
        **({"labels": trained.labels} if trained.labels else {}),
        "abstention": {"min_precision": _PRECISION, **thresholds.kept._asdict()},
    }


class _Tables(NamedTuple):
    """The tables of a run that figures show, too."""

    terms: pd.DataFrame
    distribution: pd.DataFrame


def write_tables(folder: Path, trained: Trained, thresholds: Thresholds) -> _Tables:
    """Write the tables of a run and its held-out errors; return those that figures show, too."""
    best, corpus, domains = trained.best, trained.corpus, trained.codebook.ids
    write_table(folder / "domains.csv", best.domains)
    write_table(folder / "confusion.csv", best.confusion)
    write_table(folder / "calibration.csv", best.calibration)
    write_table(folder / ABSTENTION, pd.DataFrame(thresholds.domains), index=False)
    write_table(
        folder / "predictions.csv", _list_predictions(corpus, best.probabilities, trained.codebook), index=False
    )
    body = corpus.find_body()
    labels = HeldOutLabels(best.gold.codes, best.probabilities.argmax(axis=1), best.probabilities.max(axis=1))
    write_held_out(folder / HELD_OUT, sum_held_out(best.gold.select(body), best.probabilities[body]), labels)
    tokens = make_tokenizer().tokenize_all(sentence.text for sentence in corpus.sentences)
    terms = find_key_terms(tokens, corpus.labels, domains)
    rows = [(domain, term, z) for domain, found in terms.items() for term, z in found]
    key_terms = pd.DataFrame(rows, columns=["domain", "term", "z"])
    write_table(folder / "terms.csv", key_terms, index=False)
    distribution = count_distribution(corpus.labels, corpus.document_ids, domains)
    write_table(folder / "distribution.csv", distribution)
    return _Tables(key_terms, distribution)


def write_figures(folder: Path, trained: Trained, tables: _Tables, language: str) -> dict[str, PageFigure]:
    """Plot and write the figures of a run; return them by their captions, with forms as narrow as a phone."""
    narrow = _plot_figures(trained, tables, language, narrow=True)
    written = {}
    for name, ax in _plot_figures(trained, tables, language).items():
        file = folder / f"{name}.png"
        write_figure(file, ax)
        finding = find_figure(ax).get_suptitle().replace("\n", "" if language == "zh" else " ")
        phone = render_png(narrow[name], _PHONE_DPI) if name in narrow else b""
        written[choose(language, *_CAPTIONS[name])] = PageFigure(file, finding, phone)
    return written


def _plot_figures(trained: Trained, tables: _Tables, language: str, *, narrow: bool = False) -> dict[str, Axes]:
    scores = trained.best.scores
    validated = choose(language, "按文档交叉验证。", "Cross-validated by document.")
    resampled = choose(
        language, "按文档交叉验证；区间按文档重抽样。", "Cross-validated by document; intervals resample documents."
    )
    named: Any = {"codebook": trained.codebook, "language": language}
    width: dict[str, Any] = {"width": _PHONE} if narrow else {}
    labels = choose(language, "按语料的标签计数，不含预测。", "Counts of the labels of the corpus, not of predictions.")
    distribution = tables.distribution.assign(documents=scores.n_documents, target="documents like these")
    figures = {"domains": plots.plot_scores(scores, note=resampled, **width, **named)}
    matrix: dict[str, Any] = {"width": _PHONE_MATRIX} if narrow else {}
    with suppress(InputError) if narrow else nullcontext():  # of many domains the wide one is scaled down on a phone
        figures["confusion"] = plots.plot_confusion(scores, note=validated, **matrix, **named)
    return figures | {
        "calibration": plots.plot_calibration(trained.best.calibration, note=validated, **width, **named),
        "distribution": plots.plot_prevalence(distribution, note=labels, headings=True, **width, **named),
        "terms": plots.plot_terms(tables.terms, **width, **named)[0],
    }


def _list_predictions(corpus: Corpus, probabilities: Array, codebook: Codebook) -> pd.DataFrame:
    gold = encode_labels(corpus.labels, codebook.ids)
    return pd.DataFrame(
        {
            "document_id": corpus.document_ids,
            "sentence_id": [sentence.number for sentence in corpus.sentences],
            "gold": corpus.labels,
            "predicted": decode_labels(probabilities, codebook.ids),
            "probability": probabilities.max(axis=1),
            "gold_probability": probabilities[np.arange(len(gold)), gold],
        }
    )


def _write_report(
    folder: Path, summary: TrainingSummary, figures: dict[str, PageFigure], name: str, language: str
) -> None:
    title = choose(language, f"训练报告：{name}", f"Training report: {name}")
    paragraphs, tables = _describe_run(summary, language), _list_scores(summary, language)
    write_page(folder / "report.html", title, paragraphs, tables, figures, language=language)


def _describe_run(summary: TrainingSummary, language: str) -> list[str]:
    """Say in paragraphs which classifier was kept, and how good it is."""
    best = summary.best
    scores = "；".join if language == "zh" else "; ".join
    described = [
        f"{name} {value:.3f} [{low:.3f}, {high:.3f}]"
        for name, (value, low, high) in (
            (choose(language, "准确率", "accuracy"), best.accuracy),
            (choose(language, "宏平均F1", "macro-F1"), best.macro_f1),
        )
    ]
    size = describe_size(language, best.n_sentences, best.n_documents)
    paragraphs = [
        choose(
            language,
            f"保留的分类器为{summary.kept}。按文档交叉验证：{scores(described)}。{size}校准误差{summary.error:.3f}。",
            f"The classifier that was kept is {summary.kept}. Cross-validated by document: {scores(described)}. {size} "
            f"The calibration error is {summary.error:.3f}.",
        ),
        choose(
            language,
            "方括号内为95%置信区间，由整篇文档的自助法重抽样得到。",
            "Brackets hold 95% intervals by a bootstrap that resamples whole documents.",
        ),
    ]
    if summary.synthetic:
        paragraphs.append(
            choose(
                language,
                "内置语料为合成文本，由大语言模型写作并标注，不是真实文件；在真实文件上的准确率见README。",
                "The shipped corpus is synthetic, written and labelled by language models; the accuracy on real "
                "documents stands in the README.",
            )
        )
    return paragraphs


def _list_scores(summary: TrainingSummary, language: str) -> list[Table]:
    """Return the tables of the report: the classifiers compared, and the domains."""
    best = summary.best
    heads = {
        "classifier": ("分类器", "classifier"), "accuracy": ("准确率", "accuracy"), "low": ("下限", "low"),
        "high": ("上限", "high"), "macro_f1": ("宏平均F1", "macro-F1"), "domain": ("代码", "id"),
        "name": ("领域", "domain"),
        "precision": ("精确率", "precision"), "recall": ("召回率", "recall"), "f1": ("F1", "F1"),
        "f1_low": ("下限", "low"), "f1_high": ("上限", "high"), "support": ("应属句数", "sentences"),
        "predicted": ("标为句数", "labelled so"),
    }  # fmt: skip
    compared = [(name, *found.accuracy, *found.macro_f1) for name, found in summary.scores.items()]
    table = best.domains.reset_index()
    if language != "id":
        names = dict(zip(summary.codebook.ids, summary.codebook.names(language), strict=True))
        table.insert(1, "name", [names[domain] for domain in table["domain"]])
    parts: list[tuple[str, list[str], list[Sequence[object]]]] = [
        (
            choose(language, "分类器比较", "Classifiers compared"),
            ["classifier", "accuracy", "low", "high", "macro_f1", "low", "high"],
            list(compared),
        ),
        (choose(language, "各领域", "Domains"), list(table.columns), list(table.itertuples(index=False))),
    ]
    return [(heading, [choose(language, *heads[name]) for name in columns], rows) for heading, columns, rows in parts]
