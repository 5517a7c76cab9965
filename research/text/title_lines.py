"""Lines of the head of a document: titles, subtitles, numbers of documents, salutations."""

from research.text.boilerplate import advertises
from research.text.field_lines import begins_field
from research.text.line_forms import END_OF_SENTENCE, MAX_NOTICE, is_short, squeeze
from research.text.patterns import compile_on_use

_TITLE_NOUN = (
    r"(报告|讲话|致辞|发言|演讲|通知|通告|公告|通报|公报|决定|决议|命令|意见|建议|方案|规划|计划|纲要|要点|办法|规定|条例|细则|规则|规程|规范|章程|制度|措施|政策"
    r"|总结|汇报|纪要|批复|复函|函|请示|议案|提案|倡议书|公开信|安排|打算|指南|指引|预案|白皮书|说明|解读|问答|答记者问|公约|守则|标准|清单|目录|名单|实事|法|令|选登|实录)"
)
_TITLE = compile_on_use(rf".*{_TITLE_NOUN}[》”]?\s*([（(][^）)]{{1,40}}[）)]\s*)*([\[［【]\d{{1,2}}[\]］】])?$")
_ABOUT = compile_on_use(
    r"关于.{2,}|^在.{4,}上的|.(工作报告|实施意见|实施方案|行动计划|管理办法|工作要点|工作总结|实施细则|工作方案|发展规划|暂行规定|若干措施|政策措施)"
)
_SPOKE = compile_on_use(r"(?:主持|出席|发表|并|(?<!工)作)(?:重要)?(?:讲话|发言|致辞)$")  # 许某某出席并讲话
_CLOCK = compile_on_use(r"(?:[上下中]午|晚上?|凌晨)?\s*\d{1,2}[:：]\d{2}")
_SUBTITLE = compile_on_use(r"^(--|－－|[—―])+\s*\S.{2,60}$")
_MAY_BE_NUMBER = compile_on_use(r"[号次期类版稿本修]|节选|摘要|\d\s*[—－-]")
_NUMBER_OR_EXTRACT = compile_on_use(
    r"^[〔\[［(（][一二三四五六七八九十]{1,3}届[〕\]］)）]\s*第?\d+[号次期]$|[〔\[［(（][\dOo]{4}[〕\]］)）]\s*第?[\dXx×]+[号次期](\s+签发人\s*[：:]\s*\S.{0,12})?[）)]?$|^[（(]?第\s*[\d一二三四五六七八九十百]{1,5}\s*号[）)]?$|^[（(]?(?:(?:19|20)\d\d年)?第\s*\d{1,4}\s*[号期][）)]?\s*(?:[（(]?总第?\s*\d+\s*期[）)]?)?$|^[（(]?总第?\s*\d+\s*期[）)]?$|^[（(]?[A-CＡ-Ｃ]\s?类[）)]?$|^[（(]\d{4}年?(版|(第.{1,2}次)?修[订正]版?)[）)]$|^[（(][^（()）]{1,8}[稿版本][）)]$|^[（(]\d{4}[）)][\u4e00-\u9fff\d]{2,16}号$|^[（(][^（()）：:]{0,8}编号[：:]\s*[\w\-/〔〕.号]+[）)]$|^[（(](节选|摘要|讨论稿|.{0,4}征求意见稿|送审稿|\d{4}\s*[—－-]\s*\d{4}年).{0,30}[）)]$"
)
_DOCUMENT_NUMBER = compile_on_use(
    r"^[（(]?[\u4e00-\u9fffXx×]{1,16}\s*[〔\[［(（【]\s*[\dOo]{4}\s*[〕\]］)）】]\s*第?\s*[\dXx×]{1,5}\s*号[）)]?$"
)
_SALUTATION = compile_on_use(
    r"^(尊敬的|敬爱的|亲爱的)?(各位|同志|同志们|朋友们|乡亲|父老|代表|委员|女士|先生|老师|同学|主席|主任|全体|广大|全市|全县|全省|全国|县委|市委|省委|区委|党中央|国务院).*[：:！!，]$"
    r"|^各[\u4e00-\u9fff（、].*[：:！!，]$"
    r"|^.{0,12}(同志们|各位代表|各位委员|各位领导)[^。]{0,20}[：:！!]$"
    r"|^[^。；：]{0,16}[，,]?(您|你|你们|大家)好[：:！!]$"
    r"|^[\u4e00-\u9fff]{1,2}(书记|市长|县长|省长|区长|镇长|主任|主席|部长|局长|厅长|处长|科长|院长|校长|所长|总)[：:]$"
)
_ADDRESSEE = compile_on_use(
    r"^.{0,80}(人民政府|委员会|局|厅|部|办公室|办公厅|各?部门|公司|企业|学校|高校|学院|大学|医院|街道|党委|党组|常委会|先生|女士|同志们?|书记|代表|委员|办事处|中心|镇|乡|朋友们?)\s*[：:]$"
)
_MARKED = compile_on_use(
    r"[（(]?[一二三四五六七八九十\d]{1,3}[、.．）)是要]|第[一二三四五六七八九十\d]{1,3}[章节条，、]|[①-⑳]"
)

