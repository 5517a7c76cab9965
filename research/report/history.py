"""The plot of a long series of documents: bars for each document, a row for each domain, in periods."""

from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from scipy import stats

from research.arrays import Array
from research.codebook import Codebook
from research.plurals import count_noun
from research.report.captions import (
    choose,
    describe_size,
    join_sentences,
    list_names,
    name_briefly,
    name_domains,
)
from research.report.layout import (
    MARGIN,
    NAME,
    VALUE,
    WIDE,
    Caption,
    Page,
    clear_frame,
    embolden,
    finish,
    fit_names,
    measure_text,
    shift,
    wrap_text,
)
from research.report.palette import INK, MUTED, ZERO, mix, style_domains
from research.report.shares import place_rows
from research.report.tables import count_of, name_groups

_ROWS = 12
_MIN_PEAK = 0.02  # share, as a mean of five documents; smaller domains are not shown
_PITCH, _BAR = 0.39, 0.62  # inches from row to row; of it, the highest bar
_HERO = 14.5  # points of the title
_MIN_GAP = 6  # years without a document that are named
_SIGNIFICANT = 0.05
_TIMES = 1.5  # how many times the mean of those before a bar must be to be annotated
_BEFORE = 5  # documents
_SMALLEST = 1e-9  # share that bars are divided by where a domain has none
_MAX_NAMED = 3  # domains of a period
_PERIODS = ("#5f0178", "#3f7cec", "#be8d01", "#007382")


class Event(NamedTuple):
    """Something that may explain a bar: it is annotated only where the bar stands out from those before."""

    domain: str
    year: int
    zh: str
    en: str


def plot_history(
    data: pd.DataFrame,
    *,
    codebook: Codebook | None = None,
    language: str = "zh",
    title: str | None = None,
    starts: Sequence[int] = (),
    events: Sequence[Event] = (),
    what: str = "",
    note: str = "",
) -> Axes:
    """Plot the shares of domains in each year as bars, each row to its own peak, from the earliest theme to the latest.

    Parameters
    ----------
    data
        As `Labelled.prevalence` returns it for ``by="year"``: ``year``, ``domain`` and ``prevalence`` (0 to 1).
    codebook, language, title
        See `research.report.plots`.
    starts
        The first years of the periods after the first; each is named by the domains that it has more of.
    events
        What may be annotated.
    what
        The documents, for title and subtitle.
    note
        What the footnote begins with.

    Examples
    --------
    >>> rows = [(year, "health", 0.5 + 0.01 * (year - 2000)) for year in range(2000, 2010)]
    >>> ax = plot_history(pd.DataFrame(rows, columns=["year", "domain", "prevalence"]), language="en")
    >>> [label.get_text() for label in ax.get_yticklabels()]
    ['Health & epidemics']
    """
    table = name_groups(data, ["prevalence"])
    wide = table.pivot_table(index="year", columns="domain", values="prevalence", fill_value=0.0)
    wide.index = wide.index.astype(int)
    wide = wide.sort_index()
    years = wide.index.to_numpy(dtype=np.float64)
    styles = style_domains([str(name) for name in wide], codebook)
    large = _find_large(wide, [str(name) for name in wide if not styles[str(name)].residual])
    periods = _name_periods(wide, large, starts)
    domains = _choose_rows(wide, large, [name for _, found in periods for name in found])
    names = name_domains(domains, codebook, language, short=language == "en")
    short = dict(zip(wide.columns, name_briefly(wide.columns, codebook, language), strict=True))
    fitted, widest, _ = fit_names(names, 2.0, NAME, 1)
    caption = _describe_history(table, periods, short, len(wide.columns) - len(domains), language, what, note)
    height = _PITCH * len(domains)
    left, right = MARGIN + widest + 0.1, MARGIN + 0.55
    width = WIDE - left - right
    first, last = years[0] - 1, years[-1] + 1
    scale = width / (last - first)
    ends = [start - 0.5 for start, _ in periods[1:]] + [last]
    begins = [first, *ends[:-1]]
    none = choose(language, "没有显著偏多的领域", "no domain has significantly more")
    heads = [
        _head_period([short[name] for name in found] or [none], (end - begin) * scale - 0.1, language)
        for (_, found), begin, end in zip(periods, begins, ends, strict=True)
    ]
    head = 0.1 + 0.17 * max(map(len, heads)) if starts else 0.0
    page = Page(caption.entitle(title), WIDE, head + 0.2 + height + 0.28, title_size=_HERO)
    ax = page.add_axes(left, head + 0.2, width, height)
    clear_frame(ax)
    ax.set_xlim(first, last)
    ax.set_ylim(0, len(domains))
    step = 10 if last - first > 25 else 5 if last - first > 10 else 1
    ticks = np.arange(np.ceil(years[0] / step) * step, last, step)
    ax.set_xticks(ticks, [f"{tick:.0f}" for tick in ticks], fontsize=VALUE, color=MUTED)
    places = [len(domains) - 1 - place for place in place_rows([0] * len(domains), 0)]
    ax.set_yticks([place + 0.28 for place in places], fitted, fontsize=NAME)
    for number, (begin, end, lines) in enumerate(zip(begins, ends, heads, strict=True)):
        color = _PERIODS[number % len(_PERIODS)]
        ax.axvspan(begin, end, color=mix(color, "#ffffff", 0.94), linewidth=0, zorder=0)
        if number:  # in grey print the colors of two periods are one
            ax.axvline(begin, color=ZERO, linewidth=0.7, zorder=1)
        if starts:
            named = bool(periods[number][1])
            ink = mix(color, "#000000", 0.35) if named else MUTED
            head_text = page.write_in_body(
                "\n".join(lines), left + (begin - first) * scale + 0.05, 0.06, size=NAME, color=ink
            )
            if named:
                embolden(head_text)
    page.write_in_body(f"{years[-1]:.0f}", WIDE - MARGIN, head + 0.02, size=VALUE, color=MUTED, ha="right")
    for name, place, label in zip(domains, places, ax.get_yticklabels(), strict=True):
        label.set_color(styles[name].ink)
        values = wide[name].to_numpy(dtype=np.float64)
        _plot_row(ax, years, values, place, styles[name].color)
        heights = values / max(float(values.max()), _SMALLEST)
        for event in events:
            if event.domain == name:
                _annotate(ax, event, years, heights, place, styles[name].ink, scale, language)
    _name_gaps(ax, years, len(domains) / 2, scale, language)
    return finish(ax)


