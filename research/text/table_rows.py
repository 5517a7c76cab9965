"""Rows: tables that stand in plain lines, a row or a cell on each."""

from collections.abc import Sequence

from research.text.grid import is_prose as is_prose_cell
from research.text.line_forms import count_figures, is_prose, is_short, squeeze
from research.text.list_marks import BULLETS, SECTION, SECTION_OR_ITEM
from research.text.marks import CELL, TABLE, TEXT, Mark
from research.text.name_lines import PERSON, SURNAMES
from research.text.patterns import compile_on_use
from research.text.title_lines import MAX_TITLE

_NOT_ROW = compile_on_use(r"[；！？：]|^\S+$")
_OF_WHICH = compile_on_use(r"(?:其中|包括)[：:]\s*")  # before the name of a row
_CAPTION = compile_on_use(
    r"(?:续|附)?[图表]\s?\d{1,2}(?:[-—－.]\d{1,2})?[\s\u3000:：.、]+[^。；！？，]{2,60}|[（(]?(?:计量)?单位[：:]\s*[^\s。，]{1,8}[）)]?"
)
_CLAUSE_IN_ASCII = compile_on_use(r"[\u4e00-\u9fff%] ?,|[\u4e00-\u9fff%]\.$")
_WORDS = compile_on_use(r"[\u4e00-\u9fff]{2}|\d[\u4e00-\u9fff]")
_NOT_CELLS = compile_on_use("[。；！？，]")
_CELL = compile_on_use(r"[^\t\s][^\t]*(?<!\s)")
_BOX = compile_on_use("[□☐☑☒■◻]")
_MIN_BOXES = 2  # choices on a line of a form; a line with one may be an item
_SERIAL = compile_on_use(r"(\d{1,3})[.．、]?[ \u3000\t]+[^\s、.．]")
_POST = (
    r"(?:副?组\s*长|成\s*员|副?主\s*任|委\s*员|副?总指挥长?|副?指挥长?|副?主席|秘书长|召集人|顾\s*问|联络员|副?主\s*编)"
)
_MEMBER = compile_on_use(
    rf"{_POST}[：:][\s\u3000]*{PERSON}[^。；！？]*"
    rf"|{PERSON}(?:[\s\u3000]+[^\s。，；！？：]{{2,30}}|（[^）]{{2,30}}）|(?:[\s\u3000、]+{PERSON})+)"
)
_OPENS_MEMBER = frozenset(f"{SURNAMES}组成副主委总指秘召顾联")
_SPACED_POST = compile_on_use(r"^[\u4e00-\u9fff](?:[ \u3000]+[\u4e00-\u9fff])+(?=[：:])")  # 总 指 挥：
_MIN_MEMBERS, _MIN_SERIAL = 3, 2
_MAX_CELLS, _MAX_COLUMN_HEAD = 10, 8  # cells of a row, and characters of the head of a column


def mark_rows(lines: Sequence[str], roles: list[str], start: int) -> None:
    """Find the rows of figures, and the heads of their columns."""
    for index in range(start, len(lines)):
        line = lines[index]
        if roles[index] != TEXT or len(line) > MAX_TITLE or "。" in line:
            continue
        if _is_caption(line) or _is_choice(line) or _is_row_of_figures(_OF_WHICH.sub("", line)):
            roles[index] = TABLE
    for index in range(len(lines) - 2, start - 1, -1):
        if roles[index] == TEXT and roles[index + 1] == TABLE and _is_row_of_words(lines[index]):
            roles[index] = TABLE
    _mark_cells(lines, roles, start)


def _is_caption(line: str) -> bool:
    """Tell whether a line is the caption of a table or a figure, or the unit of its figures."""
    return (line[0] in "续附图表" or "单位" in line) and _CAPTION.fullmatch(line) is not None


def _is_choice(line: str) -> bool:
    """Tell whether a line of a form offers something to tick: ☑是 □否."""
    return len(_BOX.findall(line)) >= _MIN_BOXES and "；" not in line


def _is_row_of_cells(line: str) -> bool:
    """Tell whether tabs part a line into three or more cells without sentences, as in a table that was copied."""
    return line.count("\t") > 1 and not any(is_prose_cell(cell) for cell in line.split("\t"))


def _is_row_of_figures(line: str) -> bool:
    return not _NOT_ROW.search(line) and (_is_row(line) or _is_row_of_cells(line))


def _is_row(line: str) -> bool:
    cells, figures = count_figures(line)
    if cells < 2 or not figures or SECTION_OR_ITEM.match(line) or _CLAUSE_IN_ASCII.search(line):
        return False
    words = [cell for cell in line.split() if not any(c.isdigit() for c in cell)]
    if sum(len(word) == 1 for word in words) > cells / 2 or ("，" in line and figures < 3):
        return False
    return figures >= 2 or (cells <= 3 and line.split()[-1][-1] in "0123456789%％" and len(line) <= 30)


def _is_row_of_words(line: str) -> bool:
    return len(line.split()) >= 2 and is_short(line) and not SECTION_OR_ITEM.match(line) and "，" not in line


