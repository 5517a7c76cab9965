"""Outline: headings that are numbered 1, 1.1 and 1.1.1, or 一, 二, 三 before a blank, without a list mark."""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from research.text.list_marks import MEASURE, UNMARKED, Mark
from research.text.marks import ASIDE, TEXT, TITLE
from research.text.patterns import compile_on_use

_NUMBER = compile_on_use(
    rf"(\d{{1,2}}(?:[.．]\d{{1,2}}){{0,3}})([.．]?)([ \u3000\t]*)(?=[\u4e00-\u9fff“《A-Z])(?!{MEASURE})"
)
_NUMERAL = compile_on_use(r"([一二三四五六七八九])[ \u3000\t]+(?=[\u4e00-\u9fff]{2,20}$)")
_SECTION = compile_on_use(r"[一二三四五六七八九十]{1,3}、|[（(][一二三四五六七八九十]{1,3}[）)]")
_ALONE = compile_on_use(
    r"(?:(?:PART|Part|CHAPTER|Chapter)[.\s]{0,2}0?(?P<part>\d{1,2})|(?P<digits>0[1-9]|1\d)|(?P<numeral>[一二三四五六七八九十壹贰叁肆伍陆柒捌玖拾]))[.、]?"
)
_NUMERALS = "一二三四五六七八九十壹贰叁肆伍陆柒捌玖拾"
_MAX_HEADING = 30
_MAX_NAMED = 45  # characters of the line below a number
_MAX_ALONE = 12  # characters of a number on a line of its own: CHAPTER 10
_HIGH, _LOW = 0.71, 3.0
"""Rank of the outermost numbers: below chapters and above all other marks, or below （一） in a text that has these first."""
_STEP = 0.01
_MIN_NUMBERED = 2


def find_numbers(lines: Sequence[str], roles: Sequence[str]) -> dict[int, Mark]:
    """Find the lines that are numbered as an outline is: each number follows on those before.

    What looks like a number of the outline and does not follow is none: a measure (3.5 at the start of a line), a row of
    a table, an item of a list. Numbers of one part count only if a blank parts them from short lines, with other lines
    between, or numbers of two parts follow.

    Returns
    -------
    dict of int to Mark
        The mark of each numbered line; none where the text has no outline.

    Examples
    --------
    >>> lines = ["1 总则", "1.1 目的", "为规范应急工作，制定本预案。", "2 组织体系", "3.5米以上堤防要加强巡查。"]
    >>> {index: mark.rank for index, mark in find_numbers(lines, ["text"] * 5).items()}
    {0: 0.71, 1: 0.72, 3: 0.71}
    """
    if numerals := _find_numerals(lines, roles):
        return numerals
    found: dict[int, tuple[int, ...]] = {}
    marks: dict[int, Mark] = {}
    path: tuple[int, ...] = ()
    base = 0.0
    for index, (line, role) in enumerate(zip(lines, roles, strict=True)):
        if role != TEXT:
            continue
        if not base and _SECTION.match(line):
            base = _LOW
        figures = line[0].isdecimal() and not line[:3].isdecimal()  # and no year
        number = _NUMBER.match(line) if figures else None
        if number is None:
            continue
        parts = tuple(map(int, number[1].replace("．", ".").split(".")))
        if parts not in _follow(path) or (len(parts) == 1 and not _is_bare(line, number)):
            continue
        path = parts
        base = base or _HIGH
        found[index] = parts
        marks[index] = Mark(round(base + _STEP * (len(parts) - 1), 2), UNMARKED, number.end())
    return marks if _is_outline(lines, found) else {}


def mark_named(lines: Sequence[str], roles: list[str]) -> list[int]:
    """Find the lines that name a section below a number of its own line, as messengers print it: 01, 02, PART 1.

    The numbers are set aside. There are none unless the numbers are two or more, counted from one.

    Examples
    --------
    >>> mark_named(["01", "修路！", "新建12公里。", "02", "治水", "治理3处。"], roles := ["table"] + ["text"] * 5), roles[0]
    ([1, 4], 'aside')
    """
    found: list[int] = []
    for index, (line, following) in enumerate(pairwise(lines)):
        alone = _ALONE.fullmatch(line) if len(line) <= _MAX_ALONE and roles[index] != TITLE else None
        if alone is None or _read_alone(alone) != len(found) + 1 or roles[index + 1] != TEXT:
            continue
        if len(following) <= _MAX_NAMED and following[-1] not in "。；：，、;:," and not _SECTION.match(following):
            found.append(index + 1)
    if len(found) < _MIN_NUMBERED:
        return []
    for index in found:
        roles[index - 1] = ASIDE
    return found


def _read_alone(found: re.Match[str]) -> int:
    return _NUMERALS.index(found["numeral"]) % 10 + 1 if found["numeral"] else int(found["part"] or found["digits"])


def _find_numerals(lines: Sequence[str], roles: Sequence[str]) -> dict[int, Mark]:
    """Find short phrases behind 一, 二, 三 and a blank, with other lines between them."""
    marks: dict[int, Mark] = {}
    for index, (line, role) in enumerate(zip(lines, roles, strict=True)):
        apart = role == TEXT and line[1:2] in (" ", "\u3000", "\t")
        numeral = _NUMERAL.match(line) if apart else None
        if numeral and numeral[1] == "一二三四五六七八九"[len(marks) : len(marks) + 1] and index - 1 not in marks:
            marks[index] = Mark(1.0, UNMARKED, numeral.end())
    return marks if len(marks) >= _MIN_NUMBERED else {}


def _follow(path: tuple[int, ...]) -> Iterator[tuple[int, ...]]:
    """Yield the numbers that may follow on one: its first part, its sister, or the sister of one above."""
    if not path:
        yield from ((0,), (1,), (1, 1))
        return
    yield (*path, 1)
    for place in range(len(path)):
        yield (*path[:place], path[place] + 1)
    yield (path[0] + 1, 1)  # below 第二章, say


def _is_bare(line: str, number: re.Match[str]) -> bool:
    """Tell whether a line with a number of one part is a short phrase and nothing else."""
    return len(line) <= _MAX_HEADING and not re.search(r"[。；，：！？,;:]|\d", line[number.end() :])


def _is_outline(lines: Sequence[str], found: dict[int, tuple[int, ...]]) -> bool:
    if sum(len(parts) > 1 for parts in found.values()) >= _MIN_NUMBERED:
        return True
    if len(found) < _MIN_NUMBERED:
        return False
    apart = all(index + 1 not in found or len(found[index + 1]) > 1 for index in found)
    return apart and all(len(parts) > 1 or re.match(r"\d+[ \u3000\t]", lines[index]) for index, parts in found.items())
