"""Tables of colored cells: rows with names on the left, columns with slanted or vertical names above."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection, PolyCollection
from matplotlib.transforms import blended_transform_factory
from numpy.typing import NDArray

from research.errors import InputError
from research.report.figures import find_figure
from research.report.layout import NAME, VALUE, choose_width, clear_frame, measure_text, shift, wrap_text
from research.report.palette import GRID, INK, MUTED, DomainStyle, choose_ink, interpolate

_SLANT = 52  # degrees
_STACK = 1.16  # height of a character of a vertical name, in multiples of its size
_MAX_STACKED = 8  # characters
_MAX_SLANTED = 1.5  # inches
_MIN_PITCH = {True: 0.17, False: 0.21}  # inches from column to column, with vertical and with slanted names
_ABOVE = 15.0  # points from the first row to the names of columns; a dot stands between
_CELL = 0.93  # of the pitch
_DASH = 0.16  # of the pitch, half of the length of a dash
_ROOM = 1.05  # pitch of columns, in widths of the widest number


@dataclass(frozen=True)
class Heads:
    """The names of columns, and how much room they take.

    Attributes
    ----------
    names
        Broken into lines of one character where they are vertical.
    vertical
        Whether they are.
    height, overhang
        In inches: above the first row, and to the right of the last column by any of the names.
    """

    names: list[str]
    vertical: bool
    height: float
    overhang: float


def make_heads(names: Sequence[str]) -> Heads:
    r"""Set short Chinese names vertically and others at a slant, which fits more of a long name.

    Examples
    --------
    >>> make_heads(["教育"]).names, make_heads(["Education"]).names
    (['教\n育'], ['Education'])
    """
    vertical = all(len(name) <= _MAX_STACKED and not name.isascii() for name in names)
    if vertical:
        stacked = ["\n".join(name) for name in names]
        tallest = max((len(name) for name in names), default=0)
        return Heads(stacked, True, (tallest * _STACK * VALUE + _ABOVE + 4) / 72, 0.0)
    short = [wrap_text(name, VALUE, _MAX_SLANTED, 1)[0] if name else "" for name in names]
    widest = max((measure_text(name, VALUE) for name in short), default=0.0)
    across = [measure_text(name, VALUE) * np.cos(np.radians(_SLANT)) for name in short]
    beyond = [width - _MIN_PITCH[False] * after for after, width in enumerate(reversed(across))]
    height = widest * np.sin(np.radians(_SLANT)) + (_ABOVE + 8) / 72
    return Heads(short, False, float(height), float(max(beyond, default=0.0)))


def find_width(
    width: float | None,
    default: float,
    fixed: float,
    heads: Heads,
    places: Sequence[float],
    texts: Sequence[Sequence[str]] = (),
) -> float:
    """Return the width of a figure in inches, in which its columns have room.

    Parameters
    ----------
    width
        As asked for, if it was.
    default
        Otherwise; wider where the columns need it.
    fixed
        What is beside the columns.
    heads, places
        Of the columns.
    texts
        Of the cells; without a width that was asked for, the columns have room for them.

    Raises
    ------
    InputError
        If the columns do not fit the width that was asked for.
    """
    least = fixed + _MIN_PITCH[heads.vertical] * (max(places, default=0.0) + 1)
    if width is None:
        widest = max((measure_text(text, VALUE) for line in texts for text in line), default=0.0)
        return max(default, least, fixed + _ROOM * widest * (max(places, default=0.0) + 1))
    if choose_width(width, default) < least:
        raise InputError(f"width must be at least {least:.1f} inches for {len(places)} domains, got {width:g}")
    return width


def plot_cells(
    ax: Axes,
    values: NDArray[np.float64],
    colors: tuple[str, ...],
    texts: Sequence[Sequence[str]],
    columns: Sequence[float],
    rows: Sequence[float],
    boxed: NDArray[np.bool_] | None = None,
    *,
    outlined: bool = False,
) -> None:
    """Plot cells with texts where they fit.

    Parameters
    ----------
    ax
        The axes.
    values
        Shape (n_rows, n_columns), from 0 to 1 on the scale of `colors`; nan for a cell without color.
    colors
        The scale.
    texts
        What stands in the cells.
    columns, rows
        The places of columns and rows.
    boxed
        The cells with a frame.
    outlined
        Whether cells without color have a thin outline.
    """
    ax.set_xlim(-0.5, max(columns, default=0) + 0.5)
    ax.set_ylim(max(rows, default=0) + 0.5, -0.5)
    pitch = measure_axes(ax)[0] / (max(columns, default=0) + 1)
    half = _CELL / 2
    corners = np.array([(-half, -half), (half, -half), (half, half), (-half, half)])
    shapes, faces = [], []
    for (row, column), value in np.ndenumerate(values):
        color = "#ffffff" if np.isnan(value) else interpolate(colors, float(value))
        place = np.array([columns[column], rows[row]])
        framed = boxed is not None and bool(boxed[row, column])
        if framed:
            ax.add_collection(
                PolyCollection([place + corners], facecolors=[color], edgecolors=INK, linewidths=1.1, zorder=3)
            )
        else:
            shapes.append(place + corners)
            faces.append(color)
        text = texts[row][column]
        if text and measure_text(text, VALUE) < pitch * (1.05 if len(text) < 3 else 1.0):
            ax.text(
                columns[column],
                rows[row],
                text,
                ha="center",
                va="center_baseline",
                fontsize=VALUE,
                color=choose_ink(color),
                zorder=4,
            )
    ax.add_collection(PolyCollection(shapes, facecolors=faces, edgecolors="none"))
    for row, column in np.argwhere(np.isnan(values)) if outlined else ():
        place = np.array([columns[column], rows[row]])
        ax.add_collection(PolyCollection([place + corners], facecolors="none", edgecolors=GRID, linewidths=0.6))
    clear_frame(ax)


def dash_cells(ax: Axes, cells: NDArray[np.bool_], columns: Sequence[float], rows: Sequence[float], color: str) -> None:
    """Put a dash into some cells, so that they are known without color."""
    places = [(columns[column], rows[row]) for row, column in np.argwhere(cells)]
    dashes = [[(x - _DASH, y), (x + _DASH, y)] for x, y in places]
    ax.add_collection(LineCollection(dashes, colors=color, linewidths=0.9, zorder=4))


def head_columns(ax: Axes, heads: Heads, columns: Sequence[float], styles: Sequence[DomainStyle | None]) -> None:
    """Write the names of columns above the first row, each with a dot in the color of its domain."""
    ax.set_xticks([])
    across = blended_transform_factory(ax.transData, ax.transAxes)
    for name, place, style in zip(heads.names, columns, styles, strict=True):
        if style is not None:
            ax.plot(
                [place], [1], "o", color=style.color, markersize=5.2, transform=across + shift(ax, 0, 7), clip_on=False
            )
        ax.text(
            place,
            1,
            name,
            transform=across + shift(ax, 0 if heads.vertical else 1, _ABOVE - 2),
            va="bottom",
            fontsize=VALUE,
            linespacing=0.92,
            rotation_mode="anchor",
            color=INK,
            rotation=0 if heads.vertical else _SLANT,
            ha="center" if heads.vertical else "left",
        )


def write_column(
    ax: Axes,
    texts: Sequence[str],
    rows: Sequence[float],
    *,
    head: str = "",
    points: float = 4.0,
    color: str = MUTED,
    ha: str = "right",
) -> None:
    """Write a column of texts to the right of the axes, starting `points` from it where the longest one starts."""
    width = 72 * max((measure_text(text, VALUE) for text in [*texts, head]), default=0.0) if ha == "right" else 0.0
    for text, place in zip(texts, rows, strict=True):
        if text:
            ax.text(
                1,
                place,
                text,
                transform=ax.get_yaxis_transform() + shift(ax, points + width, 0),
                color=color,
                va="center_baseline",
                ha=ha,
                fontsize=VALUE,
            )
    if head:
        above = ax.transAxes + shift(ax, points + width, 3.8)
        ax.text(1, 1, head, transform=above, va="baseline", color=MUTED, ha=ha, fontsize=VALUE)


def name_table_rows(
    ax: Axes, names: Sequence[str], rows: Sequence[float], styles: Sequence[DomainStyle | None] | None = None
) -> None:
    """Name the rows on the left, each with a dot in the color of its domain where it is one."""
    dots = styles is not None and any(style is not None for style in styles)
    ax.set_yticks(list(rows), list(names), fontsize=NAME, color=INK, linespacing=1.05)
    ax.tick_params(axis="y", length=0, pad=14 if dots else 4)
    beside = blended_transform_factory(ax.transAxes, ax.transData)
    for place, style in zip(rows, styles or (), strict=False):
        if style is not None:
            ax.plot(
                [0], [place], "o", color=style.color, markersize=5.2, transform=beside + shift(ax, -7, 0), clip_on=False
            )


def measure_axes(ax: Axes) -> tuple[float, float]:
    """Return the width and height of axes in inches."""
    box = ax.get_position()
    width, height = find_figure(ax).get_size_inches()
    return float(box.width * width), float(box.height * height)
