"""Web pages, as sites of governments make them and as nobody should."""

import pytest

from research.errors import InputError, ReadingWarning
from research.text.documents import Document
from research.text.kinds import BOILERPLATE
from research.text.marks import ASIDE, LEVELS, TABLE
from research.text.sentences import split_sentences
from research.text.web_page import read_html, read_page_rows

MANY = 100_000
BODY = (
    "<p>各乡镇人民政府：</p><p>为抓好春耕生产，现就有关事项通知如下，请认真执行。</p><p>一、备足物资</p>"
    "<p>各乡镇要备足种子化肥，详见<a href='x'>《春耕方案》</a>和<a>附表</a>，确保三月底前到位。</p>"
    "<p>县农业局要派出技术人员，下到田间指导，及时解决群众的困难。</p>"
    "<p>青溪县人民政府</p><p>2024年3月1日</p>"
)
TEXT = [
    "各乡镇人民政府：", "为抓好春耕生产，现就有关事项通知如下，请认真执行。", "一、备足物资",
    "各乡镇要备足种子化肥，详见《春耕方案》和附表，确保三月底前到位。", "县农业局要派出技术人员，下到田间指导，及时解决群众的困难。", "青溪县人民政府", "2024年3月1日",
]  # fmt: skip
TITLE = "青溪县人民政府关于抓好春耕生产的通知"


def read(html: str) -> tuple[list[str], list[str], dict[str, str]]:
    """Return the lines that are text, those set aside, and the metadata."""
    contents = read_html(html.encode(), "a.html")
    aside = [contents.text[start:end] for start, end, role in contents.marks if role == ASIDE]
    starts = {start for start, _, role in contents.marks if role == ASIDE}
    kept, position = [], 0
    for line in contents.text.split("\n"):
        if position not in starts:
            kept.append(line)
        position += len(line) + 1
    return kept, aside, dict(contents.metadata)


AROUND = {
    "an editor": f"<ul><li>首页</li><li>政务公开</li></ul><h1>{TITLE}</h1><div class='TRS_Editor'>{BODY}</div><div>主办：青溪县政府</div>",
    "tables": f"<table><tr><td>首页</td></tr><tr><td><table><tr><td><a>通知</a></td><td><div>{TITLE}</div><div>{BODY}</div></td></tr></table></td></tr></table><div>版权所有：县政府</div>",
    "an article": f"<header>青溪县政府网</header><article><h2>{TITLE}</h2>{BODY}</article><footer>地址：县前街1号。邮编：000000。欢迎您来信来访！</footer>",
    "a title in two lines": f"<div><a>首页</a></div><div class='bt'>青溪县人民政府关于<br>抓好春耕生产的通知</div><div id='zoom'>{BODY}</div>",
    "its own element": f"<nav>首页</nav><h1>{TITLE}</h1><ucapcontent>{BODY}</ucapcontent><div>扫一扫</div>",
}


@pytest.mark.parametrize("name", AROUND)
def test_what_stands_around_the_main_text_is_set_aside_and_the_title_is_not(name):
    kept, aside, _ = read(f"<html><head><title>{TITLE}_青溪县</title></head><body>{AROUND[name]}</body></html>")
    assert kept[-len(TEXT) :] == TEXT
    assert "".join(kept[: -len(TEXT)]) == TITLE
    assert aside


def test_a_page_without_a_main_text_is_all_text():
    kept, aside, _ = read("<ul><li>农业</li><li>工业</li></ul><p>青溪县</p>")
    assert (kept, aside) == (["农业", "工业", "青溪县"], [])


def test_sentences_outside_the_main_text_are_kept():
    extra = "另有一段说明文字放在了正文之外，但仍是文件的一部分内容。"
    kept, _, _ = read(f"<body><div class='TRS_Editor'>{BODY}</div><div>{extra}</div></body>")
    assert kept[-1] == extra


def test_what_a_page_says_of_the_document_is_metadata():
    table = "<table><tr><td>索 引 号：</td><td>QX-2024-1</td><td>主题分类：</td><td>农业</td></tr><tr><td>发文机关：</td><td>县政府</td><td>成文日期：</td><td>2024年3月1日</td></tr></table>"
    meta = f"<meta name='ArticleTitle' content='{TITLE}'><meta name='PubDate' content='2024-03-02'>"
    info = "<div><span>来源：县农业局</span> <span>浏览次数：12</span></div>"
    _, _, metadata = read(
        f"<head>{meta}</head><body>{table}<h1>{TITLE}</h1>{info}<div class='TRS_Editor'>{BODY}</div></body>"
    )
    assert metadata == {
        "title": TITLE, "发布时间": "2024-03-02", "索引号": "QX-2024-1", "主题分类": "农业", "发文机关": "县政府", "成文日期": "2024年3月1日",
        "来源": "县农业局",
    }  # fmt: skip


