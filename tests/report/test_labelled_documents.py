"""The files that follow from labelled sentences."""

import hashlib
import json

import numpy as np
import pandas as pd
import pytest

from research.codebook import Codebook, Domain
from research.errors import InputError
from research.labelling.batch import label_batch
from research.labelling.estimation import Estimation
from research.labelling.output_tables import format_documents, make_headers
from research.labelling.processes import Pool
from research.measure.abstention import DomainThreshold, Kept, Thresholds
from research.measure.gold_labels import GoldLabels
from research.measure.held_out import sum_held_out
from research.model.predictor import KeywordPredictor
from research.model.storage import Model
from research.report import labelled_documents
from research.report.labelled_documents import Labelling, describe_method, describe_shares, write_labelled
from research.report.plotter import Plotter
from research.text.documents import Document

CODEBOOK = Codebook("own", "1", (Domain("roads", "道路", "roads"), Domain("health", "卫生", "health")))
MODEL = Model(KeywordPredictor(CODEBOOK.ids, (("公路",), ("医院",)), np.full(2, 0.5)), CODEBOOK)
DOCUMENTS = [
    Document("甲", "一、交通\n修建公路五十公里，通到每一个村。\n二、卫生\n新建医院两所，床位增加三百张。\n"),
    Document("乙", "新建医院两所，床位增加三百张。\n修建公路五十公里，通到每一个村。\n"),
]
TOGETHER = {"distribution.png", "distribution.svg"}
APART = {f"{name}.{ending}" for name in ("ribbon-01", "ribbon-02", "sections-01", "sections-02")
         for ending in ("png", "svg")}  # fmt: skip


@pytest.fixture
def folder(tmp_path):
    """What labelling the documents appended."""
    for part in (make_headers(CODEBOOK.ids), format_documents(label_batch(DOCUMENTS, MODEL), CODEBOOK.ids)):
        for name, content in part.items():
            with (tmp_path / name).open("ab") as file:
                file.write(content)
    return tmp_path


def list_new(folder):
    before = {path.name for path in folder.iterdir()}
    return lambda: {path.name for path in folder.iterdir()} - before


@pytest.mark.parametrize("language", ["zh", "en", "id"])
def test_shares_the_figure_of_all_documents_and_the_page_are_written(folder, language):
    new = list_new(folder)
    documents, notes = write_labelled(
        folder, CODEBOOK, Labelling(folder / "run", Estimation("count"), language=language)
    )
    assert new() == {"distribution.csv", "documents.csv", "label.json", "methods.md", "report.html", *TOGETHER}
    assert notes == []
    assert [(document.id, document.body) for document in documents] == [("甲", 2), ("乙", 2)]
    about = json.loads((folder / "label.json").read_text("utf-8"))
    expected = {"method": "count", "target": "these", "weight": "sentence", "cluster": "", "min_probability": 0}
    assert about == {"run": str(folder / "run"), "crosswalk": ""} | expected


@pytest.mark.parametrize(("figures", "expected"), [("none", set()), ("all", TOGETHER), ("documents", TOGETHER | APART)])
def test_figures_are_written_where_they_are_asked_for(folder, figures, expected):
    write_labelled(folder, CODEBOOK, Labelling(folder / "run", Estimation("count"), figures=figures))
    assert {path.name for path in folder.iterdir() if path.suffix in {".png", ".svg"}} == expected


def test_figures_of_another_kind_are_refused(tmp_path):
    with pytest.raises(InputError, match="figures: got 'each', expected one of none, all, documents"):
        Labelling(tmp_path, Estimation("count"), figures="each")


def test_a_multilabel_run_adds_label_sets_and_mentions(folder):
    (folder / "run").mkdir()
    (folder / "run" / "multilabel.json").write_text('{"min_probability": 0.1}')
    new = list_new(folder)
    write_labelled(folder, CODEBOOK, Labelling(folder / "run", Estimation("count")))
    assert {"label_sets.csv", "mentions.csv"} <= new()


def test_a_page_that_is_too_much_to_show_is_left_out_and_said(folder, monkeypatch):
    monkeypatch.setattr(labelled_documents, "_MAX_READ", 5)
    new = list_new(folder)
    _, notes = write_labelled(folder, CODEBOOK, Labelling(folder / "run", Estimation("count")))
    assert new() == {"distribution.csv", "documents.csv", "label.json", "methods.md", *TOGETHER}
    assert notes == ["report.html is left out: it holds at most 5 sentences, got 6"]


def test_documents_are_plotted_by_the_pool_given(folder):
    plotted = []

    class Noting(Pool):
        def map(self, function, *arguments):
            for given in zip(*arguments, strict=False):
                plotted.append(given[1][0])
                yield function(*given)

    write_labelled(folder, CODEBOOK, Labelling(folder / "run", Estimation("count"), figures="documents"), Noting())
    assert plotted == ["01", "02"]


