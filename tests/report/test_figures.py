"""Figures are files that are the same each time, and pictures that Jupyter shows."""

import pytest

from research.report.figures import make_axes, make_figure, make_panels, render_png, write_figure, write_print_figure


def plot_something(title="主题分布"):
    figure, ax = make_figure(3, 2)
    ax.set_title(title)
    return figure, ax


def test_the_same_figure_gives_the_same_bytes_by_its_axes_too(tmp_path):
    figure, ax = plot_something()
    write_figure(tmp_path / "figure.png", figure)
    write_figure(tmp_path / "axes.png", ax)
    assert (tmp_path / "figure.png").read_bytes() == (tmp_path / "axes.png").read_bytes()
    for name in ("one", "two"):
        write_figure(tmp_path / f"{name}.svg", plot_something()[0])
    assert (tmp_path / "one.svg").read_bytes() == (tmp_path / "two.svg").read_bytes()


def test_a_figure_for_print_is_a_png_and_an_svg(tmp_path):
    write_print_figure(tmp_path, "figure", plot_something()[1])
    assert (tmp_path / "figure.png").read_bytes().startswith(b"\x89PNG")
    assert (tmp_path / "figure.svg").read_text("utf-8").startswith("<?xml")


def test_jupyter_shows_a_figure_that_is_the_value_of_a_cell():
    figure, ax = plot_something()
    assert figure._repr_png_() == render_png(figure) == ax._repr_png_()


def test_jupyter_shows_the_figure_of_panels():
    panels = make_panels(None, 3, 2.0)
    assert panels._repr_png_() == render_png(panels[0].figure)
    assert panels[:0]._repr_png_() is None


def test_axes_that_left_their_figure_cannot_be_written():
    _, ax = plot_something()
    ax.remove()
    with pytest.raises(ValueError, match="removed from their figure"):
        render_png(ax)


def test_axes_given_are_taken_and_others_made_in_inches():
    _, ax = plot_something()
    assert make_axes(ax, 9, 9) is ax
    assert make_axes(None, 5, 4).figure.get_size_inches().tolist() == [5, 4]


def test_panels_stand_five_in_a_row_and_fewer_where_there_are_fewer():
    assert make_panels(None, 7, 2.0)[0].figure.get_size_inches().tolist() == [11, 4]
    assert make_panels(None, 2, 2.0)[0].figure.get_size_inches().tolist() == pytest.approx([4.4, 2])
    assert [ax.get_visible() for ax in make_panels(None, 7, 2.0)[0].figure.axes] == [True] * 7 + [False] * 3
    _, ax = plot_something()
    assert make_panels(ax, 1, 2.0).tolist() == [ax]
