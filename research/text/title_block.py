"""The title block: where the text of a document begins, its title, and the lines between the title and the text."""

import re
from collections.abc import Sequence
from typing import NamedTuple

from research.text.boilerplate import (
    advertises,
    is_contents_entry,
    is_contents_title,
    is_editors_note,
    is_furniture,
    is_note_of_editor,
    is_page_head,
    is_remark,
)
from research.text.date_lines import is_date, is_dated, is_day, is_occasion
from research.text.field_lines import are_authors, is_field, is_label, is_letter_field, is_path
from research.text.line_forms import MAX_SHORT, count_figures, is_prose, is_short, is_wordless, squeeze
from research.text.list_marks import SECTION, SECTION_OR_ITEM
from research.text.marks import ASIDE, TEXT, TITLE
from research.text.name_lines import is_name, is_organisation, is_speaker, is_speaker_label, is_stamp
from research.text.patterns import compile_on_use
from research.text.title_lines import MAX_TITLE, is_full_title, is_number, is_salutation, is_subtitle, is_title

_ENACTS = compile_on_use(
    r"现将|现就|现予|印发给|印发你们|特此|予以公布|如下|已经.{0,30}(同意|批准|通过)|制定本|^为(了|深入|贯彻|进一步|加强|切实|全面|做好|落实)|^根据"
)
_UNFINISHED = compile_on_use(
    r"(关于|印发|转发|批转|的|和|及|与|暨|、|《[^》]*|“[^”]*|（[^）]*|在.{2,60}(会议|大会|全会|座谈会|培训班))$"
)
_ABOUT_SOMETHING = compile_on_use(r"关于[^。：:]{4,}[^》”）]$")
_CONTINUES = compile_on_use(r"^(关于|暨|和|及|与|的|上的|》|”|）|印发|转发)")
_ADDS = compile_on_use(r"[和及与暨](?!谐|平|时|会|格)")  # …规划, 和二〇三五年远景目标纲要的通知
_ACT = compile_on_use(r"的\S{2,4}$")
_NAMES_ISSUER = compile_on_use(r"[省市县区州盟旗乡镇村]$|.{6}")
_BEGINS_OCCASION = compile_on_use(r"(——|--|—)\s*[^。！？；]{4,50}[^。！？；上）]$")
_ENDS_OCCASION = compile_on_use(r"^[^。！？；：，]{0,40}(上|会议|全会|大会)(的?(报告|讲话))?$")
_CLOSES_TITLE = compile_on_use(r"^（[^）]{2,30}）》?的\S{2,4}$")
_COUPLET = compile_on_use(r"(\S{4,12})\s+(\S{4,12})$")
_CLOSES = compile_on_use("[》〉>]")
_FIRST_NUMBERED = compile_on_use(r"[1一][ \u3000]+[\u4e00-\u9fff]{2,12}|1\s?总\s*则|1\.1\s*[\u4e00-\u9fff]{2,20}")
_NUMBERED = compile_on_use(r"\d{1,2}(?:[.．]\d{1,2}){1,3}\s*[\u4e00-\u9fff]")
_MAX_KIND = 4  # characters of 通知, 意见, 决定
_PART = compile_on_use(
    r"(第.{1,2}部分)?(关于)?(\d{4}年(度|以来)?|今年(以来)?|去年|明年|[上下]半年|下一?步|下一阶段|今后.{0,6}|过去.{0,4})?的?(重点|主要|总体)?(工作)?"
    r"的?(重点|主要|总体)?(工作)?(开展)?(回顾|总结|情况|安排|打算|计划|规划|任务|要点|建议|意见|措施|目标|思路|报告)"
)
_VALUED = compile_on_use(
    r"[^：:]{2,6}[：:]\s*(?:\d{4}[-年./]|[A-Za-z0-9_./-]{2,40}$)"
)  # 访谈时间：2024-05-10, 文章编号：A-12
_LABELLED = compile_on_use(r"[\u4e00-\u9fff]{2,6}[：:]\s*\S")
_CODE = compile_on_use(r"[A-Za-z0-9][\w/.-]{2,40}", re.ASCII)
_BARE_TITLES = ("政府工作报告", "工作报告")
MAX_FRONT = 120
"""Lines among which a title is looked for; the navigation of a page may have a hundred."""
_MAX_FRONT_PROSE = 400
"""Characters of sentences above a title; with more of them the title is one inside the text."""
MAX_TITLE_LINES = 4
_MAX_BLOCK = 12
"""Lines of dates, speakers and numbers between a title and the text."""
_MAX_ANNOUNCED = 4  # characters at the end of 全文如下👇
_MAX_BYLINE_NAME = 10  # characters of an author, or of an account
_MIN_SLOGAN, _MIN_OFFICE = 6, 7  # characters of half a slogan, and of an office with its place
_MIN_LEAD_IN, _MIN_SENTENCE = 12, 6
_MAX_HEAD = 12
"""Lines above the text where no line opens it."""


