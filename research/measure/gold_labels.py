"""The gold labels of sentences, with what every evaluation needs to know of them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from research.arrays import Integers
from research.model.encoding import encode_labels


@dataclass(frozen=True)
class GoldLabels:
    """The gold labels of sentences.

    Attributes
    ----------
    labels
        The domain of each sentence.
    document_ids
        The document of each sentence: the unit of resampling.
    domains
        All domains in order, those without a sentence included.

    Examples
    --------
    >>> gold = GoldLabels(["b", "a", "b"], ["x", "x", "y"], ["a", "b", "c"])
    >>> gold.codes.tolist(), gold.support.tolist(), gold.select([2]).document_ids
    ([1, 0, 1], [1, 2, 0], ('y',))
    """

    labels: Sequence[str]
    document_ids: Sequence[str]
    domains: Sequence[str]

    def __len__(self) -> int:
        return len(self.labels)

    @cached_property
    def codes(self) -> Integers:
        """The number of each sentence's domain, shape (n_sentences,)."""
        return encode_labels(self.labels, self.domains)

    @property
    def support(self) -> Integers:
        """The number of sentences of each domain, shape (n_domains,)."""
        return np.bincount(self.codes, minlength=len(self.domains))

    def select(self, rows: Iterable[int]) -> "GoldLabels":
        """Return the gold labels of some sentences."""
        kept = list(rows)
        labels, document_ids = (tuple(values[row] for row in kept) for values in (self.labels, self.document_ids))
        return GoldLabels(labels, document_ids, self.domains)
