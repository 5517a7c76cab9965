"""Plots: numbers computed elsewhere -> axes, with Chinese labels that always show."""

import io
from collections.abc import Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from matplotlib import font_manager, rc_context
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.text import Text
from numpy.typing import NDArray

from research.report.fonts import find_font

INK, BAR, PALE = "#1b1b1b", "#3b6ea5", "#c9d7e6"


def make_figure(width: float, height: float, columns: int = 1, rows: int = 1) -> tuple[Figure, Any]:
    """Make a figure of inches with its axes, without pyplot and its global state."""
    figure = Figure(figsize=(width, height), layout="constrained")
    FigureCanvasAgg(figure)
    return figure, figure.subplots(rows, columns)


def write_figure(path: Path, figure: Figure) -> None:
    """Write a figure as PNG or SVG, by the ending; the same figure gives the same bytes."""
    _render(figure, path, path.suffix[1:], 110)


def write_print_figure(folder: Path, name: str, figure: Figure) -> None:
    """Write a figure twice: as PNG for the screen and as SVG for print."""
    write_figure(folder / f"{name}.png", figure)
    figure.set_layout_engine("none")  # what stands where is settled
    write_figure(folder / f"{name}.svg", figure)


def render_png(figure: Figure) -> bytes:
    """Return a figure as the bytes of a PNG, for a notebook to show."""
    buffer = io.BytesIO()
    _render(figure, buffer, "png", 90)
    return buffer.getvalue()


@lru_cache(maxsize=1)
def load_font() -> str:
    """Make Noto Sans SC known to matplotlib and return its name; nothing else of matplotlib is touched."""
    path = find_font()
    font_manager.fontManager.addfont(path)
    return font_manager.FontProperties(fname=path).get_name()


def plot_prevalence(table: pd.DataFrame, ax: Axes, names: Sequence[str], title: str) -> Axes:
    """Draw the theme distribution as bars with intervals.

    Parameters
    ----------
    table
        From `estimate_distribution`: prevalence, low, high of each domain.
    ax
        Where to draw.
    names
        What to call the domains, in the table's order.
    title
        Says what is shown and how many.
    """
    shares = table["prevalence"].to_numpy() * 100
    place = np.arange(len(shares))
    ax.barh(place, shares, color=BAR, height=0.72)
    low, high = table["low"].to_numpy() * 100, table["high"].to_numpy() * 100
    if np.isfinite(low).all():
        reach = np.maximum(np.vstack((shares - low, high - shares)), 0)
        ax.errorbar(shares, place, xerr=reach, fmt="none", ecolor=INK, elinewidth=1, capsize=2)
    ends = np.where(np.isfinite(high), np.maximum(high, shares), shares)
    for y, share, end in zip(place.tolist(), shares, ends, strict=True):
        ax.text(end + ends.max() * 0.012, y, f"{share:.1f}", va="center", fontsize=8, color=INK)
    ax.set_xlim(0, ends.max() * 1.1 if ends.max() else 1)
    ax.set_xlabel("占句子的百分比 share of sentences, %")
    return finish_bars(ax, names, title)


def plot_counts(counts: Sequence[int], ax: Axes, names: Sequence[str], title: str) -> Axes:
    """Draw counts as bars with their numbers."""
    ax.barh(range(len(counts)), counts, color=PALE, edgecolor=INK, linewidth=0.5, height=0.72)
    for place, count in enumerate(counts):
        ax.text(count + max(counts) * 0.01, place, str(count), va="center", fontsize=7.5, color=INK)
    ax.set_xlim(0, max(counts, default=1) * 1.12)
    return finish_bars(ax, names, title)


def plot_sections(shares: pd.DataFrame, ax: Axes, names: Sequence[str], title: str) -> Axes:
    """Draw a heat map of domains (rows) by section (columns); cells show sentence counts.

    Parameters
    ----------
    shares
        Counts, one column a section, one row a domain.
    """
    counts = shares.to_numpy()
    ax.imshow(counts / np.maximum(counts.sum(axis=0), 1), cmap="Greys", aspect="auto", vmin=0, vmax=1)
    for row, column in zip(*np.nonzero(counts), strict=True):
        dark = counts[row, column] > 0.5 * counts[:, column].sum()
        ax.text(column, row, str(int(counts[row, column])), ha="center", va="center", fontsize=8,
                color="white" if dark else INK)  # fmt: skip
    labels = [_shorten(str(section)) for section in shares.columns]
    ax.set_xticks(range(len(labels)), labels, rotation=35, ha="right", rotation_mode="anchor", fontsize=8)
    return finish_bars(ax, names, title)


def plot_confusion(confusion: NDArray[np.int64], ax: Axes, names: Sequence[str], title: str) -> Axes:
    """Draw a confusion matrix, gold in rows, shaded by the share of the gold domain."""
    rows = confusion / np.maximum(confusion.sum(axis=1, keepdims=True), 1)
    ax.imshow(rows, cmap="Greys", vmin=0, vmax=1)
    for row, column in zip(*np.nonzero(confusion), strict=True):
        ax.text(column, row, str(confusion[row, column]), ha="center", va="center", fontsize=6.5,
                color="white" if rows[row, column] > 0.5 else INK)  # fmt: skip
    ax.set_xticks(range(len(names)), names, rotation=50, ha="right", rotation_mode="anchor", fontsize=8)
    ax.set_xlabel("预测 predicted")
    ax.set_ylabel("人工 gold")
    return finish_bars(ax, names, title)


