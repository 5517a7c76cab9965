"""Which line breaks end a line, and where a line is cut."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from research.text.lines import find_lines, join_wrapped_lines, remove_breaks

WHITE = "".join(chr(code) for code in range(0x3001) if chr(code).isspace()) + "\ufeff\u200b"


PARAGRAPH = "全面推进乡村振兴，加快农业农村现代化建设步伐，稳住粮食生产保障重要农产品供给" * 6


def wrap(text, width):
    return "\n".join(text[i : i + width] for i in range(0, len(text), width))


def lines_of(text):
    return [remove_breaks(text[start:end]) for start, end in find_lines(text)]


def test_a_paragraph_broken_by_the_paper_is_one_line():
    assert lines_of(wrap(PARAGRAPH, 25)) == [PARAGRAPH]


def test_lines_of_unequal_length_stay_apart():
    lines = ["一、农业", "二、工业发展和项目建设", "三、教育", "四、卫生健康事业", "五、交通"]
    assert lines_of("\n".join(lines)) == lines


def test_a_list_mark_starts_a_line_even_after_a_full_one():
    text = wrap(PARAGRAPH[:100], 25) + "\n（二）" + wrap(PARAGRAPH[:97], 25)
    assert lines_of(text)[1].startswith("（二）")


def test_a_printed_text_is_joined_however_few_its_full_lines():
    assert (
        join_wrapped_lines(f"一、农业\n{wrap(PARAGRAPH[:40], 25)}\n二、工业") == f"一、农业\n{PARAGRAPH[:40]}\n二、工业"
    )


def test_lines_that_a_crawler_broke_at_each_element_are_joined():
    text = "一、去年\n推进\n“一网通办”\n，时限压减\n30%\n以上。\n落实\n《\n种子法\n》\n和\n《\n湿地法\n》\n，整治排污口。\n二、今年\n抓好落实。"
    assert [line.replace("\n", "") for line in lines_of(text)] == [
        "一、去年", "推进“一网通办”，时限压减30%以上。", "落实《种子法》和《湿地法》，整治排污口。", "二、今年", "抓好落实。",
    ]  # fmt: skip


def test_a_text_without_line_breaks_is_cut_at_its_sections():
    text = (
        "云岭市政府工作报告（2023年2月15日在云岭市第七届人民代表大会第三次会议上）各位代表：受市政府委托，我向大会报告工作，请予审议。"
        "一、过去一年的工作 过去一年，全市经济稳步增长，就业形势稳定。（一）工业稳步增长。新增规模以上企业二十户。"
        "二、今后的工作 抓好项目建设，改善民生。"
    )
    assert [line[:8] for line in lines_of(text)] == [
        "云岭市政府工作报", "（2023年2月", "各位代表：", "受市政府委托，我", "一、过去一年的工", "过去一年，全市经", "（一）工业稳步增", "二、今后的工作",
        "抓好项目建设，改",
    ]  # fmt: skip


def test_wide_blanks_between_paragraphs_break_a_line_and_single_ones_do_not():
    assert lines_of("政府工作报告　　各位代表：　　现在报告工作。") == ["政府工作报告", "各位代表：", "现在报告工作。"]
    assert lines_of("加大力度　改善环境") == ["加大力度　改善环境"]


def test_offsets_leave_white_space_out():
    text = "\ufeff　　报告 \r\n\r\n\x0c正文\t"
    assert [text[start:end] for start, end in find_lines(text)] == ["报告", "正文"]


@given(
    st.text(max_size=80) | st.text("字一、（）1.。\n\r\v\x85\u2028 \u3000\ufeff\0\ud800ab", max_size=80), st.booleans()
)
def test_the_lines_of_any_text_stand_in_order_and_hold_all_but_white_space(text, printed):
    position = 0
    for start, end in find_lines(text, printed=printed):
        assert position <= start < end <= len(text)
        assert not text[position:start].strip(WHITE)
        position = end
    assert not text[position:].strip(WHITE)
    join_wrapped_lines(text)


def test_a_line_that_ends_with_a_comma_goes_on_unless_it_addresses_somebody():
    text = "会议指出，\n要抓好春耕。\n第一，\n备足种子；\n各位代表，\n请审议。"
    assert [remove_breaks(text[start:end]) for start, end in find_lines(text)] == [
        "会议指出，要抓好春耕。", "第一，备足种子；", "各位代表，", "请审议。",
    ]  # fmt: skip


def test_a_document_on_one_line_is_cut_at_its_title_occasion_speaker_and_sections():
    text = (
        "云岭县政府工作报告——在云岭县第九届人民代表大会第三次会议上（2019年1月8日）县长 秦某各位代表：现在报告工作。一、工作回顾。"
        "公路通车里程增加百余公里。二、今年任务（一）兴修水利。新建水库两座，改造灌区三处，治理河道四十公里，惠及农户两千多户。"
    )
    assert [text[start:end] for start, end in find_lines(text)][:7] == [
        "云岭县政府工作报告", "——在云岭县第九届人民代表大会第三次会议上", "（2019年1月8日）", "县长 秦某", "各位代表：",
        "现在报告工作。", "一、工作回顾。公路通车里程增加百余公里。",
    ]  # fmt: skip
    assert [text[start:end] for start, end in find_lines(text)][7] == "二、今年任务"


WRAPPED = """第一部分  2023年工作总结

    一年来，在县委、县政府的坚强领导下，我局紧紧围绕中心工作，
