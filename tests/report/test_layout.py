"""Texts are measured, broken and placed before a figure is made."""

import numpy as np
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg

from research.errors import InputError
from research.report.figures import set_font
from research.report.layout import (
    Caption,
    Key,
    Page,
    balance_lines,
    choose_width,
    embolden,
    find_step,
    fit_names,
    measure_text,
    open_axes,
    wrap_text,
)
from tests.report.rendering import find_faults


def test_a_text_is_as_wide_as_matplotlib_makes_it():
    page = Page(Caption(""), 6, 2)
    text = page.write("国务院 government report, 18.7%", 0.1, 0.1, size=12)
    set_font(text)
    canvas = FigureCanvasAgg(page.figure)
    shown = text.get_window_extent(canvas.get_renderer()).width / page.figure.dpi
    assert measure_text(text.get_text(), 12) == pytest.approx(shown, rel=0.05)


def test_lines_fit_and_no_punctuation_stands_at_a_wrong_end():
    text = "各地（县、市、省）“十四五”规划：经济、社会、生态，无一例外。" * 3
    for width in (0.8, 1.3, 2.1):
        lines = wrap_text(text, 9, width)
        assert "".join(lines) == text
        assert max(measure_text(line, 9) for line in lines) <= width
        assert not any(line[0] in "，。；：、！？）》」』”’】%" or line[-1] in "（《「『“‘【" for line in lines)


def test_words_stay_whole_unless_they_are_wider_than_the_line():
    assert wrap_text("Jobs and social security", 9, 0.85) == ["Jobs and", "social security"]
    assert "".join(wrap_text("x" * 80, 9, 1.0)) == "x" * 80


def test_what_does_not_fit_the_lines_ends_in_an_ellipsis():
    lines = wrap_text("很长的领域名称" * 8, 9, 1.0, 2)
    assert len(lines) == 2
    assert lines[1].endswith("…")
    assert measure_text(lines[1], 9) <= 1.0
    assert fit_names(["短", "长" * 40], 1.0)[2] == 2


def test_a_title_breaks_after_punctuation_into_alike_lines():
    title = "省级多谈对外开放、经济财金和科技创新，县级多谈城建交通、产业项目"
    assert balance_lines(title, 13, 4.0) == ["省级多谈对外开放、经济财金和科技创新，", "县级多谈城建交通、产业项目"]
    first, second = balance_lines("Since 1978 welfare, environment and law have gained space", 13, 4.2)
    assert (first, second) == ("Since 1978 welfare,", "environment and law have gained space")


def test_a_page_grows_with_its_texts_and_none_overlaps():
    keys = [Key(f"Family {number} with a name", ("#3f7cec", "#000000"), "s") for number in range(9)]
    small = Page(Caption("题"), 3.5, 1)
    large = Page(Caption("题目" * 30, "副题目，" * 30, "脚注。" * 60), 3.5, 1, [*keys, Key("很长" * 60, ("#000000",))])
    assert large.height > small.height + 2
    set_font(large.figure)
    assert find_faults(large.figure) == []


def test_axes_given_get_the_title_only():
    page = Page(Caption(""), 4, 2)
    ax = page.add_axes(1, 0.5, 2, 1)
    assert open_axes(ax, Caption("题", "副题", "注"), width=9, height=9, left=1, right=1, top=1) is ax
    assert ax.get_title(loc="left") == "题"
    assert page.figure.texts == []
    assert ax.get_position().width * 4 == pytest.approx(2)


def test_bold_is_an_outline_in_the_color_of_the_text():
    text = embolden(Page(Caption(""), 4, 2).write("题", 0, 0, color="#ff0000"))
    [effect] = text.get_path_effects()
    assert effect._gc == {"linewidth": 0.45, "foreground": "#ff0000"}


def test_a_caption_keeps_its_title_unless_another_is_given():
    assert Caption("a").entitle(None).title == "a"
    assert Caption("a").entitle("").title == ""


@pytest.mark.parametrize(("span", "step"), [(0, 1), (0.4, 0.1), (12, 2), (100, 20)])
def test_steps_are_round(span, step):
    assert find_step(span) == pytest.approx(step)


@pytest.mark.parametrize("together", ["(q < 0.05, ", "109 documents, ", "15 595句", "2012年", "p ≥ 0.05, "])
def test_numbers_stay_with_what_they_count_and_comparisons_are_whole(together):
    text = "Bold: significant " + together + "adjusted for multiple comparisons"
    for width in np.arange(measure_text(together.strip(), 9) + 0.05, measure_text(text, 9), 0.03):
        lines = wrap_text(text, 9, float(width))
        assert any(together.strip() in line for line in lines), lines


@pytest.mark.parametrize(
    "text",
    [
        "Simulated comparisons of groups and tests of trends; dots are rates, lines 95% intervals, grey up to there.",
        "每十年的变化（百分点），横线为95%区间；黑体为统计显著（经多重比较校正），浅色为不显著。",
    ],
)
def test_the_last_line_of_a_paragraph_is_no_single_word(text):
    whole = measure_text(text, 9)
    for over in (0.05, 0.2, 0.4):  # inches that do not fit the first line
        page = Page(Caption("", text), whole - over + 0.24, 1)
        [found] = [shown for shown in page.figure.texts if shown.get_gid() == "subtitle"]
        lines = found.get_text().split("\n")
        assert len(lines) == 2
        assert measure_text(lines[1], 9.2) > 0.15 * page.width


@pytest.mark.parametrize(
    ("text", "first"),
    [
        (
            "每十年的变化（百分点），横线为95%区间；黑体为统计显著（经多重比较校正），浅色为不显著。",
            "每十年的变化（百分点），横线为95%区间；",
        ),
        ("每十年的变化没有分句的地方，横线为区间并且一直写到行末都没有标点符号出现的长句子", None),
    ],
)
def test_lines_of_a_paragraph_end_with_clauses_where_that_costs_no_line(text, first):
    page = Page(Caption("", text), measure_text(text, 9.2) * 0.62 + 0.24, 1)
    [found] = [shown for shown in page.figure.texts if shown.get_gid() == "subtitle"]
    lines = found.get_text().split("\n")
    assert len(lines) == 2
    assert "".join(lines) == text
    assert (lines[0] == first) is (first is not None)


def test_the_names_of_a_legend_stand_on_one_base_line():
    keys = [Key(name, ("#000000",)) for name in ("svm", "full (model)", "完整模型", "EM")]
    page = Page(Caption(""), 6, 1, keys)
    assert {(text.get_verticalalignment(), text.get_position()[1]) for text in page.figure.texts} == {
        ("baseline", page.figure.texts[0].get_position()[1])
    }


def test_no_word_that_fits_is_broken_to_make_lines_alike():
    assert balance_lines("Towns & infrastructure", 9, 1.33) == ["Towns &", "infrastructure"]


def test_a_title_may_have_line_breaks_of_its_own():
    page = Page(Caption("One\ntwo", "three\nfour", "five\n\nsix"), 4, 1)
    set_font(page.figure)
    assert page.figure.get_suptitle() == "One\ntwo"
    assert find_faults(page.figure) == []


@pytest.mark.parametrize("width", [0, -3, 2.9, "3.5", float("nan"), float("inf"), True])
def test_a_width_is_a_number_of_inches_with_room_for_a_figure(width):
    with pytest.raises(InputError, match=r"^width must be a number of inches and at least 3, got "):
        choose_width(width, 6.3)
    assert choose_width(np.float64(3), 6.3) == 3.0
