"""What a text says of itself."""

import pytest

from research.text.documents import Document
from research.text.front_matter import FrontMatter, read_front_matter
from research.text.sentences import split_sentences

OPINION = "白川县人民政府关于推进农村厕所改造的意见\n白政发〔2023〕9号\n各乡镇人民政府：\n请认真执行。\n白川县人民政府\n2023年5月8日"
REPORT = "云岭市2022年政府工作报告\n——二〇二二年一月六日在云岭市第八届人民代表大会第二次会议上\n市长 许某\n各位代表：\n现在报告工作。"
CATALOGUE = (
    "索 引 号：BC-7\n发文机关：白川省水利厅\n成文日期：2021年11月30日\n发文字号：白水发〔2021〕30号\n"
    "关于加强水库管理的通知\n各市水利局：\n请认真执行。"
)


def read(text):
    return read_front_matter(split_sentences(Document("d", text)))


def test_title_number_signature_and_date_of_an_opinion_are_read():
    assert read(OPINION) == FrontMatter(
        "白川县人民政府关于推进农村厕所改造的意见",
        "",
        "2023-05-08",
        "2023",
        "白川县人民政府",
        "白政发〔2023〕9号",
        "county",
        "白川县",
    )


def test_of_a_report_the_occasion_gives_date_and_place():
    found = read(REPORT)
    assert (found.title, found.date, found.level, found.place) == (
        "云岭市2022年政府工作报告",
        "2022-01-06",
        "city",
        "云岭市",
    )
    assert found.subtitle.endswith("在云岭市第八届人民代表大会第二次会议上")


def test_fields_of_a_catalogue_go_first():
    found = read(CATALOGUE)
    assert (found.issuer, found.date, found.number) == ("白川省水利厅", "2021-11-30", "白水发〔2021〕30号")
    assert (found.level, found.place, found.title) == ("province", "白川省", "关于加强水库管理的通知")


@pytest.mark.parametrize("text", ["", "今年粮食增产，农民增收。", "各位代表：\n现在报告工作。", "一、农业\n增产。"])
def test_what_a_text_does_not_say_stays_empty(text):
    assert read(text) == FrontMatter()


def test_the_years_a_plan_is_for_are_not_its_year():
    assert read("白川县水利发展规划（2024—2026年）\n各乡镇：\n请认真执行。").year == ""


def test_a_date_that_is_none_is_not_read():
    assert read("关于修路的通知\n2023年19月8日\n各乡镇：\n请认真执行。").date == ""


@pytest.mark.parametrize(
    ("written", "date"),
    [
        ("二〇二二年十月二十日", "2022-10-20"), ("二〇二二年十二月三十一日", "2022-12-31"), ("二○二二年十一月十日", "2022-11-10"),
        ("2022年3月", "2022-03"), ("2022年13月1日", ""), ("2022年12月32日", ""),
    ],
)  # fmt: skip
def test_dates_in_chinese_numerals_are_read(written, date):
    assert read(f"关于修路的通知\n（{written}）\n各乡镇：\n请认真执行。").date == date


@pytest.mark.parametrize(
    ("issuer", "level"),
    [
        ("北京市人民政府", "province"), ("重庆市人民政府办公厅", "province"), ("北京市海淀区人民政府", "county"), ("云岭市人民政府", "city"),
        ("白川县人民政府", "county"), ("白川省人民政府", "province"), ("国务院办公厅", "national"), ("白川县青溪乡人民政府", "township"),
    ],
)  # fmt: skip
def test_the_level_is_that_of_the_issuer(issuer, level):
    assert read(f"{issuer}关于修路的通知\n各单位：\n请认真执行。\n{issuer}\n2023年5月8日").level == level


def test_fields_on_one_line_and_the_subject_of_a_mail_are_read():
    found = read("发文机关：白川县水利局   成文日期：2024-09-03\n关于修渠的通知\n各乡镇：\n请认真执行。")
    assert (found.issuer, found.date) == ("白川县水利局", "2024-09-03")
    assert read("发件人: 张某\n主题: 关于征求意见的函\n各股室：\n请于周五前反馈意见。").title == "关于征求意见的函"


