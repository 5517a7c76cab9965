"""A study folder: what stands in it, and that nothing of the user's is lost."""

import re
import shlex
from pathlib import Path

import pytest

from research import project
from research.codebook import read_codebook
from research.errors import InputError, ReadingWarning
from research.shipped import shipped_path
from research.text.documents import iterate_documents
from research.train import read_inputs

SCRIPTS = ["review", "merge", "agree", "train", "label"]


@pytest.fixture
def study(tmp_path) -> Path:
    assert project.main(["new", str(tmp_path / "parks")]) == 0
    return tmp_path / "parks"


def read_commands(readme: Path) -> list[list[str]]:
    found = re.findall(r"^    (research .*)$", readme.read_text("utf-8"), re.MULTILINE)
    return [shlex.split(line) for line in found]


def test_a_study_holds_a_codebook_documents_and_coding(study):
    files = sorted(path.relative_to(study).as_posix() for path in study.rglob("*"))
    assert files == ["README.md", "codebook.toml", "coding", "documents", "documents/README.txt"]


def test_its_codebook_is_read_and_fills_every_key(study):
    codebook = read_codebook(study / "codebook.toml")
    assert codebook.ids == ("parks", "libraries")
    for domain in codebook.domains:
        assert domain.definition
        assert domain.counts
        assert domain.excludes
        assert domain.examples
        assert domain.keywords


def test_its_exclusions_point_to_domains_that_it_has(study):
    codebook = read_codebook(study / "codebook.toml")
    assert {text.split("→")[1].strip() for domain in codebook.domains for text in domain.excludes} <= set(codebook.ids)


def test_its_readme_gives_five_commands_in_order_that_name_the_folder(study):
    assert read_commands(study / "README.md") == [["research", name, "--study", str(study)] for name in SCRIPTS]


def test_a_folder_with_a_blank_in_its_name_is_quoted(tmp_path):
    project.make_study(tmp_path / "my study")
    commands = read_commands(tmp_path / "my study" / "README.md")
    assert [command[3] for command in commands] == [str(tmp_path / "my study")] * 5


def test_its_readme_for_documents_is_no_document(study):
    named = pytest.warns(ReadingWarning, match="left out: README.txt")
    with named, pytest.raises(InputError, match="no document in this folder"):
        list(iterate_documents([study / "documents"]))
    (study / "documents" / "a.txt").write_text("修路。", "utf-8")
    with named:
        assert [document.id for document in iterate_documents([study / "documents"])] == ["a"]


def test_what_comes_next_is_said(tmp_path, capsys):
    assert project.main(["new", str(tmp_path / "parks")]) == 0
    assert f"research review --study {tmp_path / 'parks'}\n" in capsys.readouterr().err


def test_an_empty_folder_is_filled(tmp_path):
    project.make_study(tmp_path)
    assert (tmp_path / "codebook.toml").is_file()


def test_a_folder_with_something_in_it_is_left_alone(study, capsys):
    (study / "codebook.toml").write_text("mine", "utf-8")
    assert project.main(["new", str(study)]) == 2
    assert "nothing is overwritten" in capsys.readouterr().err
    assert (study / "codebook.toml").read_text("utf-8") == "mine"


def test_a_file_is_no_place_for_a_study(tmp_path, capsys):
    (tmp_path / "parks").write_text("", "utf-8")
    assert project.main(["new", str(tmp_path / "parks")]) == 2
    assert "is a file" in capsys.readouterr().err
    assert project.main(["new", str(tmp_path / "parks" / "inside")]) == 2
    assert "cannot be written" in capsys.readouterr().err


@pytest.mark.parametrize("words", [["parks"], ["new"], ["make", "parks"], ["new", "parks", "libraries"]])
def test_other_words_are_refused_with_what_to_write(words, tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    assert project.main(words) == 2
    assert "research project new DIR" in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []


def test_what_is_shipped_is_itself_a_study():
    root = shipped_path("codebook.toml").parent
    assert read_inputs(root / "corpus", root / "codebook.toml") == read_inputs(None, None)
