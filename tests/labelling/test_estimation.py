"""Weights of sentences, derived by hand."""

import numpy as np
import pytest

from research.errors import InputError
from research.labelling.estimation import Estimation, weigh_sentences

OWNERS, LENGTHS = np.array([0, 0, 1]), np.array([4, 8, 6])


def test_a_sentence_counts_one_its_characters_or_its_part_of_the_document():
    assert weigh_sentences("sentence", OWNERS, LENGTHS, None) is None
    assert weigh_sentences("character", OWNERS, LENGTHS, None).tolist() == [4.0, 8.0, 6.0]
    assert weigh_sentences("document", OWNERS, LENGTHS, None).tolist() == [0.5, 0.5, 1.0]


def test_every_sentence_has_the_design_weight_of_its_document():
    assert weigh_sentences("design", OWNERS, LENGTHS, ["10", "2.5"]).tolist() == [10.0, 10.0, 2.5]


def test_a_weight_that_is_no_column_is_refused():
    with pytest.raises(InputError, match="weight: got 'words', expected one of sentence, character, document, or a"):
        weigh_sentences("words", OWNERS, LENGTHS, None)


@pytest.mark.parametrize("cell", ["", "many", "0", "-1", "nan", "inf"])
def test_a_design_weight_that_is_no_number_above_0_is_refused(cell):
    with pytest.raises(InputError, match=f"weight design: must be a number greater than 0 .* got '{cell}'"):
        weigh_sentences("design", OWNERS, LENGTHS, ["1", cell])


def test_by_default_sentences_of_these_documents_are_counted():
    assert Estimation() == Estimation("count", None, "these", "sentence", "")


def test_weights_are_fractions_whatever_the_lengths_are():
    assert weigh_sentences("character", OWNERS, LENGTHS, None).dtype == np.float64
