"""Cells: tables as spreadsheets save them, and text that a spreadsheet must not run as a formula."""

import csv
import io
import re
from collections.abc import Iterator, Mapping, Sequence

from research.errors import InputError

_FORMULA = re.compile(r"'*[=+\-@\t\r\n]")
_NEUTRALISED = re.compile(r"'+[=+\-@\t\r\n]")
_DELIMITERS = ",;\t"


def neutralise(text: str) -> str:
    """Put an apostrophe before a text that a spreadsheet would run as a formula.

    Those are texts that begin with ``=``, ``+``, ``-``, ``@``, a tab or a line break. One that begins with
    apostrophes before such a character gets one more, so that `restore` gives every text back.

    Parameters
    ----------
    text
        What the cell shall hold.

    Examples
    --------
    >>> neutralise("=HYPERLINK(A1)"), neutralise("'-5%"), neutralise("'十四五'规划")
    ("'=HYPERLINK(A1)", "''-5%", "'十四五'规划")
    """
    return f"'{text}" if _FORMULA.match(text) else text


def restore(cell: str) -> str:
    """Take away the apostrophe that `neutralise` put there, and no other.

    Parameters
    ----------
    cell
        As it stands in the file.

    Examples
    --------
    >>> restore("'=HYPERLINK(A1)"), restore("-5%"), restore("'十四五'规划")
    ('=HYPERLINK(A1)', '-5%', "'十四五'规划")
    """
    return cell[1:] if _NEUTRALISED.match(cell) else cell


def format_rows(columns: Sequence[str], rows: Sequence[Mapping[str, object]]) -> str:
    r"""Return a table as CSV in which no text is a formula; numbers keep every digit, and None is an empty cell.

    Parameters
    ----------
    columns
        The header.
    rows
        A value for each column; others are left out.

    Examples
    --------
    >>> format_rows(["text", "share"], [{"text": "=1", "share": 0.1 + 0.2}, {"text": "", "share": None}])
    "text,share\r\n'=1,0.30000000000000004\r\n,\r\n"
    """
    lines = io.StringIO(newline="")
    writer = csv.writer(lines, lineterminator="\r\n")  # with \n alone, Python 3.11 leaves a \r without quotes
    writer.writerow(columns)
    for row in rows:
        cells = (row[column] for column in columns)
        writer.writerow([neutralise(cell) if isinstance(cell, str) else cell for cell in cells])
    return lines.getvalue()


def read_rows(text: str, place: str) -> tuple[list[str], list[tuple[str, dict[str, str]]]]:
    r"""Read a CSV as it was saved by people and spreadsheets.

    Commas, semicolons and tabs delimit; rows without content are left out; names of columns may have blanks and
    capital letters, and come back as ``document_id``; apostrophes of `neutralise` are taken away.

    Parameters
    ----------
    text
        The decoded file.
    place
        What messages call it.

    Returns
    -------
    columns
        The header.
    rows
        The place of each row, with the line that it begins on, and its cells by column.

    Raises
    ------
    InputError
        If a column stands twice, a row has more cells than the header, or quotes are broken.

    Examples
    --------
    >>> read_rows("Document ID;Text\r\na;'=1\r\n;\r\n", "a.csv")
    (['document_id', 'text'], [('a.csv, line 2', {'document_id': 'a', 'text': '=1'})])
    """
    lines = _split_rows(text, place)
    top, header = next(lines, (place, []))
    columns = ["_".join(name.replace("\ufeff", "").lower().split()) for name in header]
    for column in columns:
        if column and columns.count(column) > 1:
            raise InputError(f"{top}: column {column!r} stands twice; every column once")
    rows = []
    for where, cells in lines:
        if any(cell.strip() for cell in cells[len(columns) :]):
            raise InputError(
                f"{where}: {len(cells)} cells, expected {len(columns)}; a text that holds the delimiter needs quotes"
            )
        filled = [restore(cell) for cell in cells] + [""] * (len(columns) - len(cells))
        rows.append((where, dict(zip(columns, filled, strict=False))))
    return columns, rows


def _split_rows(text: str, place: str) -> Iterator[tuple[str, list[str]]]:
    header = text.strip("\r\n").replace("\r", "\n").split("\n", 1)[0]
    csv.field_size_limit(2**31 - 1)  # the most that Windows takes
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=max(_DELIMITERS, key=header.count), strict=True)
    line = 1
    try:
        for cells in reader:
            if any(cell.strip() for cell in cells):
                yield f"{place}, line {line}", cells
            line = reader.line_num + 1
    except csv.Error as error:
        raise InputError(f"{place}, line {line}: broken CSV ({error}); save it from a spreadsheet as CSV") from None
