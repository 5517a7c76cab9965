"""Decoding: from the bytes of a Chinese text, whatever its encoding, to the characters that its readers see."""

import html
import re
import unicodedata
import warnings

from research.errors import ReadingWarning
from research.plurals import count_noun

_BOMS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
_COMMON = {"gb18030": range(0xB0, 0xD8), "big5": range(0xA4, 0xC7)}  # lead bytes of each standard's first level
_ENCODINGS = ["gb18030", "big5", "big5hkscs", "utf_16_le", "utf_16_be"]
_SAMPLE = 1_000_000
_WIDE = re.compile("[\t\n\r -~\u2010-\u2030\u3000-\u303f\u4e00-\u9fff\uff00-\uffef]+")

_SURROGATE = re.compile("[\ud800-\udfff]")
_INVISIBLE = "\0\xad\u200b\u200c\u200d\u2060\ufeff"
# Radicals that PDF writers put in the place of ideographs. The block of Kangxi radicals has compatibility mappings;
# of the supplement only two characters have, the others are those of Unicode's table of equivalent ideographs.
_SUPPLEMENT = dict(
    zip(
        "⺁⺅⺇⺋⺒⺘⺙⺛⺜⺝⺟⺠⺡⺢⺧⺨⺩⺫⺬⺯⺳⺵⺶⺷⺹⺼⻁⻂⻃⻄⻅⻆⻇⻉⻊⻋⻌⻍⻏⻑⻒⻓⻔⻗⻘⻙⻚⻛⻜⻝⻟⻠⻡⻢⻣⻤⻥⻦⻨⻩⻪⻫⻬⻭⻮⻯⻰⻱⻲⻳",
        "厂亻几㔾巳扌攵旡日月母民氵氺牛犭王目示糸网罓羊羊老肉虎衤西西见角角贝足车辶辶阝長长长门雨青韦页风飞食食饣首马骨鬼鱼鸟麦黄黾斉齐歯齿竜龙龜亀龟",
        strict=True,
    )
)
# What is left of the codes of a word processor: a line break, a hyphen that does not break, fields, ends of cells.
_CONTROL = dict.fromkeys(map(chr, (*range(1, 9), *range(0x0E, 0x20), *range(0x7F, 0xA0))), "")
_CONTROL |= {"\x0b": "\n", "\x1e": "-", "\x85": "\n"}
_CHARACTERS = (
    dict.fromkeys(_INVISIBLE, "")
    | _CONTROL
    | {chr(code): unicodedata.normalize("NFKC", chr(code)) for code in range(0x2F00, 0x2FD6)}
    | {chr(code): unicodedata.normalize("NFKC", chr(code)) for code in range(0xF900, 0xFB00)}
    | _SUPPLEMENT
)
_UNCLEAN = re.compile(f"[{re.escape(''.join(_CHARACTERS))}]")  # few are met: `str.translate` looks up every character
_ESCAPED_CONTROL = re.compile(r"_x000([9AaDd])_(\r?\n)?")
_ESCAPED_BREAK = re.compile(r"(?:\\r)?\\n(?![a-z])|\\r(?![a-z])|\\t(?![a-z])")
_ESCAPED_CHARACTER = re.compile(r"\\u(4[eEfF]|[5-9][0-9a-fA-F]|30|[fF]{2})([0-9a-fA-F]{2})")  # of JSON, of Chinese text
_ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z]{2,8}\d{0,2});")
_BREAKING_TAG = re.compile(r"</?(?:br|p|div|h[1-6]|li|tr|table|ul|ol|section|hr)\b[^<>]{0,300}>", re.IGNORECASE)
_UNSEEN = (  # where each begins and where it ends
    (re.compile("<!--"), re.compile("-->")),
    (re.compile(r"<script\b[^<>]{0,200}>", re.IGNORECASE), re.compile(r"</script\s*>", re.IGNORECASE)),
    (re.compile(r"<style\b[^<>]{0,200}>", re.IGNORECASE), re.compile(r"</style\s*>", re.IGNORECASE)),
)
_BETWEEN_CELLS = re.compile(r"</t[dh]\s{0,9}>\s{0,99}(?=<t[dh]\b)", re.IGNORECASE)
_OTHER_TAG = re.compile(
    r"</?(?:a|b|i|u|em|strong|span|font|td|th|tbody|thead|img|sup|sub|center|article|o:p|st1:\w+)\b[^<>]{0,1000}>",
    re.IGNORECASE,
)


class DecodingWarning(ReadingWarning):
    """Warn that characters of a file could not be decoded, and how many."""


def decode(data: bytes, place: str) -> str:
    """Decode the bytes of a Chinese text file; whatever the bytes, there is a text.

    Where the encoding that `detect_encoding` finds does not hold for all of the text, each line is taken as UTF-8 or
    GB18030, whichever it rather is, and a `DecodingWarning` counts the characters that are lost.

    Parameters
    ----------
    data
        The bytes of the file.
    place
        What a warning calls the file.

    Examples
    --------
    >>> decode("工作报告".encode("gb18030"), "report.txt")
    '工作报告'
    """
    encoding = detect_encoding(data)
    try:
        return data.decode(encoding)
    except UnicodeDecodeError:
        lines = data.split(b"\n") if encoding in ("utf-8", "gb18030") else [data]
    text = "\n".join(_decode_line(line, encoding) for line in lines)
    warn_of_lost(place, text.count("\ufffd"))
    return text


def warn_of_lost(place: str, count: int) -> None:
    """Warn that so many characters of a file could not be decoded."""
    message = (
        f"{place}: "
        f"{count_noun(count, 'character could not be decoded and is', 'characters could not be decoded and are')} "
        "shown as \ufffd"
    )
    warnings.warn(message, DecodingWarning, stacklevel=3)


