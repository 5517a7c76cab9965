"""The edges of a PDF's pages: headers, footers and page numbers, which are left out, and footnotes, which are set aside."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import pairwise, takewhile
from statistics import median

from research.text.lines import remove_breaks
from research.text.marks import ASIDE, Line
from research.text.patterns import compile_on_use
from research.text.pdf_rows import Row

_PAGE_NUMBER = compile_on_use(
    r"第[\d一二三四五六七八九十百]+页([,，/]?共[\d一二三四五六七八九十百]+页)?|[-—－–·•~]*(\d{1,4}|[ivxlcIVXLC]{1,6})[-—－–·•~]*|\d+/\d+"
)
_MAX_PAGE_NUMBER = 20  # characters
_COUNTED = r"\d+\s*(?:/|of)\s*\d+|第?\s*\d+\s*页?\s*[(（]\s*共\s*\d+\s*页\s*[)）]|Page\s*\d+(?:\s*of\s*\d+)?"
_TIME = (
    r"\d{4}\s?[/.年-]\s?\d{1,2}\s?[/.月-]\s?\d{1,2}\s?日?\s?,?\s*(?:上午|下午)?\s*\d{1,2}:\d{2}(?::\d{2})?\s*(?:AM|PM)?"
)
_ADDRESS = r"(?:https?://|file://|www\.)[!-~]+"
_PRINTED = compile_on_use(  # by a browser, at the left and at the right of a row
    rf"^(?P<time>{_TIME})(?:\s|$)|^(?P<first>{_ADDRESS}|{_COUNTED})(?:\t|$)|\t(?P<last>{_TIME}|{_ADDRESS}|{_COUNTED})$"
)
_MIN_EDGE_GAP = 2  # characters between what stands at the left, in the middle and at the right of a row
_NOTE_MARK = compile_on_use(
    r"[①-⒇＊※*]|[［\[〔【（(]?\d{1,3}([］\]〕】）)]|\s*[^\d\s.．、%年月日])|注\d?\s*[：:]"
)  # of a footnote
_MAX_NOTE_MARK = 4  # characters
_MAX_NOTE_GAP = 2  # characters; the gap between columns is wider
_SMALL = 0.9  # of the size of most characters of a page: so small is the type of footnotes
_EDGE_ROWS = 3
_EDGE_SHARE = 0.15  # of the height of a page
_SENTENCE_ENDS = ("。", "！", "？", "；")
_MIN_REPEATED = 0.4  # of the pages: headers of left and right pages differ


def drop_edges(pages: Sequence[list[Row]], heights: Sequence[float]) -> dict[str, int]:
    """Take from the pages the rows at their edges that others repeat, and page numbers.

    Where more rows than headers have are repeated from the edge on, the pages are copies and keep them.
    """
    places: dict[str, list[tuple[int, Row]]] = {}
    for number, rows in enumerate(pages):
        for row in {id(row): row for row in (*rows[: _EDGE_ROWS + 1], *rows[-_EDGE_ROWS - 1 :])}.values():
            places.setdefault(_name_row(row), []).append((number, row))
    needed = max(2, _MIN_REPEATED * len(pages))

    def is_repeated(number: int, row: Row) -> bool:
        others = [(n, one) for n, one in places.get(_name_row(row), []) if abs(one.middle - row.middle) < row.em]
        same = sum(one.text == row.text for _, one in others)
        counted = [_count_from(n, one) & _count_from(number, row) for n, one in others]
        runs_on = row.text.endswith(_SENTENCE_ENDS) or row.text.count("，") > 1
        return not runs_on and max(same, sum(map(bool, counted))) >= needed

    def count_edge(number: int, ordered: Sequence[Row], height: float, *, repeated: bool) -> int:
        outer = list(takewhile(lambda row: _is_outer(row, height), ordered[: _EDGE_ROWS + 1]))
        kept = [not (_is_page_number(row) or (repeated and is_repeated(number, row))) for row in outer]
        count = kept.index(True) if True in kept else len(kept)
        return count if count <= _EDGE_ROWS else 0

    left_out: Counter[str] = Counter()
    for number, (rows, height) in enumerate(zip(pages, heights, strict=True)):
        for repeated in (True, False):
            top, bottom = (count_edge(number, found, height, repeated=repeated) for found in (rows, rows[::-1]))
            if top + bottom < len(rows):
                break
        dropped = [*rows[:top], *rows[len(rows) - bottom :]]
        rows[:] = rows[top : len(rows) - bottom]
        left_out.update(map(_name_row, dropped))
    return dict(left_out)


def cut_notes(rows: list[Row]) -> Iterator[Line]:
    """Take the footnotes from the rows of a page: those at its end in smaller type, the first with a mark."""
    sizes = [row.em for row in rows for _ in row.text if not row.table]
    start = len(rows)
    while (
        start
        and (len(rows[start - 1].segments) == 1 or _is_note_with_gap(rows[start - 1]))
        and not rows[start - 1].table
        and rows[start - 1].em < _SMALL * median(sizes)
    ):
        start -= 1
    if start == len(rows) or not start or not _NOTE_MARK.match(rows[start].text):
        return
    cut = rows[start:]
    rows[start:] = []
    texts: list[list[str]] = []
    for row in cut:
        if _NOTE_MARK.match(row.text):
            texts.append([])
        texts[-1].append(row.text)
    yield from (Line(remove_breaks("\n".join(lines)), ASIDE) for lines in texts)


def _is_note_with_gap(row: Row) -> bool:
    """Tell whether a gap parts nothing but the mark of a footnote from its text."""
    mark, *others = row.segments
    if len(others) != 1 or len(mark.text) > _MAX_NOTE_MARK or not _NOTE_MARK.match(row.text):
        return False
    return others[0].left - mark.right < _MAX_NOTE_GAP * row.em


def _is_outer(row: Row, height: float) -> bool:
    return not _EDGE_SHARE * height < row.middle < (1 - _EDGE_SHARE) * height


def _count_from(page: int, row: Row) -> set[int]:
    """Return the numbers of a row less that of its page: one of them is the same on all pages where it is counted."""
    return {int(digits) - page for digits in re.findall(r"\d{1,4}", row.text)}


def _name_row(row: Row) -> str:
    return re.sub(r"\d+", "#", "".join(row.text.split()))


def _is_page_number(row: Row) -> bool:
    text = "".join(row.text.split())
    number = len(text) <= _MAX_PAGE_NUMBER and _PAGE_NUMBER.fullmatch(text)
    return bool(number) or _is_printed(row)


def _is_printed(row: Row) -> bool:
    """Tell whether a browser printed a row: the page, the time or the address, and the title beside one of these."""
    gaps = (other.left - one.right for one, other in pairwise(row.segments))
    signs = [*("\t" if gap > _MIN_EDGE_GAP * row.em else " " for gap in gaps), ""]
    text = "".join(segment.text + sign for segment, sign in zip(row.segments, signs, strict=True))
    named = False
    while found := _PRINTED.search(text):
        named = named or not re.fullmatch(_COUNTED, found[found.lastgroup or 0])
        text = text[: found.start()] + text[found.end() :]
    return not text or (named and not text.endswith(_SENTENCE_ENDS))