def test_rows_of_a_table_of_data_are_joined():
    rows = "<table><tr><th>县区</th><th>水库（座）</th></tr><tr><td>河东</td><td>3</td></tr></table>"
    contents = read_html(f"<div id=zoom>{BODY}{rows}</div>".encode(), "a.html")
    assert [contents.text[start:end] for start, end, role in contents.marks if role == TABLE] == [
        "县区\t水库（座）",
        "河东\t3",
    ]


def test_what_a_page_hides_is_not_read():
    assert read("<p>修路。</p><p style='display: none'>隐藏</p><div hidden>也隐藏</div>")[0] == ["修路。"]


def test_html_keeps_words_apart_and_characters_together():
    assert read("<p>GDP growth\n 增长 3%</p><div>下<i>一</i>段&nbsp;&nbsp;落</div>")[0] == [
        "GDP growth 增长 3%",
        "下一段落",
    ]


@pytest.mark.parametrize(
    "html",
    ["<div>" * MANY + "字" + "</div>" * MANY, "".join(f"<b id={i}>" for i in range(20_000)) + "<p>字" * 20_000],
    ids=["blocks", "formats that every paragraph takes up again"],
)
def test_tags_nested_too_deep_are_refused(html):
    with pytest.raises(InputError, match=r"a\.html: \d+ tags nested \d+ deep"):
        read_html(html.encode(), "a.html")


@pytest.mark.slow
@pytest.mark.parametrize(
    ("html", "expected"),
    [
        (f"<p title='{'a' * 10_000_000}'>字", "字"),
        ("<p>字" * MANY, "\n".join(["字"] * MANY)),
        ("<br>" * MANY + "字", "字"),
        ("<div>" * 1000 + "字", "字"),
        ("&lt;b&gt;&#x4fee;&nosuch;&#xD800;&#0;", "<b>修&nosuch;��"),
        ("<!--" * MANY + "字", ""),
        ("<style>" + "<p>" * MANY, ""),
        ("<style>p{}</style>字<script>alert('报')</script><template>告</template>", "字"),
        ("</b></p></div>字</table>", "字"),
    ],
    ids=["attribute", "never closed", "empty tags", "deep", "entities", "comments", "style", "unseen", "closing only"],
)
def test_html_that_is_none_is_read_as_browsers_do(html, expected):
    assert read_html(html.encode(), "a.html").text == expected


NOTICE = "<h2>关于停水的通知</h2><p>各乡镇：</p><p>5月8日停水一天。</p>"


@pytest.mark.parametrize(
    ("above", "below"),
    [
        ("<ul><li><a>首页</a></li><li><a>县情</a></li></ul><div>您所在的位置：<a>首页</a> - <a>通知</a></div>", "<div>【<a>打印</a>】【<a>关闭</a>】</div>"),
        ("<div>位置：首页 &gt; 公告</div>", "<div>上一篇：<a>供电</a></div><div>下一篇：没有了</div>"), ("<div>当前所在位置：<a>首页</a>/<a>正文</a></div>", "<a>返回顶部</a>"),
        ("", "<div><a>关于供电的公告</a></div><div><a>关于供暖的公告</a></div><div><a>关于供气的公告</a></div>"),
    ],
)  # fmt: skip
def test_navigation_around_a_short_text_is_set_aside_though_no_element_holds_the_text(above, below):
    contents = read_html(f"<body>{above}{NOTICE}{below}</body>".encode(), "a.html")
    sentences = split_sentences(Document("a", contents.text, contents.marks))
    assert [one.text for one in sentences if one.kind != BOILERPLATE] == [
        "关于停水的通知",
        "各乡镇：",
        "5月8日停水一天。",
    ]


def test_links_of_a_page_without_sentences_and_single_links_in_a_text_are_kept():
    links = "".join(f"<li><a>关于{what}的通知</a></li>" for what in ("供水", "供电", "供暖"))
    assert read(f"<ul>{links}</ul>")[1] == []
    assert read("<p>5月8日停水。</p><p><a>一、范围</a></p><p>城东。</p><p><a>二、时间</a></p><p>一天。</p>")[1] == []


def test_who_edited_and_checked_a_page_ends_its_source():
    info = "<div><span>来源：县农业局</span> <span>编辑：李某</span> <span>审核：王某</span></div>"
    _, _, metadata = read(f"<body><h1>{TITLE}</h1>{info}<div class='TRS_Editor'>{BODY}</div></body>")
    assert metadata == {"来源": "县农业局"}


