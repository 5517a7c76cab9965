"""Model files."""

import hashlib
import io
import json
import os
import pickle
import random
import tempfile
import zipfile
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from research.codebook import read_codebook
from research.errors import InputError
from research.model.baselines import CLASSIFIERS, make_classifier, make_predictor
from research.model.storage import MODEL, Model, read_model, write_model

SENTENCES = ["县医院建成投用，新增床位三百张。", "农村公路改造完工，桥梁通车。", "新建小学两所，教师到岗。"] * 4
LABELS = ["health", "urban_infrastructure", "education"] * 4
NEW = ["医院和公路", "\x00\ud800", ""]


@pytest.mark.parametrize("labels", [LABELS, ["health" if label == "health" else "education" for label in LABELS]])
@pytest.mark.parametrize("name", CLASSIFIERS)
def test_every_classifier_comes_back_as_it_was_written(tmp_path, name, labels):
    codebook = read_codebook()
    estimator = make_classifier(name, codebook).fit(SENTENCES, labels)
    predictor = make_predictor(estimator)
    write_model(tmp_path / MODEL, Model(predictor, codebook))
    found = read_model(tmp_path / MODEL)
    assert np.allclose(
        found.predictor.predict_proba(SENTENCES + NEW), predictor.predict_proba(SENTENCES + NEW), atol=1e-3
    )
    assert found.predictor.predict(SENTENCES).tolist() == predictor.predict(SENTENCES).tolist()
    assert np.allclose(predictor.predict_proba(SENTENCES + NEW), estimator.predict_proba(SENTENCES + NEW), atol=1e-6)
    assert found.codebook == codebook


def test_the_same_model_gives_the_same_bytes(tmp_path):
    model = Model(make_predictor(make_classifier("full", read_codebook()).fit(SENTENCES, LABELS)), read_codebook())
    digests = [write_model(tmp_path / name, model) for name in ("a.npz", "b.npz")]
    assert digests[0] == digests[1]


@pytest.mark.parametrize(
    "columns", [[0, 0, 1], [1, 0, 2], [0, 1, 99], [-1, 0, 1]], ids=["twice", "descending", "too great", "negative"]
)
def test_columns_that_name_no_classes_are_refused(tmp_path, columns):
    predictor = make_predictor(make_classifier("bayes").fit(SENTENCES, LABELS))
    write_model(tmp_path / MODEL, Model(predictor, read_codebook()))
    with np.load(tmp_path / MODEL) as file:
        write_signed(tmp_path / MODEL, **{**file, "columns": np.array(columns)})
    with pytest.raises(InputError, match=r"not a model of this package .*columns"):
        read_model(tmp_path / MODEL)


def write_signed(path, **arrays):
    np.savez(path, **arrays)
    sign(path)


def test_a_model_remembers_whether_sentences_speak_of_several_domains(tmp_path):
    codebook = replace(read_codebook(), multilabel=True)
    predictor = make_predictor(make_classifier("bayes", codebook).fit(SENTENCES, LABELS))
    write_model(tmp_path / MODEL, Model(predictor, codebook))
    assert read_model(tmp_path / MODEL).codebook == codebook


def sign(path):
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    path.with_name(path.name + ".sha256").write_text(f"{digest}  {path.name}\n")


class Stranger:
    def __reduce__(self):
        return (pytest.fail, ("code of the file was run",))


def test_a_pickle_inside_is_not_run(tmp_path):
    path = tmp_path / MODEL
    array = io.BytesIO()
    np.save(array, np.array([Stranger()], dtype=object), allow_pickle=True)
    write_signed(path, about=np.array([Stranger()], dtype=object))
    with pytest.raises(InputError, match="not a model of this package"):
        read_model(path)


def test_a_pickle_is_refused(tmp_path):
    path = tmp_path / MODEL
    path.write_bytes(pickle.dumps({"format": 1}))
    sign(path)
    with pytest.raises(InputError, match="not a model of this package"):
        read_model(path)


def test_a_model_of_other_code_is_refused(tmp_path):
    about = json.dumps({"format": 0}).encode()
    write_signed(tmp_path / MODEL, about=np.frombuffer(about, dtype=np.uint8))
    with pytest.raises(InputError, match=r"has format 0, expected 8; train it again with `research train"):
        read_model(tmp_path / MODEL)


