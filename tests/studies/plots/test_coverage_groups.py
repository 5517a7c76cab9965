"""The figures of flags and of intervals of coded samples."""

import pandas as pd

from research.studies.plots.coverage_groups import plot_estimates, plot_flags
from tests.studies.plots.findings import assert_states

FLAGS = pd.DataFrame({"sample": ["3 against 40", "20 groups of 5"], "any_flag": [0.02, 0.08], "power": [0.1, 0.76]})
ESTIMATES = pd.DataFrame([
    {"rounds": rounds, "sampled": 50, "method": method, "coverage": covered, "worst_domain": covered - 0.05}
    for rounds, covered in ((1, 0.98), (2, 0.93)) for method in ("counted", "with_model")
])  # fmt: skip


def test_the_highest_rate_of_false_flags_is_named():
    assert_states(plot_flags, FLAGS, "无差异时，任一显著的概率最高8%")


def test_the_range_of_the_coverage_of_samples_is_named():
    assert_states(plot_estimates, ESTIMATES, "抽样编码的95%区间覆盖93%至98%")


def test_each_panel_has_a_mark_for_each_row_in_per_cent():
    flags, power = plot_flags(FLAGS).axes
    assert [ax.get_lines()[-1].get_xdata().tolist() for ax in (flags, power)] == [[2, 8], [10, 76]]
    assert [text.get_text() for text in flags.get_yticklabels()] == FLAGS["sample"].tolist()
