"""Held-out errors: their sums, and their file."""

import numpy as np
import pytest

from research.errors import InputError
from research.measure.gold_labels import GoldLabels
from research.measure.held_out import (
    HeldOut,
    HeldOutLabels,
    measure_scale,
    read_held_out,
    read_held_out_labels,
    sum_held_out,
    write_held_out,
)

DOMAINS = ["a", "b", "c"]


def simulate(n_documents, n_sentences=5):
    generator = np.random.default_rng(0)
    n = n_documents * n_sentences
    labels = generator.choice(DOMAINS, n).tolist()
    documents = [f"d{number // n_sentences}" for number in range(n)]
    return GoldLabels(labels, documents, DOMAINS), generator.dirichlet([1, 1, 1], n)


def test_each_document_has_its_sums():
    gold = GoldLabels(["a", "a", "b"], ["x", "y", "x"], ["a", "b"])
    found = sum_held_out(gold, np.array([[0.75, 0.25], [0.5, 0.5], [0.25, 0.75]]))
    assert found.counted.tolist() == [[[1, 0], [0, 1]], [[1, 0], [0, 0]]]
    assert found.summed.tolist() == [[[0.75, 0.25], [0.25, 0.75]], [[0.5, 0.5], [0, 0]]]


def test_the_prior_is_smoothed_by_one_sentence_for_each_domain():
    gold = GoldLabels(["a", "a", "b"], ["x", "y", "x"], DOMAINS)
    assert sum_held_out(gold, np.full((3, 3), 1 / 3)).prior == pytest.approx([3 / 6, 2 / 6, 1 / 6])


def test_more_than_a_thousand_documents_are_summed_in_a_thousand_groups():
    gold, probabilities = simulate(1500)
    found = sum_held_out(gold, probabilities)
    assert found.counted.shape == (1000, 3, 3)
    assert found.counted.sum() == 1500 * 5
    assert found.summed.sum(axis=(0, 1)) == pytest.approx(probabilities.sum(axis=0))


def test_held_out_errors_are_read_back(tmp_path):
    held_out = sum_held_out(*simulate(30))
    write_held_out(tmp_path / "held_out.npz", held_out)
    found = read_held_out(tmp_path / "held_out.npz", 3)
    assert np.array_equal(found.counted, held_out.counted)
    assert np.allclose(found.summed, held_out.summed, atol=1e-4)
    assert np.allclose(found.spread, held_out.spread, rtol=1e-5)


def test_the_same_errors_give_the_same_bytes(tmp_path):
    for name in ("one.npz", "two.npz"):
        write_held_out(tmp_path / name, sum_held_out(*simulate(30)))
    assert (tmp_path / "one.npz").read_bytes() == (tmp_path / "two.npz").read_bytes()


def test_a_run_without_the_file_has_no_held_out_errors(tmp_path):
    assert read_held_out(tmp_path / "none.npz", 3) is None


def test_errors_of_another_number_of_domains_are_refused(tmp_path):
    write_held_out(tmp_path / "held_out.npz", sum_held_out(*simulate(3)))
    with pytest.raises(InputError, match="expected 2 domains, got 3; train the run again"):
        read_held_out(tmp_path / "held_out.npz", 2)


@pytest.mark.parametrize("content", [b"", b"not a zip file", b"PK\x03\x04 cut off"], ids=["empty", "text", "cut"])
def test_a_damaged_file_is_refused_in_one_line(tmp_path, content):
    (tmp_path / "held_out.npz").write_bytes(content)
    with pytest.raises(InputError, match=r"held_out\.npz: not the held-out errors of a run .*; train the run again"):
        read_held_out(tmp_path / "held_out.npz", 3)


@pytest.mark.parametrize("counted", [np.zeros((0, 2, 2)), np.zeros((2, 2))], ids=["no document", "no documents axis"])
def test_sums_without_documents_are_refused(tmp_path, counted):
    write_held_out(tmp_path / "held_out.npz", HeldOut(counted, counted, np.ones((1, 2))))
    with pytest.raises(InputError, match="expected a table for each document"):
        read_held_out(tmp_path / "held_out.npz", 2)


def test_sums_below_nothing_are_refused(tmp_path):
    write_held_out(tmp_path / "held_out.npz", HeldOut(np.ones((1, 2, 2)), np.full((1, 2, 2), -0.5), np.ones((1, 2))))
    with pytest.raises(InputError, match="expected no counts below 0"):
        read_held_out(tmp_path / "held_out.npz", 2)


@pytest.mark.parametrize(
    "spread", [np.zeros((1, 2)), np.ones((2, 2)), np.ones((1, 3))], ids=["zero", "rows", "columns"]
)
def test_errors_without_a_scale_for_each_document_and_domain_are_refused(tmp_path, spread):
    write_held_out(tmp_path / "held_out.npz", HeldOut(np.ones((1, 2, 2)), np.ones((1, 2, 2)), spread))
    with pytest.raises(InputError, match="expected the scale of the errors of each document"):
        read_held_out(tmp_path / "held_out.npz", 2)


def test_the_scale_of_an_error_is_the_summed_variance_over_the_root_of_the_number_of_sentences():
    """Four sentences of 0.5 and 0.5: p (1 - p) sums to 1; with the floor of 0.002 each, 1.008 over the root of 4."""
    found = sum_held_out(GoldLabels(["a"] * 4, ["x"] * 4, ["a", "b"]), np.full((4, 2), 0.5))
    assert np.sqrt(found.spread) == pytest.approx(np.full((1, 2), 1.008 / 2))


def test_equal_documents_twice_as_long_have_twice_the_scale_and_then_some_less_for_their_length():
    short, long = (measure_scale(np.array([[n / 4]]), np.array([n]), np.array([n])) for n in (16.0, 64.0))
    assert long / short == pytest.approx(4 / 2)