def test_a_changed_byte_is_found(tmp_path):
    model = Model(make_predictor(make_classifier("majority", read_codebook()).fit(SENTENCES, LABELS)), read_codebook())
    write_model(tmp_path / MODEL, model)
    data = bytearray((tmp_path / MODEL).read_bytes())
    data[len(data) // 2] ^= 1
    (tmp_path / MODEL).write_bytes(bytes(data))
    with pytest.raises(InputError, match="was changed since it was written"):
        read_model(tmp_path / MODEL)


def test_a_file_without_its_hash_is_refused(tmp_path):
    (tmp_path / MODEL).write_bytes(b"")
    with pytest.raises(InputError, match="cannot read the model"):
        read_model(tmp_path / MODEL)


@pytest.fixture(scope="module")
def written() -> dict[str, np.ndarray]:
    model = Model(make_predictor(make_classifier("full", read_codebook()).fit(SENTENCES, LABELS)), read_codebook())
    with tempfile.TemporaryDirectory() as folder:
        write_model(Path(folder) / MODEL, model)
        with np.load(Path(folder) / MODEL) as file:
            return dict(file)


@pytest.mark.slow
@pytest.mark.parametrize(
    "change", [lambda a: a[:-1], lambda a: a[None], lambda a: a * np.nan, lambda a: a.astype(object)]
)
@pytest.mark.parametrize(
    "name",
    [
        "weights",
        "weights_places",
        "weights_shape",
        "weights_unit",
        "vector_matrix_unit",
        "scales",
        "token_idf",
        "vector_matrix",
        "character_idf",
        "transitions",
        "prior",
        "columns",
    ],
)
def test_parts_that_do_not_fit_together_are_refused(tmp_path, written, name, change):
    write_signed(tmp_path / MODEL, **{**written, name: change(written[name])})
    with pytest.raises(InputError, match="not a model of this package"):
        read_model(tmp_path / MODEL)


@pytest.mark.parametrize("change", [{"classes": ["x"]}, {"link": "none"}, {"strength": "1"}, {"ngram_range": [0, 9]}])
def test_what_the_file_says_of_itself_has_to_fit(tmp_path, written, change):
    about = json.loads(written["about"].tobytes()) | change
    write_signed(tmp_path / MODEL, **{**written, "about": np.frombuffer(json.dumps(about).encode(), dtype=np.uint8)})
    with pytest.raises(InputError, match="not a model of this package"):
        read_model(tmp_path / MODEL)


@pytest.mark.slow
def test_broken_bytes_with_a_hash_of_their_own_are_refused_or_read(tmp_path, written):
    write_signed(tmp_path / MODEL, **written)
    with zipfile.ZipFile(tmp_path / "packed.npz", "w", zipfile.ZIP_DEFLATED) as packed:
        for name, array in written.items():
            with packed.open(f"{name}.npy", "w") as file:
                np.lib.format.write_array(file, array[:50])
    whole = (tmp_path / "packed.npz").read_bytes()
    chance = random.Random(0)
    for _ in range(300):
        data = bytearray(whole)
        data[chance.randrange(len(data))] ^= 1 << chance.randrange(8)
        (tmp_path / MODEL).write_bytes(data)
        sign(tmp_path / MODEL)
        with pytest.raises(InputError, match="not a model of this package"):
            read_model(tmp_path / MODEL)


@pytest.mark.slow
def test_a_model_that_unpacks_to_the_whole_memory_is_refused(tmp_path):
    with zipfile.ZipFile(tmp_path / MODEL, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("about.npy", bytes(300_000_000))
    sign(tmp_path / MODEL)
    with pytest.raises(InputError, match="300000000 bytes are packed"):
        read_model(tmp_path / MODEL)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no named pipes")
def test_a_pipe_is_no_model(tmp_path):
    (tmp_path / f"{MODEL}.sha256").write_text("0")
    os.mkfifo(tmp_path / MODEL)
    with pytest.raises(InputError, match="a pipe or a device"):
        read_model(tmp_path / MODEL)
