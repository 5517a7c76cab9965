"""RTF files: the lines of the text as a word processor shows them, tables and text boxes in order, then the notes."""

import codecs
import re
import warnings
from collections.abc import Iterator
from copy import copy
from dataclasses import dataclass, field
from itertools import chain
from types import MappingProxyType

from research.decoding import warn_of_lost
from research.errors import ReadingWarning
from research.text.breaks import PAGE_BREAK, join_broken
from research.text.files import warn_of_embedded
from research.text.grid import lay_out_table
from research.text.limits import USUAL, Limits
from research.text.marks import ASIDE, LEVELS, Contents, Line, join_lines, limit_lines
from research.text.numbering import join_number
from research.text.patterns import compile_on_use
from research.text.symbols import SYMBOL_FONTS, raise_digits, read_equation, read_symbol, show_box

_TOKEN = compile_on_use(
    r"\\([a-zA-Z]{1,32})(-?\d{1,10})? ?|\\'([0-9a-fA-F]{2})|\\(.)|([{}])|[\r\n]+|([^\\{}\r\n]+)|\\", re.DOTALL
)
_SIGNS = MappingProxyType({
    "tab": "\t", "mden": "/", "line": "\n", "page": PAGE_BREAK, "column": PAGE_BREAK, "softline": "\n", "emdash": "—", "endash": "–",
    "emspace": "\u2003", "enspace": "\u2002", "qmspace": "\u2005", "bullet": "•", "lquote": "‘", "rquote": "’",
    "ldblquote": "“", "rdblquote": "”",
})  # fmt: skip
_ESCAPED = MappingProxyType({"~": "\xa0", "_": "-"})
_TARGETS = MappingProxyType({  # groups whose text is read for what it says of other text
    "listtext": "number", "pntext": "number", "fldinst": "code", "objclass": "class", "sn": "name", "fonttbl": "fonts",
})  # fmt: skip
_SKIPPED = frozenset((  # groups whose text is not shown, or is shown a second time
    "stylesheet", "colortbl", "info", "pict", "header", "headerl", "headerr", "headerf", "footer", "footerl", "footerr",
    "footerf", "ftnsep", "ftnsepc", "ftncn", "aftnsep", "aftnsepc", "aftncn", "xe", "tc", "txe", "rxe", "filetbl",
    "revtbl", "shprslt", "mmathPict", "nonesttables", "pntxta", "pntxtb", "objdata", "falt", "sv", "listtable",
    "listoverridetable", "template", "generator", "annotation", "bkmkstart", "bkmkend",
))  # fmt: skip
_READ = frozenset(
    ("shpinst", "do", "moMath", "moMathPara", "nesttableprops")
)  # groups with a star that hold text all the same
_WORD_ART = "gtextUNICODE"
_CHARSETS = MappingProxyType({
    77: "mac_roman", 128: "cp932", 129: "cp949", 134: "gb18030", 136: "cp950", 161: "cp1253", 162: "cp1254", 163: "cp1258",
    177: "cp1255", 178: "cp1256", 186: "cp1257", 204: "cp1251", 222: "cp874", 238: "cp1250",
})  # fmt: skip
_CODE_PAGES = MappingProxyType({936: "gb18030", 54936: "gb18030", 10008: "gb18030", 65001: "utf-8", 10000: "mac_roman"})
_FORMULAS = ("Equation", "MathType")
_BOX = frozenset(("ffres", "ffdefres"))  # whether a box of a form is ticked, and whether it is by default
_BY_DEFAULT = 25
_MAX_TABLES = 9  # in each other
_MAX_FLOWS = 20  # text boxes and notes in each other; those deeper are read as text of the last one