def test_the_ratio_of_errors_of_one_size_is_that_size_over_the_scale():
    """Each of 40 documents has 4 sentences of a, one of them counted as b, so every error is 1 and every scale alike."""
    probabilities = np.tile([[0.9, 0.1]] * 3 + [[0.1, 0.9]], (40, 1))
    gold = GoldLabels(["a"] * 160, [f"d{number // 4}" for number in range(160)], ["a", "b"])
    held_out = sum_held_out(gold, probabilities)
    scale = (4 * 0.09 + 4 * 0.002) / 2
    assert held_out.count_ratio == pytest.approx(np.full(2, 1 / scale))
    assert held_out.sum_ratio == pytest.approx(np.full(2, (4 - 2.8) / scale))


def test_a_domain_that_errs_more_has_the_greater_ratio_and_few_documents_draw_it_to_that_of_all():
    def measure(n_documents):
        counted = np.zeros((n_documents, 3, 3))
        counted[:, 0, 1] = np.arange(n_documents) % 2  # every other document has one sentence of the first taken for b
        counted[:, 2, 2] = 5
        return HeldOut(counted, counted, np.ones((n_documents, 3))).count_ratio

    few, many = measure(4), measure(400)
    assert (many[:2] > many[2]).all()
    assert few[0] - few[2] < many[0] - many[2]


def test_counts_are_stored_as_small_whole_numbers(tmp_path):
    counted = np.array([[[3.0, 0.0], [1.0, 2.0]]])
    write_held_out(tmp_path / "held_out.npz", HeldOut(counted, counted, np.ones((1, 2))))
    with np.load(tmp_path / "held_out.npz") as stored:
        assert stored["counted"].dtype == np.uint16
        assert stored["counted"].tolist() == counted.tolist()


def test_the_ratio_of_single_documents_is_the_95th_percentile_of_errors_over_the_scale_in_normal_errors():
    """30 of 400 documents err by 10 sentences at a scale of 1: so does the 95th percentile, and not the 90th."""
    counted = np.zeros((400, 2, 2))
    counted[:30, 0, 1] = 10
    found = HeldOut(counted, counted, np.ones((400, 2))).count_ratio
    assert found == pytest.approx(np.full(2, 10 / 1.959964))  # the root mean square is 10 sqrt(30 / 400)


def test_more_sentences_of_a_document_than_16_bits_count_are_stored(tmp_path):
    counted = np.array([[[70_000.0, 1], [2, 3]]])
    write_held_out(tmp_path / "held_out.npz", HeldOut(counted, counted, np.ones((1, 2))))
    assert read_held_out(tmp_path / "held_out.npz", 2).counted.tolist() == counted.tolist()


def test_the_errors_of_all_domains_count_like_thirty_documents():
    """Thirty documents with an error of 1 in both domains, whose scales are 1 and 2: root mean squares 1, 1/2 and .632."""
    counted = np.zeros((30, 2, 2))
    counted[:, 0, 1] = 1
    found = HeldOut(counted, counted, np.tile([1.0, 4.0], (30, 1))).count_ratio
    assert found == pytest.approx([(1 + np.sqrt(0.4)) / 2, (0.5 + np.sqrt(0.4)) / 2])


def test_of_ten_documents_the_largest_error_is_the_one_that_the_next_document_may_have():
    """Of fewer than 19 no percentile below the highest holds with 95 % (split-conformal prediction)."""
    counted = np.tile(np.eye(2), (10, 1, 1))
    counted[0] = [[0, 10], [0, 0]]
    found = HeldOut(counted, counted, np.ones((10, 2))).count_ratio
    assert found == pytest.approx([10 / 1.959964] * 2)


def test_labels_are_read_as_they_were_written_with_6_decimals(tmp_path):
    labels = HeldOutLabels(np.array([0, 2, 1]), np.array([0, 1, 1]), np.array([0.1234567, 1.0, 0.0]))
    write_held_out(tmp_path / "held_out.npz", sum_held_out(*simulate(3)), labels)
    found = read_held_out_labels(tmp_path / "held_out.npz", 3)
    assert (found.gold.tolist(), found.predicted.tolist()) == ([0, 2, 1], [0, 1, 1])
    assert found.probability.tolist() == [0.123457, 1.0, 0.0]
    assert read_held_out(tmp_path / "held_out.npz", 3).counted.sum() == sum_held_out(*simulate(3)).counted.sum()


def test_a_file_without_labels_has_none(tmp_path):
    assert read_held_out_labels(tmp_path / "none.npz", 3) is None
    write_held_out(tmp_path / "held_out.npz", sum_held_out(*simulate(3)))
    assert read_held_out_labels(tmp_path / "held_out.npz", 3) is None


@pytest.mark.parametrize(
    ("labels", "message"),
    [
        (HeldOutLabels(np.array([3]), np.array([0]), np.array([0.5])), "expected 3 domains, got 4"),
        (HeldOutLabels(np.array([0]), np.array([3]), np.array([0.5])), "expected 3 domains, got 4"),
        (HeldOutLabels(np.array([0]), np.array([0]), np.array([1.5])), "expected probabilities between 0 and 1"),
        (HeldOutLabels(np.array([0, 1]), np.array([0]), np.array([0.5])), "expected two labels and a probability"),
    ],
)
def test_labels_that_cannot_be_are_refused(tmp_path, labels, message):
    write_held_out(tmp_path / "held_out.npz", sum_held_out(*simulate(3)), labels)
    with pytest.raises(InputError, match=f"{message}.*; train the run again"):
        read_held_out_labels(tmp_path / "held_out.npz", 3)
