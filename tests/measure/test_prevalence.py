"""Theme distributions sum to one, whatever the order of documents, and corrections undo what they know."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from research.errors import InputError
from research.measure.held_out import HeldOut, hold_out, read_held_out, write_held_out
from research.measure.intervals import find_interval
from research.measure.prevalence import METHODS, count_distribution, estimate_shares, estimate_with_labels

DOMAINS = ["a", "b", "c"]
GOOD = np.array([[0.8, 0.15, 0.05], [0.1, 0.85, 0.05], [0.1, 0.1, 0.8]])


def draw(shares, n, seed, documents=30):
    """Sentences of documents with a classifier of known errors: gold labels, probabilities, documents."""
    generator = np.random.default_rng(seed)
    gold = generator.choice(3, n, p=shares)
    seen = np.array([generator.choice(3, p=GOOD[label]) for label in gold])
    prior = np.full(3, 1 / 3)
    posterior = GOOD * prior[:, None] / (GOOD * prior[:, None]).sum(axis=0)
    return gold, posterior[:, seen].T, [str(number % documents) for number in range(n)]


@pytest.fixture(scope="module")
def held_out():
    gold, probabilities, units = draw([1 / 3] * 3, 6000, 0)
    return hold_out([DOMAINS[k] for k in gold], probabilities, units, DOMAINS)


@given(st.lists(st.tuples(st.sampled_from(DOMAINS), st.sampled_from("wxyz")), min_size=1, max_size=40))
def test_shares_sum_to_one_and_stay_within_bounds(rows):
    labels, units = zip(*rows, strict=True)
    table = count_distribution(labels, units, DOMAINS)
    assert np.isclose(table["prevalence"].sum(), 1)
    assert table["prevalence"].between(0, 1).all()
    assert table["sentences"].sum() == len(rows)
    if len(set(units)) > 1:
        assert (table["low"] <= table["prevalence"]).all()
        assert (table["high"] >= table["prevalence"]).all()
        assert table["low"].min() >= 0
        assert table["high"].max() <= 1


@pytest.mark.parametrize("method", METHODS)
def test_the_order_of_sentences_changes_no_share(method, held_out):
    _, probabilities, units = draw([0.5, 0.3, 0.2], 300, 1)
    forward = estimate_shares(probabilities, units, method=method, held_out=held_out)
    backward = estimate_shares(probabilities[::-1], units[::-1], method=method, held_out=held_out)
    assert np.isclose(forward.estimate.sum(), 1)
    assert np.allclose(forward.estimate, backward.estimate)
    assert np.allclose(forward.error, backward.error)


def test_characters_can_weigh_in_place_of_sentences():
    table = count_distribution(["a", "b"], ["x", "y"], DOMAINS, weights=np.array([30.0, 10.0]))
    assert table["prevalence"].tolist() == [0.75, 0.25, 0.0]


@pytest.mark.parametrize("method", ["adjusted", "adjusted_probabilistic", "em"])
def test_corrections_undo_known_errors_that_counting_leaves(method, held_out):
    gold, probabilities, units = draw([0.85, 0.1, 0.05], 6000, 2)
    truth = np.bincount(gold, minlength=3) / len(gold)
    counted = estimate_shares(probabilities, units).estimate
    corrected = estimate_shares(probabilities, units, method=method, held_out=held_out).estimate
    assert np.abs(counted - truth).max() > 0.05
    assert np.abs(corrected - truth).max() < 0.025


@pytest.mark.parametrize("method", METHODS)
def test_what_a_document_moved_is_what_leaving_it_out_changes(method, held_out):
    _, probabilities, units = draw([0.5, 0.3, 0.2], 1200, 3, documents=40)
    whole = estimate_shares(probabilities, units, method=method, held_out=held_out)
    names = list(dict.fromkeys(units))
    changes = []
    for name in names:
        rest = [row for row, unit in enumerate(units) if unit != name]
        part = estimate_shares(probabilities[rest], [units[r] for r in rest], method=method, held_out=held_out)
        changes.append((len(names) - 1) * (whole.estimate - part.estimate) / len(names))
    target = whole.influence[: len(names)]
    assert np.allclose(target, np.array(changes), atol=0.06 * np.abs(target).max())


def test_a_correction_learned_from_few_documents_has_wider_intervals(held_out):
    _, probabilities, units = draw([0.5, 0.3, 0.2], 3000, 4)
    few = HeldOut(held_out.counted[:4], held_out.summed[:4])
    wide = estimate_shares(probabilities, units, method="adjusted", held_out=few)
    narrow = estimate_shares(probabilities, units, method="adjusted", held_out=held_out)
    assert (wide.error > narrow.error).all()


def test_intervals_cover_and_shrink_with_more_documents():
    generator = np.random.default_rng(5)
    covered, widths = [], {20: [], 80: []}
    for _ in range(200):
        for documents in (20, 80):
            mixtures = generator.dirichlet([2.0, 1.0, 0.5], documents)
            rows = np.concatenate([generator.choice(3, 30, p=mixture) for mixture in mixtures])
            shares = estimate_shares(np.eye(3)[rows], [str(n // 30) for n in range(len(rows))])
            low, high = find_interval(shares)
            truth = np.array([2.0, 1.0, 0.5]) / 3.5
            covered.append((low <= truth) & (truth <= high))
            widths[documents].append((high - low).mean())
    assert 0.93 < np.mean(covered) < 0.99
    assert np.mean(widths[80]) < 0.6 * np.mean(widths[20])


def test_a_single_unit_has_no_interval():
    low, high = find_interval(estimate_shares(np.eye(3), ["x"] * 3))
    assert np.isnan(low).all()
    assert np.isnan(high).all()


def test_labels_of_a_random_part_make_up_for_a_bad_classifier():
    gold, _, units = draw([0.7, 0.2, 0.1], 6000, 6, documents=60)
    wrong = np.eye(3)[(gold + 1) % 3]
    chosen = [row for row, unit in enumerate(units) if int(unit) < 20]
    labels = [DOMAINS[gold[row]] for row in chosen]
    found = estimate_with_labels(wrong, units, labels, chosen, DOMAINS)
    truth = np.bincount(gold, minlength=3) / len(gold)
    low, high = find_interval(found)
    assert np.abs(found.estimate - truth).max() < 0.03
    assert ((low <= truth) & (truth <= high)).all()


def test_good_predictions_make_intervals_narrower_than_labels_alone():
    gold, _, units = draw([0.7, 0.2, 0.1], 6000, 7, documents=60)
    chosen = [row for row, unit in enumerate(units) if int(unit) < 10]
    labels = [DOMAINS[gold[row]] for row in chosen]
    right, useless = np.eye(3)[gold], np.full((len(gold), 3), 1 / 3)
    with_model = estimate_with_labels(right, units, labels, chosen, DOMAINS)
    without = estimate_with_labels(useless, units, labels, chosen, DOMAINS)
    assert (with_model.error < 0.9 * without.error).all()


def test_held_out_sums_are_read_back(tmp_path, held_out):
    write_held_out(tmp_path / "held_out.npz", held_out)
    found = read_held_out(tmp_path / "held_out.npz", 3)
    assert np.array_equal(found.counted, held_out.counted)
    assert np.allclose(found.summed, held_out.summed, atol=1e-4)
    assert read_held_out(tmp_path / "none.npz", 3) is None
    with pytest.raises(InputError, match="train it again"):
        read_held_out(tmp_path / "held_out.npz", 2)


def test_what_cannot_be_done_is_refused():
    with pytest.raises(InputError, match="expected one of"):
        estimate_shares(np.eye(2), ["x", "y"], method="guess")
    with pytest.raises(InputError, match="held-out"):
        estimate_shares(np.eye(2), ["x", "y"], method="em")
    with pytest.raises(InputError, match="2 or more"):
        estimate_with_labels(np.eye(2), ["x", "y"], ["a"], [0], ["a", "b"])
