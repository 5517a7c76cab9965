"""The language of messages and help: a finished English text becomes Chinese where it is printed, by a catalogue.

The catalogues are `messages_zh.toml` and, for help, `help_zh.toml` beside this module; the one of help is read only
where help is printed. Their English templates are those of the source, with holes:

- ``{path}`` for a value, ``{cell!r}`` for one in quotes, ``{n:d}`` for a number;
- ``{fix!t}`` for a text that the catalogue translates, too, or that is empty;
- ``{name!m}`` for a value that may be such a text, ``{counts!l}`` for a list of such texts;
- ``{ids!c}`` for a list of values without commas, which is shown with Chinese ones;
- ``{is|are}`` for one of these words.
"""

import locale
import os
import re
import sys
import tomllib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

LANGUAGE = "RESEARCH_LANGUAGE"  # the environment variable that decides, whatever the locale
CATALOGUE = Path(__file__).with_name("messages_zh.toml")
HELP = Path(__file__).with_name("help_zh.toml")

_VARIABLES = (LANGUAGE, "LC_ALL", "LC_MESSAGES", "LANG")  # the first that is set decides, as for other programs
_HOLE = re.compile(r"\{([^{}]+)\}")
_LETTER = re.compile("[A-Za-z]")  # of ours; commas and colons may as well be part of what is given
_NUMBER = re.compile(r"[-+]?\d[\d.,]*%?|nan|inf")
_QUOTED = re.compile(r"'(?:[^'\\]|\\.)*'|\"(?:[^\"\\]|\\.)*\"")
_BEGINNINGS = {"d": (*"+-0123456789", "nan", "inf"), "r": ("'", '"')}
_SEPARATORS = {", ": "、", "; ": "；"}
_REMEMBERED = 4096  # texts: a line and the parts of it that were tried

_language: ContextVar[str] = ContextVar("language", default="en")


class Hole(NamedTuple):
    """A place in a template: the name, and after ``!`` or ``:`` what may stand there."""

    name: str
    kind: str


Part = str | Hole | tuple[str, ...]


class Entry(NamedTuple):
    """An English template in parts (texts, holes, tuples of words) and the Chinese one, as it is written.

    Attributes
    ----------
    english, chinese
        The templates as they are written.
    parts
        Of the English one.
    rarest
        The longest of its texts, by which most templates are dismissed at once.
    """

    english: str
    chinese: str
    parts: tuple[Part, ...]
    rarest: str


class Found(NamedTuple):
    """A translation, the number of letters of ours that it explains, and the entries that it is made of."""

    score: int
    text: str
    entries: tuple[str, ...] = ()


def choose_language(arguments: Sequence[str] = ()) -> str:
    """Return ``zh`` or ``en``: what ``--language`` says, else RESEARCH_LANGUAGE, else the locale.

    Parameters
    ----------
    arguments
        The command line. In ``--language id``, which is English with the ids of domains, messages are English.

    Examples
    --------
    >>> choose_language(["compare", "--language", "zh"]), choose_language(["--language=en"])
    ('zh', 'en')
    """
    for word, value in zip(arguments, [*arguments[1:], ""], strict=False):
        name, equals, joined = word.partition("=")
        if name == "--language":
            return "zh" if (joined if equals else value) == "zh" else "en"
    said = next((os.environ[name] for name in _VARIABLES if os.environ.get(name)), "")
    if not said and sys.platform == "win32":
        said = locale.getlocale()[0] or ""  # as Chinese (Simplified)_China
    return "zh" if said.lower().startswith(("zh", "chinese")) else "en"


@contextmanager
def speak(language: str) -> Iterator[None]:
    """Translate messages inside of the block; outside of one, as for callers from Python, they are English."""
    token = _language.set(language)
    try:
        yield
    finally:
        _language.reset(token)


def translate(line: str) -> str:
    """Return a line in the user's language; one that the catalogue does not know stays as it is.

    Examples
    --------
    >>> with speak("zh"):
    ...     print(translate("error: towns/corpus: not there yet; first: research merge --study towns"))
    错误：towns/corpus：尚不存在；请先执行：research merge --study towns
    >>> translate("1 document could not be read and was left out; see above")
    '1 document could not be read and was left out; see above'
    """
    if _language.get() != "zh":
        return line
    found = explain(line)
    return found.text if found else line


def translate_help(text: str) -> str:
    """Return a text of the help in the user's language; one that the catalogue of help does not know stays as it is.

    Examples
    --------
    >>> with speak("zh"):
    ...     print(translate_help("the folder to write (default: results/compare)"))
    写出结果的文件夹（默认：results/compare）
    """
    if _language.get() != "zh":
        return text
    found = explain(text, HELP)
    return found.text if found else text


@lru_cache(maxsize=2)
def read_catalogue(path: Path = CATALOGUE) -> tuple[Entry, ...]:
    """Read a catalogue, by default that of messages."""
    rows = tomllib.loads(path.read_text("utf-8"))["message"]
    return tuple(_parse(row["en"], row["zh"]) for row in rows)


