"""A trained run as labelling needs it: the model, a threshold, and what corrections are learned from."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from research.codebook import Codebook
from research.errors import DataError
from research.measure.abstention import Threshold, choose_threshold
from research.measure.heldout import HeldOut, read_held_out
from research.measure.prevalence import COUNT, PROBABILISTIC
from research.model.labels import align_probabilities
from research.model.storage import MODEL, Model, read_model
from research.text.sentences import BOILERPLATE, Sentence


def read_run_model(run: Path) -> Model:
    """Read the model of a run.

    Raises
    ------
    DataError
        If there is no such run, or its model cannot be used.
    """
    if not (run / MODEL).exists():
        raise DataError(f"{run}: no trained run there ({MODEL} is missing); give --run or train one first")
    return read_model(run / MODEL)


def find_threshold(run: Path, least_precision: float) -> Threshold:
    """Choose the probability from which labels are right often enough, on the run's held-out predictions.

    Raises
    ------
    DataError
        If the share is not between 0 and 1, or the run has no predictions.csv.
    """
    if not 0 < least_precision < 1:
        raise DataError(f"--min-precision: {least_precision} came; expected a share between 0 and 1, as 0.9")
    import pandas as pd  # a quarter of a second that labelling alone need not spend

    try:
        table = pd.read_csv(run / "predictions.csv", usecols=["gold", "predicted", "probability"])
    except (OSError, ValueError) as error:
        raise DataError(f"{run / 'predictions.csv'}: cannot be read ({error}); train the run again") from None
    return choose_threshold(
        (table["gold"] == table["predicted"]).to_numpy(), table["probability"].to_numpy(), least_precision
    )


def choose_method(run: Path, method: str, codebook: Codebook) -> tuple[str, HeldOut | None]:
    """Return the method with the held-out predictions of the run; where it has none, counting with nothing."""
    held_out = read_held_out(run / "held_out.npz", len(codebook))
    if held_out is None and method not in (COUNT, PROBABILISTIC):
        return COUNT, None
    return method, held_out


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
