"""A folder that grows batch by batch, and what may be left of it."""

from pathlib import Path

import pytest

from research.labelling.resumable import PartialFolder

SETTINGS = {"files": ["名\udcff.txt"]}  # a name that is not UTF-8


@pytest.fixture
def begun(tmp_path) -> Path:
    partial = PartialFolder(tmp_path / "a", SETTINGS)
    for number in range(1, 4):
        partial.append({"rows.csv": b"row\n", "more.csv": b"more\n"}, {"documents": number})
    return tmp_path / "a"


def finish(path: Path) -> bytes:
    partial = PartialFolder(path, SETTINGS)
    for number in range(partial.state.get("documents", 0) + 1, 5):
        partial.append({"rows.csv": b"row\n", "more.csv": b"more\n"}, {"documents": number})
    return (path / "rows.csv").read_bytes() + (path / "more.csv").read_bytes()


def test_what_was_begun_is_gone_on_with(begun):
    assert PartialFolder(begun, SETTINGS).state == {"documents": 3}


def test_other_settings_begin_anew(begun):
    assert PartialFolder(begun, {"files": []}).state == {}
    assert [path.name for path in begun.iterdir()] == ["journal.jsonl"]


@pytest.mark.slow
def test_a_journal_cut_anywhere_gives_the_same_rows(begun):
    whole = {path.name: path.read_bytes() for path in begun.iterdir()}
    for size in range(len(whole["journal.jsonl"]) + 1):
        for name, data in whole.items():
            (begun / name).write_bytes(data)
        (begun / "journal.jsonl").write_bytes(whole["journal.jsonl"][:size])
        assert finish(begun) == b"row\n" * 4 + b"more\n" * 4
        assert PartialFolder(begun, SETTINGS).state == {"documents": 4}


@pytest.mark.parametrize(
    "line", [b"[]", b"{}", b'{"state": 1, "sizes": 2}', b'{"state": {}, "sizes": {"x": "y"}}', b"\xff", b"[" * 9999]
)
def test_a_journal_of_something_else_gives_the_same_rows(begun, line):
    with (begun / "journal.jsonl").open("ab") as file:
        file.write(line + b"\n")
    assert finish(begun) == b"row\n" * 4 + b"more\n" * 4


@pytest.mark.parametrize("name", ["rows.csv", "more.csv"])
@pytest.mark.parametrize("size", [None, 0, 5])
def test_a_file_that_lost_its_end_is_not_filled_with_nothing(begun, name, size):
    kept = (begun / name).read_bytes()[: size or 0]
    (begun / name).unlink()
    if size is not None:
        (begun / name).write_bytes(kept)
    assert finish(begun) == b"row\n" * 4 + b"more\n" * 4
