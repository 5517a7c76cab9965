"""Measure what real reports talk about, over years, levels and places.

Example: python -m research.studies.attention --reports ../shared/corpus/reports
"""

import sys
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from research.api.comparison import compare_prevalence, fit_trend
from research.api.labelled import Labelled
from research.api.labelling import label_documents
from research.cli import print_message, run_command
from research.csv_cells import read_frame
from research.default_run import DEFAULT_RUN, find_run
from research.errors import InputError
from research.output import open_folder, write_table
from research.parser import OVERWRITE, flag
from research.plurals import count_noun
from research.report import plots
from research.report.captions import (
    choose,
    describe_estimate,
    join_sentences,
    list_names,
    name_briefly,
    name_group,
)
from research.report.figures import write_figure
from research.report.history import Event, find_shown, plot_history

SINCE = 2012  # the first year of the comparison of levels, from which on all have reports
STARTS = (1979, 1998)  # first years of the second and third period: after the plenum of December 1978; a new government
LEVELS = ("national", "province", "county")
COMPARED = ("province", "county")
NOT_WORK_REPORTS = {
    "national_cn_1955": "plan", "national_cn_1956": "budget", "national_cn_1958": "budget",
    "national_cn_1960": "agriculture", "national_cn_1980": "plan", "national_cn_1991": "plan",
}  # fmt: skip
_REASONS = {"plan": "计划报告", "budget": "预算报告", "agriculture": "农业专题", "party congress": "党代会报告"}
EVENTS = (
    Event("welfare", 1998, "下岗再就业、建社保", "layoffs, social insurance"),
    Event("health", 2004, "非典之后", "after SARS"),
    Event("health", 2020, "新冠疫情", "Covid-19"),
    Event("poverty", 2016, "脱贫攻坚", "poverty programme"),
)
_SIGNIFICANT = 0.05


class Measured(NamedTuple):
    """The tables of the study.

    Attributes
    ----------
    history
        The shares of the national work reports by year.
    levels, differences
        The shares of provinces and counties, and how they differ.
    trends
        The change of each share over time, by level.
    """

    history: pd.DataFrame
    levels: pd.DataFrame
    differences: pd.DataFrame
    trends: dict[str, pd.DataFrame]


