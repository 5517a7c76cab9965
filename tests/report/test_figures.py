"""Figures are files that are the same each time, and pictures that Jupyter shows."""

import io

import numpy as np
import pytest
from PIL import Image

from research.report.figures import (
    NotebookAxes,
    Panels,
    make_empty_figure,
    render_png,
    take_panels,
    write_figure,
    write_print_figure,
)
from research.report.layout import embolden


def plot_something(title="主题分布"):
    figure = make_empty_figure(3, 2)
    ax = figure.add_axes((0.2, 0.2, 0.6, 0.6), axes_class=NotebookAxes)
    embolden(ax.set_title(title))
    return figure, ax


@pytest.mark.slow
def test_the_same_figure_gives_the_same_bytes_by_its_axes_too(tmp_path):
    figure, ax = plot_something()
    write_figure(tmp_path / "figure.png", figure)
    write_figure(tmp_path / "axes.png", ax)
    assert (tmp_path / "figure.png").read_bytes() == (tmp_path / "axes.png").read_bytes()
    for ending in ("svg", "pdf"):
        for name in ("one", "two"):
            write_figure(tmp_path / f"{name}.{ending}", plot_something()[0])
        assert (tmp_path / f"one.{ending}").read_bytes() == (tmp_path / f"two.{ending}").read_bytes()


def test_a_png_has_300_dpi_and_the_exact_colors_of_marks(tmp_path):
    figure, ax = plot_something()
    ax.axvspan(0.1, 0.9, color="#3f7cec")
    write_figure(tmp_path / "figure.png", figure)
    with Image.open(tmp_path / "figure.png") as image:
        assert image.size == (900, 600)
        assert image.info["dpi"] == pytest.approx((300, 300), abs=0.1)
        pixels = np.asarray(image.convert("RGB")).reshape(-1, 3)
    assert (pixels == (0x3F, 0x7C, 0xEC)).all(axis=1).any()
    assert (pixels == 255).all(axis=1).any()


def test_an_svg_has_text_as_text_with_its_weight_and_fonts_to_fall_back_to(tmp_path):
    _, ax = plot_something()
    write_print_figure(tmp_path, "figure", ax)
    svg = (tmp_path / "figure.svg").read_text("utf-8")
    assert ">主题分布</text>" in svg
    assert svg.count("font-weight: 700") == 1
    assert "'PingFang SC'" in svg
    assert ax.title.get_path_effects()  # the figure is as before


def test_files_to_edit_hold_the_title_and_a_font_that_others_can_read(tmp_path):
    figure, _ = plot_something()
    figure.suptitle("主题\n分布")
    for ending in ("svg", "pdf"):
        write_figure(tmp_path / f"figure.{ending}", figure)
    assert "<dc:title>主题 分布</dc:title>" in (tmp_path / "figure.svg").read_text("utf-8")
    pdf = (tmp_path / "figure.pdf").read_bytes()
    assert b"/FontFile" in pdf
    assert b"/Type3" not in pdf
    assert b"/Title" in pdf


def test_jupyter_shows_a_figure_that_is_the_value_of_a_cell():
    figure, ax = plot_something()
    assert figure._repr_png_() == render_png(figure) == ax._repr_png_()
    panels = np.array([ax], dtype=object).view(Panels)
    assert panels._repr_png_() == render_png(ax)
    assert panels[:0]._repr_png_() is None
    with Image.open(io.BytesIO(render_png(ax))) as image:
        assert image.size == (330, 220)


def test_axes_that_left_their_figure_cannot_be_written():
    _, ax = plot_something()
    ax.remove()
    with pytest.raises(ValueError, match="removed from their figure"):
        render_png(ax)


def test_axes_of_any_shape_are_taken():
    _, ax = plot_something()
    assert take_panels(ax, 1).tolist() == [ax]
    assert take_panels([[ax]], 1).tolist() == [ax]


def test_a_figure_written_as_png_and_svg_is_that_of_each_alone(tmp_path):
    _, ax = plot_something()
    write_print_figure(tmp_path, "both", ax)
    for ending in ("png", "svg"):
        write_figure(tmp_path / f"alone.{ending}", ax)
        assert (tmp_path / f"both.{ending}").read_bytes() == (tmp_path / f"alone.{ending}").read_bytes()
