"""Logical lines: which line breaks of a text end a line, and which only stand where the paper ended."""

import re
import unicodedata
from itertools import pairwise

_BREAK = re.compile(r"\r\n|[\n\r\v\f\x85\u2028\u2029]")
_BLANK = (
    " \t\u3000\xa0\ufeff\u200b\x1c\x1d\x1e\x1f\u1680"
    "\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f"
)
_ENDS_LINE = frozenset("。！？；：!?;:”』」》）)】…")
_OPENS_LINE = re.compile(
    r"[（(]?[一二三四五六七八九十百零\d]+[）)]?[、.．是要]|[（(][一二三四五六七八九十\d]+[）)]|第[一二三四五六七八九十百\d]+[章节条篇，、]"
    r"|[①-⑳●■◆★·—]|各位|同志们"
)
_LONGEST_PAPER_WIDTH = 140


def find_lines(text: str, *, printed: bool = False) -> list[tuple[int, int]]:
    r"""Find the logical lines of a text: those that are not blank, without the white space around them.

    In a text whose lines were broken by the paper's width (copied from a PDF, say) the lines of a paragraph are
    found as one. A text counts as such if at least four in ten of its lines are about as long as its longest ones
    and stop in the middle of a sentence; lines that open with a list mark start anew.

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
    """
    lines = _find_physical_lines(text)
    if len(lines) < (2 if printed else 5):
        return lines
    rank = -1 - len(lines) // (20 if printed else 10)
    if sorted(end - start for start, end in lines)[rank] > _LONGEST_PAPER_WIDTH:  # no character is narrower than 1
        return lines
    widths = [_width(text[start:end]) for start, end in lines]
    paper = sorted(widths)[rank]
    if paper > _LONGEST_PAPER_WIDTH or paper < 20:
        return lines
    soft = [
        paper * 0.85 <= width <= paper * 1.15
        and text[end - 1] not in _ENDS_LINE
        and not _OPENS_LINE.match(text, following)
        for width, ((_, end), (following, _)) in zip(widths, pairwise(lines), strict=False)
    ]
    if not printed and sum(soft) < 0.4 * len(lines):
        return lines
    joined = [lines[0]]
    for line, goes_on in zip(lines[1:], soft, strict=True):
        if goes_on:
            joined[-1] = (joined[-1][0], line[1])
        else:
            joined.append(line)
    return joined


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
    if not _BREAK.search(text):
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


class _Widths(dict[str, int]):
    """How many columns of the paper a character takes: 2 for a Chinese one."""

    def __missing__(self, character: str) -> int:
        self[character] = 2 if unicodedata.east_asian_width(character) in "WF" else 1
        return self[character]


_WIDTHS = _Widths()


def _width(line: str) -> int:
    return sum(map(_WIDTHS.__getitem__, line))
