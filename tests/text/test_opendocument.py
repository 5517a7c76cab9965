"""OpenDocument texts."""

import io
import random
import zipfile

import pytest

from research.errors import InputError, ReadingWarning
from research.text.limits import Limits
from research.text.marks import ASIDE, CELL, LEVELS, TABLE
from research.text.opendocument import read_odt
from tests.text.roles import list_roles

SPACES = " ".join(
    f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
    for name in ("office", "text", "table", "style", "drawing")
)


def pack(body: str, styles: str = "", manifest: str = "<manifest/>") -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("mimetype", "application/vnd.oasis.opendocument.text")
        content = f"<office:automatic-styles>{styles}</office:automatic-styles><office:body><office:text>{body}</office:text></office:body>"
        packed.writestr("content.xml", f"<office:document-content {SPACES}>{content}</office:document-content>")
        packed.writestr("META-INF/manifest.xml", manifest)
    return buffer.getvalue()


def read(body: str, styles: str = "") -> list[tuple[str, str]]:
    return list_roles(read_odt(pack(body, styles), "a.odt"))


def p(text: str) -> str:
    return f"<text:p>{text}</text:p>"


def test_text_is_read_through_spans_links_sections_and_blanks():
    body = "<text:section><text:h>一、总则</text:h></text:section>" + p(
        "修<text:span>路</text:span><text:a>三<text:bookmark/>公里</text:a>，<text:s text:c='2'/>治水<text:tab/>好。<text:line-break/>完"
    )
    assert read(body) == [("一、总则", LEVELS[0]), ("修路三公里，  治水\t好。", ""), ("完", "")]


def test_tracked_deletions_comments_and_hidden_text_are_not_read():
    gone = "<text:tracked-changes><text:changed-region><text:deletion><text:p>旧</text:p></text:deletion></text:changed-region></text:tracked-changes>"
    assert read(
        gone
        + p("修路<office:annotation><text:p>批注</text:p></office:annotation>。<text:hidden-text>隐</text:hidden-text>")
    ) == [("修路。", "")]


def test_boxes_of_a_form_and_raised_digits_are_read_as_they_are_shown():
    box = "<text:fieldmark text:type='vnd.oasis.opendocument.field.FORMCHECKBOX'><text:param text:name='Checkbox_Checked' text:value='{}'/></text:fieldmark>".format
    raised = "<style:style style:name='T1'><style:text-properties style:text-position='super 58%'/></style:style>"
    body = p(f"{box('true')}是{box('false')}否，产值10<text:span text:style-name='T1'>4</text:span>元。")
    assert read(body, raised) == [("☑是☐否，产值10⁴元。", "")]


def test_hidden_sections_and_styles_and_prompts_are_not_read():
    hidden = "<style:style style:name='T1'><style:text-properties text:display='none'/></style:style>"
    body = (
        f"<text:section text:display='none'>{p('隐')}</text:section><text:section text:display='true'>{p('修路。')}</text:section>"
        "<text:p text:style-name='T1'>隐</text:p><text:p>治水<text:span text:style-name='T1'>隐</text:span>"
        "<text:span text:style-name='T2'>。</text:span><text:placeholder>请输入</text:placeholder></text:p>"
    )
    assert read(body, hidden) == [("修路。", ""), ("治水。", "")]


def test_notes_stand_at_the_end_and_indexes_where_they_stand_and_both_are_set_aside():
    note = f"<text:note><text:note-citation>1</text:note-citation><text:note-body>{p('快报数。')}</text:note-body></text:note>"
    index = f"<text:table-of-content><text:index-body>{p('一、总则 1')}</text:index-body></text:table-of-content>"
    assert read(index + p(f"增长3%{note}。") + p("完。")) == [
        ("一、总则 1", ASIDE), ("增长3%。", ""), ("完。", ""), ("快报数。", ASIDE),
    ]  # fmt: skip


def test_tables_and_text_boxes_are_read():
    def cell(text: str) -> str:
        return f"<table:table-cell table:number-columns-repeated='1000000000'>{p(text)}</table:table-cell>"

    head = f"<table:table-header-rows><table:table-row>{cell('任务')}{cell('单位')}</table:table-row></table:table-header-rows>"
    row = f"<table:table-row>{cell('修好渠道，治好水土。')}<table:covered-table-cell>{p('x')}</table:covered-table-cell>{cell('水利局')}</table:table-row>"
    box = f"<drawing:frame><drawing:text-box>{p('专栏1')}</drawing:text-box></drawing:frame>"
    assert read(f"<table:table>{head}{row}</table:table>" + p(f"正文。{box}")) == [
        ("任务\t单位", TABLE), ("修好渠道，治好水土。", CELL), ("水利局", TABLE), ("正文。", ""), ("专栏1", ""),
    ]  # fmt: skip


