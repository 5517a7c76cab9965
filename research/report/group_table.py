"""The plot of many groups: a row each, with its differences from the mean of all."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from numpy.typing import NDArray
from scipy.cluster.hierarchy import leaves_list, linkage

from research.codebook import Codebook
from research.plurals import count_noun
from research.report.captions import (
    choose,
    describe_size,
    describe_target,
    join_sentences,
    name_briefly,
    name_group,
)
from research.report.group_tests import MIN_DOCUMENTS, SIGNIFICANT, compare_to_mean, spread_groups
from research.report.heatmap import dash_cells, find_width, head_columns, make_heads, plot_cells, write_column
from research.report.layout import (
    MARGIN,
    PANELS,
    VALUE,
    Caption,
    choose_width,
    finish,
    fit_names,
    measure_text,
    open_axes,
    shift,
)
from research.report.palette import BROWN_DASH, BROWN_TO_BLUE, FAINT, INK, ZERO, style_domains
from research.report.shares import group_by_family, place_rows
from research.report.tables import GROUP, count_of, find_group_columns

_MAX_ROWS = 40
_FULL = 10.0  # points of difference at the ends of the scale
_NUMBER = re.compile(r"\d+")  # that a year, a period or the name of a numbered group begins with
_WRITTEN = 6.0  # points of difference that are written into a cell in any case
_DASHED = 1.0  # points that a group has less, from which a cell without a number has a dash


@dataclass(frozen=True, eq=False)
class _Found:
    """The differences of groups (rows, in the order of the plot) from their mean by domain (columns).

    Attributes
    ----------
    table
        The shares.
    groups, domains
        Of rows and columns.
    differences, boxed
        In points, and whether they are significant.
    n_tests, total
        Numbers of tests, and of groups before the largest were kept.
    in_order
        Whether rows are in the order of years or numbers.
    """

    table: pd.DataFrame
    groups: list[str]
    domains: list[str]
    differences: NDArray[np.float64]
    boxed: NDArray[np.bool_]
    n_tests: int
    total: int
    in_order: bool


def plot_group_table(
    table: pd.DataFrame,
    *,
    ax: Axes | None,
    codebook: Codebook | None,
    language: str,
    title: str | None,
    note: str,
    width: float | None,
) -> Axes:
    """Plot the differences of groups from their mean as colored cells; `table` names the group of each row."""
    total = table[GROUP].nunique()
    table, sizes = _keep_largest(table)
    domains, styles, places = group_by_family(table["domain"].astype(str).tolist(), codebook)
    wide = 100 * spread_groups(table, "prevalence").reindex(index=sizes.index, columns=domains).fillna(0.0)
    mean = wide.mean()
    significant, n_tests = compare_to_mean(table, wide, sizes)
    blocks, in_order = _order_rows(wide - mean, sizes, find_group_columns(table))
    ranked = [group for _, groups in blocks for group in groups]
    differences = (wide - mean).loc[ranked].to_numpy()
    boxed = significant.loc[ranked].to_numpy()
    counts = dict(zip(sizes.index, sizes["documents"].astype(int), strict=True)) if "documents" in sizes else {}
    heads = make_heads(name_briefly(domains, codebook, language))
    found = _Found(table, ranked, domains, differences, boxed, n_tests, total, in_order)
    several = len(blocks) > 1
    shown = [name_group(group.split(" · ", 1)[-1] if several else group, language) for group in ranked]
    mean_name = choose(language, "平均（%）", "Mean (%)")
    fitted, widest, lines = fit_names([mean_name, *shown], 0.3 * choose_width(width, PANELS), 8.6)
    numbers = [str(counts[group]) for group in ranked] if counts else []
    head = choose(language, "篇数", "n")
    left = MARGIN + widest + 0.1
    beside = max((measure_text(text, VALUE) for text in [*numbers, head]), default=0.0) + 0.1 if numbers else 0.0
    right = MARGIN + max(beside, heads.overhang)
    texts = [
        [_format_difference(float(value), bool(framed)) for value, framed in zip(line, frames, strict=True)]
        for line, frames in zip(differences, boxed, strict=True)
    ]
    mean_texts = [f"{value:.0f}" if value >= 1 or value == 0 else "<1" for value in mean]
    page = find_width(width, PANELS, left + right, heads, places, [mean_texts, *texts])
    row = 0.19 + 0.125 * (lines - 1)
    rows = place_rows([number for number, (_, groups) in enumerate(blocks) for _ in groups], 0.25 / row)
    rows = [1.35 + place + (0.25 / row if several else 0.0) for place in rows]
    caption = _describe_many(found, codebook, language, note).entitle(title)
    ax = open_axes(ax, caption, width=page, height=row * (rows[-1] + 1), left=left, right=right, top=heads.height)
    values = np.vstack((np.full(len(domains), np.nan), 0.5 + differences / (2 * _FULL)))
    frames = np.vstack((np.zeros(len(domains), dtype=bool), boxed))
    plot_cells(ax, np.clip(values, 0, 1), BROWN_TO_BLUE, [mean_texts, *texts], places, [0.0, *rows], frames)
    unwritten = np.array([[not text for text in line] for line in texts])
    dash_cells(ax, unwritten & (differences <= -_DASHED), places, rows, BROWN_DASH)
    head_columns(ax, heads, places, [styles[name] for name in domains])
    ax.set_yticks([0.0, *rows], fitted, fontsize=8.6, linespacing=1.05)
    for label, group in zip(ax.get_yticklabels()[1:], ranked, strict=True):
        tested = counts.get(group, MIN_DOCUMENTS) >= MIN_DOCUMENTS
        label.set_color(INK if tested else FAINT)
    ax.get_yticklabels()[0].set_color(INK)
    ax.axhline(0.72, color=ZERO, linewidth=0.8)
    if several:
        starts = np.cumsum([0, *(len(groups) for _, groups in blocks)])
        for (name, _), start in zip(blocks, starts, strict=False):
            _head_block(ax, name_group(name, language), rows[start] - 0.5 - 0.11 / row, left)
    if numbers:
        write_column(ax, numbers, rows, head=head, points=5)
    return finish(ax)


def _keep_largest(table: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the rows of as many groups as a figure shows, those of the most documents, and one row for each group."""
    sizes = table.drop_duplicates(GROUP).set_index(GROUP)
    if len(sizes) <= _MAX_ROWS:
        return table, sizes
    ranked = sizes["documents"].sort_values(ascending=False, kind="stable") if "documents" in sizes else sizes
    kept = set(ranked.index[:_MAX_ROWS])
    return table[table[GROUP].isin(kept)], sizes.loc[[group for group in sizes.index if group in kept]]


