"""Folders that are whole or not there, and files that a diff can read."""

import errno
import json
import os
import sys
from pathlib import Path

import pandas as pd
import pytest

from research import output
from research.errors import InputError
from research.output import check_output, lock_output, open_folder, replace_file, write_json, write_table


def write_over(output: Path, *, overwrite: bool = True) -> None:
    with open_folder(output, overwrite=overwrite) as folder:
        (folder / "new.txt").write_text("new")


@pytest.fixture
def old(tmp_path) -> Path:
    (tmp_path / "run").mkdir()
    (tmp_path / "run" / "old.txt").write_text("old")
    return tmp_path / "run"


def test_a_stopped_run_leaves_nothing(tmp_path):
    def stop():
        with open_folder(tmp_path / "run", overwrite=False) as folder:
            (folder / "half.txt").write_text("half")
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        stop()
    assert list(tmp_path.iterdir()) == []


def test_a_stopped_run_leaves_the_old_one_as_it_was(tmp_path):
    (tmp_path / "run").mkdir()
    (tmp_path / "run" / "old.txt").write_text("old")
    with pytest.raises(KeyboardInterrupt), open_folder(tmp_path / "run", overwrite=True):
        raise KeyboardInterrupt
    assert [path.name for path in tmp_path.iterdir()] == ["run"]
    assert (tmp_path / "run" / "old.txt").read_text() == "old"


def test_overwriting_replaces_the_whole_folder(tmp_path):
    (tmp_path / "run").mkdir()
    (tmp_path / "run" / "old.txt").write_text("old")
    with open_folder(tmp_path / "run", overwrite=True) as folder:
        (folder / "new.txt").write_text("new")
    assert [path.name for path in (tmp_path / "run").iterdir()] == ["new.txt"]
    assert [path.name for path in tmp_path.iterdir()] == ["run"]


def test_a_file_in_place_of_the_folder_is_refused(tmp_path):
    (tmp_path / "run").write_text("a file")
    with pytest.raises(InputError, match="is a file"), open_folder(tmp_path / "run", overwrite=True):
        pass


def test_folders_change_places_without_a_moment_between(old, monkeypatch):
    if not hasattr(output.ctypes.CDLL(None), "renameat2"):
        pytest.skip("this system cannot exchange folders in one step")
    monkeypatch.setattr(Path, "rename", lambda *_: pytest.fail("the old folder was away for a moment"))
    write_over(old)
    assert [path.name for path in old.iterdir()] == ["new.txt"]


def test_an_old_folder_that_was_set_aside_by_a_killed_run_is_put_back(old):
    old.rename(old.with_name(".run-old"))
    with pytest.raises(InputError, match="exists already"):
        write_over(old, overwrite=False)
    assert (old / "old.txt").read_text() == "old"
    assert [path.name for path in old.parent.iterdir()] == ["run"]


def test_where_folders_cannot_change_places_a_failure_puts_the_old_one_back(old, monkeypatch):
    renamed = []

    def rename(path, target):
        renamed.append(path)
        if len(renamed) == 2:
            raise OSError(errno.EIO, "Input/output error")
        return path.replace(target)

    monkeypatch.setattr(output, "_exchange", lambda *_: False)
    monkeypatch.setattr(Path, "rename", rename)
    with pytest.raises(InputError, match="cannot be written"):
        write_over(old)
    assert (old / "old.txt").read_text() == "old"
    write_over(old)
    assert [path.name for path in old.parent.rglob("*")] == ["run", "new.txt"]


def test_what_a_killed_run_left_beside_is_removed(tmp_path):
    (tmp_path / ".run-new").mkdir()
    (tmp_path / ".run-new" / "half.txt").write_text("half")
    write_over(tmp_path / "run")
    assert sorted(path.name for path in tmp_path.rglob("*")) == ["new.txt", "run"]


def test_a_link_to_a_folder_is_replaced_again_and_again(old):
    link = old.with_name("link")
    link.symlink_to(old)
    for _ in range(2):
        write_over(link)
    assert [path.name for path in link.iterdir()] == ["new.txt"]
    assert sorted(path.name for path in old.parent.iterdir()) == ["link", "run"]


def test_a_full_disk_is_said_in_one_line(tmp_path):
    def fill():
        with open_folder(tmp_path / "run", overwrite=False):
            raise OSError(errno.ENOSPC, "No space left on device")

    with pytest.raises(InputError, match=r"run: cannot be written \(No space left on device\)"):
        fill()
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_is_being_written_is_not_written_by_another(tmp_path):
    with open_folder(tmp_path / "run", overwrite=True), pytest.raises(InputError, match="another process"):
        write_over(tmp_path / "run")
    assert [path.name for path in tmp_path.iterdir()] == ["run"]


