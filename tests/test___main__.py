"""The command `research`: it finds its subcommands, loads no other, and says in its help what they take."""

import ast
import os
import re
import shutil
import subprocess
import sys
from importlib import import_module
from pathlib import Path

import pytest

from research import __version__
from research.__main__ import SUBCOMMANDS, main
from research.messages import LANGUAGE

ROOT = Path(__file__).parent.parent
COMMANDS = sorted(SUBCOMMANDS)


def load(command):
    return import_module(f"research.{command.replace('-', '_')}")


def start(*arguments, **more):
    command = [sys.executable, "-m", "research", *arguments]
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    return subprocess.run(command, capture_output=True, text=True, check=False, env=environment, **more)


def read_help(capsys, *arguments):
    with pytest.raises(SystemExit) as ended:
        main([*arguments, "--help"])
    assert ended.value.code == 0
    return capsys.readouterr().out


def test_help_lists_every_command_in_one_line(capsys):
    lines = read_help(capsys).splitlines()
    for name, found in SUBCOMMANDS.items():
        assert [line.split(None, 1)[1] for line in lines if line.startswith(f"    {name} ")] == [found.summary]


def test_without_arguments_the_help_is_shown(capsys):
    assert main([]) == 0
    assert capsys.readouterr().out == read_help(capsys)


def test_help_and_version_load_no_library():
    code = "import sys; import research.__main__ as m; sys.exit(m.main(sys.argv[1:]))"
    for argument in ("--help", "--version"):
        command = [sys.executable, "-X", "importtime", "-c", code, argument]
        said = subprocess.run(command, capture_output=True, text=True, check=True, cwd=ROOT)
        loaded = set(re.findall(r"\| +(\w+)", said.stderr))
        assert "argparse" in loaded
        assert not loaded & {"numpy", "scipy", "sklearn", "pandas", "matplotlib", "tqdm", "jieba", "shtab", "filelock"}


def test_the_version_is_that_of_the_package(capsys):
    with pytest.raises(SystemExit):
        main(["--version"])
    assert capsys.readouterr().out == f"research {__version__}\n"


@pytest.mark.parametrize(
    ("given", "meant"), [("lable", "label"), ("trian", "train"), ("train_vectors", "train-vectors")]
)
def test_a_command_that_does_not_exist_is_refused_with_the_one_that_was_meant(capsys, given, meant):
    assert main([given]) == 2
    message = capsys.readouterr().err
    assert message.startswith(f"error: COMMAND: got {given!r}, expected one of label, ")
    assert f"did you mean {meant}?" in message
    assert message.count("\n") == 1


@pytest.mark.parametrize("command", COMMANDS)
def test_every_flag_of_a_command_has_its_default_in_the_help_and_the_help_an_example(capsys, command):
    text = read_help(capsys, command)
    assert f"Example: research {command} " in text
    flags = re.split(r"\n  (?=-)", text.split("\noptions:", 1)[1])[1:]
    for found in flags:
        name = found.split()[0]
        takes_value = not re.match(r"(-\w, )?--[\w-]+(\s{2,}|\n)", found)
        if takes_value and "the same as" not in found:
            assert "(default: " in " ".join(found.split("\n\n")[0].split()), f"{command} {name}"


@pytest.mark.parametrize("command", COMMANDS)
def test_the_example_of_the_help_is_a_command_line_that_is_understood(command):
    module = load(command)
    example = ast.get_docstring(ast.parse(Path(module.__file__).read_text("utf-8"))).splitlines()[-1]
    words = example.removeprefix("Example: ").split()
    assert words[:2] == ["research", command]
    from research.parser import Parser, add_flags

    parser = Parser("x")
    add_flags(parser, getattr(module, SUBCOMMANDS[command].settings))
    assert parser.parse_known_intermixed_args(words[2:])[1] == []


def measure_width(text):
    return sum(1 if character.isascii() else 2 for character in text)


@pytest.fixture
def read_chinese(capsys, monkeypatch):
    monkeypatch.setenv(LANGUAGE, "zh")
    monkeypatch.setenv("COLUMNS", "80")
    return lambda command: read_help(capsys, *command.split())


