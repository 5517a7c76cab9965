"""Front matter: what a text says of itself, its title, date, issuer and number."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, islice, pairwise, takewhile

from research.text.boundaries import is_duty_note
from research.text.catalogue import (
    DATES,
    DATES_OF_PAGE,
    ISSUERS,
    NUMBER,
    NUMBERS,
    TITLES,
    find_field,
    is_glued_field,
    read_catalogue,
)
from research.text.date_lines import is_date, is_dated, is_occasion
from research.text.dates import find_dates, read_bare_date, read_date, read_figures, read_year, read_year_of_title
from research.text.issuers import (
    find_place,
    find_place_of_office,
    find_place_of_rules,
    is_signature,
    list_issuers,
    tell_level,
    tell_level_of_place,
)
from research.text.kinds import BODY, BOILERPLATE, HEADING, TABLE
from research.text.line_forms import squeeze
from research.text.lines import remove_breaks
from research.text.list_marks import SECTION, find_level
from research.text.name_lines import is_organisation, is_speaker
from research.text.patterns import compile_on_use
from research.text.sentences import Sentence
from research.text.simplified import simplify
from research.text.title_lines import is_number, is_subtitle, is_title

_NARROW = str.maketrans("０１２３４５６７８９", "0123456789")
_ORDER = compile_on_use(
    r"([\u4e00-\u9fff]{2,24}(?:令|公告|通告))\s*[（(]?\s*((?:\d{4}年)?第?\s*[\d一二三四五六七八九十百零〇]{1,6}\s*号)\s*[)）]?"
)
_REPLY = compile_on_use(r"(?:(?:re|fwd?|回复|答复|转发)\s*[：:]\s*)+", re.IGNORECASE)
_ISSUER_OF_TITLE = compile_on_use(
    r"(?!关于|印发|转发|批转|对|在|学习|贯彻|解读|图解|答)([^《》“”，。：:]{2,60}?(?:政府|委员会|办公室|办公厅|[局委厅部院会署司办组处所]|中心|公司|集团|大学|学校|指挥部|公署|人大|政协|[县市省区州]委|兵团(?:第.{1,3}师)?))"
    r"\s*(?:关于(?!.{0,40}》)|印发|转发|批转|公告|通告|通报|令|对[“《])"
)
_ADMINISTRATION = r"[\u4e00-\u9fffXx×]{1,10}?(?:自治区|自治州|自治县|自治旗|[省市县区州盟旗镇乡])"
_PLACE_OF_REPORT = compile_on_use(rf"^(?:\d{{4}}年)?((?:{_ADMINISTRATION}){{1,3}})(?:人民)?(?:\d{{4}}年)?政府工作报告")
_CONGRESS = compile_on_use(
    r"(?:[在日]|^|[（—－-])\s*((?:中国共产党|中共|政协|中国人民政治协商会议)?[^，。；第在]{1,30}?)第?[一二三四五六七八九十\d]{1,4}(?:届|次代表大会)"
)
_NATIONAL_CONGRESS = compile_on_use(
    r"第.{1,4}届全国人民代表大会|中国共产党第.{1,4}次全国代表大会|第.{1,4}届中央委员会|全国政协|政协第.{1,4}届全国"
)
_HISTORY = compile_on_use(
    r"(?:通过|修订|修正|修改|公布|发布|批准|颁布)\s*[）)]?$|(?:会议|令).{0,60}(?:通过|修订|修正|修改|公布|发布|颁布)"
)
_ACT = compile_on_use(r"通过|修订|修正|修改|公布|发布|颁布|批准|施行|实施")
_VERSION = ("通过", "修订", "修正", "修改", "公布", "发布", "颁布")
_QUOTED = compile_on_use(r"《[^》]*》")
_PASSED_BY = compile_on_use(r"\s*([^，。；]{0,30}?)第[一二三四五六七八九十\d]{1,4}届(全国)?(人民代表大会)(常务委员会)?")
_MADE_PUBLIC_BY = compile_on_use(
    r"\s*(?:中华人民共和国)?(国务院(?![\u4e00-\u9fff]{2,10}(?:委员会|局))|[\u4e00-\u9fff]{2,20}?(?:局|部|委员会|署|人民政府))"
)
_OFFICE = compile_on_use(
    r"[（(—－-]*([\u4e00-\u9fffXx×]{2,30}?)(?:党组书记、?|常务|[副代]|代理)*(?:省长|市长|县长|区长|州长|盟长|旗长|镇长|乡长|主席|总理|院长|检察长|主任|书记)"
)
_REPORTS_FOR = compile_on_use(
    r"我谨?代表([^，。、；我向]{2,24}?)[，,]?\s*[向作就]|我受([^，。、；我向]{2,24}?)的?委托(?=.*(?:政府工作|大会作?(?:工作)?报告))"
)
_OWN_GOVERNMENT = compile_on_use(r"(自治区|[省市县区州盟旗镇乡])(?:人民)?政府")
_AUTHORITY = compile_on_use(r"(?:人民政府|国务院|法院|检察院|委员会|常委会|公署|政府)$")
_MEETING = compile_on_use(
    r"[—－―\-（(\s]*((?:.{0,20}?在|.{0,16}?日)?[^，。；]{2,60}?(?:会议|大会|全会|座谈会|培训班)(?!第|常务|[一二三四五六七八九十\d]+次)上?(?:的[^（()）。]{2,12})?)"
)
_AT_MEETING = compile_on_use(r"在[^，。；]{2,60}(?:会议|大会|全会)上$")
_AT_MEETING_FIRST = compile_on_use(r"[（(—－-]*(?:[\d一二][^，。在]{4,16}日)?\s*在[^，。；]{2,60}(?:会议|大会|全会)上")
_REPORT_AND_MEETING = compile_on_use(r"(.{2,40}?(?:报告|讲话))\s*[（(—－-]*((?:1[89]|20)\d\d年\d{1,2}月\d{1,2}日.*)")
_REPORTS = compile_on_use(r"报告|讲话|发言|致辞")
_RULES = compile_on_use(
    r"(?:条例|办法|规定|细则|规划(?:纲要)?|纲要|实施方案|行动计划|行动方案|意见|措施|规则)(?:（[^）]{1,24}）)*$"
)
_CAPTION = compile_on_use(r"[作做](?:政府)?工作报告[。.]?$|摄$")
_NEWSPAPER = compile_on_use(r"[\u4e00-\u9fff]{2,6}(?:日报|晚报|时报|早报|商报|新闻网|政府网|发布)|新华社|人民网")
_NO_TITLE = compile_on_use(
    r"[、，。；：）》】·—\-]|摘\s*要|目\s*[录錄次]|[前引序导]\s*言|编者按|导读|概述|[总附]\s*则|正文|附\s*[件录]|第.{1,3}[章节条编]"
    r"|(?:近年来|为了|为(?:深入|认真|进一步|全面|切实)?(?:贯彻|落实)|根据|按照|当前|现将|一年来|今年以来)[^。]*，"
)
_GATHERS = compile_on_use(r"召开|举行|举办|开展|赴|到|在|来")
_BIBLIOGRAPHY = compile_on_use(r"\[[A-Z](?:/[A-Z]{2})?\]|^\s*\[\d+\]")
_MARKED = 4
_MAX_LINE = 120
_MAX_HISTORY = 1500  # characters of a line that says when a law was passed and amended
_MAX_OPENING = 10  # sentences of the text among which it says for whom the report is given
_MAX_ISSUERS = 12


@dataclass(frozen=True)
class FrontMatter:
    """What a text says of itself; empty where it does not.

    Attributes
    ----------
    title, subtitle
        As they stand, without line breaks.
    date
        ``2024-06-12``, or ``2024-06`` where no day is given: of a field, of the meeting, of the signature, or below the
        title; of a law, when this version was passed or made public.
    year
        Of the date, else of the title.
    issuer
        Of a field, the signature, the title, the speaker's office, or who passed a law; several are joined by ``、``.
    number
        The number of the document: ``青政发〔2024〕8号``.
    level
        ``national``, ``province``, ``city``, ``county`` or ``township``, by the issuer's name or the meeting; of joint
        issuers, by the first.
    place
        The place in the name of the issuer or of the meeting.
    """

    title: str = ""
    subtitle: str = ""
    date: str = ""
    year: str = ""
    issuer: str = ""
    number: str = ""
    level: str = ""
    place: str = ""


def read_front_matter(sentences: Sequence[Sentence]) -> FrontMatter:
    r"""Read what a text says of itself.

    Fields of a catalogue above the text (发文机关, 成文日期) go first, then what stands between title and text, then the
    signature, then the title. What none of them says is left empty: nothing is guessed from the body, but that a
    report opens with the name of whom it is given for.

    Parameters
    ----------
    sentences
        All of one document, as `split_sentences` gives them.

    Examples
    --------
    >>> from research.text.documents import Document
    >>> from research.text.sentences import split_sentences
    >>> text = "青禾县人民政府关于加强供水的意见\n青政发〔2024〕8号\n各乡镇：\n请认真执行。\n青禾县人民政府\n2024年6月12日"
    >>> found = read_front_matter(split_sentences(Document("d", text)))
    >>> found.title, found.date, found.issuer, found.number, found.level, found.place
    ('青禾县人民政府关于加强供水的意见', '2024-06-12', '青禾县人民政府', '青政发〔2024〕8号', 'county', '青禾县')
    """
    before = list(takewhile(lambda sentence: sentence.kind != BODY, sentences))
    named = _find_title(before)
    split = _REPORT_AND_MEETING.fullmatch(named) if "年" in named else None
    title = split[1] if split else named
    head = [line for one in before if one.kind == BOILERPLATE for line in _list_lines(one)]
    untitled = (_read_line(one) for one in before if one.kind == HEADING)
    head += [split[2]] if split else [line for line in untitled if _AT_MEETING.search(line) or is_speaker(line)]
    aside = [line for one in sentences if one.kind == BOILERPLATE for line in _list_lines(one)]
    rows = [one.text for one in before if one.kind == TABLE]
    fields = read_catalogue([line for line in aside if len(line) <= _MAX_LINE], rows)
    lines = [squeeze(line) for line in aside if len(line) <= _MAX_LINE]
    head = [squeeze(line) for line in head]
    history = [line for line in head if _is_history(line)]
    meeting = "\n".join(line for line in (*head, title) if len(line) <= _MAX_LINE)
    title = title or _REPLY.sub("", find_field(fields, TITLES))
    written = _list_issuers_of_title(next((one.text for one in before if _read_line(one) == named), title))
    signed = _find_signature([line for line in aside if len(line) <= _MAX_LINE])
    if len(written) > 1 and title.startswith("".join(written)):
        title = " ".join(written) + title[len("".join(written)) :]
    issuer = (
        "、".join(list_issuers(find_field(fields, ISSUERS)))
        or (signed if not "、".join(written).endswith(signed) else "")
        or "、".join(written)
        or ("" if _REPORTS.search(title) else _find_legislator(history, title))
    )
    place, level = _tell_place(issuer, title, meeting, head, lines, sentences)
    subtitle = _find_subtitle(head)
    if not issuer and ("报告" in title + subtitle or not title):
        issuer = _find_speaker(head, sentences, place)
        place, level = (find_place(issuer), tell_level(issuer)) if issuer else (place, level)
    date = _find_date(fields, head, lines, history)
    return FrontMatter(
        title, subtitle, date, date[:4] or _find_year(head, lines) or read_year_of_title(title), issuer,
        _find_number(fields, title, lines, history), level, place,
    )  # fmt: skip


def _read_line(sentence: Sentence) -> str:
    return squeeze(remove_breaks(sentence.text))


def _list_lines(sentence: Sentence) -> list[str]:
    """Return what is set aside, line by line; what one line goes on with in the next is together."""
    lines = [line.strip() for line in sentence.text.splitlines() if line.strip()]
    return (
        lines
        if any(is_dated(line) or is_speaker(line) for line in lines[1:])
        else [remove_breaks(sentence.text).strip()]
    )


def _find_title(before: Sequence[Sentence]) -> str:
    """Return the first heading above the text that may be its title."""
    for one, following in pairwise([*before, None]):
        if one is None or one.kind != HEADING:
            continue
        line = _read_line(one)
        if find_level(one.text) <= _MARKED or SECTION.match(line):
            return ""
        goes_on = following is not None and following.kind == HEADING and find_level(following.text) > _MARKED
        if goes_on and "，" in line and not is_title(line):
            return ""  # lines of a paragraph, one a line
        if _may_name(line):
            return line
    return ""


def _may_name(line: str) -> bool:
    """Tell whether a heading may be the title: no caption, no office, no meeting, no sentence."""
    if line.endswith(("。", "；", "：", "，", "、")) or _NO_TITLE.match(line) or _CAPTION.search(line):
        return False
    if _AT_MEETING.match(line) or _NEWSPAPER.fullmatch(line) or is_date(line) or is_number(line):
        return False
    if is_title(line):
        return True
    office = _OFFICE.match(line) if is_speaker(line) else None
    signed = is_organisation(line) and tell_level(line) and not _GATHERS.search(line)
    return not signed and not (office and find_place_of_office(line))


def _find_signature(aside: Sequence[str]) -> str:
    """Return the organisations that stand directly above a date, or before it on one line."""
    for index, line in enumerate(aside):
        on_line = next((line[: found.start].rstrip() for found in find_dates(line) if found.end == len(line)), "")
        if line[len(on_line) :][:1].isspace() and is_signature(on_line):
            return "、".join(list_issuers(on_line))
        if not (is_date(squeeze(line)) or _is_act_of_date(line)) or not index:
            continue
        above: list[str] = []
        for other in reversed(aside[max(0, index - _MAX_ISSUERS) : index]):
            if not is_signature(other):
                break
            above = [*list_issuers(other), *above]
        if above:
            return "、".join(dict.fromkeys(above))
    return ""


def _is_act_of_date(line: str) -> bool:
    """Tell whether a line is a date and what happened then: 2018年7月30日签发."""
    return (
        len(line) <= 24
        and next((not found.start for found in find_dates(line)), False)
        and line.endswith(("签发", "印发", "发布"))
    )


def _list_issuers_of_title(title: str) -> list[str]:
    found = _ISSUER_OF_TITLE.match(simplify(title)) if title else None
    return list_issuers(title[: found.end(1)]) if found else []


def _is_history(line: str) -> bool:
    """Tell whether a line says when a law was passed, amended or made public."""
    return len(line) <= _MAX_HISTORY and bool(read_date(line)) and _HISTORY.search(_QUOTED.sub("", line)) is not None


def _list_acts(history: Sequence[str]) -> Iterator[tuple[str, str, str]]:
    """Yield the acts of the history of a law: the date, what was done, and by whom."""
    for line in history:
        dates = list(find_dates(line))
        for found, following in pairwise([*dates, None]):
            if found is None:
                continue
            said = _QUOTED.sub("", line[found.end : following.start if following else len(line)])
            acts = _ACT.findall(said)
            if acts:
                yield found.value, acts[-1], said


def _find_legislator(history: Sequence[str], title: str) -> str:
    """Return who passed a law, or who made it public; of a local law, not the national one above it."""
    makers = []
    for _, act, said in _list_acts(history):
        found = _PASSED_BY.match(said)
        made_public = _MADE_PUBLIC_BY.match(said)
        names = (
            found[1] + (found[2] or "") + found[3] + (found[4] or "") if found else "",
            made_public[1] if made_public else "",
        )
        makers += [name for name in names if act in _VERSION and tell_level(name)]
    own = (maker for maker in makers if find_place(maker) and title.startswith(find_place(maker)))
    return next(own, makers[0] if makers else "")


def _find_speaker(head: Sequence[str], sentences: Sequence[Sentence], place: str) -> str:
    """Return the authority whose report it is, by the office of who gives it or by its opening."""
    offices = (_OFFICE.match(line.rpartition("会议上")[2]) for line in head if len(line) <= _MAX_LINE)
    for name in chain((found[1] for found in offices if found), _list_given_for(sentences)):
        if _AUTHORITY.search(name) and (find_place(name) or tell_level(name) == "national"):
            return name
        own = _OWN_GOVERNMENT.fullmatch(name) if place else None
        if own and place.endswith(own[1]):
            return f"{place}人民政府"
    return ""


def _list_given_for(sentences: Sequence[Sentence]) -> Iterator[str]:
    """Yield for whom a report says that it is given: 我代表县人民政府向大会报告工作."""
    for text in islice((one.text for one in sentences if one.kind in (BODY, HEADING)), _MAX_OPENING):
        text = remove_breaks(text)
        found = _REPORTS_FOR.search(text) if "代表" in text or "委托" in text else None
        if found:
            yield found[1] or found[2]


def _tell_place(
    issuer: str, title: str, meeting: str, head: Sequence[str], lines: Sequence[str], sentences: Sequence[Sentence]
) -> tuple[str, str]:
    """Return place and level: of the issuer, else of the title of a report, of the meeting, of the speaker's office."""
    first = issuer.split("、")[0]
    place, level = find_place(first), tell_level(first)
    if place or level or issuer:
        return place, level
    if _NATIONAL_CONGRESS.search(meeting):
        return "", "national"
    reported = _PLACE_OF_REPORT.match(title) if "政府工作报告" in title else None
    place = next(filter(None, _list_places(reported[1] if reported else "", meeting, head, lines, title)), "")
    if place:
        whole = reported[1] if reported and reported[1].endswith(place) else place
        return whole, tell_level_of_place(whole)
    return "", next(map(tell_level, _list_given_for(sentences)), "")


