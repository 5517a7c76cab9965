"""Plots of how good labels are: scores, confusions, reliability, and agreement of coders."""

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from research.arrays import Array
from research.codebook import Codebook
from research.report.captions import (
    choose,
    describe_size,
    format_percent,
    join_sentences,
    list_names,
    name_domains,
)
from research.report.distribution import plot_dot
from research.report.heatmap import find_width, head_columns, make_heads, name_table_rows, plot_cells, write_column
from research.report.layout import (
    MARGIN,
    NAME,
    PANELS,
    ROW,
    VALUE,
    WIDE,
    Caption,
    Page,
    clear_frame,
    embolden,
    finish,
    fit_names,
    measure_text,
    name_rows,
    open_axes,
    set_value_axis,
    shift,
)
from research.report.palette import GRID, INK, MUTED, ORANGE, ORANGES, ZERO, lighten
from research.report.tables import check_columns, group_by_family, index_by_domain, rank_domains

if TYPE_CHECKING:  # labelled documents are plotted without scikit-learn
    from research.measure.evaluation import Evaluation, Scores

_NAMES = 0.38  # of the width of a figure, at most
_LOWEST = 0.6  # where the axis of scores starts, unless a score is lower
_MAX_NAMED = 10  # confusions in the list
_FULL = 0.07  # share of confused sentences at the end of the scale
_MIN_NUMBER = 0.0095  # share that is written into its cell
_BLUE = "#3f7cec"
_MIN_BIN = 0.01  # share of the sentences in a bin that the title may be about
_Z = 1.959963984540054


def plot_scores(
    data: "Evaluation | Scores | pd.DataFrame",
    *,
    ax: Axes | None = None,
    codebook: Codebook | None = None,
    language: str = "zh",
    title: str | None = None,
    note: str = "",
    width: float | None = None,
) -> Axes:
    """Plot the F1 of each domain with its interval, from the best to the worst, with precision, recall and support.

    Parameters
    ----------
    data
        An evaluation, or its table of domains: ``domain`` (a column or the index), ``precision``, ``recall``, ``f1``,
        ``f1_low``, ``f1_high`` and ``support`` (number of gold sentences).
    ax, codebook, language, title
        See `research.report.plots`.
    note
        What the footnote begins with.
    width
        Of the figure in inches.

    Raises
    ------
    InputError
        If a column is missing or a domain has more than one row.

    Examples
    --------
    >>> row = {"precision": 0.8, "recall": 0.6, "f1": 0.69, "f1_low": 0.6, "f1_high": 0.75, "support": 20}
    >>> plot_scores(pd.DataFrame([row], index=["health"])).get_yticklabels()[0].get_text()
    '卫生健康与疫情防控'
    """
    frame = data if isinstance(data, pd.DataFrame) else data.domains
    table = index_by_domain(frame, ["precision", "recall", "f1", "f1_low", "f1_high", "support"])
    macro = None if isinstance(data, pd.DataFrame) else data.macro_f1
    middle = float(table["f1"].mean()) if macro is None else macro.estimate
    numbers = {
        "F1": [_format_score(value, 3) for value in table["f1"]],
        choose(language, "精确", "prec."): [_format_score(value, 2) for value in table["precision"]],
        choose(language, "召回", "recall"): [_format_score(value, 2) for value in table["recall"]],
        choose(language, "句数", "n"): [str(int(value)) for value in table["support"]],
    }
    short = dict(zip(table.index, name_domains(table.index, codebook, language, short=True), strict=True))
    f1 = table["f1"].dropna().sort_values()
    if not len(f1):
        found = choose(language, "没有可以计算的F1", "No F1 can be computed")
    else:
        found = choose(language, f"各领域F1在{f1.iloc[0]:.2f}与{f1.iloc[-1]:.2f}之间",
                       f"F1 lies between {f1.iloc[0]:.2f} and {f1.iloc[-1]:.2f}")  # fmt: skip
        hard = [short[name] for name in f1.index if table["f1_high"][name] < middle][:2]
        if hard and len(f1) > 1:
            found += choose(language, f"，{list_names(hard, language)}最难", f"; {list_names(hard, language)} "
                            f"{'is' if len(hard) == 1 else 'are'} hardest")  # fmt: skip
        elif len(f1) > 1:
            found += choose(language, "，没有哪个领域明显偏低", "; no domain is clearly below the mean")
    size = describe_size(language, int(table["support"].sum()), _count_documents(data))
    subtitle = choose(language, "圆点为F1，细线为95%区间，竖线为宏平均；右列为F1、精确率、召回率、句数。",
                      "Dots are F1, lines 95% intervals, the vertical line the macro mean; on the right F1, precision, "
                      "recall and sentences. ") + size  # fmt: skip
    caption = Caption(found, subtitle, note)
    band = None if macro is None else (macro.low, macro.high)
    return _plot_ranked(ax, table, ("f1", "f1_low", "f1_high"), caption.entitle(title), numbers, middle, band, codebook,
                        language, width)  # fmt: skip


