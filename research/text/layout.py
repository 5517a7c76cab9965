"""Layout: what each line of a document is: title, text, a row of a table, or what stands around the text."""

import re
from collections import Counter
from collections.abc import Collection, Container, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby

from research.text.boilerplate import (
    advertises,
    is_attachment,
    is_attachment_label,
    is_contact,
    is_contents_entry,
    is_contents_title,
    is_furniture,
    is_note_of_editor,
    is_page_head,
    is_remark,
)
from research.text.date_lines import is_date, is_day, is_occasion, is_signed_with_date
from research.text.end_matter import mark_end, mark_glossary
from research.text.field_lines import is_form, is_letter_field
from research.text.line_forms import MAX_NOTICE, MAX_SHORT, count_figures, is_prose, is_short, is_wordless, squeeze
from research.text.list_marks import ITEM, SECTION_OR_ITEM, Mark
from research.text.mail_headers import mark_mail_headers
from research.text.marks import ASIDE, CELL, TABLE, TEXT, TITLE
from research.text.name_lines import is_organisation, is_person, is_speaker, is_speaker_label, is_stamp
from research.text.outline import find_numbers, mark_named
from research.text.patterns import compile_on_use
from research.text.table_rows import mark_members, mark_numbered_rows, mark_rows, mark_serial_rows
from research.text.title_block import (
    MAX_FRONT,
    MAX_TITLE_LINES,
    find_front,
    find_joins,
    is_beside_title,
    is_opening,
    is_section,
    mark_front,
    may_be_title,
)
from research.text.title_lines import MAX_TITLE, is_full_title, is_number, is_salutation, is_subtitle, is_title

_BARE_NAME = compile_on_use(r"(?![一二三四五六七八九十]{1,3}[是要、])[\u4e00-\u9fffA-Za-z· ]{1,12}")
_MAX_BARE_NAME = 12
_ENDS = frozenset("。！？；：，、”）")
_CITED = compile_on_use(r"《([^《》]{8,80})》")
_MIN_PART = 4  # characters of the first line of a title
_MIN_NAMES = 12  # lines in a row: a list of links; fewer may be headings


@dataclass(frozen=True)
class Layout:
    """What each line of a document is.

    Attributes
    ----------
    roles
        `TEXT`, `TITLE`, `ASIDE` (boilerplate) or `TABLE`, one for each line; `CELL` where a format says that sentences
        stand in a table.
    joins
        Whether a line goes on with the title on the line before.
    numbers
        The marks of the lines that are numbered as an outline is: 1, 1.1, 1.1.1.
    named
        The lines that name a section below a number on a line of its own: 01.
    """

    roles: list[str]
    joins: list[bool]
    numbers: Mapping[int, Mark] = field(default_factory=dict)
    named: Sequence[int] = ()


def find_layout(lines: Sequence[str]) -> Layout:
    """Find what each line of a document is.

    The text begins with its title: the lines above the first salutation, sentence or section mark that read as one,
    past dates, speakers and numbers. All above is set aside, whatever it says, unless it is a text of its own. The
    text ends where signature and date, copies, links or an imprint begin, with no more text below. In between only
    lines are set aside that are boilerplate by themselves: dates with the signature above, remarks on publication,
    lists of annexes, page numbers, tables of contents, glossaries up to the next annex, short advertising. A document
    without a title is all text; where in doubt a line is text.

    Parameters
    ----------
    lines
        The logical lines of the document, in order.

    Examples
    --------
    >>> find_layout(["文苑", "每日更新！", "关于加强供水的通知", "各乡镇人民政府：", "请执行。", "青禾县人民政府", "2024年6月1日"]).roles
    ['aside', 'aside', 'title', 'text', 'text', 'aside', 'aside']
    """
    roles = [TEXT] * len(lines)
    if not lines:
        return Layout(roles, [])
    advertising = [advertises(line) for line in lines]
    mail = mark_mail_headers(lines, roles)
    front = find_front(lines[:mail] if any(map(is_prose, lines[:mail])) else lines)
    mark_front(lines, roles, front)
    _mark_inside(lines, roles, front.opening, advertising)
    _mark_running_heads(lines, roles, front.title + 1)
    mark_rows(lines, roles, max(front.title + 1, front.start))
    mark_end(lines, roles, front.opening, advertising)
    _mark_contents(lines, roles)
    mark_glossary(lines, roles)
    mark_numbered_rows(lines, roles)
    mark_serial_rows(lines, roles, front.title + 1)
    mark_members(lines, roles, front.title + 1)
    _mark_lists_of_names(lines, roles)
    _mark_broken(lines, roles)
    joins = find_joins(lines, roles, front)
    _join_cited_titles(lines, roles, joins)
    named = mark_named(lines, roles)
    return Layout(roles, joins, find_numbers(lines, roles), named)


