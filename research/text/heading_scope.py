"""Scope of headings: which lines with a mark are items and no headings, and what stands under which heading."""

from collections.abc import Mapping, Sequence
from itertools import pairwise

from research.text.kinds import BODY, BOILERPLATE, HEADING
from research.text.lines import remove_breaks
from research.text.list_marks import BULLET_RANK, UNMARKED
from research.text.numbering import count_in_chinese
from research.text.patterns import compile_on_use

_AS_HIGH_AS_BULLET = (BULLET_RANK, 1.0, 2.0)  # beside 一、 and （一）
_VERSE = compile_on_use("[\u4e00-\u9fff]{4,7}[，, \u3000][\u4e00-\u9fff]{4,7}")
_LABEL = compile_on_use(
    "[\u4e00-\u9fff]{2,8}(?:[（(][\u4e00-\u9fff]{1,6}[）)])?(?<![一二三四五六七八九十])[：:][^。；！？]+"
)
_MAX_LABEL = 17  # characters up to the colon
_TELLS = compile_on_use("了(?!解)|已(?!成)|曾|我(?![国省市县区州盟旗镇乡军])|[您咱吗呢吧没太很]|你(?!们)|不(?![断忘])")
_FIRST = compile_on_use(r"第?[（(]?\s?[一1１](?![一二三四五六七八九十百\d])")
# The ranks of marks: a heading stands until one of its own rank or a higher one (a smaller number).
TITLE_RANK = 0.0
_BARE_RANK, _RUN_IN_RANK = 0.5, 5.0
_STEP = 0.01  # between levels of styles
_INSIDE = 0.05
"""A bare heading inside a marked section stands so much lower than the mark above it."""
MAX_CLOSING_RANK = 2.0
"""A sentence of the body closes all lower headings if its mark has at least this rank; below, only those of its own."""
_HIGHEST_ITEM = 3.0
"""Phrases with marks of this rank or below it (1., 一是, （1）) are items where nothing stands below any of them."""
_MAX_HEAD = 120  # lines among which the first heading is looked for
_SECTION_RANKS = (1.0, 2.0)  # of 一、 and （一）
_CHAPTER_RANKS = frozenset((0.6, 0.7, 0.8, 0.9))  # of parts, chapters, 第一节 and articles
_LOWERED = 0.5
_NUMBERS = {count_in_chinese(number): number for number in range(1, 100)}
_MIN_LIST = 3  # phrases in a row without text between them: the last is an item, too


def rank_styled(levels: Mapping[int, int], kinds: Sequence[str], ranks: list[float]) -> None:
    """Rank the bare headings that have a level by their style: below those of higher levels, beside those of their own.

    Parameters
    ----------
    levels
        The levels of headings by their style, by their places.
    kinds, ranks
        Of each sentence; the ranks are changed in place.
    """
    lowest = _BARE_RANK
    for level in sorted(set(levels.values())):
        places = [place for place, other in levels.items() if other == level and kinds[place] == HEADING]
        marked = [ranks[place] for place in places if ranks[place] != UNMARKED]
        rank = min(marked, default=round(lowest + _STEP, 2))
        for place in places:
            if ranks[place] == UNMARKED:
                ranks[place] = rank
        lowest = max([lowest, rank, *marked])


def lower_chapters(text: str, pieces: Sequence[tuple[int, int]], ranks: list[float]) -> None:
    """Rank chapters and articles lower that a section goes through: 三、主要内容, 第一章 总则, 四、其他.

    They stand between two sections numbered one after the other, and the first section above the first of them.
    """
    if _CHAPTER_RANKS.isdisjoint(ranks):
        return
    sections = [index for index, rank in enumerate(ranks) if rank == _SECTION_RANKS[0]]
    first = next(index for index, rank in enumerate(ranks) if rank in _CHAPTER_RANKS)
    if not sections or first < sections[0]:
        return
    for one, other in pairwise(sections):
        between = range(one + 1, other)
        if _read_section(text, pieces[other]) != _read_section(text, pieces[one]) + 1:
            continue
        if all(ranks[index] != TITLE_RANK for index in between):
            for index in between:
                ranks[index] += _LOWERED * (ranks[index] in _CHAPTER_RANKS)


def _read_section(text: str, piece: tuple[int, int]) -> int:
    """Return the number of a section, or 0."""
    return _NUMBERS.get(text[slice(*piece)].split("、")[0].strip(), 0)


def tell_items(
    text: str, pieces: list[tuple[int, int]], kinds: list[str], ranks: list[float], paragraphs: list[int]
) -> None:
    """Make sentences of the headings that are items of an enumeration.

    Nothing stands below an item before the next mark; the last one follows others.
    """
    item = -1
    for index, kind in enumerate(kinds):
        if kind == HEADING and ranks[index] == BULLET_RANK and not _stands_above(kinds, ranks, index):
            kinds[index] = BODY
        if kind != HEADING or ranks[index] not in (1.0, 2.0) or text[pieces[index][1] - 1] not in "。？?.！!":
            continue
        following = _skip_boilerplate(kinds, index + 1)
        last = following == len(kinds) or paragraphs[following] != paragraphs[index]
        if index and kinds[index - 1] == BODY and ranks[index - 1] == ranks[index] and last:
            item = index - 1  # a sister without text below it
        if last and (following == len(kinds) or ranks[following] <= ranks[index] or item == index - 1 >= 0):
            kinds[index] = BODY
            item = index


