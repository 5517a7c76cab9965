"""The labelled corpus: read, check, split by document."""

import warnings
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import pairwise
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from numpy.typing import NDArray
from sklearn.model_selection import GroupKFold, StratifiedGroupKFold

from research.arrays import Integers
from research.codebook import Codebook, read_codebook
from research.corpus.document_groups import find_groups
from research.corpus.label_names import Naming
from research.corpus.whole_documents import Placed, WholeDocuments, find_whole_documents
from research.csv_cells import Row, read_table
from research.errors import InputError
from research.shipped import shipped_path
from research.text.documents import Document
from research.text.kinds import BODY, HEADING, KINDS, LABELLED_KINDS
from research.text.sentences import Sentence, join_headings, split_headings, trace_headings

if TYPE_CHECKING:
    import pandas as pd

_MAX_ATTEMPTS = 20  # at a split in which every domain that could be learned is
_DOCUMENT_COLUMNS = ("document_id", "document")


@dataclass(frozen=True)
class Corpus:
    """Sentences with their labels.

    Attributes
    ----------
    sentences
        In the order of the file, the sentences of a document together; without boilerplate.
    labels
        The domain id of each sentence.
    secondary
        The secondary domain id of each sentence, or an empty string.
    documents
        What is known of each document (title, type, level, place, year), by its id.
    codebook
        The codebook that the labels are of; None where it was read without one.
    whole
        The whole documents that labelled sentences are predicted in, from `place_in`; None where they are not known.

    Examples
    --------
    >>> corpus = read_corpus().select({"city_answer_2013_001"})
    >>> corpus.labels[:2], corpus.documents["city_answer_2013_001"]["level"]
    (('urban_infrastructure', 'urban_infrastructure'), 'city')
    """

    sentences: tuple[Sentence, ...]
    labels: tuple[str, ...]
    secondary: tuple[str, ...]
    documents: Mapping[str, Mapping[str, str]]
    codebook: Codebook | None = None
    whole: WholeDocuments | None = None

    @cached_property
    def document_ids(self) -> tuple[str, ...]:
        """The document id of each sentence."""
        return tuple(sentence.document_id for sentence in self.sentences)

    def find_body(self) -> list[int]:
        """Return the positions of the body sentences: what shares are counted over.

        Examples
        --------
        >>> read_corpus().select({"city_answer_2013_001"}).find_body()[:3]
        [1, 3, 4]
        """
        return [index for index, sentence in enumerate(self.sentences) if sentence.kind == BODY]

    def to_frame(self) -> "pd.DataFrame":
        """Return one row a sentence, with the columns of a labelled ``sentences.csv`` that a corpus has.

        Returns
        -------
        DataFrame
            ``document_id``, ``sentence_id``, ``start``, ``end``, ``paragraph``, ``kind``, ``headings`` (joined by
            `` > ``), ``text``, ``domain`` and ``secondary``.

        Examples
        --------
        >>> table = read_corpus().select({"city_answer_2013_001"}).to_frame()
        >>> table.loc[0, ["kind", "domain"]].tolist()
        ['heading', 'urban_infrastructure']
        """
        import pandas as pd  # a quarter of a second that labelling need not spend

        columns = {
            "document_id": self.document_ids,
            "sentence_id": [sentence.number for sentence in self.sentences],
            "start": [sentence.start for sentence in self.sentences],
            "end": [sentence.end for sentence in self.sentences],
            "paragraph": [sentence.paragraph for sentence in self.sentences],
            "kind": [sentence.kind for sentence in self.sentences],
            "headings": [join_headings(sentence.headings) for sentence in self.sentences],
            "text": [sentence.text for sentence in self.sentences],
            "domain": self.labels,
            "secondary": self.secondary,
        }
        return pd.DataFrame(columns)

    def select(self, document_ids: set[str]) -> "Corpus":
        """Return the part of the corpus in these documents.

        Parameters
        ----------
        document_ids
            Ids that the corpus does not have are left out.

        Examples
        --------
        >>> corpus = read_corpus()
        >>> plans = corpus.select({name for name, about in corpus.documents.items() if about["type"] == "plan"})
        >>> len(plans.documents)
        23
        """
        keep = [index for index, sentence in enumerate(self.sentences) if sentence.document_id in document_ids]
        return Corpus(
            tuple(self.sentences[index] for index in keep),
            tuple(self.labels[index] for index in keep),
            tuple(self.secondary[index] for index in keep),
            {name: info for name, info in self.documents.items() if name in document_ids},
            self.codebook,
            self.whole,
        )

    def place_in(self, documents: Iterable[Document]) -> "Corpus":
        r"""Return the corpus with the whole documents that its sentences come from.

        Cross-validation then predicts a document as `research.label_documents` does, whole, and scores its labelled
        sentences. This matters where a part of each document is labelled, such as a random sample of sentences: the
        sentences around a labelled one help to classify it. Nothing changes where all sentences of a document are
        labelled.

        Parameters
        ----------
        documents
            From `research.read_documents`, with the ids that the corpus has. Sentences of a document that is not
            among them, or that lacks one of the labelled sentences, are predicted without the others.

        Examples
        --------
        >>> sentence = Sentence("speech", 1, 9, 16, 1, "body", (), "新建小学两所。")
        >>> corpus = Corpus((sentence,), ("education",), ("",), {"speech": {}})
        >>> placed = corpus.place_in([Document("speech", "召开教育工作会。\n新建小学两所。")])
        >>> [one.text for one in placed.find_context([0]).sentences]
        ['召开教育工作会。', '新建小学两所。']
        """
        return replace(self, whole=find_whole_documents(self.sentences, documents))

    def find_context(self, rows: Iterable[int]) -> Placed:
        """Return what some sentences are predicted with, in order: their whole documents where these are known.

        Parameters
        ----------
        rows
            Positions in `sentences`.

        Returns
        -------
        Placed
            ``sentences`` to predict, and ``places``, the position among them of each sentence that was asked for.

        Examples
        --------
        >>> corpus = read_corpus().select({"city_answer_2013_001"})
        >>> corpus.find_context([2, 3]).places
        [0, 1]
        """
        labelled = [self.sentences[row] for row in rows]
        return Placed(labelled, list(range(len(labelled)))) if self.whole is None else self.whole.place(labelled)


