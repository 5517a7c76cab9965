"""The plot of probabilities against the share of labels that are right."""

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from research.arrays import Array
from research.codebook import Codebook
from research.measure.intervals import find_wilson_interval
from research.report.captions import (
    choose,
    describe_size,
    format_percent,
)
from research.report.layout import (
    MARGIN,
    VALUE,
    Caption,
    Page,
    choose_width,
    clear_frame,
    finish,
    shift,
)
from research.report.palette import GRID, INK, MUTED, ORANGE, ZERO, lighten
from research.report.tables import count_documents, read_numbers

if TYPE_CHECKING:  # labelled documents are plotted without scikit-learn
    from research.measure.evaluation import Evaluation

_BLUE = "#3f7cec"
_TEXT, _LOW = 0.4, 0.5  # beside the highest bar: room for a text, and how high a bar below it may be
_HIGH = 0.75  # share; above a higher point there is no room for a text
_SIDE = 4.8  # inches
_MIN_BIN = 0.01  # share of the sentences in a bin that the title may be about


def plot_calibration(
    data: "Evaluation | pd.DataFrame",
    *,
    ax: Axes | None = None,
    codebook: Codebook | None = None,  # noqa: ARG001 - all plots take it, and a caller need not know which use it
    language: str = "zh",
    title: str | None = None,
    note: str = "",
    width: float | None = None,
) -> Axes:
    """Plot how often predicted labels are right against their probability; on the diagonal the two are equal.

    The intervals are those of Wilson (1927); the expected calibration error is the mean gap between the two (Guo et
    al. 2017). Below stands the share of sentences by probability, unless axes are given.

    Parameters
    ----------
    data
        An evaluation, or its calibration: a row for each bin with ``confidence`` (mean probability), ``accuracy`` and
        ``n`` (number of sentences).
    ax, codebook, language, title
        See `research.report.plots`; no domain is named here.
    note
        What the footnote begins with.
    width
        Of the figure in inches.

    Examples
    --------
    >>> ax = plot_calibration(pd.DataFrame({"confidence": [0.5, 0.9], "accuracy": [0.2, 0.9], "n": [50, 50]}))
    >>> ax.figure.get_suptitle()
    '概率为50%的标签，实际标对20%'
    """
    table = data if isinstance(data, pd.DataFrame) else data.calibration
    columns = ["confidence", "accuracy", "n"]
    table = read_numbers(table, columns).dropna(subset=columns)  # an empty bin has no mean
    confidence, accuracy, n = (table[name].to_numpy(dtype=np.float64) for name in columns)
    error = float((n * np.abs(confidence - accuracy)).sum() / max(n.sum(), 1))
    low, high = find_wilson_interval(accuracy, np.maximum(n, 1))
    outside = ((confidence < low) | (confidence > high)) & (n >= _MIN_BIN * n.sum())
    gaps = np.where(outside, np.abs(confidence - accuracy), 0.0)
    worst = int(gaps.argmax()) if len(gaps) and gaps.any() else None
    if worst is None:
        found = choose(
            language,
            "概率与标对的比例没有显著差异",
            "Probabilities and the share of right labels do not differ significantly",
        )
    else:
        said, right = format_percent(float(confidence[worst])), format_percent(float(accuracy[worst]))
        found = choose(
            language,
            f"概率为{said}的标签，实际标对{right}",
            f"Of labels with a probability of {said}, {right} are right",
        )
    size = describe_size(language, int(n.sum()), count_documents(data))
    subtitle = (
        choose(
            language,
            f"横轴为概率，纵轴为实际标对的比例，斜线上二者相等；竖线为95%区间（Wilson，按句计算），阴影为高估。期望校准误差{error:.3f}。",
            "Share of right labels by their probability, equal on the diagonal; lines are 95% intervals (Wilson, by "
            f"sentence), shaded: overconfident. Expected calibration error {error:.3f}. ",
        )
        + size
    )
    caption = Caption(found, subtitle, note).entitle(title)
    counts = None
    if ax is None:
        page_width = choose_width(width, _SIDE)
        side = page_width - 2 * MARGIN - 0.6
        page = Page(caption, page_width, side + 1.3)
        ax = page.add_axes(MARGIN + 0.38, 0.22, side, side)
        counts = page.add_axes(MARGIN + 0.38, 0.22 + side + 0.22, side, 0.4)
    elif caption.title:
        ax.set_title(caption.title, fontsize=11, loc="left", color=INK)
    _plot_reliability(ax, confidence, accuracy, low, high, worst, language)
    if counts is None:
        ax.text(0.97, 0.03, f"ECE {error:.3f}", ha="right", fontsize=VALUE, color=MUTED, transform=ax.transAxes)
        return finish(ax)
    _plot_counts(counts, confidence, n, language)
    return finish(ax)


