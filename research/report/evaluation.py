"""Plots of scores by domain: of a classifier, and of the agreement of coders."""

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from research.codebook import Codebook
from research.report.captions import (
    choose,
    describe_clipped,
    describe_size,
    join_sentences,
    list_names,
    name_briefly,
    name_domains,
)
from research.report.heatmap import write_column
from research.report.layout import (
    MARGIN,
    PANELS,
    ROW,
    VALUE,
    Caption,
    choose_width,
    clear_frame,
    finish,
    fit_names,
    measure_text,
    name_rows,
    open_axes,
    set_value_axis,
    shift,
)
from research.report.palette import INK, MUTED
from research.report.share_dots import plot_dot
from research.report.shares import rank_domains
from research.report.tables import count_documents, count_of, index_by_domain

if TYPE_CHECKING:  # labelled documents are plotted without scikit-learn
    from research.measure.evaluation import Evaluation, Scores

_NAMES = 0.38  # of the width of a figure, at most
_SHADE = ("，灰带为其区间", ", the grey band its interval")
_MAX_BELOW = 0.2  # of the smallest value, that an axis shows of intervals
_ALL_COLUMNS = 5.0  # inches, from which a figure of scores has room for precision and recall
_LOWEST = 0.6  # where the axis of scores starts, unless a score is lower


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
        Of the figure in inches; below 5 precision and recall are left out.

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
    narrow = choose_width(width, PANELS) < _ALL_COLUMNS
    if narrow:
        numbers = {head: numbers[head] for head in (*list(numbers)[:1], *list(numbers)[-1:])}
    short = dict(zip(table.index, name_briefly(table.index, codebook, language), strict=True))
    f1 = table["f1"].dropna().sort_values()
    if not len(f1):
        found = choose(language, "没有可以计算的F1", "No F1 can be computed")
    elif f"{f1.iloc[0]:.2f}" == f"{f1.iloc[-1]:.2f}":
        alike = f"{f1.iloc[0]:.2f}"
        found = choose(language, f"各领域F1均为{alike}", f"F1 is {alike} in each domain")
        if len(f1) < len(table):
            found = choose(language, f"可计算的F1均为{alike}", f"F1 is {alike} wherever it can be computed")
    else:
        found = choose(
            language,
            f"各领域F1在{f1.iloc[0]:.2f}与{f1.iloc[-1]:.2f}之间",
            f"F1 lies between {f1.iloc[0]:.2f} and {f1.iloc[-1]:.2f}",
        )
        hard = [short[name] for name in f1.index if table["f1_high"][name] < middle][:2]
        if hard and len(f1) > 1:
            found += choose(
                language,
                f"，{list_names(hard, language)}最难",
                f"; {list_names(hard, language)} {'is' if len(hard) == 1 else 'are'} hardest",
            )
        elif len(f1) > 1:
            found += choose(language, "，没有哪个领域明显偏低", "; no domain is clearly below the mean")
    size = describe_size(language, int(table["support"].sum()), count_documents(data))
    shade = ("", "") if macro is None else _SHADE
    listed = ("F1、精确率、召回率、句数", "F1, precision, recall and sentences")
    listed = ("F1和句数", "F1 and sentences") if narrow else listed
    subtitle = (
        choose(
            language,
            f"圆点为F1，细线为95%区间，竖线为宏平均{shade[0]}；右列为{listed[0]}。",
            f"Dots are F1, lines 95% intervals, the vertical line the macro mean{shade[1]}; on the right {listed[1]}. ",
        )
        + size
    )
    caption = Caption(
        found, subtitle, join_sentences(language, note, _describe_marks(table["f1"], table["f1_low"], language))
    )
    band = None if macro is None else (macro.low, macro.high)
    return _plot_ranked(
        ax,
        table,
        ("f1", "f1_low", "f1_high"),
        caption.entitle(title),
        numbers,
        middle,
        ("宏平均", "macro mean"),
        band,
        codebook,
        language,
        width,
    )


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
    together = table[table.index == "*"].to_dict("records")[0] if "*" in table.index else None
    table = table.drop(index="*", errors="ignore")
    kappa = table["kappa"].dropna()
    middle = float(kappa.mean()) if together is None else float(together["kappa"])
    low, high = (kappa.min(), kappa.max()) if len(kappa) else (middle, middle)
    found = _write_minus(choose(language, f"编码员之间的kappa为{middle:.2f}", f"Coders agree with kappa {middle:.2f}"))
    if len(kappa) > 1:
        found += choose(
            language,
            _write_minus(f"，各领域在{low:.2f}与{high:.2f}之间"),
            _write_minus(f"; it lies between {low:.2f} and {high:.2f} by domain"),
        )
    size = "" if together is None else describe_size(language, int(together["sentences"]), count_of(data, "documents"))
    shade = ("", "") if together is None else _SHADE
    caption = Caption(
        found,
        choose(
            language,
            f"圆点为kappa，细线为95%区间，竖线为全部领域{shade[0]}；右列为kappa和句数。",
            f"Dots are kappa, lines 95% intervals, the vertical line all domains{shade[1]}; on the right kappa and "
            "sentences. ",
        )
        + size,
        join_sentences(language, note, _describe_marks(table["kappa"], table["kappa_low"], language)),
    )
    numbers = {
        "kappa": [_format_score(value, 2) for value in table["kappa"]],
        choose(language, "句数", "n"): [str(int(value)) for value in table["sentences"]],
    }
    band = None if together is None else (float(together["kappa_low"]), float(together["kappa_high"]))
    return _plot_ranked(
        ax,
        table,
        ("kappa", "kappa_low", "kappa_high"),
        caption.entitle(title),
        numbers,
        middle,
        ("平均", "mean") if together is None else ("总体", "all"),
        band,
        codebook,
        language,
        width,
    )


