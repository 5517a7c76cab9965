"""Figure of what each part of the model brings."""

from collections.abc import Mapping

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from research.plurals import count_noun
from research.report.captions import choose, describe_size, format_count
from research.report.layout import (
    MARGIN,
    NAME,
    ROW,
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
    shift,
)
from research.report.palette import MUTED, PALE, lighten
from research.studies.plots.style import COLORS, name_variant

_HEADINGS = {
    "corpus": ("本库语料，交叉验证", "Corpus, cross-validated"),
    "gold": ("真实句子", "Real sentences"),
    "policy": ("政策文件条目", "Policy items"),
}
_SETS = {
    "corpus": ("在本库语料上", "on the corpus"),
    "gold": ("在真实句子上", "on real sentences"),
    "policy": ("在政策文件条目上", "on policy items"),
}


def plot_ablation(table: pd.DataFrame, *, language: str = "zh", note: str = "") -> Figure:
    """Plot the macro-F1 of each variant with its interval, a panel for each set of sentences, a color for each kind.

    Parameters
    ----------
    table
        Columns name, kind, measured_on, macro_f1, macro_f1_low, macro_f1_high, macro_f1_difference_low,
        macro_f1_difference_high (to the first row) and sentences.
    language
        ``zh``, ``en`` or ``id``.
    note
        The footnote.
    """
    sets = list(dict.fromkeys(table["measured_on"]))
    whole = table["name"] == table["name"].iloc[0]
    table = table.assign(kind=table["kind"].mask(~whole & (table["kind"] == "full"), "without"))  # one fit, not decoded
    first = table[table["measured_on"] == sets[0]]
    title = _title_ablation(table, language)
    kinds = list(dict.fromkeys(first["kind"]))
    colors = dict(zip(kinds, ("#1a1a1a", *COLORS), strict=False))
    markers = dict(zip(kinds, "Dos^", strict=False))
    keys = [Key(name_variant(str(kind), language), (colors[kind],), markers[kind]) for kind in kinds]
    names, widest, lines = fit_names([name_variant(str(name), language) for name in first["name"]], 2.4)
    row = ROW + 0.135 * (lines - 1)
    height = row * len(names) + 0.66
    subtitle = choose(
        language,
        "宏平均F1，细线为95%区间，竖线为完整模型；各变体学习同样的句子。",
        "Macro-F1; lines are 95% intervals, the vertical line is the full model; all learn from the same sentences.",
    )
    page = Page(Caption(title, subtitle, note), WIDE, height, keys)
    left = MARGIN + widest + 0.12
    pitch = (WIDE - MARGIN - left) / max(len(sets), 1)
    low = np.floor(20 * float(table["macro_f1_low"].min())) / 20
    high = min(np.ceil(20 * float(table["macro_f1_high"].max())) / 20, 1.0)
    for number, where in enumerate(sets):
        part = table[table["measured_on"] == where].set_index("name").reindex(first["name"]).reset_index()
        ax = page.add_axes(left + number * pitch, 0.62, pitch - 0.5, row * len(names))
        clear_frame(ax)
        set_value_axis(ax, low, high, percent=False)
        name_rows(ax, names if number == 0 else [""] * len(names), list(range(len(names))))
        ax.axvline(float(part["macro_f1"].iloc[0]), color="#8a8a8a", linewidth=1, zorder=0)
        _plot_variants(ax, part, colors, markers)
        size = _describe_size(where, int(part["sentences"].dropna().iloc[0]), language)
        heading = choose(language, *_HEADINGS.get(where, (where, where)))
        embolden(page.write_in_body(heading, left + number * pitch, 0.145, size=NAME, va="baseline"))
        page.write_in_body(size, left + number * pitch, 0.32, size=VALUE, color=MUTED, va="baseline")
    finish(page.figure.axes[0])
    return page.figure


def _describe_size(where: str, count: int, language: str) -> str:
    """Count the sentences of a set; titles, paragraphs and articles are items."""
    if where == "policy":
        number = format_count(count, language)
        return choose(language, f"{number}条", count_noun(count, "item", formatted=number))
    return describe_size(language, count).rstrip("。.")


def _title_ablation(table: pd.DataFrame, language: str) -> str:
    """Name the part without which the macro-F1 falls most, and on which set of sentences, if it falls at all."""
    without = table[(table["kind"] == "without") & (table["macro_f1_difference_high"] < 0)]
    without = without.sort_values("macro_f1_difference", kind="stable")
    if not len(without):
        return choose(language, "去掉任何一部分，宏F1都没有明显下降", "No part is missed significantly")
    most = name_variant(str(without["name"].iloc[0]), language)
    lost = -100 * float(without["macro_f1_difference"].iloc[0])
    where = ("", "")
    if len(set(table["measured_on"])) > 1:
        where = _SETS.get(str(without["measured_on"].iloc[0]), where)
    return choose(
        language,
        f"{most}损失最大，{where[0]}宏F1降{lost:.1f}点",
        f"Most is lost {most}: {lost:.1f} points of macro-F1 {where[1]}".rstrip(),
    )


def _plot_variants(ax: Axes, table: pd.DataFrame, colors: Mapping[str, str], markers: Mapping[str, str]) -> None:
    """Plot the macro-F1 of each variant with its interval and its value."""
    columns = (table[name] for name in ("kind", "macro_f1", "macro_f1_low", "macro_f1_high"))
    for place, (kind, value, low, high) in enumerate(zip(*columns, strict=True)):
        color = colors[kind] if isinstance(kind, str) else PALE
        ax.plot([low, high], [place] * 2, color=lighten(color), linewidth=1.7, solid_capstyle="butt")
        ax.plot(
            [value],
            [place],
            markers.get(kind, "o"),
            color=color,
            markersize=5.5,
            markeredgecolor="white",
            markeredgewidth=0.6,
        )
        ax.text(
            1,
            place,
            f"{value:.3f}" if np.isfinite(value) else "",
            fontsize=VALUE,
            color=MUTED,
            va="center_baseline",
            transform=ax.get_yaxis_transform() + shift(ax, 3, 0),
        )
