"""Which lines of a page are one paragraph."""

from research.text.marks import TABLE, Line
from research.text.pdf_paragraphs import Printed, join_paragraphs
from tests.text.test_pdf_layout import read, set_line


def test_the_lines_of_a_signature_stand_apart():
    text = "各乡镇要抓紧落实，确保群众用上放心水，全年目标任务按期完成。"
    body = set_line(text, 50, 700)
    offices = ["青禾县农业农村和水利局", "青禾县财政局", "2024年6月12日"]
    right = [set_line(office, 560 - 10 * len(office), 660 - 30 * n) for n, office in enumerate(offices)]
    centred = [set_line(office, 480 - 5 * len(office), 660 - 15 * n) for n, office in enumerate(offices)]
    assert read([body, *right]) == [text, *offices]
    assert read([body, *centred]) == read([body], centred) == [text, *offices]


def test_a_date_goes_on_with_the_sentence_that_it_stands_in():
    page = [
        set_line("　　经县人民政府研究同意，本办法由县水利局负责解释并会同县财政局组织实施，施行日期为", 50, 700),
        set_line("2024年6月12日", 50, 680),
    ]
    assert read(page) == [
        "经县人民政府研究同意，本办法由县水利局负责解释并会同县财政局组织实施，施行日期为2024年6月12日"
    ]


def test_a_line_of_larger_type_is_a_paragraph_of_its_own():
    page = [set_line("大字标题一直写到了页边的右侧为止", 50, 700, 30), set_line("正文从这里开始。", 50, 650)]
    assert read(page) == ["大字标题一直写到了页边的右侧为止", "正文从这里开始。"]


def test_a_line_that_ends_early_before_a_long_address_goes_on():
    address = "http://www.example.invalid/news/2025/index.html"
    rows = [
        set_line("各乡镇要按时在县政府网站上公开有关情况和材料，接受群众监督，做好解释答复工作。", 50, 720),
        set_line("其中各项补贴资金的发放明细公开的网址为", 50, 700), [*set_line(address, 50, 680, step=5), *set_line("，请按时更新。", 50 + 5 * len(address), 680)],
    ]  # fmt: skip
    assert read(rows)[1:] == [f"其中各项补贴资金的发放明细公开的网址为{address}，请按时更新。"]
    rows[1] = set_line("其中各项补贴资金的发放明细公开的网址为：", 50, 700)
    assert len(read(rows)) == 3


def test_a_margin_is_one_however_narrow_where_lines_of_running_text_end_at_it():
    text = "完成农村公路大修工程一百公里，其中水泥路面八十公里，沥青路面二十公里，年底前全部完工，惠及三万人，方便群众出行。"
    assert read([set_line(text[17 * n : 17 * n + 17], 50, 700 - 20 * n) for n in range(4)]) == [text]
    names = [
        "关于加强农村公路养护管理工作的通知",
        "关于做好城乡居民养老保险工作的通知",
        "关于推进县域商业体系建设工作的通知",
    ]
    assert read([set_line(name, 50, 700 - 20 * n) for n, name in enumerate(names)]) == names


def test_a_line_that_is_indented_by_two_or_three_characters_begins_a_paragraph_and_others_go_on():
    full = "各乡镇要按时在县政府网站上公开有关情况和材料，接受群众监督，做好解释答复工作，及时"
    for indent, paragraphs in ((0, 1), (1, 1), (2, 2), (3, 2), (4, 1), (6, 1)):
        page = [set_line(full, 50, 720), set_line(full, 50, 700), set_line("更新名录", 50 + 10 * indent, 680)]
        assert len(read(page)) == paragraphs, indent


def test_a_paragraph_has_the_role_of_its_first_line_and_usually_none():
    lines = [Printed("修路。", 50, 110, 10, ("page", 0)), Printed("任务\t单位", 0, 0, 10, ("table",), TABLE)]
    assert list(join_paragraphs(lines)) == [Line("修路。"), Line("任务\t单位", TABLE)]
