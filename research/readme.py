"""Bring the numbers of the READMEs in line with what stands under results/.

Example: python -m research.readme
"""

import json
import re
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from research.command import flag, run_command
from research.errors import DataError

READMES = ("README.md", "README.zh-CN.md")
DATA_SHEET = "data/README.md"


@dataclass(frozen=True)
class ReadmeConfig:
    """All settings of the script; they are its flags."""

    root: Path = flag(Path(), "the project's folder")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the script from the project's root; 0, or 2 for what the user can fix."""
    return run_command(fill_all, ReadmeConfig, "research.readme", __doc__, arguments)


def fill_all(config: ReadmeConfig) -> None:
    """Fill both READMEs and the data sheet.

    Raises
    ------
    DataError
        If a results file is not there, or a marker is missing.
    """
    try:
        for name in READMES:
            path = config.root / name
            path.write_text(fill(path.read_text("utf-8"), config.root), encoding="utf-8")
        path = config.root / DATA_SHEET
        path.write_text(fill_data_sheet(path.read_text("utf-8"), config.root), encoding="utf-8")
    except OSError as error:
        raise DataError(f"{error.filename}: {error.strerror}; run make train and make score first") from None


def fill(text: str, root: Path) -> str:
    """Return a README with the tables between its markers made from the results.

    Raises
    ------
    DataError
        If a marker is missing.
    """
    metrics = json.loads((root / "results/baseline/metrics.json").read_text("utf-8"))
    real = json.loads((root / "results/score/scores.json").read_text("utf-8"))
    kept = metrics["kept"]
    rows = sorted(metrics["classifiers"].items(), key=lambda item: -item[1]["macro_f1"]["estimate"])
    first = next(iter(metrics["classifiers"].values()))
    scores = make_table(dict(rows))
    scores += f"\n\nn = {first['sentences']} sentences, {first['documents']} documents; kept: `{kept}`."
    tables = {"scores": scores, "real": make_table({f"{kept}, {name}": value for name, value in real.items()})}
    for marker, table in tables.items():
        text = _replace(text, marker, table)
    return text


def fill_data_sheet(text: str, root: Path) -> str:
    """Return the data sheet with the tables between its markers made from the results."""
    table = pd.read_csv(root / "results/corpus/composition.csv")
    lines = []
    for by, part in table.groupby("by", sort=False):
        total = "" if by == "domain" else f" ({part['documents'].sum()} documents, {part['sentences'].sum()} sentences)"
        lines += [f"By {by}{total}:", "", f"| {by} | documents | sentences |", "|---|---|---|"]
        lines += [f"| {row.value} | {row.documents} | {row.sentences} |" for row in part.itertuples()]
        lines.append("")
    return _replace(text, "composition", "\n".join(lines).strip())


def _replace(text: str, marker: str, table: str) -> str:
    pattern = rf"<!-- {marker} -->\n.*?<!-- /{marker} -->"
    text, count = re.subn(pattern, lambda _: f"<!-- {marker} -->\n{table}\n<!-- /{marker} -->", text, flags=re.DOTALL)
    if count != 1:
        raise DataError(f"README: the marker <!-- {marker} --> is missing; put it back")
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
        cells = [
            "{estimate:.3f} [{low:.3f}, {high:.3f}]".format(**value[key]).replace("0.", ".")
            for key in ("accuracy", "macro_f1")
        ]
        lines.append(f"| {name} | {cells[0]} | {cells[1]} |")
    return "\n".join(lines)


if __name__ == "__main__":
    sys.exit(main())
