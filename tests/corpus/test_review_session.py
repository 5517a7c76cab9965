"""A review session: every answer is on the disk at once, whoever stops the program and when."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from research.codebook import read_codebook
from research.corpus import review_session as module
from research.corpus.review_session import ReviewSession
from research.corpus.tasks import Task, read_tasks, write_tasks
from research.errors import InputError

CODEBOOK = read_codebook()
ROOT = Path(__file__).parent.parent.parent


@pytest.fixture
def path(tmp_path):
    tasks = [Task("云溪县", str(n), f"新建学校{n}所。", proposal="education", probability=0.5) for n in range(4)]
    write_tasks(tmp_path / "tasks.csv", tasks, CODEBOOK)
    return tmp_path / "tasks.csv"


def open_session(path, coder="甲"):
    return ReviewSession(path, coder, CODEBOOK)


def read_column(path, name="domain"):
    return [getattr(task, name) for task in read_tasks(path, CODEBOOK)]


def test_a_label_is_on_the_disk_with_its_coder_before_the_next_sentence_is_shown(path):
    session = open_session(path)
    session.label("health")
    assert read_column(path) == ["health", "", "", ""]
    assert read_column(path, "coder") == ["甲", "", "", ""]
    assert session.position == 1
    assert session.progress == (1, 4)


def test_all_else_in_the_file_stays(path):
    before = path.read_text("utf-8-sig").splitlines()
    session = open_session(path)
    session.label("health")
    assert path.read_text("utf-8-sig").splitlines()[2:] == before[2:]
    session.undo()
    assert path.read_text("utf-8-sig").splitlines() == before


def test_opened_again_it_goes_on_at_the_first_sentence_without_a_label(path):
    session = open_session(path)
    session.label("health")
    session.skip()
    session.label("education")
    assert open_session(path).position == 1


def test_sentences_passed_over_come_again_after_the_last(path):
    session = open_session(path)
    session.skip()
    places = []
    for _ in range(4):
        places.append(session.position)
        session.label("health")
    assert places == [1, 2, 3, 0]
    assert session.progress == (4, 4)


def test_an_earlier_sentence_is_labelled_anew_and_the_work_goes_on_where_it_was(path):
    session = open_session(path)
    session.label("health")
    session.label("health")
    session.go_to(0)
    session.label("education")
    assert read_column(path) == ["education", "health", "", ""]
    assert session.position == 2


def test_beyond_the_ends_are_the_first_and_the_last_sentence(path):
    session = open_session(path)
    session.go_to(-1)
    assert session.position == 0
    session.go_to(9)
    assert session.position == 3


def test_several_changes_are_taken_back_one_by_one(path):
    session = open_session(path)
    session.label("health")
    session.write_note("拿不准")
    session.label_secondary(CODEBOOK.ids[0])
    session.label("education")
    for _ in range(3):
        assert session.undo()
    assert read_column(path) == ["health", "", "", ""]
    assert read_column(path, "note") == [""] * 4
    assert read_column(path, "secondary") == [""] * 4
    assert session.position == 1
    assert session.undo()
    assert not session.undo()
    assert read_column(path, "coder") == [""] * 4


def test_a_label_given_anew_is_taken_back_to_the_first(path):
    session = open_session(path)
    session.label("health")
    session.go_to(0)
    session.label("education")
    session.undo()
    assert read_column(path)[0] == "health"


def test_changes_are_taken_back_after_a_restart_too(path):
    session = open_session(path)
    session.label("health")
    session.label("education")
    again = open_session(path)
    assert again.undo()
    assert again.undo()
    assert not again.undo()
    assert read_column(path) == [""] * 4


def test_after_another_program_changed_the_file_nothing_older_is_taken_back(path):
    open_session(path).label("health")
    path.write_bytes(path.read_bytes().replace("新建".encode(), "修建".encode()))
    assert not open_session(path).undo()


@pytest.mark.parametrize("journal", ["", "{", "[]", '{"digest": 1}'])
def test_a_broken_journal_is_no_journal(path, journal):
    open_session(path).label("health")
    path.with_name(".tasks.csv.undo").write_text(journal)
    assert not open_session(path).undo()


def test_the_second_domain_stays_at_the_sentence_and_is_taken_away_by_itself(path):
    session = open_session(path)
    session.label_secondary("health")
    assert (session.position, read_column(path, "secondary")[0]) == (0, "health")
    session.label_secondary("health")
    assert read_column(path, "secondary")[0] == ""
    session.label_secondary("health")
    session.label("health")
    assert (read_column(path)[0], read_column(path, "secondary")[0]) == ("health", "")
    session.go_to(0)
    with pytest.raises(InputError, match="already"):
        session.label_secondary("health")


def test_a_file_that_somebody_else_changed_is_left_alone(path):
    session = open_session(path)
    text = path.read_bytes().replace("新建学校3所".encode(), "新建学校33所".encode())
    path.write_bytes(text)
    with pytest.raises(InputError, match="changed by another program"):
        session.label("health")
    assert path.read_bytes() == text
    assert session.current.domain == ""
    assert session.position == 0


def test_of_two_sessions_on_one_file_the_second_answer_is_refused(path):
    first, second = open_session(path), open_session(path)
    first.label("health")
    with pytest.raises(InputError, match="changed by another program"):
        second.label("education")
    assert read_column(path)[0] == "health"


def test_a_full_disk_leaves_the_file_and_no_other(path, monkeypatch):
    session = open_session(path)
    before = path.read_bytes()

    def write_half(target, *_):
        target.write_text("half")
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(module, "write_tasks", write_half)
    with pytest.raises(InputError, match=r"cannot be written \(No space left"):
        session.label("health")
    assert path.read_bytes() == before
    assert [found.name for found in path.parent.iterdir()] == ["tasks.csv"]
    assert session.progress == (0, 4)


@pytest.mark.slow
@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="no SIGKILL on Windows")
def test_a_killed_program_loses_no_answer_and_leaves_a_whole_file(path):
    code = (
        "import sys; from pathlib import Path; from research.codebook import read_codebook\n"
        "from research.corpus.review_session import ReviewSession\n"
        "codebook = read_codebook(); session = ReviewSession(Path(sys.argv[1]), '甲', codebook)\n"
        "for count in range(10**6):\n"
        "    session.go_to(0); session.write_note(str(count)); sys.stdout.write(f'{count}\\n'); sys.stdout.flush()\n"
    )
    command = [sys.executable, "-c", code, str(path)]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, env=os.environ | {"PYTHONPATH": str(ROOT)})
    for _ in range(20):
        process.stdout.readline()
    time.sleep(0.05)
    process.kill()
    told = int((b"19\n" + process.stdout.read()).split(b"\n")[-2])
    process.stdout.close()
    process.wait()
    assert int(read_column(path, "note")[0]) in (told, told + 1)
    assert len(read_column(path)) == 4


def test_each_coder_has_a_file_of_their_own(path):
    open_session(path).label("health")
    with pytest.raises(InputError, match="sentence 1: labelled by '甲', and you are '乙'"):
        open_session(path, "乙")


def test_columns_that_would_be_lost_are_refused(path):
    text = path.read_text("utf-8-sig").split("\n", 1)
    path.write_text(f"{text[0]},remark\n{text[1]}", encoding="utf-8-sig")
    with pytest.raises(InputError, match="line 1: column 'remark' would be lost"):
        open_session(path)


def test_a_label_that_the_codebook_lacks_changes_nothing(path):
    session = open_session(path)
    before = path.read_bytes()
    with pytest.raises(InputError, match="did you mean 'health'"):
        session.label("heath")
    assert path.read_bytes() == before


def test_what_is_missing_is_named(path, tmp_path):
    with pytest.raises(InputError, match="the coder has no name"):
        open_session(path, " ")
    with pytest.raises(InputError, match=r"absent\.csv: cannot be read"):
        open_session(tmp_path / "absent.csv")
    write_tasks(tmp_path / "empty.csv", [], CODEBOOK)
    with pytest.raises(InputError, match="no sentences"):
        open_session(tmp_path / "empty.csv")


@pytest.mark.skipif(os.name == "nt", reason="modes and links are of POSIX")
def test_mode_and_link_stay(path):
    path.chmod(0o640)
    link = path.with_name("link.csv")
    link.symlink_to(path)
    open_session(link).label("health")
    assert link.is_symlink()
    assert path.stat().st_mode & 0o777 == 0o640
    assert read_column(path)[0] == "health"