def read_rtf(data: bytes, place: str, limits: Limits = USUAL) -> Contents:
    r"""Read the text of an RTF file; headers, footers, comments, hidden and deleted text are left out.

    Text boxes stand after their paragraph. Footnotes and endnotes stand at the end; they and a table of contents are
    marked as set aside. Characters that cannot be decoded are counted in a warning.

    Raises
    ------
    InputError
        If it is larger than the limits.

    Warns
    -----
    ReadingWarning
        If files are embedded in it, which are not read, or the end of the file is missing.

    Examples
    --------
    >>> read_rtf(rb"{\rtf1\ansicpg936 \'d0\'de\'c2\'b7{\footnote \'c8\'fd\'c0\'ef}\'a1\'a3\par}", "a.rtf").text
    '修路。\n三里'
    """
    if not data.lstrip().startswith(b"{\\rtf"):
        raise ValueError("it does not begin with {\\rtf")
    reader = _Reader()
    reader.read(data.decode("latin-1"))
    contents = join_lines(limit_lines(reader.end(), place, limits))
    if lost := contents.text.count("\ufffd"):
        warn_of_lost(place, lost)
    warn_of_embedded(place, reader.unread)
    if reader.unfinished:
        message = (
            f"{place}: the file breaks off, so that text may be missing at its end; open it in Word and save it anew"
        )
        warnings.warn(message, ReadingWarning, stacklevel=2)
    return contents


@dataclass
class _Table:
    """A table whose rows are being read: complete rows, the cells of the next one, the lines of its next cell."""

    rows: list[list[list[Line]]] = field(default_factory=list)
    row: list[list[Line]] = field(default_factory=list)
    cell: list[Line] = field(default_factory=list)

    def end(self) -> Iterator[Line]:
        self.end_row()
        return lay_out_table(self.rows)

    def end_row(self) -> None:
        if self.cell:
            self.row.append(self.cell)
        if self.row:
            self.rows.append(self.row)
        self.row, self.cell = [], []


@dataclass
class _Flow:
    """Paragraphs and tables that stand one below the other: the text, a note, or a text box."""

    lines: list[Line] = field(default_factory=list)
    boxes: list[Line] = field(default_factory=list)
    parts: list[str] = field(default_factory=list)
    number: list[str] = field(default_factory=list)
    aside: bool = False
    style: str = ""
    in_row: bool = False
    is_note: bool = False
    depth: int = 0
    tables: list[_Table] = field(default_factory=list)

    def end_paragraph(self, level: int) -> None:
        """End a paragraph that stands in so many tables."""
        while len(self.tables) > level:
            self.end_table()
        while len(self.tables) < level:
            self.tables.append(_Table())
        text = "".join(self.parts).encode("utf-16", "surrogatepass").decode("utf-16", "replace")
        number = "".join(self.number).strip()
        if text.strip() and any(map(str.isalnum, number)):
            text = join_number(number, text.strip())
        text = join_broken(text)
        lines = [Line(text, ASIDE if self.aside else self.style)] if text.strip() else []
        (self.tables[-1].cell if self.tables else self.lines).extend([*lines, *self.boxes])
        self.parts, self.number, self.boxes, self.aside = [], [], [], False

    def end_cell(self, level: int) -> None:
        self.end_paragraph(level)
        table = self.tables[-1]
        table.row.append(table.cell)
        table.cell = []

    def end_row(self, level: int) -> None:
        if "".join(self.parts).strip() or len(self.tables) < level:
            self.end_paragraph(level)
        while len(self.tables) > level:
            self.end_table()
        self.tables[-1].end_row()

    def end_table(self) -> None:
        lines = self.tables.pop().end()
        (self.tables[-1].cell if self.tables else self.lines).extend(lines)

    def end(self) -> list[Line]:
        """Return all lines."""
        self.end_paragraph(0)
        return self.lines


