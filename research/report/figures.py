"""Figures: their font and their files (PNG, SVG, PDF), without pyplot and its global state."""

import io
import re
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path
from typing import TypeAlias

import numpy as np
from matplotlib import font_manager, rc_context
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.text import Text
from numpy.typing import NDArray
from PIL import Image

from research.errors import InputError
from research.report.fonts import find_font

GivenPanels: TypeAlias = Axes | Sequence[Axes] | NDArray[np.object_]

_PRINT_DPI, _NOTEBOOK_DPI = 300, 110
_COLORS = 256  # of a PNG: flat colors and the edges of text need no more, and the file is a third of the size
_APART = 4  # of 255 steps, between two colors of a PNG
_EFFORT = 6  # of zlib, up to 9: a tenth larger than with 9, in a fifth of the time
_BANDS = 16  # of a picture, whose colors are looked up one band after the other, which needs less memory
_BOLD = "bold-"  # ids of the texts in an SVG that are bold
_BOLD_GROUP = re.compile(rb'<g id="bold-\d+">.*?</g>', re.DOTALL)
_FALLBACKS = "'Noto Sans SC', 'Source Han Sans SC', 'Noto Sans CJK SC', 'PingFang SC', 'Microsoft YaHei', sans-serif"


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


def make_empty_figure(width: float, height: float) -> Figure:
    """Make a figure of a size in inches without axes."""
    figure = NotebookFigure(figsize=(width, height), facecolor="white")
    FigureCanvasAgg(figure)
    return figure


def take_panels(ax: GivenPanels, count: int) -> Panels:
    """Return the first of the axes given, in any shape; what is left over is hidden.

    Raises
    ------
    InputError
        If fewer than `count` axes are given.
    """
    panels = np.ravel(np.array(ax, dtype=object))
    if len(panels) < count:
        raise InputError(f"ax: must be at least {count} axes, one for each domain, got {len(panels)}")
    for panel in panels[count:]:
        panel.set_visible(False)
    return panels[:count].view(Panels)


def write_figure(path: Path, plotted: Figure | Axes) -> None:
    """Write a figure, or the figure of some axes, as PNG (300 dpi), SVG (text as text) or PDF by the ending.

    The same figure gives the same bytes.
    """
    path.write_bytes(_render(plotted, path.suffix[1:], _PRINT_DPI))


def write_print_figure(folder: Path, name: str, plotted: Figure | Axes) -> None:
    """Write a figure as PNG and as SVG, which is rendered while the PNG is compressed."""
    image = _rasterise(find_figure(plotted), _PRINT_DPI)
    with ThreadPoolExecutor(1) as executor:
        png = executor.submit(reduce_colors, image, _PRINT_DPI)
        write_figure(folder / f"{name}.svg", plotted)
        (folder / f"{name}.png").write_bytes(png.result())


def render_png(plotted: Figure | Axes, dpi: int = _NOTEBOOK_DPI) -> bytes:
    """Return a figure as the bytes of a PNG, by default for a notebook to show."""
    return _render(plotted, "png", dpi)


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


def find_figure(plotted: Figure | Axes) -> Figure:
    """Return the figure of axes.

    Raises
    ------
    ValueError
        If they were removed from it.
    """
    figure = plotted.get_figure(root=True)
    if figure is None:
        raise ValueError("the axes were removed from their figure")
    return figure


def _render(plotted: Figure | Axes, kind: str, dpi: int) -> bytes:
    figure = find_figure(plotted)
    if kind == "png":
        return reduce_colors(_rasterise(figure, dpi), dpi)
    set_font(figure)
    buffer = io.BytesIO()
    metadata: dict[str, str | None] = {"Date": None} if kind == "svg" else {"CreationDate": None}
    title = " ".join(figure.get_suptitle().split())
    metadata |= {"Creator": None} | ({"Title": title} if title else {})
    with rc_context({"svg.hashsalt": "research", "svg.fonttype": "none", "pdf.fonttype": 42}), _plain_weights(figure):
        figure.savefig(buffer, format=kind, metadata=metadata)  # with the salt the ids in an SVG are not random
    if kind == "svg":
        return _write_weights(buffer.getvalue()).replace(f"'{load_font()}'".encode(), _FALLBACKS.encode())
    return buffer.getvalue()


def _rasterise(figure: Figure, dpi: int) -> Image.Image:
    set_font(figure)
    buffer = io.BytesIO()
    figure.savefig(buffer, format="rgba", dpi=dpi)
    width, height = (int(inches * dpi) for inches in figure.get_size_inches())
    return Image.frombuffer("RGBA", (width, height), buffer.getvalue())


def reduce_colors(image: Image.Image, dpi: float | None = None) -> bytes:
    """Return a PNG of the most frequent colors, which are those of the marks; edges of text get the nearest."""
    plain = image.convert("RGB")
    found = sorted((color, count) for count, color in plain.getcolors(plain.width * plain.height) or [])
    colors = np.array([color for color, _ in found], dtype=np.int64)
    counts = np.array([count for _, count in found])
    kept = np.zeros((0, 3), dtype=np.int64)
    for color in colors[np.argsort(-counts, kind="stable")]:
        if not len(kept) or np.abs(kept - color).max(axis=1).min() >= _APART:
            kept = np.vstack((kept, color))
        if len(kept) == _COLORS:
            break
    distances = (colors**2).sum(axis=1)[:, None] - 2 * colors @ kept.T + (kept**2).sum(axis=1)
    nearest = np.zeros(1 << 24, dtype=np.uint8)  # of each color: looked up, as sorting the pixels takes half a second
    nearest[_join_channels(colors)] = distances.argmin(axis=1)
    bands = np.array_split(np.asarray(plain), _BANDS)
    reduced = Image.fromarray(np.vstack([nearest[_join_channels(band)] for band in bands]), "P")
    reduced.putpalette(kept.astype(np.uint8).tobytes())
    out = io.BytesIO()
    reduced.save(out, "PNG", compress_level=_EFFORT, dpi=None if dpi is None else (dpi, dpi))
    return out.getvalue()


def _join_channels(colors: NDArray[np.integer]) -> NDArray[np.int32]:
    """Return red, green and blue, in the last axis, as one number each."""
    joined: NDArray[np.int32] = colors[..., 0].astype(np.int32)
    for channel in (1, 2):
        joined <<= 8
        joined |= colors[..., channel]
    return joined


@contextmanager
def _plain_weights(figure: Figure) -> Iterator[None]:
    """Leave out the outlines that make texts bold: with them a text is written as a shape, not as text."""
    outlined = [(text, text.get_path_effects(), text.get_gid()) for text in figure.findobj(Text)]
    outlined = [found for found in outlined if found[1]]
    for number, (text, *_) in enumerate(outlined):
        text.set_path_effects([])
        text.set_gid(f"{_BOLD}{number}")
    try:
        yield
    finally:
        for text, effects, gid in outlined:
            text.set_path_effects(effects)
            text.set_gid(gid)


def _write_weights(svg: bytes) -> bytes:
    """Write the weight of bold texts into an SVG; matplotlib would look for a font of that weight."""
    return _BOLD_GROUP.sub(lambda group: group[0].replace(b'style="', b'style="font-weight: 700; '), svg)
