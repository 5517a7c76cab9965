"""The plot of differences: of two groups, or over time."""

from collections.abc import Sequence

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from research.codebook import Codebook
from research.report.captions import (
    choose,
    describe_clipped,
    describe_target,
    fill_title,
    join_sentences,
    name_briefly,
    name_domains,
    name_group,
)
from research.report.group_tests import SIGNIFICANT
from research.report.layout import (
    DOTS,
    MARGIN,
    NAME,
    ROW,
    Caption,
    choose_width,
    clear_frame,
    embolden,
    finish,
    fit_names,
    name_rows,
    open_axes,
    set_value_axis,
)
from research.report.palette import FAINT, GRID, INK, lighten, style_domains
from research.report.share_dots import plot_dot
from research.report.shares import rank_domains
from research.report.tables import index_by_domain

_NAMES = 0.38  # of the width of a figure, at most
_PALE = 0.45  # share of white of what is not significant


def plot_differences(
    data: pd.DataFrame,
    *,
    ax: Axes | None = None,
    codebook: Codebook | None = None,
    language: str = "zh",
    title: str | None = None,
    note: str = "",
    width: float | None = None,
) -> Axes:
    """Plot the differences of two groups, or trends, with intervals; significant ones are dark.

    Parameters
    ----------
    data
        As `compare_prevalence` or `fit_trend` returns it: ``domain`` (a column or the index), ``difference`` or
        ``per_decade``, ``low`` and ``high`` (-1 to 1), and ``p_adjusted`` (for multiple comparisons).
    ax, codebook, language, title
        See `research.report.plots`.
    note
        What the footnote begins with.
    width
        Of the figure in inches.

    Raises
    ------
    InputError
        If a column is missing, or a domain has more than one row, as in a comparison of more than two groups.

    Examples
    --------
    >>> row = {"domain": "health", "per_decade": 0.02, "low": 0.01, "high": 0.03, "p_adjusted": 0.01}
    >>> plot_differences(pd.DataFrame([row]), language="en").figure.get_suptitle()
    'Rising: Health & epidemics'
    """
    column = "per_decade" if "per_decade" in data else "difference"
    table = index_by_domain(data, [column, "low", "high", "p_adjusted"])
    domains, styles, places = rank_domains(table.index, table[column], codebook)
    table = table.set_axis([str(name) for name in table.index]).loc[domains]
    significant = (table["p_adjusted"] < SIGNIFICANT).to_numpy()
    page = choose_width(width, DOTS)
    fitted, widest, lines = fit_names(
        name_domains(domains, codebook, language, short=language == "en"), _NAMES * page, NAME
    )
    values = 100 * table[[column, "low", "high"]].to_numpy(dtype=np.float64)
    reach = 3 * float(np.nanmax(np.abs(values[:, 0]))) if np.isfinite(values[:, 0]).any() else 1.0
    known = values[np.isfinite(values)]
    low = max(float(known.min(initial=0.0)), -reach) * 1.04
    high = min(float(known.max(initial=0.0)), reach) * 1.04
    low, high = (low, high) if high - low > 0 else (-1.0, 1.0)
    cut = bool(known.min(initial=0.0) < low or known.max(initial=0.0) > high)
    caption = _describe_differences(table, column, domains, codebook, language, note, cut=cut).entitle(title)
    row = ROW + 0.135 * (lines - 1)
    ax = open_axes(
        ax,
        caption,
        width=page,
        height=row * (max(places, default=0) + 1.2),
        left=MARGIN + widest + 0.1,
        right=MARGIN + 0.24,
        top=0.25,
    )
    clear_frame(ax)
    set_value_axis(ax, low, high, percent=False)
    name_rows(ax, fitted, places)
    for label, dark in zip(ax.get_yticklabels(), significant, strict=True):
        label.set_color(INK if dark else FAINT)
        if dark:
            embolden(label)
    for name, place, (value, low_end, high_end), dark in zip(domains, places, values, significant, strict=True):
        ax.axhline(place, color=GRID, linewidth=0.5, zorder=0)
        color = styles[name].color if dark else lighten(styles[name].color, _PALE)
        line = "" if dark else color  # a lighter one would look like the grid
        plot_dot(ax, place, value, low_end, high_end, color, line=line, text=_format_points(value))
    return finish(ax)


def _describe_differences(
    table: pd.DataFrame,
    column: str,
    domains: Sequence[str],
    codebook: Codebook | None,
    language: str,
    note: str,
    *,
    cut: bool,
) -> Caption:
    trend = column == "per_decade"
    short = dict(zip(domains, name_briefly(domains, codebook, language), strict=True))
    styles = style_domains(domains, codebook)
    ranked = [name for name in domains if not styles[name].residual]
    significant = table.loc[ranked][lambda rows: rows["p_adjusted"] < SIGNIFICANT]
    values = significant[column].sort_values(ascending=False)
    up, down = [short[x] for x in values[values > 0].index], [short[x] for x in values[values < 0].index[::-1]]
    first, second = (str(table[side].iloc[0]) if side in table else "" for side in ("first", "second"))
    pair = (name_group(second, language), name_group(first, language))
    if table["p_adjusted"].isna().all():
        title = choose(language, "未作检验的差异", "Differences, not tested")
    elif not (up or down):
        title = choose(
            language,
            "看不出持续的升降" if trend else "没有统计显著的差异",
            "No lasting rise or fall" if trend else "No statistically significant difference",
        )
    elif trend or not first:
        zh, en = ("{name}：{domains}", "{name}: {domains}")
        words = (
            (choose(language, "上升", "rising"), choose(language, "下降", "falling"))
            if trend
            else (choose(language, "更多", "more"), choose(language, "更少", "less"))
        )
        parts = [(word, names) for word, names in zip(words, (up, down), strict=True) if names]
        title = fill_title(parts, choose(language, zh, en), language, choose(language, "；", "; "))
    else:
        parts = [(name, names) for name, names in zip(pair, (up, down), strict=True) if names]
        title = fill_title(
            parts,
            choose(language, "{name}多谈{domains}", "{name} say more on {domains}"),
            language,
            choose(language, "，", "; "),
        )
    what = (
        choose(language, "每十年的变化（百分点）", "Change in ten years (percentage points)")
        if trend
        else choose(language, "占比之差（百分点）", "Difference of shares (percentage points)")
    )
    if first and not trend:
        what = choose(
            language,
            f"{pair[0]}减{pair[1]}，占比之差（百分点）",
            f"{pair[0]} minus {pair[1]}: difference of shares (percentage points)",
        )
    subtitle = what + choose(
        language,
        "，横线为95%区间；黑体为统计显著（q < 0.05，经多重比较校正），浅色为不显著。",
        "; lines are 95% intervals; bold: statistically significant (q < 0.05, adjusted for "
        "multiple comparisons), pale: not significant.",
    )
    missing = int((table["low"].isna() | table["high"].isna()).sum())
    without = choose(
        language,
        f"有{missing}个领域未给区间：样本不足以计算。",
        f"No interval for {missing} of {len(table)} domains: the sample does not give one.",
    )
    clipped = describe_clipped(language) if cut else ""
    notes = (note, describe_target(table, language), without if missing else "", clipped)
    return Caption(title, subtitle, join_sentences(language, *notes))


def _format_points(value: float) -> str:
    return "0.0" if abs(value) < 0.05 else f"{value:+.1f}".replace("-", "−")
