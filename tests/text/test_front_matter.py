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
