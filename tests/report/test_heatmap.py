"""Cells, their numbers, and the names above them."""

import numpy as np
import pytest

from research.errors import InputError
from research.report.heatmap import find_width, make_heads, plot_cells, write_column
from research.report.layout import VALUE, Caption, Page, measure_text


def make_ax():
    return Page(Caption(""), 4, 2).add_axes(0.5, 0.2, 3, 1)


def test_short_chinese_names_are_vertical_and_others_slanted():
    assert make_heads(["教育", "卫生健康"]).vertical
    assert make_heads(["教育", "卫生健康"]).overhang == 0
    for names in (["Education"], ["教育" * 20]):
        heads = make_heads(names)
        assert not heads.vertical
        assert heads.overhang > 0


def test_a_number_stands_in_its_cell_if_it_has_room():
    ax = make_ax()
    plot_cells(ax, np.array([[0.0, 1.0]]), ("#ffffff", "#000000"), [["5", "1" * 60]], [0, 1], [0])
    assert [(text.get_text(), text.get_color()) for text in ax.texts] == [("5", "#000000")]
    ax = make_ax()
    plot_cells(ax, np.array([[1.0]]), ("#ffffff", "#000000"), [["5"]], [0], [0])
    assert ax.texts[0].get_color() == "#ffffff"


def test_framed_cells_have_an_edge_and_blank_ones_an_outline():
    ax = make_ax()
    plot_cells(ax, np.array([[np.nan, 1.0]]), ("#ffffff", "#000000"), [["", ""]], [0, 1], [0],
               np.array([[False, True]]), outlined=True)  # fmt: skip
    assert sorted(collection.get_linewidth()[0] for collection in ax.collections) == [0.6, 1.0, 1.1]


def test_a_figure_grows_with_its_columns_unless_its_width_is_given():
    heads = make_heads(["教育"] * 40)
    assert find_width(None, 5, 2, heads, list(range(40))) == pytest.approx(2 + 40 * 0.17)
    assert find_width(None, 9.5, 2, heads, list(range(40))) == 9.5
    with pytest.raises(InputError, match=r"^width must be at least 8\.8 inches for 40 domains, got 5$"):
        find_width(5, 5, 2, heads, list(range(40)))


def test_a_column_of_numbers_is_aligned_on_the_right():
    ax = make_ax()
    write_column(ax, ["1", "", "300"], [0, 1, 2], head="n")
    assert [text.get_text() for text in ax.texts] == ["1", "300", "n"]
    assert {text.get_ha() for text in ax.texts} == {"right"}


def test_a_figure_has_room_for_the_numbers_of_its_cells_whatever_the_names_of_its_rows():
    heads, places = make_heads(["教育"] * 30), list(range(30))
    assert find_width(None, 7.2, 2.6, heads, places, [["+12"], [""]]) == pytest.approx(
        2.6 + 1.05 * 30 * measure_text("+12", VALUE)
    )
    assert find_width(8.0, 7.2, 2.6, heads, places, [["+12"], [""]]) == 8.0


def test_a_long_name_beside_the_last_column_reaches_beyond_it_too():
    short, long = make_heads(["a", "b"]), make_heads(["a", "a name that is much longer", "b"])
    assert long.overhang > short.overhang + 0.5
    assert long.overhang == pytest.approx(make_heads(["a name that is much longer"]).overhang - 0.21)
