"""What every command shares in running: its study folder, one line for an error, the exit status."""

import contextlib
import io
import os
import shlex
import sys
import warnings
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import BrokenExecutor
from contextlib import contextmanager
from dataclasses import fields
from difflib import get_close_matches
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple, TextIO

from research.codebook import read_codebook
from research.errors import InputError, ReadingWarning
from research.messages import choose_language, speak, translate
from research.parser import check_minimums, make_commands_parser, parse_flags, write_completion
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
START_AGAIN = "nothing was written; give the same command to start again"


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
        A dataclass whose fields were declared by `research.parser.flag`.
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
    >>> from research.parser import flag
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
        given = settings(**_place_in_study(settings, parse_flags(settings, name, doc, words)))
        check_minimums(given)
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
        said = count_noun(len(skipped), "document could not be read and was", "documents could not be read and were")
        print_message(f"{said} left out; see above")
    return documents, len(skipped)


def _record(study: Path, name: str, arguments: Sequence[str]) -> None:
    """Add a command line to those of the study, as it would be given inside of the study's folder."""
    kept = []
    for place, word in enumerate(arguments):
        if word == "--study" or word.startswith("--study=") or (place and arguments[place - 1] == "--study"):
            continue
        path = Path(word).resolve()
        inside = study.resolve() in path.parents and not word.startswith("-")
        if not inside and not Path(word).is_absolute() and Path(word).is_file():
            kept.append(_lead_to(path, study.resolve()))
        else:
            kept.append(path.relative_to(study.resolve()).as_posix() if inside else word)
    line = shlex.join([*name.split(), "--study", ".", *kept])
    with contextlib.suppress(OSError), (study / COMMANDS).open("a", encoding="utf-8", newline="\n") as file:
        file.write(f"{line}\n")  # a study that cannot be written to has no record, which is better than no result


def _lead_to(path: Path, folder: Path) -> str:
    """Return the path from a folder, which begins with .. outside of it; the path itself on another drive."""
    try:
        return Path(os.path.relpath(path, folder)).as_posix()
    except ValueError:
        return str(path)


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
    parser = make_commands_parser(package, doc, {name: found.summary for name, found in subcommands.items()})
    try:
        shell = parser.parse_args(arguments).print_completion
        if shell:
            settings = {name: getattr(_import(package, name), found.settings) for name, found in subcommands.items()}
            print(write_completion(parser, settings, shell))
        else:
            parser.print_help()
    except InputError as error:
        return _refuse(str(error))
    return 0


def _refuse(message: str) -> int:
    print_message(f"error: {show_line(message)}")
    return REFUSED


def _import(package: str, command: str) -> Any:  # noqa: ANN401 - a module
    return import_module(f"{package}.{command.replace('-', '_')}")


def _place_in_study(settings: type[Any], given: dict[str, Any]) -> dict[str, Any]:
    """Return the values that were given, and for a study folder the paths in it of those that were not."""
    placed = dict(given)
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
    files = sorted(path for path in root.iterdir() if path.is_file()) if root.is_dir() else []
    named = [path for path in files if path.name.lower().startswith(Path(CODEBOOK).stem)]
    named = named or [path for path in files if path.suffix.lower() == ".toml"]
    if named:
        fix = f"rename {named[0].name} to {CODEBOOK}"
        if named[0].suffix.lower() not in (".txt", ".toml"):
            fix = f"save {named[0].name} as plain text called {CODEBOOK}"
        raise InputError(f"{shown}: no {CODEBOOK} in it; {fix} (Windows hides endings: show file name extensions)")
    above = [Path(".."), Path("../..")] if root == Path() else [root.parent, root.parent.parent]
    studies = [] if root.exists() else [path.parent.name for path in root.parent.glob(f"*/{CODEBOOK}")]
    beside = get_close_matches(root.name, studies, n=1) or [name for name in studies if name.startswith(root.name)]
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
