"""Scoring on gold sentences."""

import numpy as np
import pytest

from research.studies import score
from research.studies.score import locate

GOLD = """id,document,window,text,domain,secondary,kind,confidence
1,r,0,抓好医疗卫生。,health,,heading,3
2,r,0,县人民医院新院区建成投用，新增床位300张。,health,,body,3
3,r,1,农村公路改造完工120公里，桥梁全部通车。,urban_infrastructure,,body,3
"""


def test_gold_sentences_are_scored_alone_and_in_their_document(run, tmp_path, capsys):
    (tmp_path / "documents").mkdir()
    (tmp_path / "sentences.csv").write_text(GOLD)
    text = "抓好医疗卫生。县人民医院新院区建成投用，\n新增床位300张。\n其他工作也有进展。农村公路改造完工120公里，桥梁全部通车。"
    (tmp_path / "documents" / "r.txt").write_text(text)
    assert score.main(["--gold", str(tmp_path), "--run", str(run), "--output", str(tmp_path / "out")]) == 0
    out = capsys.readouterr().out
    assert "windows: accuracy 1.000" in out
    assert "(3 sentences, 1 document)" in out
    assert "not found" not in out


def test_without_gold_sentences_the_script_says_what_it_needs(run, tmp_path, capsys):
    assert score.main(["--gold", str(tmp_path), "--run", str(run), "--output", str(tmp_path / "out")]) == 2
    assert "has no sentences.csv" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("texts", "expected"),
    [(["甲。", "甲。"], [(0, 2), (2, 4)]), (["丙。"], [None]), (["乙\n丁。"], [(4, 7)])],
    ids=["repeated", "missing", "wrapped"],
)
def test_texts_are_located_in_order(texts, expected):
    assert locate(texts, "甲。甲。乙丁。") == expected


POLICY = """id,kind,heading,text,domain,secondary,second_coder
a,title,,关于加强农村公路养护工作的通知,urban_infrastructure,,urban_infrastructure
b,title,,关于加强县级医院建设的通知,health,,urban_infrastructure
c,article,农村公路条例,第三条 有下列情形之一的，予以表彰。,urban_infrastructure,,urban_infrastructure
"""


def test_policy_documents_are_scored_by_kind_where_both_coders_agree(run, tmp_path):
    (tmp_path / "policy_documents.csv").write_text(POLICY)
    model = score.read_run_model(run)
    items = score.read_items(tmp_path / "policy_documents.csv", model.codebook)
    assert [item.kind for item in items] == ["title", "article"]
    table = score.score_items(items, model, np.full(len(model.codebook), 0.5)).set_index("kind")
    assert list(table.index) == ["title", "article", "article, its law given"]
    assert (table["items"] == 1).all()
    one_of_one = 1 / (1 + 1.959964**2)  # Wilson's lower end where one of one is right
    assert table.loc["title", "low"] == pytest.approx(one_of_one, abs=1e-4)


def test_an_item_is_the_mean_of_its_sentences_without_its_heading(run):
    model = score.read_run_model(run)
    item = score.Item("article", "农村公路条例", "修建公路。" * 3, "urban_infrastructure")
    assert score.predict_items([item], model.predictor.predict_proba, with_heading=True).sum() == pytest.approx(1)
    assert score.predict_items([item], model.predictor.predict_proba).argmax() == list(model.codebook.ids).index(
        "urban_infrastructure"
    )
