"""Tables beside documents that say what is known of them and hold no text, as documents.csv in their folder."""

import warnings
from collections.abc import Collection, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path, PurePath, PurePosixPath
from zipfile import ZipInfo

from research.csv_cells import Table, parse_table, read_table
from research.errors import InputError, ReadingWarning
from research.plurals import count_noun
from research.text.archive import Archive
from research.text.file_kinds import ZIP, blame_file
from research.text.files import show_path
from research.text.table_columns import TEXT_NAMES
from research.text.table_sheets import WORKBOOKS

_STEMS = ("documents", "metadata", "元数据", "文档信息")
_SUFFIXES = (".csv", ".tsv", *WORKBOOKS)
_ID = "document_id"


@dataclass
class DescribedBy:
    """A table that describes documents.

    Attributes
    ----------
    path
        Of the file.
    rows
        What it says of each document, by the id that stands there.
    found
        The ids of the documents that were looked up and are in it.
    """

    path: Path
    rows: Mapping[str, Mapping[str, str]]
    found: set[str] = field(default_factory=set)

    def look_up(self, document_id: str, endings: Collection[str]) -> Mapping[str, str]:
        """Return what is known of a document, which may stand there with the ending of its file."""
        for name in (document_id, *(f"{document_id}{ending}" for ending in endings)):
            if name in self.rows:
                self.found.add(name)
                return self.rows[name]
        return {}

    def warn_of_unknown(self) -> None:
        """Warn of rows that are of no document.

        Warns
        -----
        ReadingWarning
            If there is one.
        """
        unknown = [name for name in self.rows if name not in self.found]
        if unknown:
            message = (
                f"{show_path(self.path)}: {len(unknown)} of {count_noun(len(self.rows), 'row is', 'rows are')} of no document here, first "
                f"{unknown[0]!r}; write the name of a file without its ending into {_ID}"
            )
            warnings.warn(message, ReadingWarning, stacklevel=3)


def find_descriptions(files: Sequence[Path], text_columns: Collection[str] = ()) -> list[DescribedBy]:
    """Find the tables among the files that describe the others.

    Parameters
    ----------
    files
        Of one call; where there is one alone, it is a document.
    text_columns
        The columns that hold texts; by default those that are called as `TEXT_NAMES` are.

    Returns
    -------
    list of DescribedBy
        The tables called documents, metadata, 元数据 or 文档信息 that have a column ``document_id`` and none of texts.
    """
    found = []
    for path in files:
        if len(files) == 1 or not may_describe(path):
            continue
        try:
            table = read_table(path, [_ID])
        except InputError:
            continue  # it is no such table, and where it is no document either, the reader of documents says so
        if described := _describe(path, table, text_columns):
            found.append(described)
    return found


def find_packed_descriptions(
    archive: Archive, entries: Mapping[ZipInfo, PurePosixPath], place: str, text_columns: Collection[str] = ()
) -> dict[PurePosixPath, DescribedBy]:
    """Find the tables in a zip file that describe its other files.

    Parameters
    ----------
    archive
        The zip file.
    entries
        The documents and tables in it, with their paths.
    place
        What messages call the zip file.
    text_columns
        As for `find_descriptions`.

    Returns
    -------
    dict
        The tables, by their paths.
    """
    found = {}
    for entry, path in entries.items():
        if len(entries) > 1 and may_describe(path):
            with suppress(InputError), blame_file(place, ZIP):  # a broken one is refused where it is read
                inner = Path(place, show_path(Path(path)))
                table = read_description(inner, archive.read(entry.filename), text_columns)
                found.update({path: table} if table else {})
    return found


def look_up_packed(
    described: Mapping[PurePosixPath, DescribedBy], path: PurePosixPath, endings: Collection[str]
) -> dict[str, str]:
    """Return what tables say of a document by its path in the zip file, or below the folder of the table.

    Examples
    --------
    >>> table = DescribedBy(Path("a.zip/2024/documents.csv"), {"甲县": {"level": "县"}})
    >>> look_up_packed({PurePosixPath("2024/documents.csv"): table}, PurePosixPath("2024/甲县"), (".txt",))
    {'level': '县'}
    """
    known: dict[str, str] = {}
    for place, table in described.items():
        below = path.relative_to(place.parent) if path.is_relative_to(place.parent) else path
        known |= table.look_up(str(path), endings) or table.look_up(str(below), endings)
    return known


def read_description(path: Path, data: bytes, text_columns: Collection[str] = ()) -> DescribedBy | None:
    r"""Return the table that describes the files beside it in a zip file, None where it is none.

    Parameters
    ----------
    path
        Of the table, as messages name it.
    data
        The bytes of the table.
    text_columns
        As for `find_descriptions`.

    Examples
    --------
    >>> read_description(Path("a.zip/documents.csv"), "document_id,year\n2024/甲县,2024\n".encode()).rows
    {'2024/甲县': {'year': '2024'}}
    """
    try:
        table = parse_table(data, show_path(path), [_ID])
    except InputError:
        return None
    return _describe(path, table, text_columns) if _ID in table.columns else None


def may_describe(path: PurePath) -> bool:
    """Tell whether a table has the name of one that describes documents."""
    return path.stem.lower() in _STEMS and path.suffix.lower() in _SUFFIXES


def _describe(path: Path, table: Table, text_columns: Collection[str]) -> DescribedBy | None:
    if {*text_columns, *TEXT_NAMES} & {*table.columns}:
        return None
    rows = {row[_ID]: {key: cell for key, cell in row.items() if key != _ID and cell} for _, row in table.rows}
    return DescribedBy(path, rows)
