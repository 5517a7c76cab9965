"""Files: which of them are documents, their bytes and their kind by these, and what a message calls them."""

import contextlib
import io
import os
import re
import stat
import unicodedata
import warnings
import zipfile
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from difflib import get_close_matches
from pathlib import Path
from typing import NamedTuple

from research.errors import InputError, ReadingWarning
from research.plurals import count_noun
from research.shipped import shipped_path
from research.text.limits import Limits
from research.text.patterns import compile_on_use

_UNSHOWN = ("Cc", "Cf", "Cs", "Zl", "Zp")
_SURROGATE = compile_on_use("[\ud800-\udfff]")
_LONGEST_REASON = 200
_PIECE = 1_000_000
_SHOWN = 5  # names in a message
_SYSTEM_FILES = frozenset(("thumbs.db", "ehthumbs.db", "desktop.ini", "icon\r", "__macosx"))
_LOCKS = (".", "~$", "~", ".~", "._")
_DESCRIPTION = "README"
_TEMPLATE = Path("study/documents/README.txt")
_LONGEST_PLACE = 200  # characters of a text that was given in place of a path
_PATTERN = compile_on_use(r"[*?]")
_OF_RESULTS = ("label.json", "sentences.csv", "probabilities.csv")
_SENTENCE = compile_on_use("[。！？；，]|.{100}")  # in the name of a path: it is a text that was given in place of one

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
PACKED = (b"PK\x03\x04", _OLE)
"""What files begin with that have to be read whole to tell their kind."""
HEAD_BYTES = 65_536
"""How much of a file tells of what kind it is."""
_HEAD = 4096
_HTML = compile_on_use(
    rb"(\xef\xbb\xbf)?\s*(<\?xml[^>]{0,200}>\s*)?(<!--.{0,2000}?-->\s*)?"
    rb"<(!doctype\s+html|html|head|body|meta|style|table)\b",
    re.IGNORECASE | re.DOTALL,
)
_OFFICE_XML = compile_on_use(
    rb"(<(w:wordDocument|pkg:package)|<([a-z]+:)?Workbook)\b[^>]*xmlns", re.DOTALL
)  # of Office 2003
_MAIL = compile_on_use(
    rb"(MIME-Version|From|Subject|Date|Snapshot-Content-Location):.{0,3000}^Content-Type:", re.DOTALL | re.MULTILINE
)
_BEGINNINGS = {
    b"{\\rtf": ".rtf", b"PAR1": ".parquet", b"Rar!\x1a\x07": ".rar", b"7z\xbc\xaf\x27\x1c": ".7z", b"\x1f\x8b\x08": ".gz",
}  # fmt: skip
_OBJECT = compile_on_use(rb'(\xef\xbb\xbf)?\s*\{"[^"\n]*":')  # of JSON
_NOT_JSON = compile_on_use(rb"(\xef\xbb\xbf)?\s*[^\s\x00-\x7f\xef]")  # a value begins with a sign of ASCII
_MAX_ENTRIES = 10_000
_PACKED = {  # by an entry that the packed file must have, in this order
    "word/document.xml": ".docx",
    "xl/workbook.xml": ".xlsx",
    "OFD.xml": ".ofd",
    "ppt/presentation.xml": ".pptx",
}
_OFFICE_ENTRIES = ("[Content_Types].xml", "content.xml", "_rels/.rels")
_DOCUMENTS = (".txt", ".docx", ".doc", ".pdf", ".html", ".xlsx", ".xls", ".csv", ".odt", ".rtf", ".ofd")
_OPEN_DOCUMENT = {  # by what the entry mimetype says behind its last dot; the chapters of a book are documents
    b"text": ".odt", b"text-master": ".odt", b"text-template": ".odt", b"spreadsheet": ".ods", b"application/epub+zip": ".zip",
}  # fmt: skip
_PAGES = (".html", ".htm", ".shtml", ".xhtml")
_SPREADSHEETS = (".xlsx", ".xlsm", ".ods")
_WORKBOOKS = (*_SPREADSHEETS, ".xls", ".et")
_WORD = (".docx", ".docm", ".dotx")


def show_path(path: Path) -> str:
    r"""Return what a message or a document's id calls a file: its name on one line, without hidden signs.

    Line ends, control characters and marks of writing direction are written as escapes. The bytes of a name that is
    not UTF-8, as unpacking on another system leaves it, are read as GB18030.

    Examples
    --------
    >>> show_path(Path("a\nb.txt"))
    'a\\nb.txt'
    >>> show_path(Path("\udcb1\udca8.txt"))
    '报.txt'
    """
    name = str(path)
    if _SURROGATE.search(name):
        name = name.encode("utf-8", "surrogateescape").decode("gb18030", "replace")
    return show_line(name)