def _plot_ranked(
    ax: Axes | None,
    table: pd.DataFrame,
    columns: tuple[str, str, str],
    caption: Caption,
    numbers: dict[str, list[str]],
    middle: float,
    middle_name: tuple[str, str],
    band: tuple[float, float] | None,
    codebook: Codebook | None,
    language: str,
    width: float | None,
) -> Axes:
    """Plot scores from 0 to 1 as dots from the best to the worst, with columns of numbers on the right."""
    column, low, high = columns
    domains, styles, places = rank_domains(table.index, table[column], codebook)
    rows = {str(name): place for place, name in enumerate(table.index)}
    names = name_domains(domains, codebook, language, short=language == "en")
    page = choose_width(width, PANELS)
    fitted, widest, lines = fit_names(names, _NAMES * page)
    widths = {head: max(measure_text(x, VALUE) for x in [*texts, head]) + 0.12 for head, texts in numbers.items()}
    right = sum(widths.values()) + MARGIN + 0.1
    start = _find_start(table[column], table[low])
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
        ax.text(
            middle,
            0,
            choose(language, *middle_name) + f" {middle:.3f}".replace(" 0.", " ."),
            fontsize=VALUE,
            color=MUTED,
            ha="center",
            va="top",
            transform=ax.get_xaxis_transform() + shift(ax, 0, -2),
        )
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


def _find_start(values: pd.Series, lows: pd.Series) -> float:
    """Return where the axis starts: below all intervals, unless one reaches far below all values."""
    if not values.notna().any():
        return _LOWEST
    smallest = float(values.min())
    if smallest < 0:
        return -1.0
    reached = max(float(lows.min()) if lows.notna().any() else smallest, smallest - _MAX_BELOW)
    return min(_LOWEST, max(float(np.floor(10 * min(reached, smallest) + 1e-9)) / 10, 0.0))


def _format_score(value: float, decimals: int) -> str:
    return "–" if np.isnan(value) else _write_minus(f"{value:.{decimals}f}".replace("0.", ".", 1))


def _write_minus(text: str) -> str:
    return text.replace("-", "−")


def _describe_marks(values: pd.Series, lows: pd.Series, language: str) -> str:
    """Say what an arrowhead and a dash in place of a score mean, where there are any."""
    empty = choose(language, "–：没有可供计算的句子。", "–: no sentences to compute it from.")
    clipped = bool((lows < _find_start(values, lows)).any())
    parts = (describe_clipped(language) if clipped else "", empty if values.isna().any() else "")
    return join_sentences(language, *parts)