def test_a_lock_file_that_a_killed_run_left_does_not_stop_the_next_one(tmp_path):
    (tmp_path / ".run-lock").touch()
    write_over(tmp_path / "run")
    assert [path.name for path in tmp_path.iterdir()] == ["run"]


def test_who_waits_with_a_lock_file_that_is_removed_does_not_hold_the_lock(tmp_path):
    fcntl = pytest.importorskip("fcntl")
    with open_folder(tmp_path / "run", overwrite=True):
        waiting = os.open(tmp_path / ".run-lock", os.O_RDWR)
    with open_folder(tmp_path / "run", overwrite=True):
        fcntl.flock(waiting, fcntl.LOCK_EX | fcntl.LOCK_NB)  # of the file that is gone
        with pytest.raises(InputError, match="another process"):
            write_over(tmp_path / "run")
    os.close(waiting)


def test_a_file_is_replaced_whole_and_keeps_its_permissions(tmp_path):
    path = tmp_path / "a.csv"
    path.write_text("old")
    path.chmod(0o640)
    with replace_file(path) as temporary:
        temporary.write_text("new")
        assert path.read_text() == "old"
    assert path.read_text() == "new"
    assert sys.platform == "win32" or path.stat().st_mode & 0o777 == 0o640
    assert list(tmp_path.iterdir()) == [path]


def test_a_file_stays_as_it_was_if_its_writer_fails(tmp_path):
    path = tmp_path / "a.csv"
    path.write_text("old")

    def fail():
        with replace_file(path) as temporary:
            temporary.write_text("half")
            raise OSError(errno.ENOSPC, "No space left on device")

    with pytest.raises(OSError, match="No space"):
        fail()
    assert path.read_text() == "old"
    assert list(tmp_path.iterdir()) == [path]


def test_a_folder_that_appears_before_the_lock_is_held_is_not_replaced(old, monkeypatch):
    monkeypatch.setattr(output, "_put_back", lambda output: (output / "mine.txt").write_text("mine"))
    (old / "old.txt").unlink()
    with pytest.raises(InputError, match="exists already"):
        write_over(old, overwrite=False)
    assert (old / "mine.txt").read_text() == "mine"


def test_json_is_sorted_and_rounded(tmp_path):
    write_json(tmp_path / "a.json", {"b": 1 / 3, "a": {"z": float("nan"), "名": [2 / 3]}})
    assert json.loads((tmp_path / "a.json").read_text()) == {"a": {"z": None, "名": [0.666667]}, "b": 0.333333}
    assert (tmp_path / "a.json").read_text().index('"a"') < (tmp_path / "a.json").read_text().index('"b"')


def test_tables_open_in_excel_and_come_back(tmp_path):
    table = pd.DataFrame({"text": ["修路，治水", '他说"好"'], "share": [1 / 3, 0.5]})
    write_table(tmp_path / "a.csv", table, index=False)
    assert (tmp_path / "a.csv").read_bytes().startswith(b"\xef\xbb\xbf")
    assert pd.read_csv(tmp_path / "a.csv")["text"].tolist() == table["text"].tolist()
    assert "0.333333" in (tmp_path / "a.csv").read_text("utf-8-sig")


def test_no_cell_of_a_table_is_a_formula_and_numbers_stay(tmp_path):
    table = pd.DataFrame({"document_id": ["=1", "@x", "甲"], "n": [-1, 2, 3], "share": [-0.5, None, 1.0]})
    write_table(tmp_path / "a.csv", table, index=False)
    rows = (tmp_path / "a.csv").read_text("utf-8-sig").splitlines()
    assert rows == ["document_id,n,share", "'=1,-1,-0.500000", "'@x,2,", "甲,3,1.000000"]


def test_a_name_that_no_folder_can_have_and_a_file_above_are_refused(tmp_path):
    with pytest.raises(InputError, match=r"no folder can have this name .*; give another --output"):
        check_output(tmp_path / ("长" * 120), overwrite=False)
    (tmp_path / "file").write_text("x", "utf-8")
    with pytest.raises(InputError, match=r"file: is a file; give a folder to write to$"):
        check_output(tmp_path / "file" / "out", overwrite=False)


@pytest.mark.skipif(not Path("/proc/self").exists(), reason="a folder that takes no files, whoever writes")
def test_a_folder_that_takes_no_files_is_not_called_locked():
    with (
        pytest.raises(InputError, match=r"^/proc/research: cannot be written"),
        lock_output(Path("/proc/research"), overwrite=False),
    ):
        pass
