"""What a file is that may be a table: rows of tabs or commas, JSON, or the paragraphs of one text."""

import csv
import json
import re
from collections.abc import Sequence
from itertools import islice, pairwise

from research.decoding import detect_encoding
from research.text.files import HEAD_BYTES
from research.text.json_rows import parse_json, parse_json_line
from research.text.patterns import compile_on_use
from research.text.table_columns import (
    HEADER_ROWS,
    MAX_NAME,
    MIN_LONG_IN_TEXT,
    NAME_OF_TEXT,
    Columns,
    find_header_row,
    find_longest,
    is_text_name,
    measure_lengths,
)
from research.text.title_lines import is_salutation, is_title

HEAD_LENGTH = 4096
SAMPLED_ROWS = 20  # by which the column of texts is found where no name says it
_MAY_BE_TABLE = compile_on_use(rb"[\t,;|{\[]")
_JSON = compile_on_use(r'\s*(\[\s*)?\{\s*"|\s*\[\s*"')
_PARAGRAPH_HEADING = compile_on_use(
    r"([一二三四五六七八九十]{1,3}、|[（(][一二三四五六七八九十]{1,3}[）)]|第.{1,3}[章节])[^。；]{1,40}$"
)
DELIMITERS = "\t,;|"


def tell_table(data: bytes, columns: Columns) -> str:
    r"""Tell what table a text file is, or nothing where it is none.

    A table of tabs or commas has a header with a name for the texts, or in each row the same number of cells, those of
    one column far longer than the others.

    Parameters
    ----------
    data
        What the file holds.
    columns
        Those that are asked for.

    Returns
    -------
    str
        ``.json`` (a value or one a line), ``.tsv``, ``.csv`` or nothing.

    Examples
    --------
    >>> tell_table("标题,发言内容\n在全县大会上的发言,今天开会。\n".encode(), Columns()), tell_table(b"[1]", Columns())
    ('.csv', '')
    """
    if not _MAY_BE_TABLE.search(data[:HEAD_LENGTH]):
        return ""
    head = data[:HEAD_BYTES]
    text = head.decode(detect_encoding(head[: len(head) // 2 * 2]), "replace").lstrip("\ufeff")
    if _JSON.match(text):
        return ".json" if _is_json(data) else ""
    lines = text.splitlines(keepends=True)[: -1 if len(data) > HEAD_BYTES else None]
    for delimiter, kind in (("\t", ".tsv"), (",", ".csv"), (";", ".csv"), ("|", ".csv")):
        if sum(delimiter in line for line in lines[:SAMPLED_ROWS]) < 2:
            continue
        try:
            rows = list(islice(csv.reader(lines, delimiter=delimiter), 10 * SAMPLED_ROWS))
        except csv.Error:
            continue
        if _are_rows_of_texts([row for row in rows if any(cell.strip() for cell in row)], columns):
            return kind
    return ""


def _is_json(data: bytes) -> bool:
    text = data.decode(detect_encoding(data), "replace").lstrip("\ufeff")
    try:
        parse_json(text)
    except json.JSONDecodeError as error:
        lines = [line for line in text.split("\n") if line.strip()][:SAMPLED_ROWS]
        return error.msg == "Extra data" and all(isinstance(parse_json_line("", line), dict) for line in lines)
    except (ValueError, RecursionError):
        return False
    return True


def _are_rows_of_texts(rows: Sequence[list[str]], columns: Columns) -> bool:
    index = find_header_row([[cell.strip() for cell in row] for row in rows[:HEADER_ROWS]], columns)
    header, below = ([cell.strip() for cell in rows[index]], rows[index + 1 :]) if rows else ([], [])
    if len(header) < 2 or not below or any(NAME_OF_TEXT.search(cell) for cell in header):
        return False
    if any(len(row) != len(header) for row in below):
        return False
    if {*columns.texts} <= {*header} if columns.texts else any(is_text_name(cell) for cell in header):
        return True
    longest = find_longest(
        measure_lengths(header, [dict(zip(header, row, strict=True)) for row in below]), MIN_LONG_IN_TEXT
    )
    return longest != "" and len(below) > 1 and all(0 < len(cell) <= MAX_NAME for cell in header)


def is_text_of_paragraphs(head: bytes) -> bool:
    r"""Tell whether what is called a table is a text: nothing parts cells, and a title, a salutation or a heading stands.

    Parameters
    ----------
    head
        What the file holds, or its beginning.

    Examples
    --------
    >>> is_text_of_paragraphs("在全县大会上的讲话\n同志们：\n今天开会。".encode()), is_text_of_paragraphs(b"a,text\n1,b")
    (True, False)
    """
    text = head[: len(head) // 2 * 2].decode(detect_encoding(head[: len(head) // 2 * 2]), "replace").lstrip("\ufeff")
    lines = [line.strip() for line in text.splitlines() if line.strip()][:SAMPLED_ROWS]
    if not lines or any(sign in lines[0] for sign in DELIMITERS):
        return False
    if any(is_text_name(cell) for line in lines for cell in re.split(r"[,\t;|]", line) if len(cell) <= MAX_NAME):
        return False
    if any(above.count(sign) == line.count(sign) > 0 for above, line in pairwise(lines) for sign in DELIMITERS):
        return False
    return are_paragraphs(lines)


def are_paragraphs(lines: Sequence[str]) -> bool:
    """Tell paragraphs of one document from documents: one is a title, a salutation or a heading, one a sentence."""
    heads = [bool(is_title(line) or is_salutation(line) or _PARAGRAPH_HEADING.match(line)) for line in lines]
    return (
        any(heads) and not all(heads) and any("。" in line for line in lines) and not any("\n" in one for one in lines)
    )
