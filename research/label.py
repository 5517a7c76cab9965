"""Label the sentences of documents and write their theme distribution.

Example: python -m research.label speech.docx reports/ --output results/speeches
"""

import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from tqdm import tqdm

from research.codebook import Codebook
from research.command import OVERWRITE, flag, run_command
from research.errors import DataError
from research.measure.abstention import Threshold, choose_threshold
from research.measure.evaluation import align_probabilities
from research.measure.prevalence import estimate_distribution
from research.model.baselines import get_features
from research.model.classifier import SentenceClassifier
from research.model.explanation import explain_sentences
from research.model.storage import Model, read_model
from research.report import plots
from research.report.run import open_folder, write_table
from research.text.documents import Document, read_documents
from research.text.sentences import BODY, BOILERPLATE, Sentence, split_sentences
from research.train import TrainConfig, train

COLUMNS = (
    "document_id", "sentence_id", "start", "end", "paragraph", "kind", "headings", "text", "domain", "probability",
    "second_domain", "second_probability", "terms", "words", "unknown_words", "mark",
)  # fmt: skip

UNCERTAIN = "uncertain"
FAR = 0.1  # real reports of other places and years have 1 to 4 % words that neither corpus nor vectors know
_TERMS = 5
_FEW_SECTIONS = 2


@dataclass(frozen=True)
class LabelConfig:
    """All settings of a labelling run; they are the script's flags."""

    inputs: tuple[Path, ...] = flag(
        (), "documents (.txt .md .docx .pdf .html), folders, tables (.csv .jsonl)", positional=True, metavar="INPUT"
    )
    run: Path = flag(Path("results/baseline"), "the trained run; the default one is trained first if missing")
    output: Path = flag(Path("results/labelled"), "the folder to write")
    text_column: str = flag("text", "of a table")
    document_column: str | None = flag(None, "of a table (default: each row is a document)")
    min_precision: float | None = flag(
        None, "mark labels as uncertain so that this share of the others is right on held-out documents", type=float
    )
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
        tables = [
            label_document(document, model, least) for document in tqdm(documents, desc="documents", disable=None)
        ]
        sentences = pd.concat(tables, ignore_index=True)
        distribution = tabulate_distribution(sentences, model.codebook)
        write_table(folder / "sentences.csv", sentences, index=False)
        write_table(folder / "distribution.csv", distribution, index=False)
        _draw(folder, sentences, model.codebook, config.language)
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


