"""Label the sentences of documents and write their theme distribution.

Example: python -m research.label speech.docx reports/ --output results/speeches
"""

import json
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from tqdm import tqdm

from research.codebook import Codebook
from research.command import OVERWRITE, STUDY, flag, run_command
from research.errors import DataError
from research.measure.abstention import Threshold, choose_threshold
from research.measure.heldout import HeldOut, read_held_out
from research.measure.prevalence import COUNT, DEFAULT_METHOD, METHODS, PROBABILISTIC
from research.model.explanation import explain_sentences
from research.model.labels import align_probabilities
from research.model.predictor import SOFTMAX, LinearPredictor
from research.model.storage import MODEL, Model, read_model
from research.report import group_plots, plots
from research.report.reading import write_reading_page
from research.report.run import open_folder, write_json, write_table
from research.report.several import write_several
from research.report.tables import (
    ALL,
    UNCERTAIN,
    Labelled,
    count_sections,
    join_labelled,
    tabulate_distribution,
    tabulate_sentences,
    write_labelled,
)
from research.text.documents import Document, read_documents
from research.text.sentences import BODY, BOILERPLATE, Sentence, split_sentences
from research.train import TrainConfig, train

FAR = 0.1  # real reports of other places and years have 1 to 4 % words that neither corpus nor vectors know
_TERMS = 5
_MOST_READ, _MOST_DRAWN = 40_000, 60


