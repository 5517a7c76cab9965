"""What reports talk about, on invented labels; and on the real reports where they are there."""

import re
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import research
from research.errors import InputError
from research.report.history import find_shown
from research.studies import attention
from research.studies.attention import EVENTS, AttentionConfig, describe, measure, read_sources, select, study
from tests.report.rendering import read_texts

REPORTS = Path(__file__).parents[2] / "../shared/corpus/reports"


def make_labelled() -> tuple[research.Labelled, pd.DataFrame]:
    """Reports of three levels, in which one domain is twice as frequent in provinces as in counties."""
    generator = np.random.default_rng(0)
    ids, rows, sources = research.read_codebook().ids, [], []
    for level, places in (("national", 1), ("province", 6), ("county", 6)):
        for place in range(places):
            for year in range(2012, 2024, 2):
                name = f"{level}_{place}_{year}"
                sources.append((name, level, f"{level} {place}", str(year)))
                weights = np.ones(21)
                weights[19] = 12 if level == "province" else 1
                found = generator.choice(ids, 40, p=weights / weights.sum())
                rows += [(name, number, "body", number // 4, domain, "句。") for number, domain in enumerate(found)]
    sentences = pd.DataFrame(rows, columns=["document_id", "sentence_id", "kind", "paragraph", "domain", "text"])
    table = pd.DataFrame(sources, columns=["document_id", "level", "place", "year"])
    table = table.assign(
        file=table["document_id"] + ".txt", place_zh="", repository="", commit="", flags="", left_out=""
    )
    probabilities = pd.DataFrame(np.eye(21)[[ids.index(name) for name in sentences["domain"]]], columns=list(ids))
    known = table.set_index("document_id")[["level", "place", "year"]]
    return research.Labelled(sentences, probabilities, known, research.read_codebook()), table


@pytest.mark.slow
@pytest.mark.usefixtures("blank_figures")
def test_the_study_writes_tables_figures_and_what_they_show(tmp_path):
    labelled, sources = make_labelled()
    measure(labelled, sources, AttentionConfig(output=tmp_path / "attention"))
    found = {path.name for path in (tmp_path / "attention").iterdir()}
    assert {"README.md", "documents.csv", "sources.csv", "national.png", "national-en.png", "levels.png"} <= found
    text = (tmp_path / "attention" / "README.md").read_text("utf-8")
    assert "Opening up & regions +" in text
    assert "mentions, not deeds" in text
    assert "](national-en.png)" in text
    chinese = (tmp_path / "attention" / "README.zh-CN.md").read_text("utf-8")
    assert "](national.png)" in chinese
    assert re.findall(r"[+-][\d.]+ \[.*?\]", chinese) == re.findall(r"[+-][\d.]+ \[.*?\]", text) != []
    assert chinese.count("\n## ") == text.count("\n## ")
    documents = pd.read_csv(tmp_path / "attention" / "documents.csv", encoding="utf-8-sig")
    assert documents["document_id"].nunique() == len(sources)
    assert not {"text", "sentence"} & set(documents.columns)


@pytest.mark.slow
def test_each_figure_names_its_level_in_both_languages_and_no_interval_that_it_lacks(tmp_path, monkeypatch):
    shown = {}
    monkeypatch.setattr(
        attention, "write_figure", lambda path, ax: shown.update({path.name: "".join(read_texts(ax).split())})
    )
    labelled, sources = make_labelled()
    measure(labelled, sources, AttentionConfig(output=tmp_path / "attention"))
    for level, zh, en in (
        ("national", "全国政府工作报告6篇，2012年以来", "National: 6 work reports since 2012"),
        ("county", "县级政府工作报告36篇（6地），2012年以来", "Counties: 36 work reports of 6 places since 2012"),
    ):
        assert zh in shown[f"trend-{level}.png"]
        assert en.replace(" ", "") in shown[f"trend-{level}-en.png"]
    for name in ("national", "levels"):
        assert "区间" not in shown[f"{name}.png"]
        assert "ntervals" not in shown[f"{name}-en.png"]


def test_documents_are_selected_by_their_sources():
    labelled, sources = make_labelled()
    part = select(labelled, sources["level"] == "county", sources)
    assert set(part.sentences["document_id"].str.split("_").str[0]) == {"county"}
    assert len(part.probabilities) == len(part.sentences)


def test_sources_name_what_is_left_out_and_why(tmp_path):
    (tmp_path / "reports").mkdir()
    for name in ("national_cn_1960", "national_cn_1999", "party_cpc_2002"):
        (tmp_path / "reports" / f"{name}.txt").touch()
    lines = ["file,level,place,year", "national_cn_1960.txt,national,cn,1960", "national_cn_1999.txt,national,cn,1999",
             "party_cpc_2002.txt,party,cpc,2002", "missing.txt,county,x,2000"]  # fmt: skip
    (tmp_path / "manifest.csv").write_text("\n".join(lines))
    table = read_sources(tmp_path / "manifest.csv", tmp_path / "reports")
    assert dict(zip(table["document_id"], table["left_out"], strict=True)) == {
        "national_cn_1960": "agriculture", "national_cn_1999": "", "party_cpc_2002": "party congress",
    }  # fmt: skip


def test_reports_that_are_missing_are_an_error(tmp_path):
    with pytest.raises(InputError, match=r"no reports with a manifest\.csv beside their folder; set --reports$"):
        study(replace(AttentionConfig(), reports=tmp_path / "reports"))


def test_an_event_that_does_not_show_is_said_not_to():
    labelled, sources = make_labelled()
    history = labelled.prevalence(by="year")
    assert find_shown(history, EVENTS) == []
    trend = pd.DataFrame({"per_decade": [0.1], "low": [0.0], "high": [0.2], "p_adjusted": [0.9], "documents": 3, "places": 1},
                         index=["health"])  # fmt: skip
    differences = pd.DataFrame({"p_adjusted": [0.9]})
    text = describe(labelled, sources, attention.Measured(history, history, differences, {"county": trend}))
    assert "None of the events" in text
    assert "2020, Covid-19: Health & epidemics is not at least 1.5 times" in text
    assert "Counties (3 reports): no change is statistically significant." in text
    chinese = describe(labelled, sources, attention.Measured(history, history, differences, {"county": trend}), "zh")
    assert "2020年，新冠疫情：卫生健康的占比不到此前五篇报告平均值的1.5倍。" in chinese
    assert "县级（3篇）：各领域的变化均不显著。" in chinese


@pytest.mark.skipif(not REPORTS.is_dir(), reason="needs ../shared/corpus/reports")
def test_all_real_reports_have_a_source():
    table = read_sources(REPORTS.parent / "manifest.csv", REPORTS)
    assert len(table) == len(list(REPORTS.glob("*.txt")))
    assert (table["left_out"] != "").sum() == 14
