"""Abstention: the minimum probability of each domain from which labels reach a wanted precision."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from research.arrays import Array, Booleans

ABSTENTION = "abstention.csv"  # the table of thresholds by domain, of a run and of a labelling
MIN_LABELS = 50
"""Held-out labels from which a domain has a threshold of its own: on the shipped corpus, thresholds from 50 labels keep
the wanted precision on other documents as well as one threshold from all labels does, and those from more keep it
better."""


@dataclass(frozen=True)
class Threshold:
    """A minimum probability, with the precision and the coverage of the labels that reach it.

    Attributes
    ----------
    probability
        The minimum probability of a label that is kept; infinity where no threshold reaches the wanted precision.
    precision
        The share of correct labels among those that are kept (nan if none is kept).
    coverage
        The share of labels that are kept.
    """

    probability: float
    precision: float
    coverage: float


class Kept(NamedTuple):
    """The precision of the labels that are kept (nan if none is), and the share of labels that are kept."""

    precision: float
    coverage: float


class DomainThreshold(NamedTuple):
    """The minimum probability of a domain, a row of abstention.csv.

    Attributes
    ----------
    domain
        The id of the domain.
    labels
        The number of held-out sentences with this label.
    probability, precision, coverage
        As in `Threshold`, of the held-out labels of this domain.
    own
        Whether the threshold was chosen on the labels of this domain, not on those of all.
    single_precision
        The precision of the domain's labels under one threshold for all domains (nan if none is kept).
    """

    domain: str
    labels: int
    probability: float
    precision: float
    coverage: float
    own: bool
    single_precision: float


@dataclass(frozen=True, eq=False)
class Thresholds:
    """The minimum probabilities of all domains for a wanted precision.

    Attributes
    ----------
    min_precision
        The wanted precision.
    domains
        One for each domain, in order.
    kept
        The precision and the coverage of all held-out labels that reach the threshold of their domain.
    """

    min_precision: float
    domains: tuple[DomainThreshold, ...]
    kept: Kept

    @property
    def probabilities(self) -> dict[str, float]:
        """The minimum probability of each domain, by its id."""
        return {found.domain: found.probability for found in self.domains}

    def list_warnings(self) -> Iterator[str]:
        """Yield the domains whose labels do not reach the precision, and those of which it is not known, in words.

        Examples
        --------
        >>> low = DomainThreshold("a", 80, float("inf"), float("nan"), 0.0, True, 0.5)
        >>> list(Thresholds(0.9, (low,), Kept(float("nan"), 0.0)).list_warnings())
        ['no minimum probability makes 90% of the labels right in a: all labels of these domains are marked']
        """
        unreached = [found.domain for found in self.domains if found.own and not found.coverage]
        if unreached:
            yield (
                f"no minimum probability makes {self.min_precision:.0%} of the labels right in {', '.join(unreached)}: "
                "all labels of these domains are marked"
            )
        rare = [f"{found.domain} ({found.labels})" for found in self.domains if not found.own]
        if rare:
            yield (
                f"fewer than {MIN_LABELS} held-out labels of {', '.join(rare)}: these domains take the minimum "
                "probability of all labels together, and their own precision may be lower"
            )


def choose_threshold(correct: Booleans, probability: Array, min_precision: float) -> Threshold:
    """Choose the lowest threshold whose labels reach a precision.

    This is the risk-coverage curve of El-Yaniv and Wiener (2010). Use labels of documents that the classifier was not
    fitted on: on its training documents the precision is too high.

    Parameters
    ----------
    correct
        Whether each label is correct, shape (n_sentences,).
    probability
        The predicted probability of each label, same shape.
    min_precision
        Minimum share of correct labels among those that are kept, between 0 and 1.

    Examples
    --------
    >>> correct = np.array([True, True, False, True, False])
    >>> choose_threshold(correct, np.array([0.9, 0.8, 0.7, 0.6, 0.5]), 0.75)
    Threshold(probability=0.6, precision=0.75, coverage=0.8)
    """
    order = np.argsort(-probability, kind="stable")
    kept = np.arange(1, len(order) + 1)
    precision = np.cumsum(correct[order]) / kept
    last_of_its_value = np.append(probability[order][1:] < probability[order][:-1], True)
    candidates = np.flatnonzero((precision >= min_precision) & last_of_its_value)
    if not len(candidates):
        return Threshold(float("inf"), float("nan"), 0.0)
    best = candidates[-1]
    return Threshold(float(probability[order][best]), float(precision[best]), float(kept[best] / len(order)))


def choose_thresholds(
    gold: Sequence[str], predicted: Sequence[str], probability: Array, domains: Sequence[str], min_precision: float
) -> Thresholds:
    """Choose the threshold of each domain, so that the labels of each reach a precision.

    One threshold for all domains keeps the precision over all labels, but not that of a domain that is hard to tell:
    its labels would be right less often, those of others more often. A domain of which there are fewer than
    `MIN_LABELS` labels takes the threshold of all labels together.

    Parameters
    ----------
    gold, predicted
        The labels of held-out sentences, length n_sentences.
    probability
        The predicted probability of each predicted label, shape (n_sentences,).
    domains
        All domains in order.
    min_precision
        Minimum share of correct labels among those of a domain that are kept, between 0 and 1.

    Examples
    --------
    >>> gold = ["a"] * 100 + ["b"] * 60 + ["a"] * 40
    >>> found = choose_thresholds(gold, ["a"] * 100 + ["b"] * 100, np.linspace(1, 0.5, 200), ["a", "b"], 0.8)
    >>> [(one.domain, round(one.probability, 2), one.coverage, one.single_precision) for one in found.domains]
    [('a', 0.75, 1.0, 1.0), ('b', 0.56, 0.75, 0.6)]
    """
    labels = np.asarray(predicted)
    correct = np.asarray(gold) == labels
    single = choose_threshold(correct, probability, min_precision)
    found = []
    for domain in domains:
        mine = labels == domain
        before = apply_threshold(correct[mine], probability[mine], single.probability)
        own = int(mine.sum()) >= MIN_LABELS
        chosen = Threshold(single.probability, *before)
        if own:
            chosen = choose_threshold(correct[mine], probability[mine], min_precision)
        values = (chosen.probability, chosen.precision, chosen.coverage)
        found.append(DomainThreshold(domain, int(mine.sum()), *values, own, before.precision))
    limits = {one.domain: one.probability for one in found}
    limit_of_each = np.array([limits[label] for label in labels.tolist()])
    return Thresholds(min_precision, tuple(found), apply_threshold(correct, probability, limit_of_each))


def apply_threshold(correct: Booleans, probability: Array, threshold: "float | NDArray[np.float64]") -> Kept:
    """Measure the precision and the coverage of a threshold, or of one for each label.

    Examples
    --------
    >>> apply_threshold(np.array([True, False, True, True]), np.array([0.9, 0.8, 0.3, 0.7]), 0.7).coverage
    0.75
    """
    kept = probability >= threshold
    precision = float(correct[kept].mean()) if kept.any() else float("nan")
    return Kept(precision, float(kept.mean()) if len(kept) else 0.0)
