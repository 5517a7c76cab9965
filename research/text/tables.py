"""Tables: a text in each row of a file of rows, read row by row; those of text files whatever their size."""

import warnings
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import NamedTuple

from research.decoding import clean_cell, clean_text
from research.errors import InputError, ReadingWarning
from research.plurals import count_noun
from research.text.limits import Limits
from research.text.table_columns import (
    Columns,
    NoColumnError,
    find_text_column,
    join_paragraphs,
    list_columns,
    parse_list,
    report_no_column,
)
from research.text.table_kinds import SAMPLED_ROWS
from research.text.table_lines import Source
from research.text.table_sheets import Sheet, make_sheet, open_sheets, peek

_LONGEST_VALUE = 200  # characters: a longer one is a text, not what is known of a document
_MISSING = frozenset(("", "nan", "none", "null", "n/a", "#n/a", "na", "<na>", "nat"))
_NO_TEXT = _MISSING | {"无", "暂无", "缺失", "-", "--", "—", "——", "/", "\\n"}  # \N of databases, in small letters


class Row(NamedTuple):
    """A text of a table.

    Attributes
    ----------
    number
        Of its row, from 1, the header and blank lines not counted.
    name
        What the document columns say, or None where there are none.
    text
        What the text column says.
    part
        What tells it from other texts of the row or of other sheets: the sheet, the column.
    metadata
        What the other columns say.
    error
        What is wrong with the row, whose text is then empty.
    """

    number: int
    name: str | None
    text: str
    part: tuple[str, ...]
    metadata: Mapping[str, str] = {}
    error: InputError | None = None


def read_rows(source: Path | bytes, place: str, kind: str, columns: Columns, limits: Limits) -> Iterator[Row]:
    """Read the texts of a table, one row at a time; a bad row carries its error and the next one follows.

    The encoding is found from the first four million bytes, the delimiter and the header of a CSV from its first
    rows: titles may stand above the header. Numbers of JSON are kept as they are written. A cell of a document column
    that is empty, as below a merged one, says what the one above it says.

    Parameters
    ----------
    source
        The file, or what it holds.
    place
        What messages call it.
    kind
        One of `research.text.table_sheets.TABLES`.
    columns
        What is read.
    limits
        The characters of a text.

    Raises
    ------
    InputError
        If a column is missing or stands twice, two columns may hold the text, or there are no rows.
    """
    with ExitStack() as stack:
        yield from _read_sheets(
            open_sheets(Source(source, place, limits, stack), kind, columns), place, columns, limits
        )


def read_page(cells: Sequence[Sequence[str]], place: str, columns: Columns, limits: Limits) -> Iterator[Row]:
    """Read the texts of the tables of a web page that has the name of a table, as buttons for export write it.

    Parameters
    ----------
    cells
        The rows of its tables (`research.text.web_page.read_page_rows`).
    place, columns, limits
        As for `read_rows`.

    Raises
    ------
    InputError
        As `read_rows` does.

    Examples
    --------
    >>> [row.text for row in read_page([["标题", "正文"], ["甲", "修路。"]], "a.xls", Columns(), Limits())]
    ['修路。']
    """
    sheet = make_sheet(cells, columns, place)
    yield from _read_sheets([sheet] if sheet else [], place, columns, limits)


def _read_sheets(sheets: Iterable[Sheet], place: str, columns: Columns, limits: Limits) -> Iterator[Row]:
    found = False
    first_error: InputError | None = None
    left_out: list[str] = []
    for sheet in sheets:
        try:
            for row in _read_sheet(sheet, place, columns, limits):
                found = True
                yield row
        except NoColumnError as error:
            if not sheet.name:
                raise
            first_error = first_error or error
            left_out.append(sheet.name)
    if not found:
        raise first_error or InputError(f"{place}: the table has no rows; give one with a row for each text")
    if left_out:
        without = ("sheet without a column of texts is", "sheets without a column of texts are")
        message = f"{place}: {count_noun(len(left_out), *without)} left out: {list_columns(left_out)}"
        warnings.warn(message, ReadingWarning, stacklevel=2)


