"""Ends of sentences: where a line is cut, and what is never torn apart."""

import re
from collections.abc import Iterator

_ENDS = "。！？；｡"
_ASCII_ENDS = "!?;"
_PAIRS = {
    "“": "”",
    "‘": "’",
    "「": "」",
    "『": "』",
    "《": "》",
    "〈": "〉",
    "（": "）",
    "(": ")",
    "【": "】",
    "〔": "〕",
    "［": "］",
    "[": "]",
}
_CLOSERS = frozenset(_PAIRS.values())
# Sentences are short and such marks rare, so that looking for the next one is ten times as fast as asking each character.
_PERHAPS_END = re.compile(f"[{_ENDS}{_ASCII_ENDS}]")
_PAIRED = re.compile(f'["{re.escape("".join([*_PAIRS, *_PAIRS.values()]))}]')
_QUOTES = frozenset('”’」』"')
_GOES_ON = frozenset("，、。；：）》的")


def split_line(line: str) -> list[str]:
    """Split one line into its sentences; the rule of `research.text.sentences.split_sentences` without documents or kinds.

    Examples
    --------
    >>> split_line("增长3.5%，好于预期！他说：“要稳。要进。”大家鼓掌。")
    ['增长3.5%，好于预期！', '他说：“要稳。要进。”', '大家鼓掌。']
    """
    return [line[start:end] for start, end in find_sentences(line, 0, len(line))]


def find_sentences(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Yield the start and the end of each sentence of a line that stands in a text from `start` to `end`."""
    closed_at = _find_closed_pairs(text, start, end)
    closings = set(closed_at.values())
    waiting = sorted(closed_at.items(), reverse=True)
    position = first = start
    protected_until = start
    while found := _PERHAPS_END.search(text, position, end):
        position = found.start()
        while waiting and waiting[-1][0] <= position:
            protected_until = max(protected_until, waiting.pop()[1])
        if not _is_end(text, position, start):
            position += 1
            continue
        position = _skip_marks(text, position + 1, end)
        last = position
        while position < end and (text[position] in _CLOSERS or position + 1 in closings):
            position += 1
        if last > protected_until or position >= end or _closes_speech(text, first, last, position, protected_until):
            yield _trim(text, first, position)
            first = position
    if text[first:end].strip():
        yield _trim(text, first, end)


def _closes_speech(text: str, first: int, last: int, position: int, protected_until: int) -> bool:
    """Tell whether the closing marks from `last` to `position` end a quoted or bracketed sentence."""
    if position == last or position < protected_until or text[position] in _GOES_ON:
        return False
    closers = text[last:position]
    return all(mark in _QUOTES for mark in closers) or (text[first] in "（(" and set(closers) <= set("）)"))


def _find_closed_pairs(text: str, start: int, end: int) -> dict[int, int]:
    """Map the position of each opening mark that is closed in the line to the position after its closing mark."""
    closed: dict[int, int] = {}
    opened: list[tuple[str, int]] = []
    waiting = dict.fromkeys(_CLOSERS, 0)
    straight: list[int] = []
    for found in _PAIRED.finditer(text, start, end):
        position, character = found.start(), found[0]
        if character in _PAIRS:
            opened.append((_PAIRS[character], position))
            waiting[_PAIRS[character]] += 1
        elif character == '"':
            straight.append(position)
        elif waiting[character]:
            while True:
                closer, opening = opened.pop()
                waiting[closer] -= 1
                if closer == character:
                    closed[opening] = position + 1
                    break
    if len(straight) % 2 == 0:
        closed.update(zip(straight[::2], (position + 1 for position in straight[1::2]), strict=True))
    return closed


def _is_end(text: str, position: int, start: int) -> bool:
    character = text[position]
    if character in _ENDS:
        return True
    return (
        character in _ASCII_ENDS and position > start and (text[position - 1] >= "\u2e80" or text[position - 1] == "%")
    )


def _skip_marks(text: str, position: int, end: int) -> int:
    while position < end and text[position] in "。！？；…!?｡":
        position += 1
    return position


def _trim(text: str, start: int, end: int) -> tuple[int, int]:
    piece = text[start:end]
    return start + len(piece) - len(piece.lstrip()), end - len(piece) + len(piece.rstrip())
