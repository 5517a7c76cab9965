"""The layout of a PDF's pages: characters and where they stand -> lines in the order in which people read them.

A page is read as rows of characters; rows whose gaps stand one below the other are columns of text or a table. Lines
that stand at the edge of several pages are left out. A paragraph goes on in the next line where a line ends at the
margin and the next one is not indented.
"""

import math
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby, pairwise, takewhile
from statistics import median
from typing import NamedTuple

from research.text.boilerplate import is_date, is_organisation
from research.text.grid import is_prose, lay_out_table
from research.text.lines import ENDS_LINE, remove_breaks
from research.text.list_marks import OPENS_LINE
from research.text.marks import ASIDE, Line
from research.text.pdf_tables import Cell, Grid

_PAGE_NUMBER = re.compile(
    r"第[\d一二三四五六七八九十百]+页([,，/]?共[\d一二三四五六七八九十百]+页)?|[-—－–·•~]*(\d{1,4}|[ivxlcIVXLC]{1,6})[-—－–·•~]*|\d+/\d+"
)
_MAX_PAGE_NUMBER = 20  # characters
_PRINTED = re.compile(r"\d{4}[/.-]\d{1,2}[/.-]\d{1,2},?\d{1,2}:\d{2}|(https?|file)://.*\d+/\d+$")  # by a browser
_NOTE_MARK = re.compile(
    r"[①-⒇＊※*]|[［\[〔【（(]?\d{1,3}([］\]〕】）)]|\s*[^\d\s.．、%年月日])|注\d?\s*[：:]"
)  # of a footnote
_SMALL = 0.9  # of the size of most characters of a page: so small is the type of footnotes
_EDGE_ROWS = 3
_EDGE_SHARE = 0.15  # of the height of a page
_SENTENCE_ENDS = ("。", "！", "？", "；")
_MIN_REPEATED = 0.4  # of the pages: headers of left and right pages differ
_UPRIGHT_FORMS = dict(
    zip(
        "︐︑︒︓︔︕︖︵︶︷︸︹︺︻︼︽︾︿﹀﹁﹂﹃﹄︱",
        "，、。：；！？（）｛｝〔〕【】《》〈〉「」『』—",
        strict=True,
    )
)
_UPRIGHT = str.maketrans(_UPRIGHT_FORMS)
_SLANTED = 0.1  # radians from the next quarter turn; a watermark stands aslant
_WIDE_GAP = 0.9  # of the width of a Chinese character: what may part columns or cells
_BLANK_GAP = 0.6  # what is a blank on purpose between Chinese characters
_LATIN_GAP = 0.15
_MIN_COLUMN_ROWS = 3
_MAX_COLUMNS = 3
_MIN_COLUMN_CHARACTERS = 7
_MIN_SIGNATURE_INDENT = 4  # characters: farther in than any line of running text begins
_FULL = 0.85  # of the width of a column: so wide are most lines of running text
_REACHES = 0.75  # of the width of the page: so far goes a line that the margin broke


class Character(NamedTuple):
    """A character of a page: its box in points from the lower left corner and how far its line is turned.

    The angle is in radians, clockwise; `spaced` tells whether the page has white space before the character.
    """

    text: str
    left: float
    bottom: float
    right: float
    top: float
    angle: float = 0.0
    spaced: bool = False


class Segment(NamedTuple):
    """What stands together in a row."""

    text: str
    left: float
    right: float


class Page(NamedTuple):
    """A page: its size in points, its characters in the order of the file, and its ruled tables."""

    width: float
    height: float
    characters: Sequence[Character]
    grids: Sequence[Grid] = ()


@dataclass(frozen=True)
class Row:
    """What stands at one height of a page; of a ruled table, all of its lines."""

    segments: tuple[Segment, ...]
    middle: float
    em: float
    table: tuple[Line, ...] = ()

    @property
    def text(self) -> str:
        """All that stands in it, on one line."""
        return " ".join(segment.text for segment in self.segments)

    @property
    def left(self) -> float:
        """Where it begins."""
        return self.segments[0].left

    @property
    def right(self) -> float:
        """Where it ends."""
        return self.segments[-1].right


