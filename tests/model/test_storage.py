"""Model files."""

import hashlib
import pickle
from dataclasses import replace

import numpy as np
import pytest
from skops.io import dump

from research.codebook import read_codebook
from research.errors import DataError
from research.model.baselines import CLASSIFIERS, make_classifier
from research.model.storage import Model, read_model, write_model

SENTENCES = ["县医院建成投用，新增床位三百张。", "农村公路改造完工，桥梁通车。", "新建小学两所，教师到岗。"] * 4
LABELS = ["health", "urban_infrastructure", "education"] * 4


@pytest.mark.parametrize("name", CLASSIFIERS)
def test_every_classifier_comes_back_as_it_was_written(tmp_path, name):
    codebook = read_codebook()
    estimator = make_classifier(name, codebook).fit(SENTENCES, LABELS)
    write_model(tmp_path / "model.skops", Model(estimator, codebook))
    found = read_model(tmp_path / "model.skops")
    assert np.array_equal(found.estimator.predict_proba(SENTENCES), estimator.predict_proba(SENTENCES))
    assert found.codebook == codebook


def test_a_model_remembers_whether_sentences_speak_of_several_domains(tmp_path):
    codebook = replace(read_codebook(), several=True)
    write_model(tmp_path / "model.skops", Model(make_classifier("bayes", codebook).fit(SENTENCES, LABELS), codebook))
    assert read_model(tmp_path / "model.skops").codebook == codebook


def sign(path):
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    path.with_name(path.name + ".sha256").write_text(f"{digest}  {path.name}\n")


class Stranger:
    pass


def test_a_class_that_no_model_holds_is_refused(tmp_path):
    path = tmp_path / "model.skops"
    dump({"format": 1, "estimator": Stranger()}, path)
    sign(path)
    with pytest.raises(DataError, match="Stranger, which no model of this package holds"):
        read_model(path)


def test_a_pickle_is_refused(tmp_path):
    path = tmp_path / "model.skops"
    path.write_bytes(pickle.dumps({"format": 1}))
    sign(path)
    with pytest.raises(DataError, match="not a model of this package"):
        read_model(path)


def test_a_model_of_other_code_is_refused(tmp_path):
    path = tmp_path / "model.skops"
    dump({"format": 0, "scikit-learn": "0.1"}, path)
    sign(path)
    with pytest.raises(DataError, match=r"format 0 with scikit-learn 0\.1"):
        read_model(path)


def test_a_file_without_its_hash_is_refused(tmp_path):
    (tmp_path / "model.skops").write_bytes(b"")
    with pytest.raises(DataError, match="cannot read the model"):
        read_model(tmp_path / "model.skops")
