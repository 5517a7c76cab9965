"""Codings: the labels that several coders gave the same sentences, and the label that follows."""

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from types import MappingProxyType
from typing import NamedTuple

from research.codebook import Codebook
from research.corpus.label_names import Naming, fold_name
from research.corpus.task_records import SUFFIXES
from research.corpus.tasks import LocatedTask, Task, read_files, show_difference
from research.errors import InputError

Key = tuple[str, str]
_ROUND = re.compile(r"round-(\d+)")
_SAID_BY_SYSTEMS = ("desktop.ini", "thumbs.db")
_CONFIGURATION = "-label-studio.xml"  # which `research review` writes beside a file for Label Studio
_ROUND_OF = re.compile(r"round-\d+[-_ ]*")  # before the coder, in names of files that `research review` wrote
_SETTLED = ("settled", "to_settle", "商定")


class Repeat(NamedTuple):
    """Two files in which one coder labelled the same sentences; of a file alone, twice the same."""

    coder: str
    first: Path
    second: Path


@dataclass
class Codings:
    """The labels of all coders.

    Attributes
    ----------
    by_sentence
        For each sentence, by document and sentence id, the task of each coder.
    settled
        The tasks of the files in which coders settled.
    repeated
        How many labels were left for a later one by the same coder, by the two files that they stand in.
    changed
        How many of these differ.
    uncoded
        The tasks of sentences that nobody labelled.
    blank
        The files in which no sentence has a label.
    """

    by_sentence: dict[Key, dict[str, Task]] = field(default_factory=dict)
    settled: dict[Key, Task] = field(default_factory=dict)
    repeated: Counter[Repeat] = field(default_factory=Counter)
    changed: Counter[Repeat] = field(default_factory=Counter)
    uncoded: dict[Key, Task] = field(default_factory=dict)
    blank: list[Path] = field(default_factory=list)

    def list_keys(self) -> list[Key]:
        """Return all sentences, by document and number."""
        return sorted({*self.by_sentence, *self.settled}, key=order_key)

    def decide(self, key: Key) -> tuple[str, str] | None:
        """Return a sentence's domain and secondary one: as settled, or else by `choose_label`."""
        if key in self.settled:
            return self.settled[key].domain, self.settled[key].secondary
        return choose_label(list(self.by_sentence[key].values()))

    def count_settled(self) -> int:
        """Return how many sentences have a settled label because their coders have no majority for one."""
        found = (self.by_sentence[key] for key in self.settled if key in self.by_sentence)
        return sum(choose_label(list(coders.values())) is None for coders in found)

    def list_tasks(self, key: Key) -> list[Task]:
        """Return what is known of a sentence, the coders' tasks first."""
        return [*self.by_sentence.get(key, {}).values(), *([self.settled[key]] if key in self.settled else [])]


class FoundFiles(NamedTuple):
    """The files of coders, by name, and the files beside them that hold something else."""

    files: list[Path]
    left_out: list[Path]


def find_files(inputs: Sequence[Path]) -> FoundFiles:
    """Return the files among the inputs and in their folders, by name; hidden files and locks are left out.

    Raises
    ------
    InputError
        If an input is missing or a folder has no file to read.
    """
    files: set[Path] = set()
    left_out: list[Path] = []
    for path in inputs:
        if not path.exists():
            raise InputError(f"{path}: is not there; give the coders' files, or a folder with them")
        if not path.is_dir():
            files.add(path)
            continue
        inside = [file for file in sorted(path.rglob("*")) if file.is_file() and not _is_by_the_way(file)]
        known = [file for file in inside if file.suffix.lower() in SUFFIXES]
        left_out += [file for file in inside if file not in known]
        if not known:
            kinds = f"{', '.join(SUFFIXES[:-1])} or {SUFFIXES[-1]}"
            raise InputError(f"{path}: no {kinds} file there; put the coders' files there or name them")
        files.update(known)
    unique = {file.resolve(): file for file in sorted(files)}.values()
    return FoundFiles(sorted(unique, key=lambda file: (file.name, str(file))), left_out)


def _is_by_the_way(file: Path) -> bool:
    """Tell whether a file is none that anybody coded in: hidden, a lock, of the system, or a configuration of ours."""
    name = file.name.lower()
    return name.startswith((".", "~")) or name in _SAID_BY_SYSTEMS or name.endswith(_CONFIGURATION)


def find_round(task: Task, file: Path) -> str:
    """Return the round of review that a task is of: as it says itself, or else as its file does; empty without one."""
    found = _ROUND.match(file.stem)
    return task.round or (str(int(found[1])) if found else "")


