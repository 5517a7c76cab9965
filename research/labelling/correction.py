"""Labels that are corrected with a random sample of hand-coded sentences, and their validation by group."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pandas as pd

from research.arrays import Array, Integers
from research.codebook import Codebook
from research.corpus.rounds import Coded, divide_rounds
from research.corpus.tasks import Task, find_table, read_tasks
from research.errors import InputError
from research.labelling.groups import DOCUMENT, Estimator
from research.labelling.read_back import LabelledSentences
from research.measure.group_errors import CodedPredictions, validate_groups
from research.measure.regression import make_pseudo_outcomes
from research.model.encoding import encode_labels
from research.plurals import count_noun
from research.text.kinds import BODY


def read_coded(corpus: Path, codebook: Codebook, n_body: int) -> Coded:
    """Read the random sample of a corpus that ``research merge`` wrote.

    Raises
    ------
    InputError
        If fewer than two body sentences have an inclusion probability.
    """
    tasks = read_tasks(find_table(corpus), codebook)
    body = [task for task in tasks if task.kind == BODY]
    if sum(task.inclusion is not None for task in body) < 2:
        raise InputError(
            f"{corpus}: fewer than 2 body sentences with a known inclusion probability; sample them with "
            "`research review --strategy random`"
        )
    return divide_rounds(body, [], n_body)


def correct_labels(labelled: LabelledSentences, coded: Coded, domains: Sequence[str]) -> LabelledSentences:
    """Put pseudo-outcomes in place of the probabilities of body sentences; see `make_pseudo_outcomes`.

    The classifier must not have learned from the sample. Estimate with the method ``probabilistic``: the mean of the
    pseudo-outcomes is unbiased.

    Raises
    ------
    InputError
        If a coded sentence is not among the labelled ones.
    """
    rows = _locate([*coded.sample, *coded.known], labelled)
    labels = np.eye(len(domains))[encode_labels([task.domain for task in (*coded.sample, *coded.known)], domains)]
    inclusion = np.concatenate((coded.inclusion, np.ones(len(coded.known))))
    values: Array = make_pseudo_outcomes(labelled.probabilities, rows.tolist(), labels, inclusion)
    return LabelledSentences(labelled.sentences, values)


def validate_labels(
    labelled: LabelledSentences, coded: Coded, values: pd.DataFrame, estimator: Estimator
) -> pd.DataFrame:
    """Validate the labels within groups of documents, on the random sample; see `validate_groups`."""
    rows = _locate(coded.sample, labelled)
    names = labelled.sentences[DOCUMENT].iloc[rows].astype(str)
    groups = values.agg(" · ".join, axis=1)
    kept = names.isin(groups.index).to_numpy()
    gold = encode_labels([task.domain for task in coded.sample], estimator.domains)
    found = CodedPredictions(
        gold[kept],
        labelled.probabilities[rows[kept]].argmax(axis=1),
        1 / coded.inclusion[kept],
        groups[names[kept]].tolist(),
        estimator.find_units(names[kept]).tolist(),
    )
    return validate_groups(found, estimator.domains)


def _locate(tasks: Sequence[Task], labelled: LabelledSentences) -> Integers:
    table = labelled.sentences
    own = pd.MultiIndex.from_arrays([table[DOCUMENT].astype(str), table["sentence_id"].astype(str)])
    keys = [(task.document_id, task.sentence_id) for task in tasks]
    found = own.get_indexer(pd.MultiIndex.from_tuples(keys))
    if (found < 0).any():
        document, number = keys[int(np.flatnonzero(found < 0)[0])]
        raise InputError(
            f"{(found < 0).sum()} of {count_noun(len(keys), 'coded sentence was', 'coded sentences were')} not "
            f"labelled, first {number!r} of {document!r}; "
            "give the sample of these documents"
        )
    return np.asarray(found, dtype=np.int64)
