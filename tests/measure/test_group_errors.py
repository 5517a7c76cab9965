"""Precision, recall and differential error by group, by hand."""

import numpy as np
import pytest

from research.measure.group_errors import CodedPredictions, validate_groups

DOMAINS = ["a", "b"]


def make(errors_of_second=0):
    """Two groups of ten documents with four sentences each; labels of the second that are b but called a."""
    gold = np.tile([0, 0, 1, 1], 20)
    predicted = gold.copy()
    second = np.flatnonzero(np.arange(80) >= 40)
    predicted[[row for row in second if gold[row] == 1][:errors_of_second]] = 0
    groups = ["city"] * 40 + ["county"] * 40
    return CodedPredictions(gold, predicted, np.ones(80), groups, [str(row // 4) for row in range(80)])


def test_errors_of_one_group_alone_are_its_differential():
    table = validate_groups(make(10), DOMAINS).set_index(["group", "domain"])
    county, city = table.loc[("county", "a")], table.loc[("city", "a")]
    assert (city["precision"], city["recall"], city["error"]) == (1, 1, 0)
    assert county["precision"] == pytest.approx(20 / 30)
    assert county["recall"] == 1
    assert county["error"] == pytest.approx(10 / 40)
    assert county["differential"] == pytest.approx(0.25)
    assert county["differential_low"] > 0
    assert county["p_adjusted"] < 0.05
    assert table.loc[("county", "b"), "recall"] == pytest.approx(0.5)
    assert county["precision_low"] < county["precision"] < county["precision_high"]


def test_a_domain_that_is_not_there_has_no_precision():
    coded = make()
    table = validate_groups(coded, [*DOMAINS, "c"])
    assert table.loc[table["domain"] == "c", ["precision", "recall"]].isna().all(axis=None)


def test_weights_count_as_copies():
    coded = make(10)
    doubled = coded._replace(weights=np.where(np.arange(80) % 4 == 3, 3.0, 1.0))
    rows = np.concatenate([np.arange(80), np.repeat(np.flatnonzero(np.arange(80) % 4 == 3), 2)])
    copied = CodedPredictions(
        coded.gold[rows], coded.predicted[rows], np.ones(len(rows)), [coded.groups[row] for row in rows],
        [coded.clusters[row] for row in rows],
    )  # fmt: skip
    columns = ["precision", "recall", "error", "differential"]
    one, other = validate_groups(doubled, DOMAINS)[columns], validate_groups(copied, DOMAINS)[columns]
    assert one.to_numpy() == pytest.approx(other.to_numpy(), nan_ok=True)
