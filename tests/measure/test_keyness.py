"""Key terms."""

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
