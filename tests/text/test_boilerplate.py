"""What single lines say."""

import pytest

from research.text import boilerplate

CASES = [
    (boilerplate.is_title, ["政府工作报告", "关于加强供水的通知", "在全县大会上的讲话", "白川市防汛应急预案（试行）"], ["狠抓落实。", "通知公告", "标题：关于修路的通知"]),
    (boilerplate.is_salutation, ["各位代表：", "同志们！", "各乡镇人民政府，县直各部门：", "尊敬的各位来宾，朋友们："], ["当前位置：", "发文机关：", "主要做法："]),
    (boilerplate.is_field, ["索 引 号：BC-1", "主题分类：", "首页 > 公开 > 文件", "【大 中 小】", "成文日期：2024年1月2日"], ["一、总体要求", "各位代表："]),
    (boilerplate.is_date, ["2024年6月12日", "二〇二四年六月十二日", "（2022年3月XX日）", "2024-06-12"], ["2024年工作", "6月12日开会"]),
    (boilerplate.is_occasion, ["——2025年1月9日省长 许某某在白川省第十四届人民代表大会第三次会议上的讲话", "2025年1月9日在白川市人大二次会议上市长周某作政府工作报告"], ["2013年3月，我县召开会议，选举产生新一届班子上任"]),
    (boilerplate.is_speaker, ["白川省省长 许某某", "自治区主席 艾某·某某某孜"], ["市长接待日办理来信一千二百件"]),
    (boilerplate.is_number, ["白政办发〔2024〕21号", "（白政发〔2023〕8号）"], ["第21号台风"]),
    (boilerplate.is_furniture, ["责任编辑：某某", "分享到：微信", "相关解读", "抄送：市委办公室", "白川市人民政府办公室 2024年3月1日印发"], ["一、打印机采购", "推进教育公平"]),
    (boilerplate.is_contents_title, ["目录", "目　次", "【目录】", "CONTENTS："], ["目录清单", "权责目录"]),
    (boilerplate.is_contents_entry, ["一、发展基础........3", "第一章 总则\t1"], ["增长3.5%", "完成投资12亿元"]),
    (
        boilerplate.advertises,
        [
            "QQ：123456", "点击下载", "全文免费下载", "更多精彩范文", "上一篇：工作总结", "责任编辑：某某", "转载请注明", "您现在的位置：首页", "会员登录", "加入收藏",
            "https://a.b", "http://a.b/c", "请看 www.a.b", "字体：大", "字体【小】", "打印本页", "关闭窗口", "分享到", "浏览次数：12", "阅读量：3", "返回顶部",
            "返回列表", "技术支持：某公司", "公文写作网", "范文网 首页", "政府网站标识码", "主办单位：市政府", "网站地图", "联系我们", "免责声明",
            "仅供学习", "加群主", "原文链接", "信息来源：某网", "如有侵权", "会员上传", "请勿外传", "禁止转载", "法宝引证码",
        ],
        ["狠抓落实。", "字体规范", "阅读推广活动次数", "网站建设", "编辑部工作"],
    ),
    (
        boilerplate.is_editors_note,
        ["编者按：", "【编者的话】", "编辑按：某某", "按语：", "导读", "（导语）", "核心提示：", "内容提要", "内容摘要：", "温馨提示："],
        ["导读会在县图书馆召开", "推出核心提示服务", "按语言分类"],
    ),
    (boilerplate.is_wordless, ["186.2", "— 3 —", "4.9%"], ["（二）", "注：", "合计"]),
]  # fmt: skip


@pytest.mark.parametrize(
    ("tell", "line", "expected"),
    [(tell, line, yes) for tell, good, bad in CASES for lines, yes in ((good, True), (bad, False)) for line in lines],
    ids=lambda value: getattr(value, "__name__", str(value)),
)
def test_a_line_is_told_by_its_form(tell, line, expected):
    assert tell(line) is expected


def test_figures_are_counted_among_cells():
    assert boilerplate.count_figures("就业 人 4300 4.9%") == (4, 2)


@pytest.mark.parametrize(
    "line",
    [
        "2024年3月1日", "2024年3月1日在白川县第九届人民代表大会第三次会议上", "2024年3月1日白川县人民政府发布", "（2024年3月1日 县长 许某）",
    ],
)  # fmt: skip
def test_a_date_may_stand_with_its_occasion_its_act_or_its_speaker(line):
    assert boilerplate.is_dated(line)


