"""Where the text ends."""

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
