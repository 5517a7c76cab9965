"""Mutants: which lines are changed, what is written, and that a change that a test guards is found."""

import csv

import pytest

from research.errors import InputError
from tests import mutants
from tests.mutants import KILLED, SURVIVED, Mutant, Row, Survivor, find_change, find_modules

CODE = '''"""A module."""

LIMIT = 3
LIMIT_HELP = "how much"


def add(first: int, second: int) -> int:
    """Add two numbers."""
    if first > LIMIT:
        raise ValueError(f"first: {first + 1}")
    return first + second
'''


def make_mutants(lines=0, seed=0):
    pytest.importorskip("mutmut", reason="the extra mutants is not installed")
    return mutants.make_mutants("measure.sum", CODE, lines, seed)


def test_constants_and_code_are_changed_once_a_line_and_annotations_and_messages_are_not():
    found = make_mutants()
    assert [(mutant.line, mutant.before) for mutant in found] == [
        (3, "LIMIT = 3"), (9, "if first > LIMIT:"), (11, "return first + second"),
    ]  # fmt: skip
    assert found[1].after == "if first >= LIMIT:"
    assert found[2].after == "return first - second"
    assert found[2].code == CODE.replace("first + second", "first - second")


def test_a_sample_is_the_same_with_the_same_seed_and_of_the_size_that_is_asked_for():
    samples = [[mutant.line for mutant in make_mutants(2, seed)] for seed in range(6)]
    assert all(len(sample) == 2 for sample in samples)
    assert len({tuple(sample) for sample in samples}) > 1
    assert make_mutants(2, 1) == make_mutants(2, 1)


def test_a_change_is_shown_with_the_lines_that_differ():
    assert find_change("a\n  b = 1\nc\n", "a\n  b = 2\nc\n") == (2, "b = 1", "b = 2")
    assert find_change("f(\n  a,\n  b,\n)\n", "f(\n  a,\n  )\n") == (3, "b, )", ")")


def test_modules_are_those_with_tests_of_their_own():
    assert find_modules(["measure.intervals"]) == ["measure.intervals"]
    assert {"text.word", "text.pdf"} <= set(find_modules(["text"]))
    assert "text.__init__" not in find_modules(["text"])
    with pytest.raises(InputError, match="measures: no such package or module"):
        find_modules(["measures"])


def test_a_module_is_tested_by_its_mirror_and_by_that_of_the_module_it_is_a_part_of():
    assert [path.name for path in mutants.list_tests("text.pdf_layout")] == ["test_pdf_layout.py", "test_pdf.py"]
    assert [path.name for path in mutants.list_tests("measure.intervals")] == ["test_intervals.py"]


@pytest.mark.slow
def test_a_guarded_change_is_found_and_one_without_effect_survives():
    """The interval of independent sentences is guarded by a table; a longer docstring is not."""
    if not hasattr(mutants.os, "fork"):
        pytest.skip("mutants are tested in forked processes")
    path = mutants.ROOT / "research" / "measure" / "gold_labels.py"
    code = path.read_text("utf-8")
    changed = [code + "\nOTHER = 1\n", code + "\nraise ValueError\n"]
    found = mutants.try_mutants(
        "measure.gold_labels", [Mutant("measure.gold_labels", 1, "", "", one) for one in changed]
    )
    assert found == [SURVIVED, KILLED]
    assert path.read_text("utf-8") == code


def test_rows_of_other_modules_and_reasons_stay(tmp_path):
    results = [
        (Mutant("measure.intervals", 7, "a = 1", "a = 2", ""), SURVIVED),
        (Mutant("measure.intervals", 9, "b = 1", "b = 2", ""), KILLED),
    ]
    mutants._write(
        tmp_path / "mutants.csv", Row, [mutants.make_row("text.word", 4, 3, 0), mutants.make_row("text.*", 4, 3, 0)]
    )
    mutants._write(tmp_path / "mutants_survivors.csv", Survivor, [
        Survivor("measure.intervals", 5, "a = 1", "a = 2", "equivalent: a is not used"),
        Survivor("measure.intervals", 6, "c = 1", "c = 2", "gone"),
        Survivor("text.word", 1, "x", "y", ""),
    ])  # fmt: skip
    row = mutants.write_results(tmp_path, "measure.intervals", results)
    assert row == Row("measure.intervals", 2, 1, 1, "0.500", 1, "1.000")
    with (tmp_path / "mutants.csv").open(encoding="utf-8-sig") as file:
        assert [list(row.values()) for row in csv.DictReader(file)] == [
            ["measure.*", "2", "1", "1", "0.500", "1", "1.000"], ["measure.intervals", "2", "1", "1", "0.500", "1", "1.000"],
            ["text.*", "4", "3", "1", "0.750", "0", "0.750"], ["text.word", "4", "3", "1", "0.750", "0", "0.750"],
        ]  # fmt: skip
    assert mutants._read(tmp_path / "mutants_survivors.csv", Survivor) == [
        Survivor("measure.intervals", 7, "a = 1", "a = 2", "equivalent: a is not used"),
        Survivor("text.word", 1, "x", "y", ""),
    ]
