"""The order of the stages, read from the imports."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parent.parent / "research"
MODULES = sorted(PACKAGE.rglob("*.py"))
ORDER = [
    "errors", "shipped", "codebook",
    "text.lines", "text.boilerplate", "text.limits", "text.files", "command", "text.formats", "text.office", "text.cells", "text.tables", "text.documents", "text.ends", "text.sentences", "text.segmenter", "text.lexicon", "text.tokens",
    "corpus.repeats", "corpus.labelled", "corpus.naming", "corpus.labelstudio", "corpus.exchange", "corpus.codings", "corpus.session", "corpus.agreement", "corpus.duplicates", "corpus.drawing",
    "model.labels", "model.tfidf", "model.vectors", "model.characters", "model.sequence", "model.blocks", "model.predictor", "model.features", "model.classifier", "model.explanation", "model.baselines", "model.coldstart", "model.peers", "model.shapes", "model.storage", "model.rounds",
    "measure.bootstrap", "measure.evaluation", "measure.abstention", "measure.comparison", "measure.keyness", "measure.heldout", "measure.intervals",
    "measure.prevalence", "measure.contrast", "measure.planning", "measure.several",
    "report.run", "report.partial", "report.batch", "report.shares", "report.stream", "report.tables", "report.several", "report.fonts", "report.plots", "report.group_plots", "report.study_plots", "report.card", "report.page", "report.reading", "report.trained", "report.workers", "report.gallery", "report.reviewer",
    "project", "train", "label", "review", "merge", "replay", "plan", "estimate", "spark", "vectors", "agree", "compare", "score", "curve", "ablation", "shift", "prevalence", "timing", "bench", "compose", "readme",
]  # fmt: skip
ALONE = {
    "jieba": "text/segmenter.py",
    "rjieba": "text/segmenter.py",
    "matplotlib": "report/",
    "argparse": "command.py",
    "ipywidgets": "report/reviewer.py",
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
            yield from ([f"{node.module}.{alias.name}" for alias in node.names] if package else [node.module])


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_a_module_imports_only_earlier_stages(path: Path):
    name = name_of(path)
    if path.name == "__init__.py":
        assert not list(imports_of(path))
        return
    inside = [found.removeprefix("research.") for found in imports_of(path) if found.startswith("research.")]
    assert name in ORDER, f"{name} has no place in the order"
    assert [found for found in inside if ORDER.index(found) >= ORDER.index(name)] == []


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_libraries_stay_in_their_stage(path: Path):
    place = path.relative_to(PACKAGE).as_posix()
    for library in {found.split(".")[0] for found in imports_of(path)} & set(ALONE):
        assert place.startswith(ALONE[library]), f"{place} imports {library}"


@pytest.mark.parametrize("path", [path for path in MODULES if path.parent != PACKAGE], ids=name_of)
def test_only_scripts_print(path: Path):
    calls = [node for node in ast.walk(ast.parse(path.read_text("utf-8"))) if isinstance(node, ast.Call)]
    assert not [call for call in calls if isinstance(call.func, ast.Name) and call.func.id == "print"]


def test_modules_are_short_enough_to_see_whole():
    assert [name_of(path) for path in MODULES if len(path.read_text("utf-8").splitlines()) > 320] == []
