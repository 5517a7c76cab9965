"""Documents that were labelled once."""

import pytest

import research
from tests.api.speeches import TEXTS


@pytest.fixture(scope="package")
def folder(tmp_path_factory):
    """A folder of four documents."""
    folder = tmp_path_factory.mktemp("speeches")
    for name, text in TEXTS.items():
        (folder / f"{name}.txt").write_text(text, encoding="utf-8")
    return folder


@pytest.fixture(scope="package")
def labelled(folder, run):
    return research.label_documents(folder, run)