MAX_TITLE = 120


def is_title(line: str) -> bool:
    """Tell whether a line reads as the title of a document.

    Examples
    --------
    >>> [is_title(line) for line in ("关于加强供水的通知", "政府工作报告", "在全县大会上的讲话", "通知公告", "狠抓落实。")]
    [True, True, True, False, False]
    """
    line = squeeze(line) if " " in line else line
    if not 4 <= len(line) <= MAX_TITLE or line.endswith(END_OF_SENTENCE) or begins_field(line):
        return False
    if "：" in line[:8] or ":" in line[:8] or not _TITLE.match(line) or _CLOCK.match(line) or _SPOKE.search(line):
        return False
    return (
        bool(_ABOUT.search(line)) or line in ("政府工作报告", "工作报告") or (len(line) >= 8 and "、" not in line[:3])
    )


def is_full_title(line: str) -> bool:
    """Tell whether a title says what it is about or of what kind: 关于…, 在…上的讲话, …工作要点.

    Examples
    --------
    >>> [is_full_title(line) for line in ("关于加强供水的通知", "政府工作报告", "加强养老服务的对策建议")]
    [True, True, False]
    """
    return is_title(line) and (bool(_ABOUT.search(line)) or line in ("政府工作报告", "工作报告"))


def is_subtitle(line: str) -> bool:
    """Tell whether a line opens with a dash as subtitles do."""
    return len(line) <= MAX_NOTICE and bool(_SUBTITLE.match(line)) and not line.endswith(END_OF_SENTENCE)


def is_number(line: str) -> bool:
    """Tell whether a line is the number of a document or says what version it is."""
    ends = line[-1:] in "号次期类）)" or "签发人" in line
    if not (ends and is_short(line) and _MAY_BE_NUMBER.search(line)):
        return False
    return bool(_NUMBER_OR_EXTRACT.search(line) or _DOCUMENT_NUMBER.match(squeeze(line)))


def is_salutation(line: str) -> bool:
    """Tell whether a line addresses somebody: 各位代表：, 各乡镇人民政府，县直各部门：.

    Examples
    --------
    >>> [is_salutation(line) for line in ("同志们：", "各乡镇，县直各部门：", "市人民政府：", "（三）对企业：", "发文机关：")]
    [True, True, True, False, False]
    """
    if len(line) > 300 or line[-1:] not in "：:！!，" or "。" in line:
        return False
    squeezed = squeeze(line)
    addressed = _ADDRESSEE.match(squeezed) and not _MARKED.match(squeezed)
    return bool(addressed or _SALUTATION.match(squeezed)) and not begins_field(line) and not advertises(line)
