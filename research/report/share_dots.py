"""The dots of a theme distribution: the share of each domain with its interval, from plain arrays."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from matplotlib.axes import Axes
from matplotlib.transforms import blended_transform_factory
from numpy.typing import NDArray

from research.arrays import Array
from research.codebook import Codebook, read_codebook
from research.measure.intervals import Ends, count_leading
from research.plurals import count_noun
from research.report.captions import (
    choose,
    describe_clipped,
    describe_size,
    describe_targets,
    format_percent,
    have_width,
    join_sentences,
    list_names,
    name_briefly,
    name_domains,
)
from research.report.layout import (
    DOTS,
    MARGIN,
    ROW,
    VALUE,
    Caption,
    Key,
    choose_width,
    clear_frame,
    finish,
    fit_names,
    name_rows,
    open_axes,
    set_value_axis,
    shift,
)
from research.report.palette import FAINT, GRID, INK, PALE, DomainStyle, lighten
from research.report.shares import PlottedShares, rank_domains

_NAMES = 0.38  # of the width of a figure, at most
_LINES = 0.135  # inches that each further line of a name adds to its row
_MAX_REACH = 3.0  # times the largest share that an axis shows of an interval
_MAX_TICKS = 150  # single documents; a band shows more
_MAX_FIRST = 3  # domains that a title names where none clearly leads
_BAND = (10, 90)  # percentiles


def plot_shares(
    shares: PlottedShares,
    *,
    ax: Axes | None = None,
    codebook: Codebook | None = None,
    language: str = "zh",
    title: str | None = None,
    documents: Array | None = None,
    headings: bool = False,
    note: str = "",
    width: float | None = None,
) -> Axes:
    """Plot shares as `research.report.distribution.plot_prevalence` does, which takes a table.

    Parameters
    ----------
    shares
        The share of each domain.
    documents
        The shares of single documents, shape (n_documents, n_domains); its columns are those of `shares`.
    ax, codebook, language, title, headings, note, width
        As `plot_prevalence` takes them.

    Examples
    --------
    >>> low, high = np.array([0.1, 0.6]), np.array([0.4, 0.9])
    >>> shares = PlottedShares(["health", "education"], np.array([0.25, 0.75]), low, high)
    >>> plot_shares(shares, language="en").figure.get_suptitle()
    'Education clearly leads with 75%'
    """
    domains, styles, places = rank_domains(shares.domains, shares.prevalence.tolist(), codebook)
    order = [list(shares.domains).index(name) for name in domains]
    shares = replace(
        shares,
        domains=domains,
        prevalence=shares.prevalence[order],
        low=shares.low[order],
        high=shares.high[order],
    )
    documents = None if documents is None else documents[:, order]
    names = name_domains(domains, codebook, language, short=language == "en")
    page = choose_width(width, DOTS)
    fitted, widest, lines = fit_names(names, _NAMES * page)
    reach = _find_reach(shares)
    unit = choose(language, "句子（含标题）", "sentences and headings") if headings else ""
    unit = unit or choose(language, "正文句子", "body sentences")
    caption = _describe_shares(shares, styles, codebook, language, documents, reach, unit)
    caption = Caption(caption.title, caption.subtitle, join_sentences(language, note, caption.note)).entitle(title)
    row = ROW + _LINES * (lines - 1)
    ax = open_axes(
        ax,
        caption,
        width=page,
        height=row * (max(places, default=0) + 1.2),
        left=MARGIN + widest + 0.1,
        right=MARGIN + 0.22,
        top=0.25,
        legend=list_families(styles, codebook, language),
    )
    clear_frame(ax)
    set_value_axis(ax, 0, reach)
    name_rows(ax, fitted, places)
    for place in places:
        ax.axhline(place, color=GRID, linewidth=0.5, zorder=0)
    if documents is not None:
        _plot_documents(ax, documents, places, reach)
    ends = zip(*(100 * values for values in (shares.low, shares.prevalence, shares.high)), strict=True)
    for place, name, (low, share, high) in zip(places, domains, ends, strict=True):
        plot_dot(ax, place, share, low, high, styles[name].color)
    return finish(ax)


def plot_dot(
    ax: Axes,
    place: float,
    value: float,
    low: float,
    high: float,
    color: str,
    *,
    line: str = "",
    text: str | None = None,
) -> None:
    """Plot a value on its line: an interval that leaves the axis ends in an arrowhead, one that is nan is left out.

    The interval has the color `line`, by default a lighter one than the dot.
    """
    line = line or lighten(color)
    left, right = ax.get_xlim()
    if np.isfinite(low) and np.isfinite(high):
        shown = [max(low, left), min(high, right)]
        ax.plot(shown, [place] * 2, color=line, linewidth=1.7, solid_capstyle="butt", zorder=2)
        for end, beyond, marker, inwards in ((left, low < left, "<", 2.5), (right, high > right, ">", -2.5)):
            if beyond:  # the point of the arrowhead is at the end of the axis, so that no name is touched
                at = ax.transData + shift(ax, inwards, 0)
                ax.plot([end], [place], marker=marker, color=line, markersize=5, clip_on=False, zorder=2, transform=at)
    if not np.isfinite(value):
        return
    inside = min(max(value, left), right)
    ax.plot(
        [inside],
        [place],
        "o",
        color=color,
        markersize=6.4,
        markeredgecolor="white",
        markeredgewidth=0.8,
        clip_on=False,
        zorder=4,
    )
    far = inside > left + 0.9 * (right - left)
    ax.text(
        inside,
        place,
        f"{value:.1f}" if text is None else text,
        fontsize=VALUE,
        color=INK,
        va="bottom",
        ha="right" if far else "left",
        transform=ax.transData + shift(ax, -3 if far else 3, 0.6),
        zorder=5,
    )


def list_families(styles: dict[str, DomainStyle], codebook: Codebook | None, language: str) -> list[Key]:
    """Return the legend of the families of domains, if there are several; residual ones need none."""
    found = {style.family for style in styles.values() if not style.residual}
    families = [one for one in (read_codebook() if codebook is None else codebook).families if one.id in found]
    keys = [Key(choose(language, one.name_zh, one.name_en), (one.color,)) for one in families]
    return keys if len(keys) > 1 else []


def _find_reach(shares: PlottedShares) -> float:
    """Return the end of the axis: that of the widest interval, but not far beyond the largest share."""
    largest = 100 * _find_largest(shares.prevalence)
    widest = 100 * _find_largest(shares.high) if np.isfinite(shares.high).any() else largest
    found = max(largest, min(widest, _MAX_REACH * largest))
    return found * 1.02 if np.isfinite(found) and found > 0 else 1.0


def _find_largest(values: Array) -> float:
    """Return the largest value that is known, nan if none is."""
    return max((value for value in values.tolist() if not np.isnan(value)), default=float("nan"))


def _plot_documents(ax: Axes, documents: Array, places: Sequence[float], reach: float) -> None:
    beside = blended_transform_factory(ax.transAxes, ax.transData)
    for place, values in zip(places, 100 * documents.T, strict=True):
        if len(values) > _MAX_TICKS:
            low, high = np.percentile(values, _BAND)
            ax.fill_between(
                [low, min(high, reach)], place - 0.3, place + 0.3, color=PALE, alpha=0.6, linewidth=0, zorder=1
            )
            continue
        inside = values[values <= reach]
        ax.plot(inside, np.full(len(inside), place), "|", color=PALE, markersize=7, markeredgewidth=0.8, zorder=1)
        if beyond := len(values) - len(inside):
            ax.text(
                1,
                place,
                f"→{beyond}",
                fontsize=VALUE,
                color=FAINT,
                va="center_baseline",
                transform=beside + shift(ax, 2, 0),
            )


def _describe_shares(
    shares: PlottedShares,
    styles: dict[str, DomainStyle],
    codebook: Codebook | None,
    language: str,
    documents: Array | None,
    reach: float,
    unit: str,
) -> Caption:
    domains = shares.domains
    ranked = [place for place, name in enumerate(domains) if not styles[name].residual] or list(range(len(domains)))
    short = name_briefly(domains, codebook, language)
    intervals = have_width(shares.low, shares.high)
    known = np.isfinite(shares.low) & np.isfinite(shares.high)
    shown = choose(language, "圆点为估计值，细线为95%区间", "dots are estimates, lines 95% intervals")
    if not intervals:
        counted = known.all()
        shown = choose(
            language, *(("圆点为占比", "dots are shares") if counted else ("圆点为估计值", "dots are estimates"))
        )
    many = documents is not None and len(documents) > _MAX_TICKS
    if documents is not None:
        grey = choose(
            language,
            "灰带为中间八成文档" if many else "灰色竖线为单篇文档",
            "grey bands the middle 80% of documents" if many else "grey ticks single documents",
        )
        shown += choose(language, "，", ", ") + grey
    subtitle = join_sentences(
        language,
        choose(language, f"各领域占{unit}的比例（%）：{shown}。", f"Share of {unit} by domain (%); {shown}."),
        describe_size(language, shares.sentences, shares.documents),
    )
    missing = int((~known).sum())
    without = ""
    if missing:
        without = choose(
            language,
            f"有{missing}个领域未给区间：样本不足以计算。",
            f"No interval for {missing} of {count_noun(len(domains), 'domain')}: the sample does not give one.",
        )
    elif not intervals:
        without = choose(
            language,
            "占比按已知标签计数，没有估计误差，因此没有区间。",
            "Shares count known labels: nothing is estimated, so there are no intervals.",
        )
    residual = [short[place] for place, name in enumerate(domains) if styles[name].residual and place not in ranked]
    last = ""
    if residual:
        last = choose(
            language,
            f"{list_names(residual, language)}不是单一领域，列在最后。",
            f"{list_names(residual, language)}: no single domain, therefore last.",
        )
    alone = {"these documents": "this document"} if shares.documents == 1 else {}
    targets = [alone.get(target, target) for target in shares.targets] if intervals else []
    cut = 100 * _find_largest(shares.high) > reach + 1e-9
    clipped = describe_clipped(language) if cut else ""
    if documents is not None and 100 * documents.max() > reach:
        beyond = ("→后为超出坐标轴的文档数。", "→ counts the documents beyond the axis.")
        clipped = join_sentences(language, clipped, choose(language, *beyond) if not many else "")
    note = join_sentences(language, describe_targets(targets, language), without, clipped, last)
    shown_in_title = [place for place in ranked if np.isfinite(shares.prevalence[place])]
    ends = Ends(*(values[shown_in_title] for values in (shares.prevalence, shares.low, shares.high)))
    return Caption(_entitle([short[place] for place in shown_in_title], ends, language), subtitle, note)


def _entitle(names: Sequence[str], ends: Ends, language: str) -> str:
    """Say which domains stand out by the rule of `count_leading`."""
    shares = np.asarray(ends.share)
    if not shares.any():
        return choose(language, "没有可以显示的占比", "No shares to show")
    first = format_percent(shares[0])
    if len(names) == 1:
        return choose(language, f"{names[0]}占{first}", f"{names[0]}: {first}")
    if np.allclose(shares, shares[0], atol=5e-4):
        return choose(language, "各领域占比相同", "All domains have the same share")
    leading = count_leading(ends)
    if leading == 1:
        return choose(language, f"{names[0]}明显居首，占{first}", f"{names[0]} clearly leads with {first}")
    if leading:
        listed, total = list_names(names[:leading], language), format_percent(float(shares[:leading].sum()))
        return choose(language, f"{listed}明显居前，合占{total}", f"{listed} clearly lead, with {total} together")
    known = np.isfinite(
        [np.asarray(ends.low)[:2], np.asarray(ends.high)[:2]]
    ).all()  # else the first are named, but nobody knows how surely they are first
    listed, alone = _list_first(shares, names, language), np.count_nonzero(shares) == 1
    return choose(
        language,
        f"没有哪个领域明显突出，居前的是{listed}" if known else f"占比最高的是{listed}",
        f"No theme stands out; first {'comes' if alone else 'come'} {listed}" if known else f"Largest: {listed}",
    )


def _list_first(shares: NDArray[np.float64], names: Sequence[str], language: str) -> str:
    """Name the first two domains with their shares; of more that are as large as the second, two at most or none."""
    known = int(np.count_nonzero(shares))
    names, shares = names[:known], shares[:known]
    shown = [f"{100 * share:.1f}%" for share in shares]
    count = next((place for place in range(2, len(shown)) if shown[place] != shown[1]), len(shown))
    named = [
        choose(language, f"{name}（{share}）", f"{name} ({share})") for name, share in zip(names, shown, strict=True)
    ]
    if count <= _MAX_FIRST:
        return list_names(named[:count], language)
    if shown[0] == shown[1]:
        return choose(language, f"{count}个领域，同为{shown[0]}", f"{count} domains with {shown[0]} each")
    return choose(language, f"{named[0]}，其余都不超过{shown[1]}", f"{named[0]}, all others at most {shown[1]}")
