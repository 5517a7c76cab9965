"""What every command shares: flags that are the fields of its settings, help, one line for an error, exit status."""

import contextlib
import io
import os
import re
import shlex
import sys
import warnings
from argparse import SUPPRESS, Action, ArgumentParser
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import BrokenExecutor
from contextlib import contextmanager
from dataclasses import Field, field, fields
from difflib import get_close_matches
from importlib import import_module
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, NamedTuple, NoReturn, TextIO

from research import __version__
from research.codebook import read_codebook
from research.errors import InputError, ReadingWarning
from research.messages import choose_language, speak, translate
from research.plurals import count_noun
from research.shipped import shipped_path
from research.text.files import check_exists, show_line

if TYPE_CHECKING:
    from research.text.documents import Document

REFUSED = 2  # what the user can fix
SKIPPED = 3  # something that was given was left out
STOPPED = 130  # as shells report a command that Ctrl-C ended
CODEBOOK = "codebook.toml"
COMMANDS = "commands.txt"  # of a study: what was done in it
STANDARD_INPUT = Path("-")
OVERWRITE = "replace the output folder if it exists"
TEXT_COLUMN = (
    "the columns of a table that hold texts, each text a document (default: the column called 正文, 内容, 全文, text "
    "or content, or a name that ends so; else the one of by far the longest texts)"
)
DOCUMENT_COLUMN = "the columns of a table that together name the document (default: each row is a document)"
STUDY = (
    "a study folder of `research project new`: inputs that are not given are read from it, results are written to it"
)
START_AGAIN = "nothing was written; give the same command to start again"

_SHORT = {"output": "-o"}
_SHELLS = ("bash", "zsh")
_WRONG_TYPE = re.compile(r"(?P<place>.*): invalid (?P<type>\w+) value: (?P<value>.*)")  # as argparse says it
_SIMILAR = 0.7  # of two flags, so that --folds does not suggest --jobs
_METAVARS = MappingProxyType({int: "N", float: "X", Path: "PATH"})


class Finished(NamedTuple):
    """How a command ended.

    Attributes
    ----------
    open_next
        The file to open next; the command prints it as its last line, alone on standard output.
    status
        The exit status.
    """

    open_next: Path
    status: int = 0


class Subcommand(NamedTuple):
    """A command behind `research`.

    Attributes
    ----------
    settings
        The name of its settings class, in the module of the package that has the command's name.
    summary
        What it does, in one line.
    """

    settings: str
    summary: str


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


def count_jobs(jobs: int) -> int:
    """Return the number of processes that ``--jobs`` asks for: for -1 that of the cores that this process may use."""
    if jobs > 0:
        return jobs
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


@contextmanager
def _show_warnings() -> Iterator[None]:
    """Print a warning of the readers as one line, not with the line of the program that raised it."""
    with warnings.catch_warnings():
        usual = warnings.showwarning

        def show(
            message: Warning | str, category: type[Warning], filename: str, lineno: int,
            file: TextIO | None = None, line: str | None = None,
        ) -> None:  # fmt: skip
            if issubclass(category, ReadingWarning):
                print_message(f"warning: {show_line(str(message))}")
            else:
                usual(message, category, filename, lineno, file, line)

        warnings.showwarning = show
        warnings.simplefilter("always", ReadingWarning)
        yield


def print_message(message: str) -> None:
    """Print a message, in the user's language, to standard error.

    Standard output holds nothing but the path of the file to open next.
    """
    print(translate(message), file=sys.stderr)


