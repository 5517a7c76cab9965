"""Figures of the errors of estimates and of what their intervals cover."""

import numpy as np
import pandas as pd
from matplotlib.figure import Figure

from research.plurals import count_noun
from research.report.captions import choose
from research.report.layout import (
    MARGIN,
    NAME,
    PANELS,
    VALUE,
    Caption,
    Page,
    clear_frame,
    embolden,
    finish,
    fit_names,
    name_rows,
    set_value_axis,
)
from research.report.palette import GRID, MUTED, lighten
from research.studies.plots.style import list_keys, name_variant

_TARGET = 95  # per cent that intervals should cover
ENOUGH = (93, 98)  # what is near enough
_SHOWN_SIZES = (1, 3, 5, 10, 20, 40, 100)  # documents; 7 would touch its neighbours


def plot_methods(table: pd.DataFrame, *, language: str = "zh", note: str = "") -> Figure:
    """Plot the error of each method of estimation, a row for each kind of sample.

    Parameters
    ----------
    table
        Columns sample (a population and, after a colon, documents or groups), method, error, error_low and error_high.
    language
        ``zh``, ``en`` or ``id``.
    note
        The footnote.
    """
    samples, methods = list(dict.fromkeys(table["sample"])), list(dict.fromkeys(table["method"]))
    wide = table.pivot_table(index="sample", columns="method", values="error", sort=False)
    wins = wide.idxmin(axis=1).value_counts()
    first = str(wins.index[0])
    best, most = name_variant(first, language), int(wins.iloc[0])
    ends = {
        column: table.pivot_table(index="sample", columns="method", values=column)
        for column in ("error_low", "error_high")
    }
    apart = (ends["error_low"].drop(columns=first).min(axis=1) > ends["error_high"][first]).sum()
    if most == len(samples) and apart == most:
        title = choose(
            language,
            f"{most}类样本中，{best}的误差都最小",
            f"In all {most} kinds of samples the error is smallest by {best}",
        )
    elif most == len(samples):
        title = choose(
            language,
            f"{most}类样本中，没有哪种方法的误差小于{best}",
            f"In none of {most} kinds of samples does another method err less than {best}",
        )
    else:
        title = choose(
            language,
            f"没有哪种方法处处最好：{len(samples)}类样本中有{most}类，{best}的误差最小",
            f"No method is best everywhere; {best} errs least in {most} of {len(samples)} kinds of samples",
        )
    subtitle = choose(
        language,
        "占比的平均绝对误差（百分点）；细线为样本间均值的95%区间。",
        "Mean absolute error of shares (percentage points); lines are 95% intervals of the mean over samples.",
    )
    keys = list_keys([name_variant(str(name), language) for name in methods])
    names, widest, _ = fit_names([_name_sample(str(name), language) for name in samples], 2.6)
    height = 0.17 * len(methods) * len(samples)
    page = Page(Caption(title, subtitle, note), PANELS, height + 0.4, keys)
    left = MARGIN + widest + 0.12
    ax = page.add_axes(left, 0.3, PANELS - MARGIN - left - 0.1, height)
    clear_frame(ax)
    set_value_axis(ax, 0, 105 * float(table["error_high"].max()), percent=False)
    name_rows(ax, names, list(range(len(samples))))
    ax.set_ylim(len(samples) - 0.5, -0.5)
    for number in range(1, len(samples)):
        ax.axhline(number - 0.5, color=GRID, linewidth=0.7, zorder=0)
    for number, (method, key) in enumerate(zip(methods, keys, strict=True)):
        part = table[table["method"] == method].set_index("sample").loc[samples]
        places = np.arange(len(samples)) + (number - (len(methods) - 1) / 2) * 0.16
        ax.hlines(
            places, 100 * part["error_low"], 100 * part["error_high"], color=lighten(key.colors[0]), linewidth=1.7
        )
        ax.plot(100 * part["error"], places, key.marker, color=key.colors[0], markersize=4.5, clip_on=False, zorder=3)
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
    worst = table.iloc[int(table["coverage"].to_numpy().argmin())]
    low, size, name = (
        100 * float(worst["coverage"]),
        int(worst["documents"]),
        name_variant(worst["population"], language),
    )
    if low < ENOUGH[0]:
        title = choose(
            language,
            f"95%区间的覆盖率最低为{low:.0f}%：{size}篇{name}",
            f"The 95% intervals cover least, {low:.0f}%, for {count_noun(size, 'document')} ({name})",
        )
    else:
        title = choose(language, f"95%区间的覆盖率都不低于{low:.0f}%", f"The 95% intervals cover at least {low:.0f}%")
    subtitle = choose(
        language,
        f"平均覆盖率（%），按文档数（对数轴）：只计占比超过1%的领域；横线为95，灰带为{ENOUGH[0]}至{ENOUGH[1]}。",
        f"Mean coverage (%) by the number of documents (logarithmic), of domains with a share above 1%; the line is at "
        f"95, grey from {ENOUGH[0]} to {ENOUGH[1]}.",
    )
    keys = list_keys([name_variant(name, language) for name in populations])
    page = Page(Caption(title, subtitle, note), PANELS, 3.25, keys)
    width = (PANELS - 2 * MARGIN - 0.95) / 2
    sizes = sorted(set(table["documents"]))
    ticks = [size for size in sizes if size in _SHOWN_SIZES]
    bottom = min(5 * np.floor(low / 5), 90)
    for number, target in enumerate(targets):
        left = MARGIN + 0.4 + number * (width + 0.5)
        ax = page.add_axes(left, 0.38, width, 2.4)
        clear_frame(ax)
        ax.axhspan(*ENOUGH, color="#ededed", linewidth=0, zorder=0)
        ax.axhline(_TARGET, color="#8a8a8a", linewidth=1, zorder=1)
        for name, key in zip(populations, keys, strict=True):
            part = table[(table["population"] == name) & (table["target"] == target)].sort_values("documents")
            ax.plot(
                np.log(part["documents"]),
                100 * part["coverage"],
                marker=key.marker,
                color=key.colors[0],
                markersize=5,
                markeredgecolor="white",
                markeredgewidth=0.5,
                linewidth=1.5,
                clip_on=False,
                zorder=3,
            )
        ax.set_ylim(bottom, 100)
        marks = list(range(int(bottom), 101, 5))
        ax.set_yticks(marks, [f"{mark}%" if mark == 100 else str(mark) for mark in marks])
        for mark in marks:
            ax.axhline(mark, color=GRID, linewidth=0.6, zorder=0)
        ax.set_xlim(np.log(sizes[0]) - 0.15, np.log(sizes[-1]) + 0.15)
        ax.set_xticks(np.log(ticks), [str(size) for size in ticks])
        ax.tick_params(length=0, labelsize=VALUE, labelcolor=MUTED)
        ax.set_xlabel(choose(language, "文档数", "documents"), fontsize=VALUE, color=MUTED, labelpad=2)
        embolden(page.write_in_body(name_variant(target, language), left, 0.165, size=NAME, va="baseline"))
    finish(page.figure.axes[0])
    return page.figure


def _name_sample(sample: str, language: str) -> str:
    """Return the name of a kind of sample: a population, and whether its documents stand alone or together."""
    population, _, unit = sample.rpartition(": ")
    parts = [name_variant(part, language) for part in (population, unit) if part]
    return choose(language, "：", ": ").join(parts)