def test_the_title_of_a_glossary_has_at_most_40_characters():
    assert boilerplate.is_glossary_title("名词解释" + "※" * 36)
    assert not boilerplate.is_glossary_title("名词解释" + "※" * 37)


def test_an_occasion_has_at_most_120_characters():
    assert boilerplate.is_occasion("——" * 55 + "在全县农业工作会议上")
    assert not boilerplate.is_occasion("——" * 55 + "在全县的农业工作会议上")


@pytest.mark.parametrize(
    ("tell", "lines", "expected"),
    [
        (boilerplate.is_note_of_editor, ["（编者注：数据截至年底。）", "编者按：本报开设专栏", "【编后】"], True),
        (boilerplate.is_note_of_editor, ["导读：三项任务", "编者按语言分类", "（编制说明）"], False),
        (boilerplate.is_field, ["记者 孙某", "（本报记者 孙某 通讯员 李某）", "通讯员　欧阳某"], True),
        (boilerplate.is_field, ["记者：去年就业怎么样", "答记者问", "记者 走访了三个村庄"], False),
        (boilerplate.is_number, ["A类", "（B类）"], True),
        (boilerplate.is_number, ["A类企业", "甲类"], False),
        (boilerplate.is_page_head, ["[1] [2] [3]", "【1】【2】下一页"], True),
        (boilerplate.is_page_head, ["[1]", "[1] 注释"], False),
        (boilerplate.is_page_head, ["— 12 —", "-3-"], True),
        (boilerplate.is_field, ["来源 | 白川发布", "编辑｜小周", "文/王某某", "（整理：县委办；时间：7月15日）"], True),
        (boilerplate.is_field, ["来源广泛", "文化/旅游"], False),
        (
            boilerplate.is_field,
            ["【颁布单位】市人大", "【时效性】有效", "【全文】", "白川日报评论员", "■ 本报记者 王某某"],
            True,
        ),
        (boilerplate.is_field, ["【惠民】全县新增学位", "培养评论员队伍"], False),
        (boilerplate.is_number, ["〔九届〕第8号"], True),
        (boilerplate.is_day, ["1月16日", "3月5日（星期二）上午"], True),
        (boilerplate.is_day, ["1月16日召开", "2024年1月16日"], False),
        (boilerplate.is_remark, ["会商会现场（周某 摄）"], True),
        (boilerplate.is_organisation, ["安委办", "综合科", "县图书馆"], True),
        (boilerplate.is_title, ["关 于 禁 止 燃 放 烟 花 的 通 告"], True),
        (boilerplate.is_title, ["下午2:30 分组审议政府工作报告"], False),
        (boilerplate.is_remark, ["（下转第3版）", "（原载2024年5月8日《白川日报》）"], True),
        (boilerplate.is_label, ["发文机关：", "索 引 号："], True),
        (boilerplate.is_label, ["来源：县水利局", "字体：大 中 小 分享："], False),
        (boilerplate.is_salutation, ["周科长，您好：", "大家好！"], True),
        (boilerplate.is_date, ["年   月   日", "申请人签字：    年  月  日", "2024年  月  日"], True),
        (boilerplate.is_attachment_label, ["附：", "附件2"], True),
        (boilerplate.is_attachment_label, ["附议", "附：名单"], False),
    ],
)
def test_notes_bylines_and_paging(tell, lines, expected):
    assert [tell(line) for line in lines] == [expected] * len(lines)


@pytest.mark.parametrize("line", ["□ 李某某", "◎王某　赵某"])
def test_a_name_behind_a_box_is_a_byline(line):
    assert boilerplate.is_field(line)
    assert not boilerplate.is_field(f"{line[0]}下一步打算")


def test_who_the_author_is_stands_in_a_remark():
    assert boilerplate.is_remark("（作者系县委党校教师）")
    assert not boilerplate.is_remark("（作者单位和联系方式须如实填写，由县科协汇总）")


@pytest.mark.parametrize("dash", ["—", "―", "--", "－－"])
def test_a_rule_of_dashes_takes_linear_time(dash):
    rule = dash * 50
    assert not boilerplate.is_occasion(rule)
    assert not boilerplate.is_occasion(f"{rule}在")
    assert boilerplate.is_occasion(f"{dash}2025年1月9日在白川市人大二次会议上")