def test_a_paragraph_has_no_mark():
    assert read_html("<p>修路。</p><p>治水。</p>".encode(), "a.html").marks == ()


def test_lines_that_preformatted_text_breaks_are_joined_by_their_indents():
    lines = [
        "    一、备耕",
        "    各乡镇要派出技术人员，下到田间指导，及时解",
        "决群众的困难。",
        "    二、播种",
        "    三月底前完成播种。",
    ]
    contents = read_html(f"<pre>{chr(10).join(lines)}</pre>".encode(), "a.html")
    assert [one.text.replace("\n", "") for one in split_sentences(Document("a", contents.text, contents.marks))] == [
        "一、备耕", "各乡镇要派出技术人员，下到田间指导，及时解决群众的困难。", "二、播种", "三月底前完成播种。",
    ]  # fmt: skip


def test_line_ends_of_text_that_is_set_as_it_stands_end_lines():
    assert read("<pre>修路。\n治水。</pre><p>种\n树。</p>")[0] == ["修路。", "治水。", "种树。"]


@pytest.mark.parametrize("links", [2, 3])
def test_three_lines_of_links_in_a_row_are_set_aside_and_two_are_not(links):
    lines = [f"相关文件{number}" for number in "一二三"[:links]]
    page = "".join(f"<p><a href='x'>{line}</a></p>" for line in lines)
    kept, aside, _ = read(f"<h1>县城供水</h1><p>修渠三里。</p>{page}<p>治水。</p>")
    assert (aside if links == 3 else kept[2:-1]) == lines


HIDDEN = "<div style='display:none'><p>请先登录后再查看，谢谢您的配合。</p></div>"


def test_a_text_that_a_script_shows_later_is_read_and_what_else_is_hidden_is_not():
    page = f"<h1>{TITLE}</h1><em>2024-05-08</em>{HIDDEN}<div id='js_content' style='visibility: hidden; opacity: 0;'>{BODY}</div>"
    kept, aside, _ = read(page)
    assert kept == [TITLE, *read(BODY)[0]]
    assert aside == ["2024-05-08"]
    shown, _, _ = read(f"<h1>{TITLE}</h1><div>{BODY}</div>{HIDDEN}<p hidden>隐藏的一段话在此，不应读出。</p>")
    assert shown == kept


def test_buttons_and_fields_to_fill_in_are_set_aside():
    assert read(f"<h1>{TITLE}</h1><div>{BODY}<textarea>意见</textarea><button>提交</button></div>")[1] == [
        "意见",
        "提交",
    ]


def test_a_page_whose_text_is_in_a_frame_says_so():
    frames = "<frameset><frame src='left.html'><frame src='main.html'></frameset>"
    with pytest.raises(
        InputError,
        match=r"^a\.html: the page shows its text in a frame \(left\.html, main\.html\), .*alone in a browser",
    ):
        read_html(frames.encode(), "a.html")
    with pytest.warns(ReadingWarning, match=r"a\.html: the page shows its text in a frame \(x\.html\)"):
        assert read(f"<h1>{TITLE}</h1><iframe src='x.html'></iframe>")[0] == [TITLE]
    assert read(f"<h1>{TITLE}</h1>{BODY}<iframe src='advert.html'></iframe>")[0][0] == TITLE


def test_a_page_whose_text_a_script_fetches_says_how_to_get_it():
    with pytest.raises(
        InputError, match=r"^a\.html: no text in it, a script fetches it; .* copy the text and save it as \.txt"
    ):
        read_html(b"<div id=app></div><script>run()</script><noscript>x</noscript>", "a.html")


@pytest.mark.slow
def test_cells_that_are_repeated_without_end_are_refused():
    page = "<table>" + "<tr>" + "<td colspan=200 rowspan=200>x" * 60 + "</table>"
    with pytest.raises(InputError, match=r"a\.xls: more than 2000000 cells in its tables; save its rows as CSV"):
        read_page_rows(page.encode(), "a.xls")


@pytest.mark.parametrize(
    ("page", "above"),
    [
        ("青禾县人民政府", "<div class='bt'>关于停水的通知</div><div>发布时间：2024-05-06 来源：县水务局</div>"), ("", "<div>我县召开春耕生产现场会</div><div>来源：县农业局</div>"),
        ("答记者问", "<div>负责人就《若干措施》答记者问</div>"),
    ],
)  # fmt: skip
def test_a_title_that_no_element_marks_is_kept_where_the_page_is_called_otherwise(page, above):
    menu = "<div>欢迎访问青禾县人民政府网站</div><div><a>首页</a> <a>关于印发方案的通知</a></div>"
    kept, aside, _ = read(f"<head><title>{page}</title></head><body>{menu}{above}<div id='zoom'>{BODY}</div></body>")
    assert kept == [above.split(">")[1].split("<")[0], *TEXT]
    assert aside[0] == "欢迎访问青禾县人民政府网站"


