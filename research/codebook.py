"""The codebook: the policy domains, in the order in which they appear everywhere."""

import difflib
import re
import tomllib
import warnings
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from functools import cached_property
from os import PathLike
from pathlib import Path
from typing import Any, TypeVar

from research.decoding import decode
from research.errors import InputError, ReadingWarning
from research.shipped import shipped_path

_Item = TypeVar("_Item", str, int)
# The parser takes quadratic time for a key of many parts.
_LONG_KEY = re.compile(r"(?<![\w\"'-])(?:[\w\"'-]++[ \t]*+\.[ \t]*+){99}")
_FORM = "research project new DIR writes a codebook in the right form"
_TOP_KEYS = ("name", "version", "multilabel", "domain", "family", "labels")
_SIMILAR = 0.85  # of a key that is not known to one that is: a letter or two otherwise
_WORDS = re.compile(r"\s*[、，,；;]\s*")  # between key words that stand in one text
_COLOR = re.compile(r"#[0-9a-f]{6}", re.IGNORECASE)
_ID = re.compile(r"[^\s,;|\"']+")


@dataclass(frozen=True)
class Domain:
    """One policy domain of a codebook.

    Only `id`, `name_zh` and `name_en` are required in a codebook file; the rest helps people and the keyword baseline.

    Attributes
    ----------
    id
        What tables and labels call it.
    name_zh, name_en, short_name_zh, short_name_en
        Its names in Chinese and English, and those in figures.
    definition, counts, excludes, examples
        What coders read: what it is, what counts as it, what does not, and sentences of it.
    keywords
        Words by which the keyword baseline finds it.
    cap, state_council
        Major topics of the Comparative Agendas Project, and categories of the State Council, that it falls in.
    family
        The id of the `Family` that it belongs to.
    former
        Ids and names that it had before: coded files that have them stay as they are.
    color
        In figures, as ``#rrggbb``; without one it gets a color of its own.

    Examples
    --------
    >>> Domain("parks", "公园", "Parks", keywords=("公园", "绿地")).name_en
    'Parks'
    """

    id: str
    name_zh: str
    name_en: str
    definition: str = ""
    counts: tuple[str, ...] = ()
    excludes: tuple[str, ...] = ()
    examples: tuple[str, ...] = ()
    keywords: tuple[str, ...] = ()
    cap: tuple[int, ...] = ()
    state_council: tuple[str, ...] = ()
    short_name_zh: str = ""
    short_name_en: str = ""
    family: str = ""
    color: str = ""
    former: tuple[str, ...] = ()


@dataclass(frozen=True)
class Family:
    """Domains that belong together in figures and pages, with their colours as ``#rrggbb``.

    Attributes
    ----------
    color, tint, ink
        Of marks, of the background of text, and of text on white or on the tint.
    residual
        Whether its domains are what is left over, as ``general`` of the shipped codebook; they come last and are no
        part of a ranking.
    """

    id: str
    name_zh: str
    name_en: str
    color: str
    tint: str
    ink: str
    residual: bool = False


