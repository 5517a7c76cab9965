"""Tasks in the forms of coding tools, there and back."""

import csv
import json
import tempfile
from dataclasses import asdict, replace
from pathlib import Path
from xml.etree import ElementTree

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st

from research.codebook import read_codebook
from research.corpus.tasks import COLUMNS, FORMS, Task, locate_tasks, read_tasks, write_tasks
from research.errors import InputError

CODEBOOK = read_codebook()
SUFFIXES = {"csv": ".csv", "label-studio": ".json", "doccano": ".jsonl", "cap": ".csv"}
TEXTS = st.text(st.sampled_from("'\"=+-@\t\r\n,;#|[{ 一🙂\u202e\u2028\x85\ufeff\0")) | st.text()
NUMBERS = st.none() | st.sampled_from([0.0, 1.0, 1e-300, 0.1 + 0.2]) | st.floats(0, 1)
LABELS = st.sampled_from(["", *CODEBOOK.ids])
TASKS = st.builds(
    Task,
    document_id=TEXTS, sentence_id=TEXTS, text=TEXTS, kind=st.sampled_from(["body", "heading"]), headings=TEXTS,
    context=TEXTS, year=TEXTS, proposal=LABELS, probability=NUMBERS, terms=TEXTS, strategy=TEXTS, inclusion=NUMBERS,
    domain=LABELS, secondary=LABELS, coder=TEXTS, note=TEXTS,
)  # fmt: skip
TASK = Task(
    "b", "3", "建医院，\n“办”学校。", "body", "报告 > 一、民生", "建医院，“办”学校。修路。", "2020",
    "education", 0.1 + 0.2, "学校", "random", 0.0, "health", "education", "anna", "=1+1",
)  # fmt: skip

LABEL_STUDIO = {
    "$defs": {
        "results": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["from_name", "to_name", "type", "value"],
                "additionalProperties": False,
                "properties": {
                    "from_name": {"enum": ["domain", "secondary", "note"]},
                    "to_name": {"const": "text"},
                    "type": {"enum": ["choices", "textarea"]},
                    "value": {
                        "type": "object",
                        "minProperties": 1,
                        "maxProperties": 1,
                        "properties": {
                            "choices": {"type": "array", "items": {"enum": list(CODEBOOK.ids)}, "minItems": 1, "maxItems": 1},
                            "text": {"type": "array", "items": {"type": "string"}},
                        },
                        "additionalProperties": False,
                    },
                },
            },
        }
    },
    "type": "array",
    "items": {
        "type": "object",
        "required": ["data"],
        "additionalProperties": False,
        "properties": {
            "id": {"type": "integer"},
            "data": {"type": "object", "required": list(COLUMNS)},
            "predictions": {
                "type": "array",
                "items": {
                    "type": "object",
                    "required": ["model_version", "result"],
                    "additionalProperties": False,
                    "properties": {
                        "model_version": {"type": "string"},
                        "score": {"type": "number"},
                        "result": {"$ref": "#/$defs/results"},
                    },
                },
            },
            "annotations": {
                "type": "array",
                "items": {
                    "type": "object",
                    "required": ["result"],
                    "additionalProperties": False,
                    "properties": {
                        "completed_by": {"type": ["integer", "object"]},
                        "result": {"$ref": "#/$defs/results"},
                    },
                },
            },
        },
    },
}  # fmt: skip


def choose(domain, control="domain"):
    return {"from_name": control, "to_name": "text", "type": "choices", "value": {"choices": [domain]}}


def exchange(tasks, form):
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, f"tasks{SUFFIXES[form]}")
        write_tasks(path, tasks, CODEBOOK, form)
        return read_tasks(path, CODEBOOK)


def write(tmp_path, content, name="round-01.csv", encoding="utf-8"):
    path = tmp_path / name
    path.write_bytes(content.encode(encoding))
    return path


