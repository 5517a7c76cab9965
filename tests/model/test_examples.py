"""Examples beside the corpus."""

import csv

import pytest

from research.codebook import make_codebook, read_codebook
from research.corpus.labelled import read_corpus
from research.model.examples import list_examples, list_terms
from research.model.features import Weighted
from research.shipped import shipped_path
from research.text.sentences import Sentence

IDS = read_codebook().ids


def read(name):
    with shipped_path(name).open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture(scope="module")
def examples():
    return list_examples(read_codebook())


def test_every_kind_of_example_is_among_those_of_its_domain(examples):
    for table, column in (("instruments.csv", "name"), ("policy_items.csv", "text"), ("key_words.csv", "words")):
        for row in read(table)[::97]:
            assert row[column] in {x.text if isinstance(x, Weighted) else x for x in examples[row["domain"]]}


def test_titles_weigh_as_much_as_sentences_and_clauses_less(examples):
    kinds = {row["text"]: row["kind"] for row in read("policy_items.csv")}
    weights = {kind: set() for kind in kinds.values()}
    for example in (x for found in examples.values() for x in found):
        text, weight = example if isinstance(example, Weighted) else (example, 1)
        if isinstance(text, str) and text in kinds:
            weights[kinds[text]].add(weight)
    plain = {name: {x for x in found if isinstance(x, str)} for name, found in examples.items()}
    assert all(row["text"] in plain[row["domain"]] for row in read("policy_items.csv") if row["kind"] == "title")
    assert weights["paragraph"] == weights["article"] == {0.3}


def test_an_article_is_learned_with_and_without_the_name_of_its_law(examples):
    row = next(row for row in read("policy_items.csv") if row["heading"] and row["text"].count("。") == 1)
    forms = [x.text for x in examples[row["domain"]] if isinstance(x, Weighted)]
    placed = [x for x in forms if isinstance(x, Sentence) and x.text == row["text"]]
    assert [x.headings for x in placed] == [(row["heading"],)]
    assert {row["text"], row["heading"]} <= {x for x in forms if isinstance(x, str)}


def test_a_paragraph_is_learned_as_a_whole_and_by_its_sentences(examples):
    row = next(row for row in read("policy_items.csv") if row["kind"] == "paragraph" and row["text"].count("。") > 2)
    forms = [x.text for x in examples[row["domain"]] if isinstance(x, Weighted)]
    start = forms.index(row["text"])
    alone = forms[start + 1 : start + 1 + row["text"].count("。")]
    assert "".join(alone) == row["text"]
    assert [x.text for x in forms[start + 1 + len(alone) : start + 1 + 2 * len(alone)]] == alone


def test_a_codebook_of_other_domains_has_its_own_terms_alone():
    own = make_codebook(["water", "heating"])
    assert list_examples(own) == list_terms(own)


def test_shipped_examples_have_domains_of_the_codebook():
    for table in ("instruments.csv", "policy_items.csv", "key_words.csv", "real_labels.csv"):
        assert {row["domain"] for row in read(table)} <= set(IDS), table


def test_every_domain_has_titles_and_clauses_enough():
    rows = read("policy_items.csv")
    for domain in IDS:
        assert sum(row["domain"] == domain for row in rows) >= 100, domain
    assert len({row["text"] for row in rows}) == len(rows)


def test_no_item_is_a_sentence_of_the_corpus():
    texts = {sentence.text for sentence in read_corpus().sentences}
    assert not texts & {row["text"] for row in read("policy_items.csv")}


def test_key_words_are_sorted_words_without_repeats():
    for row in read("key_words.csv"):
        words = row["words"].split("，")
        assert words == sorted(set(words))
        assert len(words) <= 30
