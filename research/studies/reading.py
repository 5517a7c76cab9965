"""Measure how documents are read: text that is lost and boilerplate that is kept, on invented documents and wrappers.

Example: python -m research.studies.reading --documents ../shared/corpus/reports
"""

import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import product
from pathlib import Path

import pandas as pd

from research.cli import run_command
from research.output import open_folder, write_table
from research.parser import OVERWRITE, flag
from research.text.documents import Document, read_document
from research.text.kinds import BODY, BOILERPLATE, HEADING, KINDS, TABLE
from research.text.sentences import split_sentences


@dataclass(frozen=True)
class ReadingConfig:
    """All settings of the measurement; they are the script's flags."""

    documents: Path | None = flag(None, "a folder of .txt documents whose sentences are counted by kind", type=Path)
    output: Path = flag(Path("results/reading"), "the folder to write")
    overwrite: bool = flag(False, OVERWRITE)


@dataclass(frozen=True)
class Outcome:
    """The result for one line whose kind is known."""

    case: str
    text: str
    expected: str
    found: str


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the script; 0, or 2 for what the user can fix."""
    return run_command(measure, ReadingConfig, "research.studies.reading", __doc__, arguments)


def measure(config: ReadingConfig) -> None:
    """Write reading.csv and wrong.csv, and documents.csv where documents are given."""
    outcomes = list(read_cases())
    with open_folder(config.output, overwrite=config.overwrite) as folder:
        table = tabulate_outcomes(outcomes)
        write_table(folder / "reading.csv", table, index=False)
        wrong = [one for one in outcomes if one.expected != one.found]
        columns = ["case", "expected", "found", "text"]
        rows = sorted({(one.case, one.expected, one.found, one.text) for one in wrong})
        write_table(folder / "wrong.csv", pd.DataFrame(rows, columns=columns), index=False)
        if config.documents is not None:
            write_table(folder / "documents.csv", count_kinds(config.documents), index=False)
    lost, kept = int(table["text_lost"].sum()), int(table["boilerplate_kept"].sum())
    print(f"{config.output}: {len(outcomes)} lines, {len(wrong)} wrong; text lost {lost}, boilerplate kept {kept}")


def read_cases() -> Iterator[Outcome]:
    """Split every case, and every text inside every pair of wrappers, and yield the result of each line."""
    for name, case in CASES.items():
        yield from _read_case(name, _parse(case))
    for (top, above), (bottom, below), text in product(TOPS.items(), BOTTOMS.items(), TEXTS):
        lines = [(BOILERPLATE, line) for line in above] + _parse(text) + [(BOILERPLATE, line) for line in below]
        yield from _read_case(f"{top}, {bottom}", lines)


def _parse(lines: str) -> list[tuple[str, str]]:
    """Read lines that begin with their kind: # heading, - boilerplate, | table, otherwise body."""
    kinds = {"#": HEADING, "-": BOILERPLATE, "|": TABLE, "=": BODY}
    return [(kinds[line[0]], line[1:]) for line in lines.strip().split("\n")]


def _read_case(case: str, lines: Sequence[tuple[str, str]]) -> Iterator[Outcome]:
    text = "\n".join(line for _, line in lines)
    sentences = split_sentences(Document(case, text))
    position = 0
    for expected, line in lines:
        end = position + len(line)
        kinds = [one.kind for one in sentences if one.start < end and one.end > position]
        # A line of several sentences is right by its kind if most of its sentences are.
        yield Outcome(case, line, expected, Counter(kinds).most_common(1)[0][0] if kinds else "")
        position = end + 1