def test_the_name_of_the_site_above_is_no_title_where_the_text_has_its_own():
    page = f"<title>{TITLE}-青溪县人民政府</title><div class='logo'>青溪县人民政府</div><ul><li><a>首页</a></li></ul><article><h2>{TITLE}</h2>{BODY}</article>"
    kept, aside, _ = read(page)
    assert (kept, aside) == ([TITLE, *TEXT], ["青溪县人民政府", "首页"])


def test_a_notice_of_cookies_is_no_text_of_the_page():
    page = (
        "<div>本网站使用Cookie以提升您的体验，继续浏览即表示同意。</div><header>返回 白川先锋</header><h2>县委常委会召开会议</h2>"
        "<section><div>6月12日下午，县委书记主持召开县委常委会会议，传达学习有关会议精神。</div><div>会议强调，要强化防汛备汛，备足抢险物料，提前转移安置危险区群众。</div><div>会议还研究了其他事项。</div></section>"
    )
    kinds = [sentence.kind for sentence in split_sentences(Document("d", *_read(page)))]
    assert kinds == ["boilerplate", "boilerplate", "heading", "body", "body", "body"]


def _read(page):
    contents = read_html(page.encode(), "a.html")
    return contents.text, contents.marks


def test_headings_of_a_page_have_their_levels():
    page = "<h2>一、总则</h2><p>修路。</p><h3><b>治水</b></h3><p>治水。</p>"
    assert [mark.role for mark in read_html(page.encode(), "a.html").marks] == [LEVELS[1], LEVELS[2]]


def test_every_field_of_a_catalogue_is_metadata():
    names = [
        "索引号", "发文机关", "发布机构", "发文字号", "文号", "成文日期", "发布日期", "发布时间", "发文日期",
        "生成日期", "公开日期", "主题分类", "标题", "名称", "有效性", "来源", "信息来源", "主题词", "体裁分类", "作者",
        "发文单位", "公文时效", "废止日期", "实施日期", "组配分类", "信息名称", "文件编号", "制发机关", "服务对象",
    ]  # fmt: skip
    table = "".join(f"<tr><td>{name}：</td><td>第{number}项</td></tr>" for number, name in enumerate(names))
    _, _, metadata = read(f"<table>{table}</table><h1>{TITLE}</h1><div class='TRS_Editor'>{BODY}</div>")
    assert metadata == {name: f"第{number}项" for number, name in enumerate(names)}


@pytest.mark.parametrize("characters", [59, 60])
def test_sixty_characters_of_sentences_tell_the_main_text_where_no_name_does(characters):
    first = "各乡镇要备足种子化肥，确保三月底前到位。"
    rest = "县农业局要派出技术人员，" + "好" * (characters - len(first) - 13) + "。"
    kept, aside, _ = read(f"<div>青溪农业</div><div><p>关于春耕</p><p>{first}</p><p>{rest}</p></div>")
    assert len(first + rest) == characters
    assert ("青溪农业" in aside, "青溪农业" in kept) == (characters == 60, characters == 59)


def test_a_page_is_refused_from_one_tag_more_on_than_are_read(monkeypatch):
    page = "<div><div>修路。</div></div>"  # four tags, two deep
    monkeypatch.setattr("research.text.web_page._MAX_NESTING", 8)
    assert read(page)[0] == ["修路。"]
    monkeypatch.setattr("research.text.web_page._MAX_NESTING", 7)
    with pytest.raises(InputError, match=r"^a\.html: 4 tags nested 2 deep"):
        read(page)


def test_cells_of_a_page_are_counted_as_often_as_they_are_repeated(monkeypatch):
    page = "<table><tr><td colspan=2>汇总<tr><td>甲<td>乙</table>".encode()
    monkeypatch.setattr("research.text.web_page._MAX_PAGE_CELLS", 4)
    assert read_page_rows(page, "a.xls") == [["汇总", "汇总"], ["甲", "乙"]]
    monkeypatch.setattr("research.text.web_page._MAX_PAGE_CELLS", 3)
    with pytest.raises(InputError, match=r"^a\.xls: more than 3 cells in its tables"):
        read_page_rows(page, "a.xls")