@dataclass(frozen=True)
class _Printed:
    """A line as it is printed, with the margins of the column in which it stands."""

    text: str
    left: float
    right: float
    em: float
    column: tuple[object, ...]
    role: str = ""
    reaches: bool = False


def read_layout(pages: Iterable[Page]) -> tuple[list[Line], dict[str, int]]:
    """Read the characters of pages into lines of text.

    Parameters
    ----------
    pages
        In the order of the file.

    Returns
    -------
    lines
        Paragraphs, headings and rows of tables, in order; then the footnotes, set aside.
    left_out
        The lines that were left out at the edges of pages, digits as ``#``, and on how many pages each stood.
    """
    printed: list[list[list[Row]]] = []
    widths: list[list[float]] = []
    heights: list[float] = []
    for width, height, given, grids in pages:
        characters, tables = _cut_tables(given, grids)
        parts = list(_turn_upright(characters, width, height)) or [([], width)]
        heights.append(width + height - parts[0][1])
        found = [_find_rows(part) for part, _ in parts]
        found[0] = sorted([*found[0], *tables], key=lambda row: -row.middle)
        printed.append(found)
        widths.append([across for _, across in parts])
    left_out = _drop_edges([page[0] for page in printed], heights)
    notes = [line for page in printed for line in _cut_notes(page[0])]
    lines: list[_Printed] = []
    for number, (page, across) in enumerate(zip(printed, widths, strict=True)):
        for part, (rows, width) in enumerate(zip(page, across, strict=True)):
            lines += _read_blocks(rows, (number, part), width)
    return [*_join_paragraphs(_find_margins(lines)), *notes], left_out


def _cut_tables(characters: Sequence[Character], grids: Sequence[Grid]) -> tuple[list[Character], list[Row]]:
    """Take the characters of ruled tables from those of a page, each table as one row that stands at its top."""
    left: list[Character] = []
    held: list[dict[Cell, list[Character]]] = [{} for _ in grids]
    for one in characters:
        x, y = _middle(one.left, one.right), _middle(one.bottom, one.top)
        located = ((number, grid.locate(x, y)) for number, grid in enumerate(grids) if abs(one.angle) < _SLANTED)
        number, cell = next((pair for pair in located if pair[1]), (0, None))
        if cell:
            held[number].setdefault(cell, []).append(one)
        else:
            left.append(one)
    tables = []
    for grid, cells in zip(grids, held, strict=True):
        if len({cell.column for cell in cells}) > 1:
            tables.append(_read_grid(grid, cells))
        else:  # a frame around a text
            left += [one for found in cells.values() for one in found]
    return left, tables


def _read_grid(grid: Grid, cells: Mapping[Cell, Sequence[Character]]) -> Row:
    rows = [
        [_read_cell(cells[cell]) for cell in sorted(found)]
        for _, found in groupby(sorted(cells), key=lambda cell: cell.row)
    ]
    lines = tuple(lay_out_table(rows))
    text = " ".join(line.text for line in lines)
    em = median(one.top - one.bottom for found in cells.values() for one in found)
    return Row((Segment(text, grid.across[0], grid.across[-1]),), grid.down[-1], em, lines)


def _read_cell(characters: Sequence[Character]) -> list[Line]:
    """Return the paragraphs of a cell, whose lines the margins broke."""
    rows = _find_rows(characters)
    if all(len(row.text) == 1 for row in rows):  # written from above
        return [Line("".join(row.text for row in rows))]
    paragraphs: list[list[str]] = []
    for row in rows:
        if not paragraphs or (paragraphs[-1][-1][-1] in ENDS_LINE and OPENS_LINE.match(row.text)):
            paragraphs.append([])
        paragraphs[-1].append(row.text)
    return [Line(remove_breaks("\n".join(lines))) for lines in paragraphs]