def _plot_counts(counts: Axes, confidence: Array, n: Array, language: str) -> None:
    """Plot the share of sentences by probability, and write the largest beside its bar."""
    clear_frame(counts)
    counts.bar(confidence, n / max(n.sum(), 1), width=0.08, color="#c9c9c9")
    counts.axhline(0, color=ZERO, linewidth=0.8)
    counts.set(xlim=(0, 1), ylim=(0, 1.15 * float((n / max(n.sum(), 1)).max(initial=0.1))), yticks=[])
    counts.set_xticks([0, 0.25, 0.5, 0.75, 1], ["0", "25", "50", "75", "100%"])
    most = int(n.argmax()) if len(n) else None
    if most is not None:
        place = _find_side(confidence, n, most)
    if most is not None and place is not None:
        far = place < 0
        counts.text(
            confidence[most],
            n[most] / n.sum(),
            choose(
                language,
                f"{format_percent(n[most] / n.sum())}的句子",
                f"{format_percent(n[most] / n.sum())} of sentences",
            ),
            fontsize=VALUE,
            color=MUTED,
            ha="right" if far else "left",
            va="center",
            transform=counts.transData + shift(counts, -14 if far else 14, -4),
        )
    counts.set_xlabel(choose(language, "分类器给出的概率", "probability"), fontsize=VALUE, color=MUTED, labelpad=3)


def _find_side(confidence: Array, n: Array, most: int) -> int | None:
    """Return the side of the highest bar with room for a text, -1 (left) or 1 (right), if there is one."""
    for side in (-1, 1) if confidence[most] > 0.5 else (1, -1):
        apart = side * (confidence - confidence[most])
        near = n[(apart > 0) & (apart < _TEXT)]
        if 0 < confidence[most] + side * _TEXT < 1 and near.max(initial=0.0) < _LOW * n[most]:
            return side
    return None


def _plot_reliability(
    ax: Axes, confidence: Array, accuracy: Array, low: Array, high: Array, worst: int | None, language: str
) -> None:
    clear_frame(ax)
    ax.set(xlim=(0, 1), ylim=(0, 1), aspect="equal")
    ticks = [0, 0.25, 0.5, 0.75, 1]
    ax.set_xticks(ticks, ["0", "25", "50", "75", "100%"])
    ax.set_yticks(ticks, ["0", "25", "50", "75", "100%"])
    for tick in ticks:
        ax.axhline(tick, color=GRID, linewidth=0.7, zorder=0)
        ax.axvline(tick, color=GRID, linewidth=0.7, zorder=0)
    ax.plot([0, 1], [0, 1], color="#8a8a8a", linewidth=1.1, zorder=1)
    ax.fill_between(
        confidence,
        accuracy,
        confidence,
        where=list(accuracy <= confidence),
        interpolate=True,
        color=lighten(ORANGE, 0.72),
        linewidth=0,
        zorder=1,
    )
    ax.vlines(confidence, low, high, color=lighten(_BLUE), linewidth=1.7, zorder=2)
    ax.plot(
        confidence,
        accuracy,
        "o",
        color=_BLUE,
        markersize=6,
        markeredgecolor="white",
        markeredgewidth=0.8,
        zorder=3,
        clip_on=False,
    )
    ax.set_title(
        choose(language, "实际标对的比例", "share that is right"), fontsize=VALUE, color=MUTED, loc="right", pad=4
    )
    if worst is not None:
        text = choose(
            language,
            f"概率{format_percent(confidence[worst])}\n标对{format_percent(accuracy[worst])}",
            f"probability {format_percent(confidence[worst])},\nright {format_percent(accuracy[worst])}",
        )
        over = accuracy[worst] <= confidence[worst]  # then there is room below the points, else above or below them
        x, y = float(confidence[worst]), float(low[worst] if over or high[worst] > _HIGH else high[worst])
        place = (min(x + 0.05, 0.97), max(y - 0.16, 0.14)) if over else (max(x - 0.05, 0.03), min(y + 0.2, 0.97))
        if not over and high[worst] > _HIGH:
            place = (x + 0.03, y - 0.1)
        ax.annotate(
            text,
            (x, y),
            place,
            fontsize=VALUE,
            color=INK,
            ha="right" if over and x > 0.7 else "left",
            va="top",
            arrowprops={"arrowstyle": "-", "color": "#8a8a8a", "linewidth": 0.8, "shrinkB": 2},
        )
