"""The pages of a PDF, as the process reads them that `research.text.pdf` starts: characters and their places."""

import contextlib
import ctypes
import json
import math
import re
import sys
import unicodedata
import zlib
from collections.abc import Callable, Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import Any, TypeAlias

from research.errors import InputError
from research.text.files import show_error
from research.text.limits import Limits
from research.text.patterns import compile_on_use
from research.text.pdf_layout import Page, read_layout
from research.text.pdf_rows import Character
from research.text.pdf_tables import MAX_STROKES, Point, find_grids, part_strokes

_MAX_MEMORY = 4_000_000_000  # bytes of addresses; most are reserved and never used
MAX_GARBAGE = 0.2  # of the characters of a document
_PASSWORD, _SECURITY = 4, 5  # errors of PDFium
_OTHER_SCRIPTS = ("HANGUL", "ARABIC", "THAI", "HEBREW", "DEVANAGARI", "ETHIOPIC", "YI", "CANADIAN", "TAMIL", "BENGALI")
_PINYIN = "āēěīńňōūǎǐǒǔǖǘǚǜǹ"
_PATH, _PICTURE, _FORM = 2, 3, 5  # page objects of PDFium
_LINE, _MOVE = 0, 2  # segments of a path of PDFium
_MAX_FORMS = 3  # in each other
_TYPED = {3, 20}  # annotations of PDFium: a text on the page, a field of a form
_AS_SHOWN, _FLATTENED = 0, 1  # how PDFium is to make them a part of the page, and that it has
_MAX_NOTES = 1000  # annotations of a page
_Matrix: TypeAlias = tuple[float, float, float, float, float, float]
_IDENTITY: _Matrix = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)
_STREAM = compile_on_use(rb"stream\r?\n")
_PIECE = 1_000_000


def answer(read: Callable[[bytes, Limits], dict[str, Any]]) -> None:
    """Read the file on standard input within the limits of the first argument; write JSON to standard output."""
    limits = Limits(**json.loads(sys.argv[1]))
    _limit_process(limits.max_seconds)
    try:
        found = read(sys.stdin.buffer.read(), limits)
    except InputError as error:
        found = {"refused": str(error).removeprefix(": ")}
    except Exception as error:
        found = {"broken": show_error(error)}
    sys.stdout.buffer.write(json.dumps(found).encode())


def _limit_process(seconds: int) -> None:
    """Limit the time and memory of this process, which Windows cannot."""
    if sys.platform != "win32":
        import resource

        with contextlib.suppress(ValueError, OSError):
            resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
            resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
            resource.setrlimit(resource.RLIMIT_AS, (_MAX_MEMORY, _MAX_MEMORY))


def read_pages(data: bytes, limits: Limits) -> dict[str, Any]:
    """Read a PDF.

    Returns
    -------
    dict
        ``lines``, pairs of text and role; ``left_out``, what stood at the edges of pages and how often; ``pictures``,
        the numbers of pages without text that hold pictures.

    Raises
    ------
    InputError
        If it needs a password, is larger than the limits or holds no readable text. The message names no place.
    """
    _check_expanded(data, limits)
    pdfium, raw = _load_pdfium()
    try:
        document = pdfium.PdfDocument(data)
    except pdfium.PdfiumError as error:
        if error.err_code in (_PASSWORD, _SECURITY):
            raise InputError("the PDF has a password; save it without one (print it to PDF)") from None
        raise
    count = len(document)
    check_limit(limits, "max_pages", count, "pages")
    pages: list[Page] = []
    pictures: list[int] = []
    failed = size = garbage = 0
    for number in range(count):
        try:
            page = _load_page(document, number, raw)
        except pdfium.PdfiumError:
            failed += 1
            continue
        characters = list(_read_characters(page, raw))
        size += len(characters)
        check_limit(limits, "max_characters", size, "characters")
        garbage += sum(map(is_garbage, characters))
        if not characters and any(raw.FPDFPageObj_GetType(one) == _PICTURE for one in _list_objects(page, raw)):
            pictures.append(number + 1)
        shown = [one for one in characters if not is_garbage(one)]
        width, height = page.get_size()
        pages.append(Page(width, height, shown, find_grids(*part_strokes(_list_strokes(page, raw))) if shown else ()))
        page.close()
    if failed == count:
        raise ValueError("none of its pages can be loaded")
    if not size:
        raise InputError("the PDF holds no text, only pictures; run text recognition (OCR) on it first")
    if garbage > MAX_GARBAGE * size:
        raise InputError(
            "the fonts of the PDF do not say which characters they show; run text recognition (OCR) on it, or save it "
            "anew from the program that made it"
        )
    lines, left_out = read_layout(pages)
    return {"lines": lines, "left_out": left_out, "pictures": pictures}


