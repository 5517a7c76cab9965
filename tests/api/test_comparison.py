"""Comparisons and trends by what is known of documents."""

import pandas as pd
import pytest

import research
from tests.api.speeches import METADATA


def test_differences_and_trends_by_metadata(labelled):
    joined = labelled.join(METADATA)
    with pytest.warns(UserWarning, match="2 groups with fewer than 5 documents have no test"):
        differences = research.compare_prevalence(joined, "level").set_index("domain")
    assert differences.loc["agriculture", "difference"] > 0.4
    assert (differences["first"] == "city").all()
    trend = research.fit_trend(joined)
    assert trend.loc["agriculture", "per_decade"] < 0 < trend.loc["health", "per_decade"]


def test_distances_of_groups_are_largest_where_documents_speak_of_other_domains(labelled):
    joined = labelled.join(METADATA.assign(half=["a", "b", "a", "b"]))
    with pytest.warns(UserWarning, match="fewer than 5 documents"):
        by_level, by_half = (research.measure_distances(joined, by) for by in ("level", "half"))
    columns = "first second distance standard_error null_mean null_high p p_adjusted"
    assert list(by_level) == columns.split()
    assert by_level.loc[0, ["first", "second"]].tolist() == ["city", "county"]
    assert by_half.loc[0, "distance"] < by_level.loc[0, "distance"] <= 1


def test_one_group_or_one_year_is_refused(labelled):
    one = labelled.join(METADATA.assign(level="county", year=2010))
    with pytest.raises(research.InputError, match="there must be at least 2 groups, got 1"):
        research.compare_prevalence(one, "level")
    with pytest.raises(research.InputError, match="there must be at least 3 different numbers"):
        research.fit_trend(one)


def test_a_crosswalk_compares_categories_in_place_of_domains(labelled):
    joined = labelled.join(METADATA)
    table = joined.prevalence("level", crosswalk="cap", target="like").set_index(["level", "category"])
    domains = joined.prevalence("level", target="like").set_index(["level", "domain"])
    columns = ["prevalence", "low", "high"]
    assert table.loc[("city", "3"), "name"] == "Health"
    assert table.loc[("city", "3"), "prevalence"] == pytest.approx(domains.loc[("city", "health"), "prevalence"])
    with pytest.warns(UserWarning, match="fewer than 5 documents"):
        differences, own = (research.compare_prevalence(joined, "level", crosswalk=one) for one in ("cap", None))
    differences, own = differences.set_index("category"), own.set_index("domain")
    assert differences.loc["3", "difference"] == pytest.approx(own.loc["health", "difference"])
    trend = research.fit_trend(joined, crosswalk="cap")
    assert trend.index.name == "category"
    assert trend.loc["3", "per_decade"] == pytest.approx(research.fit_trend(joined).loc["health", "per_decade"])
    same = pd.DataFrame({"domain": joined.codebook.ids, "category": joined.codebook.ids, "weight": 1})
    whole, crossed = joined.prevalence(), joined.prevalence(crosswalk=same)
    assert crossed[columns].to_numpy() == pytest.approx(whole[columns].to_numpy())
    fit = research.fit_regression(joined.join(METADATA.assign(size=["1", "2", "4", "3"])), "size", crosswalk=same)
    assert list(fit)[:2] == ["category", "term"]


@pytest.mark.parametrize("crosswalk", ["capp", pd.DataFrame({"domain": ["health"], "category": ["3"]})])
def test_a_bad_crosswalk_is_refused(labelled, crosswalk):
    with pytest.raises(research.InputError, match=r"expected cap, state_council or a table|no column 'weight'"):
        labelled.prevalence(crosswalk=crosswalk)


def test_columns_go_by_their_chinese_names_and_numbers_make_groups(labelled):
    joined = labelled.join(METADATA)
    with pytest.warns(UserWarning, match="2 groups with fewer than 5 values of 年份"):
        differences = research.compare_prevalence(joined, "层级", cluster="年份")
    with pytest.warns(UserWarning, match="2 groups with fewer than 5 values of year"):
        pd.testing.assert_frame_equal(differences, research.compare_prevalence(joined, "level", cluster="year"))
    one, other = (
        research.fit_trend(joined, time, cluster=cluster) for time, cluster in (("年份", "层级"), ("year", "level"))
    )
    pd.testing.assert_frame_equal(one, other)
    with pytest.warns(UserWarning, match="4 groups"):
        years = research.compare_prevalence(joined, "年份")
    assert set(years["first"]) == {"*", "2010"}
