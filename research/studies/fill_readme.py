"""Write the numbers of results/ into the READMEs, the pages beside results/ and the data sheet.

Example: python -m research.studies.fill_readme
"""

import json
import math
import re
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from research.cli import run_command
from research.codebook import read_codebook
from research.errors import InputError
from research.parser import flag

PAGES: Mapping[str, tuple[str, ...]] = {  # the markers of each page, in any order
    "README.md": ("domains", "registers"),
    "README.zh-CN.md": ("domains-zh", "registers-zh"),
    "results/methods.md": ("scores", "real", "calibration", "replay", "ablation", "encoders", "coverage"),
    "results/bench.md": ("commands", "bench"),
}
DATA_SHEET = "data/README.md"
ITEMS = "data/policy_items_coding"
_ENDS = ("estimate", "low", "high")
_REPORTS = ("windows", "documents")
_REGISTERS = {
    "en": {
        "windows": "sentences of reports, in passages of about 14 sentences",
        "documents": "the same sentences, in their whole reports",
        "title": "titles of policy documents",
        "paragraph": "paragraphs of ministry documents",
        "article": "articles of laws and regulations",
        "article, its law given": "the same articles, the name of their law given",
    },
    "zh": {
        "windows": "报告中的句子（只给出前后约 14 句）",
        "documents": "同样的句子（给出报告全文）",
        "title": "政策文件标题",
        "paragraph": "部门文件段落",
        "article": "法律法规条文",
        "article, its law given": "同样的条文（给出法律名称）",
    },
}


