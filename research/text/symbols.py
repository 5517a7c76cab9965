"""Symbols: characters that word processors write as glyphs of symbol fonts or as the code of a field."""

import re
from collections.abc import Mapping
from types import MappingProxyType

from research.text.patterns import compile_on_use

_PRIVATE = range(0xF000, 0xF100)  # where Word puts the glyphs of symbol fonts
_UNKNOWN = "\ufffd"

# What programs insert from the fonts of Windows: boxes that are ticked, numbers in circles, bullets, Greek letters.
_WINGDINGS = {
    0x6C: "●", 0x6D: "❍", 0x6E: "■", 0x6F: "□", 0x70: "❐", 0x71: "❑", 0x72: "❒", 0x74: "⧫", 0x75: "◆", 0x76: "❖", 0x77: "⬥",
    0xA0: "▪", 0xA1: "○", 0xA2: "○", 0xA7: "▪", 0xA8: "□", 0xAB: "★", 0xAD: "✴", 0xD8: "➢", 0xDF: "←", 0xE0: "→", 0xE1: "↑",
    0xE2: "↓", 0xE8: "➔", 0xF0: "⇨", 0xFB: "✗", 0xFC: "√", 0xFD: "☒", 0xFE: "☑",
} | {0x80 + number: sign for number, sign in enumerate("⓪①②③④⑤⑥⑦⑧⑨⑩⓿❶❷❸❹❺❻❼❽❾❿")}  # fmt: skip
_WINGDINGS_2 = {0x4F: "✗", 0x50: "√", 0x51: "☒", 0x52: "☑", 0x53: "☒", 0x54: "☒", 0x97: "●", 0xA2: "■", 0xA3: "□"} | {
    0x69 + number: sign for number, sign in enumerate("⓪①②③④⑤⑥⑦⑧⑨⑩")
}
_WEBDINGS = {0x61: "√", 0x63: "□", 0x67: "■", 0x6E: "●", 0x72: "✗"}
_SYMBOL = (
    dict(zip(range(0x41, 0x5B), "ΑΒΧΔΕΦΓΗΙϑΚΛΜΝΟΠΘΡΣΤΥςΩΞΨΖ", strict=True))
    | dict(zip(range(0x61, 0x7B), "αβχδεφγηιϕκλμνοπθρστυϖωξψζ", strict=True))
    | {code: chr(code) for code in (*range(0x20, 0x22), 0x23, 0x25, 0x26, *range(0x28, 0x2A), *range(0x2B, 0x2D), 0x2E, *range(0x2F, 0x40))}
    | {
        0x2A: "∗", 0x2D: "−", 0x5B: "[", 0x5D: "]", 0x7B: "{", 0x7C: "|", 0x7D: "}", 0x7E: "∼", 0xA2: "′", 0xA3: "≤", 0xA5: "∞",
        0xAB: "↔", 0xAC: "←", 0xAD: "↑", 0xAE: "→", 0xAF: "↓", 0xB0: "°", 0xB1: "±", 0xB2: "″", 0xB3: "≥", 0xB4: "×", 0xB5: "∝",
        0xB7: "•", 0xB8: "÷", 0xB9: "≠", 0xBA: "≡", 0xBB: "≈", 0xBC: "…", 0xC5: "⊕", 0xD0: "∠", 0xD5: "∏", 0xD6: "√", 0xD7: "⋅",
        0xE5: "∑", 0xF2: "∫",
    }
)  # fmt: skip
_FONTS: Mapping[str, Mapping[int, str]] = MappingProxyType(
    {"symbol": _SYMBOL, "wingdings": _WINGDINGS, "wingdings 2": _WINGDINGS_2, "webdings": _WEBDINGS}
)
SYMBOL_FONTS = frozenset(_FONTS)
"""The names of the fonts whose glyphs are known, in small letters."""

_RAISED_DIGITS = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
_MAX_CODE = 1000  # characters of a field that writes a character or two
_CALL = compile_on_use(r"((?:\\[a-z]+ *-?\d* *)+)\(([^()]*)\)", re.IGNORECASE)
_RAISED = "\x01"
_FRAMES = "○◯〇□△◇"
_CIRCLED = 0x245F  # ① is the next one
_MAX_CIRCLED = 20


def read_symbol(font: str, code: int) -> str:
    """Return the character that a glyph of a symbol font shows.

    Parameters
    ----------
    font
        The name of the font.
    code
        The number of the glyph, of which Word adds 0xF000 to those of symbol fonts.

    Returns
    -------
    str
        A character; U+FFFD where the font is one of symbols and the glyph is not known.

    Examples
    --------
    >>> read_symbol("Wingdings", 0xF0FE), read_symbol("Symbol", 0xB1), read_symbol("宋体", 0x2103)
    ('☑', '±', '℃')
    """
    glyphs = _FONTS.get(font.strip().lower())
    if glyphs is None and code not in _PRIVATE:
        return chr(code) if 0 < code < 0x110000 else _UNKNOWN
    return (glyphs or {}).get(code - _PRIVATE.start if code in _PRIVATE else code, _UNKNOWN)


def raise_digits(text: str) -> str:
    """Return a text with its digits raised, so that a power or the mark of a note is no part of the number before it.

    Examples
    --------
    >>> "10" + raise_digits("4")
    '10⁴'
    """
    return text.translate(_RAISED_DIGITS)


def show_box(*, ticked: bool) -> str:
    """Return the box of a form.

    Examples
    --------
    >>> show_box(ticked=True), show_box(ticked=False)
    ('☑', '☐')
    """
    return "☑" if ticked else "☐"


def read_equation(code: str) -> str:
    r"""Return what a field EQ shows, in which Word writes characters in circles and pinyin above characters.

    Parameters
    ----------
    code
        The code of the field.

    Returns
    -------
    str
        The characters without what stands above them, and nothing for another field.

    Examples
    --------
    >>> read_equation(r"eq \o\ac(○,3)"), read_equation(r"EQ \* jc2 \o\ad(\s\up 9(lù),路)"), read_equation(r"EQ \f(1,2)")
    ('③', '路', '1/2')
    """
    name, _, rest = code.strip().partition(" ")
    if name.upper() != "EQ" or len(rest) > _MAX_CODE:
        return ""
    rest = re.sub(r"""\\\*\s*("[^"]*"|\w+)""", "", rest)
    while (changed := _CALL.sub(_show_call, rest)) != rest:
        rest = changed
    return rest.replace(_RAISED, "").strip()


def _show_call(call: re.Match[str]) -> str:
    names = re.findall(r"\\([a-z]+)", call[1].lower())
    arguments = [argument.strip() for argument in re.split("[,，;]", call[2])]
    if names[0] == "s":
        return _RAISED + "".join(arguments)
    if names[0] == "f":
        return "/".join(arguments)
    if names[0] != "o":
        return "".join(arguments)
    shown = [one for one in arguments if one and not one.startswith(_RAISED)] or arguments
    framed = [one for one in shown if one not in _FRAMES]
    inner = "".join(framed or shown[:1])
    circled = len(framed) < len(shown) and inner.isdecimal() and 0 < int(inner) <= _MAX_CIRCLED
    return chr(_CIRCLED + int(inner)) if circled else inner
