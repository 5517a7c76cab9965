"""The kinds of files: by which reader the text of each is read, and how the kind of a file is found."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from types import MappingProxyType

from research.errors import InputError
from research.text.files import (
    HEAD_BYTES,
    PACKED,
    check_address,
    read_bytes,
    read_head,
    show_error,
    show_path,
    tell_kind,
)
from research.text.formats import is_chinese, read_markdown, read_text
from research.text.limits import Limits
from research.text.marks import Contents
from research.text.table_sheets import TABLES

# Each format is imported when it is read: to import all takes as long as to read a speech, and most files are of one.


def _read_word(data: bytes, place: str, limits: Limits) -> Contents:
    from research.text.word import read_docx

    return read_docx(data, place, limits)


def _read_opendocument(data: bytes, place: str, limits: Limits) -> Contents:
    from research.text.opendocument import read_odt

    return read_odt(data, place, limits)


def _read_rtf(data: bytes, place: str, limits: Limits) -> Contents:
    from research.text.rtf import read_rtf

    return read_rtf(data, place, limits)


def _read_pdf(data: bytes, place: str, limits: Limits) -> Contents:
    from research.text.pdf import read_pdf

    return read_pdf(data, place, limits)


def _read_ofd(data: bytes, place: str, limits: Limits) -> Contents:
    from research.text.ofd import read_ofd

    return read_ofd(data, place, limits)


def _read_page(data: bytes, place: str, limits: Limits) -> Contents:
    from research.text.web_page import read_html

    return read_html(data, place, limits)


def _read_mail(data: bytes, place: str, limits: Limits) -> Contents:
    from research.text.mail import read_mail

    return read_mail(data, place, limits)


def _read_old_word(data: bytes, place: str, limits: Limits) -> Contents:
    from research.text.conversion import convert

    return convert(data, place, limits)


READERS: Mapping[str, Callable[[bytes, str, Limits], Contents]] = MappingProxyType(
    {
        ".txt": read_text,
        ".md": read_markdown,
        ".docx": _read_word,
        ".docm": _read_word,
        ".dotx": _read_word,
        ".odt": _read_opendocument,
        ".rtf": _read_rtf,
        ".pdf": _read_pdf,
        ".ofd": _read_ofd,
        ".html": _read_page,
        ".htm": _read_page,
        ".shtml": _read_page,
        ".xhtml": _read_page,
        ".mht": _read_mail,
        ".mhtml": _read_mail,
        ".eml": _read_mail,
        ".doc": _read_old_word,
        ".wps": _read_old_word,
    }
)
ZIP = ".zip"
ARCHIVES = (ZIP, ".epub")  # a book is a zip file of its chapters, which are documents
_KINDS = {
    ".docx": "a Word file", ".docm": "a Word file", ".dotx": "a Word file", ".odt": "an OpenDocument text",
    ".rtf": "a text in RTF", ".pdf": "a PDF", ".ofd": "an OFD file", ".html": "an HTML page", ".htm": "an HTML page", ".zip": "a zip file",
    ".mht": "a saved page", ".mhtml": "a saved page", ".eml": "a mail",
}  # fmt: skip
_UNREADABLE = {
    ".locked": "the file has a password; save it without one",
    ".ppt": "slides are not read; save their outline as .docx or .rtf",
    ".pptx": "slides are not read; save their outline as .docx or .rtf",
    ".xlsb": "binary workbooks are not read; save it as .xlsx",
    ".rar": "only .zip is unpacked; unpack it and give the folder",
    ".7z": "only .zip is unpacked; unpack it and give the folder",
    ".gz": "only .zip is unpacked; unpack it and give the folder",
    ".tgz": "only .zip is unpacked; unpack it and give the folder",
    ".tar": "only .zip is unpacked; unpack it and give the folder",
    ".ceb": "CEB files are not read; save it as PDF in the program that shows it",
    ".dps": "slides are not read; save their outline as .docx or .rtf",
    ".xml of Word": "XML documents of Word 2003 are not read; open it in Word and save it as .docx",
    ".xml of Excel": "XML workbooks of Excel 2003 are not read; open it in Excel and save it as .xlsx",
    ".msg": "mails of Outlook are not read; save it as .eml or .html there",
    ".caj": "CAJ files are not read; save it as PDF in the program that shows it",
}
_NEVER_PLAIN = (".docx", ".docm", ".dotx", ".odt", ".rtf", ".pdf", ".ofd", ".html", ".htm", ".shtml", ".xhtml")
NOT_UNPACKED = "a zip file is not unpacked here; unpack it and give the folder"
ENDINGS = frozenset((*READERS, *TABLES, *ARCHIVES, *_UNREADABLE))
"""Of files whose kind is known, whether it is read or only refused with advice."""
_SHOWN_KINDS = (
    ".txt .md .docx .doc .odt .rtf .pdf .ofd .html .mht .eml .csv .tsv .xlsx .xls .ods .json .jsonl .parquet .zip"
)


def read_contents(data: bytes, place: str, kind: str, limits: Limits) -> Contents:
    """Read the text of a file by the reader of its kind.

    Parameters
    ----------
    data
        The bytes of the file.
    place
        What messages call it.
    kind
        As `tell_known` or `research.text.files.tell_kind` tells it.
    limits
        How large it may be.

    Raises
    ------
    InputError
        If files of the kind are not read or hold several texts, or there is no text in it, or too much.

    Examples
    --------
    >>> read_contents("同志们：".encode("gb18030"), "speech.txt", ".txt", Limits()).text
    '同志们：'
    """
    if kind in _UNREADABLE:
        raise InputError(f"{place}: {_UNREADABLE[kind]}")
    if kind in ARCHIVES:
        raise InputError(f"{place}: {NOT_UNPACKED}")
    if not data.strip():
        raise InputError(f"{place}: the file is empty; give a file with text")
    if kind not in READERS:
        raise InputError(f"{place}: a table holds several texts; give it to a function or command that reads several")
    with blame_file(place, kind):
        contents = READERS[kind](data, place, limits)
    if not contents.text.strip():
        raise InputError(
            f"{place}: no text in it; give a file with text, or run text recognition (OCR) on pictures of it"
        )
    limits.check_characters(place, len(contents.text))
    return contents


def read_known(path: Path, suffix: str, limits: Limits) -> bytes:
    """Read a file whose kind its ending says, or else its content; Chinese text under any ending is a text.

    Raises
    ------
    InputError
        If the file cannot be read, or is of no kind that is.
    """
    place = show_path(path)
    check_address(place)
    if suffix in ENDINGS:
        return read_bytes(path, limits)
    head = read_head(path) if path.is_file() else b""
    data = read_bytes(path, limits) if head.startswith(PACKED) else head
    if tell_kind(data, suffix) not in ENDINGS and not is_chinese(head):
        shown = f"files of the kind {suffix}" if suffix else "files without an ending"
        advice = f"give one of {_SHOWN_KINDS}, or call it .txt where it is a text"
        raise InputError(f"{place}: {shown} are not read; {advice}")
    return read_bytes(path, limits)


def tell_known(data: bytes, suffix: str) -> str:
    """Tell the kind of a file that `read_known` gave: a text where neither its content nor its ending says one.

    Examples
    --------
    >>> tell_known(b"%PDF-1.7", ".docx"), tell_known("关于防火的通知：各乡镇要加强值守。".encode(), ".pdf"), tell_known(b"roads", ".log")
    ('.pdf', '.txt', '.txt')
    """
    kind = tell_kind(data, suffix)
    if kind in _NEVER_PLAIN and b"<" not in data and is_chinese(data[:HEAD_BYTES]):
        return ".txt"
    return kind if kind in ENDINGS else ".txt"


@contextmanager
def blame_file(place: str, kind: str) -> Iterator[None]:
    """Say in one line what a library raises: on broken bytes that may be anything, and it is no bug of ours."""
    try:
        yield
    except (InputError, Warning, ImportError):
        raise
    except Exception as error:
        shown = _KINDS.get(kind, "a text or a table")
        message = f"not {shown} or a broken one ({show_error(error)}); open it and save it anew"
        raise InputError(f"{place}: {message}") from None
