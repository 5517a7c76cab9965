"""Lines that are no text of a document: advertising, furniture of pages, notes, lists of contents, annexes, contacts."""

from research.text.line_forms import MAX_NOTICE, MAX_SHORT, is_short, squeeze
from research.text.patterns import compile_on_use

# Each alternative begins with a character and not with a group, so that the search passes over all others at once.
_ADVERTISES = compile_on_use(
    r"QQ\s*[：:]|ＱＱ\s*[：:]|qq\s*[：:]|点击(?:这里|此处|下载|(?:标题?)?[上下左右][方角])|戳(?:这里|此处|下载|标题?[上下左右][方角])"
    r"|下载(?:本文|地址|链接|积分|须知|次数[：:])|全文(?:免费)?下载|文档(?:免费)?下载|范文(?:免费)?下载|Word版?(?:免费)?下载|PDF版?(?:免费)?下载"
    r"|更多(?:精彩|精品|相关)?(?:范文|公文|讲话稿|文稿|素材)|更多(?:精彩|精品|相关)(?:资料|文章|材料|文档)|版权所有(?![人者权])|ICP备|ICP证|公网安备|上一篇|下一篇"
    r"|编辑[：:]|收录于(?:合集|话题|专辑)|上一页|下一页|本文共\d+页|本文(?:来自|来源|由|链接|转载)|以下文章来源于|转载请注明|会员(?:登录|登陆|注册|专享)|加入收藏|设为首页"
    r"|字体[：:]?\s*[【\[]?[大小]|打印本页|关闭窗口|浏览(?:次数|量|数)[：:]|阅读(?:次数|量|数)[：:]|点击(?:次数|量|数)[：:]"
    r"|公文(?:写作|资料)[网群库]|网站标识码|随时(?:告诉|告知)我[！!。]?$|希望(?:以上|这[份篇些]).{0,12}(?:有所?帮助|有用)|使用.{0,6}[Cc]ookie|启用.{0,6}[Cc]ookie"
    r"|打开(?:APP|App|客户端)[，,]|下载(?:APP|App|客户端)[，,]|进入(?:APP|App|客户端)[，,]|仅供(?:学习|参考|会员)|加(?:群主|客服|微信|QQ)|原文链接|信息来源[：:]"
    r"|如有侵权|侵删|会员上传|网友上传|用户上传|请自觉遵守互联网|法宝引证码"
)
_OPENS_ADVERTISING = compile_on_use(r"©|(?:微信号|功能介绍)\s|听全文|写评论|全部评论|听新闻")
_SITE = compile_on_use(r"(?:范文|文秘|公文|材料|资料)网[\s，。！：:|-]")
_GENERATED = compile_on_use(r"(?:内容|文章|文本|回答|答案)[由为]?(?:AI|人工智能)(?:辅助)?生成")
_PAGE_HEAD = compile_on_use(
    r"(.{2,40}[\s\u3000·|—-]+)?第\s?\d{1,4}\s?页([\s,，/]*共\s?\d{1,4}\s?页)?|([\[【]\d{1,3}[\]】]\s*){2,}(下一页|尾页)?|[—–－-]\s?\d{1,4}\s?[—–－-]|第\s?[\dA-Z]{1,3}\s?版(?:[：:\s].{0,10})?|(?:PART|Part|CHAPTER|Chapter)\.?\s?(?:\d{1,2}|[A-Z]{1,5}|[一二三四五六七八九十])"
)
_MAY_BE_PAGE_HEAD = compile_on_use(r"[页版]|[\[【—–－-]\s?\d|PART|Part|CHAPTER|Chapter")
_POSITION = compile_on_use(
    r"(您|你)(现在|当前|目前)?的?(所在|所处)?的?位置是?\s?[：:]|(现在|当前|目前|所在)的?(所在)?位置是?\s?[：:]|^位置[：:]\s*(网站)?[首主]页"
    r"|点.{0,6}蓝字"
)
# What reports write of, too: it advertises where the line is no sentence, or asks the reader for something.
_MAY_ADVERTISE = compile_on_use(
    r"QQ\s*(?:交流|微信)?[群号]|ＱＱ\s*(?:交流|微信)?[群号]|qq\s*(?:交流|微信)?[群号]|微信公众号|扫一扫|扫描(?:下方|左侧|右侧)?二维码|https?://|点击(?:查看|查阅|浏览|观看|阅读|进入)|分享到"
    r"|返回(?:顶部|首页|列表)|技术支持[：:]|网站地图|联系我们|免责声明|更多(?:资料|文章|材料|文档)|请勿外传|禁止转[载卖]|严禁转[载卖]|主办单位[：:]"
)
_ADDRESS = compile_on_use(r"\bwww\.")
_ASKS = compile_on_use(
    r"([QＱq群号]|微信)[^，。]{0,6}\d{5,}|[XxＸ×]{4,}|下载(?!次数|量|.{0,6}(表|APP|客户端|附件))|索取|请加|交流[QＱq]|(号|群)[：:]|扫码(关注|加|进|入|领|下)"
    r"|(^|[、，。！])更多.{0,4}(范文|公文|讲话|资料|文章|材料|文稿|素材|文档|精彩|资讯|详情|请)|(^|[、，。！请迎即])(加(入|群|Q|微信)|添加|(关注|订阅)(我们|本|微信|公众号|[：:]))"
)
_ITEM = compile_on_use(r"[（(]?[一二三四五六七八九十]{1,3}([、）)]|是|要)|[（(]?\d{1,2}[.．、）)]")
_OF_PAPER = compile_on_use(
    r"[【\[［]?\s*(?:关\s?键\s?词|中图分类号|文献标[识志]码|文章编号|收稿日期|修回日期|作者简介|作者单位|通[讯信]作者|第一作者|基金项目(?=.{0,40}(?:基金|课题|项目)))\s*[】\]］]?\s*[：:]\s*\S"
)
_BEGINS_FURNITURE = (
    "责任编辑", "责编", "延伸阅读", "推荐阅读", "猜你喜欢", "上一篇", "下一篇", "上一条", "下一条", "扫一扫", "扫码", "长按", "打印", "关闭", "附件下载", "点击下载", "友情链接",
    "关于我们", "联系我们", "法律声明", "使用帮助", "运维", "技术支持", "备案号", "Copyright", "©", "抄送", "抄报", "主送", "分送", "共印", "印数", "收藏", "点赞", "在看", "评论",
    "文档评论", "我要评论", "我要纠错", "我要收藏", "纠错", "用户评论", "网友评论", "登录后", "本文来自", "本文来源", "本文链接", "转载", "更多>>", "查看更多", "阅读原文", "往期", "关注我们",
    "投稿", "预览时标签不可点", "隐私政策", "隐私声明", "版权声明", "免责声明", "精彩推荐", "热点推荐", "相关推荐", "大家还在看", "大家都在看", "为您推荐", "为你推荐",
    "热门文章", "热门推荐", "热门阅读", "热门标签", "返回顶部", "返回首页", "返回列表", "返回上页", "网站地图", "网站声明", "网站标识码", "网站首页", "网站导航", "分享到", "分享至", "分享按钮",
    "喜欢此内容的人还", "喜欢此文章的人还",
)  # fmt: skip
_FURNITURE = compile_on_use(
    r"(?:编辑|审核|来源)\s*[：:|｜丨]|(?:校对|声明|地址|邮编|[主承协]办(?:单位)?)[：:]|原载[于：:《]|分享(?:[：:]|$)|[您你]可能(?:还|也)?会?(?:感兴趣|喜欢|想看)"
    r"|(?:相关(?:链接|解读|阅读|新闻|文章|文件|附件|报道|稿件|推荐|内容|信息|政策|专题)|(?:政策|文件|图文|图解)解读)(?:[：:】\]]|$)"
    r"|[京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼]\s?(?:ICP|公网安备)"
)
_FURNITURE_INSIDE = ("ICP备", "公网安备", "政府网站标识码", "版权所有")
_COPIES_PRINTED = compile_on_use(r"印[：:]?\s*\d+\s*份[）)]?$")
_THE_END = compile_on_use(r"[—\-－*（(【\s]*(全文完|完|正文结束|END|The End)[—\-－*）)】\s]*$")
_COPIES = compile_on_use(
    r"(办公室|办公厅|秘书处|秘书科|局|委|厅|部)\s*.{0,4}\d{4}年\d{1,2}月\d{1,2}日\s*印发?[）)]?$|^[（(]?共印\s*\d+\s*份[）)]?$"
)
_EDITORS_NOTE = compile_on_use(
    r"^[【\[（(]?\s*(编者按|编者的话|编者注|编辑按|按语|编按|导读|导语|核心提示|内容提要|内容摘要|温馨提示)\s*[】\]）)]?\s*([：:]|$)"
)
_NOTE_OF_EDITOR = compile_on_use(
    r"[【\[（(]\s*(编者按|编者注|编者的话|编辑按|编后语?|按语|编按|注：编者)\s*(?:[】\]）)]|[：:].*[】\]）)]$)|(编者按|编者注|编者的话|编辑按|编后语?)\s*([：:]|$)"
)
_GLOSSARY_TITLE = compile_on_use(
    r"^[※*＊●■◆★\s]*[（(【\[]?(附件?\s*\d*\s*[：:]?\s*)?(.{0,16}(名词|名称|词语|用语|术语)(解释|注释|说明)|注释|名词解释和说明|有关(用语|名词)(的)?说明)\s*[）)】\]]?[：:]?[※*＊●■◆★\s]*$"
)
_GLOSSARY_ENTRY = compile_on_use(r"^\s*([\[［〔【(（]?\d{1,3}[\]］〕】)）.．、]|[①-⑳]|[*＊注]).{0,60}[：:]")
_EXPLAINS = compile_on_use(r"[：:].{0,12}(指|是|即|“|由|为|包括)|是指|指的是")
_CONTACT = compile_on_use(
    r"^[（(]?((联系|咨询|举报|监督|投诉)(人|电话|方式|地址)|电\s*话|手\s*机|传\s*真|邮\s*编|(办公|通[讯信])?地\s*址|(电子)?邮\s*箱|网\s*址)\s*[：:]"
    r"|^(抄送|主送|抄报|分送|印发范围|附件|发|送|报|发至)[：:]"
)
_PICTURE = compile_on_use(r"[（(【\[［]?(?:图片?|视频|动图|音频|配图)[）)】\]］]?$")
_MAX_PICTURE = 4
_REMARK = compile_on_use(  # in brackets, or below ▲
    r"^[（(【\[](此件|此页|本页|本文|以下)?.{0,6}(公开|无正文|发至|发布|不公开|依申请|存档|印发).{0,8}[）)】\]]$"
    r"|^[（(【\[]([^（）()]{0,10}(掌声|鼓掌|笑声|欢呼|起立)|[图表]?略|[下上](?:转|接)第\s?[\dA-Z]{1,3}\s?版|原载[^（()）。]{4,40}|(?:本文)?作者(?:系|为|[：:])[^（）()，。]{2,30}|盖章|公章|代章|印章|院印|签[字名章])[）)】\]]$"
    r"|^[（(][^（()）。，]{0,12}(?:记者|通讯员)[\s\u3000：:][\u4e00-\u9fff·、\s\u3000]{2,16}[）)]$"
    r"|^[（(【\[［](?:20\d\d[-./年]\d{1,2}[-./月]\d{1,2}日?\s*)?\d{1,2}[:：]\d{2}(?:[:：]\d{2})?[）)】\]］]$"
    r"|^[（(](?:[文图摄]|图文)\s*[/／][^（()）。]{2,20}[）)]$"
    r"|^[（(](?:摄影报道|图文报道|图文|文图|摄影|供图|撰文|文字)\s*[：:]\s*[^（()）。]{2,20}[）)]$"
    r"|^▲[^。！？；，]{2,20}(?:现场|图片|照片|一角|场景|全景|合影|截图|画面|效果图|示意图|摄|图)$"
)
_MAY_BE_EDITED = compile_on_use("录音|速记|记录|有删|未经|摄|供图")
_EDITED = compile_on_use(  # （根据录音整理，未经本人审阅）
    r"[（(【\[]?(本文)?.{0,4}(根据|依据).{0,12}(录音|速记|现场记录|会议记录|记录(?=整理))[^。]{0,24}[）)】\]]?$|[（(【\[][^）)。]{0,16}(有删[减节改]|未经.{0,6}审[阅核定])[^）)。]{0,8}[）)】\]]$|.{0,32}[（(][^（()）。]{2,10}(摄|摄影|供图)[）)]$"
)
_ATTACHMENT = compile_on_use(r"^附\s*(件|录|表|图)\s*(\d{1,2}|[一二三四五六七八九十]{1,2})?\s*([：:.、．]|$)")
_ATTACHMENT_LABEL = compile_on_use(
    r"^[（(【\[]?附\s*(件|录|表|图)\s*(\d{1,2}|[一二三四五六七八九十]{1,2})?\s*[：:]?[）)】\]]?$|^附\s*[：:]$"
)
_CONTENTS = compile_on_use(r"^[【\[（(]?(目\s*[录錄次]|CONTENTS|Contents)[】\]）)]?[：:]?$")
_CONTENTS_ENTRY = compile_on_use(
    r"^(?P<name>\S.{0,60}?)\s*([.．·…‥⋯・\t]{2,}|\t|\s{2,}|…|[（(])\s*[-—]?\s*\d{1,4}\s*[-—]?[）)]?$"
)
_COPIED_TO = ("抄送", "抄报", "主送", "分送", "发：", "送：", "报：", "发至：")


