"""Layout of figures in inches: every text is measured before it is placed, so that none overlaps or leaves the page."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import combinations, pairwise

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ft2font import FT2Font, LoadFlags
from matplotlib.lines import Line2D
from matplotlib.patheffects import withStroke
from matplotlib.text import Text
from matplotlib.transforms import ScaledTranslation

from research.errors import InputError
from research.report.figures import NotebookAxes, find_figure, make_empty_figure, set_font
from research.report.fonts import find_font
from research.report.palette import FAINT, GRID, INK, MUTED, ZERO

TITLE, SUBTITLE, NAME, VALUE, NOTE = 13.0, 9.2, 9.0, 8.2, 8.0  # points
ONE_COLUMN, TWO_COLUMNS = 3.5, 7.2  # inches, of a journal's page
DOTS, PANELS, WIDE = 6.3, 7.2, 9.0  # inches
MIN_WIDTH = 3.0  # inches; the narrowest column of a journal is not much wider
ROW = 0.21  # inches
MARGIN = 0.12  # inches between the page's edge and text
LINE_HEIGHT = 1.34  # from line to line, in multiples of the size
_SPACING = 1.3  # matplotlib's, which gives that height
_NARROW, _NARROW_TITLE = 4.6, 11.5
_POINTS = 72.0  # an inch
_SAFE = 1.02  # for renderers that round the widths of letters up
_DPI = 720  # fine enough for widths that are not rounded to pixels
_LOWERED = 0.36  # of a size: from the middle of letters, where the mark of a legend stands, to their base line
_TICKS_APART = 0.06  # inches between the labels of an axis
_MARK = 0.1  # inches between the marks of an entry of a legend
_BOLD = 0.45  # points of outline, as the font has one weight only
_CLOSING = "，。；：、！？）》」』”’】%,.;:!?)—–"
_OPENING = "（《「『“‘【(—–"
_COMPARED = ("<", ">", "=", "≥", "≤")
_NUMBER = re.compile(r"[（(]?[\d.,]*\d")
_CLAUSES = ("，", "。", "；", "：", "！", "？")
_MIN_CLAUSE = 0.7  # of the width, that a line has which ends with a clause and not within a Chinese word
_MIN_LAST = 0.2  # of the width, that the last line of a paragraph has where the lines above can give it words
_WORDS = re.compile(r"[^\s\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef\u2014\u2018-\u201d]+\s*|.", re.DOTALL)
_BREAK = re.compile(r"(?<=[，。；：！？,;:])\s*(?!\d)")


@dataclass(frozen=True)
class Caption:
    """The texts around a figure: what it shows, what it is made of, and what to know when reading it."""

    title: str
    subtitle: str = ""
    note: str = ""

    def entitle(self, title: str | None) -> "Caption":
        """Return the caption with another title, if there is one."""
        return self if title is None else replace(self, title=title)


@dataclass(frozen=True)
class Key:
    """An entry of a legend: a mark, or one for each of some colors, and its name."""

    name: str
    colors: tuple[str, ...]
    marker: str = "o"
    ink: str = MUTED


class Page:
    """A figure with its title, subtitle and legend above a body, and its footnote below.

    Parameters
    ----------
    caption
        The texts.
    width
        Of the figure, in inches.
    body
        Height of what is between legend and footnote, in inches.
    legend
        Marks and names, in rows from the left.
    title_size
        In points.

    Attributes
    ----------
    figure
        The figure.
    width, height
        Of the figure, in inches.
    """

    def __init__(
        self, caption: Caption, width: float, body: float, legend: Sequence[Key] = (), title_size: float = TITLE
    ) -> None:
        self.width = width
        size = min(title_size, _NARROW_TITLE) if width < _NARROW else title_size
        room = width - 2 * MARGIN
        title = [line for part in caption.title.splitlines() for line in balance_lines(part, size, room)]
        subtitle = [line for part in caption.subtitle.splitlines() for line in _wrap_paragraph(part, SUBTITLE, room)]
        note = [line for part in caption.note.splitlines() for line in _wrap_paragraph(part, NOTE, room)]
        rows = _break_legend([replace(key, name=_shorten(key, room)) for key in legend], room)
        heights = (_height(title, size), _height(subtitle, SUBTITLE), 0.2 * len(rows))
        self._body_top = MARGIN + sum(height + 0.05 for height in heights if height)
        below = _height(note, NOTE) + 0.06 if note else 0.0
        self.height = self._body_top + body + below + MARGIN
        self.figure: Figure = make_empty_figure(self.width, self.height)
        top = MARGIN
        if title:
            text = self.figure.suptitle(
                "\n".join(title),
                x=MARGIN / width,
                y=1 - top / self.height,
                ha="left",
                va="top",
                fontsize=size,
                linespacing=_SPACING,
                color=INK,
            )
            embolden(text)
            top += heights[0] + 0.05
        if subtitle:
            self.write("\n".join(subtitle), MARGIN, top, size=SUBTITLE, color=MUTED).set_gid("subtitle")
            top += heights[1] + 0.05
        for number, row in enumerate(rows):
            self._add_legend(row, top + 0.2 * number + 0.1)
        if note:
            place = self.height - MARGIN - _height(note, NOTE)
            self.write("\n".join(note), MARGIN, place, size=NOTE, color=FAINT).set_gid("note")

    def add_axes(self, left: float, top: float, width: float, height: float) -> Axes:
        """Add axes at a place in inches; `top` counts from the top of the body."""
        bottom = self.height - self._body_top - top - height
        box = (left / self.width, bottom / self.height, width / self.width, height / self.height)
        return self.figure.add_axes(NotebookAxes(self.figure, box))

    def write(
        self,
        text: str,
        left: float,
        top: float,
        *,
        size: float = NAME,
        color: str = INK,
        ha: str = "left",
        va: str = "top",
    ) -> Text:
        """Write a text at a place in inches; `top` counts from the top of the page."""
        place = (left / self.width, 1 - top / self.height)
        return self.figure.text(*place, text, fontsize=size, color=color, ha=ha, va=va, linespacing=_SPACING)

    def write_in_body(self, text: str, left: float, top: float, **style: object) -> Text:
        """Write a text as `write` does; `top` counts from the top of the body."""
        return self.write(text, left, self._body_top + top, **style)  # type: ignore[arg-type]

    def add_line(self, left: float, right: float, top: float) -> None:
        """Add a horizontal line between two places in inches; `top` counts from the top of the body."""
        y = 1 - (self._body_top + top) / self.height
        self.figure.add_artist(Line2D([left / self.width, right / self.width], [y, y], color=ZERO, linewidth=0.8))

    def _add_legend(self, keys: Sequence[Key], middle: float) -> None:
        left = MARGIN
        for key in keys:
            for number, color in enumerate(key.colors):
                place = [(left + 0.06 + _MARK * number) / self.width], [1 - middle / self.height]
                self.figure.add_artist(
                    Line2D(*place, marker=key.marker, linestyle="none", color=color, markersize=6.5, markeredgewidth=0)
                )
            line = middle + _LOWERED * NAME / _POINTS  # one base line, whatever letters a name has
            self.write(key.name, left + _mark_width(key), line, size=NAME, color=key.ink, va="baseline")
            left += _measure_key(key)


def choose_width(width: float | None, default: float) -> float:
    """Return the width of a figure in inches, as asked for or else the default.

    Raises
    ------
    InputError
        If it is no number or too small for any figure.

    Examples
    --------
    >>> choose_width(None, 6.3), choose_width(3.5, 6.3)
    (6.3, 3.5)
    """
    if width is None:
        return default
    try:
        fits = MIN_WIDTH <= width < float("inf")
    except TypeError:  # a text compares with no number
        fits = False
    if not fits:
        raise InputError(f"width must be a number of inches and at least {MIN_WIDTH:g}, got {width!r}")
    return float(width)


def open_axes(
    ax: Axes | None,
    caption: Caption,
    *,
    width: float,
    height: float,
    left: float,
    right: float,
    top: float,
    bottom: float = 0.06,
    legend: Sequence[Key] = (),
) -> Axes:
    """Return axes of a new page with room around them in inches, or those given, with the title above them."""
    if ax is None:
        page = Page(caption, width, top + height + bottom, legend)
        return page.add_axes(left, top, max(width - left - right, 0.5), height)
    if caption.title:
        ax.set_title(caption.title, fontsize=11, loc="left", color=INK)
    return ax


def finish(ax: Axes) -> Axes:
    """Set the font of all texts of an axes' figure, as they are: a name with dollar signs is no formula."""
    figure = ax.get_figure(root=True)
    set_font(ax if figure is None or not isinstance(ax, NotebookAxes) else figure)
    return ax