def _mark_inside(lines: Sequence[str], roles: list[str], start: int, advertising: Sequence[bool]) -> None:
    """Set aside what is boilerplate by itself, wherever it stands; find further titles."""
    annexes = False
    for index in range(start, len(lines)):
        line = lines[index]
        annexes = annexes and len(line) <= MAX_TITLE and ITEM.match(line) is not None and not line.endswith("。")
        if annexes or advertising[index]:
            roles[index] = ASIDE
        elif len(line) <= MAX_TITLE and line[-1] not in "。；，、！？":
            annexes = _mark_line(lines, roles, start, index)


def _mark_line(lines: Sequence[str], roles: list[str], start: int, index: int) -> bool:
    """Mark a short line that is no sentence; tell whether a list of annexes begins with it."""
    line = lines[index]
    if _is_aside(lines, index):
        roles[index] = ASIDE
        if is_date(line):
            _mark_signature(lines, roles, start, index)
    elif is_attachment(line):
        return _mark_attachment(lines, roles, index)
    elif is_wordless(line):
        roles[index] = TABLE if any(character.isdigit() for character in line) else ASIDE
    elif _is_second_title(lines, roles, index):
        roles[index] = TITLE
        _mark_second_block(lines, roles, index)
    return False


def _is_aside(lines: Sequence[str], index: int) -> bool:
    line = lines[index]
    if is_signed_with_date(line) and index and is_prose(lines[index - 1]) and not SECTION_OR_ITEM.match(line):
        return True
    return (
        is_date(line)
        or is_day(line)
        or is_remark(line)
        or is_page_head(line)
        or is_note_of_editor(line)
        or is_letter_field(line)
        or is_speaker_label(line)
        or is_form(line)
        or is_stamp(line)
        or (is_number(line) and len(line) <= 24)
        or is_contents_entry_of_run(lines, index)
    )


def is_contents_entry_of_run(lines: Sequence[str], index: int) -> bool:
    """Tell whether a line and a neighbour both end with page numbers after leaders."""
    if not is_contents_entry(lines[index]) or count_figures(lines[index])[1] > 1:
        return False
    near = (index - 1, index + 1)
    leaders = any(leader in lines[index] for leader in ("..", "…", "··", "．．"))
    return leaders and any(0 <= other < len(lines) and is_contents_entry(lines[other]) for other in near)


def _mark_signature(lines: Sequence[str], roles: list[str], start: int, date: int) -> None:
    """Set aside the organisations above a date."""
    index = date - 1
    while (
        index >= start
        and date - index <= 8
        and (is_organisation(lines[index]) or is_remark(lines[index]))
        and not SECTION_OR_ITEM.match(lines[index])
    ):
        roles[index] = ASIDE
        index -= 1
    while index >= start and date - index <= 8 and is_contact(lines[index]):
        roles[index] = ASIDE
        index -= 1
    if index >= start and date - index == 1 and is_speaker(lines[index]) and not SECTION_OR_ITEM.match(lines[index]):
        roles[index] = ASIDE


