"""Thresholds for labels that are right often enough."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from research.measure.abstention import apply_threshold, choose_threshold


@given(st.lists(st.tuples(st.booleans(), st.sampled_from([0.2, 0.4, 0.5, 0.7, 0.9])), min_size=1), st.floats(0.05, 1))
def test_a_threshold_keeps_its_promise_where_it_was_chosen_and_no_lower_one_does(pairs, least):
    right, probability = (np.array(column) for column in zip(*pairs, strict=True))
    found = choose_threshold(right, probability, least)
    if found.coverage:
        assert apply_threshold(right, probability, found.probability) == found
        assert found.precision >= least
    for lower in set(probability[probability < found.probability].tolist()):
        assert apply_threshold(right, probability, lower).precision < least


def test_where_nothing_is_good_enough_nothing_is_kept():
    found = choose_threshold(np.array([False, False]), np.array([0.9, 0.8]), 0.5)
    assert found.coverage == 0
    assert apply_threshold(np.array([True]), np.array([1.0]), found.probability).coverage == 0
