"""RTF files as Word, WPS and scripts write them, and bytes that no program writes."""

import random

import pytest

from research.decoding import DecodingWarning
from research.errors import InputError, ReadingWarning
from research.text.limits import Limits
from research.text.marks import ASIDE, CELL, LEVELS, TABLE
from research.text.rtf import read_rtf
from tests.text.roles import list_roles

FONTS = r"{\fonttbl{\f0\froman\fcharset0 Times New Roman;}{\f1\fnil\fcharset134 \'cb\'ce\'cc\'e5;}{\f2\fnil\fcharset2{\*\panose 05}Wingdings;}}"


def encode_rtf(text: str) -> str:
    return "".join(chr(byte) if byte < 128 else f"\\'{byte:02x}" for byte in text.encode("gbk"))


def make_rtf(body: str, head: str = r"\ansicpg936") -> bytes:
    r"""Make a file of a body in which Chinese stands as it is."""
    encoded = "".join(encode_rtf(sign) if sign > "\x7f" else sign for sign in body)
    return f"{{\\rtf1\\ansi{head}\\deff0{FONTS}{encoded}}}".encode()


def read(body: str, head: str = r"\ansicpg936") -> list[tuple[str, str]]:
    """Return the lines of a body with their roles."""
    return list_roles(read_rtf(make_rtf(body, head), "a.rtf"))


def texts(body: str, head: str = r"\ansicpg936") -> list[str]:
    return [line for line, _ in read(body, head)]


def test_characters_are_read_in_their_code_page_and_by_code_points():
    assert texts(r"县政府工作报告\par \u20462?\u36335?三公里。\line 治水。\par") == [
        "县政府工作报告",
        "修路三公里。",
        "治水。",
    ]


@pytest.mark.parametrize(
    ("body", "text"),
    [
        (r"\uc2\u20462\'d0\'de\u-28201 ??{\uc0\u12290}治", "修釗。治"),  # as many bytes are skipped as \uc says
        (r"\uc1\u20462\par治", "修治"),  # a control word is one, too
        (r"\uc2\u20462\~\~治", "修治"),  # and a sign
        (r"\uc2\u20462\par\par治", "修治"),
        (r"修{路\header 。}", "修路。"),  # a word within a group says nothing of its kind
        (r"\u55357?\u56550?路", "\U0001f4e6路"),
        (r"\'b0A路", "癆路"),  # the second byte stands as it is
        (r"{\f1\'d0\'de}{\f0\'e9}\'c2\'b7", "修é路"),
        (r"\\\{修\}\~路\_1\-治", "\\{修}\xa0路-1治"),
        (r"\emdash\ldblquote 修\rdblquote", "—“修”"),
        (r"产值10{\super 4}元2\super 3\nosupersub 4", "产值10⁴元2³4"),
        (r"{\field{\*\fldinst FORMCHECKBOX {\*\formfield{\fftype1\ffres1\ffdefres0}}}{\fldrslt }}是", "☑是"),
        (r"{\field{\*\fldinst FORMCHECKBOX {\*\formfield{\fftype1\ffres0\ffdefres1}}}{\fldrslt }}否", "☐否"),
        (r"{\field{\*\fldinst FORMCHECKBOX {\*\formfield{\fftype1\ffres25\ffdefres1}}}{\fldrslt }}可", "☑可"),
        (r"{\f2\'fe}修{\f2 o}路", "☑修□路"), (r"{\mmath{\*\moMath{\mf{\mnum{\mr A}}{\mden{\mr B}}}}}", "A/B"),
    ],
)  # fmt: skip
def test_characters_are_read_however_they_are_written(body, text):
    assert texts(body) == [text]


def test_a_font_says_the_code_page_where_the_file_does_not():
    assert texts(r"{\f1\'d0\'de\'c2\'b7}{\f0\'e9}", r"\ansicpg1252") == ["修路é"]
    big5 = b"{\\rtf1\\ansicpg950 " + "".join(f"\\'{byte:02x}" for byte in "縣政府".encode("big5")).encode() + b"}"
    assert read_rtf(big5, "a.rtf").text == "縣政府"


