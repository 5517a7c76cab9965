"""Figure of times for each sentence."""

import numpy as np
import pandas as pd
from matplotlib.figure import Figure

from research.report.captions import choose, format_count
from research.report.layout import (
    MARGIN,
    PANELS,
    ROW,
    VALUE,
    Caption,
    Page,
    clear_frame,
    finish,
    fit_names,
    name_rows,
    shift,
)
from research.report.palette import FAINT, GRID, MUTED, lighten
from research.studies.plots.style import BLUE, name_variant

_MIN_RATIO = 0.1  # a smaller one is given as a fraction


def plot_times(table: pd.DataFrame, *, language: str = "zh", note: str = "") -> Figure:
    """Plot the time per sentence of each pipeline on a logarithmic scale, with its ratio to the usual pipeline.

    Parameters
    ----------
    table
        Columns pipeline, microseconds, least, most and times_as_fast, a row each.
    language
        ``zh``, ``en`` or ``id``.
    note
        The footnote.
    """
    names, widest, lines = fit_names([name_variant(str(name), language) for name in table["pipeline"]], 2.5)
    full = table[table["pipeline"] == "full"]
    title = choose(language, "每句用时", "Time per sentence")
    if len(full):
        micro, times = float(full["microseconds"].iloc[0]), float(full["times_as_fast"].iloc[0])
        title = choose(
            language,
            f"完整模型每句{micro:.0f}微秒，速度为常用做法的{times:.1f}倍",
            f"The full model takes {micro:.0f} µs a sentence, {times:.1f} times as fast as the usual pipeline",
        )
    unit = choose(language, "微秒", "µs")
    texts = [f"{format_count(round(value), language)} {unit}" for value in table["microseconds"]]
    ratios = [f"{times:.2g}×" if times > _MIN_RATIO else f"1/{1 / times:.0f}" for times in table["times_as_fast"]]
    row = ROW + 0.03 + 0.135 * (lines - 1)
    subtitle = choose(
        language,
        "微秒，对数轴；细线为最短到最长；右列为用时和相对常用做法的倍数。",
        "Microseconds, logarithmic; lines from the shortest to the longest round; on the right the time and "
        "its ratio to the usual pipeline.",
    )
    page = Page(Caption(title, subtitle, note), PANELS, row * len(names) + 0.4)
    left, right = MARGIN + widest + 0.12, 1.35
    ax = page.add_axes(left, 0.3, PANELS - left - right, row * len(names))
    clear_frame(ax)
    ax.set_xscale("log")
    ends = 10 ** np.floor(np.log10(float(table["least"].min()))), 10 ** np.ceil(np.log10(float(table["most"].max())))
    ax.set_xlim(*ends)
    ticks = 10.0 ** np.arange(np.log10(ends[0]), np.log10(ends[1]) + 1)
    ax.set_xticks(ticks, [format_count(round(tick), language) for tick in ticks], fontsize=VALUE, color=MUTED)
    ax.xaxis.tick_top()
    ax.minorticks_off()
    ax.tick_params(length=0)
    name_rows(ax, names, list(range(len(names))))
    for tick in ticks:
        ax.axvline(tick, color=GRID, linewidth=0.7, zorder=0)
    values = table[["least", "microseconds", "most"]].to_numpy(dtype=np.float64)
    for place, (pipeline, (least, middle, most)) in enumerate(zip(table["pipeline"], values, strict=True)):
        own = pipeline in ("full", "svm") or "this package" in pipeline
        ax.plot([least, most], [place] * 2, color=lighten(BLUE if own else FAINT), linewidth=1.7)
        ax.plot([middle], [place], "o", color=BLUE if own else FAINT, markersize=6.4, clip_on=False, zorder=3)
        for text, offset in ((texts[place], 53), (ratios[place], 91)):
            ax.text(
                1,
                place,
                text,
                fontsize=VALUE,
                color=MUTED,
                ha="right",
                va="center_baseline",
                transform=ax.get_yaxis_transform() + shift(ax, offset, 0),
            )
    finish(ax)
    return page.figure