class Front(NamedTuple):
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


def is_section(line: str) -> bool:
    """Tell whether a line opens with the mark of a section, or is the first of an outline: 1 总则."""
    first = line.startswith(("1", "一 ", "一\u3000")) and _FIRST_NUMBERED.fullmatch(line) is not None
    return (first or SECTION.match(line) is not None) and not advertises(line)


def is_opening(line: str) -> bool:
    """Tell whether a text may begin with a line, below its title."""
    if is_salutation(line):
        return True
    if is_editors_note(line) or is_note_of_editor(line):
        return False
    sentence = is_prose(line) or (line.endswith("。") and len(line) >= _MIN_SENTENCE)
    return (is_section(line) or sentence or _leads_in(line)) and not (
        advertises(line) or is_dated(line) or is_contents_entry(line)
    )


def _leads_in(line: str) -> bool:
    """Tell whether a line introduces what follows: 为抓好落实，制定任务清单如下：."""
    return line[-1] in "：:" and len(line) >= _MIN_LEAD_IN and "，" in line and not is_field(line)


def is_beside_title(line: str) -> bool:
    """Tell whether a line may stand between the title and the text."""
    return (
        is_dated(line)
        or is_day(line)
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
        or is_note_of_editor(line)
        or is_letter_field(line)
        or is_stamp(line)
        or is_speaker_label(line)
        or advertises(line)
    )


def may_be_title(line: str) -> bool:
    """Tell whether a line may be a title by its length, its end and what it does not say."""
    return (
        2 <= len(line) <= MAX_TITLE
        and not line.endswith(("。", "；", "：", ":", "，", "、", "！", "!"))
        and not SECTION_OR_ITEM.match(line)
        and not _NUMBERED.match(line)
        and not is_field(line)
        and not is_furniture(line)
        and not advertises(line)
        and not is_wordless(line)
        and not is_number(line)
        and not is_prose(line)
        and not _VALUED.match(line)
        and "如下" not in line[-_MAX_ANNOUNCED:]
    )


def find_front(lines: Sequence[str]) -> Front:
    """Find where the text begins."""
    first = None
    prose = 0
    for index, line in enumerate(lines[:MAX_FRONT]):
        if not is_opening(line):
            continue
        found = _find_title(lines, index)
        if first is None:
            first = found if found.title >= 0 else Front(0, index)
        if found.title >= 0:
            own = first.opening < index and (_is_own_text(lines[: found.start]) or _names_part(lines, found))
            return _skip_navigation(lines, first) if own else found
        if is_salutation(line) or is_section(line) or _ENACTS.search(line):
            break
        prose += len(line)
        if prose > _MAX_FRONT_PROSE:
            break
    return _skip_navigation(lines, first or Front(0, min(_MAX_HEAD, len(lines))))


def _skip_navigation(lines: Sequence[str], front: Front) -> Front:
    """Return the front without a title that begins below the path of navigation, where names alone stand above it."""
    top = min(front.opening, len(lines))
    path = next((index for index in range(top - 1, -1, -1) if is_path(lines[index])), -1)
    if path < 0 or front.title >= 0 or not all(is_short(line) and not is_section(line) for line in lines[:path]):
        return front
    return front._replace(start=max(front.start if front.start < top else 0, path + 1))


