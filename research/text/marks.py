"""Marks: what a file's format says of the lines of its text, which the text alone does not."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from research.decoding import clean_text
from research.text.limits import Limits

TABLE = "table"
"""A row of a table: figures, names and other cells without sentences, joined by tabs. Never a heading."""
CELL = "cell"
"""A cell of a table that holds sentences. Body, never a heading."""
ASIDE = "aside"
"""Set aside by the format: a footnote, an endnote, or what stands around the main text of a web page."""
LEVELS = tuple(f"level {number}" for number in range(1, 10))
"""A heading by its style, outermost first. Only how high it stands is taken from it: what a line is the layout finds."""
TEXT, TITLE = "text", "title"
"""Roles that no format tells: the layout finds them, and the other three where the format says nothing."""


class Mark(NamedTuple):
    """What the format says of a line.

    Attributes
    ----------
    start, end
        Offsets of the line in the document's text.
    role
        `TABLE`, `CELL`, `ASIDE` or one of `LEVELS`.
    """

    start: int
    end: int
    role: str


class Line(NamedTuple):
    """A line of a document as a reader finds it; the role is empty where the format says nothing of it."""

    text: str
    role: str = ""


@dataclass(frozen=True)
class Contents:
    """What a reader finds in a file.

    Attributes
    ----------
    text
        All of it, without NUL characters.
    marks
        Of the lines that the format says something of, in order, without overlap.
    metadata
        What the file says about the document: author, issuer, index number.
    """

    text: str
    marks: tuple[Mark, ...] = ()
    metadata: Mapping[str, str] = field(default_factory=dict)


def join_lines(lines: Iterable[Line], metadata: Mapping[str, str] | None = None) -> Contents:
    r"""Return the lines as one text, with the marks of those that have a role.

    Lines without visible characters are left out. A line break within a line of a table becomes a blank.

    Examples
    --------
    >>> join_lines([Line("指标\t数值", TABLE), Line(""), Line("一、农业")])
    Contents(text='指标\t数值\n一、农业', marks=(Mark(start=0, end=5, role='table'),), metadata={})
    """
    parts: list[str] = []
    marks: list[Mark] = []
    position = 0
    for line in lines:
        text = clean_text(line.text).strip("\n")
        if not text.strip():
            continue
        if line.role == TABLE:
            text = " ".join(text.split("\n"))
        parts.append(text)
        end = position + len(text)
        if line.role:
            marks.append(Mark(position, end, line.role))
        position = end + 1
    return Contents("\n".join(parts), tuple(marks), dict(metadata or {}))


def list_lines(contents: Contents) -> Iterator[Line]:
    r"""Yield the lines of contents with their roles, as `join_lines` takes them.

    Examples
    --------
    >>> list(list_lines(Contents("一、农业\n指标\t数值", (Mark(5, 10, TABLE),))))
    [Line(text='一、农业', role=''), Line(text='指标\t数值', role='table')]
    """
    position = 0
    for mark in contents.marks:
        yield from map(Line, filter(None, contents.text[position : mark.start].split("\n")))
        yield Line(contents.text[mark.start : mark.end], mark.role)
        position = mark.end + 1
    if position < len(contents.text):
        yield from map(Line, contents.text[position:].split("\n"))


def limit_lines(lines: Iterable[Line], place: str, limits: Limits) -> Iterator[Line]:
    """Yield lines as they are read, as long as their text stays within the limits.

    Raises
    ------
    InputError
        If there are too many characters.

    Examples
    --------
    >>> list(limit_lines([Line("一、农业")], "report.docx", Limits()))
    [Line(text='一、农业', role='')]
    """
    size = 0
    for line in lines:
        size += len(line.text) + 1
        limits.check_characters(place, size)
        yield line
