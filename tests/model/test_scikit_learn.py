"""The classifiers in scikit-learn: its own checks of estimators, and its tools on text."""

import numpy as np
import pandas as pd
import pytest
from sklearn.base import clone
from sklearn.ensemble import VotingClassifier
from sklearn.exceptions import NotFittedError
from sklearn.model_selection import GridSearchCV, GroupKFold, cross_val_predict, cross_val_score
from sklearn.naive_bayes import ComplementNB
from sklearn.pipeline import Pipeline
from sklearn.utils.estimator_checks import parametrize_with_checks
from sklearn.utils.validation import check_is_fitted, validate_data

from research.codebook import Codebook, Domain
from research.corpus.labelled import Corpus
from research.measure.evaluation import predict_out_of_fold
from research.model.baselines import CLASSIFIERS, KeywordClassifier, OrderedClassifier, make_classifier
from research.model.classifier import SentenceClassifier
from research.model.vectorizer import SentenceFeatures
from tests.model.test_classifier import WORDS, draw

NO_KEYWORDS = "a dictionary without the words of these rows has nothing to tell them apart by"
EXPECTED_TO_FAIL = {KeywordClassifier: {"check_classifiers_train": NO_KEYWORDS}}


class OnNumbers:
    """Take rows of numbers for sentences, since that is what scikit-learn's checks pass.

    Each row is written as words, one for each column and rounded value, so that near rows share words.
    """

    def __sklearn_tags__(self):
        tags = super().__sklearn_tags__()
        tags.input_tags.two_d_array, tags.input_tags.string = True, False
        return tags

    def fit(self, X, y):
        return super().fit(spell(validate_data(self, X)), y)

    def predict_proba(self, X):
        check_is_fitted(self, "classes_")
        return super().predict_proba(spell(validate_data(self, X, reset=False)))


def spell(rows):
    rounded = np.round(rows).astype(int).tolist()
    return ["，".join(f"c{column}v{value}".replace("-", "m") for column, value in enumerate(row)) for row in rounded]


class Sentences(OnNumbers, SentenceClassifier):
    pass


class Ordered(OnNumbers, OrderedClassifier):
    pass


class Keywords(OnNumbers, KeywordClassifier):
    pass


BAYES = Pipeline([("features", SentenceFeatures()), ("classifier", ComplementNB())])


def list_expected(estimator):
    return next((found for kind, found in EXPECTED_TO_FAIL.items() if isinstance(estimator, kind)), {})


@parametrize_with_checks(
    [Sentences(SentenceFeatures()), Ordered(BAYES), Keywords()], expected_failed_checks=list_expected
)
def test_scikit_learns_checks_of_estimators(estimator, check):
    check(estimator)


@pytest.fixture(scope="module")
def codebook():
    """Three domains in an order that is not that of the alphabet."""
    domains = [Domain(name, name, name, keywords=tuple(words)) for name, words in WORDS.items()]
    return Codebook("words", "1", (domains[1], domains[0], domains[2]))


@pytest.fixture(scope="module")
def corpus():
    return draw(12, 0)


def split(sentences):
    groups = [sentence.document_id for sentence in sentences]
    return list(GroupKFold(3).split(sentences, groups=groups))


@pytest.mark.slow
@pytest.mark.parametrize("name", CLASSIFIERS)
def test_cross_val_predict_gives_the_probabilities_of_our_own_cross_validation_in_sorted_order(name, codebook, corpus):
    sentences, labels = corpus
    classifier = make_classifier(name, codebook)
    found = cross_val_predict(classifier, sentences, labels, cv=split(sentences), method="predict_proba")
    labelled = Corpus(tuple(sentences), tuple(labels), ("",) * len(labels), {}, codebook)
    own = predict_out_of_fold(classifier, labelled, split(sentences), codebook.ids)
    assert np.allclose(found, own[:, np.argsort(codebook.ids)], atol=1e-9)


@pytest.mark.parametrize("name", CLASSIFIERS)
def test_classes_are_in_the_order_of_the_codebook_and_one_without_labels_has_probability_0(name, codebook, corpus):
    sentences, labels = zip(*[pair for pair in zip(*corpus, strict=True) if pair[1] != "health"], strict=True)
    model = make_classifier(name, codebook)
    if name == "full":
        model.set_params(terms=None)  # from terms a class is known without labels
    model.fit(sentences, labels)
    assert model.classes_.tolist() == list(codebook.ids) == ["roads", "health", "farms"]
    probabilities = model.predict_proba(sentences)
    assert np.allclose(probabilities.sum(axis=1), 1)
    if name == "keywords":  # a dictionary knows it
        assert (probabilities[:, 1] > 0).all()
    else:
        assert (probabilities[:, 1] == 0).all()
    if name != "majority":
        assert model.predict(["隧道，铁路", "水稻，小麦"]).tolist() == ["roads", "farms"]


