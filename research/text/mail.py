"""Mails and saved pages with their pictures (.eml, .mht): the text of their parts."""

import contextlib
import re
import warnings
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from email import message_from_bytes
from email.header import decode_header, make_header
from email.message import Message
from email.utils import parsedate_to_datetime
from itertools import accumulate
from typing import NamedTuple

from research.errors import InputError, ReadingWarning
from research.plurals import count_noun
from research.text.files import list_first
from research.text.formats import read_text
from research.text.limits import USUAL, Limits
from research.text.marks import ASIDE, Contents, Line, join_lines, list_lines
from research.text.patterns import compile_on_use
from research.text.web_page import read_html

_META = compile_on_use(rb"<meta[^>]{0,200}charset", re.IGNORECASE)
_MAX_PARTS = 1000  # of a mail
_MAX_DEPTH = 20  # of mails and groups of parts in each other
_ATTACHED = (
    ".doc",
    ".docx",
    ".wps",
    ".pdf",
    ".ofd",
    ".xls",
    ".xlsx",
    ".et",
    ".rtf",
    ".txt",
    ".zip",
    ".rar",
    ".7z",
    ".csv",
    ".odt",
    ".ods",
    ".ppt",
    ".pptx",
    ".html",
    ".htm",
    ".mht",
    ".eml",
    ".md",
)
_QUOTED = compile_on_use(rb"^(?:> ?)+", re.MULTILINE)
_SIGNATURE = compile_on_use(
    r"^-- ?\r?$(?:\r?\n[ \t]*\S.*$){0,8}", re.MULTILINE
)  # RFC 3676, section 4.3, up to a blank line
_UNNAMED = "mail.eml"
_KEY = 16  # characters by which a text is looked for in others
_MAX_COMPARED = 20  # places with the same key: so many lines begin alike that parts are kept beyond


def read_mail(data: bytes, place: str, limits: Limits = USUAL) -> Contents:
    """Read a page that a browser saved with its pictures (.mht), or a mail (.eml) and the mails forwarded in it.

    Of the forms of one text the HTML is read, and of the frames of a page the one with the most text; a part that only
    repeats what stands in another is left out. The subject is the metadata ``title`` where the page says none, and the day
    on which a mail was sent is 发送日期.

    Raises
    ------
    InputError
        If no part has text.

    Warns
    -----
    ReadingWarning
        If documents are attached, which are not read.
    """
    from email import policy  # which every start would wait for, and only mails need

    message = message_from_bytes(data, policy=policy.compat32)
    reader = _Reader(place, limits)
    found = _drop_repeated(reader.gather_parts(message))
    if not found:
        raise reader.first_error or InputError(f"{place}: no page in it; open it in a browser and save it as .html")
    _warn_of_attached(reader.attached, place)
    metadata = {key: value for part in reversed(found) for key, value in part.contents.metadata.items()}
    title = _read_header(message.get("Subject", ""))
    metadata = {**({"title": title} if title else {}), **_read_sent(message), **metadata}
    if len(found) == 1:
        return replace(found[0].contents, metadata=metadata)
    return join_lines((line for part in found for line in list_lines(part.contents)), metadata)


def _read_sent(message: Message) -> dict[str, str]:
    """Return when a mail was sent; a saved page has no addressee, and its date is when it was saved."""
    if not message.get("To"):
        return {}
    with contextlib.suppress(ValueError, TypeError, IndexError):
        return {"发送日期": parsedate_to_datetime(_read_header(message.get("Date", ""))).date().isoformat()}
    return {}


class _Part(NamedTuple):
    """What a part of a mail says, and whether it is HTML."""

    contents: Contents
    is_page: bool


