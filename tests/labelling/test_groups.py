"""Groups of labelled documents, with shares derived by hand."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from research.errors import InputError, ReadingWarning
from research.labelling.groups import (
    Estimator,
    estimate_groups,
    find_values,
    index_documents,
    join_numbers,
    tabulate_groups,
)
from research.labelling.read_back import LabelledSentences
from research.measure.choices import METHODS
from research.measure.held_out import HeldOut
from research.measure.prevalence import estimate_shares

DOMAINS = ("health", "education")


def label(rows):
    """Sentences given as (document, kind, domain, text); each is certain of its domain."""
    table = pd.DataFrame(rows, columns=["document_id", "kind", "domain", "text"])
    table["paragraph"] = np.arange(len(table))
    return LabelledSentences(table, np.eye(2)[[DOMAINS.index(domain) for domain in table["domain"]]])


FOUR = label([
    ("a_2010", "body", "health", "建医院。"),
    ("a_2010", "body", "education", "建学校。"),
    ("a_2010", "heading", "health", "卫生"),
    ("b_2010", "body", "health", "建两所医院。"),
    ("c_2020", "body", "education", "建学校。"),
    ("d_2020", "body", "education", "建小学。"),
])  # fmt: skip
METADATA = pd.DataFrame({"document_id": ["a_2010", "b_2010", "c_2020"], "level": ["county", "city", "county"]})


def test_shares_of_a_group_are_over_its_body_sentences():
    values = find_values(FOUR, ["year"])
    table = tabulate_groups(estimate_groups(FOUR, values, Estimator(DOMAINS)), ["year"])
    assert table[["year", "domain", "sentences", "documents"]].to_numpy().tolist() == [
        ["2010", "health", 2, 2], ["2010", "education", 1, 2], ["2020", "health", 0, 2], ["2020", "education", 2, 2],
    ]  # fmt: skip
    assert table["prevalence"].round(6).tolist() == [0.666667, 0.333333, 0, 1]


def test_groups_of_two_columns_hold_the_documents_that_have_both_values():
    values = find_values(FOUR, ["level", "year"], METADATA.assign(year=["2010", "", "2020"]))
    groups = estimate_groups(FOUR, values, Estimator(DOMAINS))
    assert [group.name for group in groups] == ["county · 2010", "county · 2020"]
    assert [group.documents for group in groups] == [1, 1]


def test_a_document_alone_has_no_interval_for_documents_like_it():
    values = find_values(FOUR, ["document_id"])
    groups = estimate_groups(FOUR, values, Estimator(DOMAINS))
    assert np.isnan(groups[0].table["low"]).all()
    assert set(tabulate_groups(groups, ["document_id"])["target"]) == {"documents like these"}


def test_gold_labels_of_these_documents_have_intervals_without_width():
    groups = estimate_groups(FOUR, find_values(FOUR, ["year"]), Estimator(DOMAINS, target="these", gold=True))
    assert all((group.table["low"] == group.table["high"]).all() for group in groups)
    assert set(tabulate_groups(groups, ["year"])["target"]) == {"these documents"}


def test_each_document_counts_the_same_or_by_its_design_weight():
    """In 2010 one document has a sentence of each domain, the other one of health alone."""
    values = find_values(FOUR, ["year"])
    equal = estimate_groups(FOUR, values, Estimator(DOMAINS, weight="document"))
    assert equal[0].shares.estimate.tolist() == [0.75, 0.25]
    design = pd.Series({"a_2010": "3", "b_2010": "1", "c_2020": "1", "d_2020": "1"})
    weighed = estimate_groups(FOUR, values, Estimator(DOMAINS, weight="w", design=design))
    assert weighed[0].shares.estimate == pytest.approx([4 / 7, 3 / 7])


def test_documents_of_a_cluster_are_one_unit():
    clusters = pd.Series({"a_2010": "x", "b_2010": "x", "c_2020": "y", "d_2020": "z"})
    groups = estimate_groups(FOUR, find_values(FOUR, ["year"]), Estimator(DOMAINS, clusters=clusters))
    assert [group.shares.n_units for group in groups] == [1, 2]
    assert [group.documents for group in groups] == [2, 2]


def test_characters_weigh_sentences_by_their_length():
    values = find_values(FOUR, ["year"])
    weighed = estimate_groups(FOUR, values, Estimator(DOMAINS, weight="character"))
    assert weighed[0].shares.estimate.round(6).tolist() == [round(10 / 14, 6), round(4 / 14, 6)]


def test_numbers_are_joined_from_a_multiple_of_the_width():
    assert join_numbers(pd.Series(["1999", "2000", "2004"]), 5).tolist() == ["1995-1999", "2000-2004", "2000-2004"]
    assert join_numbers(pd.Series(["1999", "2000"]), 2).tolist() == ["1998-1999", "2000-2001"]
    assert join_numbers(pd.Series(["1999", "none"]), 1).tolist() == ["1999", "none"]
    with pytest.raises(InputError, match=r"'unknown' is not a number; leave --every out"):
        join_numbers(pd.Series(["2000", "unknown"]), 5)


@pytest.mark.parametrize(
    ("by", "message"),
    [("place", "no column .place.; it has document_id, level"), ("level", "none of 1 documents has a value")],
)
def test_columns_that_do_not_fit_are_named(by, message):
    other = label([("z", "body", "health", "建医院。")])
    with pytest.raises(InputError, match=message):
        find_values(other, [by], METADATA, "documents.csv")


def test_held_out_errors_give_shares_their_error_and_adjust_them():
    """Every third sentence of health is taken for education on held-out documents: 3 of 3 counted as health are .75."""
    counted = np.tile(np.array([[20.0, 10.0], [0.0, 30.0]]), (6, 1, 1))
    held_out = HeldOut(counted, counted, np.ones((6, 2)))
    values = find_values(FOUR, ["year"])
    (plain, _), (with_errors, _) = (
        estimate_groups(FOUR, values, Estimator(DOMAINS, held_out=found)) for found in (None, held_out)
    )
    assert plain.shares.classification is None
    assert (with_errors.shares.classification > 0).all()
    adjusted, _ = estimate_groups(FOUR, values, Estimator(DOMAINS, "adjusted", held_out))
    assert adjusted.shares.estimate == pytest.approx([1, 0], abs=0.01)  # 2 of 3 are counted where all are health


@pytest.mark.parametrize("method", METHODS)
def test_categories_that_are_the_domains_have_their_shares_and_intervals(method):
    counted = np.tile(np.array([[20.0, 10.0], [2.0, 28.0]]), (6, 1, 1))
    estimator = Estimator(DOMAINS, method, HeldOut(counted, counted, np.full((6, 2), 9.0)))
    same = pd.DataFrame(np.eye(2), index=list(DOMAINS), columns=["x", "y"])
    values = find_values(FOUR, ["year"])
    for target in ("these", "like"):
        own, crossed = (
            tabulate_groups(estimate_groups(FOUR, values, one), ["year"])
            for one in (replace(estimator, target=target), replace(estimator, target=target, crosswalk=same))
        )
        assert crossed["domain"].tolist() == ["x", "y"] * 2
        for column in ("prevalence", "low", "high", "sentences", "documents"):
            assert crossed[column].to_numpy() == pytest.approx(own[column].to_numpy(), nan_ok=True)


def test_all_domains_in_one_category_are_the_whole_without_error():
    counted = np.tile(np.array([[20.0, 10.0], [2.0, 28.0]]), (6, 1, 1))
    whole = pd.DataFrame(np.ones((2, 1)), index=list(DOMAINS), columns=["all"])
    held_out = HeldOut(counted, counted, np.full((6, 2), 9.0))
    estimator = Estimator(DOMAINS, held_out=held_out, target="these", crosswalk=whole)
    for group in estimate_groups(FOUR, find_values(FOUR, ["year"]), estimator):
        assert group.table[["prevalence", "low", "high"]].to_numpy().tolist() == [[1, 1, 1]]


def test_with_a_crosswalk_the_error_of_classification_is_computed_of_categories_alone(monkeypatch):
    computed = []
    for module in ("research.labelling.groups", "research.measure.prevalence"):
        monkeypatch.setattr(
            f"{module}.find_classification_error",
            lambda *_, parts=None: computed.append(parts) or np.zeros(1),
        )
    counted = np.tile(np.array([[20.0, 10.0], [2.0, 28.0]]), (6, 1, 1))
    whole = pd.DataFrame(np.ones((2, 1)), index=list(DOMAINS), columns=["all"])
    estimator = Estimator(DOMAINS, held_out=HeldOut(counted, counted, np.full((6, 2), 9.0)), crosswalk=whole)
    estimator.estimate(FOUR.probabilities, FOUR.sentences)
    assert [parts.tolist() for parts in computed] == [[[1], [1]]]


def test_rows_of_all_groups_are_numbered_through():
    table = tabulate_groups(estimate_groups(FOUR, find_values(FOUR, ["year"]), Estimator(DOMAINS)), ["year"])
    assert table.index.tolist() == [0, 1, 2, 3]


def test_columns_without_any_value_are_named_as_they_were_given():
    metadata = pd.DataFrame({"document_id": ["a_2010"], "level": [""], "place": [""]})
    with pytest.raises(InputError, match=r"^--by level,place: none of 4 documents has a value"):
        find_values(FOUR, ["level", "place"], metadata, "documents.csv")


def test_documents_keep_the_order_of_their_first_sentence_when_a_column_of_sentences_groups_them():
    table = label([("b", "body", "health", "建医院。"), ("a", "body", "health", "建医院。")])
    table.sentences["part"] = ["2", "1"]
    assert find_values(table, ["part"])["part"].to_dict() == {"b": "2", "a": "1"}


def test_shares_of_domains_come_with_those_of_categories_and_are_estimated_once(monkeypatch):
    estimated = []
    monkeypatch.setattr(
        "research.labelling.groups.estimate_shares",
        lambda *given, **settings: estimated.append(given) or estimate_shares(*given, **settings),
    )
    whole = pd.DataFrame(np.ones((2, 1)), index=list(DOMAINS), columns=["all"])
    values = find_values(FOUR, ["year"])
    crossed = estimate_groups(FOUR, values, Estimator(DOMAINS, crosswalk=whole))
    assert len(estimated) == len(crossed) == 2
    for group, own in zip(crossed, estimate_groups(FOUR, values, Estimator(DOMAINS)), strict=True):
        assert group.of_domains.tolist() == own.of_domains.tolist() == own.shares.estimate.tolist()


def test_a_table_that_names_files_and_documents_gives_each_document_its_first_row():
    table = pd.DataFrame({"document_id": ["a_2010.txt", "a_2010", "c_2020.docx"], "place": ["east", "west", "north"]})
    assert index_documents(table, ["a_2010", "c_2020"])["place"].to_dict() == {"a_2010": "east", "c_2020": "north"}
    said = "t.csv: 1 document has several rows that differ in place, a_2010 first; the first row is taken"
    with pytest.warns(ReadingWarning, match=said):
        found = find_values(FOUR, ["place"], table, "t.csv")
    assert found["place"].to_dict() == {"a_2010": "east", "c_2020": "north"}


def test_rows_of_one_document_that_say_the_same_are_taken_without_a_word(recwarn):
    table = pd.DataFrame({"document_id": ["a_2010", "a_2010", "x", "x"], "place": ["east", "east", "west", "north"]})
    assert find_values(FOUR, ["place"], table, "t.csv")["place"].to_dict() == {"a_2010": "east"}
    assert not recwarn.list


def test_a_design_weight_belongs_to_the_id_of_a_document_that_is_read_as_a_number():
    table = label([(7, "body", "health", "建医院。"), (8, "body", "education", "建学校。")])
    estimator = Estimator(DOMAINS, weight="w", design=pd.Series({"7": "3", "8": "1"}))
    assert estimator.weigh(table.sentences).tolist() == [3, 1]
    with pytest.raises(InputError, match="weight: got 'w', expected one of sentence, character, document"):
        replace(estimator, design=None).weigh(table.sentences)


def test_years_that_no_name_of_a_document_says_are_asked_for():
    table = label([("one", "body", "health", "建医院。")])
    with pytest.raises(InputError, match=r"give --metadata, a table with document_id and year$"):
        find_values(table, ["year"])


def test_documents_without_a_cluster_are_units_of_their_own_whatever_clusters_are_called():
    clusters = pd.Series({"a_2010": "b_2010", "b_2010": "", "c_2020": np.nan})
    units = Estimator(DOMAINS, clusters=clusters).find_units(pd.Index(["a_2010", "b_2010", "c_2020", "d_2020"]))
    assert units.nunique() == 4