def _skip_boilerplate(kinds: Sequence[str], index: int) -> int:
    """Return the first place from an index on that is no boilerplate, or the number of places."""
    while index < len(kinds) and kinds[index] == BOILERPLATE:
        index += 1
    return index


def _stands_above(kinds: list[str], ranks: list[float], bullet: int) -> bool:
    """Tell whether text stands below a phrase with a bullet, and none of the items before it was a sentence."""
    following = _skip_boilerplate(kinds, bullet + 1)
    sister = kinds[bullet - 1] == BODY and ranks[bullet - 1] == BULLET_RANK
    return following < len(kinds) and ranks[following] not in _AS_HIGH_AS_BULLET and not sister


def tell_verses(text: str, pieces: list[tuple[int, int]], kinds: list[str], ranks: list[float]) -> None:
    """Make sentences of the bare headings that are lines of a verse: of one length, with a comma in the middle."""
    verses = [
        kind == HEADING and rank == UNMARKED and _VERSE.fullmatch(text[first:last]) is not None
        for kind, rank, (first, last) in zip(kinds, ranks, pieces, strict=True)
    ]
    lengths = [last - first for first, last in pieces]
    for index, (verse, following) in enumerate(pairwise(verses)):
        if verse and following and lengths[index] == lengths[index + 1]:
            kinds[index] = kinds[index + 1] = BODY


def tell_statements(
    text: str, pieces: list[tuple[int, int]], kinds: list[str], ranks: list[float], paragraphs: list[int]
) -> None:
    """Make sentences of the bare headings that open a paragraph and tell what happened, where only a title stands else.

    A letter has no sections to name: 南园街的路灯坏了三个月。
    """
    opening: list[int] = []
    begun = False
    for index, kind in enumerate(kinds):
        if kind == HEADING and ranks[index] not in (UNMARKED, TITLE_RANK):
            return
        if kind == HEADING and index + 1 < len(kinds) and paragraphs[index + 1] == paragraphs[index]:
            opening.append(index)
        elif kind == HEADING and begun:
            return
        begun = begun or kind == BODY or bool(opening)
    for index in opening:
        if _TELLS.search(text, *pieces[index]):
            kinds[index] = BODY


def tell_labels(text: str, pieces: list[tuple[int, int]], kinds: list[str], ranks: list[float]) -> None:
    """Make sentences of the bare headings that are one of several labels with values below each other: 工期：18个月."""
    labels = [
        rank == UNMARKED
        and text[last - 1] not in "。；！？"  # as most sentences end
        and kind in (HEADING, BODY)
        and _is_labelled(text, first, last)
        for kind, rank, (first, last) in zip(kinds, ranks, pieces, strict=True)
    ]
    for index, (label, following) in enumerate(pairwise(labels)):
        if label and following:
            kinds[index] = kinds[index + 1] = BODY


def _is_labelled(text: str, first: int, last: int) -> bool:
    near = min(first + _MAX_LABEL, last - 1)
    colon = text.find("：", first, near) >= 0 or text.find(":", first, near) >= 0
    return colon and _LABEL.fullmatch(text, first, last) is not None


def tell_lists(
    text: str, pieces: list[tuple[int, int]], kinds: list[str], ranks: list[float], paragraphs: list[int]
) -> None:
    """Make sentences of phrases below each other that are a list: nothing stands between them, and no text below the last.

    With marks they are such up to a higher mark or the end, and three of them before a text, too; sections are so below
    a colon. Bare ones are so where they are all that stands in a section: names, say.
    """
    index = 0
    while index < len(kinds):
        rank, first = ranks[index], index
        index += 1
        if kinds[first] != HEADING or not (_HIGHEST_ITEM <= rank <= UNMARKED or rank in _SECTION_RANKS):
            continue
        while index < len(kinds) and kinds[index] == HEADING and ranks[index] == rank:
            index += 1
        following = _skip_boilerplate(kinds, index)
        end = following == len(kinds)
        if not end and paragraphs[following] == paragraphs[index - 1]:
            continue  # the last opens its paragraph
        if not end and rank != UNMARKED and _has_sister(text, pieces, ranks, following, rank):
            listed = False
        elif rank in _SECTION_RANKS:
            below_colon = first > 0 and kinds[first - 1] == BODY and text[pieces[first - 1][1] - 1] in "：:"
            listed = below_colon and index - first > 1
        elif rank == UNMARKED:
            alone = first > 0 and kinds[first - 1] == HEADING and TITLE_RANK < ranks[first - 1] < _HIGHEST_ITEM
            listed = alone and (end or _goes_on(text, pieces, ranks, following))
        else:
            sister = first > 0 and kinds[first - 1] == BODY and ranks[first - 1] == rank
            count = index - first + sister
            ends = end or ranks[following] < rank or (count >= _MIN_LIST and kinds[following] == BODY)
            listed = (count > 1 and ends) or (not end and kinds[following] == BODY and ranks[following] == rank)
        if listed:
            kinds[first:index] = [BODY] * (index - first)


