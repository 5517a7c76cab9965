"""Mail headers: the lines with sender, receivers and subject that stand above a mail inside the text of another."""

import re
from collections.abc import Sequence

from research.text.line_forms import is_prose, is_short
from research.text.list_marks import SECTION_OR_ITEM
from research.text.marks import ASIDE, TEXT
from research.text.patterns import compile_on_use

_SENDER = compile_on_use(r"(?:发件人|寄件人|From)\s*[：:]", re.IGNORECASE)
_HEADER = compile_on_use(
    r"(?:发件人|寄件人|收件人|抄送人?|密送|发送时间|发送日期|日期|时间|主题|附件|From|To|Cc|Bcc|Sent|Date|Subject)\s*[：:]",
    re.IGNORECASE,
)
_SEPARATOR = compile_on_use(r"[-_=*—>\s]{3,}.{0,30}?[-_=*—\s]{0,}|.{0,60}(?:写道|wrote)\s*[：:]", re.IGNORECASE)
_MAX_HEADER = 200
_MAX_SIGNATURE = 5
"""Lines between the last sentence of a mail and the headers of the mail below it."""


def mark_mail_headers(lines: Sequence[str], roles: list[str]) -> int:
    """Set aside the headers of mails inside a text, with the rule above them and the signature of the mail before.

    Headers are two or more lines in a row, the first of which names the sender.

    Returns
    -------
    int
        The first line of the first headers, or the number of lines where there are none.

    Examples
    --------
    >>> lines = ["请审阅。", "李某", "-----原始邮件-----", "发件人：张某", "主题：材料", "请修改。"]
    >>> roles = ["text"] * 6
    >>> mark_mail_headers(lines, roles), roles
    (3, ['text', 'aside', 'aside', 'aside', 'aside', 'text'])
    """
    earliest = len(lines)
    index = 0
    while index < len(lines):
        first = index
        if _SENDER.match(lines[index]):
            while index < len(lines) and len(lines[index]) <= _MAX_HEADER and _HEADER.match(lines[index]):
                index += 1
        if index - first > 1:
            roles[first:index] = [ASIDE] * (index - first)
            _mark_above(lines, roles, first)
            earliest = min(earliest, first)
        index += index == first
    return earliest


def _mark_above(lines: Sequence[str], roles: list[str], first: int) -> None:
    if first and is_short(lines[first - 1]) and _SEPARATOR.fullmatch(lines[first - 1]):
        first -= 1
        roles[first] = ASIDE
    top = first
    while top and first - top <= _MAX_SIGNATURE and _may_sign(lines[top - 1]):
        top -= 1
    if top and lines[top - 1][-1] in "。！？!?." and first - top <= _MAX_SIGNATURE:
        for index in range(top, first):
            roles[index] = ASIDE if roles[index] == TEXT else roles[index]


def _may_sign(line: str) -> bool:
    return is_short(line) and line[-1] not in "。！？；：，:" and not is_prose(line) and not SECTION_OR_ITEM.match(line)
