"""What is drawn from a pool and what is made of it."""

import numpy as np
import pytest

from research.corpus.sampling import Sample
from research.errors import InputError
from research.labelling.proposals import Pool, Round, make_tasks, sample_sentences
from research.text.documents import Document
from research.text.sentences import split_sentences

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
