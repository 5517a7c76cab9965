"""Lines: where the logical lines of a text begin and end, whatever the paper or a crawler broke or glued."""

import unicodedata
from collections import Counter
from itertools import pairwise

from research.text.boilerplate import advertises, is_page_head, is_remark
from research.text.date_lines import is_date
from research.text.field_lines import is_field
from research.text.line_forms import MAX_NOTICE, MAX_SHORT
from research.text.list_marks import MEASURE, OPENS_LINE
from research.text.patterns import compile_on_use
from research.text.title_lines import is_salutation, is_title

_BREAK = compile_on_use(r"[\n\r\v\f\x85\u2028\u2029](?:(?<=\r)\n)?")  # \r\n is one
_BLANK = (
    " \t\u3000\xa0\ufeff\u200b\x1c\x1d\x1e\x1f\u1680"
    "\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f"
)
ENDS_LINE = frozenset("。！？；：!?;:”』」》）)】…")
_ADDRESSES = compile_on_use(r"(各位|同志们|尊敬的|敬爱的|亲爱的|女士|先生|朋友们|乡亲)[^。！？；]{0,40}，$")
_MAX_PAPER_WIDTH = 140
_MIN_WRAPPED, _MIN_SOFT = 30, 5  # columns of paper, and lines that stop at its margin
_MIN_COMMON = 10  # lines of one width: it is that of the paper, though rows of tables are wider
_MIN_FEW, _MAX_FEW = 44, 40  # columns of the paper, and lines of a short text: two of its longest lines are enough
_COMMA = compile_on_use("[，。；：,;]")
_SLACK = 5  # columns: the indent of a paragraph, or a mark that may not begin a line
_NUMBER = compile_on_use(r"\d+(\.\d+)*")  # alone on a line: of a page or a section
_FIGURE = compile_on_use(rf"\d+\.\d+\s*(?:{MEASURE})|\d+[%％]")
_LEADERS = compile_on_use(r"[.．·…]{3}")  # of a table of contents, whose lines are longer than the text's

_CLOSES = frozenset("，。、；：！？》）”’」』】〉…,;")
_OPENS = frozenset("《（“‘「『【〈")
_ELLIPSIS = compile_on_use("…+")
_TOKEN = compile_on_use(r"[\d.,%．％～~—+-]+|[A-Za-z]{1,12}")
_MAX_LINK, _MIN_CLAUSE = 20, 12
_CLAUSE = compile_on_use(r"[\u4e00-\u9fff][^，。；]{0,12}[，。；]")
_ENDS_SENTENCE = frozenset("。！？；：”）")

_NUMERAL = "[一二三四五六七八九十百零]"
_OPENS_SECTION = frozenset("一二三四五六七八九十百零（(第")
_SECTION = rf"(?:{_NUMERAL}{{1,3}}\s?、|[（(]{_NUMERAL}{{1,3}}[）)]|第\s?{_NUMERAL}+\s?[章节条编篇])"
_INDENT = compile_on_use(r"\u3000[\u3000 \xa0]+(?=\S)")
_MIN_GLUED = 120  # lines of at least so many characters may hold a whole document whose line breaks were lost
_GLUED_SECTION = compile_on_use(rf"(?<=[。！？；：）”\s])(?={_SECTION})")
_GLUED_SECTION_MARK = compile_on_use(rf"(?<=[。；：])[ \u3000]?({_SECTION})")
_TITLE_AND_SALUTATION = compile_on_use(
    r"([^。！？；，\n]{2,80}?(?:报告|讲话|致辞|发言|通知|意见|方案|决定|总结|要点))?\s*"
    r"((?:——|--|—)[^。！？；，：]{6,60}(?:上|会议|大会|全会)(?:的讲话|的报告)?)?\s*([（(][^（）()。]{4,60}[）)])?\s*"
    r"([\u4e00-\u9fff、]{0,20}[长记席任]\s*(?!各位|同志们)[\u4e00-\u9fff]{2,4}?\s*)?((?:各位|同志们|尊敬的)[^。！？]{0,30}?[：:！!])"
)
_MAX_TITLE = 82  # characters before the blank and the fields
_TITLE_AND_FIELDS = compile_on_use(
    r"([^\s：:][^：:\n。，]{5,80}?)[ \u3000\xa0]+(?=(?:发布(?:时间|日期|机构)|文章来源|信息来源|来源|作者|日期|索引号|发文字号|浏览次数)[：:]|[（(]?(?:19|20)\d\d年\d{1,2}月\d{1,2}日)"
)
_FOLLOWS_HEADING = (*" \u3000\xa0\t", "（一", "(一")
_SECTION_MARK = compile_on_use(_SECTION)
_SECTION_AND_TEXT = compile_on_use(
    rf"({_NUMERAL}{{1,3}}、[^\s。！？；，：（）]{{2,20}})(?=[（(]一[）)])"
    rf"|({_SECTION}[ \u3000\xa0]*[^\s。！？；，：]{{1,29}}[\u4e00-\u9fff”》）])[ \u3000\xa0\t]+(?={_SECTION}|[\u4e00-\u9fff“《（](?:[^\s。]{{3,}}[^。]{{4,}}|[^\s。\d]{{2,}}\d[^。]*)[。；])"
)


