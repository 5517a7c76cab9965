"""Formats that are text: the bytes of a file -> its text. A reader takes the bytes and the place to name in a message."""

import contextlib
import re
import warnings
from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import chain, groupby, zip_longest

from research.decoding import DecodingWarning, clean_text, decode, detect_encoding, remove_markup
from research.errors import InputError
from research.text.grid import lay_out_table
from research.text.limits import USUAL, Limits
from research.text.marks import ASIDE, CELL, LEVELS, Contents, Line, join_lines
from research.text.patterns import compile_on_use

# behind the mark of a list: it is an item and no heading because of the mark, which is kept
_PHRASE = r"[^\S\n]+(?!\*\*|[（(]?[一二三四五六七八九十\d]+[、.）)是要])[^\n。；：！？，]+$"
_MARKDOWN = (  # what is inside a mark holds no mark of its kind, so that marks that never close cost no time
    (compile_on_use(r"^[^\S\n]*(?:```|~~~)[\w-]*[^\S\n]*$", re.MULTILINE), ""),
    (compile_on_use(rf"^ {{0,3}}(?:[-*+](?!{_PHRASE})|>)\s+(?!\d{{1,4}}[^\S\n]*[-—][^\S\n]*$)", re.MULTILINE), ""),
    (compile_on_use(r"^(\*|_)(?=[^\s*_])([^*_\n]*[^*_\s])\1[^\S\n]*$", re.MULTILINE), r"\2"),  # a line in italics
    (compile_on_use(r"^[^\S\n]*!\[[\w./ -]*\]\([^)\s\[]*\)[^\S\n]*$", re.ASCII | re.MULTILINE), ""),  # a picture
    (compile_on_use(r"!\[([^\[\]]*)\]\([^)\s\[]*\)"), r"\1"),
    (compile_on_use(r"\[([^\[\]]+)\]\([^)\s\[]*\)"), r"\1"),
    (compile_on_use(r"\$[^\S\n]*([\d.,]+)[^\S\n]*(?:\\?(%))?[^\S\n]*\$"), r"\1\2"),  # $6.3 \%$ of converted PDFs
)
_HEADING = compile_on_use(r"^ {0,3}(#{1,6})(?:[^\S\n]+(.*))?$", re.MULTILINE)
_FOOTNOTE = compile_on_use(r"\[\^[\w-]{1,20}\]:")
_FOOTNOTE_MARK = compile_on_use(r"\[\^[\w-]{1,20}\](?!:)")
_ESCAPED = compile_on_use(r"\\([\\`*_{}\[\]()#+\-.!|>~])")
_BOLD = tuple((compile_on_use(rf"{mark}(?=\S)"), compile_on_use(rf"(?<=\S){mark}")) for mark in (r"\*\*", "__"))
_IS_MARKDOWN = compile_on_use(r"^ {0,3}#{1,6}[^\S\n]+[^\s#]", re.MULTILINE)
# **县 masks a name
_BOLD_LINE = compile_on_use(r"^(?:[^\S\n]*(?:[-*+]|\d{1,2}\.)[^\S\n]+)?\*\*[^*\n]{2,40}\*\*", re.MULTILINE)
_FRONT_MATTER = compile_on_use(r"\ufeff?---[ \t]*\n((?:[\w-]+:[^\n]*\n){1,50})---[ \t]*(?:\n|$)")  # of static sites
_FIELD = compile_on_use(r"^([\w-]+):[ \t]*(.*?)[ \t]*$", re.MULTILINE)
_ROW = compile_on_use(r"\s*\|.*\|\s*")
_RULE = compile_on_use(r"[-:\s]+")
_CUE = compile_on_use(  # of subtitles: a number, and from when to when
    r"^(?:[^\S\n]*\d{1,5}[^\S\n]*\r?\n)?[^\S\n]*(?:\d{1,2}:)?\d{2}:\d{2}[,.]\d{3}[^\S\n]*-->[^\n]*$", re.MULTILINE
)
_QUOTED = compile_on_use(r"^[^\S\n]{0,3}(?:> ?)+", re.MULTILINE)
_MIN_QUOTED = 3  # lines
_STOPS = "。！？；!?;"
_MAX_PER_STOP = 6  # lines of subtitles that have full stops
_CONTROL = compile_on_use("[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f-\x84\x86-\x9f]")
_CHINESE = compile_on_use("[\u4e00-\u9fff]")
_MIN_CHINESE = 10  # ideographs: fewer come about by chance
_LATIN = compile_on_use(
    "[\u00c2-\u00f4][\u0080-\u00ff\u0152-\u2122]"
)  # two bytes of UTF-8 that were read as two letters
_MAX_LOST = 0.05  # of the characters of a text
_MAX_STRAY = 3  # characters that a short text may lose


def read_text(data: bytes, place: str, _limits: Limits = USUAL) -> Contents:
    r"""Read a text file; what a crawler left of HTML is read as line breaks and characters.

    A text with headings of Markdown (``## 一、农业``), or two lines that begin with bold type, is read as Markdown.

    Raises
    ------
    InputError
        If it is no text: if more than one character in twenty is a control character or could not be decoded.

    Examples
    --------
    >>> read_text("&nbsp;一、农业<br>增产。".encode(), "a.txt").text
    '\xa0一、农业\n增产。'
    >>> read_text("## 一、农业\n**增产**，#稳粮# 优先。".encode(), "a.txt").text
    '一、农业\n增产，#稳粮# 优先。'
    """
    text = _decode_text(data, place)
    if len(_CUE.findall(text)) > 1:
        return _read_subtitles(text)
    if _is_quoted(text):
        text = _QUOTED.sub("", text)
    if _IS_MARKDOWN.search(text) or len(_BOLD_LINE.findall(text)) > 1:
        return _remove_marks(text)
    return Contents(text)


