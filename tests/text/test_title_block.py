"""Where the text begins, and its titles."""

import pytest

from research.text.layout import find_layout
from research.text.marks import ASIDE, TEXT, TITLE

BODY = [
    "同志们：",
    "今天召开全县经济工作会议，主要任务是总结去年工作，部署今年任务，动员全县上下抓好落实，推动各项工作再上新台阶。",
] * 4


ADVERTISING = [
    "松涛文库",
    "会员尊享 海量资料",
    "本站素材每天更新，欢迎选用",
    "【谢绝转卖】",
    "发现转卖者请举报，核实后赠送半年会员！",
]


SPEECH = ["在全市住房保障工作会议上的讲话", "（2022年3月9日）", "同志们：", "今天的会议主要是部署今年的住房保障工作。"]


def find_boilerplate(lines):
    return [role == ASIDE for role in find_layout(lines).roles]


def test_date_speaker_and_occasion_are_found_under_the_title():
    lines = [
        "政府工作报告",
        "——2013年3月8日在青岭县第十六届人民代表大会第二次会议上",
        "青岭县人民政府县长",
        "徐 某",
        *BODY,
    ]
    assert find_boilerplate(lines)[:5] == [False, True, True, True, False]


def test_all_above_a_title_is_set_aside_whatever_it_says():
    layout = find_layout([*ADVERTISING, *SPEECH])
    assert layout.roles == [ASIDE] * 5 + [TITLE, ASIDE, TEXT, TEXT]


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


def test_the_bare_title_below_the_whole_one_goes_on_with_it_and_below_another_line_does_not():
    end = ["各位代表：", "现在，我代表市人民政府向大会报告工作，请予审议。"]
    for above, role in (("白川市2024年政府工作报告", TITLE), ("白川市会议文件", ASIDE)):
        assert find_layout([above, "政府工作报告", *end]).roles == [role, TITLE, TEXT, TEXT]


def test_two_offices_that_issue_a_document_are_both_in_its_title():
    lines = ["中共白川市委办公室", "白川市人民政府办公室", "关于印发河长制方案的通知", "各县：", "请认真执行。"]
    assert find_layout(lines).roles == [TITLE] * 3 + [TEXT] * 2
    assert find_layout(["首页", *lines[1:]]).roles == [ASIDE] + [TITLE] * 2 + [TEXT] * 2


def test_a_text_may_open_with_the_first_number_of_an_outline():
    lines = ["首页", "公开", "白川市防汛应急预案", "1 总则", "1.1 目的", "为做好防汛工作，制定本预案。"]
    assert find_layout(lines).roles == [ASIDE] * 2 + [TITLE] + [TEXT] * 3


def test_a_title_goes_on_where_it_says_about_what_and_not_of_what_kind():
    lines = ["白川市人民政府关于进一步加强", "农村供水工作的", "实施意见", "各县：", "请认真执行。"]
    assert find_layout(lines).roles[:3] == [TITLE] * 3
    assert find_layout(["关于我们", "关于供水的意见", "各县：", "请认真执行。"]).roles[:2] == [ASIDE, TITLE]


@pytest.mark.parametrize("slogan", ["以实干的作风 开创全区供水工作新局面", "凝心聚力 担当实干"])
def test_a_slogan_with_a_blank_above_occasion_and_date_is_the_title(slogan):
    lines = ["文苑", slogan, "——在全区供水工作会议上的讲话", "（2024年3月12日）", "区长 许某某", *BODY]
    assert find_layout(lines).roles[:5] == [ASIDE, TITLE, ASIDE, ASIDE, ASIDE]
    assert find_layout([*lines[:2], *lines[3:]]).roles[:4] == [ASIDE, TITLE, ASIDE, ASIDE]


def test_a_title_of_two_offices_above_its_date_is_the_title():
    lines = [
        "中共白川县委文件",
        "白发〔2024〕1号",
        "★",
        "中共白川县委 白川县人民政府关于促进养老服务的意见",
        "（2024年2月5日）",
        *BODY,
    ]
    assert find_layout(lines).roles[:5] == [ASIDE] * 3 + [TITLE, ASIDE]


def test_authors_and_accounts_above_a_date_are_set_aside():
    lines = ["白川：小木耳长成大产业", "周某 白川发布", "2024-05-08 19:20", *BODY]
    assert find_layout(lines).roles[1:3] == [ASIDE, ASIDE]