def test_the_place_of_an_issuer_is_without_the_party_and_none_where_it_names_none():
    assert read("关于修渠的通报\n请认真执行。\n中共白川县水利局党组\n2024年7月31日").place == "白川县"
    assert read("关于修渠的通报\n请认真执行。\n市城市管理局\n2024年7月31日").place == ""


def test_a_deadline_is_not_the_date_and_a_year_in_wide_figures_is_read():
    assert read("２０２４年任务分解表\n1.新增企业15家。\n完成时限：2023年12月31日\n2.改造老旧小区23个。").year == "2024"


BODY = "各乡镇：\n请认真执行，按期完成任务。"
REPORTED = "各位代表：\n现在，我代表{}向大会报告工作，请予审议。"


@pytest.mark.parametrize(
    "line",
    [
        "白川县人民政府县长许某", "在白川县第十届人民代表大会第二次会议上", "许某作政府工作报告。", "省长许某作政府工作报告", "白川日报", "摘要", "、指导思想",
        "治水是立县之本、兴县之基。", "白川县人民政府",
    ],
)  # fmt: skip
def test_what_is_no_title_is_not_read_as_one(line):
    assert read(f"{line}\n2022年1月6日\n{REPORTED.format('白川县人民政府')}").title == ""


def test_lines_of_a_broken_paragraph_are_no_title():
    text = "近年来，各县认真贯彻落实决策部署，创造性\n推进水利建设，涌现出了一大批设施先进、管理科学、运\n行可靠的水库，为推动农业发展做出了贡献。"
    assert read(text).title == ""


def test_a_heading_below_a_section_is_no_title():
    assert read("一、准入审批类\n应用一：形式审查\n审查材料时，可以利用模型完成比对。").title == ""


def test_the_meeting_on_the_line_of_the_title_is_split_off():
    found = read(f"政府工作报告2011年1月20日在白川县第十四届人民代表大会第五次会议上\n{REPORTED.format('县人民政府')}")
    assert (found.title, found.date, found.place, found.issuer) == (
        "政府工作报告",
        "2011-01-20",
        "白川县",
        "白川县人民政府",
    )
    assert found.subtitle == "2011年1月20日在白川县第十四届人民代表大会第五次会议上"


@pytest.mark.parametrize(
    ("lines", "subtitle"),
    [
        ("（2021年2月5日在白川县第十五届人民代表大会第五次会议上）", "2021年2月5日在白川县第十五届人民代表大会第五次会议上"),
        ("——在白川县第十届人民代表大会第二次会议上（二〇〇四年一月八日）", "在白川县第十届人民代表大会第二次会议上"),
        ("——2026年1月26日在白川县第十四届\n人民代表大会第五次会议上", "2026年1月26日在白川县第十四届人民代表大会第五次会议上"),
        ("2025年1月20日在白川县第十四届人民代表大会第三次会议上白川县县长许某作政府工作报告", "2025年1月20日在白川县第十四届人民代表大会第三次会议上"),
    ],
)  # fmt: skip
def test_the_subtitle_is_the_line_that_names_the_meeting(lines, subtitle):
    found = read(f"政府工作报告\n{lines}\n{REPORTED.format('县人民政府')}")
    assert (found.subtitle, found.place, found.level, found.issuer) == (subtitle, "白川县", "county", "白川县人民政府")


@pytest.mark.parametrize(
    ("named", "issuer", "level"),
    [("国务院，", "国务院", "national"), ("第十八届中央委员会", "第十八届中央委员会", "national"), ("白川省人民政府", "白川省人民政府", "province"), ("县人民政府", "", "county")],
)  # fmt: skip
def test_a_report_says_for_whom_it_is_given(named, issuer, level):
    found = read(REPORTED.format(named))
    assert (found.issuer, found.level) == (issuer, level)


def test_the_office_of_the_speaker_says_issuer_and_place():
    found = read("政府工作报告\n白川市人民政府市长　许某\n各位代表：\n现在向大会报告工作，请予审议。")
    assert (found.issuer, found.level, found.place) == ("白川市人民政府", "city", "白川市")
    found = read("在全市教育大会上的讲话\n中共白川市委书记　许某\n同志们：\n今天召开大会，主要任务是部署工作。")
    assert (found.issuer, found.level, found.place) == ("", "city", "白川市")