@pytest.mark.parametrize("form", FORMS)
@given(tasks=st.lists(TASKS, min_size=1, max_size=4))
def test_every_field_comes_back_from_every_form(form, tasks):
    assert exchange(tasks, form) == tasks


@pytest.mark.parametrize("form", FORMS)
def test_no_number_is_not_zero(form):
    found = exchange(
        [replace(TASK, probability=None, inclusion=0.0), replace(TASK, probability=0.0, inclusion=None)], form
    )
    assert [(task.probability, task.inclusion) for task in found] == [(None, 0.0), (0.0, None)]


@pytest.mark.parametrize("form", FORMS)
def test_the_same_tasks_give_the_same_bytes_and_leave_nothing_else(tmp_path, form):
    path = tmp_path / f"tasks{SUFFIXES[form]}"
    write_tasks(path, [TASK, TASK], CODEBOOK, form)
    first = {file.name: file.read_bytes() for file in tmp_path.iterdir()}
    write_tasks(path, [TASK, TASK], CODEBOOK, form)
    assert {file.name: file.read_bytes() for file in tmp_path.iterdir()} == first
    assert len(first) == (2 if form == "label-studio" else 1)


def test_an_unknown_form_is_a_mistake_of_the_caller(tmp_path):
    with pytest.raises(ValueError, match="form is one of csv, label-studio, doccano, cap"):
        write_tasks(tmp_path / "a.xls", [TASK], CODEBOOK, "xls")


def test_a_table_opens_in_a_spreadsheet_and_runs_nothing(tmp_path):
    path = tmp_path / "tasks.csv"
    write_tasks(path, [TASK], CODEBOOK)
    assert path.read_bytes().startswith(b"\xef\xbb\xbfdocument_id,sentence_id,text,")
    with path.open(encoding="utf-8-sig", newline="") as file:
        (row,) = csv.DictReader(file)
    assert tuple(row) == COLUMNS
    assert (row["note"], row["probability"], row["inclusion"]) == ("'=1+1", "0.30000000000000004", "0.0")


HEADER = "document_id,sentence_id,text,domain,secondary\n"
ROWS = "a,0,一、医疗。,health,\na,1,今年新建医院。,health,welfare\nb,0,全县办好学校。,,\n"
READ = [
    Task("a", "0", "一、医疗。", domain="health"),
    Task("a", "1", "今年新建医院。", domain="health", secondary="welfare"),
    Task("b", "0", "全县办好学校。"),
]


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_a_file_that_a_spreadsheet_saved_is_read(tmp_path, encoding, end, delimiter):
    content = (HEADER + ROWS + ",,,,\n").replace(",", delimiter).replace("\n", end)
    assert read_tasks(write(tmp_path, content, encoding=encoding), CODEBOOK) == READ


def test_columns_and_labels_are_read_as_people_write_them(tmp_path):
    content = " Domain,TEXT,Sentence ID,Document,Secondary,,\n 卫生健康与疫情防控 ,建医院。,1,a,Education,,\nHealth,修路。,2,a,,,\n"
    assert [
        (t.document_id, t.sentence_id, t.domain, t.secondary) for t in read_tasks(write(tmp_path, content), CODEBOOK)
    ] == [
        ("a", "1", "health", "education"),
        ("a", "2", "health", ""),
    ]


def test_a_decimal_comma_is_a_number(tmp_path):
    content = "document_id;sentence_id;text;domain;inclusion\na;1;修路。;;0,25\n"
    assert read_tasks(write(tmp_path, content), CODEBOOK)[0].inclusion == 0.25


def test_the_shipped_corpus_reads_as_tasks():
    tasks = read_tasks(Path(__file__).parents[2] / "data" / "corpus" / "sentences.csv", CODEBOOK)
    assert (tasks[0].document_id, tasks[0].kind, tasks[0].domain) == (
        "city_defence_2006_034",
        "heading",
        "defence_border",
    )


