"""Documents: files as people receive them, read into text."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from hashlib import blake2b
from itertools import groupby
from pathlib import Path
from types import MappingProxyType

from research.errors import InputError
from research.text.characters import clean_text
from research.text.files import find_files, read_bytes, show_error, show_path
from research.text.formats import read_html, read_markdown, read_text
from research.text.limits import USUAL, Limits
from research.text.marks import Mark
from research.text.office import read_docx, read_pdf
from research.text.tables import TABLES, Row, read_rows

READERS: Mapping[str, Callable[[bytes, str, Limits], str]] = MappingProxyType(
    {
        ".txt": read_text,
        ".md": read_markdown,
        ".docx": read_docx,
        ".pdf": read_pdf,
        ".html": read_html,
        ".htm": read_html,
    }
)
_KINDS = {".docx": "a Word file", ".pdf": "a PDF", ".html": "an HTML page", ".htm": "an HTML page"}
_UNREADABLE = {
    ".doc": "the old Word format is not read; save it as .docx in Word, WPS or LibreOffice",
    ".wps": "the WPS format is not read; save it as .docx in WPS or LibreOffice",
    ".xlsx": "workbooks are not read; save the sheet as CSV",
    ".xls": "workbooks are not read; save the sheet as CSV",
}
_KNOWN = (*READERS, *TABLES)


@dataclass(frozen=True)
class Document:
    """A text as received.

    Attributes
    ----------
    id
        The path of its file below the folder that was given, without the ending, or what the document columns say.
    text
        All of the text, as read, without invisible characters; offsets of sentences count its characters.
    marks
        What the format says of lines: rows and cells of tables, lines set aside (`research.text.marks`). In order,
        without overlap. A mark covers a whole line, never a part of one.
    metadata
        What the file or the other columns of the table say of the document.
    file
        The path of the file as given; empty for a text that comes from none.
    """

    id: str
    text: str
    marks: tuple[Mark, ...] = field(default=(), repr=False)
    metadata: Mapping[str, str] = field(default_factory=dict, repr=False, hash=False)
    file: str = field(default="", repr=False, compare=False)


def read_document(path: Path, *, limits: Limits = USUAL) -> Document:
    """Read one file: .txt, .md, .docx, .pdf or .html.

    Parameters
    ----------
    path
        The file. Text and HTML may be in any encoding that Chinese documents come in; where characters are lost a
        warning counts them.
    limits
        How large it may be.

    Raises
    ------
    InputError
        If the file is missing, empty, broken, too large, in a format that is not read, or a PDF without text.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     path = Path(folder, "speech.txt")
    ...     _ = path.write_text("同志们：", encoding="gb18030")
    ...     read_document(path)
    Document(id='speech', text='同志们：')
    """
    return Document(show_path(Path(path.stem)), _read_text(path, limits))


def read_text_document(name: str, data: bytes, *, limits: Limits = USUAL) -> Document:
    """Read the bytes of a text, as they come from standard input.

    Parameters
    ----------
    name
        The id of the document, which messages show, too.
    data
        A text in any encoding that Chinese documents come in.
    limits
        How large it may be.

    Raises
    ------
    InputError
        If there is no text, or too much.

    Examples
    --------
    >>> read_text_document("stdin", "同志们：".encode("gb18030"))
    Document(id='stdin', text='同志们：')
    """
    limits.check_bytes(name, len(data))
    return Document(name, _decode(data, ".txt", name, limits))


def iterate_documents(
    inputs: Iterable[Path],
    text_column: str = "text",
    document_column: str | None = None,
    *,
    limits: Limits = USUAL,
    skip: Callable[[InputError], None] | None = None,
    exclude: Path | None = None,
) -> Iterator[Document]:
    """Read files, folders of them, and tables of texts, one document at a time.

    Parameters
    ----------
    inputs
        Files, folders (searched through, in the order of names, leaving out hidden files and those called README)
        and tables (.csv, .jsonl, .parquet).
    text_column
        The column of a table that holds the text.
    document_column
        The column of a table that names the document; neighbouring rows of one name are joined by line ends. Without
        it each row is its own document, called after the file and the row.
    limits
        How large a document may be.
    skip
        Takes the error of each document that cannot be read, and the next one follows; without it the first error is
        raised. Of a table the bad row's document is left out, or the row alone where it does not tell its document.
    exclude
        A file that is not read where a folder holds it, as the table that describes the documents.

    Yields
    ------
    Document
        With ids that are all different: where two files share a stem, the id is the file's whole name.

    Raises
    ------
    InputError
        If there is nothing to read, a file cannot be read, a column is missing, or two documents share an id; with
        `skip` only if not one document could be read.
    """
    refused = 0

    def refuse(error: InputError) -> None:
        nonlocal refused
        refused += 1
        if skip is None:
            raise error
        skip(error)

    excluded = exclude and exclude.resolve()
    found = find_files(inputs, {*_KNOWN, *_UNREADABLE}, _KNOWN, refuse)
    paths = [path for path in found if path.resolve() != excluded]
    names = _name_files(path for path in paths if path.suffix.lower() not in TABLES)
    seen: set[bytes] = set()
    for path in paths:
        for document in _read_file(path, names.get(path), text_column, document_column, limits, refuse):
            mark = blake2b(document.id.encode(), digest_size=8).digest()
            if mark in seen:
                message = f"the document id {document.id!r} stands twice; give every document its own"
                refuse(InputError(f"{show_path(path)}: {message}"))
                continue
            seen.add(mark)
            yield document
    if refused and not seen:
        raise InputError(f"none of the documents could be read; {refused} were refused")


def _read_file(
    path: Path,
    name: str | None,
    text_column: str,
    document_column: str | None,
    limits: Limits,
    refuse: Callable[[InputError], None],
) -> Iterator[Document]:
    try:
        if name is not None:
            yield Document(name, _read_text(path, limits))
            return
        with _blame_file(path):
            rows = read_rows(path, text_column, document_column, limits)
            if document_column is not None:
                yield from _join_rows(rows, show_path(path), limits, refuse)
                return
            stem = show_path(Path(path.stem))
            for row in rows:
                if row.error:
                    refuse(row.error)
                else:
                    yield Document(f"{stem}-{row.number}", row.text)
    except InputError as error:
        refuse(error)


def _join_rows(
    rows: Iterable[Row], place: str, limits: Limits, refuse: Callable[[InputError], None]
) -> Iterator[Document]:
    def keep_named() -> Iterator[tuple[str, Row]]:
        for row in rows:
            if row.name is not None:
                yield row.name, row
            elif row.error:
                refuse(row.error)

    for name, group in groupby(keep_named(), key=lambda named: named[0]):
        parts: list[str] = []
        size = 0
        error: InputError | None = None
        for _, row in group:
            parts.append(row.text)
            size += len(row.text) + 1
            try:
                limits.check_characters(f"{place}, document {name!r}", size)
            except InputError as too_large:
                error = error or too_large
                parts.clear()
            error = error or row.error
        if error:
            refuse(error)
        else:
            yield Document(name, "\n".join(parts))


@contextmanager
def _blame_file(path: Path) -> Iterator[None]:
    """Say in one line what a library raises: on broken bytes that may be anything, and it is no bug of ours."""
    try:
        yield
    except (InputError, Warning, ImportError):
        raise
    except Exception as error:
        kind = _KINDS.get(path.suffix.lower(), "a text or a table")
        message = f"not {kind} or a broken one ({show_error(error)}); open it and save it anew"
        raise InputError(f"{show_path(path)}: {message}") from None


def _read_text(path: Path, limits: Limits) -> str:
    suffix = path.suffix.lower()
    place = show_path(path)
    if suffix in _UNREADABLE:
        raise InputError(f"{place}: {_UNREADABLE[suffix]}")
    if suffix not in READERS:
        raise InputError(
            f"{place}: files of the kind {suffix or 'without ending'!r} are not read; give one of {' '.join(_KNOWN)}"
        )
    data = read_bytes(path, limits)
    with _blame_file(path):
        return _decode(data, suffix, place, limits)


def _decode(data: bytes, suffix: str, place: str, limits: Limits) -> str:
    if not data.strip():
        raise InputError(f"{place}: the file is empty; give a file with text")
    text = clean_text(READERS[suffix](data, place, limits))
    if not text.strip():
        raise InputError(f"{place}: no text in it; give a file with text")
    limits.check_characters(place, len(text))
    return text


def _name_files(paths: Iterable[Path]) -> dict[Path, str]:
    known = list(paths)
    stems = Counter(path.stem for path in known)
    return {path: show_path(Path(path.stem if stems[path.stem] == 1 else path.name)) for path in known}