def measure_text(text: str, size: float) -> float:
    """Return the width of the widest line of a text in inches; size in points.

    Examples
    --------
    >>> round(measure_text("主题", 36), 1)
    1.0
    """
    return max((_measure_line(line) for line in text.split("\n")), default=0.0) * size


def wrap_text(text: str, size: float, width: float, max_lines: int | None = None) -> list[str]:
    """Break a text into lines that fit a width in inches; what is beyond the last is replaced by an ellipsis.

    No line starts with closing or ends with opening punctuation.

    Examples
    --------
    >>> wrap_text("农业、农村", 36, 1.6)
    ['农业、', '农村']
    """
    lines: list[str] = []
    line = ""
    for token in _split(text, size, width):
        if line and measure_text((line + token).rstrip(), size) > width:
            lines.append(line.rstrip())
            line = ""
        line += token if line else token.lstrip()
    lines += [line.rstrip()] if line.strip() else []
    if max_lines is not None and len(lines) > max_lines:
        last = lines[max_lines - 1]
        while last and measure_text(last + "…", size) > width:
            last = last[:-1]
        lines = [*lines[: max_lines - 1], last.rstrip("，、 ,") + "…"]
    return lines


def balance_lines(text: str, size: float, width: float) -> list[str]:
    """Break a title into as few lines as fit, of alike lengths, after punctuation where that is possible."""
    lines = wrap_text(text, size, width)
    if len(lines) < 2:
        return lines
    parts = [part for part in _BREAK.split(text) if part.strip()]
    options = []
    for cuts in combinations(range(1, len(parts)), len(lines) - 1):
        ends = [0, *cuts, len(parts)]
        joiner = "" if "，" in text or "：" in text or "；" in text else " "
        option = [joiner.join(x.strip() for x in parts[a:b]) for a, b in pairwise(ends)]
        widths = [measure_text(line, size) for line in option]
        if max(widths) <= width and min(widths) > 0.3 * max(widths):
            options.append((max(widths), option))
    if options:
        return min(options)[1]
    narrow = width
    tokens = (measure_text(token.strip(), size) for token in _WORDS.findall(text))
    least = max((token for token in tokens if token <= width), default=0.0)  # no word that fits is broken
    while narrow > max(0.5 * width, least + 0.1) and len(found := wrap_text(text, size, narrow - 0.1)) == len(lines):
        narrow, lines = narrow - 0.1, found
    return lines


