"""What a file is that may be a table."""

import pytest

from research.text.documents import iterate_documents
from research.text.table_columns import Columns
from research.text.table_kinds import is_text_of_paragraphs, tell_table
from tests.text.test_table_sheets import REPORT, SPEECH
from tests.text.test_tables import make_xlsx

ROWS = f"标题,日期,讲话内容\n在教育会上的讲话,2024-03-01,{SPEECH}\n工作报告,2024-01-12,{REPORT}\n"
PAGE_ROWS = "".join(f"<tr><td>{line.replace(',', '<td>')}" for line in ROWS.splitlines())
TABLE = f"<table><tr><td colspan=3>讲话汇总</td></tr>{PAGE_ROWS}</table>"


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("t.txt", ROWS.encode()), ("t.txt", ROWS.replace(",", "\t").encode("gb18030")), ("t.xls", ROWS.encode("gb18030")), ("t.xlsx", ROWS.encode()),
        ("t.xls", ROWS.replace(",", "\t").encode("utf-16")), ("t.xls", TABLE.encode()), ("t.xls", f"<html><meta charset=gbk>{TABLE}".encode("gbk")),
        ("t.csv", f"<html><body>{TABLE}</body></html>".encode()), ("t.csv", make_xlsx({"表": [line.split(",") for line in ROWS.splitlines()]})),
        ("t.docx", make_xlsx({"表": [line.split(",") for line in ROWS.splitlines()]})), ("t.et", make_xlsx({"表": [line.split(",") for line in ROWS.splitlines()]})),
    ],
    ids=["commas in .txt", "tabs in .txt", "commas in .xls", "commas in .xlsx", "tabs in .xls", "HTML in .xls", "page in .xls", "page in .csv", "workbook in .csv",
         "workbook in .docx", "workbook of WPS"],
)  # fmt: skip
def test_a_table_is_read_as_what_it_is_whatever_it_is_called(tmp_path, name, data):
    (tmp_path / name).write_bytes(data)
    found = list(iterate_documents([tmp_path / name]))
    assert [d.text for d in found] == [SPEECH, REPORT]
    assert found[1].metadata == {"标题": "工作报告", "日期": "2024-01-12"}


def test_a_text_that_is_called_a_table_is_read_as_a_text(tmp_path):
    text = "在全县教育工作会议上的讲话\n同志们：\n今天开会，讨论三件事。\n一、办学"
    for name in ("t.csv", "t.xls", "t.tsv"):
        (tmp_path / name).write_text(text)
        (document,) = iterate_documents([tmp_path / name])
        assert (document.id, document.text) == ("t", text)


def test_prose_with_commas_and_tabs_stays_a_text(tmp_path):
    for text in (
        "报告,主要内容\n今年,全县造林三万亩,增收.\n明年,再造林.",
        "今年,全县造林三万亩。\n明年,再造林一万亩。",
        f"序号\t任务\n一、办学\n1\t{SPEECH}",
        '["甲"] 是代号。\n{"乙" 也是。',
    ):
        (tmp_path / "t.txt").write_text(text)
        (document,) = iterate_documents([tmp_path / "t.txt"])
        assert document.text == text


def test_a_text_in_one_column_of_a_workbook_is_one_document(tmp_path):
    lines = ["在全县教育工作会议上的讲话", "同志们：", "今天开会，讨论三件事。", "一、办学"]
    (tmp_path / "t.xlsx").write_bytes(make_xlsx({"表": [[line] for line in lines]}))
    assert [d.text for d in iterate_documents([tmp_path / "t.xlsx"])] == ["\n".join(lines)]


def test_a_table_whose_columns_are_all_named_as_texts_is_one():
    rows = "去年,今年\n修路。,治水。\n种树。,办学。\n".encode()
    assert tell_table(rows, Columns(texts=("去年", "今年"))) == ".csv"
    assert tell_table(rows, Columns(texts=("去年", "明年"))) == ""


@pytest.mark.parametrize("head", ["一、办学", "（二）办学", "第三章 办学", "XX县教育工作汇报", "同志们："])
def test_a_heading_a_title_or_a_salutation_above_sentences_makes_a_text(head):
    assert is_text_of_paragraphs(f"{head}\n新建学校两所，年底完工。\n".encode())
    assert not is_text_of_paragraphs("办学情况\n新建学校两所，年底完工。\n".encode())
