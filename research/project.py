"""Make a study folder for a codebook and documents of your own.

Example: research project new my-study --domains 供水 养老 道路
"""

import json
import re
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from research.cli import CODEBOOK, Finished, print_message, quote_path, run_command
from research.codebook import is_id
from research.errors import InputError
from research.parser import flag
from research.shipped import shipped_path

_NEW = "new"
_TEMPLATES = (CODEBOOK, "README.md", "documents/README.txt")
_EMPTY = ("coding",)
_STANDS_FOR_FOLDER = "--study STUDY"
_EXAMPLE = re.compile(r"^# (?:示例：|Example: ).*\n", re.MULTILINE)
_COMMENT = re.compile(r"^#.*\n|^\n", re.MULTILINE)
_VALUE = r"^{key} = (?:\[\n(?:[^\]]*\n)?\]|.*)$"  # of one line, or a list over several
_MIN_DOMAINS = 2
_COMMAS = re.compile("[,，;；、]")


@dataclass(frozen=True)
class ProjectConfig:
    """What to make; it is the command line."""

    request: tuple[Path, ...] = flag(
        (), "the word new and the folder to make, as in: new my-study", positional="*", metavar="new DIR"
    )
    domains: tuple[str, ...] = flag(
        (),
        "names of the domains, each with an id of its own where one is wanted: 供水 care=养老 (default: two examples, "
        "to be replaced before any other command goes on)",
        metavar="NAME",
    )


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command; 0, or 2 for what the user can fix."""
    return run_command(start, ProjectConfig, "research project", __doc__, arguments)


def start(config: ProjectConfig) -> Finished:
    """Make the folder that was asked for and say what comes next.

    Raises
    ------
    InputError
        If the words are not ``new`` and one folder, or the folder has something in it.
    """
    words = " ".join(map(str, config.request))
    if len(config.request) != 2 or str(config.request[0]) != _NEW:
        raise InputError(f"got {words!r}, expected the word new and one folder: {_correct(config.request)}")
    root = config.request[1]
    make_study(root, config.domains)
    todo = "say in a sentence what each domain is in" if config.domains else "write your domains into"
    print_message(
        f"{root}: made; {todo} {root / CODEBOOK}, put documents into {root / 'documents'}, then "
        f"follow {root / 'README.md'}: research review --study {quote_path(root)}"
    )
    return Finished(root / "README.md")


def _correct(request: Sequence[Path]) -> str:
    """Return the command that was probably meant."""
    words = [quote_path(word) for word in request]
    if len(words) == 1 and words[0] != _NEW:
        return f"research project new {words[0]}"
    if words[:1] == [_NEW] and len(words) >= 2 + _MIN_DOMAINS:
        return f"research project new {words[1]} --domains {' '.join(words[2:])}"
    if words[:1] == [_NEW] and len(words) > 2:
        return f'research project new "{" ".join(map(str, request[1:]))}"'
    if len(words) == 2:
        return f"research project new {words[1]}"
    return "research project new DIR"


def make_study(root: Path, domains: Sequence[str] = ()) -> None:
    """Make a study folder, in which the commands' ``--study`` looks for everything.

    Nothing that exists is overwritten.

    Parameters
    ----------
    root
        The folder: a new one, or an empty one. Commands in its README.md name it as it is given here, so they work
        from where it was made.
    domains
        The names of the domains of its codebook, as ``供水`` or with an id as ``water=供水``; without any, the codebook
        has two examples.

    Raises
    ------
    InputError
        If there is one domain only, or two with the same id, or the folder has something in it, is a file, or cannot
        be written.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as parent:
    ...     make_study(Path(parent, "parks"))
    ...     sorted(path.name for path in Path(parent, "parks").iterdir())
    ['README.md', 'codebook.toml', 'coding', 'documents']
    """
    texts = {name: shipped_path(f"study/{name}").read_text("utf-8") for name in _TEMPLATES}
    if domains:
        texts[CODEBOOK] = write_domains(texts[CODEBOOK], domains)
    if root.exists() and not root.is_dir():
        raise InputError(f"{root}: is a file; give the name of a new folder")
    try:
        if root.exists() and any(root.iterdir()):
            raise InputError(f"{root}: has something in it, and nothing is overwritten; give the name of a new folder")
        for name in _EMPTY:
            (root / name).mkdir(parents=True)
        for name, text in texts.items():
            (root / name).parent.mkdir(parents=True, exist_ok=True)
            text = text.replace(_STANDS_FOR_FOLDER, f"--study {quote_path(root)}")
            (root / name).write_text(text, "utf-8", newline="\n")
    except OSError as error:
        raise InputError(f"{root}: cannot be written ({error.strerror}); give a folder that can") from None


def write_domains(template: str, domains: Sequence[str]) -> str:
    """Return the template of a codebook with these domains in place of its examples, to be filled in.

    Raises
    ------
    InputError
        If there is one domain only, an id that no table could hold, or one that stands twice.

    Examples
    --------
    >>> text = write_domains(shipped_path("study/codebook.toml").read_text("utf-8"), ["water=供水", "养老"])
    >>> [line for line in text.splitlines() if line.startswith(("id", "name_zh"))]
    ['id = "water"', 'name_zh = "供水"', 'id = "养老"', 'name_zh = "养老"']
    """
    pairs = [word.partition("=") if "=" in word else ("_".join(word.split()), "=", word) for word in domains]
    ids = [name.strip().casefold() for name, _, _ in pairs]
    names = [shown.strip().casefold() for _, _, shown in pairs]
    advised = _split_names(domains)
    advised = advised if len(advised) >= _MIN_DOMAINS else [*advised, "other"]
    for place, (name, _, shown) in enumerate(pairs):
        twice = ids.count(ids[place]) > 1 or names.count(names[place]) > 1
        if not is_id(name.strip()) or not shown.strip() or twice:
            raise InputError(
                f"--domains: got {' '.join(domains)}, expected different names, or ID=NAME, without quotes and commas: "
                f"--domains {' '.join(advised)}"
            )
    if len(pairs) < _MIN_DOMAINS:
        raise InputError(
            f"--domains: got {domains[0]!r} alone, expected two domains or more with blanks between them: --domains "
            + " ".join(advised)
        )
    head, explained, _ = template.split("[[domain]]\n")
    blocks = []
    for place, (name, _, shown) in enumerate(pairs):
        block = explained if place == 0 else _COMMENT.sub("", explained) + "\n"
        values = {"id": name.strip(), "name_zh": shown.strip(), "name_en": shown.strip(), "definition": ""}
        lists = {"counts": [], "excludes": [], "examples": [], "keywords": [shown.strip()]}
        for key, value in (values | lists).items():
            written = f"{key} = {json.dumps(value, ensure_ascii=False)}"  # which TOML writes the same way
            block = re.sub(_VALUE.format(key=key), written.replace("\\", r"\\"), block, count=1, flags=re.MULTILINE)
        blocks.append(block)
    return _EXAMPLE.sub("", head) + "".join(f"[[domain]]\n{block}" for block in blocks).rstrip("\n") + "\n"


def _split_names(domains: Sequence[str]) -> list[str]:
    """Return the different names among words that may have commas in them or between them, and brackets around."""
    names = [name.strip(" \"'“”=[]()（）【】") for word in domains for name in _COMMAS.split(word)]
    different = {name.rpartition("=")[2].casefold(): name for name in reversed(names) if name}
    return list(reversed(different.values()))


if __name__ == "__main__":
    sys.exit(main())