def test_the_page_is_written_while_the_plotter_is_at_work(folder):
    begun = []

    class Slow(Plotter):
        def begin(self, *_):
            begun.append((folder / "report.html").exists())

        def wait(self):
            begun.append((folder / "report.html").exists())

    write_labelled(folder, CODEBOOK, Labelling(folder / "run", Estimation("count")), plotter=Slow())
    assert begun == [False, True]
    assert not (folder / "distribution.png").exists()


def test_what_the_plotter_raises_is_raised(folder):
    class Full(Plotter):
        def begin(self, *_):
            pass

        def wait(self):
            raise OSError("no space left on device")

    with pytest.raises(OSError, match="no space left"):
        write_labelled(folder, CODEBOOK, Labelling(folder / "run", Estimation("count")), plotter=Full())


def test_documents_without_body_text_have_no_figures(tmp_path):
    for part in (
        make_headers(CODEBOOK.ids),
        format_documents(label_batch([Document("a", "标题")], MODEL), CODEBOOK.ids),
    ):
        for name, content in part.items():
            with (tmp_path / name).open("ab") as file:
                file.write(content)
    new = list_new(tmp_path)
    write_labelled(tmp_path, CODEBOOK, Labelling(tmp_path / "run", Estimation("count"), figures="documents"))
    assert new() == {"distribution.csv", "documents.csv", "label.json", "methods.md", "report.html"}


def test_the_page_says_how_labels_were_made(tmp_path):
    scores = {"estimate": 0.875, "low": 0.8, "high": 0.9}
    kept = {"accuracy": scores, "macro_f1": scores, "sentences": 100, "documents": 10}
    metrics = {"kept": "full", "classifiers": {"full": kept}, "calibration_error": 0.0125}
    (tmp_path / "metrics.json").write_text(json.dumps(metrics))
    limit = DomainThreshold("roads", 80, 0.625, 0.95, 0.5, True, 0.9)
    thresholds = Thresholds(0.95, (limit,), Kept(0.955, 0.5))
    labelling = Labelling(tmp_path, Estimation("em"), min_probability={"roads": 0.625}, thresholds=thresholds)
    chinese = (
        "分类器full",
        "100句，10篇",
        "0.875 [0.800, 0.900]",
        "方法为em",
        "EMQ",
        "概率低于本领域下限",
        "95%",
        "95.5%",
    )
    english = (
        "classifier full",
        "100 sentences, 10 documents",
        "the method em",
        "EMQ",
        "below the minimum of their domain",
        "95% of the other",
        "95.5% of all",
    )
    for language, parts in (("zh", chinese), ("en", english)):
        text = "\n".join(describe_method(labelling, language))
        assert [part for part in parts if part not in text] == []


def test_the_methods_sheet_says_what_was_labelled_and_what_was_left_out(folder):
    write_labelled(
        folder, CODEBOOK, Labelling(folder / "run", Estimation("count"), language="en", figures="none", unread=2)
    )
    sheet = (folder / "methods.md").read_text("utf-8")
    counts = pd.read_csv(folder / "sentences.csv", keep_default_na=False)
    body, documents = (counts["kind"] == "body").sum(), counts["document_id"].nunique()
    assert f"| Population | {body} body sentences of {documents} documents |" in sheet
    assert "These documents, all of which were read" in sheet
    assert f"{len(counts) - body} rows of headings, boilerplate" in sheet
    assert "2 documents that could not be read" in sheet
    assert hashlib.sha256((folder / "distribution.csv").read_bytes()).hexdigest() in sheet


def test_scores_nested_without_end_are_none(tmp_path):
    (tmp_path / "metrics.json").write_text("[" * 100_000)
    text = "\n".join(describe_method(Labelling(tmp_path, Estimation("count")), "en"))
    assert "the run has no metrics.json with scores" in text


def test_a_run_without_scores_and_without_held_out_errors_is_said(tmp_path):
    text = "\n".join(describe_method(Labelling(tmp_path, Estimation("count")), "en"))
    assert "the run has no metrics.json with scores" in text
    assert "the error of classification is not known" in text
    assert "不知道分类误差" in "".join(describe_method(Labelling(tmp_path, Estimation("count")), "zh"))


@pytest.mark.parametrize(
    ("target", "said"), [("these", "for these documents"), ("like", "for documents like these, of which")]
)
def test_the_page_says_what_intervals_are_for_and_what_a_new_kind_of_documents_adds(tmp_path, target, said):
    """The mean of p (1 - p) is 0.02 at most: a standard error of 2 points, so 3.9 points to each side."""
    held_out = sum_held_out(GoldLabels(["roads", "health"], ["x", "y"], CODEBOOK.ids), np.full((2, 2), 0.5))
    labelling = Labelling(tmp_path, Estimation("count", held_out, target), uncertainty=np.array([0.02, 0.01]))
    text = "\n".join(describe_shares(labelling, "en"))
    assert said in text
    assert "off by 3.9 points more" in text