def read_corpus(path: str | PathLike[str] | None = None, codebook: Codebook | None = None) -> Corpus:
    """Read a labelled corpus, the shipped one by default.

    Parameters
    ----------
    path
        A CSV file with the columns ``text`` and ``domain``, or a folder with ``sentences.csv`` and, if there is one,
        ``documents.csv``, as spreadsheets save them (see `research.csv_cells`). Optional columns: ``document_id`` (or
        ``document``), ``sentence_id``, ``paragraph``, ``kind``, ``headings`` (joined by `` > ``; traced where the
        column is missing or empty), ``secondary``. Without a document column each row is its own document.
    codebook
        The codebook of the labels, which may be ids or Chinese or English names. By default the shipped one for the
        shipped corpus; for another corpus any label is an id.

    Raises
    ------
    InputError
        If a file or column is missing, or a row has an unknown label, an unknown kind, no text, or the id of another
        row.

    Examples
    --------
    >>> corpus = read_corpus()
    >>> len(corpus.sentences) == len(corpus.labels)
    True
    """
    if path is None:
        path, codebook = shipped_path("corpus"), codebook or read_codebook()
    path = Path(path)
    table = path / "sentences.csv" if path.is_dir() else path
    about = table.with_name("documents.csv")
    rows = read_table(table, ["text", "domain"]).rows
    documents = {}
    if about.exists() and about != table:
        documents = {row.cells.get("document_id", ""): row.cells for row in read_table(about).rows}
    return _check_rows(table, rows, documents, codebook)


class Fold(NamedTuple):
    """The positions of the training sentences and of the test sentences."""

    train: Integers
    test: Integers


def split_by_document(
    sentences: Sequence[Sentence], labels: Sequence[str], n_splits: int, random_state: int
) -> list[Fold]:
    """Split a corpus into folds by document, domains in about equal shares; rare domains are never refused.

    Parameters
    ----------
    sentences, labels
        The corpus, of equal length.
    n_splits
        Number of folds.
    random_state
        Seed of the shuffling.

    Returns
    -------
    list of Fold
        No document, and no group of near-duplicate documents, is in both parts of a fold. There are fewer folds where
        there are fewer such groups. A domain that stands in two groups or more has sentences in the training part of
        every fold; one that stands in a single group is tested by folds that did not learn it.

    Raises
    ------
    InputError
        If there are fewer than two groups of documents.
    """
    groups = find_groups(sentences)
    y = np.asarray(labels)
    n_groups = np.unique(groups).size
    if n_groups < 2:
        raise InputError(
            "the corpus: has one document only (or near-duplicates of one), expected two or more; label sentences of "
            "other documents"
        )
    folds: list[Fold] = []
    for attempt in range(_MAX_ATTEMPTS):
        found = _split(y, groups, min(n_splits, n_groups), random_state + attempt)
        if not folds or _count_unlearned(found, y) < _count_unlearned(folds, y):
            folds = found
        if not _count_unlearned(folds, y, groups):
            break
    return folds


def _split(y: NDArray[np.str_], groups: Integers, n_splits: int, random_state: int) -> list[Fold]:
    if np.unique(y, return_counts=True)[1].max() < n_splits:  # no domain could be in every fold
        plain = GroupKFold(n_splits, shuffle=True, random_state=random_state)
        return [Fold(train, test) for train, test in plain.split(y, y, groups)]
    splitter = StratifiedGroupKFold(n_splits, shuffle=True, random_state=random_state)
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", message="The least populated class")  # rare domains are meant to be there
        return [Fold(train, test) for train, test in splitter.split(y, y, groups)]


