"""Word files: what people's programs write, and what is made to harm or broken on the way."""

import io
import random
import re
import tracemalloc
import zipfile
import zlib
from collections.abc import Callable, Mapping

import docx
import pytest

from research.errors import InputError, ReadingWarning
from research.text.documents import read_document
from research.text.file_kinds import READERS
from research.text.files import show_line
from research.text.limits import Limits
from research.text.marks import ASIDE, CELL, LEVELS, TABLE
from research.text.word import read_docx
from tests.text.roles import list_roles

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
MC = 'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" xmlns:v="urn:schemas-microsoft-com:vml"'
M = 'xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math"'
BODY = "word/document.xml"


@pytest.fixture(scope="module")
def word() -> bytes:
    document = docx.Document()
    document.add_paragraph("修路。治水。")
    table = document.add_table(3, 2)
    for row, cell in enumerate(table.column_cells(1)):
        cell.text = f"第{row}行"
    table.cell(0, 0).text = "甲"
    table.cell(0, 0).merge(table.cell(2, 0))
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def repack(word: bytes, change: Callable[[bytes], bytes] = bytes, **added: bytes) -> bytes:
    """Pack a Word file anew with another body and more entries."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(word)) as old, zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            if name not in added:
                new.writestr(name, change(old.read(name)) if name == BODY else old.read(name))
        for name, content in added.items():
            new.writestr(name, content)
    return buffer.getvalue()


def make_body(inner: str, before: str = "") -> Callable[[bytes], bytes]:
    return lambda _: (
        f'<?xml version="1.0"?>{before}<w:document {W} {MC} {M}><w:body>{inner}</w:body></w:document>'.encode()
    )


def pack(inner: str, parts: Mapping[str, str] | None = None) -> bytes:
    """Pack a Word file of a body and other parts, the least that Word itself opens."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as packed:
        packed.writestr(BODY, make_body(inner)(b""))
        for name, content in (parts or {}).items():
            packed.writestr(f"word/{name}.xml", f"<w:{name} {W}>{content}</w:{name}>")
    return buffer.getvalue()


def p(text: str, properties: str = "") -> str:
    return f"<w:p><w:pPr>{properties}</w:pPr><w:r><w:t>{text}</w:t></w:r></w:p>"


def table(*rows: list[str]) -> str:
    cells = ["".join(f"<w:tc>{cell if cell.startswith('<') else p(cell)}</w:tc>" for cell in row) for row in rows]
    return "<w:tbl>" + "".join(f"<w:tr>{row}</w:tr>" for row in cells) + "</w:tbl>"


def read(inner: str, parts: Mapping[str, str] | None = None) -> list[tuple[str, str]]:
    """Return the lines of a body with their roles."""
    return list_roles(read_docx(pack(inner, parts), "a.docx"))


def refuse(tmp_path, name: str, data: bytes, match: str, limits: Limits | None = None) -> None:
    (tmp_path / name).write_bytes(data)
    with pytest.raises(InputError, match=match) as caught:
        read_document(tmp_path / name, limits=limits or Limits())
    assert str(caught.value).startswith(str(tmp_path / name))
    assert show_line(str(caught.value)) == str(caught.value)


def test_tracked_insertions_are_text_and_deletions_are_not():
    inner = (
        "<w:p><w:r><w:t>改造</w:t></w:r><w:ins><w:r><w:t>水厂3座</w:t></w:r></w:ins>"
        "<w:del><w:r><w:delText>水厂2座</w:delText></w:r></w:del><w:moveFrom><w:r><w:t>旧</w:t></w:r></w:moveFrom>"
        "<w:moveTo><w:r><w:t>，解决吃水难</w:t></w:r></w:moveTo><w:r><w:t>。</w:t></w:r></w:p>"
    )
    assert read(inner) == [("改造水厂3座，解决吃水难。", "")]


def test_paragraphs_whose_end_was_deleted_are_one():
    assert read(p("粮食增产，", "<w:rPr><w:del/></w:rPr>") + p("农民增收。")) == [("粮食增产，农民增收。", "")]


def test_rows_that_were_deleted_are_not_read():
    row = "<w:tr><w:trPr><w:del/></w:trPr><w:tc><w:p><w:r><w:t>旧</w:t></w:r></w:p></w:tc></w:tr>"
    assert read(table(["甲", "1"]).replace("</w:tbl>", row + "</w:tbl>")) == [("甲\t1", TABLE)]


