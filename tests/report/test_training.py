"""What a run leaves beside its model follows from its cross-validation."""

import json

import numpy as np
import pandas as pd
import pytest

from research.codebook import make_codebook
from research.corpus.labelled import read_corpus
from research.errors import InputError
from research.measure.evaluation import evaluate
from research.measure.gold_labels import GoldLabels
from research.report import plots, training
from research.report.training import Trained, write_training
from tests.report.rendering import read_texts

DOMAINS = ["health", "roads"]
TEXTS = {"health": "新建医院病房。", "roads": "修建乡村公路。"}


@pytest.fixture
def trained(tmp_path):
    """Twelve sentences of four documents; one classifier is right of nine, the other of eight."""
    labels = ["health", "roads", "roads"] * 4
    rows = [f"{TEXTS[label]},{label},d{number // 3}\n" for number, label in enumerate(labels)]
    (tmp_path / "corpus.csv").write_text("text,domain,document_id\n" + "".join(rows), encoding="utf-8")
    corpus = read_corpus(tmp_path / "corpus.csv")
    gold, codes = GoldLabels(labels, corpus.document_ids, DOMAINS), np.array([0, 1, 1] * 4)
    evaluated = {}
    for name, wrong in (("full", 3), ("bayes", 4)):
        said = np.where(np.arange(12) < wrong, 1 - codes, codes)
        evaluated[name] = evaluate(gold, np.where(np.eye(2)[said] == 1, 0.8, 0.2))
    environment = {"python": "3.12", "libraries": {"numpy": "2"}, "sha256": {"corpus": "c0"}}
    settings = {"corpus": "corpus.csv", "codebook": None, "folds": 2, "seed": 0, "classifier": "best"}
    return Trained(make_codebook(DOMAINS), corpus, evaluated, "full", settings, environment, {})


@pytest.mark.usefixtures("blank_figures")
def test_the_metrics_are_those_of_each_classifier_and_of_the_one_that_is_kept(trained, tmp_path):
    write_training(tmp_path, trained, "mine", "en")
    metrics = json.loads((tmp_path / "metrics.json").read_text("utf-8"))
    found = {name: scores["accuracy"]["estimate"] for name, scores in metrics["classifiers"].items()}
    assert found == {"full": 0.75, "bayes": pytest.approx(8 / 12, abs=1e-6)}
    assert metrics["kept"] == "full"
    assert metrics["abstention"]["min_precision"] == 0.9
    assert "labels" not in metrics  # the corpus does not say how they were given
    page = (tmp_path / "report.html").read_text("utf-8")
    assert "<h1>Training report: mine</h1>" in page
    assert "The classifier that was kept is full" in page
    assert "synthetic" not in page


@pytest.mark.usefixtures("blank_figures")
def test_predictions_are_listed_with_the_probability_of_the_gold_label(trained, tmp_path):
    write_training(tmp_path, trained, "mine", "zh")
    table = pd.read_csv(tmp_path / "predictions.csv")
    assert table["gold_probability"].tolist() == [0.2] * 3 + [0.8] * 9
    assert (table["probability"] == 0.8).all()
    assert table["predicted"].head(3).tolist() == ["roads", "health", "health"]


def test_each_figure_of_a_run_speaks_of_the_intervals_that_it_has(trained, tmp_path, monkeypatch):
    shown = {}
    monkeypatch.setattr(training, "write_figure", lambda path, ax: shown.update({path.stem: read_texts(ax)}))
    monkeypatch.setattr(training, "_write_report", lambda *_: None)
    write_training(tmp_path, trained, "mine", "zh")
    assert "区间按文档重抽样" in shown["domains"].replace("\n", "")
    assert "区间" not in shown["confusion"]
    assert "95%区间（Wilson，按句计算）" in shown["calibration"].replace("\n", "")
    assert "重抽样" not in shown["calibration"]
    assert "占句子（含标题）的比例" in shown["distribution"]  # all labels of the corpus count


@pytest.mark.usefixtures("blank_figures")
def test_the_report_has_a_narrow_form_of_each_figure(trained, tmp_path):
    write_training(tmp_path, trained, "mine", "zh")
    page = (tmp_path / "report.html").read_text("utf-8")
    assert page.count("<source media") == page.count("<picture>") == 5


@pytest.mark.usefixtures("blank_figures")
def test_a_matrix_without_room_on_a_phone_is_scaled_down_there(trained, tmp_path, monkeypatch):
    plot = plots.plot_confusion

    def refuse(*data, **settings):
        if "width" in settings:
            raise InputError("width must be at least 9.9 inches for 40 domains, got 6.2")
        return plot(*data, **settings)

    monkeypatch.setattr(plots, "plot_confusion", refuse)
    write_training(tmp_path, trained, "mine", "en")
    page = (tmp_path / "report.html").read_text("utf-8")
    assert (page.count("<picture>"), page.count("<source media")) == (5, 4)
