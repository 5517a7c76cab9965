"""The simulation of active learning."""

import pandas as pd
import pytest

from research.corpus.labelled import read_corpus
from research.studies import active_learning


@pytest.mark.slow
@pytest.mark.usefixtures("blank_figures")
def test_a_small_replay_measures_every_strategy_on_what_was_not_labelled(small_corpus, tmp_path, capsys, monkeypatch):
    monkeypatch.setattr(active_learning, "read_corpus", lambda _, codebook: read_corpus(small_corpus, codebook))
    arguments = ["--sizes", "30", "60", "--classifiers", "bayes", "--repeats", "2", "--jobs", "1"]
    assert active_learning.main([*arguments, "--gold", str(tmp_path / "none"), "--output", str(tmp_path / "out")]) == 0
    table = pd.read_csv(tmp_path / "out" / "curve.csv")
    assert set(table["strategy"]) == set(active_learning.STRATEGIES)
    assert table.groupby(["strategy", "labels"]).size().eq(2).all()
    assert (tmp_path / "out" / "curve.png").exists()
    assert "uncertain" in capsys.readouterr().out


def test_differences_are_paired_by_repeat():
    rows = [
        {"measured_on": "corpus", "classifier": "svm", "strategy": strategy, "labels": 50, "repeat": repeat,
         "accuracy": base + ahead, "macro_f1": base}
        for repeat, base in enumerate((0.2, 0.8))
        for strategy, ahead in (("random", 0.0), ("mixed", 0.1))
    ]  # fmt: skip
    (row,) = active_learning.compare_strategies(pd.DataFrame(rows)).to_dict("records")
    assert (row["strategy"], row["repeats"]) == ("mixed", 2)
    assert row["accuracy"] == pytest.approx(0.1)
    assert row["accuracy_high"] - row["accuracy_low"] == pytest.approx(0, abs=1e-9)
