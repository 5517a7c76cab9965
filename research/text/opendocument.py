"""OpenDocument texts (.odt): the lines of the text as LibreOffice shows them, with their list numbers."""

import re
import warnings
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping

from research.errors import InputError, ReadingWarning
from research.plurals import count_noun
from research.text.archive import Archive, Element, get_attribute, local_name
from research.text.breaks import join_broken
from research.text.grid import lay_out_table
from research.text.limits import USUAL, Limits
from research.text.marks import ASIDE, LEVELS, Contents, Line, join_lines, limit_lines
from research.text.numbering import format_number, join_number
from research.text.patterns import compile_on_use
from research.text.symbols import raise_digits, show_box

_EMBEDDED = compile_on_use(  # objects in folders of the file that are texts, tables or slides, no formulas and charts
    rb"<manifest:file-entry\b(?=[^>]*full-path=\"[^\"/]+/\")(?=[^>]*opendocument\.(?:text|spreadsheet|presentation)\b)"
)
_MAX_BLANKS = 1000  # that one element may stand for
_MAX_SHOWN_LEVELS = 10
_INDEXES = frozenset((
    "table-of-content", "illustration-index", "table-index", "object-index", "user-index", "alphabetical-index",
    "bibliography",
))  # fmt: skip
_GONE = frozenset((
    "tracked-changes", "annotation", "note-citation", "ruby-text", "sequence-decls", "variable-decls", "forms",
    "user-field-decls", "bibliography-mark", "hidden-text", "hidden-paragraph", "placeholder", "desc", "title", "object", "image",
))  # fmt: skip


def read_odt(data: bytes, place: str, limits: Limits = USUAL) -> Contents:
    """Read the text of an OpenDocument file: paragraphs, text boxes and tables in order, then the notes.

    Tracked insertions are part of the text and deletions are not; comments, headers and footers are left out. Numbers
    of lists stand before their paragraphs. Indexes, footnotes and endnotes are marked as set aside.

    Raises
    ------
    InputError
        If the file needs a password or is larger than the limits. A broken file raises what the libraries raise;
        `research.text.documents.read_document` says it in one line.

    Warns
    -----
    ReadingWarning
        If texts or tables are embedded in it, which are not read.
    """
    archive = Archive(data, place, limits)
    manifest = archive.read("META-INF/manifest.xml") if "META-INF/manifest.xml" in archive.names else b""
    if b"encryption-data" in manifest:
        raise InputError(f"{place}: the file has a password; save it without one")
    root = archive.read_xml("content.xml")
    body = next(
        (found for found in root.iter() if local_name(found) == "text" and local_name(found.getparent()) == "body"), ()
    )
    embedded = len(_EMBEDDED.findall(manifest))
    if embedded:
        unread = count_noun(embedded, "file within it is", "files within it are")
        message = f"{place}: {unread} not read; open each in LibreOffice, save it and give it, too"
        warnings.warn(message, ReadingWarning, stacklevel=2)
    roots = [root, archive.read_xml("styles.xml")]
    reader = _Reader(_collect_lists(roots), _collect_hidden(roots), _collect_raised(roots))
    return join_lines(limit_lines(reader.read_all(body), place, limits))


def _number(text: str, default: int) -> int:
    return int(text) if re.fullmatch(r"\d{1,9}", text) else default


def _collect_lists(roots: Iterable[Element | None]) -> dict[str, dict[int, Element]]:
    """Return the levels of each list style; that of headings has no name."""
    found: dict[str, dict[int, Element]] = {}
    for root in roots:
        for style in root.iter() if root is not None else ():
            if local_name(style) in ("list-style", "outline-style"):
                name = "" if local_name(style) == "outline-style" else get_attribute(style, "name")
                found[name] = {_number(get_attribute(level, "level"), 1): level for level in style}
    return found


def _collect_hidden(roots: Iterable[Element | None]) -> frozenset[str]:
    """Return the names of the styles whose text is hidden."""
    return _collect_styles(roots, lambda properties: get_attribute(properties, "display") == "none")


def _collect_raised(roots: Iterable[Element | None]) -> frozenset[str]:
    """Return the names of the styles whose text stands above the line."""
    return _collect_styles(
        roots, lambda properties: re.match("super|[1-9]", get_attribute(properties, "text-position")) is not None
    )


def _collect_styles(roots: Iterable[Element | None], wanted: Callable[[Element], bool]) -> frozenset[str]:
    return frozenset(
        get_attribute(properties.getparent(), "name")
        for root in roots
        for properties in (root.iter() if root is not None else ())
        if local_name(properties) == "text-properties" and wanted(properties)
    )


