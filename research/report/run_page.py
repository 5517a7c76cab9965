"""The report of a run: one self-contained HTML page."""

import base64
from collections.abc import Mapping, Sequence
from importlib.resources import files
from pathlib import Path
from typing import NamedTuple

import jinja2
from PIL import Image

from research.report.fonts import subset_font

_PRINT_DPI = 300  # of a figure that does not say it
_PIXELS = 120  # of the page, for an inch of a figure
_FILES = ("page.css", "run.html")  # the style is that of labelled documents

Table = tuple[str, Sequence[str], Sequence[Sequence[object]]]


class PageFigure(NamedTuple):
    """A figure of the page.

    Attributes
    ----------
    file
        A PNG.
    finding
        What it shows, for readers who do not see it.
    narrow
        A PNG of it as narrow as a phone; without one the file is scaled down there.
    """

    file: Path
    finding: str = ""
    narrow: bytes = b""


def write_page(
    path: Path,
    title: str,
    summary: Sequence[str],
    tables: Sequence[Table],
    figures: Mapping[str, PageFigure],
    *,
    language: str = "zh",
) -> None:
    """Write the page: paragraphs, tables, and figures with their captions, in one file.

    The file holds a font of the characters that it shows, for machines without a Chinese one.

    Parameters
    ----------
    path
        The file to write.
    title
        The title of the page.
    summary
        Paragraphs of plain text, which are escaped.
    tables
        The heading, column names and rows of each table.
    figures
        Each figure by its caption.
    language
        Of the texts: ``zh``, or another for English.
    """
    environment = jinja2.Environment(autoescape=True, undefined=jinja2.StrictUndefined)
    pictures = [(caption, *_read_figure(figure.file), figure) for caption, figure in figures.items()]
    style, page = (files("research.report").joinpath("reader", name).read_text("utf-8") for name in _FILES)
    template = environment.from_string(page)
    content = {
        "language": "zh-CN" if language == "zh" else "en",
        "title": title,
        "summary": summary,
        "tables": tables,
        "figures": [
            (caption, source, width, figure.finding, base64.b64encode(figure.narrow).decode())
            for caption, source, width, figure in pictures
        ],
        "style": style,
    }
    characters = "".join(sorted(set(template.render(font="", **content))))
    font = base64.b64encode(subset_font(characters)).decode()
    path.write_text(template.render(font=font, **content), encoding="utf-8")


def _read_figure(path: Path) -> tuple[str, int]:
    """Return a PNG in base64, and its width in the page: a little more than on paper."""
    content = path.read_bytes()
    with Image.open(path) as image:
        dpi = float(image.info.get("dpi", (_PRINT_DPI, _PRINT_DPI))[0])
        return base64.b64encode(content).decode(), round(_PIXELS * image.width / dpi)