def _load_page(document: Any, number: int, raw: Any) -> Any:  # noqa: ANN401 - of PDFium, which has no types
    """Return a page on which what is filled into a form, or typed over the page, is text as any other."""
    page = document[number]
    notes = (raw.FPDFPage_GetAnnot(page, index) for index in range(min(raw.FPDFPage_GetAnnotCount(page), _MAX_NOTES)))
    kinds = set()
    for note in notes:
        if note:
            kinds.add(raw.FPDFAnnot_GetSubtype(note))
            raw.FPDFPage_CloseAnnot(note)
    if kinds.isdisjoint(_TYPED) or raw.FPDFPage_Flatten(page, _AS_SHOWN) != _FLATTENED:
        return page
    page.close()
    return document[number]


def check_limit(limits: Limits, limit: str, given: float, unit: str) -> None:
    """Refuse what is larger than a limit, in a message that names no place."""
    try:
        limits.check("", limit, given, unit)
    except InputError as error:
        raise InputError(str(error).removeprefix(": ")) from None


def _check_expanded(data: bytes, limits: Limits) -> None:
    """Refuse a file whose packed streams, pictures left aside, grow beyond the limit."""
    size = 0
    for start in _STREAM.finditer(data):
        about = data[max(data.rfind(b"obj", 0, start.start()), start.start() - 2000) : start.start()]
        if about.count(b"FlateDecode") + about.count(b"/Fl ") + about.count(b"/Fl/") > 1:
            raise InputError("what is packed in the PDF is packed twice, as no program does; print it to PDF anew")
        if b"FlateDecode" not in about or re.search(rb"/Subtype\s*/Image", about):
            continue
        unpacker = zlib.decompressobj()
        position = start.end()
        with contextlib.suppress(zlib.error):
            while not unpacker.eof:
                waiting = unpacker.unconsumed_tail
                if not waiting:
                    waiting = data[position : position + _PIECE]
                    position += _PIECE
                if not waiting:
                    break
                size += len(unpacker.decompress(waiting, _PIECE))
                check_limit(limits, "max_expanded", size / 1_000_000, "unpacked megabytes")


def _load_pdfium() -> tuple[Any, Any]:
    """Load PDFium with a Chinese font: without one it leaves out characters of fonts that are not in the file."""
    import pypdfium2 as pdfium
    import pypdfium2.raw as raw

    found = find_spec("pylopdf_fonts_zh_cn")
    folder = str(Path(found.origin).parent) if found and found.origin else ""
    paths = (ctypes.POINTER(ctypes.c_char) * 2)()  # the second stays null, which ends the list
    paths[0] = ctypes.cast(ctypes.create_string_buffer(folder.encode()), ctypes.POINTER(ctypes.c_char))
    raw.FPDF_DestroyLibrary()
    raw.FPDF_InitLibraryWithConfig(raw.FPDF_LIBRARY_CONFIG(version=2, m_pUserFontPaths=paths))
    return pdfium, raw