@pytest.mark.parametrize("command", ["", *COMMANDS])
def test_no_english_is_left_in_the_chinese_help(read_chinese, command):
    usage, rest = read_chinese(command).split("\n\n", 1)
    text, example = rest.rsplit("示例：", 1)
    assert usage.startswith("用法： research")
    assert re.match(rf"research {command or 'label'}\s", example)
    text = " ".join(re.sub("`[^`]*`|pip install pyarrow", "", " ".join(text.split())).split())  # what is typed
    assert re.findall(r"[a-z]+ (?:[a-z]+ )+[a-z]+", text) == []
    assert re.findall(r"default|options|usage|show|none\b(?! 为|,)", re.sub("{[^}]*}", "", text)) == []
    assert not re.search(r"[\u4e00-\u9fff][:;,()]", text)


@pytest.mark.parametrize("command", ["", *COMMANDS])
def test_no_line_of_the_chinese_help_is_wider_than_the_terminal(read_chinese, command):
    lines = [line for line in read_chinese(command).splitlines() if not line.isascii()]
    assert len(lines) > 5
    assert max(map(measure_width, lines)) <= 80


@pytest.mark.parametrize("command", COMMANDS)
def test_the_chinese_help_of_all_flags_begins_in_the_same_column(read_chinese, command):
    usage, rest = read_chinese(command).split("\n\n", 1)
    indents = {len(line) - len(line.lstrip()) for line in usage.splitlines()[1:]}
    assert indents <= {measure_width(f"用法： research {command} ")}
    texts = [re.match(r" {3,}| +[-\w]+(, --\w+)?( [A-Z=]+| {[\w,-]+})?  +", line) for line in rest.splitlines()]
    assert len({found.end() for found in texts if found}) == 1


def test_each_command_is_a_module_that_starts_alone():
    said = subprocess.run(
        [sys.executable, "-m", "research.project", "--version"], capture_output=True, text=True, check=True, cwd=ROOT
    )
    assert said.stdout == f"research {__version__}\n"


def test_a_command_is_started_through_research_as_alone(tmp_path):
    done = start("project", "new", "mine", cwd=tmp_path)
    assert (done.returncode, done.stdout) == (0, f"{Path('mine/README.md')}\n")
    assert (tmp_path / "mine" / "codebook.toml").is_file()


@pytest.fixture(scope="module")
def scripts(tmp_path_factory):
    folder = tmp_path_factory.mktemp("completion")
    for shell in ("bash", "zsh"):
        done = start("--print-completion", shell)
        assert done.returncode == 0, done.stderr
        (folder / shell).write_text(done.stdout, "utf-8")
    return folder


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (["research", "la"], {"label"}),
        (["research", "label", "--max-p"], {"--max-pages"}),
        (["research", "train", "--classifier", "ba"], {"bayes"}),
    ],
)
def test_bash_completes_commands_flags_and_choices(scripts, words, expected):
    bash = shutil.which("bash")
    if bash is None:
        pytest.skip("no bash here")
    line = f"COMP_WORDS=({' '.join(words)}); COMP_CWORD={len(words) - 1}; _shtab_research; printf '%s\n' \"${{COMPREPLY[@]}}\""
    said = subprocess.run(
        [bash, "-c", f"source {scripts / 'bash'}; {line}"], capture_output=True, text=True, check=True
    )
    assert {word.strip() for word in said.stdout.splitlines()} == expected


def test_zsh_reads_its_script(scripts):
    zsh = shutil.which("zsh")
    if zsh is None:
        pytest.skip("no zsh here")
    assert subprocess.run([zsh, "-n", scripts / "zsh"], capture_output=True, check=True).stderr == b""


def test_the_script_of_zsh_knows_every_command(scripts):
    text = (scripts / "zsh").read_text("utf-8")
    assert text.startswith("#compdef research")
    assert all(f"\n    {name}:'" in text for name in COMMANDS)
