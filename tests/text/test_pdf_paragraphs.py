"""Which lines of a page are one paragraph."""

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
