"""The dots of a theme distribution, plotted from plain arrays."""

import subprocess
import sys

import numpy as np
import pandas as pd
import pytest

from research.report.distribution import plot_prevalence
from research.report.figures import render_png
from research.report.share_dots import plot_shares
from research.report.shares import PlottedShares
from tests.report.rendering import read_texts
from tests.report.tables_to_plot import OWN

DOMAINS, PREVALENCE, LOW, HIGH = ["a", "b", "c"], [0.2, 0.7, 0.1], [0.1, 0.6, float("nan")], [0.3, 0.8, float("nan")]
SINGLE = [[0.2, 0.7, 0.1], [0.3, 0.7, 0.0], [0.1, 0.7, 0.2]]


def make_plotted(**columns):
    return PlottedShares(DOMAINS, np.array(PREVALENCE), np.array(LOW), np.array(HIGH), **columns)


@pytest.mark.parametrize("documents", [1, 3])
def test_arrays_give_the_figure_of_the_table_that_holds_them(documents):
    table = pd.DataFrame({"domain": DOMAINS, "prevalence": PREVALENCE, "low": LOW, "high": HIGH})
    table = table.assign(sentences=[20, 70, 10], documents=documents, target="these documents")
    rows = [(str(n), name, share) for n, row in enumerate(SINGLE) for name, share in zip(DOMAINS, row, strict=True)]
    single = pd.DataFrame(rows, columns=["document_id", "domain", "prevalence"])
    shares = make_plotted(targets=["these documents"], sentences=100, documents=documents)
    plotted = plot_shares(shares, codebook=OWN, documents=np.array(SINGLE))
    assert render_png(plotted) == render_png(plot_prevalence(table, codebook=OWN, documents=single))


def test_sizes_and_targets_are_said_where_they_are_known():
    said = read_texts(plot_shares(make_plotted(targets=["documents like these"], sentences=100), codebook=OWN))
    assert "100句" in said
    assert "区间所指为同类文档的占比" in said
    unknown = read_texts(plot_shares(make_plotted(), codebook=OWN))
    assert "100句" not in unknown
    assert "区间所指" not in unknown


@pytest.mark.slow
def test_no_tables_are_needed():
    code = "import sys; import research.report.share_dots; print('pandas' in sys.modules)"
    said = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert said.stdout.strip() == "False"
