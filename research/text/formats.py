"""File formats: the bytes of a file -> its text. Every reader takes the bytes and the place to name in a message."""

import re
from collections import Counter

from research.decoding import decode
from research.errors import InputError
from research.text.limits import USUAL, Limits

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