@dataclass(frozen=True)
class LabelConfig:
    """All settings of a labelling run; they are the script's flags."""

    study: Path | None = flag(None, STUDY, type=Path)
    inputs: tuple[Path, ...] = flag(
        (),
        "documents (.txt .md .docx .pdf .html), folders, tables (.csv .jsonl)",
        study="documents",
        positional=True,
        metavar="INPUT",
    )
    run: Path = flag(
        Path("results/baseline"),
        "the trained run; the default one is trained first if missing",
        study="results/baseline",
    )
    output: Path = flag(Path("results/labelled"), "the folder to write", study="results/labelled")
    text_column: str = flag("text", "of a table")
    document_column: str | None = flag(None, "of a table (default: each row is a document)")
    min_precision: float | None = flag(
        None, "mark labels as uncertain so that this share of the others is right on held-out documents", type=float
    )
    method: str = flag(DEFAULT_METHOD, "how shares are estimated", choices=METHODS)
    language: str = flag("zh", "what figures call the domains", choices=["zh", "en", "id"])
    overwrite: bool = flag(False, OVERWRITE)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the script; 0, or 2 for what the user can fix."""
    return run_command(label, LabelConfig, "research.label", __doc__, arguments)


def label(config: LabelConfig) -> None:
    """Label documents and write sentences.csv, distribution.csv and the figures.

    Raises
    ------
    DataError
        If an input, the run or the output folder is not as it should be; nothing is written.
    """
    with open_folder(config.output, overwrite=config.overwrite) as folder:
        documents = list(read_documents(config.inputs, config.text_column, config.document_column))
        model = load_model(config.run)
        threshold = find_threshold(config.run, config.min_precision) if config.min_precision is not None else None
        least = threshold.probability if threshold else 0.0
        labelled = join_labelled(
            label_document(document, model, least) for document in tqdm(documents, desc="documents", disable=None)
        )
        method, held_out = choose_method(config.run, config.method, model.codebook)
        distribution = tabulate_distribution(labelled, model.codebook, method, held_out)
        write_labelled(folder, labelled, model.codebook.ids)
        write_several(folder, config.run, labelled, model.codebook.ids)
        write_table(folder / "distribution.csv", distribution, index=False)
        write_json(folder / "label.json", {"run": str(config.run), "method": method, "least_probability": least})
        sentences = labelled.sentences
        _draw(folder, sentences, distribution, model.codebook, config.language)
        if len(sentences) <= _MOST_READ:
            write_reading_page(
                folder / "report.html",
                labelled,
                distribution,
                model.codebook,
                title="标注结果 Labelled documents",
                method=describe_method(config.run, method, threshold),
                language=config.language,
            )
    if len(sentences) > _MOST_READ:
        print(f"report.html left out: it is for reading, and {len(sentences)} sentences are more than {_MOST_READ}")
    if len(documents) > _MOST_DRAWN:
        print(f"figures of single documents: the first {_MOST_DRAWN} of {len(documents)} only")
    counted = sentences[sentences["kind"] == BODY]
    print(f"{config.output}: {len(counted)} body sentences of {len(documents)} documents labelled")
    if threshold:
        kept = float((counted["mark"] != UNCERTAIN).mean()) if len(counted) else 0.0
        print(
            f"{kept:.1%} have a probability of {least:.3f} or more, the others are marked {UNCERTAIN}; on held-out "
            f"documents of the run {threshold.precision:.1%} of such labels are right, {threshold.coverage:.1%} of all"
        )
    _warn_of_far_documents(distribution)


def find_threshold(run: Path, least_precision: float) -> Threshold:
    """Choose the probability from which labels are right often enough, on the run's held-out predictions.

    Raises
    ------
    DataError
        If the share is not between 0 and 1, or the run has no predictions.csv.
    """
    if not 0 < least_precision < 1:
        raise DataError(f"--min-precision: {least_precision} came; expected a share between 0 and 1, as 0.9")
    try:
        table = pd.read_csv(run / "predictions.csv", usecols=["gold", "predicted", "probability"])
    except (OSError, ValueError) as error:
        raise DataError(f"{run / 'predictions.csv'}: cannot be read ({error}); train the run again") from None
    return choose_threshold(
        (table["gold"] == table["predicted"]).to_numpy(), table["probability"].to_numpy(), least_precision
    )


def choose_method(run: Path, method: str, codebook: Codebook) -> tuple[str, HeldOut | None]:
    """Return the method with the held-out predictions of the run; counting where it has none, and a warning."""
    held_out = read_held_out(run / "held_out.npz", len(codebook))
    if held_out is None and method not in (COUNT, PROBABILISTIC):
        print(
            f"warning: {run}: no held_out.npz there, so shares are counted, not corrected; train it again",
            file=sys.stderr,
        )
        return COUNT, None
    return method, held_out


def describe_method(run: Path, method: str, threshold: Threshold | None) -> list[str]:
    """Say in words how labels and shares were made, with the run's own numbers."""
    paragraphs = []
    try:
        metrics = json.loads((run / "metrics.json").read_text("utf-8"))
        kept = metrics["classifiers"][metrics["kept"]]
        accuracy, f1 = kept["accuracy"], kept["macro_f1"]
        paragraphs.append(
            f"标签由分类器 {metrics['kept']} 预测。按文档交叉验证（{kept['sentences']} 句，{kept['documents']} 篇）："
            f"正确率 {accuracy['estimate']:.3f} [{accuracy['low']:.3f}, {accuracy['high']:.3f}]，宏 F1 "
            f"{f1['estimate']:.3f} [{f1['low']:.3f}, {f1['high']:.3f}]，校准误差 {metrics['calibration_error']:.3f}。"
            "Labels are predicted; scores are cross-validated by document on the run's corpus, 95 % intervals resample "
            "documents."
        )
    except (OSError, ValueError, KeyError):
        paragraphs.append("标签由分类器预测。Labels are predicted; the run has no metrics.json with scores.")
    corrected = "未作校正 not corrected" if method in (COUNT, PROBABILISTIC) else "按留出文档上的误差校正 corrected"
    paragraphs.append(
        f"主题比例按正文句计算，方法 {method}（{corrected}）。95 % 区间：多篇按文档，单篇按段落。Shares are of body "
        "sentences; intervals are over documents, and over paragraphs for a single document."
    )
    if threshold:
        paragraphs.append(
            f"概率低于 {threshold.probability:.3f} 的标签标为 {UNCERTAIN}；"
            f"留出文档上其余标签有 {threshold.precision:.1%} 正确。Labels below that probability are marked; of the "
            "others so many are right on held-out documents."
        )
    return paragraphs