def test_what_stands_in_controls_tags_links_and_fields_is_text():
    run = "<w:r><w:t>{}</w:t></w:r>"
    inner = (
        f"<w:sdt><w:sdtContent>{p('一、总体要求')}</w:sdtContent></w:sdt>"
        f"<w:customXml>{p('二、任务')}</w:customXml>"
        f"<w:p>{run.format('到')}<w:smartTag><w:smartTag>{run.format('2030年')}</w:smartTag></w:smartTag>"
        f"<w:sdt><w:sdtPr/><w:sdtContent>{run.format('建成')}</w:sdtContent></w:sdt>"
        f"<w:hyperlink>{run.format('示范区')}</w:hyperlink><w:fldSimple>{run.format('8')}</w:fldSimple>"
        "<w:r><w:fldChar w:fldCharType='begin'/></w:r><w:r><w:instrText>REF x</w:instrText></w:r>"
        f"<w:r><w:fldChar w:fldCharType='separate'/></w:r>{run.format('个')}<w:r><w:fldChar w:fldCharType='end'/></w:r>"
        "<m:oMath><m:r><m:t>。</m:t></m:r></m:oMath></w:p>"
    )
    assert [line for line, _ in read(inner)] == ["一、总体要求", "二、任务", "到2030年建成示范区8个。"]


def test_hidden_text_and_readings_above_characters_are_not_read():
    inner = (
        "<w:p><w:r><w:rPr><w:vanish/></w:rPr><w:t>内部</w:t></w:r><w:r><w:rPr><w:vanish w:val='0'/></w:rPr><w:t>公开</w:t></w:r>"
        "<w:r><w:ruby><w:rt><w:r><w:t>lù</w:t></w:r></w:rt><w:rubyBase><w:r><w:t>路</w:t></w:r></w:rubyBase></w:ruby></w:r></w:p>"
    )
    assert read(inner) == [("公开路", "")]


def test_symbols_and_characters_in_circles_are_read():
    field = "<w:r><w:fldChar w:fldCharType='{}'/></w:r>"
    inner = (
        f"<w:p>{field.format('begin')}<w:r><w:instrText>eq \\o\\ac(</w:instrText></w:r><w:r><w:instrText>○,2)</w:instrText></w:r>"
        f"{field.format('end')}<w:r><w:t>达标率</w:t><w:sym w:font='Symbol' w:char='F0B3'/><w:t>95%</w:t>"
        "<w:sym w:font='Wingdings' w:char='F0FE'/><w:sym w:font='宋体' w:char='2103'/><w:sym w:font='Wingdings' w:char='x'/></w:r></w:p>"
    )
    assert read(inner) == [("②达标率≥95%☑℃\ufffd", "")]


def test_what_stands_in_the_code_of_a_field_is_not_text():
    run, field = "<w:r><w:t>{}</w:t></w:r>", "<w:r><w:fldChar w:fldCharType='{}'/></w:r>"
    begin, separate, end = map(field.format, ("begin", "separate", "end"))
    inner = f"<w:r><w:instrText>IF </w:instrText></w:r>{begin}{separate}{run.format('1')}{end}"
    assert read(f"<w:p>{begin}{inner}{separate}{run.format('修路')}{end}{run.format('。')}</w:p>") == [("修路。", "")]
    broken = f"<w:p>{begin}{run.format('甲')}</w:p>{p('治水。')}"  # a code without end takes no more than its paragraph
    assert read(broken) == [("治水。", "")]


def test_the_words_that_ask_for_a_text_are_not_read():
    asks = "<w:sdt><w:sdtPr><w:showingPlcHdr{}/></w:sdtPr><w:sdtContent>{}</w:sdtContent></w:sdt>"
    run = "<w:r><w:t>点击此处输入</w:t></w:r>"
    inner = asks.format("", p("点击此处输入")) + f"<w:p>{asks.format('', run)}<w:r><w:t>修路。</w:t></w:r></w:p>"
    assert read(inner + asks.format(" w:val='0'", p("治水。"))) == [("修路。", ""), ("治水。", "")]


def test_a_heading_that_runs_into_the_text_is_one_paragraph_with_it():
    number = "<w:numPr><w:numId w:val='1'/></w:numPr>"
    numbering = (
        "<w:abstractNum w:abstractNumId='0'><w:lvl w:ilvl='0'><w:numFmt w:val='decimal'/><w:lvlText w:val='（%1）'/></w:lvl></w:abstractNum>"
        "<w:num w:numId='1'><w:abstractNumId w:val='0'/></w:num>"
    )
    head = p("加强领导。", f"{number}<w:rPr><w:vanish/><w:specVanish/></w:rPr>")
    assert read(head + p("各镇成立专班。"), {"numbering": numbering}) == [("（1）加强领导。各镇成立专班。", "")]


def test_the_large_first_character_of_a_paragraph_stands_in_it():
    assert read(p("各", "<w:framePr w:dropCap='drop'/>") + p("乡镇要抓好落实。")) == [("各乡镇要抓好落实。", "")]


def test_a_page_break_in_the_midst_of_a_sentence_does_not_cut_it():
    br = "<w:r><w:br w:type='page'/></w:r>"
    first = f"<w:p><w:r><w:t>各乡镇要把春耕生产摆上重</w:t></w:r>{br}<w:r><w:t>要日程，抓紧抓实。</w:t></w:r></w:p>"
    assert read(first + f"<w:p>{br}<w:r><w:t>修渠。</w:t></w:r>{br}</w:p>") == [
        ("各乡镇要把春耕生产摆上重要日程，抓紧抓实。", ""), ("修渠。", ""),
    ]  # fmt: skip


