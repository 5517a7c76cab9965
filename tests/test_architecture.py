"""Imports go one way, downwards, and each library has one place."""

import ast
from collections.abc import Iterator
from graphlib import TopologicalSorter
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parent.parent / "research"
MODULES = sorted(path for path in PACKAGE.rglob("*.py") if path.name != "__init__.py")
COMMANDS = [
    "status",
    "project",
    "train",
    "label",
    "review",
    "merge",
    "agree",
    "plan",
    "estimate",
    "compare",
    "bundle",
    "train_vectors",
    "spark",
]
LEVELS = [
    "errors", "plurals", "messages", "wrapping", "arrays", "shipped", "decoding", "codebook_faults", "codebook", "workbook", "stata", "csv_cells", "text", "parser", "cli", "output", "corpus", "model",
    "measure", "run", "default_run",
    "labelling", "report", "label_settings", "label_work", *COMMANDS, "api", "__main__", "studies",
]  # fmt: skip
ALONE = {
    "jieba": ("text/segmenter.py", "studies/usual_script.py"),
    "rjieba": "text/segmenter.py",
    "matplotlib": ("report/", "studies/", "api/labelled.py"),  # in api only as a type
    "argparse": "parser.py",
    "ipywidgets": "report/reviewer.py",
    "xlsxwriter": "workbook.py",
    "pyspark": "spark.py",
}


def name_of(path: Path) -> str:
    return ".".join(path.relative_to(PACKAGE).with_suffix("").parts)


def imports_of(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            package = (PACKAGE.parent / node.module.replace(".", "/")).is_dir()
            names = [alias.name for alias in node.names if alias.name != "__version__"]
            yield from ([f"{node.module}.{name}" for name in names] if package else [node.module])


def own_imports(path: Path) -> list[str]:
    return [found.removeprefix("research.") for found in imports_of(path) if found.startswith("research.")]


def level_of(name: str) -> int:
    return LEVELS.index(name.split(".")[0])


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_no_import_goes_up(path: Path):
    name = name_of(path)
    assert name.split(".")[0] in LEVELS, f"{name} has no level"
    assert [found for found in own_imports(path) if level_of(found) > level_of(name)] == []


@pytest.mark.slow
def test_no_imports_go_round():
    graph = {name_of(path): set(own_imports(path)) for path in MODULES}
    assert list(TopologicalSorter(graph).static_order())


@pytest.mark.parametrize("path", sorted(PACKAGE.rglob("__init__.py")), ids=lambda path: path.parent.name)
def test_packages_import_nothing_when_they_are_imported(path: Path):
    assert not [found for found in imports_of(path) if found.startswith("research")]


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_libraries_stay_in_their_place(path: Path):
    place = path.relative_to(PACKAGE).as_posix()
    for library in {found.split(".")[0] for found in imports_of(path)} & set(ALONE):
        assert place.startswith(ALONE[library]), f"{place} imports {library}"


@pytest.mark.parametrize(
    "path", [path for path in MODULES if path.parent != PACKAGE and path.parent.name != "studies"], ids=name_of
)
def test_only_commands_print(path: Path):
    calls = [node for node in ast.walk(ast.parse(path.read_text("utf-8"))) if isinstance(node, ast.Call)]
    assert not [call for call in calls if isinstance(call.func, ast.Name) and call.func.id == "print"]


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_every_module_has_its_tests_in_the_same_place(path: Path):
    place = path.relative_to(PACKAGE)
    mirrored = PACKAGE.parent / "tests" / place.parent / f"test_{place.name}"
    assert mirrored.exists(), f"no {mirrored.relative_to(PACKAGE.parent)}"
