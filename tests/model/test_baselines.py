"""The baselines."""

import pytest

from research.codebook import Codebook, Domain, read_codebook
from research.errors import InputError
from research.model.baselines import CLASSIFIERS, make_classifier

SENTENCES = ["县医院建成投用，新增床位三百张。", "农村公路改造完工，桥梁通车。", "新建小学两所，教师到岗。"] * 4
LABELS = ["health", "urban_infrastructure", "education"] * 4


@pytest.mark.parametrize("name", [name for name in CLASSIFIERS if name != "majority"])
def test_every_classifier_learns_the_plain_cases(name):
    model = make_classifier(name, read_codebook()).fit(SENTENCES, LABELS)
    assert model.predict(SENTENCES[:3]).tolist() == LABELS[:3]
    assert model.predict_proba(SENTENCES).shape == (12, len(model.classes_))


def test_majority_says_the_most_frequent_domain():
    model = make_classifier("majority", read_codebook()).fit([*SENTENCES, "开会"], [*LABELS, "health"])
    assert set(model.predict(SENTENCES)) == {"health"}


def test_keywords_need_no_labelled_sentence_of_a_domain():
    model = make_classifier("keywords", read_codebook()).fit(["开会"], ["general"])
    assert model.predict(["加强疫情防控，做好疫苗接种"]).tolist() == ["health"]


def test_an_unknown_name_is_refused_with_the_known_ones():
    with pytest.raises(InputError, match="got 'forest', expected one of full, logistic"):
        make_classifier("forest", read_codebook())


@pytest.mark.parametrize("name", CLASSIFIERS)
def test_classes_are_those_of_the_codebook_in_its_order(name):
    codebook = Codebook("own", "1", tuple(Domain(name, name, name) for name in ("roads", "education", "health")))
    labels = ["health", "roads", "education"] * 4
    model = make_classifier(name, codebook).fit(SENTENCES, labels)
    assert model.classes_.tolist() == ["roads", "education", "health"]
    assert model.get_params()["classes"] == codebook.ids
