"""The figures of errors and of coverage."""

import shutil

import pandas as pd
import pytest

from research.studies import coverage
from research.studies.plots.coverage import plot_coverage, plot_methods
from tests.conftest import ROOT
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
    assert_states(plot_methods, METHODS, "2类样本中，直接计数的误差都最小")


def test_no_method_is_called_best_where_another_errs_less_somewhere():
    swapped = METHODS.assign(method=["count", "em", "em", "count"])
    found = plot_methods(swapped).get_suptitle().replace("\n", "")
    assert found == "没有哪种方法处处最好：2类样本中有1类，直接计数的误差最小"


def test_the_lowest_coverage_is_named_where_it_is_below_the_band():
    assert_states(plot_coverage, COVERAGE, "95%区间的覆盖率最低为91%：1篇未学过的文体")
    assert plot_coverage(COVERAGE.assign(coverage=0.96)).get_suptitle() == "95%区间的覆盖率都不低于96%"


def test_no_mark_is_cut_at_the_edge_of_a_panel():
    for ax in plot_coverage(COVERAGE.assign(coverage=1.0)).axes:
        assert not any(line.get_clip_on() for line in ax.get_lines() if line.get_marker() in tuple("osD^v"))


@pytest.mark.slow
def test_the_committed_tables_are_plotted_in_both_languages(tmp_path):
    for name in ("coverage", "methods"):
        shutil.copy(ROOT / "results/coverage" / f"{name}.csv", tmp_path)
    assert coverage.main(["--plot-only", "--output", str(tmp_path)]) == 0
    plotted = {path.name for path in tmp_path.glob("*.png")}
    assert plotted == {"coverage.png", "coverage-en.png", "methods.png", "methods-en.png"}


def test_without_tables_the_error_says_how_to_get_them(tmp_path, capsys):
    assert coverage.main(["--plot-only", "--output", str(tmp_path / "none")]) == 2
    assert "coverage.csv: No such file or directory; run the study without --plot-only first" in capsys.readouterr().err


def test_a_method_is_not_said_to_err_least_where_intervals_overlap():
    wide = METHODS.assign(error_low=METHODS["error"] - 0.002, error_high=METHODS["error"] + 0.002)
    assert plot_methods(wide).get_suptitle() == "2类样本中，没有哪种方法的误差小于直接计数"
    english = plot_methods(wide, language="en").get_suptitle().replace("\n", " ")
    assert english == "In none of 2 kinds of samples does another method err less than counting"
