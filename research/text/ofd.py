"""OFD files: the text of the pages in reading order, by the places of its characters, as `research.text.pdf` reads it."""

import posixpath
from collections.abc import Iterator
from typing import Any

from research.errors import InputError
from research.text.archive import Archive, Element, get_attribute, local_name
from research.text.limits import USUAL, Limits
from research.text.marks import Contents
from research.text.patterns import compile_on_use
from research.text.pdf import join_pages, read_in_process
from research.text.pdf_layout import Page, read_layout
from research.text.pdf_pages import MAX_GARBAGE, check_limit, is_garbage
from research.text.pdf_rows import Character
from research.text.pdf_tables import Point, find_grids, part_strokes

_RUN = "from research.text.pdf_pages import answer; from research.text.ofd import read_pages; answer(read_pages)"
_POINTS = 72 / 25.4  # in a millimetre, the unit of OFD
_ASCENT = 0.8  # of the size of a character: so far it reaches above its baseline
_USUAL_PAGE = (210.0, 297.0)
_IDENTITY = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)
_STEP = compile_on_use(r"([MSLQBAC])([^A-Z]*)")
_NUMBER = compile_on_use(r"-?\d{1,9}(?:\.\d{1,9})?|-?\.\d{1,9}")
_MAX_STEPS = 100_000  # characters of one piece of text


def read_ofd(data: bytes, place: str, limits: Limits = USUAL) -> Contents:
    """Read the text of an OFD file (GB/T 33190-2016) in reading order, one paragraph a line; seals are left out.

    Lines that stand at the edge of several pages are left out, as in PDF files; the metadata ``left_out`` names them.

    Raises
    ------
    InputError
        If the file is broken, has a password, is larger than the limits, takes too long, or holds pictures of text only.
    """
    found = read_in_process(data, place, limits, _RUN)
    if "broken" in found:
        said = "not an OFD file, or a broken or encrypted one"
        raise InputError(f"{place}: {said} ({found['broken']}); save it as PDF in the program that shows it")
    return join_pages(found)


def read_pages(data: bytes, limits: Limits) -> dict[str, Any]:
    """Read an OFD file.

    Returns
    -------
    dict
        ``lines``, pairs of text and role; ``left_out``, what stood at the edges of pages and how often.

    Raises
    ------
    InputError
        If it is larger than the limits or holds no readable text. The message names no place.
    """
    archive = Archive(data, "", limits)
    pages: list[Page] = []
    size = garbage = 0
    for root in _list_texts(archive.read_xml("OFD.xml"), "DocRoot"):
        for page in _read_document(archive, root):
            pages.append(page)
            size += len(page.characters)
            garbage += sum(map(is_garbage, page.characters))
            check_limit(limits, "max_pages", len(pages), "pages")
            check_limit(limits, "max_characters", size, "characters")
    if not size:
        raise InputError("the OFD file holds no text, only pictures; run text recognition (OCR) on it first")
    if garbage > MAX_GARBAGE * size:
        raise InputError(
            "the fonts of the OFD file do not say which characters they show; save it as PDF and give that"
        )
    lines, left_out = read_layout(pages)
    return {"lines": lines, "left_out": left_out}


def _read_document(archive: Archive, root: str) -> Iterator[Page]:
    document = archive.read_xml(_join(root, ""))
    common = _find(document, "CommonData")
    templates = {get_attribute(one, "ID"): get_attribute(one, "BaseLoc") for one in _find_all(common, "TemplatePage")}
    for place in [get_attribute(one, "BaseLoc") for one in _find_all(_find(document, "Pages"), "Page")]:
        page = archive.read_xml(_join(place, root))
        if page is None:
            raise ValueError(f"{place} is missing")
        used = [templates.get(get_attribute(one, "TemplateID"), "") for one in _find_all(page, "Template")]
        layers = [page, *(archive.read_xml(_join(one, root)) for one in used if one)]
        box = _read_numbers(next(iter([*_list_texts(page, "PhysicalBox"), *_list_texts(common, "PhysicalBox")]), ""))
        width, height = box[2:4] if len(box) == len(_IDENTITY) - 2 else _USUAL_PAGE
        found = [one for layer in layers for text in _find_all(layer, "TextObject") for one in _read_text(text, height)]
        strokes = (
            one for layer in layers for path in _find_all(layer, "PathObject") for one in _list_strokes(path, height)
        )
        yield Page(width * _POINTS, height * _POINTS, found, find_grids(*part_strokes(strokes)))