def plot_agreement(
    data: pd.DataFrame,
    *,
    ax: Axes | None = None,
    codebook: Codebook | None = None,
    language: str = "zh",
    title: str | None = None,
    note: str = "",
    width: float | None = None,
) -> Axes:
    """Plot the kappa of each domain with its interval, from the best to the worst.

    Parameters
    ----------
    data
        As agreement.csv: ``domain`` (``*`` for all together), ``kappa``, ``kappa_low``, ``kappa_high``, ``sentences``.
    ax, codebook, language, title
        See `research.report.plots`.
    note
        What the footnote begins with.
    width
        Of the figure in inches.

    Examples
    --------
    >>> rows = [("*", 0.8, 0.7, 0.9, 50), ("health", 0.9, 0.8, 1.0, 20), ("education", 0.7, 0.5, 0.9, 30)]
    >>> columns = ["domain", "kappa", "kappa_low", "kappa_high", "sentences"]
    >>> plot_agreement(pd.DataFrame(rows, columns=columns), language="en").figure.get_suptitle()
    'Coders agree with kappa 0.80; it lies between 0.70 and 0.90 by domain'
    """
    table = index_by_domain(data, ["kappa", "kappa_low", "kappa_high", "sentences"])
    together = table.loc["*"] if "*" in table.index else None
    table = table.drop(index="*", errors="ignore")
    kappa = table["kappa"].dropna()
    middle = float(kappa.mean()) if together is None else float(together["kappa"])
    low, high = (kappa.min(), kappa.max()) if len(kappa) else (middle, middle)
    found = choose(language, f"两次编码的kappa为{middle:.2f}，各领域在{low:.2f}与{high:.2f}之间",
                   f"Coders agree with kappa {middle:.2f}; it lies between {low:.2f} and {high:.2f} by domain")  # fmt: skip
    size = "" if together is None else describe_size(language, int(together["sentences"]))
    caption = Caption(found, choose(language, "圆点为kappa，细线为95%区间，竖线为全部领域；右列为kappa和句数。",
                                    "Dots are kappa, lines 95% intervals, the vertical line all domains; on the right "
                                    "kappa and sentences. ") + size, note)  # fmt: skip
    numbers = {
        "kappa": [_format_score(value, 2) for value in table["kappa"]],
        choose(language, "句数", "n"): [str(int(value)) for value in table["sentences"]],
    }
    band = None if together is None else (float(together["kappa_low"]), float(together["kappa_high"]))
    return _plot_ranked(ax, table, ("kappa", "kappa_low", "kappa_high"), caption.entitle(title), numbers, middle, band,
                        codebook, language, width)  # fmt: skip


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
    """Plot a confusion matrix in per cent of each gold domain (rows); the diagonal is blank, its values on the right.

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
        If the domains do not fit the width.

    Examples
    --------
    >>> ids = ["health", "education"]
    >>> ax = plot_confusion(pd.DataFrame([[9, 1], [0, 5]], index=ids, columns=ids), language="en")
    >>> ax.figure.get_suptitle()
    'Most frequent confusion: 10% of Health & epidemics is labelled Education'
    """
    counts = _read_confusion(data)
    domains, styles, places = group_by_family(list(counts.index), codebook)
    counts = counts.loc[domains, domains]
    values = counts.to_numpy(dtype=np.float64)
    sizes = values.sum(axis=1)
    shares = values / np.maximum(sizes[:, None], 1)
    wrong = np.where(np.eye(len(domains), dtype=bool), 0.0, shares)
    order = [divmod(int(place), len(domains)) for place in np.argsort(-wrong, axis=None, kind="stable")]
    largest = [pair for pair in order if values[pair] >= min(2, values[wrong > 0].max(initial=0)) and wrong[pair] > 0]
    largest = largest[:_MAX_NAMED]
    short = name_domains(domains, codebook, language, short=True)
    heads = make_heads(short)
    right_head = choose(language, "标对%", "right %")
    correct = [f"{100 * share:.0f}" if size else "–" for share, size in zip(np.diag(shares), sizes, strict=True)]
    fitted, widest, _ = fit_names(short, 0.26 * PANELS, NAME, 1)
    left = MARGIN + widest + 0.24
    beside = 0.1 + measure_text(right_head, VALUE)
    listed = [f"{short[a]} → {short[b]}" for a, b in largest]
    values_listed = [f"{100 * shares[pair]:.1f}% ({values[pair]:.0f})" for pair in largest]
    panel = max([measure_text(x, VALUE) for x in listed], default=0.0) + 0.35 + max(
        [measure_text(x, VALUE) for x in values_listed], default=0.0)  # fmt: skip
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
    boxed = np.zeros(values.shape, dtype=bool)
    for pair in largest:
        boxed[pair] = True
    cells = np.where(np.eye(len(domains), dtype=bool), np.nan, np.minimum(shares / _FULL, 1))
    texts = [[_format_cell(share, boxed[row, column]) if row != column else "" for column, share in enumerate(line)]
             for row, line in enumerate(shares)]  # fmt: skip
    plot_cells(ax, cells, ORANGES, texts, places, places, boxed, outlined=True)
    looks = [styles[name] for name in domains]
    head_columns(ax, heads, places, looks)
    name_table_rows(ax, fitted, places, looks)
    write_column(ax, correct, places, head=right_head, points=5)
    return finish(ax)


