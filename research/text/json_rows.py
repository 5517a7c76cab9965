"""The rows of a JSON file: a list of objects, one a line, an object around rows, columns, or texts alone."""

import json
from collections.abc import Mapping
from typing import Any

from research.errors import InputError
from research.text.files import show_error
from research.text.table_columns import MIN_LONG_IN_TEXT, is_text_name, join_paragraphs

_MAX_NESTED = 3  # objects around the list of rows of a JSON file
_GROUP = "group"  # the column that says under which name a row stood


def parse_json_line(place: str, line: str) -> Mapping[str, object] | InputError:
    """Return the object of a line, or what is wrong with it.

    Examples
    --------
    >>> parse_json_line("a.jsonl, line 1", '{"text": "修路。"}')
    {'text': '修路。'}
    """
    try:
        row = parse_json(line)
    except (ValueError, RecursionError) as error:
        return InputError(f"{place}: not JSON ({_show_fault(error)}); one object a line is expected")
    if not isinstance(row, dict):
        return InputError(f"{place}: expected one JSON object a line, got {type(row).__name__}")
    return flatten_row(row)


def parse_json(text: str) -> object:
    """Return the value of a JSON text, with its numbers as they are written.

    Raises
    ------
    ValueError
        If it is not JSON, or a key of an object stands twice.

    Examples
    --------
    >>> parse_json('{"year": 2020, "share": 1e3}')
    {'year': '2020', 'share': '1e3'}
    """
    return json.loads(text, parse_int=str, parse_float=str, parse_constant=str, object_pairs_hook=_make_object)


def _show_fault(error: Exception) -> str:
    return error.msg if isinstance(error, json.JSONDecodeError) else show_error(error)


def _make_object(pairs: list[tuple[str, object]]) -> dict[str, object]:
    row = dict(pairs)
    if len(row) < len(pairs):
        raise ValueError("a key stands twice")
    return row


def get_only_text(row: object) -> str | None:
    """Return a string, or that of an object that holds nothing else."""
    if isinstance(row, dict) and len(row) == 1:
        row = next((value for key, value in row.items() if is_text_name(key)), None)
    return row if isinstance(row, str) else None


def find_json_rows(value: object, depth: int = 0) -> list[Any] | None:
    """Return the rows of a JSON value, or None where it has none.

    Parameters
    ----------
    value
        A list of rows, an object around it, an object of columns, an object of texts, or a single row.
    depth
        The number of objects around the value.

    Examples
    --------
    >>> find_json_rows({"data": [{"text": "修路。"}]}), find_json_rows({"title": ["甲", "乙"], "text": ["修路。", "治水。"]})[1]
    ([{'text': '修路。'}], {'title': '乙', 'text': '治水。'})
    """
    if isinstance(value, list):
        return _name_cells(value[0], value[1:]) or value if value else value
    if not isinstance(value, dict) or depth > _MAX_NESTED:
        return None
    values = list(value.values())
    if isinstance(value.get("data"), list) and (rows := _name_cells(value.get("columns"), value["data"])):
        return rows
    if len(values) > 1 and not _are_groups(value):
        if all(isinstance(column, dict) and column.keys() == values[0].keys() for column in values):  # of pandas
            keys = list(dict.fromkeys(key for column in values for key in column))
            return [{name: column.get(key) for name, column in value.items()} for key in keys]
        if all(isinstance(column, list) for column in values) and len({len(column) for column in values}) == 1:
            return [dict(zip(value, row, strict=True)) for row in zip(*values, strict=True)]
    if any(is_text_name(key) and (isinstance(inner, str) or join_paragraphs(inner)) for key, inner in value.items()):
        return [value]
    if len(values) > 1 and all(isinstance(inner, str) and len(inner) >= MIN_LONG_IN_TEXT for inner in values):
        return [{"id": key, "text": inner} for key, inner in value.items()]
    inner_rows = {key: find_json_rows(inner, depth + 1) for key, inner in value.items()}
    found = {key: rows for key, rows in inner_rows.items() if rows and isinstance(rows[0], dict)}
    with_texts = {key: rows for key, rows in found.items() if any(map(is_text_name, flatten_row(rows[0])))}
    if len(with_texts) > 1:
        return [
            {_GROUP: key, **row} if isinstance(row, dict) else row for key, rows in with_texts.items() for row in rows
        ]
    return next(iter((with_texts or found).values()), None if depth else [value])


def _are_groups(value: Mapping[str, object]) -> bool:
    """Tell whether the values of an object hold rows or texts each, as those of a year, and are no columns."""
    groups = [group for group in value.values() if isinstance(group, list | dict)]
    return bool(groups) and not any(map(is_text_name, value)) and all(map(_holds_texts, groups))


def _holds_texts(group: list[Any] | dict[str, Any]) -> bool:
    if isinstance(group, dict) and any(map(is_text_name, group)):
        return True
    inner = list(group.values()) if isinstance(group, dict) else group
    if isinstance(group, dict) and all(isinstance(one, str) and len(one) >= MIN_LONG_IN_TEXT for one in inner):
        return bool(inner)
    return bool(inner) and all(isinstance(one, dict) and any(map(is_text_name, one)) for one in inner)


def _name_cells(names: object, rows: list[Any]) -> list[Any] | None:
    """Return rows of cells as objects where there are names for the cells, one of them of texts."""
    if (
        not isinstance(names, list)
        or not all(isinstance(name, str) for name in names)
        or not any(map(is_text_name, names))
    ):
        return None
    if not rows or not all(isinstance(row, list) and len(row) == len(names) for row in rows):
        return None
    return [dict(zip(names, row, strict=True)) for row in rows]


def flatten_row(row: Mapping[str, object], depth: int = 0) -> dict[str, object]:
    """Return a row whose columns are those of the objects in it, too, called by both names.

    Examples
    --------
    >>> flatten_row({"_id": {"$oid": "7"}, "meta": {"year": "2024"}, "text": "修路。"})
    {'_id': '7', 'meta.year': '2024', 'text': '修路。'}
    """
    found: dict[str, object] = {}
    for key, value in row.items():
        if not isinstance(value, dict) or depth > _MAX_NESTED:
            found[key] = value
            continue
        for name, inner in flatten_row(value, depth + 1).items():  # names of types, as of MongoDB, begin with $
            found[key if name.startswith("$") else f"{key}.{name}"] = inner
    return found
