"""Faults that a reader would see in a figure: texts that overlap or leave the page."""

from collections.abc import Iterator

import numpy as np
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.text import Text

LINE = 0.17  # of the size of a text: the part of its box above and below the ink


def find_texts(figure: Figure) -> Iterator[Text]:
    """The texts that a reader sees."""
    yield from figure.texts
    for ax in figure.axes:
        if not ax.get_visible():
            continue
        if ax.axison:
            for axis in (ax.xaxis, ax.yaxis):
                for tick in axis._update_ticks():
                    yield from (tick.label1, tick.label2)
                yield axis.label
        yield from (*ax.texts, ax.title, ax._left_title, ax._right_title)
        if ax.get_legend() is not None:
            yield from ax.get_legend().get_texts()


def read_texts(plotted: Axes | Figure) -> str:
    figure = plotted.get_figure(root=True)
    return "\n".join(text.get_text() for text in find_texts(figure) if text.get_visible())


def find_faults(plotted: Axes | Figure) -> list[str]:
    """Name the texts that overlap each other or leave the page."""
    figure = plotted.get_figure(root=True)
    canvas = FigureCanvasAgg(figure)
    canvas.draw()
    renderer = canvas.get_renderer()
    width, height = figure.bbox.width, figure.bbox.height
    texts = [text for text in find_texts(figure) if text.get_visible() and text.get_text().strip()]
    names = [text.get_text() for text in texts]
    corners = [_find_corners(text, renderer) for text in texts]
    low = np.array([found.min(axis=0) for found in corners])
    high = np.array([found.max(axis=0) for found in corners])
    off = ((low < -1) | (high > np.array([width, height]) + 1)).any(axis=1)
    faults = [f"{names[place]!r} leaves the page" for place in np.flatnonzero(off)]
    near = ((low[:, None] < high[None]) & (low[None] < high[:, None])).all(axis=2)
    for first, second in np.argwhere(np.triu(near, 1)):
        if overlap(corners[first], corners[second]):
            faults.append(f"{names[first]!r} overlaps {names[second]!r}")
    return faults


def _find_corners(text: Text, renderer) -> np.ndarray:
    rotation = text.get_rotation()
    text.set_rotation(0)
    box = text.get_window_extent(renderer)
    text.set_rotation(rotation)
    cut = LINE * text.get_fontsize() * renderer.dpi / 72
    low, high = (box.y0 + cut, box.y1 - cut) if box.height > 3 * cut else (box.y0, box.y1)
    corners = np.array([(box.x0 + 0.5, low), (box.x1 - 0.5, low), (box.x1 - 0.5, high), (box.x0 + 0.5, high)])
    anchor = text.get_transform().transform(text.get_unitless_position())
    angle = np.radians(rotation)
    turn = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
    return (corners - anchor) @ turn.T + anchor


def overlap(first: np.ndarray, second: np.ndarray) -> bool:
    """Two convex shapes overlap unless a line along one of their sides separates them."""
    for corners in (first, second):
        for start, end in zip(corners, np.roll(corners, -1, axis=0), strict=True):
            normal = np.array([end[1] - start[1], start[0] - end[0]])
            a, b = first @ normal, second @ normal
            if a.max() <= b.min() + 1e-6 or b.max() <= a.min() + 1e-6:
                return False
    return True
