"""Comparisons and trends by what is known of documents."""

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
