"""What stands under which heading, and which phrases are items of a list."""

from research.text.sentences import split_sentences


def read(lines):
    return [(one.kind, one.text, one.headings) for one in split_sentences("\n".join(lines))]


def headings_of(lines, text):
    return next(one.headings for one in split_sentences("\n".join(lines)) if one.text == text)


SPEECH = [
    "在全区水利工作会议上的讲话", "同志们：", "一、去年的工作", "成效明显，群众满意。", "渠道清淤", "清淤渠道36公里。", "泵站改造",
    "改造泵站12座。", "二、今年的任务", "任务艰巨，时间很紧。", "（一）查隐患", "查出隐患40处。", "病险水库", "除险加固4座。", "（二）抓队伍", "培训200人。",
]  # fmt: skip


def test_a_bare_heading_stands_inside_the_section_whose_sister_follows():
    title = SPEECH[0]
    assert headings_of(SPEECH, "清淤渠道36公里。") == (title, "一、去年的工作", "渠道清淤")
    assert headings_of(SPEECH, "改造泵站12座。") == (title, "一、去年的工作", "泵站改造")
    assert headings_of(SPEECH, "任务艰巨，时间很紧。") == (title, "二、今年的任务")
    assert headings_of(SPEECH, "除险加固4座。") == (title, "二、今年的任务", "（一）查隐患", "病险水库")
    assert headings_of(SPEECH, "培训200人。") == (title, "二、今年的任务", "（二）抓队伍")


def test_in_the_last_section_a_bare_heading_stands_as_in_those_before():
    lines = [*SPEECH, "三、保障", "经费到位，责任到人。", "资金安排", "安排资金300万元。"]
    assert headings_of(lines, "安排资金300万元。") == (SPEECH[0], "三、保障", "资金安排")


def test_a_bare_heading_stands_above_sections_that_begin_anew_or_follow_at_once():
    lines = [
        "上半年回顾",
        "一、供水",
        "新建水厂3座。",
        "二、供电",
        "改造线路9公里。",
        "下半年打算",
        "一、供水",
        "新建水厂1座。",
    ]
    assert headings_of(lines, "新建水厂1座。") == ("下半年打算", "一、供水")
    lines = ["甲篇", "一、供水", "新建水厂3座。", "乙篇", "二、供电", "改造线路9公里。"]
    assert headings_of(lines, "改造线路9公里。") == ("乙篇", "二、供电")


def test_names_that_are_all_that_stands_in_a_section_are_no_headings():
    lines = ["先进名单", "一、集体", "白川镇", "青岭乡", "二、个人", "王某 李某"]
    assert [one[0] for one in read(lines)][1:] == ["heading", "body", "body", "heading", "body"]
    assert headings_of(lines, "王某 李某")[-1] == "二、个人"


def test_phrases_with_marks_are_a_list_where_no_text_stands_below_any():
    lines = [
        "一、条件",
        "1.年满十八周岁",
        "2.有固定住所",
        "二、流程",
        "（1）申请",
        "（2）受理",
        "（3）发证",
        "材料齐全的，当天办结。",
    ]
    assert [one[0] for one in read(lines)] == ["heading", "body", "body", "heading", "body", "body", "body", "body"]


def test_a_phrase_directly_above_its_sister_sentence_is_an_item_and_one_above_text_a_heading():
    lines = ["宣传标语", "1.人人讲安全", "2.生命至上，安全第一！"]
    assert [one[0] for one in read(lines)][1:] == ["body", "body"]
    lines = ["一、任务", "1.抓宣传", "张贴标语30条。", "2.抓检查", "每月检查两次。"]
    assert [one[0] for one in read(lines)] == ["heading", "heading", "body", "heading", "body"]


def test_headings_above_rows_of_a_table_stay():
    lines = [
        "一、预算",
        "1.全年一般公共预算收入完成情况",
        "税收 320 15%",
        "规费 80 4%",
        "2.全年一般公共预算支出完成情况",
        "教育 120 3%",
    ]
    assert [one[0] for one in read(lines)] == ["heading", "heading", "table", "table", "heading", "table"]


