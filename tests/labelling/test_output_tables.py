"""Tables of labelled documents on disk, and shares that follow from counts by hand."""

import csv
import math

import numpy as np
import pytest

from research.codebook import Codebook, Domain
from research.labelling.batch import COLUMNS, UNCERTAIN, LabelledDocument, LabelledSentence
from research.labelling.output_tables import (
    ALL,
    INTERMEDIATE,
    PROBABILITIES,
    SENTENCES,
    SHARES,
    DocumentCounts,
    Share,
    format_batch,
    format_documents,
    format_rows,
    list_shares,
    make_headers,
    write_shares,
)
from research.model.predictor import KeywordPredictor
from research.model.storage import Model
from research.text.documents import Document

DOMAINS = ("roads", "health")


def make_document(name, kinds, probabilities, paragraphs=None):
    """A document whose sentences have these kinds; probabilities are of those that are labelled."""
    rows = []
    values = iter(probabilities)
    for number, kind in enumerate(kinds):
        place = (name, number, 0, 2, paragraphs[number] if paragraphs else number, kind, "", "一句。")
        if kind == "boilerplate":
            rows.append(LabelledSentence(*place))
        else:
            best = max(next(values))
            rows.append(LabelledSentence(*place, "roads", best, "health", 1 - best, "", 4, 1, UNCERTAIN * (best < 0.7)))
    return LabelledDocument(name, rows, np.array(probabilities).reshape(-1, 2))


FIRST = make_document("first", ["boilerplate", "heading", "body", "body"], [[0.5, 0.5], [0.9, 0.1], [0.4, 0.6]])
SECOND = make_document("=second%", ["body"], [[1.0, 0.0]])
THIRD = make_document("third", ["heading"], [[0.3, 0.7]])


@pytest.fixture
def folder(tmp_path):
    parts = [make_headers(DOMAINS), format_documents([FIRST, SECOND], DOMAINS), format_documents([THIRD], DOMAINS)]
    for part in parts:
        for name, content in part.items():
            with (tmp_path / name).open("ab") as file:
                file.write(content)
    return tmp_path


def read(path):
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def test_sentences_have_a_row_each_of_all_batches_with_one_header(folder):
    rows = read(folder / SENTENCES)
    assert (folder / SENTENCES).read_bytes().startswith("\ufeffdocument_id,".encode())
    assert list(rows[0]) == list(COLUMNS)
    assert [row["document_id"] for row in rows] == ["first"] * 4 + ["'=second%", "third"]
    assert [row["probability"] for row in rows] == ["", "0.500000", "0.900000", "0.600000", "1.000000", "0.700000"]


def test_probabilities_have_a_row_for_each_labelled_sentence(folder):
    rows = read(folder / PROBABILITIES)
    assert [(row["document_id"], row["sentence_id"], row["roads"]) for row in rows] == [
        ("first", "1", "0.500000"), ("first", "2", "0.900000"), ("first", "3", "0.400000"),
        ("'=second%", "0", "1.000000"), ("third", "0", "0.300000"),
    ]  # fmt: skip


def test_shares_count_body_sentences_of_all_and_of_each_document_that_has_some(folder):
    documents = write_shares(folder, DOMAINS, "count", None)
    assert documents == [
        DocumentCounts("first", 4, 2, 1, 8, 2), DocumentCounts("=second%", 1, 1, 0, 4, 1),
        DocumentCounts("third", 1, 0, 0, 0, 0),
    ]  # fmt: skip
    rows = read(folder / SHARES)
    assert list(rows[0]) == list(Share._fields)
    assert [(row["document_id"], row["domain"], row["prevalence"], row["sentences"]) for row in rows] == [
        (ALL, "roads", "0.666667", "2"), (ALL, "health", "0.333333", "1"),
        ("first", "roads", "0.500000", "1"), ("first", "health", "0.500000", "1"),
        ("'=second%", "roads", "1.000000", "1"), ("'=second%", "health", "0.000000", "0"),
    ]  # fmt: skip
    assert {row["unknown_words"] for row in rows} == {"0.250000"}
    assert {row["method"] for row in rows} == {"count"}


def test_documents_without_body_sentences_have_a_header_alone(tmp_path):
    for name, content in format_documents([THIRD], DOMAINS).items():
        (tmp_path / name).write_bytes(content)
    assert [document.id for document in write_shares(tmp_path, DOMAINS, "count", None)] == ["third"]
    assert read(tmp_path / SHARES) == []


def test_the_intermediate_files_hold_body_sentences_only(folder):
    body, paragraphs, counts, _ = (folder / name for name in INTERMEDIATE)
    assert np.fromfile(body, dtype="<f8").reshape(-1, 2).tolist() == [[0.9, 0.1], [0.4, 0.6], [1.0, 0.0]]
    assert np.fromfile(paragraphs, dtype="<i4").tolist() == [2, 3, 0]
    assert len(counts.read_text("utf-8").splitlines()) == 3


def test_a_single_document_has_intervals_over_its_paragraphs():
    counts = [DocumentCounts("a", 4, 4, 0, 0, 0)]
    probabilities = np.eye(2)[[0, 1, 0, 0]]
    apart = list(list_shares(counts, probabilities, np.arange(4, dtype=np.int32), DOMAINS, "count", None))
    together = list(list_shares(counts, probabilities, np.zeros(4, dtype=np.int32), DOMAINS, "count", None))
    assert [share.prevalence for share in apart] == [0.75, 0.25] * 2
    assert all(share.low < share.prevalence < share.high for share in apart)
    assert all(math.isnan(share.low) for share in together)


def test_documents_are_the_units_of_all_and_paragraphs_those_of_each():
    counts = [DocumentCounts(name, 2, 2, 0, 0, 0) for name in "ab"]
    shares = list(list_shares(counts, np.eye(2)[[0, 1, 0, 1]], np.zeros(4, dtype=np.int32), DOMAINS, "count", None))
    assert [math.isnan(share.low) for share in shares] == [False, False, True, True, True, True]


def test_a_cell_with_a_return_is_quoted():
    assert format_rows([("a\rb", 1)]) == '"a\rb",1\n'


def test_sentences_and_probabilities_are_formatted_as_other_rows_are():
    place = ("=名,称", 0, 3, 9, 1, "body", '一、"引号" > 二', "第一，\r\n第二。")
    rows = [
        LabelledSentence(*place[:5], "boilerplate", "", "+8,6"),
        LabelledSentence(*place, "roads", 2 / 3, "health", 1 / 3, '+ , "', 4, 1, UNCERTAIN),
        LabelledSentence(*place[:1], 2, *place[2:], "health", 1.0, "roads", 0.0, "", 0, 0),
    ]
    values = [(1 / 3, 2 / 3), (0.0000004, 0.9999996)]
    written = format_documents([LabelledDocument("=名,称", rows, np.array(values))], DOMAINS)
    assert written[SENTENCES].decode() == format_rows(rows)
    assert written[PROBABILITIES].decode() == format_rows(
        [("=名,称", n, *pair) for n, pair in zip((0, 2), values, strict=True)]
    )


def test_a_batch_is_formatted_with_its_number_of_documents():
    codebook = Codebook("own", "1", (Domain("roads", "道路", "roads"), Domain("health", "卫生", "health")))
    model = Model(KeywordPredictor(codebook.ids, (("公路",), ("医院",)), np.full(2, 0.5)), codebook)
    parts, count = format_batch([Document("0", "修建公路。"), Document("1", "修建公路。")], model, 0.0)
    assert count == 2
    assert [line.split(",")[0] for line in parts["probabilities.csv"].decode().splitlines()] == ["0", "1"]