def test_the_place_of_a_task_is_the_line_that_it_begins_on(tmp_path):
    path = write(tmp_path, HEADER + 'a,0,"一、\n医疗",,\na,1,建医院。,,\n')
    assert [place for place, _ in locate_tasks(path, CODEBOOK)] == [f"{path}, line 2", f"{path}, line 4"]


BAD_TABLES = {
    "label": (
        HEADER + ROWS.replace(",health", ",heath"),
        r"round-01.csv, line 2: domain 'heath' .*did you mean 'health'",
    ),
    "secondary": (HEADER + ROWS.replace("welfare", "x"), "line 3: domain 'x' is not in the codebook"),
    "no text": (
        HEADER.replace("text", "words") + ROWS,
        "line 1: no column 'text'; it has document_id, sentence_id, words",
    ),
    "no domain": (HEADER.replace("domain", "label") + ROWS, "line 1: no column 'domain'"),
    "kind": ("document_id,sentence_id,text,domain,kind\na,0,修路。,,title\n", "line 2: kind 'title' is unknown"),
    "number": ("document_id,sentence_id,text,domain,inclusion\na,0,修路。,,often\n", "line 2: inclusion 'often' is no"),
    "infinite": ("document_id,sentence_id,text,domain,inclusion\na,0,修路。,,nan\n", "line 2: inclusion 'nan' is no"),
    "quote": (HEADER + '"a,0\n', "line 2: broken CSV"),
    "empty": (" \n", "the file is empty"),
}


@pytest.mark.parametrize(("content", "message"), BAD_TABLES.values(), ids=BAD_TABLES)
def test_a_table_that_cannot_be_trusted_is_refused_with_its_first_bad_place(tmp_path, content, message):
    with pytest.raises(InputError, match=message):
        read_tasks(write(tmp_path, content), CODEBOOK)


def test_a_file_that_is_missing_or_of_another_kind_is_refused(tmp_path):
    with pytest.raises(InputError, match="cannot be read"):
        read_tasks(tmp_path / "none.csv", CODEBOOK)
    with pytest.raises(InputError, match=r"expected a \.csv, \.json or \.jsonl file, got \.xlsx"):
        read_tasks(tmp_path / "a.xlsx", CODEBOOK)


def write_label_studio(tmp_path, tasks):
    path = tmp_path / "tasks.json"
    write_tasks(path, tasks, CODEBOOK, "label-studio")
    return json.loads(path.read_text("utf-8"))


@given(tasks=st.lists(TASKS, max_size=3))
def test_label_studio_can_import_what_is_written(tasks):
    with tempfile.TemporaryDirectory() as folder:
        jsonschema.validate(write_label_studio(Path(folder), tasks), LABEL_STUDIO)


def test_label_studio_gets_proposals_as_predictions_and_labels_as_annotations(tmp_path):
    bare = Task("a", "0", "修路。")
    full, empty = write_label_studio(tmp_path, [TASK, bare])
    note = {"from_name": "note", "to_name": "text", "type": "textarea", "value": {"text": ["=1+1"]}}
    assert full == {
        "data": asdict(TASK),
        "predictions": [{"model_version": "research", "score": 0.1 + 0.2, "result": [choose("education")]}],
        "annotations": [{"result": [choose("health"), choose("education", "secondary"), note]}],
    }
    assert empty == {"data": asdict(bare)}


def test_a_proposal_of_probability_zero_keeps_its_score_and_one_without_has_none(tmp_path):
    sure, unknown = write_label_studio(tmp_path, [replace(TASK, probability=0.0), replace(TASK, probability=None)])
    assert sure["predictions"][0]["score"] == 0.0
    assert "score" not in unknown["predictions"][0]


def test_keys_of_json_are_sorted_so_that_a_diff_shows_what_changed(tmp_path):
    for task in write_label_studio(tmp_path, [TASK]):
        assert list(task) == sorted(task)
        assert list(task["data"]) == sorted(COLUMNS)


