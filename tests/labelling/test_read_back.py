"""Tables of labelled documents read back."""

import numpy as np
import pytest

from research.errors import InputError
from research.labelling.batch import LabelledDocument, LabelledSentence
from research.labelling.estimation import Estimation
from research.labelling.output_tables import format_documents, make_headers, write_shares
from research.labelling.read_back import read_distribution, read_sentences, read_tables

DOMAINS = ("roads", "health")


def row(document, number, kind, text="一句。", headings="报告", **label):
    return LabelledSentence(document, number, 0, len(text), number, kind, headings, text, **label)


@pytest.fixture
def folder(tmp_path):
    """Two documents; the id and the text of the first would be formulas in a spreadsheet."""
    sure = {"domain": "roads", "probability": 0.75, "second_domain": "health", "second_probability": 0.25}
    documents = [
        LabelledDocument(
            "=1", [row("=1", 0, "boilerplate"), row("=1", 1, "body", "+86电话", **sure)], np.array([[0.75, 0.25]])
        ),
        LabelledDocument("007", [row("007", 0, "body", "NA", **sure)], np.array([[0.75, 0.25]])),
    ]
    for part in (make_headers(DOMAINS), format_documents(documents, DOMAINS)):
        for name, content in part.items():
            with (tmp_path / name).open("ab") as file:
                file.write(content)
    write_shares(tmp_path, DOMAINS, Estimation("count"))
    return tmp_path


def test_what_was_written_is_read_back(folder):
    labelled = read_tables(folder, DOMAINS)
    assert labelled.document_ids == ("=1", "007")
    assert labelled.sentences["text"].tolist() == ["一句。", "+86电话", "NA"]
    assert labelled.sentences["domain"].tolist() == ["", "roads", "roads"]
    assert labelled.probabilities.tolist() == [[0, 0], [0.75, 0.25], [0.75, 0.25]]
    assert labelled.find_body().tolist() == [1, 2]


def test_the_first_rows_are_read_alone(folder):
    assert len(read_sentences(folder / "sentences.csv", 2)) == 2


def test_sentences_that_were_deleted_are_left_out(folder):
    path = folder / "sentences.csv"
    lines = path.read_text("utf-8-sig").splitlines(keepends=True)
    path.write_text("".join(lines[:1] + lines[2:3]), encoding="utf-8-sig")
    labelled = read_tables(folder, DOMAINS)
    assert labelled.document_ids == ("=1",)
    assert labelled.probabilities.tolist() == [[0.75, 0.25]]


def test_a_sentence_without_probabilities_is_named(folder):
    path = folder / "probabilities.csv"
    path.write_text("".join(path.read_text("utf-8-sig").splitlines(keepends=True)[:-1]), encoding="utf-8-sig")
    with pytest.raises(InputError, match=r"sentences\.csv: sentence 0 of 007 has no row in probabilities\.csv"):
        read_tables(folder, DOMAINS)


@pytest.mark.parametrize("domains", [("roads", "farms"), DOMAINS])
def test_another_folder_or_codebook_is_an_error(folder, domains):
    if domains == DOMAINS:
        (folder / "probabilities.csv").unlink()
    with pytest.raises(InputError, match="not the output of `research label` "):
        read_tables(folder, domains)


def test_ids_of_the_distribution_are_texts_and_missing_ends_are_nan(folder):
    table = read_distribution(folder)
    assert table["document_id"].unique().tolist() == ["*", "=1", "007"]
    single = table[table["document_id"] == "007"]
    assert single["prevalence"].tolist() == [1, 0]
    assert single[["low", "high"]].isna().all(axis=None)


def test_a_folder_that_is_no_output_is_told_as_such(tmp_path):
    with pytest.raises(InputError, match=r"nowhere: there is no such folder; give the output folder of"):
        read_tables(tmp_path / "nowhere", DOMAINS)
    with pytest.raises(InputError, match=r"not the output of `research label` \(sentences.csv is missing\); give its"):
        read_tables(tmp_path, DOMAINS)
