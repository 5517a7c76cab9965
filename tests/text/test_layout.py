"""Where the text begins and ends, and what stands in between."""

import pytest

from research.text.layout import ASIDE, CELL, TABLE_ROW, TEXT, TITLE, find_boilerplate, find_layout

BODY = [
    "同志们：",
    "今天召开全县经济工作会议，主要任务是总结去年工作，部署今年任务，动员全县上下抓好落实，推动各项工作再上新台阶。",
] * 4

EDGES = [
    "首页 > 领导讲话 > 正文", "来源：县政府办公室", "发布时间：2020-01-05", "作者：佚名", "当前位置：首页", "上一篇：工作总结",
    "点击下载Word版", "更多范文请登录 www.example.com", "QQ交流群：123456789", "版权所有 违者必究", "字体：大 中 小", "扫一扫关注微信公众号",
    "更多讲话稿请加QQ群。", "欢迎关注微信公众号：笔杆驿站。", "一、加入公文写作QQ群", "扫描下方二维码",
]  # fmt: skip


@pytest.mark.parametrize("line", EDGES)
def test_what_surrounds_a_text_is_found_above_and_below_it(line):
    assert find_boilerplate([line, *BODY]) == [True] + [False] * len(BODY)
    assert find_boilerplate([*BODY, line]) == [False] * len(BODY) + [True]


def test_date_speaker_and_occasion_are_found_under_the_title():
    lines = [
        "政府工作报告",
        "——2013年3月8日在青岭县第十六届人民代表大会第二次会议上",
        "青岭县人民政府县长",
        "徐 某",
        *BODY,
    ]
    assert find_boilerplate(lines)[:5] == [False, True, True, True, False]


def test_signature_and_date_are_found_at_the_end():
    lines = [*BODY, "青岭县人民政府办公室", "2014年11月3日"]
    assert find_boilerplate(lines)[-3:] == [False, True, True]


def test_a_glossary_at_the_end_is_set_aside_from_its_title_on():
    glossary = ["名词解释", "1.三长制：指河长、林长、田长。", "2.一网通办：指网上办理。", "3.双随机：指随机抽查。"]
    assert find_boilerplate([*BODY, *glossary]) == [False] * len(BODY) + [True] * 4


@pytest.mark.parametrize(
    "line",
    [
        "推进政务服务网上办理，群众登录平台即可查询，全年办件12万件，满意率达到99%，办理时限压缩一半以上。",
        "2013年3月，我县召开第十六届人民代表大会第二次会议，选举产生新一届县政府领导班子，各项工作平稳交接。",
        "加强微信公众号等新媒体平台管理，清理整合僵尸账号56个，压实主管主办单位责任，提升网上政务服务能力，更好回应群众关切。同时健全信息发布审核制度，落实三审三校，严防泄密失密，年内开展两轮全覆盖检查，发现问题限期整改到位，对整改不力的严肃追责问责并予以通报。",
        "书记抓、抓书记",
        "二要用好微信公众号、QQ群等载体，把政策送到群众手中。",
        "全县门诊推行扫一扫结算；",
        "（四）办好微信公众号，讲好青岭故事",
    ],
)
def test_text_of_the_document_is_left_alone(line):
    assert find_boilerplate([*BODY, line, *BODY])[len(BODY)] is False


ADVERTISING = [
    "松涛文库",
    "会员尊享 海量资料",
    "本站素材每天更新，欢迎选用",
    "【谢绝转卖】",
    "发现转卖者请举报，核实后赠送半年会员！",
]
SPEECH = ["在全市住房保障工作会议上的讲话", "（2022年3月9日）", "同志们：", "今天的会议主要是部署今年的住房保障工作。"]
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


def test_all_above_a_title_is_set_aside_whatever_it_says():
    layout = find_layout([*ADVERTISING, *SPEECH])
    assert layout.roles == [ASIDE] * 5 + [TITLE, ASIDE, TEXT, TEXT]


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


def test_a_notice_above_a_title_with_its_own_signature_stays():
    lines = [
        "为做好今年的水资源管理，制定了工作要点，现印发给你们，请认真执行。", "白川市水务局", "2022年6月1日", "2022年水资源管理工作要点",
        "一、用水统计", "按季度统计用水量，逐月核对。",
    ]  # fmt: skip
    assert find_layout(lines).roles == [TEXT, ASIDE, ASIDE, TITLE, TEXT, TEXT]


def test_a_title_may_take_several_lines_and_be_long():
    lines = [
        "白川市人民政府办公室关于印发", "白川市支持中小企业数字化转型若干政策措施和三年行动计划（2024—2026年）的通知", "各区人民政府：", "请认真贯彻执行。",
    ]  # fmt: skip
    layout = find_layout(lines)
    assert layout.roles == [TITLE, TITLE, TEXT, TEXT]
    assert layout.joins == [False, True, False, False]


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


def test_rows_of_figures_and_the_heads_of_their_columns_are_a_table():
    lines = [
        "一、指标完成情况",
        "指标 单位 数值 增长",
        "生产总值 亿元 186.2 4.9%",
        "城镇新增就业 人 4300 2.1%",
        "二、下一步工作",
    ]
    assert find_layout(lines).roles == [TEXT, TABLE_ROW, TABLE_ROW, TABLE_ROW, TEXT]


