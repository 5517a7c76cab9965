"""Lines that are fields: labels of a catalogue, a letter or a form with their values, bylines, paths of navigation."""

import re

from research.text.line_forms import END_OF_SENTENCE, MAX_DATED, MAX_NOTICE, is_short, squeeze
from research.text.name_lines import PERSON, SURNAMES
from research.text.patterns import compile_on_use

# Labels of letters that citizens write to an office, and of its answers.
_OF_LETTERS = frozenset(("状态", "当前状态", "处理状态")) | {
    f"{letter}{what}"
    for letter in ("来信", "来电", "写信", "信件", "留言", "咨询", "投诉", "诉求", "工单", "提问", "答复", "回复", "回访", "受理", "办理", "办结")
    for what in ("人", "网友", "时间", "日期", "单位", "部门", "机构", "编号", "状态", "类型", "类别", "标题", "结果")
}  # fmt: skip
_TEXTS_OF_LETTERS = frozenset(
    f"{letter}{what}"
    for letter in ("来信", "信件", "留言", "咨询", "投诉", "提问", "答复", "回复")
    for what in ("内容", "正文")
)
# Labels of the catalogue of a document, as sites, databases and registries print it above the text.
_LABELS = _OF_LETTERS.union(
    (
        "索引", "索引号", "索引编号", "信息索引", "主题分类", "主题词", "关键词", "组配分类", "体裁分类", "信息分类", "服务对象分类", "分类", "类别",
        "公文种类", "文件类型", "文种", "标题", "题名", "名称", "文件名称", "信息名称", "发文机关", "发文单位", "发文机构", "制发机关", "印发机关",
        "制定单位", "发布机构", "发布机关", "发布单位", "颁布机关", "制定机关", "公布机关", "信息来源", "文章来源", "来源", "稿源", "作者", "供稿",
        "撰稿", "录入", "编辑", "责编", "责任编辑", "校对", "审核", "审核人", "签发", "签发人", "上传", "上传者", "发布人", "发布者", "信息提供",
        "发文字号", "发文文号", "文件字号", "文号", "文件编号", "发布文号", "批准文号", "公文字号", "编号", "密级", "紧急程度", "份号", "成文日期",
        "成文时间", "发文日期", "发文时间", "签发日期", "发布日期", "发布时间", "发布", "公布日期", "公开日期", "公开时间", "生成日期", "印发日期",
        "更新时间", "更新日期", "施行日期", "实施日期", "生效日期", "废止日期", "失效日期", "时间", "日期", "上传时间", "有效性", "效力状态", "时效性",
        "效力级别", "效力等级", "法规类别", "公开方式", "公开属性", "公开范围", "公开类别", "主动公开", "有效期", "统一编号", "登记号", "规范性文件编号",
        "地点", "会议地点", "访谈地点", "直播地点", "发布会地点", "会议时间", "访谈时间", "直播时间", "发布会时间", "议题", "会议议题", "嘉宾", "主持",
        "主持人", "听证人", "记录", "记录人", "记录员", "书记员", "记录整理", "主题", "整理", "解读人", "解读机关", "解读单位", "满意度", "满意度评价",
        "监制", "终审", "初审", "复审", "原标题", "法规标题", "法规名称", "颁布单位", "颁布时间", "颁布日期", "颁布部门", "发布部门", "批准单位",
        "批准时间", "批准日期", "批准部门", "摄影", "文字", "图片", "图", "文", "策划", "统筹", "核稿", "排版", "制图", "浏览次数", "浏览量", "浏览",
        "阅读", "阅读量", "阅读次数", "点击数", "点击量", "点击次数", "访问量", "字号", "字体", "字体大小", "大小", "下载次数", "下载积分", "法宝引证码",
        "原文链接", "链接", "网址", "二维码", "附件下载", "相关附件", "发件人", "收件人", "发送时间", "发送日期", "数据来源", "资料来源",
    ),
    (
        f"{how}{who}"
        for how in ("出席", "列席", "缺席", "请假", "参会", "参加", "与会", "发布", "受访")
        for who in ("", "人", "人员", "领导", "单位")
    ),
)  # fmt: skip
_CREDITS = frozenset(("来源", "文", "文字", "图", "图片", "摄影", "编辑", "责编", "审核", "供稿", "撰稿"))  # 文/李某
_HEAD = compile_on_use(r"([【\[（(]?)([^\W丨]+)([】\]）)]?)(?:(\s*[：:|｜丨]|$)|(\s*[/／]\s*\S))?")
_MAY_PART_FIELDS = compile_on_use(r"[\s|｜]")
_BETWEEN_FIELDS = compile_on_use(r"\s{2,}|[\t\u3000|｜]+|\s(?=[^\s：:]{2,8}[：:])|(?<=\d)\s(?=[\u4e00-\u9fff])")
_SPACED = compile_on_use(
    r"(?<![\u4e00-\u9fff])[\u4e00-\u9fff](?:[ \u3000]+[\u4e00-\u9fff])+(?![\u4e00-\u9fff])"
)  # 索 引 号
_DATE_AND_TIME = compile_on_use(
    r"[\[【（(]?((19|20)\d\d[-./年]\d{1,2}[-./月]\d{1,2}日?)?\s*(星期[一二三四五六日])?\s*(\d{1,2}[:：]\d{2}([:：]\d{2})?)?[\]】）)]?"
)
_ATTENDS = compile_on_use(r"(出席|列席|请假|缺席|参加|参会|与会)(人|人员|单位|领导|名单)?\s*[：:][^。；]*")
_PATH = compile_on_use(r"(?:[首主]页|网站首页)\s*(?:[>＞»›→/]|&gt;)")
_BYLINE = compile_on_use(
    r"\S{2,12}\s+20\d\d[-./年]\d{1,2}[-./月]\d{1,2}日?\s+\d{1,2}:\d{2}(?::\d{2})?(?:\s+\S{2,6})?"
    r"|发表于.{0,6}"
    r"|[\u4e00-\u9fff]{2,8}(?:评论员|记者|通讯员)(?:文章)?"
    r"|[（(]?(?:(?:本报|本台|本网|本刊)?(?:见习|特约|首席|实习)?(?:记者|通讯员|评论员|撰稿)[\s\u3000]+[\u4e00-\u9fff·]{2,4}(?:[\s\u3000、]+|(?=[）)]?$)))+[）)]?"
    rf"|[□■◎○●◆◇]\s*(?:本[报刊网台])?(?:记者|通讯员)?\s*{PERSON}(?:[\s\u3000]+{PERSON})*"
)
_MAY_BE_BYLINE = compile_on_use(r"\s20\d\d|发表于|评论员|记者|通讯员|撰稿|[□■◎○●◆◇]")
_NUMBERED = compile_on_use(r"\D{1,12}\d")
_AUTHORS = compile_on_use(  # 宋某某1，韩某某2
    rf"(?=\D{{1,12}}\d){PERSON}[\d*＊,，]{{0,4}}(?:[\s\u3000，,、;；]+{PERSON}[\d*＊,，]{{0,4}})*"
)
_AFFILIATION = compile_on_use(r"[（(][^（()）。]{6,110}\d{6}[）)]")  # of the authors of a paper, with the postcode
_MAY_BE_CRUMBS = compile_on_use(
    r"^(?:[\[【（(—–=*_·.\s-]|[大中小][】\s【大中小打关纠收分]|打印|关闭|收藏|分享|纠错|返回|[首主]页|网站首页|第\s*\d|\d+\s*[/／])|[>＞»›]|登录"
)
_CRUMBS = compile_on_use(
    r"^(?:[\[【][\u4e00-\u9fff]{2,6}[\]】]\s*){3,}$|^(首页|主页|网站首页)\s*[>＞»›→|｜/-]|[>＞»›]\s*[\u4e00-\u9fff]{2,10}\s*[>＞»›]|^【?(大|中|小|打印|关闭|纠错|收藏|分享)】?(\s*【?(大|中|小|打印|关闭|纠错|收藏|分享)】?)+$|^[\[【（(]?\s*(打印(本页|文章|此页)?|关闭(本页|窗口)?|收藏(本页)?|分享|纠错|返回(列表|上级)?)\s*[\]】）)]?$|^\d+\s*(/|／)\s*\d+$"
    r"|登录\s*[|｜]\s*注册|注册\s*[|｜]\s*登录|^[-—=*_·.\s]{3,}$|^[—–-]\s*\d{1,4}\s*[—–-]$|^第\s*\d+\s*页(\s*[,，/]?\s*共\s*\d+\s*页)?$"
)
_TO_FILL_IN = compile_on_use(r"[：:]\s*[_＿]{3,}|[_＿]{5,}")


