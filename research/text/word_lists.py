"""Lists of Word files: the numbers that Word counts itself, by the styles and the numbering of a document."""

import re
from collections.abc import Mapping

from research.text.archive import Element, local_name
from research.text.numbering import format_number
from research.text.patterns import compile_on_use
from research.text.word_elements import find_child, get_value, is_on, list_children, read_number

_MAX_LEVELS = 9  # of a list in Office Open XML
_HEADING_STYLE = compile_on_use(r"(?:heading|标题)\s*([1-9])", re.IGNORECASE)


class Styles:
    """What styles of paragraphs say: their names and list levels, those they are based on included."""

    def __init__(self, root: Element | None) -> None:
        self._styles: dict[str, Element] = {}
        self._default = ""
        self._vanish: dict[str, bool] = {}
        self._based_on: dict[str, str] = {}
        for style in root if root is not None else []:
            properties, name = find_child(style, "rPr"), get_value(style, "styleId")
            self._based_on[name] = get_value(find_child(style, "basedOn"))
            if find_child(properties, "vanish") is not None:
                self._vanish[name] = is_on(properties, "vanish")
            if local_name(style) == "style" and get_value(style, "type") in ("", "paragraph"):
                self._styles[get_value(style, "styleId")] = style
                if get_value(style, "default") in ("1", "true", "on"):
                    self._default = get_value(style, "styleId")

    def get_name(self, style: str) -> str:
        """Return the name of a style, its id where it has none."""
        found = self._styles.get(style)
        return get_value(find_child(found, "name")) if found is not None else style

    def find_level(self, style: str) -> int:
        """Return the level of the headings of a style, 1 to 9, or 0 where it is none of headings."""
        seen: set[str] = set()
        while style in self._styles and style not in seen:
            seen.add(style)
            level = read_outline_level(find_child(self._styles[style], "pPr"))
            named = _HEADING_STYLE.fullmatch(self.get_name(style))
            if level is not None or named:
                return level if level is not None else int(named[1]) if named else 0
            style = self._based_on.get(style, "")
        return 0

    def is_hidden(self, style: str) -> bool:
        """Tell whether a style of characters or of paragraphs hides its text, as that of the fields of web pages does."""
        seen: set[str] = set()
        while style and style not in self._vanish and style not in seen:
            seen.add(style)
            style = self._based_on.get(style, "")
        return self._vanish.get(style, False)

    def find_list(self, style: str) -> tuple[str, int | None]:
        """Return the list of a style and its level, where the style says them."""
        numbers, level = "", None
        seen: set[str] = set()
        style = style or self._default
        while style in self._styles and style not in seen:
            seen.add(style)
            found = find_child(self._styles[style], "pPr", "numPr")
            if found is not None:
                numbers = numbers or get_value(find_child(found, "numId"))
                given = get_value(find_child(found, "ilvl"))
                level = read_number(given) if level is None and given else level
            style = get_value(find_child(self._styles[style], "basedOn"))
        return numbers, level


def read_outline_level(properties: Element | None) -> int | None:
    """Return the level of a heading that properties of a paragraph give, 0 for text, or None where they say nothing."""
    given = get_value(find_child(properties, "outlineLvl"))
    if not given:
        return None
    level = read_number(given, _MAX_LEVELS)
    return level + 1 if 0 <= level < _MAX_LEVELS else 0


class Numbering:
    """The lists of a document and how far each is counted."""

    def __init__(self, root: Element | None) -> None:
        self._abstract: dict[str, Element] = {}
        self._lists: dict[str, Element] = {}
        self._counts: dict[str, dict[int, int]] = {}
        self._started: set[tuple[str, int]] = set()
        for child in root if root is not None else []:
            if local_name(child) == "abstractNum":
                self._abstract[get_value(child, "abstractNumId")] = child
            elif local_name(child) == "num":
                self._lists[get_value(child, "numId")] = child
        self._linked = {get_value(find_child(one, "styleLink")): key for key, one in self._abstract.items()}

    def find_level(self, numbers: str, style: str) -> int:
        """Return the level that a list gives to a style."""
        for level, found in self._find_levels(numbers).items():
            if get_value(find_child(found, "pStyle")) == style:
                return level
        return 0

    def count(self, numbers: str, level: int) -> str:
        """Count the next paragraph of a list and return its number as it is shown."""
        if numbers not in self._lists or not 0 <= level < _MAX_LEVELS:
            return ""
        levels = self._find_levels(numbers)
        if level not in levels:
            return ""
        counts = self._counts.setdefault(self._find_abstract(numbers), {})
        restart = self._find_restart(numbers, level)
        if restart is not None and (numbers, level) not in self._started:
            self._started.add((numbers, level))
            counts[level] = restart
        else:
            counts[level] = counts[level] + 1 if level in counts else _find_start(levels[level])
        for deeper in [other for other in counts if other > level and _restarts(levels.get(other), level)]:
            del counts[deeper]
        for above in range(level):
            counts.setdefault(above, _find_start(levels.get(above)))
        return _write_number(levels, level, counts)

    def _find_abstract(self, numbers: str) -> str:
        abstract = get_value(find_child(self._lists[numbers], "abstractNumId"))
        link = get_value(find_child(self._abstract[abstract], "numStyleLink")) if abstract in self._abstract else ""
        return self._linked.get(link, abstract) if link else abstract

    def _find_levels(self, numbers: str) -> dict[int, Element]:
        if numbers not in self._lists:
            return {}
        abstract = self._abstract.get(self._find_abstract(numbers))
        found = {read_number(get_value(one, "ilvl")): one for one in list_children(abstract, "lvl")}
        for override in list_children(self._lists[numbers], "lvlOverride"):
            changed = find_child(override, "lvl")
            if changed is not None:
                found[read_number(get_value(override, "ilvl"))] = changed
        return found

    def _find_restart(self, numbers: str, level: int) -> int | None:
        for override in list_children(self._lists[numbers], "lvlOverride"):
            start = get_value(find_child(override, "startOverride"))
            if read_number(get_value(override, "ilvl")) == level and start:
                return read_number(start, 1)
        return None


def _restarts(deeper: Element | None, level: int) -> bool:
    """Tell whether a level is counted anew below another; articles of a law are counted through its chapters."""
    said = get_value(find_child(deeper, "lvlRestart"))
    return not said or level < read_number(said)


def _find_start(level: Element | None) -> int:
    return read_number(get_value(find_child(level, "start")), 1) if level is not None else 1


def _write_number(levels: Mapping[int, Element], level: int, counts: Mapping[int, int]) -> str:
    shown = levels[level]
    if get_value(find_child(shown, "numFmt")) == "bullet":
        return ""
    plain = is_on(shown, "isLgl")

    def write(place: "re.Match[str]") -> str:
        index = int(place[1]) - 1
        style = "decimal" if plain else get_value(find_child(levels.get(index, shown), "numFmt")) or "decimal"
        return format_number(counts.get(index, 1), style)

    number = re.sub(r"%([1-9])", write, get_value(find_child(shown, "lvlText"))).strip()
    return number if any(map(str.isalnum, number)) else ""
