"""Rounds of labelling: which sentences of a pool are drawn next, and what a model proposes for each."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from research.arrays import Array
from research.corpus.near_duplicates import find_near_duplicates
from research.corpus.sampling import (
    Drawing,
    sample_diverse,
    sample_for_shares,
    sample_mixed,
    sample_random,
    sample_uncertain,
)
from research.corpus.tasks import Task
from research.errors import InputError
from research.model.explanation import explain_predictions
from research.model.features import FittedFeatures
from research.model.predictor import SOFTMAX, LinearPredictor
from research.model.storage import Model
from research.model.vectors import read_vectors
from research.text.documents import Document
from research.text.sentences import Sentence, join_headings
from research.text.tokens import make_tokenizer

_TERMS = 5


@dataclass(frozen=True, eq=False)
class Pool:
    """The sentences that can be drawn, in the order of documents.

    Attributes
    ----------
    documents
        By their ids.
    sentences
        All sentences of each document but boilerplate.
    candidates
        Those that can be drawn.
    probabilities
        Of the candidates, shape (n_candidates, n_domains) in codebook order.
    """

    documents: Mapping[str, Document]
    sentences: Mapping[str, list[Sentence]]
    candidates: list[Sentence]
    probabilities: Array


def sample_sentences(pool: Pool, known: Sequence[str], strategy: str, number: int, seed: int) -> tuple[Drawing, int]:
    """Draw candidates by a strategy.

    ``random`` (stratified by document) and ``shares`` draw among all candidates, so that shares of domains can be
    estimated: labelled sentences count as themselves, those drawn with 1 / inclusion probability. The other strategies
    set aside what nearly repeats an earlier candidate or a labelled sentence.

    Parameters
    ----------
    pool
        The candidates.
    known
        The texts of labelled sentences.
    strategy
        One of `research.corpus.sampling.STRATEGIES`.
    number
        How many to draw; all where there are no more.
    seed
        Of the drawing.

    Returns
    -------
    drawing, aside
        Rows of candidates in the order of documents, and how many candidates were set aside.

    Raises
    ------
    InputError
        If all candidates were set aside.
    """
    ids = [sentence.document_id for sentence in pool.candidates]
    if strategy == "random":
        return _sort(sample_random(len(ids), number, seed, ids)), 0
    if strategy == "shares":
        return _sort(sample_for_shares(pool.probabilities, number, seed)), 0
    groups = find_near_duplicates([*known, *(sentence.text for sentence in pool.candidates)])[len(known) :]
    kept = np.flatnonzero(groups == np.arange(len(known), len(known) + len(ids)))
    if not len(kept):
        raise InputError(
            "no sentence left to draw: all nearly repeat labelled ones; add documents, or --strategy random"
        )
    if strategy == "uncertain":
        drawing = sample_uncertain(pool.probabilities[kept], [ids[row] for row in kept], number)
    else:
        vectors = measure_vectors([*(pool.candidates[row].text for row in kept), *known])
        own, theirs = vectors[: len(kept)], vectors[len(kept) :]
        if strategy == "mixed":
            drawing = sample_mixed(own, pool.probabilities[kept], number, seed, theirs)
        else:
            drawing = sample_diverse(own, number, seed, theirs)
    return _sort(Drawing(kept[drawing.rows])), len(ids) - len(kept)


def measure_vectors(texts: Sequence[str]) -> NDArray[np.float32]:
    """Return the vector of each text by the shipped word vectors, shape (n_texts, dimension)."""
    features = FittedFeatures(make_tokenizer(), vectors=read_vectors())
    return np.asarray(features.make_blocks(texts, features.tokenize(texts))["own"])


def make_tasks(
    pool: Pool, drawing: Drawing, model: Model | None, strategy: str, years: Mapping[str, str]
) -> list[Task]:
    """Make the tasks of what was drawn, in the order of the drawing's rows."""
    drawn = [pool.candidates[row] for row in drawing.rows]
    terms = {name: find_terms(pool.sentences[name], model) for name in dict.fromkeys(s.document_id for s in drawn)}
    tasks = []
    for place, (row, sentence) in enumerate(zip(drawing.rows, drawn, strict=True)):
        task = Task(
            document_id=sentence.document_id,
            sentence_id=str(sentence.number),
            text=sentence.text,
            kind=sentence.kind,
            headings=join_headings(sentence.headings),
            context=_find_paragraph(pool, sentence),
            year=years.get(sentence.document_id, ""),
            strategy=strategy,
            inclusion=None if drawing.inclusion is None else float(drawing.inclusion[place]),
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
    """Return the words that speak most for the label of each sentence of one document, by the sentence's number."""
    if not model or not isinstance(model.predictor, LinearPredictor) or model.predictor.link != SOFTMAX:
        return {}
    _, explanations = explain_predictions(model.predictor, sentences)
    return {
        sentence.number: " ".join(term for term, influence in found.terms[:_TERMS] if influence > 0)
        for sentence, found in zip(sentences, explanations, strict=True)
    }


def _sort(drawing: Drawing) -> Drawing:
    order = np.argsort(drawing.rows)
    return Drawing(drawing.rows[order], None if drawing.inclusion is None else drawing.inclusion[order])


def _find_paragraph(pool: Pool, sentence: Sentence) -> str:
    inside = [s for s in pool.sentences[sentence.document_id] if s.paragraph == sentence.paragraph]
    return pool.documents[sentence.document_id].text[inside[0].start : inside[-1].end]