def _list_strokes(path: Element, height: float) -> Iterator[tuple[Point, Point]]:
    """Yield the straight strokes of a path in points from the lower left corner of the page."""
    if get_attribute(path, "Stroke") == "false" and get_attribute(path, "Fill") != "true":
        return
    boundary, given = (_read_finite(get_attribute(path, name)) for name in ("Boundary", "CTM"))
    left, top = (*boundary, 0.0, 0.0)[:2]
    a, b, c, d, e, f = given if len(given) == len(_IDENTITY) else _IDENTITY
    first = last = (0.0, 0.0)
    for step in _STEP.finditer("".join(_list_texts(path, "AbbreviatedData"))):
        numbers = _read_finite(step[2])
        if len(numbers) > 1:
            x, y = numbers[-2:]
            point = ((left + a * x + c * y + e) * _POINTS, (height - top - b * x - d * y - f) * _POINTS)
            if step[1] == "L":
                yield last, point
            first = point if step[1] in "MS" else first
            last = point
        elif step[1] == "C":
            yield last, first
            last = first


def _read_finite(given: str) -> list[float]:
    """Read the numbers of a path; one that is broken is no reason to refuse the text beside it."""
    return [float(word) for word in _NUMBER.findall(given)]


def _read_text(text: Element, height: float) -> Iterator[Character]:
    """Yield the characters of a piece of text with their places in points from the lower left corner of the page."""
    left, top = (*_read_numbers(get_attribute(text, "Boundary")), 0.0, 0.0)[:2]
    given = _read_numbers(get_attribute(text, "CTM"))
    a, b, c, d, e, f = given if len(given) == len(_IDENTITY) else _IDENTITY
    size = (*_read_numbers(get_attribute(text, "Size")), 1.0)[0]
    for code in _find_all(text, "TextCode"):
        x, y = ((*_read_numbers(get_attribute(code, name)), 0.0)[0] for name in ("X", "Y"))
        across, down = (_read_steps(get_attribute(code, name)) for name in ("DeltaX", "DeltaY"))
        for number, character in enumerate(code.text or ""):
            box_left, base = left + a * x + c * y + e, height - (top + b * x + d * y + f)
            wide, tall = abs(a) * size * (1.0 if character > "\u2e80" else 0.5), abs(d) * size
            if not character.isspace() and wide and tall:
                low = base - (1 - _ASCENT) * tall
                yield Character(
                    character, box_left * _POINTS, low * _POINTS, (box_left + wide) * _POINTS, (low + tall) * _POINTS
                )
            x += across[number] if number < len(across) else 0.0 if down else size
            y += down[number] if number < len(down) else 0.0


def _read_steps(given: str) -> list[float]:
    """Read the distances of characters, in which ``g 3 5.5`` stands for 5.5 three times."""
    words = iter(given.split())
    steps: list[float] = []
    for word in words:
        if word == "g":
            steps += [0.0] if (count := int(next(words, "0"))) > _MAX_STEPS else [float(next(words, "0"))] * count
        else:
            steps.append(float(word))
    return steps


def _read_numbers(given: str) -> list[float]:
    return [float(word) for word in given.split()]


def _join(path: str, document: str) -> str:
    """Return the entry that a path leads to, which begins at the top of the file or beside the document."""
    return posixpath.normpath(posixpath.join("/", posixpath.dirname(document), path)).lstrip("/")


def _find_all(element: Element | None, name: str) -> list[Element]:
    return [one for one in element.iter() if local_name(one) == name] if element is not None else []


def _find(element: Element | None, name: str) -> Element | None:
    return next(iter(_find_all(element, name)), None)


def _list_texts(element: Element | None, name: str) -> list[str]:
    return [(one.text or "").strip() for one in _find_all(element, name)]