def _is_quoted(text: str) -> bool:
    """Tell whether a mail was copied with signs before its quoted lines."""
    quoted = len(_QUOTED.findall(text))
    return quoted >= _MIN_QUOTED and 3 * quoted > text.count("\n")


def _read_subtitles(text: str) -> Contents:
    """Read subtitles (SRT, WebVTT) without numbers and times; where they have full stops, a line ends at these."""
    spoken = [line.strip() for line in _CUE.sub("", text).split("\n")]
    spoken = [line for line in spoken if line and line != "WEBVTT"]
    punctuated = sum(line[-1] in _STOPS for line in spoken) * _MAX_PER_STOP > len(spoken)
    parts: list[str] = []
    for line in spoken:
        if punctuated and parts and parts[-1][-1] not in _STOPS:
            parts[-1] += line
        else:
            parts.append(line)
    return join_lines(Line(part, CELL) for part in parts)


def _decode_text(data: bytes, place: str) -> str:
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always", DecodingWarning)
        text = _mend_latin(decode(data, place))
    lost = len(_CONTROL.findall(text)) + text.count("\ufffd")
    if lost > max(_MAX_STRAY, _MAX_LOST * len(text)):
        raise InputError(
            f"{place}: not a text ({lost} of {len(text)} characters are none); give it the ending of its kind, or save "
            "it as UTF-8 text"
        )
    for warning in caught:
        warnings.warn(warning.message, stacklevel=2)
    return clean_text(remove_markup(text))


def _mend_latin(text: str) -> str:
    """Return a text whose bytes of UTF-8 were once saved as letters of Latin scripts as what it was."""
    if not _LATIN.search(text) or _CHINESE.search(text):
        return text
    with contextlib.suppress(UnicodeError):
        return b"".join(map(_encode_latin, text)).decode()
    return text


def _encode_latin(sign: str) -> bytes:
    try:
        return sign.encode("cp1252")
    except UnicodeError:
        return sign.encode("latin-1")


def is_chinese(head: bytes) -> bool:
    """Tell whether the beginning of a file is Chinese text: whole characters, most of them ideographs.

    Examples
    --------
    >>> is_chinese("各位代表：现在报告工作。".encode("gb18030")), is_chinese(b"<?xml version='1.0'?>")
    (True, False)
    """
    text = head.decode(detect_encoding(head), "replace")
    shown = len(text) - text.count(" ") - text.count("\n")
    count = len(_CHINESE.findall(text))
    return count >= _MIN_CHINESE and 2 * count > shown and not _CONTROL.search(text) and "\ufffd" not in text[:-2]


def read_markdown(data: bytes, place: str, _limits: Limits = USUAL) -> Contents:
    r"""Read a Markdown file without its marks for headings, lists, links and bold type; tables are read as such.

    Fields above the text, as ``title: 报告`` between lines of ``---``, are its metadata.

    Examples
    --------
    >>> read_markdown("# 报告\n- **一要**稳".encode(), "a.md").text
    '报告\n一要稳'
    """
    text = _decode_text(data, place)
    front = _FRONT_MATTER.match(text)
    if not front:
        return _remove_marks(text)
    fields = dict(_FIELD.findall(front[1]))
    contents = _remove_marks(text[front.end() :])
    return replace(contents, metadata={key: value.strip("'\"") for key, value in fields.items() if value})


def _remove_marks(text: str) -> Contents:
    parts = _HEADING.split(text)  # text, the mark of a heading, the heading, text, ...
    found = zip_longest(parts[::3], parts[1::3], parts[2::3], fillvalue="")
    return join_lines(chain.from_iterable(_read_section(*section) for section in found))


def _read_section(above: str, mark: str, heading: str | None) -> Iterator[Line]:
    """Yield the lines above a heading of Markdown, and the heading with its level."""
    yield from _lay_out_rows(_clear_lines(above))
    yield from (Line(line, LEVELS[len(mark) - 1]) for line in _clear_lines(heading or ""))


def _clear_lines(text: str) -> Iterator[str]:
    for mark, replacement in _MARKDOWN:
        text = mark.sub(replacement, text)
    return (_ESCAPED.sub(r"\1", _remove_bold(line)) for line in _FOOTNOTE_MARK.sub("", text).split("\n"))


def _lay_out_rows(lines: Iterable[str]) -> Iterator[Line]:
    """Yield lines, those that are rows of a table laid out as such."""
    for is_row, group in groupby(lines, key=lambda line: bool(_ROW.fullmatch(line))):
        if not is_row:
            yield from (Line(line, ASIDE if _FOOTNOTE.match(line) else "") for line in group)
            continue
        cells = (line.strip().strip("|").split("|") for line in group)
        yield from lay_out_table(
            [[Line(cell.strip())] for cell in found] for found in cells if not _RULE.fullmatch("".join(found))
        )


def _remove_bold(line: str) -> str:
    for opener, closer in _BOLD:
        parts = []
        position = 0
        while (start := opener.search(line, position)) and (end := closer.search(line, start.end() + 1)):
            parts += [line[position : start.start()], line[start.end() : end.start()]]
            position = end.end()
        line = "".join(parts) + line[position:]
    return line