def _head_period(names: Sequence[str], width: float, language: str) -> list[str]:
    """Return the names of the domains of a period in lines, which end between two names where that is possible."""
    comma = choose(language, "、", "; ")
    lines = [""]
    for name in [name + comma for name in names[:-1]] + [names[-1]]:
        if lines[-1] and measure_text(lines[-1] + name.strip(), NAME) > width:
            lines.append("")
        lines[-1] += name
    lines = [line.strip() for line in lines]
    fits = all(measure_text(line, NAME) <= width for line in lines)
    return lines if fits else wrap_text(comma.join(names), NAME, width, _MAX_NAMED)


def find_shown(data: pd.DataFrame, events: Sequence[Event]) -> list[tuple[Event, float, float]]:
    """Return the events whose bars stand out, with the share and the mean share of the documents before."""
    wide = data.pivot_table(index="year", columns="domain", values="prevalence", fill_value=0.0).sort_index()
    wide.index = wide.index.astype(int)
    found = []
    for event in events:
        if event.domain in wide and event.year in wide.index:
            values = wide[event.domain]
            before = values[values.index < event.year].tail(_BEFORE)
            if len(before) and values[event.year] >= _TIMES * before.mean():
                found.append((event, float(values[event.year]), float(before.mean())))
    return found


def _plot_row(ax: Axes, years: Array, values: Array, place: float, color: str) -> None:
    """Plot the bars of one domain up to their own peak, with the numbers of the peak and of the last bar."""
    peak = float(values.max())
    ax.axhline(place, color=mix(color, "#ffffff", 0.5), linewidth=0.8, zorder=1)
    ax.bar(years, _BAR * values / max(peak, _SMALLEST), bottom=place, width=0.8, color=color, linewidth=0, zorder=2)
    ax.text(
        years[int(values.argmax())],
        place + _BAR,
        _format(peak),
        ha="center",
        va="bottom",
        fontsize=VALUE,
        color=INK,
        transform=ax.transData + shift(ax, 0, 0.5),
    )
    ax.text(
        1,
        place + 0.28,
        _format(values[-1]),
        ha="right",
        va="center",
        fontsize=VALUE,
        color=INK,
        transform=ax.get_yaxis_transform() + shift(ax, 72 * 0.55, 0),
    )


def _find_large(wide: pd.DataFrame, names: Sequence[str]) -> list[str]:
    smooth = wide.rolling(5, center=True, min_periods=1).mean()
    return [name for name in names if smooth[name].max() >= _MIN_PEAK] or list(names)


def _choose_rows(wide: pd.DataFrame, large: Sequence[str], named: Sequence[str]) -> list[str]:
    """Return the domains that name periods and those that change most, by the center of their mass in time."""
    smooth = wide.rolling(5, center=True, min_periods=1).mean()
    change = (smooth.max() - smooth.min()) / smooth.max().clip(lower=1e-9)
    chosen = sorted(large, key=lambda name: (name not in named, -change[name]))[:_ROWS]
    years = wide.index.to_numpy(dtype=np.float64)
    center = {name: float((years * wide[name]).sum() / max(wide[name].sum(), 1e-9)) for name in chosen}
    return sorted(chosen, key=lambda name: center[name])


