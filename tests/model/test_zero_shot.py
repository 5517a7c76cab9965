"""A classifier from the codebook alone."""

import numpy as np
import pytest

from research.codebook import Codebook, Domain, read_codebook
from research.corpus.labelled import read_corpus
from research.errors import InputError
from research.model.baselines import make_classifier
from research.model.storage import MODEL, Model, read_model, write_model
from research.model.zero_shot import fit_from_codebook


@pytest.fixture(scope="module")
def predictor():
    return fit_from_codebook(read_codebook())


@pytest.mark.slow
def test_it_proposes_labels_better_than_counting_keywords(predictor):
    corpus = read_corpus()
    part = corpus.select(set(list(corpus.documents)[::8]))
    labels = np.array(part.labels)
    keywords = make_classifier("keywords", read_codebook()).fit(part.sentences, part.labels)  # even told the shares
    right = (predictor.predict(part.sentences) == labels).mean()
    assert right > (keywords.predict(part.sentences) == labels).mean() + 0.05
    assert right > 0.7


def test_probabilities_sum_to_one(predictor):
    assert np.allclose(predictor.predict_proba(["", "医院", "\x00\U0001f600"]).sum(axis=1), 1)


def test_names_alone_are_enough_to_begin_with():
    domains = (Domain("roads", "公路交通", "Roads"), Domain("health", "医院医疗", "Health"))
    predictor = fit_from_codebook(Codebook("short", "1", domains))
    assert predictor.predict(["修建公路", "新建医院"]).tolist() == ["roads", "health"]


def test_many_names_alone_are_enough_too():
    domains = tuple(Domain(d.id, d.name_zh, d.name_en) for d in read_codebook().domains)
    predictor = fit_from_codebook(Codebook("names", "1", domains))
    assert predictor.predict(["教育", "国防动员"]).tolist() == ["education", "defence_border"]


def test_one_domain_is_too_few():
    with pytest.raises(InputError, match="at least two"):
        fit_from_codebook(Codebook("one", "1", (Domain("a", "甲", "A"),)))


def test_it_is_stored_as_any_model(predictor, tmp_path):
    write_model(tmp_path / MODEL, Model(predictor, read_codebook()))
    found = read_model(tmp_path / MODEL).predictor
    assert np.allclose(found.predict_proba(["新建医院"]), predictor.predict_proba(["新建医院"]), atol=1e-3)
