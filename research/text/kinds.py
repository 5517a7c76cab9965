"""Kinds of files, recognised by their content where their names are wrong."""

import contextlib
import io
import re
import zipfile

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_HEAD = 4096
_HTML = re.compile(
    rb"(\xef\xbb\xbf)?\s*(<\?xml[^>]{0,200}>\s*)?(<!--.{0,2000}?-->\s*)?<(!doctype\s+html|html|head|body)\b",
    re.IGNORECASE | re.DOTALL,
)
_MAIL = re.compile(
    rb"(MIME-Version|From|Subject|Date|Snapshot-Content-Location):.{0,3000}^Content-Type:", re.DOTALL | re.MULTILINE
)
_MAX_ENTRIES = 10_000
_PACKED = {  # by an entry that the packed file must have, in this order
    "word/document.xml": ".docx",
    "xl/workbook.xml": ".xlsx",
    "OFD.xml": ".ofd",
    "ppt/presentation.xml": ".pptx",
}
_OPEN_DOCUMENT = {b"text": ".odt", b"text-master": ".odt", b"text-template": ".odt", b"spreadsheet": ".ods"}
_SPREADSHEETS = (".xlsx", ".xlsm", ".ods")
_WORD = (".docx", ".docm", ".dotx")


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
    if head.startswith(b"{\\rtf"):
        return ".rtf"
    if head.startswith(b"PAR1"):
        return ".parquet"
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        head = head.decode("utf-16", "replace").encode()
    if suffix not in (".md", ".csv", ".tsv", ".json", ".jsonl", ".ndjson"):
        if _HTML.match(head):
            return ".html"
        if _MAIL.match(head):
            return ".mht"
    return ".txt" if suffix in (".doc", ".wps") and _is_text(head) else suffix


def _is_text(head: bytes) -> bool:
    return not head.startswith(_OLE[:2]) and not re.search(rb"[\x00-\x08\x0e-\x1f]", head)


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
        return suffix if suffix in (*_WORD, *_SPREADSHEETS, ".odt", ".ofd", ".pptx") else ".zip"
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
