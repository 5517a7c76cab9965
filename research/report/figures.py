"""Figures: their size, their font, and their files, without pyplot and its global state."""

import io
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any, TypeAlias

import numpy as np
from matplotlib import font_manager, rc_context
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.text import Text
from numpy.typing import NDArray

from research.errors import InputError
from research.report.fonts import find_font

GivenPanels: TypeAlias = Axes | Sequence[Axes] | NDArray[np.object_]

INK, BAR, PALE = "#1b1b1b", "#3b6ea5", "#c9d7e6"

_SCREEN_DPI, _NOTEBOOK_DPI = 110, 90
_PANEL_WIDTH, _PANELS_IN_A_ROW = 2.2, 5


class NotebookFigure(Figure):
    """A figure that Jupyter shows where it is the value of a cell."""

    def _repr_png_(self) -> bytes:
        return render_png(self)


class NotebookAxes(Axes):
    """Axes whose figure Jupyter shows where they are the value of a cell."""

    def _repr_png_(self) -> bytes:
        return render_png(self)


class Panels(np.ndarray[tuple[int, ...], np.dtype[np.object_]]):
    """Axes of one figure, shape (n_panels,), whose figure Jupyter shows where they are the value of a cell."""

    def _repr_png_(self) -> bytes | None:
        return render_png(self[0]) if len(self) else None


def make_figure(width: float, height: float, columns: int = 1, rows: int = 1) -> tuple[Figure, Any]:
    """Make a figure with its axes.

    Parameters
    ----------
    width, height
        In inches.
    columns, rows
        Number of panels beside and below each other.

    Returns
    -------
    figure, axes
        The axes are an array where there is more than one panel.
    """
    figure = NotebookFigure(figsize=(width, height), layout="constrained")
    FigureCanvasAgg(figure)
    return figure, figure.subplots(rows, columns, subplot_kw={"axes_class": NotebookAxes})


def make_axes(ax: Axes | None, width: float, height: float) -> Axes:
    """Return the axes given, or those of a new figure of inches."""
    found: Axes = make_figure(width, height)[1] if ax is None else ax
    return found


def make_panels(ax: GivenPanels | None, count: int, height: float) -> Panels:
    """Return axes for some panels: the first of those given, or those of a new figure; what is left over is hidden.

    Parameters
    ----------
    ax
        Axes in any shape.
    count
        Number of panels.
    height
        Of a panel of a new figure, in inches.

    Raises
    ------
    InputError
        If fewer axes are given.
    """
    if ax is None:
        columns = max(1, min(_PANELS_IN_A_ROW, count))
        rows = max(1, -(-count // columns))
        ax = make_figure(_PANEL_WIDTH * columns, height * rows, columns, rows)[1]
    panels = np.ravel(np.array(ax, dtype=object))
    if len(panels) < count:
        raise InputError(f"ax: must be at least {count} axes, one for each domain, got {len(panels)}")
    for panel in panels[count:]:
        panel.set_visible(False)
    return panels[:count].view(Panels)


def write_figure(path: Path, plotted: Figure | Axes) -> None:
    """Write a figure, or the figure of some axes, as PNG or SVG by the ending; the same figure gives the same bytes."""
    _render(plotted, path, path.suffix[1:], _SCREEN_DPI)


def write_print_figure(folder: Path, name: str, plotted: Figure | Axes) -> None:
    """Write a figure twice: as PNG for the screen and as SVG for print."""
    write_figure(folder / f"{name}.png", plotted)
    _find_figure(plotted).set_layout_engine("none")  # the PNG has settled the layout
    write_figure(folder / f"{name}.svg", plotted)


def render_png(plotted: Figure | Axes) -> bytes:
    """Return a figure as the bytes of a PNG, for a notebook to show."""
    buffer = io.BytesIO()
    _render(plotted, buffer, "png", _NOTEBOOK_DPI)
    return buffer.getvalue()


@lru_cache(maxsize=1)
def load_font() -> str:
    """Make Noto Sans SC known to matplotlib and return its name; nothing else of matplotlib is touched."""
    path = find_font()
    font_manager.fontManager.addfont(path)
    return font_manager.FontProperties(fname=path).get_name()


def set_font(artist: Artist) -> None:
    """Set all texts in a font that has Chinese, and as they are: a name with dollar signs is no formula."""
    for text in artist.findobj(Text):
        text.set_fontfamily(load_font())
        text.set_parse_math(False)


def finish_bars(ax: Axes, names: Sequence[str], title: str) -> Axes:
    """Name the rows of a plot from the top, and set its title and its font."""
    ax.set_yticks(range(len(names)), names, fontsize=9)
    ax.set_ylim(-0.5, len(names) - 0.5)
    if not ax.yaxis_inverted():
        ax.invert_yaxis()
    ax.spines[["top", "right"]].set_visible(False)
    ax.set_title(title, fontsize=11, loc="left")
    set_font(ax)
    return ax


def _find_figure(plotted: Figure | Axes) -> Figure:
    figure = plotted.get_figure(root=True)
    if figure is None:
        raise ValueError("the axes were removed from their figure")
    return figure


def _render(plotted: Figure | Axes, target: Path | io.BytesIO, kind: str, dpi: int) -> None:
    figure = _find_figure(plotted)
    set_font(figure)
    metadata = {"Software": None} if kind == "png" else {"Date": None, "Creator": None}
    with rc_context({"svg.hashsalt": "research"}):  # ids in an SVG are random otherwise, and bytes differ
        figure.savefig(target, format=kind, dpi=dpi, metadata=metadata)
