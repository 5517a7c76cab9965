"""The pipelines that the benchmark compares."""

import json
import subprocess
import sys
import warnings

import numpy as np
import pytest
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.pipeline import Pipeline
from sklearn.svm import LinearSVC

from research.codebook import read_codebook
from research.corpus.labelled import read_corpus
from research.model.baselines import OrderedClassifier, make_predictor
from research.model.storage import Model, write_model
from research.model.vectorizer import SentenceFeatures
from research.studies.bench import cut_clauses
from research.studies.bench_worker import CLAUSES, cut_by_jieba, splice_sentences
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


def test_a_process_that_is_timed_answers_with_labels_and_memory(corpus, predictor, tmp_path):
    texts = [sentence.text for sentence in corpus.sentences]
    clauses = cut_clauses(texts)
    (tmp_path / CLAUSES).write_text("\n".join(clauses), "utf-8")
    write_model(tmp_path / "same.npz", Model(predictor, read_codebook()))
    said = subprocess.run(
        [sys.executable, "-m", "research.studies.bench_worker", "same", str(tmp_path)],
        input="[50, 3, true]\n", capture_output=True, text=True, encoding="utf-8", check=True,
    )  # fmt: skip
    spent, labels, megabytes = json.loads(said.stdout.splitlines()[1])
    [batch] = splice_sentences(clauses, 50, 3)
    assert labels == predictor.predict(batch).tolist()
    assert spent > 0
    assert 20 < megabytes < 2000
