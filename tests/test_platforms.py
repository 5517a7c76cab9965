"""What the runs on other platforms make of what they meet; the runs themselves are make platforms."""

import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from research.errors import InputError
from tests import platforms
from tests.platforms import CASES, Case, Row

NEEDED = tomllib.loads((platforms.ROOT / "pyproject.toml").read_text("utf-8"))["project"]["dependencies"]


@pytest.fixture
def here(monkeypatch, tmp_path):
    """Cases run with this Python, in an empty folder, as root."""
    monkeypatch.setattr(platforms, "prepare", lambda *_: Path(sys.executable))
    monkeypatch.setattr(platforms, "find_python", lambda _: Path(sys.executable))
    monkeypatch.setattr(platforms.os, "geteuid", lambda: 0, raising=False)
    return tmp_path


def run(case, folder):
    place = folder / case.folder / f"{case.python}-{case.dependencies[:6]}"
    for name in ("home", "tmp"):
        (place / name).mkdir(parents=True)
    (place / "test_it.py").write_text(
        "import os, pytest\n"
        "def test_good(): assert os.environ.get('TZ') == 'Pacific/Kiritimati'\n"
        "def test_bad(): assert 'LC_ALL' in os.environ\n"
        "@pytest.mark.skip\ndef test_not(): pass\n",
        "utf-8",
    )
    return platforms.run_case(case, folder, 7)


@pytest.mark.slow
def test_a_case_is_counted_and_what_fails_is_named(here):
    row = run(Case("zone", tests=("test_it.py",), variables=(("TZ", "Pacific/Kiritimati"),)), here)
    assert (row.passed, row.failed, row.skipped, row.note) == (1, 1, 1, "test_it.py::test_bad")
    assert row.python == ".".join(map(str, sys.version_info[:3]))


@pytest.mark.slow
def test_a_run_that_ends_without_tests_is_a_row(here):
    row = run(Case("none", tests=("test_gone.py",)), here)
    assert (row.passed, row.failed) == ("", "")
    assert row.note.startswith("pytest ended with status 4")


def test_what_cannot_be_installed_is_a_row(here, monkeypatch):
    def fail(*_):
        raise subprocess.CalledProcessError(1, "pip", stderr=b"much\nERROR: no such version\n")

    monkeypatch.setattr(platforms, "prepare", fail)
    row = platforms.run_case(CASES[0], here, 7)
    assert (row.failed, row.note) == ("", "could not be made ready: ERROR: no such version")


def test_what_is_not_here_is_named_as_not_tried(here, monkeypatch):
    assert (
        platforms.run_case(Case("x", before=("no-such-command",)), here, 7).note
        == "not tried: no-such-command is not here"
    )
    monkeypatch.setattr(platforms.os, "geteuid", lambda: 1000, raising=False)
    assert platforms.run_case(Case("x", before=(sys.executable,)), here, 7).note == "not tried: needs root"
    monkeypatch.setattr(platforms, "find_python", lambda _: None)
    assert platforms.run_case(Case("x", "3.99"), here, 7).note == "not tried: Python 3.99 is not here"


def test_rows_of_other_cases_stay_and_failures_give_a_status(monkeypatch, tmp_path, capsys):
    path = tmp_path / "a" / "platforms.csv"
    first, second = CASES[0].name, CASES[1].name
    bad = {second: 1}
    monkeypatch.setattr(
        platforms, "run_case", lambda case, _, seed: Row(case.name, "3", "", "part", seed, 5, bad.get(case.name, 0), 1)
    )
    assert platforms.main(["--cases", second, "--seed", "7", "--output", str(path)]) == 1
    assert platforms.main(["--cases", first, "--seed", "8", "--output", str(path)]) == 0
    assert [(row.platform, row.seed, row.failed) for row in platforms.read_table(path).values()] == [
        (first, "8", "0"),
        (second, "7", "1"),
    ]
    assert "| 8 |" in capsys.readouterr().out


def test_a_case_that_was_not_tried_gives_a_status(monkeypatch, tmp_path):
    monkeypatch.setattr(platforms, "run_case", lambda case, *_: Row(case.name, "3", "", "part", 7, note="not tried"))
    assert platforms.main(["--cases", CASES[0].name, "--output", str(tmp_path / "p.csv")]) == 1


def test_an_unknown_case_is_refused_with_those_there_are(capsys, tmp_path):
    assert platforms.main(["--cases", "Python 2", "--output", str(tmp_path / "p.csv")]) == 2
    assert "Python 2: no such case; there are: Python 3.11," in capsys.readouterr().err


def test_every_dependency_has_an_oldest_version_and_the_pins_hold_it_no_more():
    pins = (platforms.ROOT / "constraints.txt").read_text("utf-8").splitlines()
    oldest = platforms.pin_oldest(NEEDED, pins)
    names = [platforms.name_of(line) for line in oldest]
    assert len(set(names)) == len(names) == len(pins)
    assert "scikit-learn==1.8" in oldest
    with pytest.raises(InputError, match="numpy: has no lower bound"):
        platforms.pin_oldest(["numpy"], pins)


def test_the_environment_of_a_case_has_a_home_of_its_own_and_tells_no_encoding(monkeypatch, tmp_path):
    monkeypatch.setenv("PYTHONUTF8", "1")
    monkeypatch.setenv("LC_ALL", "C.UTF-8")
    found = platforms.make_environment(Case("x", variables=(("TZ", "UTC"),)), tmp_path)
    assert found["HOME"].startswith(str(tmp_path))
    assert not {"PYTHONUTF8", "LC_ALL"} & found.keys()
    assert found["TZ"] == "UTC"


def test_the_committed_table_has_every_case():
    rows = platforms.read_table(platforms.ROOT / "results" / "robustness" / "platforms.csv")
    assert list(rows) == [case.name for case in CASES]
    for row in rows.values():
        assert row.note or (int(row.passed) > 1000 and row.failed == "0")