def show_line(text: str) -> str:
    r"""Return a text on one line, its control characters and marks of writing direction as escapes.

    Examples
    --------
    >>> show_line("one\ntwo")
    'one\\ntwo'
    """
    return "".join(
        sign.encode("unicode_escape").decode("ascii") if unicodedata.category(sign) in _UNSHOWN else sign
        for sign in text
    )


def list_first(names: Sequence[object]) -> str:
    """Return the first names of a list for a message, with a sign where there are more.

    Examples
    --------
    >>> list_first(range(3)), list_first(range(9))
    ('0, 1, 2', '0, 1, 2, 3, 4 …')
    """
    return ", ".join(show_line(str(name)) for name in names[:_SHOWN]) + (" …" if len(names) > _SHOWN else "")


def show_error(error: Exception) -> str:
    """Return what a library says of a file, shortened to one line."""
    return show_line(f"{type(error).__name__}: {str(error)[:_LONGEST_REASON]}".strip(": "))


def read_bytes(path: Path, limits: Limits) -> bytes:
    """Read a file, unless it is too large or not a file that ends.

    Raises
    ------
    InputError
        If it cannot be read, is larger than the limit, or is a folder, pipe or device.
    """
    place = show_path(path)
    try:
        check_regular(path)
        limits.check_bytes(place, path.stat().st_size)
        pieces = []
        size = 0
        with path.open("rb") as file:
            while piece := file.read(_PIECE):
                pieces.append(piece)
                size += len(piece)
                limits.check_bytes(place, size)  # it may have grown since
    except (OSError, ValueError) as error:
        raise unreadable(place, error) from None
    return b"".join(pieces)


def read_head(path: Path) -> bytes:
    """Read the beginning of a file.

    Raises
    ------
    InputError
        If it cannot be read, or is a folder, pipe or device.
    """
    try:
        check_regular(path)
        with path.open("rb") as file:
            return file.read(HEAD_BYTES)
    except (OSError, ValueError) as error:
        raise unreadable(show_path(path), error) from None


def check_regular(path: Path) -> None:
    """Refuse a folder, a pipe or a device, which would be read for ever.

    Raises
    ------
    InputError
        If it is one.
    OSError
        If there is nothing at the path.
    """
    mode = path.stat().st_mode
    if stat.S_ISDIR(mode):
        raise InputError(f"{show_path(path)}: cannot be read (it is a folder); give a file")
    if not stat.S_ISREG(mode):
        raise InputError(f"{show_path(path)}: cannot be read (a pipe or a device); save the text as a file first")


def check_address(place: str) -> None:
    """Refuse the address of a web page.

    Raises
    ------
    InputError
        If it is one.
    """
    if place.lower().startswith(("http:", "https:", "http_", "www.")):
        place = re.sub(r"^(https?:)/(?!/)", r"\1//", place)  # a path has single ones
        raise InputError(f"{place}: web addresses are not read; save the page as .html and give the file")


def check_exists(path: Path) -> None:
    """Refuse a path at which there is nothing, and say what was probably meant.

    Raises
    ------
    InputError
        If there is nothing, or it may not be looked at.
    """
    try:
        path.stat()
    except (OSError, ValueError) as error:
        place = show_path(path)
        check_address(place)
        if _SENTENCE.search(path.name):
            place = place if len(place) <= _LONGEST_PLACE else f"{place[:_LONGEST_PLACE]} …"
            raise InputError(f"{place}: is a text, no file or folder; save it as a .txt file and give that") from None
        if path.is_symlink():
            raise InputError(f"{place}: is a link to nothing; give the file itself") from None
        if _PATTERN.search(path.name):
            raise InputError(
                f"{place}: no file has such a name; leave out the quotation marks where it is a pattern, or give the folder"
            ) from None
        near: list[str] = []
        with contextlib.suppress(OSError):
            near = get_close_matches(path.name, {*os.listdir(path.parent)} - {path.name}, n=1)  # noqa: PTH208 - names, not paths
        if not isinstance(error, FileNotFoundError):
            raise unreadable(place, error) from None
        if not near:
            raise InputError(f"{place}: there is no such file or folder; check the path") from None
        raise InputError(
            f"{place}: there is no such file or folder; did you mean {show_path(path.parent / near[0])}?"
        ) from None


def unreadable(place: str, error: Exception) -> InputError:
    """Return what to say of a file that the system does not give."""
    reason = getattr(error, "strerror", None) or show_error(error)
    return InputError(f"{place}: cannot be read ({reason}); check the path and its permissions")


class FoundFile(NamedTuple):
    """A file to read.

    Attributes
    ----------
    path
        Of the file.
    folder
        The folder that was given, or the file's own where the file was.
    """

    path: Path
    folder: Path

    @property
    def below(self) -> Path:
        """The path below the folder that was given."""
        return self.path.relative_to(self.folder)