FIELD = "<w:r><w:fldChar w:fldCharType='{}'>{}</w:fldChar></w:r>".format


def form(data: str, code: str, shown: str = "") -> str:
    begin = FIELD("begin", f"<w:ffData>{data}</w:ffData>")
    return f"{begin}<w:r><w:instrText>{code}</w:instrText></w:r>{FIELD('separate', '')}{shown}{FIELD('end', '')}"


def test_boxes_and_lists_of_a_form_are_read_as_they_are_filled_in():
    run = "<w:r><w:t>{}</w:t></w:r>".format
    boxes = [
        form(f"<w:checkBox><w:default w:val='{default}'/>{checked}</w:checkBox>", "FORMCHECKBOX") + run(name)
        for default, checked, name in ((0, "<w:checked/>", "是"), (1, "<w:checked w:val='0'/>", "否"), (1, "", "待定"))
    ]
    entries = "<w:ddList><w:result w:val='1'/><w:listEntry w:val='城关'/><w:listEntry w:val='河西'/></w:ddList>"
    empty = "<w:ddList><w:result w:val='7'/></w:ddList>"
    lists = form(entries, "FORMDROPDOWN") + form(entries, "FORMDROPDOWN", run("河东")) + form(empty, "FORMDROPDOWN")
    assert read(f"<w:p>{''.join(boxes)}{lists}</w:p>") == [("☑是☐否☑待定河西河东", "")]


def test_hidden_rows_of_a_table_are_not_read():
    row = f"<w:tr><w:trPr><w:hidden/></w:trPr><w:tc>{p('内部掌握。')}</w:tc></w:tr>"
    shown = row.replace("<w:hidden/>", "<w:hidden w:val='0'/>").replace("内部掌握", "公开")
    assert read(f"<w:tbl>{row}{shown}</w:tbl>") == [("公开。", "")]


def test_paragraphs_whose_end_was_moved_away_or_is_hidden_are_one_with_the_next():
    moved = p("先行一步，", "<w:rPr><w:moveFrom/></w:rPr>") + p("走在前列。")
    hidden = p("修好渠道，", "<w:rPr><w:vanish/></w:rPr>") + p("治好水土。")
    assert read(moved + hidden) == [("先行一步，走在前列。", ""), ("修好渠道，治好水土。", "")]


def test_raised_digits_are_no_part_of_the_number_before_them():
    raised = "<w:r><w:rPr><w:vertAlign w:val='superscript'/></w:rPr><w:t>4</w:t></w:r>"
    assert read(f"<w:p><w:r><w:t>产值10</w:t></w:r>{raised}<w:r><w:t>元。</w:t></w:r></w:p>") == [("产值10⁴元。", "")]


def test_what_a_style_is_based_on_hides_its_text_unless_it_says_that_it_does_not():
    def style(name: str, more: str) -> str:
        return f"<w:style w:type='paragraph' w:styleId='{name}'><w:basedOn w:val='a'/>{more}</w:style>"

    styles = (
        style("a", "<w:rPr><w:vanish/></w:rPr>") + style("b", "") + style("c", "<w:rPr><w:vanish w:val='0'/></w:rPr>")
    )
    inner = "".join(
        p(text, f"<w:pStyle w:val='{name}'/>") for name, text in (("b", "隐"), ("c", "修路。"), ("d", "治水。"))
    )
    assert read(inner, {"styles": styles}) == [("修路。", ""), ("治水。", "")]


def test_a_word_file_whose_entries_are_named_with_backslashes_is_read():
    assert read_docx(pack(p("修路。")).replace(b"word/document.xml", b"word\\document.xml"), "a.docx").text == "修路。"


def test_fractions_are_read_on_one_line():
    part = "<m:{0}><m:r><m:t>{1}</m:t></m:r></m:{0}>".format
    assert read(f"<w:p><m:oMath><m:f>{part('num', 'A')}{part('den', 'B')}</m:f></m:oMath></w:p>") == [("A/B", "")]


def test_text_of_hidden_styles_is_not_read():
    styles = (
        "<w:style w:type='paragraph' w:styleId='z1'><w:name w:val='HTML Top of Form'/><w:rPr><w:vanish/></w:rPr></w:style>"
        "<w:style w:type='character' w:styleId='c1'><w:name w:val='x'/><w:rPr><w:vanish/></w:rPr></w:style>"
    )
    run = "<w:r><w:rPr>{}</w:rPr><w:t>{}</w:t></w:r>".format
    on, styled = "<w:vanish w:val='0'/>", "<w:rStyle w:val='c1'/>"
    shown = f"<w:p><w:pPr><w:pStyle w:val='z1'/></w:pPr>{run('', '隐')}{run(on, '治水。')}</w:p>"
    hidden = p("窗体顶端", "<w:pStyle w:val='z1'/>") + f"<w:p>{run(styled, '隐')}{run('', '修路。')}</w:p>"
    assert read(hidden + shown, {"styles": styles}) == [("修路。", ""), ("治水。", "")]


