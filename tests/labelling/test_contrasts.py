"""Contrasts of groups of labelled documents: who is tested, over which units, and what a small group says."""

import numpy as np
import pandas as pd
import pytest

from research.errors import InputError
from research.labelling.contrasts import (
    contrast_groups,
    describe_untested,
    estimate_trend,
    find_entering_groups,
    fit_shares,
    tabulate_differences,
    tabulate_distances,
)
from research.labelling.groups import Estimator
from research.labelling.read_back import LabelledSentences
from research.measure.contrast import adjust_p_values

DOMAINS = ("health", "education")


def label(documents):
    """Documents given as name: (sentences of health, sentences of education), each certain; texts differ in length."""
    rows = [
        (name, "body", domain, "医" * (2 if domain == "health" else 1))
        for name, counts in documents.items()
        for domain, count in zip(DOMAINS, counts, strict=True)
        for _ in range(count)
    ]
    table = pd.DataFrame(rows, columns=["document_id", "kind", "domain", "text"])
    table["paragraph"] = np.arange(len(table))
    return LabelledSentences(table, np.eye(2)[[DOMAINS.index(domain) for domain in table["domain"]]])


def values_of(names, column="group"):
    """The first letter of each document is its group."""
    return pd.DataFrame({column: [name[0] for name in names]}, index=pd.Index(names, name="document_id"))


APART = {f"{group}{number}": (9, 1) if group == "a" else (1, 9) for group in "ab" for number in range(6)}


def test_groups_that_share_no_theme_differ_significantly_and_by_hand():
    contrast = contrast_groups(label(APART), values_of(APART), Estimator(DOMAINS))
    table = tabulate_differences(contrast).set_index("domain")
    assert table["difference"].round(6).tolist() == [-0.8, 0.8]
    assert (table["p_adjusted"] < 0.01).all()  # two of the 924 orders of six and six
    assert table["p"].tolist() == pytest.approx([2 / 924] * 2, abs=0.002)
    assert list(tabulate_distances(contrast)) == [
        "first", "second", "distance", "standard_error", "null_mean", "null_high", "p", "p_adjusted",
    ]  # fmt: skip
    distances = tabulate_distances(contrast).iloc[0]
    assert distances["p_adjusted"] < 0.02
    assert distances["null_mean"] < distances["null_high"] < distances["distance"]


def test_places_are_the_units_where_a_place_has_several_documents():
    places = pd.Series({name: name[0] + name[1] if name[1] in "01" else name[0] + "2" for name in APART})
    contrast = contrast_groups(label(APART), values_of(APART), Estimator(DOMAINS), places)
    assert len(contrast.totals.sizes) == 6
    assert contrast.untested == ["a", "b"]
    assert tabulate_differences(contrast)[["p", "p_adjusted"]].isna().all(axis=None)
    assert contrast.groups[0].shares.n_units == 3


def test_a_group_of_four_documents_has_no_test_and_is_named():
    documents = {name: counts for name, counts in APART.items() if name not in ("a4", "a5")}
    contrast = contrast_groups(label(documents), values_of(documents), Estimator(DOMAINS))
    table = tabulate_differences(contrast)
    assert table[["p", "p_adjusted"]].isna().all(axis=None)
    assert table[["low", "high"]].notna().all(axis=None)
    assert np.isnan(tabulate_distances(contrast)["p"].iloc[0])
    assert "1 group with fewer than 5 documents has no test, a first" in describe_untested(contrast)


def test_of_three_groups_each_domain_is_tested_over_all_of_them_first():
    documents = APART | {f"c{number}": (9, 1) for number in range(6)}
    table = tabulate_differences(contrast_groups(label(documents), values_of(documents), Estimator(DOMAINS)))
    assert table["first"].tolist() == ["*"] * 2 + ["a"] * 4
    over_all, pairs = table.iloc[:2].set_index("domain"), table.iloc[2:]
    assert (over_all["p_adjusted"] < 0.01).all()
    assert (pairs["p_adjusted"].to_numpy() >= over_all.loc[pairs["domain"], "p_adjusted"].to_numpy()).all()
    assert (pairs.loc[pairs["second"] == "c", "p_adjusted"] == 1).all()  # it is as the first


