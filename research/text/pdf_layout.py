"""The layout of a PDF's pages: characters and where they stand -> lines in the order in which people read them.

A page is read as rows of characters; rows whose gaps stand one below the other are columns of text or a table. Lines
that stand at the edge of several pages are left out. A paragraph goes on in the next line where a line ends at the
margin and the next one is not indented.
"""

import math
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from research.text.marks import Line
from research.text.pdf_blocks import read_blocks
from research.text.pdf_cells import SLANTED, cut_tables, join_tables
from research.text.pdf_edges import cut_notes, drop_edges
from research.text.pdf_paragraphs import Printed, join_paragraphs
from research.text.pdf_rows import Character, Row, centre, find_rows
from research.text.pdf_tables import Grid
from research.text.pdf_watermarks import drop_watermarks

_UPRIGHT_FORMS = dict(
    zip(
        "︐︑︒︓︔︕︖︵︶︷︸︹︺︻︼︽︾︿﹀﹁﹂﹃﹄︱",
        "，、。：；！？（）｛｝〔〕【】《》〈〉「」『』—",
        strict=True,
    )
)
_UPRIGHT = str.maketrans(_UPRIGHT_FORMS)


class Page(NamedTuple):
    """A page: its size in points, its characters in the order of the file, and its ruled tables."""

    width: float
    height: float
    characters: Sequence[Character]
    grids: Sequence[Grid] = ()


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
        The lines that were left out at the edges of pages, digits as ``#``, and watermarks, and on how many pages each
        stood.
    """
    printed: list[list[list[Row]]] = []
    widths: list[list[float]] = []
    heights: list[float] = []
    read = list(pages)
    kept, watermarks = drop_watermarks([page.characters for page in read])
    for number, ((width, height, _, grids), given) in enumerate(zip(read, kept, strict=True)):
        around = [
            grid for page in (*read[max(number - 1, 0) : number], *read[number + 1 : number + 2]) for grid in page.grids
        ]
        characters, tables = cut_tables(given, grids, around)
        parts = list(_turn_upright(characters, width, height)) or [([], width)]
        heights.append(width + height - parts[0][1])
        found = [find_rows(part) for part, _ in parts]
        found[0] = sorted([*found[0], *tables], key=lambda row: -row.middle)
        printed.append(found)
        widths.append([across for _, across in parts])
    left_out = drop_edges([page[0] for page in printed], heights)
    notes = [line for page in printed for line in cut_notes(page[0])]
    repeated = join_tables([page[0] for page in printed])
    lines: list[Printed] = []
    for number, (page, across) in enumerate(zip(printed, widths, strict=True)):
        for part, (rows, width) in enumerate(zip(page, across, strict=True)):
            lines += read_blocks(rows, (number, part), width)
    return [*join_paragraphs(lines), *notes], {**left_out, **repeated, **watermarks}


def _turn_upright(
    characters: Sequence[Character], width: float, height: float
) -> Iterator[tuple[list[Character], float]]:
    """Yield the characters of each direction of writing, turned so that lines go to the right and down."""
    turns: dict[int, list[Character]] = {}
    for character in characters:
        quarter = round(character.angle / (math.pi / 2))
        if abs(character.angle - quarter * math.pi / 2) < SLANTED:
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
        aside = abs(centre(other.left, other.right) - centre(one.left, one.right))
        below = centre(one.bottom, one.top) - centre(other.bottom, other.top)
        down += aside < 0.3 * size and 0.5 * size < below < 2.5 * size
        across += abs(below) < 0.3 * size
    return down > max(across, 2)