def _turn_upright(
    characters: Sequence[Character], width: float, height: float
) -> Iterator[tuple[list[Character], float]]:
    """Yield the characters of each direction of writing, turned so that lines go to the right and down."""
    turns: dict[int, list[Character]] = {}
    for character in characters:
        quarter = round(character.angle / (math.pi / 2))
        if abs(character.angle - quarter * math.pi / 2) < _SLANTED:
            turns.setdefault(-quarter % 4, []).append(character)
    for quarter, found in sorted(turns.items(), key=lambda turn: -len(turn[1])):
        turned = [_turn(character, quarter, width, height) for character in found]
        across = height if quarter % 2 else width
        if _is_vertical(turned):
            down = width if quarter % 2 else height
            turned = [replace_box(one, down - one.top, one.left, down - one.bottom, one.right) for one in turned]
            across = down
        yield turned, across


def _turn(one: Character, quarter: int, width: float, height: float) -> Character:
    if quarter == 1:
        return replace_box(one, one.bottom, width - one.right, one.top, width - one.left)
    if quarter == 2:
        return replace_box(one, width - one.right, height - one.top, width - one.left, height - one.bottom)
    if quarter == 3:
        return replace_box(one, height - one.top, one.left, height - one.bottom, one.right)
    return one


def replace_box(one: Character, left: float, bottom: float, right: float, top: float) -> Character:
    """Return the character in another place."""
    return Character(one.text.translate(_UPRIGHT), left, bottom, right, top, 0.0, one.spaced)


def _is_vertical(characters: Sequence[Character]) -> bool:
    """Tell whether most characters stand below the one before them, and not beside it."""
    down = across = 0
    for one, other in pairwise(characters):
        size = one.top - one.bottom
        aside = abs(_middle(other.left, other.right) - _middle(one.left, one.right))
        below = _middle(one.bottom, one.top) - _middle(other.bottom, other.top)
        down += aside < 0.3 * size and 0.5 * size < below < 2.5 * size
        across += abs(below) < 0.3 * size
    return down > max(across, 2)


def _middle(low: float, high: float) -> float:
    return (low + high) / 2


def _find_rows(characters: Sequence[Character]) -> list[Row]:
    rows: list[list[Character]] = []
    reference = tall = 0.0
    for one in sorted(characters, key=lambda one: -_middle(one.bottom, one.top)):
        middle, size = _middle(one.bottom, one.top), one.top - one.bottom
        if rows and reference - middle < 0.5 * max(size, tall):
            rows[-1].append(one)
            if size > 1.2 * tall:
                reference, tall = middle, size
        else:
            rows.append([one])
            reference, tall = middle, size
    return [row for found in rows if (row := _read_row(found))]


def _read_row(characters: Sequence[Character]) -> Row | None:
    ordered: list[Character] = []
    wide = [one.right - one.left for one in characters if one.text > "\u2e80"]
    em = median(wide) if wide else 0.8 * median(one.top - one.bottom for one in characters)
    em = em or 1.0
    for one in sorted(characters, key=lambda one: one.left):
        if any(one.text == other.text and one.left - other.left < 0.3 * em for other in ordered[-2:]):
            continue  # bold type that is the same character drawn twice
        ordered.append(one)
    gaps = [other.left - one.right for one, other in pairwise(ordered)]
    usual = max(0.0, median(gaps)) if len(gaps) > 2 else 0.0
    spaced = sum(one.spaced for one in ordered[1:]) > 0.6 * len(gaps)
    segments: list[Segment] = []
    text, left = ordered[0].text, ordered[0].left
    for (one, other), gap in zip(pairwise(ordered), gaps, strict=True):
        if gap > max(_WIDE_GAP * em, usual + 0.7 * em):
            segments.append(Segment(text, left, one.right))
            text, left = other.text, other.left
            continue
        blank = other.spaced and not spaced and gap > usual + _LATIN_GAP * em
        text += (" " if blank or gap > usual + _BLANK_GAP * em else "") + other.text
    segments.append(Segment(text, left, ordered[-1].right))
    segments = [
        replaced for one in segments if (replaced := one._replace(text=_join_surrogates(one.text))).text.strip()
    ]
    middle = median(_middle(one.bottom, one.top) for one in ordered)
    return Row(tuple(segments), middle, em) if segments else None


