"""The plot of groups: a few as dots in the row of each domain, many as a table (`research.report.group_table`)."""

from collections.abc import Sequence
from itertools import pairwise

import pandas as pd
from matplotlib.axes import Axes

from research.arrays import Array
from research.codebook import Codebook
from research.errors import InputError
from research.plurals import count_noun
from research.report.captions import (
    choose,
    describe_size,
    describe_target,
    fill_title,
    join_sentences,
    name_briefly,
    name_domains,
    name_group,
)
from research.report.group_table import plot_group_table
from research.report.group_tests import SIGNIFICANT, Difference, compare_pairs, read_differences, spread_groups
from research.report.heatmap import write_column
from research.report.layout import (
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
    set_value_axis,
    shift,
    wrap_text,
)
from research.report.palette import FAINT, GRID, GROUPS, INK, ZERO, lighten, style_domains
from research.report.shares import rank_domains
from research.report.tables import GROUP, count_of, name_groups

_MAX_DOTS = 4  # groups side by side in a row
_MARKERS = "osD^"
_NAMES = 0.38  # of the width of a figure, at most


def plot_groups(
    data: pd.DataFrame,
    *,
    ax: Axes | None = None,
    codebook: Codebook | None = None,
    language: str = "zh",
    title: str | None = None,
    tests: pd.DataFrame | None = None,
    note: str = "",
    width: float | None = None,
) -> Axes:
    """Plot the shares of groups: of up to four as dots in the row of each domain, of more as differences to their mean.

    Parameters
    ----------
    data
        As `Labelled.prevalence` returns it for ``by=...``: one or more columns that make the groups, then ``domain``
        and ``prevalence`` (0 to 1). With ``low`` and ``high`` differences are tested; with ``documents`` groups of
        fewer than 3 documents are not tested. Of more than 40 groups those with the most documents are shown.
    ax, codebook, language, title
        See `research.report.plots`.
    tests
        Differences of pairs of groups, as `compare_prevalence` returns them, instead of tests of the intervals.
    note
        What the footnote begins with.
    width
        Of the figure in inches.

    Raises
    ------
    InputError
        If a column is missing, none stands before ``domain``, the domains do not fit the width, or `tests` compares
        other groups.

    Examples
    --------
    >>> rows = [("city", "health", 0.6), ("city", "education", 0.4), ("county", "health", 1.0)]
    >>> ax = plot_groups(pd.DataFrame(rows, columns=["level", "domain", "prevalence"]))
    >>> [label.get_text() for label in ax.get_yticklabels()]
    ['卫生健康与疫情防控', '教育']
    """
    table = name_groups(data, ["prevalence"])
    groups = list(dict.fromkeys(table[GROUP]))
    if len(groups) > _MAX_DOTS:
        return plot_group_table(table, ax=ax, codebook=codebook, language=language, title=title, note=note, width=width)
    return _plot_few(table, groups, ax, codebook, language, title, tests, note, width)


def _plot_few(
    table: pd.DataFrame,
    groups: Sequence[str],
    ax: Axes | None,
    codebook: Codebook | None,
    language: str,
    title: str | None,
    tests: pd.DataFrame | None,
    note: str,
    width: float | None,
) -> Axes:
    wide = spread_groups(table, "prevalence").reindex(index=list(groups)).fillna(0.0)
    domains, styles, places = rank_domains(wide.columns, wide.max() - wide.min(), codebook)
    found, n_tests = read_differences(tests) if tests is not None else compare_pairs(table, groups)
    named = {group: name_group(group, language) for group in groups}
    unknown = [name for one in found for name in (one.more, one.less) if name not in named]
    if unknown:
        raise InputError(f"tests: compares {unknown[0]!r}, which is none of the groups {', '.join(groups)}")
    page = choose_width(width, PANELS)
    names = name_domains(domains, codebook, language, short=language == "en")
    fitted, widest, lines = fit_names(names, _NAMES * page)
    directions = [
        _describe_direction([one for one in found if one.domain == name], named, language) for name in domains
    ]
    directions = [wrap_text(text, VALUE, 0.24 * page, 1)[0] if text else "" for text in directions]
    head = choose(language, "差异方向", "difference") if found else ""
    right = MARGIN + 0.14 + max((measure_text(text, VALUE) for text in [*directions, head]), default=0.0)
    caption = _describe_groups(
        table, wide, domains, found, n_tests, named, codebook, language, note, by_intervals=tests is None
    ).entitle(title)
    sizes = table.drop_duplicates(GROUP).set_index(GROUP)
    colors = (GROUPS[0], GROUPS[2]) if len(groups) == 2 else GROUPS
    legend = [
        Key(_name_with_size(group, sizes, language), (color,), marker)
        for group, color, marker in zip(groups, colors, _MARKERS, strict=False)
    ]
    row = ROW + 0.135 * (lines - 1)
    given = ax is not None
    ax = open_axes(
        ax,
        caption,
        width=page,
        height=row * (max(places, default=0) + 1.2),
        left=MARGIN + widest + 0.2,
        right=max(right, MARGIN + 0.24),
        top=0.25,
        legend=legend,
    )
    clear_frame(ax)
    set_value_axis(ax, 0, max(100 * float(wide.to_numpy().max()) * 1.03, 1e-9))
    name_rows(ax, fitted, places)
    ax.tick_params(axis="y", pad=13)
    significant = {one.domain for one in found}
    for label, name, place in zip(ax.get_yticklabels(), domains, places, strict=True):
        dark = name in significant
        label.set_color(INK if dark else FAINT)
        if dark:
            embolden(label)
        labels = [key.name if given and name == domains[0] else None for key in legend]
        _plot_shares(ax, place, 100 * wide[name].to_numpy(), colors, labels, dark=dark)
        ax.plot(
            [0],
            [place],
            "s",
            color=styles[name].color,
            markersize=5,
            clip_on=False,
            zorder=3,
            transform=ax.get_yaxis_transform() + shift(ax, -9, 0),  # clear of a marker at zero
        )
    write_column(ax, directions, places, head=head, points=8, color=INK, ha="left")
    if given and len(groups) > 1:
        ax.legend(frameon=False, fontsize=VALUE, loc="lower right")
    return finish(ax)


