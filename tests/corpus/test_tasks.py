"""Tasks in the forms of coding tools, there and back."""

import csv
import json
import re
import tempfile
import zipfile
from dataclasses import asdict, replace
from pathlib import Path
from xml.etree import ElementTree

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st

from research.codebook import read_codebook
from research.corpus.tasks import (
    COLUMNS,
    FORMS,
    Task,
    locate_tasks,
    read_files,
    read_names,
    read_tasks,
    write_settling,
    write_tasks,
)  # fmt: skip
from research.errors import InputError, ReadingWarning
from research.workbook import LISTS, Column, Table, read_sheets, write_workbook

CODEBOOK = read_codebook()
SUFFIXES = {"csv": ".csv", "xlsx": ".xlsx", "label-studio": ".json", "doccano": ".jsonl", "cap": ".csv"}
TEXTS = st.text(st.sampled_from("'\"=+-@\t\r\n,;#|[{ 一🙂\u202e\u2028\x85\ufeff\0")) | st.text()
NUMBERS = st.none() | st.sampled_from([0.0, 1.0, 1e-300, 0.1 + 0.2]) | st.floats(0, 1)
LABELS = st.sampled_from(["", *CODEBOOK.ids])
IDS = TEXTS.filter(str.strip)  # a row without them is a note
TASKS = st.builds(
    Task,
    document_id=IDS, sentence_id=IDS, text=TEXTS, kind=st.sampled_from(["body", "heading"]), headings=TEXTS,
    context=TEXTS, year=TEXTS, proposal=LABELS, probability=NUMBERS, terms=TEXTS, strategy=TEXTS, inclusion=NUMBERS,
    domain=LABELS, secondary=LABELS, coder=TEXTS, note=TEXTS, round=st.sampled_from(["", "1", "12"]),
    blind=TEXTS,
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


@pytest.mark.slow
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
    with pytest.raises(ValueError, match="form is one of csv, xlsx, label-studio, doccano, cap"):
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


@pytest.mark.slow
def test_the_shipped_corpus_reads_as_tasks():
    tasks = read_tasks(Path(__file__).parents[2] / "data" / "corpus" / "sentences.csv", CODEBOOK)
    assert (tasks[0].document_id, tasks[0].kind, tasks[0].domain) == (
        "city_answer_2013_001",
        "heading",
        "urban_infrastructure",
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


def write_label_studio(tmp_path, tasks):
    path = tmp_path / "tasks.json"
    write_tasks(path, tasks, CODEBOOK, "label-studio")
    return json.loads(path.read_text("utf-8"))


@pytest.mark.slow
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
        ([[0, 3, "health"]], "line 2: its labels are of parts of the text, as .* expected one for the whole sentence"),
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


KNOWN = [replace(TASK, sentence_id=str(number), text=text, domain="", coder="") for number, text in enumerate(
    ("建医院。", "请尽快解决。", "修路。", "请尽快解决。")
)]  # fmt: skip


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("choices.json", json.dumps([
            {"id": number, "data": {"text": text}, "annotations": [{"completed_by": 7, "result": [choose(domain)]}]}
            for number, (text, domain) in enumerate([("修路。", "industry"), ("请尽快 解决。", "health"), ("请尽快解决。", "welfare")])
        ])),
        ("min.json", json.dumps([
            {"id": 9, "text": text, "domain": domain, "annotator": 7}
            for text, domain in [("修路。", "industry"), ("请尽快解决。", "health"), ("请尽快解决。", "welfare")]
        ])),
        ("lines.jsonl", "\n".join(
            json.dumps({"id": 5, "text": text, "label": [domain]})
            for text, domain in [("修路。", "industry"), ("请尽快解决。", "health"), ("请尽快解决。", "welfare")]
        )),
        ("export.csv", "句子;领域\n修路。;industry\n请尽快解决。;health\n请尽快解决。;welfare\n"),
    ],
    ids=["label studio", "label studio min", "doccano", "csv"],
)  # fmt: skip
def test_an_export_that_carries_only_texts_is_matched_with_the_sampled_sentences_in_their_order(
    tmp_path, name, content
):
    write_tasks(tmp_path / "round-01.csv", KNOWN, CODEBOOK)
    (tmp_path / name).write_text(content, "utf-8")
    found = [one.task for one in read_files([tmp_path / name, tmp_path / "round-01.csv"], CODEBOOK)][:3]
    assert [(task.document_id, task.sentence_id, task.domain, task.inclusion) for task in found] == [
        ("b", "2", "industry", 0.0), ("b", "1", "health", 0.0), ("b", "3", "welfare", 0.0),
    ]  # fmt: skip


