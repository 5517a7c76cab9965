"""Held-out errors: their sums, and their file."""

import numpy as np
import pytest

from research.errors import InputError
from research.measure.gold_labels import GoldLabels
from research.measure.held_out import HeldOut, read_held_out, sum_held_out, write_held_out

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
    write_held_out(tmp_path / "held_out.npz", HeldOut(counted, counted))
    with pytest.raises(InputError, match="expected a table for each document"):
        read_held_out(tmp_path / "held_out.npz", 2)


def test_sums_below_nothing_are_refused(tmp_path):
    write_held_out(tmp_path / "held_out.npz", HeldOut(np.ones((1, 2, 2)), np.full((1, 2, 2), -0.5)))
    with pytest.raises(InputError, match="expected no counts below 0"):
        read_held_out(tmp_path / "held_out.npz", 2)