def test_a_text_box_is_read_once_after_its_paragraph():
    box = f"<w:txbxContent>{p('专栏2 重点工程')}{p('新修水库1座。')}</w:txbxContent>"
    inner = (
        "<w:p><w:r><w:t>前文。</w:t></w:r><w:r><mc:AlternateContent><mc:Choice><w:drawing>"
        f"{box}</w:drawing></mc:Choice><mc:Fallback><w:pict><v:textbox>{box}</v:textbox></w:pict></mc:Fallback>"
        "</mc:AlternateContent></w:r><w:r><w:t>后文。</w:t></w:r></w:p>"
    )
    assert [line for line, _ in read(inner)] == ["前文。后文。", "专栏2 重点工程", "新修水库1座。"]


def test_breaks_within_a_paragraph_break_lines():
    assert read("<w:p><w:r><w:t>修路。</w:t><w:br/><w:t>治水。</w:t><w:cr/><w:t>种</w:t><w:noBreakHyphen/><w:t>树</w:t></w:r></w:p>") == [
        ("修路。", ""), ("治水。", ""), ("种-树", ""),
    ]  # fmt: skip


def test_rows_of_figures_are_joined_and_sentences_in_cells_stand_alone():
    rows = table(
        ["指标", "数值"], ["粮食（万吨）", "36.5"], ["说明", "<w:p/>" + p("播种面积增加，单产提高。") + p("价格平稳。")]
    )
    assert read(rows) == [
        ("指标\t数值", TABLE),
        ("粮食（万吨）\t36.5", TABLE),
        ("说明", TABLE),
        ("播种面积增加，单产提高。", CELL),
        ("价格平稳。", CELL),
    ]


def test_a_table_of_one_column_is_a_frame_around_text():
    assert read(table(["一、总则"], ["为了规范管理，制定本办法。"])) == [
        ("一、总则", ""),
        ("为了规范管理，制定本办法。", ""),
    ]


def test_a_table_in_a_cell_is_read_where_it_stands():
    inner = table(["任务", table(["项目", "数量"], ["水厂", "3"])])
    assert read(inner) == [("任务", TABLE), ("项目\t数量", TABLE), ("水厂\t3", TABLE)]


def test_a_merged_cell_stands_in_its_first_row(word):
    contents = read_docx(word, "a.docx")
    assert contents.text.split("\n") == ["修路。治水。", "甲\t第0行", "第1行", "第2行"]
    assert [role for *_, role in contents.marks] == [TABLE] * 3


def test_notes_stand_at_the_end_and_are_set_aside():
    notes = f"<w:footnote w:type='separator'>{p('线')}</w:footnote><w:footnote>{p('数据为快报数。')}</w:footnote>"
    ends = f"<w:endnote>{p('来源：统计局')}</w:endnote>"
    inner = "<w:p><w:r><w:t>增长3%</w:t></w:r><w:r><w:footnoteReference w:id='1'/></w:r><w:r><w:t>。</w:t></w:r></w:p>"
    assert read(inner, {"footnotes": notes, "endnotes": ends}) == [
        ("增长3%。", ""), ("数据为快报数。", ASIDE), ("来源：统计局", ASIDE),
    ]  # fmt: skip


def test_a_table_of_contents_is_set_aside():
    field = (
        "<w:p><w:r><w:fldChar w:fldCharType='begin'/></w:r><w:r><w:instrText> TOC \\o </w:instrText></w:r>"
        "<w:r><w:fldChar w:fldCharType='separate'/></w:r><w:r><w:t>一、基础</w:t></w:r></w:p>"
        "<w:p><w:r><w:t>二、任务</w:t></w:r><w:r><w:fldChar w:fldCharType='end'/></w:r></w:p>"
    )
    styles = '<w:style w:type="paragraph" w:styleId="11"><w:name w:val="toc 1"/></w:style>'
    styled = p("三、保障", '<w:pStyle w:val="11"/>')
    gallery = f'<w:sdt><w:sdtPr><w:docPartObj><w:docPartGallery w:val="Table of Contents"/></w:docPartObj></w:sdtPr><w:sdtContent>{p("目录")}</w:sdtContent></w:sdt>'
    lines = read(gallery + field + styled + p("一、基础"), {"styles": styles})
    assert lines == [("目录", ASIDE), ("一、基础", ASIDE), ("二、任务", ASIDE), ("三、保障", ASIDE), ("一、基础", "")]


def level(number: int, style: str, text: str, more: str = "") -> str:
    return f'<w:lvl w:ilvl="{number}"><w:start w:val="1"/><w:numFmt w:val="{style}"/>{more}<w:lvlText w:val="{text}"/></w:lvl>'