def test_a_text_that_was_not_sampled_is_refused_or_left_out(tmp_path):
    write_tasks(tmp_path / "round-01.csv", KNOWN, CODEBOOK)
    path = write(tmp_path, "text,domain\n修桥。,industry\n", "other.csv")
    with pytest.raises(
        InputError, match=r"other.csv, line 2: no sentence_id, and the text '修桥。' is in no other file"
    ):
        read_files([path, tmp_path / "round-01.csv"], CODEBOOK)
    assert len(read_files([path, tmp_path / "round-01.csv"], CODEBOOK, known_only=True)) == len(KNOWN)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.csv", "doc,nr,content,topic\nb,3,修路。,industry\n"),
        ("a.jsonl", '{"doc": "b", "nr": 3, "content": "修路。", "topic": "industry"}'),
        ("a.json", json.dumps([{"data": {"doc": "b", "nr": 3, "content": "修路。"},
                                "annotations": [{"result": [choose("industry", "Topic")]}]}])),
    ],
)  # fmt: skip
def test_the_names_that_other_tools_give_columns_are_mapped(tmp_path, name, content):
    names = {"doc": "document_id", "nr": "sentence_id", "content": "text", "Topic": "domain"}
    (found,) = read_files([write(tmp_path, content, name)], CODEBOOK, names)
    task = found.task
    assert (task.document_id, task.sentence_id, task.text, task.domain) == ("b", "3", "修路。", "industry")


def test_a_cap_table_may_have_numbers_subtopics_and_999(tmp_path):
    path = tmp_path / "cap.xlsx"
    rows = [["b#1", 3, "建医院。"], ["b#2", 331.0, "配医生。"], ["b#3", 999, "同志们："]]
    write_workbook(path, [Table("Sheet1", [Column("id"), Column("majortopic"), Column("text")], rows)])
    with pytest.warns(
        ReadingWarning, match="cap.xlsx: 1 row has a CAP code for no major topic .999., which is no label"
    ):
        tasks = read_tasks(path, CODEBOOK)
    assert [(task.sentence_id, task.domain) for task in tasks] == [("1", "health"), ("2", "health"), ("3", "")]


def test_a_domain_may_be_a_cap_code(tmp_path):
    path = write(tmp_path, "document_id,sentence_id,text,domain\nb,1,建医院。,3\n")
    assert read_tasks(path, CODEBOOK)[0].domain == "health"


def test_of_a_workbook_the_sheet_with_texts_is_read_below_its_titles(tmp_path):
    path = tmp_path / "a.xlsx"
    rows = [["第一轮编码", ""], ["文档", "句子"], ["b", "修路。"]]
    columns = [Column("说明"), Column("")]
    write_workbook(path, [Table("说明", [Column("只是说明")], [["x"]]), Table("编码", columns, rows)])
    with pytest.raises(
        InputError, match=r"a.xlsx, line 1: no column 'domain'; it has document_id, text; write domain above the one"
    ):
        read_tasks(path, CODEBOOK)
    rows[1], rows[2] = [*rows[1], "句子编号", "领域"], [*rows[2], 4, "产业"]
    write_workbook(path, [Table("编码", [*columns, Column(""), Column("")], rows)])
    with pytest.raises(InputError, match=r"a.xlsx, row 4: domain '产业' is not in the codebook"):
        read_tasks(path, CODEBOOK)


def test_a_coding_workbook_shows_one_column_to_fill_and_hides_ids(tmp_path):
    path = tmp_path / "round-01.xlsx"
    write_tasks(path, [replace(task, proposal="") for task in KNOWN], CODEBOOK, "xlsx")
    sheets = read_sheets(path.read_bytes(), "a")
    assert [sheet.name for sheet in sheets] == ["编码 Coding", "编码手册 Codebook", LISTS]
    assert sheets[0].rows[0][:3] == ["领域 domain", "句子 text", "语境 context"]
    assert [row[0] for row in sheets[2].rows] == list(CODEBOOK.names("zh"))
    assert [row[1] for row in sheets[1].rows[1:]] == list(CODEBOOK.ids)
    with zipfile.ZipFile(path) as packed:
        sheet = packed.read("xl/worksheets/sheet1.xml").decode()
    columns = re.findall(r'<col min="(\d+)" max="(\d+)"([^>]*)>', sheet)  # columns alike are joined
    hidden = ['hidden="1"' in rest for least, most, rest in columns for _ in range(int(least), int(most) + 1)]
    assert hidden[:7] == [False] * 6 + [True]  # the proposal is hidden where there is none
    assert all(hidden[7:])


