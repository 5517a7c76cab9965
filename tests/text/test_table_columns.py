"""The columns of tables, and their header."""

import pytest

from research.errors import InputError, ReadingWarning
from research.text.documents import iterate_documents
from research.text.table_columns import find_text_column
from tests.text.test_table_sheets import REPORT, SPEECH
from tests.text.test_tables import make_xlsx

NONE = ": no column is called 正文, 内容, 全文, text or content; it has"


@pytest.mark.parametrize(
    "name", ["发言内容", "讲话内容", "政策文本", "报告全文", "公文正文", "原文（节选）", "speech_text", "fullText"]
)
def test_a_name_that_ends_as_those_of_texts_tells_their_column(tmp_path, name):
    rows = [["序号", "会议主题", name], ["1", "教育工作会议", "办学。"], ["2", "春耕生产现场会议", "种地。"]]
    (tmp_path / "t.xlsx").write_bytes(make_xlsx({"表": rows}))
    assert [d.text for d in iterate_documents([tmp_path / "t.xlsx"])] == ["办学。", "种地。"]


@pytest.mark.parametrize("name", ["context", "讲话稿"])
def test_the_column_of_by_far_the_longest_texts_is_taken_and_named(tmp_path, name):
    lines = [f"标题,{name}", f"在教育工作会议上的讲话,{SPEECH}", f"在人民代表大会上的报告,{REPORT}"]
    (tmp_path / "t.csv").write_text("\n".join(lines))
    with pytest.warns(
        ReadingWarning, match=f"texts are taken from column '{name}', by far the longest; name another with"
    ):
        assert [d.text for d in iterate_documents([tmp_path / "t.csv"])] == [SPEECH, REPORT]


@pytest.mark.parametrize(
    ("header", "said"),
    [
        ("2022,2023,省份", "texts may stand in 2022, 2023; name one with --text-column"), ("来信内容,回复内容,省份", "may stand in 来信内容, 回复内容;"),
    ],
)  # fmt: skip
def test_two_columns_of_long_texts_are_asked_for(tmp_path, header, said):
    (tmp_path / "t.csv").write_text(f"{header}\n{SPEECH},{REPORT},甲省\n")
    with pytest.raises(InputError, match=said):
        list(iterate_documents([tmp_path / "t.csv"]))
    columns = header.split(",")[:2]
    assert [d.text for d in iterate_documents([tmp_path / "t.csv"], columns)] == [SPEECH, REPORT]


def test_a_long_column_beside_one_with_a_name_for_texts_is_asked_for(tmp_path):
    (tmp_path / "t.csv").write_text(f"主要内容,讲话稿\n教育,{SPEECH}\n造林,{REPORT}\n")
    with pytest.raises(InputError, match="texts may stand in 主要内容, 讲话稿; name one with --text-column"):
        list(iterate_documents([tmp_path / "t.csv"]))


def test_the_header_stands_below_a_merged_title_notes_and_blank_rows(tmp_path):
    rows: list[list[str | float]] = [
        ["2024年讲话汇总表", "", "", ""],
        ["", "", "", ""],
        ["填报单位：县府办", "", "", "2024年5月"],
        ["序号", "标题", "时间", "讲话稿"],
        [1.0, "在教育工作会议上的讲话", "3月", SPEECH],
    ]
    (tmp_path / "t.xlsx").write_bytes(make_xlsx({"表": rows}, merged="A1:D1"))
    with pytest.warns(ReadingWarning, match="column '讲话稿'"):
        (document,) = iterate_documents([tmp_path / "t.xlsx"])
    assert (document.id, document.text) == ("t-1", SPEECH)
    assert document.metadata == {"序号": "1", "标题": "在教育工作会议上的讲话", "时间": "3月"}


def test_a_table_whose_first_row_is_a_text_is_refused_and_read_with_a_row_of_names(tmp_path):
    (tmp_path / "t.csv").write_text(f"甲县,{SPEECH}\n乙县,{REPORT}\n")
    with pytest.raises(InputError, match="first row holds a text, not names of columns; write a row of names above it"):
        list(iterate_documents([tmp_path / "t.csv"]))
    (tmp_path / "t.csv").write_text(f"县,正文\n甲县,{SPEECH}\n乙县,{REPORT}\n")
    assert [d.text for d in iterate_documents([tmp_path / "t.csv"])] == [SPEECH, REPORT]


def test_a_column_of_texts_alone_without_its_name_is_refused_and_read_with_one(tmp_path):
    (tmp_path / "t.xlsx").write_bytes(make_xlsx({"表": [[SPEECH], [REPORT]]}))
    with pytest.raises(InputError, match=r"write a row of names above it, or save it as \.txt where it is one text"):
        list(iterate_documents([tmp_path / "t.xlsx"]))
    (tmp_path / "t.xlsx").write_bytes(make_xlsx({"表": [["正文"], [SPEECH], [REPORT]]}))
    assert [d.text for d in iterate_documents([tmp_path / "t.xlsx"])] == [SPEECH, REPORT]


