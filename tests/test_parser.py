"""Flags, the values that they take, their help, and what is said of wrong ones."""

import os
import re
from dataclasses import dataclass
from pathlib import Path

import pytest

from research import __version__
from research.errors import InputError
from research.messages import speak
from research.parser import DOCUMENTS, check_minimums, count_jobs, flag, jobs_flag, parse_flags
from research.text import file_kinds


@dataclass(frozen=True)
class Settings:
    inputs: tuple[Path, ...] = flag((), "files", positional="*", metavar="INPUT")
    output: Path = flag(Path("results/x"), "the folder to write", group="output")
    share: float = flag(0.95, "as 95 %")
    column: str = flag("", "the column of weights")
    seed: int = flag(0, "seed of the random numbers", minimum=0)
    jobs: int = jobs_flag(1)


@dataclass(frozen=True)
class Place:
    folder: Path = flag(Path("results"), "the folder to read", positional="?", metavar="FOLDER")


def read(*arguments: str) -> Settings:
    return Settings(**parse_flags(Settings, "research test", "Do.\n\nExample: x", arguments))


def test_help_shows_groups_defaults_that_are_zero_too_and_per_cent_signs(capsys):
    with pytest.raises(SystemExit):
        read("--help")
    text = " ".join(capsys.readouterr().out.split())
    assert "as 95 % (default: 0.95)" in text
    assert "the column of weights (default: none)" in text
    assert "seed of the random numbers (default: 0)" in text
    assert "output: -o PATH, --output PATH the folder to write (default: results/x)" in text
    assert text.endswith("Example: x")


@pytest.mark.parametrize(
    "arguments", [("a.txt", "-o", "out", "b.txt"), ("-o", "out", "a.txt", "b.txt"), ("--output=out", "a.txt", "b.txt")]
)
def test_arguments_stand_before_after_and_between_flags(arguments):
    found = read(*arguments)
    assert (found.inputs, found.output) == ((Path("a.txt"), Path("b.txt")), Path("out"))


def test_the_help_of_documents_names_the_formats_that_messages_name():
    assert set(re.findall(r"\.\w+", DOCUMENTS)) == set(file_kinds._SHOWN_KINDS.split())


def test_a_dash_is_an_argument():
    assert read("-").inputs == (Path("-"),)


@pytest.mark.parametrize(("arguments", "folder"), [((), "results"), (("a",), "a"), (("--folder", "a"), "a")])
def test_an_argument_may_be_given_with_its_flag_or_without(arguments, folder):
    found = Place(**parse_flags(Place, "research test", "Do.", arguments))
    assert found == Place(Path(folder))


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("--seeed", "1"), "--seeed: there is no such flag; did you mean --seed?; research test --help lists all"),
        (("--seeed=1",), "--seeed: there is no such flag; did you mean --seed?; research test --help lists all"),
        (("--quite-another",), "--quite-another: there is no such flag; research test --help lists all"),
        (("--seed", "x"), "--seed: got 'x', expected a whole number; research test --help lists all"),
        (("--seed",), "--seed: expected one argument; research test --help lists all"),
        (("--seed", "-1"), "--seed: must be at least 0, got -1"),
        (("--jobs", "0"), "--jobs: must be -1 or at least 1, got 0"),
        (("--jobs", "-2"), "--jobs: must be -1 or at least 1, got -2"),
    ],
)
def test_a_wrong_flag_is_refused_in_one_line_that_says_what_is_right(arguments, message):
    with pytest.raises(InputError) as refused:
        check_minimums(read("a.txt", *arguments))
    assert str(refused.value) == message


def test_minus_one_job_is_a_job_for_each_core():
    assert read("a.txt", "--jobs", "-1").jobs == -1
    assert count_jobs(3) == 3
    assert 1 <= count_jobs(-1) <= (os.cpu_count() or 1)


def test_the_version_is_that_of_the_package(capsys):
    with pytest.raises(SystemExit) as ended:
        read("--version")
    assert ended.value.code == 0
    assert capsys.readouterr().out == f"research {__version__}\n"


def test_the_help_of_a_command_without_chinese_help_is_english_as_a_whole(capsys):
    with speak("zh"), pytest.raises(SystemExit):
        read("--help")
    text = capsys.readouterr().out
    with pytest.raises(SystemExit):
        read("--help")
    assert text == capsys.readouterr().out


def test_chinese_help_is_asked_for_by_the_text_with_its_default(capsys, monkeypatch):
    chinese = {
        "Do.": "做。", "usage: ": "用法： ", "options": "选项", "output": "输出",
        "the folder to write (default: results/x)": "写出的文件夹（默认：results/x）",
    }  # fmt: skip
    monkeypatch.setattr("research.parser.translate_help", lambda text: chinese.get(text, text))
    with pytest.raises(SystemExit):
        read("--help")
    text = capsys.readouterr().out
    assert text.startswith("用法： research test [-h]")
    assert "\n\n做。\n\n选项：\n  -h, --help " in text
    assert "\n输出：\n  -o PATH, --output PATH\n                        写出的文件夹（默认：results/x）\n" in text
    assert "\ninput:\n" in text


def test_an_empty_path_is_refused_and_not_taken_for_the_folder_where_one_is():
    for arguments in ([""], ["a.txt", "--output", ""]):
        with pytest.raises(InputError, match="a path is empty; give the name of a file or a folder"):
            read(*arguments)