def test_thousands_of_bare_headings_before_one_far_section_take_linear_time():
    lines = [
        "一、回顾",
        *(f"第{number}组情况\n完成任务{number}项。" for number in range(5000)),
        "二、打算",
        "继续努力。",
    ]
    assert headings_of(lines, "继续努力。") == ("二、打算",)


def test_sections_below_a_colon_with_nothing_between_them_are_items():
    lines = ["今天的会议有两项议程：", "一、请水利局汇报汛情", "二、请县长讲话", "首先进行第一项议程。"]
    assert [one[0] for one in read(lines)] == ["body"] * 4
    lines = ["现报告如下：", "一、汛情", "水位超警。", "二、险情", "出险两处。"]
    assert [one[0] for one in read(lines)] == ["body", "heading", "body", "heading", "body"]


def test_problems_that_are_counted_stand_above_their_items():
    lines = [
        "第一个问题，关于形势。",
        "形势很好，产量增加。",
        "（一）搞活流通。",
        "开放集市两处。",
        "第二个问题，关于作风。",
        "要深入基层，联系群众。",
    ]
    assert headings_of(lines, "要深入基层，联系群众。") == ("第二个问题，关于作风。",)


def test_phrases_in_a_row_are_headings_where_the_text_below_the_last_is_followed_by_a_sister():
    lines = [
        "现提出如下要求：",
        "（一）落实责任",
        "（二）排查隐患",
        "各地要逐户排查，不留死角。",
        "（三）追责问责",
        "对失职的严肃处理。",
    ]
    assert [one[0] for one in read(lines)] == ["body", "heading", "heading", "body", "heading", "body"]


def test_a_line_at_the_top_with_another_bare_heading_directly_below_is_the_title():
    lines = ["积分超市兑出新风", "【案例背景】", "白川镇辖12个村。", "【主要做法】", "建成超市12个，覆盖全镇。"]
    assert headings_of(lines, "建成超市12个，覆盖全镇。") == ("积分超市兑出新风", "【主要做法】")
    lines = ["案例背景", "白川镇辖12个村。", "主要做法", "建成超市12个，覆盖全镇。"]
    assert headings_of(lines, "建成超市12个，覆盖全镇。") == ("主要做法",)


def test_labels_with_values_below_each_other_are_no_headings_and_one_alone_may_be():
    lines = ["项目名称：大桥改建", "建设工期：十八个月整", "项目进展：完成桩基施工。"]
    assert [one[0] for one in read(lines)] == ["body"] * 3
    lines = ["第一句话：志当存高远", "青年要立大志、担大任。", "第二句话：行稳方致远", "要脚踏实地，从小事做起。"]
    assert [one[0] for one in read(lines)] == ["heading", "body"] * 2
    assert read(["辅助审评情况：现场", "药品：技术可用于审评，提高效率。"])[0][0] == "heading"


def test_a_letter_tells_what_happened_from_its_first_sentence_on():
    lines = [
        "关于路灯的来信",
        "南园街的路灯坏了三个月。晚上出门看不清路。",
        "孩子放学没有人接。家长都很担心。",
        "路面整治进展缓慢。请有关部门尽快处理。",
    ]
    kinds = {text: kind for kind, text, _ in read(lines)}
    assert kinds["关于路灯的来信"] == "heading"
    assert kinds["南园街的路灯坏了三个月。"] == kinds["孩子放学没有人接。"] == "body"
    assert kinds["路面整治进展缓慢。"] == "heading"  # it could name what follows
    sections = ["一、农业", "粮食生产上了台阶。全年产量36万吨，比上年增长3%。"]
    assert read(sections)[1][0] == "heading"
    assert read([*lines[:2], *sections])[1][0] == "heading"


def test_two_lines_of_a_verse_are_no_headings():
    verse = ["想起两句诗：", "老骥伏枥，志在千里", "烈士暮年，壮心不已", "保重身体。"]
    assert [kind for kind, *_ in read(verse)] == ["body"] * 4
    assert [kind for kind, *_ in read(["修路架桥，造福百姓", "新建公路三条，改造危桥两座。"])] == ["heading", "body"]


