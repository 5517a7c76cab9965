"""Shares and panels of labelled documents."""

import numpy as np
import pytest

import research
from tests.api.speeches import METADATA, TEXTS


def test_shares_sum_to_one_and_intervals_hold_the_estimate(labelled):
    table = labelled.prevalence()
    assert list(table) == ["domain", "prevalence", "low", "high", "sentences", "documents", "target"]
    assert table["prevalence"].sum() == pytest.approx(1)
    assert (table["low"] <= table["prevalence"]).all()
    assert (table["prevalence"] <= table["high"]).all()
    assert table["sentences"].sum() == 16


def test_shares_by_a_column_of_metadata_by_two_and_by_document(labelled):
    joined = labelled.join(METADATA)
    by_level = joined.prevalence(by="level").set_index(["level", "domain"])["prevalence"]
    assert by_level["county", "agriculture"] > 0.5
    assert by_level["city", "health"] > 0.5
    assert list(joined.prevalence(by=["level", "year"]))[:3] == ["level", "year", "domain"]
    assert joined.prevalence(by="document_id")["document_id"].nunique() == 4
    assert labelled.prevalence(by="year")["year"].unique().tolist() == ["2010", "2012", "2018", "2021"]


def test_a_panel_has_a_row_for_each_document_and_a_column_for_each_domain(labelled):
    panel = labelled.join(METADATA).panel()
    assert panel.index.tolist() == sorted(TEXTS)
    assert list(panel)[:4] == ["level", "year", "sentences", "weight"]
    assert panel[list(labelled.codebook.ids)].sum(axis=1).to_numpy() == pytest.approx(np.ones(4))
    assert panel.loc["city_2018", "level"] == "city"


@pytest.mark.parametrize("weight", ["sentence", "character", "document", "size"])
def test_the_weighted_means_of_a_panel_are_the_shares_of_all_documents(labelled, weight):
    joined = labelled.join(METADATA.assign(size=["3", "1", "2", "0.5"]))
    panel = joined.panel(weight=weight)
    together = joined.prevalence(weight=weight).set_index("domain")["prevalence"]
    means = panel[list(labelled.codebook.ids)].mul(panel["weight"], axis=0).sum() / panel["weight"].sum()
    assert means.to_numpy() == pytest.approx(together.to_numpy(), abs=1e-9)


def test_a_missing_column_is_an_input_error(run):
    with pytest.raises(research.InputError, match="place"):
        research.label_documents(["新建学校。"], run).prevalence("place")