def label_document(document: Document, model: Model, least_probability: float = 0.0) -> pd.DataFrame:
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
    DataFrame
        One row a sentence, the columns of `COLUMNS`; boilerplate keeps its row without a domain.
    """
    sentences = split_sentences(document)
    counted = [sentence for sentence in sentences if sentence.kind != BOILERPLATE]
    features = get_features(model.estimator)
    tokens = features.tokenize(counted) if features and counted else [[] for _ in counted]
    terms = [""] * len(counted)
    if isinstance(model.estimator, SentenceClassifier) and counted:
        found, explanations = explain_sentences(model.estimator, counted, tokens=tokens)
        terms = [" ".join(term for term, added in row.terms[:_TERMS] if added > 0) for row in explanations]
    else:
        found = model.estimator.predict_proba(counted) if counted else np.zeros((0, len(model.estimator.classes_)))
    probabilities = align_probabilities(found, model.estimator.classes_, model.codebook.ids)
    unknown = features.count_unknown(tokens) if features else [0] * len(counted)
    extra = list(zip(terms, map(len, tokens), unknown, strict=True))
    return _tabulate(sentences, probabilities, extra, model.codebook.ids, least_probability)


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
        found = model.estimator.predict_proba([sentences[index] for index in rows])
        probabilities[rows] = align_probabilities(found, model.estimator.classes_, model.codebook.ids)
    return probabilities


def tabulate_distribution(sentences: pd.DataFrame, codebook: Codebook) -> pd.DataFrame:
    """Return the theme distribution of each document and of all, over body sentences.

    Intervals resample paragraphs for a single document and documents for all (document_id ``*``). ``unknown_words`` is
    the share of words that neither the labelled sentences nor the word vectors hold.
    """
    body = sentences[sentences["kind"] == BODY]
    pooled = "document_id" if len(set(body["document_id"])) > 1 else "paragraph"
    tables = []
    for name, group in [("*", body), *body.groupby("document_id", sort=False)]:
        units = group[pooled if name == "*" else "paragraph"].astype(str).tolist()
        table = estimate_distribution(group["domain"].tolist(), units, codebook.ids).reset_index()
        unknown = group["unknown_words"].sum() / max(group["words"].sum(), 1)
        tables.append(table.assign(document_id=name, unknown_words=unknown))
    columns = ["document_id", "domain", "prevalence", "low", "high", "sentences", "unknown_words"]
    return pd.concat(tables, ignore_index=True)[columns]


def count_sections(sentences: pd.DataFrame, codebook: Codebook) -> pd.DataFrame:
    """Count body sentences by domain (rows) and section (columns) of one document.

    The sections are the headings of the highest rank that divides the document: a title above all of it does not.
    """
    body = sentences[sentences["kind"] == BODY]
    paths = [tuple(path.split(" > ")) for path in body["headings"]]
    depth = next((depth for depth in range(4) if len({path[: depth + 1] for path in paths}) > _FEW_SECTIONS), 0)
    section = pd.Series([path[min(depth, len(path) - 1)] or "（无标题）" for path in paths], index=body.index)
    counts = pd.crosstab(body["domain"], section)
    order = list(dict.fromkeys(section))
    return counts.reindex(index=list(codebook.ids), columns=order, fill_value=0)


def load_model(run: Path) -> Model:
    """Read the model of a run; where the default run is missing, train it first and say so.

    Raises
    ------
    DataError
        If there is no such run, or its model cannot be used.
    """
    path = run / "model.skops"
    if not path.exists():
        default = TrainConfig()
        if run.resolve() != default.output.resolve():
            raise DataError(f"{run}: no trained run there (model.skops is missing); give --run or train one first")
        print(f"{run}: no trained run yet, training the default one first", file=sys.stderr)
        train(TrainConfig(overwrite=True))
    return read_model(path)


def _tabulate(
    sentences: Sequence[Sentence],
    probabilities: NDArray[np.float64],
    extra: Sequence[tuple[str, int, int]],
    domains: Sequence[str],
    least_probability: float,
) -> pd.DataFrame:
    order = np.argsort(-probabilities, axis=1, kind="stable")[:, :2]
    labelled = zip(order, probabilities, extra, strict=True)
    rows = []
    for sentence in sentences:
        place = (sentence.document_id, sentence.number, sentence.start, sentence.end, sentence.paragraph, sentence.kind)
        found: tuple[object, ...] = ("", None, "", None, "", 0, 0, "")
        if sentence.kind != BOILERPLATE:
            (first, second), row, (terms, words, unknown) = next(labelled)
            mark = UNCERTAIN if row[first] < least_probability else ""
            found = (domains[first], row[first], domains[second], row[second], terms, words, unknown, mark)
        rows.append((*place, " > ".join(sentence.headings), sentence.text, *found))
    return pd.DataFrame(rows, columns=list(COLUMNS))


def _warn_of_far_documents(distribution: pd.DataFrame) -> None:
    shares = (
        distribution[distribution["document_id"] != "*"].groupby("document_id", sort=False)["unknown_words"].first()
    )
    for name, share in shares[shares > FAR].items():
        print(
            f"warning: {name}: {share:.0%} of its words are unknown to the model (reports have 1 to 4 %); "
            "read some of its labels before you use them",
            file=sys.stderr,
        )


def _draw(folder: Path, sentences: pd.DataFrame, codebook: Codebook, language: str) -> None:
    names = codebook.names(language)
    tall = 1.6 + 0.3 * len(names)
    body = sentences[sentences["kind"] == BODY]
    documents = list(body.groupby("document_id", sort=False))
    table = tabulate_distribution(sentences, codebook)
    pooled = table[table["document_id"] == "*"]
    title = f"主题分布（n={len(body)}句，{len(documents)}篇）"
    figure, ax = plots.make_figure(8, tall)
    plots.draw_distribution(pooled, ax, names, title)
    plots.write_figure(folder / "distribution.png", figure)
    for number, (name, group) in enumerate(documents, 1):
        counts = count_sections(group, codebook)
        figure, ax = plots.make_figure(max(6, 3.2 + 0.62 * counts.shape[1]), tall + 1)
        plots.draw_sections(counts, ax, names, f"各部分的领域：{name}（n={len(group)}句）")
        plots.write_figure(folder / f"sections-{number:02d}.png", figure)


if __name__ == "__main__":
    sys.exit(main())