@pytest.mark.parametrize("name", CLASSIFIERS)
def test_the_order_of_the_codebook_changes_no_probability(name, codebook, corpus):
    turned = Codebook("words", "1", codebook.domains[::-1])
    one, other = (make_classifier(name, book).fit(*corpus).predict_proba(corpus[0]) for book in (codebook, turned))
    assert np.allclose(one, other[:, ::-1], atol=1e-12)


@pytest.mark.parametrize(
    "classifier",
    [
        SentenceClassifier(SentenceFeatures(), terms={7: ["隧道"]}),
        SentenceClassifier(SentenceFeatures(), classes=[7, 1, 3]),
        OrderedClassifier(BAYES, classes=[7, 1, 3]),
        KeywordClassifier(dict(zip((1, 7, 3), WORDS.values(), strict=True))),
    ],
    ids=["terms", "classes", "ordered", "keywords"],
)
def test_labels_may_be_integers(classifier, corpus):
    sentences, labels = corpus
    numbers = np.array([dict(zip(WORDS, (1, 7, 3), strict=True))[label] for label in labels])
    model = clone(classifier).fit(sentences, numbers)
    assert model.predict(["医院，医生", "公路，桥梁", "粮食，农田"]).tolist() == [1, 7, 3]
    assert model.classes_.tolist() == (classifier.get_params().get("classes") or [1, 3, 7])
    found = cross_val_predict(clone(classifier).set_params(classes=None), sentences, numbers, cv=3)
    assert np.mean(found == numbers) > 0.5


def test_a_grid_search_finds_what_a_pipeline_is_made_of(codebook, corpus):
    sentences, labels = corpus
    search = GridSearchCV(
        Pipeline([("model", make_classifier("bayes", codebook))]),
        {"model__estimator__features__ngram_range": [None, (1, 2)], "model__estimator__classifier__alpha": [0.3, 1.0]},
        cv=GroupKFold(3),
        scoring="f1_macro",
    )
    search.fit(sentences, labels, groups=[sentence.document_id for sentence in sentences])
    assert search.best_score_ > 0.5
    assert search.predict(["公路，桥梁"]).tolist() == ["roads"]
    assert search.classes_.tolist() == list(codebook.ids)


def test_the_table_of_sentences_is_classified_as_the_sentences_are(codebook, corpus):
    sentences, labels = corpus
    frame = pd.DataFrame(sentences).assign(domain=labels).rename(columns={"number": "sentence_id"})
    frame["headings"] = ""
    model = make_classifier("full", codebook).fit(frame, frame["domain"])
    expected = make_classifier("full", codebook).fit(sentences, labels)
    assert np.array_equal(model.predict_proba(frame), expected.predict_proba(sentences))
    scores = cross_val_score(make_classifier("bayes", codebook), frame, frame["domain"], cv=3, error_score="raise")
    assert scores.mean() > 0.5


@pytest.mark.parametrize("give", [list, tuple, lambda x: np.array(x, dtype=object), pd.Series])
def test_sentences_and_strings_come_in_any_container(give, codebook, corpus):
    sentences, labels = corpus
    model = make_classifier("full", codebook).fit(give(sentences), give(labels))
    texts = [sentence.text for sentence in sentences]
    expected = make_classifier("full", codebook).fit(sentences, labels)
    assert np.array_equal(model.predict_proba(give(sentences)), expected.predict_proba(sentences))
    assert np.array_equal(model.predict(give(texts)), expected.predict(texts))


def test_a_vote_of_classifiers_works_though_it_replaces_labels_by_numbers(codebook, corpus):
    sentences, labels = corpus
    members = [(name, make_classifier(name, codebook)) for name in ("bayes", "keywords")]
    vote = VotingClassifier(members, voting="soft").fit(sentences, labels)
    assert vote.predict(["医院，医生", "公路，桥梁"]).tolist() == ["health", "roads"]


@pytest.mark.parametrize("name", CLASSIFIERS)
def test_a_clone_is_equal_and_not_fitted(name, codebook, corpus):
    fitted = make_classifier(name, codebook, random_state=5).fit(*corpus)
    copy = clone(fitted)
    assert str(copy.get_params()) == str(fitted.get_params())
    with pytest.raises(NotFittedError):
        copy.predict(["医院"])


def test_a_label_that_the_codebook_lacks_is_refused(codebook):
    with pytest.raises(ValueError, match="label 'sport' must be one of the classes"):
        make_classifier("bayes", codebook).fit(["医院", "比赛"], ["health", "sport"])