def _name_periods(wide: pd.DataFrame, names: Sequence[str], starts: Sequence[int]) -> list[tuple[int, list[str]]]:
    """Return the first year of each period, with the domains that peak in it and are significantly rarer outside it."""
    bounds = [int(wide.index[0]), *starts]
    period = np.searchsorted(bounds, wide.index.to_numpy(), side="right") - 1
    tests = []
    for name in names:
        values = wide[name].to_numpy(dtype=np.float64)
        means = [values[period == number].mean() if (period == number).any() else -1.0 for number in range(len(bounds))]
        best = int(np.argmax(means))
        inside = period == best
        if 0 < inside.sum() < len(values):
            more = float(values[inside].mean() - values[~inside].mean())
            tests.append((best, str(name), more, float(stats.mannwhitneyu(values[inside], values[~inside]).pvalue)))
    adjusted = stats.false_discovery_control([p for *_, p in tests]) if tests else []
    kept = [test for test, q in zip(tests, adjusted, strict=True) if q < _SIGNIFICANT]
    kept.sort(key=lambda test: -test[2])
    return [
        (start, [name for best, name, *_ in kept if best == number][:_MAX_NAMED]) for number, start in enumerate(bounds)
    ]


def _annotate(
    ax: Axes, event: Event, years: Array, heights: Array, place: float, ink: str, scale: float, language: str
) -> None:
    at = np.flatnonzero(years == event.year)
    before = heights[years < event.year][-_BEFORE:]
    if not len(at) or not len(before) or heights[at[0]] < _TIMES * before.mean():
        return
    text = choose(language, event.zh, event.en)
    left = event.year - 0.6 - (measure_text(text, VALUE) + 0.05) / scale
    under = heights[(years >= left) & (years < event.year)]
    if len(under) and under.max() > 0.75:
        return
    low = max(0.3, float(under.max()) + 0.02 if len(under) else 0.3)
    ax.text(event.year - 0.6, place + _BAR * low, text, ha="right", va="bottom", fontsize=VALUE, color=ink, zorder=4)


def _name_gaps(ax: Axes, years: Array, place: float, scale: float, language: str) -> None:
    for start, end in pairwise(years):
        if end - start > _MIN_GAP:
            text = choose(
                language,
                f"{start + 1:.0f}—{(end - 1) % 100:02.0f}年无",
                f"none {start + 1:.0f}–{(end - 1) % 100:02.0f}",
            )
            if measure_text(text, VALUE) < (end - start - 1) * scale:
                ax.text(
                    (start + end) / 2,
                    np.floor(place) + 0.35,
                    text,
                    ha="center",
                    va="center",
                    fontsize=VALUE,
                    color=MUTED,
                )


def _format(share: float) -> str:
    return f"{share:.0%}" if share >= 0.0995 else f"{100 * share:.1f}%"


def _describe_history(
    table: pd.DataFrame,
    periods: Sequence[tuple[int, list[str]]],
    short: dict[str, str],
    left_out: int,
    language: str,
    what: str,
    note: str,
) -> Caption:
    first = [[short[name] for name in found[:2]] for _, found in periods if found]
    apart = language != "zh" and any("," in name for names in first for name in names)  # one way of listing in a title
    named = ["; ".join(names) if apart else list_names(names, language) for names in first]
    years = sorted(int(year) for year in table["year"].unique())
    if len(named) > 1:
        title = (
            " → ".join(named) if apart else choose(language, "从" + "，到".join(named), "From " + ", to ".join(named))
        )
    else:
        title = choose(
            language, f"{years[0]}至{years[-1]}年各领域的占比", f"Shares of the domains, {years[0]} to {years[-1]}"
        )
    subtitle = join_sentences(
        language,
        choose(
            language,
            f"{what}各领域占正文句子的比例，每柱一篇。各行按自己的最高值（已标出）定高，行与行不可比高低；从上到下按谈得最多的年代排列。",
            f"{what}{': s' if what else 'S'}hare of body sentences by domain, a bar a document. Each row has its own "
            "scale (its peak is given), so heights do not compare across rows; from the earliest theme to the latest.",
        ),
        f"{years[0]}{choose(language, '—', '–')}{years[-1]}{choose(language, '年，', ', ')}"
        + describe_size(language, count_of(table, "sentences"), len(years)),
    )
    rule = (
        choose(
            language,
            "底色为编者所分各段，段名为该段显著偏多的领域（Mann-Whitney检验，BH校正，q < 0.05）。",
            "Shaded: periods set by the editors, named by the domains that each has significantly more of "
            "(Mann-Whitney, Benjamini-Hochberg, q < 0.05).",
        )
        if len(periods) > 1
        else ""
    )
    rest = (
        choose(
            language,
            f"另有{left_out}个领域变化较小或占比很低，未画。",
            "Not shown: "
            f"{count_noun(left_out, 'domain that changes less or is small', 'domains that change less or are small')}.",
        )
        if left_out
        else ""
    )
    return Caption(title, subtitle, join_sentences(language, rule, rest, note))