def test_a_column_of_texts_without_a_name_is_asked_for_and_the_advice_leads_on(tmp_path):
    (tmp_path / "t.csv").write_text("留言\n楼道漏水。\n路灯坏了。\n")
    with pytest.raises(InputError, match=r"it has 留言; name the one .* with --text-column, or save it as \.txt where"):
        list(iterate_documents([tmp_path / "t.csv"]))
    assert len(list(iterate_documents([tmp_path / "t.csv"], "留言"))) == 2
    (tmp_path / "t.csv").rename(tmp_path / "t.txt")
    assert len(list(iterate_documents([tmp_path / "t.txt"]))) == 1


@pytest.mark.parametrize("name", ["句子", "发言", "段落", "sentence"])
def test_a_column_of_a_name_for_parts_of_texts_is_that_of_the_texts_where_it_holds_some(tmp_path, name):
    (tmp_path / "t.csv").write_text(f"标题,{name}\n关于修路。,加快农村公路建设\n关于治水。,疏浚全县河道\n")
    assert [d.text for d in iterate_documents([tmp_path / "t.csv"])] == ["加快农村公路建设", "疏浚全县河道"]
    (tmp_path / "t.csv").write_text(f"{name},正文\n1,修路。\n2,治水。\n")
    assert [d.text for d in iterate_documents([tmp_path / "t.csv"])] == ["修路。", "治水。"]


def test_the_only_column_with_sentences_is_taken_and_named_and_of_several_one_is_asked_for(tmp_path):
    (tmp_path / "t.csv").write_text("任务,措施\n交通,新建公路三公里。\n水利,治理河道两处，\n")
    with pytest.warns(ReadingWarning, match="taken from column '措施', the only one with sentences"):
        assert len(list(iterate_documents([tmp_path / "t.csv"]))) == 2
    (tmp_path / "t.csv").write_text("建议,措施\n建议加快修路。,新建公路三公里。\n")
    with pytest.raises(InputError, match="texts may stand in 建议, 措施"):
        list(iterate_documents([tmp_path / "t.csv"]))


def test_a_title_may_stand_above_the_header_of_a_csv(tmp_path):
    (tmp_path / "t.csv").write_text("各省汇总,,\n省份,年份,正文\n甲省,2022,修路。\n")
    (document,) = iterate_documents([tmp_path / "t.csv"])
    assert (document.id, document.text) == ("t-1", "修路。")


def test_letters_of_masked_names_part_no_columns(tmp_path):
    (tmp_path / "t.csv").write_text("XX省XX县,正文\n1,修路。\n", "utf-8")
    (document,) = iterate_documents([tmp_path / "t.csv"])
    assert (document.text, document.metadata) == ("修路。", {"XX省XX县": "1"})


@pytest.mark.parametrize(
    ("header", "said"),
    [
        ("text,text", ", line 1: column 'text' stands twice; rename one of them"),
        ("a,b", f"{NONE} a, b; name the one that holds the texts with --text-column"),
        ("a\u202eb,c", f"{NONE} a\\u202eb, c; name the one that holds the texts with --text-column"),
        ("正文,text", ": texts may stand in 正文, text; name one with --text-column"),
        (",".join(["列"] * 200), None),
    ],
)
def test_a_header_that_cannot_be_used_is_refused_once(tmp_path, header, said):
    (tmp_path / "t.csv").write_text(f"{header}\n" + "修路。,治水。\n" * 3)
    errors: list[InputError] = []
    with pytest.raises(InputError) as caught:
        list(iterate_documents([tmp_path / "t.csv"], skip=errors.append))
    assert errors == [caught.value]
    with pytest.raises(InputError) as unskipped:
        list(iterate_documents([tmp_path / "t.csv"]))
    assert str(unskipped.value) == str(caught.value)
    assert said is None or str(caught.value) == f"{tmp_path / 't.csv'}{said}"
    assert len(str(caught.value)) < 400 + len(str(tmp_path))


@pytest.mark.parametrize(
    "name",
    [
        "正文", "内容", "全文", "文本", "正文内容", "报告内容", "报告正文", "文本内容", "原文", "text", "content", "body", "Full-Text", "FULLTEXT", "报告 正文",
    ],
)  # fmt: skip
def test_a_usual_name_for_texts_goes_before_those_that_only_end_so(name):
    assert find_text_column("t.csv", ["附件内容", name, "回复内容"]) == name
