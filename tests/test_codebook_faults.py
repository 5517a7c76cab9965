"""Codebooks that are no TOML, as word processors and hurried hands leave them."""

import subprocess
import sys

import pytest

from research.codebook import read_codebook
from research.codebook_faults import say_fault
from research.errors import InputError, ReadingWarning

TWO = '[[domain]]\nid = "w"\nname_zh = "供水"\nname_en = "W"\n[[domain]]\nid = "c"\nname_zh = "养老"\nname_en = "C"\n'
PAIR = '[[domain]]\nid="a"\nname_zh="甲"\nname_en="A"\n[[domain]]\nid="b"\nname_zh="乙"\nname_en="B"\n'


def test_curly_quotes_and_full_width_signs_of_a_word_processor_are_read_with_a_warning(tmp_path):
    text = TWO.replace('"W"', "“W”\ncounts ＝ ［“自来水，水质”，“水表”］", 1)
    (tmp_path / "c.toml").write_text(text, "utf-8")
    with pytest.warns(ReadingWarning, match="curly quotes “ ” or full-width signs are read as straight ones"):
        assert read_codebook(tmp_path / "c.toml")["w"].counts == ("自来水，水质", "水表")


def test_a_curly_quote_that_cannot_be_read_is_named_by_its_line_and_reads_once_it_is_straight(tmp_path):
    (tmp_path / "c.toml").write_text(TWO.replace('"供水"', "“供“水”"), "utf-8")
    with pytest.raises(InputError, match="line 3 has '“' in place of '\"', write that"):
        read_codebook(tmp_path / "c.toml")
    (tmp_path / "c.toml").write_text(TWO, "utf-8")
    assert len(read_codebook(tmp_path / "c.toml")) == 2


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('[[domain]]\nid="b"', 'id="b"', r"line 5 gives id again: write \[\[domain\]\] above the keys of each domain"),
        ('[[domain]]\nid="a"', '[domain]\nid="a"', r"line 1 is '\[domain\]': write \[\[domain\]\] with two brackets"),
        ('[[domain]]\nid="b"', '【【domain】】\nid="b"', r"line 5 is '【【domain】】': write \[\[domain\]\] with two brackets"),
        ('[[domain]]\nid="b"', '[[domain]\nid="b"', r"line 5 is '\[\[domain\]': write \[\[domain\]\] with two brackets"),
        ('name_zh="甲"', 'name_zh="C:\\甲"', "write two backslashes, or /, for each backslash in a text"),
        ('name_zh="甲"', 'name_zh="甲" ；旧名', "write nothing behind the closing quote but a comment"),
        ('name_zh="甲"', 'name_zh="甲\n乙"', "write each text in one line, with a quote at both ends"),
        ('name_zh="甲"', 'name_zh="甲"\ncounts=["x"、"y"]', "write a comma, as in English, between two texts"),
    ],
)  # fmt: skip
def test_a_slip_of_form_is_told_with_its_line_and_what_to_write(tmp_path, old, new, said):
    path = tmp_path / "mine.toml"
    assert old in PAIR
    path.write_text(PAIR.replace(old, new), "utf-8")
    with pytest.raises(InputError, match=said):
        read_codebook(path)


@pytest.mark.parametrize("value", ["yes", "True"])
def test_a_switch_is_true_or_false_without_quotes(tmp_path, value):
    path = tmp_path / "mine.toml"
    path.write_text(f"multilabel = {value}\n{PAIR}", "utf-8")
    with pytest.raises(InputError, match=f"line 1 is 'multilabel = {value}': write true or false, without quotes"):
        read_codebook(path)


def test_a_fault_that_is_none_of_those_is_answered_with_what_else_there_is_to_say():
    assert say_fault("", "Expected newline (at end of document)", "make a new one") == "make a new one"
    assert say_fault("a = 1", "what (at line 7, column 1)", "make a new one") == "make a new one"


def test_a_good_codebook_is_read_without_the_faults():
    code = "import sys; from research.codebook import read_codebook; read_codebook(); print(*sys.modules)"
    said = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert "research.codebook" in said.stdout.split()
    assert "research.codebook_faults" not in said.stdout.split()