def _mark_attachment(lines: Sequence[str], roles: list[str], index: int) -> bool:
    """Set a label or a list of annexes aside, or take an annex with its title for a title; tell whether a list goes on."""
    line = lines[index]
    following = lines[index + 1] if index + 1 < len(lines) else ""
    if is_attachment_label(line):
        roles[index] = ASIDE
        return _begins_list(lines, index + 1) and (line[-1] in "：:" or _ends_with_list(lines, index + 1))
    listed = ITEM.match(following) or is_attachment(following) or is_date(following) or is_organisation(following)
    if not following or (listed and not is_prose(following)) or ITEM.match(line.split("：")[-1].split(":")[-1]):
        roles[index] = ASIDE
        return True
    if is_prose(following) or is_section(following) or is_salutation(following):
        roles[index] = TITLE
    else:
        roles[index] = ASIDE
    return False


def _begins_list(lines: Sequence[str], index: int) -> bool:
    return index < len(lines) and ITEM.match(lines[index]) is not None and not is_prose(lines[index])


def _ends_with_list(lines: Sequence[str], index: int) -> bool:
    """Tell whether the document, or its part before a signature, ends with the list that begins at a line."""
    while _begins_list(lines, index) and len(lines[index]) <= MAX_SHORT:
        index += 1
    return index == len(lines) or is_date(lines[index]) or is_organisation(lines[index]) or is_furniture(lines[index])


def _is_second_title(lines: Sequence[str], roles: list[str], index: int) -> bool:
    """Tell whether a title of its own begins below a signature, a date or the label of an annex."""
    if not index or not may_be_title(lines[index]):
        return False
    if roles[index - 1] != ASIDE:
        if lines[index].startswith("关于") and is_title(lines[index]) and is_organisation(lines[index - 1]):
            return index > 1 and roles[index - 2] == ASIDE
        return is_full_title(lines[index]) and _opens_speech(lines, index)
    if is_attachment_label(lines[index - 1]):
        return index + 1 < len(lines) and not is_organisation(lines[index])
    return is_title(lines[index]) and any(
        is_opening(line) or SECTION_OR_ITEM.match(line) for line in lines[index + 1 : index + 5]
    )


def _opens_speech(lines: Sequence[str], title: int) -> bool:
    """Tell whether a salutation stands below a title, also behind date, occasion or speaker, as in a file of speeches."""
    index = title + 1
    while index < len(lines) and index - title <= MAX_TITLE_LINES and _is_speech_head(lines[index]):
        index += 1
    return index < len(lines) and is_salutation(lines[index])


def _is_speech_head(line: str) -> bool:
    return is_date(line) or is_occasion(line) or is_speaker(line) or is_subtitle(line) or is_person(line)


def _mark_second_block(lines: Sequence[str], roles: list[str], title: int) -> None:
    """Set aside dates, speakers and numbers below a title inside the document."""
    opening = title + 1
    while opening < len(lines) and opening - title <= 6 and is_short(lines[opening]):
        if not (is_beside_title(lines[opening]) or is_person(lines[opening])):
            break
        opening += 1
    if opening < len(lines) and is_opening(lines[opening]):
        for index in range(title + 1, opening):
            if not is_section(lines[index]):
                roles[index] = ASIDE


def _mark_lists_of_names(lines: Sequence[str], roles: list[str]) -> None:
    """Set aside long runs of lines that are names and nothing else, as the navigation of a page is, beside sentences."""
    brief = [role == TEXT and len(line) <= _MAX_BARE_NAME for line, role in zip(lines, roles, strict=True)]
    if sum(brief) < _MIN_NAMES:
        return
    bare = [may and _BARE_NAME.fullmatch(line) is not None for line, may in zip(lines, brief, strict=True)]
    if sum(bare) < _MIN_NAMES or not any(map(is_prose, lines)):
        return
    for is_bare, group in groupby(enumerate(bare), key=lambda pair: pair[1]):
        run = [index for index, _ in group]
        if is_bare and len(run) >= _MIN_NAMES:
            for index in run:
                roles[index] = ASIDE