def is_field(line: str) -> bool:
    """Tell whether a line is a field of a catalogue, several of them, or a path of navigation.

    Examples
    --------
    >>> [is_field(line) for line in ("索 引 号：QH-15", "首页 > 政务公开", "2024-03-01  来源：日报  作者：李某", "各位代表：")]
    [True, True, True, False]
    """
    if len(line) <= MAX_DATED and (_ATTENDS.fullmatch(line) or _AFFILIATION.fullmatch(line)):
        return True
    if are_authors(line) or (is_short(line) and (begins_field(line) or _are_crumbs(line) or _is_byline(line))):
        return True
    return len(line) <= MAX_NOTICE and not line.endswith(END_OF_SENTENCE) and _has_fields(line)


def _are_crumbs(line: str) -> bool:
    return _MAY_BE_CRUMBS.search(line) is not None and _CRUMBS.search(line) is not None


def _is_byline(line: str) -> bool:
    return _MAY_BE_BYLINE.search(line) is not None and _BYLINE.fullmatch(line) is not None


def _is_labelled(head: re.Match[str] | None) -> bool:
    """Tell whether the first word of a line is the label of a field with its sign, or a credit: 文/李某."""
    if head is None:
        return False
    opens, label, closes, sign, credited = head.groups()
    if label in _LABELS and (sign is not None or (opens, closes) == ("【", "】")):
        return True
    if credited:
        return opens == closes == "" and label in _CREDITS
    return (opens, closes) == ("【", "】") and label in ("全文", "正文")


