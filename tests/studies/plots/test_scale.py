"""The figure of times and memory by the number of documents."""

import pandas as pd

from research.studies.plots.scale import plot_scale
from tests.studies.plots.findings import assert_states

SCALE = pd.DataFrame({
    "processes": [1, 1, 2, 2], "documents": [1000, 100_000] * 2, "sentences": [10_000, 1_000_000] * 2,
    "seconds": [2.0, 98.0, 2.0, 68.0], "megabytes": [250, 500, 500, 900],
})  # fmt: skip


def test_the_title_says_how_long_most_documents_take_with_most_processes():
    assert_states(plot_scale, SCALE, "标注1 000 000句（100 000篇）用时68秒")


def test_the_panels_show_microseconds_and_megabytes_from_0():
    time, memory = plot_scale(SCALE, language="en").axes
    assert [line.get_ydata().tolist() for line in time.lines[:2]] == [[200.0, 98.0], [200.0, 68.0]]
    assert [line.get_ydata().tolist() for line in memory.lines[:2]] == [[250, 500], [500, 900]]
    assert time.get_ylim()[0] == memory.get_ylim()[0] == 0
    assert [text.get_text() for text in time.get_xticklabels()] == ["1,000", "100,000"]