def _list_places(reported: str, meeting: str, head: Sequence[str], lines: Sequence[str], title: str) -> Iterator[str]:
    """Yield the places that a text without an issuer may be of, the surest first; some are empty."""
    for found in _CONGRESS.finditer(meeting):
        yield find_place(found[1])
    yield reported
    for line in head:
        if is_speaker(line):
            yield find_place_of_office(line)
    for line in lines:
        if line.endswith("印发") and read_date(line):
            yield find_place(line)
    if title and _RULES.search(title):
        yield find_place_of_rules(title)


def _find_subtitle(head: Sequence[str]) -> str:
    """Return the line below the title that opens with a dash, else the one that names the meeting."""
    for line, following in pairwise([*head, ""]):
        if is_subtitle(line) and not is_date(line):
            whole = line + following if line.endswith(("届", "第", "次", "的")) and _MEETING.match(following) else line
            found = _MEETING.match(whole)
            whole = found[0] if found and whole[found.end() :].lstrip()[:1] in ("（", "(") else whole
            return _unbracket(whole.strip("-—－― "))
    for line in head:
        found = _MEETING.match(line) if _tells_meeting(line) and not _is_history(line) else None
        if found:
            return _unbracket(found[1])
    return ""


def _tells_meeting(line: str) -> bool:
    return len(line) <= _MAX_LINE and (is_occasion(line) or _AT_MEETING_FIRST.match(line) is not None)


