"""The full model, on documents that were made for the purpose."""

import pickle
from dataclasses import replace

import numpy as np
import pytest
from sklearn.base import clone

from research.measure.calibration import measure_calibration
from research.model.classifier import SentenceClassifier, _choose_exponents, _name_groups, _Split
from research.model.features import Weighted
from research.model.predictor import make_transitions
from research.model.vectorizer import SentenceFeatures
from research.text.sentences import Sentence
from research.text.tokens import Tokenizer

WORDS = {
    "health": ["医院", "医生", "病床", "护士"],
    "roads": ["公路", "桥梁", "隧道", "铁路"],
    "farms": ["粮食", "农田", "水稻", "小麦"],
}


def draw(documents, seed, vague=0.4):
    """Documents that keep to one domain for a while; a part of the sentences says nothing of its own."""
    generator = np.random.default_rng(seed)
    sentences, labels = [], []
    for number in range(documents):
        domain = str(generator.choice(list(WORDS)))
        for position in range(20):
            if generator.random() < 0.15:
                domain = str(generator.choice(list(WORDS)))
            words = (
                ["继续", "抓好", "落实"] if generator.random() < vague else generator.choice(WORDS[domain], 2).tolist()
            )
            text = "，".join(words)
            sentences.append(Sentence(f"{seed}-{number}", position, 0, len(text), 0, "body", (), text))
            labels.append(domain)
    return sentences, labels


@pytest.fixture(scope="module")
def fitted():
    return SentenceClassifier(SentenceFeatures(Tokenizer())).fit(*draw(60, 0))


@pytest.mark.slow
def test_processes_side_by_side_fit_the_same_weights(fitted):
    found = clone(fitted).set_params(n_jobs=2).fit(*draw(60, 0))
    assert np.array_equal(found.linear_.coef_, fitted.linear_.coef_)
    assert found.slope_ == fitted.slope_


def accuracy(predicted, gold):
    return float(np.mean(np.asarray(predicted) == np.asarray(gold)))


def test_decoding_finds_what_a_vague_sentence_leaves_unsaid(fitted):
    sentences, gold = draw(40, 1)
    alone = fitted.classes_[fitted.predict_alone(sentences).argmax(axis=1)]
    assert accuracy(alone, gold) < 0.78
    assert accuracy(fitted.predict(sentences), gold) > accuracy(alone, gold) + 0.1


def test_probabilities_sum_to_one_and_are_as_right_as_they_are_sure(fitted):
    sentences, gold = draw(60, 2)
    probabilities = fitted.predict_proba(sentences)
    assert np.allclose(probabilities.sum(axis=1), 1)
    assert measure_calibration(gold, probabilities, fitted.classes_.tolist())[1] < 0.08


def test_the_order_of_documents_changes_no_label(fitted):
    sentences, _ = draw(10, 3)
    swapped = sentences[100:] + sentences[:100]
    found = fitted.predict(sentences).tolist()
    assert fitted.predict(swapped).tolist() == found[100:] + found[:100]


def test_strings_are_classified_one_by_one(fitted):
    assert fitted.predict(["医院，医生", "公路，桥梁"]).tolist() == ["health", "roads"]


def test_decoding_can_be_switched_off():
    model = SentenceClassifier(SentenceFeatures(Tokenizer()), decoding=False).fit(*draw(30, 0))
    sentences, _ = draw(5, 1)
    assert (model.predict_proba(sentences) == model.predict_alone(sentences)).all()


def test_the_estimator_clones_and_pickles(fitted):
    sentences, _ = draw(5, 4)
    copy = pickle.loads(pickle.dumps(fitted))  # noqa: S301 - our own bytes
    assert (copy.predict_proba(sentences) == fitted.predict_proba(sentences)).all()
    assert not hasattr(clone(fitted), "linear_")


def test_the_same_corpus_gives_the_same_model(fitted):
    sentences, _ = draw(5, 5)
    again = SentenceClassifier(SentenceFeatures(Tokenizer())).fit(*draw(60, 0))
    assert (again.predict_proba(sentences) == fitted.predict_proba(sentences)).all()


def test_a_domain_in_a_single_document_is_learned_all_the_same():
    sentences, labels = draw(20, 6, vague=0.0)
    rare = [Sentence("rare", n, 0, 4, 0, "body", (), "征兵，民兵") for n in range(5)]
    model = SentenceClassifier(SentenceFeatures(Tokenizer())).fit([*sentences, *rare], [*labels, *["defence"] * 5])
    assert model.predict(["民兵，征兵"]).tolist() == ["defence"]


def test_what_the_codebook_says_of_a_label_is_learned_beside_the_sentences():
    sentences, labels = draw(20, 0)
    terms = {"health": ["疫苗接种"], "roads": ["立交桥"]}
    told = SentenceClassifier(SentenceFeatures(Tokenizer()), terms=terms).fit(sentences, labels)
    assert told.classes_.tolist() == ["farms", "health", "roads"]
    assert told.predict(["疫苗接种", "立交桥"]).tolist() == ["health", "roads"]
    untold = SentenceClassifier(SentenceFeatures(Tokenizer())).fit(sentences, labels)
    alone = untold.predict_proba(["疫苗接种", "立交桥"])
    assert np.allclose(alone[0], alone[1])
    assert np.array_equal(told.decoding_.prior, untold.decoding_.prior)
    assert np.array_equal(told.decoding_.transitions, untold.decoding_.transitions)


