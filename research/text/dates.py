"""Dates as documents write them: in figures of any width, in Chinese numerals, with blanks."""

from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

from research.text.patterns import compile_on_use

_NUMERALS = "〇○零OoＯОΟ０一二三四五六七八九"
_LOOK_ALIKE = "OolI"  # as text recognition reads 0 and 1
_DIGITS = str.maketrans(_NUMERALS + "lI", "000000000" + "123456789" + "11")
_NARROW = str.maketrans("０１２３４５６７８９／．－", "0123456789/.-")
_YEAR = rf"(?:1[89]|2[0Oo])[\d{_LOOK_ALIKE}]{{2}}|[一二](?:\s*[0{_NUMERALS}]){{3}}|2(?:\s*\d){{3}}"
_PART = rf"[\d{_LOOK_ALIKE}]\s?[\d{_LOOK_ALIKE}]?|[一二三四五六七八九十廿卅](?:\s?[一二三四五六七八九十]){{0,2}}"
_DATE = compile_on_use(
    rf"(?<!\d)({_YEAR})\s*(?:年\s*({_PART})\s*月(?:\s*({_PART})\s*[日号])?|([-./])\s*([\d{_LOOK_ALIKE}]{{1,2}})\s*\4\s*([\d{_LOOK_ALIKE}]{{1,2}})(?!\d))"
)
_YEAR_SIGN = compile_on_use("[年./／．－-]")  # in every date
_BARE = compile_on_use(r"((?:19|20)\d\d)(?:-(0?[1-9]|1[0-2])|[./](0[1-9]|1[0-2])|(0[1-9]|1[0-2])([0-3]\d))")
_YEAR_ALONE = compile_on_use(rf"(?<!\d)({_YEAR})\s*年")
_YEAR_OF_TITLE = compile_on_use(
    rf"(?<![\d—－～~至到-])(?<!面向)({_YEAR})\s*年(?!\s*(?:[—－～~至到-]|远景|目标|愿景|以?前|[底末]|以来|起))"
)


class FoundDate(NamedTuple):
    """A date in a text.

    Attributes
    ----------
    value
        ``2024-06-12``, or ``2024-06`` where no day is given.
    start, end
        Where it stands.
    """

    value: str
    start: int
    end: int


def find_dates(text: str) -> Iterator[FoundDate]:
    """Find the dates of a text that are in the calendar.

    Examples
    --------
    >>> [found.value for found in find_dates("二〇二一年三月五日通过，２０２３年１０月修订，2024.2.30施行")]
    ['2021-03-05', '2023-10']
    """
    if not _YEAR_SIGN.search(text):
        return
    for found in _DATE.finditer(text.translate(_NARROW)):
        value = _write_date(found[1], found[2] or found[5], found[3] or found[6] or "")
        if value:
            yield FoundDate(value, *found.span())


def read_date(text: str) -> str:
    """Return the first date of a text, empty where it has none.

    Examples
    --------
    >>> read_date("（二○二一年十二月）"), read_date("2021年3月5日印发"), read_date("今年3月5日")
    ('2021-12', '2021-03-05', '')
    """
    return next((found.value for found in find_dates(text)), "")


def read_bare_date(text: str) -> str:
    """Return the date that a field or a cell holds, which may be without separators: 20210305, 2021-03.

    Examples
    --------
    >>> [read_bare_date(text) for text in ("20210305", "2021-03", "2021-03-05 10:20", "见附件")]
    ['2021-03-05', '2021-03', '2021-03-05', '']
    """
    found = _BARE.fullmatch(text.translate(_NARROW).strip())
    if found:
        return _write_date(found[1], found[2] or found[3] or found[4], found[5] or "")
    return read_date(text)


def read_figures(text: str) -> str:
    """Return a number in figures of any kind as digits, also where text recognition read letters.

    Examples
    --------
    >>> read_figures("２０２４"), read_figures("2O2l"), read_figures("二〇二四")
    ('2024', '2021', '2024')
    """
    return "".join(text.split()).translate(_NARROW).translate(_DIGITS)


def read_year(text: str) -> str:
    """Return the year of a date whose other parts are left out or masked: 2023年X月X日.

    Examples
    --------
    >>> read_year("2023年X月X日"), read_year("二〇二三年 月 日"), read_year("X年X月")
    ('2023', '2023', '')
    """
    found = _YEAR_ALONE.search(text.translate(_NARROW))
    return read_figures(found[1]) if found else ""


def read_year_of_title(title: str) -> str:
    """Return the year that a title names, the last of several; the years a plan is for are none.

    Examples
    --------
    >>> read_year_of_title("关于2023年预算执行情况和2024年预算草案的报告")
    '2024'
    >>> read_year_of_title("白川县发展规划（2021—2025年）"), read_year_of_title("第十四个五年规划和2035年远景目标纲要")
    ('', '')
    """
    return max(map(read_figures, _YEAR_OF_TITLE.findall(title.translate(_NARROW))), default="")


def _write_date(year: str, month: str, day: str) -> str:
    numbers = int(read_figures(year)), _read_number(month), _read_number(day)
    try:
        found = date(numbers[0], numbers[1], numbers[2] or 1).isoformat()
    except ValueError:
        return ""
    return found if day else found[:7]


def _read_number(text: str) -> int:
    """Read a number below a hundred in figures or Chinese numerals."""
    text = "".join(text.split()).replace("廿", "二十").replace("卅", "三十")
    tens, ten, ones = text.rpartition("十")
    if not ten:
        return int(text.translate(_DIGITS)) if text else 0
    return 10 * (int(tens.translate(_DIGITS)) if tens.isalpha() and "十" not in tens else 1) + (
        int(ones.translate(_DIGITS)) if ones else 0
    )
