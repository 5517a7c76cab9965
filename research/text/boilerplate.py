"""What stands around a document but is not of it: site advertising, navigation, dates, speakers, glossaries."""

import re
from collections.abc import Sequence

_ANYWHERE = re.compile(
    r"(QQ|ＱＱ|qq)\s*(：|:)|点击(这里|此处|下载|查看|阅读|进入)|下载(本文|地址|链接|次数|积分|须知)"
    r"|(全文|文档|范文|Word版?|PDF版?)(免费)?下载|更多(精彩)?(范文|公文|讲话稿|资料|文章|材料)|版权所有|ICP备|ICP证|公网安备|上一篇|下一篇"
    r"|(责任)?编辑[：:]|本文(来自|来源|由|链接|转载)|转载请注明|(您|你)?(现在的|当前)位置[：:]|会员(登录|登陆|注册|专享)|加入收藏|设为首页"
    r"|https?://|\bwww\.|字体[：:]?\s*[【\[]?(大|小)|打印本页|关闭窗口|分享到|(浏览|阅读|点击)(次数|量|数)[：:]|返回(顶部|首页|列表)|技术支持[：:]"
    r"|公文(写作|资料)(网|群|库)|(范文|文秘|公文|材料|资料)网[\s，。！：:|-]|政府网站标识码|主办单位[：:]|网站地图|联系我们|免责声明"
    r"|仅供(学习|参考|会员)|加(群主|客服|微信|QQ)|原文链接|信息来源[：:]"
)
# What reports write of, too: it advertises where the line is no sentence, or asks the reader for something.
_PERHAPS = re.compile(r"(QQ|ＱＱ|qq)\s*(交流|微信)?[群号]|微信公众号|扫一扫|扫描(下方|左侧|右侧)?二维码")
_ASKS = re.compile(
    r"\d{5,}|[XxＸ×]{4,}|下载|索取|更多|加(入|群|Q|微信)|添加|请加|扫码|(关注|订阅)(我们|本|微信|公众号|[：:])|交流[QＱq]|(号|群)[：:]"
)
_ITEM = re.compile(r"[（(]?[一二三四五六七八九十]{1,3}([、）)]|是|要)|[（(]?\d{1,2}[.．、）)]")
_EDGE = re.compile(
    r"^(首页|主页)\s*[>＞»|-]|^(来源|作者|信息来源|文章来源|发布(时间|日期|机构|单位)?|发文(时间|日期)|时间|日期|索引号|主题分类|成文日期|公开日期|文号|稿源|录入|审核)\s*[：:]"
    r"|^（?[(]?\s*(来源|作者)[：:]|^【?(大|中|小|打印|关闭|纠错|收藏)】?(\s+【?(大|中|小|打印|关闭|纠错|收藏)】?)+$|^\d+\s*(/|／)\s*\d+$"
    r"|登录\s*[|｜]\s*注册|注册\s*[|｜]\s*登录|^[-—=*_·.\s]{3,}$"
)
_DATE = r"[（(【\[]?\s*([一二]\s*[〇○零０O九\d０-９一二三四五六七八\s]{3,6}|[12１２]\s*[\d０-９\s]{3,6})年\s*[\d０-９一二三四五六七八九十\s]{1,4}月(\s*[\d０-９一二三四五六七八九十\s]{1,5}日)?"
_DATE_LINE = re.compile(rf"^{_DATE}\s*(上午|下午|晚)?\s*[）)】\]]?$")
_DATE_AND_ACT = re.compile(rf"^{_DATE}.{{0,40}}(通过|发布|公布|印发|修订|批准|整理|施行|印)\s*[）)】\]]?$")
_DATE_AT_END = re.compile(rf"[\s　、，]{_DATE}\s*(印发|印)?[）)]?$")
_NUMBER_OR_EXTRACT = re.compile(
    r"[〔\[［(（]\d{4}[〕\]］)）]\s*第?\d+号$|^[（(](节选|摘要|讨论稿|征求意见稿|\d{4}\s*[—－-]\s*\d{4}年).{0,30}[）)]$"
)
_DATE_AND_PLACE = re.compile(
    rf"^(——|--|—)?\s*{_DATE}\s*(在|于|[\u4e00-\u9fff]{{2,20}}第).{{2,60}}(上|会议|全会|大会|期间)\s*[）)】\]]?$"
)
_OFFICE = re.compile(
    r"^.{0,24}?(书记|市长|县长|省长|区长|州长|盟长|旗长|镇长|乡长|主任|主席|部长|局长|厅长|总理|会长|院长|检察长|司令员|政委)[\s　:：]*[\u4e00-\u9fffＸX×\s]{0,5}$"
)
_NAME = re.compile(r"^[\u4e00-\u9fffＸX×]\s?[\u4e00-\u9fffＸX×]{1,2}(\s?[\u4e00-\u9fffＸX×])?$")
_GLOSSARY_TITLE = re.compile(
    r"^[※*＊●■◆★\s]*[（(【\[]?(附件?\d*[：:]?)?\s*(.{0,16}(名词|名称|词语|用语|术语)(解释|注释|说明)|注释|名词解释和说明|有关(用语|名词)(的)?说明)\s*[）)】\]]?[：:]?[※*＊●■◆★\s]*$"
)
_GLOSSARY_ENTRY = re.compile(r"^\s*([\[［〔【(（]?\d{1,3}[\]］〕】)）.．、]|[①-⑳]|[*＊注]).{0,60}[：:]")
_SIGNATURE = re.compile(
    r"(政府|委员会|委|局|厅|办公室|部|中心|小组|院|会|会议|站|支部|台|处|队|区|银行|公司|学校|编|指挥部)$"
)
_CONTACT = re.compile(r"^[（(]?(联系|咨询|举报|监督|投诉)(人|电话|方式|地址)[：:]|^(抄送|主送|抄报|印发范围|附件)[：:]")
_EDGE_LINES = 12
_LONGEST_NOTICE = 120
_LONGEST_DATE = 200  # the patterns take quadratic time on blanks
_DATES = (_DATE_LINE, _DATE_AND_PLACE, _DATE_AND_ACT)


