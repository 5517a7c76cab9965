"""What each line of a document is."""

import pytest

from research.text.layout import find_layout
from research.text.marks import ASIDE, CELL, TABLE, TEXT, TITLE

BODY = [
    "同志们：",
    "今天召开全县经济工作会议，主要任务是总结去年工作，部署今年任务，动员全县上下抓好落实，推动各项工作再上新台阶。",
] * 4


EDGES = [
    "首页 > 领导讲话 > 正文", "来源：县政府办公室", "发布时间：2020-01-05", "作者：佚名", "当前位置：首页", "上一篇：工作总结",
    "点击下载Word版", "更多范文请登录 www.example.com", "QQ交流群：123456789", "版权所有 违者必究", "字体：大 中 小", "扫一扫关注微信公众号",
    "更多讲话稿请加QQ群。", "欢迎关注微信公众号：笔杆驿站。", "一、加入公文写作QQ群", "扫描下方二维码",
]  # fmt: skip


def find_boilerplate(lines):
    return [role == ASIDE for role in find_layout(lines).roles]


@pytest.mark.parametrize("line", EDGES)
def test_what_surrounds_a_text_is_found_above_and_below_it(line):
    assert find_boilerplate([line, *BODY]) == [True] + [False] * len(BODY)
    assert find_boilerplate([*BODY, line]) == [False] * len(BODY) + [True]


@pytest.mark.parametrize(
    "line",
    [
        "推进政务服务网上办理，群众登录平台即可查询，全年办件12万件，满意率达到99%，办理时限压缩一半以上。",
        "2013年3月，我县召开第十六届人民代表大会第二次会议，选举产生新一届县政府领导班子，各项工作平稳交接。",
        "加强微信公众号等新媒体平台管理，清理整合僵尸账号56个，压实主管主办单位责任，提升网上政务服务能力，更好回应群众关切。同时健全信息发布审核制度，落实三审三校，严防泄密失密，年内开展两轮全覆盖检查，发现问题限期整改到位，对整改不力的严肃追责问责并予以通报。",
        "书记抓、抓书记",
        "二要用好微信公众号、QQ群等载体，把政策送到群众手中。",
        "全县门诊推行扫一扫结算；",
        "动员村民加入QQ群1200余个，发放资料8万份。",
        "引导市民关注微信公众号“青岭发布”，让更多群众足不出户办成事。",
        "推行扫码借阅、微信公众号预约，方便读者。",
        "请登录政务服务网（http://zwfw.example.org）下载申请表，如有疑问，请致电0000-12345678。",
        "群众点击进入专区即可申报，手机端下载次数超过50万次。",
        "易地搬迁住房严禁转卖、出租。",
        "加强版权所有人权益保护，严厉打击侵权盗版行为。",
        "如遇困难，请联系我们，我们将尽快答复。",
        "通过走访获得了更多资料，为决策提供参考。",
        "（四）办好微信公众号，讲好青岭故事",
    ],
)
def test_text_of_the_document_is_left_alone(line):
    assert find_boilerplate([*BODY, line, *BODY])[len(BODY)] is False


PAGE_TOP = [
    "无障碍", "登录", "首页", "政务公开", "互动交流", "当前位置：", "首页 > 公开 > 文件", "索 引 号：", "BC002/2023-00021", "主题分类：",
    "城乡建设", "标    题：", "白川市人民政府关于推进海绵城市建设的意见", "发文字号：", "白政发〔2023〕11号", "有 效 性：", "有效",
]  # fmt: skip


OPINION = [
    "白川市人民政府关于推进海绵城市建设的意见", "各区人民政府，市政府各部门：", "为提升城市防洪排涝能力，提出以下意见。", "一、总体要求",
    "到2025年，建成区三成面积达到目标。",
]  # fmt: skip


