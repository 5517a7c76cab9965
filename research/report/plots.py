"""Plots: tables of numbers -> axes, with the names of the domains in Chinese or English.

Every function takes a table with the columns of the package's files, and these keyword arguments:

ax
    The axes to plot into. By default the function makes a figure, which ``ax.figure`` of the result gives.
codebook
    The names of the domains. By default those of the shipped codebook, and the id of a domain that it does not have.
language
    ``zh``, ``en``, or ``id`` (English, with ids instead of names).
title
    By default what is shown, with the number of sentences and documents where the table has it; ``""`` for none.

Each function raises `InputError` if the table lacks a column or `language` is none of the three.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.collections import PolyCollection
from matplotlib.colors import to_rgba_array

from research.codebook import Codebook
from research.errors import InputError
from research.labelling.read_back import count_sections
from research.report.captions import choose, count_noun, describe_size, name_domains, order_domains
from research.report.figures import BAR, INK, PALE, GivenPanels, Panels, finish_bars, make_axes, make_panels, set_font
from research.text.sentences import BODY

if TYPE_CHECKING:  # labelled documents are plotted without scikit-learn
    from research.measure.evaluation import Evaluation, Scores

_SIGNIFICANT = 0.05  # after the adjustment for multiple comparisons
_MAX_HEADING = 14  # characters; longer ones run into each other
_MIN_LABELLED = 0.045  # share: its percentage has no room in a smaller part of a bar
_SHADES = ("#22384f", "#3b6ea5", "#7fa3c7", "#c9d7e6", "#f1f4f8")
_HATCHES = ("", "///", "...", "xxx")
_GROUP = "_group"  # the column that names a group, whatever columns make it


def plot_prevalence(
    data: pd.DataFrame,
    *,
    ax: Axes | None = None,
    codebook: Codebook | None = None,
    language: str = "zh",
    title: str | None = None,
) -> Axes:
    """Plot a theme distribution as bars with intervals.

    Parameters
    ----------
    data
        A row for each domain, as `Labelled.prevalence` returns it: ``domain`` (a column or the index), ``prevalence``,
        ``low`` and ``high`` (0 to 1). Ends of intervals that are nan are left out.
    ax, codebook, language, title
        See `research.report.plots`.

    Raises
    ------
    InputError
        If a column is missing or a domain has more than one row.

    Examples
    --------
    >>> table = pd.DataFrame({"domain": ["health", "education"], "prevalence": [0.25, 0.75]})
    >>> ax = plot_prevalence(table.assign(low=[0.1, 0.6], high=[0.4, 0.9]), language="en")
    >>> [label.get_text() for label in ax.get_yticklabels()]
    ['Health and epidemic control', 'Education']
    """
    table = _index_by_domain(data, ["prevalence", "low", "high"])
    names = name_domains(table.index, codebook, language)
    ax = make_axes(ax, 8, 1.6 + 0.3 * len(names))
    shares = table["prevalence"].to_numpy() * 100
    place = np.arange(len(shares))
    ax.barh(place, shares, color=BAR, height=0.72)
    low, high = table["low"].to_numpy() * 100, table["high"].to_numpy() * 100
    if np.isfinite(low).all():
        reach = np.maximum(np.vstack((shares - low, high - shares)), 0)
        ax.errorbar(shares, place, xerr=reach, fmt="none", ecolor=INK, elinewidth=1, capsize=2)
    ends = np.where(np.isfinite(high), np.maximum(high, shares), shares)
    for y, share, end in zip(place.tolist(), shares, ends, strict=True):
        ax.text(end + ends.max() * 0.012, y, f"{share:.1f}", va="center", fontsize=8, color=INK)
    ax.set_xlim(0, ends.max() * 1.1 if ends.max() else 1)
    ax.set_xlabel(choose(language, "占句子的百分比 share of sentences, %", "share of sentences, %"))
    if title is None:
        title = choose(language, "主题分布", "Theme distribution") + _describe_table_size(table, language)
    return finish_bars(ax, names, title)


def plot_groups(
    data: pd.DataFrame,
    *,
    ax: Axes | None = None,
    codebook: Codebook | None = None,
    language: str = "zh",
    title: str | None = None,
    max_domains: int = 9,
) -> Axes:
    """Plot the shares of each group as one bar: the largest domains by name, the others together.

    Parameters
    ----------
    data
        As `Labelled.prevalence` returns it for ``by=...``: one or more columns that make the groups, then ``domain``
        and ``prevalence`` (0 to 1). With a column ``documents`` a group is named with their number.
    ax, codebook, language, title
        See `research.report.plots`.
    max_domains
        Maximum number of domains that are plotted by name.

    Raises
    ------
    InputError
        If a column is missing, or none stands before ``domain``.

    Examples
    --------
    >>> rows = [("city", "health", 0.6), ("city", "education", 0.4), ("county", "health", 1.0)]
    >>> ax = plot_groups(pd.DataFrame(rows, columns=["level", "domain", "prevalence"]))
    >>> [label.get_text() for label in ax.get_yticklabels()]
    ['city', 'county']
    """
    table = _name_groups(data, ["prevalence"])
    wide = table.pivot_table(index=_GROUP, columns="domain", values="prevalence", sort=False, fill_value=0.0)
    ax = make_axes(ax, 11, 1.4 + 0.36 * max(len(wide), 8))
    order = wide.mean().sort_values(ascending=False).index[:max_domains].tolist()
    parts = [
        (
            name,
            wide[domain].to_numpy(),
            _SHADES[number % len(_SHADES)],
            _HATCHES[number // len(_SHADES) % len(_HATCHES)],
        )
        for number, (name, domain) in enumerate(zip(name_domains(order, codebook, language), order, strict=True))
    ]
    if wide.shape[1] > max_domains:
        rest = 1 - sum(values for _, values, *_ in parts)
        parts.append((choose(language, "其他 others", "others"), rest, "white", ""))
    place = np.arange(len(wide))
    left = np.zeros(len(wide))
    for name, values, shade, hatch in parts:
        ax.barh(place, values, left=left, color=shade, hatch=hatch, edgecolor=INK, linewidth=0.5, label=name)
        for y, (start, value) in enumerate(zip(left, values, strict=True)):
            if value >= _MIN_LABELLED:
                box = {"boxstyle": "square,pad=0.1", "facecolor": "white", "edgecolor": "none", "alpha": 0.85}
                ax.text(start + value / 2, y, f"{value:.0%}", ha="center", va="center", fontsize=7, bbox=box)
        left = left + values
    ax.set_xlim(0, 1)
    ax.set_xticks([])
    ax.legend(loc="upper left", bbox_to_anchor=(1.005, 1), frameon=False, fontsize=8)
    if title is None:
        by = _find_group_columns(data)
        what = choose(language, f"主题分布，按{'、'.join(by)}", f"Theme distribution by {', '.join(by)}")
        title = what + _describe_table_size(table, language)
    return finish_bars(ax, _describe_groups(table, language), title)


def plot_trends(
    data: pd.DataFrame,
    *,
    ax: GivenPanels | None = None,
    codebook: Codebook | None = None,
    language: str = "zh",
    title: str | None = None,
) -> Panels:
    """Plot the share of each domain over groups in order, with a band for its interval, a panel for each domain.

    Bands that reach far above the line are cut off.

    Parameters
    ----------
    data
        As `Labelled.prevalence` returns it for ``by="year"``: a column that makes the groups, then ``domain``,
        ``prevalence``, ``low`` and ``high`` (0 to 1).
    ax
        One for each domain or more; what is left over is hidden.
    codebook, language, title
        See `research.report.plots`. The title stands above all panels; with `ax` there is none by default.

    Returns
    -------
    array of Axes, shape (n_domains,)
        The panels; ``panels[0].figure`` is their figure, which Jupyter shows where they are the value of a cell.

    Raises
    ------
    InputError
        If a column is missing, none stands before ``domain``, or there are fewer axes than domains.

    Examples
    --------
    >>> rows = [(year, "health", 0.5, 0.4, 0.6) for year in ("2010", "2015", "2020")]
    >>> panels = plot_trends(pd.DataFrame(rows, columns=["year", "domain", "prevalence", "low", "high"]), language="en")
    >>> [ax.get_title(loc="left") for ax in panels]
    ['Health and epidemic control']
    """
    table = _name_groups(data, ["prevalence", "low", "high"])
    groups = list(dict.fromkeys(table[_GROUP]))
    domains = order_domains(table["domain"], codebook)
    panels = make_panels(ax, len(domains), 1.5)
    place = np.arange(len(groups))
    step = max(1, -(-len(groups) // 4))
    for panel, domain, name in zip(panels, domains, name_domains(domains, codebook, language), strict=True):
        part = table[table["domain"] == domain].set_index(_GROUP).reindex(groups)
        panel.fill_between(place, 100 * part["low"], 100 * part["high"], color=PALE, linewidth=0)
        panel.plot(place, 100 * part["prevalence"], color=INK, linewidth=1.2, marker=".", markersize=3)
        panel.set_ylim(0, 100 * min(1.0, max(part["high"].max(), 0.01), max(2.5 * part["prevalence"].max(), 0.02)))
        panel.set_xticks(place[::step], [group.split("-")[0] for group in groups[::step]], fontsize=7)
        panel.tick_params(axis="y", labelsize=7)
        panel.set_title(name, fontsize=9, loc="left")
        panel.spines[["top", "right"]].set_visible(False)
        set_font(panel)
    what = choose(language, "各领域占句子的百分比", "Share of sentences of each domain, %") + _describe_table_size(
        table, language
    )
    _set_panel_title(panels, what if title is None and ax is None else title)
    return panels


def plot_differences(
    data: pd.DataFrame,
    *,
    ax: Axes | None = None,
    codebook: Codebook | None = None,
    language: str = "zh",
    title: str | None = None,
) -> Axes:
    """Plot the differences of two groups, or trends, with intervals; filled marks are statistically significant.

    Parameters
    ----------
    data
        As `compare_prevalence` or `fit_trend` returns it: ``domain`` (a column or the index), ``difference`` or
        ``per_decade``, ``low`` and ``high`` (-1 to 1), and ``p_adjusted`` (for multiple comparisons).
    ax, codebook, language, title
        See `research.report.plots`.

    Raises
    ------
    InputError
        If a column is missing, or a domain has more than one row, as in a comparison of more than two groups.

    Examples
    --------
    >>> row = {"domain": "health", "per_decade": 0.02, "low": 0.01, "high": 0.03, "p_adjusted": 0.01}
    >>> plot_differences(pd.DataFrame([row]), language="en").get_xlabel()
    'percentage points in ten years'
    """
    column = "per_decade" if "per_decade" in data else "difference"
    table = _index_by_domain(data, [column, "low", "high", "p_adjusted"])
    names = name_domains(table.index, codebook, language)
    ax = make_axes(ax, 8, 1.6 + 0.3 * len(names))
    values = 100 * table[column].to_numpy()
    reach = np.vstack((values - 100 * table["low"], 100 * table["high"] - values))
    place = np.arange(len(table))
    ax.axvline(0, color="grey", linewidth=0.8)
    if np.isfinite(reach).all():
        ax.errorbar(values, place, xerr=np.maximum(reach, 0), fmt="none", ecolor=BAR, elinewidth=1.2, capsize=2)
    p = table["p_adjusted"].to_numpy(dtype=np.float64)
    kinds = [
        (p < _SIGNIFICANT, INK, "统计显著（经多重比较校正）",
         "statistically significant (adjusted for multiple comparisons)"),
        (p >= _SIGNIFICANT, "white", "不显著", "not significant"),
        (np.isnan(p), PALE, "未检验", "not tested"),
    ]  # fmt: skip
    for chosen, face, *labels in kinds:
        if chosen.any():
            label = choose(language, *labels)
            ax.plot(values[chosen], place[chosen], "o", markersize=5, color=INK, markerfacecolor=face, label=label)
    if column == "difference":
        ax.set_xlabel(choose(language, "百分点 percentage points", "percentage points"))
        pair = [str(table[side].iloc[0]) for side in ("second", "first") if side in table]
        default = " − ".join(pair) or choose(language, "两组之差", "Difference of two groups")
    else:
        ax.set_xlabel(choose(language, "每十年百分点 points per decade", "percentage points in ten years"))
        default = choose(language, "每十年的变化", "Change in ten years")
    ax.legend(loc="lower right", frameon=False, fontsize=8)
    return finish_bars(ax, names, default if title is None else title)


def plot_ribbon(
    data: pd.DataFrame,
    *,
    ax: Axes | None = None,
    codebook: Codebook | None = None,
    language: str = "zh",
    title: str | None = None,
) -> Axes:
    """Plot the course of a document: a tick for each body sentence in the row of its domain, darker if more probable.

    Parameters
    ----------
    data
        The sentences of one document in order, as `Labelled.sentences` has them: ``kind``, ``domain`` and
        ``probability``.
    ax, codebook, language, title
        See `research.report.plots`. Domains without a sentence are left out.

    Raises
    ------
    InputError
        If a column is missing, or the sentences are of several documents or none of them is body text.

    Examples
    --------
    >>> rows = [("body", "health", 0.9), ("heading", "health", 0.8), ("body", "education", 0.7)]
    >>> ax = plot_ribbon(pd.DataFrame(rows, columns=["kind", "domain", "probability"]), language="en")
    >>> [label.get_text() for label in ax.get_yticklabels()]
    ['Education (1)', 'Health and epidemic control (1)']
    """
    body = _take_document(data, ["kind", "domain", "probability"])
    present = order_domains(body["domain"], codebook, only_found=True)
    ax = make_axes(ax, 10, 1.4 + 0.26 * len(present))
    rows = {domain: row for row, domain in enumerate(present)}
    corners = np.array([(0, -0.4), (1, -0.4), (1, 0.4), (0, 0.4)])
    places = np.array([(position, rows[domain]) for position, domain in enumerate(body["domain"])]).reshape(-1, 1, 2)
    colors = to_rgba_array(INK, 0.25 + 0.75 * body["probability"].to_numpy(dtype=np.float64))
    # One collection: a bar for each sentence took ten times as long.
    ax.add_collection(PolyCollection(places + corners, facecolors=colors, linewidth=0))
    ax.set_xlim(0, len(body))
    ax.set_xlabel(choose(language, "句子在文中的位置 sentence", "position of the sentence in the document"))
    for row in range(len(present)):
        ax.axhline(row + 0.5, color="#e6e6e6", linewidth=0.5, zorder=0)
    counts = body["domain"].value_counts()
    labels = [
        choose(language, f"{name}（{counts[domain]}）", f"{name} ({counts[domain]})")
        for domain, name in zip(present, name_domains(present, codebook, language), strict=True)
    ]
    if title is None:
        title = _describe_document(body, language, "逐句领域", "Domain of each sentence")
    return finish_bars(ax, labels, title)


def plot_sections(
    data: pd.DataFrame,
    *,
    ax: Axes | None = None,
    codebook: Codebook | None = None,
    language: str = "zh",
    title: str | None = None,
) -> Axes:
    """Plot a heat map of the domains (rows) in the sections of a document (columns); cells show sentence counts.

    Parameters
    ----------
    data
        The sentences of one document in order, as `Labelled.sentences` has them: ``kind``, ``domain`` and
        ``headings``.
    ax, codebook, language, title
        See `research.report.plots`. With `codebook` all its domains have rows, else those that occur.

    Raises
    ------
    InputError
        If a column is missing, or the sentences are of several documents or none of them is body text.

    Examples
    --------
    >>> rows = [("body", "health", "一、卫生"), ("body", "education", "二、教育"), ("body", "health", "三、其他")]
    >>> ax = plot_sections(pd.DataFrame(rows, columns=["kind", "domain", "headings"]))
    >>> [label.get_text() for label in ax.get_xticklabels()]
    ['一、卫生', '二、教育', '三、其他']
    """
    body = _take_document(data, ["kind", "domain", "headings"])
    domains = order_domains(body["domain"], codebook)
    sections = count_sections(body, domains)
    ax = make_axes(ax, max(6, 3.2 + 0.62 * sections.shape[1]), 2.6 + 0.3 * len(domains))
    counts = sections.to_numpy()
    ax.imshow(counts / np.maximum(counts.sum(axis=0), 1), cmap="Greys", aspect="auto", vmin=0, vmax=1)
    for row, column in zip(*np.nonzero(counts), strict=True):
        dark = counts[row, column] > 0.5 * counts[:, column].sum()
        ax.text(column, row, str(int(counts[row, column])), ha="center", va="center", fontsize=8,
                color="white" if dark else INK)  # fmt: skip
    labels = [_shorten(str(section)) for section in sections.columns]
    ax.set_xticks(range(len(labels)), labels, rotation=35, ha="right", rotation_mode="anchor", fontsize=8)
    if title is None:
        title = _describe_document(body, language, "各部分的领域", "Domains in each section")
    return finish_bars(ax, name_domains(domains, codebook, language), title)


def plot_scores(
    data: "Evaluation | Scores | pd.DataFrame",
    *,
    ax: Axes | None = None,
    codebook: Codebook | None = None,
    language: str = "zh",
    title: str | None = None,
) -> Axes:
    """Plot the F1 of each domain with its interval, and precision and recall as marks beside it.

    Parameters
    ----------
    data
        An evaluation, or its table of domains: ``domain`` (a column or the index), ``precision``, ``recall``, ``f1``,
        ``f1_low``, ``f1_high`` and ``support`` (number of gold sentences).
    ax, codebook, language, title
        See `research.report.plots`.

    Raises
    ------
    InputError
        If a column is missing or a domain has more than one row.

    Examples
    --------
    >>> row = {"precision": 0.8, "recall": 0.6, "f1": 0.69, "f1_low": 0.6, "f1_high": 0.75, "support": 20}
    >>> plot_scores(pd.DataFrame([row], index=["health"])).get_yticklabels()[0].get_text()
    '卫生健康与疫情防控（n=20）'
    """
    frame = data if isinstance(data, pd.DataFrame) else data.domains
    table = _index_by_domain(frame, ["precision", "recall", "f1", "f1_low", "f1_high", "support"])
    ax = make_axes(ax, 8, 1.6 + 0.3 * len(table))
    place = np.arange(len(table))
    f1 = table["f1"].to_numpy()
    reach = np.maximum(np.vstack((f1 - table["f1_low"], table["f1_high"] - f1)), 0)
    ax.barh(place, f1, color=PALE, height=0.72, label="F1")
    ax.errorbar(f1, place, xerr=reach, fmt="none", ecolor=INK, elinewidth=1, capsize=2)
    precision, recall = choose(language, "precision 精确率", "precision"), choose(language, "recall 召回率", "recall")
    ax.plot(table["precision"], place, linestyle="none", marker="|", color=INK, markersize=9, label=precision)
    ax.plot(table["recall"], place, linestyle="none", marker="o", markerfacecolor="none", color=INK, markersize=5,
            label=recall)  # fmt: skip
    ax.set_xlim(0, 1)
    ax.legend(loc="upper center", bbox_to_anchor=(0.5, -0.06), ncols=3, frameon=False, fontsize=8)
    named = zip(name_domains(table.index, codebook, language), table["support"], strict=True)
    labels = [choose(language, f"{name}（n={support}）", f"{name} (n = {support})") for name, support in named]
    if title is None:
        size = describe_size(language, int(table["support"].sum()), _count_documents(data))
        title = choose(language, "各领域得分", "Scores by domain") + size
    return finish_bars(ax, labels, title)


def plot_confusion(
    data: "Evaluation | Scores | pd.DataFrame",
    *,
    ax: Axes | None = None,
    codebook: Codebook | None = None,
    language: str = "zh",
    title: str | None = None,
) -> Axes:
    """Plot a confusion matrix, gold domains in rows, shaded by the share of the gold domain.

    Parameters
    ----------
    data
        An evaluation, or counts with gold domains in rows (the index, or a column ``gold``) and predicted domains in
        columns.
    ax, codebook, language, title
        See `research.report.plots`.

    Examples
    --------
    >>> ids = ["health", "education"]
    >>> ax = plot_confusion(pd.DataFrame([[9, 1], [0, 5]], index=ids, columns=ids))
    >>> sorted(text.get_text() for text in ax.texts)
    ['1', '5', '9']
    """
    if isinstance(data, pd.DataFrame):
        table = data.set_index("gold") if "gold" in data else data
    else:
        ids = data.domains.index
        table = pd.DataFrame(np.asarray(data.confusion), index=ids, columns=ids)
    counts = table.to_numpy()
    ax = make_axes(ax, (215 + 35 * counts.shape[1]) / 100, (165 + 35 * counts.shape[0]) / 100)
    rows = counts / np.maximum(counts.sum(axis=1, keepdims=True), 1)
    ax.imshow(rows, cmap="Greys", vmin=0, vmax=1)
    for row, column in zip(*np.nonzero(counts), strict=True):
        ax.text(column, row, str(counts[row, column]), ha="center", va="center", fontsize=6.5,
                color="white" if rows[row, column] > 0.5 else INK)  # fmt: skip
    predicted = name_domains(table.columns, codebook, language)
    ax.set_xticks(range(len(predicted)), predicted, rotation=50, ha="right", rotation_mode="anchor", fontsize=8)
    ax.set_xlabel(choose(language, "预测 predicted", "predicted"))
    ax.set_ylabel(choose(language, "人工 gold", "gold"))
    if title is None:
        size = describe_size(language, int(counts.sum()), _count_documents(data))
        title = choose(language, "混淆矩阵", "Confusion matrix") + size
    return finish_bars(ax, name_domains(table.index, codebook, language), title)


def plot_calibration(
    data: "Evaluation | pd.DataFrame",
    *,
    ax: Axes | None = None,
    codebook: Codebook | None = None,  # noqa: ARG001 - all plots take it, and a caller need not know which use it
    language: str = "zh",
    title: str | None = None,
) -> Axes:
    """Plot how often predicted labels are right against their probability; on the diagonal the two are equal.

    The number in the corner is the expected calibration error, the mean gap between the two (Guo et al. 2017).

    Parameters
    ----------
    data
        An evaluation, or its calibration: a row for each bin with ``confidence`` (mean probability), ``accuracy`` and
        ``n`` (number of sentences).
    ax, codebook, language, title
        See `research.report.plots`; no domain is named here.

    Examples
    --------
    >>> ax = plot_calibration(pd.DataFrame({"confidence": [0.5, 0.9], "accuracy": [0.4, 0.9], "n": [50, 50]}))
    >>> ax.texts[0].get_text()
    'ECE 0.050'
    """
    table = data if isinstance(data, pd.DataFrame) else data.calibration
    _check_columns(table, ["confidence", "accuracy", "n"])
    error = (table["n"] * (table["confidence"] - table["accuracy"]).abs()).sum() / table["n"].sum()
    ax = make_axes(ax, 5, 5)
    ax.plot([0, 1], [0, 1], color="grey", linestyle=":", linewidth=1)
    sizes = 20 + 180 * table["n"] / table["n"].max()
    ax.plot(table["confidence"], table["accuracy"], color=BAR, linewidth=1)
    ax.scatter(table["confidence"], table["accuracy"], s=sizes, color=BAR, edgecolor=INK, linewidth=0.5, zorder=3)
    ax.set(xlim=(0, 1), ylim=(0, 1), aspect="equal")
    ax.set_xlabel(choose(language, "预测概率 probability", "predicted probability"))
    ax.set_ylabel(choose(language, "正确率 share that is right", "share of labels that are right"))
    ax.text(0.97, 0.04, f"ECE {error:.3f}", ha="right", transform=ax.transAxes)
    if title is None:
        size = describe_size(language, int(table["n"].sum()), _count_documents(data))
        title = choose(language, "校准", "Calibration") + size
    ax.set_title(title, fontsize=11)
    set_font(ax)
    return ax


def plot_terms(
    data: pd.DataFrame,
    *,
    ax: GivenPanels | None = None,
    codebook: Codebook | None = None,
    language: str = "zh",
    title: str | None = None,
) -> Panels:
    """Plot the key terms of each domain, a panel for each domain.

    Parameters
    ----------
    data
        As terms.csv of a run: ``domain``, ``term`` and ``z``, the terms of a domain in the order of the plot.
    ax
        One for each domain or more; what is left over is hidden.
    codebook, language, title
        See `research.report.plots`. With `codebook` all its domains have panels, else those that have terms. There is
        no title by default.

    Returns
    -------
    array of Axes, shape (n_domains,)
        The panels; ``panels[0].figure`` is their figure, which Jupyter shows where they are the value of a cell.

    Raises
    ------
    InputError
        If a column is missing, or there are fewer axes than domains.

    Examples
    --------
    >>> table = pd.DataFrame([("health", "医院", 9.0), ("health", "病床", 7.5)], columns=["domain", "term", "z"])
    >>> [text.get_text() for text in plot_terms(table)[0].texts]
    [' 医院', ' 病床']
    """
    _check_columns(data, ["domain", "term", "z"])
    domains = order_domains(data["domain"], codebook)
    panels = make_panels(ax, len(domains), 2.1)
    for panel, domain, name in zip(panels, domains, name_domains(domains, codebook, language), strict=True):
        part = data[data["domain"] == domain]
        place = np.arange(len(part))
        panel.barh(place, part["z"], color=PALE, height=0.8)
        for y, term in zip(place.tolist(), part["term"], strict=True):
            panel.text(0, y, f" {term}", va="center", fontsize=8, color=INK)
        panel.invert_yaxis()
        panel.set_axis_off()
        panel.set_title(name, fontsize=9, loc="left")
        set_font(panel)
    _set_panel_title(panels, title)
    return panels


def plot_plan(data: pd.DataFrame, *, ax: Axes | None = None, language: str = "zh", title: str | None = None) -> Axes:
    """Plot the mean half-width of the intervals against the number of labelled sentences, both on log scales.

    Parameters
    ----------
    data
        Columns times (how many times as many labels as now), size, counted and with_model, as shares from 0 to 1.
    ax, language, title
        See `research.report.plots`.
    """
    _check_columns(data, ["times", "size", "counted", "with_model"])
    ax = make_axes(ax, 7, 4.5)
    today = data[data["times"] == 1].iloc[0]
    lines = (
        ("counted", "--", "s", choose(language, "只数标签 counting labels", "counting labels")),
        ("with_model", "-", "o", choose(language, "模型加标签 model and labels", "model and labels")),
    )
    for column, line, marker, name in lines:
        ax.plot(data["size"], 100 * data[column], line, marker=marker, color=INK, markersize=5, label=name)
    half = 50 * today["counted"]
    ax.axhline(half, color="grey", linestyle=":", linewidth=1)
    label = choose(language, f"现在的一半\nhalf of today's: ±{half:.2f}", f"half of today's: ±{half:.2f}")
    ax.text(data["size"].min(), half, label, va="top", fontsize=8, color=INK, linespacing=1.4)
    ax.set(xscale="log", yscale="log")
    ax.set_ylabel(
        choose(language, "区间半宽（百分点）half-width, points", "half-width of the intervals, percentage points")
    )
    ax.set_xlabel(choose(language, "标注的句子数 labelled sentences", "labelled sentences"))
    ax.set_xticks(data["size"], [f"{size:.0f}" for size in data["size"]])
    widths = 100 * data[["counted", "with_model"]].to_numpy()
    ends = np.geomspace(min(widths.min(), half), widths.max(), 6)
    ax.set_yticks(ends, [f"{end:.2g}" for end in ends])
    ax.minorticks_off()
    ax.legend(loc="upper right", frameon=False)
    ax.grid(axis="y", color="#dddddd", linewidth=0.6)
    ax.spines[["top", "right"]].set_visible(False)
    default = choose(language, "标注多少句，区间有多窄", "Width of the intervals by number of labels")
    ax.set_title(default if title is None else title, fontsize=11, loc="left")
    set_font(ax)
    return ax


def _set_panel_title(panels: Panels, title: str | None) -> None:
    if title and len(panels):
        set_font(panels[0].figure.suptitle(title, fontsize=11, x=0.01, ha="left"))


def _check_columns(data: pd.DataFrame, columns: Sequence[str]) -> None:
    if not isinstance(data, pd.DataFrame):
        raise InputError(f"expected a DataFrame with the columns {', '.join(columns)}; got {type(data).__name__}")
    missing = [column for column in columns if column not in data]
    if missing:
        raise InputError(
            f"the table has no column {', '.join(missing)}; got {', '.join(map(str, data.columns))}, expected "
            f"{', '.join(columns)}"
        )


def _index_by_domain(data: pd.DataFrame, columns: Sequence[str]) -> pd.DataFrame:
    _check_columns(data, columns)
    table = data.set_index("domain") if "domain" in data else data
    if isinstance(table.index, pd.RangeIndex):
        raise InputError(f"the table has no column domain; got {', '.join(map(str, data.columns))}")
    if table.index.has_duplicates:
        twice = table.index[table.index.duplicated()][0]
        raise InputError(
            f"the table has several rows of the domain {twice!r}; select the rows of one group or comparison, or use "
            "plot_groups or plot_trends"
        )
    return table


def _find_group_columns(data: pd.DataFrame) -> list[str]:
    return [str(name) for name in data.columns[: list(data.columns).index("domain")]]


def _name_groups(data: pd.DataFrame, columns: Sequence[str]) -> pd.DataFrame:
    """Add a column that names the group of each row."""
    _check_columns(data, ["domain", *columns])
    by = _find_group_columns(data)
    if not by:
        raise InputError(
            "the table has no column before domain that makes groups; use prevalence(by=...), or plot_prevalence"
        )
    return data.assign(**{_GROUP: data[by].astype(str).agg(" · ".join, axis=1)})


def _describe_groups(table: pd.DataFrame, language: str) -> list[str]:
    groups = table.drop_duplicates(_GROUP)
    if "documents" not in table:
        return groups[_GROUP].tolist()
    found = zip(groups[_GROUP], groups["documents"], strict=True)
    return [choose(language, f"{name}（{n}篇）", f"{name} ({count_noun(n, 'document')})") for name, n in found]


def _describe_table_size(table: pd.DataFrame, language: str) -> str:
    """Return how many sentences and documents a table of prevalence is of, where it has them."""
    if "sentences" not in table:
        return ""
    documents = None
    if "documents" in table:
        groups = table.drop_duplicates(_GROUP) if _GROUP in table else table.head(1)
        documents = int(groups["documents"].sum())
    return describe_size(language, int(table["sentences"].sum()), documents)


def _count_documents(data: "Evaluation | Scores | pd.DataFrame") -> int | None:
    return None if isinstance(data, pd.DataFrame) else data.n_documents


def _take_document(data: pd.DataFrame, columns: Sequence[str]) -> pd.DataFrame:
    """Return the body sentences of a document."""
    _check_columns(data, columns)
    ids = data["document_id"].unique().tolist() if "document_id" in data else []
    if len(ids) > 1:
        raise InputError(
            f"the sentences are of {len(ids)} documents; select one, for example "
            f"sentences[sentences['document_id'] == {ids[0]!r}]"
        )
    body = data[data["kind"] == BODY]
    if not len(body):
        raise InputError("none of the sentences is body text; there is nothing to plot")
    return body


def _describe_document(body: pd.DataFrame, language: str, zh: str, en: str) -> str:
    name = str(body["document_id"].iloc[0]) if "document_id" in body else ""
    what = choose(language, f"{zh}：{name}" if name else zh, f"{en}: {name}" if name else en)
    return what + describe_size(language, len(body))


def _shorten(heading: str) -> str:
    return heading if len(heading) <= _MAX_HEADING else heading[: _MAX_HEADING - 1] + "…"