@pytest.mark.parametrize(
    "above", ["【打印】 【关闭】  分享：", "文章编号：20240312-07", "白川发布 2024-05-06 18:30 白川"]
)
def test_what_a_site_prints_above_is_no_title_and_the_headline_below_is_kept(above):
    lines = [above, "白川县召开安全生产工作会议", "来源：县应急管理局　时间：2024-07-03", BODY[1]]
    assert find_layout(lines).roles == [ASIDE, TEXT, ASIDE, TEXT]


def test_the_organisation_that_wrote_a_text_stands_below_its_title():
    lines = [
        "关于农村电商发展情况的调研报告",
        "县政协调研组",
        "近期，县政协组成调研组，深入8个乡镇进行了调研。",
        "一、现状",
    ]
    assert find_layout(lines).roles == [TITLE, ASIDE, TEXT, TEXT]
    lines = [
        "关于预算草案的报告",
        "——在县第九届人民代表大会第四次会议上",
        "县财政局",
        "各位代表：",
        "现将预算报告提请审议。",
    ]
    assert find_layout(lines).roles == [TITLE, ASIDE, ASIDE, TEXT, TEXT]


def test_a_salutation_with_a_greeting_makes_the_text_above_a_title_its_own():
    lines = [
        "周科长，您好：",
        "请看下面的通知，务必按时报送材料。",
        "关于报送年报的通知",
        "各单位：",
        "请于周五前报送。",
    ]
    assert find_layout(lines).roles[:3] == [TEXT, TEXT, TITLE]


def test_a_title_with_blanks_between_its_characters_goes_on_below_its_issuer():
    layout = find_layout(
        [
            "白 川 县 人 民 政 府",
            "关 于 禁 止 燃 放 烟 花 的 通 告",
            "为预防火灾事故，现通告如下：",
            "一、禁放区域：县城建成区。",
        ]
    )
    assert (layout.roles[:2], layout.joins[1]) == ([TITLE, TITLE], True)


def test_a_preface_is_no_name_and_a_label_does_not_go_on_with_the_title():
    lines = [
        "白川县国土空间总体规划",
        "（公示稿）",
        "白川县人民政府",
        "2023年6月",
        "前言",
        "规划是城市发展的蓝图，是建设的依据。",
    ]
    assert find_layout(lines).roles == [TITLE, ASIDE, ASIDE, ASIDE, TEXT, TEXT]
    lines = ["关于加强湿地保护的议案标题", "领衔代表：赵某", "湿地面积减少，生态功能退化，亟需加强保护。"]
    assert find_layout(lines).joins == [False] * 3


def test_a_subtitle_below_the_title_is_set_aside():
    lines = [
        "春风十里，不如白川有你",
        "——致返乡青年的一封信",
        "亲爱的青年朋友：",
        "故乡的山还是那座山，故乡的水还是那湾水。",
    ]
    assert find_layout(lines).roles == [TITLE, ASIDE, TEXT, TEXT]


def test_what_a_messenger_says_of_the_account_is_set_aside():
    lines = [
        "白川县2023年经济运行情况",
        "白川微讯",
        "微信号 bcwx",
        "功能介绍 发布统计信息，服务社会公众。",
        "发表于",
        "去年，全县经济回升向好，增长5.1%。",
    ]
    assert find_layout(lines).roles == [TITLE, ASIDE, ASIDE, ASIDE, ASIDE, TEXT]


def test_a_sentence_with_the_signature_behind_it_is_text():
    assert find_layout(["请各单位认真执行。 白川县人民政府 2024年5月6日"]).roles == [TEXT]


def test_a_title_of_three_lines_may_say_what_it_is_about_on_the_second():
    title = ["白川县人民政府办公室关于印发", "白川县深化医药卫生体制改革", "2024年重点工作任务的通知"]
    layout = find_layout(["发文机关：白川县人民政府办公室", *title, "各乡镇：", "现将任务印发给你们，请执行。"])
    assert layout.roles == [ASIDE, *[TITLE] * 3, TEXT, TEXT]
    assert layout.joins == [False, False, True, True, False, False]


def test_entries_of_contents_above_a_title_are_none_of_it():
    lines = [
        "白川县人民政府公报", "目　录", "白川县人民政府关于治水的通知", "（白政发〔2024〕12号）……………（4）", "大事记……………（9）", "白川县人民政府",
        "关于修路的实施意见", "白政发〔2024〕11号", "各乡镇：", "为加快修路，提出以下意见。",
    ]  # fmt: skip
    assert find_layout(lines).roles == [*[ASIDE] * 5, TITLE, TITLE, ASIDE, TEXT, TEXT]


