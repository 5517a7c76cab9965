"""Compare the theme shares of groups of labelled documents: by year, level, place or whatever is known of them.

Example: python -m research.compare --labelled results/labelled --metadata documents.csv --by level
"""

import json
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from research.cli import CODEBOOK, OVERWRITE, STUDY, flag, run_command
from research.codebook import Codebook, read_codebook
from research.errors import InputError
from research.labelling.read_back import Labelled, read_labelled
from research.measure.contrast import contrast_shares, fit_trend, measure_distance
from research.measure.held_out import HeldOut
from research.measure.intervals import Shares
from research.measure.prevalence import DEFAULT_METHOD, METHODS, estimate_shares, tabulate_shares
from research.output import open_folder, write_table
from research.report import group_plots, plots
from research.run import choose_method

_MOST_GROUPS = 40
_FEW = 2


@dataclass(frozen=True)
class CompareConfig:
    """All settings of the comparison; they are the script's flags."""

    study: Path | None = flag(None, STUDY, type=Path)
    labelled: Path = flag(Path("results/labelled"), "the output folder of research.label", study="results/labelled")
    metadata: Path | None = flag(None, "a CSV with document_id and what is known of the documents", type=Path)
    by: str = flag("year", "the column that makes the groups")
    every: int = flag(1, "years (or other numbers) that make one group, as 10 for decades")
    run: Path | None = flag(None, "the run that labelled them (default: the one it was labelled with)", type=Path)
    codebook: Path | None = flag(None, "a codebook.toml (default: the shipped one)", study=CODEBOOK, type=Path)
    method: str = flag(DEFAULT_METHOD, "how shares are estimated", choices=METHODS)
    weight: str = flag("sentence", "what counts as one", choices=["sentence", "character"])
    language: str = flag("zh", "what figures call the domains", choices=["zh", "en", "id"])
    output: Path = flag(Path("results/compare"), "the folder to write", study="results/compare")
    overwrite: bool = flag(False, OVERWRITE)


