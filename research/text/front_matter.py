"""Front matter: what a text says of itself, its title, date, issuer and number."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise, takewhile

from research.text.boilerplate import (
    is_date,
    is_number,
    is_occasion,
    is_organisation,
    is_subtitle,
    split_fields,
    squeeze,
)
from research.text.boundaries import is_duty_note
from research.text.kinds import BODY, BOILERPLATE, HEADING
from research.text.lines import remove_breaks
from research.text.list_marks import find_level
from research.text.sentences import Sentence

_DIGITS = str.maketrans("〇○零OolI０１２３４５６７８９一二三四五六七八九", "0000011" + "0123456789" + "123456789")
_NARROW = str.maketrans("０１２３４５６７８９", "0123456789")
_YEAR = r"(?:1[89]|2[0Oo])[\dOolI]{2}|[一二][〇○零O九八][〇○零O一二三四五六七八九]{2}"
_DATE = re.compile(
    rf"({_YEAR})\s*[年\-./]\s*([\dOolI]{{1,2}}|[一二三四五六七八九十]{{1,3}})\s*[月\-./](?:\s*([\dOolI]{{1,2}}|[一二三四五六七八九十]{{1,3}})\s*日?)?"
)
_YEAR_OF_TITLE = re.compile(rf"(?<![—－~～-])({_YEAR})\s*年")
_NUMBER = re.compile(
    r"([\u4e00-\u9fff]{1,16})\s*[〔\[［(（【]\s*([\dOolI]{4})\s*[〕\]］)）】]\s*(?:第\s*)?(\d{1,5})\s*号"
)
_FIELD = re.compile(r"[【\[（(]?([\u4e00-\u9fff]{2,6})[】\]）)]?\s*[：:]\s*(.*)")
_ISSUERS = ("发文机关", "发文单位", "发布机构", "发布机关", "发布单位", "颁布机关", "制定机关", "公布机关", "发布部门")
_DATES = (
    "成文日期",
    "成文时间",
    "发文日期",
    "发文时间",
    "公布日期",
    "印发日期",
    "颁布日期",
    "生成日期",
    "发布日期",
    "发布时间",
    "公开日期",
)
_TITLES = ("标题", "主题")  # of a catalogue or a mail, where the text has none
_NUMBERS = ("发文字号", "文号", "发布文号", "公文字号", "批准文号", "文件编号")
_ISSUER_OF_TITLE = re.compile(
    r"^(.{2,40}?(?:政府|委员会|办公室|办公厅|[局委厅部院会署]))(?:关于|印发|转发|批转|公告|令)"
)
_ADMINISTRATION = r"[\u4e00-\u9fffXx×]{1,10}?(?:自治区|自治州|自治县|[省市县区州盟旗镇乡])"
_PLACE_OF_REPORT = re.compile(rf"^(?:\d{{4}}年)?((?:{_ADMINISTRATION}){{1,2}})(?:人民)?(?:\d{{4}}年)?政府工作报告")
_PLACE_OF_CONGRESS = re.compile(
    rf"在((?:{_ADMINISTRATION}){{1,2}})第?[一二三四五六七八九十\d]{{1,3}}届人(?:民代表大会|大)"
)
_LEVELS = (
    ("national", re.compile(r"^(中华人民共和国|国务院|中共中央|中央|全国|国家)")),
    ("township", re.compile(r"[\u4e00-\u9fff](镇|乡|街道)(党委|党工委|人民政府|政府|办事处|人大|纪委)")),
    (
        "county",
        re.compile(
            r"^[\u4e00-\u9fff]{1,10}?(省|自治区|市)?[\u4e00-\u9fffXx×]{1,6}(县|区|旗)(?!域)(委|政|人|党|常|纪|发|教|卫|财|农|住|民|公|水|商|文|退|应|审|国|统|医|市|税|总|妇|团|科|生|自|交|林|司|信|$)"
        ),
    ),
    ("city", re.compile(r"^[\u4e00-\u9fff]{1,10}?(省|自治区)?[\u4e00-\u9fffXx×]{1,6}(市|州|盟|地区)")),
    ("province", re.compile(r"^[\u4e00-\u9fff]{1,8}?(省|自治区)|^(北京|天津|上海|重庆)市")),
)
_PLACE = re.compile(
    r"^((?:[\u4e00-\u9fffXx×]{1,8}?(?:省|自治区))?(?:[\u4e00-\u9fffXx×](?<![省市县区州])[\u4e00-\u9fffXx×]{0,7}?(?:自治州|地区|[市州盟]))?(?:[\u4e00-\u9fffXx×]{1,8}?(?:自治县|[县区旗]))?(?:[\u4e00-\u9fffXx×]{1,6}?(?:镇|乡|街道))?)(?=人民|政府|党|委|纪|人大|政协|发展|教育|[\u4e00-\u9fff]{2,12}[局委厅部]|$)"
)
_MARKED = 4
_MAX_LINE = 120
_MUNICIPALITIES = ("北京市", "天津市", "上海市", "重庆市")


@dataclass(frozen=True)
class FrontMatter:
    """What a text says of itself; empty where it does not.

    Attributes
    ----------
    title, subtitle
        As they stand, without line breaks.
    date
        ``2024-06-12``, or ``2024-06`` where no day is given: of a field, below the title, or of the last signature.
    year
        Of the date, else of the title.
    issuer
        Of a field, the signature, or the title.
    number
        The number of the document: ``青政发〔2024〕8号``.
    level
        ``national``, ``province``, ``city``, ``county`` or ``township``, by the issuer's name.
    place
        The place in the issuer's name.
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
    signature, then the title. What none of them says is left empty: nothing is guessed from the body.

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
    titles = (_read_line(one) for one in before if one.kind == HEADING and find_level(one.text) > _MARKED)
    head = [_read_line(one) for one in before if one.kind == BOILERPLATE]
    aside = [_read_line(one) for one in sentences if one.kind == BOILERPLATE and len(one.text) <= _MAX_LINE]
    set_aside = (one.text for one in sentences if one.kind == BOILERPLATE and len(one.text) <= _MAX_LINE)
    fields = _read_fields([squeeze(field) for text in set_aside for field in split_fields(remove_breaks(text))])
    title = next(titles, "") or _first(fields, _TITLES)
    issuer = _first(fields, _ISSUERS) or _find_signature(aside) or _match(_ISSUER_OF_TITLE, title)
    congress = next((found[1] for found in map(_PLACE_OF_CONGRESS.search, head) if found), "")
    reporting = _match(_PLACE_OF_REPORT, title) or congress
    date = _find_date(fields, aside)
    subtitle = next((line.strip("-—－―（）() ") for line in head if is_subtitle(line) and not is_date(line)), "")
    return FrontMatter(
        title, subtitle, date, date[:4] or _read_year(title), issuer, _find_number(fields, aside),
        _tell_level(issuer) or _tell_level(reporting), _match(_PLACE, issuer.removeprefix("中共")) or reporting,
    )  # fmt: skip


