"""Rows of labelled documents, with probabilities that keyword counts give by hand; batches keep their order."""

from contextlib import contextmanager
from pathlib import Path

import numpy as np
import pytest

from research.codebook import Codebook, Domain
from research.labelling import batch, processes
from research.labelling.batch import (
    COLUMNS,
    LabelledSentence,
    choose_jobs,
    label_batch,
    make_batches,
    open_pool,
    run_batches,
)
from research.labelling.processes import Pool
from research.model.baselines import make_classifier, make_predictor
from research.model.predictor import KeywordPredictor
from research.model.storage import Model
from research.text.documents import Document
from tests.labelling.busy import Busy

CODEBOOK = Codebook("own", "1", tuple(Domain(name, name, name) for name in ("roads", "health", "farms")))
KEYWORDS = (("公路",), ("医院", "病床"), ("粮食",))
MODEL = Model(KeywordPredictor(CODEBOOK.ids, KEYWORDS, np.full(3, 1 / 3)), CODEBOOK)
SPEECH = Document(
    "speech",
    "更多范文请加QQ群：123456789\n一、卫生\n新建医院两所，病床增加三百张，群众看病更加方便。\n修建公路五十公里，通到每一个行政村。\n",
)
BATCHES = [[Document(f"{number}", "修建公路。")] for number in range(8)]


@pytest.fixture(scope="module")
def speech():
    [labelled] = label_batch([SPEECH], MODEL, min_probability={"roads": 0.8, "health": 0.86})
    return labelled


def test_a_row_is_read_by_the_names_of_the_columns_of_the_file(speech):
    assert LabelledSentence._fields == COLUMNS
    assert [row.kind for row in speech.rows] == ["boilerplate", "heading", "body", "body"]
    assert [row.sentence_id for row in speech.rows] == [0, 1, 2, 3]
    assert [row.headings for row in speech.rows] == ["", "", "一、卫生", "一、卫生"]
    assert all(SPEECH.text[row.start : row.end] == row.text for row in speech.rows)
    assert {row.document_id for row in speech.rows} == {"speech"}


def test_the_best_two_domains_stand_with_their_probabilities(speech):
    # Two keywords of health: (2 * 2 + 1/3) / (2 * 2 + 1). One of roads: (2 + 1/3) / (2 + 1).
    body, roads = speech.rows[2:]
    assert (body.domain, body.probability) == ("health", pytest.approx(13 / 15))
    assert (body.second_domain, body.second_probability) == ("roads", pytest.approx(1 / 15))  # ties in codebook order
    assert (roads.domain, roads.probability) == ("roads", pytest.approx(7 / 9))


def test_labels_below_the_minimum_probability_of_their_domain_are_marked(speech):
    assert [row.mark for row in speech.rows[2:]] == ["", "uncertain"]
    [labelled] = label_batch([SPEECH], MODEL)
    assert {row.mark for row in labelled.rows} == {""}


def test_boilerplate_has_a_row_and_no_label(speech):
    row = speech.rows[0]
    assert (row.domain, row.probability, row.second_domain, row.second_probability) == ("", None, "", None)
    assert (row.terms, row.words, row.unknown_words, row.mark) == ("", 0, 0, "")


def test_probabilities_are_of_headings_and_body_and_the_body_is_found_in_them(speech):
    assert speech.probabilities.shape == (3, 3)
    assert speech.probabilities.sum(axis=1) == pytest.approx(1)
    assert speech.find_body().tolist() == [1, 2]


def test_documents_keep_their_own_rows_and_one_may_have_none_to_label():
    documents = [Document("a", "修建公路五十公里。"), Document("empty", ""), SPEECH]
    found = label_batch(documents, MODEL)
    assert [labelled.id for labelled in found] == ["a", "empty", "speech"]
    assert [len(labelled.rows) for labelled in found] == [1, 0, 4]
    assert [len(labelled.probabilities) for labelled in found] == [1, 0, 3]
    assert found[0].rows[0].domain == "roads"
    [alone] = label_batch([SPEECH], MODEL)
    assert found[2].rows == alone.rows
    assert [labelled.rows for labelled in label_batch([Document("empty", "")], MODEL)] == [[]]