def item(text: str, numbers: int, depth: int = 0) -> str:
    return p(text, f'<w:numPr><w:ilvl w:val="{depth}"/><w:numId w:val="{numbers}"/></w:numPr>')


def test_numbers_that_word_counts_stand_before_their_paragraphs():
    levels = (
        level(0, "chineseCounting", "%1、") + level(1, "chineseCountingThousand", "（%2）") + level(2, "decimal", "%3.")
    )
    numbering = f'<w:abstractNum w:abstractNumId="5">{levels}</w:abstractNum><w:num w:numId="2"><w:abstractNumId w:val="5"/></w:num>'
    inner = "".join([
        item("农业", 2), item("粮食", 2, 1), item("棉花", 2, 1), item("3万亩新田", 2, 2), item("工业", 2), p("不编号。"), item("园区", 2, 1),
    ])  # fmt: skip
    assert [line for line, _ in read(inner, {"numbering": numbering})] == [
        "一、农业", "（一）粮食", "（二）棉花", "1. 3万亩新田", "二、工业", "不编号。", "（一）园区",
    ]  # fmt: skip


def test_a_list_goes_on_in_another_and_starts_anew_where_it_says_so():
    numbering = (
        f'<w:abstractNum w:abstractNumId="1">{level(0, "chineseCounting", "第%1条")}</w:abstractNum>'
        '<w:num w:numId="1"><w:abstractNumId w:val="1"/></w:num><w:num w:numId="2"><w:abstractNumId w:val="1"/></w:num>'
        '<w:num w:numId="3"><w:abstractNumId w:val="1"/><w:lvlOverride w:ilvl="0"><w:startOverride w:val="1"/></w:lvlOverride></w:num>'
    )
    inner = item("甲", 1) + item("乙", 2) + item("丙", 3) + item("丁", 3)
    assert [line for line, _ in read(inner, {"numbering": numbering})] == [
        "第一条 甲",
        "第二条 乙",
        "第一条 丙",
        "第二条 丁",
    ]


OF_A, OF_B = '<w:pStyle w:val="a"/>', '<w:pStyle w:val="b"/>'


def test_a_style_numbers_its_paragraphs_and_bullets_are_no_numbers():
    styles = (
        '<w:style w:type="paragraph" w:styleId="a"><w:name w:val="base"/><w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr></w:style>'
        '<w:style w:type="paragraph" w:styleId="b"><w:name w:val="child"/><w:basedOn w:val="a"/></w:style>'
    )
    numbering = (
        f'<w:abstractNum w:abstractNumId="1">{level(0, "decimal", "%1.", OF_A)}{level(1, "decimal", "%1.%2", OF_B)}</w:abstractNum>'
        f'<w:abstractNum w:abstractNumId="2">{level(0, "bullet", "●")}</w:abstractNum>'
        '<w:num w:numId="1"><w:abstractNumId w:val="1"/></w:num><w:num w:numId="2"><w:abstractNumId w:val="2"/></w:num>'
    )
    inner = (
        p("总则", '<w:pStyle w:val="a"/>')
        + p("目的", '<w:pStyle w:val="b"/>')
        + item("要点", 2)
        + p("无", '<w:pStyle w:val="a"/><w:numPr><w:numId w:val="0"/></w:numPr>')
    )
    assert [line for line, _ in read(inner, {"styles": styles, "numbering": numbering})] == [
        "1.总则",
        "1.1 目的",
        "要点",
        "无",
    ]


def test_a_relationship_that_leads_nowhere_does_no_harm(word):
    for target in ("#_top", "../NULL", "file:///C:/x", "%00", "media/none.png"):
        with zipfile.ZipFile(io.BytesIO(word)) as packed:
            rels = packed.read("word/_rels/document.xml.rels").decode()
        for kind in ("hyperlink", "styles", "footnotes"):
            added = f'<Relationship Id="rId99" Type="http://x/relationships/{kind}" Target="{target}"/></Relationships>'
            data = repack(word, **{"word/_rels/document.xml.rels": rels.replace("</Relationships>", added).encode()})
            assert read_docx(data, "a.docx") == read_docx(word, "a.docx")


def test_strict_open_xml_is_read_as_the_usual_one(word):
    with zipfile.ZipFile(io.BytesIO(word)) as packed:
        parts = {name: packed.read(name) for name in packed.namelist()}
    strict = {
        name: re.sub(
            rb"http://schemas.openxmlformats.org/(wordprocessingml/2006/main|officeDocument/2006/relationships)",
            lambda found: b"http://purl.oclc.org/ooxml/" + (b"wordprocessingml/main" if b"word" in found[1] else b"officeDocument/relationships"),
            content,
        )
        for name, content in parts.items()
    }  # fmt: skip
    assert strict[BODY] != parts[BODY]
    assert read_docx(repack(word, **strict), "a.docx") == read_docx(word, "a.docx")