def plot_calibration(
    data: "Evaluation | pd.DataFrame",
    *,
    ax: Axes | None = None,
    codebook: Codebook | None = None,  # noqa: ARG001 - all plots take it, and a caller need not know which use it
    language: str = "zh",
    title: str | None = None,
    note: str = "",
    width: float | None = None,
) -> Axes:
    """Plot how often predicted labels are right against their probability; on the diagonal the two are equal.

    The intervals are those of Wilson (1927); the expected calibration error is the mean gap between the two (Guo et
    al. 2017). Below stands the share of sentences by probability, unless axes are given.

    Parameters
    ----------
    data
        An evaluation, or its calibration: a row for each bin with ``confidence`` (mean probability), ``accuracy`` and
        ``n`` (number of sentences).
    ax, codebook, language, title
        See `research.report.plots`; no domain is named here.
    note
        What the footnote begins with.
    width
        Of the figure in inches.

    Examples
    --------
    >>> ax = plot_calibration(pd.DataFrame({"confidence": [0.5, 0.9], "accuracy": [0.2, 0.9], "n": [50, 50]}))
    >>> ax.figure.get_suptitle()
    '概率说50%时，实对20%'
    """
    table = data if isinstance(data, pd.DataFrame) else data.calibration
    check_columns(table, ["confidence", "accuracy", "n"])
    confidence, accuracy, n = (table[name].to_numpy(dtype=np.float64) for name in ("confidence", "accuracy", "n"))
    error = float((n * np.abs(confidence - accuracy)).sum() / max(n.sum(), 1))
    low, high = _find_wilson(accuracy, n)
    outside = ((confidence < low) | (confidence > high)) & (n >= _MIN_BIN * n.sum())
    gaps = np.where(outside, np.abs(confidence - accuracy), 0.0)
    worst = int(gaps.argmax()) if len(gaps) and gaps.any() else None
    said = lambda place: (format_percent(confidence[place]), format_percent(accuracy[place]))  # noqa: E731
    if worst is None:
        found = choose(language, "概率与正确率大体相符", "Probabilities agree with the share of right labels")
    else:
        found = choose(language, "概率说{}时，实对{}", "Labels said to be {} sure are right in {}").format(*said(worst))
    size = describe_size(language, int(n.sum()), _count_documents(data))
    subtitle = choose(language, f"横轴为概率，纵轴为实际标对的比例，竖线为Wilson区间；橙色为高估。期望校准误差{error:.3f}。",
                      f"Share of right labels by their probability, with Wilson intervals; orange: overconfident. Expected "
                      f"calibration error {error:.3f}. ") + size  # fmt: skip
    caption = Caption(found, subtitle, note).entitle(title)
    counts = None
    if ax is None:
        page_width = width or 4.8
        side = page_width - 2 * MARGIN - 0.6
        page = Page(caption, page_width, side + 1.3)
        ax = page.add_axes(MARGIN + 0.38, 0.22, side, side)
        counts = page.add_axes(MARGIN + 0.38, 0.22 + side + 0.22, side, 0.4)
    elif caption.title:
        ax.set_title(caption.title, fontsize=11, loc="left", color=INK)
    _plot_reliability(ax, confidence, accuracy, low, high, worst, language)
    if counts is None:
        ax.text(0.97, 0.03, f"ECE {error:.3f}", ha="right", fontsize=VALUE, color=MUTED, transform=ax.transAxes)
        return finish(ax)
    clear_frame(counts)
    counts.bar(confidence, n / max(n.sum(), 1), width=0.08, color="#c9c9c9")
    counts.axhline(0, color=ZERO, linewidth=0.8)
    counts.set(xlim=(0, 1), ylim=(0, 1.15 * float((n / max(n.sum(), 1)).max(initial=0.1))), yticks=[])
    counts.set_xticks([0, 0.25, 0.5, 0.75, 1], ["0", "25", "50", "75", "100%"])
    most = int(n.argmax()) if len(n) else None
    if most is not None:
        far = confidence[most] > 0.5
        counts.text(confidence[most], n[most] / n.sum(), choose(
            language, f"{format_percent(n[most] / n.sum())}的句子", f"{format_percent(n[most] / n.sum())} of sentences"),
            fontsize=VALUE, color=MUTED, ha="right" if far else "left", va="center",
            transform=counts.transData + shift(counts, -14 if far else 14, -4))  # fmt: skip
    counts.set_xlabel(choose(language, "分类器给出的概率", "probability"), fontsize=VALUE, color=MUTED, labelpad=3)
    return finish(ax)


