"""Label Studio's configuration, its imports and its exports."""

from xml.etree import ElementTree

import pytest

from research.codebook import Codebook, Domain, read_codebook
from research.corpus.labelstudio import describe_label_studio, make_item, read_item
from research.errors import InputError


def choose(name, value):
    return {"from_name": name, "to_name": "text", "type": "choices", "value": {"choices": [value]}}


def test_the_configuration_has_each_domain_twice_and_a_key_for_the_first_36():
    domains = tuple(Domain(f"d{number}", f"域<{number}>", f"D & {number}") for number in range(40))
    root = ElementTree.fromstring(describe_label_studio(Codebook("many", "1", domains)))  # noqa: S314 - our own text
    first, second = (
        next(choice for choice in root.iter("Choices") if choice.get("name") == name).findall("Choice")
        for name in ("domain", "secondary")
    )
    assert [choice.get("alias") for choice in first] == [choice.get("alias") for choice in second]
    assert first[0].get("value") == "域<0>"
    keys = [choice.get("hotkey") for choice in first if choice.get("hotkey")]
    assert len(keys) == len(set(keys)) == 36


def test_a_label_with_its_note_comes_back_as_it_was_written():
    record = {"text": "建医院。", "domain": "health", "secondary": "economy", "note": "存疑", "coder": "甲"}
    item = make_item(record)
    assert read_item(item, "a.json") == [record]
    assert describe_label_studio(read_codebook()).count('alias="health"') == 2


def test_each_coder_gives_a_record_and_cancelled_annotations_give_none():
    item = {
        "data": {"text": "建医院。"},
        "annotations": [
            {"completed_by": {"email": "a@example.org", "id": 1}, "result": [choose("domain", "health")]},
            {"completed_by": 2, "was_cancelled": True, "result": [choose("domain", "economy")]},
            {"completed_by": 3, "result": []},
        ],
    }
    found = [(record["coder"], record["domain"]) for record in read_item(item, "a.json")]
    assert found == [("a@example.org", "health"), ("3", "")]


def test_a_task_that_nobody_labelled_keeps_its_sentence():
    assert read_item({"data": {"text": "x"}, "annotations": []}, "a") == [{"text": "x", "domain": "", "secondary": ""}]


@pytest.mark.parametrize(
    ("result", "message"),
    [
        ([{"from_name": "domain", "value": {"choices": ["a", "b"]}}], "domain has 2 choices; expected one"),
        ([choose("topic", "health")], "choices come from a control 'topic'"),
        ([{"value": {}}], "not of Label Studio's form"),
        (None, "not of Label Studio's form"),
    ],
)
def test_what_is_no_annotation_of_this_configuration_is_refused(result, message):
    with pytest.raises(InputError, match=f"a.json, task 1: {message}"):
        read_item({"data": {}, "annotations": [{"result": result}]}, "a.json, task 1")
