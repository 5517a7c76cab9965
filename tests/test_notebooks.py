"""The notebooks run, and their outputs are the committed ones."""

import importlib.util
from pathlib import Path

import nbformat
import pytest

NOTEBOOKS = Path(__file__).parent.parent / "notebooks"


def read_outputs(notebook):
    """What each code cell printed or returned, pictures apart."""
    outputs = []
    for cell in notebook.cells:
        if cell.cell_type == "code":
            texts = [o.get("text") or o.get("data", {}).get("text/html") or "" for o in cell.outputs]
            outputs.append("".join(texts).strip())
    return outputs


@pytest.fixture(scope="module")
def execute():
    spec = importlib.util.spec_from_file_location("execute", NOTEBOOKS / "execute.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module.execute


@pytest.mark.parametrize("path", sorted(NOTEBOOKS.glob("*.ipynb")), ids=lambda path: path.stem)
@pytest.mark.filterwarnings("default")
def test_a_notebook_gives_the_outputs_that_are_committed(path, execute):
    committed = nbformat.read(path, as_version=4)
    assert any(cell.get("outputs") for cell in committed.cells), "not executed: make notebooks"
    assert read_outputs(execute(path)) == read_outputs(committed)
