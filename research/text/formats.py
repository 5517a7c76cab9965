"""File formats: the bytes of a file -> its text. Every reader takes the bytes and the place to name in a message."""

import re
import unicodedata
import warnings
from collections import Counter

from charset_normalizer import from_bytes

from research.errors import InputError
from research.text.limits import USUAL, Limits

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
_TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9]*)")
_NOT_NESTED = frozenset((
    "area", "base", "body", "br", "col", "dd", "dt", "hr", "html", "img", "input", "li", "link", "meta", "option", "p",
    "param", "source", "tbody", "td", "tfoot", "th", "thead", "tr", "wbr",
))  # fmt: skip
_MOST_NESTING = 50_000_000  # deepest level times tags: beyond it a parser takes minutes or all memory
_MARKDOWN = (  # what is inside a mark holds no mark of its kind, so that marks that never close cost no time
    (re.compile(r"^ {0,3}#{1,6}\s+", re.MULTILINE), ""),
    (re.compile(r"^ {0,3}(?:[-*+]|>)\s+", re.MULTILINE), ""),
    (re.compile(r"!\[([^\[\]]*)\]\([^)\s\[]*\)"), r"\1"),
    (re.compile(r"\[([^\[\]]+)\]\([^)\s\[]*\)"), r"\1"),
)
_BOLD = tuple((re.compile(rf"{mark}(?=\S)"), re.compile(rf"(?<=\S){mark}")) for mark in (r"\*\*", "__"))
_SAMPLE = 1_000_000
_WIDE = re.compile("[\t\n\r -~\u2010-\u2030\u3000-\u303f\u4e00-\u9fff\uff00-\uffef]+")


class DecodingWarning(UserWarning):
    """Warn that characters of a file could not be decoded, and how many."""


