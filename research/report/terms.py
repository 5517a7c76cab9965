"""Plots of key terms, and of the number of labels that a precision needs."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from research.codebook import Codebook
from research.measure.sample_size import find_size
from research.plurals import count_noun
from research.report.captions import choose, name_briefly, order_domains, tidy_name
from research.report.figures import GivenPanels, Panels, find_figure, set_font, take_panels
from research.report.layout import (
    DOTS,
    MARGIN,
    NAME,
    PANELS,
    VALUE,
    Caption,
    Page,
    choose_width,
    clear_frame,
    find_step,
    finish,
    measure_text,
    open_axes,
    shift,
    wrap_text,
)
from research.report.palette import GRID, GROUPS, INK, MUTED, style_domains
from research.report.tables import check_columns

_COLUMNS = 7
_GREY = "#ededed"  # bars of domains without a tint
_MIN_WIDTH = 0.9  # inches of a panel with its gap
_APART = 0.03  # inches, half of the room between the labels of an axis
_BESIDE = 1.1  # times the first and the last size, where the axis of sizes ends
_CLOSE = 0.09  # of the height of axes: names at the ends of lines are set apart below it
_LIFT = 11.0  # points from the end of an axis at zero to the names of lines, above the sizes
_MAX_RATIO = 30.0  # of half-widths that a logarithmic axis shows
_TERM = 0.165  # inches from term to term


def plot_terms(
    data: pd.DataFrame,
    *,
    ax: GivenPanels | None = None,
    codebook: Codebook | None = None,
    language: str = "zh",
    title: str | None = None,
    note: str = "",
    width: float | None = None,
) -> Panels:
    """Plot the key terms of each domain, a panel for each domain; the bar behind a term is as long as its z-score.

    Parameters
    ----------
    data
        As terms.csv of a run: ``domain``, ``term`` and ``z``, the terms of a domain in the order of the plot.
    ax
        One for each domain or more; what is left over is hidden.
    codebook, language, title
        See `research.report.plots`. With `codebook` all its domains have panels, else those that have terms.
    note
        What the footnote begins with.
    width
        Of the figure in inches.

    Returns
    -------
    array of Axes, shape (n_domains,)
        The panels; ``panels[0].figure`` is their figure, which Jupyter shows where they are the value of a cell.

    Raises
    ------
    InputError
        If a column is missing, or there are fewer axes than domains.

    Examples
    --------
    >>> table = pd.DataFrame([("health", "医院", 9.0), ("health", "病床", 7.5)], columns=["domain", "term", "z"])
    >>> [text.get_text() for text in plot_terms(table)[0].texts]
    ['医院', '病床']
    """
    check_columns(data, ["domain", "term", "z"])
    domains = order_domains(data["domain"].astype(str), codebook)
    styles = style_domains(domains, codebook)
    names = name_briefly(domains, codebook, language)
    most = int(data.groupby("domain").size().max()) if len(data) else 1
    if ax is None:
        found = choose(language, "各领域最有代表性的词", "The most typical terms of each domain")
        subtitle = choose(
            language,
            "按对数几率比（z值）排列，色条长度为z值，最长者为该领域最大值。",
            "Sorted by the z-score of the log odds ratio; the longest bar is the largest of the domain.",
        )
        panels = _make_panels(names, most, Caption(found, subtitle, note).entitle(title), choose_width(width, PANELS))
    else:
        panels = take_panels(ax, len(domains))
    for panel, domain, name in zip(panels, domains, names, strict=True):
        part = data[data["domain"].astype(str) == domain]
        room = panel.get_position().width * panel.figure.get_size_inches()[0]
        panel.set_axis_off()
        panel.set_xlim(0, max(float(part["z"].max()) if len(part) else 1.0, 1e-9))
        panel.set_ylim(most - 0.5, -0.5)
        tint = styles[domain].tint
        panel.barh(range(len(part)), part["z"], color=_GREY if tint == "#ffffff" else tint, height=0.86)
        for place, term in enumerate(map(tidy_name, part["term"].astype(str))):
            panel.text(
                0,
                place,
                wrap_text(term, VALUE, room - 0.04, 1)[0] if term else "",
                va="center_baseline",
                fontsize=VALUE,
                color=INK,
                transform=panel.transData + shift(panel, 2, 0),
            )
        panel.set_title(
            "\n".join(wrap_text(name, NAME, room, 2)),
            fontsize=NAME,
            loc="left",
            color=styles[domain].ink,
            pad=3,
            linespacing=1.05,
        )
        set_font(panel)
    if len(panels) and ax is None:
        set_font(panels[0].figure)
    return panels


def _make_panels(names: Sequence[str], n_terms: int, caption: Caption, width: float) -> Panels:
    """Make a page with a panel for each domain, in as many columns as its width has room for."""
    columns = max(1, min(_COLUMNS, int((width - 2 * MARGIN) / _MIN_WIDTH), len(names)))
    pitch = (width - 2 * MARGIN) / columns
    lines = max((len(wrap_text(name, NAME, pitch - 0.12, 2)) for name in names), default=1)
    above = 0.06 + 0.16 * lines
    rows = -(-len(names) // columns)
    page = Page(caption, width, rows * (above + _TERM * n_terms + 0.14))
    made = [
        page.add_axes(
            MARGIN + (number % columns) * pitch,
            (number // columns) * (above + _TERM * n_terms + 0.14) + above,
            pitch - 0.12,
            _TERM * n_terms,
        )
        for number in range(len(names))
    ]
    panels: Panels = np.array(made, dtype=object).view(Panels)
    return panels


def plot_plan(
    data: pd.DataFrame,
    *,
    ax: Axes | None = None,
    language: str = "zh",
    title: str | None = None,
    note: str = "",
    width: float | None = None,
) -> Axes:
    """Plot the mean half-width of the intervals against the number of labelled sentences, both on log scales.

    Parameters
    ----------
    data
        Columns size and counted, as shares from 0 to 1; with_model, where there is a model; times (how many times as
        many labels as now), where there are labels.
    ax, language, title
        See `research.report.plots`.
    note
        What the footnote begins with.
    width
        Of the figure in inches.
    """
    check_columns(data, ["size", "counted"])
    lines = [
        line
        for line in (
            _Line("counted", GROUPS[0], "s", choose(language, "只数标签", "counting labels")),
            _Line("with_model", GROUPS[2], "o", choose(language, "模型加标签", "model and labels")),
        )
        if line.column in data
    ]
    columns = [line.column for line in lines]
    half = 50 * float(data.loc[data["times"] == 1, "counted"].iloc[0]) if "times" in data else None
    widths = 100 * data[columns].to_numpy(dtype=np.float64)
    bottom, top = min(widths.min(), np.inf if half is None else half) * 0.9, widths.max() * 1.1
    plain = top > _MAX_RATIO * bottom  # of all sentences the half-width is zero, which no logarithm shows
    bottom = 0.0 if plain else bottom
    subtitle = choose(
        language,
        f"各领域95%区间的平均半宽（百分点），按标注的句子数模拟；{'横轴' if plain else '两轴均'}为对数。",
        "Mean half-width of the 95% intervals (percentage points), simulated; "
        f"{'the horizontal axis is' if plain else 'both axes are'} logarithmic.",
    )
    right = MARGIN + 0.15 + max(measure_text(line.name, VALUE) for line in lines)
    ax = open_axes(
        ax,
        Caption(_title_plan(data, columns[-1], half, language), subtitle, note).entitle(title),
        width=choose_width(width, DOTS),
        height=2.9,
        left=MARGIN + 0.4,
        right=right,
        top=0.12,
        bottom=0.42,
    )
    clear_frame(ax)
    ax.set(xscale="log", yscale="linear" if plain else "log", ylim=(bottom, top))
    _plot_half_widths(ax, data, lines, lift=_LIFT if plain else 0.0)
    if half is not None:
        ax.axhline(half, color="#8a8a8a", linestyle=(0, (3, 2)), linewidth=1)
        ax.text(
            0,
            half,
            choose(language, f"现在只数标签时的一半：±{half:.2f}", f"half of today's by counting: ±{half:.2f}"),
            fontsize=VALUE,
            va="top",
            color=MUTED,
            transform=ax.get_yaxis_transform() + shift(ax, 2, -3),
        )
    sizes = data["size"].to_numpy(dtype=np.float64)
    ax.set_xlim(sizes[0] / _BESIDE, sizes[-1] * _BESIDE)
    places = ax.transData.transform([(size, top) for size in sizes])[:, 0] / find_figure(ax).dpi
    ax.set_xticks(sizes, _leave_room([f"{size:.0f}" for size in sizes], places.tolist()))
    steps = np.arange(0, top, find_step(top)).tolist() if plain else find_log_steps(bottom, top)
    ax.set_yticks(steps, [f"{step:g}" for step in steps])
    for step in steps:
        ax.axhline(step, color=GRID, linewidth=0.6, zorder=0)
    ax.minorticks_off()
    ax.set_xlabel(choose(language, "标注的句子数", "labelled sentences"), fontsize=VALUE, color=MUTED)
    return finish(ax)


class _Line(NamedTuple):
    """A line of the plan: its column, color, marker and name."""

    column: str
    color: str
    marker: str
    name: str


def _plot_half_widths(ax: Axes, data: pd.DataFrame, lines: Sequence[_Line], lift: float) -> None:
    """Plot the lines, each with its name at its end; names that are close are set apart."""
    ends = [100 * float(data[line.column].iloc[-1]) for line in lines]
    heights = [
        ax.transLimits.transform(ax.transScale.transform((float(data["size"].iloc[-1]), end)))[1] for end in ends
    ]
    close = len(ends) > 1 and abs(heights[0] - heights[1]) < _CLOSE
    for (column, color, marker, name), end in zip(lines, ends, strict=True):
        ax.plot(
            data["size"],
            100 * data[column],
            marker=marker,
            color=color,
            markersize=5,
            linewidth=1.6,
            markeredgecolor="white",
            markeredgewidth=0.6,
        )
        nudge = lift + ((6 if end == max(ends) else -6) if close else 0)
        ax.text(
            float(data["size"].iloc[-1]),
            end,
            name,
            fontsize=VALUE,
            color=color,
            va="center",
            transform=ax.transData + shift(ax, 6, nudge),
        )


def _leave_room(labels: Sequence[str], places: Sequence[float]) -> list[str]:
    """Empty the labels that would touch one before them or the last; places in inches."""
    half = [measure_text(label, VALUE) / 2 + _APART for label in labels]
    kept: list[int] = []
    for number in range(len(labels) - 1):
        clear = not kept or places[number] - half[number] > places[kept[-1]] + half[kept[-1]]
        if clear and places[number] + half[number] < places[-1] - half[-1]:
            kept.append(number)
    kept.append(len(labels) - 1)
    return [label if number in kept else "" for number, label in enumerate(labels)]


def _title_plan(data: pd.DataFrame, best: str, half: float | None, language: str) -> str:
    """Say what halves the intervals of today or, without labels of today, how wide those of a sample will be."""
    if half is None:
        least, most = (int(data["size"].iloc[place]) for place in (0, -1))
        wide, narrow = (f"±{100 * float(data[best].iloc[place]):.1f}" for place in (0, -1))
        return choose(
            language,
            f"标{least}句时区间为{wide}个百分点，标{most}句时为{narrow}",
            f"Intervals are {wide} points with {count_noun(least, 'label')}, {narrow} with {most}",
        )
    sizes = data["size"].to_numpy(dtype=np.float64)
    needed = find_size(sizes, 100 * data[best].to_numpy(dtype=np.float64), half)
    if needed > sizes.max():
        size = f"{sizes.max():.0f}"
        return choose(language, f"标到{size}句，区间也未减半", f"Even {size} labels do not halve today's intervals")
    size = f"{max(needed, sizes.min()):.0f}"
    if best == "counted":
        return choose(language, f"标约{size}句可使区间减半", f"About {size} labels halve today's intervals")
    return choose(
        language,
        f"模型加标签时，标约{size}句，区间即为现在只数标签时的一半",
        f"With the model, about {size} labels halve today's intervals by counting",
    )


def find_log_steps(low: float, high: float) -> list[float]:
    """Return the round numbers of a logarithmic axis: 1, 2, 5, 10 and so on, or more where these are fewer than three.

    Examples
    --------
    >>> find_log_steps(0.9, 6.6), find_log_steps(2.1, 3.9)
    ([1.0, 2.0, 5.0], [2.5, 3.0])
    """
    for steps in ((1.0, 2.0, 5.0), (1.0, 1.5, 2.0, 2.5, 3.0, 4.0, 5.0, 7.0)):
        powers = range(int(np.floor(np.log10(low))), int(np.ceil(np.log10(high))) + 1)
        found = [float(f"{step * 10.0**power:g}") for power in powers for step in steps]
        inside = [step for step in found if low <= step <= high]
        if len(inside) > 2:
            break
    return inside