def detect_encoding(data: bytes) -> str:
    """Find the encoding of a Chinese text, or of its beginning.

    Tried in this order: a byte order mark, UTF-16 if a fifth of the bytes are NUL, strict UTF-8, strict GB18030 or
    Big5 if that gives common characters, UTF-16 by the same test, what charset-normalizer finds among the Chinese
    encodings, and at last whichever of UTF-8 and GB18030 loses fewest characters.

    Examples
    --------
    >>> [detect_encoding("各位代表：现在报告工作。".encode(name)) for name in ("utf-8", "gb18030", "utf-16-be")]
    ['utf-8', 'gb18030', 'utf-16-be']
    """
    for mark, encoding in _BOMS:
        if data.startswith(mark):
            return encoding
    if data.count(b"\0") > 0.2 * len(data) and (wide := _find_wide(data[:_SAMPLE])):
        return wide
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        found = None if _is_nearly_utf8(data) else _find_chinese(data) or _find_wide(data[:_SAMPLE]) or _find_rare(data)
        return found or min(("utf-8", "gb18030"), key=lambda name: data.decode(name, "replace").count("\ufffd"))
    return "utf-8"


def clean_text(text: str) -> str:
    r"""Return the text without invisible characters, with ideographs for the radicals of some PDF writers.

    Control characters, soft hyphens, byte order marks and characters of no width are left out; those that word
    processors write for a line break and a hyphen become such. Halves of surrogate pairs, which cannot be written to a
    table or a page, become the replacement character.

    Examples
    --------
    >>> clean_text("报\0告\ud800\x0b公开\x1e")
    '报告\ufffd\n公开-'
    >>> clean_text("⼀、⺠⽣\u200b保障")
    '一、民生保障'
    """
    return _UNCLEAN.sub(lambda found: _CHARACTERS[found[0]], _SURROGATE.sub("\ufffd", text))


def remove_markup(text: str) -> str:
    r"""Return the text with line breaks for the tags and escapes of a crawler, and characters for its entities.

    Only tags of HTML are taken for such: ``<`` and ``>`` elsewhere are kept.

    Examples
    --------
    >>> remove_markup("&nbsp;一、工作<br/>增长3%_x000D_\n若 a < b 则<p>结束</p>\\u3002")
    '\xa0一、工作\n增长3%\n若 a < b 则\n结束\n。'
    """
    if "_x000" in text:
        text = _ESCAPED_CONTROL.sub("\n", text)
    if "\\u" in text:
        text = _ESCAPED_CHARACTER.sub(lambda code: chr(int(code[1] + code[2], 16)), text)
    if "<" in text:
        text = _BETWEEN_CELLS.sub("\t", _remove_unseen(text))
        text = _OTHER_TAG.sub("", _BREAKING_TAG.sub("\n", text))
    return _ENTITY.sub(lambda entity: html.unescape(entity[0]), text) if "&" in text else text


def _remove_unseen(text: str) -> str:
    """Return a text without the comments, scripts and styles of HTML; one that never closes stays."""
    for opener, closer in _UNSEEN:
        parts = []
        position = 0
        for found in opener.finditer(text):
            end = closer.search(text, found.end()) if found.start() >= position else None
            if found.start() >= position and end is None:
                break
            if end:
                parts.append(text[position : found.start()])
                position = end.end()
        text = "".join(parts) + text[position:]
    return text


def clean_cell(text: str) -> str:
    r"""Return the text of a table's cell, where tabs and written-out escapes stand for line breaks, too.

    Examples
    --------
    >>> clean_cell("一、工作\\n增长3%\t二、打算")
    '一、工作\n增长3%\n二、打算'
    """
    text = clean_text(remove_markup(text.replace("\t", "\n")))  # what is a tab behind it parts cells of HTML
    if "\\" in text:
        text = _ESCAPED_BREAK.sub("\n", text)
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _decode_line(line: bytes, encoding: str) -> str:
    if encoding not in ("utf-8", "gb18030"):
        return line.decode(encoding, errors="replace")
    text = line.decode("utf-8", errors="replace")
    return text if text.count("\ufffd") <= 0.2 * len(text) else line.decode("gb18030", errors="replace")


def _find_wide(data: bytes) -> str | None:
    """Find the UTF-16 without a mark in which the bytes are Chinese, plain letters and full-width signs."""
    for encoding in ("utf-16-le", "utf-16-be"):
        text = data.decode(encoding, errors="replace")
        if len(_WIDE.sub("", text)) < 0.05 * len(text):
            return encoding
    return None


def _find_chinese(data: bytes) -> str | None:
    return next((encoding for encoding, common in _COMMON.items() if _is_common(data, encoding, common)), None)


def _find_rare(data: bytes) -> str | None:
    from charset_normalizer import from_bytes  # only here, as few texts need it

    best = from_bytes(data, cp_isolation=_ENCODINGS).best()
    return None if best is None else best.encoding


def _is_nearly_utf8(data: bytes) -> bool:
    text = data.decode("utf-8", errors="replace")
    return text.count("\ufffd") < 0.01 * len(text)


def _is_common(data: bytes, encoding: str, common: range) -> bool:
    """Tell whether the bytes are everyday text in an encoding: mostly characters of its first level."""
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError:
        return False
    letters = [
        character for character in text[:_SAMPLE] if character > "\xff" and unicodedata.category(character)[0] != "P"
    ]
    return bool(letters) and sum(character.encode(encoding)[0] in common for character in letters) > 0.8 * len(letters)
