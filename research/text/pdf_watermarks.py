"""Watermarks on the pages of a PDF: large type that the text is printed over."""

from collections import Counter
from collections.abc import Iterator, Sequence
from statistics import median
from typing import NamedTuple

from research.text.pdf_rows import Character, centre

_LARGE = 1.5  # of the size of most characters of a page
_MAX_LARGE = 300  # large characters of a page: a poster has more
_MIN_COVERED = 0.5  # of the characters of a line of large type: so many have others within them


class _Line(NamedTuple):
    """A line of large type, and the numbers of its characters on the page."""

    name: tuple[str, int, int]
    numbers: tuple[int, ...]


def drop_watermarks(pages: Sequence[Sequence[Character]]) -> tuple[list[list[Character]], Counter[str]]:
    """Leave out the lines of large type over which the text of a page is printed, and the same ones of other pages.

    Parameters
    ----------
    pages
        The characters of each page.

    Returns
    -------
    kept
        The characters of each page that are left.
    left_out
        The words of the watermarks, and on how many pages each stood.
    """
    lines = [list(_find_large(page)) for page in pages]
    marks = {
        line.name for page, found in zip(pages, lines, strict=True) for line in found if _is_printed_over(page, line)
    }
    left_out: Counter[str] = Counter()
    kept: list[list[Character]] = []
    for page, found in zip(pages, lines, strict=True):
        dropped = [line for line in found if line.name in marks]
        left_out.update({line.name[0] for line in dropped})
        numbers = {number for line in dropped for number in line.numbers}
        kept.append([one for number, one in enumerate(page) if number not in numbers])
    return kept, left_out


def _find_large(page: Sequence[Character]) -> Iterator[_Line]:
    if not page:
        return
    least = _LARGE * median(one.top - one.bottom for one in page)
    large = [number for number, one in enumerate(page) if one.top - one.bottom >= least]
    if len(large) > _MAX_LARGE:
        return
    rows: dict[tuple[int, int], list[int]] = {}
    for number in large:
        rows.setdefault((round(page[number].bottom), round(page[number].top)), []).append(number)
    for (bottom, _), numbers in rows.items():
        numbers.sort(key=lambda number: page[number].left)
        words = "".join(page[number].text for number in numbers)
        yield _Line((words, round(page[numbers[0]].left), bottom), tuple(numbers))


def _is_printed_over(page: Sequence[Character], line: _Line) -> bool:
    large = [page[number] for number in line.numbers]
    low, high = min(one.bottom for one in large), max(one.top for one in large)
    most = (high - low) / _LARGE
    others = [one for one in page if low < centre(one.bottom, one.top) < high and one.top - one.bottom <= most]
    covered = sum(
        any(mark.left < centre(one.left, one.right) < mark.right for one in others) for mark in large if others
    )
    return covered >= _MIN_COVERED * len(large)
