"""Rows of JSON files."""

import json

import pytest

from research.errors import InputError
from research.text.documents import iterate_documents
from research.text.limits import Limits
from tests.text.test_table_sheets import REPORT, SPEECH
from tests.text.test_tables import read

JSON = [
    ("deep", '{"text": ' + "[" * 10_000 + "]" * 10_000 + "}", "RecursionError"),
    ("open", '{"text": "修', "Invalid control character"),
    ("twice", '{"text": "修路。", "text": "治水。"}', "a key stands twice"),
    ("list", "[1]", "expected one JSON object a line, got list"),
    ("inner list", '{"text": [{"a": 1}]}', "list stands in column 'text'; a text is expected"),
    ("truth", '{"text": true}', "bool stands in column 'text'"),
    ("none", '{"other": 1}', "no column 'text'; it has other"),
    ("no object", "\0", "not JSON"),
]


@pytest.mark.parametrize(("line", "message"), [case[1:] for case in JSON], ids=[case[0] for case in JSON])
def test_a_bad_line_of_json_is_skipped_and_the_next_one_follows(tmp_path, line, message):
    (tmp_path / "t.jsonl").write_text(f'{{"text": "种树。"}}\n{line}\n\n{{"text": "开会。"}}\n')
    found, said = read(tmp_path / "t.jsonl", limits=Limits())
    assert found == [("t-1", "种树。"), ("t-3", "开会。")]
    assert message in said


def test_numbers_of_json_are_kept_as_they_are_written(tmp_path):
    numbers = ["1e999", "-0", "1.10", "9" * 5000]
    (tmp_path / "t.jsonl").write_text("\n".join(f'{{"name": {number}, "text": "修路。"}}' for number in numbers))
    assert [name for name, _ in read(tmp_path / "t.jsonl", "name", Limits(max_characters=9000))[0]] == numbers


def test_half_characters_of_json_are_replaced(tmp_path):
    (tmp_path / "t.jsonl").write_text('{"name": "\\ud800", "text": "修\\udc00路\\ud83d\\ude00\\u0000。"}')
    assert read(tmp_path / "t.jsonl", "name")[0] == [("\ufffd", "修\ufffd路😀。")]


@pytest.mark.parametrize(
    "value",
    [
        [{"title": "甲", "content": "修路。"}, {"title": "乙", "content": "治水。"}], {"data": {"list": [{"content": "修路。"}, {"content": "治水。"}]}},
        {"content": {"0": "修路。", "1": "治水。"}, "title": {"0": "甲", "1": "乙"}}, {"content": ["修路。", "治水。"], "title": ["甲", "乙"]},
        ["修路。", "治水。"], {"columns": ["年", "正文"], "index": [0, 1], "data": [[2022, "修路。"], [2023, "治水。"]]},
        {"schema": {"fields": [{"name": "正文", "type": "string"}]}, "data": [{"正文": "修路。"}, {"正文": "治水。"}]},
        [["年", "正文"], [2022, "修路。"], [2023, "治水。"]], {"hits": {"total": 2, "hits": [{"_source": {"content": t}} for t in ("修路。", "治水。")]}},
        [{"properties": {"正文": "修路。"}, "id": 1}, {"properties": {"正文": "治水。"}, "id": 2}],
    ],
    ids=["rows", "rows within", "columns of pandas", "columns", "texts", "split", "table", "lists", "search", "objects within"],
)  # fmt: skip
def test_json_is_read_in_the_shapes_that_crawlers_and_pandas_write(tmp_path, value):
    for name in ("t.json", "u.jsonl"):
        (tmp_path / name).write_text(json.dumps(value, ensure_ascii=False))
    for name in ["t.json", *(["u.jsonl"] if isinstance(value, list) else [])]:
        assert [d.text for d in iterate_documents([tmp_path / name])] == ["修路。", "治水。"]


@pytest.mark.parametrize(
    "value",
    [
        {"2023": [{"text": "修路。"}], "2024": [{"text": "治水。"}, {"text": "种树。"}]}, {"甲": [{"text": "修路。"}], "乙": [{"text": "治水。"}], "丙": [{"text": "种树。"}]},
        {"a": {"title": "甲", "text": "修路。"}, "b": {"title": "乙", "text": "治水。"}, "c": {"title": "丙", "text": "种树。"}},
    ],
    ids=["years", "as many each", "documents by id"],
)  # fmt: skip
def test_rows_under_several_names_are_all_read_and_carry_the_names(tmp_path, value):
    (tmp_path / "t.json").write_text(json.dumps(value, ensure_ascii=False))
    documents = list(iterate_documents([tmp_path / "t.json"]))
    assert [d.text for d in documents] == ["修路。", "治水。", "种树。"]
    assert list(dict.fromkeys(d.metadata["group"] for d in documents)) == list(value)


