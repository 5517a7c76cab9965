"""Layout: where the text of a document begins and ends, its titles, its tables, and what stands around it."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import NamedTuple

from research.text.boilerplate import (
    MAX_SHORT,
    MAX_TITLE,
    advertises,
    count_figures,
    is_attachment,
    is_attachment_label,
    is_contact,
    is_contents_entry,
    is_contents_title,
    is_date,
    is_dated,
    is_editors_note,
    is_field,
    is_full_title,
    is_furniture,
    is_glossary_entry,
    is_glossary_title,
    is_name,
    is_number,
    is_occasion,
    is_organisation,
    is_page_head,
    is_prose,
    is_remark,
    is_salutation,
    is_short,
    is_signed_with_date,
    is_speaker,
    is_subtitle,
    is_the_end,
    is_title,
    is_wordless,
    squeeze,
)
from research.text.grid import is_prose as is_prose_cell

TEXT, TITLE, ASIDE, TABLE_ROW, CELL = "text", "title", "aside", "table", "cell"

_SECTION = re.compile(
    r"[一二三四五六七八九十]{1,3}\s?、|[（(][一二三四五六七八九十]{1,3}[）)]|第\s?[一二三四五六七八九十百零\d]+\s?[章节条编篇]|[一二三四五六七八九十]{1,3}是"
)
_SECTION_OR_ITEM = re.compile(rf"{_SECTION.pattern}|[（(]?\d{{1,2}}[.．、）)](?!\d)|[①-⑳]|——")
_ITEM = re.compile(r"\s*([（(]?\d{1,2}[.．、）)]|[①-⑳]|[（(][一二三四五六七八九十]{1,3}[）)])")
_ENACTS = re.compile(
    r"现将|现就|现予|印发给|印发你们|特此|予以公布|如下|已经.{0,30}(同意|批准|通过)|制定本|^为(了|深入|贯彻|进一步|加强|切实|全面|做好|落实)|^根据"
)
_NOT_ROW = re.compile(r"[；！？：]|^\S+$")
_UNFINISHED = re.compile(
    r"(关于|印发|转发|批转|的|和|及|与|暨|、|《[^》]*|“[^”]*|（[^）]*|在.{2,60}(会议|大会|全会|座谈会|培训班))$"
)
_CONTINUES = re.compile(r"^(关于|暨|和|及|与|的|上的|》|”|）|印发|转发)")
_NAMES_ISSUER = re.compile(r"[省市县区州盟旗乡镇村]$|.{6}")
_BEGINS_OCCASION = re.compile(r"(——|--|—)\s*[^。！？；]{4,50}[^。！？；上）]$")
_ENDS_OCCASION = re.compile(r"^[^。！？；：，]{0,40}(上|会议|全会|大会)(的?(报告|讲话))?$")
_CLOSES_TITLE = re.compile(r"^（[^）]{2,30}）》?的\S{2,4}$")
_COUPLET = re.compile(r"(\S{4,12})\s+(\S{4,12})$")
_THANKS = re.compile(r"谢谢|感谢|祝|祝愿|让我们|致敬|汇报完毕|报告完毕|完毕")
_MEASURED = re.compile(r"\d\s*[\u4e00-\u9fff%％]")
_CLAUSE_IN_ASCII = re.compile(r"[\u4e00-\u9fff%] ?,|[\u4e00-\u9fff%]\.$")
_CLOSES = re.compile("[》〉>]")
_MAX_KIND = 4  # characters of 通知, 意见, 决定
_PART = re.compile(
    r"(第.{1,2}部分)?(关于)?(\d{4}年(度|以来)?|今年(以来)?|去年|明年|[上下]半年|下一?步|下一阶段|今后.{0,6}|过去.{0,4})?的?(重点|主要|总体)?(工作)?"
    r"的?(重点|主要|总体)?(工作)?(开展)?(回顾|总结|情况|安排|打算|计划|规划|任务|要点|建议|意见|措施|目标|思路|报告)"
)
_BARE_NAME = re.compile(r"(?![一二三四五六七八九十]{1,3}[是要、])[\u4e00-\u9fffA-Za-z· ]{1,12}")
_MIN_NAMES = 12  # lines in a row: a list of links; fewer may be headings
_TIMED = re.compile(r"[^：:]{2,6}[：:]\s*\d{4}[-年./]")  # 访谈时间：2024-05-10
_CODE = re.compile(r"[A-Za-z0-9][\w/.-]{2,40}", re.ASCII)
_BARE_TITLES = ("政府工作报告", "工作报告")
_MAX_FRONT = 120
"""Lines among which a title is looked for; the navigation of a page may have a hundred."""
_MAX_FRONT_PROSE = 400
"""Characters of sentences above a title; with more of them the title is one inside the text."""
_MAX_TITLE_LINES = 4
_MAX_BLOCK = 12
"""Lines of dates, speakers and numbers between a title and the text."""
_MAX_CELLS, _MAX_COLUMN_HEAD = 10, 8
_MAX_TAIL = 8
"""Lines without a full stop below the last sentence."""
_MIN_SLOGAN = 6
_MIN_LEAD_IN = 12
_MAX_PROSE_BELOW = 400
"""Characters of sentences below the text: disclaimers, editor's notes."""
_EDGE = 12


