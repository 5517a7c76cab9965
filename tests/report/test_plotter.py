"""The figure that another process plots."""

import subprocess
import sys
from concurrent.futures import BrokenExecutor
from io import BytesIO
from types import SimpleNamespace

import numpy as np
import pytest

from research.codebook import Codebook, Domain
from research.report import plotter
from research.report.plotter import Plotter, import_plotting, open_plotter, plot_distribution
from research.report.shares import PlottedShares

CODEBOOK = Codebook("own", "1", (Domain("roads", "道路", "roads"), Domain("health", "卫生", "health")))
SHARES = PlottedShares(["roads", "health"], np.array([0.25, 0.75]), np.array([0.1, 0.6]), np.array([0.4, 0.9]))
FIGURES = ["distribution.png", "distribution.svg"]


def names_in(folder) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_a_distribution_is_written_with_its_method(tmp_path):
    plot_distribution(tmp_path, SHARES, None, CODEBOOK, "count", "en")
    assert names_in(tmp_path) == FIGURES
    picture = (tmp_path / "distribution.svg").read_text("utf-8")
    assert "health clearly leads with 75%" in picture
    assert "count" in picture.lower()


def test_without_another_process_the_figure_is_there_before_it_is_waited_for(tmp_path):
    with open_plotter(elsewhere=False) as found:
        found.begin(tmp_path, SHARES, None, CODEBOOK, "count", "en")
        assert names_in(tmp_path) == FIGURES
        found.wait()


@pytest.mark.slow
def test_another_process_writes_the_same_bytes(tmp_path):
    for name, elsewhere in (("here", False), ("there", True)):
        (tmp_path / name).mkdir()
        with open_plotter(elsewhere=elsewhere) as found:
            found.begin(tmp_path / name, SHARES, None, CODEBOOK, "count", "zh")
            found.wait()
    for figure in FIGURES:
        assert (tmp_path / "there" / figure).read_bytes() == (tmp_path / "here" / figure).read_bytes()


@pytest.mark.slow
def test_what_another_process_raises_is_raised_where_it_is_waited_for(tmp_path):
    with open_plotter(elsewhere=True) as found:
        found.begin(tmp_path / "missing", SHARES, None, CODEBOOK, "count", "en")
        with pytest.raises(FileNotFoundError, match="missing"):
            found.wait()


@pytest.mark.slow
def test_a_file_in_the_current_folder_with_the_name_of_a_module_is_not_imported(tmp_path, monkeypatch):
    (tmp_path / "numpy.py").write_text("raise SystemExit('not numpy')")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys, "path", [path for path in sys.path if path])
    with open_plotter(elsewhere=True) as found:
        found.begin(tmp_path, SHARES, None, CODEBOOK, "count", "en")
        found.wait()


def test_a_process_that_was_killed_before_it_was_asked_is_told_from_one_that_plots(tmp_path):
    with subprocess.Popen([sys.executable, "-c", ""], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        process.wait()
        with pytest.raises(BrokenExecutor):
            Plotter(process).begin(tmp_path, np.zeros(1_000_000))
        process.communicate()


def test_a_process_that_was_killed_while_it_plotted_is_told_from_one_that_has_plotted(tmp_path):
    command = [sys.executable, "-c", "import sys; sys.stdin.buffer.read(1)"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        asked = Plotter(process)
        asked.begin(tmp_path)
        with pytest.raises(BrokenExecutor):
            asked.wait()
        process.communicate()


def test_a_process_that_plots_nothing_ends_with_the_block():
    code = "import sys; from research.report.plotter import open_plotter\n"
    code += "with open_plotter(elsewhere=True) as found:\n    found.wait()"
    said = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert (said.stdout, said.stderr) == ("", "")


@pytest.mark.slow
def test_a_process_ends_when_the_one_that_started_it_is_killed():
    code = "import os; from research.report.plotter import open_plotter\n"
    code += "with open_plotter(elsewhere=True):\n    print('started', flush=True); os._exit(1)"
    together = {"stdout": subprocess.PIPE, "stderr": subprocess.STDOUT}
    said = subprocess.run([sys.executable, "-c", code], **together, text=True, check=False)
    assert (said.returncode, said.stdout) == (1, "started\n")  # its end: that of the last process that could write


def test_a_process_ends_while_it_plots_when_the_one_that_started_it_is_killed(monkeypatch):
    ended = []
    monkeypatch.setattr(plotter, "sys", SimpleNamespace(stdin=SimpleNamespace(buffer=BytesIO(b"rest"))))
    monkeypatch.setattr(plotter, "os", SimpleNamespace(_exit=ended.append))
    plotter._end_with_input()
    assert ended == [1]


@pytest.mark.slow
def test_getting_ready_to_plot_imports_matplotlib_and_neither_readers_nor_models():
    code = "import sys; from research.report.plotter import import_plotting; print('matplotlib' in sys.modules)"
    code += "; import_plotting(); print('matplotlib' in sys.modules)"
    code += "; print({'research.text.documents', 'research.model.storage', 'rjieba', 'pandas'} & set(sys.modules))"
    said = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert said.stdout.split() == ["False", "True", "set()"]


def test_what_is_imported_is_there():
    import_plotting()


def test_waiting_for_nothing_is_no_error():
    Plotter().wait()
