"""The reference of the public names is whole, up to date, and its examples are run."""

import doctest
import inspect
import re
import sys
from pathlib import Path

import pytest

import research
from research.studies import api_reference
from research.studies.api_reference import ESTIMATORS, SECTIONS, find_anchor, find_public, list_methods

PAGE = Path(__file__).parent.parent.parent / "results" / "api.md"
NAMES = [name for names in SECTIONS.values() for name in names]
RECORDS = {"Document", "Sentence"}  # without methods; read_documents and split_sentences show them


def list_documented():
    for name in NAMES:
        yield name
        if inspect.isclass(find_public(name)) and name not in ESTIMATORS:  # those have the methods of scikit-learn
            yield from (f"{name}.{method}" for method in list_methods(find_public(name)))


def find_docstring(name):
    found = find_public(name.partition(".")[0])
    return (getattr(found, name.partition(".")[2]) if "." in name else found).__doc__


def test_the_sections_hold_every_public_name_once_and_the_classifiers():
    assert len(NAMES) == len(set(NAMES))
    assert set(NAMES) == set(research.__all__) - {"__version__"} | set(ESTIMATORS)


def test_the_estimators_are_what_make_classifier_returns():
    made = {type(research.make_classifier(name)).__name__ for name in ("full", "keywords", "bayes", "svm", "logistic")}
    assert made == set(ESTIMATORS)


@pytest.mark.parametrize("name", [name for name in list_documented() if name not in RECORDS])
def test_every_public_name_has_an_example_that_is_run(name):
    examples = doctest.DocTestParser().get_examples(find_docstring(name))
    assert [one for one in examples if not one.options.get(doctest.SKIP)], f"{name}: no example, or only skipped ones"


@pytest.mark.slow
def test_the_committed_page_is_what_the_docstrings_say():
    pytest.importorskip("griffe", reason="the extra docs is not installed")
    assert api_reference.make_reference() == PAGE.read_text("utf-8"), "docstrings changed since; run: make api"


def test_every_link_within_the_page_leads_to_one_heading():
    page = PAGE.read_text("utf-8")
    anchors = [find_anchor(heading) for heading in re.findall(r"^#+ (.+)$", re.sub(r"(?s)```.*?```", "", page), re.M)]
    assert len(anchors) == len(set(anchors))
    assert set(re.findall(r"\]\(#([^)]+)\)", page)) <= set(anchors)
    assert {find_anchor(name) for name in NAMES} <= set(anchors)


def test_links_to_other_files_lead_somewhere():
    for target in re.findall(r"\]\(([^)#]+)\)", PAGE.read_text("utf-8")):
        assert (PAGE.parent / target).exists(), target


def test_without_griffe_one_line_says_how_to_get_it(monkeypatch, tmp_path, capsys):
    monkeypatch.setitem(sys.modules, "griffe", None)
    assert api_reference.main(["--output", str(tmp_path / "api.md")]) == 2
    assert capsys.readouterr().err == "error: griffe is not installed; run make api, or pip install griffelib\n"


@pytest.mark.slow
def test_the_command_writes_the_page(tmp_path):
    pytest.importorskip("griffe", reason="the extra docs is not installed")
    assert api_reference.main(["--output", str(tmp_path / "api.md")]) == 0
    assert (tmp_path / "api.md").read_bytes() == api_reference.make_reference().encode()
    assert api_reference.main(["--output", str(tmp_path / "nowhere" / "api.md")]) == 2