PAGE_END = [
    "白川市人民政府", "2023年5月8日", "（此件公开发布）", "附件下载：1.任务表.docx", "相关解读", "《关于推进海绵城市建设的意见》政策解读",
    "一图读懂海绵城市", "分享到：微信", "扫一扫在手机打开", "主办：白川市人民政府", "地址：白川市大街2号　邮编：000000", "白ICP备00000000号",
]  # fmt: skip


def test_of_a_page_only_the_text_is_kept():
    roles = find_layout([*PAGE_TOP, *OPINION, *PAGE_END]).roles
    assert roles == [ASIDE] * len(PAGE_TOP) + [TITLE, TEXT, TEXT, TEXT, TEXT] + [ASIDE] * len(PAGE_END)


@pytest.mark.parametrize(
    "lines",
    [
        ["为了方便群众办事，我们改进了窗口服务。"],
        ["修路", "治水"],
        ["今年全市粮食播种面积保持稳定。", "油菜籽产量增长。", "谢谢大家！"],
        ["各位代表：", "现在报告工作。"],
    ],
    ids=["a paragraph", "two headings", "paragraphs", "a salutation"],
)
def test_a_text_without_a_title_is_all_text(lines):
    assert find_layout(lines).roles == [TEXT] * len(lines)


def test_signature_remark_and_annexes_in_the_middle_are_set_aside_and_the_annex_is_text():
    lines = [
        "白川市教育局关于做好招生工作的通知", "各区教育局：", "现将办法印发给你们，请认真执行。", "附件：1.招生办法", "2.日程安排", "白川市教育局",
        "2024年4月2日", "（此件主动公开）", "附件1", "白川市义务教育招生办法", "第一条 招生坚持就近入学，公开公平。",
    ]  # fmt: skip
    expected = [TITLE, TEXT, TEXT, *[ASIDE] * 6, TITLE, TEXT]
    assert find_layout(lines).roles == expected


def test_a_table_of_contents_is_set_aside():
    lines = [
        "白川市水利发展规划",
        "目　录",
        "一、发展基础\t1",
        "二、主要任务\t5",
        "一、发展基础",
        "全市水库安全运行，供水充足。",
    ]
    assert find_layout(lines).roles == [TITLE, ASIDE, ASIDE, ASIDE, TEXT, TEXT]


@pytest.mark.parametrize(
    ("lines", "roles"),
    [
        (["在全县教育大会上的讲话", "（2023年9月8日）", "同志们：", "今天开会，表彰先进。", "谢谢大家！", "在全县卫生大会上的讲话", "（2023年10月12日）", "县委书记 陈某", "同志们：", "今天开会。"],
         "title aside text text text title aside aside text text"),
        (["（点击查阅更多工作报告）", "（2011年1月12日许某）", "各位代表：", "现在报告工作，请予审议。"], "aside aside text text"),
        (["县住建局局长谈老旧小区改造", "访谈时间：2024-05-10 15:00", "嘉宾：县住建局局长 孙某", "主持人：欢迎收看政务访谈，请您介绍一下。"], "title aside aside text"),
        (["县人大常委会公告", "第5号", "《绿化条例》已经通过，现予公布，自公布之日起施行。"], "title aside text"),
        (["关于养老服务的调研报告", "县政协调研组", "（2024年6月）", "根据安排，县政协开展调研。"], "title aside aside text"),
        (["政府工作报告", "各位代表：", "新开工项目45个。", "青禾县政府工作报告　第2页", "竣工项目20个，投资八亿元。"], "title text text aside text"),
        (["县城市管理办法发布令", "《城市管理办法》已经通过，现予公布，自公布之日起施行。", "县　长　方某某", "2024年3月20日"], "title text aside aside"),
        (["关于夜间施工的投诉", "留言时间：2024-06-11", "工地夜间施工噪音很大，小孩无法睡觉。", "办理状态：已办结", "答复内容：", "您反映的问题已经核实，现已整改。"],
         "title aside text aside aside text"),
        (["关于征求意见的函", "县发改局：", "现征求你单位意见，请于周五前反馈。", "联系人：罗某", "县工信局", "2024年5月8日"], "title text text aside aside aside"),
        (["发布会实录", "00:00:12 主持人：", "欢迎出席今天的发布会，请发布人介绍情况。", "00:01:05 钱某：", "上半年地区生产总值增长5.9%，好于预期。"],
         "title aside text aside text"),
    ],
    ids=["two speeches", "date and name", "interview", "number of an announcement", "author", "head of a page", "decree", "letter", "contact",
         "transcript"],
)  # fmt: skip
def test_lines_beside_titles_and_heads_of_pages_are_set_aside(lines, roles):
    assert find_layout(lines).roles == roles.split()


