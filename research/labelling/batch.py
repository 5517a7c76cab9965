"""Documents labelled together: one row a sentence, without a table in memory."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from research.arrays import Array, Integers
from research.model.explanation import measure_influence
from research.model.predictor import SOFTMAX, LinearPredictor
from research.model.sequence import find_boundaries
from research.model.storage import Model
from research.text.documents import Document
from research.text.sentences import BODY, BOILERPLATE, Sentence, join_headings, split_sentences

COLUMNS = (
    "document_id", "sentence_id", "start", "end", "paragraph", "kind", "headings", "text", "domain", "probability",
    "second_domain", "second_probability", "terms", "words", "unknown_words", "mark",
)  # fmt: skip
UNCERTAIN = "uncertain"

_TERMS = 5

Row = tuple[object, ...]


@dataclass(frozen=True, eq=False)
class LabelledDocument:
    """What was found in one document.

    Attributes
    ----------
    id
        Of the document.
    rows
        One a sentence, the columns of `COLUMNS`; boilerplate keeps its row without a domain.
    probabilities
        Of the rows that are no boilerplate, in codebook order, shape (n_labelled, n_domains).
    """

    id: str
    rows: list[Row]
    probabilities: Array

    def find_body(self) -> Integers:
        """Return the rows of `probabilities` that are body sentences: what shares are counted over."""
        kinds = [row[_KIND] for row in self.rows if row[_KIND] != BOILERPLATE]
        return np.flatnonzero([kind == BODY for kind in kinds])


_KIND = COLUMNS.index("kind")


def label_batch(documents: Sequence[Document], model: Model, min_probability: float = 0.0) -> list[LabelledDocument]:
    """Label documents; each is decoded by itself, all are segmented and scored together.

    Parameters
    ----------
    documents
        As read.
    model
        From `read_model`.
    min_probability
        Labels with less are marked as uncertain.

    Returns
    -------
    list of LabelledDocument
        As many as `documents`, in order.
    """
    split = [split_sentences(document) for document in documents]
    counted = [sentence for sentences in split for sentence in sentences if sentence.kind != BOILERPLATE]
    probabilities, extra = _predict(counted, model)
    order = np.argsort(-probabilities, axis=1, kind="stable")[:, :2]
    found = []
    start = 0
    for document, sentences in zip(documents, split, strict=True):
        end = start + sum(sentence.kind != BOILERPLATE for sentence in sentences)
        rows = _make_rows(
            sentences, probabilities[start:end], order[start:end], extra[start:end], model.codebook.ids,
            min_probability,
        )  # fmt: skip
        found.append(LabelledDocument(document.id, rows, probabilities[start:end]))
        start = end
    return found


def _predict(counted: list[Sentence], model: Model) -> tuple[Array, list[tuple[str, int, int]]]:
    """Return the probabilities of sentences, and of each its telling terms, number of words and of unknown words."""
    predictor, domains = model.predictor, model.codebook.ids
    if not counted:
        return np.zeros((0, len(domains))), []
    if not isinstance(predictor, LinearPredictor):
        found = predictor.predict_proba(counted)
        return found, [("", 0, 0)] * len(counted)
    tokens = predictor.features.tokenize(counted)
    boundaries = find_boundaries(counted)
    blocks = predictor.features.make_blocks(counted, tokens, boundaries)
    found = predictor.decode_documents(boundaries, predictor.predict_blocks(blocks))
    terms = [""] * len(counted)
    if predictor.link == SOFTMAX:
        terms = measure_influence(predictor, blocks, tokens, found.argmax(axis=1)).join_top_terms(len(counted), _TERMS)
    unknown = predictor.features.count_unknown(tokens)
    extra = list(zip(terms, tokens.lengths.tolist(), unknown, strict=True))
    return found, extra


def _make_rows(
    sentences: Sequence[Sentence],
    probabilities: Array,
    order: Integers,
    extra: Sequence[tuple[str, int, int]],
    domains: Sequence[str],
    min_probability: float,
) -> list[Row]:
    best = np.take_along_axis(probabilities, order, axis=1).tolist()
    labelled = zip(order.tolist(), best, extra, strict=True)
    rows: list[Row] = []
    for sentence in sentences:
        place = (sentence.document_id, sentence.number, sentence.start, sentence.end, sentence.paragraph, sentence.kind)
        found: Row = ("", None, "", None, "", 0, 0, "")
        if sentence.kind != BOILERPLATE:
            (first, second), (most, next_most), (terms, words, unknown) = next(labelled)
            mark = UNCERTAIN if most < min_probability else ""
            found = (domains[first], most, domains[second], next_most, terms, words, unknown, mark)
        rows.append((*place, join_headings(sentence.headings), sentence.text, *found))
    return rows
