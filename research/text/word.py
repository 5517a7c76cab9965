"""Word files (.docx): the lines of the text as Word shows them, tracked changes accepted, with their list numbers."""

import posixpath
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from urllib.parse import unquote

from research.errors import InputError
from research.text.archive import Archive, Element, local_name
from research.text.breaks import PAGE_BREAK, join_broken
from research.text.files import tell_kind, warn_of_embedded
from research.text.formats import read_text
from research.text.grid import lay_out_table
from research.text.limits import USUAL, Limits
from research.text.mail import read_mail
from research.text.marks import ASIDE, LEVELS, Contents, Line, join_lines, limit_lines, list_lines
from research.text.numbering import join_number
from research.text.patterns import compile_on_use
from research.text.rtf import read_rtf
from research.text.symbols import raise_digits, read_equation, read_symbol, show_box
from research.text.web_page import read_html
from research.text.word_elements import find_child, get_value, is_on, list_children, read_number
from research.text.word_lists import Numbering, Styles, read_outline_level
from research.text.word_math import MATH_PARTS, show_part

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_HOLDERS = frozenset((
    "sdt", "sdtContent", "smartTag", "customXml", "ins", "moveTo", "hyperlink", "fldSimple", "dir", "bdo", "ruby",
    "rubyBase", "oMath", "oMathPara",
))  # fmt: skip
_GONE = frozenset(("del", "moveFrom", "rt", "rPr", "pPr", "sdtPr", "sdtEndPr", "smartTagPr", "customXmlPr", "rubyPr"))
_SIGNS = {"tab": "\t", "ptab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "-"}
_CONTENTS_STYLE = compile_on_use(r"(toc|contents|目录)\s*(\d|heading|标题)?", re.IGNORECASE)
_CHUNK_READERS = {
    ".html": read_html, ".htm": read_html, ".xhtml": read_html, ".mht": read_mail, ".mhtml": read_mail, ".eml": read_mail, ".rtf": read_rtf,
    ".txt": read_text,
}  # fmt: skip
_WORD_CHUNKS = (".docx", ".docm", ".dotx")
_MAX_CHUNKS = 100  # parts that are inserted as they are, in one document
_FORMULAS = ("Equation", "Unknown", "MathType")


def read_docx(data: bytes, place: str, limits: Limits = USUAL) -> Contents:
    """Read the text of a Word file: paragraphs, text boxes and tables in order, then the notes.

    Tracked insertions are part of the text and deletions are not; content controls, smart tags, links and fields are
    read through, and so are WordArt, SmartArt and pages or files that are inserted as they are (``altChunk``); hidden
    text, comments, headers and footers are left out. Numbers that Word counts itself stand before their paragraphs. A
    table of contents, footnotes and endnotes are marked as set aside.

    Raises
    ------
    InputError
        If the file needs a password or is larger than the limits. A broken file raises what the libraries raise;
        `research.text.documents.read_document` says it in one line.

    Warns
    -----
    ReadingWarning
        If files are embedded in it, which are not read.
    """
    if data.startswith(OLE):
        raise InputError(f"{place}: the file has a password or is an old .doc; save it as .docx without a password")
    return _read_word(data, place, limits)


def _read_word(data: bytes, place: str, limits: Limits, *, within: bool = False) -> Contents:
    archive = Archive(data, place, limits)
    parts = _find_parts(archive)
    root = archive.read_xml(parts["officeDocument"])
    if root is None:
        raise InputError(f"{place}: not a Word file or a broken one (no main document in it); save it as .docx in Word")
    body = find_child(root, "body")
    attached = _Attached(archive, parts["officeDocument"], place, limits, within=within)
    styles, numbering = Styles(archive.read_xml(parts["styles"])), Numbering(archive.read_xml(parts["numbering"]))
    notes = [archive.read_xml(parts[name]) for name in ("footnotes", "endnotes")]
    contents = join_lines(limit_lines(_read_all(_Reader(styles, numbering, attached), body, notes), place, limits))
    attached.warn()
    return contents


def _read_all(reader: "_Reader", body: Element, notes: Iterable[Element]) -> Iterator[Line]:
    yield from reader.read_blocks(body if body is not None else [])
    yield from reader.end()
    for part in notes:
        for note in part if part is not None else []:
            if get_value(note, "type") in ("", "normal"):
                yield from (Line(line.text, ASIDE) for line in reader.read_blocks(note))


def _find_parts(archive: Archive) -> Mapping[str, str]:
    """Return the entries of the parts by the last word of their relationship's type; the usual names by default."""
    top = _list_targets(archive.read_xml("_rels/.rels"), "")
    document = top.get("officeDocument", "")
    document = document if document in archive.names else "word/document.xml"
    folder, name = posixpath.split(document)
    found = {kind: f"{folder}/{kind}.xml" for kind in ("styles", "numbering", "footnotes", "endnotes")}
    rels = archive.read_xml(f"{folder}/_rels/{name}.rels")
    known = {kind: target for kind, target in _list_targets(rels, folder).items() if target in archive.names}
    return found | known | {"officeDocument": document}


def _list_targets(relationships: Element, folder: str) -> dict[str, str]:
    targets = {}
    for entry in relationships if relationships is not None else []:
        if entry.get("TargetMode") != "External":
            path = posixpath.normpath(posixpath.join("/", folder, unquote(entry.get("Target", ""))))
            targets[entry.get("Type", "").rsplit("/", 1)[-1]] = path.lstrip("/")
    return targets


class _Attached:
    """What a document holds beside its own text: parts that are read in its place, and files that are not."""

    def __init__(self, archive: Archive, document: str, place: str, limits: Limits, *, within: bool) -> None:
        self._archive = archive
        self._place = place
        self._limits = limits
        self._within = within
        folder, name = posixpath.split(document)
        relationships = archive.read_xml(f"{folder}/_rels/{name}.rels")
        self._targets = {
            entry.get("Id", ""): posixpath.normpath(
                posixpath.join("/", folder, unquote(entry.get("Target", "")))
            ).lstrip("/")
            for entry in (relationships if relationships is not None else [])
        }
        self._unread: list[str] = []
        self._read = 0

    def read_chunk(self, chunk: Element) -> Iterator[Line]:
        """Yield the lines of a page, a text or a Word file that is inserted as it is."""
        target = self._targets.get(get_value(chunk, "id"), "")
        data = self._archive.read(target) if target in self._archive.names else b""
        kind = tell_kind(data, posixpath.splitext(target)[1].lower()) if data else ""
        reader = _CHUNK_READERS.get(kind)
        self._limits.check_bytes(f"{self._place}, {target}", len(data))
        self._read += 1
        if self._within or self._read > _MAX_CHUNKS or (reader is None and kind not in _WORD_CHUNKS):
            self.leave_out(posixpath.basename(target) or "altChunk")
        elif reader is None:
            yield from list_lines(_read_word(data, self._place, self._limits, within=True))
        else:
            yield from list_lines(reader(data, f"{self._place}, {target}", self._limits))

    def read_diagram(self, diagram: Element) -> list[Element]:
        """Return the texts of a diagram (SmartArt), each with its paragraphs."""
        data = self._archive.read_xml(self._targets.get(get_value(diagram, "dm"), ""))
        texts = [one for one in data.iter() if local_name(one) == "t"] if data is not None else []
        return [one for one in texts if find_child(one, "p") is not None]

    def leave_out(self, name: str) -> None:
        """Note what is not read."""
        self._unread.append(name or "no name")

    def warn(self) -> None:
        """Warn of what is not read."""
        warn_of_embedded(self._place, self._unread)


@dataclass
class _Field:
    """A field: its code, and whether what follows is its result, which is shown, and not more of the code.

    Of a field of a form, ``form`` is what it shows where it has no result, and ``filled`` whether it has one.
    """

    code: str = ""
    shown: bool = False
    form: str = ""
    filled: bool = False


class _Reader:
    """The lines of a document, one block after the other; fields and deleted ends of paragraphs reach over blocks."""

    def __init__(self, styles: Styles, numbering: Numbering, attached: _Attached) -> None:
        self._attached = attached
        self._styles = styles
        self._numbering = numbering
        self._fields: list[_Field] = []
        self._unseen = False
        self._waiting = ""

    def read_blocks(self, parent: Iterable[Element]) -> Iterator[Line]:
        for block in parent:
            name = local_name(block)
            if name == "p":
                yield from self._read_paragraph(block)
            elif name == "tbl":
                yield from self._read_table(block)
            elif name == "sdt" and "Table of Contents" in get_value(
                find_child(block, "sdtPr", "docPartObj", "docPartGallery")
            ):
                yield from (Line(line.text, ASIDE) for line in self.read_blocks(list_children(block, "sdtContent")))
            elif name == "AlternateContent":
                yield from self.read_blocks(_choose(block))
            elif name == "altChunk":
                yield from self._attached.read_chunk(block)
            elif name == "subDoc":
                self._attached.leave_out("subDoc")
            elif name in _HOLDERS and not _is_placeholder(block):
                yield from self.read_blocks(block)

    def end(self) -> Iterator[Line]:
        """Yield what still waits for a paragraph to join."""
        yield Line(self._waiting)
        self._waiting = ""

    def _read_table(self, table: Element) -> Iterator[Line]:
        rows = (self._read_row(row) for row in _descend(table, "tr") if not _is_gone(row))
        yield from lay_out_table(rows)

    def _read_row(self, row: Element) -> list[list[Line]]:
        cells = []
        for cell in _descend(row, "tc"):
            merged = find_child(cell, "tcPr", "vMerge")
            if merged is None or get_value(merged) == "restart":
                cells.append([*self.read_blocks(cell), *self.end()])
        return cells

    def _read_paragraph(self, paragraph: Element) -> Iterator[Line]:
        properties = find_child(paragraph, "pPr")
        style = get_value(find_child(properties, "pStyle")) if properties is not None else ""
        aside = self._is_in_contents() or bool(_CONTENTS_STYLE.fullmatch(self._styles.get_name(style).strip()))
        boxes: list[Element | str] = []
        self._unseen = self._styles.is_hidden(style)
        text = self._waiting + "".join(self._read_runs(paragraph, boxes))
        self._unseen = False
        self._waiting = ""
        for one in self._fields:  # a code ends with its paragraph
            one.shown = True
        mark = find_child(properties, "rPr") if properties is not None else None
        if find_child(mark, "del") is not None or find_child(mark, "moveFrom") is not None:
            self._waiting = text
        else:
            number = self._count(properties, style)
            text = join_number(number, text.strip()) if text.strip() and number else text
            unseen = is_on(mark, "specVanish") or (is_on(mark, "vanish") and text.strip() != "")
            if unseen or _is_initial(properties):  # a heading or a large letter that runs into the text
                self._waiting = text
            else:
                role = ASIDE if aside or self._is_in_contents() else self._find_heading(properties, style)
                yield Line(join_broken(text), role)
        for box in boxes:
            yield from [Line(box)] if isinstance(box, str) else self.read_blocks(box)

    def _find_heading(self, properties: Element | None, style: str) -> str:
        """Return the role of a heading by its style or its own level, or an empty one."""
        level = read_outline_level(properties)
        level = self._styles.find_level(style) if level is None else level
        return LEVELS[level - 1] if 0 < level <= len(LEVELS) else ""

    def _count(self, properties: Element | None, style: str) -> str:
        numbers, level = self._styles.find_list(style)
        if numbers and level is None:
            level = self._numbering.find_level(numbers, style)
        own = find_child(properties, "numPr") if properties is not None else None
        if own is not None:
            numbers = get_value(find_child(own, "numId")) or numbers
            level = read_number(get_value(find_child(own, "ilvl")), level or 0)
        return self._numbering.count(numbers, level or 0) if numbers not in ("", "0") else ""

    def _is_in_contents(self) -> bool:
        return any(one.code.split()[:1] == ["TOC"] for one in self._fields)

    def _read_runs(self, parent: Iterable[Element], boxes: list[Element | str]) -> Iterator[str]:
        for child in parent:
            name = local_name(child)
            if name in ("t", "sym", *_SIGNS):
                sign = _show_sign(child) if all(one.shown for one in self._fields) else ""
                if self._fields and sign.strip():
                    self._fields[-1].filled = True
                yield sign
            elif name in ("fldChar", "instrText"):
                yield self._follow_field(child)
            elif name in ("drawing", "pict", "object"):
                boxes += self._find_boxes(child)
            elif name == "AlternateContent":
                yield from self._read_runs(_choose(child), boxes)
            elif name not in _GONE and (name in ("r", *_HOLDERS) or _is_math(child)) and not self._is_unseen(child):
                text = self._read_runs(child, boxes)
                if name in MATH_PARTS and _is_math(child):
                    yield show_part(child, "".join(text))
                else:
                    yield from map(raise_digits, text) if name == "r" and _is_raised(child) else text

    def _find_boxes(self, drawing: Element) -> list[Element | str]:
        """Return what a drawing holds: the blocks of text boxes and diagrams, and the words of WordArt."""
        found: list[Element | str] = []
        waiting = [drawing]
        while waiting:
            element = waiting.pop()
            name = local_name(element)
            if name == "txbxContent":
                found.append(element)
                continue
            if name == "textpath":
                found.append(get_value(element, "string"))
            elif name == "relIds":
                found += self._attached.read_diagram(element)
            elif name == "OLEObject" and not get_value(element, "ProgID").startswith(_FORMULAS):
                self._attached.leave_out(get_value(element, "ProgID"))
            waiting += reversed(list(_choose(element) if name == "AlternateContent" else element))
        return found

    def _is_unseen(self, element: Element) -> bool:
        """Tell whether a run is hidden, by itself or by its style, or an element is a prompt."""
        properties = find_child(element, "rPr")
        if find_child(properties, "vanish") is not None:
            return is_on(properties, "vanish")
        hidden = self._unseen and local_name(element) == "r"
        return hidden or self._styles.is_hidden(get_value(find_child(properties, "rStyle"))) or _is_placeholder(element)

    def _follow_field(self, element: Element) -> str:
        """Follow the beginning, the code and the end of a field; return what one without a result shows."""
        turn = get_value(element, "fldCharType")
        if turn == "begin":
            self._fields.append(_Field(form=_show_form_field(find_child(element, "ffData"))))
        elif turn == "end" and self._fields:
            ended = self._fields.pop()
            if any(not one.shown for one in self._fields):
                return ""
            return ended.form * (not ended.filled) or ("" if ended.shown else read_equation(ended.code))
        elif turn == "separate" and self._fields:
            self._fields[-1].shown = True
        elif not turn and self._fields:
            self._fields[-1].code += element.text or ""
        return ""


def _show_sign(element: Element) -> str:
    name = local_name(element)
    if name == "br" and get_value(element, "type") in ("page", "column"):
        return PAGE_BREAK
    if name == "sym":
        code = get_value(element, "char")
        return read_symbol(get_value(element, "font"), int(code, 16) if re.fullmatch("[0-9A-Fa-f]{1,6}", code) else 0)
    return _SIGNS.get(name) or element.text or ""


def _is_initial(properties: Element | None) -> bool:
    """Tell whether a paragraph is the large first character of the next one."""
    return get_value(find_child(properties, "framePr"), "dropCap") in ("drop", "margin")


def _is_placeholder(element: Element) -> bool:
    """Tell whether a content control holds only the words that ask for a text."""
    return is_on(find_child(element, "sdtPr"), "showingPlcHdr")


def _is_raised(run: Element) -> bool:
    return get_value(find_child(run, "rPr", "vertAlign")) == "superscript"


def _is_math(element: Element) -> bool:
    return isinstance(element.tag, str) and "/math" in element.tag


def _choose(alternatives: Element) -> Iterable[Element]:
    """Return the first form of a content that is written in several, which programs of today show."""
    return next(iter(alternatives), ())


def _descend(parent: Element, wanted: str) -> Iterator[Element]:
    """Yield the rows of a table or the cells of a row, within content controls, too."""
    for child in parent:
        name = local_name(child)
        if name == wanted:
            yield child
        elif name in _HOLDERS:
            yield from _descend(child, wanted)


def _is_gone(row: Element) -> bool:
    """Tell whether a row was deleted or is hidden."""
    properties = find_child(row, "trPr")
    return find_child(properties, "del") is not None or is_on(properties, "hidden")


def _show_form_field(data: Element | None) -> str:
    """Return what a field of a form shows by itself: a box, ticked or not, or the entry of a list that is chosen."""
    box, entries = find_child(data, "checkBox"), find_child(data, "ddList")
    if box is not None:
        ticked = is_on(box, "checked" if find_child(box, "checked") is not None else "default")
        return show_box(ticked=ticked)
    texts = [get_value(one) for one in list_children(entries, "listEntry")]
    chosen = find_child(entries, "result")
    chosen = chosen if chosen is not None else find_child(entries, "default")
    number = read_number(get_value(chosen))
    return texts[number] if 0 <= number < len(texts) else ""