def test_label_studio_is_told_the_domains_in_order(tmp_path):
    write_label_studio(tmp_path, [TASK])
    config = ElementTree.fromstring((tmp_path / "tasks-label-studio.xml").read_text("utf-8"))  # noqa: S314 - our own
    for control in ("domain", "secondary"):
        (choices,) = config.findall(f"Choices[@name='{control}']")
        assert choices.get("toName") == config.find("Text").get("name") == "text"
        assert tuple(choice.get("alias") for choice in choices) == CODEBOOK.ids
        assert tuple(choice.get("value") for choice in choices) == CODEBOOK.names("zh")
    keys = [choice.get("hotkey") for choice in config.find("Choices[@name='domain']")]
    assert len(set(keys)) == len(CODEBOOK)


DATA = {"document_id": "a", "sentence_id": 4, "text": "修路。", "year": 2020, "probability": None}


def export(tmp_path, *items):
    return write(tmp_path, json.dumps(items), "export.json")


def test_several_annotations_are_several_coders_and_cancelled_ones_are_none(tmp_path):
    annotations = [
        {"completed_by": 7, "result": [choose("health"), choose("教育", "secondary")]},
        {
            "completed_by": {"id": 9, "email": "bob@example.org"},
            "result": [choose("Education")],
            "was_cancelled": False,
        },
        {"completed_by": 8, "result": [choose("health")], "was_cancelled": True},
    ]
    found = read_tasks(export(tmp_path, {"id": 1, "data": DATA, "annotations": annotations, "drafts": []}), CODEBOOK)
    assert found == [
        Task("a", "4", "修路。", year="2020", domain="health", secondary="education", coder="7"),
        Task("a", "4", "修路。", year="2020", domain="education", coder="bob@example.org"),
    ]


def test_a_label_that_was_taken_back_in_label_studio_is_gone(tmp_path):
    data = DATA | {"domain": "health", "secondary": "welfare"}
    cancelled = [{"result": [choose("health")], "was_cancelled": True}]
    for annotations in ([], cancelled, [{"result": []}]):
        (task,) = read_tasks(export(tmp_path, {"data": data, "annotations": annotations}), CODEBOOK)
        assert (task.domain, task.secondary) == ("", "")


BAD_JSON = {
    "label": (
        [{"data": DATA}, {"data": DATA, "annotations": [{"result": [choose("heath")]}]}],
        "task 2: domain 'heath'",
    ),
    "two choices": (
        [
            {
                "data": DATA,
                "annotations": [{"result": [choose("health") | {"value": {"choices": ["health", "culture"]}}]}],
            }
        ],
        "task 1: domain has 2 choices",
    ),
    "another control": ([{"data": DATA, "annotations": [{"result": [choose("good", "mood")]}]}], "a control 'mood'"),
    "no data": ([{"data": [1]}], "task 1: not of Label Studio's form"),
    "no result": ([{"data": DATA, "annotations": [{}]}], "task 1: not of Label Studio's form"),
    "no text": ([{"data": {"document_id": "a", "sentence_id": "1"}}], "task 1: no 'text'; it has document_id"),
    "no task": (["x"], "task 1: expected a task in braces"),
    "text in parts": ([{"data": DATA | {"text": ["a"]}}], "task 1: text is a list"),
    "half a character": ([{"data": DATA | {"text": "\ud83d"}}], "task 1: text holds half a character"),
}


@pytest.mark.parametrize(("items", "message"), BAD_JSON.values(), ids=BAD_JSON)
def test_an_export_that_cannot_be_trusted_is_refused(tmp_path, items, message):
    with pytest.raises(InputError, match=message):
        read_tasks(export(tmp_path, *items), CODEBOOK)


@pytest.mark.parametrize("content", ["[{", "[" * 100_000, "{\n}"])
def test_broken_json_is_refused(tmp_path, content):
    with pytest.raises(InputError, match="broken JSON"):
        read_tasks(write(tmp_path, content, "export.json"), CODEBOOK)