def advertises(line: str) -> bool:
    """Tell whether a line advertises or navigates by its wording, wherever it stands."""
    if len(line) > MAX_NOTICE:
        return False
    if (
        _ADVERTISES.search(line)
        or _OPENS_ADVERTISING.match(line)
        or ("网" in line and _SITE.search(line))
        or ("生成" in line and _GENERATED.search(line))
        or (line[:1] in "【[［关中文收修作通第基" and _OF_PAPER.match(line))
        or (("位置" in line or "蓝字" in line) and _POSITION.search(line))
    ):
        return True
    if not _MAY_ADVERTISE.search(line) and not ("www." in line and _ADDRESS.search(line)):
        return False
    reported = "。" in line or line.endswith("；") or bool(_ITEM.match(line))
    return not reported or bool(_ASKS.search(line))


def is_furniture(line: str) -> bool:
    """Tell whether a line is what pages print below a text: editors, related links, sharing, copies, imprint."""
    if len(line) > MAX_NOTICE:
        return False
    bare = line[1:] if line[:1] in ("（", "(", "【", "[") else line
    if bare.startswith(_BEGINS_FURNITURE) or _FURNITURE.match(bare) or any(sign in line for sign in _FURNITURE_INSIDE):
        return True
    return "印" in line and bool(_COPIES_PRINTED.search(line) or _COPIES.search(line))