def test_numbers_of_lists_stand_before_their_paragraphs():
    style = (
        '<text:list-style style:name="L"><text:list-level-style-number text:level="1" style:num-format="一, 二, 三, ..." style:num-suffix="、"/>'
        '<text:list-level-style-number text:level="2" style:num-format="1" style:num-prefix="(" style:num-suffix=")"/></text:list-style>'
    )
    inner = f"<text:list><text:list-item>{p('粮食')}</text:list-item></text:list>"
    first = f"<text:list text:style-name='L'><text:list-item>{p('农业')}{inner}</text:list-item><text:list-item>{p('工业')}{p('续')}</text:list-item></text:list>"
    then = f"<text:list text:style-name='L' text:continue-numbering='true'><text:list-item>{p('交通')}</text:list-item></text:list>"
    anew = f"<text:list text:style-name='L'><text:list-item>{p('其他')}</text:list-item></text:list>"
    lines = [line for line, _ in read(first + p("中。") + then + anew, style)]
    assert lines == ["一、农业", "(1)粮食", "二、工业", "续", "中。", "三、交通", "一、其他"]


def test_hostile_texts_are_refused():
    with pytest.raises(InputError, match=r"a\.odt: the file has a password"):
        read_odt(pack("", manifest="<manifest:encryption-data/>"), "a.odt")
    with pytest.raises(InputError, match="unpacked megabytes"):
        read_odt(pack(p("字" * 5_000_000)), "a.odt", Limits(max_expanded=5))
    with pytest.raises(InputError, match="at most 10 characters are read"):
        read_odt(pack(p("字" * 50)), "a.odt", Limits(max_characters=10))
    assert read(p("<text:s text:c='999999999'/>字")) == [(" " * 1000 + "字", "")]


def test_texts_with_any_bytes_changed_give_text_or_one_line(tmp_path, mutate, survive):
    chance = random.Random(0)
    data = pack(p("修路。") * 5)
    for _ in range(100):
        (tmp_path / "a.odt").write_bytes(mutate(data, chance))
        survive(tmp_path / "a.odt")


def test_embedded_texts_and_tables_are_named_and_formulas_are_not():
    kind = "application/vnd.oasis.opendocument."
    entries = {"/": "text", "Object 1/": "spreadsheet", "Object 1/content.xml": "spreadsheet", "Object 2/": "formula"}
    listed = "".join(
        f'<manifest:file-entry manifest:full-path="{path}" manifest:media-type="{kind}{name}"/>'
        for path, name in entries.items()
    )
    with pytest.warns(ReadingWarning, match=r"a\.odt: 1 file within it is not read; open each in LibreOffice"):
        assert read_odt(pack(p("修路。"), manifest=f"<manifest>{listed}</manifest>"), "a.odt").text == "修路。"


def test_headings_have_their_levels():
    body = (
        "<text:h text:outline-level='2'>修路</text:h><text:h>治水</text:h><text:h text:outline-level='99'>种树</text:h>"
    )
    assert [role for _, role in read(body)] == [LEVELS[1], LEVELS[0], ""]


def test_numbers_of_a_list_may_start_anywhere_and_show_those_above_them():
    style = (
        '<text:list-style style:name="L"><text:list-level-style-number text:level="1" style:num-format="1" style:num-suffix="." text:start-value="3"/>'
        '<text:list-level-style-number text:level="2" style:num-format="1" text:display-levels="2"/></text:list-style>'
    )
    inner = f"<text:list><text:list-item>{p('粮食')}</text:list-item><text:list-item>{p('蔬菜')}</text:list-item></text:list>"
    items = f"<text:list-item>{p('农业')}{inner}</text:list-item><text:list-item text:start-value='7'>{p('工业')}</text:list-item><text:list-item>{p('交通')}</text:list-item>"
    lines = [line for line, _ in read(f"<text:list text:style-name='L'>{items}</text:list>", style)]
    assert lines == ["3.农业", "3.1 粮食", "3.2 蔬菜", "7.工业", "8.交通"]