@dataclass(frozen=True)
class Layout:
    """What each line of a document is.

    Attributes
    ----------
    roles
        `TEXT`, `TITLE`, `ASIDE` (boilerplate) or `TABLE_ROW`, one for each line; `CELL` where a format says that sentences
        stand in a table.
    joins
        Whether a line goes on with the title on the line before.
    """

    roles: list[str]
    joins: list[bool]


def find_boilerplate(lines: Sequence[str]) -> list[bool]:
    """Tell for each line of a document whether it belongs to what surrounds the text rather than to the text.

    Parameters
    ----------
    lines
        The logical lines of the document, in order.

    Returns
    -------
    list of bool
        As long as `lines`.

    Examples
    --------
    >>> find_boilerplate(["更多范文请加QQ群123456", "在全县大会上的讲话", "（2019年3月1日）", "同志们：", "今天开会。"])
    [True, False, True, False, False]
    """
    return [role == ASIDE for role in find_layout(lines).roles]


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
    layout = Layout([TEXT] * len(lines), [False] * len(lines))
    advertising = [advertises(line) for line in lines]
    if not lines:
        return layout
    front = _find_front(lines)
    _mark_front(lines, layout, front)
    _mark_inside(lines, layout, max(front.start, front.opening), advertising)
    _mark_end(lines, layout, front.opening, advertising)
    _mark_contents(lines, layout)
    _mark_glossary(lines, layout)
    _mark_numbered_rows(lines, layout)
    _mark_lists_of_names(lines, layout)
    return layout


class _Front(NamedTuple):
    """Where the text begins.

    Attributes
    ----------
    start
        The first line of the title, 0 where nothing stands above the text.
    opening
        The line with which the text below the title opens.
    title
        The last line of the title, -1 where none is sure.
    """

    start: int
    opening: int
    title: int = -1


def _is_section(line: str) -> bool:
    return _SECTION.match(line) is not None and not advertises(line)


def _is_opening(line: str) -> bool:
    """Tell whether a text may begin with a line, below its title."""
    if is_salutation(line):
        return True
    if is_editors_note(line):
        return False
    return (_is_section(line) or is_prose(line) or _leads_in(line)) and not (
        advertises(line) or is_dated(line) or is_contents_entry(line)
    )


def _leads_in(line: str) -> bool:
    """Tell whether a line introduces what follows: 为抓好落实，制定任务清单如下：."""
    return line[-1] in "：:" and len(line) >= _MIN_LEAD_IN and "，" in line and not is_field(line)


def _is_beside_title(line: str) -> bool:
    """Tell whether a line may stand between the title and the text."""
    return (
        is_dated(line)
        or is_occasion(line)
        or is_speaker(line)
        or is_number(line)
        or is_field(line)
        or is_subtitle(line)
        or is_remark(line)
        or is_wordless(line)
        or is_contents_title(line)
        or is_contents_entry(line)
        or is_editors_note(line)
        or advertises(line)
    )


def _may_be_title(line: str) -> bool:
    return (
        2 <= len(line) <= MAX_TITLE
        and not line.endswith(("。", "；", "：", ":", "，", "、", "！", "!"))
        and not _SECTION_OR_ITEM.match(line)
        and not is_field(line)
        and not is_furniture(line)
        and not advertises(line)
        and not is_wordless(line)
        and not is_number(line)
        and not is_prose(line)
        and not _TIMED.match(line)
    )


