"""End matter: where the text of a document ends, and the signature, notes and glossary below it."""

import re
from collections.abc import Sequence

from research.text.boilerplate import (
    is_attachment,
    is_attachment_label,
    is_contact,
    is_furniture,
    is_glossary_entry,
    is_glossary_title,
    is_remark,
    is_the_end,
)
from research.text.date_lines import is_dated, is_occasion
from research.text.field_lines import is_field
from research.text.line_forms import is_prose, is_short, squeeze
from research.text.list_marks import SECTION, SECTION_OR_ITEM, UNMARKED, find_level
from research.text.marks import ASIDE, TEXT
from research.text.name_lines import is_organisation
from research.text.patterns import compile_on_use
from research.text.title_block import is_opening
from research.text.title_lines import is_title

_THANKS = compile_on_use(r"[特专]此|此复|以上|妥否|谢谢|感谢|祝|祝愿|让我们|致敬|汇报完毕|报告完毕|完毕")
_CLOSING = compile_on_use(r"此致\s*[！!，,]?|敬礼\s*[！!。]?|此致\s*敬礼\s*[！!。]?")
_MEASURED = compile_on_use(r"\d\s*[\u4e00-\u9fff%％]")
_FILE = compile_on_use(
    r".*\.(?:docx?|wps|pdf|ofd|xlsx?|pptx?|rar|zip)(?:\s*下载)?|[（(][\d.]+\s?[KMG]B?[）)]", re.IGNORECASE
)
_NOTE = compile_on_use(
    r"[\[［〔【]\d{1,3}[\]］〕】]|[①-⑳]|[*＊]\s*\S|(?:资料|数据)来源[：:]|.{4,200}[\[［](?:[JMNDCRSPZGA]|EB/OL)[\]］]"
)
_HEADS_NOTES = compile_on_use(
    r"[-—_─=*]{3,}|[【（]?(?:注|备注|附注|注解|注释|参\s*考\s*(?:文\s*献|资\s*料))[】）]?[：:]?"
)
_MAX_TAIL = 8
"""Lines without a full stop below the last sentence."""
_MAX_PROSE_BELOW = 400
"""Characters of sentences below the text: disclaimers, editor's notes."""
_MAX_SIGNATURE = 12
"""Lines among which signature, date and contacts are looked for."""


def mark_end(lines: Sequence[str], roles: list[str], opening: int, advertising: Sequence[bool]) -> None:
    """Set aside what stands below the end of the text."""
    end = len(lines)
    floor = max(opening + 1, 1)
    before, below = sum(map(len, lines[floor - 1 :])), 0
    for index in range(len(lines) - 1, floor - 1, -1):
        before -= len(lines[index])
        if is_prose(lines[index]) and not advertising[index]:
            below += len(lines[index])
            if below > _MAX_PROSE_BELOW or below > 0.5 * before:
                break
        if is_title_of_text(lines, index):
            break
        if _ends_page(lines[index]):
            end = index
    for index in range(end, len(lines)):
        roles[index] = ASIDE
    _mark_last_lines(lines, roles, floor, end)
    _mark_tail(lines, roles, floor, end)


def _ends_page(line: str) -> bool:
    if is_the_end(line):
        return True
    return len(line) <= 80 and is_furniture(line) and not SECTION_OR_ITEM.match(line) and not line.endswith("。")


def is_title_of_text(lines: Sequence[str], index: int) -> bool:
    """Tell whether a title with its text stands below: an annex, not a list of links."""
    if not (is_title(lines[index]) or is_attachment_label(lines[index])):
        return False
    near = lines[index + 1 : index + 6]
    return any(is_opening(line) and not is_furniture(line) for line in near)


