"""The methods sheet says what a result is of and how it was made, in both languages."""

import hashlib
import json

import pytest

from research.report.methods_sheet import (
    MethodsSheet,
    describe_crosswalk,
    describe_labels,
    describe_run,
    hash_crosswalk,
    hash_files,
    list_versions,
)

SHEET = MethodsSheet(
    "Title", "all | of it", "these", "sentences", "count", "blind", ["2 pages", "1 row"], "0", {"a": "f0"}
)


@pytest.mark.parametrize(("language", "heading"), [("zh", "未计入"), ("en", "Left out"), ("id", "Left out")])
def test_a_sheet_is_one_table_in_the_language(language, heading):
    text = SHEET.format(language)
    assert text.startswith("# Title\n\n| | |\n|---|---|\n")
    assert f"| {heading} | 2 pages<br>1 row |\n" in text
    assert "all / of it" in text  # a bar would end the cell
    assert "a `f0`" in text
    assert all(line.count("|") == 3 for line in text.splitlines()[2:])


def test_the_versions_are_those_that_are_installed():
    assert list_versions().startswith("research ")
    assert "numpy" in list_versions()


def test_files_that_are_not_there_have_no_checksum(tmp_path):
    (tmp_path / "a").write_bytes(b"x")
    found = hash_files({"a": tmp_path / "a", "b": tmp_path / "b"})
    assert found == {"a": hashlib.sha256(b"x").hexdigest()}


def test_a_run_says_its_scores_its_labels_and_its_checksums(tmp_path):
    accuracy = {"estimate": 0.8, "low": 0.7, "high": 0.9}
    scores = {"kept": "full", "classifiers": {"full": {"accuracy": accuracy, "sentences": 9, "documents": 3}}}
    contents = {"metrics": scores | {"labels": {"blind": 7, "with_proposals": 2}},
                "config": {"seed": 4, "corpus": "corpus"}, "environment": {"sha256": {"corpus": "c0"}}}  # fmt: skip
    for name, content in contents.items():
        (tmp_path / f"{name}.json").write_text(json.dumps(content))
    found = describe_run(tmp_path, "en")
    assert (
        "full, accuracy 0.800 [0.700, 0.900] cross-validated by document (9 sentences, 3 documents)" in found.classifier
    )
    assert found.labels.endswith("given by coders: 7 blind, 2 with the proposals of a model in view.")
    assert (found.seeds, found.hashes) == ("training 4", {"training corpus": "c0"})


def test_what_is_not_known_is_said(tmp_path):
    assert describe_run(tmp_path, "en").classifier == "The scores of the classifier are not known."
    assert "does not say who gave its labels" in describe_labels("my/corpus", None, "en")
    assert "合成" in describe_labels(None, None, "zh")


def test_a_crosswalk_is_named_and_a_table_has_its_checksum(tmp_path):
    (tmp_path / "mine.csv").write_bytes(b"x")
    path = str(tmp_path / "mine.csv")
    for language, said in (("zh", "对照表：mine.csv"), ("en", "crosswalk: mine.csv")):
        assert said in describe_crosswalk(path, language)
    assert "intervals" in describe_crosswalk("cap", "en").lower()
    assert "intervals" not in describe_crosswalk("cap", "en", intervals=False).lower()
    assert describe_crosswalk("", "en") == ""
    assert hash_crosswalk(path) == {"crosswalk": hashlib.sha256(b"x").hexdigest()}
    assert hash_crosswalk("cap") == hash_crosswalk("") == {}
