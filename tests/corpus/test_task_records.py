"""Records of coding tasks, as the files of coding tools hold them."""

import json

import pytest

from research.corpus.task_records import read_records
from research.errors import InputError


def read(tmp_path, name, content, **names):
    path = tmp_path / name
    path.write_text(content, "utf-8")
    return [(place.removeprefix(f"{path}, "), record) for place, record in read_records(path, names)]


def test_a_file_that_is_missing_or_of_another_kind_is_refused(tmp_path):
    with pytest.raises(InputError, match="cannot be read"):
        read_records(tmp_path / "none.csv", {})
    with pytest.raises(InputError, match=r"expected a \.csv, .*\.json or \.jsonl file, got \.docx"):
        read_records(tmp_path / "a.docx", {})
    with pytest.raises(InputError, match="is a folder; give one of the files in it"):
        read_records(tmp_path, {})


@pytest.mark.parametrize("content", ["[{", "[" * 100_000, "{\n}"])
def test_broken_json_is_refused(tmp_path, content):
    with pytest.raises(InputError, match="broken JSON"):
        read(tmp_path, "export.json", content)


def test_the_place_of_a_record_is_its_line_or_the_number_of_its_task(tmp_path):
    row = json.dumps({"text": "修路。", "domain": "health"})
    assert [place for place, _ in read(tmp_path, "a.jsonl", f"\n{row}\n\n{row}\n")] == ["line 2", "line 4"]
    assert [place for place, _ in read(tmp_path, "a.json", f"[{row}, {row}]")] == ["task 1", "task 2"]
    assert [place for place, _ in read(tmp_path, "a.csv", "text,domain\n修路。,\n")] == ["line 2"]


def test_one_column_of_names_holds_document_and_sentence(tmp_path):
    content = "id,text,major_topic\na#b#3,修路。,10\nc,建校。,6\n"
    keys = [(record["document_id"], record["sentence_id"]) for _, record in read(tmp_path, "cap.csv", content)]
    assert keys == [("a#b", "3"), ("c", "0")]


def test_a_column_goes_by_the_name_that_it_is_given(tmp_path):
    ((_, record),) = read(tmp_path, "a.csv", "正文,domain\n修路。,health\n", 正文="text")
    assert (record["text"], record["domain"]) == ("修路。", "health")
    ((_, record),) = read(tmp_path, "a.jsonl", json.dumps({"words": "修路。", "domain": "health"}), words="text")
    assert record["text"] == "修路。"


def test_two_choices_are_a_domain_and_a_secondary_one(tmp_path):
    choices = {"choices": ["health", "education"]}
    ((_, record),) = read(tmp_path, "a.jsonl", json.dumps({"text": "修路。", "domain": choices}))
    assert (record["domain"], record["secondary"]) == ("health", "education")
    with pytest.raises(InputError, match="line 1: expected a domain and at most a secondary one"):
        read(tmp_path, "a.jsonl", json.dumps({"text": "修路。", "domain": ["a", "b", "c"]}))