def fit_names(
    names: Sequence[str], width: float, size: float = NAME, max_lines: int = 2
) -> tuple[list[str], float, int]:
    """Break names so that they fit a width in inches; return them with their width and their number of lines."""
    fitted = []
    for name in names:
        lines = wrap_text(name, size, width, max_lines)
        fitted.append("\n".join(lines if lines[-1:] and lines[-1].endswith("…") else balance_lines(name, size, width)))
    widest = max((measure_text(name, size) for name in fitted), default=0.0)
    return fitted, widest, max((name.count("\n") + 1 for name in fitted), default=1)


def embolden(text: Text) -> Text:
    """Make a text bold by an outline in its own color, as the font has one weight only."""
    text.set_path_effects([withStroke(linewidth=_BOLD, foreground=text.get_color())])
    return text


def shift(ax: Axes, x: float, y: float) -> ScaledTranslation:
    """Return a transform that moves by points."""
    return ScaledTranslation(x / _POINTS, y / _POINTS, find_figure(ax).dpi_scale_trans)


def clear_frame(ax: Axes) -> None:
    """Leave out frame and ticks, not the labels."""
    ax.spines[:].set_visible(False)
    ax.tick_params(length=0, labelsize=VALUE, labelcolor=MUTED, pad=3)


def name_rows(ax: Axes, names: Sequence[str], places: Sequence[float]) -> None:
    """Name the rows of a plot, from the top."""
    ax.set_yticks(list(places), list(names), fontsize=NAME, color=INK, linespacing=1.05)
    ax.set_ylim(max(places, default=0) + 0.6, -0.6)
    ax.tick_params(axis="y", length=0, pad=5)


def set_value_axis(ax: Axes, low: float, high: float, *, percent: bool = True, target: int = 5) -> None:
    """Put the values of a horizontal axis on top with light vertical lines, a per cent sign at the last only."""
    inches = ax.get_position().width * find_figure(ax).get_size_inches()[0] / max(high - low, 1e-12)
    for parts in range(target, 0, -1):
        step = find_step(high - low, parts)
        ticks, labels = _label_ticks(low, high, step, "%" if percent else "")
        if max((measure_text(label, VALUE) for label in labels), default=0.0) + _TICKS_APART <= step * inches:
            break
    ax.set_xlim(low, high)
    ax.set_xticks(ticks, labels, fontsize=VALUE, color=MUTED)
    ax.xaxis.tick_top()
    ax.tick_params(axis="x", length=0, pad=2)
    for tick in ticks:
        ax.axvline(tick, color=ZERO if abs(tick) < step / 1e6 else GRID, linewidth=0.7, zorder=0)