def test_what_is_not_shown_is_not_read():
    gone = (
        r"{\header 页眉\par}{\footer 页脚}{\info{\title 题}}{\*\generator x;}{\stylesheet{\s1 标题;}}{\v 隐藏}{\deleted 旧}"
        r"{\*\annotation 批注}{\pict\pngblip 8950}{\xe 索引}{\*\bkmkstart a}{\*\unknown 未知}"
    )
    assert texts(gone + r"修路\v 甲\v0 。\deleted 乙\par\plain 治水。") == ["修路。治水。"]


def test_bytes_of_pictures_are_passed_over():
    assert texts(r"修{\pict\bin5 }}}\x}路\par") == ["修路"]


def test_notes_stand_at_the_end_and_are_set_aside():
    body = r"粮食增产3%{\super\chftn}{\footnote\pard\plain{\super\chftn} 快报数。\par 以年报为准。}。\par{\*\footnote\ftnalt 来源：统计局}治水。\par"
    assert read(body) == [
        ("粮食增产3%。", ""), ("治水。", ""), ("快报数。", ASIDE), ("以年报为准。", ASIDE), ("来源：统计局", ASIDE),
    ]  # fmt: skip


def test_a_text_box_stands_after_its_paragraph_and_is_read_once():
    box = r"{\shp{\*\shpinst\shpleft1{\sp{\sn shapeType}{\sv 202}}{\shptxt \pard 专栏\par 修渠。\par}}{\shprslt{\*\do{\dptxbxtext 专栏\par}}}}"
    assert texts(rf"前文，{box}后文。\par 治水。\par") == ["前文，后文。", "专栏", "修渠。", "治水。"]
    assert texts(r"{\*\do\dobxpage{\dptxbxtext\pard 旧框\par}}治水。") == ["治水。", "旧框"]
    art = r"{\shp{\*\shpinst{\sp{\sn gtextUNICODE}{\sv 振兴乡村}}{\sp{\sn gtextFont}{\sv SimSun}}}}"
    assert texts(rf"治水。{art}\par") == ["治水。", "振兴乡村"]


def test_fields_are_read_as_they_are_shown():
    link = r'{\field{\*\fldinst{HYPERLINK "http://a.example/b" }}{\fldrslt{\ul 全文}}}'
    assert texts(rf"见{link}。\par") == ["见全文。"]
    assert texts(r"{\field{\*\fldinst{eq \\o\\ac(○,1)}}{\fldrslt}}新建。") == ["①新建。"]


def test_a_table_of_contents_is_set_aside():
    body = r"目录\par{\field{\*\fldinst{TOC \\o}}{\fldrslt{一、总则\tab 1\par 二、任务\tab 2}}}\par 一、总则\par"
    assert read(body) == [("目录", ""), ("一、总则\t1", ASIDE), ("二、任务\t2", ASIDE), ("一、总则", "")]


def test_numbers_of_lists_stand_before_their_paragraphs_and_bullets_do_not():
    body = r"{\listtext\pard\plain\f1 一、\tab}\ls1 农业\par{\pntext\f0 1.\tab}2024年修路。\par{\listtext\f2 l\tab}治水。\par"
    assert texts(body) == ["一、农业", "1. 2024年修路。", "治水。"]


def row(*cells: str) -> str:
    return rf"\trowd\cellx1\cellx2\pard\intbl {''.join(cell + chr(92) + 'cell ' for cell in cells)}\row "


def test_rows_of_figures_are_joined_and_sentences_in_cells_stand_alone():
    body = (
        row("指标", "数值")
        + row("粮食", "36")
        + row("说明", r"面积增加，单产提高。\par 价格平稳。")
        + r"\pard 修路。\par"
    )
    assert read(body) == [
        ("指标\t数值", TABLE), ("粮食\t36", TABLE), ("说明", TABLE), ("面积增加，单产提高。", CELL), ("价格平稳。", CELL), ("修路。", ""),
    ]  # fmt: skip


