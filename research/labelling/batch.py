"""Documents labelled together, one row for each sentence, in this process or in several processes."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from itertools import chain, islice
from pathlib import Path
from types import MappingProxyType
from typing import Any, NamedTuple, TypeAlias, TypeVar

import numpy as np
from threadpoolctl import threadpool_limits

from research.arrays import Array, Integers
from research.labelling.document_table import describe_document
from research.labelling.processes import Pool, open_processes
from research.model.explanation import measure_influence
from research.model.features import find_boundaries
from research.model.predictor import SOFTMAX, LinearPredictor
from research.model.storage import Model
from research.parser import count_jobs
from research.run import read_run_model
from research.text.documents import Document
from research.text.kinds import BODY, LABELLED_KINDS
from research.text.sentences import Sentence, join_headings, split_sentences

UNCERTAIN = "uncertain"

Result = TypeVar("Result")
MinProbability: TypeAlias = Mapping[str, float]  # by domain; of a domain that is not there, 0
Work: TypeAlias = Callable[[list[Document], Model, MinProbability], Result]

_TERMS = 5
_BATCH = 120_000  # characters; larger batches need more memory, smaller ones repeat the cost of a call
_MIN_SHARED = 6  # batches; fewer are labelled before another process has started
_NONE: MinProbability = MappingProxyType({})
_worker: dict[str, Any] = {}


class LabelledSentence(NamedTuple):
    """A sentence with its label, a row of sentences.csv.

    Kinds that are not labelled, as boilerplate, have no domain, no probability, no terms, and no words.

    Attributes
    ----------
    document_id, sentence_id
        The document, and the running number of the sentence in it, from 0.
    start, end
        Offsets in the document's text.
    paragraph
        Running number of the paragraph, from 0.
    kind
        As `Sentence.kind`.
    headings
        The headings above the sentence, joined.
    text
        As it stands in the document.
    domain, probability
        The most probable domain.
    second_domain, second_probability
        The next one.
    terms
        The terms that contribute most to the label, joined by blanks.
    words, unknown_words
        Number of tokens, and of those that the model does not know.
    mark
        ``uncertain`` where the probability is below the minimum of its domain, else empty.
    """

    document_id: str
    sentence_id: int
    start: int
    end: int
    paragraph: int
    kind: str
    headings: str
    text: str
    domain: str = ""
    probability: float | None = None
    second_domain: str = ""
    second_probability: float | None = None
    terms: str = ""
    words: int = 0
    unknown_words: int = 0
    mark: str = ""


COLUMNS = LabelledSentence._fields


@dataclass(frozen=True, eq=False)
class LabelledDocument:
    """The labelled sentences of a document.

    Attributes
    ----------
    id
        The id of the document.
    rows
        All its sentences, of all kinds.
    probabilities
        The probabilities of the sentences of labelled kinds, in codebook order, shape (n_labelled, n_domains).
    about
        What is known of it, as `describe_document` finds it.
    """

    id: str
    rows: list[LabelledSentence]
    probabilities: Array
    about: Mapping[str, str] = field(default_factory=dict)

    def find_body(self) -> Integers:
        """Return the rows of `probabilities` that are body sentences: what prevalence is estimated on."""
        return np.flatnonzero([row.kind == BODY for row in self.rows if row.kind in LABELLED_KINDS])


def label_batch(
    documents: Sequence[Document], model: Model, min_probability: MinProbability = _NONE
) -> list[LabelledDocument]:
    """Label documents: their sentences are segmented and scored together, and decoded document by document.

    Parameters
    ----------
    documents
        The documents, as read.
    model
        A trained model, from `read_model`.
    min_probability
        The minimum probability of each domain, by its id; labels with a lower one are marked as uncertain.

    Returns
    -------
    list of LabelledDocument
        One for each document, in order.
    """
    split = [split_sentences(document) for document in documents]
    counted = [sentence for sentences in split for sentence in sentences if sentence.kind in LABELLED_KINDS]
    probabilities, extra = _predict(counted, model)
    order = np.argsort(-probabilities, axis=1, kind="stable")[:, :2]
    found = []
    start = 0
    for document, sentences in zip(documents, split, strict=True):
        end = start + sum(sentence.kind in LABELLED_KINDS for sentence in sentences)
        rows = _make_rows(
            sentences, probabilities[start:end], order[start:end], extra[start:end], model.codebook.ids,
            min_probability,
        )  # fmt: skip
        about = describe_document(document, sentences)
        found.append(LabelledDocument(document.id, rows, probabilities[start:end], about))
        start = end
    return found


def make_batches(documents: Iterable[Document]) -> Iterator[list[Document]]:
    """Group documents into batches of about as many characters as are labelled together.

    Examples
    --------
    >>> short, long = Document("a", "文"), Document("b", "文" * 500_000)
    >>> [len(batch) for batch in make_batches([long, short, short])]
    [1, 2]
    """
    batch: list[Document] = []
    size = 0
    for document in documents:
        batch.append(document)
        size += len(document.text) + 1
        if size >= _BATCH:
            yield batch
            batch, size = [], 0
    if batch:
        yield batch


def choose_jobs(n_jobs: int, batches: Iterator[list[Document]]) -> tuple[int, Iterator[list[Document]]]:
    """Choose the number of processes: all cores where they are asked for and there is enough to share.

    Parameters
    ----------
    n_jobs
        Number of processes; -1 for as many as there are cores, or one where there are few batches.
    batches
        From `make_batches`.

    Returns
    -------
    n_jobs, batches
        The number of processes, and the same batches, of which the first were looked at.
    """
    if n_jobs > 0:
        return n_jobs, batches
    first = list(islice(batches, _MIN_SHARED))
    return count_jobs(n_jobs) if len(first) == _MIN_SHARED else 1, chain(first, batches)


@contextmanager
def open_pool(n_jobs: int, run: Path, min_probability: MinProbability) -> Iterator[Pool]:
    """Start the processes that share the work with this one.

    Parameters
    ----------
    n_jobs
        Number of processes, this one counted.
    run
        The trained run; each of the others reads its model.
    min_probability
        As `label_batch` takes it.
    """
    with open_processes(n_jobs - 1, partial(_load, run, min_probability)) as pool:
        yield pool


def run_batches(
    batches: Iterable[list[Document]], work: Work[Result], model: Model, min_probability: MinProbability, pool: Pool
) -> Iterator[Result]:
    """Yield the result of the work on each batch, in order.

    Parameters
    ----------
    batches
        From `make_batches`.
    work
        A function of a module, called with a batch, the model and `min_probability`.
    model, min_probability
        As `label_batch` takes them; the other processes of the pool have their own.
    pool
        From `open_pool`.
    """

    def work_here(batch: list[Document]) -> Result:
        return work(batch, model, min_probability)

    with threadpool_limits(1):
        yield from pool.share(partial(_work, work), work_here, batches)


def _predict(counted: list[Sentence], model: Model) -> tuple[Array, list[tuple[str, int, int]]]:
    """Return the probabilities of sentences, and for each its terms, and its numbers of words and unknown words."""
    predictor, domains = model.predictor, model.codebook.ids
    if not counted:
        return np.zeros((0, len(domains))), []
    if not isinstance(predictor, LinearPredictor):
        found = predictor.predict_proba(counted)
        return found, [("", 0, 0)] * len(counted)
    tokens = predictor.features.tokenize(counted)
    boundaries, ngrams = find_boundaries(counted), predictor.features.find_ngrams(tokens)
    blocks = predictor.features.make_blocks(counted, tokens, boundaries, ngrams)
    found = predictor.decode_documents(boundaries, predictor.predict_blocks(blocks))
    terms = [""] * len(counted)
    if predictor.link == SOFTMAX:
        influence = measure_influence(predictor, blocks, tokens, ngrams, found.argmax(axis=1))
        terms = influence.join_top_terms(len(counted), _TERMS)
    unknown = predictor.features.count_unknown(tokens)
    extra = list(zip(terms, tokens.lengths.tolist(), unknown, strict=True))
    return found, extra


def _make_rows(
    sentences: Sequence[Sentence],
    probabilities: Array,
    order: Integers,
    extra: Sequence[tuple[str, int, int]],
    domains: Sequence[str],
    min_probability: MinProbability,
) -> list[LabelledSentence]:
    best = np.take_along_axis(probabilities, order, axis=1).tolist()
    labelled = zip(order.tolist(), best, extra, strict=True)
    paths = {headings: join_headings(headings) for headings in {sentence.headings for sentence in sentences}}
    rows = []
    for sentence in sentences:
        place = (
            sentence.document_id, sentence.number, sentence.start, sentence.end, sentence.paragraph, sentence.kind,
            paths[sentence.headings], sentence.text,
        )  # fmt: skip
        if sentence.kind not in LABELLED_KINDS:
            rows.append(LabelledSentence(*place))
            continue
        (first, second), (highest, next_highest), (terms, words, unknown) = next(labelled)
        mark = UNCERTAIN if highest < min_probability.get(domains[first], 0.0) else ""
        rows.append(
            LabelledSentence(
                *place, domains[first], highest, domains[second], next_highest, terms, words, unknown, mark
            )
        )
    return rows


def _load(run: Path, min_probability: MinProbability) -> None:
    threadpool_limits(1)  # the cores are shared already; threads of the linear algebra would wait for each other
    _worker.update(model=read_run_model(run), min_probability=min_probability)


def _work(work: Work[Result], batch: list[Document]) -> Result:
    return work(batch, _worker["model"], _worker["min_probability"])