def tabulate_outcomes(outcomes: Sequence[Outcome]) -> pd.DataFrame:
    """Count right and wrong lines of each kind of case.

    Returns
    -------
    DataFrame
        Columns ``case``, ``lines``, ``right``, ``wrong``, ``text_lost`` (headings and body set aside) and
        ``boilerplate_kept`` (boilerplate and tables among headings or body).
    """
    labelled = (BODY, HEADING)
    rows = []
    for case in dict.fromkeys(one.case for one in outcomes):
        part = [one for one in outcomes if one.case == case]
        wrong = [one for one in part if one.expected != one.found]
        lost = sum(one.expected in labelled and one.found not in labelled for one in wrong)
        kept = sum(one.expected not in labelled and one.found in labelled for one in wrong)
        rows.append((case, len(part), len(part) - len(wrong), len(wrong), lost, kept))
    return pd.DataFrame(rows, columns=["case", "lines", "right", "wrong", "text_lost", "boilerplate_kept"])


def count_kinds(folder: Path) -> pd.DataFrame:
    """Count the sentences of each document by kind, and the visible characters that stand in none.

    Returns
    -------
    DataFrame
        Columns ``document_id``, those of `KINDS` and ``characters_in_no_row``.
    """
    rows = []
    for path in sorted(folder.glob("*.txt")):
        document = read_document(path)
        sentences = split_sentences(document)
        kinds = Counter(one.kind for one in sentences)
        visible = len("".join(document.text.split()))
        inside = sum(len("".join(one.text.split())) for one in sentences)
        rows.append((document.id, *(kinds[kind] for kind in KINDS), visible - inside))
    return pd.DataFrame(rows, columns=["document_id", *KINDS, "characters_in_no_row"])