def test_a_trend_needs_three_years():
    four = label({"a": (1, 1), "b": (1, 0), "c": (0, 1), "d": (0, 1)})
    assert estimate_trend(four, pd.Series({"a": "2010", "b": "2010", "c": "2020"}), Estimator(DOMAINS)) is None
    years = pd.Series({"a": "2010", "b": "2012", "c": "2020", "d": "2020"})
    trend = estimate_trend(four, years, Estimator(DOMAINS))
    assert trend.loc["education", "per_decade"] > 0
    assert trend["per_decade"].sum() == pytest.approx(0)


def test_a_trend_obeys_the_weight():
    documents = {f"d{year}": (year, 3) for year in range(1, 7)}
    years = pd.Series({name: 2000 + int(name[1]) for name in documents})
    one, other = (
        estimate_trend(label(documents), years, Estimator(DOMAINS, weight=weight))
        for weight in ("sentence", "character")
    )
    assert one.loc["health", "per_decade"] != other.loc["health", "per_decade"]


def test_what_is_constant_within_places_is_no_trend_once_places_are_held_constant():
    """Two places, one early and one late, differ; within neither is there any change."""
    documents = {f"{place}{year}": (8, 2) if place == "a" else (2, 8) for place in "ab" for year in range(4)}
    years = pd.Series({name: 2000 + int(name[1]) + (2 if name[0] == "b" else 0) for name in documents})
    places = values_of(documents, "place")
    plain = estimate_trend(label(documents), years, Estimator(DOMAINS))
    held = estimate_trend(label(documents), years, Estimator(DOMAINS), covariates=places)
    assert plain.loc["education", "per_decade"] > 0.5
    assert held.loc["education", "per_decade"] == pytest.approx(0)


def test_a_regression_on_a_group_gives_its_difference():
    fit = fit_shares(label(APART), values_of(APART), Estimator(DOMAINS)).set_index(["domain", "term"])
    assert fit.loc[("health", "(constant)"), "estimate"] == pytest.approx(0.9)
    assert fit.loc[("health", "group=b"), "estimate"] == pytest.approx(-0.8)


def test_more_terms_than_documents_are_refused():
    four = label({"a1": (1, 1), "b1": (1, 0)})
    with pytest.raises(InputError, match="got 2 documents and 2 terms"):
        fit_shares(four, values_of(["a1", "b1"]), Estimator(DOMAINS))


def test_a_level_that_stands_at_one_end_of_the_time_axis_is_named():
    years = pd.Series([2001, 2002, 2003, 2003, 2001])
    levels = pd.Series(["county", "county", "county", "province", "county"])
    assert find_entering_groups(pd.Series(["county", "county", "", "county", "county"]), years, years) == []
    assert find_entering_groups(levels, years, years) == ["province: 2003 to 2003 only"]
    assert find_entering_groups(levels.replace("province", "county"), years, years) == []


THREE = ("health", "education", "roads")


def label_three(seed=0):
    """Twelve documents of three domains, in two groups that differ in roads."""
    generator = np.random.default_rng(seed)
    names = [f"{group}{number}" for group in "ab" for number in range(6)]
    rows = [(name, "body", "新建。") for name in names for _ in range(20)]
    table = pd.DataFrame(rows, columns=["document_id", "kind", "text"])
    shares = np.array([[0.5, 0.4, 0.1] if name[0] == "a" else [0.3, 0.2, 0.5] for name in table["document_id"]])
    codes = (shares.cumsum(axis=1) > generator.random((len(table), 1))).argmax(axis=1)
    return LabelledSentences(table, np.eye(3)[codes]), values_of(names)