def run_command(
    work: Callable[[Any], object],
    settings: type[Any],
    name: str,
    doc: str | None,
    arguments: Sequence[str] | None,
    *,
    if_stopped: str = START_AGAIN,
    after: Callable[[Any], object] | None = None,
) -> int:
    """Read the command line into settings and do the work.

    Parameters
    ----------
    work
        Takes the settings; may return an exit status, or `Finished`.
    settings
        A dataclass whose fields were declared by `flag`.
    name
        How the command is started: ``research label``, or the name of its module.
    doc
        The docstring of its module: the first line says what it does, the last paragraph gives an example.
    arguments
        The command line, by default that of the process.
    if_stopped
        How to go on after Ctrl-C.
    after
        Called with the settings where the work was done in a study; the command line is then also added to the
        study's commands.txt.

    Returns
    -------
    int
        The status of the work, 0 by default; 2 for what the user can fix, which is reported in one line; 130 after
        Ctrl-C.

    Examples
    --------
    >>> from dataclasses import dataclass
    >>> @dataclass(frozen=True)
    ... class Settings:
    ...     times: int = flag(1, "number of repetitions", minimum=0)
    >>> run_command(lambda found: print("a" * found.times), Settings, "research.say", "Say a.", ["--times", "3"])
    aaa
    0
    """
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="backslashreplace")  # as stderr has it: names of files may be any bytes
    words = list(sys.argv[1:] if arguments is None else arguments)

    def work_in_study() -> object:
        given = _read_settings(settings, name, doc, words)
        found = work(given)
        if after is not None and given.study is not None:
            _record(given.study, name, words)
            after(given)
        return found

    with speak(choose_language(words)):
        return _end(work_in_study, if_stopped)


def _end(work: Callable[[], object], if_stopped: str) -> int:
    """Do the work; print its last line and return its status, or report in one line what the user can fix."""
    try:
        with _show_warnings():
            found = work()
    except InputError as error:
        return _refuse(str(error))
    except BrokenExecutor:
        return _refuse("one of the processes was killed, perhaps for lack of memory; try again with --jobs 1")
    except MemoryError:
        return _refuse("out of memory; close other programs, or give fewer documents at once")
    except KeyboardInterrupt:
        print_message(f"stopped: {if_stopped}")
        return STOPPED
    if isinstance(found, Finished):
        print(found.open_next)
        return found.status
    return found if isinstance(found, int) else 0


def read_readable(
    inputs: Sequence[Path],
    text_column: str | Sequence[str] | None = None,
    document_column: str | Sequence[str] | None = None,
) -> "tuple[list[Document], int]":
    """Read documents as `research.text.documents.iterate_documents` does; name those that cannot be read.

    Returns
    -------
    documents
        Those that can be read.
    n_skipped
        The number of the others.

    Raises
    ------
    InputError
        If an input is missing, or no document can be read.
    """
    from research.text.documents import iterate_documents  # only here, as few commands read documents

    for path in inputs:
        check_exists(path)
    documents: list[Document] = []
    skipped: list[InputError] = []
    try:
        documents = list(iterate_documents(inputs, text_column, document_column, skip=skipped.append))
    finally:
        for error in skipped if len(skipped) > 1 or documents else ():
            print_message(f"skipped: {show_line(str(error))}")
    if skipped:
        print_message(f"{count_noun(len(skipped), 'document')} could not be read and were left out; see above")
    return documents, len(skipped)


def _record(study: Path, name: str, arguments: Sequence[str]) -> None:
    """Add a command line to those of the study, as it would be given inside of the study's folder."""
    kept = []
    for place, word in enumerate(arguments):
        if word == "--study" or word.startswith("--study=") or (place and arguments[place - 1] == "--study"):
            continue
        path = Path(word).resolve()
        inside = study.resolve() in path.parents and not word.startswith("-")
        kept.append(path.relative_to(study.resolve()).as_posix() if inside else word)
    line = shlex.join([*name.split(), "--study", ".", *kept])
    with contextlib.suppress(OSError), (study / COMMANDS).open("a", encoding="utf-8", newline="\n") as file:
        file.write(f"{line}\n")  # a study that cannot be written to has no record, which is better than no result


def run_subcommand(
    package: str, doc: str | None, subcommands: Mapping[str, Subcommand], arguments: Sequence[str] | None = None
) -> int:
    """Start the subcommand that the command line names; import no other.

    Parameters
    ----------
    package
        The package that holds a module for each subcommand, which is also the name of the command.
    doc
        The docstring of the command: the first line says what it does, the last paragraph gives an example.
    subcommands
        By name.
    arguments
        The command line, by default that of the process.
    """
    given = list(sys.argv[1:] if arguments is None else arguments)
    if given and given[0] in subcommands:
        status: int = _import(package, given[0]).main(given[1:])
        return status
    with speak(choose_language()):
        return _describe_subcommands(package, doc, subcommands, given)


