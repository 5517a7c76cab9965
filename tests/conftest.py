"""What several tests share."""

import csv
from pathlib import Path

import pytest
from hypothesis import settings

from research import train
from research.shipped import shipped_path

ROOT = Path(__file__).parent.parent
SHARED = ROOT.parent / "shared"

settings.register_profile("steady", deadline=None)  # loading jieba once takes longer than any deadline
settings.register_profile("fuzz", parent=settings.get_profile("steady"), max_examples=1000)
settings.load_profile("steady")


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of real documents beside the project; tests that need it are skipped by name where it is not."""
    if not (SHARED / "corpus" / "reports").is_dir():
        pytest.skip("../shared is not here")
    return SHARED


@pytest.fixture(scope="session")
def small_corpus(tmp_path_factory) -> Path:
    """Every fifth document of the shipped corpus."""
    folder = tmp_path_factory.mktemp("corpus")
    for name in ("documents.csv", "sentences.csv"):
        with shipped_path(f"corpus/{name}").open(encoding="utf-8-sig", newline="") as file:
            rows = list(csv.DictReader(file))
        kept = set(sorted({row["document_id"] for row in rows})[::5])
        with (folder / name).open("w", encoding="utf-8-sig", newline="") as file:
            writer = csv.DictWriter(file, list(rows[0]))
            writer.writeheader()
            writer.writerows(row for row in rows if row["document_id"] in kept)
    return folder


@pytest.fixture(scope="session")
def run(small_corpus, tmp_path_factory) -> Path:
    """A run trained on the small corpus with the shipped codebook."""
    output = tmp_path_factory.mktemp("runs") / "small"
    arguments = [
        "--corpus",
        small_corpus,
        "--codebook",
        shipped_path("codebook.toml"),
        "--output",
        output,
        "--folds",
        "2",
    ]
    assert train.main([str(argument) for argument in arguments]) == 0
    return output