def _plot_reliability(
    ax: Axes, confidence: Array, accuracy: Array, low: Array, high: Array, worst: int | None, language: str
) -> None:
    clear_frame(ax)
    ax.set(xlim=(0, 1), ylim=(0, 1), aspect="equal")
    ticks = [0, 0.25, 0.5, 0.75, 1]
    ax.set_xticks(ticks, ["0", "25", "50", "75", "100%"])
    ax.set_yticks(ticks, ["0", "25", "50", "75", "100%"])
    for tick in ticks:
        ax.axhline(tick, color=GRID, linewidth=0.7, zorder=0)
        ax.axvline(tick, color=GRID, linewidth=0.7, zorder=0)
    ax.plot([0, 1], [0, 1], color="#8a8a8a", linewidth=1.1, zorder=1)
    ax.fill_between(confidence, accuracy, confidence, where=list(accuracy <= confidence), interpolate=True,
                    color=lighten(ORANGE, 0.72), linewidth=0, zorder=1)  # fmt: skip
    ax.vlines(confidence, low, high, color=lighten(_BLUE), linewidth=1.7, zorder=2)
    ax.plot(confidence, accuracy, "o", color=_BLUE, markersize=6, markeredgecolor="white", markeredgewidth=0.8, zorder=3,
            clip_on=False)  # fmt: skip
    ax.set_title(
        choose(language, "实际标对的比例", "share that is right"), fontsize=VALUE, color=MUTED, loc="right", pad=4
    )
    if worst is not None:
        text = choose(language, f"说{format_percent(confidence[worst])}，\n实对{format_percent(accuracy[worst])}",
                      f"says {format_percent(confidence[worst])},\nright {format_percent(accuracy[worst])}")  # fmt: skip
        above = accuracy[worst] < 0.3
        place = (min(confidence[worst], 0.8), low[worst] - 0.1 if not above else high[worst] + 0.25)
        ax.annotate(text, (confidence[worst], high[worst] if above else low[worst]), place, fontsize=VALUE, color=INK,
                    ha="center", va="top", arrowprops={"arrowstyle": "-", "color": "#8a8a8a", "linewidth": 0.8})  # fmt: skip