def test_what_a_coder_chose_by_its_chinese_name_comes_back_as_the_id(tmp_path):
    path = tmp_path / "round-01.xlsx"
    write_tasks(path, [replace(TASK, domain="health", secondary="")], CODEBOOK, "xlsx")
    assert read_sheets(path.read_bytes(), "a")[0].rows[1][0] == "卫生健康与疫情防控"
    assert read_tasks(path, CODEBOOK)[0].domain == "health"


def test_differences_are_settled_beside_the_labels_of_the_coders_and_the_ruling(tmp_path):
    path = tmp_path / "settled.xlsx"
    write_settling(path, KNOWN[:1], [{"anna": "health", "bob": "welfare"}], CODEBOOK)
    header, row = read_sheets(path.read_bytes(), "a")[0].rows
    shown = dict(zip(header, row, strict=True))
    assert shown["编码 anna"] == CODEBOOK["health"].name_zh
    assert shown["编码 bob"] == CODEBOOK["welfare"].name_zh
    assert CODEBOOK["health"].definition in shown["编码手册的规定 ruling"]
    assert CODEBOOK["welfare"].excludes[0] in shown["编码手册的规定 ruling"]
    assert read_tasks(path, CODEBOOK) == KNOWN[:1]


def write_sheets(path, *tables):
    columns = [Column(name) for name in ("document_id", "sentence_id", "text", "domain")]
    write_workbook(path, [Table(f"第{number}批", columns, rows) for number, rows in enumerate(tables, 1)])
    return path


def test_every_sheet_in_which_somebody_coded_is_read(tmp_path):
    path = write_sheets(tmp_path / "a.xlsx", [["a", "0", "修路。", "industry"]], [["a", "1", "建校。", "education"]])
    assert [task.domain for task in read_tasks(path, CODEBOOK)] == ["industry", "education"]


def test_a_signature_below_the_sentences_is_left_out_and_a_label_there_refused(tmp_path):
    path = write_sheets(tmp_path / "a.xlsx", [["a", "0", "修路。", "industry"], ["", "", "编码员：安娜", ""]])
    with pytest.warns(ReadingWarning, match="a.xlsx, row 3: names no document and has no label, and is left out"):
        assert len(read_tasks(path, CODEBOOK)) == 1
    write_sheets(path, [["a", "0", "修路。", "industry"], ["", "", "建校。", "education"]])
    with pytest.raises(InputError, match=r"row 3: a label without document_id and sentence_id; .* or delete the row"):
        read_tasks(path, CODEBOOK)


def test_all_labels_that_are_wrong_are_told_at_once(tmp_path):
    rows = [["a", str(number), "修路。", "铁路"] for number in range(8)]
    with pytest.raises(
        InputError, match=r"row 2: domain '铁路' .*; 7 other rows have a fault, too \(row 3, 4, 5, 6, 7 ...\)"
    ):
        read_tasks(write_sheets(tmp_path / "a.xlsx", rows), CODEBOOK)
    with pytest.raises(InputError, match=r"; 1 other row has a fault, too \(row 3\)$"):
        read_tasks(write_sheets(tmp_path / "a.xlsx", rows[:2]), CODEBOOK)


def test_a_probability_that_none_can_be_is_refused(tmp_path):
    path = tmp_path / "a.csv"
    path.write_text("document_id,sentence_id,text,domain,inclusion\na,0,修路。,industry,7.4\n", "utf-8")
    with pytest.raises(InputError, match=r"line 2: inclusion must be between 0 and 1, got 7\.4"):
        read_tasks(path, CODEBOOK)


@pytest.mark.parametrize("given", [{"choices": ["industry", "education"]}, ["industry", "education"]])
def test_two_choices_in_the_short_form_of_label_studio_are_a_domain_and_a_secondary_one(tmp_path, given):
    item = {"document_id": "a", "sentence_id": "0", "text": "修路。", "domain": given, "annotator": 1}
    (task,) = read_tasks(write(tmp_path, json.dumps([item]), "a.json"), CODEBOOK)
    assert (task.domain, task.secondary) == ("industry", "education")


def test_a_folder_in_place_of_a_file_is_told(tmp_path):
    with pytest.raises(InputError, match="is a folder; give one of the files in it"):
        read_tasks(tmp_path, CODEBOOK)


@pytest.mark.parametrize("word", ["领域=类别", "domain＝类别", "Domain=类别"])
def test_a_column_may_be_named_in_chinese_and_with_a_wide_sign(word):
    assert read_names([word]) == {"类别": "domain"}
