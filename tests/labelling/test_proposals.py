"""What is drawn from a pool and what is made of it."""

import numpy as np
import pytest

from research.codebook import make_codebook
from research.corpus.sampling import Sample
from research.errors import InputError
from research.labelling import proposals
from research.labelling.proposals import Pool, Round, find_terms, make_tasks, sample_sentences
from research.model.baselines import make_classifier, make_predictor
from research.model.predictor import KeywordPredictor
from research.model.storage import Model
from research.text.documents import Document
from research.text.sentences import split_sentences

CODEBOOK = make_codebook(["health", "roads"])
TEXTS, LABELS = ["医院建成", "修建公路", "医院医生", "公路桥梁"] * 3, ["health", "roads"] * 6
TEXT = "一、工作\n新建学校3所，改造校舍。推进医院建设。\n新建学校12所，改造校舍。落实粮食生产责任制。"


@pytest.fixture
def pool():
    document = Document("d", TEXT)
    sentences = split_sentences(document)
    p = np.array([[0.6, 0.4], [0.9, 0.1], [0.5, 0.5], [0.7, 0.3]])
    return Pool({"d": document}, {"d": sentences}, [s for s in sentences if s.kind == "body"], p)


def test_of_near_duplicates_the_first_stays_and_those_of_labelled_ones_go(pool):
    sample, aside = sample_sentences(pool, [], "uncertain", 2, random_state=0)
    assert (sample.rows.tolist(), aside) == ([0, 3], 1)
    sample, aside = sample_sentences(pool, ["新建学校1所、改造校舍。"], "uncertain", 4, random_state=0)
    assert (sample.rows.tolist(), aside) == ([1, 3], 2)


def test_rows_come_in_the_order_of_documents_with_their_own_probabilities(pool):
    sample, _ = sample_sentences(pool, [], "random", 3, random_state=1)
    assert sample.rows.tolist() == sorted(sample.rows.tolist())
    assert sample.inclusion.tolist() == [0.75] * 3


def test_nothing_left_is_said(pool):
    with pytest.raises(InputError, match="near-duplicates of labelled ones"):
        sample_sentences(pool, [sentence.text for sentence in pool.candidates], "diverse", 1, random_state=0)


def test_the_context_is_the_paragraph_as_it_stands(pool):
    (task,) = make_tasks(pool, Sample(np.array([3])), None, Round("diverse", "2"), {"d": "2020"})
    assert task.context == "新建学校12所，改造校舍。落实粮食生产责任制。"
    assert (task.text, task.sentence_id, task.headings) == ("落实粮食生产责任制。", "4", "一、工作")
    assert (task.year, task.proposal, task.probability, task.inclusion) == ("2020", "", None, None)
    assert (task.strategy, task.round, task.blind) == ("diverse", "2", "yes")


def test_diverse_and_mixed_samples_differ_by_whether_the_model_is_asked(pool, monkeypatch):
    """Of three sentences that are left, mixed takes the two of which the model is least sure, far apart as they are."""
    asked = []
    monkeypatch.setattr(proposals, "sample_mixed", lambda *given: asked.append(given) or Sample(np.array([0, 1])))
    monkeypatch.setattr(proposals, "sample_diverse", lambda *given: asked.append(given) or Sample(np.array([0, 1])))
    for strategy, n_arguments in (("mixed", 5), ("diverse", 4)):
        asked.clear()
        sample_sentences(pool, ["农村公路"], strategy, 2, random_state=3)
        (given,) = asked
        assert len(given) == n_arguments
        assert len(given[0]) == 3
        assert given[-3:-1] == (2, 3)
        assert len(given[-1]) == 1


def test_terms_are_found_of_a_linear_model_alone():
    sentences = split_sentences(Document("d", "修建公路。医院建成。"))
    linear = Model(make_predictor(make_classifier("logistic", CODEBOOK).fit(TEXTS, LABELS)), CODEBOOK)
    svm = Model(make_predictor(make_classifier("svm", CODEBOOK).fit(TEXTS, LABELS)), CODEBOOK)
    words = Model(KeywordPredictor(CODEBOOK.ids, (("公路",), ("医院",)), np.full(2, 0.5)), CODEBOOK)
    assert [text.split()[0] for text in find_terms(sentences, linear).values()] == ["公路", "医院"]
    assert find_terms(sentences, words) == find_terms(sentences, None) == find_terms(sentences, svm) == {}
