"""The public names, and what importing them costs."""

import re
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest

import research

ROOT = Path(__file__).parent.parent


def test_the_citation_and_the_newest_changes_are_those_of_the_version():
    """The version stands in research/__init__.py, and these two files repeat it."""
    cited = re.search(r"^version: (.+)$", (ROOT / "CITATION.cff").read_text("utf-8"), re.MULTILINE)
    newest = re.search(r"^## (\S+) \((.+)\)$", (ROOT / "CHANGELOG.md").read_text("utf-8"), re.MULTILINE)
    assert cited[1] == newest[1] == research.__version__
    assert newest[2] == "unreleased" or date.fromisoformat(newest[2])


def test_no_module_hides_a_public_name():
    modules = {path.stem for path in Path(research.__file__).parent.iterdir()}
    assert not modules & set(research.__all__)


def test_every_public_name_is_importable_and_documented():
    for name in research.__all__:
        assert getattr(research, name).__doc__, name
    assert set(research.__all__) <= set(dir(research))
    with pytest.raises(AttributeError):
        _ = research.no_such_name


def test_importing_the_package_imports_none_of_the_large_libraries():
    heavy = "{'numpy', 'pandas', 'sklearn', 'scipy', 'matplotlib', 'jieba'}"
    code = f"import sys, research; print(sorted({heavy} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
