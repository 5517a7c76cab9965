"""Figure of the time and the memory of labelling by the number of documents."""

import pandas as pd
from matplotlib.figure import Figure

from research.report.captions import choose, format_count
from research.report.layout import MARGIN, VALUE, WIDE, Caption, Key, Page, clear_frame, finish, shift
from research.report.palette import GRID, GROUPS, MUTED
from research.studies.plots.style import MARKERS

_COLORS = (GROUPS[0], GROUPS[2])
_HEIGHT = 1.95  # of a panel, inches


def plot_scale(table: pd.DataFrame, *, language: str = "zh", note: str = "") -> Figure:
    """Plot the microseconds a sentence and the megabytes of labelling: a line for each number of processes.

    Parameters
    ----------
    table
        Columns processes, documents, sentences, seconds and megabytes, a row for each command.
    language
        ``zh``, ``en`` or ``id``.
    note
        The footnote.
    """
    table = table.assign(microseconds=1e6 * table["seconds"] / table["sentences"]).sort_values("documents")
    processes = sorted(set(table["processes"]))
    last = table[table["processes"] == processes[-1]].iloc[-1]
    sentences, seconds = format_count(round(last["sentences"]), language), f"{last['seconds']:.0f}"
    title = choose(
        language,
        f"标注{sentences}句（{format_count(round(last['documents']), language)}篇）用时{seconds}秒",
        f"{sentences} sentences of {format_count(round(last['documents']), language)} documents take {seconds} seconds",
    )
    subtitle = choose(
        language,
        "整条命令，含启动与写出；横轴为文档数，对数轴。",
        "The whole command, with its start and all files; by the number of documents, on a logarithmic axis.",
    )
    keys = [
        Key(choose(language, f"{n}个进程", f"{n} process{'es' * (n > 1)}"), (color,), marker)
        for n, color, marker in zip(processes, _COLORS, MARKERS, strict=False)
    ]
    page = Page(Caption(title, subtitle, note), WIDE, _HEIGHT + 0.2, keys)
    pitch = (WIDE - 2 * MARGIN) / 2
    panels = {
        "microseconds": choose(language, "每句用时（微秒）", "microseconds a sentence"),
        "megabytes": choose(language, "内存（MB，各进程合计）", "memory in MB, of all processes together"),
    }
    for number, (column, heading) in enumerate(panels.items()):
        ax = page.add_axes(MARGIN + number * pitch + 0.45, 0.35, pitch - 0.7, _HEIGHT - 0.6)
        clear_frame(ax)
        ax.set_xscale("log")
        for n, color, marker in zip(processes, _COLORS, MARKERS, strict=False):
            part = table[table["processes"] == n]
            ax.plot(part["documents"], part[column], marker=marker, color=color, markersize=4.5, linewidth=1.5)
        ax.set_ylim(0, 1.1 * float(table[column].max()))
        ax.set_xticks(sorted(set(table["documents"])))
        ax.minorticks_off()
        ax.grid(axis="y", color=GRID, linewidth=0.6)
        ax.text(0.0, 1.0, heading, fontsize=VALUE, transform=ax.transAxes + shift(ax, 0, 6))
        ax.set_xlabel(choose(language, "文档数", "documents"), fontsize=VALUE, color=MUTED)
        for axis in (ax.xaxis, ax.yaxis):
            axis.set_major_formatter(lambda value, _: format_count(round(value), language))
        finish(ax)
    return page.figure
