"""Bytes of any encoding, and characters that no reader of a text sees."""

import unicodedata
import warnings

import pytest
from hypothesis import given
from hypothesis import strategies as st

from research.decoding import DecodingWarning, clean_cell, clean_text, decode, detect_encoding, remove_markup


@pytest.mark.slow
@given(st.binary(max_size=200) | st.text(max_size=60).map(lambda text: text.encode("gb18030", "replace")))
def test_any_bytes_are_decoded(data):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DecodingWarning)
        decode(data, "a.txt").encode("utf-8")


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
@pytest.mark.parametrize(
    "text", ["name,text\n1,2\n", "各位代表：\n去年增长3.5%，粮食36万吨。\n" * 3, "修路治水种树" * 9]
)
def test_utf_16_without_a_mark_is_found(encoding, text):
    assert decode(text.encode(encoding), "a.txt") == text


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030", "big5"])
def test_utf_16_is_not_found_where_it_is_not(encoding):
    assert detect_encoding(("plain words and 經濟增長。" * 20).encode(encoding)) == encoding
    assert detect_encoding(b"plain words with a \0 in them") == "utf-8"


def test_a_text_in_two_encodings_is_read_line_by_line():
    data = "各位代表。\n".encode() * 20 + "修路治水。\n".encode("gb18030") * 20 + b"\xff\n"
    with pytest.warns(DecodingWarning, match="a.txt: 1 character could not be decoded"):
        assert decode(data, "a.txt") == "各位代表。\n" * 20 + "修路治水。\n" * 20 + "\ufffd\n"


@pytest.mark.parametrize(
    ("written", "read"),
    [("⼩学⼗所", "小学十所"), ("⻓江⻉类", "长江贝类"), ("⻘⽲⼤道", "青禾大道"), ("⾏政", "行政"), ("金额", "金额")],
)
def test_radicals_are_read_as_the_ideographs_they_stand_for(written, read):
    assert clean_text(written) == read


def test_every_kangxi_radical_has_its_ideograph():
    radicals = "".join(map(chr, range(0x2F00, 0x2FD6)))
    assert {unicodedata.name(character).split("-")[0] for character in clean_text(radicals)} == {
        "CJK UNIFIED IDEOGRAPH"
    }
    assert len(clean_text(radicals)) == len(radicals)


def test_control_characters_of_word_processors_are_read_as_what_they_show():
    assert clean_text("修路\x0b治\x1f水\x1e种\x07树\x1b。\x85") == "修路\n治水-种树。\n"
    assert clean_text("修\t路\r\n治\x0c水") == "修\t路\r\n治\x0c水"


def test_escapes_of_chinese_characters_are_read_and_others_stay():
    assert remove_markup("\\u4fee\\u8def\\u3002\\uFF08C:\\users\\u0041\\uff09") == "修路。（C:\\users\\u0041）"


def test_characters_of_no_width_are_left_out():
    assert clean_text("\ufeff修\u200b路\u00ad。\u2060\u200d") == "修路。"


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("<p>修路。</p><P class='x'>治水。", "\n修路。\n\n治水。"),
        ("修路<BR />治水", "修路\n治水"),
        ("<tr><td>镇</td> <TH a=b>公里</th></tr>", "\n镇\t公里\n"),
        ("<span style='a'>修</span>路&ldquo;一&rdquo;&#160;&#x4e8c;", "修路“一”\xa0二"),
        ("若 x<3 且 y>2，AT&T；研发&试验;", "若 x<3 且 y>2，AT&T；研发&试验;"),
        ("修路_x000D_\r\n治水_x000d_种树", "修路\n治水\n种树"),
        ("<百县千企>行动", "<百县千企>行动"),
    ],
)
def test_tags_and_entities_of_a_crawler_are_taken_away_and_other_signs_kept(written, read):
    assert remove_markup(written) == read


def test_written_out_line_breaks_of_a_cell_break_lines():
    assert clean_cell("修路。\\n治水。\\r\\n种树。\\r\\t办学") == "修路。\n治水。\n种树。\n\n办学"
    assert clean_cell("修路\t<td>东</td><td>5</td>") == "修路\n东\t5"
    assert clean_cell("见 D:\\new\\report") == "见 D:\\new\\report"


def test_comments_scripts_and_styles_in_a_text_are_left_out_and_those_that_never_close_stay():
    assert (
        remove_markup("修路<!-- 分页\n<p>草稿 -->。<script>var a=1;</script><STYLE type=x>p{}</style >治水")
        == "修路。治水"
    )
    assert remove_markup("a <!-- b") == "a <!-- b"
    assert len(remove_markup("<!-- " * 100_000)) == 500_000
