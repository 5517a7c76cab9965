"""The order of classes."""

import warnings

import numpy as np
import pytest

from research.model.encoding import check_labels, encode_labels, order_classes

CLASSES = ["c", "a", "b"]


def test_classes_keep_the_order_in_which_they_are_given():
    order = order_classes(np.array(["b", "a"]), CLASSES)
    assert order.classes.tolist() == CLASSES
    assert order.names == tuple(CLASSES)


def test_without_an_order_labels_are_sorted_with_those_that_have_terms():
    assert order_classes(np.array(["b", "a"]), None, ["z"]).classes.tolist() == ["a", "b", "z"]
    assert order_classes(np.array([3, 1])).classes.tolist() == [1, 3]


def test_integers_are_positions_among_the_sorted_classes_as_scikit_learn_encodes_them():
    order = order_classes(np.array([2, 0, 0]), CLASSES)
    assert order.classes.tolist() == [0, 1, 2]
    assert order.names == ("a", "b", "c")


def test_integers_below_the_last_position_do_not_say_which_classes_they_are():
    with pytest.warns(UserWarning, match="do not say which domains"):
        order = order_classes(np.array([0, 1]), CLASSES, ["a"])
    assert (order.classes.tolist(), order.names) == ([0, 1], ())
    with warnings.catch_warnings():
        warnings.simplefilter("error")  # nothing is lost where no class has terms
        assert order_classes(np.array([0, 1]), CLASSES).names == ()


@pytest.mark.parametrize(
    ("labels", "classes", "message"),
    [
        (["a", "d"], CLASSES, "label 'd' must be one of the classes"),
        ([0, 3], CLASSES, "label 0 must be one of the classes"),
        ([-1, 0], CLASSES, "label -1 must be"),
        ([0.5], CLASSES, "label 0.5 must be"),
        (["a"], ["a", "b", "a"], "classes must differ"),
        ([1, 2], ["1", "2", "3"], "labels must be of the type of the classes, got 1"),
    ],
)
def test_labels_that_are_no_classes_are_refused(labels, classes, message):
    with pytest.raises(ValueError, match=message):
        order_classes(np.array(labels), classes)


@pytest.mark.parametrize(
    ("labels", "message"),
    [
        (None, "requires y"),
        (["a"], "2 sentences and 1 label:"),
        ([0.5, 1.5], "continuous"),
        ([np.nan, 1.0], "Input y contains NaN"),
        ([[1, 2], [3, 4]], "1d array"),
    ],
)
def test_labels_that_cannot_be_learned_from_are_refused(labels, message):
    with pytest.raises(ValueError, match=message):
        check_labels(labels, 2)


def test_no_sentence_is_refused():
    with pytest.raises(ValueError, match="no sentence"):
        check_labels([], 0)


def test_no_labels_are_whole_numbers_all_the_same():
    assert encode_labels([], ["a"]).dtype == np.int64


def test_many_domains_of_few_sentences_are_no_regression():
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert len(check_labels([f"d{number}" for number in range(30)], 30)) == 30
