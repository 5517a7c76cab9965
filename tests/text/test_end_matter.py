"""Where the text ends."""

import pytest

from research.text.layout import find_layout
from research.text.marks import ASIDE, TEXT, TITLE

BODY = [
    "同志们：",
    "今天召开全县经济工作会议，主要任务是总结去年工作，部署今年任务，动员全县上下抓好落实，推动各项工作再上新台阶。",
] * 4


def find_boilerplate(lines):
    return [role == ASIDE for role in find_layout(lines).roles]


def test_signature_and_date_are_found_at_the_end():
    lines = [*BODY, "青岭县人民政府办公室", "2014年11月3日"]
    assert find_boilerplate(lines)[-3:] == [False, True, True]


def test_a_glossary_at_the_end_is_set_aside_from_its_title_on():
    glossary = ["名词解释", "1.三长制：指河长、林长、田长。", "2.一网通办：指网上办理。", "3.双随机：指随机抽查。"]
    assert find_boilerplate([*BODY, *glossary]) == [False] * len(BODY) + [True] * 4


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


def test_numbered_terms_that_open_a_document_are_no_glossary():
    terms = [f"{n}.两新：指设备更新和以旧换新，由县发展改革局负责。" for n in range(1, 5)]
    rest = ["各乡镇要抓好落实，年底前完成任务。", "县政府将督促检查，通报进展情况。"]
    assert find_boilerplate([*terms, *rest]) == [False] * 6


def test_an_annex_that_is_only_named_at_the_end_is_set_aside():
    lines = [*BODY, "附件：白川市重点任务分工方案"]
    assert find_layout(lines).roles[-2:] == [TEXT, ASIDE]


def test_names_of_files_and_short_lines_between_boilerplate_at_the_end_are_set_aside():
    lines = [*BODY, "本文由网友上传，仅供参考", "供水动员讲话.docx", "（2.3MB）", "收藏", "相关文档"]
    assert find_boilerplate(lines)[-6:] == [False] + [True] * 5


def test_the_closing_formula_of_a_letter_is_set_aside_and_what_it_asks_for_is_not():
    for end in (["此致", "敬礼"], ["此致", "敬礼！", "青岭县水利局", "2024年5月3日"], ["此致敬礼！"]):
        assert find_boilerplate([*BODY, *end]) == [False] * len(BODY) + [True] * len(end), end
    assert find_boilerplate([*BODY, "特此通知。", "此致", "敬礼！"])[-3:] == [False, True, True]


def test_contacts_stand_at_the_end_with_the_organisation_beside_them():
    for end in (
        ["咨询电话：0000-1234", "地址：青岭路8号", "县图书馆", "2024年2月6日"],
        ["电　话：0000-1234", "县图书馆"],
        ["县图书馆", "邮箱：a@example.org"],
    ):
        assert find_boilerplate([*BODY, *end])[-len(end) - 1 :] == [False] + [True] * len(end)


def test_fields_inside_the_text_stay_though_the_end_is_near():
    lines = [
        *BODY,
        "一、安排",
        "时间：3月5日上午",
        "地点：文化站",
        "参加人员：种植大户",
        "二、要求",
        "请按时参加，不得缺席。",
        "联系人：赵某",
    ]
    assert find_boilerplate(lines)[-7:] == [False] * 6 + [True]


def test_numbered_notes_below_a_rule_at_the_end_are_set_aside():
    for rule in ("————", "注：", "【备注】"):
        notes = [rule, "①口袋公园：指小块的城市绿地。", "[2]数据为快报数。", "资料来源：县统计局。"]
        assert find_boilerplate([*BODY, *notes]) == [False] * len(BODY) + [True] * 4
    assert not any(find_boilerplate([*BODY, "主要措施：", "①加强领导。", "②落实资金。"]))


def test_copies_may_end_in_a_full_stop():
    assert find_boilerplate([*BODY, "分送：县委各常委，县政府各副县长。"])[-1]


def test_a_signature_may_be_dated_by_a_feast():
    assert find_boilerplate([*BODY, "共青团青岭县委", "2024年春节"])[-2:] == [True, True]


def test_contacts_that_an_article_lists_are_text_though_the_end_is_near():
    lines = [
        *BODY,
        "第十条 应当公布下列事项：",
        "通信地址：府前街1号",
        "投诉电话：0000-1234；",
        "第十一条 应当如实反映情况。",
    ]
    assert not any(find_boilerplate(lines))


@pytest.mark.parametrize("mark", ["Ⅰ．", "A、", "• ", "🔹"])
def test_marked_phrases_below_the_last_sentence_are_text(mark):
    lines = [
        "全县教育工作要点",
        "加强校园安全管理，配齐专职保安员365名。",
        f"{mark}健全监测机制",
        f"{mark}完善联动机制",
    ]
    assert find_layout(lines).roles == [TITLE, TEXT, TEXT, TEXT]


def test_the_glossary_is_not_where_the_contents_name_it():
    parts = ["第一部分　概况", "第二部分　预算", "第三部分　名词解释"]
    lines = [
        "预算公开说明",
        "目　录",
        *parts,
        parts[0],
        "下设股室12个，下属单位46个。",
        parts[1],
        "预算收入86.2亿元，比上年增长5%，主要是项目增加。",
        parts[2],
        "1.“三公”经费：指出国、用车和接待费。",
    ]
    assert find_boilerplate(lines) == [False, *[True] * 4, *[False] * 4, True, True]


def test_where_an_article_stood_first_is_set_aside():
    assert find_boilerplate([*BODY, "原载《白川工作》2024年第3期", "责任编辑：谭某"])[-2:] == [True, True]


@pytest.mark.parametrize("line", ["特此通知", "专此函复", "此复", "妥否", "谢谢大家", "祝工作顺利", "汇报完毕", "完毕"])
def test_the_last_words_to_the_hearers_are_text(line):
    assert not any(find_boilerplate([*BODY, line]))


@pytest.mark.parametrize("end", ["（全文完）", "——完——", "END"])
def test_what_stands_below_the_word_for_the_end_is_set_aside_though_it_is_a_sentence(end):
    assert find_boilerplate([*BODY, end, "本站文章由会员提供，供大家学习。"])[-3:] == [False, True, True]


def test_an_annex_of_a_title_and_one_sentence_is_text():
    lines = [*BODY, "相关附件", "青岭县防汛应急预案", "第一条 为做好防汛工作，制定本预案。"]
    assert not any(find_boilerplate(lines))
