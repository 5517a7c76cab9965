"""What several tests share."""

import csv
import os
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import pytest
from filelock import FileLock
from hypothesis import settings
from PIL import Image

from research import label, train
from research.messages import LANGUAGE
from research.report import figures
from research.shipped import shipped_path

ROOT = Path(__file__).parent.parent
SHARED = ROOT.parent / "shared"

settings.register_profile("steady", deadline=None)  # loading jieba once takes longer than any deadline
settings.register_profile("fuzz", parent=settings.get_profile("steady"), max_examples=1000)
settings.load_profile("steady")


def pytest_configure() -> None:
    """Keep each process of tests that run side by side to one core, so that none starts more for cores that are busy.

    Messages are English in every locale.
    """
    os.environ[LANGUAGE] = "en"
    worker = os.environ.get("PYTEST_XDIST_WORKER", "gw").removeprefix("gw")
    if worker and hasattr(os, "sched_setaffinity"):
        cores = sorted(os.sched_getaffinity(0))
        os.sched_setaffinity(0, {cores[int(worker) % len(cores)]})


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of real documents beside the project; tests that need it are skipped by name where it is not."""
    if not (SHARED / "corpus" / "reports").is_dir():
        pytest.skip("../shared is not here")
    return SHARED


def make_once(tmp_path_factory: pytest.TempPathFactory, name: str, make: Callable[[Path], object]) -> Path:
    """Return a folder that the first process of the tests makes, and that the others wait for; nobody writes to it."""
    root = tmp_path_factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        root = root.parent
    folder = root / name
    with FileLock(root / f"{name}.lock"):
        if not folder.exists():
            begun = root / f"{name}-begun"
            make(begun)
            begun.rename(folder)
    return folder


def leave_figures_blank(patch: pytest.MonkeyPatch) -> None:
    """Write figures as one white dot: rendering one takes a second or two."""
    dot = BytesIO()
    Image.new("P", (1, 1)).save(dot, "PNG")
    patch.setattr(figures, "_render", lambda *_: dot.getvalue())
    patch.setattr(figures, "_rasterise", lambda *_: Image.new("RGBA", (1, 1)))
    patch.setattr(label, "_plots_elsewhere", lambda _: False)  # another process would not be patched


@pytest.fixture
def blank_figures(monkeypatch) -> None:
    """Figures are one white dot."""
    leave_figures_blank(monkeypatch)


@pytest.fixture(scope="session")
def small_corpus(tmp_path_factory) -> Path:
    """Every fifth document of the shipped corpus."""
    return make_once(tmp_path_factory, "small-corpus", _write_small_corpus)


def _write_small_corpus(folder: Path) -> None:
    folder.mkdir()
    for name in ("documents.csv", "sentences.csv"):
        with shipped_path(f"corpus/{name}").open(encoding="utf-8-sig", newline="") as file:
            rows = list(csv.DictReader(file))
        kept = set(sorted({row["document_id"] for row in rows})[::5])
        with (folder / name).open("w", encoding="utf-8-sig", newline="") as file:
            writer = csv.DictWriter(file, list(rows[0]))
            writer.writeheader()
            writer.writerows(row for row in rows if row["document_id"] in kept)


@pytest.fixture(scope="session")
def run(small_corpus, tmp_path_factory) -> Path:
    """A run on the small corpus with the shipped codebook, of the classifier that is kept by default; figures blank."""

    def make(output: Path) -> None:
        given = [
            "--corpus",
            small_corpus,
            "--codebook",
            shipped_path("codebook.toml"),
            "--output",
            output,
            "--classifier",
            "full",
            "--folds",
            2,
            "--jobs",
            1,
        ]
        with pytest.MonkeyPatch.context() as patch:
            leave_figures_blank(patch)
            assert train.main([str(argument) for argument in given]) == 0

    return make_once(tmp_path_factory, "run", make)
