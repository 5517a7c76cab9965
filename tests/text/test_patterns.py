"""Patterns that are compiled when they are first used."""

import copy
import pkgutil
import re
import subprocess
import sys
from importlib import import_module
from unittest.mock import patch

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import research.text
from research.text import boilerplate, date_lines, field_lines, issuers, name_lines, table_rows, title_lines
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


# What tells of a line by a pattern and is asked about many: only those that may match get as far as the pattern.
GUARDED = [
    (boilerplate.is_remark, boilerplate._REMARK, 24),
    (boilerplate.is_remark, boilerplate._PICTURE, 24),
    (boilerplate.is_remark, boilerplate._EDITED, 45),
    (boilerplate.is_page_head, boilerplate._PAGE_HEAD, 45),
    (boilerplate.is_note_of_editor, boilerplate._NOTE_OF_EDITOR, 120),
    (boilerplate.is_contents_title, boilerplate._CONTENTS, 12),
    (boilerplate.is_glossary_title, boilerplate._GLOSSARY_TITLE, 40),
    (boilerplate.is_attachment_label, boilerplate._ATTACHMENT_LABEL, 10),
    (date_lines.is_date, date_lines._DATE_LINE, 45),
    (date_lines.is_dated, date_lines._DATE_AND_NAME, 200),
    (date_lines.is_dated, date_lines._DATE_AND_PLACE, 200),
    (date_lines.is_dated, date_lines._DATE_AND_SPEAKER, 200),
    (date_lines.is_dated, date_lines._DATE_AT_END, 45),
    (date_lines.is_day, date_lines._DAY, 45),
    (date_lines.is_occasion, date_lines._OCCASION, 120),
    (date_lines.is_signed_with_date, date_lines._SIGNED_WITH_DATE, 45),
    (field_lines._are_crumbs, field_lines._CRUMBS, 45),
    (field_lines._is_byline, field_lines._BYLINE, 45),
    (issuers.find_place, issuers._PLACE, 45),
    (name_lines.is_name, name_lines._NAME, 45),
    (name_lines.is_speaker_label, name_lines._SPEAKER_LABEL, 45),
    (name_lines.is_stamp, name_lines._STAMP, 45),
    (table_rows._is_caption, table_rows._CAPTION, 120),
    (title_lines.is_number, title_lines._NUMBER_OR_EXTRACT, 45),
]


@pytest.mark.parametrize(("tell", "pattern", "longest"), GUARDED)
@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_no_line_that_a_pattern_matches_is_refused_before(tell, pattern, longest, data):
    line = data.draw(st.from_regex(re.compile(pattern.pattern, pattern.flags), fullmatch=True)).strip()
    if 0 < len(line) <= longest and line[-1] not in "。！？；" and pattern.fullmatch(line):
        assert tell(line)