@dataclass(frozen=True)
class Codebook:
    """All domains in order, as `read_codebook` reads them.

    ``codebook["health"]`` is the domain of an id, ``"health" in codebook`` tells whether there is one, and
    ``len(codebook)`` is the number of domains.

    Attributes
    ----------
    name, version
        Name both where results are published.
    domains
        In the order of all tables.
    multilabel
        Whether a sentence may belong to more than one domain.
    families
        Groups of domains, for figures and pages only; empty where there are none.

    Examples
    --------
    >>> codebook = read_codebook()
    >>> codebook.ids[:3]
    ('economy', 'industry', 'innovation')
    >>> codebook["health"].name_zh
    '卫生健康与疫情防控'
    """

    name: str
    version: str
    domains: tuple[Domain, ...]
    multilabel: bool = False
    families: tuple[Family, ...] = ()

    @cached_property
    def ids(self) -> tuple[str, ...]:
        """The domain ids in codebook order."""
        return tuple(domain.id for domain in self.domains)

    @cached_property
    def _by_id(self) -> dict[str, Domain]:
        return {domain.id: domain for domain in self.domains}

    def __getitem__(self, domain_id: str) -> Domain:
        return self._by_id[domain_id]

    def __contains__(self, domain_id: object) -> bool:
        return domain_id in self._by_id

    def __len__(self) -> int:
        return len(self.domains)

    def names(self, language: str) -> tuple[str, ...]:
        """Return the names of the domains in a language (``zh``, ``en``, or ``id`` for the ids), in codebook order.

        Raises
        ------
        ValueError
            If `language` is none of the three.

        Examples
        --------
        >>> read_codebook().names("zh")[:2]
        ('经济运行与财税金融', '产业发展与项目投资')
        """
        if language not in {"zh", "en", "id"}:
            raise ValueError(f"Got language={language!r}, expected one of 'zh', 'en', 'id'")
        return tuple({"zh": d.name_zh, "en": d.name_en, "id": d.id}[language] for d in self.domains)

    def short_names(self, language: str) -> tuple[str, ...]:
        """Return the short names of the domains, as `names` returns the full ones, which stand in where there is none.

        Raises
        ------
        ValueError
            As `names`.

        Examples
        --------
        >>> read_codebook().short_names("en")[:2]
        ('Economy & finance', 'Industry & projects')
        """
        short = {"zh": [d.short_name_zh for d in self.domains], "en": [d.short_name_en for d in self.domains]}
        names = self.names(language)
        return tuple(given or name for given, name in zip(short.get(language, names), names, strict=True))

    def check_label(self, label: str, place: str, fix: str = "") -> None:
        """Raise an error unless a label is the id of a domain.

        Parameters
        ----------
        label
            What is checked.
        place
            What the message names as the place of the label.
        fix
            How the message ends.

        Raises
        ------
        InputError
            If there is no such domain; the message proposes the nearest one.

        Examples
        --------
        >>> read_codebook().check_label("heath", "line 14")
        Traceback (most recent call last):
            ...
        research.errors.InputError: line 14: domain 'heath' is not in the codebook (did you mean 'health'?)
        """
        if label in self._by_id:
            return
        known = self.ids if label.isascii() else self.names("zh")
        names = [*self.ids, *self.names("zh"), *self.names("en")]
        near = difflib.get_close_matches(label, names, n=1) or [
            name for name in names if min(len(name), len(label)) > 1 and (name in label or label in name)
        ]
        hint = f"did you mean {near[0]!r}?" if near else f"it knows {', '.join(known)}"
        raise InputError(f"{place}: domain {label!r} is not in the codebook ({hint}){fix}")


def read_codebook(path: str | PathLike[str] | None = None) -> Codebook:
    """Read a codebook file, the shipped one by default.

    Parameters
    ----------
    path
        A TOML file with a ``[[domain]]`` table for every domain; each needs ``id``, ``name_zh`` and ``name_en``. An
        id is text; a whole number is read as its digits. ``multilabel = true`` above the tables allows more than one
        domain for a sentence. Of a domain that was renamed, ``former = ["old"]`` lists ids and names that coded files
        still have. For figures, domains can have ``short_name_zh``, ``short_name_en``, ``color`` (as
        ``"#3b63d8"``) and the id of a ``family``, which a ``[[family]]`` table describes; see data/codebook.toml.

    Raises
    ------
    InputError
        If the file is missing, is not TOML, has fewer than two domains, a domain without id or names, or the same id
        twice; if ``multilabel`` is neither true nor false; if a former name is that of another domain; or if a color
        or a family is not as described.

    Examples
    --------
    >>> len(read_codebook())
    21
    """
    path = shipped_path("codebook.toml") if path is None else Path(path)
    try:
        if path.exists() and not path.is_file():  # a pipe would be waited for
            raise InputError(f"{path}: cannot read the codebook (not a file); give the path of a .toml file")
        text = decode(path.read_bytes(), str(path)).removeprefix("\ufeff")
        if _LONG_KEY.search(text):
            raise InputError(f"{path}: keys of more than 99 parts; {_FORM}")
        content = _parse(path, text)
    except OSError as error:
        raise InputError(f"{path}: cannot read the codebook ({error.strerror}); give a .toml file") from None
    except (ValueError, RecursionError) as error:
        from research.codebook_faults import say_fault

        raise InputError(f"{path}: not a TOML file ({error}); {say_fault(text, str(error), _FORM)}") from None
    _check_keys(str(path), content, _TOP_KEYS)
    tables = content.get("domain")
    if not isinstance(tables, list) or len(tables) < 2:
        count = len(tables) if isinstance(tables, list) else 0
        raise InputError(f"{path}: expected at least two [[domain]] tables, got {count}; {_FORM}")
    domains = tuple(_read_domain(path, number, table) for number, table in enumerate(tables, 1))
    for domain_id, count in Counter(domain.id for domain in domains).items():
        if count > 1:
            same = " and ".join(str(number) for number, one in enumerate(domains, 1) if one.id == domain_id)
            raise InputError(f"{path}, domains {same}: got the id {domain_id!r} {count} times; each needs its own")
    _check_former(path, domains)
    name, version = str(content.get("name", path.stem)), str(content.get("version", "1"))
    families = _read_families(path, content, domains)
    return Codebook(name, version, domains, _read_multilabel(path, content), families)


