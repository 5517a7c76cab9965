"""The worker process of the benchmark: its sentences, its answers, and its memory."""

import json
import subprocess
import sys

import pytest
from sklearn.pipeline import Pipeline
from sklearn.svm import LinearSVC

from research.codebook import make_codebook
from research.model.baselines import OrderedClassifier, make_predictor
from research.model.storage import Model, write_model
from research.model.vectorizer import SentenceFeatures
from research.studies.bench_worker import (
    CLAUSES,
    measure_memory,
    read_sentences,
    splice_documents,
    splice_sentences,
    write_sentences,
)

PARTS = ["新建医院，", "就医方便。", "修建公路，", "出行方便。"]


def splice(n, seed=0):
    return [sentence for batch in splice_sentences(PARTS, n, seed) for sentence in batch]


def test_a_spliced_sentence_is_a_first_clause_and_a_rest():
    sentences = splice(50)
    assert len(sentences) == 50
    assert {sentence.text for sentence in sentences} == {a + b for a in PARTS[::2] for b in PARTS[1::2]}


def test_the_same_seed_gives_the_same_sentences():
    assert splice(20, seed=3) == splice(20, seed=3) != splice(20, seed=4)


def test_documents_have_64_sentences_in_paragraphs_of_four():
    sentences = splice(130)
    assert [sentence.document_id for sentence in sentences].count("d0") == 64
    assert [sentence.paragraph for sentence in sentences[:9]] == [0, 0, 0, 0, 1, 1, 1, 1, 2]
    documents = list(splice_documents(PARTS, 130, 0))
    assert [document.id for document in documents] == ["d0", "d1", "d2"]
    assert documents[0].text.split("\n")[0] == "".join(sentence.text for sentence in sentences[:4])


def test_written_sentences_are_read_back(tmp_path):
    sentences = splice(30)
    assert write_sentences(tmp_path / "sentences.jsonl", sentences) == 30
    assert [one for batch in read_sentences(tmp_path / "sentences.jsonl") for one in batch] == sentences


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no peak memory here")
def test_the_peak_memory_is_at_least_what_is_held():
    held = bytearray(60_000_000)
    held[::4096] = b"x" * len(held[::4096])  # memory counts once it is written to
    assert measure_memory() > 60


def test_the_worker_answers_with_seconds_labels_and_memory(tmp_path):
    codebook = make_codebook(["health", "roads"])
    pipeline = Pipeline([("features", SentenceFeatures()), ("classifier", LinearSVC(dual=True, random_state=0))])
    model = OrderedClassifier(pipeline, classes=codebook.ids)
    predictor = make_predictor(model.fit(["建设医院", "修建公路"], ["health", "roads"]))
    write_model(tmp_path / "same.npz", Model(predictor, codebook))
    (tmp_path / CLAUSES).write_text("\n".join(PARTS), "utf-8")
    said = subprocess.run(
        [sys.executable, "-m", "research.studies.bench_worker", "same", str(tmp_path)],
        input="[50, 3, true]\n[5, 3, false]\n", capture_output=True, text=True, encoding="utf-8", check=True,
    )  # fmt: skip
    first, labelled, unlabelled = map(json.loads, said.stdout.splitlines())
    assert first[1] == unlabelled[1] == []
    assert labelled[1] == predictor.predict(splice(50, seed=3)).tolist()
    assert labelled[0] > 0
    assert labelled[2] >= first[2] > 20
