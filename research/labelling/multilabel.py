"""Several domains a sentence, on disk: their scores in a run, and the sets and mentions of labelled documents."""

import json
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pandas as pd

from research.arrays import Array
from research.errors import InputError
from research.labelling.distribution import ALL
from research.labelling.read_back import LabelledSentences
from research.measure.evaluation import Folds
from research.measure.intervals import find_interval
from research.measure.multilabel import (
    Sets,
    SetScores,
    choose_min_probability,
    estimate_mentions,
    find_sets,
    find_sets_by_fold,
    score_sets,
)
from research.output import write_json, write_table
from research.text.sentences import BOILERPLATE

SCORES = "several.json"


def write_set_scores(
    folder: Path, probabilities: Array, gold: Sets, document_ids: Sequence[str], domains: Sequence[str], folds: Folds
) -> str:
    """Write several.json and multilabel_domains.csv into a run's folder and return what they say in one line.

    Beside the scores of the sets stand those of the most probable domain alone: where the two are alike, the labels
    of a sentence after the first add nothing that the classifier can find.

    Parameters
    ----------
    folder
        Of the run.
    probabilities, gold, document_ids
        Out-of-fold predictions, sets from `encode_sets`, and documents, a sentence each.
    domains
        All domains in order.
    folds
        Of the cross-validation.
    """
    least = choose_min_probability(probabilities, gold)
    predicted = find_sets_by_fold(probabilities, gold, folds)
    sets = score_sets(gold, predicted, document_ids, domains)
    alone = score_sets(gold, find_sets(probabilities, 1.0), document_ids, domains)
    content = {
        "min_probability": least,
        "sentences": sets.n_sentences,
        "documents": sets.n_documents,
        "sentences_of_several": sets.n_multilabel,
        "domains_a_sentence": {"gold": float(gold.sum(axis=1).mean()), "sets": float(predicted.sum(axis=1).mean())},
        "sets": _describe(sets),
        "one_domain": _describe(alone),
    }
    write_json(folder / SCORES, content)
    write_table(folder / "multilabel_domains.csv", sets.domains)
    (micro, low, high), (one, *_) = sets.overall["micro_f1"], alone.overall["micro_f1"]
    found, (exact, *_) = sets.overall["exact_match_of_multilabel"][0], sets.overall["exact_match"]
    return (
        f"several domains a sentence, from probability {least:.2f}: micro-F1 {micro:.3f} [{low:.3f}, "
        f"{high:.3f}], with one domain each {one:.3f}; whole set right {exact:.1%}, "
        f"of the {sets.n_multilabel} sentences with several gold domains {found:.1%}"
    )


def read_min_probability(run: Path) -> float | None:
    """Read from what probability on a domain joins a sentence's set; nothing for a run of one domain a sentence.

    Raises
    ------
    InputError
        If several.json is there and does not say.
    """
    path = run / SCORES
    if not path.exists():
        return None
    try:
        return float(json.loads(path.read_text("utf-8"))["min_probability"])
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise InputError(f"{path}: not the scores of a run ({error!r}); train the run again") from None


def write_several(folder: Path, run: Path, labelled: LabelledSentences, domains: Sequence[str]) -> None:
    """Write several.csv and mentions.csv beside the labels, if the run is one of several domains a sentence.

    Parameters
    ----------
    folder
        Where the labels are written.
    run
        The run that made them.
    labelled
        All sentences.
    domains
        Of the columns of its probabilities.

    Raises
    ------
    InputError
        As `read_min_probability`.
    """
    least = read_min_probability(run)
    if least is None:
        return
    write_table(folder / "several.csv", list_sets(labelled, domains, least), index=False)
    write_table(folder / "mentions.csv", tabulate_mentions(labelled, domains, least), index=False)


def list_sets(labelled: LabelledSentences, domains: Sequence[str], least: float) -> pd.DataFrame:
    """Return the domains of each sentence, joined by ``;``, the most probable first; boilerplate is left out.

    Returns
    -------
    DataFrame
        Columns ``document_id``, ``sentence_id`` and ``domains``, in the order of sentences.csv.
    """
    rows = np.flatnonzero(labelled.sentences["kind"].to_numpy() != BOILERPLATE)
    probabilities = labelled.probabilities[rows]
    sets = find_sets(probabilities, least)
    order = np.argsort(-probabilities, axis=1, kind="stable")
    table = labelled.sentences.iloc[rows][["document_id", "sentence_id"]]
    joined = [";".join(domains[k] for k in ranked if held[k]) for ranked, held in zip(order, sets, strict=True)]
    return table.assign(domains=joined)


def tabulate_mentions(labelled: LabelledSentences, domains: Sequence[str], least: float) -> pd.DataFrame:
    """Return the share of body sentences that speak of each domain, in each document and in all.

    The shares do not sum to 1. Intervals are over the paragraphs of a single document and over documents for all
    (document_id ``*``), as in distribution.csv.

    Returns
    -------
    DataFrame
        Columns ``document_id``, ``domain``, ``share``, ``low``, ``high``.
    """
    body = labelled.find_body()
    sentences = labelled.sentences.iloc[body].reset_index(drop=True)
    sets = find_sets(labelled.probabilities[body], least)
    documents = sentences.groupby("document_id", sort=False).indices
    pooled = "document_id" if len(documents) > 1 else "paragraph"
    columns = ["document_id", "domain", "share", "low", "high"]
    tables = []
    for name, rows in [(ALL, np.arange(len(body))), *documents.items()]:
        if not len(rows):
            continue
        units = sentences.iloc[rows][pooled if name == ALL else "paragraph"].astype(str).tolist()
        shares = estimate_mentions(sets[rows], units)
        low, high = find_interval(shares)
        values = (str(name), list(domains), shares.estimate, low, high)
        tables.append(pd.DataFrame(dict(zip(columns, values, strict=True))))
    return pd.concat(tables, ignore_index=True) if tables else pd.DataFrame(columns=columns)


def _describe(scores: SetScores) -> dict[str, object]:
    return {name: dict(zip(("estimate", "low", "high"), found, strict=True)) for name, found in scores.overall.items()}