def _parse(path: Path, text: str) -> dict[str, Any]:
    """Parse TOML; where curly quotes of a word processor stand for straight ones, take them as such and say so."""
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError:
        from research.codebook_faults import straighten

        straight = straighten(text)
        if straight == text:
            raise
        try:
            found = tomllib.loads(straight)
        except tomllib.TOMLDecodeError:
            found = None
    if found is None:
        return tomllib.loads(text)
    said = 'curly quotes “ ” or full-width signs are read as straight ones; write " and = in a plain text editor'
    warnings.warn(ReadingWarning(f"{path}: {said}"), stacklevel=2)
    return found


def is_id(name: str) -> bool:
    """Tell whether a domain can have this id: text without blanks, quotes, commas and the like."""
    return _ID.fullmatch(name) is not None


def make_codebook(labels: Iterable[str]) -> Codebook:
    """Make a codebook from the labels of a corpus, sorted and without definitions.

    Examples
    --------
    >>> make_codebook(["sport", "arts", "sport"]).ids
    ('arts', 'sport')
    """
    return Codebook("labels of the corpus", "1", tuple(Domain(x, x, x) for x in sorted(set(labels))))


def _check_keys(place: str, table: Mapping[str, object], known: Sequence[str]) -> None:
    """Refuse a key that is probably meant to be a known one: nothing would be read of it. Notes may have other keys."""
    for key, value in table.items():
        if key in known:
            continue
        near = difflib.get_close_matches(key.lower(), known, n=1, cutoff=_SIMILAR)
        if near:
            shown, meant = (
                (f"[[{key}]]", f"[[{near[0]}]]")
                if isinstance(value, list) and value and isinstance(value[0], dict)
                else (key, near[0])
            )
            raise InputError(f"{place}: {shown} is not known; write {meant}")
        if key in _TOP_KEYS:
            raise InputError(f"{place}: {key} stands below [[domain]]; write it above the first [[domain]]")


def _check_former(path: Path, domains: Sequence[Domain]) -> None:
    taken = {name: domain.id for domain in domains for name in (domain.name_en, domain.name_zh, domain.id)}
    for number, domain in enumerate(domains, 1):
        for name in domain.former:
            if taken.setdefault(name, domain.id) != domain.id:
                raise InputError(
                    f"{path}, domain {number}: got {name!r} in former, which is of {taken[name]!r}; leave it out of one"
                )


def _read_multilabel(path: Path, content: Mapping[str, object]) -> bool:
    if "labels" in content:  # the key of earlier versions
        fix = "write multilabel = true instead" if content["labels"] == "several" else "leave it out"
        raise InputError(f"{path}: the key labels = {content['labels']!r:.100} is not used any more; {fix}")
    found = content.get("multilabel", False)
    if not isinstance(found, bool):
        raise InputError(f"{path}: multilabel must be true or false, without quotes, got {found!r:.100}")
    return found


