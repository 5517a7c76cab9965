"""The plot of shares over time: a small panel for each domain, with the other domains in grey."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from scipy import stats

from research.arrays import Array
from research.codebook import Codebook
from research.report.captions import (
    choose,
    describe_size,
    describe_target,
    fill_title,
    has_intervals,
    join_sentences,
    name_briefly,
    name_group,
    order_domains,
)
from research.report.figures import GivenPanels, Panels, find_figure, set_font, take_panels
from research.report.group_tests import SIGNIFICANT, adjust_p
from research.report.layout import (
    MARGIN,
    NAME,
    PANELS,
    VALUE,
    Caption,
    Page,
    choose_width,
    clear_frame,
    embolden,
    find_step,
    measure_text,
    shift,
    wrap_text,
)
from research.report.palette import GRID, INK, MUTED, ZERO, DomainStyle, lighten, style_domains
from research.report.tables import GROUP, count_of, name_groups

_NUMBERS = re.compile(r"\d+")
_COLUMNS = 7
_MIN_WIDTH = 0.9  # inches of a panel with its gap
_LARGE = 0.1  # share; domains with a higher peak have an axis of their own
_SMOOTHED = 10  # points and more are shown by a mean of neighbours
_NEIGHBOURS = 5
_MAX_GAP = 4  # years; a line breaks at longer ones
_MIN_TESTED = 6  # points
_HEIGHT, _HEAD, _BELOW = 0.82, 0.34, 0.26  # inches: of a panel, of a block's header, of tick labels


@dataclass(frozen=True)
class _Arrangement:
    """What the panels show: domains from the steepest rise to the steepest fall, in blocks with an axis each.

    Attributes
    ----------
    blocks
        Domains.
    ends
        Of each domain, the end of the axis of its block in per cent.
    names, styles
        Of each domain.
    """

    blocks: list[list[str]]
    ends: dict[str, float]
    names: dict[str, str]
    styles: dict[str, DomainStyle]

    @property
    def several(self) -> bool:
        """Whether a panel shows the lines of other domains."""
        return any(len(block) > 1 for block in self.blocks)

    def leave_axis(self, series: "_Series") -> bool:
        """Tell whether something is above its axis."""
        return any(series.find_largest(name) > end for name, end in self.ends.items() if name in series.shares)


@dataclass(frozen=True, eq=False)
class _Series:
    """The shares of all domains in per cent at some points in time; missing ones are nan."""

    groups: list[str]
    places: Array
    shares: pd.DataFrame
    low: pd.DataFrame
    high: pd.DataFrame
    numeric: bool

    @property
    def smoothed(self) -> bool:
        return self.numeric and len(self.groups) >= _SMOOTHED

    @cached_property
    def lines(self) -> dict[str, Array]:
        """The line of each domain: its shares, or of many points the mean of each with its neighbours."""
        return {str(name): self._smooth(values.to_numpy(dtype=np.float64)) for name, values in self.shares.items()}

    def _smooth(self, values: Array) -> Array:
        if not self.smoothed:
            return values
        half = _NEIGHBOURS // 2
        parts = [values[max(0, place - half) : place + half + 1] for place in range(len(values))]
        return np.array([np.nanmean(part) if np.isfinite(part).any() else np.nan for part in parts])

    def find_largest(self, domain: str) -> float:
        """Return the largest value that a panel shows of a domain: a share, or the end of an interval."""
        shown = [self.shares[domain]] if self.smoothed else [self.shares[domain], self.high[domain]]
        values = np.concatenate([column.to_numpy(dtype=np.float64) for column in shown])
        return float(values[np.isfinite(values)].max(initial=0.0))

    def join_lines(self, lines: Sequence[Array]) -> tuple[Array, Array]:
        """Return places and values of several lines as one with breaks: many small panels with all lines are quick."""
        places, *broken = self.break_line(*lines)
        values = np.concatenate([np.append(line, np.nan) for line in broken])
        return np.tile(np.append(places, np.nan), len(broken)), values

    def break_line(self, *lines: Array) -> tuple[Array, ...]:
        """Return places and the values of lines with a nan in each long gap."""
        if not self.numeric or len(self.places) < 2:
            return self.places, *lines
        step = max(_MAX_GAP, 1.5 * float(np.median(np.diff(self.places))))
        gaps = np.nonzero(np.diff(self.places) > step)[0] + 1
        return tuple(np.insert(line, gaps, np.nan) for line in (self.places, *lines))


def plot_trends(
    data: pd.DataFrame,
    *,
    ax: GivenPanels | None = None,
    codebook: Codebook | None = None,
    language: str = "zh",
    title: str | None = None,
    note: str = "",
    width: float | None = None,
) -> Panels:
    """Plot the share of each domain over groups in order, a panel for each domain, from the steepest rise to fall.

    Domains whose share reaches 10 % stand in a block of their own with its own axis. From 10 years on, the colored
    line is the mean of five neighbouring ones and pale dots are the single ones; with fewer, a band is the interval.

    Parameters
    ----------
    data
        As `Labelled.prevalence` returns it for ``by="year"``: a column that makes the groups, then ``domain``,
        ``prevalence``, ``low`` and ``high`` (0 to 1).
    ax
        One for each domain or more, used in codebook order; what is left over is hidden.
    codebook, language, title
        See `research.report.plots`. The title stands above all panels; with `ax` there is none.
    note
        What the footnote begins with.
    width
        Of the figure in inches.

    Returns
    -------
    array of Axes, shape (n_domains,)
        The panels in codebook order; ``panels[0].figure`` is their figure, which Jupyter shows where they are the
        value of a cell.

    Raises
    ------
    InputError
        If a column is missing, none stands before ``domain``, or there are fewer axes than domains.

    Examples
    --------
    >>> rows = [(year, "health", 0.5, 0.4, 0.6) for year in ("2010", "2015", "2020")]
    >>> panels = plot_trends(pd.DataFrame(rows, columns=["year", "domain", "prevalence", "low", "high"]), language="en")
    >>> [ax.get_title(loc="left") for ax in panels]
    ['Health & epidemics']
    """
    table = name_groups(data, ["prevalence", "low", "high"])
    series = _read_series(table)
    domains = order_domains(table["domain"].astype(str), codebook)
    sizes = {name: float(series.shares[name].fillna(0).max()) if name in series.shares else 0.0 for name in domains}
    styles = style_domains(domains, codebook, sizes)
    names = dict(zip(domains, name_briefly(domains, codebook, language), strict=True))
    slopes = {name: _find_slope(series, name) for name in domains}
    order = sorted(domains, key=lambda name: (styles[name].residual, -slopes[name]))
    blocks = [[name for name in order if (sizes[name] >= 100 * _LARGE) is large] for large in (True, False)]
    blocks = [block for block in blocks if block]
    ends = {
        name: _find_end([series.shares[x] for x in block if x in series.shares]) for block in blocks for name in block
    }
    page = choose_width(width, PANELS)
    arranged = _Arrangement(blocks, ends, names, styles)
    if ax is not None:
        given = take_panels(ax, len(domains))
        panels = dict(zip(domains, given, strict=True))
    else:
        caption = _describe_trends(table, series, arranged, language, note).entitle(title)
        panels = _make_panels(caption, arranged, language, page)
        given = np.array([panels[name] for name in domains], dtype=object).view(Panels)
    columns = _count_columns(blocks, names, page)
    for block in blocks:
        for number, name in enumerate(block):
            first = ax is not None or number % columns == 0
            lowest = ax is not None or number + columns >= len(block)
            _plot_panel(panels[name], series, name, block, ends[name], styles, first=first, lowest=lowest)
            lines = wrap_text(names[name], VALUE, _measure_width(panels[name]) + 0.2, 2)
            panels[name].set_title(
                "\n".join(lines), fontsize=VALUE, loc="left", color=styles[name].ink, pad=4, linespacing=1.05
            )
            set_font(panels[name])
    if len(given):
        set_font(given[0].figure if ax is None else given[0])
    return given


def _read_series(table: pd.DataFrame) -> _Series:
    groups = list(dict.fromkeys(table[GROUP]))
    starts = pd.to_numeric(pd.Series(groups).str.extract(r"^(\d{4})(?:\D|$)")[0], errors="coerce")
    dated = bool(starts.notna().all())
    numeric = dated and starts.is_unique  # months of a year have one place each, in order
    if dated:
        groups.sort(key=lambda group: [int(number) for number in _NUMBERS.findall(group)])
    places = np.sort(starts.to_numpy()) if numeric else np.arange(len(groups), dtype=np.float64)
    low, share, high = (
        100 * table.pivot_table(index=GROUP, columns="domain", values=column, sort=False, dropna=False).reindex(groups)
        for column in ("low", "prevalence", "high")
    )
    return _Series(groups, places.astype(np.float64), share, low, high, numeric)


def _find_slope(series: _Series, name: str) -> float:
    if name not in series.shares:
        return 0.0
    line = series.lines[name]
    known = np.isfinite(line)
    if known.sum() < 2 or np.ptp(series.places[known]) == 0:
        return 0.0
    slope = float(np.polyfit(series.places[known], line[known], 1)[0])
    return slope / max(float(np.nanmax(line)), 1e-9)


def _find_end(columns: Sequence[pd.Series]) -> float:
    """Return the end of the axis of a block: a round number above nearly all shares."""
    values = np.concatenate([column.dropna().to_numpy() for column in columns]) if columns else np.zeros(0)
    largest = float(np.quantile(values, 0.99)) if len(values) else 0.0
    if largest <= 0:
        return 1.0
    step = find_step(largest, 4)
    return float(step * np.ceil(largest / step))


def _make_panels(caption: Caption, arranged: _Arrangement, language: str, width: float) -> dict[str, Axes]:
    """Make a page with a panel for each domain."""
    blocks, ends, names = arranged.blocks, arranged.ends, arranged.names
    columns = _count_columns(blocks, names, width)
    left, pitch = MARGIN + 0.24, (width - 2 * MARGIN - 0.24) / columns
    wide = pitch - 0.3
    two = any(len(wrap_text(name, VALUE, wide + 0.2, 2)) > 1 for name in names.values())
    above = 0.33 if two else 0.21
    rows = [-(-len(block) // columns) for block in blocks]
    row = above + _HEIGHT + 0.12
    body = sum(_HEAD + count * row + _BELOW for count in rows)
    page = Page(caption, width, body)
    panels: dict[str, Axes] = {}
    top = 0.0
    words = [("谈得多的领域：", "Larger domains: "), ("谈得少的领域：", "Smaller domains: ")]
    for block, count, word in zip(blocks, rows, words if len(blocks) > 1 else [("", "")], strict=True):
        end = f"{ends[block[0]]:g}%"
        head = choose(language, f"{word[0]}纵轴0—{end}", f"{word[1]}vertical axis 0–{end}")
        embolden(page.write_in_body(head[:1].upper() + head[1:], MARGIN, top + 0.06, size=NAME))
        page.add_line(MARGIN, width - MARGIN, top + 0.28)
        top += _HEAD
        for number, name in enumerate(block):
            place = top + (number // columns) * row + above
            panels[name] = page.add_axes(left + (number % columns) * pitch, place, wide, _HEIGHT)
        top += count * row + _BELOW
    return panels


def _count_columns(blocks: Sequence[Sequence[str]], names: dict[str, str], width: float) -> int:
    """Return the number of panels beside each other: one more than usual where that saves a row and names fit."""
    usual = max(1, min(_COLUMNS, int((width - 2 * MARGIN) / _MIN_WIDTH), max(map(len, blocks), default=1)))
    room = (width - 2 * MARGIN - 0.24) / (usual + 1) - 0.1
    words = [word for name in names.values() for word in name.split()]
    fits = all(measure_text(word, VALUE) < room or not word.isascii() for word in words)
    fits = fits and not any("…" in "".join(wrap_text(name, VALUE, room, 2)) for name in names.values())
    rows = [sum(-(-len(block) // columns) for block in blocks) for columns in (usual, usual + 1)]
    return usual + 1 if width >= PANELS and fits and rows[1] < rows[0] else usual


def _plot_panel(
    panel: Axes,
    series: _Series,
    name: str,
    block: Sequence[str],
    end: float,
    styles: dict[str, DomainStyle],
    *,
    first: bool,
    lowest: bool,
) -> None:
    clear_frame(panel)
    panel.set_ylim(0, end)
    first_place, last_place = (series.places[0], series.places[-1]) if len(series.places) else (0.0, 1.0)
    room = max(last_place - first_place, 1.0) * 0.03
    panel.set_xlim(first_place - room, last_place + room)
    for tick in (0, end / 2, end):
        panel.axhline(tick, color=ZERO if tick == 0 else GRID, linewidth=0.7, zorder=0)
    panel.set_yticks([0, end / 2, end], [f"{tick:g}" for tick in (0, end / 2, end)] if first else ["", "", ""])
    _name_times(panel, series, labelled=lowest)
    others = [series.lines[other] for other in block if other != name and other in series.lines]
    if others:
        panel.plot(*series.join_lines(others), color="#dcdcdc", linewidth=0.7, zorder=1)
    if name not in series.lines:
        return
    color = styles[name].color
    line = series.lines[name]
    values = series.shares[name].to_numpy(dtype=np.float64)
    if series.smoothed:
        panel.plot(
            series.places,
            np.minimum(values, end),
            "o",
            color=lighten(color, 0.35),
            markersize=2.1,
            markeredgewidth=0,
            clip_on=False,
            zorder=2,
        )
    else:
        low, high = series.low[name].to_numpy(dtype=np.float64), series.high[name].to_numpy(dtype=np.float64)
        places, low, high = series.break_line(low, np.minimum(high, end))
        panel.fill_between(places, low, high, color=lighten(color, 0.75), linewidth=0, zorder=1)
        panel.plot(series.places, np.minimum(values, end), "o", color=color, markersize=2.6, zorder=4)
    panel.plot(*series.break_line(np.minimum(line, end)), color=color, linewidth=1.7, zorder=3, solid_capstyle="round")
    known = np.nonzero(np.isfinite(line))[0]
    if len(known):
        last = known[-1]
        text = f"{line[last]:.0f}" if line[last] > 0.5 or line[last] == 0 else "<1"
        panel.text(
            series.places[last],
            min(line[last], end),
            text,
            fontsize=VALUE,
            color=INK,
            va="center",
            transform=panel.transData + shift(panel, 4, 0),
        )


def _name_times(panel: Axes, series: _Series, *, labelled: bool) -> None:
    """Name the times below a panel, as many as have room."""
    room = _measure_width(panel) + 0.2
    if series.numeric:
        first, last = series.places[0], series.places[-1]
        needed = measure_text("2000", 8.0) + 0.1
        step = next((step for step in (1, 2, 5, 10, 20, 30, 50) if (last - first) / step < room / needed - 1), 100)
        ticks = list(np.arange(np.ceil(first / step) * step, last + 1, step)) or [first]
        if len(ticks) == 1 and last - first >= 20 and room >= 2 * needed:
            ticks = [np.ceil(first / 10) * 10, np.floor(last / 10) * 10]
        labels = [f"{tick:.0f}" for tick in ticks]
    else:
        ticks = sorted({0, len(series.groups) - 1})
        labels = [series.groups[int(tick)] for tick in ticks]
        inside = (room - 0.2) / len(ticks) - 0.05  # the names of neighbouring panels stay apart
        labels = [wrap_text(label, 8.0, inside, 1)[0] if label else "" for label in labels]
    panel.set_xticks(ticks, labels if labelled else [""] * len(ticks), fontsize=8.0, color=MUTED)
    if not series.numeric and len(ticks) > 1:
        first_name, last_name = panel.get_xticklabels()
        first_name.set_horizontalalignment("left")
        last_name.set_horizontalalignment("right")
    panel.tick_params(axis="x", pad=4)


def _measure_width(panel: Axes) -> float:
    return float(panel.get_position().width * find_figure(panel).get_size_inches()[0])


def _describe_trends(table: pd.DataFrame, series: _Series, arranged: _Arrangement, language: str, note: str) -> Caption:
    names, beside = arranged.names, arranged.several
    ranked = [name for block in arranged.blocks for name in block if name in series.shares]
    up, down, tested = _test_trends(series, [name for name in ranked if not arranged.styles[name].residual])
    first, last = (name_group(group, language) for group in (series.groups[0], series.groups[-1]))
    if not tested:
        title = choose(language, f"各领域的占比，{first}至{last}", f"Shares of the domains, {first} to {last}")
        if len(series.groups) == 1:
            title = choose(language, f"{first}各领域的占比", f"Shares of the domains, {first}")
    elif not (up or down):
        title = choose(language, "看不出持续的升降", "No lasting rise or fall")
    else:
        words = [(choose(language, "上升", "rising"), up), (choose(language, "下降", "falling"), down)]
        parts = [(word, [names[x] for x in found]) for word, found in words if found]
        title = fill_title(
            parts, choose(language, "{domains}{name}", "{name}: {domains}"), language, choose(language, "，", "; ")
        )
    if series.smoothed:
        marks = choose(
            language,
            f"彩线为相邻{_NEIGHBOURS}期平均，点为各期",
            f"colored: mean of {_NEIGHBOURS} neighbours; dots: single ones",
        )
    elif has_intervals(table):
        marks = choose(language, "彩线为占比，色带为95%区间", "colored: share, with its 95% interval")
    else:
        marks = choose(language, "彩线为占比", "colored: share")
    years = first.isdigit() and last.isdigit()
    span = first + choose(language, "—" if years else "至", "–" if years else " to ") + last
    span = (first if first == last else span) + choose(language, "，", "; ")
    others = choose(language, "灰线为同组其他领域，", "grey: the other domains of the block; ") if beside else ""
    subtitle = join_sentences(
        language,
        choose(
            language,
            f"各领域占正文句子的比例（%）：{marks}，{others}右端数字为彩线末值。",
            f"Share of body sentences by domain (%); {marks}; {others}numbers: end of the line.",
        ),
        span + describe_size(language, count_of(table, "sentences"), count_of(table, "documents")),
    )
    method = (
        choose(
            language,
            f"升降按Kendall检验，BH校正，q < {SIGNIFICANT}，未计相邻各期的相关。",
            f"Rise and fall by Kendall's test, adjusted by Benjamini-Hochberg, q < {SIGNIFICANT}; neighbours are "
            "taken as independent.",
        )
        if tested
        else ""
    )
    sorted_by = choose(language, "组内从升得最快到降得最快排列。", "In each block from rise to fall.") if beside else ""
    edge = choose(language, "超出纵轴的画在上缘。", "What is above an axis sits on its edge.")
    clipped = edge if arranged.leave_axis(series) else ""
    target = "" if series.smoothed else describe_target(table, language)
    return Caption(title, subtitle, join_sentences(language, note, method, sorted_by, clipped, target))


def _test_trends(series: _Series, names: Sequence[str]) -> tuple[list[str], list[str], bool]:
    """Return the domains that rise and those that fall, with the largest change first, and whether any was tested."""
    found = []
    for name in names:
        values = series.shares[name].to_numpy(dtype=np.float64)
        known = np.isfinite(values)
        if known.sum() < _MIN_TESTED or np.ptp(values[known]) == 0:
            continue
        tau = stats.kendalltau(series.places[known], values[known])
        slope = float(np.polyfit(series.places[known], values[known], 1)[0])
        found.append((name, slope, float(tau.pvalue)))
    if not found:
        return [], [], False
    adjusted = adjust_p(np.array([p for *_, p in found]))
    kept = [(name, slope) for (name, slope, _), q in zip(found, adjusted, strict=True) if q < SIGNIFICANT]
    kept.sort(key=lambda one: -abs(one[1]))
    return [name for name, slope in kept if slope > 0], [name for name, slope in kept if slope < 0], True
