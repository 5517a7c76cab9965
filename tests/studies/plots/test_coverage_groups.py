"""The figures of flags and of intervals of coded samples."""

import shutil

import pandas as pd
import pytest

from research.studies import coverage_groups
from research.studies.plots.coverage_groups import plot_estimates, plot_flags
from tests.conftest import ROOT
from tests.report.rendering import find_faults
from tests.studies.plots.findings import assert_states

FLAGS = pd.DataFrame({
    "kind": ["groups", "groups", "trend"], "sample": ["3 against 40", "20 groups of 5", "5 places, 6 years, entering and leaving"],
    "any_flag": [0.0, 0.02, 0.08], "power": [0.0, 0.1, 0.76], "repeats": 100,
})  # fmt: skip
ESTIMATES = pd.DataFrame([
    {"rounds": rounds, "sampled": 50, "method": method, "coverage": covered, "worst_domain": covered - 0.05, "repeats": 100}
    for rounds, covered in ((1, 0.98), (2, 0.93)) for method in ("counted", "with_model")
])  # fmt: skip


def test_false_alarms_are_too_many_only_where_their_interval_says_so():
    # Wilson: 8 of 100 reach from 4.1 % to 15 %, 20 of 100 from 13.3 % on
    assert_states(plot_flags, FLAGS, "没有差异时，误报率都没有显著超过5%")
    many = FLAGS.assign(any_flag=[0.0, 0.02, 0.2])
    assert plot_flags(many).get_suptitle() == "没有差异时误报过多：趋势：5地，6年，有进有出为20%"


def test_the_coverage_of_samples_is_named_with_that_of_the_worst_domain():
    assert_states(plot_estimates, ESTIMATES, "抽样编码的95%区间平均覆盖93%至98%，最差的领域88%")


def test_each_panel_has_a_mark_for_each_row_in_per_cent():
    flags, power = plot_flags(FLAGS).axes
    marks = [
        [line.get_xdata().tolist() for line in ax.get_lines() if line.get_marker() == "o"] for ax in (flags, power)
    ]
    assert marks == [[[0, 2, 8]], [[0, 10, 76]]]
    assert not any(line.get_clip_on() for ax in (flags, power) for line in ax.get_lines() if line.get_marker() == "o")
    assert [text.get_text() for text in flags.get_yticklabels()] == [
        "两组：3篇对40篇（不作检验）",
        "20组，各5篇",
        "趋势：5地，6年，有进有出",
    ]


@pytest.mark.parametrize("language", ["zh", "en"])
def test_no_name_of_a_row_runs_into_the_next(language):
    rows = [("trend", f"{number} places, 6 years, entering and leaving") for number in (5, 10, 20)]
    table = pd.DataFrame(rows, columns=["kind", "sample"]).assign(any_flag=0.02, power=0.3, repeats=400)
    assert find_faults(plot_flags(table, language=language)) == []
    assert find_faults(plot_estimates(ESTIMATES, language=language)) == []


@pytest.mark.slow
def test_the_committed_tables_are_plotted_in_both_languages(tmp_path):
    for name in ("flags", "estimates"):
        shutil.copy(ROOT / "results/coverage_groups" / f"{name}.csv", tmp_path)
    assert coverage_groups.main(["--plot-only", "--output", str(tmp_path)]) == 0
    plotted = {path.name for path in tmp_path.glob("*.png")}
    assert plotted == {"flags.png", "flags-en.png", "estimates.png", "estimates-en.png"}


def test_a_rate_that_is_not_zero_is_not_written_as_zero():
    flags, _ = plot_flags(FLAGS.assign(any_flag=[0.0, 0.0025, 0.08])).axes
    assert [text.get_text() for text in flags.texts] == ["0", "<1", "8"]
