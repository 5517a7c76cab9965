"""Files that once were read wrongly, kept outside the repository; each has a check of what is right.

A check takes the path of the case. `CASES` is one table for all stages of reading: add a line for each case.
"""

import warnings
from collections.abc import Callable
from pathlib import Path

import pytest

from research.errors import InputError, ReadingWarning
from research.text.documents import Document, iterate_documents, read_document
from research.text.kinds import BODY, BOILERPLATE, HEADING, TABLE
from research.text.sentences import Sentence, split_sentences

FOLDER = Path(__file__).parents[2].parent / "shared" / "cases"


def split(path: Path) -> list[Sentence]:
    return split_sentences(read_document(path))


def texts(path: Path, kind: str) -> list[str]:
    return [sentence.text for sentence in split(path) if sentence.kind == kind]


def check_radicals(path: Path) -> None:
    assert "一、2024年工作回顾" in texts(path, HEADING)
    assert any(text.startswith("新建小学2所") for text in texts(path, BODY))


def read_all(path: Path, **columns: object) -> tuple[list[Document], list[str]]:
    """Return the documents of a case and what was said of those that are left out."""
    refused: list[InputError] = []
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always", ReadingWarning)
        documents = list(iterate_documents([path], skip=refused.append, **columns))
    return documents, [str(error) for error in refused] + [str(warning.message) for warning in caught]


def check_content_control(path: Path) -> None:
    assert "一、2024年工作回顾" in texts(path, HEADING)
    assert "城镇新增就业4300人。" in texts(path, BODY)


def check_smart_tag(path: Path) -> None:
    assert any("2024年12月" in text and "国有企业改革" in text for text in texts(path, BODY))


def check_tracked_changes(path: Path) -> None:
    body = texts(path, BODY)
    assert any("12所" in text and "8600个" in text for text in body)
    assert any("1500张" in text for text in body)
    assert not any("7所" in text for text in body)


def check_text_box(path: Path) -> None:
    assert any(text.startswith("专栏1") and text.endswith("88公里。") for text in texts(path, BODY))


def check_numbering(path: Path) -> None:
    assert {"一、稳住农业基本盘", "二、做强工业经济"} <= set(texts(path, HEADING))
    assert any(text.startswith("（二）发展特色种植") for text in texts(path, HEADING))


def check_figures(path: Path) -> None:
    assert len(texts(path, TABLE)) == 4
    last = [sentence for sentence in split(path) if sentence.kind == BODY][-1]
    assert not any("\t" in heading or "4.9" in heading for heading in last.headings)


def check_task_table(path: Path) -> None:
    tasks = [sentence for sentence in split(path) if sentence.kind == BODY]
    assert len(tasks) == 2
    assert not any({"2", "序号", "责任单位", "完成时限"} & set(task.headings) for task in tasks)


def check_that_it_is_read(path: Path) -> None:
    assert texts(path, BODY)


def check_web_page(path: Path) -> None:
    kept = [sentence.text for sentence in split(path) if sentence.kind != BOILERPLATE]
    assert any(text.endswith("实施意见") for text in texts(path, HEADING))
    assert not any(
        word in text for text in kept for word in ("无障碍", "索引号", "友情链接", "分享到", "互动交流", "解读")
    )
    assert any("96.5%" in text for text in texts(path, BODY))


def check_justified(path: Path) -> None:
    assert any("造林面积3.2万亩" in text for text in texts(path, BODY))
    assert any(text.startswith("一、2024年") for text in texts(path, HEADING))


def check_columns(path: Path) -> None:
    body = texts(path, BODY)
    assert any("稳定在四十二万亩" in text for text in body)
    assert any("新增十七户" in text for text in body)


def check_vertical(path: Path) -> None:
    assert [len(text) for text in texts(path, BODY)] == [11]


def check_running_header(path: Path) -> None:
    assert any("42.6万亩" in text for text in texts(path, BODY))
    assert "文件（五）" not in read_document(path).text


def check_browser_print(path: Path) -> None:
    text = read_document(path).text
    assert "http" not in text
    assert "10:21" not in text
    assert "工业增加值增长7.4%" in text


def check_glyphs(path: Path) -> None:
    assert any(text.startswith("全年新建农村公路88公里") for text in texts(path, BODY))


def check_code_page(path: Path) -> None:
    assert any("61%" in text and "森林覆盖率" in text for text in texts(path, BODY))


