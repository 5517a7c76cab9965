"""Tables that were just written, as columns."""

import subprocess
import sys

import numpy as np
import pytest

from research.labelling.batch import LabelledDocument, LabelledSentence
from research.labelling.estimation import Estimation
from research.labelling.output_tables import format_documents, make_headers, write_shares
from research.labelling.written import read_document_shares, read_shares, read_shown_sentences, read_titles

DOMAINS = ("roads", "health")


@pytest.fixture
def folder(tmp_path):
    """Two documents; the id and the text of the first would be formulas in a spreadsheet."""
    sure = {"domain": "roads", "probability": 0.75, "second_domain": "health", "second_probability": 0.25}
    rows = [
        LabelledSentence("=1", 0, 0, 3, 0, "boilerplate", "", "一句。"),
        LabelledSentence("=1", 1, 3, 9, 1, "body", "报告", "+86电话\n一", terms="电话", mark="uncertain", **sure),
        LabelledSentence("007", 0, 0, 2, 0, "body", "报告", "NA", **sure),
    ]
    documents = [
        LabelledDocument("=1", rows[:2], np.array([[0.75, 0.25]])),
        LabelledDocument("007", rows[2:], np.array([[0.6, 0.2]])),
    ]
    for part in (make_headers(DOMAINS), format_documents(documents, DOMAINS)):
        for name, content in part.items():
            with (tmp_path / name).open("ab") as file:
                file.write(content)
    write_shares(tmp_path, DOMAINS, Estimation("count"))
    return tmp_path


def test_sentences_are_read_as_they_were_before_cells_were_neutralised(folder):
    found = read_shown_sentences(folder, DOMAINS)
    assert found.sentences == {
        "document_id": ["=1", "=1", "007"], "sentence_id": [0, 1, 0], "paragraph": [0, 1, 0],
        "kind": ["boilerplate", "body", "body"], "headings": ["", "报告", "报告"],
        "text": ["一句。", "+86电话\n一", "NA"], "domain": ["", "roads", "roads"], "terms": ["", "电话", ""],
        "mark": ["", "uncertain", ""],
    }  # fmt: skip


def test_probabilities_stand_beside_their_sentences_and_sum_to_one(folder):
    found = read_shown_sentences(folder, DOMAINS).probabilities
    assert found == pytest.approx(np.array([[0, 0], [0.75, 0.25], [0.75, 0.25]]))


def test_shares_are_numbers_and_missing_ends_are_nan(folder):
    table = read_shares(folder)
    assert list(dict.fromkeys(table["document_id"])) == ["*", "=1", "007"]
    assert list(table["prevalence"]) == [1, 0] * 3
    assert np.isnan(table["low"]).all()
    assert table["sentences"] == [2, 0, 1, 0, 1, 0]


def test_the_first_shares_are_those_of_all_documents_and_the_others_are_read_alone(folder):
    """Two domains and two documents: the first two rows are of both documents together."""
    assert read_shares(folder, 2)["document_id"] == ["*", "*"]
    single = read_document_shares(folder, 2)
    assert single.shape == (2, 2)
    assert single.ravel().tolist() == list(read_shares(folder)["prevalence"])[2:]


def test_titles_and_ids_are_texts_though_they_are_numbers(tmp_path):
    (tmp_path / "documents.csv").write_text("document_id,title\n007,2024\n8,\n", "utf-8")
    assert read_titles(tmp_path) == {"007": "2024"}


@pytest.mark.slow
def test_what_was_written_is_read_without_pandas():
    code = "import sys, research.report.reading_page, research.labelling.written; print('pandas' in sys.modules)"
    said = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert said.stdout.strip() == "False"
