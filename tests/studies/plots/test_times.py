"""The figure of times."""

import shutil

import pandas as pd

from research.studies import bench
from research.studies.plots.times import plot_times
from tests.conftest import ROOT
from tests.studies.plots.findings import assert_states

TIMES = pd.DataFrame({
    "pipeline": ["full", "usual: jieba, TfidfVectorizer, LinearSVC"], "microseconds": [21.0, 4000.0],
    "least": [19.0, 3000.0], "most": [22.0, 5000.0], "times_as_fast": [6.4, 1.0],
})  # fmt: skip


def test_the_full_model_is_compared_with_the_usual_pipeline():
    assert_states(plot_times, TIMES, "完整模型每句21微秒，速度为常用做法的6.4倍")


def test_times_stand_on_a_scale_of_plain_numbers():
    [ax] = plot_times(TIMES).axes
    assert [text.get_text() for text in ax.get_xticklabels()] == ["10", "100", "1 000", "10 000"]


def test_the_committed_table_is_plotted_in_both_languages(tmp_path):
    shutil.copy(ROOT / "results/bench/bench.csv", tmp_path)
    assert bench.main(["--plot-only", "--output", str(tmp_path)]) == 0
    assert {path.name for path in tmp_path.glob("*.png")} == {"bench.png", "bench-en.png"}


def test_a_pipeline_that_is_much_slower_has_its_ratio_as_a_fraction():
    [ax] = plot_times(TIMES.assign(times_as_fast=[6.4, 0.0058])).axes
    assert {"6.4×", "1/172", "4 000 微秒"} <= {text.get_text() for text in ax.texts}


def test_the_footnote_says_what_another_machine_changes():
    assert "用时随机器而变" in bench.describe_timing("zh")
    assert "Times depend on the machine" in bench.describe_timing("en")
