"""Exchange: sentences to label, and labels that people gave, in the forms that coding tools read and write."""

import json
import math
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import Any

from research.codebook import Codebook
from research.corpus.label_names import Naming
from research.corpus.labelstudio import Record, describe_label_studio, make_item, read_item
from research.csv_cells import format_rows, read_rows
from research.decoding import decode
from research.errors import InputError
from research.output import replace_file
from research.text.sentences import BODY, KINDS


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


COLUMNS = tuple(field.name for field in fields(Task))
FORMS = ("csv", "label-studio", "doccano", "cap")
_NUMBERS = ("probability", "inclusion")
_CAP_FIRST = ("id", "year", "major_topic", "text")
_CAP_COLUMNS = (*_CAP_FIRST, *(column for column in COLUMNS if column not in _CAP_FIRST))
_NEEDED = ("document_id", "sentence_id", "text")
_WHOLE = re.compile(r"^([0-9]+)\.0+$")  # as some spreadsheets write 3


def write_tasks(path: Path, tasks: Sequence[Task], codebook: Codebook, form: str = "csv") -> None:
    """Write tasks in one of `FORMS`.

    An existing file is replaced. With a file for Label Studio, the configuration of its project is written beside it,
    ``<stem>-label-studio.xml``. In tables a text that a spreadsheet would run as a formula begins with an apostrophe
    (see `research.csv_cells`); `read_tasks` takes it away.

    Parameters
    ----------
    path
        The file: .csv for ``csv`` and ``cap``, .json for ``label-studio``, .jsonl for ``doccano``.
    tasks
        What it shall hold.
    codebook
        The domains to choose from.
    form
        ``csv``, ``label-studio``, ``doccano``, or ``cap`` (a table of the Comparative Agendas Project).

    Raises
    ------
    ValueError
        If `form` is none of `FORMS`.
    """
    if form not in FORMS:
        raise ValueError(f"form is one of {', '.join(FORMS)}, not {form!r}")
    records = [_make_record(task) for task in tasks]
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


def read_tasks(path: Path, codebook: Codebook) -> list[Task]:
    """Read tasks of any of `FORMS`; a label that the codebook does not have is an error with its line.

    Parameters
    ----------
    path
        A .csv, .json or .jsonl file; its content tells which form it has. Tables may be as spreadsheets save
        them (encoding, delimiter, order of columns). A corpus's ``sentences.csv`` is read, too.
    codebook
        What labels must be of: ids, or Chinese or English names, which become ids.

    Raises
    ------
    InputError
        If the file cannot be read, lacks a column, or has an unknown label.
    """
    return [task for _, task in locate_tasks(path, codebook)]


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
    suffix = path.suffix.lower()
    if suffix not in (".csv", ".json", ".jsonl"):
        raise InputError(f"{path}: expected a .csv, .json or .jsonl file, got {suffix or 'no suffix'}")
    try:
        data = path.read_bytes()
    except OSError as error:
        raise InputError(f"{path}: cannot be read ({error.strerror}); give a .csv, .json or .jsonl file") from None
    text = decode(data, str(path))
    if not text.strip():
        raise InputError(f"{path}: the file is empty; expected sentences with {', '.join(_NEEDED)} and domain")
    records: Iterable[tuple[str, Record]]
    records = _read_table(text, str(path)) if suffix == ".csv" else _read_json(text, str(path))
    naming = Naming(codebook)
    return [(place, _make_task(record, naming, place)) for place, record in records]


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


def _read_table(text: str, place: str) -> list[tuple[str, Record]]:
    columns, found = read_rows(text, place)
    rows = [(row.place, row.cells) for row in found]
    cap, alone = "major_topic" in columns, "document_id" not in columns
    if alone and "document" in columns:
        columns = [*columns, "document_id"]
        rows = [(where, row | {"document_id": row["document"]}) for where, row in rows]
    elif alone and cap and "id" in columns:
        columns = [*columns, "document_id", "sentence_id"]
        rows = [(where, row | _split_id(row["id"])) for where, row in rows]
    for column in (*_NEEDED, *(() if cap else ("domain",))):
        if column not in columns:
            raise InputError(f"{place}, line 1: no column {column!r}; it has {', '.join(columns)}")
    return [(where, dict(row)) for where, row in rows]


def _split_id(name: str) -> dict[str, str]:
    """Return document and number from ``document#number``; a name without is that of a document of one sentence."""
    document, _, number = name.rpartition("#")
    return {"document_id": document or number, "sentence_id": number if document else "0"}


def _read_json(text: str, place: str) -> Iterator[tuple[str, Record]]:
    """Yield the records of a JSON list or of lines of JSON; a task that several coders labelled gives several."""
    items: Iterator[tuple[str, object]] = _split_lines(text, place)
    if text.lstrip().startswith("["):
        content: list[object] = _parse_json(text, place)
        items = ((f"{place}, task {number}", item) for number, item in enumerate(content, 1))
    for where, item in items:
        if not isinstance(item, dict):
            raise InputError(f"{where}: expected a task in braces, as Label Studio and doccano export it")
        for record in read_item(item, where) if "data" in item else [_read_doccano(item, where)]:
            for name in _NEEDED:
                if name not in record:
                    raise InputError(f"{where}: no {name!r}; it has {', '.join(record)}")
            yield where, record


def _split_lines(text: str, place: str) -> Iterator[tuple[str, object]]:
    for number, line in enumerate(text.split("\n"), 1):
        if line.strip():
            where = f"{place}, line {number}"
            yield where, _parse_json(line, where)


def _parse_json(text: str, place: str) -> Any:  # noqa: ANN401 - whatever the file holds
    try:
        return json.loads(text)
    except (ValueError, RecursionError) as error:
        raise InputError(f"{place}: broken JSON ({error}); export it anew") from None


def _read_doccano(item: Record, place: str) -> Record:
    coder = item.get("annotator") or item.get("username") or item.get("coder")
    given = item.get("label", item.get("labels"))
    if given is None:
        if "domain" not in item:
            raise InputError(f"{place}: no 'label'; it has {', '.join(item)}")
        return item | {"coder": coder}
    labels = given if isinstance(given, list) else [given]
    if len(labels) > 2 or not all(isinstance(label, str) for label in labels):
        raise InputError(f"{place}: expected a domain and at most a secondary one, got {given!r}")
    found: Record = {"domain": labels[0] if labels else "", "coder": coder}
    if labels:
        found["secondary"] = labels[1] if len(labels) > 1 else ""
    return item | found


def _make_task(record: Mapping[str, object], naming: Naming, place: str) -> Task:
    texts = {name: _read_text(record.get(name), name, place) for name in COLUMNS if name not in _NUMBERS}
    texts["kind"] = texts["kind"].strip() or BODY
    if texts["kind"] not in KINDS:
        raise InputError(f"{place}: kind {texts['kind']!r} is unknown; expected one of {', '.join(KINDS)}")
    texts["secondary"] = naming.find_domain(texts["secondary"], place)
    code = _read_text(record.get("major_topic"), "major_topic", place)
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
    return number
