"""Batches of documents keep their order, whoever works on them."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np

from research.codebook import Codebook, Domain
from research.labelling import workers
from research.labelling.workers import format_batch, make_batches, open_pool, run_batches
from research.model.predictor import KeywordPredictor
from research.model.storage import Model
from research.text.documents import Document

CODEBOOK = Codebook("own", "1", (Domain("roads", "道路", "roads"), Domain("health", "卫生", "health")))
MODEL = Model(KeywordPredictor(CODEBOOK.ids, (("公路",), ("医院",)), np.full(2, 0.5)), CODEBOOK)
BATCHES = [[Document(f"{number}", "修建公路。")] for number in range(8)]


def name_batch(batch, model, min_probability):
    return batch[0].id, model is MODEL, min_probability


def test_batches_hold_all_documents_in_order(monkeypatch):
    monkeypatch.setattr(workers, "_BATCH", 10)
    documents = [Document(f"{number}", "四字一句") for number in range(5)]
    batches = list(make_batches(documents))
    assert [len(batch) for batch in batches] == [2, 2, 1]  # five characters each, with one for the document
    assert [document for batch in batches for document in batch] == documents
    assert list(make_batches([])) == []


def test_one_job_needs_no_processes():
    with open_pool(1, Path("run"), 0.5) as pool:
        assert pool is None
    found = list(run_batches(BATCHES, name_batch, MODEL, 0.5, None))
    assert found == [(f"{number}", True, 0.5) for number in range(8)]


def test_a_pool_gives_results_in_order_and_reads_only_a_few_batches_ahead(monkeypatch):
    monkeypatch.setattr(workers, "_worker", {"model": MODEL, "min_probability": 0.25})
    read = []

    def read_batches():
        for batch in BATCHES:
            read.append(batch)
            yield batch

    with ThreadPoolExecutor(1) as pool:
        found = run_batches(read_batches(), name_batch, MODEL, 0.5, pool, 1)
        assert next(found) == ("0", True, 0.25)  # a process has its own probability
        assert len(read) == 3
        assert [name for name, *_ in found] == [f"{number}" for number in range(1, 8)]


def test_a_batch_is_formatted_with_its_number_of_documents():
    parts, count = format_batch([*BATCHES[0], *BATCHES[1]], MODEL, 0.0)
    assert count == 2
    assert [line.split(",")[0] for line in parts["probabilities.csv"].decode().splitlines()] == ["0", "1"]
