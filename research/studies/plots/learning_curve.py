"""Figure of scores by the number of labelled sentences."""

import pandas as pd
from matplotlib.figure import Figure

from research.report.captions import choose, format_count
from research.report.layout import (
    MARGIN,
    VALUE,
    Caption,
    Page,
    clear_frame,
    finish,
    measure_text,
    shift,
)
from research.report.palette import GRID, GROUPS, MUTED, lighten
from research.studies.plots.style import MARKERS, name_variant

_LINES = (GROUPS[0], GROUPS[2], GROUPS[3], GROUPS[1], "#5f0178")


def plot_learning_curve(table: pd.DataFrame, *, language: str = "zh", note: str = "") -> Figure:
    """Plot scores against the number of labelled sentences, with a line and its interval for each classifier.

    Parameters
    ----------
    table
        Columns classifier, sentences, macro_f1, macro_f1_low and macro_f1_high.
    language
        ``zh``, ``en`` or ``id``.
    note
        The footnote.
    """
    parts = [(str(name), part.sort_values("sentences")) for name, part in table.groupby("classifier", sort=False)]
    best, most = max(((name, part["macro_f1"].iloc[-1]) for name, part in parts), key=lambda one: one[1])
    curve = dict(parts)[best]
    enough = curve[curve["macro_f1"] >= most - 0.02]["sentences"].iloc[0]
    title = choose(
        language,
        f"{best}学习{format_count(round(enough), language)}句后，宏F1离最高不到0.02",
        f"After {format_count(round(enough), language)} sentences, {best} is within 0.02 of its best macro-F1",
    )
    subtitle = choose(
        language,
        "真实句子上的宏F1，按学习的句子数；色带为95%区间。",
        "Macro-F1 on real sentences by the number of sentences learned from; bands are 95% intervals.",
    )
    names = [name if name == "full" else name_variant(name, language) for name, _ in parts]
    room = max(measure_text(name, VALUE) for name in names) + 0.15
    page = Page(Caption(title, subtitle, note), 6.3, 3.2)
    ax = page.add_axes(MARGIN + 0.35, 0.08, 6.3 - 2 * MARGIN - 0.35 - room, 2.6)
    clear_frame(ax)
    for (_, part), name, color, marker in zip(parts, names, _LINES, MARKERS, strict=False):
        sizes, values = part["sentences"], part["macro_f1"]
        ax.fill_between(sizes, part["macro_f1_low"], part["macro_f1_high"], color=lighten(color, 0.82), linewidth=0)
        ax.plot(sizes, values, marker=marker, color=color, markersize=5, linewidth=1.6)
        ax.text(
            float(sizes.iloc[-1]),
            float(values.iloc[-1]),
            name,
            fontsize=VALUE,
            color=color,
            va="center",
            transform=ax.transData + shift(ax, 6, 0),
        )
    ax.set_ylim(max(0.0, float(table["macro_f1_low"].min()) - 0.05), 1)
    ax.set_xlim(left=0)
    ax.grid(axis="y", color=GRID, linewidth=0.6)
    ax.set_xlabel(choose(language, "学习的句子数", "sentences learned from"), fontsize=VALUE, color=MUTED)
    ax.xaxis.set_major_formatter(lambda value, _: format_count(round(value), language))
    finish(ax)
    return page.figure