def _read_families(path: Path, content: Mapping[str, object], domains: Iterable[Domain]) -> tuple[Family, ...]:
    tables = content.get("family", [])
    if not isinstance(tables, list):
        raise InputError(f"{path}: expected [[family]] tables; {_FORM}")
    families = tuple(_read_family(f"{path}, family {number}", table) for number, table in enumerate(tables, 1))
    known = [family.id for family in families]
    if len(set(known)) < len(known):
        raise InputError(f"{path}: a family stands twice; each needs its own id, got {', '.join(known)}")
    for number, domain in enumerate(domains, 1):
        if domain.family and domain.family not in known:
            expected = f"expected one of {', '.join(known)}" if known else "the file has no [[family]] table"
            raise InputError(f"{path}, domain {number}: Got family = {domain.family!r:.100}, {expected}")
    return families


def _read_family(place: str, table: object) -> Family:
    if not isinstance(table, dict):
        raise InputError(f"{place}: expected a [[family]] table")
    for key in ("id", "name_zh", "name_en"):
        if not isinstance(table.get(key), str) or not table[key].strip():
            raise InputError(f"{place}: {key!r} is missing or no text; every family needs id, name_zh and name_en")
    colors = {key: _read_color(place, table, key) for key in ("color", "tint", "ink")}
    missing = [key for key, color in colors.items() if not color]
    if missing:
        raise InputError(f'{place}: {missing[0]!r} is missing; every family needs color, tint and ink, as "#3f7cec"')
    residual = table.get("residual", False)
    if not isinstance(residual, bool):
        raise InputError(f"{place}: residual must be true or false, got {residual!r:.100}")
    return Family(table["id"], table["name_zh"], table["name_en"], residual=residual, **colors)


def _read_color(place: str, table: Mapping[str, Any], key: str) -> str:
    color = table.get(key, "")
    if color and not (isinstance(color, str) and _COLOR.fullmatch(color)):
        raise InputError(f'{place}: {key} = {color!r:.100}; expected a color as "#3b63d8"')
    return str(color)


def _read_domain(path: Path, number: int, table: object) -> Domain:
    place = f"{path}, domain {number}"
    if not isinstance(table, dict):
        raise InputError(f"{place}: expected a [[domain]] table")
    if isinstance(table.get("id"), int) and not isinstance(table["id"], bool):
        table = {**table, "id": str(table["id"])}
    _check_keys(place, table, [one.name for one in fields(Domain)])
    for key in ("id", "name_zh", "name_en"):
        if not isinstance(table.get(key), str) or not table[key].strip():
            raise InputError(f"{place}: {key!r} is missing or no text; every domain needs id, name_zh and name_en")
    if not is_id(table["id"]):
        raise InputError(f"{place}: the id {table['id']!r} has blanks, quotes or commas; use letters, digits and _")

    given: dict[str, Any] = table

    def items(key: str, kind: type[_Item]) -> tuple[_Item, ...]:
        value = given.get(key, [])
        values = value if isinstance(value, list) else [value]
        for item in values:
            if not isinstance(item, kind) or isinstance(item, bool):
                what = "texts" if kind is str else "whole numbers"
                raise InputError(f"{place}: {key} = {value!r:.100}; expected a list of {what}")
        return tuple(values)

    return Domain(
        id=table["id"],
        name_zh=table["name_zh"],
        name_en=table["name_en"],
        definition=str(table.get("definition", "")),
        counts=items("counts", str),
        excludes=items("excludes", str),
        examples=items("examples", str),
        keywords=tuple(word for text in items("keywords", str) for word in _WORDS.split(text) if word.strip()),
        cap=items("cap", int),
        state_council=items("state_council", str),
        short_name_zh=str(table.get("short_name_zh", "")),
        short_name_en=str(table.get("short_name_en", "")),
        family=str(table.get("family", "")),
        color=_read_color(place, table, "color"),
        former=items("former", str),
    )