def _describe_subcommands(
    package: str, doc: str | None, subcommands: Mapping[str, Subcommand], arguments: Sequence[str]
) -> int:
    """Print the help of a command that has subcommands, or its completion script."""
    parser = _make_parser(package, doc)
    parser.add_argument(
        "--print-completion", choices=_SHELLS, metavar="SHELL", help="print the completion script of bash or zsh"
    )
    commands = parser.add_subparsers(title="commands", metavar="COMMAND", dest="command", parser_class=_Parser)
    parsers = {name: commands.add_parser(name, help=found.summary) for name, found in subcommands.items()}
    try:
        found = parser.parse_args(arguments)
        if found.print_completion:
            print(_write_completion(parser, parsers, package, subcommands, found.print_completion))
        else:
            parser.print_help()
    except InputError as error:
        return _refuse(str(error))
    return 0


class _Parser(ArgumentParser):
    """Report what is wrong as `InputError`, and what was probably meant."""

    def error(self, message: str) -> NoReturn:
        message = message.removeprefix("argument ")
        if wrong := _WRONG_TYPE.fullmatch(message):
            kind = {"int": "a whole number", "float": "a number"}.get(wrong["type"], wrong["type"])
            message = f"{wrong['place']}: got {wrong['value']}, expected {kind}"
        raise InputError(f"{message}; {self.prog} --help lists all")

    def refuse_unknown(self, unknown: Sequence[str]) -> NoReturn:
        known = [option for action in self._actions for option in action.option_strings if action.help != SUPPRESS]
        first = next((text for text in unknown if text.startswith("-")), unknown[0])
        name = first.split("=", 1)[0]
        if not name.startswith("-"):
            self.error(f"{name}: one argument too many")
        near = get_close_matches(name, known, n=1, cutoff=_SIMILAR)
        self.error(f"{name}: there is no such flag" + (f"; did you mean {near[0]}?" if near else ""))

    def _check_value(self, action: Action, value: Any) -> None:  # noqa: ANN401 - as in argparse
        if action.choices is None or value in action.choices:
            return
        near = get_close_matches(str(value), [str(choice) for choice in action.choices], n=1)
        place = "/".join(action.option_strings) or action.metavar or action.dest
        meant = f"; did you mean {near[0]}?" if near else ""
        self.error(f"{place}: got {value!r}, expected one of {', '.join(map(str, action.choices))}{meant}")


def _make_parser(prog: str, doc: str | None) -> _Parser:
    paragraphs = (doc or prog).strip().split("\n\n")
    parser = _Parser(prog, description=paragraphs[0].splitlines()[0], epilog=" ".join(paragraphs[-1].splitlines()))
    parser.add_argument("--version", action="version", version=f"research {__version__}")
    return parser


def _read_settings(settings: type[Any], name: str, doc: str | None, arguments: Sequence[str] | None) -> Any:  # noqa: ANN401
    parser = _make_parser(name if " " in name else f"python -m {name}", doc)
    _add_flags(parser, settings)
    given, unknown = parser.parse_known_intermixed_args(arguments)
    if unknown:
        parser.refuse_unknown(unknown)
    found = settings(**_place_in_study(settings, vars(given)))
    for declared in fields(settings):
        value, minimum, also = (
            getattr(found, declared.name),
            declared.metadata["minimum"],
            declared.metadata["also"],
        )
        if minimum is not None and value is not None and value < minimum and value != also:
            allowed = f"at least {minimum}" if also is None else f"{also} or at least {minimum}"
            raise InputError(f"{_name_option(declared)}: must be {allowed}, got {value}")
    return found


def _refuse(message: str) -> int:
    print_message(f"error: {show_line(message)}")
    return REFUSED


def _import(package: str, command: str) -> Any:  # noqa: ANN401 - a module
    return import_module(f"{package}.{command.replace('-', '_')}")


def _write_completion(
    parser: _Parser, parsers: Mapping[str, _Parser], package: str, subcommands: Mapping[str, Subcommand], shell: str
) -> str:
    import shtab  # only here, as few start with it

    for name, found in subcommands.items():
        module = _import(package, name)
        parsers[name].add_argument("--version", action="version", version=f"research {__version__}")
        _add_flags(parsers[name], getattr(module, found.settings))
        for action in parsers[name]._actions:
            if action.type in (Path, _read_path):
                action.complete = shtab.FILE  # type: ignore[attr-defined] # where shtab looks for it
    script: str = shtab.complete(parser, shell)
    return script


