"""Flags' places in a study folder, and one line for what is wrong."""

from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from pathlib import Path

import pytest

from research.cli import Finished, run_command
from research.errors import InputError
from research.parser import STUDY, flag, jobs_flag


@dataclass(frozen=True)
class Settings:
    study: Path | None = flag(None, STUDY, type=Path)
    inputs: tuple[Path, ...] = flag((), "files", study="documents", positional="*", metavar="INPUT")
    output: Path = flag(Path("results/x"), "the folder to write", study="results/x", group="output")
    share: float = flag(0.95, "as 95 %")
    seed: int = flag(0, "seed of the random numbers", minimum=0)
    jobs: int = jobs_flag(1)


def read(*arguments: str) -> Settings:
    found: list[Settings] = []
    assert run_command(found.append, Settings, "research test", "Do.\n\nExample: x", arguments) == 0
    return found[0]


def refuse(capsys, *arguments: str) -> str:
    assert run_command(print, Settings, "research test", "Do.", arguments) == 2
    message = capsys.readouterr().err
    assert message.count("\n") == 1
    assert message.startswith("error: ")
    return message.removeprefix("error: ").rstrip()


@pytest.fixture
def study(tmp_path) -> Path:
    (tmp_path / "codebook.toml").touch()
    return tmp_path


def test_without_a_study_the_defaults_stand():
    assert read("a.txt") == Settings(None, (Path("a.txt"),), Path("results/x"))


def test_in_a_study_what_is_not_given_lies_there(study):
    assert read("--study", str(study)) == Settings(study, (study / "documents",), study / "results/x")


def test_in_a_study_what_is_given_stands_even_if_it_is_the_default(study):
    found = read("b.txt", "--study", str(study), "--output", "results/x")
    assert (found.inputs, found.output) == ((Path("b.txt"),), Path("results/x"))


def test_a_folder_without_a_codebook_is_no_study(tmp_path, capsys):
    assert run_command(print, Settings, "research test", "Do.", ["--study", str(tmp_path)]) == 2
    message = capsys.readouterr().err
    assert "no codebook.toml in it" in message
    assert "research project new DIR" in message


def test_no_input_is_an_error(capsys):
    assert refuse(capsys) == "INPUT: expected one or more, got none"


def test_standard_output_holds_nothing_but_the_file_to_open_next(capsys):
    assert run_command(lambda _: Finished(Path("out/report.html"), 3), Settings, "research test", "Do.", ["a"]) == 3
    assert capsys.readouterr() == (f"{Path('out/report.html')}\n", "")


def test_what_stops_a_command_is_told_how_to_resume(capsys):
    def stop(_):
        raise KeyboardInterrupt

    assert run_command(stop, Settings, "research test", "Do.", ["a"], if_stopped="go on by ...") == 130
    assert capsys.readouterr().err == "stopped: go on by ...\n"


@pytest.mark.parametrize(
    ("error", "status", "said"),
    [
        (InputError("a\nb.txt: broken"), 2, "error: a\\nb.txt: broken\n"),
        (BrokenProcessPool(), 2, "error: one of the processes was killed"),
        (MemoryError(), 2, "error: out of memory"),
        (KeyboardInterrupt(), 130, "stopped: nothing was written; give the same command to start again\n"),
    ],
)
def test_what_ends_the_work_is_said_in_one_line(capsys, error, status, said):
    def fail(_):
        raise error

    assert run_command(fail, Settings, "research test", "Do.", ["a.txt"]) == status
    message = capsys.readouterr().err
    assert message.startswith(said)
    assert message.count("\n") == 1
