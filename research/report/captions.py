"""The words in figures: names of domains, numbers of sentences and documents, in Chinese or English."""

import unicodedata
from collections.abc import Hashable, Iterable, Sequence
from typing import TYPE_CHECKING

import numpy as np

from research.arrays import Array
from research.codebook import Codebook, read_codebook
from research.errors import InputError
from research.plurals import count_noun

if TYPE_CHECKING:
    import pandas as pd

_COUNTED = ("count", "probabilistic")
_NOT_SHOWN = frozenset({"Cc", "Cf"})  # categories of characters without a glyph: controls, and marks of direction
_LANGUAGES = ("zh", "en", "id")
_NO_WIDTH = 1e-9  # shares: a narrower interval is none
_MAX_BRIEF = 32  # widths of a Latin letter, of which a Chinese character has two
_MAX_TITLE = {"zh": 40, "en": 90}  # characters
TARGET = "target"  # column: what the intervals of a table are of
_TARGETS = {
    "these documents": ("这些文档", "these documents"),
    "documents like these": ("同类文档", "documents like these"),
    "this document": ("这篇文档", "this document"),
}
_GROUPS = {
    "": ("（未注明）", "(not given)"),
    "national": ("全国", "National"),
    "party": ("党代会", "Party congress"),
    "central": ("中央", "Central"),
    "province": ("省级", "Provinces"),
    "city": ("市级", "Cities"),
    "county": ("县级", "Counties"),
    "township": ("乡镇", "Townships"),
    "department": ("部门", "Departments"),
}


def choose(language: str, zh: str, en: str) -> str:
    """Return the text of a language; with ids for names (``id``) texts are English.

    Raises
    ------
    InputError
        If `language` is none of ``zh``, ``en`` and ``id``.

    Examples
    --------
    >>> choose("id", "句", "sentence")
    'sentence'
    """
    if language not in _LANGUAGES:
        raise InputError(f"Got language={language!r}, expected one of 'zh', 'en', 'id'")
    return zh if language == "zh" else en


def name_domains(
    domains: Iterable[Hashable], codebook: Codebook | None, language: str, *, short: bool = False
) -> list[str]:
    """Return the names of domains, by default those of the shipped codebook; one that it does not have keeps its id.

    Parameters
    ----------
    domains
        Ids.
    codebook, language
        As the functions of `research.report.plots` take them.
    short
        Whether names are short, where the codebook has short ones.

    Raises
    ------
    InputError
        As `choose`.

    Examples
    --------
    >>> name_domains(["health", "sport"], None, "zh")
    ['卫生健康与疫情防控', 'sport']
    """
    codebook = read_codebook() if codebook is None else codebook
    found = codebook.short_names if short else codebook.names
    names = dict(zip(codebook.ids, found(choose(language, "zh", language)), strict=True))
    return [tidy_name(names.get(str(domain), str(domain))) for domain in domains]


def tidy_name(name: str) -> str:
    r"""Return a name on one line: single blanks, no line breaks, and no characters that cannot be seen.

    Examples
    --------
    >>> tidy_name(" one\n\ttwo\u200b ")
    'one two'
    """
    return "".join(x for x in " ".join(name.split()) if x == " " or unicodedata.category(x) not in _NOT_SHOWN)


def name_briefly(domains: Iterable[Hashable], codebook: Codebook | None, language: str) -> list[str]:
    """Return short names of domains for titles, lists and heads; what is too long is replaced by an ellipsis.

    Parameters
    ----------
    domains, codebook, language
        As `name_domains` takes them.

    Examples
    --------
    >>> name_briefly(["health", "a domain whose name goes on and on"], None, "zh")
    ['卫生健康', 'a domain whose name goes on and…']
    """
    return [_cut(name) for name in name_domains(domains, codebook, language, short=True)]


def _cut(name: str) -> str:
    widths = np.cumsum([1 + (unicodedata.east_asian_width(character) in "WF") for character in name])
    if not len(widths) or widths[-1] <= _MAX_BRIEF:
        return name
    return name[: int((widths < _MAX_BRIEF).sum())].rstrip() + "…"


def order_domains(found: Iterable[str], codebook: Codebook | None, *, only_found: bool = False) -> list[str]:
    """Return domains in codebook order: all of a codebook, or those found if there is none; others come last.

    Parameters
    ----------
    found
        Ids of domains.
    codebook
        By default the shipped one gives the order of those found.
    only_found
        Whether domains of `codebook` that were not found are left out.

    Examples
    --------
    >>> order_domains(["sport", "health", "economy"], None)
    ['economy', 'health', 'sport']
    """
    present = list(dict.fromkeys(found))
    known = (read_codebook() if codebook is None else codebook).ids
    all_known = codebook is not None and not only_found
    return [domain for domain in known if all_known or domain in present] + [
        domain for domain in present if domain not in known
    ]


def name_group(name: str, language: str) -> str:
    """Return the name of a group; levels of government have one in each language, others stay.

    Examples
    --------
    >>> name_group("county", "zh"), name_group("2020", "zh")
    ('县级', '2020')
    >>> name_group("", "en")
    '(not given)'
    """
    return " · ".join(choose(language, *_GROUPS.get(part, (part, part))) for part in name.split(" · "))


def list_names(names: Sequence[str], language: str) -> str:
    """Return names as a list in a sentence.

    Examples
    --------
    >>> list_names(["教育", "卫生", "农业"], "zh"), list_names(["education", "health"], "en")
    ('教育、卫生和农业', 'education and health')
    >>> list_names(["Congress, united front", "education"], "en")
    'Congress, united front; education'
    """
    *others, last = names
    if language != "zh" and any("," in name for name in names):  # "Congress, united front" is one of them
        return "; ".join(names)
    joined = choose(language, "、", ", ").join(others)
    return joined + choose(language, "和", " and ") + last if others else last