def _is_own_text(lines: Sequence[str]) -> bool:
    """Tell whether the lines above a title are a text themselves: they end with a signature, or enact something."""
    if any(is_salutation(line) or is_section(line) or (is_prose(line) and _ENACTS.search(line)) for line in lines):
        return True
    return len(lines) > 2 and is_date(lines[-1]) and is_organisation(lines[-2]) and is_prose(lines[-3])


def _names_part(lines: Sequence[str], front: Front) -> bool:
    """Tell whether a title below sentences may be a heading of a part: 2020年工作安排, or no line but it says it is one."""
    title = lines[front.title]
    alone = front.start == front.title == front.opening - 1 and not is_salutation(lines[front.opening])
    return alone and (_PART.fullmatch(squeeze(title)) is not None or not is_full_title(title))


def _find_title(lines: Sequence[str], opening: int) -> Front:
    """Find the title above a line."""
    index = opening - 1
    beside = False
    last = max(-1, opening - 1 - _MAX_BLOCK)
    while index > last and (
        _may_stand_below_title(lines[index])
        or _is_value(lines, index)
        or _is_byline(lines, index, opening)
        or _is_author(lines, index)
        or _is_account(lines, index)
        or _ends_occasion(lines, index)
        or _ends_occasion(lines, index + 1)
    ):
        line = lines[index]
        named = is_name(line) and not is_beside_title(line) and not _is_account(lines, index)
        if named and not (index and is_beside_title(lines[index - 1])):
            break
        beside = beside or is_occasion(line) or is_subtitle(line) or is_speaker(line) or is_date(line)
        beside = beside or are_authors(line)
        index -= 1
    if index <= last or not may_be_title(lines[index]) or _heads_columns(lines, index):
        return Front(opening, opening)
    sure = is_title(lines[index]) or ((beside or is_salutation(lines[opening])) and not _reads_as_notice(lines[index]))
    sure = sure or index == 0 < opening - 1
    top = _extend_title(lines, index, slogan=beside)
    ends = len(squeeze(lines[index])) <= _MAX_KIND and top < index  # 通 知 on a line of its own
    sure = sure or (ends and is_title("".join(map(squeeze, lines[top : index + 1]))))
    if not sure and (higher_title := _find_title_above_heading(lines, index, last)):
        return higher_title
    higher = top - 1
    while higher > last and _may_stand_below_title(lines[higher]) and not _is_of_another(lines[higher]):
        higher -= 1
    if sure and higher > last and is_title(lines[higher]) and squeeze(lines[higher]) != squeeze(lines[index]):
        top = _extend_title(lines, higher, slogan=beside)  # 青禾县2024年政府工作报告, 2024年1月9日, 政府工作报告
    return Front(top, opening, index if sure else -1)


def _is_of_another(line: str) -> bool:
    """Tell whether a line above a title is a field or an entry of contents, above which another title may stand."""
    return is_field(line) or is_contents_entry(line)


def _heads_columns(lines: Sequence[str], index: int) -> bool:
    """Tell whether a line with blanks stands above a row of figures."""
    return len(lines[index].split()) > 1 and count_figures(lines[index + 1])[1] > 1


def _find_title_above_heading(lines: Sequence[str], heading: int, last: int) -> Front | None:
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
    return Front(_extend_title(lines, index, slogan=False), heading, index)


def _may_stand_below_title(line: str) -> bool:
    if is_occasion(line):
        return True
    return (is_beside_title(line) or is_name(line)) and not is_title(line)


def _is_value(lines: Sequence[str], index: int) -> bool:
    """Tell whether a line says what the label of a field on the line above asks for: a number, an office."""
    above = lines[index - 1] if index else ""
    if not above.endswith(("：", ":")) or not is_label(above):
        return False
    return _CODE.fullmatch(lines[index]) is not None or is_organisation(lines[index])


def _reads_as_notice(line: str) -> bool:
    return len(line) < 5 or is_organisation(line)


