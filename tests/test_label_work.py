"""The work of the labelling script, in a process that plots by itself."""

import pytest

from research.label_settings import LabelConfig
from research.label_work import label_inputs
from research.report.plotter import Plotter


@pytest.mark.slow
def test_documents_are_labelled_and_plotted_without_another_process(run, tmp_path):
    (tmp_path / "notice.txt").write_text("关于修路的通知\n新建农村公路二十公里。\n", encoding="utf-8")
    config = LabelConfig((tmp_path / "notice.txt",), run=run, output=tmp_path / "out", jobs=1)
    assert label_inputs(config, Plotter()) == (tmp_path / "out" / "report.html", 0)
    assert (tmp_path / "out" / "distribution.svg").exists()
