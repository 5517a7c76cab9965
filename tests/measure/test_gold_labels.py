"""Gold labels as numbers, and parts of them."""

from research.measure.gold_labels import GoldLabels

GOLD = GoldLabels(["b", "a", "b"], ["x", "x", "y"], ["a", "b", "c"])


def test_codes_and_support_follow_the_order_of_the_domains():
    assert GOLD.codes.tolist() == [1, 0, 1]
    assert GOLD.support.tolist() == [1, 2, 0]
    assert len(GOLD) == 3


def test_a_selection_keeps_its_rows_in_order_and_all_domains():
    part = GOLD.select([2, 0])
    assert (part.labels, part.document_ids, part.domains) == (("b", "b"), ("y", "x"), ["a", "b", "c"])
    assert part.support.tolist() == [0, 2, 0]
