"""Probabilities are probabilities whatever the text: empty, emoji, control characters, other scripts."""

from functools import cache

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from research.codebook import read_codebook
from research.model.baselines import CLASSIFIERS, make_classifier, make_predictor
from research.model.zero_shot import fit_from_codebook
from research.text.sentences import Sentence

SENTENCES = ["县医院建成投用，新增床位三百张。", "农村公路改造完工，桥梁通车。", "新建小学两所，教师到岗。"] * 4
LABELS = ["health", "urban_infrastructure", "education"] * 4
CODEBOOK = "codebook"

ODD = [
    "",
    " ",
    "\x00",
    "\ufeff",
    "\u200b",
    "\ud800",
    "😀",
    "🇨🇳👩‍👩‍👧",
    "\u0301",
    "\u202e医院",
    "\U0010ffff",
    "𠀀𠀀",
    "རྩྭ",
    "1e400",
    "-" * 5000,
]
PIECES = st.text() | st.sampled_from([*ODD, *SENTENCES, "医院", "学校", "，", "。"])
TEXTS = st.lists(st.lists(PIECES, max_size=4).map("".join), min_size=1, max_size=5)
FEW = settings(max_examples=40)


@cache
def fit(name):
    if name == CODEBOOK:
        return fit_from_codebook(read_codebook())
    return make_classifier(name, read_codebook()).fit(SENTENCES, LABELS)


@pytest.mark.parametrize("name", [*CLASSIFIERS, CODEBOOK])
@FEW
@given(texts=TEXTS, in_document=st.booleans())
@example(texts=ODD, in_document=False)
@example(texts=ODD, in_document=True)
def test_probabilities_of_any_text_sum_to_one(name, texts, in_document):
    rows = [Sentence("d", n, 0, len(text), n // 2, "body", (text,), text) for n, text in enumerate(texts)]
    found = fit(name).predict_proba(rows if in_document else texts)
    assert len(found) == len(texts)
    assert np.isfinite(found).all()
    assert (found >= 0).all()
    assert np.allclose(found.sum(axis=1), 1)


@pytest.mark.parametrize("name", [*CLASSIFIERS, CODEBOOK])
@FEW
@given(texts=TEXTS, other=PIECES)
def test_what_stands_in_another_document_changes_no_probability(name, texts, other):
    alone = fit(name).predict_proba(texts)
    beside = fit(name).predict_proba([other, *texts, other])[1:-1]
    assert np.allclose(alone, beside, atol=1e-9)


@pytest.mark.parametrize("name", CLASSIFIERS)
@FEW
@given(texts=TEXTS)
@example(texts=ODD)
def test_what_predicts_says_of_any_text_what_the_estimator_says(name, texts):
    estimator = fit(name)
    assert np.allclose(make_predictor(estimator).predict_proba(texts), estimator.predict_proba(texts), atol=1e-6)


@pytest.mark.parametrize("name", CLASSIFIERS)
def test_no_sentences_have_no_probabilities(name):
    estimator = fit(name)
    assert make_predictor(estimator).predict_proba([]).shape == (0, len(estimator.classes_))