def check_panel(path: Path) -> None:
    documents, _ = read_all(path, document_column=["省份", "年份"])
    assert len({document.id for document in documents}) == 4
    assert {document.metadata["年份"] for document in documents} == {"2022", "2023"}


def check_rows(count: int, said: str = "") -> Callable[[Path], None]:
    def check(path: Path) -> None:
        documents, messages = read_all(path)
        assert len(documents) == count
        assert said in " ".join(messages)
        assert all(
            sentence.kind in (BODY, HEADING, BOILERPLATE) for one in documents for sentence in split_sentences(one)
        )

    return check


def check_breaks(path: Path) -> None:
    for document in read_all(path)[0]:
        headings = [sentence.text for sentence in split_sentences(document) if sentence.kind == HEADING]
        assert headings == ["一、2023年工作回顾", "二、重点工作"], document.metadata


def check_binary(path: Path) -> None:
    with pytest.raises(InputError, match="not a text"):
        read_document(path)


def check_entities(path: Path) -> None:
    assert "一、2023年工作回顾" in texts(path, HEADING)
    assert any("“三农”" in text for text in texts(path, BODY))


def check_paths(path: Path) -> None:
    assert {document.id for document in read_all(path)[0]} == {
        f"{year}/{place}" for year in (2022, 2023) for place in ("青禾省", "白川省")
    }


def check_messy(path: Path) -> None:
    documents, said = read_all(path)
    assert len(documents) == 2
    for ending in (".ofd", ".rtf", ".zip", ".doc", ".wps", ".xlsx", ".jpg"):
        assert any(ending in message for message in said), ending
    for name in ("~$", ".DS_Store", "Thumbs.db", "desktop.ini", "__MACOSX"):
        assert not any(name in message for message in said), name


def check_repeats(path: Path) -> None:
    documents, _ = read_all(path)
    assert [bool(document.duplicate_of) for document in documents] == [False, True, True]


def paths(path: Path) -> dict[str, tuple[str, ...]]:
    return {sentence.text: sentence.headings for sentence in split(path) if sentence.kind == BODY}


def check_ascii_punctuation(path: Path) -> None:
    assert texts(path, HEADING) == ["青禾县政府工作报告", "一、2023年工作回顾"]
    assert "新增规上工业企业17户." in texts(path, BODY)


def check_body_scope(path: Path) -> None:
    assert {headings[-1] for text, headings in paths(path).items() if text.startswith(("二是", "三是"))} == {
        "一、2023年工作回顾"
    }


def check_wide_blanks(path: Path) -> None:
    assert texts(path, HEADING) == ["青禾县政府工作报告", "一、2023年工作回顾", "二、2024年重点工作"]


def check_elements(path: Path) -> None:
    assert [text.replace("\n", "") for text in texts(path, BODY)][1:] == [
        "我们认真落实《国家中长期科学和技术发展规划纲要》，新增高新技术企业6家。",
        "细颗粒物（PM2.5）平均浓度下降4.1%。",
        "生产总值达到198.5亿元，增长6.3%。",
    ]


def check_glossary(path: Path) -> None:
    assert sum(headings == ("2024年十件民生实事",) for headings in paths(path).values()) == 4
    assert sum("指" in text for text in texts(path, BOILERPLATE)) == 2


def check_last_item(path: Path) -> None:
    assert texts(path, HEADING) == ["青禾县政务数据管理办法"]


def check_long_quotation(path: Path) -> None:
    assert len(texts(path, BODY)) + len(texts(path, HEADING)) == 10


def check_long_title(path: Path) -> None:
    assert len(texts(path, HEADING)[0]) > 45


def check_one_line(path: Path) -> None:
    assert len(texts(path, HEADING)) == 7
    assert paths(path)["新增学位8600个。"][1:] == ("二、2024年重点工作", "（二）改善民生福祉。")


def check_pkulaw(path: Path) -> None:
    assert texts(path, BOILERPLATE)[0].startswith("【法宝引证码】")
    assert paths(path)["第四条 　各部门应当在30日内完成目录更新。"] == ("青禾县政务数据管理办法", "第二章　目录管理")


def check_quote_headings(path: Path) -> None:
    assert texts(path, HEADING)[2:] == ["二、扎实办好“十件实事”", "三、持续擦亮“清风青禾”"]