def _mark_last_lines(lines: Sequence[str], roles: list[str], floor: int, end: int) -> None:
    """Set aside signature, date, contacts and fields at the end, from the last line upwards."""
    signed, below, marked = False, True, False
    for index in range(end - 1, max(floor, end - _MAX_SIGNATURE) - 1, -1):
        line = lines[index]
        dated = is_dated(line) and not is_prose(line) and not is_occasion(line)
        signature = signed and is_organisation(line) and not SECTION_OR_ITEM.match(line)
        contact = is_contact(line) and not marked
        alone = index == end - 1 and roles[index] == TEXT and is_organisation(line) and _is_signed(lines, index)
        if dated or signature or contact or is_remark(line) or alone or (below and is_field(line)):
            roles[index] = ASIDE
        below = below and roles[index] == ASIDE
        marked = marked or (roles[index] != ASIDE and SECTION.match(line) is not None)
        signed = dated or signature or (below and contact)


def _mark_tail(lines: Sequence[str], roles: list[str], floor: int, end: int) -> None:
    """Set aside short lines without a full stop below the last sentence, which name nothing that follows."""
    first, bare = end, []
    while first > floor and (roles[first - 1] == ASIDE or (roles[first - 1] == TEXT and _is_bare(lines[first - 1]))):
        first -= 1
        bare += [first] if roles[first] == TEXT else []
    if len(bare) > _MAX_TAIL or lines[first - 1][-1] not in "。！？!?" or roles[first - 1] != TEXT:
        return
    for index in bare:
        roles[index] = ASIDE


def _is_bare(line: str) -> bool:
    """Tell whether a line is neither a sentence nor a marked heading or item, nor thanks the hearers."""
    if _FILE.fullmatch(line) or _CLOSING.fullmatch(line):
        return True
    return (
        is_short(line)
        and line[-1] not in "：:”，、!?）).…"
        and not is_prose(line)
        and not SECTION_OR_ITEM.match(line)
        and find_level(line) == UNMARKED
        and not _THANKS.match(line)
        and not _MEASURED.search(line)
    )


def _is_signed(lines: Sequence[str], index: int) -> bool:
    """Tell whether the last line, an organisation, stands below a sentence or contacts."""
    above = lines[index - 1] if index else ""
    return (is_prose(above) or is_contact(above)) and not SECTION_OR_ITEM.match(lines[index])


def mark_glossary(lines: Sequence[str], roles: list[str]) -> None:
    """Set a glossary aside, from its title or from its first numbered entries in the last third up to the next annex."""
    _mark_notes(lines, roles)
    start = _find_glossary(lines)
    for index in range(start, len(lines)):
        following = lines[index + 1] if index + 1 < len(lines) else ""
        if index > start and is_attachment(lines[index]) and not is_glossary_title(following):
            break
        if index > start + 1 and is_title(lines[index]) and is_title_of_text(lines, index):
            break
        roles[index] = ASIDE


def _mark_notes(lines: Sequence[str], roles: list[str]) -> None:
    """Set numbered notes aside that stand below a rule or 注： at the end, as footnotes do."""
    last = len(lines)
    while last and roles[last - 1] == ASIDE:
        last -= 1
    first = last
    while first and roles[first - 1] == TEXT and _NOTE.match(lines[first - 1]):
        first -= 1
    if 0 < first < last and _HEADS_NOTES.fullmatch(lines[first - 1]):
        roles[first - 1 : last] = [ASIDE] * (last - first + 1)


def _find_glossary(lines: Sequence[str]) -> int:
    latest = len(lines)
    titles = [
        index
        for index in range(len(lines) // 4, latest)
        if is_glossary_title(lines[index]) and not SECTION_OR_ITEM.match(lines[index])
    ]
    for index in titles:  # 第四部分 名词解释 stands in the contents, too
        if not any(squeeze(lines[other]) == squeeze(lines[index]) for other in titles if other > index):
            return index
    entries = [index for index in range(2 * len(lines) // 3, latest) if is_glossary_entry(lines[index])]
    if len(entries) >= 4 and len(entries) >= 0.6 * (latest - entries[0]):
        return entries[0]
    return latest
