"""Coding tasks: sentences to label, and labels that people gave, in the forms that coding tools read and write."""

import json
import math
import re
import warnings
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, fields, replace
from os.path import commonprefix
from pathlib import Path
from types import MappingProxyType
from typing import Any, NamedTuple

from research.codebook import Codebook
from research.corpus.coding_workbook import RULING, make_coding_sheets, make_settling_sheets
from research.corpus.label_names import Naming
from research.corpus.labelstudio import Record, describe_label_studio, make_item
from research.corpus.task_records import read_records
from research.csv_cells import format_rows, name_column
from research.errors import InputError, ReadingWarning
from research.output import replace_file
from research.plurals import count_noun
from research.text.kinds import BODY, KINDS
from research.workbook import write_workbook

BLIND, NOT_BLIND, UNKNOWN = "yes", "no", "unknown"
TO_SETTLE, UNCODED = "to_settle.csv", "uncoded.csv"  # in a merged corpus: sentences that have no label yet


@dataclass(frozen=True, slots=True)
class Task:
    """A sentence to label, or one that a coder labelled.

    Attributes
    ----------
    document_id, sentence_id
        Its document and its running number in it; together they name the sentence.
    text
        The sentence as in the document.
    kind
        ``body`` or ``heading``.
    headings
        The headings above it, outermost first, joined by `` > ``.
    context
        Its whole paragraph.
    year
        Of the document, where it is known.
    proposal, probability, terms
        The domain that the model proposes, its probability, and the most influential terms; empty without a model.
    strategy, inclusion
        The strategy of the sample, and for random samples the inclusion probability (empty otherwise).
    domain, secondary
        The labels; empty until somebody gave them.
    coder, note
        Who gave them, and what they wrote beside it.
    round
        The number of the sample among those of a study; empty where it is unknown.
    blind
        ``yes`` where the coder does not see what a model proposes, ``no`` where the coder does; empty where it is
        unknown.
    """

    document_id: str
    sentence_id: str
    text: str
    kind: str = "body"
    headings: str = ""
    context: str = ""
    year: str = ""
    proposal: str = ""
    probability: float | None = None
    terms: str = ""
    strategy: str = ""
    inclusion: float | None = None
    domain: str = ""
    secondary: str = ""
    coder: str = ""
    note: str = ""
    round: str = ""
    blind: str = ""

    @property
    def blindness(self) -> str:
        """Whether the coder saw no proposal: ``yes``, ``no`` or ``unknown``."""
        if self.blind.strip().lower() in (BLIND, NOT_BLIND):
            return self.blind.strip().lower()
        return NOT_BLIND if self.proposal else UNKNOWN


COLUMNS = tuple(field.name for field in fields(Task))
FORMS = ("csv", "xlsx", "label-studio", "doccano", "cap")
_NUMBERS = ("probability", "inclusion")
_CAP_FIRST = ("id", "year", "major_topic", "text")
_CAP_COLUMNS = (*_CAP_FIRST, *(column for column in COLUMNS if column not in _CAP_FIRST))
_WHOLE = re.compile(r"^([0-9]+)\.0+$")  # as some spreadsheets write 3
_NAMED = {"document_id", "sentence_id"}
_RULING = name_column(RULING)
_SHOWN = 5  # rows in a message
_BEFORE, _AFTER = 6, 14  # characters that are shown around the first difference of two texts
_ANSWER = ("domain", "secondary", "coder", "note")
_NO_NAMES: Mapping[str, str] = MappingProxyType({})


