"""Predictions of sentences for property tests, the rare ones included."""

from typing import NamedTuple

import numpy as np
from hypothesis import strategies as st

from research.measure.gold_labels import GoldLabels
from research.measure.held_out import HeldOut, sum_held_out
from research.measure.prevalence import estimate_shares


class Case(NamedTuple):
    """Predictions of sentences with their units and weights, and held-out errors."""

    probabilities: np.ndarray
    units: list
    weights: np.ndarray | None
    held_out: HeldOut

    def estimate(self, method):
        return estimate_shares(
            self.probabilities, self.units, method=method, held_out=self.held_out, weights=self.weights
        )


def make_rows(n_domains):
    """Rows of probabilities: all in one domain, equal, or between the two."""
    sure = st.integers(0, n_domains - 1).map(lambda place: np.eye(n_domains)[place])
    undecided = st.just(np.full(n_domains, 1 / n_domains))
    between = st.lists(st.integers(0, 99), min_size=n_domains, max_size=n_domains).filter(any)
    return st.one_of(sure, undecided, between.map(lambda row: np.array(row) / sum(row)))


def separate_domains(case):
    """Add correct held-out predictions: domains with the same errors have no unique adjusted shares."""
    correct = 20 * np.eye(case.probabilities.shape[1])
    return case._replace(
        held_out=HeldOut(case.held_out.counted + correct, case.held_out.summed + correct, case.held_out.spread)
    )


@st.composite
def make_cases(draw):
    """Two to five domains, which held-out documents may lack, and one sentence or unit or more."""
    n_domains = draw(st.integers(2, 5))
    n, m = draw(st.integers(1, 12)), draw(st.integers(1, 12))
    rows = make_rows(n_domains)
    probabilities = np.array(draw(st.lists(rows, min_size=n, max_size=n)))
    units = draw(st.lists(st.integers(0, 4), min_size=n, max_size=n))
    weight = st.one_of(st.just(0.0), st.floats(1e-3, 1e4))
    weights = draw(st.none() | st.lists(weight, min_size=n, max_size=n).filter(any).map(np.array))
    gold = draw(st.lists(st.integers(0, n_domains - 1), min_size=m, max_size=m))
    predicted = np.array(draw(st.lists(rows, min_size=m, max_size=m)))
    documents = draw(st.lists(st.sampled_from("pqr"), min_size=m, max_size=m))
    held_out = sum_held_out(GoldLabels(gold, documents, range(n_domains)), predicted)
    return Case(probabilities, units, weights, held_out)