def _unbracket(line: str) -> str:
    return line.strip("（）() ") if line.count("（") != line.count("）") or line.startswith(("（", "(")) else line


def _find_date(fields: dict[str, str], head: Sequence[str], lines: Sequence[str], history: Sequence[str]) -> str:
    found = read_bare_date(find_field(fields, DATES))
    if found:
        return found
    versions = [date for date, act, _ in _list_acts(history) if act in _VERSION]
    if versions:
        return versions[-1]
    stated = [line for line in head if is_occasion(line) or line.startswith(("（", "(")) or is_speaker(line)]
    signed = [line for above, line in pairwise(lines) if is_signature(above)]
    dated = [line for line in (*head, *lines) if is_dated(line)]
    own = [line for line in dated if not _is_stamp_of_page(line)]
    for line in (*(one for one in stated if is_dated(one)), *(one for one in signed if is_dated(one)), *own):
        if not is_duty_note(line) and not _BIBLIOGRAPHY.search(line) and (found := read_date(line)):
            return found
    page = read_bare_date(find_field(fields, DATES_OF_PAGE))
    other = (read_date(line) for line in (*dated, *head) if not is_duty_note(line) and not _BIBLIOGRAPHY.search(line))
    printed = (read_date(line) for line in lines if line.endswith("印发"))
    return page or next(filter(None, (*other, *printed)), "")


