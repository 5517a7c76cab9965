"""Patterns that are compiled when they are first used."""

import copy
import pkgutil
import re
import subprocess
import sys
from importlib import import_module
from unittest.mock import patch

import pytest

import research.text
from research.text.patterns import compile_on_use

MODULES = [found.name for found in pkgutil.iter_modules(research.text.__path__, "research.text.")]


@pytest.mark.parametrize("module", MODULES)
def test_every_pattern_of_a_module_can_be_compiled(module):
    for name, value in vars(import_module(module)).items():
        if isinstance(value, type(compile_on_use(""))):
            assert re.compile(value.pattern, value.flags), name


def test_a_pattern_is_compiled_once_and_only_when_it_is_used():
    late = compile_on_use("a+")
    with patch("re.compile", wraps=re.compile) as compile_now:
        assert compile_now.call_count == 0
        assert late.sub("b", "caat") == "cbt"
        assert late.fullmatch("aa")[0] == late.search("caab")[0] == "aa"
        assert [found[0] for found in late.finditer("aba")] == late.findall("aba") == ["a", "a"]
    assert compile_now.call_count == 1


def test_flags_and_bytes_are_kept():
    assert compile_on_use("A", re.IGNORECASE).split("bab") == ["b", "b"]
    assert compile_on_use(rb"\d").search(b"a1")[0] == b"1"


def test_what_no_pattern_has_is_an_error():
    with pytest.raises(AttributeError, match="no attribute 'lookup'"):
        compile_on_use("a").lookup("a")
    assert copy.deepcopy(compile_on_use("a")).search("a")


@pytest.mark.slow
def test_reading_is_imported_without_compiling_its_patterns():
    code = "import re; before = re._compiler.compile; count = [0]\n"
    code += "def compile(*given): count[0] += 1; return before(*given)\n"
    code += "re._compiler.compile = compile; import research.text.layout; print(count[0])"
    said = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert int(said.stdout) < 60  # those of the standard library; what is imported has 118