def test_a_section_may_ask_and_answer_in_its_heading():
    lines = [
        "在全县大会上的讲话",
        "同志们：",
        "一、怎么看？把握“时”与“势”",
        "列入试点。",
        "二、干不干？干！",
        "建成12处。",
    ]
    assert [kind for kind, *_ in read(lines)] == ["heading", "body", "heading", "body", "heading", "body"]
    answered = ["一、谁可以领？年满60周岁的人可以领。", "二、怎么领？发到卡里。"]
    assert [kind for kind, *_ in read(answered)] == ["body"] * 4


def test_numbers_on_lines_of_their_own_stand_above_the_names_of_sections():
    for first, second in (("01", "02"), ("PART 1", "PART.2"), ("壹", "贰"), ("一", "二")):
        lines = ["学校建设这一年", first, "建学校，做到“两个坚持”", "新建学校3所。", second, "招教师！", "招聘120名。"]
        assert [kind for kind, *_ in read(lines)][1:] == ["boilerplate", "heading", "body"] * 2
        assert headings_of(lines, "招聘120名。")[-1] == "招教师！"
    assert read(["01", "建学校，做到“两个坚持”", "新建学校3所。"])[1][0] == "body"


def test_formal_numerals_number_sections_above_the_usual_ones():
    lines = ["壹、成效", "一、经济", "增长6%。", "贰、问题", "总量不大，结构不优。"]
    assert headings_of(lines, "增长6%。") == ("壹、成效", "一、经济")
    assert headings_of(lines, "总量不大，结构不优。") == ("贰、问题",)


def test_a_label_may_be_explained_in_brackets():
    lines = [
        "处罚决定书",
        "当事人：某某食品店",
        "住所（住址）：城关镇9号",
        "法定代表人（负责人）：钱某",
        "经查，货架上有过期饼干6袋。",
    ]
    assert [kind for kind, *_ in read(lines)][1:] == ["body"] * 4


def test_chapters_that_a_section_goes_through_stand_below_it():
    lines = [
        "关于办法的说明",
        "一、背景",
        "旧办法已不适应。",
        "二、内容",
        "第一章　总则",
        "第一条 明确原则。",
        "第二章　组织",
        "规定条件。",
        "三、问题",
        "资金不足，人员不够。",
    ]
    assert headings_of(lines, "第一条 明确原则。")[1:] == ("二、内容", "第一章　总则")
    assert headings_of(lines, "规定条件。")[1:] == ("二、内容", "第二章　组织")
    assert headings_of(lines, "资金不足，人员不够。")[1:] == ("三、问题",)
    law = [
        "供水办法",
        "第一章　总则",
        "一、原则",
        "节水优先。",
        "二、范围",
        "全县适用。",
        "第二章　供水",
        "三、水源",
        "划定保护区。",
    ]
    assert headings_of(law, "划定保护区。")[1:] == ("第二章　供水", "三、水源")
    annex = ["关于印发办法的通知", "一、抓学习", "认真学习。", "供水办法", "第一章　总则", "节水优先，合理用水。"]
    assert headings_of(annex, "节水优先，合理用水。")[-1] == "第一章　总则"


def test_the_number_of_a_record_is_no_heading():
    assert [kind for kind, *_ in read(["整改方案", "序号：1", "目标：水质达标。", "序号：2", "完成修复。"])][1::2] == [
        "body",
        "body",
    ]


def test_a_phrase_with_a_mark_above_its_text_is_a_heading_though_no_sister_stands_before_it():
    lines = ["关于农业的讲话", "同志们：", "一、农业生产形势喜人。", "全年粮食总产达到36万吨，增长3%。"]
    assert [one[0] for one in read(lines)] == ["heading", "body", "heading", "body"]


def test_phrases_whose_last_opens_its_paragraph_are_headings():
    lines = ["一、任务", "1.抓宣传", "2.抓检查", "3.抓整改。发现问题立即整改，年底前全部到位。"]
    assert [one[0] for one in read(lines)] == ["heading"] * 4 + ["body"]
    assert headings_of(lines, "发现问题立即整改，年底前全部到位。") == ("一、任务", "3.抓整改。")
