"""The pipelines that the benchmark compares."""

import warnings

import numpy as np
import pytest
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.pipeline import Pipeline
from sklearn.svm import LinearSVC

from research.codebook import read_codebook
from research.corpus.labelled import read_corpus
from research.model.baselines import OrderedClassifier, make_predictor
from research.model.vectorizer import SentenceFeatures
from research.studies.bench import cut_clauses
from research.studies.bench_worker import cut_by_jieba, splice_sentences
from research.text.tokens import Tokenizer


@pytest.fixture(scope="module")
def corpus():
    whole = read_corpus()
    return whole.select(set(list(whole.documents)[::6]))


@pytest.fixture(scope="module")
def predictor(corpus):
    features = SentenceFeatures(Tokenizer(normalising=False))
    model = Pipeline([("features", features), ("classifier", LinearSVC(dual=True, random_state=0))])
    return make_predictor(OrderedClassifier(model, classes=read_codebook().ids).fit(corpus.sentences, corpus.labels))


@pytest.mark.slow
def test_labels_are_those_of_the_plain_scikit_learn_path(corpus, predictor):
    texts = [sentence.text.replace("\n", "") for sentence in corpus.sentences]
    vectorizer = TfidfVectorizer(tokenizer=cut_by_jieba, token_pattern=None, lowercase=False, sublinear_tf=True)
    usual = Pipeline([("features", vectorizer), ("classifier", LinearSVC(dual=True, random_state=0))])
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)
        usual.fit(texts, corpus.labels)
    spliced = [s for batch in splice_sentences(cut_clauses(texts), 2000, 1) for s in batch]
    assert np.array_equal(predictor.predict(spliced), usual.predict([s.text for s in spliced]))
    rows = predictor.features.join_blocks(texts, predictor.features.tokenize(texts))
    assert (rows != usual.named_steps["features"].transform(texts)).nnz == 0  # bit for bit


def test_only_texts_with_two_clauses_are_cut():
    assert cut_clauses(["新建医院，就医方便。", "修路。", "治水，", "种树，护林，\n防火。"]) == [
        "新建医院，", "就医方便。", "种树，", "护林，防火。",
    ]  # fmt: skip