def _read_line(sentence: Sentence) -> str:
    return squeeze(remove_breaks(sentence.text))


def _read_fields(lines: Sequence[str]) -> dict[str, str]:
    """Return the fields of a catalogue: label and value on one line, or on two."""
    fields: dict[str, str] = {}
    for line, following in pairwise([*lines, ""]):
        found = _FIELD.match(line)
        if found:
            value = found[2].strip() or ("" if _FIELD.match(following) else following)
            fields.setdefault(found[1], value)
    return fields


def _first(fields: dict[str, str], labels: Sequence[str]) -> str:
    return next((fields[label] for label in labels if fields.get(label)), "")


def _match(pattern: re.Pattern[str], text: str) -> str:
    found = pattern.match(text)
    return found[1] if found else ""


def _find_signature(aside: Sequence[str]) -> str:
    """Return the organisation that stands directly above a date."""
    pairs = [above for above, line in pairwise(aside) if is_date(line) and is_organisation(above) and "：" not in above]
    return pairs[0] if pairs else ""


def _find_date(fields: dict[str, str], aside: Sequence[str]) -> str:
    found = _read_date(_first(fields, _DATES[:-4]))
    if found:
        return found
    for line in aside:
        if is_date(line) or is_occasion(line):
            found = _read_date(line)
            if found:
                return found
    other = (_read_date(line) for line in aside if not is_duty_note(line))  # 完成时限：2024年12月31日
    return _read_date(_first(fields, _DATES[-4:])) or next((date for date in other if date), "")


def _find_number(fields: dict[str, str], aside: Sequence[str]) -> str:
    given = _first(fields, _NUMBERS)
    for line in (given, *(line for line in aside if is_number(line))):
        found = _NUMBER.search(line)
        if found:
            return f"{found[1]}〔{found[2].translate(_DIGITS)}〕{found[3]}号"
    return given


def _read_date(text: str) -> str:
    found = _DATE.search(text)
    if not found:
        return ""
    year, month, day = found[1].translate(_DIGITS), _read_number(found[2]), _read_number(found[3] or "")
    if not 1 <= month <= 12 or day > 31:
        return ""
    return f"{year}-{month:02}" + (f"-{day:02}" if day else "")


def _read_number(text: str) -> int:
    """Read a number below a hundred in figures or Chinese numerals."""
    if "十" in text:
        tens, ones = text.split("十")
        return 10 * (int(tens.translate(_DIGITS)) if tens else 1) + (int(ones.translate(_DIGITS)) if ones else 0)
    return int(text.translate(_DIGITS)) if text else 0


def _read_year(title: str) -> str:
    found = _YEAR_OF_TITLE.search(title.translate(_NARROW))
    return found[1].translate(_DIGITS) if found else ""


def _tell_level(issuer: str) -> str:
    if issuer.startswith(_MUNICIPALITIES) and not re.search(r"[县区]", issuer[3:]):
        return "province"
    return next((level for level, pattern in _LEVELS if pattern.search(issuer)), "")
