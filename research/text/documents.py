"""Documents: files as people receive them, read into text.

For the splitting into sentences a `Document` says, beside its text, what its format knows of lines: see its `marks`
and `research.text.marks`.
"""

import warnings
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from hashlib import blake2b, sha256
from itertools import groupby
from pathlib import Path, PurePosixPath

from research.errors import InputError, ReadingWarning
from research.plurals import count_noun
from research.text.archive import ENCRYPTED, Archive, read_name
from research.text.document_ids import ALL, count_id, name_files, warn_of_renamed
from research.text.file_kinds import (
    ARCHIVES,
    ENDINGS,
    NOT_UNPACKED,
    READERS,
    ZIP,
    blame_file,
    read_contents,
    read_known,
    tell_known,
)
from research.text.files import (
    HEAD_BYTES,
    PACKED,
    check_address,
    find_files,
    is_system_file,
    list_first,
    part_documents,
    read_head,
    show_path,
    tell_kind,
    warn_of_left_out,
)
from research.text.limits import USUAL, Limits
from research.text.marks import Mark
from research.text.metadata import find_descriptions, find_packed_descriptions, look_up_packed
from research.text.table_columns import Columns
from research.text.table_kinds import is_text_of_paragraphs, tell_table
from research.text.table_sheets import TABLES
from research.text.tables import Row, read_page, read_rows

_STREAMED = (".csv", ".tsv", ".jsonl", ".ndjson", ".parquet")


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
    duplicate_of
        The id of the first document that was read with the same text, whatever its line ends and blanks; empty where
        there is none.
    """

    id: str
    text: str
    marks: tuple[Mark, ...] = field(default=(), repr=False)
    metadata: Mapping[str, str] = field(default_factory=dict, repr=False, hash=False)
    file: str = field(default="", repr=False, compare=False)
    duplicate_of: str = field(default="", repr=False, compare=False)

    @property
    def sha256(self) -> str:
        """The digest of the text in UTF-8."""
        return sha256(self.text.encode()).hexdigest()


def read_document(path: Path, *, limits: Limits = USUAL) -> Document:
    """Read one file with one text.

    Parameters
    ----------
    path
        A text, Word, OpenDocument, RTF, PDF or HTML file, whatever its name; not a table or a zip file. Text and HTML
        may be in any encoding that Chinese documents come in; where characters are lost a warning counts them.
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
    place = show_path(path)
    suffix = path.suffix.lower()
    data = read_known(path, suffix, limits)
    return _make_document(show_path(Path(path.stem)), place, data, tell_known(data, suffix), limits)


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
    return _make_document(name, name, data, tell_kind(data, ".txt"), limits)


def iterate_documents(
    inputs: Iterable[Path],
    text_column: str | Sequence[str] | None = None,
    document_column: str | Sequence[str] | None = None,
    *,
    limits: Limits = USUAL,
    skip: Callable[[InputError], None] | None = None,
    exclude: Path | None = None,
) -> Iterator[Document]:
    """Read files, folders of them, zip files and tables of texts, one document at a time.

    Parameters
    ----------
    inputs
        Files, folders (searched through, in the order of names, leaving out hidden files and those called README),
        tables (.csv, .tsv, .xlsx, .xls, .ods, .json, .jsonl, .parquet) and zip files of documents. A table beside
        documents, in a zip file, too, that is called documents or metadata and has a column document_id and no texts, as documents.csv,
        says what is known of them: it becomes their metadata.
    text_column
        The column of a table that holds the text; by default the one called 正文, 内容, 全文, text or content, or a
        name that ends so, as 发言内容, else the one of by far the longest texts or the only one with sentences. Of
        several columns each text is a document.
    document_column
        The column of a table that names the document, or several that do together; neighbouring rows of one name are
        joined by line ends. Without it each row is its own document, called after the file and the row.
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
        With ids that are all different: the path below the folder that was given, without the ending where that is
        enough to tell the files apart. A document whose text has been read before says which one it repeats.

    Raises
    ------
    InputError
        If there is nothing to read, a file cannot be read, or a column is missing; with `skip` only if not one
        document could be read: the error of the only one that was refused, or how many were.

    Warns
    -----
    ReadingWarning
        If files of a folder or rows of a table are left out, or ids had to be numbered.
    """
    refused = 0
    first_error: InputError | None = None

    def refuse(error: InputError) -> None:
        nonlocal refused, first_error
        refused += 1
        first_error = first_error or error
        if skip is None:
            raise error
        skip(error)

    request = _Request(Columns(_list_columns(text_column), _list_columns(document_column)), limits, refuse)
    excluded = exclude and exclude.absolute()
    found = find_files(inputs, ENDINGS, refuse)
    files = [file for file in found if file.path.absolute() != excluded]
    described_by = find_descriptions([file.path for file in files], request.columns.texts)
    files = [file for file in files if file.path not in [table.path for table in described_by]]
    names = name_files(files)
    ids: Counter[bytes] = Counter()
    count_id(ids, ALL)
    texts: dict[bytes, str] = {}
    for file in files:
        renamed: list[str] = []
        for document in _read_file(file.path, names[file.path], request):
            number = count_id(ids, document.id)
            if number > 1:
                renamed.append(document.id)
                document = replace(document, id=f"{document.id} ({number})")
            for table in described_by:
                known = table.look_up(document.id, READERS)
                document = replace(document, metadata={**document.metadata, **known}) if known else document
            digest = blake2b("".join(document.text.split()).encode(), digest_size=16).digest()  # whatever its line ends
            first = texts.setdefault(digest, document.id)
            yield document if first == document.id else replace(document, duplicate_of=first)
        warn_of_renamed(show_path(file.path), renamed, request.columns.documents)
    for table in described_by:
        table.warn_of_unknown()
    if first_error and not texts:
        if refused == 1:  # of a single document its own fault says more
            raise first_error
        raise InputError(f"none of the documents could be read; {refused} were refused")