def write_tasks(path: Path, tasks: Sequence[Task], codebook: Codebook, form: str = "csv") -> None:
    """Write tasks in one of `FORMS`.

    An existing file is replaced. With a file for Label Studio, the configuration of its project is written beside it,
    ``<stem>-label-studio.xml``. In tables a text that a spreadsheet would run as a formula begins with an apostrophe
    (see `research.csv_cells`); `read_tasks` takes it away.

    Parameters
    ----------
    path
        The file: .csv for ``csv`` and ``cap``, .xlsx, .json for ``label-studio``, .jsonl for ``doccano``.
    tasks
        What it shall hold.
    codebook
        The domains to choose from.
    form
        ``csv``, ``xlsx``, ``label-studio``, ``doccano``, or ``cap`` (a table of the Comparative Agendas Project).

    Raises
    ------
    ValueError
        If `form` is none of `FORMS`.
    """
    if form not in FORMS:
        raise ValueError(f"form is one of {', '.join(FORMS)}, not {form!r}")
    records = [_make_record(task) for task in tasks]
    if form == "xlsx":
        with replace_file(path) as temporary:
            write_workbook(temporary, make_coding_sheets(records, codebook))
        return
    if form == "csv":
        content = format_rows(COLUMNS, records)
    elif form == "cap":
        content = format_rows(_CAP_COLUMNS, [_make_cap(record, Naming(codebook)) for record in records])
    elif form == "doccano":
        content = "".join(_format_json(_make_doccano(record)) + "\n" for record in records)
    else:
        content = _format_json([make_item(record) for record in records], indent=2) + "\n"
        _write_text(path.with_name(f"{path.stem}-label-studio.xml"), describe_label_studio(codebook), "utf-8")
    _write_text(path, content, "utf-8-sig" if form in ("csv", "cap") else "utf-8")


def write_settling(path: Path, tasks: Sequence[Task], given: Sequence[Mapping[str, str]], codebook: Codebook) -> None:
    """Write a workbook in which coders settle their differences, with the ruling of the codebook beside each.

    Parameters
    ----------
    path
        The .xlsx file; one that exists is replaced.
    tasks
        A task of each sentence, without a label. `read_tasks` reads them again.
    given
        The domain id that each coder gave it, by the coder's name.
    codebook
        The domains to choose from.
    """
    with replace_file(path) as temporary:
        write_workbook(temporary, make_settling_sheets([_make_record(task) for task in tasks], given, codebook))


def read_tasks(path: Path, codebook: Codebook) -> list[Task]:
    """Read tasks of any of `FORMS`; a label that the codebook does not have is an error with its line.

    Parameters
    ----------
    path
        A table (.csv, .tsv, .xlsx, .xls, .ods), .json or .jsonl file; its content tells which form it has. Tables may
        be as spreadsheets save them (encoding, delimiter, order of columns). A corpus's ``sentences.csv`` is read, too.
    codebook
        What labels must be of: ids, or Chinese or English names, which become ids.

    Raises
    ------
    InputError
        If the file cannot be read, lacks a column, or has an unknown label.
    """
    return [task for _, task in locate_tasks(path, codebook)]


def find_table(corpus: Path) -> Path:
    """Return the table of sentences of a corpus that is a folder or the file itself."""
    return corpus / "sentences.csv" if corpus.is_dir() else corpus


def locate_tasks(path: Path, codebook: Codebook) -> list[tuple[str, Task]]:
    """Read tasks as `read_tasks` does, each after its place in the file, as a message names it.

    Parameters
    ----------
    path, codebook
        As for `read_tasks`.

    Raises
    ------
    InputError
        As from `read_tasks`.
    """
    return [(found.place, found.task) for found in read_files([path], codebook)]


def read_names(columns: Sequence[str]) -> dict[str, str]:
    """Return what columns are called here by the names that they have elsewhere, from words as ``domain=category``.

    Raises
    ------
    InputError
        If a word is not of this form, or its first part is no column of a task.

    Examples
    --------
    >>> read_names(["domain=category", "text=正文"])
    {'category': 'domain', '正文': 'text'}
    """
    names = {}
    for word in columns:
        ours, sign, theirs = word.replace("＝", "=").partition("=")
        ours = name_column(ours)
        if not sign or not theirs or ours not in (*COLUMNS, "major_topic"):
            expected = ", ".join((*COLUMNS, "major_topic"))
            raise InputError(
                f"--columns: got {word!r}, expected OURS=THEIRS without blanks, as domain=类别, where OURS is one of "
                f"{expected}"
            )
        names[theirs] = ours
    return names


class LocatedTask(NamedTuple):
    """A task, the file that it was read from, its place in it, and whether the file is one in which coders settled."""

    file: Path
    place: str
    task: Task
    settled: bool = False