def _plot_shares(
    ax: Axes, place: float, shares: Array, colors: Sequence[str], labels: Sequence[str | None], *, dark: bool
) -> None:
    """Plot the share of a domain in each group, and a line that spans them; light where the groups do not differ."""
    ax.axhline(place, color=GRID, linewidth=0.5, zorder=0)
    ax.plot([shares.min(), shares.max()], [place] * 2, color=ZERO if dark else GRID, linewidth=1.6, zorder=1)
    for number, (share, color, marker, label) in enumerate(zip(shares, colors, _MARKERS, labels, strict=False)):
        ax.plot(
            [share],
            [place],
            marker,
            color=color if dark else lighten(color, 0.5),
            markersize=6,
            markeredgecolor="white",
            markeredgewidth=0.7,
            zorder=4 + number,
            clip_on=False,
            label=label,
        )


def _name_with_size(group: str, sizes: pd.DataFrame, language: str) -> str:
    name = name_group(group, language)
    if "documents" not in sizes:
        return name
    number = int(sizes["documents"].loc[group])
    return choose(language, f"{name}（{number}篇）", f"{name} ({count_noun(number, 'document')})")


def _describe_direction(found: Sequence[Difference], named: dict[str, str], language: str) -> str:
    """Return which groups have more than which, as ``A > B > C`` or ``A > B, C``."""
    less: dict[str, list[str]] = {}
    for one in found:
        less.setdefault(one.more, []).append(one.less)
    more = choose(language, "＞", " > ")
    chain = sorted(less, key=lambda group: -len(less[group]))
    if len(chain) > 1 and all(set(less[b]) < set(less[a]) and b in less[a] for a, b in pairwise(chain)):
        last = less[chain[-1]]
        return (
            more.join(named[group] for group in chain)
            + more
            + choose(language, "、", ", ").join(named[x] for x in last)
        )
    under: dict[tuple[str, ...], list[str]] = {}
    for group, below in less.items():
        under.setdefault(tuple(below), []).append(group)
    comma = choose(language, "、", ", ")
    parts = [
        comma.join(named[x] for x in above) + more + comma.join(named[x] for x in below)
        for below, above in under.items()
    ]
    return choose(language, "；", "; ").join(parts)


def _describe_groups(
    table: pd.DataFrame,
    wide: pd.DataFrame,
    domains: Sequence[str],
    found: Sequence[Difference],
    n_tests: int,
    named: dict[str, str],
    codebook: Codebook | None,
    language: str,
    note: str,
    *,
    by_intervals: bool,
) -> Caption:
    short = dict(zip(domains, name_briefly(domains, codebook, language), strict=True))
    styles = style_domains(domains, codebook)
    found = [one for one in found if not styles[one.domain].residual]
    widest = short[domains[0]]
    spread = 100 * float(wide[domains[0]].max() - wide[domains[0]].min())
    leading: dict[str, dict[str, float]] = {}
    for one in found:
        known = leading.setdefault(one.more, {})
        known[one.domain] = max(known.get(one.domain, 0.0), one.difference)
    if len(named) == 1:
        title = choose(
            language, f"只有一组：{next(iter(named.values()))}", f"One group only: {next(iter(named.values()))}"
        )
    elif not n_tests:
        title = choose(
            language,
            f"{widest}相差最大（{spread:.0f}个百分点），未作检验",
            f"{widest} differs most ({spread:.0f} points); not tested",
        )
    elif not found:
        title = choose(language, "各组差异均不显著", "No significant difference between the groups")
    else:
        largest = sorted(leading.items(), key=lambda item: -sum(item[1].values()))[:2]
        parts = [(named[group], [short[x] for x in sorted(known, key=lambda x: -known[x])]) for group, known in largest]
        title = fill_title(
            parts,
            choose(language, "{name}多谈{domains}", "{name} say more on {domains}"),
            language,
            choose(language, "，", "; "),
        )
    dark = choose(
        language, "；黑体为差异显著的领域，右列为方向", "; bold: significant differences, direction on the right"
    )
    subtitle = join_sentences(
        language,
        choose(
            language,
            f"各组文档中各领域占正文句子的比例（%）{dark if found else ''}。",
            f"Share of body sentences by domain in each group (%){dark if found else ''}.",
        ),
        describe_size(language, count_of(table, "sentences"), count_of(table, "documents")),
    )
    tested = choose(
        language,
        f"两两检验{n_tests}次，BH校正，q < {SIGNIFICANT}且相差1点以上为显著。",
        f"{n_tests} tests of pairs, Benjamini-Hochberg; significant: q < {SIGNIFICANT} and at least 1 point.",
    )
    if n_tests and by_intervals:
        tested = join_sentences(
            language,
            tested,
            choose(language, "检验依据各组占比的区间。", "Tests compare the intervals of the groups."),
            describe_target(table, language),
        )
    sorted_by = choose(language, "按组间差距从大到小排列。", "Sorted by the range between groups.")
    return Caption(title, subtitle, join_sentences(language, note, sorted_by, tested if n_tests else ""))