def read_codings(files: Sequence[Path], codebook: Codebook, names: Mapping[str, str] = MappingProxyType({})) -> Codings:
    """Read the labels of all coders; a coder who is not named is called as the file.

    Parameters
    ----------
    files
        In the order in which a later label of the same coder replaces an earlier one.
    codebook
        What labels must be of.
    names
        What columns of other tools are called here, as for `research.corpus.tasks.read_files`.

    Raises
    ------
    InputError
        If there is no label, a text differs between files, a secondary label has no label beside it, or two files of
        one name do not name their coders.
    """
    found = collect_codings(read_files(files, codebook, names))
    if not found.list_keys():
        naming = Naming(codebook)
        noted = any(naming.find_name(task.note.strip()) in codebook for task in found.uncoded.values())
        fix = "the column note holds domains: move them to the column domain" if noted else "fill the column domain"
        raise InputError(f"{', '.join(map(str, files))}: no sentence has a label yet; {fix}")
    return found


def name_coder(task: Task, file: Path) -> str:
    """Return who coded a task: as it says itself, or else as its file is called, but for the round.

    Examples
    --------
    >>> task = Task("d", "0", "修路。")
    >>> name_coder(task, Path("round-01-anna.xlsx")), name_coder(task, Path("round-01.csv"))
    ('anna', 'round-01')
    """
    return task.coder.strip() or _ROUND_OF.sub("", file.stem) or file.stem


def collect_codings(tasks: Iterable[LocatedTask]) -> Codings:
    """Collect the labels of tasks by sentence and coder, as `read_codings` does.

    Raises
    ------
    InputError
        As from `read_codings`, but for labels that are missing altogether.
    """
    found = Codings()
    places: dict[Key, tuple[str, str]] = {}
    unnamed: dict[str, Path] = {}
    given_in: dict[tuple[Key, str], Path] = {}
    spelled: dict[str, str] = {}
    labelled: dict[Path, bool] = {}
    for file, place, read, settled in tasks:
        task = replace(read, round=find_round(read, file))
        key = (task.document_id, task.sentence_id)
        labelled[file] = labelled.get(file, False) or bool(read.domain)
        if not _check_label(read, place):
            found.uncoded.setdefault(key, task)
            continue
        _check_text(task, place, *places.setdefault(key, (place, task.text)))
        if settled or file.stem.startswith(_SETTLED):
            found.settled[key] = task
            continue
        coder = name_coder(task, file)
        coder = spelled.setdefault(fold_name(coder), coder)  # Bob is bob
        if not task.coder.strip() and unnamed.setdefault(coder, file) != file:
            raise InputError(f"{file}: no coder in it, and {unnamed[coder]} is called the same; name each as its coder")
        coders = found.by_sentence.setdefault(key, {})
        if coder in coders:
            repeat = Repeat(coder, given_in[key, coder], file)
            found.repeated[repeat] += 1
            found.changed[repeat] += coders[coder].domain != task.domain
        coders[coder], given_in[key, coder] = task, file
    found.blank = [file for file, given in labelled.items() if not given]
    found.uncoded = {key: task for key, task in found.uncoded.items() if key not in places}
    return found


def choose_label(tasks: Sequence[Task]) -> tuple[str, str] | None:
    """Return the domain that more than half of the coders gave, and the secondary one that more than half of those did.

    Parameters
    ----------
    tasks
        The same sentence, labelled by each coder.

    Returns
    -------
    (domain, secondary) or None
        None without a majority; ``secondary`` is empty without one.

    Examples
    --------
    >>> choose_label([Task("a", "0", "修路。", domain=domain) for domain in ("health", "health", "education")])
    ('health', '')
    >>> choose_label([Task("a", "0", "修路。", domain=domain) for domain in ("health", "education")]) is None
    True
    """
    domain = _find_majority([task.domain for task in tasks])
    if domain is None:
        return None
    return domain, _find_majority([task.secondary for task in tasks if task.domain == domain]) or ""


def _find_majority(labels: Sequence[str]) -> str | None:
    label, count = Counter(labels).most_common(1)[0]
    return label if 2 * count > len(labels) else None


def order_key(key: Key) -> tuple[str, int, int, str]:
    """Return what sentences are sorted by: the document, then the sentence id, as a number where it is one."""
    document, number = key
    return (document, 0, int(number), number) if number.isdecimal() else (document, 1, 0, number)


def _check_label(task: Task, place: str) -> bool:
    """Tell whether there is a label, and refuse what a corpus could not hold."""
    if task.secondary and not task.domain:
        raise InputError(f"{place}: a secondary domain {task.secondary!r} without a domain; fill the column domain")
    if task.domain and not task.text.strip():
        raise InputError(f"{place}: a label without text; every sentence needs its text")
    return bool(task.domain)


def _check_text(task: Task, place: str, first: str, text: str) -> None:
    if task.text.split() != text.split():
        here, there = show_difference(task.text, text)
        raise InputError(
            f"{place}: sentence {task.sentence_id!r} of document {task.document_id!r} reads {here!r}, "
            f"but {there!r} in {first}; give it the text that was sampled: rows are sorted whole, no column alone"
        )
