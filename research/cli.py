"""What every script shares: flags that are the fields of its settings, one line for what is wrong, exit status 2."""

import io
import sys
from argparse import SUPPRESS, ArgumentParser
from collections.abc import Callable, Sequence
from concurrent.futures.process import BrokenProcessPool
from dataclasses import Field, field, fields
from pathlib import Path
from typing import Any

from research.errors import InputError
from research.text.files import show_line

STOPPED = 130  # as a shell says of what Ctrl-C ended
OVERWRITE = "replace the output folder if it exists"
CODEBOOK = "codebook.toml"
STUDY = "a study folder from research.project: where files and folders that are not given are looked for and written"


def flag(default: Any, text: str, *, study: str | None = None, **options: Any) -> Any:  # noqa: ANN401 - stands where a field of any type does
    """Declare a field of a settings class that is also a flag of the script.

    Parameters
    ----------
    default
        Of the field and of the flag. It also tells the type of what the flag takes, unless ``options`` do; False
        makes a switch, and a tuple takes several values.
    text
        What ``--help`` says.
    study
        The path that stands in its place where ``--study`` names a study folder and the flag is not given.
    options
        For `argparse.ArgumentParser.add_argument`; ``positional=True`` makes an argument without dashes.
    """
    return field(default=default, metadata={"help": text, "study": study, "options": options})


def run_command(
    work: Callable[[Any], object], settings: type[Any], name: str, doc: str | None, arguments: Sequence[str] | None
) -> int:
    """Read the command line into settings and do the work.

    Parameters
    ----------
    work
        Takes the settings; may return an exit status.
    settings
        A dataclass whose fields were declared by `flag`.
    name, doc
        The script's module and its docstring: the first line says what it does, the last gives an example.
    arguments
        The command line, that of the process by default.

    Returns
    -------
    int
        That of the work, 0 by default, 2 for what the user can fix, which is said in one line, or 130 after Ctrl-C.

    Examples
    --------
    >>> from dataclasses import dataclass
    >>> @dataclass(frozen=True)
    ... class Settings:
    ...     times: int = flag(1, "how often")
    >>> run_command(lambda found: print("a" * found.times), Settings, "research.say", "Say a.", ["--times", "3"])
    aaa
    0
    """
    lines = (doc or name).splitlines()
    parser = ArgumentParser(f"python -m {name}", description=lines[0], epilog=lines[-1])
    for declared in fields(settings):
        _add(parser, declared)
    given = vars(parser.parse_args(arguments))
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="backslashreplace")  # as stderr has it: names of files may be any bytes
    try:
        status = work(settings(**_place_in_study(settings, given)))
    except InputError as error:
        return _refuse(str(error))
    except BrokenProcessPool:
        return _refuse("one of the processes was killed, perhaps for want of memory; try again, or with --jobs 1")
    except MemoryError:
        return _refuse("the memory is not enough; close other programs, or give less at once")
    except KeyboardInterrupt:
        print("stopped", file=sys.stderr)
        return STOPPED
    return status if isinstance(status, int) else 0


def _refuse(message: str) -> int:
    print(f"error: {show_line(message)}", file=sys.stderr)
    return 2


def _place_in_study(settings: type[Any], given: dict[str, Any]) -> dict[str, Any]:
    """Return what was given, and for a study folder the paths in it of what was not."""
    placed = {key: tuple(value) if isinstance(value, list) else value for key, value in given.items()}
    root: Path | None = given.get("study")
    for declared in fields(settings):
        options, inside = declared.metadata["options"], declared.metadata["study"]
        if declared.name in placed:
            continue
        if root is not None and inside is not None:
            placed[declared.name] = (root / inside,) if isinstance(declared.default, tuple) else root / inside
        elif options.get("positional"):
            raise InputError(f"{options['metavar']}: nothing came; expected one or more")
    if root is not None and not (root / CODEBOOK).is_file():
        raise InputError(
            f"{root}: no {CODEBOOK} there, so it is no study; make one with python -m research.project new {root}"
        )
    return placed


def _add(parser: ArgumentParser, declared: "Field[Any]") -> None:
    default, text = declared.default, declared.metadata["help"]
    options = dict(declared.metadata["options"])
    if options.pop("positional", False):
        parser.add_argument(declared.name, nargs="*", type=Path, default=SUPPRESS, help=text, **options)
        return
    if default is False:
        options.setdefault("action", "store_true")
    elif isinstance(default, tuple):
        options |= {"nargs": "+", "type": type(default[0])}
    elif default is not None and "choices" not in options:
        options.setdefault("type", type(default) if not isinstance(default, Path) else Path)
    said = " ".join(map(str, default)) if isinstance(default, tuple) else default
    shown = f"{text} (default: {said})" if default not in (None, False) and "(default" not in text else text
    parser.add_argument(
        f"--{declared.name.replace('_', '-')}", default=SUPPRESS, help=shown.replace("%", "%%"), **options
    )