class _Widths(dict[str, int]):
    """How many columns of the paper a character takes: 2 for a Chinese one."""

    def __missing__(self, character: str) -> int:
        self[character] = 2 if unicodedata.east_asian_width(character) in "WF" else 1
        return self[character]


_WIDTHS = _Widths()


def find_lines(text: str, *, printed: bool = False) -> list[tuple[int, int]]:
    r"""Find the logical lines of a text: those that are not blank, without the white space around them.

    In a text whose lines were broken by the paper's width (copied from a PDF, say) the lines of a paragraph are
    found as one. A text counts as such if at least four in ten of its lines are about as long as its longest ones
    and stop in the middle of a sentence; lines that open with a list mark start anew. Lines that a crawler broke at
    every element of a page (they begin with a closing mark) are found as one, too. A line whose breaks were lost is
    found as several: it is cut at the indents of its paragraphs and, where it holds a whole document, at section marks.

    Parameters
    ----------
    text
        The whole document.
    printed
        Whether the text is known to be broken by the paper's width, as that of a PDF is.

    Returns
    -------
    list of (int, int)
        Start and end offsets, in order.

    Examples
    --------
    >>> [(start, end)] = find_lines("　　各位代表：\n\n")
    >>> "　　各位代表：\n\n"[start:end]
    '各位代表：'
    >>> text = "一、农业\n我们落实《\n种子法\n》，增产。\n"
    >>> [remove_breaks(text[start:end]) for start, end in find_lines(text)]
    ['一、农业', '我们落实《种子法》，增产。']
    """
    return _cut_glued(text, _join_elements(text, _join_paper(text, _find_physical_lines(text), printed=printed)))


def join_wrapped_lines(text: str) -> str:
    r"""Return the text with one logical line a line, as a reader of PDF needs it.

    Examples
    --------
    >>> join_wrapped_lines("一、工作\n\n　二、打算")
    '一、工作\n二、打算'
    """
    return "\n".join(remove_breaks(text[start:end]) for start, end in find_lines(text, printed=True))


def remove_breaks(text: str) -> str:
    r"""Return the text on one line; a break between Latin words becomes a blank.

    Examples
    --------
    >>> remove_breaks("城市更\n新，gross domestic\nproduct")
    '城市更新，gross domestic product'
    """
    if text.isprintable() or not _BREAK.search(text):  # the first is the faster, the second the rule
        return text
    parts = [part.strip(_BLANK) for part in _BREAK.split(text)]
    joined = parts[0]
    for part in parts[1:]:
        latin = joined[-1:].isascii() and joined[-1:].isalpha() and part[:1].isascii() and part[:1].isalpha()
        joined += (" " if latin else "") + part
    return joined


def _find_physical_lines(text: str) -> list[tuple[int, int]]:
    lines = []
    start = 0
    ends = [(match.start(), match.end()) for match in _BREAK.finditer(text)]
    for end, following in [*ends, (len(text), len(text))]:
        line = text[start:end]
        stripped = line.strip(_BLANK)
        if stripped:
            first = start + len(line) - len(line.lstrip(_BLANK))
            lines.append((first, first + len(stripped)))
        start = following
    return lines