def _label_ticks(low: float, high: float, step: float, unit: str) -> tuple[list[float], list[str]]:
    first = -(-low // step)
    ticks = [step * (first + number) for number in range(int((high - step * first) / step + 1e-9) + 1)]
    decimals = max(0, -int(f"{step:e}".split("e")[1]))
    labels = [f"{tick:.{decimals}f}".replace("-", "−") for tick in ticks]
    labels = ["0" if float(label.replace("−", "-")) == 0 else label for label in labels]
    return ticks, [*labels[:-1], labels[-1] + unit] if labels else []


def find_step(span: float, target: int = 5) -> float:
    """Return a round step that divides a span into about `target` parts.

    Examples
    --------
    >>> find_step(37), find_step(0.9)
    (10.0, 0.2)
    """
    if not span > 0:
        return 1.0
    raw = span / target
    power = 10.0 ** int(f"{raw:e}".split("e")[1])
    return next(factor * power for factor in (1.0, 2.0, 5.0, 10.0) if factor * power >= raw * 0.75)


@lru_cache(maxsize=1)
def _load_metrics() -> FT2Font:
    font = FT2Font(str(find_font()))
    font.set_size(36, _DPI)
    return font


@lru_cache(maxsize=20_000)
def _measure_line(line: str) -> float:
    """Return the width of a line in inches at a size of one point."""
    font = _load_metrics()
    font.set_text(line, 0.0, flags=LoadFlags.NO_HINTING)
    return _SAFE * float(font.get_width_height()[0]) / 64 / _DPI / 36


def _height(lines: Sequence[str], size: float) -> float:
    return len(lines) * size * LINE_HEIGHT / _POINTS


def _split(text: str, size: float, width: float) -> list[str]:
    """Return the parts of a text between which a line may end."""
    parts: list[str] = []
    for token in _WORDS.findall(text):
        too_long = measure_text(token.strip(), size) > width
        for piece in list(token) if too_long else [token]:
            glued = parts and (piece[0] in _CLOSING or parts[-1][-1] in _OPENING or _belong(parts[-1], piece))
            if glued and measure_text((parts[-1] + piece).strip(), size) <= width:
                parts[-1] += piece
            else:
                parts.append(piece)
    return parts


def _belong(before: str, piece: str) -> bool:
    """Tell whether a number and what it counts, or the sides of a comparison as in q < 0.05, meet here."""
    last = before.split()[-1] if before.split() else ""
    return bool(_NUMBER.fullmatch(last)) or last in _COMPARED or piece.strip() in _COMPARED


def _wrap_paragraph(text: str, size: float, width: float) -> list[str]:
    """Break a text into lines that end with clauses where that costs no line; the last is no short word."""
    lines = wrap_text(text, size, width)
    for narrow in np.arange(width, (1 - _MIN_LAST) * width, -0.1):
        for found in (_break_at_clauses(text, size, float(narrow)), wrap_text(text, size, float(narrow))):
            if found and len(found) == len(lines) and measure_text(found[-1], size) >= _MIN_LAST * width:
                return found
    return lines


def _break_at_clauses(text: str, size: float, width: float) -> list[str]:
    """Break a text into lines that end with a clause, unless such a line is much shorter than the others."""
    lines: list[str] = []
    line: list[str] = []
    for token in _split(text, size, width):
        line.append(token)
        while len(line) > 1 and measure_text("".join(line).strip(), size) > width:
            starts = [
                place
                for place in range(1, len(line))
                if line[place - 1].endswith(_CLAUSES)
                and measure_text("".join(line[:place]).strip(), size) >= _MIN_CLAUSE * width
            ]
            cut = starts[-1] if starts else len(line) - 1
            lines.append("".join(line[:cut]).strip())
            line = line[cut:]
    return [*lines, "".join(line).strip()] if "".join(line).strip() else lines


def _mark_width(key: Key) -> float:
    return 0.16 + _MARK * (len(key.colors) - 1)


def _shorten(key: Key, width: float) -> str:
    return "".join(wrap_text(key.name, NAME, width - _mark_width(key), 1))


def _measure_key(key: Key) -> float:
    return _mark_width(key) + measure_text(key.name, NAME) + 0.2


def _break_legend(keys: Sequence[Key], width: float) -> list[list[Key]]:
    rows: list[list[Key]] = []
    used = width
    for key in keys:
        needed = _measure_key(key)
        if used + needed - 0.2 > width:
            rows.append([])
            used = 0.0
        rows[-1].append(key)
        used += needed
    return rows
