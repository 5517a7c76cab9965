"""The splitting rules, as a table of golden cases."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from research.text.boundaries import split_line
from research.text.documents import Document, read_document
from research.text.marks import ASIDE, CELL, LEVELS, TABLE, Mark
from research.text.sentences import (
    find_kinds,
    iterate_sentences,
    split_sentences,
    trace_headings,
)

GOLDEN = [
    ("one", "粮食增产。", ["粮食增产。"]),
    ("all end marks", "稳住了！怎么办？分三步；先修路。", ["稳住了！", "怎么办？", "分三步；", "先修路。"]),
    ("no mark at the end of a line", "（一）抓好春耕", ["（一）抓好春耕"]),
    ("colon is no end", "抓好三件事：修路、治水。", ["抓好三件事：修路、治水。"]),
    ("decimal point", "增长3.5%。人均1.2万元。", ["增长3.5%。", "人均1.2万元。"]),
    ("list mark 一是 stays", "一是修路。二是治水。", ["一是修路。", "二是治水。"]),
    ("list mark 1. stays", "1.修路。2.治水。", ["1.修路。", "2.治水。"]),
    ("list mark （一） stays", "（一）修路。（二）治水。", ["（一）修路。", "（二）治水。"]),
    ("dash-led points", "——修路；——治水。", ["——修路；", "——治水。"]),
    ("ellipsis is no end", "修路、治水……都要抓。", ["修路、治水……都要抓。"]),
    ("end mark and ellipsis", "都要抓！……散会。", ["都要抓！……", "散会。"]),
    ("several marks", "行不行？！行。", ["行不行？！", "行。"]),
    ("closing quote stays", "他说：“要稳。”大家同意。", ["他说：“要稳。”", "大家同意。"]),
    ("quote not torn", "他说：“要稳。要进。”", ["他说：“要稳。要进。”"]),
    ("quote as a word", "落实“放管服”改革。推进“一网通办”；", ["落实“放管服”改革。", "推进“一网通办”；"]),
    ("quote that goes on", "把“今天再晚也是早。”的话记住。", ["把“今天再晚也是早。”的话记住。"]),
    ("book title not torn", "学习《怎么办？》一书。再讨论。", ["学习《怎么办？》一书。", "再讨论。"]),
    ("brackets not torn", "建成泵站（含配电。管网。）三座。", ["建成泵站（含配电。管网。）三座。"]),
    ("bracketed sentence", "会议结束。（鼓掌。）下一项。", ["会议结束。", "（鼓掌。）", "下一项。"]),
    ("nested quotes", "他说：“记住‘稳。’字。”散会。", ["他说：“记住‘稳。’字。”", "散会。"]),
    ("quote never closed", "他说：“要稳。要进。", ["他说：“要稳。", "要进。"]),
    ("closing quote without opening", "要稳。”要进。", ["要稳。”", "要进。"]),
    ("straight quotes", '他说："要稳。要进。"散会。', ['他说："要稳。要进。"', "散会。"]),
    ("ASCII semicolon after a character", "修路;治水。", ["修路;", "治水。"]),
    ("ASCII marks between letters are none", "见http://a.b/?x=1;y=2一文。", ["见http://a.b/?x=1;y=2一文。"]),
    ("blanks between sentences", "修路。　治水。", ["修路。", "治水。"]),
]


@pytest.mark.parametrize(("line", "expected"), [case[1:] for case in GOLDEN], ids=[case[0] for case in GOLDEN])
def test_golden_cases(line, expected):
    assert split_line(line) == expected


TEXT = st.text('。！？；“”‘’《》（）()"…—:：,，1.5%一、（二）是稳 \u3000\n\r\tabc', max_size=80)


@given(TEXT)
def test_sentences_and_white_space_give_the_text_back(text):
    position = 0
    for sentence in split_sentences(Document("d", text)):
        assert text[sentence.start : sentence.end] == sentence.text
        assert not text[position : sentence.start].strip(" \t\u3000\xa0\ufeff\n\r")
        assert sentence.text == sentence.text.strip()
        assert sentence.text
        position = sentence.end
    assert not text[position:].strip()


@given(TEXT.filter(lambda text: "\n" not in text and "\r" not in text))
def test_splitting_a_sentence_again_changes_nothing(line):
    for sentence in split_line(line):
        if not set('".') & set(sentence):  # quotes pair by their number in the line, which also says whether points end
            assert split_line(sentence) == [sentence]


KINDS = [
    ("run-in heading", ["城市配套更加完善。", "建成道路12条，管网改造完工。"], "heading"),
    ("marked run-in heading", ["（一）坚持工业立市，壮大实体经济。", "实施技改项目30个。"], "heading"),
    ("line that names its section", ["一、过去五年的工作"], "heading"),
    ("line with a full stop that names its section", ["（一）保持定力抓发展。"], "heading"),
    ("question as a heading", ["二、今后五年往哪里去？"], "heading"),
    ("lead-in with a colon", ["重点抓好六项工作："], "body"),
    ("salutation", ["各位代表："], "body"),
    ("first sentence with figures", ["新增就业8000人。", "失业率保持低位。"], "body"),
    ("article of a rule", ["第三条 本办法适用于全省"], "body"),
    ("long first sentence", ["今年以来我们坚持稳中求进工作总基调推动经济社会发展取得新成绩。", "就业稳定。"], "body"),
]


@pytest.mark.parametrize(("paragraph", "kind"), [case[1:] for case in KINDS], ids=[case[0] for case in KINDS])
def test_kind_of_the_first_sentence(paragraph, kind):
    assert find_kinds(paragraph) == [kind] + ["body"] * (len(paragraph) - 1)


def split(text):
    return split_sentences(Document("d", text))


MARKED = [
    ("a heading may end in a quotation mark", "一、办好“十件实事”", "heading"),
    ("a heading may end in an exclamation mark", "（二）打好攻坚战！", "heading"),
    ("a heading may end in a bracket", "三、规划（2024—2026年）", "heading"),
    ("a call without a mark is none", "让我们一起努力！", "body"),
    ("speech is none", "一、他说：“要修路”", "body"),
    ("an ASCII full stop ends a sentence", "去年,增长6.3%.", "body"),
]


@pytest.mark.parametrize(("line", "kind"), [case[1:] for case in MARKED], ids=[case[0] for case in MARKED])
def test_kind_of_a_line(line, kind):
    assert find_kinds([line]) == [kind]


def test_numbers_in_chinese_make_a_sentence():
    assert find_kinds(["新建污水处理厂两座，日处理能力三万吨。", "管网延伸。"]) == ["body", "body"]


def test_items_of_an_enumeration_are_no_headings():
    text = "抓好三件事：\n（一）修路。\n（二）治水。\n（三）办学。\n会后请各单位抓紧落实，按月报告进展。"
    assert [sentence.kind for sentence in split(text)] == ["body"] * 5


def test_a_mark_in_the_body_closes_its_sister_and_an_article_closes_items():
    text = "\n".join([
        "一、去年的工作", "一是稳增长。投资增长8%，消费增长6%。", "二是实施振兴战略，城乡融合发展的格局逐步形成，农村面貌发生变化。",
        "第九条 县局应当审核。",
    ])  # fmt: skip
    paths = {s.text: s.headings for s in split(text)}
    assert paths["投资增长8%，消费增长6%。"] == ("一、去年的工作", "一是稳增长。")
    assert paths["二是实施振兴战略，城乡融合发展的格局逐步形成，农村面貌发生变化。"] == ("一、去年的工作",)
    assert paths["第九条 县局应当审核。"] == ()


def test_a_title_stands_above_all_until_the_next_title():
    notice = "关于修路的通知\n各村：\n一、目标\n请抓紧修路，年底前完工。\n白川镇人民政府\n2023年3月1日\n"
    sentences = split(notice + notice.replace("修路", "治水"))
    assert [s.headings for s in sentences if s.text.startswith("请抓紧")] == [
        ("关于修路的通知", "一、目标"), ("关于治水的通知", "一、目标"),
    ]  # fmt: skip


def test_notes_of_duty_are_boilerplate_of_their_own():
    found = [(s.kind, s.text) for s in split("（一）减证。材料减少四成。（县数据局负责）推行一网通办，方便群众。")]
    assert found[2:] == [("boilerplate", "（县数据局负责）"), ("body", "推行一网通办，方便群众。")]


def test_what_a_format_says_of_lines_decides():
    text = "一、指标\n生产总值\t一百亿\n新建学校两所\n注释一"
    marks = (Mark(5, 13, TABLE), Mark(14, 20, CELL), Mark(21, 24, ASIDE))
    sentences = split_sentences(Document("d", text, marks))
    assert [(s.kind, s.text) for s in sentences] == [
        ("heading", "一、指标"), ("table", "生产总值\t一百亿"), ("body", "新建学校两所"), ("boilerplate", "注释一"),
    ]  # fmt: skip


def test_rows_of_figures_have_no_headings_and_are_none():
    sentences = split("一、指标\n生产总值 亿元 186.2 4.9%\n财政收入 亿元 12.6 5.1%\n二、打算\n继续抓好项目建设。")
    assert [(s.kind, s.headings) for s in sentences[1:3]] == [("table", ())] * 2
    assert sentences[-1].headings == ("二、打算",)


def test_headings_above_a_sentence_follow_their_ranks():
    text = "\n".join([
        "一、去年的工作", "（一）农业", "三要抓好水利。", "新修渠道20公里，灌溉面积扩大。", "（二）工业", "新增企业12家，产值增长。",
        "二、今年的打算", "今年要办好8件实事，件件有回音。",
    ])  # fmt: skip
    paths = {s.text: s.headings for s in split_sentences(Document("d", text))}
    assert paths["新增企业12家，产值增长。"] == ("一、去年的工作", "（二）工业")
    assert paths["今年要办好8件实事，件件有回音。"] == ("二、今年的打算",)
    assert paths["二、今年的打算"] == ()


def test_a_run_in_heading_stands_for_its_paragraph_only():
    texts, kinds = ["城乡面貌一新。", "修路。", "治水。"], ["heading", "body", "body"]
    assert trace_headings(texts, kinds, [0, 0, 1]) == [(), ("城乡面貌一新。",), ()]


def test_boilerplate_is_set_aside_and_kept():
    text = "更多范文请加QQ群：123456\n在全县大会上的讲话\n（2019年3月1日）\n同志们：\n今天的会议很重要，我讲三点。\n版权所有 范文网"
    sentences = split_sentences(Document("d", text))
    assert [s.text for s in sentences if s.kind == "boilerplate"] == [
        "更多范文请加QQ群：123456", "（2019年3月1日）", "版权所有 范文网",
    ]  # fmt: skip
    assert "".join(s.text for s in sentences) == text.replace("\n", "")


def test_real_documents_come_back_whole(shared):
    for path in sorted((shared / "eval" / "documents").glob("*.txt")):
        document = read_document(path)
        position = 0
        for sentence in split_sentences(document):
            assert not document.text[position : sentence.start].strip()
            assert document.text[sentence.start : sentence.end] == sentence.text
            position = sentence.end
        assert not document.text[position:].strip()


@pytest.mark.slow
def test_fifty_thousand_list_marks_take_linear_time():
    text = "（一）" * 50_000 + "“（《" * 20_000
    assert "".join(s.text for s in split_sentences(Document("d", text))) == text


MANY = 100_000
WHITE = "".join(chr(code) for code in range(0x3001) if chr(code).isspace()) + "\ufeff\u200b"
LONG = {
    "one sentence of five megabytes": "修路治水，" * 350_000,
    "opening marks": "“（《" * MANY,
    "closing marks": "”）》" * MANY,
    "nested quotes": "“" * MANY + "字。" + "”" * MANY,
    "crossed pairs": "“（”）" * MANY,
    "straight quotes": '"' * MANY + "字",
    "end marks": "。" * MANY,
    "writing direction": "\u202e字\u2066。" * MANY,
    "digits": "1" * MANY + "。",
    "numerals": "一" * MANY + "、字。",
    "list marks on lines": "（一）\n" * 20_000,
    "blanks in a date": "2019年" + " " * MANY + "3月" + " " * MANY + "字",
    "blanks in a date of an advertisement": "2019年3月" + " " * MANY + "扫一扫",
    "blanks in a date at the end": "正文。\n" * 20 + "2019年3月" + " " * MANY + "字",
    "blanks in the title of a glossary": "正文。\n" * 20 + "※" + " " * MANY + "名词\n正文。",
    "signs of navigation": "大 " * MANY + "x",
}


@pytest.mark.slow
@pytest.mark.parametrize("text", LONG.values(), ids=LONG)
def test_a_long_text_without_shape_is_split_in_linear_time(text):
    position = 0
    for sentence in split_sentences(Document("d", text)):
        assert text[sentence.start : sentence.end] == sentence.text
        assert not text[position : sentence.start].strip()
        position = sentence.end
    assert not text[position:].strip()


@given(st.text(max_size=60) | st.text("\0\ud800\u202e\u2028\x85\x1c\x0b。“”（）\n 字", max_size=40))
def test_any_text_comes_back_from_its_sentences(text):
    position = 0
    for number, sentence in enumerate(split_sentences(Document("d", text))):
        assert sentence.number == number
        assert text[sentence.start : sentence.end] == sentence.text
        assert not text[position : sentence.start].strip(WHITE)
        position = sentence.end
    assert not text[position:].strip(WHITE)


def test_cells_between_tabs_are_body_where_sentences_stand_in_them_and_rows_of_a_table_elsewhere():
    text = "序号\t任务\t单位\n1\t修路10公里，治水2处。\t县水利局\n二、保障\n落实经费。"
    assert [(one.kind, one.text) for one in split_sentences(text)][1:] == [
        ("table", "1"), ("body", "修路10公里，治水2处。"), ("table", "县水利局"), ("heading", "二、保障"), ("body", "落实经费。"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    "line", ["改造中小学食堂16个", "特此公告", "甲方：县政府", "解读机关：县水利局", "谢谢大家", "你局《请示》收悉。"]
)
def test_a_statement_a_label_and_thanks_are_no_headings(line):
    assert find_kinds([line] if line[-1] != "。" else [line, "现批复如下。"])[0] == "body"


@pytest.mark.parametrize(
    "line", ["一、2023年工作回顾。", "（二）坚持“四个不摘”[18]。", "站在新起点：工作回顾", "10件民生实事办理情况"]
)
def test_years_references_and_names_are_no_figures(line):
    assert find_kinds([line]) == ["heading"]


def test_documents_are_split_one_after_another():
    documents = [Document("a", "修路。治水。"), Document("b", "种树。")]
    found = [(sentence.document_id, sentence.text) for sentence in iterate_sentences(documents)]
    assert found == [("a", "修路。"), ("a", "治水。"), ("b", "种树。")]


def test_paragraphs_are_numbered_from_0_on():
    text = "政府工作报告\n各位代表：\n修路三公里。治水两处。\n种树。"
    assert [sentence.paragraph for sentence in split_sentences(text)] == [0, 1, 2, 2, 3]


@pytest.mark.parametrize(
    ("paragraph", "kind"),
    [
        (["一是资金不足。", "二是人才缺乏。"], "body"), (["一是资金不足。", "去年缺口两亿元。"], "heading"),
        (["一要加强领导。", "各级要压实责任。", "二要严格督查。"], "body"), (["第四，抓落实。", "要建账。", "一是建台账。"], "heading"),
        (["（一）抓好生产。", "各村要备足化肥。", "（二）抓好防汛。"], "heading"), (["主要有三个方面原因。", "一是认识不足。"], "body"),
        (["实施五大工程。", "一是修路。"], "heading"), (["主要有三个方面原因。", "认识不足是其中之一。"], "heading"), (["近日，县里开会部署防汛。", "会议强调责任。"], "body"),
        (["欢迎大家监督。", "如有意见请反映。"], "body"), (["土地位置：城东新区"], "body"), (["站在新起点：工作回顾"], "heading"), (["上午9:00 开幕会"], "body"),
        (["案例一：龙泉村“一村一品”"], "heading"), (["困难还有很多……"], "body"), (["Contact us at a@b.com."], "body"),
    ],
)  # fmt: skip
def test_kind_of_a_first_sentence_by_what_it_says(paragraph, kind):
    assert find_kinds(paragraph)[0] == kind


def test_a_phrase_with_a_bullet_is_a_heading_where_text_stands_below_it():
    assert kinds("●教育\n新建学校六所，增加学位。\n●医疗\n扩建医院一座，增加床位。") == ["heading", "body"] * 2
    assert kinds("一、措施\n- 放宽条件\n- 压缩时间。\n- 公开指南\n二、要求") == ["heading", *["body"] * 3, "heading"]


def kinds(text):
    return [one.kind for one in split(text)]


def test_applause_is_set_aside_and_the_sentence_before_it_is_no_heading():
    assert kinds("要学思践悟。（热烈鼓掌）\n（掌声）\n谢谢大家！") == ["body", "boilerplate", "boilerplate", "body"]


def test_the_last_item_of_an_enumeration_may_end_in_an_exclamation_mark():
    assert kinds("我们倡议：\n一、文明祭扫。\n二、及时报警！\n让我们行动起来！") == ["body"] * 4


@pytest.mark.parametrize(
    ("line", "kind"),
    [
        ("局长谈“双减”", "heading"),
        ("“小康不小康，关键看老乡”", "body"),
        ("他说“要修路，要治水”", "body"),
        ("会议指出：“要实干”", "body"),
    ],
)
def test_a_line_that_ends_in_a_quotation(line, kind):
    assert find_kinds([line]) == [kind]


def test_several_items_on_one_line_are_no_heading():
    assert find_kinds(["①听取汇报②查阅资料③实地察看"]) == ["body"]


@pytest.mark.parametrize(
    "line",
    ["1.电子邮箱：a@example.org", "（一）联系人：赵某", "时间：3月5日上午", "案由：路灯不亮", "（详见附件第二部分）"],
)
def test_a_label_behind_a_mark_and_a_line_in_brackets_are_no_headings(line):
    assert find_kinds([line]) == ["body"]


@pytest.mark.parametrize(
    ("line", "kind"),
    [
        ("“小积分”激发“大动能”", "heading"),
        ("产业：从“单打独斗”到“抱团发展”", "heading"),
        ("县长说：“要实干”“要苦干”", "body"),
    ],
)
def test_a_heading_may_hold_several_quotations(line, kind):
    assert find_kinds([line]) == [kind]


def test_a_clause_of_purpose_opens_a_sentence():
    assert find_kinds(["为保障群众健康，我县决定开展筛查。", "现公告如下："]) == ["body", "body"]
    assert find_kinds(["为民办实事。", "建成水厂3座。"])[0] == "heading"


@pytest.mark.parametrize("line", ["一、将第六条修改为：“县人民政府应当公布名录。", "二〇二四年是关键一年。"])
def test_quoted_provisions_and_years_in_characters_are_no_headings(line):
    assert find_kinds([line, "要认真落实。"] if line[0] == "二" else [line])[0] == "body"


def test_a_speaker_in_brackets_a_dash_and_an_announcement_make_no_heading():
    assert find_kinds(["［主持人］感谢张局长。", "访谈到此结束。", "［09:30］"]) == ["body", "body", "boilerplate"]
    assert find_kinds(["提醒您做好以下几点——"]) == ["body"]
    assert find_kinds(["今冬明春，掀起农田建设新高潮。", "现通知如下："]) == ["body", "body"]
    assert find_kinds(["加强组织领导。", "主要措施如下："]) == ["heading", "body"]
    assert find_kinds(["4.到位资金60亿元。", "——县投资促进局、各乡镇"]) == ["body", "boilerplate"]
    assert find_kinds(["1.加强调度。", "——县财政局加快拨付。"]) == ["heading", "body"]


def test_headings_stand_below_each_other_by_their_styles():
    levels = [
        ("总体要求", 1),
        ("产量36万吨。", 0),
        ("重点任务", 1),
        ("备足农资", 2),
        ("储备1.2万吨。", 0),
        ("检修农机！", 2),
        ("检修3600台。", 0),
    ]
    text, marks = "", []
    for line, level in levels:
        if level:
            marks.append(Mark(len(text), len(text) + len(line), LEVELS[level - 1]))
        text += line + "\n"
    sentences = split_sentences(Document("d", text, tuple(marks)))
    assert [(one.kind, one.headings) for one in sentences][3:] == [
        ("heading", ("重点任务",)), ("body", ("重点任务", "备足农资")), ("heading", ("重点任务",)), ("body", ("重点任务", "检修农机！")),
    ]  # fmt: skip


def test_a_bare_heading_by_its_style_stands_below_marked_ones_of_a_higher_level():
    lines = [
        ("一、任务", 1),
        ("备足农资", 2),
        ("储备1.2万吨。", 0),
        ("二、保障", 1),
        ("经费到位。", 2),
        ("加强领导", 3),
        ("成立专班。", 0),
    ]
    text, marks = "", []
    for line, level in lines:
        marks += [Mark(len(text), len(text) + len(line), LEVELS[level - 1])] * (level > 0)
        text += line + "\n"
    sentences = split_sentences(Document("d", text, tuple(marks)))
    assert sentences[2].headings == ("一、任务", "备足农资")
    assert sentences[4].kind == "body"
    assert sentences[6].headings == ("二、保障", "加强领导")


def test_blanks_in_a_label_do_not_make_it_a_heading():
    assert [one.kind for one in split_sentences("一、修路\n联 系 人：贺某某\n二、治水。治水要早。")][1] != "heading"


@pytest.mark.parametrize(
    ("line", "kind"),
    [
        ("2024年6月3日9:00—6月7日17:00", "body"),
        ("上午8:30至12:00", "body"),
        ("一、2024年6月", "heading"),
        ("三十年", "heading"),
    ],
)
def test_when_something_takes_place_is_no_heading(line, kind):
    assert find_kinds([line]) == [kind]


def test_a_note_of_duty_before_the_full_stop_leaves_what_it_is_about_as_it_would_be_with_one():
    assert find_kinds(["培训8000人次", "（县人社局负责）。"]) == ["body", "boilerplate"]
    assert find_kinds(["（二）稳就业", "（县人社局负责）。"]) == ["heading", "boilerplate"]


def test_of_several_sentences_the_first_is_a_heading_only_with_a_full_stop():
    assert find_kinds(["先修路；", "再治水，年底前完成。"]) == ["body", "body"]
    assert find_kinds(["先修路！", "再治水，年底前完成。"]) == ["body", "body"]