def _has_fields(line: str) -> bool:
    """Tell whether a line has several fields, or a date and a field, between blanks or bars."""
    if not _MAY_PART_FIELDS.search(line):
        return False
    line = _SPACED.sub(lambda label: squeeze(label[0]), line)
    cells = line.split("\t")
    if len(cells) in (2, 4) and all(is_label(label) for label in cells[::2]):
        return True
    parts = [part for part in _BETWEEN_FIELDS.split(line) if part]
    fields = sum(_is_labelled(_HEAD.match(part)) for part in parts)
    dates = sum(_DATE_AND_TIME.fullmatch(part) is not None for part in parts)
    return len(parts) > 1 and fields + min(dates, 1) > 1 and bool(fields)


def split_fields(line: str) -> list[str]:
    """Return the fields of a line of several, and a line of one as it is.

    Examples
    --------
    >>> split_fields("发文机关：青禾县人民政府   成文日期：2024-09-03"), split_fields("发文机关： 青禾县人民政府")
    (['发文机关：青禾县人民政府', '成文日期：2024-09-03'], ['发文机关： 青禾县人民政府'])
    """
    if len(line) > MAX_NOTICE or not _MAY_PART_FIELDS.search(line):
        return [line]
    parts = [part for part in _BETWEEN_FIELDS.split(line) if part]
    return parts if sum(_is_labelled(_HEAD.match(squeeze(part))) for part in parts) > 1 else [line]


def begins_field(line: str) -> bool:
    """Tell whether a line begins with the label of a field.

    Examples
    --------
    >>> [begins_field(line) for line in ("索 引 号：QH-15", "标题：关于修路的通知", "关于修路的通知")]
    [True, True, False]
    """
    return _is_labelled(_HEAD.match(squeeze(line)))


def is_label(line: str) -> bool:
    """Tell whether a line is the label of a field and nothing else: 发文机关：."""
    return is_short(line) and _is_labelled(_HEAD.fullmatch(squeeze(line)))


def is_letter_field(line: str) -> bool:
    """Tell whether a line is a field of a letter to an office or of its answer, wherever it stands.

    Examples
    --------
    >>> [is_letter_field(line) for line in ("答复单位：县教育局", "留言内容：", "答复内容：经核实，反映的情况属实。")]
    [True, True, False]
    """
    label, sign, value = squeeze(line).replace(":", "：").partition("：")
    if not sign or not is_short(line):
        return False
    label = label.rstrip()
    if label in _TEXTS_OF_LETTERS:
        return not value
    return label in _OF_LETTERS and not any(stop in value for stop in "，。；")


def is_form(line: str) -> bool:
    """Tell whether a line of a form is to be filled in: 学校：____ 班级：____.

    Examples
    --------
    >>> [is_form(line) for line in ("学校：____ 班级：____", "____年计划完成投资，新开工项目45个。")]
    [True, False]
    """
    return len(line) <= MAX_NOTICE and _TO_FILL_IN.search(line) is not None and "。" not in line


def is_path(line: str) -> bool:
    """Tell whether a line is the path of navigation to a page.

    Examples
    --------
    >>> [is_path(line) for line in ("首页 > 政务公开 > 正文", "当前位置：首页 > 文件", "首页 政务公开 办事服务")]
    [True, True, False]
    """
    return len(line) <= MAX_NOTICE and _PATH.search(line) is not None


def are_authors(line: str) -> bool:
    """Tell whether a line names the authors of a paper with the numbers of their offices.

    Examples
    --------
    >>> [are_authors(line) for line in ("宋某某1，韩某某2", "宋某某 韩某某", "江河3条")]
    [True, False, False]
    """
    may = is_short(line) and line[:1] in SURNAMES and _NUMBERED.match(line) is not None
    return may and _AUTHORS.fullmatch(line) is not None
