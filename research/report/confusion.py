"""The plot of confusions of domains."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from research.arrays import Array
from research.codebook import Codebook
from research.errors import InputError
from research.report.captions import (
    choose,
    describe_size,
    format_percent,
    join_sentences,
    name_briefly,
)
from research.report.heatmap import find_width, head_columns, make_heads, name_table_rows, plot_cells, write_column
from research.report.layout import (
    MARGIN,
    NAME,
    PANELS,
    VALUE,
    WIDE,
    Caption,
    Page,
    choose_width,
    embolden,
    finish,
    fit_names,
    measure_text,
)
from research.report.palette import INK, MUTED, ORANGES
from research.report.shares import group_by_family
from research.report.tables import count_documents

if TYPE_CHECKING:  # labelled documents are plotted without scikit-learn
    from research.measure.evaluation import Evaluation, Scores

_MAX_NAMED = 10  # confusions in the list
_FULL = 0.07  # share of confused sentences at the end of the scale
_MIN_NUMBER = 0.0095  # share that is written into its cell


def plot_confusion(
    data: "Evaluation | Scores | pd.DataFrame",
    *,
    ax: Axes | None = None,
    codebook: Codebook | None = None,
    language: str = "zh",
    title: str | None = None,
    note: str = "",
    width: float | None = None,
) -> Axes:
    r"""Plot a confusion matrix in per cent of each gold domain (rows); blank diagonal, its values on the right.

    Parameters
    ----------
    data
        An evaluation, or counts with gold domains in rows (the index, or a column ``gold``) and predicted domains in
        columns.
    ax, codebook, language, title
        See `research.report.plots`.
    note
        What the footnote begins with.
    width
        Of the figure in inches; the list of the largest confusions is left out where there is no room for it.

    Raises
    ------
    InputError
        If no sentence is counted, or the domains do not fit the width.

    Examples
    --------
    >>> ids = ["health", "education"]
    >>> ax = plot_confusion(pd.DataFrame([[9, 1], [0, 5]], index=ids, columns=ids), language="en")
    >>> ax.figure.get_suptitle().replace("\n", " ")
    'Most frequent confusion: 10% of Health & epidemics is labelled Education'
    """
    choose_width(width, WIDE)
    counts = _read_confusion(data)
    domains, styles, places = group_by_family(list(counts.index), codebook)
    counts = counts.loc[domains, domains]
    values = counts.to_numpy(dtype=np.float64)
    if not values.sum():
        raise InputError("the confusion matrix counts no sentences; there is nothing to plot")
    sizes = values.sum(axis=1)
    shares = values / np.maximum(sizes[:, None], 1)
    largest = _find_largest(values, shares)
    short = name_briefly(domains, codebook, language)
    heads = make_heads(short)
    right_head = choose(language, "标对%", "right %")
    correct = [f"{100 * share:.0f}" if size else "–" for share, size in zip(np.diag(shares), sizes, strict=True)]
    fitted, widest, _ = fit_names(short, 0.26 * PANELS, NAME, 1)
    left = MARGIN + widest + 0.24
    beside = 0.1 + measure_text(right_head, VALUE)
    listed = [f"{short[a]} → {short[b]}" for a, b in largest]
    values_listed = [f"{100 * shares[pair]:.1f}% ({values[pair]:.0f})" for pair in largest]
    panel = _measure_list(listed, values_listed, language)
    core = left + max(beside, heads.overhang) + MARGIN
    least = find_width(width, 0.0, core, heads, places)
    show = bool(listed) and ax is None and (width is None or width - core - panel > 0.18 * (max(places, default=0) + 1))
    page_width = width or (max(WIDE, least + panel) if show else max(least, min(PANELS, core + 0.3 * len(domains))))
    room = page_width - core - (panel + 0.15 if show else 0.0)
    pitch = min(0.3, room / (max(places, default=0) + 1))
    if width is None:
        page_width = core + pitch * (max(places, default=0) + 1) + (panel + 0.15 if show else 0.0)
        page_width = max(page_width, 4.6)
    caption = _describe_confusion(data, values, largest, short, language, note).entitle(title)
    side = pitch * (max(places, default=0) + 1)
    if ax is None:
        top = heads.height + 0.18
        page = Page(caption, page_width, top + max(side, 0.2 * len(listed) + 0.6 if show else 0.0) + 0.04)
        ax = page.add_axes(left, top, side, side)
        page.write_in_body(choose(language, "标成 →", "labelled as →"), left, 0.02, size=VALUE, color=MUTED)
        page.write_in_body(choose(language, "应为 ↓", "gold ↓"), MARGIN, top - 0.19, size=VALUE, color=MUTED)
        if show:
            _list_confusions(page, page_width - MARGIN - panel + 0.1, top, listed, values_listed, language)
    elif caption.title:
        ax.set_title(caption.title, fontsize=11, loc="left", color=INK)
    _plot_shares(ax, shares, largest, places)
    looks = [styles[name] for name in domains]
    head_columns(ax, heads, places, looks)
    name_table_rows(ax, fitted, places, looks)
    write_column(ax, correct, places, head=right_head, points=5)
    return finish(ax)


def _find_largest(values: Array, shares: Array) -> list[tuple[int, int]]:
    """Return the cells of the largest confusions by share; single sentences count only where there are no others."""
    wrong = np.where(np.eye(len(shares), dtype=bool), 0.0, shares)
    order = [divmod(int(place), len(shares)) for place in np.argsort(-wrong, axis=None, kind="stable")]
    least = min(2, values[wrong > 0].max(initial=0))
    return [pair for pair in order if values[pair] >= least and wrong[pair] > 0][:_MAX_NAMED]


def _plot_shares(ax: Axes, shares: Array, largest: Sequence[tuple[int, int]], places: Sequence[float]) -> None:
    """Plot the cells, and a frame around the largest confusions."""
    boxed = np.zeros(shares.shape, dtype=bool)
    for pair in largest:
        boxed[pair] = True
    cells = np.where(np.eye(len(shares), dtype=bool), np.nan, np.minimum(shares / _FULL, 1))
    texts = [
        [_format_cell(share, boxed[row, column]) if row != column else "" for column, share in enumerate(line)]
        for row, line in enumerate(shares)
    ]
    plot_cells(ax, cells, ORANGES, texts, places, places, boxed, outlined=True)


def _measure_list(listed: Sequence[str], values: Sequence[str], language: str) -> float:
    """Return the width of the list of confusions, in inches."""
    names, numbers = (max((measure_text(text, VALUE) for text in texts), default=0.0) for texts in (listed, values))
    return max(0.35 + names + numbers, 0.15 + max(measure_text(text, NAME) for text in _head_list(language)))


def _head_list(language: str) -> tuple[str, str]:
    return (
        choose(language, "最常见的混淆", "Most frequent confusions"),
        choose(language, "占该领域句子的百分比（句数）", "% of the domain (sentences)"),
    )


def _list_confusions(page: Page, left: float, top: float, listed: list[str], values: list[str], language: str) -> None:
    title, unit = _head_list(language)
    embolden(page.write_in_body(title, left, top, size=NAME))
    page.write_in_body(unit, left, top + 0.22, size=VALUE, color=MUTED)
    for number, (text, value) in enumerate(zip(listed, values, strict=True)):
        place = top + 0.48 + 0.2 * number
        page.write_in_body(text, left, place, size=VALUE)
        page.write_in_body(value, page.width - MARGIN, place, size=VALUE, ha="right")


def _read_confusion(data: "Evaluation | Scores | pd.DataFrame") -> pd.DataFrame:
    if isinstance(data, pd.DataFrame):
        table = data.set_index("gold") if "gold" in data else data
    else:
        ids = data.domains.index
        table = pd.DataFrame(np.asarray(data.confusion), index=ids, columns=ids)
    gold = [str(name) for name in table.index]
    return (
        table.set_axis(gold, axis=0)
        .set_axis([str(name) for name in table.columns], axis=1)
        .reindex(columns=gold, fill_value=0)
    )


def _describe_confusion(
    data: object, values: Array, largest: list[tuple[int, int]], short: list[str], language: str, note: str
) -> Caption:
    total = values.sum()
    accuracy = format(float(np.trace(values)) / max(total, 1), ".1%")
    if largest:
        first, second = largest[0]
        share = format_percent(float(values[first, second] / values[first].sum()))
        found = choose(
            language,
            f"最常见的混淆：{short[first]}的句子有{share}被标成{short[second]}",
            f"Most frequent confusion: {share} of {short[first]} is labelled {short[second]}",
        )
    else:
        found = choose(language, "没有混淆：全部标对", "No confusion: all labels are right")
    subtitle = choose(
        language,
        f"应属某领域（行）的句子被标成其他领域（列）的百分比；对角线留白，右列为标对的百分比。正确率{accuracy}；",
        f"Per cent of the sentences of a domain (rows) that are labelled as another (columns); blank diagonal, its "
        f"values on the right. Accuracy {accuracy}; ",
    ) + describe_size(language, int(total), count_documents(data))
    rule = choose(
        language,
        "每行连同对角线合计100%；不足1%的格不写数字" + (f"；加框为最大的{len(largest)}个。" if largest else "。"),
        "Rows with the diagonal add up to 100%; no number below 1%"
        + (f"; framed: the {len(largest)} largest." if largest else "."),
    )
    return Caption(found, subtitle, join_sentences(language, note, rule))


def _format_cell(share: float, framed: bool) -> str:
    if framed and share < 0.0995:
        return f"{100 * share:.1f}"
    return f"{100 * share:.0f}" if share >= _MIN_NUMBER else ""