def test_cells_on_lines_of_their_own_are_a_table():
    lines = [
        "一、指标",
        "指标",
        "数值",
        "生产总值",
        "186.2",
        "就业",
        "4300",
        "二、打算",
        "今年继续增加就业，稳定增长。",
    ]
    assert find_layout(lines).roles[1:7] == [TABLE_ROW] * 6
    assert find_layout(lines).roles[7:] == [TEXT, TEXT]


def test_a_glossary_ends_where_an_annex_begins():
    lines = [
        *BODY,
        "附件1",
        "名词解释",
        "1.两新：指设备更新和以旧换新。",
        "附件2",
        "2024年民生实事",
        "一、新建学校两所，增加学位。",
    ]
    assert find_layout(lines).roles[len(BODY) :] == [ASIDE, ASIDE, ASIDE, ASIDE, TITLE, TEXT]


def test_of_a_table_of_tasks_the_tasks_are_text_and_no_cell_is_a_heading():
    rows = [
        "1",
        "新建农村公路30公里，完成危桥改造2座。",
        "市交通局",
        "11月底",
        "2",
        "改造老旧小区4个，惠及居民230户。",
        "市住建局",
        "12月底",
    ]
    roles = find_layout(["白川市重点任务分工表", "序号", "工作任务", "责任单位", "完成时限", *rows]).roles
    assert roles[1:] == [TABLE_ROW] * 4 + [TABLE_ROW, CELL, TABLE_ROW, TABLE_ROW] * 2


def test_the_values_of_fields_between_a_title_and_the_text_are_set_aside():
    lines = [
        "关于加强汛期安全管理的通知",
        "索引号：",
        "QH-001/2024",
        "发布机构：",
        "县应急管理局",
        "发布日期：",
        "2024-06-01",
        "各乡镇：",
    ]
    assert find_layout([*lines, "请做好汛期安全管理。"]).roles == ["title", *["aside"] * 6, "text", "text"]


def test_the_first_line_is_the_title_where_what_stands_below_titles_parts_it_from_the_text():
    lines = ["青溪春耕见闻", "来源：县农业局", "今年开春以来，全县各乡镇抢抓农时，备足种子化肥，春耕生产有序推进。"]
    assert find_layout(lines).roles == [TITLE, ASIDE, TEXT]


def test_a_title_goes_on_on_the_next_line_where_its_first_line_is_a_title_too():
    lines = [
        "白川市人民政府办公室关于转发市教育局招生意见",
        "（2024年修订）的通知",
        "各区人民政府：",
        "请认真贯彻执行。",
    ]
    layout = find_layout(lines)
    assert layout.roles == [TITLE, TITLE, TEXT, TEXT]
    assert layout.joins == [False, True, False, False]


def test_numbered_terms_that_open_a_document_are_no_glossary():
    terms = [f"{n}.两新：指设备更新和以旧换新，由县发展改革局负责。" for n in range(1, 5)]
    rest = ["各乡镇要抓好落实，年底前完成任务。", "县政府将督促检查，通报进展情况。"]
    assert find_boilerplate([*terms, *rest]) == [False] * 6


@pytest.mark.parametrize(
    ("lines", "roles"),
    [
        (["青禾县政府工作报告（摘要）", "县长 许某", "（2020年1月8日）", "2019年工作回顾", "2019年，全县生产总值增长6.5%。", "2020年工作安排", "做好2020年工作，必须稳中求进。"],
         "title aside aside text text text text"),
        (["近年来，我县建成养老院十二所，床位达到三千张。", "加强养老服务工作的对策建议", "要增加投入，培训护理人员，落实补贴。"], "text text text"),
        (["青禾县人民政府办公室文件", "青政办〔2023〕17号", "青禾县人民政府办公室", "关于印发燃气安全整治方案的", "通　　知", "各乡镇：", "请认真执行。"],
         "aside aside title title title text text"),
        (["首页", "新闻", "关于《促进民营经济若干措施》的政策解读", "来源： 县发改局", "[ 打印 ]", "[ 关闭 ]", "一、出台背景", "为促进发展，制定措施。"],
         "aside aside title aside aside aside text text"),
        (["来信：城东学校门口拥堵的建议", "来信人：李**", "来信时间：2024-03-05", "市长您好，城东学校门口拥堵，建议增设停车位。"], "title aside aside text"),
    ],
    ids=["bare heading below the title", "heading of a part", "title that ends with its kind", "navigation above 关于", "letter"],
)  # fmt: skip
def test_titles_are_found_and_the_text_above_headings_is_kept(lines, roles):
    assert find_layout(lines).roles == roles.split()


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
    ],
    ids=["two speeches", "date and name", "interview", "number of an announcement", "author", "head of a page"],
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


def test_the_bare_title_below_the_whole_one_goes_on_with_it_and_below_another_line_does_not():
    end = ["各位代表：", "现在，我代表市人民政府向大会报告工作，请予审议。"]
    for above, role in (("白川市2024年政府工作报告", TITLE), ("白川市会议文件", ASIDE)):
        assert find_layout([above, "政府工作报告", *end]).roles == [role, TITLE, TEXT, TEXT]


def test_an_annex_that_is_only_named_at_the_end_is_set_aside():
    lines = [*BODY, "附件：白川市重点任务分工方案"]
    assert find_layout(lines).roles[-2:] == [TEXT, ASIDE]