def _join_cited_titles(lines: Sequence[str], roles: list[str], joins: list[bool]) -> None:
    """Find titles of two or three lines that together are what the document calls in 《》, as that of its annex is."""
    if not any("《" in line for line in lines):
        return
    names: dict[str, set[str]] = {}
    for line in lines:
        for name in _CITED.findall(line):
            names.setdefault(name[:_MIN_PART], set()).add(squeeze(name))
    index = 0
    while index < len(lines):
        count = _count_cited_lines(lines, roles, index, names.get(squeeze(lines[index])[:_MIN_PART], set()))
        if count > 1:
            roles[index : index + count] = [TITLE] * count
            joins[index + 1 : index + count] = [True] * (count - 1)
        index += max(count, 1)


def _count_cited_lines(lines: Sequence[str], roles: Sequence[str], first: int, names: Collection[str]) -> int:
    """Return the number of lines that together are one of the names, or 0."""
    whole = ""
    for index in range(first, min(first + MAX_TITLE_LINES, len(lines)) if names else first):
        if roles[index] not in (TEXT, TITLE):
            return 0
        whole += squeeze(lines[index])
        if whole in names:
            return index - first + 1
    return 0


def _mark_running_heads(lines: Sequence[str], roles: list[str], start: int) -> None:
    """Set aside what each page has at its top or its foot beside its number: a line that stands twice or more."""
    numbers = [index for index, line in enumerate(lines) if is_page_head(line)]
    beside = {index + step for index in numbers for step in (-1, 1) if 0 <= index + step < len(lines)}
    counts = Counter(squeeze(line) for line in lines if len(line) <= MAX_NOTICE) if beside else Counter[str]()
    for index in beside:
        line = lines[index]
        if index >= start and counts[squeeze(line)] > 1 and line[-1] not in _ENDS and not SECTION_OR_ITEM.match(line):
            roles[index] = ASIDE


def _mark_broken(lines: Sequence[str], roles: list[str]) -> None:
    """Find the two parts of a sentence that the number of a page cuts: neither is a heading."""
    for index in range(1, len(lines) - 1):
        above, following = lines[index - 1], lines[index + 1]
        if roles[index] != ASIDE or not is_page_head(lines[index]) or not roles[index - 1] == roles[index + 1] == TEXT:
            continue
        breaks = above[-1] not in _ENDS and ("，" in above or len(above) > MAX_SHORT)
        if breaks and not SECTION_OR_ITEM.match(following):
            roles[index + 1] = CELL
            roles[index - 1] = TEXT if SECTION_OR_ITEM.match(above) else CELL


def _mark_contents(lines: Sequence[str], roles: list[str]) -> None:
    """Set a table of contents aside: 目录 and the lines below it that stand again further down or end with page numbers."""
    title = next((index for index, line in enumerate(lines[:MAX_FRONT]) if is_contents_title(line)), None)
    if title is None:
        return
    counts = Counter(squeeze(line) for line in lines[title + 1 :] if len(line) <= MAX_TITLE)
    roles[title] = ASIDE
    seen: set[str] = set()
    first = title + 1 + (title + 1 < len(lines) and is_contents_title(lines[title + 1]))  # 目录, CONTENTS
    roles[title:first] = [ASIDE] * (first - title)
    for index in range(first, len(lines)):
        line = squeeze(lines[index])
        if is_contents_entry(lines[index]) or (
            is_short(lines[index]) and line not in seen and (counts[line] > 1 or _is_entry_again(line, counts))
        ):
            seen.add(line)
            roles[index] = ASIDE
        elif not is_wordless(lines[index]):
            break


def _is_entry_again(line: str, lines: Container[str]) -> bool:
    bare = re.sub(r"[\s.．·…\d—-]+$|^\d{1,2}[\s.．]+", "", line)
    return len(bare) < len(line) and bare in lines
