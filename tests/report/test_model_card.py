"""The cards of a run hold its own numbers."""

import pytest

from research.codebook import Codebook, Domain
from research.measure.abstention import DomainThreshold, Kept, Thresholds
from research.measure.evaluation import score_labels
from research.measure.gold_labels import GoldLabels
from research.report.model_card import TrainingSummary, find_confused, write_cards

CODEBOOK = Codebook("own", "1", tuple(Domain(name, name, name) for name in ("roads", "health", "farms")))
GOLD = ["roads", "roads", "roads", "health", "health", "farms"]
PREDICTED = ["roads", "health", "health", "health", "roads", "farms"]


@pytest.fixture
def scores():
    return score_labels(GoldLabels(GOLD, list("uvwxyz"), CODEBOOK.ids), PREDICTED)


def write(folder, scores, corpus):
    environment = {"python": "3.11", "libraries": {"numpy": "2.0"}, "sha256": {"corpus": "abc123"}}
    settings = {"corpus": corpus, "seed": 7, "folds": 4}
    compared = {"svm": scores, "bayes": scores}
    rare = DomainThreshold("farms", 9, 0.6, 1.0, 1.0, False, 1.0)
    thresholds = Thresholds(0.9, (rare,), Kept(0.925, 0.5))
    write_cards(folder, TrainingSummary(CODEBOOK, compared, "svm", 0.125, thresholds, environment, settings))
    return tuple((folder / name).read_text("utf-8") for name in ("model_card.md", "reforms.md"))


def test_the_most_frequent_confusions_come_first(scores):
    assert find_confused(scores, CODEBOOK.ids) == [("roads", "health", 2), ("health", "roads", 1)]


def test_the_cards_hold_the_numbers_of_the_kept_classifier(scores, tmp_path):
    card, sheet = write(tmp_path, scores, "my/sentences.csv")
    assert card.startswith("# Model card: svm\n")
    assert "my/sentences.csv, 6 sentences of 6 documents" in card
    assert "compared (svm, bayes)" in card
    assert "| accuracy | 0.500 |" in card  # 3 of 6
    assert "Expected calibration error 0.125" in card
    assert (
        "50.0 %\nof the labels are kept, and 92.5 % of these are right. Warning: fewer than 50 held-out labels of farms (9)"
        in card
    )
    assert "| farms | 1.000 | 1.000 | 1.000 |" in card
    assert "By whom labelled: The corpus that the model learned from does not say" in card
    assert "*these documents*" in card
    assert "*documents like these*" in card
    assert "how often its most probable domain is the one that the corpus gives" in card
    assert "roads taken for health (2), health taken for roads (1)." in card
    assert "seed 7" in sheet


def test_a_run_of_the_shipped_corpus_is_called_synthetic(scores, tmp_path):
    for text in write(tmp_path, scores, None):
        assert "the shipped corpus" in text
        assert "None" not in text
        assert "synthetic" in text
