"""Grids: the tables that stand in a document, as lines of its text."""

import re
from collections.abc import Collection, Iterable, Iterator, Sequence

from research.text.marks import CELL, LEVELS, TABLE, Line
from research.text.patterns import compile_on_use

_SENTENCE = compile_on_use(r"[。！？；]|.{8}，.|.，.{8}", re.DOTALL)
_FIGURE = compile_on_use(r"[\d\s.,，、;；%％‰：:()（）+\-—－/年月日至]*")
_SHORT_CELL = 8  # characters: no sentence is shorter
_OFFICE = compile_on_use("(?:局|委|办|厅|部|院|中心|公司|乡|镇|街道|单位)$")
_MIN_SAYING = 2  # cells of a column
_LONG_CELL = 30  # characters; names of offices and indicators are shorter, or lists with 、


def lay_out_table(rows: Iterable[Sequence[Sequence[Line]]]) -> Iterator[Line]:
    r"""Yield the lines of a table: short cells of a row joined by tabs, cells that hold sentences one by one.

    A table of one column is a frame around text: its lines are yielded as they are.

    Parameters
    ----------
    rows
        Of each row its cells, and of each cell its lines.

    Examples
    --------
    >>> rows = [["序号", "任务", "单位"], ["1", "修路10公里，治水2处。", "县水利局"]]
    >>> for line in lay_out_table([[[Line(cell)] for cell in row] for row in rows]):
    ...     print(line.role, line.text.split("\t"))
    table ['序号', '任务', '单位']
    table ['1']
    cell ['修路10公里，治水2处。']
    table ['县水利局']
    """
    known = [[cell for cell in row if any(line.text.strip() for line in cell)] for row in rows]
    framed = all(len(row) <= 1 for row in known)
    tasks = _find_tasks(known)
    for index, row in enumerate(known):
        if framed:
            yield from (line for cell in row for line in cell)
        else:
            yield from _lay_out_row([[_forget_level(line) for line in cell] for cell in row], tasks.get(index, ()))


def _find_tasks(rows: Sequence[Sequence[Sequence[Line]]]) -> dict[int, list[int]]:
    """Return, by their rows, the cells that are like those below and above them, half of which or more hold sentences.

    They are found below the first row of those with the most cells, the heads of the columns.
    """
    width = max(map(len, rows), default=0)
    wide = [index for index, row in enumerate(rows) if len(row) == width][1:]
    columns = []
    for column in range(width):
        count = sum(any(is_prose(line.text) for line in rows[index][column]) for index in wide)
        columns += [column] * (count >= max(_MIN_SAYING, len(wide) / 2))
    return {index: [column for column in columns if _is_task(rows[index][column])] for index in wide if columns}


def _is_task(cell: Sequence[Line]) -> bool:
    text = "".join(line.text for line in cell).strip()
    return len(text) >= _SHORT_CELL and not _FIGURE.fullmatch(text) and not _OFFICE.search(text)


def _lay_out_row(row: Sequence[Sequence[Line]], tasks: Collection[int]) -> Iterator[Line]:
    short: list[str] = []
    for column, cell in enumerate(row):
        if column not in tasks and not any(line.role or is_prose(line.text) for line in cell):
            short.append(" ".join(" ".join(line.text.split()) for line in cell if line.text.strip()))
            continue
        if short:
            yield Line("\t".join(short), TABLE)
            short = []
        yield from (Line(line.text, line.role or CELL) for line in cell)
    if short:
        yield Line("\t".join(short), TABLE)


def _forget_level(line: Line) -> Line:
    """Return a line of a cell, which is no heading whatever its style."""
    return Line(line.text) if line.role in LEVELS else line


def is_prose(cell: str) -> bool:
    """Tell whether a cell holds a sentence, rather than a figure, a name or a list of names.

    Examples
    --------
    >>> [is_prose(cell) for cell in ("新建学校12所，增加学位8600个", "县教育局、县财政局", "186.2", "2025年11月底")]
    [True, False, False, False]
    """
    text = cell.strip()
    if len(text) < _SHORT_CELL or _FIGURE.fullmatch(text):
        return False
    return bool(_SENTENCE.search(text)) or (len(text) > _LONG_CELL and "、" not in text)
