"""Every message and all help has a Chinese text, which keeps what is given; and the language is the user's."""

import re
from collections.abc import Iterator
from functools import cache
from itertools import count
from pathlib import Path

import pytest

from research import cli
from research.__main__ import SUBCOMMANDS, main
from research.errors import InputError
from research.messages import HELP, LANGUAGE, choose_language, explain, read_catalogue, speak, translate
from tests.message_sources import PACKAGE, Choice, Message, Part, Sources, Template, Value, show
from tests.test_architecture import COMMANDS, own_imports

PYTHON_ONLY = {"report", "spark.py", "review_session.py"}  # their errors are for callers from Python
NAMES = {  # of files, columns and keys, which stay as they are
    "codebook.toml", "编码手册 Codebook", "counts", "excludes", "examples", "keywords", "cap", "state_council", "former",
    "color", "document_id", "stdin", "major_topic",
}  # fmt: skip
HOLES = {"command", "flags", "name__"}  # for such, and for parts of a command line
OF_ARGPARSE: tuple[Template, ...] = (  # what is wrong with a command line, in the words of the library
    (Value("flag"), ": expected one argument"),
    (Value("flag"), ": expected at least one argument"),
    ("ambiguous option: ", Value("flag"), " could match ", Value("flags")),
    ("the following arguments are required: ", Value("names")),
    (Value("flag"), ": ignored explicit argument ", Value("value", "repr")),
)
ENTRIES = (*read_catalogue(), *read_catalogue(HELP))
KNOWN = "out of memory; close other programs, or give fewer documents at once"
AWKWARD = ["报告（二）.docx", 'it\'s "so"', "{path}", r"C:\a\{n:d}", "1.*?[a-z]+", "a:b", "two\nlines", "3 documents"]


class Rendered:
    """A line that a template may make, how many of its letters are ours, and what was given."""

    def __init__(self, text: str = "", ours: int = 0, given: tuple[str, ...] = ()) -> None:
        self.text, self.ours, self.given = text, ours, given

    def __add__(self, other: "Rendered") -> "Rendered":
        return Rendered(self.text + other.text, self.ours + other.ours, self.given + other.given)


def count_letters(text: str) -> int:
    return len(re.findall("[A-Za-z]", text))


def list_files():
    """The modules that commands import, from themselves on."""
    left, found = [PACKAGE / "__main__.py", *(PACKAGE / f"{name}.py" for name in COMMANDS)], []
    while left:
        path = left.pop()
        if path not in found and path.exists():
            found.append(path)
            left += [PACKAGE / (name.replace(".", "/") + ".py") for name in own_imports(path)]
    return sorted(path for path in found if "api" not in path.parts)


@cache
def list_messages() -> list[Message]:
    found = Sources(list_files(), NAMES, HOLES).find_messages()
    kept = [message for message in found if not PYTHON_ONLY & set(re.split("[/:]", message.place))]
    of_argparse = [
        Message("argparse", (*template, "; ", Value("prog"), " --help lists all")) for template in OF_ARGPARSE
    ]
    return list({message.template: message for message in (*kept, *of_argparse)}.values())


def fill(value: Value, number: int) -> str:
    awkward = AWKWARD[number % len(AWKWARD)]
    if value.kind == "message":
        return KNOWN
    if value.kind == "repr":
        return repr(awkward)
    if value.kind.startswith("number"):
        return f"{number}.5" + "%" * ("%" in value.kind)
    return f"{awkward}{number}"


def may_be_row(template: Template, place: int) -> bool:
    """Tell whether a hole names a place, which may be a row of a file: it is translated."""
    part, *following = template[place : place + 2]
    named = isinstance(part, Value) and part.name in ("place", "where", "top")
    return named and isinstance(following[0] if following else None, str) and str(following[0]).startswith(": ")


def render(template: Template, numbers: Iterator[int]) -> list[Rendered]:
    """Lines with each text that may stand in a hole at least once."""
    options = [
        add_row(next(numbers)) if may_be_row(template, place) else list_options(part, numbers)
        for place, part in enumerate(template)
    ]
    return [
        sum((found[place % len(found)] for found in options), Rendered())
        for place in range(max(map(len, options), default=1))
    ]