def _head_block(ax: Axes, name: str, place: float, left: float) -> None:
    """Write the name of a block of groups above its first row, at the left margin of the page."""
    ax.text(
        0,
        place,
        name,
        fontsize=VALUE,
        color=INK,
        va="center",
        transform=ax.get_yaxis_transform() + shift(ax, -72 * (left - MARGIN), 0),
    )


def _order_rows(
    differences: pd.DataFrame, sizes: pd.DataFrame, by: Sequence[str]
) -> tuple[list[tuple[str, list[str]]], bool]:
    """Put groups into blocks by their first column where there are several; alike ones stand beside each other.

    Years, periods and numbered groups stay in their order instead; the second value tells whether they do.
    """
    groups = [str(group) for group in sizes.index]
    blocks: dict[str, list[str]] = {}
    for group in groups:
        blocks.setdefault(group.split(" · ", 1)[0] if len(by) > 1 else "", []).append(group)
    if not 1 < len(blocks) < len(groups):
        blocks = {"": groups}
    rest = 1 if len(blocks) > 1 else 0
    numbers = {group: _NUMBER.match(group.split(" · ", 1)[rest]) for group in groups}
    found = {group: int(number[0]) for group, number in numbers.items() if number}
    if len(found) == len(groups):
        return [(name, sorted(part, key=lambda group: (found[group], group))) for name, part in blocks.items()], True
    return [(name, _order_alike(differences.loc[part])) for name, part in blocks.items()], False


