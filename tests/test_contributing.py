"""What those who carry on are told is so: targets, files and names exist."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
TEXT = (ROOT / "CONTRIBUTING.md").read_text("utf-8")
MAKEFILE = (ROOT / "Makefile").read_text("utf-8")
TARGETS = re.findall(r"^([a-z-]+):.*  ## ", MAKEFILE, re.MULTILINE)
PLACES = ("", "research/", "results/", "results/robustness/", "data/")


def test_every_target_that_is_named_exists():
    named = {word for words in re.findall(r"`make ((?:[a-z-]+ ?)+)", TEXT) for word in words.split()}
    assert named - set(TARGETS) == set()


def test_every_target_is_phony_and_says_what_it_does():
    phony = {word for line in re.findall(r"^\.PHONY: (.*)", MAKEFILE, re.MULTILINE) for word in line.split()}
    assert phony == set(TARGETS)
    assert len(TARGETS) == len(set(TARGETS))


def test_the_help_lists_every_target_once():
    make = shutil.which("make")
    if make is None:
        pytest.skip("make is not here")
    said = subprocess.run([make, "help"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    assert re.findall(r"^  make ([a-z-]+)", said, re.MULTILINE) == TARGETS
    assert not re.search("warning|error", said)


def test_every_target_that_measures_has_its_time_in_the_table():
    measured = MAKEFILE.split("##@ Measure")[1].split("##@")[0]
    table = " ".join(re.findall(r"^\| `make ([a-z -]+)` \|", TEXT, re.MULTILINE)).split()
    assert {*re.findall(r"^([a-z-]+):.*  ## ", measured, re.MULTILINE)} - {"real-text"} <= set(table)


@pytest.mark.parametrize(
    "path", sorted(set(re.findall(r"`([\w./-]+(?:/|\.(?:py|csv|json|toml|md|txt|yml|pyi)))`", TEXT)))
)
def test_every_file_that_is_named_exists(path):
    assert any((ROOT / place / path).exists() for place in PLACES), path


@pytest.mark.parametrize(
    ("place", "names"),
    [
        ("research/text/file_kinds.py", ["READERS"]),
        ("research/text/table_sheets.py", ["TABLES"]),
        ("research/model/baselines.py", ["CLASSIFIERS", "make_predictor"]),
        ("research/measure/prevalence.py", ["estimate_shares"]),
        ("research/measure/choices.py", ["METHODS", "METHOD_NAMES"]),
        ("tests/test_architecture.py", ["ALONE"]),
    ],
)
def test_names_stand_where_they_are_said_to_be(place, names):
    code = (ROOT / place).read_text("utf-8")
    assert [name for name in names if not re.search(rf"^(?:def )?{name}\b", code, re.MULTILINE)] == []
    assert all(f"`{name}`" in TEXT for name in names)