def _find_front(lines: Sequence[str]) -> _Front:
    """Find where the text begins."""
    first = None
    prose = 0
    for index, line in enumerate(lines[:_MAX_FRONT]):
        if not _is_opening(line):
            continue
        found = _find_title(lines, index)
        if first is None:
            first = found if found.title >= 0 else _Front(0, index)
        if found.title >= 0:
            own = first.opening < index and (_is_own_text(lines[: found.start]) or _names_part(lines, found))
            return first if own else found
        if is_salutation(line) or _is_section(line) or _ENACTS.search(line):
            break
        prose += len(line)
        if prose > _MAX_FRONT_PROSE:
            break
    return first or _Front(0, min(_EDGE, len(lines)))


def _is_own_text(lines: Sequence[str]) -> bool:
    """Tell whether the lines above a title are a text themselves: they end with a signature, or enact something."""
    if any(is_salutation(line) or _is_section(line) or (is_prose(line) and _ENACTS.search(line)) for line in lines):
        return True
    return len(lines) > 2 and is_date(lines[-1]) and is_organisation(lines[-2]) and is_prose(lines[-3])


def _names_part(lines: Sequence[str], front: _Front) -> bool:
    """Tell whether a title below sentences may be a heading of a part: 2020年工作安排, or no line but it says it is one."""
    title = lines[front.title]
    alone = front.start == front.title == front.opening - 1 and not is_salutation(lines[front.opening])
    return alone and (_PART.fullmatch(squeeze(title)) is not None or not is_full_title(title))


def _find_title(lines: Sequence[str], opening: int) -> _Front:
    """Find the title above a line."""
    index = opening - 1
    beside = False
    last = max(-1, opening - 1 - _MAX_BLOCK)
    while index > last and (
        _may_stand_below_title(lines[index])
        or _is_value(lines, index)
        or _is_byline(lines, index, opening)
        or _ends_occasion(lines, index)
        or _ends_occasion(lines, index + 1)
    ):
        line = lines[index]
        if is_name(line) and not _is_beside_title(line) and not (index and _is_beside_title(lines[index - 1])):
            break
        beside = beside or is_occasion(line) or is_subtitle(line) or is_speaker(line) or is_date(line)
        index -= 1
    if index <= last or not _may_be_title(lines[index]):
        return _Front(opening, opening)
    sure = is_title(lines[index]) or ((beside or is_salutation(lines[opening])) and not _reads_as_notice(lines[index]))
    sure = sure or index == 0 < opening - 1
    top = _extend_title(lines, index, slogan=beside)
    ends = len(squeeze(lines[index])) <= _MAX_KIND and top < index  # 通 知 on a line of its own
    sure = sure or (ends and is_title("".join(map(squeeze, lines[top : index + 1]))))
    if not sure and (higher_title := _find_title_above_heading(lines, index, last)):
        return higher_title
    higher = top - 1
    while higher > last and _may_stand_below_title(lines[higher]) and not is_field(lines[higher]):
        higher -= 1
    if sure and higher > last and is_title(lines[higher]) and squeeze(lines[higher]) != squeeze(lines[index]):
        top = _extend_title(lines, higher, slogan=beside)  # 青禾县2024年政府工作报告, 2024年1月9日, 政府工作报告
    return _Front(top, opening, index if sure else -1)


def _find_title_above_heading(lines: Sequence[str], heading: int, last: int) -> _Front | None:
    """Find the title above a bare heading that stands between it and the text: 政府工作报告, 县长 许某, 2019年工作回顾."""
    index = heading - 1
    while index > last and _may_stand_below_title(lines[index]) and not is_field(lines[index]):
        index -= 1
    line = lines[heading]
    apart = last < index < heading - 1
    if not apart or not is_title(lines[index]) or not is_short(line) or is_organisation(line):
        return None
    if _breaks_off(lines[heading - 1]) or _CLOSES.search(line) or _CONTINUES.match(line):
        return None  # it goes on with the line above
    return _Front(_extend_title(lines, index, slogan=False), heading, index)


def _may_stand_below_title(line: str) -> bool:
    if is_occasion(line):
        return True
    return (_is_beside_title(line) or is_name(line)) and not is_title(line)