def _extend_title(lines: Sequence[str], index: int, *, slogan: bool) -> int:
    """Return the first of the lines of a title that ends with line `index`; a slogan may have several."""
    top = index
    while top > 0 and index - top < MAX_TITLE_LINES - 1:
        above, line = lines[top - 1], lines[top]
        if above == line or not may_be_title(above) or is_dated(above):
            break
        parts = slogan and not is_title(line) and _is_slogan(above, first=top == 1)
        issuers = top < index and lines[top + 1].startswith("关于") and _issue_together(lines, top)
        goes_on = _goes_on(above, line) or _begins_above(lines, top)
        if not (parts or issuers or goes_on or (line in _BARE_TITLES and line in above)):
            break
        top -= 1
    return top


def _begins_above(lines: Sequence[str], index: int) -> bool:
    """Tell whether a line ends a title of three or four lines, of which the first says 关于 and the others nothing so."""
    for first in range(index - 2, max(index - MAX_TITLE_LINES, -1), -1):
        parts = lines[first : index + 1]
        if any("关于" in part or is_dated(part) or not may_be_title(part) for part in parts[1:]):
            return False
        if "关于" in parts[0]:
            whole = may_be_title(parts[0]) and not is_title(parts[0]) and _goes_on(parts[0], parts[1])
            return whole and is_title("".join(map(squeeze, parts)))
    return False


def _issue_together(lines: Sequence[str], index: int) -> bool:
    """Tell whether a line and the one above are offices that issue a document together."""
    above, line = lines[index - 1], lines[index]
    offices = is_organisation(above) and is_organisation(line) and not _is_value(lines, index - 1)
    return offices and all(len(office) >= _MIN_OFFICE or office.startswith("中共") for office in (above, line))


def _is_slogan(line: str, *, first: bool) -> bool:
    """Tell whether a line may be the first half of a slogan: two phrases of one length, or the first line of all."""
    couplet = _COUPLET.match(line)
    if couplet:
        return len(couplet[1]) == len(couplet[2])
    return first and len(line) >= _MIN_SLOGAN and not is_title(line) and not is_organisation(line)


def mark_front(lines: Sequence[str], roles: list[str], front: Front) -> None:
    """Set aside what stands above the title, and what stands between it and the text; say which lines are the title."""
    start, opening, _ = front
    for index in range(start):
        roles[index] = ASIDE
    salutation = next(
        (index for index in range(opening, min(opening + 6, len(lines))) if is_salutation(lines[index])), opening
    )
    _mark_title_block(lines, roles, front._replace(opening=min(salutation, len(lines))))


def find_joins(lines: Sequence[str], roles: list[str], front: Front) -> list[bool]:
    """Tell which lines of the title block go on with the title on the line before."""
    joins = [False] * len(lines)
    for index in range(front.start + 1, min(front.opening, len(lines))):
        if roles[index] == roles[index - 1] == TITLE:
            slogans = index <= front.title and not is_title(lines[index - 1])
            joins[index] = slogans or _goes_on(lines[index - 1], lines[index])
    for index in range(max(front.opening, 1), len(lines)):  # 青禾县人民政府, 关于修路的通知: of a second document
        if roles[index] == TITLE and roles[index - 1] == TEXT and lines[index].startswith("关于"):
            issuer = is_organisation(lines[index - 1]) and index > 1 and roles[index - 2] == ASIDE
            joins[index] = issuer
            roles[index - 1] = TITLE if issuer else TEXT
    return joins


def _goes_on(above: str, line: str) -> bool:
    """Tell whether a line goes on with the title on the line above."""
    above, line = squeeze(above), squeeze(line)
    if _LABELLED.match(line):
        return False
    if _UNFINISHED.search(above) or ("关于" in above and _CLOSES_TITLE.match(line)):
        return True
    if is_title(above):
        return _ADDS.match(line) is not None and is_title(line) and _ACT.search(above) is None
    if _ABOUT_SOMETHING.search(above) and not is_section(line):
        return True
    if line.startswith("关于"):  # below the office that issues it, not below navigation
        return not above.endswith("文件") and (is_organisation(above) or _NAMES_ISSUER.search(above) is not None)
    return bool(_CONTINUES.match(line)) or (is_title(line) and "关于" in above)


