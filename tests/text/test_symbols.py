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


@pytest.mark.parametrize(
    ("font", "glyphs"),
    [
        ("Symbol", {0xA3: "≤", 0xA5: "∞", 0xAE: "→", 0xB0: "°", 0xB1: "±", 0xB4: "×", 0xB8: "÷", 0xB9: "≠", 0xBB: "≈", 0xBC: "…", 0xD6: "√", 0xE5: "∑", 0xF2: "∫"}),
        ("Symbol", {0x41: "Α", 0x61: "α", 0x62: "β", 0x70: "π", 0x57: "Ω", 0x25: "%", 0x2D: "−", 0x33: "3", 0x3D: "="}),
        ("Wingdings", {0x6C: "●", 0x6E: "■", 0x75: "◆", 0x81: "①", 0x8A: "⑩", 0xA8: "□", 0xD8: "➢", 0xE0: "→", 0xFC: "√", 0xFE: "☑"}),
        ("Wingdings 2", {0x50: "√", 0x52: "☑", 0x6A: "①", 0x73: "⑩", 0xA3: "□"}), ("Webdings", {0x61: "√", 0x63: "□", 0x67: "■", 0x6E: "●", 0x72: "✗"}),
    ],
)  # fmt: skip
def test_glyphs_are_those_of_the_tables_of_their_fonts(font, glyphs):
    assert {code: read_symbol(font, code) for code in glyphs} == glyphs