@dataclass
class _State:
    """What holds within a group and those in it."""

    flow: _Flow
    target: str = (
        "text"  # where its text goes: text, number, code (of a field), class (of an object), name, fonts, nowhere
    )
    encoding: str = ""
    symbols: str = ""
    fallback: int = 1
    level: int = 0
    hidden: bool = False
    deleted: bool = False
    raised: bool = False
    in_contents: bool = False
    opened: bool = False
    starred: bool = False

    def begin(self, word: str, name: str) -> bool:
        """Begin a group of a kind, after a property of the name; return whether the word says no more than that."""
        if self.target == "nowhere":
            return True
        if word in ("footnote", "shptxt", "dptxbxtext") or (word == "sv" and name == _WORD_ART):
            self.target = "text"
            if self.flow.depth < _MAX_FLOWS:
                self.flow, self.level = _Flow(depth=self.flow.depth + 1, is_note=word == "footnote"), 0
        elif word in _TARGETS:
            self.target = _TARGETS[word]
        elif word in _SKIPPED or (self.starred and word not in _READ) or (word[0] == "m" and word.endswith("Pr")):
            self.target = "nowhere"
        else:
            return False
        return True


class _Reader:
    """The lines of a file, read from one control word to the next."""

    def __init__(self) -> None:
        self.unread: list[str] = []
        self.unfinished = False
        self._text = _Flow()
        self._notes: list[Line] = []
        self._state = _State(self._text)
        self._waiting: list[_State] = []
        self._code_page = "cp1252"
        self._fonts: dict[int, tuple[str, str]] = {}
        self._font = 0
        self._bytes = bytearray()
        self._skip = 0
        self._said: list[str] = []
        self._box: dict[str, int] = {}
        self._name = ""

    def end(self) -> Iterator[Line]:
        """Yield the lines of the text, then those of the notes."""
        return chain(self._text.end(), (Line(line.text.strip(), ASIDE) for line in self._notes))

    def read(self, source: str) -> None:
        """Read the source, whose characters stand for bytes."""
        position = 0
        while token := _TOKEN.match(source, position):
            position = token.end()
            word, number, code, sign, brace, text = token.groups()
            if word == "bin":
                position += max(int(number or 0), 0)
            elif word:
                self._follow(word, int(number) if number else None)
            elif text or code:
                self._take_bytes(text.encode("latin-1") if text else bytes.fromhex(code))
            elif sign:
                self._take_sign(sign)
            elif brace == "{":
                self._open()
            elif brace:
                self._close()
                if not self._waiting:
                    return
        self.unfinished = True
        while self._waiting:
            self._close()

    def _open(self) -> None:
        self._flush()
        self._skip = 0
        self._waiting.append(self._state)
        self._state = copy(self._state)
        self._state.opened, self._state.starred = True, False

    def _close(self) -> None:
        self._flush()
        self._skip = 0
        if not self._waiting:
            return
        closed, self._state = self._state, self._waiting.pop()
        if closed.flow is not self._state.flow:
            (self._notes if closed.flow.is_note else self._state.flow.boxes).extend(closed.flow.end())
        if closed.target != self._state.target and closed.target in ("code", "class", "name"):
            said, self._said = "".join(self._said), []
            if closed.target == "code":
                self._state.in_contents = self._state.in_contents or said.split()[:1] == ["TOC"]
                self._take(self._show_box() if said.split()[:1] == ["FORMCHECKBOX"] else read_equation(said))
                self._box = {}
            elif closed.target == "class" and not said.startswith(_FORMULAS):
                self.unread.append(said.strip() or "no name")
            elif closed.target == "name":
                self._name = said.strip()

    def _show_box(self) -> str:
        said = self._box.get("ffres", _BY_DEFAULT)
        return show_box(ticked=(self._box.get("ffdefres", 0) if said == _BY_DEFAULT else said) == 1)

    def _follow(self, word: str, number: int | None) -> None:
        state = self._state
        opened, state.opened = state.opened, False
        if word == "u":
            self._flush()
            self._take(chr((number or 0) % 0x10000))
            self._skip = state.fallback
        elif self._skip:
            self._skip -= 1
        elif word in ("f", "uc", "ansicpg", "fcharset", "cpg"):
            self._set_encoding(word, number or 0)
        elif word in _BOX:
            self._box[word] = number or 0
        else:
            self._flush()
            if opened and state.begin(word, self._name):
                return
            self._take(_SIGNS.get(word, ""))
            if word in ("v", "deleted"):
                setattr(state, "hidden" if word == "v" else word, number != 0)
            elif word == "plain":
                state.hidden = state.deleted = state.raised = False
            elif word in ("super", "sub", "nosupersub"):
                state.raised = word == "super" and number != 0
            elif state.target == "text" and not (state.hidden or state.deleted):
                self._lay_out(word, number)

    def _lay_out(self, word: str, number: int | None) -> None:
        """Follow a control word of paragraphs and tables."""
        state, flow = self._state, self._state.flow
        if word == "pard":
            state.level = 0
            flow.style = ""
        elif word == "outlinelevel":
            flow.style = LEVELS[number] if number is not None and 0 <= number < len(LEVELS) else ""
        elif word in ("intbl", "itap"):
            state.level = max(state.level, 1) if number is None else min(max(number, 0), _MAX_TABLES)
        elif word == "trowd":
            flow.in_row = True
        elif word in ("par", "sect"):
            flow.end_paragraph(max(state.level, flow.in_row))
        elif word in ("cell", "nestcell"):
            flow.end_cell(1 if word == "cell" else max(state.level, 2))
        elif word in ("row", "nestrow"):
            flow.end_row(1 if word == "row" else max(state.level, 2))
            flow.in_row = flow.in_row and word == "nestrow"

    def _set_encoding(self, word: str, number: int) -> None:
        state = self._state
        if word == "uc":
            state.fallback = min(max(number, 0), 9)
        elif word == "ansicpg":
            self._code_page = _find_code_page(number)
        elif word == "f" and state.target == "fonts":
            self._font = number
        elif word == "f":
            found = self._fonts.get(number, ("", ""))
            if found != (state.encoding, state.symbols):
                self._flush()
            state.encoding, state.symbols = found
        elif state.target == "fonts":
            encoding = _CHARSETS.get(number, "") if word == "fcharset" else _find_code_page(number)
            self._fonts[self._font] = (encoding, "")

    def _take_sign(self, sign: str) -> None:
        if sign == "*":
            self._state.starred = True
        elif self._skip:
            self._skip -= 1
        elif sign in "\\{}":
            self._take_bytes(sign.encode("latin-1"))
        elif sign in "\r\n":
            self._follow("par", None)
        elif sign in _ESCAPED:
            self._flush()
            self._take(_ESCAPED[sign])

    def _take_bytes(self, data: bytes) -> None:
        skipped = min(self._skip, len(data))
        self._skip -= skipped
        self._state.opened = False
        self._bytes += data[skipped:]

    def _flush(self) -> None:
        """Decode the bytes that wait; the second half of none is still to come."""
        if not self._bytes:
            return
        data, self._bytes = bytes(self._bytes), bytearray()
        state = self._state
        if state.target == "fonts":
            name = data.partition(b";")[0].decode("latin-1").strip().lower()
            if name in SYMBOL_FONTS:
                self._fonts[self._font] = ("", name)
        elif state.symbols:
            self._take("".join(read_symbol(state.symbols, byte) if byte > 0x20 else chr(byte) for byte in data))
        else:
            self._take(self._decode(data))

    def _decode(self, data: bytes) -> str:
        if self._state.encoding:
            return data.decode(self._state.encoding, "replace")
        try:
            return data.decode(self._code_page)
        except UnicodeDecodeError:
            fitting = "cp1252" if len(data) == 1 else self._code_page  # a single é in a font of Latin letters
            return data.decode(fitting, "replace")

    def _take(self, text: str) -> None:
        state = self._state
        if state.target in ("code", "class", "name"):
            self._said.append(text)
        elif text and state.target in ("text", "number") and not (state.hidden or state.deleted):
            flow = state.flow
            text = raise_digits(text) if state.raised else text
            (flow.parts if state.target == "text" else flow.number).append(text)
            flow.aside = flow.aside or (state.in_contents and text.strip() != "")


def _find_code_page(number: int) -> str:
    name = _CODE_PAGES.get(number, f"cp{number}")
    try:
        codecs.lookup(name)
    except LookupError:
        return "cp1252"
    return name