@pytest.mark.parametrize("method", ["count", "probabilistic"])
def test_the_categories_of_joined_domains_compare_as_relabelled_sentences_do(method):
    labelled, values = label_three()
    joined = pd.DataFrame(np.eye(2)[[0, 0, 1]], index=list(THREE), columns=["people", "roads"])
    relabelled = LabelledSentences(labelled.sentences, labelled.probabilities @ joined.to_numpy())
    crossed = contrast_groups(labelled, values, Estimator(THREE, method, crosswalk=joined))
    own = contrast_groups(relabelled, values, Estimator(("people", "roads"), method))
    for make in (tabulate_differences, tabulate_distances):
        pd.testing.assert_frame_equal(make(crossed), make(own))
    years = pd.Series(range(2001, 2013), index=values.index)
    trend = estimate_trend(labelled, years, Estimator(THREE, method, crosswalk=joined))
    pd.testing.assert_frame_equal(trend, estimate_trend(relabelled, years, Estimator(("people", "roads"), method)))
    covariates = pd.DataFrame({"group": values["group"]})
    fit = fit_shares(labelled, covariates, Estimator(THREE, method, crosswalk=joined))
    pd.testing.assert_frame_equal(fit, fit_shares(relabelled, covariates, Estimator(("people", "roads"), method)))


def test_the_order_of_documents_changes_no_digit():
    """The orders of a permutation test and the noise of a bootstrap are drawn for documents by name."""
    names = [*APART, "a9", "b9"]
    documents = APART | {"a9": (3, 4), "b9": (5, 2)}
    tables = []
    for order in (names, names[::-1]):
        contrast = contrast_groups(
            label({name: documents[name] for name in order}), values_of(order), Estimator(DOMAINS)
        )
        tables.append((tabulate_differences(contrast), tabulate_distances(contrast)))
    for one, other in zip(*tables, strict=True):
        pd.testing.assert_frame_equal(one, other, check_exact=True)


def test_other_names_of_the_groups_turn_the_differences_alone():
    names = list(APART | {"a9": (3, 4), "b9": (5, 2)})
    labelled, values = label(APART | {"a9": (3, 4), "b9": (5, 2)}), values_of(names)
    one, other = (
        tabulate_differences(contrast_groups(labelled, found, Estimator(DOMAINS)))
        for found in (values, values.replace({"a": "z"}))
    )
    assert other["difference"].tolist() == pytest.approx((-one["difference"]).tolist())
    assert other["low"].tolist() == pytest.approx((-one["high"]).tolist())
    assert other["p_adjusted"].tolist() == pytest.approx(one["p_adjusted"].tolist(), abs=0.01)


def test_a_pair_differs_no_more_clearly_than_its_domain_over_all_groups():
    """Health of ten sentences in six documents of each group; of five documents each group is tested, too."""
    health = {"a": (5, 5, 4, 5, 3, 2), "b": (7, 5, 3, 4, 4, 5), "c": (8, 5, 3, 5, 3, 5)}
    for number in (6, 5):
        documents = {
            f"{group}{place}": (count, 10 - count)
            for group, counts in health.items()
            for place, count in enumerate(counts[:number])
        }
        table = tabulate_differences(contrast_groups(label(documents), values_of(documents), Estimator(DOMAINS)))
        over_all, pairs = table.iloc[:2].set_index("domain")["p_adjusted"], table.iloc[2:]
        assert over_all.notna().all()
        floor = over_all[pairs["domain"]].to_numpy()
        assert pairs["p_adjusted"].tolist() == np.maximum(adjust_p_values(pairs["p"].to_numpy()), floor).tolist()
        if number == 6:
            assert (pairs["p_adjusted"].to_numpy() == floor).all()


def test_places_are_the_clusters_of_a_trend():
    documents = {f"{place}{year}": (2 + year + 3 * (place == "b"), 10) for place in "abc" for year in range(4)}
    years = pd.Series({name: 2000 + int(name[1]) for name in documents})
    places = values_of(documents, "place")["place"]
    alone, clustered = (
        estimate_trend(label(documents), years, Estimator(DOMAINS), clusters=clusters) for clusters in (None, places)
    )
    assert clustered["per_decade"].tolist() == pytest.approx(alone["per_decade"].tolist())
    assert (clustered["high"] - clustered["low"]).iloc[0] != pytest.approx((alone["high"] - alone["low"]).iloc[0])