def _mark_title_block(lines: Sequence[str], roles: list[str], front: Front) -> None:
    """Tell the lines of the title from dates, speakers, numbers and fields between it and the text."""
    start, opening, title = front
    speaker = titled = False
    for index in range(start, opening):
        line, above = lines[index], lines[index - 1] if index > start else ""
        office = index > 0 and is_speaker(line) and not is_title(line)
        dated = is_occasion(line) or (is_dated(line) and not is_title(line) and "。" not in line[:-1])
        goes_on = above != "" and roles[index - 1] == ASIDE and is_dated(above) and _breaks_off(above)
        subtitle = titled and is_subtitle(line) and not is_title(line)
        signature = subtitle or (titled and (_is_author(lines, index) or _is_signature_line(lines, index)))
        occasion = _ends_occasion(lines, index) or _ends_occasion(lines, index + 1)
        dated = dated or occasion
        value = _is_value(lines, index) or _is_account(lines, index)
        if (
            dated
            or value
            or office
            or goes_on
            or signature
            or (speaker and is_name(line))
            or _is_aside_at_edge(line, first=not index)
        ):
            roles[index] = ASIDE
        elif index <= title or _is_title_line(lines, roles, start, index, opening):
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
    if " " not in line or not is_short(line) or SECTION_OR_ITEM.match(line) or is_prose(line):
        return False
    if any(len(name) > _MAX_BYLINE_NAME for name in line.split()):
        return False
    below = lines[index + 1 : min(index + 3, opening)]
    if below and (
        is_occasion(below[0]) or is_subtitle(below[0]) or below[0][0] in "（("
    ):  # of a speech, below its title
        return False
    return any(is_date(other) or is_field(other) for other in below)


def _is_aside_at_edge(line: str, *, first: bool) -> bool:
    note = (is_editors_note(line) and len(line) <= MAX_SHORT) or is_note_of_editor(line)
    note = note or is_letter_field(line) or is_stamp(line) or is_speaker_label(line)
    field = (
        is_field(line)
        or is_page_head(line)
        or _VALUED.match(line) is not None
        or (is_furniture(line) and not is_title(line) and not (first and "《" in line))  # 政策解读：《…办法》
    )
    return note or field or is_day(line) or is_number(line) or is_remark(line) or advertises(line) or _is_sign(line)


def _is_sign(line: str) -> bool:
    """Tell whether a line is a figure or a sign alone: ★, 01."""
    return is_wordless(line) and len(line.split()) == 1


def _is_title_line(lines: Sequence[str], roles: list[str], start: int, index: int, opening: int) -> bool:
    line = lines[index]
    if is_title(line) and not is_prose(line):
        return True
    if not may_be_title(line):
        return False
    if index == start > 0 or (index + 1 < opening and _goes_on(line, lines[index + 1])):
        return True
    return index > start and roles[index - 1] == TITLE and _goes_on(lines[index - 1], line)


def _breaks_off(line: str) -> bool:
    return line.count("《") > line.count("》") or line.count("（") > line.count("）")


def _is_account(lines: Sequence[str], index: int) -> bool:
    """Tell whether a line is the name of an account of a messenger: it stands above the address of the account."""
    below = [line for line in lines[index + 1 : index + 3] if line != lines[index]]
    return is_short(lines[index]) and not is_title(lines[index]) and bool(below) and below[0].startswith("微信号")


def _is_author(lines: Sequence[str], index: int) -> bool:
    """Tell whether a line directly below title or occasion is the organisation that wrote the text: 县政协调研组."""
    line, above = lines[index], lines[index - 1] if index else ""
    if not is_organisation(line) or is_title(line) or line.endswith("会议") or SECTION_OR_ITEM.match(line):
        return False
    return (is_title(above) and not _breaks_off(above)) or is_occasion(above)


def _is_signature_line(lines: Sequence[str], index: int) -> bool:
    """Tell whether a line is the name of an organisation above or below a date."""
    if not is_organisation(lines[index]) or SECTION_OR_ITEM.match(lines[index]):
        return False
    for step in (1, -1):
        other = index + step
        while 0 <= other < len(lines) and abs(other - index) <= 6 and is_organisation(lines[other]):
            other += step
        if 0 <= other < len(lines) and is_date(lines[other]):
            return True
    return False
