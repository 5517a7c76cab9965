"""Figures of how often groups are flagged, and of what intervals of coded samples cover."""

import re
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from research.measure.contrast import MIN_UNITS
from research.measure.intervals import find_wilson_interval
from research.report.captions import choose, format_percent
from research.report.heatmap import write_column
from research.report.layout import (
    MARGIN,
    NAME,
    PANELS,
    ROW,
    Caption,
    Key,
    Page,
    clear_frame,
    embolden,
    finish,
    fit_names,
    name_rows,
    set_value_axis,
    wrap_text,
)
from research.report.palette import lighten
from research.studies.plots.coverage import ENOUGH
from research.studies.plots.style import list_keys, name_variant

_ALPHA = 0.05


def plot_flags(table: pd.DataFrame, *, language: str = "zh", note: str = "") -> Figure:
    """Plot how often anything is flagged where nothing differs, and the power, a row for each kind of sample.

    Parameters
    ----------
    table
        Columns kind (``groups`` or ``trend``), sample, any_flag, power and repeats.
    language
        ``zh``, ``en`` or ``id``.
    note
        The footnote.
    """
    flagged, repeats = table["any_flag"].to_numpy(dtype=np.float64), table["repeats"].to_numpy(dtype=np.float64)
    too_many = find_wilson_interval(flagged, repeats)[0] > _ALPHA
    names = [_name_test(kind, sample, language) for kind, sample in zip(table["kind"], table["sample"], strict=True)]
    if too_many.any():
        worst = int(np.where(too_many, flagged, -1).argmax())
        title = choose(
            language,
            f"没有差异时误报过多：{names[worst]}为{flagged[worst]:.0%}",
            f"Too many false alarms: {flagged[worst]:.0%} for {names[worst]}",
        )
    else:
        title = choose(
            language,
            "没有差异时，误报率都没有显著超过5%",
            "Where nothing differs, false alarms do not significantly exceed 5%",
        )
    subtitle = choose(
        language,
        "模拟的组间比较与趋势检验；圆点为比率（%），细线为95%区间（Wilson），灰带至5%。",
        "Simulated comparisons of groups and tests of trends; dots are rates (%), lines 95% intervals (Wilson), grey "
        "up to 5%.",
    )
    heads = (
        choose(language, "无差异时，至少一个领域被判为显著", "Any domain significant where none differs"),
        choose(language, "一个领域多15个百分点时，判为显著", "A domain with 15 points more is significant"),
    )
    caption = Caption(title, subtitle, note)
    panels = [[_Rates("", table[column], table["repeats"])] for column in ("any_flag", "power")]
    return _plot_rates(caption, names, heads, panels, ((0, 5), None))


def plot_estimates(table: pd.DataFrame, *, language: str = "zh", note: str = "") -> Figure:
    """Plot the coverage of the intervals of coded samples, over domains and of the worst one.

    Parameters
    ----------
    table
        Columns rounds, sampled, method, coverage, worst_domain and repeats.
    language
        ``zh``, ``en`` or ``id``.
    note
        The footnote.
    """
    lowest, highest, worst = table["coverage"].min(), table["coverage"].max(), table["worst_domain"].min()
    title = choose(
        language,
        f"抽样编码的95%区间平均覆盖{lowest:.0%}至{highest:.0%}，最差的领域{worst:.0%}",
        f"95% intervals of coded samples cover {lowest:.0%} to {highest:.0%} on average, the worst domain {worst:.0%}",
    )
    subtitle = choose(
        language,
        f"覆盖率（%），按抽取的句数；灰带为{ENOUGH[0]}至{ENOUGH[1]}。两轮：先标50句最没把握的，再随机抽取。",
        f"Coverage (%) by the number of sampled sentences; grey from {ENOUGH[0]} to {ENOUGH[1]}. Two rounds: first "
        "the 50 least certain sentences, then the random sample.",
    )
    rows = table[["sampled", "rounds"]].drop_duplicates()
    rounds = {1: choose(language, "一轮", "one round"), 2: choose(language, "两轮", "two rounds")}
    names = [
        choose(language, f"{sampled}句，", f"{sampled} sentences, ") + rounds[number]
        for sampled, number in rows.to_numpy().tolist()
    ]
    heads = (
        choose(language, "各领域平均", "Mean over domains"),
        choose(language, "覆盖率最低的领域", "Domain with the lowest coverage"),
    )
    panels = [
        [_Rates(name_variant(str(name), language), part[column]) for name, part in table.groupby("method", sort=False)]
        for column in ("coverage", "worst_domain")
    ]
    return _plot_rates(Caption(title, subtitle, note), names, heads, panels, (ENOUGH, ENOUGH))