def test_a_national_congress_is_national():
    found = read(
        "政府工作报告\n——2020年5月22日在第十三届全国人民代表大会第三次会议上\n各位代表：\n现在向大会报告工作，请予审议。"
    )
    assert (found.level, found.place, found.date) == ("national", "", "2020-05-22")


def test_the_date_of_the_meeting_goes_before_that_of_the_page():
    found = read(
        f"政府工作报告\n2009年02月13日\n——2009年1月8日在白川省第十一届人民代表大会第二次会议上\n{REPORTED.format('省政府')}"
    )
    assert found.date == "2009-01-08"
    assert read(f"政府工作报告\n2006年02月18日\n2006年2月16日许某\n{REPORTED.format('省政府')}").date == "2006-02-16"


def test_a_date_in_wide_figures_and_a_masked_one_are_read():
    assert (
        read(
            f"政府工作报告\n——１９８９年３月２０日在第七届全国人民代表大会第二次会议上\n{REPORTED.format('国务院')}"
        ).date
        == "1989-03-20"
    )
    found = read(
        f"X县人民政府工作报告\n——2023年X月X日在X县第十八届人民代表大会第二次会议上\n{REPORTED.format('县人民政府')}"
    )
    assert (found.date, found.year, found.place, found.level) == ("", "2023", "X县", "county")


def test_a_date_in_a_note_or_a_bibliography_is_not_the_date():
    assert read(f"关于修路的意见\n{BODY}\n参考文献\n[1] 许某.道路设计[Z].（2018-01-04）").date == ""


def test_of_two_dates_of_a_catalogue_the_one_of_the_document_goes_first():
    fields = "发布日期：2021-03-08\n发文机关：白川县人民政府\n成文日期：2021-03-01\n文号：白政发[2021]3号"
    found = read(f"{fields}\n白川县人民政府关于修路的通知\n{BODY}")
    assert (found.date, found.number) == ("2021-03-01", "白政发〔2021〕3号")


def test_the_date_of_print_is_the_last_resort():
    assert (
        read(f"关于修路的意见\n{BODY}\n抄送：县委各部门。\n白川县人民政府办公室2019年3月15日印发").date == "2019-03-15"
    )


@pytest.mark.parametrize(
    ("written", "number"),
    [
        ("白政发[2021]3号", "白政发〔2021〕3号"), ("白政发【2021】3号", "白政发〔2021〕3号"), ("白政发（2021）第3号", "白政发〔2021〕3号"),
        ("白政办字〔２０２１〕１２号", "白政办字〔2021〕12号"), ("（白教函〔2021〕13号）", "白教函〔2021〕13号"), ("白政发〔2O21〕3号", "白政发〔2021〕3号"),
    ],
)  # fmt: skip
def test_numbers_are_read_in_brackets_of_each_form(written, number):
    assert read(f"关于修路的通知\n{written}\n{BODY}").number == number


@pytest.mark.parametrize("order", ["白川省人民政府令\n第12号", "白川省人民政府令（第12号）"])
def test_the_number_of_an_order_is_read(order):
    found = read(f"{order}\n白川省河道管理办法\n第一条 为了加强河道管理，制定本办法。")
    assert (found.number, found.issuer) == ("白川省人民政府令第12号", "白川省人民政府")


def test_of_a_law_the_version_is_dated_and_who_passed_it_is_the_issuer():
    history = (
        "2003年5月28日白州市第十届人民代表大会常务委员会第二次会议通过　2003年7月30日白川省第十届人民代表大会常务委员会第四次会议批准"
        "　2010年7月30日白州市第十一届人民代表大会常务委员会第十八次会议《关于修改〈白州市河道管理条例〉的决定》修正　2011年1月1日施行"
    )
    found = read(f"白州市河道管理条例\n（{history}）\n第一章 总则\n第一条 为了加强河道管理，制定本条例。")
    assert (found.date, found.issuer, found.level) == ("2010-07-30", "白州市人民代表大会常务委员会", "city")
    assert (found.place, found.number, found.subtitle) == ("白州市", "", "")


def test_an_order_of_the_state_council_is_number_and_issuer():
    found = read(
        "河道采砂规定\n（2001年10月25日中华人民共和国国务院令第920号公布　自2002年1月1日起施行）\n第一条 为了加强管理，制定本规定。"
    )
    assert (found.date, found.number, found.issuer) == ("2001-10-25", "中华人民共和国国务院令第920号", "国务院")