def _has_sister(text: str, pieces: Sequence[tuple[int, int]], ranks: Sequence[float], index: int, rank: float) -> bool:
    """Tell whether a sister follows below the text that begins at an index: the text belongs to the phrase above it."""
    if ranks[index] <= rank:
        return False
    while index < len(ranks) and ranks[index] > rank:
        index += 1
    return index < len(ranks) and ranks[index] == rank and _FIRST.match(text, pieces[index][0]) is None


def _goes_on(text: str, pieces: Sequence[tuple[int, int]], ranks: Sequence[float], index: int) -> bool:
    """Tell whether a line goes on with the numbers of sections or chapters: it has a mark, and not the first."""
    return TITLE_RANK < ranks[index] < _HIGHEST_ITEM and _FIRST.match(text, pieces[index][0]) is None


def trace_ranks(
    text: str, pieces: list[tuple[int, int]], kinds: list[str], ranks: list[float], paragraphs: list[int]
) -> list[tuple[str, ...]]:
    """Find the headings above each sentence, as `trace_headings` does, with titles above all and marks in the body.

    A bare heading is one of a section inside which it stands: the next mark goes on with the numbers of its sections.
    """
    paths: list[tuple[str, ...]] = []
    stack: list[tuple[float, int, str]] = []
    path: tuple[str, ...] = ()
    ranks = _raise_title(kinds, ranks)
    sections = _Sections(text, pieces, ranks)
    for index, kind in enumerate(kinds):
        rank, paragraph = ranks[index], paragraphs[index]
        height = len(stack)
        while stack and stack[-1][1] not in (-1, paragraph):
            stack.pop()
        if kind == HEADING:
            run_in = index + 1 < len(kinds) and paragraphs[index + 1] == paragraph
            if rank == UNMARKED:
                rank = _RUN_IN_RANK if run_in else sections.find_bare_rank(index, [other for other, _, _ in stack])
            while stack and stack[-1][0] >= rank:
                stack.pop()
            paths.append(tuple(heading for _, _, heading in stack))
            first, last = pieces[index]
            stack.append((rank, paragraph if rank == _RUN_IN_RANK else -1, remove_breaks(text[first:last])))
            path = (*paths[-1], stack[-1][2])
            continue
        if kind == BODY and rank < UNMARKED and stack:
            while stack and (stack[-1][0] > rank if rank <= MAX_CLOSING_RANK else False):
                stack.pop()
            same = next((place for place, (other, _, _) in enumerate(stack) if other == rank), None)
            if same is not None:
                del stack[same:]
        if len(stack) != height:
            path = tuple(heading for _, _, heading in stack)
        paths.append(path if kind == BODY else ())
    return paths


def _raise_title(kinds: Sequence[str], ranks: list[float]) -> list[float]:
    """Return the ranks with a bare line at the top as a title, if another bare heading stands directly below it."""
    shown = [index for index, kind in enumerate(kinds[:_MAX_HEAD]) if kind != BOILERPLATE][:2]
    if [kinds[index] for index in shown] != [HEADING] * 2 or any(ranks[index] != UNMARKED for index in shown):
        return ranks
    return [*ranks[: shown[0]], TITLE_RANK, *ranks[shown[0] + 1 :]]


class _Sections:
    """Where the sections of a document go on, to tell the bare headings inside them from those above them."""

    def __init__(self, text: str, pieces: Sequence[tuple[int, int]], ranks: Sequence[float]) -> None:
        self._text, self._pieces, self._ranks = text, pieces, ranks
        self._next: dict[float, int] = {}  # by rank, the next sentence with a mark as high
        self._inside = False

    def find_bare_rank(self, index: int, above: Sequence[float]) -> float:
        """Return the rank of a bare heading, below those above it that are of its section."""
        highest = next((rank for rank in above if _BARE_RANK < rank < _HIGHEST_ITEM), None)
        if highest is None or _BARE_RANK in above:
            return _BARE_RANK
        following = self._find_next(index, highest)
        if following == index + 1:
            return _BARE_RANK  # nothing stands below it
        if following < len(self._ranks) and self._ranks[following] == highest:
            inside = _FIRST.match(self._text, self._pieces[following][0]) is None
        else:
            inside = self._inside
        self._inside = inside
        if not inside:
            return _BARE_RANK
        sister = next((rank for rank in above if round(rank % 0.1, 2) == _INSIDE), None)
        return sister or round(max(rank for rank in above if rank < _RUN_IN_RANK) + _INSIDE, 2)

    def _find_next(self, index: int, rank: float) -> int:
        following = self._next.get(rank, 0)
        if following <= index:
            following = index + 1
            while following < len(self._ranks) and self._ranks[following] > rank:
                following += 1
            self._next[rank] = following
        return following