NAMES = [
    "东城",
    "西城",
    "县教育局",
    "县财政局",
    "县水利局",
    "县林业局",
    "县民政局",
    "县司法局",
    "县统计局",
    "县审计局",
    "县医保局",
    "人民网",
]


def test_long_runs_of_names_beside_sentences_are_set_aside_and_short_ones_and_lists_alone_are_not():
    text = ["政府工作报告", "各位代表：", "全年新开工项目45个，竣工项目20个。"]
    assert find_layout([*text, *NAMES, "全县造林三万亩，治水八公里。"]).roles[3:-1] == [ASIDE] * 12
    assert find_layout([*text, *NAMES[:11], "全县造林三万亩，治水八公里。"]).roles[3:-1] == [TEXT] * 11
    assert ASIDE not in find_layout(NAMES).roles


def test_below_the_title_of_a_second_speech_a_name_is_set_aside_and_a_heading_is_not():
    lines = [
        "在全县春耕会上的讲话",
        "同志们：",
        "抓紧备耕，不误农时。",
        "在全县防汛会上的讲话",
        "（2024年2月5日）",
        "周某某",
        "同志们：",
        "压实防汛责任。",
    ]
    assert find_layout(lines).roles[3:] == [TITLE, ASIDE, ASIDE, TEXT, TEXT]
    lines[5] = "前言"
    assert find_layout(lines).roles[5] == TEXT


def test_the_parts_of_a_sentence_that_the_number_of_a_page_cuts_are_no_headings():
    lines = [
        "二、任务",
        "面向群众需求，整合医疗数据，提供智",
        "— 8 —",
        "能服务。到年底，覆盖全部乡镇卫生院。",
        "三、保障措施",
        "— 9 —",
        "落实经费。年内到位。",
    ]
    assert find_layout(lines).roles == [TEXT, CELL, ASIDE, CELL, TEXT, ASIDE, TEXT]


def test_a_second_title_may_stand_directly_above_its_addressee():
    lines = [*BODY, "关于做好春耕生产的通知", "各乡镇人民政府：", "请抓好春耕生产，确保农资供应。"]
    assert find_layout(lines).roles[-3:] == [TITLE, TEXT, TEXT]


def test_days_of_a_chronicle_are_set_aside_and_what_stands_above_them_is_kept():
    lines = [
        "2024年大事记",
        "1月3日",
        "全县经济工作会议召开。",
        "上午9:00 全体会议",
        "1月18日（星期四）",
        "柳溪大桥通车，总投资1.2亿元。",
    ]
    assert find_layout(lines).roles == [TITLE, ASIDE, TEXT, TEXT, ASIDE, TEXT]


def test_the_title_of_an_annex_on_two_lines_is_what_the_notice_calls_it():
    lines = [
        "关于印发行动方案的通知", "各乡镇：", "现将《白川县“一老一小”服务体系行动方案（2024—2026年）》印发给你们，请执行。", "白川县人民政府",
        "2024年4月16日", "白川县“一老一小”服务体系", "行动方案（2024—2026年）", "为积极应对人口老龄化，制定本方案。",
    ]  # fmt: skip
    layout = find_layout(lines)
    assert layout.roles == [TITLE, TEXT, TEXT, ASIDE, ASIDE, TITLE, TITLE, TEXT]
    assert layout.joins == [False] * 6 + [True, False]
    other = find_layout([*lines[:5], "白川县“一老一小”服务体系", "建设要求", lines[7]])
    assert other.joins == [False] * 8


