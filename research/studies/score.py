"""Score a trained run on real sentences and on real policy documents with gold labels.

Example: python -m research.studies.score --gold ../shared/eval --run results/baseline
"""

import re
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import sparse
from scipy.stats import binomtest

from research.cli import print_message, run_command
from research.codebook import Codebook
from research.corpus.labelled import Corpus, read_corpus
from research.csv_cells import read_table
from research.default_run import DEFAULT_RUN, find_run
from research.errors import InputError
from research.measure.abstention import apply_threshold
from research.measure.bootstrap import Interval
from research.measure.calibration import measure_calibration, simulate_calibration
from research.measure.evaluation import Evaluation, evaluate
from research.measure.gold_labels import GoldLabels
from research.model.storage import Model
from research.output import open_folder, write_json, write_table
from research.parser import OVERWRITE, flag
from research.run import describe_scores, find_thresholds, format_scores, predict_document, read_run_model
from research.text.documents import Document, read_document
from research.text.kinds import BODY, LABELLED_KINDS
from research.text.sentences import Sentence, split_sentences

MIN_SUPPORT = 8  # gold sentences of a domain in macro-F1: the F1 of fewer is mostly noise
MIN_PRECISION = 0.9  # of the labels that are kept
_WHITE = re.compile(r"\s+")


