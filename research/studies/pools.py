"""Pools of labelled sentences that the studies of coverage sample from, and their sums by document."""

from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

import numpy as np

from research.arrays import Array, Booleans, Integers
from research.codebook import Codebook
from research.corpus.labelled import Corpus
from research.measure.bootstrap import number_documents
from research.measure.gold_labels import GoldLabels
from research.measure.held_out import HeldOut, measure_scale, sum_held_out
from research.measure.intervals import Shares, center_influence
from research.model.encoding import encode_labels

MIN_SHARE = 0.01  # of a domain whose coverage counts: a rarer one is in too few documents


@dataclass(frozen=True, eq=False)
class Pool:
    """Body sentences with gold labels and predictions by a classifier that did not learn from their documents.

    Attributes
    ----------
    gold
        The number of the domain of each sentence, shape (n_sentences,).
    probabilities
        Shape (n_sentences, n_domains).
    documents
        The number of the document of each sentence, shape (n_sentences,).
    names
        The ids of the documents.
    kinds
        The type of each document.
    """

    gold: Integers
    probabilities: Array
    documents: Integers
    names: tuple[str, ...]
    kinds: tuple[str, ...]

    def sum(self) -> "Documents":
        """Sum what intervals are computed from by document."""
        n_domains = self.probabilities.shape[1]
        sums = [np.zeros((len(self.names), n_domains)) for _ in range(3)]
        sides = (np.eye(n_domains)[self.gold], np.eye(n_domains)[self.probabilities.argmax(axis=1)])
        for total, values in zip(sums, (*sides, self.probabilities * (1 - self.probabilities)), strict=True):
            np.add.at(total, self.documents, values)
        sizes = np.bincount(self.documents, minlength=len(self.names)).astype(np.float64)
        gold, counted, variances = sums
        return Documents(gold, counted, variances, sizes)

    def select(self, documents: Integers) -> Booleans:
        """Return which sentences are in these documents."""
        found: Booleans = np.isin(self.documents, documents)
        return found

    @cached_property
    def held_out(self) -> HeldOut:
        """The held-out errors of all documents, one after the other."""
        domains = [str(number) for number in range(self.probabilities.shape[1])]
        gold = GoldLabels([domains[label] for label in self.gold], [self.names[one] for one in self.documents], domains)
        return sum_held_out(gold, self.probabilities)

    def sum_held_out(self, documents: Integers) -> HeldOut:
        """Return the held-out errors of these documents; they are summed once, and taken thousands of times."""
        rows, whole = np.sort(documents), self.held_out
        return HeldOut(whole.counted[rows], whole.summed[rows], whole.spread[rows])


class Documents(NamedTuple):
    """Sums by document and domain, shape (n_documents, n_domains), and the number of sentences of each document."""

    gold: Array
    counted: Array
    variances: Array
    sizes: Array

    def estimate(self, rows: Integers, ratio: Array, kind_error: float) -> Shares:
        """Count the shares of some documents, as `estimate_shares` does from their sentences; some may stand twice."""
        counted, variances, sizes = self.counted[rows], self.variances[rows], self.sizes[rows]
        total = sizes.sum()
        share = counted.sum(axis=0) / total
        influence = center_influence((counted - sizes[:, None] * share) / total)
        scale = measure_scale(variances, sizes, sizes)
        error = np.hypot(ratio * np.sqrt((scale**2).sum(axis=0)), kind_error * variances.sum(axis=0)) / total
        return Shares(share, influence, len(rows), float(total), error)

    def measure_truth(self, rows: Integers) -> Array:
        """Return the gold shares of some documents."""
        found: Array = self.gold[rows].sum(axis=0) / self.sizes[rows].sum()
        return found


def make_pool(corpus: Corpus, probabilities: Array, codebook: Codebook) -> Pool:
    """Return the body sentences of a corpus."""
    body = np.array(corpus.find_body())
    names = [corpus.document_ids[row] for row in body]
    documents, _ = number_documents(names)
    distinct = tuple(dict.fromkeys(names))
    kinds = tuple(corpus.documents.get(name, {}).get("type", "") for name in distinct)
    return Pool(encode_labels(corpus.labels, codebook.ids)[body], probabilities[body], documents, distinct, kinds)