def _join_surrogates(text: str) -> str:
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace").strip()


def _drop_edges(pages: Sequence[list[Row]], heights: Sequence[float]) -> dict[str, int]:
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
        return not row.text.endswith(_SENTENCE_ENDS) and max(same, sum(map(bool, counted))) >= needed

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


def _cut_notes(rows: list[Row]) -> Iterator[Line]:
    """Take the footnotes from the rows of a page: those at its end in smaller type, the first with a mark."""
    sizes = [row.em for row in rows for _ in row.text if not row.table]
    start = len(rows)
    while (
        start
        and len(rows[start - 1].segments) == 1
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
    return bool(number or _PRINTED.match(text))


def _read_blocks(rows: Sequence[Row], place: tuple[int, int], width: float) -> Iterator[_Printed]:
    start = 0
    while start < len(rows):
        if rows[start].table:
            for line in rows[start].table:
                yield _Printed(line.text, 0, 0, rows[start].em, ("table",), line.role)
            start += 1
            continue
        end, gutters = _find_block(rows, start)
        block = rows[start:end]
        columns = _part_columns(block, gutters)
        if len(columns) > 1 and _are_columns(columns):
            for number, column in enumerate(columns):
                for one in filter(None, column):
                    yield _Printed(one.text, one.left, one.right, rows[start].em, (*place, start, number))
        elif len(columns) > 1 and _is_table(block, columns):
            for line in lay_out_table(_collect_cells(columns)):
                yield _Printed(line.text, 0, 0, rows[start].em, ("table",), line.role)
        else:
            end = start + 1
            row = rows[start]
            reaches = row.right >= _REACHES * width
            yield _Printed(row.text, row.left, row.right, row.em, ("page", place[1], round(width)), reaches=reaches)
        start = end


def _find_block(rows: Sequence[Row], start: int) -> tuple[int, list[tuple[float, float]]]:
    """Find where the rows end that leave the same gaps, and these gaps."""
    gutters = _list_gaps(rows[start])
    end = last = start + 1
    while gutters and end < len(rows):
        row = rows[end]
        if row.table:
            break
        if len(row.segments) > 1:
            shared = _intersect(gutters, _list_gaps(row), 0.3 * row.em)
            if not shared:
                break
            gutters = shared
            last = end + 1
        elif (
            any(row.left < (left + right) / 2 < row.right for left, right in gutters)
            or rows[end - 1].middle - row.middle > 2.5 * row.em
        ):
            break
        end += 1
    columns = _part_columns(rows[start:end], gutters)
    return (end if len(columns) > 1 and _are_columns(columns) else last), gutters


def _list_gaps(row: Row) -> list[tuple[float, float]]:
    return [(one.right, other.left) for one, other in pairwise(row.segments)]


def _intersect(
    gaps: Sequence[tuple[float, float]], others: Sequence[tuple[float, float]], least: float
) -> list[tuple[float, float]]:
    found = [(max(a, c), min(b, d)) for a, b in gaps for c, d in others]
    return [(left, right) for left, right in found if right - left > least]


def _part_columns(rows: Sequence[Row], gutters: Sequence[tuple[float, float]]) -> list[list[Segment | None]]:
    """Return for each column what it holds in each row."""
    columns: list[list[Segment | None]] = [[] for _ in range(len(gutters) + 1)]
    for row in rows:
        held: list[list[Segment]] = [[] for _ in columns]
        for segment in row.segments:
            held[sum((left + right) / 2 < segment.left for left, right in gutters)].append(segment)
        for column, found in zip(columns, held, strict=True):
            text = " ".join(segment.text for segment in found)
            column.append(Segment(text, found[0].left, found[-1].right) if found else None)
    return columns


def _are_columns(columns: Sequence[Sequence[Segment | None]]) -> bool:
    """Tell running text in columns from a table: long lines, most of them as wide as the column."""
    if len(columns) > _MAX_COLUMNS:
        return False
    for column in columns:
        held = [one for one in column if one]
        text = "".join(one.text for one in held)
        if len(held) < _MIN_COLUMN_ROWS or len(text) < _MIN_COLUMN_CHARACTERS * len(held):
            return False
        widest = max(one.right - one.left for one in held)
        full = sum(one.right - one.left >= _FULL * widest for one in held)
        digits = sum(character.isdigit() for character in text)
        if full < 0.5 * len(held) or digits > 0.4 * len(text):
            return False
    return True


def _is_table(rows: Sequence[Row], columns: Sequence[object]) -> bool:
    full = sum(len(row.segments) > 1 for row in rows)
    return full > 1 and (len(columns) > 2 or full > 2)


def _collect_cells(columns: Sequence[Sequence[Segment | None]]) -> Iterator[list[list[Line]]]:
    """Yield rows of cells; lines that only go on with a cell of the row above belong to that row."""
    prose = any(is_prose("".join(one.text for one in column if one)) for column in columns[1:]) and any(
        one is None for one in columns[0]
    )
    cells: list[str] = []
    for row in zip(*columns, strict=True):
        texts = [one.text if one else "" for one in row]
        if prose and cells and not texts[0]:
            cells = [
                remove_breaks(f"{cell}\n{text}") if text else cell for cell, text in zip(cells, texts, strict=True)
            ]
            continue
        if cells:
            yield [[Line(cell)] for cell in cells]
        cells = texts
    yield [[Line(cell)] for cell in cells]


def _find_margins(lines: Sequence[_Printed]) -> list[_Printed]:
    """Give to each line of a column of text the word whether it ends at the column's margin."""
    rights: dict[tuple[object, ...], float] = {}
    for line in lines:
        rights[line.column] = max(rights.get(line.column, 0.0), line.right)
    return [
        replace(line, reaches=(line.reaches or line.column[0] != "page") and _is_at(line, rights[line.column]))
        for line in lines
    ]


def _is_at(line: _Printed, right: float) -> bool:
    return line.right > right - 2.2 * line.em  # a line ends earlier where a number or a mark may not be torn off


def _join_paragraphs(lines: Sequence[_Printed]) -> Iterator[Line]:
    lefts: dict[tuple[object, ...], float] = {}
    for line in lines:
        lefts[line.column] = min(lefts.get(line.column, math.inf), line.left)
    parts: list[str] = []
    previous: _Printed | None = None
    for line in lines:
        if previous and _goes_on(previous, line, lefts[line.column]):
            parts.append(line.text)
        else:
            if previous:
                yield Line(remove_breaks("\n".join(parts)), previous.role)
            parts = [line.text]
        previous = line
    if previous:
        yield Line(remove_breaks("\n".join(parts)), previous.role)


def _goes_on(line: _Printed, following: _Printed, left: float) -> bool:
    if line.role or following.role or line.column[0] == "table" or not line.reaches:
        return False
    if line.column != following.column and not (line.column[0] != "page" and following.column[0] != "page"):
        return False
    if not 0.85 < following.em / line.em < 1.18:
        return False
    if line.text[-1] in ENDS_LINE and OPENS_LINE.match(following.text):
        return False
    if _is_signature(line, following, left):
        return False
    indent = (following.left - left) / following.em
    centred = abs(_middle(line.left, line.right) - _middle(following.left, following.right)) < following.em
    return indent < 1.2 or centred or (indent > 3 and line.text[-1] not in ENDS_LINE)


def _is_signature(line: _Printed, following: _Printed, left: float) -> bool:
    """Tell whether lines are those of a signature, or a title and its date: they stand apart however long they are."""
    signs = is_organisation(line.text)
    if is_date(following.text):
        apart = (line.left - left) / line.em > _MIN_SIGNATURE_INDENT
        return signs or apart or following.text[0] in "（("
    return is_date(line.text) or (signs and is_organisation(following.text) and line.left - left > line.em)