def is_the_end(line: str) -> bool:
    """Tell whether a line only says that a text has ended: ——全文完——."""
    return len(line) <= MAX_SHORT and bool(_THE_END.match(line))


def is_editors_note(line: str) -> bool:
    """Tell whether a line is a note of the editor (编者按) above a text."""
    return line[:1] in "【[（(编按导核内温" and bool(_EDITORS_NOTE.match(line))


def is_note_of_editor(line: str) -> bool:
    """Tell whether a line is a note of the editor by its wording, wherever it stands.

    Examples
    --------
    >>> [is_note_of_editor(line) for line in ("（编者注：数据截至2023年底。）", "编者按：本报开设专栏", "导读：三项任务")]
    [True, True, False]
    """
    may = "编" in line or "按语" in line
    return may and len(line) <= MAX_NOTICE and bool(_NOTE_OF_EDITOR.match(line))


def is_contact(line: str) -> bool:
    """Tell whether a line names a contact or who gets copies."""
    return (
        len(line) <= 80
        and bool(_CONTACT.match(squeeze(line)))
        and (not line.endswith(("。", "；")) or line.startswith(_COPIED_TO))
    )


def is_remark(line: str) -> bool:
    """Tell whether a line says how a document is published or was written down: （此件公开发布）, （根据录音整理）.

    Examples
    --------
    >>> [is_remark(line) for line in ("（此件公开发布）", "（根据录音整理，未经本人审阅）", "根据记录")]
    [True, True, False]
    """
    if len(line) <= _MAX_PICTURE and _PICTURE.match(line):
        return True
    enclosed = line[:1] in "（(【[［" and line[-1:] in "）)】]］"
    if (enclosed or line.startswith("▲")) and len(line) <= 24 and _REMARK.match(line):
        return True
    return is_short(line) and _MAY_BE_EDITED.search(line) is not None and bool(_EDITED.match(line))


