"""Plots of groups of documents and of a document's course: shares side by side, trends, differences, the ribbon."""

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.collections import PolyCollection
from matplotlib.colors import to_rgba_array
from numpy.typing import NDArray

from research.report.plots import BAR, INK, PALE, finish_bars, set_font

OTHERS = "其他 others"

_SHADES = ("#22384f", "#3b6ea5", "#7fa3c7", "#c9d7e6", "#f1f4f8")
_HATCHES = ("", "///", "...", "xxx")
_LABELLED = 0.045


def plot_groups(shares: pd.DataFrame, ax: Axes, names: Mapping[str, str], title: str, most: int = 9) -> Axes:
    """Draw the shares of each group as one bar, the domains that hold most by name and the rest together.

    Parameters
    ----------
    shares
        Shape (n_groups, n_domains), domains in columns.
    ax
        Where to draw.
    names
        What to call the domains.
    title
        Says what is shown and how many.
    most
        How many domains are drawn by name.
    """
    order = shares.mean().sort_values(ascending=False).index[:most].tolist()
    parts = [(names[domain], shares[domain].to_numpy()) for domain in order]
    rest = 1 - sum(values for _, values in parts)
    if shares.shape[1] > most:
        parts.append((OTHERS, rest))
    place = np.arange(len(shares))
    left = np.zeros(len(shares))
    for number, (name, values) in enumerate(parts):
        shade, hatch = _SHADES[number % len(_SHADES)], _HATCHES[number // len(_SHADES) % len(_HATCHES)]
        if name == OTHERS:
            shade, hatch = "white", ""
        ax.barh(place, values, left=left, color=shade, hatch=hatch, edgecolor=INK, linewidth=0.5, label=name)
        for y, (start, value) in enumerate(zip(left, values, strict=True)):
            if value >= _LABELLED:
                box = {"boxstyle": "square,pad=0.1", "facecolor": "white", "edgecolor": "none", "alpha": 0.85}
                ax.text(start + value / 2, y, f"{value:.0%}", ha="center", va="center", fontsize=7, bbox=box)
        left = left + values
    ax.set_xlim(0, 1)
    ax.set_xticks([])
    ax.legend(loc="upper left", bbox_to_anchor=(1.005, 1), frameon=False, fontsize=8)
    return finish_bars(ax, shares.index.astype(str).tolist(), title)


def plot_trends(table: pd.DataFrame, axes: Sequence[Axes], names: Mapping[str, str]) -> None:
    """Draw the share of each domain over groups in order, with a band for its interval, one small panel a domain.

    Parameters
    ----------
    table
        Columns group, domain, prevalence, low and high.
    axes
        One for each domain; what is left over is emptied. Bands that reach far above the line are cut off.
    names
        What to call the domains, in order.
    """
    groups = list(dict.fromkeys(table["group"]))
    place = np.arange(len(groups))
    step = max(1, -(-len(groups) // 4))
    for ax, (domain, name) in zip(axes, names.items(), strict=False):
        part = table[table["domain"] == domain].set_index("group").loc[groups]
        ax.fill_between(place, 100 * part["low"], 100 * part["high"], color=PALE, linewidth=0)
        ax.plot(place, 100 * part["prevalence"], color=INK, linewidth=1.2, marker=".", markersize=3)
        ax.set_ylim(0, 100 * min(1.0, max(part["high"].max(), 0.01), max(2.5 * part["prevalence"].max(), 0.02)))
        ax.set_xticks(place[::step], [str(group).split("-")[0] for group in groups[::step]], fontsize=7)
        ax.tick_params(axis="y", labelsize=7)
        ax.set_title(name, fontsize=9, loc="left")
        ax.spines[["top", "right"]].set_visible(False)
        set_font(ax)
    for ax in list(axes)[len(names) :]:
        ax.set_axis_off()


def plot_differences(table: pd.DataFrame, ax: Axes, names: Mapping[str, str], title: str, unit: str) -> Axes:
    """Draw differences with intervals; filled marks are beyond noise after adjusting for many comparisons.

    Parameters
    ----------
    table
        Index domain; columns difference (or per_decade), low, high and p_adjusted.
    ax, names, title
        As above.
    unit
        What the horizontal axis shows.
    """
    column = "difference" if "difference" in table else "per_decade"
    values = 100 * table[column].to_numpy()
    reach = np.vstack((values - 100 * table["low"], 100 * table["high"] - values))
    place = np.arange(len(table))
    ax.axvline(0, color="grey", linewidth=0.8)
    if np.isfinite(reach).all():
        ax.errorbar(values, place, xerr=np.maximum(reach, 0), fmt="none", ecolor=BAR, elinewidth=1.2, capsize=2)
    beyond = table["p_adjusted"].to_numpy() < 0.05
    for chosen, face, label in ((beyond, INK, "校正后 p < 0.05"), (~beyond, "white", "与噪声无异 within noise")):
        ax.plot(values[chosen], place[chosen], "o", markersize=5, color=INK, markerfacecolor=face, label=label)
    ax.set_xlabel(unit)
    ax.legend(loc="lower right", frameon=False, fontsize=8)
    return finish_bars(ax, [names[domain] for domain in table.index], title)


def plot_ribbon(
    labels: Sequence[str], probabilities: NDArray[np.float64], ax: Axes, names: Mapping[str, str], title: str
) -> Axes:
    """Draw the course of a document: a tick for each sentence in the row of its domain, darker where it is surer.

    Parameters
    ----------
    labels, probabilities
        The domain of each sentence in order, and how sure it is.
    ax, names, title
        As above; domains without a sentence are left out.
    """
    present = [domain for domain in names if domain in set(labels)]
    rows = {domain: row for row, domain in enumerate(present)}
    corners = np.array([(0, -0.4), (1, -0.4), (1, 0.4), (0, 0.4)])
    places = np.array([(position, rows[label]) for position, label in enumerate(labels)]).reshape(-1, 1, 2)
    colors = to_rgba_array(INK, 0.25 + 0.75 * np.asarray(probabilities))
    # One collection: a bar for each sentence took ten times as long.
    ax.add_collection(PolyCollection(places + corners, facecolors=colors, linewidth=0))
    ax.set_xlim(0, max(len(labels), 1))
    ax.set_xlabel("句子在文中的位置 sentence")
    for row in range(len(present)):
        ax.axhline(row + 0.5, color="#e6e6e6", linewidth=0.5, zorder=0)
    counts = pd.Series(list(labels)).value_counts()
    return finish_bars(ax, [f"{names[domain]}（{counts[domain]}）" for domain in present], title)