def add_row(number: int) -> list[Rendered]:
    given = fill(Value("place"), number)
    return [Rendered(given, 0, (given,)), Rendered(f"{given}, row 7", 3, (f"{given}，第 7 行",))]


def list_options(part: Part, numbers: Iterator[int]) -> list[Rendered]:
    if isinstance(part, str):
        return [Rendered(part, count_letters(part))]
    if isinstance(part, Choice):
        return [found for text in part.texts for found in (render(text, numbers) if text else [Rendered()])]
    given = fill(part, next(numbers))
    return [
        Rendered(given, count_letters(given) * (part.kind == "message"), () if part.kind == "message" else (given,))
    ]


def list_lines() -> list[tuple[Message, Rendered]]:
    numbers = count()
    lines = [(message, line) for message in list_messages() for line in render(message.template, numbers)]
    for _, line in lines:
        line.text = line.text.removeprefix(": ")  # as research.text.pdf_pages does where the place is not known
    return lines


def test_every_message_has_an_entry_that_explains_all_of_it():
    missing = {
        message.place: f"{message.place}: {show(message.template)}\n    as: {line.text}\n    known: {found.entries if found else '-'}"
        for message, line in list_lines()
        if (found := explain(line.text)) is None or found.score < line.ours
    }
    assert not missing, "add to research/messages_zh.toml:\n" + "\n".join(missing.values())


@pytest.mark.slow
def test_what_is_given_stays_as_it_is():
    lost = [
        f"{message.place}: {given!r} of {line.text!r} in {found.text!r}"
        for message, line in list_lines()
        if (found := explain(line.text)) is not None
        for given in line.given
        if given not in found.text
    ]
    assert not lost, "\n".join(lost)


def test_every_entry_is_used():
    used = {entry for _, line in list_lines() if (found := explain(line.text)) for entry in found.entries}
    unused = [entry.english for entry in read_catalogue() if entry.english not in used]
    assert not unused, "take out of research/messages_zh.toml:\n" + "\n".join(unused)


@pytest.fixture
def help_texts(monkeypatch, capsys) -> dict[str, str]:
    """What the help of the commands asks the catalogue for, with the command."""
    asked: dict[str, str] = {}
    command = "research"

    def ask(text: str) -> str:
        asked.setdefault(text, command)
        return f"{text} "  # another text, so that help is taken for translated

    monkeypatch.setenv(LANGUAGE, "zh")
    monkeypatch.setattr("research.parser.translate_help", ask)
    for name in ("", *SUBCOMMANDS):
        command = f"research {name}".strip()
        with pytest.raises(SystemExit):
            main([*name.split(), "--help"])
    capsys.readouterr()
    return asked


def test_every_text_of_the_help_has_an_entry(help_texts):
    missing = [f"{command}: {text}" for text, command in help_texts.items() if explain(text, HELP) is None]
    assert not missing, "add to research/help_zh.toml:\n" + "\n".join(missing)


def test_every_entry_of_the_help_is_used(help_texts):
    used = {entry for text in help_texts if (found := explain(text, HELP)) for entry in found.entries}
    unused = [entry.english for entry in read_catalogue(HELP) if entry.english not in used]
    assert not unused, "take out of research/help_zh.toml:\n" + "\n".join(unused)


def test_messages_do_without_the_catalogue_of_the_help(monkeypatch, capsys):
    monkeypatch.setenv(LANGUAGE, "zh")
    monkeypatch.setattr("research.messages.HELP", Path("nothing"))
    assert main(["train", "--nothing"]) == 2
    assert capsys.readouterr().err.startswith("错误：--nothing：没有这个选项")


def list_holes(template: str) -> set[str]:
    return {re.split("[!:]", hole)[0] for hole in re.findall(r"\{([^{}|]+)\}", template)}


def test_both_sides_of_an_entry_have_the_same_holes():
    assert [one for one in ENTRIES if list_holes(one.english) != list_holes(one.chinese)] == []


def test_no_english_template_is_there_twice():
    for catalogue in (read_catalogue(), read_catalogue(HELP)):
        templates = [one.english for one in catalogue]
        assert len(set(templates)) == len(templates)


def test_chinese_has_chinese_punctuation():
    between_chinese = re.compile(r"[\u4e00-\u9fff}][,;:!?()]|[,;:!?()][\u4e00-\u9fff{]")
    odd = {one.chinese for one in ENTRIES if between_chinese.search(re.sub(r"'[^']*'|\[[^\]]*\]", "", one.chinese))}
    assert odd == set()


