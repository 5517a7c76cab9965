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


def test_from_the_documents_the_study_above_is_meant(study, monkeypatch, capsys):
    (study / "documents").mkdir()
    monkeypatch.chdir(study / "documents")
    assert refuse(capsys, "--study", ".").endswith("did you mean --study ..?")


@pytest.mark.parametrize("name", ["Codebook.TOML", "编码本.toml", "codebook (1).toml"])
def test_a_codebook_under_another_name_is_to_be_renamed(tmp_path, name, capsys):
    (tmp_path / name).touch()
    assert f"rename {name} to codebook.toml" in refuse(capsys, "--study", str(tmp_path))


def test_the_first_part_of_a_name_with_a_blank_is_enough_to_name_the_study(tmp_path, monkeypatch, capsys):
    (tmp_path / "我的 研究").mkdir()
    (tmp_path / "我的 研究" / "codebook.toml").touch()
    monkeypatch.chdir(tmp_path)
    assert refuse(capsys, "--study", "我的").endswith('did you mean --study "我的 研究"?')


def test_a_file_outside_of_the_study_is_recorded_as_seen_from_it(study, tmp_path_factory, monkeypatch):
    elsewhere = tmp_path_factory.mktemp("elsewhere")
    (elsewhere / "years.csv").touch()
    monkeypatch.chdir(elsewhere)
    given = ["years.csv", "--study", str(study)]
    assert run_command(lambda _: None, Settings, "research test", "Do.", given, after=print) == 0
    recorded = (study / "commands.txt").read_text("utf-8").split()[-1]
    assert recorded.startswith("../")
    assert (study / recorded).resolve() == elsewhere / "years.csv"
