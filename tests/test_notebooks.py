"""The notebooks: their outputs are the committed ones, they use the public API alone, and take data of one's own."""

import ast
import importlib.util
import re
import sys
from pathlib import Path

import nbformat
import pandas as pd
import pytest

import research

NOTEBOOKS = Path(__file__).parent.parent / "notebooks"
PATHS = sorted(NOTEBOOKS.glob("*.ipynb"))
USUAL = {"numpy", "pandas", "matplotlib", "sklearn", "IPython"}


def read_cells(path):
    """The sources of the code cells."""
    return [cell.source for cell in nbformat.read(path, as_version=4).cells if cell.cell_type == "code"]


def read_output(output):
    """What an output shows, pictures apart."""
    data = output.get("data", {})
    if "image/png" in data:
        return "a picture"
    return output.get("text") or data.get("text/html") or data.get("text/plain")


def read_outputs(notebook):
    """What each code cell printed or returned."""
    return [[read_output(output) for output in cell.outputs] for cell in notebook.cells if cell.cell_type == "code"]


def find_forbidden(source):
    """What a cell takes from elsewhere than the public API and the usual libraries."""
    found = []
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            imported = [alias.name for alias in node.names]
            found += [name for name in imported if name != "research" and not is_usual(name)]
        elif isinstance(node, ast.ImportFrom):
            found += [node.module] if not is_usual(node.module) else []
        elif isinstance(node, ast.Attribute) and ast.unparse(node.value) == "research":
            found += [f"research.{node.attr}"] if node.attr not in research.__all__ else []
    return found


def is_usual(module):
    return module.partition(".")[0] in USUAL | sys.stdlib_module_names


@pytest.fixture(scope="module")
def execute():
    spec = importlib.util.spec_from_file_location("execute", NOTEBOOKS / "execute.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module.execute


@pytest.fixture(scope="module")
def reports(tmp_path_factory):
    """Documents as someone else has them, with a table that Excel saved in China."""
    folder = tmp_path_factory.mktemp("reports")
    rows = ["document_id,place,level,year"]
    for number, level in enumerate(("county", "city", "county", "city")):
        text = f"政府工作报告\n各位代表：\n一、农业\n新建高标准农田{number + 3}万亩。\n二、教育\n新建小学{number + 2}所。\n"
        (folder / f"报告{number}.txt").write_text(text, encoding="gb18030")
        rows.append(f"报告{number},{'云溪县' if level == 'county' else '临江市'},{level},{2000 + 5 * number}")
    (folder / "about.csv").write_text("\n".join(rows), encoding="gbk")
    return folder


@pytest.mark.slow
@pytest.mark.parametrize("path", PATHS, ids=lambda path: path.stem)
@pytest.mark.filterwarnings("default")
def test_a_notebook_gives_the_outputs_that_are_committed(path, execute):
    committed = nbformat.read(path, as_version=4)
    assert any(cell.get("outputs") for cell in committed.cells), "not executed: make notebooks"
    assert read_outputs(execute(path)) == read_outputs(committed)


@pytest.mark.parametrize("path", PATHS, ids=lambda path: path.stem)
def test_a_notebook_uses_the_public_names_and_the_usual_libraries(path):
    cells = read_cells(path)
    assert "import research" in cells[0].splitlines()
    assert [name for source in cells for name in find_forbidden(source)] == []


@pytest.mark.parametrize(
    "source",
    ["import research.api", "from research import label", "from research.api import Labelled", "research.api.Labelled",
     "import jieba"],
)  # fmt: skip
def test_other_imports_are_found(source):
    assert len(find_forbidden(source)) == 1


@pytest.mark.parametrize("path", PATHS, ids=lambda path: path.stem)
def test_the_outputs_say_nothing_of_the_machine_and_have_no_error_stream(path):
    notebook = nbformat.read(path, as_version=4)
    assert not re.search(r"/(home|root|Users|tmp|work)/|0x[0-9a-f]{6}", str(read_outputs(notebook)))
    names = [output.get("name") for cell in notebook.cells for output in cell.get("outputs", ())]
    assert "stderr" not in names


@pytest.mark.slow
@pytest.mark.parametrize(
    ("start", "settings"),
    [
        ("0", {"DOCUMENTS": "{reports}", "METADATA": "{reports}/about.csv"}),
        ("0", {"DOCUMENTS": "{reports}/报告0.txt", "METADATA": None, "BY": "document_id"}),
        ("1", {"DOCUMENT": "{reports}/报告0.txt"}),
        ("2", {"RUN": "{run}"}),
        ("3", {"DOCUMENT": "{reports}/报告0.txt"}),
        ("4", {"DOCUMENTS": "{reports}", "METADATA": "{reports}/about.csv"}),
    ],
)
@pytest.mark.filterwarnings(
    "ignore:results/baseline. no trained run there"
)  # on a machine that has no default model yet
@pytest.mark.filterwarnings("ignore:another process is fitting the default model")  # of the tests beside this one
@pytest.mark.filterwarnings("ignore:.*have no test")  # few documents
def test_a_notebook_takes_data_of_ones_own_by_its_first_cell(start, settings, reports, run, monkeypatch):
    (path,) = NOTEBOOKS.glob(f"{start}-*.ipynb")
    first, *rest = read_cells(path)
    for name, value in settings.items():
        value = value and value.format(reports=reports, run=run)
        first, count = re.subn(rf"^{name} = .*$", f"{name} = {value!r}", first, flags=re.MULTILINE)
        assert count == 1
    monkeypatch.chdir(NOTEBOOKS)
    names = {}
    with pd.option_context("display.max_colwidth", 50):
        for source in [first, *rest]:
            exec(compile(source, path.name, "exec"), names)  # noqa: S102 - a notebook of ours