def test_a_main_document_of_another_name_is_found(word):
    with zipfile.ZipFile(io.BytesIO(word)) as packed:
        rels = packed.read("_rels/.rels").replace(b"word/document.xml", b"word/document2.xml")
        body = packed.read(BODY)
    data = repack(word, make_body(p("旧")), **{"_rels/.rels": rels, "word/document2.xml": body})
    assert read_docx(data, "a.docx") == read_docx(word, "a.docx")


def test_a_word_file_that_grows_too_much_is_refused_without_taking_the_memory(tmp_path, word):
    bomb = repack(word, lambda body: body + b"0" * 100_000_000)
    assert len(bomb) < 200_000
    tracemalloc.start()
    refuse(tmp_path, "a.docx", bomb, r"unpacked megabytes are read, got.*--max-expanded", Limits(max_expanded=10))
    refuse(tmp_path, "a.docx", bomb, r"times the size of the packed file.*--max-ratio")
    assert tracemalloc.get_traced_memory()[1] < 60_000_000
    tracemalloc.stop()


def test_what_is_not_read_of_a_word_file_is_not_unpacked(word):
    inner = repack(word, **{"word/embeddings/bomb.zip": b"0" * 30_000_000, "word/media/a.png": b"0" * 30_000_000})
    nested = repack(word, **{"word/embeddings/inner.docx": inner, "word/vbaProject.bin": b"macro" * 9_000_000})
    assert read_docx(nested, "a.docx", Limits(max_expanded=1)) == read_docx(word, "a.docx")


def test_an_entry_that_is_larger_than_it_says_is_not_unpacked_whole(tmp_path, word):
    large = b"<w:p>" + b"0" * 150_000_000
    data = bytearray(repack(word, **{"word/footnotes.xml": large}))
    said = len(large).to_bytes(4, "little")
    truth, lie = zlib.crc32(large).to_bytes(4, "little"), zlib.crc32(large[:10]).to_bytes(4, "little")
    assert data.count(said) == data.count(truth) == 2
    data = data.replace(said, (10).to_bytes(4, "little")).replace(truth, lie)
    tracemalloc.start()
    refuse(tmp_path, "a.docx", bytes(data), "not a Word file")
    assert tracemalloc.get_traced_memory()[1] < 20_000_000
    tracemalloc.stop()


def test_a_word_file_of_too_many_entries_is_refused(tmp_path, word):
    refuse(tmp_path, "a.docx", repack(word, **{f"x{i}": b"" for i in range(10_001)}), "more than 10000 files packed")


def test_paths_out_of_a_word_file_lead_nowhere(tmp_path, word):
    (tmp_path / "in").mkdir()
    names = ["../out.txt", "/out.txt", "..\\out.txt", "word/../../out.txt", "a\nb"]
    data = repack(word, **dict.fromkeys(names, b"harm"))
    (tmp_path / "in" / "a.docx").write_bytes(data)
    assert read_document(tmp_path / "in" / "a.docx").text == read_docx(word, "a.docx").text
    assert sorted(path.name for path in tmp_path.rglob("*")) == ["a.docx", "in"]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_entities_in_a_word_file_are_refused(tmp_path, word, encoding):
    (tmp_path / "secret.txt").write_text("秘密")
    laughs = "".join(f'<!ENTITY a{i} "{f"&a{i - 1};" * 10}">' for i in range(1, 10))
    for entities in (f'<!ENTITY a0 "ha">{laughs}', f'<!ENTITY a9 SYSTEM "{(tmp_path / "secret.txt").as_uri()}">'):
        body = make_body("<w:p><w:r><w:t>&a9;</w:t></w:r></w:p>", f"<!DOCTYPE x [{entities}]>")(b"").decode()
        text = body.replace('version="1.0"', f'version="1.0" encoding="{encoding}"').encode(encoding)
        refuse(tmp_path, "a.docx", repack(word, lambda _, text=text: text), "defines entities")


def test_a_cell_that_says_it_spans_a_billion_columns_stands_once():
    cell = '<w:tc><w:tcPr><w:gridSpan w:val="1000000000"/></w:tcPr><w:p><w:r><w:t>甲</w:t></w:r></w:p></w:tc>'
    assert read(f"<w:tbl><w:tr>{cell}</w:tr></w:tbl>") == [("甲", "")]


def test_a_level_or_a_number_that_no_word_writes_gives_no_number():
    numbering = f'<w:abstractNum w:abstractNumId="1">{level(0, "decimal", "%1.")}</w:abstractNum><w:num w:numId="1"><w:abstractNumId w:val="1"/></w:num>'
    for depth, numbers in ((10**12, 1), (-1, 1), (0, 7)):
        assert read(item("修路", numbers, depth), {"numbering": numbering}) in ([("修路", "")], [("1.修路", "")])
    endless = numbering.replace('<w:start w:val="1"/>', f'<w:start w:val="{"9" * 5000}"/>')
    assert read(item("修路", 1), {"numbering": endless}) == [("1.修路", "")]


