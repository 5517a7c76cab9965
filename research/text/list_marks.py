"""List marks: how the headings and items of a text are numbered, and how high each mark stands."""

from typing import NamedTuple

from research.text.patterns import compile_on_use

_NUMERAL = "[一二三四五六七八九十百]"
# 1.1 and 2.3.1 before a word, and not a measure: 3.5亿元, 1.2个百分点.
MEASURE = r"[万亿千倍吨亩%％‰]|百分|个(?:百分)?[点月]|[元米户次岁度克位名件台套辆人年](?![\u4e00-\u9fff])|公[里顷斤]|平方|立方|小时|美元|分钟|人次"
_DECIMAL = rf"\d{{1,2}}(?:[.．]\d{{1,2}}){{1,3}}[ \u3000]*(?=[\u4e00-\u9fff])(?!{MEASURE})"
BULLETS = "●■◆★▲▶►•·○◎□☆◇△▪◦※☐☑☒✓✔✦❖➢➤➔▼▽◻♦♥♠♣✧◉◈⬥✅⭐🔹🔸🔴🔵👉📌⭕📍🌟💡📢🔷🔶🔺"
ARTICLE = compile_on_use(r"第\s?[一二三四五六七八九十百零\d]+\s?条")
SECTION = compile_on_use(
    r"[壹贰叁肆伍陆柒捌玖拾]{1,2}、|[一二三四五六七八九十]{1,3}\s?、|[（(][一二三四五六七八九十]{1,3}[）)]|第\s?[一二三四五六七八九十百零\d]+\s?[章节条编篇]|[一二三四五六七八九十]{1,3}是|[㈠-㈩㊀-㊉]"
)
"""Marks with which the text below a title may open."""
SECTION_OR_ITEM = compile_on_use(rf"{SECTION.pattern}|[（(]?\d{{1,2}}[.．、）)](?!\d)|[①-⒛❶-❿➀-➓]|——")
ITEM = compile_on_use(r"\s*([（(]?\d{1,2}[.．、）)]|[①-⒛❶-❿➀-➓㈠-㈩㊀-㊉]|[（(][一二三四五六七八九十]{1,3}[）)])")
"""Marks of the entries of a list of annexes."""
OPENS_LINE = compile_on_use(
    rf"[（(]?[一二三四五六七八九十百零\d]+[）)]?(?:、|[.．](?!\d)|[是要])|{_DECIMAL}|[（(][一二三四五六七八九十\d]+[）)]|第[一二三四五六七八九十百\d]+[章节条篇，、]"
    rf"|[①-⒛❶-❿➀-➓㈠-㈩㊀-㊉]|[{BULLETS}—]|各位|同志们"
)
"""What begins a new line of the text, though the line above stops where the paper did."""


class Mark(NamedTuple):
    """A list mark at the start of a text.

    Attributes
    ----------
    rank
        How high it stands: a heading stands until one of its own rank or a higher one (a smaller number).
    level
        The rank in four steps: 1 (一、), 2 (（一）), 3 (1. and 一是), 4 (（1）); `UNMARKED` where it is none of a heading.
    end
        Where the text behind it begins.
    """

    rank: float
    level: int
    end: int


UNMARKED = 5
BULLET_RANK = 4.5
_KINDS = (
    (rf"第\s?{_NUMERAL}+\s?(?:编|篇|部分)", 0.6, 1),
    (rf"第\s?{_NUMERAL}+\s?章", 0.7, 1),
    (rf"第\s?{_NUMERAL}+\s?节", 0.8, 2),
    (ARTICLE.pattern, 0.9, UNMARKED),
    (r"[壹贰叁肆伍陆柒捌玖拾]{1,2}、", 0.94, 1),
    (r"[Ⅰ-Ⅻ]{1,4}[.．、\s]", 0.95, 1),
    (rf"{_NUMERAL}{{1,3}}\s?、", 1.0, 1),
    (rf"第{_NUMERAL}{{1,2}}个问题[，、：:,]", 1.5, 2),
    (rf"[（(]{_NUMERAL}{{1,3}}[）)]|[㈠-㈩㊀-㊉]", 2.0, 2),
    (r"专栏\s*\d+", 2.5, 1),
    (r"\d{1,2}(?:[.．](?!\d)|\s?、(?!\d{1,2}[、号至和]))|\d\ufe0f?\u20e3|[⒈-⒛]", 3.0, 3),
    (rf"{_NUMERAL}{{1,3}}[是要]", 3.5, 3),
    (rf"第{_NUMERAL}{{1,3}}[，、,]", 3.6, 3),
    ("——", 3.7, 3),
    (r"[（(]\d{1,2}[）)]|[⑴-⒇]", 4.0, 4),
    (r"\d{1,2}[）)]", 4.1, 4),
    ("[①-⑳❶-❿➀-➓]", 4.2, 4),
    (r"[（(]?[A-Za-z][）)]|[A-Za-z](?:[.．、](?![A-Za-z]))", 4.3, 4),
    (rf"[{BULLETS}]\ufe0f?\s*|[-–*]\s+(?=[^\d\s])", BULLET_RANK, 4),
    ("[一二三四五]来，", UNMARKED, 3),
)
_MARK = compile_on_use("|".join(f"({pattern})" for pattern, _, _ in _KINDS))
# Most sentences have no mark: two look-ups are faster than the search.
_ENCLOSED = "".join(
    map(chr, (*range(0x2460, 0x249C), *range(0x2776, 0x2794), *range(0x3220, 0x322A), *range(0x3280, 0x328A)))
)
_ONE_CHARACTER = f"ⅠⅡⅢⅣⅤⅥⅦⅧⅨⅩ{_ENCLOSED}{BULLETS}-–*"
_ENDS_MARK = frozenset(f"是要来、，,.．）)章节条编篇部—栏 \u20e3{_ONE_CHARACTER}")
_OPENS_MARK = frozenset(f"ABCDEFGHabcdefgh壹贰叁肆伍陆柒捌玖拾一二三四五六七八九十百（(第专—0123456789{_ONE_CHARACTER}")


def find_mark(text: str) -> Mark | None:
    """Find the list mark with which a text opens.

    Examples
    --------
    >>> find_mark("（二）稳粮"), find_mark("治水")
    (Mark(rank=2.0, level=2, end=3), None)
    """
    found = _MARK.match(text)
    if found is None or found.lastindex is None:
        return None
    _, rank, level = _KINDS[found.lastindex - 1]
    return Mark(rank, level, found.end())


def find_rank(sentence: str) -> float:
    """Return the rank of the list mark that opens a sentence, or `UNMARKED`.

    Examples
    --------
    >>> [find_rank(text) for text in ("一、总体要求", "第三条 办法如下。", "治水。")]
    [1.0, 0.9, 5]
    """
    if sentence[0] not in _OPENS_MARK or _ENDS_MARK.isdisjoint(sentence[:8]):
        return UNMARKED
    mark = find_mark(sentence)
    return mark.rank if mark else UNMARKED


def find_level(text: str) -> int:
    """Return the level of the list mark that opens a text: 1 (一、) to 4 (（1）), or 5 where there is none.

    Examples
    --------
    >>> [find_level(text) for text in ("一、总体要求", "（二）稳粮", "3.5%的增长", "3.修路", "①治水", "治水")]
    [1, 2, 5, 3, 4, 5]
    """
    mark = find_mark(text)
    return mark.level if mark else UNMARKED
