"""The shipped corpus keeps to its own rules."""

import csv
import re
from collections import Counter, defaultdict

import pytest

from research.codebook import read_codebook
from research.corpus.labelled import read_corpus
from research.shipped import shipped_path
from research.text.documents import Document
from research.text.sentences import split_sentences

LEVELS = {"county", "city", "province", "national", "township", "department"}
TYPES = {
    "work_report", "party_speech", "plan", "department", "discipline_organisation", "mass_organisation", "defence",
    "notice", "everyday", "law", "rule", "decree", "opinion", "catalogue", "minutes", "interpretation", "answer", "hotline",
}  # fmt: skip


def read(name):
    with shipped_path(f"corpus/{name}").open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture(scope="module")
def documents():
    rows = defaultdict(list)
    for row in read("sentences.csv"):
        rows[row["document_id"]].append(row)
    return rows


def join(rows):
    text = ""
    for before, row in zip([None, *rows], rows, strict=False):
        text += ("\n" if before and before["paragraph"] != row["paragraph"] else "") + row["text"]
    return text


def test_every_label_is_a_domain_of_the_codebook():
    assert len(read_corpus(None, read_codebook()).labels) >= 19_000


def test_every_document_is_described_and_has_sentences(documents):
    about = read("documents.csv")
    assert [row["document_id"] for row in about] == sorted(documents)
    for row in about:
        assert row["level"] in LEVELS
        assert row["type"] in TYPES
        assert 1993 <= int(row["year"]) <= 2026
        assert row["title"]
        assert row["place"]
    assert len(about) >= 450
    types = Counter(row["type"] for row in about)
    assert set(types) == TYPES
    assert types["notice"] >= 90
    assert types["everyday"] >= 25


def test_every_domain_has_sentences_enough_in_documents_enough(documents):
    rows = [row for part in documents.values() for row in part if row["domain"]]
    for domain in read_codebook().ids:
        mine = [row for row in rows if row["domain"] == domain]
        assert len(mine) >= 200, domain
        assert len({row["document_id"] for row in mine}) >= 40, domain


def test_both_codings_are_of_the_corpus_and_of_a_sixth_of_its_documents(documents):
    texts = {(row["document_id"], row["text"]) for rows in documents.values() for row in rows}
    first, second = (read(f"{name}_coding.csv") for name in ("first", "second"))
    assert len({row["document_id"] for row in second}) >= 75
    keys = [[(row["document_id"], row["sentence_id"], row["text"]) for row in rows] for rows in (first, second)]
    assert keys[0] == keys[1]
    assert {(document, text) for document, _, text in keys[1]} <= texts
    assert {row["domain"] for row in second} <= set(read_codebook().ids)


def test_sentences_are_numbered_in_order(documents):
    for rows in documents.values():
        assert [int(row["sentence_id"]) for row in rows] == list(range(len(rows)))
        paragraphs = [int(row["paragraph"]) for row in rows]
        assert paragraphs == sorted(paragraphs)


def test_the_splitter_gives_the_sentences_that_were_written(documents):
    for name, rows in documents.items():
        assert [s.text for s in split_sentences(Document(name, join(rows)))] == [row["text"] for row in rows], name


@pytest.mark.slow
def test_the_splitter_tells_the_kinds_that_were_written(documents):
    counts = Counter(
        (row["kind"], sentence.kind)
        for name, rows in documents.items()
        for row, sentence in zip(rows, split_sentences(Document(name, join(rows))), strict=True)
    )
    right = sum(n for (written, found), n in counts.items() if written == found)
    assert right / counts.total() > 0.96
    assert counts["body", "boilerplate"] + counts["heading", "boilerplate"] <= 0.002 * counts.total()


def test_no_sentence_stands_twice():
    rows = [row for row in read("sentences.csv") if row["kind"] == "body"]
    texts = Counter(row["text"] for row in rows if not row["text"].endswith("："))  # addressees are what they are
    long = {text: n for text, n in texts.items() if len(re.sub(r"[^\u4e00-\u9fff]", "", text)) >= 12 and n > 1}
    assert long == {}


def test_every_domain_has_its_share():
    corpus = read_corpus()
    counts = Counter(corpus.labels)
    standing = {
        domain: {d for d, label in zip(corpus.document_ids, corpus.labels, strict=True) if label == domain}
        for domain in counts
    }
    assert set(counts) == set(read_codebook().ids)
    assert min(counts.values()) >= 150
    assert min(map(len, standing.values())) >= 40


def test_secondary_labels_differ_from_the_primary_ones():
    corpus = read_corpus()
    pairs = [(a, b) for a, b in zip(corpus.labels, corpus.secondary, strict=True) if b]
    assert 0.02 < len(pairs) / len(corpus.labels) < 0.2
    assert all(a != b for a, b in pairs)