def _is_stamp_of_page(line: str) -> bool:
    """Tell whether a date is written as sites print it: 2024-06-12 10:20, 2024年06月12日."""
    return re.search(r"\d{4}\s*[-/.]|年0\d月|月0\d日|\d[:：]\d{2}", line) is not None


def _find_year(head: Sequence[str], lines: Sequence[str]) -> str:
    """Return the year of a date whose other parts are masked: 2023年X月X日."""
    masked = (
        line for line in (*head, *lines) if len(line) <= _MAX_LINE and re.search(r"年\s*(?:[XxＸ×*某]+|\s)\s*月", line)
    )
    return next(filter(None, map(read_year, masked)), "")


def _is_number(line: str) -> bool:
    if is_number(line) and not is_glued_field(line):
        return True
    return ("号" in line or "號" in line) and NUMBER.fullmatch(line.strip("（）()")) is not None


def _find_number(fields: dict[str, str], title: str, lines: Sequence[str], history: Sequence[str]) -> str:
    given = find_field(fields, NUMBERS)
    for line in (given, *(line for line in lines if _is_number(line))):
        found = NUMBER.search(line) if line else None
        if found:
            return f"{found[1]}〔{read_figures(found[2])}〕{found[3].translate(_NARROW)}号"
    acts = [given, *(said for *_, said in _list_acts(history))]
    lines = [title, *lines]
    orders = (_ORDER.match(said.translate(_NARROW)) for said in acts if "号" in said)
    alone = (_ORDER.fullmatch(line.translate(_NARROW)) for line in lines if "号" in line)
    pairs = (line + following for line, following in pairwise([*lines, ""]))
    ordered = (_ORDER.fullmatch(pair.translate(_NARROW)) for pair in pairs if "号" in pair)
    for found in chain(orders, alone, ordered):
        if found:
            return squeeze(found[1]) + "".join(found[2].split())
    return given
