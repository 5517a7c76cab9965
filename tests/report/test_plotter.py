"""The figure that another process plots."""

import subprocess
import sys

import numpy as np
import pytest

from research.codebook import Codebook, Domain
from research.report.plotter import import_plotting, plot_distribution
from research.report.shares import PlottedShares

CODEBOOK = Codebook("own", "1", (Domain("roads", "道路", "roads"), Domain("health", "卫生", "health")))


def test_a_distribution_is_written_with_its_method(tmp_path):
    low, high = np.array([0.1, 0.6]), np.array([0.4, 0.9])
    shares = PlottedShares(["roads", "health"], np.array([0.25, 0.75]), low, high)
    plot_distribution(tmp_path, shares, None, CODEBOOK, "count", "en")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["distribution.png", "distribution.svg"]
    picture = (tmp_path / "distribution.svg").read_text("utf-8")
    assert "health clearly leads with 75%" in picture
    assert "count" in picture.lower()


@pytest.mark.slow
def test_getting_ready_to_plot_imports_matplotlib_and_neither_readers_nor_models():
    code = "import sys; from research.report.plotter import import_plotting; print('matplotlib' in sys.modules)"
    code += "; import_plotting(); print('matplotlib' in sys.modules)"
    code += "; print({'research.text.documents', 'research.model.storage', 'rjieba', 'pandas'} & set(sys.modules))"
    said = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert said.stdout.split() == ["False", "True", "set()"]


def test_what_is_imported_is_there():
    import_plotting()