def test_the_issuer_above_the_title_of_a_second_document_is_of_this_title():
    first = ["白川县人民政府关于修路的通知", "各乡镇：", "请做好修路工作，按期完成。", "白川县人民政府", "2024年8月6日"]
    layout = find_layout(
        [*first, "白川县人民政府", "关于治水的通知", "白政发〔2024〕12号", "各乡镇：", "请做好治水工作，按期完成。"]
    )
    assert layout.roles[5:] == [TITLE, TITLE, ASIDE, TEXT, TEXT]
    assert layout.joins[5:7] == [False, True]


def test_contents_of_slides_are_set_aside_though_they_are_numbered_otherwise():
    lines = [
        "数字白川建设情况汇报",
        "目录",
        "CONTENTS",
        "01 建设背景",
        "02 主要做法",
        "PART 01",
        "建设背景",
        "• 数据不通",
        "PART 02",
        "主要做法",
    ]
    roles = find_layout([*lines, "建成一体化平台，整合37个系统，群众办事更加方便快捷。"]).roles
    assert roles == [TITLE, *[ASIDE] * 5, TEXT, TEXT, ASIDE, TEXT, TEXT]


def test_the_head_of_each_page_beside_its_number_is_set_aside():
    head = "白川县总体规划（2021—2035年）　文本"
    lines = [
        head,
        "第一章 总则",
        "规划范围为全县，总面积1862平方公里。",
        "第 1 页 共 3 页",
        head,
        "规划期限为2021年至2035年，近期至2025年。",
        "第 2 页 共 3 页",
        head,
    ]
    assert find_layout(lines).roles[1:] == [TEXT, TEXT, ASIDE, ASIDE, TEXT, ASIDE, ASIDE]
    other = find_layout(
        [*lines[:4], "规划期限", *lines[5:7], "规划目标", "到2035年，全县人口为43万人，城镇化率达到62%。"]
    )
    assert other.roles[4] == other.roles[7] == TEXT


def test_who_speaks_and_what_is_to_be_filled_in_are_set_aside():
    lines = [
        "发布会实录",
        "县人社局局长 安某：",
        "上半年城镇新增就业1980人，完成任务的56.6%。",
        "晚报记者：",
        "请问下半年有什么打算？",
        "姓名：____　电话：____",
    ]
    assert find_layout(lines).roles[1:] == [ASIDE, TEXT, ASIDE, TEXT, ASIDE]


def test_a_row_may_name_what_it_is_a_part_of():
    lines = [
        *BODY,
        "指标　全县　城市",
        "消费价格　0.3　0.2",
        "其中：食品　-0.5　-0.6",
        "粮食产量稳定，农民收入增加，各项工作有序推进。",
    ]
    assert find_layout(lines).roles[-4:] == ["table", "table", "table", TEXT]


def test_dates_numbers_and_speakers_are_told_however_they_are_written():
    lines = [
        "关于治水的通知",
        "白政发[2O24]8号",
        "各乡镇：",
        "请各乡镇认真抓好落实。",
        "白川县人民政府",
        "2O24年6月l2日",
    ]
    assert find_layout(lines).roles == [TITLE, ASIDE, TEXT, TEXT, ASIDE, ASIDE]
    assert find_boilerplate(["工作简报", "第12期", "（总第86期）", BODY[1]])[1:] == [True, True, False]
    assert find_boilerplate([*BODY, "【雷某某】：", BODY[1]])[-2:] == [True, False]
    assert find_boilerplate([*BODY, "联 系 人：贺先生", "联系电话：0531-0000000"])[-2:] == [True, True]


