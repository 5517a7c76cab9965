"""What becomes of text and of boilerplate."""

import pandas as pd

from research.studies import reading
from research.studies.reading import Outcome


def test_lost_text_and_kept_boilerplate_are_counted():
    outcomes = [
        Outcome("a", "修路。", "body", "boilerplate"),
        Outcome("a", "首页", "boilerplate", "heading"),
        Outcome("a", "一、农业", "heading", "body"),
        Outcome("b", "增产。", "body", "body"),
    ]
    table = reading.tabulate_outcomes(outcomes)
    assert table.to_numpy().tolist() == [["a", 3, 0, 3, 1, 1], ["b", 1, 1, 0, 0, 0]]


def test_every_line_of_the_cases_is_of_its_kind():
    wrong = [one for one in reading.read_cases() if one.case in reading.CASES and one.expected != one.found]
    assert wrong == []


def test_no_line_of_a_text_is_lost_and_little_boilerplate_is_kept(tmp_path):
    documents = tmp_path / "documents"
    documents.mkdir()
    (documents / "a.txt").write_text("一、农业\n粮食增产，农民增收。\n", "utf-8")
    assert reading.main(["--documents", str(documents), "--output", str(tmp_path / "out")]) == 0
    table = pd.read_csv(tmp_path / "out" / "reading.csv")
    assert table["text_lost"].sum() == 0
    assert table["boilerplate_kept"].sum() <= 0.02 * table["lines"].sum()
    counts = pd.read_csv(tmp_path / "out" / "documents.csv")
    assert counts.to_numpy().tolist() == [["a", 1, 1, 0, 0, 0]]