@pytest.mark.parametrize(
    ("tell", "lines", "expected"),
    [
        (boilerplate.advertises, ["点击上方“白川发布”关注我们", "听全文约3分钟", "以上内容由AI生成", "本站使用Cookie以提升体验，继续浏览即表示同意。"], True),
        (boilerplate.advertises, ["图片由人工智能生成时，应当添加标识。", "如有需要，请联系经办人。"], False),
        (boilerplate.is_field, ["列席：吴某　冯某某　韩某（县委办）", "记录员：苏某", "主题：转发修路的函"], True),
        (boilerplate.is_remark, ["［09:02］", "（2024-05-10 09:02:11）", "图片", "（文/李某 图/王某）", "▲会议现场"], True),
        (boilerplate.is_remark, ["▲加强现场管理", "图片展", "（9时）", "（文件/资料齐全。）"], False),
        (boilerplate.is_letter_field, ["留言网友：匿名", "办理状态：已办结", "答复内容："], True),
        (boilerplate.is_letter_field, ["答复内容：已责成施工单位整改。", "办理流程：", "咨询服务：持续优化"], False),
        (boilerplate.is_stamp, ["00:01:05 钱某：", "钱某(00:01:05)", "发言人1 00:12", "[10:15] 主持人："], True),
        (boilerplate.is_stamp, ["8:30 开幕式", "签到 8:30", "时间：8:30", "00:01:05 各位代表，现在开会"], False),
        (boilerplate.is_page_head, ["PART 01", "Part.3", "PART TWO"], True),
        (boilerplate.is_page_head, ["PARTNER 1", "PART 01 建设背景"], False),
        (boilerplate.is_speaker, ["县　长　许某某", "市 长 周某"], True),
        (boilerplate.is_number, ["（招标编号：BC-2024-05）"], True),
        (boilerplate.is_contact, ["送：县委办公室，县政协办公室。", "发：各乡镇"], True),
    ],
)  # fmt: skip
def test_pages_messengers_letters_and_transcripts(tell, lines, expected):
    assert [tell(line) for line in lines] == [expected] * len(lines)


@pytest.mark.parametrize(
    ("tell", "lines", "expected"),
    [
        (boilerplate.is_speaker_label, ["县人社局局长 安某某：", "晚报记者：", "毕某：", "［主持人］", "主持人："], True),
        (boilerplate.is_speaker_label, ["方案：", "许市长：", "各位代表：", "记者站：", "县长 许某", "任务："], False),
        (boilerplate.is_form, ["学校：＿＿＿＿　班级：＿＿＿＿", "姓名：____"], True),
        (boilerplate.is_form, ["姓名：许某", "投资__亿元。"], False),
        (boilerplate.is_path, ["首页 >> 基层党建 >> 正文", "当前位置：网站首页 > 新闻"], True),
        (boilerplate.is_path, ["首页", "首页改版"], False),
        (boilerplate.is_number, ["（2024年第4号）", "第3期（总第87期）", "（2023）某0123行初45号"], True),
        (boilerplate.is_number, ["2024年第4季度", "（2023）号召全县学习"], False),
        (boilerplate.is_dated, ["2024-01-20　白川日报　要闻 A02版"], True),
        (boilerplate.is_name, ["今年目标", "工作回顾", "主要任务"], False),
        (boilerplate.is_letter_field, ["来电人：辛某（女士）", "诉求标题：供水水压不足", "回访结果：满意"], True),
        (boilerplate.is_remark, ["（摄影报道：冯某）"], True),
    ],
)  # fmt: skip
def test_speakers_forms_paths_and_newspapers(tell, lines, expected):
    assert [tell(line) for line in lines] == [expected] * len(lines)


@pytest.mark.parametrize(
    "line", ["索引号：BC-1", "题名：水利志", "信息提供：县农业局", "发文字号：白政发〔2024〕1号", "上传时间：昨天", "有效性：有效", "附件下载：任务表", "数据来源：统计局"]
)  # fmt: skip
def test_a_label_of_a_catalogue_with_its_value_is_a_field(line):
    assert boilerplate.is_field(line)
