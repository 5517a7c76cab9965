"""Predictions of other classifiers, as people save them."""

import numpy as np
import pandas as pd
import pytest

from research.codebook import make_codebook
from research.errors import InputError
from research.labelling.predictions import read_predictions
from research.labelling.read_back import LabelledSentences
from research.text.documents import Document
from research.text.sentences import split_sentences

CODEBOOK = make_codebook(["health", "roads"])


def write(tmp_path, text):
    path = tmp_path / "llm.csv"
    path.write_text(text, "utf-8")
    return path


def test_labels_are_certain_and_probabilities_sum_to_one(tmp_path):
    labels = read_predictions(write(tmp_path, "document_id,sentence_id,Predicted\nd,0,roads\n"), CODEBOOK)
    assert labels.probabilities.tolist() == [[0, 1]]
    content = "document_id,sentence_id,roads,health\nd,0,0.25,0.76\n"
    found = read_predictions(write(tmp_path, content), CODEBOOK).probabilities
    assert found.round(6).tolist() == [[round(0.76 / 1.01, 6), round(0.25 / 1.01, 6)]]


def test_labelled_sentences_take_them_in_place_of_their_own(tmp_path):
    table = pd.DataFrame({"document_id": ["d", "d"], "sentence_id": [0, 1], "kind": ["heading", "body"]})
    own = LabelledSentences(table, np.array([[0.0, 1.0], [0.9, 0.1]]))
    found = read_predictions(write(tmp_path, "document_id,sentence_id,domain\nd,1,roads\n"), CODEBOOK)
    assert found.replace_in(own).probabilities.tolist() == [[0, 0], [0, 1]]
    other = read_predictions(write(tmp_path, "document_id,sentence_id,domain\nd,0,roads\n"), CODEBOOK)
    with pytest.raises(InputError, match="1 of 1 body sentence has no row, first '1' of 'd'"):
        other.replace_in(own)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("document_id,sentence_id\nd,0\n", "no column 'domain' with labels, and of probabilities 'health' is missing"),
        ("document_id,sentence_id,domain\nd,0,rods\n", "line 2: .*rods"),
        ("document_id,sentence_id,domain\nd,0,\n", "line 2: no domain"),
        (
            "document_id,sentence_id,domain\nd,0,roads\nd,0,roads\n",
            "line 3: sentence '0' of document 'd' is there twice",
        ),
        ("document_id,sentence_id,health,roads\nd,0,0.5,0.9\n", "line 2: probabilities sum to 1.4, expected 1"),
        ("document_id,sentence_id,health,roads\nd,0,much,0.9\n", "line 2: a probability is no number"),
        ("document,domain\nd,roads\n", "no column 'document_id'"),
    ],
)
def test_what_cannot_be_used_is_named_with_its_line(tmp_path, content, message):
    with pytest.raises(InputError, match=message):
        read_predictions(write(tmp_path, content), CODEBOOK)


def test_texts_and_kinds_of_the_file_are_kept(tmp_path):
    content = "document_id,sentence_id,domain,text,kind,other\nd,0,roads,修路。,heading,x\n"
    sentences = read_predictions(write(tmp_path, content), CODEBOOK).sentences
    assert sentences.to_dict("list") == {
        "document_id": ["d"],
        "sentence_id": ["0"],
        "text": ["修路。"],
        "kind": ["heading"],
    }


def test_the_first_sentence_that_is_missing_is_named(tmp_path):
    table = pd.DataFrame({"document_id": ["d"] * 3, "sentence_id": [0, 1, 2], "kind": ["body"] * 3})
    own = LabelledSentences(table, np.eye(2)[[0, 0, 0]])
    found = read_predictions(write(tmp_path, "document_id,sentence_id,domain\nd,0,roads\n"), CODEBOOK)
    with pytest.raises(InputError, match="2 of 3 body sentences have no row, first '1' of 'd'"):
        found.replace_in(own)


def test_predictions_are_found_by_document_and_number_in_the_order_asked_for(tmp_path):
    content = "document_id,sentence_id,domain\nd,1,roads\nd,0,health\ne,0,roads\n"
    found = read_predictions(write(tmp_path, content), CODEBOOK)
    sentences = split_sentences(Document("d", "修建医院。修建公路。"))
    assert found.locate(sentences).tolist() == [[1, 0], [0, 1]]
    with pytest.raises(InputError, match="1 of 3 body sentences have no row, first '0' of 'f'"):
        found.locate([*sentences, *split_sentences(Document("f", "修建公路。"))])
