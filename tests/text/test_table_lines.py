"""Tables that are text files."""

import csv
import json
import tracemalloc

import pytest

from research.decoding import DecodingWarning
from research.text.documents import iterate_documents
from research.text.limits import Limits
from research.text.table_lines import mend_quotes
from tests.text.test_tables import read


@pytest.mark.slow
def test_a_large_table_is_read_in_little_memory(tmp_path):
    with (tmp_path / "t.csv").open("w", encoding="utf-8") as file:
        file.write("name,text\n")
        for number in range(20_000):
            file.write(f"{number},{'修路治水。' * 50}\n")
    assert (tmp_path / "t.csv").stat().st_size > 15_000_000
    tracemalloc.start()
    documents = iterate_documents([tmp_path / "t.csv"], "text", "name", limits=Limits(max_megabytes=1))
    assert sum(len(document.text) for document in documents) == 20_000 * 250
    assert tracemalloc.get_traced_memory()[1] < 60_000_000  # the first 4 MB are decoded whole to find the encoding
    tracemalloc.stop()


@pytest.mark.slow
def test_characters_lost_late_in_a_table_are_counted(tmp_path):
    head = "text\n" + "修路治水。\n" * 300_000
    (tmp_path / "t.csv").write_bytes(head.encode() + b"\xff\xfe\n")
    with pytest.warns(DecodingWarning, match=r"t\.csv: 2 characters"):
        assert sum(1 for _ in iterate_documents([tmp_path / "t.csv"])) == 300_001


def test_signs_that_only_look_like_line_ends_do_not_end_a_row(tmp_path):
    (tmp_path / "t.csv").write_text("name,text\nx,修\u2028路\x0b治\x85水\n", encoding="utf-8")
    assert read(tmp_path / "t.csv")[0] == [("t-1", "修\u2028路\n治\n水")]


def test_a_field_without_end_is_refused_before_it_is_read(tmp_path):
    for name, begin in (("t.csv", "name,text\nx,修路。\ny,"), ("t.jsonl", '{"text": "修路。"}\n{"text": "')):
        with (tmp_path / name).open("w", encoding="utf-8") as file:
            file.write(begin)
            for _ in range(100):
                file.write("a" * 1_000_000)
        tracemalloc.start()
        found, said = read(tmp_path / name, limits=Limits(max_characters=1_000_000))
        assert tracemalloc.get_traced_memory()[1] < 60_000_000
        tracemalloc.stop()
        assert found == [("t-1", "修路。")]
        assert "more than 8000000 characters in one row" in said
        assert "--max-characters" in said


def test_a_row_that_is_too_long_is_skipped_and_the_next_one_follows(tmp_path):
    (tmp_path / "t.csv").write_text(f"text\n修路。\n{'字' * 101}\n治水。\n")
    found, said = read(tmp_path / "t.csv")
    assert found == [("t-1", "修路。"), ("t-3", "治水。")]
    assert said == ", row 2: at most 100 characters are read, got 101; split it, or raise --max-characters"
    lines = ['{"text": "修路。"}', json.dumps({"text": "字" * 1000}), '{"text": "治水。"}']
    (tmp_path / "t.jsonl").write_text("\n".join(lines))
    found, said = read(tmp_path / "t.jsonl")
    assert found == [("t-1", "修路。"), ("t-3", "治水。")]
    assert "more than 800 characters in one row" in said


def test_a_quotation_mark_that_never_closes_does_not_swallow_the_rest(tmp_path):
    (tmp_path / "t.csv").write_text('name,text\nx,修路。\ny,"治水。\nz,种树。\n')
    found, said = read(tmp_path / "t.csv")
    assert found == [("t-1", "修路。")]
    assert said == ", line 3: a quotation mark in this row is never closed"


def test_nul_characters_in_a_table_are_taken_out(tmp_path):
    (tmp_path / "t.csv").write_bytes("name,text\nx\0,修\0路。\n".encode())
    assert read(tmp_path / "t.csv", "name") == ([("x", "修路。")], "")


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        ('"他说"修路"。"', '他说"修路"。'),
        ('"他说"修路""', '他说"修路"'),  # the second mark of a quotation, and the end of the cell
        ('"修""路"""', '修"路"'),
        ('"修\\"路\\"吧"', '修"路"吧'),
        ('"修路。" ', "修路。 "),
        ('"第一"段"\n第二段。"', '第一"段'),
        ('"十四五"规划', '"十四五"规划'),
        ('"十四五"规划和"双碳"行动', '"十四五"规划和"双碳"行动'),
        ('"要"修路"和"治水"，\n抓好。"', '要"修路"和"治水"，\n抓好。'),
        ('修"路"。', '修"路"。'),
    ],
)
def test_quotation_marks_within_a_quoted_cell_that_are_not_doubled_are_text(cell, text):
    lines = f"name,text,page\na,{cell},1\n".splitlines(keepends=True)
    assert list(csv.reader(mend_quotes(lines, ",")))[1][:2] == ["a", text]


def test_a_table_with_such_marks_keeps_its_rows(tmp_path):
    (tmp_path / "t.csv").write_text('name,text\nx,"他说"修路要紧""\ny,"治水。\n种"树"。"\n')
    assert read(tmp_path / "t.csv")[0] == [("t-1", '他说"修路要紧"'), ("t-2", '治水。\n种"树"。')]


def test_the_lines_of_a_quoted_cell_are_counted_together(tmp_path):
    text = "\n".join(["字" * 99] * 9)
    (tmp_path / "t.csv").write_text(f'name,text\nx,修路。\ny,"{text}"\n', "utf-8")
    found, said = read(tmp_path / "t.csv")  # whose texts may have 100 characters
    assert found == [("t-1", "修路。")]
    assert said.startswith(", line 3: more than 800 characters in one row (is a quotation mark never closed?)")