def format_percent(share: float) -> str:
    """Return a share as per cent without decimals, or below 1 as that.

    Examples
    --------
    >>> format_percent(0.108), format_percent(0.005), format_percent(0)
    ('11%', '<1%', '0%')
    """
    shown = f"{share:.0%}"
    return "<1%" if share > 0 and shown == "0%" else shown


def format_count(number: int, language: str) -> str:
    """Return a number with its thousands apart.

    Examples
    --------
    >>> format_count(13137, "en")
    '13,137'
    """
    return f"{number:,}".replace(",", choose(language, " ", ","))


def describe_estimate(method: str, language: str) -> str:
    """Return how shares are estimated, for the footnote of a figure.

    Examples
    --------
    >>> describe_estimate("em", "zh")
    '占比已按留出文档上的误差调整（EM）。'
    """
    if method in _COUNTED:
        return choose(language, "占比按预测标签计数。", "Shares count predicted labels.")
    name = method.upper() if len(method) < 4 else method
    return choose(
        language, f"占比已按留出文档上的误差调整（{name}）。", f"Shares are adjusted by the held-out errors ({name})."
    )


def describe_size(language: str, sentences: int | None, documents: int | None = None) -> str:
    """Return the number of documents and sentences, as far as they are known, as a sentence of a caption.

    Examples
    --------
    >>> describe_size("zh", 1400, 8), describe_size("en", 1), describe_size("en", None)
    ('8篇，1 400句。', '1 sentence.', '')
    """
    parts = []
    if documents is not None:
        number = format_count(documents, language)
        parts.append(choose(language, f"{number}篇", count_noun(documents, "document", formatted=number)))
    if sentences is not None:
        number = format_count(sentences, language)
        parts.append(choose(language, f"{number}句", count_noun(sentences, "sentence", formatted=number)))
    return choose(language, "，", ", ").join(parts) + choose(language, "。", ".") if parts else ""


def has_intervals(table: "pd.DataFrame") -> bool:
    """Tell whether a table has an interval that can be seen: those of counted gold labels have no width.

    Examples
    --------
    >>> import pandas as pd
    >>> has_intervals(pd.DataFrame({"low": [0.1], "high": [0.2]}))
    True
    >>> has_intervals(pd.DataFrame({"low": [0.1], "high": [0.1]}))
    False
    """
    return {"low", "high"} <= set(table.columns) and have_width(table["low"].to_numpy(), table["high"].to_numpy())


def have_width(low: Array, high: Array) -> bool:
    """Tell whether an interval can be seen, of its ends; nan where there is none.

    Examples
    --------
    >>> have_width(np.array([0.1, np.nan]), np.array([0.2, np.nan])), have_width(np.array([0.1]), np.array([0.1]))
    (True, False)
    """
    return bool((high - low > _NO_WIDTH).any())


def describe_target(table: "pd.DataFrame", language: str) -> str:
    """Return what the intervals of a table are of, where it has any and its column `TARGET` says so.

    Examples
    --------
    >>> import pandas as pd
    >>> describe_target(pd.DataFrame({"low": [0.1], "high": [0.2], "target": ["these documents"]}), "en")
    'Intervals are of the shares in these documents.'
    """
    if not has_intervals(table) or TARGET not in table:
        return ""
    return describe_targets(table[TARGET].dropna(), language)


def describe_targets(targets: Iterable[object], language: str) -> str:
    """Return what intervals are of, each target named once; nothing where there is none.

    Examples
    --------
    >>> describe_targets(["documents like these"] * 2, "en"), describe_targets([], "en")
    ('Intervals are of the shares in documents like these.', '')
    """
    found = dict.fromkeys(str(target) for target in targets if target)
    names = [choose(language, *_TARGETS.get(target, (target, target))) for target in found]
    if not names:
        return ""
    listed = list_names(names, language)
    return choose(language, f"区间所指为{listed}的占比。", f"Intervals are of the shares in {listed}.")


def describe_clipped(language: str) -> str:
    """Return what an arrowhead at the end of an interval says, as a sentence of a footnote.

    Examples
    --------
    >>> describe_clipped("zh")
    '箭头表示区间超出坐标轴。'
    """
    return choose(language, "箭头表示区间超出坐标轴。", "Arrowheads: the interval goes beyond the axis.")


def join_sentences(language: str, *sentences: str) -> str:
    """Join the sentences of a caption; empty ones are left out.

    Examples
    --------
    >>> join_sentences("en", "One.", "", "Two.")
    'One. Two.'
    """
    return choose(language, "", " ").join(sentence for sentence in sentences if sentence)


def fill_title(parts: Sequence[tuple[str, Sequence[str]]], pattern: str, language: str, joiner: str) -> str:
    """Fill names into a title, as many of each part as its length allows.

    Examples
    --------
    >>> fill_title([("counties", ["farming", "towns"])], "{name} say more on {domains}", "en", "; ")
    'Counties say more on farming and towns'
    """
    for counts in ((3, 3), (3, 2), (2, 2), (2, 1), (1, 1)):
        title = joiner.join(
            pattern.format(name=name, domains=list_names(list(names)[:count], language))
            for (name, names), count in zip(parts, counts, strict=False)
        )
        if len(title) <= _MAX_TITLE["zh" if language == "zh" else "en"]:
            break
    return title[:1].upper() + title[1:] if parts else ""