def is_attachment(line: str) -> bool:
    """Tell whether a line opens a list of annexes or an annex."""
    return (
        line.startswith("附") and len(line) <= MAX_NOTICE and bool(_ATTACHMENT.match(line)) and not line.endswith("。")
    )


def is_attachment_label(line: str) -> bool:
    """Tell whether a line is 附件 or 附件2 and nothing else."""
    return len(line) <= 10 and "附" in line and bool(_ATTACHMENT_LABEL.match(line))


def is_contents_title(line: str) -> bool:
    """Tell whether a line is 目录."""
    return len(line) <= 12 and ("目" in line or "ontents" in line.lower()) and bool(_CONTENTS.match(line))


def is_contents_entry(line: str) -> bool:
    """Tell whether a line ends with a page number after leaders, as lines of a table of contents do."""
    return len(line) <= 80 and line[-1:] in "0123456789)）—-" and bool(_CONTENTS_ENTRY.match(line))


def is_glossary_title(line: str) -> bool:
    """Tell whether a line is 名词解释 or the like."""
    return len(line) <= 40 and ("释" in line or "说明" in line) and bool(_GLOSSARY_TITLE.match(line))


def is_glossary_entry(line: str) -> bool:
    """Tell whether a line explains a numbered term."""
    return bool(_GLOSSARY_ENTRY.match(line)) and bool(_EXPLAINS.search(line))


def is_page_head(line: str) -> bool:
    """Tell whether a line is what each page has at its top: a name and the number of the page.

    Examples
    --------
    >>> [is_page_head(line) for line in ("青禾县政府工作报告　第12页", "见附件第12页", "第12页 共30页")]
    [True, False, True]
    """
    return is_short(line) and _MAY_BE_PAGE_HEAD.search(line) is not None and _PAGE_HEAD.fullmatch(line) is not None
