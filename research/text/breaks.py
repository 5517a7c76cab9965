"""Breaks of lines and pages that people set within a paragraph: those in the midst of a sentence are taken out."""

from research.text.date_lines import is_date
from research.text.lines import ENDS_LINE, remove_breaks
from research.text.list_marks import OPENS_LINE
from research.text.name_lines import is_organisation
from research.text.patterns import compile_on_use
from research.text.title_lines import is_title

PAGE_BREAK = "\f"
_BREAKS = compile_on_use(r"[\n\f]")
_MARKS = "，、。；：！？"
_ENDS = compile_on_use("[。！？；]")
_MIN_RUNNING = 12  # characters before a page break: fewer are a label of a cover
_MIN_LINE = 30  # characters of a line that is no heading
_MIN_TAIL = 6  # characters of a sentence that a line breaks off


def join_broken(text: str) -> str:
    r"""Return the text of a paragraph with line breaks where it is to be read line by line.

    A page break, or the break of a line within running text, is taken out where a sentence goes on behind it. Other
    page breaks become line breaks.

    Parameters
    ----------
    text
        Of a paragraph, with ``\n`` for the breaks of lines and `PAGE_BREAK` for those of pages and columns.

    Examples
    --------
    >>> join_broken("各乡镇要把春耕生产摆上重\f要日程，抓紧抓实。"), join_broken("一、水利\n修渠。\f")
    ('各乡镇要把春耕生产摆上重要日程，抓紧抓实。', '一、水利\n修渠。')
    """
    if not _BREAKS.search(text):
        return text
    lines = [""]
    position = 0
    for found in [*_BREAKS.finditer(text), None]:
        piece = text[position : found.start() if found else len(text)]
        before = lines[-1].strip()
        if position and before and piece.strip() and _goes_on(before, piece.strip(), text[position - 1]):
            lines[-1] = remove_breaks(f"{lines[-1].rstrip()}\n{piece.lstrip()}")
        elif position:
            lines.append(piece)
        else:
            lines = [piece]
        position = found.end() if found else position
    return "\n".join(lines).strip("\n")


def _goes_on(before: str, after: str, sign: str) -> bool:
    """Tell whether a sentence goes on behind a break."""
    if before[-1] in ENDS_LINE or OPENS_LINE.match(after) or not any(mark in after for mark in _MARKS):
        return False
    if is_title(before) or is_date(before) or is_organisation(before) or is_date(after):
        return False
    ends = [end.end() for end in _ENDS.finditer(before)]
    if not ends and OPENS_LINE.match(before):
        return False
    tail = before[ends[-1] :] if ends else before
    if sign == PAGE_BREAK:
        return bool(ends) or len(before) >= _MIN_RUNNING or "，" in before
    return before[-1] not in _MARKS and "：" not in tail and len(tail) >= (_MIN_TAIL if ends else _MIN_LINE)
