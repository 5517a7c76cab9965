"""A study folder: what stands in it, and that nothing of the user's is lost."""

import re
import shlex
import warnings
from pathlib import Path

import pytest

from research import project, review
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
    with pytest.raises(InputError, match="no document in this folder"):
        list(iterate_documents([study / "documents"]))
    (study / "documents" / "a.txt").write_text("修路。", "utf-8")
    with warnings.catch_warnings(action="error"):  # it is ours, so nothing is said
        assert [document.id for document in iterate_documents([study / "documents"])] == ["a"]
    (study / "documents" / "README.txt").write_text("a note of the user's", "utf-8")
    with pytest.warns(ReadingWarning, match="left out: README.txt"):
        list(iterate_documents([study / "documents"]))


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
    assert "expected the word new and one folder: research project new" in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []


@pytest.mark.slow
def test_what_is_shipped_is_itself_a_study():
    root = shipped_path("codebook.toml").parent
    assert read_inputs(root / "corpus", root / "codebook.toml") == read_inputs(None, None)


def test_domains_that_are_given_stand_in_the_codebook_in_their_order(tmp_path, capsys):
    assert project.main(["new", str(tmp_path / "towns"), "--domains", "供水", "care=养老", "道路 桥梁"]) == 0
    codebook = read_codebook(tmp_path / "towns" / "codebook.toml")
    assert [(one.id, one.name_zh, one.keywords) for one in codebook.domains] == [
        ("供水", "供水", ("供水",)), ("care", "养老", ("养老",)), ("道路_桥梁", "道路 桥梁", ("道路 桥梁",)),
    ]  # fmt: skip
    text = (tmp_path / "towns" / "codebook.toml").read_text("utf-8")
    assert "公园" not in text.split("[[domain]]", 2)[2]
    assert "say in a sentence what each domain is" in capsys.readouterr().err


@pytest.mark.parametrize("domains", [["供水"], ["供水", "供水"], ["a=供水", "a=养老"], ["a,b", "c"], ["=x", "c"]])
def test_domains_that_no_codebook_can_hold_are_refused_and_nothing_is_made(domains, tmp_path, capsys):
    assert project.main(["new", str(tmp_path / "towns"), "--domains", *domains]) == 2
    assert "--domains: got" in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []


def test_no_command_goes_on_with_the_domains_of_the_example(study, capsys):
    (study / "documents" / "a.txt").write_text("自来水管道改造完成。养老院新增床位。", "utf-8")
    assert review.main(["--study", str(study)]) == 2
    said = capsys.readouterr().err
    assert "still has the domains of the example, 公园绿地 and 图书馆与阅读; write your own there" in said
    other = study.with_name("other")
    assert project.main(["new", str(other), "--domains", "供水", "养老"]) == 0
    (other / "documents" / "a.txt").write_text("自来水管道改造完成。养老院新增床位。", "utf-8")
    assert review.main(["--study", str(other)]) == 0


@pytest.mark.parametrize(
    ("domains", "advised"),
    [
        ("供水 供水", "供水 other"),
        ("a=供水 b=供水", "a=供水 other"),
        ("Water water", "Water other"),
        ("[供水,养老]", "供水 养老"),
        ("【供水】、【养老】", "供水 养老"),
        ("a=供水 养老=", "a=供水 养老"),
    ],
)
def test_the_domains_advised_make_a_study(tmp_path, capsys, domains, advised):
    assert project.main(["new", str(tmp_path / "x"), "--domains", *domains.split()]) == 2
    assert capsys.readouterr().err.endswith(f": --domains {advised}\n")
    assert project.main(["new", str(tmp_path / "x"), "--domains", *advised.split()]) == 0


@pytest.mark.parametrize(
    ("given", "meant"), [("new my study", 'new "my study"'), ("New parks", "new parks"), ("create parks", "new parks")]
)
def test_the_command_that_was_meant_is_said(capsys, given, meant):
    assert project.main(given.split()) == 2
    assert capsys.readouterr().err.endswith(f"expected the word new and one folder: research project {meant}\n")