class _Reader:
    def __init__(
        self, lists: Mapping[str, Mapping[int, Element]], hidden: Collection[str], raised: Collection[str]
    ) -> None:
        self._lists = lists
        self._hidden = hidden
        self._raised = raised
        self._counts: dict[str, dict[int, int]] = {}
        self._notes: list[Element] = []

    def read_all(self, body: Iterable[Element]) -> Iterator[Line]:
        yield from self._read_blocks(body)
        for note in self._notes:  # notes of notes are added while it runs
            yield from (Line(line.text, ASIDE) for line in self._read_blocks(note))

    def _read_blocks(self, parent: Iterable[Element]) -> Iterator[Line]:
        for block in parent:
            name = local_name(block)
            if self._is_hidden(block):
                continue
            if name == "p":
                yield from self._read_paragraph(block, "")
            elif name == "h":
                level = _number(get_attribute(block, "outline-level"), 1)
                yield from self._read_paragraph(block, self._count_item("", level, {}), level)
            elif name == "list":
                yield from self._read_list(block, get_attribute(block, "style-name"), 1)
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
        continued = get_attribute(block, "continue-numbering") == "true" or get_attribute(block, "continue-list")
        if level == 1 and not continued:
            counts.clear()
        for item in block:
            numbered = local_name(item) == "list-item"
            first = True
            for child in item:
                name = local_name(child)
                if name == "list":
                    yield from self._read_list(child, get_attribute(child, "style-name") or style, level + 1)
                elif name in ("p", "h"):
                    number = self._count_item(style, level, item) if numbered and first else ""
                    first = False
                    yield from self._read_paragraph(child, number)
                else:
                    yield from self._read_blocks([child])

    def _count_item(self, style: str, level: int, item: Mapping[str, str] | Element) -> str:
        levels = self._lists.get(style, {})
        shown = levels.get(level)
        if shown is None or local_name(shown) not in ("list-level-style-number", "outline-level-style"):
            return ""
        counts = self._counts.setdefault(style, {})
        start = _number(get_attribute(shown, "start-value"), 1)
        given = get_attribute(item, "start-value")
        counts[level] = _number(given, start) if given else counts.get(level, start - 1) + 1
        for deeper in [other for other in counts if other > level]:
            del counts[deeper]
        first = level - min(_number(get_attribute(shown, "display-levels"), 1), _MAX_SHOWN_LEVELS, level) + 1
        numbers = [
            format_number(counts.get(one, 1), get_attribute(levels.get(one, shown), "num-format"))
            for one in range(first, level + 1)
        ]
        number = ".".join(filter(None, numbers))
        return get_attribute(shown, "num-prefix") + number + get_attribute(shown, "num-suffix") if number else ""

    def _read_paragraph(self, paragraph: Element, number: str, level: int = 0) -> Iterator[Line]:
        boxes: list[Element] = []
        text = "".join(self._read_runs(paragraph, boxes))
        role = LEVELS[level - 1] if 0 < level <= len(LEVELS) else ""
        yield Line(join_broken(join_number(number, text.strip()) if number and text.strip() else text), role)
        for box in boxes:
            yield from self._read_blocks(box)

    def _is_hidden(self, element: Element) -> bool:
        """Tell whether an element is a hidden section or has a style whose text is hidden."""
        if local_name(element) == "section":
            return get_attribute(element, "display") == "none"
        return bool(self._hidden) and get_attribute(element, "style-name") in self._hidden

    def _read_runs(self, parent: Element, boxes: list[Element]) -> Iterator[str]:
        yield _squeeze(parent.text)
        for child in parent:
            name = local_name(child)
            if name == "s":
                yield " " * min(_number(get_attribute(child, "c"), 1), _MAX_BLANKS)
            elif name in ("tab", "line-break"):
                yield "\t" if name == "tab" else "\n"
            elif name == "note":
                self._notes += [part for part in child if local_name(part) == "note-body"]
            elif name == "text-box":
                boxes.append(child)
            elif name == "fieldmark" and get_attribute(child, "type").endswith("FORMCHECKBOX"):
                yield show_box(ticked=_is_ticked(child))
            elif name and name not in _GONE and not self._is_hidden(child):
                runs = self._read_runs(child, boxes)
                yield from map(raise_digits, runs) if get_attribute(child, "style-name") in self._raised else runs
            yield _squeeze(child.tail)


def _is_ticked(field: Element) -> bool:
    """Tell whether the box of a form is ticked."""
    said = {get_attribute(one, "name"): get_attribute(one, "value") for one in field}
    return said.get("Checkbox_Checked", "") == "true"


def _squeeze(text: str | None) -> str:
    return re.sub(r"[ \t\r\n]+", " ", text or "")


def _descend(parent: Element, wanted: str) -> Iterator[Element]:
    """Yield the rows of a table or the cells of a row, those of headers and groups of rows, too."""
    for child in parent:
        name = local_name(child)
        if name == wanted:
            yield child
        elif name in ("table-header-rows", "table-rows", "table-row-group"):
            yield from _descend(child, wanted)