@dataclass(frozen=True)
class ReadmeConfig:
    """All settings of the command; they are its flags."""

    root: Path = flag(Path(), "root folder of the project")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command; return 0, or 2 for an error that the user can fix."""
    return run_command(fill_all, ReadmeConfig, "research.studies.fill_readme", __doc__, arguments)


def fill_all(config: ReadmeConfig) -> None:
    """Fill the READMEs, the pages beside results/ and the data sheet.

    Raises
    ------
    InputError
        If a file of results or a marker is missing.
    """
    try:
        for name, markers in PAGES.items():
            path = config.root / name
            path.write_text(fill(path.read_text("utf-8"), config.root, markers), encoding="utf-8")
        path = config.root / DATA_SHEET
        path.write_text(fill_data_sheet(path.read_text("utf-8"), config.root), encoding="utf-8")
    except OSError as error:
        raise InputError(f"{error.filename}: {error.strerror}; run make train and make score first") from None


def fill(text: str, root: Path, markers: Sequence[str]) -> str:
    """Return a page with the tables between its markers written from the results.

    Raises
    ------
    InputError
        If a marker is missing.
    """
    for marker in markers:
        text = _replace(text, marker, _TABLES[marker](root))
    return text


def make_domain_table(codebook: Path, language: str) -> str:
    """Return a Markdown table of the domains of a codebook by family: short names and, in English, ids."""
    found = read_codebook(codebook)
    lines = ["| 类别 | 领域 |" if language == "zh" else "| family | domains |", "|---|---|"]
    for family in found.families:
        part = [domain for domain in found.domains if domain.family == family.id]
        if language == "zh":
            lines.append(f"| {family.name_zh} | {'、'.join(domain.short_name_zh for domain in part)} |")
        else:
            names = ", ".join(f"{domain.short_name_en} (`{domain.id}`)" for domain in part)
            lines.append(f"| {family.name_en} | {names} |")
    return "\n".join(lines)


def make_register_table(real: Mapping[str, Mapping[str, Any]], policy: pd.DataFrame, language: str) -> str:
    """Return a Markdown table of accuracy on real text with one row a register: number of items, accuracy, interval.

    Examples
    --------
    >>> score = {"sentences": 471, "accuracy": {"estimate": 0.875, "low": 0.832, "high": 0.917}}
    >>> policy = pd.DataFrame([{"kind": "title", "items": 188, "accuracy": 0.793, "low": 0.729, "high": 0.844}])
    >>> print(make_register_table({"windows": score, "documents": score}, policy, "en").splitlines()[4])
    | titles of policy documents | 188 | .793 [.729, .844] |
    """
    names = _REGISTERS[language]
    rows = {name: (real[name]["sentences"], *(real[name]["accuracy"][x] for x in _ENDS)) for name in _REPORTS}
    rows |= {row["kind"]: (row["items"], row["accuracy"], row["low"], row["high"]) for row in policy.to_dict("records")}
    lines = ["| 文本 | 条数 | 准确率 |" if language == "zh" else "| text | items | accuracy |", "|---|---|---|"]
    for name, (items, *ends) in rows.items():
        cell = _bracket(dict(zip(("x", "x_low", "x_high"), ends, strict=True)), "x")
        lines.append(f"| {names[name]} | {items} | {cell} |")
    return "\n".join(lines)


def make_calibration_table(real: Mapping[str, Mapping[str, Any]], policy: pd.DataFrame) -> str:
    """Return a Markdown table of calibration errors beside those of chance, and of the labels that are kept.

    Parameters
    ----------
    real
        What scores.json of `research.studies.score` holds.
    policy
        Its policy_documents.csv.
    """
    lines = ["| text | items | calibration error | of exact probabilities | kept | of these right |"]
    lines.append("|---|---|---|---|---|---|")
    for name, found in real.items():
        chance, kept = found["calibration_error_by_chance"], found["abstention"]
        errors = (found["calibration_error"], chance["mean"], chance["highest"])
        right = f"{kept['precision']:.1%}"
        lines.append(_describe_calibration(name, found["sentences"], errors, kept["coverage"], right))
    for row in policy.to_dict("records"):
        errors = (row["calibration_error"], row["chance_mean"], row["chance_highest"])
        right = f"{row['kept_precision']:.1%} [{row['kept_low']:.1%}, {row['kept_high']:.1%}]"
        lines.append(_describe_calibration(row["kind"], row["items"], errors, row["kept"], right))
    return "\n".join(lines)


def _describe_calibration(name: str, items: int, errors: Sequence[float], kept: float, right: str) -> str:
    error, usual, most = (f"{value:.3f}".lstrip("0") for value in errors)
    return f"| {_REGISTERS['en'][name]} | {items} | {error} | {usual}, at most {most} | {kept:.1%} | {right} |"


def _fill_domains(language: str) -> Callable[[Path], str]:
    return lambda root: make_domain_table(root / "data/codebook.toml", language)


def _fill_registers(language: str) -> Callable[[Path], str]:
    return lambda root: make_register_table(
        _read_json(root / "results/score/scores.json"),
        pd.read_csv(root / "results/score/policy_documents.csv"),
        language,
    )


def _fill_scores(root: Path) -> str:
    metrics = _read_json(root / "results/baseline/metrics.json")
    rows = sorted(metrics["classifiers"].items(), key=lambda item: -item[1]["macro_f1"]["estimate"])
    first = next(iter(metrics["classifiers"].values()))
    size = f"n = {first['sentences']} sentences, {first['documents']} documents; kept: `{metrics['kept']}`."
    return f"{make_table(dict(rows))}\n\n{size}"


def _fill_real(root: Path) -> str:
    kept = _read_json(root / "results/baseline/metrics.json")["kept"]
    real = _read_json(root / "results/score/scores.json")
    return make_table({f"{kept}, {name}": value for name, value in real.items()})


def _fill_calibration(root: Path) -> str:
    scores = root / "results/score"
    return make_calibration_table(_read_json(scores / "scores.json"), pd.read_csv(scores / "policy_documents.csv"))


def _read_json(path: Path) -> Any:  # noqa: ANN401 - whatever the file holds
    return json.loads(path.read_text("utf-8"))


def make_ablation_table(table: pd.DataFrame) -> str:
    """Return a Markdown table of the full model and the peers on both sets of real texts, with their differences.

    Examples
    --------
    >>> row = {"name": "full", "kind": "full", "n": 9}
    >>> for name in ("macro_f1", "accuracy", "macro_f1_difference", "accuracy_difference"):
    ...     row |= {name: 0.8, f"{name}_low": 0.7, f"{name}_high": 0.9}
    >>> rows = [row | {"measured_on": where} for where in ("corpus", "gold", "policy")]
    >>> print(make_ablation_table(pd.DataFrame(rows)).splitlines()[2])
    | full | .800 [.700, .900] | .800 [.700, .900] | .800 [.700, .900] | .800 [.700, .900] |
    """
    lines = [
        "| | reports: macro-F1 | difference to full | policy items: accuracy | difference to full |",
        "|---|---|---|---|---|",
    ]
    part = table[table["kind"].isin(["full", "peer"])]
    found = {(row["name"], row["measured_on"]): row for row in part.to_dict("records")}
    for name in dict.fromkeys(part["name"]):
        cells = [
            _bracket(found[name, where], score) if (name, where) in found else ""
            for where, first in (("gold", "macro_f1"), ("policy", "accuracy"))
            for score in (first, f"{first}_difference")
        ]
        lines.append(f"| {name} | {' | '.join(cells)} |")
    return "\n".join(lines)


def make_coverage_table(table: pd.DataFrame) -> str:
    """Return a Markdown table of the coverage of intervals, in per cent: mean and worst domain, by target and size.

    Examples
    --------
    >>> row = {"population": "x", "target": "these documents", "kind_error": 0.3, "documents": 5, "coverage": 0.951,
    ...        "worst": 0.9, "half_width": 2.0}
    >>> print(make_coverage_table(pd.DataFrame([row])))
    | documents | intervals for | 5 |
    |---|---|---|
    | x | these documents | 95.1 (90.0) ±2.0 |
    """
    table = table[table["kind_error"] == table["kind_error"].min()]
    sizes = [size for size in (1, 5, 10, 20, 40, 100) if size in set(table["documents"])]
    lines = [f"| documents | intervals for | {' | '.join(map(str, sizes))} |", "|---" * (len(sizes) + 2) + "|"]
    for (population, target), part in table.groupby(["population", "target"], sort=False):
        cells = {
            row["documents"]: f"{100 * row['coverage']:.1f} ({100 * row['worst']:.1f}) ±{row['half_width']:.1f}"
            for row in part.to_dict("records")
        }
        lines.append(f"| {population} | {target} | {' | '.join(cells.get(size, '') for size in sizes)} |")
    return "\n".join(lines)


def make_replay_table(table: pd.DataFrame) -> str:
    """Return a Markdown table of macro-F1 by strategy and number of labels, the mean of all repeats.

    Examples
    --------
    >>> rows = [{"measured_on": "corpus", "classifier": "full", "strategy": "random", "labels": n, "macro_f1": f}
    ...         for n, f in ((0, 0.75), (50, 0.8))]
    >>> print(make_replay_table(pd.DataFrame(rows)).splitlines()[2])
    | full | random | .750 | .800 |
    """
    part = table[table["measured_on"] == "corpus"]
    wide = part.pivot_table(index=["classifier", "strategy"], columns="labels", values="macro_f1")
    lines = ["| | sampled | " + " | ".join(f"{n} labels" for n in wide.columns) + " |"]
    lines.append("|---|---|" + "---|" * len(wide.columns))
    for names, values in zip(wide.index.tolist(), wide.to_numpy().tolist(), strict=True):
        cells = ["" if math.isnan(value) else f"{value:.3f}".lstrip("0") for value in values]
        lines.append(f"| {' | '.join((*names, *cells))} |")
    return "\n".join(lines)


def make_commands_table(table: pd.DataFrame) -> str:
    """Return a Markdown table of whole commands: seconds with their range, ratio to the usual script, memory.

    Examples
    --------
    >>> row = {"command": "research label", "input": "files", "sentences": 60000, "seconds": 3.0, "least": 2.9,
    ...        "most": 3.25, "times_as_fast": 4.5, "megabytes": 250.0}
    >>> print(make_commands_table(pd.DataFrame([row])).splitlines()[2])
    | research label | files, 60,000 sentences | 3.0 [2.9, 3.2] | 4.5 | 250 |
    """
    lines = ["| command | input | seconds | times as fast | MB of a process |", "|---|---|---|---|---|"]
    for row in table.to_dict("records"):
        spent = f"{row['seconds']:.1f} [{row['least']:.1f}, {row['most']:.1f}]"
        place = f"{row['input']}, {row['sentences']:,} sentences"
        lines.append(f"| {row['command']} | {place} | {spent} | {row['times_as_fast']:.2g} | {row['megabytes']:.0f} |")
    return "\n".join(lines)


def make_bench_table(table: pd.DataFrame) -> str:
    """Return a Markdown table of the benchmark: time per sentence, ratio to the first pipeline, memory, first label.

    The encoders are timed with the fewest sentences. The smallest size of the other pipelines is left out.

    Examples
    --------
    >>> row = {"pipeline": "full", "processes": 1, "text": "real", "microseconds": 20.0, "times_as_fast": 5.5,
    ...        "megabytes": 200.4, "first_label_seconds": 1.25, "training_seconds": 9.0}
    >>> print(make_bench_table(pd.DataFrame([row | {"sentences": n} for n in (200, 900, 1000)])).splitlines()[3])
    | full | 1,000 real | 20.0 | 5.5 | 200 | 1.2 | 9 |
    """
    lines = ["| pipeline | sentences | µs a sentence | times as fast | MB | first label, s | training, s |"]
    lines.append("|---|---|---|---|---|---|---|")
    patterns = {
        "microseconds": ".1f", "times_as_fast": ".3g", "megabytes": ".0f", "first_label_seconds": ".1f",
        "training_seconds": ".0f",
    }  # fmt: skip
    left_out = sorted(table["sentences"].unique())[1]
    for row in table[table["sentences"] != left_out].to_dict("records"):
        name = row["pipeline"] if row["processes"] == 1 else f"{row['pipeline']}, {row['processes']} processes"
        cells = ["" if math.isnan(row[key]) else format(row[key], pattern) for key, pattern in patterns.items()]
        lines.append(f"| {name} | {row['sentences']:,} {row['text']} | {' | '.join(cells)} |")
    return "\n".join(lines)


def fill_data_sheet(text: str, root: Path) -> str:
    """Return the data sheet with the tables between its markers written from the results."""
    table = pd.read_csv(root / "results/corpus/composition.csv")
    lines = []
    for by, part in table.groupby("by", sort=False):
        total = "" if by == "domain" else f" ({part['documents'].sum()} documents, {part['sentences'].sum()} sentences)"
        lines += [f"By {by}{total}:", "", f"| {by} | documents | sentences |", "|---|---|---|"]
        lines += [f"| {row.value} | {row.documents} | {row.sentences} |" for row in part.itertuples()]
        lines.append("")
    text = _replace(text, "composition", "\n".join(lines).strip())
    agreement = pd.read_csv(root / "results/agreement/agreement.csv", index_col=0)
    settled = pd.read_csv(root / "results/agreement/settled.csv", index_col="stands")["sentences"]
    text = _replace(text, "agreement", make_agreement_table(agreement, settled))
    first, second = (pd.read_csv(root / ITEMS / f"{name}_coding.csv") for name in ("first", "second"))
    whole = pd.read_csv(root / "results/agreement_items/agreement.csv", index_col=0).drop(columns="blind")
    settled = pd.read_csv(root / "results/agreement_items/settled.csv", index_col="stands")["sentences"]
    said = describe_items_agreement(whole.loc["*"].to_dict(), first, second, settled)
    return _replace(text, "agreement-items", said)


def describe_items_agreement(
    whole: Mapping[Any, Any], first: pd.DataFrame, second: pd.DataFrame, settled: "pd.Series[int]"
) -> str:
    """Return the sentence of the data sheet on the double coding of policy items: together, and by their kind.

    Parameters
    ----------
    whole
        The row of all domains in agreement.csv of `research agree`.
    first, second
        The two codings, with the columns ``register`` and ``domain``.
    settled
        How often the label of each coder stands where they differ.
    """
    equal = (first["domain"] == second["domain"]).groupby(first["register"], sort=False)
    parts = [f"{found.mean():.1%} of {len(found)} {name}s" for name, found in equal]
    return (
        f"{int(whole['sentences'])} items sampled at random: {float(whole['agreement']):.1%} of labels equal "
        f"({', '.join(parts)}), Krippendorff's alpha {_bracket(whole, 'alpha')} (95 % interval). Of "
        f"{settled.sum()} differences, the writer's label stands in {settled['first_coding']}, that of the second "
        f"coder in {settled['second_coding']}."
    )


def make_agreement_table(table: pd.DataFrame, settled: "pd.Series[int]") -> str:
    """Return the part of the data sheet on double coding: over all, by domain, and whose labels were kept."""
    whole = {str(name): float(str(value)) for name, value in table.drop(columns="blind").loc["*"].items()}
    said = (
        f"{whole['documents']:.0f} documents sampled at random, {whole['sentences']:.0f} sentences: "
        f"{whole['agreement']:.1%} of labels equal, Krippendorff's alpha {_bracket(whole, 'alpha')}, Cohen's kappa "
        f"{_bracket(whole, 'kappa')} (95 % intervals resample documents). Of {settled.sum()} differences, settled by "
        f"the codebook, the first label stood in {settled['first_coding']}, the second in "
        f"{settled['second_coding']}, neither in {settled['neither']}."
    )
    lines = [said, "", "| domain | alpha | kappa | sentences |", "|---|---|---|---|"]
    for domain, row in table.drop(index="*").iterrows():
        cells = [_bracket(row.to_dict(), name) for name in ("alpha", "kappa")]
        lines.append(f"| {domain} | {cells[0]} | {cells[1]} | {int(row['sentences'])} |")
    return "\n".join(lines)


def _bracket(row: Mapping[Any, Any], name: str) -> str:
    ends = (row[name], row[f"{name}_low"], row[f"{name}_high"])
    estimate, low, high = (f"{value:.3f}".replace("0.", ".", 1) for value in ends)
    return f"{estimate} [{low}, {high}]"


def _replace(text: str, marker: str, table: str) -> str:
    pattern = rf"<!-- {marker} -->\n.*?<!-- /{marker} -->"
    text, count = re.subn(pattern, lambda _: f"<!-- {marker} -->\n{table}\n<!-- /{marker} -->", text, flags=re.DOTALL)
    if count != 1:
        raise InputError(f"the marker <!-- {marker} --> is missing; add it and its end <!-- /{marker} -->")
    return text


def make_table(scores: Mapping[str, Mapping[str, Any]]) -> str:
    """Return a Markdown table of accuracy and macro-F1 with their intervals.

    Examples
    --------
    >>> score = {"estimate": 0.5, "low": 0.4, "high": 0.6}
    >>> print(make_table({"svm": {"accuracy": score, "macro_f1": score}}))
    | | accuracy | macro-F1 |
    |---|---|---|
    | svm | .500 [.400, .600] | .500 [.400, .600] |
    """
    lines = ["| | accuracy | macro-F1 |", "|---|---|---|"]
    for name, value in scores.items():
        cells = []
        for key in ("accuracy", "macro_f1"):
            ends = value[key]
            cells.append(_bracket({"x": ends["estimate"], "x_low": ends["low"], "x_high": ends["high"]}, "x"))
        lines.append(f"| {name} | {cells[0]} | {cells[1]} |")
    return "\n".join(lines)


_TABLES: Mapping[str, Callable[[Path], str]] = {
    "domains": _fill_domains("en"),
    "domains-zh": _fill_domains("zh"),
    "registers": _fill_registers("en"),
    "registers-zh": _fill_registers("zh"),
    "scores": _fill_scores,
    "real": _fill_real,
    "calibration": _fill_calibration,
    "replay": lambda root: make_replay_table(pd.read_csv(root / "results/replay/curve.csv")),
    "ablation": lambda root: make_ablation_table(pd.read_csv(root / "results/ablation/ablation.csv")),
    "encoders": lambda root: make_ablation_table(pd.read_csv(root / "results/ablation/encoders.csv")),
    "coverage": lambda root: make_coverage_table(pd.read_csv(root / "results/coverage/coverage.csv")),
    "commands": lambda root: make_commands_table(pd.read_csv(root / "results/bench/commands.csv")),
    "bench": lambda root: make_bench_table(pd.read_csv(root / "results/bench/bench.csv")),
}


if __name__ == "__main__":
    sys.exit(main())