def find_files(
    inputs: Iterable[Path], wanted: Collection[str], refuse: Callable[[InputError], None]
) -> Iterator[FoundFile]:
    """Find the documents among files and folders, in the order of names; links to folders are not followed.

    Hidden files, locks of office programs, files of the system and the pictures of saved pages are passed over. Other
    files of a folder that are not taken, and links to folders or to nothing, are counted in one warning.

    Parameters
    ----------
    inputs
        Files, which are taken as they are, and folders, which are searched through.
    wanted
        The endings of what is taken from folders.
    refuse
        Takes the error where there is nothing, or a folder holds no document or cannot be searched.

    Warns
    -----
    ReadingWarning
        If files of a folder are left out.
    """
    for path in inputs:
        try:
            check_exists(path)
        except InputError as error:
            refuse(error)
            continue
        try:
            if not path.is_dir():
                yield FoundFile(path, path.parent)
                continue
            paths = [file for file in sorted(path.rglob("*")) if not is_system_file(file.relative_to(path))]
            files = [file for file in paths if os.path.isfile(file)]  # noqa: PTH113 - false, not an error, where a file may not be looked at
            regular = {*files}
            files = _leave_out_results(path, files)
            odd = [file for file in paths if file not in regular and (file.is_symlink() or not os.path.isdir(file))]  # noqa: PTH112 - as above
        except OSError as error:
            refuse(unreadable(show_path(path), error))
            continue
        found, others = part_documents(files, wanted)
        warn_of_left_out(show_path(path), sorted([*odd, *(file for file in others if not _is_template(file))]))
        if not found:
            refuse(InputError(f"{show_path(path)}: no document in this folder; put documents in it, or give another"))
        yield from (FoundFile(file, path) for file in found)


def _leave_out_results(folder: Path, files: Sequence[Path]) -> list[Path]:
    """Return the files but for those of results of `research label`, which are warned of."""
    written = {file.parent for file in files if file.name in _OF_RESULTS}
    results = sorted(place for place in written if all(os.path.isfile(place / name) for name in _OF_RESULTS))  # noqa: PTH113 - as above
    if results:
        names = list_first([place.relative_to(folder) if place != folder else place for place in results])
        message = f"{show_path(folder)}: results of `research label` are no documents and left out: {names}"
        warnings.warn(message, ReadingWarning, stacklevel=3)
    return [file for file in files if not any(place in file.parents for place in results)] if results else [*files]


def part_documents(files: Sequence[Path], wanted: Collection[str]) -> tuple[list[Path], list[Path]]:
    """Part the files of a folder into documents and others; pictures and styles of saved pages are neither.

    Parameters
    ----------
    files
        Paths below one folder.
    wanted
        The endings of documents.

    Examples
    --------
    >>> names = ["a.html", "a_files/b.png", "a_files/frame.html", "c.png", "README.txt"]
    >>> [[file.name for file in part] for part in part_documents([Path(name) for name in names], {".html", ".txt"})]
    [['a.html'], ['frame.html', 'c.png', 'README.txt']]
    """
    pages = {file.with_suffix("") for file in files if file.suffix.lower() in _PAGES}
    folders = {page.with_name(page.name + ending) for page in pages for ending in ("_files", ".files")}
    found: list[Path] = []
    others: list[Path] = []
    for file in files:
        readable = file.suffix.lower() in wanted and not is_description(file)
        saved = not folders.isdisjoint(file.parents)
        if readable and not saved:
            found.append(file)
        elif readable or not saved:
            others.append(file)
    return found, others


def is_system_file(path: Path) -> bool:
    """Tell whether a path below a folder is hidden, a lock of an office program or a file of the system.

    Examples
    --------
    >>> [is_system_file(Path(name)) for name in ("~$报告.docx", "__MACOSX/a.docx", "Thumbs.db", "2022/报告.docx")]
    [True, True, True, False]
    """
    parts = [part for part in path.parts if part != ".."]
    return any(part.startswith(_LOCKS) or part.lower() in _SYSTEM_FILES for part in parts)


def is_description(path: Path) -> bool:
    """Tell whether a file says what its folder holds, by its name."""
    return path.stem.upper() == _DESCRIPTION


def _is_template(path: Path) -> bool:
    """Tell whether a file is the note that `research project new` puts into the folder of documents."""
    if path.name != _TEMPLATE.name:
        return False
    with contextlib.suppress(OSError):
        return path.read_bytes().split() == shipped_path(_TEMPLATE.as_posix()).read_bytes().split()
    return False


