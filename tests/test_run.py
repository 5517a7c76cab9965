"""A trained run read back: its model, its scores, its settings, and what is said where a part is missing."""

import json
from types import SimpleNamespace

import numpy as np
import pytest

from research.codebook import make_codebook
from research.errors import InputError
from research.measure.choices import HELD_OUT
from research.measure.held_out import HeldOut, HeldOutLabels, write_held_out
from research.model.predictor import KeywordPredictor
from research.model.storage import MODEL, Model, write_model
from research.run import (
    choose_method,
    describe_scores,
    find_thresholds,
    format_scores,
    predict_document,
    read_run,
    read_run_config,
    resolve_run,
)
from research.text.sentences import Sentence

CODEBOOK = make_codebook(["health", "roads"])
MODEL_OF_WORDS = Model(KeywordPredictor(CODEBOOK.ids, (("医院",), ("公路",)), np.full(2, 0.5)), CODEBOOK)
SCORES = SimpleNamespace(accuracy=(0.8, 0.75, 0.85), macro_f1=(0.7, 0.6512, 0.7499), n_sentences=120, n_documents=9)


@pytest.fixture
def folder(tmp_path):
    """A run without scores and without held-out errors."""
    (tmp_path / "mine").mkdir()
    write_model(tmp_path / "mine" / MODEL, MODEL_OF_WORDS)
    return tmp_path / "mine"


def write_errors(folder, labels=None):
    counted = np.tile(np.array([[3.0, 1.0], [0.0, 4.0]]), (2, 1, 1))
    write_held_out(folder / HELD_OUT, HeldOut(counted, counted, np.ones((2, 2))), labels)


def test_a_run_gives_its_codebook_and_what_predicts(folder):
    run = read_run(folder)
    assert run.path == folder
    assert run.codebook.ids == ("health", "roads")
    assert run.classifier.predict(["修建公路"]).tolist() == ["roads"]
    assert run.metrics == {}
    assert run.held_out is None


def test_scores_and_held_out_errors_are_read_where_they_are(folder):
    (folder / "metrics.json").write_text('{"kept": "full"}')
    write_errors(folder)
    run = read_run(folder)
    assert run.metrics == {"kept": "full"}
    assert run.held_out.counted.tolist() == [[[3, 1], [0, 4]]] * 2


def test_a_run_that_is_not_there_and_scores_that_cannot_be_read_are_named(folder, tmp_path):
    with pytest.raises(InputError, match=r"elsewhere: no trained run there \(model\.npz is missing\); give --run"):
        read_run(tmp_path / "elsewhere")
    for broken in ("{", "[" * 100_000):
        (folder / "metrics.json").write_text(broken)
        with pytest.raises(InputError, match=r"metrics\.json: cannot be read \(.*\); train the run again"):
            read_run(folder)


def test_the_run_of_a_labelled_folder_is_looked_for_from_there_first(folder, tmp_path, monkeypatch):
    (tmp_path / "labelled").mkdir()
    monkeypatch.chdir(tmp_path)
    assert resolve_run(tmp_path / "labelled", "../mine") == tmp_path / "labelled" / ".." / "mine"
    assert resolve_run(tmp_path / "labelled", str(folder)) == folder
    assert str(resolve_run(tmp_path / "labelled", "mine")) == "mine"


@pytest.mark.parametrize(
    ("method", "with_errors", "expected"),
    [
        ("em", False, "count"), ("adjusted", False, "count"), ("probabilistic", False, "probabilistic"),
        ("count", False, "count"), ("em", True, "em"),
    ],
)  # fmt: skip
def test_without_held_out_errors_methods_that_need_them_count(folder, method, with_errors, expected):
    if with_errors:
        write_errors(folder)
    found, held_out = choose_method(folder, method, CODEBOOK)
    assert found == expected
    assert (held_out is not None) is with_errors


def test_only_sentences_that_are_labelled_have_probabilities():
    kinds = ("heading", "boilerplate", "body", "table")
    sentences = [Sentence("d", number, 0, 2, 0, kind, (), "公路") for number, kind in enumerate(kinds)]
    assert predict_document(sentences, MODEL_OF_WORDS).sum(axis=1).tolist() == [1, 0, 1, 0]
    assert predict_document(sentences[1:2], MODEL_OF_WORDS).tolist() == [[0, 0]]


def test_scores_are_described_with_their_intervals_and_sizes():
    assert describe_scores(SCORES) == {
        "accuracy": {"estimate": 0.8, "low": 0.75, "high": 0.85},
        "macro_f1": {"estimate": 0.7, "low": 0.6512, "high": 0.7499},
        "sentences": 120,
        "documents": 9,
    }
    assert format_scores(SCORES) == (
        "accuracy 0.800 [0.750, 0.850], macro-F1 0.700 [0.651, 0.750] (120 sentences, 9 documents)"
    )


@pytest.mark.parametrize("share", [0.0, 1.0, -0.5, 1.5])
def test_a_precision_outside_of_0_and_1_is_refused(folder, share):
    with pytest.raises(InputError, match=f"--min-precision: must be between 0 and 1, got {share}"):
        find_thresholds(folder, share, CODEBOOK.ids)


def test_held_out_labels_that_are_missing_are_named_with_the_command_that_writes_them(folder):
    write_errors(folder)
    with pytest.raises(
        InputError, match=r"held_out\.npz: has no held-out labels, .*; train a run with `research train`"
    ):
        find_thresholds(folder, 0.9, CODEBOOK.ids)


def test_thresholds_come_from_the_held_out_labels_of_the_run(folder):
    """Of health the labels at .8 are right and those at .6 wrong: from .8 on all are right."""
    gold, predicted = np.repeat([0, 1], 200), np.zeros(400, dtype=np.int64)
    write_errors(folder, HeldOutLabels(gold, predicted, np.repeat([0.8, 0.6], 200)))
    found = find_thresholds(folder, 0.9, CODEBOOK.ids)
    assert 0.6 < found.probabilities["health"] <= 0.8


def test_the_settings_of_a_run_are_its_classifier_folds_and_seed(folder):
    (folder / "metrics.json").write_text(json.dumps({"kept": "svm"}))
    (folder / "config.json").write_text(json.dumps({"folds": 5, "seed": 3}))
    assert read_run_config(folder) == ("svm", 5, 3)


@pytest.mark.parametrize(
    ("metrics", "config", "message"),
    [
        (None, "{}", r"metrics\.json: cannot be read; train the run first"),
        ('{"kept": "svm"}', "{", r"config\.json: cannot be read; train the run first"),
        ('{"kept": "svm"}', '{"folds": 5}', "says no classifier, folds and seed; train the run again"),
        ('{"kept": "svm"}', '{"folds": "five", "seed": 0}', "says no classifier, folds and seed"),
        ('{"kept": "forest"}', '{"folds": 5, "seed": 0}', "got classifier 'forest', expected one of full, "),
    ],
)
def test_settings_that_cannot_be_used_are_named(folder, metrics, config, message):
    for name, text in (("metrics.json", metrics), ("config.json", config)):
        if text is not None:
            (folder / name).write_text(text)
    with pytest.raises(InputError, match=message):
        read_run_config(folder)
