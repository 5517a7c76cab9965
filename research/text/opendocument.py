"""OpenDocument texts (.odt): the lines of the text as LibreOffice shows them, with their list numbers."""

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from research.errors import InputError
from research.text.archive import Archive
from research.text.grid import lay_out_table
from research.text.limits import USUAL, Limits
from research.text.marks import ASIDE, Contents, Line, join_lines
from research.text.numbering import format_number, join_number

_MAX_BLANKS = 1000  # that one element may stand for
_MAX_SHOWN_LEVELS = 10
_INDEXES = frozenset((
    "table-of-content", "illustration-index", "table-index", "object-index", "user-index", "alphabetical-index",
    "bibliography",
))  # fmt: skip
_GONE = frozenset((
    "tracked-changes", "annotation", "note-citation", "ruby-text", "sequence-decls", "variable-decls", "forms",
    "user-field-decls", "bibliography-mark", "hidden-text", "hidden-paragraph", "desc", "title", "object", "image",
))  # fmt: skip

Element = Any  # of lxml, which has no types


def read_odt(data: bytes, place: str, limits: Limits = USUAL) -> Contents:
    """Read the text of an OpenDocument file: paragraphs, text boxes and tables in order, then the notes.

    Tracked insertions are part of the text and deletions are not; comments, headers and footers are left out. Numbers
    of lists stand before their paragraphs. Indexes, footnotes and endnotes are marked as set aside.

    Raises
    ------
    InputError
        If the file needs a password or is larger than the limits. A broken file raises what the libraries raise;
        `research.text.documents.read_document` says it in one line.
    """
    archive = Archive(data, place, limits)
    manifest = archive.read("META-INF/manifest.xml") if "META-INF/manifest.xml" in archive.names else b""
    if b"encryption-data" in manifest:
        raise InputError(f"{place}: the file has a password; save it without one")
    root = archive.read_xml("content.xml")
    body = next((found for found in root.iter() if _local(found) == "text" and _local(found.getparent()) == "body"), ())
    reader = _Reader(_collect_lists([root, archive.read_xml("styles.xml")]))
    return join_lines(_count(reader.read_all(body), place, limits))


def _count(lines: Iterable[Line], place: str, limits: Limits) -> Iterator[Line]:
    size = 0
    for line in lines:
        size += len(line.text) + 1
        limits.check_characters(place, size)
        yield line


def _local(element: Element | None) -> str:
    tag = element.tag if element is not None else ""
    return tag.rsplit("}", 1)[-1] if isinstance(tag, str) else ""


def _get(element: Element, name: str) -> str:
    """Return an attribute whatever its namespace, or nothing."""
    return next((str(value) for key, value in element.items() if key.rsplit("}", 1)[-1] == name), "")


def _number(text: str, default: int) -> int:
    return int(text) if re.fullmatch(r"\d{1,9}", text) else default


def _collect_lists(roots: Iterable[Element | None]) -> dict[str, dict[int, Element]]:
    """Return the levels of each list style; that of headings has no name."""
    found: dict[str, dict[int, Element]] = {}
    for root in roots:
        for style in root.iter() if root is not None else ():
            if _local(style) in ("list-style", "outline-style"):
                name = "" if _local(style) == "outline-style" else _get(style, "name")
                found[name] = {_number(_get(level, "level"), 1): level for level in style}
    return found