def _mark_cells(lines: Sequence[str], roles: list[str], start: int) -> None:
    """Find tables of which each cell stands on a line of its own: short lines, many of them figures."""
    index = start
    while index < len(lines):
        first = index
        figures = 0
        while index < len(lines) and roles[index] in (TABLE, TEXT) and _is_cell(lines[index]):
            figures += roles[index] == TABLE
            index += 1
        if index - first >= 4 and figures >= (index - first) * 0.3 and figures >= 2:
            last_figure = max(number for number in range(first, index) if roles[number] == TABLE)
            for number in range(first, last_figure + 1):
                roles[number] = TABLE
        index += index == first


def mark_numbered_rows(lines: Sequence[str], roles: list[str]) -> None:
    """Find tables of tasks of which each cell stands on a line of its own: 1, 2, 3 stand alone, equally far apart."""
    serials = [index for index, line in enumerate(lines) if len(line) <= 3 and line.isdecimal() and line[0] != "0"]
    place = 0
    while place < len(serials):
        run = [serials[place]]
        while place + 1 < len(serials) and _continues_rows(lines, run, serials[place + 1]):
            place += 1
            run.append(serials[place])
        place += 1
        if len(run) > 1 and int(lines[run[0]]) == 1:
            last = run[-1] + run[1] - run[0]
            if not any(SECTION.match(line) for line in lines[run[0] : last]):  # else they are numbers of pages
                _mark_run(lines, roles, run[0], last)


def _continues_rows(lines: Sequence[str], run: Sequence[int], index: int) -> bool:
    step = run[1] - run[0] if len(run) > 1 else index - run[0]
    return 2 <= step <= _MAX_CELLS and index - run[-1] == step and int(lines[index]) == int(lines[run[-1]]) + 1


def _mark_run(lines: Sequence[str], roles: list[str], first: int, last: int) -> None:
    """Mark the cells of a table and the heads of its columns: sentences are body, the others are no headings."""
    top = first
    while (
        top > 0 and first - top < last - first and len(lines[top - 1]) <= _MAX_COLUMN_HEAD and _is_cell(lines[top - 1])
    ):
        top -= 1
    for index in range(top, min(last, len(lines))):
        roles[index] = CELL if is_prose(lines[index]) or lines[index][-1] in "。；！？" else TABLE


def _is_cell(line: str) -> bool:
    return len(line) <= 15 and line[-1] not in "。；！？：，、" and line[0] not in BULLETS and not SECTION.match(line)


def mark_serial_rows(lines: Sequence[str], roles: list[str], start: int) -> None:
    """Find catalogues: rows of three or more cells, numbered one after another, whether or not figures stand in them."""
    numbers = [_read_serial(line) if role == TEXT else 0 for line, role in zip(lines, roles, strict=True)]
    index, last = start, 0
    while index < len(lines):
        first = index
        while index < len(lines) and numbers[index] and numbers[index] - numbers[first] == index - first:
            index += 1
        goes_on = index > first and numbers[first] == last + 1 > 1
        if index - first >= _MIN_SERIAL or goes_on:
            last = numbers[index - 1]
            if first > start and roles[first - 1] == TEXT and _is_row_of_words(lines[first - 1]):
                roles[first - 1] = TABLE
            roles[first:index] = [TABLE] * (index - first)
        index += index == first


def _read_serial(line: str) -> int:
    """Return the number with which a row of three or more cells opens, or 0."""
    serial = _SERIAL.match(line) if line[0].isdecimal() and len(line) <= MAX_TITLE else None
    if serial is None or _NOT_CELLS.search(line) or _CLAUSE_IN_ASCII.search(line):
        return 0
    return int(serial[1]) if sum(_WORDS.search(cell) is not None for cell in line.split()[1:]) > 1 else 0


def _is_member(line: str) -> bool:
    return _MEMBER.fullmatch(_SPACED_POST.sub(lambda post: squeeze(post[0]), line)) is not None


def mark_members(lines: Sequence[str], roles: list[str], start: int) -> None:
    """Find lists of persons with their posts, a person or several on each line."""
    may = [line[0] in _OPENS_MEMBER and line[-1] not in "。；！？" for line in lines]
    if not any(map(all, zip(*(may[step:] for step in range(_MIN_MEMBERS)), strict=False))):
        return  # as in most texts
    index = start
    while index < len(lines):
        first = index
        while index < len(lines) and roles[index] == TEXT and may[index] and _is_member(lines[index]):
            index += 1
        if index - first >= _MIN_MEMBERS:
            roles[first:index] = [TABLE] * (index - first)
        index += index == first


def find_cells(text: str, start: int, end: int) -> list[Mark]:
    """Find the cells of a line that tabs part into three or more, if sentences stand in one, as in a copied table."""
    if text.count("\t", start, end) < 2:
        return []
    cells = [(start + cell.start(), start + cell.end()) for cell in _CELL.finditer(text[start:end])]
    prose = [is_prose_cell(text[first:last]) for first, last in cells]
    if len(cells) < 3 or not any(prose):
        return []
    found: list[Mark] = []
    for (first, last), holds_sentence in zip(cells, prose, strict=True):
        if not holds_sentence and found and found[-1].role == TABLE:
            found[-1] = found[-1]._replace(end=last)
        else:
            found.append(Mark(first, last, CELL if holds_sentence else TABLE))
    return found
