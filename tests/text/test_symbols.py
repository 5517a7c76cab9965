"""Glyphs of symbol fonts and fields that show a character."""

import pytest

from research.text.symbols import SYMBOL_FONTS, read_equation, read_symbol


@pytest.mark.parametrize(
    ("font", "code", "shown"),
    [
        ("Wingdings", 0xF0A8, "□"), ("Wingdings 2", 0xF052, "☑"), ("WINGDINGS", 0x81, "①"), ("Symbol", 0xF06D, "μ"), ("Symbol", 0xF0B3, "≥"),
        ("Wingdings", 0xF001, "\ufffd"), ("Webdings", 0xF061, "√"), ("Marlett", 0xF061, "\ufffd"), ("Times New Roman", 0x2460, "①"), ("", 0, "\ufffd"), ("", 0x110000, "\ufffd"),
    ],
)  # fmt: skip
def test_a_glyph_is_the_character_that_it_shows(font, code, shown):
    assert read_symbol(font, code) == shown


def test_fonts_of_symbols_are_told_by_their_names_in_small_letters():
    assert {"symbol", "wingdings", "wingdings 2", "webdings"} == SYMBOL_FONTS


@pytest.mark.parametrize(
    ("code", "shown"),
    [
        (r"eq \o\ac(○,12)", "⑫"), (r"eq \o\ac(○,企)", "企"), (r"eq \o\ac(□,√)", "√"), (r"EQ \o\ac(○,21)", "21"), (r"EQ \b(a)\s\up5(2)", "a2"),
        (r'EQ \* jc2 \* "Font:宋体" \* hps10 \o\ad(\s\up 9(zhōng),中)', "中"), (r"EQ \f(\f(1,2),3)", "1/2/3"), (r"EQ \r(3)", "3"), ("EQ", ""),
        ("PAGE", ""), ('HYPERLINK "a(b)"', ""), ("", ""), ("EQ " + "(" * 2000, ""), (r"EQ \o(", r"\o("),
    ],
)  # fmt: skip
def test_a_field_of_an_equation_is_read_as_the_characters_that_it_shows(code, shown):
    assert read_equation(code) == shown
