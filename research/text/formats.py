"""File formats: the bytes of a file -> its text. Every reader takes the bytes and the place to name in a message."""

import io
import re
import unicodedata
import warnings
import zipfile
from collections.abc import Callable, Mapping
from types import MappingProxyType

from charset_normalizer import from_bytes

from research.errors import DataError
from research.text.lines import join_wrapped_lines

_BOMS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
_COMMON = {"gb18030": range(0xB0, 0xD8), "big5": range(0xA4, 0xC7)}  # lead bytes of each standard's first level
_ENCODINGS = ["gb18030", "big5", "big5hkscs", "utf_16_le", "utf_16_be"]
_META_CHARSET = re.compile(rb"<meta[^>]{0,200}charset\s*=\s*[\"']?\s*([\w-]+)", re.IGNORECASE)
_BLOCKS = frozenset((
    "address", "article", "aside", "blockquote", "body", "br", "caption", "dd", "div", "dl", "dt", "fieldset", "figure",
    "figcaption", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "li", "main", "nav", "ol",
    "option", "p", "pre", "section", "table", "tbody", "td", "tfoot", "th", "thead", "tr", "ul",
))  # fmt: skip
_UNSEEN = frozenset(("script", "style", "noscript", "template", "head", "svg", "iframe", "object"))
_PAGE_NUMBER = re.compile(
    r"\s*(第\s*\d+\s*页(\s*[,，/]?\s*共\s*\d+\s*页)?|[-—－–·•]?\s*\d{1,4}\s*[-—－–·•]?|\d+\s*/\s*\d+)\s*"
)
_MARKDOWN = (
    (re.compile(r"^ {0,3}#{1,6}\s+", re.MULTILINE), ""),
    (re.compile(r"^ {0,3}(?:[-*+]|>)\s+", re.MULTILINE), ""),
    (re.compile(r"!\[([^\]]*)\]\([^)\s]*\)"), r"\1"),
    (re.compile(r"\[([^\]]+)\]\([^)\s]*\)"), r"\1"),
    (re.compile(r"(\*\*|__)(?=\S)(.+?)(?<=\S)\1"), r"\2"),
)


class DecodingWarning(UserWarning):
    """Warn that characters of a file could not be decoded, and how many."""


def decode(data: bytes, place: str) -> str:
    """Decode the bytes of a Chinese text file.

    Tried in this order: a byte order mark, strict UTF-8, strict GB18030 or Big5 if that gives common characters, what
    charset-normalizer finds among the Chinese encodings, and at last whichever of UTF-8 and GB18030 loses fewest characters, with a `DecodingWarning` that counts them.

    Parameters
    ----------
    data
        The bytes of the file.
    place
        What a warning calls the file.

    Examples
    --------
    >>> decode("工作报告".encode("gb18030"), "report.txt")
    '工作报告'
    """
    for mark, encoding in _BOMS:
        if data.startswith(mark):
            return data.decode(encoding, errors="replace")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        pass
    if not _is_nearly_utf8(data):
        for encoding, common in _COMMON.items():
            if _is_common(data, encoding, common):
                return data.decode(encoding)
        best = from_bytes(data, cp_isolation=_ENCODINGS).best()
        if best is not None:
            return str(best)
    texts = [data.decode(encoding, errors="replace") for encoding in ("utf-8", "gb18030")]
    text = min(texts, key=lambda decoded: decoded.count("\ufffd"))
    warnings.warn(
        f"{place}: {text.count(chr(0xFFFD))} characters could not be decoded and are shown as \ufffd",
        DecodingWarning,
        stacklevel=2,
    )
    return text


def read_text(data: bytes, place: str) -> str:
    """Return the text of a .txt file, unchanged."""
    return decode(data, place)


def read_markdown(data: bytes, place: str) -> str:
    r"""Return the text of a Markdown file without its marks for headings, lists, links and bold type.

    Examples
    --------
    >>> read_markdown("# 报告\n- **一要**稳".encode(), "a.md")
    '报告\n一要稳'
    """
    text = decode(data, place)
    for mark, replacement in _MARKDOWN:
        text = mark.sub(replacement, text)
    return text


