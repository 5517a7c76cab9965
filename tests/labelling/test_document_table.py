"""What is known of documents, in a table."""

import json

import pytest

from research.csv_cells import read_frame
from research.labelling.document_table import DOCUMENTS, TABLE_COLUMNS, describe_document, write_document_table
from research.text.documents import Document
from research.text.marks import TABLE, Mark
from research.text.sentences import split_sentences

TEXT = "青溪县人民政府关于抓好春耕的通知\n青政发〔2024〕8号\n各乡镇：\n请备足种子，按时播种。\n青溪县人民政府\n2024年3月1日"


def describe(text: str, **metadata: str) -> dict[str, str]:
    document = Document("d", text, metadata=metadata, file="a/d.txt", duplicate_of="c")
    return describe_document(document, split_sentences(document))


def test_what_the_text_says_is_found():
    found = describe(TEXT)
    assert found["title"] == "青溪县人民政府关于抓好春耕的通知"
    assert (found["date"], found["year"], found["issuer"]) == ("2024-03-01", "2024", "青溪县人民政府")
    assert (found["document_number"], found["level"], found["place"]) == ("青政发〔2024〕8号", "county", "青溪县")
    assert (found["file"], found["duplicate_of"], len(found["sha256"])) == ("a/d.txt", "c", 64)
    assert found["characters"] == str(len(TEXT))
    assert found["body_sentences"] == "1" or int(found["body_sentences"]) > 0


def write(folder, described, sizes):
    (folder / "about").write_text("".join(f"{json.dumps(one)}\n" for one in described), "utf-8")
    write_document_table(folder, folder / "about", sizes)


def test_a_column_of_the_user_goes_before_what_the_text_says():
    found = describe(TEXT, year="2023", 发文机关="县农业局", page="3", sha256="x", document_id="y")
    assert (found["year"], found["issuer"], found["page"]) == ("2023", "青溪县人民政府", "3")
    assert (found["sha256"] != "x", found["document_id"]) == (True, "d")


def test_what_a_page_or_a_table_says_fills_what_the_text_does_not():
    found = describe("修好渠道。", 年份="2022", 省份="甲省", 成文日期="2022年5月")
    assert (found["year"], found["place"], found["date"], found["title"]) == ("2022", "甲省", "2022-05", "")


def test_the_table_has_the_columns_of_all_documents(tmp_path):
    described = [describe("修好渠道。", page="3"), describe("=1+1。", level="县")]
    write(tmp_path, described, [(4, 1), (2, 0)])
    table = read_frame(tmp_path / DOCUMENTS)
    assert table["words"].tolist() == ["4", "2"]
    assert table["unknown_words"].tolist() == ["1", "0"]
    assert table["page"].tolist() == ["3", ""]
    assert table["level"].tolist()[1] == "县"


def test_the_columns_are_those_that_others_look_for():
    assert TABLE_COLUMNS == (
        "document_id", "file", "title", "subtitle", "date", "year", "issuer", "document_number", "level", "place",
        "characters", "body_sentences", "heading_sentences", "boilerplate_sentences", "table_sentences", "words",
        "unknown_words", "sha256", "duplicate_of",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("column", "name", "value"),
    [
        ("年份", "year", "2022"), ("年度", "year", "2022"), ("年", "year", "2022"), ("标题", "title", "甲"), ("名称", "title", "甲"),
        ("题目", "title", "甲"), ("发文日期", "date", "2022-05"), ("日期", "date", "2022-05"), ("发布时间", "date", "2022-05"),
        ("发布机构", "issuer", "甲局"), ("发文单位", "issuer", "甲局"), ("制发机关", "issuer", "甲局"), ("文号", "document_number", "甲1号"),
        ("文件编号", "document_number", "甲1号"), ("层级", "level", "省"), ("级别", "level", "省"), ("地区", "place", "甲"), ("省", "place", "甲"),
        ("市", "place", "甲"), ("地方", "place", "甲"),
    ],
)  # fmt: skip
def test_a_column_is_known_by_each_of_its_chinese_names(column, name, value):
    assert describe("修好渠道。", **{column: value})[name] == value


def test_numbers_of_words_must_be_those_of_all_documents(tmp_path):
    with pytest.raises(ValueError, match="zip"):
        write(tmp_path, [describe("修好渠道。")], [(4, 1), (2, 0)])


def test_a_catalogue_in_a_table_is_read():
    text = "发文机关\t白川县水利局\t文号\t白水发〔2021〕3号\n关于修渠的通知\n各乡镇：\n请认真执行，按期完成任务。"
    marks = (Mark(0, text.index("\n"), TABLE),)
    document = Document("d", text, marks)
    found = describe_document(document, split_sentences(document))
    assert (found["issuer"], found["document_number"], found["title"]) == (
        "白川县水利局",
        "白水发〔2021〕3号",
        "关于修渠的通知",
    )


def test_dates_of_other_columns_are_written_in_one_way_and_those_of_the_user_as_they_are():
    assert describe("修好渠道。", 发布日期="2023/5/8 10:20")["date"] == "2023-05-08"
    found = describe("修好渠道。", date="二〇二三年五月")
    assert (found["date"], found["year"]) == ("二〇二三年五月", "2023")
    assert describe("修好渠道。", 年度="2023年度")["year"] == "2023"
    assert describe("修好渠道。", date="去年五月")["year"] == ""


@pytest.mark.parametrize(
    ("name", "year"),
    [("白川20240612", "2024"), ("202406白川", "2024"), ("白川_2024", "2024"), ("20249912", ""), ("120240", "")],
)
def test_the_year_in_the_name_of_a_file_may_be_that_of_a_date(name, year):
    document = Document(name, "修好渠道。")
    assert describe_document(document, split_sentences(document))["year"] == year