def _is_value(lines: Sequence[str], index: int) -> bool:
    """Tell whether a line says what the label of a field on the line above asks for: a number, an office."""
    above = lines[index - 1] if index else ""
    if not above.endswith(("：", ":")) or not is_field(above):
        return False
    return _CODE.fullmatch(lines[index]) is not None or is_organisation(lines[index])


def _reads_as_notice(line: str) -> bool:
    return len(line) < 5 or is_organisation(line)


def _extend_title(lines: Sequence[str], index: int, *, slogan: bool) -> int:
    """Return the first of the lines of a title that ends with line `index`; a slogan may have several."""
    top = index
    while top > 0 and index - top < _MAX_TITLE_LINES - 1:
        above, line = lines[top - 1], lines[top]
        if above == line or not _may_be_title(above) or is_dated(above):
            break
        parts = slogan and not is_title(line) and _is_slogan(above, first=top == 1)
        if not (parts or _goes_on(above, line) or (line in _BARE_TITLES and line in above)):
            break
        top -= 1
    return top


def _is_slogan(line: str, *, first: bool) -> bool:
    """Tell whether a line may be the first half of a slogan: two phrases of one length, or the first line of all."""
    couplet = _COUPLET.match(line)
    if couplet:
        return len(couplet[1]) == len(couplet[2])
    return first and len(line) >= _MIN_SLOGAN and not is_title(line) and not is_organisation(line)


def _mark_front(lines: Sequence[str], layout: Layout, front: _Front) -> None:
    """Set aside what stands above the title, and what stands between it and the text; say which lines are the title."""
    roles, joins = layout.roles, layout.joins
    start, opening, _ = front
    for index in range(start):
        roles[index] = ASIDE
    salutation = next(
        (index for index in range(opening, min(opening + 6, len(lines))) if is_salutation(lines[index])), opening
    )
    _mark_title_block(lines, layout, front._replace(opening=min(salutation, len(lines))))
    for index in range(start + 1, min(opening, len(lines))):
        if roles[index] == roles[index - 1] == TITLE:
            slogans = index <= front.title and not is_title(lines[index - 1])
            joins[index] = slogans or _goes_on(lines[index - 1], lines[index])


def _goes_on(above: str, line: str) -> bool:
    """Tell whether a line goes on with the title on the line above."""
    if _UNFINISHED.search(above) or ("关于" in above and _CLOSES_TITLE.match(line)):
        return True
    if is_title(above):
        return False
    if line.startswith("关于"):  # below the office that issues it, not below navigation
        return is_organisation(above) or _NAMES_ISSUER.search(above) is not None
    return bool(_CONTINUES.match(line)) or (is_title(line) and "关于" in above)


def _mark_title_block(lines: Sequence[str], layout: Layout, front: _Front) -> None:
    """Tell the lines of the title from dates, speakers, numbers and fields between it and the text."""
    roles = layout.roles
    start, opening, title = front
    speaker = titled = False
    for index in range(start, opening):
        line, above = lines[index], lines[index - 1] if index > start else ""
        office = index > 0 and is_speaker(line) and not is_title(line)
        dated = is_occasion(line) or (is_dated(line) and not is_title(line))
        goes_on = above != "" and roles[index - 1] == ASIDE and is_dated(above) and _breaks_off(above)
        signature = titled and is_signature_line(lines, index)
        occasion = _ends_occasion(lines, index) or _ends_occasion(lines, index + 1)
        dated = dated or occasion
        value = _is_value(lines, index)
        if dated or value or office or goes_on or signature or (speaker and is_name(line)) or _is_aside_at_edge(line):
            roles[index] = ASIDE
        elif index <= title or _is_title_line(lines, layout, start, index, opening):
            roles[index] = TITLE
            titled = True
        elif titled and _is_byline(lines, index, opening):
            roles[index] = ASIDE
        speaker = office or dated or (speaker and roles[index] == ASIDE)


def _ends_occasion(lines: Sequence[str], index: int) -> bool:
    """Tell whether a line goes on with the occasion of a speech, which the line above begins."""
    if not 0 < index < len(lines):
        return False
    return _BEGINS_OCCASION.match(lines[index - 1]) is not None and _ENDS_OCCASION.search(lines[index]) is not None