def test_a_seal_stands_between_the_signature_and_the_date():
    roles = find_layout(
        [*BODY, "青禾县水务局", "（印章）", "2024年4月2日", "附件", "供水标准", "一、水质", BODY[1]]
    ).roles
    assert roles[len(BODY) :] == [ASIDE] * 4 + [TITLE, TEXT, TEXT]


def test_a_sentence_with_an_address_behind_it_is_text():
    line = "采取网上报名方式。报名网址：http://www.example.com"
    assert not find_boilerplate([*BODY, line, BODY[1]])[-2]
    assert find_boilerplate([*BODY, "更多内容：http://www.example.com", BODY[1]])[-2]


def test_navigation_in_brackets_states_and_posts_with_blanks_are_told():
    lines = [
        "[首页] [新闻] [政务]",
        "县长信箱",
        "状　　态：已办结",
        "来信内容：",
        "青溪村已经断水五天，请领导帮忙解决。",
    ]
    assert find_boilerplate(lines)[:5] == [True] * 4 + [False]
    posts = ["总 指 挥：马某　县长", "副总指挥：李某　副县长", "成　　员：张某　县水利局局长"]
    assert find_layout([*BODY, *posts, BODY[1]]).roles[len(BODY) : -1] == ["table"] * 3
    assert find_boilerplate([*BODY, "（县融媒体中心记者 文某某）"])[-1]


def test_who_spoke_at_a_meeting_is_no_title_that_sets_the_headline_above_it_aside():
    headline = ["县委常委会召开会议", "传达学习全国两会精神", "马某某主持并讲话"]
    text = "3月18日，县委常委会召开会议，传达学习全国两会精神，研究部署工作。"
    assert not any(find_boilerplate([*headline, text]))
    assert find_layout(["政府工作报告", "各位代表：", text]).roles[0] == TITLE


def test_a_figure_alone_is_a_cell_of_a_table_and_signs_alone_are_set_aside():
    assert find_layout([*BODY, "186.2", "※※※", *BODY]).roles[len(BODY) :] == [TABLE, ASIDE, *[TEXT] * len(BODY)]


def test_a_second_speech_may_have_its_date_alone_below_its_title():
    lines = [*BODY, "在全县卫生大会上的讲话", "（2023年10月12日）", "同志们：", "今天开会。"]
    assert find_layout(lines).roles[len(BODY) :] == [TITLE, ASIDE, TEXT, TEXT]


def test_an_annex_may_end_with_its_title_and_date():
    lines = [*BODY, "白川县人民政府", "2024年6月1日", "附件", "白川县供水应急预案", "2024年6月"]
    assert find_layout(lines).roles[len(BODY) :] == [ASIDE, ASIDE, ASIDE, TITLE, ASIDE]


def test_the_first_line_of_a_cited_title_may_be_as_short_as_four_characters():
    lines = [
        "关于印发方案的通知", "各乡镇：", "现将《城乡供水一体化实施方案》印发给你们，请执行。", "白川县人民政府", "2024年4月16日",
        "城乡供水", "一体化实施方案", "为加强供水，制定本方案。",
    ]  # fmt: skip
    layout = find_layout(lines)
    assert layout.roles[5:] == [TITLE, TITLE, TEXT]
    assert layout.joins[5:] == [False, True, False]


def test_annexes_that_are_only_named_are_set_aside_at_the_end_and_above_a_signature_however_many():
    for annexes in (["1.任务分工表"], ["1.任务分工表", "2.联系人名单"], ["1.任务分工表", "2.联系人名单", "3.进度表"]):
        for end in ([], ["白川县人民政府", "2024年6月1日"]):
            lines = ["附件", *annexes, *end]
            assert find_boilerplate([*BODY, *lines]) == [False] * len(BODY) + [True] * len(lines)
