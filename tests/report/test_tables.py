"""The tables that are plotted are checked and put in order."""

import numpy as np
import pandas as pd
import pytest

from research.errors import InputError
from research.report.tables import (
    GROUP,
    check_columns,
    count_documents,
    count_of,
    index_by_domain,
    name_groups,
    read_numbers,
    take_document,
)
from tests.report.tables_to_plot import make_evaluation, make_groups


def test_missing_columns_are_named():
    with pytest.raises(InputError, match=r"no column low, high; got domain, x, expected x, low, high$"):
        check_columns(pd.DataFrame({"domain": [], "x": []}), ["x", "low", "high"])
    with pytest.raises(InputError, match=r"^expected a DataFrame with the columns kind; got list$"):
        take_document([1, 2], ["kind"])
    with pytest.raises(InputError, match=r"no column domain; got x$"):
        index_by_domain(pd.DataFrame({"x": [1]}), ["x"])


def test_sizes_are_counted_once_for_each_group():
    table = name_groups(make_groups(), ["prevalence"])
    assert count_of(table, "documents") == 10
    assert count_of(table, "sentences") == 400
    assert count_of(table.drop(columns="sentences"), "sentences") is None
    assert count_documents(make_evaluation()) == 3
    assert count_documents(table) is None


def test_columns_hold_numbers_and_shares_are_no_per_cent():
    table = pd.DataFrame({"domain": ["a", "b"], "prevalence": ["0.4", "0.6"]})
    with pytest.raises(InputError, match=r"^column prevalence: must be numbers, got the text '0.4'; convert it"):
        read_numbers(table, ["prevalence"])
    assert (
        read_numbers(table.assign(prevalence=pd.to_numeric(table["prevalence"])), ["prevalence"])["prevalence"].sum()
        == 1
    )
    with pytest.raises(InputError, match=r"^column prevalence: must be from 0 to 1, got 60; divide per cent by 100$"):
        read_numbers(table.assign(prevalence=[40, 60]), ["prevalence"])
    assert read_numbers(table.assign(prevalence=[0, 1 + 1e-9]), ["prevalence"])["prevalence"].max() > 1
    with pytest.raises(InputError, match=r"^the table has no rows; there is nothing to plot$"):
        read_numbers(table[:0], ["prevalence"])


def test_missing_numbers_of_any_kind_are_nan():
    table = pd.DataFrame(
        {"x": [0.5, None], "y": pd.array([1, pd.NA], dtype="Int64"), "z": pd.Series([0.5, None], dtype=object)}
    )
    found = read_numbers(table, ["x", "y", "z"])
    assert found.dtypes.tolist() == [np.float64] * 3
    assert found.isna().sum().tolist() == [1, 1, 1]


@pytest.mark.parametrize(
    ("values", "names"),
    [
        ([2001.0, 2002.0], ["2001", "2002"]),
        ([0.5, 1.0], ["0.5", "1.0"]),
        ([pd.Timestamp("2020-01-31"), pd.Timestamp("2020-12-01")], ["2020-01-31", "2020-12-01"]),
        ([pd.Timestamp("2020-01-31 08:30"), pd.Timestamp("2020-12-01")], ["2020-01-31 08:30", "2020-12-01 00:00"]),
        (["one\n two", " three"], ["one two", "three"]),
        ([np.nan, "known"], ["", "known"]),
        ([None, 2001], ["", "2001"]),
        ([True, False], ["True", "False"]),
    ],
)
def test_groups_are_named_as_a_reader_writes_them(values, names):
    table = pd.DataFrame({"by": values, "domain": "a", "prevalence": 1.0})
    assert name_groups(table, ["prevalence"])[GROUP].tolist() == names
    assert name_groups(table.assign(by=table["by"].astype("category")), ["prevalence"])[GROUP].nunique() == 2


def test_groups_that_look_alike_are_an_error_whose_advice_works():
    table = pd.DataFrame({"place": ["north", "north ", "south"], "domain": "a", "prevalence": 1.0})
    with pytest.raises(InputError, match=r"^column place: several groups are called 'north' and differ only in blanks"):
        name_groups(table, ["prevalence"])
    table = table.assign(place=table["place"].str.strip()).drop_duplicates()
    assert name_groups(table, ["prevalence"])[GROUP].tolist() == ["north", "south"]
