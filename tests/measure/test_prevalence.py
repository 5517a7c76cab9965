"""Theme distributions sum to one, whatever the order of documents."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from research.measure.prevalence import estimate_distribution

DOMAINS = ["a", "b", "c"]


@given(st.lists(st.tuples(st.sampled_from(DOMAINS), st.sampled_from("wxyz")), min_size=1, max_size=40))
def test_shares_sum_to_one_and_stay_within_bounds(rows):
    labels, units = zip(*rows, strict=True)
    table = estimate_distribution(labels, units, DOMAINS, repeats=20)
    assert np.isclose(table["prevalence"].sum(), 1)
    assert table["prevalence"].between(0, 1).all()
    assert table["sentences"].sum() == len(rows)


def test_the_order_of_sentences_changes_no_share():
    labels, units = list("aabbbc"), list("wxwxyz")
    forward = estimate_distribution(labels, units, DOMAINS)
    backward = estimate_distribution(labels[::-1], units[::-1], DOMAINS)
    assert (forward["prevalence"] == backward["prevalence"]).all()


def test_characters_can_weigh_in_place_of_sentences():
    table = estimate_distribution(["a", "b"], ["x", "y"], DOMAINS, weights=np.array([30.0, 10.0]))
    assert table["prevalence"].tolist() == [0.75, 0.25, 0.0]