def _is_byline(lines: Sequence[str], index: int, opening: int) -> bool:
    """Tell whether a line says who wrote, as messengers print it below the title: names between blanks above a date."""
    line = lines[index]
    names = " " in line and is_short(line) and not _SECTION_OR_ITEM.match(line) and not is_prose(line)
    return names and any(is_date(other) or is_field(other) for other in lines[index + 1 : min(index + 3, opening)])


def _is_aside_at_edge(line: str) -> bool:
    note = is_editors_note(line) and len(line) <= MAX_SHORT
    return note or is_number(line) or is_field(line) or is_remark(line) or advertises(line)


def _is_title_line(lines: Sequence[str], layout: Layout, start: int, index: int, opening: int) -> bool:
    line = lines[index]
    if is_title(line) and not is_prose(line):
        return True
    if not _may_be_title(line):
        return False
    if index == start > 0 or (index + 1 < opening and _goes_on(line, lines[index + 1])):
        return True
    return index > start and layout.roles[index - 1] == TITLE and _goes_on(lines[index - 1], line)


def _breaks_off(line: str) -> bool:
    return line.count("《") > line.count("》") or line.count("（") > line.count("）")


def is_signature_line(lines: Sequence[str], index: int) -> bool:
    """Tell whether a line is the name of an organisation above or below a date."""
    if not is_organisation(lines[index]) or _SECTION_OR_ITEM.match(lines[index]):
        return False
    for step in (1, -1):
        other = index + step
        while 0 <= other < len(lines) and abs(other - index) <= 6 and is_organisation(lines[other]):
            other += step
        if 0 <= other < len(lines) and is_date(lines[other]):
            return True
    return False


def _mark_inside(lines: Sequence[str], layout: Layout, start: int, advertising: Sequence[bool]) -> None:
    """Set aside what is boilerplate by itself, wherever it stands; find tables and further titles."""
    annexes = False
    for index in range(start, len(lines)):
        line = lines[index]
        annexes = annexes and len(line) <= MAX_TITLE and _ITEM.match(line) is not None and not line.endswith("。")
        if annexes or advertising[index]:
            layout.roles[index] = ASIDE
        elif len(line) <= MAX_TITLE and line[-1] not in "。；，、！？":
            annexes = _mark_line(lines, layout, start, index)
    _mark_tables(lines, layout, start)


def _mark_line(lines: Sequence[str], layout: Layout, start: int, index: int) -> bool:
    """Mark a short line that is no sentence; tell whether a list of annexes begins with it."""
    line = lines[index]
    if _is_aside(lines, index):
        layout.roles[index] = ASIDE
        if is_date(line):
            _mark_signature(lines, layout, start, index)
    elif is_attachment(line):
        return _mark_attachment(lines, layout, index)
    elif is_wordless(line):
        layout.roles[index] = TABLE_ROW if any(character.isdigit() for character in line) else ASIDE
    elif _is_second_title(lines, layout, index):
        layout.roles[index] = TITLE
        _mark_second_block(lines, layout, index)
    return False


