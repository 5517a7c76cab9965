"""The rows of a JSON file: a list of objects, one a line, an object around rows, columns, or texts alone."""

import json
from collections.abc import Mapping
from typing import Any

from research.errors import InputError
from research.text.files import show_error
from research.text.table_columns import MIN_LONG_IN_TEXT, is_text_name, join_paragraphs

_MAX_NESTED = 3  # objects around the list of rows of a JSON file


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
    return row


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
        return value
    if not isinstance(value, dict) or depth > _MAX_NESTED:
        return None
    values = list(value.values())
    if len(values) > 1 and all(
        isinstance(column, dict) and column.keys() == values[0].keys() for column in values
    ):  # of pandas
        keys = list(dict.fromkeys(key for column in values for key in column))
        return [{name: column.get(key) for name, column in value.items()} for key in keys]
    if (
        values
        and all(isinstance(column, list) for column in values)
        and len({len(column) for column in values}) == 1
        and len(values) > 1
    ):
        return [dict(zip(value, row, strict=True)) for row in zip(*values, strict=True)]
    if any(is_text_name(key) and (isinstance(inner, str) or join_paragraphs(inner)) for key, inner in value.items()):
        return [value]
    if len(values) > 1 and all(isinstance(inner, str) and len(inner) >= MIN_LONG_IN_TEXT for inner in values):
        return [{"id": key, "text": inner} for key, inner in value.items()]
    inner_rows = (find_json_rows(inner, depth + 1) for inner in values)
    return next((rows for rows in inner_rows if rows and isinstance(rows[0], dict)), None if depth else [value])