def read_files(
    files: Sequence[Path], codebook: Codebook, names: Mapping[str, str] = _NO_NAMES, *, known_only: bool = False
) -> list[LocatedTask]:
    """Read the tasks of several files; those that carry only texts are matched with the sentences of the others.

    Parameters
    ----------
    files
        As for `read_tasks`, in the order in which their tasks are returned.
    codebook
        As for `read_tasks`.
    names
        What columns and fields of other tools are called here, by the names that they have there.
    known_only
        Leave out texts that are in no other file, in place of refusing them.

    Raises
    ------
    InputError
        As from `read_tasks`, or if a text without a sentence id stands in none of the other files.
    """
    naming = Naming(codebook)
    read = [(file, where, record) for file in files for where, record in read_records(file, names)]
    tasks = _make_tasks(read, naming)
    read = [one for one, task in zip(read, tasks, strict=True) if task is not None]
    _warn_of_uncoded(read, naming)
    sentences: dict[str, dict[tuple[str, str], Task]] = defaultdict(dict)
    made = [task for task in tasks if task is not None]
    for (_, _, record), task in zip(read, made, strict=True):
        if record.keys() >= _NAMED:
            sentences[_simplify(task.text)].setdefault((task.document_id, task.sentence_id), task)
    times: Counter[tuple[Path, str, str]] = Counter()
    found = []
    for (file, where, record), task in zip(read, made, strict=True):
        whole: Task | None = task
        if not record.keys() >= _NAMED:
            key = (file, task.coder, _simplify(task.text))
            whole = _match_text(task, where, list(sentences[key[2]].values()), times[key], refuse=not known_only)
            times[key] += 1
        if whole is not None:
            found.append(LocatedTask(file, where, whole, _RULING in record))
    return found


def _make_tasks(read: Sequence[tuple[Path, str, Record]], naming: Naming) -> list[Task | None]:
    """Make the task of each record, or none of a row that holds a note; refuse all that cannot be, in one line."""
    tasks: list[Task | None] = []
    refused: list[tuple[Path, str, str]] = []
    for file, where, record in read:
        try:
            task = _make_task(record, naming, where)
            tasks.append(None if _is_note(task, record, where) else task)
        except InputError as error:
            refused.append((file, where, str(error)))
    if not refused:
        return tasks
    file, _, said = refused[0]
    others = refused[1:]
    if not others:
        raise InputError(said)
    rows = [where.rpartition(" ")[2] for one, where, _ in others if one == file]
    shown = f" (row {', '.join(rows[:_SHOWN])}{' ...' if len(rows) > _SHOWN else ''})" if rows else ""
    raise InputError(f"{said}; {count_noun(len(others), 'other row has', 'other rows have')} a fault, too{shown}")


def _is_note(task: Task, record: Record, place: str) -> bool:
    """Tell whether a row below the sentences names no document: a signature or a sum, which is warned of."""
    if not record.keys() >= _NAMED or task.document_id.strip() or task.sentence_id.strip():
        return False
    if task.domain:
        raise InputError(
            f"{place}: a label without document_id and sentence_id; write them as in the file that was sampled, or "
            "delete the row"
        )
    warnings.warn(ReadingWarning(f"{place}: names no document and has no label, and is left out"), stacklevel=5)
    return True


def show_difference(first: str, second: str) -> tuple[str, str]:
    """Return the parts of two texts around the first character in which they differ.

    Examples
    --------
    >>> show_difference("一二三四五六七八九十", "一二三四五六七八九。")
    ('…四五六七八九十', '…四五六七八九。')
    """
    same = len(commonprefix([first, second]))  # noqa: RUF071 - of characters, not of folders
    start = max(same - _BEFORE, 0)
    cut = "…" if start else ""
    return f"{cut}{first[start : same + _AFTER]}", f"{cut}{second[start : same + _AFTER]}"


def _match_text(task: Task, place: str, same: Sequence[Task], number: int, *, refuse: bool) -> Task | None:
    """Return the answers of a task beside what is known of its sentence; equal texts are taken in their order."""
    same = [one for one in same if not task.document_id or one.document_id == task.document_id]
    if not same and refuse:
        raise InputError(
            f"{place}: no sentence_id, and the text {task.text[:20]!r} is in no other file; put the file that "
            "`research review` wrote beside it"
        )
    answers: dict[str, Any] = {name: getattr(task, name) for name in _ANSWER}
    return replace(same[min(number, len(same) - 1)], **answers) if same else None


def _simplify(text: str) -> str:
    return "".join(text.split())


def _warn_of_uncoded(read: Sequence[tuple[Path, str, Record]], naming: Naming) -> None:
    counts = Counter(file for file, _, record in read if naming.is_uncoded(str(record.get("major_topic", ""))))
    for file, count in counts.items():
        warnings.warn(
            ReadingWarning(
                f"{file}: {count_noun(count, 'row has', 'rows have')} a CAP code for no major topic "
                "(999), which is no label"
            ),
            stacklevel=3,
        )


