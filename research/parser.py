"""The parsers of commands: flags that are the fields of a settings class, their help, and what is wrong with them."""

import os
import re
from argparse import SUPPRESS, Action, ArgumentParser, HelpFormatter
from collections.abc import Mapping, Sequence
from dataclasses import Field, field, fields
from difflib import get_close_matches
from pathlib import Path
from types import MappingProxyType
from typing import Any, NoReturn

from research import __version__
from research.errors import InputError
from research.messages import translate_help
from research.wrapping import wrap_text

OVERWRITE = "replace the output folder if it exists"
DOCUMENTS = (
    "documents (.txt .md .docx .doc .odt .rtf .pdf .ofd .html .mht .eml), folders and .zip files of them, tables (.csv "
    ".tsv .xlsx .xls .ods .json .jsonl .parquet)"
)
TEXT_COLUMN = (
    "the columns of a table that hold texts, each text a document (default: the column called 正文, 内容, 全文, text "
    "or content, or a name that ends so; else the one of by far the longest texts, or the only one with sentences)"
)
DOCUMENT_COLUMN = "the columns of a table that together name the document (default: each row is a document)"
STUDY = (
    "a study folder of `research project new`: inputs that are not given are read from it, results are written to it"
)

_SHORT = {"output": "-o"}
_SHELLS = ("bash", "zsh")
_COMMAND = "command"  # where argparse keeps the subcommand
_WRONG_TYPE = re.compile(r"(?P<place>.*): invalid (?P<type>\w+) value: (?P<value>.*)")  # as argparse says it
_SIMILAR = 0.7  # of two flags, so that --folds does not suggest --jobs
_USAGE = "usage: "  # as wide as its Chinese counterpart, so that the lines below it are indented rightly
_HEADING = re.compile(r"(?<=[^\x00-\x7f]):$", re.MULTILINE)  # the colon that argparse puts behind a heading
_METAVARS = MappingProxyType({int: "N", float: "X", Path: "PATH"})


def flag(
    default: Any,  # noqa: ANN401 - a field of any type
    text: str,
    *,
    study: str | None = None,
    group: str = "input",
    minimum: int | None = None,
    also: int | None = None,
    made_by: str | None = None,
    **options: Any,  # noqa: ANN401 - what argparse takes
) -> Any:  # noqa: ANN401 - stands where a field of any type does
    """Declare a field of a settings class that is also a flag of the command.

    Parameters
    ----------
    default
        Of the field and of the flag. It also tells the type of the flag's value, unless ``options`` do; False makes a
        switch, and a tuple takes several values.
    text
        The help of the flag; its default is added.
    study
        The path inside a study folder that is used where ``--study`` is given and the flag is not.
    group
        The heading under which the help lists the flag.
    minimum, also
        The smallest number that is allowed, and one more number that is (as -1 for all cores).
    made_by
        The subcommand that makes the path inside a study; without the path, the message says to give that command
        first.
    options
        For `argparse.ArgumentParser.add_argument`. ``positional="*"`` makes arguments without dashes, any number of
        them; ``positional="?"`` allows one argument without dashes beside the flag.
    """
    metadata = {
        "help": text, "study": study, "group": group, "minimum": minimum, "also": also, "made_by": made_by,
        "options": options,
    }  # fmt: skip
    return field(default=default, metadata=metadata)


def jobs_flag(default: int) -> Any:  # noqa: ANN401 - stands where a field of any type does
    """Declare the flag ``--jobs``, which means the same for every command."""
    text = "number of processes that work side by side; -1 for all cores"
    return flag(default, text, group="computation", minimum=1, also=-1)


def language_flag(what: str) -> Any:  # noqa: ANN401 - stands where a field of any type does
    """Declare the flag ``--language`` of a command that names domains in what it writes."""
    text = f"the language of {what} and, if given, of messages; id: English, with the ids of domains"
    return flag("zh", text, group="output", choices=["zh", "en", "id"])


def count_jobs(jobs: int) -> int:
    """Return the number of processes that ``--jobs`` asks for: for -1 that of the cores that this process may use."""
    if jobs > 0:
        return jobs
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