def test_styles_based_on_each_other_end():
    styles = "".join(
        f'<w:style w:type="paragraph" w:styleId="{a}"><w:basedOn w:val="{b}"/></w:style>' for a, b in ("xy", "yx")
    )
    assert read(p("修路", '<w:pStyle w:val="x"/>'), {"styles": styles}) == [("修路", "")]


def test_the_characters_of_a_word_file_are_counted_while_it_is_read(word):
    with pytest.raises(InputError, match=r"at most 7 characters are read, got 13.*--max-characters"):
        read_docx(word, "a.docx", Limits(max_characters=7))


@pytest.mark.parametrize(
    "inner", ["<w:p>" * 100_000, "<w:sdt>" * 1000 + "</w:sdt>" * 1000, "\0", "<w:tbl><w:tr/></w:tbl>"]
)
def test_xml_that_no_word_writes_gives_one_line(tmp_path, word, inner):
    refuse(tmp_path, "a.docx", repack(word, make_body(inner)), "not a Word file|no text in it")


def test_word_files_that_are_something_else_are_refused(tmp_path, word):
    refuse(tmp_path, "a.docx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "has a password or is an old .doc")
    refuse(tmp_path, "a.docx", word[: len(word) // 2], "not a Word file")
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as packed:
        packed.writestr("report.txt", "报告")
    refuse(tmp_path, "a.docx", buffer.getvalue(), "a zip file is not unpacked here; unpack it and give the folder")
    secret = bytearray(repack(word))
    at = secret.find(b"PK\x01\x02")
    while at >= 0:  # the sign of a packed file with a password, at each entry
        secret[at + 8] |= 1
        at = secret.find(b"PK\x01\x02", at + 1)
    refuse(tmp_path, "a.docx", bytes(secret), "not a Word file .*RuntimeError")


@pytest.mark.slow
def test_word_files_with_any_bytes_changed_give_text_or_one_line(tmp_path, word, mutate, survive):
    chance = random.Random(0)
    with zipfile.ZipFile(io.BytesIO(word)) as packed:
        body = packed.read(BODY)
    kinds: list[tuple[str, Callable[[], bytes]]] = [
        ("a.docx", lambda: mutate(word, chance)),
        ("b.docx", lambda: repack(word, lambda _: mutate(body, chance))),
    ]
    assert ".docx" in READERS
    for name, make in kinds:
        read_whole = 0
        for _ in range(200):
            (tmp_path / name).write_bytes(make())
            read_whole += survive(tmp_path / name)
        assert read_whole < 200


RELATIONS = 'xmlns="http://schemas.openxmlformats.org/package/2006/relationships"'
R = 'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'


def attach(inner: str, **targets: tuple[str, bytes]) -> bytes:
    """Pack a Word file with parts beside it: of each relationship its target and what stands there."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr(BODY, make_body(inner)(b""))
        listed = "".join(
            f'<Relationship Id="{key}" Type="aFChunk" Target="{name}"/>' for key, (name, _) in targets.items()
        )
        packed.writestr("word/_rels/document.xml.rels", f"<Relationships {RELATIONS}>{listed}</Relationships>")
        for name, content in targets.values():
            packed.writestr(f"word/{name}", content)
    return buffer.getvalue()


def chunk(name: str) -> str:
    return f'<w:altChunk {R} r:id="{name}"/>'


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.html", "<html><body><p>一、办学</p><p>新建小学两所。</p></body></html>".encode()), ("a.htm", "<p>一、办学<p>新建小学两所。".encode()),
        ("a.docx", pack(p("一、办学") + p("新建小学两所。"))), ("a.txt", "一、办学\n新建小学两所。".encode("gb18030")),
        ("a.mht", b"MIME-Version: 1.0\r\nContent-Type: text/html; charset=utf-8\r\n\r\n" + "<p>一、办学<p>新建小学两所。".encode()),
        ("a.rtf", b"{\\rtf1\\ansi\\ansicpg936 " + "".join(f"\\u{ord(one)}?" for one in "一、办学").encode() + b"\\par " + "".join(f"\\u{ord(one)}?" for one in "新建小学两所。").encode() + b"}"),
    ],
)  # fmt: skip
def test_what_is_inserted_as_it_is_stands_in_its_place(name, content):
    contents = read_docx(attach(p("上文。") + chunk("c1") + p("下文。"), c1=(name, content)), "a.docx")
    assert contents.text == "上文。\n一、办学\n新建小学两所。\n下文。"


def test_what_cannot_be_read_of_a_word_file_is_named():
    inner = attach(chunk("c1"), c1=("b.docx", pack(p("内层。"))))
    embedded = (
        '<w:p><w:r><w:object><o:OLEObject xmlns:o="urn:o" Type="Embed" ProgID="Excel.Sheet.12"/></w:object></w:r></w:p>'
    )
    formula = embedded.replace("Excel.Sheet.12", "Equation.DSMT4")
    data = attach(
        p("上文。") + chunk("gone") + chunk("c1") + chunk("c2") + embedded + formula + "<w:subDoc/>",
        c1=("a.bin", b"x"),
        c2=("n.docx", inner),
    )
    with pytest.warns(ReadingWarning) as caught:
        assert read_docx(data, "a.docx").text == "上文。"
    assert [str(one.message) for one in caught] == [
        "a.docx: 1 file within it is not read (b.docx); open each in Word, save it and give it, too",
        "a.docx: 4 files within it are not read (altChunk, a.bin, Excel.Sheet.12, subDoc); open each in Word, save it and give it, too",
    ]


def test_a_bomb_that_is_inserted_as_it_is_is_refused(tmp_path):
    data = attach(chunk("c1") * 5, c1=("a.html", b"<p>" + b" " * 30_000_000))
    refuse(tmp_path, "a.docx", data, "--max-", Limits(max_expanded=20))
    large = attach(chunk("c1"), c1=("a.html", b"<p>" + b"x" * 2_000_000))
    refuse(tmp_path, "a.docx", large, r"a\.html: at most 1 megabytes are read", Limits(max_megabytes=1))
    nested = attach(p("上文。") + chunk("c1"), c1=("a.docx", pack(p("字" * 200))))
    refuse(tmp_path, "a.docx", nested, r"at most 100 characters are read", Limits(max_characters=100))


def test_the_words_of_word_art_and_of_diagrams_are_read():
    art = '<w:p><w:r><w:pict><v:shape><v:textpath string="青禾县人民政府文件"/></v:shape></w:pict></w:r></w:p>'
    a = 'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" xmlns:dgm="http://schemas.openxmlformats.org/drawingml/2006/diagram"'
    drawn = f'<w:p><w:r><w:drawing><dgm:relIds {a} {R} r:dm="d1"/></w:drawing></w:r></w:p>'
    diagram = "".join(
        f"<dgm:pt><dgm:t><a:p><a:r><a:t>{text}</a:t></a:r></a:p></dgm:t></dgm:pt>" for text in ("申请", "受理审查")
    )
    data = attach(
        art + drawn + p("下文。"), d1=("diagrams/data1.xml", f"<dgm:dataModel {a}>{diagram}</dgm:dataModel>".encode())
    )
    assert read_docx(data, "a.docx").text == "青禾县人民政府文件\n申请\n受理审查\n下文。"


def test_controls_around_rows_cells_and_paragraphs_of_a_table_are_read_through():
    def control(inner: str) -> str:
        return f"<w:sdt><w:sdtPr/><w:sdtContent>{inner}</w:sdtContent></w:sdt>"

    cell = "<w:tc>" + p("甲") + "</w:tc>"
    row = f"<w:tr>{control(cell)}<w:tc>{control(p('1'))}</w:tc></w:tr>"
    below = f"<w:tr><w:tc>{p('乙')}</w:tc><w:tc><w:p>{control('<w:r><w:t>2</w:t></w:r>')}</w:p></w:tc></w:tr>"
    assert read(f"<w:tbl>{row}{control(below)}</w:tbl>") == [("甲\t1", TABLE), ("乙\t2", TABLE)]


def test_of_blocks_that_are_written_in_two_forms_the_first_is_read():
    forms = f"<mc:Choice>{p('新表。')}</mc:Choice><mc:Fallback>{p('旧表。')}</mc:Fallback>"
    assert read(f"{p('前文。')}<mc:AlternateContent>{forms}</mc:AlternateContent>") == [("前文。", ""), ("新表。", "")]


def test_headings_have_the_levels_of_their_styles_or_their_own():
    styles = (
        '<w:style w:type="paragraph" w:styleId="2"><w:name w:val="heading 2"/></w:style>'
        '<w:style w:type="paragraph" w:styleId="a"><w:basedOn w:val="2"/></w:style>'
        '<w:style w:type="paragraph" w:styleId="b"><w:basedOn w:val="2"/><w:pPr><w:outlineLvl w:val="9"/></w:pPr></w:style>'
        '<w:style w:type="paragraph" w:styleId="c"><w:pPr><w:outlineLvl w:val="0"/></w:pPr></w:style>'
    )
    inner = "".join(p("修路", f'<w:pStyle w:val="{style}"/>') for style in ("2", "a", "b", "c", "none"))
    inner += p("修路", '<w:pStyle w:val="2"/><w:outlineLvl w:val="2"/>') + p("修路", '<w:outlineLvl w:val="-1"/>')
    assert [role for _, role in read(inner, {"styles": styles})] == [
        LEVELS[1], LEVELS[1], "", LEVELS[0], "", LEVELS[2], "",
    ]  # fmt: skip
