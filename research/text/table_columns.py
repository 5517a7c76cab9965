"""The columns of a table: which holds the texts, and in which row their names stand."""

import ast
import contextlib
import json
import re
import warnings
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from research.errors import InputError, ReadingWarning
from research.text.files import show_line
from research.text.patterns import compile_on_use

TEXT_NAMES = (
    "正文",
    "内容",
    "全文",
    "文本",
    "正文内容",
    "报告内容",
    "报告正文",
    "文本内容",
    "原文",
    "text",
    "content",
    "fulltext",
    "body",
)
_PART_NAMES = frozenset((  # of texts, or of their numbers
    "句子", "语句", "段落", "发言", "条文", "条款", "sentence", "sentences", "paragraph", "paragraphs", "speech",
))  # fmt: skip
_MIN_PART = 6  # characters of the mean cell of a column that holds them
_TEXT_ENDINGS = compile_on_use(  # of names such as 发言内容, 政策文本, 报告全文, speech_text, fullText; not of context
    r"(正文|内容|全文|原文|文本)(\s*[（(][^）)]*[）)])?$|(?i:(^|[\s_.-])(text|content|body)$)|[a-z](Text|Content|Body)$"
)
_MIN_LONG = 40  # characters of the mean cell of a column that has no such name and yet holds texts
_BY_FAR = 3  # times as long as those of the next column
MIN_LONG_IN_TEXT = 100  # as _MIN_LONG, where the file's name does not say that it is a table
HEADER_ROWS = 10  # of which one may be the header: titles and notes stand above it
MAX_NAME = 20  # characters of the name of a column
NAME_OF_TEXT = compile_on_use(r"[。！？；]|.{60}", re.DOTALL)  # what stands in no name of a column
_NOTE = compile_on_use(r"[：:]\s*\S")  # 填报单位：县府办, above the header
_LONGEST_LIST = 200
_LIST = compile_on_use(r"\s*\[\s*(['\"]).*\1\s*,?\s*\]\s*", re.DOTALL)
_PARSERS: tuple[Callable[[str], Any], ...] = (json.loads, ast.literal_eval)
_LONGEST_PARSED = 1_000_000  # characters
_SENTENCE_END = compile_on_use("[\u4e00-\u9fff].*[。！？；]", re.DOTALL)
_CHINESE = compile_on_use("[\u4e00-\u9fff]")


class Columns(NamedTuple):
    """Which columns of a table are read.

    Attributes
    ----------
    texts
        Those that hold texts, each text a document of its own; none where they are to be found by their names.
    documents
        Those that name the document together.
    """

    texts: tuple[str, ...] = ()
    documents: tuple[str, ...] = ()


class NoColumnError(InputError):
    """A table without the column that is asked for, or without one that holds texts."""


def find_text_column(place: str, columns: Sequence[str], rows: Sequence[Mapping[str, object]] = ()) -> str:
    """Find the column of texts by its name (正文, 内容, text; names that end so, as 发言内容), else by its cells.

    Parameters
    ----------
    place
        What messages call the table.
    columns
        The names of its columns.
    rows
        Some of its rows. Where no name tells, the column is taken whose texts are by far the longest, else the only one
        that holds sentences.

    Raises
    ------
    InputError
        If none or several may be meant.

    Warns
    -----
    ReadingWarning
        If its cells alone tell it.

    Examples
    --------
    >>> find_text_column("t.csv", ["省份", "年份", "正文"]), find_text_column("t.csv", ["会议", "发言内容"])
    ('正文', '发言内容')
    """
    found = [column for column in columns if _simplify(column) in TEXT_NAMES]
    if not found:
        lengths = measure_lengths(columns, rows)
        longest = find_longest(lengths)
        ending = [column for column in columns if is_text_name(column)] or [
            column for column in columns if _simplify(column) in _PART_NAMES and lengths.get(column, 0) >= _MIN_PART
        ]
        found = [*ending, *([longest] if longest and longest not in ending else [])]
        if len(ending) > 1 and longest in ending:
            found = [longest]
        elif not ending and longest:
            message = f"texts are taken from column {longest!r}, by far the longest; name another with --text-column"
            warnings.warn(f"{place}: {message}", ReadingWarning, stacklevel=2)
        elif not ending:
            found = [column for column, length in lengths.items() if length >= _MIN_LONG]
            if len(found) < 2:
                parts = [column for column, length in lengths.items() if length >= _MIN_PART and len(columns) > 1]
                found = [column for column in parts if _holds_sentences(column, rows)]
            if len(found) == 1:
                message = f"texts are taken from column {found[0]!r}, the only one with sentences; name another with --text-column"
                warnings.warn(f"{place}: {message}", ReadingWarning, stacklevel=2)
    if len(found) == 1:
        return found[0]
    if found:
        raise InputError(f"{place}: texts may stand in {list_columns(found)}; name one with --text-column")
    lack = f"no column is called {list_columns(TEXT_NAMES[:3])}, text or content; it has {list_columns(columns)}"
    alone = ", or save it as .txt where it is one text" if len(columns) == 1 else ""
    raise NoColumnError(f"{place}: {lack}; name the one that holds the texts with --text-column{alone}")


