"""Figure of what a corpus is made of."""

from typing import NamedTuple

import pandas as pd
from matplotlib.figure import Figure

from research.codebook import Codebook, read_codebook
from research.report.captions import choose, format_count, name_domains
from research.report.layout import (
    MARGIN,
    NAME,
    PANELS,
    VALUE,
    Caption,
    Page,
    clear_frame,
    embolden,
    finish,
    fit_names,
    measure_text,
    name_rows,
    shift,
)
from research.report.palette import MUTED, PALE, style_domains
from research.studies.plots.style import name_type, name_variant

_LEVELS = ("national", "party", "central", "province", "city", "county", "township", "department")


class _Panel(NamedTuple):
    """Bars with a heading: their names, lengths and colors."""

    heading: str
    names: list[str]
    counts: list[int]
    colors: list[str]


def plot_composition(
    table: pd.DataFrame, *, codebook: Codebook | None = None, language: str = "zh", note: str = ""
) -> Figure:
    """Plot how many sentences of a corpus are of each type, level, period and domain.

    Parameters
    ----------
    table
        Columns by (``type``, ``level``, ``years`` or ``domain``), value and sentences.
    codebook
        The names and colors of the domains.
    language
        ``zh``, ``en`` or ``id``.
    note
        The footnote.
    """
    domains = table[table["by"] == "domain"]
    total = int(domains["sentences"].sum())
    codebook = read_codebook() if codebook is None else codebook
    styles = style_domains(domains["value"], codebook)
    panels = []
    titles = {
        "type": ("文体", "Type"),
        "level": ("层级", "Level"),
        "years": ("年份", "Years"),
        "domain": ("领域", "Domain"),
    }
    for by, words in titles.items():
        part = table[table["by"] == by]
        if by == "type":
            part = part.sort_values("sentences", ascending=False, kind="stable")
        if by == "level":
            part = part.sort_values("value", key=lambda column: column.map(_rank_level), kind="stable")
        values = part["value"].astype(str).tolist()
        names = [(name_type if by == "type" else name_variant)(value, language) for value in values]
        if by == "domain":
            names = name_domains(values, codebook, language, short=True)
        if by == "years":
            names = [name.replace("-", choose(language, "—", "–")) for name in names]
        colors = [styles[value].color if by == "domain" else PALE for value in values]
        panels.append(_Panel(choose(language, *words), names, part["sentences"].tolist(), colors))
    ends = [format_count(int(found(domains["sentences"])), language) for found in (min, max)]
    title = choose(
        language,
        f"语料{format_count(total, language)}句，每个领域{ends[0]}至{ends[1]}句",
        f"{format_count(total, language)} sentences, from {ends[0]} to {ends[1]} in a domain",
    )
    left_rows = sum(len(panel.names) for panel in panels[:3])
    height = max(left_rows * 0.19 + 3 * 0.36, len(panels[3].names) * 0.19 + 0.36)
    page = Page(Caption(title, choose(language, "正文和标题句数。", "Numbers of sentences."), note), PANELS, height)
    half = PANELS / 2
    top = 0.0
    start = max(_measure_names(panel, half - 0.15 - MARGIN) for panel in panels[:3])  # bars begin at one place
    for panel in panels[:3]:
        _plot_counts(page, panel, (MARGIN, half - 0.15, top), start, language)
        top += len(panel.names) * 0.19 + 0.36
    right = half + 0.1, PANELS - MARGIN, 0.0
    _plot_counts(page, panels[3], right, _measure_names(panels[3], right[1] - right[0]), language)
    finish(page.figure.axes[0])
    return page.figure


def _rank_level(level: str) -> int:
    return _LEVELS.index(level) if level in _LEVELS else len(_LEVELS)


def _measure_names(panel: _Panel, width: float) -> float:
    return fit_names(panel.names, 0.5 * width, NAME, 1)[1]


def _plot_counts(page: Page, panel: _Panel, box: tuple[float, float, float], widest: float, language: str) -> None:
    """Plot bars; `box` is left, right and top, `widest` the room for names, in inches."""
    left, right, top = box
    fitted, *_ = fit_names(panel.names, 0.5 * (right - left), NAME, 1)
    numbers = [format_count(count, language) for count in panel.counts]
    room = max((measure_text(text, VALUE) for text in numbers), default=0.0) + 0.1
    ax = page.add_axes(
        left + widest + 0.1, top + 0.26, right - left - widest - 0.1 - room, 0.19 * max(len(panel.names), 1)
    )
    clear_frame(ax)
    ax.set_xticks([])
    ax.barh(range(len(panel.counts)), panel.counts, color=panel.colors, height=0.72)
    ax.set_xlim(0, max([*panel.counts, 1]))
    name_rows(ax, fitted, list(range(len(panel.names))))
    ax.set_ylim(len(panel.names) - 0.5, -0.5)
    for place, (count, text) in enumerate(zip(panel.counts, numbers, strict=True)):
        ax.text(
            count,
            place,
            text,
            fontsize=VALUE,
            color=MUTED,
            va="center_baseline",
            transform=ax.transData + shift(ax, 3, 0),
        )
    embolden(page.write_in_body(panel.heading, left, top + 0.02, size=NAME))