class _ChineseFormatter(HelpFormatter):
    """Show help in Chinese."""

    def start_section(self, heading: str | None) -> None:
        super().start_section(heading and translate_help(heading))

    def format_help(self) -> str:
        return _HEADING.sub("：", super().format_help())

    def _format_usage(self, usage: str | None, actions: Any, groups: Any, prefix: str | None) -> str:  # noqa: ANN401
        found = super()._format_usage(usage, actions, groups, _USAGE if prefix is None else prefix)
        return found.replace(_USAGE, translate_help(_USAGE), 1)

    def _format_text(self, text: str) -> str:
        return super()._format_text(translate_help(text))

    def _expand_help(self, action: Action) -> str:
        return translate_help(super()._expand_help(action))

    def _split_lines(self, text: str, width: int) -> list[str]:
        return wrap_text(text, width)

    def _fill_text(self, text: str, width: int, indent: str) -> str:
        return "\n".join(f"{indent}{line}" for line in wrap_text(text, width - len(indent)))


class Parser(ArgumentParser):
    """Print help in the user's language; report what is wrong as `InputError`, and what was probably meant."""

    def format_help(self) -> str:
        """Return the help, in English as a whole where there is no Chinese help of the command."""
        if self.description and translate_help(self.description) != self.description:
            self.formatter_class = _ChineseFormatter
        return super().format_help()

    def error(self, message: str) -> NoReturn:
        """Say what is wrong with a command line, and where all flags are listed."""
        message = message.removeprefix("argument ")
        if wrong := _WRONG_TYPE.fullmatch(message):
            kind = {"int": "a whole number", "float": "a number"}.get(wrong["type"], wrong["type"])
            message = f"{wrong['place']}: got {wrong['value']}, expected {kind}"
        raise InputError(f"{message}; {self.prog} --help lists all")

    def refuse_unknown(self, unknown: Sequence[str]) -> NoReturn:
        """Refuse what no flag takes, and name the flag that was probably meant."""
        known = [option for action in self._actions for option in action.option_strings if action.help != SUPPRESS]
        first = next((text for text in unknown if text.startswith("-")), unknown[0])
        name = first.split("=", 1)[0]
        if not name.startswith("-"):
            self.error(f"{name}: one argument too many; a path with blanks needs quotes around it")
        near = get_close_matches(name, known, n=1, cutoff=_SIMILAR)
        self.error(f"{name}: there is no such flag" + (f"; did you mean {near[0]}?" if near else ""))

    def _check_value(self, action: Action, value: Any) -> None:  # noqa: ANN401 - as in argparse
        if action.choices is None or value in action.choices:
            return
        near = get_close_matches(str(value).lower(), [str(choice) for choice in action.choices], n=1)
        place = "/".join(action.option_strings) or action.metavar or action.dest
        meant = f"; did you mean {near[0]}?" if near else ""
        self.error(f"{place}: got {value!r}, expected one of {', '.join(map(str, action.choices))}{meant}")


def make_parser(prog: str, doc: str | None) -> Parser:
    """Return a parser that knows ``--help`` and ``--version``.

    Parameters
    ----------
    prog
        How the command is started.
    doc
        The docstring of the command's module: the first line says what it does, the last paragraph gives an example.
    """
    paragraphs = (doc or prog).strip().split("\n\n")
    parser = Parser(prog, description=paragraphs[0].splitlines()[0], epilog=" ".join(paragraphs[-1].splitlines()))
    parser.add_argument("--version", action="version", version=f"research {__version__}")
    return parser


def make_commands_parser(name: str, doc: str | None, summaries: Mapping[str, str]) -> Parser:
    """Return the parser of a command that has subcommands.

    Parameters
    ----------
    name, doc
        As `make_parser` takes them.
    summaries
        What each subcommand does, in one line, by its name.
    """
    parser = make_parser(name, doc)
    parser.add_argument(
        "--print-completion", choices=_SHELLS, metavar="SHELL", help="print the completion script of bash or zsh"
    )
    commands = parser.add_subparsers(title="commands", metavar="COMMAND", dest=_COMMAND, parser_class=Parser)
    for command, summary in summaries.items():
        commands.add_parser(command, help=summary)
    return parser


