"""The rows of a PDF's page: characters and where they stand -> what stands at one height, parted where gaps are wide."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median
from typing import NamedTuple

from research.text.pdf_tables import Table
from research.text.symbols import raise_digits

_WIDE_GAP = 0.9  # of the width of a Chinese character: what may part columns or cells
_BLANK_GAP = 0.6  # what is a blank on purpose between Chinese characters
_LATIN_GAP = 0.15
_SMALL, _ABOVE = 0.8, 0.25  # of the size of a character: so small, and so far above its foot, is what is raised
_MIN_GAPS = 3  # in a row whose characters may be set widely apart
_LATIN_END = "\u2e80"
_MIN_APART, _MIN_APART_LATIN = (
    0.3,
    0.12,
)  # widths of a Chinese character: nearer is one that is printed twice; ll and tt are near


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


@dataclass(frozen=True)
class Row:
    """What stands at one height of a page; of a ruled table, all of its lines."""

    segments: tuple[Segment, ...]
    middle: float
    em: float
    table: Table | None = None

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


def centre(low: float, high: float) -> float:
    """Return the point halfway between two."""
    return (low + high) / 2


def find_rows(characters: Sequence[Character]) -> list[Row]:
    """Return what stands at each height, from above; a small sign above or below a line stands in it."""
    rows: list[list[Character]] = []
    reference = tall = 0.0
    for one in sorted(characters, key=lambda one: -centre(one.bottom, one.top)):
        middle, size = centre(one.bottom, one.top), one.top - one.bottom
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
    wide = [one.right - one.left for one in characters if one.text > _LATIN_END]
    em = median(wide) if wide else 0.8 * median(one.top - one.bottom for one in characters)
    em = em or 1.0
    for one in sorted(characters, key=lambda one: one.left):
        apart = (_MIN_APART if one.text > _LATIN_END else _MIN_APART_LATIN) * em
        if any(one.text == other.text and one.left - other.left < apart for other in ordered[-2:]):
            continue  # bold type that is the same character printed twice
        ordered.append(one)
    gaps = [other.left - one.right for one, other in pairwise(ordered)]
    usual = _find_usual_gap(ordered, gaps, em)
    spaced = sum(one.spaced for one in ordered[1:]) > 0.6 * len(gaps)
    segments: list[Segment] = []
    text, left, base = ordered[0].text, ordered[0].left, ordered[0]
    for (one, other), gap in zip(pairwise(ordered), gaps, strict=True):
        if gap > max(_WIDE_GAP * em, usual + 0.7 * em):
            segments.append(Segment(text, left, one.right))
            text, left, base = other.text, other.left, other
            continue
        raised = _is_raised(other, base)
        base = base if raised else other
        words = one.text.isalpha() and other.text.isalpha() and one.text < _LATIN_END > other.text
        blank = other.spaced and not spaced and (words or gap > usual + _LATIN_GAP * em)
        text += " " if blank or gap > usual + _BLANK_GAP * em else ""
        text += raise_digits(other.text) if raised else other.text
    segments.append(Segment(text, left, ordered[-1].right))
    segments = [
        replaced for one in segments if (replaced := one._replace(text=_join_surrogates(one.text))).text.strip()
    ]
    middle = median(centre(one.bottom, one.top) for one in ordered)
    return Row(tuple(segments), middle, em) if segments else None


def _is_raised(sign: Character, base: Character) -> bool:
    """Tell whether a sign is a power or the mark of a note: smaller than the character on the line, and above its foot."""
    size = base.top - base.bottom
    return sign.top - sign.bottom < _SMALL * size and sign.bottom > base.bottom + _ABOVE * size


def _find_usual_gap(characters: Sequence[Character], gaps: Sequence[float], em: float) -> float:
    """Return how far apart the characters of a row are set, which is no gap between words or cells.

    Only Chinese characters are set widely apart; figures that are, as 3 and 2, are cells of a table.
    """
    if len(gaps) < _MIN_GAPS:
        return 0.0
    chinese = [
        gap
        for (one, other), gap in zip(pairwise(characters), gaps, strict=True)
        if min(one.text, other.text) > _LATIN_END
    ]
    usual = max(0.0, median(chinese or gaps))
    return usual if usual <= _WIDE_GAP * em or len(chinese) >= _MIN_GAPS else 0.0


def _join_surrogates(text: str) -> str:
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace").strip()
