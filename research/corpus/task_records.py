"""Records of coding tasks in the files of coding tools: rows of tables, tasks of Label Studio, lines of doccano."""

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from research.corpus.labelstudio import Record, read_item
from research.csv_cells import Table, name_column, parse_tables
from research.decoding import decode
from research.errors import InputError
from research.workbook import SUFFIXES as WORKBOOKS

TABLES = (".csv", ".tsv", *WORKBOOKS)
SUFFIXES = (*TABLES, ".json", ".jsonl")
_NEEDED = ("document_id", "sentence_id", "text")
_SHEETS = (("text", "domain"), ("text", "major_topic"))  # columns of a sheet in which somebody coded


def read_records(path: Path, names: Mapping[str, str]) -> list[tuple[str, Record]]:
    """Return the records of a file, each after its place, as a message names it.

    Parameters
    ----------
    path
        A table, or JSON of Label Studio or doccano: see `SUFFIXES`.
    names
        What fields are called here by the names that they have in the file; see `research.corpus.tasks.read_names`.

    Raises
    ------
    InputError
        If the file cannot be read, has another form, or lacks the texts.
    """
    suffix = path.suffix.lower()
    if path.is_dir():
        raise InputError(f"{path}: is a folder; give one of the files in it")
    kinds = f"{', '.join(SUFFIXES[:-1])} or {SUFFIXES[-1]} file"
    if suffix not in SUFFIXES:
        raise InputError(f"{path}: expected a {kinds}, got {suffix or 'no suffix'}")
    try:
        data = path.read_bytes()
    except OSError as error:
        raise InputError(f"{path}: cannot be read ({error.strerror}); give a {kinds}") from None
    if not data.strip():
        raise InputError(f"{path}: the file is empty; expected sentences with {', '.join(_NEEDED)} and domain")
    names = {name_column(given): name for given, name in names.items()}
    if suffix in TABLES:
        return _read_table(data, str(path), names)
    return list(_read_json(decode(data, str(path)), str(path), names))


def _read_table(data: bytes, place: str, names: Mapping[str, str]) -> list[tuple[str, Record]]:
    tables = parse_tables(data, place, _SHEETS, names)
    if "text" not in tables[0].columns:
        tables = parse_tables(data, place, [("text",)], names)[:1]
    return [row for table in tables for row in _list_rows(table, place)]


def _list_rows(table: Table, place: str) -> list[tuple[str, Record]]:
    columns, found = table
    rows = [(row.place, row.cells) for row in found]
    cap, alone = "major_topic" in columns, "document_id" not in columns
    if alone and "document" in columns:
        columns = [*columns, "document_id"]
        rows = [(where, row | {"document_id": row["document"]}) for where, row in rows]
    elif alone and cap and "id" in columns:
        columns = [*columns, "document_id", "sentence_id"]
        rows = [(where, row | _split_id(row["id"])) for where, row in rows]
    for column in ("text", *(() if cap else ("domain",))):
        if column not in columns:
            listed = ", ".join(filter(None, columns))
            raise InputError(
                f"{place}, line 1: no column {column!r}; it has {listed}; write {column} above the one "
                f"that is it, or name it, --columns {column}=NAME, or take the file away if nobody coded in it"
            )
    return [(where, dict(row)) for where, row in rows]


def _split_id(name: str) -> dict[str, str]:
    """Return document and number from ``document#number``; a name without is that of a document of one sentence."""
    document, _, number = name.rpartition("#")
    return {"document_id": document or number, "sentence_id": number if document else "0"}


def _read_json(text: str, place: str, names: Mapping[str, str]) -> Iterator[tuple[str, Record]]:
    """Yield the records of a JSON list or of lines of JSON; a task that several coders labelled gives several."""
    items: Iterator[tuple[str, object]] = _split_lines(text, place)
    if text.lstrip().startswith("["):
        content: list[object] = _parse_json(text, place)
        items = ((f"{place}, task {number}", item) for number, item in enumerate(content, 1))
    for where, item in items:
        if not isinstance(item, dict):
            raise InputError(f"{where}: expected a task in braces, as Label Studio and doccano export it")
        for found in read_item(item, where, names) if "data" in item else [_read_doccano(_rename(item, names), where)]:
            record = _split_choices(_rename(found, names), where)
            if "text" not in record:
                raise InputError(
                    f"{where}: no 'text'; it has {', '.join(record)}; name the field that is it: --columns text=NAME"
                )
            yield where, record


def _split_choices(record: Record, place: str) -> Record:
    """Return a record whose choices, as Label Studio's short form has several, are a domain and a secondary one."""
    given = record.get("domain")
    if isinstance(given, dict):
        given = given.get("choices")
    if not isinstance(given, list):
        return record
    if len(given) > 2 or not all(isinstance(label, str) for label in given):
        raise InputError(f"{place}: expected a domain and at most a secondary one, got {given!r}")
    return record | dict(zip(("domain", "secondary"), (*given, "", ""), strict=False))


def _rename(record: Record, names: Mapping[str, str]) -> Record:
    return {names.get(name_column(key), key): value for key, value in record.items()} if names else record


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
            raise InputError(
                f"{place}: no 'label'; it has {', '.join(item)}; name the field that is it: --columns domain=NAME"
            )
        return item | {"coder": coder}
    labels = given if isinstance(given, list) else [given]
    if any(isinstance(label, list) for label in labels):
        raise InputError(
            f"{place}: its labels are of parts of the text, as {str(labels[0])[:40]!r}; expected one for the "
            "whole sentence: export a doccano project of text classification"
        )
    if len(labels) > 2 or not all(isinstance(label, str) for label in labels):
        raise InputError(f"{place}: expected a domain and at most a secondary one, got {given!r}")
    found: Record = {"domain": labels[0] if labels else "", "coder": coder}
    if labels:
        found["secondary"] = labels[1] if len(labels) > 1 else ""
    return item | found
