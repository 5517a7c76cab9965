"""Flags, their places in a study folder, and one line for what is wrong."""

from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from pathlib import Path

import pytest

from research.cli import STUDY, flag, run_command
from research.errors import InputError


@dataclass(frozen=True)
class Settings:
    study: Path | None = flag(None, STUDY, type=Path)
    inputs: tuple[Path, ...] = flag((), "files", study="documents", positional=True, metavar="INPUT")
    output: Path = flag(Path("results/x"), "the folder to write", study="results/x")
    share: float = flag(0.95, "as 95 %")


def read(*arguments: str) -> Settings:
    found: list[Settings] = []
    assert run_command(found.append, Settings, "research.test", "Do.\n\nExample: x", arguments) == 0
    return found[0]


@pytest.fixture
def study(tmp_path) -> Path:
    (tmp_path / "codebook.toml").touch()
    return tmp_path


def test_without_a_study_the_defaults_stand():
    assert read("a.txt") == Settings(None, (Path("a.txt"),), Path("results/x"), 0.95)


def test_in_a_study_what_is_not_given_lies_there(study):
    assert read("--study", str(study)) == Settings(study, (study / "documents",), study / "results/x", 0.95)


def test_in_a_study_what_is_given_stands_even_if_it_is_the_default(study):
    found = read("b.txt", "--study", str(study), "--output", "results/x")
    assert (found.inputs, found.output) == ((Path("b.txt"),), Path("results/x"))


def test_a_folder_without_a_codebook_is_no_study(tmp_path, capsys):
    assert run_command(print, Settings, "research.test", "Do.", ["--study", str(tmp_path)]) == 2
    message = capsys.readouterr().err
    assert "no codebook.toml there" in message
    assert f"python -m research.project new {tmp_path}" in message


def test_nothing_to_read_is_said(capsys):
    assert run_command(print, Settings, "research.test", "Do.", []) == 2
    assert capsys.readouterr().err == "error: INPUT: nothing came; expected one or more\n"


def test_help_shows_defaults_and_per_cent_signs(capsys):
    with pytest.raises(SystemExit):
        run_command(print, Settings, "research.test", "Do.\n\nExample: x", ["--help"])
    assert "as 95 % (default: 0.95)" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("error", "status", "said"),
    [
        (InputError("a\nb.txt: broken"), 2, "error: a\\nb.txt: broken\n"),
        (BrokenProcessPool(), 2, "error: one of the processes was killed"),
        (MemoryError(), 2, "error: the memory is not enough"),
        (KeyboardInterrupt(), 130, "stopped\n"),
    ],
)
def test_what_ends_the_work_is_said_in_one_line(capsys, error, status, said):
    def fail(_):
        raise error

    assert run_command(fail, Settings, "research.test", "Do.", ["a.txt"]) == status
    message = capsys.readouterr().err
    assert message.startswith(said)
    assert message.count("\n") == 1