def label_document(document: Document, model: Model, least_probability: float = 0.0) -> Labelled:
    """Label one document.

    Parameters
    ----------
    document
        As read.
    model
        From `read_model`.
    least_probability
        Labels with less are marked as uncertain.

    Returns
    -------
    Labelled
        One row a sentence.
    """
    sentences = split_sentences(document)
    counted = [sentence for sentence in sentences if sentence.kind != BOILERPLATE]
    predictor = model.predictor
    features = predictor.features if isinstance(predictor, LinearPredictor) else None
    tokens = features.tokenize(counted) if features else None
    terms = [""] * len(counted)
    if isinstance(predictor, LinearPredictor) and predictor.link == SOFTMAX and counted:
        found, explanations = explain_sentences(predictor, counted, tokens=tokens)
        terms = [" ".join(term for term, added in row.terms[:_TERMS] if added > 0) for row in explanations]
    else:
        found = predictor.predict_proba(counted) if counted else np.zeros((0, len(predictor.classes)))
    probabilities = align_probabilities(found, predictor.classes, model.codebook.ids)
    words, unknown = [0] * len(counted), [0] * len(counted)
    if features and tokens is not None:
        words, unknown = tokens.lengths.tolist(), features.count_unknown(tokens)
    extra = list(zip(terms, words, unknown, strict=True))
    return tabulate_sentences(sentences, probabilities, extra, model.codebook.ids, least_probability)


def predict_document(sentences: Sequence[Sentence], model: Model) -> NDArray[np.float64]:
    """Predict the sentences of one document in order.

    Returns
    -------
    array of float, shape (n_sentences, n_domains)
        In codebook order; rows of boilerplate are 0.
    """
    rows = [index for index, sentence in enumerate(sentences) if sentence.kind != BOILERPLATE]
    probabilities = np.zeros((len(sentences), len(model.codebook)))
    if rows:
        found = model.predictor.predict_proba([sentences[index] for index in rows])
        probabilities[rows] = align_probabilities(found, model.predictor.classes, model.codebook.ids)
    return probabilities


def load_model(run: Path) -> Model:
    """Read the model of a run; where the default run is missing, train it first and say so.

    Raises
    ------
    DataError
        If there is no such run, or its model cannot be used.
    """
    path = run / MODEL
    if not path.exists():
        default = TrainConfig()
        if run.resolve() != default.output.resolve():
            raise DataError(f"{run}: no trained run there ({MODEL} is missing); give --run or train one first")
        print(f"{run}: no trained run yet, training the default one first", file=sys.stderr)
        train(TrainConfig(overwrite=True))
    return read_model(path)


def _warn_of_far_documents(distribution: pd.DataFrame) -> None:
    shares = (
        distribution[distribution["document_id"] != ALL].groupby("document_id", sort=False)["unknown_words"].first()
    )
    for name, share in shares[shares > FAR].items():
        print(
            f"warning: {name}: {share:.0%} of its words are unknown to the model (reports have 1 to 4 %); "
            "read some of its labels before you use them",
            file=sys.stderr,
        )


def _draw(folder: Path, sentences: pd.DataFrame, distribution: pd.DataFrame, codebook: Codebook, language: str) -> None:
    names = codebook.names(language)
    tall = 1.6 + 0.3 * len(names)
    body = sentences[sentences["kind"] == BODY]
    documents = list(body.groupby("document_id", sort=False))
    pooled = distribution[distribution["document_id"] == ALL]
    if not len(pooled):
        return
    title = f"主题分布（n={len(body)}句，{len(documents)}篇）"
    figure, ax = plots.make_figure(8, tall)
    plots.draw_distribution(pooled, ax, names, title)
    plots.write_print_figure(folder, "distribution", figure)
    named = dict(zip(codebook.ids, names, strict=True))
    for number, (name, group) in enumerate(documents[:_MOST_DRAWN], 1):
        figure, ax = plots.make_figure(10, 1.4 + 0.26 * group["domain"].nunique())
        title = f"逐句领域：{name}（n={len(group)}句）"
        group_plots.draw_ribbon(group["domain"].tolist(), group["probability"].to_numpy(), ax, named, title)
        plots.write_print_figure(folder, f"ribbon-{number:02d}", figure)
        counts = count_sections(group, codebook)
        figure, ax = plots.make_figure(max(6, 3.2 + 0.62 * counts.shape[1]), tall + 1)
        plots.draw_sections(counts, ax, names, f"各部分的领域：{name}（n={len(group)}句）")
        plots.write_print_figure(folder, f"sections-{number:02d}", figure)


if __name__ == "__main__":
    sys.exit(main())