@pytest.mark.parametrize(
    ("variables", "language"),
    [
        ({}, "en"),
        ({"LANG": "zh_CN.UTF-8"}, "zh"),
        ({"LANG": "zh_TW.UTF-8", "LC_MESSAGES": "en_GB.UTF-8"}, "en"),
        ({"LANG": "en_GB.UTF-8", "LC_ALL": "zh_CN.GB18030"}, "zh"),
        ({"LC_ALL": "C", "LANG": "zh_CN.UTF-8"}, "en"),
        ({"LC_ALL": "", "LANG": "zh_CN.UTF-8"}, "zh"),
        ({"LANG": "zh_CN.UTF-8", LANGUAGE: "en"}, "en"),
        ({"LC_ALL": "C", LANGUAGE: "zh"}, "zh"),
    ],
)
def test_the_language_is_that_of_the_variable_that_decides(variables, language, monkeypatch):
    for name in ("LC_ALL", "LC_MESSAGES", "LANG", LANGUAGE):
        monkeypatch.delenv(name, raising=False)
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr("sys.platform", "linux")
    assert choose_language() == language


@pytest.mark.parametrize(("name", "language"), [("Chinese (Simplified)_China", "zh"), ("zh_CN", "zh"), (None, "en")])
def test_on_windows_without_a_variable_the_language_is_that_of_the_locale(name, language, monkeypatch):
    for variable in ("LC_ALL", "LC_MESSAGES", "LANG", LANGUAGE):
        monkeypatch.delenv(variable, raising=False)
    monkeypatch.setattr("sys.platform", "win32")
    monkeypatch.setattr("locale.getlocale", lambda: (name, "936"))
    assert choose_language() == language


@pytest.mark.parametrize(
    ("arguments", "language"),
    [
        (["--language", "zh"], "zh"),
        (["--language=zh"], "zh"),
        (["--language", "id"], "en"),
        (["--language"], "en"),
        ([], "en"),
    ],
)
def test_the_flag_language_decides_where_it_is_given(arguments, language):
    assert choose_language(["compare", *arguments]) == language


@pytest.mark.slow
def test_a_path_may_hold_a_colon_and_a_blank():
    for message, line in list_lines():
        if line.given and line.text.startswith(line.given[0]) and len(line.given) == 1:
            found = explain("甲: 乙" + line.text)
            assert found is None or "甲: 乙" + line.given[0] in found.text, message.place


def test_errors_are_english_for_callers_from_python(monkeypatch):
    monkeypatch.setenv(LANGUAGE, "zh")
    with pytest.raises(InputError, match="there is no such file"):
        cli.read_readable([Path("nothing.txt")])
    assert translate("documents") == "documents"


def test_a_line_without_an_entry_stays_english():
    with speak("zh"):
        assert translate("error: no such words") == "error: no such words"


@pytest.mark.parametrize(
    ("flags", "said"),
    [
        (["--folds"], "错误：--folds：需要一个值；全部用法见 research train --help"),
        (["--o", "x"], "错误：--o：有歧义，可能是 --output、--overwrite；全部用法见 research train --help"),
        (["--overwrite=1"], "错误：--overwrite：不带值，得到 '1'；全部用法见 research train --help"),
        (["--folds", "many"], "错误：--folds：得到 'many'，应为整数；全部用法见 research train --help"),
    ],
)
def test_what_argparse_refuses_is_said_in_chinese(flags, said, monkeypatch, capsys):
    monkeypatch.setenv(LANGUAGE, "zh")
    assert main(["train", *flags]) == 2
    assert capsys.readouterr().err == f"{said}\n"


def test_the_help_says_how_to_ask_for_chinese(capsys):
    assert main([]) == 0
    assert f"{LANGUAGE}=zh" in capsys.readouterr().out


def test_the_language_of_a_command_ends_with_it(monkeypatch, capsys):
    monkeypatch.setenv(LANGUAGE, "zh")
    assert main(["status", "--stduy"]) == 2
    assert (
        capsys.readouterr().err
        == "错误：--stduy：没有这个选项；您是否想写 --study？；全部用法见 research status --help\n"
    )
    assert translate("documents") == "documents"
