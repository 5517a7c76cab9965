"""The fast part of `make robustness`: an input of each kind, and processes that are killed."""

import signal

import pytest

from research.text.file_kinds import READERS
from tests.robustness import faults
from tests.robustness.inputs import Case, list_cases
from tests.robustness.judge import CRASHED, HUNG, judge, show

CASES = list_cases()
KINDS = list(dict.fromkeys(case.kind for case in CASES))
SLOW = {"docx zip bombs", "csv huge cells", "txt endless patterns"}  # of which a small one is taken

needs_forks = pytest.mark.skipif(not hasattr(signal, "SIGALRM"), reason="this system has neither alarms nor forks")


def pick(kind: str) -> Case:
    cases = [case for case in CASES if case.kind == kind]
    return cases[-1] if kind in SLOW else cases[len(cases) // 2]


def test_there_are_enough_cases_and_all_formats_are_tried():
    assert len(CASES) >= 400
    assert len(KINDS) >= 25
    assert {f".{kind.split()[0]}" for kind in KINDS} >= set(READERS) - {
        ".htm",
        ".shtml",
        ".xhtml",
        ".docm",
        ".dotx",
        ".mhtml",
        ".eml",
        ".wps",
    }


@pytest.mark.slow
@needs_forks
@pytest.mark.parametrize("kind", KINDS)
def test_an_input_of_each_kind_is_refused_or_labelled(kind, run, tmp_path):
    verdict = judge(pick(kind), tmp_path / "case", run, beside=True)
    assert verdict.outcome not in (CRASHED, HUNG), show(verdict)
    assert (verdict.outside, verdict.lost) == ((), False), show(verdict)


@pytest.mark.slow
@needs_forks
@pytest.mark.parametrize(("command", "count"), [(faults.LABEL, 3), (faults.TRAIN, 2)])
def test_a_killed_command_leaves_a_whole_result_and_goes_on(command, count, run, tmp_path):
    box = faults.Sandbox(tmp_path, command, run, drawing=False)
    for number in range(count):
        wanted = box.operations * (number + 1) // (count + 1) if number else box.operations - 3
        found = faults.kill_once(box, wanted)
        assert found.fine, found