TEXTS = (
    """
#在全区春季农业生产现场会上的讲话
-（2018年3月22日）
=同志们：
=刚才，大家看了三个点，几个乡镇作了发言，讲得都很好。
#一、认清形势，增强抓好春耕的紧迫感
=去冬今春降水偏少，土壤墒情普遍不足，部分地块出苗偏晚。
#二、突出重点，落实各项措施
=农业部门要组织技术人员下乡，把肥料和种子送到田间地头。
=谢谢大家！
""",
    """
#松岭市人民政府关于促进养老服务发展的实施意见
=各县（区）人民政府，市政府各部门：
=为满足老年人多层次的养老需求，现提出如下意见。
#一、发展目标
=到2027年，全市养老床位达到1.2万张，护理型床位占六成。
#二、保障措施
=市财政每年安排资金两千万元，支持社区养老设施建设。
-松岭市人民政府
-2025年2月14日
""",
    """
#政府工作报告
-——2016年1月12日在临溪县第十五届人民代表大会第五次会议上
-县长 周某
=各位代表：
=现在，我代表县人民政府向大会报告工作，请予审议。
#一、过去五年的工作
=五年来，全县公路通车里程增加二百公里，行政村全部通了客车。
#二、今年的任务
=今年要建成县城第二水厂，改造供水管网四十公里。
""",
)
TOPS: dict[str, tuple[str, ...]] = {
    "nothing above": (),
    "library": ("笔耕斋", "精选材料　每周上新", "开通年卡畅读全站", "※严禁外传※", "盗卖本站文稿者，一经发现永久封号！"),
    "editor's note": (
        "机关材料汇",
        "这里收集各地各部门的优秀文稿，供写作时借鉴，请勿照搬照抄。",
        "喜欢就点个关注吧",
    ),
    "portal": (
        "松岭市政府网", "设为首页", "首页", "市情", "新闻", "公开", "服务", "您所在的位置：首页 > 公开 > 文件",
        "索引号：", "0021-2025-7",
        "发布机构：", "市府办", "生成日期：", "2025-02-15", "公开形式：", "主动公开",
    ),
    "database": ("【文号】松政发〔2025〕3号", "【类别】地方规范性文件", "【时效性】现行有效", "来源：https://example.org/d/77"),
    "messenger": (
        "公文小助手", "点击上方蓝字关注我们", "2023-04-18 07:30", "发表于北京", "文章来源于秘书参考 ，作者老笔杆",
    ),
    "forum": ("范文论坛", "登录", "楼主", "发帖时间：2020-3-4 10:22", "分享一篇领导讲话，供大家参考！！！"),
    "letterhead": ("松岭市人民政府文件", "松政发〔2025〕3号"),
    "catalogue by columns": (
        "索  引  号", "0004349/2025-21", "组配分类", "政府文件", "发文机关", "市政府", "成文日期", "2025-02-14",
        "标      题", "松岭市人民政府关于促进养老服务发展的实施意见", "有效性", "有效",
    ),
    "disclaimer": (
        "本资料由网友上传，版权归原作者所有，如有侵权请及时联系我们删除。",
        "本站不对内容的真实性负责，请读者自行甄别。",
    ),
    "newspaper": ("临溪日报", "2016年1月13日 星期三", "第02版：要闻", "放大 缩小 默认"),
}  # fmt: skip
BOTTOMS: dict[str, tuple[str, ...]] = {
    "nothing below": (),
    "links": ("上一篇：在全区防汛会议上的讲话", "下一篇：在全区秋收会议上的讲话",
        "相关文章", "春耕备耕工作总结", "农业生产调度会主持词"),
    "share and imprint": (
        "分享到：", "微信", "微博", "【打印】 【关闭】", "版权所有：松岭市人民政府办公室",
        "地址：松岭市中山路8号", "备案号：松ICP备1234号",
    ),
    "library": ("——全文完——", "更多文稿请搜索公众号：笔耕斋", "添加客服微信领取资料包"),
    "remark and annexes": ("（此件公开发布）", "附件", "1.任务分工表.xls", "2.联系人名单.doc"),
    "document site": (
        "本文档由会员上传分享", "更多相关文档请访问文档之家", "文档评论（0）",
        "请自觉遵守互联网相关的政策法规，严禁发布暴力的言论。",
    ),
    "messenger": ("— END —", "来源 | 松岭发布", "编辑 | 小李", "审核 | 老王", "点个在看，让更多人看到"),
    "copies": ("抄送：市委各部门，市人大常委会办公室。", "松岭市人民政府办公室　2025年2月15日印发", "（共印80份）"),
}  # fmt: skip
CASES: dict[str, str] = {
    "no title": "=昨天夜里下了一场大雨，村里的路被冲断了两处。\n=村委会连夜组织抢修，今天早上恢复了通车。",
    "headings and quotes": (
        "#在全县文明创建会上的讲话\n=同志们：\n#一、叫响“书香临溪”\n=建成城市书房六座，新增藏书三万册。\n"
        "#二、打好交通秩序“攻坚战”！\n"
        "=清理占道摊点二百余处，施划停车位九百个。"
    ),
    "items of an enumeration": (
        "#临溪县户外广告管理办法\n=第五条 有下列情形之一的，不得设置：\n=（一）利用交通安全设施的；\n"
        "=（二）影响消防通道的；\n"
        "=（三）其他不宜设置的情形。\n=第六条 设置人应当定期检修。"
    ),
    "notes of duty": (
        "#临溪县夜间经济行动方案\n#一、主要任务\n#（一）打造夜市街区\n=改造步行街两条，增加摊位三百个。\n"
        "-责任单位：县商务局、县城管局\n"
        "-完成时限：2024年9月底\n#（二）丰富文化活动\n=每周六举办广场演出，全年不少于四十场。\n"
        "-（县文旅局牵头，各乡镇配合）\n"
        "=（三）评选“最美摊主”二十名。\n-（县商务局、县市场监管局，各街道）\n"
        "=（四）培训摊主三百人次。\n-（县人社局负责，2024年11月底前完成）"
    ),
    "rows of figures": (
        "#2023年经济运行情况\n=全年主要指标如下，均好于预期。\n|指标 单位 完成 增长\n"
        "|财政收入 亿元 12.6 5.1%\n|用电量 万千瓦时 8120 3.3%\n"
        "#下一步打算\n=继续抓好项目建设，争取全年开工二十个。"
    ),
    "annexes": (
        "#临溪县教育局关于开展校园安全检查的通知\n=各中小学校：\n=现定于下周开展检查，请做好准备，按时报送材料。\n"
        "-附件：1.检查表\n-2.联系表\n"
        "-临溪县教育局\n-2024年9月3日\n-附件1\n#校园安全检查办法\n=一、检查分自查和抽查两个阶段，不得走过场。\n"
        "=二、发现隐患当场交办，限期整改到位。"
    ),
    "contents": (
        "#松岭市综合交通规划\n-目　录\n-第一章 发展基础........1\n-第二章 主要任务........6\n#第一章 发展基础\n"
        "=全市公路总里程突破八千公里，高速公路覆盖所有县。\n#第二章 主要任务\n=新建港口泊位四个，疏浚航道六十公里。"
    ),
    "glossary and annex": (
        "#临溪县政府工作报告\n=各位代表：\n#一、工作回顾\n=全县就业形势稳定，居民收入稳步增长，市场物价平稳。\n"
        "=教育医疗条件继续改善，群众满意度有所提高。\n"
        "-附件1\n-名词解释\n-1.两山：指绿水青山就是金山银山。\n-2.三张清单：指权力清单、责任清单、负面清单。\n-附件2\n"
        "#2024年为民办实事项目\n=一、新建农村幸福院二十所，改善养老条件。\n=二、为适龄妇女免费筛查两癌，惠及八千人。"
    ),
    "addressee": (
        "-云岭县人民政府文件\n-云政〔2021〕6号　　　　签发人：秦某\n#云岭县人民政府关于申请防汛补助资金的请示\n"
        "=市财政局：\n"
        "=入汛以来我县连遭暴雨，水毁河堤十一处，急需修复。\n=妥否，请批示。\n-云岭县人民政府\n-2021年7月9日"
    ),
    "slogan over two lines": (
        "#同心协力　开拓进取\n#为建设生态文明强县而努力奋斗\n-——在中国共产党云岭县第九次代表大会上的报告\n"
        "-（2016年9月2日）\n-尤　某\n"
        "=同志们：\n=现在，我代表县委向大会作报告。\n#一、五年工作回顾\n=五年来，全县森林覆盖率提高了六个百分点。"
    ),
    "title over three lines": (
        "#云岭县人民政府办公室\n#关于印发云岭县养老服务体系建设行动计划\n"
        "#（2022—2024年）的通知\n-云政办〔2022〕15号\n=各乡镇人民政府：\n"
        "=现将行动计划印发给你们，请认真组织实施。"
    ),
    "messenger": (
        "#云岭：小木耳长成大产业\n-原创 云岭融媒 云岭发布\n-2022-10-11 19:05 陕西\n-收录于合集 #产业 8个\n"
        "=深秋时节，走进云岭县木耳大棚，菇农正忙着采收。\n=“今年价钱好，一斤能卖四十块。”菇农严某说。\n"
        "=全县木耳种植达到二千万袋，产值突破一亿元。\n"
        "-END\n-来源：云岭融媒\n-编辑：小苏  审核：老彭"
    ),
    "fields on one line": (
        "#大山里的“扁担”医生\n-2021-04-06  来源：云岭日报  作者：华某\n=“有人叫，我就去。”村医陶某某说。\n"
        "=三十年来，他走遍了九个村民小组，出诊两万多次。"
    ),
    "minutes": (
        "#云岭县河长制工作联席会议纪要\n-〔2023〕第2期\n-时间：2023年5月9日\n"
        "-地点：县水务局三楼会议室\n-主持人：副县长 柏某\n"
        "=会议听取了上季度巡河情况汇报，议定事项如下：\n#一、清理河道违建\n"
        "=六月底前拆除沿河违建十八处，恢复行洪断面。\n-出席：金某  魏某\n-记录：姜某"
    ),
    "statements without a full stop": (
        "#2023年云岭县民生实事\n#一、教育\n=新建村小操场7个\n=改造教师周转房120套，面积4200平方米\n"
        "#二、交通\n=硬化通组公路56公里"
    ),
    "copied table": (
        "#云岭县行政处罚事项清单\n=现将有关处罚事项公布如下，请社会监督。\n|序号\t违法行为\t处罚依据\t罚款幅度\n"
        "|1\t占用消防通道停车\t第二十八条\t五百元以下\n|2\t乱倒建筑垃圾\t第四十条\t五千元以下\n"
        "#其他事项\n=本清单由县司法局负责解释，每年更新。"
    ),
    "below the end": (
        "#在全县护林防火会议上的讲话\n=同志们：\n=清明将至，林区人员流动大，火险等级高，各乡镇要盯住坟头、地头。\n"
        "=谢谢大家！\n-秘书智库\n"
        "-写稿 就找智库\n-万篇范文随身带"
    ),
    "items of a reply": (
        "#云岭县人民政府关于云岭湿地公园规划的批复\n=县林业局：\n=你局《关于审批湿地公园规划的请示》收悉，经研究，批复如下：\n"
        "=一、原则同意该规划，公园面积320公顷。\n=二、请严格按照规划组织实施。\n=此复。\n-云岭县人民政府\n-2020年3月4日"
    ),
    "press conference": (
        "#云岭县举行国庆假期旅游新闻发布会\n-时间：2022年9月28日上午9:30\n"
        "-地点：县融媒体中心\n-发布人：县文旅局局长 孔某\n=各位记者朋友：\n"
        "=大家上午好！欢迎参加今天的发布会。\n=假期前，全县检修索道三条，备足应急车辆二十台。"
    ),
    "bare heading below the title": (
        "#云岭县政府工作报告（摘要）\n-县长 许某\n-（2020年1月8日）\n#2019年工作回顾\n"
        "=2019年，全县生产总值增长6.5%，新增企业十二家。\n#2020年工作安排\n=做好2020年工作，必须坚持稳中求进。"
    ),
    "speeches in one file": (
        "#在全县教育大会上的讲话\n-（2023年9月8日）\n=同志们：\n=今天开会，表彰先进，全县新建学校六所。\n=谢谢大家！\n"
        "#在全县卫生大会上的讲话\n-（2023年10月12日）\n-县委书记 陈某\n=同志们：\n=今天研究卫生工作，床位仍然不足。"
    ),
    "navigation of a copied page": (
        "#关于《促进民营经济若干措施》的政策解读\n-来源： 县发改局\n-[ 打印 ]\n#一、出台背景\n"
        "=为促进发展，制定二十条措施。\n"
        "-东城\n-西城\n-县教育局\n-县财政局\n-县水利局\n-县林业局\n"
        "-县民政局\n-县司法局\n-县统计局\n-县审计局\n-县医保局\n-人民网"
    ),
    "letter": (
        "#关于城东学校门口拥堵的建议\n-来信人：李某\n-来信时间：2024-03-05\n=市长您好，城东学校门口拥堵，建议增设停车位。\n"
        "-答复内容：\n=您反映的问题已收悉，我局已安排警力疏导。\n-满意度评价：满意"
    ),
    "paging inside": (
        "#2022年度云岭县供销社工作总结\n=一年来，县供销社服务春耕，储备化肥六千吨，供应农膜三百吨。\n"
        "-（本文共4页，当前第2页）\n"
        "=建成村级服务站四十二个，销售农产品一亿二千万元。\n-上一页 1 2 3 4 下一页"
    ),
    "decimal numbers": (
        "#云岭县地震应急预案\n#1 总则\n#1.1 编制目的\n=为做好地震应急工作，减轻灾害损失，制定本预案。\n#1.2 工作原则\n"
        "=坚持统一领导、分级负责。\n#2 组织体系\n#2.1 指挥部\n=县长任总指挥，有关部门为成员。\n#2.1.1 职责\n"
        "=统一指挥抗震救灾工作。\n"
        "=5.5级以上地震由市里统一指挥。\n#3 监测\n=县应急局每天会商一次，及时研判。"
    ),
    "decimal numbers without blanks": (
        "#松岭市森林火灾应急预案\n#1总则\n#1.1编制依据\n=依据有关法律，制定本预案。\n#1.2适用范围\n"
        "=适用于全市的森林火灾处置。\n"
        "#2响应\n=3.5公里以内的村庄应当先行转移。\n=12个检查站全天值守，发现烟点立即报告。"
    ),
    "bullets": (
        "#云岭县便民服务改革情况\n#●一窗受理\n=整合窗口26个，办理时限压缩一半。\n#●上门代办\n=为老人代办事项4300件。\n"
        "#一、降低门槛\n=- 取消证明材料\n=- 压缩时限至3个工作日。\n=• 公开办事指南\n=• 延长服务时间，周末照常办理。"
    ),
    "bare catalogue": (
        "#云岭县公共服务事项目录\n|序号 事项名称 实施部门 办理时限\n|1 居住证申领 县公安局 15个工作日\n"
        "|2 生育登记 县卫生健康局 当场办结\n"
        "=说明：本目录每年调整一次，由县行政审批局负责解释。"
    ),
    "list of persons": (
        "#关于表扬先进个人的通报\n=各乡镇：\n=经研究，决定对下列人员予以表扬，名单如下：\n|张某　县第一中学\n"
        "|李某某　城关小学\n|王某　白云镇卫生院\n"
        "=希望受表扬的同志再接再厉。\n-云岭县人民政府\n-2023年9月5日"
    ),
    "no title, a press report": (
        "=近日，县委召开常委会会议，研究防汛工作。会议强调，要压实责任。\n=各乡镇实行24小时值班，确保信息畅通。"
    ),
    "editor's note inside": (
        "#松岭市乡村振兴案例\n=各县区积极探索，形成了一批好做法，现选登两则。\n#案例一：龙泉村“一村一品”\n"
        "=龙泉村种植食用菌，户均增收一万元。\n"
        "-（编者注：数据截至2023年底。）\n#案例二：石桥镇“数字乡村”\n=石桥镇建成数字平台，接入摄像头三百路。"
    ),
    "paging inside a sentence": (
        "#在全县农业工作会议上的讲话\n=同志们：\n=全县粮食播种面积稳定在58万亩，\n-上一页 1 2 3 下一页\n"
        "=产量达到26万吨。\n-第1页 共3页\n"
        "#二、突出重点\n=要抓好高标准农田建设。\n-[1] [2] [3]\n=谢谢大家！"
    ),
    "answer to a proposal": (
        "#云岭县教育局关于第45号提案的答复\n-云教复〔2024〕12号\n-A类\n=王某委员：\n"
        "=您提出的提案收悉，现答复如下：\n#一、基本情况\n"
        "=城东片区现有小学2所。\n=感谢您对教育工作的关心和支持！\n-云岭县教育局\n-2024年6月20日"
    ),
    "dialogue": (
        "#对话县长：如何推进城市更新\n-记者 孙某\n=问：城市更新的重点是什么？\n"
        "=答：重点是改造老旧小区。今年改造28个。\n=问：资金从哪里来？\n"
        "=答：一是向上争取；二是社会资本。"
    ),
    "two issuers": (
        "#中共云岭县委办公室\n#云岭县人民政府办公室\n#关于印发《云岭县河长制方案》的\n#通　知\n=各乡镇党委、政府：\n"
        "=现将方案印发给你们，请认真执行。"
    ),
    "traditional characters": (
        "#龍泉縣人民政府關於加強養老服務的意見\n=各鄉鎮人民政府：\n=為加快發展養老服務業，現提出以下意見。\n"
        "#第一節 總體要求\n"
        "=第一條 到2025年，養老床位達到三千張\n-責任單位：縣民政局\n-龍泉縣人民政府\n-2023年5月6日\n-（此件公開發布）"
    ),
    "labels with values": (
        "#云岭县土地出让公告\n=经批准，决定出让土地一宗，现公告如下：\n#一、基本情况\n=土地位置：城东新区\n"
        "=土地面积：23456平方米\n"
        "#二、资格\n=境内外法人均可参加。"
    ),
    "verse and ellipsis": (
        "#在重阳节座谈会上的讲话\n=老同志们：\n=今天欢聚一堂，我想起两句诗：\n=老骥伏枥，志在千里\n"
        "=烈士暮年，壮心不已\n=希望大家保重身体……\n"
        "=困难还有，只有实干……"
    ),
    "hard-wrapped lines with decimals": (
        "#在全市经济工作会议上的讲话\n=　　今天召开全市经济工作会议，主要任务是总结\n"
        "=去年工作，分析当前形势，部署今年任务。刚才，\n"
        "=有关部门和县区作了发言，讲得都很好，我完全赞\n=成。去年，一般公共预算收入86亿元，增长\n"
        "=6.2%。固定资产投资增长较快，高于全省平均水平\n"
        "=1.5个百分点。各县区要再接再厉，确保开门红。"
    ),
    "outline below a table of contents": (
        "#云岭县防汛应急预案\n-（2024年修订）\n-目　录\n-1 总则\n-1.1 目的\n-2 响应\n#1 总　则\n#1.1 目的\n"
        "=为做好防汛工作，制定本预案。\n"
        "#2 响应\n=（1）县指挥部。\n=（2）现场指挥部。\n=由应急、水务等部门组成。"
    ),
    "statistical bulletin": (
        "#松岭市2023年国民经济和社会发展统计公报[1]\n-松岭市统计局\n-2024年3月18日\n"
        "=2023年，全市经济运行回升向好。\n#一、综合\n"
        "=全年地区生产总值1256.3亿元，比上年增长5.8%[2]。\n|图1 2019-2023年地区生产总值\n|表1 居民消费价格涨跌幅度\n"
        "|单位：%\n"
        "|指标 全市 城市\n|居民消费价格 0.3 0.2\n#二、农业\n=粮食种植面积86.3万亩。"
    ),
    "table above the text": (
        "#云岭县2023年财政支出表\n|项目\t预算数\t执行数\n|教育支出\t32000\t33500\n|社会保障\t18600\t19200\n"
        "=备注：以上为快报数，最终以决算为准。"
    ),
    "order of a meeting": (
        "#全县防汛工作会议主持词\n-（2024年5月20日）\n=同志们：\n=现在开会。今天的会议有两项议程。\n"
        "=一、请周某同志通报汛情；\n"
        "=二、请县长讲话。\n-（掌声）\n=会议到此结束，散会。"
    ),
    "appeal": (
        "#致全县人民的一封信\n=父老乡亲们：\n=清明节将至，为做好防火工作，我们倡议：\n=一、文明祭扫，移风易俗。\n"
        "=二、不携带火种进山。\n"
        "=三、发现火情，及时报警！\n=让我们行动起来！\n-云岭县防火指挥部\n-二〇二四年三月二十日"
    ),
    "title that ends in a quotation, with questions": (
        "#县教育局局长谈“双减”\n=Q：成效如何？\n=A：压减机构36家，课后服务全覆盖。"
    ),
    "title broken where no word says so": (
        "#云岭县人民政府关于进一步加强\n#农村生活垃圾治理工作的\n#实施意见\n=各乡镇人民政府：\n"
        "=为改善环境，提出如下意见。"
    ),
    "speeches with names below their titles": (
        "-松岭市讲话汇编\n#在全市项目建设推进会上的讲话\n-（2024年2月1日）\n-周某某\n=同志们：\n=项目是发展的生命线，要全力推进。\n"
        "#在全市安全生产会议上的讲话\n-（2024年2月5日）\n-周某某\n=同志们：\n=安全生产责任重于泰山。"
    ),
    "commentary": (
        "#群众的获得感从哪里来\n-□ 李某某\n=“办事不用跑，真方便！”市民王女士说。\n=今年办件量增长36%……\n"
        "=改革永远在路上！\n-（作者系县委党校教师）"
    ),
}


if __name__ == "__main__":
    sys.exit(main())
