"""Why a sentence got its label."""

from collections.abc import Sequence

import pandas as pd

from research.api.documents import Pathlike
from research.api.labelling import load_run
from research.errors import InputError
from research.model.explanation import explain_predictions
from research.model.predictor import SOFTMAX, LinearPredictor
from research.run import Run
from research.text.kinds import LABELLED_KINDS
from research.text.sentences import Sentence, split_sentences


def explain_sentences(sentences: Sequence[Sentence | str] | str, run: "Run | Pathlike | None" = None) -> pd.DataFrame:
    """Tell what each part of the input contributes to the predicted label of each sentence.

    The classifier is linear before decoding, so that the contributions add up: for each sentence their sum is the log
    probability of its label less the mean log probability of all labels.

    Parameters
    ----------
    sentences
        Sentences from `split_sentences`, those of a document together and in order; texts of single sentences; or the
        text of a whole document.
    run
        As `label_documents` takes it.

    Returns
    -------
    DataFrame
        One row a contribution: ``sentence`` (number, from 0), ``text``, ``label``, ``part`` (``term``, ``headings``,
        ``neighbours``, ``base`` or ``decoding``), ``term`` (of a term) and ``contribution``.

    Raises
    ------
    InputError
        If the run's classifier is not linear with a softmax (``full`` and ``logistic`` are).

    Examples
    --------
    >>> import research
    >>> from pathlib import Path
    >>> from research.model.baselines import make_predictor
    >>> from research.model.storage import Model
    >>> codebook = research.read_codebook()
    >>> bayes = research.make_classifier("bayes", codebook).fit(["建设医院", "修建公路"], ["health", "opening"])
    >>> run = research.Run(Path("bayes"), Model(make_predictor(bayes), codebook), {}, None)
    >>> table = research.explain_sentences(["医院"], run)
    >>> table.loc[table["part"] == "term", ["label", "term"]].to_numpy().tolist()
    [['health', '医院']]
    """
    found = run if isinstance(run, Run) else load_run(run)
    predictor = found.classifier
    if not isinstance(predictor, LinearPredictor) or predictor.link != SOFTMAX:
        raise InputError(f"{found.path}: its classifier cannot be explained; train full, logistic or bayes")
    given: Sequence[Sentence | str] = split_sentences(sentences) if isinstance(sentences, str) else sentences
    kept = [one for one in given if isinstance(one, str) or one.kind in LABELLED_KINDS]
    _, explanations = explain_predictions(predictor, kept)
    rows: list[tuple[int, str, str, str, str, float]] = []
    for number, (sentence, found_parts) in enumerate(zip(kept, explanations, strict=True)):
        text = sentence if isinstance(sentence, str) else sentence.text
        start = (number, text, found_parts.label)
        rows += [(*start, "term", term, added) for term, added in found_parts.terms]
        for part in ("headings", "neighbours", "base", "decoding"):
            rows.append((*start, part, "", float(getattr(found_parts, part))))
    return pd.DataFrame(rows, columns=["sentence", "text", "label", "part", "term", "contribution"])
