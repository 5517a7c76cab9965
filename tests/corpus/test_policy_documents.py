"""The policy documents keep to the rules of the corpus."""

import re
from collections import Counter, defaultdict

import pytest

from research.codebook import read_codebook
from research.corpus.labelled import read_corpus
from research.shipped import shipped_path
from research.text.documents import Document
from research.text.sentences import split_sentences
from tests.corpus.test_shipped_corpus import LEVELS, join
from tests.corpus.test_shipped_corpus import read as read_of_corpus

TYPES = {
    "law", "rule", "notice", "decree", "opinion", "plan", "catalogue", "minutes", "interpretation", "answer", "hotline",
}  # fmt: skip


def read(name):
    return read_of_corpus(f"../policy_documents/{name}")


@pytest.fixture(scope="module")
def documents():
    rows = defaultdict(list)
    for row in read("sentences.csv"):
        rows[row["document_id"]].append(row)
    return rows


def test_every_label_is_a_domain_of_the_codebook():
    corpus = read_corpus(shipped_path("policy_documents"), read_codebook())
    counts = Counter(corpus.labels)
    assert len(corpus.labels) >= 6000
    assert min(counts[domain] for domain in read_codebook().ids) >= 200
    assert all(first != second for first, second in zip(corpus.labels, corpus.secondary, strict=True))


def test_every_document_is_described(documents):
    about = read("documents.csv")
    assert [row["document_id"] for row in about] == list(documents)
    for row in about:
        assert row["level"] in LEVELS
        assert row["type"] in TYPES
        assert 1993 <= int(row["year"]) <= 2026
        assert row["title"]
        assert row["place"]
    assert {row["type"] for row in about} == TYPES


def test_the_splitter_gives_the_sentences_that_were_written(documents):
    for name, rows in documents.items():
        assert [s.text for s in split_sentences(Document(name, join(rows)))] == [row["text"] for row in rows], name


def test_no_sentence_stands_twice_nor_in_the_corpus():
    texts = Counter(  # addressees are what they are
        row["text"]
        for folder in (read, read_of_corpus)
        for row in folder("sentences.csv")
        if not row["text"].endswith("：")
    )
    assert [t for t, n in texts.items() if n > 1 and len(re.sub(r"[^\u4e00-\u9fff]", "", t)) >= 12] == []


def test_both_codings_are_of_the_same_sentences(documents):
    keys = [
        [(row["document_id"], row["sentence_id"], row["text"]) for row in read(f"{n}_coding.csv")]
        for n in ("first", "second")
    ]
    assert keys[0] == keys[1]
    written = {(d, row["sentence_id"], row["text"]) for d, rows in documents.items() for row in rows}
    assert set(keys[0]) <= written
    assert len({document for document, *_ in keys[0]}) == 45