def _order_alike(differences: pd.DataFrame) -> list[str]:
    if len(differences) < 3:
        return [str(group) for group in differences.index]
    order = leaves_list(linkage(differences.to_numpy(), "average", optimal_ordering=True))
    return [str(differences.index[place]) for place in order]


def _format_difference(value: float, framed: bool) -> str:
    return f"{value:+.0f}".replace("-", "−") if framed or abs(value) >= _WRITTEN else ""


def _describe_many(found: _Found, codebook: Codebook | None, language: str, note: str) -> Caption:
    domains, differences, boxed = found.domains, found.differences, found.boxed
    short = name_briefly(domains, codebook, language)
    styles = style_domains(domains, codebook)
    framed = np.where(boxed & np.array([not styles[name].residual for name in domains]), np.abs(differences), 0.0)
    if framed.any():
        row, column = np.unravel_index(int(framed.argmax()), framed.shape)
        value = f"{differences[row, column]:+.0f}".replace("-", "−")
        whole = found.groups[int(row)]
        group = name_group(whole if found.in_order else whole.rsplit(" · ", 1)[-1], language)
        count = int(boxed.any(axis=1).sum())
        title = choose(
            language,
            f"{len(found.groups)}组中{count}组偏离平均，最突出的是{group}的{short[int(column)]}（{value}点）",
            f"Of {count_noun(len(found.groups), 'group')}, {count_noun(count, 'differs', 'differ')} from the mean; "
            f"most of all {group}: {short[int(column)]} ({value} points)",
        )
    elif found.n_tests:
        title = choose(language, "各组与平均的差异均不显著", "No group differs significantly from the mean")
    else:
        title = choose(language, "各组与平均之差，未作检验", "Differences from the mean, not tested")
    subtitle = join_sentences(
        language,
        choose(
            language,
            "各组占比与各组平均之差（百分点）：蓝为多于平均，褐或带短横为少于平均；"
            + ("加框为显著，框内和相差6点以上的写出数字。" if found.n_tests else "相差6点以上的写出数字。"),
            "Shares of each group minus the mean of the groups (points): blue is more, brown or a dash less; "
            + ("framed if significant, numbers also from 6." if found.n_tests else "numbers from 6."),
        ),
        describe_size(language, count_of(found.table, "sentences"), count_of(found.table, "documents")),
    )
    tested = choose(
        language,
        f"各组区间与平均比较{found.n_tests}次，BH校正，q < {SIGNIFICANT}且相差1点以上为显著；"
        f"不足{MIN_DOCUMENTS}篇的组不作检验，组名用灰色。",
        f"{found.n_tests} tests of a group's interval against the mean, adjusted by Benjamini-Hochberg; significant: "
        f"q < {SIGNIFICANT} and at least 1 point. Grey names: fewer than {MIN_DOCUMENTS} documents, not "
        "tested.",
    )
    total = found.total
    cut = choose(language, f"共{total}组，只列文档最多的{_MAX_ROWS}组。", f"The {_MAX_ROWS} largest of {total} groups.")
    by_number, alike = ("行按年份或编号排列", "Rows by year or number"), ("行按相似程度排列", "Rows by similarity")
    rows = choose(language, *(by_number if found.in_order else alike))
    order = rows + choose(language, "，列按大类排列。", ", columns by family.")
    intervals = describe_target(found.table, language) if found.n_tests else ""
    beyond = bool((np.abs(differences) > _FULL).any())
    full = (
        choose(language, f"超过±{_FULL:.0f}点的颜色相同。", f"One color beyond ±{_FULL:.0f} points.") if beyond else ""
    )
    cut = cut if total > _MAX_ROWS else ""
    return Caption(
        title, subtitle, join_sentences(language, note, tested if found.n_tests else "", cut, order, full, intervals)
    )