class _Rates(NamedTuple):
    """A series of rates, with the number of trials of each where it has an interval."""

    name: str
    values: pd.Series
    trials: pd.Series | None = None


def _plot_rates(
    caption: Caption,
    rows: Sequence[str],
    heads: Sequence[str],
    panels: Sequence[Sequence[_Rates]],
    spans: Sequence[tuple[float, float] | None],
) -> Figure:
    """Plot rates in panels side by side, one row each, a mark for each series."""
    keys = list_keys([series.name for series in panels[0]])
    names, widest, lines_of_name = fit_names(list(rows), 2.4)
    height = (ROW + 0.02 * len(keys) + 0.135 * (lines_of_name - 1)) * len(rows)
    left = MARGIN + widest + 0.12
    pitch = (PANELS - MARGIN - left) / len(panels)
    wrapped = [wrap_text(head, NAME, pitch - 0.25) for head in heads]
    top = 0.28 + 0.17 * max(map(len, wrapped))
    page = Page(caption, PANELS, top + height + 0.04, [key for key in keys if key.name])
    for number, (panel, lines, span) in enumerate(zip(panels, wrapped, spans, strict=True)):
        room = 0.0 if len(panel) > 1 else 0.1
        ax = page.add_axes(left + number * pitch, top, pitch - room - 0.42, height)
        clear_frame(ax)
        values = np.concatenate([100 * series.values.to_numpy(dtype=np.float64) for series in panel])
        start = 10 * np.floor(values.min() / 10) if values.min() > 50 else 0.0
        set_value_axis(ax, start, 100 if values.max() > 50 else max(20, 10 * np.ceil(values.max() / 10)))
        name_rows(ax, names if number == 0 else [""] * len(names), list(range(len(rows))))
        if span is not None:
            ax.axvspan(*span, color="#ededed", linewidth=0, zorder=0)
        for place, (series, key) in enumerate(zip(panel, keys, strict=True)):
            _plot_series(ax, series, key, (place - (len(panel) - 1) / 2) * 0.3)
        if room:
            texts = [format_percent(float(value)).rstrip("%") for value in panel[0].values]
            write_column(ax, texts, range(len(rows)), points=8)
        for row, line in enumerate(lines, 1):
            embolden(page.write_in_body(line, left + number * pitch, 0.17 * row - 0.03, size=NAME, va="baseline"))
    finish(page.figure.axes[0])
    return page.figure


def _plot_series(ax: Axes, series: _Rates, key: Key, nudge: float) -> None:
    values = series.values.to_numpy(dtype=np.float64)
    places = np.arange(len(values)) + nudge
    if series.trials is not None:
        low, high = find_wilson_interval(values, series.trials.to_numpy(dtype=np.float64))
        ends = np.clip([100 * low, 100 * high], *ax.get_xlim())
        ax.hlines(places, *ends, color=lighten(key.colors[0]), linewidth=1.7, zorder=2)
    ax.plot(
        100 * values,
        places,
        key.marker,
        color=key.colors[0],
        markersize=5.5,
        markeredgecolor="white",
        markeredgewidth=0.6,
        clip_on=False,
        zorder=3,
    )


def _name_test(kind: str, sample: str, language: str) -> str:
    """Return the name of a kind of simulated comparison."""
    numbers = re.findall(r"\d+", sample)
    if kind != "trend":
        pair = " against " in sample
        sizes = numbers if pair else numbers[1:]
        text = choose(
            language,
            "两组：{}篇对{}篇" if pair else "{}组，各{}篇",
            "groups of {} and {} documents" if pair else "{} groups of {} documents",
        ).format(*numbers)
        few = min(map(int, sizes)) < MIN_UNITS
        return text + choose(language, "（不作检验）", " (not tested)") if few else text
    text = choose(language, "趋势：{}地，{}年", "trend: {} places, {} years").format(*numbers)
    if "," in sample.split("years", 1)[-1]:
        text += choose(language, "，有进有出", ", entering and leaving")
    return text
