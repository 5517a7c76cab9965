"""Shares from a coded sample, in domains and in categories of another scheme, derived by hand or by identity."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from research.corpus.rounds import divide_rounds
from research.corpus.tasks import Task
from research.errors import InputError
from research.labelling.sample_shares import (
    PredictedSample,
    describe_limits,
    place_tasks,
    tabulate_categories,
    tabulate_sample,
)
from research.text.documents import Document
from research.text.sentences import split_sentences

DOMAINS = ("a", "b")
SHARES = ["prevalence", "low", "high"]


def make_task(number, domain="a", **about):
    return Task("d", str(number), f"第{number}句。", domain=domain, **about)


def test_the_models_mistakes_are_corrected_with_the_labels():
    """A model that sees one domain everywhere does not move the shares that the labels show."""
    tasks = [make_task(n, "a" if n < 30 else "b", strategy="random", inclusion=0.1, round="1") for n in range(40)]
    coded = divide_rounds(tasks, [], 400)
    always_b = np.tile([0.0, 1.0], (400, 1))
    table = tabulate_sample(PredictedSample(coded, np.arange(40), always_b, always_b, DOMAINS))
    assert table["prevalence"].round(6).tolist() == [0.75, 0.25] * 2
    assert set(table["target"]) == {"these documents"}


def test_what_was_labelled_before_the_sample_stands_for_itself():
    """20 chosen sentences are all a; of the 80 others, 10 are sampled and half of them are a: 20 + 40 of 100."""
    chosen = [make_task(n, "a", strategy="uncertain", round="1") for n in range(20)]
    sampled = [make_task(20 + n, "ab"[n % 2], strategy="random", inclusion=10 / 80, round="2") for n in range(10)]
    coded = divide_rounds([*chosen, *sampled], [], 100)
    assert (len(coded.sample), len(coded.known)) == (10, 20)
    flat = np.full((100, 2), 0.5)
    places = np.r_[np.arange(20, 30), np.arange(20)]
    table = tabulate_sample(PredictedSample(coded, places, flat, flat, DOMAINS))
    assert table["prevalence"].round(6).tolist() == [0.6, 0.4] * 2
    assert (table["low"] >= 0.2 * (table["domain"] == "a")).all()
    without_rounds = divide_rounds([replace(task, round="") for task in (*chosen, *sampled)], [], 100)
    assert (len(without_rounds.sample), len(without_rounds.known)) == (10, 20)


def test_sentences_without_a_label_widen_the_intervals_by_their_part():
    tasks = [make_task(n, "ab"[n % 2], strategy="random", inclusion=0.5, round="1") for n in range(30)]
    missing = [make_task(30 + n, "", strategy="random", inclusion=0.5, round="1") for n in range(20)]
    flat = np.full((100, 2), 0.5)
    whole, part = (
        tabulate_sample(PredictedSample(divide_rounds(tasks, lost, 100), np.arange(30), flat, flat, DOMAINS))
        for lost in ([], missing)
    )
    assert part["missing"].tolist() == [20] * 4
    assert part["low"].to_numpy() == pytest.approx(0.6 * whole["low"])
    assert part["high"].to_numpy() == pytest.approx(0.6 * whole["high"] + 0.4)


def describe(labels, population, inclusion):
    """The limits of shares that were counted from these labels."""
    tasks = [make_task(n, label, strategy="random", inclusion=inclusion, round="1") for n, label in enumerate(labels)]
    coded = divide_rounds(tasks, [], population)
    flat = np.full((population, 2), 0.5)
    table = tabulate_sample(PredictedSample(coded, np.arange(len(labels)), flat, flat, DOMAINS))
    return describe_limits(table, coded)


def test_what_shares_do_not_tell_is_said():
    assert describe("ab" * 20, 400, 0.1) == []
    assert describe("ab" * 10, 200, 0.1) == [
        "20 sampled and coded sentences are few (below 30): the intervals are rough"
    ]
    assert describe("ab" * 10, 20, 1.0) == []  # every sentence is coded
    assert describe("ab" * 15, 300, 0.1) == []
    assert len(describe("ab" * 14 + "a", 290, 0.1)) == 1
    (only,) = describe("a" * 40, 400, 0.1)
    assert only.startswith("all labels are a, so nothing varies")


def test_documents_that_were_added_after_the_sample_are_noticed():
    (said,) = describe("ab" * 20, 440, 0.1)
    assert said.startswith("the sample was taken from 400 sentences and the documents have 440")


THREE = ("a", "b", "c")


def sample_three(labels="aaaabbbbbbccaaabbbcc" * 2, missing=0):
    """Forty coded sentences of 400, and a model that is right about each with probability .6."""
    tasks = [make_task(n, label, strategy="random", inclusion=0.1, round="1") for n, label in enumerate(labels)]
    lost = [make_task(100 + n, "", strategy="random", inclusion=0.1, round="1") for n in range(missing)]
    said = np.random.default_rng(0).dirichlet([2, 2, 1], 400)
    said[: len(labels)] = [np.where(np.array(THREE) == label, 0.6, 0.2) for label in labels]
    return PredictedSample(divide_rounds(tasks, lost, 400), np.arange(len(labels)), said, said, THREE)


def make_crosswalk(*rows):
    return pd.DataFrame(rows, columns=["domain", "category", "weight"])


def test_categories_that_are_the_domains_have_their_numbers():
    sample = sample_three(missing=3)
    table = tabulate_categories(sample, make_crosswalk(*((one, one, 1) for one in THREE)))
    own = tabulate_sample(sample)
    assert table["category"].tolist() == own["domain"].tolist()
    for column in (*SHARES, "population", "missing"):
        assert table[column].to_numpy() == pytest.approx(own[column].to_numpy())
    assert table["least"].to_numpy() == pytest.approx(table["prevalence"].to_numpy())
    assert table["most"].to_numpy() == pytest.approx(table["prevalence"].to_numpy())


def test_joined_domains_have_the_numbers_of_relabelled_sentences():
    """Where the sample says what the relabelled one says, the factor of the model apart, counts are the same."""
    sample = sample_three(missing=3)
    table = tabulate_categories(sample, make_crosswalk(("a", "x", 1), ("b", "y", 1), ("c", "x", 1)))
    coded = sample.coded
    tasks = [replace(task, domain="y" if task.domain == "b" else "x") for task in coded.sample]
    said = np.column_stack((sample.population[:, [0, 2]].sum(axis=1), sample.population[:, 1]))
    relabelled = tabulate_sample(PredictedSample(replace(coded, sample=tasks), sample.places, said, said, ("x", "y")))
    counted, other = (one[one["method"] == "counted"][SHARES].to_numpy() for one in (table, relabelled))
    assert counted == pytest.approx(other)
    with_model, other = (one[one["method"] == "with_model"][SHARES].to_numpy() for one in (table, relabelled))
    assert with_model == pytest.approx(other, abs=0.02)


def test_the_share_of_a_category_is_the_weighted_sum_with_less_than_the_sum_of_half_widths():
    sample = sample_three()
    own = tabulate_sample(sample).set_index(["method", "domain"])
    crosswalk = make_crosswalk(("a", "x", 3), ("a", "y", 1), ("b", "x", 1), ("c", "y", 1))
    table = tabulate_categories(sample, crosswalk).set_index(["method", "category"])
    for method in ("counted", "with_model"):
        a, b = (own.loc[(method, domain)] for domain in "ab")
        found = table.loc[(method, "x")]
        assert found["prevalence"] == pytest.approx(0.75 * a["prevalence"] + b["prevalence"])
        assert found["least"] == pytest.approx(b["prevalence"])
        assert found["most"] == pytest.approx(a["prevalence"] + b["prevalence"])
        added = 0.75 * (a["high"] - a["low"]) + b["high"] - b["low"]
        assert 0 < found["high"] - found["low"] < 0.8 * added


def test_a_sentence_without_a_label_can_add_no_more_to_a_category_than_a_domain_can():
    crosswalk = make_crosswalk(("a", "x", 1), ("a", "y", 1), ("b", "y", 1), ("c", "y", 1))
    whole, part = (tabulate_categories(sample_three(missing=number), crosswalk) for number in (0, 20))
    lost = 20 / 60  # of the sample, and so of all
    for name, most in (("x", 0.5), ("y", 1.0)):
        before, after = (table[table["category"] == name] for table in (whole, part))
        assert after["low"].to_numpy() == pytest.approx((1 - lost) * before["low"].to_numpy())
        assert after["high"].to_numpy() == pytest.approx((1 - lost) * before["high"].to_numpy() + lost * most)


def test_the_order_of_labels_and_of_documents_changes_nothing():
    """Documents in other order have their sentences elsewhere among all; strata go by name, as the sample did."""
    generator = np.random.default_rng(0)
    names, said = np.repeat(list("cab"), 40), generator.dirichlet([1, 1], 120)
    places = np.sort(generator.choice(120, 30, replace=False))
    tasks = [
        Task(str(names[place]), str(place), "句。", domain="ab"[place // 7 % 2], strategy="random", inclusion=0.25)
        for place in places.tolist()
    ]
    by_name = np.argsort(names, kind="stable")
    tables = []
    for order, documents in ((np.arange(30), np.arange(120)), (generator.permutation(30), by_name)):
        coded = divide_rounds([tasks[row] for row in order], [], 120)
        found = np.argsort(documents)[places[order]]
        tables.append(tabulate_sample(PredictedSample(coded, found, said[documents], said[documents], DOMAINS)))
    assert tables[1][SHARES].to_numpy() == pytest.approx(tables[0][SHARES].to_numpy())


def test_missing_labels_of_the_sample_leave_what_was_known_before_as_it_is():
    """Of 200 sentences 100 are known, all b; of the others 10 are sampled, all a, and 10 more have no label."""
    about = {"strategy": "random", "inclusion": 0.2}
    known = [make_task(100 + n, "b", strategy="uncertain", round="1") for n in range(100)]
    sampled = [make_task(n, "a", round="2", **about) for n in range(10)]
    lost = [make_task(10 + n, "", round="2", **about) for n in range(10)]
    flat = np.full((200, 2), 0.5)
    rest = tabulate_sample(
        PredictedSample(divide_rounds(sampled, lost, 100), np.arange(10), flat[:100], flat[:100], DOMAINS)
    )
    places = np.r_[np.arange(10), np.arange(100, 200)]
    whole = tabulate_sample(PredictedSample(divide_rounds([*known, *sampled], lost, 200), places, flat, flat, DOMAINS))
    for end in ("low", "high"):
        expected = (100 * rest[end] + 100 * (rest["domain"] == "b")) / 200
        assert whole[end].to_numpy() == pytest.approx(expected.to_numpy()), end


def test_missing_labels_of_sentences_that_were_chosen_before_the_sample_may_be_anything():
    """Of 100 sentences 20 were chosen and have no label: the sample is of 80, and a fifth of all is not known."""
    sampled = [make_task(n, "ab"[n % 2], strategy="random", inclusion=0.5, round="2") for n in range(40)]
    chosen = [make_task(80 + n, "", strategy="uncertain", round="1") for n in range(20)]
    flat = np.full((100, 2), 0.5)
    coded = divide_rounds(sampled, chosen, 100)
    assert coded.missing_known == 20
    table = tabulate_sample(PredictedSample(coded, np.arange(40), flat, flat, DOMAINS))
    alone = tabulate_sample(
        PredictedSample(divide_rounds(sampled, [], 80), np.arange(40), flat[:80], flat[:80], DOMAINS)
    )
    assert table["low"].to_numpy() == pytest.approx(0.8 * alone["low"].to_numpy())
    assert table["high"].to_numpy() == pytest.approx(0.8 * alone["high"].to_numpy() + 0.2)
    assert describe_limits(table, coded) == []


def test_a_sample_that_was_stratified_by_document_has_the_variance_within_documents():
    """Ten documents of one domain each, two of whose twenty sentences are coded: little differs within."""
    tasks = [
        Task(f"d{n // 2}", str(n), "句。", domain="ab"[n // 10], strategy="random", inclusion=0.1, round="1")
        for n in range(20)
    ]
    flat = np.full((200, 2), 0.5)
    stratified, simple = (
        tabulate_sample(PredictedSample(divide_rounds(found, [], 200), np.arange(20), flat, flat, DOMAINS))
        for found in (tasks, [replace(task, strategy="") for task in tasks])
    )
    assert ((stratified["high"] - stratified["low"]) < 0.7 * (simple["high"] - simple["low"])).all()


def test_a_sentence_that_is_not_there_is_told_with_what_became_of_its_document():
    body = split_sentences(Document("a", "今年新修农村公路二百公里，村村通车。"))
    with pytest.raises(InputError, match="first '0' of 'a': that document was changed; give the documents"):
        place_tasks([Task("a", "0", "今年铺路。")], body)
    with pytest.raises(InputError, match="first '0' of 'b': that document is not there; give the documents"):
        place_tasks([Task("b", "0", "修路。")], body)
