"""The READMEs say what the program does."""

import re
import shutil
from pathlib import Path

import pytest

from research.__main__ import SUBCOMMANDS, main
from research.labelling.batch import COLUMNS
from research.studies import fill_readme

ROOT = Path(__file__).parent.parent.parent
READMES = [ROOT / name for name in fill_readme.READMES]
each = pytest.mark.parametrize("path", READMES, ids=lambda path: path.name)


@each
def test_the_numbers_are_those_of_the_results(path):
    assert fill_readme.fill(path.read_text("utf-8"), ROOT) == path.read_text("utf-8"), "run make readme"


@each
def test_every_command_exists_with_its_options(path, capsys):
    commands = re.findall(
        rf"\bresearch ({'|'.join(sorted(SUBCOMMANDS, key=len, reverse=True))})\b([^`\n#]*)", path.read_text("utf-8")
    )
    assert {name for name, _ in commands} >= {"train", "label", "compare", "estimate", "train-vectors"}
    for name, rest in commands:
        with pytest.raises(SystemExit):
            main([name, "--help"])
        known = capsys.readouterr().out
        assert [option for option in re.findall(r"(?<!\w)--?[a-z][\w-]*", rest) if option not in known] == []


@each
def test_the_lines_of_python_run(path, run, tmp_path, monkeypatch):
    shutil.copytree(run, tmp_path / "results" / "baseline")
    (tmp_path / "speeches").mkdir()
    for name, text in {"county_2019": "新建高标准农田3万亩。", "city_2021": "新增床位300张。"}.items():
        (tmp_path / "speeches" / f"{name}.txt").write_text(text, encoding="utf-8")
    metadata = "document_id,level,year\ncounty_2019,县,2019\ncity_2021,市,2021\n"
    (tmp_path / "documents.csv").write_text(metadata, encoding="gbk")
    monkeypatch.chdir(tmp_path)
    first, journey = re.findall(r"```python\n(.*?)```", path.read_text("utf-8"), re.DOTALL)
    exec(first, names := {})  # noqa: S102 - the README's own lines
    assert names["labelled"].documents["level"].tolist() == ["市", "县"]
    assert len([line for line in journey.splitlines() if line]) <= 5
    exec(journey, {})  # noqa: S102
    assert "2019,agriculture" in (tmp_path / "by_year.csv").read_text("utf-8")


@each
def test_every_make_target_exists(path):
    targets = set(re.findall(r"^(\w+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    assert set(re.findall(r"\bmake (train|test|\w+)\b`", path.read_text("utf-8"))) <= targets


@each
def test_the_columns_are_those_that_are_written(path):
    listed = re.search(r"`sentences\.csv`[:：](.*?)[.。]\s*`terms`", path.read_text("utf-8"), re.DOTALL)
    assert tuple(re.findall(r"`(\w+)`", listed[1])) == COLUMNS


@each
def test_every_linked_file_is_there(path):
    links = re.findall(r"\]\(([^)#:]+)\)", path.read_text("utf-8"))
    assert [link for link in links if not (ROOT / link).exists()] == []


def test_the_tree_names_what_is_there():
    tree = re.search(r"## What is where\n\n(.*?)\n\n", READMES[0].read_text("utf-8"), re.DOTALL)[1]
    scripts = {path.name for path in (ROOT / "research").glob("*.py")} - {"__init__.py"}
    assert scripts <= set(re.findall(r"\w+\.py", tree))
    for name in re.findall(r"^ {4}([\w./]+)", tree, re.MULTILINE):
        assert (ROOT / name).exists(), name
    for name in re.findall(r"^ {6}(\w+/)", tree, re.MULTILINE):
        assert (ROOT / "research" / name).is_dir(), name


def test_the_data_sheet_counts_what_the_results_count():
    text = (ROOT / fill_readme.DATA_SHEET).read_text("utf-8")
    assert fill_readme.fill_data_sheet(text, ROOT) == text, "run make corpus readme"
