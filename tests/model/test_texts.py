"""The forms in which sentences and labels come."""

import numpy as np
import pandas as pd
import pytest
from scipy import sparse

from research.model.texts import get_text, list_texts
from research.text.sentences import Sentence

TEXTS = ["建设医院", "修建公路"]
SENTENCES = [Sentence("d", n, 0, len(text), n, "body", (), text) for n, text in enumerate(TEXTS)]


@pytest.mark.parametrize(
    "given",
    [
        TEXTS, tuple(TEXTS), np.array(TEXTS), np.array(TEXTS, dtype=object), np.array([[x] for x in TEXTS]),
        pd.Series(TEXTS, index=[7, 3]), pd.DataFrame({"anything": TEXTS}), pd.DataFrame({"year": [1, 2], "text": TEXTS}),
        iter(TEXTS),
    ],
    ids=["list", "tuple", "array", "objects", "column", "series", "frame", "frame with text", "iterator"],
)  # fmt: skip
def test_strings_come_in_many_forms(given):
    assert list_texts(given) == TEXTS


@pytest.mark.parametrize("give", [list, tuple, lambda x: np.array(x, dtype=object), pd.Series])
def test_sentences_come_in_many_forms(give):
    assert list_texts(give(SENTENCES)) == SENTENCES


def test_rows_of_a_frame_with_documents_are_their_sentences():
    frame = pd.DataFrame(
        {
            "document_id": ["a", "a", 5],
            "sentence_id": [0, 3, 1],
            "paragraph": [0, 1, 0],
            "kind": ["heading", "body", np.nan],
            "headings": [np.nan, "一、农业 > （一）粮食", ""],
            "text": ["一、农业", "粮食增产。", "修路。"],
        }
    )
    assert list_texts(frame) == [
        Sentence("a", 0, 0, 4, 0, "heading", (), "一、农业"),
        Sentence("a", 3, 0, 5, 1, "body", ("一、农业", "（一）粮食"), "粮食增产。"),
        Sentence("5", 1, 0, 3, 0, "body", (), "修路。"),
    ]


def test_sentences_of_a_frame_without_numbers_are_counted_in_each_document():
    frame = pd.DataFrame({"document_id": ["a", "a", "b"], "text": ["甲", "乙", "丙"]})
    assert [(s.document_id, s.number) for s in list_texts(frame)] == [("a", 0), ("a", 1), ("b", 0)]


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ("建设医院", "a single str"),
        (SENTENCES[0], "a single Sentence"),
        (["建设医院", None], "got None .* in row 1"),
        (pd.Series(["建设医院", np.nan]), r"got nan \(float\) in row 1"),
        (np.ones((2, 1)), r"got 1\.0 \(float\)"),
        (np.ones((2, 3)), r"shape \(2, 3\)"),
        (sparse.csr_array((2, 2)), "csr_array"),
        (pd.DataFrame({"a": TEXTS, "b": TEXTS}), "column 'text'"),
    ],
)
def test_what_is_no_list_of_texts_is_refused(given, message):
    with pytest.raises((TypeError, ValueError), match=message):
        list_texts(given)


def test_the_text_of_a_string_is_itself():
    assert [get_text(x) for x in (TEXTS[0], SENTENCES[1])] == TEXTS