较好地完成了各项任务。现将有关情况总结如下：

    一、主要工作

    （一）抓好义务教育。全年投入资金1.2亿元，新建改扩建学校8
所，新增学位3600个，大班额全部消除。

    二、存在问题

    优质教育资源不足。

第二部分  2024年工作打算
"""


def test_wrapped_lines_below_indented_ones_are_one_paragraph_however_many_headings_stand_between():
    found = [remove_breaks(WRAPPED[start:end]) for start, end in find_lines(WRAPPED)]
    assert (
        found[1]
        == "一年来，在县委、县政府的坚强领导下，我局紧紧围绕中心工作，较好地完成了各项任务。现将有关情况总结如下："
    )
    assert found[3].endswith("新建改扩建学校8所，新增学位3600个，大班额全部消除。")
    assert len(found) == 7


def test_lines_that_stop_at_one_margin_are_joined_among_wider_rows_and_page_numbers():
    paragraph = "县级以上人民政府应当组织开展义务植树，鼓励单位和个\n人以投资、认建等方式参与绿化。"
    rows = "\n".join(
        f"序号{n} 公园绿地 街旁绿地 附属绿地 防护绿地 生产绿地 居住绿地 其他绿地 合计{n}" for n in range(5)
    )
    text = "\n".join([*[f"（{n}）\n{paragraph}\n{n}" for n in range(1, 13)], rows])
    found = [remove_breaks(text[start:end]) for start, end in find_lines(text)]
    assert found.count(remove_breaks(paragraph)) == 12
    assert found[-5:] == rows.split("\n")


def test_titles_of_like_length_are_not_joined():
    text = "\n".join(
        f"关于印发青禾县{what}管理办法实施细则的通知"
        for what in ("供水", "供电", "供暖", "供气", "环卫", "园林", "公交", "停车")
    )
    assert len(find_lines(text)) == 8
    headlines = [
        "我县召开春耕生产现场推进会议部署备耕",
        "县领导调研城区重点项目建设情况",
        "青禾县举办首届职业技能大赛开幕仪式",
        "全县教育工作会议在县礼堂隆重召开了",
    ]
    assert len(find_lines("\n".join(headlines * 3))) == 12


@pytest.mark.parametrize(
    ("above", "line", "joined"),
    [
        ("全年收入86亿元，增长", "6.2%。", True), ("投资增长较快，高于全省", "1.5个百分点。", True), ("播种面积稳定，总产", "26%以上。", True),
        ("一、肯定成绩，正视问题", "3.2万人脱贫。", False), ("肯定成绩，正视问题", "2012年，粮食增产。", False), ("修路", "3.5公里通车。", False),
        ("播种面积稳定，", "上一页 1 2 3 下一页", False), ("播种面积稳定，", "第2页 共3页", False), ("播种面积稳定，", "产量增加。", True),
        ("各位代表，", "请审议。", False), ("播种面积稳定，", "1.2 工业稳中向好。", False),
    ],
)  # fmt: skip
def test_a_line_that_breaks_off_goes_on_unless_paging_or_a_list_follows(above, line, joined):
    assert lines_of(f"关于工作的报告\n{above}\n{line}\n完毕。")[1:-1] == ([above + line] if joined else [above, line])


def test_the_number_of_a_page_between_broken_lines_stands_alone():
    text = wrap(PARAGRAPH[:100], 25) + "\n3\n" + wrap(PARAGRAPH[:90], 25)
    assert "3" in lines_of(text)


def test_wide_blanks_between_names_break_no_line():
    assert lines_of("成员：王某　　县财政局副局长　　（兼）") == ["成员：王某　　县财政局副局长　　（兼）"]


def test_fields_on_one_line_with_the_title_are_a_line_of_their_own():
    text = "关于公布名录的通知　发布时间：2024-05-06　浏览次数：12\n各乡镇：\n现将名录公布如下。"
    assert lines_of(text)[:2] == ["关于公布名录的通知", "发布时间：2024-05-06　浏览次数：12"]
    assert lines_of("在全县安全生产会议上的讲话 （2024年1月8日） 县长 李某")[0] == "在全县安全生产会议上的讲话"
    for whole in ("青岭发布　来源：县政府办", "资料　来源：统计局"):
        assert lines_of(whole) == [whole]


def test_two_lines_at_the_margin_are_enough_in_a_short_text_whose_longest_lines_they_are():
    text = "各社区：\n为保障群众温暖过冬，根据上级要求，结合街道实际，现就做好冬季\n取暖工作有关事项通知如下。各社区要逐户走访困难群众，掌握取暖\n情况。\n一、查隐患。"
    assert [line[-3:] for line in lines_of(text)] == ["社区：", "情况。", "隐患。"]


def test_lines_of_twenty_four_characters_are_joined_in_a_short_text():
    text = "根据县委统一部署，从3月起，在全县开展“千名干部\n下基层”活动，每名干部联系10户群众，帮助解决实际\n困难。\n一、深入走访\n每月走访不少于2次，填写民情日记。"
    assert [line[-3:] for line in lines_of(text)] == ["困难。", "入走访", "日记。"]


def test_sections_behind_a_full_stop_and_a_blank_are_lines_of_their_own():
    text = "就业工作方案 一、目标任务 城镇新增就业2万人。 二、主要措施 （一）援企稳岗。落实返还政策。"
    assert lines_of(text)[:3] == ["就业工作方案", "一、目标任务", "城镇新增就业2万人。"]


def test_the_indent_of_a_paragraph_counts_where_lines_stop_at_the_margin():
    text = "　　今年是实施规划的关键一年。做好今年的工作，要坚持以科学理论\n为指导，全面贯彻会议精神，坚持稳中求进工作总基调，完整准确全面\n贯彻新发展理念。\n　　一、扩大内需\n　　谋划项目260个。"
    assert [line[-3:] for line in lines_of(text)] == ["理念。", "大内需", "0个。"]


def test_headlines_of_one_length_stay_apart():
    lines = ["青岭县召开农村人居环境整治提升现场会推进全年工作", "白川镇开展农村饮水安全巡查确保群众用水没有后顾之忧"]
    assert lines_of("\n".join([*lines, "县水利局供稿。"])) == [*lines, "县水利局供稿。"]


def test_a_line_of_fields_does_not_go_on_though_it_stops_at_the_margin():
    fields = "来源：白川县人民政府网 | 发布日期：2024-05-06 | 点击：3,482 | 作者：县人社局"
    text = f"公开招聘教师公告\n{fields}\n为加强教师队伍建设，经研究，决定面向社会公开招聘中小学教师120名。现将事项公告如下：\n一、招聘原则\n坚持德才兼备、以德为先的用人标准，贯彻公开、平等的原则，择优录用。"
    assert fields in [text[start:end] for start, end in find_lines(text)]


def test_an_ellipsis_and_a_remark_are_lines_of_their_own_where_a_crawler_broke_lines():
    text = "三、安排\n……\n落实《\n办法\n》，增产。\n2024年8月26日\n（此件公开发布）"
    assert lines_of(text)[:2] == ["三、安排", "……"]
    assert lines_of(text)[-2:] == ["2024年8月26日", "（此件公开发布）"]


def test_a_short_text_with_a_figure_is_cut_from_its_section():
    text = "一、工作回顾 全年增长6.1%。新建学校3所。二、工作安排 开工项目36个。三、加强领导 落实责任。"
    assert lines_of(text)[2:] == ["二、工作安排", "开工项目36个。", "三、加强领导 落实责任。"]


def test_a_title_does_not_go_on_with_whom_the_text_addresses():
    title = "关于县十八届人大三次会议第十五号建议办理情况的汇报"
    text = f"{title}\n县人大常委会：\n  现将情况汇报如下：\n  全县现有公办幼儿园三十六所，在园幼儿八千六百多人，\n比上年多。\n  请审议。"
    assert lines_of(text)[:2] == [title, "县人大常委会："]


def test_two_lines_that_stop_alike_stay_apart_where_one_is_much_longer():
    lines = [
        "各社区：",
        "为保障群众温暖过冬，根据上级要求，结合街道实际，现就做好冬季",
        "取暖工作有关事项通知如下。各社区要逐户走访困难群众，掌握取暖",
        "情况。",
        *(f"（{number}）查第{number}组。" for number in range(1, 21)),
        "东园社区老旧小区供暖管网改造工程和西园社区公共浴室节能改造工程于九月开工。",
    ]
    assert lines_of("\n".join(lines)) == lines
