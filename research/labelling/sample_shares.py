"""Shares of all body sentences of documents from a random sample of them that was coded, in domains or categories."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import pandas as pd

from research.arrays import Array, Integers
from research.corpus.rounds import Coded
from research.corpus.tasks import Task, join_blindness
from research.errors import InputError
from research.labelling.crosswalk import bound_categories, weigh_categories
from research.measure.sample_size import (
    COUNTED,
    FEW_LABELS,
    WITH_MODEL,
    CodedSample,
    describe_population,
    estimate_from_sample,
)
from research.model.encoding import encode_labels
from research.plurals import count_noun
from research.text.sentences import Sentence

_ESTIMATED = ("method", "domain", "prevalence", "low", "high")
_TOLERANCE = 0.01  # of the number of sentences that a sample stands for


class PredictedSample(NamedTuple):
    """Labelled sentences among all body sentences, which a model predicts.

    Attributes
    ----------
    coded
        The labelled sentences.
    places
        Their rows among all body sentences, the sample first.
    probabilities, population
        The probabilities of all body sentences, for the sample and for the population, shape (n_body, n_domains); see
        `research.estimate.predict_out_of_fold`.
    domains
        All domains in order.
    """

    coded: Coded
    places: Integers
    probabilities: Array
    population: Array
    domains: Sequence[str]


def place_tasks(tasks: Sequence[Task], body: Sequence[Sentence]) -> Integers:
    """Find labelled sentences among the body sentences of the documents.

    Raises
    ------
    InputError
        If one is not there: the sample was taken from other documents.
    """
    places = {(sentence.document_id, str(sentence.number), sentence.text): place for place, sentence in enumerate(body)}
    keys = [(task.document_id, task.sentence_id, task.text) for task in tasks]
    lost = [key for key in keys if key not in places]
    if lost:
        gone = lost[0][0] not in {sentence.document_id for sentence in body}
        why = "that document is not there" if gone else "that document was changed"
        raise InputError(
            f"{len(lost)} of {count_noun(len(keys), 'sampled sentence is', 'sampled sentences are')} not in the "
            f"documents, first {lost[0][1]!r} of {lost[0][0]!r}: {why}; give the documents that they were sampled from"
        )
    return np.array([places[key] for key in keys], dtype=np.int64)


def tabulate_sample(sample: PredictedSample) -> pd.DataFrame:
    """Return shares with intervals by counting the sampled labels and with the model, one row a domain.

    Returns
    -------
    DataFrame
        Columns method, domain, prevalence, low, high, sampled (number of labels), population, missing, target and
        blind.
    """
    counts = _count(sample.coded.sample, sample.domains) + _count(sample.coded.known, sample.domains)
    table = _estimate(sample, sample.domains)
    table.insert(len(_ESTIMATED), "sampled", counts.astype(int).tolist() * 2)
    return table


def tabulate_categories(sample: PredictedSample, crosswalk: pd.DataFrame) -> pd.DataFrame:
    """Return the same in the categories of another scheme, with bounds that hold whatever the weights are.

    Parameters
    ----------
    sample
        The labelled sentences and what a model says of all.
    crosswalk
        As `research.labelling.crosswalk.read_crosswalk` returns it.

    Returns
    -------
    DataFrame
        Columns method, category, name (where the crosswalk has it), prevalence, low, high, least, most, population,
        missing, target and blind. Intervals are those of the sums of domains; see `estimate_from_sample`.
    """
    parts = weigh_categories(crosswalk, sample.domains)
    table = _estimate(sample, list(parts.columns), parts.to_numpy())
    shares = _estimate(sample, sample.domains)["prevalence"].to_numpy().reshape(-1, len(sample.domains))
    return bound_categories(table, shares, crosswalk, sample.domains)


def _estimate(sample: PredictedSample, classes: Sequence[str], parts: Array | None = None) -> pd.DataFrame:
    coded, domains = sample.coded, sample.domains
    n_sample, n_body = len(coded.sample), len(sample.population)
    rest = np.ones(n_body, dtype=bool)
    rest[sample.places[n_sample:]] = False
    n_rest = int(rest.sum()) - coded.missing_known
    gold = np.eye(len(domains))[encode_labels([task.domain for task in coded.sample], domains)]
    strata = None
    if all(task.strategy == "random" for task in coded.sample):  # by name, as the systematic sample went through them
        strata = np.unique([task.document_id for task in coded.sample], return_inverse=True)[1]
    labelled = CodedSample(gold, sample.probabilities[sample.places[:n_sample]], coded.inclusion, strata)
    known = _count(coded.known, domains)
    most: Array | float = 1.0
    if parts is not None:
        known, most = known @ parts, parts.max(axis=0)
    missing = coded.missing_sample / (n_sample + coded.missing_sample)
    tables = []
    for method, model in ((COUNTED, None), (WITH_MODEL, describe_population(sample.population[rest], n_rest))):
        found = estimate_from_sample(labelled, model, n_rest, parts).allow_for_unknown(missing, most)
        found = found.add_known(known, n_rest).allow_for_unknown(coded.missing_known / n_body, most)
        columns = (method, list(classes), found.estimate, found.low, found.high)
        tables.append(pd.DataFrame(dict(zip(_ESTIMATED, columns, strict=True))))
    return pd.concat(tables, ignore_index=True).assign(
        population=n_body,
        missing=coded.missing_sample + coded.missing_known,
        target="these documents",
        blind=join_blindness(task.blindness for task in (*coded.sample, *coded.known)),
    )


def _count(tasks: Sequence[Task], domains: Sequence[str]) -> Array:
    codes = encode_labels([task.domain for task in tasks], domains)
    return np.bincount(codes, minlength=len(domains)).astype(np.float64)


def describe_limits(table: pd.DataFrame, coded: Coded) -> list[str]:
    """Say where the shares mean little: few labels, domains without any, and documents that the sample is not from.

    Parameters
    ----------
    table
        As from `tabulate_sample`.
    coded
        The labelled sentences.
    """
    counted = table[table["method"] == COUNTED]
    n_sample, n_body = len(coded.sample), int(counted["population"].iloc[0])
    notes = []
    if n_sample < FEW_LABELS and n_sample + len(coded.known) < n_body:
        notes.append(
            f"{count_noun(n_sample, 'sampled and coded sentence is', 'sampled and coded sentences are')} "
            f"few (below {FEW_LABELS}): the intervals are rough"
        )
    unseen = counted["domain"][counted["sampled"] == 0].tolist()
    if len(unseen) == len(counted) - 1:
        only = counted["domain"][counted["sampled"] > 0].iloc[0]
        notes.append(f"all labels are {only}, so nothing varies: only how large the other shares may be is known")
    elif unseen:
        notes.append(f"no coded sentence is {', '.join(unseen)}: only how large such a share may be is known")
    represented = float((1 / coded.inclusion).sum()) * (n_sample + coded.missing_sample) / n_sample
    rest = n_body - len(coded.known) - coded.missing_known
    if abs(represented - rest) > max(1, _TOLERANCE * rest):
        notes.append(
            f"the sample was taken from {count_noun(round(represented), 'sentence')} and the documents "
            f"have {rest}: some were added, "
            "removed or changed since; give the documents of then, or sample again from these"
        )
    return notes
