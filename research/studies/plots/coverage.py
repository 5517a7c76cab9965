"""Figures of the errors of estimates and of what their intervals cover."""

import numpy as np
import pandas as pd
from matplotlib.figure import Figure

from research.report.captions import choose
from research.report.layout import (
    MARGIN,
    NAME,
    VALUE,
    WIDE,
    Caption,
    Key,
    Page,
    clear_frame,
    embolden,
    finish,
    fit_names,
    name_rows,
    set_value_axis,
)
from research.report.palette import MUTED, lighten
from research.studies.plots.style import COLORS, MARKERS, name_variant

_TARGET = 95  # per cent that intervals should cover
_SHOWN_SIZES = (1, 3, 5, 10, 20, 40, 100)  # documents; 7 would touch its neighbours


def plot_methods(table: pd.DataFrame, *, language: str = "zh", note: str = "") -> Figure:
    """Plot the error of each method of estimation, a row for each kind of sample.

    Parameters
    ----------
    table
        Columns sample, method, error, error_low and error_high.
    language
        ``zh``, ``en`` or ``id``.
    note
        The footnote.
    """
    samples, methods = list(dict.fromkeys(table["sample"])), list(dict.fromkeys(table["method"]))
    wide = table.pivot_table(index="sample", columns="method", values="error", sort=False)
    wins = wide.idxmin(axis=1).value_counts()
    best = name_variant(str(wins.index[0]), language)
    title = choose(
        language,
        f"{len(samples)}类样本中有{wins.iloc[0]}类，{best}的误差最小",
        f"The error is smallest by {best} in {wins.iloc[0]} of {len(samples)} kinds of samples",
    )
    subtitle = choose(
        language,
        "占比的平均绝对误差（百分点）和95%区间。",
        "Mean absolute error of shares (points) with 95% intervals.",
    )
    keys = [
        Key(name_variant(str(name), language), (color,), marker)
        for name, color, marker in zip(methods, COLORS, MARKERS, strict=False)
    ]
    names, widest, _ = fit_names([name_variant(str(name), language) for name in samples], 3.2)
    height = 0.5 * len(samples)
    page = Page(Caption(title, subtitle, note), WIDE, height + 0.4, keys)
    left = MARGIN + widest + 0.12
    ax = page.add_axes(left, 0.3, WIDE - MARGIN - left - 0.2, height)
    clear_frame(ax)
    set_value_axis(ax, 0, 105 * float(table["error_high"].max()), percent=False)
    name_rows(ax, names, list(range(len(samples))))
    for number, (method, key) in enumerate(zip(methods, keys, strict=True)):
        part = table[table["method"] == method].set_index("sample").loc[samples]
        places = np.arange(len(samples)) + (number - (len(methods) - 1) / 2) * 0.15
        ax.hlines(
            places, 100 * part["error_low"], 100 * part["error_high"], color=lighten(key.colors[0]), linewidth=1.7
        )
        ax.plot(100 * part["error"], places, key.marker, color=key.colors[0], markersize=4.5, zorder=3)
    finish(ax)
    return page.figure


def plot_coverage(table: pd.DataFrame, *, language: str = "zh", note: str = "") -> Figure:
    """Plot the coverage of 95 % intervals by the number of documents, a panel for each target.

    Parameters
    ----------
    table
        Columns population, target, documents and coverage.
    language
        ``zh``, ``en`` or ``id``.
    note
        The footnote.
    """
    populations, targets = list(dict.fromkeys(table["population"])), sorted(set(table["target"]), reverse=True)
    low, high = 100 * float(table["coverage"].min()), 100 * float(table["coverage"].max())
    title = choose(
        language,
        f"95%区间的平均覆盖率在{low:.0f}%至{high:.0f}%之间",
        f"The 95% intervals cover {low:.0f}% to {high:.0f}% on average",
    )
    subtitle = choose(
        language,
        "按文档数：占比超过1%的领域的平均覆盖率（%）；灰带为93—98。",
        "By the number of documents: mean coverage (%) of domains with a share above 1%; grey from 93 to 98.",
    )
    keys = [
        Key(name_variant(name, language), (color,), marker)
        for name, color, marker in zip(populations, COLORS, MARKERS, strict=False)
    ]
    page = Page(Caption(title, subtitle, note), WIDE, 3.3, keys)
    width = (WIDE - 2 * MARGIN - 0.9) / 2
    sizes = sorted(set(table["documents"]))
    ticks = [size for size in sizes if size in _SHOWN_SIZES]
    for number, target in enumerate(targets):
        left = MARGIN + 0.35 + number * (width + 0.5)
        ax = page.add_axes(left, 0.35, width, 2.5)
        clear_frame(ax)
        ax.axhspan(93, 98, color="#ededed", linewidth=0, zorder=0)
        ax.axhline(_TARGET, color="#8a8a8a", linewidth=1, zorder=1)
        for name, key in zip(populations, keys, strict=True):
            part = table[(table["population"] == name) & (table["target"] == target)].sort_values("documents")
            ax.plot(
                np.log(part["documents"]),
                100 * part["coverage"],
                marker=key.marker,
                color=key.colors[0],
                markersize=4.5,
                linewidth=1.4,
                zorder=3,
            )
        ax.set_ylim(min(low, 90) - 1, 100.5)
        ax.set_xlim(np.log(sizes[0]) - 0.1, np.log(sizes[-1]) + 0.1)
        ax.set_xticks(np.log(ticks), [str(size) for size in ticks], fontsize=VALUE, color=MUTED)
        ax.tick_params(length=0, labelsize=VALUE, labelcolor=MUTED)
        embolden(page.write_in_body(name_variant(target, language), left, 0.02, size=NAME))
    finish(page.figure.axes[0])
    return page.figure
