"""Panels are files that Stata, Excel and R go on from."""

import numpy as np
import pandas as pd
import pytest

from research.codebook import Codebook, Domain
from research.errors import InputError
from research.labelling.panel import read_numbers, write_panel
from research.workbook import read_sheets

CODEBOOK = Codebook("own", "1", (Domain("roads", "道路", "Roads"), Domain("health", "卫生", "Health")))
PANEL = pd.DataFrame(
    {
        "level": ["city", "county", "city"], "year": ["2018", "2019", ""], "title": ["一", "二", "三"],
        "sentences": [4, 8, 2], "weight": [4.0, 8.0, 2.0], "roads": [0.25, 0.5, 0.0], "health": [0.75, 0.5, 1.0],
    },
    index=pd.Index(["007", "b", "c"], name="document_id"),
)  # fmt: skip


def test_shared_texts_are_labelled_numbers_in_stata_and_others_stay_texts(tmp_path):
    write_panel(tmp_path / "panel.dta", PANEL, CODEBOOK, "zh")
    raw = pd.read_stata(tmp_path / "panel.dta", convert_categoricals=False)
    assert raw["level"].tolist() == [1, 2, 1]
    assert raw["title"].tolist() == ["一", "二", "三"]
    assert raw["document_id"].tolist() == ["007", "b", "c"]
    assert raw["year"].dropna().tolist() == [2018, 2019]
    assert raw["health"].tolist() == [0.75, 0.5, 1.0]
    with pd.io.stata.StataReader(tmp_path / "panel.dta") as reader:
        assert reader.value_labels()["level"] == {1: "city", 2: "county"}
        labels = reader.variable_labels()
    assert (labels["roads"], labels["sentences"], labels["level"]) == ("道路：占比", "正文句数", "")


def test_a_workbook_has_the_panel_and_what_its_columns_are(tmp_path):
    write_panel(tmp_path / "panel.xlsx", PANEL, CODEBOOK, "en")
    panel, about = read_sheets((tmp_path / "panel.xlsx").read_bytes(), "panel.xlsx")
    assert panel.rows[0] == ["document_id", *PANEL]
    assert panel.rows[1][:3] == ["007", "city", "2018"]
    assert ["roads", "Roads: share", "roads"] in about.rows
    assert ["weight", "Weight; weighted means are the shares of all documents", "weight"] in about.rows


def test_a_csv_keeps_all_cells(tmp_path):
    write_panel(tmp_path / "panel.csv", PANEL, CODEBOOK, "en")
    back = pd.read_csv(tmp_path / "panel.csv", dtype={"document_id": str}).set_index("document_id")
    pd.testing.assert_frame_equal(back, read_numbers(PANEL).set_index("document_id"), check_dtype=False)


def test_other_endings_are_refused(tmp_path):
    with pytest.raises(InputError, match=r"got '.sav', expected one of .csv, .dta, .xlsx"):
        write_panel(tmp_path / "panel.sav", PANEL, CODEBOOK, "en")


def test_a_long_number_stays_a_text():
    ids = pd.DataFrame({"code": ["12345678901234567890"]}, index=pd.Index(["a"], name="document_id"))
    assert read_numbers(ids)["code"].tolist() == ["12345678901234567890"]
    assert np.isnan(read_numbers(PANEL)["year"][2])


def test_a_column_without_any_value_stays_a_column_of_texts():
    empty = pd.DataFrame({"place": ["", ""]}, index=pd.Index(["a", "b"], name="document_id"))
    assert read_numbers(empty)["place"].tolist() == ["", ""]
