"""Explanations: parts that add up to the log probability."""

import numpy as np
import pytest

from research.model.classifier import SentenceClassifier, make_features
from research.model.explanation import TokenInfluence, explain_predictions, measure_influence
from research.model.predictor import LinearPredictor
from research.model.vectorizer import SentenceFeatures
from research.text.sentences import Sentence
from research.text.tokens import Tokenizer
from tests.model.test_classifier import draw


@pytest.fixture(scope="module")
def full():
    return SentenceClassifier(make_features(), n_splits=2).fit(*draw(20, 0))


def total(explanation):
    parts = (explanation.headings, explanation.neighbours, explanation.base, explanation.decoding)
    return sum(parts) + sum(added for _, added in explanation.terms)


def test_the_parts_add_up_to_the_log_probability_above_the_mean(full):
    sentences, _ = draw(5, 3)
    probabilities, explanations = explain_predictions(full.make_predictor(), sentences)
    assert np.array_equal(probabilities, full.predict_proba(sentences))
    logs = np.log(probabilities)
    for row, explanation in zip(logs, explanations, strict=True):
        column = full.classes_.tolist().index(explanation.label)
        assert total(explanation) == pytest.approx(row[column] - row.mean(), abs=1e-4)


def test_runs_of_tokens_and_characters_are_shared_out_whole():
    features = SentenceFeatures(Tokenizer(), ngram_range=(1, 3))
    model = SentenceClassifier(features, n_splits=2, decoding=False).fit(*draw(20, 0))
    sentences, _ = draw(2, 5)
    probabilities, explanations = explain_predictions(model.make_predictor(), sentences)
    logs = np.log(probabilities)
    for row, explanation in zip(logs, explanations, strict=True):
        assert total(explanation) == pytest.approx(row.max() - row.mean(), abs=1e-6)


def test_sentence_40_000_of_a_document_is_explained_as_the_first():
    generator = np.random.default_rng(0)
    texts = [
        "".join(map(chr, generator.integers(0x4E00, 0x9FA5, 200))) for _ in range(150)
    ]  # so many runs that numbers grow
    features = SentenceFeatures(Tokenizer(), ngram_range=(1, 2)).fit([*texts, "医院"]).fitted_
    width = max(columns.stop for columns in features.find_blocks().values())
    zeros = np.zeros(2)
    predictor = LinearPredictor(("a", "b"), features, generator.normal(size=(2, width)), zeros, zeros + 1, zeros)
    tokens = features.tokenize(["医院"] * 40_000)
    blocks, ngrams = features.make_blocks([""] * 40_000, tokens), features.find_ngrams(tokens)
    added = measure_influence(predictor, blocks, tokens, ngrams, np.zeros(40_000, dtype=int)).influence
    assert len(added) == 40_000
    assert np.unique(added.round(9)).size == 1


def test_two_labels_are_explained_too():
    sentences, labels = draw(20, 0)
    two = ["health" if label == "health" else "other" for label in labels]
    model = SentenceClassifier(SentenceFeatures(Tokenizer()), n_splits=2).fit(sentences, two)
    probabilities, explanations = explain_predictions(model.make_predictor(), sentences[:20])
    for row, explanation in zip(np.log(probabilities), explanations, strict=True):
        assert total(explanation) == pytest.approx(row.max() - row.mean(), abs=1e-6)


def test_the_word_that_tells_comes_first(full):
    _, (found,) = explain_predictions(full.make_predictor(), ["继续新建医院"])
    assert found.terms[0][0] == "医院"
    assert (found.headings, found.neighbours, found.decoding) == pytest.approx((0, 0, 0), abs=1e-12)


def test_headings_speak_for_a_sentence_that_says_nothing_itself():
    def say(number, text, headings):
        return Sentence(f"d{number}", 0, 0, len(text), 0, "body", headings, text)

    words = {"health": "医院", "roads": "公路"}
    labels = ["health", "roads"] * 20
    headed = [say(number, "继续抓好落实", (f"建设{words[label]}",)) for number, label in enumerate(labels)]
    model = SentenceClassifier(make_features(), n_splits=2).fit(headed, labels)
    _, (found,) = explain_predictions(model.make_predictor(), [say(99, "继续抓好落实", ("完善公路",))])
    assert found.label == "roads"
    assert found.headings > 1


def test_the_terms_of_a_row_are_those_with_the_greatest_influence_above_0():
    batch = Tokenizer().tokenize_batch(["医院 公路", "学校"])
    number = {word: place for place, word in enumerate(batch.words)}
    pairs = [(0, "医院", 0.2), (0, "公路", 0.5), (0, " ", -0.1), (1, "学校", 0.4)]
    influence = TokenInfluence(
        batch,
        np.array([row for row, _, _ in pairs]),
        np.array([number.get(word, 0) for _, word, _ in pairs]),
        np.arange(4),
        np.array([value for _, _, value in pairs]),
    )
    assert influence.join_top_terms(3, 2) == ["公路 医院", "学校", ""]
    assert influence.join_top_terms(3, 1) == ["公路", "学校", ""]
    assert [[term.term for term in terms] for terms in influence.list_terms(3)][1:] == [["学校"], []]
