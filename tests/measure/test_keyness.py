"""Key terms."""

import math

import pytest

from research.measure.keyness import find_key_terms


def test_a_word_that_every_domain_uses_is_no_key_term():
    tokens = [["工作", "医院"], ["工作", "学校"], ["工作", "公路"]] * 5
    found = find_key_terms(tokens, ["health", "education", "roads"] * 5, ["health", "education", "roads"])
    assert {domain: terms[0][0] for domain, terms in found.items()} == {
        "health": "医院", "education": "学校", "roads": "公路",
    }  # fmt: skip
    assert all("工作" not in [term for term, _ in terms[:1]] for terms in found.values())


def test_a_domain_without_sentences_has_no_terms():
    assert find_key_terms([["医院"]] * 3, ["a"] * 3, ["a", "b"])["b"] == []


def test_numbers_and_marks_are_no_terms():
    found = find_key_terms([["<数>", "，", "医院"]] * 3 + [["公路"]] * 3, ["a"] * 3 + ["b"] * 3, ["a", "b"])
    assert [term for term, _ in found["a"]] == ["医院"]


def test_the_score_is_the_log_odds_ratio_with_a_prior_of_500_tokens_over_its_standard_error():
    """By hand after Monroe et al. (2008): each term has half of the prior, 250, beside 3 and 1 of 4 tokens."""
    found = find_key_terms([["医院"] * 3 + ["公路"], ["医院"] + ["公路"] * 3], ["a", "b"], ["a", "b"])
    log_odds = math.log(253 / (504 - 253)) - math.log(251 / (504 - 251))
    z = log_odds / math.sqrt(1 / 253 + 1 / 251)
    assert found == {"a": [("医院", pytest.approx(z, rel=1e-9))], "b": [("公路", pytest.approx(z, rel=1e-9))]}


def test_a_domain_has_its_ten_best_terms():
    terms = list("甲乙丙丁戊己庚辛壬癸子丑")
    tokens = [[term] * (number + 3) for number, term in enumerate(terms)]
    found = find_key_terms([*tokens, ["公路"] * 9], ["a"] * 12 + ["b"], ["a", "b"])
    assert [term for term, _ in found["a"]] == terms[:1:-1]