def test_doccano_gets_a_line_for_each_task_with_its_labels_in_order(tmp_path):
    path = tmp_path / "tasks.jsonl"
    write_tasks(path, [TASK, Task("a", "0", "修\u2028路。")], CODEBOOK, "doccano")
    first, second = (json.loads(line) for line in path.read_text("utf-8").rstrip("\n").split("\n"))
    assert (first["id"], first["text"], first["label"]) == ("b#3", TASK.text, ["health", "education"])
    assert (second["id"], second["label"], second["document_id"]) == ("a#0", [], "a")


def test_what_doccano_exports_is_read(tmp_path):
    lines = [
        {"id": 1, "document_id": "a", "sentence_id": "1", "text": "建医院。", "label": ["health"], "annotator": "anna"},
        {
            "id": 2,
            "document_id": "a",
            "sentence_id": "2",
            "text": "修路。",
            "labels": ["教育", "Health"],
            "username": "bob",
        },
        {"id": 3, "document_id": "a", "sentence_id": "3", "text": "好。", "label": [], "coder": "cai"},
    ]
    path = write(tmp_path, "\r\n".join(map(json.dumps, lines)) + "\r\n\r\n", "anna.jsonl")
    assert read_tasks(path, CODEBOOK) == [
        Task("a", "1", "建医院。", domain="health", coder="anna"),
        Task("a", "2", "修路。", domain="education", secondary="health", coder="bob"),
        Task("a", "3", "好。", coder="cai"),
    ]


@pytest.mark.parametrize(
    ("label", "message"),
    [
        (["health", "education", "welfare"], "line 2: expected a domain and at most a secondary one, got"),
        ([[0, 3, "health"]], "line 2: expected a domain and at most a secondary one"),
        (["heath"], "line 2: domain 'heath' is not in the codebook .did you mean 'health'"),
    ],
)
def test_a_label_of_doccano_that_is_none_is_refused(tmp_path, label, message):
    line = {"document_id": "a", "sentence_id": "1", "text": "建医院。", "label": label}
    with pytest.raises(InputError, match=message):
        read_tasks(write(tmp_path, "\n" + json.dumps(line), "anna.jsonl"), CODEBOOK)


def test_a_line_without_labels_is_refused(tmp_path):
    with pytest.raises(InputError, match="line 1: no 'label'; it has text"):
        read_tasks(write(tmp_path, '{"text": "x"}', "anna.jsonl"), CODEBOOK)


def test_a_cap_table_begins_as_those_of_the_project(tmp_path):
    path = tmp_path / "cap.csv"
    write_tasks(path, [TASK, replace(TASK, domain="general"), replace(TASK, domain="")], CODEBOOK, "cap")
    with path.open(encoding="utf-8-sig", newline="") as file:
        header, *rows = csv.reader(file)
    assert header[:4] == ["id", "year", "major_topic", "text"]
    assert sorted(header) == sorted((*COLUMNS, "id", "major_topic"))
    assert [row[:3] for row in rows] == [["b#3", "2020", "3"], ["b#3", "2020", "general"], ["b#3", "2020", ""]]


def test_a_cap_table_of_four_columns_is_read(tmp_path):
    path = write(tmp_path, "id,year,major_topic,text\na#b#7,2020,3,建医院。\n2,2020,general,好。\n3,2020,,好。\n")
    assert read_tasks(path, CODEBOOK) == [
        Task("a#b", "7", "建医院。", year="2020", domain="health"),
        Task("2", "0", "好。", year="2020", domain="general"),
        Task("3", "0", "好。", year="2020"),
    ]


def test_a_domain_and_a_major_topic_that_contradict_are_refused(tmp_path):
    path = write(tmp_path, "id,year,major_topic,text,domain\na#1,2020,3,建医院。,health\na#2,2020,6,建医院。,health\n")
    with pytest.raises(InputError, match="line 3: domain 'health' and major_topic '6' contradict; expected 3"):
        read_tasks(path, CODEBOOK)