def test_rows_without_the_word_of_a_paragraph_in_a_table_are_rows():
    assert read(r"\trowd\cellx1\cellx2 指标\cell 数值\cell\row\trowd 粮食\cell 36\cell\row\pard 修路。\par") == [
        ("指标\t数值", TABLE), ("粮食\t36", TABLE), ("修路。", ""),
    ]  # fmt: skip


def test_a_table_in_a_cell_is_read_where_it_stands():
    inner = (
        r"\pard\intbl\itap2 水厂\nestcell 3\nestcell{\*\nesttableprops\trowd\cellx1\cellx2\nestrow}{\nonesttables\par}"
    )
    body = rf"\trowd\cellx1\cellx2\pard\intbl 任务\cell {inner}{inner}\pard\intbl 合计\cell\row\pard 修路。\par"
    assert read(body) == [("任务", TABLE), ("水厂\t3", TABLE), ("水厂\t3", TABLE), ("合计", CELL), ("修路。", "")]


def test_formulas_are_read_as_they_run_and_not_their_pictures():
    body = r"{\mmath{\*\moMath{\mr x}{\msSup{\msSupPr{\mctrlPr\i 乙}}{\me{\mr 2}}}}}{\mmathPict{\pict 00}}。"
    assert texts(body) == ["x2。"]


def test_a_file_within_it_is_named_and_a_formula_is_not():
    item = r"{{\object\objemb{{\*\objclass {}}}{{\*\objdata 00}}{{\result{{\pict 00}}}}}}"
    with pytest.warns(
        ReadingWarning, match=r"a\.rtf: 1 file within it is not read \(Excel\.Sheet\.12\); open each in Word"
    ):
        assert texts(item.format("Equation.3") + item.format("Excel.Sheet.12") + "修路。") == ["修路。"]


def test_a_file_that_breaks_off_is_read_with_a_warning():
    with pytest.warns(ReadingWarning, match=r"a\.rtf: the file breaks off, so that text may be missing at its end"):
        assert read_rtf(make_rtf(r"修路。{\footnote 三里}治{\b 水")[:-1], "a.rtf").text == "修路。治水\n三里"


def test_lost_characters_are_counted_and_what_is_too_long_is_refused():
    with pytest.warns(DecodingWarning, match=r"a\.rtf: 1 character could"):
        assert texts(r"{\f1\'ff}修路") == ["\ufffd修路"]
    with pytest.raises(InputError, match=r"a\.rtf: at most 3 characters are read"):
        read_rtf(make_rtf("修路治水"), "a.rtf", Limits(max_characters=3))
    with pytest.raises(ValueError, match="does not begin"):
        read_rtf(b"text", "a.rtf")


@pytest.mark.parametrize(
    "piece",
    ["{", "{\\b ", "{\\footnote ", "\\cell ", "\\row ", "\\itap9\\nestcell ", "{\\shptxt x", "\\trowd\\pard\\par "],
)
def test_words_without_end_take_linear_time(piece):
    with pytest.warns(ReadingWarning, match="breaks off"):
        read_rtf(b"{\\rtf1 a" + piece.encode() * 20_000, "a.rtf")


def test_rtf_with_any_bytes_changed_gives_text_or_one_line(tmp_path, mutate, survive):
    chance = random.Random(0)
    data = make_rtf(r"修路{\footnote 三里}。\par" + row("甲", "乙") + r"{\field{\*\fldinst TOC}{\fldrslt 一}}\u20462?")
    for _ in range(300):
        (tmp_path / "a.rtf").write_bytes(mutate(data, chance))
        survive(tmp_path / "a.rtf")


def test_headings_have_their_levels():
    body = r"\pard\outlinelevel1 A\par B\par\pard C\par\pard\outlinelevel9 D\par"
    assert [role for _, role in read(body)] == [LEVELS[1], LEVELS[1], "", ""]