def is_text_name(column: str) -> bool:
    """Tell whether a name is that of a column of texts, or ends like one.

    Examples
    --------
    >>> is_text_name("发言内容"), is_text_name("full_text"), is_text_name("context"), is_text_name("单位")
    (True, True, False, False)
    """
    return _simplify(column) in TEXT_NAMES or (len(column) <= MAX_NAME and bool(_TEXT_ENDINGS.search(column.strip())))


def measure_lengths(columns: Sequence[str], rows: Sequence[Mapping[str, object]]) -> dict[str, float]:
    """Return the mean number of characters of the cells with Chinese text, of each column that has a name."""
    lengths = {}
    for column in filter(str.strip, columns):
        cells = [row.get(column) for row in rows]
        texts = [cell if isinstance(cell, str) else join_paragraphs(cell) for cell in cells]
        chinese = [len(text) for text in texts if _CHINESE.search(text)]
        lengths[column] = sum(chinese) / len(chinese) if 2 * len(chinese) >= len(rows) > 0 else 0.0
    return lengths


def _holds_sentences(column: str, rows: Sequence[Mapping[str, object]]) -> bool:
    """Tell whether at least every other cell of a column holds a sentence with its end."""
    return 2 * sum(bool(_SENTENCE_END.search(str(row.get(column) or ""))) for row in rows) >= len(rows) > 0


def find_longest(lengths: Mapping[str, float], least: int = _MIN_LONG) -> str:
    """Return the column whose texts are by far the longest, or nothing."""
    ordered = sorted(lengths, key=lambda column: -lengths[column])
    if len(ordered) < 2 or lengths[ordered[0]] < max(least, _BY_FAR * lengths[ordered[1]]):
        return ""
    return ordered[0]


def find_header(top: Sequence[Sequence[str]], columns: Columns, place: str) -> tuple[list[str], int]:
    """Return the header, which is among the first rows, and where the rows below it begin."""
    stripped = [[cell.replace("\ufeff", "").strip() for cell in row] for row in top]
    index = find_header_row(stripped, columns)
    header = stripped[index] if stripped else []
    wanted = {*columns.texts, *columns.documents}
    for column in wanted or [cell for cell in header if _simplify(cell) in TEXT_NAMES]:
        if header.count(column) > 1:
            raise InputError(f"{place}: column {column!r} stands twice; rename one of them")
    if not wanted and any(NAME_OF_TEXT.search(cell) for cell in header):
        alone = ", or save it as .txt where it is one text" if len(header) == 1 else ""
        message = "the first row holds a text, not names of columns; write a row of names above it"
        raise NoColumnError(f"{place}: {message}{alone}")
    return header, index + 1


def find_header_row(top: Sequence[Sequence[str]], columns: Columns) -> int:
    """Find the header: the first row that has the columns, or a name for texts, else the first below titles and notes."""
    wanted = {*columns.texts, *columns.documents}
    named = [wanted <= {*row} if wanted else any(_simplify(cell) in TEXT_NAMES for cell in row) for row in top]
    if any(named):
        return named.index(True)
    counts = [len({*row} - {""}) for row in top]
    most = max(counts, default=0)
    for index, (row, count) in enumerate(zip(top, counts, strict=True)):
        if 2 * count > most and not any(_NOTE.search(cell) for cell in row):
            return index
    return 0


def join_paragraphs(value: object) -> str:
    r"""Return a list of paragraphs as one text; nothing for any other value.

    Examples
    --------
    >>> join_paragraphs(["修路。", "治水。"]), join_paragraphs("修路。")
    ('修路。\n治水。', '')
    """
    return "\n".join(value) if isinstance(value, list) and all(isinstance(part, str) for part in value) else ""


def parse_list(cell: str) -> object:
    r"""Return the list of texts that a cell holds as Python or JSON writes it, else the cell.

    Examples
    --------
    >>> parse_list("['修路。', '治水。']"), parse_list('["修路。"]'), parse_list("[2024]修路。")
    (['修路。', '治水。'], ['修路。'], '[2024]修路。')
    """
    if not _LIST.fullmatch(cell) or len(cell) > _LONGEST_PARSED:
        return cell
    for parse in _PARSERS:
        with contextlib.suppress(ValueError, SyntaxError, RecursionError, MemoryError):
            found = parse(cell)
            if isinstance(found, list):
                return found
    return cell


def _simplify(column: str) -> str:
    return re.sub(r"[\s_\-]", "", column).lower()


def report_no_column(place: str, column: str, columns: Sequence[str], *, of_documents: bool = False) -> InputError:
    """Return the error of a table that lacks a column.

    Examples
    --------
    >>> print(report_no_column("t.csv", "正文", ["年份", "题目"]))
    t.csv: no column '正文'; it has 年份, 题目 (see --text-column)
    """
    known = list_columns(columns)
    if of_documents:
        return NoColumnError(f"{place}: no column {column!r}; it has {known} (see --document-column)")
    return NoColumnError(f"{place}: no column {column!r}; it has {known} (see --text-column)")


def list_columns(columns: Iterable[str]) -> str:
    """Return names of columns for a message, cut where they are too many.

    Examples
    --------
    >>> list_columns(["年份", "题目"])
    '年份, 题目'
    """
    return show_line(", ".join(columns)[:_LONGEST_LIST])
