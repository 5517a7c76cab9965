"""The example study of citizens' letters keeps to its own codebook."""

import csv
import shutil
from collections import Counter
from dataclasses import fields
from itertools import pairwise
from pathlib import Path

import pytest

from research import agree, train
from research.codebook import read_codebook
from research.corpus.document_groups import find_groups
from research.corpus.labelled import read_corpus, split_by_document
from research.corpus.tasks import Task
from research.shipped import shipped_path
from research.text.documents import iterate_documents
from research.text.kinds import LABELLED_KINDS
from research.text.sentences import split_sentences

ROOT = shipped_path("letters")
CODEBOOK = read_codebook(ROOT / "codebook.toml")
CODINGS = [ROOT / "coding" / f"round-01-{coder}.csv" for coder in ("first", "second")]


def read(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture(scope="module")
def letters():
    return list(iterate_documents([ROOT / "documents"], document_column="document_id"))


@pytest.fixture(scope="module")
def corpus():
    return read_corpus(ROOT / "corpus", CODEBOOK)


def test_there_are_letters_enough_of_many_years_and_lengths(letters):
    years = {int(row["year"]) for row in read(ROOT / "documents" / "letters.csv")}
    assert len(letters) >= 150
    assert years == set(range(2012, 2026))
    assert all(40 <= len(letter.text) <= 250 for letter in letters)


def test_letters_are_called_the_same_with_and_without_their_column(letters):
    assert list(iterate_documents([ROOT / "documents"])) == letters


def test_sentences_of_the_corpus_are_those_of_the_splitter(letters):
    found = [
        (s.document_id, str(s.number), str(s.paragraph), s.kind, s.text)
        for letter in letters
        for s in split_sentences(letter)
        if s.kind in LABELLED_KINDS
    ]
    columns = ("document_id", "sentence_id", "paragraph", "kind", "text")
    assert [tuple(row[column] for column in columns) for row in read(ROOT / "corpus" / "sentences.csv")] == found


def test_every_sentence_has_a_label_of_the_seven_domains(corpus, letters):
    assert len(CODEBOOK) == 7
    assert set(corpus.labels) == set(CODEBOOK.ids)
    assert set(corpus.secondary) <= {"", *CODEBOOK.ids}
    assert all(first != second for first, second in zip(corpus.labels, corpus.secondary, strict=True))
    split = [sentence for letter in letters for sentence in split_sentences(letter)]
    assert len(corpus.sentences) == sum(sentence.kind in LABELLED_KINDS for sentence in split)


def test_letters_are_described_in_the_order_of_the_corpus(corpus):
    years = {row["document_id"]: row["year"] for row in read(ROOT / "documents" / "letters.csv")}
    counts = Counter(corpus.document_ids)
    about = [(row["document_id"], row["year"], int(row["n"])) for row in read(ROOT / "corpus" / "documents.csv")]
    assert about == [(name, years[name], n) for name, n in counts.items()]


def test_shares_are_skewed_and_every_domain_can_be_learned(corpus):
    counts = Counter(corpus.labels[position] for position in corpus.find_body())
    shares = sorted(count / counts.total() for count in counts.values())
    assert 0.05 < shares[0] < 0.1
    assert 0.25 < shares[-1] < 0.35
    standing = {domain: set() for domain in CODEBOOK.ids}
    for name, label in zip(corpus.document_ids, corpus.labels, strict=True):
        standing[label].add(name)
    assert min(map(len, standing.values())) >= 10
    assert len(split_by_document(corpus.sentences, corpus.labels, 5, 0)) == 5


def test_every_letter_is_its_own_group(corpus, letters):
    assert len(set(find_groups(corpus.sentences).tolist())) == len(letters)


def test_some_letters_speak_of_two_domains(corpus):
    pairs = zip(corpus.document_ids, corpus.labels, corpus.secondary, strict=True)
    spoken = {(name, label) for name, *labels in pairs for label in labels if label}
    assert sum(n > 1 for n in Counter(name for name, _ in spoken).values()) >= 20


@pytest.mark.parametrize("domain", CODEBOOK.domains, ids=CODEBOOK.ids)
def test_every_domain_is_explained(domain):
    assert domain.definition
    assert domain.counts
    assert len(domain.examples) == 3
    assert 15 <= len(set(domain.keywords)) == len(domain.keywords) <= 25
    assert {text.split("→")[1].strip() for text in domain.excludes} < set(CODEBOOK.ids) - {domain.id}


def test_examples_of_the_codebook_stand_in_no_letter(letters):
    text = "".join(letter.text for letter in letters)
    assert [example for domain in CODEBOOK.domains for example in domain.examples if example in text] == []


def test_both_coders_coded_the_same_sentences_of_the_corpus(corpus):
    first, second = (read(path) for path in CODINGS)
    assert (
        list(first[0])
        == list(second[0])
        == [field.name for field in fields(Task) if field.name not in {"round", "blind"}]
    )
    assert {row["coder"] for row in first} == {"first"}
    assert {row["coder"] for row in second} == {"second"}
    given = ("domain", "secondary", "coder", "note")
    assert [{k: v for k, v in row.items() if k not in given} for row in first] == [
        {k: v for k, v in row.items() if k not in given} for row in second
    ]
    gold = {
        (s.document_id, str(s.number), s.text): label for s, label in zip(corpus.sentences, corpus.labels, strict=True)
    }
    assert all(gold[row["document_id"], row["sentence_id"], row["text"]] == row["domain"] for row in first)


def test_coded_letters_are_whole_and_many(corpus):
    whole = Counter(corpus.document_ids)
    for path in CODINGS:
        coded = Counter(row["document_id"] for row in read(path))
        assert len(coded) >= 40
        assert all(whole[name] == n for name, n in coded.items())


@pytest.mark.slow
@pytest.mark.usefixtures("blank_figures")
def test_the_coders_differ_in_a_few_sentences(tmp_path, capsys):
    first, second = CODINGS
    given = [first, second, "--codebook", ROOT / "codebook.toml", "--output", tmp_path / "out"]
    assert agree.main([str(part) for part in given]) == 0
    pairs = read(tmp_path / "out" / "disagreements.csv")
    assert sum(int(row["sentences"]) for row in pairs) == 7
    counts = [int(row["sentences"]) for row in pairs]
    assert all(a >= b for a, b in pairwise(counts))
    assert "305 sentences of 85 documents: agreement 0.977" in capsys.readouterr().err


@pytest.mark.slow
@pytest.mark.usefixtures("blank_figures")
def test_the_study_is_trained_on_as_it_is(tmp_path, capsys):
    study = shutil.copytree(ROOT, tmp_path / "letters")  # a study notes what was done in it
    output = tmp_path / "run"
    assert train.main(["--study", str(study), "--classifier", "keywords", "--output", str(output), "--jobs", "1"]) == 0
    assert "(760 sentences, 207 documents)" in capsys.readouterr().err
    assert [row["domain"] for row in read(output / "domains.csv")] == list(CODEBOOK.ids)


def test_its_readme_counts_right(corpus, letters):
    text = (ROOT / "README.md").read_text("utf-8")
    body = [(corpus.document_ids[position], corpus.labels[position]) for position in corpus.find_body()]
    assert f"{len(letters)} letters, {len(corpus.sentences)} sentences" in text
    for domain in CODEBOOK.domains:
        mine = [name for name, label in body if label == domain.id]
        numbers = f"{len(set(mine))} | {len(mine)} | {len(mine) / len(body):.1%}"
        assert f"| `{domain.id}` | {domain.name_zh} | {numbers} |" in text
