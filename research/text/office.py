"""Office files: the bytes of a Word file or a PDF -> its text, unpacked no further than the limits allow."""

import io
import logging
import re
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from research.errors import InputError
from research.text.limits import USUAL, Limits
from research.text.lines import join_wrapped_lines

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENTRY = b"PK\x01\x02"
_MOST_ENTRIES = 10_000
_UNREAD = ("word/media/", "word/embeddings/", "word/fonts/")
_PIECE = 1_000_000
_MOST_OPERATIONS = 4  # for each character that a document may have
_PAGE_NUMBER = re.compile(
    r"\s*(第\s*\d+\s*页(\s*[,，/]?\s*共\s*\d+\s*页)?|[-—－–·•]?\s*\d{1,4}\s*[-—－–·•]?|\d+\s*/\s*\d+)\s*"
)
_LONGEST_PAGE_NUMBER = 60


def read_docx(data: bytes, place: str, limits: Limits = USUAL) -> str:
    """Return the text of a Word file, paragraphs and table cells in order, one a line.

    Numbers that Word itself puts before the paragraphs of an automatic list are not in the file and so not in the
    text.

    Raises
    ------
    InputError
        If the file needs a password or is larger than the limits. A broken file raises what the libraries raise;
        `research.text.documents.read_document` says it in one line.
    """
    import docx
    from docx.table import Table

    if data.startswith(_OLE):
        raise InputError(f"{place}: not a Word file of today: it has a password or is an old .doc; save it as .docx")
    lines: list[str] = []
    size = 0
    for block in docx.Document(_unpack(data, place, limits)).iter_inner_content():
        for line in _read_cells(block) if isinstance(block, Table) else [block.text]:
            lines.append(line)
            size += len(line) + 1
            limits.check_characters(place, size)
    return "\n".join(lines)


def read_pdf(data: bytes, place: str, limits: Limits = USUAL) -> str:
    """Return the text of a PDF, with lines that the paper's width broke joined and page numbers left out.

    Raises
    ------
    InputError
        If the file needs a password, is larger than the limits, or holds pictures of text only. A broken file raises
        what the library raises; `research.text.documents.read_document` says it in one line.
    """
    from pypdf import PdfReader
    from pypdf.errors import DependencyError, FileNotDecryptedError

    pages: list[str] = []
    size = expanded = 0
    count = _make_counter(place, _MOST_OPERATIONS * limits.max_characters)
    with _quiet("pypdf"):
        try:
            found = PdfReader(io.BytesIO(data)).pages
            limits.check(place, "max_pages", len(found), "pages")
            for page in found:
                contents = page.get_contents()
                expanded += len(contents.get_data()) if contents is not None else 0
                limits.check_expanded(place, expanded)
                pages.append(page.extract_text(visitor_operand_before=count).replace("\0", ""))
                size += len(pages[-1]) + 1
                limits.check_characters(place, size)
        except (FileNotDecryptedError, DependencyError):
            raise InputError(f"{place}: the PDF has a password; save it without one (print it to PDF)") from None
    if not any(page.strip() for page in pages):
        raise InputError(f"{place}: the PDF holds no text, only pictures; run text recognition (OCR) on it first")
    return join_wrapped_lines("\n".join(_drop_page_number(page) for page in pages))


def _unpack(data: bytes, place: str, limits: Limits) -> io.BytesIO:
    """Pack the text of a Word file anew without compression: entries may be larger than they say they are."""
    if data.count(_ENTRY) > _MOST_ENTRIES:
        raise InputError(f"{place}: more than {_MOST_ENTRIES} files packed in it; open it in Word and save it anew")
    plain = io.BytesIO()
    size = 0
    with zipfile.ZipFile(io.BytesIO(data)) as packed, zipfile.ZipFile(plain, "w") as unpacked:
        for name in dict.fromkeys(packed.namelist()):
            pieces = []
            with packed.open(name) as entry:
                while not name.startswith(_UNREAD) and (piece := entry.read(_PIECE)):
                    pieces.append(piece)
                    size += len(piece)
                    limits.check_expanded(place, size)
                    limits.check_ratio(place, size, len(data))
            content = b"".join(pieces)
            if b"<!DOCTYPE" in content.replace(b"\0", b""):
                raise InputError(f"{place}: {name!r} in it defines entities, as Word never does; save it anew in Word")
            unpacked.writestr(name, content)
    return plain


def _read_cells(table: Any) -> Iterator[str]:  # noqa: ANN401 - python-docx has no types
    """Yield the cells row by row; a cell that spans rows stands in each of them, one that spans columns once."""
    from docx.table import _Cell

    above: dict[int, str] = {}
    for row in table._tbl.tr_lst:
        column = row.grid_before
        for cell in row.tc_lst:
            if cell.vMerge != "continue":
                above[column] = _Cell(cell, table).text
            yield above.get(column, "")
            column += cell.grid_span


def _make_counter(place: str, most: int) -> Callable[..., None]:
    """Make what `pypdf` calls at each operator: forms that call forms can make a small page endless."""
    counted = 0

    def count(*_: object) -> None:
        nonlocal counted
        counted += 1
        if counted > most:
            raise InputError(
                f"{place}: more than {most} drawing steps; print it to PDF anew, or raise --max-characters"
            )

    return count


@contextmanager
def _quiet(name: str) -> Iterator[None]:
    """Keep a library's remarks on a file, which may quote its bytes, from the screen."""
    logger = logging.getLogger(name)
    level = logger.level
    logger.setLevel(logging.CRITICAL + 1)
    try:
        yield
    finally:
        logger.setLevel(level)


def _drop_page_number(page: str) -> str:
    lines = page.strip().split("\n")
    for edge in (0, -1):
        if lines and len(lines[edge]) <= _LONGEST_PAGE_NUMBER and _PAGE_NUMBER.fullmatch(lines[edge]):
            lines.pop(edge)
    return "\n".join(lines)
