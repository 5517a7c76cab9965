"""Grids: the tables that stand in a document, as lines of its text."""

import re
from collections.abc import Iterable, Iterator, Sequence

from research.text.marks import CELL, TABLE, Line

_SENTENCE = re.compile(r"[。！？；]|.{8}，.|.，.{8}", re.DOTALL)
_FIGURE = re.compile(r"[\d\s.,，、;；%％‰：:()（）+\-—－/年月日至]*")
_SHORT_CELL = 8  # characters: no sentence is shorter
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
    for row in known:
        if framed:
            yield from (line for cell in row for line in cell)
        else:
            yield from _lay_out_row(row)


def _lay_out_row(row: Sequence[Sequence[Line]]) -> Iterator[Line]:
    short: list[str] = []
    for cell in row:
        if not any(line.role or is_prose(line.text) for line in cell):
            short.append(" ".join(" ".join(line.text.split()) for line in cell if line.text.strip()))
            continue
        if short:
            yield Line("\t".join(short), TABLE)
            short = []
        yield from (Line(line.text, line.role or CELL) for line in cell)
    if short:
        yield Line("\t".join(short), TABLE)


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
