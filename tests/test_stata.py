"""Stata takes the names of variables, and has the labels of variables and values."""

import re

import pandas as pd

from research.stata import name_variables, write_stata

NAME = re.compile(r"[^\W\d]\w{0,31}")


def test_names_are_different_and_such_as_stata_takes():
    columns = ["a b", "a_b", "a-b", "2018", "if", "str5", "x" * 40, "x" * 41, "级别", "", "_n"]
    names = name_variables(columns)
    assert list(names) == columns
    assert len(set(names.values())) == len(columns)
    assert all(NAME.fullmatch(name) for name in names.values())
    assert names["级别"] == "级别"
    assert {names["if"], names["str5"], names["_n"]} == {"_if", "_str5", "__n"}


def test_columns_keep_their_values_and_a_changed_name_is_the_label(tmp_path):
    table = pd.DataFrame(
        {"GDP (亿)": [1.5, None], "place": [1.0, 2.0], "text": ["长" * 600, "b"], "none": [None, None]}
    )
    write_stata(tmp_path / "a.dta", table, value_labels={"place": {1.0: "甲市", 2.0: "乙市"}})
    back = pd.read_stata(tmp_path / "a.dta")
    assert list(back) == ["GDP__亿_", "place", "text"]
    assert back["place"].tolist() == ["甲市", "乙市"]
    assert back["text"].tolist() == ["长" * 600, "b"]
    with pd.io.stata.StataReader(tmp_path / "a.dta") as reader:
        assert reader.variable_labels()["GDP__亿_"] == "GDP (亿)"


def test_the_same_table_gives_the_same_bytes(tmp_path):
    for name in ("a.dta", "b.dta"):
        write_stata(tmp_path / name, pd.DataFrame({"x": [1, 2]}))
    assert (tmp_path / "a.dta").read_bytes() == (tmp_path / "b.dta").read_bytes()