def plot_scores(table: pd.DataFrame, ax: Axes, names: Sequence[str], title: str) -> Axes:
    """Draw the F1 of each domain with its interval, precision and recall as marks beside it."""
    place = np.arange(len(table))
    f1 = table["f1"].to_numpy()
    reach = np.maximum(np.vstack((f1 - table["f1_low"], table["f1_high"] - f1)), 0)
    ax.barh(place, f1, color=PALE, height=0.72, label="F1")
    ax.errorbar(f1, place, xerr=reach, fmt="none", ecolor=INK, elinewidth=1, capsize=2)
    ax.plot(table["precision"], place, linestyle="none", marker="|", color=INK, markersize=9, label="precision 精确率")
    ax.plot(table["recall"], place, linestyle="none", marker="o", markerfacecolor="none", color=INK, markersize=5,
            label="recall 召回率")  # fmt: skip
    ax.set_xlim(0, 1)
    ax.legend(loc="upper center", bbox_to_anchor=(0.5, -0.06), ncols=3, frameon=False, fontsize=8)
    labels = [f"{name}（n={support}）" for name, support in zip(names, table["support"], strict=True)]
    return finish_bars(ax, labels, title)


def plot_calibration(table: pd.DataFrame, error: float, ax: Axes, title: str) -> Axes:
    """Draw how often the classifier is right against how sure it is; on the diagonal it is as right as it is sure."""
    ax.plot([0, 1], [0, 1], color="grey", linestyle=":", linewidth=1)
    sizes = 20 + 180 * table["n"] / table["n"].max()
    ax.plot(table["confidence"], table["accuracy"], color=BAR, linewidth=1)
    ax.scatter(table["confidence"], table["accuracy"], s=sizes, color=BAR, edgecolor=INK, linewidth=0.5, zorder=3)
    ax.set(xlim=(0, 1), ylim=(0, 1), xlabel="预测概率 probability", ylabel="正确率 share that is right", aspect="equal")
    ax.text(0.97, 0.04, f"ECE {error:.3f}", ha="right", transform=ax.transAxes)
    ax.set_title(title, fontsize=11)
    return ax


def plot_terms(terms: Mapping[str, Sequence[tuple[str, float]]], axes: Sequence[Axes]) -> None:
    """Draw the terms that speak most for each domain, one small panel a domain.

    Parameters
    ----------
    terms
        For each domain's name its terms and their weights, heaviest first.
    axes
        At least as many as there are domains; the rest is hidden.
    """
    for ax in axes:
        ax.set_visible(False)
    for ax, (name, found) in zip(axes, terms.items(), strict=False):
        ax.set_visible(True)
        place = np.arange(len(found))
        ax.barh(place, [weight for _, weight in found], color=PALE, height=0.8)
        for y, (term, _) in zip(place.tolist(), found, strict=True):
            ax.text(0, y, f" {term}", va="center", fontsize=8, color=INK)
        ax.invert_yaxis()
        ax.set_axis_off()
        ax.set_title(name, fontsize=9, loc="left")


def plot_plan(table: pd.DataFrame, ax: Axes, title: str) -> Axes:
    """Draw the mean half-width of the intervals against the number of labelled sentences, both on log scales.

    Parameters
    ----------
    table
        Columns times (as many labels as today), size, counted and with_model, as shares from 0 to 1.
    """
    today = table[table["times"] == 1].iloc[0]
    lines = (
        ("counted", "--", "s", "只数标签 counting labels"),
        ("with_model", "-", "o", "模型加标签 model and labels"),
    )
    for column, line, marker, name in lines:
        ax.plot(table["size"], 100 * table[column], line, marker=marker, color=INK, markersize=5, label=name)
    half = 50 * today["counted"]
    ax.axhline(half, color="grey", linestyle=":", linewidth=1)
    said = f"现在的一半\nhalf of today's: ±{half:.2f}"
    ax.text(table["size"].min(), half, said, va="top", fontsize=8, color=INK, linespacing=1.4)
    ax.set(xscale="log", yscale="log", ylabel="区间半宽（百分点）half-width, points")
    ax.set_xlabel("标注的句子数 labelled sentences")
    ax.set_xticks(table["size"], [f"{size:.0f}" for size in table["size"]])
    widths = 100 * table[["counted", "with_model"]].to_numpy()
    ends = np.geomspace(min(widths.min(), half), widths.max(), 6)
    ax.set_yticks(ends, [f"{end:.2g}" for end in ends])
    ax.minorticks_off()
    ax.legend(loc="upper right", frameon=False)
    ax.grid(axis="y", color="#dddddd", linewidth=0.6)
    ax.spines[["top", "right"]].set_visible(False)
    ax.set_title(title, fontsize=11, loc="left")
    return ax


def set_font(artist: Artist) -> None:
    """Set all texts in a font that has Chinese, and as they are: a name with dollar signs is no formula."""
    for text in artist.findobj(Text):
        text.set_fontfamily(load_font())
        text.set_parse_math(False)


def _render(figure: Figure, target: Path | io.BytesIO, kind: str, dpi: int) -> None:
    set_font(figure)
    metadata = {"Software": None} if kind == "png" else {"Date": None, "Creator": None}
    with rc_context({"svg.hashsalt": "research"}):  # ids in an SVG are random otherwise, and bytes differ
        figure.savefig(target, format=kind, dpi=dpi, metadata=metadata)


def finish_bars(ax: Axes, names: Sequence[str], title: str) -> Axes:
    """Name the rows of a plot of bars from the top, set its title and its font."""
    ax.set_yticks(range(len(names)), names, fontsize=9)
    ax.set_ylim(-0.5, len(names) - 0.5)
    if not ax.yaxis_inverted():
        ax.invert_yaxis()
    ax.spines[["top", "right"]].set_visible(False)
    ax.set_title(title, fontsize=11, loc="left")
    set_font(ax)
    return ax


def _shorten(heading: str, longest: int = 14) -> str:
    return heading if len(heading) <= longest else heading[: longest - 1] + "…"