def check_duties(path: Path) -> None:
    assert texts(path, BOILERPLATE) == [
        "（县市场监管局牵头，县税务局配合）", "（县数据局负责）", "（责任单位：县税务局、县财政局）", "责任单位：县发展改革局",
    ]  # fmt: skip


def check_advertising(path: Path) -> None:
    assert len(texts(path, BOILERPLATE)) == 9
    assert texts(path, HEADING)[0] == "在2021年全县党的建设工作会议上的讲话"
    assert len(texts(path, BODY)) == 5


def check_speakers(path: Path) -> None:
    assert texts(path, HEADING) == ["政府工作报告"]
    assert len(texts(path, BOILERPLATE)) == 2


def check_contents(path: Path) -> None:
    assert texts(path, HEADING) == [
        "青禾县国民经济和社会发展第十四个五年规划", "一、发展基础", "（一）主要成就", "二、重点任务", "（一）夯实农业基础",
    ]  # fmt: skip


def check_annex(path: Path) -> None:
    assert {"青禾县人民政府办公室", "2024年6月12日", "（此件公开发布）", "2.补贴标准"} <= set(texts(path, BOILERPLATE))
    assert {headings[0] for headings in list(paths(path).values())[2:]} == {"青禾县推进农村客运高质量发展实施方案"}


CASES: dict[str, Callable[[Path], None]] = {
    "csv-breaks.csv": check_breaks,
    "csv-empty-cells.csv": check_rows(2, "2 rows without a text"),
    "csv-excel-merged.csv": check_panel,
    "csv-gbk-chinese-columns.csv": check_panel,
    "csv-title-rows.csv": check_rows(1),
    "docx-auto-numbering.docx": check_numbering,
    "docx-bookmark-relationship.docx": check_that_it_is_read,
    "docx-content-control.docx": check_content_control,
    "docx-figures-table.docx": check_figures,
    "docx-null-relationship.docx": check_that_it_is_read,
    "docx-smarttag.docx": check_smart_tag,
    "docx-strict.docx": check_that_it_is_read,
    "docx-task-table.docx": check_task_table,
    "docx-text-box.docx": check_text_box,
    "docx-tracked-changes.docx": check_tracked_changes,
    "excel-unicode-text.txt": check_rows(4),
    "folder-by-year": check_paths,
    "folder-messy": check_messy,
    "folder-same-document": check_repeats,
    "html-gov-page-inline-position.html": check_web_page,
    "html-gov-page.html": check_web_page,
    "json-array.json": check_rows(2),
    "pdf-browser-print.pdf": check_browser_print,
    "pdf-figures-table.pdf": check_figures,
    "pdf-gbkp-euc-h.pdf": check_code_page,
    "pdf-justified-spaces.pdf": check_justified,
    "pdf-many-glyphs.pdf": check_glyphs,
    "pdf-running-header.pdf": check_running_header,
    "pdf-two-columns-by-row.pdf": check_columns,
    "pdf-vertical.pdf": check_vertical,
    "tsv-unicode.tsv": check_rows(4),
    "txt-binary.txt": check_binary,
    "txt-html-entities.txt": check_entities,
    "txt-kangxi-radicals.txt": check_radicals,
    "docx-notice-with-annex.docx": check_annex,
    "docx-toc.docx": check_contents,
    "txt-ascii-punctuation.txt": check_ascii_punctuation,
    "txt-body-scope.txt": check_body_scope,
    "txt-fullwidth-spaces.txt": check_wide_blanks,
    "txt-get-text-newlines.txt": check_elements,
    "txt-glossary-then-annex.txt": check_glossary,
    "txt-last-list-item.txt": check_last_item,
    "txt-long-quotation.txt": check_long_quotation,
    "txt-long-title.txt": check_long_title,
    "txt-one-line.txt": check_one_line,
    "txt-pkulaw.txt": check_pkulaw,
    "txt-quote-headings.txt": check_quote_headings,
    "txt-responsibility.txt": check_duties,
    "txt-site-advertising.txt": check_advertising,
    "txt-speaker-names.txt": check_speakers,
}


@pytest.mark.slow
@pytest.mark.parametrize("name", sorted(CASES))
def test_a_case_is_read_as_expected(name: str):
    path = FOLDER / name
    if not path.exists():
        pytest.skip("the cases are not here")
    CASES[name](path)
