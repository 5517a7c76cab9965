"""Why a sentence got its label."""

import numpy as np
import pytest

import research


def test_contributions_add_up_to_the_log_probability_of_the_label(run):
    found = research.load_run(str(run))
    sentences = research.split_sentences("一、农业\n新建高标准农田3万亩。\n新增床位300张。")
    table = research.explain_sentences(sentences, found)
    logs = np.log(found.classifier.predict_proba(sentences))
    expected = logs.max(axis=1) - logs.mean(axis=1)
    assert table.groupby("sentence")["contribution"].sum().to_numpy() == pytest.approx(expected, abs=1e-6)
    assert set(table["part"]) == {"term", "headings", "neighbours", "base", "decoding"}
