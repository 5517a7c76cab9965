"""Lines that name people and organisations: speakers, offices, signatures, stamps of a transcript."""

import re

from research.text.line_forms import MAX_SHORT, is_short, squeeze
from research.text.patterns import compile_on_use

SURNAMES = (
    "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎余潘杜戴夏钟汪田任姜范方石姚谭廖邹熊"
    "金陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段雷钱汤尹黎易常武乔贺赖龚文某艾欧司马上官"
)
PERSON = rf"[{SURNAMES}][\s\u3000]?(?:[\u4e00-\u9fffXx×ＸＸ*]{{1,2}}|[\u4e00-\u9fff]·[\u4e00-\u9fff]{{1,8}})"
"""A name of a person that begins with a surname."""
_TIME = r"[\[［（(]?\d{1,2}[:：]\d{2}(?:[:：]\d{2}(?:[.,]\d{1,3})?)?[\]］）)]?"
_SPOKEN = r"(?:发言人|说话人|讲话人|主持人|记者|嘉宾|Speaker)\s?[\dA-Za-z]{0,2}"
_STAMP = compile_on_use(
    rf"{_TIME}\s*[^\s，。；：:\d][^，。；：:]{{0,20}}[：:]|{_TIME}\s*{_SPOKEN}|{_SPOKEN}\s*{_TIME}\s*[：:]?"
    rf"|[^，。；：:\d]{{1,20}}\s*[\[［（(]?\d{{1,2}}[:：]\d{{2}}[:：]\d{{2}}[\]］）)]?\s*[：:]?"
)
_CLOCK = compile_on_use(r"\d[:：]\d\d")  # in every stamp
_POST = r"(书记|市长|县长|省长|区长|州长|盟长|旗长|镇长|乡长|主任|主席|部长|局长|厅长|总理|会长|院长|检察长|司令员|政委|秘书长|总经理|董事长|校长|村长|行长)"
_ANY_POST = compile_on_use(_POST)
_SPEAKER = compile_on_use(
    rf"^.{{0,24}}?{_POST}([\s　:：、]+[\u4e00-\u9fffＸX×·•\s]{{1,14}}|[\u4e00-\u9fffＸX×]{{0,5}}|[\u4e00-\u9fff]{{1,8}}[·•][\u4e00-\u9fff]{{1,8}})$"
)
_SPEAKER_LABEL = compile_on_use(
    rf"[^，。；：:]{{0,24}}(?:{_POST}|发言人|代表|委员)[\s\u3000]+[\u4e00-\u9fff·]{{1,4}}[：:]|[^，。；：:\s]{{0,12}}(?:记者|主持人)(?:[\s\u3000]*{PERSON})?[：:]"
    rf"|(?:主持人|记者|网友|嘉宾|[\u4e00-\u9fff][某×Xx＊*]{{1,2}})[：:]|[［\[【]{PERSON}[］\]】][：:]|[［\[【](?:主持人|记者|嘉宾|网友[^］\]】]{{0,10}})[］\]】][：:]?"
)
_SPOKEN_BY = compile_on_use(r"[\s某×Xx＊*［\[【]|记者|主持人|网友|嘉宾")  # in every label of a speaker
_NAME = compile_on_use(
    r"^(?![前序引导]言|目录|[概综]述|概况|[总附]则|[绪总结]论|摘要|背景|[结后]语|附录|[今去明]年|.*(?:目标|任务|回顾|安排|情况|工作|成绩|措施|要求|发展|思路|重点|亮点)$)[\u4e00-\u9fffＸX×]\s?[\u4e00-\u9fffＸX×]{1,2}(\s?[\u4e00-\u9fffＸX×])?$|^[\u4e00-\u9fff]{2,8}[·•][\u4e00-\u9fff]{2,8}$"
)
_ORGANISATION = compile_on_use(
    r"(政府|委员会|委|局|厅|办公室|办公厅|部|中心|小组|院|会|会议|站|支部|台|处|队|区|银行|公司|学校|编|指挥部|联社|党组|街道办事处|署|社|办|科|馆|社区|(调研|课题|工作|专题|起草|检查|督导|督查)组)(（[^）]{1,8}）)?$"
)
_MAX_NAME = 6  # characters of a name without a dot, with blanks between them
_MAX_SPACED = 12  # 县　长　许某某, with blanks between its characters


def is_stamp(line: str) -> bool:
    """Tell whether a line only says when who spoke, as a transcript does: 00:12:31 主持人：.

    Examples
    --------
    >>> [is_stamp(line) for line in ("00:12:31 主持人：", "发言人1  03:25", "8:30 开幕式", "开幕式 8:30")]
    [True, True, False, False]
    """
    return is_short(line) and _CLOCK.search(line) is not None and _STAMP.fullmatch(line) is not None


def is_speaker_label(line: str) -> bool:
    """Tell whether a line only says who speaks below it.

    Examples
    --------
    >>> [is_speaker_label(line) for line in ("县人社局局长 安某：", "晚报记者：", "［主持人］", "方案：", "许市长：")]
    [True, True, True, False, False]
    """
    if not is_short(line) or line[-1:] not in "：:］]】" or not _SPOKEN_BY.search(line):
        return False
    return _SPEAKER_LABEL.fullmatch(line) is not None


def is_speaker(line: str) -> bool:
    """Tell whether a line is an office, with or without a name: 县长 许某."""
    if not is_short(line) or line.endswith(("：", ":")):
        return False
    return _names_post(line) or (len(line) <= _MAX_SPACED and _names_post(squeeze(line)))


def _names_post(line: str) -> bool:
    return _ANY_POST.search(line) is not None and _SPEAKER.match(line) is not None


def is_name(line: str) -> bool:
    """Tell whether a line may be the name of a person."""
    return len(line) <= (MAX_SHORT if "·" in line or "•" in line else _MAX_NAME) and bool(_NAME.match(line))


def is_person(line: str) -> bool:
    """Tell whether a line is the name of a person by its surname.

    Examples
    --------
    >>> [is_person(line) for line in ("周某某", "王 某", "前言", "农业")]
    [True, True, False, False]
    """
    return len(line) <= MAX_SHORT and re.fullmatch(PERSON, line) is not None


def is_organisation(line: str) -> bool:
    """Tell whether a line may be a signature."""
    return is_short(line) and bool(_ORGANISATION.search(line)) and "，" not in line
