"""Folders that are whole or not there, and files that a diff can read."""

import json

import pandas as pd
import pytest

from research.errors import DataError
from research.report.run import open_folder, write_json, write_table


def test_a_stopped_run_leaves_nothing(tmp_path):
    def stop():
        with open_folder(tmp_path / "run", overwrite=False) as folder:
            (folder / "half.txt").write_text("half")
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        stop()
    assert list(tmp_path.iterdir()) == []


def test_a_stopped_run_leaves_the_old_one_as_it_was(tmp_path):
    (tmp_path / "run").mkdir()
    (tmp_path / "run" / "old.txt").write_text("old")
    with pytest.raises(KeyboardInterrupt), open_folder(tmp_path / "run", overwrite=True):
        raise KeyboardInterrupt
    assert [path.name for path in tmp_path.iterdir()] == ["run"]
    assert (tmp_path / "run" / "old.txt").read_text() == "old"


def test_overwriting_replaces_the_whole_folder(tmp_path):
    (tmp_path / "run").mkdir()
    (tmp_path / "run" / "old.txt").write_text("old")
    with open_folder(tmp_path / "run", overwrite=True) as folder:
        (folder / "new.txt").write_text("new")
    assert [path.name for path in (tmp_path / "run").iterdir()] == ["new.txt"]
    assert [path.name for path in tmp_path.iterdir()] == ["run"]


def test_a_file_in_place_of_the_folder_is_refused(tmp_path):
    (tmp_path / "run").write_text("a file")
    with pytest.raises(DataError, match="is a file"), open_folder(tmp_path / "run", overwrite=True):
        pass


def test_json_is_sorted_and_rounded(tmp_path):
    write_json(tmp_path / "a.json", {"b": 1 / 3, "a": {"z": float("nan"), "名": [2 / 3]}})
    assert json.loads((tmp_path / "a.json").read_text()) == {"a": {"z": None, "名": [0.666667]}, "b": 0.333333}
    assert (tmp_path / "a.json").read_text().index('"a"') < (tmp_path / "a.json").read_text().index('"b"')


def test_tables_open_in_excel_and_come_back(tmp_path):
    table = pd.DataFrame({"text": ["修路，治水", '他说"好"'], "share": [1 / 3, 0.5]})
    write_table(tmp_path / "a.csv", table, index=False)
    assert (tmp_path / "a.csv").read_bytes().startswith(b"\xef\xbb\xbf")
    assert pd.read_csv(tmp_path / "a.csv")["text"].tolist() == table["text"].tolist()
    assert "0.333333" in (tmp_path / "a.csv").read_text("utf-8-sig")


def test_no_cell_of_a_table_is_a_formula_and_numbers_stay(tmp_path):
    table = pd.DataFrame({"document_id": ["=1", "@x", "甲"], "n": [-1, 2, 3], "share": [-0.5, None, 1.0]})
    write_table(tmp_path / "a.csv", table, index=False)
    rows = (tmp_path / "a.csv").read_text("utf-8-sig").splitlines()
    assert rows == ["document_id,n,share", "'=1,-1,-0.500000", "'@x,2,", "甲,3,1.000000"]