def _is_aside(lines: Sequence[str], index: int) -> bool:
    line = lines[index]
    if is_signed_with_date(line) and index and is_prose(lines[index - 1]) and not _SECTION_OR_ITEM.match(line):
        return True
    return (
        is_date(line)
        or is_remark(line)
        or is_page_head(line)
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


def _mark_signature(lines: Sequence[str], layout: Layout, start: int, date: int) -> None:
    """Set aside the organisations above a date."""
    index = date - 1
    while (
        index >= start
        and date - index <= 8
        and is_organisation(lines[index])
        and not _SECTION_OR_ITEM.match(lines[index])
    ):
        layout.roles[index] = ASIDE
        index -= 1
    if index >= start and date - index == 1 and is_speaker(lines[index]) and not _SECTION_OR_ITEM.match(lines[index]):
        layout.roles[index] = ASIDE


def _mark_attachment(lines: Sequence[str], layout: Layout, index: int) -> bool:
    """Set a label or a list of annexes aside, or take an annex with its title for a title; tell whether a list goes on."""
    line = lines[index]
    following = lines[index + 1] if index + 1 < len(lines) else ""
    if is_attachment_label(line):
        layout.roles[index] = ASIDE
        return _begins_list(lines, index + 1) and (line[-1] in "：:" or _ends_with_list(lines, index + 1))
    listed = _ITEM.match(following) or is_attachment(following) or is_date(following) or is_organisation(following)
    if not following or (listed and not is_prose(following)) or _ITEM.match(line.split("：")[-1].split(":")[-1]):
        layout.roles[index] = ASIDE
        return True
    if is_prose(following) or _is_section(following) or is_salutation(following):
        layout.roles[index] = TITLE
    else:
        layout.roles[index] = ASIDE
    return False


def _begins_list(lines: Sequence[str], index: int) -> bool:
    return index < len(lines) and _ITEM.match(lines[index]) is not None and not is_prose(lines[index])


def _ends_with_list(lines: Sequence[str], index: int) -> bool:
    """Tell whether the document, or its part before a signature, ends with the list that begins at a line."""
    while _begins_list(lines, index) and len(lines[index]) <= MAX_SHORT:
        index += 1
    return index == len(lines) or is_date(lines[index]) or is_organisation(lines[index]) or is_furniture(lines[index])


def _is_second_title(lines: Sequence[str], layout: Layout, index: int) -> bool:
    """Tell whether a title of its own begins below a signature, a date or the label of an annex."""
    if not index or not _may_be_title(lines[index]):
        return False
    if layout.roles[index - 1] != ASIDE:
        return is_full_title(lines[index]) and _opens_speech(lines, index)
    if is_attachment_label(lines[index - 1]):
        return index + 1 < len(lines) and not is_organisation(lines[index])
    return is_title(lines[index]) and any(
        _is_opening(line) or _SECTION_OR_ITEM.match(line) for line in lines[index + 1 : index + 5]
    )


def _opens_speech(lines: Sequence[str], title: int) -> bool:
    """Tell whether date, occasion or speaker and then a salutation stand below a title, as in a file of speeches."""
    index = title + 1
    while index < len(lines) and index - title <= _MAX_TITLE_LINES and _is_speech_head(lines[index]):
        index += 1
    return title + 1 < index < len(lines) and is_salutation(lines[index])


def _is_speech_head(line: str) -> bool:
    return is_date(line) or is_occasion(line) or is_speaker(line) or is_subtitle(line)


def _mark_second_block(lines: Sequence[str], layout: Layout, title: int) -> None:
    """Set aside dates, speakers and numbers below a title inside the document."""
    opening = title + 1
    while (
        opening < len(lines) and opening - title <= 6 and _is_beside_title(lines[opening]) and is_short(lines[opening])
    ):
        opening += 1
    if opening < len(lines) and _is_opening(lines[opening]):
        for index in range(title + 1, opening):
            if not _is_section(lines[index]):
                layout.roles[index] = ASIDE


def _mark_tables(lines: Sequence[str], layout: Layout, start: int) -> None:
    """Find the rows of figures, and the heads of their columns."""
    roles = layout.roles
    rows = [False] * len(lines)
    for index in range(start, len(lines)):
        line = lines[index]
        if len(line) <= MAX_TITLE and "。" not in line and roles[index] == TEXT and not _NOT_ROW.search(line):
            rows[index] = _is_row(line) or _is_row_of_cells(line)
    for index in range(start, len(lines)):
        if rows[index]:
            roles[index] = TABLE_ROW
    for index in range(len(lines) - 2, start - 1, -1):
        if roles[index] == TEXT and roles[index + 1] == TABLE_ROW and _is_row_of_words(lines[index]):
            roles[index] = TABLE_ROW
    _mark_cells(lines, layout, start)


def _is_row_of_cells(line: str) -> bool:
    """Tell whether tabs part a line into three or more cells without sentences, as in a table that was copied."""
    return line.count("\t") > 1 and not any(is_prose_cell(cell) for cell in line.split("\t"))


def _is_row(line: str) -> bool:
    cells, figures = count_figures(line)
    if cells < 2 or not figures or _SECTION_OR_ITEM.match(line) or _CLAUSE_IN_ASCII.search(line):
        return False
    words = [cell for cell in line.split() if not any(c.isdigit() for c in cell)]
    if sum(len(word) == 1 for word in words) > cells / 2 or ("，" in line and figures < 3):
        return False
    return figures >= 2 or (cells <= 3 and line.split()[-1][-1] in "0123456789%％" and len(line) <= 30)


def _is_row_of_words(line: str) -> bool:
    return len(line.split()) >= 2 and is_short(line) and not _SECTION_OR_ITEM.match(line) and "，" not in line


def _mark_cells(lines: Sequence[str], layout: Layout, start: int) -> None:
    """Find tables of which each cell stands on a line of its own: short lines, many of them figures."""
    roles = layout.roles
    index = start
    while index < len(lines):
        first = index
        figures = 0
        while index < len(lines) and roles[index] in (TABLE_ROW, TEXT) and _is_cell(lines[index]):
            figures += roles[index] == TABLE_ROW
            index += 1
        if index - first >= 4 and figures >= (index - first) * 0.3 and figures >= 2:
            last_figure = max(number for number in range(first, index) if roles[number] == TABLE_ROW)
            for number in range(first, last_figure + 1):
                roles[number] = TABLE_ROW
        index += index == first


def _mark_numbered_rows(lines: Sequence[str], layout: Layout) -> None:
    """Find tables of tasks of which each cell stands on a line of its own: 1, 2, 3 stand alone, equally far apart."""
    serials = [index for index, line in enumerate(lines) if len(line) <= 3 and line.isdecimal()]
    place = 0
    while place < len(serials):
        run = [serials[place]]
        while place + 1 < len(serials) and _continues_rows(lines, run, serials[place + 1]):
            place += 1
            run.append(serials[place])
        place += 1
        if len(run) > 1 and int(lines[run[0]]) == 1:
            _mark_rows(lines, layout, run[0], run[-1] + run[1] - run[0])


def _mark_lists_of_names(lines: Sequence[str], layout: Layout) -> None:
    """Set aside long runs of lines that are names and nothing else, as the navigation of a page is, beside sentences."""
    bare = [
        role == TEXT and _BARE_NAME.fullmatch(line) is not None for line, role in zip(lines, layout.roles, strict=True)
    ]
    if sum(bare) < _MIN_NAMES or not any(map(is_prose, lines)):
        return
    for is_bare, group in groupby(enumerate(bare), key=lambda pair: pair[1]):
        run = [index for index, _ in group]
        if is_bare and len(run) >= _MIN_NAMES:
            for index in run:
                layout.roles[index] = ASIDE


def _continues_rows(lines: Sequence[str], run: Sequence[int], index: int) -> bool:
    step = run[1] - run[0] if len(run) > 1 else index - run[0]
    return 2 <= step <= _MAX_CELLS and index - run[-1] == step and int(lines[index]) == int(lines[run[-1]]) + 1


def _mark_rows(lines: Sequence[str], layout: Layout, first: int, last: int) -> None:
    """Mark the cells of a table and the heads of its columns: sentences are body, the others are no headings."""
    top = first
    while (
        top > 0 and first - top < last - first and len(lines[top - 1]) <= _MAX_COLUMN_HEAD and _is_cell(lines[top - 1])
    ):
        top -= 1
    for index in range(top, min(last, len(lines))):
        layout.roles[index] = CELL if is_prose(lines[index]) else TABLE_ROW
        layout.joins[index] = False


def _is_cell(line: str) -> bool:
    return len(line) <= 15 and line[-1] not in "。；！？：，、" and not _SECTION.match(line)


def _mark_end(lines: Sequence[str], layout: Layout, opening: int, advertising: Sequence[bool]) -> None:
    """Set aside what stands below the end of the text."""
    roles = layout.roles
    end = len(lines)
    floor = max(opening + 1, 1)
    before, below = sum(map(len, lines[floor - 1 :])), 0
    for index in range(len(lines) - 1, floor - 1, -1):
        before -= len(lines[index])
        if is_prose(lines[index]) and not advertising[index]:
            below += len(lines[index])
            if below > _MAX_PROSE_BELOW or below > 0.5 * before:
                break
        if _is_title_of_text(lines, index):
            break
        if _ends_page(lines[index]):
            end = index
    for index in range(end, len(lines)):
        roles[index] = ASIDE
    _mark_last_lines(lines, layout, floor, end)
    _mark_tail(lines, layout, floor, end)


def _ends_page(line: str) -> bool:
    if is_the_end(line):
        return True
    return len(line) <= 80 and is_furniture(line) and not _SECTION_OR_ITEM.match(line) and not line.endswith("。")


def _is_title_of_text(lines: Sequence[str], index: int) -> bool:
    """Tell whether a title with its text stands below: an annex, not a list of links."""
    if not (is_title(lines[index]) or is_attachment_label(lines[index])):
        return False
    near = lines[index + 1 : index + 6]
    return any(_is_opening(line) and not is_furniture(line) for line in near)


def _mark_last_lines(lines: Sequence[str], layout: Layout, floor: int, end: int) -> None:
    """Set aside signature, date, contacts and fields at the end, from the last line upwards."""
    roles = layout.roles
    signed = False
    for index in range(end - 1, max(floor, end - _EDGE) - 1, -1):
        line = lines[index]
        dated = is_dated(line) and not is_prose(line) and not is_occasion(line)
        signature = signed and is_organisation(line) and not _SECTION_OR_ITEM.match(line)
        if (
            dated
            or signature
            or is_contact(line)
            or is_field(line)
            or is_remark(line)
            or (roles[index] == TEXT and index == end - 1 and is_organisation(line) and _is_signed(lines, index))
        ):
            roles[index] = ASIDE
        signed = dated or signature


def _mark_tail(lines: Sequence[str], layout: Layout, floor: int, end: int) -> None:
    """Set aside short lines without a full stop below the last sentence, which name nothing that follows."""
    roles = layout.roles
    last = end
    while last > floor and roles[last - 1] == ASIDE:
        last -= 1
    first = last
    while first > floor and roles[first - 1] == TEXT and _is_bare(lines[first - 1]):
        first -= 1
    if not 0 < last - first <= _MAX_TAIL or lines[first - 1][-1] not in "。！？!?" or roles[first - 1] != TEXT:
        return
    for index in range(first, last):
        roles[index] = ASIDE


def _is_bare(line: str) -> bool:
    """Tell whether a line is neither a sentence nor a marked heading or item, nor thanks the hearers."""
    return (
        is_short(line)
        and line[-1] not in "：:”，、!?）)."
        and not is_prose(line)
        and not _SECTION_OR_ITEM.match(line)
        and not _THANKS.match(line)
        and not _MEASURED.search(line)
    )


def _is_signed(lines: Sequence[str], index: int) -> bool:
    """Tell whether the last line, an organisation, stands below a sentence."""
    return index > 0 and is_prose(lines[index - 1]) and not _SECTION_OR_ITEM.match(lines[index])


def _mark_contents(lines: Sequence[str], layout: Layout) -> None:
    """Set a table of contents aside: 目录 and the lines below it that stand again further down or end with page numbers."""
    title = next((index for index, line in enumerate(lines[:_MAX_FRONT]) if is_contents_title(line)), None)
    if title is None:
        return
    again = {squeeze(line) for line in lines[title + 1 :]}
    counts: dict[str, int] = {}
    for line in lines[title + 1 :]:
        if len(line) <= MAX_TITLE:
            counts[squeeze(line)] = counts.get(squeeze(line), 0) + 1
    layout.roles[title] = ASIDE
    seen: set[str] = set()
    for index in range(title + 1, len(lines)):
        line = squeeze(lines[index])
        if is_contents_entry(lines[index]) or (
            is_short(lines[index]) and line not in seen and (counts.get(line, 0) > 1 or _is_entry_again(line, again))
        ):
            seen.add(line)
            layout.roles[index] = ASIDE
        elif not is_wordless(lines[index]):
            break


def _is_entry_again(line: str, lines: set[str]) -> bool:
    bare = re.sub(r"[\s.．·…\d—-]+$", "", line)
    return len(bare) < len(line) and bare in lines


def _mark_glossary(lines: Sequence[str], layout: Layout) -> None:
    """Set a glossary aside, from its title or from its first numbered entries in the last third up to the next annex."""
    start = _find_glossary(lines)
    for index in range(start, len(lines)):
        following = lines[index + 1] if index + 1 < len(lines) else ""
        if index > start and is_attachment(lines[index]) and not is_glossary_title(following):
            break
        if index > start + 1 and is_title(lines[index]) and _is_title_of_text(lines, index):
            break
        layout.roles[index] = ASIDE


def _find_glossary(lines: Sequence[str]) -> int:
    latest = len(lines)
    for index in range(len(lines) // 4, latest):
        if is_glossary_title(lines[index]) and not _SECTION_OR_ITEM.match(lines[index]):
            return index
    entries = [index for index in range(2 * len(lines) // 3, latest) if is_glossary_entry(lines[index])]
    if len(entries) >= 4 and len(entries) >= 0.6 * (latest - entries[0]):
        return entries[0]
    return latest