@dataclass(frozen=True)
class _Request:
    """How the files of one call are read: by which columns of tables, within which limits, and what takes errors."""

    columns: Columns
    limits: Limits
    refuse: Callable[[InputError], None]


def _list_columns(columns: str | Sequence[str] | None) -> tuple[str, ...]:
    return () if columns is None else (columns,) if isinstance(columns, str) else tuple(columns)


def _read_file(path: Path, name: str, request: _Request) -> Iterator[Document]:
    place, suffix = show_path(path), path.suffix.lower()
    try:
        check_address(place)
        if suffix in _STREAMED:
            head = read_head(path)
            if tell_kind(head, suffix) == suffix and not (head.startswith(PACKED) or _is_text(head, suffix, request)):
                yield from _read_table(_open_rows(path, place, suffix, request), place, name, suffix, request)
                return
        data = read_known(path, suffix, request.limits)
        yield from _read_data(data, tell_known(data, suffix), place, name, suffix, request)
    except InputError as error:
        request.refuse(error)


def _is_text(head: bytes, suffix: str, request: _Request) -> bool:
    return suffix in (".csv", ".tsv") and not any(request.columns) and is_text_of_paragraphs(head)


def _read_data(data: bytes, kind: str, place: str, name: str, suffix: str, request: _Request) -> Iterator[Document]:
    if kind == ".html" and suffix in TABLES:
        from research.text.web_page import read_page_rows  # only here, as few tables are pages

        if cells := read_page_rows(data, place):
            rows = read_page(cells, place, request.columns, request.limits)
            yield from _read_table(rows, place, name, kind, request)
            return
    if kind == ".txt":
        named = suffix in TABLES and not is_text_of_paragraphs(data[:HEAD_BYTES])
        kind = tell_table(data, request.columns) or (".csv" if named else kind)
    elif kind == suffix and _is_text(data[:HEAD_BYTES], suffix, request):
        kind = ".txt"
    if kind in ARCHIVES:
        yield from _read_archive(data, place, name, request)
    elif kind in TABLES:
        yield from _read_table(_open_rows(data, place, kind, request), place, name, kind, request)
    else:
        yield _make_document(name, place, data, kind, request.limits)


