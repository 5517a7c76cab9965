"""Figures of how often groups are flagged, and of what intervals of coded samples cover."""

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd
from matplotlib.figure import Figure

from research.report.captions import choose
from research.report.layout import (
    MARGIN,
    WIDE,
    Caption,
    Key,
    Page,
    clear_frame,
    finish,
    fit_names,
    name_rows,
    set_value_axis,
)
from research.studies.plots.style import COLORS, MARKERS


def plot_flags(table: pd.DataFrame, *, language: str = "zh") -> Figure:
    """Plot how often anything is flagged where nothing differs, and the power, a row for each kind of sample.

    Parameters
    ----------
    table
        Columns sample, any_flag and power.
    language
        ``zh``, ``en`` or ``id``.
    """
    worst = float(table["any_flag"].max())
    title = choose(
        language,
        f"无差异时，任一显著的概率最高{worst:.0%}",
        f"Without a difference, anything is significant in {worst:.0%} at most",
    )
    subtitle = choose(
        language,
        "左：没有差异时任一领域显著的概率（%），灰带至5；右：一个领域多15个百分点时发现它的概率（%）。",
        "Left: probability that any domain is significant where none differs (%), grey up to 5; right: power for a "
        "domain with 15 points more (%).",
    )
    names = table["sample"].astype(str).tolist()
    return _plot_rates(Caption(title, subtitle, ""), names, [{"": table["any_flag"]}, {"": table["power"]}], (0, 5))


def plot_estimates(table: pd.DataFrame, *, language: str = "zh") -> Figure:
    """Plot the coverage of the intervals of coded samples, over domains and of the worst one, and their half-width.

    Parameters
    ----------
    table
        Columns rounds, sampled, method, coverage and worst_domain.
    language
        ``zh``, ``en`` or ``id``.
    """
    lowest, highest = table["coverage"].min(), table["coverage"].max()
    title = choose(
        language,
        f"抽样编码的95%区间覆盖{lowest:.0%}至{highest:.0%}",
        f"95% intervals of coded samples cover {lowest:.0%} to {highest:.0%}",
    )
    subtitle = choose(
        language,
        "左：各领域平均覆盖率（%），灰带为93—98；右：覆盖率最低的领域（%）。",
        "Left: coverage, mean over domains (%), grey from 93 to 98; right: the worst domain (%).",
    )
    names = [f"n = {size} · {rounds}" for size, rounds in zip(table["sampled"], table["rounds"], strict=True)]
    rows = list(dict.fromkeys(names))
    parts = {str(name): part for name, part in table.groupby("method", sort=False)}
    panels = [{name: part[column] for name, part in parts.items()} for column in ("coverage", "worst_domain")]
    return _plot_rates(Caption(title, subtitle, ""), rows, panels, (93, 98))


def _plot_rates(
    caption: Caption, rows: Sequence[str], panels: Sequence[Mapping[str, pd.Series]], span: tuple[float, float]
) -> Figure:
    """Plot rates in panels side by side, one row each, a mark for each series; the first panel has a grey span."""
    series = list(panels[0])
    keys = [Key(name, (color,), marker) for name, color, marker in zip(series, COLORS, MARKERS, strict=False) if name]
    names, widest, _ = fit_names(list(rows), 2.3)
    height = 0.3 * len(rows)
    page = Page(caption, WIDE, height + 0.4, keys)
    left = MARGIN + widest + 0.12
    pitch = (WIDE - MARGIN - left) / len(panels)
    axes = [page.add_axes(left + number * pitch, 0.3, pitch - 0.4, height) for number in range(len(panels))]
    for number, (ax, panel) in enumerate(zip(axes, panels, strict=True)):
        clear_frame(ax)
        values = np.concatenate([values.to_numpy(dtype=np.float64) for values in panel.values()])
        set_value_axis(ax, np.floor(10 * values.min()) * 10 if values.min() > 0.5 else 0, max(10, 100 * values.max()))
        name_rows(ax, names if number == 0 else [""] * len(names), list(range(len(rows))))
        for (_, one), color, marker in zip(panel.items(), COLORS, MARKERS, strict=False):
            ax.plot(100 * one, np.arange(len(rows)), marker, color=color, markersize=4.5, zorder=3)
    axes[0].axvspan(*span, color="#ededed", linewidth=0, zorder=0)
    finish(axes[0])
    return page.figure
