"""Plots of the studies: composition, learning curves, ablation, coverage, times, and active learning."""

from collections.abc import Sequence

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.ticker import StrMethodFormatter

from research.report.figures import BAR, INK, PALE, finish_bars


def plot_counts(counts: Sequence[int], ax: Axes, names: Sequence[str], title: str) -> Axes:
    """Plot counts as bars with their numbers."""
    ax.barh(range(len(counts)), counts, color=PALE, edgecolor=INK, linewidth=0.5, height=0.72)
    for place, count in enumerate(counts):
        ax.text(count + max(counts) * 0.01, place, str(count), va="center", fontsize=7.5, color=INK)
    ax.set_xlim(0, max(counts, default=1) * 1.12)
    return finish_bars(ax, names, title)


def plot_learning_curve(table: pd.DataFrame, ax: Axes, title: str) -> Axes:
    """Plot scores against the number of labelled sentences, with a line and its interval for each classifier.

    Parameters
    ----------
    table
        Columns classifier, sentences, macro_f1, macro_f1_low and macro_f1_high.
    """
    for (name, part), line, marker in zip(table.groupby("classifier", sort=False), ("--", "-"), "so", strict=False):
        ax.plot(part["sentences"], part["macro_f1"], line, marker=marker, color=INK, label=name)
        ax.fill_between(
            part["sentences"], part["macro_f1_low"], part["macro_f1_high"], color=BAR, alpha=0.15, linewidth=0
        )
    ax.set(xlabel="学习的句子数 sentences learned from", ylabel="macro-F1", ylim=(0, 1))
    ax.legend(loc="lower right", frameon=False)
    ax.grid(axis="y", color="#dddddd", linewidth=0.6)
    ax.spines[["top", "right"]].set_visible(False)
    ax.set_title(title, fontsize=11, loc="left")
    return ax


def plot_ablation(table: pd.DataFrame, ax: Axes, title: str) -> Axes:
    """Plot the macro-F1 of each variant with its interval, a mark for each kind, and a line at the first.

    Parameters
    ----------
    table
        Columns name, kind, macro_f1, macro_f1_low and macro_f1_high.
    """
    place = np.arange(len(table))
    f1 = table["macro_f1"].to_numpy()
    reach = np.maximum(np.vstack((f1 - table["macro_f1_low"], table["macro_f1_high"] - f1)), 0)
    ax.errorbar(f1, place, xerr=reach, fmt="none", ecolor=BAR, elinewidth=1.2, capsize=2)
    for marker, (kind, rows) in zip("*vod", table.assign(place=place).groupby("kind", sort=False), strict=False):
        ax.plot(rows["macro_f1"], rows["place"], linestyle="none", marker=marker, color=INK, markersize=6, label=kind)
    ax.axvline(f1[0], color="grey", linestyle=":", linewidth=1)
    for y, value, end in zip(place.tolist(), f1, table["macro_f1_high"], strict=True):
        ax.text(end + 0.01, y, f"{value:.3f}", va="center", fontsize=8, color=INK)
    ax.set_xlim(table["macro_f1_low"].min() - 0.03, table["macro_f1_high"].max() + 0.08)
    ax.set_xlabel("macro-F1")
    return finish_bars(ax, table["name"].tolist(), title)


def plot_coverage(table: pd.DataFrame, axes: Sequence[Axes], title: str) -> None:
    """Plot the error and the coverage of each method, one line for each kind of sample.

    Parameters
    ----------
    table
        Columns sample, method, error, error_low, error_high and coverage.
    axes
        Two: errors in percentage points, and coverage with the band from 92 to 98 %.
    title
        The title of the first axes.
    """
    kinds = list(dict.fromkeys(table["sample"]))
    methods = list(dict.fromkeys(table["method"]))
    for number, (marker, method) in enumerate(zip("oxs^D", methods, strict=False)):
        part = table[table["method"] == method].set_index("sample").loc[kinds]
        place = np.arange(len(kinds)) + (number - (len(methods) - 1) / 2) * 0.14
        reach = np.maximum(np.vstack((part["error"] - part["error_low"], part["error_high"] - part["error"])), 0)
        color = INK if method == methods[-1] else BAR
        style = {"linestyle": "none", "marker": marker, "color": color, "markersize": 5, "label": method}
        axes[0].errorbar(100 * part["error"], place, xerr=100 * reach, elinewidth=1, capsize=2, **style)
        axes[1].plot(100 * part["coverage"], place, **style)
    axes[0].set_xlabel("平均绝对误差（百分点）mean absolute error, points")
    axes[0].set_xlim(left=0)
    axes[1].axvspan(92, 98, color=PALE, zorder=0)
    axes[1].axvline(95, color="grey", linestyle=":", linewidth=1)
    axes[1].set_xlabel("95 % 区间的覆盖率 coverage, %")
    axes[0].legend(loc="best", frameon=False, fontsize=8)
    finish_bars(axes[0], kinds, title)
    finish_bars(axes[1], [""] * len(kinds), "")


def plot_times(table: pd.DataFrame, ax: Axes, title: str) -> Axes:
    """Plot the time per sentence of each pipeline on a logarithmic scale, with its ratio to the usual pipeline.

    Parameters
    ----------
    table
        Columns pipeline, microseconds, least, most and times_as_fast, a row each.
    ax
        The axes to plot into.
    title
        The title.
    """
    place = np.arange(len(table))
    middle = table["microseconds"].to_numpy()
    spread = np.abs(table[["least", "most"]].to_numpy().T - middle)
    ax.barh(place, middle, xerr=spread, color=BAR, edgecolor=INK, linewidth=0.5, error_kw={"linewidth": 1})
    for y, (value, most, times) in enumerate(zip(middle, table["most"], table["times_as_fast"], strict=True)):
        ax.text(max(value, most) * 1.12, y, f"{value:.1f} µs，{times:.2g}×", va="center", fontsize=8)
    ax.set_xscale("log")
    ax.xaxis.set_major_formatter(
        StrMethodFormatter("{x:,.0f}")
    )  # the default writes powers of ten, which need a math font
    ax.set_xlim(left=1, right=table["most"].max() * 20)
    return finish_bars(ax, table["pipeline"].tolist(), title)


def plot_active_learning(table: pd.DataFrame, ax: Axes, title: str) -> Axes:
    """Plot macro-F1 against the number of labels, a line for each sampling strategy with its standard deviation.

    Parameters
    ----------
    table
        Columns strategy, labels and macro_f1, a row for each repeat.
    ax
        The axes to plot into.
    title
        The title.
    """
    for (name, part), line, marker in zip(table.groupby("strategy"), ("-", "--", ":"), "osD", strict=False):
        found = part.groupby("labels")["macro_f1"]
        mean, spread = found.mean(), found.std(ddof=1)
        ax.errorbar(mean.index, mean, yerr=spread, linestyle=line, marker=marker, color=INK, capsize=2, label=name)
    ax.set(xlabel="标注的句子数 labelled sentences", ylabel="macro-F1（均值±标准差 mean and SD）")
    ax.legend(loc="lower right", frameon=False)
    ax.grid(axis="y", color="#dddddd", linewidth=0.6)
    ax.spines[["top", "right"]].set_visible(False)
    ax.set_title(title, fontsize=11, loc="left")
    return ax
