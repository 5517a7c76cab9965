"""Lines that hold a date: alone, with its occasion, its act or its speaker, or below a letter."""

import re

from research.text.line_forms import MAX_DATED, MAX_NOTICE, MAX_SHORT, is_short
from research.text.patterns import compile_on_use

# Each date below has one of these words, and each occasion.
_YEAR = compile_on_use("年|19|20")
_YEAR_AND_MONTH = compile_on_use(r"年.*月", re.DOTALL)
_MEETING = compile_on_use("[在于第].*(?:上|会|期间)", re.DOTALL)
_DATE = r"[（(【\[]?\s*([一二]\s*[〇○零０O九\d０-９一二三四五六七八\s]{3,6}|[12１２lI]\s*[\d０-９OolI\s]{3,6})年\s*[\d０-９OolI一二三四五六七八九十\s]{1,4}月(\s*[\d０-９OolI一二三四五六七八九十XxＸ×\s]{1,5}日)?"
_DATE_LINE = compile_on_use(
    rf"^(——|--|—)?({_DATE}\s*(上午|下午|晚)?|[（(]?(19|20)\d\d[-./]\d{{1,2}}[-./]\d{{1,2}}(\s+\d{{1,2}}:\d{{2}}(:\d{{2}})?(\s+[\u4e00-\u9fff]{{2,4}})?)?)\s*[）)】\]]?$"
    r"|^(19|20)\d\d年(元旦|春节|新春|元宵节?|清明节?|五一|端午节?|中秋节?|国庆节?|除夕|[春夏秋冬]季?)$"
    r"|^\D{0,12}(20\d\d)?\s*年\s+月\s+日$"
)
_DAY = compile_on_use(
    r"[（(]?\d{1,2}月\d{1,2}日(\s*[（(]?(星期|周)[一二三四五六日天][）)]?)?\s*([上下]午|晚上?)?[）)]?"
)
_DATE_AND_ACT = compile_on_use(rf"^{_DATE}.{{0,110}}(通过|发布|公布|印发|修订|修正|批准|整理|施行|印)\s*[）)】\]]?$")
_PASSED = compile_on_use(rf"[（(]?\s*(?:根据|依据)?\s*{_DATE}")  # （2003年5月28日…通过　根据2010年7月30日…修正）
_ACT_OF_LAW = compile_on_use(r"(?:通过|修订|修正|修改|公布|发布|颁布|批准|施行)\s*[）)]?$")
_DATE_AND_NAME = compile_on_use(rf"^[（(]?{_DATE}(?<=日)\s*[\u4e00-\u9fff·]{{2,4}}[）)]?$")  # 2006年2月16日某某
_DATE_BEFORE = compile_on_use(rf"^(?:{_DATE}|(?:19|20)\d\d[-./]\d{{1,2}}[-./]\d{{1,2}})[\s\u3000]+[^\s\d]")
_DATE_AT_END = compile_on_use(rf"[\s　、，]{_DATE}\s*(印发|印)?[）)]?$|[（(]{_DATE}[）)]$")
_DATE_AND_SPEAKER = compile_on_use(
    rf"^[（(]{_DATE}[\s　，,]+[^。]{{1,24}}[）)]$|^[（(][^。]{{2,40}}{_DATE}\s*印发[）)]$"
)
_SIGNED_WITH_DATE = compile_on_use(
    rf"^[^，。；：]{{2,24}}[\s　，]+({_DATE}|[\d一二三四五六七八九十]{{1,2}}月[\d一二三四五六七八九十]{{1,3}}日)$"
)
_DATE_AND_PLACE = compile_on_use(
    rf"^[（(]?(--|－－|[—―])*\s*{_DATE}\s*.{{0,24}}?(在|于|[\u4e00-\u9fff]{{2,20}}第).{{2,60}}(上|会议|全会|大会|期间)(的?(政府)?(工作)?(报告|讲话|发言)|作政府工作报告)?[。]?\s*[）)】\]]?$"
)
_AT_MEETING = r"[^，。；]{0,24}?(在|于|第)[^，。；]{2,60}(上|会议|全会|大会|期间)[^，。；]{0,40}[）)】\]]?。?$"
_OCCASION = compile_on_use(rf"^[（(]?((--|－－|[—―])+\s*({_DATE})?|{_DATE}){_AT_MEETING}")
_OCCASION_WITHOUT_DATE = compile_on_use(rf"^[（(]?(--|－－|[—―])+\s*{_AT_MEETING}")

_MAX_PASSED = 1500  # characters that say when a law was passed and amended
_DATES_AND_MORE = (_DATE_AND_NAME, _DATE_AND_PLACE, _DATE_AND_ACT, _DATE_AND_SPEAKER)


def is_date(line: str) -> bool:
    """Tell whether a line is a date and nothing else."""
    return len(line) <= MAX_SHORT and _YEAR.search(line) is not None and bool(_DATE_LINE.match(line))


def is_passed(line: str) -> bool:
    """Tell whether a line says when a law was passed, amended or made public.

    Examples
    --------
    >>> is_passed("（2003年5月28日第十届人民代表大会第二次会议通过　根据2010年7月30日第三次会议《关于修改条例的决定》修正）")
    True
    >>> is_passed("2003年5月28日会议通过。"), is_passed("2003年5月28日")
    (False, False)
    """
    if len(line) > _MAX_PASSED or "。" in line or not _ACT_OF_LAW.search(line[-8:]):
        return False
    return _PASSED.match(line) is not None and ("会议" in line or "令" in line or "国务院" in line)


def is_day(line: str) -> bool:
    """Tell whether a line is a day without a year, as in a chronicle: 1月16日（星期二）."""
    return len(line) <= MAX_SHORT and "月" in line and _DAY.fullmatch(line) is not None


def is_dated(line: str) -> bool:
    """Tell whether a line is a date, also with its occasion, or ends with one."""
    if not _YEAR.search(line):
        return False
    if len(line) <= MAX_DATED and _DATE_LINE.match(line):
        return True
    full = _YEAR_AND_MONTH.search(line) is not None
    if (full and len(line) <= MAX_DATED and any(pattern.match(line) for pattern in _DATES_AND_MORE)) or is_passed(line):
        return True
    if len(line) <= MAX_NOTICE and "。" not in line and _DATE_BEFORE.match(line):
        return True
    return full and is_short(line) and bool(_DATE_AT_END.search(line))


def is_signed_with_date(line: str) -> bool:
    """Tell whether a line is a name with a date behind it, as below a letter: 胡杨村村民　马德全　7月9日."""
    return len(line) <= MAX_SHORT and line[-1:] in "月日" and bool(_SIGNED_WITH_DATE.match(line))


def is_occasion(line: str) -> bool:
    """Tell whether a line says at what meeting a speech was given: ——在县委全会上的报告."""
    if len(line) > MAX_NOTICE or not _MEETING.search(line):
        return False
    if not _YEAR_AND_MONTH.search(line):
        return _OCCASION_WITHOUT_DATE.match(line) is not None
    return bool(_OCCASION.match(line) or _DATE_AND_PLACE.match(line))
