"""Samples for coding: the sentences of a pool to label next, with the labels that a model proposes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from research.arrays import Array
from research.corpus.near_duplicates import find_near_duplicates
from research.corpus.sampling import (
    Sample,
    sample_diverse,
    sample_mixed,
    sample_random,
    sample_uncertain,
)
from research.corpus.tasks import BLIND, NOT_BLIND, Task
from research.errors import InputError
from research.model.explanation import explain_predictions
from research.model.features import FittedFeatures
from research.model.predictor import SOFTMAX, LinearPredictor
from research.model.storage import Model
from research.model.vectors import read_vectors
from research.text.documents import Document
from research.text.sentences import Sentence, join_headings
from research.text.tokens import make_tokenizer

_MAX_TERMS = 5  # as many as a coder reads at a glance


@dataclass(frozen=True, eq=False)
class Pool:
    """The candidates of a sample, in the order of documents.

    Attributes
    ----------
    documents
        Documents by id.
    sentences
        The headings and body sentences of each document.
    candidates
        The sentences that can be sampled.
    probabilities
        Of the candidates, shape (n_candidates, n_domains) in codebook order.
    """

    documents: Mapping[str, Document]
    sentences: Mapping[str, list[Sentence]]
    candidates: list[Sentence]
    probabilities: Array


class Selection(NamedTuple):
    """A sample of a pool, and the number of candidates that were left out as near-duplicates."""

    sample: Sample
    n_near_duplicates: int


def sample_sentences(pool: Pool, known: Sequence[str], strategy: str, number: int, random_state: int) -> Selection:
    """Sample candidates by a strategy.

    ``random`` (stratified by document) samples among all candidates, so that prevalence can be estimated from the
    sample. The other strategies leave out near-duplicates of earlier candidates and of labelled sentences.

    Parameters
    ----------
    pool
        The candidates.
    known
        The texts of labelled sentences.
    strategy
        One of `research.corpus.sampling.STRATEGIES`.
    number
        Size of the sample; all candidates where there are no more.
    random_state
        Seed of the sample.

    Returns
    -------
    Selection
        The rows of the sample are in the order of documents.

    Raises
    ------
    InputError
        If all candidates are near-duplicates of labelled sentences.
    """
    ids = [sentence.document_id for sentence in pool.candidates]
    if strategy == "random":
        return Selection(_sort(sample_random(len(ids), number, random_state, ids)), 0)
    groups = find_near_duplicates([*known, *(sentence.text for sentence in pool.candidates)])[len(known) :]
    kept = np.flatnonzero(groups == np.arange(len(known), len(known) + len(ids)))
    if not len(kept):
        raise InputError(
            "no sentence is left: all are near-duplicates of labelled ones; add documents, or set --strategy random"
        )
    if strategy == "uncertain":
        sample = sample_uncertain(pool.probabilities[kept], [ids[row] for row in kept], number)
    else:
        vectors = measure_vectors([*(pool.candidates[row].text for row in kept), *known])
        own, labelled = vectors[: len(kept)], vectors[len(kept) :]
        if strategy == "mixed":
            sample = sample_mixed(own, pool.probabilities[kept], number, random_state, labelled)
        else:
            sample = sample_diverse(own, number, random_state, labelled)
    return Selection(_sort(Sample(kept[sample.rows])), len(ids) - len(kept))


def measure_vectors(texts: Sequence[str]) -> NDArray[np.float32]:
    """Return the vector of each text by the shipped word vectors, shape (n_texts, dimension)."""
    features = FittedFeatures(make_tokenizer(), vectors=read_vectors())
    return np.asarray(features.make_blocks(texts, features.tokenize(texts))["own"])


class Round(NamedTuple):
    """What the tasks of one sample have in common: its strategy, and its number among the samples of a study."""

    strategy: str
    number: str = ""


def make_tasks(pool: Pool, sample: Sample, model: Model | None, about: Round, years: Mapping[str, str]) -> list[Task]:
    """Make the coding tasks of a sample, in the order of its rows; without a model they are blind."""
    sampled = [pool.candidates[row] for row in sample.rows]
    terms = {name: find_terms(pool.sentences[name], model) for name in dict.fromkeys(s.document_id for s in sampled)}
    tasks = []
    for place, (row, sentence) in enumerate(zip(sample.rows, sampled, strict=True)):
        task = Task(
            document_id=sentence.document_id,
            sentence_id=str(sentence.number),
            text=sentence.text,
            kind=sentence.kind,
            headings=join_headings(sentence.headings),
            context=_find_paragraph(pool, sentence),
            year=years.get(sentence.document_id, ""),
            strategy=about.strategy,
            round=about.number,
            blind=NOT_BLIND if model else BLIND,
            inclusion=None if sample.inclusion is None else float(sample.inclusion[place]),
        )
        if model:
            best = int(pool.probabilities[row].argmax())
            task = replace(
                task,
                proposal=model.codebook.ids[best],
                probability=float(pool.probabilities[row, best]),
                terms=terms[sentence.document_id].get(sentence.number, ""),
            )
        tasks.append(task)
    return tasks


def find_terms(sentences: Sequence[Sentence], model: Model | None) -> dict[int, str]:
    """Return the terms with the greatest influence on each label of a document, by the number of the sentence."""
    if not model or not isinstance(model.predictor, LinearPredictor) or model.predictor.link != SOFTMAX:
        return {}
    _, explanations = explain_predictions(model.predictor, sentences)
    return {
        sentence.number: " ".join(term for term, influence in found.terms[:_MAX_TERMS] if influence > 0)
        for sentence, found in zip(sentences, explanations, strict=True)
    }


def _sort(sample: Sample) -> Sample:
    order = np.argsort(sample.rows)
    return Sample(sample.rows[order], None if sample.inclusion is None else sample.inclusion[order])


def _find_paragraph(pool: Pool, sentence: Sentence) -> str:
    inside = [s for s in pool.sentences[sentence.document_id] if s.paragraph == sentence.paragraph]
    return pool.documents[sentence.document_id].text[inside[0].start : inside[-1].end]
