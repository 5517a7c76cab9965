"""Figure of what a model learns by which sentences are labelled first."""

from collections.abc import Sequence

import pandas as pd
from matplotlib.figure import Figure

from research.report.captions import choose
from research.report.layout import (
    MARGIN,
    NAME,
    PANELS,
    VALUE,
    Caption,
    Key,
    Page,
    clear_frame,
    finish,
)
from research.report.palette import GRID, MUTED
from research.studies.plots.style import COLORS, MARKERS, name_variant


def plot_active_learning(
    table: pd.DataFrame, *, language: str = "zh", note: str = "", classifiers: Sequence[str] = ()
) -> Figure:
    """Plot macro-F1 against the number of labels, a line for each sampling strategy with its standard deviation.

    Parameters
    ----------
    table
        Columns classifier, strategy, labels and macro_f1, a row for each repeat.
    language
        ``zh``, ``en`` or ``id``.
    note
        The footnote.
    classifiers
        Those that are shown, a panel each; by default all.
    """
    names = list(classifiers) or list(dict.fromkeys(table["classifier"]))
    last = table[table["classifier"] == names[0]]
    most = last["labels"].max()
    last = last[last["labels"] == most].groupby("strategy")["macro_f1"]
    means, spread = last.mean().sort_values(ascending=False), last.std(ddof=1)
    first, second = means.index[0], means.index[min(1, len(means) - 1)]
    ahead = means[first] - means[second] > spread.max()
    shown, strategy = name_variant(names[0], language), name_variant(first, language)
    title = choose(
        language,
        f"标到{most}句时，{shown}先标{strategy}的句子学得最好"
        if ahead
        else f"标到{most}句时，先标哪些句子对{shown}影响不大",
        f"With {most} labels, the {shown} has learned most from {strategy} sentences"
        if ahead
        else f"With {most} labels, it matters little to the {shown} which are labelled first",
    )
    subtitle = choose(
        language,
        "宏平均F1，按新增标注的句子数；误差线为重复间的标准差。" + ("各图纵轴不同。" if len(names) > 1 else ""),
        "Macro-F1 by the number of added labels; bars are standard deviations of the repeats."
        + (" Each panel has its own vertical axis." if len(names) > 1 else ""),
    )
    keys = [
        Key(name_variant(name, language), (color,), marker)
        for name, color, marker in zip(sorted(set(table["strategy"])), COLORS, MARKERS, strict=False)
    ]
    page = Page(Caption(title, subtitle, note), PANELS, 3.2, keys)
    pitch = (PANELS - 2 * MARGIN) / len(names)
    for number, classifier in enumerate(names):
        ax = page.add_axes(MARGIN + 0.4 + number * pitch, 0.3, pitch - 0.5, 2.4)
        clear_frame(ax)
        part = table[table["classifier"] == classifier]
        strategies = sorted(set(table["strategy"]))
        apart = 0.012 * float(part["labels"].max())  # bars beside each other, not over each other
        for place, (key, strategy) in enumerate(zip(keys, strategies, strict=True)):
            found = part[part["strategy"] == strategy].groupby("labels")["macro_f1"]
            ax.errorbar(
                found.mean().index + apart * (place - (len(strategies) - 1) / 2),
                found.mean(),
                yerr=found.std(ddof=1),
                marker=key.marker,
                color=key.colors[0],
                markersize=4,
                linewidth=1.4,
                elinewidth=0.9,
            )
        ax.grid(axis="y", color=GRID, linewidth=0.6)
        ax.set_xlabel(choose(language, "新增标注的句子数", "added labels"), fontsize=VALUE, color=MUTED)
        name = name_variant(classifier, language)
        page.write_in_body(name, MARGIN + 0.4 + number * pitch, 0.165, size=NAME, va="baseline")
    finish(page.figure.axes[0])
    return page.figure