def _plot_ranked(
    ax: Axes | None,
    table: pd.DataFrame,
    columns: tuple[str, str, str],
    caption: Caption,
    numbers: dict[str, list[str]],
    middle: float,
    band: tuple[float, float] | None,
    codebook: Codebook | None,
    language: str,
    width: float | None,
) -> Axes:
    """Plot scores from 0 to 1 as dots from the best to the worst, with columns of numbers on the right."""
    column, low, high = columns
    domains, styles, places = rank_domains(table[column], codebook)
    rows = {str(name): place for place, name in enumerate(table.index)}
    names = name_domains(domains, codebook, language, short=language == "en")
    page = width or PANELS
    fitted, widest, lines = fit_names(names, _NAMES * page)
    widths = {head: max(measure_text(x, VALUE) for x in [*texts, head]) + 0.12 for head, texts in numbers.items()}
    right = sum(widths.values()) + MARGIN + 0.1
    smallest = float(table[column].min()) if table[column].notna().any() else _LOWEST
    start = min(_LOWEST, max(np.floor(10 * smallest) / 10, 0.0) if smallest >= 0 else -1.0)
    height = (ROW + 0.135 * (lines - 1)) * (max(places, default=0) + 1.2)
    ax = open_axes(
        ax, caption, width=page, height=height, left=MARGIN + widest + 0.1, right=right, top=0.25, bottom=0.2
    )
    clear_frame(ax)
    set_value_axis(ax, start, 1.0, percent=False)
    name_rows(ax, fitted, places)
    if band is not None and np.isfinite(band).all():
        ax.axvspan(max(band[0], start), min(band[1], 1.0), color="#ededed", linewidth=0, zorder=0)
    if np.isfinite(middle):
        ax.axvline(middle, color="#8a8a8a", linewidth=1.1, zorder=1)
        ax.text(middle, 0, choose(language, f"平均 {middle:.3f}", f"mean {middle:.3f}"), fontsize=VALUE, color=MUTED,
                ha="center", va="top", transform=ax.get_xaxis_transform() + shift(ax, 0, -2))  # fmt: skip
    for name, place in zip(domains, places, strict=True):
        value, low_end, high_end = (float(table[x].iloc[rows[name]]) for x in (column, low, high))
        plot_dot(ax, place, value, low_end, high_end, styles[name].color, text="")
    points = 4.0
    for head, texts in numbers.items():
        points += 72 * (widths[head] - max(measure_text(x, VALUE) for x in [*texts, head]))
        color = INK if head == next(iter(numbers)) else MUTED
        write_column(ax, [texts[rows[name]] for name in domains], places, head=head, points=points, color=color)
        points += 72 * max(measure_text(x, VALUE) for x in [*texts, head])
    return finish(ax)


def _list_confusions(page: Page, left: float, top: float, listed: list[str], values: list[str], language: str) -> None:
    embolden(page.write_in_body(choose(language, "最常见的混淆", "Most frequent confusions"), left, top, size=NAME))
    page.write_in_body(choose(language, "占该领域句子的百分比（句数）", "% of the domain (sentences)"), left, top + 0.22,
                       size=VALUE, color=MUTED)  # fmt: skip
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
    ids = [str(name) for name in table.index]
    return table.set_axis(ids, axis=0).set_axis([str(name) for name in table.columns], axis=1).reindex(
        columns=ids, fill_value=0)  # fmt: skip


def _describe_confusion(
    data: object, values: Array, largest: list[tuple[int, int]], short: list[str], language: str, note: str
) -> Caption:
    total = values.sum()
    accuracy = format(float(np.trace(values)) / max(total, 1), ".1%")
    if largest:
        first, second = largest[0]
        share = format_percent(float(values[first, second] / values[first].sum()))
        found = choose(language, f"最常见的混淆：{short[first]}的句子有{share}被标成{short[second]}",
                       f"Most frequent confusion: {share} of {short[first]} is labelled {short[second]}")  # fmt: skip
    else:
        found = choose(language, "没有混淆：全部标对", "No confusion: all labels are right")
    subtitle = choose(
        language,
        f"应属某领域（行）的句子被标成其他领域（列）的百分比；对角线留白，右列为标对的百分比。正确率{accuracy}；",
        f"Per cent of the sentences of a domain (rows) that are labelled as another (columns); the diagonal is blank, its "
        f"values on the right. Accuracy {accuracy}; ",
    ) + describe_size(language, int(total), _count_documents(data))
    rule = choose(language, f"每行连同对角线合计100%；不足1%的格不写数字；加框为最大的{len(largest)}个。",
                  f"Rows with the diagonal add up to 100%; no number below 1%; framed: the {len(largest)} largest.")  # fmt: skip
    return Caption(found, subtitle, join_sentences(language, note, rule))


def _format_cell(share: float, framed: bool) -> str:
    if framed and share < 0.0995:
        return f"{100 * share:.1f}"
    return f"{100 * share:.0f}" if share >= _MIN_NUMBER else ""


def _format_score(value: float, decimals: int) -> str:
    return "–" if np.isnan(value) else f"{value:.{decimals}f}".replace("0.", ".", 1)


def _find_wilson(accuracy: Array, n: Array) -> tuple[Array, Array]:
    """Return the ends of Wilson's interval of shares (1927)."""
    z2 = _Z**2 / np.maximum(n, 1)
    middle = (accuracy + z2 / 2) / (1 + z2)
    half = np.sqrt(z2 * (accuracy * (1 - accuracy) + z2 / 4)) / (1 + z2)
    return middle - half, middle + half


def _count_documents(data: object) -> int | None:
    found = getattr(data, "n_documents", None)
    return found if isinstance(found, int) else None