def _join_paper(text: str, lines: list[tuple[int, int]], *, printed: bool) -> list[tuple[int, int]]:
    """Join the lines that stop where the paper did."""
    if len(lines) < (2 if printed else 5):
        return lines
    rank = -1 - len(lines) // (20 if printed else 10)
    if sorted(end - start for start, end in lines)[rank] > _MAX_PAPER_WIDTH:  # no character is narrower than 1
        return lines
    widths = [_width(text[start:end]) for start, end in lines]
    paper = sorted(widths)[rank]
    if paper > _MAX_PAPER_WIDTH or paper < 20:
        return lines
    soft = [
        paper * 0.85 <= width <= paper * 1.15
        and text[end - 1] not in ENDS_LINE
        and not OPENS_LINE.match(text, following)
        and not _NUMBER.fullmatch(text, following, last)
        and not _is_paging(text, following, last)
        and not (end - first <= MAX_NOTICE and is_field(text[first:end]))
        and not (is_salutation(text[following:last]) and is_title(text[first:end]))
        for width, ((first, end), (following, last)) in zip(widths, pairwise(lines), strict=False)
    ]
    narrow = paper < _MIN_WRAPPED and len(lines) < _MIN_COMMON  # a few labels with values below each other, say
    if not printed and (narrow or sum(soft) < 0.4 * len(lines) or _are_titles(text, lines, soft)):
        soft = _find_wrapped(text, lines, widths)
    return _join(lines, soft)


