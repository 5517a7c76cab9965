"""The figure of the strategies of sampling."""

import shutil

import pandas as pd
import pytest

from research.studies import active_learning
from research.studies.plots.active_learning import plot_active_learning
from tests.conftest import ROOT
from tests.studies.plots.findings import assert_states

REPLAY = pd.DataFrame([
    {"classifier": "full", "strategy": strategy, "labels": labels, "macro_f1": 0.5 + labels / 1000 + repeat / 500}
    for strategy in ("random", "uncertain") for labels in (0, 100) for repeat in range(3)
])  # fmt: skip


def test_strategies_of_which_none_is_ahead_are_said_to_differ_little():
    assert_states(plot_active_learning, REPLAY, "标到100句时，先标哪些句子对完整模型影响不大")


def test_a_strategy_that_is_ahead_of_the_spread_is_named():
    ahead = REPLAY.assign(macro_f1=REPLAY["macro_f1"] + 0.1 * (REPLAY["strategy"] == "uncertain"))
    assert plot_active_learning(ahead).get_suptitle() == "标到100句时，完整模型先标最不确定的句子学得最好"


@pytest.mark.slow
def test_the_committed_table_is_plotted_in_both_languages(tmp_path):
    shutil.copy(ROOT / "results/replay/curve.csv", tmp_path)
    assert active_learning.main(["--plot-only", "--output", str(tmp_path)]) == 0
    assert {path.name for path in tmp_path.glob("*.png")} == {"curve.png", "curve-en.png"}
