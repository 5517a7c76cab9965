"""The figures of errors and of coverage."""

import pandas as pd

from research.studies.plots.coverage import plot_coverage, plot_methods
from tests.studies.plots.findings import assert_states

METHODS = pd.DataFrame([
    {"sample": sample, "method": method, "error": error, "error_low": error - 0.001, "error_high": error + 0.001}
    for sample in ("one type: documents", "one type: groups") for method, error in (("count", 0.005), ("em", 0.008))
])  # fmt: skip
COVERAGE = pd.DataFrame([
    {"population": population, "target": target, "documents": size, "coverage": covered}
    for population, covered in (("all types", 0.95), ("one type, not learned from", 0.91))
    for target in ("these documents", "documents like these") for size in (1, 3, 5, 7, 10, 20, 40, 100)
])  # fmt: skip


def test_the_method_that_errs_least_is_named():
    assert_states(plot_methods, METHODS, "2类样本中有2类，直接计数的误差最小")


def test_the_range_of_coverage_is_named():
    assert_states(plot_coverage, COVERAGE, "95%区间的平均覆盖率在91%至95%之间")