def decode(data: bytes, place: str) -> str:
    """Decode the bytes of a Chinese text file; whatever the bytes, there is a text.

    Where the encoding that `detect_encoding` finds does not hold for all of the text, each line is taken as UTF-8 or
    GB18030, whichever it rather is, and a `DecodingWarning` counts the characters that are lost.

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
    encoding = detect_encoding(data)
    try:
        return data.decode(encoding)
    except UnicodeDecodeError:
        lines = data.split(b"\n") if encoding in ("utf-8", "gb18030") else [data]
    text = "\n".join(_decode_line(line, encoding) for line in lines)
    warn_of_lost(place, text.count("\ufffd"))
    return text


def _decode_line(line: bytes, encoding: str) -> str:
    if encoding not in ("utf-8", "gb18030"):
        return line.decode(encoding, errors="replace")
    text = line.decode("utf-8", errors="replace")
    return text if text.count("\ufffd") <= 0.2 * len(text) else line.decode("gb18030", errors="replace")


def warn_of_lost(place: str, count: int) -> None:
    """Warn that so many characters of a file could not be decoded."""
    message = f"{place}: {count} characters could not be decoded and are shown as \ufffd"
    warnings.warn(message, DecodingWarning, stacklevel=3)


def detect_encoding(data: bytes) -> str:
    """Find the encoding of a Chinese text, or of its beginning.

    Tried in this order: a byte order mark, UTF-16 if a fifth of the bytes are NUL, strict UTF-8, strict GB18030 or
    Big5 if that gives common characters, UTF-16 by the same test, what charset-normalizer finds among the Chinese
    encodings, and at last whichever of UTF-8 and GB18030 loses fewest characters.

    Examples
    --------
    >>> [detect_encoding("各位代表：现在报告工作。".encode(name)) for name in ("utf-8", "gb18030", "utf-16-be")]
    ['utf-8', 'gb18030', 'utf-16-be']
    """
    for mark, encoding in _BOMS:
        if data.startswith(mark):
            return encoding
    wide = _find_wide(data[:_SAMPLE])
    if wide and data.count(b"\0") > 0.2 * len(data):
        return wide
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        found = None if _is_nearly_utf8(data) else _find_chinese(data) or wide or _find_rare(data)
        return found or min(("utf-8", "gb18030"), key=lambda name: data.decode(name, "replace").count("\ufffd"))
    return "utf-8"


def read_text(data: bytes, place: str, _limits: Limits = USUAL) -> str:
    """Return the text of a .txt file, unchanged."""
    return decode(data, place)


def read_markdown(data: bytes, place: str, _limits: Limits = USUAL) -> str:
    r"""Return the text of a Markdown file without its marks for headings, lists, links and bold type.

    Examples
    --------
    >>> read_markdown("# 报告\n- **一要**稳".encode(), "a.md")
    '报告\n一要稳'
    """
    text = decode(data, place)
    for mark, replacement in _MARKDOWN:
        text = mark.sub(replacement, text)
    return "\n".join(_remove_bold(line) for line in text.split("\n"))


def read_html(data: bytes, place: str, _limits: Limits = USUAL) -> str:
    r"""Return the visible text of an HTML page, one block a line; scripts, styles and the head are left out.

    Raises
    ------
    InputError
        If so many tags are nested so deep that a parser would not come to an end.

    Examples
    --------
    >>> read_html("<h1>报告</h1><p>增长<b>3.5%</b>。<script>x()</script></p>".encode(), "a.html")
    '报告\n增长3.5%。'
    """
    from selectolax.lexbor import LexborHTMLParser, LexborNode

    charset = _META_CHARSET.search(data[:4096])
    try:
        html = data.decode("gb18030") if charset and charset[1].lower().startswith(b"gb") else decode(data, place)
    except UnicodeDecodeError:
        html = decode(data, place)
    _check_nesting(html, place)
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


def _check_nesting(html: str, place: str) -> None:
    opened: Counter[str] = Counter()
    depth = deepest = count = 0
    for tag in _TAG.finditer(html):
        count += 1
        name = tag[2].lower()
        if name in _NOT_NESTED or (tag[1] and not opened[name]):
            continue
        step = -1 if tag[1] else 1
        opened[name] += step
        depth += step
        deepest = max(deepest, depth)
    if deepest * count > _MOST_NESTING:
        raise InputError(f"{place}: {count} tags nested {deepest} deep; open it in a browser and save its text as .txt")


def _remove_bold(line: str) -> str:
    for opener, closer in _BOLD:
        parts = []
        position = 0
        while (start := opener.search(line, position)) and (end := closer.search(line, start.end() + 1)):
            parts += [line[position : start.start()], line[start.end() : end.start()]]
            position = end.end()
        line = "".join(parts) + line[position:]
    return line


def _find_wide(data: bytes) -> str | None:
    """Find the UTF-16 without a mark in which the bytes are Chinese, plain letters and full-width signs."""
    for encoding in ("utf-16-le", "utf-16-be"):
        text = data.decode(encoding, errors="replace")
        if len(_WIDE.sub("", text)) < 0.05 * len(text):
            return encoding
    return None


def _find_chinese(data: bytes) -> str | None:
    return next((encoding for encoding, common in _COMMON.items() if _is_common(data, encoding, common)), None)


def _find_rare(data: bytes) -> str | None:
    best = from_bytes(data, cp_isolation=_ENCODINGS).best()
    return None if best is None else best.encoding


def _is_nearly_utf8(data: bytes) -> bool:
    text = data.decode("utf-8", errors="replace")
    return text.count("\ufffd") < 0.01 * len(text)


def _is_common(data: bytes, encoding: str, common: range) -> bool:
    """Tell whether the bytes are everyday text in an encoding: mostly characters of its first level."""
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError:
        return False
    letters = [
        character for character in text[:_SAMPLE] if character > "\xff" and unicodedata.category(character)[0] != "P"
    ]
    return bool(letters) and sum(character.encode(encoding)[0] in common for character in letters) > 0.8 * len(letters)