@dataclass(frozen=True)
class AttentionConfig:
    """All settings of the study; they are its flags."""

    reports: Path = flag(Path("../shared/corpus/reports"), "folder of reports; manifest.csv stands beside it")
    run: Path = flag(DEFAULT_RUN, "trained run")
    output: Path = flag(Path("results/attention"), "output folder")
    overwrite: bool = flag(False, OVERWRITE)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the study; return 0, or 2 for an error that the user can fix."""
    return run_command(study, AttentionConfig, "research.studies.attention", __doc__, arguments)


def study(config: AttentionConfig) -> None:
    """Label the reports; write documents.csv, sources.csv, levels.csv, trends.csv, the figures and the pages."""
    manifest = config.reports.parent / "manifest.csv"
    if not config.reports.is_dir() or not manifest.exists():
        raise InputError(f"{config.reports}: no reports with a manifest.csv beside their folder; set --reports")
    sources = read_sources(manifest, config.reports)
    paths = [config.reports / name for name in sources["file"]]
    labelled = label_documents(paths, find_run(config.run, print_message), n_jobs=-1).join(
        sources.drop(columns=["file", "repository", "commit", "flags"])
    )
    measure(labelled, sources, config)


def measure(labelled: Labelled, sources: pd.DataFrame, config: AttentionConfig) -> None:
    """Write the tables, the figures and the pages of labelled reports."""
    with open_folder(config.output, overwrite=config.overwrite) as folder:
        write_table(folder / "sources.csv", sources, index=False)
        documents = labelled.prevalence(by="document_id")
        write_table(folder / "documents.csv", documents, index=False)
        work = select(labelled, sources["left_out"] == "", sources)
        history = select(work, sources["level"] == "national", sources).prevalence(by="year")
        write_table(folder / "national.csv", history, index=False)
        recent = sources["year"].astype(int) >= SINCE
        both = select(work, recent & sources["level"].isin(COMPARED), sources)
        levels, differences = both.prevalence(by="level"), compare_prevalence(both, "level", cluster="place")
        write_table(folder / "levels.csv", levels, index=False)
        write_table(folder / "differences.csv", differences, index=False)
        trends = {}
        for level in LEVELS:
            part = select(work, recent & (sources["level"] == level), sources)
            places = part.documents["place"].nunique()
            trends[level] = fit_trend(part, "year", cluster="place" if places > 1 else None).assign(
                documents=len(part.documents), places=places
            )
        table = pd.concat([trend.reset_index().assign(level=level) for level, trend in trends.items()])
        write_table(folder / "trends.csv", table[["level", *[x for x in table if x != "level"]]], index=False)
        found = Measured(history, levels, differences, trends)
        for language in ("zh", "en"):
            _write_figures(folder, labelled, sources, found, language)
        for language, name in (("en", "README.md"), ("zh", "README.zh-CN.md")):
            text = describe(labelled, sources, found, language)
            (folder / name).write_text(text, "utf-8")
    print_message(
        f"{config.output}: {len(sources)} reports, {int(history['documents'].groupby(history['year']).first().sum())} "
        "of them national work reports"
    )


def read_sources(manifest: Path, reports: Path) -> pd.DataFrame:
    """Return what is known of the reports that are there: one row each, with why some are no work reports."""
    table = read_frame(manifest, ["file", "level", "place", "year"])
    table = table[[(reports / name).exists() for name in table["file"]]].reset_index(drop=True)
    if table.empty:
        raise InputError(f"{manifest}: names no file in {reports}; set --reports")
    table.insert(0, "document_id", table["file"].str.removesuffix(".txt"))
    kept = ["document_id", "file", "level", "place", "place_zh", "year", "repository", "commit", "flags"]
    table = table[[name for name in kept if name in table]]
    for name in kept:
        if name not in table:
            table[name] = ""
    reasons = table["document_id"].map(NOT_WORK_REPORTS).fillna("")
    return table.assign(left_out=reasons.where(table["level"] != "party", "party congress"))


def select(labelled: Labelled, mask: "pd.Series[bool]", sources: pd.DataFrame) -> Labelled:
    """Return the labelled sentences of the documents of some rows of the sources."""
    ids = set(sources["document_id"][mask]) & set(labelled.documents.index)
    rows = labelled.sentences["document_id"].isin(ids)
    return replace(
        labelled, sentences=labelled.sentences[rows], probabilities=labelled.probabilities[rows],
        documents=labelled.documents[labelled.documents.index.isin(ids)],
    )  # fmt: skip


def _write_figures(folder: Path, labelled: Labelled, sources: pd.DataFrame, found: Measured, language: str) -> None:
    history, levels, differences, trends = found
    suffix = "" if language == "zh" else "-en"
    about: Any = {"codebook": labelled.codebook, "language": language}
    method = describe_estimate(labelled.method, language)
    years = sorted(name[-4:] for name in sources["document_id"] if name in NOT_WORK_REPORTS)
    others = list_names(years, language) if years else ""
    note = join_sentences(
        language,
        choose(
            language,
            f"{others}年只收录了计划、预算或农业专题报告，不计。",
            f"{others} have only plan, budget or farm reports and are left out.",
        )
        if years
        else "",
        choose(
            language,
            "分类器在近年文体上训练，1980年以前请谨慎解读。",
            "The classifier learned from recent texts; read what is before 1980 with care.",
        ),
        method,
    )
    what = choose(language, "国务院政府工作报告中", "Work reports of the State Council")
    ax = plot_history(history, starts=STARTS, events=EVENTS, what=what, note=note, **about)
    write_figure(folder / f"national{suffix}.png", ax)
    if suffix == "":
        write_figure(folder / "national.svg", ax)
    clustered = choose(
        language, f"{SINCE}年以来的政府工作报告；检验以地方为单位。{method}",
        f"Work reports since {SINCE}; tests by place. {method}",
    )  # fmt: skip
    write_figure(folder / f"levels{suffix}.png", plots.plot_groups(levels, tests=differences, note=clustered, **about))
    for level, trend in trends.items():
        size = f"{int(trend['documents'].iloc[0])}"
        place = int(trend["places"].iloc[0])
        zh, en = (f"（{place}地）", f" of {place} places") if place > 1 else ("", "")
        named = (
            choose(
                language,
                f"{name_group(level, 'zh')}政府工作报告{size}篇{zh}，{SINCE}年以来；"
                f"区间{'按地方聚类' if place > 1 else '以每篇为单位'}。",
                f"{name_group(level, 'en')}: {size} work reports{en} since {SINCE}; intervals "
                f"{'clustered by place' if place > 1 else 'by document'}. ",
            )
            + method
        )
        write_figure(folder / f"trend-{level}{suffix}.png", plots.plot_differences(trend, note=named, **about))


def describe(labelled: Labelled, sources: pd.DataFrame, found: Measured, language: str = "en") -> str:
    """Return the page of a language: what the figures show of known history, what they do not, what the numbers are."""
    history, _, differences, trends = found
    ids = labelled.codebook.ids
    short = dict(zip(ids, name_briefly(ids, labelled.codebook, language), strict=True))
    suffix = choose(language, "", "-en")
    shown = find_shown(history, EVENTS)
    missed = [event for event in EVENTS if event not in [one for one, *_ in shown]]
    figures = {
        "counts": [(str(level), int(count)) for level, count in sources["level"].value_counts().items()],
        "trends": ", ".join(f"[trend-{x}{suffix}.png](trend-{x}{suffix}.png)" for x in trends),
        "pairs": _describe_pairs(differences, short, language),
        "changes": [_describe_trend(level, trend, short, language) for level, trend in trends.items()],
        "method": describe_estimate(labelled.method, language),
        "intervals": choose(
            language,
            "documents.csv、national.csv和levels.csv的区间针对这些文档本身，只含分类误差；"
            "differences.csv和trends.csv的区间把地方（全国为各年报告）视为样本。",
            "Intervals in documents.csv, national.csv and levels.csv are of the shares in these documents: they hold "
            "the errors of classification alone. Those in differences.csv and trends.csv take places as a sample "
            "(of the national reports: years).",
        ),
        "left_out": [
            (str(row.document_id), str(row.left_out)) for row in sources[sources["left_out"] != ""].itertuples()
        ],
    }
    write = _write_chinese if language == "zh" else _write_english
    return "\n".join(write(len(sources), shown, missed, short, figures))


def _write_english(
    n_reports: int,
    shown: Sequence[tuple[Event, float, float]],
    missed: Sequence[Event],
    short: dict[str, str],
    found: dict[str, Any],
) -> list[str]:
    return [
        "# Attention in real work reports",
        "",
        f"Theme distributions of {n_reports} real reports ("
        + ", ".join(f"{count} {level}" for level, count in found["counts"])
        + "), written by `make attention`. Only shares are kept here, no sentence; sources.csv names where each text "
        "was published. [中文](README.zh-CN.md)",
        "",
        "![Attention of the national work reports](national-en.png)",
        "",
        f"By level since {SINCE}: [levels-en.png](levels-en.png), {found['trends']}.",
        "",
        "## What known history it shows",
        "",
        *(
            [
                f"- {event.year}, {event.en}: {short[event.domain]} has {share:.1%} of the sentences, "
                f"{before:.1%} in the five reports before."
                for event, share, before in shown
            ]
            or ["- None of the events that were looked for stands out."]
        ),
        "",
        "## What it does not show",
        "",
        *(
            f"- {event.year}, {event.en}: {short[event.domain]} is not at least 1.5 times its share in the five "
            "reports before."
            for event in missed
        ),
        "- Shares are of sentences in a text. They are mentions, not deeds: neither money nor results.",
        "- A theme that is never named, or is named in words that the classifier does not know, is missing.",
        "- Reports of other years and places than those in sources.csv; several texts are cut short (`flags`).",
        "",
        f"## Provinces and counties since {SINCE}",
        "",
        found["pairs"],
        "",
        f"## Rise and fall since {SINCE}, in points a decade",
        "",
        *found["changes"],
        "",
        "## How far to trust the numbers",
        "",
        (
            "The error of labels on sentences of such reports is measured in [results/score](../score) "
            "(accuracy and macro-F1 on real sentences) and [results/shift](../shift) (decades and levels that were not "
            f"learned from). {found['method']} The classifier learned from texts of 1990 and later, so that shares "
            f"before 1980 are the least certain. {found['intervals']}"
        ),
        "",
        "Left out of the series: " + "; ".join(f"{name} ({reason})" for name, reason in found["left_out"]) + ".",
        "",
        "| file | holds |",
        "|---|---|",
        "| documents.csv | share of each domain in each report, with its interval |",
        "| national.csv | the same by year, national work reports only |",
        "| levels.csv, differences.csv | provinces and counties, and their differences with tests by place |",
        "| trends.csv | change in ten years at each level |",
        "| sources.csv | level, place, year and origin of each report, and why it is left out |",
        "",
    ]


def _write_chinese(
    n_reports: int,
    shown: Sequence[tuple[Event, float, float]],
    missed: Sequence[Event],
    short: dict[str, str],
    found: dict[str, Any],
) -> list[str]:
    return [
        "# 真实的工作报告谈什么",
        "",
        f"{n_reports}篇真实报告的主题分布（"
        + "、".join(f"{name_group(level, 'zh')}{count}篇" for level, count in found["counts"])
        + "），由`make attention`生成。这里只保存占比，不保存任何句子；每篇文本的公开出处见sources.csv。"
        "[English](README.md)",
        "",
        "![国务院政府工作报告谈什么](national.png)",
        "",
        f"{SINCE}年以来的层级比较见[levels.png](levels.png)，各层级的升降见{found['trends'].replace(', ', '、')}。",
        "",
        "## 与已知史实相符之处",
        "",
        *(
            [
                f"- {event.year}年，{event.zh}：{short[event.domain]}占全部句子的{share:.1%}，"
                f"此前五篇报告平均为{before:.1%}。"
                for event, share, before in shown
            ]
            or ["- 所考察的事件，占比上都看不出明显变化。"]
        ),
        "",
        "## 看不出什么",
        "",
        *(
            f"- {event.year}年，{event.zh}：{short[event.domain]}的占比不到此前五篇报告平均值的1.5倍。"
            for event in missed
        ),
        "- 占比按句子计算，度量的是文本谈到了什么，而不是政府做了什么，既不等于投入，也不等于成效。",
        "- 文中从未提及的议题，或者用分类器不认识的词语表述的议题，不会显现。",
        "- sources.csv未收录的年份和地方无从得知；另有若干文本并不完整（见`flags`列）。",
        "",
        f"## {SINCE}年以来的省与县",
        "",
        found["pairs"],
        "",
        f"## {SINCE}年以来的升降（百分点／十年）",
        "",
        *found["changes"],
        "",
        "## 这些数字有多可靠",
        "",
        (
            "这类报告的句子标注误差有多大，见[results/score](../score)（真实句子上的准确率和宏平均F1）和"
            "[results/shift](../shift)（训练时未见过的年代和层级）。"
            f"{found['method']}分类器所学的文本都在1990年以后，因此1980年以前的占比最不可靠。{found['intervals']}"
        ),
        "",
        "未列入序列的报告："
        + "；".join(f"{name}（{_REASONS.get(reason, reason)}）" for name, reason in found["left_out"])
        + "。",
        "",
        "| 文件 | 内容 |",
        "|---|---|",
        "| documents.csv | 每篇报告中各领域的占比及区间 |",
        "| national.csv | 国务院政府工作报告逐年的占比及区间 |",
        "| levels.csv、differences.csv | 省、县两级的占比，以及两者之差（以地方为单位检验） |",
        "| trends.csv | 各层级每十年的变化 |",
        "| sources.csv | 每篇报告的层级、地方、年份和出处，以及未列入序列的原因 |",
        "",
    ]


def _describe_pairs(differences: pd.DataFrame, short: dict[str, str], language: str) -> str:
    kept = differences[differences["p_adjusted"] < _SIGNIFICANT]
    if kept.empty:
        return choose(language, "各领域的差异均不显著。", "No difference is statistically significant.")
    first, second = str(kept["first"].iloc[0]), str(kept["second"].iloc[0])
    rows = kept.reindex(kept["difference"].abs().sort_values(ascending=False).index).head(5)
    listed = _list_changes(rows.set_index("domain"), "difference", short, language)
    return choose(
        language,
        f"{name_group(second, 'zh')}减{name_group(first, 'zh')}，统计显著的差异中最大的几项为"
        f"（百分点，方括号内为95%置信区间）：{listed}。",
        f"{name_group(second, 'en')} minus {name_group(first, 'en').lower()}, the largest significant differences in "
        f"points (95% intervals in brackets): {listed}.",
    )


def _describe_trend(level: str, trend: pd.DataFrame, short: dict[str, str], language: str) -> str:
    documents, places = int(trend["documents"].iloc[0]), int(trend["places"].iloc[0])
    zh, en = (f"，{places}地", f", {places} places") if places > 1 else ("", "")
    size = choose(
        language,
        f"- {name_group(level, 'zh')}（{documents}篇{zh}）：",
        f"- {name_group(level, 'en')} ({count_noun(documents, 'report')}{en}): ",
    )
    kept = trend[trend["p_adjusted"] < _SIGNIFICANT]
    if kept.empty:
        return size + choose(language, "各领域的变化均不显著。", "no change is statistically significant.")
    rows = kept.reindex(kept["per_decade"].abs().sort_values(ascending=False).index).head(4)
    return size + _list_changes(rows, "per_decade", short, language) + choose(language, "。", ".")


def _list_changes(rows: pd.DataFrame, column: str, short: dict[str, str], language: str) -> str:
    values = 100 * rows[[column, "low", "high"]].to_numpy(dtype=np.float64)
    return choose(language, "；", "; ").join(
        f"{short[str(name)]} {value:+.1f} [{low:+.1f}, {high:+.1f}]"
        for name, (value, low, high) in zip(rows.index, values, strict=True)
    )


if __name__ == "__main__":
    sys.exit(main())
