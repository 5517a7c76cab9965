"""The public names, and what importing them costs."""

import subprocess
import sys

import pytest

import research


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