class _Reader:
    def __init__(self, place: str, limits: Limits) -> None:
        self.first_error: InputError | None = None
        self.attached: list[str] = []
        self._place = place
        self._limits = limits
        self._count = 0

    def gather_parts(self, part: Message, depth: int = 0) -> list[_Part]:
        """Return the texts of a part and of those in it."""
        self._count += 1
        if self._count > _MAX_PARTS or depth > _MAX_DEPTH:
            self.attached.append(part.get_filename() or _UNNAMED)
            return []
        kind, payload = part.get_content_type(), part.get_payload()
        if isinstance(payload, list):
            inner_parts = [one for one in payload if isinstance(one, Message)]
            if kind == "message/rfc822":
                subjects = self._read_subjects(inner_parts)
                return [*subjects, *(one for inner in inner_parts for one in self.gather_parts(inner, depth + 1))]
            return _choose(kind, [self.gather_parts(inner, depth + 1) for inner in inner_parts])
        if name := part.get_filename():
            self.attached.append(name)
        elif kind in ("text/html", "text/plain"):
            return list(self._read_text(part, kind))
        return []

    def _read_subjects(self, messages: Sequence[Message]) -> Iterator[_Part]:
        for message in messages:
            if subject := _read_header(message.get("Subject", "")):
                yield _Part(Contents(subject), is_page=False)

    def _read_text(self, part: Message, kind: str) -> Iterator[_Part]:
        payload = part.get_payload(decode=True)
        charset = part.get_content_charset() or ""
        if not isinstance(payload, bytes):
            return
        if charset and (kind == "text/plain" or not _META.search(payload[:4096])):
            with contextlib.suppress(LookupError, UnicodeDecodeError):
                payload = payload.decode(charset).encode()
        read = read_html if kind == "text/html" else _read_plain
        try:
            yield _Part(read(payload, self._place, self._limits), kind == "text/html")
        except InputError as error:
            self.first_error = self.first_error or error


def _read_plain(payload: bytes, place: str, limits: Limits) -> Contents:
    """Read a mail of plain text without the signs before quoted lines; its signature is set aside."""
    found = read_text(_QUOTED.sub(b"", payload), place, limits)
    signature = None if found.marks else _SIGNATURE.search(found.text)
    if signature is None:
        return found
    parts = (found.text[: signature.start()], signature[0], found.text[signature.end() :])
    return join_lines(
        Line(line, role) for part, role in zip(parts, ("", ASIDE, ""), strict=True) for line in part.split("\n")
    )


def _choose(kind: str, parts: Sequence[list[_Part]]) -> list[_Part]:
    """Return the parts of a group that are read: one of several forms or frames, else all of them."""
    if kind not in ("multipart/alternative", "multipart/related"):
        return [one for part in parts for one in part]
    pages = [part for part in parts if any(one.is_page for one in part)]
    chosen = max(pages, key=lambda part: sum(len(one.contents.text) for one in part), default=None)
    return chosen if chosen is not None else next(filter(None, parts), [])


def _drop_repeated(parts: Sequence[_Part]) -> list[_Part]:
    """Leave out parts without text, and those whose text stands in another one from a line on, as a page's plain text."""
    lines = [["".join(line.split()) for line in part.contents.text.split("\n")] for part in parts]
    shown = list(map("".join, lines))
    lengths = {min(len(text), _KEY) for text in shown if text}
    starts: dict[str, list[tuple[int, int]]] = {}
    for number, (text, found) in enumerate(zip(shown, lines, strict=True)):
        for offset in {*accumulate(map(len, found[:-1]), initial=0)}:
            for length in lengths:
                starts.setdefault(text[offset : offset + length], []).append((number, offset))
    return [part for number, part in enumerate(parts) if shown[number] and not _is_repeated(number, shown, starts)]


def _is_repeated(number: int, shown: Sequence[str], starts: Mapping[str, Sequence[tuple[int, int]]]) -> bool:
    text = shown[number]
    return any(
        other != number and shown[other].startswith(text, offset) and (len(text) < len(shown[other]) or other < number)
        for other, offset in starts[text[:_KEY]][:_MAX_COMPARED]
    )


def _warn_of_attached(names: Iterable[str], place: str) -> None:
    attached = [name for name in map(_read_header, names) if name.lower().endswith(_ATTACHED)]
    if attached:
        shown = list_first(attached)
        unread = count_noun(len(attached), "attached file is", "attached files are")
        warnings.warn(f"{place}: {unread} not read ({shown}); save each and give it, too", ReadingWarning, stacklevel=3)


def _read_header(given: object) -> str:
    """Return a header of a mail with its encoded words decoded; as it stands where they are broken."""
    with contextlib.suppress(ValueError, LookupError):
        return " ".join(str(make_header(decode_header(str(given)))).split())
    return str(given)