class _Reader:
    def __init__(self, lists: Mapping[str, Mapping[int, Element]]) -> None:
        self._lists = lists
        self._counts: dict[str, dict[int, int]] = {}
        self._notes: list[Element] = []

    def read_all(self, body: Iterable[Element]) -> Iterator[Line]:
        yield from self._read_blocks(body)
        for note in self._notes:  # notes of notes are added while it runs
            yield from (Line(line.text, ASIDE) for line in self._read_blocks(note))

    def _read_blocks(self, parent: Iterable[Element]) -> Iterator[Line]:
        for block in parent:
            name = _local(block)
            if name == "p":
                yield from self._read_paragraph(block, "")
            elif name == "h":
                level = _number(_get(block, "outline-level"), 1)
                yield from self._read_paragraph(block, self._count_item("", level, {}))
            elif name == "list":
                yield from self._read_list(block, _get(block, "style-name"), 1)
            elif name == "table":
                yield from lay_out_table(self._read_row(row) for row in _descend(block, "table-row"))
            elif name in _INDEXES:
                yield from (Line(line.text, ASIDE) for line in self._read_blocks(block))
            elif name not in _GONE:
                yield from self._read_blocks(block)

    def _read_row(self, row: Element) -> list[list[Line]]:
        return [list(self._read_blocks(cell)) for cell in _descend(row, "table-cell")]

    def _read_list(self, block: Element, style: str, level: int) -> Iterator[Line]:
        counts = self._counts.setdefault(style, {})
        continued = _get(block, "continue-numbering") == "true" or _get(block, "continue-list")
        if level == 1 and not continued:
            counts.clear()
        for item in block:
            numbered = _local(item) == "list-item"
            first = True
            for child in item:
                name = _local(child)
                if name == "list":
                    yield from self._read_list(child, _get(child, "style-name") or style, level + 1)
                elif name in ("p", "h"):
                    number = self._count_item(style, level, item) if numbered and first else ""
                    first = False
                    yield from self._read_paragraph(child, number)
                else:
                    yield from self._read_blocks([child])

    def _count_item(self, style: str, level: int, item: Mapping[str, str] | Element) -> str:
        levels = self._lists.get(style, {})
        shown = levels.get(level)
        if shown is None or _local(shown) not in ("list-level-style-number", "outline-level-style"):
            return ""
        counts = self._counts.setdefault(style, {})
        start = _number(_get(shown, "start-value"), 1)
        given = _get(item, "start-value")
        counts[level] = _number(given, start) if given else counts.get(level, start - 1) + 1
        for deeper in [other for other in counts if other > level]:
            del counts[deeper]
        first = level - min(_number(_get(shown, "display-levels"), 1), _MAX_SHOWN_LEVELS, level) + 1
        numbers = [
            format_number(counts.get(one, 1), _get(levels.get(one, shown), "num-format"))
            for one in range(first, level + 1)
        ]
        number = ".".join(filter(None, numbers))
        return _get(shown, "num-prefix") + number + _get(shown, "num-suffix") if number else ""

    def _read_paragraph(self, paragraph: Element, number: str) -> Iterator[Line]:
        boxes: list[Element] = []
        text = "".join(self._read_runs(paragraph, boxes))
        yield Line(join_number(number, text.strip()) if number and text.strip() else text)
        for box in boxes:
            yield from self._read_blocks(box)

    def _read_runs(self, parent: Element, boxes: list[Element]) -> Iterator[str]:
        yield _squeeze(parent.text)
        for child in parent:
            name = _local(child)
            if name == "s":
                yield " " * min(_number(_get(child, "c"), 1), _MAX_BLANKS)
            elif name in ("tab", "line-break"):
                yield "\t" if name == "tab" else "\n"
            elif name == "note":
                self._notes += [part for part in child if _local(part) == "note-body"]
            elif name == "text-box":
                boxes.append(child)
            elif name and name not in _GONE:
                yield from self._read_runs(child, boxes)
            yield _squeeze(child.tail)


def _squeeze(text: str | None) -> str:
    return re.sub(r"[ \t\r\n]+", " ", text or "")


def _descend(parent: Element, wanted: str) -> Iterator[Element]:
    """Yield the rows of a table or the cells of a row, those of headers and groups of rows, too."""
    for child in parent:
        name = _local(child)
        if name == wanted:
            yield child
        elif name in ("table-header-rows", "table-rows", "table-row-group"):
            yield from _descend(child, wanted)