def write_completion(parser: Parser, settings: Mapping[str, type[Any]], shell: str) -> str:
    """Return the completion script of a command that has subcommands.

    Parameters
    ----------
    parser
        As `make_commands_parser` returns it; it gets the flags of its subcommands.
    settings
        The settings class of each subcommand.
    shell
        ``bash`` or ``zsh``.
    """
    import shtab  # only here, as few start with it

    parsers = next(action.choices for action in parser._actions if action.dest == _COMMAND)
    for name, subparser in dict(parsers or ()).items():
        subparser.add_argument("--version", action="version", version=f"research {__version__}")
        add_flags(subparser, settings[name])
        for action in subparser._actions:
            if action.type is _read_path:
                action.complete = shtab.FILE
    script: str = shtab.complete(parser, shell)
    return script


def parse_flags(settings: type[Any], name: str, doc: str | None, arguments: Sequence[str] | None) -> dict[str, Any]:
    """Return the values of the flags that a command line gives, by the names of their fields.

    Parameters
    ----------
    settings
        A dataclass whose fields were declared by `flag`.
    name
        How the command is started: ``research label``, or the name of its module.
    doc
        As `make_parser` takes it.
    arguments
        The command line, by default that of the process.

    Raises
    ------
    InputError
        If a flag is not known, or has a value that is not allowed.
    """
    parser = make_parser(name if " " in name else f"python -m {name}", doc)
    add_flags(parser, settings)
    given, unknown = parser.parse_known_intermixed_args(arguments)
    if unknown:
        parser.refuse_unknown(unknown)
    return {key: tuple(value) if isinstance(value, list) else value for key, value in vars(given).items()}


def check_minimums(found: Any) -> None:  # noqa: ANN401 - settings of any command
    """Refuse settings with a number below the smallest that its flag allows."""
    for declared in fields(found):
        value, minimum, also = (
            getattr(found, declared.name),
            declared.metadata["minimum"],
            declared.metadata["also"],
        )
        if minimum is not None and value is not None and value < minimum and value != also:
            allowed = f"at least {minimum}" if also is None else f"{also} or at least {minimum}"
            raise InputError(f"{_name_option(declared)}: must be {allowed}, got {value}")


def add_flags(parser: ArgumentParser, settings: type[Any]) -> None:
    """Add the flags of a settings class, each under the heading of its group."""
    groups: dict[str, Any] = {}
    for declared in fields(settings):
        title = declared.metadata["group"]
        if title not in groups:
            groups[title] = parser.add_argument_group(title)
        _add_flag(groups[title], declared)


def _add_flag(group: Any, declared: "Field[Any]") -> None:  # noqa: ANN401 - argparse's class is private
    default = declared.default
    options = dict(declared.metadata["options"])
    positional, metavar = options.pop("positional", None), options.get("metavar")
    text = declared.metadata["help"].replace("%", "%%")
    if positional == "*":
        group.add_argument(declared.name, nargs="*", type=_read_path, default=SUPPRESS, help=text, **options)
        return
    shown = text if default is False or "(default" in text else f"{text} (default: {_show_default(default)})"
    if positional == "?":
        group.add_argument(declared.name, nargs="?", type=_read_path, default=SUPPRESS, help=shown, metavar=metavar)
        shown = f"the same as {metavar}"
        options.pop("metavar")
    if default is False:
        options.setdefault("action", "store_true")
    elif isinstance(default, tuple):
        options = {"nargs": "+", "type": type(default[0]) if default else str} | options
    elif default is not None and "choices" not in options:
        options.setdefault("type", type(default) if not isinstance(default, Path) else Path)
    if "choices" not in options and default is not False:
        options.setdefault("metavar", _METAVARS.get(options.get("type", str), "NAME"))
    if options.get("type") is Path:
        options["type"] = _read_path
    names = [_SHORT[declared.name]] if declared.name in _SHORT else []
    group.add_argument(*names, _name_option(declared), dest=declared.name, default=SUPPRESS, help=shown, **options)


def _read_path(text: str) -> Path | str:
    """Return the path; argparse passes the default of an argument that was not given through here, too."""
    if not text:
        raise InputError("a path is empty; give the name of a file or a folder")
    return text if text is SUPPRESS else Path(text)


def _name_option(declared: "Field[Any]") -> str:
    return f"--{declared.name.replace('_', '-')}"


def _show_default(default: object) -> str:
    if default is None or default in ((), ""):
        return "none"
    return " ".join(map(str, default)) if isinstance(default, tuple) else str(default)