def _find_wrapped(text: str, lines: list[tuple[int, int]], widths: list[int]) -> list[bool]:
    """Find the lines that stop at one margin in the middle of a sentence, in a text with many headings or blank lines.

    Most lines that come near the margin must stop right at it, or paragraphs be indented and the lines below them not,
    and nearly all that are joined end as sentences do. Returns False for every line where that is not so.
    """
    none = [False] * (len(lines) - 1)
    indents = [start - max(text.rfind(sign, 0, start) for sign in "\n\r") - 1 for start, _ in lines]
    widths = [
        width + _width(text[start - by : start]) for width, by, (start, _) in zip(widths, indents, lines, strict=True)
    ]
    plain = [width for width, line in zip(widths, lines, strict=True) if not _LEADERS.search(text, *line)]
    common = Counter(width for width in plain if width >= _MIN_WRAPPED).most_common(1)
    paper, count = common[0] if common else (0, 0)
    if count < max(_MIN_COMMON, len(plain) // 20):
        paper = sorted(plain)[-1 - len(plain) // 20] if plain else 0
    if not _MIN_WRAPPED <= paper <= _MAX_PAPER_WIDTH:
        return none
    soft = [
        paper - _SLACK <= width <= paper + 2
        and text[end - 1] not in ENDS_LINE
        and not OPENS_LINE.match(text, following)
        and len(_BREAK.findall(text, end, following)) == 1
        and not _NUMBER.fullmatch(text, following, last)
        and not _is_paging(text, following, last)
        and not (end - first <= MAX_NOTICE and is_field(text[first:end]))
        and not (is_salutation(text[following:last]) and is_title(text[first:end]))
        for width, ((first, end), (following, last)) in zip(widths, pairwise(lines), strict=False)
    ]
    near = sum(0.85 * paper <= width <= 1.15 * paper for width in plain)
    wider = sum(width > 1.15 * paper for width in plain)  # rows of tables
    marked = sum(indents[index] > 0 for index in range(len(lines)) if not index or not soft[index - 1])
    flush = all(not indents[index + 1] for index, joins in enumerate(soft) if joins)
    few = len(lines) < _MAX_FEW and paper >= _MIN_FEW and not wider and sum(soft) > 1
    at_margin = (few or sum(soft) >= _MIN_SOFT) and sum(soft) >= max(0.6 * near, wider)
    return soft if (at_margin or (marked > 1 and flush)) and _count_ended(text, lines, soft) >= 0.7 else none


def _are_titles(text: str, lines: list[tuple[int, int]], goes_on: list[bool]) -> bool:
    """Tell a list of titles or headlines from lines that the paper broke: no sentence ends, and hardly one has a comma."""
    if _count_ended(text, lines, goes_on) >= 0.5:
        return False
    joined = [text[slice(*lines[index])] for index, joins in enumerate(goes_on) if joins]
    titles = sum(is_title(line) for line in joined)
    return sum(_COMMA.search(line) is not None for line in joined) < len(joined) / 3 or 2 * titles > len(joined)


def _count_ended(text: str, lines: list[tuple[int, int]], goes_on: list[bool]) -> float:
    """Return the share of joined lines that end as sentences do: lists of titles and names do not."""
    joins = zip(lines[1:], goes_on, [*goes_on[1:], False], strict=True)
    ends = [end for (_, end), joins_above, joins_next in joins if joins_above and not joins_next]
    return sum(text[end - 1] in ENDS_LINE for end in ends) / len(ends) if ends else 0.0


def _join_elements(text: str, lines: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Join the lines that a crawler took from the elements of a page one by one."""
    commas = [_breaks_sentence(text, line, following) for line, following in pairwise(lines)]
    if not any(text[start] in _CLOSES for start, _ in lines[1:]):
        return _join(lines, commas) if any(commas) else lines
    tokens = [end - start <= 12 and _TOKEN.fullmatch(text, start, end) is not None for start, end in lines]
    closes_next = [*(text[start] in _CLOSES for start, _ in lines[1:]), False]
    carries_on = [
        closes or (_CLAUSE.match(text, *line) is not None)
        for closes, line in zip(closes_next, [*lines[1:], (0, 0)], strict=True)
    ]
    goes_on: list[bool] = []
    for index, ((first, end), (start, following)) in enumerate(pairwise(lines)):
        last = text[end - 1]
        inside = last not in _ENDS_SENTENCE
        joined = (text[start] in _CLOSES and not _ELLIPSIS.fullmatch(text, start, following)) or last in _OPENS
        joined = joined or (
            tokens[index + 1] and inside and carries_on[index + 1] and not OPENS_LINE.match(text, first)
        )
        joined = joined or (
            tokens[index] and bool(goes_on) and goes_on[-1] and inside and not OPENS_LINE.match(text, start)
        )
        joined = joined or commas[index]
        joined = joined or (inside and closes_next[index + 1] and _is_link(text, lines[index], lines[index + 1]))
        joined = joined or (inside and index > 0 and _opens_link(text, lines[index], lines[index + 1]))
        goes_on.append(joined)
    return _join(lines, goes_on)


def _breaks_sentence(text: str, line: tuple[int, int], following: tuple[int, int]) -> bool:
    """Tell whether a line breaks off at a comma or before a figure: it is no salutation, and no list or paging follows."""
    last = text[line[1] - 1]
    if last not in "，、":
        broken = last not in ENDS_LINE and text[following[0]].isdecimal() and text.find("，", *line) >= 0
        return broken and not OPENS_LINE.match(text, line[0]) and _FIGURE.match(text, *following) is not None
    if _ADDRESSES.match(text, *line) or OPENS_LINE.match(text, following[0]):
        return False
    return not _is_paging(text, *following)


def _is_paging(text: str, start: int, end: int) -> bool:
    """Tell whether a line only says on which page it stands: 上一页 1 2 3 下一页."""
    return end - start <= MAX_SHORT and (is_page_head(text[start:end]) or advertises(text[start:end]))


def _is_link(text: str, above: tuple[int, int], line: tuple[int, int]) -> bool:
    """Tell whether a short line before a closing mark goes on with the sentence above."""
    if line[1] - line[0] > _MAX_LINK or OPENS_LINE.match(text, line[0]):
        return False
    clause = text.find("，", *above) >= 0
    return clause or (above[1] - above[0] >= _MIN_CLAUSE and not OPENS_LINE.match(text, above[0]))


def _opens_link(text: str, above: tuple[int, int], line: tuple[int, int]) -> bool:
    """Tell whether an unmarked line goes on with 《…》 or “…” alone on the next, or with a single character (和)."""
    if OPENS_LINE.match(text, above[0]) or OPENS_LINE.match(text, line[0]):
        return False
    quoted = text[line[0]] in _OPENS and line[1] - line[0] <= _MAX_LINK and text.find("，", *line) < 0
    if quoted and (is_remark(text[line[0] : line[1]]) or is_date(text[line[0] : line[1]])):
        return False
    return quoted or line[1] - line[0] == 1 or above[1] - above[0] == 1


def _join(lines: list[tuple[int, int]], goes_on: list[bool]) -> list[tuple[int, int]]:
    joined = [lines[0]]
    for line, joins in zip(lines[1:], goes_on, strict=True):
        if joins:
            joined[-1] = (joined[-1][0], line[1])
        else:
            joined.append(line)
    return joined


def _cut_glued(text: str, lines: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Cut the lines that hold several paragraphs."""
    glued = "\u3000\u3000" in text or "\u3000 " in text
    one_line = len(lines) <= 3
    sections = one_line or " " in text or "\u3000" in text
    if not (glued or sections):
        return lines
    found = []
    for start, end in lines:
        cuts = set()
        if glued and end - start > 12 and _has_stop(text, start, end):
            cuts |= {match.end() for match in _INDENT.finditer(text, start, end)}
        if one_line and (end - start >= _MIN_GLUED or _holds_sections(text, start, end)):
            cuts |= _find_glued_sections(text, start, end)
        if cuts:
            found += [
                piece
                for first, last in pairwise([start, *sorted(cuts - {start}), end])
                for piece in _strip(text, first, last)
            ]
        else:
            found.append((start, end))
    return _cut_section_lines(text, _cut_fields(text, found)) if sections else found


def _holds_sections(text: str, start: int, end: int) -> bool:
    """Tell whether a line holds the first two sections of a document, behind full stops."""
    return text.find("一、", start, end) >= 0 and any(
        found[1].startswith("二、") for found in _GLUED_SECTION_MARK.finditer(text, start, end)
    )


def _has_stop(text: str, start: int, end: int) -> bool:
    return any(text.find(stop, start, end) >= 0 for stop in ("。", "；", "：\u3000"))


def _find_glued_sections(text: str, start: int, end: int) -> set[int]:
    cuts = {match.end() for match in _GLUED_SECTION.finditer(text, start, end)}
    opening = _TITLE_AND_SALUTATION.match(text, start, min(end, start + 250))
    if opening:
        cuts |= {opening.start(group) for group in (2, 3, 4, 5) if opening[group]} | {opening.end()}
    return cuts


def _cut_fields(text: str, lines: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Cut the fields off that stand on one line with the title: 关于供水的通知　发布时间：2024-05-06."""
    found = []
    for start, end in lines:
        near = min(end, start + _MAX_TITLE)
        blank = any(text.find(sign, start, near) >= 0 for sign in " \u3000\xa0")
        cut = _TITLE_AND_FIELDS.match(text, start, end) if blank else None
        if cut and is_title(cut[1]):
            found += [(start, cut.end(1)), (cut.end(), end)]
        else:
            found.append((start, end))
    return found


def _cut_section_lines(text: str, lines: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Cut 一、工作回顾 过去一年，…。 after the heading, and 第一章 总则 第一条 … before the article."""
    found = []
    for start, end in lines:
        while _may_hold_heading(text, start, end) and (cut := _SECTION_AND_TEXT.match(text, start, end)):
            found += _strip(text, start, cut.end(cut.lastindex or 0))
            start = cut.end()
        found.append((start, end))
    return found


def _may_hold_heading(text: str, start: int, end: int) -> bool:
    """Tell whether a line opens with a mark, and a blank or the first mark of a lower level stands in it."""
    if text[start] not in _OPENS_SECTION or not _SECTION_MARK.match(text, start, end):
        return False
    return any(text.find(sign, start, end) >= 0 for sign in _FOLLOWS_HEADING)


def _strip(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """Return the offsets without the white space around, or nothing where there is only white space."""
    piece = text[start:end]
    stripped = piece.strip(_BLANK)
    if not stripped:
        return []
    first = start + len(piece) - len(piece.lstrip(_BLANK))
    return [(first, first + len(stripped))]


def _width(line: str) -> int:
    return sum(map(_WIDTHS.__getitem__, line))