def _count_unlearned(folds: Sequence[Fold], y: NDArray[np.str_], groups: Integers | None = None) -> int:
    """Count the domains that a fold tests without having learned them; with groups, only those that it could have."""
    count = 0
    for train, test in folds:
        for label in set(y[test].tolist()) - set(y[train].tolist()):
            count += groups is None or np.unique(groups[y == label]).size > 1
    return count


def _check_rows(
    path: Path, rows: Sequence[Row], documents: Mapping[str, Mapping[str, str]], codebook: Codebook | None
) -> Corpus:
    if not rows:
        raise InputError(f"{path}: no rows; expected labelled sentences with the columns text and domain")
    document_column = next((column for column in _DOCUMENT_COLUMNS if column in rows[0].cells), None)
    naming = None if codebook is None else Naming(codebook)
    keys: set[tuple[str, str]] = set()
    by_document: dict[str, list[dict[str, str]]] = defaultdict(list)
    for place, row in rows:
        row["document_id"] = row[document_column] if document_column else f"row-{place.rpartition(' ')[2]}"
        if row.get("window"):  # a stretch of consecutive sentences out of a document
            row["document_id"] += f"#{row['window']}"
        row["kind"] = row.get("kind", "").strip().lower() or BODY
        _check_row(row, place, naming)
        key = (row["document_id"], row.get("sentence_id", ""))
        if key[1] and key in keys:
            raise InputError(f"{place}: the sentence id {key[1]!r} of document {key[0]!r} is there twice; keep one row")
        keys.add(key)
        by_document[row["document_id"]].append(row)
    pairs = [pair for name, found in by_document.items() for pair in _build_sentences(name, found)]
    return Corpus(
        tuple(sentence for sentence, _ in pairs),
        tuple(row["domain"] for _, row in pairs),
        tuple(row.get("secondary", "") for _, row in pairs),
        {name: documents.get(name, {}) for name in by_document},
        codebook,
    )


def _check_row(row: dict[str, str], place: str, naming: Naming | None) -> None:
    """Check a row, and write the ids of its domains for their names."""
    if row["kind"] not in KINDS:
        raise InputError(f"{place}: kind {row['kind']!r} is unknown; expected one of {', '.join(KINDS)}")
    if not row["text"].strip():
        raise InputError(f"{place}: no text; every row needs one sentence")
    if row["kind"] not in LABELLED_KINDS:
        return
    for column in ("domain", "secondary"):
        label = row.get(column, "").strip()
        row[column] = label if naming is None else naming.find_domain(label, place)
    if not row["domain"]:
        raise InputError(f"{place}: no domain; every sentence needs one label")


def _build_sentences(name: str, rows: list[dict[str, str]]) -> list[tuple[Sentence, dict[str, str]]]:
    """Give the rows of one document the offsets that they have when its paragraphs are joined by line ends."""
    texts = [row["text"] for row in rows]
    kinds = [row["kind"] for row in rows]
    paragraphs = _number_paragraphs(rows)
    paths = _read_headings(rows) or trace_headings(texts, kinds, paragraphs)
    numbers = _number_sentences(rows)
    built = []
    position = 0
    for index, row in enumerate(rows):
        if index and paragraphs[index] != paragraphs[index - 1]:
            position += 1
        end = position + len(texts[index])
        if kinds[index] in LABELLED_KINDS:
            sentence = Sentence(
                name, numbers[index], position, end, paragraphs[index], kinds[index], paths[index], texts[index]
            )
            built.append((sentence, row))
        position = end
    return built


def _read_headings(rows: Sequence[Mapping[str, str]]) -> list[tuple[str, ...]]:
    """Return the headings above each row where the file has them, as for sentences sampled from many documents."""
    if not any(row.get("headings") for row in rows):
        return []
    return [split_headings(row.get("headings", "")) for row in rows]


def _number_sentences(rows: Sequence[Mapping[str, str]]) -> list[int]:
    """Return the number of each row in its document: its id where the ids ascend, which shows gaps, else its place."""
    ids = [row.get("sentence_id", "") for row in rows]
    numbers = [int(found) for found in ids if found.isdecimal()]
    ascending = len(numbers) == len(ids) and all(first < second for first, second in pairwise(numbers))
    return numbers if ascending else list(range(len(rows)))


def _number_paragraphs(rows: Sequence[Mapping[str, str]]) -> list[int]:
    """Return the paragraph of each row; where the file does not say, a heading opens one."""
    if all(row.get("paragraph", "").isdecimal() for row in rows):
        return [int(row["paragraph"]) for row in rows]
    numbers: list[int] = []
    for row in rows:
        last = numbers[-1] if numbers else -1
        numbers.append(last + 1 if row["kind"] == HEADING or not numbers else last)
    return numbers