def warn_of_left_out(place: str, files: Collection[Path]) -> None:
    """Warn, in one line, of files that are no documents.

    Warns
    -----
    ReadingWarning
        If there is one.
    """
    if files:
        names = ", ".join(show_path(Path(file.name)) for file in list(files)[:_SHOWN])
        more = f" and {len(files) - _SHOWN} more" if len(files) > _SHOWN else ""
        others = count_noun(len(files), "file is no document and", "files are no documents and")
        message = f"{place}: {others} left out: {names}{more}"
        warnings.warn(message, ReadingWarning, stacklevel=3)


def warn_of_embedded(place: str, names: Sequence[str]) -> None:
    """Name in one warning the files within a document, which are not read; nothing where there are none."""
    if names:
        unread = count_noun(len(names), "file within it is", "files within it are")
        message = f"{place}: {unread} not read ({list_first(names)}); open each in Word, save it and give it, too"
        warnings.warn(message, ReadingWarning, stacklevel=3)


def tell_kind(data: bytes, suffix: str) -> str:
    r"""Tell the kind of a file by its content.

    Parameters
    ----------
    data
        The bytes of the file, or its beginning where it is no packed file.
    suffix
        The ending of its name in small letters, which is returned where the content says nothing else.

    Returns
    -------
    str
        An ending with its dot. An old Word file is ``.doc``, an old workbook ``.xls``; ``.locked`` is an office file
        with a password.

    Examples
    --------
    >>> tell_kind(b"%PDF-1.7", ".txt"), tell_kind(b"{\\rtf1", ".doc"), tell_kind(b"text", ".txt")
    ('.pdf', '.rtf', '.txt')
    """
    if data.startswith(b"PK\x03\x04"):
        return _tell_packed(data, suffix)
    if data.startswith(_OLE):
        return _tell_compound(data, suffix)
    head = data[:_HEAD]
    if b"%PDF-" in head[:1024]:
        return ".pdf"
    for beginning, kind in _BEGINNINGS.items():
        if head.startswith(beginning):
            return kind
    return _tell_text(head, suffix)


def _tell_text(head: bytes, suffix: str) -> str:
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        head = head.decode("utf-16", "replace").encode()
    office = _OFFICE_XML.search(head)
    if office and head.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<?xml"):
        return ".xml of Excel" if b"Workbook" in office[0] else ".xml of Word"
    if suffix not in (".md", ".json", ".jsonl", ".ndjson"):
        if _HTML.match(head):
            return ".html"
        if _MAIL.match(head) and suffix not in (".csv", ".tsv"):
            return ".mht"
    if suffix in (".csv", ".tsv") and _OBJECT.match(head):
        return ".jsonl"
    named = (".doc", ".wps", *_WORKBOOKS, *((".json", ".jsonl", ".ndjson") if _NOT_JSON.match(head) else ()))
    return ".txt" if suffix in named and _is_text(head) else suffix


def _is_text(head: bytes) -> bool:
    return (
        head.strip() != b"" and not head.startswith((_OLE[:2], b"PK")) and not re.search(rb"[\x00-\x08\x0e-\x1f]", head)
    )


def _tell_packed(data: bytes, suffix: str) -> str:
    with contextlib.suppress(Exception), zipfile.ZipFile(io.BytesIO(data)) as packed:  # a broken one has no kind
        if data.count(b"PK\x01\x02") > _MAX_ENTRIES:
            return suffix
        names = {name.replace("\\", "/") for name in packed.namelist()}
        for name, kind in _PACKED.items():
            if name in names:
                return suffix if suffix in _get_family(kind) else kind
        if "mimetype" in names:
            with packed.open("mimetype") as entry:
                said = entry.read(100).strip().rpartition(b".")[2]
            return _OPEN_DOCUMENT.get(said, suffix)
        if "[Content_Types].xml" in names and any(name.startswith("word/") for name in names):
            return ".docx"
        plain = names.isdisjoint(_OFFICE_ENTRIES) and any(name.lower().endswith(_DOCUMENTS) for name in names)
        return suffix if suffix in (*_WORD, *_SPREADSHEETS, ".odt", ".ofd", ".pptx") and not plain else ".zip"
    return suffix


def _get_family(kind: str) -> tuple[str, ...]:
    return _WORD if kind == ".docx" else _SPREADSHEETS if kind in _SPREADSHEETS else (kind,)


def _tell_compound(data: bytes, suffix: str) -> str:
    if "EncryptedPackage".encode("utf-16-le") in data:
        return ".locked"
    for name, kind in (("Workbook", ".xls"), ("WordDocument", ".doc"), ("PowerPoint Document", ".ppt")):
        if name.encode("utf-16-le") in data:
            return suffix if (suffix, kind) == (".wps", ".doc") else kind
    return suffix
