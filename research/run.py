"""A trained run: its model, its scores, its thresholds, and what corrections are learned from."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from research.codebook import Codebook
from research.errors import InputError
from research.measure.abstention import Thresholds, choose_thresholds
from research.measure.choices import COUNT, HELD_OUT, PROBABILISTIC
from research.measure.held_out import HeldOut, read_held_out, read_held_out_labels
from research.model.predictor import Predictor
from research.model.storage import MODEL, Model, read_model
from research.plurals import count_noun
from research.text.kinds import LABELLED_KINDS
from research.text.sentences import Sentence

if TYPE_CHECKING:
    from research.measure.evaluation import Scores

SET_SCORES = "multilabel.json"  # a run that has it is multilabel


@dataclass(frozen=True, eq=False)
class Run:
    """One training and its folder.

    Attributes
    ----------
    path
        The folder.
    model
        What labels: the codebook and the fitted classifier.
    metrics
        What ``metrics.json`` says; empty where the run was not evaluated.
    held_out
        Its predictions on held-out documents, summed; None where the run has none.

    Examples
    --------
    A run in memory, of the dictionary method, which has neither a folder nor scores:

    >>> from research.codebook import read_codebook
    >>> from research.model.baselines import make_classifier, make_predictor
    >>> codebook = read_codebook()
    >>> keywords = make_classifier("keywords", codebook).fit(["召开会议。"], ["general"])
    >>> run = Run(Path("keywords"), Model(make_predictor(keywords), codebook), {}, None)
    >>> run.classifier.predict(["新建小学两所。"]).tolist()
    ['education']
    """

    path: Path
    model: Model
    metrics: Mapping[str, Any]
    held_out: HeldOut | None

    @property
    def codebook(self) -> Codebook:
        """The domains of its labels."""
        return self.model.codebook

    @property
    def classifier(self) -> Predictor:
        """What predicts, with ``predict``, ``predict_proba`` and ``classes``."""
        return self.model.predictor


def resolve_run(labelled: Path, named: str) -> Path:
    """Return the run that label.json of a labelled folder names: from that folder on, or as it is."""
    return labelled / named if (labelled / named).exists() else Path(named)


def read_run(path: Path) -> Run:
    """Read a run: its model, its scores and its held-out errors.

    Raises
    ------
    InputError
        If there is no such run, or one of its files cannot be used.
    """
    model = read_run_model(path)
    metrics: Mapping[str, Any] = {}
    if (path / "metrics.json").exists():
        try:
            metrics = json.loads((path / "metrics.json").read_text("utf-8"))
        except (OSError, ValueError, RecursionError) as error:
            raise InputError(f"{path / 'metrics.json'}: cannot be read ({error}); train the run again") from None
    return Run(path, model, metrics, read_held_out(path / HELD_OUT, len(model.codebook)))


def read_run_model(run: Path) -> Model:
    """Read the model of a run.

    Raises
    ------
    InputError
        If there is no such run, or its model cannot be used.
    """
    if not (run / MODEL).exists():
        raise InputError(
            f"{run}: no trained run there ({MODEL} is missing); give --run, or train one: research train -o {run}"
        )
    return read_model(run / MODEL)


def find_thresholds(run: Path, min_precision: float, domains: Sequence[str]) -> Thresholds:
    """Choose the probabilities from which labels of each domain are right often enough, on held-out predictions.

    Raises
    ------
    InputError
        If the share is not between 0 and 1, or the run has no held-out labels.
    """
    if not 0 < min_precision < 1:
        raise InputError(f"--min-precision: must be between 0 and 1, got {min_precision}")
    labels = read_held_out_labels(run / HELD_OUT, len(domains))
    if labels is None:
        raise InputError(
            f"{run / HELD_OUT}: has no held-out labels, and --min-precision needs them; train a run with "
            "`research train`, which writes them, and give that run with --run"
        )
    names = np.array(domains, dtype=object)
    return choose_thresholds(
        names[labels.gold].tolist(), names[labels.predicted].tolist(), labels.probability, domains, min_precision
    )


def choose_method(run: Path, method: str, codebook: Codebook) -> tuple[str, HeldOut | None]:
    """Return the method with the held-out predictions of the run; where it has none, counting with nothing."""
    held_out = read_held_out(run / HELD_OUT, len(codebook))
    if held_out is None and method not in (COUNT, PROBABILISTIC):
        return COUNT, None
    return method, held_out


def predict_document(sentences: Sequence[Sentence], model: Model) -> NDArray[np.float64]:
    """Predict the sentences of one document in order.

    Returns
    -------
    array of float, shape (n_sentences, n_domains)
        In codebook order; boilerplate and rows of tables are 0.
    """
    rows = [index for index, sentence in enumerate(sentences) if sentence.kind in LABELLED_KINDS]
    probabilities = np.zeros((len(sentences), len(model.codebook)))
    if rows:
        probabilities[rows] = model.predictor.predict_proba([sentences[index] for index in rows])
    return probabilities


def describe_scores(scores: "Scores") -> dict[str, object]:
    """Return what metrics.json says of one classifier."""
    return {
        "accuracy": dict(zip(("estimate", "low", "high"), scores.accuracy, strict=True)),
        "macro_f1": dict(zip(("estimate", "low", "high"), scores.macro_f1, strict=True)),
        "sentences": scores.n_sentences,
        "documents": scores.n_documents,
    }


def format_scores(scores: "Scores") -> str:
    """Return accuracy and macro-F1 with intervals, in one line."""
    (a, a_low, a_high), (f, f_low, f_high) = scores.accuracy, scores.macro_f1
    return (
        f"accuracy {a:.3f} [{a_low:.3f}, {a_high:.3f}], macro-F1 {f:.3f} [{f_low:.3f}, {f_high:.3f}] "
        f"({count_noun(scores.n_sentences, 'sentence')}, {count_noun(scores.n_documents, 'document')})"
    )


def read_run_config(run: Path) -> tuple[str, int, int]:
    """Return the classifier that a run kept, its number of folds and its seed.

    Raises
    ------
    InputError
        If there is no such run, or its files are not those of research.train.
    """
    from research.model.baselines import CLASSIFIERS  # scikit-learn, which labelling alone does not need

    found: list[dict[str, Any]] = []
    for name in ("metrics.json", "config.json"):
        try:
            found.append(json.loads((run / name).read_text("utf-8")))
        except (OSError, ValueError, RecursionError):
            raise InputError(
                f"{run / name}: cannot be read; train the run first with `research train`, or give --run"
            ) from None
    metrics, config = found
    try:
        kept, folds, seed = str(metrics["kept"]), int(config["folds"]), int(config["seed"])
    except (KeyError, TypeError, ValueError):
        raise InputError(f"{run}: says no classifier, folds and seed; train the run again") from None
    if kept not in CLASSIFIERS:
        raise InputError(f"{run / 'metrics.json'}: got classifier {kept!r}, expected one of {', '.join(CLASSIFIERS)}")
    return kept, folds, seed