def _place_in_study(settings: type[Any], given: dict[str, Any]) -> dict[str, Any]:
    """Return the values that were given, and for a study folder the paths in it of those that were not."""
    placed = {key: tuple(value) if isinstance(value, list) else value for key, value in given.items()}
    root: Path | None = given.get("study", getattr(settings, "study", None))
    if root is not None:
        _check_study(root)
    for declared in fields(settings):
        options, inside = declared.metadata["options"], declared.metadata["study"]
        if declared.name in placed:
            continue
        if root is not None and inside is not None:
            if (command := declared.metadata["made_by"]) and not (root / inside).exists():
                first = f"research {command} --study {quote_path(root)}"
                raise InputError(f"{root / inside}: not there yet; first: {first}")
            placed[declared.name] = (root / inside,) if isinstance(declared.default, tuple) else root / inside
        elif options.get("positional") == "*":
            raise InputError(f"{options['metavar']}: expected one or more, got none")
    return placed


def quote_path(path: Path) -> str:
    """Return a path as a command line takes it; double quotes are what every shell and Windows understand."""
    return f'"{path}"' if " " in str(path) else str(path)


def _check_study(root: Path) -> None:
    """Refuse a folder without a codebook, and say which folder or file was probably meant; refuse the example's."""
    if (root / CODEBOOK).is_file():
        _refuse_example(root / CODEBOOK)
        return
    shown = "the current folder" if root == Path() else str(root)
    named = sorted(root.glob(f"{Path(CODEBOOK).stem}*.*")) if root.is_dir() else []
    if named:
        fix = f"rename {named[0].name} to {CODEBOOK}"
        if named[0].suffix not in (".txt", ".toml"):
            fix = f"save {named[0].name} as plain text called {CODEBOOK}"
        raise InputError(f"{shown}: no {CODEBOOK} in it; {fix} (Windows hides endings: show file name extensions)")
    above = [folder for folder in (root.parent, root.parent.parent) if folder != root]
    studies = [] if root.exists() else [path.parent.name for path in root.parent.glob(f"*/{CODEBOOK}")]
    beside = get_close_matches(root.name, studies, n=1)
    below = [path.parent for path in sorted(root.glob(f"*/{CODEBOOK}"))]
    meant = [folder for folder in (*below, *above, *(root.parent / name for name in beside)) if _has_codebook(folder)]
    fix = f"did you mean --study {quote_path(meant[0])}?" if meant else "make one: research project new DIR"
    raise InputError(f"{shown}: no {CODEBOOK} in it, so it is no study folder; {fix}")


def _has_codebook(folder: Path) -> bool:
    return (folder / CODEBOOK).is_file()


def _refuse_example(path: Path) -> None:
    """Refuse to go on with a study whose codebook is that of the template."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ReadingWarning)
        try:
            domains = read_codebook(path).domains
        except InputError:
            return  # the command says what is wrong with it
    if domains == read_codebook(shipped_path(f"study/{CODEBOOK}")).domains:
        names = " and ".join(domain.name_zh for domain in domains)
        raise InputError(
            f"{path}: still has the domains of the example, {names}; write your own there, or make a study with them: "
            "research project new DIR --domains NAME NAME"
        )


def _add_flags(parser: ArgumentParser, settings: type[Any]) -> None:
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
        group.add_argument(declared.name, nargs="*", type=Path, default=SUPPRESS, help=text, **options)
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
    names = [_SHORT[declared.name]] if declared.name in _SHORT else []
    group.add_argument(*names, _name_option(declared), dest=declared.name, default=SUPPRESS, help=shown, **options)


def _read_path(text: str) -> Path | str:
    """Return the path; argparse passes the default of an argument that was not given through here, too."""
    return text if text is SUPPRESS else Path(text)


def _name_option(declared: "Field[Any]") -> str:
    return f"--{declared.name.replace('_', '-')}"


def _show_default(default: object) -> str:
    if default is None or default == ():
        return "none"
    return " ".join(map(str, default)) if isinstance(default, tuple) else str(default)
