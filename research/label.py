"""Label the sentences of documents and write their theme distribution.

Example: python -m research.label speech.docx reports/ --output results/speeches
"""

import argparse
import sys
from collections.abc import Sequence
from dataclasses import dataclass, fields
from pathlib import Path

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from tqdm import tqdm

from research.codebook import Codebook
from research.errors import DataError
from research.measure.evaluation import align_probabilities
from research.measure.prevalence import estimate_distribution
from research.model.storage import Model, read_model
from research.report import plots
from research.report.run import open_folder, write_table
from research.text.documents import Document, read_documents
from research.text.sentences import BODY, BOILERPLATE, Sentence, split_sentences
from research.train import TrainConfig, train

COLUMNS = (
    "document_id", "sentence_id", "start", "end", "paragraph", "kind", "headings", "text", "domain", "probability",
    "second_domain", "second_probability",
)  # fmt: skip

_FEW_SECTIONS = 2


@dataclass(frozen=True)
class LabelConfig:
    """All settings of a labelling run; they are the script's flags."""

    inputs: tuple[Path, ...] = ()
    run: Path = Path("results/baseline")
    output: Path = Path("results/labelled")
    text_column: str = "text"
    document_column: str | None = None
    language: str = "zh"
    overwrite: bool = False


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the script; 0, or 2 for what the user can fix."""
    try:
        label(parse_arguments(arguments))
    except DataError as error:
        print(f"error: {error}", file=sys.stderr)
        return 2
    return 0


def parse_arguments(arguments: Sequence[str] | None) -> LabelConfig:
    """Read the command line; every default is that of `LabelConfig`."""
    default = LabelConfig()
    parser = argparse.ArgumentParser("python -m research.label", description=__doc__.splitlines()[0],
                                     epilog=__doc__.splitlines()[-1])  # fmt: skip
    parser.add_argument("inputs", type=Path, nargs="+", metavar="INPUT",
                        help="documents (.txt .md .docx .pdf .html), folders, tables (.csv .jsonl)")  # fmt: skip
    parser.add_argument("--run", type=Path, default=default.run,
                        help="the trained run (default: %(default)s, trained first if missing)")  # fmt: skip
    parser.add_argument(
        "--output", type=Path, default=default.output, help="the folder to write (default: %(default)s)"
    )
    parser.add_argument("--text-column", default=default.text_column, help="of a table (default: %(default)s)")
    parser.add_argument("--document-column", help="of a table (default: each row is a document)")
    parser.add_argument("--language", default=default.language, choices=["zh", "en", "id"],
                        help="what figures call the domains (default: %(default)s)")  # fmt: skip
    parser.add_argument("--overwrite", action="store_true", help="replace the output folder if it exists")
    values = vars(parser.parse_args(arguments))
    values["inputs"] = tuple(values["inputs"])
    return LabelConfig(**{field.name: values[field.name] for field in fields(LabelConfig)})


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
        tables = [label_document(document, model) for document in tqdm(documents, desc="documents", disable=None)]
        sentences = pd.concat(tables, ignore_index=True)
        write_table(folder / "sentences.csv", sentences, index=False)
        write_table(folder / "distribution.csv", tabulate_distribution(sentences, model.codebook), index=False)
        _draw(folder, sentences, model.codebook, config.language)
    counted = sentences[sentences["kind"] == BODY]
    print(f"{config.output}: {len(counted)} body sentences of {len(documents)} documents labelled")


def label_document(document: Document, model: Model) -> pd.DataFrame:
    """Label one document.

    Parameters
    ----------
    document
        As read.
    model
        From `read_model`.

    Returns
    -------
    DataFrame
        One row a sentence, the columns of `COLUMNS`; boilerplate keeps its row without a domain.
    """
    sentences = split_sentences(document)
    return _tabulate(sentences, predict_document(sentences, model), model.codebook.ids)


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

    Intervals resample paragraphs for a single document and documents for all (document_id ``*``).
    """
    body = sentences[sentences["kind"] == BODY]
    pooled = "document_id" if len(set(body["document_id"])) > 1 else "paragraph"
    parts = [("*", estimate_distribution(body["domain"].tolist(), body[pooled].astype(str).tolist(), codebook.ids))]
    for name, group in body.groupby("document_id", sort=False):
        units = group["paragraph"].astype(str).tolist()
        parts.append((str(name), estimate_distribution(group["domain"].tolist(), units, codebook.ids)))
    tables = [table.reset_index().assign(document_id=name) for name, table in parts]
    columns = ["document_id", "domain", "prevalence", "low", "high", "sentences"]
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
    sentences: Sequence[Sentence], probabilities: NDArray[np.float64], domains: Sequence[str]
) -> pd.DataFrame:
    order = np.argsort(-probabilities, axis=1, kind="stable")[:, :2]
    rows = []
    for sentence, (first, second), row in zip(sentences, order, probabilities, strict=True):
        place = (sentence.document_id, sentence.number, sentence.start, sentence.end, sentence.paragraph, sentence.kind)
        found: tuple[object, ...] = ("", None, "", None)
        if sentence.kind != BOILERPLATE:
            found = (domains[first], row[first], domains[second], row[second])
        rows.append((*place, " > ".join(sentence.headings), sentence.text, *found))
    return pd.DataFrame(rows, columns=list(COLUMNS))


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
