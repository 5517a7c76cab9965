"""The READMEs and the pages beside results/ say what the program does."""

import re
import shutil
import tomllib
from pathlib import Path

import pytest

from research.__main__ import SUBCOMMANDS, main
from research.errors import InputError
from research.labelling.batch import COLUMNS
from research.studies import fill_readme

ROOT = Path(__file__).parent.parent.parent
READMES = [ROOT / name for name in ("README.md", "README.zh-CN.md")]
PAGES = [ROOT / name for name in fill_readme.PAGES]
LINES = 200  # that a reader of a README scrolls through
OLD = "Measured with the model before policy documents joined the corpus (229 documents, 13,137 sentences); not remade yet."
each = pytest.mark.parametrize("path", READMES, ids=lambda path: path.name)
each_page = pytest.mark.parametrize("path", PAGES, ids=lambda path: path.name)


@pytest.mark.parametrize("name", fill_readme.PAGES)
def test_the_numbers_are_those_of_the_results(name):
    text = (ROOT / name).read_text("utf-8")
    assert fill_readme.fill(text, ROOT, fill_readme.PAGES[name]) == text, "run make readme"


@pytest.mark.parametrize("name", fill_readme.PAGES)
def test_every_marker_of_a_page_is_filled(name):
    assert set(re.findall(r"<!-- ([\w-]+) -->", (ROOT / name).read_text("utf-8"))) == set(fill_readme.PAGES[name])


def test_a_page_without_a_marker_is_refused():
    with pytest.raises(InputError, match="<!-- registers --> is missing"):
        fill_readme.fill("# A page\n", ROOT, ["registers"])


@each
def test_a_readme_has_fewer_than_200_lines(path):
    assert len(path.read_text("utf-8").splitlines()) < LINES


@pytest.mark.parametrize("language", ["en", "zh"])
def test_every_register_and_every_domain_has_its_place(language):
    text = READMES[language == "zh"].read_text("utf-8")
    registers = re.search(r"<!-- registers(?:-zh)? -->\n(.*?)<!--", text, re.DOTALL)[1].strip().splitlines()
    items = [int(line.split("|")[2]) for line in registers[2:]]
    assert len(items) == 6
    assert items[0] == items[1]  # the same sentences twice
    assert items[4] == items[5]  # the same articles twice
    domains = re.search(r"<!-- domains(?:-zh)? -->\n(.*?)<!--", text, re.DOTALL)[1]
    codebook = tomllib.loads((ROOT / "data/codebook.toml").read_text("utf-8"))
    names = [domain[f"short_name_{language}"] for domain in codebook["domain"]]
    cells = domains.replace("|", "、").replace(" (`", "、(`").replace("`), ", "`)、")
    assert len(names) == 21
    assert [name for name in names if name not in [cell.strip() for cell in cells.split("、")]] == []


@each
def test_the_command_says_what_the_readme_says(path, run, tmp_path, monkeypatch, capsys):
    shutil.copytree(run, tmp_path / "results" / "baseline")
    shutil.copytree(ROOT / "notebooks/speeches", tmp_path / "notebooks/speeches")
    monkeypatch.chdir(tmp_path)
    text = path.read_text("utf-8")
    pattern, folder = re.search(r"^research label (\S+\*\S+) -o (\S+)$", text, re.MULTILINE).groups()
    said = re.search(rf"`({folder}(?:: |：)[^`]*)`", text)[1]
    monkeypatch.setenv("RESEARCH_LANGUAGE", "zh" if "zh-CN" in path.name else "en")
    assert (
        main(["label", *map(str, sorted(Path().glob(pattern))), "-o", folder, "--figures", "none", "--jobs", "1"]) == 0
    )
    found = capsys.readouterr()
    assert said in found.err.splitlines()
    assert found.out == f"{Path(folder, 'report.html')}\n"


@each
def test_the_example_rows_are_of_the_example_speeches(path):
    speeches = "".join(file.read_text("utf-8") for file in (ROOT / "notebooks/speeches").glob("*.txt"))
    rows = re.findall(r"^\| ([^|]+。) \| (\w+) \| [\d.]+ \|$", path.read_text("utf-8"), re.MULTILINE)
    assert len(rows) == 3
    assert [sentence for sentence, _ in rows if sentence not in speeches] == []


def test_tables_of_the_model_before_say_so():
    pages = "".join(path.read_text("utf-8") for path in PAGES[2:])
    sections = dict(re.findall(r"^## ([^\n]+)\n\n(.*?)(?=^##? |\Z)", pages, re.MULTILINE | re.DOTALL))
    old = {name for name, text in sections.items() if text.startswith(OLD)}
    named = ("Pretrained encoders",)
    assert old == {name for name in sections if name.startswith(named)}
    assert len(old) == len(named)


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


@pytest.mark.slow
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


@each_page
def test_every_make_target_exists(path):
    targets = set(re.findall(r"^(\w+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    assert set(re.findall(r"\bmake (train|test|\w+)\b`", path.read_text("utf-8"))) <= targets


@each
def test_the_columns_are_those_that_are_written(path):
    listed = re.search(r"`sentences\.csv`[:：](.*?)[.。]\s*`terms`", path.read_text("utf-8"), re.DOTALL)
    assert tuple(re.findall(r"`(\w+)`", listed[1])) == COLUMNS


@each_page
def test_every_linked_file_is_there(path):
    links = re.findall(r"\]\(([^)#:]+)\)", path.read_text("utf-8"))
    assert [link for link in links if not (path.parent / link).exists()] == []


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