def test_names_above_the_path_of_navigation_are_set_aside_and_the_headline_below_is_the_title():
    headline = "青溪镇：“三个聚焦”推动党建提质增效"
    text = "近年来，青溪镇坚持大抓基层，推动党建工作提质增效，成效明显。"
    roles = find_layout(
        ["首页", "组织建设", "首页 >> 基层党建 >> 正文", headline, "来源：青溪镇　　时间：2024-06-25", text]
    ).roles
    assert roles == [ASIDE, ASIDE, ASIDE, TITLE, ASIDE, TEXT]
    assert find_layout(["一、总体要求", "首页 > 公开 > 正文", headline, text]).roles[0] == TEXT


def test_a_note_of_the_editor_stands_above_the_text_and_an_interpretation_names_its_title():
    note = "【编者按】为推广经验做法，现将两镇的经验印发，供各地学习借鉴。"
    assert find_layout(["工作简报", note, "青溪镇推行积分制，村民可凭积分兑换生活用品。"]).roles[1:] == [ASIDE, TEXT]
    assert find_layout(["政策解读：《实施办法》", "一、制定背景", "为破解兑现难，制定本办法。"]).roles[0] != ASIDE


def test_a_catalogue_with_blanks_in_its_labels_and_tabs_behind_them_is_set_aside():
    title = ["白川县人民政府", "关于同意设立青溪工业园的批复"]
    fields = ["索 引 号\tBC-12\t分    类\t园区", "文    号\t白政复〔2024〕17号\t主 题 词\t园区 规划 批复"]
    text = ["县工业和信息化局：", "你局请示收悉。同意设立青溪工业园，规划面积3.2平方公里。"]
    layout = find_layout([*fields, *title, *text])
    assert layout.roles == [ASIDE, ASIDE, TITLE, TITLE, TEXT, TEXT]
    assert layout.joins[3]


def test_a_title_whose_last_line_adds_a_second_name_is_one():
    title = ["白川县人民政府关于印发白川县", "国民经济和社会发展第十四个五年规划", "和二〇三五年远景目标纲要的通知"]
    layout = find_layout([*title, "各乡镇：", "现将纲要印发给你们，请执行。"])
    assert (layout.roles[:3], layout.joins[:3]) == ([TITLE] * 3, [False, True, True])
    two = find_layout(["关于修路的通知", "和谐社区建设工作方案", "各乡镇：", "现将方案印发给你们，请执行。"])
    assert not two.joins[1]


def test_the_head_of_the_paper_is_no_part_of_the_title():
    lines = ["白川县水务局文件", "关于印发供水计划的通知", "各乡镇：", "现将计划印发给你们，请执行。"]
    assert find_layout(lines).roles == [ASIDE, TITLE, TEXT, TEXT]


def test_of_a_paper_authors_key_words_and_references_are_set_aside():
    lines = [
        "第38卷第4期　　　　县域研究", "白川县特色产业发展的实践与思考", "宋某某1，韩某某2", "（1.白川县委党校，白川 000000；2.白川县统计局，白川 000000）",
        "摘　要：本文梳理了产业发展历程，提出了对策建议。", "关键词：县域经济；特色产业", "收稿日期：2024-01-08", "作者简介：宋某某，男，副教授，研究县域经济。",
        "特色产业是县域经济的重要支撑，链条还不长。", "参考文献", "［1］王某.产业研究［J］.评论，2020（3）：12-18.", "2.李某.乡村振兴[M].出版社，2019.",
    ]  # fmt: skip
    assert find_layout(lines).roles == [ASIDE, TITLE, ASIDE, ASIDE, TEXT, *[ASIDE] * 3, TEXT, *[ASIDE] * 3]


def test_the_committee_and_the_government_issue_a_document_together():
    lines = ["中共白川县委", "白川县人民政府", "关于表彰先进的决定", "各乡镇：", "现将名单公布如下，请各单位学习。"]
    layout = find_layout(lines)
    assert (layout.roles, layout.joins) == ([TITLE] * 3 + [TEXT] * 2, [False, True, True, False, False])


def test_a_line_that_announces_the_text_is_no_part_of_its_title():
    lines = [
        "近日，白川县印发《关于稳定就业的若干措施》，全文如下👇",
        "白川县关于稳定就业的若干措施",
        "一、落实政策。返还比例60%。",
        "二、强化培训。全年培训8000人次。",
    ]
    layout = find_layout(lines)
    assert layout.roles[1] == TITLE
    assert not layout.joins[1]


def test_the_subject_of_minutes_is_set_aside():
    lines = ["会议纪要", "时间：2024年5月6日", "议    题：研究旧改有关问题", "会议听取了进展情况的汇报，议定如下事项。"]
    assert find_layout(lines).roles[1:] == [ASIDE, ASIDE, TEXT]
