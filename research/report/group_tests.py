"""Tests of the differences between groups, from the intervals of their shares or from a table of differences."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np
import pandas as pd
from scipy import stats

from research.arrays import Array
from research.measure.intervals import Z
from research.report.captions import tidy_name
from research.report.tables import GROUP

SIGNIFICANT = 0.05  # after the adjustment for multiple comparisons
MIN_DIFFERENCE = 0.01  # shares; smaller ones are not called a finding
MIN_DOCUMENTS = 3  # of a group that is tested


@dataclass(frozen=True)
class Difference:
    """A significant difference: the group with more, the one with less, the domain and the difference."""

    more: str
    less: str
    domain: str
    difference: float


def spread_groups(table: pd.DataFrame, column: str) -> pd.DataFrame:
    """Return a column of a table as groups (rows) by domains."""
    return table.pivot_table(index=GROUP, columns="domain", values=column, sort=False)


def adjust_p(p: Array) -> Array:
    """Adjust p-values that are known by Benjamini and Hochberg (1995)."""
    adjusted = np.full(p.shape, np.nan)
    known = np.isfinite(p)
    if known.any():
        adjusted[known] = stats.false_discovery_control(p[known])
    return adjusted


def _estimate_errors(table: pd.DataFrame, groups: Sequence[str]) -> pd.DataFrame | None:
    """Return the standard errors of groups and domains from their intervals; nan for groups that are too small."""
    if not {"low", "high"} <= set(table.columns):
        return None
    known = table.dropna(subset=["low", "high"])
    if known.empty:
        return None
    errors = (spread_groups(known, "high") - spread_groups(known, "low")).reindex(index=list(groups)) / (2 * Z)
    if "documents" in table:
        sizes = table.drop_duplicates(GROUP).set_index(GROUP)["documents"].reindex(list(groups))
        errors[(sizes < MIN_DOCUMENTS).to_numpy()] = np.nan
    return errors.where(errors > 0)


def compare_pairs(table: pd.DataFrame, groups: Sequence[str]) -> tuple[list[Difference], int]:
    """Test all pairs of groups in all domains by the intervals; return the significant ones and the number of tests."""
    errors = _estimate_errors(table, groups)
    if errors is None:
        return [], 0
    wide = spread_groups(table, "prevalence")
    shares, spread = wide[errors.columns].to_numpy(dtype=np.float64), errors.loc[wide.index].to_numpy(dtype=np.float64)
    place = {str(group): number for number, group in enumerate(wide.index)}
    rows = [
        (
            first,
            second,
            str(name),
            float(shares[place[first], column] - shares[place[second], column]),
            float(np.hypot(spread[place[first], column], spread[place[second], column])),
        )
        for first, second in combinations(groups, 2)
        for column, name in enumerate(errors)
    ]
    differences = np.array([row[3] for row in rows], dtype=np.float64)
    p = 2 * stats.norm.sf(np.abs(differences) / np.array([row[4] for row in rows], dtype=np.float64))
    adjusted = adjust_p(p)
    found = [
        Difference(first if value > 0 else second, second if value > 0 else first, name, abs(value))
        for (first, second, name, value, _), q in zip(rows, adjusted, strict=True)
        if q < SIGNIFICANT and abs(value) >= MIN_DIFFERENCE
    ]
    return found, int(np.isfinite(p).sum())


def read_differences(tests: pd.DataFrame) -> tuple[list[Difference], int]:
    """Return the significant differences of a table (the difference is that of the second group to the first)."""
    found = []
    pairs = tests[tests["first"] != tests["second"]]  # a row over all groups names none
    columns = [pairs[name] for name in ("first", "second", "domain", "difference", "p_adjusted")]
    for first, second, domain, value, p in zip(*columns, strict=True):
        if p < SIGNIFICANT and abs(value) >= MIN_DIFFERENCE:
            more, less = (second, first) if value > 0 else (first, second)
            found.append(Difference(tidy_name(str(more)), tidy_name(str(less)), str(domain), abs(float(value))))
    return found, int(pairs["p_adjusted"].notna().sum())


def compare_to_mean(table: pd.DataFrame, wide: pd.DataFrame, sizes: pd.DataFrame) -> tuple[pd.DataFrame, int]:
    """Test each group against the mean of all, by its interval."""
    errors = _estimate_errors(table, list(sizes.index))
    if errors is None:
        return wide.astype(bool) & False, 0
    errors = 100 * errors.reindex(columns=wide.columns)
    differences = wide - wide.mean()
    p = 2 * stats.norm.sf(np.abs(differences.to_numpy()) / errors.to_numpy())
    significant = (adjust_p(p) < SIGNIFICANT) & (np.abs(differences.to_numpy()) >= 100 * MIN_DIFFERENCE)
    return pd.DataFrame(significant, index=wide.index, columns=wide.columns), int(np.isfinite(p).sum())