def find_boilerplate(lines: Sequence[str]) -> list[bool]:
    """Tell for each line of a document whether it belongs to what surrounds the text rather than to the text.

    Advertising, navigation and download notices are found by their wording anywhere if the line is short; date,
    speaker and source lines only among the first and last lines; a glossary (名词解释) from its title, or from its
    first numbered entry in the last third, to the end.

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
    found = [len(line) <= _LONGEST_NOTICE and _advertises(line) for line in lines]
    _mark_edges(lines, found)
    start = _find_glossary(lines)
    for index in range(start, len(lines)):
        found[index] = True
    return found


def _advertises(line: str) -> bool:
    if _ANYWHERE.search(line):
        return True
    if not _PERHAPS.search(line):
        return False
    reported = line.endswith(("。", "；")) or bool(_ITEM.match(line))
    return not reported or bool(_ASKS.search(line))


def _mark_edges(lines: Sequence[str], found: list[bool]) -> None:
    top = _find_opening(lines)
    speaker = False
    for index, line in enumerate(lines[:top]):
        dated = len(line) <= _LONGEST_DATE and any(pattern.match(line) for pattern in _DATES)
        dated = dated or (_is_short(line) and bool(_DATE_AT_END.search(line)))
        office = index > 0 and _is_short(line) and bool(_OFFICE.match(line)) and not line.endswith(("：", ":"))
        name = speaker and bool(_NAME.match(line))
        numbered = _is_short(line) and bool(_NUMBER_OR_EXTRACT.search(line))
        found[index] = found[index] or dated or office or name or numbered or bool(_EDGE.search(line))
        speaker = office or dated or (speaker and found[index])
    signed = False
    for index in range(len(lines) - 1, max(top, len(lines) - _EDGE_LINES) - 1, -1):
        line = lines[index]
        dated = (len(line) <= _LONGEST_DATE and bool(_DATE_LINE.match(line))) or (
            _is_short(line) and bool(_DATE_AT_END.search(line))
        )
        signature = signed and _is_short(line) and bool(_SIGNATURE.search(line))
        contact = len(line) <= 80 and bool(_CONTACT.match(line))
        edge = _is_short(line) and bool(_EDGE.search(line))
        found[index] = found[index] or dated or signature or contact or edge
        signed = dated or signature


def _find_opening(lines: Sequence[str]) -> int:
    for index, line in enumerate(lines[:_EDGE_LINES]):
        if line.endswith(("：", ":")) and _is_short(line) and not _EDGE.search(line):
            return index
        if len(line) > 60 and not _advertises(line):
            return index
    return min(_EDGE_LINES, len(lines))


def _find_glossary(lines: Sequence[str]) -> int:
    latest = len(lines)
    first = len(lines) // 2
    for index in range(first, latest):
        if len(lines[index]) <= 40 and _GLOSSARY_TITLE.match(lines[index]):
            return index
    entries = [index for index in range(2 * len(lines) // 3, latest) if _is_glossary_entry(lines[index])]
    if len(entries) >= 4 and len(entries) >= 0.6 * (latest - entries[0]):
        return entries[0]
    return latest


def _is_glossary_entry(line: str) -> bool:
    return bool(_GLOSSARY_ENTRY.match(line)) and bool(
        re.search(r"[：:].{0,12}(指|是|即|“|由|为|包括)|是指|指的是", line)
    )


def _is_short(line: str) -> bool:
    return len(line) <= 45 and not line.endswith(("。", "！", "；", "？"))
