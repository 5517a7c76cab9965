"""Predictions from elsewhere: the labels or probabilities of any classifier, in place of those of a run."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from research.arrays import Array
from research.codebook import Codebook
from research.corpus.label_names import Naming
from research.csv_cells import Row, read_table
from research.errors import InputError
from research.labelling.read_back import LabelledSentences
from research.plurals import count_noun
from research.text.sentences import Sentence

_NEEDED = ("document_id", "sentence_id")
_LABELS = ("domain", "predicted", "label")  # the first that is there holds the label
_MIN_SUM, _MAX_SUM = 0.98, 1.02  # of the probabilities of a sentence, which are rounded


@dataclass(frozen=True, eq=False)
class Predictions:
    """What a classifier of any kind says of sentences.

    Attributes
    ----------
    sentences
        Columns ``document_id`` and ``sentence_id``, and ``text`` and ``kind`` where the file has them.
    probabilities
        Shape (n_sentences, n_domains) in codebook order; 1 and 0 where the file has labels.
    place
        What messages call the file.
    """

    sentences: pd.DataFrame
    probabilities: Array
    place: str

    def locate(self, sentences: Sequence[Sentence]) -> Array:
        """Return the probabilities of these sentences, in their order.

        Raises
        ------
        InputError
            If a sentence has no row.
        """
        keys = zip(self.sentences["document_id"], self.sentences["sentence_id"], strict=True)
        row_of = {key: row for row, key in enumerate(keys)}
        wanted = [(sentence.document_id, str(sentence.number)) for sentence in sentences]
        lost = [key for key in wanted if key not in row_of]
        if lost:
            raise InputError(
                f"{self.place}: {len(lost)} of "
                f"{count_noun(len(wanted), 'body sentence has no row', 'body sentences have no row')}, "
                f"first {lost[0][1]!r} of {lost[0][0]!r}; predict every body sentence of the documents "
                "(sentence_id as in sentences.csv of `research label`)"
            )
        found: Array = self.probabilities[[row_of[key] for key in wanted]]
        return found

    def replace_in(self, labelled: LabelledSentences) -> LabelledSentences:
        """Return labelled sentences with these predictions in place of their own; other kinds than body have none.

        Raises
        ------
        InputError
            If a body sentence has no row.
        """
        rows = labelled.find_body()
        part = labelled.sentences.iloc[rows]
        wanted = pd.MultiIndex.from_arrays([part["document_id"].astype(str), part["sentence_id"].astype(str)])
        own = pd.MultiIndex.from_arrays([self.sentences["document_id"], self.sentences["sentence_id"]])
        found = own.get_indexer(wanted)
        if (found < 0).any():
            document, number = wanted[int(np.flatnonzero(found < 0)[0])]
            raise InputError(
                f"{self.place}: {(found < 0).sum()} of "
                f"{count_noun(len(wanted), 'body sentence has no row', 'body sentences have no row')}, "
                f"first {number!r} of {document!r}; predict every body sentence of sentences.csv"
            )
        probabilities = np.zeros_like(labelled.probabilities)
        probabilities[rows] = self.probabilities[found]
        return LabelledSentences(labelled.sentences, probabilities)


def read_predictions(path: Path, codebook: Codebook) -> Predictions:
    r"""Read the labels or the probabilities that a classifier gave to sentences.

    Parameters
    ----------
    path
        A CSV with the columns ``document_id`` and ``sentence_id`` and either a label (``domain``, ``predicted`` or
        ``label``; ids, or Chinese or English names) or a column of probabilities for each domain, named by its id.
    codebook
        The domains.

    Raises
    ------
    InputError
        If a column is missing, a sentence is there twice, a label is not in the codebook, or probabilities are no
        numbers from 0 to 1 that sum to 1.

    Examples
    --------
    >>> from tempfile import TemporaryDirectory
    >>> from research.codebook import make_codebook
    >>> with TemporaryDirectory() as folder:
    ...     path = Path(folder, "llm.csv")
    ...     _ = path.write_text("document_id,sentence_id,domain\nreport,0,roads\nreport,1,health\n")
    ...     read_predictions(path, make_codebook(["health", "roads"])).probabilities.tolist()
    [[0.0, 1.0], [1.0, 0.0]]
    """
    table = read_table(path, _NEEDED)
    known = [domain for domain in codebook.ids if domain in table.columns]
    label = next((name for name in _LABELS if name in table.columns), None)
    if label is None and len(known) < len(codebook):
        missing = next(domain for domain in codebook.ids if domain not in known)
        raise InputError(
            f"{path}, line 1: no column {_LABELS[0]!r} with labels, and of probabilities {missing!r} is missing"
        )
    keys: set[tuple[str, str]] = set()
    for place, row in table.rows:
        key = (row["document_id"], row["sentence_id"])
        if key in keys:
            raise InputError(f"{place}: sentence {key[1]!r} of document {key[0]!r} is there twice; keep one row")
        keys.add(key)
    values = (
        _read_probabilities(table.rows, codebook.ids)
        if len(known) == len(codebook)
        else _read_labels(table.rows, str(label), codebook)
    )
    names = [name for name in (*_NEEDED, "text", "kind") if name in table.columns]
    sentences = pd.DataFrame([{name: row[name] for name in names} for _, row in table.rows], columns=names, dtype=str)
    return Predictions(sentences, values, str(path))


def _read_labels(rows: Sequence[Row], column: str, codebook: Codebook) -> Array:
    naming = Naming(codebook)
    codes = []
    for place, row in rows:
        domain = naming.find_domain(row[column], place)
        if not domain:
            raise InputError(f"{place}: no {column}; every sentence needs a label")
        codes.append(codebook.ids.index(domain))
    values: Array = np.eye(len(codebook))[np.array(codes, dtype=np.int64)]
    return values


def _read_probabilities(rows: Sequence[Row], domains: Sequence[str]) -> Array:
    values = np.zeros((len(rows), len(domains)))
    for number, (place, row) in enumerate(rows):
        try:
            values[number] = [float(row[domain].replace(",", ".")) for domain in domains]
        except ValueError:
            raise InputError(f"{place}: a probability is no number; expected one as 0.25 for each domain") from None
        if not ((values[number] >= 0) & (values[number] <= 1)).all() or not _MIN_SUM < values[number].sum() < _MAX_SUM:
            raise InputError(f"{place}: probabilities sum to {values[number].sum():.3g}, expected 1, each from 0 to 1")
    found: Array = values / np.maximum(values.sum(axis=1, keepdims=True), 1e-12)
    return found
