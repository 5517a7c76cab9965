"""Documents: files as people receive them, read into text."""

import csv
import json
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

from research.errors import DataError
from research.text.formats import READERS, decode

_TABLES = (".csv", ".jsonl", ".ndjson")
_UNREADABLE = {
    ".doc": "the old Word format is not read; save it as .docx in Word, WPS or LibreOffice",
    ".wps": "the WPS format is not read; save it as .docx in WPS or LibreOffice",
    ".xlsx": "workbooks are not read; save the sheet as CSV",
    ".xls": "workbooks are not read; save the sheet as CSV",
}


@dataclass(frozen=True)
class Document:
    """A text as received.

    Attributes
    ----------
    id
        The file's stem, or what the document column says.
    text
        All of the text, as read; offsets of sentences count its characters.
    """

    id: str
    text: str


def read_document(path: Path) -> Document:
    """Read one file: .txt, .md, .docx, .pdf or .html.

    Parameters
    ----------
    path
        The file. Text and HTML may be in any encoding that Chinese documents come in; where characters are lost a
        warning counts them.

    Raises
    ------
    DataError
        If the file is missing, empty, broken, in a format that is not read, or a PDF without text.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     path = Path(folder, "speech.txt")
    ...     _ = path.write_text("同志们：", encoding="gb18030")
    ...     read_document(path)
    Document(id='speech', text='同志们：')
    """
    return Document(path.stem, _read_text(path))


def read_documents(
    inputs: Iterable[Path], text_column: str = "text", document_column: str | None = None
) -> Iterator[Document]:
    """Read files, folders of them, and tables of texts, one document at a time.

    Parameters
    ----------
    inputs
        Files, folders (searched through, in the order of names, leaving out hidden files and those called README)
        and tables (.csv, .jsonl).
    text_column
        The column of a table that holds the text.
    document_column
        The column of a table that names the document; neighbouring rows of one name are joined by line ends. Without
        it each row is its own document, called after the file and the row.

    Yields
    ------
    Document
        With ids that are all different: where two files share a stem, the id is the file's whole name.

    Raises
    ------
    DataError
        If there is nothing to read, a file cannot be read, a column is missing, or two documents share an id.
    """
    paths = list(_find_files(inputs))
    names = _name_files(path for path in paths if path.suffix.lower() not in _TABLES)
    seen: set[str] = set()
    for path in paths:
        if path.suffix.lower() in _TABLES:
            documents: Iterable[Document] = _read_table(path, text_column, document_column)
        else:
            documents = [Document(names[path], _read_text(path))]
        for document in documents:
            if document.id in seen:
                raise DataError(f"{path}: the document id {document.id!r} stands twice; give every document its own")
            seen.add(document.id)
            yield document


def _read_text(path: Path) -> str:
    suffix = path.suffix.lower()
    if suffix in _UNREADABLE:
        raise DataError(f"{path}: {_UNREADABLE[suffix]}")
    if suffix not in READERS:
        known = " ".join((*READERS, *_TABLES))
        raise DataError(f"{path}: files of the kind {suffix or 'without ending'!r} are not read; give one of {known}")
    data = _read_bytes(path)
    if not data.strip():
        raise DataError(f"{path}: the file is empty; give a file with text")
    text = READERS[suffix](data, str(path))
    if not text.strip():
        raise DataError(f"{path}: no text in it; give a file with text")
    return text


def _read_bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise DataError(f"{path}: cannot be read ({error.strerror}); check the path and its permissions") from None


def _find_files(inputs: Iterable[Path]) -> Iterator[Path]:
    for path in inputs:
        if not path.is_dir():
            yield path
            continue
        wanted = {*READERS, *_TABLES, *_UNREADABLE}
        found = [
            file
            for file in sorted(path.rglob("*"))
            if file.is_file() and file.suffix.lower() in wanted and not _is_about_the_folder(file)
        ]
        if not found:
            raise DataError(
                f"{path}: no document in this folder; it should hold {' '.join((*READERS, *_TABLES))} files"
            )
        yield from found


def _is_about_the_folder(file: Path) -> bool:
    return file.name.startswith((".", "~$")) or file.stem.upper() == "README"


def _name_files(paths: Iterable[Path]) -> dict[Path, str]:
    known = list(paths)
    stems = Counter(path.stem for path in known)
    return {path: path.stem if stems[path.stem] == 1 else path.name for path in known}


def _read_table(path: Path, text_column: str, document_column: str | None) -> Iterator[Document]:
    rows = _read_csv(path) if path.suffix.lower() == ".csv" else _read_jsonl(path)
    checked = _check_columns(path, rows, [text_column] + ([document_column] if document_column else []))
    if document_column is None:
        for number, row in checked:
            yield Document(f"{path.stem}-{number}", row[text_column])
    else:
        for name, group in groupby(checked, key=lambda numbered: numbered[1][document_column]):
            yield Document(name, "\n".join(row[text_column] for _, row in group))


def _check_columns(
    path: Path, rows: Iterable[dict[str, str]], columns: Sequence[str]
) -> Iterator[tuple[int, dict[str, str]]]:
    number = 0
    for number, row in enumerate(rows, 1):
        for column in columns:
            if row.get(column) is None:
                has = ", ".join(str(key) for key in row)
                raise DataError(f"{path}, row {number}: no column {column!r}; it has {has} (see --text-column)")
        yield number, {column: str(row[column]) for column in columns}
    if number == 0:
        raise DataError(f"{path}: the table has no rows; give one with a column {columns[0]!r}")


def _read_csv(path: Path) -> Iterator[dict[str, str]]:
    csv.field_size_limit(sys.maxsize)
    text = decode(_read_bytes(path), str(path))
    try:
        delimiter = csv.Sniffer().sniff(text.split("\n", 1)[0], ",;\t").delimiter
    except csv.Error:
        delimiter = ","
    yield from csv.DictReader(text.splitlines(keepends=True), delimiter=delimiter)


def _read_jsonl(path: Path) -> Iterator[dict[str, str]]:
    for number, line in enumerate(decode(_read_bytes(path), str(path)).split("\n"), 1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
        except json.JSONDecodeError as error:
            raise DataError(f"{path}, line {number}: not JSON ({error.msg}); one object a line is expected") from None
        if not isinstance(row, dict):
            raise DataError(f"{path}, line {number}: {type(row).__name__} came; one JSON object a line is expected")
        yield row
