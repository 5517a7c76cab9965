"""Web pages: the lines of a page, the main text apart from what the site puts around it."""

import contextlib
import re
import warnings
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import groupby, pairwise, zip_longest
from typing import Any

from research.decoding import decode
from research.errors import InputError, ReadingWarning
from research.text.boilerplate import advertises, is_furniture
from research.text.date_lines import is_dated
from research.text.field_lines import is_field
from research.text.files import show_line
from research.text.grid import lay_out_table
from research.text.limits import USUAL, Limits
from research.text.marks import ASIDE, LEVELS, TABLE, Contents, Line, join_lines
from research.text.patterns import compile_on_use
from research.text.title_lines import is_title

_META_CHARSET = compile_on_use(rb"<meta[^>]{0,200}charset\s*=\s*[\"']?\s*([\w-]+)", re.IGNORECASE)
_BLOCKS = frozenset((
    "address", "article", "aside", "blockquote", "body", "br", "button", "caption", "center", "dd", "div", "dl", "dt",
    "fieldset", "figure", "figcaption", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "li",
    "main", "nav", "ol", "option", "p", "pre", "section", "table", "tbody", "td", "textarea", "tfoot", "th", "thead", "tr", "ul",
    "ucapcontent", "zoom",
))  # fmt: skip
_UNSEEN = frozenset(("script", "style", "noscript", "template", "head", "svg", "iframe", "object", "noframes"))
_AROUND = frozenset(("nav", "footer", "aside", "select", "button", "textarea"))
_HEADINGS = frozenset(("h1", "h2", "h3"))
_LEVELS = {f"h{number}": LEVELS[number - 1] for number in range(1, 7)}
_HIDDEN = compile_on_use(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_TAG = compile_on_use(r"<(/?)([a-zA-Z][a-zA-Z0-9]*)")
_NOT_NESTED = frozenset((
    "area", "base", "body", "br", "col", "dd", "dt", "hr", "html", "img", "input", "li", "link", "meta", "option", "p",
    "param", "source", "tbody", "td", "tfoot", "th", "thead", "tr", "wbr",
))  # fmt: skip
_MAX_SPAN, _MAX_SPAN_DIGITS = 200, 6  # columns or rows of a cell
_MAX_PAGE_CELLS = 2_000_000  # of the tables of a page, each cell counted as often as it is repeated
_MAX_NESTING = 50_000_000  # deepest level times tags: beyond it a parser takes minutes or all memory

# What the editors of government sites call the element that holds the text.
_MAIN = compile_on_use(
    r"(trs_?editor|ucap-?content|zoom|vsb_content|pages_content|artibody|article-?con|con_?text|news_?con|main-?text"
    r"|view-?content|js_content|xxgk_?con|detail-?con|text-?con|wenzhang|zhengwen|content-?text|neirong)",
    re.IGNORECASE,
)
_MAX_CELL_LINES = 4  # a cell of more is a column of the page's layout
_MIN_PROSE = 15
_MIN_TEXT = 60  # characters of sentences: fewer do not tell the main text where no name does
_NAMED_SHARE, _MAIN_SHARE = 0.6, 0.95  # of a page's sentences that the element with the main text holds
_STOP = compile_on_use("[。！？；]")
_PROSE = compile_on_use(r"[。！？；]|，.{6}")
_SENTENCE = compile_on_use(r".{15}[。！？]", re.DOTALL)
_MIN_LINKS = 3  # lines of links that are navigation or a list of other pages
_MIN_TITLE = 4
_MIN_HEADLINE, _MAX_HEADLINE = 6, 60
_MAX_ADDRESS = 80  # characters of an address in a message
_SHOWN = 3  # addresses in a message
_MAX_VALUE = 100  # characters of what a page says of the document
_METADATA = (
    "索引号", "发文机关", "发布机构", "发文字号", "文号", "成文日期", "发布日期", "发布时间", "发文日期", "生成日期",
    "公开日期", "主题分类", "标题", "名称", "有效性", "来源", "信息来源", "主题词", "体裁分类", "作者", "发文单位",
    "公文时效", "废止日期", "实施日期", "组配分类", "信息名称", "文件编号", "制发机关", "服务对象",
)  # fmt: skip
_OTHER_NAMES = (
    "时间",
    "日期",
    "浏览次数",
    "浏览量",
    "浏览",
    "字号",
    "字体",
    "字体大小",
    "点击数",
    "点击次数",
    "阅读",
    "阅读次数",
    "访问量",
    "打印",
    "分享",
    "责任编辑",
    "编辑",
    "审核",
)
_NAME = compile_on_use(
    rf"({'|'.join(' *'.join(name) for name in sorted((*_METADATA, *_OTHER_NAMES), key=len, reverse=True))})\s*[：:]"
)
_META_NAMES = {
    "articletitle": "title", "pubdate": "发布时间", "contentsource": "source", "author": "author", "columnname": "column",
    "sitename": "site", "keywords": "keywords", "publishdate": "发布时间", "source": "source",
}  # fmt: skip

Node = Any  # of selectolax


@dataclass
class _PageLine:
    text: str
    owner: int
    role: str
    heading: bool = False
    level: str = ""
    around: bool = False
    linked: int = 0

    @property
    def prose(self) -> int:
        """How many characters of sentences it holds, outside of links."""
        length = len(self.text) - self.linked
        says = length >= _MIN_PROSE and _PROSE.search(self.text) and not advertises(self.text)
        return length if says else 0

    @property
    def leads(self) -> bool:
        """Whether it is a link, or several, and nothing else."""
        signs = sum(not character.isspace() and not character.isalnum() for character in self.text)
        alone = self.linked >= len(self.text) - signs and self.linked > 0
        return alone and not self.heading and not _SENTENCE.search(self.text)


@dataclass
class _Element:
    parent: int
    depth: int
    named: bool
    prose: int = 0


@dataclass
class _Table:
    rows: list[list[list[Line]]] = field(default_factory=list)
    owner: int = 0


def read_html(data: bytes, place: str, _limits: Limits = USUAL) -> Contents:
    r"""Read the visible text of an HTML page, one block a line; scripts, styles and the head are left out.

    Lines around the element that holds nearly all of the page's sentences are marked as set aside, but for the title.
    Where no element does, nothing is. Hidden elements are left out, but for one that holds more sentences than all that
    is shown, as the text does that a script shows later. What the page says about the text is its metadata.

    Raises
    ------
    InputError
        If so many tags are nested so deep that a parser would not come to an end, or the page has no text of its own.

    Warns
    -----
    ReadingWarning
        If it has no sentence and shows other pages in frames, which are not read.

    Examples
    --------
    >>> read_html("<h1>报告</h1><p>增长<b>3.5%</b>。<script>x()</script></p>".encode(), "a.html").text
    '报告\n增长3.5%。'
    """
    from selectolax.lexbor import LexborHTMLParser

    html = _decode_page(data, place)
    _check_nesting(html, place)
    page = LexborHTMLParser(html)
    reader = _read_body(page.body)
    _check_frames(page, reader, place)
    metadata = _read_meta(page.head)
    title = page.css_first("head title")
    name = "".join((title.text(deep=True) if title is not None else "").split()) + metadata.get("title", "")
    _mark_around(reader, name)
    metadata |= _collect_pairs("\n".join(line.text for line in reader.lines if line.role == ASIDE))
    return join_lines((Line(line.text, line.role or line.level) for line in reader.lines), metadata)


def _read_body(body: Node | None) -> "_Reader":
    reader = _Reader()
    if body is None:
        return reader
    reader.read(body)
    shown = sum(line.prose for line in reader.lines)
    held = {node.mem_id: _measure(node) for node in reader.hidden}
    found = max(held, key=lambda number: held[number], default=None)
    if found is not None and held[found] > shown:
        reader = _Reader(found)
        reader.read(body)
    return reader


def _measure(node: Node) -> int:
    """Return how many characters of sentences a hidden element would show."""
    reader = _Reader(node.mem_id)
    reader.read(node)
    return sum(line.prose for line in reader.lines)


def _check_frames(page: Any, reader: "_Reader", place: str) -> None:  # noqa: ANN401 - of selectolax
    """Refuse a page whose text is elsewhere, or warn where something stands around it."""
    if any(line.prose for line in reader.lines):
        return
    frames = [" ".join((node.attributes.get("src") or "").split()) for node in page.css("frame, iframe")]
    named = ", ".join(show_line(name)[:_MAX_ADDRESS] for name in frames[:_SHOWN] if name)
    message = f"{place}: the page shows its text in a frame ({named}), which is not read; open the frame alone in a browser and save it"
    if named and reader.lines:
        warnings.warn(message, ReadingWarning, stacklevel=3)
    elif named:
        raise InputError(message)
    elif not reader.lines and page.css("script"):
        raise InputError(
            f"{place}: no text in it, a script fetches it; open it in a browser, copy the text and save it as .txt"
        )


def read_page_rows(data: bytes, place: str) -> list[list[str]]:
    r"""Read the rows of the tables of an HTML page, a cell that spans several repeated in each of them.

    Raises
    ------
    InputError
        If so many tags are nested so deep that a parser would not come to an end, or there are too many cells.

    Examples
    --------
    >>> read_page_rows("<table><tr><td colspan=2>汇总<tr><td rowspan=2>甲<td>一<br>二<tr><td>三</table>".encode(), "a.xls")
    [['汇总', '汇总'], ['甲', '一\n二'], ['甲', '三']]
    """
    from selectolax.lexbor import LexborHTMLParser

    html = _decode_page(data, place)
    _check_nesting(html, place)
    rows: list[list[str]] = []
    count = 0
    for table in LexborHTMLParser(html).css("table"):
        if table.css("table")[1:]:  # it lays out the page around other tables; the first found is the table itself
            continue
        below: dict[tuple[int, int], str] = {}
        for number, row in enumerate(table.css("tr")):
            cells: list[str] = []
            for cell in row.css("td, th"):
                while (number, len(cells)) in below:
                    cells.append(below[number, len(cells)])
                across, down = (_read_span(cell, name) for name in ("colspan", "rowspan"))
                count += across * down
                if count > _MAX_PAGE_CELLS:
                    raise InputError(f"{place}: more than {_MAX_PAGE_CELLS} cells in its tables; save its rows as CSV")
                text = _read_cell(cell)
                for place_across in range(across):
                    below |= {(number + step, len(cells) + place_across): text for step in range(1, down)}
                cells += [text] * across
            while (number, len(cells)) in below:
                cells.append(below[number, len(cells)])
            rows.append(cells)
    return rows


def _read_cell(cell: Node) -> str:
    reader = _Reader()
    reader.read(cell)
    return "\n".join(line.text for line in reader.lines)


def _read_span(cell: Node, name: str) -> int:
    given = cell.attributes.get(name) or ""
    return min(max(int(given), 1), _MAX_SPAN) if given.isdecimal() and len(given) < _MAX_SPAN_DIGITS else 1


def _decode_page(data: bytes, place: str) -> str:
    charset = _META_CHARSET.search(data[:4096])
    if charset and charset[1].lower().startswith(b"gb"):
        with contextlib.suppress(UnicodeDecodeError):
            return data.decode("gb18030")
    return decode(data, place)


class _Reader:
    """The lines of a page with the elements that hold them; of the hidden ones a single one may be shown."""

    def __init__(self, shown: int = 0) -> None:
        self.lines: list[_PageLine] = []
        self.hidden: list[Node] = []
        self._shown = shown
        self.elements: dict[int, _Element] = {}
        self._parts: list[str] = []
        self._linked = 0
        self._current = 0
        self._owner = 0
        self._tables: list[_Table] = []
        self._open: list[str] = []

    def read(self, body: Node) -> None:
        waiting: list[Node | tuple[str, int]] = [body]
        while waiting:
            node = waiting.pop()
            if isinstance(node, tuple):
                self._close(*node)
            elif node.tag == "-text":
                self._take(node.text_content or "")
            elif node.tag not in _UNSEEN and node.mem_id != self._shown and _is_hidden(node):
                self.hidden.append(node)
            elif node.tag not in _UNSEEN:
                waiting.append((node.tag, self._current))
                self._enter(node)
                waiting += reversed(list(node.iter(include_text=True)))
        self._flush()

    def _enter(self, node: Node) -> None:
        name = node.tag
        if name in _BLOCKS:
            self._flush()
        named = bool(_MAIN.search(f"{node.attributes.get('id') or ''} {node.attributes.get('class') or ''}"))
        parent = self._current
        self._current = len(self.elements) + 1
        depth = self.elements[parent].depth + 1 if parent else 0
        self.elements[self._current] = _Element(parent, depth, named or name in ("ucapcontent", "zoom", "article"))
        self._open.append(name)
        if name == "table" and _is_grid(node):
            self._tables.append(_Table(owner=self._current))
        elif self._tables and name == "tr":
            self._tables[-1].rows.append([])
        elif self._tables and name in ("td", "th"):
            if not self._tables[-1].rows:
                self._tables[-1].rows.append([])
            self._tables[-1].rows[-1].append([])

    def _close(self, name: str, parent: int) -> None:
        if name in _BLOCKS:
            self._flush()
        if name == "table" and self._tables and self._tables[-1].owner == self._current:
            table = self._tables.pop()
            around = not _AROUND.isdisjoint(self._open)
            for line in lay_out_table(table.rows):
                self.lines.append(_PageLine(line.text, table.owner, line.role, around=around))
        self._current = parent
        self._open.pop()

    def _take(self, text: str) -> None:
        if "pre" not in self._open:
            text = re.sub(r"[ \t\r\n]+", " ", text)
        text = text.replace("\xa0", " ")
        if text.strip() and not "".join(self._parts).strip():
            self._owner = self._current
        self._parts.append(text)
        if "a" in self._open:
            self._linked += len(text.strip())

    def _flush(self) -> None:
        text = "".join(self._parts)
        linked, self._linked, self._parts = self._linked, 0, []
        for given in text.split("\n"):
            part = re.sub(r" ?(?<![A-Za-z0-9]) (?![A-Za-z0-9])", "", re.sub(" +", " ", given)).strip()
            if not part:
                continue
            if "pre" in self._open:  # its indents tell where paragraphs begin
                part = given[: len(given) - len(given.lstrip())] + part
            if self._tables and self._tables[-1].rows and self._tables[-1].rows[-1]:
                self._tables[-1].rows[-1][-1].append(Line(part))
            else:
                heading = not _HEADINGS.isdisjoint(self._open)
                around = not _AROUND.isdisjoint(self._open)
                level = next((_LEVELS[name] for name in self._open if name in _LEVELS), "")
                self.lines.append(_PageLine(part, self._owner, "", heading, level, around, min(linked, len(part))))

    def list_ancestors(self, element: int) -> Iterator[int]:
        """Yield the element and those that hold it."""
        while element:
            yield element
            element = self.elements[element].parent


def _is_hidden(node: Node) -> bool:
    attributes = node.attributes
    return "hidden" in attributes or bool(_HIDDEN.search(attributes.get("style") or ""))


def _is_grid(table: Node) -> bool:
    """Tell a table of data from one that lays out the page."""
    if len(table.css("table")) > 1 or len(table.css("tr")) < 2:
        return False
    wide = sum(len(row.css("td, th")) > 1 for row in table.css("tr"))
    return wide > 1 and all(len(cell.css("p, div, li, br")) <= _MAX_CELL_LINES for cell in table.css("td"))


def _mark_around(reader: _Reader, name: str) -> None:
    """Mark the lines around the main text as set aside, but for the title."""
    main = _find_main(reader)
    _mark_links(reader.lines)
    for line in reader.lines:
        outside = main not in reader.list_ancestors(line.owner) if main else False
        line.role = ASIDE if line.around or (outside and not _is_kept(line)) else line.role
    if not main:
        return
    before: list[_PageLine] = []
    for line in reader.lines:
        if main in reader.list_ancestors(line.owner):
            break
        before.append(line)
    if any(line.heading and _names_page(line, name) for line in reader.lines[len(before) :] if not line.role):
        return
    for line in _find_title(before, name):
        line.role = ""


def _mark_links(lines: Sequence[_PageLine]) -> None:
    """Mark what only leads elsewhere: lines of links before the first heading, and three or more of them in a row."""
    says = [not line.leads and bool(_STOP.search(line.text)) for line in lines]
    if not any(says):
        return  # a page of links alone
    first = next(index for index, line in enumerate(lines) if line.heading or says[index])
    for is_link, group in groupby(enumerate(lines), key=lambda pair: pair[1].leads):
        found = list(group)
        for index, line in found if is_link else ():
            if index < first or len(found) >= _MIN_LINKS:
                line.role = ASIDE


def _is_kept(line: _PageLine) -> bool:
    return line.role != TABLE and not line.linked and bool(_SENTENCE.search(line.text))


def _find_main(reader: _Reader) -> int:
    """Find the deepest element that holds nearly all sentences of the page, 0 where there is none."""
    total = 0
    for line in reader.lines:
        prose = 0 if line.around else line.prose
        total += prose
        for element in reader.list_ancestors(line.owner) if prose else ():
            reader.elements[element].prose += prose
    found = [
        (one.named, one.depth, number)
        for number, one in reader.elements.items()
        if one.prose
        and one.prose >= (_NAMED_SHARE if one.named else _MAIN_SHARE) * total
        and (one.named or total >= _MIN_TEXT)
    ]
    named, _, number = max(found, default=(False, 0, 0))
    if not named and number:  # a single paragraph is no main text: what holds it is
        number = _widen(reader, number)
    return number


def _widen(reader: _Reader, number: int) -> int:
    """Return the innermost element around the sentences that holds more than one line."""
    for element in reader.list_ancestors(number):
        if sum(element in reader.list_ancestors(line.owner) for line in reader.lines) > 2:
            return element
    return number


def _find_title(before: Sequence[_PageLine], name: str) -> list[_PageLine]:
    """Find the lines of the title among those before the main text, the last ones that the page is named after."""
    matches = [_names_page(line, name) and not line.around for line in before]
    if any(matches):
        last = len(matches) - 1 - matches[::-1].index(True)
        first = last
        while first and matches[first - 1] and before[first - 1].text not in before[last].text:
            first -= 1
        return list(before[first : last + 1])
    headed = [line for line in before if line.heading and len(line.text) >= _MIN_TITLE]
    if headed:
        return headed[-1:]
    own = [line for line in before if not (line.leads or line.around or is_field(line.text) or is_dated(line.text))]
    titled = [line for line in own if is_title(line.text)]
    above_fields = [
        line for line, below in pairwise(before) if line in own and _is_headline(line.text) and is_field(below.text)
    ]
    return (titled or above_fields)[-1:]


def _names_page(line: _PageLine, name: str) -> bool:
    text = "".join(line.text.split())
    return len(text) >= _MIN_TITLE and text in name


def _is_headline(text: str) -> bool:
    """Tell whether a line that stands above the date and source of a page may be its title: 我县召开春耕现场会."""
    return _MIN_HEADLINE <= len(text) <= _MAX_HEADLINE and not advertises(text) and not is_furniture(text)


def _read_meta(head: Node | None) -> dict[str, str]:
    found: dict[str, str] = {}
    for node in head.css("meta") if head is not None else ():
        key = _META_NAMES.get((node.attributes.get("name") or "").lower())
        value = " ".join((node.attributes.get("content") or "").split())
        if key and value:
            found.setdefault(key, value)
    return found


def _collect_pairs(text: str) -> dict[str, str]:
    r"""Collect what lines of names and values say about the document.

    Examples
    --------
    >>> _collect_pairs("索 引 号：\tA-1\t来源：水务局 浏览次数：12\n有效性：\n成文日期：2024年6月")
    {'索引号': 'A-1', '来源': '水务局', '成文日期': '2024年6月'}
    """
    names = list(_NAME.finditer(text))
    found: dict[str, str] = {}
    for name, following in zip_longest(names, names[1:]):
        value = text[name.end() : following.start() if following else len(text)].strip().split("\n")[0].split("\t")[0]
        key = "".join(name[1].split())
        if value.strip() and key in _METADATA and len(value) <= _MAX_VALUE:
            found.setdefault(key, value.strip())
    return found


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
    if deepest * count > _MAX_NESTING:
        raise InputError(f"{place}: {count} tags nested {deepest} deep; open it in a browser and save its text as .txt")