def _read_archive(data: bytes, place: str, name: str, request: _Request) -> Iterator[Document]:
    with blame_file(place, ZIP):
        archive = Archive(data, place, request.limits)
    entries = {entry: _make_inner(read_name(entry)) for entry in archive.list_entries() if not entry.is_dir()}
    entries = {entry: path for entry, path in entries.items() if not is_system_file(Path(path))}
    found, others = part_documents([Path(path) for path in entries.values()], ENDINGS)
    names = {*found}
    taken = {entry: path for entry, path in entries.items() if Path(path) in names}
    warn_of_left_out(place, others)
    if not taken:
        raise InputError(f"{place}: no document in this zip file; put documents in it")
    if locked := [path for entry, path in taken.items() if entry.flag_bits & ENCRYPTED]:
        said = count_noun(len(locked), "file in it has", "files in it have")
        request.refuse(InputError(f"{place}: {said} a password; unpack it and give the folder"))
        taken = {entry: path for entry, path in taken.items() if not entry.flag_bits & ENCRYPTED}
    described = find_packed_descriptions(archive, taken, place, request.columns.texts)
    taken = {entry: path for entry, path in taken.items() if path not in described}
    stems = Counter(path.with_suffix("") for path in taken.values())
    for entry, path in sorted(taken.items(), key=lambda pair: pair[1]):
        inner, suffix = f"{place}/{show_path(Path(path))}", path.suffix.lower()
        below = path.with_suffix("") if stems[path.with_suffix("")] == 1 else path
        try:
            with blame_file(inner, ZIP):
                content = archive.read(entry.filename)
            inner_name = f"{name}/{show_path(Path(below))}"
            kind = tell_kind(content, suffix)
            if kind == ZIP:
                request.refuse(InputError(f"{inner}: {NOT_UNPACKED}"))
            else:
                for document in _read_data(content, kind, inner, inner_name, suffix, request):
                    known = look_up_packed(described, PurePosixPath(document.id.removeprefix(f"{name}/")), READERS)
                    yield replace(document, metadata={**document.metadata, **known}) if known else document
        except InputError as error:
            request.refuse(error)
    for table in described.values():
        table.warn_of_unknown()


def _make_inner(name: str) -> PurePosixPath:
    """Return the path of an entry within its zip file, without the steps that lead out of it."""
    return PurePosixPath(*(part for part in PurePosixPath(name).parts if part not in ("..", "/")))


def _open_rows(source: Path | bytes, place: str, kind: str, request: _Request) -> Iterator[Row]:
    return read_rows(source, place, kind, request.columns, request.limits)


def _read_table(rows: Iterable[Row], place: str, name: str, kind: str, request: _Request) -> Iterator[Document]:
    empty: list[int] = []

    def keep_texts() -> Iterator[Row]:
        for row in rows:
            if row.error is None and not row.text.strip():
                empty.append(row.number)
            else:
                yield row

    found = False
    with blame_file(place, kind):
        documents = _join_rows(keep_texts(), place, request) if request.columns.documents else None
        for document in documents or _take_rows(keep_texts(), name, request):
            found = True
            yield replace(document, file=place)
    if empty and not found:
        raise InputError(f"{place}: no row has a text in it; name the column that has with --text-column")
    if empty:
        numbers = list_first(empty)
        without = count_noun(len(empty), "row without a text is", "rows without a text are")
        message = f"{place}: {without} left out (row {numbers})"
        warnings.warn(message, ReadingWarning, stacklevel=2)


def _take_rows(rows: Iterable[Row], name: str, request: _Request) -> Iterator[Document]:
    for row in rows:
        if row.error:
            request.refuse(row.error)
        else:
            yield Document("/".join((f"{name}-{row.number}", *row.part)), row.text, metadata=row.metadata)


def _join_rows(rows: Iterable[Row], place: str, request: _Request) -> Iterator[Document]:
    def keep_named() -> Iterator[tuple[str, Row]]:
        for row in rows:
            if row.name is not None:
                yield row.name, row
            elif row.error:
                request.refuse(row.error)

    for name, group in groupby(keep_named(), key=lambda named: named[0]):
        parts: list[str] = []
        size = 0
        error: InputError | None = None
        metadata: dict[str, str] | None = None
        for _, row in group:
            parts.append(row.text)
            size += len(row.text) + 1
            shared = dict(row.metadata) if metadata is None else metadata
            metadata = {key: value for key, value in shared.items() if row.metadata.get(key) == value}
            try:
                request.limits.check_characters(f"{place}, document {name!r}", size)
            except InputError as too_large:
                error = error or too_large
                parts.clear()
            error = error or row.error
        if error:
            request.refuse(error)
        else:
            yield Document(name, "\n".join(parts), metadata=metadata or {})


def _make_document(name: str, place: str, data: bytes, kind: str, limits: Limits) -> Document:
    contents = read_contents(data, place, kind, limits)
    return Document(name, contents.text, contents.marks, contents.metadata, place)