def test_texts_of_years_within_places_are_all_read(tmp_path):
    value = {
        place: {year: text * 3 for year, text in (("2023", SPEECH), ("2024", REPORT))} for place in ("甲县", "乙县")
    }
    (tmp_path / "t.json").write_text(json.dumps(value, ensure_ascii=False))
    assert [(d.metadata["group"], d.metadata["id"]) for d in iterate_documents([tmp_path / "t.json"])] == [
        ("甲县", "2023"), ("甲县", "2024"), ("乙县", "2023"), ("乙县", "2024"),
    ]  # fmt: skip


def test_a_list_of_words_is_metadata(tmp_path):
    (tmp_path / "t.json").write_text('[{"text": "修路。", "tags": ["交通", "基建"], "pages": [1, 2]}]')
    (document,) = iterate_documents([tmp_path / "t.json"])
    assert document.metadata == {"tags": "交通; 基建", "pages": "1; 2"}


def test_columns_of_objects_within_rows_are_metadata(tmp_path):
    row = '{"_id": {"$oid": "7"}, "meta": {"year": 2024, "place": {"name": "石溪"}}, "content": "修路。"}'
    (tmp_path / "t.jsonl").write_text(row)
    (tmp_path / "u.json").write_text(f"[{row}]")
    for document in iterate_documents([tmp_path]):
        assert (document.text, document.metadata) == (
            "修路。",
            {"_id": "7", "meta.year": "2024", "meta.place.name": "石溪"},
        )


def test_json_of_one_document_and_of_a_line_each_is_read(tmp_path):
    (tmp_path / "a.json").write_text('{"title": "甲", "content": "修路。"}')
    (tmp_path / "b.json").write_text('{"content": "治水。"}\n{"content": "种树。"}\n')
    assert [d.text for d in iterate_documents([tmp_path])] == ["修路。", "治水。", "种树。"]


@pytest.mark.parametrize("content", ["3", '[{"content": "x"', "[" * 100_000])
def test_json_that_holds_no_rows_is_refused(tmp_path, content):
    (tmp_path / "t.json").write_text(content)
    with pytest.raises(InputError, match=r"t\.json"):
        list(iterate_documents([tmp_path / "t.json"]))


@pytest.mark.parametrize(
    ("value", "texts"),
    [
        (["在教育会上的讲话", "同志们：", "今天开会。"], ["在教育会上的讲话\n同志们：\n今天开会。"]), (["关于供水的通知", "关于供电的通知"], ["关于供水的通知", "关于供电的通知"]),
        ({"title": "甲", "content": ["一、办学", "新建小学。"], "date": "2024"}, ["一、办学\n新建小学。"]), ({"标题": "甲", "发言内容": "办学。"}, ["办学。"]),
        ({"甲县": SPEECH * 2, "乙县": REPORT * 3}, [SPEECH * 2, REPORT * 3]), ([{"会议": "甲", "讲话内容": "办学。"}, {"会议": "乙", "讲话内容": "修路。"}], ["办学。", "修路。"]),
    ],
    ids=["paragraphs", "titles", "paragraphs of one", "one object", "texts by name", "records"],
)  # fmt: skip
def test_json_of_texts_and_paragraphs_is_read_whatever_the_file_is_called(tmp_path, value, texts):
    for name in ("t.json", "t.txt"):
        (tmp_path / name).write_text(json.dumps(value, ensure_ascii=False))
        assert [d.text for d in iterate_documents([tmp_path / name])] == texts


def test_json_of_paragraphs_within_objects_is_one_document(tmp_path):
    paragraphs = [{"text": "一、办学"}, {"text": "新建小学。"}]
    (tmp_path / "t.json").write_text(
        json.dumps({"meta": {"year": 2024}, "document": {"paragraphs": paragraphs}}, ensure_ascii=False)
    )
    assert [d.text for d in iterate_documents([tmp_path / "t.json"])] == ["一、办学\n新建小学。"]
