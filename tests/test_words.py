"""One word for each thing, and the field's own: what code, help and the README must not say."""

import inspect
import re
from importlib import import_module
from pathlib import Path

import pytest
from sklearn.base import BaseEstimator

ROOT = Path(__file__).parent.parent
FILES = [
    *sorted(path for path in (ROOT / "research").rglob("*") if path.suffix in {".py", ".pyi", ".js", ".html", ".md"}),
    ROOT / "README.md",
]
INSTEAD = {
    r"(?<!major )topics?\b": "theme or domain; a topic belongs to a topic model",
    r"runs? of characters|character_runs": "n-gram, ngram_range",
    r"(?:least|most)_(?!frequent)\w+": "min_, max_",
    r"draw(?:s|n|ings?)?\b|(?:\w+_)?draw_\w+|drew\b": "sample (sentences), plot (figures)",
    r"(?<!Defence & )borders?\b(?![-:])|\b(?!defence_)\w+_borders?\b": "offsets, boundary kinds, confusable pairs",
    r"moved\b|\w+_moved\b": "influence",
    r"told\b|told_\w+": "label mean",
    r"seen_\w+": "predicted mean",
    r"came; expected|came\b": "must be at least 2, got 1",
    r"(?:beyond|within) noise": "statistically significant; not significant",
    r"made good|makes? good": "corrected with your labels",
    r"vector scaling": "bias-corrected temperature scaling",
    r"several domains a sentence": "multilabel",
}
LITERALLY = {"research/text/word.py"}  # drawings of a Word file
ESTIMATORS = ["model.baselines", "model.classifier", "model.vectorizer"]
SIGNATURES = {
    "seed": "random_state", "jobs": "n_jobs", "folds": "n_splits", "several": "multilabel", "domains": "classes",
}  # fmt: skip


@pytest.mark.parametrize("word", INSTEAD, ids=lambda word: re.sub(r"\W+", "-", word).strip("-")[:30])
def test_a_word_of_the_first_dialect_is_gone(word):
    pattern = re.compile(rf"(?<![\w.-]){word}", re.IGNORECASE)
    found = [
        f"{path.relative_to(ROOT)}:{number}: {line.strip()[:90]}"
        for path in FILES
        if not (word.startswith("draw") and path.relative_to(ROOT).as_posix() in LITERALLY)
        for number, line in enumerate(path.read_text("utf-8").splitlines(), 1)
        if pattern.search(line)
    ]
    assert not found, f"write {INSTEAD[word]}:\n" + "\n".join(found)


@pytest.mark.parametrize("name", ESTIMATORS)
def test_parameters_of_estimators_are_called_as_in_scikit_learn(name):
    module = import_module(f"research.{name}")
    estimators = [x for x in vars(module).values() if inspect.isclass(x) and issubclass(x, BaseEstimator)]
    own = [one for one in estimators if one.__module__ == module.__name__]
    assert own
    for estimator in own:
        assert not set(inspect.signature(estimator).parameters) & set(SIGNATURES), estimator.__name__
