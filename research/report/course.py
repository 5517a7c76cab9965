"""Plots of one document: its course sentence by sentence, and the domains of its sections."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import NamedTuple

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.collections import PolyCollection
from matplotlib.transforms import blended_transform_factory

from research.codebook import Codebook
from research.plurals import count_noun
from research.report.captions import (
    choose,
    describe_size,
    format_percent,
    list_names,
    name_briefly,
    name_domains,
    tidy_name,
)
from research.report.heatmap import (
    find_width,
    head_columns,
    make_heads,
    measure_axes,
    name_table_rows,
    plot_cells,
    write_column,
)
from research.report.layout import (
    LINE_HEIGHT,
    MARGIN,
    PANELS,
    ROW,
    VALUE,
    Caption,
    Key,
    choose_width,
    clear_frame,
    embolden,
    finish,
    fit_names,
    measure_text,
    name_rows,
    open_axes,
    shift,
    wrap_text,
)
from research.report.palette import BLUES, INK, MUTED, ZERO, lighten
from research.report.shares import group_by_family, place_rows
from research.report.tables import take_document
from research.text.sentences import split_headings

_NAMES = 0.38  # of the width of a figure, at most
_STEPS = ((0.9, 0.0), (0.5, 0.42), (-1.0, 0.72))  # least probability, share of white
_HUES = ("#3f7cec", "#3e5a21", "#be8d01")  # explain the three steps
_MAX_SEPARATE = 150  # sentences with white between them
_MAX_DEPTH = 4  # levels of headings
_MAX_SECTIONS = 30  # rows of subsections; with more, those of the first level only
_MAX_ROWS = 60  # rows; of more sections of the first level the largest
_MAX_LISTED = 30  # sections whose names stand in the footnote of a ribbon
_MIN_SENTENCES = 5  # of a section with a row
_SECTION_NAMES = 2.2  # inches
_MAX_LINES = 3  # of a section's name below the ribbon
_FULL = 0.6  # share of a section's sentences at the end of the scale
_MAX_TIED = 2  # domains that a title names where they are alike
_MIN_RUN = 2  # sentences; a run that a title names is longer
_MIN_NUMBER = 0.1  # share that is written into its cell
_ENDS = "，。；：、,.;: "  # of a heading, that a list of headings leaves out
_NUMERAL = re.compile(r"[（(]?([一二三四五六七八九十百]+|\d{1,3}|[IVX]+)[）)、.．\s]")


@dataclass(frozen=True)
class _Section:
    name: str
    parent: str
    start: int
    end: int


class _Dropped(NamedTuple):
    """How many sections have no row: those that are too small, and those beyond the largest."""

    small: int
    more: int


def plot_ribbon(
    data: pd.DataFrame,
    *,
    ax: Axes | None = None,
    codebook: Codebook | None = None,
    language: str = "zh",
    title: str | None = None,
    width: float | None = None,
) -> Axes:
    """Plot the course of a document: a cell for each body sentence in the row of its domain, paler if less probable.

    Parameters
    ----------
    data
        The sentences of one document in order, as `Labelled.sentences` has them: ``kind``, ``domain`` and
        ``probability``. With ``headings`` the sections are marked.
    ax, codebook, language, title
        See `research.report.plots`. Domains without a sentence are left out.
    width
        Of the figure in inches.

    Raises
    ------
    InputError
        If a column is missing, or the sentences are of several documents or none of them is body text.

    Examples
    --------
    >>> rows = [("body", "health", 0.9), ("heading", "health", 0.8), ("body", "education", 0.7)]
    >>> ax = plot_ribbon(pd.DataFrame(rows, columns=["kind", "domain", "probability"]), language="en")
    >>> [label.get_text() for label in ax.get_yticklabels()]
    ['Education', 'Health & epidemics']
    """
    body = take_document(data, ["kind", "domain", "probability"])
    domains, styles, places = group_by_family(body["domain"].tolist(), codebook)
    names = name_domains(domains, codebook, language, short=language == "en")
    counts = Counter(body["domain"])
    page = choose_width(width, PANELS)
    fitted, widest, lines = fit_names(names, _NAMES * page)
    left = MARGIN + widest + 0.1
    numbers = [str(counts[name]) for name in domains]
    head = choose(language, "句数", "n")
    right = MARGIN + max(measure_text(text, VALUE) for text in [*numbers, head]) + 0.08
    sections = [found for found in _find_sections(body) if found.name]
    depths = {bool(found.parent) for found in sections}
    first = [found for found in sections if not found.parent]
    labels, listed = _label_sections(first, (page - left - right) / len(body), language)
    below = max((label.count("\n") + 1 for label in labels), default=0) * VALUE * LINE_HEIGHT / 72
    below += 0.18 if True in depths else 0.0
    caption = _describe_course(body, counts, codebook, language, listed).entitle(title)
    steps = ["≥ 0.9", "0.5–0.9", "< 0.5"]
    sure = choose(language, "标注的把握", "probability")
    legend = [
        Key(f"{sure} {text}" if number == 0 else text, tuple(lighten(hue, white) for hue in _HUES), "s")
        for number, (text, (_, white)) in enumerate(zip(steps, _STEPS, strict=True))
    ]
    height = (ROW + 0.135 * (lines - 1)) * (max(places, default=0) + 1)
    ax = open_axes(
        ax, caption, width=page, height=height, left=left, right=right, top=0.2, bottom=below + 0.12, legend=legend
    )
    clear_frame(ax)
    name_rows(ax, fitted, places)
    ax.set_ylim(max(places, default=0) + 0.5, -0.5)
    ax.set_xlim(0, len(body))
    ax.set_xticks([])
    for place in places:
        ax.axhspan(place - 0.4, place + 0.4, color="#f3f3f3", linewidth=0, zorder=0)
    rows = dict(zip(domains, places, strict=True))
    cell = 0.86 if len(body) <= _MAX_SEPARATE else 1.0
    corners = np.array([(0, -0.4), (cell, -0.4), (cell, 0.4), (0, 0.4)])
    at = np.array([(number, rows[name]) for number, name in enumerate(body["domain"])]).reshape(-1, 1, 2)
    colors = [
        lighten(styles[name].color, _find_white(float(probability)))
        for name, probability in zip(body["domain"], body["probability"], strict=True)
    ]
    # One collection: a bar for each sentence took ten times as long.
    ax.add_collection(PolyCollection(at + corners, facecolors=colors, linewidth=0, zorder=2))
    write_column(ax, numbers, places, head=head)
    _mark_sections(ax, sections, labels, len(body))
    return finish(ax)


def plot_sections(
    data: pd.DataFrame,
    *,
    ax: Axes | None = None,
    codebook: Codebook | None = None,
    language: str = "zh",
    title: str | None = None,
    width: float | None = None,
) -> Axes:
    """Plot a heat map of the domains (columns) in the sections of a document (rows), in per cent of each section.

    Parameters
    ----------
    data
        The sentences of one document in order, as `Labelled.sentences` has them: ``kind``, ``domain`` and
        ``headings``.
    ax, codebook, language, title
        See `research.report.plots`. With `codebook` all its domains have columns, else those that occur.
    width
        Of the figure in inches.

    Raises
    ------
    InputError
        If a column is missing, the sentences are of several documents or none of them is body text, or the columns do
        not fit the width.

    Examples
    --------
    >>> rows = [("body", "health", "一、卫生"), ("body", "education", "二、教育"), ("body", "health", "三、其他")]
    >>> ax = plot_sections(pd.DataFrame(rows, columns=["kind", "domain", "headings"]))
    >>> [label.get_text() for label in ax.get_yticklabels()]
    ['一、卫生', '二、教育', '三、其他']
    """
    body = take_document(data, ["kind", "domain", "headings"])
    domains, styles, places = group_by_family(body["domain"].tolist(), codebook, only_found=codebook is None)
    heads = make_heads(name_briefly(domains, codebook, language))
    sections, dropped = _choose_sections(_find_sections(body))
    counts = np.array(
        [[Counter(body["domain"].iloc[found.start : found.end])[name] for name in domains] for found in sections]
    )
    sizes = counts.sum(axis=1)
    shares = counts / np.maximum(sizes[:, None], 1)
    untitled = choose(language, "（无小标题）", "(no heading)")
    indent = 0.12 if any(found.parent for found in sections) else 0.0
    fitted, widest, lines = fit_names([found.name or untitled for found in sections], _SECTION_NAMES, 8.4)
    left = MARGIN + indent + widest + 0.12
    numbers = [str(size) for size in sizes]
    head = choose(language, "句数", "n")
    right = MARGIN + max(0.1 + max(measure_text(text, VALUE) for text in [*numbers, head]), heads.overhang)
    page = find_width(width, PANELS, left + right, heads, places)
    row = ROW + 0.02 + 0.125 * (lines - 1)
    rows, parents = _place_sections(sections, row)
    caption = _describe_sections(body, sections, shares, codebook, domains, language, dropped).entitle(title)
    height = row * (rows[-1] + 1)
    ax = open_axes(ax, caption, width=page, height=height, left=left, right=right, top=heads.height)
    texts = [[f"{np.floor(100 * x + 0.5):.0f}" if x >= _MIN_NUMBER else "" for x in row] for row in shares]
    plot_cells(ax, np.minimum(shares / _FULL, 1), BLUES, texts, places, rows)
    head_columns(ax, heads, places, [styles[name] for name in domains])
    name_table_rows(ax, fitted, rows)
    for label in ax.get_yticklabels():
        label.set(fontsize=8.4, ha="left")
    ax.tick_params(axis="y", pad=72 * (left - MARGIN - indent))
    beside = blended_transform_factory(ax.transAxes, ax.transData)
    for name, place in parents:
        text = ax.text(
            0,
            place,
            wrap_text(name, VALUE + 0.4, measure_axes(ax)[0] + left - 0.3, 1)[0],
            va="center",
            fontsize=VALUE + 0.4,
            color=INK,
            transform=beside + shift(ax, -72 * (left - MARGIN), 0),
        )
        embolden(text)
    write_column(ax, numbers, rows, head=head, points=6)
    return finish(ax)


def _find_white(probability: float) -> float:
    return next(white for least, white in _STEPS if not probability < least)


def _find_sections(body: pd.DataFrame) -> list[_Section]:
    """Return the sections of a document and those below them, as stretches of its body sentences.

    The first level is the highest that divides the document; a title above all of it does not.
    """
    if "headings" not in body:
        return []
    read = {path: tuple(map(tidy_name, split_headings(str(path)))) for path in body["headings"].unique()}
    paths = [read[path] for path in body["headings"]]
    depth = next((depth for depth in range(_MAX_DEPTH) if len({path[: depth + 1] for path in paths}) > 2), 0)
    found = []
    start = 0
    divided = {path[:depth] for path in paths if len(path) > depth}  # what stands below their title alone is an opening
    kept = [path[depth : depth + 2] or (("",) if path in divided else path[-1:]) for path in paths]
    if sum(len(path) > 1 and bool(_NUMERAL.match(path[1])) for path in dict.fromkeys(kept)) > 1:
        kept = [path if len(path) < 2 or _NUMERAL.match(path[1]) else path[:1] for path in kept]
    for path, part in groupby(kept):
        end = start + len(list(part))
        padded = (*path, "", "")
        found.append(_Section(padded[1], padded[0], start, end))
        start = end
    return _add_first_level(found)


def _add_first_level(found: Sequence[_Section]) -> list[_Section]:
    sections = []
    for parent, part in groupby(found, key=lambda one: one.parent):
        inner = list(part)
        sections.append(_Section(parent, "", inner[0].start, inner[-1].end))
        if parent and len(inner) > 1:
            sections += inner
    return sections


def _choose_sections(found: Sequence[_Section]) -> tuple[list[_Section], _Dropped]:
    """Return the sections that have rows, and the numbers of those that have none."""
    coarse = [one for one in found if not one.parent]
    rows: list[_Section] = []
    dropped = 0
    for one in coarse:
        inner = [part for part in found if part.parent and one.start <= part.start and part.end <= one.end]
        large = [part for part in inner if _is_large(part)]
        if len(large) > 1:
            rows += large
            dropped += len(inner) - len(large)
        elif _is_large(one):  # most of it would be lost with its small parts
            rows.append(one)
        else:
            dropped += 1
    if len(rows) <= _MAX_SECTIONS and any(one.parent for one in rows):
        return rows, _Dropped(dropped, 0)
    large = [one for one in coarse if _is_large(one)]
    kept, dropped = (large, len(coarse) - len(large)) if len(large) > 1 else (coarse, 0)
    largest = sorted(kept, key=lambda one: one.start - one.end)[:_MAX_ROWS]
    return sorted(largest, key=lambda one: one.start), _Dropped(dropped, len(kept) - len(largest))


def _is_large(section: _Section) -> bool:
    return section.end - section.start >= _MIN_SENTENCES


def _place_sections(sections: Sequence[_Section], row: float) -> tuple[list[float], list[tuple[str, float]]]:
    """Return the rows of sections of a height in inches, and the name and place of each section that is divided."""
    keys = [one.parent or f"\0{one.name}" for one in sections]
    if not any(one.parent for one in sections):
        return place_rows([0] * len(sections), 0.0), []
    first = 0.3 / row if sections[0].parent else 0.0  # its name stands below the heads of the columns
    gaps = [place + first for place in place_rows(keys, 0.3 / row)]
    parents = {}
    for one, place in zip(sections, gaps, strict=True):
        if one.parent and one.parent not in parents:
            parents[one.parent] = place - 0.5 - 0.13 / row
    return gaps, list(parents.items())


def _label_sections(sections: Sequence[_Section], scale: float, language: str) -> tuple[list[str], str]:
    """Return what stands below each section, and the full names of those that only have a numeral there."""
    labels, listed = [], []
    for number, section in enumerate(sections, 1):
        room = (section.end - section.start) * scale - 0.08
        lines = wrap_text(section.name, VALUE, room) if room > 0.55 else []
        if lines and len(lines) <= _MAX_LINES:
            labels.append("\n".join(lines))
            continue
        found = _NUMERAL.match(section.name)
        numeral = found[1] if found else str(number)
        labels.append(numeral if measure_text(numeral, VALUE) <= room else "")
        rest = section.name[found.end() :].strip() if found else section.name
        listed.append(f"{numeral} {rest.rstrip(_ENDS)}")
    if len(listed) > _MAX_LISTED:
        return labels, choose(language, f"共{len(sections)}个，名称从略", f"{len(sections)}, names left out")
    return labels, choose(language, "；", "; ").join(listed)


def _mark_sections(ax: Axes, sections: Sequence[_Section], labels: Sequence[str], size: int) -> None:
    below = blended_transform_factory(ax.transData, ax.transAxes)
    scale = measure_axes(ax)[0] / size
    fine = [one for one in sections if one.parent]
    drop = 14.0 if fine else 2.0
    taken = 0.0
    for section in fine:
        ax.axvline(section.start, color=ZERO, linewidth=0.5, zorder=1)
        found = _NUMERAL.match(section.name)
        room = (section.end - section.start) * scale
        if found and section.start * scale >= taken and measure_text(found[1], VALUE) < room:
            ax.text(
                section.start, 0, found[1], transform=below + shift(ax, 2, -2), va="top", fontsize=VALUE, color=MUTED
            )
            taken = section.start * scale + measure_text(found[1], VALUE) + 0.06
    for section, label in zip([one for one in sections if not one.parent], labels, strict=True):
        ax.plot([section.start] * 2, [0, 1], color="#7d7d7d", linewidth=1.0, zorder=3, transform=below)
        ax.plot([section.start] * 2, [0, 0], color="#7d7d7d", linewidth=1.0, clip_on=False, transform=below)
        ax.text(
            section.start,
            0,
            label,
            transform=below + shift(ax, 3, -drop),
            va="top",
            fontsize=VALUE,
            color=INK,
            linespacing=1.25,
        )


def _name_document(body: pd.DataFrame) -> str:
    return tidy_name(str(body["document_id"].iloc[0])) if "document_id" in body else ""


def _describe_course(
    body: pd.DataFrame, counts: Counter[str], codebook: Codebook | None, language: str, listed: str
) -> Caption:
    domains, styles, _ = group_by_family(list(counts), codebook)
    short = dict(zip(domains, name_briefly(domains, codebook, language), strict=True))
    ranked = sorted((name for name in domains if not styles[name].residual), key=lambda name: -counts[name])
    runs = [(len(list(part)), name) for name, part in groupby(body["domain"]) if not styles[name].residual]
    name, size = _name_document(body), describe_size(language, len(body))
    if not ranked:
        title = choose(language, f"全部句子都是{short[domains[0]]}", f"All sentences are {short[domains[0]]}")
    else:
        first = [short[name] for name in ranked if counts[name] == counts[ranked[0]]]
        longest = max(run for run, _ in runs)
        dense = list(dict.fromkeys(short[name] for run, name in runs if run == longest))
        title = _title_course(first, counts[ranked[0]], dense, longest, language)
    subtitle = choose(
        language,
        f"{name}{'：' if name else ''}从左到右为全文正文句，每格一句，颜色为领域，右侧为句数。{size}",
        f"{name}{': body' if name else 'Body'} sentences from left to right, a cell each, colored by domain; counts on "
        f"the right. {size}",
    )
    note = choose(
        language,
        "领域为每句概率最高者；概率0.5以下的标注请人工复核。",
        "The domain is the most probable one; please review labels with a probability below 0.5.",
    )
    if listed:
        note += choose(language, f"各部分：{listed}。", f" Sections: {listed}.")
    return Caption(title, subtitle, note)


def _title_course(first: Sequence[str], most: int, dense: Sequence[str], longest: int, language: str) -> str:
    """Name the domains with the most sentences and those with the longest run; of many that are alike, their number."""
    listed = list_names(first, language)
    if len(first) == 1:
        title = choose(language, f"{listed}句数最多（{most}句）", f"{listed} has the most sentences ({most})")
    elif len(first) <= _MAX_TIED:
        title = choose(language, f"{listed}句数最多（各{most}句）", f"{listed} have the most sentences ({most} each)")
    else:
        title = choose(
            language,
            f"{len(first)}个领域句数同为最多（各{most}句）",
            f"{len(first)} domains share the most sentences ({most} each)",
        )
    if longest <= _MIN_RUN or len(dense) > _MAX_TIED:
        return title
    if list(dense) == list(first):
        return title + choose(language, f"，也最集中（连续{longest}句）", f" and the longest run ({longest})")
    named = list_names(dense, language)
    return title + choose(language, f"；最集中的是{named}，连续{longest}句", f"; {named} the longest run ({longest})")


def _describe_sections(
    body: pd.DataFrame,
    sections: Sequence[_Section],
    shares: np.ndarray,
    codebook: Codebook | None,
    domains: Sequence[str],
    language: str,
    dropped: _Dropped,
) -> Caption:
    short = name_briefly(domains, codebook, language)
    half = int((shares.max(axis=1) > 0.5).sum())
    row, column = np.unravel_index(int(shares.argmax()), shares.shape)
    most, share = short[int(column)], format_percent(float(shares[row, column]))
    count = len(sections)
    if count == 1:
        title = choose(language, f"{most}最多，占{share}", f"{most} is most frequent, {share}")
    elif half == 0:
        title = choose(
            language, f"{count}节都没有占比过半的领域", f"No domain has more than half of any of {count} sections"
        )
    else:
        title = choose(
            language,
            f"{count}节中有{half}节以一个领域为主，最集中的一节{share}谈{most}",
            f"Of {count} sections, {count_noun(half, 'has', 'have')} one main domain; the densest is {share} {most}",
        )
    name = _name_document(body)
    subtitle = choose(
        language,
        f"{name}{'：' if name else ''}各节正文句属于各领域的百分比，每行合计100%，不足10%不写数字。",
        f"{name}{': per' if name else 'Per'} cent of the body sentences of each section by domain; rows add up to "
        "100%, numbers from 10%. ",
    ) + describe_size(language, len(body))
    note = choose(
        language,
        "行按文中顺序，列按大类排列；领域为每句概率最高者。",
        "Rows in the order of the text, columns by family; the domain is the most probable one.",
    )
    if dropped.small:
        note += choose(
            language,
            f"少于{_MIN_SENTENCES}句的{dropped.small}节未列。",
            f" Left out: {count_noun(dropped.small, 'section')} of fewer than {_MIN_SENTENCES} sentences.",
        )
    if dropped.more:
        note += choose(
            language,
            f"只列句数最多的{_MAX_ROWS}节，另有{dropped.more}节未列。",
            f" The {_MAX_ROWS} longest sections; {dropped.more} more are left out.",
        )
    return Caption(title, subtitle, note)
