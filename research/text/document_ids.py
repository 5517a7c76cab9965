"""Ids of documents: no two are alike."""

import warnings
from collections import Counter
from collections.abc import Sequence
from hashlib import blake2b
from pathlib import Path, PurePosixPath

from research.errors import ReadingWarning
from research.plurals import count_noun
from research.text.files import FoundFile, show_path

ALL = "*"  # what tables of results call all documents together: no document may be called so


def name_files(files: Sequence[FoundFile]) -> dict[Path, str]:
    """Name each file by as much of its path as tells it from the others.

    Examples
    --------
    >>> files = [FoundFile(Path("in", name), Path("in")) for name in ("a.txt", "a.md", "b.txt")]
    >>> list(name_files(files).values())
    ['b', 'a.txt', 'a.md']
    """
    names: dict[Path, str] = {}
    waiting = {file.path: file for file in files}
    for level in range(4):
        shown = {path: _name_file(file, level) for path, file in waiting.items()}
        counts = Counter(shown.values()) + Counter(names.values())
        named = {path: name for path, name in shown.items() if counts[name] == 1}
        names |= named
        waiting = {path: file for path, file in waiting.items() if path not in named}
    return names | {path: show_path(path) for path in waiting}


def count_id(ids: Counter[bytes], name: str) -> int:
    """Count how often an id has come; the ids of millions of rows are kept as digests.

    Examples
    --------
    >>> ids: Counter[bytes] = Counter()
    >>> count_id(ids, "甲县"), count_id(ids, "乙县"), count_id(ids, "甲县")
    (1, 1, 2)
    """
    mark = blake2b(name.encode(), digest_size=8).digest()
    ids[mark] += 1
    return ids[mark]


def warn_of_renamed(place: str, renamed: Sequence[str], columns: Sequence[str]) -> None:
    """Say which documents of a file had the id of another.

    Parameters
    ----------
    place
        What messages call the file.
    renamed
        The ids that had come before.
    columns
        That name the documents of a table.

    Warns
    -----
    ReadingWarning
        If there is one.
    """
    if renamed:
        same = ("document has the id of another and is", "documents have the id of another and are")
        message = f"{place}: {count_noun(len(renamed), *same)} numbered, as '{renamed[0]} (2)'"
        sort = "sort the rows of a table by these columns where they are parts of one, or " if columns else ""
        message += f"; {sort}name those of a table by more columns (--document-column)"
        warnings.warn(message, ReadingWarning, stacklevel=3)


def _name_file(file: FoundFile, level: int) -> str:
    below = PurePosixPath(file.below.as_posix())
    above = PurePosixPath(file.folder.resolve().name) / below
    return show_path(Path([below.with_suffix(""), below, above.with_suffix(""), above][level]))