@lru_cache(maxsize=_REMEMBERED)
def explain(text: str, catalogue: Path = CATALOGUE) -> Found | None:
    """Find the entry that explains the most letters of a text as ours, those of its phrases included.

    Of those that explain as many, the one that needs the fewest others counts, then the first in the catalogue.

    Parameters
    ----------
    text
        A finished line.
    catalogue
        The file of the entries.

    Returns
    -------
    Found or None
        None where no entry fits the text from its beginning to its end.
    """
    best: Found | None = None
    for entry in read_catalogue(catalogue):
        if entry.rarest in text and _may_fit(entry, text) and (found := _fit(entry, text, catalogue)):
            best = found if best is None or _rank(found) > _rank(best) else best
    return best


def _may_fit(entry: Entry, text: str) -> bool:
    """Tell whether a text begins and ends as a template: most do not, and laying them on it takes time."""
    first, last = entry.parts[0], entry.parts[-1]
    if isinstance(first, Hole):
        begins = first.kind not in _BEGINNINGS or text.startswith(_BEGINNINGS[first.kind])
    else:
        begins = text.startswith(first)
    return begins and (isinstance(last, Hole) or text.endswith(last))


def _parse(english: str, chinese: str) -> Entry:
    parts: list[Part] = []
    for place, text in enumerate(_HOLE.split(english)):
        if place % 2 == 0:
            parts += [text] if text else []
        elif "|" in text:
            parts.append(tuple(text.split("|")))
        else:
            name, _, kind = text.replace(":", "!").partition("!")
            parts.append(Hole(name, kind))
    return Entry(english, chinese, tuple(parts), max((part for part in parts if isinstance(part, str)), key=len))


def _rank(found: "Found | _Fit") -> tuple[int, int]:
    return found.score, -len(found.entries)


def _fit(entry: Entry, text: str, catalogue: Path) -> Found | None:
    found = _Fitting(entry.parts, text, catalogue).lay(0, 0)
    if found is None:
        return None
    shown = _HOLE.sub(lambda hole: found.values[hole[1]], entry.chinese)
    return Found(found.score, shown, (entry.english, *found.entries))


class _Fit(NamedTuple):
    """The end of a template laid on the end of a text: what is explained, and what the holes show."""

    score: int
    values: dict[str, str]
    entries: tuple[str, ...]


class _Fitting:
    """Lay a template on a text so that most is explained; of equal ways the one whose first holes hold least."""

    def __init__(self, parts: Sequence[Part], text: str, catalogue: Path) -> None:
        self._parts = parts
        self._text = text
        self._catalogue = catalogue
        self._known: dict[tuple[int, int], _Fit | None] = {}

    def lay(self, place: int, start: int) -> _Fit | None:
        """Lay the parts from a place on onto the text from a start on."""
        if place == len(self._parts):
            return _Fit(0, {}, ()) if start == len(self._text) else None
        if (place, start) not in self._known:
            part = self._parts[place]
            found = (
                self._lay_hole(part, place, start) if isinstance(part, Hole) else self._lay_words(part, place, start)
            )
            self._known[place, start] = max(found, key=_rank, default=None)
        return self._known[place, start]

    def _lay_words(self, words: str | tuple[str, ...], place: int, start: int) -> Iterator[_Fit]:
        for word in (words,) if isinstance(words, str) else words:
            if self._text.startswith(word, start) and (rest := self.lay(place + 1, start + len(word))):
                yield rest._replace(score=rest.score + len(_LETTER.findall(word)))

    def _lay_hole(self, hole: Hole, place: int, start: int) -> Iterator[_Fit]:
        for end in _list_ends(self._parts[place + 1 : place + 2], self._text, start):
            if (rest := self.lay(place + 1, end)) and (
                held := _fill(hole.kind, self._text[start:end], self._catalogue)
            ):
                yield _Fit(rest.score + held.score, rest.values | {hole.name: held.text}, held.entries + rest.entries)


def _list_ends(following: Sequence[Part], text: str, start: int) -> Sequence[int]:
    """Return where a hole may end: before the text that follows it in the template, or anywhere."""
    if not following:
        return [len(text)]
    if not isinstance(following[0], str):
        return range(start, len(text) + 1)
    ends = [text.find(following[0], start)]
    while ends[-1] >= 0:
        ends.append(text.find(following[0], ends[-1] + 1))
    return ends[:-1]


def _fill(kind: str, value: str, catalogue: Path) -> Found | None:
    """Return what a hole of a kind shows of a value; None if it cannot hold it."""
    if kind in ("t", "l") and not value:
        return Found(0, "")
    if kind == "l":
        return _explain_list(value, catalogue)
    if kind == "t":
        return explain(value, catalogue)
    if kind == "c":
        return Found(0, value.replace(", ", "、")) if value else None
    if kind == "m" and (found := explain(value, catalogue)):
        return found
    pattern = {"d": _NUMBER, "r": _QUOTED}.get(kind)
    fits = pattern.fullmatch(value) if pattern else value
    return Found(0, value) if fits else None


@lru_cache(maxsize=_REMEMBERED)
def _explain_list(text: str, catalogue: Path) -> Found | None:
    best = explain(text, catalogue)
    for separator, shown in _SEPARATORS.items():
        start = text.find(separator)
        while start >= 0:
            first = explain(text[:start], catalogue)
            rest = _explain_list(text[start + len(separator) :], catalogue) if first else None
            if first and rest and (best is None or first.score + rest.score > best.score):
                text_of_both = f"{first.text}{shown}{rest.text}"
                best = Found(first.score + rest.score, text_of_both, first.entries + rest.entries)
            start = text.find(separator, start + 1)
    return best
