"""Characters that no reader of a text sees."""

import unicodedata

import pytest

from research.text.characters import clean_cell, clean_text, remove_markup


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


def test_characters_of_no_width_are_left_out():
    assert clean_text("\ufeff修\u200b路\u00ad。\u2060\u200d") == "修路。"


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("<p>修路。</p><P class='x'>治水。", "\n修路。\n\n治水。"),
        ("修路<BR />治水", "修路\n治水"),
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
    assert clean_cell("见 D:\\new\\report") == "见 D:\\new\\report"