def _write_text(path: Path, content: str, encoding: str) -> None:
    with replace_file(path) as temporary:  # so that a full disk costs nobody's labels
        temporary.write_bytes(content.encode(encoding))


def _make_record(task: Task) -> Record:
    record: Record = asdict(task)
    return record | {name: None if record[name] is None else float(str(record[name])) for name in _NUMBERS}


def _make_cap(record: Record, naming: Naming) -> Record:
    name = f"{record['document_id']}#{record['sentence_id']}"
    return record | {"id": name, "major_topic": naming.give_code(str(record["domain"]))}


def _make_doccano(record: Record) -> Record:
    """Return the record with a list of labels; a secondary label without a first one stays a field of its own."""
    labels = [label for label in (record["domain"], record["secondary"]) if label] if record["domain"] else []
    kept = {key: value for key, value in record.items() if key != "domain" and (key != "secondary" or not labels)}
    return kept | {"id": f"{record['document_id']}#{record['sentence_id']}", "label": labels}


def _format_json(content: object, indent: int | None = None) -> str:
    return json.dumps(content, ensure_ascii=False, allow_nan=False, sort_keys=True, indent=indent)


def _make_task(record: Mapping[str, object], naming: Naming, place: str) -> Task:
    texts = {name: _read_text(record.get(name), name, place) for name in COLUMNS if name not in _NUMBERS}
    texts["kind"] = texts["kind"].strip() or BODY
    texts["round"] = texts["round"].removeprefix("0")
    if texts["kind"] not in KINDS:
        raise InputError(f"{place}: kind {texts['kind']!r} is unknown; expected one of {', '.join(KINDS)}")
    texts["secondary"] = naming.find_domain(texts["secondary"], place)
    texts["proposal"] = naming.find_name(texts["proposal"])
    code = _read_text(record.get("major_topic"), "major_topic", place)
    if not code and naming.is_code(texts["domain"]):
        code, texts["domain"] = texts["domain"], ""
    texts["domain"] = naming.match_code(code, naming.find_domain(texts["domain"], place), place)
    return Task(**texts, **{name: _read_number(record.get(name), name, place) for name in _NUMBERS})  # type: ignore[arg-type] # numbers go by name


def _read_text(value: object, name: str, place: str) -> str:
    if isinstance(value, (dict, list)):
        raise InputError(f"{place}: {name} is a list or a table; expected text")
    text = "" if value is None else str(value)
    if name == "sentence_id":
        text = _WHOLE.sub(r"\1", text)
    if not text.isascii() and any("\ud800" <= character <= "\udfff" for character in text):
        raise InputError(f"{place}: {name} holds half a character; export it anew")
    return text


def _read_number(value: object, name: str, place: str) -> float | None:
    text = "" if value is None else str(value).strip()
    try:
        number = float(text.replace(",", ".")) if text else None
    except ValueError:
        number = math.nan
    if number is not None and not math.isfinite(number):
        raise InputError(f"{place}: {name} {text!r} is no number; expected one as 0.25, or nothing")
    if number is not None and not 0 <= number <= 1:
        raise InputError(f"{place}: {name} must be between 0 and 1, got {text}; give it back as it was sampled")
    return number


def join_blindness(found: Iterable[str]) -> str:
    """Say of several labels whether they were given blind: ``no`` if one was not, ``yes`` if all were.

    Examples
    --------
    >>> join_blindness(["yes", "unknown"]), join_blindness(["yes", "no"]), join_blindness(["yes"])
    ('unknown', 'no', 'yes')
    """
    said = set(found)
    return NOT_BLIND if NOT_BLIND in said else BLIND if said == {BLIND} else UNKNOWN


def describe_blindness(found: Sequence[str]) -> str:
    """Count the labels that were given blind, in words.

    Examples
    --------
    >>> describe_blindness(["yes", "no", "yes"])
    'labels given blind: 2, with the proposals of a model in view: 1'
    """
    names = {BLIND: "given blind", NOT_BLIND: "with the proposals of a model in view", UNKNOWN: "not known how"}
    return "labels " + ", ".join(f"{words}: {found.count(name)}" for name, words in names.items() if name in found)