def _read_characters(page: Any, raw: Any) -> Iterator[Character]:  # noqa: ANN401 - of PDFium, which has no types
    text = page.get_textpage()
    box = raw.FS_RECTF()
    spaced = False
    for index in range(text.count_chars()):
        character = chr(raw.FPDFText_GetUnicode(text, index))
        if raw.FPDFText_HasUnicodeMapError(text, index) == 1:
            character = "\ufffd"
        if character.isspace() or character in "\0\u200b\xad":
            generated = raw.FPDFText_IsGenerated(text, index)
            spaced = spaced or not generated
            if character != "\0" or generated:
                continue
            character = "\ufffd"
        raw.FPDFText_GetLooseCharBox(text, index, box)
        angle = raw.FPDFText_GetCharAngle(text, index)
        corners = (box.left, box.bottom, box.right, box.top)
        if all(map(math.isfinite, corners)):
            yield Character(character, *corners, angle if angle > 0 else 0.0, spaced)
        spaced = False
    text.close()


def is_garbage(one: Character) -> bool:
    """Tell whether a character is none that a Chinese document has: what fonts without meaning give."""
    if " " <= one.text < "\u0100" or one.text in _PINYIN:
        return False
    if one.text < "\u0250":
        return True
    category = unicodedata.category(one.text)
    if category in ("Co", "Cn", "Cc", "Cf") or one.text == "\ufffd":
        return True
    return category[0] == "L" and unicodedata.name(one.text, "").startswith(_OTHER_SCRIPTS)


def _list_strokes(page: Any, raw: Any) -> Iterator[tuple[Point, Point]]:  # noqa: ANN401 - of PDFium, which has no types
    """Yield the straight strokes of the paths of a page, those in forms that are placed on it, too."""
    count = raw.FPDFPage_CountObjects(page)
    objects = (raw.FPDFPage_GetObject(page, number) for number in range(count if count <= MAX_STROKES else 0))
    waiting = [(one, _IDENTITY, 0) for one in objects]
    matrix = raw.FS_MATRIX()
    for one, outer, depth in waiting:  # grows while it runs
        kind = raw.FPDFPageObj_GetType(one)
        if kind not in (_PATH, _FORM) or not raw.FPDFPageObj_GetMatrix(one, matrix):
            continue
        place = _combine((matrix.a, matrix.b, matrix.c, matrix.d, matrix.e, matrix.f), outer)
        if kind == _PATH:
            yield from _list_lines(one, place, raw)
        elif depth < _MAX_FORMS and len(waiting) < MAX_STROKES:
            inner = range(min(raw.FPDFFormObj_CountObjects(one), MAX_STROKES))
            waiting += [(raw.FPDFFormObj_GetObject(one, number), place, depth + 1) for number in inner]


def _list_lines(path: Any, place: _Matrix, raw: Any) -> Iterator[tuple[Point, Point]]:  # noqa: ANN401 - as above
    fill, stroke = ctypes.c_int(), raw.FPDF_BOOL()
    if raw.FPDFPath_GetDrawMode(path, fill, stroke) and not (fill.value or stroke.value):
        return  # it only says what part of the page is shown
    x, y = ctypes.c_float(), ctypes.c_float()
    first = last = (0.0, 0.0)
    a, b, c, d, e, f = place
    for number in range(raw.FPDFPath_CountSegments(path)):
        segment = raw.FPDFPath_GetPathSegment(path, number)
        raw.FPDFPathSegment_GetPoint(segment, x, y)
        point = (a * x.value + c * y.value + e, b * x.value + d * y.value + f)
        kind = raw.FPDFPathSegment_GetType(segment)
        if kind == _LINE:
            yield last, point
        elif kind == _MOVE:
            first = point
        last = point
        if raw.FPDFPathSegment_GetClose(segment):
            yield last, first
            last = first


def _combine(inner: _Matrix, outer: _Matrix) -> _Matrix:
    """Return the matrix that does what one does and then what the other does."""
    a, b, c, d, e, f = inner
    g, h, i, j, k, m = outer
    return a * g + b * i, a * h + b * j, c * g + d * i, c * h + d * j, e * g + f * i + k, e * h + f * j + m


def _list_objects(page: Any, raw: Any) -> Iterator[Any]:  # noqa: ANN401 - of PDFium, which has no types
    return (raw.FPDFPage_GetObject(page, index) for index in range(min(raw.FPDFPage_CountObjects(page), 1000)))
