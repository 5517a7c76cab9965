r"""Characters: what editors, crawlers and spreadsheets leave in a text that no reader of it sees."""

import html
import re
import unicodedata

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
_CHARACTERS = str.maketrans(
    dict.fromkeys(_INVISIBLE, "")
    | {chr(code): unicodedata.normalize("NFKC", chr(code)) for code in range(0x2F00, 0x2FD6)}
    | {chr(code): unicodedata.normalize("NFKC", chr(code)) for code in range(0xF900, 0xFB00)}
    | _SUPPLEMENT
)
_ESCAPED_CONTROL = re.compile(r"_x000([9AaDd])_(\r?\n)?")
_ESCAPED_BREAK = re.compile(r"(?:\\r)?\\n(?![a-z])|\\r(?![a-z])|\\t(?![a-z])")
_ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z]{2,8}\d{0,2});")
_BREAKING_TAG = re.compile(r"</?(?:br|p|div|h[1-6]|li|tr|table|ul|ol|section|hr)\b[^<>]{0,300}>", re.IGNORECASE)
_OTHER_TAG = re.compile(
    r"</?(?:a|b|i|u|em|strong|span|font|td|th|tbody|thead|img|sup|sub|center|article|o:p|st1:\w+)\b[^<>]{0,1000}>",
    re.IGNORECASE,
)


def clean_text(text: str) -> str:
    r"""Return the text without invisible characters, with ideographs for the radicals of some PDF writers.

    NUL characters, soft hyphens, byte order marks and characters of no width are left out. Halves of surrogate pairs,
    which cannot be written to a table or a page, become the replacement character.

    Examples
    --------
    >>> clean_text("报\0告\ud800")
    '报告\ufffd'
    >>> clean_text("⼀、⺠⽣\u200b保障")
    '一、民生保障'
    """
    return _SURROGATE.sub("\ufffd", text).translate(_CHARACTERS)


def remove_markup(text: str) -> str:
    r"""Return the text with line breaks for the tags and escapes of a crawler, and characters for its entities.

    Only tags of HTML are taken for such: ``<`` and ``>`` elsewhere are kept.

    Examples
    --------
    >>> remove_markup("&nbsp;一、工作<br/>增长3%_x000D_\n若 a < b 则<p>结束</p>")
    '\xa0一、工作\n增长3%\n若 a < b 则\n结束\n'
    """
    if "_x000" in text:
        text = _ESCAPED_CONTROL.sub("\n", text)
    if "<" in text:
        text = _OTHER_TAG.sub("", _BREAKING_TAG.sub("\n", text))
    return _ENTITY.sub(lambda entity: html.unescape(entity[0]), text) if "&" in text else text


def clean_cell(text: str) -> str:
    r"""Return the text of a table's cell, where tabs and written-out escapes stand for line breaks, too.

    Examples
    --------
    >>> clean_cell("一、工作\\n增长3%\t二、打算")
    '一、工作\n增长3%\n二、打算'
    """
    text = clean_text(remove_markup(text))
    if "\\" in text:
        text = _ESCAPED_BREAK.sub("\n", text)
    return text.replace("\r\n", "\n").replace("\r", "\n").replace("\t", "\n")