def test_the_heavier_of_two_contrary_examples_wins():
    def fit(health, roads):
        terms = {"health": [Weighted("立交桥", health)], "roads": [Weighted("立交桥", roads)]}
        return SentenceClassifier(SentenceFeatures(Tokenizer()), terms=terms).fit(*draw(20, 0))

    assert fit(3.0, 1.0).predict(["立交桥"]).tolist() == ["health"]
    assert fit(1.0, 3.0).predict(["立交桥"]).tolist() == ["roads"]
    plain = SentenceClassifier(SentenceFeatures(Tokenizer()), terms={"health": ["立交桥"], "roads": ["立交桥"]})
    assert (plain.fit(*draw(20, 0)).predict_proba(["立交桥"]) == fit(1.0, 1.0).predict_proba(["立交桥"])).all()


def test_a_domain_of_the_codebook_that_nobody_labelled_yet_is_known_from_its_terms():
    terms = {"health": ["疫苗接种"], "roads": ["立交桥"], "elsewhere": ["天文", "望远镜"]}
    model = SentenceClassifier(SentenceFeatures(Tokenizer()), terms=terms).fit(*draw(20, 0))
    assert model.classes_.tolist() == ["elsewhere", "farms", "health", "roads"]
    assert model.predict(["天文，望远镜"]).tolist() == ["elsewhere"]


def test_scattered_labels_leave_the_decoding_to_constants():
    sentences, labels = draw(20, 0)
    scattered = [replace(sentence, number=50 * sentence.number) for sentence in sentences]
    model = SentenceClassifier(SentenceFeatures(Tokenizer())).fit(scattered, labels)
    assert (model.decoding_.strength, model.decoding_.power) == (1.0, 1.0)
    assert np.array_equal(model.decoding_.transitions, make_transitions(model.decoding_.prior))


@pytest.mark.parametrize("each", [1, 3])
def test_fewer_labels_of_every_domain_than_folds_are_enough_to_fit(each):
    texts, labels = ["医院医生", "公路桥梁", "粮食农田"] * each, ["health", "roads", "farms"] * each
    model = SentenceClassifier(SentenceFeatures(Tokenizer())).fit(texts, labels)
    assert model.predict(["医院", "公路", "农田"]).tolist() == ["health", "roads", "farms"]


def test_documents_that_repeat_each_other_are_one_group_where_there_are_enough_groups():
    texts = ["新建学校三所，改造校舍。", "修建公路五十公里。", "治理河道两条。"]
    rows = [Sentence(name, 0, 0, 9, 0, "body", (), text) for name, text in zip("abcd", [*texts, texts[0]], strict=True)]
    assert _name_groups(rows, 3) == ["a", "b", "c", "a"]
    assert _name_groups(rows, 4) == ["a", "b", "c", "d"]
    assert _name_groups(["甲", rows[0], "甲"], 2) == ["#0", "a", "#2"]


def test_labels_at_random_teach_no_order_of_domains():
    """Transitions are counted in other documents than those that choose the exponent: where there are none, the least.

    Counted in the same documents they would always seem to help.
    """
    generator = np.random.default_rng(0)
    texts = [Sentence(f"d{n // 8}", n % 8, 0, 1, 0, "body", (), "文") for n in range(240)]
    even = np.full((240, 6), 1 / 6)
    for seed in range(5):
        codes = np.random.default_rng(seed).integers(0, 6, 240)
        order = generator.permutation(30)
        splits = []
        for part in np.array_split(order, 5):
            test = np.isin(np.arange(240) // 8, part)
            splits.append(_Split(np.flatnonzero(~test), np.flatnonzero(test)))
        assert _choose_exponents(texts, even, codes, splits, np.full(6, 1 / 6))[1] == 0.2
        leaking = [_Split(np.arange(240), split.test) for split in splits]
        assert _choose_exponents(texts, even, codes, leaking, np.full(6, 1 / 6))[1] == 1.0


def test_a_document_that_stays_with_its_domain_raises_the_exponent():
    texts = [Sentence(f"d{n // 8}", n % 8, 0, 1, 0, "body", (), "文") for n in range(240)]
    splits = [
        _Split(np.flatnonzero(np.arange(240) // 8 % 2 != part), np.flatnonzero(np.arange(240) // 8 % 2 == part))
        for part in (0, 1)
    ]
    codes = np.arange(240) // 16 % 6
    probabilities = np.full((240, 6), 0.14)
    probabilities[range(240), codes] = 0.3
    assert _choose_exponents(texts, probabilities, codes, splits, np.full(6, 1 / 6))[1] == 1.0


def test_probabilities_are_learned_from_documents_that_the_scores_were_not():
    """Labels at random, each sentence with characters of its own: of its own documents the classifier would be sure."""
    generator = np.random.default_rng(1)
    words = [chr(0x4E00 + 2 * number) + chr(0x4E01 + 2 * number) for number in range(120)]
    texts = [Sentence(f"d{n // 10}", n % 10, 0, 2, 0, "body", (), word) for n, word in enumerate(words)]
    labels = generator.choice(["a", "b", "c"], 120).tolist()
    model = SentenceClassifier(SentenceFeatures(Tokenizer(), ngram_range=(1, 2))).fit(texts, labels)
    assert np.array_equal(
        model.linear_.predict(model.features_.transform(texts)), np.searchsorted(["a", "b", "c"], labels)
    )
    assert model.predict_alone(texts).max(axis=1).mean() < 0.6


def test_the_number_of_processes_is_kept_as_it_was_given():
    assert SentenceClassifier(n_jobs=2).get_params()["n_jobs"] == 2
