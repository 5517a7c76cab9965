"""Figure of scores by the number of labelled sentences."""

import pandas as pd
from matplotlib.figure import Figure

from research.report.captions import choose, format_count
from research.report.layout import (
    MARGIN,
    VALUE,
    WIDE,
    Caption,
    Key,
    Page,
    clear_frame,
    finish,
    shift,
)
from research.report.palette import GRID, GROUPS, MUTED
from research.studies.plots.style import MARKERS, name_variant

_LINES = (GROUPS[0], GROUPS[2], GROUPS[3], GROUPS[1], "#5f0178")


_REGISTERS = {
    "gold": ("报告句子", "sentences of reports"),
    "title": ("政策文件标题", "titles of policy documents"),
    "paragraph": ("政策文件段落", "paragraphs of policy documents"),
    "article": ("法律法规条文", "articles of laws"),
}
_ACROSS = 2  # panels beside each other
_PANEL = 1.95  # height, inches


def plot_learning_curve(table: pd.DataFrame, *, language: str = "zh", note: str = "") -> Figure:
    """Plot accuracy against the number of labelled sentences: a panel for each register, a line for each classifier.

    Parameters
    ----------
    table
        Columns measured_on, classifier, sentences, n, accuracy, accuracy_low and accuracy_high.
    language
        ``zh``, ``en`` or ``id``.
    note
        The footnote.
    """
    registers = list(dict.fromkeys(table["measured_on"]))
    classifiers = list(dict.fromkeys(table["classifier"]))
    last = table[table["measured_on"] == registers[0]].sort_values("sentences").groupby("classifier").last()
    best = str(last["accuracy"].idxmax())
    curve = table[(table["measured_on"] == registers[0]) & (table["classifier"] == best)].sort_values("sentences")
    enough = format_count(
        round(curve[curve["accuracy"] >= curve["accuracy"].max() - 0.02]["sentences"].iloc[0]), language
    )
    register = name_register(registers[0], language)
    title = choose(
        language,
        f"{name_variant(best, language)}学习{enough}句后，{register}的准确率距其最高值不到2个百分点",
        f"After {enough} sentences, the {name_variant(best, language)} is within 2 points of its best on {register}",
    )
    subtitle = choose(
        language,
        "真实文本上的准确率，按学习的句子数；色带为95%区间。",
        "Accuracy on real texts by the number of sentences learned from; bands are 95% intervals.",
    )
    names = [name_variant(name, language) for name in classifiers]
    keys = [Key(name, (color,), marker) for name, color, marker in zip(names, _LINES, MARKERS, strict=False)]
    rows = -(-len(registers) // _ACROSS)
    page = Page(Caption(title, subtitle, note), WIDE, rows * _PANEL + 0.2, keys)
    pitch = (WIDE - 2 * MARGIN) / _ACROSS
    low = max(0.0, float(table["accuracy_low"].min()) - 0.05)
    for number, where in enumerate(registers):
        row, column = divmod(number, _ACROSS)
        ax = page.add_axes(MARGIN + column * pitch + 0.35, 0.35 + row * _PANEL, pitch - 0.35 - 0.25, _PANEL - 0.6)
        clear_frame(ax)
        here = table[table["measured_on"] == where]
        for name, color, marker in zip(classifiers, _LINES, MARKERS, strict=False):
            part = here[here["classifier"] == name].sort_values("sentences")
            sizes, ends = part["sentences"], (part["accuracy_low"], part["accuracy_high"])
            ax.fill_between(sizes, *ends, color=color, alpha=0.18, linewidth=0)  # what lies behind is seen
            ax.plot(sizes, part["accuracy"], marker=marker, color=color, markersize=4.5, linewidth=1.5)
        ax.set_ylim(low, 1)
        ax.set_xlim(left=0)
        ax.grid(axis="y", color=GRID, linewidth=0.6)
        size, heading = round(here["n"].iloc[0]), name_register(where, language)
        ax.text(
            0.0,
            1.0,
            f"{heading[:1].upper()}{heading[1:]}" + choose(language, f"（{size}条）", f" (n = {size})"),
            fontsize=VALUE,
            transform=ax.transAxes + shift(ax, 0, 6),
        )
        if row == rows - 1:
            ax.set_xlabel(choose(language, "学习的句子数", "sentences learned from"), fontsize=VALUE, color=MUTED)
        ax.xaxis.set_major_formatter(lambda value, _: format_count(round(value), language))
        finish(ax)
    return page.figure


def name_register(where: str, language: str) -> str:
    """Return the name of a register of the table.

    Examples
    --------
    >>> name_register("title", "en")
    'titles of policy documents'
    """
    return choose(language, *_REGISTERS[where]) if where in _REGISTERS else where
