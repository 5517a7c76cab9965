"""Precision, recall and differential error by group, by hand."""

import numpy as np
import pytest
from scipy import stats

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


def test_two_documents_have_an_interval_and_one_has_none():
    gold = np.array([0, 0, 1, 0, 0, 1, 1, 0])
    predicted = np.array([0, 0, 0, 0, 1, 1, 0, 0])
    coded = CodedPredictions(gold, predicted, np.ones(8), ["city"] * 4 + ["county"] * 4, list("uuvvwwww"))
    table = validate_groups(coded, DOMAINS).set_index(["group", "domain"])
    city, county = table.loc[("city", "a")], table.loc[("county", "a")]
    assert city["precision_low"] < city["precision"] == 3 / 4 < city["precision_high"]
    assert county["precision"] == 1 / 2
    assert np.isnan([county["precision_low"], county["precision_high"]]).all()


def test_the_interval_of_an_error_lies_on_both_sides_of_it_alike():
    table = validate_groups(make(10), DOMAINS)
    county = table[table["group"] == "county"]
    assert (county["error_high"] > county["error"]).all()
    assert (county["error_high"] - county["error"]).tolist() == pytest.approx(
        (county["error"] - county["error_low"]).tolist()
    )


def test_labels_that_are_all_right_have_the_interval_of_as_many_equally_weighted_ones():
    """Weights of 1, 1, 1, 1 and 4 are 64 / 20 sentences: the precision is above 1 / (1 + t^2 / 3.2), t of 4 degrees."""
    weights, same = np.array([1.0, 1, 1, 1, 4]), np.zeros(5, dtype=int)
    table = validate_groups(CodedPredictions(same, same, weights, ["city"] * 5, list("uvwxy")), ["a", "b"])
    found = table.loc[0, ["precision", "precision_low", "precision_high"]].tolist()
    assert found == pytest.approx([1, 1 / (1 + stats.t.ppf(0.975, 4) ** 2 / 3.2), 1])


def test_one_cluster_gives_no_interval():
    same = np.array([0, 0, 1])
    table = validate_groups(CodedPredictions(same, same, np.ones(3), ["city"] * 3, ["u"] * 3), ["a", "b"])
    assert (table["precision"] == 1).all()
    assert table[["precision_low", "precision_high", "error_low", "error_high"]].isna().all(axis=None)


def test_every_later_group_is_set_against_the_first():
    """Of two sentences of each of three documents a group, none, one and both b are called a."""
    gold, groups = np.tile([0, 1], 9), np.repeat(["x", "y", "z"], 6)
    predicted = gold.copy()
    predicted[[7, *range(13, 18, 2)]] = 0
    documents = [str(number // 2) for number in range(18)]
    table = validate_groups(CodedPredictions(gold, predicted, np.ones(18), groups.tolist(), documents), DOMAINS)
    interval = ["_low", "_high"]
    assert list(table) == [
        "group", "domain", "sentences", "precision", *("precision" + end for end in interval), "recall",
        *("recall" + end for end in interval), "error", *("error" + end for end in interval), "differential",
        *("differential" + end for end in interval), "p", "p_adjusted",
    ]  # fmt: skip
    found = table.set_index(["group", "domain"])["differential"]
    assert found[["y", "z"]].to_numpy() == pytest.approx([1 / 6, -1 / 6, 1 / 2, -1 / 2])
    assert found["x"].isna().all()
