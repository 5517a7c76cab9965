"""Whole commands: what they are given, and what is measured of them."""

import sys

import pytest

from research.studies import bench_commands
from research.studies.bench_commands import (
    FILES,
    LABEL,
    SPEECH,
    TABLE,
    USUAL,
    CommandTime,
    Workload,
    compile_package,
    run_command_alone,
    time_commands,
    write_sources,
)
from research.studies.usual_script import read_texts

PARTS = ["新建医院，", "就医方便。", "修建公路，", "出行方便。"]


def test_files_and_the_table_hold_the_same_documents(tmp_path):
    speech, files, table = write_sources(tmp_path, Workload(PARTS, size=130))
    assert [source.kind for source in (speech, files, table)] == [SPEECH, FILES, TABLE]
    assert files.sentences == table.sentences == 130
    texts = [list(read_texts(source.path).values()) for source in (files, table)]
    assert texts[0] == texts[1]
    assert len(texts[0]) == 3  # of 64 sentences at most


def test_documents_are_taken_until_they_hold_enough_sentences(tmp_path):
    for number in range(5):
        (tmp_path / f"{number}.txt").write_text("新建医院两所。\n修建公路。\n", "utf-8")
    (tmp_path / "out").mkdir()
    _, files, _ = write_sources(tmp_path / "out", Workload(PARTS, tmp_path, size=3))
    assert files.sentences == 4


def test_the_modules_of_a_package_are_compiled(tmp_path):
    (tmp_path / "said.py").write_text("FOUND = 1\n", "utf-8")
    compile_package(tmp_path)
    assert [path.name.partition(".")[0] for path in (tmp_path / "__pycache__").iterdir()] == ["said"]


@pytest.mark.skipif(sys.platform == "win32", reason="Windows tells no memory of a process that ended")
def test_seconds_and_memory_are_those_of_the_command():
    code = "import time; held = b'x' * 80_000_000; time.sleep(0.2)"
    seconds, megabytes = run_command_alone([sys.executable, "-c", code])
    assert seconds > 0.2
    assert 80 < megabytes < 160


@pytest.mark.skipif(sys.platform == "win32", reason="as above")
def test_a_command_that_fails_is_reported():
    with pytest.raises(RuntimeError, match="ended with status 3"):
        run_command_alone([sys.executable, "-c", "raise SystemExit(3)"])


def test_commands_are_compared_with_the_usual_script_on_the_same_input(tmp_path, monkeypatch):
    spent = iter([4.0, 2.0] * 3 + [8.0, 2.0, 4.0] * 6)
    monkeypatch.setattr(bench_commands, "run_command_alone", lambda _: (next(spent), 100.0))
    monkeypatch.setattr(bench_commands, "compile_package", lambda _: None)
    rows = list(time_commands(tmp_path, tmp_path, Workload(PARTS, size=10), 3, peers=False))
    assert rows[0] == CommandTime(USUAL, SPEECH, rows[0].sentences, 4.0, 4.0, 4.0, 1.0, 100.0)
    assert [(row.command, row.input, row.times_as_fast) for row in rows if row.command == LABEL] == [
        (LABEL, SPEECH, 2.0), (LABEL, FILES, 4.0), (LABEL, TABLE, 4.0),
    ]  # fmt: skip