@dataclass(frozen=True, eq=False)
class Group:
    """Documents of one value: its shares, and what each document adds."""

    name: str
    shares: Shares
    table: pd.DataFrame
    documents: int


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the script; 0, or 2 for what the user can fix."""
    return run_command(compare, CompareConfig, "research.compare", __doc__, arguments)


def compare(config: CompareConfig) -> None:
    """Write shares.csv, differences.csv, distances.csv and, over numbers, trend.csv, each with its figure."""
    codebook = read_codebook(config.codebook)
    labelled = read_labelled(config.labelled, codebook.ids)
    metadata = read_metadata(config, labelled)
    method, held_out = choose_method(config.run or _find_run(config.labelled), config.method, codebook)
    groups = estimate_groups(labelled, metadata, config, codebook, method, held_out)
    names = dict(zip(codebook.ids, codebook.names(config.language), strict=True))
    total = f"{sum(int(group.table['sentences'].sum()) for group in groups)}句，{len(metadata)}篇"
    with open_folder(config.output, overwrite=config.overwrite) as folder:
        shares = pd.concat(
            [group.table.reset_index().assign(group=group.name, documents=group.documents) for group in groups]
        )
        first = ["group", "domain", "prevalence", "low", "high", "sentences", "documents"]
        write_table(folder / "shares.csv", shares[first], index=False)
        _sample_shares(folder, groups, shares, names, f"主题分布，按{config.by}（n={total}）")
        write_table(folder / "distances.csv", tabulate_distances(groups), index=False)
        differences = tabulate_differences(groups, codebook)
        write_table(folder / "differences.csv", differences, index=False)
        if len(groups) == _FEW:
            figure, ax = plots.make_figure(8, 1.6 + 0.3 * len(names))
            title = f"{groups[1].name} 减 {groups[0].name}（n={total}）"
            unit = "百分点 percentage points"
            group_plots.plot_differences(differences.set_index("domain"), ax, names, title, unit)
            plots.write_print_figure(folder, "differences", figure)
        if (trend := trace_trend(labelled, metadata, codebook, method, held_out)) is not None:
            write_table(folder / "trend.csv", trend)
            figure, ax = plots.make_figure(8, 1.6 + 0.3 * len(names))
            group_plots.plot_differences(
                trend, ax, names, f"每十年的变化（n={total}）", "每十年百分点 points per decade"
            )
            plots.write_print_figure(folder, "trend", figure)
    print(f"{config.output}: {len(groups)} groups of {config.by}, {total}, method {method}")


def read_metadata(config: CompareConfig, labelled: Labelled) -> pd.Series:
    """Return the value of each labelled document, by document_id.

    Without a metadata file the column is looked for in sentences.csv, and a year in the document's id.

    Raises
    ------
    InputError
        If the file or the column is missing, or no document has a value.
    """
    ids = pd.Index(dict.fromkeys(labelled.sentences["document_id"].astype(str)), name="document_id")
    if config.metadata is not None:
        try:
            table = pd.read_csv(config.metadata, dtype=str, keep_default_na=False, encoding="utf-8-sig")
        except (OSError, ValueError) as error:
            raise InputError(f"{config.metadata}: cannot be read ({error}); give a CSV in UTF-8") from None
        lacking = {"document_id", config.by} - set(table.columns)
        if lacking:
            raise InputError(
                f"{config.metadata}: columns {list(table.columns)} came; {', '.join(sorted(lacking))} is missing"
            )
        values = table.drop_duplicates("document_id").set_index("document_id")[config.by].reindex(ids)
    elif config.by in labelled.sentences:
        values = labelled.sentences.groupby("document_id", sort=False)[config.by].first().astype(str)
    elif config.by == "year":
        values = pd.Series(ids.str.extract(r"(?<!\d)((?:19|20)\d{2})(?!\d)")[0].to_numpy(), index=ids)
    else:
        raise InputError(f"--by {config.by}: sentences.csv has no such column; give --metadata with it")
    values = values.dropna()
    values = values[values != ""]
    if not len(values):
        raise InputError(f"--by {config.by}: none of {len(ids)} documents has a value; compare the document_id columns")
    if len(values) < len(ids):
        missing = [name for name in ids if name not in values.index]
        print(f"warning: {len(missing)} documents have no {config.by}, {missing[0]} first; left out", file=sys.stderr)
    return values


def estimate_groups(
    labelled: Labelled,
    metadata: pd.Series,
    config: CompareConfig,
    codebook: Codebook,
    method: str,
    held_out: HeldOut | None,
) -> list[Group]:
    """Estimate the shares of each group, in the order of its values.

    Raises
    ------
    InputError
        If there is one group only, or more than can be looked at.
    """
    body = labelled.find_body()
    sentences = labelled.sentences.iloc[body]
    documents = sentences["document_id"].astype(str).to_numpy()
    value_of = {name: _bin(value, config.every) for name, value in metadata.items()}
    values = np.array([value_of.get(name, "") for name in documents])
    found = sorted(set(values) - {""})
    if not _FEW <= len(found) <= _MOST_GROUPS:
        raise InputError(
            f"--by {config.by}: {len(found)} groups came; expected {_FEW} to {_MOST_GROUPS}"
            + (", give --every to join years" if len(found) > _MOST_GROUPS else "")
        )
    characters = np.array([len(text) for text in sentences["text"]], dtype=np.float64)
    groups = []
    for value in found:
        rows = np.flatnonzero(values == value)
        probabilities = labelled.probabilities[body[rows]]
        weights: NDArray[np.float64] | None = characters[rows] if config.weight == "character" else None
        units = documents[rows].tolist()
        shares = estimate_shares(probabilities, units, method=method, held_out=held_out, weights=weights)
        counts = np.bincount(probabilities.argmax(axis=1), minlength=len(codebook))
        groups.append(Group(value, shares, tabulate_shares(shares, codebook.ids, counts), len(set(units))))
    return groups


def tabulate_differences(groups: Sequence[Group], codebook: Codebook) -> pd.DataFrame:
    """Return the differences of the second group to the first or, with more groups, of each to the first."""
    parts = []
    for group in groups[1:]:
        table = contrast_shares(groups[0].shares, group.shares, codebook.ids).reset_index()
        parts.append(table.assign(first=groups[0].name, second=group.name))
    columns = ["first", "second", "domain", "difference", "low", "high", "p", "p_adjusted"]
    return pd.concat(parts, ignore_index=True)[columns]


def tabulate_distances(groups: Sequence[Group]) -> pd.DataFrame:
    """Return the Jensen-Shannon distance of each pair of groups beside what noise alone would give."""
    rows = []
    for first, second in combinations(groups, 2):
        distance, error, noise = measure_distance(first.shares, second.shares)
        rows.append((first.name, second.name, distance, error, noise))
    return pd.DataFrame(rows, columns=["first", "second", "distance", "standard_error", "noise"])


def trace_trend(
    labelled: Labelled, metadata: pd.Series, codebook: Codebook, method: str, held_out: HeldOut | None
) -> pd.DataFrame | None:
    """Fit a line through documents over a number; nothing where the values are no numbers."""
    years = pd.to_numeric(metadata, errors="coerce")
    if years.isna().any() or years.nunique() < 3:
        return None
    body = labelled.find_body()
    documents = labelled.sentences["document_id"].astype(str).to_numpy()[body]
    rows = [np.flatnonzero(documents == name) for name in years.index]
    kept = [place for place, part in enumerate(rows) if len(part)]
    shares = [
        estimate_shares(
            labelled.probabilities[body[rows[place]]], ["x"] * len(rows[place]), method=method, held_out=held_out
        ).estimate
        for place in kept
    ]
    sizes = np.array([len(rows[place]) for place in kept], dtype=np.float64)
    return fit_trend(np.array(shares), sizes, years.to_numpy(dtype=np.float64)[kept], codebook.ids)


def _bin(value: str, every: int) -> str:
    if every <= 1:
        return str(value)
    try:
        start = int(float(value)) // every * every
    except ValueError:
        raise InputError(f"--every {every}: {value!r} is no number; leave --every out") from None
    return f"{start}-{start + every - 1}"


def _find_run(labelled: Path) -> Path:
    try:
        return Path(json.loads((labelled / "label.json").read_text("utf-8"))["run"])
    except (OSError, ValueError, KeyError):
        raise InputError(f"{labelled}: no label.json of research.label there; give --labelled and --run") from None


def _sample_shares(
    folder: Path, groups: Sequence[Group], shares: pd.DataFrame, names: dict[str, str], title: str
) -> None:
    wide = pd.DataFrame([group.shares.estimate for group in groups], columns=list(names))
    wide.index = pd.Index([f"{group.name}（{group.documents}篇）" for group in groups])
    figure, ax = plots.make_figure(11, 1.4 + 0.36 * max(len(groups), 8))
    group_plots.plot_groups(wide, ax, names, title)
    plots.write_print_figure(folder, "shares", figure)
    columns = 5
    rows = -(-len(names) // columns)
    figure, axes = plots.make_figure(11, 1.5 * rows, columns, rows)
    group_plots.plot_trends(shares, np.ravel(axes).tolist(), names)
    plots.write_print_figure(folder, "domains", figure)


if __name__ == "__main__":
    sys.exit(main())
