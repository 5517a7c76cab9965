"""The paragraphs of a PDF: lines as they are printed -> those that the margins broke, joined."""

import math
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from research.text.date_lines import is_date
from research.text.lines import ENDS_LINE, remove_breaks
from research.text.list_marks import OPENS_LINE
from research.text.marks import Line
from research.text.name_lines import is_organisation
from research.text.patterns import compile_on_use
from research.text.pdf_rows import centre

_WORD = compile_on_use(r"[A-Za-z][!-~]{11,}")  # no shorter one leaves a gap that is no end of a paragraph
_CLAUSE = compile_on_use("[，。；]")
_MIN_FULL, _MIN_FULL_LENGTH = 3, 15  # lines that end at one place, and their characters: a margin, however narrow
_LATIN_WIDTH = 0.45  # of the width of a Chinese character
_MIN_SIGNATURE_INDENT = 4  # characters: farther in than any line of running text begins


@dataclass(frozen=True)
class Printed:
    """A line as it is printed, with the margins of the column in which it stands."""

    text: str
    left: float
    right: float
    em: float
    column: tuple[object, ...]
    role: str = ""
    reaches: bool = False


def join_paragraphs(printed: Sequence[Printed]) -> Iterator[Line]:
    """Yield the paragraphs of lines in order; a sentence goes on in the next column or on the next page, too."""
    lines = _find_margins(printed)
    lefts: dict[tuple[object, ...], float] = {}
    for line in lines:
        lefts[line.column] = min(lefts.get(line.column, math.inf), line.left)
    parts: list[str] = []
    previous: Printed | None = None
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


def _find_margins(lines: Sequence[Printed]) -> list[Printed]:
    """Give to each line of a column of text the word whether it ends at the column's margin."""
    rights: dict[tuple[object, ...], float] = {}
    for line in lines:
        rights[line.column] = max(rights.get(line.column, 0.0), line.right)
    full = Counter(line.column for line in lines if _is_full(line, rights[line.column]))
    return [
        replace(
            line,
            reaches=(
                (line.reaches or line.column[0] != "page" or full[line.column] >= _MIN_FULL)
                and _is_at(line, rights[line.column])
            )
            or (following is not None and _has_no_room(line, following, rights[line.column])),
        )
        for line, following in zip(lines, [*lines[1:], None], strict=False)
    ]


def _is_full(line: Printed, right: float) -> bool:
    """Tell whether a line of running text ends where the longest one does."""
    long = line.right - line.left > _MIN_FULL_LENGTH * line.em
    return long and line.right > right - line.em and _CLAUSE.search(line.text) is not None


def _has_no_room(line: Printed, following: Printed, right: float) -> bool:
    """Tell whether a line ends early as the address or the word that opens the next one did not fit into it."""
    word = _WORD.match(following.text)
    return (
        bool(word)
        and line.column == following.column
        and line.text[-1] not in ENDS_LINE
        and line.right + len(word[0] if word else "") * _LATIN_WIDTH * line.em > right
    )


def _is_at(line: Printed, right: float) -> bool:
    return line.right > right - 2.2 * line.em  # a line ends earlier where a number or a mark may not be torn off


def _goes_on(line: Printed, following: Printed, left: float) -> bool:
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
    centred = abs(centre(line.left, line.right) - centre(following.left, following.right)) < following.em
    return indent < 1.2 or centred or (indent > 3 and line.text[-1] not in ENDS_LINE)


def _is_signature(line: Printed, following: Printed, left: float) -> bool:
    """Tell whether lines are those of a signature, or a title and its date: they stand apart however long they are."""
    signs = is_organisation(line.text)
    if is_date(following.text):
        apart = (line.left - left) / line.em > _MIN_SIGNATURE_INDENT
        return signs or apart or following.text[0] in "（("
    return is_date(line.text) or (signs and is_organisation(following.text) and line.left - left > line.em)
