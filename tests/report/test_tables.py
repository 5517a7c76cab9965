"""The tables that are plotted are checked and put in order."""

import pandas as pd
import pytest

from research.errors import InputError
from research.report.tables import (
    check_columns,
    count_documents,
    count_of,
    group_by_family,
    index_by_domain,
    name_groups,
    rank_domains,
    take_document,
)
from tests.report.tables_to_plot import OWN, make_evaluation, make_groups


def test_missing_columns_are_named():
    with pytest.raises(InputError, match=r"no column low, high; got domain, x, expected x, low, high$"):
        check_columns(pd.DataFrame({"domain": [], "x": []}), ["x", "low", "high"])
    with pytest.raises(InputError, match=r"^expected a DataFrame with the columns kind; got list$"):
        take_document([1, 2], ["kind"])
    with pytest.raises(InputError, match=r"no column domain; got x$"):
        index_by_domain(pd.DataFrame({"x": [1]}), ["x"])


def test_families_stay_together_in_codebook_order_and_the_residual_comes_last():
    domains, styles, places = group_by_family(["general", "health", "economy", "education"], None)
    assert domains == ["economy", "education", "health", "general"]
    assert places == pytest.approx([0, 1.35, 2.35, 3.7])
    assert styles["general"].residual


def test_domains_are_ranked_by_their_values():
    domains, _, places = rank_domains(pd.Series({"a": 0.1, "b": float("nan"), "c": 0.9}), OWN)
    assert domains == ["c", "a", "b"]
    assert places == [0, 1, 2]


def test_sizes_are_counted_once_for_each_group():
    table = name_groups(make_groups(), ["prevalence"])
    assert count_of(table, "documents") == 10
    assert count_of(table, "sentences") == 400
    assert count_of(table.drop(columns="sentences"), "sentences") is None
    assert count_documents(make_evaluation()) == 3
    assert count_documents(table) is None