def _read_sheet(sheet: Sheet, place: str, columns: Columns, limits: Limits) -> Iterator[Row]:
    above: dict[str, str] = {}
    part = (sheet.name,) if sheet.name else ()
    table = f"{place}{f', sheet {sheet.name!r}' * bool(sheet.name)}"
    if sheet.columns is not None and not any(column.strip("\0") for column in sheet.columns):
        return
    sample, rows = peek(sheet.rows, SAMPLED_ROWS)
    texts = _choose_texts([row for _, row in sample if not isinstance(row, InputError)], sheet.columns, table, columns)
    for number, row in rows:
        where = f"{table}, row {number}"
        if isinstance(row, InputError):
            yield Row(number, None, "", part, error=row)
            continue
        texts = texts or (find_text_column(place, [key for key, value in row.items() if value is not None], [row]),)
        try:
            name = _read_name(where, row, columns.documents, above) if columns.documents else None
        except InputError as error:
            yield Row(number, None, "", part, error=error)
            continue
        metadata = _collect_metadata(row, texts) | {column: above[column] for column in columns.documents}
        for column in texts:
            several = (column,) if len(texts) > 1 else ()
            try:
                text = _read_text(where, row, column)
                limits.check_characters(where, len(text))
            except InputError as error:
                yield Row(number, _join_name(name, several), "", part + several, error=error)
                continue
            yield Row(number, _join_name(name, several), text, part + several, metadata)


def _choose_texts(
    sample: Sequence[Mapping[str, object]], names: Sequence[str] | None, place: str, columns: Columns
) -> tuple[str, ...]:
    """Return the columns of texts, none where the first rows of a file without a header do not tell."""
    texts = columns.texts
    if names is None:
        known = list(dict.fromkeys(key for row in sample for key, value in row.items() if value is not None))
        return texts or ((find_text_column(place, known, sample),) if known else ())
    texts = texts or (find_text_column(place, names, sample),)
    for column in (*texts, *columns.documents):
        if column not in names:
            raise report_no_column(place, column, names, of_documents=column not in texts)
    return texts


def _join_name(name: str | None, several: tuple[str, ...]) -> str | None:
    return name if name is None else "/".join((name, *several))


def _read_name(place: str, row: Mapping[str, object], documents: Iterable[str], above: dict[str, str]) -> str:
    parts = []
    for column in documents:
        value = clean_text(_show_value(place, row, column)).strip()
        if value.lower() in _MISSING:
            if column not in above:
                raise InputError(f"{place}: nothing stands in column {column!r}, which names the document; fill it in")
            value = above[column]
        above[column] = value
        parts.append(value)
    return "/".join(parts)


def _read_text(place: str, row: Mapping[str, object], column: str) -> str:
    """Return a text, empty where a cell says in any way that there is none; a list of its paragraphs is joined."""
    value = row.get(column)
    value = parse_list(value) if isinstance(value, str) else value
    text = clean_cell(join_paragraphs(value) or _show_value(place, row, column))
    return "" if text.strip().lower() in _NO_TEXT else text


def _show_value(place: str, row: Mapping[str, object], column: str) -> str:
    if column not in row:
        raise report_no_column(place, column, [key for key, other in row.items() if other is not None])
    value = row[column]
    if value is None:
        return ""
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        raise InputError(f"{place}: {type(value).__name__} stands in column {column!r}; a text is expected")
    return str(value)


def _collect_metadata(row: Mapping[str, object], texts: Sequence[str]) -> dict[str, str]:
    found = {}
    for key, value in row.items():
        value = "; ".join(value) if isinstance(value, list) and all(isinstance(one, str) for one in value) else value
        if key and key not in texts and isinstance(value, str | int | float | bool):
            shown = " ".join(clean_text(str(value)).split())
            if shown.lower() not in _MISSING and len(shown) <= _LONGEST_VALUE:
                found[key] = shown
    return found