def test_a_linear_model_tells_terms_and_counts_words_it_does_not_know():
    texts = ["新建医院，增加病床。", "修建公路，改善交通。", "种植粮食，增产丰收。"] * 2
    estimator = make_classifier("logistic", CODEBOOK).fit(texts, ["health", "roads", "farms"] * 2)
    [labelled] = label_batch([Document("a", "新建医院两所。")], Model(make_predictor(estimator), CODEBOOK))
    [row] = labelled.rows
    assert row.domain == "health"
    assert "医院" in row.terms.split()
    assert (row.words, row.unknown_words) == (3, 1)  # 新建, 医院 and, unknown, 两所


def name_batch(documents, model, min_probability):
    return documents[0].id, model is MODEL, min_probability


def test_batches_hold_all_documents_in_order(monkeypatch):
    monkeypatch.setattr(batch, "_BATCH", 10)
    documents = [Document(f"{number}", "四字一句") for number in range(5)]
    batches = list(make_batches(documents))
    assert [len(found) for found in batches] == [2, 2, 1]  # five characters each, with one for the document
    assert [document for found in batches for document in found] == documents
    assert list(make_batches([])) == []


def test_one_job_needs_no_processes():
    with open_pool(1, Path("run"), 0.5) as pool:
        assert pool.executor is None
        found = list(run_batches(BATCHES, name_batch, MODEL, 0.5, pool))
    assert found == [(f"{number}", True, 0.5) for number in range(8)]


def test_two_jobs_are_this_process_and_another(monkeypatch):
    asked = []

    @contextmanager
    def start(count, prepare):
        asked.append((count, prepare.func.__name__, prepare.args))
        yield Pool(None, count)

    monkeypatch.setattr(batch, "open_processes", start)
    with open_pool(2, Path("run"), 0.5) as pool:
        assert pool.size == 1
    assert asked == [(1, "_load", (Path("run"), 0.5))]


def test_while_the_others_are_busy_this_process_works_and_reads_only_a_few_batches_ahead(monkeypatch):
    monkeypatch.setattr(batch, "_worker", {"model": MODEL, "min_probability": 0.25})
    monkeypatch.setattr(processes, "_MAX_AHEAD", 2)
    read = []

    def read_batches():
        for documents in BATCHES:
            read.append(documents)
            yield documents

    found = run_batches(read_batches(), name_batch, MODEL, 0.5, Pool(Busy(), 1))
    assert next(found) == ("0", True, 0.25)  # another process has its own probability
    assert len(read) == 6  # two for the other process, more of this one than two ahead of each, and one to see the end
    others = [probability for _, _, probability in found]
    assert others == [0.25, 0.5, 0.5, 0.5, 0.25, 0.25, 0.5]  # of batches 1 to 7


@pytest.mark.parametrize(("asked", "n_batches", "expected"), [(-1, 5, 1), (-1, 6, 7), (-1, 8, 7), (1, 8, 1), (2, 1, 2)])
def test_all_cores_are_used_where_they_are_asked_for_and_there_are_batches_enough(
    asked, n_batches, expected, monkeypatch
):
    monkeypatch.setattr(batch, "count_jobs", lambda _: 7)
    n_jobs, batches = choose_jobs(asked, iter(BATCHES[:n_batches]))
    assert (n_jobs, list(batches)) == (expected, BATCHES[:n_batches])


def test_a_process_labels_with_the_model_of_its_run(monkeypatch):
    monkeypatch.setattr(batch, "_worker", dict(batch._worker))
    monkeypatch.setattr(batch, "threadpool_limits", lambda _: None)
    monkeypatch.setattr(batch, "read_run_model", {Path("run"): MODEL}.get)
    batch._load(Path("run"), 0.25)
    assert batch._work(name_batch, BATCHES[3]) == ("3", True, 0.25)