def read_html(data: bytes, place: str) -> str:
    r"""Return the visible text of an HTML page, one block a line; scripts, styles and the head are left out.

    Examples
    --------
    >>> read_html("<h1>报告</h1><p>增长<b>3.5%</b>。<script>x()</script></p>".encode(), "a.html")
    '报告\n增长3.5%。'
    """
    from selectolax.lexbor import LexborHTMLParser, LexborNode

    charset = _META_CHARSET.search(data[:4096])
    try:
        html = data.decode("gb18030" if charset and charset[1].lower().startswith(b"gb") else "utf-8")
    except UnicodeDecodeError:
        html = decode(data, place)
    body = LexborHTMLParser(html).body
    parts: list[str] = []
    waiting: list[LexborNode | str] = [body] if body is not None else []
    while waiting:
        node = waiting.pop()
        if isinstance(node, str):
            parts.append(node)
        elif node.tag == "-text":
            parts.append(re.sub(r"[ \t\r\n]+", " ", node.text_content or ""))
        elif node.tag not in _UNSEEN:
            edge = ["\n"] if node.tag in _BLOCKS else []
            waiting += [*edge, *reversed(list(node.iter(include_text=True))), *edge]
    lines = (re.sub(r" ?(?<![A-Za-z0-9]) (?![A-Za-z0-9])", "", line).strip() for line in "".join(parts).split("\n"))
    return "\n".join(line for line in lines if line)


def read_docx(data: bytes, place: str) -> str:
    """Return the text of a Word file, paragraphs and table cells in order, one a line.

    Numbers that Word itself puts before the paragraphs of an automatic list are not in the file and so not in the
    text.

    Raises
    ------
    DataError
        If the file is not a .docx file or is broken.
    """
    import docx
    from docx.table import Table

    try:
        content = docx.Document(io.BytesIO(data)).iter_inner_content()
        lines: list[str] = []
        for block in content:
            if isinstance(block, Table):
                lines += [cell.text for row in block.rows for cell in dict.fromkeys(row.cells)]
            else:
                lines.append(block.text)
    except (zipfile.BadZipFile, KeyError, ValueError, OSError, SyntaxError) as error:
        raise DataError(f"{place}: not a Word file or a broken one ({error}); open it and save it anew") from None
    return "\n".join(lines)


def read_pdf(data: bytes, place: str) -> str:
    """Return the text of a PDF, with lines that the paper's width broke joined and page numbers left out.

    Raises
    ------
    DataError
        If the file is broken, needs a password, or holds pictures of text only.
    """
    from pypdf import PdfReader
    from pypdf.errors import PyPdfError

    try:
        pages = [page.extract_text().replace("\0", "") for page in PdfReader(io.BytesIO(data)).pages]
    except (PyPdfError, KeyError, ValueError, TypeError, AttributeError, OSError) as error:
        raise DataError(f"{place}: not a PDF or a broken one ({error}); open it and save it anew") from None
    if not any(page.strip() for page in pages):
        raise DataError(f"{place}: the PDF holds no text, only pictures; run text recognition (OCR) on it first")
    return join_wrapped_lines("\n".join(_drop_page_number(page) for page in pages))


def _drop_page_number(page: str) -> str:
    lines = page.strip().split("\n")
    for edge in (0, -1):
        if lines and _PAGE_NUMBER.fullmatch(lines[edge]):
            lines.pop(edge)
    return "\n".join(lines)


def _is_nearly_utf8(data: bytes) -> bool:
    text = data.decode("utf-8", errors="replace")
    return text.count("\ufffd") < 0.01 * len(text)


def _is_common(data: bytes, encoding: str, common: range) -> bool:
    """Tell whether the bytes are everyday text in an encoding: mostly characters of its first level."""
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError:
        return False
    letters = [character for character in text if character > "\xff" and unicodedata.category(character)[0] != "P"]
    return bool(letters) and sum(character.encode(encoding)[0] in common for character in letters) > 0.8 * len(letters)


READERS: Mapping[str, Callable[[bytes, str], str]] = MappingProxyType(
    {
        ".txt": read_text,
        ".md": read_markdown,
        ".docx": read_docx,
        ".pdf": read_pdf,
        ".html": read_html,
        ".htm": read_html,
    }
)