@dataclass(frozen=True)
class ScoreConfig:
    """All settings of the scoring; they are its flags."""

    gold: Path = flag(
        Path("../shared/eval"), "folder with sentences.csv (text, domain, document, window, kind) and documents/"
    )
    run: Path = flag(DEFAULT_RUN, "trained run")
    output: Path = flag(Path("results/score"), "output folder")
    overwrite: bool = flag(False, OVERWRITE)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the scoring; return 0, or 2 for an error that the user can fix."""
    return run_command(score, ScoreConfig, "research.studies.score", __doc__, arguments)


def score(config: ScoreConfig) -> None:
    """Score the run on the gold sentences, within their windows only and within their whole documents."""
    if not (config.gold / "sentences.csv").exists():
        raise InputError(f"{config.gold}: has no sentences.csv; set --gold to a folder with labelled sentences")
    model = read_run_model(find_run(config.run, print_message))
    gold = read_corpus(config.gold / "sentences.csv", model.codebook)
    limits = find_thresholds(config.run, MIN_PRECISION, model.codebook.ids).probabilities
    by_domain = np.array([limits[domain] for domain in model.codebook.ids])
    with open_folder(config.output, overwrite=config.overwrite) as output:
        alone = predict_windows(gold, model)
        predicted = {"windows": alone}
        folder = config.gold / "documents"
        if folder.is_dir():
            documents = {path.stem: read_document(path) for path in sorted(folder.glob("*.txt"))}
            predicted["documents"], missing = predict_in_documents(gold, documents, model, alone)
            if missing:
                print(f"documents: {missing} sentences were not found in their document", file=sys.stderr)
        described = {}
        for name, probabilities in predicted.items():
            found = evaluate_windows(gold, probabilities, model.codebook)
            write_table(output / f"{name}.csv", found.domains)
            error = found.calibration_error
            limit_of_each = by_domain[probabilities.argmax(axis=1)]
            kept = apply_threshold(found.correct, probabilities.max(axis=1), limit_of_each)
            chance = simulate_calibration(probabilities)
            described[name] = describe_scores(found.scores) | {
                "calibration_error": error,
                "calibration_error_by_chance": chance._asdict(),
                "abstention": kept._asdict(),
            }
            print(
                f"{name}: {format_scores(found.scores)}, calibration error {error:.3f}; of the {kept.coverage:.1%} of "
                f"labels that reach the minimum probability of their domain, {kept.precision:.1%} are correct"
            )
        policy = config.gold / "policy_documents.csv"
        if policy.exists():
            items = read_items(policy, model.codebook)
            table = score_items(items, model, by_domain)
            write_table(output / "policy_documents.csv", table, index=False)
            for row in table.itertuples():
                print(f"{row.kind}: accuracy {row.accuracy:.3f} [{row.low:.3f}, {row.high:.3f}] ({row.items} items)")
        write_json(output / "scores.json", described)


@dataclass(frozen=True)
class Item:
    """A title, paragraph or article of a policy document with its label.

    Attributes
    ----------
    kind
        ``title``, ``paragraph`` or ``article``.
    heading
        The title of its document where it is known, else empty.
    text, domain
        The text and its domain id.
    """

    kind: str
    heading: str
    text: str
    domain: str


def read_items(path: Path, codebook: Codebook) -> list[Item]:
    """Read the items on which both coders agree."""
    rows = [row.cells for row in read_table(path, ["kind", "heading", "text", "domain", "second_coder"]).rows]
    return [
        Item(row["kind"], row["heading"], row["text"], row["domain"])
        for row in rows
        if row["domain"] == row["second_coder"] and row["domain"] in codebook.ids
    ]


def score_items(items: Sequence[Item], model: Model, limits: NDArray[np.float64]) -> pd.DataFrame:
    """Score items by kind; articles also with the title of their law given.

    Returns
    -------
    DataFrame
        Columns ``kind``, ``items``, ``accuracy``, ``low``, ``high`` (95 % Wilson interval), ``calibration_error``,
        ``chance_mean`` and ``chance_highest`` (the error of as many exact probabilities, `simulate_calibration`),
        ``kept`` (the share of labels of at least the limit of their domain), ``kept_precision``, ``kept_low`` and
        ``kept_high`` (95 % Wilson interval).
    """
    ids = list(model.codebook.ids)
    rows = []
    for kind, with_heading in ((kind, heading) for kind in dict.fromkeys(i.kind for i in items) for heading in (0, 1)):
        chosen = [item for item in items if item.kind == kind]
        if with_heading and not all(item.heading for item in chosen):
            continue
        probabilities = predict_items(chosen, model.predictor.predict_proba, with_heading=bool(with_heading))
        correct = probabilities.argmax(axis=1) == np.array([ids.index(item.domain) for item in chosen])
        best = probabilities.max(axis=1)
        limit_of_each = limits[probabilities.argmax(axis=1)]
        kept, right = apply_threshold(correct, best, limit_of_each), correct[best >= limit_of_each]
        name = f"{kind}, its law given" if with_heading else kind
        error = measure_calibration([item.domain for item in chosen], probabilities, ids).error
        calibration = (error, *simulate_calibration(probabilities))
        abstention = (kept.coverage, kept.precision, *(measure_accuracy(right)[1:] if len(right) else (0.0, 1.0)))
        rows.append((name, len(chosen), *measure_accuracy(correct), *calibration, *abstention))
    calibration_columns = ["calibration_error", "chance_mean", "chance_highest"]
    abstention_columns = ["kept", "kept_precision", "kept_low", "kept_high"]
    columns = ["kind", "items", "accuracy", "low", "high", *calibration_columns, *abstention_columns]
    return pd.DataFrame(rows, columns=columns)


def measure_accuracy(correct: NDArray[np.bool_]) -> Interval:
    """Return the share of items that are correct, with its 95 % interval (Wilson 1927).

    Examples
    --------
    >>> round(measure_accuracy(np.array([True, True])).low, 3)
    0.342
    """
    low, high = binomtest(int(correct.sum()), len(correct)).proportion_ci(method="wilson")
    return Interval(float(correct.mean()), float(low), float(high))


def predict_items(
    items: Sequence[Item],
    predict_proba: Callable[[Sequence[Sentence]], NDArray[np.float64]],
    *,
    with_heading: bool = False,
) -> NDArray[np.float64]:
    """Predict each item as a document of its own: the mean over its sentences, weighted by their length.

    Parameters
    ----------
    items
        The items.
    predict_proba
        Returns the probabilities of sentences of many documents, shape (n_sentences, n_domains).
    with_heading
        Whether the title of the document stands before each item.

    Returns
    -------
    array, shape (n_items, n_domains)
        Rows sum to 1.
    """
    sentences: list[Sentence] = []
    weights: list[int] = []
    owners: list[int] = []
    for number, item in enumerate(items):
        text = f"{item.heading}\n{item.text}" if with_heading else item.text
        found = split_sentences(Document(str(number), text))
        start = len(text) - len(item.text)
        if not any(s.kind in LABELLED_KINDS and s.start >= start for s in found):  # set aside, as an addressee alone
            found = [replace(sentence, kind=BODY) for sentence in found]
        labelled = [sentence for sentence in found if sentence.kind in LABELLED_KINDS]
        sentences += labelled
        weights += [len(sentence.text) if sentence.start >= start else 0 for sentence in labelled]
        owners += [number] * len(labelled)
    summed = sparse.csr_array((weights, (owners, range(len(owners)))), shape=(len(items), len(owners)))
    probabilities = summed @ predict_proba(sentences)
    shares: NDArray[np.float64] = probabilities / probabilities.sum(axis=1, keepdims=True)
    return shares


def predict_windows(gold: Corpus, model: Model) -> NDArray[np.float64]:
    """Predict the gold sentences with their windows as the only context."""
    return model.predictor.predict_proba(gold.sentences)


def predict_in_documents(
    gold: Corpus, documents: dict[str, Document], model: Model, alone: NDArray[np.float64]
) -> tuple[NDArray[np.float64], int]:
    """Predict the gold sentences within their documents: each has the probabilities of the sentence it overlaps most.

    Parameters
    ----------
    gold
        The gold sentences.
    documents
        The whole documents by id.
    model
        The model of the run.
    alone
        The probabilities of `predict_windows`, which sentences keep that are not found in their document.

    Returns
    -------
    probabilities, missing
        Shape (n_sentences, n_domains), and the number of sentences that were not found.
    """
    result = alone.copy()
    missing = 0
    rows: dict[str, list[int]] = {}
    for row, sentence in enumerate(gold.sentences):
        rows.setdefault(sentence.document_id.split("#")[0], []).append(row)
    for name, numbers in rows.items():
        if name not in documents:
            missing += len(numbers)
            continue
        sentences = split_sentences(documents[name])
        probabilities = predict_document(sentences, model)
        places = locate([gold.sentences[row].text for row in numbers], documents[name].text)
        for row, place in zip(numbers, places, strict=True):
            best = _find_overlap(place, sentences) if place else None
            if best is None or not probabilities[best].any():
                missing += 1
            else:
                result[row] = probabilities[best]
    return result, missing


def locate(texts: Sequence[str], document: str) -> list[tuple[int, int] | None]:
    """Find the offsets of each text in a document, ignoring white space; repeated texts are found in order.

    Returns
    -------
    list of (start, end) or None
        None for a text that is not in the document.

    Examples
    --------
    >>> locate(["修路。", "治水。"], "修 路。种树。治水。")
    [(0, 4), (7, 10)]
    """
    kept = [index for index, character in enumerate(document) if not character.isspace()]
    dense = "".join(document[index] for index in kept)
    found: list[tuple[int, int] | None] = []
    position = 0
    for text in texts:
        bare = _WHITE.sub("", text)
        start = dense.find(bare, position)
        start = dense.find(bare) if start < 0 else start
        if start < 0 or not bare:
            found.append(None)
            continue
        position = start + len(bare)
        found.append((kept[start], kept[position - 1] + 1))
    return found


def _find_overlap(place: tuple[int, int], sentences: Sequence[Sentence]) -> int | None:
    overlaps = [min(place[1], s.end) - max(place[0], s.start) for s in sentences]
    best = int(np.argmax(overlaps)) if overlaps else 0
    return best if overlaps and overlaps[best] > 0 else None


def evaluate_windows(gold: Corpus, probabilities: NDArray[np.float64], codebook: Codebook) -> Evaluation:
    """Evaluate the gold sentences, with intervals that resample the documents of their windows."""
    documents = [name.split("#")[0] for name in gold.document_ids]
    return evaluate(GoldLabels(gold.labels, documents, codebook.ids), probabilities, min_support=MIN_SUPPORT)


if __name__ == "__main__":
    sys.exit(main())
