"""Classes and their numbers: one order of columns everywhere, that of the codebook."""

import warnings
from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from research.arrays import Array, Booleans, Integers
from research.plurals import count_noun


def encode_labels(labels: Sequence[str], domains: Sequence[str]) -> Integers:
    """Return the number of each label's domain.

    Examples
    --------
    >>> encode_labels(["b", "a"], ["a", "b"])
    array([1, 0])
    """
    place = {domain: number for number, domain in enumerate(domains)}
    return np.array([place[label] for label in labels], dtype=np.int64)


def decode_labels(probabilities: Array, domains: Sequence[str]) -> list[str]:
    """Return the most probable domain of each row.

    Examples
    --------
    >>> decode_labels(np.array([[0.3, 0.7]]), ["a", "b"])
    ['b']
    """
    return [domains[column] for column in probabilities.argmax(axis=1)]


def choose_domains(support: Integers, min_support: int) -> Booleans:
    """Choose the domains of macro-F1: those with enough support, or all that occur where none has enough.

    Examples
    --------
    >>> choose_domains(np.array([9, 3, 0]), 8), choose_domains(np.array([3, 0]), 8)
    (array([ True, False, False]), array([ True, False]))
    """
    counted = support >= max(min_support, 1)
    return counted if counted.any() else support > 0


def check_labels(y: Any, n_sentences: int) -> NDArray[Any]:  # noqa: ANN401
    """Return labels as an array, shape (n_sentences,).

    Raises
    ------
    ValueError
        If there is no label, labels are missing or continuous numbers, or there are not as many as sentences.

    Examples
    --------
    >>> check_labels(("health", "roads"), 2).tolist()
    ['health', 'roads']
    """
    # predicting does not need scikit-learn, which takes half a second to load
    from sklearn.utils.multiclass import check_classification_targets
    from sklearn.utils.validation import assert_all_finite, column_or_1d

    if y is None:
        raise ValueError("This classifier requires y to be passed, but the target y is None")
    labels = column_or_1d(y, warn=True)
    assert_all_finite(labels, input_name="y")
    if len(labels) != n_sentences:
        raise ValueError(
            f"Found {count_noun(n_sentences, 'sentence')} and {count_noun(len(labels), 'label')}: one "
            "label a sentence is needed"
        )
    if not n_sentences:
        raise ValueError("Found no sentence to fit on: at least 1 is needed")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)  # few labels of many domains are no regression
        check_classification_targets(labels)
    return np.array(labels.tolist())


class ClassOrder(NamedTuple):
    """The classes of an estimator in the order of its columns.

    Attributes
    ----------
    classes
        As labels, shape (n_classes,).
    names
        What the codebook calls each class; empty where that is not known.
    """

    classes: NDArray[Any]
    names: tuple[Any, ...]


def order_classes(labels: NDArray[Any], classes: Sequence[Any] | None = None, named: Iterable[Any] = ()) -> ClassOrder:
    """Return the classes of an estimator in the order of its columns.

    scikit-learn's `cross_val_predict` and some of its meta-estimators replace labels by their positions among the
    sorted classes. Integers that are none of the `classes` are read as such positions; the classes are then sorted,
    as these functions expect.

    Parameters
    ----------
    labels
        The training labels, shape (n_sentences,).
    classes
        All classes in order; by default the labels and `named`, sorted.
    named
        The classes that a codebook says something of.

    Raises
    ------
    ValueError
        If a label is none of the classes, or two classes are the same.

    Examples
    --------
    >>> order_classes(np.array(["b", "a"]), ["c", "b", "a"]).classes.tolist()
    ['c', 'b', 'a']
    >>> order_classes(np.array([2, 0]), ["c", "b", "a"])
    ClassOrder(classes=array([0, 1, 2]), names=('a', 'b', 'c'))
    """
    found = np.unique(labels)
    named = list(named)
    if classes is None:
        if found.dtype.kind in "iub" and any(isinstance(name, str) for name in named):
            return _leave_unnamed(found)
        every = np.array(sorted({*found.tolist(), *named}))
        return ClassOrder(every, tuple(every.tolist()))
    wanted = np.asarray(classes).tolist()
    if len(set(wanted)) < len(wanted):
        raise ValueError(f"classes must differ, got {wanted}")
    strange = [label for label in found.tolist() if label not in set(wanted)]
    if not strange:
        return ClassOrder(np.array(wanted), tuple(wanted))
    if found.dtype.kind not in "iu" or found[0] < 0 or found[-1] >= len(wanted):
        raise ValueError(f"label {strange[0]!r} must be one of the classes, got classes={wanted}")
    names = sorted(wanted)
    texts = {str(name) for name in wanted}
    if all(str(label) in texts for label in found) and any(str(names[label]) != str(label) for label in found):
        raise ValueError(f"labels must be of the type of the classes, got {strange[0]!r} and classes={wanted}")
    if found[-1] == len(wanted) - 1:
        return ClassOrder(np.arange(len(wanted)), tuple(names))
    return _leave_unnamed(found) if named else ClassOrder(found, ())


def _leave_unnamed(found: NDArray[Any]) -> ClassOrder:
    warnings.warn(
        "the labels are integers that do not say which domains they are: terms and keywords of the codebook are not "
        "used; give labels as strings",
        UserWarning,
        stacklevel=4,
    )
    return ClassOrder(found, ())