def test_a_report_that_a_congress_passed_is_not_issued_by_it():
    found = read(
        f"政府工作报告\n（2023年1月6日白川县第十八届人民代表大会第二次会议通过）\n{REPORTED.format('白川县人民政府')}"
    )
    assert (found.issuer, found.date) == ("白川县人民政府", "2023-01-06")


def test_joint_issuers_are_all_named():
    lines = "白川县教育局\n白川县财政局\n2022年5月6日"
    assert read(f"关于做好教师招聘工作的通知\n{BODY}\n{lines}").issuer == "白川县教育局、白川县财政局"
    assert (
        read(f"关于招聘教师的通知\n{BODY}\n白川县教育局　　白川县财政局\n2022年5月6日").issuer
        == "白川县教育局、白川县财政局"
    )
    found = read(f"中共白川县委 白川县人民政府关于推进乡村建设的实施意见\n{BODY}")
    assert (found.issuer, found.title) == (
        "中共白川县委、白川县人民政府",
        "中共白川县委 白川县人民政府关于推进乡村建设的实施意见",
    )


def test_the_issuer_may_stand_on_the_line_of_the_date_or_above_what_was_done_then():
    assert read(f"关于修路的通知\n{BODY}\n白川县交通局　2021年3月9日").issuer == "白川县交通局"
    found = read(f"关于修路的通知\n{BODY}\n科 技 部\n2018年7月30日签发\n2018年8月3日发布")
    assert (found.issuer, found.date, found.level) == ("科技部", "2018-07-30", "national")


def test_the_longer_name_of_the_same_issuer_is_kept():
    found = read(f"白州市青溪区城关街道办事处关于垃圾分类的通知\n{BODY}\n城关街道办事处\n2021年4月5日")
    assert (found.issuer, found.place) == ("白州市青溪区城关街道办事处", "白州市青溪区城关街道")


@pytest.mark.parametrize(
    "title",
    ["《白川县人民政府关于供水的意见》政策解读", "转发省水利厅关于加强水库管理的通知", "对白川县水利局关于修渠的批复"],
)
def test_whom_a_title_is_about_is_not_its_issuer(title):
    assert read(f"{title}\n{BODY}").issuer == ""


def test_rules_without_an_issuer_are_of_the_place_in_their_title():
    found = read("白川市养犬管理条例\n第一章 总则\n第一条 为了规范养犬行为，制定本条例。")
    assert (found.place, found.level, found.issuer) == ("白川市", "city", "")


def test_a_text_in_traditional_characters_says_the_same_in_them():
    found = read(
        "白川縣人民政府辦公室關於加強供水的通知\n白府辦發〔2021〕8號\n各鄉鎮人民政府：\n請按期檢修管道。\n白川縣人民政府辦公室\n二〇二一年三月五日"
    )
    assert (found.issuer, found.number, found.date) == ("白川縣人民政府辦公室", "白府辦發〔2021〕8号", "2021-03-05")
    assert (found.level, found.place) == ("county", "白川縣")


@pytest.mark.parametrize(
    "label",
    ["发文机关", "发文单位", "发布机构", "发布机关", "发布单位", "颁布机关", "制定机关", "公布机关", "发布部门"],
)
def test_the_issuer_of_a_catalogue_has_many_names(label):
    assert (
        read(f"{label}：白川县水利局\n成文日期：2024-09-03\n修渠方案\n各乡镇：\n请认真执行。").issuer == "白川县水利局"
    )


@pytest.mark.parametrize(
    ("title", "issuer"),
    [
        ("白川县教育局关于做好招生工作的通知", "白川县教育局"), ("白川县人民政府公告", "白川县人民政府"), ("白川县人民政府办公室转发县水利局方案的通知", "白川县人民政府办公室"),
        ("关于做好招生工作的通知", ""),
    ],
)  # fmt: skip
def test_without_a_signature_the_title_names_the_issuer(title, issuer):
    assert read(f"{title}\n各学校：\n请认真执行。").issuer == issuer


@pytest.mark.parametrize("name", ["xx", "XX", "××", "云岭"])
def test_the_name_of_a_city_may_be_crossed_out(name):
    text = f"关于修路的通知\n各单位：\n请认真执行。\n白川省{name}市人民政府\n2023年5月8日"
    assert read(text).level == "city"
