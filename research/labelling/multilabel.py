"""Multilabel runs on disk: the scores of label sets, and the label sets and mentions of labelled documents."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from research.arrays import Array
from research.errors import InputError
from research.labelling.output_tables import ALL
from research.labelling.read_back import LabelledSentences, read_tables
from research.measure.choices import LIKE, TARGET_NAMES
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
from research.run import SET_SCORES
from research.text.kinds import LABELLED_KINDS

if TYPE_CHECKING:  # labelling writes label sets without scikit-learn
    from research.measure.evaluation import Folds

DOMAIN_SCORES = "multilabel_domains.csv"
LABEL_SETS, MENTIONS = "label_sets.csv", "mentions.csv"


def write_set_scores(
    folder: Path, probabilities: Array, gold: Sets, document_ids: Sequence[str], domains: Sequence[str], folds: "Folds"
) -> str:
    """Write the scores of label sets into the folder of a run, and return them in one line.

    Beside the scores of the sets stand those of the most probable domain alone: where the two are alike, the further
    labels of a sentence add nothing that the classifier can find.

    Parameters
    ----------
    folder
        The folder of the run; it gets multilabel.json and multilabel_domains.csv.
    probabilities
        Out-of-fold predictions, shape (n_sentences, n_domains).
    gold
        The gold sets, from `encode_sets`.
    document_ids
        The document of each sentence.
    domains
        All domains in order.
    folds
        The folds of the cross-validation.
    """
    min_probability = choose_min_probability(probabilities, gold)
    predicted = find_sets_by_fold(probabilities, gold, folds)
    sets = score_sets(gold, predicted, document_ids, domains)
    alone = score_sets(gold, find_sets(probabilities, 1.0), document_ids, domains)
    content = {
        "min_probability": min_probability,
        "sentences": sets.n_sentences,
        "documents": sets.n_documents,
        "multilabel_sentences": sets.n_multilabel,
        "domains_per_sentence": {"gold": float(gold.sum(axis=1).mean()), "sets": float(predicted.sum(axis=1).mean())},
        "sets": _describe(sets),
        "one_domain": _describe(alone),
    }
    write_json(folder / SET_SCORES, content)
    write_table(folder / DOMAIN_SCORES, sets.domains)
    (micro, low, high), (one, *_) = sets.overall["micro_f1"], alone.overall["micro_f1"]
    found, (exact, *_) = sets.overall["exact_match_of_multilabel"][0], sets.overall["exact_match"]
    return (
        f"label sets of the domains with a probability of at least {min_probability:.2f}: micro-F1 {micro:.3f} "
        f"[{low:.3f}, {high:.3f}], with one domain for each sentence {one:.3f}; exact match {exact:.1%}, "
        f"and {found:.1%} of the sentences with more than one gold domain ({sets.n_multilabel})"
    )


def read_min_probability(run: Path) -> float | None:
    """Read the minimum probability of the domains in a label set; None if the run is not multilabel.

    Raises
    ------
    InputError
        If multilabel.json is there and has no such number.
    """
    path = run / SET_SCORES
    if not path.exists():
        return None
    try:
        return float(json.loads(path.read_text("utf-8"))["min_probability"])
    except (OSError, ValueError, RecursionError, KeyError, TypeError) as error:
        raise InputError(f"{path}: not the scores of a run ({error!r}); train the run again") from None


def write_label_sets(folder: Path, run: Path, domains: Sequence[str]) -> None:
    """Write label_sets.csv and mentions.csv for labelled documents, if the run is multilabel.

    Parameters
    ----------
    folder
        Holds the tables of the labelled documents.
    run
        The run that labelled them.
    domains
        All domains in order.

    Raises
    ------
    InputError
        As `read_min_probability`.
    """
    min_probability = read_min_probability(run)
    if min_probability is None:
        return
    labelled = read_tables(folder, domains)
    write_table(folder / LABEL_SETS, list_sets(labelled, domains, min_probability), index=False)
    write_table(folder / MENTIONS, tabulate_mentions(labelled, domains, min_probability), index=False)


def list_sets(labelled: LabelledSentences, domains: Sequence[str], min_probability: float) -> pd.DataFrame:
    """Return the label set of each sentence: its domains joined by ``;``, the most probable first.

    Sentences of kinds that are not labelled, as boilerplate, are left out.

    Returns
    -------
    DataFrame
        Columns ``document_id``, ``sentence_id`` and ``domains``, in the order of sentences.csv.
    """
    rows = np.flatnonzero(labelled.sentences["kind"].isin(LABELLED_KINDS))
    probabilities = labelled.probabilities[rows]
    sets = find_sets(probabilities, min_probability)
    order = np.argsort(-probabilities, axis=1, kind="stable")
    table = labelled.sentences.iloc[rows][["document_id", "sentence_id"]]
    joined = [";".join(domains[k] for k in ranked if held[k]) for ranked, held in zip(order, sets, strict=True)]
    return table.assign(domains=joined)


def tabulate_mentions(labelled: LabelledSentences, domains: Sequence[str], min_probability: float) -> pd.DataFrame:
    """Return the share of body sentences whose label set has each domain, in each document and in all.

    The shares sum to more than 1 where sentences have more than one domain. Intervals are those of all documents
    together (document_id ``*``) for documents like these, with the sampling of documents alone: the errors of label
    sets are not known by document, so that a single document has none.

    Returns
    -------
    DataFrame
        Columns ``document_id``, ``domain``, ``share``, ``low``, ``high`` and ``target``.
    """
    body = labelled.find_body()
    sentences = labelled.sentences.iloc[body].reset_index(drop=True)
    sets = find_sets(labelled.probabilities[body], min_probability)
    documents = sentences.groupby("document_id", sort=False).indices
    columns = ["document_id", "domain", "share", "low", "high", "target"]
    tables = []
    for name, rows in [(ALL, np.arange(len(body))), *documents.items()]:
        if not len(rows):
            continue
        shares = estimate_mentions(sets[rows], sentences["document_id"].iloc[rows].astype(str).tolist())
        values = (str(name), list(domains), shares.estimate, *find_interval(shares, LIKE), TARGET_NAMES[LIKE])
        tables.append(pd.DataFrame(dict(zip(columns, values, strict=True))))
    return pd.concat(tables, ignore_index=True) if tables else pd.DataFrame(columns=columns)


def _describe(scores: SetScores) -> dict[str, object]:
    return {name: dict(zip(("estimate", "low", "high"), found, strict=True)) for name, found in scores.overall.items()}
